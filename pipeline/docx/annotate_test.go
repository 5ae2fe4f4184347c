package docx

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"huibian/pipeline/internal/docxtest"
)

// TestAnnotateCases reads every file of testdata/annotate: a document as in testdata/cases, then what happens to it, a step
// under each of these lines:
//
//	== annotate   a comment a line, "place: words"; \n in the words begins a paragraph
//	== edit PART  what others do to the file in between: "old => new" a line
//	== strip
//
// A place is 2 for a block, 2/r1 for a row, 2/1,0 for a cell, 2/1,0/0 for a block in it, box0/0 for one of a text box, all
// counted from 0, or a range in bytes as 10-20. After ---------- come the parts that the steps changed and the comments
// that are then read.
func TestAnnotateCases(t *testing.T) {
	paths, err := filepath.Glob("testdata/annotate/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	if len(paths) < 20 {
		t.Errorf("only %d cases", len(paths))
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txt"), func(t *testing.T) {
			file, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			input, want, _ := strings.Cut(string(file), rule)
			got := annotated(t, input)
			if *update {
				if err := os.WriteFile(path, []byte(input+rule+got), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

// annotated takes the steps of a case and prints what came of it.
func annotated(t *testing.T, input string) string {
	document, steps, _ := strings.Cut(input, "== annotate\n")
	original := pack(caseParts(document))
	file := original
	for step := range strings.SplitSeq("annotate\n"+steps, "== ") {
		name, lines, _ := strings.Cut(step, "\n")
		name, part, _ := strings.Cut(name, " ")
		doc, err := Read(file, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		switch name {
		case "annotate":
			file, err = Annotate(file, Limits{}, caseAnnotations(t, doc, lines))
			if err == nil {
				checkAnnotated(t, original, file)
			}
		case "edit":
			file = edited(t, file, part, lines)
		case "strip":
			file, err = Strip(file, Limits{})
		}
		if err != nil {
			return "error: " + err.Error() + "\n"
		}
	}
	return describeAnnotated(t, original, file)
}

func caseAnnotations(t *testing.T, doc *Document, lines string) []Annotation {
	var as []Annotation
	for line := range strings.Lines(lines) {
		place, words, ok := strings.Cut(strings.TrimSpace(line), ": ")
		if !ok {
			t.Fatalf("%q is no annotation", line)
		}
		as = append(as, Annotation{Range: placeOf(t, doc, place), Text: strings.ReplaceAll(words, `\n`, "\n")})
	}
	return as
}

// placeOf finds a place by its path.
func placeOf(t *testing.T, doc *Document, path string) Range {
	var r Range
	if _, err := fmt.Sscanf(path, "%d-%d", &r.Start, &r.End); err == nil {
		return r
	}
	blocks := doc.Blocks
	var table *Table
	for i, name := range strings.Split(path, "/") {
		var row, col int
		if _, err := fmt.Sscanf(name, "box%d", &row); err == nil {
			blocks = doc.TextBoxes[row].Blocks
		} else if _, err := fmt.Sscanf(name, "r%d", &row); err == nil {
			r = table.Rows[row].Range
		} else if _, err := fmt.Sscanf(name, "%d,%d", &row, &col); err == nil {
			cell := table.At(row, col)
			r, blocks = cell.Range, cell.Blocks
		} else if n, err := strconv.Atoi(name); err == nil && n < len(blocks) {
			r, table = blocks[n].Range, blocks[n].Table
		} else {
			t.Fatalf("part %d of %s is no place", i, path)
		}
	}
	return r
}

func edited(t *testing.T, file []byte, part, lines string) []byte {
	files := map[string]string{}
	for name, b := range unzipped(t, file) {
		files[name] = string(b)
	}
	for line := range strings.Lines(lines) {
		old, with, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " => ")
		if !strings.Contains(files[part], old) {
			t.Fatalf("no %q in %s:\n%s", old, part, files[part])
		}
		files[part] = strings.ReplaceAll(files[part], old, with)
	}
	return zipped(files)
}

// describeAnnotated prints the parts in which two files differ, a comment a line, and the comments that are read.
func describeAnnotated(t *testing.T, original, file []byte) string {
	var b strings.Builder
	before, after := unzipped(t, original), unzipped(t, file)
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if bytes.Equal(before[name], after[name]) {
			continue
		}
		text, err := decodeXML(after[name])
		if err != nil {
			t.Fatal(err)
		}
		xml := strings.ReplaceAll(strings.TrimPrefix(string(text), xmlHead), " "+declare, "")
		switch old := before[name]; {
		case name == "word/document.xml":
		case strings.Contains(name, "comments"):
			xml = brief(xml)
		case old != nil:
			xml = "+ " + inserted(string(old), string(text))
		}
		fmt.Fprintf(&b, "%s: %s\n", name, xml)
	}
	doc, err := Read(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range doc.Comments {
		fmt.Fprintf(&b, "comment %s by %s: %q on %q\n", n.ID, n.Author, n.Text, wordsUnder(doc, n))
	}
	for _, n := range doc.Remarks {
		fmt.Fprintf(&b, "remark %s by %s: %q on %q\n", n.ID, n.Author, n.Text, wordsUnder(doc, n))
	}
	return b.String()
}

// inserted is what a text has in one place more than another.
func inserted(old, text string) string {
	at := 0
	for at < len(old) && old[at] == text[at] {
		at++
	}
	for len(text) > at && strings.HasPrefix(old, text[:at]) && !strings.HasSuffix(text[:at], ">") {
		at--
	}
	return text[at : at+len(text)-len(old)]
}

// brief puts every comment on a line, and short names for what all of ours begin and end with.
func brief(xml string) string {
	pieces := strings.SplitAfter(strings.ReplaceAll(xml, "\r\n", ""), ":comment>")
	for i, piece := range pieces {
		if strings.Contains(piece, remarkPara) {
			pieces[i] = strings.NewReplacer(remarkPara, "{para}", remarkParaEnd, "{/para}").Replace(piece)
		}
		if j := strings.Index(piece, ":comment "); j >= 0 {
			j = strings.LastIndexByte(pieces[i][:j], '<')
			pieces[i] = pieces[i][:j] + "\n" + pieces[i][j:]
		}
	}
	return strings.Join(pieces, "")
}

// wordsUnder is the text a comment is on, as far as it stands in w:t.
func wordsUnder(doc *Document, n NoteText) string {
	if n.From < 0 {
		return "nothing"
	}
	var words strings.Builder
	for _, piece := range strings.Split(string(doc.XML()[n.From:n.To]), "<")[1:] {
		tag, text, _ := strings.Cut(piece, ">")
		if _, local, _ := strings.Cut(tag, ":"); local == "t" || strings.HasPrefix(local, "t ") || strings.HasPrefix(tag, "t") && !strings.HasPrefix(tag, "tbl") {
			words.WriteString(text)
		}
	}
	return words.String()
}

// reading is all that is read of a file but where it stands and the comments that are ours.
func reading(t rapid.TB, file []byte) string {
	t.Helper()
	doc, err := Read(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	checkInvariants(t, doc)
	return said(t, doc)
}

func said(t rapid.TB, doc *Document) string {
	t.Helper()
	var comments []string
	for _, n := range doc.Comments {
		comments = append(comments, n.ID+n.Author+n.Text)
	}
	notes := slices.Concat(doc.Footnotes, doc.Endnotes)
	for i := range notes {
		notes[i].From, notes[i].To = 0, 0
	}
	b, err := json.Marshal([]any{doc.JSONBlocks(), unplaced(doc.Blocks), notes, comments, doc.Headers, doc.Footers, doc.Dropped, doc.Sections, doc.Modified})
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// unplaced is all that is known of blocks but where they stand.
func unplaced(blocks []Block) []any {
	var out []any
	for _, b := range blocks {
		if b.Paragraph != nil {
			out = append(out, b.Paragraph)
			continue
		}
		out = append(out, b.Table.Cols, b.Table.Width, b.Table.Title)
		for _, row := range b.Table.Rows {
			out = append(out, row.Header)
			for _, c := range row.Cells {
				out = append(out, []int{c.Row, c.Col, c.Rows, c.Cols}, unplaced(c.Blocks))
			}
		}
	}
	return out
}

// checkAnnotated demands of an annotated file that it reads as the original does, that all parts are the same but those
// that comments are written in, and that Strip gives the main part back byte for byte.
func checkAnnotated(t rapid.TB, original, file []byte) {
	t.Helper()
	if got, want := reading(t, file), reading(t, original); got != want {
		t.Fatalf("reads\n%s\nwant\n%s", got, want)
	}
	doc, err := Read(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	before, after := unzipped(t, original), unzipped(t, file)
	main := doc.MainPart()
	for name, b := range before {
		switch {
		case strings.EqualFold(name, main):
			main = name
		case name == relsName(doc.MainPart()), name == "[Content_Types].xml", strings.Contains(name, "comments"):
		case !bytes.Equal(b, after[name]):
			t.Fatalf("%s changed", name)
		}
	}
	stripped, err := Strip(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := unzipped(t, stripped)[main], before[main]; !bytes.Equal(got, want) {
		t.Fatalf("stripped main part:\n%s\nwant:\n%s", got, want)
	}
	if got, want := reading(t, stripped), reading(t, original); got != want {
		t.Fatalf("stripped reads\n%s\nwant\n%s", got, want)
	}
}

// everywhere annotates every cell, row and table, and every paragraph of the body.
func everywhere(blocks []Block) []Annotation {
	var as []Annotation
	add := func(r Range, what string) {
		as = append(as, Annotation{Range: r, Text: fmt.Sprintf("%s <%d>\n请改", what, len(as)), Time: time.Date(2026, 9, 1, 9, 30, 0, 0, time.UTC)})
	}
	for _, b := range blocks {
		add(b.Range, "块")
		if b.Table == nil {
			continue
		}
		for _, row := range b.Table.Rows {
			add(row.Range, "行")
			for _, c := range row.Cells {
				add(c.Range, "格")
				as = append(as, everywhere(c.Blocks)...)
			}
		}
	}
	return as
}

// annotateAll puts a comment on all places that can bear one, and returns how many that were.
func annotateAll(t rapid.TB, raw []byte, as []Annotation) ([]byte, int) {
	t.Helper()
	for {
		out, err := Annotate(raw, Limits{}, as)
		var e *AnnotationError
		if !errors.As(err, &e) {
			if err != nil {
				t.Fatal(err)
			}
			return out, len(as)
		}
		if !errors.Is(err, ErrNoPlace) {
			t.Fatal(err)
		}
		as = slices.Delete(as, e.Index, e.Index+1)
	}
}

// TestAnnotateWhateverTheMarkUp puts comments on every place of documents of known contents in drawn mark-up.
func TestAnnotateWhateverTheMarkUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		file := docxtest.Write(t, docxtest.Draw(t)).Bytes
		doc, err := Read(file, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		as := everywhere(doc.Blocks)
		out, n := annotateAll(t, file, slices.Clone(as))
		checkAnnotated(t, file, out)
		again, err := Read(out, Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if len(again.Remarks) != n {
			t.Fatalf("%d remarks of %d", len(again.Remarks), n)
		}
		// One branch of two bears none, and in the last paragraph of all, if it is a content control, there is no way to.
		unable := bytes.Contains(doc.XML(), []byte("AlternateContent")) || bytes.Contains(doc.XML(), []byte("sdt>"))
		if n < len(as) && !unable {
			t.Fatalf("only %d of %d comments have a place in\n%s", n, len(as), doc.XML())
		}
	})
}

// TestAnnotateQuirks annotates packages that other programs write as they like: the encoding of the main part, its name and
// its place stay what they are.
func TestAnnotateQuirks(t *testing.T) {
	for name, file := range quirkyPackages(t) {
		t.Run(name, func(t *testing.T) {
			doc, err := Read(file, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			out, err := Annotate(file, Limits{}, everywhere(doc.Blocks))
			if err != nil {
				t.Fatal(err)
			}
			checkAnnotated(t, file, out)
			again, err := Read(out, Limits{})
			if err != nil || len(again.Remarks) != 1 || again.Remarks[0].From < 0 {
				t.Fatalf("remarks %v, %v", again.Remarks, err)
			}
		})
	}
}

// TestAnnotateCopiesTheRest demands that what does not change lies in the annotated package as it did, compressed bytes,
// dates and comments included, and that two runs give the same bytes.
func TestAnnotateCopiesTheRest(t *testing.T) {
	file := pack(map[string]string{"body": one, "styles": "", "word/media/image1.png": strings.Repeat("图", 1000)})
	doc, err := Read(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	as := everywhere(doc.Blocks)
	out, err := Annotate(file, Limits{}, as)
	if err != nil {
		t.Fatal(err)
	}
	before, after := rawEntries(t, file), rawEntries(t, out)
	for _, name := range []string{"_rels/.rels", "word/styles.xml", "word/media/image1.png"} {
		if before[name] == "" || before[name] != after[name] {
			t.Errorf("%s is not as it was", name)
		}
	}
	again, err := Annotate(file, Limits{}, as)
	if err != nil || !bytes.Equal(out, again) {
		t.Errorf("the same comments give other bytes: %v", err)
	}
	for what, unchanged := range map[string]func() ([]byte, error){
		"no annotations":  func() ([]byte, error) { return Annotate(file, Limits{}, nil) },
		"nothing of ours": func() ([]byte, error) { return Strip(file, Limits{}) },
	} {
		if out, err := unchanged(); err != nil || !bytes.Equal(out, file) {
			t.Errorf("%s: the file is not what it was: %v", what, err)
		}
	}
}

const one = `<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`

// rawEntries are the entries of a zip: header and compressed bytes.
func rawEntries(t *testing.T, file []byte) map[string]string {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	entries := map[string]string{}
	for _, f := range z.File {
		r, err := f.OpenRaw()
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		entries[f.Name] = fmt.Sprintf("%+v %x", f.FileHeader, b)
	}
	return entries
}

// TestUnmarked tells comments of ours from all others.
func TestUnmarked(t *testing.T) {
	for _, words := range []string{"", "应为行政许可", "第一段\n第二段", "【汇编系统·12345】"} {
		if got, ok := unmarked(marked(words)); !ok || got != words {
			t.Errorf("%q: %q, %v", words, got, ok)
		}
		if got, ok := unmarked(marked(words) + "已改"); ok {
			t.Errorf("%q with more behind it is ours: %q", words, got)
		}
	}
	digits := checkDigits("应为行政许可")
	for text, ours := range map[string]bool{
		"【汇编系统·" + digits + "】 应为\n行政许可 ": true, // saved again by others
		"【汇编系统·" + digits + "】应为行政处罚":     false,
		"见【汇编系统·" + digits + "】应为行政许可":    false,
		"【汇编系统·" + digits[:4] + "】应为行政许可": false,
		"【汇编系统】应为行政许可":                    false,
		"【汇编系统·":                          false, "": false,
	} {
		if _, ok := unmarked(text); ok != ours {
			t.Errorf("%q is ours: %v", text, ok)
		}
	}
}

// TestAnnotateErrors: what is asked wrongly, and files in which there is no way to put a comment.
func TestAnnotateErrors(t *testing.T) {
	related := `<Relationship Id="rId9" Type="` + relType + `comments" Target="%s"/>`
	for _, c := range []struct {
		name  string
		parts map[string]string
		at    Range
		want  error
	}{
		{"within a paragraph", map[string]string{"body": one}, Range{1, 2}, ErrRange},
		{"nowhere", map[string]string{"body": one}, Range{}, ErrRange},
		{"signed", map[string]string{"body": one, "_xmlsignatures/origin.sigs": ""}, Range{-1, 0}, ErrSigned},
		{"the main part as comments", map[string]string{"body": one, "rels": fmt.Sprintf(related, "document.xml")}, Range{-1, 0}, ErrDamaged},
		{"headers as comments", map[string]string{"body": one, "header": "", "rels": fmt.Sprintf(related, "header.xml")}, Range{-1, 0}, ErrDamaged},
		{"footnotes as comments", map[string]string{
			"body": one, "footnotes": `<w:footnote w:id="1"><w:p><w:r><w:t>` + marked("注") + `</w:t></w:r></w:p></w:footnote>`,
			"rels": fmt.Sprintf(related, "footnotes.xml"),
		}, Range{-1, 0}, ErrDamaged},
		{"no relationships in their part", map[string]string{"body": one, "word/_rels/document.xml.rels": "<x/>"}, Range{-1, 0}, ErrDamaged},
		{"only a run", map[string]string{"body": "<w:r><w:t>散</w:t></w:r>"}, Range{-1, 0}, ErrNoPlace},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := pack(c.parts)
			doc, err := Read(file, Limits{})
			if err != nil {
				t.Fatal(err)
			}
			if c.at.Start < 0 {
				c.at = doc.Blocks[0].Range
			}
			if out, err := Strip(file, Limits{}); err != nil || !bytes.Equal(out, file) {
				t.Errorf("stripped: %v", err)
			}
			out, err := Annotate(file, Limits{}, []Annotation{{Range: c.at, Text: "请改"}})
			if !errors.Is(err, c.want) || out != nil {
				t.Errorf("error %v, want %v; %d bytes", err, c.want, len(out))
			}
		})
	}
}
