package bagit

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// ErrName says that a file cannot be in a bag under its name.
var ErrName = errors.New("name cannot be in a bag")

// forbidden cannot be in a name: what Windows forbids, and what a manifest would have to write otherwise than it is.
const forbidden = `\:*?"<>|%`

// devices are names that Windows takes for devices, whatever their extension. COM1 … LPT9 are told by deviceStems.
var devices = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true, "conin$": true, "conout$": true}

// deviceStems are devices if one digit follows.
var deviceStems = []string{"com", "lpt"}

// CheckName says whether a path below a bag's folder (slashes, UTF-8) can be in a bag: nil or an error that matches ErrName
// and says why not. It says nothing of other names in the same bag.
func CheckName(name string) error {
	why := ""
	switch {
	case !fs.ValidPath(name) || name == ".":
		why = "it is no path below a folder"
	case strings.ContainsFunc(name, unicode.IsControl):
		why = "it has a control character"
	case strings.ContainsAny(name, forbidden):
		why = "it has one of " + forbidden
	default:
		for part := range strings.SplitSeq(name, "/") {
			if strings.TrimRight(part, ". ") != part {
				why = "a part of it ends in a dot or a blank"
			} else if device(part) {
				why = "Windows takes a part of it for a device"
			}
		}
	}
	if why == "" {
		return nil
	}
	return fmt.Errorf("%w: %q: %s", ErrName, name, why)
}

func device(part string) bool {
	stem, _, _ := strings.Cut(strings.ToLower(part), ".")
	stem = strings.TrimRight(stem, " ")
	for _, s := range deviceStems {
		if digit, ok := strings.CutPrefix(stem, s); ok && len([]rune(digit)) == 1 && strings.Contains("0123456789¹²³", digit) {
			return true
		}
	}
	return devices[stem]
}

// names knows the names of files and of the folders that these are in, as a system sees them that minds neither case nor
// normal form.
type names map[string]spelled

type spelled struct {
	as   string
	file bool
}

// claim enters a file and returns the folders that are new with it, outer ones first.
func (n names) claim(name string) ([]string, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	var folders []string
	for i, c := range name {
		if c != '/' {
			continue
		}
		fresh, err := n.enter(name[:i], false)
		if err != nil {
			return nil, fmt.Errorf("%w: %q: %w", ErrName, name, err)
		}
		if fresh {
			folders = append(folders, name[:i])
		}
	}
	if _, err := n.enter(name, true); err != nil {
		return nil, fmt.Errorf("%w: %q: %w", ErrName, name, err)
	}
	return folders, nil
}

func (n names) enter(name string, file bool) (fresh bool, err error) {
	key := norm.NFC.String(cases.Fold().String(norm.NFC.String(name)))
	old, taken := n[key]
	switch {
	case !taken:
		n[key] = spelled{name, file}
		return true, nil
	case old.as != name:
		return false, fmt.Errorf("some systems take it for %q", old.as)
	case file || old.file:
		return false, errors.New("it is there already")
	}
	return false, nil
}

// reserved says whether a name is the format's own, and no tag file's of a user.
func reserved(name string) bool {
	lower := strings.ToLower(name)
	top, _, _ := strings.Cut(lower, "/")
	_, payload := manifestOf(lower, payloadPrefix)
	_, tag := manifestOf(lower, tagPrefix)
	return top == "data" || lower == bagitFile || lower == infoFile || lower == fetchFile || payload || tag || strings.HasPrefix(top, adding)
}

// The files and folders of the format.
const (
	bagitFile     = "bagit.txt"
	infoFile      = "bag-info.txt"
	fetchFile     = "fetch.txt"
	dataDir       = "data"
	payloadPrefix = "manifest-"
	tagPrefix     = "tagmanifest-"

	// adding begins the names of files that AddTag has not put in place yet.
	adding = ".adding-"
)

// manifestOf says of which algorithm a file is the manifest, by its name.
func manifestOf(name, prefix string) (Algorithm, bool) {
	rest, ok := strings.CutPrefix(name, prefix)
	if !ok || path.Ext(rest) != ".txt" {
		return "", false
	}
	return Algorithm(strings.TrimSuffix(rest, ".txt")), !strings.Contains(rest, "/")
}
