package deposit

import (
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// dav is a WebDAV server (RFC 4918).
type dav struct {
	base   *url.URL // path without a slash at its end
	client *http.Client
	login  login
	mark   string
	made   map[string]bool // collections that are known to be there
	took   bool            // a file was taken whole
}

func openDAV(ctx context.Context, c Config, u *url.URL, l login) (Place, error) {
	web, err := transport(c.Idle, l)
	if err != nil {
		return nil, err
	}
	base := *u
	user := l(userKey)
	if u.User != nil {
		user = u.User.Username()
		base.User = nil
	}
	base.Path, base.RawPath = strings.TrimSuffix(path.Clean("/"+u.Path), "/"), ""
	d := &dav{base: &base, mark: mark(), made: map[string]bool{}, login: func(key string) string {
		if key == userKey {
			return user
		}
		return l(key)
	}, client: &http.Client{Transport: web, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
	if _, err := d.members(ctx, ""); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	return d, nil
}

// String is the URL.
func (d *dav) String() string { return d.base.String() }

// GoString is the URL.
func (d *dav) GoString() string { return d.base.String() }

// Close closes the connections.
func (d *dav) Close() error {
	d.client.CloseIdleConnections()
	return nil
}

// Piecemeal says no.
func (d *dav) Piecemeal() bool { return false }

// Undo has nothing to do.
func (d *dav) Undo(context.Context, string, string, string) error { return nil }

// url is the URL of a name; of a folder it ends in a slash, which some servers ask for (nginx), and others redirect to.
func (d *dav) url(name string, isFolder bool) string {
	u := *d.base
	u.Path = u.Path + "/" + name
	if isFolder && name != "" {
		u.Path += "/"
	}
	return u.String()
}

// answers are the errors of status codes. The server's own words stay out: it knows the password.
var answers = map[int]error{
	http.StatusUnauthorized:        ErrCredentials,
	http.StatusForbidden:           ErrCredentials,
	http.StatusProxyAuthRequired:   ErrCredentials,
	http.StatusNotFound:            fs.ErrNotExist,
	http.StatusConflict:            fs.ErrNotExist, // a folder on the way (RFC 4918 §9.7.1, §9.9.4)
	http.StatusPreconditionFailed:  fs.ErrExist,    // Overwrite: F (§9.9.4)
	http.StatusMovedPermanently:    ErrConfig,
	http.StatusFound:               ErrConfig,
	http.StatusTemporaryRedirect:   ErrConfig,
	http.StatusPermanentRedirect:   ErrConfig,
	http.StatusInsufficientStorage: ErrFull,
	// a limit on the size of bodies, as nginx has it at 1 MB unless told otherwise
	http.StatusRequestEntityTooLarge: fmt.Errorf("%w: the server does not take files of this size", ErrConfig),
}

// status is an answer that was not hoped for.
type status int

// Error is the number with its meaning.
func (s status) Error() string {
	return strings.TrimSpace(fmt.Sprintf("HTTP %d %s", int(s), http.StatusText(int(s))))
}

// do sends a request and demands one of the codes.
func (d *dav) do(ctx context.Context, method, name string, isFolder bool, body io.Reader, size int64, header map[string]string, codes ...int) (*http.Response, error) {
	fail := func(err error) error { return fmt.Errorf("%s %s: %w", method, name, err) }
	req, err := http.NewRequestWithContext(ctx, method, d.url(name, isFolder), body)
	if err != nil {
		return nil, fail(err)
	}
	req.ContentLength = size
	if size == 0 {
		req.Body = http.NoBody
	}
	for k, v := range header {
		req.Header.Set(k, v)
	}
	if user, password := d.login(userKey), d.login(passwordKey); user != "" || password != "" {
		req.SetBasicAuth(user, password)
	}
	resp, err := d.client.Do(req)
	if err != nil {
		var u *url.Error
		if errors.As(err, &u) {
			err = u.Err // its URL is long and says what the place says
		}
		return nil, fail(netError(err))
	}
	for _, c := range codes {
		if resp.StatusCode == c {
			return resp, nil
		}
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10) // lets the connection be used again
	resp.Body.Close()
	if err := answers[resp.StatusCode]; err != nil {
		return nil, fail(fmt.Errorf("%w (%w)", err, status(resp.StatusCode)))
	}
	return nil, fail(status(resp.StatusCode))
}

// ask is do where the answer has nothing to read.
func (d *dav) ask(ctx context.Context, method, name string, isFolder bool, header map[string]string, codes ...int) error {
	resp, err := d.do(ctx, method, name, isFolder, nil, 0, header, codes...)
	if err != nil {
		return err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	return resp.Body.Close()
}

const propfind = `<?xml version="1.0" encoding="utf-8"?><propfind xmlns="DAV:"><prop><resourcetype/><getcontentlength/></prop></propfind>`

// members are what is in a folder, one level deep: many servers answer no deeper question (§9.1).
func (d *dav) members(ctx context.Context, folder string) ([]member, error) {
	resp, err := d.do(ctx, "PROPFIND", folder, true, strings.NewReader(propfind), int64(len(propfind)),
		map[string]string{"Depth": "1", "Content-Type": "application/xml"}, http.StatusMultiStatus)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	out, err := readMembers(resp.Body, path.Join("/", d.base.Path, folder))
	if err != nil {
		return nil, fmt.Errorf("PROPFIND %s: %w", folder, err)
	}
	return out, nil
}

// member is a file or folder in a folder.
type member struct {
	name   string
	folder bool
	size   int64 // -1: not said
}

// davResponse is one response of a multistatus (§14.24).
type davResponse struct {
	Href     string `xml:"DAV: href"`
	Propstat []struct {
		Status string `xml:"DAV: status"`
		Prop   struct {
			Length string `xml:"DAV: getcontentlength"`
			Type   struct {
				Collection *struct{} `xml:"DAV: collection"`
			} `xml:"DAV: resourcetype"`
		} `xml:"DAV: prop"`
	} `xml:"DAV: propstat"`
}

// readMembers reads a multistatus about a folder with this path on the server. What is not right in it is left out: the
// folder itself, and whatever a server might say of other folders.
func readMembers(r io.Reader, at string) ([]member, error) {
	dec := xml.NewDecoder(r)
	var out []member
	whole := false
	for {
		t, err := dec.Token()
		if errors.Is(err, io.EOF) && whole {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("multistatus: %w", eof(err))
		}
		switch t := t.(type) {
		case xml.EndElement:
			whole = whole || t.Name == xml.Name{Space: "DAV:", Local: "multistatus"}
		case xml.StartElement:
			if t.Name != (xml.Name{Space: "DAV:", Local: "response"}) {
				continue
			}
			var resp davResponse
			if err := dec.DecodeElement(&resp, &t); err != nil {
				return nil, fmt.Errorf("multistatus: %w", eof(err))
			}
			if m, ok := resp.member(at); ok {
				out = append(out, m)
			}
		}
	}
}

// eof makes an end in the middle an error that nobody takes for the end.
func eof(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func (r davResponse) member(at string) (member, bool) {
	u, err := url.Parse(strings.TrimSpace(r.Href))
	if err != nil {
		return member{}, false
	}
	name, ok := strings.CutPrefix(path.Clean("/"+u.Path), strings.TrimSuffix(at, "/")+"/")
	if !ok || !fs.ValidPath(name) || name == "." || strings.Contains(name, "/") {
		return member{}, false
	}
	m := member{name: name, size: -1}
	for _, p := range r.Propstat {
		if p.Prop.Type.Collection != nil {
			m.folder = true
		}
		if n, err := strconv.ParseInt(strings.TrimSpace(p.Prop.Length), 10, 64); err == nil && n >= 0 {
			m.size = n
		}
	}
	return m, true
}

// List asks for one folder after another.
func (d *dav) List(ctx context.Context, folder string) (map[string]int64, error) {
	m := map[string]int64{}
	for todo := []string{""}; len(todo) > 0; todo = todo[1:] {
		members, err := d.members(ctx, path.Join(folder, todo[0]))
		if err != nil {
			return nil, err
		}
		for _, e := range members {
			name := path.Join(todo[0], e.name)
			if e.folder {
				todo = append(todo, name)
			} else {
				m[name] = e.size
			}
		}
	}
	return m, nil
}

// Folders asks for the top.
func (d *dav) Folders(ctx context.Context, prefix string) ([]string, error) {
	members, err := d.members(ctx, "")
	if err != nil {
		return nil, err
	}
	var out []string
	for _, m := range members {
		if strings.HasPrefix(m.name, prefix) {
			out = append(out, m.name)
		}
	}
	return out, nil
}

// Put sends a file and moves it. Where that was allowed before, a 403 is no longer taken for a lack of rights: servers say it
// to whatever the disk refuses.
func (d *dav) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	err := d.put(ctx, name, size, r)
	var code status
	if d.took && errors.As(err, &code) && code == http.StatusForbidden && errors.Is(err, ErrCredentials) {
		return fmt.Errorf("%s: the server takes no more, though it did before; is the disk or a quota full? (%w)", name, code)
	}
	d.took = d.took || err == nil
	return err
}

func (d *dav) put(ctx context.Context, name string, size int64, r io.Reader) error {
	tmp := putName(name, d.mark)
	if err := d.mkdir(ctx, path.Dir(name)); err != nil {
		return err
	}
	if err := d.upload(ctx, tmp, size, r); err != nil {
		return d.forget(d.refused(ctx, tmp, size, err))
	}
	// Overwrite: T would have the server remove what is there first (§9.9.3), while another deposit makes the folder a package.
	if err := d.move(ctx, tmp, name, false, "F"); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

func (d *dav) upload(ctx context.Context, name string, size int64, r io.Reader) error {
	resp, err := d.do(ctx, http.MethodPut, name, false, r, size, nil, http.StatusCreated, http.StatusOK, http.StatusNoContent)
	if err != nil {
		return err
	}
	_, _ = io.CopyN(io.Discard, resp.Body, 64<<10)
	return resp.Body.Close()
}

// fullCodes are what servers that do not know 507 answer to a PUT for which there is no room: x/net/webdav 405, others what
// they answer to whatever the disk refuses.
var fullCodes = []int{http.StatusForbidden, http.StatusMethodNotAllowed, http.StatusInternalServerError}

// refused finds out whether a file was refused for want of room: then an empty one is taken.
func (d *dav) refused(ctx context.Context, name string, size int64, err error) error {
	var code status
	if size == 0 || !errors.As(err, &code) || !slices.Contains(fullCodes, int(code)) {
		return err
	}
	_ = d.ask(ctx, http.MethodDelete, name, false, nil, http.StatusNoContent, http.StatusOK) // it may have taken a part
	if d.upload(ctx, name, 0, http.NoBody) != nil {
		return err
	}
	_ = d.ask(ctx, http.MethodDelete, name, false, nil, http.StatusNoContent, http.StatusOK)
	return fmt.Errorf("PUT %s: %w, it seems: an empty file is taken, this one is not (%w)", name, ErrFull, code)
}

// mkdir makes a folder and those on the way.
func (d *dav) mkdir(ctx context.Context, dir string) error {
	if dir == "." || d.made[dir] {
		return nil
	}
	if err := d.mkdir(ctx, path.Dir(dir)); err != nil {
		return err
	}
	// 405: it is there (§9.3.1)
	if err := d.ask(ctx, "MKCOL", dir, true, nil, http.StatusCreated, http.StatusOK, http.StatusMethodNotAllowed); err != nil {
		return d.forget(err)
	}
	d.made[dir] = true
	return nil
}

func (d *dav) forget(err error) error {
	clear(d.made)
	return err
}

// Get opens a file.
func (d *dav) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	resp, err := d.do(ctx, http.MethodGet, name, false, nil, 0, nil, http.StatusOK)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}

// Replaces says no.
func (d *dav) Replaces() bool { return false }

// Move moves a file.
func (d *dav) Move(ctx context.Context, from, to string, replace bool) error {
	if err := d.mkdir(ctx, path.Dir(to)); err != nil {
		return err
	}
	if !replace {
		return d.move(ctx, from, to, false, "F")
	}
	// The server removes what is there before it looks for what is to come.
	if there, err := d.there(ctx, from, false); err != nil || !there {
		return fmt.Errorf("MOVE %s: %w", from, cmp.Or(err, fs.ErrNotExist))
	}
	return d.move(ctx, from, to, false, "T")
}

func (d *dav) move(ctx context.Context, from, to string, isFolder bool, overwrite string) (err error) {
	// What another deposit took away may be there again when it is looked at: so a refusal without a reason is asked for again.
	for range 3 {
		if err = d.moveOnce(ctx, from, to, isFolder, overwrite); !errors.Is(err, ErrCredentials) {
			break
		}
	}
	return err
}

func (d *dav) moveOnce(ctx context.Context, from, to string, isFolder bool, overwrite string) error {
	header := map[string]string{"Destination": d.url(to, isFolder), "Overwrite": overwrite}
	err := d.ask(ctx, "MOVE", from, isFolder, header, http.StatusCreated, http.StatusNoContent)
	if err == nil {
		return nil
	}
	clear(d.made)
	if !errors.Is(err, ErrCredentials) {
		return err
	}
	// Some servers (x/net/webdav, others on plain file systems) say 403 to whatever the disk refuses: so it is looked at.
	for _, c := range []struct {
		name           string
		folder, wanted bool
		err            error
	}{{from, isFolder, true, fs.ErrNotExist}, {path.Dir(to), true, true, fs.ErrNotExist}, {to, isFolder, overwrite == "T", fs.ErrExist}} {
		there, seen := d.there(ctx, c.name, c.folder)
		if seen == nil && there != c.wanted && (there || c.name != to) {
			return fmt.Errorf("MOVE %s: %s: %w", from, c.name, c.err)
		}
	}
	return err
}

// there says whether a name is taken.
func (d *dav) there(ctx context.Context, name string, isFolder bool) (bool, error) {
	if name == "." {
		name = ""
	}
	err := d.ask(ctx, "PROPFIND", name, isFolder, map[string]string{"Depth": "0"}, http.StatusMultiStatus)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// Promote moves a folder, and only to where nothing is.
func (d *dav) Promote(ctx context.Context, from, to, _ string, _ map[string]int64) error {
	clear(d.made)
	return d.move(ctx, from, to, true, "F")
}

// Remove moves a folder away and deletes it.
func (d *dav) Remove(ctx context.Context, dir string) error {
	clear(d.made)
	gone := goneName(dir, d.mark)
	if gone != dir {
		if err := d.move(ctx, dir, gone, true, "F"); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	err := d.ask(ctx, http.MethodDelete, gone, true, nil, http.StatusNoContent, http.StatusOK)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
