package catalog

import (
	"fmt"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"huibian/pipeline/form"
	"huibian/pipeline/internal/drawn"
	"huibian/pipeline/notice"
)

// years is what happens to the powers of a bureau over the years: sections submit them, call them otherwise, hand them
// over, leave them out and bring them back; the office decides and releases editions. The test knows which power each row
// truly is (truth), the catalog only what the row says.
type years struct {
	n      *notice.Notice
	rows   []truth
	gone   []truth // left out, and may come back
	names  int
	powers []Power
	ids    map[int]int64  // by truth: the power as which it was released
	ever   map[string]int // codes ever released, and of whom they are
}

// truth is a row, and who it is.
type truth struct {
	who                           int
	section, category, name, code string
	class                         notice.Class
}

func (y *years) freshName() string {
	y.names++
	return fmt.Sprintf("第%s号事项审批", numeral(y.names))
}

// merge makes the catalog of what the sections say now.
func (y *years) merge(powers []Power) *Catalog {
	files := map[string][]form.Record{}
	for _, r := range y.rows {
		if owner, issued := y.ever[r.code]; issued && owner != r.who && y.ids[r.who] == 0 && !y.bears(owner) {
			r.code = "" // who is new and writes the code of one who is not here by its name says that it is that one
		}
		files[r.section] = append(files[r.section], record(r.class, "name", r.name, "category", r.category, "code", r.code, "remark", fmt.Sprint(r.who)))
	}
	var readings []*form.Reading
	for _, s := range y.n.Sections {
		if files[s.Name] != nil {
			readings = append(readings, submission(s.Name+"/一.docx", s.Name, files[s.Name]...))
		}
	}
	c, _ := Merge(y.n, readings, powers)
	return c
}

// bears reports whether one who was released is here under the name it was released by.
func (y *years) bears(who int) bool {
	p := y.power(who)
	return slices.ContainsFunc(y.rows, func(x truth) bool { return x.who == who && p != nil && x.name == p.Name })
}

func (y *years) power(who int) *Power {
	for p := range y.powers {
		if id, released := y.ids[who]; released && y.powers[p].ID == id {
			return &y.powers[p]
		}
	}
	return nil
}

func (y *years) pick(t *rapid.T) *truth {
	if len(y.rows) == 0 {
		t.Skip("nobody submits anything")
	}
	return &y.rows[rapid.IntRange(0, len(y.rows)-1).Draw(t, "row")]
}

var (
	drawnSection  = rapid.SampledFrom([]string{"办公室", "外资管理科", "监察室"})
	drawnCategory = rapid.SampledFrom([]string{"行政许可", "行政处罚"})
	drawnClass    = rapid.SampledFrom([]notice.Class{notice.Public, notice.Public, notice.Internal, notice.Secret})
)

func (y *years) Submit(t *rapid.T) {
	name := y.freshName()
	y.rows = append(y.rows, truth{y.names, drawnSection.Draw(t, "section"), drawnCategory.Draw(t, "category"), name,
		rapid.SampledFrom([]string{"", "", "PT01WJ-XK-0003", "PT01WJ-XK-0007", "PT01WJ-XK-9001", "PT01WJ-CF-0002"}).Draw(t, "code"), drawnClass.Draw(t, "class")})
}

func (y *years) Rename(t *rapid.T) {
	r := y.pick(t)
	r.name = y.freshName()
	if p := y.power(r.who); p != nil { // who has a code and writes it stays who it is
		r.code = rapid.SampledFrom(append(slices.Clone(p.Former), p.Code)).Draw(t, "code")
	} else {
		r.who = y.names
	}
}

func (y *years) Move(t *rapid.T)  { y.pick(t).section = drawnSection.Draw(t, "section") }
func (y *years) Class(t *rapid.T) { y.pick(t).class = drawnClass.Draw(t, "class") }

func (y *years) LeaveOut(t *rapid.T) {
	r := *y.pick(t)
	y.gone = append(y.gone, r)
	y.rows = slices.DeleteFunc(y.rows, func(x truth) bool { return x.who == r.who })
}

