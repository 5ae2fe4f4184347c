package pipeline

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
)

// receiptsOf are the words of each receipt of a workspace, by name below output/.
func receiptsOf(t *testing.T, w Workspace) map[string]string {
	t.Helper()
	out := map[string]string{}
	for name, b := range tree(t, w.Output()) {
		if !IsReceipt(name) {
			continue
		}
		doc, err := docx.Read([]byte(b), docx.Limits{})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = doc.Words()
	}
	return out
}

func TestEverySubmissionHasAReceipt(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		r := build(t, w)
		receipts := receiptsOf(t, w)
		files := 0
		for _, s := range r.Sections {
			files += s.Files
		}
		if len(receipts) != files {
			t.Errorf("%d receipts for %d files", len(receipts), files)
		}
		for _, f := range r.Findings {
			if f.Place.File == "" || strings.HasPrefix(f.Place.File, "templates/") {
				continue
			}
			told := 0
			for _, words := range receipts {
				if strings.Contains(words, f.Place.File) && strings.Contains(letters(words), letters(f.Message)) {
					told++
				}
			}
			if told == 0 {
				t.Errorf("no receipt says %s %s: %s", f.Place.File, f.Place, f.Message)
			}
		}
	})
}

// Receipts go with their submissions, and what people put beside them stays.
func TestReceiptOfAFileThatIsGone(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	build(t, w)
	theirs := filepath.Join(w.Output(), receiptFolder, "办公室", "说明.txt")
	if err := os.WriteFile(theirs, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	before := receiptModes(t, w)
	if err := os.Remove(filepath.Join(w.Inputs(), "办公室", "行政职权统计表.docx")); err != nil {
		t.Fatal(err)
	}
	build(t, w)
	after := receiptModes(t, w)
	if _, ok := before["回执/办公室/行政职权统计表.docx.回执.docx"]; !ok || len(after) != len(before)-1 {
		t.Errorf("%d receipts before, %d after", len(before), len(after))
	}
	if _, err := os.Stat(theirs); err != nil {
		t.Error(err)
	}
}

// receiptModes are the modes of the receipts.
func receiptModes(t *testing.T, w Workspace) map[string]fs.FileMode {
	t.Helper()
	out := map[string]fs.FileMode{}
	err := filepath.WalkDir(filepath.Join(w.Output(), receiptFolder), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".docx") {
			return err
		}
		info, err := d.Info()
		rel, _ := filepath.Rel(w.Output(), p)
		out[filepath.ToSlash(rel)] = info.Mode().Perm()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What may be secret is for its owner alone: secret items, a secret list that has none, what could not be read.
func TestModesOfReceipts(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	if err := os.WriteFile(filepath.Join(w.Inputs(), "办公室", "坏.docx"), []byte("PK"), 0o644); err != nil {
		t.Fatal(err)
	}
	build(t, w)
	for name, mode := range receiptModes(t, w) {
		want := modeOpen
		if strings.Contains(name, "涉密") || strings.Contains(name, "坏") {
			want = modeSecret
		}
		if mode != want {
			t.Errorf("%s has mode %o, want %o", name, mode, want)
		}
	}
}

func TestHush(t *testing.T) {
	f := []notice.Finding{{Message: "与“甲 审批”重复", Advice: "请核对", Item: "x"}, {Message: "乙"}}
	secrets := map[string][]string{"人事科/密.docx": {"甲审批"}}
	got := hush(f, secrets, "办公室/a.docx")
	if strings.Contains(got[0].Message, "甲") || got[0].Item != "" || got[1] != f[1] {
		t.Errorf("hushed: %+v", got)
	}
	if got := hush(f, secrets, "人事科/密.docx"); got[0] != f[0] {
		t.Errorf("its own receipt: %+v", got)
	}
}

func TestFitting(t *testing.T) {
	if got := fitting("目录.docx"); got != "目录.docx" {
		t.Error(got)
	}
	if got := fitting(strings.Repeat("长", 84)); len(got) > 230 || !strings.HasPrefix(got, "长") || strings.ContainsRune(got, '\uFFFD') {
		t.Errorf("%d bytes: %s", len(got), got)
	}
}
