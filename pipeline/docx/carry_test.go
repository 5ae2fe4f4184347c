package docx

import (
	"strings"
	"testing"
)

// carriedFrom carries some blocks of a file's body into nothing, and gives the XML without its declarations.
func carriedFrom(t *testing.T, parts map[string]string, from, to int) (string, *Carrier, *Carried) {
	t.Helper()
	b := pack(parts)
	doc, err := Read(b, DefaultLimits)
	if err != nil {
		t.Fatal(err)
	}
	clip := &Clip{Name: "x", SHA256: sumHex(b), Open: func() ([]byte, error) { return b, nil }}
	for _, bl := range doc.Blocks[from:to] {
		clip.Ranges = append(clip.Ranges, bl.Range)
	}
	n := 100
	c, err := NewCarrier(nil, func() int { n++; return n })
	if err != nil {
		t.Fatal(err)
	}
	x, err := c.Carry(clip)
	if err != nil {
		t.Fatal(err)
	}
	return strings.ReplaceAll(string(x.XML), ` xmlns:w="`+spaceW+`"`, ""), c, x
}

func note(x *Carried, k CarryKind) int {
	for _, n := range x.Notes {
		if n.Kind == k {
			return n.Count
		}
	}
	return 0
}

// TestCarryWords: what a reader of the finished document does not see is not carried, and it is said.
func TestCarryWords(t *testing.T) {
	for _, c := range []struct {
		body, want string
		kind       CarryKind
	}{
		{`<w:p><w:ins w:id="1"><w:r><w:t>甲</w:t></w:r></w:ins><w:del w:id="2"><w:r><w:delText>乙</w:delText></w:r></w:del></w:p>`, paraXML("甲"), CarryTracked},
		{`<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>` + paraXML("乙"), `<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p>`, CarryTracked},
		{`<w:p><w:commentRangeStart w:id="1"/><w:r><w:t>甲</w:t></w:r><w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r></w:p>`, paraXML("甲"), CarryComments},
		{`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:r><w:t>甲</w:t></w:r></w:p>`, paraXML("甲"), CarryHidden},
		{`<w:p><w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>请填写</w:t></w:r></w:sdtContent></w:sdt><w:r><w:t>甲</w:t></w:r></w:p>`, paraXML("甲"), CarryHidden},
		{`<w:p><w:smartTag><w:r w:rsidR="00AA"><w:t>甲</w:t></w:r></w:smartTag><w:proofErr w:type="x"/></w:p>`, paraXML("甲"), ""},
		{`<w:tbl><w:tr><w:trPr><w:del w:id="1"/></w:trPr><w:tc>` + paraXML("乙") + `</w:tc></w:tr><w:tr><w:tc>` + paraXML("甲") + `</w:tc></w:tr></w:tbl>`,
			`<w:tbl><w:tblPr/><w:tblGrid/><w:tr><w:tc>` + paraXML("甲") + `</w:tc></w:tr></w:tbl>`, CarryTracked},
	} {
		doc, err := Read(pack(map[string]string{"body": c.body}), DefaultLimits)
		if err != nil {
			t.Fatal(err)
		}
		got, _, x := carriedFrom(t, map[string]string{"body": c.body}, 0, len(doc.Blocks))
		if strings.ReplaceAll(got, "<w:pPr><w:rPr/></w:pPr>", "") != c.want {
			t.Errorf("%s:\n%s, not\n%s", c.body, got, c.want)
		}
		if c.kind != "" && note(x, c.kind) == 0 {
			t.Errorf("%s: nothing is said of %s: %v", c.body, c.kind, x.Notes)
		}
	}
}

