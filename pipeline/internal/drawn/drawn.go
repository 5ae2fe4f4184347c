// Package drawn is for tests that draw long histories: they draw the same ones in every run, so that a change is judged
// by what it changes. -rapid.seed and -rapid.checks draw others, and more.
package drawn

import (
	"flag"
	"testing"
)

// seed is any number but 0, which rapid takes for a random one.
const seed = "20090820"

// Steady makes what a test draws the same in every run, unless its user says otherwise. Tests that call it are not parallel.
func Steady(t testing.TB) {
	t.Helper()
	f := flag.Lookup("rapid.seed")
	if f == nil || f.Value.String() != "0" {
		return
	}
	if err := f.Value.Set(seed); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Value.Set("0") })
}
