// Package convert reads what offices write besides .docx: Word 97–2003 (.doc, and .wps of Kingsoft's WPS), Microsoft Works,
// RTF, OpenDocument, and web pages and web archives saved under the name of a document. LibreOffice, where it is installed,
// makes a .docx of them.
//
//	office := convert.New(filepath.Join(workspace, ".huibian", "converted"))
//	if k := convert.KindOf(b, docx.Sniff(b)); k != nil {
//		converted, err := office.Convert(ctx, k, b, sum, nil) // *convert.Error: ErrNoOffice, ErrTime, …
//		doc, err := docx.Read(converted, docx.Limits{})
//		diff, checked := convert.Compare(k, b, doc)
//	}
//
// A submission comes from anywhere. LibreOffice runs with a profile of its own that is thrown away: no macros, no links,
// a proxy that leads nowhere; under a time limit, two at a time. What remains: a picture that an RTF file names by a path
// of this machine is put into the conversion.
//
// That a conversion lost nothing is proved, not hoped: [Compare] reads the words of the original a second time, plainly
// and without LibreOffice, and holds them against the conversion. Not compared: white space and punctuation, headers and
// footers (Word keeps some that no page shows), automatic numbers, page numbers and their like, formulas, signs of symbol
// fonts. There is no second reading of Word 6 and 95, of Works, and of files whose structure is damaged.
//
// A date that the program sets anew whenever a file is opened (the field DATE) is the day of the conversion; Compare tells
// of it, as of any other words that changed.
//
// Word 2003 XML is not among the kinds: LibreOffice 7.4 moves the cells of rows beside vertically merged ones.
//
// A workbook (.xlsx) is no submission, but last year's list may be one: [ReadWorkbook] makes tables of its sheets without
// LibreOffice.
package convert
