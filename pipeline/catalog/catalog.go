package catalog

import (
	"cmp"
	"huibian/pipeline/cite"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Item (职权事项) is one power of the catalog.
type Item struct {
	Code         string // permanent or draft code; "" only if its category is unknown
	Name         string
	Category     string // category code (XK); "" if unknown
	CategoryName string // as in the notice; as submitted if unknown
	Section      string
	Class        notice.Class
	Fields       map[string]string     // normalised texts by field key
	Values       map[string]form.Value // the same with their provenance
	Basis        []cite.Citation
	Limits       Limits
	Source       notice.Place
	Submitted    string   // code as submitted, if it was not taken
	Hushed       []string // fields whose text names a secret item: the volumes that others read leave it out
	Charts       []int    // its flowcharts, as whoever binds the book numbers them
	Duties       []int    // what says who does its steps, likewise

	Power    int64        // the power it is known as; 0 if it is not known from before
	Decided  *Decided     // the decision that is in force for it; nil if there is none
	Stale    bool         // a decision was taken on other content than this and has no effect: it has to be taken again
	Declared notice.Class // as submitted, before decisions and before the strictest of all who submit it
}

// Limits are the time limits of an item; nil where none was given or it could not be read.
type Limits struct {
	Statutory, Promised *Limit
}

// Limit (时限) is a time limit.
type Limit struct {
	Value    int    `json:"value"`
	Unit     string `json:"unit"`           // "day", "month", "hour", "immediate"
	Calendar string `json:"calendar"`       // "workday", "natural", "" unknown
	From     string `json:"from,omitempty"` // where it begins to run: 受理之日; "" if nothing is said
}

// Catalog (职权目录) holds all items, in the order of the book: category, section, then as submitted.
type Catalog struct {
	Notice    *notice.Notice
	Items     []Item
	Questions []Question // for the office, by item, then about powers that no item is

	kept    []string        // folded names that are secret though no item of this catalog bears them
	secrets secretNames     // all that are
	secret  map[string]bool // the same as a whole, and codes; made when it is asked for
}

// View is what one volume may show; nothing else reaches its pages. Public: public items. Internal: public and internal
// items. Secret: secret items only.
type View struct {
	Notice  *notice.Notice
	Class   notice.Class
	Edition string // label that the data bear: 2009年版（校样）; "" takes the notice's
	Items   []Item
}

func (v View) edition() string { return cmp.Or(v.Edition, v.Notice.Edition.Label) }
