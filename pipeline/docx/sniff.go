package docx

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"regexp"
	"strings"
	"unicode/utf16"

	"huibian/pipeline/internal/cfb"
)

// Format is what a file is by its content, whatever its name says.
type Format string

// The formats Sniff tells apart.
const (
	FormatDocx      Format = "docx"
	FormatDoc       Format = "doc" // Word 97–2003, also what WPS saves as .wps
	FormatXls       Format = "xls" // Excel 97–2003, also .et
	FormatPpt       Format = "ppt"
	FormatWorks     Format = "wps"       // Microsoft Works; what Kingsoft's WPS saves under that ending is a doc
	FormatOLE       Format = "ole"       // another compound file
	FormatEncrypted Format = "encrypted" // OOXML behind a password
	FormatXlsx      Format = "xlsx"
	FormatPptx      Format = "pptx"
	FormatODT       Format = "odt"
	FormatODS       Format = "ods"
	FormatOFD       Format = "ofd" // GB/T 33190
	FormatZip       Format = "zip"
	FormatRTF       Format = "rtf"
	FormatPDF       Format = "pdf"
	FormatHTML      Format = "html"
	FormatMHT       Format = "mht"
	FormatXML       Format = "xml" // Word 2003 XML, flat OPC, anything else in XML
	FormatImage     Format = "image"
	FormatText      Format = "text"
	FormatEmpty     Format = "empty"
	FormatUnknown   Format = "unknown"
)

// magics are the first bytes that decide a format alone.
var magics = []struct {
	prefix string
	format Format
}{
	{oleMagic, FormatOLE},
	{"{\\rtf", FormatRTF},
	{"%PDF-", FormatPDF},
	{"\x89PNG\r\n", FormatImage},
	{"\xFF\xD8\xFF", FormatImage},
	{"GIF8", FormatImage},
	{"II*\x00", FormatImage},
	{"MM\x00*", FormatImage},
	{"MIME-Version:", FormatMHT},
}

const (
	zipLocal = "PK\x03\x04"
	zipEnd   = "PK\x05\x06"
	// endRecord is the length of the end record, whose comment may take another 64 KB.
	endRecord = 22
	oleMagic  = cfb.Magic
)

// Sniff recognises a file by its content. A zip that cannot be opened counts as FormatZip.
func Sniff(b []byte) Format {
	switch format := magic(b); {
	case len(b) == 0:
		return FormatEmpty
	case format == FormatOLE:
		return sniffOLE(b)
	case format != "":
		return format
	case isZip(b):
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			return FormatZip
		}
		return sniffZip(z)
	}
	return sniffText(b)
}

// magic is the format the first bytes decide, or "".
func magic(b []byte) Format {
	for _, m := range magics {
		if bytes.HasPrefix(b, []byte(m.prefix)) {
			return m.format
		}
	}
	return ""
}

// isZip accepts leading junk (a mail gateway's, a downloader's) as long as the end record is where it belongs. What
// begins as another format is that one: Word 97–2003 files of a later Word hold a whole zip, the theme.
func isZip(b []byte) bool {
	if bytes.HasPrefix(b, []byte(zipLocal)) || bytes.HasPrefix(b, []byte(zipEnd)) {
		return true
	}
	if magic(b) != "" {
		return false
	}
	tail := b[max(0, len(b)-endRecord-1<<16):]
	return bytes.LastIndex(tail, []byte(zipEnd)) >= 0 && bytes.Contains(b[:min(len(b), 1<<16)], []byte(zipLocal))
}

// zipFolders are the folders that give an OOXML package away where its content types do not.
var zipFolders = []struct {
	prefix string
	format Format
}{
	{"word/", FormatDocx},
	{"xl/", FormatXlsx},
	{"ppt/", FormatPptx},
	{"ofd.xml", FormatOFD},
}

// openDocuments maps the mimetype entry of an OpenDocument package.
var openDocuments = []struct {
	prefix string
	format Format
}{
	{"application/vnd.oasis.opendocument.text", FormatODT},
	{"application/vnd.oasis.opendocument.spreadsheet", FormatODS},
}

