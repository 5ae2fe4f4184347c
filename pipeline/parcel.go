package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// Where things are in a package, below data/ (domain §3.7). What belongs to the piece is below its own folder.
const (
	recordsFolder   = "电子档案"
	originalsFolder = "原始申报"
	arrivalsName    = "收件登记.csv" // in originalsFolder
	processFolder   = "过程"
	attachedFolder  = "附件"
	dataFolder      = "数据" // in attachedFolder
	templatesFolder = "其他/通知与模板"
	systemFolder    = "其他/系统"
	sealedFolder    = systemFolder + "/封存" // bytes that have no name of their own, by their SHA-256
	manifestName    = systemFolder + "/版次清单.json"
)

// mainText are the outputs that are the text of the piece, and what they are called there.
var mainText = map[string]string{"公开版/职权目录汇编.pdf": "正本.pdf", "公开版/职权目录汇编.docx": "可编辑.docx"}

// ErrNowSecret says that an edition shows what has become secret since.
var ErrNowSecret = errors.New("the edition shows what is secret now")

// ErrUntold says that an edition was released by a program that did not note which files are closed.
var ErrUntold = errors.New("the edition does not say which of its files are closed: it was released by an older version of the program; release it again under another label")

// parcel (案卷) is an edition on its way into a package: what of it goes, and where to.
type parcel struct {
	n       *notice.Notice // the edition's own
	policy  notice.Archive // today's
	edition register.Edition
	m       *manifest // of what goes
	whole   bool      // all that the edition consists of goes
	left    int       // files that were submitted and do not go
	secret  bool      // there are secret items, and they do not go

	number archive.Number
	apart  string    // the number of the secret volume, where that stays behind; "" if there is none
	at     time.Time // when it was numbered: every date in the package
	filed  int64     // the last event by which it was: of what came later the package knows nothing

	vault   store
	made    map[string][]byte // bytes that are the package's own, by hash
	secrets catalog.Secrets   // what is not told
	hidden  map[int64]bool    // powers that are not told of
	counts  bool              // powers were secret once: their number is not told either
	closed  map[string]bool   // files and hashes that are not

	items  []bagit.Item
	wanted map[string]wanted // what items are to be, by their names
	names  map[string]bool   // of items, folded
}

// wanted is what is known of a file before it is in the package.
type wanted struct {
	sum  string
	size int64 // -1: not known
}

// newParcel decides what of an edition goes.
func newParcel(ctx context.Context, policy notice.Archive, reg *register.Register, vault store, e register.Edition) (*parcel, error) {
	full, err := readManifest(vault, e.Manifest)
	if err != nil {
		return nil, err
	}
	n, err := full.notice(vault)
	if err != nil {
		return nil, err
	}
	p := &parcel{n: n, policy: policy, edition: e, m: full, vault: vault, made: map[string][]byte{}, hidden: map[int64]bool{}, closed: map[string]bool{}, names: map[string]bool{}, wanted: map[string]wanted{}}
	if policy.Secret == notice.SecretIncluded {
		p.whole = true
		return p, nil
	}
	if !full.Told {
		return nil, fmt.Errorf("%s: %w", e.Label, ErrUntold)
	}
	if err := p.learnSecrets(ctx, reg); err != nil {
		return nil, err
	}
	if p.whole = len(p.closed) == 0 && len(p.hidden) == 0; p.whole {
		if p.whole, err = p.allTold(ctx, reg); err != nil { // what was secret once is told nobody either
			return nil, err
		}
	}
	if !p.whole {
		p.m, err = p.withhold(full)
	}
	return p, err
}

