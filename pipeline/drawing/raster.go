package drawing

// Raster is a raster picture where it lies: it is read when it is painted or written, one at a time, so that a book of a
// thousand pictures needs no more memory than one.
type Raster struct {
	Name          string // for people: what it is called and where it stands
	Sum           string // SHA-256 of its bytes in hexadecimal: pictures that are the same are kept once
	Width, Height int    // pixels
	Format        string // "png", "jpeg", "gif", "bmp", "tiff"
	Open          func() ([]byte, error)
}
