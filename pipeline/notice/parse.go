package notice

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// Limits of a file. The largest notice.yaml of ours has 15 KB and is nested 4 deep; these stop a hostile one before it costs
// memory, and still leave room for an office with a thousand synonyms.
const (
	maxSize     = 256 << 10 // bytes
	maxDepth    = 32        // brackets or dashes inside one another
	maxProblems = 20        // reported at once
)

// Problem (通知文件有误) is one problem of a notice.yaml, or of another file that [Read] reads. Line and Column count from 1, in characters; they are 0 where the
// problem is of the file as a whole.
type Problem struct {
	File         string
	Line, Column int
	Message      string // English: what is wrong, and what would be valid
}

// Error is the problem as "notice.yaml:12:5: message".
func (e *Problem) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %s", e.File, e.Message)
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Message)
}

// Parse reads a notice.yaml and checks it. name is what errors call the file. All problems found are in the error, each
// an [*Problem], in the order of the file (at most 20); errors.As gives the first.
func Parse(name string, data []byte) (*Notice, error) {
	n, err := read(name, "notice", data, func(r *report, n *Notice) {
		n.fillDefaults()
		r.contradictions(n)
	})
	if err != nil {
		return nil, err
	}
	n.index = newIndex(n)
	return n, nil
}

// Read reads another YAML file of a workspace as strictly as [Parse] reads a notice.yaml: one document, no anchors, the
// yaml tags of T its only keys, every problem an [*Problem] with its place. what is the file's kind in the words of
// errors ("calendar"). check finds what the types cannot see; it says so by the path of the value (holidays[3].from).
func Read[T any](name, what string, data []byte, check func(v *T, say func(path, format string, args ...any))) (*T, error) {
	return read(name, what, data, func(r *report, v *T) { check(v, r.say) })
}

func read[T any](name, what string, data []byte, check func(*report, *T)) (*T, error) {
	t := reflect.TypeFor[T]()
	root, err := syntax(name, what, data, keys(t))
	if err != nil {
		return nil, err
	}
	r := &report{file: name, what: what, at: map[string]position{}}
	r.schema(root, t)
	if err := r.join(); err != nil {
		return nil, err
	}
	v := new(T)
	if err := decode(name, root, v); err != nil {
		return nil, err
	}
	check(r, v)
	if err := r.join(); err != nil {
		return nil, err
	}
	return v, nil
}

// syntax parses the YAML and demands one document with one mapping.
func syntax(name, what string, data []byte, valid []string) (root ast.Node, err error) {
	if len(data) > maxSize {
		return nil, &Problem{File: name, Message: fmt.Sprintf("file has %d bytes; at most %d are read", len(data), maxSize)}
	}
	if data, err = plainText(name, data); err != nil {
		return nil, err
	}
	defer unreadable(name, &err)
	tokens := lexer.Tokenize(string(data))
	if err := depth(name, tokens); err != nil {
		return nil, err
	}
	file, err := parser.Parse(tokens, 0)
	if err != nil {
		return nil, wideMarks(asError(name, err), data)
	}
	var docs []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil {
			docs = append(docs, d.Body)
		}
	}
	switch {
	case len(docs) == 0:
		return nil, &Problem{File: name, Message: "empty file; a " + what + " has " + strings.Join(valid, ", ")}
	case len(docs) > 1:
		p := nodePosition(docs[1])
		return nil, &Problem{name, p.line, p.column, "second document (---) or directive (%); a " + what + " is one document"}
	}
	return docs[0], nil
}

// plainText demands UTF-8, and takes off the mark that editors on Windows put before it.
func plainText(name string, data []byte) ([]byte, error) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return nil, &Problem{name, 1, 1, "the file is saved as UTF-16 (Unicode); save it as UTF-8"}
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	at := position{1, 1}
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			return nil, &Problem{name, at.line, at.column, "not UTF-8 from here on, perhaps GBK (ANSI); save the file as UTF-8"}
		case r == '\n':
			at = position{at.line + 1, 1}
		default:
			at.column++
		}
		i += size
	}
	return data, nil
}

// decode fills a value in. The tree fits the types already, so errors here are rare: strict all the same.
func decode(name string, root ast.Node, into any) (err error) {
	defer unreadable(name, &err)
	if err := yaml.NodeToValue(root, into, yaml.Strict()); err != nil {
		return asError(name, err)
	}
	return nil
}

