package convert

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// htmlUnseen are the elements whose content no reader of a page sees, or sees as something else than words.
var htmlUnseen = []atom.Atom{atom.Head, atom.Script, atom.Style, atom.Title, atom.Template, atom.Noscript,
	atom.Iframe, atom.Select, atom.Textarea, atom.Canvas, atom.Audio, atom.Video, atom.Svg, atom.Math}

// htmlInline are the elements that do not begin a paragraph.
var htmlInline = []atom.Atom{atom.A, atom.Abbr, atom.B, atom.Big, atom.Code, atom.Del, atom.Em, atom.Font, atom.I, atom.Ins,
	atom.S, atom.Small, atom.Span, atom.Strike, atom.Strong, atom.Sub, atom.Sup, atom.Tt, atom.U}

// decodeHTML is a page in UTF-8. One that says no encoding, or lies, is in UTF-8 if it can be, else in that of Chinese
// Windows.
func decodeHTML(b []byte) ([]byte, error) { return decodePage(b, "") }

// decodePage is decodeHTML for a page that came with a Content-Type.
func decodePage(b []byte, contentType string) ([]byte, error) {
	if len(b) > maxText {
		return nil, errTooMuch
	}
	page, name, _ := charset.DetermineEncoding(b[:min(len(b), 1024)], contentType)
	if name == "windows-1252" || name == "utf-8" { // the first is also what it says of a page that says nothing
		page = encoding.Nop
		if !utf8.Valid(b) {
			page = simplifiedchinese.GB18030
		}
	}
	text, err := page.NewDecoder().Bytes(b)
	return bytes.TrimPrefix(text, []byte("\uFEFF")), err
}

// ascii makes of a page one with every other character as a reference to it, so that no encoding is left to guess:
// LibreOffice knows nothing of Chinese Windows.
func ascii(decode func([]byte) ([]byte, error)) func([]byte) ([]byte, error) {
	return func(b []byte) ([]byte, error) {
		text, err := decode(b)
		if err != nil {
			return nil, err
		}
		out := make([]byte, 0, len(text)*3)
		for _, r := range string(text) {
			if r < utf8.RuneSelf {
				out = append(out, byte(r))
				continue
			}
			out = fmt.Appendf(out, "&#%d;", r)
		}
		return out, nil
	}
}

// pageWords reads the words of a page.
func pageWords(decode func([]byte) ([]byte, error)) func([]byte) ([]string, error) {
	return func(b []byte) ([]string, error) {
		text, err := decode(b)
		if err != nil {
			return nil, err
		}
		return htmlWords(text)
	}
}

func htmlWords(text []byte) ([]string, error) {
	var w words
	z := html.NewTokenizer(bytes.NewReader(text))
	var unseen []atom.Atom
	for {
		kind := z.Next()
		switch kind {
		case html.ErrorToken:
			w.end()
			if !errors.Is(z.Err(), io.EOF) {
				return nil, z.Err()
			}
			return w.done, nil
		case html.TextToken:
			if len(unseen) == 0 {
				w.b.Write(z.Text())
			}
			continue
		case html.CommentToken, html.DoctypeToken:
			continue
		}
		name, _ := z.TagName()
		tag := atom.Lookup(name)
		switch {
		case kind == html.StartTagToken && slices.Contains(htmlUnseen, tag):
			unseen = append(unseen, tag)
		case kind == html.EndTagToken && slices.Contains(unseen, tag):
			unseen = unseen[:slices.Index(unseen, tag)]
		}
		if !slices.Contains(htmlInline, tag) {
			w.end()
		}
	}
}
