package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"huibian/pipeline"
	"huibian/pipeline/convert"
	"huibian/templates"
)

// Exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
)

// errFindings ends a check that found errors: everything has been said already.
var errFindings = errors.New("error findings")

// globals are the flags every command takes.
type globals struct {
	Dir    string `short:"C" placeholder:"DIR" default:"." help:"Workspace: the folder with templates/, inputs/ and output/."`
	Notice string `placeholder:"NAME" help:"Notice to follow, instead of the workspace's own choice."`

	out, err *console  // words for people
	json     io.Writer // standard output as it is, for programs: always UTF-8
}

func (g *globals) workspace() pipeline.Workspace {
	return pipeline.Workspace{Dir: g.Dir, Notice: g.Notice}
}

type commands struct {
	globals

	Build   buildCmd   `cmd:"" help:"Read all of inputs/ and write every output once."`
	Check   checkCmd   `cmd:"" help:"Read files as submissions and print items and findings."`
	Watch   watchCmd   `cmd:"" help:"Take in what is dropped, and keep every output current, until stopped."`
	Status  statusCmd  `cmd:"" help:"Print who has sent what, and who is late."`
	Review  reviewCmd  `cmd:"" help:"Write the 审核表, in which the office decides."`
	Decide  decideCmd  `cmd:"" help:"Record a decision on an item."`
	Approve approveCmd `cmd:"" help:"Record the approval without which nothing is published."`
	Change  changeCmd  `cmd:"" help:"Record that a released power has changed, or that its flowchart follows."`
	Release releaseCmd `cmd:"" help:"Freeze the catalog as an edition."`
	Diff    diffCmd    `cmd:"" help:"Compare two editions."`
	History historyCmd `cmd:"" help:"Tell what became of a code, or the whole audit trail."`
	Import  importCmd  `cmd:"" help:"Take in last year's list, with which the catalog is compared."`
	Archive archiveCmd `cmd:"" help:"Pack a released edition, and hand it over to the archive."`
	Verify  verifyCmd  `cmd:"" help:"Check a package, or the workspace's own store."`
	Restore restoreCmd `cmd:"" help:"Make a workspace from a package alone."`
	Forms   formsCmd   `cmd:"" help:"Write the blank Word forms of the notice, one set for each section."`
	Rules   rulesCmd   `cmd:"" help:"List the rules in force."`
	Recover recoverCmd `cmd:"" help:"Make the register again from its log."`
	Service serviceCmd `cmd:"" help:"Have the system run the watch as a service."`
	Init    initCmd    `cmd:"" help:"Make a new workspace."`
	Version versionCmd `cmd:"" help:"Print version, licence notice and source."`
}

const description = `Compile the Word files of a bureau's sections into one bound catalog of administrative powers, in Word and in PDF.

Files that are not .docx (.doc, .wps, .rtf, .odt) are converted with LibreOffice, where it is installed; if it is not found, the environment variable ` + convert.ProgramVariable + ` names its program, soffice.

EXIT STATUS: 0 done; 1 failed, or (check) an error was found; 2 wrong usage.`

// exit carries kong's wish to end the program (after --help) out of the parser.
type exit int

// Main runs the command line and returns the exit code.
func Main(args []string, stdout, stderr io.Writer) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	signal.Ignore(syscall.SIGPIPE) // “huibian build | head” ends the printing, not the build
	out, errw := newConsole(stdout, os.Getenv), newConsole(stderr, os.Getenv)
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exit)
			if !ok {
				panic(r)
			}
			code = int(e)
		}
	}()
	c := &commands{globals: globals{out: out, err: errw, json: stdout}}
	parser, err := kong.New(c,
		kong.Name("huibian"),
		kong.Description(description),
		kong.Writers(out, errw),
		kong.Exit(func(n int) { panic(exit(n)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		fmt.Fprintln(errw, "huibian:", err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(errw, "huibian:", err)
		fmt.Fprintln(errw, "Run “huibian --help” for usage.")
		return exitUsage
	}
	err = k.Run(&c.globals)
	if err == nil && out.err != nil && !errors.Is(out.err, syscall.EPIPE) {
		err = fmt.Errorf("print to standard output: %w", out.err)
	}
	return status(errw, err)
}

// status turns the error of a command into words and an exit code.
func status(errw io.Writer, err error) int {
	switch {
	case err == nil:
		return exitOK
	case errors.Is(err, errFindings):
		return exitFailed
	case errors.Is(err, context.Canceled):
		err = errors.New("interrupted; the last outputs are as they were")
	}
	fmt.Fprintln(errw, "huibian:", err)
	if errors.Is(err, templates.ErrUnknownNotice) {
		return exitUsage
	}
	return exitFailed
}
