package catalog

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// before is a power of the office as an edition left it.
func before(id int64, code, name string, more ...func(*Power)) Power {
	p := Power{ID: id, Code: code, Description: Description{Section: "办公室", Category: "XK", Name: name, Class: notice.Public}}
	for _, change := range more {
		change(&p)
	}
	return p
}

func penalty(p *Power) { p.Category = "CF" }

func uncategorised(p *Power) { p.Category = "" }
func secret(p *Power)        { p.Class = notice.Secret }
func abolished(p *Power)     { p.Abolished = true }

func in(section string) func(*Power)        { return func(p *Power) { p.Section = section } }
func formerly(codes ...string) func(*Power) { return func(p *Power) { p.Former = codes } }
func also(keys ...string) func(*Power)      { return func(p *Power) { p.Also = keys } }
func not(keys ...string) func(*Power)       { return func(p *Power) { p.Not = keys } }
func imported(code string) func(*Power)     { return func(p *Power) { p.Listed, p.OldCode = true, code } }
func subitem(name string) func(*Power)      { return func(p *Power) { p.Subitem = name } }
func decided(d notice.Decision, digest string) func(*Power) {
	return func(p *Power) {
		p.Decided = &Decided{Decision: d, Digest: digest, By: "张三", At: time.Date(2009, 9, 1, 9, 0, 0, 0, time.UTC)}
	}
}

// row is a power of the office with a code as submitted.
func row(name, code string, more ...string) form.Record {
	return power(name, "行政许可", append([]string{"code", code}, more...)...)
}

// known lists the items with the power each is, its code and its class.
func recognised(c *Catalog) []string {
	out := []string{}
	for i := range c.Items {
		it := &c.Items[i]
		out = append(out, fmt.Sprintf("%s=%d %s %s", it.Name, it.Power, it.Code, it.Class))
	}
	return out
}

