package catalog

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/notice"
)

// scope is within what sequence numbers count: the unit part of the code (with the section's own part), the category,
// and the range of the class.
type scope struct {
	unit, category string
	class          notice.Class
}

// codes are the permanent codes that have been issued, and the numbers that come next.
type codes struct {
	taken   map[string]int // code → index of its item, -1 if no item has it
	highest map[scope]int  // ever issued; 0 if none
	next    map[scope]int
}

// issued counts the codes that powers have and had. None of them is given again.
func (m *merger) issued() *codes {
	c := &codes{make(map[string]int, len(m.known.powers)+len(m.catalog.Items)), map[scope]int{}, map[scope]int{}}
	for _, p := range m.known.powers {
		c.issue(m.n, p.Code)
		for _, code := range p.Former {
			c.issue(m.n, code)
		}
	}
	return c
}

func (c *codes) issue(n *notice.Notice, code string) {
	if code == "" {
		return
	}
	c.taken[code] = -1
	if at, seq, ok := scopeOf(n, code); ok {
		c.highest[at] = max(c.highest[at], seq)
	}
}

// scopeOf is the scope and the number of a code.
func scopeOf(n *notice.Notice, code string) (scope, int, bool) {
	parsed, ok := n.Codes.Parse(code)
	if !ok {
		return scope{}, 0, false
	}
	for _, class := range []notice.Class{notice.Public, notice.Internal, notice.Secret} {
		if first, last := n.Codes.Range(class); parsed.Seq >= first && parsed.Seq <= last {
			return scope{parsed.Unit + parsed.Section, parsed.Category, class}, parsed.Seq, true
		}
	}
	return scope{}, 0, false
}

// passed reports whether a code that nobody ever had is left behind: numbers go on after the highest that was issued, so
// that a gap stays one and no number is taken for that of a power that was there before.
func (c *codes) passed(n *notice.Notice, code string) bool {
	at, seq, ok := scopeOf(n, code)
	return ok && seq < c.highest[at]
}

// number gives every item of a known category its code: the one its power has, else a valid one it was submitted with,
// else the next free one of its scope. An item that becomes stricter keeps its code, which is known already; one that
// becomes more open, or another category, gets a new one. What is issued once is not given to another, nor is what was
// skipped. An item that stands in no volume gets none.
func (m *merger) number() {
	c := m.issued()
	items := m.catalog.Items
	left := map[int]bool{} // items that leave the range of a stricter class or a category
	for i := range items {
		p := m.power(i)
		if p == nil || p.Code == "" || c.taken[p.Code] >= 0 {
			continue
		}
		if !items[i].shelved() && m.outgrown(p.Code, &items[i]) {
			left[i] = true
			continue
		}
		items[i].Code = p.Code
		c.taken[p.Code] = i
	}
	for i := range items {
		if items[i].Code != "" || !items[i].shelved() {
			m.submitted(i, c)
		}
	}
	for i := range items {
		it := &items[i]
		if it.Code == "" && it.Category != "" && !it.shelved() {
			m.assign(i, c)
		}
		if m.known.code[i] == it.Code {
			it.Submitted = ""
		}
		if left[i] && it.Code != "" {
			m.renumbered(i)
		}
	}
}

// outgrown reports whether an item's code is none for it any more: it is of another category, or from the range of a
// stricter class, where in an open volume it would tell how many such items there are.
func (m *merger) outgrown(code string, it *Item) bool {
	parsed, ok := m.n.Codes.Parse(code)
	_, last := m.n.Codes.Range(it.Class)
	return ok && (parsed.Seq > last || it.Category != "" && parsed.Category != it.Category)
}

func (m *merger) renumbered(i int) {
	it, p := &m.catalog.Items[i], m.power(i)
	to := className[it.Class]
	if it.Category != p.Category {
		to = it.CategoryName
	}
	m.find("I01", it.Source, it, fmt.Sprintf("“%s”改为%s，原编码%s停用，改编为%s", it.Name, to, p.Code, it.Code),
		"请在有关文书中改用新编码；原编码不再分配给其他事项。")
}

// submitted takes over the code an item came with, if it is right in every part and still free.
func (m *merger) submitted(i int, c *codes) {
	it := &m.catalog.Items[i]
	if it.Submitted == "" || m.known.doubt[i] {
		return
	}
	at, code := m.codePlace(i), m.known.code[i]
	refuse := func(message, advice string) {
		m.find("E04", at, it, message, advice)
	}
	const leave = "请改正编码，或留空由系统编码。"
	if p := m.power(i); p != nil && slices.Contains(p.Former, code) {
		refuse(fmt.Sprintf("权力编码“%s”是“%s”的原编码，已经停用", code, it.Name), "请改用现编码"+cmp.Or(it.Code, p.Code)+"。")
		return
	}
	if it.Code != "" {
		if code != it.Code {
			refuse(fmt.Sprintf("“%s”已编为%s，报来的权力编码“%s”未采用", it.Name, it.Code, code), "编码一经编定不再更改，请改用已编定的编码。")
		}
		return
	}
	parsed, ok := m.n.Codes.Parse(code)
	if !ok {
		advice := leave
		if fixed := m.propose(code, c); fixed != "" {
			advice = "是否应为“" + fixed + "”？" + leave
		}
		refuse(fmt.Sprintf("权力编码“%s”格式不对，应如%s", it.Submitted, m.example(it)), advice)
		return
	}
	unit, section := m.unit(it)
	switch {
	case parsed.Unit != unit || parsed.Section != section:
		refuse(fmt.Sprintf("权力编码“%s”的单位部分“%s%s”与本单位“%s%s”不符", code, parsed.Unit, parsed.Section, unit, section), leave)
	case it.Category != "" && parsed.Category != it.Category:
		refuse(fmt.Sprintf("权力编码“%s”的类别“%s”与权力类别“%s”（%s）不符", code, parsed.Category, it.CategoryName, it.Category), leave)
	case it.Category == "":
		refuse(fmt.Sprintf("权力编码“%s”暂不采用：权力类别“%s”无法识别", code, it.CategoryName), "请先改正权力类别。")
	case !m.inRange(parsed.Seq, it.Class):
		first, last := m.n.Codes.Range(it.Class)
		width := m.n.Codes.Width
		refuse(fmt.Sprintf("权力编码“%s”的序号不在%s事项的号段内（%0*d至%0*d）", code, className[it.Class], width, first, width, last), "请留空由系统编码，以免公开版出现空号。")
	default:
		if j, clash := c.taken[code]; clash {
			used := func(by string) string { return fmt.Sprintf("权力编码“%s”已由%s使用", code, by) }
			m.findAmong("E04", at, it, used(m.holder(j, it.Section)), used(m.holderDiscreetly(j, it)), leave)
			return
		}
		if c.passed(m.n, code) {
			refuse(fmt.Sprintf("权力编码“%s”从未使用过，而同类职权已编到更后的序号：空号不再补用", code), "请留空由系统编码。")
			return
		}
		it.Code = code
		c.taken[code] = i
	}
}

