package pipeline

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
	"huibian/templates"
)

// Marks stand in secret and internal submissions in every place a word can stand, each followed by the name of the place.
// They begin with characters that no other text of the books has: a PDF that draws one must list it in a ToUnicode map.
const (
	secretMark   = "龘甲"
	internalMark = "犇乙"
)

// openText makes everything that can be searched out of a file: the parts of a zip, the inflated streams of a PDF with
// its text strings decoded, and the bytes themselves.
func openText(t *testing.T, name string, b []byte) string {
	t.Helper()
	var out strings.Builder
	out.WriteString(name)
	out.Write(b)
	switch filepath.Ext(name) {
	case ".docx", ".xlsx":
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			out.WriteString(f.Name)
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			_, _ = io.Copy(&out, r)
		}
	case ".pdf":
		for rest := b; ; {
			_, after, ok := bytes.Cut(rest, []byte("stream\n"))
			if !ok {
				break
			}
			rest = after
			if z, err := zlib.NewReader(bytes.NewReader(after)); err == nil {
				_, _ = io.Copy(&out, z)
			}
		}
	}
	return out.String()
}

// spellings are the forms a mark could take in a file: UTF-8 and UTF-16 as they are and in the hexadecimal of PDF strings, and
// its first character as a ToUnicode map lists it, if that is not one that others use.
func spellings(mark string) []string {
	var be []byte
	for _, u := range utf16.Encode([]rune(mark)) {
		be = binary.BigEndian.AppendUint16(be, u)
	}
	out := []string{mark, fmt.Sprintf("%X", mark), string(be), fmt.Sprintf("%X", be), fmt.Sprintf("%x", be)}
	if be[0] > 0 { // not the letters and digits of a code
		out = append(out, fmt.Sprintf("<%X>", be[:2]))
	}
	return out
}

func para(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }

// markedRow is a power with a mark in every field. Its scope tells the class; with reasons it is told by 附件4 as well.
func markedRow(n *notice.Notice, mark, scope string, reasons bool) (head, row []string) {
	for _, f := range n.Fields {
		text := mark + f.Title
		switch f.Key {
		case "category":
			text = n.Categories[0].Name
		case "disclosureScope":
			text = scope
		case "code", "seq", "disclosure":
			text = ""
		case "reason", "reasonBasis", "secrecyPeriod":
			if !reasons {
				continue // a table with such columns is one of secret powers
			}
		case "basis":
			text = "《中华人民共和国" + mark + "法》（" + mark + "发〔2009〕7号）第三条：“" + mark + "原文”"
		}
		head, row = append(head, f.Title), append(row, text)
	}
	return head, row
}

func nameTitle(n *notice.Notice) string {
	f, _ := n.Field("name")
	return f.Title
}

