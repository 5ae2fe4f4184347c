package review

import (
	"cmp"

	"huibian/pipeline/form"
)

// Divided is what a submission says of who does the steps of a power (N6), with the items it is about.
type Divided struct {
	*form.Duty
	Reading *form.Reading // nil where fields of the item itself say it
	Items   []int         // indexes into the catalog's; none where no item has this code or name
	Steps   []int         // of each post: its step, as an index into notice.Review.Steps, -1 for one that the notice does not name
}

// Divisions are the rows of every 职权分解表, in their order, and after them what items say in fields named like steps.
func Divisions(s Subject) []Divided {
	k := newChecker(s)
	out := k.links().duties
	for i := range k.c.Items {
		if d := k.dutyOf(&k.c.Items[i]); d != nil {
			out = append(out, Divided{Duty: d, Items: []int{i}})
		}
	}
	for i := range out {
		for _, p := range out[i].Posts {
			out[i].Steps = append(out[i].Steps, stepOf(k.words.steps, p.Step))
		}
	}
	return out
}

// orphanDuties (W29; N6): a row of a 职权分解表 is about a power of the catalog; else no book shows it.
func (k *checker) orphanDuties() {
	for _, d := range k.links().duties {
		if len(d.Items) == 0 && d.Name != "" {
			k.add(d.Place, cmp.Or(d.Code, d.Name), "职权分解表里的"+quote(d.Name)+"在职权目录中找不到，没有收入汇编",
				"请把名称写得与职权目录一致，或填写权力编码；目录漏报的，请补报。")
		}
	}
}
