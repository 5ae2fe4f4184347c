package archive

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/png"
	"io"
	"io/fs"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func TestInspect(t *testing.T) {
	word := zipped(t, "[Content_Types].xml", "word/document.xml")
	squeezed := deflated(t)
	mark := strings.Index(word, "word/document.xml") // in its local header, which its bytes follow
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 2, 2))); err != nil {
		t.Fatal(err)
	}
	far := strings.Repeat("x", 200_000)
	book := pdfOf("/OutputIntents [5 0 R]", "/Type /FontDescriptor /FontFile2 6 0 R", "BT ET")
	const plain = "%PDF-1.4\n%\n1 0 obj\n<< /Type /Page >>\nendobj\n2 0 obj\n<< /Length 3 >>\nstream\nq Q\nendstream\nendobj\n%%EOF"
	for _, c := range []struct {
		what, name, data string
		want             Content
	}{
		{"PDF/A", "a.pdf", pdfA, Content{Format: "PDF/A-2b"}},
		{"PDF/A with streams", "a.pdf", book, Content{Format: "PDF/A-2b"}},
		{"PDF/A, by attributes, far in", "a.PDF", strings.Replace(plain, "%\n", "%"+far+`<rdf:Description pdfaid:part="3" pdfaid:conformance='U'/>`+far+"\n", 1), Content{Format: "PDF/A-3u", Lacks: "没有OutputIntent"}},
		{"PDF/A-4 has no level", "a.pdf", strings.Replace(plain, "%\n", "%<pdfaid:part>4</pdfaid:part>/OutputIntents [\n", 1), Content{Format: "PDF/A-4"}},
		{"a PDF that claims nothing", "a.pdf", plain, Content{Format: "PDF"}},
		{"half a claim", "a.pdf", strings.Replace(plain, "%\n", "%<pdfaid:part>2</pdfaid:part>\n", 1), Content{Format: "PDF"}},
		{"PDF/A without an output intent, with a font of the reader's and a script", "a.pdf", pdfOf("/OpenAction << /S /JavaScript /JS (x) >>", "/Type /FontDescriptor", "BT ET"),
			Content{Format: "PDF/A-2b", Lacks: "没有OutputIntent、1个字体中有1个没有嵌入、含有脚本或启动程序的动作"}},
		{"a PDF without a page", "a.pdf", strings.Replace(pdfA, "/Page/", "/Pages/", 1), Content{Format: "PDF/A-2b", Problem: "PDF里没有一页"}},
		{"a PDF with another byte in a stream", "a.pdf", another(book), Content{Format: "PDF/A-2b", Problem: "第3个数据流已损坏"}},
		{"a PDF with a byte too many", "a.pdf", strings.Replace(book, "4 0 obj\n<<", "4 0 obj\n<< /Length 1", 1), Content{Format: "PDF/A-2b", Problem: "数据流的长度不符"}},
		{"a PDF whose lengths stand elsewhere", "a.pdf", strings.Replace(plain, "/Length 3", "/Length 9 0 R", 1), Content{Format: "PDF"}},
		{"a PDF with objects that are not packed", "a.pdf", "%PDF-1.5\n1 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Length 21 >>\nstream\n2 0 << /Type /Page >>\nendstream\nendobj\n%%EOF", Content{Format: "PDF"}},
		{"a PDF with a page of nothing", "a.pdf", strings.Replace(plain, "/Length 3 >>\nstream\nq Q", "/Filter /FlateDecode /Length 0 >>\nstream\n", 1), Content{Format: "PDF"}},
		{"a PDF/A that starts a program", "a.pdf", pdfOf("/OutputIntents [5 0 R] /OpenAction<</S/Launch>>", "", ""), Content{Format: "PDF/A-2b", Lacks: "含有脚本或启动程序的动作"}},
		{"a PDF/A with a font that nothing describes", "a.pdf", pdfOf("/OutputIntents [5 0 R]", "/Type /Font /Subtype /Type1 /BaseFont /Helvetica", ""), Content{Format: "PDF/A-2b", Lacks: "1个字体中有1个没有嵌入"}},
		{"a PDF with a stream of no length", "a.pdf", strings.Replace(plain, "/Length 3", "/Longth 3", 1), Content{Format: "PDF", Problem: "数据流没有写明长度"}},
		{"a PDF of words that look like streams", "a.pdf", "%PDF-1.4\n/Type /Page\n" + strings.Repeat("stream\n", 100_000) + "%%EOF", Content{Format: "PDF"}},
		{"a PDF that speaks of a stream", "a.pdf", strings.Replace(plain, "%\n", "%stream\nendstream\n", 1), Content{Format: "PDF"}},
		{"a PDF with a password", "a.pdf", "%PDF-1.4\n" + far + "trailer <</Encrypt 12 0 R>>\n%%EOF", Content{Format: "PDF", Encrypted: true}},
		{"a PDF with a password, spelt out", "a.pdf", "%PDF-1.4\n/Encrypt<</Filter/Standard>>\n%%EOF", Content{Format: "PDF", Encrypted: true}},
		{"a PDF that speaks of /EncryptMetadata", "a.pdf", strings.Replace(plain, "%\n", "%/EncryptMetadata false /Encrypt\n", 1), Content{Format: "PDF"}},
		{"a PDF cut off", "a.pdf", "%PDF-1.4\n%%EOF" + far, Content{Format: "PDF", Problem: "没有PDF文件尾，可能不完整"}},
		{"a web page called PDF", "a.pdf", "<html>%%EOF", Content{Problem: "没有PDF文件头"}},
		{"a Word file", "a.docx", word, Content{Format: "DOCX"}},
		{"a Word file, deflated", "a.docx", squeezed, Content{Format: "DOCX"}},
		{"a Word file called a workbook", "a.xlsx", word, Content{Format: "XLSX", Problem: "缺少xl/workbook.xml"}},
		{"a Word file with another byte", "a.docx", word[:mark+60] + "X" + word[mark+61:], Content{Format: "DOCX", Problem: "word/document.xml已损坏"}},
		{"a Word file cut off", "a.docx", word[:len(word)-30], Content{Format: "DOCX", Problem: "压缩包打不开：zip: not a valid zip file"}},
		{"a Word file with a password", "a.docx", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + far, Content{Format: "DOCX", Encrypted: true, Problem: "已加密，或为旧版Office格式"}},
		{"a zip with a password", "a.zip", flagged(word, 1, 0), Content{Format: "ZIP", Encrypted: true, Problem: "含有加密的内容"}},
		{"a zip packed otherwise", "a.zip", flagged(word, 0, 99), Content{Format: "ZIP", Packed: "压缩方法99", Problem: "含有不能解压的内容"}},
		{"OFD", "a.ofd", zipped(t, "OFD.xml"), Content{Format: "OFD"}},
		{"JSON", "a.json", ` {"a":[1,{"b":null}],"c":"目录"} ` + "\n", Content{Format: "JSON"}},
		{"a number is JSON", "a.json", "1", Content{Format: "JSON"}},
		{"JSON cut off", "a.json", `{"a":[1,`, Content{Format: "JSON", Problem: "不是合法的JSON"}},
		{"two values", "a.json", `{}{}`, Content{Format: "JSON", Problem: "不是合法的JSON"}},
		{"nothing but a space", "a.json", ` `, Content{Format: "JSON", Problem: "不是合法的JSON"}},
		{"JSON in GBK", "a.json", "\"\xB2\xE1\"", Content{Format: "JSON", Problem: "不是合法的JSON"}},
		{"CSV", "a.csv", "\uFEFF编码,名称\r\n1,\"甲\n乙\"\r\n", Content{Format: "CSV"}},
		{"CSV in GBK", "a.csv", "\xB2\xE1,1\n", Content{Format: "CSV", Problem: "不是UTF-8编码"}},
		{"CSV of another width", "a.csv", "a,b\nc\n", Content{Format: "CSV", Problem: "不是合法的CSV：record on line 2: wrong number of fields"}},
		{"XML", "a.xml", "<a>\n<b/></a>", Content{Format: "XML"}},
		{"XML cut off", "a.xml", "<a><b/>", Content{Format: "XML", Problem: "XML不能解析：XML syntax error on line 1: unexpected EOF"}},
		{"no element", "a.xml", "<!-- x -->", Content{Format: "XML", Problem: "XML不能解析：没有元素"}},
		{"text", "说明文件.TXT", "说明\r\n", Content{Format: "TXT"}},
		{"text cut within a character", "a.txt", "说明"[:5], Content{Format: "TXT", Problem: "不是UTF-8编码"}},
		{"a picture", "a.png", picture.String(), Content{Format: "PNG"}},
		{"a picture called a photograph", "a.jpg", picture.String(), Content{Format: "PNG", Problem: "扩展名与内容不符"}},
		{"no picture", "a.png", "x", Content{Format: "PNG", Problem: "图像打不开：image: unknown format"}},
		{"nothing", "a.docx", "", Content{Problem: "是空文件"}},
		{"an old Word file", "a.doc", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + far, Content{Unread: "旧版Office格式，只核对了文件头"}},
		{"anything", "a.wps", "x", Content{Unread: "本程序不能打开这种格式（.wps）"}},
		{"anything without a name", "a", "x", Content{Unread: "本程序不能打开这种格式（无扩展名）"}},
	} {
		open := tree{c.name: c.data}.open
		if d := cmp.Diff(c.want, Inspect(c.name, int64(len(c.data)), open)); d != "" {
			t.Errorf("%s: %s", c.what, d)
		}
		slow := func(string) (io.ReadCloser, error) {
			return io.NopCloser(iotest.OneByteReader(strings.NewReader(c.data))), nil
		}
		if d := cmp.Diff(c.want, Inspect(c.name, int64(len(c.data)), slow)); d != "" {
			t.Errorf("%s, byte by byte: %s", c.what, d)
		}
		at := func(string) (io.ReadCloser, error) { return atOffsets{strings.NewReader(c.data)}, nil }
		if d := cmp.Diff(c.want, Inspect(c.name, int64(len(c.data)), at)); d != "" {
			t.Errorf("%s, at offsets: %s", c.what, d)
		}
	}
	if c := Inspect("a.pdf", 1, tree{}.open); !strings.Contains(c.Problem, fs.ErrNotExist.Error()) {
		t.Errorf("not there: %+v", c)
	}
	for ext := range looks {
		gone := func(string) (io.ReadCloser, error) {
			return io.NopCloser(iotest.ErrReader(errors.New("share gone"))), nil
		}
		if c := Inspect("a"+ext, 1, gone); c.Problem == "" {
			t.Errorf("%s of a share that is gone: %+v", ext, c)
		}
	}
}

