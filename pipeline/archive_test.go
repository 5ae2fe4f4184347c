package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
	"huibian/pipeline/intake"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/review"
	"huibian/templates"
)

var wang = Act{By: "王档", At: time.Date(2009, 10, 8, 1, 0, 0, 0, time.UTC)}

const tester = "huibian 试"

// packed packs an edition, and demands that nothing is wrong with it.
func packed(t testing.TB, w Workspace, label string, by ...Act) *Package {
	t.Helper()
	p, err := Archive(context.Background(), w, ArchiveOptions{Act: append(by, wang)[0], Label: label, Program: tester})
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Failed) > 0 {
		t.Errorf("the check report says %q", p.Failed)
	}
	if len(p.Trial.Others) > 0 || p.Trial.Err != "" {
		t.Errorf("made again from the package: %+v", p.Trial)
	}
	wholePack(t, p.Dir)
	return p
}

// wholePack demands that verify has nothing to say.
func wholePack(t testing.TB, dir string) {
	t.Helper()
	v, err := VerifyPackage(context.Background(), dir, nil)
	if err != nil || len(v.Wrong) > 0 {
		t.Errorf("%s: %v %q", dir, err, v.Wrong)
	}
}

// restored makes a workspace of a package and demands that a build there gives the books of the package.
func restored(t *testing.T, p *Package) (Workspace, *Restored) {
	t.Helper()
	ctx := context.Background()
	w := Workspace{Dir: filepath.Join(t.TempDir(), "还原")}
	r, err := Restore(ctx, p.Dir, w.Dir, wang, nil, tester)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Trial.Others) > 0 {
		t.Errorf("otherwise: %q", r.Trial.Others)
	}
	if _, err := Build(ctx, w, Options{Program: tester}); err != nil {
		t.Fatal(err)
	}
	m, from, _, err := openPackage(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range m.Outputs {
		want, err := from.Get(o.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(o.File)))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is another after restore and build: %v", o.File, err)
		}
	}
	if v := verified(t, w); len(v.Wrong) > 0 {
		t.Errorf("the restored workspace: %q", v.Wrong)
	}
	return w, r
}

// A package holds what a workspace is made from, and its books come out the same to the byte, of the first edition and of the
// next, whether or not there is anything secret.
func TestAnEditionIsRestoredFromItsPackage(t *testing.T) {
	t.Parallel()
	for name, whole := range map[string]bool{"putian-2009": false, "fuxing-statistics": true} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			w := sampleWorkspace(t, name)
			release(t, w)
			first := packed(t, w, "第一版")
			if first.Whole != whole || first.Trial.Same < 7 {
				t.Errorf("packed %+v", first)
			}
			for file := range tree(t, first.Dir) {
				if strings.Contains(file, "涉密") {
					t.Errorf("%s is in a package without secrets", file)
				}
			}
			_, r := restored(t, first)
			if r.Whole != whole {
				t.Errorf("restored %+v", r)
			}

			sections := mustOpen(t, w).Notice.Sections
			drop(t, w, sections[0].Name+"/补报.docx", onePower(t, "补报事项审批", "全社会"))
			if mustOpen(t, w).Notice.Approval.Demanded() {
				if err := Approve(ctx, w, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版", Program: tester, Date: notice.Date{Year: 2010, Month: 9, Day: 20}}); err != nil {
				t.Fatal(err)
			}
			act := wang
			act.At = time.Date(2010, 10, 8, 1, 0, 0, 0, time.UTC)
			second := packed(t, w, "第二版", act)
			at, r := restored(t, second)
			if r.Edition != "第二版" || r.Number == first.Number {
				t.Errorf("restored %+v", r)
			}
			if whole { // it goes on: no code is given again, and the trail is there
				h, err := History(ctx, at, "HD04TJ-QT-0001")
				if err != nil || len(h.Said) == 0 {
					t.Errorf("history in the restored workspace: %+v, %v", h, err)
				}
			}
			wholePack(t, first.Dir)
		})
	}
}

