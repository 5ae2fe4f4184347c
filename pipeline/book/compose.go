package book

import (
	"cmp"
	"fmt"
	"regexp"

	"huibian/pipeline/catalog"
	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// Options is what a book needs beside its view.
type Options struct {
	Volume    string             // 公开版, 内部版, 涉密册; printed on the cover
	Foreword  *docx.Document     // the office's 编制说明; nil leaves the part out
	Submitted map[string]int     // how many powers sections said they have, where the volume may tell
	Copy      int                // number of the copy (份号); 0 for a volume whose copies are not counted
	Inputs    []Input            // the submissions behind the view's items, for the colophon
	Program   string             // name and version of the program, for the colophon
	Charts    map[int]*Flowchart // those that the volume may show, by the numbers that its items bear
	Duties    map[int]*Duty      // who does which step, of what it may show, likewise
	Rules     []Rule             // the rules texts that it may show, in order
	Revision  *Revision          // what has changed since the edition before; nil if there was none
	Proof     string             // 校样 for a book that may not be published yet, "" for one that may
}

// Input is a submission of which at least one item stands in the view.
type Input struct {
	Section string
	File    string // "" where the name must not be printed, because the file also holds items of a stricter class
	SHA256  string
	Items   int          // of this view
	From    notice.Place // the submission, for complaints about missing glyphs; not printed
}

// Compose builds the book of a view with the parts its notice names for its volume, in their order. A part that would be
// empty (an index of nothing, a foreword that is not there) is left out.
func Compose(v catalog.View, o Options) *Book {
	n := v.Notice
	volume := n.Book.Volume(v.Class)
	c := newComposer(v, o, volume)
	b := c.book()
	books := 0
	for _, p := range volume.Parts {
		compose, ok := composers[p.Kind]
		if !ok {
			continue
		}
		number := numeral.FindString(p.Title)
		if number != "" {
			p.Title = "第" + Ordinal(books+1) + "篇" + p.Title[len(number):]
		}
		part := Part{Kind: p.Kind, Title: p.Title, Anchor: Anchor("part:" + string(p.Kind)), Folio: FolioArabic, Header: true, Recto: number != ""}
		if part.Blocks = compose(c, p, &part); len(part.Blocks) > 0 {
			b.Parts = append(b.Parts, part)
			if number != "" {
				books++
			}
		}
	}
	return b
}

func newComposer(v catalog.View, o Options, volume notice.Volume) *composer {
	c := &composer{n: v.Notice, view: v, opts: o, title: volume.Title, mark: volume.Mark, parts: map[notice.PartKind]bool{}}
	var by notice.Grouping
	for _, p := range volume.Parts {
		c.parts[p.Kind] = true
		by = cmp.Or(by, p.By)
	}
	c.gather(by)
	return c
}

// book is a book of the volume that has no parts yet.
func (c *composer) book() *Book {
	return &Book{
		Title:   c.title,
		Volume:  c.opts.Volume,
		Unit:    c.n.Unit.Name,
		Editor:  c.n.Edition.Editor,
		Date:    c.n.Edition.Date,
		Keyword: c.n.Title,
		Class:   c.view.Class,
		Proof:   c.opts.Proof,
		Stamp:   stamp(c.opts.Proof, c.n.Approval.By),
	}
}

// numeral is the number of a part: those of a volume are counted, since a part that would be empty is left out.
var numeral = regexp.MustCompile(`^第[一二三四五六七八九十]+篇`)

// stamp is what every page of a proof says: what it is, and what must not be done with it until when.
func stamp(proof, by string) string {
	if proof == "" {
		return ""
	}
	return proof + "　未经" + by + "审定，不得公布"
}

// composers makes the blocks of each kind of part and adjusts how it stands in the book.
var composers = map[notice.PartKind]func(*composer, notice.Part, *Part) []Block{
	notice.PartCover:      (*composer).cover,
	notice.PartTitlePage:  (*composer).titlePage,
	notice.PartIssue:      (*composer).issue,
	notice.PartForeword:   (*composer).foreword,
	notice.PartContents:   (*composer).contents,
	notice.PartStatistics: (*composer).statistics,
	notice.PartCatalog:    (*composer).catalog,
	notice.PartDuties:     (*composer).duties,
	notice.PartFlowcharts: (*composer).flowcharts,
	notice.PartDiscretion: (*composer).discretion,
	notice.PartRules:      (*composer).rules,
	notice.PartChanges:    (*composer).changes,
	notice.PartCodes:      (*composer).codes,
	notice.PartLaws:       (*composer).laws,
	notice.PartNameIndex:  (*composer).nameIndex,
	notice.PartPinyin:     (*composer).pinyinIndex,
	notice.PartCodeIndex:  (*composer).codeIndex,
	notice.PartSections:   (*composer).sectionIndex,
	notice.PartColophon:   (*composer).colophon,
}

type composer struct {
	n      *notice.Notice
	view   catalog.View
	opts   Options
	title  string // of the volume
	mark   string // of its class, "" for none: 秘密★1年
	groups []group
	anchor []Anchor // by index into view.Items
	parts  map[notice.PartKind]bool

	tables  int         // that have a caption so far
	figures map[int]int // chart → its number; nil while nobody has asked
}

// group is the items of one table of the catalog, in the order of the view; idx are indexes into view.Items.
type group struct {
	key   string // category code, section, class; "" for items of which it is not yet clear
	title string
	idx   []int
}

// unclear heads the items whose category nobody knows; they stand at the end until the section has said what they are.
const unclear = "类别待明确"

// gather gives each item its anchor, and groups the view's items as the catalog does.
func (c *composer) gather(by notice.Grouping) {
	c.anchor = make([]Anchor, len(c.view.Items))
	for i := range c.view.Items {
		c.anchor[i] = itemAnchor(c.view.Items[i].Code, i)
	}
	c.groups = c.grouped(by)
}

// grouped groups the view's items in the notice's order: what it does not name comes last.
func (c *composer) grouped(by notice.Grouping) []group {
	var order []*group
	of := map[string]*group{}
	add := func(key, title string) *group {
		g := &group{key: key, title: title}
		of[key] = g
		order = append(order, g)
		return g
	}
	key := func(it *catalog.Item) string { return it.Category }
	switch by {
	case notice.BySection:
		key = func(it *catalog.Item) string { return it.Section }
		for _, s := range c.n.Sections {
			add(s.Name, s.Name)
		}
	case notice.ByDisclosure:
		key = func(it *catalog.Item) string { return string(it.Class) }
		add(string(notice.Public), "对外公开的行政权力")
		add(string(notice.Internal), "对内公开的行政权力")
		add(string(notice.Secret), "不宜公开的行政权力")
		add("", "公开属性待明确")
	default:
		for _, cat := range c.n.Categories {
			add(cat.Code, cat.Name)
		}
		add("", unclear)
	}
	for i := range c.view.Items {
		k := key(&c.view.Items[i])
		g, ok := of[k]
		switch {
		case ok:
		case by == notice.BySection:
			g = add(k, cmp.Or(k, "科室待明确"))
		default:
			g = of[""]
		}
		g.idx = append(g.idx, i)
	}
	var out []group
	for _, g := range order {
		if len(g.idx) > 0 {
			out = append(out, *g)
		}
	}
	return out
}

// itemAnchor names the place of an item: by its code, or by its number in the view while it has none.
func itemAnchor(code string, i int) Anchor {
	return cmp.Or(ItemAnchor(code), Anchor(fmt.Sprintf("item:#%d", i+1)))
}

// title is a part's own heading.
func title(p *Part) Heading { return Heading{Level: 1, Text: p.Title, Anchor: p.Anchor} }

// line is a paragraph of one run.
func line(styleName, text string) Paragraph {
	return Paragraph{Style: styleName, Runs: []Run{{Text: text}}}
}

// cell is a table cell of one short text.
func cell(text string) Cell { return Cell{Paras: []Paragraph{{Runs: []Run{{Text: text}}}}} }

func centered(text string) Cell {
	a := Center
	return Cell{Paras: []Paragraph{{Runs: []Run{{Text: text}}}}, Align: &a}
}

func (c *composer) cover(_ notice.Part, p *Part) []Block {
	p.Folio, p.Header, p.Title, p.OnePage = FolioNone, false, "", true
	return append(c.marks(), []Block{
		line(style.CoverUnit, c.n.Unit.Name),
		line(style.CoverTitle, coverTitle(c.title)),
		line(style.CoverVolume, "（"+c.opts.Volume+"）"),
		line(style.CoverEditor, c.n.Edition.Editor+"　编"),
		line(style.CoverDate, chineseMonth(c.n.Edition.Date)),
	}...)
}

// marks stand in the upper left corner of a cover (GB/T 9704, 7.2): the number of the copy in six digits, below it the class
// and for how long it is kept.
func (c *composer) marks() (out []Block) {
	if c.opts.Copy > 0 {
		out = append(out, line(style.CoverMark, fmt.Sprintf("%06d", c.opts.Copy)))
	}
	if c.mark != "" {
		out = append(out, line(style.CoverMark, c.mark))
	}
	return out
}

func (c *composer) titlePage(_ notice.Part, p *Part) []Block {
	p.Folio, p.Header, p.Title, p.OnePage, p.Recto = FolioNone, false, "", true, true
	lines := []string{c.n.Unit.Name, c.n.Edition.Label + "　" + c.opts.Volume}
	if c.n.Source != "" {
		lines = append(lines, "依据："+c.n.Source)
	}
	lines = append(lines, c.n.Edition.Editor+"　编", chineseMonth(c.n.Edition.Date))
	blocks := []Block{line(style.PageTitle, breakTitle(c.title, 15))}
	for _, l := range lines {
		blocks = append(blocks, line(style.PageLine, l))
	}
	return blocks
}

func (c *composer) contents(_ notice.Part, p *Part) []Block {
	p.Folio, p.Header = FolioRoman, false
	name := p.Title
	p.Title = "" // the contents do not list themselves
	if two := []rune(name); len(two) == 2 {
		name = string(two[0]) + "　" + string(two[1]) // 目　录
	}
	return []Block{line(style.TOCHead, name), Contents{Entries: true}}
}
