package drawing

import "strings"

// Text is what stands in the drawing, a line each paragraph, and what it and its pictures are called.
func (d *Drawing) Text() []string {
	var out []string
	add := func(text string) {
		if text != "" {
			out = append(out, text)
		}
	}
	add(d.Title)
	for _, n := range d.Nodes {
		switch n := n.(type) {
		case *Shape:
			if n.Words == nil {
				continue
			}
			for _, p := range n.Words.Paras {
				var b strings.Builder
				for _, r := range p.Runs {
					b.WriteString(r.Text)
				}
				add(b.String())
			}
		case *Line:
			add(n.Description)
		case *Image:
			add(n.Title)
		}
	}
	return out
}
