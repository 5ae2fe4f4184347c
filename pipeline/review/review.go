package review

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// itemRules are the rules that one item alone can break, in the order they are reported.
var itemRules = []struct {
	id    string
	check func(*checker, *catalog.Item)
}{
	{"E01", (*checker).basis},
	{"E02", (*checker).name},
	{"E03", (*checker).category},
	{"W01", (*checker).shortened},
	{"R18", (*checker).readable},
	{"W02", (*checker).normative},
	{"W03", (*checker).article},
	{"W05", (*checker).fitting},
	{"W06", (*checker).section},
	{"W07", (*checker).fee},
}

// catalogRules look at all items, or at what the readings say beside them.
var catalogRules = []struct {
	id    string
	check func(*checker)
}{
	{"E05", (*checker).reasons},
	{"E08", (*checker).mentions},
	{"R16", (*checker).required},
	{"W11", (*checker).statistics},
}

// Check applies every rule that the notice has not switched off. The findings come in the order of rules and items; see
// WriteJSON for the order in which people read them.
func Check(n *notice.Notice, c *catalog.Catalog, readings []*form.Reading) []notice.Finding {
	k := newChecker(n, c, readings)
	for _, r := range itemRules {
		if !k.turn(r.id) {
			continue
		}
		for i := range c.Items {
			r.check(k, &c.Items[i])
		}
	}
	for _, r := range catalogRules {
		if k.turn(r.id) {
			r.check(k)
		}
	}
	return k.findings
}

// checker is one run: what is checked, and the rule whose turn it is.
type checker struct {
	n        *notice.Notice
	c        *catalog.Catalog
	readings []*form.Reading
	vague    []*regexp.Regexp // bases that cite nothing
	findings []notice.Finding

	rule  string
	level notice.Level
}

// turn makes id the rule whose turn it is; false if the notice has switched it off.
func (k *checker) turn(id string) bool {
	k.rule, k.level = id, k.n.Level(id)
	return k.level != notice.Off
}

// find reports what the present rule has found in a field of an item. Outside tables no cell tells which item it is; then
// the message does.
func (k *checker) find(it *catalog.Item, field, message, advice string) {
	at := place(it, field)
	if name := called(it); at.Table == 0 && !strings.Contains(message, name) {
		message = name + "：" + message
	}
	k.add(at, cmp.Or(it.Code, it.Name), message, advice)
}

func (k *checker) add(at notice.Place, item, message, advice string) {
	k.findings = append(k.findings, notice.Finding{
		Rule: k.rule, Level: k.level, Message: message, Advice: advice, Place: at, Item: item,
	})
}

// place is the cell of a field; where the submission has none, the place of the item.
func place(it *catalog.Item, field string) notice.Place {
	if v, ok := it.Values[field]; ok && v.Place.File != "" {
		return v.Place
	}
	return it.Source
}

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
