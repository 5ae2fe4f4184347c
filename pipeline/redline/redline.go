package redline

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"time"
)

// ErrNotBook means that a file is no book that package word wrote, or not one any more: another program has saved it.
var ErrNotBook = errors.New("not a book as package word writes it")

// Options say whose changes they are.
type Options struct {
	Author string    // of every change; 汇编系统 if empty
	Date   time.Time // of every change, shown as it stands, in its own zone; none if zero
}

// defaultAuthor is the one that comments of ours bear as well.
const defaultAuthor = "汇编系统"

// maxDocument bounds the main part of a book in bytes: 20,000 items take 80 MB.
const maxDocument = 512 << 20

const (
	documentPart   = "word/document.xml"
	propertiesPart = "docProps/app.xml"
	application    = "<Application>huibian</Application>"
)

// Compare returns the book now as a Word file in which what sets it apart from the book old is tracked: accepting all
// changes gives the words of now, rejecting all those of old, but for what the package's comment excepts. Both are
// .docx files of package word; the error of any other matches ErrNotBook. All parts but the main one are those of now,
// byte for byte.
func Compare(old, now []byte, o Options) ([]byte, error) {
	before, _, err := open(old)
	if err != nil {
		return nil, fmt.Errorf("old book: %w", err)
	}
	after, pack, err := open(now)
	if err != nil {
		return nil, fmt.Errorf("new book: %w", err)
	}
	if o.Author == "" {
		o.Author = defaultAuthor
	}
	doc, err := revised(before, after, o)
	if err != nil {
		return nil, err
	}
	return repack(pack, doc)
}

// open reads a book from its package.
func open(file []byte) (*document, *zip.Reader, error) {
	pack, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, nil, fmt.Errorf("%w: %w", ErrNotBook, err)
	}
	made, err := part(pack, propertiesPart)
	if err != nil {
		return nil, nil, err
	}
	if !bytes.Contains(made, []byte(application)) {
		return nil, nil, fmt.Errorf("%s names another program: %w", propertiesPart, ErrNotBook)
	}
	main, err := part(pack, documentPart)
	if err != nil {
		return nil, nil, err
	}
	doc, err := read(main)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", documentPart, err)
	}
	return doc, pack, nil
}

func part(pack *zip.Reader, name string) ([]byte, error) {
	for _, f := range pack.File {
		if f.Name != name {
			continue
		}
		if f.UncompressedSize64 > maxDocument {
			return nil, fmt.Errorf("%s: %d bytes: %w", name, f.UncompressedSize64, ErrNotBook)
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("%s: %w: %w", name, ErrNotBook, err)
		}
		defer r.Close()
		out := bytes.NewBuffer(make([]byte, 0, f.UncompressedSize64+bytes.MinRead))
		if _, err := io.Copy(out, io.LimitReader(r, maxDocument)); err != nil {
			return nil, fmt.Errorf("%s: %w: %w", name, ErrNotBook, err)
		}
		return out.Bytes(), nil
	}
	return nil, fmt.Errorf("no %s: %w", name, ErrNotBook)
}

// repack copies a package with another main part. The others are copied as they lie in it.
func repack(pack *zip.Reader, doc []byte) ([]byte, error) {
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range pack.File {
		if f.Name != documentPart {
			if err := zw.Copy(f); err != nil {
				return nil, fmt.Errorf("copy %s: %w", f.Name, err)
			}
			continue
		}
		w, err := zw.CreateHeader(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, Modified: f.Modified})
		if err == nil {
			_, err = w.Write(doc)
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", f.Name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return nil, fmt.Errorf("write the package: %w", err)
	}
	return out.Bytes(), nil
}
