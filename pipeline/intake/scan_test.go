package intake

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/notice"
)

var office = &notice.Notice{Sections: []notice.Section{
	{Name: "外资管理科", Aliases: []string{"外资科"}},
	{Name: "办公室"},
}}

// lay makes a shared folder; a name that ends with "/" is a folder.
func lay(t *testing.T, names ...string) string {
	t.Helper()
	root := t.TempDir()
	for _, n := range names {
		p := filepath.Join(root, filepath.FromSlash(n))
		if strings.HasSuffix(n, "/") {
			if err := os.MkdirAll(p, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(n), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestScan(t *testing.T) {
	root := lay(t,
		"办公室/b.docx",
		"办公室/a.docx",
		"外资科/目录.docx",          // an alias of 外资管理科
		"外资管理科/附件/更深/流程图.docx", // subfolders belong to the section
		"散件.docx",
		"新科室/x.docx",
		"丙科/y.docx", // not listed either: 丙 sorts before 新
		"空科室/",
		"回执/办公室/a.回执.docx",
		"办公室/回执/a.回执.docx",
		"审核/审核表.docx",
		"审核/乙科/x.docx",
		"办公室/_旧/x.docx",
		"办公室/.git/x.docx",
		".huibian/x.docx",
		"_旧稿/x.docx",
		"办公室/.隐藏.docx",
		"办公室/_草稿.docx",
		"办公室/~$a.docx",
		"办公室/.~b.docx",
		"办公室/.~lock.b.docx#",
		"办公室/Thumbs.db",
		"办公室/c.docx.crdownload",
	)
	drops, ignored, err := Scan(root, office)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, d := range drops {
		mark := ""
		if d.Known {
			mark = " ✓"
		}
		got = append(got, d.Section+mark+" ← "+d.File)
	}
	want := []string{
		"外资管理科 ✓ ← 外资科/目录.docx",
		"外资管理科 ✓ ← 外资管理科/附件/更深/流程图.docx",
		"办公室 ✓ ← 办公室/a.docx",
		"办公室 ✓ ← 办公室/b.docx",
		"丙科 ← 丙科/y.docx",
		"审核 ✓ ← 审核/乙科/x.docx",
		"审核 ✓ ← 审核/审核表.docx",
		"新科室 ← 新科室/x.docx",
		" ← 散件.docx",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("drops (-want +got):\n%s", d)
	}
	wantIgnored := []Ignored{
		{"办公室/.~b.docx", "该文件正在WPS中打开，只读到上次保存的内容；请保存并关闭后重新汇编"},
		{"办公室/.~lock.b.docx#", "该文件正在LibreOffice中打开，只读到上次保存的内容；请保存并关闭后重新汇编"},
		{"办公室/c.docx.crdownload", "没有传完的临时文件；如是申报材料，请重新复制，扩展名应为.docx"},
		{"办公室/~$a.docx", "该文件正在Word中打开，只读到上次保存的内容；请保存并关闭后重新汇编"},
	}
	if d := cmp.Diff(wantIgnored, ignored); d != "" {
		t.Errorf("ignored (-want +got):\n%s", d)
	}
}

// A share that is not connected must not look like one in which nothing lies: the book of nothing would follow.
func TestScanOfAMissingFolderFails(t *testing.T) {
	if _, _, err := Scan(filepath.Join(t.TempDir(), "gone"), office); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("err = %v", err)
	}
}

func link(t *testing.T, to, at string) {
	t.Helper()
	if err := os.Symlink(to, at); err != nil {
		t.Skip("no symbolic links here:", err)
	}
}

func TestScanFollowsLinksWithinTheFolderOnly(t *testing.T) {
	outside := filepath.Join(lay(t, "别处/机密.docx"), "别处")
	root := lay(t, "办公室/a.docx", "外资管理科/目录/b.docx")
	for name, to := range map[string]string{
		"办公室/within.docx":  "a.docx",
		"办公室/nowhere.docx": "gone.docx",
		"办公室/out.docx":     filepath.Join(outside, "机密.docx"),
		"办公室/up.docx":      "../../../../../../../../../../etc/passwd",
		"办公室/folder":       "../外资管理科/目录",
		"办公室/outfolder":    outside,
		"办公室/loop.docx":    "loop.docx",
	} {
		link(t, to, filepath.Join(root, filepath.FromSlash(name)))
	}
	drops, _, err := Scan(root, office)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]error{}
	for _, d := range drops {
		got[d.File] = d.Err
		_, _, err := d.Read(1 << 20)
		if !errors.Is(err, d.Err) {
			t.Errorf("%s: Read says %v, Scan %v", d.File, err, d.Err)
		}
	}
	for name, want := range map[string]error{
		"外资管理科/目录/b.docx": nil, "办公室/a.docx": nil, "办公室/within.docx": nil,
		"办公室/nowhere.docx": ErrLink, "办公室/out.docx": ErrLink, "办公室/up.docx": ErrLink,
		"办公室/folder": ErrLink, "办公室/outfolder": ErrLink, "办公室/loop.docx": ErrLink,
	} {
		if err, ok := got[name]; !ok || !errors.Is(err, want) {
			t.Errorf("%s: listed %v with %v, want %v", name, ok, err, want)
		}
	}
	if len(got) != 9 {
		t.Errorf("drops: %v", got)
	}
}

// The shared folder itself is often a link to the share.
func TestScanOfALinkedRoot(t *testing.T) {
	root := filepath.Join(t.TempDir(), "inputs")
	link(t, lay(t, "办公室/a.docx"), root)
	drops, _, err := Scan(root, office)
	if err != nil || len(drops) != 1 || drops[0].File != "办公室/a.docx" || drops[0].Err != nil {
		t.Errorf("Scan = %+v, %v", drops, err)
	}
}

// What the system will not open is told, and stops nothing. The walk hands such errors to visit; root may open all.
func TestScanTellsOfAFolderItCannotOpen(t *testing.T) {
	s := scan{root: "/inputs", n: office, seen: map[string]bool{}}
	if err := s.visit("/inputs/外资科", nil, fs.ErrPermission); err != nil {
		t.Fatal(err)
	}
	if err := s.visit("/inputs/外资科/附件", nil, fs.ErrPermission); err != nil {
		t.Fatal(err)
	}
	for i, file := range []string{"外资科", "外资科/附件"} {
		d := s.drops[i]
		if d.File != file || d.Section != "外资管理科" || !errors.Is(d.Err, ErrFolder) || !errors.Is(d.Err, fs.ErrPermission) {
			t.Errorf("drop = %+v", d)
		}
	}
	if err := s.visit("/inputs", nil, fs.ErrPermission); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("a root that cannot be opened gives %v", err)
	}
}

// Names that would break a line, a terminal or JSON are shown otherwise, and stay apart; the file itself is read.
func TestScanOfUnprintableNames(t *testing.T) {
	names := map[string]string{ // on disk → as shown
		"行\n一.docx":              "行_一.docx",
		"行\r一.docx":              "行_一.docx′",
		"\x1b[2J\u202excod.docx": "_[2J_xcod.docx",
		"表😀👩\u200d💼.docx":        "表😀👩\u200d💼.docx",
		"\xd0\xd0\xd5\xfe\xd6\xb0\xc8\xa8\xc4\xbf\xc2\xbc.docx": "行政职权目录.docx", // GBK
		"\xff\xfe.docx":                   "□.docx",
		strings.Repeat("长", 83) + ".docx": strings.Repeat("长", 83) + ".docx",
	}
	root := t.TempDir()
	for on := range names {
		if err := os.WriteFile(filepath.Join(root, on), []byte(on), 0o644); err != nil {
			t.Skip("no such names here:", err)
		}
	}
	drops, _, err := Scan(root, office)
	if err != nil {
		t.Fatal(err)
	}
	if len(drops) != len(names) {
		t.Errorf("%d drops, want %d", len(drops), len(names))
	}
	for _, d := range drops {
		b, _, err := d.Read(1000)
		if err != nil {
			t.Error(err)
		}
		want := names[string(b)]
		if d.File != want || d.Renamed != (want != string(b)) {
			t.Errorf("%q is shown as %q, renamed %v; want %q", b, d.File, d.Renamed, want)
		}
	}
}

// Folders are sections in whatever encoding their name is.
func TestScanOfAGBKFolder(t *testing.T) {
	root := t.TempDir()
	gbk := filepath.Join(root, "\xb0\xec\xb9\xab\xca\xd2") // 办公室
	if err := os.Mkdir(gbk, 0o755); err != nil {
		t.Skip("no such names here:", err)
	}
	if err := os.WriteFile(filepath.Join(gbk, "目录.docx"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	drops, _, err := Scan(root, office)
	if err != nil || len(drops) != 1 || drops[0].File != "办公室/目录.docx" || !drops[0].Known || !drops[0].Renamed {
		t.Errorf("Scan = %+v, %v", drops, err)
	}
}
