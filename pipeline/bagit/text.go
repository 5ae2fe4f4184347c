package bagit

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrMalformed says that a tag file of the format cannot be read as one.
var ErrMalformed = errors.New("malformed")

// fault is an ErrMalformed with its reason.
type fault string

// Error is the error's text.
func (f fault) Error() string { return "malformed: " + string(f) }

// Is says whether an error is that of its kind.
func (f fault) Is(target error) bool { return target == ErrMalformed }

func faultf(format string, args ...any) error { return fault(fmt.Sprintf(format, args...)) }

// reason is that of a fault, without what it was wrapped in.
func reason(err error) string {
	var f fault
	if errors.As(err, &f) {
		return string(f)
	}
	return err.Error()
}

// ErrField says that a field cannot be in bag-info.txt.
var ErrField = errors.New("field cannot be in bag-info.txt")

// Field is a line of bag-info.txt.
type Field struct{ Label, Value string }

// oxum is the label of the payload's size: bytes and files, as “279164409.1198”.
const oxum = "Payload-Oxum"

// declaration is the bagit.txt of our bags.
const declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

// versions are those whose bags can be read; in the older one a manifest need not list every file.
var versions = []string{"0.97", "1.0"}

// lines are the lines of a text, which may end in LF, CR LF or CR; ended says whether the last one does.
func lines(text string) (out []string, ended bool) {
	for text != "" {
		i := strings.IndexAny(text, "\r\n")
		if i < 0 {
			return append(out, text), false
		}
		out = append(out, text[:i])
		if strings.HasPrefix(text[i:], "\r\n") {
			i++
		}
		text = text[i+1:]
	}
	return out, true
}

// parseFields reads “Label: value” lines. A line that begins with a blank goes on with the value of the one before, from
// which one blank parts it.
func parseFields(b []byte) ([]Field, error) {
	if err := plain(b); err != nil {
		return nil, err
	}
	var out []Field
	all, _ := lines(string(b))
	for i, line := range all {
		switch {
		case strings.TrimSpace(line) == "":
			continue
		case strings.ContainsAny(line[:1], " \t"):
			if len(out) == 0 {
				return nil, faultf("line %d goes on with nothing", i+1)
			}
			last := &out[len(out)-1]
			last.Value = strings.TrimSpace(last.Value + " " + strings.TrimSpace(line))
			continue
		}
		label, value, ok := strings.Cut(line, ":")
		label = strings.TrimSpace(label)
		if !ok || label == "" {
			return nil, faultf("line %d has no label", i+1)
		}
		out = append(out, Field{label, strings.TrimSpace(value)})
	}
	return out, nil
}

// plain says whether bytes are UTF-8 without a mark of its byte order.
func plain(b []byte) error {
	switch {
	case !utf8.Valid(b):
		return faultf("not UTF-8")
	case bytes.HasPrefix(b, []byte("\ufeff")):
		return faultf("begins with a byte order mark")
	}
	return nil
}

// values are the values of a label, which may be written in any case (RFC 8493 §2.2.2).
func values(fields []Field, label string) []string {
	var out []string
	for _, f := range fields {
		if strings.EqualFold(f.Label, label) {
			out = append(out, f.Value)
		}
	}
	return out
}

// parseDeclaration reads bagit.txt and returns the version.
func parseDeclaration(b []byte) (string, error) {
	fields, err := parseFields(b)
	if err != nil {
		return "", err
	}
	if len(fields) != 2 || fields[0].Label != "BagIt-Version" || fields[1].Label != "Tag-File-Character-Encoding" {
		return "", faultf("not a version and an encoding")
	}
	version, encoding := fields[0].Value, fields[1].Value
	if !slices.Contains(versions, version) {
		return "", faultf("version %q is not known", version)
	}
	if !strings.EqualFold(encoding, "UTF-8") {
		return "", faultf("encoding %q is not known", encoding)
	}
	return version, nil
}

// checkField says whether a field is read as it is written. Values are not folded: where lines are joined a blank comes in,
// and Chinese has none.
func checkField(f Field) error {
	switch {
	case f.Label == "" || strings.TrimSpace(f.Label) != f.Label || strings.Contains(f.Label, ":"):
		return fmt.Errorf("%w: label %q", ErrField, f.Label)
	case strings.EqualFold(f.Label, oxum):
		return fmt.Errorf("%w: %s is computed", ErrField, oxum)
	case strings.TrimSpace(f.Value) != f.Value:
		return fmt.Errorf("%w: %s: %q begins or ends with a blank", ErrField, f.Label, f.Value)
	}
	for _, s := range []string{f.Label, f.Value} {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) || strings.HasPrefix(s, "\ufeff") {
			return fmt.Errorf("%w: %q has what no line can have", ErrField, s)
		}
	}
	return nil
}

// renderFields writes bag-info.txt.
func renderFields(fields []Field) []byte {
	var b bytes.Buffer
	for _, f := range fields {
		fmt.Fprintf(&b, "%s: %s\n", f.Label, f.Value)
	}
	return b.Bytes()
}

func formatOxum(size int64, files int) string { return fmt.Sprintf("%d.%d", size, files) }

// checkOxum says what is wrong with the Payload-Oxum of a bag, if it has one.
func checkOxum(fields []Field, size int64, files int) error {
	said := values(fields, oxum)
	if len(said) == 0 {
		return nil
	}
	if len(said) > 1 {
		return faultf("%s is there %d times", oxum, len(said))
	}
	octets, streams, ok := strings.Cut(said[0], ".")
	n, err1 := strconv.ParseInt(octets, 10, 64)
	m, err2 := strconv.Atoi(streams)
	if !ok || err1 != nil || err2 != nil {
		return faultf("%s is %q", oxum, said[0])
	}
	if n != size || m != files {
		return faultf("%s is %s, the payload %s", oxum, said[0], formatOxum(size, files))
	}
	return nil
}
