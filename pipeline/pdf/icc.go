package pdf

import (
	"encoding/binary"
	"math"
)

// sRGB computes a matrix/TRC profile of the sRGB colour space (IEC 61966-2-1) in the ICC format (ICC.1:2001-04, version
// 2.1), which is what the output intent of a PDF/A-2 may be. It holds the three primaries adapted to D50, a tone curve
// and the white point: everything a profile must, and nothing else.
func sRGB() []byte {
	curve := tone()
	tags := []struct {
		sig  string
		data []byte
	}{
		{"desc", description("sRGB")},
		{"cprt", append([]byte("text\x00\x00\x00\x00"), "No copyright, use freely\x00"...)},
		{"wtpt", xyz(0.9642, 1.0, 0.8249)}, // D50, the white point of the connection space
		{"rXYZ", xyz(0.43607, 0.22249, 0.01392)},
		{"gXYZ", xyz(0.38515, 0.71687, 0.09708)},
		{"bXYZ", xyz(0.14307, 0.06061, 0.71410)},
		{"rTRC", curve},
		{"gTRC", curve},
		{"bTRC", curve},
	}
	const head, entry = 128, 12
	offset := head + 4 + entry*len(tags)
	table := binary.BigEndian.AppendUint32(nil, uint32(len(tags)))
	var body []byte
	for _, t := range tags {
		table = append(table, t.sig...)
		table = binary.BigEndian.AppendUint32(table, uint32(offset+len(body)))
		table = binary.BigEndian.AppendUint32(table, uint32(len(t.data)))
		body = append(body, t.data...)
		for len(body)%4 != 0 {
			body = append(body, 0)
		}
	}
	h := make([]byte, head)
	binary.BigEndian.PutUint32(h, uint32(offset+len(body)))
	binary.BigEndian.PutUint32(h[8:], 0x02100000) // version 2.1
	copy(h[12:], "mntrRGB XYZ ")
	for i, v := range []uint16{2009, 1, 1, 0, 0, 0} { // a date is demanded; it says nothing
		binary.BigEndian.PutUint16(h[24+2*i:], v)
	}
	copy(h[36:], "acsp")
	copy(h[68:], xyz(0.9642, 1.0, 0.8249)[8:]) // illuminant of the connection space
	return append(append(h, table...), body...)
}

// xyz is an XYZType of one triple, in s15Fixed16 numbers.
func xyz(v ...float64) []byte {
	b := []byte("XYZ \x00\x00\x00\x00")
	for _, x := range v {
		b = binary.BigEndian.AppendUint32(b, uint32(int32(math.Round(x*65536))))
	}
	return b
}

// tone is the sRGB transfer curve as a curveType of 1,024 points.
func tone() []byte {
	const points = 1024
	b := binary.BigEndian.AppendUint32([]byte("curv\x00\x00\x00\x00"), points)
	for i := range points {
		v := float64(i) / (points - 1)
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		b = binary.BigEndian.AppendUint16(b, uint16(math.Round(v*65535)))
	}
	return b
}

// description is a textDescriptionType: the ASCII name, and empty Unicode and Macintosh ones.
func description(name string) []byte {
	const scriptCode = 2 + 1 + 67 // code, length, and the fixed field of the Macintosh name
	b := binary.BigEndian.AppendUint32([]byte("desc\x00\x00\x00\x00"), uint32(len(name)+1))
	b = append(b, name...)
	b = append(b, 0)
	return append(b, make([]byte, 4+4+scriptCode)...)
}
