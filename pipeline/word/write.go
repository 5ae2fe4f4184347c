package word

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/klauspost/compress/flate"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
)

// ErrSheet means that the style sheet bears no usable reference file; make sheets with style.Read.
var ErrSheet = errors.New("style sheet without its reference file")

const (
	nsMain      = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	nsRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	nsPackage   = "http://schemas.openxmlformats.org/package/2006/"
	typeMain    = "application/vnd.openxmlformats-officedocument.wordprocessingml."
)

// file is a part of the package.
type file struct {
	name, kind string // name in the package; content type, "" for what is not listed
	data       []byte
	write      func(io.Writer) error // instead of data
	own        bool                  // no other book has the same
}

// Write writes a book as a .docx in the look of sheet, with the page labels and column widths of layout. layout must be
// that of the same book (tables are looked up by their pointer); with nil, no page number is shown until Word updates
// the fields. Errors are ErrSheet, those of w, and a block of a kind that is not in package book.
//
// Characters that XML cannot hold (control characters, U+FFFE, broken UTF-8) are dropped.
func Write(w io.Writer, b *book.Book, sheet *style.Sheet, layout *typeset.Layout) error {
	p, err := NewPress(sheet)
	if err != nil {
		return err
	}
	return p.Write(w, b, layout)
}

// assemble lists the parts of the package in their order.
func assemble(b *book.Book, doc *writer, kept *source, styles []byte, runnings []running) []file {
	rels := []relation{{id: "rIdStyles", kind: "styles", target: "styles.xml"}, {id: "rIdSettings", kind: "settings", target: "settings.xml"}}
	files := []file{
		{name: "word/document.xml", kind: typeMain + "document.main+xml", write: doc.document},
		{name: "word/styles.xml", kind: typeMain + "styles+xml", data: styles, own: doc.carrier != nil},
		{name: "word/settings.xml", kind: typeMain + "settings+xml", data: kept.settings},
	}
	if kept.fonts != nil {
		rels = append(rels, relation{id: "rIdFonts", kind: "fontTable", target: "fontTable.xml"})
		files = append(files, file{name: "word/fontTable.xml", kind: typeMain + "fontTable+xml", data: doc.carriedFonts(kept.fonts), own: doc.carrier != nil})
	}
	if kept.theme != nil {
		rels = append(rels, relation{id: "rIdTheme", kind: "theme", target: "theme/theme1.xml"})
		files = append(files, file{name: "word/theme/theme1.xml", kind: "application/vnd.openxmlformats-officedocument.theme+xml", data: kept.theme})
	}
	for _, r := range runnings {
		kind := "footer"
		if r.header {
			kind = "header"
		}
		rels = append(rels, relation{id: r.id, kind: kind, target: r.name})
		files = append(files, file{name: "word/" + r.name, kind: typeMain + kind + "+xml", data: r.data, own: r.own})
	}
	rels = append(rels, doc.leads...)
	media, to := doc.pictures.parts()
	parts, more := doc.carriedParts()
	files, rels = append(append(files, media...), parts...), append(append(rels, to...), more...)
	files = append(files,
		file{name: "docProps/core.xml", kind: "application/vnd.openxmlformats-package.core-properties+xml", data: coreProperties(b), own: true},
		file{name: "docProps/app.xml", kind: "application/vnd.openxmlformats-officedocument.extended-properties+xml", data: appProperties(b)})
	head := []file{
		{name: "[Content_Types].xml", data: contentTypes(files)},
		{name: "_rels/.rels", data: packageRelations()},
		{name: "word/_rels/document.xml.rels", data: relations(rels), own: doc.leads != nil || media != nil || doc.carrier != nil},
	}
	return append(head, files...)
}

// level of compression: the default makes a book of 2,000 items a quarter smaller and takes twice the time, the fastest
// makes it a sixth larger and takes as long.
const level = 3

// worthPacking is the size in bytes from which a part is compressed: to begin anew costs as much as some 30,000 bytes.
const worthPacking = 2048

