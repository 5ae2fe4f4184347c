package intake

import "golang.org/x/sys/windows"

// passing are errors that mean “not now”.
var passing = []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_NETNAME_DELETED,
	windows.ERROR_BAD_NETPATH, windows.ERROR_BAD_NET_NAME, windows.ERROR_UNEXP_NET_ERR, windows.ERROR_NETWORK_BUSY,
	windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_SEM_TIMEOUT, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_NOT_READY}
