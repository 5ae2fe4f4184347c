package docxtest

import (
	"archive/zip"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"

	"pgregory.net/rapid"
)

// element is a tag of the main part; what is between a begin and its end is found by counting.
var (
	tag       = regexp.MustCompile(`<(/?)([\w:]+)[^>]*?(/?)>`)
	attribute = regexp.MustCompile(`w:(?:val|w|fldCharType|char|vMerge)="[^"]*"`)
)

// Damage draws a file that is nearly the one given: an element taken out, doubled or moved, a tag or an attribute lost,
// the XML broken off, a part gone, bytes of the package changed. Most of what comes out is still XML, some of it is no
// package any more.
func Damage(t *rapid.T, file []byte) []byte {
	if rapid.IntRange(0, 9).Draw(t, "where") == 9 {
		return spoiled(t, file, "package")
	}
	parts := Parts(file)
	if len(parts) == 0 {
		return file
	}
	name := "word/document.xml"
	if rapid.IntRange(0, 5).Draw(t, "side part") == 5 {
		var names []string
		for n := range parts {
			names = append(names, n)
		}
		slices.Sort(names)
		name = rapid.SampledFrom(names).Draw(t, "part")
		if rapid.IntRange(0, 3).Draw(t, "gone") == 3 {
			delete(parts, name)
			return Zip(parts)
		}
	}
	for range rapid.IntRange(1, 4).Draw(t, "injuries") {
		parts[name] = injured(t, parts[name])
	}
	return Zip(parts)
}

// Parts reads a package; nil if it is none.
func Parts(file []byte) map[string]string {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil
		}
		b, err := io.ReadAll(r)
		if err != nil {
			return nil
		}
		parts[f.Name] = string(b)
	}
	return parts
}

// injured hurts XML in one place.
func injured(t *rapid.T, xml string) string {
	tags := tag.FindAllStringSubmatchIndex(xml, -1)
	if len(tags) == 0 {
		return string(spoiled(t, []byte(xml), "part"))
	}
	i := rapid.IntRange(0, len(tags)-1).Draw(t, "tag")
	at, end := tags[i][0], tags[i][1]
	after := closing(xml, tags, i)
	switch kind := rapid.IntRange(0, 9).Draw(t, "injury"); kind {
	case 0, 1, 2:
		return xml[:at] + xml[after:]
	case 3, 4:
		return xml[:after] + xml[at:after] + xml[after:]
	case 5: // moved
		j := rapid.IntRange(0, len(tags)-1).Draw(t, "to")
		if to := tags[j][0]; to <= at {
			return xml[:to] + xml[at:after] + xml[to:at] + xml[after:]
		}
		return xml
	case 6: // its contents stay
		if inner := strings.LastIndex(xml[at:after], "</"); inner >= 0 && xml[tags[i][2]:tags[i][3]] == "" {
			return xml[:at] + xml[end:max(end, at+inner)] + xml[after:]
		}
		return xml[:at] + xml[end:]
	case 7: // an attribute says something else
		if m := attribute.FindAllStringIndex(xml, -1); len(m) > 0 {
			a := m[rapid.IntRange(0, len(m)-1).Draw(t, "attribute")]
			name, _, _ := strings.Cut(xml[a[0]:a[1]], "=")
			value := rapid.SampledFrom([]string{"", "0", "-1", "3", "99", "2147483648", "continue", "restart", "x", "begin", "end", "false"}).Draw(t, "value")
			return xml[:a[0]] + name + `="` + value + `"` + xml[a[1]:]
		}
		return xml
	case 8:
		return xml[:rapid.IntRange(0, len(xml)).Draw(t, "broken off")]
	default:
		return string(spoiled(t, []byte(xml), "part"))
	}
}

// closing is where the element that tag i begins ends.
func closing(xml string, tags [][]int, i int) int {
	depth := 0
	for ; i < len(tags); i++ {
		m := tags[i]
		switch {
		case m[2] < m[3]:
			depth--
		case m[6] == m[7]:
			depth++
		}
		if depth <= 0 {
			return m[1]
		}
	}
	return len(xml)
}

// spoiled changes some bytes, or ends early.
func spoiled(t *rapid.T, b []byte, what string) []byte {
	b = slices.Clone(b)
	if len(b) == 0 {
		return b
	}
	if rapid.Bool().Draw(t, what+" ends early") {
		return b[:rapid.IntRange(0, len(b)-1).Draw(t, "end")]
	}
	for range rapid.IntRange(1, 8).Draw(t, "bytes") {
		b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
	}
	return b
}
