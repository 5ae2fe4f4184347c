package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

const (
	publicWord  = "公开版/汇编.docx"
	publicPDF   = "公开版/汇编.pdf"
	secretWord  = "涉密册/涉密不宜公开职权目录.docx"
	secretPDF   = "涉密册/涉密不宜公开职权目录.pdf"
	oneReceipt  = "回执/办公室/甲.docx.回执.docx"
	twoReceipts = "回执/办公室/乙.docx.回执.docx"
	oneReturn   = "回执/办公室/甲.批注.docx"
)

// readers have outputs open, by name; as on Windows, what they have open can be neither replaced nor removed.
type readers struct {
	dir  string
	mu   sync.Mutex
	open map[string]bool
}

func (r *readers) now(names ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = map[string]bool{}
	for _, n := range names {
		r.open[n] = true
	}
}

func (r *readers) holds(path string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	rel, err := filepath.Rel(r.dir, path)
	_, absent := os.Lstat(path)
	return errors.Join(err, absent) == nil && r.open[filepath.ToSlash(rel)]
}

// rename refuses what Windows refuses: the probe may be asked, or not.
func (r *readers) rename(from, to string) error {
	for _, p := range []string{from, to} {
		if r.holds(p) {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: heldErrors[0]}
		}
	}
	return os.Rename(from, to)
}

// stage is a set of one state: these names with the state in them.
func (r *readers) stage(t testing.TB, state string, names ...string) *outputSet {
	t.Helper()
	set, err := newOutputSet(r.dir)
	if err != nil {
		t.Fatal(err)
	}
	set.held, set.rename = r.holds, r.rename
	for _, name := range names {
		mode := modeOpen
		if strings.HasPrefix(name, "涉密册/") {
			mode = modeSecret
		}
		if err := set.create(name, mode, text(state+" "+name)); err != nil {
			t.Fatal(err)
		}
	}
	a := account{Outputs: set.list()}
	if err := set.create(accountFile, modeOpen, func(w io.Writer) (int, error) { return 0, writeJSON(w, a) }); err != nil {
		t.Fatal(err)
	}
	return set
}

func (r *readers) owned() []string {
	var last account
	_ = readJSON(filepath.Join(r.dir, accountFile), &last) // none before the first build
	return slices.Concat(ownedOutputs, last.answers())
}

