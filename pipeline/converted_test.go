package pipeline

import (
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

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/convert"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
	"huibian/templates"
)

// told is what a submission says, wherever it stands.
type told struct {
	Section string
	Zero    bool
	Records []map[string]string
	Classes []notice.Class
	Counts  []int
}

func tellings(r *form.Reading) told {
	out := told{Section: r.Section, Zero: r.Zero}
	for _, rec := range r.Records {
		fields := map[string]string{}
		for key, v := range rec.Fields {
			fields[key] = v.Text
		}
		out.Records = append(out.Records, fields)
		out.Classes = append(out.Classes, rec.Class)
	}
	for _, c := range r.Counts {
		out.Counts = append(out.Counts, c.N)
	}
	return out
}

// ruined are the samples that LibreOffice 7.4 does not save as they are, in all formats or in one, and what it does wrong.
var ruined = map[string]string{
	"对外经济合作科_行政职权目录":     "a content control around a cell becomes a field that ends a line, read four times over",
	"rtf/对外贸易科_行政处罚职权目录": "the 、 of an automatic number becomes ?",
}

// Saved as .doc, .rtf, .odt or flat OpenDocument, a submission says the same as the .docx, and no word is missed.
// Which format it is, its ending need not say.
func TestOtherFormatsSayTheSame(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	w := sampleWorkspace(t, "putian-2009")
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	drops, _, err := intake.Scan(w.Inputs(), h.Notice)
	if err != nil {
		t.Fatal(err)
	}
	r := newReader(h.Notice, w)
	byName := t.TempDir()
	var files []string
	want := map[string]told{}
	for _, d := range drops {
		name := strings.ReplaceAll(d.File, "/", "_")
		b, err := os.ReadFile(d.Path)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(byName, name))
		if err := os.WriteFile(files[len(files)-1], b, 0o644); err != nil {
			t.Fatal(err)
		}
		want[strings.TrimSuffix(name, ".docx")] = tellings(r.file(t.Context(), d))
	}
	for _, f := range []struct{ format, ending, kind string }{
		{"doc", ".doc", "doc"},
		{"rtf", ".rtf", "rtf"},
		{"odt", ".odt", "odt"},
		{"fodt", ".fodt", "fodt"},
	} {
		t.Run(f.kind, func(t *testing.T) {
			dir := tooltest.SaveAs(t, f.format, files...)
			for name, want := range want {
				if ruined[name] != "" || ruined[f.kind+"/"+name] != "" {
					continue
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					section, _, _ := strings.Cut(name, "_")
					got := r.file(t.Context(), intake.Drop{File: name + ".wps", Path: filepath.Join(dir, name+f.ending), Section: section, Size: 1})
					if d := cmp.Diff(want, tellings(got)); d != "" {
						t.Errorf("-.docx +%s:\n%s", f.ending, d)
					}
					if got.Source.Converted != f.kind {
						t.Errorf("converted from %q", got.Source.Converted)
					}
					about := slices.DeleteFunc(slices.Clone(got.Findings), func(f notice.Finding) bool { return f.Rule != ruleConverted && f.Rule != ruleUnlike })
					if len(about) != 1 || !strings.Contains(about[0].Message, "没有出入") {
						t.Errorf("findings about the conversion: %+v", about)
					}
				})
			}
		})
	}
}

