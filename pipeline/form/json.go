package form

import (
	"cmp"

	"huibian/pipeline/notice"
)

type jsonTable struct {
	Table      int             `json:"table"`
	Paragraph  int             `json:"paragraph,omitempty"`
	Layout     Layout          `json:"layout"`
	Form       notice.FormKind `json:"form"`
	HeaderRows int             `json:"headerRows"`
	Continues  int             `json:"continues"`
	Records    int             `json:"records"`
	Reason     string          `json:"reason"`
	Columns    []jsonColumn    `json:"columns"`
}

type jsonColumn struct {
	Column    int       `json:"column"`
	Header    string    `json:"header"`
	Field     string    `json:"field"`
	Title     string    `json:"title"`
	Synonym   string    `json:"synonym"`
	Certainty Certainty `json:"certainty"`
	Also      string    `json:"also,omitempty"`
	Proposal  string    `json:"proposal,omitempty"`
	Rival     int       `json:"rival,omitempty"`
}

// JSONTables is the recognition of a submission in the shape that `check --json` prints: a value for each table, with a
// column for each header or label. Never nil.
func JSONTables(tables []TableReading) any {
	out := make([]jsonTable, len(tables))
	for i, t := range tables {
		out[i] = jsonTable{t.Table, t.Paragraph, t.Layout, t.Form, t.HeaderRows, t.Continues, t.Records, t.Reason, make([]jsonColumn, len(t.Columns))}
		for j, c := range t.Columns {
			sure := cmp.Or(c.Sure, "none")
			if c.Over {
				sure = "parent"
			}
			out[i].Columns[j] = jsonColumn{c.Column, c.Header, c.Field, c.Title, c.Synonym, sure, c.Also, c.NearField, c.RivalAt}
		}
	}
	return out
}
