package convert

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/docx"
)

// What stands in testdata/words.*: one document with a hidden word, a deleted one and an added one, fields, a merged
// cell, a footnote, a comment, a text box, a header (which is not compared), a tick, characters outside the first plane.
var savedWords = []string{
	"外资管理科行政职权目录", "本目录共页详见商务部网站填报Office2003密不外传完", "序号", "项目名称", "权力依据", "1", "设立审批", "外资企业法第六条",
	"√", "第２３条第25条", "表后的一段被批注的字", "𠮷田½α一事一表", "脚注的话", "批注的话", "文本框里的说明",
}

func TestPlainReadings(t *testing.T) {
	for _, c := range []struct {
		file    string
		changed []string // how a deletion and an addition are read
	}{
		{"words.doc", []string{"保留删去的字添加的字"}},
		{"words.rtf", []string{"保留删去的字添加的字"}},
		{"words.odt", []string{"删去的字", "保留添加的字"}},
	} {
		t.Run(c.file, func(t *testing.T) {
			b, err := os.ReadFile("testdata/" + c.file)
			if err != nil {
				t.Fatal(err)
			}
			k := KindOf(b, docx.Sniff(b))
			if k == nil || "."+k.Name != c.file[len("words"):] {
				t.Fatalf("kind = %+v", k)
			}
			if k.locked != nil && k.locked(b) {
				t.Error("taken for locked")
			}
			got, err := k.words(b)
			if err != nil {
				t.Fatal(err)
			}
			for i := range got {
				got[i] = letters(got[i])
			}
			want := slices.Concat(savedWords, c.changed)
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

// RTF as different programs write it.
func TestRTF(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"bytes of the document's code page", `{\rtf1\ansi\ansicpg936 \'d6\'b0\'c8\'a8}`, "职权"},
		{"bytes as they are", "{\\rtf1\\ansi\\ansicpg936 \xd6\xb0\xc8\xa8}", "职权"},
		{"bytes of the font's code page", `{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Times;}{\f13\fnil\fcharset134{\*\panose 02}\'cb\'ce\'cc\'e5{\*\falt SimSun};}}\loch\af0\hich\af0\dbch\f13 \'d6\'b0\'c8\'a8\f0 \'e9}`, "职权é"},
		{"default font", `{\rtf1\ansi\deff1{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset134 B;}}\pard\plain \'d6\'b0}`, "职"},
		{"symbols of a font", `{\rtf1\ansi{\fonttbl{\f3\fcharset2 Wingdings;}}a{\f3 \'fe}b}`, "ab"},
		{"Unicode with a substitute", `{\rtf1\ansi\uc1\u32844?\u26435?}`, "职权"},
		{"Unicode with two bytes for it", `{\rtf1\ansi\ansicpg936\uc2\u32844\'d6\'b0\u26435\'c8\'a8}`, "职权"},
		{"Unicode with none", `{\rtf1\ansi\uc0\u32844\u26435 x}`, "职权x"},
		{"negative Unicode, surrogates", `{\rtf1\ansi\uc1\u-10174?\u-8263?\u-28671?}`, "𠮹送"},
		{"field", `{\rtf1 a{\field{\*\fldinst { HYPERLINK "http://b.invalid"}}{\fldrslt {\cs1 c}}}d}`, "acd"},
		{"page number", `{\rtf1 a{\field{\*\fldinst { PAGE }}{\fldrslt {7}}}d}`, "a￼d"},
		{"choice from a list", `{\rtf1 a{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl x}{\*\ffl y}}}}{\fldrslt {}}}d}`, "a￼d"},
		{"unknown destination", `{\rtf1 a{\*\unknown b{c}d}e}`, "ae"},
		{"number of a list", `{\rtf1{\listtext\tab 1.}a\par{\pntext 2.}b}`, "a|b"},
		{"cells", `{\rtf1\trowd a\cell b\cell\row c\nestcell{\*\nesttableprops\trowd\nestrow}d}`, "a|b|c|d"},
		{"picture and binary", `{\rtf1 a{\pict\bin4 }}}}}b}`, "ab"},
		{"both kinds of picture", `{\rtf1 a{\*\shppict{\pict abc}}{\nonshppict{\pict abc}}b}`, "ab"},
		{"text box", `{\rtf1 a{\shp{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt b\par}}{\shprslt{\*\do\dptxbx{\dptxbxtext b\par}}}}c}`, "b|ac"},
		{"footnote", `{\rtf1 a{\super\chftn{\footnote\pard b}}c}`, "b|ac"},
		{"comment", `{\rtf1 a{\*\atnid X}{\*\atnauthor Y}{\chatn{\*\annotation{\*\atndate 1}b}}c}`, "b|ac"},
		{"header", `{\rtf1{\header a\par}{\footerf b}c}`, "c"},
		{"formula", `{\rtf1 a{\mmath{\*\moMath{\mr x}}}b}`, "a￼b"},
		{"escapes", `{\rtf1 a\{b\}c\\d\~e\
f}`, `a{b}c\d e|f`},
		{"two writings", `{\rtf1 {\upr{a}{\*\ud{b}}}c}`, "bc"},
		{"what is hidden or deleted is kept by the conversion, too", `{\rtf1 a{\v b}{\deleted c}}`, "abc"},
		{"a brace too many, and too few", `{\rtf1 a}}{b`, "ab"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rtfWords([]byte(c.in))
			if err != nil || strings.Join(got, "|") != c.want {
				t.Errorf("%q, %v, want %q", strings.Join(got, "|"), err, c.want)
			}
		})
	}
}

// What of OpenDocument is a paragraph's words and what is not.
func TestODF(t *testing.T) {
	const head = `<office:document-content xmlns:office="` + nsOffice + `" xmlns:text="` + nsText + `" xmlns:table="` + nsTable + `" xmlns:draw="` + nsDraw + `" xmlns:dc="` + nsDC + `" xmlns:svg="` + nsSVG + `">`
	for _, c := range []struct{ name, in, want string }{
		{"headings and spans", `<office:body><text:h>a<text:span>b</text:span></text:h><text:p>c<text:s text:c="3"/>d</text:p></office:body>`, "ab|cd"},
		{"styles", `<office:styles><text:p>a</text:p></office:styles><office:body><text:p>b</text:p></office:body>`, "b"},
		{"text box in a paragraph", `<office:body><text:p>a<draw:frame><svg:title>x</svg:title><draw:text-box><text:p>b</text:p></draw:text-box></draw:frame>c</text:p></office:body>`, "b|ac"},
		{"page number", `<office:body><text:p>a<text:page-number>7</text:page-number>b</text:p></office:body>`, "a￼b"},
		{"comment", `<office:body><text:p>a<office:annotation><dc:creator>x</dc:creator><text:p>b</text:p></office:annotation>c</text:p></office:body>`, "b|ac"},
		{"formula", `<office:body><text:p>a<draw:frame><draw:object><text:p>x</text:p></draw:object></draw:frame></text:p></office:body>`, "a￼"},
		{"deleted", `<office:body><text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>x</dc:creator></office:change-info><text:p>a</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>b</text:p></office:body>`, "a|b"},
	} {
		got, err := odfWords([]byte(head + c.in + "</office:document-content>"))
		if err != nil || strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q, %v, want %q", c.name, strings.Join(got, "|"), err, c.want)
		}
	}
}

