package catalog

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// The vectors of domain.md §6 and the dirty spellings of §2.4.
func TestSubmittedCodes(t *testing.T) {
	n := changed(t, "putian-2009", "  - name: 外资管理科\n", "  - name: 外资管理科\n    code: \"01\"\n")
	for _, c := range []struct{ section, category, submitted, code, message string }{
		{"办公室", "行政许可", "PT01WJ-XK-0007", "PT01WJ-XK-0007", ""},
		{"办公室", "行政许可", "ＰＴ０１ＷＪ－ＸＫ－０００７", "PT01WJ-XK-0007", ""},
		{"办公室", "行政许可", "PT01WJ—XK一0007", "PT01WJ-XK-0007", ""},
		{"办公室", "行政许可", "pt01wj – xk – 0007", "PT01WJ-XK-0007", ""},
		{"外资管理科", "行政许可", "PT01WJ01-XK-0007", "PT01WJ01-XK-0007", ""},
		{"办公室", "行政许可", "", "PT01WJ-XK-0001", ""},
		{"办公室", "行政许可", "PT1WJ-XK-0007", "PT01WJ-XK-0001", "权力编码“PT1WJ-XK-0007”格式不对，应如PT01WJ-XK-0001"},
		{"办公室", "行政许可", "PT01WJ-XK-007", "PT01WJ-XK-0001", "权力编码“PT01WJ-XK-007”格式不对，应如PT01WJ-XK-0001"},
		{"办公室", "行政许可", "PT01WJ-XK-0000", "PT01WJ-XK-0001", "权力编码“PT01WJ-XK-0000”格式不对，应如PT01WJ-XK-0001"},
		{"办公室", "行政许可", "PTO1WJ-XK-0007", "PT01WJ-XK-0001", "权力编码“PTO1WJ-XK-0007”格式不对，应如PT01WJ-XK-0001"},
		{"外资管理科", "行政许可", "PT01WJ-XK-0007", "PT01WJ01-XK-0001", "权力编码“PT01WJ-XK-0007”的单位部分“PT01WJ”与本单位“PT01WJ01”不符"},
		{"办公室", "行政许可", "PT01DS-XK-0007", "PT01WJ-XK-0001", "权力编码“PT01DS-XK-0007”的单位部分“PT01DS”与本单位“PT01WJ”不符"},
		{"办公室", "行政处罚", "PT01WJ-XK-0007", "PT01WJ-CF-0001", "权力编码“PT01WJ-XK-0007”的类别“XK”与权力类别“行政处罚”（CF）不符"},
		{"办公室", "行政服务", "PT01WJ-XK-0007", "", "权力编码“PT01WJ-XK-0007”暂不采用：权力类别“行政服务”无法识别"},
		{"办公室", "行政许可", "PT01WJ-XK-8001", "PT01WJ-XK-0001", "权力编码“PT01WJ-XK-8001”的序号不在公开事项的号段内（0001至8000）"},
		{"办公室", "行政许可", "PT01WJ-XK-9001", "PT01WJ-XK-0001", "权力编码“PT01WJ-XK-9001”的序号不在公开事项的号段内（0001至8000）"},
	} {
		got, findings := Merge(n, []*form.Reading{submission("一.docx", c.section, power("甲", c.category, "code", c.submitted))}, nil)
		message := ""
		for _, f := range findings {
			message += f.Message
			if f.Rule != "E04" || f.Place.Column != 1 || f.Advice == "" || f.Item == "" {
				t.Errorf("%s: finding %+v", c.submitted, f)
			}
		}
		it := got.Items[0]
		if it.Code != c.code || message != c.message {
			t.Errorf("%s in %s is %q, %s; want %q, %s", c.submitted, c.section, it.Code, message, c.code, c.message)
		}
		if refused := c.message != ""; refused != (it.Submitted != "") {
			t.Errorf("%s: what was submitted is kept as %q", c.submitted, it.Submitted)
		}
	}
}

