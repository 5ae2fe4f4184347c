package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/templates"
)

// holds fails for each of the words that a text lacks, and for each of others that it has.
func holds(t *testing.T, what, text string, has, hasNot []string) {
	t.Helper()
	for _, m := range has {
		if !strings.Contains(text, m) {
			t.Errorf("%s lacks %s", what, m)
		}
	}
	for _, m := range hasNot {
		if strings.Contains(text, m) {
			t.Errorf("%s holds %s", what, m)
		}
	}
}

// Who does the steps of a power is told where the power is, and nowhere if its words name a secret one (N6).
func TestDutiesGoWhereTheirPowersDo(t *testing.T) {
	w := Workspace{Dir: t.TempDir(), Notice: "ningde-2009"}
	if err := templates.Init(w.Dir, w.Notice, false); err != nil {
		t.Fatal(err)
	}
	head := []string{"职权名称", "受理", "审查", "复审", "合法性审查", "决定"}
	duty := func(name, post string) []string {
		return []string{name, post, "科员", "科长", "法制科", "局长"}
	}
	put(t, w, "基建科/目录.docx", para("行政职权目录")+wordTable(goodHead,
		power("甲项工程设计审批", "全社会"), power("乙项工程变更审批", "部门内部"), power("丙项工程特别核准", "不公开"), power("丁项工程延期审批", "全社会")))
	put(t, w, "基建科/分解.docx", para("职权分解表")+wordTable(head,
		duty("甲项工程设计审批", "岗甲"), duty("乙项工程变更审批", "岗乙"), duty("丁项工程延期审批", "岗丁，比照丙项工程特别核准"), duty("从未报过的审批", "岗无")))
	put(t, w, "基建科/涉密的分解.docx", para("职权分解表")+wordTable(head, duty("丙项工程特别核准", "岗丙")))
	build(t, w)
	holds(t, "公开版", bookText(t, w, "公开版/职权目录汇编"), []string{"职权分解", "岗甲"}, []string{"岗乙", "岗丙", "岗丁", "岗无"})
	holds(t, "内部版", bookText(t, w, "内部版/职权目录汇编"), []string{"岗甲", "岗乙"}, []string{"岗丙", "岗丁", "岗无"})
	holds(t, "涉密册", bookText(t, w, "涉密册/涉密不宜公开职权目录"), []string{"岗丙"}, []string{"岗甲", "岗乙"})
	holds(t, "findings", tree(t, w.Output())["data/findings.json"],
		[]string{"“丁项工程延期审批”的职权分解提到不宜公开的事项", "职权分解表里的“从未报过的审批”在职权目录中找不到"}, nil)
}

// put drops a Word file.
func put(t *testing.T, w Workspace, file, body string) {
	t.Helper()
	p := filepath.Join(w.Inputs(), filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, wordFile(t, body), 0o644); err != nil {
		t.Fatal(err)
	}
}

// The second edition tells what has changed since the first, and is built again to the byte; of a power that has become
// secret or internal its readers are not told, nor of words that name it.
func TestChangesSinceTheFormerEdition(t *testing.T) {
	w := dropped(t, nil)
	list := func(rows ...[]string) {
		put(t, w, "外资管理科/目录.docx", para("填报科室：外资管理科")+wordTable(append([][]string{goodHead}, rows...)...))
	}
	fee := func(row []string, text string) []string { row[7] = text; return row }
	list(power("甲项外资设立审批", "全社会"), power("乙项外资变更审批", "全社会"), power("丙项外资延期审批", "全社会"),
		fee(power("丁项外资备案核准", "全社会"), "比照乙项外资变更审批收费"), power("戊项外资清算审批", "全社会"))
	release(t, w)
	if text := bookText(t, w, "公开版/职权目录汇编"); strings.Contains(text, "修订对照表") {
		t.Error("the first edition has changes")
	}
	list(fee(power("甲项外资设立审批", "全社会"), "每件十元"), power("乙项外资变更审批", "不公开"), power("丙项外资延期审批", "部门内部"),
		fee(power("丁项外资备案核准", "全社会"), "不收费"), power("己项外资并购审批", "全社会"))
	build(t, w)
	const public, internal = "公开版/职权目录汇编", "内部版/职权目录汇编"
	holds(t, public, bookText(t, w, public), []string{"修订对照表", "新增1项", "内容变更2项", "废止1项", "每件十元", "己项外资并购审批", "戊项外资清算审批", "（内容从略）"},
		[]string{"乙项外资变更审批", "丙项外资延期审批"})
	holds(t, internal, bookText(t, w, internal), []string{"修订对照表", "丙项外资延期审批"}, []string{"乙项外资变更审批"})

	ctx := context.Background()
	if _, err := Diff(ctx, w, DiffOptions{Old: "第一版", Act: li}); err != nil {
		t.Fatal(err)
	}
	const folder = "修订对照/第一版—现稿/"
	files := tree(t, w.Output())
	for name := range files {
		if strings.HasPrefix(name, "修订对照/") && strings.Contains(name, "公开版") {
			holds(t, name, openText(t, name, []byte(files[name])), nil, []string{"乙项外资变更审批", "丙项外资延期审批"})
		}
	}
	for name, want := range map[string]bool{"公开版/修订对照表.docx": true, "公开版/职权目录汇编（修订痕迹）.docx": false, "内部版/职权目录汇编（修订痕迹）.docx": false} {
		if _, there := files[folder+name]; there != want {
			t.Errorf("%s is there: %v", folder+name, there)
		}
	}
	if err := Approve(ctx, w, li, "莆府法〔2010〕5号", mustOpen(t, w).Notice.Edition.Date); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, ReleaseOptions{Act: li, Label: "第二版", Anyway: true, Program: "huibian 试"}); err != nil {
		t.Fatal(err)
	}
	holds(t, public, bookText(t, w, public), []string{"“第二版”与“第一版”相比，新增1项", "每件十元"}, []string{"乙项外资变更审批"})
	if v := verified(t, w); len(v.Wrong) > 0 || len(v.Editions) != 2 {
		t.Errorf("editions %v, wrong: %v", v.Editions, v.Wrong)
	}
	build(t, w) // what is in force is the second edition still: it is compared with the first
	holds(t, public, bookText(t, w, public), []string{"“第二版”与“第一版”相比，新增1项"}, nil)
}

