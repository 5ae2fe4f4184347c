package docx

import "errors"

// What can be wrong with a file; match with errors.Is. None of them is ever a panic.
var (
	// ErrNotWord: the bytes are not a Word package. The error is a *FormatError, which knows what they are.
	ErrNotWord = errors.New("not a Word document")
	// ErrEncrypted: the document is protected by a password to open.
	ErrEncrypted = errors.New("document is encrypted")
	// ErrTruncated: the file ends before its contents do, as after a copy that broke off.
	ErrTruncated = errors.New("file is truncated")
	// ErrDamaged: the container or a part contradicts itself (checksum, directory, XML that is not well-formed).
	ErrDamaged = errors.New("file is damaged")
	// ErrNoMainPart: a package without a main document.
	ErrNoMainPart = errors.New("package has no main document part")
	// ErrUnsafeName: a part name that points outside the package (../, absolute, drive letter).
	ErrUnsafeName = errors.New("unsafe part name")
	// ErrDuplicatePart: two different parts under one name; which of them Word shows cannot be known.
	ErrDuplicatePart = errors.New("two different parts of one name")
	// ErrDTD: a document type declaration, which Office Open XML forbids (ECMA-376 Part 2, 7.1.4).
	ErrDTD = errors.New("document type declaration not allowed")
	// ErrEncoding: a character encoding that is not supported, or bytes that are not of the declared one.
	ErrEncoding = errors.New("unsupported or broken character encoding")

	// ErrSigned: the package bears a digital signature, which a comment would break.
	ErrSigned = errors.New("document is signed")
	// ErrRange: an annotation whose range is no paragraph, cell, row or table of the document.
	ErrRange = errors.New("no such place in the document")
	// ErrNoPlace: nothing in the range of an annotation, or near it, can bear a comment.
	ErrNoPlace = errors.New("nothing there can bear a comment")

	// ErrTooManyParts: more parts than Limits.Parts.
	ErrTooManyParts = errors.New("too many parts in package")
	// ErrTooLarge: more bytes than Limits.Part or Limits.Total once inflated, or than Limits.Built once read.
	ErrTooLarge = errors.New("package is too large")
	// ErrRatio: a part that inflates more than Limits.Ratio times, the mark of a zip bomb.
	ErrRatio = errors.New("suspicious compression ratio")
	// ErrTooDeep: XML nested deeper than Limits.Depth.
	ErrTooDeep = errors.New("XML is nested too deeply")
	// ErrTooManyColumns: a table wider than Limits.Columns.
	ErrTooManyColumns = errors.New("table has too many columns")
	// ErrTooManyRows: a table longer than Limits.Rows.
	ErrTooManyRows = errors.New("table has too many rows")
	// ErrTooManyCells: tables with more grid positions than Limits.Cells together.
	ErrTooManyCells = errors.New("tables have too many cells")
)

// FormatError says that a file is not a Word package, and what it is instead. It matches ErrNotWord.
type FormatError struct{ Format Format }

func (e *FormatError) Error() string {
	return "not a Word document: " + string(e.Format)
}

// Is makes a FormatError match ErrNotWord.
func (e *FormatError) Is(target error) bool { return target == ErrNotWord }

// Limits keep a hostile file from exhausting the machine. A zero field takes the value of DefaultLimits.
type Limits struct {
	Parts   int   // entries of the package
	Part    int64 // bytes of one inflated part
	Total   int64 // bytes of all parts inflated for one Read
	Ratio   int64 // inflated : stored, for parts over ratioFloor
	Depth   int   // elements open at once
	Columns int   // grid columns of a table; Word stops at 63
	Rows    int   // rows of a table; Word stops at 32,767
	Cells   int   // grid positions of all tables together
	Built   int64 // bytes, roughly, of all that is made of the parts besides their text
}

// DefaultLimits are far above what Word itself writes, and low enough for an office PC.
var DefaultLimits = Limits{
	Parts:   10_000,
	Part:    256 << 20,
	Total:   400 << 20,
	Ratio:   400, // a table of a thousand equal rows reaches 150; deflate ends at 1,032
	Depth:   600, // 60 nested tables; recursion stays under 2 MB of stack
	Columns: 1_000,
	Rows:    32_767,
	Cells:   2_100_000, // a table as long and as wide as Word lets one be
	Built:   400 << 20, // two million paragraphs
}

// ratioFloor is the inflated size below which a ratio proves nothing: such a part is harmless at any ratio.
const ratioFloor = 8 << 20

func (l Limits) orDefault() Limits {
	d := DefaultLimits
	for _, f := range []struct{ have, def *int }{
		{&l.Parts, &d.Parts}, {&l.Depth, &d.Depth}, {&l.Columns, &d.Columns}, {&l.Rows, &d.Rows}, {&l.Cells, &d.Cells},
	} {
		if *f.have == 0 {
			*f.have = *f.def
		}
	}
	for _, f := range []struct{ have, def *int64 }{{&l.Part, &d.Part}, {&l.Total, &d.Total}, {&l.Ratio, &d.Ratio}, {&l.Built, &d.Built}} {
		if *f.have == 0 {
			*f.have = *f.def
		}
	}
	return l
}