// atOffsets is a file that can be read at an offset, as those of the system are.
type atOffsets struct{ *strings.Reader }

// Close closes.
func (atOffsets) Close() error { return nil }

// deflated is a Word file with its parts compressed.
func deflated(t testing.TB) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range []string{"[Content_Types].xml", "word/document.xml"} {
		w, err := z.Create(n)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, strings.Repeat("<w:p/>", 1000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// another is a PDF with one bit of its last stream turned.
func another(pdf string) string {
	b := []byte(pdf)
	b[bytes.LastIndex(b, []byte("stream\n"+"x"))+len("stream\n")+4] ^= 4
	return string(b)
}

// flagged is a zip whose directory says of its first part that it has flags and a method.
func flagged(z string, flags, method uint16) string {
	b := []byte(z)
	i := bytes.Index(b, []byte("PK\x01\x02"))
	binary.LittleEndian.PutUint16(b[i+8:], flags)
	binary.LittleEndian.PutUint16(b[i+10:], method)
	return string(b)
}

func FuzzInspect(f *testing.F) {
	for ext := range looks {
		f.Add(ext, []byte(pdfA))
		f.Add(ext, []byte(pdfOf("", "/Type /FontDescriptor", "BT ET")))
		f.Add(ext, []byte(zipped(f, "[Content_Types].xml", "word/document.xml")))
		f.Add(ext, []byte(`{"a":[1]}`))
	}
	f.Fuzz(func(t *testing.T, ext string, data []byte) {
		c := Inspect("a"+ext, int64(len(data)), func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
		if c.Format == "" && c.Problem == "" && c.Unread == "" {
			t.Errorf("nothing said of %q", data)
		}
	})
}
