package book

import (
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// ComposeCards makes the cards of a view (办事明白卡, P50): one a power, each on a page of its own, with what whoever comes to
// the counter asks. Nil where the notice wants none, or the view has no items.
func ComposeCards(v catalog.View, o Options) *Book {
	cards := &v.Notice.Book.Cards
	if len(cards.Fields) == 0 || len(v.Items) == 0 {
		return nil
	}
	volume := v.Notice.Book.Volume(v.Class)
	volume.Title = cards.Title
	c := newComposer(v, o, volume)
	p := Part{Title: cards.Title, Anchor: "part:cards", Folio: FolioArabic, Header: true}
	for _, g := range c.groups {
		for _, i := range g.idx {
			p.Blocks = append(p.Blocks, c.card(i, len(p.Blocks) > 0)...)
		}
	}
	b := c.book()
	b.Parts = []Part{p}
	return b
}

// cardLabelWidth is the width of the names of fields, in points: seven characters of 14 and some air.
const cardLabelWidth = 112

// card is the card of an item: what it is called, a row for each field that says something, and whose it is.
func (c *composer) card(i int, next bool) []Block {
	it := &c.view.Items[i]
	name := displayName(it)
	t := &Table{Caption: c.title, Columns: []Column{{Align: Center, Fixed: cardLabelWidth}, {}}}
	row := func(label string, value Cell) {
		for k := range value.Paras {
			value.Paras[k].Style = style.CardText
		}
		t.Body = append(t.Body, Row{Cells: []Cell{{Paras: []Paragraph{line(style.CardLabel, label)}}, value}})
	}
	for _, key := range c.n.Book.Cards.Fields {
		value := c.itemCell(it, key, 0)
		switch key {
		case "code":
			value = words(it.Code) // as large as the rest
		case fieldSection:
			value = c.fieldCell(it, key, c.office(it))
		}
		if len(value.Paras) == 0 || value.Paras[0].Runs[0].Text == "" {
			continue
		}
		row(c.columnTitle(notice.Column{Field: key}), value)
	}
	return []Block{
		Heading{Level: 3, Text: name, Anchor: c.anchor[i], Running: it.Code, Style: style.ChartTitle, Entry: &Entry{Code: it.Code, Text: name}, Break: next},
		line(style.TableCenter, c.n.Unit.Name+"　"+c.n.Edition.Label),
		t,
	}
}
