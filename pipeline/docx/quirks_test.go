package docx

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// mainPart wraps a word into a main part of a given XML declaration.
func mainPart(declaration string) string {
	return declaration + `<w:document ` + declare + `><w:body><w:p><w:r><w:t>职权目录</w:t></w:r></w:p></w:body></w:document>`
}

func inUTF16(s string, mark bool, bigEndian bool) string {
	if mark {
		s = "\uFEFF" + s
	}
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		if bigEndian {
			b.WriteByte(byte(u >> 8))
			b.WriteByte(byte(u))
		} else {
			b.WriteByte(byte(u))
			b.WriteByte(byte(u >> 8))
		}
	}
	return b.String()
}

func relsPart(kind, target string) string {
	return xmlHead + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + kind + `" Target="` + target + `"/></Relationships>`
}

// quirkyPackages all hold the same words.
func quirkyPackages(t *testing.T) map[string][]byte {
	const utf8Head = `<?xml version="1.0" encoding="UTF-8"?>`
	gbk, err := simplifiedchinese.GBK.NewEncoder().String(mainPart(`<?xml version="1.0" encoding="GBK"?>`))
	if err != nil {
		t.Fatal(err)
	}
	plain := mainPart(utf8Head)
	strict := "http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"
	word := relType + "officeDocument"
	types := `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/custom/Main.XML" ContentType="application/VND.openxmlformats-officedocument.WordprocessingML.document.main+XML"/></Types>`
	return map[string][]byte{
		"UTF-8 with a mark":        pack(map[string]string{"document": "\uFEFF" + plain}),
		"UTF-16 little endian":     pack(map[string]string{"document": inUTF16(mainPart(`<?xml version="1.0" encoding="UTF-16"?>`), true, false)}),
		"UTF-16 big endian":        pack(map[string]string{"document": inUTF16(mainPart(`<?xml version="1.0" encoding="UTF-16"?>`), true, true)}),
		"UTF-16 without a mark":    pack(map[string]string{"document": inUTF16(mainPart(""), false, false)}),
		"UTF-16 BE without a mark": pack(map[string]string{"document": inUTF16(mainPart(""), false, true)}),
		"says UTF-16, is UTF-8":    pack(map[string]string{"document": mainPart(`<?xml version="1.0" encoding="utf-16"?>`)}),
		"GBK":                      pack(map[string]string{"document": gbk}),
		"no declaration":           pack(map[string]string{"document": mainPart("")}),
		"single quotes":            pack(map[string]string{"document": mainPart(`<?xml version='1.0' encoding='UTF-8'?>`)}),
		"no content types":         zipped(map[string]string{"_rels/.rels": relsPart(word, "word/document.xml"), "word/document.xml": plain}),
		"no relationships":         zipped(map[string]string{"word/document.xml": plain}),
		"dangling relationship":    zipped(map[string]string{"_rels/.rels": relsPart(word, "nowhere.xml"), "word/document.xml": plain}),
		"by content type only":     zipped(map[string]string{"[Content_Types].xml": types, "custom/main.xml": plain}),
		"main part elsewhere":      zipped(map[string]string{"_rels/.rels": relsPart(word, "doc/main.xml"), "doc/main.xml": plain, "[Content_Types].xml": types}),
		"absolute target":          zipped(map[string]string{"_rels/.rels": relsPart(word, "/word/document2.xml"), "word/document2.xml": plain}),
		"strict relationship":      zipped(map[string]string{"_rels/.rels": relsPart(strict, "word/document.xml"), "word/document.xml": plain}),
		"escaped target":           zipped(map[string]string{"_rels/.rels": relsPart(word, "word/my%20document.xml"), "word/my document.xml": plain}),
		"other case":               zipped(map[string]string{"_RELS/.rels": relsPart(word, "Word/Document.xml"), "word/document.XML": plain}),
		"backslashes":              zipped(map[string]string{`_rels\.rels`: relsPart(word, `word\document.xml`), `word\document.xml`: plain}),
		"dots in the target":       zipped(map[string]string{"_rels/.rels": relsPart(word, "./x/../word/document.xml"), "word/document.xml": plain}),
		"leading junk":             append([]byte("HTTP/1.1 200 OK\r\n\r\n"), pack(map[string]string{"document": plain})...),
		"same part twice":          pack(map[string]string{"document": plain, "word/DOCUMENT.xml": plain}),
		"a broken picture":         pack(map[string]string{"document": plain, "word/media/image1.png": ""}),
	}
}

