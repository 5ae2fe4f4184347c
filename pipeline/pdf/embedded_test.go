package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"regexp"

	"github.com/go-text/typesetting/font/opentype"
	"github.com/go-text/typesetting/font/opentype/tables"
)

var fontName = regexp.MustCompile(`^[A-Z]{6}\+[A-Za-z0-9-]+$`)

// fonts holds every font to 6.2.11: composite fonts of embedded TrueType programs whose glyphs are addressed by number.
func fonts(d *document) (err error) {
	names := map[name]bool{}
	for _, o := range d.objects {
		f, _ := o.value.(dict)
		if f["Type"] != name("Font") || f["Subtype"] != name("Type0") {
			continue
		}
		base, _ := f["BaseFont"].(name)
		err = errors.Join(err, check(!names[base], "two fonts are named %s", base))
		names[base] = true
		if e := font(d, f); e != nil {
			err = errors.Join(err, fmt.Errorf("%s: %w", base, e))
		}
	}
	return errors.Join(err, eachDict(d, func(v dict) error {
		s := v["Subtype"]
		return check(v["Type"] != name("Font") || s == name("Type0") || s == name("CIDFontType2"), "font of type %v", s)
	}))
}

func font(d *document, f dict) error {
	descendants, _ := f["DescendantFonts"].(array)
	if len(descendants) != 1 || f["ToUnicode"] == nil {
		return fmt.Errorf("DescendantFonts %v, ToUnicode %v", descendants, f["ToUnicode"])
	}
	cid := d.dict(descendants[0])
	info, descriptor := d.dict(cid["CIDSystemInfo"]), d.dict(cid["FontDescriptor"])
	program, ok := descriptor["FontFile2"].(ref)
	if !ok {
		return fmt.Errorf("no FontFile2 in %v", descriptor)
	}
	data := d.stream(program)
	return all(
		check(fontName.MatchString(string(f["BaseFont"].(name))), "BaseFont"),
		check(f["Encoding"] == name("Identity-H"), "Encoding %v", f["Encoding"]),
		check(cid["BaseFont"] == f["BaseFont"] && descriptor["FontName"] == f["BaseFont"], "other names: %v, %v", cid["BaseFont"], descriptor["FontName"]),
		check(info["Registry"] == "Adobe" && info["Ordering"] == "Identity" && info["Supplement"] == 0.0, "CIDSystemInfo %v", info),
		check(cid["CIDToGIDMap"] == name("Identity"), "CIDToGIDMap %v", cid["CIDToGIDMap"]),
		check(cid["DW"] == 1000.0, "DW %v", cid["DW"]),
		check(descriptor["CIDSet"] == nil, "a CIDSet, which would have to be complete"),
		check(descriptor["FontFile"] == nil && descriptor["FontFile3"] == nil, "several font files"),
		check(d.dict(program)["Length1"] == float64(len(data)), "Length1 %v of %d", d.dict(program)["Length1"], len(data)),
		glyphs(d.font(f), data),
	)
}

// glyphs opens the program and compares its glyphs with the widths and characters that the PDF states for them.
func glyphs(f *pdfFont, data []byte) error {
	ld, err := opentype.NewLoader(bytes.NewReader(data))
	if err != nil {
		return err
	}
	table := func(tag string) []byte {
		b, e := ld.RawTable(opentype.MustNewTag(tag))
		err = errors.Join(err, e)
		return b
	}
	head, _, e1 := tables.ParseHead(table("head"))
	maxp, _, e2 := tables.ParseMaxp(table("maxp"))
	hhea, _, e3 := tables.ParseHhea(table("hhea"))
	if err = errors.Join(err, e1, e2, e3); err != nil {
		return err
	}
	n := int(maxp.NumGlyphs)
	hmtx, _, e1 := tables.ParseHmtx(table("hmtx"), int(hhea.NumOfLongMetrics), n-int(hhea.NumOfLongMetrics))
	loca, e2 := tables.ParseLoca(table("loca"), n, head.IndexToLocFormat == 1)
	if err = errors.Join(err, e1, e2); err != nil {
		return err
	}
	if _, err = tables.ParseGlyf(table("glyf"), loca); err != nil {
		return err
	}
	if len(f.unicode) == 0 || len(f.unicode) >= n {
		return fmt.Errorf("%d characters, %d glyphs", len(f.unicode), n)
	}
	for code := 1; code <= len(f.unicode); code++ {
		want := float64(hmtx.Advance(tables.GlyphID(code))) * 1000 / float64(head.UnitsPerEm)
		err = errors.Join(err,
			check(f.unicode[code] != "" && f.unicode[code] != "\uFEFF", "glyph %d stands for %q", code, f.unicode[code]),
			check(math.Abs(f.width(code)-want) <= 0.5, "glyph %d is %v wide, stated %v", code, want, f.width(code)),
		)
	}
	return err
}
