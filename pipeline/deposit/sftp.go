package deposit

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
)

// ssh file transfer, version 3 with the extensions of OpenSSH where the server has them.
type sftpPlace struct {
	name, base  string
	conn        *ssh.Client
	client      *sftp.Client
	mark        string
	made        map[string]bool
	posix, sync bool // the server has posix-rename, fsync
	space       bool // the server says how much room there is
	took        bool // a file was taken whole: who is logged in may write
	heard       heard
	ended       chan struct{}
}

func openSFTP(ctx context.Context, c Config, u *url.URL, l login) (Place, error) {
	user := cmp.Or(u.User.Username(), l(userKey))
	if user == "" {
		return nil, fmt.Errorf("%w: no user: sftp://user@host/path, or %s", ErrCredentials, userKey)
	}
	auth, err := sshAuth(l)
	if err != nil {
		return nil, err
	}
	key := &hostKey{want: strings.TrimSpace(c.HostKey)}
	config := &ssh.ClientConfig{User: user, Auth: auth, HostKeyCallback: key.check, HostKeyAlgorithms: key.algorithms(), Timeout: c.Idle}
	addr := net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "22"))
	raw, err := dialer(c.Idle)(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	stop := context.AfterFunc(ctx, func() { raw.Close() })
	defer stop()
	conn, chans, reqs, err := ssh.NewClientConn(raw, addr, config)
	if err != nil {
		raw.Close()
		switch {
		case ctx.Err() != nil:
			return nil, ctx.Err()
		case key.err != nil:
			return nil, key.err
		case strings.Contains(err.Error(), "unable to authenticate"): // x/crypto has no error for it
			return nil, fmt.Errorf("%w: user, password or key refused", ErrCredentials)
		}
		return nil, err
	}
	p := &sftpPlace{base: path.Clean(cmp.Or(u.Path, "/")), conn: ssh.NewClient(conn, chans, reqs), mark: mark(), made: map[string]bool{}, ended: make(chan struct{})}
	p.name = (&url.URL{Scheme: "sftp", User: url.User(user), Host: u.Host, Path: p.base}).String()
	// Writes may be in flight side by side: what they leave when cut has a name that nobody reads.
	if p.client, err = p.start(sftp.UseConcurrentWrites(true)); err != nil {
		return nil, errors.Join(err, p.conn.Close())
	}
	_, p.posix = p.client.HasExtension("posix-rename@openssh.com")
	_, p.sync = p.client.HasExtension("fsync@openssh.com")
	_, p.space = p.client.HasExtension("statvfs@openssh.com")
	go p.stayAlive(c.Idle)
	if info, err := p.client.Stat(p.base); err != nil || !info.IsDir() {
		return nil, errors.Join(fmt.Errorf("no folder %s at the server: %w", p.base, cmp.Or(err, fs.ErrNotExist)), p.Close())
	}
	return p, nil
}

// sshAuth are the ways to log in.
func sshAuth(l login) ([]ssh.AuthMethod, error) {
	password := l(passwordKey)
	if file := l(keyKey); file != "" {
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrCredentials, err)
		}
		signer, err := ssh.ParsePrivateKey(b)
		var locked *ssh.PassphraseMissingError
		if errors.As(err, &locked) {
			signer, err = ssh.ParsePrivateKeyWithPassphrase(b, []byte(password))
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %s is no private key that opens, with %s as its passphrase", ErrCredentials, file, passwordKey)
		}
		return []ssh.AuthMethod{ssh.PublicKeys(signer)}, nil
	}
	if password == "" {
		return nil, fmt.Errorf("%w: neither %s nor %s is set", ErrCredentials, keyKey, passwordKey)
	}
	// Servers that ask through PAM want the same by another name (RFC 4256).
	ask := func(_, _ string, questions []string, echos []bool) ([]string, error) {
		out := make([]string, len(questions))
		for i := range questions {
			if !echos[i] {
				out[i] = password
			}
		}
		return out, nil
	}
	return []ssh.AuthMethod{ssh.Password(password), ssh.KeyboardInteractive(ask)}, nil
}

// hostKey demands the key that the operator entered.
type hostKey struct {
	want string
	err  error
}

// algorithms are those of a key that was entered whole, so that the server shows that one of its keys; nil: any.
func (h *hostKey) algorithms() []string {
	key, _, _, _, err := ssh.ParseAuthorizedKey([]byte(h.want))
	switch {
	case err != nil:
		return nil
	case key.Type() == ssh.KeyAlgoRSA:
		return []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256}
	}
	return []string{key.Type()}
}