func sniffZip(z *zip.Reader) Format {
	for _, f := range z.File {
		if f.Name == "mimetype" && f.UncompressedSize64 < 200 {
			head := readHead(f, 200)
			for _, m := range openDocuments {
				if strings.HasPrefix(head, m.prefix) {
					return m.format
				}
			}
		}
	}
	for _, f := range z.File {
		if partName(f.Name) == "[content_types].xml" &&
			strings.Contains(readHead(f, 1<<16), "wordprocessingml.") {
			return FormatDocx
		}
	}
	for _, folder := range zipFolders {
		for _, f := range z.File {
			if strings.HasPrefix(partName(f.Name), folder.prefix) {
				return folder.format
			}
		}
	}
	return FormatZip
}

func readHead(f *zip.File, n int64) string {
	r, err := f.Open()
	if err != nil {
		return ""
	}
	defer r.Close()
	b, _ := io.ReadAll(io.LimitReader(r, n)) // what came before an error is still a head
	return string(b)
}

// oleStreams are the directory entries that tell what a compound file is ([MS-CFB] 2.6.1); the first match wins.
var oleStreams = []struct {
	name   string
	format Format
}{
	{"EncryptedPackage", FormatEncrypted},
	{"\x06DataSpaces", FormatEncrypted},
	{"WordDocument", FormatDoc},
	{"Workbook", FormatXls},
	{"Book", FormatXls},
	{"PowerPoint Document", FormatPpt},
	{"MN0", FormatWorks},
	{"CONTENTS", FormatWorks},
}

// sniffOLE looks at every place where a directory entry may lie (128 bytes each, from byte 512 on) instead of
// following the sector chain: a damaged file is still recognised.
func sniffOLE(b []byte) Format {
	found := make([]bool, len(oleStreams))
	for at := 512; at+128 <= len(b); at += 128 {
		entry := b[at : at+128]
		n := int(binary.LittleEndian.Uint16(entry[64:]))
		if n < 4 || n > 64 || n%2 != 0 || entry[66] != 1 && entry[66] != 2 {
			continue
		}
		for i, s := range oleStreams {
			if n == 2*len(s.name)+2 && utf16LEEqual(entry, s.name) {
				found[i] = true
			}
		}
	}
	for i, s := range oleStreams {
		if found[i] {
			return s.format
		}
	}
	return FormatOLE
}

func utf16LEEqual(b []byte, ascii string) bool {
	for i := range len(ascii) {
		if b[2*i] != ascii[i] || b[2*i+1] != 0 {
			return false
		}
	}
	return true
}

// htmlTag does not match <table:table> and <meta:generator>, which are OpenDocument's.
var htmlTag = regexp.MustCompile(`<(html|!doctype html|body|table|head|meta)[\s>/]`)

// sniffText tells HTML, XML and plain text apart by the first 4 KB.
func sniffText(b []byte) Format {
	head := b[:min(len(b), 4096)]
	if len(head) >= 2 && (head[0] == 0xFF && head[1] == 0xFE || head[0] == 0xFE && head[1] == 0xFF) {
		units := make([]uint16, 0, len(head)/2)
		for i := 2; i+1 < len(head); i += 2 {
			if head[0] == 0xFF {
				units = append(units, binary.LittleEndian.Uint16(head[i:]))
			} else {
				units = append(units, binary.BigEndian.Uint16(head[i:]))
			}
		}
		head = []byte(string(utf16.Decode(units)))
	}
	text := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(head), "\uFEFF"), " \t\r\n"))
	switch {
	case strings.HasPrefix(text, "<"):
		if htmlTag.MatchString(text) {
			return FormatHTML
		}
		return FormatXML
	case text == "":
		return FormatEmpty
	case mostlyText(head):
		return FormatText
	}
	return FormatUnknown
}

// mostlyText is true for text in UTF-8, GBK or another encoding of that kind: no control characters but the usual ones.
func mostlyText(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' {
			return false
		}
	}
	return true
}
