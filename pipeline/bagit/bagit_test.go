package bagit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"huibian/pipeline/internal/golden"

	"github.com/google/go-cmp/cmp"
)

// small is the payload of most tests: names as an office gives them, two files of the same content, one of none.
var small = map[string]string{
	"发改科/权力清单.docx":       "一、行政许可\n",
	"发改科/附件/流程图 (终稿).png": "\x89PNG\r\n\x1a\n",
	"外资管理科/权力清单.docx":     "一、行政许可\n",
	"外资管理科/空.txt":         "",
	"readme.txt":          "hello\n",
}

var someInfo = []Field{{"Source-Organization", "某市某局"}, {"Bagging-Date", "2009-11-30"}, {"External-Description", "行政职权目录"}}

func itemOf(name, content string) Item {
	return Item{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

func itemsOf(files map[string]string) []Item {
	var out []Item
	for _, name := range slices.Sorted(maps.Keys(files)) {
		out = append(out, itemOf(name, files[name]))
	}
	return out
}

// bagOf writes a bag, without waiting for the disk.
func bagOf(t testing.TB, files map[string]string, info []Field, tags map[string][]byte, extra ...Algorithm) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "bag")
	w, err := Create(dir, Options{Extra: extra, lazy: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Add(t.Context(), itemsOf(files)...), w.Close(info, tags)); err != nil {
		t.Fatal(err)
	}
	return dir
}

var tree = golden.Tree

// problems are those of a bag, one a line.
func problems(t testing.TB, dir string) []string {
	t.Helper()
	r, err := Verify(t.Context(), dir, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range r.Wrong {
		out = append(out, p.String())
	}
	return out
}

// TestGolden is a bag byte for byte. The digests of hello\n are those sha256sum and sha512sum print.
func TestGolden(t *testing.T) {
	t.Parallel()
	dir := bagOf(t, map[string]string{"目录/问候.txt": "hello\n"}, []Field{{"Source-Organization", "某市某局"}, {"Contact-Name", "a: b"}, {"Source-Organization", "某市另一局"}}, map[string][]byte{"metadata/说明.xml": []byte("<x/>")})
	sha256s := "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
	sha512s := "e7c22b994c59d9cf2b48e549b1e24666636045930d3da7c1acb299d1c3b7f931f94aae41edda2c2b207a36e10f8bcb8d45223e54878f5b316e7ce3b6bc019629"
	want := map[string]string{
		"bagit.txt":              "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
		"bag-info.txt":           "Source-Organization: 某市某局\nContact-Name: a: b\nSource-Organization: 某市另一局\nPayload-Oxum: 6.1\n",
		"data/目录/问候.txt":         "hello\n",
		"metadata/说明.xml":        "<x/>",
		"manifest-sha256.txt":    sha256s + "  data/目录/问候.txt\n",
		"manifest-sha512.txt":    sha512s + "  data/目录/问候.txt\n",
		"tagmanifest-sha256.txt": goldenTags256,
		"tagmanifest-sha512.txt": goldenTags512,
	}
	if d := cmp.Diff(want, tree(t, dir)); d != "" {
		t.Errorf("bag (-want +got):\n%s", d)
	}
	b, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	got := []string{b.Version(), b.Info("source-organization"), b.Info("Contact-Name"), b.Info("Payload-Oxum"), b.Info("Other"), b.Manifest(SHA256)["目录/问候.txt"], b.Digest()}
	if d := cmp.Diff([]string{"1.0", "某市某局", "a: b", "6.1", "", sha256s, "6ee7ce44ec29a0c80ea585a48291c3d9a2be9cf62e9ca277a47797492cb42046"}, got); d != "" {
		t.Errorf("opened (-want +got):\n%s", d)
	}
	if b.Manifest(SM3) != nil || len(b.Fields()) != 4 {
		t.Errorf("a manifest that is not there, or %d fields", len(b.Fields()))
	}
	if w := problems(t, dir); len(w) > 0 {
		t.Errorf("problems: %q", w)
	}
}

// goldenTags are the tag manifests of TestGolden as sha256sum and sha512sum made them.
const (
	goldenTags256 = `c59afc4635db0c8f7d0e2b78c5a0379b37cfa9f4736219fc6e400f202911a75d  bag-info.txt
1712ecfb074bf29c4188ad3421032509159a09739fd604f8fe57038b4ddefcc9  bagit.txt
6ee7ce44ec29a0c80ea585a48291c3d9a2be9cf62e9ca277a47797492cb42046  manifest-sha256.txt
bc2b16d7aed292d3c6ee37c17cb31ae56eef1c469901d7159ee81bbba6601991  manifest-sha512.txt
2a31f44da4bd7decbbd3ddfd1a37ae04d02ec665e2c2688816ccc65631586ed1  metadata/说明.xml
`
	goldenTags512 = `9e87ae032c78baae7b7df32b2ef34cd079742f2f2d57d85b29540dffa198557e6e185961ddff43728452d0149bf333cf21350f80e7e7fcd4174bc2932d4a359a  bag-info.txt
1d73ae108d4109b61f56698a5e19ee1f8947bdf8940bbce6adbe5e0940c2363caace6a547b4f1b3ec6a4fd2b7fa845e9cb9d28823bc72c59971718bb26f2fbd8  bagit.txt
19d3169a2b40e65778d2181ff6b8db5fa981cbe43c403c0ca39e1dbf7be63a0c99adf77bbfc5399c785b1b0e52bc49913dbc709b964ebc461e112a06f87264c4  manifest-sha256.txt
67e26ede1a496ae746786e7da99526b56d58b2c7e0b700fb6f04991420bd9b2c0b00ee8fa5f05b1634d2a8e27d1eaf9a9694ffebeaed855fcd741719dfe77d53  manifest-sha512.txt
4ab316f87826f0db7fda8e89d3ec5e824306da787ceb1346fd06fd6af8d0edf3d4c0c06a3c4bab57194eaf6a482187929bec2fac29e8afaa29bd4b0372307a3c  metadata/说明.xml
`
)

// TestSameBytes writes the same items in another order, in several calls, by one hand and by many.
func TestSameBytes(t *testing.T) {
	t.Parallel()
	want := tree(t, bagOf(t, small, someInfo, nil, SM3))
	dir := t.TempDir() // empty is as good as absent
	w, err := Create(dir, Options{Extra: []Algorithm{SM3, SM3}, Hands: 1})
	if err != nil {
		t.Fatal(err)
	}
	items := itemsOf(small)
	slices.Reverse(items)
	for _, it := range items {
		if err := w.Add(t.Context(), it); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(someInfo, nil); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, tree(t, dir)); d != "" {
		t.Errorf("bags (-one +other):\n%s", d)
	}
	if len(want["manifest-sm3.txt"]) == 0 || len(want["tagmanifest-sm3.txt"]) == 0 {
		t.Error("no SM3")
	}
}

// TestSM3 has the digest of GB/T 32905, example 1.
func TestSM3(t *testing.T) {
	t.Parallel()
	want := "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0  data/abc.txt\n"
	if got := tree(t, bagOf(t, map[string]string{"abc.txt": "abc"}, nil, nil, SM3))["manifest-sm3.txt"]; got != want {
		t.Errorf("manifest-sm3.txt is %q", got)
	}
	for _, a := range []Algorithm{"md5", "crc32", ""} {
		if _, err := Create(t.TempDir(), Options{Extra: []Algorithm{a}}); err == nil {
			t.Errorf("%q may stand beside", a)
		}
	}
}

// TestEntries has what was added, with sizes and digests, while the bag is open and after.
func TestEntries(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "bag")
	w, err := Create(dir, Options{lazy: true, DirMode: 0o750, FileMode: 0o640})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Add(t.Context(), itemsOf(small)...); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range w.Entries() {
		names = append(names, e.Name)
		if e.Size != int64(len(small[e.Name])) || !maps.Equal(e.Sums, sumsOf([]byte(small[e.Name]), []Algorithm{SHA256, SHA512})) {
			t.Errorf("entry %v", e)
		}
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(small)), names); d != "" {
		t.Errorf("entries (-want +got):\n%s", d)
	}
	if e, ok := w.Entry("readme.txt"); !ok || e.Size != 6 {
		t.Errorf("entry %v, %v", e, ok)
	}
	if _, ok := w.Entry("other.txt"); ok {
		t.Error("an entry of what was not added")
	}
	if _, err := Open(dir); !errors.Is(err, ErrNotBag) {
		t.Errorf("before Close it is opened with %v", err)
	}
	if _, err := Verify(t.Context(), dir, 0); !errors.Is(err, ErrNotBag) {
		t.Errorf("before Close it is verified with %v", err)
	}
	if err := w.Close(nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(nil, nil); !errors.Is(err, ErrClosed) {
		t.Errorf("closed again with %v", err)
	}
	if err := w.Add(t.Context(), itemOf("a", "")); !errors.Is(err, ErrClosed) {
		t.Errorf("added after Close with %v", err)
	}
	if info, err := os.Stat(filepath.Join(dir, "data", "发改科", "权力清单.docx")); err != nil || filepath.Separator == '/' && info.Mode().Perm()&^0o640 != 0 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
}

// TestNames are names that cannot be in a bag, and sets of names that cannot be in one bag.
func TestNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		names []string
		ok    bool
	}{
		{[]string{""}, false},
		{[]string{"."}, false},
		{[]string{".."}, false},
		{[]string{"../a"}, false},
		{[]string{"a/../b"}, false},
		{[]string{"/a"}, false},
		{[]string{"a/"}, false},
		{[]string{"a//b"}, false},
		{[]string{`a\b`}, false},
		{[]string{"C:a"}, false},
		{[]string{"a\nb"}, false},
		{[]string{"a\rb"}, false},
		{[]string{"a\x00b"}, false},
		{[]string{"a\u0085b"}, false},
		{[]string{"100%.docx"}, false},
		{[]string{"a?.docx"}, false},
		{[]string{"a\xffb"}, false},
		{[]string{"a./b"}, false},
		{[]string{"a "}, false},
		{[]string{"Nul.docx"}, false},
		{[]string{"x/com1"}, false},
		{[]string{"x/LPT¹.txt"}, false},
		{[]string{"com10", "coma", "auxiliary", "名 称(一).docx", ".hidden"}, true},
		{[]string{"a", "a"}, false},
		{[]string{"a", "A"}, false},
		{[]string{"straße", "STRASSE"}, false},
		{[]string{"\u00e9", "e\u0301"}, false},
		{[]string{"É/x", "e\u0301/y"}, false},
		{[]string{"a", "a/b"}, false},
		{[]string{"a/b", "a"}, false},
		{[]string{"a/b", "A/c"}, false},
		{[]string{"a/b", "a/c", "b", "c/a"}, true},
		{[]string{"A", "Ａ"}, true}, // full width is another letter
	} {
		w, err := Create(t.TempDir(), Options{lazy: true})
		if err != nil {
			t.Fatal(err)
		}
		var items []Item
		for _, n := range c.names {
			items = append(items, itemOf(n, "x"))
		}
		err = w.Add(t.Context(), items...)
		if c.ok && err != nil || !c.ok && !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", c.names, err)
		}
		if err := w.Close(nil, nil); !c.ok && !errors.Is(err, ErrName) {
			t.Errorf("%q: closed with %v", c.names, err)
		}
	}
}

