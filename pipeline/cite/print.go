package cite

import "strings"

// String writes the citation in one way, whatever way it was read from:
//
//	《货物进出口管理条例》（国务院令第332号）（2024年修订）第三条第一款、第五条：“申请人应当提交申请书。”
//
// [Parse] reads it back to the same Law, Key, DocNo, Version, Locators and Text. It cannot where the words alone do not say
// it: a short name (以下简称) that was declared elsewhere becomes a title of its own, and a Level that a label gave (【规章】) is
// again the one that title and number tell; nor where words would be taken for marks: a title with a 《 or 》 too many, wording
// with every kind of quotation mark in it. Locators stay as they are; [Place] writes those in one way.
func (c Citation) String() string {
	var b strings.Builder
	paren := func(words string) {
		if words != "" {
			b.WriteString("（" + words + "）")
		}
	}
	switch number, more := firstNumber(c.DocNo); {
	case !c.Named():
		return c.Text
	case c.Law == "":
		b.WriteString(number)
		paren(more)
	default:
		b.WriteString(c.Title())
		paren(c.DocNo)
	}
	paren(c.Version)
	b.WriteString(strings.Join(c.Locators, "、"))
	if c.Text != "" {
		if !c.unmarked() || b.Len() > len(c.Law) {
			b.WriteString("：") // right behind 三定方案 it would make a label of it
		}
		b.WriteString(quote(c.Text))
	}
	return b.String()
}

// Title is the law as it is named in running text: 《统计法》, and 本局“三定”方案, which is no title, without marks; the number
// where no law is named.
func (c Citation) Title() string {
	switch {
	case c.Law == "":
		return c.DocNo
	case c.unmarked():
		return c.Law
	}
	return "《" + c.Law + "》"
}

// unmarked reports whether the citation is of the 三定 document by one of its everyday names, which take no 《》.
func (c Citation) unmarked() bool { return c.Bare && c.Key == staffing }

// firstNumber parts the first of several document numbers from the others.
func firstNumber(no string) (first, more string) {
	for _, end := range []string{"号、", "号令、"} {
		if i := strings.Index(no, end); i >= 0 {
			i += len(end)
			return no[:i-len("、")], no[i:]
		}
	}
	return no, ""
}

// quotations are the marks that quoted wording may stand in.
var quotations = [...]struct{ open, close string }{{"“", "”"}, {"「", "」"}, {"『", "』"}}

// quote puts words between the first marks that do not stand in them.
func quote(words string) string {
	for _, q := range quotations {
		if !strings.Contains(words, q.open) && !strings.Contains(words, q.close) {
			return q.open + words + q.close
		}
	}
	return words
}
