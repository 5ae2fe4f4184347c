package word

import (
	"regexp"
	"strings"
	"testing"

	"huibian/pipeline/style"
)

// TestStamp: in a proof every header says so, in words, and every page has a header; the text is that of the book it is
// the proof of, to the byte, and so are its footers and styles.
func TestStamp(t *testing.T) {
	const stamp = "校样　未经市法制办审定，不得公布"
	b := sampleBook(12)
	final, _, _ := writtenBook(t, sampleBook(12))
	b.Proof, b.Stamp = "校样", stamp
	proof, _, _ := writtenBook(t, b)
	was, is := parts(t, final), parts(t, proof)
	headers := 0
	for name, data := range is {
		switch {
		case strings.HasPrefix(name, "word/header"):
			headers++
			frame, rest, _ := strings.Cut(strings.TrimPrefix(data, data[:strings.Index(data, "<w:p>")]), "</w:p>")
			if !strings.Contains(frame, "<w:framePr ") || !strings.Contains(frame, stamp) {
				t.Errorf("%s does not begin with the stamp: %s", name, data)
			}
			if !strings.HasSuffix(was[name], rest) {
				t.Errorf("%s has another header below the stamp:\n%s\n%s", name, was[name], rest)
			}
		case name == "docProps/core.xml":
			for _, want := range []string{"（校样）</dc:title>", "<cp:contentStatus>校样</cp:contentStatus>"} {
				if !strings.Contains(data, want) || strings.Contains(was[name], want) {
					t.Errorf("%s stands not in the proof alone: %s", want, data)
				}
			}
		case data != was[name]:
			t.Errorf("%s differs", name)
		}
	}
	// Which headers a section names is checked on the text: both kinds, always, so that no page inherits none.
	for _, sect := range regexp.MustCompile(`<w:sectPr>.*?</w:sectPr>`).FindAllString(is["word/document.xml"], -1) {
		for _, kind := range []string{`headerReference w:type="even"`, `headerReference w:type="default"`} {
			if !strings.Contains(sect, kind) {
				t.Errorf("a section without %s: %s", kind, sect)
			}
		}
		if strings.Contains(sect, "titlePg") {
			t.Errorf("a section whose first page has another header: %s", sect)
		}
	}
	if headers < 2 {
		t.Errorf("%d headers", headers)
	}
}

// TestStampLook holds the stamp against testdata/blocks: on landscape pages it stands higher, as their header does.
func TestStampLook(t *testing.T) {
	b := sampleBook(1)
	b.Stamp = "校样　未经市法制办<审定>，不得公布"
	w := &writer{book: b, sheet: sheet(t), ids: map[string]string{style.Body: "Body"}, shapes: newShapes()}
	got := string(w.stamp(false).append(nil)) + "\n" + string(w.stamp(true).append(nil)) + "\n"
	golden(t, "stamp.xml", got)
}
