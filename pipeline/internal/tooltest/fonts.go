package tooltest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// faces are the fonts of the PDF, by the names the reference files call them.
var faces = map[string]string{
	"宋体": "Noto Serif SC", "方正小标宋简体": "Noto Serif SC:bold", "黑体": "Noto Sans SC Medium", "仿宋_GB2312": "FandolFang R",
	"楷体_GB2312": "Huibian Kai", "Consolas": "DejaVu Sans Mono", "Times New Roman": "Noto Serif SC",
}

// Fonts is a configuration (FONTCONFIG_FILE) that has LibreOffice set a book in the fonts of the PDF, which are in a folder
// given, so that lines break alike.
func Fonts(t testing.TB, folder string) string {
	t.Helper()
	fonts, err := filepath.Abs(folder)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	var b strings.Builder
	fmt.Fprintf(&b, `<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>%s</dir><cachedir>%s</cachedir>`, fonts, filepath.Join(dir, "cache"))
	for name, face := range faces {
		family, weight, bold := strings.Cut(face, ":")
		fmt.Fprintf(&b, `<match target="pattern"><test name="family"><string>%s</string></test><edit name="family" mode="assign" binding="strong"><string>%s</string></edit>`, name, family)
		if bold {
			fmt.Fprintf(&b, `<edit name="weight" mode="assign"><const>%s</const></edit>`, weight)
		}
		b.WriteString(`</match>`)
	}
	b.WriteString(`</fontconfig>`)
	path := filepath.Join(dir, "fonts.conf")
	if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}
