package register

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// What the log and the database can make of each other, for errors.Is.
var (
	ErrOlder = errors.New("the register is older than its log, restored from a copy perhaps; " +
		"nothing is entered until it has been made again from the log with “huibian recover”")
	ErrForked = errors.New("the register and its log tell different stories: one of the two files is not of this workspace; " +
		"put the right one in place, or make the register again from the log with “huibian recover”")
	ErrUnlogged = errors.New("the change is in the register, but its log could not be written; " +
		"nothing has to be done again: make the log writable, and the next command writes it")
	ErrChain   = errors.New("the chain of events is broken")
	ErrLogTorn = errors.New("the log of the register is damaged; if the register itself was not restored from a copy, " +
		"move the log away: the next command writes it again")
)

// journal is the log: a text file beside the database with a line for each event, its hash and its JSON with a blank
// between. It only ever grows, and outlives the database: nothing is issued that it does not know of.
//
// It is written after the database: if it is behind, a process ended in between, and the next writer adds what is
// missing; if it is ahead, the database is an older one.
type journal struct {
	path string
	sync func(*os.File) error
}

// mark is a place in the chain: an event's number and its hash; 0 before the first.
type mark struct {
	n    int64
	hash string
}

// longestTail is how much of the end of the log is read to find its last line. Longer lines make it read all.
const longestTail = 64 << 10

// tail is the last whole line of the log. What follows it was cut short.
func (j *journal) tail() (mark, error) {
	f, err := lockedfile.Open(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return mark{0, firstHash}, nil
	}
	if err != nil {
		return mark{}, fmt.Errorf("read log: %w", err)
	}
	defer f.Close()
	m, _, err := lastLine(f.File)
	if err != nil {
		return mark{}, fmt.Errorf("read log %s: %w", j.path, err)
	}
	return m, nil
}

// lastLine finds the last whole line of a log, and the offset of its end. The line must follow from the one before.
func lastLine(f *os.File) (mark, int64, error) {
	info, err := f.Stat()
	if err != nil {
		return mark{}, 0, err
	}
	for size := int64(longestTail); ; size *= 16 {
		from := max(info.Size()-size, 0)
		b := make([]byte, info.Size()-from)
		if _, err := f.ReadAt(b, from); err != nil && !errors.Is(err, io.EOF) {
			return mark{}, 0, err
		}
		end := bytes.LastIndexByte(b, '\n')
		begin := bytes.LastIndexByte(b[:max(end, 0)], '\n')
		prior := bytes.LastIndexByte(b[:max(begin, 0)], '\n')
		switch {
		case prior < 0 && from > 0:
			continue // the lines are longer
		case end < 0:
			return mark{0, firstHash}, 0, nil
		}
		last := mark{0, firstHash}
		if begin >= 0 {
			e, err := parseLine(string(b[prior+1 : begin]))
			if err != nil {
				return mark{}, 0, err
			}
			last = mark{e.N, e.Hash}
		}
		last, _, err := last.next(string(b[begin+1 : end]))
		return last, from + int64(end) + 1, err
	}
}

// next reads the line that follows an event, without its end.
func (m mark) next(line string) (mark, *Event, error) {
	e, err := parseLine(line)
	if err != nil {
		return m, nil, fmt.Errorf("line %d: %w", m.n+1, err)
	}
	if e.N != m.n+1 || chain(m.hash, line[len(e.Hash)+1:]) != e.Hash {
		return m, nil, fmt.Errorf("line %d: %w: %w", m.n+1, ErrLogTorn, ErrChain)
	}
	return mark{e.N, e.Hash}, e, nil
}

// parseLine reads a line of the log, without its end.
func parseLine(line string) (*Event, error) {
	hash, rest, ok := strings.Cut(line, " ")
	if !ok || len(hash) != len(firstHash) {
		return nil, fmt.Errorf("%w: it does not begin with a hash", ErrLogTorn)
	}
	e, err := decode(rest, hash)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrLogTorn, err)
	}
	return e, nil
}

