package review

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite what the cases are expected to give")

// divider ends the input of a case.
const divider = "----------\n"

// theNotice is a notice of the house.
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

// parseCase reads the notation of testdata/cases:
//
//	@notice NAME           the notice, putian-2009 if there is none
//	@file 科室/文件.docx     begins a submission
//	| name | category |    begins a table: the keys of its fields; class is no field but the item's class
//	| 甲    | 行政许可   |    an item a row; \n is a line break
//	(blank line)           ends the table; lines without | are items of no table, "name: 甲 | category: 行政许可"
//	@count 科室 类别 3       a number of a submitted 统计表; - for all
//	@whole                 the files are all that the sections submit
//	@only W12 W27          nothing but what these rules say
//	@signed 同意|张某|2009-08-18   the 签署意见 of a file; @dated 2009-08-21 its 填报日期
//	@chart 职权|编码|words   a flowchart; @picture after it: it is one; @shared 甲、乙; @step 环节|科室|岗位|时限
//	@instruct words        a line of the chart more
//	@told 要素|words        an element of the chart, by the name the notice gives it, and its line; without words nothing stands beside it
//	@duty 职权|受理=甲|…      a row of a 职权分解表
//	@text rules 标题         a rules text or a report
//	@laws …                a line of the office's laws.yaml
//	@revision 编码|职权|科室|what|2009-09-01|2009-09-29   a flowchart that was to be revised by the second day
//	@before PT01WJ-QT-0001|甲|fee=不收费   a power of the last edition, and what it said otherwise; disclosure= and submittedBy=, too
//	@bare                  required fields that the case does not name are left out; else they are given, and right
//	# a remark             says what the case is about
func parseCase(t *testing.T, input string) (s Subject, only []string, before [][]string) {
	t.Helper()
	name := "putian-2009"
	var readings []*form.Reading
	var keys []string
	table, row, paragraph := 0, 0, 0
	bare := false
	s.Alone = true
	var known strings.Builder
	now := func() *form.Reading { return readings[len(readings)-1] }
	for line := range strings.Lines(input) {
		line = strings.TrimRight(line, "\n ")
		word, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "":
			keys = nil
		case strings.HasPrefix(line, "#"):
		case word == "@notice":
			name = rest
		case word == "@whole":
			s.Alone = false
		case word == "@only":
			only = strings.Fields(rest)
		case word == "@before":
			before = append(before, strings.Split(rest, "|"))
		case word == "@laws":
			known.WriteString(rest + "\n")
		case word == "@revision":
			p := strings.Split(rest, "|")
			s.Revisions = append(s.Revisions, Revision{Item: p[0], Name: p[1], Section: p[2], What: p[3], On: dateOf(t, p[4]), Due: dateOf(t, p[5]), Late: true})
		case strings.HasPrefix(word, "@") && len(readings) > 0 && beside(t, now(), word, rest):
		case word == "@bare":
			bare = true
		case word == "@file":
			section, _, _ := strings.Cut(rest, "/")
			readings = append(readings, &form.Reading{Source: form.Source{File: rest, SHA256: rest, Section: section}})
			keys, table, paragraph = nil, 0, 0
		case word == "@count":
			at := strings.Fields(rest)
			n, err := strconv.Atoi(at[2])
			if err != nil {
				t.Fatal(line)
			}
			none := strings.NewReplacer("-", "")
			count := form.Count{Section: none.Replace(at[0]), Category: none.Replace(at[1]), N: n}
			count.Place = notice.Place{File: now().Source.File, Table: 1, Row: len(now().Counts) + 2, Column: 2}
			now().Counts = append(now().Counts, count)
		case strings.HasPrefix(line, "|") && keys == nil:
			keys = cellsOf(line)
			table++
			row = 1
		case strings.HasPrefix(line, "|"):
			row++
			at := notice.Place{File: now().Source.File, Table: table, Row: row}
			now().Records = append(now().Records, itemOf(at, keys, cellsOf(line)))
		default:
			paragraph++
			var keys, texts []string
			for part := range strings.SplitSeq(line, "|") {
				key, text, _ := strings.Cut(part, ":")
				keys, texts = append(keys, strings.TrimSpace(key)), append(texts, strings.TrimSpace(text))
			}
			now().Records = append(now().Records, itemOf(notice.Place{File: now().Source.File, Paragraph: paragraph}, keys, texts))
		}
	}
	n := theNotice(t, name)
	for _, r := range readings {
		for _, rec := range r.Records {
			if !bare && rec.Class != notice.Secret {
				complete(n, rec)
			}
		}
	}
	s.Notice, s.Readings = n, readings
	if known.Len() > 0 {
		var err error
		if s.Laws, err = laws.Parse("laws.yaml", []byte(known.String())); err != nil {
			t.Fatal(err)
		}
	}
	return s, only, before
}

// powersOf are the powers of the last edition.
func powersOf(before [][]string) (out []catalog.Power) {
	for i, p := range before {
		out = append(out, catalog.Power{ID: int64(i + 1), Code: p[0], Description: catalog.Description{Section: "外资管理科", Category: p[0][7:9], Name: p[1]}})
	}
	return out
}

