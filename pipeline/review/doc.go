// Package review holds the catalog, and all else that the sections hand in, against what the notice demands (domain.md §6),
// and says what is wrong, where, and what to do. It reads no files and changes nothing.
//
//	findings := review.Check(review.Subject{Notice: n, Catalog: c, Readings: readings})
//	err := review.WriteJSON(w, findings)
//
// Each rule is a row of a table with its id and a small function. Its level, whether it is checked at all, and the words it
// rests on are the notice's (notice.Notice.Level, Ground); the words and numbers it goes by are data, too: notice.Review and
// notice.Vocabulary. Rules of the reader (R…, W14) and of merging (E04, E08 of two submissions, I01 of a power that changes
// its name, moves, comes or goes, I02) are found where they happen. Findings speak of secret items too and belong to no public
// file.
//
// # The demands of the notices
//
// Each demand that data can answer (domain.md §1) has a rule, a field, or an output; of the others this says why not.
//
// Of 莆田:
//
//	P1   source of notice.yaml; document numbers are normalised by package cite
//	P2   five dimensions of judging are a person's to judge; the 审核表 asks for the judgement
//	P3   parts of the book; E07, W12, W13 ask for what goes into them
//	P4   schedule of notice.yaml
//	P5   edition.editor; who did what is in the register's trail
//	P6   schedule; its dates are read with the year before them
//	P7   no form asks for the four kinds of risk, so that no data tells them
//	P8   the list of last year is imported as edition 0; I01 tells new, missing and changed
//	P9   fields matchLaw, matchSection, matchUnit, matchSuperior and W16, a table in the summary of the 审核意见; R08, W06, E01
//	P10  fields nature and lead; W17
//	P11  levels of package cite; W02
//	P12  E01; the decision 废止
//	P13  no form asks for the list of posts that a second look would be compared with
//	P14  E03; statistics are computed for the book, W11 compares what is handed in
//	P15  schedule
//	P16  W06, W18; field level
//	P17  fields of notice.yaml and R16; W07; the order of the book
//	P18  the released edition is the list in force
//	P19  classes; E05, E08, W20; a volume of its own, and the tests that nothing leaks
//	P20  codes of notice.yaml; E04 (to P28)
//	P21  codes; E04
//	P22  codes; E04
//	P23  codes; E04
//	P24  codes; E04: a unit's letters are registered in notice.yaml and not made up
//	P25  codes with two more characters for a section that has registered them; E04
//	P26  categories of notice.yaml; E04, E03
//	P27  numbering by package catalog; a tenth thousand is an error
//	P28  codes; E04
//	P29  W05, by the list review.naming of notice.yaml
//	P30  an example of P29
//	P31  W13, W28; I08 where it is not sure whose a chart is
//	P32  W04; whether the law lays a procedure down nobody but a person can tell
//	P33  W04 by review.elements; I07 where the chart is a picture; W08 for times; R18
//	P34  form.Step.Disclosure is read; what parts of a chart matter enough is a person's to judge
//	P35  W01, W08, W19, I05
//	P36  W15; the command change and the status page run the clock
//	P37  W13, W04 ask for the charts of secret powers as well
//	P38  E06, W10; the status page tells who is late
//	P39  I01: new, missing, changed
//	P40  as P18
//	P41  E07; R23 tells a zero report
//	P42  R01, R29, R33; what is not Word is converted or returned
//	P43  E02 and W05 for names, E01, W02, W03, W24, W25, W26 and I03 for bases, E05, E08 and W20 for what is kept back; the 审核表
//	P44  the decisions 废止, 待明确, 确认, 转公开; I04 tells what they keep out of the book
//	P45  notice.Approval: without it every public output is a proof
//	P46  what says nothing of it is public
//	P47  who publishes is not in the submissions
//	P48  W21
//	P49  no form asks what is disclosed before, during and after
//	P50  W21, by vocabulary.forms
//	P51  I06, by review.systems; W09; codes are never used again
//	P52  counts by section and rule in the 审核意见; what follows from them is the bureau's
//	P53  W18; of telephone numbers and deputies no form asks
//	P54  vocabulary.watermarks, W14
//
// Of 宁德:
//
//	N1   dates and document numbers as P1, P6
//	N2   W06, W18
//	N3   E01; fields basis, scope, subject and R16
//	N4   field area; categories
//	N5   W11, I02, E03
//	N6   W09, W22, W29, by review.steps and review.apart
//	N7   W13, W28
//	N8   the 审核表, decide, approve and release; each step is in the trail
//	N9   parts of the book
//	N10  the books as PDF, open data; W21
//	N11  W23, by review.standard; field discretion
//	N12  what was found in single cases is not in the submissions
//	N13  I02: twice, in two categories, under another section, under none
//	N14  W14; form cleans page numbers and repeated words only where it is sure
//
// Of 复兴:
//
//	F1   change and release
//	F2   names of a leading group are in the foreword
//	F3   W20, by review.reasons
//	F4   lists by class; numbers of their own; the internal list is in no public file
//	F5   R16
//	F6   categories and their aliases; E03
//	F7   package cite; W25
//	F8   W03
//	F9   E01, by vocabulary.vague
//	F10  W06
//	F11  W21
//	F12  W21; values are normalised by package form
//	F13  W14, by vocabulary.watermarks
//	F14  W14
//	F15  W14
//
// Of 赫山:
//
//	H1   package cite
//	H2   W12, W27
//	H3   eight dimensions of judging, as P2
//	H4   four things to be accepted by, as P2
//	H5   as F2
//	H6   categories
//	H7   R16: 办理程序, 承办单位, 办理时限 are required; R18
//	H8   data/public.json, .csv, .xlsx
//	H9   indicators are not in the submissions; the 审核意见 counts
//	H10  field accountability
//	H11  schedule; package notice reads 上旬, 元月
//	H12  R16
//	H13  the text does not say what the six are
//	H14  W13
//	H15  the 审核表, receipts and 审核意见
package review
