package docx

import (
	"archive/zip"
	"bytes"
	"errors"
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

// What a file says in a place or a form in which no program shows it as it stands.
func TestTracesOfForms(t *testing.T) {
	const name = "边境管控审批"
	const gbk = "\xb1\xdf\xbe\xb3\xb9\xdc\xbf\xd8\xc9\xf3\xc5\xfa"
	part := func(text string) string { return packedOf(t, "word/document.xml", text) }
	sheet := packedOf(t, "xl/sharedStrings.xml", "<t>"+name+"</t>"+strings.Repeat("<t>a</t>", 99))
	bin := func(data string) string { return packedOf(t, "word/embeddings/oleObject1.bin", data) }
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
		"a package in an object":       bin("\x01\x02" + sheet + strings.Repeat("\x00", 1<<17)),
		"the second package in it":     bin("\x01\x02" + part("<a/>") + "\x03" + sheet + strings.Repeat("\x00", 1<<17)),
		"a package in a package in it": bin("\x01\x02" + part(sheet) + strings.Repeat("\x00", 1<<17)),
		"a package behind a JPEG":      packedOf(t, "word/media/image1.jpeg", "\xff\xd8\xff\xda\x00\x02\x01\xff\xd9"+sheet),
	} {
		fold := strings.NewReplacer("\n", "", "\u00a0", "", "\u00ad", "")
		if found, err := Traces([]byte(file), Limits{}, func(text string) bool { return strings.Contains(fold.Replace(text), name) }); err != nil || !found {
			t.Errorf("%s: %v, %v", what, found, err)
		}
	}
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
		"as deep as may be":   {in(nestedAtMost, "x"), nil},
		"a package too deep":  {in(nestedAtMost+1, "x"), ErrTooDeep},
		"a package too large": {in(1, long+long), ErrTooLarge},
		"too many packages":   {object + strings.Repeat(packedOf(t, "a", ""), packagesAtMost+1), ErrTooManyParts},
		"a damaged package":   {damaged, ErrDamaged},
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
