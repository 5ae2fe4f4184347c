package form

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"huibian/pipeline/docx"
)

// TestSamples reads the sample submissions of every notice, real Word files, and compares what comes out with
// testdata/samples. Run with -update after changing the reader or the samples, and read the difference.
func TestSamples(t *testing.T) {
	root := filepath.Join("..", "..", "templates")
	entries, err := os.ReadDir(root)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		samples := filepath.Join(root, e.Name(), "sample")
		if _, err := os.Stat(filepath.Join(root, e.Name(), "notice.yaml")); err != nil {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			n := loadNotice(t, e.Name())
			r := NewReader(n)
			var b strings.Builder
			for _, file := range wordFiles(t, samples) {
				doc, sum := openWord(t, file)
				rel, _ := filepath.Rel(samples, file)
				rel = filepath.ToSlash(rel)
				section, _, _ := strings.Cut(rel, "/")
				reading := r.Read(doc, Source{File: rel, SHA256: sum, Section: section})
				if err := reading.Account.Balance(); err != nil {
					t.Errorf("%s: %v", rel, err)
				}
				checkWords(t, n, doc, reading)
				fmt.Fprintf(&b, "=== %s\n%s\n", rel, describe(reading))
			}
			golden(t, filepath.Join("testdata", "samples", e.Name()+".txt"), b.String())
		})
	}
}

// golden compares with a file, or writes it under -update.
func golden(t *testing.T, path, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got == string(want) {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Fatalf("%s differs from line %d:\n got %s\nwant %s", path, i+1, g[i], w[i])
		}
	}
	t.Fatalf("%s: %d lines, want %d", path, len(g), len(w))
}

func wordFiles(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.HasSuffix(path, ".docx") {
			files = append(files, path)
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	sort.Strings(files)
	return files
}

func openWord(t *testing.T, file string) (*docx.Document, string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(data, docx.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	sum := sha256.Sum256(data)
	return doc, hex.EncodeToString(sum[:])
}

// TestCorpora reads every Word file of the shared corpora: no panic, a balanced account, and no word of a table lost,
// whatever the document is about.
func TestCorpora(t *testing.T) {
	dir := filepath.Join("..", "..", "..", "shared", "corpora")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("no corpora at %s", dir)
	}
	n := loadNotice(t, "putian-2009")
	r := NewReader(n)
	read, records := 0, 0
	for _, file := range wordFiles(t, dir) {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := docx.Read(data, docx.Limits{})
		if err != nil {
			continue // broken on purpose; docx's tests look at those
		}
		read++
		reading := r.Read(doc, Source{File: filepath.Base(file)})
		if err := reading.Account.Balance(); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		checkWords(t, n, doc, reading)
		records += len(reading.Records)
	}
	t.Logf("%d files read, %d records", read, records)
}
