package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"time"

	"huibian/pipeline/book"
)

// producer is the program named in the metadata; without a version, which would change bytes for nothing.
const producer = "huibian"

// metadata is what the information dictionary and the XMP packet say alike (ISO 19005-2, 6.6.3).
type metadata struct {
	title, author, subject, keywords string
	created                          time.Time
}

// zone is that of the bureaus: a day of the edition is a day in China.
var zone = time.FixedZone("CST", 8*60*60)

func metadataOf(b *book.Book) metadata {
	m := metadata{title: b.Title, author: b.Unit, subject: b.Volume, keywords: b.Keyword}
	if b.Volume != "" {
		m.title += "（" + b.Volume + "）"
	}
	if !b.Date.IsZero() {
		m.created = time.Date(b.Date.Year, time.Month(b.Date.Month), b.Date.Day, 0, 0, 0, 0, zone)
	}
	return m
}

// info is the information dictionary.
func (m metadata) info() []byte {
	b := fmt.Appendf(nil, "<< /Title %s /Author %s /Subject %s /Keywords %s /Creator (%s) /Producer (%s)",
		textString(m.title), textString(m.author), textString(m.subject), textString(m.keywords), producer, producer)
	if !m.created.IsZero() {
		d := m.created.Format("20060102150405") + "+08'00'"
		b = fmt.Appendf(b, " /CreationDate (D:%s) /ModDate (D:%s)", d, d)
	}
	return append(b, " >>\n"...)
}

// xmp is the XMP packet.
func (m metadata) xmp() []byte {
	var b bytes.Buffer
	esc := func(s string) string {
		var e bytes.Buffer
		_ = xml.EscapeText(&e, []byte(s)) // a bytes.Buffer takes everything
		return e.String()
	}
	fmt.Fprint(&b, "<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"+
		"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"+
		"<rdf:Description rdf:about=\"\" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""+
		" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\">\n"+
		"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"+
		"<dc:format>application/pdf</dc:format><dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n")
	fmt.Fprintf(&b, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", esc(m.title))
	fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", esc(m.author))
	fmt.Fprintf(&b, "<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:description>\n", esc(m.subject))
	fmt.Fprintf(&b, "<pdf:Keywords>%s</pdf:Keywords><pdf:Producer>%s</pdf:Producer><xmp:CreatorTool>%s</xmp:CreatorTool>\n", esc(m.keywords), producer, producer)
	if !m.created.IsZero() {
		d := m.created.Format(time.RFC3339)
		fmt.Fprintf(&b, "<xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate><xmp:MetadataDate>%s</xmp:MetadataDate>\n", d, d, d)
	}
	fmt.Fprint(&b, "</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}
