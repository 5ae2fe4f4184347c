package archive

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strings"
)

// mostProperties is far more than the properties of a document take.
const mostProperties = 64 << 10

// MadeBy is the program that an office document (DOCX, XLSX) says it was saved by, with its version (docProps/app.xml,
// ECMA-376 part 1, 22.2); "" if it does not say, or is none.
func MadeBy(name string, open Open) string {
	in, err := open(name)
	if err != nil {
		return ""
	}
	defer in.Close()
	at, size, err := offsets(in)
	if err != nil {
		return ""
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return ""
	}
	part, err := z.Open("docProps/app.xml")
	if err != nil {
		return ""
	}
	defer part.Close()
	var says struct {
		Application, AppVersion string
	}
	if err := xml.NewDecoder(io.LimitReader(part, mostProperties)).Decode(&says); err != nil {
		return ""
	}
	const most = 100
	made := []rune(strings.TrimSpace(oneLine(says.Application) + " " + oneLine(says.AppVersion)))
	return string(made[:min(len(made), most)])
}

// offsets reads a file at offsets, which those of the system can do, and others are held in memory for.
func offsets(in io.Reader) (io.ReaderAt, int64, error) {
	if at, ok := in.(interface {
		io.ReaderAt
		io.Seeker
	}); ok {
		size, err := at.Seek(0, io.SeekEnd)
		return at, size, err
	}
	b, err := io.ReadAll(io.LimitReader(in, maxZip))
	return bytes.NewReader(b), int64(len(b)), err
}
