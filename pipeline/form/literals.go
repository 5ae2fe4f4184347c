package form

import (
	"regexp/syntax"
	"strings"
)

// requiredLiterals returns literals of which any match of the expression must contain at least one. No literals means
// that nothing can be said and the expression has to be tried.
func requiredLiterals(expr string) []string {
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	return literalsOf(re.Simplify())
}

func literalsOf(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return nil
		}
		return []string{string(re.Rune)}
	case syntax.OpCapture, syntax.OpPlus:
		return literalsOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return literalsOf(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if l := literalsOf(sub); l != nil && shortest(l) > shortest(best) {
				best = l
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			l := literalsOf(sub)
			if l == nil {
				return nil
			}
			all = append(all, l...)
		}
		return all
	}
	return nil
}

func shortest(words []string) int {
	n := 0
	for i, w := range words {
		if i == 0 || len(w) < n {
			n = len(w)
		}
	}
	return n
}

// cut removes the watermark from a text and returns what it removed.
func (w *watermark) cut(text string) (string, []string) {
	if !w.mayMatch(text) {
		return text, nil
	}
	found := w.re.FindAllString(text, -1)
	if found == nil {
		return text, nil
	}
	return w.re.ReplaceAllString(text, ""), found
}

func (w *watermark) mayMatch(text string) bool {
	if w.literals == nil {
		return true
	}
	for _, l := range w.literals {
		if strings.Contains(text, l) {
			return true
		}
	}
	return false
}
