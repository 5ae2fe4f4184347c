package pdf_test

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"huibian/pipeline/book"
	"huibian/pipeline/pdf"
	"huibian/pipeline/typeset"
)

type rule struct {
	clause string
	holds  func(*document) error
}

// rules are what PDF/A-2b (ISO 19005-2:2011) asks of a file, as far as ours could break it, and what we promise beyond.
// What read already refuses is not repeated: lengths of streams (6.1.7.1), the form of the cross-reference (6.1.4),
// of hexadecimal strings (6.1.6) and of objects (6.1.9), bytes after the end (6.1.3).
var rules = []rule{
	{"6.1.2 header, and a comment of four bytes over 127", func(d *document) error {
		h := d.data[:14] // "%PDF-1.7", a line feed, "%" and four bytes
		binary := h[9] == '%' && !slices.ContainsFunc(h[10:14], func(c byte) bool { return c <= 127 })
		return check(bytes.HasPrefix(h, []byte("%PDF-1.7\n")) && binary, "%q", h)
	}},
	{"6.1.3 identifier, no encryption", func(d *document) error {
		id, _ := d.trailer["ID"].(array)
		return all(
			check(len(id) == 2 && len(id[0].(string)) == 16 && id[0] == id[1], "ID %x", id),
			check(d.trailer["Encrypt"] == nil, "encrypted"),
			check(int(d.trailer["Size"].(float64)) == len(d.objects)+d.containers+1, "Size %v of %d", d.trailer["Size"], len(d.objects)+d.containers+1),
		)
	}},
	{"6.1.7 streams: no external files, no filter but Flate", func(d *document) error {
		return eachDict(d, func(v dict) error {
			f := v["Filter"]
			return all(
				check(v["F"] == nil || v["Length"] == nil, "F %v", v["F"]),
				check(v["FFilter"] == nil && v["FDecodeParms"] == nil && (v["DecodeParms"] == nil || v["Type"] == name("XRef")), "%v", v),
				check(f == nil || f == name("FlateDecode"), "filter %v", f),
			)
		})
	}},
	{"6.1.13 limits of strings, names and numbers", limits},
	{"6.2.2 operators of pages, and their resources", operatorsAllowed},
	{"6.2.3 output intent", outputIntent},
	{"6.2.10 no transparency", func(d *document) error {
		return eachDict(d, forbid("Group", "SMask", "BM", "ca", "CA", "AIS", "OC"))
	}},
	{"6.2.11 fonts", fonts},
	{"6.3 annotations: links, to be printed", annotations},
	{"6.4 no forms", func(d *document) error { return eachDict(d, forbid("AcroForm", "XFA", "NeedsRendering")) }},
	{"6.5 no actions, but those of links to other files", actions},
	{"names: destinations only, in order, each on a page", func(d *document) error {
		named, err := d.destinations()
		return all(err, eachDict(d, func(v dict) error {
			n, is := v["Names"].(dict)
			return check(!is || len(n) == 1 && n["Dests"] != nil, "Names %v", n)
		}), check((d.root["Names"] == nil) == (len(named) == 0), "%d destinations", len(named)))
	}},
	{"6.6.2 XMP metadata, in step with the information dictionary", metadata},
	{"6.7 tagged, and all that is painted is", structured},
	{"6.8 no embedded files", func(d *document) error { return eachDict(d, forbid("EF", "EmbeddedFiles", "AF", "Collection")) }},
	{"6.9 no optional content", func(d *document) error { return eachDict(d, forbid("OCProperties", "OCGs")) }},
	{"language, title in the window, outline shown", func(d *document) error {
		return all(
			check(d.root["Type"] == name("Catalog") && d.root["Lang"] == "zh-CN", "Lang %v", d.root["Lang"]),
			check(d.dict(d.root["ViewerPreferences"])["DisplayDocTitle"] == true, "no DisplayDocTitle"),
			check((d.dict(d.root["Outlines"])["First"] != nil) == (d.root["PageMode"] == name("UseOutlines")), "PageMode %v", d.root["PageMode"]),
		)
	}},
	{"no object that nothing leads to", func(d *document) error {
		used := map[ref]bool{}
		var walk func(any)
		walk = func(v any) {
			switch v := v.(type) {
			case ref:
				if !used[v] {
					used[v] = true
					walk(d.resolve(v))
				}
			case dict:
				for _, x := range v {
					walk(x)
				}
			case array:
				for _, x := range v {
					walk(x)
				}
			}
		}
		walk(d.trailer)
		return check(len(used) == len(d.objects), "%d objects, %d used", len(d.objects), len(used))
	}},
}

