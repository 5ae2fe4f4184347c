package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"huibian/pipeline/catalog"
	"huibian/pipeline/internal/drawn"
	"huibian/pipeline/notice"
)

// office is a register and what it should hold, in plain maps.
type office struct {
	*Register
	dir   string
	n     int // folders there were: each crash goes on in a copy
	saved string
	as    int64 // how many events there were when the database was saved

	events   int64
	powers   []catalog.Power
	bearer   map[string]int64        // of every code that was ever issued
	numbers  map[string]map[int]bool // of a scope: issued (true) or left out for a reason (false)
	editions []string
	open     []int64           // changes under way
	filed    map[string]string // archival numbers, by edition and part
}

// at is where the register lies now.
func (o *office) at() string { return filepath.Join(o.dir, fmt.Sprint(o.n)) }

func (o *office) reopen(t interface{ Fatal(...any) }) { o.Register = begin(t, o.at()) }

// moveOn goes on with a copy of the files as they lie there at this moment.
func (o *office) moveOn(t *rapid.T) {
	from := o.at()
	o.n++
	if err := os.CopyFS(o.at(), os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	o.Close()
	o.reopen(t)
}

// top is the last number of a scope, issued or not.
func (o *office) top(scope string) int {
	return slices.Max(append(slices.Collect(maps.Keys(o.numbers[scope])), 0))
}

// do makes a change that must succeed, with one event.
func (o *office) do(t *rapid.T, change func(*Tx) error) {
	o.doBy(t, "审核人", change)
}

func (o *office) doBy(t *rapid.T, by string, change func(*Tx) error) {
	if err := o.Do(context.Background(), noon, by, change); err != nil {
		t.Fatal(err)
	}
	o.events++
}

// refused makes a change that must fail, as what is wanted, whether or not whoever makes it minds.
func (o *office) refused(t *rapid.T, want error, change func(*Tx) error) {
	overlooked := rapid.Bool().Draw(t, "overlooked")
	err := o.Do(context.Background(), noon, "", func(x *Tx) error {
		if _, err := x.Describe(catalog.Description{Name: "不应留下"}); err != nil {
			return err
		}
		if err := change(x); !overlooked {
			return err
		}
		return nil
	})
	if err == nil || want != nil && !errors.Is(err, want) {
		t.Fatalf("refused with %v, want %v", err, want)
	}
}

// power draws one that is there.
func (o *office) power(t *rapid.T) *catalog.Power {
	if len(o.powers) == 0 {
		t.Skip()
	}
	return &o.powers[rapid.IntRange(0, len(o.powers)-1).Draw(t, "power")]
}

var (
	words  = rapid.SampledFrom([]string{"", "甲", "乙\n二", "“丙”<&>", "a\x00b", "\u2028", "坏\xff字", "🀄", `\ufffd`, "丁\u3000"})
	scopes = rapid.SampledFrom([]string{"XK/public", "XK/secret", "CF/public"})
)

// firsts are where the numbers of a scope begin.
var firsts = map[string]int{"XK/public": 1, "XK/secret": 9001, "CF/public": 1}

// said is a text as a log can hold it.
func said(s string) string { return string(bytes.ToValidUTF8([]byte(s), []byte("\uFFFD"))) }

func describing(t *rapid.T) (given, kept catalog.Description) {
	given = catalog.Description{Section: words.Draw(t, "section"), Category: "XK", Name: words.Draw(t, "name"), Class: notice.Public,
		Basis: rapid.SliceOfN(rapid.SampledFrom([]string{"法", "例"}), 0, 2).Draw(t, "basis"), Digest: words.Draw(t, "digest")}
	kept = given
	kept.Section, kept.Name, kept.Digest = said(given.Section), said(given.Name), said(given.Digest)
	return given, kept
}

func (o *office) actions() map[string]func(*rapid.T) {
	ctx := context.Background()
	return map[string]func(*rapid.T){
		"describe": func(t *rapid.T) {
			var ds []catalog.Description
			for range rapid.IntRange(1, 3).Draw(t, "powers") {
				given, kept := describing(t)
				ds = append(ds, given)
				o.powers = append(o.powers, catalog.Power{ID: int64(len(o.powers) + 1), Description: kept})
			}
			o.do(t, func(x *Tx) error { _, err := x.Describe(ds...); return err })
		},
		"redescribe": func(t *rapid.T) {
			p := o.power(t)
			given, kept := describing(t)
			o.do(t, func(x *Tx) error { return x.Redescribe(p.ID, given) })
			p.Description = kept
		},
		"issue": func(t *rapid.T) {
			var codes []Issue
			scope := scopes.Draw(t, "scope")
			for range rapid.IntRange(1, 3).Draw(t, "codes") {
				p := o.power(t)
				c := Issue{Power: p.ID, Scope: scope, First: firsts[scope], Why: words.Draw(t, "why")}
				last := max(o.top(scope), c.First-1)
				c.Seq = last + 1
				if c.Why != "" {
					c.Seq += rapid.IntRange(0, 3).Draw(t, "left out")
				}
				c.Code = fmt.Sprintf("%s-%04d", scope, c.Seq)
				if o.numbers[scope] == nil {
					o.numbers[scope] = map[int]bool{}
				}
				for n := last + 1; n <= c.Seq; n++ {
					o.numbers[scope][n] = n == c.Seq
				}
				if p.Code != "" {
					p.Former = append(p.Former, p.Code)
				}
				p.Code, o.bearer[c.Code] = c.Code, p.ID
				codes = append(codes, c)
			}
			o.do(t, func(x *Tx) error { return x.Issue("2009年版", codes...) })
		},
		"issue what cannot be": func(t *rapid.T) {
			p := o.power(t)
			scope := scopes.Draw(t, "scope")
			last := max(o.top(scope), firsts[scope]-1)
			next := Issue{p.ID, "新编码", scope, last + 1, firsts[scope], ""}
			known := slices.Sorted(maps.Keys(o.bearer))
			switch rapid.IntRange(0, 5).Draw(t, "wrong") {
			case 0:
				next.Seq = last - rapid.IntRange(0, 3).Draw(t, "back")
				o.refused(t, ErrGiven, func(x *Tx) error { return x.Issue("e", next) })
			case 1:
				next.Seq = last + 2
				o.refused(t, ErrGap, func(x *Tx) error { return x.Issue("e", next) })
			case 2:
				next.Power = 10_000
				o.refused(t, nil, func(x *Tx) error { return x.Issue("e", next) })
			case 3:
				if len(known) > 0 {
					next.Code = rapid.SampledFrom(known).Draw(t, "code")
					o.refused(t, ErrGiven, func(x *Tx) error { return x.Issue("e", next) })
				}
			case 4:
				o.refused(t, ErrGiven, func(x *Tx) error { return x.Issue("e", next, next) })
			case 5:
				next.Code = ""
				o.refused(t, ErrGiven, func(x *Tx) error { return x.Issue("e", next) })
			}
		},
		"say what cannot be": func(t *rapid.T) {
			switch nobody := (&catalog.Power{ID: 10_000}); rapid.IntRange(0, 5).Draw(t, "wrong") {
			case 0:
				o.refused(t, ErrUnknown, func(x *Tx) error { return x.Redescribe(10_000, catalog.Description{}) })
			case 1:
				o.refused(t, ErrUnknown, func(x *Tx) error { return x.Abolish(nobody, "") })
			case 2:
				o.refused(t, nil, func(x *Tx) error { return x.Trace(nobody, "k", true, "", "") })
			case 3:
				o.refused(t, ErrUnknown, func(x *Tx) error { return x.Settle(Change{N: 10_000}, "", "") })
			case 4:
				o.refused(t, nil, func(x *Tx) error { return x.Approve("1", notice.Date{Year: 2009, Month: 2, Day: 30}, "", "") })
			case 5:
				o.refused(t, nil, func(x *Tx) error { return x.Change(1, "", "", notice.Date{}) })
			}
		},
		"decide": func(t *rapid.T) {
			p := o.power(t)
			d := catalog.Decided{Decision: notice.Confirm, Digest: "d", Reason: words.Draw(t, "reason"), By: words.Draw(t, "by"), At: noon}
			o.doBy(t, d.By, func(x *Tx) error { return x.Decide(p.ID, p.Code, d.Decision, d.Digest, d.Reason, "") })
			d.Reason, d.By = said(d.Reason), said(d.By)
			p.Decided = &d
		},
		"trace": func(t *rapid.T) {
			p, key, same := o.power(t), said(words.Draw(t, "key")), rapid.Bool().Draw(t, "same")
			o.do(t, func(x *Tx) error { return x.Trace(p, key, same, "", "") })
			is, not := &p.Also, &p.Not
			if !same {
				is, not = not, is
			}
			*not = slices.DeleteFunc(*not, func(k string) bool { return k == key })
			if !slices.Contains(*is, key) {
				*is = append(*is, key)
				slices.Sort(*is)
			}
		},
		"abolish or restore": func(t *rapid.T) {
			p := o.power(t)
			what := (*Tx).Abolish
			if p.Abolished {
				what = (*Tx).Restore
			}
			o.do(t, func(x *Tx) error { return what(x, p, "") })
			p.Abolished = !p.Abolished
		},
		"release": func(t *rapid.T) {
			e := Edition{Label: rapid.SampledFrom([]string{"一", "二", "三", "坏\xff版"}).Draw(t, "label"), Date: notice.Date{Year: 2009, Month: 9, Day: 1}}
			if slices.Contains(o.editions, e.Label) {
				o.refused(t, nil, func(x *Tx) error { return x.Release(e) })
				return
			}
			o.do(t, func(x *Tx) error { return x.Release(e) })
			o.editions = append(o.editions, e.Label)
		},
		"file": func(t *rapid.T) {
			if len(o.editions) == 0 {
				t.Skip()
			}
			label := said(rapid.SampledFrom(o.editions).Draw(t, "edition"))
			part := rapid.SampledFrom([]string{FiledWhole, FiledSecret}).Draw(t, "part")
			scope := rapid.SampledFrom([]string{"0194-WS·2009-Y-BGS", "0194-WS·2010-Y-BGS"}).Draw(t, "fonds")
			if o.filed == nil {
				o.filed = map[string]string{}
			}
			var got string
			file := func(x *Tx) (err error) {
				got, err = x.File(label, part, scope, func(piece int) string { return fmt.Sprintf("%s-%04d", scope, piece) })
				return err
			}
			if was := o.filed[label+part]; was != "" {
				if err := o.Do(context.Background(), noon, "", file); err != nil || got != was {
					t.Fatalf("%s is filed as %s and then as %s, %v", label, was, got, err)
				}
				return
			}
			o.do(t, file)
			for _, other := range o.filed {
				if other == got {
					t.Fatalf("%s is given twice", got)
				}
			}
			o.filed[label+part] = got
		},
		"deposit": func(t *rapid.T) {
			if len(o.editions) == 0 {
				t.Skip()
			}
			d := Deposit{Edition: said(o.editions[0]), Number: "一", Place: "/archive", Digest: fmt.Sprint(o.events), At: noon}
			o.do(t, func(x *Tx) error { return errors.Join(x.Deposit(d), x.Deposit(d)) })
		},
		"change": func(t *rapid.T) {
			p := o.power(t)
			o.do(t, func(x *Tx) error { return x.Change(p.ID, p.Code, "变更", notice.Date{Year: 2009, Month: 9, Day: 1}) })
			o.open = append(o.open, o.events)
		},
		"settle": func(t *rapid.T) {
			if len(o.open) == 0 {
				t.Skip()
			}
			c := Change{N: o.open[0]}
			o.do(t, func(x *Tx) error { return x.Settle(c, "", "已修订") })
			o.open = o.open[1:]
			o.refused(t, ErrUnknown, func(x *Tx) error { return x.Settle(c, "", "再次") })
		},
		"think better of it": func(t *rapid.T) {
			p, sorry := o.power(t), errors.New("sorry")
			o.refused(t, nil, func(x *Tx) error { return errors.Join(x.Abolish(p, ""), sorry, x.Release(Edition{})) })
			func() {
				defer func() { _ = recover() }()
				_ = o.Do(ctx, noon, "", func(x *Tx) error { panic(x.Abolish(p, "")) })
			}()
		},
		"crash": func(t *rapid.T) { o.moveOn(t) },
		"crash in the log": func(t *rapid.T) {
			log := LogPath(home(o.at()))
			info, err := os.Stat(log)
			if err != nil {
				t.Skip()
			}
			o.Close()
			if err := os.Truncate(log, rapid.Int64Range(0, info.Size()).Draw(t, "left")); err != nil {
				t.Fatal(err)
			}
			o.reopen(t)
		},
		"save": func(t *rapid.T) {
			o.Close()
			saved := filepath.Join(o.dir, "saved")
			b, err := os.ReadFile(home(o.at()))
			if err := errors.Join(err, os.WriteFile(saved, b, 0o600)); err != nil {
				t.Fatal(err)
			}
			o.saved, o.as = saved, o.events
			o.reopen(t)
		},
		"put back what was saved": func(t *rapid.T) {
			if o.saved == "" {
				t.Skip()
			}
			b, err := os.ReadFile(o.saved)
			if err != nil {
				t.Fatal(err)
			}
			o.Close()
			if err := os.WriteFile(home(o.at()), b, 0o600); err != nil {
				t.Fatal(err)
			}
			if o.as == o.events {
				o.reopen(t)
				return
			}
			if _, err := open(ctx, home(o.at()), scratch); !errors.Is(err, ErrOlder) {
				t.Fatalf("a register of %d events with a log of %d: %v", o.as, o.events, err)
			}
			n, kept, err := recoverWith(ctx, home(o.at()), scratch, noon, "管理员", "恢复")
			if err != nil || n != o.events {
				t.Fatalf("recovered %d of %d events, %v", n, o.events, err)
			}
			if old, err := os.ReadFile(kept); err != nil || !bytes.Equal(old, b) {
				t.Fatalf("the old one is not kept in %s: %v", kept, err)
			}
			o.events++
			o.reopen(t)
		},
	}
}

// holds demands what is true after every step.
func (o *office) holds(t *rapid.T) {
	ctx := context.Background()
	powers, err := o.Powers(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(o.powers, powers, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("powers (-want +got):\n%s", d)
	}
	gaps, err := o.Gaps(ctx)
	if err != nil {
		t.Fatal(err)
	}
	numbers := map[string]map[int]bool{}
	enter := func(scope string, n int, issued bool) {
		if numbers[scope] == nil {
			numbers[scope] = map[int]bool{}
		}
		if _, twice := numbers[scope][n]; twice {
			t.Fatalf("number %d of %s is there twice", n, scope)
		}
		numbers[scope][n] = issued
	}
	for _, g := range gaps {
		for n := g.First; n <= g.Last; n++ {
			enter(g.Scope, n, false)
		}
		if g.Why == "" {
			t.Fatalf("a gap without a reason: %v", g)
		}
	}
	for i := range powers {
		for _, code := range append(slices.Clone(powers[i].Former), powers[i].Code) {
			if at := len(code) - len("-0000"); at > 0 {
				var n int
				_, _ = fmt.Sscanf(code[at+1:], "%d", &n)
				enter(code[:at], n, true)
			}
		}
	}
	if d := cmp.Diff(o.numbers, numbers); d != "" {
		t.Fatalf("numbers (-want +got):\n%s", d)
	}
	for code, p := range o.bearer {
		if id, _, err := o.Bearer(ctx, code); err != nil || id != p {
			t.Fatalf("%s is power %d's, want %d, %v", code, id, p, err)
		}
	}
	editions, err := o.Editions(ctx)
	if err != nil || len(editions) != len(o.editions) {
		t.Fatalf("%d editions, want %v, %v", len(editions), o.editions, err)
	}
	log, err := os.ReadFile(LogPath(home(o.at())))
	if n := int64(bytes.Count(log, []byte("\n"))); n != o.events || err != nil && o.events > 0 {
		t.Fatalf("%d lines in the log of %d events, %v", n, o.events, err)
	}
}

// TestAnyOffice draws what an office does, and what happens to it: every code is issued once for ever, and the register is
// what the model says, after crashes and with yesterday's database put back.
func TestAnyOffice(t *testing.T) {
	drawn.Steady(t)
	dir := swiftDir(t)
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		n++
		o := &office{dir: filepath.Join(dir, fmt.Sprint(n)), bearer: map[string]int64{}, numbers: map[string]map[int]bool{}}
		o.reopen(t)
		defer func() { o.Close() }()
		actions := o.actions()
		actions[""] = o.holds
		t.Repeat(actions)
		if got := checked(t, o.Register); got != o.events {
			t.Fatalf("%d events, want %d", got, o.events)
		}
		if n%5 == 0 {
			o.same(t)
		}
	})
}

// same demands that what is made again from the log is equal, table by table.
func (o *office) same(t *rapid.T) {
	ctx := context.Background()
	path := home(o.at())
	o.Close()
	_, kept, err := recoverWith(ctx, path, scratch, noon.Add(time.Hour), "", "")
	if err != nil {
		t.Fatal(err)
	}
	o.reopen(t)
	old, err := openDB(ctx, kept, nil, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	for _, p := range projected {
		is, err := sumOf(ctx, o.db, p.table, p.order)
		was, err2 := sumOf(ctx, old.db, p.table, p.order)
		if is != was || err != nil || err2 != nil {
			t.Fatalf("table %s is not as it was: %v, %v", p.table, err, err2)
		}
	}
}

// swiftDir is a folder in memory, where there is one.
func swiftDir(t *testing.T) string {
	dir, err := os.MkdirTemp("/dev/shm", "huibian-register-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}
