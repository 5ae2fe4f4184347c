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
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var noon = time.Date(2009, 8, 20, 4, 0, 0, 0, time.UTC)

func open(t interface{ Fatal(...any) }, dir string) *Register {
	r, err := Open(context.Background(), filepath.Join(dir, "汇编 库", "register.db"))
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
	r := open(t, t.TempDir())
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

func TestLinesAreNeverChanged(t *testing.T) {
	ctx := context.Background()
	r := open(t, t.TempDir())
	defer r.Close()
	if _, err := r.Take(ctx, seen("a", "1", ""), seen("b", "2", "")); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{
		"UPDATE arrivals SET note = 'x'", "DELETE FROM arrivals", "UPDATE sealed SET size = 0", "DELETE FROM sealed",
		"INSERT INTO arrivals SELECT 1, kind, file, was, section, sha256, before, size, modified, at, note FROM arrivals LIMIT 1",
	} {
		if _, err := r.db.ExecContext(ctx, q); err == nil {
			t.Errorf("%s: was done", q)
		}
	}
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
	r := open(t, dir)
	if _, err := r.db.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := Open(ctx, filepath.Join(dir, "汇编 库", "register.db")); !errors.Is(err, ErrNewer) {
		t.Errorf("a newer register: %v", err)
	}
}

// TestAnyHistory draws what can happen to files, with crashes, and compares what is there with a plain map.
func TestAnyHistory(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		home := filepath.Join(dir, fmt.Sprint(n))
		r := open(rt, home)
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
				home2 := filepath.Join(dir, fmt.Sprint(n))
				if err := os.CopyFS(home2, os.DirFS(home)); err != nil {
					rt.Fatal(err)
				}
				r.Close()
				home = home2
				r = open(rt, home)
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
	r := open(b, b.TempDir())
	defer r.Close()
	i := 0
	for b.Loop() {
		i++
		if _, err := r.Take(context.Background(), seen(fmt.Sprint(i), fmt.Sprint(i), "")); err != nil {
			b.Fatal(err)
		}
	}
}
