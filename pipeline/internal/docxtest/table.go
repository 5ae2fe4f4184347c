package docxtest

import (
	"fmt"
	"slices"
	"strings"
)

// table writes a w:tbl.
func (p *pen) table(b *strings.Builder, t *Table) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>` + p.pick("look", ``, `<w:tblLook w:val="04A0"/>`) + `</w:tblPr>` + p.tableGrid(t))
	grid := t.at()
	p.wrapped(b, len(t.Rows), 2, around, func(r int) {
		p.betweenRows(b, grid, r)
		p.row(b, t, grid, r)
	})
	if p.may("bookmarks", 8) {
		b.WriteString(`<w:bookmarkEnd w:id="3"/>`)
	}
	b.WriteString(`</w:tbl>`)
}

// tableGrid writes the w:tblGrid: as it should be, or of another number of columns, as programs leave it.
func (p *pen) tableGrid(t *Table) string {
	width := slices.Clone(t.Width)
	if width == nil {
		for range t.Cols {
			width = append(width, 1500)
		}
		switch {
		case p.may("noGrid", 8):
			return p.pick("grid", `<w:tblGrid/>`, ``)
		case p.may("shortGrid", 6):
			width = width[:counts[t.Cols-1].Draw(p.t, "grid")]
		case p.may("longGrid", 6):
			width = append(width, 20, 20)
		}
	}
	var b strings.Builder
	b.WriteString(`<w:tblGrid>`)
	for _, w := range width {
		fmt.Fprintf(&b, `<w:gridCol w:w="%d"/>`, w)
	}
	if p.may("propsChange", 6) {
		b.WriteString(`<w:tblGridChange w:id="1"><w:tblGrid><w:gridCol w:w="9"/></w:tblGrid></w:tblGridChange>`)
	}
	return b.String() + `</w:tblGrid>`
}

// betweenRows writes rows that are not there for the reader, before row r.
func (p *pen) betweenRows(b *strings.Builder, grid [][]*Cell, r int) {
	if p.may("bookmarks", 10) {
		b.WriteString(`<w:bookmarkStart w:id="3" w:name="_row"/>`)
	}
	if p.may(MarkDeletedRow, 8) {
		b.WriteString(`<w:tr><w:trPr><w:del` + p.tracked() + `/></w:trPr>`)
		for range 1 + counts[3].Draw(p.t, "cells") {
			b.WriteString(`<w:tc>` + p.pick("merge", ``, `<w:tcPr><w:vMerge/></w:tcPr>`, `<w:tcPr><w:gridSpan w:val="9"/><w:vMerge w:val="restart"/></w:tcPr>`) + `<w:p><w:pPr>` + p.someNumber())
			b.WriteString(`</w:pPr><w:r><w:t>` + p.unseen() + `</w:t></w:r></w:p></w:tc>`)
		}
		b.WriteString(`</w:tr>`)
	}
	crossed := r > 0 && slices.ContainsFunc(grid[r], func(c *Cell) bool { return c != nil && c.Row < r })
	if !crossed && p.may(MarkHiddenRow, 8) { // hidden with all that is in it
		b.WriteString(`<w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:rPr><w:vanish/></w:rPr><w:t>` + p.unseen() + `</w:t></w:r></w:p></w:tc></w:tr>`)
	}
}

// row writes a w:tr.
func (p *pen) row(b *strings.Builder, t *Table, grid [][]*Cell, r int) {
	b.WriteString(`<w:tr` + p.rsid() + `>`)
	if p.may("tblPrEx", 8) {
		b.WriteString(`<w:tblPrEx><w:tblCellMar><w:top w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPrEx>`)
	}
	var pieces []func()
	col := 0
	for col < t.Cols && grid[r][col] == nil {
		col++
	}
	before := col
	for col < t.Cols && grid[r][col] != nil {
		c := grid[r][col]
		pieces = append(pieces, p.cell(b, c, r)...)
		col += c.Cols
	}
	b.WriteString(p.rowProps(t, r, before, t.Cols-col, col))
	p.wrapped(b, len(pieces), 1, around, func(i int) {
		if p.may(MarkDeletedTc, 20) {
			b.WriteString(`<w:tc><w:tcPr><w:cellDel` + p.tracked() + `/></w:tcPr><w:p><w:r><w:t>` + p.unseen() + `</w:t></w:r></w:p></w:tc>`)
		}
		pieces[i]()
	})
	b.WriteString(`</w:tr>`)
}

// rowProps writes the w:trPr of a row with gaps before and after.
func (p *pen) rowProps(t *Table, r, before, after, reach int) string {
	var b strings.Builder
	if before > 0 {
		fmt.Fprintf(&b, `<w:gridBefore w:val="%d"/>`, before)
	}
	full := slices.ContainsFunc(t.Rows, func(row Row) bool {
		return slices.ContainsFunc(row.Cells, func(c *Cell) bool { return c.Col+c.Cols == t.Cols && c.Rows == 1 && c.Row != r })
	})
	if ragged := full && reach > 0 && p.may(MarkRagged, 2); after > 0 && !ragged {
		fmt.Fprintf(&b, `<w:gridAfter w:val="%d"/>`, after)
	}
	if p.may("rowProps", 3) {
		b.WriteString(`<w:cantSplit/><w:trHeight w:val="600"/>`)
	}
	switch {
	case t.Rows[r].Header:
		b.WriteString(`<w:tblHeader/>`)
	case p.may("rowProps", 6):
		b.WriteString(`<w:tblHeader w:val="0"/>`)
	}
	if p.may("rowIns", 6) {
		b.WriteString(`<w:ins` + p.tracked() + `/>`)
	}
	if p.may("propsChange", 8) {
		b.WriteString(`<w:trPrChange` + p.tracked() + `><w:trPr><w:gridBefore w:val="3"/><w:hidden/></w:trPr></w:trPrChange>`)
	}
	if b.Len() == 0 {
		return ""
	}
	return `<w:trPr>` + b.String() + `</w:trPr>`
}

// cell returns what writes the part of a cell that lies in row r: one w:tc, or several that are merged.
func (p *pen) cell(b *strings.Builder, c *Cell, r int) []func() {
	vertical := ""
	switch {
	case c.Rows > 1:
		vertical = p.vertical(c, r)
	case p.may("mergeOfOne", 10):
		vertical = `<w:vMerge w:val="restart"/>`
	case r == 0 && p.may(MarkOrphan, 10):
		vertical = `<w:vMerge/>`
	}
	if c.Cols == 1 || !p.may(MarkHMerge, 3) {
		span := ""
		if c.Cols > 1 || p.may("spanOfOne", 8) {
			span = fmt.Sprintf(`<w:gridSpan w:val="%d"/>`, c.Cols)
		}
		return []func(){func() { p.tc(b, c, span, vertical, c.Row == r) }}
	}
	pieces := []func(){func() { p.tc(b, c, `<w:hMerge w:val="restart"/>`, vertical, c.Row == r) }}
	for range c.Cols - 1 {
		pieces = append(pieces, func() { p.tc(b, c, p.pick("hMerge", `<w:hMerge/>`, `<w:hMerge w:val="continue"/>`), vertical, false) })
	}
	return pieces
}

// vertical says how row r of a cell is merged.
func (p *pen) vertical(c *Cell, r int) string {
	tracked := p.may(MarkCellMerge, 6)
	switch {
	case tracked && r == c.Row:
		return `<w:cellMerge` + p.tracked() + ` w:vMerge="rest"/>`
	case tracked:
		return `<w:cellMerge` + p.tracked() + ` w:vMerge="cont" w:vMergeOrig="rest"/>`
	case r == c.Row:
		return `<w:vMerge w:val="restart"/>`
	}
	return p.pick("vMerge", `<w:vMerge/>`, `<w:vMerge w:val="continue"/>`)
}

// tc writes a w:tc: the cell itself, or one that its merge covers.
func (p *pen) tc(b *strings.Builder, c *Cell, horizontal, vertical string, origin bool) {
	b.WriteString(`<w:tc>`)
	props := horizontal + vertical
	if p.may("cellProps", 2) {
		props = `<w:tcW w:w="1500" w:type="dxa"/>` + props + `<w:vAlign w:val="center"/>`
	}
	if strings.Contains(props, "cellMerge") { // comes after all others
		before, mark, _ := strings.Cut(props, `<w:cellMerge`)
		mark, after, _ := strings.Cut(mark, "/>")
		props = before + after + `<w:cellMerge` + mark + "/>"
	} else if p.may("cellIns", 10) {
		props += `<w:cellIns` + p.tracked() + `/>`
	}
	if p.may("propsChange", 8) {
		props += `<w:tcPrChange` + p.tracked() + `><w:tcPr><w:gridSpan w:val="4"/><w:vMerge/></w:tcPr></w:tcPrChange>`
	}
	if props != "" {
		b.WriteString(`<w:tcPr>` + props + `</w:tcPr>`)
	}
	p.nested++
	switch {
	case origin:
		p.blocks(b, c.Blocks)
	case p.may(MarkCovered, 4):
		p.covered++
		b.WriteString(`<w:p><w:pPr>` + p.someNumber() + `</w:pPr><w:r><w:t>` + p.unseen() + `</w:t></w:r></w:p>`)
		p.covered--
	default:
		b.WriteString(`<w:p/>`)
	}
	p.nested--
	b.WriteString(`</w:tc>`)
}
