package cli

import (
	"cmp"
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// console prints for people: what submissions and file names bring along cannot steer the terminal, and Chinese comes in
// the encoding of the locale. It remembers the first error, so that callers need not look at each line.
type console struct {
	w    io.Writer
	file *os.File // nil: no terminal
	gbk  bool     // the locale wants Chinese in GBK
	err  error
}

func newConsole(w io.Writer, getenv func(string) string) *console {
	locale := cmp.Or(getenv("LC_ALL"), getenv("LC_CTYPE"), getenv("LANG"))
	c := &console{w: w, gbk: wantsGBK(locale)}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) && getenv("TERM") != "dumb" {
		c.file = f
	}
	return c
}

// wantsGBK reports whether a locale is one of GBK, zh_CN.GB18030 say. All others get UTF-8.
func wantsGBK(locale string) bool {
	_, charset, _ := strings.Cut(strings.ToUpper(locale), ".")
	return strings.HasPrefix(charset, "GB")
}

// Write prints text; control characters other than line ends become "?".
func (c *console) Write(p []byte) (int, error) {
	c.print(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return '?'
		}
		return r
	}, string(p)))
	return len(p), c.err
}

// print prints our own text, with what it holds of carriage returns.
func (c *console) print(s string) {
	if c.gbk {
		if t, err := simplifiedchinese.GB18030.NewEncoder().String(s); err == nil {
			s = t
		}
	}
	if c.err == nil {
		_, c.err = io.WriteString(c.w, s)
	}
}

// columns is the width of the terminal, 0 if this is none.
func (c *console) columns() int {
	if c.file == nil {
		return 0
	}
	n, _, err := term.GetSize(int(c.file.Fd()))
	if err != nil {
		return 0
	}
	return n
}
