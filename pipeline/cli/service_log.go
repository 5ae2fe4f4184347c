package cli

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"huibian/pipeline"
)

// logLimit is how large the log of a service grows before it becomes the old one. With it, two such files are kept.
const logLimit = 4 << 20

// logFile is a log that does not grow for ever: at its limit it is renamed to .1, in place of the one before.
type logFile struct {
	path  string
	limit int64
	file  *os.File
	size  int64
}

// openServiceLog opens .huibian/watch.log of a workspace. It makes no workspace where none is.
func openServiceLog(w pipeline.Workspace) (*logFile, error) {
	dir := filepath.Join(w.Dir, ".huibian")
	if err := os.Mkdir(dir, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, err
	}
	l := &logFile{path: filepath.Join(dir, "watch.log"), limit: logLimit}
	return l, l.open()
}

func (l *logFile) open() error {
	f, err := os.OpenFile(l.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return errors.Join(err, f.Close())
	}
	l.file, l.size = f, info.Size()
	return nil
}

// Write appends a line. Lines are never parted between files.
func (l *logFile) Write(p []byte) (int, error) {
	if l.size > 0 && l.size+int64(len(p)) > l.limit {
		if err := l.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := l.file.Write(p)
	l.size += int64(n)
	return n, err
}

// rotate begins a new file. Where the old one cannot be renamed, because somebody reads it on Windows say, it grows on:
// better a large log than none.
func (l *logFile) rotate() error {
	_ = l.file.Close() // also when an earlier open failed: then this one may not
	_ = os.Rename(l.path, l.path+".1")
	return l.open()
}

// Close ends the log.
func (l *logFile) Close() error { return l.file.Close() }
