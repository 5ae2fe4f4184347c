package notice

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"strings"
	"testing"

	"huibian/pipeline/internal/golden"
)

var update = flag.Bool("update", false, "rewrite the expected halves of testdata")

// TestParse holds every case of testdata/parse: a notice.yaml, then the problems it must be refused with.
func TestParse(t *testing.T) {
	golden.Refusals(t, 30, *update, func(input []byte) error {
		_, err := Parse("notice.yaml", input)
		return err
	})
}

func TestParseErrorIsProblem(t *testing.T) {
	_, err := Parse("x/notice.yaml", []byte("name: a\nnam: b\n"))
	var p *Problem
	if !errors.As(err, &p) {
		t.Fatalf("%v is no *Problem", err)
	}
	if p.File != "x/notice.yaml" || p.Line != 2 || p.Column != 1 || !strings.Contains(p.Message, `"nam"`) {
		t.Errorf("got %+v", *p)
	}
}

func TestParseManyProblems(t *testing.T) {
	data := bytes.Repeat([]byte("  - {nam: x}\n"), 50)
	_, err := Parse("n", append([]byte("sections:\n"), data...))
	if err == nil {
		t.Fatal("accepted")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != maxProblems+1 || lines[maxProblems] != "n: and 30 more problems" {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestParseHostile(t *testing.T) {
	for name, data := range map[string]string{
		"too large":       strings.Repeat("#\n", maxSize),
		"brackets":        strings.Repeat("[", 100_000),
		"braces":          "a: " + strings.Repeat("{a: ", 50_000),
		"dashes":          strings.Repeat("- ", 100_000),
		"questions":       strings.Repeat("? ", 100_000),
		"indentation":     stairs(600),
		"aliases of bomb": "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n",
		"nul":             "name: a\x00b\n",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse("n", []byte(data)); err == nil {
				t.Error("accepted")
			}
		})
	}
}

// What editors do to a file: a mark before it, other line ends, another encoding.
func TestParseEncodings(t *testing.T) {
	data, err := os.ReadFile("testdata/parse/ok.txt")
	if err != nil {
		t.Fatal(err)
	}
	good, _, _ := strings.Cut(string(data), golden.Separator)
	broken := strings.Replace(good, "width: 4", "width: x", 1)
	const atWidth = "n:17:10: width wants a whole number in digits, without leading zeros, not the text \"x\""
	for name, c := range map[string]struct{ data, want string }{
		"byte order mark":             {"\ufeff" + good, ""},
		"byte order mark, broken":     {"\ufeff" + broken, atWidth},
		"Windows line ends":           {strings.ReplaceAll(good, "\n", "\r\n"), ""},
		"Windows line ends, broken":   {strings.ReplaceAll(broken, "\n", "\r\n"), atWidth},
		"no line end at the end":      {strings.TrimSuffix(good, "\n"), ""},
		"UTF-16 little endian":        {utf16Of(good, 0), "n:1:1: the file is saved as UTF-16 (Unicode); save it as UTF-8"},
		"UTF-16 big endian":           {utf16Of(good, 1), "n:1:1: the file is saved as UTF-16 (Unicode); save it as UTF-8"},
		"GBK":                         {strings.Replace(good, "小方案", "\xd0\xa1\xb7\xbd\xb0\xb8", 1), "n:2:9: not UTF-8 from here on, perhaps GBK (ANSI); save the file as UTF-8"},
		"GBK in a comment":            {"# \xb7\xbd\n" + good, "n:1:3: not UTF-8 from here on, perhaps GBK (ANSI); save the file as UTF-8"},
		"as long as a file may be":    {good + strings.Repeat("#", maxSize-len(good)), ""},
		"one byte longer than it may": {good + strings.Repeat("#", maxSize-len(good)+1), "n: file has 262145 bytes; at most 262144 are read"},
	} {
		t.Run(name, func(t *testing.T) {
			got := ""
			if _, err := Parse("n", []byte(c.data)); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

// utf16Of is a text of ASCII and Han in UTF-16 with its mark; first is the index of the low byte.
func utf16Of(text string, low int) string {
	var b strings.Builder
	for _, r := range "\ufeff" + text {
		pair := [2]byte{}
		pair[low], pair[1-low] = byte(r), byte(r>>8)
		b.Write(pair[:])
	}
	return b.String()
}

// stairs is a mapping in a mapping in a mapping, each a blank further in.
func stairs(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// FuzzParse: no input panics or hangs, every error is of problems with a place in the file, and what is accepted works.
func FuzzParse(f *testing.F) {
	golden.Seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := Parse("n", data)
		if err != nil {
			joined, ok := err.(interface{ Unwrap() []error })
			all := []error{err}
			if ok {
				all = joined.Unwrap()
			}
			lines := bytes.Count(data, []byte("\n")) + bytes.Count(data, []byte("\r")) + 2
			for _, e := range all {
				var p *Problem
				if !errors.As(e, &p) || p.Message == "" || p.Line < 0 || p.Line > lines {
					t.Fatalf("%#v", e)
				}
			}
			return
		}
		code, err := n.Codes.Format(n.Unit.Code, "", n.Categories[0].Code, 1)
		if err != nil {
			t.Fatalf("accepted, but makes no code: %v", err)
		}
		if c, ok := n.Codes.Parse(code); !ok || c.Category != n.Categories[0].Code {
			t.Fatalf("%s came back as %+v", code, c)
		}
		for _, c := range n.Categories {
			if got, ok := n.Category(c.Name); !ok || got.Code != c.Code {
				t.Fatalf("category %q came back as %+v", c.Name, got)
			}
		}
		for _, s := range n.Sections {
			if got, ok := n.Section(s.Name); !ok || got.Name != s.Name {
				t.Fatalf("section %q came back as %+v", s.Name, got)
			}
		}
	})
}
