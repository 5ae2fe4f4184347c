// Package register is the memory of a workspace (编码登记簿): which files arrived and what became of them, which powers
// there are, which codes they bear for ever, what the office decided on them, which editions were released.
//
//	r, err := register.Open(ctx, ".huibian/register.db")
//	err = r.Do(ctx, now, "张三", func(t *register.Tx) error {
//		first, err := t.Describe(descriptions...)
//		…
//		return t.Issue("2009年版", codes...)
//	})
//	powers, err := r.Powers(ctx)
//
// # Events, and tables that follow from them
//
// Whatever happens is an event: number, time, kind, who answers for it, and what it says, as a line of JSON. Events are
// numbered without gaps, and each holds the SHA-256 of the hash before it and of its own line: who changes one breaks the
// chain from there on. A line holds chance too (Salt), so that a hash, where the line must not be shown, confirms nobody's
// guess of it. The tables (powers, codes, decisions …) hold nothing that does not follow from events, and each kind
// of event says how they change (fact.apply); so they can be made again at any time. Triggers refuse to change or remove
// what has been said, also when it is not this package that asks.
//
// A change (Do) is a few events at once: all of them happen, or none, even if whoever makes it overlooks that one failed.
// Changes take turns, in all processes. Reading looks at one moment. Order is that of the numbers, never that of clocks,
// which may be set back.
//
// A code is issued in ascending order within its scope (unit, category, class of disclosure); it is refused if it was ever
// issued before, if its number is not above the last, or if it leaves numbers out without a reason. No rollback leaves a
// gap, for numbers come from what is there. No power is removed: one that is 废止 keeps its code, and one that gets another
// keeps the former, so that neither is given again.
//
// # The log
//
// A database can be copied back from a backup, and what was issued since would be issued a second time. So each event also
// goes to register.log beside it, a text file that only grows: a line for each event, its hash, a blank, its JSON. The
// database comes first, and then the log, each on disk before Do returns:
//
//   - If the log is behind, a process ended in between, or the disk was full (ErrUnlogged: the change has happened). Of
//     its events nobody was told that all is well, and the next who opens or writes adds them. A last line that was cut
//     short, or a log that is gone, is the same.
//   - If the log is ahead, the database is an older one, or is gone: ErrOlder. Were the log written first, a crash in
//     between would look the same as that.
//   - If the log's last event is another one in the database, one of the two is from elsewhere: ErrForked.
//   - If the log's end is no chain, it is damaged: ErrLogTorn.
//
// All of these but the first are refused, by Open and before every change; what to do is in the text of the error. So is a
// database that another file has replaced while it was open (ErrReplaced), one that SQLite finds damaged, that has holes
// in its numbers or in which something cannot be read (ErrDamaged), one of a newer program (ErrNewer), and one on a
// network share, where SQLite's locks do not hold (ErrNetwork).
//
// Recover makes the database again from the log, which must be whole, and puts the old one away under a name of its own
// with all that belongs to it; what a sound old one knows more than the log is told to the log first. Check compares all
// three: chain, log, and the tables with what follows from the events, column by column. Opening does not do that: it takes
// seconds where there are 100,000 powers.
//
// What no program can tell is both files copied back from the same moment: keep the log's backups apart, or let them only
// grow.
package register
