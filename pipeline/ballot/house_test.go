package ballot

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"testing"

	"huibian/pipeline/answer"
	"huibian/pipeline/docx"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
)

const putian = "../../templates/putian-2009"

var theNotice = sync.OnceValue(func() *notice.Notice {
	path := filepath.Join(putian, "notice.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		panic(err)
	}
	n, err := notice.Parse(path, data)
	if err != nil {
		panic(err)
	}
	return n
})

var thePress = sync.OnceValue(func() *answer.Press {
	p, err := answer.NewPress(theLook())
	if err != nil {
		panic(err)
	}
	return p
})

var theLook = sync.OnceValue(func() *style.Sheet {
	data, err := os.ReadFile(filepath.Join(putian, "book.docx"))
	if err != nil {
		panic(err)
	}
	s, err := style.Read(data)
	if err != nil {
		panic(err)
	}
	return s
})

// full is a sheet with questions of each kind, one of which is decided already, and an approval.
func full() *Sheet {
	return &Sheet{
		Notice: theNotice(), Day: notice.Date{Year: 2009, Month: 8, Day: 25},
		Rows: []Row{
			{No: 1, Code: "PT01WJ-XK-0001", Name: "外商投资企业设立审批", Section: "外资管理科", Category: "行政许可", Class: "公开", Check: "3fa91c",
				Why: []string{"新报事项，没有问题。"}},
			{No: 2, Code: "PT01WJ-XK-0002", Name: "外商投资企业合同、章程变更审批", Section: "外资管理科", Category: "行政许可", Class: "公开", Check: "07be52",
				Why: []string{"权力依据空泛：“根据省、市、区有关文件规定”。", "承诺时限20个工作日，未比法定时限缩短三分之一以上。"}, Options: []notice.Decision{notice.Confirm, notice.Clarify, notice.Abolish, notice.Return}},
			{No: 3, Code: "PT01WJ-XK-0003", Name: "外资企业变更审批", Section: "外资管理科", Category: "行政许可", Class: "公开", Check: "c04d9e",
				Why: []string{"名称与往年的一项职权相近。"}, About: "PT01WJ-XK-0002 外商投资企业合同、章程变更审批"},
			{No: 4, Code: "PT01WJ-QT-5001", Name: "加工贸易企业经营状况核查", Section: "对外贸易科", Category: "其他行政权力", Class: "对内公开", Check: "9912aa",
				Why: []string{"公开范围写“内部”，没有写不公开的理由。"}, Decided: notice.Open, Reason: "没有保密依据，应予以公开\n（局务会8月24日议定）"},
		},
		Approval: &Approval{Office: "市法制办", Check: "e4b17d"},
	}
}

func written(t testing.TB, s *Sheet) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := thePress().Write(&b, s); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t testing.TB, file []byte) *Filled {
	t.Helper()
	doc, err := docx.Read(file, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return Read(theNotice(), doc, notice.Place{File: "审核/审核表.docx"})
}

// edited is a file with another main part.
func edited(t testing.TB, file []byte, edit func(xml string) string) []byte {
	t.Helper()
	out, err := docxtest.EditMain(file, func(xml string) (string, error) { return edit(xml), nil })
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// control finds the content control of a tag.
func control(tag string) *regexp.Regexp {
	return regexp.MustCompile(`<w:sdt><w:sdtPr>(?:<w:alias[^>]*>)?<w:tag w:val="` + regexp.QuoteMeta(tag) + `"/>.*?</w:sdt>`)
}

// put fills in the content control of a tag, as Word does.
func put(xml, tag, text string) string {
	filled, err := docxtest.Fill(xml, tag, text)
	if err != nil {
		panic(err)
	}
	return filled
}
