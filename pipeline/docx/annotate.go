package docx

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Annotation is one comment (批注) to be put on a place of a document.
type Annotation struct {
	Range    Range     // of Document.XML(): a paragraph, a cell, a row or a table
	Text     string    // the comment; "\n" begins a new paragraph
	Author   string    // 汇编系统 if empty
	Initials string    // none if empty
	Time     time.Time // shown as it stands, in its own zone; none if zero
}

// AnnotationError says which annotation could not be put in, counted from 0. It wraps ErrRange or ErrNoPlace.
type AnnotationError struct {
	Index int
	Err   error
}

func (e *AnnotationError) Error() string { return fmt.Sprintf("annotation %d: %v", e.Index, e.Err) }

func (e *AnnotationError) Unwrap() error { return e.Err }

// Annotate returns the file raw with comments spliced in, in their order. Comments of ours from an earlier round go, those
// of others stay. Everything else stays byte for byte: parts that do not change are copied as they lie in the package, and
// of the main part, the comments, the relationships and the content types nothing is written anew.
//
// A comment begins and ends in paragraphs of its range that a reader sees. Where a cell or a row has none that can bear it
// (it consists of markup that other programs may not show), it is put on the nearest one of the row. A paragraph of a text
// box has its comment where the box is anchored. The reference to a comment stands at the end of its range, but not where
// it would have LibreOffice lose words: then it stands in a paragraph that follows, or before the words.
//
// Parts in other encodings than UTF-8 keep them, unless they write a character otherwise than their encoding does: those
// become UTF-8.
//
// Errors are those of Read; ErrSigned; an *AnnotationError, of the first annotation that has no place; ErrDamaged where the
// part of the comments is none. A file in which nothing is to change is returned as it is, signed or not.
func Annotate(raw []byte, lim Limits, as []Annotation) ([]byte, error) {
	return AnnotateBy(raw, lim, func(*Document) []Annotation { return as })
}

// AnnotateBy is Annotate with comments that are made for the document that the file holds, which is read once.
func AnnotateBy(raw []byte, lim Limits, by func(*Document) []Annotation) ([]byte, error) {
	f, err := openFile(raw, lim)
	if err != nil {
		return nil, err
	}
	as := by(f.doc)
	before, cuts, err := f.strip()
	if err != nil || len(as) == 0 {
		return before, err
	}
	if len(f.remarks) > 0 {
		if f, err = openFile(before, lim); err != nil {
			return nil, fmt.Errorf("reading the file without our comments: %w", err)
		}
	}
	ranges := make([]Range, len(as))
	for i, a := range as {
		ranges[i] = Range{moved(a.Range.Start, cuts), moved(a.Range.End, cuts)}
	}
	return f.annotate(as, ranges)
}

// Strip returns the file raw without the comments that Annotate put in, whoever saved it since: raw itself if there are
// none. A comment of ours that somebody has changed is theirs and stays. Errors are those of Read, and ErrSigned.
func Strip(raw []byte, lim Limits) ([]byte, error) {
	f, err := openFile(raw, lim)
	if err != nil {
		return nil, err
	}
	out, _, err := f.strip()
	return out, err
}

// file is a package to be changed.
type file struct {
	*reader
	raw            []byte
	changed, added map[string][]byte // see repack
}

func openFile(raw []byte, lim Limits) (*file, error) {
	r, err := readFile(raw, lim)
	if err != nil {
		return nil, err
	}
	return &file{r, raw, map[string][]byte{}, map[string][]byte{}}, nil
}

// write ends the changes.
func (f *file) write() ([]byte, error) {
	top, err := f.c.relsOf("")
	if err != nil {
		return nil, err
	}
	signed := false
	for _, r := range top {
		signed = signed || r.kind == "origin"
	}
	for name := range f.c.parts {
		signed = signed || strings.HasPrefix(name, "_xmlsignatures/")
	}
	if signed {
		return nil, ErrSigned
	}
	return f.c.repack(f.changed, f.added, f.main)
}

// edit changes a part.
func (f *file) edit(part string, text *partText, edits []edit) error {
	if len(edits) == 0 {
		return nil
	}
	b, err := text.bytes(edits)
	if err != nil {
		return fmt.Errorf("part %s: %w", part, err)
	}
	f.changed[partName(part)] = b
	return nil
}

