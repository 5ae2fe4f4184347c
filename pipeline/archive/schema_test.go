package archive

import (
	"bytes"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the code makes where the tests keep it")

// written are the schemas by the names of the files they are for.
var written = map[string]*schema{
	"eep.xsd": eepSchema, "元数据.xsd": metadataSchema, "文件目录.xsd": directorySchema, "四性检测报告.xsd": reportSchema,
}

func TestTheSchemasSayWhatTheChecksGoBy(t *testing.T) {
	for file, s := range written {
		var b bytes.Buffer
		if err := s.writeXSD(&b); err != nil {
			t.Fatal(err)
		}
		keep(t, filepath.Join("schema", file), b.Bytes())
		got, err := fs.ReadFile(Schemas(), file)
		if err != nil || !*update && !bytes.Equal(got, b.Bytes()) {
			t.Errorf("%s is not the one embedded (%v)", file, err)
		}
	}
	if files, err := fs.Glob(Schemas(), "*"); err != nil || len(files) != len(written) {
		t.Errorf("%q (%v)", files, err)
	}
}

// keep holds what was made to the file it is kept in.
func keep(t *testing.T, file string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(got)); d != "" {
		t.Errorf("%s (-kept +made)\n%s", file, d)
	}
}
