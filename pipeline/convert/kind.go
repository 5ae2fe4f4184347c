package convert

import "huibian/pipeline/docx"

// Kind is a kind of file that LibreOffice reads for us.
type Kind struct {
	Format docx.Format // what docx.Sniff calls it
	Name   string      // as build.json has it: doc, rtf, odt, …

	ending string // of the file LibreOffice is given
	filter string // its import filter
	is     func([]byte) bool
	locked func([]byte) bool              // needs a password; nil: such files have none
	ready  func([]byte) ([]byte, error)   // makes of the file what LibreOffice is given; nil: the file itself
	words  func([]byte) ([]string, error) // the paragraphs, read plainly; nil: there is no second opinion
	adds   bool                           // LibreOffice puts words of its own in: comments on elements it does not know
	sheets bool                           // it becomes a workbook, not a document
}

// kinds are tried from the top: a format may be several kinds.
var kinds = []Kind{
	{Format: docx.FormatDoc, Name: "doc", ending: ".doc", filter: "MS WinWord 6.0", is: wordVersion(0, 101), locked: docLocked},
	{Format: docx.FormatDoc, Name: "doc", ending: ".doc", filter: "MS Word 95", is: wordVersion(102, 192), locked: docLocked},
	{Format: docx.FormatDoc, Name: "doc", ending: ".doc", filter: "MS Word 97", is: always, locked: docLocked, words: docWords},
	{Format: docx.FormatWorks, Name: "wps", ending: ".wps", filter: "MS_Works", is: always},
	{Format: docx.FormatRTF, Name: "rtf", ending: ".rtf", filter: "Rich Text Format", is: always, words: rtfWords},
	{Format: docx.FormatODT, Name: "odt", ending: ".odt", filter: "writer8", is: always, locked: odtLocked, words: odtWords},
	{Format: docx.FormatHTML, Name: "html", ending: ".html", filter: "HTML (StarWriter)", is: always, ready: ascii(decodeHTML), words: pageWords(decodeHTML), adds: true},
	{Format: docx.FormatMHT, Name: "mht", ending: ".html", filter: "HTML (StarWriter)", is: always, ready: ascii(decodeMHT), words: pageWords(decodeMHT), adds: true},
	{Format: docx.FormatXML, Name: "fodt", ending: ".fodt", filter: "OpenDocument Text Flat XML", is: odfRoot, words: odfWords},
}

// books are the kinds of workbooks. No submission may be one, so that they are not among the kinds.
var books = []Kind{
	{Format: docx.FormatXls, Name: "xls", ending: ".xls", filter: "MS Excel 97", is: always, sheets: true},
	{Format: docx.FormatODS, Name: "ods", ending: ".ods", filter: "calc8", is: always, locked: odtLocked, sheets: true},
}

// BookKindOf is the kind of a workbook of the given format that LibreOffice makes an .xlsx of, nil if there is none.
func BookKindOf(format docx.Format) *Kind {
	for i := range books {
		if books[i].Format == format {
			return &books[i]
		}
	}
	return nil
}

// target is what a kind is converted to.
type target struct {
	format docx.Format
	filter string // LibreOffice's export filter, by its own name: the one for the ending alone may be for templates
}

func (k *Kind) target() target {
	if k.sheets {
		return target{docx.FormatXlsx, "xlsx:Calc MS Excel 2007 XML"}
	}
	return target{docx.FormatDocx, "docx:Office Open XML Text"}
}

func always([]byte) bool { return true }

// KindOf is the kind of a file of the given format, or nil if LibreOffice does not read it as text.
func KindOf(b []byte, format docx.Format) *Kind {
	for i := range kinds {
		if k := &kinds[i]; k.Format == format && k.is(b) {
			return k
		}
	}
	return nil
}
