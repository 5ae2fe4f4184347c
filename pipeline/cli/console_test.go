package cli

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline"
	"huibian/pipeline/notice"
)

func env(pairs ...string) func(string) string {
	return func(key string) string {
		for i := 0; i < len(pairs); i += 2 {
			if pairs[i] == key {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func TestConsole(t *testing.T) {
	for _, c := range []struct{ name, locale, in, want string }{
		{"plain", "", "汇编\n", "汇编\n"},
		{"what is printed cannot steer the terminal", "", "a\x1b[2Jb\rc\u009bd\x7f", "a?[2Jb?c?d?"},
		{"UTF-8", "zh_CN.UTF-8", "汇编", "汇编"},
		{"C", "C", "汇编", "汇编"},
		{"GBK", "zh_CN.GBK", "汇编", "\xbb\xe3\xb1\xe0"},
		{"GB18030 has every character", "zh_CN.gb18030", "汇😀", "\xbb\xe3\x94\x39\xfc\x36"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			fmt.Fprint(newConsole(&b, env("LANG", c.locale)), c.in)
			if b.String() != c.want {
				t.Errorf("printed %q, want %q", b.String(), c.want)
			}
		})
	}
}

// full is a disk that takes n bytes.
type full struct{ n int }

var errFull = errors.New("full")

func (f *full) Write(p []byte) (int, error) {
	if f.n -= len(p); f.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestConsoleRemembersTheFirstError(t *testing.T) {
	c := newConsole(&full{3}, env())
	for range 3 {
		fmt.Fprint(c, "ab")
	}
	if !errors.Is(c.err, errFull) {
		t.Errorf("err = %v", c.err)
	}
}

func TestTableCountsChineseAsTwoCells(t *testing.T) {
	tab := newTable("科室", "项")
	tab.right(1)
	tab.row("外资管理科", "5")
	tab.row("abc", "12")
	var b strings.Builder
	tab.write(&b)
	want := "科室        项\n──────────────\n外资管理科   5\nabc         12\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Without a terminal there is no bar, no carriage return, and no blank at a line's end.
func TestTableGivesWayToANarrowTerminal(t *testing.T) {
	out := &table{indent: "  ", limit: 34}
	out.row("列", "表头", "说明")
	out.row("4", "承办可室", "像“承办科室和负责人”，未读入")
	var b bytes.Buffer
	out.write(&b)
	want := "  列  表头      说明\n  4   承办可室  像“承办科室和负责…\n" // 34 cells
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
}

func TestProgressWithoutATerminal(t *testing.T) {
	var b bytes.Buffer
	p := newProgress(newConsole(&b, env()), false)
	p.Begin(2)
	p.File(1, 2)
	p.Section(pipeline.SectionRead{Name: "办公室", Files: 1, Records: 3})
	p.File(2, 2)
	p.Section(pipeline.SectionRead{Name: strings.Repeat("长", 100), Files: 1, Rejected: 1})
	p.Stage("排版成册")
	p.end()
	want := "读取申报材料：2份\n" +
		"  办公室                     1份     3项\n" +
		"  长长长长长长长长长长长…    1份     0项  1份无法读取\n" +
		"排版成册……\n"
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// Of many errors the first are shown, and how many more there are and where; unread files are named apart from them.
func TestManyErrors(t *testing.T) {
	r := &pipeline.Report{Sections: []pipeline.SectionReport{{Name: "办公室"}}}
	for i := range shownErrors + 5 {
		r.Findings = append(r.Findings, notice.Finding{Rule: "E01", Level: notice.Error, Message: "没有依据\n第二行",
			Advice: "请补充", Place: notice.Place{File: "办公室/a.docx", Table: 1, Row: i + 2, Column: 4}})
	}
	for i := range shownUnread + 2 {
		file := fmt.Sprintf("办公室/坏%02d.docx", i)
		r.Unread = append(r.Unread, pipeline.UnreadFile{File: file, Why: "是空文件", Advice: "请重新复制"})
		r.Findings = append(r.Findings, notice.Finding{Rule: "R01", Level: notice.Error, Place: notice.Place{File: file}})
	}
	var b strings.Builder
	printBuild(&b, "output", r)
	got := b.String()
	for want, n := range map[string]int{
		"需要处理的错误（17条）：\n":  1,
		"没有依据 第二行\n":       shownErrors,
		"  ……另有5条\n":       1,
		"没有读取的文件（22个）：\n":  1,
		"       → 请重新复制\n": shownUnread,
		"  ……另有2个\n":       1,
		"坏00.docx":         1,
		"共39条错误，逐条见 ":      1,
		"表1第2行第4列":         1,
	} {
		if strings.Count(got, want) != n {
			t.Errorf("%q is printed %d times, want %d", want, strings.Count(got, want), n)
		}
	}
	if t.Failed() {
		t.Log(got)
	}
}
