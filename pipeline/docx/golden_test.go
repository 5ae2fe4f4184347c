package docx

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the expected halves of testdata/cases")

// rule separates input from expectation in a golden case.
const rule = "----------\n"

// TestCases reads every file of testdata/cases: XML snippets under "== part" lines (body, styles, numbering, …; see
// pack), then ----------, then the blocks as JSON lines and what else the document holds. Lines that begin with # are
// remarks. To add a case, write its input and run the test with -update, then read what came out.
func TestCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 60 {
		t.Errorf("only %d cases", len(paths))
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(file), rule)
			got := describe(t, pack(caseParts(input)))
			if *update {
				if err := os.WriteFile(path, []byte(input+rule+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func caseParts(input string) map[string]string {
	parts := map[string]string{}
	name := "body"
	for line := range strings.Lines(input) {
		if rest, ok := strings.CutPrefix(line, "== "); ok {
			name = strings.TrimSpace(rest)
			continue
		}
		if !strings.HasPrefix(line, "#") {
			parts[name] += strings.TrimSpace(line)
		}
	}
	return parts
}

// describe prints all that Read found, one thing a line.
func describe(t *testing.T, file []byte) string {
	doc, err := Read(file, Limits{})
	if err != nil {
		return "error: " + err.Error() + "\n"
	}
	checkInvariants(t, doc)
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, block := range doc.JSONBlocks() {
		if err := enc.Encode(block); err != nil {
			t.Fatal(err)
		}
	}
	for i, block := range doc.Blocks {
		p := block.Paragraph
		if p == nil {
			t := block.Table
			if t.Title != "" || t.Rows[0].Header {
				fmt.Fprintf(&b, "table %d: title %q, header %v\n", i, t.Title, t.Rows[0].Header)
			}
			for _, row := range t.Rows {
				for _, c := range row.Cells {
					for _, block := range c.Blocks {
						if p := block.Paragraph; p != nil {
							describePictures(&b, fmt.Sprintf("%d, cell %d,%d", i, c.Row, c.Col), p)
						}
					}
				}
			}
			continue
		}
		if p.Level > 0 {
			fmt.Fprintf(&b, "level %d: %s (%s)\n", p.Level, p.Text, p.Style)
		}
		describePictures(&b, strconv.Itoa(i), p)
	}
	for _, d := range doc.Dropped {
		fmt.Fprintf(&b, "dropped in %d: %s %q\n", d.Block, d.Kind, d.Text)
	}
	for _, n := range doc.Comments {
		fmt.Fprintf(&b, "comment %s by %s: %s\n", n.ID, n.Author, n.Text)
	}
	for _, h := range doc.Headers {
		fmt.Fprintf(&b, "header: %q\n", h)
	}
	for _, f := range doc.Footers {
		fmt.Fprintf(&b, "footer: %q\n", f)
	}
	if !doc.Modified.IsZero() {
		fmt.Fprintf(&b, "modified: %s\n", doc.Modified)
	}
	for _, s := range doc.Sections {
		fmt.Fprintf(&b, "section: %d×%d landscape %v to block %d\n", s.Width, s.Height, s.Landscape, s.Last)
	}
	return b.String()
}

func describePictures(b *bytes.Buffer, where string, p *Paragraph) {
	for _, pic := range p.Pictures {
		fmt.Fprintf(b, "picture in %s: %s\n", where, describePicture(pic))
	}
}

// describePicture prints what is known of a picture, and nothing of what is not.
func describePicture(p Picture) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %q %q", p.Kind, p.Part, p.Alt)
	if p.Width != 0 || p.Height != 0 {
		fmt.Fprintf(&b, " %d×%d", p.Width, p.Height)
	}
	if p.Boxed {
		b.WriteString(" boxed")
	}
	for _, known := range []struct{ name, value string }{
		{"text", p.Text}, {"program", p.Program}, {"format", string(p.Format)}, {"link", p.Link}, {"name", p.Name}, {"sheets", strings.Join(p.Sheets, "/")},
	} {
		if known.value != "" {
			fmt.Fprintf(&b, " %s %q", known.name, known.value)
		}
	}
	return b.String()
}
