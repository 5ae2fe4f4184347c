package docx

import (
	"fmt"
	"path"
	"strconv"
	"strings"
)

// Relationships whose parts are carried, by the last word of their types, and the folder they go to.
var carryFolders = map[string]string{
	"image": "media", "hdphoto": "media", "svg": "media", "chart": "charts", "chartUserShapes": "drawings", "chartStyle": "charts", "chartColorStyle": "charts", "themeOverride": "theme",
	"chartEx": "charts", "diagramData": "diagrams", "diagramLayout": "diagrams", "diagramQuickStyle": "diagrams", "diagramColors": "diagrams", "diagramDrawing": "diagrams",
	"package": "embeddings", "oleObject": "embeddings", "customXml": "ink", "ink": "ink", "drawing": "drawings",
}

// unseen are those that nobody sees on paper.
var unseen = map[string]bool{"package": true, "oleObject": true}

// relation carries what a relationship of the part being read leads to, and gives its new id; false for what is not carried.
func (x *carrying) relation(id string) (string, bool) {
	if id == "" {
		return "", false
	}
	r, ok := x.rel(x.part, id)
	if !ok {
		return "", false
	}
	to := CarriedRel{Type: r.full}
	switch {
	case r.url != "" && r.kind == "hyperlink":
		to.Target, to.External = escapeURL(r.url), true
	case r.url != "":
		x.note1(CarryLinked)
		return "", false
	case carryFolders[r.kind] == "" || !x.pkg.Has(r.target):
		return "", false
	case unseen[r.kind] && x.clip.Bare:
		return "", false // told of where the object is
	default:
		name, err := x.copyPart(r.target, r.kind, 0)
		if err != nil {
			x.err = err
			return "", false
		}
		to.Target = strings.TrimPrefix(name, "word/")
	}
	list := &x.rels
	switch {
	case x.note >= 0:
		list = &x.notes[x.note].rels
	case x.part != x.pkg.Main():
		list = &x.numRels
	}
	for _, old := range *list {
		if old.Target == to.Target && old.Type == to.Type {
			return old.ID, true
		}
	}
	to.ID = "rIdCarried" + strconv.Itoa(len(*list)+1)
	*list = append(*list, to)
	return to.ID, true
}

// escapeURL keeps what a target may hold.
func escapeURL(s string) string {
	return strings.NewReplacer(" ", "%20", "\n", "", "\r", "", "\t", "").Replace(s)
}

// fullRel is a relationship with its whole type.
type fullRel struct {
	rel
	full string
}

func (x *carrying) rel(part, id string) (fullRel, bool) {
	for _, r := range x.pkg.relations(part) {
		if r.id == id {
			return fullRel{r, x.pkg.relType(part, id)}, true
		}
	}
	return fullRel{}, false
}

// relType is the type of a relationship as it is written, in the transitional form.
func (p *Package) relType(part, id string) string {
	t, err := p.Tree(relsName(part))
	if err != nil {
		return ""
	}
	for _, k := range t.Kids {
		if k.Attr("Id") == id {
			return strings.Replace(k.Attr("Type"), "http://purl.oclc.org/ooxml/officeDocument/", "http://schemas.openxmlformats.org/officeDocument/2006/", 1)
		}
	}
	return ""
}

// copyPart puts a part, and all that it needs, into the other package. Parts that say the same are there once, if they need
// nothing else.
func (x *carrying) copyPart(part, kind string, depth int) (string, error) {
	if depth > 8 {
		return "", fmt.Errorf("part %s: %w", part, ErrTooDeep)
	}
	key := fmt.Sprint(x.sum, " ", part, " ", x.clip.Bare)
	if name := x.relByPart[key]; name != "" && x.sum != "" {
		return name, nil
	}
	b, err := x.pkg.Part(part)
	if err != nil {
		return "", err
	}
	kindOf := x.pkg.ContentType(part)
	if kindOf == "" {
		kindOf = guessType(part)
	}
	rels := x.pkg.relations(part)
	hash := sumHex(b) + kindOf
	if name := x.byHash[hash]; name != "" && len(rels) == 0 {
		x.relByPart[key] = name
		return name, nil
	}
	x.partNo++
	ext := strings.ToLower(path.Ext(part))
	if ext == "" || len(ext) > 6 || strings.ContainsFunc(ext[1:], func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
		ext = ".bin"
	}
	name := fmt.Sprintf("word/%s/carried%d%s", carryFolders[kind], x.partNo, ext)
	x.relByPart[key] = name
	if len(rels) == 0 {
		x.byHash[hash] = name
	}
	file := CarriedFile{Name: name, ContentType: kindOf}
	clip, carrier := x.clip, x.Carrier
	file.Open = func() ([]byte, error) {
		pkg, err := carrier.load(clip)
		if err != nil {
			return nil, err
		}
		return pkg.Part(part)
	}
	var mine []CarriedRel
	dropped := map[string]bool{}
	for _, r := range rels {
		full := CarriedRel{ID: r.id, Type: x.pkg.relType(part, r.id)}
		switch {
		case r.url != "" && r.kind == "hyperlink":
			full.Target, full.External = escapeURL(r.url), true
		case r.url != "" || carryFolders[r.kind] == "" || !x.pkg.Has(r.target) || unseen[r.kind] && x.clip.Bare:
			if unseen[r.kind] && r.url == "" {
				x.note1(CarryEmbedded)
			} else if r.url != "" {
				x.note1(CarryLinked)
			}
			dropped[r.id] = true
			continue
		default:
			to, err := x.copyPart(r.target, r.kind, depth+1)
			if err != nil {
				return "", err
			}
			full.Target = "/" + to
		}
		mine = append(mine, full)
	}
	if len(dropped) > 0 { // what refers to what is not there goes as well
		if tree, err := x.pkg.Tree(part); err == nil {
			p := newPrefixes()
			file.Data, file.Open = p.write([]byte(declaration), without(tree, dropped)), nil
		}
	}
	x.files = append(x.files, file)
	x.files = relsFile(x.files, path.Dir(name)+"/_rels/"+path.Base(name)+".rels", mine)
	return name, nil
}

// without is a tree without the elements that refer to relationships, and without references on others that have more.
func without(n *Node, gone map[string]bool) *Node {
	out := &Node{Space: n.Space, Local: n.Local, Attrs: n.Attrs, Text: n.Text, Requires: n.Requires}
	for _, k := range n.Kids {
		refers := false
		for _, a := range k.Attrs {
			refers = refers || a.Space == spaceR && gone[a.Value]
		}
		if !refers {
			out.Kids = append(out.Kids, without(k, gone))
		}
	}
	return out
}

// guessed are content types by the endings of parts that the package says nothing of.
var guessed = map[string]string{".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".gif": "image/gif", ".bmp": "image/bmp", ".tif": "image/tiff", ".tiff": "image/tiff",
	".emf": "image/x-emf", ".wmf": "image/x-wmf", ".svg": "image/svg+xml", ".bin": "application/vnd.openxmlformats-officedocument.oleObject"}

func guessType(part string) string {
	if t := guessed[strings.ToLower(path.Ext(part))]; t != "" {
		return t
	}
	return "application/octet-stream"
}
