package archive

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"huibian/pipeline/notice"
)

// ErrNumber says that a 档号 is not one.
var ErrNumber = errors.New("not a number of a piece (档号)")

// Papers (WS) is the category (档案门类代码) of papers of an office (文书), the only one an edition falls in.
const Papers = "WS"

// ExampleFonds is the 全宗号 of the standard's own example (DA/T 22-2015), which the notices that come with the program have: a
// unit gets its own from its archive.
const ExampleFonds = "0194"

// Number (档号) names one piece (件) for good: DA/T 22-2015, composed as DA/T 13-2022 demands,
// 全宗号-档案门类代码·年度-保管期限代码-机构（问题）代码-件号, as in “0194-WS·2016-D30-BGS-0001”.
type Number struct {
	Fonds     string           // 全宗号: 1 to 20 of A–Z and 0–9
	Category  string           // 档案门类代码: two capitals
	Year      int              // 年度: four digits
	Retention notice.Retention // 保管期限
	Office    string           // 机构（问题）: 1 to 10 of A–Z and 0–9
	Piece     int              // 件号: from 1, in each sequence of the four above
}

const (
	dot      = "·" // U+00B7
	maxPiece = 999999
)

// The parts that are text.
var (
	fondsForm    = regexp.MustCompile(`^[A-Z0-9]{1,20}$`)
	categoryForm = regexp.MustCompile(`^[A-Z]{2}$`)
	officeForm   = regexp.MustCompile(`^[A-Z0-9]{1,10}$`)
)

// String is the number as it is written. It reads back (ParseNumber) if the number is valid.
func (n Number) String() string {
	return fmt.Sprintf("%s-%s"+dot+"%04d-%s-%s-%04d", n.Fonds, n.Category, n.Year, n.Retention, n.Office, n.Piece)
}

// Sequence is the number without its piece: pieces are counted in it.
func (n Number) Sequence() string { s := n.String(); return s[:strings.LastIndexByte(s, '-')] }

// Valid says what is wrong with the parts, as an error that matches ErrNumber.
func (n Number) Valid() error {
	for _, p := range []struct {
		ok   bool
		what string
	}{
		{fondsForm.MatchString(n.Fonds), fmt.Sprintf("fonds %q is not 1 to 20 of A-Z, 0-9", n.Fonds)},
		{categoryForm.MatchString(n.Category), fmt.Sprintf("category %q is not two of A-Z", n.Category)},
		{n.Year >= 1000 && n.Year <= 9999, fmt.Sprintf("year %d does not have four digits", n.Year)},
		{n.Retention.Text() != "", fmt.Sprintf("retention %q is none of Y, D30, D10", string(n.Retention))},
		{officeForm.MatchString(n.Office), fmt.Sprintf("office %q is not 1 to 10 of A-Z, 0-9", n.Office)},
		{n.Piece >= 1 && n.Piece <= maxPiece, fmt.Sprintf("piece %d is not from 1 to %d", n.Piece, maxPiece)},
	} {
		if !p.ok {
			return fmt.Errorf("%w: %s", ErrNumber, p.what)
		}
	}
	return nil
}

// ParseNumber reads a number. It is strict: what it accepts is written the same again. Errors match ErrNumber and say what
// is wrong.
func ParseNumber(s string) (Number, error) {
	wrong := func(format string, args ...any) (Number, error) {
		return Number{}, fmt.Errorf("%w: %q: %s", ErrNumber, s, fmt.Sprintf(format, args...))
	}
	left, right, ok := strings.Cut(s, dot)
	if !ok {
		return wrong("no middle dot (U+00B7) after the category")
	}
	front, back := strings.Split(left, "-"), strings.Split(right, "-")
	if len(front) != 2 {
		return wrong("%d parts before the dot, not fonds and category", len(front))
	}
	if len(back) != 4 {
		return wrong("%d parts after the dot, not year, retention, office and piece", len(back))
	}
	year, err := strconv.Atoi(back[0])
	if err != nil {
		return wrong("year %q is not a number", back[0])
	}
	piece, err := strconv.Atoi(back[3])
	if err != nil {
		return wrong("piece %q is not a number", back[3])
	}
	n := Number{Fonds: front[0], Category: front[1], Year: year, Retention: notice.Retention(back[1]), Office: back[2], Piece: piece}
	if err := n.Valid(); err != nil {
		return Number{}, fmt.Errorf("%q: %w", s, err)
	}
	if n.String() != s {
		return wrong("it is written %s", n)
	}
	return n, nil
}
