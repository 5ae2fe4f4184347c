package pipeline

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"huibian/templates"
)

// Marks that stand in secret and internal submissions, in every place a word can stand. Each holds a character that no
// other text of the books has: a PDF that draws it must list it in a ToUnicode map.
var (
	secretMarks   = []string{"龘甲绝密", "龘甲理由", "龘甲文件名", "龘甲法"}
	internalMarks = []string{"犇乙内部", "犇乙费用"}
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

// spellings are the forms a mark could take in a file: UTF-8, the hexadecimal UTF-16 of PDF strings, and its rare
// character as a ToUnicode map lists it.
func spellings(mark string) []string {
	var be []byte
	for _, u := range utf16.Encode([]rune(mark)) {
		be = binary.BigEndian.AppendUint16(be, u)
	}
	return []string{mark, fmt.Sprintf("%X", be), string(be), fmt.Sprintf("<%X>", be[:2])}
}

// No word of a secret item reaches the public or the internal book or the open data, and no word of an internal one the
// public ones: not as text, not in metadata, not as a file name.
func TestNothingSecretReachesAnOpenFile(t *testing.T) {
	dir := t.TempDir()
	if err := templates.Init(dir, templates.Default, false); err != nil {
		t.Fatal(err)
	}
	drop := func(name string, body string) {
		t.Helper()
		p := filepath.Join(dir, "inputs", filepath.FromSlash(name))
		if err := os.WriteFile(p, wordFile(t, body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	para := func(s string) string { return "<w:p><w:r><w:t>" + s + "</w:t></w:r></w:p>" }
	drop("外资管理科/公开.docx", para("填报科室：外资管理科")+wordTable(goodHead, goodRow("设立外商投资企业审批"), goodRow("外商投资企业合同变更审批")))
	drop("对外贸易科/龘甲文件名.docx", para("涉密不宜公开行政职权目录")+wordTable(
		[]string{"序号", "项目名称", "权力类别", "不公开理由"},
		[]string{"1", "龘甲绝密物项出口审查", "行政许可", "涉及国家秘密，龘甲理由，《中华人民共和国龘甲法》第三条"}))
	// One file that holds both: its name must not be printed either.
	internal := goodRow("犇乙内部费用支出")
	internal[5], internal[7] = "部门内部", "犇乙费用"
	drop("办公室/犇乙内部.docx", wordTable(goodHead, goodRow("政府信息依申请公开答复"), internal))

	if _, err := Build(context.Background(), Workspace{Dir: dir}, Options{}); err != nil {
		t.Fatal(err)
	}
	files := tree(t, filepath.Join(dir, "output"))
	for name, marks := range map[string][]string{
		"公开版/职权目录汇编.docx":  append(internalMarks, secretMarks...),
		"公开版/职权目录汇编.pdf":   append(internalMarks, secretMarks...),
		"data/public.json": append(internalMarks, secretMarks...),
		"data/public.csv":  append(internalMarks, secretMarks...),
		"data/public.xlsx": append(internalMarks, secretMarks...),
		"内部版/职权目录汇编.docx":  secretMarks,
		"内部版/职权目录汇编.pdf":   secretMarks,
	} {
		b, ok := files[name]
		if !ok {
			t.Errorf("%s was not written", name)
			continue
		}
		text := openText(t, name, []byte(b))
		for _, m := range marks {
			for _, s := range spellings(m) {
				if strings.Contains(text, s) {
					t.Errorf("%s holds %s", name, m)
				}
			}
		}
	}
	// The marks do stand where they belong, or this test would prove nothing.
	for name, mark := range map[string]string{
		"涉密册/涉密不宜公开职权目录.docx": "龘甲绝密",
		"内部版/职权目录汇编.docx":     "犇乙内部",
		"内部版/职权目录汇编.pdf":      "<7287>",
		"涉密册/涉密不宜公开职权目录.pdf":  "<9F98>",
		"data/catalog.json":   "龘甲理由",
	} {
		if !strings.Contains(openText(t, name, []byte(files[name])), mark) {
			t.Errorf("%s lacks %s", name, mark)
		}
	}
	// What holds secret items is for its owner alone.
	for _, name := range []string{"涉密册/涉密不宜公开职权目录.docx", "涉密册/涉密不宜公开职权目录.pdf", "data/catalog.json", "data/findings.json", "build.json"} {
		info, err := os.Stat(filepath.Join(dir, "output", filepath.FromSlash(name)))
		if err != nil {
			t.Error(err)
			continue
		}
		if info.Mode().Perm() != modeSecret {
			t.Errorf("%s: mode %v", name, info.Mode())
		}
	}
}
