package catalog

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// fate is what a test knows of a record it made.
type fate struct {
	mark string       // stands in every text of it
	name string       // as all its spellings fold
	file string       // true name of its file
	want notice.Class // the strictest of all records of its name
}

// spelling writes a name as another office would: with blanks, punctuation, full width.
func spelling(t *rapid.T, name string) string {
	return rapid.SampledFrom([]func(string) string{
		func(s string) string { return s },
		func(s string) string { return strings.Replace(s, "X", "Ｘ", 1) },
		func(s string) string { return strings.Replace(s, "事项", "（事项）", 1) },
		func(s string) string { return strings.Replace(s, "事项", "\u3000事 项。", 1) },
		func(s string) string { return "“" + strings.ToLower(s) + "”" },
	}).Draw(t, "spelling")(name)
}

// submissions draws files of records of all classes, with everything that could speak of a neighbour: codes that others
// have, running numbers, files and folders with telling names.
func submissions(t *rapid.T) ([]*form.Reading, []fate) {
	codes := []string{"", "", "PT01WJ-XK-0001", "PT01WJ-XK-0002", "PT01WJ-XK-8001", "PT01WJ-XK-9001", "PT01WJ-XK-9002", "PT01WJ-CF-9001", "乱写"}
	strictest := map[string]notice.Class{}
	var out []*form.Reading
	var fates []fate
	for f := range rapid.IntRange(1, 6).Draw(t, "files") {
		section := rapid.SampledFrom([]string{"外资管理科", "办公室", "甲专班", "乙专班"}).Draw(t, "section")
		file := section + "/" + rapid.SampledFrom([]string{"", "甲夹/", "乙夹/", "乙夹/丙夹/"}).Draw(t, "folder")
		if rapid.Bool().Draw(t, "named after a power") {
			file += spelling(t, nameOf(rapid.IntRange(0, 7).Draw(t, "whose")))
		}
		file += fmt.Sprintf("第%d份.docx", f)
		var records []form.Record
		for i := range rapid.IntRange(1, 5).Draw(t, "records") {
			fate := fate{mark: fmt.Sprintf("标%d之%d号", f, i), name: nameOf(rapid.IntRange(0, 7).Draw(t, "power")), file: file}
			class := rapid.SampledFrom([]notice.Class{"", notice.Public, notice.Public, notice.Internal, notice.Secret}).Draw(t, "class")
			strictest[fate.name] = strictest[fate.name].Stricter(class)
			fates = append(fates, fate)
			category := rapid.SampledFrom([]string{"行政许可", "行政处罚", "说不清的类"}).Draw(t, "category")
			r := record(class,
				"seq", fmt.Sprint(i+1),
				"code", rapid.SampledFrom(codes).Draw(t, "code"),
				"name", spelling(t, fate.name),
				"category", category,
				"basis", "《"+fate.mark+"法》（"+fate.mark+"发〔2009〕"+fmt.Sprint(i+1)+"号）第三条：“"+fate.mark+"原文”",
				"remark", fate.mark+"备注",
			)
			v := r.Fields["category"]
			v.Raw = category + "（含涉密事项）" // a caption over all of the table
			r.Fields["category"] = v
			records = append(records, r)
		}
		out = append(out, submission(file, section, records...))
	}
	for i := range fates {
		fates[i].want = notice.Public.Stricter(strictest[fates[i].name])
	}
	return out, fates
}

func nameOf(i int) string {
	return fmt.Sprintf("第%sX类管制事项审批", "子丑寅卯辰巳午未"[3*i:][:3])
}

