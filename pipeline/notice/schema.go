package notice

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"
)

var wholeNumber = regexp.MustCompile(`^(0|-?[1-9][0-9]*)$`)

// words are the values the enumerated types may have, in the order an error names them.
var words = map[reflect.Type][]string{
	reflect.TypeFor[FieldKind](): {
		string(KindText), string(KindName), string(KindCode), string(KindCategory), string(KindBasis),
		string(KindLimit), string(KindList), string(KindFee), string(KindSeq),
	},
	reflect.TypeFor[FormKind](): {
		string(FormCatalog), string(FormSecret), string(FormStatistics), string(FormFlowchart), string(FormRules), string(FormReport),
		string(FormDuties),
	},
	reflect.TypeFor[PartKind](): {
		string(PartCover), string(PartTitlePage), string(PartIssue), string(PartForeword), string(PartContents), string(PartStatistics),
		string(PartCatalog), string(PartDuties), string(PartFlowcharts), string(PartDiscretion), string(PartRules), string(PartChanges), string(PartCodes),
		string(PartLaws), string(PartNameIndex), string(PartPinyin), string(PartCodeIndex), string(PartSections), string(PartColophon),
	},
	reflect.TypeFor[Grouping]():     {string(ByCategory), string(BySection), string(ByDisclosure)},
	reflect.TypeFor[StepPart]():     {string(StepNames), string(StepPosts), string(StepLimits)},
	reflect.TypeFor[Class]():        {string(Internal), string(Secret)}, // of a volume; the public one is the book itself
	reflect.TypeFor[Retention]():    {string(Permanent), string(Years30), string(Years10)},
	reflect.TypeFor[SecretPolicy](): {string(SecretApart), string(SecretIncluded)},
	reflect.TypeFor[Level]():        {"error", string(Warning), string(Info), string(Off)},
}

// schema holds the tree against the types: unknown keys and wrong types become problems, positions are written down.
// The types themselves are the schema, so that a key cannot be documented in one place and accepted in another.
func (r *report) schema(root ast.Node, t reflect.Type) {
	r.at[""] = nodePosition(root)
	r.value("", root, t)
}

func (r *report) value(path string, node ast.Node, t reflect.Type) {
	if _, null := node.(*ast.NullNode); null || node == nil {
		return // "aliases:" with nothing behind it: not given
	}
	switch node.(type) {
	case *ast.AnchorNode, *ast.AliasNode, *ast.TagNode, *ast.MergeKeyNode:
		r.say(path, "anchors, aliases and tags are not used in a %s; write the value out", r.what)
		return
	}
	switch {
	case t == reflect.TypeFor[Date]():
		r.date(path, node)
	case t.Kind() == reflect.Struct:
		r.mapping(path, node, t)
	case t.Kind() == reflect.Slice:
		r.list(path, node, t)
	case t.Kind() == reflect.Int:
		// Digits alone: YAML would take 0010 for 8 and 0x10 for 16.
		if _, ok := node.(*ast.IntegerNode); !ok || !wholeNumber.MatchString(node.GetToken().Value) {
			r.say(path, "%s wants a whole number in digits, without leading zeros, not %s", leaf(path), kindOf(node))
		}
	case t.Kind() == reflect.Bool:
		if _, ok := node.(*ast.BoolNode); !ok {
			r.say(path, "%s wants true or false, not %s", leaf(path), kindOf(node))
		}
	default:
		r.text(path, node, t)
	}
}

func (r *report) mapping(path string, node ast.Node, t reflect.Type) {
	m, ok := node.(ast.MapNode)
	if !ok {
		r.say(path, "%s wants keys and values (%s), not %s", r.leaf(path), strings.Join(keys(t), ", "), kindOf(node))
		return
	}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().GetToken()
		child := key.Value
		if path != "" {
			child = path + "." + child
		}
		at := position{key.Position.Line, key.Position.Column}
		field, known := fieldFor(t, key.Value)
		if !known {
			r.problems = append(r.problems, &Problem{r.file, at.line, at.column,
				fmt.Sprintf("unknown key %q in %s; valid keys: %s", key.Value, r.leaf(path), strings.Join(keys(t), ", "))})
			continue
		}
		if scalar(it.Value()) {
			at = nodePosition(it.Value())
		}
		r.at[child] = at
		r.value(child, it.Value(), field.Type)
	}
}

