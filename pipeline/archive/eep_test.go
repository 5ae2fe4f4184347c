package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

func TestFilesComeBackOutOfAnEEP(t *testing.T) {
	r, files := sample(t)
	var doc struct {
		Files []struct {
			Name  string `xml:"电子属性>计算机文件名"`
			About string `xml:"编码描述"`
			Key   string `xml:"反编码关键字"`
			Data  string `xml:"编码数据"`
		} `xml:"被签名对象>封装内容>文件实体块>文件实体>文件数据>文档>文档数据>编码"`
	}
	if err := xml.Unmarshal(bytesOf(t, func(w io.Writer) error { return WriteEEP(w, r, files.open, 200) }), &doc); err != nil {
		t.Fatal(err)
	}
	if len(doc.Files) != len(r.Files) {
		t.Fatalf("%d files, not %d", len(doc.Files), len(r.Files))
	}
	outsides := 0
	for _, f := range doc.Files {
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(strings.TrimSpace(f.Data), "\n", ""))
		if err != nil {
			t.Fatal(err)
		}
		if want := files[f.Name]; f.Key == outsideKey {
			outsides++
			if f.About != "仅提供SHA256摘要信息,文档数据在外部保存" || hex.EncodeToString(data) != digest(want) || len(want) <= 200 {
				t.Errorf("%s: %s: %x", f.Name, f.About, data)
			}
		} else if string(data) != want || f.Key != "base64-"+f.Name[strings.LastIndexByte(f.Name, '.')+1:] {
			t.Errorf("%s: %s: %q", f.Name, f.Key, data)
		}
	}
	if outsides != 1 {
		t.Errorf("%d files stay outside, not the Word file alone", outsides)
	}
}

func TestAnEEPHoldsWhatTheRecordSays(t *testing.T) {
	for what, change := range map[string]func(*Record, tree){
		"another byte":     func(_ *Record, f tree) { f["附件/公开.csv"] = "编码,名称\n2,许可\n" },
		"a byte too many":  func(_ *Record, f tree) { f["附件/公开.csv"] += "\n" },
		"a byte too few":   func(_ *Record, f tree) { f["附件/公开.csv"] = f["附件/公开.csv"][1:] },
		"not there":        func(_ *Record, f tree) { delete(f, "附件/公开.csv") },
		"no digest of one": func(r *Record, _ tree) { r.Files[1].SHA256 = strings.Repeat("x", 64) },
	} {
		r, files := sample(t)
		change(r, files)
		if err := WriteEEP(io.Discard, r, files.open, 200); err == nil {
			t.Errorf("%s: no error", what)
		}
		if err := WriteEEP(io.Discard, r, files.open, 1<<20); what == "another byte" && !errors.Is(err, ErrChanged) {
			t.Errorf("%s: %v", what, err)
		}
	}
	r, files := sample(t)
	want := errors.New("disk full")
	if err := WriteEEP(failing{want}, r, files.open, 1<<20); !errors.Is(err, want) {
		t.Errorf("%v", err)
	}
	if err := WriteMetadata(failing{want}, r); !errors.Is(err, want) {
		t.Errorf("%v", err)
	}
}

// failing is a full disk.
type failing struct{ err error }

