package pipeline

import (
	"strings"
	"testing"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/templates"
)

// TestWithoutMarks: names that differ by marks of versions only have one stem; others keep theirs.
func TestWithoutMarks(t *testing.T) {
	same := func(want string, marks marking, names ...string) {
		t.Helper()
		for _, name := range names {
			if stem, m := withoutMarks(name); stem != notice.FoldHead(want) || m != marks {
				t.Errorf("%s: %q, %d; want %q, %d", name, stem, m, want, marks)
			}
		}
	}
	same("职权目录", unmarked, "职权目录.docx", "外资科/职权目录.doc")
	same("职权目录", marked, "职权目录(2).docx", "职权目录（2）.docx", "职权目录 (12).docx", "职权目录20090818.docx",
		"职权目录 2009年8月18日.docx", "职权目录（8月18日）.docx", "职权目录2009-08-18.docx", "职权目录8.18.docx", "2009年职权目录.docx", "20090818职权目录.docx", "职权目录0818.docx")
	same("职权目录", versioned, "职权目录（最终版）.docx", "职权目录最终版.docx", "职权目录_v2.docx", "职权目录 V3.0.docx", "职权目录 - 副本.docx", "职权目录 - 副本 (2).docx",
		"复件 职权目录.docx", "职权目录修改稿.docx", "职权目录（修改后）.docx", "职权目录定稿.docx", "【定稿】职权目录.docx", "最新职权目录.docx", "职权目录（终稿）.docx", "职权目录（送审稿）8.18.docx",
		"职权目录改.docx", "职权目录(新).docx", "职权目录－新.docx", "职权目录第二稿.docx", "职权目录2稿.docx", "职权目录final.docx", "职权目录（报送稿）-20090818.docx", "职权目录（最终版）（2）.docx", "职权目录(改)最终.docx")
	same("职权目录外资科", versioned, "职权目录（定稿）外资科.docx")
	for _, name := range []string{"附件3", "附件4", "行政许可职权目录", "目录1", "目录01", "新区规划科目录", "改革办目录", "V2", "最终版", "(2)", "2009"} {
		if stem, m := withoutMarks(name + ".docx"); stem != notice.FoldHead(name) || m != unmarked {
			t.Errorf("%s: %q, %d", name, stem, m)
		}
	}
}

// filed is a reading of a file in the notation "甲=《甲法》 乙": names and bases.
func filed(file, items string) *form.Reading {
	r := &form.Reading{Source: form.Source{File: file, SHA256: file}}
	for item := range strings.FieldsSeq(items) {
		name, basis, _ := strings.Cut(item, "=")
		r.Records = append(r.Records, form.Record{Fields: map[string]form.Value{"name": {Text: name}, "basis": {Text: basis}}, Class: notice.Public})
	}
	return r
}

func versionsOf(t *testing.T, readings ...*form.Reading) []string {
	t.Helper()
	h, err := templates.Load(t.TempDir(), "")
	if err != nil {
		t.Fatal(err)
	}
	s := &state{n: h.Notice, readings: readings}
	for _, r := range readings {
		section, _, _ := strings.Cut(r.Source.File, "/")
		s.drops = append(s.drops, intake.Drop{File: r.Source.File, Section: section})
	}
	var out []string
	for _, f := range s.versions() {
		out = append(out, f.Place.File+": "+f.Message)
	}
	return out
}

