package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// ole makes a compound file with one directory entry, as far as recognition looks.
func ole(stream string) []byte {
	b := make([]byte, 1024)
	copy(b, oleMagic)
	for i, u := range utf16.Encode([]rune(stream)) {
		binary.LittleEndian.PutUint16(b[512+2*i:], u)
	}
	binary.LittleEndian.PutUint16(b[512+64:], uint16(2*len(stream)+2))
	b[512+66] = 2
	return b
}

func body(s string) []byte { return pack(map[string]string{"body": s}) }

// lying makes a zip whose single part, the main one, declares a size of its own.
func lying(content []byte, declared uint64) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.CreateRaw(&zip.FileHeader{Name: "word/document.xml", Method: zip.Store, CRC32: crc32.ChecksumIEEE(content),
		CompressedSize64: uint64(len(content)), UncompressedSize64: declared})
	if err != nil {
		panic(err)
	}
	if _, err := w.Write(content); err != nil {
		panic(err)
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func TestBadInput(t *testing.T) {
	good := body("<w:p><w:r><w:t>" + strings.Repeat("甲乙丙丁", 1000) + "</w:t></w:r></w:p>")
	cell := "<w:tc><w:p/></w:tc>"
	hugeRow := "<w:tbl><w:tr>" + strings.Repeat(cell, 5000) + "</w:tr></w:tbl>"
	cases := []struct {
		name   string
		file   []byte
		want   error
		format Format
	}{
		{"empty", nil, ErrNotWord, FormatEmpty},
		{"blank", []byte(" \r\n"), ErrNotWord, FormatEmpty},
		{"zeros", make([]byte, 4096), ErrNotWord, FormatUnknown},
		{"half a file", good[:len(good)/2], ErrTruncated, ""},
		{"without its last byte", good[:len(good)-1], ErrTruncated, ""},
		{"html", []byte("\xEF\xBB\xBF\n<!DOCTYPE html><html><body>表</body></html>"), ErrNotWord, FormatHTML},
		{"html of excel", []byte(`<html xmlns:x="urn:schemas-microsoft-com:office:excel"><table>`), ErrNotWord, FormatHTML},
		{"html in UTF-16", append([]byte("\xFF\xFE"), utf16le("<html><p>")...), ErrNotWord, FormatHTML},
		{"word 2003 xml", []byte(`<?xml version="1.0"?><w:wordDocument/>`), ErrNotWord, FormatXML},
		{"flat OpenDocument", []byte(`<?xml version="1.0"?><office:document><office:meta><meta:generator/></office:meta><table:table/>`), ErrNotWord, FormatXML},
		{"mht", []byte("MIME-Version: 1.0\r\n"), ErrNotWord, FormatMHT},
		{"doc", ole("WordDocument"), ErrNotWord, FormatDoc},
		{"doc with a zip in it", append(ole("WordDocument"), good...), ErrNotWord, FormatDoc},
		{"pdf with a zip in it", append([]byte("%PDF-1.7\n"), good...), ErrNotWord, FormatPDF},
		{"xls", ole("Workbook"), ErrNotWord, FormatXls},
		{"old xls", ole("Book"), ErrNotWord, FormatXls},
		{"ppt", ole("PowerPoint Document"), ErrNotWord, FormatPpt},
		{"works", ole("CONTENTS"), ErrNotWord, FormatWorks},
		{"old works", ole("MN0"), ErrNotWord, FormatWorks},
		{"other ole", ole("Contents"), ErrNotWord, FormatOLE},
		{"encrypted", ole("EncryptedPackage"), ErrEncrypted, ""},
		{"encrypted parts", directory(good, 8, 1), ErrEncrypted, ""},
		{"rtf", []byte(`{\rtf1\ansi`), ErrNotWord, FormatRTF},
		{"pdf", []byte("%PDF-1.7"), ErrNotWord, FormatPDF},
		{"png", []byte("\x89PNG\r\n\x1a\n"), ErrNotWord, FormatImage},
		{"text in GBK", []byte("\xB9\xAB\xBF\xAA\r\n"), ErrNotWord, FormatText},
		{"text", []byte("职权目录"), ErrNotWord, FormatText},
		{"xlsx", zipped(map[string]string{"xl/workbook.xml": "<x/>", "[Content_Types].xml": "<Types/>"}), ErrNotWord, FormatXlsx},
		{"pptx", zipped(map[string]string{"ppt/presentation.xml": "<x/>"}), ErrNotWord, FormatPptx},
		{"odt", zipped(map[string]string{"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), ErrNotWord, FormatODT},
		{"ofd", zipped(map[string]string{"OFD.xml": "<x/>"}), ErrNotWord, FormatOFD},
		{"a zip of files", zipped(map[string]string{"一.txt": "x"}), ErrNoMainPart, ""},
		{"no body", pack(map[string]string{"document": "<w:document " + declare + "/>"}), ErrNoMainPart, ""},
		{"another root", pack(map[string]string{"document": "<html/>"}), ErrNotWord, FormatXML},
		{"name with ../", pack(map[string]string{"body": "<w:p/>", "word/../../etc/x": "x"}), ErrUnsafeName, ""},
		{`name with ..\`, pack(map[string]string{"body": "<w:p/>", `word\..\x`: "x"}), ErrUnsafeName, ""},
		{"absolute name", pack(map[string]string{"body": "<w:p/>", "/etc/x": "x"}), ErrUnsafeName, ""},
		{"drive letter", pack(map[string]string{"body": "<w:p/>", `C:\x`: "x"}), ErrUnsafeName, ""},
		{"two parts of a name", pack(map[string]string{"body": "<w:p/>", "WORD/Document.xml": "<other/>"}), ErrDuplicatePart, ""},
		{"zip bomb", body("<w:p><w:r><w:t>" + strings.Repeat(" ", 60<<20) + "</w:t></w:r></w:p>"), ErrRatio, ""},
		{"bomb in the styles", pack(map[string]string{"body": "<w:p/>", "styles": strings.Repeat(" ", 60<<20)}), ErrRatio, ""},
		{"declares a gigabyte", lying([]byte("<x/>"), 1<<30), ErrTooLarge, ""},
		{"declares too much", lying([]byte("<x/>"), 100), ErrTruncated, ""},
		{"declares too little", lying([]byte("<document/>"), 4), ErrDamaged, ""},
		{"wrong checksum", directory(good, 16, 0xFF), ErrDamaged, ""},
		{"5,000 columns", body(hugeRow), ErrTooManyColumns, ""},
		{"a span of a million", body(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="1000000"/></w:tcPr></w:tc></w:tr></w:tbl>`), ErrTooManyColumns, ""},
		{"gridBefore of a billion", body(`<w:tbl><w:tr><w:trPr><w:gridBefore w:val="1000000000"/></w:trPr></w:tr></w:tbl>`), ErrTooManyColumns, ""},
		{"gridAfter of a billion", body(`<w:tbl><w:tr><w:trPr><w:gridAfter w:val="1000000000"/></w:trPr>` + cell + `</w:tr></w:tbl>`), ErrTooManyColumns, ""},
		{"100,000 rows", body("<w:tbl>" + rows(100_000) + "</w:tbl>"), ErrTooManyRows, ""},
		{"100,000 tables in 100,000 cells", body(strings.Repeat("<w:tbl><w:tr><w:trPr><w:gridAfter w:val=\"900\"/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>", 10_000)), ErrTooManyCells, ""},
		{"nested tables", body(strings.Repeat("<w:tbl><w:tr><w:tc>", 100_000) + strings.Repeat("</w:tc></w:tr></w:tbl>", 100_000)), ErrTooDeep, ""},
		{"nested in what is skipped", body("<w:p><w:pPr>" + strings.Repeat("<w:x>", 100_000) + strings.Repeat("</w:x>", 100_000) + "</w:pPr></w:p>"), ErrTooDeep, ""},
		{"nested styles", pack(map[string]string{"body": "<w:p/>", "styles": strings.Repeat("<w:style>", 100_000)}), ErrTooDeep, ""},
		{"a million attributes", body("<w:p" + strings.Repeat(` a=""`, 1_000_000) + "/>"), ErrDamaged, ""},
		{"a span of 2^31", body(`<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2147483648"/></w:tcPr></w:tc></w:tr></w:tbl>`), ErrTooManyColumns, ""},
		{"billion laughs", pack(map[string]string{"document": `<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><w:document ` + declare + `><w:body><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:body></w:document>`}), ErrDTD, ""},
		{"external entity", pack(map[string]string{"body": "<w:p/>", "styles": `<!DOCTYPE x SYSTEM "file:///etc/passwd">`}), ErrDTD, ""},
		{"XML cut off", pack(map[string]string{"document": "<w:document " + declare + "><w:body><w:p>"}), ErrTruncated, ""},
		{"XML cut off in a tag", pack(map[string]string{"document": "<w:document " + declare + "><w:body><w:p w:rsid="}), ErrTruncated, ""},
		{"crossed tags", body("<w:p><w:r></w:p></w:r>"), ErrDamaged, ""},
		{"a zero byte", body("<w:p><w:r><w:t>a\x00b</w:t></w:r></w:p>"), ErrDamaged, ""},
		{"not UTF-8", body("<w:p><w:r><w:t>\xB9\xAB</w:t></w:r></w:p>"), ErrEncoding, ""},
		{"unknown encoding", pack(map[string]string{"document": `<?xml version="1.0" encoding="EBCDIC"?><x/>`}), ErrEncoding, ""},
		{"too many namespaces", body("<w:p " + manyNamespaces(10_000) + "/>"), ErrDamaged, ""},
		{"too many parts", pack(manyParts(10_001)), ErrTooManyParts, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			start := time.Now()
			_, err := Read(c.file, Limits{})
			if !errors.Is(err, c.want) {
				t.Fatalf("got %v, want %v", err, c.want)
			}
			if c.format != "" {
				var f *FormatError
				if !errors.As(err, &f) || f.Format != c.format {
					t.Errorf("format of %v, want %s", err, c.format)
				}
				if c.name != "another root" && Sniff(c.file) != c.format {
					t.Errorf("Sniff says %s, want %s", Sniff(c.file), c.format)
				}
			}
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// directory flips bits of one byte in every entry of the zip's directory: 8 is the flags, 16 the checksum.
func directory(file []byte, at int, bits byte) []byte {
	b := bytes.Clone(file)
	for i := 0; ; {
		n := bytes.Index(b[i:], []byte("PK\x01\x02"))
		if n < 0 {
			return b
		}
		b[i+n+at] ^= bits
		i += n + 4
	}
}

func rows(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "<w:tr><w:tc><w:p><w:r><w:t>第%d行，%x</w:t></w:r></w:p></w:tc></w:tr>", i, uint32(i)*2654435761)
	}
	return b.String()
}

func manyNamespaces(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `xmlns:n%d="urn:%d" `, i, i)
	}
	return b.String()
}

func manyParts(n int) map[string]string {
	parts := map[string]string{"body": "<w:p/>"}
	for i := range n {
		parts[fmt.Sprintf("x/%d", i)] = ""
	}
	return parts
}

// TestHostileButReadable: files meant to hurt that are within the limits are read, and soon.
func TestHostileButReadable(t *testing.T) {
	storm := strings.Repeat(`<w:tr>`+strings.Repeat(`<w:tc><w:tcPr><w:vMerge/></w:tcPr><w:p/></w:tc>`, 60)+`</w:tr>`, 2000)
	fields := strings.Repeat(`<w:r><w:fldChar w:fldCharType="begin"/></w:r>`, 20_000)
	drops := strings.Repeat(`<w:del><w:r><w:delText>x</w:delText></w:r></w:del>`, 20_000)
	marks := strings.Repeat(`<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>a</w:t></w:r></w:p>`, 20_000)
	open := strings.Repeat(`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>`, 100_000)
	for name, b := range map[string]string{
		"fields left open":     `<w:p>` + open + strings.Repeat(`<w:r><w:t>x</w:t></w:r>`, 100_000) + `</w:p>`,
		"spans out of range":   `<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="99999999999999999999"/></w:tcPr></w:tc><w:tc><w:tcPr><w:gridSpan w:val="-2147483648"/></w:tcPr></w:tc></w:tr></w:tbl>`,
		"vMerge storm":         `<w:tbl>` + storm + `</w:tbl>`,
		"32,767 rows":          `<w:tbl>` + rows(32_767) + `</w:tbl>`,
		"fields never ended":   `<w:p>` + fields + `<w:r><w:t>x</w:t></w:r></w:p>`,
		"many deletions":       `<w:p>` + drops + `</w:p>`,
		"paragraphs all join":  marks,
		"negative numbers":     `<w:tbl><w:tr><w:trPr><w:gridBefore w:val="-5"/><w:gridAfter w:val="-5"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val="-3"/></w:tcPr></w:tc></w:tr></w:tbl>`,
		"an unnumbered level":  `<w:p><w:pPr><w:numPr><w:ilvl w:val="99"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`,
		"attribute of 10 MB":   `<w:p w:rsidR="` + strings.Repeat("0a1b2c3d4e5f6071", 1<<16) + `"/>`,
		"comments and PIs":     strings.Repeat(`<!-- x --><?y z?>`, 50_000),
		"deep but permissible": strings.Repeat("<w:tbl><w:tr><w:tc>", 150) + "<w:p/>" + strings.Repeat("</w:tc></w:tr></w:tbl>", 150),
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			doc, err := Read(body(b), Limits{})
			if err != nil {
				t.Fatal(err)
			}
			checkInvariants(t, doc)
			doc.JSONBlocks()
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

// named are all errors Read may give.
var named = []error{ErrNotWord, ErrEncrypted, ErrTruncated, ErrDamaged, ErrNoMainPart, ErrUnsafeName, ErrDuplicatePart, ErrDTD,
	ErrEncoding, ErrTooManyParts, ErrTooLarge, ErrRatio, ErrTooDeep, ErrTooManyColumns, ErrTooManyRows, ErrTooManyCells}

// TestCutAnywhere: a copy that broke off, at any byte, is refused by name; so is one whose middle is another file's.
func TestCutAnywhere(t *testing.T) {
	good := submission(20)
	step := max(len(good)/300, 1)
	for at := 0; at < len(good); at += step {
		spoiled := bytes.Clone(good)
		copy(spoiled[at:], "garbage from another sector of the disk")
		for what, file := range map[string][]byte{"cut": good[:at], "spoiled": spoiled} {
			_, err := Read(file, Limits{})
			if err == nil && what == "spoiled" { // a byte that nobody reads
				continue
			}
			if !slices.ContainsFunc(named, func(e error) bool { return errors.Is(err, e) }) {
				t.Fatalf("%s at %d of %d: %v", what, at, len(good), err)
			}
		}
	}
}

// TestSmallThingsInNumbers: a few bytes of XML, again and again, do not fill the memory.
func TestSmallThingsInNumbers(t *testing.T) {
	many := func(s string) string { return strings.Repeat(s, 200_000) }
	for name, parts := range map[string]map[string]string{
		"paragraphs":     {"body": many("<w:p/>")},
		"loose runs":     {"body": many("<w:r/>")},
		"tables":         {"body": many("<w:tbl/>")},
		"rows":           {"body": "<w:tbl>" + strings.Repeat("<w:tr/>", 30_000) + "</w:tbl>" + many("<w:p/>")},
		"pictures":       {"body": "<w:p><w:r>" + many("<w:drawing/>") + "</w:r></w:p>"},
		"images":         {"body": "<w:p><w:r><w:drawing>" + many("<a:blip/>") + "</w:drawing></w:r></w:p>"},
		"one chart":      {"body": "<w:p><w:r>" + strings.Repeat(`<w:drawing><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="c"/></w:drawing>`, 2_000) + "</w:r></w:p>", "rels": `<Relationship Id="c" Type="chart" Target="chart.xml"/>`, "word/chart.xml": `<c:v xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart">` + strings.Repeat("图", 10_000) + "</c:v>"},
		"imported parts": {"body": many("<w:altChunk/>")},
		"sections":       {"body": many("<w:sectPr/>")},
		"fields":         {"body": "<w:p>" + many(`<w:fldChar w:fldCharType="begin"/>`) + "</w:p>"},
		"comments":       {"body": "<w:p/>", "comments": many("<w:comment/>")},
		"styles":         {"body": "<w:p/>", "styles": many("<w:style/>")},
		"lists":          {"body": `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`, "numbering": many("<w:num/>")},
		"definitions":    {"body": `<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`, "numbering": many("<w:abstractNum/>")},
		"relationships":  {"body": "<w:p/>", "rels": many("<Relationship/>")},
	} {
		t.Run(name, func(t *testing.T) {
			file := pack(parts)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Read(file, Limits{Built: 8 << 20})
			runtime.ReadMemStats(&after)
			if !errors.Is(err, ErrTooLarge) {
				t.Errorf("got %v, want %v", err, ErrTooLarge)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 80<<20 {
				t.Errorf("%d MB allocated", used>>20)
			}
		})
	}
}

// TestLargeDocument: 50 MB of XML take a small multiple of that, counting all that is ever allocated.
func TestLargeDocument(t *testing.T) {
	if testing.Short() {
		t.Skip("50 MB")
	}
	file := submission(7_000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	doc, err := Read(file, Limits{Cells: 100_000})
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.XML()) < 50<<20 || len(doc.Blocks[0].Table.Rows) != 7_000 {
		t.Fatalf("%d bytes, %d rows", len(doc.XML()), len(doc.Blocks[0].Table.Rows))
	}
	used := after.TotalAlloc - before.TotalAlloc
	t.Logf("%d MB allocated for %d MB", used>>20, len(doc.XML())>>20)
	if used > 3*uint64(len(doc.XML())) {
		t.Error("more than three times its size")
	}
}

// TestManyNames: parts reached a hundred thousand times are read once, and found soon.
func TestManyNames(t *testing.T) {
	var rels, pics strings.Builder
	for i := range 50_000 {
		fmt.Fprintf(&rels, `<Relationship Id="p%d" Type="%simage" Target="media/%d.png"/>`, i, relType, i)
		name := []byte("headeroneofmany")
		for b := range name {
			if i>>b&1 == 1 {
				name[b] -= 'a' - 'A'
			}
		}
		fmt.Fprintf(&rels, `<Relationship Id="h%d" Type="%sheader" Target="%s.xml"/>`, i, relType, name)
		fmt.Fprintf(&pics, `<w:r><w:drawing><a:blip r:embed="p%d"/></w:drawing></w:r>`, i)
	}
	start := time.Now()
	doc, err := Read(pack(map[string]string{"body": "<w:p>" + pics.String() + "</w:p>", "rels": rels.String(),
		"word/headeroneofmany.xml": xmlHead + "<w:hdr " + declare + "><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>"}), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if pictures := doc.Blocks[0].Paragraph.Pictures; len(pictures) != 50_000 || pictures[49_999].Part != "word/media/49999.png" {
		t.Errorf("%d pictures", len(pictures))
	}
	if len(doc.Headers) != 1 || doc.Headers[0] != "页眉" {
		t.Errorf("%d headers", len(doc.Headers))
	}
	if took := time.Since(start); took > 20*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestLimitsAreTheirs: a caller's limits replace the defaults one by one.
func TestLimitsAreTheirs(t *testing.T) {
	file := body("<w:tbl>" + rows(3) + "</w:tbl>")
	for _, c := range []struct {
		lim  Limits
		want error
	}{
		{Limits{Rows: 2}, ErrTooManyRows},
		{Limits{Rows: 3}, nil},
		{Limits{Parts: 1}, ErrTooManyParts},
		{Limits{Part: 100}, ErrTooLarge},
		{Limits{Total: 900}, ErrTooLarge},
		{Limits{Depth: 3}, ErrTooDeep},
		{Limits{Cells: 2}, ErrTooManyCells},
		{Limits{Built: 500}, ErrTooLarge},
	} {
		if _, err := Read(file, c.lim); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v, want %v", c.lim, err, c.want)
		}
	}
}
