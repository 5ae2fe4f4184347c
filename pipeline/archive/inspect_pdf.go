package archive

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// What is looked at of a PDF at most.
const (
	mostPDF    = 64 << 20  // of the whole: a book of ten thousand powers
	mostText   = 256 << 20 // of what its streams of objects hold
	mostObject = 64 << 10  // of a dictionary that stands before a stream
)

var (
	pdfPart    = regexp.MustCompile(`pdfaid:part(?:>|\s*=\s*["'])\s*([1-4])`)
	pdfLevel   = regexp.MustCompile(`pdfaid:conformance(?:>|\s*=\s*["'])\s*([ABUEF])`)
	pdfEncrypt = regexp.MustCompile(`/Encrypt\s*(?:\d+\s+\d+\s+R|<<)`)
	pdfLength  = regexp.MustCompile(`/Length\s+(\d+)(\s+\d+\s+R)?`)
	pdfFilter  = regexp.MustCompile(`/Filter\b`)
	pdfFlate   = regexp.MustCompile(`/Filter\s*(?:/FlateDecode|\[\s*/FlateDecode\s*\])`)
	pdfHolder  = regexp.MustCompile(`/Type\s*/ObjStm\b`)
	pdfPage    = regexp.MustCompile(`/Type\s*/Page\b`)
	pdfText    = regexp.MustCompile(`/Subtype\s*/(?:TrueType|Type1|MMType1|CIDFontType[02])\b`)
	pdfFont    = regexp.MustCompile(`/Type\s*/FontDescriptor\b`)
	pdfProgram = regexp.MustCompile(`/FontFile[23]?\s+\d`)
	pdfIntent  = regexp.MustCompile(`/OutputIntents\s*[\[\d]`)
	pdfScript  = regexp.MustCompile(`/(?:JavaScript|JS|Launch)[\s/<>(\[]`)
)

// lookPDF reads a PDF: what it says of itself, and what is in it.
func lookPDF(r io.Reader, size int64) Content {
	if size > mostPDF {
		c := claimsOfPDF(r)
		if c.Problem == "" {
			c.Unread = "文件过大，只核对了PDF的文件头、文件尾和声明"
		}
		return c
	}
	b, err := io.ReadAll(io.LimitReader(r, mostPDF))
	if err != nil {
		return Content{Format: "PDF", Problem: "读取出错：" + err.Error()}
	}
	c := claimsOfPDF(bytes.NewReader(b))
	if c.Problem != "" || c.Encrypted {
		return c
	}
	var seen pdfObjects
	c.Problem = seen.streams(b)
	if c.Problem == "" && !seen.page {
		c.Problem = "PDF里没有一页"
	}
	if c.Problem == "" && strings.HasPrefix(c.Format, "PDF/A-") {
		c.Lacks = strings.Join(seen.lacks(), "、")
	}
	return c
}

// claimsOfPDF is what a PDF says of itself: its header and end, PDF/A in the XMP, whether it asks for a password.
func claimsOfPDF(r io.Reader) Content {
	const overlap = 512
	window := make([]byte, 0, 1<<16)
	var c Content
	var part, conformance string
	for first := true; ; first = false {
		n, err := io.ReadFull(r, window[len(window):cap(window)])
		window = window[:len(window)+n]
		if first && !bytes.Contains(window[:min(len(window), sniffed)], []byte("%PDF-")) {
			return Content{Problem: "没有PDF文件头"}
		}
		if m := pdfPart.FindSubmatch(window); m != nil && part == "" {
			part = string(m[1])
		}
		if m := pdfLevel.FindSubmatch(window); m != nil && conformance == "" {
			conformance = strings.ToLower(string(m[1]))
		}
		c.Encrypted = c.Encrypted || pdfEncrypt.Match(window)
		if err != nil {
			if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
				c.Problem = "读取出错：" + err.Error()
			}
			break
		}
		window = append(window[:0], window[len(window)-overlap:]...)
	}
	if c.Problem == "" && !bytes.Contains(window[max(0, len(window)-sniffed):], []byte("%%EOF")) {
		c.Problem = "没有PDF文件尾，可能不完整"
	}
	c.Format = "PDF"
	if part != "" && (conformance != "" || part == "4") {
		c.Format = "PDF/A-" + part + conformance
	}
	return c
}

