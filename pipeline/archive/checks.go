package archive

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"huibian/pipeline/notice"
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

// digests holds every file to the digest it is listed with (GD-1-1).
func digests(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	for _, f := range e.Entries {
		switch {
		case !f.Found:
			bad.add("%s不在包内", f.Path)
		case f.SHA256 == "":
			bad.add("%s没有摘要", f.Path)
		case !strings.EqualFold(f.SHA256, f.FoundSHA256):
			bad.add("%s的SHA-256与清单不符", f.Path)
		}
	}
	return bad.finding(fmt.Sprintf("重新计算%d个文件的SHA-256，与清单相符", len(e.Entries)))
}

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

// lengths (GD-1-2).
func lengths(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	for _, f := range fieldsOf(e.Record) {
		if n := utf8.RuneCountInString(f.value); n > f.most {
			bad.add("%s有%d个字符，超过%d个", f.name, n, f.most)
		}
	}
	return bad.finding("各项未超过规定长度")
}

// forms (GD-1-3).
func forms(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	if _, err := time.Parse("20060102", e.Record.Date); err != nil {
		bad.add("日期“%s”不是8位日期", short(e.Record.Date))
	}
	if e.Record.Pages < 0 {
		bad.add("页数为%d", e.Record.Pages)
	}
	for _, f := range e.Record.Files {
		if !digestForm.MatchString(f.SHA256) {
			bad.add("%s的SHA-256不是64位十六进制数", f.Path)
		}
		if f.Size < 0 || f.Pages < 0 {
			bad.add("%s的大小或页数为负", f.Path)
		}
	}
	for _, v := range e.Record.Events {
		if v.At.IsZero() {
			bad.add("业务行为“%s”没有时间", v.Action)
		}
	}
	return bad.finding("日期、页数、大小、摘要、时间的格式正确")
}

// ranges (GD-1-4).
func ranges(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	in := func(what, value string, words ...string) {
		if !slices.Contains(words, value) {
			bad.add("%s“%s”不在“%s”之中", what, short(value), strings.Join(words, "、"))
		}
	}
	in("密级", e.Record.Secrecy, Secrecies...)
	in("保管期限", string(e.Record.Number.Retention), string(notice.Permanent), string(notice.Years30), string(notice.Years10))
	for _, f := range e.Record.Files {
		in("文档主从声明", string(f.Role), string(Main), string(Attached))
	}
	for _, v := range e.Record.Events {
		in("业务状态", or(v.State, Done), Done, Planned)
	}
	for _, a := range e.Record.Agents {
		in("机构人员类型", a.Kind, Body, Section, Person, "")
	}
	return bad.finding("密级、保管期限、文档主从声明、业务状态、机构人员类型在值域之内")
}

// reasonable (GD-1-5).
func reasonable(e *Evidence) Finding {
	const founded, thick = 1949, 100_000
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	r := e.Record
	if y := r.Number.Year; y < founded || y > e.At.Year() {
		bad.add("年度%d不在%d至%d年之间", y, founded, e.At.Year())
	}
	if d, err := time.Parse("20060102", r.Date); err == nil && d.Format("20060102") > e.At.Format("20060102") {
		bad.add("日期%s晚于检测时间", r.Date)
	}
	if r.Pages > thick {
		bad.add("页数为%d", r.Pages)
	}
	if !r.Packed.IsZero() && r.Packed.After(e.At) {
		bad.add("封装包创建时间晚于检测时间")
	}
	for _, v := range r.Events {
		switch {
		case v.State != Planned && v.At.After(e.At):
			bad.add("“%s”是历史行为，时间晚于检测时间", v.Action)
		case !v.At.IsZero() && v.At.Year() < founded:
			bad.add("“%s”的时间早于%d年", v.Action, founded)
		}
	}
	return bad.finding("年度、日期、页数、行为时间在合理范围之内")
}

// characters (GD-1-6).
func characters(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	for _, f := range fieldsOf(e.Record) {
		if !utf8.ValidString(f.value) {
			bad.add("%s不是UTF-8编码", f.name)
			continue
		}
		for _, c := range f.value {
			if c != '\n' && c != '\t' && (unicode.IsControl(c) || unicode.Is(unicode.Co, c) || c == utf8.RuneError || c&0xFFFE == 0xFFFE) {
				bad.add("%s含有特殊字符U+%04X", f.name, c)
				break
			}
		}
	}
	return bad.finding("没有控制字符、私用区字符和乱码")
}

