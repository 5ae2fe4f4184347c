package register

import (
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// onNetwork says whether a file lies on another machine: under a UNC path or a mapped drive.
func onNetwork(path string) bool {
	full, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	volume := filepath.VolumeName(full)
	if strings.HasPrefix(volume, `\\`) {
		return true
	}
	root, err := windows.UTF16PtrFromString(volume + `\`)
	return err == nil && windows.GetDriveType(root) == windows.DRIVE_REMOTE
}
