// Package review holds the catalog against what the notice demands (domain.md §6) and says what is wrong, where, and what
// to do. It reads no files and changes nothing.
//
//	findings := review.Check(review.Subject{Notice: n, Catalog: c, Readings: readings})
//	err := review.WriteJSON(w, findings)
//
// Each rule is a row of a table with its id and a small function; its level, and whether it is checked at all, is the
// notice's (notice.Notice.Level). Rules of the reader (R…) and of merging (E04, E08 of two submissions, I01 of a code that
// changes, I02, R13) are found where they happen. Findings speak of secret items too and belong to no public file.
package review
