package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"huibian/pipeline/deposit"
	"huibian/templates"
)

// attempts (移交记录) are the tries at editions that have no receipt yet, by label. They only say when to try next: what is owed
// follows from the register.
type attempts map[string]attempt

type attempt struct {
	Tries   int       `json:"tries"`
	Last    time.Time `json:"last"`
	Why     string    `json:"why"`               // what went wrong
	Reason  string    `json:"reason"`            // the same in the words of obstacles
	Lasting bool      `json:"lasting,omitempty"` // time alone does not mend it
	Setting string    `json:"setting"`           // of the place: another one is tried at once
}

func (w Workspace) attemptsFile() string { return filepath.Join(w.store(), "deposits.json") }

func (w Workspace) attempts() attempts {
	out := attempts{}
	if err := readJSON(w.attemptsFile(), &out); err != nil || out == nil {
		return attempts{} // everything is tried now
	}
	return out
}

// save puts the attempts in place whole.
func (a attempts) save(w Workspace) error {
	f, err := os.CreateTemp(w.store(), ".deposits-*")
	if err != nil {
		return err
	}
	if err := errors.Join(writeJSON(f, a), f.Sync(), f.Close()); err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	return os.Rename(f.Name(), w.attemptsFile())
}

// longPause is how long what time alone does not mend is left alone.
const longPause = 6 * time.Hour

// due is when an edition is to be tried; the zero time is at once. An attempt that is yet to come says nothing: the clock has
// been put back, perhaps by years.
func (a attempt) due(setting string, now time.Time) time.Time {
	switch {
	case a.Tries == 0 || a.Setting != setting || a.Last.After(now):
		return time.Time{}
	case a.Lasting:
		return a.Last.Add(longPause)
	}
	return a.Last.Add(deposit.Delay(a.Tries))
}

// mend says whether somebody has to do something about it, and may have done so before the watch was started again.
func (a attempt) mend() bool { return a.Lasting || a.Reason == unpacked }

// setting is what an attempt depends on besides the place itself: what huibian.yaml says, and when the file with the password was
// last changed.
func (w Workspace) setting(d templates.Deposit) string {
	changed := ""
	if info, err := os.Stat(w.credentials(d)); d.Credentials != "" && err == nil {
		changed = info.ModTime().UTC().Format(time.RFC3339Nano)
	}
	sum := sha256.Sum256([]byte(strings.Join([]string{d.To, d.HostKey, d.Credentials, changed}, "\n")))
	return hex.EncodeToString(sum[:8])
}

// credentials is the file that huibian.yaml names; "" if it names none.
func (w Workspace) credentials(d templates.Deposit) string {
	if d.Credentials == "" || filepath.IsAbs(d.Credentials) {
		return d.Credentials
	}
	return filepath.Join(w.Dir, d.Credentials)
}

// errUnlisted says that it is the package that cannot be read, and not the place.
var errUnlisted = errors.New("the package cannot be read")

// unpacked is what keeps an edition from being packed, in the words of the status: it may be anything.
const unpacked = "没有打成归档包，原因见日志"

// obstacles are what keeps an edition from its place, in the words of the status. The first that fits is meant.
var obstacles = []struct {
	is    error
	words string
}{
	{errUnlisted, "归档包读不出"},
	{deposit.ErrConfig, "huibian.yaml中移交目的地的设定有误"},
	{deposit.ErrCredentials, "账号、密码或密钥缺失，或不被接受"},
	{deposit.ErrHostKey, "服务器的身份未能核实"},
	{deposit.ErrConflict, "目的地已有同号而内容不同的归档包"},
	{deposit.ErrSource, "归档包与其清单不符"},
	{deposit.ErrFull, "目的地空间不足"},
	{deposit.ErrDamaged, "回读所得与所送不符"},
	{fs.ErrNotExist, "目的地不存在，或没有挂接"},
	{fs.ErrPermission, "目的地不准写入"},
	{os.ErrDeadlineExceeded, "目的地没有回应"},
	{context.DeadlineExceeded, "目的地没有回应"},
}

// whyNot says in words what went wrong; what is not in the table is in the log.
func whyNot(failed error) string {
	for _, r := range obstacles {
		if errors.Is(failed, r.is) {
			return r.words
		}
	}
	var wire net.Error
	if errors.As(failed, &wire) {
		return "目的地连不上"
	}
	return "原因见日志"
}