// learnSecrets finds what must not be told: the secret items of the edition, and the powers that are secret by now, under
// every name they ever had; the closed files.
func (p *parcel) learnSecrets(ctx context.Context, reg *register.Register) error {
	b, err := p.vault.Get(p.m.Catalogs[string(notice.Secret)])
	if err != nil {
		return err
	}
	entries, err := catalog.ReadEntries(bytes.NewReader(b))
	if err != nil {
		return err
	}
	known := map[int64]bool{} // to have been secret then
	for _, x := range entries {
		p.hidden[x.Power], known[x.Power] = true, true
		p.secrets.Add(x.Name, x.Code)
	}
	if b, err = p.vault.Get(p.m.Powers); err != nil {
		return err
	}
	var before []catalog.Power
	if err := json.Unmarshal(b, &before); err != nil {
		return fmt.Errorf("what was known of powers: %w", err)
	}
	for i := range before {
		known[before[i].ID] = known[before[i].ID] || before[i].Class == notice.Secret
	}
	powers, err := reg.Powers(ctx)
	if err != nil {
		return err
	}
	for i := range powers {
		if x := &powers[i]; x.Class == notice.Secret || p.hidden[x.ID] {
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
	return p.learnQuoted(known, powers)
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

// learnQuoted closes the files that name what has become a secret since the release: then nobody knew.
func (p *parcel) learnQuoted(known map[int64]bool, powers []catalog.Power) error {
	later := slices.ContainsFunc(powers, func(x catalog.Power) bool { return x.Class == notice.Secret && !known[x.ID] })
	if !later {
		return nil
	}
	for _, in := range p.m.Inputs {
		if in.SHA256 == "" || p.closed[in.SHA256] {
			continue
		}
		b, err := p.vault.Get(cmp.Or(in.Converted, in.SHA256))
		if err != nil {
			return err
		}
		if p.quotes(b) {
			p.closed[in.File], p.closed[in.SHA256] = true, true
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
	return &m, p.unsaid(full, &m)
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

// unsaid notes the sections that have secret items: what their statistics say is not told.
func (p *parcel) unsaid(full, m *manifest) error {
	b, err := p.vault.Get(full.Catalogs[string(notice.Secret)])
	if err != nil {
		return err
	}
	entries, err := catalog.ReadEntries(bytes.NewReader(b))
	if err != nil {
		return err
	}
	sections := map[string]bool{}
	for _, x := range entries {
		if slices.ContainsFunc(m.Inputs, func(in sealedInput) bool { return in.Section == x.Section }) {
			sections[x.Section] = true // of others nobody hears anything
		}
	}
	m.Unsaid = slices.Sorted(maps.Keys(sections))
	p.secret = len(entries) > 0
	return nil
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

// keep holds bytes that are the package's own, and returns their hash.
func (p *parcel) keep(b []byte) string {
	sum := sumOf(b)
	p.made[sum] = b
	return sum
}

// Get returns the bytes of a hash.
func (p *parcel) Get(sum string) ([]byte, error) {
	if b, own := p.made[sum]; own {
		return b, nil
	}
	return p.vault.Get(sum)
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

// record is the folder of the piece.
func (p *parcel) record() string {
	return path.Join(recordsFolder, strconv.Itoa(p.number.Year), p.number.Category, p.number.String())
}

// sealedAs adds bytes that lie in the vault, or are the package's own, under a name.
func (p *parcel) sealedAs(name, sum string) {
	w := wanted{sum, -1}
	open := func() (io.ReadCloser, error) { return os.Open(p.vault.Path(sum)) }
	if b, own := p.made[sum]; own {
		open, w.size = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, int64(len(b))
	} else if info, err := os.Stat(p.vault.Path(sum)); err == nil {
		w.size = info.Size()
	}
	it := bagit.Item{Name: p.free(name), Open: open, SHA256: sum}
	p.items, p.wanted[it.Name] = append(p.items, it), w
}

// text adds what was written for the package.
func (p *parcel) text(name string, b []byte) { p.sealedAs(name, p.keep(b)) }

// unfit are characters that names in a package do not have, so that every system can hold them; 收件登记 and the manifest
// know the name as it was.
const unfit = `\:*?"<>|%`

// free is a name that no other item has, on any system.
func (p *parcel) free(name string) string {
	parts := strings.Split(name, "/")
	for i, x := range parts {
		x = strings.Map(func(r rune) rune {
			if strings.ContainsRune(unfit, r) || r < ' ' || r == 0x7f {
				return '_'
			}
			return r
		}, norm.NFC.String(x))
		if x = strings.TrimRight(x, ". "); bagit.CheckName(x) != nil {
			x = "_" + x
		}
		parts[i] = x
	}
	name = strings.Join(parts, "/")
	ending := path.Ext(name)
	stem := strings.TrimSuffix(name, ending)
	for i := 2; p.names[folded(name)]; i++ {
		name = fmt.Sprintf("%s（%d）%s", stem, i, ending)
	}
	p.names[folded(name)] = true
	return name
}

// folded is what a name is to a system that knows no case.
func folded(name string) string { return strings.ToLower(norm.NFKC.String(name)) }