func (y *years) BringBack(t *rapid.T) {
	if len(y.gone) == 0 {
		t.Skip("nothing was left out")
	}
	i := rapid.IntRange(0, len(y.gone)-1).Draw(t, "which")
	y.rows = append(y.rows, y.gone[i])
	y.gone = slices.Delete(y.gone, i, i+1)
}

func (y *years) Decide(t *rapid.T) {
	r := y.pick(t)
	p := y.power(r.who)
	if p == nil {
		t.Skip("not known yet")
	}
	c := y.merge(y.powers)
	for i := range c.Items {
		if c.Items[i].Power == p.ID {
			d := rapid.SampledFrom([]notice.Decision{notice.Confirm, notice.Clarify, notice.Abolish, notice.Open, notice.Close, notice.Return}).Draw(t, "decision")
			decided(d, c.Items[i].Digest())(p)
		}
	}
}

func (y *years) Release(t *rapid.T) {
	c := y.merge(y.powers)
	y.powers = released(c, y.powers)
	byCode := map[string]int64{}
	for _, p := range y.powers {
		byCode[p.Code] = p.ID
	}
	for i := range c.Items {
		it := &c.Items[i]
		if it.Code == "" {
			continue
		}
		who := whose(it)
		if other, again := y.ever[it.Code]; again && other != who {
			t.Fatalf("%s is released for %d and was %d's", it.Code, who, other)
		}
		y.ever[it.Code] = who
		y.ids[who] = byCode[it.Code]
	}
}

func whose(it *Item) int {
	who, err := strconv.Atoi(it.Fields["remark"])
	if err != nil {
		panic(err)
	}
	return who
}

// Check holds after everything: who is known is recognised and keeps the code as long as it may, nobody has another's, and
// what is new is numbered after all that ever was.
func (y *years) Check(t *rapid.T) {
	c := y.merge(y.powers)
	if d := cmp.Diff(outline(c), outline(y.merge(backwards(y.powers)))); d != "" {
		t.Fatalf("the order in which powers are known matters: %s", d)
	}
	highest := map[scope]int{}
	for code := range y.ever {
		if at, seq, ok := scopeOf(y.n, code); ok {
			highest[at] = max(highest[at], seq)
		}
	}
	used := map[string]bool{}
	for i := range c.Items {
		it := &c.Items[i]
		who := whose(it)
		if it.Power != y.ids[who] {
			t.Fatalf("%d (%s) is taken for power %d and is %d", who, it.Name, it.Power, y.ids[who])
		}
		if it.Code == "" {
			if !it.ruling().Shelved {
				t.Fatalf("%d (%s) has no code", who, it.Name)
			}
			continue
		}
		if other, again := y.ever[it.Code]; used[it.Code] || again && other != who {
			t.Fatalf("%d (%s) has the code %s, which is %d's", who, it.Name, it.Code, other)
		}
		used[it.Code] = true
		at, seq, _ := scopeOf(y.n, it.Code)
		if _, again := y.ever[it.Code]; !again && seq <= highest[at] {
			t.Fatalf("%s is new and not after %d", it.Code, highest[at])
		}
		if p := y.power(who); p != nil {
			parsed, _ := y.n.Codes.Parse(p.Code)
			_, last := y.n.Codes.Range(it.Class)
			if kept := it.Code == p.Code; kept != (parsed.Seq <= last) && !it.ruling().Shelved {
				t.Fatalf("%d (%s), now %s, was %s and is %s", who, it.Name, it.Class, p.Code, it.Code)
			}
		}
	}
}

func backwards(powers []Power) []Power {
	out := slices.Clone(powers)
	slices.Reverse(out)
	return out
}

func TestOverTheYears(t *testing.T) {
	drawn.Steady(t)
	n := putian(t)
	rapid.Check(t, func(t *rapid.T) {
		y := &years{n: n, ids: map[int]int64{}, ever: map[string]int{}}
		t.Repeat(map[string]func(*rapid.T){
			"submit": y.Submit, "rename": y.Rename, "move": y.Move, "class": y.Class, "leave out": y.LeaveOut,
			"bring back": y.BringBack, "decide": y.Decide, "release": y.Release, "": y.Check,
		})
	})
}
