package forms

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/internal/drawn"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/word"
	"huibian/templates"
)

// press is the notice and its look.
func press(t testing.TB, name string) (*notice.Notice, *word.Press) {
	t.Helper()
	tpl, err := templates.Load(t.TempDir(), name)
	if err != nil {
		t.Fatal(err)
	}
	sheet, err := style.Read(tpl.Book)
	if err != nil {
		t.Fatal(err)
	}
	p, err := word.NewPress(sheet)
	if err != nil {
		t.Fatal(err)
	}
	return tpl.Notice, p
}

// of are the forms of a section on paper of the usual width.
func of(n *notice.Notice, section string, rows int) []Form {
	return Of(n, section, Options{Rows: rows, Upright: 442, Across: 638})
}

// blank is a place of a form that is filled in: in a row of its table, from 0, or in a line, row -1.
type blank struct {
	tag, title string
	row        int
	options    []string
	open       bool
}

// blanks are those of a form, in their order.
func blanks(f Form) (out []blank) {
	add := func(paras []book.Paragraph, row int) {
		for _, p := range paras {
			for _, r := range p.Runs {
				if b := r.Blank; b != nil {
					out = append(out, blank{b.Tag, b.Title, row, b.Options, b.Open})
				}
			}
		}
	}
	for _, b := range f.Book.Parts[0].Blocks {
		switch b := b.(type) {
		case book.Paragraph:
			add([]book.Paragraph{b}, -1)
		case *book.Table:
			for _, r := range b.Head {
				for _, c := range r.Cells {
					add(c.Paras, -1)
				}
			}
			for i, r := range b.Body {
				for _, c := range r.Cells {
					add(c.Paras, i)
				}
			}
		}
	}
	return out
}

var (
	control   = regexp.MustCompile(`(?s)<w:sdt>.*?</w:sdt>`)
	controlOf = regexp.MustCompile(`<w:tag w:val="([^"]*)"/>`)
	contentOf = regexp.MustCompile(`(?s)<w:sdtContent>(.*)</w:sdtContent>`)
)

