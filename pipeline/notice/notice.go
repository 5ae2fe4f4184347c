package notice

import "regexp"

// Notice is what a notice (通知) demands, as its notice.yaml says.
type Notice struct {
	Name       string       `yaml:"name"`       // folder name, "putian-2009"
	Title      string       `yaml:"title"`      // title of the notice
	Source     string       `yaml:"source"`     // document it rests on, "莆政法〔2009〕12号"
	Unit       Unit         `yaml:"unit"`       // the bureau
	Edition    Edition      `yaml:"edition"`    // what the books print of time and place
	Issue      Issue        `yaml:"issue"`      // the notice by which the books are issued; absent: none
	Approval   Approval     `yaml:"approval"`   // whose word it takes to publish; absent: nobody's
	Sections   []Section    `yaml:"sections"`   // in the order of the book
	Categories []Category   `yaml:"categories"` // in the order of the book
	Codes      CodeScheme   `yaml:"codes"`
	Fields     []Field      `yaml:"fields"`
	Forms      []Form       `yaml:"forms"`
	Disclosure Disclosure   `yaml:"disclosure"`
	Vocabulary Vocabulary   `yaml:"vocabulary"`
	Schedule   []Stage      `yaml:"schedule"`
	Revision   Revision     `yaml:"revision"`
	Review     Review       `yaml:"review"` // words and numbers that rules go by
	Rules      []RuleConfig `yaml:"rules"`  // levels that differ from the defaults
	Book       Book         `yaml:"book"`
	Archive    Archive      `yaml:"archive"` // under which number editions are handed over

	index *index // look-ups, built by Parse
}

// Unit (单位) is the bureau that compiles.
type Unit struct {
	Name  string `yaml:"name"`  // 莆田市对外贸易经济合作局
	Short string `yaml:"short"` // 莆田市外经贸局
	Code  string `yaml:"code"`  // PT01WJ; unit part of every code
}

// Edition is what is printed on the cover and in the colophon; it stands in for a clock (same inputs, same bytes).
type Edition struct {
	Label  string `yaml:"label"`  // 2009年版
	Date   Date   `yaml:"date"`   // printed as 二〇〇九年九月; a date of the notice, never today's
	Editor string `yaml:"editor"` // 局规范行政权力运行工作领导小组办公室
}

// Issue (印发通知) is the notice by which the compilation is issued (N9). The zero value: there is none.
type Issue struct {
	Title  string   `yaml:"title"`  // 关于印发规范行政权力运行职权目录、职权分解、流程图的通知
	Number string   `yaml:"number"` // 发文字号; "" while it is not known
	To     string   `yaml:"to"`     // 主送: 局属各单位、机关各科室
	Text   []string `yaml:"text"`   // its paragraphs
	Signer string   `yaml:"signer"` // 署名; default: the unit
	Date   Date     `yaml:"date"`   // 成文日期; default: the edition's
}

// Approval (审定) is the word of another office without which nothing may be published (P45): until it is recorded, every
// public output is a proof (校样). The zero value demands none.
type Approval struct {
	By     string `yaml:"by"`     // 市法制办
	Ground string `yaml:"ground"` // the words of the notice that demand it: “经市法制办审定后…及时主动向社会公布”（P45）
}

// Demanded reports whether the notice asks for an approval at all.
func (a Approval) Demanded() bool { return a.By != "" }

// Section (科室) is one that has to submit; its folder under inputs/ bears Name.
type Section struct {
	Name    string   `yaml:"name"`
	Aliases []string `yaml:"aliases"` // other names it is called by in files
	Code    string   `yaml:"code"`    // two more characters of the unit code (P25), mostly empty
}

// Category (权力类别) is a class of powers.
type Category struct {
	Name     string   `yaml:"name"`     // 行政许可
	Code     string   `yaml:"code"`     // XK
	Aliases  []string `yaml:"aliases"`  // 行政审批, 许可类 …
	Internal bool     `yaml:"internal"` // every item of it is internal (部门内部管理权)
}

// CodeScheme (编码规则) says how a power's code is made: unit[section]-category-sequence (P20–P28).
type CodeScheme struct {
	Pattern   string `yaml:"pattern"`   // regular expression (RE2) with the groups unit, section, category, seq
	Separator string `yaml:"separator"` // "-"
	Width     int    `yaml:"width"`     // digits of the sequence, 4
	// First sequence numbers by disclosure: numbers of internal and secret items are drawn from ranges of their own,
	// so that the public book shows no gap where one is left out (domain.md §1F).
	First struct {
		Public   int `yaml:"public"`
		Internal int `yaml:"internal"`
		Secret   int `yaml:"secret"`
	} `yaml:"first"`

	re *regexp.Regexp // Pattern, compiled by Parse
}

