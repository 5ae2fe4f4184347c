//go:build unix

package convert

import (
	"os/exec"
	"syscall"
)

// alone puts the program into a process group of its own, which is killed whole: soffice is a script that starts others.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
