package docx

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/internal/tooltest"
)

// cellsOf are annotations of every cell of every table, those in cells too.
func cellsOf(blocks []Block) []Annotation {
	var as []Annotation
	for _, b := range blocks {
		if b.Table == nil {
			continue
		}
		for _, row := range b.Table.Rows {
			for _, c := range row.Cells {
				as = append(as, Annotation{Range: c.Range, Text: fmt.Sprintf("第%d处，请改正", len(as)+1)})
				as = append(as, cellsOf(c.Blocks)...)
			}
		}
	}
	return as
}

// TestAnnotateCorpus annotates all cells of every file of the corpora, and reads it again.
func TestAnnotateCorpus(t *testing.T) {
	files, comments, without := 0, 0, 0
	eachCorpusFile(t, func(t *testing.T, _, _ string, b []byte) {
		doc, err := Read(b, Limits{})
		if err != nil {
			return
		}
		as := cellsOf(doc.Blocks)
		if len(as) == 0 {
			as = everywhere(doc.Blocks)
		}
		out, n := annotateAll(t, b, slices.Clone(as))
		files, comments, without = files+1, comments+n, without+len(as)-n
		checkAnnotated(t, b, out)
		again, err := Read(out, Limits{})
		if err != nil || len(again.Remarks) != n {
			t.Fatalf("%d remarks of %d: %v", len(again.Remarks), n, err)
		}
		twice, err := Annotate(out, Limits{}, nil)
		if err != nil || n > 0 && len(unzipped(t, twice)["word/comments.xml"]) > len(unzipped(t, out)["word/comments.xml"]) {
			t.Fatalf("the next round: %v", err)
		}
	})
	t.Logf("%d files, %d comments, %d without a place", files, comments, without)
}

// TestLibreOfficeShowsTheComments converts annotated files and demands each comment of ours, those that were there, and the
// same words as without.
func TestLibreOfficeShowsTheComments(t *testing.T) {
	if testing.Short() {
		t.Skip("runs LibreOffice")
	}
	tooltest.FindSlow(t, "soffice")
	dir := t.TempDir()
	files := officeFiles(t, dir, "*", func(doc *Document) bool { return len(everywhere(doc.Blocks)) > 0 })
	want := map[string]int{}
	var all []string
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := Read(b, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		name := strings.TrimSuffix(filepath.Base(file), ".docx")
		out, n := annotateAll(t, b, everywhere(doc.Blocks))
		want[name] = n
		annotated := filepath.Join(dir, name+" annotated.docx")
		if err := os.WriteFile(annotated, out, 0o644); err != nil {
			t.Fatal(err)
		}
		all = append(all, file, annotated)
	}
	saved := map[string]string{}
	for some := range slices.Chunk(all, 200) { // it stops without a word after 250
		out := tooltest.SaveAs(t, "fodt", some...)
		for _, file := range some {
			saved[file] = filepath.Join(out, strings.TrimSuffix(filepath.Base(file), ".docx")+".fodt")
		}
	}
	compared, unopened := 0, 0
	for name, n := range want {
		original := saved[filepath.Join(dir, name+".docx")]
		if _, err := os.Stat(original); err != nil { // nor does it open it without comments
			unopened++
			continue
		}
		plain, annotated := officeComments(t, original), officeComments(t, saved[filepath.Join(dir, name+" annotated.docx")])
		compared += n
		if plain.words != annotated.words {
			t.Errorf("%s: words\n%s\nwithout comments\n%s", name, annotated.words, plain.words)
		}
		switch known := quirks[name] != "" || commentQuirks[name] != ""; { // a cell it merges away goes with its comments
		case annotated.comments == n && commentQuirks[name] != "":
			t.Errorf("%s is a quirk no more: %s", name, commentQuirks[name])
		case annotated.comments != n && !known:
			t.Errorf("%s: %d comments, want %d", name, annotated.comments, n)
		}
	}
	t.Logf("%d files, %d of them not opened, %d comments", len(want), unopened, compared)
}

