package convert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"huibian/pipeline/docx"
)

// What keeps a file from being converted, for errors.Is.
var (
	ErrNoOffice = errors.New("LibreOffice is not installed")
	ErrTimeout  = errors.New("LibreOffice took too long")
	ErrFailed   = errors.New("LibreOffice could not convert the file")
)

// inputs are the formats that can be converted: the ending the office expects, and the filter it must read them with
// where it would choose another by itself.
var inputs = map[docx.Format]struct{ ending, filter string }{
	docx.FormatDoc:  {".doc", ""},
	docx.FormatRTF:  {".rtf", ""},
	docx.FormatODT:  {".odt", ""},
	docx.FormatHTML: {".html", "HTML (StarWriter)"}, // not as a web page, which has no .docx
	docx.FormatXML:  {".xml", ""},
}

// wordXML are words at the beginning of XML files that are documents: Word 2003, Word in one file, OpenDocument in one.
var wordXML = []string{"/wordml", "http://schemas.microsoft.com/office/2006/xmlPackage", "urn:oasis:names:tc:opendocument:xmlns:office"}

// Takes reports whether a file of a format can be converted.
func Takes(src []byte, f docx.Format) bool {
	if f == docx.FormatXML {
		head := src[:min(len(src), 4096)]
		return slices.ContainsFunc(wordXML, func(w string) bool { return bytes.Contains(head, []byte(w)) })
	}
	_, ok := inputs[f]
	return ok
}

// Converter makes Word files of others. It is safe for concurrent use.
type Converter struct {
	program string
	cache   string
	limit   time.Duration
}

// New finds LibreOffice. What it makes is kept below cache; "" keeps nothing.
func New(cache string) *Converter {
	return &Converter{program: find(os.Getenv), cache: cache, limit: timeLimit}
}

// Read converts a file, whose SHA-256 in hex is sum, and reads the result. Errors are ErrNoOffice, ErrTimeout, ErrFailed,
// those of docx.Read, and those of the disk.
func (c *Converter) Read(ctx context.Context, src []byte, sum string, f docx.Format) (*docx.Document, error) {
	if doc, ok := c.kept(sum); ok {
		return doc, nil
	}
	if c.program == "" {
		return nil, ErrNoOffice
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	b, err := c.convert(ctx, src, f)
	if err != nil {
		return nil, err
	}
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		return nil, fmt.Errorf("read conversion: %w", err)
	}
	return doc, c.keep(sum, b)
}

// kept is an earlier conversion of the same bytes. One that can no longer be read is none.
func (c *Converter) kept(sum string) (*docx.Document, bool) {
	if c.cache == "" {
		return nil, false
	}
	b, err := os.ReadFile(c.path(sum))
	if err != nil {
		return nil, false
	}
	doc, err := docx.Read(b, docx.Limits{})
	return doc, err == nil
}

func (c *Converter) path(sum string) string { return filepath.Join(c.cache, sum+".docx") }

// keep stores a conversion, whole or not at all. It may be of a secret submission: nobody else may read it.
func (c *Converter) keep(sum string, b []byte) error {
	if c.cache == "" {
		return nil
	}
	if err := os.MkdirAll(c.cache, 0o700); err != nil {
		return fmt.Errorf("keep conversion: %w", err)
	}
	tmp, err := os.CreateTemp(c.cache, "new-*") // mode 0600
	if err != nil {
		return fmt.Errorf("keep conversion: %w", err)
	}
	defer os.Remove(tmp.Name()) // gone already, if all went well
	_, err = tmp.Write(b)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), c.path(sum))
	}
	if err != nil {
		return fmt.Errorf("keep conversion: %w", err)
	}
	return nil
}

// convert runs the office in a folder of its own.
func (c *Converter) convert(ctx context.Context, src []byte, f docx.Format) ([]byte, error) {
	in, ok := inputs[f]
	if !ok {
		return nil, &docx.FormatError{Format: f}
	}
	dir, err := os.MkdirTemp("", "huibian-convert-")
	if err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	defer os.RemoveAll(dir)
	profile, file, out := filepath.Join(dir, "profile"), filepath.Join(dir, "in"+in.ending), filepath.Join(dir, "out")
	if err := errors.Join(writeProfile(profile), os.WriteFile(file, src, 0o600)); err != nil {
		return nil, fmt.Errorf("convert: %w", err)
	}
	args := []string{"-env:UserInstallation=" + fileURL(profile), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"}
	if in.filter != "" {
		args = append(args, "--infilter="+in.filter)
	}
	said, err := c.run(ctx, append(args, "--convert-to", "docx:MS Word 2007 XML", "--outdir", out, file)...)
	switch {
	case errors.Is(err, os.ErrNotExist), errors.Is(err, exec.ErrNotFound):
		return nil, fmt.Errorf("%w: %w", ErrNoOffice, err)
	case errors.Is(err, ErrTimeout), ctx.Err() != nil:
		return nil, err
	case err != nil:
		return nil, fmt.Errorf("%w: %w: %s", ErrFailed, err, firstLine(said))
	}
	b, err := os.ReadFile(filepath.Join(out, "in.docx"))
	if err != nil || len(b) == 0 { // the office says so, and still ends well
		return nil, fmt.Errorf("%w: %s", ErrFailed, firstLine(said))
	}
	return b, nil
}

func firstLine(b []byte) string {
	line, _, _ := bytes.Cut(bytes.TrimSpace(b), []byte("\n"))
	return string(line)
}

// fileURL is a path as the office wants its profile: file:///C:/… on Windows, blanks escaped.
func fileURL(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
