package drawing

// TextRect is where words may stand in a shape of a preset, as parts of its box (ECMA-376, presetShapeDefinitions): what a
// file says of the room around words is said from there.
func (p Preset) TextRect() (left, top, right, bottom float64) {
	r, ok := textRects[p]
	if !ok {
		return 0, 0, 1, 1
	}
	return r[0], r[1], r[2], r[3]
}

var round = [4]float64{0.14645, 0.14645, 0.85355, 0.85355} // of an ellipse

var textRects = map[Preset][4]float64{
	Decision: {0.25, 0.25, 0.75, 0.75}, "diamond": {0.25, 0.25, 0.75, 0.75},
	Terminator: {0.04713, 0.14644, 0.95287, 0.85356}, Document: {0, 0, 1, 0.80194},
	Connector: round, "ellipse": round, "flowChartOr": round, "flowChartSummingJunction": round, OffPage: {0, 0, 1, 0.8},
	"flowChartAlternateProcess": {0.03, 0.03, 0.97, 0.97}, RoundRect: {0.03, 0.03, 0.97, 0.97},
	"flowChartInputOutput": {0.2, 0, 0.8, 1}, "flowChartPredefinedProcess": {0.125, 0, 0.875, 1}, "flowChartInternalStorage": {0.125, 0.125, 1, 1},
	"flowChartMultidocument": {0, 0.16, 0.86, 0.8}, "flowChartPreparation": {0.2, 0, 0.8, 1}, "flowChartManualInput": {0, 0.2, 1, 1},
	"flowChartManualOperation": {0.2, 0, 0.8, 1}, "flowChartPunchedCard": {0, 0.2, 1, 1}, "flowChartPunchedTape": {0, 0.2, 1, 0.8},
	"flowChartMerge": {0.25, 0, 0.75, 0.5}, "flowChartExtract": {0.25, 0.5, 0.75, 1}, "flowChartDisplay": {0.1667, 0, 0.8333, 1},
	"flowChartMagneticDisk": {0, 0.3333, 1, 0.8333}, "can": {0, 0.25, 1, 0.875}, "hexagon": {0.1, 0.1, 0.9, 0.9},
	"parallelogram": {0.15, 0.1, 0.85, 0.9}, "trapezoid": {0.15, 0.2, 0.85, 1}, "triangle": {0.25, 0.5, 0.75, 1},
}
