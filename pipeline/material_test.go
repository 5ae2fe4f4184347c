package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/docx"
	"huibian/templates"
)

// dropped is a workspace with the given files, by their paths below inputs.
func dropped(t *testing.T, files map[string]string) Workspace {
	t.Helper()
	w := Workspace{Dir: t.TempDir(), Notice: "putian-2009"}
	if err := templates.Init(w.Dir, w.Notice, false); err != nil {
		t.Fatal(err)
	}
	for file, body := range files {
		p := filepath.Join(w.Inputs(), filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, wordFile(t, body), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func power(name, scope string) []string {
	return []string{"1", name, "行政许可", "《中华人民共和国行政许可法》第十二条", "网站", scope, "长期", "不收费", "外资管理科 科长"}
}

// chartOf is a flowchart in words: whatever it shows, mark stands on it.
func chartOf(caption, mark string, more ...string) string {
	body := para(caption+"权力运行流程图") + wordTable([]string{"环节", "承办岗位", "办理时限"}, []string{"受理", "窗口" + mark, "1日"}, []string{"审批", "局长", "2日"})
	for _, m := range more {
		body += para(m)
	}
	return body
}

// bookText is all that a book says.
func bookText(t *testing.T, w Workspace, path string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(w.Output(), filepath.FromSlash(path+".docx")))
	if err != nil {
		return ""
	}
	doc, err := docx.Read(b, docx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var write func([]docx.Block)
	write = func(blocks []docx.Block) {
		for _, b := range blocks {
			if b.Paragraph != nil {
				out.WriteString(b.Paragraph.String() + "\n")
				continue
			}
			for _, row := range b.Table.Rows {
				for _, c := range row.Cells {
					write(c.Blocks)
				}
			}
		}
	}
	write(doc.Blocks)
	for _, box := range doc.TextBoxes {
		write(box.Blocks)
	}
	return out.String()
}

// A chart goes with its powers: into every volume that shows all of them, and into none whose readers may not know of one of
// them, or of a power that its words name.
func TestChartsGoWhereTheirPowersDo(t *testing.T) {
	w := dropped(t, map[string]string{
		"外资管理科/目录.docx": para("填报科室：外资管理科") + wordTable(goodHead,
			power("甲项外资设立审批", "全社会"), power("乙项外资变更审批", "全社会"), power("丙项外资内部备案", "部门内部"), power("丁项外资涉密核准", "不公开"), power("戊项外资延期审批", "全社会")),
		"外资管理科/图1.docx":  chartOf("甲项外资设立审批", "标甲"),
		"外资管理科/图2.docx":  chartOf("乙项外资变更审批", "标乙", "丙项外资内部备案共用本图"),
		"外资管理科/图3.docx":  chartOf("丁项外资涉密核准", "标丁"),
		"外资管理科/图4.docx":  chartOf("戊项外资延期审批", "标戊", "比照丁项外资涉密核准办理。"),
		"外资管理科/图5.docx":  chartOf("戊项外资延长审批", "标近"),
		"外资管理科/图6.docx":  chartOf("从未报过的事项", "标无"),
		"外资管理科/制度1.docx": para("甲项外资设立审批办理制度") + para("第一条　规甲。") + para("第二条　当日办结。"),
		"外资管理科/制度2.docx": para("外资审批工作制度") + para("第一条　规丁。") + para("第二条　丁项外资涉密核准另行规定。"),
	})
	build(t, w)
	for path, want := range map[string]struct{ has, hasNot []string }{
		"公开版/职权目录汇编":     {[]string{"标甲", "规甲"}, []string{"标乙", "标丁", "标戊", "标近", "标无", "规丁"}},
		"内部版/职权目录汇编":     {[]string{"标甲", "标乙", "规甲"}, []string{"标丁", "标戊", "标近", "标无", "规丁"}},
		"涉密册/涉密不宜公开职权目录": {[]string{"标丁", "规丁"}, []string{"标甲", "标乙", "标无"}},
	} {
		text := bookText(t, w, path)
		for _, m := range want.has {
			if !strings.Contains(text, m) {
				t.Errorf("%s lacks %s", path, m)
			}
		}
		for _, m := range want.hasNot {
			if strings.Contains(text, m) {
				t.Errorf("%s holds %s", path, m)
			}
		}
	}
	findings := tree(t, w.Output())["data/findings.json"]
	for _, words := range []string{"流程图“乙项外资变更审批”由公开程度不同的事项共用", "流程图“戊项外资延期审批”由公开程度不同的事项共用", "“外资审批工作制度”提到不宜公开的事项",
		"流程图“戊项外资延长审批”名称相近，可能是“戊项外资延期审批”的", "流程图“从未报过的事项”在职权目录中没有对应的职权"} {
		if !strings.Contains(findings, words) {
			t.Errorf("no finding says %s", words)
		}
	}
}
