package pipeline

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/internal/tooltest"
	"huibian/templates"
)

// pngOf is a picture of one colour.
func pngOf(t testing.TB, c color.Color, size int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, size, size))
	for i := range size * size {
		m.Set(i%size, i/size, c)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const drawingSpaces = ` xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// pictureIn is a paragraph with a picture as large as a chart.
func pictureIn(id, alt string) string {
	return `<w:p><w:r><w:drawing` + drawingSpaces + `><wp:inline><wp:extent cx="3810000" cy="2540000"/><wp:docPr id="1" name="图" descr="` + alt + `"/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>` +
		`<pic:nvPicPr><pic:cNvPr id="2" name="图"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed="` + id + `"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="3810000" cy="2540000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>`
}

func imageRel(id, target string) string {
	return `<Relationship Id="` + id + `" Type="` + docxtest.RelType + `image" Target="` + target + `"/>`
}

// dropParts writes one file of parts.
func dropParts(t testing.TB, w Workspace, file string, parts map[string]string) {
	t.Helper()
	p := filepath.Join(w.Inputs(), filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, docxtest.Pack(parts), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What stands in a file beside a chart, and what nobody sees of it, does not come along when the chart goes into a book: no
// hidden or deleted words, no comments, no properties, no other picture, no header, no style's or bookmark's name.
func TestNothingComesAlongWithAChart(t *testing.T) {
	w := Workspace{Dir: t.TempDir(), Notice: "putian-2009"}
	if err := templates.Init(w.Dir, w.Notice, false); err != nil {
		t.Fatal(err)
	}
	mark := secretMark
	dropParts(t, w, "外资管理科/目录.docx", map[string]string{"body": para("填报科室：外资管理科") + wordTable(goodHead, power("甲项外资设立审批", "全社会"), power(mark+"项涉密核准", "不公开"))})
	run := func(pr, text string) string { return `<w:r><w:rPr>` + pr + `</w:rPr><w:t>` + text + `</w:t></w:r>` }
	red, blue := pngOf(t, color.RGBA{200, 0, 0, 255}, 9), pngOf(t, color.RGBA{0, 0, 200, 255}, 9)
	dropParts(t, w, "外资管理科/图.docx", map[string]string{
		"body": para("甲项外资设立审批权力运行流程图") + pictureIn("a", "") +
			`<w:p><w:pPr><w:pStyle w:val="s"/></w:pPr><w:bookmarkStart w:id="3" w:name="` + mark + `书签"/>` + run(`<w:vanish/>`, mark+"隐藏") + run("", "受理、审查、决定，五日办结。") + `<w:bookmarkEnd w:id="3"/>` +
			`<w:del w:id="4" w:author="` + mark + `"><w:r><w:delText>` + mark + `删去</w:delText></w:r></w:del><w:commentRangeStart w:id="0"/><w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r></w:p>` +
			para(mark+"项涉密核准权力运行流程图") + pictureIn("b", mark+"图"),
		"styles":   `<w:style w:type="paragraph" w:styleId="s"><w:name w:val="图注"/></w:style><w:style w:type="paragraph" w:styleId="t"><w:name w:val="` + mark + `样式"/></w:style>`,
		"comments": `<w:comment w:id="0" w:author="` + mark + `">` + para(mark+"批注") + `</w:comment>`,
		"rels":     imageRel("a", "media/a.png") + imageRel("b", "media/b.png"), "word/media/a.png": string(red), "word/media/b.png": string(blue),
		"docProps/core.xml": mark + "属性",
	})
	build(t, w)
	files := tree(t, w.Output())
	shown := false
	for _, name := range []string{"公开版/职权目录汇编.docx", "公开版/职权目录汇编.pdf", "内部版/职权目录汇编.docx", "内部版/职权目录汇编.pdf"} {
		text := openText(t, name, []byte(files[name])) + pdfText(t, filepath.Join(w.Output(), filepath.FromSlash(name)))
		for _, s := range spellings(mark) {
			if at := strings.Index(text, s); at >= 0 {
				t.Errorf("%s: %q", name, text[max(0, at-80):min(len(text), at+80)])
			}
		}
		if strings.Contains(text, string(blue)) {
			t.Errorf("%s holds the picture of the secret chart", name)
		}
		shown = shown || strings.Contains(text, string(red))
	}
	if !shown {
		t.Error("no book holds the picture of the open chart")
	}
	if text := openText(t, "涉密册/涉密不宜公开职权目录.docx", []byte(files["涉密册/涉密不宜公开职权目录.docx"])); !strings.Contains(text, string(blue)) {
		t.Error("the secret volume lacks the secret chart")
	}
	for _, words := range []string{"有修订痕迹", "有批注", "有隐藏文字"} {
		if !strings.Contains(files["data/findings.json"], words) {
			t.Errorf("nobody is told: %s", words)
		}
	}
}

// A thousand charts that are pictures go into the books one at a time: the memory does not grow with them.
func TestAThousandPictures(t *testing.T) {
	const each, size = 50, 200
	files := 3
	if tooltest.Required() { // it takes half a minute
		files = 20
	}
	w := Workspace{Dir: t.TempDir(), Notice: "putian-2009"}
	if err := templates.Init(w.Dir, w.Notice, false); err != nil {
		t.Fatal(err)
	}
	total := 0
	var rows [][]string
	rows = append(rows, goodHead)
	for f := range files {
		body, rels, parts := para("权力运行流程图"), "", map[string]string{}
		for k := range each {
			name := "外资" + string(rune(0x7532+f)) + string(rune(0x5B50+k)) + "企业设立审批"
			rows = append(rows, power(name, "全社会"))
			id := fmt.Sprint("p", k)
			m := noise(t, size, f*each+k)
			total += len(m)
			rels += imageRel(id, "media/"+id+".png")
			parts["word/media/"+id+".png"] = string(m)
			body += para(name+"权力运行流程图") + pictureIn(id, "")
		}
		parts["body"], parts["rels"] = body, rels
		dropParts(t, w, "外资管理科/图"+string(rune('A'+f))+".docx", parts)
	}
	dropParts(t, w, "外资管理科/目录.docx", map[string]string{"body": para("填报科室：外资管理科") + wordTable(rows...)})
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	var peak uint64
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			default:
				runtime.ReadMemStats(&now)
				peak = max(peak, now.HeapAlloc)
				runtime.Gosched()
			}
		}
	}()
	build(t, w)
	close(stop)
	<-done
	grown := int(peak-min(peak, before.HeapAlloc)) >> 20
	t.Logf("%d pictures, %d MB of PNG: %d MB of heap at most, above what was there", files*each, total>>20, grown)
	if grown > 250 {
		t.Errorf("%d MB", grown)
	}
	b, err := os.ReadFile(filepath.Join(w.Output(), "公开版", "职权目录汇编.pdf"))
	if err != nil || bytes.Count(b, []byte("/Subtype /Image")) != files*each {
		t.Errorf("%d pictures in the PDF, %v", bytes.Count(b, []byte("/Subtype /Image")), err)
	}
}

