package catalog

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

var notices sync.Map // by name

// theNotice is one of the notices of the house, parsed once.
func theNotice(t testing.TB, name string) *notice.Notice {
	t.Helper()
	n, ok := notices.Load(name)
	if !ok {
		n = changed(t, name, "", "")
		notices.Store(name, n)
	}
	return n.(*notice.Notice)
}

// changed is a notice of the house with words of its notice.yaml replaced.
func changed(t testing.TB, name, from, to string) *notice.Notice {
	t.Helper()
	path := filepath.Join("..", "..", "templates", name, "notice.yaml")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte(from)) {
		t.Fatalf("%s does not say %q", path, from)
	}
	n, err := notice.Parse(path, bytes.Replace(data, []byte(from), []byte(to), 1))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func putian(t testing.TB) *notice.Notice { return theNotice(t, "putian-2009") }

// record is a row of a table whose fields are given as key, text, key, text.
func record(class notice.Class, pairs ...string) form.Record {
	r := form.Record{Class: class, Layout: form.Horizontal, Form: notice.FormCatalog, Rows: 1, Fields: map[string]form.Value{}}
	for i := 0; i < len(pairs); i += 2 {
		r.Fields[pairs[i]] = form.Value{Text: pairs[i+1], Raw: pairs[i+1]}
	}
	return r
}

// submission is a file with one table, whose first row is the head.
func submission(file, section string, records ...form.Record) *form.Reading {
	r := &form.Reading{Source: form.Source{File: file, SHA256: hashOf(file), Section: section}, Records: records}
	for i := range r.Records {
		at := notice.Place{File: file, SHA256: r.Source.SHA256, Table: 1, Row: i + 2}
		r.Records[i].Place = at
		column := 0
		for _, key := range []string{"seq", "code", "name", "category", "basis", "remark", "section"} {
			if v, ok := r.Records[i].Fields[key]; ok {
				column++
				at.Column = column
				v.Place = at
				r.Records[i].Fields[key] = v
			}
		}
	}
	return r
}

// hashOf stands for the hash of a file.
func hashOf(file string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(file))) }

// told are findings as one line each, for comparison.
func told(findings []notice.Finding) []string {
	out := []string{}
	for _, f := range findings {
		out = append(out, f.Rule+" "+string(f.Level)+" "+f.Place.File+" "+f.Place.String()+" | "+f.Item+" | "+f.Message)
	}
	return out
}

// of are the findings of a rule.
func of(rule string, findings []notice.Finding) (out []notice.Finding) {
	for _, f := range findings {
		if f.Rule == rule {
			out = append(out, f)
		}
	}
	return out
}