// unreadable is deferred around the YAML library, which is not ours to vouch for: should it panic on some input, that
// is a broken file and not the end of the program.
func unreadable(name string, err *error) {
	if p := recover(); p != nil {
		*err = &Problem{File: name, Message: fmt.Sprintf("not readable as YAML: %v", p)}
	}
}

// depth refuses nesting that would cost the recursive parser its stack.
func depth(name string, tokens token.Tokens) error {
	flow, dashes, line := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, dashes = t.Position.Line, 0
		}
		switch t.Type {
		case token.MappingStartType, token.SequenceStartType:
			flow++
		case token.MappingEndType, token.SequenceEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType:
			dashes++
		}
		if flow > maxDepth || dashes > maxDepth || t.Position.Column > maxSize/16 {
			return &Problem{name, t.Position.Line, t.Position.Column, fmt.Sprintf("nested more than %d deep, or a line of more than %d characters", maxDepth, maxSize/16)}
		}
	}
	return nil
}

// asError turns an error of the YAML library into ours.
func asError(name string, err error) *Problem {
	var y yaml.Error
	if !errors.As(err, &y) {
		return &Problem{File: name, Message: err.Error()}
	}
	e := &Problem{File: name, Message: y.GetMessage()}
	if t := y.GetToken(); t != nil && t.Position != nil {
		e.Line, e.Column = t.Position.Line, t.Position.Column
	}
	return e
}

// wideMarks says of a syntax error what is most often behind it where people type Chinese: a mark that looks like YAML's,
// on the line or the one above.
func wideMarks(p *Problem, data []byte) error {
	lines := bytes.Split(data, []byte("\n"))
	for i := max(p.Line-2, 0); i < min(p.Line, len(lines)); i++ {
		line, _, _ := bytes.Cut(lines[i], []byte("#"))
		if at := bytes.IndexAny(line, "：－［］｛｝\u3000\u00a0"); at >= 0 {
			r, _ := utf8.DecodeRune(line[at:])
			p.Message += fmt.Sprintf("; line %d holds %q (U+%04X): YAML knows only the narrow : - [ ] { } and blanks", i+1, r, r)
			break
		}
	}
	return p
}

// position is a place in the file, both from 1, in characters.
type position struct{ line, column int }

// report gathers the problems of one file and knows where each value stands.
type report struct {
	file     string
	what     string              // its kind in the words of errors: notice
	at       map[string]position // by path: fields[3].synonyms[0]
	problems []*Problem
}

// say reports a problem of the value at a path, or of the nearest value around it if that one is not in the file.
func (r *report) say(path, format string, args ...any) {
	p, known := r.at[path]
	for up := path; !known && up != ""; {
		up = parent(up)
		p, known = r.at[up]
	}
	r.problems = append(r.problems, &Problem{r.file, p.line, p.column, fmt.Sprintf(format, args...)})
}

// parent is the path of the value around: fields[3].kind, fields[3], fields, "".
func parent(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

// join is all problems so far as one error, in the order of the file; nil if there are none.
func (r *report) join() error {
	if len(r.problems) == 0 {
		return nil
	}
	sort.SliceStable(r.problems, func(i, j int) bool {
		a, b := r.problems[i], r.problems[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	all := make([]error, 0, maxProblems+1)
	for i, p := range r.problems {
		if i == maxProblems {
			all = append(all, &Problem{File: r.file, Message: fmt.Sprintf("and %d more problems", len(r.problems)-i)})
			break
		}
		all = append(all, p)
	}
	return errors.Join(all...)
}

// fillDefaults sets what a notice may leave out.
func (n *Notice) fillDefaults() {
	titles := map[string]string{"seq": "序号"} // the running number needs no field of its own
	for i := range n.Fields {
		f := &n.Fields[i]
		if f.Kind == "" {
			f.Kind = KindText
		}
		titles[f.Key] = f.Title
	}
	a := &n.Archive
	a.FondsName = cmp.Or(a.FondsName, n.Unit.Name)
	a.Category, a.Retention, a.Secret = cmp.Or(a.Category, "WS"), cmp.Or(a.Retention, Permanent), cmp.Or(a.Secret, SecretApart)
	fillColumns(n.Book.Parts, titles)
	for _, v := range n.Book.Volumes {
		fillColumns(v.Parts, titles)
	}
}

func fillColumns(parts []Part, titles map[string]string) {
	for _, p := range parts {
		for i := range p.Columns {
			c := &p.Columns[i]
			if c.Title == "" {
				c.Title = titles[c.Field]
			}
			if c.Align == "" {
				c.Align = "left"
			}
		}
	}
}
