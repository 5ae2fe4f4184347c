package docxtest

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// symbols are characters that Word keeps as codes of a symbol font.
var symbols = map[rune]struct{ font, code string }{
	'√': {"Wingdings", "F0FC"}, '□': {"Wingdings", "F0A8"}, '☑': {"Wingdings", "F0FE"}, '→': {"Wingdings", "F0E0"}, '①': {"Wingdings", "F081"},
	'×': {"Wingdings 2", "F04F"}, '●': {"Wingdings", "F06C"}, '≤': {"Symbol", "F0A3"}, '★': {"Wingdings", "F0AB"},
}

// inside are the elements that may stand around runs and change nothing.
var inside = append([]wrapper{
	{"ins", func(p *pen) string { return `<w:ins` + p.tracked() + `>` }, fixed(`</w:ins>`)},
	{"moveTo", func(p *pen) string {
		return fmt.Sprintf(`<w:moveToRangeStart w:id="%d" w:name="m"/><w:moveTo%s>`, p.id(), p.tracked())
	}, fixed(`</w:moveTo><w:moveToRangeEnd w:id="1"/>`)},
	{"sdtRun", fixed(`<w:sdt>` + sdtProps + `<w:sdtContent>`), fixed(`</w:sdtContent></w:sdt>`)},
	{"customXmlRun", fixed(`<w:customXml w:uri="urn:x" w:element="x">`), fixed(`</w:customXml>`)},
	{"smartTag", fixed(`<w:smartTag w:uri="urn:x" w:element="chsdate"><w:smartTagPr><w:attr w:name="Year" w:val="2009"/></w:smartTagPr>`), fixed(`</w:smartTag>`)},
	{"hyperlink", fixed(`<w:hyperlink w:anchor="_x" w:history="1">`), fixed(`</w:hyperlink>`)},
	{"fldSimple", fixed(`<w:fldSimple w:instr=" REF 看不见 \h ">`), fixed(`</w:fldSimple>`)},
	{"field", fixed(fieldBegin(` HYPERLINK "http://kan.bu.jian" `)), fixed(fieldEnd)},
	{"fieldInField", fixed(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>` + fieldBegin("PAGE") +
		`<w:r><w:t>看不见</w:t></w:r>` + fieldEnd + `<w:r><w:instrText> = 1 </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`), fixed(fieldEnd)},
	{"bdo", fixed(`<w:bdo w:val="ltr">`), fixed(`</w:bdo>`)},
}, choices...)

// inline writes what a paragraph shows, as runs and what stands around and between them.
func (p *pen) inline(b *strings.Builder, text string, depth int) {
	for text != "" {
		at := len(text)
		if p.may("split", 3) {
			at = p.cut(text)
		}
		p.betweenRuns(b)
		if w := p.wrapper(inside, 20); w != nil && depth > 0 {
			b.WriteString(w.open(p))
			p.inline(b, text[:at], depth-1)
			b.WriteString(w.done(p))
		} else {
			p.piece(b, text[:at])
		}
		text = text[at:]
	}
	p.betweenRuns(b)
}

// betweenRuns writes what shows nothing between two runs.
func (p *pen) betweenRuns(b *strings.Builder) {
	if p.may("runMarks", 6) {
		b.WriteString(p.pick("between", `<w:proofErr w:type="spellStart"/>`, `<w:r><w:lastRenderedPageBreak/></w:r>`,
			`<w:bookmarkStart w:id="7" w:name="_Hlk"/>`, `<w:bookmarkEnd w:id="7"/>`, `<w:permStart w:id="9" w:edGrp="everyone"/>`,
			`<w:r><w:softHyphen/></w:r>`, `<w:r/>`, `<w:r><w:t/></w:r>`, `<w:commentRangeStart w:id="1"/>`,
			`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE "看不见"</w:instrText></w:r>`+fieldEnd,
			`<w:ins w:id="1" w:author="x"><w:del w:id="2" w:author="y"><w:r><w:delText/></w:r></w:del></w:ins>`))
	}
	if p.may(MarkDeleted, 12) {
		p.deleted(b)
	}
	if p.may(MarkHidden, 12) {
		p.hidden(b)
	}
	if p.may(MarkHeld, 12) {
		b.WriteString(`<w:sdt><w:sdtPr><w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent><w:r><w:rPr><w:rStyle w:val="c1"/></w:rPr><w:t>` + p.unseen() + `</w:t></w:r></w:sdtContent></w:sdt>`)
	}
	if p.covered == 0 && p.may(MarkNote, 20) {
		n := len(p.Notes) + 1
		words := fmt.Sprintf("脚注第%d条", n)
		p.Notes = append(p.Notes, words)
		fmt.Fprintf(&p.notes, `<w:footnote w:id="%d"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>%s</w:t></w:r></w:p></w:footnote>`, n, words)
		fmt.Fprintf(b, `<w:r><w:footnoteReference w:id="%d"/></w:r>`, n)
	}
	if p.covered == 0 && p.may(MarkBox, 20) {
		words := fmt.Sprintf("文本框第%d个", len(p.Boxes)+1)
		p.Boxes = append(p.Boxes, words)
		b.WriteString(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><wp:docPr id="1" name="框"/><a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>` + words +
			`</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>` + words +
			`</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>`)
	}
}

// deleted writes a tracked deletion, or words that were moved away.
func (p *pen) deleted(b *strings.Builder) {
	words := p.unseen()
	b.WriteString(p.pick("deletion",
		`<w:del`+p.tracked()+`><w:r><w:delText xml:space="preserve">`+words+` </w:delText></w:r></w:del>`,
		`<w:moveFrom`+p.tracked()+`><w:r><w:t>`+words+`</w:t><w:tab/></w:r></w:moveFrom>`,
		`<w:ins`+p.tracked()+`><w:del`+p.tracked()+`><w:r><w:delText>`+words+`</w:delText><w:br/></w:r></w:del></w:ins>`))
}

// hidden writes hidden words.
func (p *pen) hidden(b *strings.Builder) {
	words := p.unseen()
	b.WriteString(p.pick("hiding",
		`<w:r><w:rPr><w:vanish/></w:rPr><w:t>`+words+`</w:t></w:r>`,
		`<w:r><w:rPr><w:rStyle w:val="hid"/></w:rPr><w:t>`+words+`</w:t><w:tab/></w:r>`,
		`<w:r><w:rPr><w:b/><w:vanish w:val="true"/></w:rPr><w:br/><w:t>`+words+`</w:t></w:r>`,
		`<w:hyperlink w:anchor="x"><w:r><w:rPr><w:vanish w:val="1"/></w:rPr><w:t>`+words+`</w:t></w:r></w:hyperlink>`))
}

// piece writes a text as runs, or as something that reads like them.
func (p *pen) piece(b *strings.Builder, text string) {
	plain := text != "" && !strings.ContainsAny(text, "\t\n ")
	switch {
	case plain && p.may(MarkRuby, 10):
		b.WriteString(`<w:r><w:ruby><w:rubyPr><w:rubyAlign w:val="center"/></w:rubyPr><w:rt><w:r><w:t>` + p.unseen() + `</w:t></w:r></w:rt><w:rubyBase>`)
		p.run(b, text)
		b.WriteString(`</w:rubyBase></w:ruby></w:r>`)
	case plain && p.may(MarkFormula, 10):
		before, after, _ := strings.Cut(p.pick("formula", `<m:oMath>|</m:oMath>`, `<m:oMathPara><m:oMath>|</m:oMath></m:oMathPara>`, `<m:oMath><m:sSup><m:e>|</m:e><m:sup/></m:sSup></m:oMath>`), "|")
		b.WriteString(before + `<m:r><m:rPr><m:sty m:val="p"/></m:rPr><m:t>` + p.escaped(text) + `</m:t></m:r>` + after)
	default:
		p.run(b, text)
	}
}

const runProps = `<w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体"/><w:sz w:val="21"/></w:rPr>`

// run writes a w:r.
func (p *pen) run(b *strings.Builder, text string) {
	b.WriteString(`<w:r` + p.rsid() + `>`)
	if p.may("runProps", 2) {
		b.WriteString(p.pick("run properties", runProps, `<w:rPr><w:rStyle w:val="c1"/></w:rPr>`, `<w:rPr><w:b/><w:vanish w:val="0"/></w:rPr>`,
			`<w:rPr><w:rStyle w:val="hid"/><w:vanish w:val="false"/></w:rPr>`, `<w:rPr><w:rPrChange w:id="3" w:author="x"><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr>`))
	}
	for text != "" {
		r, n := utf8.DecodeRuneInString(text)
		sym, symbolic := symbols[r]
		switch {
		case r == '\t':
			b.WriteString(p.pick("tab", `<w:tab/>`, `<w:ptab w:relativeTo="margin" w:alignment="left" w:leader="none"/>`))
		case r == '\n':
			b.WriteString(p.pick("break", `<w:br/>`, `<w:br w:type="textWrapping" w:clear="all"/>`, `<w:cr/>`))
		case r == '-' && p.may("noBreakHyphen", 2):
			b.WriteString(`<w:noBreakHyphen/>`)
		case symbolic && p.may(MarkSymbol, 2):
			b.WriteString(`<w:sym w:font="` + sym.font + `" w:char="` + p.pick("code", sym.code, "00"+sym.code[2:]) + `"/>`)
		default:
			n = strings.IndexAny(text[n:], "\t\n-√□☑→①×●≤★") + n
			if n < utf8.RuneLen(r) {
				n = len(text)
			}
			if p.may("splitText", 4) {
				n = max(p.cut(text[:n]), utf8.RuneLen(r))
			}
			p.text(b, text[:n])
		}
		text = text[n:]
	}
	b.WriteString(`</w:r>`)
}

// text writes a w:t.
func (p *pen) text(b *strings.Builder, text string) {
	space := ``
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") {
		if !p.kept {
			space = ` xml:space="preserve"`
		}
	} else if p.may("space", 3) {
		space = p.pick("space", ` xml:space="preserve"`, ` xml:space="default"`)
	}
	b.WriteString(`<w:t` + space + `>` + p.escaped(text) + `</w:t>`)
	if p.may("inRun", 8) {
		b.WriteString(p.pick("in run", `<w:softHyphen/>`, `<w:lastRenderedPageBreak/>`, "<!-- 看不见 -->", `<w:annotationRef/>`))
	}
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// escaped writes characters: as they are, by their numbers, as CDATA.
func (p *pen) escaped(text string) string {
	if p.may("cdata", 8) {
		return `<![CDATA[` + text + `]]>`
	}
	if !p.may("references", 4) {
		return escapes.Replace(text)
	}
	at := p.cut(text)
	r, n := utf8.DecodeRuneInString(text[at:])
	if n == 0 {
		return escapes.Replace(text)
	}
	return escapes.Replace(text[:at]) + fmt.Sprintf(p.pick("reference", "&#%d;", "&#x%X;", "&#x%06x;"), r) + p.pick("cut", "", "<!-- 看不见 -->", "<?x y?>") + escapes.Replace(text[at+n:])
}
