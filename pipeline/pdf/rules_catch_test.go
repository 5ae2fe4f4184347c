package pdf_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestRulesCatch breaks a file and expects the rule to see it: a rule that sees nothing proves nothing.
func TestRulesCatch(t *testing.T) {
	data := sampleBytes(t)
	for _, c := range []struct{ clause, from, to string }{
		{"6.1.2", "%PDF-1.7\n%\xE6", "%PDF-1.7\n%a"},
		{"6.1.3", "/ID [", "/IE ["},
		{"6.1.3", "/ID [", "/Encrypt 1 0 R /ID ["},
		{"6.1.7", "/FlateDecode", "/LZWDecode"},
		{"6.1.13", "/Subject <", "/Subject (" + strings.Repeat("a", 40000) + ") /Alt <"},
		{"6.2.2", "/Resources 4 0 R", "/Resource 4 0 R"},
		{"6.2.3", "/GTS_PDFA1", "/GTS_PDFX"},
		{"6.2.3", "/N 3", "/N 4"},
		{"6.2.10", "/Type /Page\n", "/Type /Page\n/Group << /S /Transparency >>\n"},
		{"6.2.11", "/CIDToGIDMap /Identity\n", ""},
		{"6.2.11", "/W [1 [", "/W [2 ["},
		{"6.2.11", "/FontFile2 ", "/FontFile3 "},
		{"6.2.11", "/Length1 ", "/Length1 1"},
		{"6.2.11", "/ToUnicode ", "/ToUnicodes "},
		{"6.3", "/F 4", "/F 6"},
		{"6.3", "/Subtype /Link", "/Subtype /Text"},
		{"6.4", "/Type /Catalog", "/Type /Catalog /AcroForm << >>"},
		{"6.5", "/Type /Catalog", "/Type /Catalog /OpenAction [35 0 R /Fit]"},
		{"6.5", "/S /GoToR", "/S /Launch"},
		{"6.5", "/S /URI /URI (../", "/S /URI /URI (.. "},
		{"names", "/Names << /Dests", "/Names << /JavaScript"},
		{"names", "/Limits [<", "/Limits [<FF"},
		{"6.6.2", "<pdfaid:part>2", "<pdfaid:part>1"},
		{"6.6.2", "<pdfaid:conformance>B", "<pdfaid:conformance>A"},
		{"6.6.2", "<pdf:Producer>huibian", "<pdf:Producer>huibiam"},
		{"6.6.2", "<xmp:CreateDate>2009", "<xmp:CreateDate>2010"},
		{"6.6.2", "/CreationDate (D:2009", "/CreationDate (D:2008"},
		{"6.7", "/Marked true", "/Marked false"},
		{"6.7", "/StructParents 2", "/StructParents 3"},
		{"6.7", "/StructParent 4", "/StructParent 5"},
		{"6.7", "/S/TR", "/S/TD"},
		{"6.7", "/S/H1", "/S/H2"},
		{"6.7", "/ColSpan 2", "/ColSpan 1"},
		{"6.7", "/Scope/Column", "/Scope/Both"},
		{"6.7", "/Alt ", "/Alx "},
		{"6.7", "/Nums [0 [", "/Nums [0 [9 0 R "},
		{"6.7", "/Type/OBJR", "/Type/MCR"},
		{"6.7", "/Tabs /S", "/Tabs /R"},
		{"6.8", "/Type /Catalog", "/Type /Catalog /AF []"},
		{"6.9", "/Type /Catalog", "/Type /Catalog /OCProperties << >>"},
		{"language", "(zh-CN)", "(en)"},
		{"no object", "/Outlines 3 0 R", ""},
	} {
		d := open(t, rewrite(t, data, c.from, c.to))
		i := slices.IndexFunc(rules, func(r rule) bool { return strings.HasPrefix(r.clause, c.clause) })
		if rules[i].holds(d) == nil {
			t.Errorf("%s does not mind %q for %q", rules[i].clause, c.to, c.from)
		}
	}
}

// rewrite replaces a text in a file, whose objects it takes out of their object streams, and puts offsets and lengths right.
func rewrite(t *testing.T, data []byte, from, to string) []byte {
	t.Helper()
	d := open(t, data)
	found := false
	replaced := func(b []byte) []byte {
		if found || !bytes.Contains(b, []byte(from)) {
			return b
		}
		found = true
		return bytes.Replace(b, []byte(from), []byte(to), 1)
	}
	out := bytes.Clone(replaced(data[:bytes.Index(data, []byte("1 0 obj\n"))]))
	var rows []byte
	row := func(kind byte) { // of what comes next
		rows = append(binary.BigEndian.AppendUint32(append(rows, kind), uint32(len(out))), 0, 0)
	}
	row(0)
	last := len(d.objects) + 1
	for n := 1; n < last; n++ {
		row(1)
		body := metadataLength.ReplaceAllFunc(replaced(d.objects[ref(n)].source), func(m []byte) []byte {
			part := metadataLength.FindSubmatch(m)
			return fmt.Appendf(nil, "%s%d%s%s\nendstream", part[1], len(part[4]), part[3], part[4])
		})
		out = fmt.Appendf(out, "%d 0 obj\n%sendobj\n", n, body)
	}
	row(1)
	start := len(out)
	_, table, _ := bytes.Cut(data[bytes.LastIndex(data, []byte(" 0 obj\n<< /Type /XRef")):], []byte("\n"))
	table, _, _ = bytes.Cut(table, []byte(" /Filter"))
	table = tableSize.ReplaceAll(replaced(table), fmt.Appendf(nil, "/Size %d", last+1))
	if !found {
		t.Fatalf("the file has no %q", from)
	}
	out = fmt.Appendf(out, "%d 0 obj\n%s /Length %d >>\nstream\n%s\nendstream\nendobj\n", last, table, len(rows), rows)
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start)
}

var (
	metadataLength = regexp.MustCompile(`(?s)(/Subtype /XML /Length )(\d+)( >>\nstream\n)(.*?)\nendstream`)
	tableSize      = regexp.MustCompile(`/Size \d+`)
)
