package archive

import (
	"fmt"
	"io"
)

// named are the types of our own in a schema.
const named = `  <xs:simpleType name="非空文本">
    <xs:restriction base="xs:string"><xs:pattern value="(.|\s)*\S(.|\s)*"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="八位日期">
    <xs:restriction base="xs:string"><xs:pattern value="([0-9]{8})?"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="反编码关键字式">
    <xs:restriction base="xs:string"><xs:pattern value="base64-[a-z0-9]+|sha256-base64Binary"/></xs:restriction>
  </xs:simpleType>
`

// writeXSD writes a table as an XML schema.
func (s *schema) writeXSD(w io.Writer) error {
	p := newPrinter(w)
	space := ""
	if s.space != "" {
		space = fmt.Sprintf(` xmlns="%[1]s" targetNamespace="%[1]s" elementFormDefault="qualified"`, s.space)
	}
	p.raw(`<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"`, space, ">\n")
	p.raw("  <xs:annotation><xs:documentation>", s.doc, "</xs:documentation></xs:annotation>\n", named)
	for _, r := range s.rows {
		s.writeRow(p, r)
	}
	p.raw("</xs:schema>\n")
	return p.end()
}

// writeRow writes an element of a schema, and the type of its value if that is a list of words.
func (s *schema) writeRow(p *printer, r row) {
	value := kinds[r.kind].xsd
	if len(r.words) > 0 {
		value = r.name + "值"
		p.raw(`  <xs:simpleType name="`, value, `"><xs:restriction base="xs:string">`, "\n")
		for _, w := range r.words {
			p.raw(`    <xs:enumeration value="`)
			p.text(w)
			p.raw("\"/>\n")
		}
		p.raw("  </xs:restriction></xs:simpleType>\n")
	}
	p.raw(`  <xs:element name="`, r.name, `"`)
	bare := r.kind != holder && r.kind != mixed && len(r.attrs) == 0
	if bare {
		p.raw(` type="`, value, `"`)
	}
	p.raw(">\n")
	if r.doc != "" {
		p.raw("    <xs:annotation><xs:documentation>")
		p.text(r.doc)
		p.raw("</xs:documentation></xs:annotation>\n")
	}
	switch {
	case bare:
	case r.kind == holder || r.kind == mixed:
		p.raw("    <xs:complexType")
		if r.kind == mixed {
			p.raw(` mixed="true"`)
		}
		p.raw(">\n      <xs:sequence>\n")
		for _, at := range s.slots[r.name] {
			writeSlot(p, at)
		}
		p.raw("      </xs:sequence>\n")
		writeNeeds(p, r.attrs)
		p.raw("    </xs:complexType>\n")
	default:
		p.raw(`    <xs:complexType><xs:simpleContent><xs:extension base="`, value, `">`, "\n")
		writeNeeds(p, r.attrs)
		p.raw("    </xs:extension></xs:simpleContent></xs:complexType>\n")
	}
	p.raw("  </xs:element>\n")
}

// writeSlot writes a place of a model.
func writeSlot(p *printer, at slot) {
	occurs := ""
	if at.optional {
		occurs += ` minOccurs="0"`
	}
	if at.many {
		occurs += ` maxOccurs="unbounded"`
	}
	if len(at.names) == 1 {
		p.raw(`        <xs:element ref="`, at.names[0], `"`, occurs, "/>\n")
		return
	}
	p.raw("        <xs:choice", occurs, ">\n")
	for _, n := range at.names {
		p.raw(`          <xs:element ref="`, n, "\"/>\n")
	}
	p.raw("        </xs:choice>\n")
}

// writeNeeds writes attributes.
func writeNeeds(p *printer, needs []need) {
	for _, n := range needs {
		p.raw(`      <xs:attribute name="`, n.name, `" type="`, kinds[n.kind].xsd, `"`)
		if n.required {
			p.raw(` use="required"`)
		}
		if n.fixed != "" {
			p.raw(` fixed="`, n.fixed, `"`)
		}
		p.raw("/>\n")
	}
}
