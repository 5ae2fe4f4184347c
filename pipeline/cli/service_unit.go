package cli

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// restartAfter is how long the service manager waits before it starts a watch again that failed: the share may come
// back, and nobody wants the log full.
const restartAfter = 30 * time.Second

// job is what a service manager is to keep running.
type job struct {
	name    string   // of the service
	program string   // absolute path of our own program
	args    []string // of it
	user    bool     // runs for the user who installs it, while they are logged in, and not for the machine
	account string   // it runs as, of a service of the machine under systemd
	places  []string // absolute paths it cannot do without, links followed
}

// description is what lists of services show.
func (j job) description() string {
	return fmt.Sprintf("汇编：收取送来的Word文件，随时更新汇编本（%s）", j.name)
}

// unit is the job as a systemd unit. Exit status 2 is wrong usage or a notice that does not exist: starting again would
// not help. LibreOffice, started for old formats, needs no more rights than it is started with, so that
// NoNewPrivileges holds for it too; it keeps its profile in the temporary folder and its results in the workspace.
func (j job) unit() string {
	var b strings.Builder
	line := func(key, value string) { b.WriteString(key + "=" + value + "\n") }
	b.WriteString("[Unit]\n")
	line("Description", specifiers.Replace(j.description()))
	wantedBy := "default.target"
	if !j.user {
		wantedBy = "multi-user.target"
		line("Wants", "network-online.target")
		line("After", "network-online.target remote-fs.target")
	}
	line("RequiresMountsFor", joinQuoted(unitWord, j.places))
	b.WriteString("\n[Service]\n")
	line("ExecStart", unitWord(j.program)+" "+joinQuoted(unitArgument, j.args))
	if !j.user {
		line("User", specifiers.Replace(j.account))
	}
	line("Restart", "on-failure")
	line("RestartSec", fmt.Sprint(int(restartAfter.Seconds())))
	line("RestartPreventExitStatus", fmt.Sprint(exitUsage))
	line("NoNewPrivileges", "yes")
	b.WriteString("\n[Install]\n")
	line("WantedBy", wantedBy)
	return b.String()
}

// What systemd reads specially (systemd.syntax, systemd.service): % anywhere, \ and " in quotes, $ in the arguments of a
// command but not in its program.
var (
	specifiers = strings.NewReplacer(`%`, `%%`)
	quoted     = strings.NewReplacer(`%`, `%%`, `\`, `\\`, `"`, `\"`)
	variables  = strings.NewReplacer(`$`, `$$`)
)

// unitWord is s as one word of a unit file, in quotes where it needs them.
func unitWord(s string) string {
	plain := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("/-_.,:=+@", r)
	}
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return !plain(r) }) < 0 {
		return s
	}
	return `"` + quoted.Replace(s) + `"`
}

// unitArgument is s as one argument of a command in a unit file.
func unitArgument(s string) string { return variables.Replace(unitWord(s)) }

func joinQuoted(quote func(string) string, words []string) string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = quote(w)
	}
	return strings.Join(out, " ")
}

// writable says why the service manager cannot be told of the job, if so: a unit file is lines of UTF-8, and the program's
// path has none of the forbidden characters.
func (j job) writable(forbidden string) error {
	if strings.ContainsAny(j.program, forbidden) {
		return fmt.Errorf("the service manager starts no program whose path has one of %s: %s; move it", forbidden, j.program)
	}
	for _, s := range slices.Concat(j.args, j.places, []string{j.program}) {
		if !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl) {
			return fmt.Errorf("the service manager cannot be told of the name %q; rename what it stands for", s)
		}
	}
	return nil
}
