//go:build !windows

package pipeline

import "syscall"

// heldErrors are what a rename says on a share of Windows, or of a file that is protected; elsewhere readers hold nothing.
var heldErrors = []error{syscall.EBUSY, syscall.ETXTBSY, syscall.EPERM}

// linksGo: a second name can be given to any file, and taken away.
const linksGo = true

// probe knows nothing beforehand: the rename tells.
func probe(string) bool { return false }
