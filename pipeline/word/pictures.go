package word

import (
	"fmt"
	"io"

	"huibian/pipeline/book"
	"huibian/pipeline/drawing"
)

// pictures are the raster pictures in the drawings of a book, each once. They are opened when they are written.
type pictures struct {
	ids  map[string]string // by hash: the relation
	list []*drawing.Raster
}

func (p *pictures) id(r *drawing.Raster) string { return p.ids[r.Sum] }

// take notes the pictures of a drawing.
func (p *pictures) take(d *drawing.Drawing) {
	for _, n := range d.Nodes {
		m, ok := n.(*drawing.Image)
		if !ok || p.ids[m.Raster.Sum] != "" {
			continue
		}
		if p.ids == nil {
			p.ids = map[string]string{}
		}
		p.list = append(p.list, m.Raster)
		p.ids[m.Raster.Sum] = fmt.Sprintf("rIdPicture%d", len(p.list))
	}
}

// surveyDrawings notes the pictures of the drawings that are written: of what is carried as it is, none.
func (w *writer) surveyDrawings() {
	var look func(blocks []book.Block)
	look = func(blocks []book.Block) {
		for _, b := range blocks {
			switch b := b.(type) {
			case *book.Figure:
				w.pictures.take(b.Drawing)
			case *book.Carried:
				if !w.taken(b) {
					look(b.Blocks)
				}
			}
		}
	}
	for i := range w.book.Parts {
		look(w.book.Parts[i].Blocks)
	}
}

// parts are the pictures as parts of the package, and the relations to them.
func (p *pictures) parts() (files []file, rels []relation) {
	for i, r := range p.list {
		name := fmt.Sprintf("media/picture%d.%s", i+1, r.Format)
		rels = append(rels, relation{id: p.id(r), kind: "image", target: name})
		files = append(files, file{name: "word/" + name, kind: "image/" + r.Format, own: true, write: func(w io.Writer) error {
			b, err := r.Open()
			if err != nil {
				return err
			}
			_, err = w.Write(b)
			return err
		}})
	}
	return files, rels
}
