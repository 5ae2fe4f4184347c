package pdf

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/drawing"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/internal/tooltest"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/typeset"
	"huibian/templates"
)

// Flowcharts as offices draw them: with shapes of Word 2003, and with those of today, nobody having grouped them.
func vmlChart() string {
	box := func(kind, x, y, w, h int, words string) string {
		return fmt.Sprintf(`<v:shape id="s%d%d" type="#_x0000_t%d" o:spt="%d" style="position:absolute;left:%d;top:%d;width:%d;height:%d"><v:textbox inset="2pt,2pt,2pt,2pt"><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>%s</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape>`, x, y, kind, kind, x, y, w, h, words)
	}
	line := func(x1, y1, x2, y2 int) string {
		return fmt.Sprintf(`<v:line from="%d,%d" to="%d,%d"><v:stroke endarrow="block"/></v:line>`, x1, y1, x2, y2)
	}
	return `<w:p><w:r><w:pict xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><v:group style="width:360pt;height:300pt" coordorigin="0,0" coordsize="7200,6000">` +
		box(116, 2400, 0, 2400, 700, "申请人提出申请") + line(3600, 700, 3600, 1200) + box(109, 2400, 1200, 2400, 700, "窗口受理") + line(3600, 1900, 3600, 2400) +
		box(110, 2100, 2400, 3000, 1300, "齐全？") + line(5100, 3050, 5700, 3050) + box(109, 5700, 2700, 1500, 700, "一次告知") + line(3600, 3700, 3600, 4200) +
		box(114, 2400, 4200, 2400, 800, "出具通知书") + line(3600, 4950, 3600, 5300) + box(116, 2400, 5300, 2400, 700, "办结") + `</v:group></w:pict></w:r></w:p>`
}

func floatChart() string {
	const emu = 12700
	n := 0
	float := func(x, y, w, h int, preset, line, words string) string {
		n++
		if words != "" {
			words = `<wps:txbx><w:txbxContent><w:p><w:pPr><w:spacing w:before="0" w:after="0"/><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="21"/></w:rPr><w:t>` + words + `</w:t></w:r></w:p></w:txbxContent></wps:txbx>`
		}
		kind := `<wps:cNvSpPr/>`
		if words == "" {
			kind = `<wps:cNvCnPr/>`
		}
		return fmt.Sprintf(`<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="%d" behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>`+
			`<wp:positionH relativeFrom="column"><wp:posOffset>%d</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>%d</wp:posOffset></wp:positionV><wp:extent cx="%d" cy="%d"/><wp:wrapNone/><wp:docPr id="%d" name="n"/>`+
			`<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>%s<wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="%d" cy="%d"/></a:xfrm><a:prstGeom prst="%s"><a:avLst/></a:prstGeom>%s</wps:spPr>%s<wps:bodyPr lIns="25400" tIns="25400" rIns="25400" bIns="25400" anchor="ctr"/></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent></w:r>`,
			n, x*emu, y*emu, w*emu, h*emu, n, kind, w*emu, h*emu, preset, line, words)
	}
	const solid, arrow = `<a:noFill/><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>`, `<a:noFill/><a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:tailEnd type="triangle"/></a:ln>`
	return `<w:p>` + float(120, 10, 120, 36, "flowChartTerminator", solid, "提出申请") + float(180, 46, 0, 24, "straightConnector1", arrow, "") +
		float(120, 70, 120, 36, "flowChartProcess", solid, "受理登记") + float(180, 106, 0, 24, "straightConnector1", arrow, "") +
		float(105, 130, 150, 66, "flowChartDecision", solid, "符合？") + float(255, 163, 60, 57, "bentConnector2", arrow, "") + float(270, 220, 90, 36, "flowChartProcess", solid, "书面告知") +
		float(180, 196, 0, 60, "straightConnector1", arrow, "") + float(120, 256, 120, 44, "flowChartDocument", solid, "制作决定书") + `</w:p>`
}

