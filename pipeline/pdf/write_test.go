package pdf_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/book"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/pdf"
	"huibian/pipeline/typeset"
)

// TestSameBytes: the same layout gives the same file, whether it is written again or made again.
func TestSameBytes(t *testing.T) {
	first := sampleBytes(t)
	for range 3 {
		if !bytes.Equal(first, sampleBytes(t)) {
			t.Fatal("two runs, two files")
		}
	}
	other := bookOf(t, func() (*typeset.Layout, *book.Book) {
		l, b := sample(t)
		b.Title += "二"
		return l, b
	})
	id := func(data []byte) any { return open(t, data).trailer["ID"].(array)[0] }
	if id(first) == id(other) {
		t.Error("two books have one ID")
	}
}

// TestOutline reads the outline as a viewer does: depth, title, page and whether it is open.
func TestOutline(t *testing.T) {
	d := open(t, sampleBytes(t))
	_, refs := d.pages()
	var got []string
	var walk func(parent ref, depth int)
	walk = func(parent ref, depth int) {
		var before any
		next := d.dict(parent)["First"]
		for ; next != nil; next = d.dict(next)["Next"] {
			e := d.dict(next)
			if e["Parent"] != parent || e["Prev"] != before {
				t.Errorf("%s: Parent %v, Prev %v", textOf(e["Title"].(string)), e["Parent"], e["Prev"])
			}
			dest := e["Dest"].(array)
			page := -1
			for i, r := range refs {
				if r == dest[0] {
					page = i + 1
				}
			}
			count, _ := e["Count"].(float64)
			got = append(got, fmt.Sprintf("%s%s p%d y%v %v", strings.Repeat("  ", depth), textOf(e["Title"].(string)), page, dest[3], count))
			walk(next.(ref), depth+1)
			before = next
		}
		if d.dict(parent)["Last"] != before {
			t.Errorf("Last %v, want %v", d.dict(parent)["Last"], before)
		}
	}
	root := d.root["Outlines"].(ref)
	walk(root, 0)
	want := []string{
		"目录 p2 y747.9 0",
		"第二篇　行政职权目录 p3 y595.3 -1",
		"  一、行政许可 p3 y511.3 -1",
		"    PT01WJ-XK-0001 审批(一)\\ p3 y481.3 0",
		"法律依据𬭊 p4 y347.9 0",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if d.dict(root)["Count"] != 3.0 {
		t.Errorf("Count %v, want 3 entries to be seen", d.dict(root)["Count"])
	}
}

// TestLinks: a link leads to where its anchor stands, a little above the line; one without a place is left out. Links out
// of the book lead to a place in another PDF, or to a file.
func TestLinks(t *testing.T) {
	d := open(t, sampleBytes(t))
	pages, refs := d.pages()
	annots := pages[1]["Annots"].(array)
	if len(annots) != 4 || pages[0]["Annots"] != nil {
		t.Fatalf("links %v, want four, on the second page", annots)
	}
	a := d.dict(annots[0])
	if diff := cmp.Diff(array{refs[2], name("XYZ"), nil, 595.3 - 114, nil}, a["Dest"]); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(array{80.0, 841.9 - 104, 380.0, 841.9 - 88}, a["Rect"]); diff != "" {
		t.Error(diff)
	}
	var out []string
	for _, v := range annots[1:] {
		a := d.dict(d.dict(v)["A"])
		file, _ := a["F"].(dict)
		name, _ := file["UF"].(string)
		out = append(out, fmt.Sprintf("%s %v %v", textOf(name), a["D"], a["URI"]))
	}
	want := []string{
		"../公开版/汇编.pdf item:1 <nil>",
		"汇编（新）.pdf [0 Fit] <nil>",
		" <nil> ../../inputs/%E5%A4%96%E8%B5%84%E7%AE%A1%E7%90%86%E7%A7%91/%E7%9B%AE%E5%BD%95%20%282%29%23.docx",
	}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
	if named, err := d.destinations(); err != nil || named["item:1"][0] != refs[2] || len(named) != 3 {
		t.Errorf("destinations %v, %v", named, err)
	}
}

// TestManyDestinations: so many anchors that the tree of names has several leaves, and one that has lost its page.
func TestManyDestinations(t *testing.T) {
	d := open(t, bookOf(t, func() (*typeset.Layout, *book.Book) {
		l, b := sample(t)
		for i := range 500 {
			l.Anchors[book.Anchor(fmt.Sprintf("法律:%d", i))] = typeset.Position{Page: i % 5} // the book has four pages
		}
		return l, b
	}))
	named, err := d.destinations()
	if err != nil || len(named) != 403 || named["法律:499"] != nil || named["法律:498"] == nil {
		t.Errorf("%d destinations, %v", len(named), err)
	}
}

// TestPageLabels: viewers call the pages what is printed on them.
func TestPageLabels(t *testing.T) {
	for _, c := range []struct {
		folios string // n none, r roman, a arabic
		want   string
	}{
		{"nnrrraaa", "F-A F-B i ii iii 1 2 3"},
		{"nnaarraa", "F-A F-B 1 2 i ii 3 4"}, // arabic goes on where it left off
		{"nan", "F-A 1 F-B"},
		{"a", "1"},
	} {
		var l typeset.Layout
		for _, f := range c.folios {
			folio := map[rune]book.Folio{'n': book.FolioNone, 'r': book.FolioRoman, 'a': book.FolioArabic}[f]
			l.Pages = append(l.Pages, typeset.Page{Width: a4Short, Height: a4Long, Folio: folio})
		}
		d := open(t, bookOf(t, func() (*typeset.Layout, *book.Book) { return &l, sampleBook() }))
		if got := strings.Join(d.labels(len(c.folios)), " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.folios, got, c.want)
		}
	}
}

// labels names pages by the number tree of the catalog (ISO 32000-1, 12.4.2).
func (d *document) labels(pages int) (out []string) {
	nums := d.dict(d.root["PageLabels"])["Nums"].(array)
	for i := 0; i < len(nums); i += 2 {
		to, style := pages, nums[i+1].(dict)
		if i+2 < len(nums) {
			to = int(nums[i+2].(float64))
		}
		prefix, _ := style["P"].(string)
		for n := int(nums[i].(float64)); n < to; n++ {
			v := int(style["St"].(float64)) + n - int(nums[i].(float64))
			switch style["S"] {
			case name("D"):
				out = append(out, fmt.Sprint(prefix, v))
			case name("r"):
				out = append(out, prefix+[]string{"", "i", "ii", "iii", "iv"}[v])
			case name("A"):
				out = append(out, prefix+string(rune('A'+v-1)))
			}
		}
	}
	return out
}

// TestRefused: no book is better than one with a blank box in it, or one that is half written.
func TestRefused(t *testing.T) {
	b := newBuilder(t)
	face := b.fonts.Chain("仿宋_GB2312", "", false).EastAsian()
	page := func(ops ...typeset.Op) *typeset.Layout {
		return &typeset.Layout{Pages: []typeset.Page{{Width: a4Short, Height: a4Long, Ops: ops}}}
	}
	far := page()
	far.Outline = []typeset.OutlineEntry{{Level: 1, Text: "附录", To: typeset.Position{Page: 7}}}
	for name, c := range map[string]struct {
		l    *typeset.Layout
		is   error
		says string
	}{
		"a character its face lacks": {page(typeset.Text{Face: face, Size: 16, Text: "行㐀"}), pdf.ErrNoGlyph, "'㐀' (U+3400)"},
		"a private one":              {page(typeset.Text{Face: face, Size: 16, Text: "\uE815"}), pdf.ErrNoGlyph, "U+E815"},
		"a broken one":               {page(typeset.Text{Face: face, Size: 16, Text: "\xff"}), pdf.ErrNoGlyph, "U+FFFD"},
		"no face":                    {page(typeset.Text{Size: 16, Text: "行"}), pdf.ErrNoGlyph, "page 1"},
		"an outline beyond the end":  {far, nil, `"附录" of the outline is on page 8 of 1`},
	} {
		err := pdf.Write(io.Discard, c.l, sampleBook(), pdf.Options{})
		if err == nil || c.is != nil && !errors.Is(err, c.is) || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: err = %v, want it to say %s", name, err, c.says)
		}
	}
	full := errors.New("disk full")
	l, bk := sample(t)
	if err := pdf.Write(failing{full}, l, bk, pdf.Options{}); !errors.Is(err, full) {
		t.Errorf("a writer that fails: err = %v", err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

// TestPrograms has other programs read the file: none complains, all fonts are embedded with a map to Unicode, and the
// text comes out in reading order.
func TestPrograms(t *testing.T) {
	file := filepath.Join(t.TempDir(), "sample.pdf")
	if err := os.WriteFile(file, sampleBytes(t), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := run(t, "qpdf", "--check", file); !strings.Contains(out, "No syntax or stream encoding errors found") || strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	lines := strings.Split(strings.TrimSpace(run(t, "pdffonts", file)), "\n")[2:]
	if len(lines) != 6 {
		t.Errorf("%d fonts, want 6", len(lines))
	}
	for _, l := range lines {
		if !strings.Contains(l, "CID TrueType") || !strings.Contains(l, "yes yes yes") {
			t.Error(l)
		}
	}
	want := []string{"行政职权目录汇编", "（公开版）", "一、行政许可 PT01WJ-XK-0001", "权力编码", "项目名称", prose[:30*3],
		"自受理之日起20个工作日；承诺15日。", "𬭊林、㐀、①、℃、“引号”——…", "仿宋所无之囍㐀，取自宋体", `PT01WJ-XK-0001 (a) \ <b> [c]`}
	text := run(t, "pdftotext", "-enc", "UTF-8", file, "-")
	for _, w := range want {
		_, after, ok := strings.Cut(text, w)
		if !ok {
			t.Errorf("%q is not in the text, or not after what stands before it:\n%s", w, text)
			continue
		}
		text = after
	}
}

// run runs a program that the tests need where HUIBIAN_TOOLS says so, and use where it is there.
func run(t *testing.T, program string, args ...string) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), tooltest.Find(t, program), args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}