// A whole package makes the register that there was, and codes go on where they ended.
func TestARestoredWorkspaceGoesOn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会"), "办公室/一.docx": onePower(t, "印章刻制审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	if !p.Whole || p.Apart != "" {
		t.Fatalf("nothing is secret here: %+v", p)
	}
	at, _ := restored(t, p)
	drop(t, at, "政策法规科/目录.docx", onePower(t, "新设事项审批", "全社会"))
	if err := Approve(ctx, at, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	r, err := Release(ctx, at, ReleaseOptions{Act: li, Label: "第二版", Program: tester})
	if err != nil || r.New != 1 {
		t.Fatalf("%+v, %v", r, err)
	}
	h, err := History(ctx, at, "PT01WJ-XK-0003")
	if err != nil || h.Power.Name != "新设事项审批" {
		t.Errorf("the next code: %+v, %v", h, err)
	}
	if next := packed(t, at, "第二版", Act{By: "王档", At: time.Now()}); next.Number != "0194-WS·2009-Y-BGS-0002" {
		t.Errorf("the next edition is filed as %s", next.Number)
	}
	// Nothing of it is owed for the edition it came from.
	reg, err := at.registered(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer reg.Close()
	owed, err := at.owed(ctx, reg)
	if err != nil || len(owed) != 1 || owed[0].Label != "第二版" {
		t.Errorf("owed %v, %v", owed, err)
	}
	if next := packed(t, at, "第二版"); next.Number != "0194-WS·2009-Y-BGS-0002" {
		t.Errorf("the next edition is filed as %s, the first as %s", next.Number, p.Number)
	}
}

// Nor does a workspace that was made from a package without secrets give a number of that again, or the one that its secret
// volume has.
func TestARestoredWorkspaceGivesNoNumberTwice(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "办公室/一.docx": onePower(t, "边境管控事项审批", "涉密")})
	release(t, w)
	p := packed(t, w, "第一版")
	at, _ := restored(t, p)
	drop(t, at, "政策法规科/目录.docx", onePower(t, "新设事项审批", "全社会"))
	if err := Approve(ctx, at, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, at, ReleaseOptions{Act: li, Label: "第二版", Program: tester, Date: notice.Date{Year: 2009, Month: 10, Day: 1}}); err != nil {
		t.Fatal(err)
	}
	if next := packed(t, at, "第二版"); p.Apart != "0194-WS·2009-Y-BGS-0002" || next.Number != "0194-WS·2009-Y-BGS-0003" {
		t.Errorf("the next edition is filed as %s, after %s and %s", next.Number, p.Number, p.Apart)
	}
}

// Where policy does not say otherwise nothing of what is secret, or closed, is in a package: no name, code, file name, hash or
// number of it.
func TestNothingSecretIsInAPackage(t *testing.T) {
	t.Parallel()
	forEachNotice(t, func(t *testing.T, name string) {
		ctx := context.Background()
		w := leakWorkspace(t, name)
		if mustOpen(t, w).Notice.Approval.Demanded() {
			if err := Approve(ctx, w, li, "莆府法〔2009〕5号", notice.Date{Year: 2009, Month: 9, Day: 8}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第一版", Anyway: true, Program: tester}); err != nil {
			t.Fatal(err)
		}
		p, err := Archive(ctx, w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester})
		if err != nil {
			t.Fatal(err)
		}
		marks := append(closedCodes(t, tree(t, w.Output())["data/catalog.json"], notice.Secret), secretMark)
		reg, err := w.registered(ctx)
		if err != nil {
			t.Fatal(err)
		}
		defer reg.Close()
		editions, err := reg.Editions(ctx)
		if err != nil {
			t.Fatal(err)
		}
		vault, err := intake.JoinVault(w.vault())
		if err != nil {
			t.Fatal(err)
		}
		m, err := readManifest(vault, editions[0].Manifest)
		if err != nil {
			t.Fatal(err)
		}
		public := tree(t, w.Output())["data/public.json"]
		var names []string // of closed files
		closed := 0
		for _, in := range m.Inputs {
			if in.Closed && in.SHA256 != "" {
				closed++
				names = append(names, in.File)
				if !strings.Contains(public, in.SHA256) { // an open item of it is published with the hash of its file
					names = append(names, in.SHA256)
				}
			}
		}
		if closed < 2 || p.Whole || p.Left < closed || p.Apart == "" {
			t.Fatalf("%d closed files; packed %+v", closed, p)
		}
		for file, b := range tree(t, p.Dir) {
			text := openText(t, file, []byte(b)) + pdfText(t, filepath.Join(p.Dir, filepath.FromSlash(file)))
			for _, name := range names {
				if strings.Contains(text, name) {
					t.Errorf("%s holds %s", file, name)
				}
			}
			for _, mark := range marks {
				for _, s := range spellings(mark) {
					if at := strings.Index(text, s); at >= 0 {
						t.Errorf("%s holds %s: %q", file, mark, text[max(0, at-60):min(len(text), at+60)])
						break
					}
				}
			}
		}
		list, err := os.ReadFile(filepath.Join(p.Dir, "data", "文件目录.XML"))
		if err != nil {
			t.Fatal(err)
		}
		entries, err := archive.ReadDirectory(bytes.NewReader(list))
		if err != nil || len(entries) != 2 || !entries[1].IsPlaceholder() || entries[1].Number != p.Apart || entries[1].Secrecy != "秘密" {
			t.Errorf("directory %+v, %v", entries, err)
		}
		// Powers are numbered without a hole: that would tell how many are left out.
		in, from, _, err := openPackage(p.Dir)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[int64]bool{}
		for _, sum := range in.Catalogs {
			b, err := from.Get(sum)
			if err != nil {
				t.Fatal(err)
			}
			var edition struct{ Items []struct{ Power int64 } }
			if err := json.Unmarshal(b, &edition); err != nil {
				t.Fatal(err)
			}
			for _, it := range edition.Items {
				seen[it.Power] = true
			}
		}
		for id := range int64(len(seen)) {
			if !seen[id+1] {
				t.Errorf("of %d powers none has the number %d", len(seen), id+1)
			}
		}
	})
}