// everything is every word that can be got out of a view.
func everything(t *rapid.T, v View) string {
	var b bytes.Buffer
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(json.NewEncoder(&b).Encode(v.Items))
	fmt.Fprintf(&b, "%+v %+v\n", v.Laws(), v.Statistics())
	var names []string
	for i := range v.Items {
		names = append(names, v.Items[i].Name)
	}
	fmt.Fprintf(&b, "%+v\n", ByStroke(names))
	must(WriteJSON(&b, v))
	must(WriteCSV(&b, v))
	var x bytes.Buffer
	must(WriteXLSX(&x, v))
	z, err := zip.NewReader(bytes.NewReader(x.Bytes()), int64(x.Len()))
	must(err)
	for _, f := range z.File {
		r, err := f.Open()
		must(err)
		_, err = io.Copy(&b, r)
		must(err)
	}
	return b.String()
}

// No word, code, file name or folder of an item that is kept back stands anywhere in a view or in what is made of it.
func TestViewTellsNothingOfStricterItems(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		readings, fates := submissions(t)
		c, _ := Merge(n, readings, nil)
		if len(c.Items) != len(fates) {
			t.Fatalf("%d records, %d items", len(fates), len(c.Items))
		}
		for _, class := range []notice.Class{notice.Public, notice.Internal} {
			v := c.View(class)
			text := everything(t, v)
			folded := sameName(text)
			shown := 0
			for _, f := range fates {
				if slices.Contains(holds[class], f.want) {
					shown++
					if !strings.Contains(text, f.mark) {
						t.Errorf("%s view lacks %s, which is %s", class, f.mark, f.want)
					}
					continue
				}
				base := f.file[strings.LastIndexByte(f.file, '/')+1:]
				for what, word := range map[string]string{"word": f.mark, "file": base} {
					if strings.Contains(text, word) {
						t.Errorf("%s view holds the %s %s of an item that is %s", class, what, word, f.want)
					}
				}
				if strings.Contains(folded, sameName(f.name)) {
					t.Errorf("%s view holds the name of %s, which is %s", class, f.name, f.want)
				}
				if p := strings.Split(f.file, "/"); len(p) > 2 && strings.Contains(text, p[0]+"/"+p[1]) {
					t.Errorf("%s view holds the folder of %s, with an item that is %s", class, f.file, f.want)
				}
			}
			for i := range c.Items {
				if it := &c.Items[i]; !slices.Contains(holds[class], it.Class) && it.Code != "" && strings.Contains(text, it.Code) {
					t.Errorf("%s view holds the code %s of an item that is %s", class, it.Code, it.Class)
				}
			}
			for _, it := range v.Items {
				if _, numbered := it.Fields["seq"]; numbered {
					t.Errorf("%s view holds the running number of %s: those that are left count the others", class, it.Name)
				}
			}
			sum := 0
			for _, n := range v.Statistics().Totals {
				sum += n
			}
			if len(v.Items) != shown || sum != shown {
				t.Errorf("%s view has %d items and counts %d of %d", class, len(v.Items), sum, shown)
			}
			if strings.Contains(text, "含涉密") {
				t.Errorf("%s view repeats the caption of a table", class)
			}
		}
	})
}

// What is kept back leaves no trace but the names of files that are left out: had it never been submitted, the tables
// would be the same, byte for byte, and the items the same but for those names.
func TestViewIsAsIfStricterItemsWereNotThere(t *testing.T) {
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		readings, fates := submissions(t)
		with, _ := Merge(n, readings, nil)
		for _, class := range []notice.Class{notice.Public, notice.Internal} {
			k := 0
			var open []*form.Reading
			for _, r := range readings {
				less := *r
				less.Records = nil
				for _, rec := range r.Records {
					if slices.Contains(holds[class], fates[k].want) {
						less.Records = append(less.Records, rec)
					}
					k++
				}
				open = append(open, &less)
			}
			without, _ := Merge(n, open, nil)
			a, b := with.View(class), without.View(class)
			for _, write := range []func(io.Writer, View) error{WriteCSV, WriteXLSX} {
				var x, y bytes.Buffer
				if err := write(&x, a); err != nil {
					t.Fatal(err)
				}
				if err := write(&y, b); err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(x.Bytes(), y.Bytes()) {
					t.Fatalf("%s: a table tells of what is kept back", class)
				}
			}
			if d := cmp.Diff(placeless(b), placeless(a)); d != "" {
				t.Fatalf("%s view, without and with stricter items:\n%s", class, d)
			}
			if d := cmp.Diff(b.Statistics(), a.Statistics()); d != "" {
				t.Fatal(d)
			}
			if d := cmp.Diff(b.Laws(), a.Laws()); d != "" {
				t.Fatal(d)
			}
		}
	})
}

