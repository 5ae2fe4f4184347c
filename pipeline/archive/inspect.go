package archive

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // for image.DecodeConfig
	_ "image/png"
	"io"
	"path"
	"strings"
	"unicode/utf8"
)

// Content is what the bytes of a file say of themselves.
type Content struct {
	Format    string // “PDF/A-2b”, PDF, DOCX, XLSX, ZIP, OFD, JSON, CSV, XML, TXT, PNG, JPEG; "" if it is none of these
	Problem   string // why it cannot be opened, Chinese; "" if it can
	Encrypted bool   // it asks for a password
	Lacks     string // of a PDF/A: what it should have and has not, Chinese
	Packed    string // compression that is not public, "" if there is none
	Unread    string // why nothing can be said of it, Chinese; "" if something can
}

// What is looked at of a file at most.
const (
	maxZip      = 256 << 20 // of a zip that cannot be read at an offset
	maxInflated = 4 << 30   // of what is in a zip
	sniffed     = 1024
)

// Inspect opens a file and reads all of it: a PDF to the check sums of its streams and to what PDF/A demands first (XMP, output
// intent, fonts within it, no password, no script), a zip with Word or Excel in it to the check sums of its parts, JSON and XML
// to their ends, CSV and text to UTF-8. It is no proof that a reader will show it well. What it is goes by the name first, by
// the bytes for what has no name it knows. Memory grows with the file only for a PDF, up to 64 MB, and for a zip from an open that
// gives no io.ReaderAt.
func Inspect(name string, size int64, open Open) Content {
	in, err := open(name)
	if err != nil {
		return Content{Problem: "打不开：" + err.Error()}
	}
	defer in.Close()
	if size == 0 {
		return Content{Problem: "是空文件"}
	}
	ext := strings.ToLower(path.Ext(name))
	if look, ok := looks[ext]; ok {
		return look(in, size)
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(in, head)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return Content{Problem: "读取出错：" + err.Error()}
	}
	if bytes.HasPrefix(head[:n], []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")) {
		return Content{Unread: "旧版Office格式，只核对了文件头"}
	}
	return Content{Unread: "本程序不能打开这种格式（" + or(ext, "无扩展名") + "）"}
}

// looks are the ways of looking at a file, by its extension.
var looks = map[string]func(io.Reader, int64) Content{
	".pdf": lookPDF,
	".docx": func(r io.Reader, size int64) Content {
		return lookZip(r, size, "DOCX", "[Content_Types].xml", "word/document.xml")
	},
	".xlsx": func(r io.Reader, size int64) Content {
		return lookZip(r, size, "XLSX", "[Content_Types].xml", "xl/workbook.xml")
	},
	".ofd":  func(r io.Reader, size int64) Content { return lookZip(r, size, "OFD", "OFD.xml") },
	".zip":  func(r io.Reader, size int64) Content { return lookZip(r, size, "ZIP") },
	".json": lookJSON,
	".csv":  lookCSV,
	".xml":  lookXML,
	".xsd":  lookXML,
	".txt":  lookText,
	".log":  lookText,
	".yaml": lookText,
	".html": lookText,
	".png":  func(r io.Reader, _ int64) Content { return lookImage(r, "PNG") },
	".jpg":  func(r io.Reader, _ int64) Content { return lookImage(r, "JPEG") },
	".jpeg": func(r io.Reader, _ int64) Content { return lookImage(r, "JPEG") },
}

// lookZip reads every part of a zip and holds it to its check sum.
func lookZip(r io.Reader, size int64, format string, parts ...string) Content {
	at, ok := r.(io.ReaderAt)
	if !ok {
		if size > maxZip {
			return Content{Format: format, Unread: "文件过大，未打开"}
		}
		b, err := io.ReadAll(io.LimitReader(r, maxZip+1))
		if err != nil {
			return Content{Format: format, Problem: "读取出错：" + err.Error()}
		}
		at, size = bytes.NewReader(b), int64(len(b))
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		head := make([]byte, 8)
		if n, _ := at.ReadAt(head, 0); bytes.HasPrefix(head[:n], []byte("\xD0\xCF\x11\xE0")) {
			return Content{Format: format, Encrypted: true, Problem: "已加密，或为旧版Office格式"}
		}
		return Content{Format: format, Problem: "压缩包打不开：" + err.Error()}
	}
	c := Content{Format: format}
	there := map[string]bool{}
	left := int64(maxInflated)
	for _, f := range z.File {
		there[f.Name] = true
		if f.Flags&1 != 0 {
			c.Encrypted = true
			c.Problem = "含有加密的内容"
			return c
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			c.Packed = fmt.Sprintf("压缩方法%d", f.Method)
			c.Problem = "含有不能解压的内容"
			return c
		}
		if c.Problem = readPart(f, &left); c.Problem != "" {
			return c
		}
	}
	for _, p := range parts {
		if !there[p] {
			c.Problem = "缺少" + p
			return c
		}
	}
	return c
}

