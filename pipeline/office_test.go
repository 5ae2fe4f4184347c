package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/internal/drawn"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// entry is a row of what the sections submit.
type entry struct {
	section, category, name, code, text string
	class                               notice.Class

	power    int64 // the power that it must be taken for; 0 if that cannot be said
	disputed bool  // a person has said that it is not some power, which only holds in its section: it can never be said
}

// is says what power an entry is from now on.
func (e *entry) is(power int64) {
	if !e.disputed {
		e.power = power
	}
}

// bureau is some sections, an office and a register, and what must be true of them. No book is written.
type bureau struct {
	n       *notice.Notice
	blank   []byte // the database of a register of which nothing is known: making it anew takes long
	dir     string
	moved   int // folders the register was in
	reg     *register.Register
	saved   []byte // its database at an earlier moment
	savedAt int64

	entries []*entry
	made    int // entries there ever were
	labels  int // editions

	bearer map[string]int64 // every code that was ever issued
	code   map[int64]string // the code in force of each power that has one
	events int64
}

var act = Act{By: "审核人", At: time.Date(2009, 9, 1, 1, 0, 0, 0, time.UTC)}

func (b *bureau) path() string { return filepath.Join(b.dir, fmt.Sprint(b.moved), "register.db") }

func (b *bureau) open(t *rapid.T) {
	var err error
	if _, missing := os.Stat(b.path()); missing != nil {
		err = errors.Join(os.MkdirAll(filepath.Dir(b.path()), 0o755), os.WriteFile(b.path(), b.blank, 0o600))
	}
	if err != nil {
		t.Fatal(err)
	}
	if b.reg, err = register.Open(context.Background(), b.path()); err != nil {
		t.Fatal(err)
	}
}

// state is what Build would make of what is submitted now.
func (b *bureau) state(t *rapid.T) *state {
	s := newState(b.n)
	var err error
	if s.memory, err = recall(context.Background(), b.reg); err != nil {
		t.Fatal(err)
	}
	for _, section := range b.n.Sections[:3] {
		file := section.Name + "/目录.docx"
		r := &form.Reading{Source: form.Source{File: file, Section: section.Name}}
		sum := sha256.New()
		for _, e := range b.entries {
			if e.section != section.Name {
				continue
			}
			fmt.Fprintln(sum, *e)
			rec := form.Record{Class: e.class, Layout: form.Horizontal, Form: notice.FormCatalog, Rows: 1, Fields: map[string]form.Value{},
				Place: notice.Place{File: file, Table: 1, Row: len(r.Records) + 2}}
			for key, text := range map[string]string{"name": e.name, "category": e.category, "code": e.code, "remark": e.text} {
				rec.Fields[key] = form.Value{Text: text, Raw: text, Place: rec.Place}
			}
			r.Records = append(r.Records, rec)
		}
		r.Source.SHA256 = fmt.Sprintf("%x", sum.Sum(nil))
		s.readings = append(s.readings, r)
		s.drops = append(s.drops, intake.Drop{File: file, Section: section.Name, Known: true})
	}
	s.catalog, _ = catalog.Merge(s.n, s.readings, s.memory.powers)
	return s
}

// item is the one of an entry. Names are never given twice.
func item(s *state, e *entry) *catalog.Item {
	i := slices.IndexFunc(s.catalog.Items, func(it catalog.Item) bool { return it.Name == e.name })
	return &s.catalog.Items[i]
}

func (b *bureau) entry(t *rapid.T) *entry {
	if len(b.entries) == 0 {
		t.Skip()
	}
	return b.entries[rapid.IntRange(0, len(b.entries)-1).Draw(t, "entry")]
}

func (b *bureau) name() string {
	b.made++
	return fmt.Sprintf("第%d类事项", b.made)
}

var (
	categories = rapid.SampledFrom([]string{"行政许可", "行政处罚"})
	classes    = rapid.SampledFrom([]notice.Class{notice.Public, notice.Public, notice.Internal, notice.Secret})
	decisions  = rapid.SampledFrom([]notice.Decision{notice.Confirm, notice.Clarify, notice.Abolish, notice.Open, notice.Close, notice.Return})
)

// alone reports whether no other entry claims the code that an entry comes with.
func (b *bureau) alone(e *entry) bool {
	return !slices.ContainsFunc(b.entries, func(o *entry) bool { return o != e && o.code != "" && o.code == e.code })
}

// rule enters decisions, unless they make no sense.
func (b *bureau) rule(t *rapid.T, s *state, r Ruling) bool {
	err := b.reg.Do(context.Background(), act.At, act.By, func(x *register.Tx) error {
		_, err := s.rule(x, act, r)
		return err
	})
	if refusal := (*Refusal)(nil); errors.As(err, &refusal) {
		return false
	} else if err != nil {
		t.Fatal(err)
	}
	return true
}

