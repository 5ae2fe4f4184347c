package redline

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"huibian/pipeline/internal/tooltest"
)

// procedure is one in LibreOffice Basic: there is no other way to have it settle changes without a window.
const procedure = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Settle(source As String, order As String, target As String)
 Dim a(0) As New com.sun.star.beans.PropertyValue
 a(0).Name = "Hidden" : a(0).Value = True
 d = StarDesktop.loadComponentFromURL(source, "_blank", 0, a())
 s = createUnoService("com.sun.star.frame.DispatchHelper")
 Dim n()
 s.executeDispatch(d.CurrentController.Frame, order, "", 0, n())
 Dim b(0) As New com.sun.star.beans.PropertyValue
 b(0).Name = "FilterName" : b(0).Value = "MS Word 2007 XML"
 d.storeToURL(target, b())
 d.close(True)
End Sub
</script:module>`

// TestOffice has LibreOffice show the result, in which what is gone stands beside what came; then accept all changes,
// and reject all.
func TestOffice(t *testing.T) {
	soffice := tooltest.FindSlow(t, "soffice")
	dir := t.TempDir()
	url := func(name string) string {
		return "file:///" + strings.TrimPrefix(filepath.ToSlash(filepath.Join(dir, name)), "/")
	}
	run := func(args ...string) {
		ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute) // LibreOffice at times waits for ever
		defer stop()
		args = append([]string{"-env:UserInstallation=" + url("profile"), "--headless"}, args...)
		if out, err := exec.CommandContext(ctx, soffice, args...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	file := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	put := func(name string, data []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	books := pairs(t)
	put("book.docx", compared(t, books["few"][0], books["few"][1]))
	run("--convert-to", "txt:Text (encoded):UTF8", "--outdir", dir, filepath.Join(dir, "book.docx"))
	for _, want := range []string{"2015个工作日", "限制出口技术许可", "自由进出口技术合同登记", "为规范行政权力运行，编制本目录。", "本目录由办公室负责解释。"} {
		if text := string(file("book.txt")); !strings.Contains(text, want) {
			t.Errorf("%q is not in what LibreOffice shows:\n%s", want, text)
		}
	}
	put("profile/user/basic/Standard/Module1.xba", []byte(procedure))
	for _, name := range []string{"few", "all"} {
		p := books[name]
		put("book.docx", compared(t, p[0], p[1]))
		for k, order := range []string{"RejectAllTrackedChanges", "AcceptAllTrackedChanges"} {
			into := name + order + ".docx"
			run(`macro:///Standard.Module1.Settle("` + url("book.docx") + `",".uno:` + order + `","` + url(into) + `")`)
			if diff := gocmp.Diff(says(t, p[k], ""), says(t, file(into), "")); diff != "" {
				t.Errorf("%s, %s (+):\n%s", name, order, diff)
			}
		}
	}
}
