package word_test

import (
	"cmp"
	"context"
	"encoding/xml"
	"fmt"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/internal/tooltest"
	"huibian/templates"
)

// toPDF has LibreOffice make PDFs of files in the fonts of ours, in one run, and gives the folder they are in. Bookmarks
// become named destinations.
func toPDF(t *testing.T, files []string) string {
	t.Helper()
	soffice := tooltest.FindSlow(t, "soffice")
	out := t.TempDir()
	ctx, stop := context.WithTimeout(t.Context(), 5*time.Minute)
	defer stop()
	const filter = `pdf:writer_pdf_Export:{"ExportBookmarksToPDFDestination":{"type":"boolean","value":"true"},"IsSkipEmptyPages":{"type":"boolean","value":"false"}}`
	cmd := exec.CommandContext(ctx, soffice, append([]string{"-env:UserInstallation=file://" + t.TempDir(), "--headless", "--convert-to", filter, "--outdir", out}, files...)...)
	cmd.Env = append(os.Environ(), "FONTCONFIG_FILE="+tooltest.Fonts(t, "../../templates/fonts"))
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	return out
}

func poppler(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), tooltest.Find(t, program), args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

// promise is a page number that a Word file shows before anybody has updated its fields.
type promise struct {
	place    string // style of the paragraph it stands in: TOC1, IndexEntry …
	bookmark string
	label    string
}

var (
	wordParagraph = regexp.MustCompile(`(?s)<w:p>.*?</w:p>`)
	wordStyle     = regexp.MustCompile(`<w:pStyle w:val="([^"]*)"/>`)
	pageField     = regexp.MustCompile(`(?s) PAGEREF (\S+) .*?w:fldCharType="separate"/>.*?<w:t[^>]*>([^<]*)</w:t>`)
)

func promises(document string) (out []promise) {
	for _, p := range wordParagraph.FindAllString(document, -1) {
		place := ""
		if m := wordStyle.FindStringSubmatch(p); m != nil {
			place = m[1]
		}
		for _, m := range pageField.FindAllStringSubmatch(p, -1) {
			out = append(out, promise{place, m[1], m[2]})
		}
	}
	return out
}

var (
	destination = regexp.MustCompile(`(?m)^ *(\d+) \[.*\] "(.*)"$`)
	folio       = regexp.MustCompile(`— *([0-9ivxlc]+) *—`)
)

// destinationName is what LibreOffice calls a bookmark in a PDF: all but letters and digits in hexadecimal.
func destinationName(bookmark string) string {
	var b strings.Builder
	for _, r := range bookmark {
		if r < 128 && (r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z') {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "%X", r)
		}
	}
	return b.String()
}

// tallies of promises: how many are kept, off by a page, by more, or lead nowhere.
type tallies struct{ exact, one, more, nowhere int }

func (c tallies) String() string {
	return fmt.Sprintf("%d exact, %d off by one, %d by more, %d nowhere", c.exact, c.one, c.more, c.nowhere)
}

