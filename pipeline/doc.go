// Package pipeline wires the stages of huibian (汇编): Word files dropped by the sections of a bureau become one
// numbered catalog of administrative powers, checked as the notice demands and bound as a book.
//
// The packages below it, from the ground up; an import only ever points up this list:
//
//	docx      Word files as bytes with an index
//	notice    what a notice demands (notice.yaml)
//	cite      the grammar of legal citations
//	form      from blocks to records
//	catalog   items, merging, numbering, views
//	review    rules → findings
//	book      the book as data, from one view
//	style     the look, read from book.docx; fonts
//	typeset   book → pages
//	word      book → .docx
//	pdf       pages → .pdf
//	intake    the shared folder
//	pipeline  the stages wired
//	cli       commands
package pipeline
