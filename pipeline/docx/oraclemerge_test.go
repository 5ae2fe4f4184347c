package docx

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"

	"pgregory.net/rapid"
)

// coveredCells finds the cells of a table that a merge covers, in the words of ECMA-376: one with w:hMerge that does not
// restart goes with the cell before it (17.4.22); one with w:vMerge that does not restart goes with the merged cell of the
// same column and width in the row above (17.4.84), and so does one whose tracked merge (w:cellMerge) is not "rest".
func coveredCells(tbl *node, covered map[*node]bool) {
	above := map[int]int{} // column → width of the merged cells of the row above
	for _, tr := range inTableOf(tbl, "tr") {
		props := tr.child("trPr")
		if props.child("del") != nil || isOnNode(props.child("hidden")) {
			continue
		}
		col, row := 0, map[int]int{}
		if before := props.child("gridBefore"); before != nil {
			col = number(before.attr("val"))
		}
		for cells := inTableOf(tr, "tc"); len(cells) > 0; {
			n, width := 0, 0 // of the cells that w:hMerge makes one
			for n < len(cells) && (n == 0 || cells[n].child("tcPr").child("hMerge") != nil && cells[n].child("tcPr").child("hMerge").attr("val") != "restart") {
				if covered[cells[n]] = n > 0; cells[n].child("tcPr").child("gridSpan") == nil {
					width++
				} else {
					width += number(cells[n].child("tcPr").child("gridSpan").attr("val"))
				}
				n++
			}
			merged, goes := vertical(cells[0].child("tcPr"))
			if covered[cells[0]] = goes && above[col] == width; merged {
				row[col] = width
			}
			for _, c := range cells[:n] {
				covered[c] = covered[c] || covered[cells[0]]
			}
			cells, col = cells[n:], col+width
		}
		above = row
	}
}

// vertical tells whether a cell is merged with others above or below, and whether with one above.
func vertical(props *node) (merged, goes bool) {
	if m := props.child("cellMerge"); m != nil {
		return true, m.attr("vMerge") != "rest"
	}
	m := props.child("vMerge")
	return m != nil, m != nil && m.attr("val") != "restart"
}

// inTableOf are the rows of a table, or the cells of a row, whatever stands around them; cells deleted are left out.
func inTableOf(n *node, local string) []*node {
	var out []*node
	for _, c := range n.children {
		switch {
		case c.is(local):
			if c.child("tcPr").child("cellDel") == nil {
				out = append(out, c)
			}
		case c.is("sdt"), c.is("sdtContent"), c.is("customXml"), c.is("ins"):
			out = append(out, inTableOf(c, local)...)
		}
	}
	return out
}

// utf8Of is a part in UTF-8 without a byte order mark.
func utf8Of(b []byte) []byte {
	var order binary.ByteOrder = binary.LittleEndian
	switch {
	case strings.HasPrefix(string(b), "\xFE\xFF"):
		order = binary.BigEndian
	case !strings.HasPrefix(string(b), "\xFF\xFE"):
		return []byte(strings.TrimPrefix(string(b), "\xEF\xBB\xBF"))
	}
	var units []uint16
	for ; len(b) >= 2; b = b[2:] {
		units = append(units, order.Uint16(b))
	}
	return []byte(string(utf16.Decode(units[1:])))
}

// checkMargins demands what stands beside the body: the words of every header, footer and comment, part by part.
func checkMargins(t rapid.TB, doc *Document, b []byte) {
	t.Helper()
	files := unzipped(t, b)
	dir := doc.MainPart()[:strings.LastIndexByte(doc.MainPart(), '/')+1]
	rels, ok := files[dir+"_rels/"+strings.TrimPrefix(doc.MainPart(), dir)+".rels"]
	if !ok {
		return
	}
	parts := map[string][]string{}
	for _, r := range tree(t, rels).children {
		kind, name := r.attr("Type")[strings.LastIndexByte(r.attr("Type"), '/')+1:], dir+r.attr("Target")
		if _, ok := files[name]; ok && !slices.Contains(parts[kind], name) {
			parts[kind] = append(parts[kind], name)
		}
	}
	for kind, got := range map[string][]string{"header": doc.Headers, "footer": doc.Footers} {
		slices.SortFunc(parts[kind], func(a, b string) int { return cmp.Or(len(a)-len(b), strings.Compare(a, b)) })
		var want []string
		for _, part := range parts[kind] {
			want = append(want, partWords(t, files, dir, tree(t, files[part])))
		}
		checkTexts(t, kind, got, want)
	}
	var got, want []string
	for _, c := range doc.Comments {
		got = append(got, c.Text)
	}
	for _, part := range parts["comments"] {
		for _, c := range tree(t, files[part]).children {
			if c.is("comment") {
				want = append(want, partWords(t, files, dir, c))
			}
		}
	}
	checkTexts(t, "comment", got, want)
}

func checkTexts(t rapid.TB, what string, got, want []string) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d of %s, want %d", len(got), what, len(want))
		return
	}
	for i := range got {
		text := bare(got[i])
		number := len(text) - len(want[i]) // of a numbered first paragraph, which the oracle does not count
		if sameWords(text, want[i]) >= 0 && (number <= 0 || number > len("（十二）") || text[number:] != want[i]) {
			t.Errorf("%s %d says %q, want %q", what, i+1, got[i], want[i])
		}
	}
}

// partWords are the visible words of a header, a footer or a comment.
func partWords(t rapid.TB, files map[string][]byte, dir string, root *node) string {
	o := &oracle{t: t, files: files, covered: map[*node]bool{}}
	o.readStyles(strings.TrimSuffix(dir, "/"))
	o.blocks(root)
	return bare(o.words.String())
}