// states are the states of the outputs, by name; build.json must agree with them.
func (r *readers) states(t testing.TB) map[string]string {
	t.Helper()
	var a account
	if err := readJSON(filepath.Join(r.dir, accountFile), &a); err != nil {
		t.Fatal(err)
	}
	listed, got, states := map[string]string{}, map[string]string{}, map[string]string{}
	for _, o := range a.Outputs {
		listed[o.File] = o.SHA256
	}
	err := filepath.WalkDir(r.dir, func(p string, d fs.DirEntry, err error) error {
		rel, _ := filepath.Rel(r.dir, p)
		name := filepath.ToSlash(rel)
		if err != nil || d.IsDir() || name == accountFile || isStatusPage(name) {
			return err
		}
		b, err := os.ReadFile(p)
		got[name] = sumOf(b)
		states[name], _, _ = strings.Cut(string(b), " ")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(listed, got); d != "" {
		t.Errorf("outputs by build.json and as they are (-listed +there):\n%s", d)
	}
	for _, w := range a.Waiting {
		if w.Beside != "" && listed[w.Beside] == "" {
			t.Errorf("%s waits, and %s is not there", w.File, w.Beside)
		}
	}
	return states
}

func new2(name string) string { return beside(name, 2) }
func new1(name string) string { return beside(name, 1) }

// Each scenario is a list of builds, or tries to catch up, with what is open meanwhile and what lies there afterwards.
func TestOutputsThatAreOpen(t *testing.T) {
	both := []string{publicWord, publicPDF}
	type step struct {
		state string // "" to catch up
		make  []string
		open  []string
		want  map[string]string
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"the whole folder waits, and catches up", []step{
			{"1", append(both, oneReceipt), nil, map[string]string{publicWord: "1", publicPDF: "1", oneReceipt: "1"}},
			{"2", append(both, oneReceipt), []string{publicWord},
				map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2", oneReceipt: "2"}},
			{"", nil, []string{publicWord},
				map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2", oneReceipt: "2"}},
			{"", nil, nil, map[string]string{publicWord: "2", publicPDF: "2", oneReceipt: "2"}},
		}},
		{"what is open and does not change is no matter", []step{
			{"1", both, nil, map[string]string{publicWord: "1", publicPDF: "1"}},
			{"1", both, both, map[string]string{publicWord: "1", publicPDF: "1"}},
		}},
		{"open across two builds", []step{
			{"1", both, nil, map[string]string{publicWord: "1", publicPDF: "1"}},
			{"2", both, []string{publicPDF}, map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2"}},
			{"3", both, []string{publicPDF}, map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "3", new1(publicPDF): "3"}},
			{"4", both, nil, map[string]string{publicWord: "4", publicPDF: "4"}},
		}},
		{"the new one is opened as well", []step{
			{"1", both, nil, map[string]string{publicWord: "1", publicPDF: "1"}},
			{"2", both, []string{publicWord}, map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2"}},
			{"3", both, []string{publicWord, new1(publicWord)},
				map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new2(publicWord): "3", new2(publicPDF): "3"}},
			{"", nil, []string{new1(publicWord)}, map[string]string{publicWord: "3", publicPDF: "3", new1(publicWord): "2"}},
			{"", nil, nil, map[string]string{publicWord: "3", publicPDF: "3"}},
		}},
		{"the new one is open while the old one becomes free", []step{
			{"1", both, nil, map[string]string{publicWord: "1", publicPDF: "1"}},
			{"2", both, []string{publicWord}, map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2"}},
			{"", nil, []string{new1(publicWord)}, map[string]string{publicWord: "2", publicPDF: "2", new1(publicWord): "2"}},
			{"", nil, nil, map[string]string{publicWord: "2", publicPDF: "2"}},
		}},
		{"back to the old state", []step{
			{"1", both, nil, map[string]string{publicWord: "1", publicPDF: "1"}},
			{"2", both, []string{publicWord}, map[string]string{publicWord: "1", publicPDF: "1", new1(publicWord): "2", new1(publicPDF): "2"}},
			{"1", both, []string{publicWord}, map[string]string{publicWord: "1", publicPDF: "1"}},
		}},
		{"a secret volume that is to go", []step{
			{"1", append(both, secretWord, secretPDF), nil, map[string]string{publicWord: "1", publicPDF: "1", secretWord: "1", secretPDF: "1"}},
			{"2", both, []string{secretPDF}, map[string]string{publicWord: "2", publicPDF: "2", secretWord: "1", secretPDF: "1"}},
			{"", nil, []string{secretPDF}, map[string]string{publicWord: "2", publicPDF: "2", secretWord: "1", secretPDF: "1"}},
			{"", nil, nil, map[string]string{publicWord: "2", publicPDF: "2"}},
		}},
		{"a secret volume that is to go is wanted again", []step{
			{"1", append(both, secretWord, secretPDF), nil, map[string]string{publicWord: "1", publicPDF: "1", secretWord: "1", secretPDF: "1"}},
			{"2", both, []string{secretWord}, map[string]string{publicWord: "2", publicPDF: "2", secretWord: "1", secretPDF: "1"}},
			{"3", append(both, secretWord, secretPDF), []string{secretWord}, map[string]string{publicWord: "3", publicPDF: "3",
				secretWord: "1", secretPDF: "1", new1(secretWord): "3", new1(secretPDF): "3"}},
			{"4", both, nil, map[string]string{publicWord: "4", publicPDF: "4"}},
		}},
		{"each receipt for itself", []step{
			{"1", []string{oneReceipt, twoReceipts}, nil, map[string]string{oneReceipt: "1", twoReceipts: "1"}},
			{"2", []string{oneReceipt, twoReceipts}, []string{oneReceipt}, map[string]string{oneReceipt: "1", new1(oneReceipt): "2", twoReceipts: "2"}},
			{"3", []string{twoReceipts}, []string{oneReceipt}, map[string]string{oneReceipt: "1", twoReceipts: "3"}},
			{"", nil, nil, map[string]string{twoReceipts: "3"}},
		}},
		{"a volume that was never there", []step{
			{"1", []string{publicWord}, nil, map[string]string{publicWord: "1"}},
			{"2", both, []string{publicWord}, map[string]string{publicWord: "1", new1(publicWord): "2", new1(publicPDF): "2"}},
			{"", nil, nil, map[string]string{publicWord: "2", publicPDF: "2"}},
		}},
	} {
		for _, blind := range []bool{false, true} { // the probe tells, or only the rename does
			t.Run(fmt.Sprintf("%s, blind %t", c.name, blind), func(t *testing.T) {
				r := &readers{dir: t.TempDir()}
				for i, s := range c.steps {
					r.now(s.open...)
					if s.state != "" {
						set := r.stage(t, s.state, s.make...)
						if blind {
							set.held = func(string) bool { return false }
						}
						if err := set.commit(r.owned()); err != nil {
							t.Fatalf("step %d: %v", i+1, err)
						}
					} else if _, err := catchUp(r.dir, r.holds); err != nil {
						t.Fatalf("step %d: %v", i+1, err)
					}
					if d := cmp.Diff(s.want, r.states(t)); d != "" {
						t.Fatalf("step %d (-want +got):\n%s", i+1, d)
					}
				}
			})
		}
	}
}

// What is told names the file that is open, and those that wait with it.
func TestWaitingIsTold(t *testing.T) {
	r := &readers{dir: t.TempDir()}
	if err := r.stage(t, "1", publicWord, publicPDF, secretWord).commit(nil); err != nil {
		t.Fatal(err)
	}
	r.now(publicWord, secretWord)
	set := r.stage(t, "2", publicWord, publicPDF)
	if err := set.commit(ownedOutputs); err != nil {
		t.Fatal(err)
	}
	want := []Waiting{{File: publicWord, Beside: "公开版/汇编（新）.docx", Held: true}, {File: publicPDF, Beside: "公开版/汇编（新）.pdf"},
		{File: secretWord, Held: true}}
	if d := cmp.Diff(want, set.waiting); d != "" {
		t.Errorf("waiting (-want +got):\n%s", d)
	}
	var a account
	if err := readJSON(filepath.Join(r.dir, accountFile), &a); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		want[i].Held = false
	}
	if d := cmp.Diff(want, a.Waiting); d != "" {
		t.Errorf("build.json says (-want +got):\n%s", d)
	}
	if set.list()[0].File != accountFile {
		t.Errorf("the set does not list %s first: %v", accountFile, set.list())
	}
}

// A secret laid beside is for its owner alone, and what turns secret is so under its old name as well.
func TestModesOfWhatLiesBeside(t *testing.T) {
	r := &readers{dir: t.TempDir()}
	const data = "data/catalog.json"
	first := r.stage(t, "1", secretWord, data)
	if err := first.commit(nil); err != nil {
		t.Fatal(err)
	}
	r.now(secretWord, data)
	second := r.stage(t, "2", secretWord)
	if err := second.create(data, modeSecret, text("2")); err != nil {
		t.Fatal(err)
	}
	if err := second.commit(nil); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]fs.FileMode{secretWord: 0o600, new1(secretWord): 0o600, "涉密册": 0o700,
		data: 0o600, new1(data): 0o600} {
		info, err := os.Stat(filepath.Join(r.dir, filepath.FromSlash(name)))
		if err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v, %v; want %o", name, info.Mode(), err, want)
		}
	}
	r.now()
	if _, err := catchUp(r.dir, r.holds); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{secretWord, data} {
		info, err := os.Stat(filepath.Join(r.dir, filepath.FromSlash(name)))
		if err != nil || info.Mode().Perm() != modeSecret {
			t.Errorf("%s, in place again: %v, %v", name, info.Mode(), err)
		}
	}
}

// What somebody wrote under such a name, or into a file of ours, is neither replaced nor removed.
func TestWhatOthersWroteBesideStays(t *testing.T) {
	r := &readers{dir: t.TempDir()}
	write := func(name string) {
		if err := os.WriteFile(filepath.Join(r.dir, filepath.FromSlash(name)), []byte("theirs"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		b, _ := os.ReadFile(filepath.Join(r.dir, filepath.FromSlash(name)))
		return string(b)
	}
	if err := r.stage(t, "1", publicWord, publicPDF).commit(nil); err != nil {
		t.Fatal(err)
	}
	write(new1(publicPDF))
	r.now(publicWord)
	if err := r.stage(t, "2", publicWord, publicPDF).commit(nil); err != nil {
		t.Fatal(err)
	}
	if read(new1(publicPDF)) != "theirs" || read(new1(publicWord)) != "" || read(new2(publicWord)) != "2 "+publicWord {
		t.Errorf("after the second build: %v", tree(t, r.dir))
	}
	write(new2(publicWord))
	r.now()
	if _, err := catchUp(r.dir, r.holds); !errors.Is(err, errChanged) {
		t.Errorf("err = %v", err)
	}
	if err := r.stage(t, "3", publicWord, publicPDF).commit(nil); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(tree(t, r.dir)))
	want := slices.Sorted(slices.Values([]string{accountFile, publicWord, publicPDF, new1(publicPDF), new2(publicWord)}))
	if d := cmp.Diff(want, got); d != "" || read(publicWord) != "3 "+publicWord {
		t.Errorf("in the end (-want +got):\n%s", d)
	}
}

// killed is what a process dies of.
const killed = "killed"

// TestKilledWhileCommitting cuts commits short at any rename, with whatever open, fails others, and demands that the next
// build that nobody disturbs leaves its own files and no other.
func TestKilledWhileCommitting(t *testing.T) {
	always, some := []string{publicWord, publicPDF}, []string{secretWord, secretPDF, oneReceipt, twoReceipts, oneReturn}
	names := slices.Concat(always, some)
	rapid.Check(t, func(rt *rapid.T) {
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		defer os.RemoveAll(dir)
		r := &readers{dir: dir}
		could := slices.Concat(names, []string{new1(publicWord), new1(publicPDF), new2(publicWord), new1(secretWord), new1(oneReceipt)})
		for i := range rapid.IntRange(1, 3).Draw(rt, "builds") {
			r.now(rapid.SliceOfDistinct(rapid.SampledFrom(could), rapid.ID[string]).Draw(rt, "open")...)
			made := rapid.SliceOfDistinct(rapid.SampledFrom(some), rapid.ID[string]).Draw(rt, "made")
			set := r.stage(t, fmt.Sprint(i+1), slices.Concat(always, made)...)
			owned := r.owned()
			switch rapid.SampledFrom([]string{"done", "killed", "failed before"}).Draw(rt, "end") {
			case "done":
				if err := set.commit(owned); err != nil {
					rt.Fatal(err)
				}
				r.states(t)
			case "killed":
				left := rapid.IntRange(0, 12).Draw(rt, "renames")
				set.rename = func(from, to string) error {
					if left--; left < 0 {
						panic(killed)
					}
					return r.rename(from, to)
				}
				func() {
					defer func() {
						if p := recover(); p != nil && p != killed {
							panic(p)
						}
					}()
					_ = set.commit(owned)
				}()
			case "failed before":
				set.discard()
			}
		}
		r.now()
		if err := r.stage(t, "last", always...).commit(r.owned()); err != nil {
			rt.Fatal(err)
		}
		want := map[string]string{}
		for _, n := range always {
			want[n] = "last"
		}
		if d := cmp.Diff(want, r.states(t)); d != "" {
			rt.Fatalf("after the last build (-want +got):\n%s", d)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, stagePrefix+"*")); len(left) > 0 {
			rt.Fatalf("left: %v", left)
		}
	})
}

// A probe may be asked of a share that refuses for other reasons: those fail the build, as ever.
func TestOtherRefusalsAreNotReaders(t *testing.T) {
	r := &readers{dir: t.TempDir()}
	if err := r.stage(t, "1", publicWord, publicPDF).commit(nil); err != nil {
		t.Fatal(err)
	}
	want := tree(t, r.dir)
	set := r.stage(t, "2", publicWord, publicPDF)
	set.rename = func(from, to string) error {
		if strings.HasSuffix(to, ".pdf") {
			return &os.LinkError{Op: "rename", Old: from, New: to, Err: syscall.ENOSPC}
		}
		return os.Rename(from, to)
	}
	if err := set.commit(nil); !errors.Is(err, syscall.ENOSPC) {
		t.Errorf("err = %v", err)
	}
	set.discard()
	if d := cmp.Diff(want, tree(t, r.dir)); d != "" {
		t.Errorf("after the failure (-want +got):\n%s", d)
	}
}

// Sections get the new answer from where it lies, and none that is about nothing any more.
func TestAnswersThatWaitAreForwarded(t *testing.T) {
	const to, gone = "办公室/回执/甲.docx.回执.docx", "办公室/回执/甲.批注.docx"
	letters := map[string]letter{to: {from: oneReceipt, sha256: "old"}, gone: {from: oneReturn, sha256: "old"}}
	waiting := []Waiting{{File: oneReceipt, Beside: new1(oneReceipt)}, {File: oneReturn}}
	forward(letters, waiting, []Output{{File: oneReceipt, SHA256: "old"}, {File: new1(oneReceipt), SHA256: "new"}})
	want := map[string]letter{to: {from: new1(oneReceipt), sha256: "new"}}
	if d := cmp.Diff(want, letters, cmp.AllowUnexported(letter{})); d != "" {
		t.Errorf("while it waits (-want +got):\n%s", d)
	}
	back(letters, waiting)
	want[to] = letter{from: oneReceipt, sha256: "new"}
	if d := cmp.Diff(want, letters, cmp.AllowUnexported(letter{})); d != "" {
		t.Errorf("in place again (-want +got):\n%s", d)
	}
}

func TestNamesBeside(t *testing.T) {
	for _, c := range []struct {
		name string
		n    int
		want string
	}{
		{publicPDF, 1, "公开版/汇编（新）.pdf"},
		{publicPDF, 12, "公开版/汇编（新12）.pdf"},
		{"回执/办公室/甲（新）.批注.docx", 2, "回执/办公室/甲（新）.批注（新2）.docx"},
	} {
		got := beside(c.name, c.n)
		if got != c.want || !isBeside(got) || isBeside(c.name) {
			t.Errorf("the %d. name beside %s is %s, want %s", c.n, c.name, got, c.want)
		}
	}
}

// A folder that is closed to us refuses as a reader does, but under every name.
func TestAClosedFolderIsNotAReader(t *testing.T) {
	r := &readers{dir: t.TempDir()}
	if err := r.stage(t, "1", publicWord, publicPDF).commit(nil); err != nil {
		t.Fatal(err)
	}
	want := tree(t, r.dir)
	set := r.stage(t, "2", publicWord, publicPDF)
	set.rename = func(from, to string) error {
		return &os.LinkError{Op: "rename", Old: from, New: to, Err: heldErrors[0]}
	}
	if err := set.commit(nil); !errors.Is(err, heldErrors[0]) {
		t.Errorf("err = %v", err)
	}
	set.discard()
	if d := cmp.Diff(want, tree(t, r.dir)); d != "" {
		t.Errorf("after the failure (-want +got):\n%s", d)
	}
}

// What may leak is logged as an error, and neither it nor what waits more than once.
func TestWatchTellsOfWhatMayLeak(t *testing.T) {
	log := &lockedBuffer{}
	x := &watcher{o: WatchOptions{Log: slog.New(slog.NewTextHandler(log, nil))}, mute: map[string]string{}}
	for range 3 {
		x.wait([]Waiting{{File: publicWord, Held: true, Shows: 1}, {File: publicPDF, Shows: -1}, {File: secretPDF}})
	}
	for range 2 {
		x.wait(nil)
	}
	for want, times := range map[string]int{"level=ERROR": 1, "level=WARN": 1, "AT ONCE": 1, "all right again": 2,
		`files="` + publicWord + ", " + publicPDF + `"`: 1} {
		if n := strings.Count(log.String(), want); n != times {
			t.Errorf("%q is said %d times, want %d:\n%s", want, n, times, log)
		}
	}
}

// A public book that is open when one of its items becomes secret cannot be taken away: that is told, of the book and the
// open data, each by its words, and of nothing that does not hold them.
func TestOpenBookOfWhatIsSecretNow(t *testing.T) {
	w := emptyWorkspace(t)
	r := &readers{dir: w.Output()}
	x := &watched{t: t, w: w}
	row := func(name string) []string { // of 涉密不宜公开行政职权目录
		return []string{"1", name, "行政许可", "《中华人民共和国对外贸易法》第十五条", "涉及国家秘密", "外资管理科 科长"}
	}
	x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批"))
	compile := func() *Report {
		t.Helper()
		rep, err := Build(context.Background(), w, Options{held: r.holds})
		if err != nil {
			t.Fatal(err)
		}
		whole(t, w)
		return rep
	}
	if rep := compile(); len(rep.Waiting) != 0 {
		t.Fatalf("waiting: %v", rep.Waiting)
	}
	head := []string{"序号", "职权名称", "职权类别", "权力依据", "不公开理由", "承办科室"}
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.drop("外资管理科/涉密不宜公开行政职权目录.docx", wordFile(t, "<w:p><w:r><w:t>涉密不宜公开行政职权目录</w:t></w:r></w:p>"+wordTable(head, row("乙审批"))))
	open := []string{"公开版/职权目录汇编.pdf", "data/public.xlsx"}
	r.now(open...)
	for range 2 { // the next build knows no more of the first state than its files
		rep := compile()
		shows := map[string]int{}
		for _, v := range rep.Waiting {
			if v.Shows != 0 {
				shows[v.File] = v.Shows
			}
		}
		want := map[string]int{"公开版/职权目录汇编.pdf": 1, "公开版/职权目录汇编.docx": 1,
			"公开版/办事明白卡.pdf": 1, "公开版/办事明白卡.docx": 1, "data/public.xlsx": 1, "data/public.csv": 1, "data/public.json": 1}
		if d := cmp.Diff(want, shows); d != "" {
			t.Errorf("exposed (-want +got):\n%s", d)
		}
	}
	r.now()
	if rep := compile(); len(rep.Waiting) != 0 {
		t.Errorf("waiting: %v", rep.Waiting)
	}
}

// Watch lays the new book beside one that is open, puts it in place when that is closed, without reading or binding
// anything again, and says both once.
func TestWatchCatchesUp(t *testing.T) {
	w := emptyWorkspace(t)
	r := &readers{dir: w.Output()}
	o := quick
	o.held = r.holds
	x := watch(t, w, o)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	x.until("a book", func(b Built) bool { return items(b) == 1 })
	const word, receipt = "公开版/职权目录汇编.docx", "回执/外资管理科/目录.docx.回执.docx"
	r.now(word, receipt)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批", "乙审批"))
	b := x.until("a book beside", func(b Built) bool { return items(b) == 2 })
	if len(b.Report.Waiting) != 5 { // the cards as well: what is published is of one day
		t.Errorf("waiting: %v", b.Report.Waiting)
	}
	time.Sleep(5 * quick.Interval) // looks that find it open
	sum, err := sumOfFile(filepath.Join(w.Output(), filepath.FromSlash(new1(word))))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := sumOfFile(filepath.Join(w.Inputs(), "外资管理科", "回执", "目录.docx.回执.docx"))
	ours, err2 := sumOfFile(filepath.Join(w.Output(), filepath.FromSlash(new1(receipt))))
	if errors.Join(err, err2) != nil || theirs != ours {
		t.Errorf("the section has not got the new receipt: %v, %v", err, err2)
	}
	r.now()
	eventually(t, "the book in its place", func() bool {
		got, err := sumOfFile(filepath.Join(w.Output(), filepath.FromSlash(word)))
		return err == nil && got == sum
	})
	time.Sleep(5 * quick.Interval)
	x.stop()
	whole(t, w)
	for name := range tree(t, w.Output()) {
		if isBeside(name) {
			t.Errorf("%s is still there", name)
		}
	}
	select {
	case b := <-x.built:
		t.Errorf("built again: %+v", b)
	default:
	}
	for _, what := range []string{"outputs are open elsewhere", "all right again"} {
		if n := strings.Count(x.log.String(), what); n != 1 {
			t.Errorf("%q is said %d times:\n%s", what, n, x.log)
		}
	}
}
