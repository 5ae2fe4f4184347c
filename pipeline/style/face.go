package style

// Face is one font file. Advance and Has are cheap and safe for concurrent use.
type Face struct {
	Name string // "song", "hei", …; unique among the faces of a Fonts
	Data []byte // the TrueType file
	Upem int
	face
}

// Fonts (字库) finds a face for each character: a chain of faces for each font name that book.docx may use.
type Fonts struct {
	fonts
}
