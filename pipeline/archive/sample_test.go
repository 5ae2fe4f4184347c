package archive

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
	"testing"
	"time"

	"huibian/pipeline/notice"
)

// noon is the time of the samples.
var noon = time.Date(2016, 8, 20, 12, 0, 0, 0, time.FixedZone("", 8*3600))

const sampleFolder = "电子档案/2016/WS/0194-WS·2016-Y-BGS-0003"

// sampleNumber is that of the sample.
var sampleNumber = Number{Fonds: "0194", Category: Papers, Year: 2016, Retention: notice.Permanent, Office: "BGS", Piece: 3}

// pdfA is a file that says it is PDF/A-2b, and has what a glance can see of that.
const pdfA = "%PDF-1.7\n<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n<</Type/Page/OutputIntents[1]>>\n%%EOF\n"

// pdfOf is a PDF/A-2b of a page, with what its catalog, its font and its page say.
func pdfOf(catalog, font, page string) string {
	stream := func(dict, text string) string {
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		_, _ = z.Write([]byte(text)) // a buffer takes all
		_ = z.Close()
		return fmt.Sprintf("<< %s /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream\nendobj\n", dict, b.Len(), b.String())
	}
	const says = "<rdf:Description><pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>"
	return "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n" + fmt.Sprintf("1 0 obj\n<< /Type /Metadata /Length %d >>\nstream\n%s\nendstream\nendobj\n", len(says), says) +
		"2 0 obj\n" + stream("/Type /ObjStm /N 2 /First 8", "7 0 8 9 << /Type /Catalog "+catalog+" >> << "+font+" >>") +
		"3 0 obj\n<< /Type /Page /Contents 4 0 R >>\nendobj\n4 0 obj\n" + stream("", page) + "startxref\n0\n%%EOF\n"
}

