package word

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

// corpora is where Word files of other projects' test suites lie, beside the repository.
const corpora = "../../../shared/corpora"

// corpusFiles are those files that are Word documents, in order; the test is skipped where there are none.
func corpusFiles(t *testing.T) (names []string, all [][]byte) {
	t.Helper()
	if _, err := os.Stat(corpora); err != nil {
		t.Skipf("no corpora: %v", err)
	}
	err := filepath.WalkDir(corpora, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".docx" {
			return err
		}
		b, err := os.ReadFile(path)
		if err == nil {
			names, all = append(names, path), append(all, b)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names, all
}

// wholeOf is the whole body of a file as a clip.
func wholeOf(name string, b []byte, doc *docx.Document) *docx.Clip {
	c := &docx.Clip{Name: name, SHA256: fmt.Sprintf("%x", sha256.Sum256(b)), Open: func() ([]byte, error) { return b, nil }}
	for _, bl := range doc.Blocks {
		c.Ranges = append(c.Ranges, bl.Range)
	}
	return c
}

// carryingBook is a book that carries clips, with a line before and after each.
func carryingBook(clips ...*docx.Clip) *book.Book {
	p := book.Part{Title: "照录", Anchor: "part:x", Folio: book.FolioArabic, Blocks: []book.Block{book.Heading{Level: 1, Text: "照录", Anchor: "part:x"}}}
	for _, c := range clips {
		p.Blocks = append(p.Blocks, book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: opening}}}, &book.Carried{Clip: c},
			book.Paragraph{Style: style.Body, Runs: []book.Run{{Text: closing}}})
	}
	return &book.Book{Title: "照录", Date: notice.Date{Year: 2009, Month: 9, Day: 1}, Parts: []book.Part{p}}
}

const opening, closing = "（照录开始）", "（照录结束）"

// wordsOf are the words of blocks, a line each paragraph, with automatic numbers.
func wordsOf(blocks []docx.Block) []string {
	var out []string
	for _, b := range blocks {
		if b.Paragraph != nil {
			if s := strings.TrimSpace(b.Paragraph.String()); s != "" {
				out = append(out, s)
			}
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				out = append(out, wordsOf(c.Blocks)...)
			}
		}
	}
	return out
}

// besides are the words of text boxes and notes.
func besides(doc *docx.Document) []string {
	var out []string
	for _, b := range doc.TextBoxes {
		out = append(out, wordsOf(b.Blocks)...)
	}
	for _, n := range append(slices.Clone(doc.Footnotes), doc.Endnotes...) {
		if s := strings.TrimSpace(n.Text); s != "" && n.From >= 0 {
			out = append(out, s)
		}
	}
	slices.Sort(out)
	return out
}

// between are the blocks that were carried.
func between(doc *docx.Document) []docx.Block {
	from, to := -1, -1
	for i, b := range doc.Blocks {
		if b.Paragraph != nil && b.Paragraph.Text == opening {
			from = i + 1
		}
		if b.Paragraph != nil && b.Paragraph.Text == closing {
			to = i
		}
	}
	if from < 0 || to < from {
		return nil
	}
	return doc.Blocks[from:to]
}

// picturesOf are the hashes of the pictures that stand in blocks, as often as they stand there.
func picturesOf(t *testing.T, b []byte, blocks []docx.Block) []string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	sums := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		h := sha256.New()
		_, _ = io.Copy(h, r)
		sums[strings.ToLower(strings.ReplaceAll(f.Name, "\\", "/"))] = fmt.Sprintf("%x", h.Sum(nil))
	}
	var out []string
	var walk func([]docx.Block)
	walk = func(blocks []docx.Block) {
		for _, b := range blocks {
			if b.Paragraph != nil {
				for _, p := range b.Paragraph.Pictures {
					if p.Kind == docx.Image && p.Part != "" {
						out = append(out, sums[strings.ToLower(p.Part)])
					}
				}
				continue
			}
			for _, row := range b.Table.Rows {
				for _, c := range row.Cells {
					walk(c.Blocks)
				}
			}
		}
	}
	walk(blocks)
	return out
}

// TestCarryCorpus carries every document of the corpora into a book: the same words stand there, paragraph for paragraph, with
// the same numbers before them, and the same pictures. What cannot be carried is refused by name.
func TestCarryCorpus(t *testing.T) {
	names, all := corpusFiles(t)
	press, err := NewPress(sheet(t))
	if err != nil {
		t.Fatal(err)
	}
	carried, refused, unread, words, pictures := 0, map[string]int{}, 0, 0, 0
	var clips []*docx.Clip
	for i, b := range all {
		name := filepath.Base(names[i])
		doc, err := docx.Read(b, docx.Limits{})
		if err != nil {
			unread++
			continue
		}
		clip := wholeOf(name, b, doc)
		if _, err := docx.CanCarry(clip); err != nil {
			reason := "other"
			for _, known := range []error{docx.ErrAltChunk, docx.ErrSubDocument, docx.ErrActiveX, docx.ErrStrict} {
				if errors.Is(err, known) {
					reason = known.Error()
				}
			}
			if reason == "other" {
				t.Errorf("%s: %v", name, err)
			}
			refused[reason]++
			continue
		}
		var out bytes.Buffer
		if err := press.Write(&out, carryingBook(clip), nil); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		carried++
		clips = append(clips, clip)
		got, err := docx.Read(out.Bytes(), docx.Limits{})
		if err != nil {
			t.Errorf("%s: read again: %v", name, err)
			continue
		}
		blocks := between(got)
		if a, b := wordsOf(doc.Blocks), wordsOf(blocks); !slices.Equal(a, b) {
			t.Errorf("%s: words differ: %s", name, firstDifference(a, b))
		} else if a, b := besides(doc), besides(got); !slices.Equal(a, b) {
			t.Errorf("%s: words of boxes and notes differ: %s", name, firstDifference(a, b))
		} else {
			words++
		}
		if a, b := picturesOf(t, b, doc.Blocks), picturesOf(t, out.Bytes(), blocks); !slices.Equal(a, b) {
			t.Errorf("%s: pictures differ: %d, %d", name, len(a), len(b))
		} else {
			pictures++
		}
		if dir := os.Getenv("CARRIED"); dir != "" {
			_ = os.WriteFile(filepath.Join(dir, fmt.Sprintf("%03d-%s", i, name)), out.Bytes(), 0o644)
		}
	}
	// Two have charts whose own parts no schema allows; they are carried as they are.
	sound := slices.DeleteFunc(slices.Clone(clips), func(c *docx.Clip) bool {
		return strings.HasSuffix(c.Name, "_drawingml.docx") || strings.HasSuffix(c.Name, "_shp-inline-shape-access.docx")
	})
	var out bytes.Buffer
	if err := press.Write(&out, carryingBook(sound...), nil); err != nil {
		t.Fatal(err)
	}
	t.Run("valid", func(t *testing.T) { isValid(t, out.Bytes(), "Microsoft365") })
	if dir := os.Getenv("CARRIED"); dir != "" {
		_ = os.WriteFile(filepath.Join(dir, "all.docx"), out.Bytes(), 0o644)
	}
	t.Logf("documents %d, not readable %d, refused %v, carried %d, words equal %d, pictures equal %d; all in one book: %d bytes", len(all), unread, refused, carried, words, pictures, out.Len())
}

func firstDifference(a, b []string) string {
	for i := range max(len(a), len(b)) {
		x, y := "(nothing)", "(nothing)"
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			return fmt.Sprintf("line %d: %.80q, %.80q", i, x, y)
		}
	}
	return ""
}
