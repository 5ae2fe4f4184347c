package word

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
	"huibian/pipeline/style"
)

// line builds the content of one paragraph as XML. Runs, fields and bookmarks are written here by hand, all properties
// by the schema's types (see shapes): a book is nine tenths runs, and the type for text, wml.CT_Text, makes an error
// value for every text it writes. Written so, 2,000 items take a quarter of the time.
type line struct {
	w    *writer
	xml  []byte
	link bool // inside a hyperlink
}

// look is how a run differs from its paragraph.
type look struct {
	code, bold, hidden bool
	small              bool // in the size of a code
	prompt             bool // what a blank says where nothing is filled in
	hint               bool // characters both scripts share belong to the Chinese font
	link               bool // a code inside a hyperlink
	out                bool // leads out of the book
}

func (l *line) raw(parts ...string) {
	for _, p := range parts {
		l.xml = append(l.xml, p...)
	}
}

// begin starts a run.
func (l *line) begin(k look) {
	l.raw("<w:r>")
	if k != (look{}) {
		k.link = k.code && l.link
		l.xml = append(l.xml, l.w.shapes.run(k, l.w)...)
	}
}

// runProperties is what sets a run apart. LibreOffice has one character style for a run and gives it to the hyperlink:
// there a code needs the font and the size of its style once more.
func (w *writer) runProperties(k look) *wml.CT_RPr {
	pr := &wml.CT_RPr{}
	if k.code {
		pr.RStyle = str(w.ids[style.CodeRun])
		if s := w.sheet.Styles[style.CodeRun]; s != nil && k.link {
			if s.Latin != "" {
				pr.RFonts = &wml.CT_Fonts{AsciiAttr: &s.Latin, HAnsiAttr: &s.Latin}
			}
			if s.Size > 0 {
				pr.Sz = halfPoints(s.Size)
			}
		}
	} else if k.hint {
		pr.RFonts = &wml.CT_Fonts{HintAttr: wml.ST_HintEastAsia}
	}
	if k.prompt {
		pr.RStyle = str(w.prompt)
	}
	if k.bold {
		pr.B = on()
	}
	if s := w.sheet.Styles[style.CodeRun]; k.small && s != nil && s.Size > 0 {
		pr.Sz = halfPoints(s.Size)
	}
	if k.hidden {
		pr.Vanish = on()
	}
	if k.out {
		pr.Color = &wml.CT_Color{ValAttr: *hex(style.LinkColor)}
	}
	return pr
}

// text adds a stretch of text: "\t" is a tab, "\n" a line break.
func (l *line) text(s string, k look) {
	s = clean(s)
	if s == "" {
		return
	}
	k.hint = shared(s)
	l.begin(k)
	for s != "" {
		i := strings.IndexAny(s, "\t\n")
		if i < 0 {
			i = len(s)
		}
		if i > 0 {
			l.raw(`<w:t xml:space="preserve">`)
			l.xml = appendText(l.xml, s[:i])
			l.raw(`</w:t>`)
		}
		if i == len(s) {
			break
		}
		if s[i] == '\t' {
			l.raw(`<w:tab/>`)
		} else {
			l.raw(`<w:br/>`)
		}
		s = s[i+1:]
	}
	l.raw(`</w:r>`)
}

// appendText appends a clean text as character data.
func appendText(b []byte, s string) []byte {
	from := 0
	for i := 0; i < len(s); i++ {
		var e string
		switch s[i] {
		case '&':
			e = "&amp;"
		case '<':
			e = "&lt;"
		case '>':
			e = "&gt;"
		default:
			continue
		}
		b = append(append(b, s[from:i]...), e...)
		from = i + 1
	}
	return append(b, s[from:]...)
}

