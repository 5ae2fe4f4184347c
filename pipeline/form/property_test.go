package form

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// power is a record as it is meant; the layouts below must not change a word of it.
type power map[string]string

// fieldWords are the heads a field may be given under, and words for its values.
var fieldWords = map[string]struct{ heads, values []string }{
	"name":            {[]string{"项目名称", "职权名称", "事项名称", "项 目\n名 称"}, nil},
	"category":        {[]string{"权力类别", "职权类别", "类别", "权力类型"}, []string{"行政许可", "行政处罚", "行政强制", "行政征收", "其他行政权力"}},
	"basis":           {[]string{"权力依据", "实施依据", "法律依据", "依据"}, []string{"《对外贸易法》第九条", "《行政许可法》第十二条第一款", "《海关法》第三条；", "根据省、市有关文件规定", "1.《甲法》第一条\n2.《乙条例》第二条"}},
	"disclosureForm":  {[]string{"公开形式", "公开方式"}, []string{"政府网站", "政务公开栏", "政府网站、办事指南"}},
	"disclosureScope": {[]string{"公开范围", "公开对象"}, []string{"全社会", "申请企业", "部门内部", "不公开"}},
	"disclosureTime":  {[]string{"公开时间", "公开时限"}, []string{"长期", "随时公开"}},
	"fee":             {[]string{"收费依据及标准", "收费标准", "收费及依据\n标准"}, []string{"不收费", "每证50元"}},
	"section":         {[]string{"承办科室和负责人", "承办科室", "责任科室"}, []string{"外资管理科 科长", "对外贸易科"}},
	"statutoryLimit":  {[]string{"法定时限", "法定期限"}, []string{"20日", "30个工作日", "即时"}},
	"promisedLimit":   {[]string{"承诺时限", "承诺期限"}, []string{"10日", "13个工作日"}},
}

// children are heads that may stand under a parent.
var children = map[string][2]string{
	"disclosureForm": {"公开", "形式"}, "disclosureScope": {"公开", "范围"}, "disclosureTime": {"公开", "时间"},
	"statutoryLimit": {"办理时限", "法定"}, "promisedLimit": {"办理时限", "承诺"},
}

var optional = []string{"basis", "disclosureForm", "disclosureScope", "disclosureTime", "fee", "section", "statutoryLimit", "promisedLimit"}

func drawPowers(t *rapid.T) ([]power, []string) {
	fields := slices.Clone(optional)
	fields = rapid.Permutation(fields).Draw(t, "fields")[:rapid.IntRange(2, len(fields)).Draw(t, "number of fields")]
	n := rapid.IntRange(1, 9).Draw(t, "powers")
	powers := make([]power, n)
	for i := range powers {
		p := power{
			"name":     fmt.Sprintf("%s第%d号%s", rapid.SampledFrom([]string{"货物进口", "外商投资", "境外投资", "注册商标", "3C认证"}).Draw(t, "name"), i+1, rapid.SampledFrom([]string{"审批", "核准", "备案", "的处罚"}).Draw(t, "act")),
			"category": rapid.SampledFrom(fieldWords["category"].values).Draw(t, "category"),
		}
		for _, f := range fields {
			if rapid.IntRange(0, 9).Draw(t, "filled") > 0 || f == "basis" {
				p[f] = rapid.SampledFrom(fieldWords[f].values).Draw(t, f)
			}
		}
		powers[i] = p
	}
	return powers, fields
}

func (p power) class() notice.Class {
	switch p["disclosureScope"] {
	case "部门内部":
		return notice.Internal
	case "不公开":
		return notice.Secret
	}
	return notice.Public
}

// TestKnownRecordsComeBack draws records, writes them in a layout offices use, and demands them back, in order, word
// for word, in a balanced account.
func TestKnownRecordsComeBack(t *testing.T) {
	n := loadNotice(t, "putian-2009")
	r := NewReader(n)
	rapid.Check(t, func(t *rapid.T) {
		powers, fields := drawPowers(t)
		doc := &docx.Document{}
		switch rapid.SampledFrom([]Layout{Horizontal, Horizontal, Vertical, Labels}).Draw(t, "layout") {
		case Horizontal:
			powers = horizontalDoc(t, doc, powers, fields)
		case Vertical:
			verticalDoc(t, doc, powers, fields)
		case Labels:
			labelDoc(t, doc, powers, fields)
		}
		got := r.Read(doc, Source{File: "x.docx"})
		if err := got.Account.Balance(); err != nil {
			t.Fatal(err)
		}
		if len(got.Records) != len(powers) {
			t.Fatalf("%d records, want %d\n%s", len(got.Records), len(powers), describe(got))
		}
		for i, p := range powers {
			rec := got.Records[i]
			for _, f := range append([]string{"name", "category"}, fields...) {
				if text := rec.Fields[f].Text; text != p[f] {
					t.Fatalf("record %d, %s: %q, want %q\n%s", i+1, f, text, p[f], describe(got))
				}
			}
			if rec.Class != p.class() {
				t.Fatalf("record %d: class %s, want %s\n%s", i+1, rec.Class, p.class(), describe(got))
			}
		}
	})
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
	return [][]string{top, bottom}
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

// noise adds what stands between records and means nothing.
func (s *sheet) noise(t *rapid.T) {
	switch rapid.IntRange(0, 9).Draw(t, "noise") {
	case 0:
		s.merge = false
		s.rows = append(s.rows, make([]string, len(s.fields)))
	case 1:
		s.merge = false
		s.rows = append(s.rows, s.head...)
	}
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
		total := make([]string, columns)
		total[0], total[1] = "合计", "9"
		rows = append(rows, total)
	}
	if rapid.IntRange(0, 2).Draw(t, "note") == 0 {
		rows = append(rows, spanning("注：本表一式两份。", columns))
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
