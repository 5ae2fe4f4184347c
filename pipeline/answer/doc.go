// Package answer says to the sections, in Word, what became of what they sent: a receipt (收件回执) for each file. It is a
// book of one part, so that it looks like the books.
//
//	b := answer.Receipt{Notice: n, Reading: r, Section: "外资管理科", Items: items, Findings: findings}.Book()
//	l, err := typeset.Lay(ctx, b, sheet, fonts)
//	err = word.Write(w, b, sheet, l)
//
// A receipt quotes the file it answers and no other.
package answer
