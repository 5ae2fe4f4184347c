package pipeline

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"huibian/pipeline/convert"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/templates"
)

const wordNS = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`

// word makes a .docx with the given body.
func wordFile(t testing.TB, body string, extra ...string) []byte {
	t.Helper()
	parts := []string{
		"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", `<w:document ` + wordNS + `><w:body>` + body + `</w:body></w:document>`,
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts)+len(extra); i += 2 {
		all := append(parts, extra...)
		w, err := z.Create(all[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(all[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// table makes a table of cells.
func wordTable(rows ...[]string) string {
	var b strings.Builder
	b.WriteString("<w:tbl>")
	for _, r := range rows {
		b.WriteString("<w:tr>")
		for _, c := range r {
			fmt.Fprintf(&b, "<w:tc><w:p><w:r><w:t>%s</w:t></w:r></w:p></w:tc>", c)
		}
		b.WriteString("</w:tr>")
	}
	b.WriteString("</w:tbl>")
	return b.String()
}

var goodHead = []string{"序号", "项目名称", "权力类别", "权力依据", "公开形式", "公开范围", "公开时间", "收费及依据标准", "承办科室和负责人"}

func goodRow(name string) []string {
	return []string{"1", name, "行政许可", "《中华人民共和国对外贸易法》第十五条", "政府网站", "全社会", "长期", "不收费", "外资管理科 科长"}
}

// encrypted is what Word makes of a document with a password to open: a compound file with the streams of MS-OFFCRYPTO.
func encrypted() []byte {
	b := make([]byte, 8192)
	copy(b, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	b[0x18], b[0x1A], b[0x1C], b[0x1D], b[0x1E], b[0x20] = 0x3E, 3, 0xFE, 0xFF, 9, 6
	b[0x30] = 1 // the directory begins in sector 1, at 1024
	for i, name := range []string{"Root Entry", "EncryptionInfo", "EncryptedPackage"} {
		at := 1024 + 128*i
		for k, c := range name {
			b[at+2*k] = byte(c)
		}
		b[at+64] = byte(2*len(name) + 2)
		b[at+66] = byte(map[bool]int{true: 5, false: 2}[i == 0])
	}
	return b
}

func bomb(t testing.TB) []byte {
	return wordFile(t, "<w:p><w:r><w:t>"+strings.Repeat("0", 64<<20)+"</w:t></w:r></w:p>")
}

func wide(n int) string {
	cell := "<w:tc><w:p><w:r><w:t>列</w:t></w:r></w:p></w:tc>"
	return "<w:tbl><w:tr>" + strings.Repeat(cell, n) + "</w:tr></w:tbl>"
}

func long(n int) string {
	return "<w:tbl>" + strings.Repeat("<w:tr><w:tc><w:p/></w:tc></w:tr>", n) + "</w:tbl>"
}

// Every way in which a submission can be bad gives a finding that names the file and says in Chinese what to do; the
// good one beside them still makes the book.
func TestBadInputNeverStopsTheOthers(t *testing.T) {
	t.Setenv(convert.ProgramVariable, "gone")
	dir := t.TempDir()
	if err := templates.Init(dir, templates.Default, false); err != nil {
		t.Fatal(err)
	}
	good := wordFile(t, wordTable(goodHead, goodRow("设立外商投资企业审批")))
	bad := []struct {
		name, rule string
		data       []byte
	}{
		{"空文件.docx", "R01", nil},
		{"半个文件.docx", "R01", good[:len(good)/2]},
		{"网页.docx", "R01", []byte("<!DOCTYPE html><html><body><table><tr><td>职权</td></tr></table></body></html>")},
		{"表格.docx", "R01", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...)},
		{"加密.docx", "R02", encrypted()},
		{"炸弹.docx", "R03", bomb(t)},
		{"五千列.docx", "R03", wordFile(t, wide(5000))},
		{"十万行.docx", "R03", wordFile(t, long(100_000))},
		{"路径.docx", "R03", wordFile(t, "<w:p/>", "../../etc/passwd", "x")},
		{"扫描件.pdf", "R01", []byte("%PDF-1.4\n")},
		{"照片.jpg", "R01", []byte("\xFF\xD8\xFF\xE0\x00\x10JFIF")},
		{"说明.txt", "R01", []byte("本科室没有行政职权。")},
		{"旧稿.xls", "R01", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)},
		{"深.docx", "R03", wordFile(t, strings.Repeat("<w:tbl><w:tr><w:tc>", 2000)+strings.Repeat("</w:tc></w:tr></w:tbl>", 2000))},
		{strings.Repeat("长", 80) + ".docx", "R01", []byte("PK\x03\x04")},
		{"表😀.docx", "R01", []byte{0}},
	}
	folder := filepath.Join(dir, "inputs", "外资管理科")
	write := func(name string, data []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("好文件.docx", good)
	for _, b := range bad {
		write(b.name, b.data)
	}
	r, err := Build(context.Background(), Workspace{Dir: dir}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	about := map[string][]notice.Finding{}
	for _, f := range r.Findings {
		about[filepath.Base(f.Place.File)] = append(about[filepath.Base(f.Place.File)], f)
	}
	for _, b := range bad {
		fs := about[b.name]
		if len(fs) != 1 {
			t.Errorf("%s: %d findings, want one: %+v", b.name, len(fs), fs)
			continue
		}
		if fs[0].Rule != b.rule || fs[0].Level != notice.Error || !plain(fs[0].Message) || !plain(fs[0].Advice) {
			t.Errorf("%s: %+v, want rule %s in plain Chinese", b.name, fs[0], b.rule)
		}
		t.Logf("%s：%s。%s", b.name, fs[0].Message, fs[0].Advice)
	}
	if len(r.Unread) != len(bad) {
		t.Errorf("%d unread files are told, want %d", len(r.Unread), len(bad))
	}
	public, err := os.ReadFile(filepath.Join(dir, "output", "data", "public.json"))
	if err != nil {
		t.Fatal(err)
	}
	var c struct {
		Items []struct{ Code, Name string }
	}
	if err := json.Unmarshal(public, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Items) != 1 || c.Items[0].Name != "设立外商投资企业审批" || c.Items[0].Code != "PT01WJ-XK-0001" {
		t.Errorf("items of the good file: %+v", c.Items)
	}
}

// programs are words of ours and of word processors that an office knows.
var programs = regexp.MustCompile(`Word|LibreOffice|Microsoft Works|WPS|Excel|PDF|HTML|MHT|XML|RTF|ODT|OFD|\.docx?|\.wps|\.xlsx?|\.ods`)

// plain reports whether a text is Chinese, without words of programmers.
func plain(s string) bool {
	return s != "" && !strings.ContainsFunc(programs.ReplaceAllString(s, ""), func(r rune) bool {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '{' || r == '}'
	})
}

// Whatever keeps a file from being read, there are words for it; a machine's own words are only a last resort.
func TestEveryRejectionIsPlainChinese(t *testing.T) {
	n := &notice.Notice{}
	say := func(err error) {
		t.Helper()
		f := rejected(n, form.Source{File: "a.docx"}, fmt.Errorf("open: %w", err)).Findings[0]
		if !plain(f.Message) || !plain(f.Advice) || strings.Contains(f.Message, "文件无法读取") {
			t.Errorf("%v: %q %q", err, f.Message, f.Advice)
		}
		if _, ok := notice.LookupRule(f.Rule); !ok {
			t.Errorf("%v: rule %q is not in the catalogue", err, f.Rule)
		}
	}
	for _, r := range rejections {
		say(r.cause)
	}
	for format := range formatNames {
		say(&docx.FormatError{Format: format})
		for _, c := range conversions {
			say(&convert.Error{Format: format, Err: c.cause})
		}
	}
	say(&convert.Error{Format: docx.FormatDoc, Err: docx.ErrEncrypted})
	say(fmt.Errorf("%w: %w", intake.ErrFolder, fs.ErrPermission))
	say(&fs.PathError{Op: "open", Path: "a.docx", Err: syscall.EACCES})
}

// A defect of our own that one file brings to light is a finding about that file.
func TestAPanicIsAFindingAboutTheFile(t *testing.T) {
	broken := &reader{n: &notice.Notice{}} // reads no forms: a nil dereference
	r := broken.bytes(t.Context(), form.Source{File: "a.docx"}, wordFile(t, "<w:p/>"))
	if !r.Rejected || r.Findings[0].Rule != "R25" || r.Findings[0].Place.File != "a.docx" {
		t.Errorf("reading = %+v", r)
	}
}
