package pdf_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"
)

// A reader of PDF files for the tests, strict where PDF/A is: objects are where the cross-reference stream says, streams
// as long as they say, keywords on lines of their own.

// The kinds of objects. Numbers are float64, strings are string.
type (
	name  string
	ref   int
	dict  map[name]any
	array []any
	op    string // of a content stream
)

// object is an indirect object.
type object struct {
	value  any
	raw    []byte // what stands between stream and endstream
	source []byte // what stands between obj and endobj
}

type document struct {
	data       []byte
	objects    map[ref]*object // but for those that hold others and the cross-reference stream
	containers int             // how many those are
	trailer    dict            // of the cross-reference stream
	root       dict
}

// open reads a file and stops the test if it cannot.
func open(t testing.TB, data []byte) *document {
	t.Helper()
	d, err := read(data)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func read(data []byte) (d *document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("read the file: %v", r)
		}
	}()
	d = &document{data: data, objects: map[ref]*object{}}
	at := bytes.LastIndex(data, []byte("\nstartxref\n"))
	l := &lexer{b: data, at: at + len("\nstartxref\n")}
	start := l.integer()
	l.expect("\n%%EOF\n")
	if l.at != len(data) {
		return nil, fmt.Errorf("%d bytes after the end", len(data)-l.at)
	}
	l.at = start
	last := l.integer()
	table := readObject(data, start, last)
	d.trailer = table.value.(dict)
	d.readAll(entries(table), start, last)
	d.root = d.dict(d.trailer["Root"])
	return d, nil
}

// entry is a row of a cross-reference stream (ISO 32000-1, 7.5.8): kind 0 is free, 1 an object at an offset, 2 one that is
// packed in an object stream.
type entry struct{ kind, at, index int }

func entries(table *object) (out []entry) {
	v := table.value.(dict)
	if w := fmt.Sprint(v["W"]); v["Type"] != name("XRef") || w != "[1 4 2]" {
		panic(fmt.Sprintf("a cross-reference stream %v", v))
	}
	data, before := table.decoded(), make([]byte, 7)
	for len(data) > 0 {
		if v["DecodeParms"] != nil {
			if data[0] != 2 {
				panic("a row is not predicted by the one above")
			}
			data = data[1:]
			for i := range before {
				data[i] += before[i]
			}
		}
		before, data = data[:7], data[7:]
		out = append(out, entry{int(before[0]), int(binary.BigEndian.Uint32(before[1:])), int(binary.BigEndian.Uint16(before[5:]))})
	}
	return out
}

// readAll reads all objects, and holds the entries to be those of a file of this length.
func (d *document) readAll(rows []entry, start, last int) {
	if len(rows) != last+1 || rows[0].kind != 0 || rows[last] != (entry{1, start, 0}) {
		panic(fmt.Sprintf("%d entries, the last object is %d", len(rows), last))
	}
	d.containers = 1
	streams := map[int][]*object{}
	packed := 0
	for n := 1; n < last; n++ {
		switch r := rows[n]; r.kind {
		case 1:
			o := readObject(d.data, r.at, n)
			if v, _ := o.value.(dict); v["Type"] == name("ObjStm") {
				streams[n] = unpack(o, rows, n)
				packed += len(streams[n])
				d.containers++
				continue
			}
			d.objects[ref(n)] = o
		case 2:
			packed--
		default:
			panic(fmt.Sprintf("object %d is free", n))
		}
	}
	if packed != 0 {
		panic(fmt.Sprintf("object streams hold %d objects too many", packed))
	}
	for n, r := range rows {
		if r.kind == 2 {
			d.objects[ref(n)] = streams[r.at][r.index]
		}
	}
}

// unpack reads the objects of an object stream (7.5.7), which is object n.
func unpack(o *object, rows []entry, n int) (out []*object) {
	v, data := o.value.(dict), o.decoded()
	first := int(v["First"].(float64))
	head := &lexer{b: data[:first]}
	var offsets []int
	for i := range int(v["N"].(float64)) {
		number := head.integer()
		head.expect(" ")
		if rows[number] != (entry{2, n, i}) {
			panic(fmt.Sprintf("object %d is %d of object stream %d, not %v", number, i, n, rows[number]))
		}
		offsets = append(offsets, head.integer())
		head.expect(" ")
	}
	if head.at != first {
		panic("the head of an object stream is longer than its objects are many")
	}
	body := data[first:]
	for i, from := range offsets {
		to := len(body)
		if i+1 < len(offsets) {
			to = offsets[i+1]
		}
		l := &lexer{b: body[from:to]}
		out = append(out, &object{value: l.value(), source: l.b})
		if l.expect("\n"); l.at != len(l.b) {
			panic(fmt.Sprintf("more than an object: %q", l.b))
		}
	}
	return out
}

func readObject(data []byte, offset, n int) *object {
	l := &lexer{b: data, at: offset}
	if data[offset-1] != '\n' {
		panic(fmt.Sprintf("object %d does not begin a line", n))
	}
	l.expect(fmt.Sprintf("%d 0 obj\n", n))
	from := l.at
	o := &object{value: l.value()}
	l.expect("\n")
	if bytes.HasPrefix(data[l.at:], []byte("stream")) {
		l.expect("stream\n")
		length := int(o.value.(dict)["Length"].(float64))
		o.raw = data[l.at : l.at+length]
		l.at += length
		l.expect("\nendstream\n")
	}
	o.source = data[from:l.at]
	l.expect("endobj\n")
	return o
}

