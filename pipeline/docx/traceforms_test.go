package docx

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"mime/quotedprintable"
	"strings"
	"testing"
)

// entryOf is a package of one entry as a header describes it.
func entryOf(t *testing.T, h zip.FileHeader, comment, data string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	err := z.SetComment(comment)
	if err == nil {
		w, werr := z.CreateHeader(&h)
		if err = werr; err == nil {
			_, err = w.Write([]byte(data))
		}
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// compoundOf is a compound file of one stream, whose sectors lie in it from the last to the first ([MS-CFB]).
func compoundOf(stream string) string {
	const sector, none, end = 512, 0xFFFFFFFF, 0xFFFFFFFE
	stream += strings.Repeat("\x00", max(0, 8*sector-len(stream))) // a shorter one would lie in the mini stream
	n := (len(stream) + sector - 1) / sector
	le := binary.LittleEndian
	b := bytes.Repeat([]byte{0xFF}, (3+n)*sector) // the header, the FAT, the directory, the stream
	clear(b[:76])
	copy(b, oleMagic)
	copy(b[24:], "\x3E\x00\x03\x00\xFE\xFF\x09\x00\x06\x00")
	for at, v := range map[int]uint32{44: 1, 48: 1, 56: 4096, 60: end, 64: 0, 68: end, 72: 0, 76: 0} {
		le.PutUint32(b[at:], v)
	}
	fat, dir := b[sector:2*sector], b[2*sector:3*sector]
	le.PutUint32(fat, 0xFFFFFFFD)
	le.PutUint32(fat[4:], end)
	le.PutUint32(fat[8:], end)
	for i := 1; i < n; i++ {
		le.PutUint32(fat[4*(2+i):], uint32(1+i))
	}
	clear(dir)
	entry := func(at int, name string, kind byte, child, start uint32, size int) {
		e := dir[128*at : 128*(at+1)]
		for i, c := range name {
			e[2*i] = byte(c)
		}
		e[64], e[66] = byte(2*len(name)+2), kind
		for at, v := range map[int]uint32{68: none, 72: none, 76: child, 116: start, 120: uint32(size)} {
			le.PutUint32(e[at:], v)
		}
	}
	entry(0, "Root Entry", 5, 1, end, 0)
	entry(1, "CONTENTS", 2, none, uint32(1+n), len(stream))
	for i := range n {
		copy(b[(2+n-i)*sector:(3+n-i)*sector], stream[i*sector:min(len(stream), (i+1)*sector)])
	}
	return string(b)
}

// What a file says in a place or a form in which no program shows it as it stands.
func TestTracesOfForms(t *testing.T) {
	const name = "边境管控审批"
	const gbk = "\xb1\xdf\xbe\xb3\xb9\xdc\xbf\xd8\xc9\xf3\xc5\xfa"
	part := func(text string) string { return packedOf(t, "word/document.xml", text) }
	sheet := packedOf(t, "xl/sharedStrings.xml", "<t>"+name+"</t>"+strings.Repeat("<t>a</t>", 99))
	bin := func(data string) string { return packedOf(t, "word/embeddings/oleObject1.bin", data) }
	quoted := func(text string) string {
		var b bytes.Buffer
		w := quotedprintable.NewWriter(&b)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		return b.String()
	}
	coded := base64.StdEncoding.EncodeToString
	for what, file := range map[string]string{
		"the comment of a package, in GBK": entryOf(t, zip.FileHeader{Name: "a"}, gbk, ""),
		"a name of a part, in GBK":         entryOf(t, zip.FileHeader{Name: gbk, NonUTF8: true}, "", ""),
		"a comment of a part, in GBK":      entryOf(t, zip.FileHeader{Name: "a", Comment: gbk, NonUTF8: true}, "", ""),
		"an extra field":                   entryOf(t, zip.FileHeader{Name: "a", Extra: []byte("\xfe\xca\x12\x00" + name)}, "", ""),
		"before a package":                 name + part("<a/>"),
		"behind a package":                 part("<a/>") + gbk,
		"a package before a package":       sheet + part("<a/>"),
		"between parts":                    strings.Replace(entryOf(t, zip.FileHeader{Name: "a-name-of-many-letters-Z"}, "", "<a/>"), "-name-of-many-lett", name, 1),

		"behind a NUL":                 part("<a>\x00</a><b>" + name + "</b>"),
		"around a NUL":                 part("<a>边境\x00管控审批</a>"),
		"a NUL in a tag":               part("<a \x00 b='" + name + "'/>"),
		"as it is":                     part("<a>边境<![CDATA[管控]]>审批</a>"),
		"a name of an element":         part("<" + name + "/>"),
		"a name of an attribute":       part("<a " + name + "='1'/>"),
		"an end tag":                   part("<a></a " + name + ">"),
		"a processing instruction":     part("<a/><?note " + name + "?>"),
		"a document type":              part("<!DOCTYPE a [<!ENTITY b '" + name + "'>]><a/>"),
		"a tag cut short":              part("<a/><b " + name),
		"an entity of HTML":            part("<a>边&#x5883;&shy;管控审批</a>"),
		"a byte that is no UTF-8":      part("<a>边境</a><b>管控</b><c>\xff审批</c>"),
		"a package in an object":       bin("\x01\x02" + sheet + strings.Repeat("\x00", 1<<17)),
		"the second package in it":     bin("\x01\x02" + part("<a/>") + "\x03" + sheet + strings.Repeat("\x00", 1<<17)),
		"a package in a package in it": bin("\x01\x02" + part(sheet) + strings.Repeat("\x00", 1<<17)),
		"a package behind a JPEG":      packedOf(t, "word/media/image1.jpeg", "\xff\xd8\xff\xda\x00\x02\x01\xff\xd9"+sheet),
		"an object in sectors":         bin(compoundOf(strings.Repeat("\x00", 506) + name)),
		"a package in sectors":         bin(compoundOf(sheet)),
		"a package behind an object":   bin(compoundOf("") + sheet),

		"HTML in GBK":                 "\r\n<html><body><p>\xb1\xdf<b>\xbe\xb3</b>\xb9\xdc&nbsp;\xbf\xd8&#23457;\xc5\xfa</p></body></html>",
		"HTML behind a line":          "Version:1.0\r\nStartHTML:97\r\n<HTML><p>边<b>境</b>管控审批",
		"RTF":                         `{\rtf1\ansi\ansicpg936{\fonttbl{\f0 \'cb\'ce\'cc\'e5;}}\f0\fs21 {\b \'b1\'df}` + "\r\n" + `\'be\'b3{\i\'b9\'dc}\'bf\'d8\'c9\'f3\'c5\'fa\par}`,
		"RTF in Unicode":              `{\rtf1\uc1\u-28743 ?{\uc2\u22659\'be\'b3}\u31649?\u25511\'bf\u23457 ?\u25209?}`,
		"RTF of both":                 `{\rtf1 \'b1\'df\u22659?` + "\xb9\xdc" + `\u25511?\'c9\'f3\'c5\'fa}`,
		"MHT in quoted-printable":     mht("text/html; charset=\"gb2312\"", "quoted-printable", quoted("<html><p>\xb1\xdf<b>\xbe\xb3</b>"+gbk[4:])),
		"MHT in base64":               mht("text/plain", "base64", coded([]byte(gbk))),
		"MHT in base64 with blanks":   mht("text/plain", "base64", " "+coded([]byte(gbk))+" \r\n"),
		"MHT in base64, in two":       mht("text/plain", "base64", "YQ==\r\n"+coded([]byte(name))),
		"a package in MHT":            mht("application/octet-stream", "BASE64", coded([]byte(sheet))),
		"MHT in MHT":                  mht("message/rfc822", "7bit", mht("text/plain", "base64", coded([]byte(name)))),
		"MHT whose header is no word": mht("text/plain; name=\"=?gb2312?B?"+coded([]byte(gbk))+"?=\"", "7bit", "a"),
		"MHT cut short":               strings.TrimSuffix(mht("text/plain", "base64", coded([]byte(name))), "\r\n--=_x--\r\n"),
		"a message":                   "Subject: a\r\nMime-Version: 1.0\r\nContent-Transfer-Encoding: base64\r\n\r\n" + coded([]byte(name)),
	} {
		fold := strings.NewReplacer("\n", "", "\u00a0", "", "\u00ad", "")
		if found, err := Traces([]byte(file), Limits{}, func(text string) bool { return strings.Contains(fold.Replace(text), name) }); err != nil || !found {
			t.Errorf("%s: %v, %v", what, found, err)
		}
	}
}

// mht is a web page saved as one file, with one part.
func mht(kind, encoding, text string) string {
	return "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"=_x\"\r\n\r\nSaved by a browser\r\n--=_x\r\nContent-Type: " + kind +
		"\r\nContent-Transfer-Encoding: " + encoding + "\r\n\r\n" + text + "\r\n--=_x--\r\n"
}

// What is within something that is no package has the same limits, and is as little known if it cannot be read.
func TestTracesOfFormsHaveLimits(t *testing.T) {
	const object = "GIF8" // what begins so is no package
	in := func(n int, file string) string {
		for range n {
			file = object + packedOf(t, "a", file)
		}
		return file
	}
	long := strings.Repeat("x", 5000)
	damaged := object + strings.Replace(entryOf(t, zip.FileHeader{Name: "a", Method: zip.Store}, "", "words"), "words", "swords"[:5], 1)
	for what, c := range map[string]struct {
		file string
		want error
	}{
		"as deep as may be":    {in(nestedAtMost, "x"), nil},
		"a package too deep":   {in(nestedAtMost+1, "x"), ErrTooDeep},
		"a stream too deep":    {in(nestedAtMost, compoundOf("x")), ErrTooDeep},
		"a message too deep":   {in(nestedAtMost, "MIME-Version: 1.0\n\nx"), ErrTooDeep},
		"a package too large":  {in(1, long+long), ErrTooLarge},
		"a stream too large":   {compoundOf(long + long), ErrTooLarge},
		"a message too large":  {"MIME-Version: 1.0\n\n" + long + long, ErrTooLarge},
		"too many packages":    {object + strings.Repeat(packedOf(t, "a", ""), packagesAtMost+1), ErrTooManyParts},
		"a damaged package":    {damaged, ErrDamaged},
		"what looks like one":  {compoundOf("") + damaged, nil},
		"a broken OLE file":    {compoundOf("x")[:1600], nil},
		"sectors in a circle":  {strings.Replace(compoundOf(""), "\x02\x00\x00\x00\x03\x00\x00\x00", "\x03\x00\x00\x00\x02\x00\x00\x00", 1), nil},
		"a line of no header":  {"MIME-Version: 1.0\nno header\n\nx", ErrDamaged},
		"a part of no header":  {mht("text/plain", "7bit\r\nno header", "x"), ErrDamaged},
		"no boundary":          {"MIME-Version: 1.0\nContent-Type: multipart/related\n\nx", ErrDamaged},
		"a kind that is none":  {"MIME-Version: 1.0\nContent-Type: multipart/related; start\n\nx", ErrDamaged},
		"a very long line":     {strings.Replace(mht("text/plain", "7bit", "x"), "\r\n--=_x", "\r\n"+strings.Repeat("y", 8000)+"\r\n--=_x", 1), ErrDamaged},
		"too many groups":      {`{\rtf` + strings.Repeat("{", groupsAtMost), ErrTooDeep},
		"ends of no package":   {object + "PK\x03\x04" + strings.Repeat("PK\x05\x06"+strings.Repeat("\xff", 18), 100), nil},
		"a header in the text": {"a\n\nMIME-Version: 1.0", nil},
		"braces of no RTF":     {`{\rtf}}}{\uc-3\u5 a\'\'g\`, nil},
	} {
		_, err := Traces([]byte(c.file), Limits{Total: 9999}, func(string) bool { return false })
		if !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// The lexer writes into its input, and behind it.
func TestTracesLeavesTheFile(t *testing.T) {
	const file = "<a b='c\td'/>x"
	b := []byte(file)
	if _, err := Traces(b[:len(b)-1], Limits{}, func(string) bool { return false }); err != nil || string(b) != file {
		t.Errorf("%q, %v", b, err)
	}
}
