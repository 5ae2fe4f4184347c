package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"
	"unicode"

	"huibian/pipeline/book"
)

// program is what the metadata say the file was made with, unless they are told a version.
const program = "huibian"

// metadata is what the information dictionary and the XMP packet say alike (ISO 19005-2, 6.6.3). What is empty stands in
// neither.
type metadata struct {
	properties []property
	created    time.Time
}

// property is an entry of the information dictionary and the form its value has in XMP.
type property struct {
	key, value string
	xmp        string
}

// zone is that of the bureaus: a day of the edition is a day in China.
var zone = time.FixedZone("CST", 8*60*60)

func metadataOf(b *book.Book, producer string) metadata {
	if producer == "" {
		producer = program
	}
	var m metadata
	for _, p := range []property{
		{"Title", b.FullTitle(), `<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>`},
		{"Author", b.Unit, `<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>`},
		{"Subject", b.Volume, `<dc:description><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:description>`},
		{"Keywords", b.Keyword, `<pdf:Keywords>%s</pdf:Keywords>`},
		{"Creator", program, `<xmp:CreatorTool>%s</xmp:CreatorTool>`},
		{"Producer", producer, `<pdf:Producer>%s</pdf:Producer>`},
	} {
		if p.value = printable(p.value); p.value != "" {
			m.properties = append(m.properties, p)
		}
	}
	if !b.Date.IsZero() {
		m.created = time.Date(b.Date.Year, time.Month(b.Date.Month), b.Date.Day, 0, 0, 0, 0, zone)
	}
	return m
}

// printable drops what XML cannot hold; were it kept in one place only, the two would differ.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == 0xFFFE || r == 0xFFFF {
			return -1
		}
		return r
	}, s)
}

// info is the information dictionary.
func (m metadata) info() []byte {
	b := []byte("<<")
	for _, p := range m.properties {
		b = fmt.Appendf(b, " /%s %s", p.key, textString(p.value))
	}
	if !m.created.IsZero() {
		d := m.created.Format("20060102150405") + "+08'00'"
		b = fmt.Appendf(b, " /CreationDate (D:%s) /ModDate (D:%s)", d, d)
	}
	return append(b, " >>\n"...)
}

// xmp is the XMP packet.
func (m metadata) xmp() []byte {
	var b bytes.Buffer
	b.WriteString("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">` + "\n" +
		"<pdfaid:part>2</pdfaid:part>\n<pdfaid:conformance>B</pdfaid:conformance>\n<dc:format>application/pdf</dc:format>\n" +
		"<dc:language><rdf:Bag><rdf:li>zh-CN</rdf:li></rdf:Bag></dc:language>\n")
	for _, p := range m.properties {
		var value bytes.Buffer
		_ = xml.EscapeText(&value, []byte(p.value)) // a bytes.Buffer takes everything
		fmt.Fprintf(&b, p.xmp+"\n", &value)
	}
	if !m.created.IsZero() {
		for _, key := range []string{"CreateDate", "ModifyDate", "MetadataDate"} {
			fmt.Fprintf(&b, "<xmp:%[1]s>%[2]s</xmp:%[1]s>\n", key, m.created.Format(time.RFC3339))
		}
	}
	b.WriteString("</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	return b.Bytes()
}