func (r *report) list(path string, node ast.Node, t reflect.Type) {
	s, ok := node.(*ast.SequenceNode)
	if !ok {
		r.say(path, "%s wants a list, not %s", leaf(path), kindOf(node))
		return
	}
	for i, v := range s.Values {
		child := fmt.Sprintf("%s[%d]", path, i)
		r.at[child] = nodePosition(v)
		if _, null := v.(*ast.NullNode); null {
			r.say(child, "empty entry in %s; fill it in or take it out", leaf(path))
			continue
		}
		r.value(child, v, t.Elem())
	}
}

func (r *report) text(path string, node ast.Node, t reflect.Type) {
	s, ok := textOf(node)
	if !ok {
		r.say(path, "%s wants text, not %s; numbers and words like true need quotes to be text", leaf(path), kindOf(node))
		return
	}
	if i := strings.IndexFunc(strings.TrimSuffix(s, "\n"), unprintable); i >= 0 {
		r.say(path, "%s holds a line break, or an invisible or broken character, at byte %d; take it out", leaf(path), i)
	}
	if valid, ok := words[t]; ok && !contains(valid, s) {
		r.say(path, "unknown %s %q; valid: %s", leaf(path), s, strings.Join(valid, ", "))
	}
}

// unprintable tells what no name, word or title holds: a cell or a folder would look the same with it and be another.
func unprintable(c rune) bool {
	return c == unicode.ReplacementChar || unicode.In(c, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co)
}

func (r *report) date(path string, node ast.Node) {
	s, ok := textOf(node)
	if !ok {
		r.say(path, "%s wants a date like 2009-08-20, not %s", leaf(path), kindOf(node))
		return
	}
	if _, err := ParseDate(s); err != nil {
		r.say(path, "%s: %v", leaf(path), err)
	}
}

// fieldFor is the struct field with a yaml key.
func fieldFor(t reflect.Type, key string) (reflect.StructField, bool) {
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() && f.Tag.Get("yaml") == key {
			return f, true
		}
	}
	return reflect.StructField{}, false
}

// keys are the yaml keys of a struct, in its order.
func keys(t reflect.Type) []string {
	var all []string
	for i := range t.NumField() {
		if f := t.Field(i); f.IsExported() {
			all = append(all, f.Tag.Get("yaml"))
		}
	}
	return all
}

// leaf is [leaf] of a path that may be the file's as a whole.
func (r *report) leaf(path string) string {
	if path == "" {
		return "the " + r.what
	}
	return leaf(path)
}

// leaf is the last key of a path, as an error names it: "an entry of synonyms" for fields[3].synonyms[0].
func leaf(path string) string {
	path = path[strings.LastIndexByte(path, '.')+1:]
	if i := strings.IndexByte(path, '['); i >= 0 {
		return "an entry of " + path[:i]
	}
	return path
}

func textOf(node ast.Node) (string, bool) {
	switch v := node.(type) {
	case *ast.StringNode:
		return v.Value, true
	case *ast.LiteralNode:
		return v.Value.Value, true
	}
	return "", false
}

func scalar(node ast.Node) bool {
	switch node.(type) {
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return true
	}
	return false
}

// kindOf names what stands there, for "wants X, not Y".
func kindOf(node ast.Node) string {
	switch v := node.(type) {
	case *ast.StringNode:
		return fmt.Sprintf("the text %q", v.Value)
	case *ast.LiteralNode:
		return "a block of text"
	case *ast.IntegerNode, *ast.FloatNode, *ast.InfinityNode, *ast.NanNode:
		return "the number " + node.GetToken().Value
	case *ast.BoolNode:
		return "the word " + node.GetToken().Value
	case *ast.SequenceNode:
		return "a list"
	}
	return "keys and values"
}

// nodePosition is where a value begins: for a mapping its first key, for a list its first entry.
func nodePosition(node ast.Node) position {
	switch v := node.(type) {
	case *ast.MappingNode:
		if len(v.Values) > 0 {
			return nodePosition(v.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return nodePosition(v.Key)
	}
	if t := node.GetToken(); t != nil && t.Position != nil {
		return position{t.Position.Line, t.Position.Column}
	}
	return position{}
}

func contains(all []string, s string) bool {
	for _, a := range all {
		if a == s {
			return true
		}
	}
	return false
}
