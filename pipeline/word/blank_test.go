package word

import (
	"bytes"
	"regexp"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/style"
)

// form is a book of one paragraph with blanks.
func form(runs ...book.Run) *book.Book {
	return &book.Book{Parts: []book.Part{{Blocks: []book.Block{book.Paragraph{Style: style.Body, Runs: runs}}}}}
}

// What is not filled in is not read as text; what is, is.
func TestBlanksAreReadAsTheyAreFilledIn(t *testing.T) {
	var out bytes.Buffer
	err := Write(&out, form(book.Run{Text: "结论："}, book.Run{Blank: &book.Blank{Placeholder: "请选择", Options: []string{"确认"}}},
		book.Run{Text: "理由：充分", Blank: &book.Blank{Placeholder: "点此填写"}}), sheet(t), nil)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(out.Bytes(), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(doc.Words()); got != "结论：理由：充分" {
		t.Errorf("%s", got)
	}
	if len(doc.Dropped) != 1 || doc.Dropped[0].Kind != docx.DropPlaceholder || doc.Dropped[0].Text != "请选择" {
		t.Errorf("%+v", doc.Dropped)
	}
}

// Books without blanks have the styles of the reference file and no more; those with have one for prompts: the file's own, if
// it has one.
func TestStyleOfPrompts(t *testing.T) {
	stylesOf := func(s *style.Sheet, b *book.Book) (styles, main string) {
		var out bytes.Buffer
		if err := Write(&out, b, s, nil); err != nil {
			t.Fatal(err)
		}
		p := parts(t, out.Bytes())
		return p["word/styles.xml"], p["word/document.xml"]
	}
	const named = `w:val="Placeholder Text"`
	s := sheet(t)
	plain, _ := stylesOf(s, form(book.Run{Text: "甲"}))
	with, main := stylesOf(s, form(book.Run{Blank: &book.Blank{}}))
	if strings.Contains(plain, named) || strings.Count(with, named) != 1 || !strings.Contains(main, `<w:rStyle w:val="PlaceholderText"/>`) {
		t.Errorf("plain %v, with %d\n%s", strings.Contains(plain, named), strings.Count(with, named), main)
	}
	own := &source{styles: []byte(strings.Replace(plain, "</w:styles>", `<w:style w:type="character" w:styleId="a9"><w:name w:val="placeholder text"/></w:style></w:styles>`, 1))}
	if kept, id := own.withPrompts(); kept != own || id != "a9" {
		t.Errorf("the file's own style is not taken: %s", id)
	}
}

// Word refuses a document in which two content controls bear one number.
func TestNumbersOfBlanks(t *testing.T) {
	runs := make([]book.Run, 300)
	for i := range runs {
		runs[i].Blank = &book.Blank{Tag: "同"}
	}
	var out bytes.Buffer
	if err := Write(&out, form(runs...), sheet(t), nil); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, m := range regexp.MustCompile(`<w:sdtPr><w:tag w:val="同"/><w:id w:val="(\d+)"/>`).FindAllStringSubmatch(parts(t, out.Bytes())["word/document.xml"], -1) {
		seen[m[1]] = true
	}
	if len(seen) != len(runs) {
		t.Errorf("%d numbers for %d blanks", len(seen), len(runs))
	}
}
