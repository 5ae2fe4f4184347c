package archive

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// Evidence is what a report goes by. Whoever packs collects it; nothing here opens a file. Paths are those in the payload,
// with slashes: 电子档案/2016/WS/0194-WS·2016-D30-BGS-0001/正本.pdf. A report that goes into the package is made of all else in
// it; Files and Bytes count without it.
type Evidence struct {
	Package string    // name of the package
	At      time.Time // 检测时间
	Stage   string    // “” for 归档环节

	Record    *Record
	Folder    string // of the piece in the payload
	Directory []DirectoryEntry
	// DirectoryProblem is why 文件目录.XML in the package could not be read, "" if it could (ReadDirectory).
	DirectoryProblem string

	Entries  []Entry   // every file of the payload: what the manifest lists and what was found
	Metadata *FormRead // of 元数据.xml, by CheckMetadata; nil if it was not read
	EEP      *FormRead // of eep.xml, by CheckEEP; nil if it was not read

	Files *int   // how many files there should be in the payload, nil if nothing says so (Payload-Oxum)
	Bytes *int64 // and how many bytes

	Held   []Held // what the archive or the register has already, without this piece; nil if that is not known
	Issued []int  // piece numbers issued so far in the sequence of this one, with it; nil if that is not known

	Sent, Received string // digest of the package when it was sent and when it came, "" not known

	// Extra are files that lie in the package, or on the carrier, and that nothing lists; nil if nobody looked.
	Extra []string
	// Trail is what came of checking the log of the operations, nil if nobody did.
	Trail *Finding

	// Outside is what others found of the items that nothing here can check, by their codes (GD-1-1-2, GD-1-1-3, GD-2-9,
	// GD-3-2, GD-4-1, GD-4-2, GD-4-4 …). Their notes must say by what; for the other items it counts for nothing.
	Outside map[string]Finding

	ForSecrets bool // the package goes to where secret records may be
	Partial    bool // submissions, and events of the log, stay behind because they are secret or may be
}

// scope is a word of what does not go, for findings that count: how much that is may not be told.
func (e *Evidence) scope() string {
	if !e.Partial {
		return ""
	}
	return "；按策略不随包移交的材料不在其内"
}

// Entry is one file of the payload.
type Entry struct {
	Path           string
	Size           int64  // as listed; -1 if the list says nothing
	SHA256         string // as listed, hex; "" if it is not listed
	Found          bool
	FoundSize      int64
	FoundSHA256    string  // recomputed
	Content        Content // by Inspect
	Inspected      bool    // Content says something
	AsItCame       bool    // an original submission: kept in whatever format it came in
	OfTheStructure bool    // 元数据.xml, eep.xml, receipts: not a file of the record
}

// FormRead is what came of reading an XML file by its form.
type FormRead struct{ Problems []string }

// Held is a piece that exists already.
type Held struct{ Number, DocNo, Title string }

// findings collects what is wrong.
type findings []string

// add notes something wrong.
func (f *findings) add(format string, args ...any) { *f = append(*f, fmt.Sprintf(format, args...)) }

// finding is 合格 with a word of what was checked, or 不合格 with what was wrong.
func (f findings) finding(good string) Finding {
	const most = 20
	if len(f) == 0 {
		return Finding{Passed, good}
	}
	if len(f) > most {
		f = append(slices.Clone(f[:most]), fmt.Sprintf("等共%d处", len(f)))
	}
	return Finding{Failed, strings.Join(f, "；")}
}

// noRecord is the finding of what goes by a record, without one.
var noRecord = Finding{Unchecked, "没有元数据记录"}

// noEntries is the finding of what goes by the files, without any.
var noEntries = Finding{Unchecked, "没有包内文件的清单"}

// field is a value of a record that is checked, and how many characters it may have.
type field struct {
	name, value string
	most        int
}

// fieldsOf are the texts of a record.
func fieldsOf(r *Record) []field {
	out := []field{
		{"档案馆名称", r.Archive, 100}, {"档案馆代码", r.ArchiveCode, 20}, {"全宗名称", r.Fonds, 100}, {"立档单位名称", r.Unit, 100},
		{"电子文件号", r.ID, 100}, {"题名", r.Title, 500}, {"并列题名", r.Parallel, 500}, {"副题名", r.Subtitle, 500},
		{"说明题名文字", r.TitleNote, 500}, {"摘要", r.Abstract, 2000}, {"文件编号", r.DocNo, 100}, {"责任者", r.Responsible, 200},
		{"日期", r.Date, 8}, {"文种", r.Genre, 20}, {"密级", r.Secrecy, 4}, {"保密期限", r.SecrecyTerm, 20}, {"语种", r.Language, 20},
		{"稿本", r.Draft, 20}, {"信息系统描述", r.System, 500}, {"知识产权说明", r.Rights, 500}, {"控制标识", r.Control, 100}, {"附注", r.Note, 2000},
	}
	list := func(name string, most int, values ...string) {
		for _, v := range values {
			out = append(out, field{name, v, most})
		}
	}
	list("主题词", 100, r.Subjects...)
	list("关键词", 100, r.Keywords...)
	list("脱机载体编号", 100, r.Carrier...)
	for _, f := range r.Files {
		list("计算机文件名", 255, f.Path)
		list("文档题名", 500, f.Title)
		list("格式信息", 100, f.Format)
		list("文档创建程序", 200, f.Program)
	}
	for _, a := range r.Agents {
		list("机构人员标识符", 100, a.ID)
		list("机构人员名称", 100, a.Name)
		list("组织机构代码", 50, a.Code)
		list("个人职位", 100, a.Post)
	}
	for _, v := range r.Events {
		list("业务标识符", 100, v.ID)
		list("业务行为", 50, v.Action)
		list("行为依据", 500, v.Basis)
		list("行为描述", 2000, v.Text)
	}
	return out
}

// longest says how many characters each of the texts of a record may have, for who is to check that again.
func longest() string {
	var out []string
	all := fieldsOf(&Record{Subjects: []string{""}, Keywords: []string{""}, Carrier: []string{""}, Files: []File{{}}, Agents: []Agent{{}}, Events: []Event{{}}})
	for _, f := range all {
		out = append(out, fmt.Sprintf("%s%d", f.name, f.most))
	}
	return strings.Join(out, "、")
}

// mapped is a list of what is had from each of another.
func mapped[T, U any](list []T, of func(T) U) []U {
	out := make([]U, 0, len(list))
	for _, x := range list {
		out = append(out, of(x))
	}
	return out
}

// entries are the files of the payload by path.
func (e *Evidence) entries() map[string]*Entry {
	out := map[string]*Entry{}
	for i := range e.Entries {
		out[e.Entries[i].Path] = &e.Entries[i]
	}
	return out
}

// at is where a file of the record lies in the payload.
func (e *Evidence) at(f File) string { return path.Join(e.Folder, f.Path) }

// below are the files in the folder of the piece that are the record's to list.
func (e *Evidence) below() []string {
	var out []string
	for _, f := range e.Entries {
		if f.Found && !f.OfTheStructure && strings.HasPrefix(f.Path, e.Folder+"/") {
			out = append(out, f.Path)
		}
	}
	return out
}
