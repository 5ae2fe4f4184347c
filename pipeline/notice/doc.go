// Package notice owns what a notice (通知) demands: its notice.yaml, parsed strictly and checked for contradictions,
// with the look-ups the other stages need (section, category, field, code, level of a rule). It also holds the types
// everybody hands around: [Finding], [Place], [Class], [Date]. It does not read submissions and judges nothing.
//
//	n, err := notice.Parse("notice.yaml", data)
//	var bad *notice.Problem
//	if errors.As(err, &bad) {
//		fmt.Println(bad.Line, bad.Column, bad.Message) // the first of the problems; err names them all
//	}
//	category, ok := n.Category("行政处罚权力") // 行政处罚, CF
//	code, err := n.Codes.Format(n.Unit.Code, "", category.Code, 1) // PT01WJ-CF-0001
//
// The book's title and parts serve every volume that has none of its own under book.volumes ([Book.Volume]); in the four
// notices the secret volume has, because it is another form with other columns (附件4).
//
// notice.yaml is plain YAML in UTF-8: one mapping, no anchors, no tags, no second document. Every key is a yaml tag of [Notice]
// and the types below it; an unknown key, a wrong type and a contradiction are errors with line and column.
package notice
