package catalog

import (
	"errors"
	"fmt"
	"strings"

	"huibian/pipeline/notice"
)

// Issued is a code that a power already has. Key tells the power again: see [Key].
type Issued struct {
	Code string
	Key  string
}

// Key is what a power is recognised by across versions of its submission: section, category, name and sub-item, without
// what only tells spellings apart.
func Key(it *Item) string {
	return it.Section + "\x00" + it.Category + "\x00" + sameName(it.Name) + "\x00" + sameName(it.Fields["subitem"])
}

// scope is within what sequence numbers count: the unit part of the code (with the section's own part), the category,
// and the range of the class.
type scope struct {
	unit, category string
	class          notice.Class
}

// number gives every item of a known category its code: the one it has been issued, else a valid one it was submitted
// with, else the next free one of its scope. An item that becomes stricter keeps its code, which is known already; one that
// becomes more open gets a new code. What is issued once is not given to another.
func (m *merger) number(issued []Issued) {
	taken := map[string]int{}      // code → index of its item, -1 if it was issued to a power that is not here
	byKey := map[string][]string{} // a power that two rows submit has two codes
	for _, x := range issued {
		if _, again := taken[x.Code]; !again {
			taken[x.Code] = -1
			byKey[x.Key] = append(byKey[x.Key], x.Code)
		}
	}
	opened := map[int]string{} // items that left the range of a stricter class, with the code they had there
	items := m.catalog.Items
	for i := range items {
		if len(byKey) == 0 {
			break
		}
		key := Key(&items[i])
		codes := byKey[key]
		if len(codes) == 0 {
			continue
		}
		byKey[key] = codes[1:]
		if m.tells(codes[0], items[i].Class) {
			opened[i] = codes[0]
			continue
		}
		items[i].Code = codes[0]
		taken[codes[0]] = i
	}
	for i := range items {
		m.submitted(i, taken)
	}
	next := map[scope]int{}
	for i := range items {
		if items[i].Code == "" && items[i].Category != "" {
			m.assign(i, taken, next)
		}
		if notice.NormalizeCode(items[i].Submitted) == items[i].Code {
			items[i].Submitted = ""
		}
		if old := opened[i]; old != "" && items[i].Code != "" {
			m.find("I01", items[i].Source, &items[i],
				fmt.Sprintf("“%s”改为%s，原编码%s停用，改编为%s", items[i].Name, className[items[i].Class], old, items[i].Code),
				"请在有关文书中改用新编码；原编码不再分配给其他事项。")
		}
	}
}

// tells reports whether a code is from the range of a stricter class than its item's: in an open volume it would tell how
// many such items there are.
func (m *merger) tells(code string, class notice.Class) bool {
	parsed, ok := m.n.Codes.Parse(code)
	_, last := m.n.Codes.Range(class)
	return ok && parsed.Seq > last
}

// submitted takes over the code an item came with, if it is right in every part and still free.
func (m *merger) submitted(i int, taken map[string]int) {
	it := &m.catalog.Items[i]
	if it.Submitted == "" {
		return
	}
	at := it.Values["code"].Place
	if at == (notice.Place{}) {
		at = it.Source
	}
	code := notice.NormalizeCode(it.Submitted)
	refuse := func(message, advice string) {
		m.find("E04", at, it, message, advice)
	}
	const leave = "请改正编码，或留空由系统编码。"
	if it.Code != "" {
		if code != it.Code {
			refuse(fmt.Sprintf("“%s”已编为%s，报来的权力编码“%s”未采用", it.Name, it.Code, code), "编码一经编定不再更改，请改用已编定的编码。")
		}
		return
	}
	parsed, ok := m.n.Codes.Parse(code)
	if !ok {
		advice := leave
		if fixed := m.propose(code, taken); fixed != "" {
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
		if j, clash := taken[code]; clash {
			used := func(by string) string { return fmt.Sprintf("权力编码“%s”已由%s使用", code, by) }
			m.findAmong("E04", at, it, used(m.holder(j, it.Section)), used(m.holderDiscreetly(j, it)), leave)
			return
		}
		it.Code = code
		taken[code] = i
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
func (m *merger) assign(i int, taken map[string]int, next map[scope]int) {
	it := &m.catalog.Items[i]
	unit, section := m.unit(it)
	sc := scope{unit + section, it.Category, it.Class}
	first, last := m.n.Codes.Range(it.Class)
	seq := max(next[sc], first)
	for ; ; seq++ {
		code, err := m.n.Codes.Format(unit, section, it.Category, seq)
		if seq > last || errors.Is(err, notice.ErrSequenceFull) {
			next[sc] = seq
			m.find("E04", it.Source, it,
				fmt.Sprintf("%s的序号已用到%d，“%s”编不出号", it.CategoryName, last, it.Name),
				"请联系领导小组办公室调整编码方案。")
			return
		}
		if err != nil {
			m.find("E04", it.Source, it, fmt.Sprintf("“%s”编不出号：编码方案与单位或类别代码不符", it.Name), "请检查notice.yaml中的编码方案。")
			return
		}
		if _, used := taken[code]; used {
			continue
		}
		it.Code = code
		taken[code] = i
		next[sc] = seq + 1
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
func (m *merger) propose(code string, taken map[string]int) string {
	try := func(c string) bool {
		p, ok := m.n.Codes.Parse(c)
		_, clash := taken[c]
		return ok && p.Unit == m.n.Unit.Code && !clash
	}
	for _, l := range lookAlikes {
		for at := 0; at < len(code); at++ {
			if strings.HasPrefix(code[at:], l.from) {
				if c := code[:at] + l.to + code[at+1:]; try(c) {
					return c
				}
			}
		}
	}
	if at := strings.LastIndex(code, m.n.Codes.Separator); at >= 0 {
		seq := code[at+len(m.n.Codes.Separator):]
		if n := m.n.Codes.Width - len(seq); n > 0 {
			if c := code[:at] + m.n.Codes.Separator + strings.Repeat("0", n) + seq; try(c) {
				return c
			}
		}
	}
	return ""
}
