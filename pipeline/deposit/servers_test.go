package deposit

import (
	"bytes"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	mathrand "math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/pkg/sftp"
	"golang.org/x/crypto/ssh"
	"golang.org/x/net/webdav"
)

// secret is the password of every server; it may appear nowhere.
const secret = "Geheim-8f3a71c2e9"

const testUser = "bagj"

// env are the credentials.
func env(key string) string {
	return map[string]string{userKey: testUser, passwordKey: secret}[key]
}

// kinds of places; every test of the contract is run on each.
var kinds = map[string]func(t testing.TB, dir string) *server{"folder": folderServer, "webdav": davServer, "sftp": func(t testing.TB, dir string) *server { return sftpServer(t, dir) }, "s3": s3Server}

// server is a place with the server in front of it, and what the test sees from behind.
type server struct {
	kind   string
	addr   string // host:port; "" where nothing goes through the net
	config func(addr string) Config
	tree   func() map[string]string  // everything that is there, by path; no folders
	put    func(name, bytes string)  // puts a file there
	full   func(left int64)          // from now on it takes so many bytes; -1: all. nil where the test cannot do that
	hidden func() (uploads []string) // what is there and not in the tree
	remove func(name string)         // removes a file; nil where no test needs it
	dir    string                    // where it is on disk; "" if nowhere
	ask    func(hook)                // asks before each request; nil where the test cannot do that
}

func (s *server) open(t testing.TB) Place {
	t.Helper()
	p, err := Open(t.Context(), s.config(s.addr))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	return p
}

func folderServer(t testing.TB, dir string) *server {
	return &server{kind: "folder", dir: dir, config: func(string) Config { return Config{To: dir} },
		tree: func() map[string]string { return diskTree(t, dir) }, put: diskPut(t, dir)}
}

func diskTree(t testing.TB, dir string) map[string]string {
	t.Helper()
	m := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			if err == nil && p != dir && strings.HasPrefix(e.Name(), ".") {
				m[filepath.ToSlash(strings.TrimPrefix(p, dir+"/"))+"/"] = "" // not even an empty one may be left
			}
			return err
		}
		b, err := os.ReadFile(p)
		m[filepath.ToSlash(strings.TrimPrefix(p, dir+"/"))] = string(b)
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	return m
}

func diskPut(t testing.TB, dir string) func(name, b string) {
	return func(name, b string) {
		t.Helper()
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(p), 0o755), os.WriteFile(p, []byte(b), 0o644)); err != nil {
			t.Fatal(err)
		}
	}
}

// hook is asked before a request is served; false: the server is not available.
type hook func(r *http.Request) bool

// limited answers 507 to a PUT that does not fit.
type limited struct {
	next http.Handler
	left atomic.Int64 // -1: all
	ask  atomic.Pointer[hook]
}

func (l *limited) hook(h hook) { l.ask.Store(&h) }

func (l *limited) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if ask := l.ask.Load(); ask != nil && *ask != nil && !(*ask)(r) {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if left := l.left.Load(); r.Method == http.MethodPut && left >= 0 {
		if r.ContentLength > left {
			w.WriteHeader(http.StatusInsufficientStorage)
			return
		}
		l.left.Add(-r.ContentLength)
	}
	l.next.ServeHTTP(w, r)
}

func davServer(t testing.TB, dir string) *server {
	h := &limited{next: &webdav.Handler{FileSystem: webdav.Dir(dir), LockSystem: webdav.NewMemLS()}}
	h.left.Store(-1)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if user, password, _ := r.BasicAuth(); user != testUser || password != secret {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, "not %q", password)
			return
		}
		if r.Method == "MKCOL" || r.Method == "MOVE" || r.Method == "PROPFIND" { // as nginx demands it
			if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(r.URL.Path))); (err == nil && info.IsDir() || r.Method == "MKCOL") && !strings.HasSuffix(r.URL.Path, "/") {
				w.WriteHeader(http.StatusConflict)
				return
			}
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(ts.Close)
	return &server{kind: "webdav", dir: dir, addr: ts.Listener.Addr().String(), full: h.left.Store,
		config: func(addr string) Config { return Config{To: "http://" + addr + "/", Getenv: env} },
		tree:   func() map[string]string { return diskTree(t, dir) }, put: diskPut(t, dir)}
}

// sshHost is the key of the SSH server.
var sshHost = sync.OnceValue(func() ssh.Signer {
	_, key, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		panic(err)
	}
	s, err := ssh.NewSignerFromKey(key)
	if err != nil {
		panic(err)
	}
	return s
})

