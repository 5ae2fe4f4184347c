package deposit

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// authority is one of the office's own. Its file is PEM.
type authority struct {
	t    *testing.T
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
	file string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t, file: filepath.Join(t.TempDir(), "ca.pem")}
	a.cert = &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "某某局"}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour)}
	der := a.sign(a.cert, &a.key)
	if err := os.WriteFile(a.file, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return a
}

// sign makes a key and signs its certificate; the first signs itself.
func (a *authority) sign(c *x509.Certificate, key **ecdsa.PrivateKey) []byte {
	a.t.Helper()
	var err error
	if *key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err != nil {
		a.t.Fatal(err)
	}
	der, err := x509.CreateCertificate(rand.Reader, c, a.cert, &(*key).PublicKey, a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	return der
}

// front speaks TLS before a server, for 127.0.0.1, and returns its address.
func (a *authority) front(to string, until time.Time) string {
	a.t.Helper()
	c := &x509.Certificate{SerialNumber: big.NewInt(2), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: until, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}}
	var key *ecdsa.PrivateKey
	der := a.sign(c, &key)
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}})
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s, err := net.Dial("tcp", to)
			if err != nil {
				c.Close()
				continue
			}
			go func() { _, _ = io.Copy(s, c); s.Close() }()
			go func() { _, _ = io.Copy(c, s); c.Close() }()
		}
	}()
	return l.Addr().String()
}

// TestAuthority has servers behind https with a certificate of an authority of the office's own.
func TestAuthority(t *testing.T) {
	t.Parallel()
	own, another := newAuthority(t), newAuthority(t)
	empty := filepath.Join(t.TempDir(), "empty.pem")
	inFile := filepath.Join(t.TempDir(), "credentials")
	if err := errors.Join(os.WriteFile(empty, []byte("no PEM"), 0o600), os.WriteFile(inFile, []byte(caKey+"="+own.file+"\n"), 0o600)); err != nil {
		t.Fatal(err)
	}
	soon := time.Now().Add(time.Hour)
	for _, kind := range []string{"webdav", "s3"} {
		for name, c := range map[string]struct {
			ca, file string
			until    time.Time
			host     string
			want     error
			says     string
		}{
			"of an unknown authority": {"", "", soon, "127.0.0.1", ErrHostKey, caKey},
			"of another authority":    {another.file, "", soon, "127.0.0.1", ErrHostKey, caKey},
			"expired":                 {own.file, "", time.Now().Add(-time.Minute), "127.0.0.1", ErrHostKey, "expired"},
			"of another host":         {own.file, "", soon, "localhost", ErrHostKey, "localhost"},
			"no such file":            {filepath.Join(t.TempDir(), "none.pem"), "", soon, "127.0.0.1", ErrConfig, "none.pem"},
			"nothing in the file":     {empty, "", soon, "127.0.0.1", ErrConfig, "empty.pem"},
			"trusted":                 {own.file, "", soon, "127.0.0.1", nil, ""},
			"trusted by the file":     {"", inFile, soon, "127.0.0.1", nil, ""},
		} {
			t.Run(kind+" "+name, func(t *testing.T) {
				t.Parallel()
				s := kinds[kind](t, t.TempDir())
				c2 := s.config(strings.Replace(own.front(s.addr, c.until), "127.0.0.1", c.host, 1))
				c2.To, c2.Credentials = strings.Replace(c2.To, "http", "https", 1), c.file
				c2.Getenv = func(key string) string {
					if key == caKey {
						return c.ca
					}
					return env(key)
				}
				place, err := Open(t.Context(), c2)
				if c.want != nil {
					if !errors.Is(err, c.want) || Retry(err) || !strings.Contains(err.Error(), c.says) {
						t.Errorf("error %v, want %v that says %q", err, c.want, c.says)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				defer place.Close()
				p := testPackage(t, testName, bagFiles())
				must(t, place, p)
				s.exactly(t, p)
			})
		}
		t.Run(kind+" trusted by the system", func(t *testing.T) {
			t.Parallel()
			if runtime.GOOS != "linux" {
				t.Skip("SSL_CERT_FILE is not read here")
			}
			s := kinds[kind](t, t.TempDir())
			c := s.config(own.front(s.addr, soon))
			c.To = strings.Replace(c.To, "http", "https", 1)
			p := testPackage(t, testName, bagFiles())
			if err := runChild(t, c, p, 1<<30, 0, "SSL_CERT_FILE="+own.file); err != nil {
				t.Error(err)
			}
			s.exactly(t, p)
		})
	}
}
