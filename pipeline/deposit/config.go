package deposit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"path"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config says where packages go.
//
// Credentials come from the environment, and what is not there from the file Credentials, lines KEY=VALUE of the same names.
// Blank lines and lines that begin with # are skipped; a value is all that follows the first =, as it stands.
//
//	HUIBIAN_DEPOSIT_USER       user; for S3 the access key
//	HUIBIAN_DEPOSIT_PASSWORD   password; for S3 the secret key; with KEY its passphrase
//	HUIBIAN_DEPOSIT_KEY        path of an SSH private key
//	HUIBIAN_DEPOSIT_TOKEN      session token of S3
//	HUIBIAN_DEPOSIT_CA         path of a PEM file: certificates of authorities that https:// trusts beside the system's; an
//	                           office that has its own enters it here, for Windows has no SSL_CERT_FILE
type Config struct {
	// To is a path or file:///mnt/x (a folder), https://host/path (WebDAV; http:// only to this computer),
	// sftp://user@host:port/path, or s3://bucket/prefix?endpoint=https://host&region=r&pathstyle=true. It holds no password.
	To string
	// HostKey is the key of an SFTP server, "ssh-ed25519 AAAA…", or its fingerprint, "SHA256:…".
	HostKey string
	// Credentials is the path of a file, or "". It must be a regular file of mode 0600 or stricter; on Windows, where rights are
	// not in the mode, that is not checked.
	Credentials string
	Getenv      func(string) string // nil: no environment
	Idle        time.Duration       // after which a connection without a byte is given up; 0: a minute
}

// String is where packages go, without anything secret.
func (c Config) String() string { return redact(c.To) }

// GoString is String, for %#v.
func (c Config) GoString() string { return "deposit.Config(" + redact(c.To) + ")" }

// redact takes out of a URL where a password can be: before the @, and in the query.
func redact(to string) string {
	scheme, rest, ok := strings.Cut(to, "://")
	if !ok {
		return to
	}
	rest, _, _ = strings.Cut(rest, "?")
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		user, _, _ := strings.Cut(rest[:i], ":")
		if rest = user + rest[i:]; scheme == "s3" { // has no user; what stands there was meant for a key
			rest = rest[len(user)+1:]
		}
	}
	return scheme + "://" + rest
}

// idleDefault is longer than a busy server thinks, and short enough to end a night's work before the morning.
const idleDefault = time.Minute

// Names of credentials.
const (
	userKey     = "HUIBIAN_DEPOSIT_USER"
	passwordKey = "HUIBIAN_DEPOSIT_PASSWORD"
	keyKey      = "HUIBIAN_DEPOSIT_KEY"
	tokenKey    = "HUIBIAN_DEPOSIT_TOKEN"
	caKey       = "HUIBIAN_DEPOSIT_CA"
)

// keys are all of them.
var keys = []string{userKey, passwordKey, keyKey, tokenKey, caKey}

// login gives credentials by name. It is a function so that no printing of what holds it can show them.
type login func(key string) string

// schemes open the kinds of places.
var schemes = map[string]func(ctx context.Context, c Config, u *url.URL, l login) (Place, error){
	"http": openDAV, "https": openDAV, "sftp": openSFTP, "s3": openS3,
}

// Open opens a place. It connects; errors match ErrConfig, ErrCredentials or ErrHostKey where somebody has to mend
// something. No error holds anything secret.
func Open(ctx context.Context, c Config) (Place, error) {
	if c.Idle <= 0 {
		c.Idle = idleDefault
	}
	p, err := open(ctx, c)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", c, err)
	}
	return p, nil
}

func open(ctx context.Context, c Config) (Place, error) {
	u, err := parseTo(c.To)
	if err != nil {
		return nil, err
	}
	if u.Scheme == "" {
		return openFolder(u.Path)
	}
	l, err := c.login()
	if err != nil {
		return nil, err
	}
	return schemes[u.Scheme](ctx, c, u, l)
}

// parseTo reads Config.To. Scheme is "" for a folder. Errors do not hold what they are about: it may be a password.
func parseTo(to string) (*url.URL, error) {
	scheme, rest, ok := strings.Cut(to, "://")
	if !ok {
		if to == "" {
			return nil, fmt.Errorf("%w: no place given", ErrConfig)
		}
		return &url.URL{Path: to}, nil
	}
	scheme = strings.ToLower(scheme)
	if _, ok := schemes[scheme]; !ok && scheme != "file" {
		return nil, fmt.Errorf("%w: unknown scheme; a place is a path, file://, https://, sftp:// or s3://", ErrConfig)
	}
	u, err := url.Parse(scheme + "://" + rest)
	if err != nil {
		return nil, fmt.Errorf("%w: it is not a valid URL", ErrConfig)
	}
	if _, has := u.User.Password(); has {
		return nil, fmt.Errorf("%w: a password in the URL; it belongs in the environment (%s) or in the file of credentials", ErrConfig, passwordKey)
	}
	switch {
	case scheme != "s3" && (u.RawQuery != "" || u.ForceQuery) || u.Fragment != "":
		return nil, fmt.Errorf("%w: nothing may follow the path (write ? as %%3F, # as %%23)", ErrConfig)
	case scheme == "file" && (u.Host != "" && u.Host != "localhost" || u.Path == ""):
		return nil, fmt.Errorf("%w: a folder is file:///path", ErrConfig)
	case scheme == "file":
		if runtime.GOOS == "windows" { // file:///C:/x
			u.Path = strings.TrimPrefix(u.Path, "/")
		}
		return &url.URL{Path: u.Path}, nil
	case u.Hostname() == "":
		return nil, fmt.Errorf("%w: no host, or no bucket", ErrConfig)
	case slices.Contains(strings.Split(u.Path, "/"), ".."):
		return nil, fmt.Errorf("%w: .. in the path", ErrConfig)
	}
	if scheme == "http" {
		return u, plainHTTP(u)
	}
	return u, nil
}

