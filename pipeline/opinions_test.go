package pipeline

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	gocmp "github.com/google/go-cmp/cmp"

	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
)

// opinionsIn are the names of the opinions of a workspace, without endings; each must be there in Word and in PDF.
func opinionsIn(t *testing.T, w Workspace) (out []string) {
	t.Helper()
	there := map[string]int{}
	for name := range tree(t, w.Output()) {
		if file, ok := strings.CutPrefix(name, opinionFolder); ok {
			if !IsOpinion(name) {
				t.Errorf("%s is no opinion", name)
			}
			there[strings.TrimSuffix(file, path.Ext(file))]++
		}
	}
	for name, n := range there {
		if n != len(opinionEndings) {
			t.Errorf("%s: %d files", name, n)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Every section of every sample that sent anything has its opinion, with each of its findings and what the notice says of the
// rule; build.json lists them all. The summary counts them all and has the errors in full.
func TestEverySectionHasItsOpinion(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		report := build(t, w)
		want := []string{summaryName}
		for _, sec := range report.Sections {
			if sec.Files > 0 {
				want = append(want, sec.Name+opinionName)
			}
		}
		slices.Sort(want)
		if d := gocmp.Diff(want, opinionsIn(t, w)); d != "" {
			t.Fatalf("-want +got\n%s", d)
		}
		listed := 0
		for _, o := range report.Outputs {
			if IsOpinion(o.File) {
				listed++
				if o.Pages == 0 {
					t.Errorf("%s has no pages", o.File)
				}
			}
		}
		if listed != 2*len(want) {
			t.Errorf("%d files of %d opinions are listed", listed, len(want))
		}
		read := map[string]string{}
		for _, o := range want {
			read[o] = words(t, filepath.Join(w.Output(), filepath.FromSlash(opinionFolder+o+".docx")))
		}
		says := func(opinion, text string) {
			if text = strings.Join(strings.Fields(text), " "); !strings.Contains(read[opinion], text) {
				t.Errorf("%s does not say %q", opinion, text)
			}
		}
		for _, f := range report.Findings {
			section, _, _ := strings.Cut(f.Place.File, "/")
			own := section + opinionName
			if read[own] == "" {
				own = summaryName // of no section
			}
			says(own, f.ForSection())
			says(own, f.Advice)
			if own != summaryName {
				says(own, notice.Quoted(report.Notice.Ground(f.Rule)))
			}
			if f.Level == notice.Error {
				says(summaryName, f.Message)
			}
		}
	})
}

// lead is where a link of an opinion leads: a file below the workspace, and the place in it.
type lead struct{ file, place string }

// leadsOfWord are the links out of a Word file that lies in a folder.
func leadsOfWord(t *testing.T, folder string, b []byte) (out []lead) {
	t.Helper()
	p := docxtest.Parts(b)
	targets := map[string]string{}
	for _, m := range regexp.MustCompile(`Id="([^"]*)" Type="[^"]*/hyperlink" Target="([^"]*)" TargetMode="External"`).FindAllStringSubmatch(p["word/_rels/document.xml.rels"], -1) {
		to, err := url.PathUnescape(m[2])
		if err != nil {
			t.Fatal(err)
		}
		targets[m[1]] = path.Join(folder, to)
	}
	for _, m := range regexp.MustCompile(`<w:hyperlink r:id="([^"]*)"(?: w:anchor="([^"]*)")?`).FindAllStringSubmatch(p["word/document.xml"], -1) {
		if targets[m[1]] == "" {
			t.Errorf("%s is no relation", m[1])
		}
		out = append(out, lead{targets[m[1]], m[2]})
	}
	return out
}

// leadsOfPDF are those out of a PDF.
func leadsOfPDF(t *testing.T, folder string, b []byte) (out []lead) {
	t.Helper()
	b = []byte(openText(t, "opinion.pdf", b)) // the links are in object streams
	for _, m := range regexp.MustCompile(`/S /GoToR /F << [^>]*> /UF <FEFF([0-9A-F]*)> >> /D (?:<([0-9A-F]*)>|\[0 /Fit\])`).FindAllStringSubmatch(string(b), -1) {
		raw, err := hex.DecodeString(m[1])
		if err != nil {
			t.Fatal(err)
		}
		var u []uint16
		for i := 0; i+1 < len(raw); i += 2 {
			u = append(u, uint16(raw[i])<<8|uint16(raw[i+1]))
		}
		out = append(out, lead{path.Join(folder, string(utf16.Decode(u))), m[2]})
	}
	for _, m := range regexp.MustCompile(`/S /URI /URI \(([^)]*)\)`).FindAllStringSubmatch(string(b), -1) {
		to, err := url.PathUnescape(m[1])
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, lead{path.Join(folder, to), ""})
	}
	return out
}