// Where the policy includes what is secret, everything is in the package, and the books come out the same, the secret volume
// with its copies as well.
func TestSecretsGoWherePolicySaysSo(t *testing.T) {
	t.Parallel()
	w := sampleWorkspace(t, "putian-2009")
	own := filepath.Join(w.Dir, "templates", "putian-2009", "notice.yaml")
	b, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	b = bytes.Replace(b, []byte("secret: apart"), []byte("sm3: true\n  secret: included"), 1)
	if err := os.WriteFile(own, b, 0o644); err != nil {
		t.Fatal(err)
	}
	release(t, w)
	p := packed(t, w, "第一版")
	if !p.Whole || p.Left > 0 || p.Apart != "" {
		t.Errorf("%+v", p)
	}
	files := tree(t, p.Dir)
	volume := 0
	for name := range files {
		if strings.Contains(name, "/附件/涉密册/") {
			volume++
		}
	}
	if volume != 6 || files["manifest-sm3.txt"] == "" || files["manifest-sha256.txt"] == "" {
		t.Errorf("%d files of the secret volume", volume)
	}
	at, _ := restored(t, p)
	if _, err := os.Stat(filepath.Join(at.Inputs(), "对外贸易科", "涉密不宜公开行政职权目录.docx")); err != nil {
		t.Error(err)
	}
}

// What was packed under another policy is not handed over under this one.
func TestAPackageThatHoldsTooMuchStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := sampleWorkspace(t, "putian-2009")
	own := filepath.Join(w.Dir, "templates", "putian-2009", "notice.yaml")
	b, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	policy := func(word string) {
		t.Helper()
		if err := os.WriteFile(own, bytes.Replace(b, []byte("secret: apart"), []byte("secret: "+word), 1), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	release(t, w)
	policy("included")
	o := ArchiveOptions{Act: wang, Label: "第一版", Program: tester, Untried: true}
	p, err := Archive(ctx, w, o)
	if err != nil || !p.Whole {
		t.Fatalf("%+v, %v", p, err)
	}
	policy("apart")
	place := t.TempDir()
	sendTo(t, w, place)
	if all, err := HandOver(ctx, w, ArchiveOptions{Act: wang, Program: tester, Untried: true}, nil); !errors.Is(err, ErrTooMuch) || len(all) > 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if entries, err := os.ReadDir(place); err != nil || len(entries) > 0 {
		t.Errorf("at the place are %v, %v", entries, err)
	}
	if err := os.RemoveAll(p.Dir); err != nil {
		t.Fatal(err)
	}
	if _, err := HandOver(ctx, w, ArchiveOptions{Act: wang, Program: tester}, nil); err != nil {
		t.Fatal(err)
	}
	oneGood(t, place)
	for name := range tree(t, place) {
		if strings.Contains(name, "涉密") {
			t.Errorf("at the place is %s", name)
		}
	}
}

// What was public and has become secret since keeps the older edition from being packed.
func TestAnEditionThatShowsWhatIsSecretNowStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "办公室/一.docx": onePower(t, "印章刻制审批", "全社会")})
	release(t, w)
	drop(t, w, "外资管理科/目录.docx", onePower(t, "企业设立事项审批", "涉密"))
	if err := Approve(ctx, w, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版", Program: tester, Anyway: true}); err != nil {
		t.Fatal(err)
	}
	all, err := HandOver(ctx, w, ArchiveOptions{Act: wang, Program: tester}, nil) // the one keeps not the other
	if !errors.Is(err, ErrNowSecret) || len(all) != 1 || all[0].Package.Edition != "第二版" {
		t.Fatalf("%+v, %v", all, err)
	}
	p := all[0].Package
	for file, b := range tree(t, p.Dir) {
		if strings.Contains(openText(t, file, []byte(b)), "企业设立事项") {
			t.Errorf("%s holds it", file)
		}
	}
}

// Numbers go on from edition to edition, a package is made once, and made again it is the same.
func TestAPackageIsMadeOnce(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := sampleWorkspace(t, "putian-2009")
	release(t, w)
	left := filepath.Join(w.store(), "trial", "inputs", "涉密.docx") // by a process that was ended
	if err := errors.Join(os.MkdirAll(filepath.Dir(left), 0o755), os.WriteFile(left, []byte("涉密"), 0o644)); err != nil {
		t.Fatal(err)
	}
	p := packed(t, w, "第一版")
	if _, err := os.Stat(filepath.Join(w.store(), "trial")); !errors.Is(err, os.ErrNotExist) {
		t.Error("what a trial was made of is still there", err)
	}
	if p.Number != "0194-WS·2009-Y-BGS-0001" || p.Apart != "0194-WS·2009-Y-BGS-0002" || !p.Fresh {
		t.Errorf("%+v", p)
	}
	was := tree(t, p.Dir)
	again := packed(t, w, "第一版")
	if again.Fresh || again.Number != p.Number || again.Content != p.Content || again.Digest != p.Digest {
		t.Errorf("again %+v", again)
	}
	if err := os.RemoveAll(p.Dir); err != nil {
		t.Fatal(err)
	}
	later := wang
	later.At = later.At.Add(1000 * time.Hour)
	third, err := Archive(ctx, w, ArchiveOptions{Act: later, Label: "第一版", Program: tester, Untried: true})
	if err != nil || !third.Fresh || third.Trial.Done {
		t.Fatalf("%+v, %v", third, err)
	}
	if d := cmp.Diff(was, tree(t, third.Dir)); d != "" {
		t.Errorf("made again, it is another: %s", d[:min(len(d), 2000)])
	}
	for _, wrong := range []string{"第二版", ""} {
		if _, err := Archive(ctx, w, ArchiveOptions{Act: wang, Label: wrong}); !errors.Is(err, ErrNoItem) {
			t.Errorf("edition %q: %v", wrong, err)
		}
	}
}