// numbers (GD-1-7).
func numbers(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	if e.Record.Number.Valid() != nil {
		bad.add("档号“%s”不合DA/T 22-2015", short(e.Record.Number.String()))
	}
	for _, d := range e.Directory {
		if _, err := ParseNumber(d.Number); err != nil {
			bad.add("文件目录中的档号“%s”不合DA/T 22-2015", short(d.Number))
		}
	}
	return bad.finding("档号“" + e.Record.Number.String() + "”及文件目录中的档号合DA/T 22-2015")
}

// repeated (GD-1-8).
func repeated(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	number := e.Record.Number.String()
	for _, h := range e.Held {
		if h.Number == number {
			bad.add("档号“%s”已有", number)
		}
		if filled(h.DocNo) && h.DocNo == e.Record.DocNo {
			bad.add("文号“%s”已有（%s）", short(h.DocNo), h.Number)
		}
		if h.Title == e.Record.Title {
			bad.add("题名“%s”已有（%s）", short(h.Title), h.Number)
		}
	}
	twice := func(what string, values []string) {
		seen := map[string]bool{}
		for _, v := range values {
			if seen[v] {
				bad.add("%s“%s”重复", what, short(v))
			}
			seen[v] = true
		}
	}
	twice("文件目录中的档号", mapped(e.Directory, func(d DirectoryEntry) string { return d.Number }))
	twice("计算机文件名", mapped(e.Record.Files, func(f File) string { return f.Path }))
	twice("业务标识符", mapped(e.Record.Events, func(v Event) string { return v.ID }))
	twice("机构人员标识符", mapped(e.Record.Agents, func(a Agent) string { return a.ID }))
	if e.Held == nil && len(bad) == 0 {
		return Finding{Unchecked, "包内没有重复；不知道已有的档号、文号、题名，未与之比对"}
	}
	return bad.finding(fmt.Sprintf("与已有的%d件比对，档号、文号、题名没有重复", len(e.Held)))
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

// attributesAgree holds what the record says of its files to what they are (GD-1-10).
func attributesAgree(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	there := e.entries()
	for _, f := range e.Record.Files {
		got := there[e.at(f)]
		if got == nil || !got.Found {
			bad.add("%s不在包内", f.Path)
			continue
		}
		if got.FoundSize != f.Size {
			bad.add("%s有%d字节，元数据记为%d", f.Path, got.FoundSize, f.Size)
		}
		if !strings.EqualFold(got.FoundSHA256, f.SHA256) {
			bad.add("%s的SHA-256与元数据不符", f.Path)
		}
		if c := got.Content; got.Inspected && c.Format != "" && !strings.EqualFold(c.Format, f.Format) {
			bad.add("%s是%s，元数据记为%s", f.Path, c.Format, short(f.Format))
		}
	}
	return bad.finding(fmt.Sprintf("%d个文件的文件名、大小、格式、摘要与元数据一致", len(e.Record.Files)))
}

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

// linked (GD-1-11): every file is in the metadata, every agent named is described.
func linked(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	listed, there := map[string]bool{}, e.entries()
	for _, f := range e.Record.Files {
		listed[e.at(f)] = true
		if there[e.at(f)] == nil {
			bad.add("元数据中的%s在包内没有对应的文件", f.Path)
		}
	}
	for _, p := range e.below() {
		if !listed[p] {
			bad.add("%s不在元数据中", p)
		}
	}
	agents := map[string]bool{}
	for _, a := range e.Record.Agents {
		agents[a.ID] = true
	}
	for _, v := range e.Record.Events {
		if !agents[v.By] {
			bad.add("业务行为“%s”的机构人员“%s”没有著录", v.Action, short(v.By))
		}
	}
	return bad.finding("元数据与文件一一对应")
}

// The files that stand first in a package.
const (
	descriptionFile = "说明文件.TXT"
	directoryFile   = "文件目录.XML"
)

// papers (GD-1-12).
func papers(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	there := e.entries()
	for _, name := range []string{descriptionFile, directoryFile} {
		if f := there[name]; f == nil || !f.Found {
			bad.add("没有%s", name)
		} else if f.Content.Problem != "" {
			bad.add("%s：%s", name, f.Content.Problem)
		}
	}
	if e.DirectoryProblem != "" {
		bad.add("文件目录不能读取：%s", e.DirectoryProblem)
	}
	i := slices.IndexFunc(e.Directory, func(d DirectoryEntry) bool { return d.Number == e.Record.Number.String() })
	if i < 0 {
		bad.add("文件目录中没有本件（%s）", e.Record.Number)
		return bad.finding("")
	}
	d := e.Directory[i]
	for _, v := range [][3]string{
		{"题名", d.Title, e.Record.Title}, {"责任者", d.Responsible, e.Record.Responsible}, {"日期", d.Date, e.Record.Date},
		{"密级", d.Secrecy, e.Record.Secrecy}, {"电子档案名称", strings.TrimSuffix(d.File, "/"), e.Folder},
	} {
		if v[1] != v[2] {
			bad.add("文件目录中的%s“%s”与元数据“%s”不符", v[0], short(v[1]), short(v[2]))
		}
	}
	return bad.finding("说明文件和文件目录在包内，文件目录与元数据一致")
}

// layout (GD-1-13).
func layout(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	if e.Record != nil {
		n := e.Record.Number
		if want := path.Join("电子档案", fmt.Sprint(n.Year), n.Category); !strings.HasPrefix(e.Folder, want+"/") {
			bad.add("本件的文件夹“%s”不在“%s”下", e.Folder, want)
		}
	}
	for _, f := range e.Entries {
		switch parts := strings.Split(f.Path, "/"); {
		case f.Path == descriptionFile || f.Path == directoryFile:
		case parts[0] == "其他" && len(parts) > 1:
		case parts[0] == "电子档案" && len(parts) > 4:
		default:
			bad.add("“%s”不在规定的文件夹内", short(f.Path))
		}
		if p := badName(f.Path); p != "" {
			bad.add("“%s”%s", short(f.Path), p)
		}
	}
	return bad.finding("文件夹和文件名合规")
}

// badName is what is wrong with a path.
func badName(p string) string {
	const longest = 255
	for part := range strings.SplitSeq(p, "/") {
		switch {
		case part == "" || part == "." || part == "..":
			return "含有空的或相对的文件夹名"
		case strings.ContainsAny(part, `\:*?"<>|`) || strings.ContainsFunc(part, unicode.IsControl) || !utf8.ValidString(part):
			return "含有不宜用于文件名的字符"
		case strings.TrimSpace(part) != part || strings.HasSuffix(part, "."):
			return "前后有空格或以句点结尾"
		case len(part) > longest:
			return "过长"
		}
	}
	return ""
}

// samePackage (GD-1-14).
func samePackage(e *Evidence) Finding {
	switch {
	case e.Sent == "" || e.Received == "":
		return Finding{Unchecked, "尚未发送，接收后比对发送和接收的摘要"}
	case !strings.EqualFold(e.Sent, e.Received):
		return Finding{Failed, "接收的摘要与发送的不符"}
	}
	return Finding{Passed, "接收的摘要与发送的相符"}
}

// pieceCount (GD-2-1): as many pieces as the directory says, as many files as there should be.
func pieceCount(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	folders := map[string]bool{}
	found := 0
	for _, f := range e.Entries {
		if !f.Found {
			continue
		}
		found++
		if parts := strings.Split(f.Path, "/"); parts[0] == "电子档案" && len(parts) > 4 {
			folders[path.Join(parts[:4]...)] = true
		}
	}
	pieces, placeholders := 0, 0
	for _, d := range e.Directory {
		if d.IsPlaceholder() {
			placeholders++
			continue
		}
		pieces++
		if !folders[strings.TrimSuffix(d.File, "/")] {
			bad.add("文件目录中的%s在包内没有文件夹", d.Number)
		}
	}
	if pieces != len(folders) {
		bad.add("文件目录有%d件（另%d件未随包移交），包内有%d件", pieces, placeholders, len(folders))
	}
	if e.Files == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, fmt.Sprintf("文件目录与包内均为%d件；没有应有的文件数可比", pieces)}
	}
	if *e.Files != found {
		bad.add("应有%d个文件，实有%d个", *e.Files, found)
	}
	return bad.finding(fmt.Sprintf("%d件，%d个文件，相符；另%d件未随包移交", pieces, found, placeholders))
}

