package word

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
	"huibian/templates"
)

// written is the sample book as a Word file, with the real layout.
func written(t testing.TB, items int) ([]byte, *book.Book, *typeset.Layout) {
	t.Helper()
	return writtenBook(t, sampleBook(items))
}

func writtenBook(t testing.TB, b *book.Book) ([]byte, *book.Book, *typeset.Layout) {
	t.Helper()
	columns := b.Parts[5].Blocks[2].(*book.Table).Columns
	for i := range columns {
		columns[i].Fixed = 0 // the layout is to choose
	}
	file, l := pressed(t, b, sheet(t))
	return file, b, l
}

// pressed is a book as a Word file in the look of a sheet, with its layout.
func pressed(t testing.TB, b *book.Book, s *style.Sheet) ([]byte, *typeset.Layout) {
	t.Helper()
	fonts, err := style.LoadFonts(templates.Fonts(), nil)
	if err != nil {
		t.Fatal(err)
	}
	l, err := typeset.Lay(context.Background(), b, s, fonts)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Write(&out, b, s, l); err != nil {
		t.Fatal(err)
	}
	return out.Bytes(), l
}

// parts unzips a file.
func parts(t testing.TB, file []byte) map[string]string {
	t.Helper()
	p := docxtest.Parts(file)
	if p == nil {
		t.Fatal("no package")
	}
	return p
}

func TestEveryPartIsXML(t *testing.T) {
	file, _, _ := written(t, 12)
	for name, data := range parts(t, file) {
		d := xml.NewDecoder(strings.NewReader(data))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
	}
}

func TestSameBookSameBytes(t *testing.T) {
	a, _, _ := written(t, 12)
	b, _, _ := written(t, 12)
	if !bytes.Equal(a, b) {
		t.Error("two runs differ")
	}
}

// visible lists what a book prints, paragraph by paragraph, in the order of the Word file.
func visible(b *book.Book, l *typeset.Layout) []string {
	var out []string
	add := func(runs []book.Run) {
		s := ""
		for _, r := range runs {
			if r.Page != "" {
				s += l.Label(r.Page)
			} else {
				s += r.Text
			}
		}
		out = append(out, s)
	}
	for _, p := range b.Parts {
		for _, bl := range p.Blocks {
			switch bl := bl.(type) {
			case book.Heading:
				if !bl.Hidden {
					out = append(out, bl.Text)
				}
			case book.Paragraph:
				add(bl.Runs)
			case *book.Table:
				for _, rows := range [][]book.Row{bl.Head, bl.Body} {
					for _, r := range rows {
						for _, c := range r.Cells {
							for _, p := range c.Paras {
								add(p.Runs)
							}
						}
					}
				}
			case book.Chart:
				out = append(out, bl.Title)
				for _, bar := range bl.Bars {
					out = append(out, bar.Label, fmt.Sprint(bar.Value))
				}
			}
		}
	}
	return out
}

// readBack is every paragraph of a Word file, cells included, in order.
func readBack(blocks []docx.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Paragraph != nil {
			out = append(out, b.Paragraph.Text)
			continue
		}
		for _, r := range b.Table.Rows {
			for _, c := range r.Cells {
				out = append(out, readBack(c.Blocks)...)
			}
		}
	}
	return out
}

