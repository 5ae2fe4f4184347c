package pipeline

import (
	"context"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/templates"
)

// build makes the outputs current. If it fails, the last ones stay, and the next look tries again.
func (x *watcher) build(ctx context.Context, h *house) {
	report, read, err := x.compile(ctx, h)
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		x.say("build", slog.LevelError, "the outputs could not be made; the last ones stay, trying again", "err", err)
		return
	}
	x.clear("build")
	x.dirty = false
	x.wait(report.Waiting)
	took := x.o.clock.Since() - x.settled
	x.o.Log.Info("outputs are current", "files", len(x.current)+len(x.refused), "read", read, "took", took.Round(time.Millisecond))
	if x.o.Built != nil {
		x.o.Built(Built{Report: report, Took: took, Read: read})
	}
}

func (x *watcher) compile(ctx context.Context, h *house) (report *Report, read int, err error) {
	unlock, err := x.w.lock(ctx, func() { x.o.Log.Info("waiting for another build to end") })
	if err != nil {
		return nil, 0, err
	}
	defer unlock()
	s := newState(h.Notice)
	s.ignored, s.answered, s.edited, s.clock = x.ignored, &x.answered, x.edited, x.o.clock
	s.drops, s.sheets = apart(x.sources(h))
	if !x.withdrew {
		if err := x.w.stillThere(len(s.drops) + len(s.sheets)); err != nil {
			return nil, 0, err
		}
	}
	if read, err = x.read(ctx, h, s); err != nil {
		return nil, 0, err
	}
	report, err = s.compile(ctx, h, x.w, x.reg, Options{Progress: silent{}, Program: x.o.Program, held: x.o.held})
	if err == nil {
		err = x.noteRead(ctx, s) // which files are closed the catalog tells
	}
	if err == nil {
		x.events, err = x.reg.Last(ctx) // what this build entered is in its outputs; the workspace is locked
	}
	if err == nil && x.post != nil {
		x.letters, x.owing = s.lettersFrom(x.taken, report.Outputs), true
		forward(x.letters, report.Waiting, report.Outputs)
	}
	if err == nil {
		x.status(ctx, h, s)
	}
	return report, read, err
}

// status keeps the page for leadership current: who has sent what, and, as days go by, who is late. It is no part of the
// set that a build makes, because it is another one every day.
func (x *watcher) status(ctx context.Context, h *house, s *state) {
	today := x.o.clock.Now().In(china)
	page, err := s.status(ctx, x.w, x.reg, today)
	if err == nil {
		err = writeStatus(ctx, x.w, h, page, x.o.Program, x.o.held)
	}
	if err != nil {
		x.say("status", slog.LevelWarn, "the status page could not be written; trying again with the next outputs", "err", err)
	} else {
		x.clear("status")
	}
	x.day = today.Format(time.DateOnly)
}

// sources are the drops to read, each from where its bytes are sealed, in the order of a scan.
func (x *watcher) sources(h *house) []intake.Drop {
	out := make([]intake.Drop, 0, len(x.current)+len(x.refused))
	for file, a := range x.current {
		d := x.taken[file].drop // what its name looks like on disk; nothing, if this run has not seen it yet
		d.File, d.Section, d.Size, d.Path = file, a.Section, a.Size, x.vault.Path(a.SHA256)
		_, d.Known = h.Notice.Section(topFolder(file))
		out = append(out, d)
	}
	for _, d := range x.refused {
		if _, known := x.current[d.File]; !known {
			out = append(out, d)
		}
	}
	intake.Sort(out, h.Notice)
	return out
}

