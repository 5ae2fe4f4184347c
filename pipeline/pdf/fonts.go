package pdf

import (
	"fmt"
	"strings"
	"sync"

	"github.com/signintech/gopdf"

	"huibian/pipeline/style"
)

// Fonts holds parsed font files, so that the books of one build parse each file once (about 40 ms for a Chinese one). It
// is safe for concurrent use.
type Fonts struct {
	mu     sync.Mutex
	parsed map[*style.Face]*parsed
}

type parsed struct {
	once sync.Once
	font *gopdf.FontContainer
	err  error
}

// NewFonts returns an empty store.
func NewFonts() *Fonts { return &Fonts{parsed: map[*style.Face]*parsed{}} }

// Preload parses faces at once, so that a writer who comes later does not wait for them.
func (f *Fonts) Preload(faces ...*style.Face) {
	var wg sync.WaitGroup
	for _, face := range faces {
		wg.Go(func() { _, _ = f.container(face) }) // an error comes again, and is reported, when the face is used
	}
	wg.Wait()
}

func (f *Fonts) container(face *style.Face) (*gopdf.FontContainer, error) {
	f.mu.Lock()
	p, ok := f.parsed[face]
	if !ok {
		p = &parsed{}
		f.parsed[face] = p
	}
	f.mu.Unlock()
	p.once.Do(func() {
		p.font = &gopdf.FontContainer{}
		if err := p.font.AddTTFFontData(family(face), face.Data); err != nil {
			p.err = fmt.Errorf("font %s: %w", face.Name, err)
		}
	})
	return p.font, p.err
}

// subsetTag stands before the name of a font of which only a part is embedded (ISO 32000-1, 9.6.4).
const subsetTag = "HUIBIA+"

// family is the name of a face in the file: ASCII letters, digits and hyphens only.
func family(face *style.Face) string {
	name := strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, face.Name)
	if name == "" || name == "office-" {
		// A file name without any Latin letter: its bytes still tell it apart.
		name = fmt.Sprintf("office-%x", face.Name)
	}
	return subsetTag + "Huibian-" + name
}
