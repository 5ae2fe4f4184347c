// Package tooltest finds the programs of other houses that tests judge our files with: LibreOffice, poppler, a validator.
// A test whose program is missing skips; where HUIBIAN_TOOLS is “required”, as in CI, it fails. Only tests may import it
// (lint-enforced).
package tooltest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const variable = "HUIBIAN_TOOLS"

// Required says whether a missing program is a failure.
func Required() bool { return os.Getenv(variable) == "required" }

// Find is the path of a program.
func Find(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		if Required() {
			t.Fatalf("%s is required and missing", name)
		}
		t.Skipf("%s is not installed", name)
	}
	return path
}

// FindSlow is Find for tests that take long: they also skip where HUIBIAN_TOOLS is not set at all.
func FindSlow(t testing.TB, name string) string {
	t.Helper()
	if os.Getenv(variable) == "" {
		t.Skipf("set %s for what takes long with %s", variable, name)
	}
	return Find(t, name)
}

// SaveAs has LibreOffice save documents in another format ("doc", "html:…"), all in one run, and gives the new folder they are in.
func SaveAs(t testing.TB, format string, files ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 8*time.Minute) // of a busy machine
	defer cancel()
	out := t.TempDir()
	args := []string{"-env:UserInstallation=" + profile(t.TempDir()), "--headless", "--convert-to", format, "--outdir", out}
	if text, err := exec.CommandContext(ctx, Find(t, "soffice"), append(args, files...)...).CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v\n%s", err, text)
	}
	return out
}

// profile is a folder as LibreOffice wants it named: file:///C:/… on Windows.
func profile(dir string) string {
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(dir), "/")
}
