package register

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

var noon = time.Date(2009, 8, 20, 4, 0, 0, 0, time.UTC)

// home is where the register of a test lies.
func home(dir string) string { return filepath.Join(dir, "汇编 库", "register.db") }

// blank is the database of a register of which nothing is known yet: making it anew for each test takes them long.
var blank = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "register-blank-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	r, err := open(context.Background(), home(dir), scratch)
	if err != nil {
		return nil, err
	}
	r.Close()
	return os.ReadFile(home(dir))
})

// begin opens the register of a test. It is not on disk when a change has returned, which only matters where the power fails.
func begin(t interface{ Fatal(...any) }, dir string) *Register {
	if !exists(home(dir)) && !exists(LogPath(home(dir))) {
		b, err := blank()
		err = errors.Join(err, os.MkdirAll(filepath.Dir(home(dir)), 0o755), os.WriteFile(home(dir), b, 0o600))
		if err != nil {
			t.Fatal(err)
		}
	}
	r, err := open(context.Background(), home(dir), scratch)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func seen(file, sum, was string) Seen {
	return Seen{File: file, Section: "外资科", SHA256: sum, Size: 3, Modified: noon, At: noon, Was: was}
}

func TestKinds(t *testing.T) {
	ctx := context.Background()
	r := begin(t, t.TempDir())
	defer r.Close()
	take := func(s ...Seen) []Arrival {
		t.Helper()
		a, err := r.Take(ctx, s...)
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	take(seen("a", "1", ""))
	take(seen("a", "1", "")) // nothing new
	take(seen("a", "2", ""))
	take(seen("b", "2", ""))
	take(seen("c", "2", "a"))
	take(seen("a", "3", "")) // the name is free again
	if _, err := r.Withdraw(ctx, noon.Add(-time.Hour), "a", "never"); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Withdraw(ctx, noon, "a"); err != nil {
		t.Fatal(err)
	}
	take(seen("a", "4", ""))
	all, err := r.All(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, a := range all {
		got = append(got, fmt.Sprint(a.ID, " ", a.Kind, " ", a.File, " ", a.SHA256, " was=", a.Was, " before=", a.Before))
	}
	want := []string{
		"1 new a 1 was= before=", "2 changed a 2 was= before=1", "3 again b 2 was= before=", "4 renamed c 2 was=a before=",
		"5 new a 3 was= before=", "6 withdrawn a 3 was= before=", "7 returned a 4 was= before=3",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	h, err := r.History(ctx, "c")
	if err != nil || len(h) != 3 || h[0].ID != 1 || h[2].Kind != Renamed {
		t.Errorf("History(c) = %v, %v", h, err)
	}
	if a := all[0]; !a.At.Equal(noon) || a.Section != "外资科" || a.Size != 3 {
		t.Errorf("a line came back as %+v", a)
	}
}

// Who guesses all that an event not told of says cannot see by the hashes around it that the guess is right.
func TestHashConfirmsNoGuess(t *testing.T) {
	ctx := context.Background()
	r := begin(t, t.TempDir())
	defer r.Close()
	if _, err := r.Take(ctx, seen("a", "1", ""), seen("secret", "2", ""), seen("c", "3", "")); err != nil {
		t.Fatal(err)
	}
	var salts []string
	var guess string
	err := r.Events(ctx, 1, "", func(e *Event) error {
		salts = append(salts, e.Salt)
		if e.About != "secret" {
			return nil
		}
		known := *e
		known.Salt = ""
		line, err := encode(&known)
		guess = string(line)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(salts)
	if n := len(slices.Compact(salts)); n != 3 || len(salts[0]) < 26 {
		t.Fatalf("salts of %d kinds: %q", n, salts)
	}
	var b strings.Builder
	if err := r.WriteLog(ctx, &b, 3, func(e *Event) bool { return e.About != "secret" }); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(b.String(), "\n")
	before, _, _ := strings.Cut(lines[0], " ")
	if hidden, rest, _ := strings.Cut(lines[1], " "); rest != "" || hidden == chain(before, guess) {
		t.Errorf("the line not told of is %q, and confirms the guess %s", lines[1], guess)
	}
}

func TestWhatIsSaidStays(t *testing.T) {
	ctx := context.Background()
	r := begin(t, t.TempDir())
	defer r.Close()
	if _, err := r.Take(ctx, seen("a", "1", ""), seen("b", "2", "")); err != nil {
		t.Fatal(err)
	}
	everything(t, r)
	for _, q := range []string{
		"UPDATE arrivals SET note = 'x'", "DELETE FROM arrivals", "UPDATE sealed SET size = 0", "DELETE FROM sealed",
		"INSERT INTO arrivals SELECT 1, kind, file, was, section, sha256, before, size, modified, at, note FROM arrivals LIMIT 1",
		"UPDATE events SET line = '{}'", "DELETE FROM events WHERE n = (SELECT MAX(n) FROM events)",
		"INSERT INTO events SELECT n + 2, kind, about, line, hash FROM events ORDER BY n DESC LIMIT 1",
		"INSERT OR REPLACE INTO events SELECT * FROM events LIMIT 1",
		"UPDATE codes SET power = 2", "DELETE FROM codes", "INSERT OR REPLACE INTO codes SELECT * FROM codes LIMIT 1",
		"INSERT INTO codes SELECT 99, 'X', power, scope, seq + 9, edition FROM codes ORDER BY seq DESC LIMIT 1",
		"INSERT INTO codes SELECT 99, 'X', power, scope, seq - 1, edition FROM codes ORDER BY seq LIMIT 1",
		"UPDATE gaps SET why = ''", "DELETE FROM gaps", "DELETE FROM powers", "DELETE FROM traces",
		"UPDATE decisions SET reason = 'x'", "DELETE FROM decisions", "UPDATE approvals SET number = 'x'", "DELETE FROM approvals",
		"UPDATE sheets SET file = 'x'", "DELETE FROM sheets", "UPDATE editions SET label = 'x'", "DELETE FROM editions",
		"UPDATE changes SET settled = ''", "DELETE FROM changes",
		"UPDATE filings SET number = 'x'", "DELETE FROM filings",
		"INSERT INTO filings SELECT 99, 'x', scope, piece, edition, 'y', at FROM filings ORDER BY piece DESC LIMIT 1",
		"INSERT INTO filings SELECT 99, 'x', scope, piece - 1, edition, 'y', at FROM filings ORDER BY piece DESC LIMIT 1",
		"UPDATE deposits SET at = ''", "DELETE FROM deposits",
	} {
		if _, err := r.db.ExecContext(ctx, q); err == nil {
			t.Errorf("%s: was done", q)
		}
	}
	checked(t, r)
}

// everything enters at least one event of each kind that is about powers.
func everything(t interface {
	Helper()
	Fatal(...any)
}, r *Register) {
	t.Helper()
	err := r.Do(context.Background(), noon, "审核人", func(t *Tx) error {
		first, err := t.Describe(catalog.Description{Section: "外资科", Category: "XK", Name: "甲<&>\u2028"}, catalog.Description{Name: "乙", Basis: []string{"法"}})
		if err != nil {
			return err
		}
		p := &catalog.Power{ID: first, Code: "XK-0003"}
		change := Change{N: t.n + 6}
		return errors.Join(
			t.Issue("2009年版", Issue{p.ID, p.Code, "XK", 3, 1, "已用"}, Issue{p.ID + 1, "XK-0004", "XK", 4, 1, ""}),
			t.Redescribe(p.ID, catalog.Description{Name: "甲（改）", Digest: "1"}),
			t.Decide(p.ID, p.Code, notice.Abolish, "1", "无依据", ""),
			t.Abolish(p, "无依据"), t.Restore(p, "重新申报"),
			t.Change(p.ID, p.Code, "名称变更", notice.Date{Year: 2009, Month: 9, Day: 1}),
			t.Settle(change, p.Code, "已修订"),
			t.Trace(p, "外资科\x00XK\x00甲", true, "同一项", ""),
			t.Approve("莆政〔2009〕1号", notice.Date{Year: 2009, Month: 9, Day: 2}, "d", ""),
			t.Apply(Sheet{SHA256: "s", File: "审核/表.docx", Entered: []Entered{{Name: "甲"}}}),
			t.Release(Edition{Label: "2009年版", Date: notice.Date{Year: 2009, Month: 9, Day: 3}, Items: 2}),
			t.Note(Read{File: "a", SHA256: "1"}),
			t.Deposit(Deposit{Edition: "2009年版", Number: "0194-WS·2009-Y-BGS-0001", Place: "/archive", Digest: "1", Content: "2", Files: 3, Bytes: 4, At: noon}),
			file(t, FiledWhole, 1), file(t, FiledSecret, 2), file(t, FiledWhole, 1),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// file files a part of an edition and demands the piece that it becomes.
func file(t *Tx, part string, piece int) error {
	const scope = "0194-WS·2009-Y-BGS"
	number := func(piece int) string { return fmt.Sprintf("%s-%04d", scope, piece) }
	got, err := t.File("2009年版", part, scope, number)
	if err == nil && got != number(piece) {
		err = fmt.Errorf("filed as %s, want piece %d", got, piece)
	}
	return err
}

// checked demands that a register is whole, and returns its number of events.
func checked(t interface {
	Helper()
	Fatal(...any)
}, r *Register) int64 {
	t.Helper()
	dir, err := os.MkdirTemp("", "register-check-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	n, err := r.Check(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestOpenRefuses(t *testing.T) {
	ctx := context.Background()
	p := filepath.Join(t.TempDir(), "register.db")
	if err := os.WriteFile(p, []byte("this is no database, and long enough to be looked at as one by its header"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(ctx, p); !errors.Is(err, ErrDamaged) {
		t.Errorf("a text file: %v", err)
	}
	dir := t.TempDir()
	r := begin(t, dir)
	if _, err := r.db.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := Open(ctx, home(dir)); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer register: %v", err)
	}
}

// TestAnyHistory draws what can happen to files, with crashes, and compares what is there with a plain map.
func TestAnyHistory(t *testing.T) {
	ctx := context.Background()
	t.Parallel()
	dir := swiftDir(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		at := filepath.Join(dir, fmt.Sprint(n))
		r := begin(rt, at)
		defer func() { r.Close() }()
		there := map[string]string{}
		name, sum := rapid.SampledFrom([]string{"a", "b", "c"}), rapid.SampledFrom([]string{"1", "2", "3"})
		rt.Repeat(map[string]func(*rapid.T){
			"take": func(rt *rapid.T) {
				f, s := name.Draw(rt, "file"), sum.Draw(rt, "sum")
				added, err := r.Take(ctx, seen(f, s, ""))
				if err != nil || (len(added) == 0) != (there[f] == s) {
					rt.Fatalf("Take added %v, %v", added, err)
				}
				there[f] = s
			},
			"rename": func(rt *rapid.T) {
				from, to := name.Draw(rt, "from"), name.Draw(rt, "to")
				s, ok := there[from]
				if _, taken := there[to]; !ok || taken {
					rt.Skip()
				}
				added, err := r.Take(ctx, seen(to, s, from))
				if err != nil || len(added) != 1 || added[0].Kind != Renamed {
					rt.Fatalf("rename added %v, %v", added, err)
				}
				delete(there, from)
				there[to] = s
			},
			"withdraw": func(rt *rapid.T) {
				f := name.Draw(rt, "file")
				added, err := r.Withdraw(ctx, noon, f)
				if _, ok := there[f]; err != nil || (len(added) == 1) != ok {
					rt.Fatalf("Withdraw added %v, %v", added, err)
				}
				delete(there, f)
			},
			"crash": func(rt *rapid.T) {
				n++
				copied := filepath.Join(dir, fmt.Sprint(n))
				if err := os.CopyFS(copied, os.DirFS(at)); err != nil {
					rt.Fatal(err)
				}
				r.Close()
				at = copied
				r = begin(rt, at)
			},
			"": func(rt *rapid.T) {
				got := map[string]string{}
				cur, err := r.Current(ctx)
				if err != nil {
					rt.Fatal(err)
				}
				for _, a := range cur {
					got[a.File] = a.SHA256
				}
				if !maps.Equal(got, there) || !slices.IsSortedFunc(cur, func(a, b Arrival) int { return strings.Compare(a.File, b.File) }) {
					rt.Fatalf("there are %v, want %v", got, there)
				}
			},
		})
	})
}

func BenchmarkTake(b *testing.B) {
	r := begin(b, b.TempDir())
	defer r.Close()
	i := 0
	for b.Loop() {
		i++
		if _, err := r.Take(context.Background(), seen(fmt.Sprint(i), fmt.Sprint(i), "")); err != nil {
			b.Fatal(err)
		}
	}
}
