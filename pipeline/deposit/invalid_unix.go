//go:build !windows

package deposit

import "syscall"

// invalid is what file systems that cannot sync a folder say.
const invalid = syscall.EINVAL