// baselineOf is the last edition: it says what the items say now, but for what a case changes.
func baselineOf(t *testing.T, c *catalog.Catalog, before [][]string) *catalog.Baseline {
	t.Helper()
	if before == nil {
		return nil
	}
	type entries struct {
		Items []catalog.Entry `json:"items"`
	}
	var e entries
	for i := range c.Items {
		it := &c.Items[i]
		if it.Power == 0 {
			continue
		}
		was := catalog.Entry{Power: it.Power, Code: it.Code, Name: it.Name, CategoryName: it.CategoryName, Section: it.Section, Class: it.Class, Fields: maps.Clone(it.Fields)}
		for _, change := range before[it.Power-1][2:] {
			key, text, _ := strings.Cut(change, "=")
			switch key {
			case "disclosure":
				was.Class = notice.Class(text)
			case "submittedBy":
				was.Section = text
			default:
				was.Fields[key] = text
			}
		}
		e.Items = append(e.Items, was)
	}
	data, err := json.Marshal(e)
	if err != nil {
		t.Fatal(err)
	}
	b, err := catalog.NewBaseline(data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// beside reads what a file says beside its records.
func beside(t *testing.T, r *form.Reading, word, rest string) bool {
	t.Helper()
	p := strings.Split(rest+"|||||", "|")
	at := notice.Place{File: r.Source.File, Paragraph: 1 + len(r.Charts) + len(r.Texts)}
	switch word {
	case "@signed":
		r.Signature = &form.Signature{Opinion: p[0], Signer: p[1], On: dateOf(t, p[2]), Place: at}
	case "@dated":
		r.Dated, r.DatedAt = dateOf(t, rest), at
	case "@chart":
		r.Charts = append(r.Charts, form.Chart{Name: p[0], Code: p[1], Text: p[2], Place: at})
	case "@picture":
		r.Charts[len(r.Charts)-1].Picture = true
	case "@shared":
		r.Charts[len(r.Charts)-1].Shared = strings.Split(rest, "、")
	case "@step":
		c := &r.Charts[len(r.Charts)-1]
		c.Steps = append(c.Steps, form.Step{Name: p[0], Section: p[1], Post: p[2], Limit: p[3], Place: at})
	case "@told":
		c := &r.Charts[len(r.Charts)-1]
		c.Elements = append(c.Elements, form.Told{Label: p[0], Text: p[1], Place: at})
		c.Text += "\n" + strings.TrimSpace(p[0]+" "+p[1])
	case "@instruct":
		r.Charts[len(r.Charts)-1].Text += "\n" + rest
	case "@duty":
		d := form.Duty{Name: p[0], Place: notice.Place{File: r.Source.File, Table: 1, Row: len(r.Duties) + 2}}
		for i, x := range strings.Split(rest, "|")[1:] {
			step, post, _ := strings.Cut(x, "=")
			d.Posts = append(d.Posts, form.Post{Step: step, Text: post, Place: notice.Place{File: r.Source.File, Table: 1, Row: len(r.Duties) + 2, Column: i + 2}})
		}
		r.Duties = append(r.Duties, d)
	case "@text":
		kind, title, _ := strings.Cut(rest, " ")
		r.Texts = append(r.Texts, form.Text{Kind: notice.FormKind(kind), Title: title, Words: 200, Place: at})
	default:
		return false
	}
	return true
}

func dateOf(t *testing.T, s string) notice.Date {
	t.Helper()
	if s == "" {
		return notice.Date{}
	}
	d, err := notice.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// complete gives a record the required fields it has no cell for.
func complete(n *notice.Notice, rec form.Record) {
	right := map[string]string{"basis": "《中华人民共和国行政许可法》第十二条", "fee": "不收费", "section": "外资管理科 科长"}
	for _, f := range n.Fields {
		if _, given := rec.Fields[f.Key]; f.Required && !given && f.Kind != notice.KindCategory {
			rec.Fields[f.Key] = form.Value{Text: cmp.Or(right[f.Key], "有"), Place: rec.Place}
		}
	}
}

func cellsOf(line string) []string {
	out := strings.Split(strings.Trim(line, "|"), "|")
	for i := range out {
		out[i] = strings.ReplaceAll(strings.TrimSpace(out[i]), `\n`, "\n")
	}
	return out
}

func itemOf(at notice.Place, keys, texts []string) form.Record {
	rec := form.Record{Fields: map[string]form.Value{}, Place: at, Rows: 1}
	for i, key := range keys {
		if key == "class" {
			rec.Class = notice.Class(texts[i])
			continue
		}
		cell := at
		if at.Table > 0 {
			cell.Column = i + 1
		}
		rec.Fields[key] = form.Value{Text: texts[i], Raw: texts[i], Place: cell}
	}
	return rec
}

// TestCases checks every testdata/cases/*.txt: submissions, a line of dashes, and what the rules must say of them. To add
// one, write the first half and run go test ./pipeline/review -run TestCases -update; then read the second half as a clerk
// would.
func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	said := map[string]bool{}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(data), divider)
			s, only, before := parseCase(t, input)
			s.Catalog, _ = catalog.Merge(s.Notice, s.Readings, powersOf(before))
			s.Baseline = baselineOf(t, s.Catalog, before)
			var got strings.Builder
			for _, f := range Check(s) {
				if len(only) > 0 && !slices.Contains(only, f.Rule) {
					continue
				}
				said[f.Rule] = true
				fmt.Fprintf(&got, "%s %s %s %s [%s]\n  %s\n  %s\n", f.Rule, f.Level, f.Place.File, f.Place, f.Item, f.Message, f.Advice)
				if f.Discreet != "" {
					fmt.Fprintf(&got, "  (%s)\n", f.Discreet)
				}
			}
			if *update {
				if err := os.WriteFile(file, []byte(input+divider+got.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got.String() != want {
				t.Errorf("got\n%s\nwant\n%s", got.String(), want)
			}
		})
	}
	for _, r := range itemRules {
		if !said[r.id] {
			t.Errorf("no case of rule %s", r.id)
		}
	}
	for _, r := range setRules {
		if !said[r.id] {
			t.Errorf("no case of rule %s", r.id)
		}
	}
}
