package pipeline

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"path"
	"slices"

	"huibian/pipeline/form"
	"huibian/pipeline/intake"
	"huibian/pipeline/notice"
)

// account is build.json: what came in, what became of it, what came out (DESIGN §2.1, §3).
type account struct {
	Inputs  []inputAccount `json:"inputs"`
	Outputs []Output       `json:"outputs"`
	Waiting []Waiting      `json:"waiting,omitempty"` // outputs that are not in place, because a reader has them open
}

type inputAccount struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Converted string `json:"converted,omitempty"` // from what: doc, rtf, odt, …; sha256 is the original's all the same
	Section   string `json:"section"`
	contents
}

// contents is what became of what one file holds.
type contents struct {
	Tables     int        `json:"tables"`
	Rows       int        `json:"rows"`
	Paragraphs int        `json:"paragraphs"`
	Pictures   int        `json:"pictures"`
	Used       int        `json:"used"`
	SetAside   []setAside `json:"setAside"`
}

type setAside struct {
	What  string `json:"what"`
	Where string `json:"where"`
	Why   string `json:"why"`
	Text  string `json:"text,omitempty"`
}

func (s *state) account(outputs []Output) account {
	a := account{Inputs: []inputAccount{}, Outputs: outputs}
	for i, r := range s.readings {
		a.Inputs = append(a.Inputs, inputAccount{r.Source.File, r.Source.SHA256, r.Source.Converted, s.sectionOf(i), contentsOf(r)})
	}
	for _, x := range s.sheets {
		if x.reading != nil {
			in := inputAccount{File: x.drop.File, SHA256: x.reading.Source.SHA256, Section: intake.Decisions, contents: contentsOf(x.reading)}
			in.Used = len(x.Entered)
			a.Inputs = append(a.Inputs, in)
		}
	}
	for _, g := range s.ignored {
		a.Inputs = append(a.Inputs, inputAccount{File: g.File, contents: contents{SetAside: []setAside{{What: "文件", Why: g.Why}}}})
	}
	return a
}

func contentsOf(r *form.Reading) contents {
	c := contents{
		Tables: r.Account.Tables, Rows: r.Account.Rows, Paragraphs: r.Account.Paragraphs, Pictures: r.Account.Pictures,
		Used: r.Account.Used, SetAside: []setAside{},
	}
	for _, x := range r.Account.SetAside {
		c.SetAside = append(c.SetAside, setAside(x))
	}
	if r.Rejected {
		c.SetAside = append(c.SetAside, setAside{What: "文件", Why: r.Findings[0].Message})
	}
	return c
}

// writeJSON writes for people as much as for programs: indented, Chinese as it is.
func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(v)
}

func baseName(file string) string { return path.Base(file) }

func glyphMessage(r rune) string {
	return fmt.Sprintf("字库中没有“%c”（U+%04X）这个字，PDF中以“〓”代替", r, r)
}

// SectionReport is what the clerk is told of one section.
type SectionReport struct {
	Name                           string
	Files, Items                   int
	Errors, Warnings, Informations int
}

// Report is what a build tells the person who started it.
type Report struct {
	Notice   *notice.Notice
	Sections []SectionReport
	Findings []notice.Finding
	Outputs  []Output
	Waiting  []Waiting    // outputs that stand at an older state, because a reader has them open
	Unread   []UnreadFile // by name
	Proof    bool         // the public outputs are a proof: the approval that the notice demands is not recorded
}

// UnreadFile is a file none of whose words are in the book, why, and what to do, in the words of office staff.
type UnreadFile struct{ File, Why, Advice string }

// report counts, section by section, in the order of the notice and then of first appearance; a section of the notice
// that has sent nothing is listed with zeros.
func (s *state) report(outputs []Output) *Report {
	r := &Report{Notice: s.n, Findings: s.findings, Outputs: outputs, Sections: s.sections(), Proof: s.proof() != ""}
	for _, x := range s.readings {
		if x.Rejected {
			r.Unread = append(r.Unread, UnreadFile{x.Source.File, x.Findings[0].Message, x.Findings[0].Advice})
		}
	}
	for _, x := range s.sheets {
		if x.reading != nil && x.reading.Rejected {
			r.Unread = append(r.Unread, UnreadFile{x.drop.File, x.Answer[0].Message, x.Answer[0].Advice})
		}
	}
	for _, g := range s.ignored {
		r.Unread = append(r.Unread, UnreadFile{File: g.File, Why: g.Why})
	}
	slices.SortStableFunc(r.Unread, func(a, b UnreadFile) int { return cmp.Compare(a.File, b.File) })
	return r
}

func (s *state) sections() []SectionReport {
	at := map[string]int{}
	var out []SectionReport
	row := func(name string) *SectionReport {
		i, ok := at[name]
		if !ok {
			i = len(out)
			at[name] = i
			out = append(out, SectionReport{Name: name})
		}
		return &out[i]
	}
	for _, sec := range s.n.Sections {
		row(sec.Name)
	}
	ofFile := map[string]string{}
	for i, d := range s.drops {
		name := s.sectionOf(i)
		ofFile[d.File] = name
		row(name).Files++
	}
	for i := range s.catalog.Items {
		row(ofFile[s.catalog.Items[i].Source.File]).Items++
	}
	for _, f := range s.findings {
		name, ok := ofFile[f.Place.File]
		if !ok {
			name = wholeBook
		}
		x := row(name)
		switch f.Level {
		case notice.Error:
			x.Errors++
		case notice.Warning:
			x.Warnings++
		default:
			x.Informations++
		}
	}
	return out
}