func TestHTML(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"GBK that does not say so", "<p>\xd0\xd0\xd5\xfe\xd6\xb0\xc8\xa8</p>", "行政职权"},
		{"GBK that does", "<meta charset=gb2312><p>\xd6\xb0\xc8\xa8</p>", "职权"},
		{"UTF-8 that does not say so", "<p>职权</p>", "职权"},
		{"GBK that says UTF-8", "<meta charset=utf-8><p>\xd0\xd0\xd5\xfe\xd6\xb0\xc8\xa8</p>", "行政职权"},
		{"UTF-8 far below", "<p>" + strings.Repeat("a", 2000) + "权", strings.Repeat("a", 2000) + "权"},
		{"UTF-16", "\xff\xfe<\x00p\x00>\x00\x4c\x80\x43\x67", "职权"},
		{"what is not seen", "<title>a</title><style>b</style><!--[if gte mso 9]>c<![endif]--><p>d<![if !x]>e<![endif]><script>f</script>", "de"},
		{"inline and not", "<td>a<b>b</b>c<br>d<td>e&nbsp;&#26435;", "abc|d|e\u00a0权"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := pageWords(decodeHTML)([]byte(c.in))
			if err != nil || strings.Join(got, "|") != c.want {
				t.Errorf("%q, %v, want %q", strings.Join(got, "|"), err, c.want)
			}
			given, err := ascii(decodeHTML)([]byte(c.in))
			if again, _ := htmlWords(given); err != nil || !slices.Equal(got, again) {
				t.Errorf("in ASCII: %q, %v", again, err)
			}
		})
	}
}

