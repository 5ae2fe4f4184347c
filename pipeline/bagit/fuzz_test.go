package bagit

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzManifest reads any manifest: names stay inside, digests are digests, and what was read is read again from what is
// written of it.
func FuzzManifest(f *testing.F) {
	for _, s := range []string{
		"", "\n", hello + "  data/a\n", strings.ToUpper(hello) + " *data/a\r\n", hello + "\t./data/a%0Ab%25\r" + zeros + " data/b",
		hello + "  data/../../x\n", hello + "  /x\n", hello + "\n", "\ufeff" + hello + "  data/a\n", hello + "  bagit.txt\n", hello + "  data/a\n" + hello + "  data/a\n",
		hello + "  data/甲 乙.docx\n", "\xff",
	} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, tags bool) {
		file := payloadPrefix + "sha256.txt"
		if tags {
			file = tagPrefix + "sha256.txt"
		}
		l := parseManifest(file, SHA256, b)
		if l.sums == nil && len(l.bad) == 0 {
			t.Fatal("nothing is read, and nothing wrong")
		}
		for name, sum := range l.sums {
			if len(sum) != 64 || strings.Trim(sum, "0123456789abcdef") != "" {
				t.Errorf("digest %q", sum)
			}
			if name == "" || strings.HasPrefix(name, "/") || slices.Contains(strings.Split(name, "/"), "..") || strings.HasPrefix(name, "data/") == tags {
				t.Errorf("name %q", name)
			}
		}
		if slices.ContainsFunc(slices.Collect(maps.Keys(l.sums)), func(name string) bool {
			return strings.HasPrefix(name, " ") || strings.HasPrefix(name, "\t") || strings.HasPrefix(name, "*")
		}) {
			return // names that no reader can tell from what stands before names
		}
		again := parseManifest(file, SHA256, l.render())
		if l.sums != nil && len(again.bad) > 0 {
			t.Errorf("written, it is bad: %q", again.bad)
		}
		if d := cmp.Diff(l.sums, again.sums); l.sums != nil && d != "" {
			t.Errorf("written and read (-want +got):\n%s", d)
		}
	})
}

// FuzzFields reads any bag-info.txt or bagit.txt; fields that can be written are read as they were.
func FuzzFields(f *testing.F) {
	for _, s := range []string{declaration, "", "a: b\n c\n", " c", "a:\r\rb:\tc", "no label", ":x", "\ufeffa: b", "来源: 某局\nPayload-Oxum: 1.1", "a:b:c\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if version, err := parseDeclaration(b); err == nil && !slices.Contains(versions, version) {
			t.Errorf("version %q", version)
		}
		fields, err := parseFields(b)
		if err != nil {
			if len(fields) > 0 {
				t.Error("fields beside an error")
			}
			return
		}
		fields = slices.DeleteFunc(fields, func(f Field) bool { return checkField(f) != nil })
		_ = checkOxum(fields, 0, 0)
		again, err := parseFields(renderFields(fields))
		if err != nil || !slices.Equal(fields, again) {
			t.Errorf("written and read: %q, %q, %v", fields, again, err)
		}
		if !bytes.Equal(renderFields(fields), renderFields(again)) {
			t.Error("written again, it is another")
		}
	})
}
