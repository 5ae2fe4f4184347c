package word

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/book"
)

// TestLinksOut: a link out of the book is a relation of its own, each file once, and leads to the bookmark that the other
// book gives the item, whatever else stands in that.
func TestLinksOut(t *testing.T) {
	b := sampleBook(1)
	lead := func(o book.Out) book.Run { return book.Run{Text: "往", Code: true, Out: &o} }
	b.Parts[2].Blocks = append(b.Parts[2].Blocks, book.Paragraph{Runs: []book.Run{
		lead(book.Out{Book: "../公开版/汇编", Anchor: "item:PT01WJ-XK-0001"}),
		lead(book.Out{Book: "../公开版/汇编"}),
		lead(book.Out{Book: "../公开版/汇编", Anchor: "item:#3"}),
		lead(book.Out{File: `../../inputs/外资 管理科/目录&"(2)#1%.doc`}),
	}})
	file, _, _ := writtenBook(t, b)
	pkg := parts(t, file)
	var got []string
	for _, m := range regexp.MustCompile(`<w:hyperlink r:id="([^"]*)"(?: w:anchor="([^"]*)")? w:history="1">`).FindAllStringSubmatch(pkg["word/document.xml"], -1) {
		got = append(got, strings.TrimSpace(m[1]+" "+m[2]))
	}
	for _, m := range regexp.MustCompile(`Id="(rIdOut\d+)" Type="[^"]*/hyperlink" Target="([^"]*)" TargetMode="External"`).FindAllStringSubmatch(pkg["word/_rels/document.xml.rels"], -1) {
		got = append(got, m[1]+" = "+m[2])
	}
	want := []string{
		"rIdOut1 _item_PT01WJ_XK_0001", "rIdOut1", "rIdOut1", "rIdOut2",
		"rIdOut1 = ../公开版/汇编.docx", "rIdOut2 = ../../inputs/外资%20管理科/目录%26%22%282%29%231%25.doc",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if !strings.Contains(pkg["word/document.xml"], `w:name="_item_PT01WJ_XK_0001"`) {
		t.Error("the item has no bookmark of that name in a book of its own")
	}
}

func TestBookmark(t *testing.T) {
	for a, want := range map[book.Anchor]string{
		"item:PT01WJ-XK-0001": "_item_PT01WJ_XK_0001",
		"item:赫山-农业办-GZ-012":  "_item_赫山_农业办_GZ_012",
		"item:A_1":            "", // or it would be that of A-1
		"item:#12":            "",
		"item:":               "",
		"law:外资企业法":           "",
		"item:PT01WJ-XK-" + book.Anchor(strings.Repeat("1", 30)): "",
	} {
		if got := bookmark(a); got != want {
			t.Errorf("%s is called %q, want %q", a, got, want)
		}
	}
}
