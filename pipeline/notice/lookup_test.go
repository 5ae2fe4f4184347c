package notice

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// four is the four notices of the project.
func four(t testing.TB) map[string]*Notice {
	t.Helper()
	all := map[string]*Notice{}
	for _, name := range []string{"putian-2009", "ningde-2009", "fuxing-statistics", "heshan-2010"} {
		file := filepath.Join("..", "..", "templates", name, "notice.yaml")
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if all[name], err = Parse(file, data); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

func TestCategory(t *testing.T) {
	all := four(t)
	for _, c := range []struct{ notice, text, want string }{
		{"putian-2009", "行政许可", "XK"},
		{"putian-2009", " 行 政\n许可 ", "XK"},
		{"putian-2009", "xk", "XK"},
		{"putian-2009", "ＸＫ", "XK"},
		{"putian-2009", "行政审批类", "XK"},
		{"putian-2009", "一、行政许可（12项）", "XK"},
		{"putian-2009", "行政许可（审批）", "XK"},
		{"putian-2009", "（二）行政处罚类", "CF"},
		{"putian-2009", "处罚", "CF"},
		{"putian-2009", "统计行政处罚", "CF"},
		{"putian-2009", "行政强制措施", "QZ"},
		{"putian-2009", "其它", "QT"},
		{"putian-2009", "八、其他行政权力", "QT"},
		// §2.2: 非行政许可 before 行政许可. Putian's eight do not have it, so it is unknown there, and never its opposite.
		{"putian-2009", "非行政许可审批", ""},
		{"putian-2009", "保留的非行政审批事项", ""},
		{"putian-2009", "非许可类", ""},
		{"heshan-2010", "非行政许可审批", "SP"},
		{"heshan-2010", "二、保留的非行政审批事项（3项）", "SP"},
		{"heshan-2010", "行政审批事项", "XK"},
		{"heshan-2010", "行政审批", "XK"},
		{"heshan-2010", "正常工作事项", "GZ"},
		// Two categories in one text: not guessed.
		{"putian-2009", "行政许可、行政处罚", ""},
		{"putian-2009", "行政处罚（吊销许可证）", "CF"},
		{"putian-2009", "", ""},
		{"putian-2009", "行政", ""},
		{"putian-2009", "XK01", ""},
		{"fuxing-statistics", "行政处罚权力", "CF"}, // F6
		{"fuxing-statistics", "其他行政权力", "QT"},
		{"fuxing-statistics", "部门内部管理权", "NB"},
		{"fuxing-statistics", "部门内部管理", "NB"},
		{"ningde-2009", "行政征收等", "ZS"},
	} {
		got, ok := all[c.notice].Category(c.text)
		switch {
		case c.want == "" && ok:
			t.Errorf("%s: %q is %s, want none", c.notice, c.text, got.Code)
		case c.want != "" && (!ok || got.Code != c.want):
			t.Errorf("%s: %q is %+v, want %s", c.notice, c.text, got, c.want)
		}
	}
}

func TestSection(t *testing.T) {
	n := four(t)["putian-2009"]
	for _, c := range []struct {
		text     string
		is, says string // by Section, by SectionIn
	}{
		{"外资管理科", "外资管理科", "外资管理科"},
		{" 外资 管理科", "外资管理科", "外资管理科"},
		{"外资科", "外资管理科", "外资管理科"},
		{"办公室（党办）", "办公室", "办公室"},
		{"外资管理科 科长", "", "外资管理科"},
		{"填报科室：对外贸易科", "", "对外贸易科"},
		{"外资管理科、对外贸易科", "", ""},
		{"统计科", "", ""},
		{"", "", ""},
	} {
		if got, ok := n.Section(c.text); ok != (c.is != "") || ok && got.Name != c.is {
			t.Errorf("Section(%q) = %+v, want %q", c.text, got, c.is)
		}
		if got, ok := n.SectionIn(c.text); ok != (c.says != "") || ok && got.Name != c.says {
			t.Errorf("SectionIn(%q) = %+v, want %q", c.text, got, c.says)
		}
	}
}

// A notice put together in code, never parsed, answers the same as a parsed one.
func TestLookupWithoutParse(t *testing.T) {
	n := &Notice{
		Sections:   []Section{{Name: "办公室"}},
		Categories: []Category{{Name: "行政许可", Code: "XK"}},
		Fields:     []Field{{Key: "name", Title: "名称"}},
		Rules:      []RuleConfig{{ID: "E01", Level: Warning}},
		Codes:      CodeScheme{Pattern: `^(?P<unit>[A-Z]{2})(?P<section>)-(?P<category>[A-Z]{2})-(?P<seq>\d+)$`, Separator: "-", Width: 2},
	}
	if _, ok := n.Section("办 公 室"); !ok {
		t.Error("no section")
	}
	if c, ok := n.Category("行政许可类"); !ok || c != &n.Categories[0] {
		t.Error("no category")
	}
	if f, ok := n.Field("name"); !ok || f != &n.Fields[0] {
		t.Error("no field")
	}
	if got := n.Level("E01"); got != Warning {
		t.Errorf("level %s", got)
	}
	if c, ok := n.Codes.Parse("AB-XK-07"); !ok || c != (Code{"AB", "", "XK", 7}) {
		t.Errorf("code %+v", c)
	}
}

func TestLevel(t *testing.T) {
	all := four(t)
	for _, c := range []struct {
		notice, rule string
		want         Level
	}{
		{"putian-2009", "E01", Error},
		{"putian-2009", "W01", Warning},
		{"putian-2009", "I02", Info},
		{"putian-2009", "W12", Off},
		{"heshan-2010", "W12", Warning}, // H2: its own demand
		{"heshan-2010", "W01", Off},
		{"ningde-2009", "W01", Info},
		{"putian-2009", "X99", Warning}, // unknown: never lost
	} {
		if got := all[c.notice].Level(c.rule); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.notice, c.rule, got, c.want)
		}
	}
}

