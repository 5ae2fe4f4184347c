package answer

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

func theNotice(t testing.TB, name string) *notice.Notice {
	t.Helper()
	path := filepath.Join("..", "..", "templates", name, "notice.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	n, err := notice.Parse(path, data)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func theSheet(t testing.TB, name string) *style.Sheet {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "templates", name, "book.docx"))
	if err != nil {
		t.Fatal(err)
	}
	s, err := style.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const putian = "putian-2009"

// sum is a SHA-256 of one digit.
func sum(digit string) string {
	s := digit
	for len(s) < 64 {
		s += s
	}
	return s
}

func clockTime(day, hour, minute int) time.Time {
	return time.Date(2009, 8, day, hour, minute, 5, 0, time.FixedZone("CST", 8*60*60))
}

// fullReceipt is a receipt with something in each of its parts: two items of one category and one of none, findings of
// every level, one of which has discreet words, an account, and arrivals that are not in order.
func fullReceipt(t testing.TB) *Receipt {
	n := theNotice(t, putian)
	at := func(row, column int) notice.Place {
		return notice.Place{File: "外资管理科/职权目录.docx", SHA256: sum("a"), Table: 1, Row: row, Column: column}
	}
	item := func(code, name, category, categoryName string, row int) catalog.Item {
		return catalog.Item{Code: code, Name: name, Category: category, CategoryName: categoryName, Class: notice.Public, Source: at(row, 1)}
	}
	return &Receipt{
		Notice: n, Section: "外资管理科", File: "职权目录.docx", Size: 37412,
		Reading: &form.Reading{
			Source: form.Source{File: "外资管理科/职权目录.docx", SHA256: sum("a"), Section: "外资管理科"},
			Tables: []form.TableReading{{Table: 1, Layout: form.Horizontal, Form: notice.FormCatalog, HeaderRows: 1,
				Columns: []form.ColumnReading{{Column: 1, Header: "序号", Field: "seq"}, {Column: 3, Header: "职权 名称", Field: "name"}, {Column: 5, Header: "依据", Field: "basis"}}}},
			Account: form.Account{Tables: 1, Rows: 4, Paragraphs: 2, Used: 5, SetAside: []form.SetAside{
				{What: form.WhatParagraph, Where: "第1段", Why: "标题", Text: "行政职权目录"},
				{What: form.WhatRow, Where: "表1第5行", Why: "合计行", Text: "合计 3项"}}},
		},
		Items: []catalog.Item{
			item("", "代理记账", "", "行政服务", 4),
			item("PT01WJ-XK-0002", "外资企业变更审批", "XK", "行政许可", 3),
			item("PT01WJ-XK-0001", "外资企业设立审批", "XK", "行政许可", 2),
		},
		Findings: []notice.Finding{
			{Rule: "I02", Level: notice.Info, Message: "“外资企业设立审批”与办公室（办公室/甲.docx）的“乙”名称相近", Discreet: "“外资企业设立审批”与办公室的一项职权名称相近", Advice: "请统一名称。", Place: at(2, 3), Item: "PT01WJ-XK-0001"},
			{Rule: "W03", Level: notice.Warning, Message: "《外资企业法》没有写明第几条", Advice: "请补充到条。", Place: at(3, 5), Item: "PT01WJ-XK-0002"},
			{Rule: "E03", Level: notice.Error, Message: "权力类别“行政服务”\n不在通知规定的类别中", Advice: "请改为通知规定的类别之一。", Place: at(4, 4)},
			{Rule: "R09", Level: notice.Warning, Message: "有1处修订中已删除的文字未读入", Advice: "请接受修订，重新保存。", Place: notice.Place{File: "外资管理科/职权目录.docx"}},
		},
		Arrivals: []Arrival{
			{At: clockTime(18, 9, 0), Kind: New, Name: "职权目录.docx", SHA256: sum("b"), Size: 30000},
			{At: clockTime(20, 14, 3), Kind: Changed, Name: "职权目录.docx", SHA256: sum("a"), Size: 37412, Note: "文件长时间处于打开状态，已按上次保存的内容收下"},
		},
	}
}
