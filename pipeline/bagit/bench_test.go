package bagit

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// generator gives bytes that no disk can shorten, without holding them.
type generator struct {
	seed uint64
	left int
}

func (g *generator) Read(p []byte) (int, error) {
	if g.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), g.left)
	for i := range p[:n] {
		g.seed ^= g.seed << 13
		g.seed ^= g.seed >> 7
		g.seed ^= g.seed << 17
		p[i] = byte(g.seed)
	}
	g.left -= n
	return n, nil
}

func (g *generator) Close() error { return nil }

// generated are files of one size, in folders of fifty.
func generated(files, size int) []Item {
	out := make([]Item, files)
	for i := range out {
		out[i] = Item{Name: fmt.Sprintf("科室%02d/职权目录%04d.docx", i/50, i), Open: func() (io.ReadCloser, error) {
			return &generator{uint64(i + 1), size}, nil
		}}
	}
	return out
}

// slab gives the same bytes again and again, at no cost.
type slab struct{ left int }

func (s *slab) Read(p []byte) (int, error) {
	if s.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), s.left)
	s.left -= n
	return n, nil
}

func (s *slab) Close() error { return nil }

const (
	benchFiles = 200
	benchSize  = 500_000
)

// BenchmarkWrite writes 200 files of 500 KB, with what waits for the disk and without.
func BenchmarkWrite(b *testing.B) {
	var items []Item
	for i := range benchFiles {
		items = append(items, Item{Name: fmt.Sprintf("科室%02d/%04d.docx", i/50, i), Open: func() (io.ReadCloser, error) { return &slab{benchSize}, nil }})
	}
	for _, c := range []struct {
		name string
		o    Options
	}{{"durable", Options{}}, {"lazy", Options{lazy: true}}, {"lazy sm3", Options{lazy: true, Extra: []Algorithm{SM3}}}, {"lazy one hand", Options{lazy: true, Hands: 1}}} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(benchFiles * benchSize)
			for b.Loop() {
				w, err := Create(filepath.Join(b.TempDir(), "bag"), c.o)
				if err == nil {
					err = w.Add(b.Context(), items...)
				}
				if err == nil {
					err = w.Close(nil, nil)
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkVerify verifies a bag of 200 files of 500 KB.
func BenchmarkVerify(b *testing.B) {
	dir := filepath.Join(b.TempDir(), "bag")
	w, err := Create(dir, Options{})
	if err == nil {
		err = w.Add(b.Context(), generated(benchFiles, benchSize)...)
	}
	if err == nil {
		err = w.Close(nil, nil)
	}
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(benchFiles * benchSize)
	for b.Loop() {
		r, err := Verify(b.Context(), dir, 0)
		if err != nil || !r.Whole() {
			b.Fatal(r, err)
		}
	}
}

// TestMemory writes and verifies 200 MB, in files of all sizes; the heap stays that of a few buffers.
func TestMemory(t *testing.T) {
	const most = 16 << 20
	items := generated(100, 500_000)
	for i := range 3 {
		items = append(items, Item{Name: fmt.Sprintf("大%d.pdf", i), Open: func() (io.ReadCloser, error) { return &slab{50_000_000}, nil }})
	}
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var peak atomic.Uint64
	ctx, stop := context.WithCancel(t.Context())
	watched := make(chan struct{})
	go func() {
		defer close(watched)
		for ctx.Err() == nil {
			var now runtime.MemStats
			runtime.ReadMemStats(&now)
			if now.HeapAlloc > before.HeapAlloc {
				peak.Store(max(peak.Load(), now.HeapAlloc-before.HeapAlloc))
			}
			time.Sleep(5 * time.Millisecond)
		}
	}()
	dir := filepath.Join(t.TempDir(), "bag")
	w, err := Create(dir, Options{lazy: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.Context(), items...); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(nil, nil); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), dir, 0)
	if err != nil || !r.Whole() || r.Bytes != 200_000_000 {
		t.Errorf("report %v, %v", r, err)
	}
	stop()
	<-watched
	if peak.Load() > most || peak.Load() == 0 {
		t.Errorf("the heap grew by %d bytes", peak.Load())
	}
	t.Logf("the heap grew by %d KB", peak.Load()>>10)
}