func TestRecognise(t *testing.T) {
	for _, c := range []struct {
		name     string
		powers   []Power
		rows     []form.Record // of 办公室
		others   []form.Record // of 监察室
		want     []string
		findings []string // rule and message
	}{
		{"by name, however it is spelled",
			[]Power{before(7, "PT01WJ-XK-0003", "企业（年检）")}, []form.Record{row("企业 年检。", "")}, nil,
			[]string{"企业 年检。=7 PT01WJ-XK-0003 public"}, nil},
		{"by code, under another name",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检")}, []form.Record{row("企业年度报告", "PT01WJ－XK－0003")}, nil,
			[]string{"企业年度报告=7 PT01WJ-XK-0003 public"},
			[]string{"I01 按编码认定为同一职权：原名称“企业年检”，现名称“企业年度报告”"}},
		{"a code that is another's by name is not believed",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检"), before(8, "PT01WJ-XK-0004", "企业设立")},
			[]form.Record{row("企业设立", "PT01WJ-XK-0003")}, nil,
			[]string{"企业设立=8 PT01WJ-XK-0004 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”是“企业年检”的编码，而“企业设立”是另一项已有职权的名称，编码没有采用，按名称认定",
				"I01 办公室：上一版的“企业年检”（PT01WJ-XK-0003）这次没有申报"}},
		{"two that change codes keep their own",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检"), before(8, "PT01WJ-XK-0004", "企业设立")},
			[]form.Record{row("企业设立", "PT01WJ-XK-0003"), row("企业年检", "PT01WJ-XK-0004")}, nil,
			[]string{"企业设立=8 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”是“企业年检”的编码，而“企业设立”是另一项已有职权的名称，编码没有采用，按名称认定",
				"E04 权力编码“PT01WJ-XK-0004”是“企业设立”的编码，而“企业年检”是另一项已有职权的名称，编码没有采用，按名称认定"}},
		{"a code is the power's that has the name",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检")}, []form.Record{row("企业年审", "PT01WJ-XK-0003"), row("企业年检", "PT01WJ-XK-0003")}, nil,
			[]string{"企业年审=0 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”已由“企业年检”（办公室/一.docx 表1第3行）使用", "I01 “企业年审”是上一版没有的职权"}},
		{"a former code is out of use",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", formerly("PT01WJ-XK-9001"))}, []form.Record{row("企业年审", "PT01WJ-XK-9001")}, nil,
			[]string{"企业年审=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-9001”是“企业年审”的原编码，已经停用", "I01 按编码认定为同一职权：原名称“企业年检”，现名称“企业年审”"}},
		{"in its own section first",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室")), before(8, "PT01WJ-XK-0004", "企业年检")},
			[]form.Record{row("企业年检", "")}, []form.Record{row("企业年检", "")},
			[]string{"企业年检=8 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"}, nil},
		{"moved to another section",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"))}, []form.Record{row("企业年检", "")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"I01 “企业年检”原由监察室申报，现由办公室申报，沿用原有认定"}},
		{"not moved where its own section submits it",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"))}, []form.Record{row("企业年检", "")}, []form.Record{row("企业年检", "")},
			[]string{"企业年检=0 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"I01 “企业年检”是上一版没有的职权"}},
		{"by sub-item",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", subitem("内资")), before(8, "PT01WJ-XK-0004", "企业年检", subitem("外资"))},
			[]form.Record{row("企业年检", "", "subitem", "外 资"), row("企业年检", "", "subitem", "合资")}, nil,
			[]string{"企业年检=8 PT01WJ-XK-0004 public", "企业年检=0 PT01WJ-XK-0005 public"},
			[]string{"I01 “企业年检”是上一版没有的职权", "I01 办公室：上一版的“企业年检（内资）”（PT01WJ-XK-0003）这次没有申报"}},
		{"as a person said",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", also("办公室\x00XK\x00报告公示\x00"))}, []form.Record{row("报告公示", "")}, nil,
			[]string{"报告公示=7 PT01WJ-XK-0003 public"},
			[]string{"I01 按审核意见认定为同一职权：原名称“企业年检”，现名称“报告公示”"}},
		{"as a person said, in another category: with a new code",
			[]Power{before(7, "PT01WJ-CF-0003", "企业年检", penalty, also("办公室\x00XK\x00企业年检\x00"))}, []form.Record{row("企业年检", "")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0001 public"},
			[]string{"I01 “企业年检”改为行政许可，原编码PT01WJ-CF-0003停用，改编为PT01WJ-XK-0001",
				"I01 按审核意见认定为同一职权：“企业年检”的类别由行政处罚改为行政许可"}},
		{"not as a person said",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"), not("办公室\x00XK\x00企业年检\x00", "办公室\x00XK\x00年审\x00"))},
			[]form.Record{row("企业年检", ""), row("年审", "PT01WJ-XK-0003")}, nil,
			[]string{"企业年检=0 PT01WJ-XK-0004 public", "年审=0 PT01WJ-XK-0005 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”是另一项职权的编码，已经认定与“年审”不是同一职权，没有采用",
				"I01 “企业年检”是上一版没有的职权", "I01 “年审”是上一版没有的职权", "I01 监察室：上一版的“企业年检”（PT01WJ-XK-0003）这次没有申报"}},
		{"another category is another power",
			[]Power{before(7, "PT01WJ-CF-0003", "企业年检", penalty)}, []form.Record{row("企业年检", "PT01WJ-CF-0003")}, nil,
			[]string{"企业年检=0 PT01WJ-XK-0001 public"},
			[]string{"E04 权力编码“PT01WJ-CF-0003”的类别“CF”与权力类别“行政许可”（XK）不符", "I01 “企业年检”是上一版没有的职权",
				"I01 办公室：上一版的“企业年检”（PT01WJ-CF-0003）这次没有申报"}},
		{"of last year's list, without a code of ours: by name it gets its first, what is gone is missing",
			[]Power{before(7, "", "企业年检", imported("")), before(8, "", "企业设立", imported("闽外审3"))}, []form.Record{row("企业年检", "")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0001 public"},
			[]string{"I01 办公室：上一版的“企业设立”（闽外审3）这次没有申报"}},
		{"of last year's list: by the code that it bore there",
			[]Power{before(7, "", "企业年检", imported("闽外审－7")), before(8, "", "企业设立", imported(""))},
			[]form.Record{row("企业年度报告", "闽外审-7"), row("企业注销", "")}, nil,
			[]string{"企业年度报告=7 PT01WJ-XK-0001 public", "企业注销=0 PT01WJ-XK-0002 public"},
			[]string{"E04 权力编码“闽外审-7”格式不对，应如PT01WJ-XK-0001", "I01 按编码认定为同一职权：原名称“企业年检”，现名称“企业年度报告”",
				"I01 “企业注销”是上一版没有的职权", "I01 办公室：上一版的“企业设立”这次没有申报"}},
		{"of last year's list, which had no categories: by the code that it bore there",
			[]Power{before(7, "", "企业年检", uncategorised, imported("闽外审7"))}, []form.Record{row("企业年检", "闽外审7")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0001 public"},
			[]string{"E04 权力编码“闽外审7”格式不对，应如PT01WJ-XK-0001"}},
		{"of last year's list, which had no categories: by name, in its section if it says one",
			[]Power{before(7, "", "企业年检", uncategorised, imported(""), in("")), before(8, "", "企业设立", uncategorised, imported("")),
				before(9, "", "企业变更", uncategorised, imported(""), in("监察室"))},
			[]form.Record{row("企业年检", ""), row("企业设立", ""), row("企业变更", ""), power("企业年检", "行政处罚")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0001 public", "企业设立=8 PT01WJ-XK-0002 public", "企业变更=0 PT01WJ-XK-0003 public",
				"企业年检=0 PT01WJ-CF-0001 public"},
			[]string{"I01 “企业变更”是上一版没有的职权", "I01 “企业年检”是上一版没有的职权", "I01 监察室：上一版的“企业变更”这次没有申报"}},
		{"abolished by an edition: it comes back",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", abolished)}, []form.Record{row("企业年检", "")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0003 public"}, []string{"I01 “企业年检”在上一版中已经废止，现又申报，恢复收入"}},
		{"abolished by a decision: it stays so, under any name",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", abolished, decided(notice.Abolish, ""))}, []form.Record{row("企业年审", "PT01WJ-XK-0003")}, nil,
			[]string{"企业年审=7 PT01WJ-XK-0003 public"},
			[]string{"I04 “企业年审”审核结论为废止，各册均不收入", "I01 按编码认定为同一职权：原名称“企业年检”，现名称“企业年审”"}},
		{"a code under another name: of its own section first",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"))}, []form.Record{row("年度报告", "PT01WJ-XK-0003")}, []form.Record{row("年检", "PT01WJ-XK-0003")},
			[]string{"年度报告=0 PT01WJ-XK-0004 public", "年检=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”已由“年检”（监察室/二.docx 表1第2行）使用", "I01 “年度报告”是上一版没有的职权",
				"I01 按编码认定为同一职权：原名称“企业年检”，现名称“年检”"}},
		{"a code with its name: of its own section first",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"))}, []form.Record{row("企业年检", "PT01WJ-XK-0003")}, []form.Record{row("企业年检", "PT01WJ-XK-0003")},
			[]string{"企业年检=0 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”已由“企业年检”（监察室/二.docx 表1第2行）使用", "I01 “企业年检”是上一版没有的职权"}},
		{"a code under another name is not another's who moved",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室"))}, []form.Record{row("年度报告", "PT01WJ-XK-0003"), row("企业年检", "")}, nil,
			[]string{"年度报告=0 PT01WJ-XK-0004 public", "企业年检=7 PT01WJ-XK-0003 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”已由“企业年检”（办公室/一.docx 表1第3行）使用", "I01 “年度报告”是上一版没有的职权",
				"I01 “企业年检”原由监察室申报，现由办公室申报，沿用原有认定"}},
		{"a code with a name that its own section has is not another section's",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检", in("监察室")), before(8, "PT01WJ-XK-0004", "企业年检")}, []form.Record{row("企业年检", "PT01WJ-XK-0003")}, nil,
			[]string{"企业年检=8 PT01WJ-XK-0004 public"},
			[]string{"E04 权力编码“PT01WJ-XK-0003”是另一项职权的编码，而“企业年检”是另一项已有职权的名称，编码没有采用，按名称认定",
				"I01 监察室：上一版的“企业年检”（PT01WJ-XK-0003）这次没有申报"}},
		{"one of two of a name is renamed by its code",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检"), before(8, "PT01WJ-XK-0004", "企业年检")}, []form.Record{row("年度报告", "PT01WJ-XK-0003"), row("企业年检", "")}, nil,
			[]string{"年度报告=7 PT01WJ-XK-0003 public", "企业年检=8 PT01WJ-XK-0004 public"},
			[]string{"I01 按编码认定为同一职权：原名称“企业年检”，现名称“年度报告”"}},
		{"a slip in a code is not put right to one that was skipped",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检")}, []form.Record{row("年度报告", "PTO1WJ-XK-0002")}, nil,
			[]string{"年度报告=0 PT01WJ-XK-0004 public"},
			[]string{"E04 权力编码“PTO1WJ-XK-0002”格式不对，应如PT01WJ-XK-0001", "I01 “年度报告”是上一版没有的职权", "I01 办公室：上一版的“企业年检”（PT01WJ-XK-0003）这次没有申报"}},
		{"two powers of one code are two codes",
			[]Power{before(7, "PT01WJ-XK-0003", "企业年检"), before(8, "PT01WJ-XK-0003", "企业设立")}, []form.Record{row("企业年检", ""), row("企业设立", "")}, nil,
			[]string{"企业年检=7 PT01WJ-XK-0003 public", "企业设立=8 PT01WJ-XK-0004 public"}, nil},
		{"a secret that comes from another section is not named, and stays one",
			[]Power{before(7, "PT01WJ-XK-9001", "敏感物项核查", secret, in("监察室"))}, []form.Record{row("物项审查", "PT01WJ-XK-9001")}, nil,
			[]string{"物项审查=7 PT01WJ-XK-9001 secret"},
			[]string{"E08 “物项审查”在此处按公开申报，而上一版中按涉密不宜公开收录，已从严处理",
				"I01 按编码认定为原有的一项职权，名称有改动：现名称“物项审查”", "I01 “物项审查”原由其他科室申报，现由办公室申报，沿用原有认定"}},
		{"a missing secret is not named, and what bears its name is one",
			[]Power{before(7, "PT01WJ-XK-9001", "敏感物项核查", secret, in("监察室"))}, []form.Record{power("敏感物项核查", "行政处罚")}, nil,
			[]string{"敏感物项核查=0 PT01WJ-CF-9001 secret"},
			[]string{"E08 “敏感物项核查”在此处按公开申报，而上一版中按涉密不宜公开收录，已从严处理",
				"I01 “敏感物项核查”是上一版没有的职权", "I01 监察室：上一版的一项涉密职权这次没有申报"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			readings := []*form.Reading{submission("办公室/一.docx", "办公室", c.rows...)}
			if c.others != nil {
				readings = append(readings, submission("监察室/二.docx", "监察室", c.others...))
			}
			got, findings := Merge(putian(t), readings, c.powers)
			if d := cmp.Diff(c.want, recognised(got)); d != "" {
				t.Error(d)
			}
			var told []string
			for _, f := range findings {
				if f.Rule != "I02" { // two sections of one power
					told = append(told, f.Rule+" "+f.Message)
				}
				if f.Advice == "" || strings.Contains(f.Advice, "PT01WJ-XK-0002") {
					t.Errorf("what to do: %q", f.Advice)
				}
			}
			if d := cmp.Diff(c.findings, told); d != "" {
				t.Error(d)
			}
		})
	}
}

// Of rows that are called the same each is the power that said the same, whatever their order.
func TestSameNamesAreToldApartByTheirWords(t *testing.T) {
	n := putian(t)
	rows := []form.Record{row("企业年检", "", "basis", "《甲法》第一条"), row("企业年检", "", "basis", "《乙法》第一条")}
	powers := released(mustMerge(n, rows...), nil)
	c, _ := Merge(n, []*form.Reading{submission("办公室/一.docx", "办公室", rows[1], rows[0], row("企业年检", "", "basis", "《丙法》第一条"))}, powers)
	if d := cmp.Diff([]string{"企业年检=2 PT01WJ-XK-0002 public", "企业年检=1 PT01WJ-XK-0001 public", "企业年检=0 PT01WJ-XK-0003 public"}, recognised(c)); d != "" {
		t.Error(d)
	}
}

// A power that was secret and is left out this time is named in no view, nor by the name of a file; once it is abolished
// another may bear its name.
func TestWhatWasSecretStaysUnsaid(t *testing.T) {
	readings := func(category string) []*form.Reading {
		return []*form.Reading{submission("办公室/敏感物项核查办法.docx", "办公室", row("甲事项", "", "remark", "同敏感物项 核查办法一并办理")),
			submission("监察室/二.docx", "监察室", power("敏感物项核查办法", category), power("乙事项", "行政许可"))}
	}
	for _, c := range []struct {
		name   string
		power  Power
		shown  []string
		remark string
	}{
		{"left out", before(1, "PT01WJ-XK-9001", "敏感物项核查办法", secret, in("外资管理科")), []string{"甲事项", "乙事项"}, Unsaid},
		{"abolished", before(1, "PT01WJ-XK-9001", "敏感物项核查办法", secret, abolished, in("外资管理科")), []string{"甲事项", "乙事项", "敏感物项核查办法"}, "同敏感物项 核查办法一并办理"},
	} {
		got, _ := Merge(putian(t), readings("行政处罚"), []Power{c.power})
		var names []string
		for _, it := range got.View(notice.Public).Items {
			names = append(names, it.Name)
			if it.Name == "甲事项" && it.Fields["remark"] != c.remark {
				t.Errorf("%s: %q", c.name, it.Fields["remark"])
			}
		}
		if d := cmp.Diff(c.shown, names); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
	got, _ := Merge(putian(t), readings("行政处罚")[:1], []Power{before(1, "PT01WJ-XK-9001", "敏感物项核查办法", secret, in("外资管理科"))})
	if it := got.View(notice.Public).Items[0]; it.Source.File != "办公室/（名称从略）" || it.Fields["remark"] != Unsaid {
		t.Errorf("%s tells of it: %s", it.Source.File, it.Fields["remark"])
	}
}

// What a section opens of its own is its own; what came to it from another, only a decision opens.
func TestMovedAndOpened(t *testing.T) {
	rows := []form.Record{row("物项核查", "")}
	digest := mustMerge(putian(t), rows...).Items[0].Digest()
	for _, c := range []struct {
		power Power
		want  notice.Class
	}{
		{before(1, "PT01WJ-XK-9001", "物项核查", secret), notice.Public},
		{before(1, "PT01WJ-XK-9001", "物项核查", secret, in("监察室")), notice.Secret},
		{before(1, "PT01WJ-XK-9001", "物项核查", secret, in("监察室"), decided(notice.Open, digest)), notice.Public},
		{before(1, "PT01WJ-XK-9001", "物项核查", secret, in("监察室"), decided(notice.Confirm, digest)), notice.Secret},
	} {
		got, _ := Merge(putian(t), []*form.Reading{submission("办公室/一.docx", "办公室", rows...)}, []Power{c.power})
		if it := got.Items[0]; it.Class != c.want || it.Power != 1 {
			t.Errorf("from %s, decided %+v: %s", c.power.Section, c.power.Decided, it.Class)
		}
	}
}
