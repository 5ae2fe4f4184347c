package pdf_test

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"huibian/pipeline"
	"huibian/pipeline/internal/tooltest"
	"huibian/templates"
)

var update = flag.Bool("update", false, "take the pictures of testdata/pages anew")

// pageKind is a kind of page that every book of a volume shows once at least. It is known by its words, so that parts that
// come before it do not matter; and as only its first page counts, neither does its length.
type pageKind struct {
	name   string
	volume string // file below output/
	words  *regexp.Regexp
	size   float64 // of those words, at least: headings are larger than what runs at the head of a page
}

const (
	secretBook = "涉密册/涉密不宜公开职权目录"
	cards      = "公开版/办事明白卡"
)

var pageKinds = []pageKind{
	{"cover", publicBook, regexp.MustCompile(`^（公开版）$`), 15},
	{"title", publicBook, regexp.MustCompile(`^依据：`), 10},
	{"foreword", publicBook, regexp.MustCompile(`^编制说明$`), 15.5},
	{"contents", publicBook, regexp.MustCompile(`^目　录$`), 15.5},
	{"statistics", publicBook, regexp.MustCompile(`统计$`), 15.5},
	{"catalog", publicBook, regexp.MustCompile(`^第.篇　(行政职权目录|行政职权公开项目|权力目录)$`), 15.5},
	{"flowchart", publicBook, regexp.MustCompile(`^第.篇　权力运行流程图$`), 15.5},
	{"drawing", publicBook, regexp.MustCompile(`^运行程序及相关接口$`), 8},
	{"system", publicBook, regexp.MustCompile(`^第.篇　.{2}制度$`), 15.5},
	{"laws", publicBook, regexp.MustCompile(`^法律依据一览$`), 15.5},
	{"issue", publicBook, regexp.MustCompile(`^局属各单位、`), 15.5},
	{"duties", publicBook, regexp.MustCompile(`^第.篇　职权分解$`), 15.5},
	{"discretion", publicBook, regexp.MustCompile(`^第.篇　.*裁量`), 15.5},
	{"scheme", publicBook, regexp.MustCompile(`编码说明$`), 15.5},
	{"names", publicBook, regexp.MustCompile(`^名称(笔画)?索引$`), 15.5},
	{"pinyin", publicBook, regexp.MustCompile(`^名称拼音索引$`), 15.5},
	{"sections", publicBook, regexp.MustCompile(`^科室索引$`), 15.5},
	{"codes", publicBook, regexp.MustCompile(`^编码索引$`), 15.5},
	{"colophon", publicBook, regexp.MustCompile(`^编印说明$`), 15.5},
	{"card", cards, regexp.MustCompile(`年版$`), 10},
	{"secret-cover", secretBook, regexp.MustCompile(`^（涉密册）$`), 15},
	{"secret-contents", secretBook, regexp.MustCompile(`^目　录$`), 15.5},
	{"secret-catalog", secretBook, regexp.MustCompile(`^涉密不宜公开行政职权目录$`), 15.5},
}

// without are the kinds that the samples of a notice have no page of.
var without = map[string][]string{
	"putian-2009":       {"issue", "duties", "discretion"},
	"ningde-2009":       {"drawing", "system", "pinyin"},
	"fuxing-statistics": {"issue", "duties", "discretion", "scheme", "pinyin", "sections", "flowchart", "drawing", "system", "secret-cover", "secret-contents", "secret-catalog"},
	"heshan-2010":       {"issue", "duties", "discretion", "scheme", "sections", "flowchart", "drawing", "secret-cover", "secret-contents", "secret-catalog"},
}

// TestPictures compares one page of each kind with its picture. What changed for good is taken with -update; look at it
// before.
func TestPictures(t *testing.T) {
	pdftoppm := tooltest.Find(t, "pdftoppm")
	for _, n := range templates.Names() {
		t.Run(n, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if err := templates.Init(dir, n, true); err != nil {
				t.Fatal(err)
			}
			if _, err := pipeline.Build(context.Background(), pipeline.Workspace{Dir: dir}, pipeline.Options{}); err != nil {
				t.Fatal(err)
			}
			books := map[string]*document{}
			for _, k := range pageKinds {
				if slices.Contains(without[n], k.name) {
					continue
				}
				if books[k.volume] == nil {
					books[k.volume] = open(t, made(t, dir, k.volume+".pdf"))
				}
				at := k.page(books[k.volume])
				if at == 0 {
					t.Errorf("%s has no page of the kind %s", k.volume, k.name)
					continue
				}
				got := picture(t, pdftoppm, filepath.Join(dir, "output", k.volume+".pdf"), at)
				compare(t, filepath.Join("testdata", "pages", n, k.name+".png"), got)
			}
		})
	}
}

// page is the number of the first page of a kind, 0 if there is none.
func (k *pageKind) page(d *document) int {
	pages, _ := d.pages()
	return 1 + slices.IndexFunc(pages, func(p dict) bool {
		return slices.ContainsFunc(d.show(p), func(s shown) bool { return s.Size >= k.size && k.words.MatchString(s.Text) })
	})
}

// foot is the part of a page's height below which only its number stands: it changes, and changes sides, with every part
// that comes to stand before the page.
const foot = 0.89

