package pipeline

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"huibian/pipeline/archive"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/review"
)

// collect takes all that goes into the piece's folder and beside it, apart from what describes it.
func (p *parcel) collect(ctx context.Context, reg *register.Register) error {
	at := p.record()
	for _, o := range p.m.Outputs {
		name, main := mainText[o.File]
		if !main {
			name = path.Join(attachedFolder, strings.Replace(o.File, "data/", dataFolder+"/", 1))
		}
		p.sealedAs(path.Join(at, name), o.SHA256)
	}
	arrivals, err := p.arrivals(ctx, reg)
	if err != nil {
		return err
	}
	p.text(path.Join(at, originalsFolder, arrivalsName), arrivals) // before a submission of that name
	for _, in := range p.m.Inputs {
		if in.SHA256 != "" {
			p.sealedAs(path.Join(at, originalsFolder, in.File), in.SHA256)
		}
		if in.Converted != "" {
			p.sealedAs(path.Join(sealedFolder, in.Converted+".docx"), in.Converted)
		}
	}
	if p.m.Findings != "" {
		p.sealedAs(path.Join(at, processFolder, "检查意见.json"), p.m.Findings)
		if err := p.criticism(path.Join(at, processFolder, "检查意见.csv")); err != nil {
			return err
		}
	}
	trail, err := p.trail(ctx, reg)
	if err != nil {
		return err
	}
	if p.whole {
		p.m.Log = sumOf(trail)
	}
	p.text(path.Join(at, processFolder, "操作记录.log"), trail)
	if err := p.process(ctx, reg, path.Join(at, processFolder)); err != nil {
		return err
	}
	for _, f := range p.m.Templates {
		p.sealedAs(path.Join(templatesFolder, strings.TrimPrefix(f.File, "templates/")), f.SHA256)
	}
	return p.system()
}

// system takes what the program needs to make the edition again and what has no name in the eyes of an archive.
func (p *parcel) system() error {
	objects := []string{p.m.Powers, p.m.Open}
	for _, class := range []notice.Class{notice.Public, notice.Internal, notice.Secret} {
		switch sum := p.m.Catalogs[string(class)]; {
		case sum == "":
		case class == notice.Secret && !p.hasSecret():
			objects = append(objects, sum) // an empty list under a name that alarms who takes the package in
		default:
			p.sealedAs(path.Join(p.record(), attachedFolder, dataFolder, "职权目录（"+class.Word()+"）.json"), sum)
		}
		if p.m.Before != nil {
			objects = append(objects, p.m.Before.Catalogs[string(class)])
		}
	}
	if p.whole {
		objects = append(objects, p.edition.Manifest)
	}
	slices.Sort(objects)
	for _, sum := range slices.Compact(objects) {
		if sum != "" {
			p.sealedAs(path.Join(sealedFolder, sum+".json"), sum)
		}
	}
	b, err := json.MarshalIndent(p.m, "", " ")
	if err != nil {
		return err
	}
	p.text(manifestName, b)
	return nil
}

// trail is the audit trail up to the release. Where not all goes, it is not one from which a register can be made; where
// anything was secret, what it says of powers by their numbers stands in 审核结论 alone.
func (p *parcel) trail(ctx context.Context, reg *register.Register) ([]byte, error) {
	var b bytes.Buffer
	var told func(*register.Event) bool
	if !p.whole {
		told = func(e *register.Event) bool { return p.told(e) && (!p.counts || !counting(e)) }
	}
	err := reg.WriteLog(ctx, &b, p.edition.N, told)
	return b.Bytes(), err
}

// stamps of the package are times where offices are.
func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(china).Format("2006-01-02 15:04:05")
}

// arrivalWords are what came of a file, in the words of the office.
var arrivalWords = map[register.Kind]string{
	register.New: "收到", register.Changed: "更换", register.Again: "重复报送", register.Renamed: "改名", register.Withdrawn: "撤回", register.Returned: "重新报送",
}

