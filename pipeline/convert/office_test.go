package convert

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/docx"
	"huibian/pipeline/internal/tooltest"
)

// converted reads a file through LibreOffice and demands that its words were found again.
func converted(t *testing.T, b []byte) *docx.Document {
	t.Helper()
	k := KindOf(b, docx.Sniff(b))
	if k == nil {
		t.Fatalf("no kind for %s", docx.Sniff(b))
	}
	out, err := New("").Convert(t.Context(), k, b, hash(b), nil)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := docx.Read(out, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if diff, checked := Compare(k, b, doc); !checked || diff != (Difference{}) {
		t.Errorf("checked %v: %+v", checked, diff)
	}
	return doc
}

func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// One document, three formats: the same words come out, and go where they belong.
func TestSavedFiles(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	for _, name := range []string{"words.doc", "words.rtf", "words.odt"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, err := os.ReadFile("testdata/" + name)
			if err != nil {
				t.Fatal(err)
			}
			doc := converted(t, b)
			i := slices.IndexFunc(doc.Blocks, func(b docx.Block) bool { return b.Table != nil })
			if i < 0 {
				t.Fatal("no table")
			}
			var cells []string
			for _, row := range doc.Blocks[i].Table.Rows {
				for _, c := range row.Cells {
					cells = append(cells, fmt.Sprintf("%d×%d %s", c.Rows, c.Cols, c.Text()))
				}
			}
			want := []string{"1×1 序号", "1×1 项目名称", "1×1 权力依据", "2×1 1", "1×1 设立审批", "1×1 《外资企业法》第六条", "1×1 √", "1×1 第２３条—第25条"}
			if d := cmp.Diff(want, cells); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
			if len(doc.Footnotes) != 1 || len(doc.TextBoxes) != 1 || len(doc.Comments) != 1 || len(doc.Dropped) != 2 {
				t.Errorf("%d footnotes, %d text boxes, %d comments, dropped %v", len(doc.Footnotes), len(doc.TextBoxes), len(doc.Comments), doc.Dropped)
			}
		})
	}
}

// Pages as programs that are asked for a document write them.
func TestPages(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	const table = "<table border=1><tr><td>\xd0\xf2\xba\xc5<td colspan=2>\xcf\xee\xc4\xbf<tr><td>1<td>\xc9\xf3\xc5\xfa<td>x</table>"
	for name, page := range map[string]string{
		"archive":  "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\n\r\n" + table + "\r\n--b--",
		"fragment": table,
		"says GBK": "<html><head><meta http-equiv=Content-Type content=\"text/html; charset=gb2312\"><title>\xb1\xea\xcc\xe2</title></head><body>" + table,
		"Word": "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><meta charset=gb2312><!--[if gte mso 9]><xml><o:Author>x</o:Author></xml><![endif]--><style><!-- p {margin:0} --></style></head>" +
			"<body><p class=MsoNormal><![if !supportLists]><span>1.</span><![endif]><b>\xd0\xd0\xd5\xfe</b><o:p></o:p></p>" + table,
		"controls": "<html><body>" + table + "<form><input value=a><select><option>b<option>c</select><textarea>d</textarea></form><noscript>e</noscript><div style='display:none'>f</div>",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			doc := converted(t, []byte(page))
			i := slices.IndexFunc(doc.Blocks, func(b docx.Block) bool { return b.Table != nil })
			if i < 0 || len(doc.Blocks[i].Table.Rows) != 2 || doc.Blocks[i].Table.Rows[0].Cells[1].Text() != "项目" || doc.Blocks[i].Table.Rows[0].Cells[1].Cols != 2 {
				t.Errorf("words: %s", doc.Words())
			}
		})
	}
}

