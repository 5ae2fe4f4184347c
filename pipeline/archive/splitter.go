package archive

import (
	"errors"
	"io"
	"strings"
)

// errRun says that a file has a run of text without line breaks, or a piece of markup, that is too long to be kept.
var errRun = errors.New("a line of text or a piece of markup is longer than 1 MiB")

const (
	breakAfter = 1 << 14 // bytes of text, before a break is put in at the next line end
	maxRun     = 1 << 20
	breaker    = "<?b?>"
)

// splitter passes XML on with an empty processing instruction after a line end now and then, where a text is long.
// encoding/xml gives a text as a whole, a file encoded in Base64 too; broken up, it comes in parts that fit into memory.
// Texts without line ends, and markup, may be 1 MiB long.
type splitter struct {
	r    io.Reader
	in   []byte
	out  []byte
	pend []byte // of out, what is not read yet
	end  string // what ends the markup we are in; "" in text
	head []byte // the first bytes of the markup
	tail []byte // the last three
	back byte   // the quotation mark we are in, in a tag
	run  int
	err  error
}

// newSplitter makes one.
func newSplitter(r io.Reader) *splitter { return &splitter{r: r, in: make([]byte, 1<<13)} }

// Read reads.
func (s *splitter) Read(p []byte) (int, error) {
	for len(s.pend) == 0 {
		if s.err != nil {
			return 0, s.err
		}
		n, err := s.r.Read(s.in)
		s.out = s.out[:0]
		for _, b := range s.in[:n] {
			s.pass(b)
			if s.run > maxRun {
				err = errRun
				break
			}
		}
		s.pend, s.err = s.out, err
	}
	n := copy(p, s.pend)
	s.pend = s.pend[n:]
	return n, nil
}

// sections are kinds of markup that end otherwise than a tag, by how they begin.
var sections = []struct{ head, end string }{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}}

// pass takes a byte.
func (s *splitter) pass(b byte) {
	s.out = append(s.out, b)
	s.run++
	switch {
	case s.end == "" && b == '<':
		s.end, s.head, s.tail, s.back, s.run = ">", append(s.head[:0], b), s.tail[:0], 0, 1
	case s.end == "":
		if b == '\n' && s.run > breakAfter {
			s.out = append(s.out, breaker...)
			s.run = 0
		}
	default:
		s.mark(b)
	}
}

// mark takes a byte of markup.
func (s *splitter) mark(b byte) {
	const longest = len("<![CDATA[")
	if s.end == ">" && len(s.head) < longest {
		s.head = append(s.head, b)
		for _, c := range sections {
			if string(s.head) == c.head {
				s.end = c.end
				s.tail = s.tail[:0]
				return
			}
		}
	}
	if s.end == ">" {
		switch {
		case s.back != 0:
			if b == s.back {
				s.back = 0
			}
			return
		case b == '"' || b == '\'':
			s.back = b
			return
		}
	}
	if len(s.tail) == 3 {
		s.tail = append(s.tail[:0], s.tail[1:]...)
	}
	s.tail = append(s.tail, b)
	if strings.HasSuffix(string(s.tail), s.end) {
		s.end, s.run = "", 0
	}
}
