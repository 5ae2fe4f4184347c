// Package cite reads legal citations (法律依据) out of the prose of a basis cell: which laws, which articles, which
// document numbers, and the wording quoted after them (domain.md §4.2). It does not judge whether a citation is good
// enough; package review does.
//
//	for _, c := range cite.Parse("《统计法》第26条至第31条;《河北省统计条例》第三十四条第一款、第三款") {
//		fmt.Println(c.Law, c.Locators, c.Level)
//	}
//	// 统计法 [第26条至第31条] law
//	// 河北省统计条例 [第三十四条第一款 第三十四条第三款] localRegulation
//
// Reading is lossless: the Raw pieces stand in the input one after the other, and only separators (see Separator) stand
// between them. Words that name no law, "根据有关文件规定", come back as a Citation without Law and DocNo, whose Text
// they are.
//
// [Citation.Places] are the locators as values, ranges by their bounds, and [Place.Fault] tells those that no law can have:
//
//	for _, p := range cite.Parse("《统计法》第零条、第26条至第31条")[0].Places() {
//		fmt.Println(p, p.Article, p.To.Article, p.Fault())
//	}
//	// 第零条 0 0 nought
//	// 第二十六条至第三十一条 26 31
//
// One law has one Key, by whatever name, year or brackets it is cited (§4.2 ⑦); [Differences] tells how two citations of it
// name it differently. [Citation.String] writes a citation in one way, which Parse reads back. A short name (以下简称) is known
// in the cell that declares it; a [Reader] knows it in the cells that follow as well.
//
// A mention of a law inside quoted wording is not a citation of its own: after a colon, a quotation mark or prose
// that follows an article, only a law at the beginning of a sentence or line, followed by an article, a number or
// nothing, starts the next one.
package cite
