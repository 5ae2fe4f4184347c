package bagit

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// damage does something to a bag.
type damage func(t testing.TB, dir string)

func at(dir, name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }

func flip(name string, offset int, bit uint) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		b, err := os.ReadFile(at(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if offset < 0 {
			offset += len(b)
		}
		b[offset] ^= 1 << bit
		put(name, string(b))(t, dir)
	}
}

// edit replaces the first occurrence of a text, which must be there.
func edit(name, old, with string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		b, err := os.ReadFile(at(dir, name))
		if err != nil || !strings.Contains(string(b), old) {
			t.Fatalf("%s: no %q, %v", name, old, err)
		}
		put(name, strings.Replace(string(b), old, with, 1))(t, dir)
	}
}

func put(name, content string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(at(dir, name)), 0o700), os.WriteFile(at(dir, name), []byte(content), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
}

func cut(name string, by int) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		info, err := os.Stat(at(dir, name))
		if err == nil {
			err = os.Truncate(at(dir, name), info.Size()-int64(by))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

func remove(names ...string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		for _, name := range names {
			if err := os.Remove(at(dir, name)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func move(from, to string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		if err := errors.Join(os.MkdirAll(filepath.Dir(at(dir, to)), 0o700), os.Rename(at(dir, from), at(dir, to))); err != nil {
			t.Fatal(err)
		}
	}
}

func link(to, name string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		if err := os.Symlink(to, at(dir, name)); err != nil {
			t.Skip(err)
		}
	}
}

func folder(name string) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		if err := os.MkdirAll(at(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
}

func do(all ...damage) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		for _, d := range all {
			d(t, dir)
		}
	}
}

// resealed makes the tag manifests right again: what is wrong then must be found without them.
func resealed(d damage) damage {
	return func(t testing.TB, dir string) {
		t.Helper()
		d(t, dir)
		for _, alg := range []Algorithm{SHA256, SHA512} {
			l := &list{sums: map[string]string{}}
			for name, b := range tree(t, dir) {
				if !strings.HasPrefix(name, "data/") && !strings.HasPrefix(name, tagPrefix) {
					l.sums[name] = sumsOf([]byte(b), []Algorithm{alg})[alg]
				}
			}
			put(tagPrefix+string(alg)+".txt", string(l.render()))(t, dir)
		}
	}
}

const (
	listA  = "data/发改科/权力清单.docx"
	listB  = "data/外资管理科/权力清单.docx" // of the same content
	chart  = "data/发改科/附件/流程图 (终稿).png"
	void   = "data/外资管理科/空.txt"
	readme = "data/readme.txt"
	zeros  = "0000000000000000000000000000000000000000000000000000000000000000"
	hello  = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"
)

// TestVerify is one damage after another, and what is said of it. A problem that ends in … may have more in its note.
func TestVerify(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   damage
		want []string
	}{
		"nothing":               {do(), nil},
		"an empty folder":       {folder("data/空"), nil},
		"first bit":             {flip(chart, 0, 7), []string{"damaged: " + chart}},
		"last bit":              {flip(chart, -1, 0), []string{"damaged: " + chart}},
		"one byte more":         {put(void, "x"), []string{"damaged: " + void}},
		"one byte less":         {cut(readme, 1), []string{"damaged: " + readme}},
		"cut to nothing":        {cut(readme, 6), []string{"damaged: " + readme}},
		"missing":               {remove(chart), []string{"missing: " + chart}},
		"missing, one of twins": {remove(listA), []string{"missing: " + listA}},
		"all missing":           {remove(listA, listB, chart, void, readme), []string{"missing: " + readme, "missing: " + listA, "missing: " + chart, "missing: " + listB, "missing: " + void}},
		"extra":                 {put("data/新/多.txt", "多"), []string{"extra: data/新/多.txt"}},
		"extra copy":            {put("data/readme2.txt", "hello\n"), []string{"extra: data/readme2.txt"}},
		"renamed":               {move(readme, "data/新/自述.txt"), []string{"renamed: data/新/自述.txt was " + readme}},
		"renamed to lower":      {move(chart, "data/发改科/附件/流程图 (终稿).PNG"), []string{"renamed: data/发改科/附件/流程图 (终稿).PNG was " + chart}},
		"folder renamed":        {move("data/发改科", "data/改革科"), []string{"renamed: data/改革科/权力清单.docx was " + listA, "renamed: data/改革科/附件/流程图 (终稿).png was " + chart}},
		"out of the payload":    {move(readme, "readme.txt"), []string{"renamed: readme.txt was " + readme}},
		"both of twins renamed": {do(move(listA, "data/甲"), move(listB, "data/乙")), []string{"renamed: data/乙 was " + listA, "renamed: data/甲 was " + listB}},
		"swapped":               {do(move(readme, "x"), move(chart, readme), move("x", chart)), []string{"damaged: " + readme, "damaged: " + chart}},
		"over another":          {move(readme, chart), []string{"missing: " + readme, "damaged: " + chart}},
		"link":                  {do(remove(readme), link("外资管理科/空.txt", readme)), []string{"malformed: " + readme + ": it is a symbolic link"}},
		"link to the same":      {do(move(readme, "data/y"), link("y", readme)), []string{"malformed: " + readme + ": it is a symbolic link", "extra: data/y"}},
		"link for a folder":     {do(move("data/发改科", "data/x"), link("x", "data/发改科")), []string{"renamed: data/x/权力清单.docx was " + listA, "renamed: data/x/附件/流程图 (终稿).png was " + chart, "malformed: data/发改科: it is a symbolic link"}},
		"link outside":          {link("/etc/passwd", "data/x"), []string{"malformed: data/x: it is a symbolic link"}},
		"link nowhere":          {link("no/such", "x"), []string{"malformed: x: it is a symbolic link"}},
		"folder for a file":     {do(remove(readme), folder(readme)), []string{"missing: " + readme}},

		"bag-info":                   {flip("bag-info.txt", 3, 1), []string{"damaged: bag-info.txt"}},
		"bag-info missing":           {remove("bag-info.txt"), []string{"missing: bag-info.txt"}},
		"bag-info renamed":           {move("bag-info.txt", "bag-info.bak"), []string{"renamed: bag-info.bak was bag-info.txt"}},
		"bagit":                      {edit("bagit.txt", "1.0", "0.0"), []string{"damaged: bagit.txt", "malformed: bagit.txt: …"}},
		"bagit, another version":     {edit("bagit.txt", "1.0", "0.97"), []string{"damaged: bagit.txt"}},
		"bagit empty":                {put("bagit.txt", ""), []string{"damaged: bagit.txt", "malformed: bagit.txt: …"}},
		"bagit a link":               {do(move("bagit.txt", "b"), link("b", "bagit.txt")), []string{"extra: b", "malformed: bagit.txt: it is a symbolic link"}},
		"tag file":                   {flip("metadata/说明.xml", 1, 0), []string{"damaged: metadata/说明.xml"}},
		"tag file missing":           {remove("metadata/说明.xml"), []string{"missing: metadata/说明.xml"}},
		"tag file extra":             {put("metadata/x", "x"), []string{"extra: metadata/x"}},
		"half added":                 {put(".adding-x", "x"), []string{"extra: .adding-x: …"}},
		"manifest, digest":           {edit("manifest-sha256.txt", hello, zeros), []string{"damaged: manifest-sha256.txt"}},
		"manifest, name":             {edit("manifest-sha512.txt", readme, "data/readne.txt"), []string{"damaged: manifest-sha512.txt"}},
		"manifest cut":               {cut("manifest-sha512.txt", 200), []string{"damaged: manifest-sha512.txt", "malformed: manifest-sha512.txt: line …"}},
		"manifest empty":             {put("manifest-sha512.txt", ""), []string{"damaged: manifest-sha512.txt"}},
		"manifest missing":           {remove("manifest-sha256.txt"), []string{"missing: manifest-sha256.txt"}},
		"manifest renamed":           {move("manifest-sha256.txt", "manifest-sha256.txt.bak"), []string{"renamed: manifest-sha256.txt.bak was manifest-sha256.txt"}},
		"manifest for another":       {move("manifest-sha256.txt", "manifest-sha1.txt"), []string{"malformed: manifest-sha1.txt: line 1: …", "renamed: manifest-sha1.txt was manifest-sha256.txt", "missing: tagmanifest-sha1.txt"}},
		"both manifests missing":     {remove("manifest-sha256.txt", "manifest-sha512.txt"), []string{"missing: manifest-sha256.txt: no manifest lists the payload", "missing: manifest-sha512.txt"}},
		"tag manifest, digest":       {edit("tagmanifest-sha512.txt", "1d73ae", "2d73ae"), []string{"damaged: tagmanifest-sha512.txt: its digest of bagit.txt …"}},
		"tag manifest, name":         {edit("tagmanifest-sha256.txt", "  bagit.txt", "  cagit.txt"), []string{"malformed: tagmanifest-sha256.txt: does not list bagit.txt"}},
		"tag manifest, capital":      {edit("tagmanifest-sha256.txt", "ecfb074b", "ecFb074b"), []string{"malformed: tagmanifest-sha256.txt: line …"}},
		"tag manifest cut":           {cut("tagmanifest-sha512.txt", 1), []string{"malformed: tagmanifest-sha512.txt: the last line has no end"}},
		"tag manifest cut more":      {cut("tagmanifest-sha512.txt", 30), []string{"extra: metadata/说明.xml: not listed in tagmanifest-sha512.txt", "malformed: tagmanifest-sha512.txt: line …"}},
		"tag manifest empty":         {put("tagmanifest-sha512.txt", ""), []string{"extra: metadata/说明.xml: not listed in tagmanifest-sha512.txt", "malformed: tagmanifest-sha512.txt: does not list bag-info.txt"}},
		"tag manifest missing":       {remove("tagmanifest-sha256.txt"), []string{"missing: tagmanifest-sha256.txt"}},
		"both tag manifests missing": {remove("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"), []string{"missing: tagmanifest-sha256.txt", "missing: tagmanifest-sha512.txt"}},
		"tag manifest a link":        {do(move("tagmanifest-sha256.txt", "data/t"), link("data/t", "tagmanifest-sha256.txt")), []string{"extra: data/t", "malformed: tagmanifest-sha256.txt: it is a symbolic link"}},
		"fetch":                      {put("fetch.txt", "https://example.org/ 1 data/x\n"), []string{"extra: fetch.txt", "malformed: fetch.txt: …"}},

		"resealed digest":       {resealed(edit("manifest-sha256.txt", hello, zeros)), []string{"damaged: manifest-sha256.txt: its digest of data/readme.txt …"}},
		"resealed name":         {resealed(edit("manifest-sha512.txt", readme, "data/readne.txt")), []string{"malformed: manifest-sha512.txt: does not list data/readme.txt"}},
		"resealed outside":      {resealed(edit("manifest-sha256.txt", readme, "data/../../x")), []string{`malformed: manifest-sha256.txt: line 1: "data/../../x" leads outside`}},
		"resealed absolute":     {resealed(edit("manifest-sha256.txt", readme, "/etc/passwd")), []string{`malformed: manifest-sha256.txt: line 1: "/etc/passwd" leads outside`}},
		"resealed backslashes":  {resealed(edit("manifest-sha256.txt", readme, `data\..\..\x`)), []string{`malformed: manifest-sha256.txt: line 1: "data\\..\\..\\x" leads outside`}},
		"resealed tag file":     {resealed(edit("manifest-sha256.txt", readme, "bagit.txt")), []string{`malformed: manifest-sha256.txt: line 1: "bagit.txt" is not in the payload`}},
		"resealed twice":        {resealed(edit("manifest-sha256.txt", "\n", "\n"+hello+"  "+readme+"\n")), []string{`malformed: manifest-sha256.txt: line 2: "data/readme.txt" is there twice`}},
		"resealed extra":        {resealed(put("data/x", "")), []string{"extra: data/x"}},
		"resealed size":         {resealed(edit("bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: 1")), []string{"malformed: bag-info.txt: Payload-Oxum is 1…"}},
		"resealed size, twice":  {resealed(edit("bag-info.txt", "Payload-Oxum: ", "payload-oxum: 1.1\nPayload-Oxum: ")), []string{"malformed: bag-info.txt: Payload-Oxum is there 2 times"}},
		"resealed size, words":  {resealed(edit("bag-info.txt", "Payload-Oxum: ", "Payload-Oxum: about ")), []string{"malformed: bag-info.txt: …"}},
		"resealed without info": {resealed(remove("bag-info.txt")), nil},
		"resealed encoding":     {resealed(edit("bagit.txt", "UTF-8", "GBK")), []string{"malformed: bagit.txt: …"}},
		"resealed mark":         {resealed(edit("bag-info.txt", "Source", "\ufeffSource")), []string{"malformed: bag-info.txt: …"}},
		"resealed unknown":      {resealed(put("manifest-crc32.txt", "00  data/x\n")), []string{"malformed: manifest-crc32.txt: …"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := bagOf(t, small, someInfo, map[string][]byte{"metadata/说明.xml": []byte("<x/>")})
			c.do(t, dir)
			got := problems(t, dir)
			for i, w := range c.want {
				if head, more := strings.CutSuffix(w, "…"); more && i < len(got) && strings.HasPrefix(got[i], head) {
					got[i] = w
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("problems (-want +got):\n%s", d)
			}
		})
	}
}

// TestNoBag verifies what has no bagit.txt.
func TestNoBag(t *testing.T) {
	t.Parallel()
	dir := bagOf(t, small, nil, nil)
	remove("bagit.txt")(t, dir)
	for _, d := range []string{dir, t.TempDir()} {
		if _, err := Verify(t.Context(), d, 0); !errors.Is(err, ErrNotBag) {
			t.Errorf("verified with %v", err)
		}
		if _, err := Open(d); !errors.Is(err, ErrNotBag) {
			t.Errorf("opened with %v", err)
		}
		if err := AddTag(d, "x", nil); !errors.Is(err, ErrNotBag) {
			t.Errorf("added with %v", err)
		}
	}
	if _, err := Verify(t.Context(), filepath.Join(dir, "no"), 0); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("nothing is verified with %v", err)
	}
	stopped, stop := context.WithCancel(t.Context())
	stop()
	if _, err := Verify(stopped, bagOf(t, small, nil, nil), 0); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped with %v", err)
	}
}

