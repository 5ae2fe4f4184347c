package word

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
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

// settingsOrder are the settings that shape a page, in the order of the schema (CT_Settings). All others stay behind:
// they belong to the reference file as a document (revisions, protection, mail merge, the footnotes of its own, "update
// fields on opening"). evenAndOddHeaders is ours: page numbers stand outside. So is compat where the file has none:
// without it Word takes the book for one of Word 2007.
var settingsOrder = []string{
	"zoom", "mirrorMargins", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop",
	"defaultTabStop", "evenAndOddHeaders", "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing",
	"displayHorizontalDrawingGridEvery", "displayVerticalDrawingGridEvery", "characterSpacingControl",
	"noLineBreaksAfter", "noLineBreaksBefore", "compat", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator",
}

// keepSettings copies those settings byte for byte and adds our own.
func keepSettings(settings []byte) ([]byte, error) {
	kept := map[string][]byte{}
	root := `<w:settings xmlns:w="` + nsMain + `">`
	end := "</w:settings>"
	if settings != nil {
		var err error
		if root, end, err = splitSettings(settings, kept); err != nil {
			return nil, err
		}
	}
	prefix := strings.TrimSuffix(strings.TrimPrefix(end, "</"), "settings>")
	kept["evenAndOddHeaders"] = []byte("<" + prefix + "evenAndOddHeaders/>")
	if kept["compat"] == nil {
		kept["compat"] = []byte(`<w:compat xmlns:w="` + nsMain + `"><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`)
	}
	var b bytes.Buffer
	b.WriteString(xml.Header + root)
	for _, name := range settingsOrder {
		b.Write(kept[name])
	}
	b.WriteString(end)
	return b.Bytes(), nil
}

// splitSettings notes each child of the root by its name, as written, and returns the root's own tags.
func splitSettings(data []byte, kept map[string][]byte) (root, end string, err error) {
	d := xml.NewDecoder(bytes.NewReader(data))
	for depth := 0; ; {
		before := d.InputOffset()
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", "", fmt.Errorf("settings: %w: %w", ErrSheet, err)
		}
		after := d.InputOffset()
		switch t := tok.(type) {
		case xml.StartElement:
			depth++
			if depth == 1 {
				root = string(data[before:after])
			}
			if depth == 2 {
				from := before
				if err := skipRaw(d); err != nil {
					return "", "", fmt.Errorf("settings: %w: %w", ErrSheet, err)
				}
				depth--
				if _, twice := kept[t.Name.Local]; !twice {
					kept[t.Name.Local] = data[from:d.InputOffset()]
				}
			}
		case xml.EndElement:
			depth--
			if depth == 0 {
				end = "</" + t.Name.Local + ">"
				if t.Name.Space != "" {
					end = "</" + t.Name.Space + ":" + t.Name.Local + ">"
				}
			}
		}
	}
	if root == "" || end == "" || !strings.HasSuffix(end, "settings>") {
		return "", "", fmt.Errorf("settings: %w", ErrSheet)
	}
	if strings.HasSuffix(root, "/>") {
		root = strings.TrimSuffix(root, "/>") + ">"
	}
	return root, end, nil
}

// skipRaw reads to the end of the element whose start was read.
func skipRaw(d *xml.Decoder) error {
	for depth := 1; depth > 0; {
		tok, err := d.RawToken()
		if err != nil {
			return err
		}
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}
