package catalog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"huibian/pipeline/notice"
)

// Entry is a power as an edition of a view holds it.
type Entry struct {
	Power        int64             `json:"power"` // 0 in what was written without
	Code         string            `json:"code"`
	Name         string            `json:"name"`
	CategoryName string            `json:"categoryName"`
	Section      string            `json:"section"`
	Class        notice.Class      `json:"disclosure"`
	Fields       map[string]string `json:"fields"`
}

// editionItem is a line of an edition.
type editionItem struct {
	Power int64 `json:"power"`
	jsonItem
}

// WriteEdition writes a view as [WriteJSON] does, with the power of each item first in its line: {"power":7,"code":…}. It
// is for the store and not to be published.
func WriteEdition(w io.Writer, v View) error {
	return writeLines(w, v, func(i int) any { return editionItem{v.Items[i].Power, v.Items[i].json()} })
}

// errNoEdition means that bytes are JSON, but no edition.
var errNoEdition = errors.New(`no "items" in it`)

// ReadEntries reads what [WriteEdition] or [WriteJSON] wrote.
func ReadEntries(r io.Reader) ([]Entry, error) {
	var edition struct {
		Items *[]Entry `json:"items"`
	}
	d := json.NewDecoder(r)
	err := d.Decode(&edition)
	if err == nil && edition.Items == nil {
		err = errNoEdition
	}
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("more follows after its end")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("read edition: %w", err)
	}
	return *edition.Items, nil
}

// listed is an entry of an edition that is compared; the line it stands in is only read if it must be.
type listed struct {
	power int64
	code  string
	line  []byte
	entry *Entry
}

// read gives the entry of a line.
func (l *listed) read() (*Entry, error) {
	if l.entry == nil {
		l.entry = new(Entry)
		if err := json.Unmarshal(l.line, l.entry); err != nil {
			return nil, fmt.Errorf("read edition, %.40q…: %w", l.line, err)
		}
	}
	return l.entry, nil
}

func listEntries(entries []Entry) []listed {
	out := make([]listed, len(entries))
	for i := range entries {
		out[i] = listed{power: entries[i].Power, code: entries[i].Code, entry: &entries[i]}
	}
	return out
}

// listLines finds the entries of an edition by their lines. What is laid out otherwise is read as a whole.
func listLines(edition []byte) ([]listed, error) {
	if out, ok := linesOf(edition); ok {
		return out, nil
	}
	entries, err := ReadEntries(bytes.NewReader(edition))
	return listEntries(entries), err
}

// Of the layout of an edition: what stands before its first item, before the number and the code of each, after the last.
var (
	head      = []byte("\"items\": [\n")
	foot      = []byte("]}")
	powerHead = []byte(`{"power":`)
	codeHead  = []byte(`"code":"`)
)

func linesOf(edition []byte) (out []listed, ok bool) {
	_, rest, ok := bytes.Cut(edition, head)
	for ok && !bytes.Equal(bytes.TrimSpace(rest), foot) {
		var line []byte
		line, rest, ok = bytes.Cut(rest, []byte("\n"))
		if !ok {
			return nil, false
		}
		l := listed{line: bytes.TrimSuffix(line, []byte(","))}
		if l.power, l.code, ok = keyOf(l.line); ok {
			out = append(out, l)
		}
	}
	return out, ok
}

// keyOf reads the number and the code at the beginning of a line.
func keyOf(line []byte) (power int64, code string, ok bool) {
	rest, ok := bytes.CutPrefix(line, powerHead)
	if !ok {
		if rest, ok = bytes.CutPrefix(line, []byte("{")); !ok {
			return 0, "", false
		}
	} else {
		digits := 0
		for digits < len(rest) && digits < 18 && rest[digits] >= '0' && rest[digits] <= '9' {
			power = 10*power + int64(rest[digits]-'0')
			digits++
		}
		if rest, ok = bytes.CutPrefix(rest[digits:], []byte(",")); !ok || digits == 0 {
			return 0, "", false
		}
	}
	if rest, ok = bytes.CutPrefix(rest, codeHead); !ok {
		return 0, "", false
	}
	text, _, ok := bytes.Cut(rest, []byte(`"`))
	return power, string(text), ok && !bytes.ContainsRune(text, '\\')
}

// Baseline (上一版) is what an edition says of powers, by their numbers. A nil one says nothing.
type Baseline struct{ entries map[int64]*listed }

// NewBaseline reads the catalogs of all volumes of an edition, as they are stored.
func NewBaseline(volumes ...[]byte) (*Baseline, error) {
	b := &Baseline{map[int64]*listed{}}
	for _, v := range volumes {
		all, err := listLines(v)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if all[i].power > 0 {
				b.entries[all[i].power] = &all[i]
			}
		}
	}
	return b, nil
}

// Differences is what an item says otherwise than the edition did, and what the edition said as a whole; nil where it knows
// nothing of the power.
func (b *Baseline) Differences(n *notice.Notice, it *Item) ([]FieldChange, *Entry, error) {
	if b == nil || it.Power == 0 || b.entries[it.Power] == nil {
		return nil, nil, nil
	}
	was, err := b.entries[it.Power].read()
	if err != nil {
		return nil, nil, err
	}
	now := &Entry{it.Power, it.Code, it.Name, it.CategoryName, it.Section, it.Class, it.Fields}
	return differences(n, was, now), was, nil
}

// FindEntry is what an edition says of a power; nil if it does not hold it.
func FindEntry(edition []byte, power int64) (*Entry, error) {
	all, err := listLines(edition)
	if err != nil {
		return nil, err
	}
	for i := range all {
		if all[i].power == power {
			return all[i].read()
		}
	}
	return nil, nil
}