// Write fails.
func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestWhatNoRecordMayLack(t *testing.T) {
	for what, lose := range map[string]func(*Record){
		"立档单位名称（M6）":   func(r *Record) { r.Unit = " " },
		"电子文件号（M7）":    func(r *Record) { r.ID = "" },
		"档号（M8）":       func(r *Record) { r.Number.Piece = 0 },
		"题名（M22）":      func(r *Record) { r.Title = "\n" },
		"责任者（M32）":     func(r *Record) { r.Responsible = "" },
		"日期（M33）":      func(r *Record) { r.Date = "" },
		"密级（M38）":      func(r *Record) { r.Secrecy = "" },
		"主文档":          func(r *Record) { r.Files[0].Role, r.Files[1].Role = Attached, Attached },
		"格式信息（M47）":    func(r *Record) { r.Files[2].Format = "" },
		"计算机文件名（M48）":  func(r *Record) { r.Files[2].Path = "" },
		"计算机文件大小（M49）": func(r *Record) { r.Files[2].Size = -1 },
		"文档创建程序（M50）":  func(r *Record) { r.Files[2].Program = "" },
		"文件的SHA-256":   func(r *Record) { r.Files[2].SHA256 = strings.ToUpper(r.Files[2].SHA256) },
		"机构人员名称（M77）":  func(r *Record) { r.Agents[0].Name = "" },
		"业务行为（M81）":    func(r *Record) { r.Events[0].Action = "" },
		"行为时间（M82）":    func(r *Record) { r.Events[0].At = time.Time{} },
	} {
		r, files := sample(t)
		if got := r.Missing(); got != nil {
			t.Fatal(got)
		}
		lose(r)
		if got := strings.Join(r.Missing(), " "); !strings.Contains(got, what) {
			t.Errorf("%q lacks %s", got, what)
		}
		var b bytes.Buffer
		for _, err := range []error{WriteMetadata(&b, r), WriteEEP(&b, r, files.open, 200)} {
			if !errors.Is(err, ErrIncomplete) || !strings.Contains(err.Error(), what) || b.Len() > 0 {
				t.Errorf("%s: %v, %d bytes", what, err, b.Len())
			}
		}
	}
}