// resolve follows a reference.
func (d *document) resolve(v any) any {
	if r, ok := v.(ref); ok {
		o := d.objects[r]
		if o == nil {
			panic(fmt.Sprintf("object %d is missing", r))
		}
		return o.value
	}
	return v
}

func (d *document) dict(v any) dict {
	m, _ := d.resolve(v).(dict)
	return m
}

// stream is the decoded data of a stream.
func (d *document) stream(v any) []byte { return d.objects[v.(ref)].decoded() }

func (o *object) decoded() []byte {
	if o.value.(dict)["Filter"] == nil {
		return o.raw
	}
	z, err := zlib.NewReader(bytes.NewReader(o.raw))
	if err != nil {
		panic(err)
	}
	out, err := io.ReadAll(z)
	if err != nil {
		panic(err)
	}
	return out
}

// pages are the page dictionaries in order, with what they inherit, and their references.
func (d *document) pages() (pages []dict, refs []ref) {
	tree := d.dict(d.root["Pages"])
	for _, k := range tree["Kids"].(array) {
		p := d.dict(k)
		if p["MediaBox"] == nil {
			p["MediaBox"] = tree["MediaBox"]
		}
		pages, refs = append(pages, p), append(refs, k.(ref))
	}
	return pages, refs
}

// dicts calls f for every dictionary of the file, those inside others included.
func (d *document) dicts(f func(dict)) {
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case dict:
			f(v)
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
	for _, o := range d.objects {
		walk(o.value)
	}
}

// lexer reads objects. It panics at what it does not understand.
type lexer struct {
	b  []byte
	at int
}

func (l *lexer) expect(s string) {
	if !bytes.HasPrefix(l.b[l.at:], []byte(s)) {
		panic(fmt.Sprintf("at %d: %q, want %q", l.at, l.b[l.at:min(l.at+20, len(l.b))], s))
	}
	l.at += len(s)
}

func (l *lexer) integer() int {
	from := l.at
	for l.b[l.at] >= '0' && l.b[l.at] <= '9' {
		l.at++
	}
	n, err := strconv.Atoi(string(l.b[from:l.at]))
	if err != nil {
		panic(err)
	}
	return n
}

func (l *lexer) space() {
	for l.at < len(l.b) && strings.IndexByte(" \t\r\n", l.b[l.at]) >= 0 {
		l.at++
	}
}

// word is what stands up to the next delimiter.
func (l *lexer) word() string {
	from := l.at
	for l.at < len(l.b) && strings.IndexByte(" \t\r\n/<>[]()", l.b[l.at]) < 0 {
		l.at++
	}
	return string(l.b[from:l.at])
}

func (l *lexer) value() any {
	l.space()
	switch c := l.b[l.at]; {
	case c == '/':
		l.at++
		return name(l.word())
	case c == '(':
		return l.literal()
	case bytes.HasPrefix(l.b[l.at:], []byte("<<")):
		l.at += 2
		out := dict{}
		for l.space(); !bytes.HasPrefix(l.b[l.at:], []byte(">>")); l.space() {
			k := l.value().(name)
			if out[k] != nil {
				panic(fmt.Sprintf("/%s twice", k))
			}
			out[k] = l.value()
		}
		l.at += 2
		return out
	case c == '<':
		end := l.at + bytes.IndexByte(l.b[l.at:], '>')
		out, err := hex.DecodeString(string(l.b[l.at+1 : end]))
		if err != nil {
			panic(err)
		}
		l.at = end + 1
		return string(out)
	case c == '[':
		l.at++
		out := array{}
		for l.space(); l.b[l.at] != ']'; l.space() {
			out = append(out, l.value())
		}
		l.at++
		return out
	}
	return l.atom()
}

// atom is a number, a reference, true, false, null or an operator.
func (l *lexer) atom() any {
	w := l.word()
	v, err := strconv.ParseFloat(w, 64)
	if err != nil {
		switch w {
		case "":
			panic(fmt.Sprintf("at %d: %q", l.at, l.b[l.at]))
		case "true", "false":
			return w == "true"
		case "null":
			return nil
		}
		return op(w)
	}
	after := &lexer{b: l.b, at: l.at}
	if after.space(); after.word() == "0" {
		if after.space(); after.word() == "R" {
			l.at = after.at
			return ref(v)
		}
	}
	return v
}

// literal reads a string in parentheses, which ours always balance by escapes.
func (l *lexer) literal() string {
	var out []byte
	for l.at++; l.b[l.at] != ')'; l.at++ {
		switch c := l.b[l.at]; c {
		case '(', '\r':
			panic("a byte of a string that must be escaped is not")
		case '\\':
			l.at++
			if c = l.b[l.at]; c == 'r' {
				c = '\r'
			}
			out = append(out, c)
		default:
			out = append(out, c)
		}
	}
	l.at++
	return string(out)
}

// operators calls f for every operator of a content stream with its operands.
func operators(stream []byte, f func(o op, operands []any)) {
	l := &lexer{b: stream}
	var operands []any
	for l.space(); l.at < len(l.b); l.space() {
		v := l.value()
		if o, ok := v.(op); ok {
			f(o, operands)
			operands = operands[:0]
			continue
		}
		operands = append(operands, v)
	}
	if len(operands) > 0 {
		panic("operands without an operator")
	}
}