// TestPackageQuirks: packages that are not as they should be, as WPS, LibreOffice, scripts and mail gateways leave
// them, all holding the same word.
func TestPackageQuirks(t *testing.T) {
	for name, file := range quirkyPackages(t) {
		t.Run(name, func(t *testing.T) {
			doc, err := Read(file, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if got := bare(doc.Words()); got != "职权目录" {
				t.Errorf("words %q", got)
			}
			if Sniff(file) == FormatHTML {
				t.Error("taken for HTML")
			}
			r := doc.Blocks[0].Range
			if xml := string(doc.XML()[r.Start:r.End]); xml != "<w:p><w:r><w:t>职权目录</w:t></w:r></w:p>" {
				t.Errorf("range holds %q", xml)
			}
		})
	}
}

func TestResolve(t *testing.T) {
	for _, c := range []struct{ from, target, want string }{
		{"", "word/document.xml", "word/document.xml"},
		{"", "/word/document.xml", "word/document.xml"},
		{"word/document.xml", "styles.xml", "word/styles.xml"},
		{"word/document.xml", "../customXml/item1.xml", "customXml/item1.xml"},
		{"word/document.xml", "../../../etc/passwd", "etc/passwd"},
		{"word/document.xml", `media\图 1.png`, "word/media/图 1.png"},
		{"word/document.xml", "media/a%20b.png", "word/media/a b.png"},
		{"word/document.xml", "a%zz.png?x#y", "word/a%zz.png"},
	} {
		if got := resolve(c.from, c.target); got != c.want {
			t.Errorf("resolve(%q, %q) = %q, want %q", c.from, c.target, got, c.want)
		}
	}
}

func TestFormatError(t *testing.T) {
	_, err := Read([]byte("%PDF-1.4"), Limits{})
	if !errors.Is(err, ErrNotWord) || errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), "pdf") {
		t.Errorf("got %v", err)
	}
}

func TestNumberFormats(t *testing.T) {
	for _, c := range []struct {
		format string
		n      int
		want   string
	}{
		{"decimal", 12, "12"}, {"decimalZero", 7, "07"}, {"decimalZero", 12, "12"}, {"unheard-of", 3, "3"},
		{"none", 3, ""}, {"upperRoman", 1949, "MCMXLIX"}, {"lowerRoman", 4, "iv"}, {"upperRoman", 0, "0"},
		{"lowerLetter", 1, "a"}, {"lowerLetter", 26, "z"}, {"upperLetter", 27, "AA"}, {"upperLetter", 28, "BB"},
		{"lowerLetter", 1 << 30, "1073741824"},
		{"chineseCounting", 10, "十"}, {"chineseCounting", 11, "十一"}, {"chineseCounting", 20, "二十"},
		{"chineseCounting", 99, "九十九"}, {"chineseCounting", 100, "一〇〇"}, {"chineseCounting", 105, "一〇五"},
		{"chineseCountingThousand", 10, "十"}, {"chineseCountingThousand", 15, "十五"},
		{"chineseCountingThousand", 100, "一百"}, {"chineseCountingThousand", 101, "一百零一"},
		{"chineseCountingThousand", 110, "一百一十"}, {"chineseCountingThousand", 1001, "一千零一"},
		{"chineseCountingThousand", 1010, "一千零一十"}, {"chineseCountingThousand", 10_001, "一万零一"},
		{"chineseCountingThousand", 12_345, "一万二千三百四十五"}, {"chineseCountingThousand", 0, "〇"},
		{"japaneseCounting", 101, "百一"}, {"japaneseCounting", 1111, "千百十一"}, {"japaneseCounting", 21, "二十一"},
		{"chineseLegalSimplified", 10, "壹拾"}, {"chineseLegalSimplified", 12, "壹拾贰"},
		{"chineseLegalSimplified", 305, "叁佰零伍"}, {"ideographLegalTraditional", 26, "貳拾陸"},
		{"taiwaneseCountingThousand", 10_000, "一萬"}, {"taiwaneseCounting", 11, "十一"},
		{"ideographDigital", 10, "一〇"}, {"ideographDigital", 2009, "二〇〇九"}, {"koreanDigital", 10, "일영"},
		{"ideographTraditional", 1, "甲"}, {"ideographTraditional", 11, "11"}, {"ideographZodiac", 12, "亥"},
		{"ideographZodiacTraditional", 1, "甲子"}, {"ideographZodiacTraditional", 60, "癸亥"},
		{"decimalEnclosedCircle", 20, "⑳"}, {"decimalEnclosedCircle", 21, "21"}, {"decimalEnclosedParen", 3, "⑶"},
		{"decimalEnclosedFullstop", 1, "⒈"}, {"ideographEnclosedCircle", 10, "㊉"}, {"decimalFullWidth", 12, "１２"},
		{"numberInDash", 3, "- 3 -"}, {"ordinal", 1, "1st"}, {"ordinal", 12, "12th"}, {"ordinal", 23, "23rd"},
		{"hex", 255, "FF"}, {"decimal", -3, "-3"}, {"chineseCounting", -3, "-3"},
	} {
		if got := formatNumber(c.n, c.format, ""); got != c.want {
			t.Errorf("%s of %d = %q, want %q", c.format, c.n, got, c.want)
		}
	}
	if got := formatNumber(7, "custom", "0001, 0002"); got != "0007" {
		t.Errorf("custom = %q", got)
	}
}

// TestRepeatable: the same bytes read twice give the same document, loops of styles and lists included.
func TestRepeatable(t *testing.T) {
	file := pack(map[string]string{
		"body":      `<w:p><w:pPr><w:pStyle w:val="a"/></w:pPr><w:r><w:t>x</w:t></w:r></w:p><w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>`,
		"styles":    `<w:style w:type="paragraph" w:styleId="a"><w:basedOn w:val="b"/></w:style><w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="c"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style><w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style><w:style w:type="numbering" w:styleId="l"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>`,
		"numbering": `<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="l"/></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`,
	})
	first := ""
	for range 20 {
		if got := describe(t, file); first == "" {
			first = got
		} else if got != first {
			t.Fatalf("first:\n%s\nthen:\n%s", first, got)
		}
	}
}
