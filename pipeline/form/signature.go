package form

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// signPart is what a label of the lines for signatures asks for.
type signPart int

const (
	signPlace  signPart = iota // the word of the section's head: 科室主要负责人意见
	signName                   // 签名
	signDate                   // 日期
	signOthers                 // somebody else: 填表人, 联系电话
)

// headOfSection reads the labels under which the head of a section signs (P38), folded: who, what is asked for, how it is
// signed. Other offices' words (分管领导意见, 领导小组办公室审核意见) do not match.
var headOfSection = regexp.MustCompile(`^(各|本|我)?(填报|申报|报送|上报|编报)?(科室|处室|部门|单位|办公室|科|处|室|站|所|办|中心)?(行政)?(主要|第一)?` +
	`(负责人|责任人|负责同志|领导|科长|处长|主任|站长|所长)?(审核|审查|签署)?(意见)?(及|和|并)?((?:签字|签名|签章|签署|审签|签发|盖章|公章)*)$`)

// plainHeads ask for the head's name without a word of signing, on a line with a colon.
var plainHeads = map[string]bool{
	"科室负责人": true, "处室负责人": true, "部门负责人": true, "单位负责人": true,
	"主要负责人": true, "科室主要负责人": true, "部门主要负责人": true, "单位主要负责人": true,
}

// signLabel tells a folded label; opinion says whether the head's opinion stands behind it rather than the name.
func (x *reading) signLabel(label string) (part signPart, opinion, ok bool) {
	if utf8.RuneCountInString(label) > 20 {
		return 0, false, false
	}
	for _, name := range []string{x.src.Section, x.section} {
		if rest, cut := strings.CutPrefix(label, notice.FoldHead(name)); cut && name != "" && rest != "" {
			label = rest // 外资管理科科长签字
			break
		}
	}
	if m := headOfSection.FindStringSubmatch(label); m != nil {
		who, asked, how := m[6], m[8] != "", m[10]
		signed := strings.Contains(how, "签")
		switch {
		case who != "" && (asked || how != ""), asked && (m[3] != "" || m[7] == "签署"), m[3] != "" && signed, plainHeads[label]:
			return signPlace, asked, true
		case signed:
			return signName, false, true
		case who != "" && m[3]+m[2] == "":
			return signName, false, true // 科室意见：同意。　负责人：张××
		}
	}
	if strings.HasSuffix(label, "日期") || strings.HasSuffix(label, "时间") {
		return signDate, false, true
	}
	_, known := metaLabels[dropStamp(label)]
	return signOthers, false, known
}

// signSegments are the labels of a line for signatures, from that of the head on; nil if it has none.
func (x *reading) signSegments(text string) []segment {
	known := func(label string) (int, bool) {
		part, _, ok := x.signLabel(label)
		return int(part), ok
	}
	text = strings.ReplaceAll(x.withColon(underlined.ReplaceAllString(text, "$1：")), "\n", "\t")
	segs := splitLabels(text, known)
	if i := strings.IndexAny(text, " \t"); segs == nil && i > 0 && x.isOpinion(text[:i]) { // 同意上报。　科室负责人：张××
		if segs = x.signSegments(text[i:]); segs != nil {
			return append([]segment{{value: text[:i], field: int(signPlace)}}, segs...)
		}
	}
	for i := range segs { // a bracket before the colon is not shown to known
		if part, _, ok := x.signLabel(notice.FoldHead(segs[i].label)); ok {
			segs[i].field = int(part)
		}
	}
	first := slices.IndexFunc(segs, func(s segment) bool { return s.field == int(signPlace) })
	if first < 0 {
		if len(segs) > 0 && segs[0].field == int(signName) && strings.Contains(segs[0].label, "签") { // 签字：　　日期：
			return segs
		}
		return nil
	}
	return segs[first:]
}

