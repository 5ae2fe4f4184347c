package cli

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"huibian/pipeline"
)

// What an open file kept from its place is told file by file; what may leak comes last.
func TestPrintWaiting(t *testing.T) {
	waiting := []pipeline.Waiting{
		{File: "公开版/汇编.docx", Beside: "公开版/汇编（新）.docx", Held: true, Shows: 2},
		{File: "公开版/汇编.pdf", Beside: "公开版/汇编（新）.pdf", Shows: -1},
		{File: "涉密册/册.pdf", Held: true},
	}
	var b strings.Builder
	printWaiting(&b, "output", waiting)
	want := `
有文件正被其他程序打开，以下3个文件没有更新，仍是旧的内容，请勿使用：
  output/公开版/汇编.docx
       正被打开
       → 新的在旁边：汇编（新）.docx
  output/公开版/汇编.pdf
       与打开的文件同属一套，一并等候
       → 新的在旁边：汇编（新）.pdf
  output/涉密册/册.pdf
       正被打开
       → 应当删除，关闭后再汇编即删除
  请关闭打开的文件，然后再汇编一次；正在值守（watch）时会自动换成新的。

！！！严重：可能泄密。下列旧文件不是涉密文件，却含有现已列为涉密的事项，因被打开而无法撤换。
！！！请立即关闭这些文件，停止使用、传阅和公开，收回已发出的副本，并报告保密工作负责人：
  output/公开版/汇编.docx（涉密事项2项）
  output/公开版/汇编.pdf（无法读取，不能排除含有涉密事项）
`
	if d := cmp.Diff(want, filepath.ToSlash(b.String())); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	b.Reset()
	if printWaiting(&b, "output", nil); b.Len() > 0 {
		t.Errorf("nothing waits, and it is said: %s", b.String())
	}
}

// A script must not take the older state for the new one.
func TestWaitingIsNotDone(t *testing.T) {
	for _, c := range []struct {
		waiting []pipeline.Waiting
		want    int
	}{{nil, exitOK}, {[]pipeline.Waiting{{File: "公开版/汇编.docx"}}, exitFailed}} {
		var b strings.Builder
		if got := status(&b, inPlace(&pipeline.Report{Waiting: c.waiting})); got != c.want {
			t.Errorf("%d waiting: exit %d, want %d", len(c.waiting), got, c.want)
		}
		if said := strings.Contains(b.String(), "beside"); said != (c.want != exitOK) {
			t.Errorf("said: %q", b.String())
		}
	}
}
