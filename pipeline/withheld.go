package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// ErrNowSecret says that an edition shows what has become secret since.
var ErrNowSecret = errors.New("the edition shows what is secret now")

// ErrUntold says that an edition was released by a program that did not note which files are closed.
var ErrUntold = errors.New("the edition does not say which of its files are closed: it was released by an older version of the program; release it again under another label")

// learnSecrets finds what must not be told: the secret items of the edition, and the powers that are secret by now, under
// every name they ever had; the closed files.
func (p *parcel) learnSecrets(ctx context.Context, reg *register.Register) error {
	b, err := p.vault.Get(p.m.Catalogs[string(notice.Secret)])
	if err != nil {
		return err
	}
	if p.secret, err = catalog.ReadEntries(bytes.NewReader(b)); err != nil {
		return err
	}
	for _, x := range p.secret {
		p.hidden[x.Power] = true
		p.secrets.Add(x.Name, x.Code)
	}
	powers, err := reg.Powers(ctx)
	if err != nil {
		return err
	}
	for i := range powers {
		if x := &powers[i]; x.Secret() || p.hidden[x.ID] {
			p.hidden[x.ID] = true
			p.secrets.Add(x.Name, x.Code)
			for _, code := range append(x.Former, x.OldCode) {
				p.secrets.Add("", code)
			}
		}
	}
	p.counts = len(p.hidden) > 0
	open := map[string]bool{} // files of the edition, their names and hashes
	for _, in := range p.m.Inputs {
		open[in.File], open[in.SHA256] = !in.Closed, !in.Closed // twins are closed together
	}
	closed := func(file, sum string) {
		p.closed[file], p.closed[sum] = p.closed[file] || !open[file], p.closed[sum] || !open[sum]
	}
	sheets, err := reg.Sheets(ctx)
	if err != nil {
		return err
	}
	read := map[string]bool{}
	for _, x := range sheets {
		read[x.SHA256] = true
		if x.Secret {
			p.closed[x.File], p.closed[x.SHA256] = true, true
		}
	}
	err = reg.Events(ctx, 1, "", func(e *register.Event) error {
		for _, d := range e.Described() {
			p.counts = p.counts || d.Class == notice.Secret
			if p.hidden[d.ID] {
				p.secrets.Add(d.Name, "")
			}
		}
		r, ok := e.Read()
		if ok {
			read[r.SHA256] = true
		}
		if ok && r.Closed && (!r.Rejected || !open[r.File]) { // a copy that was cut short was only that
			closed(r.File, r.SHA256)
		}
		return nil
	})
	if err != nil {
		return err
	}
	lines, err := reg.All(ctx)
	if err != nil {
		return err
	}
	for _, a := range lines {
		if !read[a.SHA256] && !open[a.File] { // it came and went, and nobody knows what was in it
			closed(a.File, a.SHA256)
		}
	}
	if err := p.learnClosed(ctx, reg, closed); err != nil {
		return err
	}
	delete(p.closed, "")
	return p.learnQuoted(ctx)
}

// learnClosed finds the files that are closed in any edition.
func (p *parcel) learnClosed(ctx context.Context, reg *register.Register, closed func(file, sum string)) error {
	editions, err := reg.Editions(ctx)
	if err != nil {
		return err
	}
	from, err := originOf(ctx, reg)
	if err != nil {
		return err
	}
	for i := range editions {
		e := &editions[i]
		m := p.m
		switch {
		case e.Label == p.edition.Label:
		case from.elsewhere(e):
			continue // it lies in a package of its own
		default:
			if m, err = readManifest(p.vault, e.Manifest); err != nil {
				return err
			}
		}
		for _, in := range m.Inputs {
			if in.Closed {
				closed(in.File, in.SHA256)
			}
		}
	}
	return nil
}