// TestDrawingsAgainstOffice paints charts beside LibreOffice: the ink is in the same places. Words are set in other faces, so
// that what is compared is how dark each of 24 × 24 fields is.
func TestDrawingsAgainstOffice(t *testing.T) {
	soffice, pdftoppm := tooltest.Find(t, "soffice"), tooltest.Find(t, "pdftoppm")
	tpl, err := templates.Load(t.TempDir(), templates.Default)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := style.Read(tpl.Book)
	if err != nil {
		t.Fatal(err)
	}
	fonts, err := style.LoadFonts(templates.Fonts(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"vml": vmlChart(), "floats": floatChart()} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b := docxtest.Pack(map[string]string{"body": body})
			doc, err := docx.Read(b, docx.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			r, err := drawing.NewReader(b, docx.Limits{}, drawing.Options{})
			if err != nil {
				t.Fatal(err)
			}
			found, notes := r.Stretch([]docx.Range{doc.Blocks[0].Range})
			if len(found) != 1 || len(notes) > 0 {
				t.Fatalf("%d drawings, %v", len(found), notes)
			}
			bk := &book.Book{Title: "图", Date: notice.Date{Year: 2009, Month: 9, Day: 1}, Parts: []book.Part{{Title: "图", Anchor: "a", Blocks: []book.Block{&book.Figure{Drawing: found[0].Drawing}}}}}
			l, err := typeset.Lay(context.Background(), bk, sheet, fonts)
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			if err := Write(&out, l, bk, Options{}); err != nil {
				t.Fatal(err)
			}
			for file, data := range map[string][]byte{"ours.pdf": out.Bytes(), "theirs.docx": b} {
				if err := os.WriteFile(filepath.Join(dir, file), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			run := func(program string, args ...string) {
				if text, err := exec.CommandContext(t.Context(), program, args...).CombinedOutput(); err != nil {
					t.Fatalf("%s: %v\n%s", program, err, text)
				}
			}
			run(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, filepath.Join(dir, "theirs.docx"))
			var fields [2][]float64
			var ratio [2]float64
			for i, which := range []string{"ours", "theirs"} {
				run(pdftoppm, "-r", "60", "-png", "-f", "1", "-l", "1", "-singlefile", filepath.Join(dir, which+".pdf"), filepath.Join(dir, which))
				fields[i], ratio[i] = darkness(t, filepath.Join(dir, which+".png"))
			}
			if keep := os.Getenv("KEEP"); keep != "" {
				run("cp", filepath.Join(dir, "ours.png"), filepath.Join(keep, name+"-ours.png"))
				run("cp", filepath.Join(dir, "theirs.png"), filepath.Join(keep, name+"-theirs.png"))
			}
			sum, worst := 0.0, 0.0
			for i := range fields[0] {
				d := math.Abs(fields[0][i] - fields[1][i])
				sum, worst = sum+d, max(worst, d)
			}
			mean := sum / float64(len(fields[0]))
			t.Logf("ink differs by %.3f in the mean, %.2f at most; proportions %.3f, %.3f", mean, worst, ratio[0], ratio[1])
			if mean > 0.05 || math.Abs(ratio[0]-ratio[1]) > 0.06 {
				t.Error("the chart looks different")
			}
		})
	}
}

// darkness is how dark each field of a picture is, without the white around it and what stands at the foot of the page, and how
// wide it is for its height.
func darkness(t *testing.T, path string) ([]float64, float64) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	m, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	dark := func(x, y int) float64 {
		r, g, b, _ := m.At(x, y).RGBA()
		return 1 - float64(r+g+b)/3/0xFFFF
	}
	at := m.Bounds()
	at.Max.Y = at.Max.Y * 85 / 100
	box := image.Rectangle{Min: at.Max, Max: at.Min}
	for y := at.Min.Y; y < at.Max.Y; y++ {
		for x := at.Min.X; x < at.Max.X; x++ {
			if dark(x, y) > 0.4 {
				box.Min.X, box.Min.Y = min(box.Min.X, x), min(box.Min.Y, y)
				box.Max.X, box.Max.Y = max(box.Max.X, x+1), max(box.Max.Y, y+1)
			}
		}
	}
	if box.Dx() < 24 || box.Dy() < 24 {
		t.Fatalf("%s shows nothing: %v", strings.TrimSuffix(filepath.Base(path), ".png"), box)
	}
	const n = 24
	out := make([]float64, n*n)
	count := make([]float64, n*n)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			i := (y-box.Min.Y)*n/box.Dy()*n + (x-box.Min.X)*n/box.Dx()
			out[i] += dark(x, y)
			count[i]++
		}
	}
	for i := range out {
		out[i] /= max(count[i], 1)
	}
	return out, float64(box.Dx()) / float64(box.Dy())
}
