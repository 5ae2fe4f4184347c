package docx

import "strings"

// namespace is one of the XML namespaces whose elements mean something to us.
type namespace uint8

const (
	nsNone   namespace = iota // unknown
	nsW                       // WordprocessingML
	nsR                       // relationships, as attributes
	nsMC                      // markup compatibility
	nsM                       // formulas
	nsWP                      // drawings in a document
	nsA                       // DrawingML
	nsC                       // charts
	nsDGM                     // diagrams (SmartArt)
	nsV                       // VML
	nsO                       // Office VML
	nsRel                     // relationship parts
	nsCT                      // content types
	nsXML                     // xml:space
	nsX                       // SpreadsheetML, of embedded workbooks
	nsDC                      // Dublin Core terms, of the document's properties
	nsModern                  // Microsoft's extensions, whose markup we read: shapes, groups, canvases, Word 2010 on
)

// namespaces maps the names of ECMA-376 transitional, ISO/IEC 29500 strict, and Microsoft's extensions.
var namespaces = map[string]namespace{
	"http://schemas.openxmlformats.org/wordprocessingml/2006/main":           nsW,
	"http://purl.oclc.org/ooxml/wordprocessingml/main":                       nsW,
	"http://schemas.openxmlformats.org/officeDocument/2006/relationships":    nsR,
	"http://purl.oclc.org/ooxml/officeDocument/relationships":                nsR,
	"http://schemas.openxmlformats.org/markup-compatibility/2006":            nsMC,
	"http://schemas.openxmlformats.org/officeDocument/2006/math":             nsM,
	"http://purl.oclc.org/ooxml/officeDocument/math":                         nsM,
	"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": nsWP,
	"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing":             nsWP,
	"http://schemas.openxmlformats.org/drawingml/2006/main":                  nsA,
	"http://purl.oclc.org/ooxml/drawingml/main":                              nsA,
	"http://schemas.openxmlformats.org/drawingml/2006/chart":                 nsC,
	"http://purl.oclc.org/ooxml/drawingml/chart":                             nsC,
	"http://schemas.microsoft.com/office/drawing/2014/chartex":               nsC,
	"http://schemas.openxmlformats.org/drawingml/2006/diagram":               nsDGM,
	"http://purl.oclc.org/ooxml/drawingml/diagram":                           nsDGM,
	"urn:schemas-microsoft-com:vml":                                          nsV,
	"urn:schemas-microsoft-com:office:office":                                nsO,
	"http://schemas.openxmlformats.org/package/2006/relationships":           nsRel,
	"http://schemas.openxmlformats.org/package/2006/content-types":           nsCT,
	"http://www.w3.org/XML/1998/namespace":                                   nsXML,
	"http://schemas.openxmlformats.org/spreadsheetml/2006/main":              nsX,
	"http://purl.oclc.org/ooxml/spreadsheetml/main":                          nsX,
	"http://purl.org/dc/terms/":                                              nsDC,
}

// modern are the beginnings of namespaces under nsModern: an mc:Choice that requires only these (or known ones) is
// taken. Ink, 3D models and what else may come are not in it: there the Fallback is the better reading.
var modern = []string{
	"http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas",
	"http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing",
	"http://schemas.microsoft.com/office/word/2010/wordml",
	"http://schemas.microsoft.com/office/word/2012/wordml",
	"http://schemas.microsoft.com/office/word/2015/wordml",
	"http://schemas.microsoft.com/office/word/2016/wordml",
	"http://schemas.microsoft.com/office/word/2018/wordml",
	"http://schemas.microsoft.com/office/word/2020/wordml",
	"http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing",
	"http://schemas.microsoft.com/office/drawing/2010/main",
	"http://schemas.microsoft.com/office/drawing/2012/chart",
	"http://schemas.microsoft.com/office/drawing/2015/",
	"http://schemas.microsoft.com/office/drawing/2016/",
}

func namespaceOf(uri []byte) namespace {
	if ns, ok := namespaces[string(uri)]; ok {
		return ns
	}
	for _, m := range modern {
		if strings.HasPrefix(string(uri), m) {
			return nsModern
		}
	}
	return nsNone
}

// elem is an element we know by name; elemOther is any other.
type elem uint8

