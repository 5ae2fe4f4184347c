package form

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/notice"
)

// How well a file names its section: a page header may be left from another file, a title may name another section,
// 填报科室 says it.
const (
	rankHeader = iota + 1
	rankTitle
	rankStated
)

// sectionLabels say who submits; otherLabels stand beside them and say when, and who signs.
var (
	sectionLabels = []string{"填报科室", "申报科室", "报送科室", "上报科室", "填报部门", "申报部门", "报送部门", "填报单位", "申报单位", "报送单位", "编报单位", "编制科室", "编制部门", "编制单位", "制表单位", "科室名称", "部门名称", "单位名称", "填表科室", "填表单位", "科室", "部门", "处室"}
	otherLabels   = []string{"填报日期", "填报时间", "填表日期", "填表时间", "申报日期", "报送日期", "上报日期", "制表日期", "日期", "时间", "填报人", "填表人", "制表人", "经办人", "审核人", "联系人", "联系电话", "电话", "科室负责人", "负责人", "主要负责人", "负责人签字", "科室负责人签字", "单位负责人", "分管领导", "签字", "盖章", "单位", "编号"}
)

// metaLabels maps each to whether it names the section.
var metaLabels = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range otherLabels {
		m[w] = false
	}
	for _, w := range sectionLabels {
		m[w] = true
	}
	return m
}()

// takeSection reads a line such as "填报科室（盖章）：外资科　填报日期：2009年8月18日". It says whether it was one.
func (x *reading) takeSection(text string, at notice.Place) bool {
	segs := metaSegments(text)
	for _, s := range segs {
		if s.field == 1 {
			x.stateSection(s.value, s.label, at)
		} else {
			x.takeDate(s, at)
		}
	}
	if len(segs) > 0 {
		x.takeDateIn(text, at)
	}
	return len(segs) > 0
}

// metaSegments are the labels of such a line, nil if it is none. Their field is 1 where they name the section.
func metaSegments(text string) []segment {
	if utf8.RuneCountInString(text) > 120 {
		return nil
	}
	text = strings.ReplaceAll(text, "\n", "\t")
	segs := splitLabels(text, func(label string) (int, bool) {
		names, ok := metaLabels[dropStamp(label)]
		if names {
			return 1, ok
		}
		return 0, ok
	})
	if len(segs) == 0 {
		segs = labelsInCells(text)
	}
	return segs
}

// labelsInCells reads "填报科室 外资科 填报日期 2009年", as it stands in the cells of a row.
func labelsInCells(text string) []segment {
	words := strings.Fields(text)
	if len(words) < 2 {
		return nil
	}
	names, ok := metaLabels[dropStamp(notice.FoldHead(words[0]))]
	if !ok || utf8.RuneCountInString(words[0]) < 4 {
		return nil
	}
	s := segment{label: words[0], value: words[1]}
	if names {
		s.field = 1
	}
	return []segment{s}
}

// dropStamp takes 盖章 and 签字 off a folded label, whose brackets are gone already.
func dropStamp(label string) string {
	for _, w := range []string{"公章", "盖章", "签章", "签字", "章", "全称"} {
		if s, ok := strings.CutSuffix(label, w); ok && s != "" {
			if _, known := metaLabels[s]; known {
				return s
			}
		}
	}
	return label
}

// stateSection takes the section a label names. The bureau itself is no section.
func (x *reading) stateSection(value, label string, at notice.Place) {
	value = foldProse(value)
	if i := strings.IndexAny(value, "（(\t"); i > 0 {
		value = value[:i]
	}
	value = strings.TrimSpace(value)
	if value == "" || strings.Trim(value, "_＿ ") == "" {
		return
	}
	if s, ok := x.r.n.Section(value); ok {
		value = s.Name
	} else if s, ok := x.r.n.SectionIn(value); ok {
		value = s.Name
	} else if folded := notice.Fold(value); folded == notice.Fold(x.r.n.Unit.Name) || folded == notice.Fold(x.r.n.Unit.Short) {
		return
	}
	if x.sectionRank == rankStated && x.section != value {
		by := "前者"
		if x.src.Section != "" {
			by = "文件夹“" + x.src.Section + "”"
		}
		x.report(problem{ruleSection, "文件里写了两个填报科室：“" + x.section + "”和“" + value + "”，按" + by + "收", "一个科室一份文件；请拆开或改正“" + label + "”。"}, at, "")
		return
	}
	x.nameSection(value, rankStated)
}

// sectionIn takes a section that a title or a page header merely mentions.
func (x *reading) sectionIn(text string, rank int) {
	if rank == rankHeader {
		if utf8.RuneCountInString(text) < 60 && x.takeSection(text, notice.Place{File: x.src.File, SHA256: x.src.SHA256}) {
			return
		}
	}
	if s, ok := x.r.n.SectionIn(text); ok {
		x.nameSection(s.Name, rank)
	}
}