// TestCreateExists begins no bag where something is.
func TestCreateExists(t *testing.T) {
	t.Parallel()
	dir := bagOf(t, small, nil, nil)
	if _, err := Create(dir, Options{}); !errors.Is(err, ErrExists) {
		t.Errorf("a bag over a bag: %v", err)
	}
	if _, err := Create(filepath.Join(dir, "bagit.txt"), Options{}); err == nil {
		t.Error("a bag in a file")
	}
	if _, err := Create(filepath.Join(dir, "no", "such"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a bag nowhere: %v", err)
	}
}

// failing gives some bytes, then an error.
type failing struct{ left int }

var errSource = errors.New("bad sector")

func (f *failing) Read(p []byte) (int, error) {
	if f.left <= 0 {
		return 0, errSource
	}
	n := min(len(p), f.left)
	f.left -= n
	return n, nil
}

func (f *failing) Close() error { return nil }

// TestAddFails has items that cannot be had: the error names the item, and there is no bag, also if one tries to close it.
func TestAddFails(t *testing.T) {
	t.Parallel()
	stopped, stop := context.WithCancel(t.Context())
	stop()
	wrong := itemOf("科/甲.docx", "x")
	wrong.SHA256 = strings.Repeat("0", 64)
	right := itemOf("科/乙.docx", "hello\n")
	right.SHA256 = "5891B5B522D5DF086D0FF0B110FBD9D21BB4FC7163AF34D08286A2E846F6BE03"
	for name, c := range map[string]struct {
		ctx  context.Context
		item Item
		want error
	}{
		"damaged": {t.Context(), wrong, ErrDamaged},
		"read":    {t.Context(), Item{Name: "科/甲.docx", Open: func() (io.ReadCloser, error) { return &failing{bufferSize + 1}, nil }}, errSource},
		"open":    {t.Context(), Item{Name: "科/甲.docx", Open: func() (io.ReadCloser, error) { return nil, errSource }}, errSource},
		"stopped": {stopped, itemOf("科/甲.docx", "x"), context.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(t.TempDir(), "bag")
			w, err := Create(dir, Options{lazy: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Add(t.Context(), right); err != nil {
				t.Fatal(err)
			}
			if err := w.Add(c.ctx, c.item); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.item.Name) {
				t.Errorf("added with %v", err)
			}
			if err := w.Add(t.Context(), itemOf("b", "")); !errors.Is(err, c.want) {
				t.Errorf("added afterwards with %v", err)
			}
			if err := w.Close(nil, nil); !errors.Is(err, c.want) {
				t.Errorf("closed with %v", err)
			}
			if _, err := Open(dir); !errors.Is(err, ErrNotBag) {
				t.Errorf("opened with %v", err)
			}
		})
	}
}

// TestAddAtOnce adds from several goroutines, into the same folders.
func TestAddAtOnce(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "bag")
	w, err := Create(dir, Options{lazy: true})
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for j := range 8 {
				if err := w.Add(t.Context(), itemOf(fmt.Sprintf("科%d/%d", j, i), fmt.Sprint(i, j))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if err := w.Close(nil, nil); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), dir, 3)
	if err != nil || !r.Whole() || r.Files != 64 || r.Bytes != 64*3 {
		t.Errorf("report %v, %v", r, err)
	}
}

