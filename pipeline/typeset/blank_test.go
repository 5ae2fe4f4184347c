package typeset

import (
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// On paper a blank is what has been filled in, or nothing; small words have the size of codes and the face of the others.
func TestBlanksAndSmallWords(t *testing.T) {
	sheet, _ := house()
	l := lay(t, &book.Book{Parts: []book.Part{{Blocks: []book.Block{book.Paragraph{Style: style.TableText, Runs: []book.Run{
		{Text: "结论"}, {Text: "确认", Blank: &book.Blank{Options: []string{"确认", "废止"}}},
		{Blank: &book.Blank{Placeholder: "请选择"}}, {Text: "外资管理科", Small: true}}}}}}})
	words, sizes := "", map[string]float64{}
	for _, op := range l.Pages[0].Ops {
		if text, ok := op.(Text); ok {
			words += text.Text
			sizes[text.Text] = text.Size
		}
	}
	if words != "结论确认外资管理科" {
		t.Errorf("printed: %s", words)
	}
	if got, want := sizes["外资管理科"], sheet.Styles[style.CodeRun].Size; got != want {
		t.Errorf("small words have %v points, codes %v", got, want)
	}
}