// Every book of the package tells what it is: who sent what when, who decided what, the whole trail with its chain.
func TestAPackageTellsWhatHappened(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := sampleWorkspace(t, "putian-2009")
	code := ""
	d, err := w.desk(ctx, silent{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.state.catalog.Items {
		if it := &d.state.catalog.Items[i]; it.Class == notice.Public && it.Code != "" {
			code = it.Code
			break
		}
	}
	if err := d.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Decide(ctx, w, li, Ruling{Code: code, Decision: notice.Confirm, Reason: "=核对无误"}); err != nil {
		t.Fatal(err)
	}
	reg, err := w.openRegister(ctx)
	if err != nil {
		t.Fatal(err)
	}
	powers, err := reg.Powers(ctx)
	if err != nil || len(powers) == 0 {
		t.Fatalf("%d powers, %v", len(powers), err)
	}
	same := func(tx *register.Tx) error {
		return tx.Trace(&powers[0], "企业变更审批", true, "改了名称", "")
	}
	if err := errors.Join(reg.Do(ctx, li.At, li.By, same), reg.Close()); err != nil {
		t.Fatal(err)
	}
	release(t, w)
	p := packed(t, w, "第一版")
	at := filepath.Join(p.Dir, "data", "电子档案", "2009", "WS", p.Number)
	read := func(name string) [][]string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(at, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(b, []byte("\uFEFF")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	decisions := read("过程/审核结论.csv")
	if len(decisions) != 4 || decisions[1][5] != "确认" || decisions[1][6] != "'=核对无误" || decisions[2][5] != "同一职权" ||
		decisions[3][8] != "莆府法〔2009〕5号" || decisions[3][9] != "2009-09-08" {
		t.Errorf("decisions %q", decisions)
	}
	kept, err := os.ReadFile(filepath.Join(at, "过程", "检查意见.json"))
	if err != nil {
		t.Fatal(err)
	}
	found, err := review.ReadJSON(kept)
	if rows := read("过程/检查意见.csv"); err != nil || len(found) == 0 || len(rows) != len(found)+1 || rows[1][5] != found[0].Message {
		t.Errorf("%d findings, %d lines of them, %v", len(found), len(rows), err)
	}
	metadata, err := os.ReadFile(filepath.Join(at, metadataName))
	if err != nil {
		t.Fatal(err)
	}
	// The program's own check is no review, and who had the number given is named.
	for what, n := range map[string]int{">审核</业务行为>": 1, ">检查</业务行为>": 1, "这不是审核": 1, ">王档</机构人员名称>": 1} {
		if got := bytes.Count(metadata, []byte(what)); got != n {
			t.Errorf("the metadata says %s %d times, not %d", what, got, n)
		}
	}
	if rows := read("原始申报/收件登记.csv"); len(rows) != 16 {
		t.Errorf("%d lines of arrivals", len(rows))
	} else {
		for _, r := range rows[1:] { // nobody watched: each was read by a build
			info, err := os.Stat(filepath.Join(w.vault(), r[7]))
			if err != nil || r[6] != strconv.FormatInt(info.Size(), 10) || r[3] != "汇编时读取" || len(r[4]) != len(time.DateTime) {
				t.Errorf("a line of arrivals: %q, %v", r, err)
			}
		}
	}
	log, err := os.ReadFile(filepath.Join(at, "过程", "操作记录.log"))
	if err != nil {
		t.Fatal(err)
	}
	hidden, told := 0, 0
	before := strings.Repeat("0", 64)
	for line := range bytes.Lines(log) { // as 元数据规范.txt tells how
		sum, event, _ := strings.Cut(strings.TrimSuffix(string(line), "\n"), " ")
		if event != "" && sumOf([]byte(before+"\n"+event)) != sum {
			t.Errorf("the hash of %q does not follow from %s", event, before)
		}
		before = sum
		if len(bytes.TrimSpace(line)) == 64 {
			hidden++
		} else {
			told++
		}
	}
	if hidden == 0 || told < 10 {
		t.Errorf("%d lines are told and %d are not", told, hidden)
	}
	if !bytes.Contains(metadata, []byte("李明")) || !bytes.Contains(metadata, []byte("报送文件")) || !bytes.Contains(metadata, []byte("审定日期2009-09-08")) {
		t.Errorf("metadata: %s", metadata)
	}
}

// Names that a bag cannot hold are changed, and known as they were.
func TestNamesAreMadeFit(t *testing.T) {
	t.Parallel()
	p := &parcel{names: map[string]bool{}}
	long := strings.Repeat("长", 82) // 246 bytes of the 255 that a name has at most
	for _, v := range [][2]string{
		{"科室/" + long + "abcd.docx", "科室/" + long + "abcd.docx"}, {"科室/" + long + "ABCD.docx", "科室/" + long[:len(long)-3] + "（2）.docx"},
		{"科室/" + long + "Abcd.docx", "科室/" + long[:len(long)-3] + "（3）.docx"},
		{"科室/目录.docx", "科室/目录.docx"}, {"科室/目录.DOCX", "科室/目录（2）.DOCX"}, {`科室/a\b:c?.docx`, "科室/a_b_c_.docx"},
		{"科室/con.docx", "科室/_con.docx"}, {"科室/x. ", "科室/x"}, {"科室/50%.docx", "科室/50_.docx"}, {"科室/目录（2）.docx", "科室/目录（2）（2）.docx"},
	} {
		if got := p.free(v[0]); got != v[1] {
			t.Errorf("%q becomes %q, want %q", v[0], got, v[1])
		}
	}
}

// Codes that powers had before are issued in an order in which they can have been.
func TestCodesAreIssuedInTurn(t *testing.T) {
	t.Parallel()
	issue := func(power int64, code, scope string, seq int) register.Issue {
		return register.Issue{Power: power, Code: code, Scope: scope, Seq: seq, First: 1}
	}
	got := inTurn([]register.Issue{issue(1, "XK-3", "XK", 3), issue(1, "CF-1", "CF", 1), issue(2, "CF-2", "CF", 2), issue(2, "XK-4", "XK", 4), issue(3, "XK-1", "XK", 1)})
	at := map[string]int{}
	for i, c := range got {
		at[c.Code] = i
	}
	for _, before := range [][2]string{{"XK-3", "CF-1"}, {"CF-1", "CF-2"}, {"CF-2", "XK-4"}, {"XK-1", "XK-3"}} {
		if len(got) != 5 || at[before[0]] > at[before[1]] {
			t.Errorf("%s comes after %s: %v", before[0], before[1], got)
		}
	}
}

// A package is verified anywhere, and whatever is wrong with it is named.
func TestADamagedPackageIsNamed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	record := path.Join("data", "电子档案", "2009", "WS", p.Number)
	for name, c := range map[string]struct {
		file  string
		spoil func(file string) error
		says  string
	}{
		"one bit of the book":    {record + "/正本.pdf", flip, "内容与清单不符：" + record + "/正本.pdf"},
		"one bit of the list":    {"manifest-sha512.txt", flip, "manifest-sha512.txt"},
		"one bit of a tag":       {"bag-info.txt", flip, "bag-info.txt"},
		"one bit of the tags":    {"tagmanifest-sha256.txt", flip, "tagmanifest-sha256.txt"},
		"a submission is gone":   {record + "/原始申报/外资管理科/目录.docx", os.Remove, "缺少：" + record + "/原始申报/外资管理科/目录.docx"},
		"one is renamed":         {record + "/eep.xml", func(f string) error { return os.Rename(f, f+".bak") }, "已改名：" + record + "/eep.xml.bak（原名" + record + "/eep.xml）"},
		"one too many":           {"data/x.txt", func(f string) error { return os.WriteFile(f, []byte("x"), 0o600) }, "清单以外的文件：data/x.txt"},
		"it is no bag any more":  {"bagit.txt", os.Remove, "缺少：bagit.txt"},
		"the directory is gone":  {"data/文件目录.XML", os.Remove, "缺少：data/文件目录.XML"},
		"the manifest is nobody": {"manifest-sha256.txt", os.Remove, "manifest-sha256.txt"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "包")
			if err := os.CopyFS(dir, os.DirFS(p.Dir)); err != nil {
				t.Fatal(err)
			}
			wholePack(t, dir)
			if err := c.spoil(filepath.Join(dir, filepath.FromSlash(c.file))); err != nil {
				t.Fatal(err)
			}
			if !IsPackage(dir) {
				t.Error("not taken for a package")
			}
			v, err := VerifyPackage(ctx, dir, nil)
			if err != nil || !slices.ContainsFunc(v.Wrong, func(s string) bool { return strings.Contains(s, c.says) }) {
				t.Errorf("%v, says %q, want %q", err, v.Wrong, c.says)
			}
			to := filepath.Join(t.TempDir(), "w")
			if _, err := Restore(ctx, dir, to, wang, nil, tester); err == nil {
				t.Error("a workspace was made from it")
			}
			if left, _ := filepath.Glob(filepath.Join(filepath.Dir(to), "*")); left != nil {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// flip changes one bit in the middle of a file.
func flip(file string) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	b[len(b)/2] ^= 1
	return os.WriteFile(file, b, 0o600)
}

// A seal from outside becomes a tag file, and the payload's list stays as it was sealed.
func TestASealIsTakenIn(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	file := filepath.Join(t.TempDir(), "签章结果.p7s")
	if err := os.WriteFile(file, []byte("outside"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := ArchiveOptions{Act: wang, Label: "第一版", Program: tester}
	if _, err := Seal(ctx, w, o, file); err == nil {
		t.Error("what was not there was sealed")
	}
	p := packed(t, w, "第一版")
	if err := p.export(); err != nil {
		t.Fatal(err)
	}
	if _, err := Seal(ctx, w, o, p.Dir+".清单摘要.txt"); !errors.Is(err, ErrNoSeal) {
		t.Errorf("what is to be sealed was taken for the seal: %v", err)
	}
	sealed, err := Seal(ctx, w, o, file)
	if err != nil || !sealed.Sealed || sealed.Content != p.Content || sealed.Digest == p.Digest {
		t.Errorf("%+v, %v", sealed, err)
	}
	v, err := VerifyPackage(ctx, p.Dir, nil)
	if err != nil || len(v.Wrong) > 0 || !slices.Equal(v.Seals, []string{"签章/签章结果.p7s"}) {
		t.Errorf("%+v, %v", v, err)
	}
	if _, err := Seal(ctx, w, o, file); err != nil {
		t.Errorf("the same seal again: %v", err)
	}
	if err := os.WriteFile(file, []byte("another"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Seal(ctx, w, o, file); err == nil {
		t.Error("a seal was replaced")
	}
	restored(t, p)
}

// forged is a package with another list of what the edition is made of, and files besides; as a bag it is whole.
func forged(t *testing.T, p *Package, change func(m *manifest), besides map[string][]byte) string {
	t.Helper()
	m, _, _, err := openPackage(p.Dir)
	if err != nil {
		t.Fatal(err)
	}
	change(m)
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	files := tree(t, filepath.Join(p.Dir, "data"))
	files[manifestName] = string(b)
	for name, b := range besides {
		files[name] = string(b)
	}
	dir := filepath.Join(t.TempDir(), "包")
	w, err := bagit.Create(dir, bagit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := w.Add(context.Background(), bagit.Item{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(nil, nil); err != nil {
		t.Fatal(err)
	}
	return dir
}

// A package that somebody made with care cannot write outside the workspace, nor choose where that sends its packages.
func TestAForgedPackageStaysInside(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	p := packed(t, w, "第一版")
	evil := []byte("notice: putian-2009\ndeposit:\n  to: /tmp/evil\n")
	for name, change := range map[string]func(m *manifest){
		"a submission above":    func(m *manifest) { m.Inputs[0].File = "../../外.docx" },
		"a template above":      func(m *manifest) { m.Templates[0].File = "../外.yaml" },
		"an absolute one":       func(m *manifest) { m.Templates[1].File = "/tmp/huibian-外.yaml" },
		"a setting, roundabout": func(m *manifest) { m.Templates[0].File = "templates/../huibian.yaml" },
		"a setting, by a dot":   func(m *manifest) { m.Templates[0].File = "./huibian.yaml" },
		"a setting of Windows":  func(m *manifest) { m.Templates[0].File = "Huibian.yaml" },
		"a setting, backwards":  func(m *manifest) { m.Templates[0].File = `templates/..\huibian.yaml` },
		"a file of the store":   func(m *manifest) { m.Templates[0].File = ".huibian/deposits.json" },
		"a sheet above":         func(m *manifest) { m.Sheets = []sealed{{"审核/../../外.docx", m.Inputs[0].SHA256}} },
		"bytes it has not":      func(m *manifest) { m.Inputs[0].SHA256 = strings.Repeat("0", 64) },
		"a notice elsewhere":    func(m *manifest) { m.Notice = "../../.." },
		"a log that is none":    func(m *manifest) { m.Log = m.Inputs[0].SHA256 },
		"a power without one":   func(m *manifest) { m.Powers = m.Inputs[0].SHA256; m.Log = "" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := forged(t, p, change, nil)
			home := t.TempDir()
			if _, err := Restore(ctx, dir, filepath.Join(home, "w"), wang, nil, tester); err == nil {
				t.Error("it was made a workspace")
			}
			if entries, _ := os.ReadDir(home); len(entries) > 0 {
				t.Errorf("left behind: %v", entries)
			}
		})
	}
	sum := sha256.Sum256(evil)
	dir := forged(t, p, func(m *manifest) {
		m.Templates = append(m.Templates, sealed{templates.WorkspaceFile, hex.EncodeToString(sum[:])})
	}, map[string][]byte{"其他/x.yaml": evil})
	to := filepath.Join(t.TempDir(), "w")
	if _, err := Restore(ctx, dir, to, wang, nil, tester); err != nil {
		t.Fatal(err)
	}
	if d, err := templates.DepositOf(to); err != nil || d != (templates.Deposit{}) {
		t.Errorf("its packages go to %+v, %v", d, err)
	}
}

// What was secret and is gone is in the register for ever, and not in a package.
func TestWhatWasSecretOnceIsNotInTheTrail(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会")})
	drop(t, w, "外资管理科/涉密目录.docx", onePower(t, "边境管控事项审批", "涉密"))
	x := watch(t, w, quick)
	x.until("both", func(b Built) bool { return items(b) == 2 })
	if err := os.Remove(filepath.Join(w.Inputs(), "外资管理科", "涉密目录.docx")); err != nil {
		t.Fatal(err)
	}
	x.until("one", func(b Built) bool { return items(b) == 1 })
	x.stop()
	release(t, w)
	p := packed(t, w, "第一版", Act{By: "王档", At: time.Now()})
	if p.Whole || p.Left > 0 || p.Apart != "" {
		t.Errorf("packed %+v", p)
	}
	for file, b := range tree(t, p.Dir) {
		for _, mark := range []string{"涉密目录", "边境管控"} {
			if strings.Contains(openText(t, file, []byte(b)), mark) {
				t.Errorf("%s holds %s", file, mark)
			}
		}
	}
	restored(t, p)
	if _, err := Verify(ctx, w, nil); err != nil {
		t.Error(err)
	}
}

// inNoFile demands that no file of a package holds a text, or is called so.
func inNoFile(t *testing.T, p *Package, texts ...string) {
	t.Helper()
	for file, b := range tree(t, p.Dir) {
		held := openText(t, file, []byte(b)) + pdfText(t, filepath.Join(p.Dir, filepath.FromSlash(file)))
		for _, text := range texts {
			if at := strings.Index(held, text); at >= 0 {
				t.Errorf("%s holds %s: %q", file, text, held[max(0, at-60):min(len(held), at+60)])
			}
		}
	}
}

// next releases an edition after the first.
func next(t *testing.T, w Workspace, label string) {
	t.Helper()
	ctx := context.Background()
	if err := Approve(ctx, w, li, "莆府法〔2009〕"+label, notice.Date{Year: 2009, Month: 9, Day: 10}); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: label, Program: tester, Anyway: true, Date: notice.Date{Year: 2009, Month: 9, Day: 10}}); err != nil {
		t.Fatal(err)
	}
}

// A file that held a secret item, and is called nothing suspicious, is not named in the package of an edition that was released
// after it had gone, or after an edition that had it.
func TestAFileThatWasClosedIsNotNamed(t *testing.T) {
	t.Parallel()
	for _, released := range []bool{false, true} {
		w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "外资管理科/专项.docx": onePower(t, "边境管控事项审批", "涉密")})
		x := watch(t, w, quick)
		x.until("both", func(b Built) bool { return items(b) == 2 })
		x.stop()
		if released {
			next(t, w, "前一版")
		}
		if err := os.Remove(filepath.Join(w.Inputs(), "外资管理科", "专项.docx")); err != nil {
			t.Fatal(err)
		}
		x = watch(t, w, quick)
		x.until("one", func(b Built) bool { return items(b) == 1 })
		x.stop()
		next(t, w, "第一版")
		p := packed(t, w, "第一版", Act{By: "王档", At: time.Now()})
		if p.Whole {
			t.Error("the whole trail is told")
		}
		inNoFile(t, p, "专项", "边境管控")
		restored(t, p)
	}
}

// A file that came and went before anybody had read it may have been one.
func TestAFileThatWasNeverReadIsNotNamed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会")})
	reg, err := w.openRegister(ctx)
	if err != nil {
		t.Fatal(err)
	}
	seen := register.Seen{File: "外资管理科/专项.docx", Section: "外资管理科", SHA256: strings.Repeat("5a", 32), Size: 7, Modified: li.At, At: li.At}
	if _, err := reg.Take(ctx, seen); err != nil {
		t.Fatal(err)
	}
	if _, err := reg.Withdraw(ctx, li.At, seen.File); err != nil {
		t.Fatal(err)
	}
	if err := reg.Close(); err != nil {
		t.Fatal(err)
	}
	release(t, w)
	p := packed(t, w, "第一版")
	if p.Whole {
		t.Error("the whole trail is told")
	}
	inNoFile(t, p, "专项", seen.SHA256)
}

// What was public, and bears the last number, is secret by the next edition: that is made again with the numbers it gave.
func TestNumbersGoOnAfterOneThatIsElsewhere(t *testing.T) {
	t.Parallel()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会")})
	release(t, w)
	drop(t, w, "外资管理科/二.docx", onePower(t, "企业变更事项审批", "全社会"))
	next(t, w, "第二版")
	drop(t, w, "外资管理科/二.docx", onePower(t, "企业变更事项审批", "涉密"))
	drop(t, w, "外资管理科/三.docx", onePower(t, "企业注销事项审批", "全社会"))
	next(t, w, "第三版")
	p := packed(t, w, "第三版")
	inNoFile(t, p, "企业变更")
	restored(t, p)
}

// A label that no title and no line of bag-info.txt can hold is not released: a number would be given to what can never be packed.
func TestALabelThatCannotBeArchivedIsNotReleased(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会")})
	if err := Approve(ctx, w, li, "莆府法〔2009〕5号", notice.Date{Year: 2009, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	for _, label := range []string{"第一版\nHuibian-Scope: whole", "第\x00版", strings.Repeat("长", 101)} {
		if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: label, Program: tester}); !errors.Is(err, ErrLabel) {
			t.Errorf("%.20q: %v", label, err)
		}
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "../〈1/2〉&", Program: tester}); err != nil {
		t.Fatal(err)
	}
	restored(t, packed(t, w, "../〈1/2〉&"))
}

// Nothing in a package tells how many secret items there are: no total, and no number of a power, which goes on from theirs.
func TestThePackageTellsNoNumberOfSecrets(t *testing.T) {
	t.Parallel()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"),
		"外资管理科/二.docx": onePower(t, "边境管控事项审批", "涉密"), "外资管理科/三.docx": onePower(t, "口岸管控事项审批", "涉密")})
	release(t, w)
	first := packed(t, w, "第一版")
	drop(t, w, "办公室/一.docx", onePower(t, "印章刻制事项审批", "全社会"))
	next(t, w, "第二版")
	second := packed(t, w, "第二版")
	for _, p := range []*Package{first, second} {
		inNoFile(t, p, `"items":3`, `"items":4`, `"power":4`, "power:4", "二.docx", "三.docx")
		log, err := os.ReadFile(filepath.Join(p.Dir, "data", "电子档案", "2009", "WS", p.Number, "过程", "操作记录.log"))
		if err != nil {
			t.Fatal(err)
		}
		alone := false // a hash next to the one before it tells what a short event may have said
		for line := range bytes.Lines(log) {
			hidden := len(bytes.TrimSpace(line)) == 64
			if hidden && alone {
				t.Errorf("two hashes follow each other in %s", log)
			}
			alone = hidden
		}
	}
	restored(t, second) // pieces 1 and 2 are not known there
}

// What was decided on, and is secret by now, is in no 审核表 of a later edition, under no code, and in no word about others.
func TestWhatIsSecretNowIsInNoSheet(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "边管审批", "全社会"), "办公室/一.docx": onePower(t, "印章刻制事项审批", "全社会")})
	build(t, w)
	sheets, err := WriteReview(ctx, w, ReviewOptions{Act: li, All: true})
	if err != nil || len(sheets) != 1 {
		t.Fatalf("%+v, %v", sheets, err)
	}
	b, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(sheets[0].File)))
	if err != nil {
		t.Fatal(err)
	}
	b, err = docxtest.EditMain(b, func(xml string) (string, error) { return docxtest.Fill(xml, "by", "李明") })
	if err != nil {
		t.Fatal(err)
	}
	drop(t, w, "审核/审核表.docx", b)
	build(t, w)
	release(t, w)
	if _, err := Decide(ctx, w, li, Ruling{Code: "印章刻制事项审批", Decision: notice.Other, As: "PT01WJ-XK-0002", Reason: "不是一项"}); err != nil {
		t.Fatal(err)
	}
	drop(t, w, "外资管理科/目录.docx", onePower(t, "边管审批", "涉密"))
	next(t, w, "第二版")
	p := packed(t, w, "第二版")
	inNoFile(t, p, "边管审批")
	restored(t, p)
}

