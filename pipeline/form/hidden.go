package form

import (
	"slices"
	"strings"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// dropKinds are the words for what docx leaves out, and what to do about it.
var dropKinds = map[docx.DropKind]struct{ words, advice string }{
	docx.DropHidden:      {"隐藏文字", "如这些文字应当保留，请全选后取消“隐藏”，重新保存。"},
	docx.DropDeleted:     {"修订中已删除的文字", "如这些文字应当保留，请在Word中拒绝这处删除；否则请接受修订，重新保存。"},
	docx.DropPlaceholder: {"控件里的提示文字", "如这里应有内容，请点击提示文字后填写。"},
	docx.DropMerged:      {"被合并单元格盖住的文字", "如这些文字应当保留，请拆分该单元格，把文字移到看得见的地方。"},
	docx.DropRuby:        {"拼音注音", "拼音不收入目录；如其中有正文，请改写在正文里。"},
}

// fewDrops is how many of the texts left out a finding quotes; all are in the account.
const fewDrops = 3

// dropped reports the text a reader of the finished document does not see (R09), a finding for each kind.
func (x *reading) dropped() {
	texts := map[docx.DropKind][]string{}
	var order []docx.DropKind
	for _, d := range x.doc.Dropped {
		text := strings.TrimSpace(d.Text)
		switch {
		case d.Kind == docx.DropAltChunk:
			x.importedFile(d)
			continue
		case text == "":
			continue
		case texts[d.Kind] == nil:
			order = append(order, d.Kind)
		}
		texts[d.Kind] = append(texts[d.Kind], text)
		x.l.extra = append(x.l.extra, SetAside{What: WhatHidden, Why: dropKinds[d.Kind].words, Text: shorten(text, asideText)})
	}
	for _, k := range order {
		message := "有" + decimal(len(texts[k])) + "处" + dropKinds[k].words + "未读入"
		for _, text := range texts[k][:min(len(texts[k]), fewDrops)] {
			message += quoted(text)
		}
		x.report(problem{ruleDropped, message, dropKinds[k].advice}, notice.Place{File: x.src.File, SHA256: x.src.SHA256}, "")
	}
}

// comments says that colleagues left comments, of whom and how they begin (R35): replies and resolved ones, too. They are
// the office's own talk, and no part of the catalog.
func (x *reading) comments() {
	if len(x.doc.Comments) == 0 {
		return
	}
	var authors, beginnings []string
	for _, n := range x.doc.Comments {
		if author := strings.TrimSpace(n.Author); author != "" && !slices.Contains(authors, author) && len(authors) <= fewAuthors {
			authors = append(authors, author)
		}
		if text := strings.TrimSpace(n.Text); text != "" && len(beginnings) < fewComments {
			beginnings = append(beginnings, quoted(text))
		}
	}
	message := "有" + decimal(len(x.doc.Comments)) + "条批注没有读入"
	if len(authors) > 0 {
		message += "（" + strings.Join(authors[:min(len(authors), fewAuthors)], "、")
		if len(authors) > fewAuthors {
			message += "等"
		}
		message += "）"
	}
	if len(beginnings) > 0 {
		message += "：" + strings.Join(beginnings, "")
	}
	x.report(problem{ruleRemarks, message, "批注不收入目录；请处理后删除批注，再报送。"}, notice.Place{File: x.src.File, SHA256: x.src.SHA256}, "")
}

// How many authors and comments a finding names.
const (
	fewAuthors  = 3
	fewComments = 3
)