// TestPDFA holds books of several kinds to the rules.
func TestPDFA(t *testing.T) {
	for _, b := range []struct {
		name string
		data []byte
	}{
		{"sample", sampleBytes(t)},
		{"large", bookOf(t, func() (*typeset.Layout, *book.Book) { return large(t, 12, 2500) })},
		{"no page", bookOf(t, func() (*typeset.Layout, *book.Book) { return &typeset.Layout{}, &book.Book{} })},
		{"words that need care", bookOf(t, func() (*typeset.Layout, *book.Book) {
			l, b := sample(t)
			b.Title, b.Unit, b.Keyword = "<甲> & \"乙\" (丙)\\", "𬭊局\x00\x0b", "\xff\uFFFE 丁\n戊"
			return l, b
		})},
	} {
		t.Run(b.name, func(t *testing.T) {
			d := open(t, b.data)
			for _, r := range rules {
				if err := r.holds(d); err != nil {
					t.Errorf("%s: %v", r.clause, err)
				}
			}
		})
	}
}

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

func bookOf(t testing.TB, build func() (*typeset.Layout, *book.Book)) []byte {
	t.Helper()
	l, b := build()
	var out bytes.Buffer
	if err := pdf.Write(&out, l, b, pdf.Options{Producer: "huibian 0.1"}); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func sampleBytes(t testing.TB) []byte {
	t.Helper()
	return bookOf(t, func() (*typeset.Layout, *book.Book) { return sample(t) })
}

func check(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func all(errs ...error) error { return errors.Join(errs...) }

func eachDict(d *document, f func(dict) error) (err error) {
	d.dicts(func(v dict) { err = errors.Join(err, f(v)) })
	return err
}

func forbid(keys ...name) func(dict) error {
	return func(v dict) error {
		for _, k := range keys {
			if v[k] != nil {
				return fmt.Errorf("/%s %v", k, v[k])
			}
		}
		return nil
	}
}

func limits(d *document) (err error) {
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			err = errors.Join(err, check(len(v) <= 32767, "a string of %d bytes", len(v)))
		case name:
			err = errors.Join(err, check(len(v) <= 127, "a name of %d bytes", len(v)))
		case float64:
			err = errors.Join(err, check(v <= 1<<31-1 && v >= -1<<31, "number %v", v))
		case dict:
			for k, x := range v {
				walk(k)
				walk(x)
			}
		case array:
			for _, x := range v {
				walk(x)
			}
		}
	}
	walk(d.trailer)
	for _, o := range d.objects {
		walk(o.value)
	}
	pages, _ := d.pages()
	for _, p := range pages {
		box := p["MediaBox"].(array)
		w, h := box[2].(float64), box[3].(float64)
		err = errors.Join(err, check(w >= 3 && h >= 3 && w <= 14400 && h <= 14400, "page of %v × %v", w, h))
		operators(d.stream(p["Contents"]), func(_ op, v []any) { walk(array(v)) })
	}
	return err
}

// paint are the operators of our pages: text, lines, curves, dashes, fills, pictures, colours of DeviceRGB, and marks.
var paint = []op{"BT", "ET", "Tf", "Tc", "Td", "Tm", "Tj", "rg", "RG", "w", "d", "m", "l", "c", "h", "S", "re", "f", "B", "q", "Q", "cm", "W", "n", "Do",
	"BDC", "BMC", "EMC"}