// A submission that links to a machine elsewhere does not make ours speak to it.
func TestNothingIsFetched(t *testing.T) {
	program := tooltest.FindSlow(t, "soffice")
	var asked atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer server.Close()
	files := map[string][]byte{
		"html": []byte(`<html><head><link rel=stylesheet href="URL/a.css"></head><body background="URL/b.png"><p>x<img src="URL/c.png"><iframe src="URL/d.html"></iframe><object data="URL/e.html"></object></body></html>`),
		"rtf":  []byte(`{\rtf1\ansi x{\field{\*\fldinst INCLUDEPICTURE "URL/a.png" \\d}{\fldrslt }}{\field{\*\fldinst INCLUDETEXT "URL/b.txt"}{\fldrslt y}}\par}`),
		"odt": odt(`<text:p>x<draw:frame svg:width="2cm" svg:height="2cm" text:anchor-type="as-char"><draw:image xlink:href="URL/a.png"/></draw:frame></text:p>`+
			`<text:section text:name="S"><text:section-source xlink:href="URL/b.txt" text:filter-name="Text"/><text:p>y</text:p></text:section>`, server.URL),
	}
	for name, b := range files {
		b = bytes.ReplaceAll(b, []byte("URL"), []byte(server.URL))
		t.Run(name, func(t *testing.T) { converted(t, b) })
	}
	if n := asked.Load(); n > 0 {
		t.Errorf("the server was asked %d times", n)
	}
	t.Run("with a usual profile it is", func(t *testing.T) {
		page := filepath.Join(t.TempDir(), "a.html")
		if err := os.WriteFile(page, bytes.ReplaceAll(files["html"], []byte("URL"), []byte(server.URL)), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.CommandContext(t.Context(), program, "-env:UserInstallation="+fileURL(t.TempDir()), "--headless",
			"--infilter=HTML (StarWriter)", "--convert-to", "docx", "--outdir", t.TempDir(), page)
		if out, err := cmd.CombinedOutput(); err != nil || asked.Load() == 0 {
			t.Errorf("asked %d times: the test proves nothing; %v %s", asked.Load(), err, out)
		}
	})
}

// odt packs the body of a text document.
func odt(body, url string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, part := range [][2]string{
		{"mimetype", "application/vnd.oasis.opendocument.text"},
		{"META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
		{"content.xml", `<office:document-content xmlns:office="` + nsOffice + `" xmlns:text="` + nsText + `" xmlns:svg="` + nsSVG + `" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.2"><office:body><office:text>` +
			strings.ReplaceAll(body, "URL", url) + `</office:text></office:body></office:document-content>`},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0]})
		if err == nil {
			_, err = w.Write([]byte(part[1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := z.Close(); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// corpora is where files of other projects' test suites lie, beside the repository.
const corpora = "../../../shared/corpora"

// corpusFiles are those with the given ending; the test is skipped where there are none.
func corpusFiles(t *testing.T, ending string) []string {
	t.Helper()
	if _, err := os.Stat(corpora); err != nil {
		t.Skipf("no corpora: %v", err)
	}
	var files []string
	err := filepath.WalkDir(corpora, func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ending) {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// Word's own .doc files of the corpora give their words.
func TestCorpusDocs(t *testing.T) {
	tooltest.FindSlow(t, "soffice")
	for _, path := range corpusFiles(t, ".doc") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			doc := converted(t, b)
			if n := len(strings.Fields(doc.Words())); n < 20 {
				t.Errorf("%d words", n)
			} else {
				t.Logf("%d blocks, %d words", len(doc.Blocks), n)
			}
		})
	}
}

// savedWrong are the documents of the corpora that LibreOffice does not save as they are, and what is to be told of them.
var savedWrong = map[string]Difference{
	"tests_data_docx_sources_word_tables.doc": {Joined: 3, JoinedText: "Header 0.0"}, // the last table is no table in it
}

// No document of the corpora, saved in another format, makes Compare cry for nothing; and no block taken out of one
// escapes it.
func TestCorpusSavedAs(t *testing.T) {
	files := corpusFiles(t, ".docx")
	for _, format := range []string{"doc", "rtf", "odt"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			saved := tooltest.SaveAs(t, format, files...)
			names, err := filepath.Glob(filepath.Join(saved, "*"))
			if err != nil {
				t.Fatal(err)
			}
			back := tooltest.SaveAs(t, "docx", names...)
			cuts := 0
			for _, name := range names {
				original, err := os.ReadFile(name)
				if err != nil {
					t.Fatal(err)
				}
				b, err := os.ReadFile(filepath.Join(back, strings.TrimSuffix(filepath.Base(name), format)+"docx"))
				if err != nil {
					t.Fatal(err)
				}
				doc, err := docx.Read(b, docx.Limits{})
				if err != nil {
					t.Fatal(err)
				}
				k := KindOf(original, docx.Sniff(original))
				if diff, checked := Compare(k, original, doc); !checked || diff != savedWrong[filepath.Base(name)] {
					t.Errorf("%s: checked %v: %+v", filepath.Base(name), checked, diff)
				}
				cuts += cutBlocks(t, k, original, doc)
			}
			t.Logf("%d files, %d blocks cut out", len(names), cuts)
		})
	}
}

// cutBlocks takes each block with words out of a document in turn, and demands that it is missed.
func cutBlocks(t *testing.T, k *Kind, original []byte, doc *docx.Document) (cuts int) {
	t.Helper()
	for i, b := range doc.Blocks {
		if letters(strings.Join(blockTexts(nil, []docx.Block{b}), "")) == "" {
			continue
		}
		cut := *doc
		cut.Blocks = slices.Concat(doc.Blocks[:i], doc.Blocks[i+1:])
		cuts++
		if diff, _ := Compare(k, original, &cut); diff.Lost == 0 {
			t.Errorf("block %d is not missed: %.80q", i, blockTexts(nil, []docx.Block{b}))
		}
	}
	return cuts
}
