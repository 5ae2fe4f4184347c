package docx

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// submission builds a file as Word writes it: one table of nine columns, run properties in every cell.
func submission(rows int) []byte {
	const rpr = `<w:rPr><w:rFonts w:ascii="宋体" w:eastAsia="宋体" w:hAnsi="宋体" w:cs="宋体" w:hint="eastAsia"/><w:kern w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/></w:rPr>`
	var b strings.Builder
	b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="13700" w:type="dxa"/></w:tblPr><w:tblGrid>` + strings.Repeat(`<w:gridCol w:w="1500"/>`, 9) + `</w:tblGrid>`)
	for r := range rows {
		b.WriteString(`<w:tr><w:trPr><w:trHeight w:val="600"/></w:trPr>`)
		for c := range 9 {
			fmt.Fprintf(&b, `<w:tc><w:tcPr><w:tcW w:w="1500" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr><w:p w:rsidR="00%06X"><w:pPr><w:widowControl/><w:jc w:val="left"/>%s</w:pPr><w:r w:rsidR="00A1B2C3">%s<w:t xml:space="preserve">《中华人民共和国对外贸易法》第%d条</w:t></w:r><w:r>%s<w:t>申请人应当提交申请书%d</w:t></w:r></w:p></w:tc>`, r*9+c, rpr, rpr, r, rpr, c)
		}
		b.WriteString(`</w:tr>`)
	}
	b.WriteString(`</w:tbl>`)
	return pack(map[string]string{"body": b.String()})
}

// BenchmarkRead reads one submission of 20 rows.
func BenchmarkRead(b *testing.B) {
	file := submission(20)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(file, Limits{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReadFolder reads every file below the folder HUIBIAN_BENCH, one after the other.
func BenchmarkReadFolder(b *testing.B) {
	dir := os.Getenv("HUIBIAN_BENCH")
	if dir == "" {
		b.Skip("HUIBIAN_BENCH names no folder of submissions")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*", "*.docx"))
	if err != nil || len(paths) == 0 {
		b.Fatalf("no submissions in %s: %v", dir, err)
	}
	var files [][]byte
	for _, p := range paths {
		file, err := os.ReadFile(p)
		if err != nil {
			b.Fatal(err)
		}
		files = append(files, file)
	}
	b.ReportAllocs()
	for b.Loop() {
		for _, file := range files {
			if _, err := Read(file, Limits{}); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkAnnotate puts a comment on every cell of one submission of 20 rows.
func BenchmarkAnnotate(b *testing.B) {
	file := submission(20)
	doc, err := Read(file, Limits{})
	if err != nil {
		b.Fatal(err)
	}
	as := cellsOf(doc.Blocks)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Annotate(file, Limits{}, as); err != nil {
			b.Fatal(err)
		}
	}
}