// withColon puts a colon behind the label that a text begins with, where it has none and the rest stands on other lines.
func (x *reading) withColon(text string) string {
	lines := strings.Split(text, "\n")
	for n := range min(len(lines), 10) { // 科 over 室 over 意 over 见
		label := strings.Join(lines[:n+1], "")
		if strings.ContainsAny(label, ":：") {
			break
		}
		if part, _, ok := x.signLabel(notice.FoldHead(label)); ok && part == signPlace {
			return label + "：" + strings.Join(lines[n+1:], "\t")
		}
	}
	return text
}

// isOpinion says whether a text begins as the head's opinion does.
func (x *reading) isOpinion(text string) bool {
	_, ok := prefixed(strings.TrimLeft(text, "_ 　（("), []string{"同意", "情况属实", "属实", "内容属实"})
	return ok
}

// underlined is a label with a line to write on and no colon.
var underlined = regexp.MustCompile(`([字名章署见][）)]?)[ 　]*[_＿]{2,}`)

// asksToSign is the quick test for lines on which somebody may sign.
func asksToSign(text string) bool {
	return len(text) <= 900 && (strings.Contains(text, "签") || strings.Contains(text, "意见") || strings.Contains(text, "负责人") || strings.Contains(text, "意\n见"))
}

// signatures looks for the place where the head of the section signs, in paragraphs and in the rows of tables that are no
// powers. Where there are several, one that is signed counts.
func (x *reading) signatures(all []passage) {
	for i := range all {
		g := &all[i]
		switch {
		case slices.Contains(x.charted, g.table): // a step of a chart may well be 科室负责人签字
		case g.table != nil:
			x.signedTable(g.table)
		case g.plain() && asksToSign(g.text):
			x.sign(x.signedLines(all[i:]))
		}
	}
	s := x.out.Signature
	if s != nil && x.out.Dated.IsZero() && !s.On.IsZero() {
		x.out.Dated, x.out.DatedAt = s.On, s.Place
	}
}

// signArea is the label of a place to sign and what stands in it, as a line.
type signArea struct {
	text    string
	stamped bool
	at      notice.Place
}

// sign reads such a place.
func (x *reading) sign(a signArea) {
	if a.text == "" || x.out.Signature.Signed() {
		return
	}
	text := foldProse(a.text)
	segs := x.signSegments(text)
	if segs == nil {
		return
	}
	s := &Signature{Stamped: a.stamped, Place: a.at}
	if at := strings.Index(text, segs[0].label); at > 0 { // what is left of the label is not the head's
		text = text[at:]
	}
	s.On, _, _ = findDate(text)
	for _, g := range segs {
		switch signPart(g.field) {
		case signPlace, signName:
			_, asked, _ := x.signLabel(notice.FoldHead(g.label))
			s.take(g.value, !asked || strings.Contains(g.label, "签字") || strings.Contains(g.label, "签名"))
		}
	}
	if x.out.Signature == nil || s.Signed() {
		x.out.Signature = s
	}
}

// Words of a place to sign that are nobody's: the blank date, and how to sign.
var (
	blankDate = regexp.MustCompile(`年\s*月\s*日`)
	howToSign = regexp.MustCompile(`[（(]\s*(签字|签名|签章|盖章|公章|签字盖章|签名盖章|印章|副?[科处站所局]长|副?主任)\s*[）)]`)
	partOfDay = regexp.MustCompile(`^[\d元一二三四五六七八九十廿卅]*[年月日号.]+[\d元一二三四五六七八九十廿卅年月日号.]*$`)
	spacedOut = regexp.MustCompile(`([\p{Han}×*])\s+([×xX*○])`) // 李 ×
	aPerson   = regexp.MustCompile(`^[\p{Han}×xX*＊○〇·•]{2,6}$`)
)

// Words of an opinion, and titles that stand beside a name.
var (
	opinionWords = []string{"同意", "属实", "意见", "上报", "申报", "报送", "异议", "通过", "已阅", "准确", "确认", "无误", "审核", "审查", "符合", "准予",
		"完整", "公开", "请", "报局", "签", "章", "年", "月"}
	noPersons  = []string{"科", "室", "局", "处", "站", "办", "组", "中心", "空", "白", "缺", "略", "未", "待", "手写", "本人", "盖印"}
	signTitles = []string{"科长", "副科长", "处长", "副处长", "主任", "副主任", "站长", "副站长", "所长", "副所长", "局长"}
)

