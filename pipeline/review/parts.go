package review

import (
	"path"
	"slices"
	"strings"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Part is one of the things that a submission consists of (P41: 申报内容).
type Part struct {
	Kind notice.FormKind
	Head string // what a table calls it: 清理情况
}

// parts are those of P41, in its order.
var parts = []Part{
	{notice.FormReport, "清理情况"},
	{notice.FormStatistics, "统计表"},
	{notice.FormCatalog, "职权目录"},
	{notice.FormSecret, "涉密目录"},
	{notice.FormFlowchart, "流程图"},
}

// Parts are the parts that a notice has forms for, in the order of P41.
func Parts(n *notice.Notice) []Part {
	var out []Part
	for _, p := range parts {
		for i := range n.Forms {
			if n.Forms[i].Kind == p.Kind {
				out = append(out, p)
				break
			}
		}
	}
	return out
}

// Sent says what is known of one part of a section's submission.
type Sent int

// What can be known of a part. None is also what nobody can tell from the files.
const (
	None Sent = iota
	Zero      // 零申报: the section says that it has none
	There
)

// String is the word in the table.
func (s Sent) String() string { return [...]string{"–", "零申报", "√"}[s] }

// PartsOf are the parts that a file is, or holds: by what was read from it, by the titles in it and by its name.
func PartsOf(n *notice.Notice, r *form.Reading) map[notice.FormKind]Sent {
	out := map[notice.FormKind]Sent{}
	put := func(k notice.FormKind, s Sent) { out[k] = max(out[k], s) }
	for i := range r.Records {
		kind := notice.FormCatalog
		if r.Records[i].Form == notice.FormSecret || r.Records[i].Class == notice.Secret {
			kind = notice.FormSecret
		}
		put(kind, There)
	}
	titled := map[notice.FormKind]bool{}
	note := func(text string) {
		if k, ok := titleIn(n, text); ok {
			titled[k] = true
		}
	}
	note(strings.TrimSuffix(path.Base(r.Source.File), path.Ext(r.Source.File)))
	for _, a := range r.Account.SetAside {
		if a.What == form.WhatParagraph && a.Why == whyTitle {
			note(a.Text)
		}
	}
	for _, t := range r.Texts {
		if t.Kind == notice.FormReport && t.Words > 0 {
			put(notice.FormReport, There)
		}
	}
	if len(r.Counts) > 0 && (hasStatistics(r) || titled[notice.FormStatistics]) { // a sentence under its title is one; a form without numbers is none
		put(notice.FormStatistics, There)
	}
	if len(r.Charts) > 0 {
		put(notice.FormFlowchart, There)
	}
	for _, k := range []notice.FormKind{notice.FormReport, notice.FormFlowchart} { // what only its title or its name tells
		if titled[k] && !slices.Contains(r.Unfilled, k) && r.Account.Paragraphs+r.Account.Pictures+r.Account.Tables > 0 {
			put(k, There)
		}
	}
	if r.Zero {
		kind := notice.FormSecret
		if titled[notice.FormCatalog] && !titled[notice.FormSecret] {
			kind = notice.FormCatalog
		}
		put(kind, Zero)
	}
	return out
}

// hasStatistics reports whether a file holds a table of numbers. A sentence that counts items is none.
func hasStatistics(r *form.Reading) bool {
	return slices.ContainsFunc(r.Tables, func(t form.TableReading) bool { return t.Form == notice.FormStatistics })
}

// whyTitle is why package form sets the title of a form aside.
const whyTitle = "标题"

// titleIn is the kind of form whose title stands in a text; of several titles the longest tells: 涉密不宜公开行政职权目录 is
// no 行政职权目录.
func titleIn(n *notice.Notice, text string) (notice.FormKind, bool) {
	text = notice.FoldHead(text)
	best, kind := 0, notice.FormKind("")
	for i := range n.Forms {
		for _, t := range n.Forms[i].Titles {
			if t = notice.FoldHead(t); len(t) > best && strings.Contains(text, t) {
				best, kind = len(t), n.Forms[i].Kind
			}
		}
	}
	return kind, best > 0
}
