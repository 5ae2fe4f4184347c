package docx

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// small limits keep one input of a fuzzer short.
var small = Limits{Parts: 100, Part: 1 << 20, Total: 4 << 20, Columns: 100, Rows: 1000, Cells: 50_000}

// FuzzRead feeds whole files. Whatever comes in, Read returns; what it returns is consistent.
func FuzzRead(f *testing.F) {
	f.Add([]byte{})
	f.Add([]byte("{\\rtf1"))
	f.Add(ole("WordDocument"))
	f.Add(submission(1))
	f.Add(pack(map[string]string{"document": inUTF16(mainPart(""), true, false)}))
	f.Add(lying([]byte("<x/>"), 100))
	f.Fuzz(func(t *testing.T, b []byte) {
		Sniff(b)
		doc, err := Read(b, small)
		if err != nil {
			return
		}
		checkInvariants(t, doc)
	})
}

// FuzzMain feeds the body, the styles and the numbering of a package that is otherwise sound; its seeds are the golden
// cases.
func FuzzMain(f *testing.F) {
	paths, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil {
		f.Fatal(err)
	}
	for _, path := range paths {
		file, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		input, _, _ := strings.Cut(string(file), rule)
		parts := caseParts(input)
		f.Add(parts["body"], parts["styles"], parts["numbering"], parts["footnotes"])
	}
	f.Fuzz(func(t *testing.T, body, styles, numbering, footnotes string) {
		file := pack(map[string]string{"body": body, "styles": styles, "numbering": numbering, "footnotes": footnotes})
		doc, err := Read(file, small)
		if err != nil {
			return
		}
		checkInvariants(t, doc)
		once, err := json.Marshal(doc.JSONBlocks())
		if err != nil {
			t.Fatal(err)
		}
		again, err := Read(file, small)
		if err != nil {
			t.Fatalf("second reading: %v", err)
		}
		if twice, err := json.Marshal(again.JSONBlocks()); err != nil || string(once) != string(twice) {
			t.Fatalf("two readings differ:\n%s\n%s", once, twice)
		}
	})
}

// alphabet is what FuzzTree writes documents with: elements with the attributes that matter to the reader.
var alphabet = []string{
	"w:p", "w:p", "w:r", "w:r", "w:t", "w:t", "w:tbl", "w:tr", "w:tc", "w:tc", "w:tcPr", "w:trPr", "w:pPr", "w:rPr",
	`w:gridSpan w:val="2"`, `w:gridSpan w:val="3"`, "w:vMerge", `w:vMerge w:val="restart"`, "w:hMerge", `w:hMerge w:val="restart"`,
	`w:gridBefore w:val="1"`, `w:gridAfter w:val="2"`, "w:del", "w:ins", "w:moveFrom", "w:cellDel", "w:hidden", "w:vanish",
	`w:vanish w:val="0"`, "w:sdt", "w:sdtPr", "w:sdtContent", "w:showingPlcHdr", "mc:AlternateContent",
	`mc:Choice Requires="wps"`, `mc:Choice Requires="nobody"`, "mc:Fallback", "w:drawing", "w:pict", "w:object", "w:txbxContent",
	`wp:docPr hidden="1" descr="x"`, `a:blip r:embed="rId1"`, "a:txBody", "a:p", "a:t", `v:textpath string="水印"`,
	`w:fldChar w:fldCharType="begin"`, `w:fldChar w:fldCharType="separate"`, `w:fldChar w:fldCharType="end"`, "w:instrText",
	"w:ffData", "w:checkBox", "w:ddList", `w:listEntry w:val="许可"`, `w:fldSimple w:instr="PAGE"`, "w:delText", "w:ruby", "w:rt",
	"w:br", `w:br w:type="page"`, "w:tab", `w:sym w:font="Wingdings" w:char="F0FE"`, "m:oMath", "m:r", "m:t", "m:f", "m:den", "m:d",
	"m:e", "m:nary", "w:numPr", `w:numId w:val="1"`, `w:ilvl w:val="1"`, `w:pStyle w:val="h"`, `w:rStyle w:val="c"`,
	"w:sectPr", `w:footnoteReference w:id="1"`, `w:altChunk r:id="rId1"`, "w:customXml", "w:unknown", "x:unknown", "w:body",
	`wp:extent cx="6350000" cy="635"`, `v:shape style="width:10cm;height:1.5in"`, `o:OLEObject ProgID="Excel.Sheet.12" r:id="rId2"`,
	`w:control r:id="rId1"`, "w14:contentPart", "wps:linkedTxbx", `c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="rId1"`,
	`dgm:relIds xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" r:dm="rId1"`,
	`w:subDoc r:id="rId1"`, `w:cellMerge w:vMerge="cont"`, `w:rFonts w:ascii="Symbol"`, `w:rPr xmlns:w="urn:example"`,
	`w:commentRangeStart w:id="0"`, `w:commentRangeEnd w:id="0"`, `w:commentReference w:id="0"`,
}

// treeOf turns bytes into well-formed XML: each opens an element of the alphabet, closes one, or writes a word.
func treeOf(program []byte) string {
	var b strings.Builder
	var open []string
	for _, c := range program[:min(len(program), 2000)] {
		switch {
		case c >= 200 && len(open) > 0:
			b.WriteString("</" + open[len(open)-1] + ">")
			open = open[:len(open)-1]
		case c >= 180:
			b.WriteString("文")
		default:
			name := alphabet[int(c)%len(alphabet)]
			b.WriteString("<" + name + ">")
			tag, _, _ := strings.Cut(name, " ")
			open = append(open, tag)
		}
	}
	for i := len(open) - 1; i >= 0; i-- {
		b.WriteString("</" + open[i] + ">")
	}
	return b.String()
}

