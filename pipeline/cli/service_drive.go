package cli

import (
	"fmt"
	"strings"
)

// A remoteDrive tells of a drive, "Z:", whether it is a share that the session has given a letter, and the share it
// stands for, `\\server\share`; "" if that is not known.
type remoteDrive func(drive string) (share string, remote bool)

// refuseDrives refuses Windows paths on drives that only the session of a user has: a service runs in a session of its
// own and does not see them.
func refuseDrives(paths []string, remote remoteDrive) error {
	for _, path := range paths {
		drive, rest, ok := cutDrive(path)
		if !ok {
			continue
		}
		share, is := remote(drive)
		switch {
		case !is:
		case share == "":
			return fmt.Errorf(`%s: %s\ is a drive of your session, which a service does not see; use the path that begins `+
				`with \\ and the server's name (“net use” shows it)`, path, drive)
		default:
			return fmt.Errorf(`%s: %s\ is a drive of your session, which a service does not see; use %s instead`,
				path, drive, strings.TrimRight(share, `\`)+rest)
		}
	}
	return nil
}

// cutDrive parts `z:\a` into "Z:" and `\a`. Paths of shares and of no drive are none.
func cutDrive(path string) (drive, rest string, ok bool) {
	path = strings.TrimPrefix(path, `\\?\`)
	if len(path) < 2 || path[1] != ':' {
		return "", "", false
	}
	if rest = strings.TrimRight(strings.ReplaceAll(path[2:], "/", `\`), `\`); rest != "" && rest[0] != '\\' {
		rest = `\` + rest
	}
	return strings.ToUpper(path[:2]), rest, true
}