// A submission that named what has become secret since stays behind; so does a word of who decided, or why, also where the name
// is short.
func TestAFileThatNamesWhatIsSecretNowStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"),
		"办公室/说明.docx": wordFile(t, para("清理工作情况")+para("另有边境管控事项审批一项，下次报送。")), "办公室/一.docx": onePower(t, "印章刻制事项审批", "全社会")})
	build(t, w)
	if _, err := Decide(ctx, w, li, Ruling{Code: "印章刻制事项审批", Decision: notice.Confirm, Reason: "与边管审批并行"}); err != nil {
		t.Fatal(err)
	}
	if _, err := Decide(ctx, w, Act{By: "边管审批专班", At: li.At}, Ruling{Code: "企业设立事项审批", Decision: notice.Confirm, Reason: "核对无误"}); err != nil {
		t.Fatal(err)
	}
	release(t, w)
	drop(t, w, "办公室/二.docx", onePower(t, "边境管控事项审批", "涉密"))
	drop(t, w, "办公室/三.docx", onePower(t, "边管审批", "涉密"))
	next(t, w, "第二版")
	for _, label := range []string{"第一版", "第二版"} {
		p := packed(t, w, label)
		if p.Whole || p.Left < 1 {
			t.Errorf("packed %+v", p)
		}
		inNoFile(t, p, "边境管控", "边管审批")
	}
}