// Web archives as Word and web sites write them.
func TestMHT(t *testing.T) {
	const head = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=_b\"\r\n\r\n\xb4\xcb\xce\xc4\xb5\xb5\r\n\r\n"
	const picture = "--=_b\r\nContent-Location: a.png\r\nContent-Transfer-Encoding: base64\r\nContent-Type: image/png\r\n\r\niVBORw0K\r\n\r\n"
	for _, c := range []struct{ name, in, want string }{
		{"quoted", head + picture + "--=_b\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Type: text/html; charset=\"gb2312\"\r\n\r\n<p class=3DMsoNormal>=D6=B0=\r\n=C8=A8</p>\r\n\r\n--=_b--\r\n", "职权"},
		{"base64", head + "--=_b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\nPHA+6IGM\r\n5p2D\r\n\r\n" + picture + "--=_b--", "职权"},
		{"base64 with blanks", head + "--=_b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n PHA+6IGM \r\n\t5p2D\r\n--=_b--", "职权"},
		{"nested", head + "--=_b\r\nContent-Type: multipart/alternative; boundary=c\r\n\r\n--c\r\nContent-Type: text/html; charset=us-ascii\r\n\r\n<p>&#32844;&#26435;\r\n\r\n--c--\r\n--=_b--", "职权"},
		{"alone", "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<p>职权", "职权"},
	} {
		t.Run(c.name, func(t *testing.T) {
			k := KindOf([]byte(c.in), docx.Sniff([]byte(c.in)))
			if k == nil || k.Name != "mht" {
				t.Fatalf("kind = %+v", k)
			}
			got, err := k.words([]byte(c.in))
			if err != nil || strings.TrimSpace(strings.Join(got, "")) != c.want {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
		})
	}
	for _, in := range []string{"MIME-Version: 1.0\r\n", head, head + picture + "--=_b--"} {
		if got, err := decodeMHT([]byte(in)); err == nil {
			t.Errorf("%q: page %q", in, got)
		}
	}
}

func TestCompare(t *testing.T) {
	doc, err := docx.Read(wordFile("外资企业设立审批20元"), docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		original string
		want     Difference
	}{
		{"外资企业 设立审批，20元", Difference{}},
		{"外资企业|设立审批20元", Difference{}},
		{"设立审批|20元|外资企业", Difference{}},
		{"外资企业设立审批20元|不予公开", Difference{Lost: 4, LostText: "不予公开"}},
		{"外资企业设立审批20元|  企业  企业 ", Difference{Lost: 4, LostText: "企业 企业"}},
		{"外资企业设立审批2元", Difference{Gained: 1, GainedText: "外资企业设立审批20元"}},
		{"外资企业设立审批2￼元", Difference{}},
		{"外资企业设立审￼元", Difference{}},
		{"外资企业设立审￼√元", Difference{Lost: 1, LostText: "外资企业设立审￼√元"}},
		{"外资企业设立审批30元", Difference{Lost: 1, Gained: 1, LostText: "外资企业设立审批30元", GainedText: "外资企业设立审批20元"}},
		{"外资企业|设立审批|20元", Difference{Joined: 3, JoinedText: "外资企业"}},
		{"外资企业设立审批20元√", Difference{Lost: 1, LostText: "外资企业设立审批20元√"}},
	} {
		k := &Kind{words: func([]byte) ([]string, error) { return strings.Split(c.original, "|"), nil }}
		got, checked := Compare(k, nil, doc)
		if d := cmp.Diff(c.want, got); d != "" || !checked {
			t.Errorf("%s: checked %v, -want +got:\n%s", c.original, checked, d)
		}
	}
	for name, k := range map[string]*Kind{
		"no second reading": {},
		"damaged":           {words: func([]byte) ([]string, error) { return nil, errBroken }},
		"worse":             {words: func(b []byte) ([]string, error) { return []string{string(b[5])}, nil }},
	} {
		if _, checked := Compare(k, nil, doc); checked {
			t.Errorf("%s: checked", name)
		}
	}
}

// What needs a password is not given to LibreOffice, which would ask for it.
func TestLocked(t *testing.T) {
	doc, err := os.ReadFile("testdata/words.doc")
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(doc, []byte{0xEC, 0xA5, 0x01, 0x01}) // where the file information block begins
	doc[at+fibFlags+1] |= fibEncrypted >> 8
	if !docLocked(doc) {
		t.Error("a locked .doc is not recognised")
	}
	fake(t, "converts")
	if _, err := New("").Convert(t.Context(), KindOf(doc, docx.FormatDoc), doc, "", nil); !errors.Is(err, docx.ErrEncrypted) {
		t.Errorf("err = %v", err)
	}
}