// FuzzTree feeds well-formed documents in which anything may stand anywhere.
func FuzzTree(f *testing.F) {
	f.Add([]byte{6, 7, 8, 0, 2, 4, 180, 200, 200, 200, 200, 7, 8, 10, 16, 200, 200})
	f.Add([]byte{0, 2, 47, 200, 200, 2, 50, 180, 200, 200, 2, 49, 200, 200})
	f.Add([]byte{33, 34, 0, 2, 37, 40, 0, 2, 4, 180})
	st := `<w:style w:type="paragraph" w:styleId="h"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:vanish/></w:rPr></w:style><w:style w:type="character" w:styleId="c"><w:rPr><w:vanish/></w:rPr></w:style>`
	num := `<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>`
	notes := `<w:footnote w:id="1"><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>`
	rels := `<Relationship Id="rId1" Type="` + relType + `chart" Target="chart.xml"/><Relationship Id="rId2" Type="` + relType + `package" Target="x.xlsx"/>`
	drawn := `<x xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>图中文字</a:t></a:r></a:p></x>`
	book := string(workbook())
	f.Fuzz(func(t *testing.T, program []byte) {
		doc, err := Read(pack(map[string]string{"body": treeOf(program), "styles": st, "numbering": num, "footnotes": notes, "rels": rels, "word/chart.xml": drawn, "word/x.xlsx": book}), small)
		if err != nil {
			return
		}
		checkInvariants(t, doc)
		doc.JSONBlocks()
		if strings.Contains(doc.Words(), "<") {
			t.Fatal("markup among the words")
		}
	})
}

// FuzzAnnotate feeds a main part and its comments. Whatever comes in, an annotated file reads as it did, with the comments
// that found a place, and Strip gives the main part back.
func FuzzAnnotate(f *testing.F) {
	for _, dir := range []string{"cases", "annotate"} {
		paths, err := filepath.Glob("testdata/" + dir + "/*.txt")
		if err != nil {
			f.Fatal(err)
		}
		for _, path := range paths {
			file, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			input, _, _ := strings.Cut(string(file), "\n== annotate")
			input, _, _ = strings.Cut(input, rule)
			parts := caseParts(input)
			f.Add(parts["body"], parts["comments"], parts["styles"])
		}
	}
	f.Add(`<w:p><w:pPr><w:r><w:commentReference w:id="0"/></w:r></w:pPr></w:p>`,
		`<w:comment w:id="0"><w:p><w:r><w:t>`+marked("甲")+`</w:t></w:r></w:p></w:comment>`, "")
	f.Fuzz(func(t *testing.T, body, comments, styles string) {
		checkAnnotating(t, pack(map[string]string{"body": body, "comments": comments, "styles": styles}))
	})
}

// FuzzAnnotateTree does the same with documents in which anything may stand anywhere, marks of a comment of ours as well.
func FuzzAnnotateTree(f *testing.F) {
	f.Add([]byte{6, 7, 8, 0, 2, 4, 180, 200, 200, 200, 200, 7, 8, 10, 16, 200, 200})
	mark := byte(len(alphabet) - 1)
	f.Add([]byte{0, 2, 2, mark, 200, 4, 180, 200, 200, 200, 0, 12, 2, mark, 200, 200, 200, 2, 4, 180})
	f.Add([]byte("\xc8\x02a"))                                                      // a reference in no paragraph
	f.Add([]byte("\x7f\x00\x01\x00"))                                               // paragraphs right in a content control
	f.Add([]byte("\xdb\xdb\xdb\xdb\xdb\xdb\x06\a\b\xc8\x02\xd9\xb4\xc8\x04\x00aa")) // marks in marks
	comments := `<w:comment w:id="0"><w:p><w:r><w:t>` + marked("甲") + `</w:t></w:r></w:p></w:comment>`
	f.Fuzz(func(t *testing.T, program []byte) {
		checkAnnotating(t, pack(map[string]string{"body": treeOf(program), "comments": comments}))
	})
}

// checkAnnotating strips a file and annotates it everywhere.
func checkAnnotating(t *testing.T, file []byte) {
	doc, err := Read(file, small)
	if err != nil {
		return
	}
	as := everywhere(doc.Blocks)
	if len(as) > 200 || !wellFormed(t, file) {
		return
	}
	plain, err := Strip(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := reading(t, plain), reading(t, file); got != want {
		t.Fatalf("stripped reads\n%s\nwant\n%s", got, want)
	}
	out, n := annotateAll(t, file, as)
	checkAnnotated(t, plain, out)
	again, err := Read(out, Limits{})
	if err != nil || len(again.Remarks) != n {
		t.Fatalf("%d remarks of %d: %v", len(again.Remarks), n, err)
	}
}

// wellFormed tells whether tags match even where Read skips what they hold.
func wellFormed(t *testing.T, file []byte) bool {
	f, err := openFile(file, Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{f.main, f.partOf("comments")} {
		text, err := f.c.text(part)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.c.survey(text.utf8, nil); err != nil {
			return false
		}
	}
	return true
}
