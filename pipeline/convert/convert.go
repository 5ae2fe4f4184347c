package convert

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"huibian/pipeline/docx"
)

// What keeps a file from being converted, for errors.Is; besides these there are docx.ErrEncrypted, and what ended the
// context.
var (
	ErrNoOffice = errors.New("LibreOffice is not installed") // or is not where [ProgramVariable] says
	ErrNoRoom   = errors.New("temporary files cannot be written")
	ErrStart    = errors.New("LibreOffice does not start")
	ErrTime     = errors.New("conversion took too long")
	ErrFailed   = errors.New("conversion failed")
	ErrNothing  = errors.New("conversion gave no document") // LibreOffice could not make sense of the file
)

// Error says that a file could not be converted. It unwraps to one of the causes above.
type Error struct {
	Format docx.Format
	Err    error
}

func (e *Error) Error() string { return fmt.Sprintf("convert .%s: %v", e.Format, e.Err) }

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }

// timeLimit is how long one conversion may take. Most take a second or two; a slow machine that has just been switched
// on takes twenty.
const timeLimit = 60 * time.Second

// slots are for the conversions of this process that run at once: each takes a processor and 200 MB.
var slots = make(chan struct{}, 2)

// slot waits until one more conversion may run.
func slot(ctx context.Context) (free func(), err error) {
	select {
	case slots <- struct{}{}:
		return func() { <-slots }, nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

// Office converts files. It is safe for concurrent use.
type Office struct {
	cache cache
	limit time.Duration
	find  func() (string, error)
}

// New makes an Office that keeps what it has converted in the folder cache; "" keeps nothing. LibreOffice is looked for
// when the first file needs it.
func New(cacheDir string) *Office {
	return &Office{cache: cache{cacheDir}, limit: timeLimit, find: sync.OnceValues(findProgram)}
}

// Convert makes a .docx of a file of the given kind, an .xlsx of a workbook; sum is the file's SHA-256 in hex. begin, which may be nil, is called
// before LibreOffice runs: not for a file that was converted before. Errors are an *Error, but for the end of ctx.
func (o *Office) Convert(ctx context.Context, k *Kind, b []byte, sum string, begin func()) ([]byte, error) {
	out, err := o.convert(ctx, k, b, sum, begin)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &Error{k.Format, err}
}

// Kept is what a source was converted to before, by the hash of the source; nil if it is not kept.
func (o *Office) Kept(sum string) []byte { return o.cache.get(sum) }

// Keep has a source count as converted.
func (o *Office) Keep(sum string, converted []byte) { o.cache.put(sum, converted) }

func (o *Office) convert(ctx context.Context, k *Kind, b []byte, sum string, begin func()) ([]byte, error) {
	if k.locked != nil && k.locked(b) {
		return nil, docx.ErrEncrypted
	}
	if out := o.cache.get(sum); out != nil {
		return out, nil
	}
	program, err := o.find()
	if err != nil {
		return nil, err
	}
	free, err := slot(ctx)
	if err != nil {
		return nil, err
	}
	defer free()
	if begin != nil {
		begin()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, ErrTime)
	defer cancel()
	out, err := run(ctx, program, k, b)
	if err != nil {
		return nil, err
	}
	o.cache.put(sum, out)
	return out, nil
}

// run has the program convert one file in a folder of its own, which is gone afterwards.
func run(ctx context.Context, program string, k *Kind, b []byte) ([]byte, error) {
	if k.ready != nil {
		var err error
		if b, err = k.ready(b); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrNothing, err)
		}
	}
	dir, err := os.MkdirTemp("", "huibian-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	defer os.RemoveAll(dir)
	source, outDir, profile := filepath.Join(dir, "source"+k.ending), filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	err = os.WriteFile(source, b, 0o600)
	if err == nil {
		err = writeProfile(profile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	if err := start(ctx, program, dir, arguments(profile, outDir, source, k)); err != nil {
		return nil, err
	}
	to := k.target().format
	out, err := os.ReadFile(filepath.Join(outDir, "source."+string(to)))
	if err != nil || docx.Sniff(out) != to {
		return nil, ErrNothing
	}
	return out, nil
}

// arguments name the import filter, so that LibreOffice never guesses and takes a ruin for plain text, and the export filter.
func arguments(profile, outDir, source string, k *Kind) []string {
	return append(quiet(profile), "--infilter="+k.filter, "--convert-to", k.target().filter, "--outdir", outDir, source)
}

// quiet has the program open no window and ask nothing.
func quiet(profile string) []string {
	return []string{"-env:UserInstallation=" + fileURL(profile), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck"}
}
