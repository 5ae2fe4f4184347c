package ballot

import (
	"cmp"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	diff "github.com/google/go-cmp/cmp"

	"huibian/pipeline/answer"
	"huibian/pipeline/docx"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
)

// filledFull is the full sheet, filled in as Word does it.
func filledFull(t *testing.T) []byte {
	return edited(t, written(t, full()), func(xml string) string {
		for _, p := range [][2]string{{"decision:1", "确认"}, {"decision:2", "废止"}, {"reason:2", "没有法律、法规、规章依据\n局务会研究决定"},
			{"decision:3", "同一职权"}, {"by", "王处长"}, {"on", "2009年9月1日"}, {"approval", "莆政法〔2009〕30号"}, {"approved", "2009年9月10日"}} {
			xml = put(xml, p[0], p[1])
		}
		return xml
	})
}

// TestLibreOfficeSavesIt: what was chosen, what was left open and what can still be chosen is there after LibreOffice saved
// the sheet.
func TestLibreOfficeSavesIt(t *testing.T) {
	if testing.Short() {
		t.Skip("runs LibreOffice")
	}
	dir := t.TempDir()
	var in []string
	for name, data := range map[string][]byte{"filled.docx": filledFull(t), "open.docx": written(t, full())} {
		in = append(in, filepath.Join(dir, name))
		if err := os.WriteFile(in[len(in)-1], data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := tooltest.SaveAs(t, "docx", in...)
	saved := map[string][]byte{}
	for _, name := range []string{"filled.docx", "open.docx"} {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		saved[name] = data
	}
	want := read(t, filledFull(t))
	if len(want.Verdicts) != 4 || want.Approval == nil || len(want.Problems) > 0 {
		t.Fatalf("before: %+v", want)
	}
	if d := diff.Diff(want, read(t, saved["filled.docx"])); d != "" {
		t.Errorf("filled in: %s", d)
	}
	if d := diff.Diff(read(t, written(t, full())), read(t, saved["open.docx"])); d != "" {
		t.Errorf("left open: %s", d)
	}
	edited(t, saved["open.docx"], func(xml string) string {
		if n := strings.Count(xml, `<w:listItem w:displayText="废止"`); n != 3 {
			t.Errorf("废止 can be chosen in %d rows", n)
		}
		return xml
	})
}

// TestValid asks the Open XML SDK's validator.
func TestValid(t *testing.T) {
	validator := tooltest.Find(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	for name, data := range map[string][]byte{"open.docx": written(t, full()), "filled.docx": filledFull(t), "empty.docx": written(t, &Sheet{Notice: theNotice(), Secret: true})} {
		in := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(in, data, 0o644); err != nil {
			t.Fatal(err)
		}
		for _, version := range []string{"Microsoft365", "Office2010"} {
			out, err := exec.CommandContext(t.Context(), validator, in, version).Output()
			if err != nil {
				t.Fatal(err)
			}
			var verdict struct {
				OK bool `json:"ok"`
			}
			if err := json.Unmarshal(out, &verdict); err != nil || !verdict.OK {
				t.Errorf("%s, %s: %s", name, version, out)
			}
		}
	}
}

// TestRemarksOnTheSheet: every problem becomes a comment on the cell it is about.
func TestRemarksOnTheSheet(t *testing.T) {
	file := edited(t, written(t, full()), func(xml string) string {
		return put(put(put(xml, "decision:1", "同意"), "decision:2", "废止"), "on", "明天")
	})
	doc, err := docx.Read(file, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	filled := Read(theNotice(), doc, notice.Place{})
	remarks := answer.Remarks(nil, filled.Problems, doc)
	if len(remarks) != len(filled.Problems) || len(remarks) != 4 {
		t.Fatalf("%d problems, %d remarks", len(filled.Problems), len(remarks))
	}
	annotated, err := docx.Annotate(file, docx.Limits{}, remarks)
	if err != nil {
		t.Fatal(err)
	}
	again, err := docx.Read(annotated, docx.Limits{})
	if err != nil || len(again.Remarks) != len(remarks) {
		t.Fatalf("%v, %d comments", err, len(again.Remarks))
	}
	if d := diff.Diff(filled, Read(theNotice(), again, notice.Place{})); d != "" {
		t.Errorf("with comments it reads otherwise: %s", d)
	}
}
