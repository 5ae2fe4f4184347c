package review

import (
	"cmp"
	"regexp"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/cite"
	"huibian/pipeline/form"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
)

// Subject is what is reviewed.
type Subject struct {
	Notice    *notice.Notice
	Catalog   *catalog.Catalog
	Readings  []*form.Reading
	Laws      *laws.List         // what the office knows of laws; nil if it keeps no list
	Revisions []Revision         // flowcharts to be revised, by the register; W15 tells which are late
	Baseline  *catalog.Baseline  // what the last edition says; nil if there is none
	Decided   map[string][]Owner // what the office has said of flowcharts, by their keys; see Charted.Key
	Alone     bool               // the readings are not all that their sections submit: what is missing is not asked for
}

// Owner is an item that a flowchart was decided to belong to, or not to.
type Owner struct {
	Is  func(*catalog.Item) bool
	Not bool
}

// Revision is a change of a power whose flowchart has to be revised by a day (P36).
type Revision struct {
	Item    string // the power's code; "" for one that is secret
	Name    string
	Section string
	What    string // what has changed
	On, Due notice.Date
	Late    bool // the day is past
}

// itemRules are the rules that one item alone can break, in the order they are reported.
var itemRules = []struct {
	id    string
	check func(*checker, *catalog.Item)
}{
	{"E01", (*checker).basis},
	{"E02", (*checker).name},
	{"E03", (*checker).category},
	{"W01", (*checker).shortened},
	{"I05", (*checker).comparable},
	{"W19", (*checker).promised},
	{"R18", (*checker).readable},
	{"W02", (*checker).normative},
	{"W03", (*checker).article},
	{"W25", (*checker).possible},
	{"W26", (*checker).inForce},
	{"I03", (*checker).amended},
	{"W05", (*checker).fitting},
	{"W06", (*checker).section},
	{"W18", (*checker).person},
	{"W17", (*checker).nature},
	{"W16", (*checker).corresponds},
	{"W07", (*checker).fee},
	{"W20", (*checker).grounded},
	{"W21", (*checker).disclosed},
}

// setRules look at all items, or at what the readings say beside them. Those that ask for the whole of what a section
// submits have nothing to say of a file on its own.
var setRules = []struct {
	id    string
	whole bool
	check func(*checker)
}{
	{"I01", false, (*checker).changed},
	{"E05", false, (*checker).reasons},
	{"E06", true, (*checker).signed},
	{"E07", true, (*checker).complete},
	{"E08", false, (*checker).mentions},
	{"R16", false, (*checker).required},
	{"W10", false, (*checker).inTime},
	{"W11", false, (*checker).statistics},
	{"W12", true, (*checker).ruled},
	{"W13", true, (*checker).charted},
	{"W04", false, (*checker).elements},
	{"W08", false, (*checker).steps},
	{"W09", false, (*checker).apart},
	{"W22", false, (*checker).divided},
	{"W23", true, (*checker).standard},
	{"W24", false, (*checker).consistent},
	{"W27", true, (*checker).orphanTexts},
	{"W28", true, (*checker).orphanCharts},
	{"W29", true, (*checker).orphanDuties},
	{"W15", false, (*checker).revised},
	{"I06", true, (*checker).systems},
	{"I07", false, (*checker).pictured},
	{"I08", true, (*checker).unsureCharts},
}

// Check applies every rule that the notice has not switched off. The findings come in the order of rules and items; see
// WriteJSON for the order in which people read them.
func Check(s Subject) []notice.Finding {
	k := newChecker(s)
	for _, r := range itemRules {
		if !k.turn(r.id) {
			continue
		}
		for i := range k.c.Items {
			r.check(k, &k.c.Items[i])
		}
	}
	for _, r := range setRules {
		if (!r.whole || !k.Alone) && k.turn(r.id) {
			r.check(k)
		}
	}
	return k.findings
}

// checker is one run: what is checked, and the rule whose turn it is.
type checker struct {
	Subject
	n        *notice.Notice
	c        *catalog.Catalog
	vague    []*regexp.Regexp // bases that cite nothing
	words    words
	linked   *links // which charts and texts belong to which items; see [checker.links]
	answers  map[question]bool
	faults   map[string]cite.Fault // of locators
	findings []notice.Finding

	rule  string
	level notice.Level
}

// question is one that is asked of the same text again and again: there are many items, and few words for who does them or
// where they are disclosed.
type question struct{ what, text string }

// once answers a question about a text.
func (k *checker) once(what, text string, answer func(string) bool) bool {
	q := question{what, text}
	a, known := k.answers[q]
	if !known {
		a = answer(text)
		k.answers[q] = a
	}
	return a
}

func newChecker(s Subject) *checker {
	k := &checker{Subject: s, n: s.Notice, c: s.Catalog, words: newWords(s.Notice), answers: map[question]bool{}, faults: map[string]cite.Fault{}}
	for _, text := range s.Notice.Vocabulary.Vague {
		if re, err := regexp.Compile(text); err == nil { // notice.Parse has refused the others
			k.vague = append(k.vague, re)
		}
	}
	return k
}

// turn makes id the rule whose turn it is; false if the notice has switched it off.
func (k *checker) turn(id string) bool {
	k.rule, k.level = id, k.n.Level(id)
	return k.level != notice.Off
}

// find reports what the present rule has found in a field of an item. Outside tables no cell tells which item it is; then
// the message does.
func (k *checker) find(it *catalog.Item, field, message, advice string) {
	at := place(it, field)
	if name := called(it); at.Table == 0 && !strings.Contains(message, name) {
		message = name + "：" + message
	}
	k.add(at, cmp.Or(it.Code, it.Name), message, advice)
}

func (k *checker) add(at notice.Place, item, message, advice string) {
	k.findings = append(k.findings, notice.Finding{
		Rule: k.rule, Level: k.level, Message: message, Advice: advice, Place: at, Item: item,
	})
}

// place is the cell of a field; where the submission has none, the place of the item.
func place(it *catalog.Item, field string) notice.Place {
	if v, ok := it.Values[field]; ok && v.Place.File != "" {
		return v.Place
	}
	return it.Source
}