// Each copy of the secret volume has its own number; those that are not wanted any more go.
func TestNumberedCopies(t *testing.T) {
	w := dropped(t, map[string]string{"外资管理科/目录.docx": para("填报科室：外资管理科") + wordTable(goodHead, power("甲项外资设立审批", "全社会"), power("乙项外资涉密核准", "不公开"))})
	build(t, w)
	for path, number := range map[string]string{"涉密册/涉密不宜公开职权目录": "000001", "涉密册/涉密不宜公开职权目录（份号000002）": "000002", "涉密册/涉密不宜公开职权目录（份号000003）": "000003"} {
		if text := bookText(t, w, path); !strings.HasPrefix(text, number+"\n秘密★1年\n") {
			t.Errorf("%s begins with %.40q", path, text)
		}
		for _, file := range bothFiles(path) {
			if info, err := os.Stat(filepath.Join(w.Output(), filepath.FromSlash(file))); err != nil || info.Mode().Perm() != modeSecret {
				t.Errorf("%s: %v, %v", file, info.Mode(), err)
			}
		}
	}
	if text := bookText(t, w, "内部版/职权目录汇编"); !strings.HasPrefix(text, "内部资料") {
		t.Errorf("the internal book begins with %.40q", text)
	}
	own := filepath.Join(w.Dir, "templates", w.Notice, "notice.yaml")
	yaml, err := os.ReadFile(own)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, []byte(strings.Replace(string(yaml), "copies: 3", "copies: 2", 1)), 0o644); err != nil {
		t.Fatal(err)
	}
	build(t, w)
	files := tree(t, w.Output())
	for file, want := range map[string]bool{"涉密册/涉密不宜公开职权目录（份号000002）.pdf": true, "涉密册/涉密不宜公开职权目录（份号000003）.pdf": false, "涉密册/涉密不宜公开职权目录（份号000003）.docx": false} {
		if _, there := files[file]; there != want {
			t.Errorf("%s is there: %v", file, there)
		}
	}
}

// What sections said of their powers stands in the internal book, but for a section that has secret ones: its number would
// tell how many.
func TestSubmittedCountsTellNothingSecret(t *testing.T) {
	counts := func(section, n string) string {
		return para("行政职权统计表") + wordTable([]string{"科室", "行政许可", "合计"}, []string{section, n, n})
	}
	w := dropped(t, map[string]string{
		"外资管理科/目录.docx": para("填报科室：外资管理科") + wordTable(goodHead, power("甲项外资设立审批", "全社会"), power("乙项外资涉密核准", "不公开")),
		"外资管理科/统计.docx": counts("外资管理科", "7307"),
		"对外贸易科/目录.docx": para("填报科室：对外贸易科") + wordTable(goodHead, power("丙项外贸经营登记", "全社会")),
		"对外贸易科/统计.docx": counts("对外贸易科", "8408"),
	})
	build(t, w)
	holds(t, "内部版", bookText(t, w, "内部版/职权目录汇编"), []string{"科室申报", "8408"}, []string{"7307"})
	holds(t, "公开版", bookText(t, w, "公开版/职权目录汇编"), nil, []string{"科室申报", "8408", "7307"})
}
