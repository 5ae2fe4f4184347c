package docx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/unicode"

	"github.com/klauspost/compress/flate"
)

// edit is a span of a part's text and what is put in its stead.
type edit struct {
	Range
	with string
}

// spliced applies edits, which are in order and do not overlap.
func spliced(text []byte, edits []edit) []byte {
	var out bytes.Buffer
	out.Grow(len(text))
	at := 0
	for _, e := range edits {
		out.Write(text[at:e.Start])
		out.WriteString(e.with)
		at = e.End
	}
	out.Write(text[at:])
	return out.Bytes()
}

// moved is where a place of a text is after edits none of which it lies in.
func moved(at int, edits []edit) int {
	by := 0
	for _, e := range edits {
		if e.End > at {
			break
		}
		by += len(e.with) - (e.End - e.Start)
	}
	return at + by
}

// partText is a part as text, and the way back to its bytes.
type partText struct {
	utf8    []byte            // without a byte order mark
	mark    []byte            // that mark
	charset encoding.Encoding // nil for UTF-8
	ascii   bool              // only ASCII is safe to put in
	declare []edit            // of the encoding, where the part has to change it
}

// text reads a part as it stands in the package.
func (c *container) text(name string) (*partText, error) {
	b, err := c.inflate(name, c.lim.Part)
	if err != nil {
		return nil, err
	}
	text, err := decodeXML(b)
	if err != nil {
		return nil, fmt.Errorf("part %s: %w", name, err)
	}
	t := &partText{utf8: text}
	for _, mark := range []string{utf8Mark, "\xFF\xFE", "\xFE\xFF"} {
		if bytes.HasPrefix(b, []byte(mark)) {
			t.mark = []byte(mark)
		}
	}
	kind := encodingName(bytes.TrimPrefix(b, []byte(utf8Mark)))
	t.ascii = kind != "" && kind != "utf-8" && kind != "utf8"
	b = b[len(t.mark):]
	if bytes.Equal(b, text) {
		return t, nil
	}
	t.charset = charsets[kind]
	switch kind { // those of the table would write a mark of their own
	case "utf-16le":
		t.charset = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case "utf-16be":
		t.charset = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	}
	if back, err := t.charset.NewEncoder().Bytes(text); err != nil || !bytes.Equal(back, b) {
		t = &partText{utf8: text} // not all of it can be written as it was
		if at := declaredEncoding(text); at.End > at.Start {
			t.declare = []edit{{at, "UTF-8"}}
		}
	}
	return t, nil
}

// bytes are those of the part after edits. Where an encoding has two ways to write a character and the part does not use
// the usual one, it becomes UTF-8.
func (t *partText) bytes(edits []edit) ([]byte, error) {
	text := spliced(t.utf8, slices.Concat(t.declare, edits))
	if t.charset != nil {
		var err error
		if text, err = t.charset.NewEncoder().Bytes(text); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrEncoding, err)
		}
	}
	return slices.Concat(t.mark, text), nil
}

var escapes = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escape makes text fit for the part.
func (t *partText) escape(text string) string {
	text = escapes.Replace(text)
	if !t.ascii {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if r < utf8.RuneSelf {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, "&#%d;", r)
		}
	}
	return b.String()
}

// rootTag is the outermost element of a part.
type rootTag struct {
	name   string // as written
	prefix string // of that, with its colon
	uri    string // its namespace
	naming naming // of that namespace in it
	void   bool
	tag    int // where its start tag ends
	end    int // where its end tag begins
}

// root reads a part and calls each for every element in its outermost one, which must be called local.
func (c *container) root(text []byte, local string, each func(*scanner)) (*rootTag, error) {
	c.left = c.lim.Built
	s := c.scan(slices.Clip(text))
	var r *rootTag
	for {
		switch s.next() {
		case evErr:
			return nil, s.err
		case evEOF:
			return nil, fmt.Errorf("no <%s>: %w", local, ErrDamaged)
		case evStart:
			if r != nil {
				each(s)
				continue
			}
			name := s.open[0].name
			prefix, called := cut(name)
			if string(called) != local {
				return nil, fmt.Errorf("root is <%s>, not <%s>: %w", clip(name), local, ErrDamaged)
			}
			r = &rootTag{name: string(name), prefix: string(name[:len(name)-len(called)]), uri: string(s.bound(prefix)), naming: s.naming(prefix),
				void: s.void, tag: s.pos()}
		case evEnd:
			if len(s.open) == 0 {
				r.end = bytes.LastIndexByte(text[:s.pos()], '<')
				return r, nil
			}
		}
	}
}

// add puts XML at the end of the element.
func (r *rootTag) add(xml string) []edit {
	if r.void {
		return []edit{{Range{r.tag - len("/>"), r.tag}, ">" + xml + "</" + r.name + ">"}}
	}
	return []edit{{Range{r.end, r.end}, xml}}
}

// repack writes the package anew: parts that do not change as they lie there, byte for byte; the others, by the names of
// container.parts, with their new contents; then those that are new, by their names in the package, dated like one of its
// parts.
func (c *container) repack(changed, added map[string][]byte, like string) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range c.zip.File {
		b, ok := changed[partName(f.Name)]
		if !ok {
			if err := w.Copy(f); err != nil {
				return nil, fmt.Errorf("part %s: %w", f.Name, err)
			}
			continue
		}
		if err := store(w, f.FileHeader, b); err != nil {
			return nil, fmt.Errorf("part %s: %w", f.Name, err)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(added)) {
		h := c.parts[partName(like)].FileHeader
		h.Name, h.Comment = name, ""
		if err := store(w, h, added[name]); err != nil {
			return nil, fmt.Errorf("part %s: %w", name, err)
		}
	}
	if err := w.SetComment(c.zip.Comment); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// zipUTF8 is the flag that says that an entry's name is UTF-8.
const zipUTF8 = 0x800

// flates are compressors, which take more than a megabyte each. Fast ones: what a section gets back is read once, and soon.
var flates = sync.Pool{New: func() any {
	z, _ := flate.NewWriter(nil, flate.BestSpeed) // the error is of a level that does not exist
	return z
}}

// store writes an entry whose sizes stand before its contents, as Word writes them.
func store(w *zip.Writer, h zip.FileHeader, b []byte) error {
	var packed bytes.Buffer
	z := flates.Get().(*flate.Writer)
	defer flates.Put(z)
	z.Reset(&packed)
	if _, err := z.Write(b); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	h.Method, h.Flags, h.Extra = zip.Deflate, h.Flags&zipUTF8, nil
	h.CRC32, h.CompressedSize64, h.UncompressedSize64 = crc32.ChecksumIEEE(b), uint64(packed.Len()), uint64(len(b))
	entry, err := w.CreateRaw(&h)
	if err != nil {
		return err
	}
	_, err = entry.Write(packed.Bytes())
	return err
}
