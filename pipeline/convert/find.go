package convert

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// ProgramVariable is the environment variable that names LibreOffice's program, soffice, where it is not found by itself.
const ProgramVariable = "HUIBIAN_OFFICE"

// programs are the names of LibreOffice on the search path.
var programs = []string{"soffice", "libreoffice"}

// places are where its installers put it, by system; ${…} are environment variables. A snap is not among them: it may not
// read temporary folders.
var places = map[string][]string{
	"windows": {
		`${ProgramW6432}\LibreOffice*\program\soffice.com`,
		`${ProgramFiles}\LibreOffice*\program\soffice.com`,
		`${ProgramFiles(x86)}\LibreOffice*\program\soffice.com`,
		`${LocalAppData}\Programs\LibreOffice*\program\soffice.com`,
	},
	"darwin": {
		"/Applications/LibreOffice*.app/Contents/MacOS/soffice",
		"${HOME}/Applications/LibreOffice*.app/Contents/MacOS/soffice",
	},
	"linux": {
		"/usr/lib/libreoffice/program/soffice",
		"/usr/lib64/libreoffice/program/soffice",
		"/opt/libreoffice*/program/soffice",
		"/usr/local/lib/libreoffice/program/soffice",
	},
}

// findProgram looks for LibreOffice. Where the variable is set, nothing else is tried.
func findProgram() (string, error) {
	if named := os.Getenv(ProgramVariable); named != "" {
		p, err := exec.LookPath(named)
		if err != nil {
			return "", fmt.Errorf("%w: %s: %w", ErrNoOffice, ProgramVariable, err)
		}
		return filepath.Abs(p)
	}
	for _, name := range programs {
		if p, err := exec.LookPath(name); err == nil {
			return p, nil
		}
	}
	if p := installed(places[runtime.GOOS], os.Getenv); p != "" {
		return p, nil
	}
	return "", ErrNoOffice
}

// installed is the first program that lies at one of the places; a place that names a variable without a value is none.
func installed(places []string, getenv func(string) string) string {
	for _, place := range places {
		known := true
		pattern := os.Expand(place, func(name string) string {
			known = known && getenv(name) != ""
			return getenv(name)
		})
		if !known {
			continue
		}
		names, _ := filepath.Glob(strings.TrimSpace(pattern)) // the patterns are well formed
		for _, name := range names {
			if _, err := exec.LookPath(name); err == nil {
				return name
			}
		}
	}
	return ""
}
