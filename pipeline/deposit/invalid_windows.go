package deposit

import (
	"errors"

	"golang.org/x/sys/windows"
)

// invalid stands for what other systems say; folders are not synced here.
var invalid = errors.ErrUnsupported

// diskFull is what writing ends with where there is no room, for all or for this user.
var diskFull = []error{windows.ERROR_DISK_FULL, windows.ERROR_HANDLE_DISK_FULL, windows.ERROR_DISK_QUOTA_EXCEEDED}
