package register

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// many is how many powers the largest register has that the design speaks of.
const many = 100_000

// fill enters n powers with their codes, as the first edition does.
func fill(t interface{ Fatal(...any) }, r *Register, n int) {
	err := r.Do(context.Background(), noon, "", func(t *Tx) error {
		powers, codes := make([]catalog.Description, n), make([]Issue, n)
		for i := range n {
			powers[i] = catalog.Description{Section: "外资管理科", Category: "XK", Name: fmt.Sprint("外商投资企业设立审批第", i, "项"),
				Class: notice.Public, Basis: []string{"中华人民共和国外资企业法"}, Digest: fmt.Sprintf("%016x", i)}
		}
		first, err := t.Describe(powers...)
		if err != nil {
			return err
		}
		for i := range n {
			codes[i] = Issue{Power: first + int64(i), Code: fmt.Sprintf("PT01WJ-XK-%06d", i+1), Scope: "PT01WJ-XK/public", Seq: i + 1, First: 1}
		}
		if err := t.Issue("2009年版", codes...); err != nil {
			return err
		}
		return t.Release(Edition{Label: "2009年版全", Date: notice.Date{Year: 2009, Month: 9, Day: 1}, Items: n})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// BenchmarkRelease is the first edition, into a register on disk.
func BenchmarkRelease(b *testing.B) {
	for i := 0; b.Loop(); i++ {
		r, err := Open(context.Background(), filepath.Join(b.TempDir(), fmt.Sprint(i), "register.db"))
		if err != nil {
			b.Fatal(err)
		}
		fill(b, r, many)
		r.Close()
	}
}

// BenchmarkLarge is everything else that an office does, in the largest register.
func BenchmarkLarge(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "register.db")
	r, err := Open(ctx, path)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, r, many)
	if err := r.Do(ctx, noon, "", func(t *Tx) error {
		for i := range 1000 {
			if err := t.Change(int64(i+1), "", "变更", notice.Date{Year: 2009, Month: 9, Day: 1}); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
	defer func() { r.Close() }()
	for _, c := range []struct {
		name string
		do   func() error
	}{
		{"open", func() error {
			r, err := Open(ctx, path)
			if err != nil {
				return err
			}
			return r.Close()
		}},
		{"powers", func() error { _, err := r.Powers(ctx); return err }},
		{"decide", func() error {
			return r.Do(ctx, noon, "审核人", func(t *Tx) error {
				return t.Decide(77, "PT01WJ-XK-000077", notice.Confirm, "0", "", "")
			})
		}},
		{"changes", func() error { _, err := r.Changes(ctx); return err }},
		{"bearer", func() error { _, _, err := r.Bearer(ctx, "PT01WJ-XK-000077"); return err }},
		{"codes", func() error { return r.CheckCodes(ctx) }},
		{"check", func() error { _, err := r.Check(ctx, b.TempDir()); return err }},
		{"recover", func() error {
			if err := r.Close(); err != nil {
				return err
			}
			if _, _, err := Recover(ctx, path, noon, "", ""); err != nil {
				return err
			}
			r, err = Open(ctx, path)
			return err
		}},
	} {
		b.Run(c.name, func(b *testing.B) {
			for b.Loop() {
				if err := c.do(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
