package intake

import (
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
		"新科室/x.docx",
		"散件.docx",
		"空科室/",
		"回执/办公室/a.回执.docx",
		"办公室/回执/a.回执.docx",
		"审核/审核表.docx",
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
		"新科室 ← 新科室/x.docx",
		" ← 散件.docx",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("drops (-want +got):\n%s", d)
	}
	wantIgnored := []Ignored{
		{"办公室/.~b.docx", "该文件正在 WPS 中打开，请保存并关闭"},
		{"办公室/.~lock.b.docx#", "该文件正在 LibreOffice 中打开，请保存并关闭"},
		{"办公室/c.docx.crdownload", "临时文件，未读取"},
		{"办公室/~$a.docx", "该文件正在 Word 中打开，请保存并关闭"},
	}
	if d := cmp.Diff(wantIgnored, ignored); d != "" {
		t.Errorf("ignored (-want +got):\n%s", d)
	}
}

func TestScanOfMissingFolderIsEmpty(t *testing.T) {
	drops, ignored, err := Scan(filepath.Join(t.TempDir(), "gone"), office)
	if err != nil || len(drops)+len(ignored) > 0 {
		t.Errorf("Scan = %v, %v, %v; want nothing", drops, ignored, err)
	}
}

func TestScanFollowsALinkToAFileAndNotToNowhere(t *testing.T) {
	root := lay(t, "办公室/a.docx")
	for to, name := range map[string]string{"a.docx": "link.docx", "gone.docx": "broken.docx"} {
		if err := os.Symlink(to, filepath.Join(root, "办公室", name)); err != nil {
			t.Skip("no symbolic links here:", err)
		}
	}
	drops, ignored, err := Scan(root, office)
	if err != nil {
		t.Fatal(err)
	}
	if len(drops) != 2 || len(ignored) != 1 || ignored[0].File != "办公室/broken.docx" {
		t.Errorf("drops %v, ignored %v", drops, ignored)
	}
}
