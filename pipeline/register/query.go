package register

import (
	"context"
	"slices"
	"time"
)

const columns = "id, kind, file, was, section, sha256, before, size, modified, at, note"

// Current returns the last line of each file that is in the shared folder, by name.
func (r *Register) Current(ctx context.Context) ([]Arrival, error) {
	return r.query(ctx, "SELECT "+columns+" FROM current ORDER BY file")
}

// All returns every line, oldest first.
func (r *Register) All(ctx context.Context) ([]Arrival, error) {
	return r.query(ctx, "SELECT "+columns+" FROM arrivals ORDER BY id")
}

// History returns the lines of a file, oldest first, also those under the names it had before.
func (r *Register) History(ctx context.Context, file string) ([]Arrival, error) {
	var out []Arrival
	before := int64(1<<63 - 1)
	for file != "" {
		lines, err := r.query(ctx, "SELECT "+columns+" FROM arrivals WHERE file = $1 AND id < $2 ORDER BY id DESC", file, before)
		if err != nil {
			return nil, err
		}
		file = ""
		for _, a := range lines {
			out = append(out, a)
			if a.Kind == Renamed {
				file, before = a.Was, a.ID
				break
			}
		}
	}
	slices.Reverse(out)
	return out, nil
}

func (r *Register) query(ctx context.Context, q string, args ...any) (out []Arrival, err error) {
	err = r.each(ctx, q, func(scan scanner) error {
		a, err := scanArrival(scan)
		if err == nil {
			out = append(out, *a)
		}
		return err
	}, args...)
	return out, err
}

func scanArrival(scan scanner) (*Arrival, error) {
	var a Arrival
	var modified, at string
	err := scan(&a.ID, &a.Kind, &a.File, &a.Was, &a.Section, &a.SHA256, &a.Before, &a.Size, &modified, &at, &a.Note)
	if err != nil {
		return nil, err
	}
	if a.Modified, err = time.Parse(time.RFC3339Nano, modified); err != nil {
		return nil, err
	}
	a.At, err = time.Parse(time.RFC3339Nano, at)
	return &a, err
}

// stamp is a time as it is stored.
func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
