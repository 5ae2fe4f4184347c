package pipeline

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"path"
	"strings"
	"testing"

	"huibian/pipeline/notice"
)

// publicOutputs are what may be published, and so must say that it may not be yet.
var publicOutputs = map[string]bool{
	"公开版/职权目录汇编.docx": true, "公开版/职权目录汇编.pdf": true,
	"公开版/办事明白卡.docx": true, "公开版/办事明白卡.pdf": true,
	"data/public.json": true, "data/public.csv": true, "data/public.xlsx": true,
}

// TestOnlyPublicOutputsAreProofs: while the approval that a notice demands is not recorded, every public output says 校样,
// and nothing else does; where it is recorded, or none is demanded, nothing does (P45).
func TestOnlyPublicOutputsAreProofs(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		r := build(t, w)
		demanded := r.Notice.Approval.Demanded()
		if r.Proof != demanded {
			t.Errorf("the report says proof: %v, approval is demanded: %v", r.Proof, demanded)
		}
		saysProof(t, tree(t, w.Output()), demanded)
		if r := buildApproved(t, w); r.Proof {
			t.Error("an approved book is reported as a proof")
		}
		saysProof(t, tree(t, w.Output()), false)
	})
}

// TestApprovedBookHasThePagesOfItsProof: what was approved is what is published.
func TestApprovedBookHasThePagesOfItsProof(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	proof, approved := build(t, w), buildApproved(t, w)
	if len(proof.Outputs) != len(approved.Outputs) {
		t.Fatalf("%d outputs, %d approved", len(proof.Outputs), len(approved.Outputs))
	}
	for i, a := range approved.Outputs {
		p := proof.Outputs[i]
		if a.File != p.File || a.Pages != p.Pages {
			t.Errorf("%s has %d pages, its proof %s %d", a.File, a.Pages, p.File, p.Pages)
		}
		if own := publicOutputs[a.File] || a.File == "build.json"; (a.SHA256 != p.SHA256) && !own {
			t.Errorf("%s is another file once the public book is approved", a.File)
		}
	}
}

// buildApproved builds as if the approval were recorded.
func buildApproved(t *testing.T, w Workspace) *Report {
	t.Helper()
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	s, err := gather(context.Background(), h.Notice, w, silent{})
	if err != nil {
		t.Fatal(err)
	}
	s.sealed = true // an edition that was released is approved
	r, err := s.compile(context.Background(), h, w, nil, Options{Progress: silent{}})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func saysProof(t *testing.T, files map[string]string, proof bool) {
	t.Helper()
	for name := range publicOutputs {
		if files[name] == "" {
			t.Errorf("%s was not written", name)
		}
	}
	for name, data := range files {
		want := proof && publicOutputs[name]
		if got := strings.Contains(openText(t, name, []byte(data)), proofWord); got != want {
			t.Errorf("%s says that it is a proof: %v, want %v", name, got, want)
		}
	}
}

// TestOpenDataNameTheirEdition: the label of the edition stands in the head of public.json and in every row of public.csv,
// last, proof or not.
func TestOpenDataNameTheirEdition(t *testing.T) {
	for name, want := range map[string]string{"putian-2009": "2009年版（校样）", "heshan-2010": "2011年版"} {
		w := sampleWorkspace(t, name)
		build(t, w)
		files := tree(t, w.Output())
		for file, label := range map[string]string{"data/public.json": want, "data/catalog.json": strings.TrimSuffix(want, "（校样）")} {
			var head struct{ Edition string }
			if err := json.Unmarshal([]byte(files[file]), &head); err != nil || head.Edition != label {
				t.Errorf("%s %s: edition %q, %v, want %q", name, path.Base(file), head.Edition, err, label)
			}
		}
		rows, err := csv.NewReader(strings.NewReader(files["data/public.csv"])).ReadAll()
		if err != nil || len(rows) < 2 {
			t.Fatalf("%s: %d rows, %v", name, len(rows), err)
		}
		for i, row := range rows {
			expected := want
			if i == 0 {
				expected = "版本"
			}
			if last := row[len(row)-1]; last != expected {
				t.Errorf("%s: row %d ends in %q, want %q", name, i+1, last, expected)
			}
		}
	}
}

// TestProof: nobody's word is waited for where a notice asks for none.
func TestProof(t *testing.T) {
	demanding := &notice.Notice{Approval: notice.Approval{By: "市法制办", Ground: "经市法制办审定后公布（P45）"}}
	for _, c := range []struct {
		name     string
		n        *notice.Notice
		approved bool
		want     string
	}{
		{"demanded, not recorded", demanding, false, "校样"},
		{"demanded and recorded", demanding, true, ""},
		{"not demanded", &notice.Notice{}, false, ""},
	} {
		if got := (&state{n: c.n, given: c.n, approved: c.approved}).proof(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
