package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"

	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/laws"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/review"
	"huibian/templates"
)

// Options changes how Build goes about its work, never what comes out.
type Options struct {
	Progress Progress // nil: silent
	Program  string   // name and version printed in the colophon

	held func(path string) bool // whether a reader keeps a file from being replaced; nil: as the system says
}

// Build reads all of inputs/ and writes every output once. A submission that cannot be read becomes a finding; what
// makes Build fail is the notice, the template or the disk, and then the last good outputs stay as they are.
func Build(ctx context.Context, w Workspace, o Options) (*Report, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	if err := w.Exists(); err != nil {
		return nil, err
	}
	h, err := w.open()
	if err != nil {
		return nil, err
	}
	unlock, err := w.lock(ctx, func() { o.Progress.Stage("另一次汇编正在进行，等它结束") })
	if err != nil {
		return nil, err
	}
	defer unlock()
	state, err := gather(ctx, h.Notice, w, o.Progress)
	if err != nil {
		return nil, err
	}
	if err := w.stillThere(len(state.drops) + len(state.sheets)); err != nil {
		return nil, err
	}
	reg, err := w.registered(ctx)
	if err == nil && reg == nil && len(state.sheets) > 0 {
		reg, err = w.openRegister(ctx) // there is something to remember
	}
	if err != nil {
		return nil, err
	}
	if reg != nil {
		defer reg.Close()
	}
	return state.compile(ctx, h, w, reg, o)
}

// compile makes everything of what was read, and puts it in place. reg may be nil: nothing has been decided here.
func (s *state) compile(ctx context.Context, h *house, w Workspace, reg *register.Register, o Options) (*Report, error) {
	o.Progress.Stage("合并、赋码、审核")
	if err := s.settleWith(ctx, w, reg); err != nil {
		return nil, err
	}
	if err := s.balance(); err != nil {
		return nil, err
	}
	set, err := newOutputSet(w.Output())
	if err != nil {
		return nil, err
	}
	defer set.discard()
	if o.held != nil {
		set.held = o.held
	}
	if err := s.write(ctx, h, set, o); err != nil {
		return nil, err
	}
	if err := set.commit(set.removable()); err != nil {
		return nil, err
	}
	s.answered.inPlace(set)
	r := s.report(set.list())
	r.Waiting = s.exposed(w.Output(), set.waiting)
	return r, nil
}

// state is what a build knows: first what was read, then what was made of it.
type state struct {
	n        *notice.Notice // the notice, with the edition that the books print
	given    *notice.Notice // the notice as it was read
	drops    []intake.Drop
	ignored  []intake.Ignored
	readings []*form.Reading // one a drop, in the same order
	sheets   []*sheet        // 审核表 that came back
	memory   memory          // what the register knows
	clock    clock           // nil: the system's

	answered  *answered         // the answers that lie in output/ already; nil if nobody knows
	laws      *laws.List        // what the office knows of laws; nil if it keeps no list
	revisions []review.Revision // flowcharts to be revised
	baseline  *catalog.Baseline // what the last edition says
	vault     store             // where it lies
	unsaid    []string          // sections of which more items are elsewhere than lie here

	last, beforeLast *former // the last edition and the one before it; nil for none
	before           *former // the edition with which the books compare themselves
	alone            bool    // one file, and not all that a section submits

	edited []string // files of which the copy with comments was changed where nothing is read

	w        Workspace
	opened   opened // files whose charts and texts go into the books
	catalog  *catalog.Catalog
	charts   []review.Charted // by the numbers that items bear
	divided  []review.Divided // likewise
	closed   map[string]bool  // files whose words, and names, are for their section alone; see [state.close]
	findings []notice.Finding
	approved bool // what the public book shows is approved, or needs no approval
	sealed   bool // this is an edition that was released: nothing about it is asked any more

	mu sync.Mutex // guards findings while books are laid out
}

func newState(n *notice.Notice) *state { return &state{n: n, given: n} }

// gather scans the shared folder and reads what lies there.
func gather(ctx context.Context, n *notice.Notice, w Workspace, p Progress) (*state, error) {
	s := newState(n)
	var err error
	if s.drops, s.ignored, err = intake.Scan(w.Inputs(), n); err != nil {
		return nil, err
	}
	s.drops, s.sheets = apart(s.drops)
	p.Begin(len(s.drops))
	t := newTally(s.drops, p)
	if s.readings, err = readAll(ctx, newReader(n, w), s.drops, p, t.read); err != nil {
		return nil, err
	}
	return s, nil
}

// settle turns readings into the catalog and everything there is to say about it.
func (s *state) settle() {
	s.n = s.given
	s.catalog, s.findings = s.merge()
	s.ownCharts()
	s.ownDuties()
	s.sortFindings()
	if s.sealed {
		s.approved = true
		return
	}
	s.approved = s.isApproved()
	s.nameEdition()
}

