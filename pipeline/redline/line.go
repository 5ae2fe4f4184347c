package redline

// line writes the content of one paragraph; it opens and closes links, changes, runs and texts as they are needed.
type line struct {
	w     *writer
	inked string // the link that is open
	state state  // the change that is open
	run   bool   // a run is open, with
	props string // these properties
	text  string // the text element that is open
}

// compare writes what has changed between two states of a paragraph. Bookmarks and what shows nothing are the new
// one's.
func (l *line) compare(old, now []atom) {
	a, _ := shown(old)
	b, at := shown(now)
	pos := 0
	silent := func() {
		for pos < len(now) && now[pos].text == "" {
			l.atom(&now[pos], kept)
			pos++
		}
	}
	for _, c := range changes(a, b, l.w.align.n) {
		silent()
		s := kept
		if !c.same {
			s = inserted
			l.all(a[c.a0:c.a1], deleted)
		}
		for _, to := range at[c.b0:c.b1] {
			silent()
			l.atom(&now[to], s)
			pos = to + 1
		}
	}
	silent()
}

// all writes atoms of one state.
func (l *line) all(atoms []atom, s state) {
	for i := range atoms {
		l.atom(&atoms[i], s)
	}
}

// atom writes one. What is deleted loses its links and bookmarks, and of its fields only what they showed is left: the
// places they lead to may be gone.
func (l *line) atom(a *atom, s state) {
	switch {
	case s == deleted && a.raw != nil:
		l.all(a.said, deleted)
		return
	case a.raw != nil:
		l.link(a.link)
		if a.text == "" && !isField(a) {
			s = kept
		}
		l.change(s)
		l.end()
		l.w.raw(a.raw)
		return
	case s != deleted:
		l.link(a.link)
	}
	l.change(s)
	l.begin(string(a.props))
	switch a.text {
	case "\t":
		l.shut()
		l.w.put("<w:tab/>")
	case "\n":
		l.shut()
		l.w.put("<w:br/>")
	default:
		if l.text == "" {
			l.text = "w:t"
			if s == deleted {
				l.text = "w:delText"
			}
			l.w.put("<", l.text, ` xml:space="preserve">`)
		}
		l.w.put(a.text)
	}
}

// isField tells a field from a bookmark: it consists of runs.
func isField(a *atom) bool { return len(a.raw) > 4 && string(a.raw[:4]) == "<w:r" }

func (l *line) shut() {
	if l.text != "" {
		l.w.put("</", l.text, ">")
		l.text = ""
	}
}

func (l *line) end() {
	l.shut()
	if l.run {
		l.w.put("</w:r>")
		l.run = false
	}
}

// close ends all but the link.
func (l *line) close() {
	l.end()
	l.change(kept)
}

// begin opens a run with these properties, unless one is open.
func (l *line) begin(props string) {
	if l.run && l.props == props {
		return
	}
	l.end()
	l.w.put("<w:r>", props)
	l.run, l.props = true, props
}

// change opens a change, after what is open within another is closed. Whole elements follow it, or runs.
func (l *line) change(s state) {
	if l.state == s {
		return
	}
	l.end()
	if l.state != kept {
		l.w.put("</", revision[l.state], ">")
	}
	if l.state = s; s != kept {
		l.w.open(s)
		l.w.put(">")
	}
}

// link opens the hyperlink that begins with tag, "" for none.
func (l *line) link(tag string) {
	if l.inked == tag {
		return
	}
	l.close()
	if l.inked != "" {
		l.w.put("</w:hyperlink>")
	}
	l.w.put(tag)
	l.inked = tag
}
