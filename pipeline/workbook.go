package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

const adviceWorkbook = "请用Excel或WPS打开原件，另存为“Excel工作簿（.xlsx）”后再导入。"

// list reads a list that may be a workbook; then it returns the name of the sheet of each table as well.
func (r *reader) list(ctx context.Context, src form.Source, b []byte) (out *form.Reading, sheets []string) {
	format := docx.Sniff(b)
	k := convert.BookKindOf(format)
	if k == nil && format != docx.FormatXlsx {
		return r.bytes(ctx, src, b), nil
	}
	defer func() {
		if p := recover(); p != nil {
			out, sheets = rejected(r.n, src, fmt.Errorf("%w: %v", errInternal, p)), nil
		}
	}()
	book, err := r.workbook(ctx, k, src, b)
	if err != nil {
		out = rejected(r.n, src, err)
		f := &out.Findings[0]
		if f.Advice = adviceWorkbook; errors.Is(err, docx.ErrNoMainPart) {
			f.Message = "文件里没有能读的工作表"
		}
		return out, nil
	}
	if k != nil {
		src.Converted = k.Name
	}
	out = r.forms.Read(book.Document, src)
	for _, s := range book.Sheets {
		if s.Table > 0 {
			sheets = append(sheets, s.Name)
		}
		out.Findings = append(out.Findings, sheetFindings(r.n, src, &s)...)
	}
	return out, sheets
}

// workbook reads a workbook; k is its kind if it has to be converted.
func (r *reader) workbook(ctx context.Context, k *convert.Kind, src form.Source, b []byte) (*convert.Workbook, error) {
	if k == nil {
		return convert.ReadWorkbook(b)
	}
	converted, err := r.office.Convert(ctx, k, b, src.SHA256, func() { r.converting(src.File) })
	if err != nil {
		return nil, err
	}
	return convert.ReadWorkbook(converted)
}

// sheetFindings say what a reader of a sheet does not see and is in the list all the same, and what is not.
func sheetFindings(n *notice.Notice, src form.Source, s *convert.Sheet) (out []notice.Finding) {
	say := func(rule, message, advice string) {
		out = append(out, notice.Finding{Rule: rule, Level: n.Level(rule), Message: message, Advice: advice,
			Place: notice.Place{File: src.File, SHA256: src.SHA256, Table: s.Table}})
	}
	var hidden []string
	if s.Hidden && s.Table > 0 {
		hidden = append(hidden, "整张是隐藏的")
	}
	if len(s.HiddenRows) > 0 {
		hidden = append(hidden, "隐藏的第"+numbers(s.HiddenRows, func(r int) string { return fmt.Sprint(r) })+"行")
	}
	if len(s.HiddenCols) > 0 {
		hidden = append(hidden, "隐藏的"+numbers(s.HiddenCols, convert.ColumnName)+"列")
	}
	if len(hidden) > 0 {
		say("R40", fmt.Sprintf("工作表“%s”有看不见的内容，已照常读入：%s", s.Name, strings.Join(hidden, "，")), "请核对这些内容是否属于上一版；不属于的，删去后再导入。")
	}
	if len(s.NoResult) > 0 {
		first := s.NoResult[0]
		say("R09", fmt.Sprintf("工作表“%s”有%d个公式没有存下结果，没有读入，第一个在%s%d", s.Name, len(s.NoResult), convert.ColumnName(first.Col), first.Row),
			"请用Excel或WPS打开，保存一次后再导入。")
	}
	return out
}

// fewNumbers is how many rows or columns are named, from the first.
const fewNumbers = 10

func numbers(all []int, name func(int) string) string {
	var out []string
	for _, n := range all[:min(len(all), fewNumbers)] {
		out = append(out, name(n))
	}
	text := strings.Join(out, "、")
	if len(all) > fewNumbers {
		text += fmt.Sprintf("等%d", len(all))
	}
	return text
}

// sheetPlace is a place of a sheet as Excel names it: 工作表“行政许可”第4行C列.
func sheetPlace(sheet string, p notice.Place) string {
	at := "工作表“" + sheet + "”"
	if p.Row > 0 {
		at += fmt.Sprintf("第%d行", p.Row)
	}
	if p.Column > 0 {
		at += convert.ColumnName(p.Column) + "列"
	}
	return at
}