// strip takes our comments out. It also returns what it does to the main part.
func (f *file) strip() ([]byte, []edit, error) {
	if len(f.remarks) == 0 {
		return f.raw, nil, nil
	}
	comments := &commentsPart{name: f.partOf("comments")}
	if err := f.readComments(comments, map[int]bool{}); errors.Is(err, ErrDamaged) {
		return f.raw, nil, nil // another part that is passed off as theirs
	} else if err != nil {
		return nil, nil, err
	}
	ours := map[string]bool{}
	for _, n := range f.doc.Remarks {
		ours[n.ID] = true
	}
	for _, n := range f.doc.Comments { // two comments of one id: the marks in the text stay theirs
		delete(ours, n.ID)
	}
	text, err := f.c.text(f.main)
	if err != nil {
		return nil, nil, err
	}
	v, err := f.c.survey(text.utf8, ours)
	if err != nil {
		return nil, nil, err
	}
	if err := f.edit(f.main, text, v.cuts); err != nil {
		return nil, nil, err
	}
	cuts := make([]edit, len(f.remarks))
	for i, at := range f.remarks {
		cuts[i].Range = at
	}
	if err := f.edit(comments.name, comments.text, cuts); err != nil {
		return nil, nil, err
	}
	out, err := f.write()
	return out, v.cuts, err
}

// annotate puts comments on ranges of a file that has none of ours.
func (f *file) annotate(as []Annotation, ranges []Range) ([]byte, error) {
	text, err := f.c.text(f.main)
	if err != nil {
		return nil, err
	}
	v, err := f.c.survey(text.utf8, nil)
	if err != nil {
		return nil, err
	}
	comments, err := f.comments(v)
	if err != nil {
		return nil, err
	}
	free := freeIDs(v.ids)
	found := v.seek(f.doc, ranges)
	v.show(f.doc.Blocks)
	var xml strings.Builder
	for i := range as {
		at, err := v.choose(found, ranges[i])
		if err != nil {
			return nil, &AnnotationError{i, err}
		}
		id := strconv.Itoa(free())
		at.mark(id)
		xml.WriteString(comments.root.naming.remark(id, &as[i], comments.text.escape))
	}
	if err := f.edit(f.main, text, v.marks()); err != nil {
		return nil, err
	}
	if err := f.putComments(comments, v.uri, xml.String()); err != nil {
		return nil, err
	}
	return f.write()
}

// mark notes what a comment leaves in its places.
func (s span) mark(id string) {
	end, reference := s.to.naming.end(id), s.reference.naming.reference(id)
	s.from.begins += s.from.naming.begin(id)
	switch {
	case s.early:
		s.to.begins += end + reference
	case s.to == s.reference:
		s.to.ends += end + reference
	default:
		s.to.ends += end
		s.reference.begins += reference
	}
}

// choose finds where the comment on a range begins and ends.
func (v *survey) choose(found map[Range][][]Range, r Range) (span, error) {
	choices, ok := found[r]
	if !ok {
		return span{}, ErrRange
	}
	for _, code := range []bool{false, true} { // better elsewhere than in the instruction of a field
		for _, paragraphs := range choices {
			if s, ok := v.span(paragraphs, code); ok {
				return s, nil
			}
		}
	}
	return span{}, ErrNoPlace
}

// marks are the edits that put into places what they are to hold.
func (v *survey) marks() []edit {
	var edits []edit
	for i := range v.places {
		p := &v.places[i]
		switch {
		case p.begins+p.ends == "":
		case p.void:
			name := bytes.TrimRight(v.x.in.Bytes()[p.Start+1:p.tag], "/>")
			if end := bytes.IndexAny(name, " \t\r\n"); end >= 0 {
				name = name[:end]
			}
			edits = append(edits, edit{Range{p.tag - len("/>"), p.tag}, ">" + p.begins + p.ends + "</" + string(name) + expandedEnd})
		default:
			edits = append(edits, edit{Range{p.head, p.head}, p.begins}, edit{Range{p.tail, p.tail}, p.ends})
		}
	}
	return edits
}

// freeIDs gives numbers above all that are used, as long as they fit what Word takes, else any that are free.
func freeIDs(used map[int]bool) func() int {
	const most = 1<<31 - 1<<16
	next := 0
	for id := range used {
		next = max(next, id+1)
	}
	if next > most {
		next = 0
	}
	return func() int {
		for used[next] {
			next++
		}
		next++
		return next - 1
	}
}

// commentsPart is where comments of ours go.
type commentsPart struct {
	name    string
	text    *partText
	root    *rootTag
	missing bool // as yet
	unknown bool // the main part has no relationship with it
}

