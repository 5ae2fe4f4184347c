package drawing

import (
	"math"
	"strconv"
	"strings"
)

// twips reads a length of twentieths of a point, or one with a unit; 0 if it is none.
func twips(s string) float64 {
	if s == "" {
		return 0
	}
	if v, err := strconv.ParseFloat(s, 64); err == nil {
		return bounded(v / 20)
	}
	return length(s)
}

// emus reads a length of DrawingML.
func emus(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return length(s)
	}
	return bounded(v / 12700)
}

// units are what VML and strict DrawingML write behind lengths, in points.
var units = map[string]float64{"pt": 1, "in": 72, "cm": 72 / 2.54, "mm": 7.2 / 2.54, "px": 0.75, "pc": 12, "pi": 12, "emu": 1.0 / 12700}

// length reads a length with a unit: 12pt, 1.5in.
func length(s string) float64 {
	s = strings.TrimSpace(s)
	for unit, by := range units {
		if rest, ok := strings.CutSuffix(s, unit); ok {
			v, err := strconv.ParseFloat(strings.TrimSpace(rest), 64)
			if err != nil {
				return 0
			}
			return bounded(v * by)
		}
	}
	return 0
}

// farthest is the largest length that is believed, in points: 20 metres.
const farthest = 60000

func bounded(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return max(-farthest, min(farthest, v))
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}
