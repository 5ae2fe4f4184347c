package answer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Who makes remarks.
const (
	Author   = "汇编系统"
	Initials = "汇编"
)

// Remarks (批注) are the findings of one file as comments for the cells of its document, in the order of the document. Several
// findings on one cell are one comment with numbered lines, errors first; a finding about the whole file, or whose place
// is not in the document, goes to the nearest thing that is: the row, the table, the first block. None is left out.
func Remarks(r *form.Reading, findings []notice.Finding, doc *docx.Document) []docx.Annotation {
	l := newLocator(doc)
	at := map[docx.Range][]notice.Finding{}
	var ranges []docx.Range
	for _, f := range byGrade(findings) {
		where := l.find(f.Place)
		if at[where] == nil {
			ranges = append(ranges, where)
		}
		at[where] = append(at[where], f)
	}
	slices.SortFunc(ranges, func(a, b docx.Range) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	out := make([]docx.Annotation, len(ranges))
	for i, where := range ranges {
		out[i] = docx.Annotation{Range: where, Text: remarked(at[where]), Author: Author, Initials: Initials}
	}
	return out
}

// remarked is the text of a comment.
func remarked(all []notice.Finding) string {
	lines := make([]string, len(all))
	for i, f := range all {
		if len(all) > 1 {
			lines[i] = fmt.Sprintf("%d. ", i+1)
		}
		lines[i] += "【" + grades[gradeOf(f)].word + "】" + ended(oneLine(f.ForSection()))
		if advice := oneLine(f.Advice); advice != "" {
			lines[i] += "建议：" + ended(advice)
		}
	}
	return strings.Join(lines, "\n")
}

// ended is a text that ends like a sentence.
func ended(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".?!") || strings.HasSuffix(s, "。") || strings.HasSuffix(s, "？") || strings.HasSuffix(s, "！") {
		return s
	}
	return s + "。"
}

// locator finds the places of findings in a document (see notice.Place and package form).
type locator struct {
	tables     []*docx.Table // by number - 1
	ranges     map[*docx.Table]docx.Range
	paragraphs []docx.Range // of the body, by number - 1
	first      docx.Range   // of the first block that shows something, else of the first
}

func newLocator(doc *docx.Document) *locator {
	l := &locator{tables: form.Tables(doc), ranges: map[*docx.Table]docx.Range{}}
	seen := false
	for i, b := range doc.Blocks {
		shows := b.Table != nil || b.Paragraph != nil && strings.TrimSpace(b.Paragraph.String()) != ""
		if i == 0 || shows && !seen {
			l.first, seen = b.Range, shows
		}
		if b.Paragraph != nil {
			l.paragraphs = append(l.paragraphs, b.Range)
		}
	}
	l.walk(doc.Blocks)
	for i := range doc.TextBoxes {
		l.walk(doc.TextBoxes[i].Blocks)
	}
	return l
}

// walk notes where the tables among blocks are, those in cells included.
func (l *locator) walk(blocks []docx.Block) {
	for _, b := range blocks {
		if b.Table == nil {
			continue
		}
		l.ranges[b.Table] = b.Range
		for i := range b.Table.Rows {
			for _, c := range b.Table.Rows[i].Cells {
				l.walk(c.Blocks)
			}
		}
	}
}

// find is the smallest thing that a place names and the document has.
func (l *locator) find(p notice.Place) docx.Range {
	switch {
	case p.Table > 0 && p.Table <= len(l.tables):
		return l.inTable(l.tables[p.Table-1], p)
	case p.Table == 0 && p.Paragraph > 0 && p.Paragraph <= len(l.paragraphs):
		return l.paragraphs[p.Paragraph-1]
	}
	return l.first
}

func (l *locator) inTable(t *docx.Table, p notice.Place) docx.Range {
	whole := l.ranges[t]
	if p.Row < 1 || p.Row > len(t.Rows) {
		return whole
	}
	if p.Column > 0 {
		if c := t.At(p.Row-1, p.Column-1); c != nil && c.Range != (docx.Range{}) {
			return c.Range
		}
	}
	if row := t.Rows[p.Row-1].Range; row != (docx.Range{}) {
		return row
	}
	return whole
}