// byteCount (GD-2-2).
func byteCount(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	var sum int64
	for _, f := range e.Entries {
		if !f.Found {
			continue
		}
		sum += f.FoundSize
		if f.Size >= 0 && f.FoundSize != f.Size {
			bad.add("%s应为%d字节，实为%d", f.Path, f.Size, f.FoundSize)
		}
	}
	if e.Bytes == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, "没有应有的总字节数可比"}
	}
	if sum != *e.Bytes {
		bad.add("应有%d字节，实有%d", *e.Bytes, sum)
	}
	return bad.finding(fmt.Sprintf("共%d字节，相符", sum))
}

// readForm is the finding of a file read by its form.
func readForm(name string, f *FormRead) Finding {
	if f == nil {
		return Finding{Unchecked, "没有读取" + name}
	}
	return findings(f.Problems).finding(name + "合XML模式")
}

// metadataForm (GD-2-3).
func metadataForm(e *Evidence) Finding { return readForm("元数据.xml", e.Metadata) }

// eepForm (GD-2-10): the EEP by annex C of DA/T 48-2009.
func eepForm(e *Evidence) Finding { return readForm("eep.xml", e.EEP) }

// mandatoryThere (GD-2-4).
func mandatoryThere(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	for _, m := range e.Record.Missing() {
		bad.add("缺少%s", m)
	}
	return bad.finding("GB/T 18894-2016的最低归档元数据齐全")
}

