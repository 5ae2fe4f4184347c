package review

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"huibian/pipeline/notice"
)

type jsonFinding struct {
	Rule    string       `json:"rule"`
	Level   notice.Level `json:"level"`
	Message string       `json:"message"`
	Advice  string       `json:"advice"`
	File    string       `json:"file"`
	Table   int          `json:"table"`
	Row     int          `json:"row"`
	Column  int          `json:"column"`
	Item    string       `json:"item"`
}

// JSONFindings are findings in the shape of findings.json (DESIGN §3), by file, table, row, column and rule. Never nil.
func JSONFindings(findings []notice.Finding) any { return sorted(findings) }

func sorted(findings []notice.Finding) []jsonFinding {
	found := slices.Clone(findings)
	slices.SortStableFunc(found, notice.Finding.Compare)
	out := make([]jsonFinding, len(found))
	for i, f := range found {
		out[i] = jsonFinding{f.Rule, f.Level, f.Message, f.Advice, f.Place.File, f.Place.Table, f.Place.Row, f.Place.Column, f.Item}
	}
	return out
}

// WriteJSON writes findings.json, a finding a line. The findings may name secret items: the file is for the office alone.
func WriteJSON(w io.Writer, findings []notice.Finding) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b) // a value, then a line break
	e.SetEscapeHTML(false)
	b.WriteString("[")
	for i, f := range sorted(findings) {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n")
		if err := e.Encode(f); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1)
	}
	if len(findings) > 0 {
		b.WriteString("\n")
	}
	b.WriteString("]\n")
	_, err := b.WriteTo(w)
	return err
}

// ReadJSON reads findings.json. Of a place it says no paragraph.
func ReadJSON(b []byte) ([]notice.Finding, error) {
	var found []jsonFinding
	if err := json.Unmarshal(b, &found); err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	out := make([]notice.Finding, len(found))
	for i, f := range found {
		out[i] = notice.Finding{Rule: f.Rule, Level: f.Level, Message: f.Message, Advice: f.Advice, Item: f.Item,
			Place: notice.Place{File: f.File, Table: f.Table, Row: f.Row, Column: f.Column}}
	}
	return out, nil
}
