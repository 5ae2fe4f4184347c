package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	gocmp "github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// dropWorkspace is a workspace of the Putian notice with these files; none of them is what a sample has.
func dropWorkspace(t testing.TB, files map[string][]byte) Workspace {
	t.Helper()
	w := Workspace{Dir: t.TempDir(), Notice: "putian-2009"}
	if err := templates.Init(w.Dir, w.Notice, false); err != nil {
		t.Fatal(err)
	}
	for name, b := range files {
		drop(t, w, name, b)
	}
	return w
}

func drop(t testing.TB, w Workspace, name string, b []byte) {
	t.Helper()
	p := filepath.Join(w.Inputs(), filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// onePower is a submission of one power.
func onePower(t testing.TB, name, scope string) []byte {
	return wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围"}, []string{name, "行政许可", "《中华人民共和国对外贸易法》第三条", scope}))
}

// receiptsIn are the names of the receipts of a workspace.
func receiptsIn(t testing.TB, w Workspace) (out []string) {
	t.Helper()
	for name := range tree(t.(*testing.T), w.Output()) {
		if strings.HasPrefix(name, receiptFolder) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// words are what a reader sees of a Word file.
func words(t testing.TB, file string) string {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return doc.Words()
}

// Every drop of every sample has its receipt, listed in build.json, with each of its findings, items and things set aside.
func TestEveryDropHasItsReceipt(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		report := build(t, w)
		h, err := w.open()
		if err != nil {
			t.Fatal(err)
		}
		s, err := gather(context.Background(), h.Notice, w, silent{})
		if err != nil {
			t.Fatal(err)
		}
		s.settle()
		names := s.answerNames()
		items := s.itemsByFile()
		if n := len(slices.DeleteFunc(receiptsIn(t, w), IsReturn)); n != len(s.drops) {
			t.Errorf("%d receipts of %d drops", n, len(s.drops))
		}
		for i, d := range s.drops {
			if !slices.ContainsFunc(report.Outputs, func(o Output) bool { return o.File == names[i].receipt }) {
				t.Errorf("%s is not among the outputs", names[i].receipt)
			}
			text := words(t, filepath.Join(w.Output(), filepath.FromSlash(names[i].receipt)))
			want := []string{s.readings[i].Source.SHA256[:32]}
			for _, f := range report.Findings {
				if f.Place.File == d.File {
					want = append(want, f.ForSection(), f.Advice)
				}
			}
			for _, it := range items[d.File] {
				want = append(want, it.Name, it.Code)
			}
			for _, a := range s.readings[i].Account.SetAside {
				want = append(want, a.Why, a.Text)
			}
			for _, x := range want {
				if x = strings.Join(strings.Fields(x), " "); !strings.Contains(text, x) {
					t.Errorf("%s does not say %q", names[i].receipt, x)
				}
			}
		}
	})
}

// Names of drops that are one to some file system, that no file system takes, that are too long, that lead elsewhere: each
// receipt has a name of its own that all take.
func TestReceiptNames(t *testing.T) {
	n := &notice.Notice{}
	component := rapid.OneOf(rapid.StringMatching(`[aAäÄ．.]{1,3}\.(docx|DOCX|doc)`), rapid.SampledFrom([]string{
		"con.docx", "NUL", "COM1.docx", "a:b?.docx", `a\b.docx`, "..", ".", " ", "a.docx ", "a\x00\n.docx", strings.Repeat("长", 85) + ".docx", strings.Repeat("长", 84) + "短.docx", "a／b.docx", "A／B.docx", "a.docx（2）", "e\u0301.docx", "é.docx"}))
	rapid.Check(t, func(t *rapid.T) {
		s := &state{n: n}
		for range rapid.IntRange(1, 12).Draw(t, "drops") {
			parts := rapid.SliceOfN(component, 1, 3).Draw(t, "file")
			s.drops = append(s.drops, intake.Drop{File: strings.Join(parts, "/"), Section: rapid.SampledFrom([]string{"办公室", "a", "A", "..", "con", ""}).Draw(t, "section")})
			s.readings = append(s.readings, &form.Reading{Section: rapid.SampledFrom([]string{"", "外资科", "../../etc"}).Draw(t, "named")})
		}
		taken := map[string]bool{}
		var all []string
		for _, n := range s.answerNames() {
			all = append(all, n.receipt, n.returned)
		}
		for i, name := range all {
			key := strings.ToLower(norm.NFC.String(name))
			if taken[key] {
				t.Fatalf("%q is taken", name)
			}
			taken[key] = true
			if IsReceipt(name) != (i%2 == 0) || IsReturn(name) != (i%2 == 1) {
				t.Fatalf("%q is no name of an answer", name)
			}
			for _, c := range strings.Split(name, "/") {
				if len(c) > 255 || !utf8.ValidString(c) || strings.ContainsAny(c, "<>:\"\\|?*\x00\n") || strings.HasSuffix(c, ".") || strings.HasSuffix(c, " ") {
					t.Fatalf("%q in %q is a name not everybody takes", c, name)
				}
			}
		}
	})
}

// What build.json names may be anything: nothing outside of 回执 is ever taken for a receipt.
func TestIsReceipt(t *testing.T) {
	for name, want := range map[string]bool{
		"回执/办公室/a.docx.回执.docx": true, "回执/办公室/笔记.docx": false, "回执/a.回执.docx": false, "回执/办公室/深/a.回执.docx": false,
		"回执/../a.回执.docx": false, "回执/办公室/../a.回执.docx": false, "/回执/办公室/a.回执.docx": false, "公开版/办公室/a.回执.docx": false, "回执//a.回执.docx": false, "": false,
	} {
		if IsReceipt(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
}

// A receipt goes with its file, and nothing else goes with it: not what a person has put beside it, not what the last
// build.json names elsewhere.
func TestReceiptsGoWithTheirFiles(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"办公室/a.docx": onePower(t, "甲审批", "全社会"), "办公室/b.docx": onePower(t, "乙审批", "全社会"), "监察室/c.docx": onePower(t, "丙审批", "全社会")})
	build(t, w)
	for _, name := range []string{"回执/办公室/笔记.docx", "回执/办公室/b.docx.批复.docx", "笔记.回执.docx", "监察室.txt"} {
		if err := os.WriteFile(filepath.Join(w.Output(), filepath.FromSlash(name)), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(w.Output(), accountFile)
	var last account
	b, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(b, &last)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"笔记.回执.docx", "回执/../监察室.txt", "../inputs/办公室/a.docx", "回执/办公室/笔记.docx"} {
		last.Outputs = append(last.Outputs, Output{File: name})
	}
	if b, err = json.Marshal(last); err == nil {
		err = os.WriteFile(file, b, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"办公室/b.docx", "监察室/c.docx"} {
		if err := os.Remove(filepath.Join(w.Inputs(), filepath.FromSlash(gone))); err != nil {
			t.Fatal(err)
		}
	}
	build(t, w)
	want := []string{"回执/办公室/a.docx.回执.docx", "回执/办公室/a.批注.docx", "回执/办公室/b.docx.批复.docx", "回执/办公室/笔记.docx"}
	if d := gocmp.Diff(want, receiptsIn(t, w)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	for _, name := range []string{"笔记.回执.docx", "监察室.txt", "../inputs/办公室/a.docx"} {
		if _, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := os.Stat(filepath.Join(w.Output(), "回执", "监察室")); !os.IsNotExist(err) {
		t.Errorf("the empty folder is still there: %v", err)
	}
}

// Receipts of what is secret, or may be, are for their owner alone; their folder is everybody's.
func TestModesOfReceipts(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{
		"办公室/公开.docx":       onePower(t, "甲审批", "全社会"),
		"办公室/内部.docx":       onePower(t, "乙审批", "部门内部"),
		"办公室/不公开.docx":      onePower(t, "丙审批", "全社会"),
		"办公室/有一项.docx":      onePower(t, "丁审批", "不公开"),
		"办公室/加密.docx":       encrypted(),
		"办公室/同名.docx":       onePower(t, "戊审批", "全社会"),
		"监察室/同名.docx":       onePower(t, "戊审批", "不公开"),
		"办公室/机密卷/目录.docx":   onePower(t, "己审批", "全社会"),
		"办公室/零.docx":        wordFile(t, para("涉密不宜公开行政职权目录")+para("零申报。本科室没有涉密不宜公开的行政职权。")),
		"监察室/提到秘密者.docx":    onePower(t, "庚审批", "全社会"),
		"政策法规科/提到.docx":     wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围"}, []string{"辛审批", "行政许可", "依照重要设施保护方案审查办理", "全社会"})),
		"外资管理科/被提到.docx":    onePower(t, "重要设施保护方案审查", "不公开"),
		"机电产品进出口科/同样.docx":  onePower(t, "壬审批", "全社会"),
		"机电产品进出口科/同样2.docx": onePower(t, "壬审批", "全社会"),
	})
	build(t, w)
	want := map[string]os.FileMode{
		"办公室/公开.docx": modeOpen, "办公室/内部.docx": modeOpen, "办公室/不公开.docx": modeSecret, "办公室/有一项.docx": modeSecret,
		"办公室/加密.docx": modeSecret, "办公室/同名.docx": modeSecret, "监察室/同名.docx": modeSecret, "办公室/机密卷／目录.docx": modeSecret,
		"办公室/零.docx": modeSecret, "监察室/提到秘密者.docx": modeSecret, "政策法规科/提到.docx": modeSecret, "外资管理科/被提到.docx": modeSecret,
		"机电产品进出口科/同样.docx": modeOpen, "机电产品进出口科/同样2.docx": modeOpen,
	}
	for name, mode := range want {
		file := filepath.Join(w.Output(), "回执", filepath.FromSlash(name+receiptEnding))
		info, err := os.Stat(file)
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %v, want %v", name, info.Mode(), mode)
		}
		if closed := strings.Contains(words(t, file), "请按涉密材料保管"); closed != (mode == modeSecret) {
			t.Errorf("%s says that it is secret: %v", name, closed)
		}
		if info, err := os.Stat(filepath.Dir(file)); err != nil || info.Mode().Perm() != 0o755 {
			t.Errorf("folder of %s: %v %v", name, info.Mode(), err)
		}
	}
}

// What the register knows is printed in the receipt of its file alone; without it no line of times is there.
func TestArrivalsInReceipts(t *testing.T) {
	a, b := onePower(t, "甲审批", "全社会"), onePower(t, "乙审批", "全社会")
	w := dropWorkspace(t, map[string][]byte{"办公室/a.docx": a, "办公室/b.docx": b})
	receipt := func(name string) string {
		return words(t, filepath.Join(w.Output(), "回执", "办公室", name+receiptEnding))
	}
	build(t, w)
	for _, word := range []string{"收到时间", "历次收件", "年8月"} {
		if strings.Contains(receipt("a.docx"), word) {
			t.Errorf("without a register: %s", word)
		}
	}
	d := intake.Drop{File: "a.docx", Path: filepath.Join(w.Inputs(), "办公室", "a.docx"), Size: int64(len(a))}
	_, sum, err := d.Read(maxSubmission)
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2009, 8, 20, 6, 3, 5, 0, time.UTC)
	seen := register.Seen{File: "办公室/a.docx", Section: "办公室", SHA256: strings.Repeat("0", 64), Size: 1, At: at.Add(-48 * time.Hour)}
	enter(t, w, seen)
	seen.SHA256, seen.At, seen.Note = sum, at, "文件长时间处于打开状态，已按上次保存的内容收下"
	enter(t, w, seen)
	build(t, w)
	first := tree(t, w.Output())
	build(t, w)
	if d := gocmp.Diff(first, tree(t, w.Output())); d != "" {
		t.Error("the same arrivals give other bytes")
	}
	text := receipt("a.docx")
	for _, want := range []string{"2009年8月20日 14:03:05（更新）", "2009年8月18日 14:03:05", "首次收到", "文件长时间处于打开状态"} {
		if !strings.Contains(text, want) {
			t.Errorf("the receipt lacks %s", want)
		}
	}
	if strings.Contains(receipt("b.docx"), "2009年8月20日 14:03:05") {
		t.Error("the receipt of another file has the time")
	}
}

// enter writes into the register of a workspace.
func enter(t testing.TB, w Workspace, seen ...register.Seen) {
	t.Helper()
	r, err := register.Open(t.Context(), w.register())
	if err == nil {
		_, err = r.Take(t.Context(), seen...)
		err = errors.Join(err, r.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

// pledge is the mark of a file: two symbols, which do not count where names are compared.
func pledge(n int) string { return fmt.Sprintf("%c%c", '☀'+rune(n), '♠'+rune(n)) }

// No receipt, and no file with comments, holds a word of another file's items: not of another section's, not of a secret file of its own section. The
// files are such that all findings arise that compare items: the same name and nearly the same in and across sections,
// one code twice, versions of one file, a name in the words of another.
func TestReceiptsKeepToTheirFile(t *testing.T) {
	head := []string{"权力编码", "项目名称", "权力类别", "权力依据", "公开范围", "备注"}
	type power struct{ code, name, scope string }
	files := []struct {
		name   string
		powers []power
	}{
		{"办公室/目录.docx", []power{{"PT01WJ-XK-0001", "重大设施保护方案审批", "全社会"}, {"", "设施和保护#方案审批", "全社会"}, {"", "甲一#审批", "全社会"}}},
		{"办公室/涉密目录.docx", []power{{"PT01WJ-XK-0001", "重大设施保护方案审批", "不公开"}, {"", "设施保护#的方案审批", "不公开"}}},
		{"监察室/目录.docx", []power{{"PT01WJ-XK-0001", "重大设施保护方案审批", "部门内部"}, {"", "设施与保护#方案审批", "全社会"}}},
		{"监察室/专报.docx", []power{{"PT01WJ-XK-9001", "设施等保护#方案审批", "不公开"}}},
		{"监察室/另报.docx", []power{{"PT01WJ-XK-9001", "设施对保护#方案审批", "不公开"}}},
		{"外资管理科/版本一最终版.docx", []power{{"", "外资一审批", "全社会"}, {"", "外资二审批", "全社会"}, {"", "外资三#审批", "全社会"}}},
		{"外资管理科/版本一.docx", []power{{"", "外资一审批", "全社会"}, {"", "外资二审批", "全社会"}, {"", "外资四#审批", "不公开"}}},
		{"涉密专班/x.docx", []power{{"PT01WJ-XK-9001", "设施及保护#方案审批", "不公开"}, {"", "甲一#审批", "不公开"}}},
		{"最外层.docx", []power{{"PT01WJ-XK-0001", "设施或保护#方案审批", "全社会"}}},
	}
	// “#” is where a file's mark stands.
	body := map[string][]byte{}
	for i, f := range files {
		rows := [][]string{head}
		for _, p := range f.powers {
			rows = append(rows, []string{p.code, strings.ReplaceAll(p.name, "#", pledge(i)), "行政许可", "《" + pledge(i) + "法》第三条", p.scope, pledge(i)})
		}
		text := ""
		if !strings.Contains(f.name, "/") {
			text = para("填报科室：监察室")
		}
		body[f.name] = wordFile(t, text+wordTable(rows...))
	}
	w := dropWorkspace(t, body)
	report := build(t, w)
	rules := map[string]int{}
	for _, f := range report.Findings {
		if f.Discreet != "" && f.Discreet != f.Message {
			rules[f.Rule]++
		}
	}
	for _, rule := range []string{"E08", "I02", "E04", "R34"} {
		if rules[rule] == 0 {
			t.Errorf("no %s speaks of another file; the test is about less than it should be: %v", rule, rules)
		}
	}
	out := tree(t, w.Output())
	seen := 0
	for name, b := range out {
		if !strings.HasPrefix(name, receiptFolder) {
			continue
		}
		if IsReceipt(name) {
			seen++
		}
		text := openText(t, name, []byte(b))
		for i, f := range files {
			section, base := path.Split(f.name)
			own := receiptFolder + cmp.Or(section, "监察室/")
			if name == own+base+receiptEnding || name == own+strings.TrimSuffix(base, ".docx")+returnMark+".docx" {
				if !strings.Contains(text, pledge(i)) {
					t.Errorf("%s does not quote its own file", name)
				}
				continue
			}
			sameSection := strings.HasPrefix(name, receiptFolder+section) && section != ""
			open := f.name == "办公室/目录.docx" || f.name == "监察室/目录.docx" || f.name == "外资管理科/版本一最终版.docx"
			if (!sameSection || !open) && strings.Contains(text, pledge(i)) {
				t.Errorf("%s quotes %s", name, f.name)
			}
			if strings.Contains(f.name, "涉密") && strings.Contains(text, strings.TrimSuffix(base, ".docx")+".docx") && base != "目录.docx" {
				t.Errorf("%s names %s", name, f.name)
			}
			if section == "涉密专班/" && strings.Contains(text, "涉密专班") {
				t.Errorf("%s names the folder %s", name, section)
			}
		}
	}
	if seen != len(files) {
		t.Errorf("%d receipts of %d files", seen, len(files))
	}
}

// TestReceiptsInOtherPrograms has every receipt, file with comments, opinion and status page of the samples opened by LibreOffice,
// and a few of them judged by the validator, which CI asks about all.
func TestReceiptsInOtherPrograms(t *testing.T) {
	validator := tooltest.FindSlow(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		build(t, w)
		if _, err := Status(context.Background(), w, StatusOptions{Today: time.Date(2009, 8, 25, 0, 0, 0, 0, time.UTC), Page: true}); err != nil {
			t.Fatal(err)
		}
		var files []string
		papers := append(receiptsIn(t, w), statusPage+".docx")
		for _, o := range opinionsIn(t, w) {
			papers = append(papers, opinionFolder+o+".docx")
		}
		for i, r := range papers {
			b, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(r)))
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(t.TempDir(), fmt.Sprintf("%d.docx", i))
			if err := os.WriteFile(file, b, 0o644); err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
			if i%6 != 0 && r != statusPage+".docx" || IsReturn(r) { // what goes back is as valid as it came
				continue
			}
			verdict, err := exec.CommandContext(t.Context(), validator, file, "Microsoft365").Output()
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.ReplaceAll(string(verdict), " ", ""), `"ok":true`) {
				t.Errorf("%s: %s", r, verdict)
			}
		}
		made, err := filepath.Glob(filepath.Join(tooltest.SaveAs(t, "pdf", files...), "*.pdf"))
		if err != nil || len(made) != len(files) {
			t.Errorf("LibreOffice made %d of %d: %v", len(made), len(files), err)
		}
	})
}
