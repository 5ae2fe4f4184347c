package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// dutyOf is how an item of the catalog says who does its steps: in fields that bear their names. nil if it has none.
func (k *checker) dutyOf(it *catalog.Item) *form.Duty {
	var d *form.Duty
	for i := range k.n.Fields {
		f := &k.n.Fields[i]
		v, there := it.Values[f.Key]
		if !there || f.Key == "procedure" || !k.isStep(f.Title) {
			continue
		}
		if d == nil {
			d = &form.Duty{Name: it.Name, Code: it.Code, Place: it.Source}
		}
		d.Posts = append(d.Posts, form.Post{Step: f.Title, Text: v.Text, Place: v.Place})
	}
	return d
}

// isStep reports whether a title is the name of a step.
func (k *checker) isStep(title string) bool {
	for _, s := range k.n.Review.Steps {
		if s.Name == title {
			return true
		}
	}
	return false
}

// duties calls f for all that says who does the steps of a power: items, rows of a 职权分解表.
func (k *checker) duties(f func(d *form.Duty, item string)) {
	if len(k.words.steps) == 0 {
		return
	}
	for i := range k.c.Items {
		it := &k.c.Items[i]
		if d := k.dutyOf(it); d != nil {
			f(d, cmp.Or(it.Code, it.Name))
		}
	}
	for _, r := range k.Readings {
		for i := range r.Duties {
			f(&r.Duties[i], cmp.Or(r.Duties[i].Code, r.Duties[i].Name))
		}
	}
}

// apart (W09; N6): the steps that the notice keeps apart are not one post's.
func (k *checker) apart() {
	k.duties(k.tellApart)
	for i := range k.links().charts { // a table of steps says it too
		c := &k.linked.charts[i]
		d := form.Duty{Name: c.Name, Code: c.Code, Place: c.Place}
		for _, s := range c.Steps {
			if s.Post != "" {
				d.Posts = append(d.Posts, form.Post{Step: s.Name, Text: strings.TrimSpace(s.Section + " " + s.Post), Place: s.Place})
			}
		}
		k.tellApart(&d, k.chartItem(c))
	}
}

// personal reports whether a post is no more than somebody's name: 张某某.
func personal(post string) bool {
	n := utf8.RuneCountInString(post)
	return n >= 2 && n <= 4 && !hasSuffixAny(post, "长", "员", "岗", "任", "导", "室", "科", "办", "口", "会", "组", "处", "领导", "人")
}

// post is a post as it is compared: the name of a section in it is that of the notice, and the bureau's own is left out.
func (k *checker) post(text string) string {
	text = notice.FoldHead(text)
	for _, unit := range []string{k.n.Unit.Name, k.n.Unit.Short} {
		text = strings.TrimPrefix(text, notice.FoldHead(unit))
	}
	if rest := k.withoutSection(text); rest != text {
		if s, ok := k.n.Section(strings.TrimSuffix(text, rest)); ok {
			return notice.FoldHead(s.Name) + rest
		}
	}
	return text
}

// divided (W22; N6): who does each of the steps is said.
func (k *checker) divided() { k.duties(k.tellDivided) }

func (k *checker) tellApart(d *form.Duty, item string) {
	by := map[int][]form.Post{}
	for _, p := range d.Posts {
		if s := stepOf(k.words.steps, p.Step); s >= 0 && notice.FoldHead(p.Text) != "" && !slices.Contains(k.n.Vocabulary.Empty, strings.TrimSpace(p.Text)) {
			by[s] = append(by[s], p)
		}
	}
	for _, pair := range k.n.Review.Apart {
		for _, a := range by[stepOf(k.words.steps, pair.First)] {
			for _, b := range by[stepOf(k.words.steps, pair.Second)] {
				if x, y := k.post(a.Text), k.post(b.Text); x == y || personal(x) && strings.HasSuffix(y, x) || personal(y) && strings.HasSuffix(x, y) {
					k.add(b.Place, item, fmt.Sprintf("%s的%s与%s是同一岗位：%s", quote(d.Name), a.Step, b.Step, quote(a.Text)), "请把"+pair.First+"与"+pair.Second+"分给不同的岗位。")
					return
				}
			}
		}
	}
}

func (k *checker) tellDivided(d *form.Duty, item string) {
	said := make([]bool, len(k.words.steps))
	for _, p := range d.Posts {
		if s := stepOf(k.words.steps, p.Step); s >= 0 && strings.TrimSpace(p.Text) != "" && !containsAny(p.Text, "未明确", "待明确", "未确定", "待定") {
			said[s] = true
		}
	}
	var missing []string
	for i, e := range k.words.steps {
		if !said[i] {
			missing = append(missing, e.name)
		}
	}
	if len(missing) > 0 {
		k.add(d.Place, item, fmt.Sprintf("%s的职权分解没有写明：%s", quote(d.Name), strings.Join(missing, "、")), "请写明各环节由哪个科室、哪个岗位承办；确实没有这一环节的，写“无”。")
	}
}

// standard (W23; N11): powers of punishment have a standard of discretion, in a field of their own or in a rules text.
func (k *checker) standard() {
	covered := map[string]bool{} // sections that have one for all they punish
	for _, r := range k.Readings {
		for _, t := range r.Texts {
			if t.Words > 0 && strings.Contains(t.Title, "裁量") {
				covered[k.ownSection(r)] = true
			}
		}
	}
	punishes := func(it *catalog.Item) bool { return k.words.standard[it.CategoryName] && !covered[it.Section] }
	k.missing(punishes, func(i int) bool {
		text := notice.Fold(k.c.Items[i].Fields["discretion"])
		return text == "" || containsAny(text, "尚未", "未制定", "待制定", "待定", "正在制定", "暂无")
	}, "没有自由裁量权基准", "请按违法程度、情节、后果写明档次和幅度，或报送裁量基准制度。")
}
