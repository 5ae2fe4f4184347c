package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"

	"golang.org/x/net/html/charset"
)

// The plain reading of OpenDocument text (ODF 1.2): the paragraphs of the body, those of text boxes, notes, comments and
// deleted text among them.

const (
	nsOffice = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
	nsText   = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
	nsTable  = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
	nsSVG    = "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
	nsDC     = "http://purl.org/dc/elements/1.1/"
	nsMeta   = "urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
	nsDraw   = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
	nsField  = "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0"
	nsMath   = "http://www.w3.org/1998/Math/MathML"
)

// maxText is the largest text in XML or HTML that is read plainly.
const maxText = 64 << 20

var (
	odfBody      = xml.Name{Space: nsOffice, Local: "body"} // outside are styles, with headers and footers
	odfParagraph = map[xml.Name]bool{{Space: nsText, Local: "p"}: true, {Space: nsText, Local: "h"}: true}
)

// odfSkip are the elements whose content is not compared, and why.
var odfSkip = map[xml.Name]string{
	{Space: nsOffice, Local: "binary-data"}:       "a picture",
	{Space: nsText, Local: "note-citation"}:       "a number",
	{Space: nsText, Local: "number"}:              "the number of a list item",
	{Space: nsText, Local: "page-number"}:         "computed",
	{Space: nsText, Local: "page-count"}:          "computed",
	{Space: nsText, Local: "page-continuation"}:   "computed",
	{Space: nsText, Local: "word-count"}:          "computed",
	{Space: nsText, Local: "character-count"}:     "computed",
	{Space: nsText, Local: "file-name"}:           "computed",
	{Space: nsText, Local: "editing-duration"}:    "computed",
	{Space: nsText, Local: "editing-cycles"}:      "computed",
	{Space: nsField, Local: "fieldmark"}:          "computed", // what is chosen from a list, ticked
	{Space: nsTable, Local: "covered-table-cell"}: "not seen",
	{Space: nsSVG, Local: "title"}:                "not seen",
	{Space: nsSVG, Local: "desc"}:                 "not seen",
	{Space: nsDC, Local: "creator"}:               "of a comment or a change",
	{Space: nsDC, Local: "date"}:                  "of a comment or a change",
	{Space: nsMeta, Local: "creator-initials"}:    "of a comment",
	{Space: nsMeta, Local: "date-string"}:         "of a comment",
	{Space: nsDraw, Local: "object"}:              "computed", // a formula, written in another way
	{Space: nsDraw, Local: "object-ole"}:          "computed",
	{Space: nsMath, Local: "math"}:                "computed",
}

func odtWords(b []byte) ([]string, error) {
	content, err := zipPart(b, "content.xml", maxText)
	if err != nil {
		return nil, err
	}
	return odfWords(content)
}

// odfWords reads the XML of a document, whole or its content alone.
func odfWords(b []byte) ([]string, error) {
	if len(b) > maxText {
		return nil, errTooMuch
	}
	var (
		done []string
		open []*words // paragraphs, which may lie within others, innermost last
		body bool
	)
	d := xmlDecoder(b)
	for {
		token, err := d.Token()
		switch {
		case errors.Is(err, io.EOF):
			return done, nil
		case err != nil:
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch {
			case odfSkip[t.Name] != "":
				if n := len(open); n > 0 && odfSkip[t.Name] == "computed" {
					open[n-1].rune(computedMark)
				}
				err = d.Skip()
			case t.Name == odfBody:
				body = true
			case body && odfParagraph[t.Name]:
				open = append(open, &words{})
			}
		case xml.EndElement:
			if n := len(open); n > 0 && odfParagraph[t.Name] {
				open[n-1].end()
				done = append(done, open[n-1].done...)
				open = open[:n-1]
			}
		case xml.CharData:
			if n := len(open); n > 0 {
				open[n-1].b.Write(t)
			}
		}
		if err != nil {
			return nil, err
		}
	}
}

func xmlDecoder(b []byte) *xml.Decoder {
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = charset.NewReaderLabel
	return d
}

// odfRoot tells flat OpenDocument by its root element.
func odfRoot(b []byte) bool {
	d := xmlDecoder(b[:min(len(b), 1<<16)])
	for {
		token, err := d.Token()
		if err != nil {
			return false
		}
		if e, ok := token.(xml.StartElement); ok {
			return e.Name == xml.Name{Space: nsOffice, Local: "document"}
		}
	}
}

// odtLocked tells whether the parts of an OpenDocument package are encrypted (ODF 1.2 part 3, 4.8).
func odtLocked(b []byte) bool {
	manifest, err := zipPart(b, "META-INF/manifest.xml", 1<<20)
	return err == nil && bytes.Contains(manifest, []byte("encryption-data"))
}

// zipPart reads one part of a package, which must not be longer than limit.
func zipPart(b []byte, name string, limit int64) ([]byte, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	part, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(part)) > limit {
		err = errTooMuch
	}
	return part, err
}
