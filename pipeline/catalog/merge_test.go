package catalog

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// outline are the items of a catalog as one line each.
func outline(c *Catalog) []string {
	out := []string{}
	for i := range c.Items {
		it := &c.Items[i]
		out = append(out, fmt.Sprintf("%s %s %s %s %s", it.Code, it.Name, it.CategoryName, it.Section, it.Class))
	}
	return out
}

func power(name, category string, more ...string) form.Record {
	return record("", append([]string{"name", name, "category", category}, more...)...)
}

// Categories and sections stand as the notice lists them, what it does not list behind, rows as submitted.
func TestOrderOfTheBook(t *testing.T) {
	c, findings := Merge(putian(t), []*form.Reading{
		submission("新科/1.docx", "新科", power("丙", "处罚类")),
		submission("外资管理科/2.docx", "外资管理科", power("乙", "行政处罚"), power("甲", "行政处罚"), power("丁", "行政许可")),
		submission("办公室/3.docx", "局办公室", power("戊", "行政服务"), power("己", "其他")),
		submission("4.docx", "", power("庚", "行政许可", "section", "外贸科 科长"), power("辛", "行政许可", "section", "某处")),
	}, nil)
	want := []string{
		"PT01WJ-XK-0001 丁 行政许可 外资管理科 public",
		"PT01WJ-XK-0002 庚 行政许可 对外贸易科 public",
		"PT01WJ-XK-0003 辛 行政许可  public",
		"PT01WJ-CF-0001 乙 行政处罚 外资管理科 public",
		"PT01WJ-CF-0002 甲 行政处罚 外资管理科 public",
		"PT01WJ-CF-0003 丙 行政处罚 新科 public",
		"PT01WJ-QT-0001 己 其他行政权力 办公室 public",
		" 戊 行政服务 办公室 public",
	}
	if d := cmp.Diff(want, outline(c)); d != "" {
		t.Error(d)
	}
	wantTold := []string{"I02 note 4.docx 表1第3行第3列 | PT01WJ-XK-0003 | “辛”的承办科室“某处”不在科室名单中，疑为缺位"}
	if d := cmp.Diff(wantTold, told(findings)); d != "" {
		t.Error(d)
	}
}

// Of a file that lies in no section's folder, what stands under a section's heading is that section's.
func TestSectionsOfOneFile(t *testing.T) {
	under := func(name, section string) form.Record {
		rec := power(name, "行政许可")
		rec.Fields["section"] = form.Value{Text: section, Inherited: true}
		return rec
	}
	both := []form.Record{under("甲", "外资管理科"), under("乙", "对外贸易科"), power("丙", "行政许可")}
	top := submission("总目录.docx", "", both...)
	top.Section = "外资管理科"
	for _, c := range []struct {
		reading *form.Reading
		want    []string
	}{
		{top, []string{"外资管理科", "外资管理科", "对外贸易科"}},
		{submission("监察室/总目录.docx", "监察室", both...), []string{"监察室", "监察室", "监察室"}},
	} {
		merged, _ := Merge(putian(t), []*form.Reading{c.reading}, nil)
		var got []string
		for i := range merged.Items {
			got = append(got, merged.Items[i].Section)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.reading.Source.File, got, c.want)
		}
	}
}

// The same power from two sections is two items and a finding; the same file twice in a section counts once.
func TestReportedNotDropped(t *testing.T) {
	again := submission("办公室/副本.docx", "办公室", power("对违规行为的处罚", "行政处罚"))
	again.Source.SHA256 = hashOf("办公室/正本.docx")
	elsewhere := submission("监察室/正本.docx", "监察室", power("对违规行为的处罚", "行政处罚"))
	elsewhere.Source.SHA256 = hashOf("办公室/正本.docx")
	c, findings := Merge(putian(t), []*form.Reading{
		submission("办公室/正本.docx", "办公室", power("对违规行为的处罚", "行政处罚")),
		again,
		elsewhere,
		submission("外资管理科/1.docx", "外资管理科",
			power("违规行为处罚", "行政处罚"),
			power("企业年检", "其他", "subitem", "内资"), power("企业年检", "其他", "subitem", "外资"), power("企业年检", "行政确认"),
			power("企业 年检", "其他", "subitem", "外 资")),
	}, nil)
	if len(c.Items) != 7 {
		t.Errorf("%d items: %v", len(c.Items), outline(c))
	}
	want := []string{
		"R13 note 办公室/副本.docx  |  | 与“办公室/正本.docx”内容完全相同，只收录一次",
		"I02 note 监察室/正本.docx 表1第2行 | PT01WJ-CF-0003 | “对违规行为的处罚”同时由办公室申报：办公室/正本.docx（表1第2行）",
		"I02 note 外资管理科/1.docx 表1第6行 | PT01WJ-QT-0003 | “企业 年检”与外资管理科/1.docx（表1第4行）重复申报",
		"I02 note 外资管理科/1.docx 表1第2行 | PT01WJ-CF-0002 | “违规行为处罚”与办公室/正本.docx（表1第2行）的“对违规行为的处罚”名称相近",
	}
	if d := cmp.Diff(want, told(findings)); d != "" {
		t.Error(d)
	}
}