// pdfObjects is what was seen of the objects of a PDF, apart from the data of streams.
type pdfObjects struct {
	page, intent, script bool
	fonts, described     int // fonts with a program of their own, and descriptions of them
	programs             int
}

func (o *pdfObjects) look(text []byte) {
	o.page = o.page || pdfPage.Match(text)
	o.intent = o.intent || pdfIntent.Match(text)
	o.script = o.script || pdfScript.Match(text)
	o.fonts += len(pdfText.FindAllIndex(text, -1))
	o.described += len(pdfFont.FindAllIndex(text, -1))
	o.programs += len(pdfProgram.FindAllIndex(text, -1))
}

// streams goes through the streams of a PDF, unpacks those that Flate packed, to their check sums, and looks at what stands
// outside of them and in streams of objects. It says what is wrong with the first that is; "" if none is.
func (o *pdfObjects) streams(b []byte) (problem string) {
	var text bytes.Buffer
	left, objects := int64(maxInflated), int64(mostText)
	for n := 1; ; n++ {
		before, data, rest, problem := nextStream(b)
		o.look(before)
		if data == nil || problem != "" {
			return problem
		}
		b = rest
		dict := lastDict(before)
		holds := pdfHolder.Match(dict)
		switch {
		case holds && !pdfFilter.Match(dict):
			o.look(data)
			continue
		case !pdfFlate.Match(dict) || len(data) == 0:
			continue
		}
		out, most := io.Discard, &left
		if text.Reset(); holds {
			out, most = &text, &objects
		}
		z, err := zlib.NewReader(bytes.NewReader(data))
		if err != nil {
			return fmt.Sprintf("第%d个数据流已损坏", n)
		}
		size, err := io.Copy(out, io.LimitReader(z, *most+1))
		if *most -= size; *most < 0 {
			return "解压后过大"
		}
		if err != nil {
			return fmt.Sprintf("第%d个数据流已损坏", n)
		}
		o.look(text.Bytes())
	}
}

// lastDict is the dictionary that stands before a stream, with what else is in its object.
func lastDict(before []byte) []byte {
	before = before[max(0, len(before)-mostObject):]
	return before[bytes.LastIndex(before, []byte(" obj"))+1:]
}

// nextStream cuts at the next stream: what stands before it, its bytes, nil if there is none, and what follows.
func nextStream(b []byte) (before, data, rest []byte, problem string) {
	for from := 0; ; {
		i := bytes.Index(b[from:], []byte("stream"))
		if i < 0 {
			return b, nil, nil, ""
		}
		at := from + i
		from = at + len("stream")
		start := from
		switch {
		case bytes.HasPrefix(b[start:], []byte("\r\n")):
			start += 2
		case bytes.HasPrefix(b[start:], []byte("\n")):
			start++
		default:
			continue // a word in a string
		}
		const blanks = 16
		if !bytes.HasSuffix(bytes.TrimRight(b[max(0, at-blanks):at], " \t\r\n"), []byte(">>")) {
			continue // the end of one
		}
		before = b[:at]
		m := pdfLength.FindSubmatch(lastDict(before))
		if m == nil {
			return before, nil, nil, "数据流没有写明长度"
		}
		length, err := strconv.Atoi(string(m[1]))
		if m[2] != nil { // its length stands elsewhere
			length = bytes.Index(b[start:], []byte("endstream"))
		}
		if err != nil || length < 0 || length > len(b)-start || !bytes.HasPrefix(bytes.TrimLeft(b[start+length:], "\r\n"), []byte("endstream")) {
			return before, nil, nil, "数据流的长度不符"
		}
		return before, b[start : start+length], b[start+length:], ""
	}
}

// lacks is what keeps a PDF from being the PDF/A that it says it is, as far as can be seen without a validator.
func (o *pdfObjects) lacks() (out []string) {
	if !o.intent {
		out = append(out, "没有OutputIntent")
	}
	if n := max(o.fonts, o.described); n > o.programs {
		out = append(out, fmt.Sprintf("%d个字体中有%d个没有嵌入", n, n-o.programs))
	}
	if o.script {
		out = append(out, "含有脚本或启动程序的动作")
	}
	return out
}
