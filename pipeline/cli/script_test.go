package cli_test

import (
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"huibian/pipeline/cli"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"huibian": func() { os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr)) },
	})
}

// The scripts under testdata/script tell what a user types and sees. UPDATE_SCRIPTS=1 refreshes what they compare with.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"docx": writeDocx},
	})
}
