package pdf

import (
	"bytes"
	"fmt"
	"strconv"

	"huibian/pipeline/drawing"
	"huibian/pipeline/typeset"
)

// imageSet are the pictures of a book, each once, by their hashes.
type imageSet struct {
	names map[string]string
	list  []*drawing.Raster
}

// collectImages finds the pictures of a layout, in the order of its pages.
func collectImages(l *typeset.Layout) *imageSet {
	s := &imageSet{names: map[string]string{}}
	for i := range l.Pages {
		for _, op := range l.Pages[i].Ops {
			m, ok := op.(typeset.Image)
			if !ok || s.names[m.Raster.Sum] != "" {
				continue
			}
			s.list = append(s.list, m.Raster)
			s.names[m.Raster.Sum] = "Im" + strconv.Itoa(len(s.list))
		}
	}
	return s
}

func (s *imageSet) name(r *drawing.Raster) string { return s.names[r.Sum] }

// images adds an object for each picture, which is opened and made when it is written and let go then: a book of a thousand
// pictures holds one at a time. All pages share their resources, as gopdf makes them.
func (f *file) images(s *imageSet) error {
	if len(s.list) == 0 {
		return nil
	}
	var entries bytes.Buffer
	for i, r := range s.list {
		n := f.add(nil)
		f.later[n] = func() ([]byte, error) { return imageObject(r, f.zip) }
		fmt.Fprintf(&entries, "/Im%d %d 0 R ", i+1, n)
	}
	for i, body := range f.objects {
		if before, after, ok := bytes.Cut(body, []byte("/XObject <<")); ok && bytes.Contains(body, []byte("/ProcSet")) {
			f.objects[i] = bytes.Join([][]byte{before, []byte("/XObject << "), entries.Bytes(), after}, nil)
			return nil
		}
	}
	return fmt.Errorf("%w: no resources", errUnexpected)
}

// imageObject is a picture as an object of the file: a JPEG as it is where its colours are those of a screen, all others as
// they decode.
func imageObject(r *drawing.Raster, z *zipper) ([]byte, error) {
	p, err := r.Pixels()
	if err != nil {
		return nil, fmt.Errorf("picture %s: %w", r.Name, err)
	}
	space := "/DeviceRGB"
	if p.Gray {
		space = "/DeviceGray"
	}
	dict := fmt.Sprintf("/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace %s /BitsPerComponent 8 /Interpolate false ", p.Width, p.Height, space)
	if p.JPEG != nil {
		return stream(dict+"/Filter /DCTDecode", p.JPEG), nil
	}
	return stream(dict+"/Filter /FlateDecode", z.deflate(p.Data)), nil
}