func operatorsAllowed(d *document) (err error) {
	pages, _ := d.pages()
	for i, p := range pages {
		used, pictures := d.dict(d.dict(p["Resources"])["Font"]), d.dict(d.dict(p["Resources"])["XObject"])
		operators(d.stream(p["Contents"]), func(o op, v []any) {
			err = errors.Join(err, check(slices.Contains(paint, o), "page %d: operator %s", i+1, o))
			if o == "Tf" {
				err = errors.Join(err, check(used[v[0].(name)] != nil, "page %d: font %s is not among the resources", i+1, v[0]))
			}
			if o == "Do" { // pictures are in colours of screens, and nothing can be seen through them
				m := d.dict(pictures[v[0].(name)])
				err = errors.Join(err, check(m["Subtype"] == name("Image") && m["SMask"] == nil && m["Mask"] == nil && m["Interpolate"] == false &&
					(m["ColorSpace"] == name("DeviceRGB") || m["ColorSpace"] == name("DeviceGray")) && m["BitsPerComponent"] == 8.0, "page %d: picture %v: %v", i+1, v[0], m))
			}
		})
	}
	return err
}

func outputIntent(d *document) error {
	intents, _ := d.root["OutputIntents"].(array)
	if len(intents) != 1 {
		return fmt.Errorf("%d output intents", len(intents))
	}
	o := d.dict(intents[0])
	profile := o["DestOutputProfile"]
	return all(
		check(o["S"] == name("GTS_PDFA1"), "S %v", o["S"]),
		check(o["OutputConditionIdentifier"] == "sRGB", "identifier %v", o["OutputConditionIdentifier"]),
		check(d.dict(profile)["N"] == 3.0, "N %v", d.dict(profile)["N"]),
		checkProfile(d.stream(profile)),
	)
}

func actions(d *document) error {
	return eachDict(d, func(v dict) error {
		a, _ := v["A"].(dict)
		if err := forbid("AA", "OpenAction", "JS", "JavaScript", "Launch")(v); err != nil || (v["A"] == nil || a["O"] != nil) && v["URI"] == nil {
			return err // attributes of an element are under A as well
		}
		if v["URI"] != nil {
			uri := v["URI"].(string)
			return check(v["S"] == name("URI") && !strings.ContainsFunc(uri, func(r rune) bool { return r <= ' ' || r > '~' }), "URI %q", uri)
		}
		file, _ := a["F"].(dict)
		remote := a["S"] == name("GoToR") && file["F"] != nil && file["UF"] != nil && file["EF"] == nil && a["D"] != nil
		return check(v["Subtype"] == name("Link") && (remote || a["S"] == name("URI")), "A %v", a)
	})
}

// destinations are the named places, by the tree of names, which must be in order.
func (d *document) destinations() (out map[string]array, err error) {
	out = map[string]array{}
	_, pages := d.pages()
	var last string
	var walk func(node dict)
	walk = func(node dict) {
		kids, _ := node["Kids"].(array)
		for _, k := range kids {
			walk(d.dict(k))
		}
		names, _ := node["Names"].(array)
		for i := 0; i+1 < len(names); i += 2 {
			n, to := names[i].(string), names[i+1].(array)
			err = errors.Join(err, check(last < n, "%q comes after %q", n, last), check(slices.Contains(pages, to[0].(ref)), "%q is at %v", n, to))
			if limits := node["Limits"].(array); n < limits[0].(string) || n > limits[1].(string) {
				err = errors.Join(err, fmt.Errorf("%q is not within %q", n, limits))
			}
			out[n], last = to, n
		}
	}
	walk(d.dict(d.dict(d.root["Names"])["Dests"]))
	return out, err
}

