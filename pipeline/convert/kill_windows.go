package convert

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// ownGroup keeps Ctrl+C, which killGroup answers, from the office.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{CreationFlags: syscall.CREATE_NEW_PROCESS_GROUP, HideWindow: true}
}

// killGroup ends the office with its children, which Windows does not do by itself.
func killGroup(p *os.Process) error {
	return exec.Command("taskkill", "/T", "/F", "/PID", strconv.Itoa(p.Pid)).Run()
}
