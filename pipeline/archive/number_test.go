package archive

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/notice"
)

func TestParseNumber(t *testing.T) {
	got, err := ParseNumber("0194-WS·2016-D30-BGS-0001")
	if want := (Number{"0194", "WS", 2016, notice.Years30, "BGS", 1}); err != nil || got != want {
		t.Errorf("%+v (%v)", got, err)
	}
	if got.Sequence() != "0194-WS·2016-D30-BGS" || got.Retention.Text() != "30年" {
		t.Errorf("%s, %s", got.Sequence(), got.Retention.Text())
	}
	for s, why := range map[string]string{
		"":                               "no middle dot",
		"0194-WS.2016-D30-BGS-0001":      "no middle dot",
		"0194-WS•2016-D30-BGS-0001":      "no middle dot",
		"0194WS·2016-D30-BGS-0001":       "1 parts before",
		"01-94-WS·2016-D30-BGS-0001":     "3 parts before",
		"0194-WS·2016-D30-BGS":           "3 parts after",
		"0194-WS·2016-D30-BGS-0001-1":    "5 parts after",
		"-WS·2016-D30-BGS-0001":          `fonds ""`,
		"a194-WS·2016-D30-BGS-0001":      `fonds "a194"`,
		"0194-ws·2016-D30-BGS-0001":      `category "ws"`,
		"0194-WS·216-D30-BGS-0001":       "year 216",
		"0194-WS·2016年-D30-BGS-0001":     `year "2016年"`,
		"0194-WS·+2016-D30-BGS-0001":     "it is written",
		"0194-WS·2016-D20-BGS-0001":      `retention "D20"`,
		"0194-WS·2016-永久-BGS-0001":       `retention "永久"`,
		"0194-WS·2016-D30--0001":         `office ""`,
		"0194-WS·2016-D30-办公室-0001":      `office "办公室"`,
		"0194-WS·2016-D30-BGS-0000":      "piece 0",
		"0194-WS·2016-D30-BGS-1":         "it is written",
		"0194-WS·2016-D30-BGS-00001":     "it is written",
		"0194-WS·2016-D30-BGS-+001":      "it is written",
		"0194-WS·2016-D30-BGS-1000000":   "piece 1000000",
		"0194-WS·2016-D30-BGS-x":         `piece "x"`,
		" 0194-WS·2016-D30-BGS-0001":     "fonds",
		"0194-WS·2016-D30-BGS-0001\n":    "piece",
		"0194-WS·2016-D30-BGS-0001·2016": `piece "0001·2016"`,
	} {
		if _, err := ParseNumber(s); !errors.Is(err, ErrNumber) || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, which lacks %q", s, err, why)
		}
	}
}

func TestNumbersReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := Number{
			Fonds: rapid.StringMatching(`[A-Z0-9]{1,20}`).Draw(t, "fonds"), Category: rapid.StringMatching(`[A-Z]{2}`).Draw(t, "category"),
			Year: rapid.IntRange(1000, 9999).Draw(t, "year"), Retention: rapid.SampledFrom([]notice.Retention{notice.Permanent, notice.Years30, notice.Years10}).Draw(t, "retention"),
			Office: rapid.StringMatching(`[A-Z0-9]{1,10}`).Draw(t, "office"), Piece: rapid.IntRange(1, maxPiece).Draw(t, "piece"),
		}
		if got, err := ParseNumber(n.String()); err != nil || got != n {
			t.Fatalf("%+v, not %+v (%v)", got, n, err)
		}
	})
}

func FuzzParseNumber(f *testing.F) {
	f.Add("0194-WS·2016-D30-BGS-0001")
	f.Add("0194-WS·2016-Y-BGS-12345")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNumber(s)
		switch {
		case err == nil && (n.String() != s || n.Valid() != nil):
			t.Errorf("%q reads as %q (%v)", s, n, n.Valid())
		case err != nil && !errors.Is(err, ErrNumber):
			t.Error(err)
		}
	})
}
