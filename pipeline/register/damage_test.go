package register

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
)

// yesterday is a register with some events, and what its database was before the last of them.
type yesterday struct {
	path, log string
	before    []byte // the database then
	line      []byte // the log
	events    int64
	powers    []catalog.Power
}

func kept(t *testing.T) *yesterday {
	t.Helper()
	dir := swiftDir(t)
	y := &yesterday{path: home(dir), log: LogPath(home(dir))}
	r := begin(t, dir)
	everything(t, r)
	r.Close()
	y.before = read(t, y.path)
	r = begin(t, dir)
	defer r.Close()
	fill(t, r, 120)
	y.events = checked(t, r)
	var err error
	if y.powers, err = r.Powers(context.Background()); err != nil {
		t.Fatal(err)
	}
	y.line = read(t, y.log)
	return y
}

func read(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// decide is a change like any other.
func decide(r *Register) error {
	return r.Do(context.Background(), noon, "审核人", func(t *Tx) error {
		return t.Decide(1, "XK-0003", notice.Confirm, "", "", "")
	})
}

// whole demands that the register opens, and is as it was but for events of its own recovery.
func (y *yesterday) whole(t *testing.T, more int64) {
	t.Helper()
	r, err := open(context.Background(), y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if n := checked(t, r); n != y.events+more {
		t.Errorf("%d events, want %d", n, y.events+more)
	}
	powers, err := r.Powers(context.Background())
	if d := cmp.Diff(y.powers, powers, cmpopts.EquateEmpty()); err != nil || d != "" {
		t.Errorf("powers: %v\n%s", err, d)
	}
	if got := read(t, y.log); !bytes.HasPrefix(got, y.line) {
		t.Error("the log does not go on where it was")
	}
}

// TestWhatHappensToFiles does to the files what happens to files, and says what becomes of the register: refused with what
// error, and whole again after what.
func TestWhatHappensToFiles(t *testing.T) {
	t.Parallel()
	truncate := func(n int) func(*testing.T, *yesterday) {
		return func(t *testing.T, y *yesterday) { write(t, y.log, y.line[:n]) }
	}
	lines := func(y *yesterday) [][]byte {
		return bytes.SplitAfter(bytes.TrimSuffix(y.line, []byte("\n")), []byte("\n"))
	}
	for name, c := range map[string]struct {
		harm    func(*testing.T, *yesterday)
		refused error // by Open; nil: it opens, and is whole
		says    string
		recover bool // Recover mends it
	}{
		"yesterday's database":  {func(t *testing.T, y *yesterday) { write(t, y.path, y.before) }, ErrOlder, "huibian recover", true},
		"the database is gone":  {func(t *testing.T, y *yesterday) { _ = remove(y.path) }, ErrOlder, "huibian recover", true},
		"the database is empty": {func(t *testing.T, y *yesterday) { write(t, y.path, nil) }, ErrOlder, "huibian recover", true},
		"another database": {func(t *testing.T, y *yesterday) {
			_ = remove(y.path)
			r := begin(t, t.TempDir())
			defer r.Close()
			for range 5 {
				everythingElse(t, r)
			}
			if _, err := r.db.Exec("VACUUM INTO $1", y.path); err != nil {
				t.Fatal(err)
			}
		}, ErrForked, "huibian recover", true},
		"no database":                    {func(t *testing.T, y *yesterday) { write(t, y.path, bytes.Repeat([]byte("目录"), 4000)) }, ErrDamaged, "huibian recover", true},
		"half a database":                {func(t *testing.T, y *yesterday) { write(t, y.path, read(t, y.path)[:40<<10]) }, ErrDamaged, "huibian recover", true},
		"the log is gone":                {func(t *testing.T, y *yesterday) { _ = os.Remove(y.log) }, nil, "", true},
		"the log is empty":               {truncate(0), nil, "", true},
		"the log is shorter":             {func(t *testing.T, y *yesterday) { write(t, y.log, bytes.Join(lines(y)[:7], nil)) }, nil, "", true},
		"the log's last line is torn":    {func(t *testing.T, y *yesterday) { write(t, y.log, y.line[:len(y.line)-100]) }, nil, "", true},
		"the log's last line has no end": {func(t *testing.T, y *yesterday) { write(t, y.log, y.line[:len(y.line)-1]) }, nil, "", true},
		"the log's first line is torn":   {truncate(50), nil, "", true},
		"zeros behind the log":           {func(t *testing.T, y *yesterday) { write(t, y.log, append(bytes.Clone(y.line), make([]byte, 4096)...)) }, nil, "", true},
		"a bit in the log's last line": {func(t *testing.T, y *yesterday) {
			b := bytes.Clone(y.line)
			b[len(b)-20] ^= 1
			write(t, y.log, b)
		}, ErrLogTorn, "move the log away", false},
		"a line in the log's end is gone": {func(t *testing.T, y *yesterday) {
			all := lines(y)
			write(t, y.log, append(bytes.Join(append(all[:len(all)-2:len(all)-2], all[len(all)-1]), nil), '\n'))
		}, ErrLogTorn, "move the log away", false},
		"line ends as of Windows": {func(t *testing.T, y *yesterday) {
			write(t, y.log, bytes.ReplaceAll(y.line, []byte("\n"), []byte("\r\n")))
		}, ErrLogTorn, "move the log away", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := kept(t)
			c.harm(t, y)
			ctx := context.Background()
			r, err := open(ctx, y.path, scratch)
			if c.refused == nil {
				if err != nil {
					t.Fatal(err)
				}
				r.Close()
				y.whole(t, 0)
			} else if !errors.Is(err, c.refused) || !strings.Contains(err.Error(), c.says) {
				t.Fatalf("opened with %v, want %v, which says %q", err, c.refused, c.says)
			}
			_, old, err := recoverWith(ctx, y.path, scratch, noon, "管理员", "试")
			if c.recover {
				if err != nil {
					t.Fatal(err)
				}
				if old != "" && !exists(old) {
					t.Errorf("%s is not there", old)
				}
				y.whole(t, 1)
				return
			}
			if !errors.Is(err, c.refused) || !strings.Contains(err.Error(), "line ") {
				t.Errorf("recovered with %v", err)
			}
			if err := os.Rename(y.log, y.log+".old"); err != nil { // as the error says
				t.Fatal(err)
			}
			y.whole(t, 0)
		})
	}
}

// everythingElse enters events that no other register has.
func everythingElse(t *testing.T, r *Register) {
	t.Helper()
	err := r.Do(context.Background(), noon, "他人", func(t *Tx) error {
		for range 20 {
			if _, err := t.Describe(catalog.Description{Name: "他处的事项"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestRecoverAgainAndAgain keeps every old database, with what belongs to it, and gives none the write-ahead log of another.
func TestRecoverAgainAndAgain(t *testing.T) {
	t.Parallel()
	y := kept(t)
	ctx := context.Background()
	r, err := open(ctx, y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	everythingElse(t, r)
	y.events += 20
	if y.powers, err = r.Powers(ctx); err != nil {
		t.Fatal(err)
	}
	wal := read(t, y.path+"-wal")
	y.line = read(t, y.log)
	r.Close()
	if len(wal) == 0 {
		t.Fatal("there is no write-ahead log to be left behind")
	}
	for i, old := range []string{".damaged", ".damaged-2", ".damaged-3"} {
		// The program was killed; the database is gone, or a wrong one, and its write-ahead log is still there.
		if i%2 == 0 {
			_ = remove(y.path)
		} else {
			write(t, y.path, []byte("x"))
		}
		write(t, y.path+"-wal", wal)
		_, kept, err := recoverWith(ctx, y.path, scratch, noon, "", "")
		if err != nil || kept != y.path+old {
			t.Fatalf("kept as %s, %v", kept, err)
		}
		if i%2 == 0 && !bytes.Equal(read(t, kept+"-wal"), wal) {
			t.Errorf("the write-ahead log is not kept beside %s", kept)
		}
		y.whole(t, int64(i+1))
	}
}

// TestRecoverLosesNothing is Recover while the database knows more than the log, because the disk was full.
func TestRecoverLosesNothing(t *testing.T) {
	t.Parallel()
	y := kept(t)
	write(t, y.log, y.line[:len(y.line)/2])
	n, _, err := recoverWith(context.Background(), y.path, scratch, noon, "", "")
	if err != nil || n != y.events {
		t.Fatalf("%d events of %d, %v", n, y.events, err)
	}
	y.whole(t, 1)
}

// A newer program's register is not made again by an older one.
func TestRecoverNewer(t *testing.T) {
	y := kept(t)
	ctx := context.Background()
	r, err := open(ctx, y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.db.ExecContext(ctx, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (999, 1)"); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, _, err := recoverWith(ctx, y.path, scratch, noon, "", ""); !errors.Is(err, ErrNewer) {
		t.Errorf("recovered with %v", err)
	}
}

// TestReplacedWhileOpen puts yesterday's database in place of the one that is open. A file that is moved there is told at
// once; of bytes that are written into the open one nothing is lost either: the log has everything.
func TestReplacedWhileOpen(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for name, replace := range map[string]func(*testing.T, *yesterday){
		"moved": func(t *testing.T, y *yesterday) {
			write(t, y.path+".copy", y.before)
			if err := os.Rename(y.path+".copy", y.path); err != nil {
				t.Skip("no open file can be replaced here:", err)
			}
		},
		"removed":      func(t *testing.T, y *yesterday) { _ = os.Remove(y.path) },
		"written into": func(t *testing.T, y *yesterday) { write(t, y.path, y.before) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := kept(t)
			r, err := open(ctx, y.path, scratch)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if err := decide(r); err != nil {
				t.Fatal(err)
			}
			more := int64(1)
			replace(t, y)
			err = decide(r)
			switch {
			case name != "written into" && !errors.Is(err, ErrReplaced):
				t.Errorf("written with %v", err)
			case err == nil:
				more++
			}
			r.Close()
			if r, err := open(ctx, y.path, scratch); err == nil {
				checked(t, r)
				r.Close()
			} else if !errors.Is(err, ErrOlder) && !errors.Is(err, ErrDamaged) {
				t.Errorf("opened with %v", err)
			}
			if _, _, err := recoverWith(ctx, y.path, scratch, noon, "", ""); err != nil {
				t.Fatal(err)
			}
			n := y.powers[0]
			r, err = open(ctx, y.path, scratch)
			if err != nil {
				t.Fatal(err)
			}
			defer r.Close()
			if got := checked(t, r); got != y.events+more+1 {
				t.Errorf("%d events, want %d", got, y.events+more+1)
			}
			if id, _, err := r.Bearer(ctx, n.Code); err != nil || id != n.ID {
				t.Errorf("%s is power %d's, %v", n.Code, id, err)
			}
		})
	}
}

// TestLogForgotten takes the log away from under an open register: it is written again, whole.
func TestLogForgotten(t *testing.T) {
	t.Parallel()
	y := kept(t)
	r, err := open(context.Background(), y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(y.log); err != nil {
		t.Skip("no open log can be removed here:", err)
	}
	if _, err := r.Take(context.Background(), seen("a", "1", "")); err != nil {
		t.Error(err)
	}
	r.Close()
	y.whole(t, 1)
}

// TestDamagedPages overwrites drawn places of the database. Either that does nothing, or somebody tells: no code is wrong
// without a word, nothing panics, and the log mends it.
func TestDamagedPages(t *testing.T) {
	t.Parallel()
	y := kept(t)
	good := read(t, y.path)
	rng := rand.New(rand.NewPCG(2009, 8))
	told := 0
	for i := range 80 {
		b := bytes.Clone(good)
		at := rng.IntN(len(b))
		n := 1 + rng.IntN([]int{1, 16, 4096}[i%3])
		for k := at; k < min(at+n, len(b)); k++ {
			b[k] ^= byte(1 + rng.IntN(255))
		}
		if err := remove(y.path); err != nil {
			t.Fatal(err)
		}
		write(t, y.path, b)
		if err := y.tell(t); err == nil {
			continue
		} else if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
			t.Errorf("%d bytes at %d: %v", n, at, err)
		}
		told++
	}
	if told < 25 {
		t.Errorf("only %d of 80 are told", told)
	}
	if _, _, err := recoverWith(context.Background(), y.path, scratch, noon, "", ""); err != nil {
		t.Fatal(err)
	}
	y.whole(t, 1)
}

// tell reads a register whole, and demands that it is right if nothing is wrong with it.
func (y *yesterday) tell(t *testing.T) error {
	ctx := context.Background()
	r, err := open(ctx, y.path, scratch)
	if err != nil {
		return err
	}
	defer r.Close()
	powers, err := r.Powers(ctx)
	if err != nil {
		return err
	}
	if _, err := r.Check(ctx, filepath.Dir(y.path)); err != nil {
		return err
	}
	if d := cmp.Diff(y.powers, powers, cmpopts.EquateEmpty()); d != "" {
		t.Errorf("nobody told (-want +got):\n%s", d)
	}
	if err := decide(r); err != nil {
		return err
	}
	write(t, y.log, y.line) // as it was
	return nil
}

// TestCheckSeesEverything changes each column of each table that follows from events, behind the register's back.
func TestCheckSeesEverything(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	dir := swiftDir(t)
	r := begin(t, dir)
	defer r.Close()
	large := seen("a", "1", "")
	large.Size = 2 << 20 // a number that is no character
	if _, err := r.Take(ctx, large); err != nil {
		t.Fatal(err)
	}
	everything(t, r)
	err := r.Do(ctx, noon, "", func(t *Tx) error { return t.List("基线", Listing{Power: 1, Code: "旧3"}) })
	if err != nil {
		t.Fatal(err)
	}
	exec := func(q string) {
		t.Helper()
		if _, err := r.db.ExecContext(ctx, q); err != nil {
			t.Fatalf("%s: %v", q, err)
		}
	}
	column := func(q string) (out []string) {
		t.Helper()
		err := r.each(ctx, q, func(scan scanner) error {
			var s string
			err := scan(&s)
			out = append(out, s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, trigger := range column("SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
		exec("DROP TRIGGER " + trigger)
	}
	exec("PRAGMA foreign_keys = 0")
	exec("PRAGMA ignore_check_constraints = 1")
	tables := []string{"events"}
	for _, p := range projected {
		tables = append(tables, p.table)
	}
	changed := 0
	for _, table := range tables {
		for _, c := range column("SELECT name || ' ' || type FROM pragma_table_info('" + table + "')") {
			name, kind, _ := strings.Cut(c, " ")
			bytes := "CAST(" + name + " AS BLOB)" // a key of traces has a zero in it, at which a text would end
			there, back := name+" || 'x'", "CAST(substr("+bytes+", 1, length("+bytes+") - 1) AS TEXT)"
			if kind == "INTEGER" {
				there, back = name+" + 55296", name+" - 55296"
			}
			exec("UPDATE " + table + " SET " + name + " = " + there)
			if _, err := r.Check(ctx, dir); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrForked) {
				t.Errorf("%s of %s: checked with %v", name, table, err)
			}
			exec("UPDATE " + table + " SET " + name + " = " + back)
			changed++
		}
		if table != "events" {
			exec("CREATE TABLE aside AS SELECT * FROM " + table)
			exec("DELETE FROM " + table)
			if _, err := r.Check(ctx, dir); !errors.Is(err, ErrDamaged) {
				t.Errorf("%s emptied: checked with %v", table, err)
			}
			exec("INSERT INTO " + table + " SELECT * FROM aside")
			exec("DROP TABLE aside")
		}
	}
	checked(t, r)
	if changed < 60 {
		t.Errorf("only %d columns were changed", changed)
	}
}

// TestHoles takes rows away of which others speak, as an old database does that is read with a newer write-ahead log.
func TestHoles(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, table := range numbered {
		dir := swiftDir(t)
		r := begin(t, dir)
		if _, err := r.Take(ctx, seen("a", "1", ""), seen("b", "2", "")); err != nil {
			t.Fatal(err)
		}
		everything(t, r)
		for _, q := range []string{
			"PRAGMA foreign_keys = 0", "DROP TRIGGER " + table.name + "_stay", "DELETE FROM " + table.name + " WHERE " + table.number + " = 1",
		} {
			if _, err := r.db.ExecContext(ctx, q); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := r.Powers(ctx); table.name == "powers" && !errors.Is(err, ErrDamaged) {
			t.Errorf("powers are read with %v", err)
		}
		r.Close()
		if _, err := open(ctx, home(dir), scratch); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: opened with %v", table.name, err)
		}
	}
}

// TestFlippedBits flips bits of the log: Check tells each, and Recover refuses with the line.
func TestFlippedBits(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	y := kept(t)
	r, err := open(ctx, y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	rng := rand.New(rand.NewPCG(2009, 9))
	for range 40 {
		b := bytes.Clone(y.line)
		at := rng.IntN(len(b) - 1)
		b[at] ^= 1 << rng.IntN(8)
		write(t, y.log, b)
		line := fmt.Sprintf("line %d:", 1+bytes.Count(y.line[:at], []byte("\n")))
		if _, err := r.Check(ctx, filepath.Dir(y.path)); !errors.Is(err, ErrLogTorn) && !errors.Is(err, ErrForked) {
			t.Errorf("bit at %d, in %s checked with %v", at, line, err)
		}
		_, err := remake(ctx, y.path+".new", r.log, scratch)
		if !errors.Is(err, ErrLogTorn) || !strings.Contains(err.Error(), line) {
			t.Errorf("bit at %d, in %s recovered with %v", at, line, err)
		}
		_ = remove(y.path + ".new")
	}
	write(t, y.log, y.line)
	checked(t, r)
}

// TestWalForgotten is a crash after which the write-ahead log is removed by somebody who tidies up.
func TestWalForgotten(t *testing.T) {
	t.Parallel()
	y := kept(t)
	r := begin(t, filepath.Dir(filepath.Dir(y.path)))
	defer r.Close()
	if err := decide(r); err != nil {
		t.Fatal(err)
	}
	dir := swiftDir(t)
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(y.path))); err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(dir, "register.db")
	if err := os.Remove(copied + "-wal"); err != nil {
		t.Fatal(err)
	}
	if _, err := open(context.Background(), copied, scratch); !errors.Is(err, ErrOlder) {
		t.Errorf("opened with %v", err)
	}
	n, _, err := recoverWith(context.Background(), copied, scratch, noon, "", "")
	if err != nil || n != y.events+1 {
		t.Errorf("%d events, %v", n, err)
	}
}

// TestEnded is a context that ends: that is said, and not that the register is damaged.
func TestEnded(t *testing.T) {
	y := kept(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := open(ctx, y.path, scratch); !errors.Is(err, context.Canceled) || errors.Is(err, ErrDamaged) {
		t.Errorf("opened with %v", err)
	}
	r, err := open(context.Background(), y.path, scratch)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := r.Powers(ctx); !errors.Is(err, context.Canceled) || errors.Is(err, ErrDamaged) {
		t.Errorf("read with %v", err)
	}
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	err = r.Do(ctx, noon, "", func(x *Tx) error {
		cancel()
		return x.Note(Read{File: "a"})
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("written with %v", err)
	}
	if n := checked(t, r); n != y.events {
		t.Errorf("%d events of %d", n, y.events)
	}
}

// TestNoFolder is a folder in which nothing can be written, and a register that is one.
func TestNoFolder(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "register.db"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(context.Background(), filepath.Join(dir, "register.db")); err == nil || errors.Is(err, ErrDamaged) {
		t.Errorf("a folder is opened with %v", err)
	}
	write(t, filepath.Join(dir, "file"), nil)
	if _, err := Open(context.Background(), filepath.Join(dir, "file", "register.db")); err == nil || errors.Is(err, fs.ErrNotExist) {
		t.Errorf("below a file it is opened with %v", err)
	}
}

// CheckCodes tells codes that no event has given, those that are gone, and those of another power.
func TestCheckCodes(t *testing.T) {
	for name, tamper := range map[string]string{
		"":               "",
		"another's":      "UPDATE codes SET power = 2 WHERE seq = 1",
		"nobody's":       "INSERT INTO codes (code, power, scope, seq, edition) VALUES ('PT01WJ-XK-9', 1, 'x', 9, '')",
		"gone":           "DELETE FROM codes WHERE seq = 1",
		"an event is no": "UPDATE events SET line = replace(line, '0001', '0002')",
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			r := begin(t, t.TempDir())
			defer r.Close()
			fill(t, r, 3)
			for _, trigger := range []string{"codes_keep", "codes_stay", "events_keep"} {
				if _, err := r.db.ExecContext(ctx, "DROP TRIGGER "+trigger); err != nil {
					t.Fatal(err)
				}
			}
			if tamper != "" {
				if _, err := r.db.ExecContext(ctx, tamper); err != nil {
					t.Fatal(err)
				}
			}
			if err := r.CheckCodes(ctx); (err != nil) != (tamper != "") {
				t.Errorf("CheckCodes: %v", err)
			}
		})
	}
}
