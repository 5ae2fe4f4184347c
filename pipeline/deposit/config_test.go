package deposit

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/crypto/ssh"
)

// wrong are credentials that no server takes; the secret in them must not be told either.
func wrong(key string) string {
	return map[string]string{userKey: "somebody", passwordKey: "wrong-" + secret}[key]
}

// TestRefused is everything that somebody has to mend, with the words by which they know.
func TestRefused(t *testing.T) {
	dav, ssh1, s3 := davServer(t, t.TempDir()), sftpServer(t, t.TempDir()), s3Server(t, "")
	change := func(c Config, f func(c *Config)) Config { f(&c); return c }
	key := func(k string) Config { return change(ssh1.config(ssh1.addr), func(c *Config) { c.HostKey = k }) }
	_, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	another, err := ssh.NewSignerFromKey(private)
	if err != nil {
		t.Fatal(err)
	}
	shown := ssh.FingerprintSHA256(sshHost().PublicKey())
	for name, c := range map[string]struct {
		config Config
		want   error
		says   string
	}{
		"nothing":                {Config{}, ErrConfig, "no place"},
		"unknown scheme":         {Config{To: "ftp://archive/x"}, ErrConfig, "unknown scheme"},
		"no URL":                 {Config{To: "https://u:" + secret + "%zz@h/"}, ErrConfig, "not a valid URL"},
		"password in the URL":    {Config{To: "https://u:" + secret + "@archive.example/x"}, ErrConfig, passwordKey},
		"password, sftp":         {Config{To: "sftp://u:" + secret + "@archive.example/x"}, ErrConfig, passwordKey},
		"password in a query":    {Config{To: "https://archive.example/x?password=" + secret}, ErrConfig, "nothing may follow"},
		"secret in a query":      {Config{To: "s3://b?endpoint=https://h&secret=" + secret, Getenv: env}, ErrConfig, "only endpoint"},
		"user of s3":             {Config{To: "s3://" + secret + "@b?endpoint=https://h", Getenv: env}, ErrConfig, userKey},
		"secret in the endpoint": {Config{To: "s3://b?endpoint=https://u:" + secret + "@h", Getenv: env}, ErrConfig, "endpoint"},
		"no endpoint":            {Config{To: "s3://bucket/x", Getenv: env}, ErrConfig, "endpoint"},
		"plain http":             {Config{To: "http://archive.example/x", Getenv: env}, ErrConfig, "https"},
		"plain http, s3":         {Config{To: "s3://b?endpoint=http://archive.example", Getenv: env}, ErrConfig, "https"},
		"no name of a bucket":    {Config{To: "s3://b?endpoint=https://archive.example", Getenv: env}, ErrConfig, "ucket name"},
		"dots":                   {Config{To: "https://archive.example/a/../../b", Getenv: env}, ErrConfig, ".."},
		"folder of a host":       {Config{To: "file://host/x"}, ErrConfig, "file:///path"},
		"wrong password, dav":    {change(dav.config(dav.addr), func(c *Config) { c.Getenv = wrong }), ErrCredentials, "401"},
		"wrong password, sftp":   {change(ssh1.config(ssh1.addr), func(c *Config) { c.Getenv = wrong }), ErrCredentials, "refused"},
		"wrong password, s3":     {change(s3.config(s3.addr), func(c *Config) { c.Getenv = wrong }), ErrCredentials, "InvalidAccessKeyId"},
		"wrong secret key, s3": {change(s3.config(s3.addr), func(c *Config) {
			c.Getenv = func(key string) string {
				return map[string]string{userKey: testUser, passwordKey: "wrong-" + secret}[key]
			}
		}), ErrCredentials, "SignatureDoesNotMatch"},
		"no password, sftp": {change(ssh1.config(ssh1.addr), func(c *Config) { c.Getenv = nil }), ErrCredentials, passwordKey},
		"no password, s3":   {change(s3.config(s3.addr), func(c *Config) { c.Getenv = nil }), ErrCredentials, passwordKey},
		"no host key":       {key(""), ErrHostKey, shown},
		"another host key":  {key("SHA256:AAAA"), ErrHostKey, shown},
		"no key at all":     {key("trust me"), ErrHostKey, shown},
		"another whole key": {key(string(ssh.MarshalAuthorizedKey(another.PublicKey()))), ErrHostKey, shown},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), c.config)
			if !errors.Is(err, c.want) || Retry(err) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %v that says %q", err, c.want, c.says)
			}
			if told := fmt.Sprintf("%v %+v %#v %v %+v %#v %s", err, err, err, c.config, c.config, c.config, &c.config); strings.Contains(told, secret) {
				t.Errorf("the secret is told: %s", told)
			}
		})
	}
}

