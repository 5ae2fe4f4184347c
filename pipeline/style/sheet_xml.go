package style

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
)

// The shapes below name elements without a namespace on purpose: transitional and strict files differ only there.

// twips is a length: a number of twentieths of a point, or a number with a unit, as strict files write it.
type twips float64

func (t twips) points() float64 { return float64(t) / 20 }

// unitTwips are the units of ST_UniversalMeasure in twips.
var unitTwips = []struct {
	unit  string
	twips float64
}{{"mm", 1440 / 25.4}, {"cm", 1440 / 2.54}, {"in", 1440}, {"pt", 20}, {"pc", 240}, {"pi", 240}}

// UnmarshalXMLAttr reads the length.
func (t *twips) UnmarshalXMLAttr(a xml.Attr) error {
	text, factor := strings.TrimSpace(a.Value), 1.0
	for _, u := range unitTwips {
		if rest, ok := strings.CutSuffix(text, u.unit); ok {
			text, factor = rest, u.twips
			break
		}
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != v || v > 1e6 || v < -1e6 {
		return fmt.Errorf("length %q of %s: %w", a.Value, a.Name.Local, ErrValue)
	}
	*t = twips(v * factor)
	return nil
}

// number is a whole number; LibreOffice writes some of them with a fraction.
type number int

// UnmarshalXMLAttr reads the number.
func (n *number) UnmarshalXMLAttr(a xml.Attr) error {
	v, err := strconv.ParseFloat(strings.TrimSpace(a.Value), 64)
	if err != nil || v != v || v > 1<<32 || v < -1<<31 {
		return fmt.Errorf("number %q of %s: %w", a.Value, a.Name.Local, ErrValue)
	}
	*n = number(v)
	return nil
}

// onOff is a switch: the element alone means on.
type onOff struct {
	Val string `xml:"val,attr"`
}

func (o *onOff) on() bool {
	switch o.Val {
	case "0", "false", "off":
		return false
	}
	return true
}

type xmlVal struct {
	Val string `xml:"val,attr"`
}

type xmlSection struct {
	Size struct {
		W twips `xml:"w,attr"`
		H twips `xml:"h,attr"`
	} `xml:"pgSz"`
	Margins struct {
		Top    twips `xml:"top,attr"`
		Bottom twips `xml:"bottom,attr"`
		Left   twips `xml:"left,attr"`
		Right  twips `xml:"right,attr"`
		Header twips `xml:"header,attr"`
		Footer twips `xml:"footer,attr"`
		Gutter twips `xml:"gutter,attr"`
	} `xml:"pgMar"`
	Grid struct {
		Type      string `xml:"type,attr"`
		LinePitch twips  `xml:"linePitch,attr"`
		CharSpace number `xml:"charSpace,attr"`
	} `xml:"docGrid"`
}

type xmlStyles struct {
	Defaults struct {
		Run struct {
			RPr xmlRun `xml:"rPr"`
		} `xml:"rPrDefault"`
		Para struct {
			PPr xmlPara `xml:"pPr"`
		} `xml:"pPrDefault"`
	} `xml:"docDefaults"`
	Styles []*xmlStyle `xml:"style"`
}

type xmlStyle struct {
	Type    string    `xml:"type,attr"`
	ID      string    `xml:"styleId,attr"`
	Name    xmlVal    `xml:"name"`
	Aliases xmlVal    `xml:"aliases"`
	BasedOn xmlVal    `xml:"basedOn"`
	PPr     xmlPara   `xml:"pPr"`
	RPr     xmlRun    `xml:"rPr"`
	TblPr   xmlTable  `xml:"tblPr"`
	TcPr    xmlCell   `xml:"tcPr"`
	Cond    []xmlCond `xml:"tblStylePr"`
}

type xmlCond struct {
	Type string  `xml:"type,attr"`
	TcPr xmlCell `xml:"tcPr"`
}

type xmlRun struct {
	Fonts *struct {
		ASCII         string `xml:"ascii,attr"`
		HAnsi         string `xml:"hAnsi,attr"`
		EastAsia      string `xml:"eastAsia,attr"`
		ASCIITheme    string `xml:"asciiTheme,attr"`
		HAnsiTheme    string `xml:"hAnsiTheme,attr"`
		EastAsiaTheme string `xml:"eastAsiaTheme,attr"`
	} `xml:"rFonts"`
	Bold    *onOff  `xml:"b"`
	Italic  *onOff  `xml:"i"`
	Color   *xmlVal `xml:"color"`
	Spacing *struct {
		Val twips `xml:"val,attr"`
	} `xml:"spacing"`
	Size *struct {
		Val number `xml:"val,attr"` // half points
	} `xml:"sz"`
}

type xmlPara struct {
	KeepNext  *onOff `xml:"keepNext"`
	KeepLines *onOff `xml:"keepLines"`
	Break     *onOff `xml:"pageBreakBefore"`
	Widow     *onOff `xml:"widowControl"`
	Borders   *struct {
		Top    *xmlBorder `xml:"top"`
		Bottom *xmlBorder `xml:"bottom"`
	} `xml:"pBdr"`
	Tabs []struct {
		Val    string `xml:"val,attr"`
		Leader string `xml:"leader,attr"`
		Pos    twips  `xml:"pos,attr"`
	} `xml:"tabs>tab"`
	Spacing *struct {
		Before      *twips  `xml:"before,attr"`
		After       *twips  `xml:"after,attr"`
		BeforeLines *number `xml:"beforeLines,attr"` // hundredths of a line
		AfterLines  *number `xml:"afterLines,attr"`
		Line        *twips  `xml:"line,attr"`
		Rule        *string `xml:"lineRule,attr"`
	} `xml:"spacing"`
	Indent *struct {
		Left      *twips  `xml:"left,attr"`
		Start     *twips  `xml:"start,attr"`
		Right     *twips  `xml:"right,attr"`
		End       *twips  `xml:"end,attr"`
		First     *twips  `xml:"firstLine,attr"`
		Hanging   *twips  `xml:"hanging,attr"`
		LeftCh    *number `xml:"leftChars,attr"` // hundredths of a character
		StartCh   *number `xml:"startChars,attr"`
		RightCh   *number `xml:"rightChars,attr"`
		EndCh     *number `xml:"endChars,attr"`
		FirstCh   *number `xml:"firstLineChars,attr"`
		HangingCh *number `xml:"hangingChars,attr"`
	} `xml:"ind"`
	Jc      *xmlVal `xml:"jc"`
	Outline *struct {
		Val number `xml:"val,attr"`
	} `xml:"outlineLvl"`
}

type xmlBorder struct {
	Val   string `xml:"val,attr"`
	Size  number `xml:"sz,attr"`    // eighths of a point
	Space number `xml:"space,attr"` // points
	Color string `xml:"color,attr"`
}

type xmlBorders struct {
	Top     *xmlBorder `xml:"top"`
	Bottom  *xmlBorder `xml:"bottom"`
	Left    *xmlBorder `xml:"left"`
	Start   *xmlBorder `xml:"start"`
	Right   *xmlBorder `xml:"right"`
	End     *xmlBorder `xml:"end"`
	InsideH *xmlBorder `xml:"insideH"`
	InsideV *xmlBorder `xml:"insideV"`
}

type xmlTable struct {
	Borders xmlBorders `xml:"tblBorders"`
	Margins struct {
		Top    *xmlWidth `xml:"top"`
		Bottom *xmlWidth `xml:"bottom"`
		Left   *xmlWidth `xml:"left"`
		Start  *xmlWidth `xml:"start"`
		Right  *xmlWidth `xml:"right"`
		End    *xmlWidth `xml:"end"`
	} `xml:"tblCellMar"`
}

type xmlWidth struct {
	W twips `xml:"w,attr"`
}

type xmlCell struct {
	Borders xmlBorders `xml:"tcBorders"`
	Shade   *struct {
		Fill string `xml:"fill,attr"`
	} `xml:"shd"`
}

type xmlTheme struct {
	Major xmlThemeFonts `xml:"themeElements>fontScheme>majorFont"`
	Minor xmlThemeFonts `xml:"themeElements>fontScheme>minorFont"`
}

type xmlThemeFonts struct {
	Latin  xmlTypeface `xml:"latin"`
	EA     xmlTypeface `xml:"ea"`
	Script []struct {
		Script string `xml:"script,attr"`
		xmlTypeface
	} `xml:"font"`
}

type xmlTypeface struct {
	Typeface string `xml:"typeface,attr"`
}
