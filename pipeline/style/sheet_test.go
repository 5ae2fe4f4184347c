package style

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/internal/tooltest"
)

var update = flag.Bool("update", false, "rewrite golden files")

var notices = []string{"putian-2009", "ningde-2009", "fuxing-statistics", "heshan-2010"}

func reference(t testing.TB, notice string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "templates", notice, "book.docx"))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestReferenceFiles pins every resolved value of our four reference files.
func TestReferenceFiles(t *testing.T) {
	for _, n := range notices {
		t.Run(n, func(t *testing.T) {
			sheet, err := Read(reference(t, n))
			if err != nil {
				t.Fatal(err)
			}
			sheet.Source = nil
			got, err := json.MarshalIndent(sheet, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", "sheet", n+".json")
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestStandard holds each reference file to GB/T 9704 (domain.md §3.1): an office may change its copy, we may not.
func TestStandard(t *testing.T) {
	mm := func(pt float64) float64 { return pt * 25.4 / 72 }
	near := func(t *testing.T, what string, got, want, within float64) {
		t.Helper()
		if got < want-within || got > want+within {
			t.Errorf("%s: %.2f, want %.2f", what, got, want)
		}
	}
	for _, n := range notices {
		t.Run(n, func(t *testing.T) {
			s, err := Read(reference(t, n))
			if err != nil {
				t.Fatal(err)
			}
			p, l := s.Portrait, s.Landscape
			near(t, "paper width", mm(p.Width), 210, .1)
			near(t, "paper height", mm(p.Height), 297, .1)
			near(t, "天头", mm(p.Top), 37, .1)
			near(t, "订口", mm(p.Left), 28, .1)
			near(t, "text width", mm(p.Width-p.Left-p.Right), 156, .1)
			near(t, "text height", mm(p.Height-p.Top-p.Bottom), 225, .1)
			// Turned into the book, heads of tables at the binding edge of odd pages and at the fore edge of even ones. Word
			// cannot mirror what is then top and bottom, so both are the same, within the millimetre that the standard allows.
			near(t, "landscape: 天头 turned", mm(l.Right), 37, 1.005)
			near(t, "landscape: 订口 turned, odd", mm(l.Top), 28, 1.005)
			near(t, "landscape: 订口 turned, even", mm(l.Bottom), 28, 1.005)
			near(t, "landscape: text width turned", mm(l.Height-l.Top-l.Bottom), 156, .1)
			near(t, "landscape: text height turned", mm(l.Width-l.Left-l.Right), 225, .1)
			if !s.Mirror {
				t.Error("the margins are not mirrored for binding")
			}
			body := s.Styles[Body]
			near(t, "size", body.Size, 16, 0)
			near(t, "line", body.Line, 28.95, 0)
			near(t, "first line", body.FirstLine, 32, 0)
			if lines := int((p.Height - p.Top - p.Bottom) / body.Line); lines != 22 {
				t.Errorf("%d lines a page, want 22", lines)
			}
			if chars := int((p.Width - p.Left - p.Right) / (body.Size + body.Spacing)); chars != 28 {
				t.Errorf("%d characters a line, want 28", chars)
			}
			for name, face := range map[string]string{Heading1: "黑体", Heading2: "楷体_GB2312", Heading3: "仿宋_GB2312", Body: "仿宋_GB2312", CoverTitle: "方正小标宋简体", Footer: "宋体"} {
				if got := s.Styles[name].EastAsia; got != face {
					t.Errorf("%s is set in %s, want %s", name, got, face)
				}
			}
		})
	}
}

// styleFile is a reference file whose styles.xml and theme are given; the rest is putian's.
func styleFile(t testing.TB, change func(name, text string) string) []byte {
	t.Helper()
	src := reference(t, "putian-2009")
	zr, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	zw := zip.NewWriter(&out)
	for _, f := range zr.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w, err := zw.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, change(f.Name, string(data))); err != nil {
			t.Fatal(err)
		}
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// replaced is styleFile with texts of one part replaced; each must occur.
func replaced(t testing.TB, part string, pairs ...string) []byte {
	t.Helper()
	return styleFile(t, func(name, text string) string {
		if name != part {
			return text
		}
		for i := 0; i < len(pairs); i += 2 {
			if !strings.Contains(text, pairs[i]) {
				t.Fatalf("%s has no %q", part, pairs[i])
			}
			text = strings.ReplaceAll(text, pairs[i], pairs[i+1])
		}
		return text
	})
}

const (
	stylesPart   = "word/styles.xml"
	documentPart = "word/document.xml"
)

// TestEdited changes the file as an office or its word processor would, and looks at what comes out.
func TestEdited(t *testing.T) {
	tests := []struct {
		name  string
		file  func(t *testing.T) []byte
		value func(s *Sheet) any
		want  any
	}{
		{"localised name of a built-in style", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:name w:val="heading 1"`, `w:name w:val="标题 1"`)
		}, func(s *Sheet) any { return s.Styles[Heading1].EastAsia }, "黑体"},
		{"capitals in a built-in name", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:name w:val="toc 2"`, `w:name w:val="TOC 2"`)
		}, func(s *Sheet) any { return s.Styles[TOC2].Left }, 28.0},
		{"alias of a renamed style", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `<w:name w:val="索引组"/>`, `<w:name w:val="索引分组"/><w:aliases w:val="索引组,分组"/>`)
		}, func(s *Sheet) any { return s.Styles[IndexGroup].Size }, 12.0},
		{"renamed id", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:styleId="TableText"`, `w:styleId="a7"`, `w:basedOn w:val="TableText"`, `w:basedOn w:val="a7"`)
		}, func(s *Sheet) any { return s.Styles[TableText].ID + " " + s.Styles[TableCenter].ID }, "a7 TableCenter"},
		{"theme font, East Asian by script", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:eastAsia="仿宋_GB2312"`, `w:eastAsiaTheme="majorEastAsia" w:eastAsia="x"`)
		}, func(s *Sheet) any { return s.Styles[Body].EastAsia }, "黑体"},
		{"theme font, Latin", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:ascii="Consolas"`, `w:ascii="Consolas" w:asciiTheme="minorHAnsi"`)
		}, func(s *Sheet) any { return s.Styles[CodeRun].Latin }, "Times New Roman"},
		{"theme without the font asked for", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:ascii="Consolas"`, `w:ascii="Consolas" w:asciiTheme="minorBidi2"`, `w:eastAsia="仿宋_GB2312"`, `w:eastAsiaTheme="nonsense" w:eastAsia="仿宋"`)
		}, func(s *Sheet) any { return s.Styles[Body].EastAsia }, "仿宋"},
		{"first line of two characters follows the size", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:firstLine="640"`, `w:firstLineChars="200" w:firstLine="420"`)
		}, func(s *Sheet) any { return s.Styles[Body].FirstLine }, 32.0},
		{"space in lines follows the grid", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:before="160" w:after="40"`, `w:beforeLines="50" w:before="1" w:after="40"`)
		}, func(s *Sheet) any { return s.Styles[IndexGroup].Before }, 14.475},
		{"units of strict files", func(t *testing.T) []byte {
			return replaced(t, documentPart, `w:top="2098"`, `w:top="37mm"`)
		}, func(s *Sheet) any { return fmt.Sprintf("%.3f", s.Portrait.Top) }, "104.882"},
		{"switch turned off in a descendant", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `<w:name w:val="表格合计"/><w:basedOn w:val="TableText"/><w:qFormat/><w:pPr>`, `<w:name w:val="表格合计"/><w:basedOn w:val="TableGroup"/><w:qFormat/><w:pPr><w:keepNext w:val="false"/>`)
		}, func(s *Sheet) any { return s.Styles[TableTotal].KeepNext }, false},
		{"inherited from the ancestor", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `<w:name w:val="表格合计"/><w:basedOn w:val="TableText"/>`, `<w:name w:val="表格合计"/><w:basedOn w:val="TableGroup"/>`)
		}, func(s *Sheet) any { return s.Styles[TableTotal].KeepNext }, true},
		{"tab cleared and set anew", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `<w:name w:val="索引条目"/><w:basedOn w:val="Normal"/>`, `<w:name w:val="索引条目"/><w:basedOn w:val="TOC1"/>`,
				`<w:tab w:val="right" w:leader="dot" w:pos="8844"/></w:tabs><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="340"`,
				`<w:tab w:val="clear" w:pos="8844"/><w:tab w:val="right" w:leader="hyphen" w:pos="8000"/></w:tabs><w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="340"`)
		}, func(s *Sheet) any { return fmt.Sprint(s.Styles[IndexEntry].Tabs) }, fmt.Sprint([]Tab{{Pos: 400, Align: Right, Leader: '-'}})},
		{"ancestors in a circle", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `<w:name w:val="表格正文"/><w:basedOn w:val="Normal"/>`, `<w:name w:val="表格正文"/><w:basedOn w:val="TableCenter"/>`)
		}, func(s *Sheet) any { return s.Styles[TableCenter].Align }, Center},
		{"multiple line spacing", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:line="579" w:lineRule="exact"`, `w:line="360" w:lineRule="auto"`)
		}, func(s *Sheet) any { return s.Styles[Body].Line }, 1.5},
		{"head colour of the table", func(t *testing.T) []byte {
			return replaced(t, stylesPart, `w:fill="F3F1EC"`, `w:fill="ffeedd"`)
		}, func(s *Sheet) any { return s.Table.HeadFill }, "FFEEDD"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s, err := Read(tt.file(t))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, tt.value(s)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRefused(t *testing.T) {
	tests := []struct {
		name string
		file []byte
		want error
		says string
	}{
		{"nothing", nil, ErrNotWord, ""},
		{"not a zip", []byte("<html>"), ErrNotWord, ""},
		{"half a file", reference(t, "putian-2009")[:3000], ErrNotWord, ""},
		{"styles missing", replaced(t, stylesPart, `w:name w:val="目录标题"`, `w:name w:val="x"`, `w:name w:val="编码"`, `w:name w:val="y"`, `w:name w:val="目录表"`, `w:name w:val="z"`), ErrMissingStyle, "目录标题、编码、目录表"},
		{"a paragraph style where a table style should be", replaced(t, stylesPart, `w:type="table" w:customStyle="1"`, `w:type="paragraph" w:customStyle="1"`), ErrMissingStyle, TableStyle},
		{"no landscape section", replaced(t, documentPart, `w:w="16838" w:h="11906" w:orient="landscape"`, `w:w="11906" w:h="16838"`, `w:right="2041"`, `w:right="1474"`), ErrMissingSection, "横向"},
		{"no room on the page", replaced(t, documentPart, `w:left="1588"`, `w:left="9999"`), ErrValue, "room"},
		{"not a number", replaced(t, stylesPart, `w:line="579"`, `w:line="NaN"`), ErrNotWord, "NaN"},
		{"a line without height", replaced(t, stylesPart, `w:line="579"`, `w:line="0"`), ErrValue, "line height"},
		{"type of no size", replaced(t, stylesPart, `w:sz w:val="32"`, `w:sz w:val="0"`), ErrValue, "type size"},
		{"broken styles", replaced(t, stylesPart, `</w:styles>`, `</w:style>`), ErrNotWord, "styles"},
		{"styles too large", styleFile(t, func(name, text string) string {
			if name == stylesPart {
				return text + strings.Repeat(" ", maxPart)
			}
			return text
		}), ErrTooLarge, stylesPart},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Read(tt.file)
			if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("error %v, want %v saying %q", err, tt.want, tt.says)
			}
		})
	}
}

// TestThroughLibreOffice saves our files with another word processor and expects the same look. LibreOffice renames
// ids and writes lengths of its own rounding; what a reader sees must not move by more than a twentieth of a point.
func TestThroughLibreOffice(t *testing.T) {
	dir := tooltest.SaveAs(t, "docx", filepath.Join("..", "..", "templates", "putian-2009", "book.docx"))
	saved, err := os.ReadFile(filepath.Join(dir, "book.docx"))
	if err != nil {
		t.Fatal(err)
	}
	want, err := Read(reference(t, "putian-2009"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(saved)
	if err != nil {
		t.Fatal(err)
	}
	near := cmp.Comparer(func(a, b float64) bool { return a-b < 0.06 && b-a < 0.06 })
	ids := cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".ID" }, cmp.Ignore())
	for _, name := range want.Names() {
		if diff := cmp.Diff(want.Styles[name], got.Styles[name], near, ids); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(want.Table, got.Table, near, ids); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]Page{want.Portrait, want.Landscape}, []Page{got.Portrait, got.Landscape}, near); diff != "" {
		t.Error(diff)
	}
}

// FuzzRead: whatever the parts of a file hold, Read returns a usable sheet or an error.
func FuzzRead(f *testing.F) {
	parts := map[string]string{}
	styleFile(f, func(name, text string) string {
		parts[name] = text
		return text
	})
	const rels = `<Relationships><Relationship Type="x/styles" Target="styles.xml"/><Relationship Type="x/theme" Target="/word/theme.xml"/></Relationships>`
	const theme = `<theme><themeElements><fontScheme><minorFont><latin typeface="A"/><font script="Hans" typeface="B"/></minorFont></fontScheme></themeElements></theme>`
	f.Add(parts[stylesPart], parts[documentPart], theme, rels)
	f.Add(`<styles><style type="paragraph" styleId="a"><name val="heading 1"/><basedOn val="a"/></style></styles>`,
		`<sectPr><pgSz w="1" h="1e9"/></sectPr>`, "", `<Relationships><Relationship Type="styles" Target="../../x"/></Relationships>`)
	f.Fuzz(func(t *testing.T, styles, document, theme, rels string) {
		var out bytes.Buffer
		zw := zip.NewWriter(&out)
		for _, part := range [][2]string{
			{"_rels/.rels", `<Relationships><Relationship Type="x/officeDocument" Target="word/document.xml"/></Relationships>`},
			{"word/_rels/document.xml.rels", rels},
			{stylesPart, styles}, {documentPart, document}, {"word/theme.xml", theme},
		} {
			w, err := zw.Create(part[0])
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, part[1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := zw.Close(); err != nil {
			t.Fatal(err)
		}
		s, err := Read(out.Bytes())
		if err == nil && (s.Styles[Body].Size < 1 || s.Portrait.Width > maxPaper || len(s.Styles) != len(paragraphStyles)+len(standIns)+1) {
			t.Errorf("accepted an unusable sheet: %+v", s)
		}
	})
}

// FuzzReadFile: no file, whole or broken, brings the program down.
func FuzzReadFile(f *testing.F) {
	f.Add(reference(f, "putian-2009"))
	f.Add([]byte("PK\x05\x06"))
	f.Fuzz(func(_ *testing.T, file []byte) { _, _ = Read(file) })
}

func BenchmarkRead(b *testing.B) {
	data := reference(b, "putian-2009")
	for b.Loop() {
		if _, err := Read(data); err != nil {
			b.Fatal(err)
		}
	}
}