func (h *hostKey) check(_ string, _ net.Addr, key ssh.PublicKey) error {
	shown := ssh.FingerprintSHA256(key)
	want, _, _, _, err := ssh.ParseAuthorizedKey([]byte(h.want))
	switch {
	case h.want == "":
		h.err = fmt.Errorf("%w: no host key is entered; the server shows a key with fingerprint %s: compare it with the one that the archive tells you, and enter it", ErrHostKey, shown)
	case err == nil && string(want.Marshal()) == string(key.Marshal()), err != nil && h.want == shown:
	case err != nil && !strings.HasPrefix(h.want, "SHA256:"):
		h.err = fmt.Errorf("%w: the host key that is entered is neither \"ssh-ed25519 AAAA…\" nor \"SHA256:…\"; the server shows %s", ErrHostKey, shown)
	default:
		h.err = fmt.Errorf("%w: the server shows a key with fingerprint %s, another one than is entered: ask the archive whether it has a new one", ErrHostKey, shown)
	}
	return h.err
}

// start is sftp.NewClient, which hears what the server says of files.
func (p *sftpPlace) start(o ...sftp.ClientOption) (*sftp.Client, error) {
	session, err := p.conn.NewSession()
	if err != nil {
		return nil, err
	}
	in, err := session.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := session.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := session.RequestSubsystem("sftp"); err != nil {
		return nil, err
	}
	p.heard.Reader = out
	return sftp.NewClientPipe(&p.heard, in, o...)
}

// heard is what the server says of files, and how often stayAlive has asked since it said something.
type heard struct {
	io.Reader
	asked atomic.Int32
}

// Read reads.
func (h *heard) Read(p []byte) (int, error) {
	n, err := h.Reader.Read(p)
	h.asked.Store(0)
	return n, err
}

// patience is how often a server may say that it is alive and nothing of files, three times in an idle time: long enough to
// bring a big file to its disk.
const patience = 30

// stayAlive asks for an answer from time to time, so that only a connection that is dead is silent; and ends one on which there
// is life, but nothing done any more, as when the disk behind the server hangs.
func (p *sftpPlace) stayAlive(idle time.Duration) {
	t := time.NewTicker(idle / 3)
	defer t.Stop()
	for {
		select {
		case <-p.ended:
			return
		case <-t.C:
			if _, _, err := p.conn.SendRequest("keepalive@openssh.com", true, nil); err != nil {
				return
			}
			if p.heard.asked.Add(1) > patience {
				_ = p.conn.Close() // what waits for an answer gets an error
				return
			}
		}
	}
}

// String is the URL.
func (p *sftpPlace) String() string { return p.name }

// GoString is the URL.
func (p *sftpPlace) GoString() string { return p.name }

// Close ends the connection.
func (p *sftpPlace) Close() error {
	select {
	case <-p.ended:
		return nil
	default:
		close(p.ended)
	}
	_ = p.client.Close() // the connection ends below, whatever the server says to this
	if err := p.conn.Close(); err != nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// Piecemeal says no.
func (p *sftpPlace) Piecemeal() bool { return false }

// Undo has nothing to do.
func (p *sftpPlace) Undo(context.Context, string, string, string) error { return nil }

// during ends the connection when the context ends: the protocol knows no other way to stop.
func (p *sftpPlace) during(ctx context.Context, do func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { p.conn.Close() })
	defer stop()
	err := do()
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	return err
}

func (p *sftpPlace) at(name string) string { return path.Join(p.base, name) }

