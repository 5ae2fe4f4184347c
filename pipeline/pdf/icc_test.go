package pdf_test

import (
	"encoding/binary"
	"fmt"
	"math"
)

// checkProfile holds an ICC profile to ICC.1:2001-04, byte by byte: header (6.1), tag table (6.2), the tags a
// matrix/TRC display profile must have (6.3.3) in the types they may have (6.5), and that it is sRGB.
func checkProfile(b []byte) error {
	if len(b) < 132 {
		return fmt.Errorf("profile of %d bytes", len(b))
	}
	u32 := func(at int) int { return int(binary.BigEndian.Uint32(b[at:])) }
	err := all(
		check(u32(0) == len(b), "size %d of %d", u32(0), len(b)),
		check(u32(4) == 0, "preferred CMM %q", b[4:8]),
		check(u32(8) == 0x02100000, "version %08X", u32(8)),
		check(string(b[12:24]) == "mntrRGB XYZ ", "class, space and connection space %q", b[12:24]),
		check(string(b[36:40]) == "acsp", "signature %q", b[36:40]),
		check(u32(64) == 0, "rendering intent %d", u32(64)),
		check(u32(68) == 0xF6D6 && u32(72) == 0x10000 && u32(76) == 0xD32D, "illuminant %X", b[68:80]), // D50, as the standard writes it
		zeros(b, 40, 64), zeros(b, 80, 128),
	)
	month, day := binary.BigEndian.Uint16(b[26:]), binary.BigEndian.Uint16(b[28:])
	err = all(err, check(month >= 1 && month <= 12 && day >= 1 && day <= 31, "date %X", b[24:36]))
	tags := map[string][]byte{}
	end := 132 + 12*u32(128)
	for i := range u32(128) {
		row := 132 + 12*i
		sig, at, n := string(b[row:row+4]), u32(row+4), u32(row+8)
		err = all(err, check(at == end && at%4 == 0 && at+n <= len(b), "tag %s at %d, want %d", sig, at, end))
		if err != nil {
			return err
		}
		tags[sig] = b[at : at+n]
		end = (at + n + 3) &^ 3
		err = all(err, zeros(b, at+4, at+8), zeros(b, at+n, end))
	}
	err = all(err, check(end == len(b), "%d bytes after the last tag", len(b)-end), check(len(tags) == 9, "%d tags", len(tags)))
	return all(err, description(tags["desc"]), copyright(tags["cprt"]), colorants(tags), curves(tags))
}

func zeros(b []byte, from, to int) error {
	for _, c := range b[from:to] {
		if c != 0 {
			return fmt.Errorf("bytes %d to %d are %X, want zeros", from, to, b[from:to])
		}
	}
	return nil
}

// description is textDescriptionType: ASCII with its length and a zero at the end, no Unicode, no Macintosh name, whose
// field has 67 bytes all the same.
func description(b []byte) error {
	const name = "sRGB\x00"
	want := 8 + 4 + len(name) + 4 + 4 + 2 + 1 + 67
	if len(b) != want || string(b[:4]) != "desc" || int(binary.BigEndian.Uint32(b[8:])) != len(name) || string(b[12:12+len(name)]) != name {
		return fmt.Errorf("desc %X", b)
	}
	return zeros(b, 12+len(name), len(b))
}

func copyright(b []byte) error {
	return check(len(b) > 9 && string(b[:4]) == "text" && b[len(b)-1] == 0, "cprt %q", b)
}

// colorants must add up to the white point, and be those of sRGB adapted to D50 (IEC 61966-2-1/Amd 1).
func colorants(tags map[string][]byte) (err error) {
	xyz := func(tag string) (v [3]float64) {
		b := tags[tag]
		if len(b) != 20 || string(b[:4]) != "XYZ " {
			err = all(err, fmt.Errorf("%s %X", tag, b))
			return v
		}
		for i := range v {
			v[i] = float64(int32(binary.BigEndian.Uint32(b[8+4*i:]))) / 65536
		}
		return v
	}
	want := map[string][3]float64{"wtpt": {0.9642, 1, 0.8249}, "rXYZ": {0.4361, 0.2225, 0.0139}, "gXYZ": {0.3851, 0.7169, 0.0971}, "bXYZ": {0.1431, 0.0606, 0.7141}}
	var sum [3]float64
	for tag, w := range want {
		got := xyz(tag)
		for i := range got {
			err = all(err, check(math.Abs(got[i]-w[i]) < 0.0002, "%s is %v, want %v", tag, got, w))
			if tag != "wtpt" {
				sum[i] += got[i]
			}
		}
	}
	for i, w := range xyz("wtpt") {
		err = all(err, check(math.Abs(sum[i]-w) < 0.0005, "colorants add up to %v", sum))
	}
	return err
}

// curves must rise from 0 to 1 along the sRGB function.
func curves(tags map[string][]byte) (err error) {
	for _, tag := range []string{"rTRC", "gTRC", "bTRC"} {
		b := tags[tag]
		if len(b) < 12 || string(b[:4]) != "curv" || len(b) != 12+2*int(binary.BigEndian.Uint32(b[8:])) {
			return fmt.Errorf("%s of %d bytes", tag, len(b))
		}
		n, last := (len(b)-12)/2, -1
		value := func(i int) int { return int(binary.BigEndian.Uint16(b[12+2*i:])) }
		for i := range n {
			err = all(err, check(value(i) >= last, "%s falls at %d", tag, i))
			last = value(i)
		}
		half := float64(value(n/2)) / 65535
		err = all(err, check(value(0) == 0 && last == 65535, "%s from %d to %d", tag, value(0), last),
			check(math.Abs(half-0.2140) < 0.002, "%s is %v in the middle", tag, half))
	}
	return err
}
