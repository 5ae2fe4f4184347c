package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
	"huibian/templates"
)

// sampleWorkspace is a new workspace with the samples of a notice.
func sampleWorkspace(t testing.TB, name string) Workspace {
	t.Helper()
	w := Workspace{Dir: filepath.Join(t.TempDir(), "工作区")}
	if err := templates.Init(w.Dir, name, true); err != nil {
		t.Fatal(err)
	}
	return w
}

func build(t testing.TB, w Workspace) *Report {
	t.Helper()
	r, err := Build(context.Background(), w, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// forEachNotice runs a test on the samples of every notice.
func forEachNotice(t *testing.T, f func(t *testing.T, name string)) {
	for _, name := range templates.Names() {
		t.Run(name, func(t *testing.T) { f(t, name) })
	}
}

// letters keeps what is a word: quotes, blanks and punctuation may be put right, words may not be lost.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(s))
}

// kept is every word that a build holds on to: values as written and as put right, and what findings say.
func kept(t *testing.T, w Workspace) string {
	t.Helper()
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gather(context.Background(), h.Notice, w, silent{})
	if err != nil {
		t.Fatal(err)
	}
	s.settle()
	var b strings.Builder
	for i := range s.catalog.Items {
		for _, v := range s.catalog.Items[i].Values {
			b.WriteString(letters(v.Raw) + "\n" + letters(v.Text) + "\n")
		}
	}
	for _, r := range s.readings {
		for _, c := range r.Counts { // of a 统计表, whose only use is to be compared
			fmt.Fprintln(&b, c.N, c.Section, c.Category)
		}
		for _, c := range r.Charts {
			b.WriteString(letters(c.Text) + "\n")
		}
		for _, d := range r.Duties {
			b.WriteString(letters(d.Name) + "\n")
			for _, p := range d.Posts {
				b.WriteString(letters(p.Step+p.Text) + "\n" + letters(p.Text+p.Task) + "\n")
			}
		}
	}
	for _, f := range s.findings {
		b.WriteString(letters(f.Message) + "\n")
	}
	return b.String()
}

// heads are the words that tell what stands below or beside them.
func heads(n *notice.Notice) map[string]bool {
	out := map[string]bool{"科室": true, "科室部门": true, "项数": true, "时间": true} // 统计表; 公开 ▸ 时间
	for _, f := range n.Fields {
		for _, word := range append(f.Synonyms, f.Title) {
			out[letters(word)] = true
		}
	}
	for _, c := range n.Categories {
		out[c.Name] = true
	}
	for _, word := range n.Vocabulary.Totals {
		out[word] = true
	}
	return out
}

// unlabelled is a text without the label it begins with: 1、职权名称:统计执法检查.
func unlabelled(text string, labels map[string]bool) string {
	before, after, found := strings.Cut(norm.NFKC.String(text), ":")
	if found && labels[strings.TrimLeft(letters(before), "0123456789")] {
		return after
	}
	return text
}

// The account (DESIGN §2.1) of every sample, held against a count that knows nothing of how files are read: every table,
// row, paragraph and picture is used or set aside with a reason, and every word of a submission stands in the catalog, in
// what is set aside, or in a finding.
func TestNothingOfTheSamplesIsLost(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		r := build(t, w)
		files := tree(t, w.Output())
		labels := heads(r.Notice)
		var a account
		if err := json.Unmarshal([]byte(files["build.json"]), &a); err != nil {
			t.Fatal(err)
		}
		words := kept(t, w)
		for _, in := range a.Inputs {
			path := filepath.Join(w.Inputs(), filepath.FromSlash(in.File))
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			aside := 0
			var quoted []string
			for _, x := range in.SetAside {
				if x.Why == "" {
					t.Errorf("%s: %s %s is set aside without a reason", in.File, x.What, x.Where)
				}
				if slices.Contains([]string{"表", "行", "段落", "图片"}, x.What) {
					aside++
				}
				quoted = append(quoted, letters(x.Text))
			}
			if units := in.Tables + in.Rows + in.Paragraphs + in.Pictures; in.Used+aside != units {
				t.Errorf("%s: %d used and %d set aside of %d", in.File, in.Used, aside, units)
			}
			doc, err := docx.Read(b, docx.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			tables, rows := 0, 0
			for _, block := range doc.JSONBlocks() {
				if block.Type == "table" {
					tables++
					rows += len(block.Rows)
				}
			}
			if in.Tables < tables || in.Rows < rows {
				t.Errorf("%s: the account knows %d tables and %d rows, the document has %d and %d", in.File, in.Tables, in.Rows, tables, rows)
			}
			for _, line := range texts(doc) {
				whole := letters(strings.Join(line, ""))
				for _, text := range line {
					want := letters(unlabelled(text, labels))
					set := func(q string) bool {
						return q != "" && (strings.HasPrefix(want, q) || strings.Contains(q, want) || len(q) > cutQuote && strings.HasPrefix(whole, q))
					}
					if !labels[want] && !strings.Contains(words, want) && !slices.ContainsFunc(quoted, set) {
						t.Errorf("%s: %q stands neither in the catalog nor in what is set aside", in.File, text)
					}
				}
			}
		}
	})
}