// TestCarryNames: bookmarks of the stretch have new names, which links and fields in it bear; what leads out of it is words.
func TestCarryNames(t *testing.T) {
	body := paraXML("前") + `<w:p><w:bookmarkStart w:id="7" w:name="图一"/><w:r><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="7"/>` +
		`<w:hyperlink w:anchor="图一"><w:r><w:t>里</w:t></w:r></w:hyperlink><w:hyperlink w:anchor="别处"><w:r><w:t>外</w:t></w:r></w:hyperlink>` +
		`<w:fldSimple w:instr=" REF 图一 "><w:r><w:t>乙</w:t></w:r></w:fldSimple><w:fldSimple w:instr=" REF 别处 "><w:r><w:t>丙</w:t></w:r></w:fldSimple></w:p>`
	got, _, x := carriedFrom(t, map[string]string{"body": body}, 1, 2)
	want := `<w:p><w:bookmarkStart w:id="101" w:name="carried1"/><w:r><w:t>甲</w:t></w:r><w:bookmarkEnd w:id="101"/>` +
		`<w:hyperlink w:anchor="carried1"><w:r><w:t>里</w:t></w:r></w:hyperlink><w:r><w:t>外</w:t></w:r>` +
		`<w:fldSimple w:instr=" REF carried1 "><w:r><w:t>乙</w:t></w:r></w:fldSimple><w:r><w:t>丙</w:t></w:r></w:p>`
	if got != want || note(x, CarryFields) != 1 {
		t.Errorf("%s, %v", got, x.Notes)
	}
}

// TestCarryLists: a list goes on where it stood, under a number of its own; its definition comes before it.
func TestCarryLists(t *testing.T) {
	item := func(s string) string {
		return `<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="5"/></w:numPr></w:pPr><w:r><w:t>` + s + `</w:t></w:r></w:p>`
	}
	got, c, _ := carriedFrom(t, map[string]string{"body": item("甲") + item("乙") + item("丙"),
		"numbering": `<w:abstractNum w:abstractNumId="9"><w:nsid w:val="12345678"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="9"/></w:num>`}, 2, 3)
	if !strings.Contains(got, `<w:numId w:val="1"/>`) {
		t.Error(got)
	}
	for _, f := range c.Files() {
		if f.Name != "word/numbering.xml" {
			continue
		}
		xml := string(f.Data)
		if !strings.Contains(xml, `<w:startOverride w:val="3"/>`) || strings.Contains(xml, "12345678") || strings.Index(xml, "<w:abstractNum ") > strings.Index(xml, "<w:num ") {
			t.Error(xml)
		}
		return
	}
	t.Error("no lists")
}

// TestCarryStyles: a style comes with what it is based on and with the file's defaults, under a name that is free.
func TestCarryStyles(t *testing.T) {
	got, c, _ := carriedFrom(t, map[string]string{"body": `<w:p><w:pPr><w:pStyle w:val="b"/></w:pPr></w:p>` + paraXML("甲"),
		"styles": `<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="28"/></w:rPr></w:rPrDefault></w:docDefaults>` +
			`<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:pPr><w:jc w:val="both"/></w:pPr></w:style>` +
			`<w:style w:type="paragraph" w:styleId="b"><w:name w:val="正文段落"/><w:basedOn w:val="a"/><w:rPr><w:b/></w:rPr></w:style>`}, 0, 2)
	styles := string(c.Styles())
	for _, want := range []string{`<w:name w:val="Normal（摘录）"/>`, `<w:name w:val="正文段落（摘录）"/><w:basedOn w:val="Carried1"/>`, `<w:sz w:val="28"/>`, `<w:jc w:val="both"/>`, `<w:b/>`} {
		if !strings.Contains(styles, want) {
			t.Errorf("no %s in %s", want, styles)
		}
	}
	if !strings.Contains(got, `<w:pStyle w:val="Carried2"/>`) || !strings.Contains(got, `<w:pPr><w:pStyle w:val="Carried1"/></w:pPr><w:r><w:t>甲`) {
		t.Error(got)
	}
}

// TestCarryNotes: footnotes are numbered in the order in which they are referred to.
func TestCarryNotes(t *testing.T) {
	ref := func(id string) string { return `<w:p><w:r><w:footnoteReference w:id="` + id + `"/></w:r></w:p>` }
	got, c, _ := carriedFrom(t, map[string]string{"body": ref("5") + ref("2"),
		"footnotes": `<w:footnote w:id="2">` + paraXML("乙") + `</w:footnote><w:footnote w:id="5">` + paraXML("甲") + `</w:footnote>`}, 0, 2)
	if strings.Index(got, `w:id="1"`) > strings.Index(got, `w:id="2"`) {
		t.Error(got)
	}
	for _, f := range c.Files() {
		if f.Name == "word/footnotes.xml" && strings.Index(string(f.Data), "甲") < strings.Index(string(f.Data), "乙") {
			return
		}
	}
	t.Error("no footnotes, or in another order")
}

func paraXML(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