// The golden dates of §1E and H11.
func TestDeadline(t *testing.T) {
	all := four(t)
	for name, want := range map[string]string{"putian-2009": "2009-08-20", "heshan-2010": "2011-01-31", "ningde-2009": "", "fuxing-statistics": ""} {
		got, ok := all[name].Deadline()
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s: deadline %v %v, want %q", name, got, ok, want)
		}
	}
	for i, want := range []string{"2009-05-20 2009-06-10", "2009-06-11 2009-07-10", "2009-07-11 2009-07-31", "2009-08-01 2009-08-15",
		"2009-08-16 2009-08-20", "2009-08-21 2009-09-10", "2009-09-11 2009-09-20", "2009-09-21 2009-10-20"} {
		if s := all["putian-2009"].Schedule[i]; s.From.String()+" "+s.To.String() != want {
			t.Errorf("stage %s: %s %s, want %s", s.Name, s.From, s.To, want)
		}
	}
}

// Every head of §2.2 belongs to the field it is listed under there, in every notice.
func TestSynonyms(t *testing.T) {
	table := map[string]string{
		"seq":               "序号 编号 序列",
		"code":              "权力编码 职权编码 编码 事项编码 项目编码 主项编码 地方权力编码 子项地方权力编码 基本编码 实施编码",
		"name":              "项目名称 职权名称 权力名称 事项名称 权责事项名称 权力事项名称 权力项目名称 主项名称 执法事项名称 职权标题",
		"subitem":           "子项 子项名称 事项子项 子项名称及编码 实施事项",
		"category":          "权力类别 职权类别 权力类型 职权类型 事项类型 权力事项类型 权责类型 事项性质 类别 行政类别 事项类别 执法类别 执法类型",
		"basis":             "权力依据 实施依据 设定依据 设置依据 法律依据 法定依据 执法依据 行使依据 依据 政策依据 设定和实施依据",
		"subject":           "实施主体 行使主体 责任主体 执法主体 法定主体 实施机构 实施机关 实施部门 审批部门 办理部门 办理机关 部门名称 行使部门",
		"section":           "承办科室 承办科室和负责人 承办单位 承办机构 责任科室 责任部门 办理机构 内设机构 承办岗位 实施或牵头的处(科)室",
		"owner":             "负责人 责任人 经办人 联系人 第一责任人",
		"disclosureForm":    "公开形式 公开方式 公开渠道 公开渠道和载体",
		"disclosureScope":   "公开范围 公开对象",
		"disclosureTime":    "公开时间 公开时限 公开期限",
		"disclosureContent": "公开内容 公开内容(要素)",
		"fee":               "收费及依据标准 收费标准 收费依据 收费依据和标准 收费依据及标准 收费情况及依据 征收标准 是否收费 许可收费 审批收费 收费内容",
		"statutoryLimit":    "法定时限 法定期限 法定办结时限 法定办理时限 办理时限/法定",
		"promisedLimit":     "承诺时限 承诺期限 承诺办结时限 承诺办理时限 办理时限 办理时限/承诺",
		"conditions":        "办理条件 申报条件 受理条件 申请条件 审批条件",
		"materials":         "申报材料 申请材料 业务申报材料",
		"procedure":         "办理程序 办理流程 运行流程 办理环节 运行环节",
		"discretion":        "裁量规则 自由裁量 处罚裁量标准 处罚种类 处罚的行为、种类、幅度 强制措施",
		"duty":              "责任事项 责任事项内容 责任内容",
		"accountability":    "追责情形 追责情形及依据 追责情形及追责依据 追责依据及追责情形 问责情形 责任追究情形",
		"level":             "行使层级 实施层级 办事层级 管理权限 监管层级 实施层级及权限 事权层级",
		"reason":            "不公开理由 不予公开依据 不予主动公开法律政策依据",
		"supervision":       "监督电话 投诉电话 监督投诉方式 投诉机构 服务电话",
		"remark":            "备注 说明",
	}
	for name, n := range four(t) {
		owner := map[string]string{}
		for _, f := range n.Fields {
			for _, h := range f.Heads() {
				owner[FoldHead(h)] = f.Key
			}
		}
		for key, heads := range table {
			for _, h := range strings.Fields(heads) {
				if got := owner[FoldHead(h)]; got != key {
					t.Errorf("%s: %s belongs to %q, want %q", name, h, got, key)
				}
			}
		}
	}
}