// pack writes the zip: fixed order, and the edition's date for every part.
func (p *Press) pack(w io.Writer, at time.Time, files []file) error {
	zw := zip.NewWriter(w)
	fw := p.flates.Get().(*flate.Writer)
	defer p.flates.Put(fw)
	zw.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		fw.Reset(out)
		return fw, nil
	})
	if at.Year() < 1980 || at.Year() > 2107 { // what a zip can say
		at = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	for i := range files {
		if err := p.part(zw, at, &files[i]); err != nil {
			return fmt.Errorf("write %s: %w", files[i].name, err)
		}
	}
	if err := zw.Close(); err != nil {
		return fmt.Errorf("write the package: %w", err)
	}
	return nil
}

func (p *Press) part(zw *zip.Writer, at time.Time, f *file) error {
	head := &zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: at}
	if f.write == nil && !f.own {
		part, err := p.shared(f.data)
		if err != nil {
			return err
		}
		//nolint:staticcheck // CreateRaw takes the header as it is, and makes nothing of Modified
		head.ModifiedDate = uint16(at.Day() | int(at.Month())<<5 | (at.Year()-1980)<<9)
		head.CRC32, head.CompressedSize64, head.UncompressedSize64 = part.crc, uint64(len(part.data)), uint64(part.size)
		out, err := zw.CreateRaw(head)
		if err == nil {
			_, err = out.Write(part.data)
		}
		return err
	}
	if len(f.data) < worthPacking && f.write == nil {
		head.Method = zip.Store
	}
	out, err := zw.CreateHeader(head)
	if err != nil {
		return err
	}
	if f.write != nil {
		return f.write(out)
	}
	_, err = out.Write(f.data)
	return err
}

// relation is a line of a .rels part; kind is the last word of its type. An external one leads out of the package.
type relation struct {
	id, kind, target string
	full             string // its whole type, instead of kind
	external         bool
}

func relations(rels []relation) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<Relationships xmlns="` + nsPackage + `relationships">`)
	for _, r := range rels {
		mode := ""
		if r.external {
			mode = ` TargetMode="External"`
		}
		full := r.full
		if full == "" {
			full = nsRelations + "/" + r.kind
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, r.id, attributeText.Replace(full), attributeText.Replace(r.target), mode)
	}
	b.WriteString(`</Relationships>`)
	return b.Bytes()
}

func packageRelations() []byte {
	return []byte(xml.Header + `<Relationships xmlns="` + nsPackage + `relationships">` +
		`<Relationship Id="rId1" Type="` + nsRelations + `/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="` + nsPackage + `relationships/metadata/core-properties" Target="docProps/core.xml"/>` +
		`<Relationship Id="rId3" Type="` + nsRelations + `/extended-properties" Target="docProps/app.xml"/></Relationships>`)
}

func contentTypes(files []file) []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header + `<Types xmlns="` + nsPackage + `content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/>`)
	for _, f := range files {
		if f.kind == "" {
			continue
		}
		fmt.Fprintf(&b, `<Override PartName="/%s" ContentType="%s"/>`, f.name, f.kind)
	}
	b.WriteString(`</Types>`)
	return b.Bytes()
}

// coreProperties are the metadata: title, unit and the edition's date, no person and no clock.
func coreProperties(b *book.Book) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header + `<cp:coreProperties xmlns:cp="` + nsPackage + `metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">`)
	for _, f := range []struct{ name, text string }{
		{"dc:title", b.FullTitle()}, {"dc:creator", b.Unit}, {"cp:keywords", b.Keyword}, {"cp:contentStatus", b.Proof},
	} {
		if text := clean(f.text); text != "" {
			out.WriteString("<" + f.name + ">")
			_ = xml.EscapeText(&out, []byte(text)) // a bytes.Buffer does not fail
			out.WriteString("</" + f.name + ">")
		}
	}
	out.WriteString(`<dc:language>zh-CN</dc:language>`)
	if !b.Date.IsZero() {
		for _, name := range []string{"created", "modified"} {
			fmt.Fprintf(&out, `<dcterms:%s xsi:type="dcterms:W3CDTF">%sT00:00:00Z</dcterms:%s>`, name, b.Date, name)
		}
	}
	out.WriteString(`</cp:coreProperties>`)
	return out.Bytes()
}

func appProperties(b *book.Book) []byte {
	var out bytes.Buffer
	out.WriteString(xml.Header + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"><Application>huibian</Application>`)
	if unit := clean(b.Unit); unit != "" {
		out.WriteString("<Company>")
		_ = xml.EscapeText(&out, []byte(unit))
		out.WriteString("</Company>")
	}
	out.WriteString(`</Properties>`)
	return out.Bytes()
}