// FieldKind says how a field's text is normalised.
type FieldKind string

// The kinds of fields.
const (
	KindText     FieldKind = "text"     // prose: line breaks inside words joined
	KindName     FieldKind = "name"     // short prose: leading number and watermarks removed
	KindCode     FieldKind = "code"     // width-folded, dashes unified
	KindCategory FieldKind = "category" // matched against the categories
	KindBasis    FieldKind = "basis"    // legal citations
	KindLimit    FieldKind = "limit"    // a time limit
	KindList     FieldKind = "list"     // several values of a vocabulary
	KindFee      FieldKind = "fee"      // 无 means 不收费
	KindSeq      FieldKind = "seq"      // running number, for reference only
)

// Field (字段) is one of a power's fields. Key is one of the standard keys of DESIGN §3 or the notice's own.
type Field struct {
	Key      string    `yaml:"key"`
	Title    string    `yaml:"title"`    // the notice's word for it, head of the book's column
	Kind     FieldKind `yaml:"kind"`     // default text
	Synonyms []string  `yaml:"synonyms"` // heads as they occur in files (domain.md §2.2); Title is always one
	Required bool      `yaml:"required"`
	Choices  []string  `yaml:"choices"` // words that the blank forms offer in it; others may be written all the same
}

// Form (表样) is a kind of table or list the notice asks for, recognised by its title.
type Form struct {
	Kind   FormKind `yaml:"kind"`
	Name   string   `yaml:"name"`   // 附件3 行政职权目录
	Titles []string `yaml:"titles"` // words in the title above a table that tell it
}

// FormKind tells what a table is for.
type FormKind string

// The kinds of forms.
const (
	FormCatalog    FormKind = "catalog"    // 附件3
	FormSecret     FormKind = "secret"     // 附件4
	FormStatistics FormKind = "statistics" // 附件2
	FormFlowchart  FormKind = "flowchart"  // 附件6
	FormRules      FormKind = "rules"      // 配套制度
	FormReport     FormKind = "report"     // 清理工作情况
	FormDuties     FormKind = "duties"     // 职权分解表
)

// Disclosure (公开属性) holds the words by which an item is told public, internal or secret. The stricter wins.
type Disclosure struct {
	Internal []string `yaml:"internal"` // 对内公开, 部门内部 …
	Secret   []string `yaml:"secret"`   // 涉密, 国家秘密, 不宜公开 …
	Public   []string `yaml:"public"`   // 对外公开, 全社会 …
}

// Vocabulary (词表) holds the words a notice's files use for recurring things.
type Vocabulary struct {
	Ditto      []string `yaml:"ditto"`      // 同上 〃
	Empty      []string `yaml:"empty"`      // 无 / —
	Watermarks []string `yaml:"watermarks"` // regular expressions (RE2) of what web pages leave behind (F13)
	Totals     []string `yaml:"totals"`     // 合计 小计 总计
	Notes      []string `yaml:"notes"`      // 注 填表说明 备注
	Continued  []string `yaml:"continued"`  // 续表 （续）
	Vague      []string `yaml:"vague"`      // regular expressions of bases that cite nothing: 根据…有关规定 (F9)
	Forms      []string `yaml:"forms"`      // forms of disclosure (P50): 政府网站 政务公开栏 …
	Scopes     []string `yaml:"scopes"`     // whom it is disclosed to (P48): 全社会 行政相对人 …
	Times      []string `yaml:"times"`      // when it is disclosed (P48): 长期 随时 及时 …
}

// Stage (阶段) is a step of the schedule.
type Stage struct {
	Name     string `yaml:"name"`
	From     Date   `yaml:"from"`
	To       Date   `yaml:"to"`
	Deadline bool   `yaml:"deadline"` // To is the date by which sections must have submitted (P38)
}

// Revision (变更修订) is the time a section has to revise a flowchart when what it shows has changed (P36). The zero value:
// the notice sets none.
type Revision struct {
	Days   int    `yaml:"days"`   // working days, from the day after the change takes effect (§1F)
	Ground string `yaml:"ground"` // the notice's words: 必须在20个工作日内按规定程序及时修订流程图
}

