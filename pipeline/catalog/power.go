package catalog

import (
	"fmt"
	"time"

	"huibian/pipeline/notice"
)

// Power (职权) is what is known of a power from before: it has been decided on, or released in an edition.
type Power struct {
	ID int64 // never 0
	Description
	Code      string   // permanent code in force; "" while none has been issued
	Former    []string // permanent codes it had before; they are never given again
	Listed    bool     // it stood in last year's list, which was imported, without a code of ours
	OldCode   string   // what it bore there instead (原编码); "" if nothing
	Abolished bool     // 废止: it keeps its code
	Also      []string // keys (see [Key]) that a person said are this power
	Not       []string // keys that a person said are not
	Decided   *Decided // the decision in force; nil if there is none
}

// Handle is by what the office calls it: its code, or while it has none 职权 and its number.
func (p *Power) Handle() string {
	if p.Code != "" {
		return p.Code
	}
	return fmt.Sprint("职权", p.ID)
}

// Secret reports whether it was secret when it was released last, or is to be kept secret by what was decided since.
func (p *Power) Secret() bool {
	return p.Class == notice.Secret || p.Decided != nil && p.Decided.Decision == notice.Close
}

// released reports whether it stood in an edition.
func (p *Power) released() bool { return p.Code != "" || p.Listed }

// uncategorised reports whether it stood in a list that says no category.
func (p *Power) uncategorised() bool { return p.Listed && p.Category == "" }

// Description is how a power was called when it was last released or decided on.
type Description struct {
	Section  string
	Category string // code
	Name     string
	Subitem  string
	Class    notice.Class
	Basis    []string // keys of the laws it rests on (cite.Citation.Key), sorted, each once
	Digest   string   // of its content then; see [Item.Digest]
}

// Decided is a decision that somebody took on a power.
type Decided struct {
	Decision notice.Decision
	Digest   string // of the content it was taken on
	Reason   string
	By       string
	At       time.Time
}