// sftpServer lets in testUser with the secret or one of the keys.
func sftpServer(t testing.TB, dir string, keys ...ssh.PublicKey) *server {
	config := &ssh.ServerConfig{
		PasswordCallback: func(c ssh.ConnMetadata, password []byte) (*ssh.Permissions, error) {
			if c.User() != testUser || string(password) != secret {
				return nil, fmt.Errorf("not %q", password)
			}
			return nil, nil
		},
		PublicKeyCallback: func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
			if !slices.ContainsFunc(keys, func(k ssh.PublicKey) bool { return bytes.Equal(key.Marshal(), k.Marshal()) }) {
				return nil, errors.New("unknown key")
			}
			return nil, nil
		},
	}
	config.AddHostKey(sshHost())
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go serveSSH(c, config, itself)
		}
	}()
	return &server{kind: "sftp", dir: dir, addr: l.Addr().String(),
		config: func(addr string) Config {
			to := url.URL{Scheme: "sftp", User: url.User(testUser), Host: addr, Path: dir}
			return Config{To: to.String(), HostKey: ssh.FingerprintSHA256(sshHost().PublicKey()), Getenv: env}
		},
		tree: func() map[string]string { return diskTree(t, dir) }, put: diskPut(t, dir)}
}

// itself is a channel as it is.
func itself(c ssh.Channel) io.ReadWriteCloser { return c }

// serveSSH speaks SFTP on what a channel is made into.
func serveSSH(c net.Conn, config *ssh.ServerConfig, made func(ssh.Channel) io.ReadWriteCloser) {
	defer c.Close()
	_, channels, requests, err := ssh.NewServerConn(c, config)
	if err != nil {
		return
	}
	go ssh.DiscardRequests(requests)
	for n := range channels {
		channel, requests, err := n.Accept()
		if err != nil {
			return
		}
		go func() {
			for r := range requests {
				_ = r.Reply(r.Type == "subsystem", nil)
			}
		}()
		go func() {
			defer channel.Close()
			if s, err := sftp.NewServer(made(channel)); err == nil {
				_ = s.Serve()
			}
		}()
	}
}

const testBucket = "dangan"

var authorization = regexp.MustCompile(`^AWS4-HMAC-SHA256 Credential=([^/]+)/(\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$`)

// signed checks the signature of a request (AWS Signature Version 4), and returns the code of what is wrong with it.
func signed(r *http.Request) (code string) {
	m := authorization.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil {
		return "AccessDenied"
	}
	if m[1] != testUser {
		return "InvalidAccessKeyId"
	}
	hash := func(s string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(s))) }
	mac := func(key []byte, s string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(s))
		return h.Sum(nil)
	}
	date := r.Header.Get("X-Amz-Date")
	request := []string{r.Method, r.URL.EscapedPath(), strings.ReplaceAll(r.URL.Query().Encode(), "+", "%20")}
	for _, name := range strings.Split(m[4], ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		request = append(request, name+":"+value)
	}
	request = append(request, "", m[4], r.Header.Get("X-Amz-Content-Sha256"))
	scope := strings.Join([]string{m[2], m[3], "s3", "aws4_request"}, "/")
	text := strings.Join([]string{"AWS4-HMAC-SHA256", date, scope, hash(strings.Join(request, "\n"))}, "\n")
	key := []byte("AWS4" + secret)
	for _, part := range strings.Split(scope, "/") {
		key = mac(key, part)
	}
	if hex.EncodeToString(mac(key, text)) != m[5] {
		return "SignatureDoesNotMatch"
	}
	return ""
}

