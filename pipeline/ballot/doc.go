// Package ballot is the 审核表: the table in which the office decides on powers, written for Word and read back after people
// filled it in with Word, WPS or LibreOffice.
//
//	press, err := answer.NewPress(sheet)
//	err = press.Write(w, &ballot.Sheet{Notice: n, Day: today, Rows: rows})
//	filled := ballot.Read(n, doc, notice.Place{File: "审核/审核表.docx", SHA256: sum})
//
// What is read is the table as it is seen, by its heads and rows: content controls help those who fill it in, and may be
// gone when it comes back; rows may have been sorted, deleted, or divided over several tables. A row is known by its code
// and its 核对码 (check), six hexadecimal digits that the caller gives it, to tell whether what was decided on is still what
// there is. Nothing is guessed: a word that is no decision is a finding that quotes it, and decides nothing.
//
// The package knows of no register: what a decision does, and whether a sheet is the latest (R39), its callers say.
package ballot
