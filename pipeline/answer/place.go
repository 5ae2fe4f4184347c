package answer

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// places knows the heads of a file's columns and the labels of its forms, to say where something stands in words that
// can be found in the file: 表1第3行“职权名称”列.
type places struct {
	heads  map[spot]string         // by table and column, as they are written
	labels map[notice.Place]string // of what is no column: the title of the field that was read there
}

type spot struct{ table, column int }

// longestHead is the longest head that is quoted, in characters.
const longestHead = 12

func placesOf(n *notice.Notice, r *form.Reading) places {
	p := places{heads: map[spot]string{}, labels: map[notice.Place]string{}}
	for i := range r.Tables {
		t := &r.Tables[i]
		if t.Layout != form.Horizontal || t.Form == "" || t.Table == 0 {
			continue
		}
		for _, c := range t.Columns {
			head := strings.Join(strings.Fields(c.Header), "")
			if c.Column > 0 && !c.Over && head != "" && utf8.RuneCountInString(head) <= longestHead {
				p.heads[spot{t.Table, c.Column}] = head
			}
		}
	}
	for i := range r.Records {
		rec := &r.Records[i]
		if rec.Layout == form.Horizontal && rec.Place.Table > 0 {
			continue
		}
		for f := range n.Fields {
			if v, ok := rec.Fields[n.Fields[f].Key]; ok && !v.Inherited && v.Place != rec.Place {
				p.labels[v.Place] = n.Fields[f].Title
			}
		}
	}
	return p
}

// say is a place in words; of the file as a whole 整份文件.
func (p places) say(at notice.Place) string {
	row := at
	row.Column = 0
	if head, ok := p.heads[spot{at.Table, at.Column}]; ok && at.Row > 0 {
		return fmt.Sprintf("%s“%s”列", row, head)
	}
	if label, ok := p.labels[at]; ok {
		return fmt.Sprintf("%s“%s”", row, label)
	}
	if s := at.String(); s != "" {
		return s
	}
	return "整份文件"
}
