package flow

import (
	"huibian/pipeline/drawing"
	"huibian/pipeline/notice"
)

// Step (环节) is one step of a chart, as written.
type Step struct {
	No         string // its number, where one is written
	Name       string
	Kind       string // 起止, 处理, 判断, 文书: what the section says it is; "" for nothing
	Lane       string // who does it; "" where that is not said
	Post       string // who does it, where that is more than its lane says
	Limit      string
	Disclosure string
	Next       string // what it leads to: 4; 是→4；否→3
	Place      notice.Place
}

// Room is how large a drawing may be, in points.
type Room struct{ Width, Height float64 }

// Problem is something about a step that could not be understood.
type Problem struct {
	Step  int    // index
	Text  string // what is written
	Place notice.Place
}

// Draw lays a chart out, on as many drawings as it takes. There are none for no steps.
func Draw(steps []Step, room Room) ([]*drawing.Drawing, []Problem) {
	if len(steps) == 0 {
		return nil, nil
	}
	c, problems := read(steps)
	c.assignLanes(room.Width)
	c.assignRows()
	var out []*drawing.Drawing
	for _, p := range c.pages(room) {
		p.route()
		out = append(out, p.draw())
	}
	return out, problems
}

// chart is a chart as it is understood.
type chart struct {
	steps []Step
	kinds []drawing.Preset
	edges []edge
	lanes []string // their heads; one without a name for a chart that has no lanes
	lane  []int    // by step
	row   []int    // by step
	width float64  // of a lane
}

// edge leads from a step to another.
type edge struct {
	from, to int
	label    string
}
