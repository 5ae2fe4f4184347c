package archive

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// ErrDirectory says that a 文件目录.XML, or an entry for one, is not as it must be.
var ErrDirectory = errors.New("not a directory of files (文件目录)")

// DirectoryEntry is one piece in 文件目录.XML, the directory of a package: annex 2 of 《电子档案移交与接收办法》.
type DirectoryEntry struct {
	Seq         int    // 顺序号, from 1; WriteDirectory writes the place for 0
	Number      string // 档号
	Responsible string // 责任者
	Title       string // 题名
	Date        string // 日期: eight digits, or "" for a placeholder
	Secrecy     string // 密级
	File        string // 电子档案名称: where the piece lies in the package; "" for a placeholder
	Note        string // 备注
}

// What a placeholder says. It names nothing of what it stands for.
const (
	placeholderTitle = "（涉密件，未随包移交）"
	placeholderNote  = "依保密规定另行保管，本包不含其内容；查阅和移交按涉密档案管理规定办理"
)

// Placeholder is the entry that stands for a secret piece which is left out of a package: its number and its 密级, and
// nothing else, not even who made it and when.
func Placeholder(n Number, secrecy string) DirectoryEntry {
	return DirectoryEntry{Number: n.String(), Title: placeholderTitle, Secrecy: secrecy, Note: placeholderNote}
}

// IsPlaceholder says whether an entry stands for a piece that was left out.
func (e DirectoryEntry) IsPlaceholder() bool { return e.Title == placeholderTitle && e.File == "" }

// directorySchema is 文件目录.XML.
var directorySchema = newSchema("", "文件目录", "文件目录，依《电子档案移交与接收办法》附件2", []row{
	{name: "文件目录", model: "文件*"},
	{name: "文件", model: "顺序号, 档号, 责任者, 题名, 日期, 密级, 电子档案名称, 备注"},
	{name: "顺序号", kind: positive},
	{name: "档号", kind: textual, doc: "依DA/T 22-2015"},
	{name: "责任者", kind: anything},
	{name: "题名", kind: textual},
	{name: "日期", kind: daily, doc: "8位，如20160820；未随包移交的为空"},
	{name: "密级", kind: textual, words: Secrecies},
	{name: "电子档案名称", kind: anything, doc: "该件在包内的位置；未随包移交的为空"},
	{name: "备注", kind: anything},
})

// fields are the elements of an entry, in order, and where they are kept.
func (e *DirectoryEntry) fields() []struct {
	name  string
	value *string
} {
	return []struct {
		name  string
		value *string
	}{
		{"档号", &e.Number}, {"责任者", &e.Responsible}, {"题名", &e.Title}, {"日期", &e.Date}, {"密级", &e.Secrecy},
		{"电子档案名称", &e.File}, {"备注", &e.Note},
	}
}

// WriteDirectory writes 文件目录.XML, in UTF-8. An entry without number, title or a known 密级, or with a date of another form,
// is an error that matches ErrDirectory.
func WriteDirectory(w io.Writer, entries []DirectoryEntry) error {
	p := newPrinter(w)
	p.begin("文件目录")
	for i, e := range entries {
		seq := e.Seq
		if seq == 0 {
			seq = i + 1
		}
		p.begin("文件")
		p.leaf("顺序号", strconv.Itoa(seq))
		for _, f := range e.fields() {
			d := directorySchema.byName[f.name]
			if !d.allows(*f.value) {
				return fmt.Errorf("write directory: %w: entry %d: %s is %q", ErrDirectory, i+1, f.name, *f.value)
			}
			p.leaf(f.name, *f.value)
		}
		if seq < 0 {
			return fmt.Errorf("write directory: %w: entry %d: 顺序号 is %d", ErrDirectory, i+1, seq)
		}
		p.done()
	}
	return p.end()
}

// ReadDirectory reads what WriteDirectory writes; whatever is not of that form is an error that matches ErrDirectory and
// names the first problem. Spaces about values go. It keeps what it reads: a directory has one entry a piece.
func ReadDirectory(r io.Reader) ([]DirectoryEntry, error) {
	var out []DirectoryEntry
	var e DirectoryEntry
	problems, err := directorySchema.check(r, func(_, name, value string, _ *frame) {
		value = strings.TrimSpace(value)
		switch name {
		case "顺序号":
			e.Seq, _ = strconv.Atoi(value) // a problem if it is none
		case "文件":
			out, e = append(out, e), DirectoryEntry{}
		}
		for _, f := range e.fields() {
			if f.name == name {
				*f.value = value
			}
		}
	})
	if err != nil {
		return nil, fmt.Errorf("read directory: %w", err)
	}
	if len(problems) > 0 {
		return nil, fmt.Errorf("read directory: %w: %s", ErrDirectory, problems[0])
	}
	return out, nil
}
