package convert

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// EnvProgram names the LibreOffice program to use, where it is not found by itself; “none” uses none.
const EnvProgram = "HUIBIAN_SOFFICE"

// programs are the names LibreOffice goes by in PATH.
var programs = []string{"soffice", "libreoffice"}

// places are where LibreOffice lies without being in PATH, newest last where a pattern matches several.
var places = map[string][]string{
	"windows": {
		`${ProgramFiles}\LibreOffice*\program\soffice.com`,
		`${ProgramFiles(x86)}\LibreOffice*\program\soffice.com`,
	},
	"darwin": {"/Applications/LibreOffice*.app/Contents/MacOS/soffice"},
	"linux": {
		"/opt/libreoffice*/program/soffice",
		"/usr/lib/libreoffice/program/soffice",
		"/usr/lib64/libreoffice/program/soffice",
		"/snap/bin/libreoffice",
	},
}

// find is the path of LibreOffice, "" if there is none.
func find(getenv func(string) string) string {
	switch name := getenv(EnvProgram); name {
	case "":
	case "none":
		return ""
	default:
		return name // what is not there fails when it is needed, by its name
	}
	for _, name := range programs {
		if p, err := exec.LookPath(name); err == nil {
			return p
		}
	}
	for _, pattern := range places[runtime.GOOS] {
		found, err := filepath.Glob(os.Expand(pattern, getenv))
		if err == nil && len(found) > 0 {
			return found[len(found)-1]
		}
	}
	return ""
}

// timeLimit is how long one conversion may take. A catalog of a thousand pages takes a tenth of it.
const timeLimit = 90 * time.Second

// slots let at most two offices run at once in this process: each takes 200 MB and a processor.
var slots = make(chan struct{}, 2)

// run starts the office with a time limit and waits for it. A context that ends kills it and all its children.
func (c *Converter) run(ctx context.Context, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeoutCause(ctx, c.limit, ErrTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, c.program, args...)
	ownGroup(cmd)
	cmd.Cancel = func() error { return killGroup(cmd.Process) }
	cmd.WaitDelay = 5 * time.Second
	cmd.Env = append(os.Environ(), "http_proxy="+deadProxy, "https_proxy="+deadProxy, "ftp_proxy="+deadProxy, "no_proxy=", "SAL_USE_VCLPLUGIN=svp")
	out, err := cmd.CombinedOutput()
	if ctx.Err() != nil {
		return out, context.Cause(ctx)
	}
	return out, err
}