// TestCloseRefuses has fields and tag files that no bag can hold.
func TestCloseRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field Field
		tag   string
		want  error
	}{
		{Field{"", "x"}, "", ErrField},
		{Field{"a:b", "x"}, "", ErrField},
		{Field{" a", "x"}, "", ErrField},
		{Field{"a", "x\ny"}, "", ErrField},
		{Field{"a", " x"}, "", ErrField},
		{Field{"a", "x\xff"}, "", ErrField},
		{Field{"payload-oxum", "1.1"}, "", ErrField},
		{Field{"a", ""}, "bagit.txt", ErrName},
		{Field{"a", ""}, "Bag-Info.txt", ErrName},
		{Field{"a", ""}, "fetch.txt", ErrName},
		{Field{"a", ""}, "manifest-md5.txt", ErrName},
		{Field{"a", ""}, "tagmanifest-md5.txt", ErrName},
		{Field{"a", ""}, "data/x", ErrName},
		{Field{"a", ""}, "DATA/x", ErrName},
		{Field{"a", ""}, ".adding-x", ErrName},
		{Field{"a", ""}, "../x", ErrName},
		{Field{"a", "长长的值，" + strings.Repeat("字", 200)}, "manifest-notes/manifest-md5.txt", nil},
	} {
		dir := filepath.Join(t.TempDir(), "bag")
		w, err := Create(dir, Options{lazy: true})
		if err != nil {
			t.Fatal(err)
		}
		tags := map[string][]byte{}
		if c.tag != "" {
			tags[c.tag] = []byte("x")
		}
		if err := w.Close([]Field{c.field}, tags); !errors.Is(err, c.want) {
			t.Errorf("%q %q: closed with %v", c.field, c.tag, err)
		}
		b, err := Open(dir)
		if c.want != nil && !errors.Is(err, ErrNotBag) {
			t.Errorf("%q %q: opened with %v", c.field, c.tag, err)
		}
		if c.want == nil && (err != nil || b.Info("A") != c.field.Value || len(problems(t, dir)) > 0) {
			t.Errorf("%q %q: %v", c.field, c.tag, err)
		}
	}
}
