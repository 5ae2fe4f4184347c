package deposit

import (
	"context"
	"crypto/rand"
	"io"
	"path"
	"strings"
)

// Place is where packages are put. Names are paths relative to it, with slashes. What is not there gives an error that
// matches fs.ErrNotExist. A place serves one caller at a time, until an error of the connection; then it is opened anew.
type Place interface {
	// String names the place, without anything secret.
	String() string
	// List returns the files below a folder with their sizes, named relative to it. What is no file has size -1. A folder
	// without files matches fs.ErrNotExist or gives an empty list.
	List(ctx context.Context, folder string) (map[string]int64, error)
	// Folders returns the names at the top of the place that begin with a prefix.
	Folders(ctx context.Context, prefix string) ([]string, error)
	// Put stores size bytes of r under a name, making folders on the way. Under the name there is at any moment nothing, or
	// what was there before, or all of it; where the place does not see to that, the bytes are first put into the topmost
	// folder of the name, under a name that is this place's own. So that must be a staging folder. If there is a file by
	// that name, it is replaced at once where Replaces, and stays elsewhere: another deposit was faster.
	Put(ctx context.Context, name string, size int64, r io.Reader) error
	// Get opens a file.
	Get(ctx context.Context, name string) (io.ReadCloser, error)
	// Replaces says that a file can be replaced without a moment in which there is none.
	Replaces() bool
	// Move gives a file another name. What is there is replaced if replace; else it may be replaced where Replaces, and
	// matches fs.ErrExist elsewhere.
	Move(ctx context.Context, from, to string, replace bool) error
	// Promote makes the folder from the folder to. It matches fs.ErrExist if to is there: nothing is replaced or merged.
	// Where Piecemeal, to is there when the file last is in it, which is put in place after all others; from stays; Promote
	// may be called again after it was cut; and it fails unless from holds just these files, with their sizes.
	Promote(ctx context.Context, from, to, last string, files map[string]int64) error
	// Piecemeal says that Promote works file by file.
	Piecemeal() bool
	// Undo, where Piecemeal, makes sure that a Promote from the folder from does not end well any more, and takes back what it
	// has put under to, if last is not there: files that are the same on both sides. What else is there stays. Elsewhere it
	// does nothing.
	Undo(ctx context.Context, from, to, last string) error
	// Remove removes a folder at the top with all that is in it; one that is not there is no error. A folder that
	// can be renamed is first renamed, to its name and goneMark, so that no half of it can be promoted meanwhile.
	Remove(ctx context.Context, folder string) error
	// Close ends the connection.
	Close() error
}

const (
	partMark = ".part-" // begins the names of staging folders
	goneMark = ".gone-" // is in the names of folders that are being removed
	putMark  = ".put-"  // begins the names of files that are being sent
)

// mark is what a place calls its own: it keeps apart what two processes do at once, and is in no output.
func mark() string { return strings.ToLower(rand.Text()[:10]) }

// putName is where the bytes of a file go before they get its name.
func putName(name, mark string) string {
	top, _, _ := strings.Cut(name, "/")
	return path.Join(top, putMark+mark)
}

// goneName is what a folder is called while it is removed.
func goneName(folder, mark string) string {
	if strings.Contains(folder, goneMark) {
		return folder
	}
	return folder + goneMark + mark
}

// ctxReader ends with its context.
type ctxReader struct {
	ctx context.Context
	r   io.Reader
}

// Read reads.
func (c ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
