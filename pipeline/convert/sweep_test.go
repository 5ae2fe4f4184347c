package convert

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"huibian/pipeline/docx"
)

var sweep = flag.Bool("sweep", false, "convert every Word file of the corpora through every format (minutes)")

// TestNoFalseAlarms saves every Word file of the corpora and the samples in every old format, and wants to hear of no
// loss on the way back that is none. What the office really drops is listed with -v:
//
//	go test ./pipeline/convert -run TestNoFalseAlarms -sweep -v
func TestNoFalseAlarms(t *testing.T) {
	if !*sweep {
		t.Skip("only with -sweep")
	}
	c := office(t)
	files, _ := filepath.Glob("../../../shared/corpora/*/*.docx")
	samples, _ := filepath.Glob("../../templates/*/sample/*/*.docx")
	files = append(files, samples...)
	for _, ending := range []string{"doc", "rtf", "odt"} {
		dir := t.TempDir()
		if err := writeProfile(filepath.Join(dir, "profile")); err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(files); i += 40 { // one run of the office for many
			args := []string{"-env:UserInstallation=" + fileURL(filepath.Join(dir, "profile")), "--headless", "--convert-to", ending, "--outdir", dir}
			if out, err := c.run(t.Context(), append(args, files[i:min(i+40, len(files))]...)...); err != nil {
				t.Logf("%v: %s", err, out)
			}
		}
		read, lossy := 0, 0
		for _, f := range files {
			name := strings.TrimSuffix(filepath.Base(f), ".docx") + "." + ending
			old, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				continue
			}
			format := docx.Sniff(old)
			if !Takes(old, format) {
				t.Logf("%s: %s", name, format)
				continue
			}
			doc, err := c.Read(t.Context(), old, "", format)
			if err != nil {
				t.Logf("%s: %v", name, err)
				continue
			}
			read++
			if loss := Lost(old, format, doc); loss != (Loss{}) {
				lossy++
				t.Logf("%s: %+v", name, loss)
			}
		}
		t.Logf("%s: %d files, %d read, %d with a loss", ending, len(files), read, lossy)
	}
}
