package cite

// Citation (法律依据) is one law, rule or document cited, with the places in it.
type Citation struct {
	Law      string   // title without 《》, as written but for white space; "" if only a document number or no law is named
	Key      string   // normalised title: the same for every way of writing one law; the document number where Law is ""
	DocNo    string   // document or decree number, brackets normalised: 国务院令第332号, 莆政法〔2009〕12号
	Version  string   // what parentheses after the title say of its version: 2004年修订, 试行
	Locators []string // "第二十六条", "第三十四条第一款第(二)项", ranges as "第26条至第31条"; carried-over parts completed
	Text     string   // quoted wording after the locators, if any; all words where no law is named
	Level    Level
	Bare     bool   // written without 《》 and known by its ending alone: less certain
	Raw      string // the words this citation was read from
}

// Named reports whether the citation names something that can be looked up: a title or a document number.
func (c Citation) Named() bool { return c.Law != "" || c.DocNo != "" }

// Level (效力级别) is the rank of what is cited.
type Level string

// The ranks of §4.2, highest first.
const (
	Law             Level = "law"             // 法律
	Regulation      Level = "regulation"      // 行政法规
	LocalRegulation Level = "localRegulation" // 地方性法规
	Rule            Level = "rule"            // 规章
	Normative       Level = "normative"       // 规范性文件
	Organisation    Level = "organisation"    // 三定方案
	Unknown         Level = "unknown"
)

var levels = [...]struct {
	level Level
	title string
}{
	{Law, "法律"}, {Regulation, "行政法规"}, {LocalRegulation, "地方性法规"}, {Rule, "规章"},
	{Normative, "规范性文件"}, {Organisation, "“三定”方案"}, {Unknown, "其他"},
}

// Rank is the place of the level in the order of force, 0 the highest; unknown ranks last.
func (l Level) Rank() int {
	for i, x := range levels {
		if x.level == l {
			return i
		}
	}
	return len(levels) - 1
}

// Title is the level in the words of office staff: 行政法规.
func (l Level) Title() string { return levels[l.Rank()].title }

// Parse reads the citations of a cell in the order in which they stand. It never fails: what is not understood is kept
// as the words of a Citation without Law.
func Parse(s string) []Citation { return new(Reader).Parse(s) }

// Reader reads the cells of one submission one after the other, and knows a short name (以下简称) in all cells after the one
// that declares it. Where two declare the same, the later one holds from there on. The zero Reader knows none.
type Reader struct {
	alias map[string]Citation // by the key of the short name
}

// Parse reads the next cell, as the function [Parse] does.
func (r *Reader) Parse(s string) []Citation {
	p := parser{s: s, alias: r.alias}
	p.run()
	r.alias = p.alias
	return p.out
}