const (
	elemOther elem = iota
	elemDocument
	elemBody
	elemP
	elemPPr
	elemR
	elemRPr
	elemT
	elemTbl
	elemTblPr
	elemTblGrid
	elemGridCol
	elemTr
	elemTrPr
	elemTc
	elemTcPr
	elemSdt
	elemSdtPr
	elemSdtContent
	elemIns // also moveTo
	elemDel // also moveFrom
	elemSectPr
	elemAltChunk // also subDoc
	elemTab
	elemBr
	elemCr
	elemNoBreakHyphen
	elemSym
	elemDelText
	elemInstrText
	elemFldChar
	elemFldSimple
	elemFFData
	elemCheckBox
	elemDDList
	elemListEntry
	elemResult
	elemDefault
	elemChecked
	elemNoteRef // footnoteReference, endnoteReference
	elemCommentRef
	elemCommentStart
	elemCommentEnd
	elemDrawing
	elemPict // also w:object
	elemTxbxContent
	elemRuby
	elemRt
	elemProperties // any element that holds only properties: skipped whole
	elemStyleRef   // pStyle, rStyle
	elemNumPr
	elemNumID
	elemIlvl
	elemOutlineLvl
	elemVanish
	elemSpecVanish
	elemRFonts
	elemGridSpan
	elemVMerge
	elemHMerge
	elemCellDel
	elemCellMerge
	elemGridBefore
	elemGridAfter
	elemTblHeader
	elemHidden
	elemTblCaption
	elemTblDescription
	elemShowingPlcHdr
	elemPgSz
	elemStyles
	elemStyle
	elemName
	elemBasedOn
	elemDocDefaults
	elemRPrDefault
	elemNumbering
	elemAbstractNum
	elemNum
	elemLvl
	elemStart
	elemNumFmt
	elemLvlText
	elemLvlRestart
	elemIsLgl
	elemSuff
	elemPicBullet
	elemAbstractNumID
	elemLvlOverride
	elemStartOverride
	elemNumStyleLink
	elemNote // footnote, endnote, comment
	elemComments
	elemCustomXML
	elemAlternateContent
	elemChoice
	elemFallback
	elemMath // oMath, oMathPara
	elemMathRun
	elemMathText
	elemFraction
	elemFractionPr
	elemDenominator
	elemDelimited
	elemDelimitedPr
	elemNary
	elemNaryPr
	elemRadical
	elemMathArg // m:e
	elemDocPr
	elemBlip
	elemDrawnText // a:txBody
	elemDrawnP
	elemDrawnT
	elemDrawnBr
	elemChart
	elemChartValue   // v, pt: a label among the values of a chart
	elemChartNumbers // a chart's numbers, and where they come from
	elemDiagram
	elemDiagramPoint
	elemImageData
	elemTextPath
	elemOLE
	elemExtent
	elemShape // of VML, whatever its form
	elemControl
	elemInk
	elemLinkedBox
	elemSheet
	elemModified
	elemRelationship
	elemOverride
	elemBegChr
	elemEndChr
	elemSepChr
	elemMathChr
	elemFractionType
	elemCount
)

