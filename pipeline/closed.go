package pipeline

import (
	"maps"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// marksOfSecrecy in the name of a file or folder say that what is in it is secret, or may be.
var marksOfSecrecy = []string{"涉密", "秘密", "机密", "绝密"}

// namedSecret reports whether a path speaks of secrecy, in the words of the notice or in those of the law.
func namedSecret(n *notice.Notice, file string) bool {
	file = notice.Fold(file)
	speaks := func(word string) bool { return word != "" && strings.Contains(file, notice.Fold(word)) }
	return slices.ContainsFunc(marksOfSecrecy, speaks) || slices.ContainsFunc(n.Disclosure.Secret, speaks)
}

// close finds the files whose words are for their section and the office alone: those that hold a secret item, or one that
// names a secret item, or name one in a title, on a flowchart or besides, lists of secret items also where they are empty,
// tables that count them, those whose name says so, and, because nobody knows what is in them, those that could not be read or
// of which a conversion lost words.
func (s *state) close(c *catalog.Catalog) map[string]bool {
	out := map[string]bool{}
	for i, r := range s.readings {
		if r.Rejected || r.Zero || otherWords(r) || namedSecret(s.n, s.drops[i].File) ||
			slices.ContainsFunc(r.Records, func(rec form.Record) bool { return rec.Class == notice.Secret }) ||
			slices.ContainsFunc(r.Tables, func(t form.TableReading) bool { return t.Form == notice.FormSecret }) {
			out[s.drops[i].File] = true
		}
	}
	for i := range c.Items {
		if it := &c.Items[i]; it.Class == notice.Secret || len(it.Hushed) > 0 {
			out[it.Source.File] = true
		}
	}
	maps.Copy(out, review.Telling(s.subject(c)))
	if len(out) > 0 || len(s.memory.powers) > 0 {
		for i, r := range s.readings {
			if !out[s.drops[i].File] && slices.ContainsFunc(quoted(r), c.NamesSecret) {
				out[s.drops[i].File] = true
			}
		}
	}
	s.closeTwins(out)
	return out
}

// quoted are the words of a file that answers to it may quote, besides those of its powers.
func quoted(r *form.Reading) (out []string) {
	for _, a := range r.Account.SetAside {
		out = append(out, a.Text)
	}
	for _, c := range r.Charts {
		out = append(append(out, c.Name, c.Code, c.Serves), c.Shared...)
	}
	for _, d := range r.Duties {
		out = append(out, d.Name, d.Code)
		for _, p := range d.Posts {
			out = append(out, p.Text)
		}
	}
	for _, t := range r.Texts {
		out = append(out, t.Title)
	}
	return out
}

// closeTwins closes the files that are the same byte for byte as a closed one.
func (s *state) closeTwins(closed map[string]bool) {
	sums := map[string]bool{}
	for i, r := range s.readings {
		if sum := r.Source.SHA256; sum != "" && closed[s.drops[i].File] {
			sums[sum] = true
		}
	}
	for i, r := range s.readings {
		if sums[r.Source.SHA256] {
			closed[s.drops[i].File] = true
		}
	}
}
