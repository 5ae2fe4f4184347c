package laws

import (
	"errors"
	"flag"
	"path/filepath"
	"testing"

	"huibian/pipeline/cite"
	"huibian/pipeline/internal/golden"
	"huibian/pipeline/notice"
)

var update = flag.Bool("update", false, "rewrite the expected halves of testdata")

// TestParse holds every case of testdata/parse: a list, then the problems it must be refused with.
func TestParse(t *testing.T) {
	golden.Refusals(t, 30, *update, func(input []byte) error {
		_, err := Parse("laws.yaml", input)
		return err
	})
}

func theList(t testing.TB, name string) *List {
	t.Helper()
	input, _ := golden.Read(t, filepath.Join("testdata/parse", name+".txt"))
	list, err := Parse(name, []byte(input))
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestFind(t *testing.T) {
	list := theList(t, "ok")
	for cell, want := range map[string]string{
		"《统计法》第三条": "中华人民共和国统计法",
		"《中华人民共和国统计法》（2009年修订）第三条": "中华人民共和国统计法",
		"统计法第26条":                       "中华人民共和国统计法",
		"《国家统计法》第三条":                    "中华人民共和国统计法",
		"主席令第15号第三条":                    "中华人民共和国统计法",
		"中华人民共和国主席令第十五号":                "中华人民共和国统计法",
		"《中华人民共和国统计法实施细则》第三条":           "统计法实施细则",
		"《行政许可法》（以下简称《行许法》）第十二条":        "中华人民共和国行政许可法",
		"《许可法》第十二条":                     "中华人民共和国行政许可法",
		"《统计法实施条例》第三条":                  "",
		"主席令第16号":                       "",
		"根据有关文件规定":                      "",
		"《城市绿化条例》（主席令第十五号）第三条":          "", // the number of another law does not make it that law
		"《统计法（2009年修订）》第三条":             "中华人民共和国统计法",
		"《中华人民共和国统计法 2009年修订》第三条":       "中华人民共和国统计法",
		"〈中华人民共和国 统计法〉第三条":              "中华人民共和国统计法",
		"《福建省实施〈中华人民共和国行政许可法〉办法》第三条":    "",
		"主席令第七号第十二条":                    "中华人民共和国行政许可法",
		"《中华人民共和国行政许可法》（主席令第7号）第十二条第一款": "中华人民共和国行政许可法",
	} {
		cited := cite.Parse(cell)
		if len(cited) != 1 {
			t.Fatalf("%s: %d citations", cell, len(cited))
		}
		law, ok := list.Find(cited[0])
		switch {
		case ok != (want != ""):
			t.Errorf("%s: found is %v", cell, ok)
		case ok && law.Title != want:
			t.Errorf("%s: %s, want %s", cell, law.Title, want)
		}
		if law, ok := (*List)(nil).Find(cited[0]); ok || law != nil {
			t.Errorf("%s: no list finds %v", cell, law)
		}
	}
	// 主席令 of two congresses may have one number: it finds neither of its laws, their titles do.
	list = theList(t, "number-shared")
	if law, ok := list.Find(cite.Parse("主席令第七号第十二条")[0]); ok {
		t.Errorf("a number of two laws finds %s", law.Title)
	}
	if _, ok := list.Find(cite.Parse("《行政诉讼法》第十二条")[0]); !ok {
		t.Error("行政诉讼法 is not found")
	}
}

// FuzzParse: no input panics or hangs, every error is of problems, and every law of a list that is accepted is found.
func FuzzParse(f *testing.F) {
	golden.Seed(f)
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := Parse("f", data)
		var p *notice.Problem
		switch {
		case err != nil && !errors.As(err, &p):
			t.Fatalf("%v is no *notice.Problem", err)
		case err != nil:
			return
		}
		for i := range list.Laws {
			law := &list.Laws[i]
			for _, name := range append([]string{law.Title}, law.Aliases...) {
				if found, ok := list.Find(cite.Citation{Law: name, Key: cite.Key(name)}); !ok || found != law {
					t.Fatalf("%q finds %v", name, found)
				}
			}
		}
	})
}
