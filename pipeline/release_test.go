package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/intake"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

var li = Act{By: "李明", At: time.Date(2009, 9, 8, 1, 0, 0, 0, time.UTC)}

// release approves and releases what lies in a workspace, as 第一版.
func release(t testing.TB, w Workspace) *Released {
	t.Helper()
	ctx := context.Background()
	if mustOpen(t, w).Notice.Approval.Demanded() {
		if err := Approve(ctx, w, li, "莆府法〔2009〕5号", notice.Date{Year: 2009, Month: 9, Day: 8}); err != nil {
			t.Fatal(err)
		}
	}
	r, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第一版", Program: "huibian 试"})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func mustOpen(t testing.TB, w Workspace) *house {
	t.Helper()
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func verified(t *testing.T, w Workspace) *Verified {
	t.Helper()
	v, err := Verify(context.Background(), w, nil)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// An edition comes out the same to the byte, whatever has become of the inputs, the notice and the register since.
func TestAnEditionIsBuiltAgain(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		ctx := context.Background()
		w := sampleWorkspace(t, name)
		first := release(t, w)
		released := tree(t, w.Output())
		if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第一版"}); !errors.Is(err, ErrReleased) {
			t.Errorf("the same label again: %v", err)
		}
		build(t, w)
		for name, b := range tree(t, w.Output()) {
			if len(editionOutputs([]Output{{File: name}})) > 0 && !strings.HasSuffix(name, ".docx") && !strings.HasSuffix(name, ".pdf") && b != released[name] {
				t.Errorf("%s is another after a build of the same", name)
			}
		}

		drops, _, err := intake.Scan(w.Inputs(), mustOpen(t, w).Notice)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range drops[1:] {
			if err := os.Remove(d.Path); err != nil {
				t.Fatal(err)
			}
		}
		fewer := len(drops) > 1
		own := filepath.Join(w.Dir, "templates", name, "notice.yaml")
		yaml, err := os.ReadFile(own)
		if err != nil {
			t.Fatal(err)
		}
		changed := strings.Replace(string(yaml), "\nbook:\n  title: ", "\nbook:\n  title: 另一本", 1)
		if changed == string(yaml) {
			t.Fatal("the notice is the same")
		}
		if err := os.WriteFile(own, []byte(changed), 0o644); err != nil {
			t.Fatal(err)
		}
		if mustOpen(t, w).Notice.Approval.Demanded() {
			if err := Approve(ctx, w, li, "莆府法〔2010〕1号", notice.Date{Year: 2010, Month: 9, Day: 8}); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版"}); fewer && !errors.Is(err, ErrUndecided) {
			t.Errorf("with powers missing: %v", err)
		}
		if !fewer {
			return
		}
		second, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版", Anyway: true})
		if err != nil {
			t.Fatal(err)
		}
		if second.Abolished == 0 || second.New > 0 || second.Items >= first.Items {
			t.Errorf("第二版 has %+v, the first %d items", second.Edition, first.Items)
		}

		v := verified(t, w)
		if d := cmp.Diff([]string{"第一版", "第二版"}, v.Editions); d != "" || len(v.Wrong) > 0 {
			t.Errorf("verified %s %q", d, v.Wrong)
		}
		to := filepath.Join(t.TempDir(), "again")
		if _, err := Rebuild(ctx, w, "第一版", to); err != nil {
			t.Fatal(err)
		}
		again := tree(t, to)
		for name, b := range again {
			if b != released[name] {
				t.Errorf("%s is another", name)
			}
		}
		if len(again) < 8 {
			t.Errorf("only %d files", len(again))
		}
		if _, err := Rebuild(ctx, w, "第三版", to+"3"); !errors.Is(err, ErrNoItem) {
			t.Errorf("an edition that is none: %v", err)
		}
	})
}