// What is proposed is told and not done.
func TestProposals(t *testing.T) {
	for submitted, proposal := range map[string]string{
		"PTO1WJ-XK-0007": "PT01WJ-XK-0007",
		"PT0IWJ-XK-0007": "PT01WJ-XK-0007",
		"PTl1WJ-XK-0007": "", // two slips
		"PT01WJ-XK-7":    "PT01WJ-XK-0007",
		"PT01WJ-XK-":     "",
		"许可第7号":          "",
	} {
		_, findings := Merge(putian(t), []*form.Reading{submission("一.docx", "办公室", power("甲", "行政许可", "code", submitted))}, nil)
		if len(findings) != 1 || (proposal == "") != !strings.Contains(findings[0].Advice, "是否应为") || !strings.Contains(findings[0].Advice, proposal) {
			t.Errorf("%s: %+v", submitted, findings)
		}
	}
}

// The first of two that bring one code has it; the other is told whose it is, unless that is another section's secret.
func TestClashes(t *testing.T) {
	secret := func(name string) form.Record {
		return record(notice.Secret, "name", name, "category", "行政许可", "code", "PT01WJ-XK-9005")
	}
	c, findings := Merge(putian(t), []*form.Reading{
		submission("办公室/1.docx", "办公室", power("甲", "行政许可", "code", "PT01WJ-XK-0005"), power("乙", "行政许可", "code", "PT01WJ-XK-0005"), secret("密甲")),
		submission("监察室/2.docx", "监察室", secret("密乙"), power("丙", "行政许可", "code", "PT01WJ-XK-0001")),
	}, []Power{{ID: 1, Code: "PT01WJ-XK-0001", Abolished: true}})
	want := []string{
		"E04 error 办公室/1.docx 表1第3行第1列 | PT01WJ-XK-0002 | 权力编码“PT01WJ-XK-0005”已由“甲”（办公室/1.docx 表1第2行）使用",
		"E04 error 监察室/2.docx 表1第2行第1列 | PT01WJ-XK-9001 | 权力编码“PT01WJ-XK-9005”已由办公室的一个事项使用",
		"E04 error 监察室/2.docx 表1第3行第1列 | PT01WJ-XK-0003 | 权力编码“PT01WJ-XK-0001”已由另一事项使用",
	}
	if d := cmp.Diff(want, told(of("E04", findings))); d != "" {
		t.Errorf("%s\n%v", d, outline(c))
	}
}

// key is what an item that is called so has as [Key].
func (d Description) key() string {
	return strings.Join([]string{d.Section, d.Category, sameName(d.Name), sameName(d.Subitem)}, "\x00")
}

// released are the powers after an edition of a catalog, as a release writes them down: what is new has an id, a code that
// changed is a former one, and what is missing is abolished.
func released(c *Catalog, powers []Power) []Power {
	out := slices.Clone(powers)
	next, at := int64(1), map[int64]int{}
	for p := range out {
		next, at[out[p].ID] = max(next, out[p].ID+1), p
		out[p].Abolished = true
	}
	for i := range c.Items {
		it := &c.Items[i]
		if it.Code == "" {
			continue
		}
		p, known := at[it.Power]
		if !known {
			p, out = len(out), append(out, Power{ID: next})
			next++
		}
		x := &out[p]
		if x.Code != "" && x.Code != it.Code {
			x.Former = append(slices.Clone(x.Former), x.Code)
		}
		x.Code, x.Description = it.Code, Describe(it)
		x.Abolished = it.ruling().Decision == notice.Abolish
	}
	return out
}

// The same codes come out of every build that is given those of the last, also where a power stands twice.
func TestIssuedCodesStay(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		readings, _ := submissions(t)
		issued := []Power{{ID: 1, Code: "PT01WJ-XK-0002", Abolished: true}, {ID: 2, Code: "PT01WJ-XK-9003", Abolished: true}}
		c, _ := Merge(n, readings, issued)
		issued = released(c, issued)
		again, _ := Merge(n, readings, issued)
		if d := cmp.Diff(outline(c), outline(again)); d != "" {
			t.Fatal(d)
		}
		less, _ := Merge(n, readings[:len(readings)-1], issued) // what is gone keeps its code, and nobody else gets it
		was := map[string]string{}
		for _, x := range issued {
			was[x.Code] = x.key()
		}
		for i := range less.Items {
			it := &less.Items[i]
			if key, known := was[it.Code]; known && key != Key(it) {
				t.Fatalf("%s is now %q and was %q", it.Code, Key(it), key)
			}
		}
	})
}

