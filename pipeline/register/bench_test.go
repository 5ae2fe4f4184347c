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
		return t.Issue("2009年版", codes...)
	})
	if err != nil {
		t.Fatal(err)
	}
}

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

func BenchmarkPowers(b *testing.B) {
	path := filepath.Join(b.TempDir(), "register.db")
	r, err := Open(context.Background(), path)
	if err != nil {
		b.Fatal(err)
	}
	fill(b, r, many)
	r.Close()
	b.Run("open", func(b *testing.B) {
		for b.Loop() {
			r, err := Open(context.Background(), path)
			if err != nil {
				b.Fatal(err)
			}
			r.Close()
		}
	})
	if r, err = Open(context.Background(), path); err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	b.Run("powers", func(b *testing.B) {
		for b.Loop() {
			if p, err := r.Powers(context.Background()); err != nil || len(p) != many {
				b.Fatal(len(p), err)
			}
		}
	})
	b.Run("decide", func(b *testing.B) {
		for b.Loop() {
			err := r.Do(context.Background(), noon, "审核人", func(t *Tx) error {
				return t.Decide(77, "PT01WJ-XK-000077", notice.Confirm, "0", "", "")
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	})
}
