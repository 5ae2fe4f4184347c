package form

import (
	"regexp"
	"strings"

	"huibian/pipeline/notice"
)

// caption is something said above a table, in a heading or a group row, that holds for the records below.
type caption struct {
	text, raw string
	place     notice.Place
}

// context is what the text above says of what follows.
type context struct {
	form       notice.FormKind
	formWords  string
	formClass  notice.Class // Secret under the title of 附件4
	listClass  notice.Class // of the list heading: (二)对内公开的行政权力
	listWords  string
	chartClass notice.Class // of the caption of a chart, to the next
	chartWords string
	floor      notice.Class // of the list around a table: no heading inside is more open
	category   caption
	section    caption // of a group row that names a section
	stated     string  // section that the last title or heading names
}

// group is a heading that says how many records follow: 二、行政处罚（4项）.
type group struct {
	words string
	place notice.Place
	want  int
	got   int
}

// Levels of groups: a heading closes its own level and those below.
const (
	levelList = iota // 对外公开, 对内公开
	levelCategory
	levelRow // group rows inside a table
	levels
)

// openGroup begins a group; want < 0 means that no number is given.
func (x *reading) openGroup(level int, words string, want int, at notice.Place) {
	x.closeGroups(level)
	if want >= 0 {
		x.groups[level] = &group{words: words, place: at, want: want}
	}
}

// closeGroups ends the groups of a level and below, and compares what they announced with what came.
func (x *reading) closeGroups(level int) {
	x.flush()
	for l := level; l < levels; l++ {
		g := x.groups[l]
		if g == nil {
			continue
		}
		x.groups[l] = nil
		if g.got != g.want {
			x.report(problem{ruleCount, "“" + shorten(g.words, 30) + "”写明" + decimal(g.want) + "项，实际读到" + decimal(g.got) + "项",
				"请核对项数；如有漏行或多行，请改正表格。"}, g.place, "")
		}
	}
}

// countRecord counts a finished record in every open group.
func (x *reading) countRecord() {
	for _, g := range x.groups {
		if g != nil {
			g.got++
		}
	}
}

// heading is what a heading line says.
type heading struct {
	category *notice.Category
	class    notice.Class
	section  *notice.Section
	count    int // -1 if none
}

// tableNumber is the number of a table before its heading: 表一　行政许可.
var tableNumber = regexp.MustCompile(`^(?:附)?表\s*[一二三四五六七八九十\d]+\s*[、.．:：—-]?\s*`)

// readHeading reads a short line as a heading that groups what follows: by category, by class or by section.
func (r *Reader) readHeading(text string) (heading, bool) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 120 || strings.ContainsAny(text, "。；") {
		return heading{}, false
	}
	bare, count := cutCount(stripNumber(tableNumber.ReplaceAllString(foldProse(text), "")))
	bare = strings.TrimRight(bare, "：: ")
	if i := strings.IndexAny(bare, ":："); i >= 0 {
		if f, ok := r.heads[notice.FoldHead(bare[:i])]; ok && f == r.category {
			_, size := nextRune(bare[i:])
			bare = strings.TrimSpace(bare[i+size:])
		}
	}
	h := heading{count: count}
	folded := notice.Fold(bare)
	if c, ok := r.headingCategory(folded); ok {
		h.category = c
		return h, true
	}
	if len([]rune(folded)) <= 24 && !pointsBack(folded) {
		t := r.tell(folded, inHeading)
		if rest, cut := strings.CutPrefix(strings.TrimLeft(folded, "可以应当能宜"), "公开"); cut && t.class == "" && classSuffixes[rest] {
			t.class, t.word = notice.Public, "公开"
		}
		short := t.class == notice.Secret && len([]rune(folded)) <= 12
		if t.class != "" && t.negated == "" && (short || aboutPowers(folded, t.word)) {
			h.class = t.class
			return h, true
		}
	}
	if s, ok := r.n.Section(bare); ok {
		h.section = s
		return h, true
	}
	return h, false
}

// suffixes a category may carry in a heading.
var categorySuffixes = []string{"类", "类职权", "类权力", "职权", "权力", "事项", "项目", "类事项", "类行政职权", "类行政权力", "职权目录", "权力目录", "目录"}

// classSuffixes make a heading of 公开, which by itself turns up everywhere.
var classSuffixes = map[string]bool{
	"类": true, "部分": true, "事项": true, "的事项": true, "项目": true, "的项目": true, "职权": true, "的职权": true, "权力": true, "的权力": true,
	"行政职权": true, "的行政职权": true, "行政权力": true, "的行政权力": true, "类事项": true, "职权事项": true, "的职权事项": true, "权力事项": true,
}

// headingCategory knows a category in a heading only as a whole (with 类, 事项 …), never inside a sentence.
func (r *Reader) headingCategory(folded string) (*notice.Category, bool) {
	try := func(s string) (*notice.Category, bool) {
		if len(s) < 6 { // one character, or a bare code letter pair
			return nil, false
		}
		i, ok := r.categories[s]
		if !ok {
			return nil, false
		}
		return &r.n.Categories[i], true
	}
	if c, ok := try(folded); ok {
		return c, true
	}
	for _, suffix := range categorySuffixes {
		if s, cut := strings.CutSuffix(folded, suffix); cut {
			if c, ok := try(s); ok {
				return c, true
			}
		}
	}
	return nil, false
}

// aboutPowers says whether a line that holds a word of disclosure is a heading of powers: 对内公开的行政权力, and not
// 公开的基本原则.
func aboutPowers(folded, word string) bool {
	if folded == word {
		return true
	}
	for _, w := range []string{"权力", "职权", "事项", "项目", "目录", "清单", "部分", "类"} {
		if strings.Contains(folded, w) {
			return true
		}
	}
	return false
}

// cutCount takes a number of items off the end of a heading: 行政处罚（4项）, 行政处罚共四项.
func cutCount(text string) (rest string, count int) {
	rest = strings.TrimRight(text, " ：:）)")
	rest, ok := strings.CutSuffix(rest, "项")
	if !ok {
		if rest, ok = strings.CutSuffix(rest, "个"); !ok {
			return text, -1
		}
	}
	runes := []rune(rest)
	i := len(runes)
	for i > 0 && (runes[i-1] >= '0' && runes[i-1] <= '9' || strings.ContainsRune("零〇一二三四五六七八九十百", runes[i-1])) {
		i--
	}
	n, ok := number(string(runes[i:]))
	if !ok {
		return text, -1
	}
	rest = strings.TrimRight(string(runes[:i]), " 　")
	rest = strings.TrimSuffix(strings.TrimSuffix(rest, "共计"), "共")
	return strings.TrimRight(rest, " （(，,：:"), n
}

// number reads a decimal or Chinese number below a thousand.
func number(s string) (int, bool) {
	if s == "" {
		return 0, false
	}
	n, section := 0, 0
	for _, c := range s {
		switch i := strings.IndexRune("〇一二三四五六七八九", c); {
		case c >= '0' && c <= '9':
			section = section*10 + int(c-'0')
		case c == '零':
		case i >= 0:
			section = i / 3
		case c == '十' || c == '百':
			unit := 10
			if c == '百' {
				unit = 100
			}
			n, section = n+max(section, 1)*unit, 0
		default:
			return 0, false
		}
		if n+section > 1_000_000 {
			return 0, false
		}
	}
	return n + section, true
}
