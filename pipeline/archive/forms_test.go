package archive

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/internal/tooltest"
)

// form is a kind of file: its schema, its check, and one of it in which everything is right.
type form struct {
	file   string
	schema *schema
	check  func(io.Reader) ([]string, error)
	sample []byte
}

// allForms are the XML files of a package.
func allForms(t testing.TB) []form {
	r, files := sample(t)
	return []form{
		{"eep", eepSchema, CheckEEP, bytesOf(t, func(w io.Writer) error { return WriteEEP(w, r, files.open, 200) })},
		{"元数据", metadataSchema, CheckMetadata, bytesOf(t, func(w io.Writer) error { return WriteMetadata(w, r) })},
		{"文件目录", directorySchema, func(r io.Reader) ([]string, error) { return directorySchema.check(r, nil) },
			bytesOf(t, func(w io.Writer) error { return WriteDirectory(w, sampleEvidence(t).Directory) })},
		{"四性检测报告", reportSchema, CheckReport, bytesOf(t, func(w io.Writer) error { return WriteReport(w, Check(sampleEvidence(t))) })},
	}
}

func TestFilesAreAsTheyAreKept(t *testing.T) {
	for _, f := range allForms(t) {
		keep(t, filepath.Join("testdata", f.file+".xml"), f.sample)
		if problems, err := f.check(strings.NewReader(string(f.sample))); err != nil || len(problems) > 0 {
			t.Errorf("%s: %q (%v)", f.file, problems, err)
		}
	}
}

// broken is a file with one thing wrong, and the words that must be among the problems.
type broken struct{ what, data, said string }

// breakAll does to a file every one of: a mandatory element left out, neighbours exchanged, an element that may be there once
// doubled, a mandatory attribute left out, a word that is not one of those allowed, a mandatory text left empty.
func breakAll(t testing.TB, f form) []broken {
	var out []broken
	whole := parse(t, f.sample)
	add := func(what, said string) { out = append(out, broken{what, whole.String(), said}) }
	whole.walk(func(n *node) {
		r := f.schema.byName[n.name]
		kids := n.kids
		for i, k := range kids {
			slot := f.schema.slots[n.name][slices.IndexFunc(f.schema.slots[n.name], func(s slot) bool { return slices.Contains(s.names, k.name) })]
			alone := !slices.ContainsFunc(kids, func(o *node) bool { return o != k && o.name == k.name })
			if alone && !slot.optional {
				n.kids = slices.Delete(slices.Clone(kids), i, i+1)
				add(n.name+" without "+k.name, fmt.Sprintf("“%s”里缺少“%s", n.name, strings.Join(slot.names, "／")))
			}
			if !slot.many {
				n.kids = slices.Insert(slices.Clone(kids), i, k)
				add(n.name+" with two "+k.name, fmt.Sprintf("“%s”里，“%s”只能有一个", n.name, strings.Join(slot.names, "／")))
			}
			if i > 0 && kids[i-1].name != k.name {
				n.kids = slices.Clone(kids)
				n.kids[i-1], n.kids[i] = k, kids[i-1]
				add(n.name+": "+k.name+" before "+kids[i-1].name, fmt.Sprintf("“%s”里，“%s”应在“%s”之前", n.name, kids[i-1].name, strings.Join(slot.names, "／")))
			}
		}
		n.kids = kids
		start := n.start
		for _, a := range r.attrs {
			if i := strings.Index(start, " "+a.name+`="`); a.required {
				j := i + len(a.name) + 3
				n.start = start[:i] + start[j+strings.IndexByte(start[j:], '"')+1:]
				add(n.name+" without "+a.name, fmt.Sprintf("“%s”缺少属性“%s”", n.name, a.name))
				n.start = start
			}
		}
		text := n.text
		if n.text = "不对"; len(r.words) > 0 {
			add(n.name+" of another word", fmt.Sprintf("“%s”应为“", n.name))
		}
		if n.text = " "; r.kind == textual {
			add(n.name+" empty", fmt.Sprintf("“%s”不能为空", n.name))
		}
		n.text = text
	})
	return out
}

func TestWhateverIsWrongIsNamed(t *testing.T) {
	for _, f := range allForms(t) {
		all := breakAll(t, f)
		if len(all) < 50 {
			t.Errorf("%s: only %d ways to break it", f.file, len(all))
		}
		for _, b := range all {
			problems, err := f.check(strings.NewReader(b.data))
			if err != nil || !strings.Contains(strings.Join(problems, "\n"), b.said) {
				t.Errorf("%s: %s: %q lacks %q (%v)", f.file, b.what, problems, b.said, err)
			}
		}
	}
}

func TestAnotherValidatorFindsTheSame(t *testing.T) {
	tool := tooltest.Find(t, "xmllint")
	for _, f := range allForms(t) {
		dir := t.TempDir()
		var names []string
		put := func(data string) {
			name := filepath.Join(dir, fmt.Sprintf("%04d.xml", len(names)))
			if err := os.WriteFile(name, []byte(data), 0o644); err != nil {
				t.Fatal(err)
			}
			names = append(names, name)
		}
		put(string(f.sample))
		all := breakAll(t, f)
		for _, b := range all {
			put(b.data)
		}
		out, _ := exec.CommandContext(t.Context(), tool, append([]string{"--noout", "--schema", filepath.Join("schema", f.file+".xsd")}, names...)...).CombinedOutput()
		for i, n := range names {
			valid := strings.Contains(string(out), n+" validates\n")
			if i == 0 && !valid {
				t.Errorf("%s: the sample is not valid: %s", f.file, firstLine(string(out)))
			}
			if i > 0 && valid {
				t.Errorf("%s: %s: valid", f.file, all[i-1].what)
			}
			if !valid && !strings.Contains(string(out), n+" fails to validate\n") {
				t.Fatalf("%s: nothing said of %s", f.file, n)
			}
		}
	}
}

// firstLine is a line to show.
func firstLine(s string) string { line, _, _ := strings.Cut(s, "\n"); return line }
