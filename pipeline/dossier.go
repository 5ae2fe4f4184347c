package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"huibian/pipeline/answer"
	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/style"
)

const (
	// embedded is how large a file may be that the EEP holds itself; submissions are never in it.
	embedded = 16 << 20
	// openedAtMost is how much of the submissions is opened once more for the check report; the program read them all when it
	// compiled them, and packing is to be as fast as the disk.
	openedAtMost = 100 << 20
)

// directoryName is the directory of the package.
const directoryName = "文件目录.XML"

// The forms of the piece, in its folder.
const (
	metadataName = "元数据.xml"
	eepName      = "eep.xml"
)

// dossier is what describes a piece: its record, and the forms that are made of it.
type dossier struct {
	*parcel
	record   *archive.Record
	open     archive.Open
	contents map[string]archive.Content // of files that were opened, by their path in the payload
	entries  []archive.DirectoryEntry
}

// inspect opens the files and puts down what they are.
func (d *dossier) inspect(_ context.Context, _ *register.Register, bag *bagit.Writer) error {
	d.contents = map[string]archive.Content{}
	left := int64(openedAtMost)
	for _, e := range bag.Entries() {
		if d.original(e.Name) {
			if left -= e.Size; left < 0 {
				continue
			}
		}
		d.contents[e.Name] = archive.Inspect(e.Name, e.Size, d.open)
	}
	for i := range d.record.Files {
		f := &d.record.Files[i]
		name := path.Join(d.parcel.record(), f.Path)
		if c := d.contents[name]; c.Format != "" {
			f.Format = c.Format
		}
		if d.original(name) {
			f.Program = cmp.Or(archive.MadeBy(name, d.open), f.Program)
		}
		if f.Role == archive.Main && f.Pages > 0 && d.record.Pages == 0 {
			d.record.Pages = f.Pages
		}
	}
	return nil
}

// original reports whether a file of the payload is a submission.
func (d *dossier) original(name string) bool {
	rest, in := strings.CutPrefix(name, path.Join(d.parcel.record(), originalsFolder)+"/")
	return in && rest != arrivalsName || strings.HasPrefix(name, sealedFolder+"/")
}

// papers are the forms of the piece: metadata and EEP; the rules and schemas that explain them.
func (d *dossier) papers(_ context.Context, _ *register.Register, _ *bagit.Writer) error {
	var b bytes.Buffer
	if err := archive.WriteMetadata(&b, d.record); err != nil {
		return err
	}
	at := d.parcel.record()
	d.text(path.Join(at, metadataName), b.Bytes())
	own := func(name string) (io.ReadCloser, error) { return d.open(path.Join(at, name)) }
	eep := d.free(path.Join(at, eepName))
	d.wanted[eep] = wanted{"", -1}
	d.items = append(d.items, bagit.Item{Name: eep, Open: func() (io.ReadCloser, error) {
		r, w := io.Pipe()
		go func() { w.CloseWithError(archive.WriteEEP(w, d.record, own, embedded)) }()
		return r, nil
	}})
	for _, t := range archive.Texts() {
		d.text(path.Join("其他", t.Name), t.Body)
	}
	schemas := archive.Schemas()
	return fs.WalkDir(schemas, ".", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := fs.ReadFile(schemas, name)
		d.text(path.Join("其他/XML模式", path.Base(name)), b)
		return err
	})
}

// directory are the forms of the package: what is in it, what it needs, who hands it over.
func (d *dossier) directory(_ context.Context, _ *register.Register, bag *bagit.Writer) error {
	d.entries = []archive.DirectoryEntry{{
		Number: d.number.String(), Responsible: d.record.Responsible, Title: d.record.Title, Date: d.record.Date,
		Secrecy: d.record.Secrecy, File: d.parcel.record(), Note: d.m.Edition,
	}}
	left := 0
	if d.apart != "" {
		n, err := archive.ParseNumber(d.apart)
		if err != nil {
			return err
		}
		d.entries, left = append(d.entries, archive.Placeholder(n, d.secretClass())), 1
	}
	var list, text bytes.Buffer
	if err := archive.WriteDirectory(&list, d.entries); err != nil {
		return err
	}
	all := bag.Entries()
	about := archive.Description{
		Package: d.number.String(), Archive: d.policy.Keeper, Unit: d.n.Unit.Name, Number: d.number, Title: d.record.Title,
		Made: d.at.In(china), Folder: d.parcel.record(), Program: cmp.Or(d.m.Program, "huibian"), Label: d.m.Edition, LeftOut: left, Whole: d.whole,
	}
	for _, e := range all {
		if strings.HasPrefix(e.Name, d.parcel.record()+"/") {
			about.Files++
			about.Bytes += e.Size
		}
	}
	if err := archive.WriteDescription(&text, about); err != nil {
		return err
	}
	form, err := d.form(about)
	if err != nil {
		return err
	}
	d.text(directoryName, list.Bytes())
	d.text("说明文件.TXT", text.Bytes())
	d.text("其他/交接登记表.docx", form)
	return nil
}