// plainHTTP refuses to send passwords where others can read them.
func plainHTTP(u *url.URL) error {
	host := u.Hostname()
	if ip := net.ParseIP(host); u.Scheme != "http" || host == "localhost" || ip != nil && ip.IsLoopback() {
		return nil
	}
	return fmt.Errorf("%w: http:// to another computer lets everybody on the way read password and files: use https://", ErrConfig)
}

// login finds the credentials.
func (c Config) login() (login, error) {
	var file map[string]string
	if c.Credentials != "" {
		var err error
		if file, err = readCredentials(c.Credentials); err != nil {
			return nil, err
		}
	}
	env := c.Getenv
	return func(key string) string {
		if env != nil {
			if v := env(key); v != "" {
				return v
			}
		}
		return file[key]
	}, nil
}

// mostCredentials is far more than a few lines take: another file was meant.
const mostCredentials = 64 << 10

func readCredentials(name string) (map[string]string, error) {
	before, err := os.Lstat(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	if !before.Mode().IsRegular() {
		return nil, fmt.Errorf("%w: %s is not a regular file", ErrCredentials, name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrCredentials, err)
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCredentials, err)
	case !os.SameFile(before, info):
		return nil, fmt.Errorf("%w: %s is not a regular file", ErrCredentials, name)
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("%w: %s can be read by others: chmod 600 it", ErrCredentials, name)
	}
	m, err := parseCredentials(io.LimitReader(f, mostCredentials))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrCredentials, name, err)
	}
	return m, nil
}

// parseCredentials reads lines KEY=VALUE. Errors name lines by number only.
func parseCredentials(r io.Reader) (map[string]string, error) {
	m := map[string]string{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimPrefix(lines.Text(), "\ufeff") // as Windows' Notepad writes it
		if t := strings.TrimSpace(line); t == "" || strings.HasPrefix(t, "#") {
			continue
		}
		key, value, ok := strings.Cut(line, "=")
		key = strings.TrimSpace(key)
		if !ok || !slices.Contains(keys, key) {
			return nil, fmt.Errorf("line %d is not one of %s with = and a value", n, strings.Join(keys, ", "))
		}
		if _, twice := m[key]; twice {
			return nil, fmt.Errorf("line %d gives %s a second time", n, key)
		}
		m[key] = value
	}
	if err := lines.Err(); err != nil {
		return nil, errors.New("it cannot be read as lines")
	}
	return m, nil
}

// s3Target is what an s3:// URL says.
type s3Target struct {
	bucket, prefix string
	endpoint       *url.URL
	region         string
	pathStyle      bool
}

func parseS3(u *url.URL) (s3Target, error) {
	t := s3Target{bucket: u.Host, prefix: strings.Trim(path.Clean("/"+u.Path), "/"), region: "us-east-1"}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return t, fmt.Errorf("%w: the part after ? is not valid", ErrConfig)
	}
	if u.User != nil {
		return t, fmt.Errorf("%w: a user in the URL; the access key belongs in %s", ErrConfig, userKey)
	}
	for key, values := range q {
		v := values[len(values)-1]
		switch key {
		case "endpoint":
			if t.endpoint, err = url.Parse(v); err != nil || t.endpoint.Host == "" || t.endpoint.User != nil || strings.Trim(t.endpoint.Path, "/") != "" ||
				t.endpoint.Scheme != "https" && t.endpoint.Scheme != "http" {
				return t, fmt.Errorf("%w: endpoint is not https://host:port", ErrConfig)
			}
		case "region":
			t.region = v
		case "pathstyle":
			if t.pathStyle, err = strconv.ParseBool(v); err != nil {
				return t, fmt.Errorf("%w: pathstyle is true or false", ErrConfig)
			}
		default:
			return t, fmt.Errorf("%w: only endpoint, region and pathstyle may follow ?", ErrConfig)
		}
	}
	if t.endpoint == nil {
		return t, fmt.Errorf("%w: no endpoint (s3://bucket/prefix?endpoint=https://host)", ErrConfig)
	}
	return t, plainHTTP(t.endpoint)
}