// take parts the words behind a label into an opinion and a name. alone says that a name may stand without an opinion.
func (s *Signature) take(value string, alone bool) {
	if _, from, to := findDate(value); to > 0 {
		value = value[:from] + "\t" + value[to:]
	}
	value = blankDate.ReplaceAllString(howToSign.ReplaceAllString(value, "\t"), "\t")
	value = spacedOut.ReplaceAllString(value, "$1$2")
	value = joinPersonName(strings.ReplaceAll(value, "。", "。\t"))
	var opinion []string
	words := strings.FieldsFunc(value, func(c rune) bool { return strings.ContainsRune(" \t\n_＿:：;；", c) })
	for i, w := range words {
		w = strings.Trim(w, "-—–―…./／（）()，,、")
		switch {
		case w == "" || slices.Contains(signTitles, w) || partOfDay.MatchString(w):
		case s.Signer == "" && (alone || i > 0) && isPerson(w):
			s.Signer = w
		default:
			opinion = append(opinion, w)
		}
	}
	s.Opinion = joinWith(s.Opinion, strings.TrimRight(strings.Join(opinion, ""), "。"))
}

// isPerson says whether a word may be a name: a few characters that say nothing else. ××× is nobody.
func isPerson(w string) bool {
	_, office := suffixed(w, noPersons)
	return aPerson.MatchString(w) && strings.Trim(w, "×xX*＊○〇·•某") != "" && !containsAny(w, opinionWords) && !office
}

// signedLines gathers the lines that belong to the place to sign on the first of all: the head's words, the name, the day.
func (x *reading) signedLines(all []passage) signArea {
	a := signArea{text: all[0].text, at: all[0].at}
	drawnHere := func(g *passage, asked bool) {
		for i := range g.p.Pictures {
			a.stamped = a.stamped || isStamp(&g.p.Pictures[i], asked)
		}
	}
	if x.signSegments(foldProse(a.text)) == nil {
		return signArea{}
	}
	if a.text = x.withColon(a.text); !strings.ContainsAny(a.text, ":：_＿") {
		a.text += "："
	}
	drawnHere(&all[0], true)
	for i := 1; i < min(len(all), 6); i++ {
		g := &all[i]
		if g.table != nil || g.unit != nil && (!g.plain() || !x.continuesSign(g.text)) {
			break
		}
		a.text += "\t" + g.text
		drawnHere(g, g.unit != nil)
	}
	return a
}

// isStamp says whether a picture may be a signature or a seal: any where they are asked for, elsewhere a small one or one
// that says so.
func isStamp(p *docx.Picture, asked bool) bool {
	switch p.Kind {
	case docx.Image, docx.Ink, docx.Embedded:
		return asked || p.Width > 0 && !atLeast(p, photoWidth, photoHeight) || strings.ContainsAny(p.Alt, "签章印")
	}
	return false
}

// continuesSign says whether a line may stand below a label of the head.
func (x *reading) continuesSign(text string) bool {
	if utf8.RuneCountInString(text) > 60 {
		return false
	}
	text = foldProse(text)
	if _, from, to := findDate(text); to > 0 && strings.Trim(text[:from]+text[to:], "（）() ") == "" {
		return true
	}
	if part, _, ok := x.signLabel(notice.FoldHead(beforeColon(text))); ok {
		return part == signName || part == signDate
	}
	first := strings.Trim(howToSign.ReplaceAllString(text, ""), "_ 　。.") // 张××（签名）
	return x.isOpinion(first) || first == "" || isPerson(strings.ReplaceAll(first, " ", "")) && utf8.RuneCountInString(first) <= 4
}

func beforeColon(text string) string {
	if i := strings.IndexAny(text, ":："); i >= 0 {
		return text[:i]
	}
	return text
}

// signedTable looks at the rows of a table that became no part of a power.
func (x *reading) signedTable(u *tableUnits) {
	for row := range u.rows {
		if u.rows[row].state == used {
			continue
		}
		for _, c := range u.table.Rows[row].Cells {
			if text := cellText(c); asksToSign(text) {
				x.sign(x.signedCells(u, c, text))
			}
		}
	}
	for _, in := range u.inner {
		x.signedTable(in)
	}
}

