package register

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// baseline enters last year's list: n powers, of which every second has a code of ours; number 2 was never given.
func baseline(t interface{ Fatal(...any) }, r *Register, n int) {
	err := r.Do(context.Background(), noon, "张三", func(t *Tx) error {
		powers := make([]catalog.Description, n)
		for i := range n {
			powers[i] = catalog.Description{Section: "外资管理科", Category: "XK", Name: fmt.Sprint("企业审批", i), Class: notice.Public}
		}
		first, err := t.Describe(powers...)
		if err != nil {
			return err
		}
		var codes []Issue
		var others []Listing
		for i := range n {
			id := first + int64(i)
			if i%2 == 0 {
				seq := i/2 + 1 + min(i, 1)
				codes = append(codes, Issue{Power: id, Code: fmt.Sprintf("PT01WJ-XK-%06d", seq), Scope: "PT01WJ-XK/public", Seq: seq, First: 1, Why: "基线未列"})
			} else {
				others = append(others, Listing{Power: id, Code: fmt.Sprint("闽外审", i)})
			}
		}
		if err := t.Issue("2008年版", codes...); err != nil {
			return err
		}
		if err := t.List("2008年版", others...); err != nil {
			return err
		}
		return t.Release(Edition{Label: "2008年版", Date: notice.Date{Year: 2008, Month: 12, Day: 31}, Manifest: "m", Items: n, Baseline: true})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestBaseline(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	r := begin(t, dir)
	baseline(t, r, 4)
	outline := func() (out []string) {
		powers, err := r.Powers(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range powers {
			out = append(out, fmt.Sprint(p.ID, " ", p.Code, " ", p.Listed, " ", p.OldCode))
		}
		editions, err := r.Editions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range editions {
			out = append(out, fmt.Sprint(e.Label, " ", e.Date, " ", e.Items, " ", e.Baseline))
		}
		return out
	}
	want := []string{"1 PT01WJ-XK-000001 false ", "2  true 闽外审1", "3 PT01WJ-XK-000003 false ", "4  true 闽外审3", "2008年版 2008-12-31 4 true"}
	if d := cmp.Diff(want, outline()); d != "" {
		t.Error(d)
	}
	gaps, err := r.Gaps(ctx)
	if d := cmp.Diff([]Gap{{"PT01WJ-XK/public", 2, 2, "基线未列"}}, gaps); d != "" || err != nil {
		t.Error(d, err)
	}
	if _, err := r.Check(ctx, t.TempDir()); err != nil {
		t.Error(err)
	}

	// What a list says is for ever, and nothing comes before what is there.
	for _, c := range []struct {
		change string
		do     func(*Tx) error
	}{
		{"the baseline comes before all editions", func(t *Tx) error {
			return t.Release(Edition{Label: "2007年版", Date: notice.Date{Year: 2007, Month: 12, Day: 31}, Baseline: true})
		}},
		{"listings are never changed", func(t *Tx) error { return t.exec("UPDATE listings SET code = ''") }},
		{"listings are never removed", func(t *Tx) error { return t.exec("DELETE FROM listings") }},
		{"UNIQUE", func(t *Tx) error { return t.List("2008年版", Listing{2, ""}) }},
	} {
		if err := r.Do(ctx, noon, "", c.do); err == nil || !strings.Contains(err.Error(), c.change) {
			t.Errorf("want %q, got %v", c.change, err)
		}
	}

	// The log alone makes it again, and a power of the list gets its first code with the next edition.
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if _, _, err := Recover(ctx, filepath.Join(dir, "汇编 库", "register.db"), noon, "张三", "试"); err != nil {
		t.Fatal(err)
	}
	r = begin(t, dir)
	defer r.Close()
	if d := cmp.Diff(want, outline()); d != "" {
		t.Error(d)
	}
	err = r.Do(ctx, noon, "", func(t *Tx) error {
		return t.Issue("2009年版", Issue{Power: 2, Code: "PT01WJ-XK-000004", Scope: "PT01WJ-XK/public", Seq: 4, First: 1})
	})
	if got := outline()[1]; err != nil || got != "2 PT01WJ-XK-000004 true 闽外审1" {
		t.Error(got, err)
	}
}

func BenchmarkBaseline(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		r, err := Open(context.Background(), filepath.Join(b.TempDir(), fmt.Sprint(i), "register.db"))
		if err != nil {
			b.Fatal(err)
		}
		baseline(b, r, many)
		r.Close()
	}
}
