package docx

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// FuzzCarry carries the whole body of whatever is a Word file into nothing: it does not panic, and what comes out is XML.
func FuzzCarry(f *testing.F) {
	for _, body := range []string{
		`<w:p><w:r><w:t>一</w:t></w:r></w:p>`, `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p><w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>`,
		`<w:p><w:ins><w:r><w:t>a</w:t></w:r></w:ins><w:del><w:r><w:delText>b</w:delText></w:r></w:del><w:bookmarkStart w:id="1" w:name="x"/><w:bookmarkEnd w:id="1"/></w:p>`,
		`<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`,
		`<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>`,
	} {
		f.Add(body, `<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>`, `<w:abstractNum w:abstractNumId="0"/><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`)
	}
	f.Fuzz(func(t *testing.T, body, styles, numbering string) {
		b := pack(map[string]string{"body": body, "styles": styles, "numbering": numbering})
		doc, err := Read(b, DefaultLimits)
		if err != nil {
			return
		}
		clip := &Clip{Name: "x", SHA256: sumHex(b), Open: func() ([]byte, error) { return b, nil }}
		for _, bl := range doc.Blocks {
			clip.Ranges = append(clip.Ranges, bl.Range)
		}
		n := 0
		c, err := NewCarrier(nil, func() int { n++; return n })
		if err != nil {
			t.Fatal(err)
		}
		x, err := c.Carry(clip)
		if err != nil || len(x.XML) == 0 {
			return
		}
		if _, err := parseTree(append([]byte("<x>"), append(x.XML, "</x>"...)...), DefaultLimits); err != nil {
			t.Fatalf("%v: %s", err, x.XML)
		}
	})
}

// TestCarryRefuses names what cannot be carried, and carries nothing of it.
func TestCarryRefuses(t *testing.T) {
	for body, want := range map[string]error{
		`<w:p/><w:altChunk r:id="a"/><w:p/>`:                                    nil, // it is no block
		`<w:p><w:r><w:object><w:control r:id="a"/></w:object></w:r></w:p>`:      ErrActiveX,
		`<w:p><w:subDoc r:id="a"/></w:p>`:                                       ErrSubDocument,
		`<w:tbl><w:tr><w:tc><w:altChunk r:id="a"/><w:p/></w:tc></w:tr></w:tbl>`: ErrAltChunk,
	} {
		b := pack(map[string]string{"body": body})
		doc, err := Read(b, DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		clip := &Clip{Open: func() ([]byte, error) { return b, nil }}
		for _, bl := range doc.Blocks {
			clip.Ranges = append(clip.Ranges, bl.Range)
		}
		if _, err := CanCarry(clip); !errors.Is(err, want) {
			t.Errorf("%s: %v, not %v", body, err, want)
		}
	}
}

// BenchmarkCarry carries the largest documents of the corpora.
func BenchmarkCarry(b *testing.B) {
	paths, _ := filepath.Glob(filepath.Join(corpora, "*", "*.docx"))
	if len(paths) == 0 {
		b.Skip("no corpora")
	}
	var clips []*Clip
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		doc, err := Read(data, DefaultLimits)
		if err != nil {
			continue
		}
		c := &Clip{SHA256: sumHex(data), Open: func() ([]byte, error) { return data, nil }}
		for _, bl := range doc.Blocks {
			c.Ranges = append(c.Ranges, bl.Range)
		}
		clips = append(clips, c)
	}
	for b.Loop() {
		n := 0
		c, _ := NewCarrier(nil, func() int { n++; return n })
		for _, x := range clips {
			_, _ = c.Carry(x)
		}
	}
}
