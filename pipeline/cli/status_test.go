package cli

import (
	"bytes"
	"strings"
	"testing"

	"huibian/pipeline/answer"
	"huibian/pipeline/notice"
)

// The changes follow the sections, and are not spoken of where there are none.
func TestPrintChanges(t *testing.T) {
	n := &notice.Notice{Unit: notice.Unit{Name: "某市某局"}, Revision: notice.Revision{Days: 20}}
	s := &answer.Status{Notice: n, Today: notice.Date{Year: 2025, Month: 2, Day: 21}}
	show := func() string {
		var b bytes.Buffer
		printStatus(newConsole(&b, func(string) string { return "" }), s)
		return b.String()
	}
	if got := show(); strings.Contains(got, "变更") {
		t.Errorf("without changes:\n%s", got)
	}
	s.Changes = []answer.Change{
		{Code: "PT01WJ-XK-0001", Name: "外资企业设立审批", Section: "外资科", Class: notice.Public, What: "时限缩短", On: notice.Date{Year: 2025, Month: 2, Day: 14}, Due: notice.Date{Year: 2025, Month: 3, Day: 14}, Left: 15},
		{Code: "PT01WJ-QT-9001", Name: "密码设备管理", Section: "办公室", Class: notice.Secret, What: "依据变更", On: notice.Date{Year: 2025, Month: 1, Day: 13}, Due: notice.Date{Year: 2025, Month: 2, Day: 14}, Left: -5},
	}
	const want = `
变更事项（20个工作日内修订流程图）
工作日自变更生效次日起算，按国务院办公厅的放假安排；到期日当天仍在期限内。

职权名称          编码            科室    生效日   到期日   期限             变更内容
─────────────────────────────────────────────────────────────────────────────────────
一项涉密职权      –               办公室  1月13日  2月14日  已逾期5个工作日  （从略）
外资企业设立审批  PT01WJ-XK-0001  外资科  2月14日  3月14日  还有15个工作日   时限缩短
`
	if got := show(); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant it to end with\n%s", got, want)
	}
}
