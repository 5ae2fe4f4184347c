package form

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// ErrImbalance means that something of a submission is neither used nor set aside: the reader lost it.
var ErrImbalance = errors.New("account does not balance")

// asideText is how many characters of what was set aside the account quotes; cells are quoted whole, for their words
// stand nowhere else.
const asideText = 60

// counted says whether a SetAside is one of the things that are counted (tables, rows, paragraphs, pictures).
func counted(what string) bool {
	switch what {
	case WhatTable, WhatRow, WhatParagraph, WhatPicture:
		return true
	}
	return false
}

// Balance checks that every table, row, non-empty paragraph and picture was used or set aside, once. Its error matches
// [ErrImbalance].
func (a Account) Balance() error {
	total := a.Tables + a.Rows + a.Paragraphs + a.Pictures
	left := 0
	for _, s := range a.SetAside {
		if !counted(s.What) {
			continue
		}
		if s.Why == "" {
			return fmt.Errorf("%s %s set aside without a reason: %w", s.What, s.Where, ErrImbalance)
		}
		left++
	}
	if a.Used+left != total {
		return fmt.Errorf("%d things in the file, %d used and %d set aside: %w", total, a.Used, left, ErrImbalance)
	}
	return nil
}

// account adds the ledger up. A unit nobody decided on is left out of both sides, so that Balance finds it.
func (l *ledger) account() Account {
	var a Account
	for _, u := range l.units {
		switch u.what {
		case WhatTable:
			a.Tables++
		case WhatRow:
			a.Rows++
		case WhatParagraph:
			a.Paragraphs++
		case WhatPicture:
			a.Pictures++
		}
		switch u.state {
		case used:
			a.Used++
		case aside:
			text := shorten(u.text, asideText)
			if u.what == WhatPicture { // its words stand nowhere else
				text = shorten(u.text, len(u.text))
			}
			a.SetAside = append(a.SetAside, SetAside{u.what, u.where(), u.why, text})
		}
	}
	a.SetAside = append(a.SetAside, l.extra...)
	return a
}

// shorten is the beginning of a text in one line, at most n characters.
func shorten(text string, n int) string {
	if len(text) <= n && strings.IndexFunc(text, unicode.IsSpace) < 0 {
		return text
	}
	text = strings.Join(strings.Fields(text), " ")
	count := 0
	for i := range text {
		if count == n {
			return text[:i] + "…"
		}
		count++
	}
	return text
}