func (b *bureau) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	return map[string]func(*rapid.T){
		"submit": func(t *rapid.T) {
			e := &entry{section: b.n.Sections[rapid.IntRange(0, 2).Draw(t, "section")].Name, category: categories.Draw(t, "category"),
				name: b.name(), class: classes.Draw(t, "class")}
			if rapid.IntRange(0, 3).Draw(t, "with a code") == 0 {
				e.code = b.someCode(t)
			}
			b.entries = append(b.entries, e)
		},
		"submit what was withdrawn": func(t *rapid.T) {
			var gone []catalog.Power
			s := b.state(t)
			for _, p := range s.memory.powers {
				if !slices.ContainsFunc(s.catalog.Items, func(it catalog.Item) bool { return it.Name == p.Name || it.Power == p.ID }) && p.Code != "" {
					gone = append(gone, p)
				}
			}
			if len(gone) == 0 {
				t.Skip()
			}
			p := rapid.SampledFrom(gone).Draw(t, "power")
			cat, _ := b.n.Category(p.Category)
			e := &entry{section: p.Section, category: cat.Name, name: p.Name, class: p.Class}
			e.disputed = len(p.Not) > 0
			e.is(p.ID)
			b.entries = append(b.entries, e)
		},
		"change":        func(t *rapid.T) { b.made++; b.entry(t).text = fmt.Sprint("说明", b.made) },
		"open or close": func(t *rapid.T) { b.entry(t).class = classes.Draw(t, "class") },
		"another category": func(t *rapid.T) {
			e := b.entry(t)
			if c := categories.Draw(t, "category"); c != e.category {
				e.category, e.power = c, 0
			}
		},
		"rename": func(t *rapid.T) {
			e := b.entry(t)
			e.name = b.name()
			e.code = b.code[e.power]
			if rapid.Bool().Draw(t, "without its code") {
				e.code = ""
			}
			cat, _ := b.n.Category(e.category)
			if c, _ := b.n.Codes.Parse(e.code); e.code == "" || c.Category != cat.Code || !b.alone(e) {
				e.power = 0 // a code of another category is not believed, whatever a person said of the old name
			}
		},
		"move": func(t *rapid.T) { // it takes its name and its class along, and whatever a person said of it stays behind
			e := b.entry(t)
			section := b.n.Sections[rapid.IntRange(0, 2).Draw(t, "section")].Name
			var called []int64
			for _, p := range b.state(t).memory.powers {
				if p.Name == e.name {
					called = append(called, p.ID)
				}
			}
			if section != e.section && (len(called) > 1 || e.code == "" && !slices.Contains(called, e.power)) {
				e.power = 0 // of two powers of one name, either may have come; what a person said holds in a section
			}
			e.section = section
		},
		"withdraw": func(t *rapid.T) {
			e := b.entry(t)
			b.entries = slices.DeleteFunc(b.entries, func(o *entry) bool { return o == e })
		},
		"decide": func(t *rapid.T) {
			e := b.entry(t)
			s := b.state(t)
			if b.rule(t, s, Ruling{Code: e.name, Decision: decisions.Draw(t, "decision"), Reason: "理由"}) && e.power == 0 {
				e.is(item(s, e).Power)
			}
		},
		"the same": func(t *rapid.T) {
			e := b.entry(t)
			s := b.state(t)
			code := b.issuedCode(t)
			if item(s, e).Power == 0 && b.rule(t, s, Ruling{Code: e.name, Decision: notice.Same, As: code, Reason: "同一项"}) && e.code == "" {
				e.power = 0 // another may have been said to be that one too
				if it := item(b.state(t), e); it.Power != 0 && it.Power != b.bearer[code] {
					t.Fatalf("%s is said to be %s, and is taken for power %d", e.name, code, it.Power)
				}
			}
		},
		"another": func(t *rapid.T) {
			e := b.entry(t)
			code := b.issuedCode(t)
			if b.rule(t, b.state(t), Ruling{Code: e.name, Decision: notice.Other, As: code, Reason: "不是同一项"}) {
				if it := item(b.state(t), e); it.Power == b.bearer[code] {
					t.Fatalf("%s is said not to be %s, and is taken for it", e.name, code)
				}
				e.power, e.disputed = 0, true
			}
		},
		"release": b.release,
		"release in vain": func(t *rapid.T) {
			s := b.state(t)
			sorry := errors.New("sorry")
			out := &Released{Edition: register.Edition{Label: "未成", Date: notice.Date{Year: 2009, Month: 9, Day: 1}}}
			err := b.reg.Do(ctx, act.At, act.By, func(x *register.Tx) error { return errors.Join(s.freeze(x, s.newPowers(), out), sorry) })
			if !errors.Is(err, sorry) {
				t.Fatal(err)
			}
		},
		"what happens to files": func(t *rapid.T) {
			rapid.SampledFrom([]func(*rapid.T){b.crash, b.save, b.putBack}).Draw(t, "which")(t)
		},
	}
}

