package form

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"huibian/pipeline/docx"
)

// benchDocuments are submissions of the size of DESIGN §5: files tables of 20 powers by 9 columns, in memory.
func benchDocuments(files int) []*docx.Document {
	head := []string{"序号", "项目名称", "权力类别", "权力依据", "公开形式", "公开范围", "公开时间", "收费依据及标准", "承办科室和负责人"}
	categories := []string{"行政许可", "行政处罚", "行政强制", "行政征收", "行政给付", "行政确认", "行政裁决", "其他行政权力"}
	const text = "申请人应当提交申请书以及法律法规规定的其他材料行政机关自受理之日起依法进行审查并在规定期限内作出决定"
	docs := make([]*docx.Document, files)
	for i := range docs {
		rows := [][]string{head}
		for k := range 20 {
			n := i*20 + k
			rows = append(rows, []string{
				fmt.Sprint(k + 1), fmt.Sprintf("对外贸易经营资格%s审批第%d号", string([]rune(text)[n%20:n%20+4]), n), categories[n%8],
				fmt.Sprintf("《中华人民共和国对外贸易法》第%d条:%s。", n%60+1, text), "政府网站、办事指南", "全社会", "长期", "不收费", "第一科 负责人",
			})
		}
		docs[i] = &docx.Document{Blocks: []docx.Block{
			paragraph("", "行政职权目录"), paragraph("", "填报科室:第一科    填报日期:2009年8月18日"), {Table: buildTable(rows)},
		}}
	}
	return docs
}

// BenchmarkRead is form's share of DESIGN §5: 100 submissions of 20 powers, on one core.
func BenchmarkRead(b *testing.B) {
	docs := benchDocuments(100)
	r := NewReader(loadNotice(b, "putian-2009"))
	b.ReportAllocs()
	for b.Loop() {
		for _, doc := range docs {
			if got := r.Read(doc, Source{File: "第一科/职权目录.docx", Section: "第一科"}); len(got.Records) != 20 {
				b.Fatalf("%d records", len(got.Records))
			}
		}
	}
}

// BenchmarkReadFiles reads a folder of Word files as Build does, docx and form, on all cores. The folder is made by
// make.py of DESIGN §5 and named by HUIBIAN_BENCH.
func BenchmarkReadFiles(b *testing.B) {
	dir := os.Getenv("HUIBIAN_BENCH")
	if dir == "" {
		b.Skip("HUIBIAN_BENCH names no folder of submissions")
	}
	var files []string
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".docx") {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	r := NewReader(loadNotice(b, "putian-2009"))
	b.ReportAllocs()
	for b.Loop() {
		next := make(chan string)
		var wait sync.WaitGroup
		for range runtime.GOMAXPROCS(0) {
			wait.Go(func() {
				for file := range next {
					data, err := os.ReadFile(file)
					if err != nil {
						b.Error(err)
						continue
					}
					doc, err := docx.Read(data, docx.DefaultLimits)
					if err != nil {
						b.Error(err)
						continue
					}
					if got := r.Read(doc, Source{File: file}); len(got.Records) == 0 {
						b.Errorf("%s: no records", file)
					}
				}
			})
		}
		for _, file := range files {
			next <- file
		}
		close(next)
		wait.Wait()
	}
}