// arrivals is the book of arrivals (收件登记) up to the release: each line of the register about a file that goes, and a line
// for each file that came without anybody watching, with the time when it was read.
func (p *parcel) arrivals(ctx context.Context, reg *register.Register) ([]byte, error) {
	lines, err := reg.All(ctx)
	if err != nil {
		return nil, err
	}
	last := int64(0) // arrival before the release: clocks may be set back, numbers not
	read := map[string]time.Time{}
	err = reg.Events(ctx, 1, "", func(e *register.Event) error {
		if e.N > p.edition.N {
			return nil
		}
		last = max(last, e.Arrival())
		if f, ok := e.Read(); ok {
			read[f.File+" "+f.SHA256] = e.At
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rows := [][]string{{"序号", "科室", "文件", "情形", "收到时间", "保存时间", "字节", "SHA-256", "前一份SHA-256", "原名", "说明"}}
	known := map[string]bool{}
	for _, a := range lines {
		if a.ID > last || !p.whole && (p.closed[a.File] || p.closed[a.SHA256] || p.closed[a.Was] || p.speaks("", a.File) || p.speaks("", a.Was)) {
			continue
		}
		known[a.File+" "+a.SHA256] = true
		before := a.Before
		if p.closed[before] {
			before = ""
		}
		rows = append(rows, []string{strconv.Itoa(len(rows)), a.Section, a.File, arrivalWords[a.Kind], local(a.At), local(a.Modified),
			strconv.FormatInt(a.Size, 10), a.SHA256, before, a.Was, a.Note})
	}
	for _, in := range p.m.Inputs {
		if in.SHA256 != "" && !known[in.File+" "+in.SHA256] {
			size := ""
			if info, err := os.Stat(p.vault.Path(in.SHA256)); err == nil {
				size = strconv.FormatInt(info.Size(), 10)
			}
			rows = append(rows, []string{strconv.Itoa(len(rows)), in.Section, in.File, "汇编时读取", local(read[in.File+" "+in.SHA256]), "", size, in.SHA256, "", "", ""})
		}
	}
	return table(rows)
}

// table is a CSV as offices open it: with a mark of UTF-8, and lines that end as those of Windows.
func table(rows [][]string) ([]byte, error) {
	b := bytes.NewBufferString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	for _, r := range rows {
		for i, x := range r {
			r[i] = catalog.Harmless(x)
		}
	}
	err := w.WriteAll(rows)
	return b.Bytes(), err
}

// criticism writes the findings that go as a table for who has no program to read them, and counts them by their levels.
func (p *parcel) criticism(name string) error {
	b, err := p.Get(p.m.Findings)
	if err != nil {
		return err
	}
	all, err := review.ReadJSON(b)
	if err != nil {
		return err
	}
	p.graded = map[notice.Level]int{}
	rows := [][]string{{"序号", "级别", "文件", "位置", "职权", "意见", "处理建议", "规则"}}
	for i, f := range all {
		p.graded[f.Level]++
		rows = append(rows, []string{strconv.Itoa(i + 1), f.Level.Text(), f.Place.File, f.Place.String(), f.Item, f.Message, f.Advice, f.Rule})
	}
	if b, err = table(rows); err == nil {
		p.text(name, b)
	}
	return err
}

// process takes what was decided, by whom, and the sheets on which that was written.
func (p *parcel) process(ctx context.Context, reg *register.Register, at string) error {
	names := map[int64]string{} // as they were called then
	rows := [][]string{{"序号", "登记时间", "事项", "编码", "职权名称", "结论", "理由", "经办人", "依据", "日期"}}
	err := reg.Events(ctx, 1, "", func(e *register.Event) error {
		for _, d := range e.Described() {
			names[d.ID] = d.Name
		}
		if e.N > p.edition.N || !decisive[e.Kind] || !p.whole && !p.told(e) {
			return nil
		}
		var d struct {
			Power                                                   int64
			Code, Decision, Reason, Source, Number, Date, What, How string
			Same                                                    bool
		}
		if err := json.Unmarshal(e.Data, &d); err != nil {
			return err
		}
		ruled := notice.Decision(d.Decision)
		if e.Kind == "traced" {
			ruled = map[bool]notice.Decision{true: notice.Same, false: notice.Other}[d.Same]
		}
		decision := d.Decision
		if r, ok := ruled.Ruling(); ok {
			decision = r.Name
		}
		source, _, _ := strings.Cut(d.Source, " ")
		rows = append(rows, []string{strconv.Itoa(len(rows)), local(e.At), cmp.Or(actWords[e.Kind], e.Kind), d.Code, names[d.Power], decision,
			cmp.Or(d.Reason, d.What, d.How), e.By, cmp.Or(d.Number, source), d.Date})
		return nil
	})
	if err != nil {
		return err
	}
	b, err := table(rows)
	if err != nil {
		return err
	}
	p.text(path.Join(at, "审核结论.csv"), b)
	sheets, err := reg.Sheets(ctx)
	if err != nil {
		return err
	}
	for _, x := range sheets {
		if x.N > p.edition.N || !p.whole && (x.Secret || p.speaks("", x.File)) {
			continue
		}
		b, err := p.Get(x.SHA256)
		if err != nil {
			continue // it was entered before sheets were kept; the log says what it decided
		}
		if !p.whole && p.quotes(b) {
			continue // it was written when that was no secret
		}
		p.m.Sheets = append(p.m.Sheets, sealed{x.File, x.SHA256})
		p.sealedAs(path.Join(at, "审核表", path.Base(x.File)), x.SHA256)
	}
	return nil
}

// decisive are the kinds of events by which the office decides.
var decisive = map[string]bool{"decided": true, "traced": true, "approved": true, "abolished": true, "restored": true, "changed": true, "settled": true}

var actWords = map[string]string{
	"decided": "审核", "traced": "认定", "approved": "审定", "abolished": "废止", "restored": "恢复", "changed": "变更", "settled": "变更了结",
}

// describe is the record of the piece: what DA/T 46 wants to know of it. files are what lies in its folder.
func (p *parcel) describe(ctx context.Context, reg *register.Register, program string, files []archive.File) (*archive.Record, error) {
	n, a := p.n, p.policy
	r := &archive.Record{
		Archive: a.Keeper, ArchiveCode: a.KeeperID, Fonds: a.FondsName, Unit: n.Unit.Name,
		ID: p.number.String(), Number: p.number, Title: p.title(), Responsible: n.Unit.Name, DocNo: n.Issue.Number,
		Date: strings.ReplaceAll(p.m.Date, "-", ""), Genre: "汇编", Secrecy: p.secrecy(), Draft: "正本", Language: "汉语",
		Keywords: []string{"行政职权", "职权目录", "汇编"},
		Abstract: fmt.Sprintf("%s，%s，收录行政职权%d项；附各科室原始申报、检查意见、过程记录和操作记录。", p.m.Edition, n.Source, p.edition.Items),
		System:   cmp.Or(p.m.Program, program) + "；由Word文件汇编，输出PDF/A-2b、DOCX、JSON、CSV、XLSX",
		Files:    files, Packed: p.at.In(china), Packer: n.Unit.Name,
	}
	r.Control = "内部使用；公开版可以公开"
	if !p.whole {
		r.Abstract = fmt.Sprintf("%s，%s；附各科室原始申报、检查意见、过程记录和操作记录；涉密的和可能涉密的未随包移交。", p.m.Edition, n.Source)
	}
	for _, f := range files {
		if f.Role == archive.Main && f.Format == "PDF/A-2b" {
			r.Pages = f.Pages
		}
	}
	if r.Secrecy != "公开" && r.Secrecy != "内部" {
		_, r.SecrecyTerm, _ = strings.Cut(p.n.Book.Volume(notice.Secret).Mark, "★")
	}
	return r, p.business(ctx, reg, r)
}

// title is what the piece is called.
func (p *parcel) title() string { return p.n.Unit.Name + p.n.Book.Title + "（" + p.m.Edition + "）" }

// secrecy is the 密级 of what goes.
func (p *parcel) secrecy() string {
	for _, o := range p.m.Outputs {
		if o.File == catalogFile && p.hasSecret() {
			return p.secretClass()
		}
	}
	return "内部" // there is an internal volume, and the submissions are nobody else's
}

// secretClass is the 密级 of the secret volume, as its cover says.
func (p *parcel) secretClass() string {
	class, _, _ := strings.Cut(p.n.Book.Volume(notice.Secret).Mark, "★")
	if !archive.Secret(class) {
		return "秘密"
	}
	return class
}

// hasSecret reports whether the edition has a secret volume and it goes.
func (p *parcel) hasSecret() bool {
	return slices.ContainsFunc(p.m.Outputs, func(o Output) bool { return isSecretVolume(o.File) })
}

// isSecretVolume reports whether an output is of the secret volume.
func isSecretVolume(file string) bool {
	return slices.ContainsFunc(volumes, func(v volume) bool { return v.class == notice.Secret && path.Dir(v.path) == path.Dir(file) })
}

// business enters who did what and when: each section's submissions, the reading, the decisions, the approval, the release,
// the filing.
func (p *parcel) business(ctx context.Context, reg *register.Register, r *archive.Record) error {
	agents := map[string]string{}
	agent := func(kind, name string) string {
		if id, known := agents[name]; known {
			return id
		}
		id := fmt.Sprintf("机构人员%d", len(agents)+1)
		agents[name] = id
		r.Agents = append(r.Agents, archive.Agent{ID: id, Kind: kind, Name: name})
		return id
	}
	unit := agent(archive.Body, p.n.Unit.Name)
	add := func(action, by string, at time.Time, basis, text string) {
		r.Events = append(r.Events, archive.Event{ID: fmt.Sprintf("业务%d", len(r.Events)+1), Action: action, By: by, At: at.In(china), Basis: basis, Text: text})
	}
	type act struct {
		at time.Time
		n  int
	}
	sent, seen, read, judged := map[string]act{}, map[string]act{}, act{}, map[string]act{}
	var approvals []*register.Event
	going := map[string]bool{} // files of the edition
	for _, in := range p.m.Inputs {
		going[in.File] = true
	}
	err := reg.Events(ctx, 1, "", func(e *register.Event) error {
		if e.N > p.edition.N || !p.whole && !p.told(e) {
			return nil
		}
		switch e.Kind {
		case "received":
			if section, _, in := strings.Cut(e.About, "/"); in && going[e.About] {
				sent[section] = act{e.At, sent[section].n + 1}
			}
		case "read":
			if section, _, in := strings.Cut(e.About, "/"); in && going[e.About] {
				read = act{e.At, read.n + 1}
				seen[section] = act{e.At, seen[section].n + 1}
			}
		case "decided", "traced":
			judged[e.By] = act{e.At, judged[e.By].n + 1}
		case "approved":
			approvals = append(approvals, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	counted := "" // how much stays behind is not told
	if !p.whole {
		counted = "；不随包移交的未计入"
	}
	for _, section := range slices.Sorted(maps.Keys(sent)) {
		add("报送", agent(archive.Section, section), sent[section].at, p.n.Source, fmt.Sprintf("报送、更换或撤回文件共%d次%s", sent[section].n, counted))
	}
	for _, section := range slices.Sorted(maps.Keys(seen)) {
		if _, watched := sent[section]; !watched {
			add("报送", agent(archive.Section, section), seen[section].at, p.n.Source, fmt.Sprintf("报送文件%d份%s；没有值守收件，时间为读取的时间", seen[section].n, counted))
		}
	}
	if read.n > 0 {
		add("受理", unit, read.at, p.n.Source, fmt.Sprintf("读取申报文件%d份次%s", read.n, counted))
	}
	for _, by := range slices.Sorted(maps.Keys(judged)) {
		add("审核", agent(archive.Person, cmp.Or(by, p.n.Edition.Editor, p.n.Unit.Name)), judged[by].at, p.n.Source, fmt.Sprintf("审核结论%d条，见审核结论.csv%s", judged[by].n, counted))
	}
	releaser := cmp.Or(p.actor(ctx, reg, p.edition.N), p.n.Unit.Name)
	if p.graded != nil {
		add("检查", unit, p.edition.At, p.n.Source, fmt.Sprintf("发布时由程序按通知逐条检查：错误%d处、警告%d处，见检查意见.csv%s；这不是审核",
			p.graded[notice.Error], p.graded[notice.Warning], counted))
	}
	for _, e := range approvals {
		var d struct{ Date string }
		if err := json.Unmarshal(e.Data, &d); err != nil {
			return err
		}
		add("审定", agent(archive.Body, cmp.Or(p.n.Approval.By, p.n.Unit.Name)), e.At, e.About, "审定日期"+d.Date+"；行为时间为登记审定文号的时间")
	}
	add("印发", agent(archive.Person, releaser), p.edition.At, p.n.Issue.Number, "发布"+p.m.Edition)
	filer := unit // a watch is nobody
	if by := p.actor(ctx, reg, p.filed); by != "" {
		filer = agent(archive.Person, by)
	}
	add("归档", filer, p.at, "DA/T 22-2015", "编定档号"+p.number.String())
	return nil
}

// actor is who did what an event says; "" if nobody is named.
func (p *parcel) actor(ctx context.Context, reg *register.Register, n int64) (by string) {
	_ = reg.Events(ctx, n, "", func(e *register.Event) error {
		if e.N == n {
			by = e.By
		}
		return nil
	})
	if !p.whole && p.speaks("", by) {
		return ""
	}
	return by
}
