package archive

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"
)

// ErrIncomplete says that a record lacks what the standards demand of every one.
var ErrIncomplete = errors.New("record lacks mandatory metadata")

// Open opens a file of a package by its path in it, with slashes.
type Open func(path string) (io.ReadCloser, error)

// Record is what is known of one piece (件): one released edition of the book, its text and its attachments together, as
// DA/T 22-2015 counts them. M numbers are those of DA/T 46-2009; of these and what GB/T 18894-2016 demands Missing tells.
type Record struct {
	Archive     string   // M3 档案馆名称; "" if the receiving archive is not known
	ArchiveCode string   // M4 档案馆代码
	Fonds       string   // M5 全宗名称
	Unit        string   // M6 立档单位名称, mandatory
	ID          string   // M7 电子文件号, mandatory; the EEP calls it 文件标识符, too
	Number      Number   // M8 档号 with M9 全宗号 to M17 室编件号, mandatory
	Title       string   // M22 题名, mandatory
	Parallel    string   // M23 并列题名
	Subtitle    string   // M24 副题名
	TitleNote   string   // M25 说明题名文字
	Subjects    []string // M26 主题词
	Keywords    []string // M27 关键词
	Abstract    string   // M29 摘要
	DocNo       string   // M31 文件编号; “无” is written for ""
	Responsible string   // M32 责任者, mandatory
	Date        string   // M33 日期, mandatory: eight digits as in DA/T 22, 20160820
	Genre       string   // M34 文种
	Secrecy     string   // M38 密级, mandatory: one of Secrecies
	SecrecyTerm string   // M39 保密期限
	Pages       int      // M43 页数; 0 not known
	Language    string   // M44 语种; “汉语” is written for ""
	Draft       string   // M45 稿本, as 正本
	Files       []File   // M46 电子属性, and the text itself; at least one is the main one
	System      string   // M51 信息系统描述: the program, its version, what it ran on
	Carrier     []string // M67 脱机载体编号; the EEP demands one and has “无” if there is none
	Rights      string   // M71 知识产权说明
	Control     string   // M74 控制标识
	Note        string   // M75 附注
	Agents      []Agent  // M76 to M79, at least one
	Events      []Event  // M80 to M84, at least one

	Packed time.Time // 封装包创建时间: of the EEP
	Packer string    // 封装包创建单位; "" for Unit
}

// Secrecies (密级) are the words M38 may be, from what everyone may see upwards.
var Secrecies = []string{"公开", "内部", "限制", "秘密", "机密", "绝密"}

// Secret says whether a word of Secrecies makes a piece one of state secrets, which may not be in an open package.
func Secret(secrecy string) bool {
	switch secrecy {
	case "秘密", "机密", "绝密":
		return true
	}
	return false
}

// Role (文档主从声明) is what a file is to its piece.
type Role string

// The roles of DA/T 48-2009.
const (
	Main     Role = "主文档"
	Attached Role = "附属文档"
)

// File is one computer file of a piece. Files of one role and one title (not "") are one document in several formats.
type File struct {
	Path    string // M48 计算机文件名: below the folder of the piece, with slashes
	Title   string // 题名 of the document in an EEP
	Role    Role
	Format  string // M47 格式信息: “PDF/A-2b”, “DOCX”, “JSON” …, the words Inspect says
	Size    int64  // M49 计算机文件大小, bytes
	SHA256  string // lower-case hex; no element of DA/T 46, so an attribute
	Pages   int    // 0 not known
	Program string // M50 文档创建程序
	Outside bool   // an EEP has its SHA-256 alone, however small it is
}

// Event is one act in the making of a piece (业务实体).
type Event struct {
	ID     string    // 业务标识符, unique in the record
	Action string    // M81 业务行为: 起草 报送 受理 审核 退回 修改 审定 备案 印发 归档
	State  string    // M80 业务状态: 历史行为 (written for "") or 计划任务
	By     string    // ID of the agent
	At     time.Time // M82 行为时间
	Basis  string    // M83 行为依据
	Text   string    // M84 行为描述
}

