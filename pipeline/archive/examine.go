package archive

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// frame is an element that is open.
type frame struct {
	*row
	at    int   // the slot of the last child
	seen  []int // children by slot
	value strings.Builder
	long  bool
	data  *base64Check
	attrs map[string]string
}

// visit is told of every element that holds a value when it ends: its parent's name, its own, the value, the attributes.
type visit func(up, name, value string, f *frame)

// examination is one reading of a file.
type examination struct {
	*schema
	d        *xml.Decoder
	problems []string
	stack    []*frame
	ids      map[string]bool
	refs     map[string]int // to the line they are first on
	visit    visit
	roots    int
}

// say notes a problem at the place reached.
func (x *examination) say(format string, args ...any) {
	line, _ := x.d.InputPos()
	x.sayAt(line, format, args...)
}

// sayAt notes a problem of a line; the same words are said once.
func (x *examination) sayAt(line int, format string, args ...any) {
	if len(x.problems) > maxProblems {
		return
	}
	if len(x.problems) == maxProblems {
		x.problems = append(x.problems, "问题过多，其余从略")
		return
	}
	x.problems = append(x.problems, fmt.Sprintf("第%d行 ", line)+fmt.Sprintf(format, args...))
}

// check reads a file and tells what in it is not as the table has it, in Chinese, with lines. The error is one of reading:
// a file that is no XML is a problem. Values of kind base64ed are not kept, so memory does not grow with them.
func (s *schema) check(r io.Reader, v visit) ([]string, error) {
	src := &remembering{r: r}
	x := &examination{schema: s, d: xml.NewDecoder(newSplitter(src)), ids: map[string]bool{}, refs: map[string]int{}, visit: v}
	for {
		t, err := x.d.Token()
		if src.err != nil {
			return x.problems, src.err
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			x.say("XML不能解析：%v", err)
			return x.problems, nil
		}
		if !x.token(t) {
			return x.problems, nil
		}
	}
	if x.roots == 0 {
		x.say("没有根元素“%s”", s.root)
	}
	for _, ref := range sortedKeys(x.refs) {
		if !x.ids[ref] {
			x.sayAt(x.refs[ref], "引用的标识符“%s”不存在", short(ref))
		}
	}
	return x.problems, nil
}

// token takes one token; it says false where it makes no sense to go on.
func (x *examination) token(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		return x.start(t)
	case xml.EndElement:
		x.end()
	case xml.CharData:
		x.chars(t)
	case xml.Directive:
		x.say("不应有文档类型声明")
		return false
	}
	return true
}

// start takes a start tag.
func (x *examination) start(t xml.StartElement) bool {
	r := x.byName[t.Name.Local]
	if len(x.stack) == 0 {
		x.roots++
		if t.Name.Local != x.root || x.roots > 1 {
			x.say("根元素应为一个“%s”，不是“%s”", x.root, short(t.Name.Local))
			return false
		}
	}
	switch {
	case len(x.stack) == maxDepth:
		x.say("嵌套超过%d层", maxDepth)
		return false
	case r == nil:
		x.say("没有“%s”这个元素", short(t.Name.Local))
	case t.Name.Space != x.space:
		x.say("“%s”的命名空间应为“%s”，不是“%s”", r.name, x.space, short(t.Name.Space))
	}
	if len(x.stack) > 0 {
		x.place(x.stack[len(x.stack)-1], t.Name.Local)
	}
	f := &frame{row: r}
	if r == nil {
		f.row = &row{name: t.Name.Local, kind: anything}
	}
	f.seen = make([]int, len(x.slots[f.name]))
	if f.kind == base64ed {
		f.data = &base64Check{}
	}
	x.stack = append(x.stack, f)
	if r != nil {
		x.attributes(f, t.Attr)
	}
	return true
}

// place holds a child to its place in the model.
func (x *examination) place(up *frame, child string) {
	slots := x.slots[up.name]
	if slots == nil {
		if x.byName[up.name] != nil {
			x.say("“%s”里不能有元素“%s”", up.name, short(child))
		}
		return
	}
	i := slices.IndexFunc(slots, func(s slot) bool { return slices.Contains(s.names, child) })
	switch {
	case i < 0 && x.byName[child] != nil:
		x.say("“%s”不能在“%s”里", child, up.name)
	case i < 0: // told already
	case i < up.at:
		x.say("“%s”里，“%s”应在“%s”之前", up.name, child, strings.Join(slots[up.at].names, "／"))
		up.seen[i]++
	case up.seen[i] > 0 && !slots[i].many:
		x.say("“%s”里，“%s”只能有一个", up.name, strings.Join(slots[i].names, "／"))
	default:
		up.at = i
		up.seen[i]++
	}
}

