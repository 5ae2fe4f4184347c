package ballot

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// rows reads the rows of a table. The head may stand anywhere: sorting takes it along.
func (r *reader) rows(table int, t *docx.Table, l *layout) {
	if slices.ContainsFunc(l.missing(), func(c int) bool { return c != colReason }) {
		return // told of the head: no row can be read
	}
	first := true
	for row := range t.Rows {
		if h := headOf(t, row); h != nil {
			if !first && h.at != l.at {
				r.heads(table, h)
			}
			first = false
			continue
		}
		r.row(table, t, row, l)
	}
}

// row reads one row.
func (r *reader) row(table int, t *docx.Table, row int, l *layout) {
	text := func(c int) string {
		if l.at[c] < 0 {
			return ""
		}
		return textAt(t, row, l.at[c])
	}
	at := r.place(table, row, l.at[colDecision])
	if r.joined(t, row, l, r.place(table, row, -1)) {
		return
	}
	name, section, class := named(text(colName))
	r.out.Secret = r.out.Secret || strings.Contains(class, secretMark)
	code, isCode := codeIn(r.n, text(colCode))
	check, isCheck := checkIn(text(colCheck))
	item := code
	if !isCode {
		item = name
	}
	say := func(column int, message, advice string) {
		r.report(r.place(table, row, l.at[column]), item, message, advice)
	}
	about, options, more := asked(text(colWhy))
	if more != "" {
		r.note(ruleFilled, notice.Warning, r.place(table, row, l.at[colWhy]), "写在“"+columns[colWhy].head+"”一栏的"+quoted(more)+"没有读", besideAdvice)
	}
	written, reason := filledIn(text(colDecision)), filledIn(text(colReason))
	if written == "" && reason == "" {
		for _, c := range []int{colCode, colCheck} { // something else may be written there, even what is decided
			if w := oneLine(text(c)); w != "" && (c == colCode && !isCode || c == colCheck && !isCheck) {
				say(c, columns[c].head+quoted(w)+"不完整或有误，这一行没有读", "如是审核结论，请填在“"+columns[colDecision].head+"”一栏；请照原审核表恢复这一格。")
			}
		}
		return
	}
	decision, known := decisionIn(written)
	valid := "请改为下列之一：" + strings.Join(words(options), optionsMark) + "。"
	switch {
	case !isCode:
		say(colCode, garbled(colCode, text(colCode)), "请照原审核表把权力编码补齐，或用最新的审核表重新填写。")
	case !isCheck:
		say(colCheck, garbled(colCheck, text(colCheck)), "请照原审核表把核对码补齐，或用最新的审核表重新填写。")
	case written == "":
		say(colDecision, "写了理由"+quoted(reason)+"，没有审核结论", "请在“审核结论”一栏填写下列之一："+strings.Join(words(options), optionsMark)+"；不作结论的，请删去理由。")
	case !known:
		say(colDecision, quoted(written)+"不是审核结论", valid)
	case !slices.Contains(options, decision):
		say(colDecision, "这一项不能选"+quoted(word(decision)), valid)
	case reason == "" && needReason[decision]:
		say(colReason, "结论是"+quoted(word(decision))+"，没有写理由", "请在“理由”一栏写明理由。")
	default:
		r.ballot = append(r.ballot, Verdict{Code: code, Name: name, Section: section, Check: check, About: about, Decision: decision,
			Reason: reason, Place: at})
	}
}

// garbled is the problem of a row that cannot be told.
func garbled(column int, text string) string {
	head := columns[column].head
	if text = oneLine(text); text == "" {
		return fmt.Sprintf("填了审核结论，但没有%s，不知道是哪一项", head)
	}
	return fmt.Sprintf("%s%s不完整或有误，不知道是哪一项", head, quoted(text))
}

// joined says whether cells of a row that have to be told apart are one; if there is something in them, it is reported.
func (r *reader) joined(t *docx.Table, row int, l *layout, at notice.Place) bool {
	cells := map[*docx.Cell]bool{}
	for _, c := range needed {
		if l.at[c] < 0 {
			continue
		}
		cell := t.At(row, l.at[c])
		if cell == nil {
			continue
		}
		if !cells[cell] {
			cells[cell] = true
			continue
		}
		if text := cell.Text(); filledIn(text) != "" && cell.Row == row {
			r.report(at, "", "这一行有合并的单元格，没有读："+quoted(text), "请不要横向合并单元格；审核结论请逐行填写。")
		}
		return true
	}
	return false
}

// asked is what a row asks: the other power, if that is the question, the decisions to choose from, and what somebody wrote
// below them, where the sheet ends.
func asked(why string) (about string, options []notice.Decision, more string) {
	listed := false
	for _, line := range strings.Split(why, "\n") {
		line = strings.TrimSpace(line)
		for _, lead := range []string{aboutLead, chartLead} {
			if rest, ok := strings.CutPrefix(line, lead); ok {
				about = oneLine(rest)
			}
		}
		if rest, ok := strings.CutPrefix(line, optionsLead); ok {
			options, listed = options[:0], true
			for _, w := range strings.Split(rest, optionsMark) {
				if d, known := decisionIn(w); known {
					options = append(options, d)
				}
			}
		} else if listed {
			more += line
		}
	}
	if len(options) == 0 { // somebody removed the line
		options = fitting(about != "")
	}
	return about, options, more
}

// named takes the cell of the name apart: the name, and in the last line the section, and category and class together.
func named(text string) (name, section, class string) {
	all := strings.Split(strings.TrimSpace(text), "\n")
	if last := all[len(all)-1]; len(all) > 1 && strings.Count(last, partMark) == 2 {
		section, class, _ = strings.Cut(last, partMark)
		all = all[:len(all)-1]
	}
	if section = strings.TrimSpace(section); section == unsaid {
		section = ""
	}
	if name = oneLine(strings.Join(all, " ")); name == unnamed {
		name = ""
	}
	return name, section, class
}
