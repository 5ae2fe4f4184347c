// Package book is the compilation as data: parts, headings, paragraphs, tables and the anchors between them.
//
// A book is composed from one catalog.View. Nothing outside that view can reach a page: Compose has no other source of
// items, and what else it is given (the foreword, the account) is the office's own text or counted from the view.
//
//	b, err := book.Compose(c.View(notice.Public), book.Options{Volume: "公开版", Foreword: doc})
//	l, err := typeset.Lay(ctx, b, sheet, fonts)
//
// How a book looks is not decided here: a paragraph names a style of book.docx, and that is all.
package book
