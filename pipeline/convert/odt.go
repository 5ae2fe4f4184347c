package convert

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// maxContent bounds the content.xml of an .odt, in bytes: what is larger is not compared.
const maxContent = 64 << 20

// odtAside are elements of content.xml whose text a reader does not see, or that Word makes anew.
var odtAside = map[string]bool{
	"tracked-changes": true, "annotation": true, "title": true, "desc": true, "forms": true, "index-title-template": true,
	"note-citation": true, "page-number": true, "page-count": true, "script": true, "object": true, "object-ole": true,
	"sequence": true, "alphabetical-index-mark": true, "ruby-text": true, "math": true,
}

// odtBreaks are elements that end a line.
var odtBreaks = map[string]bool{"p": true, "h": true, "line-break": true}

// odtWords is the text of an .odt's body (ODF 1.2, part 1, 3 and 5), a paragraph a line.
func odtWords(src []byte) (plain, bool) {
	z, err := zip.NewReader(bytes.NewReader(src), int64(len(src)))
	if err != nil {
		return plain{}, false
	}
	f, err := z.Open("content.xml")
	if err != nil {
		return plain{}, false
	}
	defer f.Close()
	var b strings.Builder
	d := xml.NewDecoder(io.LimitReader(f, maxContent))
	body, aside, cells := false, 0, 0
	for {
		t, err := d.Token()
		if err == io.EOF { //nolint:errorlint // Token returns it bare
			return plain{b.String(), cells}, true
		}
		if err != nil {
			return plain{}, false
		}
		switch t := t.(type) {
		case xml.StartElement:
			body = body || t.Name.Local == "body"
			if aside > 0 || odtAside[t.Name.Local] {
				aside++
			} else if t.Name.Local == "table-cell" {
				cells++
			}
		case xml.EndElement:
			if aside > 0 {
				aside--
			} else if odtBreaks[t.Name.Local] {
				b.WriteByte('\n')
			}
		case xml.CharData:
			if body && aside == 0 {
				b.Write(t)
			}
		}
	}
}
