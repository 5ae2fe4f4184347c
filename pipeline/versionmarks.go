package pipeline

import (
	"path"
	"regexp"
	"strings"

	"huibian/pipeline/notice"
)

// versionMarks are what people and systems write into the name of a file to tell its versions apart. Alone marks count at
// the end of a name only, the others in brackets and at either end as well. What is not sure may tell parts of a submission
// apart just as well: 职权目录(2), 职权目录8月.
var versionMarks = []struct {
	pattern string
	sure    bool
	alone   bool
}{
	{`最终(?:版本|版|稿)?|最后(?:版|稿)|(?:终|定|初|草|正式|送审|报审|审定|报送|上报|征求意见|讨论|修改|修订|修正)(?:版本|版|稿)|草案|最新(?:版本|版|稿)?|新(?:版本|版|稿)|旧(?:版本|版|稿)`, true, false},
	{`(?:已|再|二次|再次)?(?:修改|修订|修正|更正|更新|改正)(?:后|过)?|改(?:后|过|好|正)|新增后|定了|确定`, true, false},
	{`副本|复件|备份|拷贝|批注(?:版|稿|本)?|COPY|FINAL|NEW|DRAFT|REV(?:ISED)?`, true, false},
	{`第?[0-9一二三四五六七八九十]{1,3}(?:版|稿|次修改|改)|(?:版本|修改)[0-9一二三四五六七八九十]{1,3}`, true, false},
	{`V(?:ER)?\.?[0-9]{1,2}(?:\.[0-9]{1,3})*`, true, false},
	{`改|新|终|定|旧`, true, true},
	{`(?:19|20)[0-9]{2}(?:年|[-._])?(?:[0-9]{1,2}(?:月|[-._])?(?:[0-9]{1,2}[日号]?)?)?|[0-9]{1,2}[.月][0-9]{1,2}[日号]?|[01][0-9][0-3][0-9]`, false, false},
	{`[(\[][0-9]{1,2}[)\]]`, false, true},
}

// markPattern finds one kind of mark in a folded name.
type markPattern struct {
	re   *regexp.Regexp
	sure bool
}

var markPatterns = func() []markPattern {
	const gap, open, shut = `[\s_\-—–·.,、+~]*`, `[(\[【〔]`, `[)\]】〕]`
	var out []markPattern
	add := func(sure bool, re string) { out = append(out, markPattern{regexp.MustCompile(re), sure}) }
	for _, m := range versionMarks {
		add(m.sure, gap+`(?:`+m.pattern+`)$`)
		add(m.sure, gap+open+`(?:`+m.pattern+`)`+shut+gap)
		if !m.alone {
			add(m.sure, `^(?:`+m.pattern+`)`+gap)
		}
	}
	return out
}()

// marking is what the marks in a name say of its file.
type marking uint8

const (
	unmarked marking = iota
	marked           // as a version, or as a part of something
	versioned
)

// withoutMarks is what is left of a file's name without its folders, its ending and the marks of versions: names that
// differ only by these have the same.
func withoutMarks(file string) (stem string, m marking) {
	name := path.Base(file)
	name = notice.Fold(strings.TrimSuffix(name, path.Ext(name)))
	for again := true; again; {
		again = false
		for _, p := range markPatterns {
			at := p.re.FindStringIndex(name)
			if at == nil || at[1]-at[0] == len(name) {
				continue
			}
			name, again = name[:at[0]]+name[at[1]:], true
			if m = max(m, marked); p.sure {
				m = versioned
			}
		}
	}
	return notice.FoldHead(name), m
}
