// Package cli is the command line of huibian, one file a command: it reads flags, calls a plain function of package
// pipeline, and prints. It is the only place that turns errors into words and exit codes.
//
//	os.Exit(cli.Main(os.Args[1:], os.Stdout, os.Stderr))
//
// Exit codes: 0 done, 1 failed (for check: there is an error finding), 2 wrong usage.
package cli
