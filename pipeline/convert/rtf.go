package convert

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// rtfAside are destinations that hold no words of the body, or words told elsewhere (RTF 1.9.1). Every destination that
// begins with \* is another.
var rtfAside = map[string]bool{
	"fonttbl": true, "colortbl": true, "stylesheet": true, "info": true, "pict": true, "object": true, "header": true, "headerl": true,
	"headerr": true, "headerf": true, "footer": true, "footerl": true, "footerr": true, "footerf": true, "nonshppict": true,
	"listtext": true, "pntext": true, "fldinst": true, "xe": true, "tc": true, "do": true, "shp": true, "annotation": true,
	"atnid": true, "atnauthor": true, "listtable": true, "revtbl": true, "filetbl": true, "themedata": true, "datastore": true,
}

// rtfBreaks are control words that end a line, rtfChars those that are a character.
var (
	rtfBreaks = map[string]bool{"par": true, "line": true, "cell": true, "row": true, "nestcell": true, "nestrow": true, "page": true, "sect": true}
	rtfChars  = map[string]string{"tab": "\t"}
)

// rtfCharsets are the code pages of \ansicpg and of \fcharset that Chinese offices meet.
var (
	rtfPages    = map[int]encoding.Encoding{936: simplifiedchinese.GBK, 54936: simplifiedchinese.GB18030, 1252: charmap.Windows1252}
	rtfCharsets = map[int]encoding.Encoding{134: simplifiedchinese.GBK, 0: charmap.Windows1252}
)

// rtfState is what a group inherits and gives back at its end.
type rtfState struct {
	aside  bool
	skip   int // characters after a \u that are its fallback
	font   int
	hidden bool // deleted or hidden text, which the conversion may leave out
}

type rtfReader struct {
	src   []byte
	at    int
	out   strings.Builder
	bytes []byte // of characters in a code page, until it is known that they are complete
	page  encoding.Encoding
	fonts map[int]encoding.Encoding
	state rtfState
	stack []rtfState
	table bool // inside the font table
	cells int
	left  int // fallback characters still to pass over
}

// maxRTFDepth bounds the groups that are open at once.
const maxRTFDepth = 10_000

// rtfWords is the text of an RTF file's body, a paragraph or cell a line.
func rtfWords(src []byte) (plain, bool) {
	r := rtfReader{src: src, page: charmap.Windows1252, fonts: map[int]encoding.Encoding{}, state: rtfState{skip: 1}}
	for r.at < len(src) {
		switch c := src[r.at]; c {
		case '{':
			if len(r.stack) == maxRTFDepth {
				return plain{}, false
			}
			r.flush()
			r.stack = append(r.stack, r.state)
			r.at++
		case '}':
			r.flush()
			if len(r.stack) == 0 {
				return plain{}, false
			}
			r.state, r.stack = r.stack[len(r.stack)-1], r.stack[:len(r.stack)-1]
			r.at++
			r.left = 0
		case '\\':
			r.control()
		case '\r', '\n':
			r.at++
		default:
			r.char(c)
			r.at++
		}
	}
	r.flush()
	return plain{r.out.String(), r.cells}, len(r.stack) == 0
}

// control reads a control word or symbol.
func (r *rtfReader) control() {
	rest := r.src[r.at+1:]
	if len(rest) == 0 {
		r.at++
		return
	}
	if c := rest[0]; c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.at += 2
		r.symbol(c)
		return
	}
	n := 0
	for n < len(rest) && n < 32 && (rest[n] >= 'a' && rest[n] <= 'z' || rest[n] >= 'A' && rest[n] <= 'Z') {
		n++
	}
	word, end := string(rest[:n]), n
	for end < len(rest) && end < n+11 && (rest[end] >= '0' && rest[end] <= '9' || end == n && rest[end] == '-') {
		end++
	}
	param, err := strconv.Atoi(string(rest[n:end]))
	has := err == nil
	if end < len(rest) && rest[end] == ' ' {
		end++
	}
	r.at += 1 + end
	r.word(word, param, has)
}

func (r *rtfReader) symbol(c byte) {
	switch c {
	case '\'':
		if r.at+2 <= len(r.src) {
			if v, err := strconv.ParseUint(string(r.src[r.at:r.at+2]), 16, 8); err == nil {
				r.at += 2
				r.char(byte(v))
			}
		}
	case '*':
		r.state.aside = true
	case '\\', '{', '}':
		r.char(c)
	case '~':
		r.text(" ")
	case '\r', '\n':
		r.text("\n")
	}
}

func (r *rtfReader) word(word string, param int, has bool) {
	switch {
	case word == "bin":
		r.at += min(max(param, 0), len(r.src)-r.at)
	case rtfAside[word]:
		r.table = word == "fonttbl"
		r.state.aside = true
	case word == "u":
		if param < 0 {
			param += 1 << 16
		}
		r.flush()
		r.unicode(rune(param))
		r.left = r.state.skip
	case word == "uc":
		r.state.skip = param
	case word == "ansicpg":
		if e, ok := rtfPages[param]; ok {
			r.page = e
		}
	case word == "f":
		r.flush()
		r.state.font = param
	case word == "fcharset":
		if e, ok := rtfCharsets[param]; ok && r.table {
			r.fonts[r.state.font] = e
		}
	case word == "plain":
		r.state.hidden = false
	case word == "v", word == "deleted":
		r.state.hidden = !has || param != 0
	case rtfBreaks[word]:
		if word == "cell" && !r.state.aside {
			r.cells++
		}
		r.text("\n")
	default:
		if s, ok := rtfChars[word]; ok {
			r.text(s)
		}
	}
}

// surrogate halves come as two \u.
func (r *rtfReader) unicode(c rune) {
	if c >= 0xD800 && c < 0xE000 {
		return // beyond the plane: rare, and only compared, never shown
	}
	r.text(string(c))
}

func (r *rtfReader) char(c byte) {
	if r.left > 0 {
		r.left--
		return
	}
	if !r.state.aside && !r.state.hidden {
		r.bytes = append(r.bytes, c)
	}
}

func (r *rtfReader) text(s string) {
	r.flush()
	if !r.state.aside && !r.state.hidden {
		r.out.WriteString(s)
	}
}

// flush decodes the bytes collected so far with the code page of their font.
func (r *rtfReader) flush() {
	if len(r.bytes) == 0 {
		return
	}
	page := r.page
	if e, ok := r.fonts[r.state.font]; ok && bytes.ContainsFunc(r.bytes, func(c rune) bool { return c >= 0x80 }) && page == charmap.Windows1252 {
		page = e
	}
	if b, err := page.NewDecoder().Bytes(r.bytes); err == nil {
		r.out.Write(bytes.ReplaceAll(b, []byte("\uFFFD"), nil))
	}
	r.bytes = r.bytes[:0]
}
