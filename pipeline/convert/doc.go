// Package convert reads the files of other and older word processors (.doc, .wps, .rtf, .odt, Word files that are web
// pages or XML) by way of LibreOffice, which makes a .docx of them. It does not know what a file means.
//
//	c := convert.New(".huibian/converted")
//	doc, err := c.Read(ctx, src, sum, docx.FormatDoc)
//
// The original stays the source: the .docx is kept below the folder by the original's SHA-256, for nobody but the owner
// to read, and can be thrown away at any time.
//
// LibreOffice runs with a profile of its own that is made for the run and removed after it: no macros, no extensions, no
// network (its proxy is a port nobody listens on), and never in the way of an office somebody has open. At most two run
// at once; one that takes too long is killed with all its children.
//
// [Lost] compares the words of the original, read here in the plainest way ([MS-DOC] piece table, RTF groups, ODF
// text), with those of the conversion. It looks at letters and digits only, and not at fields, headers and text that
// the formats themselves keep apart: it may miss a loss, and must not cry wolf. Web pages and Word 2003 XML are not
// compared.
package convert
