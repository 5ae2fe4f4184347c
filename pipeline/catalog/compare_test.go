package catalog

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/notice"
)

// changes are told as one line each.
func changesTold(changes []Change) []string {
	out := []string{}
	for _, c := range changes {
		line := string(c.Kind)
		for _, e := range []*Entry{c.Old, c.New} {
			if e != nil {
				line += " " + e.Code + e.Name
			}
		}
		for _, f := range c.Fields {
			line += fmt.Sprintf(" %s(%s):%s→%s", f.Key, f.Title, f.Old, f.New)
		}
		out = append(out, line)
	}
	return out
}

func entry(power int64, code, name string, fields ...string) Entry {
	e := Entry{Power: power, Code: code, Name: name, CategoryName: "行政许可", Section: "办公室", Class: notice.Public, Fields: map[string]string{"name": name}}
	for i := 0; i < len(fields); i += 2 {
		e.Fields[fields[i]] = fields[i+1]
	}
	return e
}

func TestCompare(t *testing.T) {
	moved := entry(2, "0002", "乙", "fee", "不收费")
	moved.Section, moved.CategoryName, moved.Class = "监察室", "行政处罚", notice.Internal
	for _, c := range []struct {
		name     string
		old, new []Entry
		want     []string
	}{
		{"nothing", []Entry{entry(1, "0001", "甲", "seq", "1")}, []Entry{entry(1, "0001", "甲", "seq", "2")}, []string{}},
		{"all", nil, []Entry{entry(1, "0001", "甲")}, []string{"added 0001甲"}},
		{"words, in the order of the notice", []Entry{entry(1, "0001", "甲", "自有", "一", "fee", "10元", "basis", "《某法》")}, []Entry{entry(1, "0001", "甲的", "fee", "", "自有", "二")},
			[]string{"changed 0001甲 0001甲的 name(项目名称):甲→甲的 basis(权力依据):《某法》→ fee(收费依据及标准):10元→ 自有(自有):一→二"}},
		{"beside the fields", []Entry{entry(2, "0002", "乙", "fee", "不收费")}, []Entry{moved},
			[]string{"changed 0002乙 0002乙 category(权力类别):行政许可→行政处罚 submittedBy(申报科室):办公室→监察室 disclosure(公开属性):公开→对内公开"}},
		{"another code, and words", []Entry{entry(1, "9001", "甲")}, []Entry{entry(1, "0001", "甲", "fee", "无")}, []string{"renumbered 9001甲 0001甲 fee(收费依据及标准):→无"}},
		{"a code that another power has now", []Entry{entry(1, "0001", "甲"), entry(2, "0002", "乙")}, []Entry{entry(2, "0001", "乙")},
			[]string{"abolished 0001甲", "renumbered 0002乙 0001乙"}},
		{"one number twice is one power and another", []Entry{entry(1, "0001", "甲")}, []Entry{entry(1, "0001", "甲"), entry(1, "0002", "甲")}, []string{"added 0002甲"}},
		{"by code where there is no number", []Entry{entry(0, "0001", "甲"), entry(0, "0002", "乙")}, []Entry{entry(7, "0001", "甲的"), entry(0, "0002", "乙")},
			[]string{"changed 0001甲 0001甲的 name(项目名称):甲→甲的"}},
		{"by name where there is neither", []Entry{entry(0, "", "甲"), entry(0, "", "乙")}, []Entry{entry(0, "", "乙"), entry(0, "", "甲", "fee", "无"), entry(0, "", "甲")},
			[]string{"changed 甲 甲 fee(收费依据及标准):→无", "added 甲"}},
		{"abolished ones where they stood",
			[]Entry{entry(1, "1", "一"), entry(2, "2", "二"), entry(3, "3", "三"), entry(4, "4", "四"), entry(5, "5", "五")},
			[]Entry{entry(2, "2", "二改"), entry(6, "6", "六"), entry(4, "4", "四")},
			[]string{"abolished 1一", "changed 2二 2二改 name(项目名称):二→二改", "abolished 3三", "added 6六", "abolished 5五"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, changesTold(Compare(putian(t), c.old, c.new))); d != "" {
				t.Error(d)
			}
		})
	}
}

