package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// toldByMerging are the differences that are told where powers are recognised, and those that are none of P39's.
var toldByMerging = []string{"name", "category", "submittedBy", "disclosure", "subitem", "remark", "owner"}

// changed (I01; P39): what an item says otherwise than the last edition, so that nothing is enlarged unseen. Of what was
// secret then, or another section's, the old words are for the office alone.
func (k *checker) changed() {
	for i := range k.c.Items {
		it := &k.c.Items[i]
		all, was, err := k.Baseline.Differences(k.n, it)
		if err != nil {
			continue // a damaged edition is verify's to tell
		}
		all = slices.DeleteFunc(all, func(c catalog.FieldChange) bool { return slices.Contains(toldByMerging, c.Key) })
		if len(all) == 0 {
			continue
		}
		var told, titles []string
		for _, c := range all {
			titles = append(titles, c.Title)
			told = append(told, fmt.Sprintf("%s由%s改为%s", c.Title, quote(cmp.Or(c.Old, "（空）")), quote(cmp.Or(c.New, "（空）"))))
		}
		head := called(it) + "与上一版相比有改动："
		f := notice.Finding{Rule: k.rule, Level: k.level, Message: head + strings.Join(told, "；"), Place: place(it, all[0].Key), Item: cmp.Or(it.Code, it.Name),
			Advice: "不得擅自增加、扩大或放弃职权；请说明改动的依据，没有依据的改回。"}
		if was.Section != it.Section || was.Class == notice.Secret && it.Class != notice.Secret {
			f.Discreet = head + strings.Join(titles, "、")
		}
		k.findings = append(k.findings, f)
	}
}
