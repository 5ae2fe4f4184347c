package convert

import (
	"bytes"
	"strconv"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// The plain reading of RTF (Rich Text Format specification 1.9.1): groups, control words, and bytes in the code page of
// the font they are set in.

// codePages are those of \ansicpg.
var codePages = map[int]encoding.Encoding{
	874: charmap.Windows874, 932: japanese.ShiftJIS, 936: simplifiedchinese.GB18030, 949: korean.EUCKR,
	950: traditionalchinese.Big5, 1250: charmap.Windows1250, 1251: charmap.Windows1251, 1252: charmap.Windows1252,
	1253: charmap.Windows1253, 1254: charmap.Windows1254, 1255: charmap.Windows1255, 1256: charmap.Windows1256,
	1257: charmap.Windows1257, 1258: charmap.Windows1258, 54936: simplifiedchinese.GB18030, 65001: unicode.UTF8,
}

// charsets are the code pages of \fcharset; the ones not here are the document's.
var charsets = map[int]int{
	128: 932, 129: 949, 134: 936, 136: 950, 161: 1253, 162: 1254, 163: 1258, 177: 1255, 178: 1256, 186: 1257, 204: 1251,
	222: 874, 238: 1250,
}

const charsetSymbol = 2

// rtfUnseen are the destinations without words of the document's, besides those marked \* that are not in rtfSeen.
var rtfUnseen = set("fonttbl", "colortbl", "stylesheet", "info", "pict", "objdata", "objclass", "objname", "listtext",
	"pntext", "pntxta", "pntxtb", "fldinst", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr",
	"footerf", "shprslt", "sp", "sn", "sv", "bkmkstart", "bkmkend", "xe", "tc", "rxe", "atnid", "atnauthor", "nonshppict",
	"title", "author", "company", "operator", "ftnsep", "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "filetbl",
	"revtbl", "template", "formfield")

// rtfSeen are destinations with words though marked \*.
var rtfSeen = set("annotation", "shpinst", "shptxt", "shpgrp", "shp", "do", "dptxbxtext", "ud", "footnote")

// rtfBreaks are the control words that end a paragraph or a cell.
var rtfBreaks = set("par", "cell", "nestcell", "row", "nestrow", "sect", "page", "column")

// rtfChars are the control words that stand for a character.
var rtfChars = map[string]rune{
	"tab": ' ', "line": ' ', "emdash": '—', "endash": '–', "bullet": '•', "lquote": '‘', "rquote": '’', "ldblquote": '“',
	"rdblquote": '”', "emspace": ' ', "enspace": ' ', "qmspace": ' ',
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// rtfGroup is what braces save and restore.
type rtfGroup struct {
	unseen  bool
	starred bool // \* has been read: what follows says whether the group is one to skip
	font    int
	skip    int    // \uc: characters to leave out after \u
	own     *words // a footnote, comment or text box: a text apart from the one around it
	field   bool   // opened a field
}

type rtf struct {
	in    []byte
	at    int
	group rtfGroup
	stack []rtfGroup

	page     int         // \ansicpg
	font     int         // \deff
	fonts    map[int]int // \f → \fcharset
	inFonts  int         // depth of the font table, 0 outside
	raw      []byte      // bytes not decoded yet
	left     int         // characters to leave out still
	chars    int         // written so far
	lead     rune        // the first half of a surrogate pair
	inst     []byte      // code of the field being read
	computed []int       // depths at which the results of computed fields lie
	done     []string
}

// maxDepth bounds nested groups.
const maxDepth = 10_000

func rtfWords(b []byte) ([]string, error) {
	r := &rtf{in: b, page: 1252, fonts: map[int]int{}}
	r.group = rtfGroup{skip: 1, own: &words{}}
	for r.at < len(r.in) {
		if err := r.token(); err != nil {
			return nil, err
		}
		if r.chars > maxChars {
			return nil, errTooMuch
		}
	}
	for len(r.stack) > 0 {
		r.close()
	}
	r.flush()
	r.group.own.end()
	return append(r.done, r.group.own.done...), nil
}

func (r *rtf) token() error {
	c := r.in[r.at]
	r.at++
	switch c {
	case '{':
		r.flush()
		if len(r.stack) == maxDepth {
			return errTooMuch
		}
		r.stack = append(r.stack, r.group)
		r.left = 0
	case '}':
		r.flush()
		r.left = 0
		if len(r.stack) > 0 {
			r.close()
		}
	case '\\':
		return r.control()
	case '\r', '\n', 0:
	default:
		r.byte(c)
	}
	return nil
}

// close ends a group. A text of its own ends with it.
func (r *rtf) close() {
	outer := r.stack[len(r.stack)-1]
	r.stack = r.stack[:len(r.stack)-1]
	if r.group.own != outer.own {
		r.group.own.end()
		r.done = append(r.done, r.group.own.done...)
	}
	if r.inFonts > len(r.stack) {
		r.inFonts = 0
	}
	for n := len(r.computed); n > 0 && r.computed[n-1] > len(r.stack); n-- {
		r.computed = r.computed[:n-1]
	}
	r.group = outer
}

// control reads a control word or symbol.
func (r *rtf) control() error {
	if r.at == len(r.in) {
		return nil
	}
	from := r.at
	for r.at < len(r.in) && letter(r.in[r.at]) {
		r.at++
	}
	if r.at == from {
		r.at++
		r.symbol(r.in[from])
		return nil
	}
	word := string(r.in[from:r.at])
	from = r.at
	if r.at < len(r.in) && r.in[r.at] == '-' {
		r.at++
	}
	for r.at < len(r.in) && '0' <= r.in[r.at] && r.in[r.at] <= '9' {
		r.at++
	}
	n, err := strconv.Atoi(string(r.in[from:r.at]))
	if r.at < len(r.in) && r.in[r.at] == ' ' {
		r.at++
	}
	r.word(word, n, err == nil)
	return nil
}

func letter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func (r *rtf) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.in) {
			n, err := strconv.ParseUint(string(r.in[r.at:r.at+2]), 16, 8)
			r.at += 2
			if err == nil {
				r.byte(byte(n))
			}
		}
	case '*':
		r.group.starred = true
	case '~', '_', '-', '|', ':':
		r.rune(' ')
	case '\r', '\n':
		r.end()
	case '\\', '{', '}':
		r.byte(c)
	}
}