// Review (审核要点) holds the words and numbers that rules go by. Where a list is empty, its rule has nothing to say.
type Review struct {
	Parts    []FormKind `yaml:"parts"`    // what a section's submission consists of (E07; P41)
	Shorten  Fraction   `yaml:"shorten"`  // by how much a promised limit is shorter than the statutory one (W01; P35): {part: 1, of: 3}
	Weak     []string   `yaml:"weak"`     // categories that documents below rules may bear alone (W02; P11)
	Naming   []Naming   `yaml:"naming"`   // what names of a category look like (W05; P29)
	Elements []Element  `yaml:"elements"` // what a flowchart has to show (W04; P33)
	Steps    []Element  `yaml:"steps"`    // the steps a power is divided into (W22; N6): 受理 审查 …
	Apart    []Pair     `yaml:"apart"`    // steps that are not one post's (W09; N6): 审查 and 决定
	Natures  []string   `yaml:"natures"`  // what 职权性质 may say (P10): 专门 共有 主办 协办
	Reasons  []Element  `yaml:"reasons"`  // grounds for not disclosing, with the words that tell them (W20; P19, F3)
	Standard []string   `yaml:"standard"` // categories whose powers need a standard of discretion (W23; N11)
	Systems  []Element  `yaml:"systems"`  // rules texts that the bureau as a whole must have (I06; P51)
}

// Fraction is Part of Of: {part: 1, of: 3} is a third.
type Fraction struct {
	Part int `yaml:"part"`
	Of   int `yaml:"of"`
}

// Naming says which endings of a name contradict a category. Unless Words hold one of the name's words, too.
type Naming struct {
	Category string   `yaml:"category"` // name of the category
	Others   bool     `yaml:"others"`   // the endings contradict every category but this one
	Endings  []string `yaml:"endings"`  // of names
	Unless   []string `yaml:"unless"`   // words anywhere in a name that end the suspicion
	Advice   string   `yaml:"advice"`   // the notice's words for what names look like
}

// Element is a thing that must be there, and the words that show that it is; Name is always one of them.
type Element struct {
	Name    string   `yaml:"name"`
	Words   []string `yaml:"words"`
	Pattern string   `yaml:"pattern"` // regular expression (RE2) of what else shows it, in a chart's lines without blanks; "" for none
	Fields  []string `yaml:"fields"`  // keys of fields that tell it where the chart does not; the first with words counts
	Steps   StepPart `yaml:"steps"`   // what of a chart's steps tells it where no label does; "" for nothing
}

// StepPart is a part of the steps of a chart.
type StepPart string

// The parts of steps.
const (
	StepNames  StepPart = "names"
	StepPosts  StepPart = "posts"
	StepLimits StepPart = "limits"
)

// Pair is two steps.
type Pair struct {
	First  string `yaml:"first"`
	Second string `yaml:"second"`
}

// RuleConfig changes a rule for this notice.
type RuleConfig struct {
	ID     string `yaml:"id"`
	Level  Level  `yaml:"level"`  // "" leaves the default
	Ground string `yaml:"ground"` // this notice's own words for it
}

// Book says which parts the compilation has, in order, and what they are called.
type Book struct {
	Title   string   `yaml:"title"` // 行政职权目录汇编
	Parts   []Part   `yaml:"parts"`
	Volumes []Volume `yaml:"volumes"` // those that differ from the public book; see [Book.Volume]
	Cards   Cards    `yaml:"cards"`   // absent: none
}

// Cards (办事明白卡) are made of the public book's items, a page each (P50).
type Cards struct {
	Title  string   `yaml:"title"`  // 办事明白卡
	Fields []string `yaml:"fields"` // Field keys, in the order of the card; what an item does not say is left out
}

// MaxCopies is how many copies of a volume may be numbered.
const MaxCopies = 99

// Volume (分册) is the book of one class: the secret one has a title and columns of its own (附件4, P19).
type Volume struct {
	Class  Class  `yaml:"class"`  // internal or secret
	Title  string `yaml:"title"`  // 涉密不宜公开行政职权目录; default: the book's
	Mark   string `yaml:"mark"`   // upper left on its cover: 秘密★1年; default: nothing
	Copies int    `yaml:"copies"` // how many copies there are, each with its number on the cover (份号); default: they are not counted
	Parts  []Part `yaml:"parts"`  // default: the book's
}

// PartKind names a part of the book.
type PartKind string

