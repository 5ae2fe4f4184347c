package catalog

import (
	"bytes"
	"cmp"
	"maps"
	"slices"

	"huibian/pipeline/notice"
)

// ChangeKind says what became of a power from one edition to the next.
type ChangeKind string

// The kinds of changes. A power that got another code may have other words as well.
const (
	Added      ChangeKind = "added"
	Abolished  ChangeKind = "abolished"
	Changed    ChangeKind = "changed"
	Renumbered ChangeKind = "renumbered"
)

// Change (变更) is what became of a power between two editions.
type Change struct {
	Kind     ChangeKind
	Old, New *Entry        // nil of one that was added, abolished
	Fields   []FieldChange // what differs, in the order of the notice
}

// FieldChange is how a field differs.
type FieldChange struct {
	Key   string `json:"key"` // of the notice; disclosure and submittedBy for what stands beside the fields
	Title string `json:"title"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Compare finds what differs between two editions of one view, in the order of the later one; what was abolished stands
// after what stood before it. Powers are told by their number, else by their code; one with neither by category, section
// and name.
func Compare(n *notice.Notice, was, now []Entry) []Change {
	changes, err := compare(n, listEntries(was), listEntries(now))
	if err != nil {
		panic(err) // entries need not be read
	}
	return changes
}

// CompareLines is [Compare] for editions as they are stored: it only reads the lines that differ.
func CompareLines(n *notice.Notice, was, now []byte) ([]Change, error) {
	before, err := listLines(was)
	if err != nil {
		return nil, err
	}
	after, err := listLines(now)
	if err != nil {
		return nil, err
	}
	return compare(n, before, after)
}

func compare(n *notice.Notice, was, now []listed) ([]Change, error) {
	of, kept, err := match(was, now)
	if err != nil {
		return nil, err
	}
	gone := map[int][]int{} // by the index in now after which they stood, -1 for before all
	at := -1
	for i := range was {
		if kept[i] >= 0 {
			at = kept[i]
		} else {
			gone[at] = append(gone[at], i)
		}
	}
	var out []Change
	abolished := func(after int) error {
		for _, i := range gone[after] {
			e, err := was[i].read()
			if err != nil {
				return err
			}
			out = append(out, Change{Kind: Abolished, Old: e})
		}
		return nil
	}
	if err := abolished(-1); err != nil {
		return nil, err
	}
	for j := range now {
		var before *listed
		if of[j] >= 0 {
			before = &was[of[j]]
		}
		c, err := changeOf(n, before, &now[j])
		if err != nil {
			return nil, err
		}
		if c != nil {
			out = append(out, *c)
		}
		if err := abolished(j); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// match finds which entries are of one power: of is the index in was of each new one, kept the index in now of each old
// one; -1 for none.
func match(was, now []listed) (of, kept []int, err error) {
	of, kept = slices.Repeat([]int{-1}, len(now)), slices.Repeat([]int{-1}, len(was))
	powers, codes := make(map[int64]int, len(was)), make(map[string]int, len(was))
	for i := len(was) - 1; i >= 0; i-- { // of two the first
		if was[i].power != 0 {
			powers[was[i].power] = i
		}
		codes[was[i].code] = i
	}
	pair := func(i, j int) {
		if kept[i] < 0 && of[j] < 0 {
			of[j], kept[i] = i, j
		}
	}
	for j := range now {
		if i, known := powers[now[j].power]; known {
			pair(i, j)
		}
	}
	for j := range now {
		if i, known := codes[now[j].code]; known && now[j].code != "" && (was[i].power == 0 || now[j].power == 0) {
			pair(i, j)
		}
	}
	names := map[[3]string][]int{}
	name := func(l *listed) (key [3]string, ok bool, err error) {
		if l.code != "" || l.power != 0 {
			return key, false, nil
		}
		e, err := l.read()
		if err != nil {
			return key, false, err
		}
		return [3]string{e.CategoryName, e.Section, e.Name}, true, nil
	}
	for i := range was {
		key, ok, err := name(&was[i])
		if err != nil {
			return nil, nil, err
		}
		if ok {
			names[key] = append(names[key], i)
		}
	}
	for j := range now {
		key, ok, err := name(&now[j])
		if err != nil {
			return nil, nil, err
		}
		if ok && len(names[key]) > 0 {
			pair(names[key][0], j)
			names[key] = names[key][1:]
		}
	}
	return of, kept, nil
}

// changeOf is what became of a power, nil if nothing did.
func changeOf(n *notice.Notice, was, now *listed) (*Change, error) {
	if was != nil && was.line != nil && bytes.Equal(was.line, now.line) {
		return nil, nil
	}
	after, err := now.read()
	if err != nil {
		return nil, err
	}
	if was == nil {
		return &Change{Kind: Added, New: after}, nil
	}
	before, err := was.read()
	if err != nil {
		return nil, err
	}
	c := &Change{Kind: Changed, Old: before, New: after, Fields: differences(n, before, after)}
	switch {
	case before.Code != after.Code:
		c.Kind = Renumbered
	case len(c.Fields) == 0:
		return nil, nil
	}
	return c, nil
}

// besides are the texts of an entry that are not only fields, with their titles where the notice has none.
var besides = []struct {
	key, title string
	text       func(*Entry) string
}{
	{"name", "项目名称", func(e *Entry) string { return e.Name }},
	{"category", "权力类别", func(e *Entry) string { return e.CategoryName }},
	{"submittedBy", "申报科室", func(e *Entry) string { return e.Section }},
	{"disclosure", "公开属性", func(e *Entry) string { return cmp.Or(className[e.Class], string(e.Class)) }},
}

// differences are the texts that differ, but for the running number, which changes with every neighbour, and the code.
func differences(n *notice.Notice, was, now *Entry) (out []FieldChange) {
	done := map[string]bool{"seq": true, "code": true}
	differ := func(key, title, before, after string) {
		done[key] = true
		if before != after {
			out = append(out, FieldChange{key, title, before, after})
		}
	}
	title := func(key, otherwise string) string {
		if f, ok := n.Field(key); ok && f.Title != "" {
			return f.Title
		}
		return otherwise
	}
	for _, b := range besides {
		differ(b.key, title(b.key, b.title), b.text(was), b.text(now))
	}
	for _, f := range n.Fields {
		if !done[f.Key] {
			differ(f.Key, title(f.Key, f.Key), was.Fields[f.Key], now.Fields[f.Key])
		}
	}
	own := maps.Clone(was.Fields)
	if own == nil {
		own = map[string]string{}
	}
	maps.Copy(own, now.Fields)
	for _, key := range slices.Sorted(maps.Keys(own)) {
		if !done[key] {
			differ(key, key, was.Fields[key], now.Fields[key])
		}
	}
	return out
}
