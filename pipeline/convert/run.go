package convert

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// start runs the program to its end, or kills it and all it has started when ctx ends. Its temporary files lie in temp:
// one that is killed does not tidy up.
func start(ctx context.Context, program, temp string, args []string) error {
	cmd := exec.CommandContext(ctx, program, args...)
	var said tail
	cmd.Stdout, cmd.Stderr = &said, &said
	cmd.Env = environment(temp)
	cmd.WaitDelay = 2 * time.Second // for who still holds its output
	alone(cmd)
	err := cmd.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err == nil, errors.Is(err, exec.ErrWaitDelay): // it ended well; what it left running has no say
		return nil
	case errors.As(err, &exit):
		return fmt.Errorf("%w: %w: %s", ErrFailed, err, said.String())
	}
	return fmt.Errorf("%w: %w", ErrStart, err)
}

// environment is ours without proxies, as the profile sets one that leads nowhere, and with another folder for temporary
// files.
func environment(temp string) []string {
	var env []string
	for _, e := range os.Environ() {
		if name, _, _ := strings.Cut(strings.ToLower(e), "="); !strings.HasSuffix(name, "_proxy") {
			env = append(env, e)
		}
	}
	return append(env, "TMPDIR="+temp, "TMP="+temp, "TEMP="+temp) // the last of a name counts
}

// tail keeps the last of what a program says.
type tail struct{ bytes.Buffer }

const tailBytes = 2000

func (t *tail) Write(p []byte) (int, error) {
	t.Buffer.Write(p)
	if over := t.Len() - tailBytes; over > 0 {
		t.Next(over)
	}
	return len(p), nil
}

// fileURL is a path as LibreOffice wants its profile named: file:///C:/Users/%E5%BC%A0/….
func fileURL(path string) string {
	p := filepath.ToSlash(path)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: p}).String()
}
