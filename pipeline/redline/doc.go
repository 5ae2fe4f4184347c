// Package redline compares two editions of a book that package word wrote, and gives the new one back with tracked
// changes (修订): the office sees in Word what came and what went, who changed it and when, and can take every change
// back.
//
//	out, err := redline.Compare(old, now, redline.Options{Author: "局领导小组办公室", Date: date})
//	if errors.Is(err, redline.ErrNotBook) { … } // another program has saved one of them
//
// Accepting all changes gives the words of the new book, rejecting all those of the old one. Only the main part differs
// from the new file; every other part of it is copied as it lies in the package, and what is not changed of the main
// part is copied byte for byte.
//
// What is compared: parts by their first paragraph, and within a part its paragraphs and tables by style and words. Of
// tables, rows by what they say and by their code, cells by their place, and their paragraphs; of paragraphs that are
// the same in both books, words: Chinese by characters, Latin letters and digits as they hang together. A limit of
// 20个工作日 that becomes 15个工作日 has its number marked and no more. A table with other columns, or in which cells that are
// merged across rows came or went, is replaced as a whole.
//
// What is always the new book's, and not tracked:
//
//   - the contents, and indexes of codes by pages: tables in which page numbers stand. Other books have other pages;
//     what is in them stands in the catalog, and is tracked there;
//   - page numbers that an index by names shows beside a name. Where the whole line is gone, its number goes with it;
//   - flowcharts and texts of sections, drawn or carried as they are: whole documents of others;
//   - charts, which are drawn as tables: the lengths of their bars cannot be tracked. Their figures stand in the
//     statistics;
//   - sections with their paper, headers and footers; pages that a part began and that is gone are part of the next;
//   - looks: styles, fonts, widths of columns. What is gone keeps its own as far as the new book has them;
//   - bookmarks and links. What is gone has none, and of its fields only what they showed is left, as words.
//
// So whoever rejects changes has Word update the contents afterwards (更新域).
//
// The mark of the last paragraph of a part or a cell can neither come nor go. Paragraphs at the end come and go with
// the mark before them, as where somebody types or deletes them. Where no paragraph of an end stays, one that is empty
// is left when all changes are accepted or rejected.
//
// The search is Myers's for the least change, up to a bound; beyond it, between what is unique in both books. A book of
// 2,000 items is compared in well under a second of one processor, one of 20,000 in ten times that. The same files give
// the same bytes.
package redline