// crash goes on with a copy of the files as they lie there at this moment.
func (b *bureau) crash(t *rapid.T) {
	from := filepath.Dir(b.path())
	b.moved++
	if err := os.CopyFS(filepath.Dir(b.path()), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	b.reg.Close()
	b.open(t)
}

// save keeps the database as it is now.
func (b *bureau) save(t *rapid.T) {
	b.reg.Close()
	var err error
	if b.saved, err = os.ReadFile(b.path()); err != nil {
		t.Fatal(err)
	}
	b.savedAt = b.events
	b.open(t)
}

// putBack puts the kept database in place of the newer one: it is refused, and made again from the log.
func (b *bureau) putBack(t *rapid.T) {
	if b.saved == nil || b.savedAt == b.events {
		t.Skip()
	}
	b.reg.Close()
	if err := os.WriteFile(b.path(), b.saved, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := register.Open(context.Background(), b.path()); !errors.Is(err, register.ErrOlder) {
		t.Fatalf("an older register is opened with %v", err)
	}
	if n, _, err := register.Recover(context.Background(), b.path(), act.At, act.By, "恢复"); err != nil || n != b.events {
		t.Fatalf("%d events recovered of %d, %v", n, b.events, err)
	}
	b.open(t)
}

// issuedCode is one that was given some day.
func (b *bureau) issuedCode(t *rapid.T) string {
	if len(b.bearer) == 0 {
		t.Skip()
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(b.bearer))).Draw(t, "code")
}

// someCode is one that was given, or not, or is no code.
func (b *bureau) someCode(t *rapid.T) string {
	if len(b.bearer) > 0 && rapid.Bool().Draw(t, "an old one") {
		return b.issuedCode(t)
	}
	return fmt.Sprintf("%s-XK-%04d", b.n.Unit.Code, rapid.SampledFrom([]int{1, 2, 5, 9, 8001, 8003, 9002, 0}).Draw(t, "number"))
}

// release releases an edition, and demands that what must keep its code does.
func (b *bureau) release(t *rapid.T) {
	ctx := context.Background()
	s := b.state(t)
	known := s.memory.powers
	b.labels++
	out := &Released{Edition: register.Edition{Label: fmt.Sprintf("第%d版", b.labels), Date: notice.Date{Year: 2009, Month: 9, Day: 1}}}
	if err := b.reg.Do(ctx, act.At, act.By, func(x *register.Tx) error { return s.freeze(x, s.newPowers(), out) }); err != nil {
		t.Fatal(err)
	}
	powers, err := b.reg.Powers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	now := map[int64]*catalog.Power{}
	for i := range powers {
		now[powers[i].ID] = &powers[i]
	}
	standing := map[int64]bool{}
	for i := range s.catalog.Items {
		it := &s.catalog.Items[i]
		p := now[it.Power]
		if it.Code != "" && (p == nil || p.Code != it.Code || p.Name != it.Name || p.Section != it.Section || p.Class != it.Class) {
			t.Fatalf("released as %s %s, known as %+v", it.Code, it.Name, p)
		}
		standing[it.Power] = it.Decided == nil || it.Decided.Decision != notice.Abolish
		before := slices.IndexFunc(known, func(p catalog.Power) bool { return p.ID == it.Power })
		if before < 0 || known[before].Code == "" {
			if _, old := b.bearer[it.Code]; old {
				t.Fatalf("%s is given to %s, and was given before", it.Code, it.Name)
			}
			continue
		}
		old := known[before].Code
		_, last := b.n.Codes.Range(it.Class)
		parsed, _ := b.n.Codes.Parse(old)
		r, _ := cmp.Or(it.Decided, &catalog.Decided{}).Decision.Ruling()
		if keeps := r.Shelved || parsed.Seq <= last && parsed.Category == it.Category; keeps != (it.Code == old) {
			t.Fatalf("%s, %s, had %s and has %s", it.Name, it.Class, old, it.Code)
		}
		if _, given := b.bearer[it.Code]; given && it.Code != old {
			t.Fatalf("%s gets %s, which was given before", it.Name, it.Code)
		}
	}
	for id, p := range now {
		if p.Code != "" && p.Abolished == standing[id] {
			t.Fatalf("%s stands: %v, abolished: %v", p.Code, standing[id], p.Abolished)
		}
		if p.Code != "" {
			b.code[id] = p.Code
		}
	}
	for _, e := range b.entries {
		e.is(item(s, e).Power)
	}
}

// holds demands what is true after every step.
func (b *bureau) holds(t *rapid.T) {
	ctx := context.Background()
	s := b.state(t)
	bearer := map[string]int64{}
	for _, p := range s.memory.powers {
		if p.Code != b.code[p.ID] {
			t.Fatalf("power %d has %q, and had %q at the last release", p.ID, p.Code, b.code[p.ID])
		}
		for _, code := range append(slices.Clone(p.Former), p.Code) {
			if other, twice := bearer[code]; twice && code != "" {
				t.Fatalf("%s is that of the powers %d and %d", code, other, p.ID)
			}
			bearer[code] = p.ID
		}
	}
	delete(bearer, "")
	for code, id := range b.bearer {
		if bearer[code] != id {
			t.Fatalf("%s was that of power %d, and is that of %d", code, id, bearer[code])
		}
	}
	b.bearer = bearer
	b.everyNumber(t)
	taken := map[string]string{}
	for i := range s.catalog.Items {
		it := &s.catalog.Items[i]
		if other, twice := taken[it.Code]; twice && it.Code != "" {
			t.Fatalf("%s would be that of %s and %s", it.Code, other, it.Name)
		}
		taken[it.Code] = it.Name
		if id, issued := bearer[it.Code]; issued && id != it.Power {
			t.Fatalf("%s, power %d, would get %s of power %d", it.Name, it.Power, it.Code, id)
		}
	}
	for _, e := range b.entries {
		if is := item(s, e).Power; e.power != 0 && is != e.power && b.alone(e) && b.only(s, e) {
			t.Fatalf("%s is power %d, and is taken for %d", e.name, e.power, is)
		}
	}
	if err := b.reg.Events(ctx, b.events+1, "", func(e *register.Event) error { b.events = e.N; return nil }); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(register.LogPath(b.path()))
	if n := int64(bytes.Count(log, []byte("\n"))); n != b.events || err != nil && n > 0 {
		t.Fatalf("%d lines in the log of %d events, %v", n, b.events, err)
	}
}

// only reports whether no other item is taken for the power of an entry.
func (b *bureau) only(s *state, e *entry) bool {
	return !slices.ContainsFunc(s.catalog.Items, func(it catalog.Item) bool { return it.Power == e.power })
}

// everyNumber demands that from the first number of a scope to its last each is issued, or left out for a reason.
func (b *bureau) everyNumber(t *rapid.T) {
	gaps, err := b.reg.Gaps(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string][]int{}
	for code := range b.bearer {
		is := (&state{n: b.n}).issue(&catalog.Item{Code: code})
		numbers[is.Scope] = append(numbers[is.Scope], is.Seq-is.First)
	}
	for _, g := range gaps {
		first := map[string]int{"public": b.n.Codes.First.Public, "internal": b.n.Codes.First.Internal, "secret": b.n.Codes.First.Secret}
		for n := g.First; n <= g.Last; n++ {
			numbers[g.Scope] = append(numbers[g.Scope], n-first[filepath.Base(g.Scope)])
		}
		if g.Why == "" {
			t.Fatalf("a gap without a reason: %v", g)
		}
	}
	for scope, all := range numbers {
		slices.Sort(all)
		for i, n := range all {
			if n != i {
				t.Fatalf("%s: number %d is neither issued nor left out, or it is both", scope, i)
			}
		}
	}
}

// TestCodesAreForEver draws what sections and office do over many editions, with crashes and with yesterday's register put
// back: no code is given twice, none is changed but for a power that becomes more open or goes to another category, and none
// is missing.
func TestCodesAreForEver(t *testing.T) {
	drawn.Steady(t)
	loaded, err := templates.Load("", "putian-2009")
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("/dev/shm", "huibian-office-") // in memory, where there is such a place: it opens often
	if err != nil {
		dir = t.TempDir()
	}
	defer os.RemoveAll(dir)
	blank := filepath.Join(dir, "blank.db")
	r, err := register.Open(t.Context(), blank)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	empty := bytesOf(t, blank)
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		b := &bureau{n: loaded.Notice, blank: empty, dir: filepath.Join(dir, fmt.Sprint(runs)), bearer: map[string]int64{}, code: map[int64]string{}}
		b.open(t)
		defer func() { b.reg.Close() }()
		actions := b.actions()
		actions[""] = b.holds
		t.Repeat(actions)
		checks := filepath.Join(b.dir, "check")
		if err := os.MkdirAll(checks, 0o755); err != nil {
			t.Fatal(err)
		}
		if n, err := b.reg.Check(context.Background(), checks); err != nil || n != b.events {
			t.Fatalf("%d events checked of %d, %v", n, b.events, err)
		}
	})
}