// TestPagesOfWordAndLibreOffice: what the contents and indexes of a Word file promise is what LibreOffice finds. Parts must
// begin on their page, an item may stand on the next one.
func TestPagesOfWordAndLibreOffice(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	in := t.TempDir()
	books := map[string]string{} // document.xml by file
	var files []string
	pages := map[string]int{}
	ours := map[string]bool{} // fonts of our PDFs
	for _, n := range templates.Names() {
		dir := t.TempDir()
		if err := templates.Init(dir, n, true); err != nil {
			t.Fatal(err)
		}
		if _, err := pipeline.Build(context.Background(), pipeline.Workspace{Dir: dir}, pipeline.Options{}); err != nil {
			t.Fatal(err)
		}
		made, err := filepath.Glob(filepath.Join(dir, "output", "*册", "*.docx"))
		more, err2 := filepath.Glob(filepath.Join(dir, "output", "*版", "*.docx"))
		if err = cmp.Or(err, err2); err != nil || len(more) < 2 {
			t.Fatal(more, err)
		}
		for _, f := range append(made, more...) {
			data, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(f, "份号") {
				continue // but for its number the same
			}
			name := n + "-" + filepath.Base(filepath.Dir(f)) + "-" + strings.TrimSuffix(filepath.Base(f), ".docx")
			if err := os.WriteFile(filepath.Join(in, name+".docx"), data, 0o644); err != nil {
				t.Fatal(err)
			}
			files = append(files, filepath.Join(in, name+".docx"))
			books[name] = docxtest.Parts(data)["word/document.xml"]
			pdf := strings.TrimSuffix(f, ".docx") + ".pdf"
			pages[name] = len(pagesOf(t, pdf))
			maps.Copy(ours, fontsOf(t, pdf))
		}
	}
	out := toPDF(t, files)
	all := map[string]tallies{}
	for _, name := range slices.Sorted(maps.Keys(books)) {
		file := filepath.Join(out, name+".pdf")
		for font := range fontsOf(t, file) {
			if !ours[font] {
				t.Errorf("%s: LibreOffice sets it in %s, which none of the PDFs has: tooltest.Fonts must name what it stands for, or pages depend on the machine", name, font)
			}
		}
		if n := len(pagesOf(t, file)); n != pages[name] {
			t.Errorf("%s: LibreOffice makes %d pages of it, the PDF has %d", name, n, pages[name])
		}
		kept := kept(t, name, file, promises(books[name]))
		sum := tallies{}
		for place, c := range kept {
			a := all[place]
			all[place] = tallies{a.exact + c.exact, a.one + c.one, a.more + c.more, a.nowhere + c.nowhere}
			sum = tallies{sum.exact + c.exact, sum.one + c.one, sum.more + c.more, sum.nowhere + c.nowhere}
		}
		t.Logf("%s: %d pages, %v", name, pages[name], sum)
		if sum.exact == 0 && !strings.HasSuffix(name, "办事明白卡") { // they have no contents
			t.Errorf("%s promises no page", name)
		}
	}
	for _, place := range slices.Sorted(maps.Keys(all)) {
		t.Logf("%s: %v", place, all[place])
	}
}

var fontName = regexp.MustCompile(`(?m)^[A-Z]{6}\+(\S+)`)

// fontsOf are the names of the fonts that a PDF embeds.
func fontsOf(t *testing.T, file string) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, m := range fontName.FindAllStringSubmatch(poppler(t, "pdffonts", file), -1) {
		out[m[1]] = true
	}
	return out
}

// pagesOf is the text of a PDF by page.
func pagesOf(t *testing.T, file string) []string {
	t.Helper()
	return strings.Split(strings.TrimSuffix(poppler(t, "pdftotext", "-layout", file, "-"), "\f"), "\f")
}

// kept compares promises with where LibreOffice puts what they speak of, by the style they stand in.
func kept(t *testing.T, name, file string, promised []promise) map[string]tallies {
	t.Helper()
	at := map[string]int{}
	for _, m := range destination.FindAllStringSubmatch(poppler(t, "pdfinfo", "-dests", file), -1) {
		at[m[2]], _ = strconv.Atoi(m[1])
	}
	labelled := map[string]int{}
	for i, text := range pagesOf(t, file) {
		if m := folio.FindAllStringSubmatch(text, -1); m != nil {
			labelled[m[len(m)-1][1]] = i + 1
		}
	}
	out := map[string]tallies{}
	for _, p := range promised {
		c := out[p.place]
		found, known := at[destinationName(p.bookmark)]
		want, printed := labelled[p.label]
		off := max(found-want, want-found)
		switch {
		case !known || !printed:
			c.nowhere++
			t.Errorf("%s: %s promises page %q for %s: found is %v, printed is %v", name, p.place, p.label, p.bookmark, known, printed)
		case off == 0:
			c.exact++
		case off == 1:
			c.one++
			t.Logf("%s: %s promises page %s for %s, which stands on %d, not %d", name, p.place, p.label, p.bookmark, found, want)
		default:
			c.more++
		}
		if known && printed && (off > 1 || off == 1 && p.place == "TOC1") {
			t.Errorf("%s: %s promises page %s for %s, which stands %d pages from it", name, p.place, p.label, p.bookmark, found-want)
		}
		out[p.place] = c
	}
	return out
}

