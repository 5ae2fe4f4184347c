package cli_test

import (
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/xuri/excelize/v2"
)

// writeXLSX is the script command `xlsx FILE TEXT`: it makes a workbook of a text file in which “[name]” begins a sheet,
// “[name] hidden” one that is hidden, and other lines are rows, as “| a | b |”.
func writeXLSX(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: xlsx FILE TEXT")
	}
	f := excelize.NewFile()
	defer f.Close()
	const first = "Sheet1"
	sheet, row := first, 0
	for line := range strings.Lines(ts.ReadFile(args[1])) {
		line = strings.TrimSpace(line)
		if name, state, ok := strings.Cut(strings.TrimPrefix(line, "["), "]"); ok && strings.HasPrefix(line, "[") {
			_, err := f.NewSheet(name)
			ts.Check(err)
			ts.Check(f.SetSheetVisible(name, strings.TrimSpace(state) != "hidden"))
			sheet, row = name, 0
			continue
		}
		row++
		for col, text := range strings.Split(strings.Trim(line, "|"), "|") {
			cell, err := excelize.CoordinatesToCellName(col+1, row)
			ts.Check(err)
			ts.Check(f.SetCellStr(sheet, cell, strings.TrimSpace(text)))
		}
	}
	if sheet != first {
		ts.Check(f.DeleteSheet(first))
	}
	ts.Check(f.SaveAs(ts.MkAbs(args[0])))
}