// A submission that lies at the top, or is called as the book of arrivals, is one as any other.
func TestASubmissionAtTheTop(t *testing.T) {
	t.Parallel()
	w := dropWorkspace(t, map[string][]byte{"顶层.docx": onePower(t, "企业设立事项审批", "全社会"), "收件登记.csv": []byte("x"), "外资管理科/目录.docx": onePower(t, "企业变更事项审批", "全社会")})
	own := filepath.Join(w.Dir, "templates", "putian-2009", "notice.yaml")
	b, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, bytes.Replace(b, []byte("secret: apart"), []byte("secret: included"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	next(t, w, "第一版")
	p := packed(t, w, "第一版")
	at := filepath.Join(p.Dir, "data", "电子档案", "2009", "WS", p.Number)
	if b, err := os.ReadFile(filepath.Join(at, "原始申报", "收件登记.csv")); err != nil || !bytes.Contains(b, []byte("前一份SHA-256")) {
		t.Errorf("the book of arrivals: %q, %v", b, err)
	}
	metadata, err := os.ReadFile(filepath.Join(at, "元数据.xml"))
	if n := bytes.Count(metadata, []byte("<文档创建程序 编号=\"M50\">不详")); err != nil || n != 3 {
		t.Errorf("%d files are said to be of the sections, %v", n, err)
	}
	restored(t, p)
}
