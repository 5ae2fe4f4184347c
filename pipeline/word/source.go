package word

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// transitional renames the namespaces of a reference file that was saved as "Strict Open XML": the parts it is kept with
// are all of the other kind, and Word opens no mixture.
var transitional = strings.NewReplacer(
	"http://purl.oclc.org/ooxml/wordprocessingml/main", nsMain,
	"http://purl.oclc.org/ooxml/officeDocument/relationships", nsRelations,
	"http://purl.oclc.org/ooxml/drawingml/main", "http://schemas.openxmlformats.org/drawingml/2006/main")

// charset is an attribute of LibreOffice's font tables, with values that no schema knows.
var charset = regexp.MustCompile(` \w+:characterSet="[^"]*"`)

// maxPart bounds a part of the reference file; style.Read has refused larger ones already.
const maxPart = 32 << 20

// source is what a book keeps of its reference file.
type source struct {
	styles, settings, fonts, theme []byte
}

// readSource takes the kept parts out of the reference file. A font table or theme that points to further parts
// (embedded fonts, pictures) is left out: fonts are not ours to pass on, and Word needs neither.
func readSource(docx []byte) (*source, error) {
	zr, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrSheet, err)
	}
	files := map[string]*zip.File{}
	for _, f := range zr.File {
		files[strings.ToLower(f.Name)] = f
	}
	main, err := target(files, "", "officeDocument")
	if err != nil {
		return nil, err
	}
	s := new(source)
	var settings []byte
	for _, part := range []struct {
		kind     string
		to       *[]byte
		required bool
	}{{"styles", &s.styles, true}, {"settings", &settings, false}, {"fontTable", &s.fonts, false}, {"theme", &s.theme, false}} {
		name, err := target(files, main, part.kind)
		if err != nil {
			return nil, err
		}
		if name == "" && part.required {
			return nil, fmt.Errorf("%s: %w", part.kind, ErrSheet)
		}
		if name == "" || !part.required && part.kind != "settings" && files[relsOf(name)] != nil {
			continue
		}
		data, err := content(files, name)
		if err != nil {
			return nil, err
		}
		*part.to = []byte(transitional.Replace(string(data)))
	}
	s.fonts = charset.ReplaceAll(s.fonts, nil)
	s.settings, err = keepSettings(settings)
	return s, err
}

func relsOf(name string) string {
	return strings.ToLower(path.Join(path.Dir(name), "_rels", path.Base(name)+".rels"))
}

// target is the part that another ("" for the package) relates to by kind, "" if there is none.
func target(files map[string]*zip.File, from, kind string) (string, error) {
	rels, base := "_rels/.rels", ""
	if from != "" {
		rels, base = relsOf(from), path.Dir(from)
	}
	data, err := content(files, rels)
	if err != nil {
		return "", err
	}
	var x struct {
		Relationship []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.Unmarshal(data, &x); err != nil {
		return "", fmt.Errorf("%s: %w: %w", rels, ErrSheet, err)
	}
	for _, r := range x.Relationship {
		if !strings.HasSuffix(r.Type, "/"+kind) {
			continue
		}
		if abs, ok := strings.CutPrefix(r.Target, "/"); ok {
			return path.Clean(abs), nil
		}
		return path.Join(base, r.Target), nil
	}
	return "", nil
}

func content(files map[string]*zip.File, name string) ([]byte, error) {
	f := files[strings.ToLower(name)]
	if f == nil {
		return nil, fmt.Errorf("%s is missing: %w", name, ErrSheet)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", name, ErrSheet, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err == nil && len(data) > maxPart {
		err = fmt.Errorf("larger than %d bytes", maxPart)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w: %w", name, ErrSheet, err)
	}
	return data, nil
}
