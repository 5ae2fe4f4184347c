//go:build !windows

package cli

import (
	"io"
	"log/slog"
	"os"
	"os/user"
	"strconv"
	"syscall"

	"github.com/kardianos/service"
)

// forbiddenInProgram are the characters that systemd allows in no path of a program, in quotes or not.
const forbiddenInProgram = `"'\`

// registration is what the service manager is told: a systemd unit.
func registration(j job) string { return j.unit() }

// remoteDriveHere says no: there are no drives here.
func remoteDriveHere(string) (share string, remote bool) { return "", false }

// ownerOf is the account whose folder this is, by name or, if it has none, by number. What the service writes then
// belongs to whom the workspace does, and what the sections send is never read with more rights.
func ownerOf(dir string) string {
	info, err := os.Stat(dir)
	if err != nil {
		return ""
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	uid := strconv.FormatUint(uint64(st.Uid), 10)
	if u, err := user.LookupId(uid); err == nil {
		return u.Username
	}
	return uid
}

// serviceLog is standard error, which systemd keeps in its journal.
func serviceLog(g *globals) (w io.Writer, end func()) { return g.err, func() {} }

// abandon does nothing: the program ends by itself, and its exit status tells systemd.
func abandon(service.Service, *slog.Logger, error) {}
