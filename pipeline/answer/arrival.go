package answer

import (
	"cmp"
	"slices"
	"time"
)

// Arrival (收件记录) is what the register knows of one time that a file came, changed or went.
type Arrival struct {
	At     time.Time // printed in its own location
	Kind   string    // one of the kinds below
	Name   string    // the file's name at that time
	SHA256 string    // hex; "" if unknown
	Size   int64     // bytes
	Note   string    // Chinese, for the section; "" is none
}

// The kinds of arrivals.
const (
	New       = "new"       // came for the first time
	Changed   = "changed"   // came with other contents
	Again     = "again"     // came once more, the same byte for byte
	Renamed   = "renamed"   // has another name
	Withdrawn = "withdrawn" // was taken out of the folder
	Returned  = "returned"  // was put back after it had been taken out
)

var kindWords = map[string]string{
	New: "首次收到", Changed: "更新", Again: "重复", Renamed: "改名", Withdrawn: "撤回", Returned: "重新放入",
}

// Word is the kind in the words of office staff; an unknown kind stands for itself.
func (a Arrival) Word() string { return cmp.Or(kindWords[a.Kind], a.Kind) }

// clock is how the time of an arrival is printed.
const clock = "2006年1月2日 15:04:05"

// Time is when it was: 2009年8月20日 14:03:05; "" if nobody knows.
func (a Arrival) Time() string {
	if a.At.IsZero() {
		return ""
	}
	return a.At.Format(clock)
}

// latest is the last arrival of these contents in a list in order; false if none is known.
func latest(all []Arrival, sum string) (Arrival, bool) {
	for _, a := range slices.Backward(all) {
		if sum != "" && a.SHA256 == sum && a.Kind != Withdrawn {
			return a, true
		}
	}
	return Arrival{}, false
}