// TestBodyPage measures a full page of prose in both: 22 lines of 28 characters (GB/T 9704), in 156 by 225 mm.
func TestBodyPage(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	dir := t.TempDir()
	if err := templates.Init(dir, "fuxing-statistics", true); err != nil {
		t.Fatal(err)
	}
	const paragraph = "行政机关依照法定权限办理各类申请并将办理结果告知当事人"
	body := strings.Repeat("<w:p><w:r><w:t>"+strings.Repeat(paragraph, 60)+"</w:t></w:r></w:p>", 2)
	if err := os.WriteFile(filepath.Join(dir, "templates", "fuxing-statistics", "foreword.docx"), docxtest.Pack(map[string]string{"body": body}), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := pipeline.Build(context.Background(), pipeline.Workspace{Dir: dir}, pipeline.Options{}); err != nil {
		t.Fatal(err)
	}
	made := filepath.Join(dir, "output", "公开版", "职权目录汇编")
	for what, file := range map[string]string{"PDF": made + ".pdf", "LibreOffice": filepath.Join(toPDF(t, []string{made + ".docx"}), "职权目录汇编.pdf")} {
		const page = 6 // the foreword begins on the fifth
		lines, chars, pitch, across := measured(t, file, page)
		t.Logf("%s: %d lines of %d characters, %.2f pt from line to line, %.1f mm across", what, lines, chars, pitch, across*25.4/72)
		if lines != 22 || chars != 28 || math.Abs(pitch-28.95) > 0.1 || math.Abs(across*25.4/72-156) > 1 {
			t.Errorf("%s: not the page of GB/T 9704", what)
		}
	}
}

// measured counts the lines of prose of a page and the characters of most, and measures their distance and width.
func measured(t *testing.T, file string, page int) (lines, chars int, pitch, across float64) {
	t.Helper()
	var x struct {
		Words []struct {
			Left   float64 `xml:"xMin,attr"`
			Right  float64 `xml:"xMax,attr"`
			Top    float64 `xml:"yMin,attr"`
			Bottom float64 `xml:"yMax,attr"`
			Text   string  `xml:",chardata"`
		} `xml:"body>doc>page>word"`
	}
	n := strconv.Itoa(page)
	if err := xml.Unmarshal([]byte(poppler(t, "pdftotext", "-bbox", "-f", n, "-l", n, file, "-")), &x); err != nil {
		t.Fatal(err)
	}
	type line struct {
		chars       int
		left, right float64
	}
	at := map[int]line{} // by tenths of a point
	for _, w := range x.Words {
		if strings.Trim(w.Text, "行政机关依照法定权限办理各类申请并将结果告知当事人") != "" {
			continue // the running head, the number
		}
		y := int(math.Round(w.Top * 10))
		l, ok := at[y]
		if !ok {
			l.left = w.Left
		}
		at[y] = line{l.chars + len([]rune(w.Text)), min(l.left, w.Left), max(l.right, w.Right)}
	}
	tops := slices.Sorted(maps.Keys(at))
	if len(tops) < 2 {
		t.Fatalf("%s, page %d: no prose", file, page)
	}
	for _, l := range at {
		chars, across = max(chars, l.chars), max(across, l.right-l.left)
	}
	return len(tops), chars, float64(tops[len(tops)-1]-tops[0]) / 10 / float64(len(tops)-1), across
}
