package cli

import (
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"unsafe"

	"github.com/kardianos/service"
	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// forbiddenInProgram is empty: Windows starts what it can name.
const forbiddenInProgram = ""

// registration is what the service manager is told.
func registration(j job) string {
	var b strings.Builder
	for _, line := range [][2]string{
		{"name", j.name},
		{"description", j.description()},
		{"command line", windows.ComposeCommandLine(append([]string{j.program}, j.args...))},
		{"start", "automatic, delayed"},
		{"account", "LocalSystem"},
		{"recovery", "restart after " + restartAfter.String()},
	} {
		fmt.Fprintf(&b, "%-14s%s\n", line[0]+":", line[1])
	}
	return b.String()
}

var wnetGetConnection = windows.NewLazySystemDLL("mpr.dll").NewProc("WNetGetConnectionW")

// remoteDriveHere asks the session for a drive. An administrator's session does not see the drives of the same user's
// ordinary one, but those that come back at every logon stand in the registry of both.
func remoteDriveHere(drive string) (share string, remote bool) {
	root, err := windows.UTF16PtrFromString(drive + `\`)
	if err != nil {
		return "", false
	}
	switch windows.GetDriveType(root) {
	case windows.DRIVE_REMOTE:
		return connection(drive), true
	case windows.DRIVE_NO_ROOT_DIR:
		share = lastingConnection(drive)
		return share, share != ""
	}
	return "", false
}

// connection is the share that a drive stands for in this session; "" if it is not known.
func connection(drive string) string {
	local, err := windows.UTF16PtrFromString(drive)
	if err != nil {
		return ""
	}
	buf := make([]uint16, windows.MAX_LONG_PATH)
	n := uint32(len(buf))
	failed, _, _ := wnetGetConnection.Call(uintptr(unsafe.Pointer(local)), uintptr(unsafe.Pointer(&buf[0])),
		uintptr(unsafe.Pointer(&n)))
	if failed != 0 {
		return lastingConnection(drive)
	}
	return windows.UTF16ToString(buf)
}

// lastingConnection is the share that a drive stands for after every logon of this user; "" if none.
func lastingConnection(drive string) string {
	k, err := registry.OpenKey(registry.CURRENT_USER, `Network\`+strings.TrimSuffix(drive, ":"), registry.QUERY_VALUE)
	if err != nil {
		return ""
	}
	defer func() { _ = k.Close() }()
	share, _, err := k.GetStringValue("RemotePath")
	if err != nil {
		return ""
	}
	return share
}

// ownerOf is of no use here: the account is chosen in services.msc.
func ownerOf(string) string { return "" }

// serviceLog is a file in the workspace, as a service has no standard error.
func serviceLog(g *globals) (w io.Writer, end func()) {
	if service.Interactive() {
		return g.err, func() {}
	}
	l, err := openServiceLog(g.workspace())
	if err != nil {
		return g.err, func() {} // no workspace, say: then the watch fails too, and abandon tells the event log
	}
	return l, func() { _ = l.Close() }
}

// abandon ends the program in the middle of its run: a service that tells the manager that it has stopped is not
// restarted, whatever its exit status. The event log of Windows says why.
func abandon(m service.Service, log *slog.Logger, err error) {
	log.Error("the watch failed", "err", err)
	if l, lerr := m.SystemLogger(nil); lerr == nil {
		_ = l.Error(err)
	}
	os.Exit(exitFailed)
}