// TestOpenMalformed has files that cannot be read; the error names them.
func TestOpenMalformed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   damage
		want error
		says string
	}{
		"bagit":         {put("bagit.txt", "hello"), ErrNotBag, "bagit.txt"},
		"version":       {edit("bagit.txt", "1.0", "2.0"), ErrNotBag, `"2.0"`},
		"bagit a link":  {do(move("bagit.txt", "b"), link("b", "bagit.txt")), ErrNotBag, "symbolic link"},
		"info":          {put("bag-info.txt", "no label"), ErrMalformed, "bag-info.txt"},
		"manifest":      {put("manifest-sha512.txt", "x  data/x\n"), ErrMalformed, "manifest-sha512.txt"},
		"not UTF-8":     {put("manifest-sha512.txt", "\xd6\xd0"), ErrMalformed, "UTF-8"},
		"manifest link": {do(remove("manifest-sha256.txt"), link("/etc/passwd", "manifest-sha256.txt")), ErrMalformed, "symbolic link"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := bagOf(t, small, nil, nil)
			c.do(t, dir)
			if _, err := Open(dir); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("opened with %v", err)
			}
		})
	}
}

// TestForeign is a bag as other programs write it: the older version, MD5 alone, capitals, asterisks, tabs, CR LF, names
// with what must be written otherwise, folded values, no end of the last line.
func TestForeign(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"data/a%b.txt":     "hello\n",
		"data/sub/b  c":    "hello\n",
		"data/sub/d":       "",
		"bagit.txt":        "BagIt-Version: 0.97\r\nTag-File-Character-Encoding: utf-8\r\n",
		"bag-info.txt":     "Contact-Name:某人\r\nExternal-Description: one\r\n  two\r\n\tthree\r\nPAYLOAD-OXUM: 12.3",
		"manifest-md5.txt": "B1946AC92492D2347C6235B4D2611184 *data/a%25b.txt\r\nb1946ac92492d2347c6235b4d2611184 \t ./data/sub/b  c\rd41d8cd98f00b204e9800998ecf8427e  data/sub/d",
	} {
		put(name, content)(t, dir)
	}
	l := &list{sums: map[string]string{}}
	for name, content := range tree(t, dir) {
		if !strings.HasPrefix(name, "data/") {
			l.sums[name] = sumsOf([]byte(content), []Algorithm{"md5"})["md5"]
		}
	}
	put("tagmanifest-md5.txt", string(l.render()))(t, dir)
	if w := problems(t, dir); len(w) > 0 {
		t.Errorf("problems: %q", w)
	}
	b, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string]string{"a%b.txt": "b1946ac92492d2347c6235b4d2611184", "sub/b  c": "b1946ac92492d2347c6235b4d2611184", "sub/d": "d41d8cd98f00b204e9800998ecf8427e"}, b.Manifest("md5")); d != "" {
		t.Errorf("manifest (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]string{"0.97", "某人", "one two three", ""}, []string{b.Version(), b.Info("contact-name"), b.Info("External-Description"), b.Digest()}); d != "" {
		t.Errorf("opened (-want +got):\n%s", d)
	}
	if err := AddTag(dir, "签名.sig", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if w := problems(t, dir); len(w) > 0 {
		t.Errorf("problems with another tag file: %q", w)
	}
}

// drawnName is a path of Chinese and other letters.
func drawnName() *rapid.Generator[string] {
	part := rapid.StringOfN(rapid.RuneFrom([]rune("甲乙丙丁abzÄß ()（）1-_·𠮷")), 1, 6, 40)
	return rapid.Custom(func(t *rapid.T) string {
		return path.Join(rapid.SliceOfN(part, 1, 3).Draw(t, "parts")...)
	})
}

// TestAnyBag writes any files and finds any one bit that is flipped, in whatever file, and names no other than this file,
// or, of a tag manifest, what it is about.
func TestAnyBag(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		dir := filepath.Join(home, "bag")
		defer os.RemoveAll(dir)
		files := map[string]string{}
		taken := names{}
		for _, name := range rapid.SliceOfN(drawnName(), 0, 5).Draw(t, "names") {
			if _, err := maps.Clone(taken).claim(name); err == nil {
				_, _ = taken.claim(name)
				files[name] = string(rapid.SliceOfN(rapid.Byte(), 0, 50).Draw(t, "content"))
			}
		}
		var extra []Algorithm
		if rapid.Bool().Draw(t, "sm3") {
			extra = []Algorithm{SM3}
		}
		w, err := Create(dir, Options{Extra: extra, lazy: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(w.Add(context.Background(), itemsOf(files)...), w.Close(someInfo, map[string][]byte{"说明/x.txt": []byte("x")})); err != nil {
			t.Fatal(err)
		}
		r, err := Verify(context.Background(), dir, 1)
		if err != nil || !r.Whole() || r.Files != len(files) {
			t.Fatalf("whole: %v, %v", r, err)
		}
		all := map[string]string{}
		err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() {
				b, err := os.ReadFile(p)
				if len(b) > 0 {
					rel, _ := filepath.Rel(dir, p)
					all[filepath.ToSlash(rel)] = string(b)
				}
				return err
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(all))).Draw(t, "file")
		b := []byte(all[name])
		b[rapid.IntRange(0, len(b)-1).Draw(t, "byte")] ^= 1 << rapid.IntRange(0, 7).Draw(t, "bit")
		if err := os.WriteFile(at(dir, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
		if r, err = Verify(context.Background(), dir, 2); err != nil || r.Whole() {
			t.Fatalf("%s: %v, %v", name, r, err)
		}
		if !slices.ContainsFunc(r.Wrong, func(p Problem) bool { return p.File == name }) {
			t.Fatalf("%s is not named: %v", name, r.Wrong)
		}
		if slices.ContainsFunc(r.Wrong, func(p Problem) bool { return p.File != name }) && !strings.HasPrefix(name, tagPrefix) {
			t.Fatalf("%s: others are named: %v", name, r.Wrong)
		}
	})
}

// TestEveryBit flips the bits of bagit.txt and of a tag manifest, for which nothing else vouches, one at a time: each is
// found, and the file named. Of digests, that have many, it takes some.
func TestEveryBit(t *testing.T) {
	t.Parallel()
	dir := bagOf(t, map[string]string{"甲.txt": "甲"}, nil, map[string][]byte{"x.txt": []byte("x")})
	for name, content := range tree(t, dir) {
		if name != bagitFile && name != tagPrefix+"sha256.txt" {
			continue
		}
		for i := range 8 * len(content) {
			if strings.Contains("0123456789abcdef", content[i/8:i/8+1]) && i%29 > 0 {
				continue
			}
			flip(name, i/8, uint(i%8))(t, dir)
			r, err := Verify(t.Context(), dir, 1)
			if err != nil || !slices.ContainsFunc(r.Wrong, func(p Problem) bool { return p.File == name }) {
				t.Errorf("%s, bit %d: %v, %v", name, i, r, err)
			}
			flip(name, i/8, uint(i%8))(t, dir)
		}
	}
	if w := problems(t, dir); len(w) > 0 {
		t.Errorf("problems in the end: %q", w)
	}
}