// noise is a picture that compresses badly.
func noise(t testing.TB, size, seed int) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, size, size))
	x := uint32(seed + 1)
	for i := range m.Pix {
		x = x*1664525 + 1013904223
		m.Pix[i] = byte(x >> 24)
		if i%4 == 3 {
			m.Pix[i] = 255
		}
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The books of the samples are valid, with the charts and texts that were carried into them.
func TestBooksAreValid(t *testing.T) {
	validator := tooltest.FindSlow(t, cmp.Or(os.Getenv("HUIBIAN_OOXML_VALIDATOR"), "ooxml-validator"))
	forEachNotice(t, func(t *testing.T, name string) {
		w := Workspace{Dir: t.TempDir(), Notice: name}
		if err := templates.Init(w.Dir, name, true); err != nil {
			t.Fatal(err)
		}
		build(t, w)
		for _, v := range volumes {
			file := filepath.Join(w.Output(), filepath.FromSlash(v.path)+".docx")
			if _, err := os.Stat(file); err != nil {
				continue
			}
			out, err := exec.CommandContext(t.Context(), validator, file, "Microsoft365").Output()
			if err != nil || !bytes.Contains(out, []byte(`"ok": true`)) {
				t.Errorf("%s: %v, %.600s", v.path, err, out)
			}
		}
	})
}