func annotations(d *document) (err error) {
	pages, refs := d.pages()
	for i, p := range pages {
		box := p["MediaBox"].(array)
		list, _ := p["Annots"].(array)
		for _, v := range list {
			a := d.dict(v)
			r, _ := a["Rect"].(array)
			dest, _ := a["Dest"].(array)
			err = errors.Join(err,
				check(a["Type"] == name("Annot") && a["Subtype"] == name("Link"), "page %d: %v", i+1, a["Subtype"]),
				check(a["F"] == 4.0, "page %d: F %v", i+1, a["F"]),
				check(len(r) == 4 && r[0].(float64) < r[2].(float64) && r[1].(float64) < r[3].(float64) &&
					r[2].(float64) <= box[2].(float64) && r[3].(float64) <= box[3].(float64), "page %d: Rect %v", i+1, r),
				check(a["A"] != nil && dest == nil || len(dest) == 5 && slices.Contains(refs, dest[0].(ref)), "page %d: Dest %v", i+1, dest),
			)
		}
	}
	return err
}

// metadata compares the XMP packet, read as XML, with the information dictionary.
func metadata(d *document) error {
	m := d.objects[d.root["Metadata"].(ref)]
	dictionary := m.value.(dict)
	x := map[string]string{}
	z := xml.NewDecoder(bytes.NewReader(m.raw))
	var path []string
	for {
		tok, err := z.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			path = append(path, tok.Name.Space+tok.Name.Local)
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.CharData:
			if s := string(tok); len(path) > 3 && strings.TrimSpace(s) != "" {
				x[path[3]] = s
			}
		}
	}
	const aid, dc, xmp, adobe = "http://www.aiim.org/pdfa/ns/id/", "http://purl.org/dc/elements/1.1/", "http://ns.adobe.com/xap/1.0/", "http://ns.adobe.com/pdf/1.3/"
	info := d.dict(d.trailer["Info"])
	err := all(
		check(dictionary["Type"] == name("Metadata") && dictionary["Subtype"] == name("XML") && dictionary["Filter"] == nil, "%v", dictionary),
		check(bytes.HasPrefix(m.raw, []byte("<?xpacket begin=\"\uFEFF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>")), "no packet header"),
		check(bytes.HasSuffix(m.raw, []byte("<?xpacket end=\"r\"?>")) || bytes.HasSuffix(m.raw, []byte("<?xpacket end=\"w\"?>")), "no packet end"),
		check(x[aid+"part"] == "2" && x[aid+"conformance"] == "B", "PDF/A-%s%s", x[aid+"part"], x[aid+"conformance"]),
		check(x[dc+"format"] == "application/pdf", "format %q", x[dc+"format"]),
	)
	for key, property := range map[name]string{"Title": dc + "title", "Author": dc + "creator", "Subject": dc + "description",
		"Keywords": adobe + "Keywords", "Creator": xmp + "CreatorTool", "Producer": adobe + "Producer"} {
		v, _ := info[key].(string)
		err = errors.Join(err, check(textOf(v) == x[property], "%s is %q, in XMP %q", key, textOf(v), x[property]))
	}
	for key, property := range map[name]string{"CreationDate": xmp + "CreateDate", "ModDate": xmp + "ModifyDate"} {
		v, _ := info[key].(string)
		a, errA := time.Parse("D:20060102150405-07'00'", v)
		b, errB := time.Parse(time.RFC3339, x[property])
		both := v == "" && x[property] == ""
		err = errors.Join(err, check(both || errA == nil && errB == nil && a.Equal(b), "%s is %q, in XMP %q", key, v, x[property]))
	}
	return err
}

// textOf reads a text string in UTF-16BE.
func textOf(s string) string {
	s = strings.TrimPrefix(s, "\xFE\xFF")
	u := make([]uint16, len(s)/2)
	for i := range u {
		u[i] = uint16(s[2*i])<<8 | uint16(s[2*i+1])
	}
	return string(utf16.Decode(u))
}