// Codes are unique, right in every part, in the range of their class and without a hole where nobody brought one.
func TestCodesKeepTheScheme(t *testing.T) {
	n := changed(t, "putian-2009", "  - name: 外资管理科\n", "  - name: 外资管理科\n    code: \"01\"\n")
	rapid.Check(t, func(t *rapid.T) {
		readings, _ := submissions(t)
		c, findings := Merge(n, readings, nil)
		owner := map[string]string{}
		for i := range c.Items {
			it := &c.Items[i]
			if it.Category == "" {
				if it.Code != "" {
					t.Fatalf("%s has a code and no category", it.Code)
				}
				continue
			}
			if other, again := owner[it.Code]; again {
				t.Fatalf("%s is %s and %s", it.Code, it.Name, other)
			}
			owner[it.Code] = it.Name
			parsed, ok := n.Codes.Parse(it.Code)
			section := map[bool]string{true: "01"}[it.Section == "外资管理科"]
			first, last := n.Codes.Range(it.Class)
			if !ok || parsed.Unit != n.Unit.Code || parsed.Section != section || parsed.Category != it.Category || parsed.Seq < first || parsed.Seq > last {
				t.Fatalf("%s is no code of %s, %s, %s", it.Code, it.Section, it.Category, it.Class)
			}
			told := false
			for _, f := range findings {
				told = told || f.Rule == "E04" && f.Item == it.Code
			}
			if refused := it.Submitted != ""; refused != told {
				t.Fatalf("%s came with %q; told of it: %t", it.Code, it.Submitted, told)
			}
		}
	})
}

