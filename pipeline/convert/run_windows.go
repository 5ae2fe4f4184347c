package convert

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
)

// createNoWindow keeps a console from appearing, in a service or under a window of ours ([CREATE_NO_WINDOW]).
const createNoWindow = 0x08000000

// alone has the program killed with all it has started: soffice.com starts soffice.exe, and that soffice.bin.
func alone(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{HideWindow: true, CreationFlags: createNoWindow | syscall.CREATE_NEW_PROCESS_GROUP}
	cmd.Cancel = func() error {
		taskkill := filepath.Join(os.Getenv("SystemRoot"), "System32", "taskkill.exe")
		err := exec.Command(taskkill, "/T", "/F", "/PID", strconv.Itoa(cmd.Process.Pid)).Run()
		if err == nil {
			return nil
		}
		return errors.Join(err, cmd.Process.Kill())
	}
}
