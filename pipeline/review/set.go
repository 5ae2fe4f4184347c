package review

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// reasons (E05; P19, P44): what is not made public says why. A power that stands in two submissions needs one reason; of
// what the office closed it has the reason.
func (k *checker) reasons() {
	given := map[string]bool{}
	for i := range k.c.Items {
		if it := &k.c.Items[i]; it.Class == notice.Secret && (it.Fields["reason"] != "" || closed(it)) {
			given[notice.FoldHead(it.Name)] = true
		}
	}
	for i := range k.c.Items {
		it := &k.c.Items[i]
		if it.Class == notice.Secret && !given[notice.FoldHead(it.Name)] {
			k.find(it, "reason", fmt.Sprintf("%s列为不公开，没有写明%s", called(it), k.title("reason")), "请写明理由和依据；没有保密依据的，均要公开。")
		}
	}
}

// closed reports whether a decision keeps an item secret.
func closed(it *catalog.Item) bool { return it.Decided != nil && it.Decided.Decision == notice.Close }

// mentions (E08; P19): the words of an item that others may read do not name a secret one. The message does not either:
// the section that reads it may not be the one that keeps the secret.
func (k *checker) mentions() {
	for i := range k.c.Items {
		it := &k.c.Items[i]
		for _, key := range it.Hushed {
			k.find(it, key, fmt.Sprintf("%s的%s中出现了涉密事项的名称或编码，公开版和内部版中此栏从略", called(it), k.title(key)), "请改写，不要提及涉密事项。")
		}
	}
}

// ownRules are the required fields whose absence another rule reports.
var ownRules = map[string]bool{"name": true, "category": true, "basis": true, "seq": true, "code": true}

// required (R16; P17): fields that the notice demands. Where every item of a table lacks the same one, the table has no
// column for it, and is told once. The list of secret powers is another form.
func (k *checker) required() {
	groups, order := k.tables()
	for _, key := range order {
		items := groups[key]
		var missing []string
		for _, f := range k.n.Fields {
			if !f.Required || ownRules[f.Key] {
				continue
			}
			if key.table > 0 && len(items) > 1 && !slices.ContainsFunc(items, func(it *catalog.Item) bool { return it.Fields[f.Key] != "" }) {
				missing = append(missing, f.Key)
			}
		}
		for _, it := range items {
			k.lacking(it, missing)
		}
		if len(missing) > 0 {
			at := items[0].Source
			at.Row, at.Column = 0, 0
			k.add(at, "", fmt.Sprintf("本表%d项都没有“%s”", len(items), strings.Join(k.titles(missing), "”“")), "请按通知的表样增加这些栏目并填写。")
		}
	}
}

// lacking reports the required fields that an item lacks, but for those its whole table lacks: a finding for each empty
// cell, and one for all that has no cell.
func (k *checker) lacking(it *catalog.Item, missing []string) {
	var nowhere []string
	for _, f := range k.n.Fields {
		if !f.Required || ownRules[f.Key] || it.Fields[f.Key] != "" || slices.Contains(missing, f.Key) {
			continue
		}
		if place(it, f.Key) == it.Source {
			nowhere = append(nowhere, f.Key)
			continue
		}
		k.find(it, f.Key, fmt.Sprintf("%s的%s没有填写", called(it), k.title(f.Key)), fillIn)
	}
	if len(nowhere) > 0 {
		k.find(it, nowhere[0], fmt.Sprintf("%s没有填写%s", called(it), strings.Join(k.titles(nowhere), "、")), fillIn)
	}
}

const fillIn = "请填写；没有内容的写“无”。"

func (k *checker) titles(keys []string) []string {
	out := make([]string, len(keys))
	for i, key := range keys {
		out[i] = k.title(key)
	}
	return out
}

// table is one table of one submission; 0 for all that stands in paragraphs.
type table struct {
	file  string
	table int
}

func (k *checker) tables() (map[table][]*catalog.Item, []table) {
	groups := map[table][]*catalog.Item{}
	var order []table
	for i := range k.c.Items {
		it := &k.c.Items[i]
		if it.Class == notice.Secret {
			continue
		}
		key := table{it.Source.File, it.Source.Table}
		if _, seen := groups[key]; !seen {
			order = append(order, key)
		}
		groups[key] = append(groups[key], it)
	}
	return groups, order
}