// TestS3Answers is what servers answer, by their codes, and one without a word.
func TestS3Answers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status int
		code   string
		want   error // nil: only that it may be tried again
	}{
		{403, "SignatureDoesNotMatch", ErrCredentials}, {403, "InvalidAccessKeyId", ErrCredentials}, {403, "AccessDenied", ErrCredentials},
		{400, "ExpiredToken", ErrCredentials}, {400, "InvalidToken", ErrCredentials}, {403, "AccountProblem", ErrCredentials},
		{400, "AuthorizationHeaderMalformed", ErrCredentials}, {403, "", ErrCredentials},
		{403, "RequestTimeTooSkewed", ErrConfig}, {301, "PermanentRedirect", ErrConfig}, {400, "EntityTooLarge", ErrConfig},
		{403, "QuotaExceeded", ErrFull}, {507, "XMinioStorageFull", ErrFull}, {507, "", ErrFull}, {507, "Odd", ErrFull},
		{503, "SlowDown", nil}, {500, "InternalError", nil}, {500, "", nil}, {404, "NoSuchBucket", nil}, {503, "ServiceUnavailable", nil},
	} {
		ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(c.status)
			if c.code != "" {
				fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>%s</Code><Message>%s</Message></Error>`, c.code, secret)
			}
		}))
		_, err := Open(t.Context(), Config{To: "s3://bucket?pathstyle=true&endpoint=" + ts.URL, Getenv: env})
		ts.Close()
		lasting := errors.Is(c.want, ErrPermanent)
		if err == nil || Retry(err) == lasting || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.code) || strings.Contains(err.Error(), secret) {
			t.Errorf("HTTP %d %s: %v, want %v", c.status, c.code, err, c.want)
		}
	}
}

// TestHostKeyWhole enters the key itself.
func TestHostKeyWhole(t *testing.T) {
	s := sftpServer(t, t.TempDir())
	c := s.config(s.addr)
	c.HostKey = string(ssh.MarshalAuthorizedKey(sshHost().PublicKey()))
	p, err := Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
}

// TestPrivateKey logs in with a key, plain and with a passphrase.
func TestPrivateKey(t *testing.T) {
	t.Parallel()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	mine, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s := sftpServer(t, t.TempDir(), mine.PublicKey())
	for passphrase, want := range map[string]error{"": nil, secret: nil, "another": ErrCredentials} {
		block, err := ssh.MarshalPrivateKey(key, "")
		if passphrase != "" {
			block, err = ssh.MarshalPrivateKeyWithPassphrase(key, "", []byte(passphrase))
		}
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "id")
		if err := os.WriteFile(file, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
		c := s.config(s.addr)
		c.Getenv = func(k string) string { return map[string]string{keyKey: file, passwordKey: secret}[k] }
		p, err := Open(t.Context(), c)
		if !errors.Is(err, want) || (want == nil) != (err == nil) {
			t.Errorf("passphrase %q: %v, want %v", passphrase, err, want)
		}
		if err == nil {
			p.Close()
		} else if strings.Contains(err.Error(), secret) {
			t.Errorf("the secret is told: %v", err)
		}
	}
}

// TestCredentials reads the file, and refuses what others can read.
func TestCredentials(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string, mode os.FileMode) string {
		p := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(p, []byte(text), 0o600), os.Chmod(p, mode)); err != nil {
			t.Fatal(err)
		}
		return p
	}
	good := "\ufeff# archive\r\n\n" + userKey + "=bagj\r\n" + passwordKey + "= a=b \n"
	l, err := Config{Credentials: file("good", good, 0o600), Getenv: func(k string) string { return map[string]string{userKey: "env"}[k] }}.login()
	if err != nil {
		t.Fatal(err)
	}
	if got := []string{l(userKey), l(passwordKey), l(tokenKey)}; !cmp.Equal(got, []string{"env", " a=b ", ""}) {
		t.Errorf("got %q", got)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink(filepath.Join(dir, "good"), link); err != nil && runtime.GOOS != "windows" {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ file, says string }{
		"others can read": {file("open", good, 0o640), "chmod 600"},
		"a link":          {link, "regular"},
		"a folder":        {dir, "regular"},
		"missing":         {filepath.Join(dir, "none"), "none"},
		"bare line":       {file("bare", secret, 0o600), "line 1"},
		"another name":    {file("name", "\n"+secret+"=x", 0o600), "line 2"},
		"twice":           {file("twice", userKey+"=a\n"+userKey+"="+secret, 0o600), "line 2"},
		"no lines":        {file("long", strings.Repeat(secret, 9000), 0o600), "read as lines"},
	} {
		_, err := Config{Credentials: c.file}.login()
		if !errors.Is(err, ErrCredentials) || !strings.Contains(fmt.Sprint(err), c.says) || strings.Contains(fmt.Sprint(err), secret) {
			t.Errorf("%s: error %v, want one that says %q", name, err, c.says)
		}
	}
}

// errAny stands for all of them.
var errAny = errors.New("any error")

// TestSecretStays lets deposits go wrong in many ways and looks through all that is said, logged and printed.
func TestSecretStays(t *testing.T) {
	t.Parallel()
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug}))
	p := testPackage(t, testName, bagFiles())
	// ended demands one of the errors; what is never wrong tells nothing.
	ended := func(err error, want []error) {
		t.Helper()
		if ok := slices.ContainsFunc(want, func(w error) bool { return errors.Is(err, w) || errors.Is(w, errAny) && err != nil }); !ok && (err != nil || len(want) > 0) {
			t.Errorf("ended with %v, want one of %v", err, want)
		}
	}
	try := func(c Config, wrap func(Place) Place, want ...error) {
		t.Helper()
		c.Idle = 300 * time.Millisecond
		place, err := Open(t.Context(), c)
		log.Info("opened", "config", c, "error", err)
		if err != nil {
			fmt.Fprintf(&said, "%v %+v %#v\n", err, err, c)
			ended(err, want)
			return
		}
		fmt.Fprintf(&said, "%v %+v %#v\n", place, place, place)
		defer place.Close()
		r, err := Deposit(t.Context(), wrap(place), p, Options{Log: log})
		fmt.Fprintf(&said, "%v %+v %+v\n", err, err, r)
		ended(err, want)
	}
	same := func(p Place) Place { return p }
	for kind, start := range kinds {
		s := start(t, t.TempDir())
		try(s.config(s.addr), func(p Place) Place { return &liar{p, "pdf", 9} }, ErrDamaged)
		try(s.config(s.addr), same)
		if kind == "folder" {
			continue
		}
		try(s.config("127.0.0.1:1"), same, errAny) // nobody there
		s = start(t, t.TempDir())
		for _, n := range []int64{0, 100, 3000, 20_000} {
			try(s.config(newProxy(t, s.addr, n, false, false).addr()), same, errAny)
		}
		s.put(testName+"/data/x", "in the way")
		try(s.config(s.addr), same, ErrConflict)
	}
	// A server that says back what it got, wherever it can.
	for _, code := range []int{400, 401, 403, 404, 409, 500, 507, 301} {
		ts := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			_, password, _ := r.BasicAuth()
			w.Header().Set("Location", "/"+password)
			w.WriteHeader(code)
			fmt.Fprintf(w, `<?xml version="1.0"?><Error><Code>Odd</Code><Message>%s %s</Message></Error>`, password, secret)
		}))
		addr := ts.Listener.Addr().String()
		try(Config{To: "http://" + addr + "/x", Getenv: env}, same, errAny)
		try(Config{To: "s3://bucket?pathstyle=true&endpoint=http://" + addr, Getenv: env}, same, errAny)
		ts.Close()
	}
	if n := strings.Count(said.String(), "\n"); n < 60 {
		t.Errorf("only %d lines were said:\n%s", n, said.String())
	}
	for line := range strings.Lines(said.String()) {
		if strings.Contains(line, secret) || strings.Contains(line, "YmFnajpHZWhlaW0tOGYz") { // bagj:Geheim-8f3 in base 64
			t.Errorf("the secret is told: %s", line)
		}
	}
}

// TestRetry tells what time mends from what it does not.
func TestRetry(t *testing.T) {
	_, refused := Open(t.Context(), Config{To: "http://127.0.0.1:1/", Getenv: env})
	_, missing := Open(t.Context(), Config{To: filepath.Join(t.TempDir(), "not mounted")})
	for want, errs := range map[bool][]error{
		true:  {refused, missing, ErrDamaged, context.DeadlineExceeded, fmt.Errorf("x: %w", os.ErrDeadlineExceeded)},
		false: {nil, ErrConflict, fmt.Errorf("x: %w", ErrHostKey), errors.Join(ErrSource, os.ErrNotExist)},
	} {
		for _, err := range errs {
			if Retry(err) != want {
				t.Errorf("Retry(%v) = %v", err, !want)
			}
		}
	}
}

// TestDelay grows to six hours.
func TestDelay(t *testing.T) {
	var got []time.Duration
	for i := range 12 {
		got = append(got, Delay(i)/time.Minute)
	}
	if d := cmp.Diff([]time.Duration{1, 1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360}, got); d != "" || Delay(1<<40) != 6*time.Hour {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// TestSource is a package here that is not what its list says: it never gets its name there.
func TestSource(t *testing.T) {
	t.Parallel()
	good := testPackage(t, testName, bagFiles())
	for name, c := range map[string]func(t *testing.T, p *Package){
		"other bytes": func(t *testing.T, p *Package) { diskPut(t, p.Dir)("data/a%20b%2Fc.txt", "b") },
		"longer":      func(t *testing.T, p *Package) { diskPut(t, p.Dir)("data/空.txt", "b") },
		"missing": func(t *testing.T, p *Package) {
			if err := os.Remove(filepath.Join(p.Dir, "bag-info.txt")); err != nil {
				t.Fatal(err)
			}
		},
		"name with a slash": func(_ *testing.T, p *Package) { p.Name = "a/b" },
		"hidden name":       func(_ *testing.T, p *Package) { p.Name = ".part-x" },
		"name goes up":      func(_ *testing.T, p *Package) { p.Files = append(p.Files, File{"data/../../x", 0, good.Digest}) },
		"twice":             func(_ *testing.T, p *Package) { p.Files = append(p.Files, p.Files[0]) },
		"no digest":         func(_ *testing.T, p *Package) { p.Digest = "x" },
		"no last":           func(_ *testing.T, p *Package) { p.Last = "x" },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			place, err := Open(t.Context(), Config{To: dir})
			if err != nil {
				t.Fatal(err)
			}
			defer place.Close()
			p := testPackage(t, testName, bagFiles())
			c(t, &p)
			if _, err := Deposit(t.Context(), place, p, Options{}); !errors.Is(err, ErrSource) || Retry(err) {
				t.Errorf("error %v", err)
			}
			if _, err := os.Stat(filepath.Join(dir, testName)); err == nil {
				t.Error("it has its name")
			}
		})
	}
}

func FuzzParseTo(f *testing.F) {
	for _, to := range []string{"/mnt/x", "file:///mnt/x", "https://a.example/x", "sftp://u@h:22/p", "s3://b/p?endpoint=https://h&region=r&pathstyle=1", "https://u:p@h/x"} {
		f.Add(to)
	}
	f.Fuzz(func(t *testing.T, to string) {
		u, err := parseTo(to)
		if err != nil {
			if !errors.Is(err, ErrConfig) {
				t.Fatal(err)
			}
			return
		}
		if _, has := u.User.Password(); has {
			t.Fatal("a password is let through")
		}
		if u.Scheme == "s3" {
			if s, err := parseS3(u); err == nil && (s.endpoint == nil || strings.HasPrefix(s.prefix, "/") || plainHTTP(s.endpoint) != nil) {
				t.Fatalf("%+v", s)
			}
		}
	})
}

func FuzzParseCredentials(f *testing.F) {
	f.Add(userKey + "=a\n# x\n\n" + passwordKey + "=b=c\r\n")
	f.Add(secret)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseCredentials(strings.NewReader(text))
		if err != nil && m != nil || len(m) > len(keys) {
			t.Fatal(m, err)
		}
		for k, v := range m {
			if strings.ContainsAny(v, "\n") || !strings.Contains(text, k) {
				t.Fatalf("%q=%q", k, v)
			}
		}
	})
}

func FuzzReadMembers(f *testing.F) {
	f.Add(`<D:multistatus xmlns:D="DAV:"><D:response><D:href>/a/b%20%E7%A9%BA</D:href><D:propstat><D:prop><D:getcontentlength>5</D:getcontentlength></D:prop></D:propstat></D:response>` +
		`<D:response><D:href>http://h/a/f/</D:href><D:propstat><D:prop><D:resourcetype><D:collection/></D:resourcetype></D:prop></D:propstat></D:response></D:multistatus>`)
	f.Add(`<multistatus xmlns="DAV:"><response><href>/a/../x</href></response><response><href>/a</href></response>`)
	f.Fuzz(func(t *testing.T, text string) {
		members, err := readMembers(strings.NewReader(text), "/a")
		if err != nil && members != nil {
			t.Fatal("half a list")
		}
		for _, m := range members {
			if strings.Contains(m.name, "/") || m.name == "" || m.name == "." || m.name == ".." || m.size < -1 {
				t.Fatalf("%+v", m)
			}
		}
	})
}

// BenchmarkFolder deposits 200 files of 500 KB into a folder, read back and synced.
func BenchmarkFolder(b *testing.B) {
	files := map[string]string{"bagit.txt": "x"}
	for i := range 200 {
		files[fmt.Sprintf("data/%03d.docx", i)] = noise(uint64(i), 500_000)
	}
	p := testPackage(b, testName, files)
	b.SetBytes(size(p))
	for b.Loop() {
		place, err := Open(b.Context(), Config{To: b.TempDir()})
		if err != nil {
			b.Fatal(err)
		}
		if _, err := Deposit(b.Context(), place, p, Options{}); err != nil {
			b.Fatal(err)
		}
		place.Close()
	}
}
