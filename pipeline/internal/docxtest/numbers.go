package docxtest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// lists are the list definitions a document has so far.
type lists struct {
	abstracts []abstract
	nums      strings.Builder
	num       int // of the w:num so far
}

// abstract is a w:abstractNum with the counter of all that use it.
type abstract struct {
	form, gap     string
	level, start  int
	count, lastID int // lastID is a w:num that has counted
	style         string
}

// numbers are the beginnings of paragraphs that Word may have made by itself, with %s in place of the counter.
var numbers = []struct {
	re           *regexp.Regexp
	format, text string
}{
	{regexp.MustCompile(`^([1-9][0-9]?)$`), "decimal", "%s"},
	{regexp.MustCompile(`^([1-9][0-9]?)\.`), "decimal", "%s."},
	{regexp.MustCompile(`^([1-9][0-9]?)、`), "decimal", "%s、"},
	{regexp.MustCompile(`^（([1-9][0-9]?)）`), "decimal", "（%s）"},
	{regexp.MustCompile(`^\(([1-9][0-9]?)\)`), "decimal", "(%s)"},
	{regexp.MustCompile(`^([一二三四五六七八九十]{1,3})、`), "chineseCountingThousand", "%s、"},
	{regexp.MustCompile(`^（([一二三四五六七八九十]{1,3})）`), "chineseCounting", "（%s）"},
	{regexp.MustCompile(`^第([一二三四五六七八九十]{1,3})条`), "chineseCounting", "第%s条"},
}

// chineseDigits of a counter below 100.
var chineseDigits = []string{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"}

// counter is what a number says, 0 where it says none of 1…99.
func counter(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		return n
	}
	for n := 1; n < 100; n++ {
		tens := chineseDigits[n/10]
		if n/10 == 1 {
			tens = ""
		}
		if n >= 10 {
			tens += "十"
		}
		if tens+chineseDigits[n%10] == s {
			return n
		}
	}
	return 0
}

// number makes the beginning of a text an automatic number: it returns the properties that ask Word for it, and the
// text without it.
func (p *pen) number(text string) (props, rest string) {
	if p.covered > 0 || !p.may(MarkNumber, 2) {
		return "", text
	}
	for _, n := range numbers {
		m := n.re.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		count := counter(text[m[2]:m[3]])
		if count == 0 {
			return "", text
		}
		rest = text[m[1]:]
		gap := "nothing"
		wide := strings.HasSuffix(n.text, "、") || strings.HasSuffix(n.text, "）") // these bring their own white space
		switch {
		case rest == "" || wide:
			gap = p.pick("gap", "nothing", "tab", "space")
		case len(rest) > 1 && rest[0] == ' ':
			gap, rest = p.pick("gap", "space", "tab"), rest[1:]
		}
		return p.listProps(n.format, n.text, gap, count), rest
	}
	return "", text
}

// listProps returns the properties of a paragraph that is number count of a list.
func (p *pen) listProps(format, text, gap string, count int) string {
	form := `<w:numFmt w:val="` + format + `"/>`
	for i := range p.lists.abstracts {
		a := &p.lists.abstracts[i]
		if a.form != form+text || a.gap != gap {
			continue
		}
		if a.count+1 == count && !p.may("newList", 6) { // the list goes on
			a.count++
			return a.props(a.lastID)
		}
		if a.style == "" && !p.may("newDefinition", 2) { // another list of the same definition begins elsewhere
			a.count = count
			a.lastID = p.newNum(i, fmt.Sprintf(`<w:lvlOverride w:ilvl="%d"><w:startOverride w:val="%d"/></w:lvlOverride>`, a.level, count))
			return a.props(a.lastID)
		}
	}
	a := abstract{form: form + text, gap: gap, level: counts[2].Draw(p.t, "level"), start: count, count: count}
	a.lastID = p.newNum(len(p.lists.abstracts), "")
	if p.may("numberStyle", 4) {
		a.style = fmt.Sprintf("num%d", len(p.lists.abstracts))
		fmt.Fprintf(&p.styles, `<w:style w:type="paragraph" w:styleId="%[1]s"><w:name w:val="编号 %[1]s"/><w:pPr><w:numPr><w:ilvl w:val="%[2]d"/><w:numId w:val="%[3]d"/></w:numPr></w:pPr></w:style>`, a.style, a.level, a.lastID)
	}
	p.lists.abstracts = append(p.lists.abstracts, a)
	return a.props(a.lastID)
}

func (p *pen) newNum(abstract int, override string) int {
	p.lists.num++
	fmt.Fprintf(&p.lists.nums, `<w:num w:numId="%d"><w:abstractNumId w:val="%d"/>%s</w:num>`, p.lists.num, abstract, override)
	return p.lists.num
}

func (a *abstract) props(id int) string {
	if a.style != "" {
		return `<w:pStyle w:val="` + a.style + `"/>`
	}
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="%d"/><w:numId w:val="%d"/></w:numPr>`, a.level, id)
}

// someNumber asks for a number of some list, for paragraphs that nobody sees: they must not count.
func (p *pen) someNumber() string {
	if p.lists.num == 0 {
		return ""
	}
	return fmt.Sprintf(`<w:numPr><w:ilvl w:val="0"/><w:numId w:val="%d"/></w:numPr>`, p.lists.num)
}

// part writes numbering.xml.
func (l *lists) part() string {
	var b strings.Builder
	for i, a := range l.abstracts {
		fmt.Fprintf(&b, `<w:abstractNum w:abstractNumId="%d"><w:multiLevelType w:val="multilevel"/>`, i)
		format, text, _ := strings.Cut(a.form, "/>")
		for level := range 9 {
			style := ""
			if level == a.level && a.style != "" {
				style = `<w:pStyle w:val="` + a.style + `"/>`
			}
			fmt.Fprintf(&b, `<w:lvl w:ilvl="%d"><w:start w:val="%d"/>%s/>%s<w:suff w:val="%s"/><w:lvlText w:val="%s"/></w:lvl>`,
				level, a.start, format, style, a.gap, fmt.Sprintf(text, fmt.Sprintf("%%%d", level+1)))
		}
		b.WriteString(`</w:abstractNum>`)
	}
	return b.String() + l.nums.String()
}