// A name that is like a secret one is told to those who keep the secret, and to nobody else.
func TestAlikeToASecret(t *testing.T) {
	_, findings := Merge(putian(t), []*form.Reading{
		submission("办公室/密.docx", "办公室", record(notice.Secret, "name", "敏感物项的出口审批", "category", "行政许可")),
		submission("监察室/公.docx", "监察室", power("敏感物项出口审批", "行政许可")),
	}, nil)
	want := []string{"I02 note 办公室/密.docx 表1第2行 | PT01WJ-XK-9001 | “敏感物项的出口审批”与监察室/公.docx（表1第2行）的“敏感物项出口审批”名称相近"}
	if d := cmp.Diff(want, told(findings)); d != "" {
		t.Error(d)
	}
}

// A category that is kept inside makes its items internal; nothing that says less makes them public again.
func TestInternalCategory(t *testing.T) {
	n := theNotice(t, "fuxing-statistics")
	at := slices.IndexFunc(n.Categories, func(c notice.Category) bool { return c.Internal })
	if at < 0 {
		t.Fatal("the notice has no internal category")
	}
	for given, want := range map[notice.Class]notice.Class{"": notice.Internal, notice.Public: notice.Internal, notice.Secret: notice.Secret} {
		c, _ := Merge(n, []*form.Reading{submission("统计局/1.docx", "统计局", record(given, "name", "甲", "category", n.Categories[at].Name))}, nil)
		if got := c.Items[0].Class; got != want {
			t.Errorf("%q in an internal category is %s", given, got)
		}
	}
}

// A rule that the notice has switched off says nothing.
func TestRulesSwitchedOff(t *testing.T) {
	n := changed(t, "ningde-2009", "\nrules:", "\nrules:\n  - {id: I02, level: \"off\"}")
	_, findings := Merge(n, []*form.Reading{submission("办公室/1.docx", "办公室", power("甲", "其他"), power("甲", "其他"))}, nil)
	if len(findings) > 0 {
		t.Error(told(findings))
	}
}

// Every record is an item, whatever the order and the number of files; each value knows its cell.
func TestNothingLost(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		readings, fates := submissions(t)
		c, _ := Merge(n, readings, nil)
		want, got := map[notice.Place]string{}, map[notice.Place]string{}
		for _, r := range readings {
			for _, rec := range r.Records {
				for _, v := range rec.Fields {
					want[v.Place] = v.Text
				}
			}
		}
		for i := range c.Items {
			for _, v := range c.Items[i].Values {
				got[v.Place] = v.Text
			}
		}
		if d := cmp.Diff(want, got); d != "" || len(c.Items) != len(fates) {
			t.Fatalf("%d items of %d records: %s", len(c.Items), len(fates), d)
		}
	})
}

// A short name that one row declares holds in those below it, and in no other submission.
func TestShortNamesThroughASubmission(t *testing.T) {
	c, _ := Merge(putian(t), []*form.Reading{
		submission("外资管理科/1.docx", "外资管理科",
			power("甲", "行政许可", "basis", "《中华人民共和国中外合资经营企业法实施条例》（以下简称《合资条例》）第六条"),
			power("乙", "行政许可", "basis", "《合资条例》第十四条")),
		submission("办公室/2.docx", "办公室", power("丙", "其他", "basis", "《合资条例》第三条")),
	}, nil)
	keys := map[string]string{}
	for i := range c.Items {
		keys[c.Items[i].Name] = c.Items[i].Basis[0].Key
	}
	if keys["甲"] != keys["乙"] || keys["丙"] == keys["甲"] {
		t.Error(keys)
	}
}
