package pipeline

import (
	"fmt"
	"slices"
	"strings"

	"huibian/pipeline/ballot"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/review"
)

// chartTrace begins what the register keeps among the descriptions that are a power's, or are not: whose a flowchart is.
const chartTrace = "chart:"

// charted is what has been decided of flowcharts, by their keys.
func (m *memory) charted() map[string][]review.Owner {
	var out map[string][]review.Owner
	for i := range m.powers {
		p := &m.powers[i]
		for _, list := range []struct {
			keys []string
			not  bool
		}{{p.Also, false}, {p.Not, true}} {
			for _, key := range list.keys {
				chart, ok := strings.CutPrefix(key, chartTrace)
				if !ok {
					continue
				}
				if out == nil {
					out = map[string][]review.Owner{}
				}
				id := p.ID
				out[chart] = append(out[chart], review.Owner{Is: func(it *catalog.Item) bool { return it.Power == id }, Not: list.not})
			}
		}
	}
	return out
}

// chartOf is the flowchart of an id (图3f2a9c1b), as the 审核表 and findings give it.
func (s *state) chartOf(id string) (*review.Charted, error) {
	var found *review.Charted
	for i := range s.charts {
		if s.charts[i].ID() != id {
			continue
		}
		if found != nil && found.Key != s.charts[i].Key {
			return nil, refuse(ErrNoSense, "有两张流程图的图号都是%s，请先改正图的标题", id)
		}
		found = &s.charts[i]
	}
	if found == nil {
		return nil, refuse(ErrNoItem, "没有图号为%s的流程图，图的标题可能已经改过", id)
	}
	return found, nil
}

// isChartID tells the id of a flowchart from the code of a power.
func isChartID(text string) bool {
	id, ok := strings.CutPrefix(strings.TrimSpace(text), "图")
	return ok && len(id) == 8 && strings.Trim(id, "0123456789abcdef") == ""
}

// ruleChart enters that a flowchart is an item's, or is not.
func (s *state) ruleChart(t *register.Tx, x subject, r Ruling) error {
	c, err := s.chartOf(strings.TrimSpace(r.As))
	if err != nil {
		return err
	}
	if x.item == nil {
		return refuse(ErrNoSense, "%s没有申报", x.power.Name)
	}
	if x.power == nil {
		if err := s.describe(t, &x); err != nil {
			return err
		}
	}
	return t.Trace(x.power, chartTrace+c.Key, r.Decision == notice.Same, r.Reason, r.Source)
}

// describe has the register know a power that an item is.
func (s *state) describe(t *register.Tx, x *subject) error {
	d := catalog.Describe(x.item)
	id, err := t.Describe(d)
	if err != nil {
		return err
	}
	x.item.Power = id // for another ruling of the same change
	s.memory.powers = append(s.memory.powers, catalog.Power{ID: id, Description: d})
	x.power = s.power(id)
	return nil
}

// mostAsked is of how many items at most it is asked whether a flowchart is theirs.
const mostAsked = 3

// chartRows ask of the flowcharts that may be an item's whether they are. One that may be a secret item's, or whose file is not
// for everybody's eyes, stands on the sheet of what is secret.
func (s *state) chartRows(secret bool) (out []ballot.Row) {
	for n := range s.charts {
		c := &s.charts[n]
		maybe := c.Maybe[:min(len(c.Maybe), mostAsked)]
		closed := s.closed[c.Reading.Source.File] || slices.ContainsFunc(maybe, func(i int) bool {
			it := &s.catalog.Items[i]
			return it.Class == notice.Secret || it.Declared == notice.Secret
		})
		if closed != secret {
			continue
		}
		for _, i := range maybe {
			it := &s.catalog.Items[i]
			if it.Code == "" {
				continue
			}
			r := s.row(it)
			r.Chart = true
			r.About = c.ID() + " 流程图" + quotedName(c.Name)
			r.Why = []string{fmt.Sprintf("%s里的流程图%s（%s）%s，是这一项的流程图吗？是的选“同一职权”，不是的选“另一职权”。", c.Reading.Source.File, quotedName(c.Name), c.Place, c.Why())}
			r.Options = []notice.Decision{notice.Same, notice.Other}
			out = append(out, r)
		}
	}
	return out
}
