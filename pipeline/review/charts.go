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

// charted (W13; P31, N7): every power has a flowchart, its own or one that says it serves several.
func (k *checker) charted() {
	l := k.links()
	k.missing(all, func(i int) bool { return !l.chartOf[i] }, "没有流程图", "请补报权力运行流程图，标题写明职权名称；几项共用一张的，请在图上写明。")
}

func all(*catalog.Item) bool { return true }

// orphanCharts (W28; P31): a flowchart says to which power it belongs, and that power is in the catalog.
func (k *checker) orphanCharts() {
	if len(k.c.Items) == 0 {
		return // a chart on its own: nothing to hold it against
	}
	for i := range k.links().charts {
		switch c := &k.linked.charts[i]; {
		case len(c.items()) > 0:
		case c.Name == "" && c.Code == "":
			k.add(c.Place, "", "流程图没有写明是哪一项职权的", "请在图上方写明“××（职权名称）权力运行流程图”。")
		default:
			k.add(c.Place, cmp.Or(c.Code, c.Name), fmt.Sprintf("流程图%s在职权目录中没有对应的职权", quote(cmp.Or(c.Name, c.Code))), "请核对名称，与职权目录一致；目录漏报的，请补报。")
		}
	}
}

// unsureCharts (I08; P31): a flowchart that only looks like a power's stands in no book before the office says whose it is.
func (k *checker) unsureCharts() {
	for i := range k.links().charts {
		c := &k.linked.charts[i]
		if len(c.Maybe) == 0 {
			continue
		}
		which := "流程图"
		if c.Name != "" {
			which += quote(c.Name)
		}
		head, to := which+c.why+"，可能是", "所报职权的"
		if len(c.Maybe) == 1 && k.nameable(c, c.Maybe[0]) {
			to = called(&k.c.Items[c.Maybe[0]]) + "的"
		}
		k.add(c.Place, cmp.Or(c.Name, c.Code), head+to+"，没有确定以前不收入书中", "请把图的标题改为与职权目录一致的职权名称，或写明权力编码；也可以由办公室在审核表中确定（编号"+c.ID()+"）。")
	}
}

// wordless is how many characters of a chart with a picture are no more than its caption.
const wordless = 40

// readable reports whether a chart's words can be read, or are those of a picture.
func (c *Charted) readable() bool {
	return utf8.RuneCountInString(notice.FoldHead(c.Text))-utf8.RuneCountInString(c.Name) > wordless
}

// elements (W04; P32, P33, P34): a chart shows the elements that the notice lists.
func (k *checker) elements() {
	if len(k.words.elements) == 0 {
		return
	}
	for i := range k.links().charts {
		c := &k.linked.charts[i]
		if c.Picture && !c.readable() || c.Name == "" && c.Code == "" {
			continue // I07, W28
		}
		if missing := lacking(k.words.elements, k.said(c.Chart)); len(missing) > 0 {
			k.add(c.Place, k.chartItem(c), fmt.Sprintf("流程图%s没有载明：%s", k.chartName(c), strings.Join(missing, "、")), "法律法规没有规定程序的，图上应载明这些内容；程序由法律法规规定的，请在图上写明依据。")
		}
	}
}

// said is a chart's text without the names of elements behind which nothing stands, as they do in a form that was not filled
// in, and without what the form says of how to fill it in.
func (k *checker) said(c *form.Chart) string {
	lines := strings.Split(c.Text, "\n")
	empty := map[string]bool{} // labels of a table, beside which nothing stands
	for i := range c.Elements {
		if t := &c.Elements[i]; strings.TrimSpace(t.Text) == "" {
			empty[notice.FoldHead(t.Label)] = true
		}
	}
	bare := func(i int) bool {
		if i == len(lines) {
			return true
		}
		line := notice.FoldHead(strings.TrimLeft(lines[i], numbering))
		return slices.ContainsFunc(k.words.elements, func(e element) bool { return line == notice.FoldHead(e.name) })
	}
	var out strings.Builder
	instructed := false
	for i, line := range lines {
		instructed = strings.HasPrefix(line, "填表说明") || strings.HasPrefix(line, "填报说明") || instructed && strings.IndexAny(strings.TrimLeft(line, "　 "), "0123456789") == 0
		if !instructed && !empty[notice.FoldHead(line)] && (!bare(i) || !bare(i+1)) {
			out.WriteString(notice.Fold(line) + "\n")
		}
	}
	return out.String()
}

// numbering are the characters that numbers of lines are made of.
const numbering = "0123456789一二三四五六七八九十（）()、.．①②③④⑤⑥⑦ 　\t"

// pictured (I07; P33): of a chart that is a picture nobody but a person can tell what it shows.
func (k *checker) pictured() {
	if len(k.words.elements) == 0 {
		return
	}
	for i := range k.links().charts {
		c := &k.linked.charts[i]
		if c.Picture && !c.readable() {
			k.add(c.Place, k.chartItem(c), fmt.Sprintf("流程图%s是图片，上面的文字读不出来，要素是否齐全须由人核对", k.chartName(c)), "建议改用通知的表样填写各环节，或用Word的图形绘制。")
		}
	}
}

// chartName is a chart in a message: by its caption, else by the item it belongs to.
func (k *checker) chartName(c *Charted) string {
	switch {
	case c.Name != "":
		return quote(c.Name)
	case len(c.items()) > 0 && k.nameable(c, c.items()[0]):
		return called(&k.c.Items[c.items()[0]])
	}
	return quote(c.Code)
}

// nameable reports whether what is said of a chart may name an item it belongs to: one of its own section that is not secret.
// A likeness may have led to another's.
func (k *checker) nameable(c *Charted, item int) bool {
	it := &k.c.Items[item]
	return it.Section == k.ownSection(c.Reading) && it.Class != notice.Secret
}

// chartItem is the code of the one item that a chart belongs to.
func (k *checker) chartItem(c *Charted) string {
	if len(c.items()) != 1 || !k.nameable(c, c.items()[0]) {
		return cmp.Or(c.Code, c.Name)
	}
	it := &k.c.Items[c.items()[0]]
	return cmp.Or(it.Code, it.Name)
}

// chartSteps looks at the tables of steps on flowcharts, and where there is none at lines that chain them.
func (k *checker) chartSteps() {
	for i := range k.links().charts {
		c := &k.linked.charts[i]
		var times []*catalog.Limit
		for _, s := range c.Steps {
			if containsAny(s.Name, "合计", "总计", "共计") {
				continue
			}
			if l, ok := catalog.ParseLimit(s.Limit); ok {
				times = append(times, &l)
			}
		}
		if len(c.Steps) == 0 {
			for line := range strings.Lines(c.Text) {
				times = append(times, timesIn(line)...)
			}
		}
		for _, i := range c.items() {
			it := &k.c.Items[i]
			if it.Limits.Promised == nil {
				continue
			}
			if sum, over := exceeds(times, it.Limits.Promised); over {
				head := fmt.Sprintf("流程图%s各环节时限合计%s，超过", k.chartName(c), inWords(sum))
				f := notice.Finding{Rule: k.rule, Level: k.level, Advice: shortenSteps, Place: c.Place, Item: cmp.Or(it.Code, it.Name),
					Message: head + fmt.Sprintf("%s的承诺时限%s", called(it), quote(it.Fields["promisedLimit"]))}
				if !k.nameable(c, i) {
					f.Item, f.Discreet = cmp.Or(c.Code, c.Name), head+"所属职权的承诺时限"
				}
				k.findings = append(k.findings, f)
				break
			}
		}
	}
}