// withhold is the manifest of what goes where not all does. Powers are numbered anew: a hole in their numbers would tell how
// many there are that do not go.
func (p *parcel) withhold(full *manifest) (*manifest, error) {
	m := *full
	m.Inputs = slices.DeleteFunc(slices.Clone(full.Inputs), func(in sealedInput) bool {
		return in.Closed || in.SHA256 == "" || p.closed[in.SHA256] || namedSecret(p.n, in.File)
	})
	p.left = len(full.Inputs) - len(m.Inputs)
	secretFolder := ""
	for _, v := range volumes {
		if v.class == notice.Secret {
			secretFolder = path.Dir(v.path) + "/"
		}
	}
	m.Outputs = slices.DeleteFunc(slices.Clone(full.Outputs), func(o Output) bool {
		return o.File == catalogFile || strings.HasPrefix(o.File, secretFolder)
	})
	m.Open = ""
	var err error
	if m.Findings, err = p.findings(full.Open); err != nil {
		return nil, err
	}

	numbers, err := p.powers(&m)
	if err != nil {
		return nil, err
	}
	open := []notice.Class{notice.Public, notice.Internal}
	m.Catalogs = map[string]string{}
	if err := numbers.extend(p, full.Catalogs[string(notice.Public)], full.Catalogs[string(notice.Internal)]); err != nil {
		return nil, err
	}
	for _, class := range open {
		sum, err := numbers.catalog(p, full.Catalogs[string(class)])
		if err != nil {
			return nil, fmt.Errorf("%s, %s: %w; 请先核对密级，再决定如何移交", m.Edition, class, err)
		}
		m.Catalogs[string(class)] = sum
	}
	if full.Before != nil {
		before := &former{full.Before.Edition, map[string]string{}}
		for _, class := range open {
			sum, err := numbers.former(p, full.Before.Catalogs[string(class)])
			if errors.Is(err, ErrNowSecret) {
				before = nil // then the table of changes cannot be made again
				break
			}
			if err != nil {
				return nil, err
			}
			before.Catalogs[string(class)] = sum
		}
		m.Before = before
	}
	m.Unsaid = p.unsaid(&m)
	return &m, nil
}

// findings keeps those that speak of nothing that has become secret since they were found.
func (p *parcel) findings(sum string) (string, error) {
	b, err := p.vault.Get(sum)
	if err != nil {
		return "", err
	}
	kept, err := p.untold(b)
	if err != nil || kept == nil {
		return sum, err
	}
	return p.keep(kept), nil
}

// untold are findings without those that speak of what is not told; nil if there are none of these.
func (p *parcel) untold(findings []byte) ([]byte, error) {
	var all []map[string]any
	if err := json.Unmarshal(findings, &all); err != nil {
		return nil, fmt.Errorf("findings: %w", err)
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(f map[string]any) bool { return p.speaks("", f) })
	if len(kept) == len(all) {
		return nil, nil
	}
	var out bytes.Buffer
	err := writeJSON(&out, kept)
	return out.Bytes(), err
}

// unsaid are the sections that have secret items: what their statistics say is not told.
func (p *parcel) unsaid(m *manifest) []string {
	sections := map[string]bool{}
	for _, x := range p.secret {
		if slices.ContainsFunc(m.Inputs, func(in sealedInput) bool { return in.Section == x.Section }) {
			sections[x.Section] = true // of others nobody hears anything
		}
	}
	return slices.Sorted(maps.Keys(sections))
}

// numbering gives powers their numbers in a package.
type numbering map[int64]int64

// powers keeps what was known of the powers that go.
func (p *parcel) powers(m *manifest) (numbering, error) {
	b, err := p.vault.Get(m.Powers)
	if err != nil {
		return nil, err
	}
	var all, kept []catalog.Power
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("what was known of powers: %w", err)
	}
	numbers := numbering{}
	told := func(keys []string) []string {
		return slices.DeleteFunc(keys, func(k string) bool {
			return slices.ContainsFunc(strings.Split(k, "\x00"), p.secrets.In)
		})
	}
	for _, x := range all {
		if p.hidden[x.ID] {
			continue
		}
		numbers[x.ID] = int64(len(numbers) + 1)
		x.ID = numbers[x.ID]
		x.Also, x.Not = told(x.Also), told(x.Not)
		if d := x.Decided; d != nil {
			for _, text := range []*string{&d.Reason, &d.By} {
				if p.secrets.Near(*text) {
					*text = catalog.Unsaid
				}
			}
		}
		kept = append(kept, x)
	}
	if b, err = json.Marshal(kept); err != nil {
		return nil, err
	}
	m.Powers = p.keep(b)
	return numbers, nil
}

var powerNumber = regexp.MustCompile(`(?m)^\{"power":([0-9]+),`)

