package style

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// A reference file is a few pages of samples; anything larger than this is not one.
const (
	maxEntries = 2000
	maxPart    = 32 << 20
)

// parts are the parts of the package that tell the look.
type parts struct {
	document, styles, settings, theme []byte // the last two may be missing
}

// readParts finds the parts through relationships: their names are customary, not fixed.
func readParts(docx []byte) (*parts, error) {
	zr, err := zip.NewReader(bytes.NewReader(docx), int64(len(docx)))
	if err != nil {
		return nil, fmt.Errorf("open book.docx: %w (%w)", ErrNotWord, err)
	}
	if len(zr.File) > maxEntries {
		return nil, fmt.Errorf("%d entries: %w", len(zr.File), ErrTooLarge)
	}
	root, err := relations(zr, "_rels/.rels", "")
	if err != nil {
		return nil, err
	}
	main, ok := root["officeDocument"]
	if !ok {
		return nil, fmt.Errorf("no main document: %w", ErrNotWord)
	}
	rels, err := relations(zr, path.Join(path.Dir(main), "_rels", path.Base(main)+".rels"), path.Dir(main))
	if err != nil {
		return nil, err
	}
	p := new(parts)
	if p.document, err = readPart(zr, main); err != nil {
		return nil, err
	}
	if p.styles, err = readPart(zr, rels["styles"]); err != nil {
		return nil, err
	}
	if name, ok := rels["settings"]; ok {
		if p.settings, err = readPart(zr, name); err != nil {
			return nil, err
		}
	}
	if name, ok := rels["theme"]; ok {
		if p.theme, err = readPart(zr, name); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// relations maps the last word of each relationship type ("styles") to its target's name in the package. Strict files
// use another namespace with the same last words.
func relations(zr *zip.Reader, name, base string) (map[string]string, error) {
	data, err := readPart(zr, name)
	if err != nil {
		return nil, err
	}
	var x struct {
		Relationship []struct {
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		}
	}
	if err := xml.Unmarshal(data, &x); err != nil {
		return nil, fmt.Errorf("read %s: %w (%w)", name, ErrNotWord, err)
	}
	rels := map[string]string{}
	for _, r := range x.Relationship {
		kind := r.Type[strings.LastIndexByte(r.Type, '/')+1:]
		if _, seen := rels[kind]; seen || r.Mode == "External" {
			continue
		}
		if strings.HasPrefix(r.Target, "/") {
			rels[kind] = strings.TrimPrefix(path.Clean(r.Target), "/")
		} else {
			rels[kind] = path.Join(base, r.Target)
		}
	}
	return rels, nil
}

func readPart(zr *zip.Reader, name string) ([]byte, error) {
	if name == "" {
		return nil, fmt.Errorf("a part is missing: %w", ErrNotWord)
	}
	for _, f := range zr.File {
		if !strings.EqualFold(f.Name, name) {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return nil, fmt.Errorf("open %s: %w (%w)", name, ErrNotWord, err)
		}
		defer r.Close()
		data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w (%w)", name, ErrNotWord, err)
		}
		if len(data) > maxPart {
			return nil, fmt.Errorf("%s: %w", name, ErrTooLarge)
		}
		return data, nil
	}
	return nil, fmt.Errorf("%s is missing: %w", name, ErrNotWord)
}

// readSettings reads of the settings what shapes pages.
func readSettings(sheet *Sheet, settings []byte) error {
	if settings == nil {
		return nil
	}
	var x struct {
		Mirror *onOff `xml:"mirrorMargins"`
	}
	if err := xml.Unmarshal(settings, &x); err != nil {
		return fmt.Errorf("read the settings: %w (%w)", ErrNotWord, err)
	}
	sheet.Mirror = x.Mirror != nil && x.Mirror.on()
	return nil
}

// readPages takes the geometry of the first portrait and the first landscape section.
func readPages(sheet *Sheet, document []byte) error {
	d := xml.NewDecoder(bytes.NewReader(document))
	var portrait, landscape bool
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read the document: %w (%w)", ErrNotWord, err)
		}
		start, ok := tok.(xml.StartElement)
		if !ok || start.Name.Local != "sectPr" {
			continue
		}
		var x xmlSection
		if err := d.DecodeElement(&x, &start); err != nil {
			return fmt.Errorf("read a section: %w (%w)", ErrNotWord, err)
		}
		seen, page := &portrait, &sheet.Portrait
		if x.Size.W > x.Size.H {
			seen, page = &landscape, &sheet.Landscape
		}
		if *seen {
			continue
		}
		*seen = true
		if *page, err = x.page(); err != nil {
			return err
		}
	}
	switch {
	case !portrait:
		return fmt.Errorf("%w: portrait (纵向)", ErrMissingSection)
	case !landscape:
		return fmt.Errorf("%w: landscape (横向)", ErrMissingSection)
	}
	return nil
}
