package docx

import (
	"errors"
	"path"
	"strings"
	"time"
)

// rel is one relationship of a part: what kind of thing it points to and where.
type rel struct {
	id     string
	kind   string // last segment of the type, the same in transitional and strict: "styles", "image", …
	target string // part name; "" for what lies outside the package
	url    string // of what lies outside
}

// relsName is the part that holds the relationships of a part.
func relsName(part string) string {
	if part == "" {
		return "_rels/.rels"
	}
	return path.Join(path.Dir(part), "_rels", path.Base(part)+".rels")
}

// relsOf reads the relationships of a part; "" is the package itself. A package without them has none.
func (c *container) relsOf(part string) ([]rel, error) {
	b, err := c.readXML(relsName(part))
	if errors.Is(err, errNoPart) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var rels []rel
	s := c.scan(b)
	for {
		switch s.next() {
		case evErr:
			return nil, s.err
		case evEOF:
			return rels, nil
		case evStart:
			if s.elem != elemRelationship {
				continue
			}
			r := rel{id: string(s.attr(nsRel, "Id")), kind: path.Base(string(s.attr(nsRel, "Type")))}
			if target := string(s.attr(nsRel, "Target")); strings.EqualFold(string(s.attr(nsRel, "TargetMode")), "External") {
				r.url = target
			} else {
				r.target = resolve(part, target)
			}
			rels = append(rels, r)
		}
	}
}

func (c *container) readXML(name string) ([]byte, error) {
	b, err := c.read(name)
	if err != nil {
		return nil, err
	}
	return decodeXML(b)
}

// mainPart finds the main document: by top, the package's relationships, else by content type, else by its usual name.
func (c *container) mainPart(top []rel) (string, error) {
	for _, r := range top {
		if r.kind == "officeDocument" && c.has(r.target) {
			return r.target, nil
		}
	}
	name, err := c.mainByContentType()
	if err != nil {
		return "", err
	}
	for _, name := range []string{name, "word/document.xml"} {
		if name != "" && c.has(name) {
			return name, nil
		}
	}
	return "", ErrNoMainPart
}

func (c *container) mainByContentType() (string, error) {
	b, err := c.readXML("[Content_Types].xml")
	if errors.Is(err, errNoPart) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	s := c.scan(b)
	for {
		switch s.next() {
		case evErr:
			return "", s.err
		case evEOF:
			return "", nil
		case evStart:
			kind := strings.ToLower(string(s.attr(nsCT, "ContentType")))
			// document, its template and the macro-enabled ones all end alike
			if s.elem == elemOverride && strings.HasSuffix(kind, ".main+xml") && strings.Contains(kind, "word") {
				return resolve("", string(s.attr(nsCT, "PartName"))), nil
			}
		}
	}
}

// modified is when the document was saved last, by the properties of the package (docProps/core.xml). They are beside the
// matter: where they cannot be read, nothing is known.
func (c *container) modified(top []rel) time.Time {
	for _, r := range top {
		if r.kind != "core-properties" || !c.has(r.target) {
			continue
		}
		b, err := c.readXML(r.target)
		if err != nil {
			return time.Time{}
		}
		s := &story{x: c.scan(b)}
		for {
			switch s.x.next() {
			case evErr, evEOF:
				return time.Time{}
			case evStart:
				if s.x.elem != elemModified {
					continue
				}
				text, err := s.characters()
				if err != nil {
					return time.Time{}
				}
				return parseTime(string(text))
			}
		}
	}
	return time.Time{}
}

// parseTime reads a date and time of W3CDTF, in UTC; zero if it is none.
func parseTime(text string) time.Time {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, strings.TrimSpace(text)); err == nil {
			return t.UTC()
		}
	}
	return time.Time{}
}