// extend gives the powers that the edition was the first to hold the numbers that they get where the others are not.
func (n numbering) extend(p *parcel, sums ...string) error {
	fresh := map[int64]bool{}
	for _, sum := range sums {
		b, err := p.vault.Get(sum)
		if err != nil {
			return err
		}
		for _, match := range powerNumber.FindAllSubmatch(b, -1) {
			id, err := strconv.ParseInt(string(match[1]), 10, 64)
			if err != nil {
				return err
			}
			if _, known := n[id]; !known && id > 0 && !p.hidden[id] {
				fresh[id] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(fresh)) {
		n[id] = int64(len(n) + 1)
	}
	return nil
}

// catalog keeps what an edition says, with the numbers of a package. It is an error that matches ErrNowSecret if it says
// anything of what is not told.
func (n numbering) catalog(p *parcel, sum string) (string, error) {
	b, err := p.Get(sum)
	if err != nil {
		return "", err
	}
	var wrong error
	out := powerNumber.ReplaceAllFunc(b, func(match []byte) []byte {
		id, err := strconv.ParseInt(string(powerNumber.FindSubmatch(match)[1]), 10, 64)
		if err == nil && id > 0 && n[id] == 0 {
			err = ErrNowSecret
		}
		wrong = cmp.Or(wrong, err)
		return fmt.Appendf(nil, `{"power":%d,`, n[id])
	})
	if wrong != nil {
		return "", wrong
	}
	for line := range bytes.Lines(out) {
		if p.secrets.In(string(line)) {
			return "", ErrNowSecret
		}
	}
	return p.keep(out), nil
}

// former is catalog of the edition before, without the powers that are not told of: the books do not tell what became of them
// either.
func (n numbering) former(p *parcel, sum string) (string, error) {
	b, err := p.vault.Get(sum)
	if err != nil {
		return "", err
	}
	lines := slices.Collect(bytes.Lines(b))
	kept := slices.DeleteFunc(slices.Clone(lines), func(line []byte) bool {
		match := powerNumber.FindSubmatch(line)
		if match == nil {
			return false
		}
		id, err := strconv.ParseInt(string(match[1]), 10, 64)
		return err == nil && p.hidden[id]
	})
	if len(kept) == len(lines) {
		return n.catalog(p, sum)
	}
	for i := range kept { // the last item has no comma behind it
		if i+1 < len(kept) && bytes.HasPrefix(kept[i], []byte(`{"power":`)) && !bytes.HasPrefix(kept[i+1], []byte(`{"power":`)) {
			kept[i] = append(bytes.TrimRight(bytes.Clone(kept[i]), ",\r\n"), '\n')
		}
	}
	return n.catalog(p, p.keep(bytes.Join(kept, nil)))
}

// allTold reports whether every event up to the release may be told of.
func (p *parcel) allTold(ctx context.Context, reg *register.Register) (all bool, err error) {
	all = true
	err = reg.Events(ctx, 1, "", func(e *register.Event) error {
		all = all && (e.N > p.edition.N || p.told(e))
		return nil
	})
	return all, err
}

// told reports whether an event speaks of nothing that is left out.
func (p *parcel) told(e *register.Event) bool {
	var data any
	if json.Unmarshal(e.Data, &data) != nil {
		return false
	}
	return !p.speaks("about", e.About) && !p.speaks("by", e.By) && !p.speaks("", data)
}

// counting reports whether an event tells how many powers there are, those that are secret with the others: the whole of an
// edition, or a power's own number, which goes on from theirs.
func counting(e *register.Event) bool {
	return e.Kind == "released" || bytes.Contains(e.Data, []byte(`"power":`)) || strings.HasPrefix(e.About, "power:")
}

// speaks reports whether a value of an event speaks of what is left out: a file or a hash that is, a power, its name or code.
func (p *parcel) speaks(key string, v any) bool {
	switch v := v.(type) {
	case map[string]any:
		for k, x := range v {
			if p.speaks(k, x) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(x any) bool { return p.speaks(key, x) })
	case float64:
		return key == "power" && p.hidden[int64(v)]
	case bool:
		return key == "secret" && v
	case string:
		file, sum, _ := strings.Cut(v, " ") // a source is a file and its hash
		if strings.Contains(v, "\x00") {    // a key, of which the parts are names
			return slices.ContainsFunc(strings.Split(v, "\x00"), func(x string) bool { return p.speaks("", x) })
		}
		return p.closed[v] || p.closed[file] || p.closed[sum] || namedSecret(p.n, v) || key == "class" && v == string(notice.Secret) || p.secrets.Near(v)
	}
	return false
}