func s3Server(t testing.TB, _ string) *server {
	backend := s3mem.New()
	if err := backend.CreateBucket(testBucket); err != nil {
		t.Fatal(err)
	}
	g := gofakes3.New(backend)
	h := &limited{next: g.Server()}
	h.left.Store(-1)
	ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if code := signed(r); code != "" { // the server of the tests takes everything
			w.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>no</Message></Error>`, code)
			return
		}
		h.ServeHTTP(w, r)
	}))
	t.Cleanup(ts.Close)
	prefix := "进馆 2026/"
	return &server{kind: "s3", addr: ts.Listener.Addr().String(), full: h.left.Store, ask: h.hook,
		config: func(addr string) Config {
			q := url.Values{"endpoint": {"http://" + addr}, "pathstyle": {"true"}}
			return Config{To: "s3://" + testBucket + "/" + url.PathEscape("进馆 2026") + "?" + q.Encode(), Getenv: env}
		},
		tree: func() map[string]string {
			m := map[string]string{}
			list, err := backend.ListBucket(testBucket, nil, gofakes3.ListBucketPage{})
			if err != nil {
				t.Error(err)
				return nil
			}
			for _, c := range list.Contents {
				o, err := backend.GetObject(testBucket, c.Key, nil)
				if err != nil {
					t.Error(err)
					continue
				}
				b, _ := io.ReadAll(o.Contents)
				o.Contents.Close()
				m[strings.TrimPrefix(c.Key, prefix)] = string(b)
			}
			return m
		},
		put: func(name, b string) {
			if _, err := backend.PutObject(testBucket, prefix+name, map[string]string{"Last-Modified": testTime.Format(http.TimeFormat)}, strings.NewReader(b), int64(len(b)), nil); err != nil {
				t.Fatal(err)
			}
		},
		remove: func(name string) {
			if _, err := backend.DeleteObject(testBucket, prefix+name); err != nil {
				t.Error(err)
			}
		},
		hidden: func() (out []string) {
			w := httptest.NewRecorder()
			h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/"+testBucket+"?uploads", nil))
			for _, p := range strings.Split(w.Body.String(), "<UploadId>")[1:] {
				id, _, _ := strings.Cut(p, "<")
				out = append(out, id)
			}
			return out
		}}
}

// proxy stands before a server. It lets so many bytes through in one direction, over all connections, then cuts (or stalls) all.
type proxy struct {
	l        net.Listener
	to       string
	up, down atomic.Int64 // that went through
	most     int64        // -1: all
	ofDown   bool         // whose bytes most counts
	stall    bool
	mu       sync.Mutex
	conns    []net.Conn
	over     bool
}

func newProxy(t testing.TB, to string, most int64, ofDown, stall bool) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{l: l, to: to, most: most, ofDown: ofDown, stall: stall}
	t.Cleanup(func() { l.Close(); p.cut() })
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
			p.mu.Lock()
			p.conns = append(p.conns, c, s)
			over := p.over && !p.stall
			p.mu.Unlock()
			if over {
				c.Close()
				s.Close()
				continue
			}
			go p.pump(s, c, &p.up, !ofDown)
			go p.pump(c, s, &p.down, ofDown)
		}
	}()
	return p
}

func (p *proxy) addr() string { return p.l.Addr().String() }

func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.over = true
	for _, c := range p.conns {
		c.Close()
	}
}

func (p *proxy) pump(to, from net.Conn, count *atomic.Int64, counts bool) {
	defer to.Close()
	defer from.Close()
	b := make([]byte, 4<<10)
	for {
		n, err := from.Read(b)
		passed := int64(n)
		after := count.Add(passed)
		if counts && p.most >= 0 && after > p.most {
			passed -= after - p.most
		}
		if passed > 0 {
			if _, err := to.Write(b[:passed]); err != nil {
				return
			}
		}
		if passed < int64(n) {
			if p.stall {
				time.Sleep(time.Minute)
			}
			p.cut()
			return
		}
		if err != nil {
			return
		}
	}
}

// testPackage writes a package of files with these contents.
func testPackage(t testing.TB, name string, files map[string]string) Package {
	t.Helper()
	dir := t.TempDir()
	p := Package{Name: name, Dir: dir, Last: "bagit.txt"}
	all := sha256.New()
	for _, n := range slices.Sorted(maps.Keys(files)) {
		diskPut(t, dir)(n, files[n])
		h := sha256.Sum256([]byte(files[n]))
		p.Files = append(p.Files, File{n, int64(len(files[n])), hex.EncodeToString(h[:])})
		fmt.Fprintf(all, "%x %s\n", h, n)
	}
	p.Digest = hex.EncodeToString(all.Sum(nil))
	return p
}

// noise is so many bytes that are the same in every run.
func noise(seed uint64, n int) string {
	b := make([]byte, n)
	_, _ = mathrand.NewChaCha8([32]byte{byte(seed), byte(seed >> 8)}).Read(b)
	return string(b)
}

// bagFiles is a small bag with names as they occur.
func bagFiles() map[string]string {
	return map[string]string{
		"bagit.txt":                     "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n",
		"bag-info.txt":                  "Source-Organization: 某某局\n",
		"manifest-sha256.txt":           noise(1, 900),
		"tagmanifest-sha256.txt":        noise(2, 200),
		"data/公开版/职权目录汇编.pdf":           noise(3, 60_000),
		"data/公开版/100% 空格 与#号?&+;.docx": noise(4, 5_000),
		"data/回执/外资管理科/目录 (1).docx":     noise(5, 3_000),
		"data/空.txt":                    "",
		"data/a%20b%2Fc.txt":            "a",
		"data/深/一/二/三/四.json":           "{}",
	}
}

const testName = "0194-WS·2026-D30-BGS-0001"

// exactly demands that the place holds these packages and nothing else.
func (s *server) exactly(t testing.TB, packages ...Package) {
	t.Helper()
	got := s.tree()
	for _, p := range packages {
		for _, f := range p.Files {
			name := p.Name + "/" + f.Name
			b, ok := got[name]
			if h := sha256.Sum256([]byte(b)); !ok || hex.EncodeToString(h[:]) != f.SHA256 {
				t.Errorf("%s: there %v, %d bytes, or not the same", name, ok, len(b))
			}
			delete(got, name)
		}
	}
	for name := range got {
		t.Errorf("%s is left there", name)
	}
	if s.hidden != nil {
		for _, u := range s.hidden() {
			t.Errorf("upload %s is left there", u)
		}
	}
}