// edition is what a release writes of the public view.
func edition(t testing.TB, c *Catalog) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteEdition(&b, c.View(notice.Public)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What is compared line by line is the same as what is compared entry by entry; nobody is lost between the two editions, and
// an edition has no change against itself.
func TestCompareLines(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		first, _ := submissions(t)
		second, _ := submissions(t)
		a, _ := Merge(n, first, nil)
		b, _ := Merge(n, append(first[:1:1], second...), released(a, nil))
		for i, p := range released(a, nil) { // as a release numbers them, but for some
			if rapid.Bool().Draw(t, "numbered") {
				for k := range a.Items {
					if a.Items[k].Code == p.Code {
						a.Items[k].Power = int64(i + 1)
					}
				}
			}
		}
		var lines [2][]byte
		var entries [2][]Entry
		for i, c := range []*Catalog{a, b} {
			var buf bytes.Buffer
			if err := WriteEdition(&buf, c.View(notice.Public)); err != nil {
				t.Fatal(err)
			}
			lines[i] = buf.Bytes()
			var err error
			if entries[i], err = ReadEntries(bytes.NewReader(lines[i])); err != nil {
				t.Fatal(err)
			}
			if _, ok := linesOf(lines[i]); !ok {
				t.Fatalf("not read by lines: %s", lines[i])
			}
		}
		got, err := CompareLines(n, lines[0], lines[1])
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(Compare(n, entries[0], entries[1]), got); d != "" {
			t.Fatal(d)
		}
		balance := len(entries[0])
		for _, c := range got {
			switch c.Kind {
			case Added:
				balance++
			case Abolished:
				balance--
			}
		}
		if balance != len(entries[1]) {
			t.Fatalf("%d entries, %d after %v", len(entries[1]), balance, changesTold(got))
		}
		if none, err := CompareLines(n, lines[1], lines[1]); err != nil || len(none) > 0 {
			t.Fatalf("%v, %v", changesTold(none), err)
		}
		if none := Compare(n, entries[0], entries[0]); len(none) > 0 {
			t.Fatal(changesTold(none))
		}
	})
}

// Editions that are laid out otherwise are compared all the same; what is none is an error.
func TestCompareLinesOfOtherLayout(t *testing.T) {
	n := putian(t)
	c := sample(t)
	lines := edition(t, c)
	var buf bytes.Buffer
	if err := WriteJSON(&buf, c.View(notice.Public)); err != nil {
		t.Fatal(err)
	}
	for name, other := range map[string]string{
		"without powers": buf.String(),
		"one line":       strings.ReplaceAll(string(lines), "\n", " "),
		"CRLF":           strings.ReplaceAll(string(lines), "\n", "\r\n"),
		"escaped code":   strings.ReplaceAll(string(lines), `"code":"PT`, `"code":"\u0050T`),
		"large number":   strings.Replace(string(lines), `{"power":0`, `{"power":1234567890123456789`, 1),
	} {
		if changes, err := CompareLines(n, lines, []byte(other)); err != nil || len(changes) > 0 {
			t.Errorf("%s: %v, %v", name, changesTold(changes), err)
		}
	}
	for name, bad := range map[string]string{
		"empty": "", "cut short": string(lines[:len(lines)-3]), "no items": `{"notice":"x"}`, "more": string(lines) + "{}",
		"broken line": strings.Replace(string(lines), `"name":`, `"name"`, 1),
	} {
		if _, err := CompareLines(n, []byte(bad), lines); err == nil {
			t.Errorf("%s is compared", name)
		}
		if _, err := ReadEntries(strings.NewReader(bad)); err == nil {
			t.Errorf("%s is read", name)
		}
	}
}

func BenchmarkCompare(b *testing.B) {
	const many = 100_000
	n := wide(b)
	readings := bench(b, many)
	c, _ := Merge(n, readings, nil)
	for i := range c.Items {
		c.Items[i].Power = int64(i + 1)
	}
	old := edition(b, c)
	for i := range c.Items {
		if i%1000 == 0 {
			c.Items[i].Fields["remark"] = "改"
		}
	}
	c.Items = c.Items[7:]
	after := edition(b, c)
	b.Run("CompareLines", func(b *testing.B) {
		b.SetBytes(int64(len(old) + len(after)))
		b.ReportAllocs()
		for b.Loop() {
			if changes, err := CompareLines(n, old, after); err != nil || len(changes) == 0 {
				b.Fatal(len(changes), err)
			}
		}
	})
	b.Run("WriteEdition", func(b *testing.B) {
		v := c.View(notice.Public)
		b.ReportAllocs()
		for b.Loop() {
			if err := WriteEdition(io.Discard, v); err != nil {
				b.Fatal(err)
			}
		}
	})
}