func (x *reading) nameSection(name string, rank int) {
	if rank > x.sectionRank {
		x.section, x.sectionRank = name, rank
	}
}

// conclude settles what can only be said at the end.
func (x *reading) conclude() {
	out := x.out
	out.Section = x.section
	own := out.Section
	if own == "" {
		own = x.src.Section
	}
	x.placeTables()
	for _, i := range x.ownCounts {
		out.Counts[i].Section = own
	}
	x.fileName()
	at := notice.Place{File: x.src.File, SHA256: x.src.SHA256}
	if x.sectionRank >= rankTitle && x.src.Section != "" && !x.sameSection(x.section, x.src.Section) {
		x.report(problem{ruleSection, "文件里写的科室是“" + x.section + "”，却放在“" + x.src.Section + "”的文件夹里，按文件夹收", "请核对：放错了就移到正确的文件夹，写错了就改正文件。"}, at, "")
		x.guests = x.guests.without(x.section)
	}
	x.guestsOf(own)
	if len(out.Records)+len(out.Counts) == 0 && !out.Zero && !x.otherForms && !x.onlySigned() {
		x.report(problem{ruleNoTable, "文件里没有读到职权目录、统计表或零申报", "请按通知的表样填写：表头写明项目名称、权力类别、权力依据等；如确无职权，请写“零申报”。"}, at, "")
	}
}

// onlySigned says whether a file is a paper with the word of the section's head (P38) and hardly more, where no table is
// missed: none was announced, none could not be read. A table of signatures counts as fewWords and one.
func (x *reading) onlySigned() bool {
	most := fewWords
	if strings.Contains(x.baseName(), "意见") {
		most = someWords
	}
	return x.out.Signature != nil && x.unreadRows == 0 && x.prose() <= most+1 && !slices.ContainsFunc(x.l.pictures, hasWords) &&
		!slices.ContainsFunc(x.parts, func(p part) bool { return p.form != "" }) &&
		!slices.ContainsFunc(x.out.Findings, func(f notice.Finding) bool { return f.Rule == ruleNoTable || f.Rule == rulePhoto })
}

// placeTables puts what is told of tables in order, and says where they stand if it is not in the text.
func (x *reading) placeTables() {
	slices.SortStableFunc(x.out.Tables, func(a, b TableReading) int { return a.Table - b.Table })
	for i := range x.out.Tables {
		t := &x.out.Tables[i]
		if t.Layout == Labels && t.Table == 0 {
			t.Reason = "逐段写的“栏目：内容”，" + decimal(fields(t.Columns)) + "个栏目，读入" + decimal(t.Records) + "项"
			continue
		}
		if t.Table == 0 {
			t.Reason += "（不是Word表格）"
			continue
		}
		switch u := x.l.tables[t.Table-1]; {
		case u.nested:
			t.Reason += "（套在另一张表里）"
		case u.box > 0:
			t.Reason += "（在文本框里）"
		}
	}
}

// guest is a section that a title or heading inside a file names, and the records below it.
type guest struct {
	section, first string
	at             notice.Place // of the first record
	n              int
	own            bool // every record has the section in its own field, by the heading
}

// guests are such sections, in order.
type guests []*guest

func (g guests) add(section string, rec *Record) guests {
	if section == "" {
		return g
	}
	i := slices.IndexFunc(g, func(o *guest) bool { return o.section == section })
	if i < 0 {
		i, g = len(g), append(g, &guest{section: section, first: rec.Fields["name"].Text, at: rec.Place, own: true})
	}
	v := rec.Fields["section"]
	g[i].n, g[i].own = g[i].n+1, g[i].own && v.Inherited && v.Text == section
	return g
}

func (g guests) without(section string) guests {
	return slices.DeleteFunc(g, func(o *guest) bool { return o.section == section })
}

// guestsOf says which records stand under the name of another section than the one the file counts for. A file that lies
// in no section's folder may hold the lists of several: what a heading gives to a section is that section's.
func (x *reading) guestsOf(own string) {
	for _, g := range x.guests {
		if own == "" || x.sameSection(g.section, own) || x.src.Section == "" && g.own {
			continue
		}
		x.report(problem{ruleSection, "“" + g.section + "”名下的" + decimal(g.n) + "项（“" + shorten(g.first, 20) + "”" + more(g.n) + "）写在“" + own + "”的文件里，按“" + own + "”收",
			"一个科室一份文件：请把这些职权移到“" + g.section + "”的文件里；如确属“" + own + "”，请改正标题。"}, g.at, "")
	}
}

func more(n int) string {
	if n > 1 {
		return "等"
	}
	return ""
}

func (x *reading) sameSection(a, b string) bool {
	if notice.Fold(a) == notice.Fold(b) {
		return true
	}
	p, ok := x.r.n.Section(a)
	q, also := x.r.n.Section(b)
	return ok && also && p.Name == q.Name
}

func decimal(n int) string { return strconv.Itoa(n) }

func nextRune(s string) (rune, int) { return utf8.DecodeRuneInString(s) }