// holder is who has a code, in the words of a message to a section. What another section keeps secret is not named.
func (m *merger) holder(j int, section string) string {
	if j < 0 {
		return "另一事项"
	}
	other := &m.catalog.Items[j]
	if other.Class == notice.Secret && other.Section != section {
		return other.Section + "的一个事项"
	}
	return fmt.Sprintf("“%s”（%s %s）", other.Name, other.Source.File, other.Source)
}

// holderDiscreetly is who has a code, in words that any section may read.
func (m *merger) holderDiscreetly(j int, reader *Item) string {
	if j < 0 {
		return "另一事项"
	}
	other := &m.catalog.Items[j]
	if other.quotable(reader) {
		return m.holder(j, reader.Section)
	}
	return other.discreetly(reader) + "的一个事项"
}

func (m *merger) inRange(seq int, class notice.Class) bool {
	first, last := m.n.Codes.Range(class)
	return seq >= first && seq <= last
}

// unit is the unit part of an item's code: the bureau's, and the section's own where it has one (P25).
func (m *merger) unit(it *Item) (unit, section string) {
	if s, ok := m.n.Section(it.Section); ok {
		return m.n.Unit.Code, s.Code
	}
	return m.n.Unit.Code, ""
}

// assign gives the next free code of the item's scope.
func (m *merger) assign(i int, c *codes) {
	it := &m.catalog.Items[i]
	unit, section := m.unit(it)
	sc := scope{unit + section, it.Category, it.Class}
	first, last := m.n.Codes.Range(it.Class)
	seq := max(c.next[sc], c.highest[sc]+1, first)
	for ; ; seq++ {
		code, err := m.n.Codes.Format(unit, section, it.Category, seq)
		if seq > last || errors.Is(err, notice.ErrSequenceFull) {
			c.next[sc] = seq
			m.find("E04", it.Source, it,
				fmt.Sprintf("%s的序号已用到%d，“%s”编不出号", it.CategoryName, last, it.Name),
				"请联系领导小组办公室调整编码方案。")
			return
		}
		if err != nil {
			m.find("E04", it.Source, it, fmt.Sprintf("“%s”编不出号：编码方案与单位或类别代码不符", it.Name), "请检查notice.yaml中的编码方案。")
			return
		}
		if _, used := c.taken[code]; used {
			continue
		}
		it.Code = code
		c.taken[code] = i
		c.next[sc] = seq + 1
		return
	}
}

// example is a code as it should be, for the one who got it wrong.
func (m *merger) example(it *Item) string {
	unit, section := m.unit(it)
	category := it.Category
	if category == "" && len(m.n.Categories) > 0 {
		category = m.n.Categories[0].Code
	}
	code, err := m.n.Codes.Format(unit, section, category, 1)
	if err != nil {
		return m.n.Codes.Pattern
	}
	return code
}

// lookAlikes are the characters that are typed for one another.
var lookAlikes = []struct{ from, to string }{{"O", "0"}, {"I", "1"}, {"L", "1"}, {"0", "O"}, {"1", "I"}}

// propose looks for the valid code that was probably meant, and that nobody has: one look-alike character, or missing
// zeros.
func (m *merger) propose(code string, c *codes) string {
	try := func(fixed string) bool {
		p, ok := m.n.Codes.Parse(fixed)
		_, clash := c.taken[fixed]
		return ok && p.Unit == m.n.Unit.Code && !clash && !c.passed(m.n, fixed)
	}
	for _, l := range lookAlikes {
		for at := 0; at < len(code); at++ {
			if strings.HasPrefix(code[at:], l.from) {
				if fixed := code[:at] + l.to + code[at+1:]; try(fixed) {
					return fixed
				}
			}
		}
	}
	if at := strings.LastIndex(code, m.n.Codes.Separator); at >= 0 {
		seq := code[at+len(m.n.Codes.Separator):]
		if n := m.n.Codes.Width - len(seq); n > 0 {
			if fixed := code[:at] + m.n.Codes.Separator + strings.Repeat("0", n) + seq; try(fixed) {
				return fixed
			}
		}
	}
	return ""
}