// word acts on a control word; has tells whether a number follows it.
func (r *rtf) word(word string, n int, has bool) {
	if word != "u" && word != "bin" {
		r.flush()
	}
	starred := r.group.starred
	r.group.starred = false
	switch {
	case word == "fldinst":
		r.inst = nil
		r.group.unseen, r.group.field = true, true
		return
	case word == "fldrslt":
		if isComputed(string(r.inst)) {
			r.rune(computedMark)
			r.computed = append(r.computed, len(r.stack))
		}
		r.inst = nil
		return
	case word == "fonttbl":
		r.inFonts = len(r.stack)
		r.group.unseen = true
		return
	case word == "mmath", word == "moMath":
		r.rune(computedMark)
		r.group.unseen = true
		return
	case rtfUnseen[word], starred && !rtfSeen[word]:
		r.group.unseen = true
		return
	case word == "footnote", word == "annotation", word == "shptxt", word == "dptxbxtext":
		r.group.own = &words{}
		return
	case word == "upr": // the same in bytes and, marked \*, in Unicode
		r.group.unseen = true
		return
	case word == "ud":
		r.group.unseen = false
		return
	case rtfBreaks[word]:
		r.end()
		return
	}
	if c, ok := rtfChars[word]; ok {
		r.rune(c)
		return
	}
	if has {
		r.number(word, n)
		return
	}
	if word == "plain" {
		r.group.font = r.font
	}
}

// number acts on a control word with a number.
func (r *rtf) number(word string, n int) {
	switch word {
	case "u":
		r.flush()
		r.unicode(rune(uint16(n)))
		r.left = r.group.skip
	case "uc":
		r.group.skip = max(n, 0)
	case "ansicpg":
		if codePages[n] != nil {
			r.page = n
		}
	case "f":
		r.group.font = n
	case "deff":
		r.font, r.group.font = n, n
	case "fcharset":
		if r.inFonts > 0 {
			r.fonts[r.group.font] = n
		}
	case "bin":
		r.at = min(len(r.in), r.at+max(n, 0))
	}
}

// byte takes one byte of text.
func (r *rtf) byte(c byte) {
	if r.left > 0 {
		r.left--
		return
	}
	r.lead = 0
	if r.group.unseen {
		if r.group.field && len(r.inst) < 100 {
			r.inst = append(r.inst, c)
		}
		return
	}
	r.raw = append(r.raw, c)
}

// flush decodes the bytes read since the last control word that can change the code page.
func (r *rtf) flush() {
	if len(r.raw) == 0 {
		return
	}
	raw := r.raw
	r.raw = r.raw[:0]
	charset := r.fonts[r.group.font]
	if charset == charsetSymbol {
		return // signs of a font, not letters
	}
	page, ok := charsets[charset]
	if !ok {
		page = r.page
	}
	text, err := codePages[page].NewDecoder().Bytes(raw)
	if err != nil {
		return
	}
	for _, c := range bytes.Runes(text) {
		r.write(c)
	}
}

// unicode takes one unit of UTF-16.
func (r *rtf) unicode(c rune) {
	lead := r.lead
	r.lead = 0
	switch {
	case 0xD800 <= c && c < 0xDC00:
		r.lead = c
	case 0xDC00 <= c && c < 0xE000:
		if lead != 0 {
			r.rune((lead-0xD800)<<10 + (c - 0xDC00) + 0x10000)
		}
	default:
		r.rune(c)
	}
}

// rune takes one character.
func (r *rtf) rune(c rune) {
	r.flush()
	r.write(c)
}

func (r *rtf) write(c rune) {
	if r.group.unseen || len(r.computed) > 0 {
		return
	}
	r.chars++
	r.group.own.rune(c)
}

// end ends the paragraph.
func (r *rtf) end() {
	r.flush()
	if !r.group.unseen {
		r.group.own.end()
	}
}