// TestTheBookReadsBack: what our own reader finds in the file is what the book says, each word once and in order; only
// the contents, which the writer makes, stand between.
func TestTheBookReadsBack(t *testing.T) {
	file, b, l := written(t, 40)
	doc, err := docx.Read(file, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	squeeze := strings.NewReplacer(" ", "", "\n", "", "\t", "")
	got := squeeze.Replace(strings.Join(readBack(doc.Blocks), ""))
	want := visible(b, l)
	at := slices.Index(want, "目　录") + 1
	before, after := squeeze.Replace(strings.Join(want[:at], "")), squeeze.Replace(strings.Join(want[at:], ""))
	if !strings.HasPrefix(got, before) || !strings.HasSuffix(got, after) {
		t.Fatalf("read back:\n%s\nwant:\n%s … %s", got, before, after)
	}
	contents := strings.TrimSuffix(strings.TrimPrefix(got, before), after)
	if !strings.HasPrefix(contents, "编制说明1") {
		t.Errorf("contents begin %.60s", contents)
	}
	for i := 1; i <= 40; i++ {
		line := squeeze.Replace(fmt.Sprintf("PT01WJ-XK-%04d　设立外商投资企业审批之%d%s", i, i, l.Label(book.Anchor(fmt.Sprintf("item:PT01WJ-XK-%04d", i)))))
		if !strings.Contains(contents, line) {
			t.Errorf("contents lack %s", line)
		}
	}
	if len(doc.Dropped) > 0 {
		t.Errorf("the reader left out %v", doc.Dropped)
	}
}

// TestFieldsLeadSomewhere: bookmarks are unique and numbered upwards, every link and PAGEREF has its bookmark, fields
// open and close in turn.
func TestFieldsLeadSomewhere(t *testing.T) {
	file, _, _ := written(t, 40)
	main := parts(t, file)["word/document.xml"]
	names := map[string]bool{}
	last := -1
	for _, m := range regexp.MustCompile(`<w:bookmarkStart w:id="(\d+)" w:name="([^"]+)"/>`).FindAllStringSubmatch(main, -1) {
		id, _ := strconv.Atoi(m[1])
		if id <= last || names[m[2]] {
			t.Errorf("bookmark %s is number %d after %d", m[2], id, last)
		}
		last, names[m[2]] = id, true
	}
	links := regexp.MustCompile(`w:anchor="([^"]+)"|PAGEREF (\S+)`).FindAllStringSubmatch(main, -1)
	if len(links) < 100 {
		t.Fatalf("%d links", len(links))
	}
	for _, m := range links {
		if name := m[1] + m[2]; !names[name] {
			t.Errorf("%s leads nowhere", name)
		}
	}
	depth := 0
	for _, m := range regexp.MustCompile(`w:fldCharType="(\w+)"`).FindAllStringSubmatch(main, -1) {
		switch m[1] {
		case "begin":
			depth++
		case "end":
			depth--
		}
		if depth < 0 || depth > 2 {
			t.Fatalf("fields are %d deep", depth)
		}
	}
	if depth != 0 {
		t.Errorf("%d fields stay open", depth)
	}
	if !strings.Contains(main, `TOC \o "1-2" \f C \h \z`) {
		t.Error("there is no TOC field")
	}
}

func TestNobodyIsAskedToUpdate(t *testing.T) {
	file, _, _ := written(t, 3)
	p := parts(t, file)
	if strings.Contains(p["word/settings.xml"], "updateFields") || strings.Contains(p["word/document.xml"], `w:dirty`) {
		t.Error("Word would ask whether to update the fields")
	}
	if !strings.Contains(p["word/settings.xml"], "evenAndOddHeaders") {
		t.Error("page numbers do not stand outside")
	}
}

// TestSections: one a part; landscape where the part is; where the kind of number changes, the number of the layout.
func TestSections(t *testing.T) {
	file, b, l := written(t, 3)
	sections := regexp.MustCompile(`(?s)<w:sectPr.*?</w:sectPr>`).FindAllString(parts(t, file)["word/document.xml"], -1)
	if len(sections) != len(b.Parts) {
		t.Fatalf("%d sections for %d parts", len(sections), len(b.Parts))
	}
	for i, s := range sections {
		p := &b.Parts[i]
		if got := strings.Contains(s, `w:orient="landscape"`); got != p.Landscape {
			t.Errorf("%s: landscape %v", p.Kind, got)
		}
		start := ""
		if m := regexp.MustCompile(`w:start="(\d+)"`).FindStringSubmatch(s); m != nil {
			start = m[1]
		}
		page := slices.IndexFunc(l.Pages, func(p typeset.Page) bool { return p.Part == i })
		want := ""
		if p.Folio != book.FolioNone && b.Parts[i-1].Folio != p.Folio {
			if want = l.Pages[page].Label; p.Folio == book.FolioRoman {
				want = "1"
			}
		}
		if start != want {
			t.Errorf("%s begins on page %q, want %q", p.Kind, start, want)
		}
		if got := strings.Contains(s, relOddFooter); got != (p.Folio != book.FolioNone) {
			t.Errorf("%s: page number %v", p.Kind, got)
		}
	}
}

func TestTablesHaveTheWidthsOfTheLayout(t *testing.T) {
	file, b, l := written(t, 3)
	doc, err := docx.Read(file, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := l.Widths[b.Parts[5].Blocks[2].(*book.Table)]
	found := false
	for _, bl := range doc.Blocks {
		if bl.Table == nil || bl.Table.Cols != len(want) {
			continue
		}
		found = true
		for i, w := range bl.Table.Width {
			if d := float64(w) - want[i]*20; d < -1 || d > 1 {
				t.Errorf("column %d is %d twips wide, the layout has %.1f", i+1, w, want[i]*20)
			}
		}
		if !bl.Table.Rows[0].Header || !bl.Table.Rows[1].Header || bl.Table.Rows[2].Header {
			t.Error("the two rows of the head return on every page, no other")
		}
	}
	if !found {
		t.Error("no table has the columns of the catalog")
	}
}

// TestCoverShrinks: where the layout had to shrink the spaces of a part, the Word file has the same, in that part alone.
func TestCoverShrinks(t *testing.T) {
	s := sheet(t)
	b := &book.Book{Parts: []book.Part{
		{Blocks: []book.Block{words(style.CoverEditor, "编者"), book.Heading{Level: 2, Text: "标题"}}},
		{Blocks: []book.Block{words(style.CoverEditor, "另一部分")}}}}
	for _, c := range []struct {
		spaces []float64
		want   []string
	}{
		{nil, nil}, {[]float64{1, 1}, nil},
		{[]float64{0.5, 1}, []string{style.CoverEditor, style.Heading2}},
	} {
		var out bytes.Buffer
		if err := Write(&out, b, s, &typeset.Layout{Spaces: c.spaces}); err != nil {
			t.Fatal(err)
		}
		var want []string
		for _, name := range c.want {
			want = append(want, fmt.Sprintf(`<w:spacing w:before="%d"/>`, twips(s.Styles[name].Before*0.5)))
		}
		got := regexp.MustCompile(`<w:spacing w:before="\d+"/>`).FindAllString(parts(t, out.Bytes())["word/document.xml"], -1)
		if !slices.Equal(got, want) {
			t.Errorf("spaces %v: %v, want %v", c.spaces, got, want)
		}
	}
}

func TestHostileText(t *testing.T) {
	s := sheet(t)
	text := "<w:t>&amp;\x00\x0b\ufffe\xff“]]>”\r\n尾"
	b := &book.Book{Title: text, Unit: text, Keyword: text, Volume: text, Parts: []book.Part{{Title: text, Header: true, Anchor: `a"b\c`, Folio: book.FolioArabic, Blocks: []book.Block{
		book.Heading{Level: 1, Text: text, Anchor: `a"b\c`}, book.Contents{Entries: true},
		&book.Table{Caption: text, Columns: make([]book.Column, 2), Body: []book.Row{{Anchor: "r", Entry: &book.Entry{Code: text, Text: text}, Cells: []book.Cell{one(text), one(text), one("多出")}}}},
		&book.Table{Columns: make([]book.Column, 1), Body: []book.Row{{}}}, &book.Table{},
	}}}}
	var out bytes.Buffer
	if err := Write(&out, b, s, nil); err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(out.Bytes(), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	all := strings.Join(readBack(doc.Blocks), "|")
	if n := strings.Count(all, "<w:t>&amp;“]]>”\n尾"); n < 3 {
		t.Errorf("the text stands %d times in %q", n, all)
	}
	if !strings.Contains(all, "多出") {
		t.Error("a cell too many is lost")
	}
}

func TestSheetWithoutItsFile(t *testing.T) {
	s := *sheet(t)
	for _, source := range [][]byte{nil, []byte("PK"), s.Source[:len(s.Source)/2]} {
		s.Source = source
		if err := Write(io.Discard, sampleBook(1), &s, nil); !errors.Is(err, ErrSheet) {
			t.Errorf("source of %d bytes: %v, want ErrSheet", len(source), err)
		}
	}
}

// Captions are numbers that Word counts itself, and what refers to one leads to it.
func TestCaptionsAreFields(t *testing.T) {
	b := &book.Book{Parts: []book.Part{{Blocks: []book.Block{
		book.Paragraph{Style: style.Caption, Runs: []book.Run{{Text: "图1", Seq: "图", Named: "chart:1/number"}, {Text: "　受理"}}},
		book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "见"}, {Text: "图1", Refer: "chart:1/number"}}},
		book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: "见"}, {Text: "图7", Refer: "nowhere"}}},
	}}}}
	var out bytes.Buffer
	if err := Write(&out, b, sheet(t), nil); err != nil {
		t.Fatal(err)
	}
	doc := regexp.MustCompile(`<w:rPr>.*?</w:rPr>| xml:space="preserve"`).ReplaceAllString(docxtest.Parts(out.Bytes())["word/document.xml"], "")
	m := regexp.MustCompile(`<w:bookmarkStart w:id="(\d+)" w:name="(\w+)"/><w:r><w:t>图</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> SEQ 图 \\\* ARABIC </w:instrText></w:r>` +
		`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:bookmarkEnd w:id="(\d+)"/>`).FindStringSubmatch(doc)
	if m == nil || m[1] != m[3] {
		t.Fatalf("no caption in\n%s", doc)
	}
	if !strings.Contains(doc, "<w:instrText> REF "+m[2]+` \h </w:instrText>`) {
		t.Errorf("nothing refers to the caption in\n%s", doc)
	}
	if strings.Count(doc, " REF ") != 1 || !strings.Contains(doc, "图7") {
		t.Errorf("what refers to nothing is not plain text in\n%s", doc)
	}
}
