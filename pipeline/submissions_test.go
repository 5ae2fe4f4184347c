package pipeline

import (
	"archive/zip"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/templates"
)

// The set to measure with (DESIGN §5): by default 100 submissions of 20 rows by 9 columns, 12 MB of XML, five files a
// section, as Word writes them: revision marks in every paragraph, run properties in every run, runs split, a styles part.
const (
	benchFiles = 100
	benchRows  = 20
)

// Words the powers are made of. Names come out at 15 to 20 characters; a basis is one or two laws with their wording.
var (
	benchSubjects = strings.Fields("对外贸易 外商投资 货物进口 货物出口 技术引进 加工贸易 境外投资 劳务合作 展览展销 口岸管理 国际招标 原产地证 配额分配 许可证件 经营资格 统计资料 合同章程 专项资金 商品检验 代理服务")
	benchActs     = strings.Fields("审批 核准 备案登记 年度检验 变更审查 违法行为的处罚 资金核拨 资格确认 证书签发 监督检查")
	benchLaws     = strings.Fields("对外贸易法 行政许可法 行政处罚法 外资企业法 中外合资经营企业法 货物进出口管理条例 技术进出口管理条例 统计法 招标投标法 反倾销条例")
	benchClasses  = strings.Fields("行政许可 行政处罚 行政强制 行政征收 行政给付 行政确认 行政裁决 其他行政权力")
	benchWidths   = []int{600, 1900, 1200, 3800, 1300, 1000, 1000, 1400, 1500} // twips
	benchText     = []rune("申请人应当提交申请书以及法律法规规定的其他材料行政机关自受理之日起依法进行审查并在规定期限内作出决定符合条件的予以批准不符合条件的书面说明理由并告知申请人依法享有申请行政复议或者提起行政诉讼的权利")
)

const benchRun = `<w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/><w:kern w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>`

const benchStyles = `<w:styles ` + wordNS + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:eastAsia="宋体"/></w:rPr></w:rPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style></w:styles>`

// typist types submissions; the same seed types the same.
type typist struct {
	*rand.Rand
	b strings.Builder
}

func (t *typist) pick(s []string) string { return s[t.IntN(len(s))] }

func (t *typist) some(from, to int) string {
	at, n := t.IntN(len(benchText)), from+t.IntN(to-from+1)
	return string(append(benchText[at:len(benchText):len(benchText)], benchText...)[:n])
}

func (t *typist) paragraph(text, style string) {
	mark := t.Uint32()
	if style != "" {
		style = `<w:pStyle w:val="` + style + `"/>`
	}
	fmt.Fprintf(&t.b, `<w:p w:rsidR="00%06X" w:rsidRDefault="00%06X"><w:pPr>%s<w:widowControl/><w:jc w:val="left"/>%s</w:pPr>`, mark>>8, mark&0xFFFFFF, style, benchRun)
	runes := []rune(text)
	cut := len(runes)
	if cut > 8 && t.IntN(5) < 2 {
		cut = 1 + t.IntN(cut-1)
	}
	for _, part := range []string{string(runes[:cut]), string(runes[cut:])} {
		if part != "" {
			fmt.Fprintf(&t.b, `<w:r w:rsidR="00%06X">%s<w:t xml:space="preserve">%s</w:t></w:r>`, mark>>8, benchRun, part)
		}
	}
	t.b.WriteString("</w:p>")
}

func (t *typist) row(cells []string) {
	t.b.WriteString(`<w:tr><w:trPr><w:trHeight w:val="600"/></w:trPr>`)
	for i, c := range cells {
		fmt.Fprintf(&t.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>`, benchWidths[i])
		t.paragraph(c, "")
		t.b.WriteString("</w:tc>")
	}
	t.b.WriteString("</w:tr>")
}

// submission is the body of one file; number makes its names unlike those of all others.
func (t *typist) submission(section string, number int) string {
	t.b.Reset()
	t.paragraph("行政职权目录", "1")
	t.paragraph("填报科室:"+section+"    填报日期:2009年8月18日", "")
	t.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="13700" w:type="dxa"/><w:tblBorders><w:top w:val="single" w:sz="4"/><w:insideH w:val="single" w:sz="4"/></w:tblBorders><w:tblLook w:val="04A0"/></w:tblPr><w:tblGrid>`)
	for _, n := range benchWidths {
		fmt.Fprintf(&t.b, `<w:gridCol w:w="%d"/>`, n)
	}
	t.b.WriteString("</w:tblGrid>")
	t.row(goodHead)
	for k := range benchRows {
		var basis []string
		for range 1 + t.IntN(3)/2 {
			basis = append(basis, fmt.Sprintf("《中华人民共和国%s》第%d条:%s。", t.pick(benchLaws), 1+t.IntN(89), t.some(20, 60)))
		}
		t.row([]string{
			fmt.Sprint(k + 1),
			fmt.Sprintf("%s%s%s第%d号%s", t.pick(benchSubjects), t.pick(benchSubjects), t.some(2, 4), number*benchRows+k, t.pick(benchActs)),
			t.pick(benchClasses), strings.Join(basis, ";"),
			t.pick([]string{"政府网站", "政务公开栏", "政府网站、办事指南"}), "全社会", t.pick([]string{"长期", "随时公开"}), "不收费", section + " 负责人",
		})
	}
	t.b.WriteString(`</w:tbl><w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>`)
	return t.b.String()
}

// benchWorkspace is a workspace with that many submissions.
func benchWorkspace(tb testing.TB, files int) Workspace {
	tb.Helper()
	w := Workspace{Dir: tb.TempDir()}
	if err := templates.Init(w.Dir, templates.Default, false); err != nil {
		tb.Fatal(err)
	}
	t := &typist{Rand: rand.New(rand.NewPCG(746, 0))}
	for i := range files {
		section := fmt.Sprintf("第%d科", i/5+1)
		folder := filepath.Join(w.Inputs(), section)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			tb.Fatal(err)
		}
		data := wordFile(tb, t.submission(section, i), "word/styles.xml", benchStyles)
		if err := os.WriteFile(filepath.Join(folder, fmt.Sprintf("职权目录%02d.docx", i%5+1)), data, 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return w
}

// The set is of the size that the budgets speak of.
func TestBenchSubmissionsAreOfTheSizeMeasured(t *testing.T) {
	w := benchWorkspace(t, 5)
	xml := uint64(0)
	for name := range tree(t, w.Inputs()) {
		z, err := zip.OpenReader(filepath.Join(w.Inputs(), filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			xml += f.UncompressedSize64
		}
		z.Close()
	}
	if each := xml / 5; each < 100_000 || each > 140_000 {
		t.Errorf("%d bytes of XML a file, want 120,000 (12 MB in 100)", each)
	}
	r := build(t, w)
	for _, s := range r.Sections {
		if s.Files > 0 && (s.Files != 5 || s.Items != 5*benchRows || s.Errors != 2) { // unsigned, and no more than a catalog
			t.Errorf("%+v", s)
		}
	}
}
