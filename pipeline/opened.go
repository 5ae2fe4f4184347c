package pipeline

import "sync"

// opened keeps the files that were opened last: the pictures of a book are opened one by one, and many stand in one file.
type opened struct {
	mu    sync.Mutex
	files []openFile // the last one used at the end
}

type openFile struct {
	sum string
	b   []byte
}

// How many files are kept open, and of what size: as many as books are written at once.
const (
	mostOpen     = 4
	mostOpenSize = 16 << 20
)

// get is a file by its hash, opened with read if it is not kept. What it gives must not be changed.
func (o *opened) get(sum string, read func() ([]byte, error)) ([]byte, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for i, f := range o.files {
		if f.sum == sum {
			o.files = append(append(o.files[:i:i], o.files[i+1:]...), f)
			return f.b, nil
		}
	}
	b, err := read()
	if err != nil || len(b) > mostOpenSize {
		return b, err
	}
	if len(o.files) == mostOpen {
		o.files = o.files[1:]
	}
	o.files = append(o.files, openFile{sum, b})
	return b, nil
}
