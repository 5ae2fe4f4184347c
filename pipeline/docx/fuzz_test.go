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
	f.Add(lying("word/document.xml", []byte("<x/>"), 100))
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
