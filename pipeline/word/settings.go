package word

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

// settingsOrder are the settings that shape a page, in the order of the schema (CT_Settings). All others stay behind:
// they belong to the reference file as a document (revisions, protection, mail merge, the footnotes of its own, "update
// fields on opening").
var settingsOrder = strings.Fields(`zoom mirrorMargins bordersDoNotSurroundHeader bordersDoNotSurroundFooter gutterAtTop
	defaultTabStop evenAndOddHeaders drawingGridHorizontalSpacing drawingGridVerticalSpacing
	displayHorizontalDrawingGridEvery displayVerticalDrawingGridEvery characterSpacingControl
	noLineBreaksAfter noLineBreaksBefore compat themeFontLang clrSchemeMapping decimalSymbol listSeparator`)

// compatOrder are the settings for the layout of other programs and versions, in the order of the schema (CT_Compat).
var compatOrder = strings.Fields(`useSingleBorderforContiguousCells wpJustification noTabHangInd noLeading spaceForUL
	noColumnBalance balanceSingleByteDoubleByteWidth noExtraLineSpacing doNotLeaveBackslashAlone ulTrailSpace
	doNotExpandShiftReturn spacingInWholePoints lineWrapLikeWord6 printBodyTextBeforeHeader printColBlack wpSpaceWidth
	showBreaksInFrames subFontBySize suppressBottomSpacing suppressTopSpacing suppressSpacingAtTopOfPage
	suppressTopSpacingWP suppressSpBfAfterPgBrk swapBordersFacingPages convMailMergeEsc truncateFontHeightsLikeWP6
	mwSmallCaps usePrinterMetrics doNotSuppressParagraphBorders wrapTrailSpaces footnoteLayoutLikeWW8
	shapeLayoutLikeWW8 alignTablesRowByRow forgetLastTabAlignment adjustLineHeightInTable autoSpaceLikeWord95
	noSpaceRaiseLower doNotUseHTMLParagraphAutoSpacing layoutRawTableWidth layoutTableRowsApart useWord97LineBreakRules
	doNotBreakWrappedTables doNotSnapToGridInCell selectFldWithFirstOrLastChar applyBreakingRules
	doNotWrapTextWithPunct doNotUseEastAsianBreakRules useWord2002TableStyleRules growAutofit useFELayout
	useNormalStyleForList doNotUseIndentAsNumberingTabStop useAltKinsokuLineBreakRules allowSpaceOfSameStyleInTable
	doNotSuppressIndentation doNotAutofitConstrainedTables autofitToFirstFixedWidthCell underlineTabInNumList
	displayHangulFixedWidth splitPgBreakAndParaMark doNotVertAlignCellWithSp doNotBreakConstrainedForcedTable
	doNotVertAlignInTxbx useAnsiKerningPairs cachedColBalance compatSetting`)

const (
	noSettings = `<w:settings xmlns:w="` + nsMain + `"/>`
	// Without its compat, Word takes a book for one of Word 2007.
	noCompat = `<w:compat xmlns:w="` + nsMain + `"><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>`
)

// keepSettings copies those settings byte for byte and adds our own: page numbers stand outside, and the space after a
// paragraph and that before the next add up, as in the layout. Word, unless told so, takes the larger of the two.
func keepSettings(settings []byte) ([]byte, error) {
	if settings == nil {
		settings = []byte(noSettings)
	}
	all, err := splitSettings(settings, "settings")
	if err != nil {
		return nil, err
	}
	if all.kept["compat"] == nil {
		all.kept["compat"] = []byte(noCompat)
	}
	compat, err := splitSettings(all.kept["compat"], "compat")
	if err != nil {
		return nil, err
	}
	all.kept["compat"] = compat.with("doNotUseHTMLParagraphAutoSpacing", compatOrder)
	return append([]byte(xml.Header), all.with("evenAndOddHeaders", settingsOrder)...), nil
}

// settingsElement is an element of settings, taken apart: its own tags and its children by their names, as written.
type settingsElement struct {
	start, end string
	kept       map[string][]byte
}

// with puts the element together again, its children in order; on is switched on.
func (e *settingsElement) with(on string, order []string) []byte {
	prefix := ""
	if i := strings.IndexByte(e.end, ':'); i > 0 {
		prefix = e.end[len("</") : i+1]
	}
	e.kept[on] = []byte("<" + prefix + on + "/>")
	b := []byte(e.start)
	for _, name := range order {
		b = append(b, e.kept[name]...)
	}
	return append(b, e.end...)
}

// splitSettings takes the element called name apart. Of children with one name the first counts; only compatSetting may recur.
func splitSettings(data []byte, name string) (*settingsElement, error) {
	e := &settingsElement{kept: map[string][]byte{}}
	d := xml.NewDecoder(bytes.NewReader(data))
	for {
		from := d.InputOffset()
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("settings: %w: %w", ErrSheet, err)
		}
		switch t := tok.(type) {
		case xml.StartElement:
			if e.start == "" {
				e.start = strings.TrimSuffix(strings.TrimSuffix(string(data[from:d.InputOffset()]), ">"), "/") + ">"
				continue
			}
			if err := skipRaw(d); err != nil {
				return nil, fmt.Errorf("settings: %w: %w", ErrSheet, err)
			}
			if child := t.Name.Local; e.kept[child] == nil || child == "compatSetting" {
				e.kept[child] = append(e.kept[child], data[from:d.InputOffset()]...)
			}
		case xml.EndElement:
			e.end = "</" + t.Name.Local + ">"
			if t.Name.Space != "" {
				e.end = "</" + t.Name.Space + ":" + t.Name.Local + ">"
			}
		}
	}
	if !strings.HasSuffix(e.end, name+">") {
		return nil, fmt.Errorf("settings: %w", ErrSheet)
	}
	return e, nil
}

// skipRaw reads to the end of the element whose start was read.
func skipRaw(d *xml.Decoder) error {
	for depth := 1; depth > 0; {
		tok, err := d.RawToken()
		if err != nil {
			return err
		}
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return nil
}
