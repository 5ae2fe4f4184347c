package archive

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// oddText has characters XML cannot hold, and those that have a meaning in it.
var oddText = rapid.OneOf(
	rapid.String(),
	rapid.StringOf(rapid.SampledFrom([]rune{0, 1, 8, '\t', '\n', '\r', 0x1B, 0x7F, 0x85, '<', '>', '&', '"', '\'', ']', '中', 0x2028, 0xFFFD, 0xFFFE, 0xFFFF, '𠀀'})),
	rapid.Custom(func(t *rapid.T) string { return string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes")) }),
	rapid.SampledFrom([]string{"]]>", "<!--", "-->", "&#0;", "\xED\xA0\x80", "\xFF", strings.Repeat("长", 3000)}),
)

func TestWhateverARecordSaysTheFilesAreXML(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Record{Number: sampleNumber, Packed: noon}
		text := func(what string) string { return "x" + oddText.Draw(t, what) }
		for _, f := range []*string{&r.Archive, &r.Fonds, &r.Unit, &r.ID, &r.Title, &r.Subtitle, &r.Abstract, &r.DocNo, &r.Responsible,
			&r.Date, &r.Genre, &r.Secrecy, &r.Language, &r.System, &r.Note} {
			*f = text("field")
		}
		r.Subjects, r.Keywords, r.Carrier = []string{text("subject"), ""}, []string{text("keyword")}, []string{text("carrier"), " "}
		data := oddText.Draw(t, "data")
		files := tree{}
		f := File{Path: text("path") + rapid.SampledFrom([]string{"", ".pdf", ".<>", "."}).Draw(t, "extension"), Title: text("title"),
			Role: Main, Format: text("format"), Program: text("program"), Size: int64(len(data)), SHA256: digest(data)}
		files[f.Path] = data
		r.Files = []File{f}
		r.Agents = []Agent{{ID: text("agent"), Kind: text("kind"), Name: text("name"), Code: text("code")}}
		r.Events = []Event{{ID: text("event"), Action: text("action"), State: text("state"), By: text("by"), At: noon, Text: text("text")}}
		limit := rapid.Int64Range(0, 20).Draw(t, "limit")
		for what, write := range map[string]func(io.Writer) error{
			"metadata": func(w io.Writer) error { return WriteMetadata(w, r) },
			"EEP":      func(w io.Writer) error { return WriteEEP(w, r, files.open, limit) },
			"report": func(w io.Writer) error {
				return WriteReport(w, Check(Evidence{Package: r.Title, At: noon, Record: r, Folder: r.Note, Entries: []Entry{{Path: f.Path}}}))
			},
		} {
			var one, two bytes.Buffer
			if err := errors.Join(write(&one), write(&two)); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if c := lookXML(bytes.NewReader(one.Bytes()), 0); c.Problem != "" {
				t.Fatalf("%s: %s\n%s", what, c.Problem, one.Bytes())
			}
			if !bytes.Equal(one.Bytes(), two.Bytes()) {
				t.Fatalf("%s: not the same twice", what)
			}
		}
	})
}

func TestWhatXMLCanHoldComesBack(t *testing.T) {
	r, _ := sample(t)
	r.Title = "甲\t乙\n丙\r丁 <&>\"' ]]> 𠀀 \x00\x1B\uFFFE\xFF末"
	var doc struct {
		Title string `xml:"文件实体>内容描述>题名"`
	}
	if err := xml.Unmarshal(bytesOf(t, func(w io.Writer) error { return WriteMetadata(w, r) }), &doc); err != nil {
		t.Fatal(err)
	}
	if want := "甲\t乙\n丙\r丁 <&>\"' ]]> 𠀀 \uFFFD\uFFFD\uFFFD\uFFFD末"; doc.Title != want {
		t.Errorf("%q, not %q", doc.Title, want)
	}
}

// tokens are those of a file, texts that touch put together, what the splitter puts in left out, and whether it is XML.
func tokens(r io.Reader) ([]string, bool) {
	var out []string
	text := ""
	d := xml.NewDecoder(r)
	for {
		t, err := d.Token()
		if c, ok := t.(xml.CharData); ok {
			text += string(c)
			continue
		}
		if p, ok := t.(xml.ProcInst); ok && p.Target == "b" {
			continue
		}
		if text != "" {
			out = append(out, "text "+text)
			text = ""
		}
		if err != nil {
			return out, errors.Is(err, io.EOF)
		}
		switch t := t.(type) {
		case xml.StartElement:
			s := "start " + t.Name.Local
			for _, a := range t.Attr {
				s += " " + a.Name.Local + "=" + a.Value
			}
			out = append(out, s)
		case xml.EndElement:
			out = append(out, "end "+t.Name.Local)
		case xml.Comment:
			out = append(out, "comment "+string(t))
		case xml.ProcInst:
			out = append(out, "instruction "+string(t.Inst))
		}
	}
}

