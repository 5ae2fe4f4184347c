package answer

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/docx"
)

// How editions stand that are to be handed over: those that wait come first, each with what comes next.
func TestHandoverRows(t *testing.T) {
	s := NewStatus(theNotice(t, putian), nil, clockTime(19, 8, 0))
	if s.owing() != "" || len(s.HandoverRows()) != 0 {
		t.Errorf("of no edition it says %q %q", s.owing(), s.HandoverRows())
	}
	s.Handovers = []Handover{
		{Edition: "第一版", Number: "0194-WS·2009-Y-BGS-0001", Done: clockTime(20, 9, 30), Content: sum("a"), Files: 55},
		{Edition: "第二版", Number: "0194-WS·2009-Y-BGS-0002", Tries: 3, Why: "目的地空间不足", Last: clockTime(20, 10, 0), Next: clockTime(20, 10, 4)},
		{Edition: "第三版", Number: "0194-WS·2009-Y-BGS-0003", Sealing: true},
		{Edition: "第四版"},
		{Edition: "第五版", Number: "0194-WS·2009-Y-BGS-0005", Nowhere: true},
		{Edition: "第六版", Number: "0194-WS·2009-Y-BGS-0006", Tries: 1, Last: clockTime(20, 10, 0)},
		{Edition: "第七版", Number: "0194-WS·2009-Y-BGS-0007", Tries: 1, Why: "服务器的身份未能核实", Mend: true, Last: clockTime(20, 10, 0), Next: clockTime(20, 16, 0)},
	}
	want := [][]string{
		{"第二版", "0194-WS·2009-Y-BGS-0002", "待移交", "2009-08-20 10:00", "试过3次未成：目的地空间不足；2009-08-20 10:04再试"},
		{"第三版", "0194-WS·2009-Y-BGS-0003", "待签章", dash, "签章结果放入归档包后移交"},
		{"第四版", dash, "待移交", dash, "尚未开始"},
		{"第五版", "0194-WS·2009-Y-BGS-0005", "未移交", dash, "没有设定移交目的地"},
		{"第六版", "0194-WS·2009-Y-BGS-0006", "待移交", "2009-08-20 10:00", "试过1次未成：原因见日志；随后再试"},
		{"第七版", "0194-WS·2009-Y-BGS-0007", "待移交", "2009-08-20 10:00", "试过1次未成：服务器的身份未能核实；改正后重新启动监视即再试，最迟2009-08-20 16:00"},
		{"第一版", "0194-WS·2009-Y-BGS-0001", "已移交", "2009-08-20 09:30", "55个文件，逐一回读核对；清单SHA-256：" + sum("a")},
	}
	if d := cmp.Diff(want, s.HandoverRows()); d != "" {
		t.Errorf("rows (-want +got):\n%s", d)
	}
	if !strings.Contains(strings.Join(s.Summary(), ""), "待移交档案部门的有6个版次。") {
		t.Errorf("the summary says %q", s.Summary())
	}
	text := words(t, s)
	for _, part := range []string{"版次移交", "第三版", sum("a")[:32]} {
		if !strings.Contains(text, part) {
			t.Errorf("the page lacks %s", part)
		}
	}
}

// The form says what is known and leaves room for what both sides write.
func TestHandoverForm(t *testing.T) {
	f := &HandoverForm{Notice: theNotice(t, putian), Title: "职权目录汇编（2009年版）", Number: "0194-WS·2009-Y-BGS-0001", Keeper: "某市档案馆", Files: 30, Bytes: 4618542, Apart: 1}
	text := words(t, f)
	for _, part := range []string{
		"电子档案移交与接收登记表", "莆田市对外贸易经济合作局移交职权目录汇编（2009年版）", "档号0194-WS·2009-Y-BGS-0001", "涉密件1件未随包移交", "1件，文件30个",
		"4.4MB（4,618,542字节）", "载体外观检验", "某市档案馆", "审核人（签名）", "单位（印章）",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("the form lacks %s:\n%s", part, text)
		}
	}
	f.Apart = 0
	if strings.Contains(words(t, f), "涉密") {
		t.Error("it speaks of secrets where there are none")
	}
}

// words are those of a page, as a Word file has them; the same page gives the same bytes.
func words(t *testing.T, page Page) string {
	t.Helper()
	press, err := NewPress(theSheet(t, putian))
	if err != nil {
		t.Fatal(err)
	}
	var one, two bytes.Buffer
	for _, b := range []*bytes.Buffer{&one, &two} {
		if err := press.Write(b, page); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Millisecond)
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("written twice, it is another")
	}
	doc, err := docx.Read(one.Bytes(), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return doc.Words()
}
