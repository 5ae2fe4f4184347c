package docx

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// What cannot be carried into another file, for errors.Is.
var (
	ErrAltChunk    = errors.New("another file is put in (altChunk)")
	ErrSubDocument = errors.New("a subdocument is linked in (subDoc)")
	ErrActiveX     = errors.New("an ActiveX control is put in")
	ErrStrict      = errors.New("the file is written in the strict form of the standard")
)

// CarryKind says what is different in what was carried.
type CarryKind string

// The kinds of differences.
const (
	CarryTracked  CarryKind = "tracked"  // tracked changes are as if accepted
	CarryComments CarryKind = "comments" // comments are left out
	CarryHidden   CarryKind = "hidden"   // hidden text and placeholders are left out
	CarryLinked   CarryKind = "linked"   // pictures and objects that stand in other files are left out
	CarryEmbedded CarryKind = "embedded" // embedded files are left out, their previews stay
	CarryFields   CarryKind = "fields"   // fields are as they read last
	CarrySections CarryKind = "sections" // the pages' own settings are left out
)

// CarryNote says that something is different, and how often.
type CarryNote struct {
	Kind  CarryKind
	Count int
}

// Carried is a stretch in its new form.
type Carried struct {
	XML   []byte // blocks for the body of the other file
	Notes []CarryNote
}

// CarriedFile is a part for the other package.
type CarriedFile struct {
	Name        string // in the package: word/media/carried1.png
	ContentType string // "" for parts of relationships
	Data        []byte
	Open        func() ([]byte, error) // instead of Data
}

// CarriedRel is a relationship of the other main part.
type CarriedRel struct {
	ID, Type, Target string
	External         bool
}

// Carrier gathers stretches of Word files for one other file, and what they need there: parts, relationships, styles, lists
// and notes under names of their own. It is not safe for concurrent use.
type Carrier struct {
	host   hostStyles
	nextID func() int // of drawings, bookmarks

	n         int // stretches so far
	rels      []CarriedRel
	relByPart map[string]string
	files     []CarriedFile
	byHash    map[string]string // name of a part by the hash of its bytes and its type
	partNo    int
	styles    []byte
	styleNo   int
	styleKeys map[string]string // id by definition
	names     map[string]bool   // of styles, folded
	abstracts []byte
	nums      []byte
	bullets   []byte
	absNo     int
	numNo     int
	bulletNo  int
	notes     [2]noteList
	numRels   []CarriedRel
	bookmarks map[string]bool
	bookmark  int
	shapeNo   int
	prefixes  prefixes
	fonts     map[string][]byte // by name: as the files describe them

	last *Package // the file opened last, by its hash: its parts come one after another
	sum  string
}

// noteList are footnotes or endnotes.
type noteList struct {
	xml  []byte
	n    int
	rels []CarriedRel
}

var noteKinds = [2]struct{ part, root, element, ref string }{
	{"footnotes", "footnotes", "footnote", "footnoteReference"},
	{"endnotes", "endnotes", "endnote", "endnoteReference"},
}

// NewCarrier makes a carrier for a file with the given styles (word/styles.xml; nil for none). nextID gives numbers that are
// unique among its drawings and bookmarks.
func NewCarrier(styles []byte, nextID func() int) (*Carrier, error) {
	c := &Carrier{nextID: nextID, relByPart: map[string]string{}, byHash: map[string]string{}, styleKeys: map[string]string{}, names: map[string]bool{}, bookmarks: map[string]bool{}, prefixes: newPrefixes(), fonts: map[string][]byte{}}
	if err := c.readHost(styles); err != nil {
		return nil, err
	}
	return c, nil
}

// CanCarry says what would be different in stretches of a file, and why they cannot be carried at all: one of the errors
// above, or of Read.
func CanCarry(clip *Clip) ([]CarryNote, error) {
	n := 0
	c, err := NewCarrier(nil, func() int { n++; return n })
	if err != nil {
		return nil, err
	}
	x, err := c.Carry(clip)
	if err != nil {
		return nil, err
	}
	return x.Notes, nil
}

// load opens the file of a clip, or takes the one that is open.
func (c *Carrier) load(clip *Clip) (*Package, error) {
	if c.last != nil && c.sum == clip.SHA256 && clip.SHA256 != "" {
		return c.last, nil
	}
	b, err := clip.Open()
	if err != nil {
		return nil, err
	}
	p, err := Open(b, DefaultLimits)
	if err != nil {
		return nil, err
	}
	c.last, c.sum = p, clip.SHA256
	return p, nil
}

// carrying is one stretch while it is carried.
type carrying struct {
	*Carrier
	clip    *Clip
	pkg     *Package
	part    string // whose elements are being read: the main part, or that of the notes
	note    int    // index into notes, -1 in the body
	count   map[CarryKind]int
	source  sourceStyles
	nums    map[string]string // numId → new one
	abs     map[string]string
	ids     map[string]string // ids of drawings
	shapes  map[string]string // ids of VML shapes
	marks   map[string]string // bookmark → its new name; those that begin and end in the stretch
	markID  map[string]string
	drop    map[*Node]bool // parts of fields that go
	lock    map[*Node]bool // fields that must not be brought up to date
	theme   carriedTheme
	counted *counters
	started map[string]bool
	types   map[string]bool // of VML shapes that stand in the stretch
	err     error
	depth   int
}