// comments finds the part, and adds to the ids of the survey those of the comments in it.
func (f *file) comments(v *survey) (*commentsPart, error) {
	p := &commentsPart{name: f.partOf("comments"), unknown: true}
	for _, r := range f.rels {
		p.unknown = p.unknown && (r.kind != "comments" || r.target == "")
	}
	for n := 1; ; n++ {
		if p.missing = !f.c.has(p.name); p.missing {
			return p, f.newComments(p, v.uri)
		}
		err := f.readComments(p, v.ids)
		if err == nil || !p.unknown || !errors.Is(err, ErrDamaged) {
			return p, err
		}
		p.name = path.Join(path.Dir(f.main), "comments"+strconv.Itoa(n)+".xml") // some other thing has that name
	}
}

func (f *file) readComments(p *commentsPart, ids map[int]bool) (err error) {
	if p.text, err = f.c.text(p.name); err != nil {
		return err
	}
	p.root, err = f.c.root(p.text.utf8, "comments", func(s *scanner) {
		if s.elem == elemNote {
			noteID(ids, s.attr(nsW, "id"), false)
		}
	})
	if err == nil && namespaces[p.root.uri] != nsW {
		return fmt.Errorf("part %s holds no comments: %w", p.name, ErrDamaged)
	}
	return err
}

const xmlDeclaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"

// newComments begins the part, in the namespace of the main part.
func (f *file) newComments(p *commentsPart, namespace string) (err error) {
	if unsafeName(partName(p.name)) {
		return fmt.Errorf("part %q: %w", p.name, ErrUnsafeName)
	}
	p.text = &partText{utf8: []byte(xmlDeclaration + `<w:comments xmlns:w="` + namespace + `"></w:comments>`)}
	p.root, err = f.c.root(p.text.utf8, "comments", func(*scanner) {})
	return err
}

// putComments adds comments to their part, and the part to the package.
func (f *file) putComments(p *commentsPart, namespace, xml string) error {
	b, err := p.text.bytes(p.root.add(xml))
	if err != nil {
		return fmt.Errorf("part %s: %w", p.name, err)
	}
	if p.missing {
		f.added[p.name] = b
	} else {
		f.changed[partName(p.name)] = b
	}
	if p.unknown {
		if err := f.relate(p, namespace); err != nil {
			return fmt.Errorf("part %s: %w", relsName(f.main), err)
		}
	}
	return f.declareType(p)
}

// The types of what is added; those of relationships are a part of what Word calls transitional or strict.
const (
	commentsRel   = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
	commentsType  = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
	relsNamespace = "http://schemas.openxmlformats.org/package/2006/relationships"
	strictMain    = "http://purl.oclc.org/ooxml/wordprocessingml/main"
	strictRel     = "http://purl.oclc.org/ooxml/officeDocument/relationships/comments"
)

// relate gives the main part a relationship with the comments, which lie beside it.
func (f *file) relate(p *commentsPart, namespace string) error {
	kind := commentsRel
	if namespace == strictMain {
		kind = strictRel
	}
	name := relsName(f.main)
	text, err := f.c.text(name)
	isNew := errors.Is(err, errNoPart)
	if isNew {
		text, err = &partText{utf8: []byte(xmlDeclaration + `<Relationships xmlns="` + relsNamespace + `"></Relationships>`)}, nil
	}
	if err != nil {
		return err
	}
	root, err := f.c.root(text.utf8, "Relationships", func(*scanner) {})
	if err != nil {
		return err
	}
	id := "rIdComments"
	for n := 1; slices.ContainsFunc(f.rels, func(r rel) bool { return r.id == id }); n++ {
		id = "rIdComments" + strconv.Itoa(n)
	}
	b, err := text.bytes(root.add("<" + root.prefix + `Relationship Id="` + id + `" Type="` + kind + `" Target="` + path.Base(p.name) + `"/>`))
	if err != nil {
		return err
	}
	if isNew {
		f.added[name] = b
	} else {
		f.changed[partName(name)] = b
	}
	return nil
}

// declareType has the content types say what the part of the comments is.
func (f *file) declareType(p *commentsPart) error {
	const name = "[Content_Types].xml"
	text, err := f.c.text(name)
	if errors.Is(err, errNoPart) { // no package without it is one to Word
		return nil
	}
	if err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	known := false
	root, err := f.c.root(text.utf8, "Types", func(s *scanner) {
		known = known || s.elem == elemOverride && partName(resolve("", string(s.attr(nsCT, "PartName")))) == partName(p.name)
	})
	if err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	if known {
		return nil
	}
	return f.edit(name, text, root.add("<"+root.prefix+`Override PartName="/`+text.escape(p.name)+`" ContentType="`+commentsType+`"/>`))
}
