package docxtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// fieldEnd ends a complex field; fieldBegin begins one up to its result.
const fieldEnd = `<w:r><w:fldChar w:fldCharType="end"/></w:r>`

func fieldBegin(instruction string) string {
	return `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">` + instruction +
		`</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`
}

// part is one w:p of a paragraph: its mark is deleted or hidden, and it runs into the next.
type part struct{ text, mark string }

// paragraph writes a paragraph that shows text, over several w:p where their marks are not there for the reader.
func (p *pen) paragraph(b *strings.Builder, text, lead, trail string) {
	numbered, rest := p.number(text)
	parts, holder := p.parts(rest)
	before := 0
	for i, part := range parts {
		props := ""
		if i == holder {
			props = numbered
		}
		b.WriteString(`<w:p` + p.rsid() + `>` + p.paraProps(props, part.mark) + lead)
		if before == 0 && p.may("pageBreak", 12) {
			b.WriteString(`<w:r><w:br w:type="page"/></w:r>`)
		}
		p.inline(b, part.text, 3)
		before += len(part.text)
		if i == len(parts)-1 {
			if p.may("pageBreak", 12) {
				b.WriteString(`<w:r><w:br w:type="` + p.pick("break", "page", "column") + `"/></w:r>`)
			}
			b.WriteString(trail)
		}
		b.WriteString(`</w:p>`)
		lead = ""
	}
}

// parts cuts a text into the w:p it is written as, and says whose properties are in force for the whole: a deleted mark
// leaves those of the next, a hidden one those of the first that shows anything.
func (p *pen) parts(text string) ([]part, int) {
	var parts []part
	holder, seen := 0, 0
	for p.may(MarkJoined, 12) {
		at := p.cut(text)
		seen += at
		hidden := `<w:vanish/>`
		mark := p.pick("mark", `<w:del`+p.tracked()+`/>`, hidden, hidden+`<w:specVanish/>`)
		if seen == 0 || !strings.HasPrefix(mark, hidden) {
			holder = len(parts) + 1
		}
		parts = append(parts, part{text[:at], mark})
		text = text[at:]
	}
	return append(parts, part{text, ""}), holder
}

// cut draws a place in a text, at the beginning of a character.
func (p *pen) cut(text string) int {
	n := utf8.RuneCountInString(text)
	n = counts[min(n, 40)].Draw(p.t, "cut")
	for i := range text {
		if n == 0 {
			return i
		}
		n--
	}
	return len(text)
}

func (p *pen) rsid() string {
	if p.may("rsid", 2) {
		return ` w:rsidR="00A1B2C3" w:rsidRDefault="00D4E5F6" w14:paraId="1A2B3C4D"`
	}
	return ""
}

// paraProps writes a w:pPr in the order of the schema, or none. mark is what its mark must say.
func (p *pen) paraProps(numbered, mark string) string {
	var b strings.Builder
	if !strings.Contains(numbered, "w:pStyle") && p.may("style", 4) {
		b.WriteString(`<w:pStyle w:val="` + p.pick("style", "a1", "2", "nowhere") + `"/>`)
	}
	if p.may("paraProps", 3) {
		b.WriteString(`<w:widowControl/>`)
	}
	if b.Len() > 0 && strings.Contains(numbered, "w:pStyle") {
		style, rest, _ := strings.Cut(numbered, "/>")
		numbered = style + "/>" + b.String() + rest
		b.Reset()
	}
	b.WriteString(numbered)
	if p.may("paraProps", 3) {
		b.WriteString(`<w:spacing w:line="360" w:lineRule="auto"/><w:jc w:val="center"/>`)
	}
	if mark == "" && p.may("markProps", 4) {
		mark = p.pick("mark", `<w:b/>`, `<w:ins`+p.tracked()+`/>`, `<w:vanish w:val="0"/>`)
	}
	if mark != "" {
		b.WriteString(`<w:rPr>` + mark + `</w:rPr>`)
	}
	if p.nested == 0 && p.may("section", 20) {
		b.WriteString(p.section())
	}
	if p.may("propsChange", 6) {
		b.WriteString(`<w:pPrChange` + p.tracked() + `><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:rPr><w:vanish/></w:rPr></w:pPr></w:pPrChange>`)
	}
	if b.Len() == 0 {
		return ""
	}
	return `<w:pPr>` + b.String() + `</w:pPr>`
}

// section writes a w:sectPr, with a header of its own perhaps.
func (p *pen) section() string {
	refs := ""
	if p.may("header", 2) {
		n := len(p.Headers) + 1
		words := fmt.Sprintf("第%d种页眉", n)
		p.Headers = append(p.Headers, words)
		name := fmt.Sprintf("header%d.xml", n)
		p.headers["word/"+name] = XMLHead + `<w:hdr ` + Declare + `><w:p><w:r><w:t>` + words + `</w:t></w:r></w:p></w:hdr>`
		fmt.Fprintf(&p.rels, `<Relationship Id="h%d" Type="%sheader" Target="%s"/>`, n, RelType, name)
		refs = fmt.Sprintf(`<w:headerReference w:type="default" r:id="h%d"/>`, n)
	}
	return `<w:sectPr>` + refs + `<w:type w:val="nextPage"/>` + p.pick("page", `<w:pgSz w:w="11906" w:h="16838"/>`, `<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>`) +
		p.pick("change", ``, `<w:sectPrChange w:id="5" w:author="x"><w:sectPr><w:pgSz w:w="1" w:h="1"/></w:sectPr></w:sectPrChange>`) + `</w:sectPr>`
}
