package word

import (
	"bytes"
	"regexp"
	"strconv"
	"strings"

	"github.com/unidoc/unioffice/schema/soo/wml"

	"huibian/pipeline/book"
)

// noPrompt stands where nothing is filled in and nothing is said of it: room to click on.
const noPrompt = "　　　　"

// blankShape are the properties of a content control before its tag, between that and its number, and after it.
type blankShape struct{ tag, id, rest []byte }

// blank adds a content control around what is filled in; where that is nothing, around what is said instead, which Word
// takes away as soon as something is written.
func (l *line) blank(b *book.Blank, text string, k look) {
	text = clean(text)
	if text == "" {
		k.prompt = true
		if text = clean(b.Placeholder); text == "" {
			text = noPrompt
		}
	}
	s := l.w.shapes.control(b, k.prompt)
	l.w.blanks++ // numbers of content controls are their own; Word wants them to differ within a document
	l.raw("<w:sdt>", string(s.tag))
	l.xml = appendAttribute(l.xml, clean(b.Tag))
	l.raw(string(s.id), strconv.Itoa(l.w.blanks), string(s.rest), "<w:sdtContent>")
	l.text(text, k)
	l.raw("</w:sdtContent></w:sdt>")
}

// control is the shape of a content control: one of a thousand rows differs from the next in tag and number only.
func (s *shapes) control(b *book.Blank, prompts bool) blankShape {
	key := strconv.FormatBool(prompts) + strconv.FormatBool(b.Open) + "\x00" + b.Title + "\x00" + strings.Join(b.Options, "\x00")
	shape, ok := s.blank[key]
	if !ok {
		shape = newBlankShape(b, prompts)
		s.blank[key] = shape
	}
	return shape
}

// newBlankShape makes a list, one in which one may write as well, or a control that takes any text. One for plain text (w:text) LibreOffice 7.4 makes a field of
// that it writes anew for each stretch of its text, so that a file saved there says everything two or three times.
func newBlankShape(b *book.Blank, prompts bool) blankShape {
	pr := &wml.CT_SdtPr{Tag: str("tag"), Id: number(0)}
	if title := clean(b.Title); title != "" {
		pr.Alias = str(title)
	}
	if prompts {
		pr.ShowingPlcHdr = on()
	}
	if len(b.Options) > 0 {
		var items []*wml.CT_SdtListItem
		for _, o := range b.Options {
			o = clean(o)
			items = append(items, &wml.CT_SdtListItem{DisplayTextAttr: &o, ValueAttr: &o})
		}
		pr.Choice = &wml.CT_SdtPrChoice{DropDownList: &wml.CT_SdtDropDownList{ListItem: items}}
		if b.Open {
			pr.Choice = &wml.CT_SdtPrChoice{ComboBox: &wml.CT_SdtComboBox{ListItem: items}}
		}
	}
	xml := must(pr, "w:sdtPr")
	before, rest, _ := bytes.Cut(xml, []byte(`<w:tag w:val="tag`))
	between, after, _ := bytes.Cut(rest, []byte(`<w:id w:val="0`))
	return blankShape{append(before, `<w:tag w:val="`...), append(between, `<w:id w:val="`...), after}
}

// appendAttribute appends a clean text as the value of an attribute in double quotation marks.
func appendAttribute(b []byte, s string) []byte {
	from := len(b)
	b = appendText(b, s)
	if bytes.ContainsAny(b[from:], "\"\n\t") {
		b = append(b[:from], attribute.Replace(string(b[from:]))...)
	}
	return b
}

var attribute = strings.NewReplacer(`"`, "&quot;", "\n", "&#10;", "\t", "&#9;")

// promptStyle is the style that Word gives to what a blank says: it is grey, and Word knows it by its name.
const promptStyle = `<w:style xmlns:w="` + nsMain + `" w:type="character" w:styleId="PlaceholderText"><w:name w:val="Placeholder Text"/>` +
	`<w:uiPriority w:val="99"/><w:semiHidden/><w:rPr><w:color w:val="808080"/></w:rPr></w:style>`

var (
	styleTag   = regexp.MustCompile(`<(?:\w+:)?style\s[^>]*>\s*<(?:\w+:)?name\s[^>]*"(?i:placeholder text)"`)
	styleID    = regexp.MustCompile(`\bstyleId\s*=\s*"([^"]*)"`)
	stylesTail = regexp.MustCompile(`</(?:\w+:)?styles\s*>\s*$`)
)

// withPrompts is the source with a style for what blanks say, and the id of that: the reference file's own if it has one.
func (s *source) withPrompts() (with *source, id string) {
	if tag := styleTag.Find(s.styles); tag != nil {
		if m := styleID.FindSubmatch(tag); m != nil {
			return s, string(m[1])
		}
	}
	out := *s
	if at := stylesTail.FindIndex(s.styles); at != nil {
		out.styles = append(append(append([]byte(nil), s.styles[:at[0]]...), promptStyle...), s.styles[at[0]:]...)
	}
	return &out, "PlaceholderText"
}
