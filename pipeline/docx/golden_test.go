package docx

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
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
			continue
		}
		if p.Level > 0 {
			fmt.Fprintf(&b, "level %d: %s (%s)\n", p.Level, p.Text, p.Style)
		}
		for _, pic := range p.Pictures {
			fmt.Fprintf(&b, "picture in %d: %s %q %q\n", i, pic.Kind, pic.Part, pic.Alt)
		}
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
	for _, s := range doc.Sections {
		fmt.Fprintf(&b, "section: %d×%d landscape %v to block %d\n", s.Width, s.Height, s.Landscape, s.Last)
	}
	return b.String()
}
