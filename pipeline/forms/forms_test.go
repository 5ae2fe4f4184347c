package forms

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"huibian/pipeline/book"
	"huibian/pipeline/docx"
	"huibian/pipeline/form"
	"huibian/pipeline/internal/docxtest"
	"huibian/pipeline/notice"
	"huibian/pipeline/style"
	"huibian/pipeline/word"
	"huibian/templates"
)

// press is the notice and its look.
func press(t *testing.T, name string) (*notice.Notice, *word.Press) {
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

// written is a form as Word has it, filled in by the tags of its blanks.
func written(t *testing.T, p *word.Press, f Form, values map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := p.Write(&out, f.Book, nil); err != nil {
		t.Fatal(err)
	}
	b, err := docxtest.EditMain(out.Bytes(), func(xml string) (string, error) {
		for tag, v := range values {
			var err error
			if xml, err = docxtest.Fill(xml, tag, v); err != nil {
				return "", err
			}
		}
		return xml, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func read(t *testing.T, n *notice.Notice, b []byte, f Form) *form.Reading {
	t.Helper()
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return form.Read(doc, n, form.Source{File: f.Name + ".docx", SHA256: "x"})
}

// tagAt is the blank in a cell of the form's table.
func tagAt(f Form, row, column int) string {
	for _, b := range f.Book.Parts[0].Blocks {
		if t, ok := b.(*book.Table); ok {
			if r := t.Body[row].Cells[column].Paras[0].Runs[0]; r.Blank != nil {
				return r.Blank.Tag
			}
		}
	}
	return ""
}

func heads(f Form) []string {
	var out []string
	for _, b := range f.Book.Parts[0].Blocks {
		if t, ok := b.(*book.Table); ok && len(t.Head) > 0 {
			for _, c := range t.Head[0].Cells {
				out = append(out, c.Paras[0].Runs[0].Text)
			}
		}
	}
	return out
}

func ofKind(t *testing.T, n *notice.Notice, section string, kind notice.FormKind) Form {
	t.Helper()
	i := slices.IndexFunc(n.Forms, func(f notice.Form) bool { return f.Kind == kind })
	for _, f := range Of(n, section, Options{Rows: 3, Upright: 442, Across: 638}) {
		if i >= 0 && f.Name == strings.Join(strings.Fields(n.Forms[i].Name), " ") {
			return f
		}
	}
	t.Skipf("%s has no form of kind %s", n.Name, kind)
	return Form{}
}

// A form that is handed in empty holds no power, and nothing about it is an error.
func TestEmptyForms(t *testing.T) {
	for _, name := range templates.Names() {
		n, p := press(t, name)
		for _, s := range n.Sections {
			for _, f := range Of(n, s.Name, Options{Rows: 2, Upright: 442, Across: 638}) {
				r := read(t, n, written(t, p, f, nil), f)
				if len(r.Records) > 0 {
					t.Errorf("%s, %s: %d powers in an empty form", name, f.Name, len(r.Records))
				}
				for _, x := range r.Findings {
					if x.Level == notice.Error && x.Rule != "R04" && x.Rule != "R05" {
						t.Errorf("%s, %s: %s %s", name, f.Name, x.Rule, x.Message)
					}
				}
				if err := r.Account.Balance(); err != nil {
					t.Errorf("%s, %s: %v", name, f.Name, err)
				}
			}
		}
	}
}

// What is filled into the catalog's form is read as it was written, each word in its field, and of its section.
func TestCatalogComesBack(t *testing.T) {
	words := map[notice.FieldKind]string{notice.KindBasis: "《中华人民共和国行政许可法》第十二条", notice.KindLimit: "20个工作日", notice.KindFee: "不收费"}
	for _, name := range templates.Names() {
		for _, kind := range []notice.FormKind{notice.FormCatalog, notice.FormSecret} {
			t.Run(name+" "+string(kind), func(t *testing.T) {
				n, p := press(t, name)
				section := n.Sections[0].Name
				f := ofKind(t, n, section, kind)
				values, want := map[string]string{}, map[string]string{}
				for row := range 2 {
					for col, head := range heads(f) {
						tag := tagAt(f, row, col)
						if tag == "" {
							continue
						}
						i := slices.IndexFunc(n.Fields, func(f notice.Field) bool { return f.Title == head })
						x := &n.Fields[i]
						text := fmt.Sprintf("%s第%d行", x.Title, row+1)
						switch {
						case x.Kind == notice.KindCategory:
							text = n.Categories[row].Name
						case x.Key == "disclosureScope":
							text = "全社会"
						case x.Key == "disclosure":
							text = n.Disclosure.Public[0]
						case words[x.Kind] != "":
							text = words[x.Kind]
						case x.Kind == notice.KindName:
							text = fmt.Sprintf("第%d种企业设立审批", row+1)
						}
						values[tag], want[fmt.Sprint(row, x.Key)] = text, text
					}
				}
				r := read(t, n, written(t, p, f, values), f)
				if len(r.Records) != 2 {
					t.Fatalf("%d powers of two: %+v", len(r.Records), r.Findings)
				}
				if r.Section != section {
					t.Errorf("section %q, not %q", r.Section, section)
				}
				for row := range 2 {
					for _, x := range n.Fields {
						v, given := want[fmt.Sprint(row, x.Key)]
						if got := r.Records[row].Fields[x.Key].Text; given && notice.Fold(got) != notice.Fold(v) {
							t.Errorf("row %d, %s: %q, not %q", row+1, x.Title, got, v)
						}
					}
				}
				for _, x := range r.Findings {
					if x.Level == notice.Error || strings.HasPrefix(x.Rule, "R") && x.Level == notice.Warning {
						t.Errorf("%s %s", x.Rule, x.Message)
					}
				}
			})
		}
	}
}

// What is filled into the form of a flowchart is read as steps, with what each leads to, and as elements.
func TestFlowchartComesBack(t *testing.T) {
	for _, name := range templates.Names() {
		t.Run(name, func(t *testing.T) {
			n, p := press(t, name)
			f := ofKind(t, n, n.Sections[0].Name, notice.FormFlowchart)
			values := map[string]string{tagAt(f, 0, 1): "外资企业设立审批", tagAt(f, 1, 1): "PT01WJ-XK-0001"}
			rows := [][]string{
				{"提出申请", "起止", "", "申请人", "", "", ""},
				{"材料是否齐全", "判断", "外资管理科", "窗口", "1日", "是→3；否→1", "办事指南；全社会；长期"},
				{"审批", "处理", "外资管理科", "科长", "5日", "结束", ""},
			}
			for i, row := range rows {
				for k, v := range row {
					if v != "" {
						values[tagAt(f, 3+i, 1+k)] = v
					}
				}
			}
			r := read(t, n, written(t, p, f, values), f)
			if len(r.Charts) != 1 {
				t.Fatalf("%d charts of one: %+v", len(r.Charts), r.Findings)
			}
			c := r.Charts[0]
			if c.Name != "外资企业设立审批" || len(r.Records) > 0 || len(c.Steps) != len(rows) {
				t.Fatalf("%q, %d records, steps %+v", c.Name, len(r.Records), c.Steps)
			}
			for i, s := range c.Steps {
				got := []string{s.Name, s.Kind, s.Section, s.Post, s.Limit, s.Next, s.Disclosure}
				if !slices.Equal(got, rows[i]) || s.No != fmt.Sprint(i+1) {
					t.Errorf("step %d: %q %q, not %q", i+1, s.No, got, rows[i])
				}
			}
			if c.Drawn || len(c.Rest) > 0 {
				t.Errorf("blocks %v were not read", c.Rest)
			}
		})
	}
}