// What is damaged in the store is named.
func TestVerifyTellsDamage(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	r := release(t, w)
	vault := filepath.Join(w.store(), "sealed")
	m := r.Manifest
	sums := []string{m}
	entries, err := os.ReadDir(vault)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != m {
			sums = append(sums, e.Name())
		}
	}
	if len(sums) < 12 {
		t.Fatalf("%d files are sealed", len(sums))
	}
	for i, sum := range sums {
		if i%3 != 0 {
			continue // some of each kind will do
		}
		p := filepath.Join(vault, sum)
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		broken := slices.Clone(b)
		broken[len(b)/2] ^= 1
		if err := os.WriteFile(p, broken, 0o600); err != nil {
			t.Fatal(err)
		}
		if v := verified(t, w); !slices.ContainsFunc(v.Wrong, func(s string) bool { return strings.Contains(s, sum) }) {
			t.Errorf("one bit of %s: %q", sum, v.Wrong)
		}
		if err := os.Remove(p); err != nil {
			t.Fatal(err)
		}
		if v := verified(t, w); len(v.Wrong) == 0 {
			t.Errorf("%s is gone, and all is well", sum)
		}
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if v := verified(t, w); len(v.Wrong) > 0 || len(v.Editions) != 1 {
		t.Errorf("mended: %+v", v)
	}
	// What is there besides, under a name of its own or its hash, and what has another name.
	stray := []byte("nobody's")
	for _, name := range []string{"目录.docx", sumOf(stray)} {
		if err := os.WriteFile(filepath.Join(vault, name), stray, 0o600); err != nil {
			t.Fatal(err)
		}
		if v := verified(t, w); len(v.Wrong) != 1 || !strings.Contains(v.Wrong[0], name) {
			t.Errorf("%s is there besides: %q", name, v.Wrong)
		}
		if err := os.Remove(filepath.Join(vault, name)); err != nil {
			t.Fatal(err)
		}
	}
	other := strings.Repeat("0", 64)
	if err := os.Rename(filepath.Join(vault, m), filepath.Join(vault, other)); err != nil {
		t.Fatal(err)
	}
	if says := strings.Join(verified(t, w).Wrong, "\n"); !strings.Contains(says, other) || !strings.Contains(says, m) {
		t.Errorf("renamed: %s", says)
	}
}

// No word of what is secret stands in a 审核表, a comparison or its answer that others may read, nor one of what is internal
// in a public one.
func TestNothingSecretReachesTheOfficesOpenFiles(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		ctx := context.Background()
		w := leakWorkspace(t, name)
		release(t, w)
		catalogFile := tree(t, w.Output())["data/catalog.json"]
		secret := append(closedCodes(t, catalogFile, notice.Secret), secretMark)
		closed := append(closedCodes(t, catalogFile, notice.Internal), internalMark)
		closed = append(closed, secret...)
		// What was secret is published, what was published is gone: the difference must not tell what there was.
		h, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		section := h.Notice.Sections[0].Name
		if err := os.Remove(filepath.Join(w.Inputs(), filepath.FromSlash(section+"/公开.docx"))); err != nil {
			t.Fatal(err)
		}
		for _, f := range []string{section + "/" + secretMark + "涉密.docx", section + "/" + internalMark + "内部.docx"} {
			if err := os.Remove(filepath.Join(w.Inputs(), filepath.FromSlash(f))); err != nil {
				t.Fatal(err)
			}
		}
		build(t, w)
		if _, err := WriteReview(ctx, w, ReviewOptions{Act: li, All: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := Diff(ctx, w, DiffOptions{Old: "第一版", Act: li}); err != nil {
			t.Fatal(err)
		}
		looked := 0
		for name, b := range tree(t, w.Output()) {
			info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			marks := secret
			switch {
			case info.Mode().Perm() == modeSecret, !strings.HasPrefix(name, "审核表/") && !strings.HasPrefix(name, "修订对照/"):
				continue
			case strings.Contains(name, "/公开版/"):
				marks = closed
			}
			looked++
			text := openText(t, name, []byte(b))
			for _, mark := range marks {
				for _, s := range spellings(mark) {
					if at := strings.Index(text, s); at >= 0 {
						t.Errorf("%s holds %s: %q", name, mark, text[max(0, at-60):min(len(text), at+60)])
						break
					}
				}
			}
		}
		if looked < 7 {
			t.Errorf("looked at %d files only", looked)
		}
	})
}

