package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestMadeBy(t *testing.T) {
	saved := func(app string) string {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("docProps/app.xml")
		if err == nil {
			_, err = io.WriteString(w, app)
		}
		if err := errors.Join(err, z.Close()); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	const head = `<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">`
	for what, c := range map[string]struct{ data, want string }{
		"Word":              {saved(head + "<Application>Microsoft Office Word</Application><AppVersion>12.0000</AppVersion></Properties>"), "Microsoft Office Word 12.0000"},
		"no version":        {saved(head + "<Application>WPS 文字</Application></Properties>"), "WPS 文字"},
		"nothing said":      {saved(head + "</Properties>"), ""},
		"a line break":      {saved(head + "<Application>a\nb</Application></Properties>"), "a b"},
		"a very long name":  {saved(head + "<Application>" + strings.Repeat("长", 200) + "</Application></Properties>"), strings.Repeat("长", 100)},
		"no XML":            {saved("x"), ""},
		"no properties":     {zipped(t, "word/document.xml"), ""},
		"no office file":    {"\xD0\xCF\x11\xE0", ""},
		"nothing there":     {"", ""},
		"longer than it is": {saved(head + "<Application>" + strings.Repeat("x", 70<<10) + "</Application></Properties>"), ""},
	} {
		if got := MadeBy("a.docx", tree{"a.docx": c.data}.open); got != c.want {
			t.Errorf("%s: %q, want %q", what, got, c.want)
		}
		at := func(string) (io.ReadCloser, error) { return atOffsets{strings.NewReader(c.data)}, nil }
		if got := MadeBy("a.docx", at); got != c.want {
			t.Errorf("%s, at offsets: %q, want %q", what, got, c.want)
		}
	}
	if got := MadeBy("b.docx", tree{}.open); got != "" {
		t.Errorf("of a file that is not there: %q", got)
	}
}
