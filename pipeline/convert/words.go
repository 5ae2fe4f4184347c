package convert

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/docx"
)

// computedMark stands in a plain reading for what a word processor works out anew, the number of a page and its like. With
// one of them, more words in a conversion prove nothing.
const computedMark = '\uFFFC'

// maxChars is the longest text that is read plainly, of .doc and RTF: a thousand times the longest catalog.
const maxChars = 32 << 20

// words collects the paragraphs of a plain reading.
type words struct {
	b    strings.Builder
	done []string
}

func (w *words) rune(r rune) {
	if r < ' ' {
		r = ' '
	}
	w.b.WriteRune(r)
}

func (w *words) end() {
	if w.b.Len() > 0 {
		w.done = append(w.done, w.b.String())
		w.b.Reset()
	}
}

// Difference is how the words of a conversion differ from those of its original.
type Difference struct {
	Lost, Gained         int    // letters, digits and signs that only the original, only the conversion has
	LostText, GainedText string // the first paragraph any of them may come from
	Joined               int    // paragraphs and cells of the original that run into one another: a table was lost
	JoinedText           string // the first of them
}

// Compare reads the words of an original plainly, apart from LibreOffice, and holds them against what was read from its
// conversion. checked is false where there is no second opinion: on files of this kind, or on this one because it is
// damaged.
//
// Paragraphs of the same words cancel each other out, wherever they stand; of the rest each letter does. So words in the
// wrong place are not found, but those that are missing or there twice are, however few, and cells whose words have
// become one paragraph.
func Compare(k *Kind, b []byte, doc *docx.Document) (diff Difference, checked bool) {
	if k.words == nil {
		return diff, false
	}
	theirs, err := plainly(k, b)
	if err != nil {
		return diff, false
	}
	computed := slices.ContainsFunc(theirs, func(s string) bool { return strings.ContainsRune(s, computedMark) })
	ours := texts(doc)
	theirs, ours = unlike(theirs, ours), unlike(ours, theirs)
	diff.Joined, diff.JoinedText = joined(theirs, ours)
	diff.Lost, diff.LostText = surplus(theirs, ours, func(rune) bool { return true })
	if !k.adds && !computed {
		signs := unicode.IsSymbol // may come out of symbol fonts
		diff.Gained, diff.GainedText = surplus(ours, theirs, func(r rune) bool { return !signs(r) })
	}
	return diff, true
}

// unlike are the texts of a that do not stand in b, letter for letter, as often.
func unlike(a, b []string) []string {
	have := make(map[string]int, len(b))
	for _, s := range b {
		have[letters(s)]++
	}
	var rest []string
	for _, s := range a {
		if l := letters(s); have[l] > 0 {
			have[l]--
		} else if l != "" {
			rest = append(rest, s)
		}
	}
	return rest
}

// leastJoined is how many texts make a table that was lost: two paragraphs become one where the mark between them was
// deleted by a revision.
const leastJoined = 3

// joined counts the texts of a that follow each other and are one line of b.
func joined(a, b []string) (n int, first string) {
	texts, at := make([]string, len(a)), map[rune][]int{} // the letters of a, and where those that begin with a letter are
	for i, s := range a {
		texts[i] = letters(s)
		r, _ := utf8.DecodeRuneInString(texts[i])
		at[r] = append(at[r], i)
	}
	for _, s := range b {
		for line := range strings.SplitSeq(s, "\n") {
			line = letters(line)
			r, _ := utf8.DecodeRuneInString(line)
			for _, i := range at[r] {
				if k := runsThrough(texts[i:], line); k >= leastJoined {
					if n += k; first == "" {
						first = strings.Join(strings.Fields(a[i]), " ")
					}
					break
				}
			}
		}
	}
	return n, first
}

// runsThrough is how many texts, from the first, make up a line; 0 if they do not.
func runsThrough(texts []string, line string) int {
	for k, t := range texts {
		var ok bool
		if line, ok = strings.CutPrefix(line, t); !ok {
			return 0
		}
		if line == "" {
			return k + 1
		}
	}
	return 0
}

// surplus counts the letters of a that are not in b, as far as they count, and names the first text that has one.
func surplus(a, b []string, counts func(rune) bool) (n int, first string) {
	have := map[rune]int{}
	for _, s := range b {
		for _, r := range letters(s) {
			have[r]++
		}
	}
	for _, s := range a {
		for _, r := range letters(s) {
			if have[r]--; have[r] >= 0 || !counts(r) {
				continue
			}
			if n++; n == 1 {
				first = strings.Join(strings.Fields(s), " ")
			}
		}
	}
	return n, first
}

// plainly reads the words of an original. What a damaged file brings to light in our readers is no reason to do without
// the conversion.
func plainly(k *Kind, b []byte) (words []string, err error) {
	defer func() {
		if recover() != nil {
			err = errBroken
		}
	}()
	return k.words(b)
}

// letters is what is compared of a text: no white space, nothing a program may put in another way (dots, hyphens, quotes,
// characters of symbol fonts).
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsSymbol(r) && r > unicode.MaxLatin1 && r != computedMark {
			return r
		}
		return -1
	}, s)
}

// texts are all texts of a document, seen or dropped, but for what the plain readings leave out as well: headers, footers
// and automatic numbers.
func texts(d *docx.Document) []string {
	out := blockTexts(nil, d.Blocks)
	for _, box := range d.TextBoxes {
		out = blockTexts(out, box.Blocks)
	}
	for _, notes := range [][]docx.NoteText{d.Footnotes, d.Endnotes, d.Comments} {
		for _, n := range notes {
			out = append(out, strings.Split(n.Text, "\n")...)
		}
	}
	for _, x := range d.Dropped {
		out = append(out, x.Text)
	}
	return out
}

func blockTexts(out []string, blocks []docx.Block) []string {
	for _, b := range blocks {
		if b.Paragraph != nil {
			out = append(out, b.Paragraph.Text)
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				out = blockTexts(out, c.Blocks)
			}
		}
	}
	return out
}
