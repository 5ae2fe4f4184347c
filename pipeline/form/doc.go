// Package form turns the blocks of a Word file into records: it recognises tables by their vocabulary and not by their
// position, reads label/value forms and label paragraphs, statistics (附件2) and the secret catalog (附件4), and cleans
// what offices write (domain.md §2). It numbers nothing and judges nothing: that is for catalog and review.
//
//	r := form.NewReader(n)               // compiled once, safe for concurrent use
//	reading := r.Read(doc, form.Source{File: "外资科/职权目录.docx", SHA256: sum, Section: "外资科"})
//	for _, rec := range reading.Records {
//		fmt.Println(rec.Fields["name"].Text, rec.Class, rec.Place) // 外商投资企业设立审批 public 表1第2行第1列
//	}
//	if err := reading.Account.Balance(); err != nil { … } // nothing may be lost
//
// Beside powers, a [Reading] holds who signed the submission and when it was filled in, its flowcharts (附件6), who does
// which step of a power (职权分解), and its rules texts and reports. They are found in a second look at the body, when it is
// known what became of each paragraph and table; but for the tables of duties, which are used, it changes nothing of that.
//
// Three promises hold for any input. Nothing is lost: each table, row, paragraph and picture is used or set aside with
// a reason, and each word of a used row stands in a record's Raw values, in a head, or in the account. Nothing is
// guessed silently: where a word's column, a row's record or an item's class is inferred, a finding says so. Where it
// is open whether an item may be published, it may not.
//
// Place.Table counts tables as [Tables] lists them, Place.Row rows with the header, Place.Column grid columns, so that
// docx.Table.At(Row-1, Column-1) is the cell.
package form