// Every link of an opinion leads to a file that is there, and to a place in it: of an item in the volume of its class.
func TestLinksOfOpinionsLeadSomewhere(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		report := build(t, w)
		files := tree(t, w.Dir)
		contents := map[string]string{} // what a place can be looked for in
		follow := func(from string, l lead) {
			b, there := files[l.file]
			if !there {
				t.Errorf("%s leads to %s, which is not there", from, l.file)
				return
			}
			if l.place == "" {
				return
			}
			if contents[l.file] == "" {
				contents[l.file] = openText(t, l.file, []byte(b))
			}
			if !strings.Contains(contents[l.file], `w:name="`+l.place+`"`) && !strings.Contains(contents[l.file], "<"+l.place+">[") {
				t.Errorf("%s leads to %s in %s, which is not there", from, l.place, l.file)
			}
		}
		var catalogued struct {
			Items []struct {
				Code       string
				Disclosure notice.Class
			}
		}
		if err := json.Unmarshal([]byte(files["output/"+catalogFile]), &catalogued); err != nil {
			t.Fatal(err)
		}
		volumeOf := map[string]string{}
		for _, it := range catalogued.Items {
			for _, v := range volumes {
				if v.class == it.Disclosure {
					volumeOf[it.Code] = "output/" + v.path
				}
			}
		}
		toItems := map[string]int{} // by ending
		for _, o := range report.Outputs {
			if !IsOpinion(o.File) {
				continue
			}
			from := "output/" + o.File
			ending := path.Ext(from)
			leads := leadsOfWord
			if ending == ".pdf" {
				leads = leadsOfPDF
			}
			for _, l := range leads(t, path.Dir(from), []byte(files[from])) {
				follow(from, l)
				code := strings.ReplaceAll(strings.TrimPrefix(l.place, "_item_"), "_", "-")
				if raw, err := hex.DecodeString(l.place); err == nil {
					code = strings.TrimPrefix(string(raw), "item:")
				}
				if l.place != "" && l.file != volumeOf[code]+ending {
					t.Errorf("%s leads for %s to %s, which stands in %s", from, code, l.file, volumeOf[code])
				}
				if l.place != "" {
					toItems[ending]++
				}
			}
		}
		// Each finding about an item has two links to it: its code, and its name. Lines that break make more of them in a PDF.
		about := 0
		for _, f := range report.Findings {
			if f.Item != "" && volumeOf[f.Item] != "" {
				about += 2
			}
		}
		if about == 0 || toItems[".docx"] < about || toItems[".pdf"] < about {
			t.Errorf("%v links to items, %d findings about any", toItems, about/2)
		}
	})
}

// There is no link to a file whose name on disk is another than it is printed.
func TestNoLinkWhereThereIsNothing(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"办公室/a.docx": onePower(t, "甲审批", "全社会")})
	bad := filepath.Join(w.Inputs(), "办公室", "b\x01.docx")
	if err := os.WriteFile(bad, onePower(t, "乙审批", "全社会"), 0o644); err != nil {
		t.Skip("no such names here")
	}
	build(t, w)
	files := tree(t, w.Dir)
	for _, l := range leadsOfWord(t, "output/审核意见", []byte(files["output/审核意见/办公室审核意见.docx"])) {
		if _, there := files[l.file]; !there {
			t.Errorf("a link leads to %q", l.file)
		}
	}
}

