package pipeline

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"huibian/pipeline/notice"
)

// eventually waits for something that follows a set of outputs.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(time.Minute); time.Now().Before(limit); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s: not seen", what)
}

func TestReceiptsReachTheSection(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	in := func(name string) string { return filepath.Join(w.Inputs(), filepath.FromSlash(name)) }
	has := func(name string) func() bool {
		return func() bool { _, err := os.Stat(in(name)); return err == nil }
	}
	x.drop("外资管理科/附件/目录.docx", submission(t, "甲审批"))
	x.drop("散件.docx", submission(t, "乙审批"))
	const receipt = "外资管理科/回执/附件／目录.docx.回执.docx"
	eventually(t, "the receipt in the section's folder", has(receipt))
	eventually(t, "the receipt of a file at the top", has("回执/散件.docx.回执.docx"))

	// Someone writes into a receipt: what they wrote stays.
	theirs := []byte("改过的")
	if err := os.WriteFile(in(receipt), theirs, 0o644); err != nil {
		t.Fatal(err)
	}
	x.drop("外资管理科/附件/目录.docx", submission(t, "甲审批", "丙审批"))
	eventually(t, "the new receipt beside it", has("外资管理科/回执/附件／目录.docx.回执（新）.docx"))
	if b, err := os.ReadFile(in(receipt)); err != nil || string(b) != string(theirs) {
		t.Errorf("what was written into the receipt: %q, %v", b, err)
	}
	if err := os.Remove(in("散件.docx")); err != nil {
		t.Fatal(err)
	}
	eventually(t, "no receipt of what is gone", func() bool { return !has("回执/散件.docx.回执.docx")() })
	eventually(t, "nor its folder", func() bool { return !has("回执")() })
	x.stop()
	if n := len(x.arrivals()); n != 4 {
		t.Errorf("%d arrivals: receipts were read as submissions", n)
	}
}

// A folder 回执 that is a link must not make us write elsewhere.
func TestReceiptsDoNotFollowLinks(t *testing.T) {
	w := emptyWorkspace(t)
	outside := t.TempDir()
	if err := os.MkdirAll(filepath.Join(w.Inputs(), "外资管理科"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(w.Inputs(), "外资管理科", receiptFolder)); err != nil {
		t.Skip(err)
	}
	x := watch(t, w, quick)
	x.drop("外资管理科/目录.docx", submission(t, "甲审批"))
	eventually(t, "a word in the log", func() bool { return strings.Contains(x.log.String(), "could not be put") })
	x.stop()
	if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
		t.Errorf("written outside: %v, %v", left, err)
	}
}

// Who corrects the copy with comments where it lies, in the folder that is not read, is told; what was written stays.
func TestCorrectionsInTheWrongFolderAreTold(t *testing.T) {
	w := emptyWorkspace(t)
	x := watch(t, w, quick)
	x.drop("外资管理科/目录.docx", submission(t, ""))
	copied := filepath.Join(w.Inputs(), "外资管理科", "回执", "目录.批注.docx")
	there := func() bool { _, err := os.Stat(copied); return err == nil }
	eventually(t, "the copy with comments", there)
	corrected := submission(t, "甲审批")
	if err := os.WriteFile(copied, corrected, 0o644); err != nil {
		t.Fatal(err)
	}
	told := func(b Built) bool {
		return slices.ContainsFunc(b.Report.Findings, func(f notice.Finding) bool { return f.Rule == "R37" && f.Place.File == "外资管理科/目录.docx" })
	}
	x.until("that it is told", told)
	eventually(t, "the new copy beside it", func() bool {
		_, err := os.Stat(filepath.Join(w.Inputs(), "外资管理科", "回执", "目录.批注（新）.docx"))
		return err == nil
	})
	if b := bytesOf(t, copied); string(b) != string(corrected) {
		t.Error("what was corrected is lost")
	}
	if err := os.Rename(copied, filepath.Join(w.Inputs(), "外资管理科", "目录.docx")); err != nil {
		t.Fatal(err)
	}
	x.until("what was moved to where it is read", func(b Built) bool { return !told(b) && items(b) == 1 && b.Report.Findings != nil })
	x.stop()
}

// The list of what was delivered cannot be written: the last one stays whole, and it is written at a later look.
func TestDeliveriesAreWrittenDownWhole(t *testing.T) {
	w := emptyWorkspace(t)
	if err := errors.Join(os.MkdirAll(w.store(), 0o755), os.MkdirAll(w.Output(), 0o755)); err != nil {
		t.Fatal(err)
	}
	d := newDelivery(w)
	d.log = func(string, slog.Level, string, ...any) {}
	letters := map[string]letter{}
	put := func(name string) {
		if err := os.WriteFile(filepath.Join(w.Output(), name), []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
		letters["办公室/回执/"+name] = letter{from: name, sha256: sumOf([]byte(name)), mode: modeOpen}
	}
	put("甲.docx")
	if !d.deliver(letters) {
		t.Fatal("not delivered")
	}
	blocked := d.file + ".tmp"
	if err := os.MkdirAll(filepath.Join(blocked, "x"), 0o755); err != nil {
		t.Fatal(err)
	}
	put("乙.docx")
	if d.deliver(letters) {
		t.Error("all is said to be done")
	}
	if n := len(newDelivery(w).put); n != 1 {
		t.Errorf("%d receipts are known, want the first", n)
	}
	if err := os.RemoveAll(blocked); err != nil {
		t.Fatal(err)
	}
	if !d.deliver(letters) {
		t.Error("never done")
	}
	if n := len(newDelivery(w).put); n != 2 {
		t.Errorf("%d receipts are known, want both", n)
	}
}
