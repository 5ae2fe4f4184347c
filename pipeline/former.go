package pipeline

import (
	"bytes"
	"maps"
	"slices"

	"huibian/pipeline/book"
	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// former (上一版) is the edition before the one that is made, as its manifest knows it: what it said lies in the vault.
type former struct {
	Edition  string            `json:"edition"`
	Catalogs map[string]string `json:"catalogs"`
}

// lastEdition finds the last edition, the one before it, and what it says of powers. All are nil if there is none, or if it is
// damaged, which verify tells.
func (s *state) lastEdition(w Workspace) error {
	if s.sealed || len(s.memory.editions) == 0 {
		return nil
	}
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return err
	}
	m, err := readManifest(vault, s.memory.editions[len(s.memory.editions)-1].Manifest)
	if err != nil {
		return nil
	}
	var volumes [][]byte
	for _, class := range slices.Sorted(maps.Keys(m.Catalogs)) {
		b, err := vault.Get(m.Catalogs[class])
		if err != nil {
			return nil
		}
		volumes = append(volumes, b)
	}
	baseline, err := catalog.NewBaseline(volumes...)
	if err != nil {
		return nil
	}
	s.baseline = baseline
	s.vault, s.last, s.beforeLast, s.unsaid = vault, &former{m.Edition, m.Catalogs}, m.Before, m.Unsaid
	s.before = s.last
	return nil
}

// revision is what one volume tells of the difference from the edition before; nil if there was none. What is kept from its
// readers today is not told of yesterday either.
func (s *state) revision(view catalog.View) (*book.Revision, error) {
	if s.before == nil || !slices.ContainsFunc(view.Notice.Book.Volume(view.Class).Parts, func(p notice.Part) bool { return p.Kind == notice.PartChanges }) {
		return nil, nil
	}
	was, err := s.vault.Get(s.before.Catalogs[string(view.Class)])
	switch {
	case err != nil && s.sealed:
		return nil, err
	case err != nil:
		return nil, nil // verify tells
	}
	var now bytes.Buffer
	if err := catalog.WriteEdition(&now, view); err != nil {
		return nil, err
	}
	changes, err := catalog.CompareLines(s.n, was, now.Bytes())
	if err != nil {
		return nil, err
	}
	changes, _ = s.tellable(view.Class, changes)
	return &book.Revision{Old: s.before.Edition, New: s.n.Edition.Label, Changes: changes}, nil
}

// tellable are the changes that the readers of a volume may know of, in words that they may read, and whether they are not
// told everything.
func (s *state) tellable(v notice.Class, changes []catalog.Change) (out []catalog.Change, withheld bool) {
	kept := map[int64]bool{} // powers that other volumes alone hold
	for i := range s.catalog.Items {
		if it := &s.catalog.Items[i]; it.Power != 0 && !it.ShownIn(v) {
			kept[it.Power] = true
		}
	}
	for _, c := range changes {
		if c.New == nil && (kept[c.Old.Power] || v != notice.Secret && s.catalog.NamesSecret(c.Old.Name)) {
			withheld = true
			continue
		}
		c.Fields = slices.Clone(c.Fields)
		for i := range c.Fields {
			if f := &c.Fields[i]; v != notice.Secret && s.catalog.NamesSecret(f.Old) {
				f.Old, withheld = catalog.Unsaid, true
			}
		}
		out = append(out, c)
	}
	return out, withheld
}