// A column beside 负责人 in the book: where a section splits 承办科室和负责人 in two, neither is lost.
func TestEveryRequiredFieldIsInTheBook(t *testing.T) {
	for name, n := range four(t) {
		shown := map[string]bool{"category": true} // the catalog is divided by it
		for _, c := range catalogColumns(t, n.Book.Volume(Public)) {
			shown[c.Field] = true
			if c.Title == "" || c.Align == "" {
				t.Errorf("%s: column %+v has no title or align", name, c)
			}
		}
		for _, f := range n.Fields {
			if f.Required && !shown[f.Key] {
				t.Errorf("%s: %s is required, but not in the book", name, f.Key)
			}
		}
	}
}

// 附件4 (P19): the secret volume has its own title and columns, and no part that speaks for the public book.
func TestSecretVolume(t *testing.T) {
	for name, n := range four(t) {
		v := n.Book.Volume(Secret)
		if v.Title == n.Book.Title || !strings.Contains(v.Title, "不宜公开") {
			t.Errorf("%s: its title is %s", name, v.Title)
		}
		for _, p := range v.Parts {
			if p.Kind == PartForeword || p.Kind == PartStatistics {
				t.Errorf("%s: it has the public book's %s", name, p.Kind)
			}
		}
		shown := map[string]bool{}
		for _, c := range catalogColumns(t, v) {
			for _, key := range append([]string{c.Field}, c.With...) {
				shown[key] = true
			}
			if c.Title == "" || c.Align == "" {
				t.Errorf("%s: column %+v has no title or align", name, c)
			}
		}
		for _, key := range []string{"code", "name", "category", "reason", "basis", "reasonBasis", "secrecyPeriod", "section"} {
			if !shown[key] {
				t.Errorf("%s: %s is not in it", name, key)
			}
		}
	}
}

