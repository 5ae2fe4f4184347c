package catalog

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// asked are the questions of a catalog as one line each.
func asked(c *Catalog) []string {
	out := []string{}
	for _, q := range c.Questions {
		name := ""
		if q.Item >= 0 {
			name = c.Items[q.Item].Name
		}
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %d %d %s", q.Kind, name, q.Power, q.Score, q.Why)))
	}
	return out
}

func TestQuestions(t *testing.T) {
	n := putian(t)
	basis := func(keys ...string) func(*Power) { return func(p *Power) { p.Basis = keys } }
	foreign := "《外资企业法》第六条"
	key := Describe(&mustMerge(n, row("甲", "", "basis", foreign)).Items[0]).Basis
	if len(key) != 1 {
		t.Fatalf("the law has the keys %v", key)
	}
	for _, c := range []struct {
		name   string
		powers []Power
		rows   []form.Record
		want   []string
	}{
		{"nothing is known: nothing is asked", nil, []form.Record{row("企业设立审批", "")}, []string{}},
		{"no edition yet: what is alike is asked, what is new is not",
			[]Power{before(7, "", "企业设立的审批")}, []form.Record{row("企业设立审批", "")},
			[]string{"same 企业设立审批 7 80 名称相似100%，同一科室"}},
		{"best first, three at most, by law and section too",
			[]Power{
				before(1, "PT01WJ-XK-0001", "外商投资企业设立的审批", in("监察室")),
				before(2, "PT01WJ-XK-0002", "外资企业设立核准", basis(key...)),
				before(3, "PT01WJ-XK-0003", "外资企业设立核准", subitem("独资")),
				before(4, "PT01WJ-XK-0004", "外资企业设立批准", in("监察室")),
				before(5, "PT01WJ-XK-0005", "档案查阅"),
				before(6, "PT01WJ-CF-0001", "外资企业设立核准", penalty, basis(key...)),
				before(7, "PT01WJ-XK-0006", "外资企业设立审批", abolished, in("政策法规科"), not("办公室\x00XK\x00外资企业设立审批\x00")),
			},
			[]form.Record{row("外资企业设立审批", "", "basis", foreign)},
			[]string{
				"same 外资企业设立审批 2 79 名称相似71%，依据相同的有1部，同一科室",
				"same 外资企业设立审批 3 59 名称相似71%，同一科室",
				"same 外资企业设立审批 1 52 名称相似75%",
				"new 外资企业设立审批 0 0",
				"missing  6 0", "missing  1 0", "missing  2 0", "missing  3 0", "missing  4 0", "missing  5 0",
			}},
		{"the same name in another category",
			[]Power{before(7, "PT01WJ-CF-0001", "企业设立审批", penalty)}, []form.Record{row("企业设立审批", "")},
			[]string{"same 企业设立审批 7 80 名称相同，同一科室，类别由行政处罚改为行政许可", "new 企业设立审批 0 0", "missing  7 0"}},
		{"not what a person said it is not",
			[]Power{before(7, "PT01WJ-XK-0001", "企业设立审批的", not("办公室\x00XK\x00企业设立审批\x00"))}, []form.Record{row("企业设立审批", "")},
			[]string{"new 企业设立审批 0 0", "missing  7 0"}},
		{"changed after a decision",
			[]Power{before(7, "PT01WJ-XK-0001", "企业设立审批", decided(notice.Confirm, "other"))}, []form.Record{row("企业设立审批", "")},
			[]string{"changed 企业设立审批 7 0 审核结论“确认”作出后，申报内容有改动"}},
		{"to be abolished and not submitted: nothing is missing",
			[]Power{before(7, "PT01WJ-XK-0001", "企业设立审批", decided(notice.Abolish, "")), before(8, "PT01WJ-XK-0002", "旧事项", abolished), before(9, "", "未编码")}, nil,
			[]string{}},
		{"of last year's list, without a code: what is not in it is new, what is only in it is missing",
			[]Power{before(7, "", "企业设立审批", imported("")), before(8, "", "旧事项", imported("3"))}, []form.Record{row("企业设立审批", ""), row("年检", "")},
			[]string{"new 年检 0 0", "missing  8 0"}},
		{"of last year's list, which had no categories",
			[]Power{before(7, "", "企业设立的审批", uncategorised, imported(""))}, []form.Record{row("企业设立审批", "")},
			[]string{"same 企业设立审批 7 80 名称相似100%，同一科室", "new 企业设立审批 0 0", "missing  7 0"}},
		{"a name of one character", []Power{before(7, "PT01WJ-XK-0001", "甲", subitem("一"))}, []form.Record{row("甲", "")},
			[]string{"same 甲 7 80 名称相同，同一科室", "new 甲 0 0", "missing  7 0"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, _ := Merge(n, []*form.Reading{submission("办公室/一.docx", "办公室", c.rows...)}, c.powers)
			if d := gocmp.Diff(c.want, asked(got)); d != "" {
				t.Error(d)
			}
		})
	}
}

func mustMerge(n *notice.Notice, rows ...form.Record) *Catalog {
	c, _ := Merge(n, []*form.Reading{submission("办公室/一.docx", "办公室", rows...)}, nil)
	return c
}

// The index finds what looking at each power finds.
func TestLikenessFindsAll(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.StringMatching(`[甲乙丙丁戊的]{1,6}`)
		var powers []Power
		for id, name := range rapid.SliceOfN(names, 1, 12).Draw(t, "powers") {
			powers = append(powers, before(int64(id+1), "", name, in("监察室"), not("办公室\x00XK\x00"+name+"\x00")))
		}
		m := &merger{n: n, catalog: mustMerge(n, row(names.Draw(t, "item"), ""))}
		m.fold()
		m.recognise(powers)
		l := m.likeness()
		var want []likely
		own := gramsOf(m.folded[0])
		for f, p := range l.free {
			shared := 0
			for _, g := range l.grams[f] {
				if slices.Contains(own, g) {
					shared++
				}
			}
			if c := m.score(0, p, 200*shared/(len(own)+len(l.grams[f])), nil); shared > 0 && c.score >= leastScore && !m.denied(0, p) {
				want = append(want, c)
			}
		}
		slices.SortStableFunc(want, func(a, b likely) int { return cmp.Compare(b.score, a.score) })
		want = want[:min(len(want), proposals)]
		got := l.to(0, nil)
		if len(got)+len(want) > 0 && !slices.Equal(got, want) {
			t.Fatalf("found %v, want %v", got, want)
		}
		if slices.Contains(l.seen, true) {
			t.Fatal("what was seen for one item is not found for the next")
		}
	})
}