// given is a form as it is given out.
func given(t testing.TB, p *word.Press, f Form) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out, f.Book, nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// filledIn is a form as Word saves it when the blanks of these tags are filled in. By hand is as it is where somebody types
// over the content controls: they are gone, and so is what they say of themselves.
func filledIn(t testing.TB, form []byte, values map[string]string, byHand bool) []byte {
	t.Helper()
	b, err := docxtest.EditMain(form, func(xml string) (string, error) {
		var failed error
		xml = control.ReplaceAllStringFunc(xml, func(s string) string {
			tag := controlOf.FindStringSubmatch(s)[1]
			v, ok := values[tag]
			if ok {
				if s, failed = docxtest.Fill(s, tag, v); failed != nil {
					return s
				}
			}
			switch {
			case !byHand:
				return s
			case !ok:
				return ""
			}
			return contentOf.FindStringSubmatch(s)[1]
		})
		return xml, failed
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// read is what package form makes of a file; its account balances.
func read(t testing.TB, n *notice.Notice, b []byte, f Form) *form.Reading {
	t.Helper()
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	r := form.Read(doc, n, form.Source{File: f.Name + ".docx", SHA256: "x"})
	if err := r.Account.Balance(); err != nil {
		t.Error(err)
	}
	return r
}

// kindOf is the kind of a form by its name; "" is the standard of discretion.
func kindOf(n *notice.Notice, f Form) notice.FormKind {
	i := slices.IndexFunc(n.Forms, func(x notice.Form) bool { return f.Name == strings.Join(strings.Fields(x.Name), " ") })
	if i < 0 {
		return ""
	}
	return n.Forms[i].Kind
}

// filled fills in a form and reads what comes back: through its controls, and typed over them by hand.
func filled(t *testing.T, kinds []notice.FormKind, check func(t *rapid.T, n *notice.Notice, f Form, rows int, fill func(map[string]string) *form.Reading)) {
	drawn.Steady(t)
	for _, name := range templates.Names() {
		n, p := press(t, name)
		for _, kind := range kinds {
			for _, f := range of(n, n.Sections[len(n.Sections)-1].Name, 3) {
				if kindOf(n, f) != kind {
					continue
				}
				t.Run(name+" "+f.Name, func(t *testing.T) {
					empty, all := given(t, p, f), blanks(f)
					rapid.Check(t, func(rt *rapid.T) {
						byHand, rows := rapid.Bool().Draw(rt, "by hand"), rapid.IntRange(1, 3).Draw(rt, "rows")
						check(rt, n, f, rows, func(values map[string]string) *form.Reading {
							for _, b := range all {
								switch b.title {
								case "日期":
									values[b.tag] = "2009年8月18日"
								case "签署意见和姓名":
									values[b.tag] = "同意上报。李国明"
								}
							}
							r := read(t, n, filledIn(t, empty, values, byHand), f)
							if r.Section != n.Sections[len(n.Sections)-1].Name || r.Zero || r.Rejected {
								rt.Fatalf("section %q, zero %v", r.Section, r.Zero)
							}
							for _, x := range r.Findings {
								rt.Errorf("%s %s %s", x.Rule, x.Place, x.Message)
							}
							if kind != notice.FormRules && (r.Dated.String() != "2009-08-18" || !r.Signature.Signed() || r.Signature.Opinion != "同意上报" || r.Signature.Signer != "李国明") {
								rt.Errorf("dated %v, signed %+v", r.Dated, r.Signature)
							}
							return r
						})
					})
				})
			}
		}
	}
}

// words draws a few characters that say nothing else to a reader of forms.
func words(t *rapid.T, label string) string {
	return rapid.StringOfN(rapid.SampledFrom([]rune("甲乙丙丁戊己庚辛港澳台侨")), 2, 8, -1).Draw(t, label)
}

// valueOf draws what somebody writes in a field.
func valueOf(t *rapid.T, x *notice.Field, b blank, scope string) string {
	label := x.Title
	if x.Key == "disclosureScope" { // what is of the whole public is in no list for the office alone
		return scope
	}
	if len(b.options) > 0 && (!b.open || rapid.Bool().Draw(t, label+" chosen")) {
		return rapid.SampledFrom(b.options).Filter(func(w string) bool { return w != "部门内部管理权" }).Draw(t, label)
	}
	n := rapid.IntRange(1, 60).Draw(t, label+" number")
	switch x.Kind {
	case notice.KindName:
		return words(t, label) + "企业设立审批"
	case notice.KindBasis:
		return fmt.Sprintf("《中华人民共和国%s法》第%d条", words(t, label), n)
	case notice.KindLimit:
		return fmt.Sprintf("%d个工作日", n)
	case notice.KindFee:
		return fmt.Sprintf("每件%d元", n)
	}
	return words(t, label)
}

// What is filled into the lists of powers is read as it was written, each word in its field; rows left blank are nothing.
func TestListsComeBack(t *testing.T) {
	filled(t, []notice.FormKind{notice.FormCatalog, notice.FormSecret}, func(t *rapid.T, n *notice.Notice, f Form, rows int, fill func(map[string]string) *form.Reading) {
		values := map[string]string{}
		want := make([]map[string]string, rows)
		scope := "全社会"
		if strings.Contains(f.Name, "对内") {
			scope = "部门内部"
		}
		for _, b := range blanks(f) {
			i := slices.IndexFunc(n.Fields, func(x notice.Field) bool { return x.Title == b.title })
			if b.row < 0 || b.row >= rows || i < 0 {
				continue
			}
			if want[b.row] == nil {
				want[b.row] = map[string]string{}
			}
			v := valueOf(t, &n.Fields[i], b, scope)
			values[b.tag], want[b.row][n.Fields[i].Key] = v, v
		}
		r := fill(values)
		if len(r.Records) != rows {
			t.Fatalf("%d powers of %d", len(r.Records), rows)
		}
		for i, w := range want {
			for key, v := range w {
				if got := r.Records[i].Fields[key]; got.Raw != v && notice.Fold(got.Text) != notice.Fold(v) {
					t.Errorf("row %d, %s: %q, not %q", i+1, key, got.Text, v)
				}
			}
			if secret := kindOf(n, f) == notice.FormSecret; secret != (r.Records[i].Class == notice.Secret) {
				t.Errorf("row %d is %s", i+1, r.Records[i].Class)
			}
		}
	})
}

// Who does each step of a power comes back step by step.
func TestDutiesComeBack(t *testing.T) {
	filled(t, []notice.FormKind{notice.FormDuties}, func(t *rapid.T, n *notice.Notice, f Form, rows int, fill func(map[string]string) *form.Reading) {
		values := map[string]string{}
		want := make([]form.Duty, rows)
		for _, b := range blanks(f) {
			if b.row < 0 || b.row >= rows {
				continue
			}
			v := words(t, b.title)
			if b.title == "职权名称" {
				v += fmt.Sprint("企业", b.row) // two alike would be one
				want[b.row].Name = v
			} else {
				v += "科　科长"
				want[b.row].Posts = append(want[b.row].Posts, form.Post{Step: b.title, Text: v})
			}
			values[b.tag] = v
		}
		r := fill(values)
		for i := range r.Duties {
			r.Duties[i].Place = notice.Place{}
			for k := range r.Duties[i].Posts {
				r.Duties[i].Posts[k].Place = notice.Place{}
			}
		}
		if got := fmt.Sprintf("%+v", r.Duties); got != fmt.Sprintf("%+v", want) {
			t.Errorf("%s\nnot %+v", got, want)
		}
	})
}

// The numbers of powers of each category come back, and their sum.
func TestStatisticsComeBack(t *testing.T) {
	filled(t, []notice.FormKind{notice.FormStatistics}, func(t *rapid.T, n *notice.Notice, f Form, _ int, fill func(map[string]string) *form.Reading) {
		values, want, sum := map[string]string{}, map[string]int{}, 0
		for _, b := range blanks(f) {
			switch b.title {
			case "项数":
				v := rapid.IntRange(0, 300).Draw(t, "number")
				values[b.tag], want[n.Categories[b.row].Name] = fmt.Sprint(v), v
				sum += v
			case "合计":
				values[b.tag] = fmt.Sprint(sum)
			}
		}
		want[""] = sum
		got := map[string]int{}
		for _, c := range fill(values).Counts {
			got[c.Category] = c.N
		}
		if !maps.Equal(got, want) {
			t.Errorf("%v, not %v", got, want)
		}
	})
}

// The steps of a power come back with what each leads to, and so do the elements, and what else the chart serves; all that is
// written is read, so that nothing of the form need be shown as it is.
func TestFlowchartComesBack(t *testing.T) {
	filled(t, []notice.FormKind{notice.FormFlowchart}, func(t *rapid.T, n *notice.Notice, f Form, rows int, fill func(map[string]string) *form.Reading) {
		values := map[string]string{}
		want := form.Chart{Name: words(t, "name") + "企业设立审批", Steps: make([]form.Step, rows), Serves: ""}
		told := map[string]string{}
		for _, b := range blanks(f) {
			var into *string
			v := words(t, b.title)
			if b.row >= 0 && b.row < mostSteps {
				if b.row >= rows {
					continue
				}
				s := &want.Steps[b.row]
				s.No = fmt.Sprint(b.row + 1)
				into = map[string]*string{"环节名称": &s.Name, "环节类型": &s.Kind, "承办科室": &s.Section, "岗位": &s.Post, "办理时限": &s.Limit,
					"下一环节": &s.Next, "公开范围、形式和时间": &s.Disclosure}[b.title]
				switch b.title {
				case "环节类型":
					v = rapid.SampledFrom(b.options).Draw(t, "kind")
				case "办理时限":
					v = "3个工作日"
				case "下一环节":
					v = "是→4；否→3"
				}
			}
			element := slices.ContainsFunc(n.Review.Elements, func(e notice.Element) bool { return e.Name == b.title })
			switch {
			case into != nil:
				*into = v
			case b.title == n.Fields[nameField(n)].Title:
				v = want.Name
			case b.title == servesLabel && rapid.Bool().Draw(t, "serves"):
				v = "甲项目审批、乙项目审批"
				want.Serves = v
			case element:
				told[b.title] = v
			default:
				continue
			}
			values[b.tag] = v
		}
		r := fill(values)
		if len(r.Charts) != 1 || len(r.Records) > 0 {
			t.Fatalf("%d charts, %d powers", len(r.Charts), len(r.Records))
		}
		c := r.Charts[0]
		for i := range c.Steps {
			c.Steps[i].Place = notice.Place{}
		}
		if c.Name != want.Name || c.Serves != want.Serves || !slices.Equal(c.Steps, want.Steps) {
			t.Errorf("%q, serves %q, %+v\nnot %+v", c.Name, c.Serves, c.Steps, want)
		}
		got := map[string]string{}
		for _, e := range c.Elements {
			got[e.Label] = e.Text
		}
		if !maps.Equal(got, told) {
			t.Errorf("elements %v, not %v", got, told)
		}
		if c.Drawn || len(c.Rest) > 0 {
			t.Errorf("blocks %v were not read", c.Rest)
		}
	})
}

func nameField(n *notice.Notice) int {
	return slices.IndexFunc(n.Fields, func(f notice.Field) bool { return f.Kind == notice.KindName })
}

// A rules text comes back under the name of its power, all of it.
func TestRulesComeBack(t *testing.T) {
	filled(t, []notice.FormKind{notice.FormRules}, func(t *rapid.T, _ *notice.Notice, f Form, _ int, fill func(map[string]string) *form.Reading) {
		values, name := map[string]string{}, words(t, "name")+"审批"
		for _, b := range blanks(f) {
			values[b.tag] = "依法由" + words(t, b.title) + "办理。"
			if b.title == "职权名称" {
				values[b.tag] = name
			}
		}
		r := fill(values)
		if len(r.Texts) != 1 || r.Texts[0].Title != name+"办理制度" || r.Texts[0].Words < 60 {
			t.Errorf("%+v", r.Texts)
		}
	})
}

// A standard of discretion comes back as a text, without what is the form's.
func TestStandardComesBack(t *testing.T) {
	filled(t, []notice.FormKind{""}, func(t *rapid.T, _ *notice.Notice, f Form, rows int, fill func(map[string]string) *form.Reading) {
		values := map[string]string{}
		for _, b := range blanks(f) {
			if b.row >= 0 && b.row < rows {
				values[b.tag] = words(t, b.title)
			}
		}
		r := fill(values)
		if len(r.Texts) != 1 || r.Texts[0].Words == 0 || r.Texts[0].To-r.Texts[0].From != 1 { // the table
			t.Errorf("%+v", r.Texts)
		}
	})
}

// A form that is handed in as it was given out says nothing: no power, no duty, no text, and above all not that there is
// nothing to report. All that is found is that nothing is in it.
func TestEmptyForms(t *testing.T) {
	for _, name := range templates.Names() {
		n, p := press(t, name)
		for _, s := range n.Sections {
			for _, f := range of(n, s.Name, 2) {
				for _, byHand := range []bool{false, true} {
					r := read(t, n, filledIn(t, given(t, p, f), nil, byHand), f)
					what := fmt.Sprintf("%s, %s, %s, by hand %v", name, s.Name, f.Name, byHand)
					if len(r.Records)+len(r.Counts)+len(r.Duties) > 0 || r.Zero || r.Signature.Signed() || r.Section != s.Name {
						t.Errorf("%s: %+v", what, r)
					}
					for _, x := range r.Texts {
						if x.Words > 0 || x.To > x.From {
							t.Errorf("%s: %+v", what, x)
						}
					}
					for _, c := range r.Charts {
						if c.Name+c.Code+c.Serves != "" || len(c.Steps)+len(c.Shared) > 0 {
							t.Errorf("%s: %+v", what, c)
						}
					}
					for _, x := range r.Findings {
						if x.Rule != "R04" && (x.Rule != "R09" || kindOf(n, f) != notice.FormRules) {
							t.Errorf("%s: %s %s", what, x.Rule, x.Message)
						}
					}
				}
			}
		}
	}
}

// Every notice's vocabulary is there to choose from, and what may be written otherwise, may.
func TestChoices(t *testing.T) {
	for _, name := range templates.Names() {
		n, _ := press(t, name)
		for _, f := range of(n, n.Sections[0].Name, 1) {
			for _, b := range blanks(f) {
				i := slices.IndexFunc(n.Fields, func(x notice.Field) bool { return x.Title == b.title })
				if i < 0 || b.row < 0 {
					continue
				}
				switch x := &n.Fields[i]; {
				case x.Kind == notice.KindCategory && (len(b.options) != len(n.Categories) || b.open),
					len(x.Choices) > 0 && (!slices.Equal(b.options, x.Choices) || !b.open):
					t.Errorf("%s, %s, %s: %q, open %v", name, f.Name, b.title, b.options, b.open)
				}
			}
		}
	}
}

// Heads break between words where they can.
func TestBroken(t *testing.T) {
	for _, c := range []struct {
		title string
		width float64
		want  string
	}{
		{"序号", 33, "序号"}, {"法定时限", 38, "法定\n时限"}, {"不公开理由", 60, "不公开\n理由"}, {"收费依据及标准", 55, "收费依据\n及标准"},
		{"承办科室和负责人", 55, "承办科室\n和负责人"}, {"甲", 1, "甲"}, {"", 10, ""},
	} {
		if got := broken(c.title, c.width); got != c.want {
			t.Errorf("%q in %v: %q, not %q", c.title, c.width, got, c.want)
		}
	}
}