// Carry takes over a stretch. The errors are those above and those of Read; nothing of what failed is in the other file.
func (c *Carrier) Carry(clip *Clip) (*Carried, error) {
	pkg, err := c.load(clip)
	if err != nil {
		return nil, err
	}
	nodes, err := pkg.Blocks(clip.Ranges)
	if err != nil {
		return nil, err
	}
	if err := refuses(pkg, nodes); err != nil {
		return nil, fmt.Errorf("%s: %w", clip.Name, err)
	}
	saved := *c
	c.n++
	x := &carrying{Carrier: c, clip: clip, pkg: pkg, part: pkg.Main(), note: -1, count: map[CarryKind]int{}, nums: map[string]string{}, abs: map[string]string{},
		ids: map[string]string{}, shapes: map[string]string{}, marks: map[string]string{}, markID: map[string]string{}, drop: map[*Node]bool{}, lock: map[*Node]bool{}, started: map[string]bool{}, types: map[string]bool{}}
	x.theme = readCarriedTheme(pkg)
	x.readSource()
	x.survey(nodes)
	out := &Carried{}
	for _, n := range x.blocks(nodes) {
		out.XML = x.prefixes.write(out.XML, n)
	}
	x.describeFonts()
	if x.err != nil {
		*c = saved
		return nil, fmt.Errorf("%s: %w", clip.Name, x.err)
	}
	for _, k := range []CarryKind{CarryTracked, CarryComments, CarryHidden, CarryLinked, CarryEmbedded, CarryFields, CarrySections} {
		if x.count[k] > 0 {
			out.Notes = append(out.Notes, CarryNote{k, x.count[k]})
		}
	}
	return out, nil
}

// refuses finds what cannot be carried.
func refuses(pkg *Package, nodes []*Node) error {
	root, err := pkg.Tree(pkg.Main())
	if err != nil {
		return err
	}
	if strings.HasPrefix(root.Space, "http://purl.oclc.org/") {
		return ErrStrict
	}
	var find func(n *Node) error
	find = func(n *Node) error {
		switch n.Local {
		case "altChunk":
			return ErrAltChunk
		case "subDoc":
			return ErrSubDocument
		case "control":
			return ErrActiveX
		}
		for _, k := range n.Kids {
			if err := find(k); err != nil {
				return err
			}
		}
		return nil
	}
	for _, n := range nodes {
		if err := find(n); err != nil {
			return err
		}
	}
	return nil
}

// Relations are those that the other main part needs.
func (c *Carrier) Relations() []CarriedRel { return c.rels }

// Styles are the style elements that the other styles part needs besides its own.
func (c *Carrier) Styles() []byte { return c.styles }

// Files are the parts that the other package needs: media, charts, and those of lists and notes, each after what it needs.
func (c *Carrier) Files() []CarriedFile {
	files := slices.Clone(c.files)
	const wordML = "application/vnd.openxmlformats-officedocument.wordprocessingml."
	if c.numNo > 0 {
		xml := fmt.Appendf(nil, `%s<w:numbering xmlns:w="%s">%s%s%s</w:numbering>`, declaration, spaceW, c.bullets, c.abstracts, c.nums)
		files = append(files, CarriedFile{Name: "word/numbering.xml", ContentType: wordML + "numbering+xml", Data: xml})
		files = relsFile(files, "word/_rels/numbering.xml.rels", c.numRels)
	}
	for i, k := range noteKinds {
		if c.notes[i].n == 0 {
			continue
		}
		xml := fmt.Appendf(nil, `%s<w:%s xmlns:w="%s"><w:%[4]s w:type="separator" w:id="-1"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:separator/></w:r></w:p></w:%[4]s>`+
			`<w:%[4]s w:type="continuationSeparator" w:id="0"><w:p><w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:continuationSeparator/></w:r></w:p></w:%[4]s>%[5]s</w:%[2]s>`,
			declaration, k.root, spaceW, k.element, c.notes[i].xml)
		files = append(files, CarriedFile{Name: "word/" + k.part + ".xml", ContentType: wordML + k.part + "+xml", Data: xml})
		files = relsFile(files, "word/_rels/"+k.part+".xml.rels", c.notes[i].rels)
	}
	return files
}

// PartRelations are the relationships of the main part to the parts of lists and notes.
func (c *Carrier) PartRelations() []CarriedRel {
	var out []CarriedRel
	if c.numNo > 0 {
		out = append(out, CarriedRel{ID: "rIdNumbering", Type: relTypes + "numbering", Target: "numbering.xml"})
	}
	for i, k := range noteKinds {
		if c.notes[i].n > 0 {
			out = append(out, CarriedRel{ID: "rId" + strings.ToUpper(k.part[:1]) + k.part[1:], Type: relTypes + k.part, Target: k.part + ".xml"})
		}
	}
	return out
}

const (
	declaration = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	spaceW      = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	spaceR      = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	relTypes    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
)

// relsFile adds the part of relationships of a part that has some.
func relsFile(files []CarriedFile, name string, rels []CarriedRel) []CarriedFile {
	if len(rels) == 0 {
		return files
	}
	b := []byte(declaration + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for _, r := range rels {
		mode := ""
		if r.External {
			mode = ` TargetMode="External"`
		}
		b = fmt.Appendf(b, `<Relationship Id="%s" Type="%s" Target="%s"%s/>`, escapeAttr(r.ID), escapeAttr(r.Type), escapeAttr(r.Target), mode)
	}
	return append(files, CarriedFile{Name: name, Data: append(b, "</Relationships>"...)})
}

func sumHex(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }

func (x *carrying) note1(k CarryKind) { x.count[k]++ }

func (c *Carrier) newBookmark() string {
	for {
		c.bookmark++
		name := "carried" + strconv.Itoa(c.bookmark)
		if !c.bookmarks[name] {
			c.bookmarks[name] = true
			return name
		}
	}
}