// List walks through a folder.
func (p *sftpPlace) List(ctx context.Context, folder string) (map[string]int64, error) {
	m := map[string]int64{}
	err := p.during(ctx, func() error {
		for todo := []string{""}; len(todo) > 0; todo = todo[1:] {
			entries, err := p.client.ReadDirContext(ctx, p.at(path.Join(folder, todo[0])))
			if err != nil {
				return fmt.Errorf("list %s: %w", path.Join(folder, todo[0]), err)
			}
			for _, e := range entries {
				name := path.Join(todo[0], e.Name())
				if e.IsDir() {
					todo = append(todo, name)
				} else {
					m[name] = sizeOf(e)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Folders reads the top.
func (p *sftpPlace) Folders(ctx context.Context, prefix string) (out []string, err error) {
	err = p.during(ctx, func() error {
		entries, err := p.client.ReadDirContext(ctx, p.base)
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), prefix) {
				out = append(out, e.Name())
			}
		}
		return err
	})
	return out, err
}

// Put writes a file and renames it.
func (p *sftpPlace) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	tmp := putName(name, p.mark)
	return p.during(ctx, func() error {
		if err := p.mkdir(path.Dir(name)); err != nil {
			return p.forget(p.refused(err, size, p.took))
		}
		f, err := p.client.Create(p.at(tmp))
		if err != nil {
			return p.forget(p.refused(err, size, p.took))
		}
		n, err := f.ReadFrom(&io.LimitedReader{R: r, N: size})
		if err == nil && n != size {
			err = io.ErrUnexpectedEOF
		}
		if err == nil && p.sync {
			err = f.Sync()
		}
		if err = errors.Join(err, f.Close()); err == nil {
			if err = p.rename(tmp, name, false); errors.Is(err, fs.ErrExist) {
				return p.client.Remove(p.at(tmp))
			}
		}
		if err != nil {
			err = p.refused(err, size, true) // while what was written is still there
			_ = p.client.Remove(p.at(tmp))   // makes room; else the staging folder goes as a whole
			return p.forget(err)
		}
		p.took = true
		return nil
	})
}

// full are the words for a full disk in what servers say of their own accord, in lower case.
var full = []string{"no space", "not enough space", "disk full", "disk is full", "quota"}

// refused finds out whether something was refused for want of room. The protocol has no number for that (draft-ietf-secsh-
// filexfer-02 §7): servers say FAILURE, some PERMISSION_DENIED. So their words are looked through, and they are asked for the
// room that is left. Where writing was allowed before, a lack of permission is no longer believed.
func (p *sftpPlace) refused(err error, size int64, allowed bool) error {
	var s *sftp.StatusError
	denied := errors.Is(err, fs.ErrPermission)
	if !denied && !errors.As(err, &s) {
		return err
	}
	lacks := false
	for _, words := range full {
		lacks = lacks || strings.Contains(strings.ToLower(err.Error()), words)
	}
	if p.space && !lacks {
		v, asked := p.client.StatVFS(p.at(""))
		lacks = asked == nil && (v.Bavail == 0 || v.Files > 0 && v.Favail == 0 || v.Frsize > 0 && v.Bavail < uint64(size)/v.Frsize)
	}
	switch {
	case lacks:
		return fmt.Errorf("%w (%s)", ErrFull, err.Error()) // not wrapped: PERMISSION_DENIED means something else elsewhere
	case denied && allowed:
		return fmt.Errorf("the server takes no more, though it did before; is the disk or a quota full? (%s)", err.Error())
	}
	return err
}

// Replaces says whether the server has posix-rename.
func (p *sftpPlace) Replaces() bool { return p.posix }

// rename renames a file. Without posix-rename it fails where to is there (draft-ietf-secsh-filexfer-02 §6.5).
func (p *sftpPlace) rename(from, to string, replace bool) error {
	if p.posix {
		return p.client.PosixRename(p.at(from), p.at(to))
	}
	err := p.renameNew(from, to)
	if !replace || !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := p.client.Remove(p.at(to)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return p.client.Rename(p.at(from), p.at(to))
}

func (p *sftpPlace) mkdir(dir string) error {
	if dir == "." || p.made[dir] {
		return nil
	}
	if err := p.mkdir(path.Dir(dir)); err != nil {
		return err
	}
	if err := p.client.Mkdir(p.at(dir)); err != nil {
		if info, there := p.client.Stat(p.at(dir)); there != nil || !info.IsDir() {
			return err
		}
	}
	p.made[dir] = true
	return nil
}

func (p *sftpPlace) forget(err error) error {
	clear(p.made)
	return err
}

// Get opens a file. What is read ahead is bounded by the client.
func (p *sftpPlace) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	var f *sftp.File
	err := p.during(ctx, func() (err error) {
		f, err = p.client.Open(p.at(name))
		return err
	})
	if err != nil {
		return nil, err
	}
	// Read asks for one packet after another; WriteTo has many in flight.
	r, w := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		err := p.during(ctx, func() error { _, err := f.WriteTo(w); return err })
		w.CloseWithError(err)
	}()
	return &sftpReader{r, f, done}, nil
}

// sftpReader reads what the goroutine of Get fetches.
type sftpReader struct {
	*io.PipeReader
	f    *sftp.File
	done chan struct{}
}

// Close ends both.
func (r *sftpReader) Close() error {
	_ = r.PipeReader.Close()
	<-r.done
	return r.f.Close()
}

// Move renames a file.
func (p *sftpPlace) Move(ctx context.Context, from, to string, replace bool) error {
	return p.during(ctx, func() error {
		if err := p.mkdir(path.Dir(to)); err != nil {
			return p.forget(err)
		}
		return p.forget(p.rename(from, to, replace))
	})
}

// Promote renames a folder. Servers say only “failure” where the target is there; so it is looked at.
func (p *sftpPlace) Promote(ctx context.Context, from, to, _ string, _ map[string]int64) error {
	clear(p.made)
	return p.during(ctx, func() error { return p.renameNew(from, to) })
}

func (p *sftpPlace) renameNew(from, to string) error {
	there := func() bool { _, err := p.client.Lstat(p.at(to)); return err == nil }
	if there() {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	err := p.client.Rename(p.at(from), p.at(to))
	if err != nil && !errors.Is(err, fs.ErrNotExist) && there() {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	return err
}

// Remove renames a folder and removes it.
func (p *sftpPlace) Remove(ctx context.Context, dir string) error {
	clear(p.made)
	return p.during(ctx, func() error {
		gone := goneName(dir, p.mark)
		if gone != dir {
			if err := p.renameNew(dir, gone); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if err := p.client.RemoveAll(p.at(gone)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	})
}
