package catalog

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"huibian/pipeline/notice"
)

// jsonItem is an item as DESIGN §3 lays it down.
type jsonItem struct {
	Code         string            `json:"code"`
	Name         string            `json:"name"`
	Category     string            `json:"category"`
	CategoryName string            `json:"categoryName"`
	Section      string            `json:"section"`
	Disclosure   notice.Class      `json:"disclosure"`
	Fields       map[string]string `json:"fields"`
	Basis        []jsonBasis       `json:"basis"`
	Limits       jsonLimits        `json:"limits"`
	Source       jsonSource        `json:"source"`
	Power        int64             `json:"power,omitempty"`    // in the catalog's own file only
	Decision     notice.Decision   `json:"decision,omitempty"` // likewise
}

type jsonBasis struct {
	Law      string   `json:"law"`
	DocNo    string   `json:"docNo"`
	Locators []string `json:"locators"`
	Text     string   `json:"text"`
}

type jsonLimits struct {
	Statutory *Limit `json:"statutory,omitempty"`
	Promised  *Limit `json:"promised,omitempty"`
}

type jsonSource struct {
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Table  int    `json:"table"`
	Row    int    `json:"row"`
}

// JSONItems are the items of a view in the shape of catalog.json.
func JSONItems(v View) any {
	items := make([]jsonItem, len(v.Items))
	for i := range v.Items {
		items[i] = v.json(i)
	}
	return items
}

// json is an item of the view. What is known and was decided of it is for the office, which reads the catalog's own file.
func (v View) json(i int) jsonItem {
	it := &v.Items[i]
	out := it.json()
	if v.Class == "" {
		out.Power, out.Decision = it.Power, it.ruling().Decision
	}
	return out
}

func (it *Item) json() jsonItem {
	out := jsonItem{
		Code: it.Code, Name: it.Name, Category: it.Category, CategoryName: it.CategoryName, Section: it.Section,
		Disclosure: it.Class, Fields: it.Fields, Basis: []jsonBasis{},
		Limits: jsonLimits(it.Limits),
		Source: jsonSource{it.Source.File, it.Source.SHA256, it.Source.Table, it.Source.Row},
	}
	if veiled(it.Source) { // the rows that are left would count those between them
		out.Source.Table, out.Source.Row = 0, 0
	}
	for _, b := range it.Basis {
		locators := b.Locators
		if locators == nil {
			locators = []string{}
		}
		out.Basis = append(out.Basis, jsonBasis{b.Law, b.DocNo, locators, b.Text})
	}
	return out
}

// WriteJSON writes {"notice","edition","items"} (DESIGN §3), an item a line: two editions compare line by line.
func WriteJSON(w io.Writer, v View) error {
	return writeLines(w, v, func(i int) any { return v.json(i) })
}

func writeLines(w io.Writer, v View, line func(i int) any) error {
	var b bytes.Buffer
	e := json.NewEncoder(&b) // a value, then a line break
	e.SetEscapeHTML(false)
	put := func(before string, value any) error {
		b.WriteString(before)
		err := e.Encode(value)
		b.Truncate(b.Len() - 1)
		return err
	}
	if err := errors.Join(put("{\"notice\": ", v.Notice.Name), put(",\n\"edition\": ", v.edition())); err != nil {
		return err
	}
	b.WriteString(",\n\"items\": [")
	for i := range v.Items {
		before := ",\n"
		if i == 0 {
			before = "\n"
		}
		if err := put(before, line(i)); err != nil {
			return err
		}
		if b.Len() > 1<<16 {
			if _, err := b.WriteTo(w); err != nil {
				return err
			}
		}
	}
	b.WriteString("\n]}\n")
	_, err := b.WriteTo(w)
	return err
}

// column is a column of the tables that spreadsheets open.
type column struct {
	head string
	text func(it *Item) string
}

// columns are what every item has, then the notice's fields in their order, and last the edition: a row that was copied out
// of its table still says what it was taken from, and whether that was a proof.
func columns(v View) []column {
	out := []column{
		{"权力编码", func(it *Item) string { return it.Code }},
		{"项目名称", func(it *Item) string { return it.Name }},
		{"权力类别", func(it *Item) string { return it.CategoryName }},
		{"科室", func(it *Item) string { return it.Section }},
	}
	own := map[string]bool{"seq": true, "code": true, "name": true, "category": true}
	for _, f := range v.Notice.Fields {
		if !own[f.Key] {
			out = append(out, column{f.Title, func(it *Item) string { return it.Fields[f.Key] }})
		}
	}
	edition := v.edition()
	return append(out, column{"版本", func(*Item) string { return edition }})
}

