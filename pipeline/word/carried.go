package word

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
)

// carriedIDs is where the ids of bookmarks and drawings in carried stretches begin: a book has fewer of its own.
const carriedIDs = 10_000_000

// errStyles is of a styles part that cannot be added to.
var errStyles = errors.New("styles without an end")

// carry takes over what is carried in the blocks of the book, in their order, before anything is written: the package needs
// to know its parts. What cannot be taken over is written as its blocks.
func (w *writer) carry(styles []byte) error {
	for i := range w.book.Parts {
		for _, b := range w.book.Parts[i].Blocks {
			c, ok := b.(*book.Carried)
			if !ok || c.Clip == nil {
				continue
			}
			if w.carrier == nil {
				n := carriedIDs
				var err error
				if w.carrier, err = docx.NewCarrier(styles, func() int { n++; return n }); err != nil {
					return fmt.Errorf("styles of the book: %w", err)
				}
				w.carried = map[*book.Carried][]byte{}
			}
			x, err := w.carrier.Carry(c.Clip)
			if err != nil {
				continue // whoever made the book has been told: see docx.CanCarry
			}
			w.carried[c] = x.XML
		}
	}
	return nil
}

// taken reports whether a carried stretch is written by its own bytes.
func (w *writer) taken(c *book.Carried) bool { return len(w.carried[c]) > 0 }

// carriedBlock writes a carried stretch.
func (w *writer) carriedBlock(p *book.Part, c *book.Carried) {
	if !w.taken(c) {
		for _, b := range c.Blocks {
			w.block(p, b)
		}
		return
	}
	if len(w.pending) > 0 || len(w.entries) > 0 {
		w.add(w.hairline())
	}
	w.flush()
	w.raw(w.carried[c])
	w.table = false
	if bytes.HasSuffix(w.carried[c], []byte("</w:tbl>")) {
		w.table = true
	}
}

// carriedStyles are the styles of the book with those of what is carried.
func (w *writer) carriedStyles(styles []byte) ([]byte, error) {
	if w.carrier == nil || len(w.carrier.Styles()) == 0 {
		return styles, nil
	}
	const end = "</w:styles>"
	at := bytes.LastIndex(styles, []byte(end))
	if at < 0 {
		return nil, fmt.Errorf("%w: %w", ErrSheet, errStyles)
	}
	return bytes.Join([][]byte{styles[:at], w.carrier.Styles(), styles[at:]}, nil), nil
}

// carriedFonts is the font table of the book with the fonts of what is carried that it lacks.
func (w *writer) carriedFonts(fonts []byte) []byte {
	const end = "</w:fonts>"
	at := bytes.LastIndex(fonts, []byte(end))
	if w.carrier == nil || at < 0 {
		return fonts
	}
	var more []byte
	names, elements := w.carrier.Fonts()
	for i, name := range names {
		if !bytes.Contains(fonts, []byte(`w:name="`+attributeText.Replace(name)+`"`)) {
			more = append(more, elements[i]...)
		}
	}
	return bytes.Join([][]byte{fonts[:at], more, fonts[at:]}, nil)
}

// carriedParts are the parts that what is carried needs, and the relations to them.
func (w *writer) carriedParts() (files []file, rels []relation) {
	if w.carrier == nil {
		return nil, nil
	}
	for _, f := range w.carrier.Files() {
		part := file{name: f.Name, kind: f.ContentType, data: f.Data, own: true}
		if open := f.Open; open != nil {
			part.write = func(out io.Writer) error {
				b, err := open()
				if err != nil {
					return err
				}
				_, err = out.Write(b)
				return err
			}
		}
		files = append(files, part)
	}
	for _, list := range [][]docx.CarriedRel{w.carrier.Relations(), w.carrier.PartRelations()} {
		for _, r := range list {
			rels = append(rels, relation{id: r.ID, full: r.Type, target: r.Target, external: r.External})
		}
	}
	return files, rels
}

// attributeText is a text in an attribute of a part of relationships.
var attributeText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")