// clean drops what XML 1.0 cannot hold: control characters other than tab and line feed, surrogates, U+FFFE, U+FFFF,
// bytes that are no UTF-8. None of them has a shape on paper, so no word is lost. "\r\n" and "\r" become "\n".
func clean(s string) string {
	ok := true
	for i := 0; i < len(s) && ok; i++ {
		// U+FFFE and U+FFFF are EF BF BE and EF BF BF.
		c := s[i]
		ok = c >= 0x20 && c != 0x7f && (c != 0xef || i+1 < len(s) && s[i+1] != 0xbf) || c == '\t' || c == '\n'
	}
	if ok && utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	for i, r := range s {
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\uFFFD"):
		case r == '\r':
			if !strings.HasPrefix(s[i:], "\r\n") {
				b.WriteByte('\n')
			}
		case r == '\t' || r == '\n' || r >= 0x20 && r != 0x7f && r != 0xFFFE && r != 0xFFFF:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// shared reports whether s holds characters that Latin and Chinese fonts share (“ ” … — ① →). Without a hint Word sets
// them in the Latin font: narrow quotation marks, low dashes.
func shared(s string) bool {
	for _, r := range s {
		if r >= 0xA1 && r <= 0xFF || r >= 0x2010 && r <= 0x2BFF {
			return true
		}
	}
	return false
}

// field adds a complex field with its cached result; a nil result is none.
func (l *line) field(instr string, k look, result func()) {
	l.fieldChar("begin", k)
	l.instruction(instr, k)
	if result != nil {
		l.fieldChar("separate", k)
		result()
	}
	l.fieldChar("end", k)
}

func (l *line) fieldChar(kind string, k look) {
	l.begin(k)
	l.raw(`<w:fldChar w:fldCharType="`, kind, `"/></w:r>`)
}

func (l *line) instruction(instr string, k look) {
	l.begin(k)
	l.raw(`<w:instrText xml:space="preserve">`)
	l.xml = appendText(l.xml, instr)
	l.raw(`</w:instrText></w:r>`)
}

// page adds the page number of an anchor as a field. An anchor that is nowhere, or whose page bears no number, prints
// nothing, as in the PDF.
func (l *line) page(a book.Anchor, k look) {
	label, name := l.w.layout.label(a), l.w.marks[a]
	if label == "" || name == "" {
		return
	}
	l.field(" PAGEREF "+name+" \\h ", k, func() { l.text(label, k) })
}

// sequence adds the word and the number of a caption, which Word counts anew where captions come or go, inside the bookmark that
// others refer to.
func (l *line) sequence(r *book.Run, k look) {
	name, id := l.w.marks[r.Named], strconv.Itoa(l.w.nextID)
	if name != "" {
		l.w.nextID++
		l.raw(`<w:bookmarkStart w:id="`, id, `" w:name="`, name, `"/>`)
	}
	l.text(r.Seq, k)
	l.field(" SEQ "+r.Seq+" \\* ARABIC ", k, func() { l.text(strings.TrimPrefix(r.Text, r.Seq), k) })
	if name != "" {
		l.raw(`<w:bookmarkEnd w:id="`, id, `"/>`)
	}
}

// fieldText makes a text safe inside the quotation marks of a field code, on one line.
var fieldText = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", "", "\t", " ")

// entry adds a TC field: the line of the contents that stands for a table row or a hidden heading.
func (l *line) entry(text string, level int) {
	l.field(` TC "`+fieldText.Replace(clean(text))+`" \f C \l `+strconv.Itoa(level)+" ", look{hidden: true}, nil)
}

// open begins a hyperlink to an anchor, if the book has it; shut ends it.
func (l *line) open(a book.Anchor) {
	if name := l.w.marks[a]; name != "" {
		l.raw(`<w:hyperlink w:anchor="`, name, `" w:history="1">`)
		l.link = true
	}
}

// leave begins a hyperlink out of the book; shut ends it.
func (l *line) leave(o *book.Out) {
	l.raw(`<w:hyperlink r:id="`, l.w.outs[o.Path(ending)], `"`)
	if name := bookmark(o.Anchor); name != "" {
		l.raw(` w:anchor="`, name, `"`)
	}
	l.raw(` w:history="1">`)
	l.link = true
}

func (l *line) shut() {
	if l.link {
		l.raw(`</w:hyperlink>`)
	}
	l.link = false
}

// runs adds the runs of a paragraph of the book.
func (l *line) runs(runs []book.Run) {
	for i := range runs {
		r := &runs[i]
		k := look{code: r.Code, bold: r.Bold, small: r.Small, out: r.Out != nil}
		switch {
		case r.Out != nil:
			l.leave(r.Out)
		case r.Link != "":
			l.open(r.Link)
		}
		switch {
		case r.Page != "":
			l.page(r.Page, k)
		case r.Seq != "":
			l.sequence(r, k)
		case r.Refer != "" && l.w.marks[r.Refer] != "":
			l.field(" REF "+l.w.marks[r.Refer]+" \\h ", k, func() { l.text(r.Text, k) })
		case r.Blank != nil:
			l.blank(r.Blank, r.Text, k)
		default:
			l.text(r.Text, k)
		}
		l.shut()
	}
}

// marked adds content between the bookmarks, and after the TC fields, that wait for a paragraph.
func (l *line) marked(content func()) {
	marks, entries := l.w.pending, l.w.entries
	l.w.pending, l.w.entries = l.w.pending[:0], l.w.entries[:0]
	first := l.w.nextID
	l.w.nextID += len(marks)
	for i, name := range marks {
		l.raw(`<w:bookmarkStart w:id="`, strconv.Itoa(first+i), `" w:name="`, name, `"/>`)
	}
	for _, e := range entries {
		l.entry(e.text, e.level)
	}
	content()
	for i := range marks {
		l.raw(`<w:bookmarkEnd w:id="`, strconv.Itoa(first+i), `"/>`)
	}
}