// LibreOffice dates what it writes; a book made from it is the same every time.
func TestConvertedTwiceIsTheSameBook(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	w := Workspace{Dir: t.TempDir()}
	if err := templates.Init(w.Dir, templates.Default, false); err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{
		"外资管理科/甲.rtf": rtf("填报科室：外资管理科", "职权名称：设立外商投资企业审批", "权力类别：行政许可"),
		"办公室/乙.doc":   []byte("<table><tr><td>项目名称<td>权力类别<td>权力依据<tr><td>档案检查<td>其他行政权力<td>《档案法》</table>"),
	} {
		if err := os.WriteFile(filepath.Join(w.Inputs(), filepath.FromSlash(name)), b, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if r := build(t, w); len(r.Unread) > 0 {
		t.Fatalf("unread: %+v", r.Unread)
	}
	first := tree(t, w.Output())
	kept := filepath.Join(w.Dir, ".huibian", "converted")
	names, err := os.ReadDir(kept)
	if err != nil || len(names) != 2 {
		t.Fatalf("kept: %v, %v", names, err)
	}
	if err := os.RemoveAll(kept); err != nil {
		t.Fatal(err)
	}
	time.Sleep(1100 * time.Millisecond) // its dates are of whole seconds
	build(t, w)
	if d := cmp.Diff(first, tree(t, w.Output())); d != "" {
		t.Errorf("another book:\n%s", d)
	}
	if again, _ := os.ReadDir(kept); slices.EqualFunc(names, again, func(a, b fs.DirEntry) bool { return a.Name() == b.Name() }) {
		t.Error("LibreOffice wrote the same twice: the test proves nothing")
	}
}

// office has a program of ours stand in for LibreOffice: it makes a document with the given table of whatever it gets.
func office(t *testing.T, table string) {
	t.Helper()
	dir := t.TempDir()
	made := filepath.Join(dir, "made.docx")
	if err := os.WriteFile(made, wordFile(t, table), 0o644); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "soffice")
	script := "#!/bin/sh\nwhile [ \"$1\" != --outdir ]; do shift; done\nmkdir -p \"$2\" && cp '" + made + "' \"$2/source.docx\"\n"
	if err := os.WriteFile(program, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv(convert.ProgramVariable, program)
}

// rtf is a file of the given paragraphs.
func rtf(paragraphs ...string) []byte {
	var b strings.Builder
	b.WriteString(`{\rtf1\ansi\uc1 `)
	for _, p := range paragraphs {
		for _, r := range p {
			fmt.Fprintf(&b, `\u%d?`, r)
		}
		b.WriteString(`\par `)
	}
	b.WriteString("}")
	return []byte(b.String())
}

// converting counts what it is told of.
type converting struct {
	silent
	files []string
}

func (c *converting) Converting(file string) { c.files = append(c.files, file) }

// The original stays the source; a build says that it was converted, and keeps the result. What a conversion lost is
// told, and may have been what made it secret.
func TestConvertedSubmission(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands in is a shell script")
	}
	office(t, wordTable(goodHead, goodRow("设立外商投资企业审批")))
	words := slices.Concat(goodHead, goodRow("设立外商投资企业审批"))
	for _, c := range []struct {
		name     string
		original []byte
		findings []string
		mode     fs.FileMode
	}{
		{"whole", rtf(words...), []string{"R29 原件是RTF文档，已转换为.docx后读取，正文文字已逐字核对，没有出入"}, modeOpen},
		{"lost", rtf(append(words, "以上事项不予公开")...), []string{
			"R29 原件是RTF文档，已转换为.docx后读取",
			"R30 原件中有8个字在转换后没有找到，如“以上事项不予公开”一段",
		}, modeSecret},
		{"gained", rtf(words[1:]...), []string{
			"R29 原件是RTF文档，已转换为.docx后读取",
			"R30 转换后多出2个字，如“序号”一段",
		}, modeSecret},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := Workspace{Dir: t.TempDir()}
			if err := templates.Init(w.Dir, templates.Default, false); err != nil {
				t.Fatal(err)
			}
			drop := filepath.Join(w.Inputs(), "外资管理科", "目录.doc")
			if err := os.WriteFile(drop, c.original, 0o644); err != nil {
				t.Fatal(err)
			}
			var told converting
			r, err := Build(t.Context(), w, Options{Progress: &told})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, f := range r.Findings {
				if f.Rule == ruleConverted || f.Rule == ruleUnlike {
					got = append(got, f.Rule+" "+f.Message)
					if !plain(f.Message) || !plain(f.Advice) {
						t.Errorf("not plain: %+v", f)
					}
				}
			}
			if d := cmp.Diff(c.findings, got); d != "" {
				t.Errorf("findings (-want +got):\n%s", d)
			}
			first := tree(t, w.Output())
			var a account
			if err := json.Unmarshal([]byte(first["build.json"]), &a); err != nil {
				t.Fatal(err)
			}
			sum := sha256.Sum256(c.original)
			if in := a.Inputs[0]; in.SHA256 != hex.EncodeToString(sum[:]) || in.Converted != "rtf" || in.Used == 0 {
				t.Errorf("account: %+v", in)
			}
			if info, err := os.Stat(filepath.Join(w.Output(), "data", "findings.json")); err != nil || info.Mode().Perm() != c.mode {
				t.Errorf("findings.json: %v, %v, want %v", info.Mode(), err, c.mode)
			}
			if d := cmp.Diff([]string{"外资管理科/目录.doc"}, told.files); d != "" {
				t.Errorf("told of conversions (-want +got):\n%s", d)
			}
			if _, err := Build(t.Context(), w, Options{Progress: &told}); err != nil || len(told.files) != 1 {
				t.Errorf("built again: %d conversions, %v", len(told.files), err)
			}
			if err := os.RemoveAll(filepath.Join(w.Dir, ".huibian", "converted")); err != nil {
				t.Fatal(err)
			}
			if _, err := Build(t.Context(), w, Options{}); err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(first, tree(t, w.Output())); d != "" {
				t.Errorf("another book without what was kept:\n%s", d)
			}
		})
	}
}

// A file that is checked outside of a workspace leaves nothing there.
func TestCheckKeepsNothingOutsideOfAWorkspace(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands in is a shell script")
	}
	office(t, wordTable(goodHead, goodRow("设立外商投资企业审批")))
	dir := t.TempDir()
	file := filepath.Join(dir, "a.wps")
	if err := os.WriteFile(file, rtf("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	c, err := NewChecker(Workspace{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if got := c.Check(t.Context(), file); len(got.Catalog.Items) != 1 {
		t.Errorf("%d items, %+v", len(got.Catalog.Items), got.Findings)
	}
	if b := Blocks(t.Context(), Workspace{Dir: dir}, file); len(b.Blocks) != 1 || b.Error != "" {
		t.Errorf("%d blocks, %s", len(b.Blocks), b.Error)
	}
	if files, _ := os.ReadDir(dir); len(files) != 1 {
		t.Errorf("left: %v", files)
	}
}

// A build that is stopped while LibreOffice works stops, and is no book without that file.
func TestABuildIsStoppedWhileConverting(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the program that stands in is a shell script")
	}
	office(t, "")
	if err := os.WriteFile(os.Getenv(convert.ProgramVariable), []byte("#!/bin/sh\nsleep 60\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	w := Workspace{Dir: t.TempDir()}
	if err := templates.Init(w.Dir, templates.Default, false); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(w.Inputs(), "外资管理科", "a.rtf"), rtf("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	begun := time.Now()
	if _, err := Build(ctx, w, Options{Progress: stopper{stop: cancel}}); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("stopped after %v", took)
	}
	if _, err := os.Stat(filepath.Join(w.Output(), accountFile)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a book was made: %v", err)
	}
}

// stopper ends a build when a conversion begins.
type stopper struct {
	silent
	stop func()
}

func (s stopper) Converting(string) { s.stop() }
