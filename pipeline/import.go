package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/catalog"
	"huibian/pipeline/convert"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/review"
	"huibian/templates"
)

// What keeps last year's list from being taken in, for errors.Is.
var (
	ErrNotFirst      = errors.New("last year's list comes before all else: the register has powers or editions already")
	ErrNotUnderstood = errors.New("not all of the list was understood")
	ErrSameCode      = errors.New("two items of the list bear one code")
	ErrNothingInIt   = errors.New("there is no item in the list")
)

// baselineLabel is what last year's list is called if nobody says.
const baselineLabel = "基线"

// notListed is why a number is left out that last year's list does not have.
const notListed = "基线未列"

// notUnderstood are the rules by which a list is not understood: a file that cannot be read, tables and rows that gave no
// item, items that nobody could recognise again.
var notUnderstood = []string{"R01", "R02", "R03", "R04", "R17", "R25", "R28", "R33", "E02", "E03"}

// worthTelling are rules that are told of, besides the warnings of the reader.
var worthTelling = []string{"E08", "I02", "R13", "R23", "R29", "R40"}

// ImportOptions say what Import is to do.
type ImportOptions struct {
	Act
	Files    []string    // Word files and workbooks; one in a folder that is called as a section is that section's
	Label    string      // "": 基线
	Date     notice.Date // zero: the day of the act
	Anyway   bool        // take what was understood, and leave the rest
	Progress Progress    // nil: silent
}

// Imported is last year's list, as it was taken in, or why it was not.
type Imported struct {
	register.Edition
	Kept    int    // items that keep the code they bear
	Old     []Told // codes of another scheme, or that do not fit: their items get codes of ours with the first edition
	Without int    // items without any code
	Unclear []Told // what was not understood
	Twice   []Told // items that bear the code of another
	Notes   []Told // what else there is to say
}

// Told is a finding with its place in words: of a workbook by sheet, row and column as Excel names them.
type Told struct {
	notice.Finding
	Where string
}

// Import takes last year's list in as the first edition: its items become powers that are known from before, so that the
// catalog is compared with it (P8, P39). An item whose code is one of ours keeps it. What could not be taken is in the
// result also where there is an error: ErrNotUnderstood, ErrSameCode.
func Import(ctx context.Context, w Workspace, o ImportOptions) (*Imported, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	if err := w.Exists(); err != nil {
		return nil, err
	}
	t, err := templates.Load(w.Dir, w.Notice)
	if err != nil {
		return nil, err
	}
	unlock, err := w.lock(ctx, func() { o.Progress.Stage("汇编正在进行，等它结束") })
	if err != nil {
		return nil, err
	}
	defer unlock()
	n, err := o.notice(t.Notice)
	if err != nil {
		return nil, err
	}
	reg, err := w.openRegister(ctx)
	if err != nil {
		return nil, err
	}
	defer reg.Close()
	known, err := recall(ctx, reg)
	if err != nil {
		return nil, err
	}
	if len(known.powers)+len(known.editions) > 0 {
		return nil, ErrNotFirst
	}
	r := newReader(n, w)
	b := &baseline{state: newState(n), office: r.office}
	if err := b.read(ctx, r, o); err != nil {
		return nil, err
	}
	o.Progress.Stage("合并、核对编码")
	out := b.merge()
	out.Edition = register.Edition{Label: n.Edition.Label, Date: n.Edition.Date, Items: len(b.catalog.Items), Baseline: true, By: o.By, At: o.At}
	switch {
	case len(out.Twice) > 0:
		return out, ErrSameCode
	case len(out.Unclear) > 0 && !o.Anyway:
		return out, ErrNotUnderstood
	case len(b.catalog.Items) == 0:
		return out, ErrNothingInIt
	}
	o.Progress.Stage("登记、封存")
	vault, err := intake.JoinVault(w.vault())
	if err != nil {
		return nil, err
	}
	return out, reg.Do(ctx, o.At, o.By, func(t *register.Tx) error { return b.enter(t, vault, out) })
}