func TestWhatASchemaCannotSayOfAnEEP(t *testing.T) {
	r, files := sample(t)
	whole := string(bytesOf(t, func(w io.Writer) error { return WriteEEP(w, r, files.open, 200) }))
	sum := base64.StdEncoding.EncodeToString(func() []byte { h := sha256.Sum256([]byte(files["可编辑.docx"])); return h[:] }())
	long := strings.Repeat("QUJD", 25)
	for _, c := range []struct{ what, old, new, said string }{
		{"modified, and said to be original", ">原始型<", ">修改型<", "封装包类型与封装包类型描述不符"},
		{"an agent nobody knows", "<机构人员标识符>RY1</机构人员标识符>\n          <文件标识符>", "<机构人员标识符>RY9</机构人员标识符>\n          <文件标识符>", "“机构人员标识符”“RY9”没有对应的实体"},
		{"a file nobody knows", "<文件标识符>20160820-0003", "<文件标识符>20160820-0004", "“文件标识符”“20160820-0004”没有对应的实体"},
		{"an agent twice", "<机构人员标识符>JG2</机构人员标识符>\n          <机构人员类型>", "<机构人员标识符>JG1</机构人员标识符>\n          <机构人员类型>", "机构人员标识符“JG1”重复"},
		{"an act twice", ">YW2<", ">YW1<", "业务标识符“YW1”重复"},
		{"an identifier twice", `"修改0-文档2-文档数据1"`, `"修改0-文档1-文档数据1"`, "标识符“修改0-文档1-文档数据1”重复"},
		{"an identifier that is no name", ">修改0-文档2<", ">2号文档<", "不是合法的标识符"},
		{"data of nothing", `编码数据ID="修改0-文档2-文档数据1-编码1-编码数据1"`, `编码数据ID="a" 引用编码数据ID="b"`, "引用的标识符“b”不存在"},
		{"not Base64", "JVBER", "JVB*R", "含有Base64以外的字符"},
		{"Base64 cut off", "JVBERi", "JVBER", "不是完整的Base64"},
		{"Base64 with padding inside", "JVBERi", "JVB=Ri", "不是完整的Base64"},
		{"a line too long", "JVBERi", long + "JVBERi", "有超过76个字符的行"},
		{"more data than the file has", "\nJVBERi", "\nQUJD\nJVBERi", fmt.Sprintf("解码后为%d字节，计算机文件大小为“%d”", len(pdfA)+3, len(pdfA))},
		{"half a digest", sum, sum[:20], "应为32字节的SHA-256摘要，解码后为15字节"},
		{"a digest said to be the file", "sha256-base64Binary", "base64-docx", "编码描述与反编码关键字不符"},
		{"another keyword", "base64-pdf", "Base64", "“反编码关键字”应为“base64-扩展名”"},
		{"a year of no year", "<年度>2016", "<年度>16", "“年度”应为四位年度"},
		{"a time of no day", ">2016-08-20T12:00:00+08:00</封装包创建时间>", ">2016-02-30T12:00:00+08:00</封装包创建时间>", "“封装包创建时间”应为日期时间"},
		{"piece 0", "<室编件号>0003", "<室编件号>0000", "“室编件号”应为正整数"},
		{"another namespace", "ERM/encapsulation", "ERM/other", "的命名空间应为"},
		{"an element of our own", "<来源>", "<来源><地点>x</地点>", "没有“地点”这个元素"},
		{"an element elsewhere", "<来源>", "<来源><题名>x</题名>", "“题名”不能在“来源”里"},
		{"an attribute of our own", "<来源>", `<来源 x="1">`, "“来源”没有属性“x”"},
		{"text between", "<来源>", "<来源>某局", "“来源”里不应有文字"},
		{"an element in a text", ">原始型<", "><版本>2009</版本>原始型<", "“封装包类型”里不能有元素“版本”"},
		{"a document type", "<电子文件封装包", "<!DOCTYPE x [<!ENTITY a 'b'>]><电子文件封装包", "不应有文档类型声明"},
		{"no end", "</电子文件封装包>", "", "XML不能解析"},
		{"two roots", "</电子文件封装包>", "</电子文件封装包><电子文件封装包/>", "根元素应为一个"},
	} {
		data := strings.Replace(whole, c.old, c.new, 1)
		if data == whole {
			t.Fatalf("%s: nothing changed", c.what)
		}
		problems, err := CheckEEP(strings.NewReader(data))
		if err != nil || !strings.Contains(strings.Join(problems, "\n"), c.said) {
			t.Errorf("%s: %q lacks %q (%v)", c.what, problems, c.said, err)
		}
	}
	if problems, _ := CheckEEP(strings.NewReader("")); len(problems) != 1 {
		t.Errorf("nothing at all: %q", problems)
	}
	want := errors.New("share gone")
	if _, err := CheckEEP(io.MultiReader(strings.NewReader(whole[:5000]), iotest.ErrReader(want))); !errors.Is(err, want) {
		t.Errorf("an error of reading: %v", err)
	}
}

func TestMemoryDoesNotGrowWithTheFiles(t *testing.T) {
	const size = 48 << 20
	sum := sha256.New()
	if _, err := io.Copy(sum, io.LimitReader(rand.NewChaCha8([32]byte{}), size)); err != nil {
		t.Fatal(err)
	}
	r, _ := sample(t)
	r.Files = []File{{Path: "正本.pdf", Role: Main, Format: "PDF", Size: size, SHA256: hex.EncodeToString(sum.Sum(nil)), Program: "x"}}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	in, out := io.Pipe()
	go func() {
		out.CloseWithError(WriteEEP(out, r, func(string) (io.ReadCloser, error) {
			return io.NopCloser(io.LimitReader(rand.NewChaCha8([32]byte{}), size)), nil
		}, size))
	}()
	problems, err := CheckEEP(in)
	runtime.ReadMemStats(&after)
	if err != nil || len(problems) > 0 {
		t.Errorf("%q (%v)", problems, err)
	}
	// What is allocated in all is more than what is held; it grows with the file, but by pieces that go at once.
	if held := int64(after.Sys) - int64(before.Sys); held > 16<<20 {
		t.Errorf("%d MB more were taken from the system for a file of %d MB", held>>20, size>>20)
	}
}
