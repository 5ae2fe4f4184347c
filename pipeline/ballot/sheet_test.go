package ballot

import (
	"bytes"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// The same sheet gives the same bytes.
func TestSameBytes(t *testing.T) {
	if !bytes.Equal(written(t, full()), written(t, full())) {
		t.Error("two sheets differ")
	}
}

// What is printed is there for readers: the head repeats, the choices stand in a list, what is decided is filled in, and
// a sheet of secrets says so on its first page and in the head of every page.
func TestSheetInWord(t *testing.T) {
	s := full()
	s.Secret = true
	file := written(t, s)
	doc, err := docx.Read(file, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var main *docx.Table
	for _, b := range doc.Blocks {
		if b.Table != nil && main == nil {
			main = b.Table
		}
	}
	if !main.Rows[0].Header || main.Rows[1].Header {
		t.Error("the head does not repeat, or more than it does")
	}
	if got := main.At(4, colDecision).Text() + "，" + main.At(4, colReason).Text(); got != "转公开，没有保密依据，应予以公开\n（局务会8月24日议定）" {
		t.Errorf("decided so far: %s", got)
	}
	if !Read(theNotice(), doc, notice.Place{}).Secret || read(t, written(t, full())).Secret {
		t.Error("secret or not is not read back")
	}
	if words := doc.Words(); !strings.Contains(words, secretNotice) || !strings.Contains(strings.Join(doc.Headers, ""), secretMark) {
		t.Errorf("nothing says that this is secret:\n%s\n%s", words, doc.Headers)
	}
	var listed string
	edited(t, file, func(xml string) string {
		listed = control("decision:2").FindString(xml)
		return xml
	})
	for _, w := range []string{"确认", "待明确", "废止", "退回"} {
		if !strings.Contains(listed, `<w:listItem w:displayText="`+w+`" w:value="`+w+`"/>`) {
			t.Errorf("%s is not offered: %s", w, listed)
		}
	}
	if strings.Contains(listed, "不公开") {
		t.Errorf("what is not offered is in the list: %s", listed)
	}
}

// Every decision is offered on one of the two kinds of rows, and on no row of the other.
func TestFitting(t *testing.T) {
	same, rest := fitting(true), fitting(false)
	if len(same)+len(rest) != len(notice.Rulings()) || len(same) != 2 {
		t.Errorf("%v and %v", same, rest)
	}
	for d := range needReason {
		if _, known := d.Ruling(); !known {
			t.Errorf("%s is no decision", d)
		}
	}
}
