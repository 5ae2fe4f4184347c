package docx

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"huibian/pipeline/internal/tooltest"
)

// office converts the corpus files and golden cases that want is true for with one run of LibreOffice, and calls f with
// each document and what became of it. The test is skipped unless HUIBIAN_TOOLS is set.
func office(t *testing.T, format, cases string, want func(*Document) bool, f func(t *testing.T, name string, doc *Document, theirs []byte)) {
	t.Helper()
	if testing.Short() {
		t.Skip("runs LibreOffice")
	}
	tooltest.FindSlow(t, "soffice")
	in := t.TempDir()
	files := officeFiles(t, in, cases, want)
	out := tooltest.SaveAs(t, format, files...)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".docx")
		t.Run(name, func(t *testing.T) {
			ext, _, _ := strings.Cut(format, ":")
			theirs, err := os.ReadFile(filepath.Join(out, name+"."+ext))
			if err != nil {
				t.Fatal(err)
			}
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Read(b, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			f(t, name, doc, theirs)
		})
	}
}

// TestGridsAsLibreOfficeShows converts every corpus file and golden case with a table to OpenDocument and demands the
// same grids: each cell's place, spans and text. Column edges no cell uses are left out on both sides, as LibreOffice
// forgets them.
func TestGridsAsLibreOfficeShows(t *testing.T) {
	hasTable := func(doc *Document) bool {
		return slices.ContainsFunc(doc.Blocks, func(b Block) bool { return b.Table != nil })
	}
	compared := 0
	office(t, "fodt", "table-*", hasTable, func(t *testing.T, name string, doc *Document, odt []byte) {
		var ours []string
		for _, block := range doc.Blocks {
			if block.Table != nil {
				ours = append(ours, ourGrid(block.Table))
			}
		}
		theirs := officeTables(officeBody(tree(t, odt)))
		compared += len(ours)
		switch same := slices.Equal(ours, theirs); {
		case same && quirks[name] != "":
			t.Errorf("%s is a quirk no more: %s", name, quirks[name])
		case !same && quirks[name] == "":
			t.Errorf("%s\nours:\n%s\nLibreOffice's:\n%s", name, strings.Join(ours, "\n--\n"), strings.Join(theirs, "\n--\n"))
		}
	})
	t.Logf("%d tables", compared)
}

// TestNumbersAsLibreOfficeShows converts every corpus file and golden case with automatic numbers to plain text, in
// which LibreOffice writes them, and demands each of our numbered paragraphs in it, in order. Bullets are left out: it
// draws its own.
func TestNumbersAsLibreOfficeShows(t *testing.T) {
	compared := 0
	numbered := func(doc *Document) bool { return len(numberedLines(doc.Blocks)) > 0 }
	office(t, "txt:Text", "number-*", numbered, func(t *testing.T, name string, doc *Document, txt []byte) {
		theirs := strings.Split(strings.TrimPrefix(string(txt), "\uFEFF"), "\n")
		at, missing := 0, ""
		for _, line := range numberedLines(doc.Blocks) {
			compared++
			for at < len(theirs) && !strings.HasPrefix(bare(theirs[at]), line) {
				at++
			}
			if at == len(theirs) {
				missing = line
				break
			}
			at++
		}
		switch {
		case missing == "" && numberQuirks[name] != "":
			t.Errorf("%s is a quirk no more: %s", name, numberQuirks[name])
		case missing != "" && numberQuirks[name] == "":
			t.Errorf("%s: LibreOffice does not show %q:\n%s", name, missing, txt)
		}
	})
	t.Logf("%d numbers", compared)
}

// numberedLines are how the paragraphs with a number begin: the number and ten characters, before any note's mark.
func numberedLines(blocks []Block) []string {
	var lines []string
	for _, b := range blocks {
		if b.Table != nil {
			for _, row := range b.Table.Rows {
				for _, c := range row.Cells {
					lines = append(lines, numberedLines(c.Blocks)...)
				}
			}
			continue
		}
		if p := b.Paragraph; strings.ContainsFunc(p.Number, func(r rune) bool { return unicode.IsNumber(r) || unicode.Is(unicode.Han, r) }) {
			text, _, _ := strings.Cut(p.Text, "\n")
			runes := []rune(bare(text))
			lines = append(lines, bare(p.Number)+string(runes[:min(10, len(runes))]))
		}
	}
	return lines
}

// numberQuirks are the documents where LibreOffice 7.4 counts otherwise than Word does.
var numberQuirks = map[string]string{
	"number-by-style":              "does not find the level of a style by the level's w:pStyle",
	"number-legal":                 "does not know w:isLgl",
	"number-restart":               "restarts where w:lvlRestart is 0",
	"number-start-override-levels": "forgets w:startOverride after the first restart",
	"number-visible-only":          "counts deleted paragraphs and rows, and cells under a merge",
}

// quirks are the documents where LibreOffice 7.4 shows another grid than Word does, and what it does wrong. Each must
// really differ: one that no longer does is to be struck out.
var quirks = map[string]string{
	"features_steps_test_files_tbl-props": "joins tables that follow one another without a paragraph between",

	"table-cell-deleted":  "shows deleted cells, as nothing can be hidden in its tables",
	"table-tracked-cells": "shows deleted cells, as nothing can be hidden in its tables",
	"table-row-deleted":   "shows deleted rows",
	"table-row-hidden":    "shows hidden rows",
	"table-tracked-merge": "does not know w:cellMerge",
	"table-empty":         "drops a table with a row without cells",
	"table-hmerge":        "appends the text a w:hMerge covers to the cell before",
	"table-ragged":        "stretches the last cell of a short row to the edge of the table",
	"table-vmerge-width":  "joins a narrow cell to a wide one above it, over the cell beside",
	"table-vmerge-orphan": "does not join a continue to a continue above it that has nothing above",
}