// attributes holds an element to its attributes.
func (x *examination) attributes(f *frame, given []xml.Attr) {
	f.attrs = map[string]string{}
	for _, a := range given {
		if a.Name.Local == "xmlns" || a.Name.Space == "xmlns" || a.Name.Space == "http://www.w3.org/2001/XMLSchema-instance" {
			continue
		}
		i := slices.IndexFunc(f.row.attrs, func(n need) bool { return n.name == a.Name.Local && a.Name.Space == "" })
		if i < 0 {
			x.say("“%s”没有属性“%s”", f.name, short(a.Name.Local))
			continue
		}
		n := f.row.attrs[i]
		f.attrs[n.name] = a.Value
		if n.fixed != "" && a.Value != n.fixed {
			x.say("“%s”的属性“%s”应为“%s”，不是“%s”", f.name, n.name, n.fixed, short(a.Value))
		}
		x.value(f.name+"@"+n.name, n.kind, a.Value)
	}
	for _, n := range f.row.attrs {
		if _, has := f.attrs[n.name]; n.required && !has {
			x.say("“%s”缺少属性“%s”", f.name, n.name)
		}
	}
}

// chars takes text.
func (x *examination) chars(t xml.CharData) {
	if len(x.stack) == 0 {
		return // the decoder has refused what is not blank
	}
	f := x.stack[len(x.stack)-1]
	switch {
	case f.kind == base64ed:
		f.data.add(t)
	case f.value.Len()+len(t) <= maxValue:
		f.value.Write(t)
	default:
		f.long = true
	}
}

// end takes an end tag.
func (x *examination) end() {
	f := x.stack[len(x.stack)-1]
	x.stack = x.stack[:len(x.stack)-1]
	for i, s := range x.slots[f.name] {
		if !s.optional && f.seen[i] == 0 {
			x.say("“%s”里缺少“%s”", f.name, strings.Join(s.names, "／"))
		}
	}
	value := f.value.String()
	switch {
	case x.byName[f.name] == nil:
		return
	case f.long:
		x.say("“%s”的内容过长", f.name)
	case f.kind == holder:
		if filled(value) {
			x.say("“%s”里不应有文字", f.name)
		}
	case f.kind == base64ed:
		if p := f.data.problem(); p != "" {
			x.say("“%s”%s", f.name, p)
		}
	case f.kind != mixed:
		x.value(f.name, f.kind, value)
		if len(f.words) > 0 && !slices.Contains(f.words, value) {
			x.say("“%s”应为“%s”，不是“%s”", f.name, strings.Join(f.words, "”或“"), short(value))
		}
	}
	if x.visit != nil {
		up := ""
		if len(x.stack) > 0 {
			up = x.stack[len(x.stack)-1].name
		}
		x.visit(up, f.name, value, f)
	}
}

// value holds a value to its kind.
func (x *examination) value(what string, k kind, v string) {
	form := kinds[k]
	if k != textual && k != anything {
		v = strings.TrimSpace(v) // as XML schemas collapse it
	}
	if !form.form.MatchString(v) || k == moment && !isMoment(v) {
		x.say("“%s”%s：“%s”", what, form.chinese, short(v))
		return
	}
	switch k {
	case naming:
		if x.ids[v] {
			x.say("标识符“%s”重复", short(v))
		}
		x.ids[v] = true
	case refer:
		if _, has := x.refs[v]; !has {
			x.refs[v], _ = x.d.InputPos()
		}
	}
}

// isMoment says whether a date and time of the right form exists.
func isMoment(v string) bool {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05"} {
		if _, err := time.Parse(layout, v); err == nil {
			return true
		}
	}
	return false
}

// base64Check holds what streams by to RFC 2045: its alphabet, lines of at most 76 characters, whole groups, padding at
// the end only.
type base64Check struct {
	chars  int64 // of the alphabet, with padding
	pad    int
	line   int
	long   bool
	stray  bool
	padded bool // something came after the padding
}

// add takes a part.
func (c *base64Check) add(part []byte) {
	for _, b := range part {
		switch {
		case b == '\n':
			c.line = 0
			continue
		case b == ' ' || b == '\t' || b == '\r':
			continue
		case b == '=':
			c.pad++
		case b >= 'A' && b <= 'Z', b >= 'a' && b <= 'z', b >= '0' && b <= '9', b == '+', b == '/':
			c.padded = c.padded || c.pad > 0
		default:
			c.stray = true
		}
		c.chars++
		c.line++
		c.long = c.long || c.line > lineLength
	}
}

// size is how many bytes the whole decodes to.
func (c *base64Check) size() int64 { return c.chars/4*3 - int64(c.pad) }

// problem is what is wrong with the whole.
func (c *base64Check) problem() string {
	switch {
	case c.stray:
		return "含有Base64以外的字符"
	case c.padded || c.pad > 2 || c.chars%4 != 0:
		return "不是完整的Base64"
	case c.long:
		return fmt.Sprintf("有超过%d个字符的行（RFC 2045）", lineLength)
	}
	return ""
}

// remembering keeps the error of its reader, which a decoder might clothe.
type remembering struct {
	r   io.Reader
	err error
}

// Read reads.
func (r *remembering) Read(p []byte) (int, error) {
	n, err := r.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		r.err = err
	}
	return n, err
}
