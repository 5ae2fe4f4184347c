package docx

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDrawnWordsOnce: of the golden cases with drawings, every word the oracle sees comes once and in order.
func TestDrawnWordsOnce(t *testing.T) {
	read := 0
	for _, pattern := range []string{"chart*", "smart-art*", "word-art*", "text-box-*", "locked-canvas*"} {
		paths, err := filepath.Glob("testdata/cases/" + pattern + ".txt")
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			if filepath.Base(path) == "chart-missing.txt" {
				continue // no oracle reads what is no XML
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			input, _, _ := strings.Cut(string(text), rule)
			file := pack(caseParts(input))
			doc, err := Read(file, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			read++
			t.Run(filepath.Base(path), func(t *testing.T) { checkWords(t, doc, file) })
		}
	}
	if read < 10 {
		t.Errorf("only %d cases", read)
	}
}

// workbook is an Excel file with a visible and two hidden sheets.
func workbook() []byte {
	return zipped(map[string]string{
		"[Content_Types].xml": `<Types/>`,
		"xl/workbook.xml": xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets><sheet name="职权&amp;目录" sheetId="1"/>` +
			`<sheet name="底稿" sheetId="2" state="hidden"/><sheet name="旧" sheetId="3" state="veryHidden"/></sheets></workbook>`,
	})
}

// TestEmbeddedFiles: what is embedded is known by its content, whatever its name says, and never breaks the reading.
func TestEmbeddedFiles(t *testing.T) {
	large := "%PDF-1.4" + strings.Repeat("0123456789abcdef", smallPart/16)
	for name, c := range map[string]struct {
		content string
		format  Format
		sheets  []string
	}{
		"workbook":        {string(workbook()), FormatXlsx, []string{"职权&目录"}},
		"document":        {string(body("<w:p/>")), FormatDocx, nil},
		"old workbook":    {string(ole("Workbook")), FormatXls, nil},
		"large":           {large, FormatPDF, nil},
		"large, unknown":  {"?" + large, FormatUnknown, nil},
		"empty":           {"", FormatEmpty, nil},
		"damaged package": {zipLocal + "…", FormatZip, nil},
		"damaged list": {string(zipped(map[string]string{"xl/workbook.xml": `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheet name="一"/><sheet name=`})),
			FormatXlsx, []string{"一"}},
	} {
		t.Run(name, func(t *testing.T) {
			doc, err := Read(pack(map[string]string{
				"body":                  `<w:p><w:r><w:object><o:OLEObject ProgID="Package" r:id="r1"/></w:object></w:r></w:p>`,
				"rels":                  `<Relationship Id="r1" Type="` + relType + `package" Target="embeddings/x.bin"/>`,
				"word/embeddings/x.bin": c.content,
			}), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			p := doc.Blocks[0].Paragraph.Pictures[0]
			if p.Kind != Embedded || p.Format != c.format || !slices.Equal(p.Sheets, c.sheets) {
				t.Errorf("got %s", describePicture(p))
			}
		})
	}
}

// TestPackagedName: the name of a file that was put in as an icon, in the code page of Chinese Windows.
func TestPackagedName(t *testing.T) {
	gbk, err := charsets["gbk"].NewEncoder().String("职权目录.pdf")
	if err != nil {
		t.Fatal(err)
	}
	packaged := func(size uint32, label, path string) []byte {
		b := append(ole("\x01Ole10Native"), make([]byte, 64)...)
		b = binary.LittleEndian.AppendUint32(b, size)
		b = append(b, 2, 0)
		return append(append(b, label+"\x00"+path+"\x00\x00\x00\x03\x00"...), make([]byte, 200)...)
	}
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"GBK":               {packaged(100, gbk, `C:\`+gbk), "职权目录.pdf"},
		"ASCII":             {packaged(100, "list.xlsx", `D:\list.xlsx`), "list.xlsx"},
		"no name":           {packaged(100, "", ""), ""},
		"larger than it is": {packaged(1<<30, "a.pdf", "a.pdf"), ""},
		"no text":           {packaged(100, "a\x01.pdf", "a.pdf"), ""},
		"broken characters": {packaged(100, "a.\x81", "a"), ""},
		"cut off":           {packaged(100, "a.pdf", "a.pdf")[:1024+64+12], ""},
		"another":           {ole("Contents"), ""},
	} {
		if got := packagedName(c.file); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestSavedLast: what the properties say of the last saving, in whatever form; nothing where they are of no use.
func TestSavedLast(t *testing.T) {
	for text, want := range map[string]string{
		"2009-08-18T08:20:00Z":      "2009-08-18 08:20:00 +0000 UTC",
		"2009-08-18T16:20:00+08:00": "2009-08-18 08:20:00 +0000 UTC",
		"2009-08-18T08:20Z":         "2009-08-18 08:20:00 +0000 UTC",
		" 2009-08-18 ":              "2009-08-18 00:00:00 +0000 UTC",
		"去年":                        "",
	} {
		if got := parseTime(text); got.IsZero() != (want == "") || want != "" && got.String() != want {
			t.Errorf("%q: %v, want %q", text, got, want)
		}
	}
	top := strings.Replace(relsPart(relType+"officeDocument", "word/document.xml"), "</Relationships>",
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`, 1)
	for name, core := range map[string]string{"none": "", "no XML": "<a", "without": "<a/>", "cut off": `<m:modified xmlns:m="http://purl.org/dc/terms/">2009-08-18`} {
		doc, err := Read(pack(map[string]string{"body": "<w:p/>", "_rels/.rels": top, "docProps/core.xml": core}), Limits{})
		if err != nil || !doc.Modified.IsZero() {
			t.Errorf("%s: %v", name, err)
		}
	}
}
