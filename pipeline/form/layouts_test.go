package form

import (
	"fmt"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
)

// above writes what stands over the records: 附件3, a title, who reports.
func above(t *rapid.T, doc *docx.Document, fields []string) {
	title := "莆田市外经贸局行政职权目录"
	if fields[0] == "reason" {
		title = "涉密不宜公开行政职权目录"
	}
	for _, line := range []string{"附件3", title, "填报单位（盖章）：莆田市外经贸局", "填报日期：2009年8月18日", ""} {
		if line == "附件3" && fields[0] == "reason" {
			line = "附件4"
		}
		if rapid.IntRange(0, 2).Draw(t, "above") == 2 {
			doc.Blocks = append(doc.Blocks, paragraph("", line))
		}
	}
}

// below writes what stands under the records: who filled it in, the number of the page, the statistics table.
func below(t *rapid.T, s *submission) {
	for _, line := range []string{"— 3 —", "第3页　共9页", "", "填表人：张三　　审核人：李四\n2009年8月18日"} {
		if rapid.IntRange(0, 2).Draw(t, "below") == 2 {
			s.doc.Blocks = append(s.doc.Blocks, paragraph("", line))
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "statistics") < 2 {
		return
	}
	s.doc.Blocks = append(s.doc.Blocks, paragraph("", "附件2"), paragraph("", "行政职权统计表"))
	s.counts = map[string]int{}
	categories := fieldWords["category"].values
	row := []string{"外资管理科"}
	for _, c := range categories {
		n := rapid.IntRange(0, 30).Draw(t, "count")
		s.counts[c] = n
		s.counts[""] += n
		row = append(row, fmt.Sprint(n))
	}
	row = append(row, fmt.Sprint(s.counts[""]))
	head := append(append([]string{"科室"}, categories...), "合计")
	rows := [][]string{head, row}
	if rapid.Bool().Draw(t, "across") {
		rows = nil
		for i := range head {
			rows = append(rows, []string{head[i], row[i]})
		}
	}
	s.doc.Blocks = append(s.doc.Blocks, docx.Block{Table: buildTable(rows)})
}

// paragraphsInCells writes some of the lines of cells as paragraphs of their own.
func paragraphsInCells(t *rapid.T, table *docx.Table) {
	for _, row := range table.Rows {
		for _, c := range row.Cells {
			if len(c.Blocks) != 1 || !strings.Contains(c.Blocks[0].Paragraph.Text, "\n") || rapid.Bool().Draw(t, "one paragraph") {
				continue
			}
			text := c.Blocks[0].Paragraph.Text
			c.Blocks = nil
			for line := range strings.SplitSeq(text, "\n") {
				c.Blocks = append(c.Blocks, paragraph("", line))
			}
		}
	}
}

// sheet is a horizontal table while it is written.
type sheet struct {
	fields []string
	head   [][]string
	rows   [][]string
	merge  bool // the last row belongs to a record, and the next may share its category
}

func horizontalDoc(t *rapid.T, doc *docx.Document, powers []power, fields []string) []power {
	style := rapid.SampledFrom([]string{"column", "merged", "groups", "captions"}).Draw(t, "category as")
	if style != "column" {
		slices.SortStableFunc(powers, func(a, b power) int { return strings.Compare(a["category"], b["category"]) })
	}
	columns := slices.Insert(slices.Clone(fields), 0, "name")
	if style == "column" || style == "merged" {
		columns = append(columns, "category")
	}
	columns = rapid.Permutation(columns).Draw(t, "columns")
	columns = slices.Insert(columns, 0, "seq")
	s := &sheet{fields: columns, head: drawHead(t, columns)}
	emit := func() {
		if len(s.rows) > 0 {
			doc.Blocks = append(doc.Blocks, docx.Block{Table: buildTable(s.rows)})
			s.rows, s.merge = nil, false
		}
	}
	begin := func() {
		emit()
		s.rows = append(aboveRows(t, len(columns)), s.head...)
		if rapid.IntRange(0, 5).Draw(t, "numbers of columns") == 5 {
			s.rows = append(s.rows, numbersOf(len(columns)))
		}
	}
	if style != "captions" {
		begin()
	}
	last, ditto := "", power(nil)
	for i, p := range powers {
		if style == "captions" && p["category"] != last {
			emit()
			doc.Blocks = append(doc.Blocks, paragraph("", fmt.Sprintf("%s、%s", string([]rune("一二三四五六七八九")[i]), p["category"])))
			begin()
			ditto = nil
		}
		if style == "groups" && p["category"] != last {
			s.rows = append(s.rows, spanning(p["category"]+rapid.SampledFrom([]string{"", "类"}).Draw(t, "suffix"), len(columns)))
		}
		if i > 0 && p["category"] == last && rapid.IntRange(0, 5).Draw(t, "split") == 0 {
			emit()
			doc.Blocks = append(doc.Blocks, paragraph("", rapid.SampledFrom([]string{"", "续表", "（续表）"}).Draw(t, "mark")))
			if rapid.Bool().Draw(t, "repeat header") {
				s.rows = append(s.rows, s.head...)
			}
		}
		s.power(t, p, i+1, ditto, style == "merged" && p["category"] == last && s.merge)
		ditto, last = p, p["category"]
		s.noise(t)
	}
	s.rows = append(s.rows, foot(t, len(columns))...)
	emit()
	return powers
}

// drawHead draws one header row, or two or three with parents where fields have them.
func drawHead(t *rapid.T, columns []string) [][]string {
	heads := make([]string, len(columns))
	for i, f := range columns {
		heads[i] = "序号"
		if f != "seq" {
			heads[i] = rapid.SampledFrom(fieldWords[f].heads).Draw(t, "head")
		}
	}
	parents := make([]string, len(columns))
	two := false
	for i, f := range columns {
		c, ok := children[f]
		if !ok {
			continue
		}
		twin := i > 0 && children[columns[i-1]][0] == c[0] || i+1 < len(columns) && children[columns[i+1]][0] == c[0]
		if twin {
			parents[i], two = c[0], true
		}
	}
	if !two || rapid.Bool().Draw(t, "one header row") {
		return [][]string{heads}
	}
	top, bottom := make([]string, len(columns)), make([]string, len(columns))
	for i := range columns {
		switch {
		case parents[i] == "":
			top[i], bottom[i] = heads[i], "^"
		case i > 0 && parents[i-1] == parents[i]:
			top[i], bottom[i] = "<", children[columns[i]][1]
		default:
			top[i], bottom[i] = parents[i], children[columns[i]][1]
		}
	}
	if rapid.IntRange(0, 2).Draw(t, "header rows") < 2 {
		return [][]string{top, bottom}
	}
	return [][]string{over(t, top), top, bottom}
}

// over draws a row of heads over heads, each over two columns or more; it parts no head from its twin.
func over(t *rapid.T, top []string) []string {
	row := make([]string, len(top))
	heads := []string{"基本情况", "运行情况", "其他情况", "有关内容", "补充内容"}
	for i, width := 0, 0; i < len(row); i++ {
		row[i] = "<"
		if i == 0 || width >= 2 && len(row)-i >= 2 && top[i] != "<" && len(heads) > 1 && rapid.Bool().Draw(t, "another") {
			row[i], heads, width = heads[0], heads[1:], 0
		}
		width++
	}
	return row
}

// power adds a record, over one row or several.
func (s *sheet) power(t *rapid.T, p power, number int, before power, merge bool) {
	s.merge = true
	row := make([]string, len(s.fields))
	for i, f := range s.fields {
		switch {
		case f == "seq":
			row[i] = fmt.Sprint(number)
		case f == "category" && merge:
			row[i] = "^"
		case f == "basis" && nestable(p[f]) && rapid.Bool().Draw(t, "nested"):
			row[i] = "{{" + strings.ReplaceAll(p[f], "；", " // ") + "}}"
		case f != "name" && f != "category" && before != nil && p[f] != "" && before[f] == p[f] && rapid.Bool().Draw(t, "ditto"):
			row[i] = rapid.SampledFrom([]string{"同上", "〃"}).Draw(t, "mark")
		default:
			row[i] = p[f]
		}
	}
	at := slices.Index(s.fields, "basis")
	first, second, cut := strings.Cut(p["basis"], "\n")
	if at < 0 || !cut || row[at] != p["basis"] || rapid.Bool().Draw(t, "one row") {
		s.rows = append(s.rows, row)
		return
	}
	row[at] = first
	next := make([]string, len(row))
	merged := rapid.Bool().Draw(t, "merged over rows")
	for i := range next {
		if merged {
			next[i] = "^"
		}
	}
	next[at] = second
	s.rows = append(s.rows, row, next)
	s.merge = merged // else the cell above is blank, and merged with it the next record would have none
}

// nestable says whether a value reads the same as a table in its cell: a row for each of its parts.
func nestable(value string) bool {
	a, b, ok := strings.Cut(value, "；")
	return ok && a != "" && b != ""
}

// noise adds what stands between records and means nothing.
func (s *sheet) noise(t *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(t, "noise") {
	case 0:
		s.merge = false
		s.rows = append(s.rows, make([]string, len(s.fields)))
	case 1:
		s.merge = false
		s.rows = append(s.rows, s.head...)
	case 2:
		s.merge = false
		s.rows = append(s.rows, total("小计", len(s.fields)))
	}
}

func total(word string, columns int) []string {
	row := make([]string, columns)
	row[0], row[1] = word, "9"
	return row
}

// numbersOf is a row that numbers the columns.
func numbersOf(columns int) []string {
	row := make([]string, columns)
	for i := range row {
		row[i] = fmt.Sprint(i + 1)
	}
	return row
}

func aboveRows(t *rapid.T, columns int) [][]string {
	var rows [][]string
	if rapid.IntRange(0, 3).Draw(t, "title row") == 0 {
		rows = append(rows, spanning("莆田市外经贸局行政职权目录", columns))
	}
	if rapid.IntRange(0, 3).Draw(t, "section row") == 0 {
		rows = append(rows, spanning("填报科室：外资管理科　填报日期：2009年8月18日", columns))
	}
	return rows
}

func foot(t *rapid.T, columns int) [][]string {
	var rows [][]string
	if rapid.IntRange(0, 2).Draw(t, "total") == 0 {
		rows = append(rows, total("合计", columns))
	}
	for _, line := range []string{"注：本表一式两份。", "填表说明：1.本表由科室填写。2.“权力依据”写到条款。", "填表人：张三　　负责人：李四　　联系电话：2295678"} {
		if rapid.IntRange(0, 3).Draw(t, "note") == 0 {
			rows = append(rows, spanning(line, columns))
		}
	}
	return rows
}

func spanning(text string, columns int) []string {
	row := make([]string, columns)
	for i := range row {
		row[i] = "<"
	}
	row[0] = text
	return row
}

func verticalDoc(t *rapid.T, doc *docx.Document, powers []power, fields []string) {
	wide := rapid.Bool().Draw(t, "four columns")
	colon := rapid.SampledFrom([]string{"", "：", ":"}).Draw(t, "colon")
	order := rapid.Permutation(append([]string{"category"}, fields...)).Draw(t, "order")
	for i, p := range powers {
		if i > 0 {
			doc.Blocks = append(doc.Blocks, paragraph("", ""))
		}
		var rows [][]string
		if rapid.Bool().Draw(t, "title") {
			rows = append(rows, spanning("行政职权登记表", map[bool]int{true: 4, false: 2}[wide]))
		}
		var flat [][2]string
		for _, f := range append([]string{"name"}, order...) {
			flat = append(flat, [2]string{rapid.SampledFrom(fieldWords[f].heads).Draw(t, "head") + colon, p[f]})
		}
		for j := 0; j < len(flat); j++ {
			switch {
			case !wide:
				rows = append(rows, []string{flat[j][0], flat[j][1]})
			case j+1 < len(flat) && rapid.Bool().Draw(t, "pair"):
				rows = append(rows, []string{flat[j][0], flat[j][1], flat[j+1][0], flat[j+1][1]})
				j++
			default:
				rows = append(rows, []string{flat[j][0], flat[j][1], "<", "<"})
			}
		}
		doc.Blocks = append(doc.Blocks, docx.Block{Table: buildTable(rows)})
	}
}

func labelDoc(t *rapid.T, doc *docx.Document, powers []power, fields []string) {
	numbered := rapid.Bool().Draw(t, "numbered")
	colon := rapid.SampledFrom([]string{"：", ":"}).Draw(t, "colon")
	order := rapid.Permutation(append([]string{"category"}, fields...)).Draw(t, "order")
	for i, p := range powers {
		line := ""
		for _, f := range append([]string{"name"}, order...) {
			head := strings.ReplaceAll(rapid.SampledFrom(fieldWords[f].heads).Draw(t, "head"), "\n", " ")
			part := head + colon + strings.ReplaceAll(p[f], "\n", "\n")
			if f == "name" && numbered {
				part = fmt.Sprintf("%d、%s", i+1, part)
			}
			if line != "" && !strings.Contains(part+line, "\n") && rapid.Bool().Draw(t, "same line") {
				line += rapid.SampledFrom([]string{"\t", "  ", "　　"}).Draw(t, "gap") + part
				continue
			}
			if line != "" {
				doc.Blocks = append(doc.Blocks, labelLines(t, line)...)
			}
			line = part
		}
		doc.Blocks = append(doc.Blocks, labelLines(t, line)...)
	}
}

// labelLines writes a value's lines as line breaks or as paragraphs of their own.
func labelLines(t *rapid.T, text string) []docx.Block {
	if !strings.Contains(text, "\n") || rapid.Bool().Draw(t, "break") {
		return []docx.Block{paragraph("", text)}
	}
	var out []docx.Block
	for line := range strings.SplitSeq(text, "\n") {
		out = append(out, paragraph("", line))
	}
	return out
}