// officeFiles puts the documents to compare into dir.
func officeFiles(t *testing.T, dir, cases string, want func(*Document) bool) []string {
	t.Helper()
	var files []string
	keep := func(name string, b []byte) {
		doc, err := Read(b, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if !want(doc) {
			return
		}
		path := filepath.Join(dir, name+".docx")
		if err := os.WriteFile(path, withoutFormulas(t, b, doc), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, path)
	}
	paths, err := filepath.Glob("testdata/cases/" + cases + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range paths {
		file, err := os.ReadFile(c)
		if err != nil {
			t.Fatal(err)
		}
		input, _, _ := strings.Cut(string(file), rule)
		keep(strings.TrimSuffix(filepath.Base(c), ".txt"), pack(caseParts(input)))
	}
	if _, err := os.Stat(corpora); err != nil {
		return files // the golden cases are compared alone
	}
	err = filepath.WalkDir(corpora, func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".docx") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		keep(strings.TrimSuffix(filepath.Base(path), ".docx"), b)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// withoutFormulas takes the formulas out of a document: there they become objects, whose text is elsewhere.
func withoutFormulas(t *testing.T, b []byte, doc *Document) []byte {
	formula := regexp.MustCompile(`(?s)<m:oMath[ >].*?</m:oMath>`)
	if !formula.Match(doc.XML()) {
		return b
	}
	files := map[string]string{}
	for name, content := range unzipped(t, b) {
		files[name] = string(content)
	}
	files[doc.MainPart()] = formula.ReplaceAllString(string(doc.XML()), "")
	return zipped(files)
}

// placed is a cell of either side.
type placed struct {
	row, col, rows, cols int
	text, nested         string
}

func ourGrid(t *Table) string {
	var cells []placed
	for _, row := range t.Rows {
		for _, c := range row.Cells {
			var b, nested strings.Builder
			for _, block := range c.Blocks {
				writeWords(&b, block)
				if block.Table != nil {
					nested.WriteString(ourGrid(block.Table))
				}
			}
			cells = append(cells, placed{c.Row, c.Col, c.Rows, c.Cols, bare(b.String()), nested.String()})
		}
	}
	for r := range t.Rows { // LibreOffice puts an empty cell where a row has a gap
		for c := 0; c < t.Cols; c++ {
			if t.At(r, c) != nil {
				continue
			}
			cells = append(cells, placed{row: r, col: c, rows: 1, cols: 1})
		}
	}
	return grid(cells)
}

// officeBody leaves out the styles, which hold the tables of headers.
func officeBody(root *node) *node {
	for _, c := range root.children {
		if c.Local == "body" {
			return c
		}
	}
	return root
}

// officeTables returns the grids of the tables that are not inside another table.
func officeTables(n *node) []string {
	var grids []string
	for _, c := range n.children {
		switch c.Local {
		case "tracked-changes":
		case "table":
			if strings.Contains(c.Space, "table") {
				grids = append(grids, officeGrid(c))
				continue
			}
			fallthrough
		default:
			grids = append(grids, officeTables(c)...)
		}
	}
	return grids
}

func officeGrid(n *node) string {
	var cells []placed
	row := 0
	var rows func(n *node)
	rows = func(n *node) {
		for _, r := range n.children {
			switch r.Local {
			case "table-header-rows", "table-rows", "table-row-group":
				rows(r)
			case "table-row":
				col := 0
				for _, c := range r.children {
					repeat := number(c.attr("number-columns-repeated"))
					if c.Local == "table-cell" {
						cells = append(cells, placed{row, col, number(c.attr("number-rows-spanned")), number(c.attr("number-columns-spanned")), bare(officeText(c)), strings.Join(officeTables(c), "")})
					}
					if c.Local == "table-cell" || c.Local == "covered-table-cell" {
						col += repeat
					}
				}
				row++
			}
		}
	}
	rows(n)
	return grid(cells)
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return n
}

// officeText is the text of a cell without notes, frames and list numbers, which stand elsewhere with us.
func officeText(n *node) string {
	var b strings.Builder
	for _, c := range n.children {
		switch c.Local {
		case "":
			b.WriteString(c.text)
		case "frame", "note", "annotation", "custom-shape":
		default:
			b.WriteString(officeText(c))
		}
	}
	return b.String()
}

// grid prints cells with the column edges numbered anew, empty ones edge by edge.
func grid(cells []placed) string {
	var edges []int
	for _, c := range cells {
		edges = append(edges, c.col, c.col+c.cols)
	}
	slices.SortFunc(cells, func(a, b placed) int { return cmp.Or(a.row-b.row, a.col-b.col) })
	slices.Sort(edges)
	edges = slices.Compact(edges)
	var b strings.Builder
	for _, c := range cells {
		from, _ := slices.BinarySearch(edges, c.col)
		to, _ := slices.BinarySearch(edges, c.col+c.cols)
		if c.text == "" && c.nested == "" && c.rows == 1 { // a gap may be one cell there or several
			for ; from < to; from++ {
				fmt.Fprintf(&b, "%d,%d empty\n", c.row, from)
			}
			continue
		}
		fmt.Fprintf(&b, "%d,%d %d×%d %s\n", c.row, from, c.rows, to-from, c.text)
		for line := range strings.Lines(c.nested) {
			b.WriteString("  " + line)
		}
	}
	return b.String()
}
