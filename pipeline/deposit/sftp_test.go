package deposit

import (
	"errors"
	"io"
	"net"
	"net/url"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// stuck is a channel of which the server takes so many bytes, and answers nothing to the rest.
type stuck struct {
	ssh.Channel
	left int
}

// Read reads.
func (s *stuck) Read(p []byte) (int, error) {
	if s.left -= len(p); s.left < 0 {
		_, err := io.Copy(io.Discard, s.Channel)
		return 0, errors.Join(err, io.EOF)
	}
	return s.Channel.Read(p)
}

// A server that says it is alive, and of files nothing any more, as when its disk hangs, is given up.
func TestAServerThatDoesNothing(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	config := &ssh.ServerConfig{PasswordCallback: func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) { return nil, nil }}
	config.AddHostKey(sshHost())
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveSSH(c, config, func(c ssh.Channel) io.ReadWriteCloser { return &stuck{c, 3000} })
		}
	}()
	to := url.URL{Scheme: "sftp", User: url.User(testUser), Host: l.Addr().String(), Path: t.TempDir()}
	c := Config{To: to.String(), HostKey: ssh.FingerprintSHA256(sshHost().PublicKey()), Getenv: env, Idle: 100 * time.Millisecond}
	ended := make(chan error, 1)
	p := testPackage(t, testName, bagFiles())
	go func() {
		place, err := Open(t.Context(), c)
		if err == nil {
			_, err = Deposit(t.Context(), place, p, Options{})
			place.Close()
		}
		ended <- err
	}()
	select {
	case err := <-ended:
		if !Retry(err) {
			t.Errorf("says %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("it is waited for without end")
	}
}
