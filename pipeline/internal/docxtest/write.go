package docxtest

import (
	"fmt"
	"strings"

	"pgregory.net/rapid"
)

// File is a document as written, and what stands in it beside the body.
type File struct {
	Bytes []byte

	Notes   []string // footnotes that the visible text refers to, in that order
	Boxes   []string // text boxes, in the order of the blocks they are anchored in
	Headers []string
	Unseen  []string // words that are in the file and that nobody sees: deleted, hidden, covered, placeholders
}

// Mark is a kind of mark-up that a document may be written with.
type Mark string

// Marks that other programs show otherwise than Word does, or not at all, or that tests look at by themselves.
const (
	MarkDeleted    Mark = "deleted"     // tracked deletions in a paragraph, and moves
	MarkDeletedRow Mark = "deletedRow"  // of whole rows
	MarkDeletedTc  Mark = "deletedCell" // w:cellDel
	MarkCellMerge  Mark = "cellMerge"   // w:cellMerge, a tracked merge
	MarkHidden     Mark = "hidden"
	MarkHiddenRow  Mark = "hiddenRow"
	MarkCovered    Mark = "covered" // words under a merge
	MarkHMerge     Mark = "hMerge"  // the merges of Word 97
	MarkJoined     Mark = "joined"  // paragraphs that run into the next, as their mark is deleted or hidden
	MarkHeld       Mark = "held"    // placeholders of content controls
	MarkNumber     Mark = "number"  // beginnings of paragraphs as automatic numbers
	MarkRagged     Mark = "ragged"  // gaps at the end of a row without w:gridAfter
	MarkFormula    Mark = "formula"
	MarkRuby       Mark = "ruby"
	MarkSymbol     Mark = "symbol"
	MarkOrphan     Mark = "orphan" // vertical merges of nothing
	MarkEncoding   Mark = "encoding"
	MarkBox        Mark = "box"
	MarkNote       Mark = "note"
)

// pen writes one document.
type pen struct {
	t    *rapid.T
	uses map[Mark]bool // decided on first use: each document has a mix of its own
	ids  int
	File

	lists   lists
	styles  strings.Builder
	notes   strings.Builder
	headers map[string]string
	rels    strings.Builder
	kept    bool // xml:space="preserve" on the root
	nested  int  // cells around
	covered int  // merged cells around, which nobody sees
}

// Write writes a document with mark-up that is drawn, but for that of without.
func Write(t *rapid.T, d *Document, without ...Mark) File {
	p := &pen{t: t, uses: map[Mark]bool{}, headers: map[string]string{}}
	for _, m := range without {
		p.uses[m] = false
	}
	p.kept = p.may("kept", 2)
	body := &strings.Builder{}
	p.blocks(body, d.Blocks)
	return p.finish(body.String())
}

var chances, counts [64]*rapid.Generator[int]

func init() {
	for n := range chances {
		chances[n] = rapid.IntRange(0, max(n-1, 0))
		counts[n] = rapid.IntRange(0, n)
	}
}

// may draws whether a mark is made here: one time in n, in the documents that use it at all.
func (p *pen) may(m Mark, n int) bool {
	used, decided := p.uses[m]
	if !decided {
		used = rapid.Bool().Draw(p.t, "uses "+string(m))
		p.uses[m] = used
	}
	return used && chances[n].Draw(p.t, string(m)) == n-1 // small draws are plain: failures shrink to them
}

// pick draws one of several ways to write a thing; the first is the plainest.
func (p *pen) pick(what string, ways ...string) string {
	return ways[counts[len(ways)-1].Draw(p.t, what)]
}

func (p *pen) id() int {
	p.ids++
	return p.ids
}

// unseen makes words that must not be read, and remembers them.
func (p *pen) unseen() string {
	word := fmt.Sprintf("看不见的第%d处", p.id())
	p.Unseen = append(p.Unseen, word)
	return word
}

// tracked are the attributes of a revision.
func (p *pen) tracked() string {
	return fmt.Sprintf(` w:id="%d" w:author="科员" w:date="2009-08-19T10:00:00Z"`, p.id())
}

// wrapper is something that may stand around things and changes nothing.
type wrapper struct {
	mark       Mark
	open, done func(p *pen) string
}

func fixed(s string) func(*pen) string { return func(*pen) string { return s } }

