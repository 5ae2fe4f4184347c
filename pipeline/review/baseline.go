package review

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/notice"
)

// toldByMerging are the differences that are told where powers are recognised, and those that are none of P39's: where and
// when something is made known does not enlarge it.
var toldByMerging = []string{"name", "category", "submittedBy", "disclosure", "subitem", "remark", "owner", "disclosureForm", "disclosureTime", "disclosureContent", "promisedLimit"}

// changed (I01; P39): what an item says otherwise than the last edition, so that nothing is enlarged unseen. Of what was
// secret then, or another section's, the old words are for the office alone.
func (k *checker) changed() {
	for i := range k.c.Items {
		it := &k.c.Items[i]
		all, was, err := k.Baseline.Differences(k.n, it)
		if err != nil {
			continue // a damaged edition is verify's to tell
		}
		all = slices.DeleteFunc(all, func(c catalog.FieldChange) bool {
			f, ok := k.n.Field(c.Key)
			return slices.Contains(toldByMerging, c.Key) || ok && f.Kind == notice.KindBasis && sameGrounds(c.Old, c.New)
		})
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

// sameGrounds reports whether two texts cite the same places of the same laws, however they write them.
func sameGrounds(a, b string) bool { return slices.Equal(groundsIn(a), groundsIn(b)) }

func groundsIn(text string) (out []string) {
	for _, c := range cite.Parse(text) {
		switch places := c.Places(); {
		case !c.Named():
			out = append(out, c.Text)
		case len(places) == 0:
			out = append(out, c.Key)
		default:
			for _, p := range places {
				out = append(out, c.Key+p.String())
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