// queryer is a database, or a transaction on it.
type queryer interface {
	QueryContext(ctx context.Context, q string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, q string, args ...any) *sql.Row
}

// agree makes sure that the last line of the log is an event of the database, whose last is n.
func agree(ctx context.Context, db queryer, tail mark, n int64) error {
	if tail.n > n {
		return fmt.Errorf("%w: it ends with event %d, the log with %d", ErrOlder, n, tail.n)
	}
	if tail.n == 0 {
		return nil
	}
	var hash string
	err := db.QueryRowContext(ctx, "SELECT hash FROM events WHERE n = $1", tail.n).Scan(&hash)
	if errors.Is(err, sql.ErrNoRows) {
		err = fmt.Errorf("%w: it is not there", ErrDamaged)
	}
	if err != nil {
		return fmt.Errorf("event %d: %w", tail.n, err)
	}
	if hash != tail.hash {
		return fmt.Errorf("%w; they differ in event %d, or before", ErrForked, tail.n)
	}
	return nil
}

// CatchUp adds to the log what it does not have yet, as Do and Open do. The error matches ErrUnlogged.
func (r *Register) CatchUp(ctx context.Context) error {
	if err := r.log.catchUp(ctx, r); err != nil {
		return fmt.Errorf("%w: %w", ErrUnlogged, err)
	}
	return nil
}

func (j *journal) catchUp(ctx context.Context, r *Register) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write log %s: %w", j.path, err)
		}
	}()
	f, err := lockedfile.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	tail, end, err := lastLine(f.File)
	if err != nil {
		return err
	}
	var n int64
	if err := r.db.QueryRowContext(ctx, "SELECT COALESCE(MAX(n), 0) FROM events").Scan(&n); err != nil {
		return sound(err)
	}
	if err := agree(ctx, r.db, tail, n); err != nil {
		return err
	}
	if err := f.Truncate(end); err != nil {
		return err
	}
	if _, err := f.Seek(end, io.SeekStart); err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	err = r.each(ctx, "SELECT hash, line FROM events WHERE n > $1 ORDER BY n", func(scan scanner) error {
		var hash, line string
		if err := scan(&hash, &line); err != nil {
			return err
		}
		if chain(tail.hash, line) != hash {
			return fmt.Errorf("event %d: %w", tail.n+1, ErrChain)
		}
		tail = mark{tail.n + 1, hash}
		_, _ = w.WriteString(hash) // a writer's first error stays with it
		_ = w.WriteByte(' ')
		_, _ = w.WriteString(line)
		_ = w.WriteByte('\n')
		return nil
	}, tail.n)
	if err := errors.Join(err, w.Flush()); err != nil {
		return err
	}
	if err := j.sync(f.File); err != nil {
		return err
	}
	if end == 0 {
		j.syncDir()
	}
	return nil
}

// syncDir makes the name of a log that is new as durable as what is in it. Windows has no such call and needs none.
func (j *journal) syncDir() {
	d, err := os.Open(filepath.Dir(j.path))
	if err != nil {
		return
	}
	defer d.Close()
	_ = j.sync(d)
}

// readLog calls f for each line of a log, after checking that it follows from the one before. A last line that was cut
// short is left out. Nobody writes the log meanwhile.
func readLog(path string, f eventFunc) (mark, error) {
	in, err := lockedfile.Open(path)
	if err != nil {
		return mark{}, fmt.Errorf("read log: %w", err)
	}
	defer in.Close()
	last, err := readLines(in, f)
	if err != nil {
		return last, fmt.Errorf("read log %s: %w", path, err)
	}
	return last, nil
}

func readLines(in io.Reader, f eventFunc) (mark, error) {
	last := mark{0, firstHash}
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return last, nil
		}
		if err != nil {
			return last, err
		}
		line = line[:len(line)-1]
		next, e, err := last.next(line)
		if err != nil {
			return last, err
		}
		if err := f(e, line[len(e.Hash)+1:]); err != nil {
			return last, err
		}
		last = next
	}
}
