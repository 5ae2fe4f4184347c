package deposit

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"time"
)

// ErrPermanent is matched by every error that comes again until somebody does something about it.
var ErrPermanent = errors.New("not to be tried again as it is")

// What somebody has to do something about. All match ErrPermanent.
var (
	// ErrConflict says that something else bears the name of the package. Nothing was overwritten.
	ErrConflict error = lasting("conflict")
	// ErrCredentials says that user, password or key are missing, unusable or refused.
	ErrCredentials error = lasting("credentials")
	// ErrHostKey says that the server did not prove to be the one that is meant: its SSH key or its certificate.
	ErrHostKey error = lasting("identity of the server")
	// ErrConfig says that a Config cannot be meant so.
	ErrConfig error = lasting("configuration")
	// ErrSource says that the package here is not what its list says.
	ErrSource error = lasting("package to be deposited")
)

// ErrDamaged says that the place gave back other bytes than were sent, twice. It may be tried again: a disk can be replaced.
var ErrDamaged = errors.New("read back, it is not what was sent")

// ErrFull says that a disk or a quota at the place is used up. It may be tried again: somebody makes room.
var ErrFull = errors.New("no space left at the place")

// fullError adds ErrFull to what this system says when a disk is full; on Windows no other system knows these numbers.
func fullError(err error) error {
	for _, f := range diskFull {
		if errors.Is(err, f) {
			return fmt.Errorf("%w: %w", ErrFull, err)
		}
	}
	return err
}

// lasting is an error that time does not mend.
type lasting string

// Error is its text.
func (l lasting) Error() string { return string(l) }

// Is makes it match ErrPermanent.
func (l lasting) Is(target error) bool { return target == ErrPermanent }

// Retry says whether an error of Open or Deposit may go away by itself: refused connections, full disks, time-outs.
func Retry(err error) bool { return err != nil && !errors.Is(err, ErrPermanent) }

// Pauses between attempts: short enough for a server that restarts, long enough for one that is down over a holiday.
const (
	firstDelay = time.Minute
	mostDelay  = 6 * time.Hour
)

// Delay is the pause after an attempt that failed; the first is 1: 1 min, 2 min, 4 min … at most 6 h.
func Delay(attempt int) time.Duration {
	d := firstDelay
	for ; attempt > 1 && d < mostDelay; attempt-- {
		d *= 2
	}
	return min(d, mostDelay)
}

// overtaken says whether an error can come from another deposit of the same package: what was in staging is gone, what was
// to be made is there.
func overtaken(err error) bool {
	return Retry(err) && (errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrExist))
}

// netError classes what a connection ends with.
func netError(err error) error {
	var cert *tls.CertificateVerificationError
	if errors.As(err, &cert) {
		return fmt.Errorf("%w: %w; is it signed by an authority of the office's own? Then %s is to name a file with its certificate", ErrHostKey, err, caKey)
	}
	return err
}
