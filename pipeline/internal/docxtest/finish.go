package docxtest

import (
	"encoding/binary"
	"maps"
	"strings"
	"unicode/utf16"
)

// styleParts are the styles that paragraphs and runs are written with.
const styleParts = `<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="a1"><w:name w:val="表格正文"/><w:basedOn w:val="a"/></w:style>` +
	`<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>` +
	`<w:style w:type="character" w:styleId="c1"><w:name w:val="Placeholder Text"/></w:style>` +
	`<w:style w:type="character" w:styleId="hid"><w:name w:val="隐藏"/><w:rPr><w:vanish/></w:rPr></w:style>`

// strict are the namespaces of ISO/IEC 29500 strict for those of transitional documents.
var strict = strings.NewReplacer(
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main",
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships",
	"http://schemas.openxmlformats.org/officeDocument/2006/math", "http://purl.oclc.org/ooxml/officeDocument/math",
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing", "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing",
	"http://schemas.openxmlformats.org/drawingml/2006/main", "http://purl.oclc.org/ooxml/drawingml/main")

// prefixes write the elements of WordprocessingML under another prefix, or under none.
var prefixes = map[string]*strings.Replacer{
	"ns0:": strings.NewReplacer("<w:", "<ns0:", "</w:", "</ns0:", " w:", " ns0:", "xmlns:w=", "xmlns:ns0="),
	"none": strings.NewReplacer("<w:", "<", "</w:", "</", "xmlns:w=", `xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w=`),
}

// finish puts the parts of a document together.
func (p *pen) finish(body string) File {
	if p.may("bodySection", 2) {
		body += p.section()
	}
	space := ""
	if p.kept {
		space = ` xml:space="preserve"`
	}
	main := `<w:document ` + Declare + space + ` mc:Ignorable="w14"><w:body>` + body + `</w:body></w:document>`
	for _, prefix := range []string{"ns0:", "none"} {
		if p.may(Mark("prefix "+prefix), 2) {
			main = prefixes[prefix].Replace(main)
			break
		}
	}
	if p.may("strict", 2) {
		main = strict.Replace(main)
	}
	parts := map[string]string{"document": p.encoded(main), "styles": styleParts + p.styles.String(), "rels": p.rels.String()}
	maps.Copy(parts, p.headers)
	if p.lists.num > 0 {
		parts["numbering"] = p.lists.part()
	}
	if p.notes.Len() > 0 {
		parts["footnotes"] = `<w:footnote w:id="-1" w:type="separator"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>` + p.notes.String()
	}
	p.Bytes = Pack(parts)
	return p.File
}

// encoded writes the main part as bytes: UTF-8, or UTF-16 with its mark.
func (p *pen) encoded(xml string) string {
	if !p.may(MarkEncoding, 2) {
		return XMLHead + xml
	}
	switch way := p.pick("encoding", "mark", "little", "big"); way {
	case "mark":
		return "\uFEFF" + XMLHead + xml
	default:
		var order binary.AppendByteOrder = binary.LittleEndian
		if way == "big" {
			order = binary.BigEndian
		}
		var b []byte
		for _, u := range utf16.Encode([]rune("\uFEFF" + `<?xml version="1.0" encoding="UTF-16"?>` + xml)) {
			b = order.AppendUint16(b, u)
		}
		return string(b)
	}
}