// zipped is a zip of small parts.
func zipped(t testing.TB, names ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: n, Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, strings.Repeat("<内容/>", 40)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// tree is files by path.
type tree map[string]string

// open opens one.
func (t tree) open(name string) (io.ReadCloser, error) {
	s, ok := t[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(strings.NewReader(s)), nil
}

// file describes one for a record.
func (t tree) file(p, title string, role Role, format string) File {
	return File{Path: p, Title: title, Role: role, Format: format, Size: int64(len(t[p])), SHA256: digest(t[p]), Program: "huibian 0.1"}
}

// digest is the SHA-256 of a text.
func digest(s string) string {
	h := sha256.Sum256([]byte(s))
	return hex.EncodeToString(h[:])
}

// sample is a record in which everything is known, and its files by their paths below its folder.
func sample(t testing.TB) (*Record, tree) {
	t.Helper()
	files := tree{
		"正本.pdf":       pdfA,
		"可编辑.docx":     zipped(t, "[Content_Types].xml", "word/document.xml"),
		"附件/数据.json":   `{"items":[]}`,
		"附件/公开.csv":    "编码,名称\n1,许可\n",
		"过程/修改记录.json": `[]`,
	}
	r := &Record{
		Archive: "某市档案馆", ArchiveCode: "435001", Fonds: "某市某局", Unit: "某市某局", ID: "20160820-0003", Number: sampleNumber,
		Title: "职权目录汇编", Parallel: "Catalog of Powers", Subtitle: "2016年第一版", TitleNote: "<试行> & “内部征求意见”后定稿",
		Subjects: []string{"行政职权", "目录"}, Keywords: []string{"许可", "处罚"}, Abstract: "一、概述\n二、目录", DocNo: "某政〔2016〕12号",
		Responsible: "某市某局", Date: "20160820", Genre: "目录", Secrecy: "公开", SecrecyTerm: "无", Pages: 12, Language: "汉语", Draft: "正本",
		System: "huibian 0.1，Windows 7", Carrier: []string{"GP-0001"}, Rights: "归立档单位", Control: "开放", Note: "无",
		Files: []File{
			files.file("正本.pdf", "职权目录汇编", Main, "PDF/A-2b"), files.file("可编辑.docx", "职权目录汇编", Main, "DOCX"),
			files.file("附件/数据.json", "", Attached, "JSON"), files.file("附件/公开.csv", "", Attached, "CSV"),
			files.file("过程/修改记录.json", "修改记录", Attached, "JSON"),
		},
		Agents: []Agent{
			{ID: "JG1", Kind: Body, Name: "某市某局", Code: "11350000000000000X"},
			{ID: "JG2", Kind: Section, Name: "办公室"}, {ID: "RY1", Kind: Person, Name: "承办人甲", Post: "科员"},
		},
		Events: []Event{
			{ID: "YW1", Action: "起草", By: "RY1", At: noon.AddDate(0, 0, -9), Text: "合成初稿"},
			{ID: "YW2", Action: "审核", By: "JG2", At: noon.AddDate(0, 0, -3), Basis: "某政〔2016〕3号"},
			{ID: "YW3", Action: "审定", By: "JG1", At: noon.AddDate(0, 0, -1)},
			{ID: "YW4", Action: "归档", State: Planned, By: "JG2", At: noon.AddDate(0, 1, 0)},
		},
		Packed: noon,
	}
	r.Files[0].Pages = 12
	return r, files
}

// bytesOf is what a function writes.
func bytesOf(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// entry describes a file of a payload that is as it is listed.
func entry(p, content string) Entry {
	e := Entry{Path: p, Size: int64(len(content)), SHA256: digest(content), Found: true, FoundSize: int64(len(content)), FoundSHA256: digest(content), Inspected: true}
	e.Content = Inspect(p, e.Size, tree{p: content}.open)
	return e
}

// sampleEvidence is that of a package in which nothing is wrong, and everything was looked at.
func sampleEvidence(t testing.TB) Evidence {
	t.Helper()
	r, files := sample(t)
	dir := []DirectoryEntry{
		{Number: r.Number.String(), Responsible: r.Responsible, Title: r.Title, Date: r.Date, Secrecy: r.Secrecy, File: sampleFolder},
		Placeholder(Number{"0194", "WS", 2016, notice.Permanent, "BGS", 4}, "秘密"),
	}
	e := Evidence{
		Package: "0194-WS·2016-Y-BGS-0003", At: noon.Add(time.Hour), Record: r, Folder: sampleFolder,
		Held: []Held{{"0194-WS·2016-Y-BGS-0002", "某政〔2016〕2号", "职权目录汇编（征求意见稿）"}}, Issued: []int{4, 1, 3, 2},
		Sent: digest("package"), Received: digest("package"), Extra: []string{}, Trail: &Finding{Passed, "操作记录的哈希链完整"},
		Outside: map[string]Finding{},
	}
	for _, i := range items {
		if i.check == nil {
			e.Outside[i.code] = Finding{Passed, "由档案部门检测"}
		}
	}
	for _, p := range sortedKeys(files) {
		e.Entries = append(e.Entries, entry(path.Join(sampleFolder, p), files[p]))
	}
	add := func(p string, write func(io.Writer) error) {
		f := entry(p, string(bytesOf(t, write)))
		f.OfTheStructure = true
		e.Entries = append(e.Entries, f)
	}
	add(sampleFolder+"/元数据.xml", func(w io.Writer) error { return WriteMetadata(w, r) })
	add(sampleFolder+"/eep.xml", func(w io.Writer) error { return WriteEEP(w, r, files.open, 1<<20) })
	add(directoryFile, func(w io.Writer) error { return WriteDirectory(w, dir) })
	add(descriptionFile, func(w io.Writer) error {
		return WriteDescription(w, Description{Number: r.Number, Title: r.Title, Folder: sampleFolder})
	})
	add("其他/元数据规范.txt", func(w io.Writer) error { _, err := w.Write(Texts()[0].Body); return err })
	e.Directory, e.Metadata, e.EEP = dir, &FormRead{}, &FormRead{}
	n, size := len(e.Entries), int64(0)
	for _, f := range e.Entries {
		size += f.FoundSize
		if f.Content.Problem != "" {
			t.Fatal(f.Path, f.Content.Problem)
		}
	}
	e.Files, e.Bytes = &n, &size
	return e
}

// node is an element of a file taken apart for tests: it is put together again with something changed.
type node struct {
	start, end string // the tags as they stand
	name       string
	text       string // before the children
	kids       []*node
}

// parse takes apart what the writers of this package write.
func parse(t testing.TB, data []byte) *node {
	t.Helper()
	s := string(data)
	s = s[strings.Index(s, "?>")+2:]
	top := &node{}
	stack := []*node{top}
	for {
		i := strings.IndexByte(s, '<')
		if i < 0 {
			return top.kids[0]
		}
		up := stack[len(stack)-1]
		if len(up.kids) == 0 {
			up.text += s[:i]
		}
		j := i + strings.IndexByte(s[i:], '>') + 1
		tag := s[i:j]
		s = s[j:]
		if strings.HasPrefix(tag, "</") {
			up.end = tag
			stack = stack[:len(stack)-1]
			continue
		}
		n := &node{start: tag, name: strings.Fields(strings.Trim(tag, "<>"))[0]}
		up.kids = append(up.kids, n)
		stack = append(stack, n)
	}
}

// String puts it together.
func (n *node) String() string {
	var b strings.Builder
	b.WriteString(n.start + n.text)
	for _, k := range n.kids {
		b.WriteString(k.String() + "\n")
	}
	return b.String() + n.end
}

// walk visits every element.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.walk(visit)
	}
}
