package bagit

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAddTag adds tag files to a closed bag: what is there stays byte for byte, but for the tag manifests.
func TestAddTag(t *testing.T) {
	t.Parallel()
	tags := map[string][]byte{"metadata/说明.xml": []byte("<x/>")}
	dir := bagOf(t, small, someInfo, tags, SM3)
	for _, name := range []string{"signatures/manifest-sha256.sig", "signatures/签章/a.tsr", "a.txt", "空"} {
		for range 2 { // the second time it is there already
			if err := AddTag(dir, name, []byte(strings.TrimPrefix(name, "空"))); err != nil {
				t.Fatal(err)
			}
			if w := problems(t, dir); len(w) > 0 {
				t.Errorf("%s: problems: %q", name, w)
			}
		}
		tags[name] = []byte(strings.TrimPrefix(name, "空"))
	}
	if d := cmp.Diff(tree(t, bagOf(t, small, someInfo, tags, SM3)), tree(t, dir)); d != "" {
		t.Errorf("a bag with the tag files from the beginning (-) and added (+):\n%s", d)
	}
}

// TestAddTagRefuses has names that no tag file can have, and content that is not that of the tag file there; nothing is
// changed.
func TestAddTagRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		do   damage
		tag  string
		want error
	}{
		"other content":          {do(), "metadata/x.xml", ErrExists},
		"listed and missing":     {remove("metadata/x.xml"), "metadata/x.xml", ErrExists},
		"not listed and another": {put("y", "other"), "y", ErrExists},
		"a folder":               {folder("y"), "y", ErrExists},
		"a link":                 {link("metadata/x.xml", "y"), "y", ErrExists},
		"upper":                  {do(), "Metadata/X.xml", ErrName},
		"below a file":           {do(), "metadata/x.xml/y", ErrName},
		"payload":                {do(), "data/y", ErrName},
		"bag-info":               {do(), "bag-info.txt", ErrName},
		"manifest":               {do(), "manifest-sha256.txt", ErrName},
		"outside":                {do(), "../y", ErrName},
		"percent":                {do(), "100%", ErrName},
		"tag manifest":           {put("tagmanifest-sha512.txt", "hello"), "y", ErrMalformed},
		"no tag manifest":        {remove("tagmanifest-sha256.txt", "tagmanifest-sha512.txt"), "y", ErrMalformed},
		"no bag":                 {put("bagit.txt", ""), "y", ErrNotBag},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := bagOf(t, small, nil, map[string][]byte{"metadata/x.xml": []byte("<x/>")})
			c.do(t, dir)
			before := tree(t, dir)
			if err := AddTag(dir, c.tag, []byte("new")); !errors.Is(err, c.want) {
				t.Errorf("added with %v", err)
			}
			if d := cmp.Diff(before, tree(t, dir)); d != "" {
				t.Errorf("changed (-before +after):\n%s", d)
			}
		})
	}
}

// TestAddTagInterrupted stops after every step of AddTag: Verify names the new tag file, or the one beside it, as extra and
// nothing else, and AddTag again makes the bag whole.
func TestAddTagInterrupted(t *testing.T) {
	t.Parallel()
	const tag = "signatures/manifest-sha256.sig"
	done := bagOf(t, small, someInfo, nil)
	if err := AddTag(done, tag, []byte("sig")); err != nil {
		t.Fatal(err)
	}
	want := tree(t, done)
	half := func(name string) damage { return put(adding+name[strings.LastIndex(name, "/")+1:], want[name][:2]) }
	whole := func(name string) damage { return put(name, want[name]) }
	first, second := "tagmanifest-sha256.txt", "tagmanifest-sha512.txt"
	for _, c := range []struct {
		step damage
		says []string
	}{
		{do(), nil},
		{folder("signatures"), nil},
		{do(folder("signatures"), half(tag)), []string{adding + "manifest-sha256.sig"}},
		{whole(tag), []string{tag}},
		{do(whole(tag), half(first)), []string{adding + first, tag}},
		{do(whole(tag), whole(first)), []string{tag}},
		{do(whole(tag), whole(first), half(second)), []string{adding + second, tag}},
		{do(whole(tag), whole(first), whole(second)), nil},
	} {
		dir := bagOf(t, small, someInfo, nil)
		c.step(t, dir)
		r, err := Verify(t.Context(), dir, 0)
		if err != nil {
			t.Fatal(err)
		}
		var says []string
		for _, p := range r.Wrong {
			if p.Kind != Extra {
				t.Errorf("%v", p)
			}
			says = append(says, p.File)
		}
		if d := cmp.Diff(c.says, says); d != "" {
			t.Errorf("extra (-want +got):\n%s", d)
		}
		if err := AddTag(dir, tag, []byte("sig")); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(want, tree(t, dir)); d != "" {
			t.Errorf("added again (-want +got):\n%s", d)
		}
		if info, err := os.Stat(at(dir, tag)); err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			t.Errorf("mode %v, %v", info, err)
		}
	}
}
