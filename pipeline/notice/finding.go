package notice

import (
	"cmp"
	"fmt"
)

// Level says how grave a finding is.
type Level string

// The levels, gravest first. Off is only used in notice.yaml, to switch a rule off.
const (
	Error   Level = "error"   // 错误: the item or file cannot enter the book as it is
	Warning Level = "warning" // 警告: a person should look
	Info    Level = "note"    // 提示
	Off     Level = "off"
)

var levelTexts = map[Level]string{Error: "错误", Warning: "警告", Info: "提示", Off: "不查"}

// Text is the level in the words of office staff; of one that is none, as it is written.
func (l Level) Text() string { return cmp.Or(levelTexts[l], string(l)) }

// Place is where in a submission something stands. Table, Row and Column count from 1 in document order, header rows
// counted, 0 where it does not apply; Paragraph likewise counts body paragraphs.
type Place struct {
	File      string // path below inputs/, with slashes
	SHA256    string
	Table     int
	Row       int
	Column    int
	Paragraph int
}

// String is the place in the words of office staff: "表1第3行第2列".
func (p Place) String() string {
	switch {
	case p.Table > 0 && p.Row > 0 && p.Column > 0:
		return fmt.Sprintf("表%d第%d行第%d列", p.Table, p.Row, p.Column)
	case p.Table > 0 && p.Row > 0:
		return fmt.Sprintf("表%d第%d行", p.Table, p.Row)
	case p.Table > 0:
		return fmt.Sprintf("表%d", p.Table)
	case p.Paragraph > 0 && p.Column > 0:
		return fmt.Sprintf("第%d段第%d列", p.Paragraph, p.Column)
	case p.Paragraph > 0:
		return fmt.Sprintf("第%d段", p.Paragraph)
	}
	return ""
}

// Finding (问题) is what a rule says of a place: what is wrong, and what to do.
type Finding struct {
	Rule    string // E01 … W01 … I01 (domain rules), or a reader's own id, see the catalogue in rules.go
	Level   Level
	Message string // Chinese, with the value in question
	Advice  string // Chinese, what to do
	Place   Place
	Item    string // the item's code, or its name where it has none yet

	// Discreet is Message without the words of other sections' items and of secret files; "" where it has none of them.
	Discreet string
}

// ForSection is the message in the words that may be told to whoever sent the file, and to all who see what they are sent.
func (f Finding) ForSection() string { return cmp.Or(f.Discreet, f.Message) }

// Compare orders findings as they are listed: by file, place, rule, words.
func (f Finding) Compare(g Finding) int {
	return cmp.Or(
		cmp.Compare(f.Place.File, g.Place.File),
		cmp.Compare(f.Place.Table, g.Place.Table),
		cmp.Compare(f.Place.Row, g.Place.Row),
		cmp.Compare(f.Place.Column, g.Place.Column),
		cmp.Compare(f.Place.Paragraph, g.Place.Paragraph),
		cmp.Compare(f.Rule, g.Rule),
		cmp.Compare(f.Message, g.Message),
	)
}

// Class (公开属性) says which volume an item belongs to.
type Class string

// The classes, most open first. Internal items stand in the internal book only, secret ones in the secret volume only.
const (
	Public   Class = "public"
	Internal Class = "internal"
	Secret   Class = "secret"
)

// classWords are the classes in the words of tables.
var classWords = map[Class]string{Public: "公开", Internal: "对内公开", Secret: "涉密"}

// Word is the class in the words of tables: 公开, 对内公开, 涉密. What is none stands for itself.
func (c Class) Word() string { return cmp.Or(classWords[c], string(c)) }

// Stricter returns the less open of two classes.
func (c Class) Stricter(d Class) Class {
	if d == Secret || d == Internal && c != Secret {
		return d
	}
	return c
}