func TestVolumeTakesFromTheBookWhatItLacks(t *testing.T) {
	parts := []Part{{Kind: PartCatalog}}
	own := []Part{{Kind: PartCover}, {Kind: PartCatalog}}
	b := Book{Title: "汇编", Parts: parts, Volumes: []Volume{{Class: Secret, Parts: own}, {Class: Internal, Title: "内部汇编"}}}
	for _, want := range []Volume{{Class: Public, Title: "汇编", Parts: parts}, {Class: Internal, Title: "内部汇编", Parts: parts}, {Class: Secret, Title: "汇编", Parts: own}} {
		if got := b.Volume(want.Class); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
}

// catalogColumns are the columns of a volume's catalog.
func catalogColumns(t *testing.T, v Volume) []Column {
	t.Helper()
	for _, p := range v.Parts {
		if p.Kind == PartCatalog {
			return p.Columns
		}
	}
	t.Fatalf("%s: no catalog", v.Title)
	return nil
}

func TestCodes(t *testing.T) {
	s := &four(t)["putian-2009"].Codes
	for _, c := range []struct {
		raw  string
		want Code // zero: not a code
	}{
		{"PT01DS-XK-0001", Code{"PT01DS", "", "XK", 1}},     // P28
		{"PT01DS01-XK-0001", Code{"PT01DS", "01", "XK", 1}}, // P25
		{"ＰＴ０１ＤＳ－ＸＫ－０００１", Code{"PT01DS", "", "XK", 1}},
		{"PT01DS—XK—0001", Code{"PT01DS", "", "XK", 1}},
		{"PT01DS一XK一0001", Code{"PT01DS", "", "XK", 1}}, // the Han numeral
		{"PT01DS――XK――0001", Code{"PT01DS", "", "XK", 1}},
		{" pt01ds - xk\n- 0001 ", Code{"PT01DS", "", "XK", 1}},
		{"PT01DS‐XK−0001", Code{"PT01DS", "", "XK", 1}},
		{"PT1DS-XK-0001", Code{}},
		{"PT01DS-XK-001", Code{}},
		{"PT01DS-XK-0000", Code{}},
		{"PTO1DS-XK-0001", Code{}}, // O for 0 is not mended
		{"PT01DSXK0001", Code{}},
		{"", Code{}},
	} {
		got, ok := s.Parse(NormalizeCode(c.raw))
		if got != c.want || ok != (c.want != Code{}) {
			t.Errorf("%q: %+v %v, want %+v", c.raw, got, ok, c.want)
		}
	}
}

func TestFormat(t *testing.T) {
	s := &four(t)["putian-2009"].Codes
	if got, err := s.Format("PT01WJ", "", "CF", 9999); err != nil || got != "PT01WJ-CF-9999" {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := s.Format("PT01WJ", "", "CF", 10000); !errors.Is(err, ErrSequenceFull) {
		t.Errorf("10,000th: %v, want ErrSequenceFull", err)
	}
	for _, bad := range []struct {
		unit, section, category string
		seq                     int
	}{{"PT01WJ", "", "CF", 0}, {"PT01WJ", "", "CF", -1}, {"PT1WJ", "", "CF", 1}, {"PT01WJ", "x", "CF", 1}, {"PT01WJ", "", "", 1}} {
		if got, err := s.Format(bad.unit, bad.section, bad.category, bad.seq); err == nil || errors.Is(err, ErrSequenceFull) {
			t.Errorf("%+v: %s, %v", bad, got, err)
		}
	}
	for _, r := range []struct {
		class       Class
		first, last int
	}{{Public, 1, 8000}, {"", 1, 8000}, {Internal, 8001, 9000}, {Secret, 9001, 9999}} {
		if first, last := s.Range(r.class); first != r.first || last != r.last {
			t.Errorf("%q: %d–%d, want %d–%d", r.class, first, last, r.first, r.last)
		}
	}
}

// What Format makes, Parse takes apart into the same, however badly it is written in between.
func TestCodeRoundTrip(t *testing.T) {
	s := &four(t)["putian-2009"].Codes
	rapid.Check(t, func(t *rapid.T) {
		want := Code{
			Unit:     rapid.StringMatching(`[A-Z]{2}[0-9]{2}[A-Z]{2}`).Draw(t, "unit"),
			Section:  rapid.StringMatching(`([A-Z0-9]{2})?`).Draw(t, "section"),
			Category: rapid.StringMatching(`[A-Z]{2}`).Draw(t, "category"),
			Seq:      rapid.IntRange(1, 9999).Draw(t, "seq"),
		}
		code, err := s.Format(want.Unit, want.Section, want.Category, want.Seq)
		if err != nil {
			t.Fatal(err)
		}
		dash := rapid.SampledFrom([]string{"—", "－", "–", "―", "一", " - ", "--"}).Draw(t, "dash")
		dirty := strings.ReplaceAll(strings.ToLower(code), "-", dash)
		got, ok := s.Parse(NormalizeCode(dirty))
		if !ok || got != want {
			t.Fatalf("%q: %+v, want %+v", dirty, got, want)
		}
	})
}

func TestFoldHead(t *testing.T) {
	for in, want := range map[string]string{
		"收费依据及标准（元）":  "收费依据及标准元",
		"办理\n环节":      "办理环节",
		"公开／形式":       "公开形式",
		"序　号":         "序号",
		"实施或牵头的处(科)室": "实施或牵头的处科室",
		"项目名称\u200b:": "项目名称",
		"ｑｑ 号":        "QQ号",
	} {
		if got := FoldHead(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
		if twice := FoldHead(FoldHead(in)); twice != want {
			t.Errorf("%q: folding twice gives %q", in, twice)
		}
	}
}

func TestRules(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range Rules() {
		if seen[r.ID] || r.Name == "" || r.Ground == "" {
			t.Errorf("%+v: twice, or something is missing", r)
		}
		seen[r.ID] = true
		if got, ok := LookupRule(r.ID); !ok || got != r {
			t.Errorf("LookupRule(%s) = %+v", r.ID, got)
		}
		want := map[byte]Level{'E': Error, 'W': Warning, 'I': Info}[r.ID[0]]
		if want != "" && r.Level != want {
			t.Errorf("%s is %s, its letter says %s", r.ID, r.Level, want)
		}
	}
	for _, id := range []string{"E01", "E08", "W01", "W15", "I01", "I03", "R01", "R15"} {
		if !seen[id] {
			t.Errorf("%s is missing", id)
		}
	}
	if _, ok := LookupRule("E99"); ok {
		t.Error("E99 found")
	}
	Rules()[0].Name = "changed"
	if r, _ := LookupRule("E01"); r.Name == "changed" {
		t.Error("the catalogue can be written to")
	}
}

// A ground of the notice's own stands before that of the catalogue, also where it leaves the level as it is.
func TestGround(t *testing.T) {
	n := &Notice{Rules: []RuleConfig{{ID: "W01", Ground: " 承诺时限一律缩短一半（第九条）\n"}, {ID: "W02", Level: Off}}}
	for rule, want := range map[string]string{
		"W01": "承诺时限一律缩短一半（第九条）",
		"W02": "规范性文件……主要适用于行政征收、行政给付等行政权力（P11）",
		"W13": "绘制覆盖行政权力运行全过程的流程图（P31、N7）",
		"E99": "",
	} {
		if got := n.Ground(rule); got != want {
			t.Errorf("%s rests on %q, want %q", rule, got, want)
		}
	}
	if got := n.Level("W01"); got != Warning {
		t.Errorf("a ground alone makes the level %q", got)
	}
}

func TestQuoted(t *testing.T) {
	for ground, want := range map[string]string{
		"逐项列明项目名称（P17）":                    "逐项列明项目名称",
		"应予取消（P12）；应予以废止（P44）；F9":          "应予取消；应予以废止",
		"权力编码：组织机构编码—执法类型—执法事项序号（P20–P28）": "权力编码：组织机构编码—执法类型—执法事项序号",
		"逐项列明……（P17、F5、H12）":               "逐项列明……",
		"以公开为原则，不公开为例外（P46）；DESIGN §2.4":   "以公开为原则，不公开为例外",
		"申报内容包括：(1)…(5)（P41）":              "申报内容包括：(1)…(5)",
		"§6 收件：同内容重复投递":                    "",
		"DESIGN §2：一个坏文件不影响其他文件":           "",
		"承诺时限一律缩短一半（第九条）":                  "承诺时限一律缩短一半（第九条）",
		"": "",
	} {
		if got := Quoted(ground); got != want {
			t.Errorf("%q is quoted as %q, want %q", ground, got, want)
		}
	}
	for _, r := range Rules() { // nothing of domain.md reaches people
		if q := Quoted(r.Ground); strings.ContainsAny(q, "§PFHN") || strings.Contains(q, "DESIGN") {
			t.Errorf("%s: %q", r.ID, q)
		}
	}
}

func TestParseDate(t *testing.T) {
	for s, ok := range map[string]bool{
		"2009-08-20": true, "2008-02-29": true, "2009-02-29": false, "2009-13-01": false, "2009-00-10": false,
		"1948-12-31": false, "2009-8-20": false, "20090820": false, "２００９-08-20": false, "": false, "2009-08-20 ": false,
	} {
		d, err := ParseDate(s)
		if (err == nil) != ok || ok && d.String() != s {
			t.Errorf("%q: %v, %v", s, d, err)
		}
	}
}

func BenchmarkCategory(b *testing.B) {
	n := four(b)["putian-2009"]
	for b.Loop() {
		n.Category("行政处罚")
		n.Category("二、行政处罚类（31项）")
	}
}
