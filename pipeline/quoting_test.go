package pipeline

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// utf16le is a text as metafiles and compound files hold it.
func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// related are the relationships of the main part, of kinds and what they lead to.
func related(pairs ...string) (name, xml string) {
	xml = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for i := 0; i+1 < len(pairs); i += 2 {
		xml += `<Relationship Id="r` + pairs[i] + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + pairs[i] + `" Target="` + pairs[i+1] + `"/>`
	}
	return "word/_rels/document.xml.rels", xml + `</Relationships>`
}

// A submission of open powers that names a secret one stays behind, wherever in the file it does: far down in a paragraph, in a
// comment, in what was deleted or hidden, in its properties, in a file within it, in its own name.
func TestASubmissionThatNamesASecretAnywhereStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	const secret = "边境管控事项审批"
	long := strings.Repeat("我科认真开展清理工作，逐项核对依据，", 10)
	var workbook bytes.Buffer
	z := zip.NewWriter(&workbook)
	in, err := z.Create("xl/sharedStrings.xml")
	if err == nil {
		_, err = in.Write([]byte(`<sst><si><t>` + secret + `</t></si></sst>`))
	}
	if err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	commentsAt, comments := related("comments", "comments.xml")
	notesAt, notes := related("footnotes", "footnotes.xml")
	note := func(words string) string {
		return `<w:footnotes ` + wordNS + `><w:footnote w:id="2">` + para(words) + `</w:footnote></w:footnotes>`
	}
	quoting := map[string]struct {
		body  string
		extra []string
	}{
		"甲": {para(long + "另有" + secret + "一项。"), nil},
		"乙": {"", []string{"word/comments.xml", `<w:comments ` + wordNS + `><w:comment w:id="1">` + para(long+"与"+secret+"有关") + `</w:comment></w:comments>`, commentsAt, comments}},
		"丙": {`<w:p><w:del w:id="3" w:author="a"><w:r><w:delText>` + long + secret + `</w:delText></w:r></w:del></w:p>`, nil},
		"丁": {`<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>` + long + secret + `</w:t></w:r></w:p>`, nil},
		"戊": {"", []string{"docProps/core.xml", `<coreProperties xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + secret + `</dc:title></coreProperties>`}},
		"己": {`<w:p><w:r><w:t>见注</w:t><w:footnoteReference w:id="2"/></w:r></w:p>`, []string{"word/footnotes.xml", note(long + secret), notesAt, notes}},
		"庚": {"", []string{"word/embeddings/Book1.xlsx", workbook.String()}},
		"辛": {"", []string{"word/media/image1.emf", "\x01\x00\x00\x00" + utf16le(secret) + "\x00\x00"}},
		"壬": {`<w:p><w:r><w:drawing descr="` + secret + `"/></w:r></w:p>`, nil},
	}
	files := map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "外资管理科/二.docx": onePower(t, secret, "涉密"),
		"监察室/" + secret + "材料.docx": onePower(t, "印章启用事项审批", "全社会")}
	for x, f := range quoting {
		power := wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围"}, []string{"印章" + x + "刻制审批", "行政许可", "《中华人民共和国对外贸易法》第三条", "全社会"})
		files["办公室/"+x+".docx"] = wordFile(t, power+f.body, f.extra...)
	}
	w := dropWorkspace(t, files)
	if err := Approve(ctx, w, li, "莆府法〔2009〕5号", notice.Date{Year: 2009, Month: 9, Day: 8}); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第一版", Program: tester, Anyway: true}); err != nil {
		t.Fatal(err)
	}
	p, err := Archive(ctx, w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester})
	if err != nil {
		t.Fatal(err)
	}
	if p.Left != len(quoting)+2 {
		t.Errorf("%d submissions stay, of %d that name it", p.Left, len(quoting)+2)
	}
	inNoFile(t, p, secret, utf16le(secret))
}

// A table of statistics that counts the secret items with the open ones stays behind; one that does not goes.
func TestStatisticsThatCountSecretsStay(t *testing.T) {
	t.Parallel()
	table := func(section, number string) []byte {
		return wordFile(t, para("附件2 行政职权统计表")+para("填报科室："+section)+wordTable([]string{"序号", "权力类别", "项数", "备注"},
			[]string{"1", "行政许可", number, ""}, []string{"2", "行政处罚", "0", ""}, []string{"合计", "", number, ""}))
	}
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "外资管理科/统计甲.docx": table("外资管理科", "3"),
		"外资管理科/二.docx": onePower(t, "口岸管控事项审批", "涉密"), "外资管理科/三.docx": onePower(t, "边境管控事项审批", "涉密"),
		"对外贸易科/目录.docx": onePower(t, "企业变更事项审批", "全社会"), "对外贸易科/四.docx": onePower(t, "边境巡查事项审批", "涉密"), "对外贸易科/统计乙.docx": table("对外贸易科", "1"),
		"办公室/一.docx": onePower(t, "印章刻制事项审批", "全社会"), "办公室/统计丙.docx": table("办公室", "2")})
	release(t, w)
	p := packed(t, w, "第一版")
	inNoFile(t, p, "统计甲")
	files := tree(t, p.Dir)
	for _, name := range []string{"对外贸易科/统计乙.docx", "办公室/统计丙.docx"} {
		if files["data/电子档案/2009/WS/"+p.Number+"/原始申报/"+name] == "" {
			t.Errorf("%s is not in the package", name)
		}
	}
}

// What the office has decided to keep secret is secret from then on, not from the next edition on.
func TestWhatIsDecidedToBeSecretStays(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"), "办公室/一.docx": onePower(t, "印章刻制事项审批", "全社会")})
	release(t, w)
	if _, err := Decide(ctx, w, li, Ruling{Code: "企业设立事项审批", Decision: notice.Close, Reason: "涉及国家秘密"}); err != nil {
		t.Fatal(err)
	}
	if p, err := Archive(ctx, w, ArchiveOptions{Act: wang, Label: "第一版", Program: tester}); !errors.Is(err, ErrNowSecret) {
		t.Errorf("packed %+v, %v", p, err)
	}
	// The section takes it away; what another says of it is not printed.
	if err := os.Remove(filepath.Join(w.Inputs(), "外资管理科", "目录.docx")); err != nil {
		t.Fatal(err)
	}
	drop(t, w, "办公室/一.docx", wordFile(t, wordTable([]string{"项目名称", "权力类别", "权力依据", "公开范围", "备注"},
		[]string{"印章刻制事项审批", "行政许可", "《中华人民共和国对外贸易法》第三条", "全社会", "与企业设立事项审批并行"})))
	build(t, w)
	for _, file := range []string{"data/public.json", "公开版/职权目录汇编.docx", "内部版/职权目录汇编.docx"} {
		if strings.Contains(openText(t, file, []byte(tree(t, w.Output())[file])), "企业设立") {
			t.Errorf("%s holds it", file)
		}
	}
}

// A sealed submission that is damaged is not taken for one that may name a secret: it would be left out, and the package be
// thought complete.
func TestADamagedSubmissionIsNotLeftOut(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	stamps := onePower(t, "印章刻制事项审批", "全社会")
	w := dropWorkspace(t, map[string][]byte{"外资管理科/目录.docx": onePower(t, "企业设立事项审批", "全社会"),
		"外资管理科/二.docx": onePower(t, "边境管控事项审批", "涉密"), "办公室/一.docx": stamps})
	release(t, w)
	o := ArchiveOptions{Act: wang, Label: "第一版", Program: tester, Untried: true}
	sealed := filepath.Join(w.vault(), sumOf(stamps))
	spoil := func() {
		t.Helper()
		if err := errors.Join(os.Chmod(sealed, 0o600), os.Truncate(sealed, int64(len(stamps)/2))); err != nil {
			t.Fatal(err)
		}
	}
	spoil()
	if p, err := Archive(ctx, w, o); !errors.Is(err, intake.ErrDamaged) {
		t.Errorf("packed %+v, %v", p, err)
	}
	if err := os.WriteFile(sealed, stamps, 0o600); err != nil {
		t.Fatal(err)
	}
	if p, err := Archive(ctx, w, o); err != nil || p.Left != 1 {
		t.Errorf("packed %+v, %v", p, err)
	}
	spoil()
	if _, err := Archive(ctx, w, o); !errors.Is(err, intake.ErrDamaged) || errors.Is(err, ErrTooMuch) {
		t.Errorf("with a package that is there: %v", err)
	}
}
