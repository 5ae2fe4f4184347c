package archive

import (
	"embed"
	"io/fs"
	"regexp"
	"slices"
	"strings"
)

//go:embed schema/*.xsd
var schemaFiles embed.FS

// Schemas are the XML schemas of the files this package writes, as the package for the archive carries them in 其他/XML模式.
// They are made from the same tables the checks go by (a test holds the files to them).
func Schemas() fs.FS {
	sub, err := fs.Sub(schemaFiles, "schema")
	if err != nil {
		panic(err) // the name is a constant
	}
	return sub
}

// kind is what the value of an element or an attribute must be.
type kind int

const (
	holder   kind = iota // no value: it holds elements
	mixed                // elements and, before them, a text
	textual              // something that is not blank
	anything             // any text, also none
	whole                // 0, 1, 2 …
	positive             // 1, 2, 3 …; zeros may stand before
	yearly               // four digits
	daily                // eight digits, or nothing
	moment               // xs:dateTime
	naming               // xs:ID: unique in the file
	refer                // xs:IDREF: a name of the file
	base64ed             // RFC 2045
	address              // xs:anyURI
	keyword              // 反编码关键字
)

// kinds say of each kind of value how it is written and how a schema says so.
var kinds = map[kind]struct {
	form    *regexp.Regexp
	xsd     string
	chinese string
}{
	textual:  {regexp.MustCompile(`\S`), "非空文本", "不能为空"},
	anything: {regexp.MustCompile(``), "xs:string", ""},
	whole:    {regexp.MustCompile(`^[0-9]{1,18}$`), "xs:nonNegativeInteger", "应为非负整数"},
	positive: {regexp.MustCompile(`^0*[1-9][0-9]{0,17}$`), "xs:positiveInteger", "应为正整数"},
	yearly:   {regexp.MustCompile(`^[0-9]{4}$`), "xs:gYear", "应为四位年度"},
	daily:    {regexp.MustCompile(`^([0-9]{8})?$`), "八位日期", "应为8位日期或空"},
	moment:   {regexp.MustCompile(`^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})?$`), "xs:dateTime", "应为日期时间（如2016-08-20T09:00:00+08:00）"},
	naming:   {regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}._-]*$`), "xs:ID", "不是合法的标识符"},
	refer:    {regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}._-]*$`), "xs:IDREF", "不是合法的标识符"},
	base64ed: {regexp.MustCompile(``), "xs:base64Binary", ""},
	address:  {regexp.MustCompile(``), "xs:anyURI", ""},
	keyword:  {regexp.MustCompile(`^(base64-[a-z0-9]+|sha256-base64Binary)$`), "反编码关键字式", "应为“base64-扩展名”或“sha256-base64Binary”"},
}

// need is an attribute.
type need struct {
	name     string
	kind     kind
	required bool
	fixed    string // the only value, if there is one
}

// row describes one element; an element of a name is the same wherever it stands.
type row struct {
	name  string
	kind  kind
	model string   // of a parent: its children in order, as a DTD writes them: a, b?, c*, d+, (e | f)
	words []string // the only values
	attrs []need
	doc   string // what it is; its number in the standard
}

// slot is one place in a model.
type slot struct {
	names    []string // any of them
	optional bool
	many     bool
}

// schema is the form of a file: what CheckEEP and its like go by, and what Schemas says.
type schema struct {
	space string // namespace
	root  string
	doc   string
	rows  []row

	byName map[string]*row
	slots  map[string][]slot
}

// newSchema reads the models of a table.
func newSchema(space, root, doc string, rows []row) *schema {
	s := &schema{space: space, root: root, doc: doc, rows: rows, byName: map[string]*row{}, slots: map[string][]slot{}}
	for i := range rows {
		r := &rows[i]
		if s.byName[r.name] != nil {
			panic("two rows for " + r.name)
		}
		s.byName[r.name] = r
		if r.model == "" {
			continue
		}
		for part := range strings.SplitSeq(r.model, ", ") {
			var at slot
			bare := strings.TrimRight(part, "?*+")
			if tail := part[len(bare):]; tail != "" {
				at.optional, at.many = tail != "+", tail != "?"
			}
			at.names = strings.Split(strings.Trim(bare, "()"), " | ")
			s.slots[r.name] = append(s.slots[r.name], at)
		}
	}
	for _, slots := range s.slots {
		for _, at := range slots {
			for _, n := range at.names {
				if s.byName[n] == nil {
					panic("no row for " + n)
				}
			}
		}
	}
	return s
}

// Problems are told up to so many, and elements nested so deep, and a value kept so long.
const (
	maxProblems = 100
	maxDepth    = 64
	maxValue    = 1 << 20
)

// allows says whether a value may be that of an element.
func (r *row) allows(v string) bool {
	return kinds[r.kind].form.MatchString(v) && (len(r.words) == 0 || slices.Contains(r.words, v))
}

// short is a text short enough for a message.
func short(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

// sortedKeys are the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
