package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"huibian/pipeline"
	"huibian/pipeline/intake"
)

type watchCmd struct {
	Interval time.Duration `default:"10s" help:"Between two scans of the shared folder; file events only make it faster."`
	Still    time.Duration `default:"2s" help:"A file is taken when it has looked the same for this long."`
	Open     time.Duration `default:"10m" help:"A file that stays open in Word, WPS or LibreOffice is taken as last saved after this long."`
	Keep     bool          `help:"Keep the receipts in output/ only, instead of also putting them into a folder 回执 inside each section's."`
	Scan     []string      `placeholder:"FOLDER" help:"Folder below inputs/ that is scanned only, without file events; may be repeated."`
}

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
func (c watchCmd) Validate() error {
	switch {
	case c.Interval < time.Second || c.Interval > time.Hour:
		return fmt.Errorf("--interval must be between 1s and 1h, not %s", c.Interval)
	case c.Still < 2*time.Second:
		return fmt.Errorf("--still must be at least 2s, not %s: some shares keep times in steps of 2s", c.Still)
	case c.Open < c.Still:
		return fmt.Errorf("--open must not be shorter than --still")
	}
	return nil
}

// Run watches until the program is stopped.
func (c watchCmd) Run(ctx context.Context, g *globals) error {
	patience := intake.DefaultPatience
	patience.Still, patience.Open = c.Still, c.Open
	return pipeline.Watch(ctx, g.workspace(), pipeline.WatchOptions{
		Program:  programName,
		Interval: c.Interval,
		Patience: patience,
		Keep:     c.Keep,
		Scanned:  c.Scan,
		Log:      slog.New(slog.NewTextHandler(g.err, nil)),
	})
}