// placeless are the items of a view without the places they came from.
func placeless(v View) []Item {
	out := slices.Clone(v.Items)
	for i := range out {
		out[i].Source = notice.Place{}
		values := map[string]form.Value{}
		for k, x := range out[i].Values {
			x.Place = notice.Place{}
			values[k] = x
		}
		out[i].Values = values
	}
	return out
}

// A power that is secret in one file is secret in all, however the name is spelled; each other file is told.
func TestStricterClassHoldsEverywhere(t *testing.T) {
	n := putian(t)
	c, findings := Merge(n, []*form.Reading{
		submission("外资管理科/一.docx", "外资管理科", record(notice.Public, "name", "敏感物项（A类）出口审批", "category", "行政许可")),
		submission("对外贸易科/二.docx", "对外贸易科", record(notice.Secret, "name", "敏感物项Ａ类 出口审批。", "category", "行政许可")),
	}, nil)
	for _, it := range c.Items {
		if it.Class != notice.Secret || !strings.HasPrefix(it.Code, "PT01WJ-XK-9") {
			t.Errorf("%s of %s is %s, %s", it.Name, it.Section, it.Class, it.Code)
		}
	}
	if v := c.View(notice.Public); len(v.Items) > 0 {
		t.Error("public view is not empty")
	}
	want := []string{
		"E08 error 外资管理科/一.docx 表1第2行 | PT01WJ-XK-9001 | “敏感物项（A类）出口审批”在此处按公开申报，而对外贸易科按涉密不宜公开申报，已从严处理",
		"I02 note 对外贸易科/二.docx 表1第2行 | PT01WJ-XK-9002 | “敏感物项Ａ类 出口审批。”同时由外资管理科申报",
	}
	if d := cmp.Diff(want, told(findings)); d != "" {
		t.Error(d)
	}
}

func TestSources(t *testing.T) {
	n := putian(t)
	row := func(class notice.Class, name string) form.Record {
		return record(class, "name", name, "category", "行政许可")
	}
	c, _ := Merge(n, []*form.Reading{
		submission("办公室/全公开.docx", "办公室", row("", "甲事项"), row("", "乙事项")),
		submission("办公室/年审/混合.docx", "办公室", row("", "丙事项"), row(notice.Secret, "丁事项"), row(notice.Internal, "戊事项")),
		submission("办公室/年审/干净.docx", "办公室", row("", "己事项")),
		submission("办公室/说到丁（事项）的.docx", "办公室", row("", "庚事项")),
		submission("办公室/全涉密.docx", "办公室", row(notice.Secret, "辛事项")),
	}, nil)
	for class, want := range map[notice.Class]string{
		notice.Public:   "全公开.docx 2 true; 年审/混合.docx 1 false; 年审/干净.docx 1 true; 说到丁（事项）的.docx 1 false",
		notice.Internal: "全公开.docx 2 true; 年审/混合.docx 2 false; 年审/干净.docx 1 true; 说到丁（事项）的.docx 1 false",
		notice.Secret:   "年审/混合.docx 1 false; 全涉密.docx 1 true",
	} {
		var got []string
		for _, s := range c.Sources(class) {
			if s.SHA256 != hashOf(s.File) {
				t.Errorf("%s has the hash %q", s.File, s.SHA256)
			}
			got = append(got, fmt.Sprintf("%s %d %t", strings.TrimPrefix(s.File, "办公室/"), s.Items, s.Whole))
		}
		slices.Sort(got)
		wanted := strings.Split(want, "; ")
		slices.Sort(wanted)
		if d := cmp.Diff(wanted, got); d != "" {
			t.Errorf("%s: %s", class, d)
		}
	}
	var files []string
	for _, it := range c.View(notice.Public).Items {
		files = append(files, it.Source.File)
		if it.Source.SHA256 == "" || it.Source.Row == 0 {
			t.Errorf("%s: the place is lost: %+v", it.Name, it.Source)
		}
	}
	// The folder of a mixed file is not told of its neighbours either.
	want := []string{"办公室/全公开.docx", "办公室/全公开.docx", "办公室/（名称从略）", "办公室/干净.docx", "办公室/（名称从略）"}
	if d := cmp.Diff(want, files); d != "" {
		t.Error(d)
	}
}

