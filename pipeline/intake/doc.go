// Package intake looks after the shared folder (共享收件夹) into which sections drop their Word files: what lies there,
// to which section it belongs, and what is never read. It does not know what a file contains.
//
// The drops themselves are never moved, changed or deleted.
//
//	drops, ignored, err := intake.Scan("inputs", n)
//	for _, d := range drops {
//		b, sum, err := d.Read(limit)
//		…
//	}
package intake