// read fills in the readings: the known ones, and those of files that are new.
func (x *watcher) read(ctx context.Context, h *house, s *state) (int, error) {
	known := make(map[readingKey]*form.Reading, len(s.drops))
	s.readings = make([]*form.Reading, len(s.drops))
	var fresh []intake.Drop
	var at []int
	for i, d := range s.drops {
		k := readingKey{d.File, d.Section, x.current[d.File].SHA256}
		if r := x.readings[k]; r != nil && k.sha256 != "" {
			s.readings[i], known[k] = r, r
			continue
		}
		fresh, at = append(fresh, d), append(at, i)
	}
	rs, err := readAll(ctx, newReader(h.Notice, x.w), fresh, silent{}, func(int, *form.Reading) {})
	if err != nil {
		return 0, err
	}
	for j, r := range rs {
		d := fresh[j]
		want := x.current[d.File].SHA256
		if want != "" && r.Source.SHA256 != want {
			delete(x.taken, d.File) // sealed again from the drop, if it is still that
			return 0, fmt.Errorf("the sealed copy of %s is damaged: it has the hash %s, want %s", d.File, r.Source.SHA256, want)
		}
		s.readings[at[j]] = r
		if want != "" && !passing(r) {
			known[readingKey{d.File, d.Section, want}] = r
		}
	}
	x.readings = known
	return len(fresh), nil
}

// noteRead enters in the audit trail which versions of files were read for the first time.
func (x *watcher) noteRead(ctx context.Context, s *state) error {
	var reads []register.Read
	for i, d := range s.drops {
		r := s.readings[i]
		if sum := r.Source.SHA256; sum != "" {
			if read := readOf(r, s.closed[d.File]); !x.noted[noteOf(read)] {
				reads = append(reads, read)
			}
		}
	}
	if len(reads) == 0 {
		return nil
	}
	err := x.reg.Do(ctx, x.o.clock.Now(), "", func(t *register.Tx) error { return t.Note(reads...) })
	if err != nil {
		return err
	}
	for _, r := range reads {
		x.noted[noteOf(r)] = true
	}
	return nil
}

// noteOf is what tells a note from others: a version of a file that is closed for what others hold by now is noted again.
func noteOf(r register.Read) string {
	note := r.SHA256 + " " + r.File
	if r.Closed {
		note = "closed " + note
	}
	return note
}

// readOf is what was found in a file, by itself, and whether it is closed.
func readOf(r *form.Reading, closed bool) register.Read {
	out := register.Read{File: r.Source.File, SHA256: r.Source.SHA256, Items: len(r.Records), Rejected: r.Rejected, Closed: closed}
	for _, f := range r.Findings {
		switch f.Level {
		case notice.Error:
			out.Errors++
		case notice.Warning:
			out.Warnings++
		}
	}
	return out
}

// passing says whether a reading may come out otherwise next time though the file is the same: LibreOffice was not there,
// the disk was full.
func passing(r *form.Reading) bool { return r.Rejected }

// houseKeeper reads the notice and its template again when their files change.
type houseKeeper struct {
	w     Workspace
	house *house
	print uint64
	moved bool
}

// fresh returns the house as its files are now.
func (k *houseKeeper) fresh() (*house, error) {
	sum := k.fingerprint()
	if k.house != nil && sum == k.print {
		return k.house, nil
	}
	h, err := k.w.open()
	if err != nil {
		return nil, err
	}
	k.moved = k.house != nil
	k.house, k.print = h, sum
	return h, nil
}

// changed says, once, that the house is another than before.
func (k *houseKeeper) changed() bool {
	was := k.moved
	k.moved = false
	return was
}

// fingerprint is of the names, sizes and times of the files that make a house.
func (k *houseKeeper) fingerprint() uint64 {
	sum := fnv.New64a()
	note := func(p string, info fs.FileInfo) {
		_, _ = fmt.Fprintln(sum, p, info.Size(), info.ModTime().UnixNano())
	}
	if info, err := os.Stat(filepath.Join(k.w.Dir, templates.WorkspaceFile)); err == nil {
		note(templates.WorkspaceFile, info)
	}
	_ = filepath.WalkDir(filepath.Join(k.w.Dir, "templates"), func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "~$") || strings.HasPrefix(d.Name(), ".") {
			return nil
		}
		if info, err := d.Info(); err == nil {
			note(p, info)
		}
		return nil
	})
	return sum.Sum64()
}