// A view is the reader's own: what is written into it does not change the catalog.
func TestViewIsACopy(t *testing.T) {
	c, _ := Merge(putian(t), []*form.Reading{submission("办公室/一.docx", "办公室",
		record("", "name", "甲事项", "category", "行政许可", "basis", "《统计法》第三条"))}, nil)
	v := c.View(notice.Public)
	v.Items[0].Fields["name"], v.Items[0].Name, v.Items[0].Basis[0].Law = "改", "改", "改"
	v.Items[0].Values["name"] = form.Value{}
	it := c.Items[0]
	if it.Fields["name"] != "甲事项" || it.Name != "甲事项" || it.Basis[0].Law != "统计法" || it.Values["name"].Text != "甲事项" {
		t.Errorf("the catalog changed: %+v", it)
	}
}

// The name of a secret item that stands in an open one's words, in any spelling, does not reach the views that others
// read: the field is left out of them, and stands in the catalog's own file.
func TestViewDoesNotRepeatASecretName(t *testing.T) {
	n := putian(t)
	fields := []string{"name", "basis", "conditions", "remark", "section"}
	rapid.Check(t, func(t *rapid.T) {
		secret := "X类敏感物项事项核查"
		var pairs, hushed []string
		for _, key := range fields {
			text := "《统计法》第三条"
			if rapid.Bool().Draw(t, key) {
				text += "同" + spelling(t, secret) + "一并办理"
				hushed = append(hushed, key)
			}
			pairs = append(pairs, key, text)
		}
		c, _ := Merge(n, []*form.Reading{
			submission("办公室/一.docx", "办公室", record(rapid.SampledFrom([]notice.Class{"", notice.Internal}).Draw(t, "class"), append(pairs, "category", "其他")...)),
			submission("办公室/二.docx", "办公室", record(notice.Secret, "name", secret, "category", "其他")),
		}, nil)
		v := c.View(notice.Internal)
		if len(v.Items) != 1 || strings.Contains(sameName(everything(t, v)), sameName(secret)) {
			t.Fatalf("the internal view speaks of the secret item: %+v", v.Items)
		}
		for _, key := range fields {
			if left := v.Items[0].Fields[key] == Unsaid; left != slices.Contains(hushed, key) {
				t.Fatalf("%s is left out: %t", key, left)
			}
		}
		var whole bytes.Buffer
		if err := WriteJSON(&whole, c.All()); err != nil || strings.Contains(whole.String(), Unsaid) {
			t.Fatalf("the catalog's own file leaves words out: %v", err)
		}
	})
}

// A file may be named by an absolute path: the folders above it come to an end.
func TestFoldersOf(t *testing.T) {
	for _, c := range []struct {
		section, file string
		want          []string
	}{
		{"办公室", "办公室/甲/乙/目录.docx", []string{"办公室/甲/乙", "办公室/甲"}},
		{"办公室", "办公室/目录.docx", nil},
		{"", "目录.docx", nil},
		{"", "/甲/乙/目录.docx", []string{"/甲/乙", "/甲"}},
	} {
		if d := cmp.Diff(c.want, foldersOf(c.section, c.file)); d != "" {
			t.Errorf("%s: %s", c.file, d)
		}
	}
}
