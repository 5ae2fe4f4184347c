//go:build unix

package convert

import (
	"os"
	"os/exec"
	"syscall"
)

// ownGroup puts the office and its children into a process group: the program that is started is a script that starts
// another that starts the office.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func killGroup(p *os.Process) error { return syscall.Kill(-p.Pid, syscall.SIGKILL) }
