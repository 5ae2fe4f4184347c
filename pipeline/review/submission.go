package review

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// submission (申报) is all that one section has sent and that could be read.
type submission struct {
	section  string
	readings []*form.Reading
}

// submissions are those of the sections, in the order in which their first files come. What names no section is nobody's.
func (k *checker) submissions() []submission {
	var out []submission
	at := map[string]int{}
	for _, r := range k.Readings {
		name := k.ownSection(r)
		if r.Rejected || name == "" {
			continue
		}
		i, seen := at[name]
		if !seen {
			i = len(out)
			at[name] = i
			out = append(out, submission{section: name})
		}
		out[i].readings = append(out[i].readings, r)
	}
	for _, s := range out { // what is said of the whole is said at a list that everybody in the section may read
		slices.SortStableFunc(s.readings, func(a, b *form.Reading) int { return hidden(a) - hidden(b) })
	}
	return out
}

// hidden is 1 of a file without a power that is not secret.
func hidden(r *form.Reading) int {
	if slices.ContainsFunc(r.Records, func(rec form.Record) bool { return rec.Class != notice.Secret }) {
		return 0
	}
	return 1
}

// declares reports whether a submission says anything about powers: lists, numbers, or that there are none.
func (s submission) declares() bool {
	for _, r := range s.readings {
		if len(r.Records)+len(r.Counts) > 0 || r.Zero {
			return true
		}
	}
	return false
}

// whole is the place of a file as a whole.
func whole(r *form.Reading) notice.Place {
	return notice.Place{File: r.Source.File, SHA256: r.Source.SHA256}
}

// signed (E06; P38): the head of the section has signed what it submits, in one of its papers, and agrees.
func (k *checker) signed() {
	for _, s := range k.submissions() {
		if !s.declares() {
			continue
		}
		at, message := whole(s.readings[0]), s.section+"的材料上没有科室主要负责人签署的意见"
		signed := false
		for _, r := range s.readings {
			switch {
			case r.Signature == nil:
			case r.Signature.Signed() && refuses(r.Signature.Opinion):
				at, message = r.Signature.Place, "科室主要负责人签署的意见是"+quote(r.Signature.Opinion)
				k.add(at, "", message, "请按意见修改，由科室主要负责人重新签署后再报。")
				signed = true
			case r.Signature.Signed():
				signed = true
			default:
				at, message = r.Signature.Place, "科室主要负责人签署意见的地方是空的"
			}
		}
		if !signed {
			k.add(at, "", message, "请由科室主要负责人签署意见、姓名和日期后再报；签在纸上的，请在电子文档中写明签署人和日期。")
		}
	}
}

// refuses reports whether an opinion withholds consent.
func refuses(opinion string) bool {
	return containsAny(notice.Fold(opinion), "不同意", "不予", "不宜", "不上报", "不签署", "暂缓", "暂不", "退回", "重新", "再报", "再行上报", "后报", "另报")
}

// complete (E07; P41): a section has sent all parts of a submission, or says that there is nothing to put in one.
func (k *checker) complete() {
	for _, s := range k.submissions() {
		sent := map[notice.FormKind]bool{}
		for _, r := range s.readings {
			for kind, how := range PartsOf(k.n, r) {
				sent[kind] = sent[kind] || how != None
			}
		}
		var missing []string
		for _, kind := range k.n.Review.Parts {
			if !sent[kind] {
				missing = append(missing, k.formName(kind))
			}
		}
		if len(missing) == 0 || !s.declares() && len(sent) == 0 {
			continue
		}
		advice := "请补报"
		if !sent[notice.FormSecret] {
			advice += "；没有涉密不宜公开职权的，请写明“零申报”"
		}
		k.add(whole(s.readings[0]), "", fmt.Sprintf("%s报来的材料中没有：%s", s.section, strings.Join(missing, "、")), advice+"。")
	}
}

// formName is what the notice calls a form.
func (k *checker) formName(kind notice.FormKind) string {
	for i := range k.n.Forms {
		if k.n.Forms[i].Kind == kind {
			return k.n.Forms[i].Name
		}
	}
	return string(kind)
}

// inTime (W10; P38): what a paper says of the day on which it was filled in is not after the deadline.
func (k *checker) inTime() {
	deadline, set := k.n.Deadline()
	if !set {
		return
	}
	for _, r := range k.Readings {
		if !r.Dated.IsZero() && deadline.Before(r.Dated) {
			at := r.DatedAt
			if at.File == "" {
				at = whole(r)
			}
			k.add(at, "", fmt.Sprintf("填报日期%s晚于申报截止日%s", r.Dated.Chinese(), deadline.Chinese()), "请说明逾期的原因；日期写错的，请改正。")
		}
	}
}

// revised (W15; P36): a flowchart is revised within the days that the notice gives after what it shows has changed.
func (k *checker) revised() {
	for _, r := range k.Revisions {
		if r.Late {
			name, what := "一项涉密职权", ""
			if r.Item != "" {
				name, what = quote(r.Name), "（"+r.What+"）"
			}
			k.add(notice.Place{}, r.Item, fmt.Sprintf("%s于%s有变更%s，流程图应在%s前修订，已逾期", name, r.On.Chinese(), what, r.Due.Chinese()),
				"请"+r.Section+"修订流程图并重新报送；已修订的，请登记。")
		}
	}
}
