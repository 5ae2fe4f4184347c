package pipeline

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"huibian/pipeline/catalog"
	"huibian/pipeline/intake"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
	"huibian/templates"
)

var importer = Act{By: "张三", At: time.Date(2009, 7, 1, 1, 0, 0, 0, time.UTC)}

// grid is a sheet of a workbook: its name and its rows.
type grid struct {
	name string
	rows [][]any
}

var listHead = []any{"序号", "项目名称", "权力编码", "权力类别", "承办科室"}

// workbook writes a workbook.
func workbook(t testing.TB, path string, sheets ...grid) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for _, s := range sheets {
		if _, err := f.NewSheet(s.name); err != nil {
			t.Fatal(err)
		}
		w, err := f.NewStreamWriter(s.name)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range s.rows {
			if err := w.SetRow(fmt.Sprint("A", i+1), row); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(f.DeleteSheet("Sheet1"), f.SaveAs(path)); err != nil {
		t.Fatal(err)
	}
	return path
}

// bareWorkspace is one without submissions.
func bareWorkspace(t testing.TB, name string) Workspace {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	if err := templates.Init(dir, name, false); err != nil {
		t.Fatal(err)
	}
	return Workspace{Dir: dir}
}

// powersOf are the powers of a workspace, a line each.
func powersOf(t testing.TB, w Workspace) (out []string) {
	t.Helper()
	m, err := w.remembered(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.powers {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s %s %s %s %s %s", p.Handle(), p.Name, p.Category, p.Section, p.Class, p.OldCode)))
	}
	return out
}

// What is secret in the list is secret from then on, whether the title stands in the sheet or on its tab; what speaks of
// other things is set aside.
func TestImportKeepsClasses(t *testing.T) {
	for _, c := range []struct {
		name   string
		sheets []grid
	}{
		{"by its title in the sheet", []grid{
			{"Sheet3", [][]any{{"附件4"}, {"涉密不宜公开行政职权目录"}, {"序号", "项目名称", "权力编码", "权力类别", "不公开理由", "承办科室"}, {1, "敏感物项核查", "", "行政许可", "国家秘密", "监察室"}}},
		}},
		{"by the name of its tab", []grid{
			{"涉密不宜公开职权目录", [][]any{{"序号", "项目名称", "权力编码", "权力类别", "不公开理由", "承办科室"}, {1, "敏感物项核查", "", "行政许可", "国家秘密", "监察室"}}},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := bareWorkspace(t, "putian-2009")
			open := grid{"行政职权目录", [][]any{{"行政职权目录"}, listHead, {1, "企业设立", "PT01WJ-XK-0007", "行政许可", "外资管理科"}}}
			file := workbook(t, filepath.Join(t.TempDir(), "上年.xlsx"), append([]grid{open}, c.sheets...)...)
			r, err := Import(context.Background(), w, ImportOptions{Act: importer, Files: []string{file}})
			if err != nil {
				t.Fatalf("%v: %+v", err, r)
			}
			want := []string{"PT01WJ-XK-0007 企业设立 XK 外资管理科 public", "职权2 敏感物项核查 XK 监察室 secret"}
			if d := cmp.Diff(want, powersOf(t, w)); d != "" {
				t.Error(d)
			}
			if r.Date != (notice.Date{Year: 2009, Month: 7, Day: 1}) || r.Label != "基线" || !r.Baseline {
				t.Errorf("the edition is %+v", r.Edition)
			}
		})
	}
}

// Between last year's list and the first edition the changes are told, with the codes of both.
func TestBaselineIsComparedWithEditions(t *testing.T) {
	ctx := context.Background()
	w := bareWorkspace(t, "fuxing-statistics")
	tpl, err := templates.Load(w.Dir, "")
	if err != nil {
		t.Fatal(err)
	}
	n := tpl.Notice
	code := func(seq int) string {
		c, err := n.Codes.Format(n.Unit.Code, "", "XK", seq)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	list := workbook(t, filepath.Join(t.TempDir(), "2008.xlsx"), grid{"目录", [][]any{listHead,
		{1, "统计登记", code(3), "行政许可", "办公室"},
		{2, "调查项目审批", "冀统5", "行政许可", "办公室"},
		{3, "统计资格认定", code(5), "行政许可", "办公室"},
		{4, "旧证换发", "", "行政许可", "办公室"},
	}})
	if _, err := Import(ctx, w, ImportOptions{Act: importer, Files: []string{list}, Label: "2008年版"}); err != nil {
		t.Fatal(err)
	}
	row := func(name string) []string { return []string{name, "行政许可", "《统计法》第一条"} }
	drop(t, w, "办公室/目录.docx", wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据"}, row("统计登记"), row("调查项目审批"), row("数据查询"))))
	build(t, w)
	if _, err := Release(ctx, w, ReleaseOptions{Act: importer, Anyway: true}); err != nil {
		t.Fatal(err)
	}
	m, err := w.remembered(ctx)
	if err != nil {
		t.Fatal(err)
	}
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		t.Fatal(err)
	}
	var editions [2][]byte
	for i, e := range m.editions {
		mf, err := readManifest(vault, e.Manifest)
		if err != nil {
			t.Fatal(err)
		}
		if editions[i], err = vault.Get(mf.Catalogs[string(notice.Public)]); err != nil {
			t.Fatal(err)
		}
	}
	changes, err := catalog.CompareLines(n, editions[0], editions[1])
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		line := string(c.Kind)
		for _, e := range []*catalog.Entry{c.Old, c.New} {
			if e != nil {
				line += fmt.Sprintf(" %s“%s”", e.Code, e.Name)
			}
		}
		got = append(got, line)
	}
	want := []string{
		"changed " + code(3) + "“统计登记” " + code(3) + "“统计登记”", // now with its basis
		"renumbered 冀统5“调查项目审批” " + code(6) + "“调查项目审批”",
		"abolished " + code(5) + "“统计资格认定”", "abolished “旧证换发”",
		"added " + code(7) + "“数据查询”",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	v, err := Verify(ctx, w, nil)
	if err != nil || len(v.Wrong) > 0 || v.Baseline != "2008年版" || len(v.Editions) != 1 {
		t.Fatalf("%+v, %v", v, err)
	}
	if _, err := Rebuild(ctx, w, "2008年版", t.TempDir()); err == nil || !strings.Contains(err.Error(), "was imported") {
		t.Error(err)
	}

	// A byte of the sealed list that is not as it was is found.
	first, err := readManifest(vault, m.editions[0].Manifest)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(vault.Path(first.Inputs[0].SHA256), []byte("PK"), 0o600); err != nil {
		t.Fatal(err)
	}
	if v, err = Verify(ctx, w, nil); err != nil || v.Baseline != "" || len(v.Wrong) == 0 {
		t.Errorf("%+v, %v", v, err)
	}
}

// What is missing of last year's list, and what may be one of its powers, is decided on the review sheet too, where a power
// without a code is called by its number.
func TestReviewOfBaseline(t *testing.T) {
	ctx := context.Background()
	w := bareWorkspace(t, "fuxing-statistics")
	list := workbook(t, filepath.Join(t.TempDir(), "2008.xlsx"), grid{"目录", [][]any{listHead,
		{1, "统计登记证换发", "冀统5", "行政许可", "办公室"}, {2, "旧证换发", "", "行政许可", "办公室"}}})
	if _, err := Import(ctx, w, ImportOptions{Act: importer, Files: []string{list}}); err != nil {
		t.Fatal(err)
	}
	drop(t, w, "办公室/目录.docx", wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据"}, []string{"统计登记证的换发工作", "行政许可", "《统计法》第一条"})))
	d, err := w.desk(ctx, silent{})
	if err != nil {
		t.Fatal(err)
	}
	defer d.close()
	var got []string
	for _, r := range d.state.ballot(false, false).Rows {
		if r.About != "" || r.Options[0] == notice.Abolish {
			got = append(got, fmt.Sprint(r.Code, " ", r.Name, " ", r.About, " ", strings.Join(r.Why, "；")))
		}
	}
	want := []string{
		"HD04TJ-XK-0001 统计登记证的换发工作 职权1 统计登记证换发 与职权1“统计登记证换发”（办公室）是同一职权吗？名称相似85%，同一科室",
		"职权1 统计登记证换发  上一版有这一项（原编码冀统5），这次没有申报（P39：不得擅自放弃、隐瞒）。",
		"职权2 旧证换发  上一版有这一项，这次没有申报（P39：不得擅自放弃、隐瞒）。",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// A list saved by an older program is the same list.
func TestImportOfOtherWorkbooks(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	dir := t.TempDir()
	file := workbook(t, filepath.Join(dir, "list.xlsx"), grid{"目录", [][]any{listHead, {1, "企业设立", "PT01WJ-XK-0007", "行政许可", "外资管理科"}, {2, "企业变更", "闽3", "行政许可", "外资管理科"}}})
	for _, format := range []string{"xls", "ods"} {
		t.Run(format, func(t *testing.T) {
			w := bareWorkspace(t, "putian-2009")
			other := filepath.Join(tooltest.SaveAs(t, format, file), "list."+format)
			r, err := Import(context.Background(), w, ImportOptions{Act: importer, Files: []string{other}})
			if err != nil {
				t.Fatalf("%v: %+v", err, r)
			}
			want := []string{"PT01WJ-XK-0007 企业设立 XK 外资管理科 public", "职权2 企业变更 XK 外资管理科 public 闽3"}
			if d := cmp.Diff(want, powersOf(t, w)); d != "" {
				t.Error(d)
			}
			v, err := Verify(context.Background(), w, nil)
			if err != nil || len(v.Wrong) > 0 || v.Sealed < 5 { // list, its conversion, three catalogs of which two are alike, manifest
				t.Errorf("%+v, %v", v, err)
			}
		})
	}
}

func TestImportRefusesFiles(t *testing.T) {
	dir := t.TempDir()
	file := func(name string, b []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	good, err := os.ReadFile(workbook(t, filepath.Join(dir, "good.xlsx"), grid{"目录", [][]any{listHead, {1, "甲", "", "行政许可", "办公室"}}}))
	if err != nil {
		t.Fatal(err)
	}
	parts := docxtest.Parts(good)
	for name, xml := range parts {
		if strings.HasPrefix(name, "xl/worksheets/") {
			parts[name] = xml[:len(xml)/2]
		}
	}
	for _, c := range []struct {
		file    string
		message string
	}{
		{file("damaged.xlsx", docxtest.Zip(parts)), "文件已损坏"},
		{file("half.xlsx", good[:len(good)/2]), "文件不完整"},
		{file("locked.xlsx", encrypted()), "文件设有打开密码"},
		{file("list.pdf", []byte("%PDF-1.4")), "文件是PDF文件"},
		{file("empty.xlsx", nil), "空文件"},
		{filepath.Join(dir, "gone.xlsx"), "找不到文件"},
		{dir, "是文件夹"},
		{workbook(t, filepath.Join(dir, "no table.xlsx"), grid{"说明", [][]any{{"甲", "乙"}, {"丙", "丁"}}}), "没有读到职权目录"},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			w := bareWorkspace(t, "putian-2009")
			r, err := Import(context.Background(), w, ImportOptions{Act: importer, Files: []string{c.file}})
			if !errors.Is(err, ErrNotUnderstood) || len(r.Unclear) == 0 || !strings.Contains(r.Unclear[0].Message, c.message) {
				t.Errorf("%v: %+v", err, r)
			}
			if r, err = Import(context.Background(), w, ImportOptions{Act: importer, Files: []string{c.file}, Anyway: true}); !errors.Is(err, ErrNothingInIt) {
				t.Errorf("%v: %+v", err, r)
			}
			if p := powersOf(t, w); len(p) > 0 {
				t.Errorf("entered all the same: %v", p)
			}
		})
	}
}

// stopwatch knows when the last stage began.
type stopwatch struct {
	silent
	since time.Time
}

// Stage begins a stage.
func (s *stopwatch) Stage(string) { s.since = time.Now() }

// BenchmarkImport takes in 100,000 rows; register-s is how long entering and sealing them takes, in seconds.
func BenchmarkImport(b *testing.B) {
	rows := [][]any{listHead}
	for i := range 100_000 {
		code := ""
		if i < 8000 {
			code = fmt.Sprintf("PT01WJ-XK-%04d", i+1)
		}
		rows = append(rows, []any{i + 1, fmt.Sprint("外商投资企业第", i, "项审批"), code, "行政许可", "外资管理科"})
	}
	file := workbook(b, filepath.Join(b.TempDir(), "list.xlsx"), grid{"目录", rows})
	var entering time.Duration
	for b.Loop() {
		b.StopTimer()
		w := bareWorkspace(b, "putian-2009")
		b.StartTimer()
		p := &stopwatch{}
		r, err := Import(context.Background(), w, ImportOptions{Act: importer, Files: []string{file}, Progress: p})
		entering += time.Since(p.since)
		if err != nil || r.Items != 100_000 {
			b.Fatalf("%v: %d items, %.3v", err, r.Items, r.Unclear)
		}
	}
	b.ReportMetric(entering.Seconds()/float64(b.N), "register-s")
}
