package archive

import (
	"bufio"
	"encoding/xml"
	"io"
	"strings"
)

// printer writes XML as it goes: UTF-8, an element a line, two spaces a level. Characters that XML 1.0 cannot hold become
// U+FFFD. The first error stays and end tells it.
type printer struct {
	w    *bufio.Writer
	open []string
	err  error
}

// newPrinter begins a file.
func newPrinter(w io.Writer) *printer {
	p := &printer{w: bufio.NewWriterSize(w, 1<<16)}
	p.raw(`<?xml version="1.0" encoding="UTF-8"?>`, "\n")
	return p
}

// attr is an attribute, its name before its value.
type attr [2]string

// raw writes what is XML already.
func (p *printer) raw(parts ...string) {
	for _, s := range parts {
		if p.err == nil {
			_, p.err = p.w.WriteString(s)
		}
	}
}

// text writes what is to be read as it stands.
func (p *printer) text(s string) {
	if p.err == nil {
		p.err = xml.EscapeText(p.w, []byte(s))
	}
}

// tag writes a start tag; attributes without a value are left out.
func (p *printer) tag(name string, attrs []attr) {
	p.raw(strings.Repeat("  ", len(p.open)), "<", name)
	for _, a := range attrs {
		if a[1] != "" {
			p.raw(" ", a[0], `="`)
			p.text(a[1])
			p.raw(`"`)
		}
	}
	p.raw(">")
}

// begin opens an element that holds others.
func (p *printer) begin(name string, attrs ...attr) {
	p.tag(name, attrs)
	p.raw("\n")
	p.open = append(p.open, name)
}

// done closes the element opened last.
func (p *printer) done() {
	name := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	p.raw(strings.Repeat("  ", len(p.open)), "</", name, ">\n")
}

// leaf writes an element that holds a value.
func (p *printer) leaf(name, value string, attrs ...attr) {
	p.tag(name, attrs)
	p.text(value)
	p.raw("</", name, ">\n")
}

// known is leaf, where there is a value.
func (p *printer) known(name, value string, attrs ...attr) {
	if filled(value) {
		p.leaf(name, value, attrs...)
	}
}

// end finishes the file.
func (p *printer) end() error {
	for len(p.open) > 0 {
		p.done()
	}
	if p.err == nil {
		p.err = p.w.Flush()
	}
	return p.err
}
