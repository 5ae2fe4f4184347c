package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// Trail is everything the register knows of one power.
type Trail struct {
	Power     catalog.Power
	Codes     []TrailCode
	Decisions []register.Decision
	Changes   []register.Change
	Said      []Said         // what each edition said of it, oldest first
	Fields    []notice.Field // those that an edition may speak of
}

// TrailCode is a code that a power bore, from an edition on.
type TrailCode struct {
	Code    string `json:"code"`
	Edition string `json:"edition"`
}

// Said is what an edition said of a power; nothing if Entry is nil.
type Said struct {
	Edition register.Edition
	Volume  notice.Class
	Entry   *catalog.Entry
}

// MarshalJSON writes {"code","name","section","category","abolished","codes":[{"code","edition"}],
// "decisions":[{"decision","reason","by","at","source"}],"changes":[{"on","what","settled","how"}],
// "editions":[{"edition","date","volume","item":…}]}; item is null where an edition does not hold the power.
func (t *Trail) MarshalJSON() ([]byte, error) {
	type decision struct {
		Decision notice.Decision `json:"decision"`
		Reason   string          `json:"reason"`
		By       string          `json:"by"`
		At       time.Time       `json:"at"`
		Source   string          `json:"source,omitempty"`
	}
	type change struct {
		On      string     `json:"on"`
		What    string     `json:"what"`
		Settled *time.Time `json:"settled,omitempty"`
		How     string     `json:"how,omitempty"`
	}
	type said struct {
		Edition string         `json:"edition"`
		Date    string         `json:"date"`
		Volume  notice.Class   `json:"volume,omitempty"`
		Item    *catalog.Entry `json:"item"`
	}
	out := struct {
		Code      string      `json:"code"`
		Name      string      `json:"name"`
		Section   string      `json:"section"`
		Category  string      `json:"category"`
		Abolished bool        `json:"abolished"`
		Codes     []TrailCode `json:"codes"`
		Decisions []decision  `json:"decisions"`
		Changes   []change    `json:"changes"`
		Editions  []said      `json:"editions"`
	}{t.Power.Code, t.Power.Name, t.Power.Section, t.Power.Category, t.Power.Abolished, t.Codes, []decision{}, []change{}, []said{}}
	for _, d := range t.Decisions {
		out.Decisions = append(out.Decisions, decision{d.Decision, d.Reason, d.By, d.At, d.Source})
	}
	for _, c := range t.Changes {
		x := change{On: c.On.String(), What: c.What, How: c.How}
		if !c.Settled.IsZero() {
			x.Settled = &c.Settled
		}
		out.Changes = append(out.Changes, x)
	}
	for _, s := range t.Said {
		out.Editions = append(out.Editions, said{s.Edition.Label, s.Edition.Date.String(), s.Volume, s.Entry})
	}
	return json.Marshal(out)
}

// History tells which power bears a code, or bore it, since when, what was decided on it, and what each edition said of it.
func History(ctx context.Context, w Workspace, code string) (*Trail, error) {
	reg, err := w.registered(ctx)
	if err != nil {
		return nil, err
	}
	if reg == nil {
		return nil, refuse(ErrNoItem, "这里还没有登记簿")
	}
	defer reg.Close()
	code = notice.NormalizeCode(code)
	id, _, err := reg.Bearer(ctx, code)
	if err != nil {
		return nil, err
	}
	if id == 0 {
		return nil, refuse(ErrNoItem, "编码“%s”没有编定过", code)
	}
	powers, err := reg.Powers(ctx)
	if err != nil {
		return nil, err
	}
	h, err := w.open()
	if err != nil {
		return nil, err
	}
	t := &Trail{Fields: h.Notice.Fields}
	for i := range powers {
		if powers[i].ID == id {
			t.Power = powers[i]
		}
	}
	for _, c := range append(append([]string{}, t.Power.Former...), t.Power.Code) {
		_, edition, err := reg.Bearer(ctx, c)
		if err != nil {
			return nil, err
		}
		t.Codes = append(t.Codes, TrailCode{c, edition})
	}
	if t.Decisions, err = reg.Decisions(ctx, id); err != nil {
		return nil, err
	}
	changes, err := reg.Changes(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if c.Power == id {
			t.Changes = append(t.Changes, c)
		}
	}
	return t, t.read(ctx, w, reg)
}

// read looks up what each edition said.
func (t *Trail) read(ctx context.Context, w Workspace, reg *register.Register) error {
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return err
	}
	editions, err := reg.Editions(ctx)
	if err != nil {
		return err
	}
	from, err := originOf(ctx, reg)
	if err != nil {
		return err
	}
	for _, e := range editions {
		m, err := readManifest(vault, e.Manifest)
		if err != nil && from.elsewhere(&e) {
			continue // what it said is in its own package
		}
		if err != nil {
			return err
		}
		said := Said{Edition: e}
		for _, c := range []notice.Class{notice.Internal, notice.Secret} { // the internal volume holds what is public
			b, err := vault.Get(m.Catalogs[string(c)])
			if err != nil {
				return err
			}
			entry, err := catalog.FindEntry(b, t.Power.ID)
			if err != nil {
				return err
			}
			if entry != nil {
				said.Volume, said.Entry = c, entry
				break
			}
		}
		t.Said = append(t.Said, said)
	}
	return nil
}

// Events calls f for each event of the audit trail, oldest first.
func Events(ctx context.Context, w Workspace, f func(*register.Event) error) error {
	reg, err := w.registered(ctx)
	if err != nil || reg == nil {
		return err
	}
	return errors.Join(reg.Events(ctx, 1, "", f), reg.Close())
}