// An opinion goes when its section has sent nothing any more, and nothing else goes with it.
func TestOpinionsGoWithTheirSections(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{"办公室/a.docx": onePower(t, "甲审批", "全社会"), "临时组/b.docx": onePower(t, "乙审批", "全社会")})
	build(t, w)
	if d := gocmp.Diff([]string{"临时组审核意见", "办公室审核意见", summaryName}, opinionsIn(t, w)); d != "" {
		t.Fatalf("-want +got\n%s", d)
	}
	note := filepath.Join(w.Output(), opinionFolder, "批示.docx")
	if err := os.WriteFile(note, []byte("x"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.RemoveAll(filepath.Join(w.Inputs(), "临时组")); err != nil {
		t.Fatal(err)
	}
	build(t, w)
	if _, err := os.Stat(note); err != nil {
		t.Errorf("what somebody put there: %v", err)
	}
	_ = os.Remove(note)
	if d := gocmp.Diff([]string{"办公室审核意见", summaryName}, opinionsIn(t, w)); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

// An opinion that quotes what is secret, or may be, is for its owner alone, and says so; that of a section of which nothing is
// known but secret files is closed though it quotes none.
func TestModesOfOpinions(t *testing.T) {
	w := dropWorkspace(t, map[string][]byte{
		"办公室/公开.docx":     onePower(t, "甲审批", "全社会"),
		"监察室/有一项.docx":    onePower(t, "丁审批", "不公开"),
		"监察室/公开.docx":     onePower(t, "戊审批", "全社会"),
		"政策法规科/加密.docx":   encrypted(),
		"专班/机密卷/目录.docx":  onePower(t, "己审批", "全社会"),
		"人事教育科/普通.docx":   onePower(t, "庚审批", "全社会"),
		"人事教育科/涉密目录.docx": wordFile(t, para("涉密不宜公开行政职权目录")+para("零申报。本科室没有涉密不宜公开的行政职权。")),
	})
	build(t, w)
	for section, mode := range map[string]os.FileMode{"办公室": modeOpen, "监察室": modeSecret, "政策法规科": modeSecret, "专班": modeSecret, "人事教育科": modeSecret} {
		for _, ending := range opinionEndings {
			file := filepath.Join(w.Output(), opinionFolder, section+opinionName+ending)
			info, err := os.Stat(file)
			if err != nil {
				t.Error(err)
				continue
			}
			if info.Mode().Perm() != mode {
				t.Errorf("%s: mode %v", file, info.Mode())
			}
			if ending == ".docx" && strings.Contains(words(t, file), "请按涉密材料保管") != (mode == modeSecret) {
				t.Errorf("%s says what its mode does not", file)
			}
		}
	}
	if info, err := os.Stat(filepath.Join(w.Output(), opinionFolder)); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("the folder is everybody's: %v, %v", info.Mode(), err)
	}
}

// Only what lies in the folder is an opinion; sections whose names are one to some file system, or no file system takes, have one
// each.
func TestOpinionNames(t *testing.T) {
	for name, want := range map[string]bool{
		"审核意见/办公室审核意见.docx": true, "审核意见/审核意见汇总.pdf": true, "审核意见/办公室审核意见（新）.pdf": true, "审核意见/a.txt": false,
		"审核意见/深/a.docx": false, "审核意见/../a.docx": false, "回执/a.docx": false, "/审核意见/a.docx": false, "": false,
	} {
		if IsOpinion(name) != want {
			t.Errorf("%q: %v", name, !want)
		}
	}
	if a, b := unit("审核意见/办公室审核意见.docx"), unit("审核意见/办公室审核意见.pdf"); a != b || a == unit("审核意见/监察室审核意见.pdf") {
		t.Error("the two files of one opinion are one unit, and no other is")
	}
	w := dropWorkspace(t, map[string][]byte{"con/a.docx": onePower(t, "甲审批", "全社会"), "CON/a.docx": onePower(t, "乙审批", "全社会"), "处:室/c.docx": onePower(t, "丙审批", "全社会")})
	build(t, w)
	if got := opinionsIn(t, w); len(got) != 4 {
		t.Errorf("opinions %v", got)
	}
	text := words(t, filepath.Join(w.Output(), opinionFolder, summaryName+".docx"))
	if !strings.Contains(text, fmt.Sprintf("3个科室报送%d份文件", 3)) {
		t.Errorf("the summary says %.60s", text)
	}
}
