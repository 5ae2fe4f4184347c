// Package pipeline wires the stages of huibian (汇编): Word files dropped by the sections of a bureau become one
// numbered catalog of administrative powers, checked as the notice demands and bound as a book.
//
// The packages below it, from the ground up; an import only ever points up this list:
//
//	docx      Word files as bytes with an index
//	drawing   what is drawn or put in as a picture, as data
//	convert   what is not .docx: through LibreOffice; workbooks
//	notice    what a notice demands (notice.yaml)
//	flow      a flowchart from its steps, laid out as a drawing
//	calendar  working days by the State Council's holiday notices
//	cite      the grammar of legal citations
//	laws      the office's own list of laws
//	form      from blocks to records
//	catalog   items, merging, numbering, views
//	register  events, and what follows from them: codes, decisions, editions (SQLite, and a log)
//	review    rules → findings
//	style     the look, read from book.docx; fonts
//	book      the book as data, from one view; its blocks name styles
//	forms     the blank forms of the notice, as books
//	typeset   book → pages
//	word      book → .docx
//	redline   two editions → .docx with tracked changes
//	pdf       pages → .pdf
//	answer    receipts, remarks, opinions, the status page, comparisons
//	ballot    the sheet in which the office decides, written and read
//	intake    the shared folder
//	bagit     packages as bags (RFC 8493), written, read, verified
//	archive   what describes a package: 档号, metadata, EEP, directory, check report
//	deposit   packages taken to a folder, WebDAV, SFTP, S3
//	pipeline  the stages wired
//	cli       commands
//
// Beside them stands internal/sense, by which book and typeset break titles between words. For the tests,
// internal/docxtest writes Word files, internal/tooltest finds the programs that judge them, internal/drawn has drawn
// histories be the same in every run, and internal/golden reads files of cases.
//
// A build reads everything, then stages every output beside the last good ones and renames them into place, build.json
// last: outputs that agree with the hashes in build.json are one set. Builds of one workspace wait for each other. A folder
// of which a file is open in another program, where that cannot be replaced, stays at its state as a whole; the new one is
// laid beside it and takes its place when that is closed ("waiting" in build.json).
//
// Where something was decided or released, the register knows it, and a build goes by it; a build that finds a 审核表 in the
// folder 审核 enters its decisions first. What the office does besides (Decide, Approve, Release, Diff …) begins like a build
// and waits for its turn like one.
//
// A released edition is packed (Archive) and taken to its place (HandOver, Watch): what goes is decided by a parcel, what describes
// it is a dossier, what is owed follows from the register, editions less receipts, so that none is forgotten. Restore makes a
// workspace from a package alone. Packing and handing over have locks of their own: no build waits for a slow archive.
//
//	report, err := pipeline.Build(ctx, pipeline.Workspace{Dir: "."}, pipeline.Options{})
package pipeline