// The 审核表 as the office uses it: filled in, dropped, adopted once, and not against what has changed since.
func TestReviewSheet(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立审批", "全社会")})
	sheets, err := WriteReview(ctx, w, ReviewOptions{Act: li, All: true})
	if err != nil || len(sheets) != 1 || sheets[0].Rows != 1 {
		t.Fatalf("%+v, %v", sheets, err)
	}
	blank, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(sheets[0].File)))
	if err != nil {
		t.Fatal(err)
	}
	fill := func(values ...string) []byte {
		b, err := docxtest.EditMain(blank, func(xml string) (string, error) {
			for i := 0; i < len(values); i += 2 {
				var err error
				if xml, err = docxtest.Fill(xml, values[i], values[i+1]); err != nil {
					return "", err
				}
			}
			return xml, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	found := func(rule string) (n int) {
		for _, f := range build(t, w).Findings {
			if f.Rule == rule {
				n++
			}
		}
		return n
	}
	powers := func() []string {
		m, err := w.remembered(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var out []string
		for _, p := range m.powers {
			if p.Decided != nil {
				out = append(out, p.Name+" "+string(p.Decided.Decision)+" "+p.Decided.By+" "+p.Decided.Reason)
			}
		}
		return out
	}
	// What was approved with it is not what the books would show: that is not adopted either.
	drop(t, w, "审核/无理由.docx", fill("decision:1", "废止", "by", "王芳", "approval", "莆府法〔2009〕5号", "approved", "2009年9月8日"))
	if n := found("R38"); n != 2 || len(powers()) != 0 {
		t.Errorf("without a reason: %d findings, %q", n, powers())
	}
	back, err := os.ReadFile(filepath.Join(w.Output(), "回执/审核/无理由.批注.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if text := openText(t, "x.docx", back); !strings.Contains(text, "word/comments.xml") || !strings.Contains(text, "理由") {
		t.Error("it comes back without comments")
	}
	if m, err := w.remembered(ctx); err != nil || m.approval != nil {
		t.Errorf("approved: %v, %v", m.approval, err)
	}
	drop(t, w, "审核/退回.docx", fill("decision:1", "退回", "reason:1", "写明条款", "by", "王芳", "approval", "莆府法〔2009〕5号", "approved", "2009年9月8日"))
	if n := found("R38"); n != 2 {
		t.Errorf("%d findings", n)
	}
	if m, err := w.remembered(ctx); err != nil || m.approval == nil || m.approval.Number != "莆府法〔2009〕5号" {
		t.Errorf("approved: %v, %v", m.approval, err)
	}
	if d := cmp.Diff([]string{"企业设立审批 return 王芳 写明条款"}, powers()); d != "" {
		t.Error(d)
	}
	if b := tree(t, w.Output())["data/public.json"]; strings.Contains(b, "企业设立审批") {
		t.Error("what was sent back is in the public catalog")
	}
	// The section corrects it: the decision does not hold for what it sends now, and the old sheet does not decide on it.
	drop(t, w, "外资管理科/目录.docx", onePower(t, "企业设立审批", "申请人"))
	drop(t, w, "审核/再来.docx", fill("decision:1", "确认", "by", "李明"))
	if n := found("R39"); n != 1 {
		t.Errorf("an outdated sheet: %d findings R39", n)
	}
	if b := tree(t, w.Output())["data/public.json"]; !strings.Contains(b, "企业设立审批") {
		t.Error("what was corrected is not in the catalog")
	}
	if d := cmp.Diff([]string{"企业设立审批 return 王芳 写明条款"}, powers()); d != "" {
		t.Error(d)
	}
}

// Under watch, what is decided in the folder 审核 and on the command line reaches the outputs, and its answer the folder.
func TestWatchHeedsTheOffice(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, WatchOptions{})
	x.drop("外资管理科/目录.docx", onePower(t, "企业设立审批", "全社会"))
	x.until("the first book", func(b Built) bool { return items(b) == 1 })
	ctx := context.Background()
	if _, err := Decide(ctx, w, li, Ruling{Code: "企业设立审批", Decision: notice.Abolish, Reason: "无依据"}); err != nil {
		t.Fatal(err)
	}
	x.until("a decision on the command line", func(Built) bool {
		return !strings.Contains(tree(t, w.Output())["data/public.json"], "企业设立审批")
	})
	x.drop("审核/不是.docx", onePower(t, "别的", "全社会"))
	x.until("an answer to the office", func(b Built) bool {
		return slices.ContainsFunc(b.Report.Findings, func(f notice.Finding) bool { return f.Rule == "R38" })
	})
	eventually(t, "a receipt in the folder 审核", func() bool {
		_, err := os.Stat(filepath.Join(w.Inputs(), "审核", "回执", "不是.docx.回执.docx"))
		return err == nil
	})
	var kinds []string
	if err := Events(ctx, w, func(e *register.Event) error { kinds = append(kinds, e.Kind); return nil }); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(kinds, " "), "received read described decided received sheet"; got != want {
		t.Errorf("events: %s, want %s", got, want)
	}
}

// A draft number that has moved since the last outputs is not decided on: whoever gives it means another item.
func TestDraftNumbersMayMove(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/2.docx": onePower(t, "企业设立审批", "全社会")})
	build(t, w)
	drop(t, w, "外资管理科/1.docx", onePower(t, "企业注销审批", "全社会"))
	const first = "PT01WJ-XK-0001"
	r := Ruling{Code: first, Decision: notice.Confirm}
	if s, err := w.desk(ctx, silent{}); err != nil {
		t.Fatal(err)
	} else if x, err := s.state.find(first); err != nil || x.item.Name == "企业设立审批" || s.close() != nil {
		t.Fatalf("the number has not moved: %v", err)
	}
	if _, err := Decide(ctx, w, li, r); !errors.Is(err, ErrNoItem) {
		t.Errorf("before a build: %v", err)
	}
	build(t, w)
	if d, err := Decide(ctx, w, li, r); err != nil || d[0].Name != "企业注销审批" {
		t.Errorf("after a build: %+v, %v", d, err)
	}
}

// What a person says of who is who holds also where the item has been decided on as a power of its own.
func TestSameAfterADecision(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/1.docx": onePower(t, "企业设立审批", "全社会")})
	release(t, w)
	drop(t, w, "外资管理科/1.docx", onePower(t, "企业设立和变更审批", "全社会"))
	build(t, w)
	const renamed = "企业设立和变更审批"
	for _, r := range []Ruling{
		{Code: renamed, Decision: notice.Confirm},
		{Code: renamed, Decision: notice.Same, As: "PT01WJ-XK-0001", Reason: "更名"},
	} {
		if _, err := Decide(ctx, w, li, r); err != nil {
			t.Fatal(err)
		}
	}
	build(t, w)
	if b := tree(t, w.Output())["data/public.json"]; !strings.Contains(b, `"code":"PT01WJ-XK-0001","name":"`+renamed) {
		t.Errorf("it has another code: %s", b)
	}
}

// Another file moves the draft numbers before the 审核表 comes back: its rows are known by their words.
func TestReviewSheetAfterNumbersMoved(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/2.docx": onePower(t, "企业设立审批", "全社会")})
	sheets, err := WriteReview(ctx, w, ReviewOptions{Act: li, All: true})
	if err != nil {
		t.Fatal(err)
	}
	blank, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(sheets[0].File)))
	if err != nil {
		t.Fatal(err)
	}
	filled, err := docxtest.EditMain(blank, func(xml string) (string, error) {
		for _, x := range [][2]string{{"decision:1", "废止"}, {"reason:1", "无依据"}, {"by", "李明"}} {
			var err error
			if xml, err = docxtest.Fill(xml, x[0], x[1]); err != nil {
				return "", err
			}
		}
		return xml, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	drop(t, w, "外资管理科/1.docx", onePower(t, "企业注销审批", "全社会"))
	drop(t, w, "审核/审核表.docx", filled)
	build(t, w)
	if b := tree(t, w.Output())["data/public.json"]; strings.Contains(b, "企业设立审批") || !strings.Contains(b, "企业注销审批") {
		t.Errorf("another item was abolished: %s", b)
	}
}

// The answer to a 审核表 that speaks of what is secret is for the office alone, also where nothing of it was adopted.
func TestAnswerToASecretSheet(t *testing.T) {
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/1.docx": onePower(t, "敏感物项核查", "不公开"), "外资管理科/2.docx": onePower(t, "企业设立审批", "全社会")})
	build(t, w)
	sheets, err := WriteReview(ctx, w, ReviewOptions{Act: li, All: true})
	if err != nil || len(sheets) != 2 {
		t.Fatalf("%+v, %v", sheets, err)
	}
	for i, fills := range [][][2]string{{{"decision:1", "好"}, {"by", "李明"}}, {{"decision:1", "确认"}, {"by", "李明"}}, {{"decision:1", "废止"}, {"by", "李明"}}} {
		for _, s := range sheets {
			b, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(s.File)))
			if err != nil {
				t.Fatal(err)
			}
			b, err = docxtest.EditMain(b, func(xml string) (string, error) {
				for _, x := range fills {
					var err error
					if xml, err = docxtest.Fill(xml, x[0], x[1]); err != nil {
						return "", err
					}
				}
				return xml, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			drop(t, w, fmt.Sprintf("审核/%d %s", i, path.Base(s.File)), b)
		}
	}
	build(t, w)
	open := 0
	for name, b := range tree(t, w.Output()) {
		info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(name, "回执/审核/") && info.Mode().Perm() != modeSecret {
			open++
			if strings.Contains(openText(t, "x.docx", []byte(b)), "敏感物项") {
				t.Errorf("%s speaks of it", name)
			}
		}
	}
	if open < 3 {
		t.Errorf("only %d answers are open", open)
	}
}