func TestSplittingChangesNothing(t *testing.T) {
	long := strings.Repeat("行<>\n", 1<<13)
	text := strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(long)
	for what, data := range map[string]string{
		"text":       "<a>" + text + "<b/>" + text + "</a>",
		"comment":    "<a><!-- " + long + "<? --><b/>" + text + "</a>",
		"CDATA":      "<a><![CDATA[" + long + "]] ]>]]>" + text + "</a>",
		"attribute":  "<a x='" + strings.Repeat("> \"\n", 1<<13) + "'>" + text + "</a>",
		"processing": "<?x " + long + "?><a>" + text + "</a>",
		"before":     strings.Repeat("\n", 1<<16) + "<a/>" + strings.Repeat("\n", 1<<16),
	} {
		plain, ok1 := tokens(strings.NewReader(data))
		split, ok2 := tokens(newSplitter(strings.NewReader(data)))
		if d := cmp.Diff(plain, split); d != "" || !ok1 || !ok2 {
			t.Errorf("%s: %v, %v: %.500s", what, ok1, ok2, d)
		}
	}
	for what, data := range map[string]string{
		"a line": "<a>" + strings.Repeat("x", maxRun+1) + "</a>", "a comment": "<!--" + strings.Repeat("\n", maxRun+1) + "--><a/>",
		"a tag": "<a" + strings.Repeat(" ", maxRun+1) + "/>",
	} {
		if _, err := directorySchema.check(strings.NewReader(data), nil); err != nil {
			t.Fatal(err)
		}
		if _, ok := tokens(newSplitter(strings.NewReader(data))); ok {
			t.Errorf("%s of more than 1 MiB is read", what)
		}
	}
}

// seeds are what there is to begin with.
func seeds(f *testing.F) {
	for _, x := range allForms(f) {
		f.Add(x.sample)
		for i, b := range breakAll(f, x) {
			if i%20 == 0 {
				f.Add([]byte(b.data))
			}
		}
	}
	f.Add([]byte("<!DOCTYPE a><a/>"))
	f.Add([]byte("<a><![CDATA[x]]></a>"))
}

// FuzzForms reads anything by every form: none may panic, none may find fault without saying it, and what another validator
// takes for no XML is none.
func FuzzForms(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		_, isXML := tokens(bytes.NewReader(data))
		for _, check := range []func(io.Reader) ([]string, error){CheckEEP, CheckMetadata, CheckReport} {
			problems, err := check(bytes.NewReader(data))
			if err != nil {
				t.Error(err)
			}
			if !isXML && len(problems) == 0 {
				t.Error("no XML, and nothing found")
			}
		}
	})
}

func FuzzReadDirectory(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		entries, err := ReadDirectory(bytes.NewReader(data))
		if err != nil {
			if !errors.Is(err, ErrDirectory) {
				t.Error(err)
			}
			return
		}
		var b bytes.Buffer
		if err := WriteDirectory(&b, entries); err != nil {
			t.Fatal(err)
		}
		again, err := ReadDirectory(&b)
		if d := cmp.Diff(entries, again); d != "" || err != nil {
			t.Error(d, err)
		}
	})
}

func FuzzSplitter(f *testing.F) {
	f.Add([]byte("<a>\n\n<!-- x\n --><b c='>\n'/>]]&gt;\n<![CDATA[\n]]></a>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.Contains(data, []byte("<?b")) || bytes.Contains(data, []byte("<!D")) {
			return
		}
		data = bytes.ReplaceAll(data, []byte("\n"), bytes.Repeat([]byte("\n"), breakAfter+1))
		if len(data) > maxRun/2 {
			return
		}
		plain, ok1 := tokens(bytes.NewReader(data))
		split, ok2 := tokens(newSplitter(bytes.NewReader(data)))
		if d := cmp.Diff(plain, split); ok1 && (d != "" || !ok2) {
			t.Errorf("%v, %v: %.500s", ok1, ok2, d)
		}
	})
}
