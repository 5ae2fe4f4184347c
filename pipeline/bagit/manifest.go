package bagit

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
)

// list is a manifest: the digests of files, in small letters, by their names as they are on disk.
type list struct {
	file string // manifest-sha256.txt
	alg  Algorithm
	sums map[string]string // nil if it cannot be read at all
	bad  []string          // what is wrong with it, line by line
	lost error             // why it could not be read from the disk
}

// decoder and encoder write names as lines can hold them (RFC 8493 §2.1.3): these characters and no others.
var (
	decoder = strings.NewReplacer("%0A", "\n", "%0a", "\n", "%0D", "\r", "%0d", "\r", "%25", "%")
	encoder = strings.NewReplacer("\n", "%0A", "\r", "%0D", "%", "%25")
)

// parseManifest reads a manifest by its bytes. What cannot be read is in bad, the rest in sums.
func parseManifest(file string, alg Algorithm, b []byte) *list {
	l := &list{file: file, alg: alg}
	known, ok := algorithms[alg]
	if !ok {
		l.bad = append(l.bad, fmt.Sprintf("algorithm %q is not known", alg))
		return l
	}
	if err := plain(b); err != nil {
		l.bad = append(l.bad, reason(err))
		return l
	}
	l.sums = map[string]string{}
	digits := 2 * known().Size()
	all, ended := lines(string(b))
	tags := strings.HasPrefix(file, tagPrefix)
	for i, line := range all {
		if strings.TrimSpace(line) == "" {
			continue
		}
		sum, name, why := parseLine(line, digits)
		if why == "" {
			why = misplaced(name, tags)
		}
		if _, twice := l.sums[name]; why == "" && twice {
			why = fmt.Sprintf("%q is there twice", name)
		}
		if why != "" {
			l.bad = append(l.bad, fmt.Sprintf("line %d: %s", i+1, why))
			continue
		}
		l.sums[name] = sum
	}
	if tags && !ended {
		l.bad = append(l.bad, "the last line has no end")
	}
	return l
}

// parseLine reads “digest  name”, by as many digits as the digest must have: one or more blanks or tabs between, and perhaps
// the asterisk by which sha256sum marks files that it read as binary.
func parseLine(line string, digits int) (sum, name, why string) {
	i := strings.IndexAny(line, " \t")
	if i < 0 {
		return "", "", "no digest and name"
	}
	sum, name = line[:i], strings.TrimLeft(line[i:], " \t")
	name = strings.TrimPrefix(strings.TrimPrefix(name, "*"), "./")
	lower := strings.ToLower(sum)
	if _, err := hex.DecodeString(sum); err != nil || len(sum) != digits || sum != lower && sum != strings.ToUpper(sum) {
		return "", "", fmt.Sprintf("%q is no digest", sum)
	}
	return lower, decoder.Replace(name), ""
}

// misplaced says why a manifest cannot list a name.
func misplaced(name string, tags bool) string {
	_, itself := manifestOf(name, tagPrefix)
	switch payload := strings.HasPrefix(name, dataDir+"/"); {
	case !fs.ValidPath(strings.ReplaceAll(name, `\`, "/")) || name == ".":
		return fmt.Sprintf("%q leads outside", name)
	case !tags && !payload:
		return fmt.Sprintf("%q is not in the payload", name)
	case tags && payload:
		return fmt.Sprintf("%q is no tag file", name)
	case tags && itself:
		return fmt.Sprintf("%q cannot be listed", name)
	}
	return ""
}

// render writes a manifest as sha256sum would, sorted by name.
func (l *list) render() []byte {
	var b bytes.Buffer
	for _, name := range slices.Sorted(maps.Keys(l.sums)) {
		fmt.Fprintf(&b, "%s  %s\n", l.sums[name], encoder.Replace(name))
	}
	return b.Bytes()
}

// err is the first thing that is wrong with a manifest.
func (l *list) err() error {
	switch {
	case l.lost != nil:
		return l.lost
	case len(l.bad) > 0:
		return fmt.Errorf("%s: %w", l.file, fault(l.faults()))
	}
	return nil
}

// faults tells the first fault, and how many follow.
func (l *list) faults() string {
	if n := len(l.bad) - 1; n > 0 {
		return fmt.Sprintf("%s, and %d more", l.bad[0], n)
	}
	return l.bad[0]
}