// elements names them by namespace. What stands under elemProperties never holds a visible word.
var elements = [nsModern + 1]map[string]elem{
	nsW: {
		"document": elemDocument, "body": elemBody, "p": elemP, "pPr": elemPPr, "r": elemR, "rPr": elemRPr, "t": elemT,
		"tbl": elemTbl, "tblPr": elemTblPr, "tblGrid": elemTblGrid, "gridCol": elemGridCol, "tr": elemTr,
		"trPr": elemTrPr, "tc": elemTc, "tcPr": elemTcPr, "sdt": elemSdt, "sdtPr": elemSdtPr,
		"sdtContent": elemSdtContent, "ins": elemIns, "moveTo": elemIns, "del": elemDel, "moveFrom": elemDel,
		"sectPr": elemSectPr, "altChunk": elemAltChunk, "subDoc": elemAltChunk, "tab": elemTab, "ptab": elemTab, "br": elemBr, "cr": elemCr,
		"noBreakHyphen": elemNoBreakHyphen, "sym": elemSym, "delText": elemDelText,
		"instrText": elemInstrText, "delInstrText": elemInstrText, "fldChar": elemFldChar, "fldSimple": elemFldSimple,
		"ffData": elemFFData, "checkBox": elemCheckBox, "ddList": elemDDList, "listEntry": elemListEntry,
		"result": elemResult, "default": elemDefault, "checked": elemChecked,
		"footnoteReference": elemNoteRef, "endnoteReference": elemNoteRef,
		"commentReference": elemCommentRef, "commentRangeStart": elemCommentStart, "commentRangeEnd": elemCommentEnd,
		"comments": elemComments, "customXml": elemCustomXML, "drawing": elemDrawing, "pict": elemPict,
		"object": elemPict, "control": elemControl, "contentPart": elemInk, "txbxContent": elemTxbxContent, "ruby": elemRuby, "rt": elemRt,
		"pStyle": elemStyleRef, "rStyle": elemStyleRef, "numPr": elemNumPr, "numId": elemNumID, "ilvl": elemIlvl,
		"outlineLvl": elemOutlineLvl, "vanish": elemVanish, "specVanish": elemSpecVanish, "rFonts": elemRFonts,
		"gridSpan": elemGridSpan, "vMerge": elemVMerge, "hMerge": elemHMerge, "cellDel": elemCellDel,
		"cellMerge":  elemCellMerge,
		"gridBefore": elemGridBefore, "gridAfter": elemGridAfter, "tblHeader": elemTblHeader, "hidden": elemHidden,
		"tblCaption": elemTblCaption, "tblDescription": elemTblDescription, "showingPlcHdr": elemShowingPlcHdr,
		"pgSz": elemPgSz, "styles": elemStyles, "style": elemStyle, "name": elemName, "basedOn": elemBasedOn,
		"docDefaults": elemDocDefaults, "rPrDefault": elemRPrDefault, "numbering": elemNumbering,
		"abstractNum": elemAbstractNum, "num": elemNum, "lvl": elemLvl, "start": elemStart, "numFmt": elemNumFmt,
		"lvlText": elemLvlText, "lvlRestart": elemLvlRestart, "isLgl": elemIsLgl, "suff": elemSuff,
		"lvlPicBulletId": elemPicBullet, "abstractNumId": elemAbstractNumID, "lvlOverride": elemLvlOverride,
		"startOverride": elemStartOverride, "numStyleLink": elemNumStyleLink,
		"footnote": elemNote, "endnote": elemNote, "comment": elemNote,
		"sdtEndPr": elemProperties, "rubyPr": elemProperties, "customXmlPr": elemProperties,
		"smartTagPr": elemProperties, "tblPrEx": elemProperties, "pPrChange": elemProperties,
		"rPrChange": elemProperties, "tblPrChange": elemProperties, "tblGridChange": elemProperties,
		"trPrChange": elemProperties, "tcPrChange": elemProperties, "sectPrChange": elemProperties,
		"numberingChange": elemProperties, "latentStyles": elemProperties, "background": elemProperties,
	},
	nsMC: {"AlternateContent": elemAlternateContent, "Choice": elemChoice, "Fallback": elemFallback},
	nsM: {
		"oMath": elemMath, "oMathPara": elemMath, "r": elemMathRun, "t": elemMathText, "f": elemFraction, "fPr": elemFractionPr, "den": elemDenominator, "type": elemFractionType,
		"d": elemDelimited, "dPr": elemDelimitedPr, "begChr": elemBegChr, "endChr": elemEndChr, "sepChr": elemSepChr,
		"nary": elemNary, "naryPr": elemNaryPr, "chr": elemMathChr, "rad": elemRadical, "e": elemMathArg,
		"rPr": elemProperties, "ctrlPr": elemProperties, "oMathParaPr": elemProperties,
	},
	nsWP: {"docPr": elemDocPr, "extent": elemExtent},
	nsA:  {"blip": elemBlip, "txBody": elemDrawnText, "p": elemDrawnP, "t": elemDrawnT, "br": elemDrawnBr},
	nsC: {
		"chart": elemChart, "v": elemChartValue, "pt": elemChartValue,
		"numCache": elemChartNumbers, "numLit": elemChartNumbers, "numDim": elemChartNumbers, "f": elemChartNumbers,
	},
	nsDGM: {"relIds": elemDiagram, "pt": elemDiagramPoint},
	nsV: {
		"imagedata": elemImageData, "textpath": elemTextPath, "shape": elemShape, "rect": elemShape, "roundrect": elemShape,
		"oval": elemShape, "group": elemShape, "image": elemShape, "line": elemShape, "polyline": elemShape,
	},
	nsO:      {"OLEObject": elemOLE},
	nsRel:    {"Relationship": elemRelationship},
	nsCT:     {"Override": elemOverride},
	nsX:      {"sheet": elemSheet},
	nsDC:     {"modified": elemModified},
	nsModern: {"contentPart": elemInk, "linkedTxbx": elemLinkedBox},
}
