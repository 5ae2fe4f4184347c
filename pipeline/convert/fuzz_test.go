package convert

import (
	"os"
	"testing"
	"unicode/utf8"

	"huibian/pipeline/docx"
)

// fuzzWords demands that a plain reading ends, and makes no more of a file than is in it.
func fuzzWords(f *testing.F, seed string, words func([]byte) ([]string, error)) {
	b, err := os.ReadFile("testdata/words." + seed)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := words(b)
		if err != nil {
			return
		}
		n := 0
		for _, s := range got {
			n += utf8.RuneCountInString(s)
		}
		if n > 3*len(b)+1000 && seed != "odt" { // a zip may hold more
			t.Errorf("%d characters from %d bytes", n, len(b))
		}
	})
}

func FuzzDoc(f *testing.F) {
	fuzzWords(f, "doc", func(b []byte) ([]string, error) {
		docLocked(b)
		KindOf(b, docx.FormatDoc)
		return docWords(b)
	})
}

func FuzzRTF(f *testing.F) { fuzzWords(f, "rtf", rtfWords) }

func FuzzODT(f *testing.F) {
	fuzzWords(f, "odt", func(b []byte) ([]string, error) {
		odtLocked(b)
		return odtWords(b)
	})
}

func FuzzODF(f *testing.F) {
	b, err := os.ReadFile("testdata/words.odt")
	if err != nil {
		f.Fatal(err)
	}
	content, err := zipPart(b, "content.xml", maxText)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(content)
	f.Fuzz(func(_ *testing.T, b []byte) {
		odfRoot(b)
		_, _ = odfWords(b)
	})
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<html><head><meta charset=gb2312><title>a</title></head><body><p>\xd6\xb0<b>b</b><table><tr><td>c"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := pageWords(decodeHTML)(b)
		if err != nil {
			return
		}
		given, err := ascii(decodeHTML)(b)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range given {
			if c >= utf8.RuneSelf {
				t.Fatalf("byte %#x", c)
			}
		}
		if len(got) > len(b) {
			t.Errorf("%d paragraphs from %d bytes", len(got), len(b))
		}
	})
}

func FuzzMHT(f *testing.F) {
	f.Add([]byte("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=gbk\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n<p>=D6=B0\r\n--b--"))
	f.Fuzz(func(_ *testing.T, b []byte) {
		_, _ = decodeMHT(b)
	})
}
