package pdf_test

import (
	"encoding/binary"
	"fmt"
)

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
