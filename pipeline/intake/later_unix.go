//go:build !windows

package intake

import "syscall"

// passing are errors that mean “not now”.
var passing = []error{syscall.EBUSY, syscall.ESTALE, syscall.EAGAIN, syscall.EINTR, syscall.ETIMEDOUT, syscall.EIO,
	syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENOTCONN, syscall.ECONNRESET, syscall.ETXTBSY, syscall.ENETUNREACH}
