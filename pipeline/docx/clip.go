package docx

// Clip (摘录) is a stretch of a Word file that goes into another one as it is. The file is opened when it is needed, and let
// go again: a book may carry a thousand.
type Clip struct {
	Name   string                 // of the file, for people
	SHA256 string                 // of its bytes
	Open   func() ([]byte, error) // its bytes
	Ranges []Range                // whole blocks of its body, ascending
	// Bare leaves out what is embedded and cannot be seen on paper (workbooks behind charts, OLE objects): their preview
	// stays. A book that others may read must not bear what nobody has looked at.
	Bare bool
}