func TestVersions(t *testing.T) {
	at := func(r *form.Reading, text string) *form.Reading {
		saved, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		r.Modified = saved
		return r
	}
	copied := filed("科/c.docx", "甲 乙")
	copied.Source.SHA256 = "科/a.docx"
	broken := filed("科/a(2).docx", "")
	broken.Rejected = true
	for name, c := range map[string]struct {
		readings []*form.Reading
		want     []string
	}{
		"marks, and what differs": {
			[]*form.Reading{at(filed("科/目录.docx", "甲=一 乙=二 丙=三"), "2009-08-17T01:05:00Z"), at(filed("科/目录（定稿）.docx", "甲=一 乙=二，改 丁=四"), "2009-08-18T08:20:00Z")},
			[]string{"科/目录（定稿）.docx: “目录（定稿）.docx”与“目录.docx”疑似同一份材料的两个版本：文件名只差版本标记；相同的职权2项，其中1项内容有出入（“乙”的权力依据）；" +
				"只在“目录.docx”里的1项（丙）；只在“目录（定稿）.docx”里的1项（丁）；“目录（定稿）.docx”保存得较晚（2009年8月18日16:20，另一份2009年8月17日09:05）"},
		},
		"items, under other names": {
			[]*form.Reading{filed("科/a.docx", "甲 乙 丙 丁 戊"), filed("科/b.docx", "甲 乙 丙 己 庚 辛")},
			[]string{"科/b.docx: “b.docx”与“a.docx”疑似同一份材料的两个版本：相同的职权3项，内容一致；只在“a.docx”里的2项（丁；戊）；只在“b.docx”里的3项（己；庚；辛）"},
		},
		"too few items in common":        {[]*form.Reading{filed("科/a.docx", "甲 乙 丙 丁 戊"), filed("科/b.docx", "甲 乙 己 庚 辛")}, nil},
		"one item beside a list":         {[]*form.Reading{filed("科/a.docx", "甲 乙 丙"), filed("科/b.docx", "甲")}, nil},
		"one item twice":                 {[]*form.Reading{filed("科/a.docx", "甲"), filed("科/b.docx", "甲")}, []string{"科/b.docx: “b.docx”与“a.docx”疑似同一份材料的两个版本：相同的职权1项，内容一致"}},
		"numbered parts":                 {[]*form.Reading{filed("科/a(1).docx", "甲"), filed("科/a(2).docx", "乙")}, nil},
		"a sure mark on other items":     {[]*form.Reading{filed("科/a.docx", "甲"), filed("科/a - 副本.docx", "乙")}, []string{"科/a - 副本.docx: “a - 副本.docx”与“a.docx”疑似同一份材料的两个版本：文件名只差版本标记；没有相同的职权；只在“a.docx”里的1项（甲）；只在“a - 副本.docx”里的1项（乙）"}},
		"no items":                       {[]*form.Reading{filed("科/流程图.docx", ""), filed("科/流程图(2).docx", "")}, []string{"科/流程图(2).docx: “流程图(2).docx”与“流程图.docx”疑似同一份材料的两个版本：文件名只差版本标记；两份都没有读到职权"}},
		"numbered parts without items":   {[]*form.Reading{filed("科/流程图(1).docx", ""), filed("科/流程图(2).docx", "")}, nil},
		"one name, two endings":          {[]*form.Reading{filed("科/a.doc", "甲"), filed("科/a.docx", "乙")}, []string{"科/a.docx: “a.docx”与“a.doc”疑似同一份材料的两个版本：文件名只差扩展名；没有相同的职权；只在“a.doc”里的1项（甲）；只在“a.docx”里的1项（乙）"}},
		"of two sections":                {[]*form.Reading{filed("科/a.docx", "甲 乙"), filed("室/a.docx", "甲 乙")}, nil},
		"the same byte for byte (R13)":   {[]*form.Reading{filed("科/a.docx", "甲 乙"), copied}, nil},
		"one that was not read":          {[]*form.Reading{filed("科/a.docx", "甲"), broken}, nil},
		"each with the one before":       {[]*form.Reading{filed("科/av1.docx", "甲 乙"), filed("科/av2.docx", "甲 乙"), filed("科/av3.docx", "甲 乙")}, []string{"科/av2.docx: “av2.docx”与“av1.docx”疑似同一份材料的两个版本：文件名只差版本标记；相同的职权2项，内容一致", "科/av3.docx: “av3.docx”与“av2.docx”疑似同一份材料的两个版本：文件名只差版本标记；相同的职权2项，内容一致"}},
		"one name in two folders":        {[]*form.Reading{filed("科/a.docx", "甲 乙"), filed("科/旧/a.docx", "甲 乙")}, []string{"科/旧/a.docx: “科/旧/a.docx”与“科/a.docx”疑似同一份材料的两个版本：文件名相同；相同的职权2项，内容一致"}},
		"one name, two folders, no more": {[]*form.Reading{filed("科/许可/a.docx", "甲"), filed("科/处罚/a.docx", "乙")}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := versionsOf(t, c.readings...)
			if strings.Join(got, "\n") != strings.Join(c.want, "\n") {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(c.want, "\n"))
			}
		})
	}
}
