package archive

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"
)

// sampleDescription is that of the sample package.
func sampleDescription() Description {
	return Description{
		Package: "0194-WS·2016-Y-BGS-0003", Archive: "某市档案馆", Unit: "某市某局", Number: sampleNumber, Title: "职权目录汇编",
		Made: noon, Files: 10, Bytes: 12345, Folder: sampleFolder, Program: "huibian 0.1", Label: "2016年第一版", LeftOut: 1,
	}
}

func TestDescription(t *testing.T) {
	got := bytesOf(t, func(w io.Writer) error { return WriteDescription(w, sampleDescription()) })
	asNotepadLikes(t, "说明文件.TXT", got)
	keep(t, filepath.Join("testdata", "说明文件.TXT"), got)
	for _, s := range []string{"载体编号：（交接时填写）", "保管单位（人）：（交接时填写）", "sha256sum -c manifest-sha256.txt", "huibian verify", "涉密件1件未随包移交"} {
		if !strings.Contains(string(got), s) {
			t.Errorf("it does not say %s", s)
		}
	}
	d := sampleDescription()
	d.Title = "一\r\n二、载体\x00\u2028三"
	got = bytesOf(t, func(w io.Writer) error { return WriteDescription(w, d) })
	if !strings.Contains(string(got), "题名：一  二、载体  三\r\n") {
		t.Errorf("a value breaks the line:\n%s", got)
	}
}

// asNotepadLikes holds a text to what the Notepad of an old Windows shows well.
func asNotepadLikes(t *testing.T, name string, b []byte) {
	t.Helper()
	if !bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) || bytes.Count(b, []byte("\xEF\xBB\xBF")) > 1 {
		t.Errorf("%s does not begin with one byte order mark", name)
	}
	if bytes.Count(b, []byte("\n")) != bytes.Count(b, []byte("\r\n")) || bytes.Contains(b, []byte("\r\r")) || !bytes.HasSuffix(b, []byte("\r\n")) {
		t.Errorf("%s: lines do not end CR LF", name)
	}
}

func TestTexts(t *testing.T) {
	names := ""
	for _, x := range Texts() {
		names += x.Name + " "
		asNotepadLikes(t, x.Name, x.Body)
	}
	if names != "元数据规范.txt 分类编号规则.txt 命名规则.txt " {
		t.Error(names)
	}
	// The rules give an example that the program takes.
	if _, err := ParseNumber("0194-WS·2016-D30-BGS-0001"); err != nil || !strings.Contains(string(Texts()[1].Body), "0194-WS·2016-D30-BGS-0001") {
		t.Error(err)
	}
	for _, s := range Secrecies {
		if !strings.Contains(string(Texts()[0].Body), s) {
			t.Errorf("the rules of metadata do not say %s", s)
		}
	}
}
