package convert

import (
	"encoding/xml"
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"huibian/pipeline/docx"
)

// formats show numbers and dates as Excel does, by the number formats of a workbook.
type formats struct {
	since1904 bool               // days count from 1904, as on old Macs
	codes     map[int]string     // those of the workbook's own, by id
	styles    []int              // id of the format of each style of cells
	scratch   *excelize.File     // a workbook of one cell, which shows a number in a format
	made      map[int]int        // styles in scratch, by the id of the format
	known     map[numeral]string // shown before
}

// numeral is a number as stored, in a format.
type numeral struct {
	raw    string
	format int
}

// readStyles reads the number formats.
func (r *workbookReader) readStyles(name string) error {
	r.formats.codes = map[int]string{}
	within := ""
	err := r.walk(name, func(tok xml.Token) error {
		e, ok := tok.(xml.StartElement)
		if !ok {
			return nil
		}
		switch e.Name.Local {
		case "cellXfs", "cellStyleXfs", "dxfs":
			within = e.Name.Local
		case "numFmt":
			if within == "" { // those of conditional formats are others
				r.formats.codes[number(attr(e, "numFmtId"))] = attr(e, "formatCode")
			}
		case "xf":
			if within == "cellXfs" {
				if len(r.formats.styles) == maxStyles {
					return docx.ErrDamaged
				}
				r.formats.styles = append(r.formats.styles, number(attr(e, "numFmtId")))
			}
		}
		return nil
	})
	if errors.Is(err, errNoPart) {
		return nil
	}
	return err
}

// Formats that say nothing of their own.
const (
	general = 0
	asText  = 49
)

// maxFormat is how long a format may be, in bytes: Excel takes 255 characters.
const maxFormat = 1024

// shown is a number as a cell of a style shows it.
func (f *formats) shown(raw string, style int) string {
	raw = strings.TrimSpace(raw)
	x, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsInf(x, 0) || math.IsNaN(x) {
		return cellText(raw)
	}
	id := general
	if style >= 0 && style < len(f.styles) {
		id = f.styles[style]
	}
	if code := f.codes[id]; id == general || len(code) > maxFormat || id == asText || strings.EqualFold(code, "General") || code == "@" {
		if whole(raw) {
			return raw // with digits that no float has
		}
		if size := math.Abs(x); size >= 1e15 && size < 1e18 && len(raw) < 32 {
			if digits, ok := new(big.Rat).SetString(raw); ok && digits.IsInt() {
				return digits.Num().String() // so has 3.5030100001234567E+17
			}
		}
		return plain(x)
	}
	key := numeral{raw, id}
	text, known := f.known[key]
	if !known {
		text = f.show(x, id)
		if f.known == nil {
			f.known = map[numeral]string{}
		}
		f.known[key] = text
	}
	return text
}

// whole reports whether a number is written as nothing but digits.
func whole(raw string) bool {
	return strings.Trim(strings.TrimPrefix(raw, "-"), "0123456789") == ""
}

// plain is a number without a format: all digits of a whole one, also where a cell is too narrow for them.
func plain(x float64) string {
	if x == math.Trunc(x) && math.Abs(x) < 1e18 {
		return strconv.FormatFloat(x, 'f', -1, 64)
	}
	s := strconv.FormatFloat(x, 'f', -1, 64)
	if len(s) > 17 { // the tail of a binary fraction
		s = strconv.FormatFloat(x, 'G', 15, 64)
	}
	return s
}

// show has the library show a number; what it cannot do is shown plainly.
func (f *formats) show(x float64, id int) (text string) {
	defer func() {
		if recover() != nil || strings.TrimSpace(text) == "" {
			text = plain(x)
		}
	}()
	const sheet, cell = "Sheet1", "A1"
	if f.scratch == nil {
		f.scratch = excelize.NewFile(excelize.Options{CultureInfo: excelize.CultureNameZhCN, ShortDatePattern: "yyyy/m/d",
			LongDatePattern: "yyyy年m月d日", LongTimePattern: "h:mm:ss"})
		f.made = map[int]int{}
		if err := f.scratch.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &f.since1904}); err != nil {
			return ""
		}
	}
	style, made := f.made[id]
	if !made {
		look := &excelize.Style{NumFmt: id}
		if code, own := f.codes[id]; own {
			look = &excelize.Style{CustomNumFmt: &code}
		}
		var err error
		if style, err = f.scratch.NewStyle(look); err != nil {
			return ""
		}
		f.made[id] = style
	}
	if f.scratch.SetCellFloat(sheet, cell, x, -1, 64) != nil || f.scratch.SetCellStyle(sheet, cell, cell, style) != nil {
		return ""
	}
	text, err := f.scratch.GetCellValue(sheet, cell)
	if err != nil {
		return ""
	}
	return text
}