// form is the sheet that both sides sign, in the look of the edition's own template.
func (d *dossier) form(about archive.Description) ([]byte, error) {
	for _, f := range d.m.Templates {
		if f.File != path.Join("templates", d.m.Notice, "book.docx") {
			continue
		}
		b, err := d.Get(f.SHA256)
		if err != nil {
			return nil, err
		}
		sheet, err := style.Read(b)
		if err != nil {
			return nil, err
		}
		press, err := answer.NewPress(sheet)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = press.Write(&out, &answer.HandoverForm{Notice: d.n, Title: d.record.Title, Number: about.Number.String(), Keeper: about.Archive,
			Files: about.Files, Bytes: about.Bytes, Apart: about.LeftOut})
		return out.Bytes(), err
	}
	return nil, fmt.Errorf("%s: the edition has no book.docx", d.m.Edition)
}

// check makes the report on all that is in the package by now.
func (d *dossier) check(ctx context.Context, reg *register.Register, bag *bagit.Writer) (*archive.Report, error) {
	at := d.parcel.record()
	e := archive.Evidence{
		Package: d.number.String(), At: d.at.In(china), Record: d.record, Folder: at, Extra: []string{},
		ForSecrets: d.policy.Secret == notice.SecretIncluded, Partial: !d.whole,
	}
	files, size := len(d.wanted), int64(0)
	for _, x := range bag.Entries() {
		content, seen := d.contents[x.Name]
		original := d.original(x.Name)
		rest, in := strings.CutPrefix(x.Name, at+"/")
		form := in && (rest == metadataName || rest == eepName) // read below, to their ends
		switch {
		case form:
			content, seen = archive.Content{Format: "XML"}, true
		case !seen && !original:
			content, seen = archive.Inspect(x.Name, x.Size, d.open), true
		}
		w, known := d.wanted[x.Name]
		if !known || w.sum == "" { // made while it was written: nothing was known before
			w = wanted{x.Sums[bagit.SHA256], x.Size}
		}
		size += w.size
		e.Entries = append(e.Entries, archive.Entry{Path: x.Name, Size: w.size, SHA256: w.sum, Found: true, FoundSize: x.Size,
			FoundSHA256: x.Sums[bagit.SHA256], Content: content, Inspected: seen, AsItCame: original, OfTheStructure: form})
	}
	e.Files, e.Bytes = &files, &size
	var err error
	if e.Metadata, err = d.read(path.Join(at, metadataName), archive.CheckMetadata); err != nil {
		return nil, err
	}
	if e.EEP, err = d.read(path.Join(at, eepName), archive.CheckEEP); err != nil {
		return nil, err
	}
	if e.Directory, err = d.readDirectory(); err != nil {
		e.DirectoryProblem = err.Error()
	}
	if err := d.neighbours(ctx, reg, &e); err != nil {
		return nil, err
	}
	report := archive.Check(e)
	var b bytes.Buffer
	if err := archive.WriteReport(&b, report); err != nil {
		return nil, err
	}
	d.text("其他/四性检测报告.xml", b.Bytes())
	return report, nil
}

// trailed is what was found of the log, by whether all of it goes.
var trailed = map[bool]string{
	true:  "登记簿的操作记录逐条核对哈希链，前后相接；包内的操作记录写到发布为止",
	false: "登记簿的操作记录逐条核对哈希链，前后相接；包内的操作记录到发布为止，涉密的和说到涉密事项的（登记、编码、发布等）只有校验值，没有内容",
}

func (d *dossier) read(name string, check func(io.Reader) ([]string, error)) (*archive.FormRead, error) {
	f, err := d.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	problems, err := check(f)
	return &archive.FormRead{Problems: problems}, err
}

func (d *dossier) readDirectory() ([]archive.DirectoryEntry, error) {
	f, err := d.open(directoryName)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return archive.ReadDirectory(f)
}

// neighbours are the pieces that have a number already, and what the chain of events says.
func (d *dossier) neighbours(ctx context.Context, reg *register.Register, e *archive.Evidence) error {
	all, err := reg.Filings(ctx)
	if err != nil {
		return err
	}
	e.Held, e.Issued = []archive.Held{}, []int{}
	for _, f := range all {
		if f.N > d.filed {
			continue // a package that is made again is the same
		}
		n, err := archive.ParseNumber(f.Number)
		if err != nil {
			return err
		}
		if n.Sequence() == d.number.Sequence() {
			e.Issued = append(e.Issued, n.Piece)
		}
		if f.Number != d.number.String() {
			title := d.n.Unit.Name + d.n.Book.Title + "（" + f.Edition + "）"
			if f.Part == register.FiledSecret {
				title += "涉密册"
			}
			e.Held = append(e.Held, archive.Held{Number: f.Number, Title: title})
		}
	}
	slices.Sort(e.Issued)
	from, err := originOf(ctx, reg)
	if err != nil {
		return err
	}
	if from.edition != "" {
		e.Issued = nil // those before the package that the workspace was made from were given elsewhere
	}
	if _, err := reg.Follow(ctx); err != nil {
		e.Trail = &archive.Finding{Result: archive.Failed, Note: err.Error()}
		return nil
	}
	// How many events the register has is not how many lines are in the package.
	e.Trail = &archive.Finding{Result: archive.Passed, Note: trailed[d.whole]}
	return nil
}