const sdtProps = `<w:sdtPr><w:alias w:val="填报内容"/><w:tag w:val="t"/><w:placeholder><w:docPart w:val="x"/></w:placeholder><w:showingPlcHdr w:val="0"/></w:sdtPr>`

// around are the elements that may stand around blocks, rows and cells alike and change nothing.
var around = []wrapper{
	{"sdt", fixed(`<w:sdt>` + sdtProps + `<w:sdtEndPr/><w:sdtContent>`), fixed(`</w:sdtContent></w:sdt>`)},
	{"customXml", fixed(`<w:customXml w:uri="urn:x" w:element="x"><w:customXmlPr><w:attr w:name="a" w:val="看不见"/></w:customXmlPr>`), fixed(`</w:customXml>`)},
}

// choices wrap blocks and runs in markup compatibility: one branch is read.
var choices = []wrapper{
	{"choice", fixed(`<mc:AlternateContent><mc:Choice Requires="wps w14">`), fixed(`</mc:Choice><mc:Fallback/></mc:AlternateContent>`)},
	{"fallback", fixed(`<mc:AlternateContent><mc:Choice Requires="x"/><mc:Fallback>`), fixed(`</mc:Fallback></mc:AlternateContent>`)},
}

// wrapped writes n things, some of them with elements around.
func (p *pen) wrapped(b *strings.Builder, n, depth int, with []wrapper, one func(i int)) {
	var write func(from, to, depth int)
	write = func(from, to, depth int) {
		for i := from; i < to; {
			w := p.wrapper(with, 12)
			if depth == 0 || w == nil {
				one(i)
				i++
				continue
			}
			end := i + 1 + counts[min(to-i-1, 5)].Draw(p.t, "wrapped")
			b.WriteString(w.open(p))
			write(i, end, depth-1)
			b.WriteString(w.done(p))
			i = end
		}
	}
	write(0, n, depth)
}

// wrapper draws one of several, or none.
func (p *pen) wrapper(with []wrapper, n int) *wrapper {
	for i := range with {
		if p.may(with[i].mark, n) {
			return &with[i]
		}
	}
	return nil
}

// blocks writes the content of the body, a cell, a text box.
func (p *pen) blocks(b *strings.Builder, blocks []Block) {
	until := -1 // the paragraph in which an open field ends
	with := append(around[:len(around):len(around)], choices...)
	p.wrapped(b, len(blocks), 2, with, func(i int) {
		block := blocks[i]
		p.betweenBlocks(b)
		if block.Table != nil {
			p.table(b, block.Table)
			return
		}
		lead, trail := "", ""
		if last := paragraphsFrom(blocks, i) - 1; until < 0 && last > i && p.may("fieldOverParagraphs", 10) {
			until = i + 1 + counts[min(last-i-1, 5)].Draw(p.t, "paragraphs")
			lead = fieldBegin(` TOC \o "1-3" `)
		}
		if i == until {
			trail, until = fieldEnd, -1
		}
		p.paragraph(b, block.Paragraph.Text, lead, trail)
	})
}

// paragraphsFrom is where the paragraphs that follow one another from i end.
func paragraphsFrom(blocks []Block, i int) int {
	for i < len(blocks) && blocks[i].Paragraph != nil {
		i++
	}
	return i
}

// betweenBlocks writes what shows nothing between two blocks.
func (p *pen) betweenBlocks(b *strings.Builder) {
	if p.may("bookmarks", 10) {
		fmt.Fprintf(b, `<w:bookmarkStart w:id="%[1]d" w:name="_b%[1]d"/><w:bookmarkEnd w:id="%[1]d"/>`, p.id())
	}
	if p.may("comment", 20) {
		b.WriteString("<!-- 看不见 --><?x 看不见?>\n")
	}
	if p.may(MarkDeleted, 12) {
		fmt.Fprintf(b, `<w:p><w:pPr>%s<w:rPr><w:del%s/></w:rPr></w:pPr>`, p.someNumber(), p.tracked())
		p.deleted(b)
		b.WriteString(`</w:p>`)
	}
	if p.may(MarkHidden, 12) {
		fmt.Fprintf(b, `<w:p><w:pPr>%s<w:rPr><w:vanish/></w:rPr></w:pPr>`, p.someNumber())
		p.hidden(b)
		b.WriteString(`</w:p>`)
	}
}