// cutQuote is how many bytes of a row that is set aside the account quotes at least where it does not quote all.
const cutQuote = 100

// texts are the paragraphs of a document, and the cells of each row of its tables: what is set aside is told by how it begins.
func texts(doc *docx.Document) (out [][]string) {
	for _, b := range doc.JSONBlocks() {
		out = append(out, []string{b.Text})
		for _, row := range b.Rows {
			var cells []string
			for _, c := range row {
				cells = append(cells, c.Text)
			}
			out = append(out, cells)
		}
	}
	return out
}

// Same inputs, same bytes (DESIGN §2.5): whatever the number of processors, the time zone, the dates of the files, the
// order in which they were put there, and the folder the workspace lies in.
func TestSameInputsSameBytes(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		first := sampleWorkspace(t, name)
		build(t, first)
		want := tree(t, first.Output())

		second := Workspace{Dir: filepath.Join(t.TempDir(), "another place")}
		inputs := tree(t, first.Dir)
		var names []string
		for file := range inputs {
			if !strings.HasPrefix(file, "output/") && !strings.HasPrefix(file, ".huibian/") {
				names = append(names, file)
			}
		}
		slices.Sort(names)
		for i, file := range slices.Backward(names) {
			p := filepath.Join(second.Dir, filepath.FromSlash(file))
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, []byte(inputs[file]), 0o644); err != nil {
				t.Fatal(err)
			}
			day := time.Date(1999+i, 1, 1, 0, 0, 0, 0, time.UTC)
			if err := os.Chtimes(p, day, day); err != nil {
				t.Fatal(err)
			}
		}
		local := time.Local
		defer func() { time.Local = local }()
		time.Local = time.FixedZone("east", 14*3600)
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
		build(t, second)
		got := tree(t, second.Output())
		for file := range want {
			if got[file] != want[file] {
				t.Errorf("%s differs", file)
			}
		}
		if len(got) != len(want) {
			t.Errorf("%d files, then %d", len(want), len(got))
		}
	})
}