// leakWorkspace has public, internal and secret powers of a notice, apart and in one file, in listed sections and others.
func leakWorkspace(t *testing.T, name string) Workspace {
	t.Helper()
	w := Workspace{Dir: t.TempDir(), Notice: name}
	if err := templates.Init(w.Dir, name, false); err != nil {
		t.Fatal(err)
	}
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	n := h.Notice
	head, public := markedRow(n, "某", "全社会", false)
	_, internal := markedRow(n, internalMark, "部门内部", false)
	_, secret := markedRow(n, secretMark, "不公开", false)
	headOf4, of4 := markedRow(n, secretMark, "不公开", true)
	section := n.Sections[0].Name
	secretName := secret[slices.Index(head, nameTitle(n))]
	for file, body := range map[string]string{
		section + "/公开.docx":                           para("填报科室："+section) + wordTable(head, public),
		section + "/" + internalMark + "内部.docx":       para(internalMark+"说明") + wordTable(head, internal),
		section + "/" + secretMark + "涉密.docx":         para(secretMark+"说明") + wordTable(headOf4, of4),
		section + "/" + secretMark + "都有.docx":         para(secretMark+internalMark+"说明") + wordTable(head, public, internal, secret),
		secretMark + "专班/" + secretMark + "涉密.docx":    para("填报科室："+secretMark+"专班") + wordTable(head, secret),
		internalMark + "小组/" + internalMark + "内.docx": wordTable(head, internal),
		secretMark + "最外层.docx":                        para("填报科室："+section) + wordTable(head, secret),
		section + "/图.docx":                            para(secretName+"权力运行流程图") + para("受理→审查→决定，5个工作日，监督投诉电话"),
		section + "/共用的图.docx":                         para("各类事项权力运行流程图") + para("适用事项："+secretName) + para("受理→审查→决定"),
		section + "/分解.docx":                           para("职权分解表") + wordTable([]string{"职权名称", "受理", "审查", "决定"}, []string{secretName, "科员", "科长", "科长"}),
		section + "/制度.docx":                           para(secretName+"办理制度") + para("第一条　由科长办理。") + para("第二条　当日办结。"),
		section + "/汇报.docx":                           para("清理工作情况") + para("共清理职权两项，其中"+secretName+"一项不公开。"),
	} {
		p := filepath.Join(w.Inputs(), filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		// A comment in the file, that no two of them are the same.
		if err := os.WriteFile(p, wordFile(t, "<!-- "+file+" -->"+body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// What cannot be read may be secret as well: its name is for the office alone.
	if err := os.WriteFile(filepath.Join(w.Inputs(), section, secretMark+"加密.docx"), encrypted(), 0o644); err != nil {
		t.Fatal(err)
	}
	return w
}

// closedCodes are the codes of the items of some classes.
func closedCodes(t *testing.T, document string, classes ...notice.Class) (out []string) {
	t.Helper()
	var c struct {
		Items []struct {
			Code       string
			Disclosure notice.Class
		}
	}
	if err := json.Unmarshal([]byte(document), &c); err != nil {
		t.Fatal(err)
	}
	for _, it := range c.Items {
		if slices.Contains(classes, it.Disclosure) {
			out = append(out, it.Code)
		}
	}
	if len(out) < 3 {
		t.Fatalf("%d items are %v; the test is about nothing", len(out), classes)
	}
	return out
}

// No word of a secret item reaches the public or the internal book or the open data, and no word of an internal one the
// public ones: not as text, not in metadata, not as a code, not as a file's or a folder's name.
func TestNothingSecretReachesAnOpenFile(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := leakWorkspace(t, name)
		build(t, w)
		files := tree(t, w.Output())
		secret := append(closedCodes(t, files["data/catalog.json"], notice.Secret), secretMark)
		closed := append(closedCodes(t, files["data/catalog.json"], notice.Internal), internalMark)
		closed = append(closed, secret...)
		for name, marks := range map[string][]string{
			"公开版/职权目录汇编.docx":  closed,
			"公开版/职权目录汇编.pdf":   closed,
			"公开版/办事明白卡.docx":   closed,
			"公开版/办事明白卡.pdf":    closed,
			"data/public.json": closed,
			"data/public.csv":  closed,
			"data/public.xlsx": closed,
			"内部版/职权目录汇编.docx":  secret,
			"内部版/职权目录汇编.pdf":   secret,
		} {
			b, ok := files[name]
			if !ok {
				t.Errorf("%s was not written", name)
				continue
			}
			text := openText(t, name, []byte(b)) + pdfText(t, filepath.Join(w.Output(), filepath.FromSlash(name)))
			for _, m := range marks {
				for _, s := range spellings(m) {
					if at := strings.Index(text, s); at >= 0 {
						t.Errorf("%s holds %s: %q", name, m, text[max(0, at-60):min(len(text), at+60)])
						break
					}
				}
			}
		}
		// The marks do stand where they belong, or this test would prove nothing.
		for name, mark := range map[string]string{
			"涉密册/涉密不宜公开职权目录.docx": secretMark,
			"内部版/职权目录汇编.docx":     internalMark,
			"内部版/职权目录汇编.pdf":      fmt.Sprintf("<%X>", []rune(internalMark)[0]),
			"涉密册/涉密不宜公开职权目录.pdf":  fmt.Sprintf("<%X>", []rune(secretMark)[0]),
			"data/catalog.json":   secretMark + "不公开理由",
			"data/findings.json":  secretMark + "加密.docx",
		} {
			if !strings.Contains(openText(t, name, []byte(files[name])), mark) {
				t.Errorf("%s lacks %s", name, mark)
			}
		}
		// What holds secret items is for its owner alone.
		for _, name := range []string{"涉密册/涉密不宜公开职权目录.docx", "涉密册/涉密不宜公开职权目录.pdf", "data/catalog.json", "data/findings.json", "build.json"} {
			info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name)))
			if err != nil {
				t.Error(err)
				continue
			}
			if info.Mode().Perm() != modeSecret {
				t.Errorf("%s: mode %v", name, info.Mode())
			}
		}
	})
}

// No receipt, no file with comments and no opinion that everybody may read holds a word of a secret item, its code, or the
// name of a secret file: not as text, not as where a link leads, not in its metadata. The summary, which holds all, is the
// office's.
func TestNothingSecretReachesAnOpenAnswer(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := leakWorkspace(t, name)
		build(t, w)
		files := tree(t, w.Output())
		secret := append(closedCodes(t, files["data/catalog.json"], notice.Secret), secretMark)
		answers, opinions := 0, 0
		for name, b := range files {
			info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name)))
			if err != nil {
				t.Fatal(err)
			}
			if !isReply(name) || info.Mode().Perm() == modeSecret {
				continue
			}
			if IsOpinion(name) {
				opinions++
			} else {
				answers++
			}
			text := openText(t, "x"+filepath.Ext(name), []byte(b)) + pdfText(t, filepath.Join(w.Output(), filepath.FromSlash(name)))
			for _, m := range secret {
				for _, s := range spellings(m) {
					if strings.Contains(text, s) {
						t.Errorf("%s holds %s", name, m)
					}
				}
			}
		}
		if answers < 3 || opinions < 2 {
			t.Errorf("%d answers and %d files of opinions are open; the test is about nothing", answers, opinions)
		}
		for _, ending := range opinionEndings {
			name := opinionFolder + summaryName + ending
			info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(name)))
			if err != nil || info.Mode().Perm() != modeSecret {
				t.Errorf("%s: %v, %v", name, info, err)
			}
			if !strings.Contains(openText(t, name, []byte(files[name]))+pdfText(t, filepath.Join(w.Output(), filepath.FromSlash(name))), secretMark) {
				t.Errorf("%s lacks %s; the test is about nothing", name, secretMark)
			}
		}
	})
}

// pdfText is what a reader would copy out of a PDF, as poppler sees it; "" for other files and where there is no poppler.
func pdfText(t *testing.T, path string) string {
	t.Helper()
	if filepath.Ext(path) != ".pdf" {
		return ""
	}
	program, err := exec.LookPath("pdftotext")
	if err != nil {
		if tooltest.Required() {
			t.Fatal("pdftotext is missing")
		}
		return ""
	}
	text, err := exec.Command(program, path, "-").Output()
	if err != nil {
		t.Fatalf("pdftotext %s: %v", path, err)
	}
	return string(text)
}
