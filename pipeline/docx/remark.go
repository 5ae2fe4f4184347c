package docx

import (
	"cmp"
	"fmt"
	"hash/crc32"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A comment of ours begins with its mark: 【汇编系统·12345】. The five digits are computed over the words that follow, so
// that a comment which quotes the mark, or one of ours that somebody has written into, is taken for the office's own.
const (
	markBegins = "【" + markAuthor + "·"
	markEnds   = "】"
	markDigits = 5
	markAuthor = "汇编系统"
)

// marked puts our mark before the words of a comment.
func marked(text string) string { return markBegins + checkDigits(text) + markEnds + text }

// unmarked returns the words of a comment of ours; ok is false for any other.
func unmarked(text string) (words string, ok bool) {
	rest, ok := strings.CutPrefix(text, markBegins)
	if !ok || len(rest) < markDigits {
		return "", false
	}
	digits, words := rest[:markDigits], rest[markDigits:]
	words, ok = strings.CutPrefix(words, markEnds)
	return words, ok && digits == checkDigits(words)
}

// checkDigits ignore white space: programs that save a file again wrap and trim it as they like.
func checkDigits(words string) string {
	words = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, words)
	return fmt.Sprintf("%0*d", markDigits, crc32.ChecksumIEEE([]byte(words))%100_000)
}

// apart takes our own comments out of notes, the comments of a file, which stand at places of their part.
func (r *reader) apart(notes []NoteText, places []Range) []NoteText {
	theirs := notes[:0]
	for i, n := range notes {
		words, ok := unmarked(n.Text)
		if !ok {
			theirs = append(theirs, n)
			continue
		}
		n.Text = words
		r.doc.Remarks = append(r.doc.Remarks, n)
		r.remarks = append(r.remarks, places[i])
	}
	if len(theirs) == 0 {
		return nil
	}
	return theirs
}

// What a comment of ours is made of. The style of plain text is often that of the book: 三号 with an indent of two
// characters, sometimes numbered or even hidden. None of that suits a note in the margin, so it is put right.
const (
	remarkRun  = `<w:rPr><w:vanish w:val="0"/><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr>`
	remarkPara = `<w:p><w:pPr><w:numPr><w:numId w:val="0"/></w:numPr>` +
		`<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/>` +
		remarkRun + `</w:pPr><w:r>` + remarkRun + `<w:t xml:space="preserve">`
	remarkTab     = `</w:t><w:tab/><w:t xml:space="preserve">`
	remarkParaEnd = `</w:t></w:r></w:p>`
)

// naming is how WordprocessingML is called at a place of a part.
type naming struct {
	prefix  string // never empty: attributes without one are in no namespace
	declare string // ` xmlns:w="…"` where no prefix of the place will do, for each element of ours that stands there
}

// in turns XML that says w: into that of the place.
func (n naming) in(xml string) string {
	if n.prefix == "w" {
		return xml
	}
	return strings.ReplaceAll(xml, "w:", n.prefix+":")
}

// begin, end and reference are what a comment leaves in the paragraphs that it is on.
func (n naming) begin(id string) string {
	return n.in("<w:commentRangeStart") + n.declare + n.in(` w:id="`) + id + `"/>`
}

func (n naming) end(id string) string {
	return n.in("<w:commentRangeEnd") + n.declare + n.in(` w:id="`) + id + `"/>`
}

func (n naming) reference(id string) string {
	return n.in("<w:r") + n.declare + n.in(`><w:commentReference w:id="`) + id + n.in(`"/></w:r>`)
}

// remark is a comment of ours. escape makes text fit for the part.
func (n naming) remark(id string, a *Annotation, escape func(string) string) string {
	attrs := []string{"id", id, "author", oneLine(cmp.Or(a.Author, markAuthor))}
	if !a.Time.IsZero() {
		attrs = append(attrs, "date", a.Time.Format("2006-01-02T15:04:05Z")) // Z is Word's habit: it means local time
	}
	if a.Initials != "" {
		attrs = append(attrs, "initials", oneLine(a.Initials))
	}
	var b strings.Builder
	b.WriteString(n.in("<w:comment") + n.declare)
	for i := 0; i < len(attrs); i += 2 {
		b.WriteString(n.in(" w:") + attrs[i] + `="` + escape(attrs[i+1]) + `"`)
	}
	b.WriteByte('>')
	for line := range strings.SplitSeq(marked(clean(a.Text)), "\n") {
		line = strings.ReplaceAll(escape(line), "\t", n.in(remarkTab))
		b.WriteString(n.in(remarkPara) + line + n.in(remarkParaEnd))
	}
	b.WriteString(n.in("</w:comment>"))
	return b.String()
}

// clean makes text fit for XML 1.0: "\n" ends lines, characters that it does not know become U+FFFD.
func clean(text string) string {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xFFFE || r == 0xFFFF {
			return utf8.RuneError
		}
		return r
	}, text)
}

// oneLine is clean for an attribute.
func oneLine(text string) string { return strings.Join(strings.Fields(clean(text)), " ") }