// The kinds of parts.
const (
	PartCover      PartKind = "cover"      // 封面
	PartTitlePage  PartKind = "titlepage"  // 扉页
	PartIssue      PartKind = "issue"      // 印发通知, from Issue
	PartForeword   PartKind = "foreword"   // 编制说明, from foreword.docx
	PartContents   PartKind = "contents"   // 目录
	PartStatistics PartKind = "statistics" // 统计表
	PartCatalog    PartKind = "catalog"    // 职权目录
	PartDuties     PartKind = "duties"     // 职权分解: who does which step of a power
	PartFlowcharts PartKind = "flowcharts" // 权力运行流程图, one to a page
	PartDiscretion PartKind = "discretion" // 自由裁量基准
	PartRules      PartKind = "rules"      // 配套制度
	PartChanges    PartKind = "changes"    // 修订对照表: against the last edition
	PartCodes      PartKind = "codes"      // 编码说明: what codes mean, and the tables of their parts
	PartLaws       PartKind = "laws"       // 法律依据一览
	PartNameIndex  PartKind = "nameindex"  // 名称索引 by strokes
	PartPinyin     PartKind = "pinyin"     // 名称索引 by pinyin
	PartCodeIndex  PartKind = "codeindex"  // 编码索引
	PartSections   PartKind = "sections"   // 科室索引
	PartColophon   PartKind = "colophon"   // 编印说明
)

// Part (部件) is one part of the book.
type Part struct {
	Kind    PartKind `yaml:"kind"`
	Title   string   `yaml:"title"`   // 第二篇　行政职权目录
	Columns []Column `yaml:"columns"` // catalog only
	By      Grouping `yaml:"by"`      // catalog only: what its tables are, each numbered from 1; default: categories
}

// Grouping (编排) is what the tables of a catalog are made by.
type Grouping string

// The groupings.
const (
	ByCategory   Grouping = "category"
	BySection    Grouping = "section"
	ByDisclosure Grouping = "disclosure" // 对外公开, 对内公开 (F4)
)

// Column is a column of the catalog table. Columns that share Group stand under one parent head.
type Column struct {
	Field string   `yaml:"field"` // a Field key, or "seq" for the running number
	With  []string `yaml:"with"`  // further fields printed after it in the same cell: 承办科室 with 负责人 (P17)
	Title string   `yaml:"title"` // default: the field's title
	Group string   `yaml:"group"` // 公开, 办理时限
	Align string   `yaml:"align"` // "left" (default, justified) or "center"
}

// Archive (归档) says under which archival number a released edition is handed over, and what of it (DA/T 22, DA/T 46). The
// zero value: nobody has said, and it cannot be.
type Archive struct {
	Fonds     string       `yaml:"fonds"`     // 全宗号, which the archive gives the unit: 0194
	FondsName string       `yaml:"fondsName"` // 全宗名称; default: the unit's name
	Keeper    string       `yaml:"keeper"`    // 档案馆名称
	KeeperID  string       `yaml:"keeperCode"`
	Category  string       `yaml:"category"`  // 档案门类代码; default: WS
	Retention Retention    `yaml:"retention"` // default: Y
	Office    string       `yaml:"office"`    // 机构（问题）代码: BGS
	Secret    SecretPolicy `yaml:"secret"`    // default: apart
	SM3       bool         `yaml:"sm3"`       // a manifest of SM3 (GB/T 32905) beside those of SHA-256 and SHA-512
	Sealed    bool         `yaml:"sealed"`    // nothing is deposited before an outside seal is in the package
}

// Demanded reports whether editions can be handed over at all.
func (a Archive) Demanded() bool { return a.Fonds != "" }

// Retention (保管期限) is how long something is kept, by its code.
type Retention string

// The retention periods of the State Archives' order no. 8.
const (
	Permanent Retention = "Y"   // 永久
	Years30   Retention = "D30" // 定期30年
	Years10   Retention = "D10" // 定期10年
)

// Text is the period in words; "" if there is none of that code.
func (r Retention) Text() string { return retentionWords[r] }

var retentionWords = map[Retention]string{Permanent: "永久", Years30: "30年", Years10: "10年"}

// SecretPolicy says what becomes of secret items when an edition is handed over.
type SecretPolicy string

// The policies. What is secret must not come into an archive system that is not made for it.
const (
	SecretApart    SecretPolicy = "apart"    // left out; a placeholder stands in the directory
	SecretIncluded SecretPolicy = "included" // part of the package, whose place is one for secret records
)
