// Package archive writes the records (著录) that make a released edition a piece (件) of an archive, and checks them: pure
// functions from data to XML and text. What is in it:
//
//	Number           档号 by DA/T 22-2015 and DA/T 13-2022
//	Record           what is known of a piece, by the elements of DA/T 46-2009
//	WriteMetadata    元数据.xml
//	WriteEEP         eep.xml: the piece and its files in one XML file, by DA/T 48-2009
//	WriteDirectory   文件目录.XML, with placeholders for secret pieces that are left out
//	WriteDescription 说明文件.TXT; Texts and Schemas what else stands in 其他
//	Check            四性检测报告 by DA/T 70-2018: what cannot be checked says 未检, never 合格
//	Inspect          what the bytes of a file say of it, for the evidence of a report
//
// Each XML file has one table (a schema) of its elements: their order, what is mandatory, fixed words. The checks go by it
// and the XML schema that goes into the package is made from it, so the two agree. All reading is in memory that does not
// grow with the files enclosed.
//
// Times are passed in; the same record gives the same bytes. Characters that XML cannot hold are replaced by U+FFFD. The
// bag around a package and its way to an archive are not this package's.
package archive
