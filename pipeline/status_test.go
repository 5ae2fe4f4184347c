package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline/answer"
)

var afterDeadline = time.Date(2009, 8, 25, 9, 0, 0, 0, time.UTC)

// The status counts what a build counts, writes nothing unless asked, and then only its page, the same bytes every time
// and in one sheet.
func TestStatus(t *testing.T) {
	forEachNotice(t, func(t *testing.T, name string) {
		w := sampleWorkspace(t, name)
		s, err := Status(context.Background(), w, StatusOptions{Today: afterDeadline})
		if err != nil {
			t.Fatal(err)
		}
		if files := tree(t, w.Output()); len(files) > 0 {
			t.Errorf("a status that was not to write wrote %d files", len(files))
		}
		sections := map[string]SectionReport{}
		for _, x := range build(t, w).Sections {
			sections[x.Name] = x
		}
		for _, x := range s.Sections {
			b := sections[x.Name]
			if got, want := [4]int{x.Files, x.Items, x.Errors, x.Warnings}, [4]int{b.Files, b.Items, b.Errors, b.Warnings}; got != want {
				t.Errorf("%s: files, items, errors, warnings %v, in the build %v", x.Name, got, want)
			}
		}
		before := tree(t, w.Output())
		var pages map[string]string
		for range 2 {
			if _, err := Status(context.Background(), w, StatusOptions{Today: afterDeadline, Page: true}); err != nil {
				t.Fatal(err)
			}
			now := tree(t, w.Output())
			for name := range before {
				if now[name] != before[name] {
					t.Errorf("%s has changed", name)
				}
			}
			if len(now) != len(before)+2 || now["报送情况.docx"] == "" || now["报送情况.pdf"] == "" {
				t.Errorf("%d files, %d before", len(now), len(before))
			}
			if n := strings.Count(now["报送情况.pdf"], "/Type /Page\n"); n > 1 {
				t.Errorf("%d pages", n)
			}
			if pages != nil && !cmp.Equal(pages, now) {
				t.Error("other bytes the second time")
			}
			pages = now
		}
		build(t, w)
		if got := tree(t, w.Output()); got["报送情况.pdf"] != pages["报送情况.pdf"] {
			t.Error("a build has touched the page")
		}
	})
}

// A share that is not connected is no bureau that has sent nothing.
func TestStatusOfNothing(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	build(t, w)
	if err := os.RemoveAll(w.Inputs()); err != nil {
		t.Fatal(err)
	}
	if _, err := Status(context.Background(), w, StatusOptions{Today: afterDeadline}); err == nil {
		t.Error("no error without inputs/")
	}
	if err := os.Mkdir(w.Inputs(), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Status(context.Background(), w, StatusOptions{Today: afterDeadline}); err == nil {
		t.Error("no error with an empty folder where files were")
	}
}

// The status page is for everybody's eyes: it holds no mark of the leak workspace but the name of an unlisted section's
// own folder, which the office must see.
func TestNothingSecretReachesTheStatusPage(t *testing.T) {
	w := leakWorkspace(t, "putian-2009")
	if _, err := Status(context.Background(), w, StatusOptions{Today: afterDeadline, Page: true}); err != nil {
		t.Fatal(err)
	}
	text := words(t, filepath.Join(w.Output(), statusPage+".docx"))
	text = strings.ReplaceAll(strings.ReplaceAll(text, secretMark+"专班", ""), internalMark+"小组", "")
	for _, mark := range []string{secretMark, "专班"} {
		if strings.Contains(text, mark) {
			t.Errorf("the page says %s:\n%s", mark, text)
		}
	}
	if !strings.Contains(text, "涉密目录") {
		t.Error("nothing secret was sent; the test is about nothing")
	}
}

// A page that is open stays, and nothing is laid beside it, however often it is tried; the other half of it stays, too.
func TestStatusPageThatIsOpen(t *testing.T) {
	w := sampleWorkspace(t, "putian-2009")
	h, err := w.open()
	if err != nil {
		t.Fatal(err)
	}
	s := settled(t, w)
	write := func(day int, open string) error {
		st := answer.NewStatus(h.Notice, s.submissions(), time.Date(2009, 8, day, 0, 0, 0, 0, china))
		return writeStatus(t.Context(), w, h, st, "", func(path string) bool { return open != "" && filepath.Ext(path) == open })
	}
	if err := write(20, ""); err != nil {
		t.Fatal(err)
	}
	want := tree(t, w.Output())
	for day := 21; day < 24; day++ {
		if err := write(day, ".docx"); err == nil || !strings.Contains(err.Error(), "报送情况.docx is open") {
			t.Errorf("err = %v", err)
		}
	}
	if d := cmp.Diff(want, tree(t, w.Output())); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
	if err := write(24, ""); err != nil {
		t.Error(err)
	}
}