// settleWith is settle with all that the register knows, and what the 审核表 add to it.
func (s *state) settleWith(ctx context.Context, w Workspace, reg *register.Register) (err error) {
	s.w = w
	if s.memory, err = recall(ctx, reg); err != nil {
		return err
	}
	if err := s.learn(w); err != nil {
		return err
	}
	s.settle()
	return s.applySheets(ctx, w, reg)
}

// merge makes the catalog of the readings and collects the findings.
func (s *state) merge() (*catalog.Catalog, []notice.Finding) {
	var all []notice.Finding
	for i, r := range s.readings {
		all = append(all, r.Findings...)
		all = append(all, s.whereabouts(s.drops[i], r)...)
	}
	c, findings := catalog.Merge(s.n, s.readings, s.memory.powers)
	s.closed = s.close(c)
	return c, slices.Concat(all, s.versions(), findings, review.Check(s.subject(c)))
}

// subject is what is reviewed.
func (s *state) subject(c *catalog.Catalog) review.Subject {
	return review.Subject{Notice: s.n, Catalog: c, Readings: s.readings, Laws: s.laws, Revisions: s.revisions, Baseline: s.baseline, Alone: s.alone,
		Decided: s.memory.charted()}
}

// learn reads what the workspace knows besides the submissions: the office's list of laws, the flowcharts to be revised.
func (s *state) learn(w Workspace) (err error) {
	if s.laws, err = templates.Laws(w.Dir); err != nil {
		return err
	}
	if err := s.lastEdition(w); err != nil {
		return err
	}
	today := notice.DayOf(s.now().In(china))
	changes, err := s.underway(w, today)
	if err != nil {
		return err
	}
	for _, c := range changes {
		r := review.Revision{Item: c.Code, Name: c.Name, Section: c.Section, What: c.What, On: c.On, Due: c.Due, Late: c.Overdue(today)}
		if c.Class != notice.Public && c.Class != notice.Internal { // what is secret is not told where others may read
			r.Item, r.Name, r.What = "", "", ""
		}
		s.revisions = append(s.revisions, r)
	}
	return nil
}

// whereabouts says what is odd about where a file lies and what it is called: in a folder the notice does not list, at
// the top without a word of whose it is, by a name that cannot be printed. Of a file that was not read there is nothing
// to say but that.
func (s *state) whereabouts(d intake.Drop, r *form.Reading) (out []notice.Finding) {
	if r.Rejected {
		return nil
	}
	say := func(rule, message, advice string) {
		out = append(out, notice.Finding{Rule: rule, Level: s.n.Level(rule), Message: message, Advice: advice,
			Place: notice.Place{File: d.File, SHA256: r.Source.SHA256}})
	}
	switch {
	case d.Section == "" && r.Section == "":
		say("R07", "文件放在最外层文件夹，文内也没有写明填报科室", "请移入本科室的文件夹，或在表前写明“填报科室：×××”。")
	case d.Section != "" && !d.Known:
		say("R06", "文件夹“"+d.Section+"”不在通知的科室名单中，已按科室收录", "若名称有误，请改正文件夹名；若是新科室，请在notice.yaml中登记。")
	}
	if a := s.memory.arrivals[d.File]; len(a) > 0 && a[len(a)-1].SHA256 == r.Source.SHA256 && a[len(a)-1].Note != "" {
		say("R36", a[len(a)-1].Note, "如果在那之后还有改动，请保存并关闭文件，系统会重新收件。")
	}
	if slices.Contains(s.edited, d.File) {
		say("R37", "有人改过“回执”文件夹里带批注的那一份，“回执”文件夹里的文件不读取，改动没有收入", "请把改好的那一份移到本科室的文件夹，替换原来的文件；不需要的请删除。")
	}
	if d.Renamed {
		say("R24", "文件名（或文件夹名）的编码不规范，或含有不能显示的字符，这里按“"+d.File+"”显示", "内容已照常读取；请改名后重新放入。")
	}
	return out
}

// balance makes sure that nothing of any submission is unaccounted for (DESIGN §2.1).
func (s *state) balance() error {
	for _, r := range s.readings {
		if r.Rejected {
			continue
		}
		if err := r.Account.Balance(); err != nil {
			return fmt.Errorf("%s: %w", r.Source.File, err)
		}
	}
	return nil
}

// sortFindings brings findings into the order of findings.json: by file, place, rule, words. Those of rules that the notice
// switches off are left out.
func (s *state) sortFindings() {
	s.findings = slices.DeleteFunc(s.findings, func(f notice.Finding) bool { return f.Level == notice.Off })
	slices.SortStableFunc(s.findings, notice.Finding.Compare)
	s.findings = slices.CompactFunc(s.findings, func(a, b notice.Finding) bool { return a == b })
}

// sectionOf is the section a submission counts for.
func (s *state) sectionOf(i int) string {
	return cmp.Or(s.drops[i].Section, s.readings[i].Section, looseSection)
}

// Rows of the report that are not sections.
const (
	looseSection = "未注明科室"  // files that name no section
	wholeBook    = "（不分科室）" // findings about no file in particular
)
