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
	"strings"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// What the log and the database can make of each other, for errors.Is.
var (
	ErrOlder    = errors.New("the register is older than its log: it was restored from a copy, or is not the one that the log was written for")
	ErrForked   = errors.New("the register and its log tell different stories")
	ErrUnlogged = errors.New("the change is in the register, but its log could not be written")
	ErrChain    = errors.New("the chain of events is broken")
)

// journal is the log: a text file beside the database with a line for each event, its hash and its JSON with a blank
// between. It only ever grows, and outlives the database: nothing is issued that it does not know of.
//
// It is written after the database: if it is behind, a process ended in between, and the next writer adds what is
// missing; if it is ahead, the database is an older one.
type journal struct{ path string }

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

// lastLine finds the last whole line of a log, and the offset of its end.
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
		switch {
		case end < 0 && from == 0:
			return mark{0, firstHash}, 0, nil
		case begin < 0 && from > 0:
			continue // the line is longer
		}
		e, err := parseLine(string(b[begin+1 : end]))
		if err != nil {
			return mark{}, 0, err
		}
		return mark{e.N, e.Hash}, from + int64(end) + 1, nil
	}
}

// parseLine reads a line of the log, without its end.
func parseLine(line string) (*Event, error) {
	hash, rest, ok := strings.Cut(line, " ")
	if !ok || len(hash) != len(firstHash) {
		return nil, fmt.Errorf("%w: a line does not begin with a hash", ErrChain)
	}
	e, err := decode(rest, hash)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrChain, err)
	}
	return e, nil
}

type queryer interface {
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
	if err := db.QueryRowContext(ctx, "SELECT hash FROM events WHERE n = $1", tail.n).Scan(&hash); err != nil {
		return fmt.Errorf("event %d: %w", tail.n, err)
	}
	if hash != tail.hash {
		return fmt.Errorf("%w from event %d on", ErrForked, tail.n)
	}
	return nil
}

// mirror adds to the log what it does not have yet.
func (r *Register) mirror(ctx context.Context) error {
	if err := r.log.catchUp(ctx, r); err != nil {
		return fmt.Errorf("%w: %w", ErrUnlogged, err)
	}
	return nil
}

func (j *journal) catchUp(ctx context.Context, r *Register) error {
	f, err := lockedfile.OpenFile(j.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer f.Close()
	tail, end, err := lastLine(f.File)
	if err != nil {
		return err
	}
	if err := f.Truncate(end); err != nil {
		return err
	}
	if _, err := f.Seek(end, io.SeekStart); err != nil {
		return err
	}
	w := bufio.NewWriterSize(f, 1<<16)
	rows, err := r.db.QueryContext(ctx, "SELECT hash, line FROM events WHERE n > $1 ORDER BY n", tail.n)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var hash, line string
		if err := rows.Scan(&hash, &line); err != nil {
			return err
		}
		_, _ = w.WriteString(hash) // a writer's first error stays with it
		_ = w.WriteByte(' ')
		_, _ = w.WriteString(line)
		_ = w.WriteByte('\n')
	}
	if err := errors.Join(rows.Err(), w.Flush()); err != nil {
		return err
	}
	return f.Sync()
}

// readLog calls f for each line of a log, after checking that it follows from the one before. A last line that was cut
// short is left out.
func readLog(path string, f func(*Event, string) error) (last mark, err error) {
	in, err := os.Open(path)
	if err != nil {
		return mark{}, fmt.Errorf("read log: %w", err)
	}
	defer in.Close()
	last = mark{0, firstHash}
	r := bufio.NewReaderSize(in, 1<<16)
	for {
		line, err := r.ReadString('\n')
		if errors.Is(err, io.EOF) {
			return last, nil
		}
		if err != nil {
			return last, fmt.Errorf("read log: %w", err)
		}
		line = line[:len(line)-1]
		e, err := parseLine(line)
		if err != nil {
			return last, fmt.Errorf("log, after event %d: %w", last.n, err)
		}
		if text := line[len(e.Hash)+1:]; e.N != last.n+1 || chain(last.hash, text) != e.Hash {
			return last, fmt.Errorf("log, event %d: %w", last.n+1, ErrChain)
		} else if err := f(e, text); err != nil {
			return last, err
		}
		last = mark{e.N, e.Hash}
	}
}
