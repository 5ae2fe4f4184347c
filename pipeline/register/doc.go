// Package register is the memory of a workspace: which files arrived when, in which version, and what became of them.
// It is a SQLite database, .huibian/register.db, to which lines are only ever added.
//
//	r, err := register.Open(ctx, ".huibian/register.db")
//	lines, err := r.Take(ctx, register.Seen{File: "外资科/目录.docx", SHA256: sum, At: now})
//	there, err := r.Current(ctx)
//
// Order is that of the lines' numbers, never that of clocks, which may be set back. Taking what is there already adds
// nothing: after a crash the same can be taken again.
package register
