package pipeline

import (
	"cmp"
	"fmt"
	"path"
	"strings"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// version is a submission as far as it can be compared with another of its section.
type version struct {
	reading *form.Reading
	order   int
	stem    string
	marks   marking                 // of its name
	items   map[string]*form.Record // by name, folded
	names   []string                // the keys of items, in order
}

// shelf is what a section has sent, by what makes two files versions of one: their names, their items. Each item leads to
// the last file that has it, so that a file is compared with at most two before it, however many there are.
type shelf struct {
	contents map[string]bool
	stems    map[string]*version
	holders  map[string]*version
	notice   *notice.Notice
	n        int
}

// versions finds files of one section that look like two versions of the same paper (R34): their names differ only by the
// marks of versions, or most of the items of the smaller one stand in the other. Both are in the catalog: which of them
// holds is for the section to say. A file that is the same byte for byte has been told of already (R13).
func (s *state) versions() []notice.Finding {
	level := s.n.Level("R34")
	if level == notice.Off {
		return nil
	}
	shelves := map[string]*shelf{}
	var out []notice.Finding
	for i, r := range s.readings {
		if r.Rejected {
			continue
		}
		section := s.sectionOf(i)
		sh := shelves[section]
		if sh == nil {
			sh = &shelf{notice: s.n, contents: map[string]bool{}, stems: map[string]*version{}, holders: map[string]*version{}}
			shelves[section] = sh
		}
		if sum := r.Source.SHA256; sum != "" && sh.contents[sum] {
			continue
		}
		sh.contents[r.Source.SHA256] = true
		v := newVersion(r)
		for _, p := range sh.put(v) {
			discreet := ""
			if s.closed[p.a.reading.Source.File] || path.Dir(p.a.reading.Source.File) == "." {
				discreet = "与另一份材料疑似同一份材料的两个版本"
			}
			out = append(out, notice.Finding{Rule: "R34", Level: level, Message: p.message(), Discreet: discreet, Advice: "两份都已读入。请只留一份，把另一份移出文件夹；如确是两份不同的材料，请改文件名加以区别。",
				Place: notice.Place{File: r.Source.File, SHA256: r.Source.SHA256}})
		}
	}
	return out
}

func newVersion(r *form.Reading) *version {
	v := &version{reading: r, items: make(map[string]*form.Record, len(r.Records))}
	v.stem, v.marks = withoutMarks(r.Source.File)
	for i := range r.Records {
		rec := &r.Records[i]
		name := notice.FoldHead(rec.Fields["name"].Text)
		if name != "" && v.items[name] == nil {
			v.items[name] = rec
			v.names = append(v.names, name)
		}
	}
	return v
}

// put takes in a file and returns the pairs it makes with those before it.
func (sh *shelf) put(v *version) []pair {
	v.order = sh.n
	sh.n++
	var out []pair
	named := sh.stems[v.stem]
	if named != nil && v.stem != "" {
		if p := sh.compare(named, v); p.named() {
			out = append(out, p)
		} else {
			named = nil
		}
	}
	if other := sh.likest(v); other != nil && other != named {
		if p := sh.compare(other, v); p.mostly() {
			out = append(out, p)
		}
	}
	sh.stems[v.stem] = v
	for _, name := range v.names {
		sh.holders[name] = v
	}
	return out
}

// likest is the file that was the last to have most of the items of v, the earlier of two.
func (sh *shelf) likest(v *version) *version {
	shared := map[*version]int{}
	var best *version
	for _, name := range v.names {
		if o := sh.holders[name]; o != nil {
			shared[o]++
		}
	}
	for o, n := range shared {
		if best == nil || cmp.Or(cmp.Compare(n, shared[best]), cmp.Compare(best.order, o.order)) > 0 {
			best = o
		}
	}
	return best
}

// pair is two files compared: the items they share, those of them whose words differ, and those only one has.
type pair struct {
	a, b         *version
	shared       int
	differ       []string // “甲审批”的权力依据
	onlyA, onlyB []string
}

func (sh *shelf) compare(a, b *version) pair {
	p := pair{a: a, b: b}
	for _, name := range a.names {
		x, y := a.items[name], b.items[name]
		if y == nil {
			p.onlyA = append(p.onlyA, x.Fields["name"].Text)
			continue
		}
		p.shared++
		if titles := differing(sh.notice, x, y); len(titles) > 0 {
			p.differ = append(p.differ, "“"+y.Fields["name"].Text+"”的"+strings.Join(titles, "、"))
		}
	}
	for _, name := range b.names {
		if a.items[name] == nil {
			p.onlyB = append(p.onlyB, b.items[name].Fields["name"].Text)
		}
	}
	return p
}

// differing are the titles of the fields whose words are not the same in two records. Numbers in a list change with every
// line put in.
func differing(n *notice.Notice, x, y *form.Record) []string {
	var out []string
	for i := range n.Fields {
		f := &n.Fields[i]
		if f.Key != "seq" && f.Key != "name" && notice.Fold(x.Fields[f.Key].Text) != notice.Fold(y.Fields[f.Key].Text) {
			out = append(out, f.Title)
		}
	}
	if x.Class != y.Class && len(out) == 0 {
		out = append(out, "公开属性")
	}
	return out
}

// named says whether two files whose names differ only by marks are versions. Where the marks may mean anything, files
// that have no item in common are two parts of one submission; so are two numbered ones without items (流程图(1), 流程图(2)).
// Without marks only the endings differ, as .doc and .docx do.
func (p pair) named() bool {
	switch {
	case p.a.marks == versioned, p.b.marks == versioned, p.shared > 0:
		return true
	case p.a.marks != p.b.marks:
		return len(p.a.names) == 0 || len(p.b.names) == 0
	}
	return p.a.marks == unmarked && path.Dir(p.a.reading.Source.File) == path.Dir(p.b.reading.Source.File)
}

// mostly says whether at least 60 % of the items of the smaller file stand in the other. One item alone, in a larger
// list, is not a version of the list: the sections submit forms of single powers beside it.
func (p pair) mostly() bool {
	small, large := min(len(p.a.names), len(p.b.names)), max(len(p.a.names), len(p.b.names))
	return 10*p.shared >= 6*small && (small > 1 || large == 1)
}

// message says what two files have in common, what not, and which was saved later by their own account.
func (p pair) message() string {
	a, b := path.Base(p.a.reading.Source.File), path.Base(p.b.reading.Source.File)
	if a == b {
		a, b = p.a.reading.Source.File, p.b.reading.Source.File
	}
	var parts []string
	switch {
	case path.Base(a) == path.Base(b):
		parts = append(parts, "文件名相同")
	case strings.TrimSuffix(a, path.Ext(a)) == strings.TrimSuffix(b, path.Ext(b)):
		parts = append(parts, "文件名只差扩展名")
	case p.a.stem == p.b.stem:
		parts = append(parts, "文件名只差版本标记")
	}
	switch {
	case len(p.a.names)+len(p.b.names) == 0:
		parts = append(parts, "两份都没有读到职权")
	case p.shared > 0 && len(p.differ) == 0:
		parts = append(parts, fmt.Sprintf("相同的职权%d项，内容一致", p.shared))
	case p.shared > 0:
		parts = append(parts, fmt.Sprintf("相同的职权%d项，其中%d项内容有出入（%s）", p.shared, len(p.differ), few(p.differ)))
	default:
		parts = append(parts, "没有相同的职权")
	}
	for _, only := range []struct {
		file  string
		names []string
	}{{a, p.onlyA}, {b, p.onlyB}} {
		if len(only.names) > 0 {
			parts = append(parts, fmt.Sprintf("只在“%s”里的%d项（%s）", only.file, len(only.names), few(only.names)))
		}
	}
	switch x, y := p.a.reading.Modified, p.b.reading.Modified; {
	case x.IsZero() || y.IsZero() || x.Equal(y):
	case x.After(y):
		parts = append(parts, saved(a, x, y))
	default:
		parts = append(parts, saved(b, y, x))
	}
	return fmt.Sprintf("“%s”与“%s”疑似同一份材料的两个版本：%s", b, a, strings.Join(parts, "；"))
}

// fewNamed is how many items a finding names.
const fewNamed = 3

func few(names []string) string {
	text := strings.Join(names[:min(len(names), fewNamed)], "；")
	if len(names) > fewNamed {
		text += "等"
	}
	return text
}

// china is the time of office clocks; properties are in UTC.
var china = time.FixedZone("CST", 8*60*60)

func saved(file string, later, earlier time.Time) string {
	const layout = "2006年1月2日15:04"
	return fmt.Sprintf("“%s”保存得较晚（%s，另一份%s）", file, later.In(china).Format(layout), earlier.In(china).Format(layout))
}