// WriteCSV writes the items as a table: UTF-8 with a byte order mark, which Excel wants, and CRLF (RFC 4180). A text that
// a spreadsheet would run as a formula gets an apostrophe before it.
func WriteCSV(w io.Writer, v View) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	c := csv.NewWriter(w)
	c.UseCRLF = true
	cols := columns(v)
	row := make([]string, len(cols))
	for i, col := range cols {
		row[i] = col.head
	}
	if err := c.Write(row); err != nil {
		return err
	}
	for i := range v.Items {
		for k, col := range cols {
			row[k] = Harmless(col.text(&v.Items[i]))
		}
		if err := c.Write(row); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// Harmless keeps a spreadsheet from taking a text for a formula, also where it begins with blanks or in full width (OWASP,
// CSV injection).
func Harmless(s string) string {
	if s == "" {
		return s
	}
	sign, _ := utf8.DecodeRuneInString(strings.TrimLeftFunc(s, unicode.IsSpace))
	if strings.ContainsRune("=+-@＝＋－＠", sign) || strings.ContainsRune("\t\r\n", rune(s[0])) {
		return "'" + s
	}
	return s
}

// maxCell is what a cell of a workbook holds, in UTF-16 units.
const maxCell = 32_767

const cellCut = "……（未完，全文见public.json）"

// fitting cuts a text that no cell holds, and says so: the library cuts it in silence.
func fitting(s string) string {
	if len(s) <= maxCell { // no character has more units than bytes
		return s
	}
	units, mark := 0, 0 // mark: where to cut if it must be cut
	for i, r := range s {
		if units <= maxCell-utf8.RuneCountInString(cellCut) {
			mark = i
		}
		if units += utf16.RuneLen(r); units > maxCell {
			return s[:mark] + cellCut
		}
	}
	return s
}

// sheetName is the one sheet of the workbook.
const sheetName = "职权目录"

// WriteXLSX writes the items as a workbook with a fixed head row. Cells are texts, never formulas; a text that no cell can
// hold is cut and says so.
func WriteXLSX(w io.Writer, v View) error {
	f := excelize.NewFile()
	defer f.Close()
	if err := f.SetSheetName("Sheet1", sheetName); err != nil {
		return err
	}
	if err := f.SetDocProps(docProps(v)); err != nil {
		return err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return err
	}
	wrap, err := f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{WrapText: true, Vertical: "top"}})
	if err != nil {
		return err
	}
	s, err := f.NewStreamWriter(sheetName)
	if err != nil {
		return err
	}
	if err := fillSheet(s, v, bold, wrap); err != nil {
		return err
	}
	if err := s.Flush(); err != nil {
		return err
	}
	return f.Write(w)
}

func fillSheet(s *excelize.StreamWriter, v View, bold, wrap int) error {
	cols := columns(v)
	const narrow, broad = 18, 40 // characters
	if err := s.SetColWidth(1, len(cols), narrow); err != nil {
		return err
	}
	if err := s.SetColWidth(2, 2, broad); err != nil {
		return err
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	row := make([]any, len(cols))
	for i, c := range cols {
		row[i] = excelize.Cell{StyleID: bold, Value: c.head}
	}
	if err := s.SetRow("A1", row); err != nil {
		return err
	}
	for i := range v.Items {
		for k, c := range cols {
			row[k] = nil
			if text := fitting(c.text(&v.Items[i])); text != "" {
				row[k] = excelize.Cell{StyleID: wrap, Value: text}
			}
		}
		if err := s.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			return err
		}
	}
	return nil
}

// docProps are the properties of the workbook: the edition's date in place of a clock, no person's name.
func docProps(v View) *excelize.DocProperties {
	n := v.Notice
	day := n.Edition.Date
	if day.IsZero() {
		day = notice.Date{Year: 1980, Month: 1, Day: 1}
	}
	at := day.Time().Format(time.RFC3339)
	return &excelize.DocProperties{Title: n.Book.Title + "　" + v.edition(), Creator: n.Unit.Name, LastModifiedBy: n.Unit.Name, Created: at, Modified: at}
}
