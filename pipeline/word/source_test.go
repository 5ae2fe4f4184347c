package word

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// edited is the reference file with its parts as edit returns them; "" leaves a part out.
func edited(t *testing.T, edit func(name, data string) string) *style.Sheet {
	t.Helper()
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for name, data := range parts(t, sheet(t).Source) {
		if data = edit(name, data); data == "" {
			continue
		}
		w, err := zw.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := style.Read(out.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestReferenceFile: what a reference file says that must not be in a book, or not so, and what becomes of it.
func TestReferenceFile(t *testing.T) {
	replace := func(part string, pairs ...string) func(name, data string) string {
		return func(name, data string) string {
			if part == "" || name == part {
				return strings.NewReplacer(pairs...).Replace(data)
			}
			return data
		}
	}
	const compat = `<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>`
	for _, c := range []struct {
		name             string
		edit             func(name, data string) string
		part             string
		want, wantNot    string
		partMustBeAbsent bool
	}{
		{name: "update fields on opening", edit: replace("word/settings.xml", "<w:compat>", `<w:updateFields w:val="true"/><w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w:compat>`),
			part: "word/settings.xml", want: compat, wantNot: "updateFields"},
		{name: "who edited it when", edit: replace("word/settings.xml", "<w:compat>", `<w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w:compat>`),
			part: "word/settings.xml", want: compat, wantNot: "rsid"},
		{name: "another Word's mode", edit: replace("word/settings.xml", compat, `<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="14"/>`),
			part: "word/settings.xml", want: `w:val="14"`, wantNot: compat},
		{name: "settings without a mode", edit: func(name, data string) string {
			if name == "word/settings.xml" {
				return `<w:settings xmlns:w="` + nsMain + `"/>`
			}
			return data
		}, part: "word/settings.xml", want: compat},
		{name: "settings of compat in their order", edit: replace("word/settings.xml", "<w:compat>", `<w:compat><w:useFELayout/><w:doNotUseHTMLParagraphAutoSpacing w:val="0"/><w:spaceForUL/>`, compat, compat+`<w:compatSetting w:name="a" w:uri="b" w:val="1"/>`),
			part: "word/settings.xml", want: `<w:doNotUseHTMLParagraphAutoSpacing/><w:useFELayout/>` + compat + `<w:compatSetting w:name="a" w:uri="b" w:val="1"/></w:compat>`, wantNot: `w:val="0"`},
		{name: "another prefix", edit: func(name, data string) string {
			if name == "word/settings.xml" {
				return `<settings xmlns="` + nsMain + `"><compat/></settings>`
			}
			return data
		}, part: "word/settings.xml", want: `<evenAndOddHeaders/><compat><doNotUseHTMLParagraphAutoSpacing/></compat></settings>`},
		{name: "no settings", edit: func(name, data string) string {
			switch name {
			case "word/settings.xml":
				return ""
			case "word/_rels/document.xml.rels":
				return strings.ReplaceAll(data, "relationships/settings", "relationships/unknown")
			}
			return data
		}, part: "word/settings.xml", want: compat},
		{name: "strict", edit: replace("", nsMain, "http://purl.oclc.org/ooxml/wordprocessingml/main", nsRelations, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
			part: "word/styles.xml", want: nsMain, wantNot: "purl.oclc.org"},
		{name: "strict settings", edit: replace("", nsMain, "http://purl.oclc.org/ooxml/wordprocessingml/main", nsRelations, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
			part: "word/settings.xml", want: nsMain, wantNot: "purl.oclc.org"},
		{name: "LibreOffice's font table", edit: replace("word/fontTable.xml", `w:charset w:val="86"`, `w:charset w:val="86" w:characterSet="utf-8"`),
			part: "word/fontTable.xml", want: `w:charset w:val="86"`, wantNot: "characterSet"},
		{name: "embedded fonts", edit: func(name, data string) string {
			if name == "word/_rels/document.xml.rels" { // any other part does for the relations of the font table
				return strings.ReplaceAll(data, "fontTable.xml", "document.xml")
			}
			return data
		}, part: "word/fontTable.xml", partMustBeAbsent: true},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			b := &book.Book{Parts: []book.Part{{Blocks: []book.Block{words(style.Body, "正文")}}}}
			if err := Write(&out, b, edited(t, c.edit), nil); err != nil {
				t.Fatal(err)
			}
			got, ok := parts(t, out.Bytes())[c.part]
			if ok == c.partMustBeAbsent {
				t.Fatalf("%s is there: %v", c.part, ok)
			}
			if !strings.Contains(got, c.want) || c.wantNot != "" && strings.Contains(got, c.wantNot) {
				t.Errorf("want %s and not %s in\n%s", c.want, c.wantNot, got)
			}
			if strings.Count(got, "<w:compat>")+strings.Count(got, "<w:compat ") > 1 {
				t.Errorf("compat twice in\n%s", got)
			}
		})
	}
}

func TestSettingsThatAreNone(t *testing.T) {
	for _, data := range []string{"", "<w:styles/>", "<w:settings><w:compat>", "<w:settings><w:zoom></w:settings>"} {
		if _, err := keepSettings([]byte(data)); !errors.Is(err, ErrSheet) {
			t.Errorf("%s: %v, want ErrSheet", data, err)
		}
	}
}