// Two builds at once: one waits for the other, and the outputs are those of one build.
func TestTwoBuildsAtOnce(t *testing.T) {
	w := sampleWorkspace(t, "fuxing-statistics")
	errs := make(chan error)
	const builds = 3
	for range builds {
		go func() {
			_, err := Build(context.Background(), w, Options{})
			errs <- err
		}()
	}
	for range builds {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	whole(t, w)
}

// whole demands that the outputs are those that build.json lists, and nothing else.
func whole(t *testing.T, w Workspace) {
	t.Helper()
	files := tree(t, w.Output())
	var a account
	if err := json.Unmarshal([]byte(files[accountFile]), &a); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{}
	for _, o := range a.Outputs {
		want[o.File] = o.SHA256
	}
	got := map[string]string{}
	for name, b := range files {
		if name != accountFile && !isStatusPage(name) {
			sum := sha256.Sum256([]byte(b))
			got[name] = hex.EncodeToString(sum[:])
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("outputs by build.json and as they are (-want +got):\n%s", d)
	}
}

// A build that waits for another can be called off.
func TestWaitingBuildCanBeCalledOff(t *testing.T) {
	w := sampleWorkspace(t, "fuxing-statistics")
	unlock, err := w.lock(context.Background(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	if _, err := w.lock(ctx, cancel); err == nil {
		t.Error("the workspace was locked twice")
	}
	unlock()
	whatever, err := w.lock(context.Background(), func() {})
	if err != nil {
		t.Fatal(err)
	}
	whatever()
}

// A notice that cannot be read stops the build before anything is written.
func TestBrokenNoticeWritesNothing(t *testing.T) {
	w := sampleWorkspace(t, "fuxing-statistics")
	build(t, w)
	want := tree(t, w.Dir)
	file := filepath.Join(w.Dir, "templates", "fuxing-statistics", "notice.yaml")
	broken := append(bytes.Clone([]byte(want["templates/fuxing-statistics/notice.yaml"])), "\nnosuchkey: 1\n"...)
	if err := os.WriteFile(file, broken, 0o644); err != nil {
		t.Fatal(err)
	}
	want["templates/fuxing-statistics/notice.yaml"] = string(broken)
	if _, err := Build(context.Background(), w, Options{}); err == nil || !strings.Contains(err.Error(), "nosuchkey") {
		t.Errorf("err = %v", err)
	}
	if d := cmp.Diff(want, tree(t, w.Dir)); d != "" {
		t.Errorf("written (-before +after):\n%s", d)
	}
}

// A share that is not connected leaves an empty folder, or none: no book of nothing takes the place of the last one.
func TestAnEmptySharedFolderLeavesTheLastOutputs(t *testing.T) {
	w := sampleWorkspace(t, "fuxing-statistics")
	build(t, w)
	want := tree(t, w.Output())
	refuses := func(why error) {
		t.Helper()
		if _, err := Build(context.Background(), w, Options{}); !errors.Is(err, why) {
			t.Errorf("err = %v, want %v", err, why)
		}
		if d := cmp.Diff(want, tree(t, w.Output())); d != "" {
			t.Errorf("outputs (-before +after):\n%s", d)
		}
	}
	if err := os.Rename(w.Inputs(), w.Inputs()+" elsewhere"); err != nil {
		t.Fatal(err)
	}
	refuses(ErrNoWorkspace)
	if err := os.Mkdir(w.Inputs(), 0o755); err != nil {
		t.Fatal(err)
	}
	refuses(ErrNothingThere)
	if err := os.Remove(filepath.Join(w.Output(), accountFile)); err != nil {
		t.Fatal(err)
	}
	if r := build(t, w); len(r.Unread) > 0 || len(r.Outputs) == 0 {
		t.Errorf("a build of nothing, as it was asked for: %+v", r)
	}
}

// What the disk refuses fails the build, and the last good outputs are as they were.
func TestAFailingDiskLeavesTheLastOutputs(t *testing.T) {
	w := sampleWorkspace(t, "fuxing-statistics")
	build(t, w)
	want := tree(t, w.Output())
	extra := filepath.Join(w.Inputs(), "统计局", "新.docx")
	if err := os.WriteFile(extra, wordFile(t, "<w:p><w:r><w:t>新</w:t></w:r></w:p>"), 0o644); err != nil {
		t.Fatal(err)
	}
	// A folder in the place of an output is the one refusal that root meets as well.
	pdf := filepath.Join(w.Output(), "公开版", "职权目录汇编.pdf")
	delete(want, "公开版/职权目录汇编.pdf")
	if err := os.Remove(pdf); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(pdf, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Build(context.Background(), w, Options{}); err == nil {
		t.Error("the build succeeded")
	}
	if d := cmp.Diff(want, tree(t, w.Output())); d != "" {
		t.Errorf("outputs (-before +after):\n%s", d)
	}
	left, err := fs.Glob(os.DirFS(w.Output()), stagePrefix+"*")
	if err != nil || len(left) > 0 {
		t.Errorf("staging folders left: %v, %v", left, err)
	}
}

// isStatusPage tells the page that a watcher keeps current beside the set of a build.
func isStatusPage(name string) bool { return name == statusPage+".docx" || name == statusPage+".pdf" }