// TestSavedByLibreOffice hands an annotated file to LibreOffice and takes back what it saves: the comments are known as
// ours, and Strip takes them out and nothing else.
func TestSavedByLibreOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("runs LibreOffice")
	}
	tooltest.FindSlow(t, "soffice")
	file := submission(3)
	doc, err := Read(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	as := []Annotation{
		{Range: doc.Blocks[0].Range, Text: "整表\n缺列"}, {Range: doc.Blocks[0].Table.Rows[1].Range, Text: "整行"},
		{Range: doc.Blocks[0].Table.Rows[2].Cells[3].Range, Text: "《对外贸易法》 第 9 条"},
	}
	out, err := Annotate(file, Limits{}, as)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "returned.docx")
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	saved, err := os.ReadFile(filepath.Join(tooltest.SaveAs(t, "docx", path), "returned.docx"))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Read(saved, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Remarks) != len(as) || len(again.Comments) != 0 {
		t.Fatalf("remarks %v, comments %v", again.Remarks, again.Comments)
	}
	stripped, err := Strip(saved, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	plain, err := Read(stripped, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if plain.Words() != again.Words() || bare(plain.Words()) != bare(doc.Words()) {
		t.Errorf("words\n%s\nsaved\n%s\nwant\n%s", plain.Words(), again.Words(), doc.Words())
	}
	if len(plain.Remarks) != 0 || bytes.Contains(plain.XML(), []byte("<w:comment")) {
		t.Errorf("left over: %v\n%s", plain.Remarks, plain.XML())
	}
}

// commentQuirks are the documents of which LibreOffice does not show every comment, and why.
var commentQuirks = map[string]string{
	"loose-content":          "leaves out what is not in a row and a cell",
	"field-never-ended":      "swallows what follows the beginning of a field",
	"fields-span-paragraphs": "makes a table of contents of its own, without the comments in it",
}

type officeShown struct {
	words    string
	comments int
}

// officeComments counts the comments of a file of LibreOffice, and gives its other words.
func officeComments(t *testing.T, path string) officeShown {
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s officeShown
	var words strings.Builder
	var walk func(*node)
	walk = func(n *node) {
		switch n.Local {
		case "annotation":
			if strings.Contains(officeText(n), markBegins) {
				s.comments++
			}
			return
		case "tracked-changes": // their dates
			return
		case "":
			words.WriteString(n.text)
		}
		for _, c := range n.children {
			walk(c)
		}
	}
	walk(officeBody(tree(t, b)))
	s.words = bare(words.String())
	return s
}

// TestValidatorSaysNothingNew has the Open XML SDK's validator, if HUIBIAN_VALIDATOR names it, judge files with and without
// our comments.
func TestValidatorSaysNothingNew(t *testing.T) {
	validator := os.Getenv("HUIBIAN_VALIDATOR")
	if validator == "" {
		t.Skip("HUIBIAN_VALIDATOR names no validator")
	}
	dir := t.TempDir()
	files := officeFiles(t, dir, "table-*", func(doc *Document) bool { return len(cellsOf(doc.Blocks)) > 0 })
	for i := 0; i < len(files); i += max(len(files)/40, 1) {
		t.Run(filepath.Base(files[i]), func(t *testing.T) {
			b, err := os.ReadFile(files[i])
			if err != nil {
				t.Fatal(err)
			}
			doc, err := Read(b, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			out, _ := annotateAll(t, b, everywhere(doc.Blocks))
			annotated := filepath.Join(t.TempDir(), "annotated.docx")
			if err := os.WriteFile(annotated, out, 0o644); err != nil {
				t.Fatal(err)
			}
			before, after := complaints(t, validator, files[i]), complaints(t, validator, annotated)
			for what, n := range after {
				if n > before[what] {
					t.Errorf("%d times, %d before: %s", n, before[what], what)
				}
			}
		})
	}
}

func complaints(t *testing.T, validator, file string) map[string]int {
	out, err := exec.CommandContext(t.Context(), validator, file, "Microsoft365").Output()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	var said struct {
		OK     bool
		Errors []struct{ Description string }
	}
	if err := json.NewDecoder(bytes.NewReader(out)).Decode(&said); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	counts := map[string]int{}
	for _, e := range said.Errors {
		counts[e.Description]++
	}
	return counts
}
