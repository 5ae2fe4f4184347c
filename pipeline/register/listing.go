package register

import "slices"

// Listing is a power that last year's list has without a code of ours, with the code that it bears there: "" for none.
type Listing struct {
	Power int64  `json:"power"`
	Code  string `json:"code,omitempty"`
}

// listed says that an edition that was imported lists powers that got no code by it.
type listed struct {
	Edition string    `json:"edition"`
	Powers  []Listing `json:"powers"`
}

func (*listed) kind() string { return "listed" }

func (f *listed) about() string {
	if len(f.Powers) == 1 {
		return powerName(f.Powers[0].Power)
	}
	return ""
}

func (f *listed) apply(t *Tx, _ *Event) error {
	rows := make([][]any, len(f.Powers))
	for i, l := range f.Powers {
		rows[i] = []any{l.Power, l.Code, f.Edition}
	}
	return t.insertAll("INSERT INTO listings (power, code, edition)", rows, "")
}

// List enters which powers an imported edition has without a code of ours. They are released all the same: they get their
// codes with the first edition of ours, and one that is not submitted any more is missing.
func (t *Tx) List(edition string, powers ...Listing) error {
	for chunk := range slices.Chunk(powers, batch) {
		if err := t.record(&listed{edition, chunk}); err != nil {
			return err
		}
	}
	return nil
}