// A power for which the range of its class has no number left has no code and is told; its neighbours have theirs.
func TestOverflow(t *testing.T) {
	n := changed(t, "putian-2009", "first: {public: 1, internal: 8001, secret: 9001}", "first: {public: 1, internal: 3, secret: 9998}")
	c, findings := Merge(n, []*form.Reading{submission("一.docx", "办公室",
		power("甲", "行政许可"), power("乙", "行政许可"), power("丙", "行政许可"), power("丁", "行政处罚"),
		record(notice.Secret, "name", "密甲", "category", "行政许可"), record(notice.Secret, "name", "密乙", "category", "行政许可"),
		record(notice.Secret, "name", "密丙", "category", "行政许可"),
	)}, nil)
	want := []string{"PT01WJ-XK-0001 甲", "PT01WJ-XK-0002 乙", " 丙", "PT01WJ-XK-9998 密甲", "PT01WJ-XK-9999 密乙", " 密丙", "PT01WJ-CF-0001 丁"}
	got := []string{}
	for _, it := range c.Items {
		got = append(got, it.Code+" "+it.Name)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	wantTold := []string{
		"E04 error 一.docx 表1第4行 | 丙 | 行政许可的序号已用到2，“丙”编不出号",
		"E04 error 一.docx 表1第8行 | 密丙 | 行政许可的序号已用到9999，“密丙”编不出号",
	}
	if d := cmp.Diff(wantTold, told(findings)); d != "" {
		t.Error(d)
	}
}

// A power that has a code hears of another it brings; one that is opened gets a code that counts no secrets, and one that
// is closed keeps the code that is known.
func TestIssuedAndChanged(t *testing.T) {
	n := putian(t)
	was := func(id int64, name, code string, class notice.Class) Power {
		return Power{ID: id, Code: code, Description: Description{Section: "办公室", Category: "XK", Name: name, Class: class}}
	}
	c, findings := Merge(n, []*form.Reading{submission("一.docx", "办公室",
		power("甲", "行政许可", "code", "PT01WJ-XK-0077"),
		power("乙", "行政许可"),
		record(notice.Secret, "name", "丙", "category", "行政许可"),
	)}, []Power{was(1, "甲", "PT01WJ-XK-0001", notice.Public), was(2, "乙", "PT01WJ-XK-9001", notice.Secret), was(3, "丙", "PT01WJ-XK-0002", notice.Public)})
	want := []string{
		"PT01WJ-XK-0001 甲 行政许可 办公室 public",
		"PT01WJ-XK-0003 乙 行政许可 办公室 public",
		"PT01WJ-XK-0002 丙 行政许可 办公室 secret",
	}
	if d := cmp.Diff(want, outline(c)); d != "" {
		t.Error(d)
	}
	wantTold := []string{
		"E04 error 一.docx 表1第2行第1列 | PT01WJ-XK-0001 | “甲”已编为PT01WJ-XK-0001，报来的权力编码“PT01WJ-XK-0077”未采用",
		"I01 note 一.docx 表1第3行 | PT01WJ-XK-0003 | “乙”改为公开，原编码PT01WJ-XK-9001停用，改编为PT01WJ-XK-0003",
	}
	if d := cmp.Diff(wantTold, told(findings)); d != "" {
		t.Error(d)
	}
}

// Each line of testdata/limits.txt is a text, and after → the limit it gives: "20 day workday from 受理之日"; – for none.
func TestParseLimit(t *testing.T) {
	file, err := os.ReadFile("testdata/limits.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(file)) {
		text, want, ok := strings.Cut(strings.TrimRight(line, "\n"), " → ")
		if !ok {
			continue // a remark
		}
		n++
		got := "–"
		if l, ok := ParseLimit(text); ok {
			got = strings.Join(strings.Fields(fmt.Sprintf("%d %s %s", l.Value, l.Unit, l.Calendar)), " ")
			if l.From != "" {
				got += " from " + l.From
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if n < 100 {
		t.Errorf("only %d limits", n)
	}
}

func FuzzParseLimit(f *testing.F) {
	for _, s := range []string{"自受理之日起20个工作日内", "一百〇五日", "1.5个月", "20日，可延长10日", "即时", "一二三四五六七八九一二三四五六七八九一二三日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, ok := ParseLimit(s)
		if ok && (l.Value < 0 || l.Value > 12*100_000 || l.Unit == "" || (l.Unit == UnitImmediate) != (l.Calendar == "" && l.Value == 0 && l.Unit != UnitDay)) {
			t.Fatalf("%q is %+v", s, l)
		}
		if again, _ := ParseLimit(" " + s + "\n"); again != l {
			t.Fatalf("%q is %+v, with blanks around it %+v", s, l, again)
		}
	})
}

func TestByStroke(t *testing.T) {
	names := []string{"重庆", "一般", "广州", "ABC", "对外", "丁", "外资", "外商", "龘", "", "7号"}
	var got []string
	for _, g := range ByStroke(names) {
		line := g.Label + ":"
		for _, i := range g.Index {
			line += " " + names[i]
		}
		got = append(got, line)
	}
	want := []string{"西文:  7号 ABC", "一画: 一般", "二画: 丁", "三画: 广州", "五画: 外资 外商 对外", "九画: 重庆", "二十一画以上: 龘"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Every name stands in one group, in stroke order, whatever it is made of.
func TestByStrokeKeepsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOf(rapid.String()).Draw(t, "names")
		seen := make([]bool, len(names))
		groups := map[string]bool{}
		for _, g := range ByStroke(names) {
			if groups[g.Label] {
				t.Fatalf("%s twice", g.Label)
			}
			groups[g.Label] = true
			for _, i := range g.Index {
				if seen[i] {
					t.Fatalf("%q twice", names[i])
				}
				seen[i] = true
			}
		}
		for i := range seen {
			if !seen[i] {
				t.Fatalf("%q is lost", names[i])
			}
		}
	})
}
