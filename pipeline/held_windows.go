package pipeline

import "golang.org/x/sys/windows"

// heldErrors are what a rename says of a file that a program has open.
var heldErrors = []error{windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_ACCESS_DENIED,
	windows.ERROR_USER_MAPPED_FILE}

// linksGo: no name of a file that a reader has open can be removed, a second one neither.
const linksGo = false

// probe says whether a reader keeps a file from being replaced: it asks for the right to delete it and lets go at once,
// so that nothing has changed wherever the process ends.
func probe(path string) bool {
	p, err := windows.UTF16PtrFromString(path)
	if err != nil {
		return false
	}
	h, err := windows.CreateFile(p, windows.DELETE,
		windows.FILE_SHARE_READ|windows.FILE_SHARE_WRITE|windows.FILE_SHARE_DELETE, nil, windows.OPEN_EXISTING,
		windows.FILE_ATTRIBUTE_NORMAL, 0)
	if err != nil {
		return isHeld(err)
	}
	_ = windows.CloseHandle(h)
	return false
}
