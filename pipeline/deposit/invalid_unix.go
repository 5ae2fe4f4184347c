//go:build !windows

package deposit

import "syscall"

// invalid is what file systems that cannot sync a folder say.
const invalid = syscall.EINVAL

// diskFull is what writing ends with where there is no room, for all or for this user.
var diskFull = []error{syscall.ENOSPC, syscall.EDQUOT}
