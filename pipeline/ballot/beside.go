package ballot

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// labelWords are the labels of the small tables, folded.
var labelWords = func() map[string]string {
	out := map[string]string{}
	for _, l := range []string{byLabel, onLabel, numberLabel, dayLabel, checkLabel} {
		out[notice.FoldHead(l)] = l
	}
	out[notice.FoldHead("日期")] = onLabel
	return out
}()

// labelled reads a small table: what stands to the right of a label, or after it in its own cell (审核人：张三). It says whether
// the table is one.
func (r *reader) labelled(table int, t *docx.Table) bool {
	found := map[string][]answered{}
	for row := range t.Rows {
		for _, c := range t.Rows[row].Cells {
			text := c.Text()
			head, own, _ := strings.Cut(strings.ReplaceAll(text, ":", "："), "：")
			label, known := labelWords[notice.FoldHead(head)]
			if !known {
				continue
			}
			a := answered{lines(own), r.place(table, row, c.Col)}
			if next := t.At(row, c.Col+c.Cols); a.text == "" && next != nil {
				if _, isLabel := labelWords[notice.FoldHead(next.Text())]; !isLabel {
					a = answered{filledIn(next.Text()), r.place(table, row, next.Col)}
				}
			}
			found[label] = append(found[label], a)
		}
	}
	if found[byLabel] == nil && found[numberLabel] == nil {
		return false
	}
	for label, all := range found {
		r.labels[label] = append(r.labels[label], all...)
	}
	return true
}

// single is what is written beside a label. Where it is written differently in a second place, that is a problem, and not
// known.
func (r *reader) single(label string) (out answered, known bool) {
	for _, a := range r.labels[label] {
		switch {
		case a.text == "" || a.text == out.text:
		case out.text == "":
			out = a
		default:
			r.report(a.at, "", fmt.Sprintf("有两处“%s”，写的不一样：这里是%s，%s是%s", label, quoted(a.text), out.at, quoted(out.text)), "请只保留一处。")
			return out, false
		}
	}
	return out, true
}

// signed reads who decided, and when. Several may have.
func (r *reader) signed() {
	var names []string
	for _, a := range r.labels[byLabel] {
		if name := oneLine(a.text); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	r.out.By = strings.Join(names, "、")
	if on, known := r.single(onLabel); known {
		r.out.On, _ = r.day(onLabel, on)
	}
}

// day is the day written beside a label; what is no day is a problem.
func (r *reader) day(label string, a answered) (notice.Date, bool) {
	if a.text == "" {
		return notice.Date{}, true
	}
	d, err := notice.ReadDate(a.text)
	if err != nil {
		r.report(a.at, "", label+quoted(a.text)+"看不懂，或日历上没有这一天", "请写明年、月、日，如2009年9月1日。")
	}
	return d, err == nil
}

// approved reads what another office has said of the whole: number, day and check belong together.
func (r *reader) approved() {
	number, oneNumber := r.single(numberLabel)
	on, oneDay := r.single(dayLabel)
	check, oneCheck := r.single(checkLabel)
	if number.text == "" && on.text == "" || !oneNumber || !oneDay || !oneCheck {
		return
	}
	date, isDay := r.day(dayLabel, on)
	sum, isCheck := checkIn(check.text)
	switch {
	case number.text == "":
		r.report(on.at, "", "写了审定日期，没有审定文号", "请写明审定文号。")
	case on.text == "":
		r.report(number.at, "", "写了审定文号，没有审定日期", "请写明审定日期，如2009年9月1日。")
	case !isDay:
	case !isCheck:
		r.report(number.at, "", "审定文号旁边的核对码"+quoted(check.text)+"不完整或有误，不知道审定的是哪一稿", "请照原审核表把核对码补齐，或用最新的审核表重新填写。")
	default:
		r.out.Approval = &ApprovalGiven{Number: oneLine(number.text), Date: date, Check: sum, Place: number.at}
	}
}

// mostHidden is how many words that nobody sees are looked for one by one.
const mostHidden = 20

const besideAdvice = "审核结论和理由请写在表格里各自的栏目中。"

// beside reports words that decide nothing, because they stand where nothing is read: in a blank that says it is empty,
// below the table, in comments.
func (r *reader) beside() {
	hidden := 0
	for _, d := range r.doc.Dropped {
		if d.Kind != docx.DropPlaceholder || filledIn(d.Text) == "" {
			continue
		}
		if hidden++; hidden <= mostHidden {
			r.report(r.hidden(d.Text), "", "填写的"+quoted(d.Text)+"被当作提示文字，没有读", "请删去这一格的内容，重新填写。")
		}
	}
	if hidden > mostHidden {
		r.report(r.from, "", fmt.Sprintf("另有%d处填写的文字被当作提示文字，没有读", hidden-mostHidden), "请用最新的审核表重新填写。")
	}
	below := false
	for i, b := range r.doc.Blocks {
		if b.Paragraph != nil && oneLine(b.Paragraph.String()) == secretNotice {
			r.out.Secret = true
		}
		switch {
		case b.Table != nil:
			below = below || slices.Contains(r.sheets, b.Table)
		case below && b.Paragraph != nil && !ours(b.Paragraph.String()):
			r.note(ruleFilled, notice.Warning, r.paragraph(i), "表格外写的"+quoted(b.Paragraph.String())+"没有读", besideAdvice)
		}
	}
	if n := len(r.doc.Comments); n > 0 {
		r.note(ruleRemarks, r.n.Level(ruleRemarks), r.from, fmt.Sprintf("有%d处批注没有读，如%s", n, quoted(r.doc.Comments[0].Text)), besideAdvice)
	}
}

func (r *reader) note(rule string, level notice.Level, at notice.Place, message, advice string) {
	if level != notice.Off {
		r.out.Problems = append(r.out.Problems, notice.Finding{Rule: rule, Level: level, Message: message, Advice: advice, Place: at})
	}
}

// ours says whether a paragraph is one that the sheet itself has, or empty.
func ours(text string) bool {
	text = oneLine(text)
	return text == "" || strings.HasPrefix(text, approvalLead) || slices.Contains(instructions, text) || text == secretNotice
}

// paragraph is the place of a block that is one.
func (r *reader) paragraph(block int) notice.Place {
	at := r.from
	for i := range block + 1 {
		if r.doc.Blocks[i].Paragraph != nil {
			at.Paragraph++
		}
	}
	return at
}

// hidden is the cell that holds words which are taken for a prompt; the file if there is none, or they are not in one piece.
func (r *reader) hidden(text string) notice.Place {
	escaped := bytes.NewBufferString(">")
	_ = xml.EscapeText(escaped, []byte(text)) // a bytes.Buffer does not fail
	part := r.doc.XML()
	for i, t := range r.sheets {
		for row := range t.Rows {
			for _, c := range t.Rows[row].Cells {
				if c.Range.End > len(part) {
					continue
				}
				in := part[c.Range.Start:c.Range.End]
				if bytes.Contains(in, []byte("showingPlcHdr")) && bytes.Contains(in, escaped.Bytes()) {
					return r.place(r.numbers[i], row, c.Col)
				}
			}
		}
	}
	return r.from
}