// notice is a notice with the edition that the list becomes.
func (o *ImportOptions) notice(given *notice.Notice) (*notice.Notice, error) {
	n := *given
	n.Edition.Label, n.Edition.Date = cmp.Or(strings.TrimSpace(o.Label), baselineLabel), o.Date
	if n.Edition.Label == given.Edition.Label {
		return nil, fmt.Errorf("%q is the edition that is being compiled; give last year's list another name with --label", n.Edition.Label)
	}
	if o.Date.IsZero() {
		n.Edition.Date = today(o.At)
	}
	return &n, nil
}

// baseline is last year's list on its way into the register.
type baseline struct {
	*state
	office *convert.Office
	bytes  [][]byte            // of each file; nil if it could not be read
	sheets map[string][]string // of a workbook: the sheet of each of its tables
}

// read reads the files, in their order.
func (b *baseline) read(ctx context.Context, r *reader, o ImportOptions) error {
	o.Progress.Begin(len(o.Files))
	r.converting = o.Progress.Converting
	b.sheets = map[string][]string{}
	for i, file := range o.Files {
		d := intake.Drop{File: filepath.Base(file), Path: file}
		if sec, ok := b.n.Section(folderOf(file)); ok {
			d.Section, d.Known, d.File = sec.Name, true, sec.Name+"/"+d.File
		}
		for slices.ContainsFunc(b.drops, func(other intake.Drop) bool { return other.File == d.File }) {
			d.File += "′" // of another folder
		}
		if info, err := os.Stat(file); err == nil {
			d.Size = info.Size()
		}
		src := form.Source{File: d.File, Section: d.Section}
		raw, sum, err := d.Read(maxSubmission)
		var reading *form.Reading
		if err != nil {
			reading = rejected(b.n, src, err)
		} else {
			src.SHA256 = sum
			reading, b.sheets[d.File] = r.list(ctx, src, raw)
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if !reading.Rejected {
			if err := reading.Account.Balance(); err != nil {
				return fmt.Errorf("%s: %w", d.File, err)
			}
		}
		b.drops, b.readings, b.bytes = append(b.drops, d), append(b.readings, reading), append(b.bytes, raw)
		o.Progress.File(i+1, len(o.Files))
	}
	return nil
}

// merge makes the catalog of the list and says what is to be said of it.
func (b *baseline) merge() *Imported {
	out := &Imported{}
	var findings []notice.Finding
	for _, r := range b.readings {
		findings = append(findings, r.Findings...)
	}
	var merged []notice.Finding
	b.catalog, merged = catalog.Merge(b.n, b.readings, nil)
	for _, f := range review.Check(review.Subject{Notice: b.n, Catalog: b.catalog, Readings: b.readings}) {
		if slices.Contains(notUnderstood, f.Rule) { // whether it was a good list is not asked any more
			findings = append(findings, f)
		}
	}
	findings = append(findings, merged...)
	slices.SortStableFunc(findings, notice.Finding.Compare)
	codes := map[notice.Place]notice.Finding{}
	for _, f := range findings {
		switch {
		case f.Level == notice.Off:
		case f.Rule == "E04":
			codes[f.Place] = f
		case slices.Contains(notUnderstood, f.Rule):
			out.Unclear = append(out.Unclear, b.told(f))
		case f.Level != notice.Info && strings.HasPrefix(f.Rule, "R") || slices.Contains(worthTelling, f.Rule):
			out.Notes = append(out.Notes, b.told(f))
		}
	}
	b.catalog.Items = slices.DeleteFunc(b.catalog.Items, func(it catalog.Item) bool { // E02 has told of it
		return it.Name == "" && strings.TrimSpace(it.Fields["code"]) == ""
	})
	b.judge(out, codes)
	return out
}

// judge says of each item whether it keeps its code, and gives it the one under which the list has it. refused are the
// findings about codes, by their places.
func (b *baseline) judge(out *Imported, refused map[notice.Place]notice.Finding) {
	first := map[string]*catalog.Item{}
	for i := range b.catalog.Items {
		it := &b.catalog.Items[i]
		own := strings.TrimSpace(it.Fields["code"])
		if own == "" {
			it.Code = ""
			out.Without++
			continue
		}
		at := cmp.Or(it.Values["code"].Place, it.Source)
		code := notice.NormalizeCode(own)
		if other, twice := first[code]; twice {
			out.Twice = append(out.Twice, b.told(notice.Finding{Rule: "E04", Level: notice.Error, Place: at, Item: it.Name,
				Message: fmt.Sprintf("“%s”的编码%s与“%s”（%s）相同", it.Name, own, other.Name, b.where(cmp.Or(other.Values["code"].Place, other.Source))),
				Advice:  "请核对上一版的原件，改正其中一处后再导入。"}))
			continue
		}
		first[code] = it
		if it.Code == code {
			out.Kept++
			continue
		}
		it.Code = own
		f, why := refused[at]
		if !why {
			f = notice.Finding{Message: fmt.Sprintf("权力编码“%s”没有沿用", own), Place: at}
		}
		f.Item, f.Advice = it.Name, ""
		out.Old = append(out.Old, b.told(f))
	}
}

func (b *baseline) told(f notice.Finding) Told { return Told{f, b.where(f.Place)} }

// where is a place in words, after the file if there are several.
func (b *baseline) where(p notice.Place) string {
	at := p.String()
	if sheets := b.sheets[p.File]; p.Table > 0 && p.Table <= len(sheets) {
		at = sheetPlace(sheets[p.Table-1], p)
	}
	if len(b.drops) > 1 {
		at = strings.TrimSpace(p.File + " " + at)
	}
	return at
}

// enter makes powers of the items and seals the list.
func (b *baseline) enter(t *register.Tx, v *intake.Vault, out *Imported) error {
	items := b.catalog.Items
	known := make([]catalog.Description, len(items))
	for i := range items {
		known[i] = catalog.Describe(&items[i])
	}
	first, err := t.Describe(known...)
	if err != nil {
		return err
	}
	var codes []register.Issue
	var others []register.Listing
	for i := range items {
		it := &items[i]
		it.Power = first + int64(i)
		if it.Code != "" && it.Submitted == "" {
			is := b.issue(it)
			is.Why = notListed
			codes = append(codes, is)
		} else {
			others = append(others, register.Listing{Power: it.Power, Code: it.Code})
		}
	}
	register.AscendingIssues(codes)
	if err := t.Issue(out.Label, codes...); err != nil {
		return err
	}
	if err := t.List(out.Label, others...); err != nil {
		return err
	}
	if out.Manifest, out.Digest, err = b.seal(v); err != nil {
		return err
	}
	return t.Release(out.Edition)
}

// seal keeps the files and what they say in the vault, and returns the hashes of the manifest and of the public catalog.
func (b *baseline) seal(v *intake.Vault) (sum, public string, err error) {
	m := &manifest{Baseline: true, Edition: b.n.Edition.Label, Date: b.n.Edition.Date.String(), Notice: b.n.Name}
	for i, d := range b.drops {
		r := b.readings[i]
		in := sealedInput{sealed: sealed{File: d.File}, Section: d.Section, Known: d.Known}
		if r.Rejected {
			in.Err = r.Findings[0].Message
		}
		if b.bytes[i] != nil {
			if in.SHA256, err = v.Put(b.bytes[i]); err != nil {
				return "", "", err
			}
		}
		if r.Source.Converted != "" {
			if kept := b.office.Kept(in.SHA256); kept != nil {
				if in.Converted, err = v.Put(kept); err != nil {
					return "", "", err
				}
			}
		}
		m.Inputs = append(m.Inputs, in)
	}
	if m.Catalogs, err = sealCatalogs(v, b.catalog); err != nil {
		return "", "", err
	}
	sum, err = sealManifest(v, m)
	return sum, m.Catalogs[string(notice.Public)], err
}
