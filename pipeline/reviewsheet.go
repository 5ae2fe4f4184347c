package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"huibian/pipeline/ballot"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/review"
)

// reviewFolder is where the 审核表 are written.
const reviewFolder = "审核表/"

// reviewFiles are the 审核表 of what is open to the office, and of what is secret.
var reviewFiles = []struct {
	name   string
	secret bool
}{
	{reviewFolder + "审核表.docx", false},
	{reviewFolder + "审核表（涉密）.docx", true},
}

// ReviewOptions say what the 审核表 are to ask.
type ReviewOptions struct {
	All      bool     // every item, also those that are decided or have nothing against them
	Progress Progress // nil: silent
	Act               // By is not asked for
}

// Review is a 审核表 that was written.
type Review struct {
	File string // below output/
	Rows int
}

// WriteReview writes the 审核表: a row for each item that needs deciding, and for each question who is who. One that has no
// rows is not written, and an older one of it removed.
func WriteReview(ctx context.Context, w Workspace, o ReviewOptions) ([]Review, error) {
	if o.Progress == nil {
		o.Progress = silent{}
	}
	d, err := w.desk(ctx, o.Progress)
	if err != nil {
		return nil, err
	}
	defer d.close()
	press, set, err := d.papers()
	if err != nil {
		return nil, err
	}
	defer set.discard()
	var out []Review
	var gone []string
	for _, f := range reviewFiles {
		sheet := d.state.ballot(f.secret, o.All)
		sheet.Day = today(o.At)
		if len(sheet.Rows) == 0 && (f.secret || sheet.Approval == nil) {
			gone = append(gone, f.name)
			continue
		}
		mode := modeOpen
		if f.secret {
			mode = modeSecret
		}
		if err := set.create(f.name, mode, func(w io.Writer) (int, error) { return 0, press.Write(w, sheet) }); err != nil {
			return nil, err
		}
		out = append(out, Review{f.name, len(sheet.Rows)})
	}
	return out, set.commit(gone)
}

// ballot is the 审核表 of what is open, or secret.
func (s *state) ballot(secret, all bool) *ballot.Sheet {
	b := &ballot.Sheet{Notice: s.n, Secret: secret}
	if secret {
		b.Title = "行政职权审核表（涉密）"
	} else if s.n.Approval.Demanded() && !s.approved {
		b.Approval = &ballot.Approval{Office: s.n.Approval.By, Check: checkOf(s.publicDigest())}
	}
	about := s.findingsByItem()
	asked := map[int][]catalog.Question{}
	for _, q := range s.catalog.Questions {
		asked[q.Item] = append(asked[q.Item], q)
	}
	add := func(r ballot.Row) {
		r.No = len(b.Rows) + 1
		b.Rows = append(b.Rows, r)
	}
	for i := range s.catalog.Items {
		it := &s.catalog.Items[i]
		if it.Code == "" {
			continue
		}
		closed := it.Class == notice.Secret || it.Declared == notice.Secret
		for _, q := range asked[i] {
			if p := s.power(q.Power); q.Kind == catalog.QuestionSame && p != nil && (closed || p.Class == notice.Secret) == secret {
				r := s.row(it)
				r.Why = []string{fmt.Sprintf("与%s“%s”（%s）是同一职权吗？%s", p.Handle(), p.Name, p.Section, q.Why)}
				r.About, r.Options = p.Handle()+" "+p.Name, []notice.Decision{notice.Same, notice.Other}
				add(r)
			}
		}
		if closed != secret {
			continue
		}
		r := s.row(it)
		r.Why = grounds(it, asked[i], about[it.Code])
		undecided := it.Decided == nil || it.Stale
		if all || undecided && len(r.Why) > 0 {
			if !undecided {
				r.Decided, r.Reason = it.Decided.Decision, it.Decided.Reason
			}
			add(r)
		}
	}
	for _, r := range s.chartRows(secret) {
		add(r)
	}
	for _, q := range asked[-1] {
		p := s.power(q.Power)
		if q.Kind != catalog.QuestionMissing || p == nil || (p.Class == notice.Secret) != secret {
			continue
		}
		was := "上一版有这一项"
		if p.OldCode != "" {
			was += "（原编码" + p.OldCode + "）"
		}
		add(ballot.Row{Code: p.Handle(), Name: p.Name, Section: p.Section, Category: s.categoryName(p.Category), Class: p.Class.Word(),
			Check: checkOf(p.Digest), Why: []string{was + "，这次没有申报（P39：不得擅自放弃、隐瞒）。"}, Options: []notice.Decision{notice.Abolish}})
	}
	return b
}

func (s *state) row(it *catalog.Item) ballot.Row {
	open := notice.Close
	if it.Class != notice.Public {
		open = notice.Open
	}
	return ballot.Row{Code: it.Code, Name: it.Name, Section: it.Section, Category: it.CategoryName, Class: it.Class.Word(), Check: checkOf(it.Digest()),
		Options: []notice.Decision{notice.Confirm, notice.Clarify, notice.Abolish, open, notice.Return}}
}

// findingsByItem are the findings that bear on a decision, by the code of the item.
func (s *state) findingsByItem() map[string][]notice.Finding {
	out := map[string][]notice.Finding{}
	for _, f := range s.findings {
		if f.Item != "" && !review.Papers(f) && (f.Level != notice.Info || strings.HasPrefix(f.Rule, "I")) {
			out[f.Item] = append(out[f.Item], f)
		}
	}
	return out
}

// grounds are why an item is on the sheet. The sheet of what is open does not name what is secret.
func grounds(it *catalog.Item, qs []catalog.Question, fs []notice.Finding) (out []string) {
	for _, q := range qs {
		if q.Kind == catalog.QuestionChanged {
			out = append(out, q.Why)
		}
	}
	if it.Declared != "" && it.Declared != notice.Public || it.Class != notice.Public {
		reason := cmp.Or(it.Fields["reason"], "没有写明")
		out = append(out, fmt.Sprintf("申报为%s；不公开理由：%s", cmp.Or(it.Declared, it.Class).Word(), reason))
	}
	for _, f := range fs {
		text := f.Message
		if it.Class != notice.Secret {
			text = f.ForSection()
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

func (s *state) categoryName(code string) string {
	for _, c := range s.n.Categories {
		if c.Code == code {
			return c.Name
		}
	}
	return code
}