// picture has a page drawn without its number, grey and small: what is judged is where things stand, not their outlines.
func picture(t *testing.T, pdftoppm, file string, page int) *image.Gray {
	t.Helper()
	out := filepath.Join(t.TempDir(), "page")
	run(t, pdftoppm, "-r", "45", "-gray", "-png", "-singlefile", "-f", fmt.Sprint(page), "-l", fmt.Sprint(page), file, out)
	img := readPicture(t, out+".png")
	for i := int(foot*float64(img.Rect.Dy())) * img.Stride; i < len(img.Pix); i++ {
		img.Pix[i] = 255
	}
	return img
}

func readPicture(t *testing.T, file string) *image.Gray {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	out := image.NewGray(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.SetGray(x, y, color.GrayModel.Convert(img.At(x, y)).(color.Gray))
		}
	}
	return out
}

// writePicture writes sixteen greys, which take half the room of all.
func writePicture(t *testing.T, file string, img *image.Gray) {
	t.Helper()
	few := image.NewGray(img.Rect)
	for i, v := range img.Pix {
		few.Pix[i] = uint8((int(v) + 8) / 17 * 17)
	}
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, few)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(file), 0o755)
	}
	if err == nil {
		err = os.WriteFile(file, b.Bytes(), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// Differences of grey, of 255, averaged over a tile of so many pixels (a centimetre and a half): two versions of a
// renderer differ by less in any tile, a word that moved by a millimetre by more in some.
const (
	tile      = 26
	tolerance = 7.0
)

// compare fails if a picture is not the one that is kept, and leaves the new one where it can be looked at.
func compare(t *testing.T, file string, got *image.Gray) {
	t.Helper()
	if *update {
		writePicture(t, file, got)
		return
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("no picture %s; take it with -update", file)
		return
	}
	want := readPicture(t, file)
	worst, at := difference(want, got)
	if worst <= tolerance {
		return
	}
	left := filepath.Join(os.TempDir(), "huibian-pages", filepath.Base(filepath.Dir(file)), filepath.Base(file))
	writePicture(t, left, got)
	t.Errorf("%s: differs by %.1f of 255 at %v, the most that is let pass is %.1f; the page is now %s", file, worst, at, tolerance, left)
}

// difference is the greatest of the mean differences of tiles, and where; all there is for pictures of two sizes.
func difference(a, b *image.Gray) (worst float64, at image.Point) {
	if a.Rect != b.Rect {
		return 255, image.Point{}
	}
	a, b = blurred(a), blurred(b)
	for y := 0; y < a.Rect.Dy(); y += tile / 2 {
		for x := 0; x < a.Rect.Dx(); x += tile / 2 {
			sum, n := 0, 0
			for v := y; v < min(y+tile, a.Rect.Dy()); v++ {
				for u := x; u < min(x+tile, a.Rect.Dx()); u++ {
					d := int(a.Pix[v*a.Stride+u]) - int(b.Pix[v*b.Stride+u])
					sum, n = sum+max(d, -d), n+1
				}
			}
			// A sliver of a tile at the edge counts as the part of a tile that it is.
			if mean := float64(sum) / float64(max(n, tile*tile)); mean > worst {
				worst, at = mean, image.Pt(x, y)
			}
		}
	}
	return worst, at
}

// blurred is the mean of each pixel and its neighbours: outlines that fall between pixels do not count.
func blurred(a *image.Gray) *image.Gray {
	out := image.NewGray(a.Rect)
	w, h := a.Rect.Dx(), a.Rect.Dy()
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for v := max(y-1, 0); v <= min(y+1, h-1); v++ {
				for u := max(x-1, 0); u <= min(x+1, w-1); u++ {
					sum, n = sum+int(a.Pix[v*a.Stride+u]), n+1
				}
			}
			out.Pix[y*out.Stride+x] = uint8(sum / n)
		}
	}
	return out
}

// TestDifference: grain is let pass; a page that moved, a line that is lost, a fill that came are not.
func TestDifference(t *testing.T) {
	page := readPicture(t, "testdata/pages/putian-2009/foreword.png")
	changed := func(f func(x, y int) uint8) *image.Gray {
		out := image.NewGray(page.Rect)
		for y := range page.Rect.Dy() {
			for x := range page.Rect.Dx() {
				out.Pix[y*out.Stride+x] = f(x, y)
			}
		}
		return out
	}
	grey := func(x, y int) uint8 { return page.GrayAt(min(x, page.Rect.Dx()-1), min(y, page.Rect.Dy()-1)).Y }
	for _, c := range []struct {
		name string
		page *image.Gray
		same bool
	}{
		{"grain", changed(func(x, y int) uint8 { return uint8(min(max(int(grey(x, y))+(x*7+y*13)%31-15, 0), 255)) }), true},
		{"darker", changed(func(x, y int) uint8 { return uint8(int(grey(x, y)) * 98 / 100) }), true},
		{"moved by a millimetre", changed(func(x, y int) uint8 { return grey(x, y+2) }), false},
		{"a line lost", changed(func(x, y int) uint8 {
			if y >= 150 && y < 168 {
				return 255
			}
			return grey(x, y)
		}), false},
		{"a light fill", changed(func(x, y int) uint8 {
			if y >= 60 && y < 90 {
				return min(grey(x, y), 240)
			}
			return grey(x, y)
		}), false},
	} {
		if worst, at := difference(page, c.page); worst <= tolerance != c.same {
			t.Errorf("%s: %.1f at %v", c.name, worst, at)
		}
	}
}