// Words of the business side.
const (
	Done    = "历史行为" // M80
	Planned = "计划任务" // M80

	Body    = "单位"   // M76
	Section = "内设机构" // M76
	Person  = "个人"   // M76
)

// Agent is who acted (机构人员实体).
type Agent struct {
	ID   string // 机构人员标识符, unique in the record
	Kind string // M76 机构人员类型: 单位 内设机构 个人, or ""
	Name string // M77 机构人员名称
	Code string // M78 组织机构代码
	Post string // M79 个人职位
}

// digestForm is a SHA-256 in hex.
var digestForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// mandatory is what no record may lack: what DA/T 48-2009 and GB/T 18894-2016 demand of every one, and what it is found in.
var mandatory = []struct {
	name string
	has  func(*Record) bool
}{
	{"立档单位名称（M6）", func(r *Record) bool { return filled(r.Unit) }},
	{"电子文件号（M7）", func(r *Record) bool { return filled(r.ID) }},
	{"档号（M8）", func(r *Record) bool { return r.Number.Valid() == nil }},
	{"题名（M22）", func(r *Record) bool { return filled(r.Title) }},
	{"责任者（M32）", func(r *Record) bool { return filled(r.Responsible) }},
	{"日期（M33）", func(r *Record) bool { return filled(r.Date) }},
	{"密级（M38）", func(r *Record) bool { return filled(r.Secrecy) }},
	{"主文档", func(r *Record) bool { return some(r.Files, func(f File) bool { return f.Role == Main }) }},
	{"格式信息（M47）", func(r *Record) bool { return every(r.Files, func(f File) bool { return filled(f.Format) }) }},
	{"计算机文件名（M48）", func(r *Record) bool { return every(r.Files, func(f File) bool { return filled(f.Path) }) }},
	{"计算机文件大小（M49）", func(r *Record) bool { return every(r.Files, func(f File) bool { return f.Size >= 0 }) }},
	{"文档创建程序（M50）", func(r *Record) bool { return every(r.Files, func(f File) bool { return filled(f.Program) }) }},
	{"文件的SHA-256", func(r *Record) bool {
		return every(r.Files, func(f File) bool { return digestForm.MatchString(f.SHA256) })
	}},
	{"机构人员名称（M77）", func(r *Record) bool {
		return every(r.Agents, func(a Agent) bool { return filled(a.ID) && filled(a.Name) })
	}},
	{"业务行为（M81）", func(r *Record) bool {
		return every(r.Events, func(e Event) bool { return filled(e.ID) && filled(e.Action) && filled(e.By) })
	}},
	{"行为时间（M82）", func(r *Record) bool { return every(r.Events, func(e Event) bool { return !e.At.IsZero() }) }},
}

// Missing names the mandatory elements that a record lacks, in the order of the standard.
func (r *Record) Missing() []string {
	var out []string
	for _, m := range mandatory {
		if !m.has(r) {
			out = append(out, m.name)
		}
	}
	return out
}

// complete is Missing as an error.
func (r *Record) complete() error {
	if m := r.Missing(); len(m) > 0 {
		return fmt.Errorf("%w: %s", ErrIncomplete, strings.Join(m, ", "))
	}
	return nil
}

// filled says whether a text says something.
func filled(s string) bool { return strings.TrimSpace(s) != "" }

// or is a text, or another where it says nothing.
func or(s, other string) string {
	if filled(s) {
		return s
	}
	return other
}

// some says whether one of a list is so.
func some[T any](list []T, is func(T) bool) bool {
	for _, x := range list {
		if is(x) {
			return true
		}
	}
	return false
}

// every says whether there is a list and all of it is so.
func every[T any](list []T, is func(T) bool) bool {
	return len(list) > 0 && !some(list, func(x T) bool { return !is(x) })
}
