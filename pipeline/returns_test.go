package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// Every sample with something to correct comes back as it was, with each finding as a comment; others do not come back.
func TestFilesComeBackWithComments(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		report := build(t, w)
		s := settled(t, w)
		back := 0
		for i, d := range s.drops {
			var told []string
			correct := false
			for _, f := range report.Findings {
				if f.Place.File == d.File && !review.Papers(f) {
					told = append(told, f.ForSection())
					correct = correct || f.Level != notice.Info
				}
			}
			file := filepath.Join(w.Output(), filepath.FromSlash(s.answerNames()[i].returned))
			b, err := os.ReadFile(file)
			want := correct && !s.readings[i].Rejected && s.readings[i].Source.Converted == ""
			if want != (err == nil) {
				t.Errorf("%s came back: %v, to correct: %v", d.File, err == nil, want)
			}
			if err != nil {
				continue
			}
			back++
			was, err := docx.Read(bytesOf(t, d.Path), docx.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			is, err := docx.Read(b, docx.Limits{})
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			if was.Words() != is.Words() || len(was.Comments) != len(is.Comments) {
				t.Errorf("%s is not what was sent", file)
			}
			var remarks strings.Builder
			for _, r := range is.Remarks {
				remarks.WriteString(r.Text + "\n")
			}
			for _, x := range told {
				if !strings.Contains(letters(remarks.String()), letters(x)) {
					t.Errorf("%s has no comment that says %q", file, x)
				}
			}
		}
		if back == 0 {
			t.Log("nothing to correct in the samples")
		}
	})
}

// settled is what a build of a workspace knows.
func settled(t *testing.T, w Workspace) *state {
	t.Helper()
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gather(t.Context(), h.Notice, w, silent{})
	if err != nil {
		t.Fatal(err)
	}
	s.settle()
	return s
}

func bytesOf(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A copy with comments that is put where the original was is read as that: the comments are no words of it, and it comes
// back with no more comments than before. Put beside the original it is told as another version of it.
func TestReturnedFileIsDroppedAgain(t *testing.T) {
	bad := wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围"}, []string{"甲审批", "行政许可", "", "全社会"}))
	w := dropWorkspace(t, map[string][]byte{"办公室/目录.docx": bad})
	first := build(t, w)
	b := bytesOf(t, filepath.Join(w.Output(), "回执", "办公室", "目录.批注.docx"))
	drop(t, w, "办公室/目录.docx", b)
	second := build(t, w)
	if len(first.Findings) != len(second.Findings) {
		t.Errorf("findings: %v, with comments: %v", first.Findings, second.Findings)
	}
	again := bytesOf(t, filepath.Join(w.Output(), "回执", "办公室", "目录.批注.docx"))
	was, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	is, err := docx.Read(again, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if len(was.Remarks) == 0 || len(was.Remarks) != len(is.Remarks) || len(is.Comments) != 0 {
		t.Errorf("%d of our comments, then %d and %d of others", len(was.Remarks), len(is.Remarks), len(is.Comments))
	}

	drop(t, w, "办公室/目录.docx", bad)
	drop(t, w, "办公室/目录.批注.docx", b)
	told := false
	for _, f := range build(t, w).Findings {
		told = told || f.Rule == "R34"
	}
	if !told {
		t.Error("nobody is told of the two versions")
	}
}

// What is right does not come back; a return goes when the file is corrected.
func TestReturnGoesWhenTheFileIsRight(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"办公室/目录.docx": submission(t, "")})
	build(t, w)
	file := filepath.Join(w.Output(), "回执", "办公室", "目录.批注.docx")
	bytesOf(t, file)
	drop(t, w, "办公室/目录.docx", submission(t, "甲审批"))
	for _, f := range build(t, w).Findings {
		if f.Place.File == "办公室/目录.docx" && f.Level != notice.Info && !review.Papers(f) {
			t.Fatalf("not right yet: %v", f)
		}
	}
	if _, err := os.Stat(file); !os.IsNotExist(err) {
		t.Errorf("it is still there: %v", err)
	}
}

// A copy of what is secret is as secret.
func TestModeOfReturns(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"办公室/目录.docx": wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围"},
		[]string{"甲审批", "行政许可", "", "不公开"}))})
	build(t, w)
	info, err := os.Stat(filepath.Join(w.Output(), "回执", "办公室", "目录.批注.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != modeSecret {
		t.Errorf("mode %o", info.Mode().Perm())
	}
}