// steps are the acts without which the making of an edition is not told, each in the words it goes by.
var steps = [][]string{{"起草", "报送"}, {"审核"}, {"审定", "签发", "印发"}}

// process (GD-2-5).
func process(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	for _, s := range steps {
		if !some(e.Record.Events, func(v Event) bool { return slices.Contains(s, v.Action) && v.State != Planned }) {
			bad.add("没有“%s”的记录", strings.Join(s, "／"))
		}
	}
	return bad.finding("起草（报送）、审核、审定（印发）均有记录")
}

// continuous (GD-2-6).
func continuous(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	for i, d := range e.Directory {
		if d.Seq != 0 && d.Seq != i+1 {
			bad.add("文件目录第%d条的顺序号为%d", i+1, d.Seq)
		}
	}
	if e.Issued == nil {
		if len(bad) > 0 {
			return bad.finding("")
		}
		return Finding{Unchecked, "顺序号连续；不知道已编的件号"}
	}
	issued := slices.Sorted(slices.Values(e.Issued))
	next := 1
	for _, n := range issued {
		switch {
		case n < next:
			bad.add("件号%04d重复或小于1", n)
			continue
		case n == next+1:
			bad.add("缺少件号%04d", next)
		case n > next:
			bad.add("缺少件号%04d至%04d", next, n-1)
		}
		next = n + 1
	}
	if !slices.Contains(issued, e.Record.Number.Piece) {
		bad.add("本件的件号%04d不在已编的件号中", e.Record.Number.Piece)
	}
	return bad.finding(fmt.Sprintf("件号0001至%04d和顺序号连续", next-1))
}

// roleThere says of every file of a role whether it is there and not empty.
func roleThere(e *Evidence, role Role, none Finding) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	there, n := e.entries(), 0
	for _, f := range e.Record.Files {
		if f.Role != role {
			continue
		}
		n++
		switch got := there[e.at(f)]; {
		case got == nil || !got.Found:
			bad.add("%s不在包内", f.Path)
		case got.FoundSize == 0:
			bad.add("%s是空文件", f.Path)
		}
	}
	if n == 0 {
		return none
	}
	return bad.finding(fmt.Sprintf("%s%d个文件齐全", role, n))
}

// mainThere (GD-2-7).
func mainThere(e *Evidence) Finding { return roleThere(e, Main, Finding{Failed, "没有主文档"}) }

// attachedThere (GD-2-8).
func attachedThere(e *Evidence) Finding {
	return roleThere(e, Attached, Finding{Exempt, "本件没有附属文档"})
}

// fileCount (GD-2-11).
func fileCount(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	if n := len(e.below()); n != len(e.Record.Files) {
		bad.add("元数据记有%d个文件，该件的文件夹内有%d个", len(e.Record.Files), n)
	}
	return bad.finding(fmt.Sprintf("元数据与该件的文件夹均为%d个文件", len(e.Record.Files)))
}

// metadataReadable (GD-3-1).
func metadataReadable(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	there := e.entries()
	for _, name := range []string{path.Join(e.Folder, "元数据.xml"), path.Join(e.Folder, "eep.xml"), directoryFile} {
		switch f := there[name]; {
		case f == nil || !f.Found:
			bad.add("没有%s", name)
		case !f.Inspected:
			return Finding{Unchecked, name + "没有打开"}
		case f.Content.Problem != "":
			bad.add("%s：%s", name, f.Content.Problem)
		}
	}
	return bad.finding("元数据.xml、eep.xml、文件目录.XML可以解析")
}

// lasting says whether a format is one for keeping a text in (DA/T 47-2009, GB/T 33190-2016).
func lasting(format string) bool { return strings.HasPrefix(format, "PDF/A-") || format == "OFD" }

