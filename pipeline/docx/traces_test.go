package docx

import (
	"archive/zip"
	"bytes"
	"errors"
	"strings"
	"testing"
)

func packedOf(t *testing.T, pairs ...string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(pairs); i += 2 {
		w, err := z.Create(pairs[i])
		if err == nil {
			_, err = w.Write([]byte(pairs[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestTraces(t *testing.T) {
	const name = "边境管控审批"
	const gbk = "\xb1\xdf\xbe\xb3\xb9\xdc\xbf\xd8\xc9\xf3\xc5\xfa"
	const noise = "\x01\xff\x00\x02\xff\xd0\x03"
	chunk := func(kind, data string) string { return "\x00\x00\x00" + string(rune(len(data))) + kind + data + "sum." }
	const wide = "\xb9\x8f\x83\x58\xa1\x7b\xa7\x63\xa1\x5b\x79\x62"
	for what, file := range map[string]string{
		"words":                     packedOf(t, "word/document.xml", "<w:p><w:r><w:t>边境</w:t></w:r><w:r><w:t>管控审批</w:t></w:r></w:p>"),
		"a character by its number": packedOf(t, "word/document.xml", "<w:t>&#x8FB9;境管控审批</w:t>"),
		"an attribute":              packedOf(t, "word/document.xml", `<a descr="`+name+`"/>`),
		"a link":                    packedOf(t, "word/_rels/document.xml.rels", `<Relationship Target="file:///D:/%E8%BE%B9%E5%A2%83管控审批.doc"/>`),
		"a name of a part":          packedOf(t, "word/embeddings/"+name+".bin", ""),
		"a comment of XML":          packedOf(t, "word/document.xml", "<a><!--"+name+"--></a>"),
		"another code page":         packedOf(t, "word/document.xml", `<?xml version="1.0" encoding="gb2312"?><t>`+gbk+`</t>`),
		"a file within":             packedOf(t, "word/embeddings/a.xlsx", packedOf(t, "xl/sharedStrings.xml", "<t>"+name+"</t>")),
		"a metafile":                packedOf(t, "word/media/image1.emf", "\x01\x00\x00\x00\xff\xff"+wide+"\x00\x00"),
		"at odd bytes":              "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00" + wide + "\x00\x00",
		"a property":                "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00" + gbk + "\x00",
		"a comment of a JPEG":       "\xff\xd8\xff\xfe\x00\x14" + name + "\xff\xda\x00\x02" + noise + "\xff\xd9",
		"behind a JPEG":             "\xff\xd8\xff\xda\x00\x02" + noise + "\xff\xd9" + name,
		"a JPEG cut short":          "\xff\xd8\xff\xe1\xff\xff" + name,
		"a comment of a PNG":        "\x89PNG\r\n\x1a\n" + chunk("IDAT", noise) + chunk("iTXt", name),
		"a PNG cut short":           "\x89PNG\r\n\x1a\n\x00\xff\xff\xffIDAT" + name,
	} {
		fold := strings.NewReplacer("\n", "")
		if found, err := Traces([]byte(file), Limits{}, func(text string) bool { return strings.Contains(fold.Replace(text), name) }); err != nil || !found {
			t.Errorf("%s: %v, %v", what, found, err)
		}
	}
	nothing := func(string) bool { return false }
	deep := "x"
	for range nestedAtMost + 1 {
		deep = packedOf(t, "a.zip", deep)
	}
	if _, err := Traces([]byte(deep), Limits{}, nothing); !errors.Is(err, ErrTooDeep) {
		t.Error(err)
	}
	if _, err := Traces([]byte(packedOf(t, "a.xml", strings.Repeat("x", 100))), Limits{Total: 50}, nothing); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if found, err := Traces([]byte(packedOf(t, "a.xml", "<a/>")), Limits{}, nothing); found || err != nil {
		t.Error(found, err)
	}
}

// Names have brackets, letters and digits, and codes nothing else.
func TestTracesOfSigns(t *testing.T) {
	const name, code = "边境（A类）管控、5G审批", "PT01DS-XK-0001"
	gbk, err := charsets["gbk"].NewEncoder().String(name + code)
	if err != nil {
		t.Fatal(err)
	}
	var wide []byte
	for _, r := range name + code {
		wide = append(wide, byte(r), byte(r>>8))
	}
	for what, file := range map[string]string{"UTF-8": name + code, "UTF-16": string(wide), "GBK": gbk} {
		for _, before := range []string{"\x00", "\x00\x00"} {
			for _, x := range []string{name, code} {
				if found, err := Traces([]byte(before+file+"\x00"), Limits{}, func(text string) bool { return strings.Contains(text, x) }); err != nil || !found {
					t.Errorf("%s, after %q: no %s: %v", what, before, x, err)
				}
			}
		}
	}
}

// What a picture shows is not looked at: it is nearly all of a big file, and no words.
func TestPixelsAreNotText(t *testing.T) {
	for what, file := range map[string]string{
		"PNG":  "\x89PNG\r\n\x1a\n\x00\x00\x00\x06IDAT汉字sum.\x00\x00\x00\x00IENDsum.",
		"JPEG": "\xff\xd8\xff\xda\x00\x02汉字\xff\x00汉字\xff\xc4\x00\x02\xff\xda\x00\x02汉字\xff\xd9",
		"cut":  "\xff\xd8\xff\xda\x00\x02汉字",
	} {
		if rest := besidesPixels([]byte(file)); bytes.Contains(rest, []byte("汉")) {
			t.Errorf("%s: %q", what, rest)
		}
	}
}

func FuzzTraces(f *testing.F) {
	for _, x := range []string{"", "\xff\xd8\xff\xda\x00\x02a\xff", "\x89PNG\r\n\x1a\n\x00\x00\x00\x00IDATsum.", "<a b='c'>汉</a>", "\xd8\x00\xdc", "<a>\x00",
		"GIF8" + string(pack(map[string]string{"body": "<w:p/>"})), compoundOf("x"), "<html>\xb1\xdf", `{\rtf1{\uc2 \u1\'b1\'df}\par}`,
		"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=a\n\n--a\nContent-Transfer-Encoding: base64\n\neA==\n--a--"} {
		f.Add([]byte(x))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(besidesPixels(b)) > len(b) {
			t.Error("more than there was")
		}
		_, _ = Traces(b, Limits{Total: 1 << 20}, func(string) bool { return false })
	})
}
