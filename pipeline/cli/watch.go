package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/intake"
)

// watchFlags say how a workspace is watched, by hand or as a service.
type watchFlags struct {
	Interval time.Duration `default:"10s" help:"Between two scans of the shared folder; file events only make it faster."`
	Still    time.Duration `default:"2s" help:"A file is taken when it has looked the same for this long."`
	Open     time.Duration `default:"10m" help:"A file that stays open in Word, WPS or LibreOffice is taken as last saved after this long."`
	Keep     bool          `help:"Keep the receipts in output/ only, instead of also putting them into a folder 回执 inside each section's."`
	Scan     []string      `sep:"none" placeholder:"FOLDER" help:"Folder below inputs/ that is scanned only, without file events; may be repeated."`
}

type watchCmd struct{ watchFlags }

// Help is the long help of the command.
func (watchCmd) Help() string {
	return "Takes in what lies in inputs/ and what is dropped there, and keeps every output current, until it is stopped. " +
		"Each version of each file is sealed below .huibian/sealed/ and entered in .huibian/register.db before anything else; " +
		"the files in inputs/ are never moved, changed or deleted. The workspace must lie on a disk of this machine; inputs/ and " +
		"output/ may be links to a share. A volume of which a file is open in another program stays as it is, the new one is laid " +
		"beside it under names with （新）, and takes its place when that is closed. The log goes to standard error.\n\n" +
		"EXIT STATUS: 0 stopped (SIGTERM, Ctrl-C); 1 could not begin: no workspace, a notice that cannot be read, or another " +
		"process watches it already; 2 wrong usage."
}

// Validate refuses times that would take a file while it is being written.
func (f watchFlags) Validate() error {
	switch {
	case f.Interval < time.Second || f.Interval > time.Hour:
		return fmt.Errorf("--interval must be between 1s and 1h, not %s", f.Interval)
	case f.Still < 2*time.Second:
		return fmt.Errorf("--still must be at least 2s, not %s: some shares keep times in steps of 2s", f.Still)
	case f.Open < f.Still:
		return fmt.Errorf("--open must not be shorter than --still")
	}
	return nil
}

// args are the flags as they are typed.
func (f watchFlags) args() []string {
	args := []string{"--interval=" + f.Interval.String(), "--still=" + f.Still.String(), "--open=" + f.Open.String()}
	if f.Keep {
		args = append(args, "--keep")
	}
	for _, folder := range f.Scan {
		args = append(args, "--scan="+folder)
	}
	return args
}

// watch watches w until ctx ends.
func (f watchFlags) watch(ctx context.Context, w pipeline.Workspace, log *slog.Logger) error {
	patience := intake.DefaultPatience
	patience.Still, patience.Open = f.Still, f.Open
	return pipeline.Watch(ctx, w, pipeline.WatchOptions{
		Program:  programName,
		Interval: f.Interval,
		Patience: patience,
		Keep:     f.Keep,
		Scanned:  f.Scan,
		Log:      log,
	})
}

// Run watches until the program is stopped.
func (c watchCmd) Run(ctx context.Context, g *globals) error {
	return c.watch(ctx, g.workspace(), slog.New(slog.NewTextHandler(g.err, nil)))
}