// readPart reads a part of a zip.
func readPart(f *zip.File, left *int64) string {
	in, err := f.Open()
	if err != nil {
		return short(f.Name) + "打不开：" + err.Error()
	}
	defer in.Close()
	n, err := io.Copy(io.Discard, io.LimitReader(in, *left+1))
	*left -= n
	var bad flate.CorruptInputError
	switch {
	case *left < 0:
		return "解压后过大"
	case errors.As(err, &bad), errors.Is(err, zip.ErrChecksum):
		return short(f.Name) + "已损坏"
	case err != nil:
		return short(f.Name) + "读取出错：" + err.Error()
	}
	return ""
}

// lookJSON reads one JSON value.
func lookJSON(r io.Reader, _ int64) Content {
	u := &utf8Check{r: r}
	d := json.NewDecoder(u)
	for depth, whole := 0, false; ; {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && whole && depth == 0 && !u.broken():
			return Content{Format: "JSON"}
		case err != nil || whole:
			return Content{Format: "JSON", Problem: "不是合法的JSON"}
		}
		switch t {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		whole = depth == 0
	}
}

// lookCSV reads a table.
func lookCSV(r io.Reader, _ int64) Content {
	u := &utf8Check{r: r}
	d := csv.NewReader(u)
	d.ReuseRecord, d.LazyQuotes = true, false
	for {
		_, err := d.Read()
		switch {
		case errors.Is(err, io.EOF) && !u.broken():
			return Content{Format: "CSV"}
		case errors.Is(err, io.EOF):
			return Content{Format: "CSV", Problem: "不是UTF-8编码"}
		case err != nil:
			return Content{Format: "CSV", Problem: "不是合法的CSV：" + err.Error()}
		}
	}
}

// lookXML reads to the end.
func lookXML(r io.Reader, _ int64) Content {
	d := xml.NewDecoder(newSplitter(r))
	for elements := 0; ; {
		t, err := d.Token()
		switch {
		case errors.Is(err, io.EOF) && elements > 0:
			return Content{Format: "XML"}
		case errors.Is(err, io.EOF):
			return Content{Format: "XML", Problem: "XML不能解析：没有元素"}
		case err != nil:
			return Content{Format: "XML", Problem: "XML不能解析：" + err.Error()}
		}
		if _, ok := t.(xml.StartElement); ok {
			elements++
		}
	}
}

// lookText reads text.
func lookText(r io.Reader, _ int64) Content {
	u := &utf8Check{r: r}
	if _, err := io.Copy(io.Discard, u); err != nil {
		return Content{Format: "TXT", Problem: "读取出错：" + err.Error()}
	}
	if u.broken() {
		return Content{Format: "TXT", Problem: "不是UTF-8编码"}
	}
	return Content{Format: "TXT"}
}

// lookImage reads what an image is; its points are not decoded.
func lookImage(r io.Reader, format string) Content {
	_, got, err := image.DecodeConfig(r)
	switch {
	case err != nil:
		return Content{Format: format, Problem: "图像打不开：" + err.Error()}
	case !strings.EqualFold(got, format):
		return Content{Format: strings.ToUpper(got), Problem: "扩展名与内容不符"}
	}
	return Content{Format: format}
}

// utf8Check passes bytes on and holds them to UTF-8.
type utf8Check struct {
	r    io.Reader
	tail []byte
	bad  bool
}

// Read reads.
func (u *utf8Check) Read(p []byte) (int, error) {
	n, err := u.r.Read(p)
	b := append(u.tail, p[:n]...)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			if !utf8.FullRune(b) {
				break
			}
			u.bad = true
		}
		b = b[size:]
	}
	u.tail = append(u.tail[:0], b...)
	return n, err
}

// broken says whether something was not UTF-8.
func (u *utf8Check) broken() bool { return u.bad || len(u.tail) > 0 }
