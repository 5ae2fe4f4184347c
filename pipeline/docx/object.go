package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"
)

// shown returns the words of a chart or a diagram, a line each and each line once: titles, series and categories, the
// texts of shapes. The numbers of a chart are no words. A part that cannot be read has none; that there is a chart is said
// all the same.
func (s *story) shown(part string) string {
	text, known := s.shownBy[part]
	if !known {
		if b, err := s.c.readSmall(part); err == nil {
			if b, err = decodeXML(b); err == nil {
				inner := s.story(part, b, nil)
				inner.preserve = true
				text = strings.Join(inner.drawnLines(), "\n")
			}
		}
		if s.shownBy == nil {
			s.shownBy = map[string]string{}
		}
		s.shownBy[part] = text
	}
	if !s.x.charge(8 * int64(len(text))) { // a part may be shown again and again, and its words are copied
		return ""
	}
	return text
}

// drawnLines are the lines of a part of DrawingML, as far as it can be read.
func (s *story) drawnLines() []string {
	var lines []string
	seen := map[string]bool{}
	var line []byte
	end := func() {
		text := string(bytes.TrimSpace(line))
		if line = line[:0]; text != "" && !seen[text] {
			seen[text] = true
			lines = append(lines, text)
		}
	}
	for {
		switch s.x.next() {
		case evErr, evEOF:
			end()
			return lines
		case evStart:
			switch s.x.elem {
			case elemDrawnP, elemDrawnBr:
				end()
			case elemDrawnT:
				text, _ := s.characters() // an error comes again with the next event
				line = append(line, text...)
			case elemChartValue:
				end()
				text, _ := s.characters()
				line = append(line, text...)
				end()
			case elemChartNumbers:
				_ = s.x.skip()
			case elemDiagramPoint: // how a shape is laid out, and not what it says
				if string(s.x.attr(nsDGM, "type")) == "pres" {
					_ = s.x.skip()
				}
			}
		}
	}
}

// embedding is what a part that is a file of its own was found to be.
type embedding struct {
	format Format
	sheets []string
	name   string
}

// Limits of what is looked at inside charts and embedded files: enough to tell what they are, not to read them.
const (
	smallPart    = 16 << 20 // bytes up to which one is looked into; of larger files the beginning
	embeddedHead = 4096
	workbookPart = 1 << 20 // bytes of the part that lists a workbook's sheets
)

// readSmall reads a part of at most smallPart bytes.
func (c *container) readSmall(name string) ([]byte, error) {
	b, err := c.inflate(name, min(c.lim.Total-c.spent, smallPart))
	c.spent += int64(len(b))
	return b, err
}

// embedded tells what an embedded file is; nil if there is none.
func (s *story) embedded(part string) *embedding {
	f := s.c.parts[partName(part)]
	if part == "" || f == nil {
		return nil
	}
	if e := s.embeddings[part]; e != nil {
		return e
	}
	e := &embedding{}
	if b, err := s.c.readSmall(part); err == nil {
		e.format = Sniff(b)
		switch e.format {
		case FormatXlsx:
			e.sheets = sheetNames(b)
		case FormatOLE:
			e.name = packagedName(b)
		}
	} else if e.format = magic([]byte(readHead(f, embeddedHead))); e.format == "" {
		e.format = FormatUnknown
	}
	if s.embeddings == nil {
		s.embeddings = map[string]*embedding{}
	}
	s.embeddings[part] = e
	return e
}

// sheetNames lists the visible sheets of a workbook.
func sheetNames(b []byte) []string {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil
	}
	i := slices.IndexFunc(z.File, func(f *zip.File) bool { return partName(f.Name) == "xl/workbook.xml" })
	if i < 0 || z.File[i].UncompressedSize64 > workbookPart {
		return nil
	}
	xml, err := decodeXML([]byte(readHead(z.File[i], workbookPart)))
	if err != nil {
		return nil
	}
	c := &container{lim: DefaultLimits, left: workbookPart}
	var names []string
	for x := c.scan(xml); ; {
		switch x.next() {
		case evErr, evEOF:
			return names
		case evStart:
			if state := string(x.attr(nsX, "state")); x.elem == elemSheet && state != "hidden" && state != "veryHidden" {
				names = append(names, string(x.attr(nsX, "name")))
			}
		}
	}
}

// packagedName finds the name of the file in a compound file that Word's packager made ([MS-OLEDS] 2.3.6, Ole10Native): after
// the size and a 2 its label, then its path, each ended by a zero byte. Streams begin at a sector, of 64 bytes at least.
func packagedName(b []byte) string {
	const longest = 260 // a path on Windows
	for at := 512; at+8 < len(b); at += 64 {
		size := binary.LittleEndian.Uint32(b[at:])
		if binary.LittleEndian.Uint16(b[at+4:]) != 2 || size < 8 || uint64(size) > uint64(len(b)) {
			continue
		}
		label, rest, ok := bytes.Cut(b[at+6:min(len(b), at+6+2*longest)], []byte{0})
		path, _, ended := bytes.Cut(rest, []byte{0})
		if ok && ended && bytes.IndexByte(label, '.') > 0 && printed(label) && printed(path) {
			return fromCodePage(label)
		}
	}
	return ""
}

// printed tells whether bytes of a code page may be a name.
func printed(b []byte) bool {
	return len(b) > 0 && !bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' })
}

// fromCodePage reads a name in the code page of Chinese Windows, "" if it is none. Many such names are valid UTF-8, too.
func fromCodePage(b []byte) string {
	text, err := charsets["gbk"].NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return ""
	}
	return string(text)
}