// maxSignRows is how many rows a place to sign may have besides that of its label.
const maxSignRows = 4

// signedCells gathers what belongs to the label in a cell: its own words, the cells to its right up to the next label, and
// where there are none the cell below.
func (x *reading) signedCells(u *tableUnits, c *docx.Cell, text string) signArea {
	segs := x.signSegments(foldProse(text))
	if segs == nil || !strings.ContainsAny(text, ":：签见") {
		return signArea{}
	}
	a := signArea{text: text, at: x.place(u, c.Row, c.Col)}
	take := func(d *docx.Cell) {
		drawn(d.Blocks, func(p *docx.Picture) { a.stamped = a.stamped || isStamp(p, true) })
	}
	if a.text = x.withColon(text); !strings.ContainsAny(a.text, ":：_＿") {
		a.text += "："
	}
	take(c)
	if x.headsColumns(u.table, c.Row) { // 填表人 | 科室负责人签字 | 日期, and the names below
		for _, head := range u.table.Rows[c.Row].Cells {
			part, _, _ := x.signLabel(notice.FoldHead(cellText(head)))
			below := u.table.At(c.Row+1, head.Col)
			switch {
			case head == c:
				a.text += cellText(below)
				take(below)
			case part == signDate:
				a.text += "\t日期：" + cellText(below)
			}
		}
		return a
	}
	for row := c.Row; ; row++ { // 科室意见 | 同意 over 签名 | 张××
		if row > c.Row && (row >= len(u.rows) || row > c.Row+maxSignRows || u.rows[row].state == used || !x.goesOnSigning(u.table.Rows[row].Cells)) {
			return a
		}
		for _, d := range u.table.Rows[row].Cells {
			if row == c.Row && d.Col <= c.Col {
				continue
			}
			words := cellText(d)
			part, _, ok := x.signLabel(notice.FoldHead(beforeColon(words)))
			if ok && (part == signPlace || part == signOthers) {
				return a
			}
			if ok && !strings.ContainsAny(words, ":：") {
				words += "："
			}
			a.text += "\t" + words
			take(d)
		}
	}
}

// headsColumns says whether a row is nothing but labels, whose values stand in the row below.
func (x *reading) headsColumns(t *docx.Table, row int) bool {
	cells := t.Rows[row].Cells
	if row+1 >= len(t.Rows) || len(cells) < 2 {
		return false
	}
	for _, c := range cells {
		below := t.At(row+1, c.Col)
		_, _, label := x.signLabel(notice.FoldHead(strings.TrimRight(cellText(c), ":：")))
		if !label || below == nil || below.Row != row+1 || below.Col != c.Col {
			return false
		}
		if _, _, label = x.signLabel(notice.FoldHead(beforeColon(cellText(below)))); label {
			return false
		}
	}
	return true
}

// goesOnSigning says whether a row belongs to the place to sign above it: its first words are the label of a name or a day,
// or an opinion.
func (x *reading) goesOnSigning(cells []*docx.Cell) bool {
	for _, c := range cells {
		if text := cellText(c); text != "" {
			return x.continuesSign(text)
		}
	}
	return hasPicture(cells)
}

// signsIn is signs of a cell.
func (x *reading) signsIn(c *docx.Cell) bool { return x.signs(cellText(c)) }

// signsOn says whether a row below a place to sign begins with the label of the name or the day: 签名 | 张××.
func (x *reading) signsOn(u *tableUnits, row int, first string) bool {
	if row == 0 || u.rows[row-1].why != whySigned {
		return false
	}
	part, _, ok := x.signLabel(notice.FoldHead(beforeColon(first)))
	return ok && part != signOthers
}

// signs says whether a text in a table is a place for the head of the section to sign, which is no power's.
func (x *reading) signs(text string) bool {
	return asksToSign(text) && strings.ContainsAny(text, "签见") && x.signSegments(foldProse(text)) != nil
}
