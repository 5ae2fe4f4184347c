package convert

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
)

// Picture makes a PNG of a metafile (format "emf" or "wmf"), as it is painted by LibreOffice. It is kept by the hash of the
// file. Errors are an *Error, but for the end of ctx.
func (o *Office) Picture(ctx context.Context, b []byte, format string) ([]byte, error) {
	out, err := o.picture(ctx, b, format)
	switch {
	case err == nil:
		return out, nil
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	}
	return nil, &Error{Err: err}
}

func (o *Office) picture(ctx context.Context, b []byte, format string) ([]byte, error) {
	if format != "emf" && format != "wmf" {
		return nil, ErrNothing
	}
	sum := sha256.Sum256(append([]byte("picture "), b...))
	key := hex.EncodeToString(sum[:])
	if out := o.cache.get(key); out != nil {
		return out, nil
	}
	program, err := o.find()
	if err != nil {
		return nil, err
	}
	select {
	case slots <- struct{}{}:
		defer func() { <-slots }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, ErrTime)
	defer cancel()
	dir, err := os.MkdirTemp("", "huibian-")
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	defer os.RemoveAll(dir)
	source, outDir, profile := filepath.Join(dir, "source."+format), filepath.Join(dir, "out"), filepath.Join(dir, "profile")
	if err = os.WriteFile(source, b, 0o600); err == nil {
		err = writeProfile(profile)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNoRoom, err)
	}
	args := []string{"-env:UserInstallation=" + fileURL(profile), "--headless", "--norestore", "--nologo", "--nodefault", "--nolockcheck",
		"--convert-to", "png", "--outdir", outDir, source}
	if err := start(ctx, program, dir, args); err != nil {
		return nil, err
	}
	out, err := os.ReadFile(filepath.Join(outDir, "source.png"))
	if err != nil || len(out) == 0 {
		return nil, ErrNothing
	}
	o.cache.put(key, out)
	return out, nil
}
