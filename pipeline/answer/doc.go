// Package answer is what the sections are told: a receipt (回执) in Word for every file that came, remarks (批注) for the
// cells of a file, the opinion of the review (审核意见) on all that a section sent and its summary for the office, and the status
// page (报送情况) that says who has sent what, who is late, and which flowcharts are to be revised by when. It reads no files and
// knows no clock: what day it is, and when a file came, its callers say.
//
//	press, err := answer.NewPress(sheet)
//	err = press.Write(w, &answer.Receipt{Notice: n, Section: "外资管理科", File: "职权目录.docx", Reading: r, Items: items, Findings: findings})
//	remarks := answer.Remarks(r, findings, doc)
//	page := status.Book(sheet)
//	page = opinion.Book(sheet) // likewise a *Summary
//
// A receipt quotes one file and the findings about it, in the words that its section may read (notice.Finding.ForSection):
// of other sections' items and of secret files it says nothing; an opinion does so with all files of one section. The summary
// quotes findings as they are and is for the office alone. The status page names no items but those that have changed
// ([Change]), and of secret ones among them nothing but that there is one.
package answer
