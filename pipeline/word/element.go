package word

import (
	"math"

	"github.com/unidoc/unioffice/schema/soo/ofc/sharedTypes"
	"github.com/unidoc/unioffice/schema/soo/wml"
)

// Short ways to say what the schema types take many words for.

func str(v string) *wml.CT_String { return &wml.CT_String{ValAttr: v} }

func number(v int) *wml.CT_DecimalNumber { return &wml.CT_DecimalNumber{ValAttr: int64(v)} }

func on() *wml.CT_OnOff { return &wml.CT_OnOff{} }

func off() *wml.CT_OnOff {
	no := false
	return &wml.CT_OnOff{ValAttr: &sharedTypes.ST_OnOff{Bool: &no}}
}

func truth(v bool) *sharedTypes.ST_OnOff { return &sharedTypes.ST_OnOff{Bool: &v} }

// twips are a length in points as a whole number of twentieths.
func twips(points float64) int64 { return int64(math.Round(points * 20)) }

func unsigned(tw int64) sharedTypes.ST_TwipsMeasure {
	u := uint64(max(tw, 0))
	return sharedTypes.ST_TwipsMeasure{ST_UnsignedDecimalNumber: &u}
}

func unsignedPtr(tw int64) *sharedTypes.ST_TwipsMeasure {
	u := unsigned(tw)
	return &u
}

func signed(tw int64) wml.ST_SignedTwipsMeasure { return wml.ST_SignedTwipsMeasure{Int64: &tw} }

func width(tw int64) *wml.CT_TblWidth {
	return &wml.CT_TblWidth{TypeAttr: wml.ST_TblWidthDxa, WAttr: &wml.ST_MeasurementOrPercent{
		ST_DecimalNumberOrPercent: &wml.ST_DecimalNumberOrPercent{ST_UnqualifiedPercentage: &tw}}}
}

// halfPoints is a type size.
func halfPoints(points float64) *wml.CT_HpsMeasure {
	u := uint64(math.Round(points * 2))
	return &wml.CT_HpsMeasure{ValAttr: wml.ST_HpsMeasure{ST_UnsignedDecimalNumber: &u}}
}

func hex(color string) *wml.ST_HexColor {
	if color == "" {
		return &wml.ST_HexColor{ST_HexColorAuto: wml.ST_HexColorAutoAuto}
	}
	return &wml.ST_HexColor{ST_HexColorRGB: &color}
}

// border is a rule as Word draws it: eighths of a point, at least a quarter.
func border(points float64, color string) *wml.CT_Border {
	if points <= 0 {
		return &wml.CT_Border{ValAttr: wml.ST_BorderNil}
	}
	size, space := uint64(min(max(math.Round(points*8), 2), 96)), uint64(0)
	return &wml.CT_Border{ValAttr: wml.ST_BorderSingle, SzAttr: &size, SpaceAttr: &space, ColorAttr: hex(color)}
}

func shade(color string) *wml.CT_Shd {
	return &wml.CT_Shd{ValAttr: wml.ST_ShdClear, ColorAttr: hex(""), FillAttr: hex(color)}
}

// exactly is a line height.
func exactly(points float64) *wml.CT_Spacing {
	line := signed(twips(points))
	return &wml.CT_Spacing{LineAttr: &line, LineRuleAttr: wml.ST_LineSpacingRuleExact,
		BeforeAttr: unsignedPtr(0), AfterAttr: unsignedPtr(0)}
}

func justified(jc wml.ST_Jc) *wml.CT_Jc { return &wml.CT_Jc{ValAttr: jc} }
