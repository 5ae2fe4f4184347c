package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// shown says which volumes show the items of a catalog, with their codes.
func shown(c *Catalog) []string {
	out := []string{}
	for _, class := range []notice.Class{notice.Public, notice.Internal, notice.Secret} {
		line := string(class) + ":"
		for _, it := range c.View(class).Items {
			line += " " + it.Name + it.Code[strings.LastIndex(it.Code, "-")+1:]
		}
		out = append(out, line)
	}
	return out
}

// What each decision does to a public and to a secret power that have codes, and to one that has none.
func TestDecisions(t *testing.T) {
	n := putian(t)
	readings := []*form.Reading{submission("办公室/一.docx", "办公室",
		row("甲事项", ""), record(notice.Secret, "name", "密事项", "category", "行政许可"), row("新事项", ""), row("末事项", ""))}
	plain, _ := Merge(n, readings, nil)
	for _, c := range []struct {
		decision notice.Decision
		other    bool // taken on other words
		shown    []string
		stale    int
	}{
		{"", false, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 0},
		{notice.Confirm, false, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 0},
		{notice.Confirm, true, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 3},
		{notice.Clarify, false, []string{"public: 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 0},
		{notice.Clarify, true, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 3},
		{notice.Abolish, true, []string{"public: 末事项0002", "internal: 末事项0002", "secret:"}, 0},
		{notice.Return, false, []string{"public: 末事项0002", "internal: 末事项0002", "secret:"}, 0},
		{notice.Return, true, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 3},
		{notice.Open, false, []string{"public: 甲事项0001 密事项0002 新事项0003 末事项0004", "internal: 甲事项0001 密事项0002 新事项0003 末事项0004", "secret:"}, 0},
		{notice.Open, true, []string{"public: 甲事项0001 新事项0002 末事项0003", "internal: 甲事项0001 新事项0002 末事项0003", "secret: 密事项9001"}, 3},
		{notice.Close, true, []string{"public: 末事项0002", "internal: 末事项0002", "secret: 甲事项0001 密事项9001 新事项9002"}, 0},
	} {
		t.Run(fmt.Sprint(c.decision, c.other), func(t *testing.T) {
			powers := []Power{before(1, "PT01WJ-XK-0001", "甲事项"), before(2, "PT01WJ-XK-9001", "密事项", secret), before(3, "", "新事项")}
			for p := range powers {
				if c.decision == "" {
					continue
				}
				decided(c.decision, plain.Items[p].Digest())(&powers[p])
				if c.other {
					powers[p].Decided.Digest = "0123456789abcdef"
				}
			}
			got, findings := Merge(n, readings, powers)
			if d := cmp.Diff(c.shown, shown(got)); d != "" {
				t.Error(d)
			}
			stale, inForce, kept := 0, 0, 0
			for i := range got.Items {
				it := &got.Items[i]
				if it.Stale {
					stale++
				}
				if it.Decided != nil {
					inForce++
				}
				if r := it.ruling(); r.Shelved || r.Public && it.Class != notice.Secret {
					kept++
				}
			}
			if want := map[bool]int{true: 3 - c.stale}[c.decision != ""]; stale != c.stale || inForce != want {
				t.Errorf("%d decisions are stale, %d in force", stale, inForce)
			}
			if told := of("I04", findings); len(told) != kept {
				t.Errorf("%d items are kept out and %d told", kept, len(told))
			}
		})
	}
}

// What is the strictest of one name still holds over a decision to open one of them; a category that is kept inside too.
func TestOpenIsNotAgainstTheStrictest(t *testing.T) {
	readings := []*form.Reading{
		submission("办公室/一.docx", "办公室", record(notice.Secret, "name", "密事项", "category", "行政许可")),
		submission("监察室/二.docx", "监察室", record(notice.Secret, "name", "密事项", "category", "行政许可")),
	}
	plain, _ := Merge(putian(t), readings, nil)
	powers := []Power{before(1, "PT01WJ-XK-9001", "密事项", secret, decided(notice.Open, plain.Items[0].Digest())), before(2, "PT01WJ-XK-9002", "密事项", secret, in("监察室"))}
	c, findings := Merge(putian(t), readings, powers)
	if d := cmp.Diff([]string{"密事项=1 PT01WJ-XK-9001 secret", "密事项=2 PT01WJ-XK-9002 secret"}, recognised(c)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"E08 error 办公室/一.docx 表1第2行 | PT01WJ-XK-9001 | “密事项”在此处按公开申报，而监察室按涉密不宜公开申报，已从严处理"}, told(of("E08", findings))); d != "" {
		t.Error(d)
	}

	n := theNotice(t, "fuxing-statistics")
	for _, cat := range n.Categories {
		if !cat.Internal {
			continue
		}
		readings := []*form.Reading{submission("统计局/1.docx", "统计局", record(notice.Secret, "name", "甲", "category", cat.Name))}
		plain, _ := Merge(n, readings, nil)
		p := Power{ID: 1, Description: Describe(&plain.Items[0])}
		decided(notice.Open, p.Digest)(&p)
		c, findings := Merge(n, readings, []Power{p})
		if c.Items[0].Class != notice.Internal || len(of("E08", findings)) != 1 {
			t.Errorf("opened in %s it is %s: %v", cat.Name, c.Items[0].Class, told(findings))
		}
	}
}

// A secret item that is shelved is as secret as before: its name is kept out of other texts, and its file's with it.
// A public one that is only withheld keeps nobody's name back.
func TestShelvedIsKeptSecret(t *testing.T) {
	readings := []*form.Reading{
		submission("办公室/敏感物项核查办法.docx", "办公室", record(notice.Secret, "name", "敏感物项核查办法", "category", "行政许可"), row("甲事项", "", "remark", "与敏感物项 核查办法一并办理")),
		submission("办公室/乙事项和丙事项.docx", "办公室", row("乙事项", ""), row("丙事项", "", "remark", "与乙事项一并办理")),
	}
	plain, _ := Merge(putian(t), readings, nil)
	powers := []Power{before(1, "", "敏感物项核查办法", secret, decided(notice.Abolish, "")), before(2, "", "乙事项", decided(notice.Return, plain.Items[2].Digest()))}
	powers[1].Decided.Reason = "请与敏感物项核查办法合并"
	c, findings := Merge(putian(t), readings, powers)
	var b bytes.Buffer
	if err := WriteJSON(&b, c.View(notice.Public)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(sameName(b.String()), "敏感物项核查办法") {
		t.Errorf("the public view names what is secret: %s", b.String())
	}
	var files []string
	for _, it := range c.View(notice.Public).Items {
		files = append(files, it.Name+it.Code+" "+it.Source.File+" "+it.Fields["remark"])
	}
	want := []string{"甲事项PT01WJ-XK-0001 办公室/（名称从略） " + Unsaid, "丙事项PT01WJ-XK-0002 办公室/乙事项和丙事项.docx 与乙事项一并办理"}
	if d := cmp.Diff(want, files); d != "" {
		t.Error(d)
	}
	for _, s := range c.Sources(notice.Public) {
		if s.Items != 1 || s.Whole != strings.Contains(s.File, "乙事项") {
			t.Errorf("%+v", s)
		}
	}
	for _, f := range of("I04", findings) {
		if strings.Contains(f.Message, "合并") {
			t.Errorf("a reason that names a secret is told: %s", f.Message)
		}
	}
}

// What is known and was decided stands in the catalog's own file, and in no view.
func TestDecisionsAreForTheOffice(t *testing.T) {
	readings := []*form.Reading{submission("办公室/一.docx", "办公室", row("甲事项", ""), row("乙事项", ""))}
	c, _ := Merge(putian(t), readings, []Power{before(4711, "PT01WJ-XK-0001", "甲事项", decided(notice.Close, "")), before(4712, "PT01WJ-XK-0002", "乙事项")})
	for _, v := range []View{c.All(), c.View(notice.Public), c.View(notice.Secret)} {
		var b bytes.Buffer
		if err := WriteJSON(&b, v); err != nil {
			t.Fatal(err)
		}
		for _, word := range []string{`"power":4711`, `"power":4712`, `"decision":"close"`} {
			if told := strings.Contains(b.String(), word); told != (v.Class == "") {
				t.Errorf("%q view: %s is told: %t", v.Class, word, told)
			}
		}
		again, err := json.Marshal(JSONItems(v))
		if err != nil || bytes.Contains(again, []byte(`"power"`)) != (v.Class == "") {
			t.Errorf("%q view: %s, %v", v.Class, again, err)
		}
	}
	it := c.View(notice.Secret).Items[0]
	if it.Decided != nil || it.Declared != "" || it.Stale {
		t.Errorf("a view knows %+v", it)
	}
}

// The digest is the same for the same words, whatever their number, code and place, and another for any other: no text runs
// over into the next.
func TestDigest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SampledFrom([]string{"", "甲", "甲乙", "乙", "name", "\x00"})
		draw := func(label string) Item {
			it := Item{Declared: notice.Public, Category: texts.Draw(t, label), Section: texts.Draw(t, label), Name: texts.Draw(t, label), Fields: map[string]string{}}
			for _, key := range []string{"basis", "fee", "name", "甲"} {
				if rapid.Bool().Draw(t, label) {
					it.Fields[key] = texts.Draw(t, label)
				}
			}
			return it
		}
		a, b := draw("a"), draw("b")
		b.Class, b.Code, b.Source = notice.Secret, "PT01WJ-XK-0001", notice.Place{Table: 3}
		same := a.Category == b.Category && a.Section == b.Section && a.Name == b.Name
		for _, key := range []string{"basis", "fee", "name", "甲"} {
			same = same && a.Fields[key] == b.Fields[key]
		}
		b.Fields["seq"], b.Fields["code"] = "7", "PT01WJ-XK-0001"
		if got := a.Digest() == b.Digest(); got != same || len(a.Digest()) != 16 {
			t.Fatalf("%v and %v have digests %s and %s", a, b, a.Digest(), b.Digest())
		}
		if a.Check() != strings.ToUpper(a.Digest())[:6] {
			t.Fatal(a.Check())
		}
		c := a
		c.Declared = notice.Internal
		if c.Digest() == a.Digest() {
			t.Fatal("the declared class does not count")
		}
	})
}