// formats (GD-3-3): the text is there in a format for keeping, and what ends in .pdf is PDF/A.
func formats(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad findings
	there := e.entries()
	kept := false
	for _, f := range e.Record.Files {
		got := there[e.at(f)]
		if got == nil || got.AsItCame {
			continue
		}
		if !got.Inspected {
			return Finding{Unchecked, f.Path + "没有打开"}
		}
		kept = kept || f.Role == Main && lasting(got.Content.Format)
		if got.Content.Format == "PDF" || strings.HasPrefix(f.Format, "PDF/A") && !lasting(got.Content.Format) {
			bad.add("%s没有声明PDF/A", f.Path)
		}
	}
	if !kept {
		bad.add("主文档没有PDF/A或OFD格式的")
	}
	return bad.finding("正本为长期保存格式（据文件声明，未作PDF/A全面验证）；原始申报材料保留原格式")
}

// readable (GD-3-4).
func readable(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad, unread findings
	opened := 0
	for _, f := range e.Entries {
		switch {
		case !f.Found: // told by the digests
		case !f.Inspected:
			unread.add("%s没有打开", f.Path)
		case f.Content.Problem != "":
			bad.add("%s：%s", f.Path, f.Content.Problem)
		case f.Content.Unread != "":
			unread.add("%s：%s", f.Path, f.Content.Unread)
		default:
			opened++
		}
	}
	if len(bad) == 0 && len(unread) > 0 {
		return Finding{Unchecked, fmt.Sprintf("%d个文件可以打开，%d个未能检查：%s", opened, len(unread), unread.finding("").Note)}
	}
	return bad.finding(fmt.Sprintf("%d个文件可以打开", opened))
}

// environment (what a reader needs).
func environment(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	var bad findings
	if !filled(e.Record.System) {
		bad.add("没有信息系统描述")
	}
	for _, f := range e.Record.Files {
		if !filled(f.Program) {
			bad.add("%s没有文档创建程序", f.Path)
		}
	}
	if len(e.Entries) > 0 {
		if f := e.entries()[descriptionFile]; f == nil || !f.Found {
			bad.add("没有写明所需软硬件的说明文件")
		}
	}
	return bad.finding("信息系统、文档创建程序和所需软硬件均已写明")
}

// unlocked (GD-3-8).
func unlocked(e *Evidence) Finding {
	if len(e.Entries) == 0 {
		return noEntries
	}
	var bad, unread findings
	for _, f := range e.Entries {
		switch {
		case !f.Found:
		case f.Content.Encrypted:
			bad.add("%s已加密", f.Path)
		case f.Content.Packed != "":
			bad.add("%s使用非公开的压缩（%s）", f.Path, f.Content.Packed)
		case !f.Inspected || f.Content.Unread != "":
			unread.add("%s", f.Path)
		}
	}
	if len(bad) == 0 && len(unread) > 0 {
		return Finding{Unchecked, fmt.Sprintf("%d个文件未能检查：%s", len(unread), unread.finding("").Note)}
	}
	return bad.finding("没有加密和非公开的压缩")
}

// nothingElse (GD-4-3).
func nothingElse(e *Evidence) Finding {
	if e.Extra == nil {
		return Finding{Unchecked, "没有检查包内有无清单以外的文件"}
	}
	var bad findings
	for _, x := range e.Extra {
		bad.add("多余文件%s", x)
	}
	return bad.finding("包内没有清单以外的文件；载体上的由人工检查")
}

// trail (GD-4-7).
func trail(e *Evidence) Finding {
	if e.Trail == nil {
		return Finding{Unchecked, "没有检查操作记录"}
	}
	return e.Trail.sober()
}

// noSecrets: what is a state secret may not be in the package, nor named in the directory.
func noSecrets(e *Evidence) Finding {
	if e.Record == nil {
		return noRecord
	}
	if e.ForSecrets {
		return Finding{Exempt, "移交策略为包含涉密件，接收系统应为涉密档案系统"}
	}
	var bad findings
	if Secret(e.Record.Secrecy) {
		bad.add("本件为%s，不得进入非涉密的包", e.Record.Secrecy)
	}
	for _, d := range e.Directory {
		if Secret(d.Secrecy) && (!d.IsPlaceholder() || d.Responsible != "" || d.Date != "" || d.Note != placeholderNote) {
			bad.add("文件目录中%s为%s，条目应只有档号和密级", d.Number, d.Secrecy)
		}
	}
	return bad.finding("据密级，本包没有涉密件；文件目录中的涉密件只有档号和密级")
}
