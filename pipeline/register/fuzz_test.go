package register

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// logOf is a log with an event of every kind.
func logOf(t interface {
	Helper()
	Fatal(...any)
	TempDir() string
}) string {
	dir := t.TempDir()
	r := begin(t, dir)
	defer r.Close()
	everything(t, r)
	b, err := os.ReadFile(LogPath(home(dir)))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// FuzzLog reads whatever a log may have become: it is the beginning of a chain, whole, or it is said where it ends to be
// one. What the end of the file alone tells agrees.
func FuzzLog(f *testing.F) {
	log := logOf(f)
	f.Add(log)
	f.Add(log[:len(log)/2])
	f.Add(log[:len(log)-1] + "\r\n")
	f.Add(log + "\x00\x00\n")
	f.Add(strings.Replace(log, `"n":2`, `"n":3`, 1))
	f.Add("")
	f.Add("\n")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, log string) {
		lines := 0
		last, err := readLines(strings.NewReader(log), func(e *Event, line string) error {
			lines++
			if !strings.Contains(log, e.Hash+" "+line+"\n") || e.N != int64(lines) {
				t.Errorf("event %d is not in the log as told", e.N)
			}
			return nil
		})
		if last.n != int64(lines) || err != nil && !errors.Is(err, ErrLogTorn) {
			t.Errorf("%d lines, ended at %d: %v", lines, last.n, err)
		}
		path := filepath.Join(dir, "register.log")
		if err := os.WriteFile(path, []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
		file, openErr := os.Open(path)
		if openErr != nil {
			t.Fatal(openErr)
		}
		defer file.Close()
		end, offset, endErr := lastLine(file)
		if err == nil && (end != last || endErr != nil || offset != int64(strings.LastIndexByte(log, '\n')+1)) {
			t.Errorf("the log ends with %v, its last line says %v at %d, %v", last, end, offset, endErr)
		}
	})
}

// FuzzFact makes facts of the JSON of events: it is refused, or it says the same when it is written and read again.
func FuzzFact(f *testing.F) {
	for line := range strings.Lines(logOf(f)) {
		f.Add(strings.TrimSpace(line[len(firstHash)+1:]))
	}
	f.Add(`{"n":1,"at":"2009-08-20T04:00:00Z","kind":"issued","data":null}`)
	f.Add(`{"n":1,"at":"2009-08-20T04:00:00Z","kind":"issued"}`)
	f.Fuzz(func(t *testing.T, line string) {
		e, err := decode(line, "")
		if err != nil {
			return
		}
		is, err := e.fact()
		if err != nil {
			return
		}
		_ = is.about()
		if is.kind() != e.Kind {
			t.Errorf("a fact of the kind %q says that it is %q", e.Kind, is.kind())
		}
		data, err := encode(is)
		if err != nil {
			t.Fatal(err)
		}
		again, err := (&Event{Kind: e.Kind, Data: data}).fact()
		if err != nil {
			t.Fatal(err)
		}
		second, err := encode(again)
		if d := cmp.Diff(string(data), string(second)); err != nil || d != "" {
			t.Errorf("%v\n%s", err, d)
		}
	})
}
