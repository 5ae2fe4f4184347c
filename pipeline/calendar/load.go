package calendar

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"

	"huibian/pipeline/notice"
)

// fileName is that of a year's file.
var fileName = regexp.MustCompile(`^(\d{4})\.yaml$`)

// Load reads the files of one or more folders. Where two hold the same year, the later folder's file is taken, whole; a
// folder that does not exist holds none. Files that do not end in .yaml or .yml are left alone. What is wrong in a file is
// a [*notice.Problem]; all of them are in the error.
func Load(folders ...fs.FS) (*Calendar, error) {
	from := map[int]fs.FS{}
	for _, folder := range folders {
		entries, err := fs.ReadDir(folder, ".")
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("calendar: %w", err)
		}
		for _, e := range entries {
			if m := fileName.FindStringSubmatch(e.Name()); m != nil {
				year, _ := strconv.Atoi(m[1]) // digits only
				from[year] = folder
			} else if ext := path.Ext(e.Name()); ext == ".yaml" || ext == ".yml" {
				return nil, &notice.Problem{File: path.Join(Dir, e.Name()), Message: "name the file after its year, as in 2025.yaml"}
			}
		}
	}
	c := &Calendar{years: map[int]bool{}, days: map[notice.Date]said{}}
	var wrong []error
	for _, number := range slices.Sorted(maps.Keys(from)) {
		name := fmt.Sprintf("%d.yaml", number)
		data, err := fs.ReadFile(from[number], name)
		if err != nil {
			return nil, fmt.Errorf("calendar: %w", err)
		}
		y, err := Parse(path.Join(Dir, name), data)
		if err == nil && y.Year != number {
			err = &notice.Problem{File: path.Join(Dir, name), Message: fmt.Sprintf("year is %d, but the file is %s; make them the same", y.Year, name)}
		}
		if err == nil {
			err = c.take(path.Join(Dir, name), y)
		}
		wrong = append(wrong, err)
	}
	if err := errors.Join(wrong...); err != nil {
		return nil, err
	}
	return c, nil
}

// take adds a year, the years in their order. Of the last days of a year two files may speak, and have to say the same.
func (c *Calendar) take(file string, y *Year) error {
	for d, works := range y.days() {
		if s, ok := c.days[d]; ok && s.works != works {
			return &notice.Problem{File: file, Message: fmt.Sprintf("%s %s here, but %s in %d.yaml; one of them is wrong", d, word[works], word[s.works], s.by)}
		}
		c.days[d] = said{works, y.Year}
	}
	c.years[y.Year] = true
	return nil
}

var word = map[bool]string{true: "is a working day", false: "is a day off"}
