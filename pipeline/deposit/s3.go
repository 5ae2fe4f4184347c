package deposit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/s3utils"
)

// s3Place is a bucket, or what lies below a prefix in it. Its folders are prefixes of keys.
type s3Place struct {
	name           string
	bucket, prefix string
	core           minio.Core
	part           int64
	transport      *http.Transport
}

// s3Part is the memory that one upload takes: files up to it go in one piece, greater ones in parts of it (S3 asks for 5 MiB at
// least, and for at most 10,000 parts: above 156 GiB minio-go takes greater ones).
const s3Part = 16 << 20

// s3Parts is how many parts an upload can have.
const s3Parts = 10000

func openS3(ctx context.Context, c Config, u *url.URL, l login) (Place, error) {
	t, err := parseS3(u)
	if err != nil {
		return nil, err
	}
	if err := s3utils.CheckValidBucketName(t.bucket); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	if l(userKey) == "" || l(passwordKey) == "" {
		return nil, fmt.Errorf("%w: %s (access key) and %s (secret key) must be set", ErrCredentials, userKey, passwordKey)
	}
	lookup := minio.BucketLookupDNS
	if t.pathStyle {
		lookup = minio.BucketLookupPath
	}
	web, err := transport(c.Idle, l)
	if err != nil {
		return nil, err
	}
	p := &s3Place{bucket: t.bucket, prefix: t.prefix, transport: web, part: s3Part}
	p.name = (&url.URL{Scheme: "s3", Host: t.bucket, Path: t.prefix, RawQuery: url.Values{"endpoint": {t.endpoint.Scheme + "://" + t.endpoint.Host}}.Encode()}).String()
	client, err := minio.New(t.endpoint.Host, &minio.Options{
		Creds: credentials.NewStaticV4(l(userKey), l(passwordKey), l(tokenKey)), Secure: t.endpoint.Scheme == "https",
		Transport: p.transport, Region: t.region, BucketLookup: lookup,
		MaxRetries: 1, // the caller retries, with longer pauses, and nothing that was sent is lost
	})
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrConfig, err)
	}
	p.core = minio.Core{Client: client}
	if _, err := p.Folders(ctx, partMark); err != nil {
		return nil, errors.Join(err, p.Close())
	}
	return p, nil
}

// String is the URL.
func (p *s3Place) String() string { return p.name }

// GoString is the URL.
func (p *s3Place) GoString() string { return p.name }

// Close closes the connections.
func (p *s3Place) Close() error {
	p.transport.CloseIdleConnections()
	return nil
}

// Piecemeal says yes.
func (p *s3Place) Piecemeal() bool { return true }

func (p *s3Place) key(name string) string { return path.Join(p.prefix, name) }

// below is the prefix of the keys in a folder.
func (p *s3Place) below(folder string) string {
	if k := p.key(folder); k != "" {
		return k + "/"
	}
	return ""
}

// s3Codes are the errors of codes that S3 answers with.
var s3Codes = map[string]error{
	"NoSuchKey": fs.ErrNotExist, "NoSuchUpload": fs.ErrNotExist, "PreconditionFailed": fs.ErrExist,
	"AccessDenied": ErrCredentials, "InvalidAccessKeyId": ErrCredentials, "SignatureDoesNotMatch": ErrCredentials,
	"ExpiredToken": ErrCredentials, "InvalidToken": ErrCredentials, "AuthorizationHeaderMalformed": ErrCredentials,
	"AccountProblem": ErrCredentials, "AllAccessDisabled": ErrCredentials, "UserDisable": ErrCredentials,
	"NoSuchBucket": errors.New("no such bucket"), "PermanentRedirect": ErrConfig, "EntityTooLarge": ErrConfig,
	"RequestTimeTooSkewed": fmt.Errorf("%w: the clock of this computer, or of the server, is wrong", ErrConfig),
	"XMinioStorageFull":    ErrFull, "QuotaExceeded": ErrFull, "XMinioAdminBucketQuotaExceeded": ErrFull,
}

// s3Error classes an error. Of what the server says only the code stays.
func s3Error(what, name string, err error) error {
	if err == nil {
		return nil
	}
	var r minio.ErrorResponse
	if errors.As(err, &r) && r.Code != "" {
		said := fmt.Errorf("%s (HTTP %d)", r.Code, r.StatusCode)
		e := s3Codes[r.Code]
		if r.StatusCode == http.StatusInsufficientStorage {
			e = ErrFull
		}
		if e != nil {
			said = fmt.Errorf("%w: %w", e, said)
		}
		return fmt.Errorf("%s %s: %w", what, name, said)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return fmt.Errorf("%s %s: %w", what, name, netError(err))
}

// object is what a list says of one.
type object struct {
	size int64
	etag string
}

func (p *s3Place) list(ctx context.Context, folder string) (map[string]object, error) {
	m := map[string]object{}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	prefix := p.below(folder)
	for o := range p.core.Client.ListObjects(ctx, p.bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
		if o.Err != nil {
			return nil, s3Error("list", folder, o.Err)
		}
		m[strings.TrimPrefix(o.Key, prefix)] = object{o.Size, strings.Trim(o.ETag, `"`)}
	}
	return m, ctx.Err()
}

// List lists keys.
func (p *s3Place) List(ctx context.Context, folder string) (map[string]int64, error) {
	objects, err := p.list(ctx, folder)
	if err != nil {
		return nil, err
	}
	if len(objects) == 0 {
		return nil, fmt.Errorf("%s: %w", folder, fs.ErrNotExist)
	}
	m := make(map[string]int64, len(objects))
	for name, o := range objects {
		m[name] = o.size
	}
	return m, nil
}

// Folders lists what keys begin with, up to the first slash. Uploads that were cut before a first file was whole count as well.
func (p *s3Place) Folders(ctx context.Context, prefix string) ([]string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	top := p.below("")
	found := map[string]bool{}
	add := func(key string) {
		if name, _, ok := strings.Cut(strings.TrimPrefix(key, top), "/"); ok {
			found[name] = true
		}
	}
	for o := range p.core.Client.ListObjects(ctx, p.bucket, minio.ListObjectsOptions{Prefix: top + prefix}) {
		if o.Err != nil {
			return nil, s3Error("list", prefix, o.Err)
		}
		add(o.Key)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for u := range p.core.ListIncompleteUploads(ctx, p.bucket, top+prefix, true) {
		if u.Err != nil {
			break // not everybody may list them; then the store has to forget them by itself
		}
		add(u.Key)
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// Put stores an object.
func (p *s3Place) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	// Bodies are not signed, as ever over TLS; without TLS it goes to this computer only, and minio-go 7.4.1 would send an empty
	// file as a stream without a length, which servers refuse.
	o := minio.PutObjectOptions{ContentType: "application/octet-stream", NumThreads: 1, DisableContentSha256: true}
	if size <= p.part*s3Parts {
		o.PartSize = uint64(p.part)
	}
	_, err := p.core.Client.PutObject(ctx, p.bucket, p.key(name), struct{ io.Reader }{r}, size, o)
	return s3Error("put", name, err)
}

// Get opens an object.
func (p *s3Place) Get(ctx context.Context, name string) (io.ReadCloser, error) {
	r, _, _, err := p.core.GetObject(ctx, p.bucket, p.key(name), minio.GetObjectOptions{})
	if err != nil {
		return nil, s3Error("get", name, err)
	}
	return r, nil
}

// s3Copy is what one request copies; more goes in parts.
const s3Copy = 5 << 30

// copy copies on the server, and returns the tag of the copy.
func (p *s3Place) copy(ctx context.Context, from, to string, size int64) (etag string, err error) {
	src := minio.CopySrcOptions{Bucket: p.bucket, Object: p.key(from)}
	dst := minio.CopyDestOptions{Bucket: p.bucket, Object: p.key(to)}
	do := p.core.Client.CopyObject
	if size > s3Copy {
		do = func(ctx context.Context, dst minio.CopyDestOptions, src minio.CopySrcOptions) (minio.UploadInfo, error) {
			return p.core.ComposeObject(ctx, dst, src)
		}
	}
	info, err := do(ctx, dst, src)
	return strings.Trim(info.ETag, `"`), s3Error("copy", from, err)
}

// Replaces says yes.
func (p *s3Place) Replaces() bool { return true }

// Move copies an object and removes the first.
func (p *s3Place) Move(ctx context.Context, from, to string, _ bool) error {
	info, err := p.core.StatObject(ctx, p.bucket, p.key(from), minio.StatObjectOptions{})
	if err != nil {
		return s3Error("move", from, err)
	}
	if _, err := p.copy(ctx, from, to, info.Size); err != nil {
		return err
	}
	return s3Error("remove", from, p.core.RemoveObject(ctx, p.bucket, p.key(from), minio.RemoveObjectOptions{}))
}

// Promote copies all objects, last last. Before and after that it looks whether under to is what was copied, and nothing else:
// another build may be at it. One that has undone this Promote (see Undo) took last from the folder from, before it put
// anything under to: so when the copy of last is there, and last is in from still, to is this package and stays it.
func (p *s3Place) Promote(ctx context.Context, from, to, last string, files map[string]int64) error {
	staged, err := p.list(ctx, from)
	if err != nil {
		return err
	}
	there, err := p.list(ctx, to)
	if err != nil {
		return err
	}
	if _, ok := there[last]; ok {
		return fmt.Errorf("%s: %w", to, fs.ErrExist)
	}
	for name, size := range files {
		if o, ok := staged[name]; !ok || o.size != size {
			return fmt.Errorf("%s/%s, as it was: %w", from, name, fs.ErrNotExist) // another build removes it
		}
	}
	if _, ok := staged[last]; !ok || len(staged) != len(files) {
		return fmt.Errorf("%s/%s, and nothing else: %w", from, last, fs.ErrNotExist)
	}
	copied := make(map[string]object, len(staged))
	put := func(name string) error {
		etag, err := p.copy(ctx, from+"/"+name, to+"/"+name, staged[name].size)
		copied[name] = object{staged[name].size, etag}
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(staged)) {
		if name == last {
			continue
		}
		if err := put(name); err != nil {
			return err
		}
	}
	if there, err = p.list(ctx, to); err != nil {
		return err
	}
	if _, ok := there[last]; ok {
		return fmt.Errorf("%s: %w", to, fs.ErrExist) // another deposit was faster; what is there is read back
	}
	if err := p.asCopied(ctx, from, to, there, copied); err != nil {
		return err
	}
	if err := put(last); err != nil {
		return err
	}
	if there, err = p.list(ctx, to); err != nil {
		return err
	}
	if err := p.asCopied(ctx, from, to, there, copied); err != nil {
		return err
	}
	_, err = p.core.StatObject(ctx, p.bucket, p.key(from+"/"+last), minio.StatObjectOptions{})
	return s3Error("look once more at", from+"/"+last, err)
}

// asCopied demands that under to is what was copied, and nothing else.
func (p *s3Place) asCopied(ctx context.Context, from, to string, there, copied map[string]object) error {
	for _, name := range slices.Sorted(maps.Keys(there)) {
		o := there[name]
		if c, ok := copied[name]; ok && o == c {
			continue
		} else if ok && o.size == c.size {
			// A tag says which bytes there are, or (parts, encryption) only that they were put there by another copy.
			same, err := p.same(ctx, from+"/"+name, to+"/"+name)
			if err != nil {
				return err
			}
			if same {
				continue
			}
		}
		return fmt.Errorf("%s is not what was copied there: %w", name, ErrDamaged)
	}
	if len(there) != len(copied) {
		return fmt.Errorf("%s has %d of the %d files that were copied there: %w", to, len(there), len(copied), ErrDamaged)
	}
	return nil
}

// same compares the bytes of two objects.
func (p *s3Place) same(ctx context.Context, a, b string) (bool, error) {
	var sums [2][]byte
	for i, name := range []string{a, b} {
		r, err := p.Get(ctx, name)
		if err != nil {
			return false, err
		}
		h := sha256.New()
		_, err = io.Copy(h, r)
		if err := errors.Join(err, r.Close()); err != nil {
			return false, s3Error("read", name, err)
		}
		sums[i] = h.Sum(nil)
	}
	return bytes.Equal(sums[0], sums[1]), nil
}

// Undo first removes last from the folder from, without which its Promote fails. The rest of from stays: it shows what under to
// is of that Promote, also to the next one if this is cut.
func (p *s3Place) Undo(ctx context.Context, from, to, last string) error {
	if err := p.core.RemoveObject(ctx, p.bucket, p.key(from+"/"+last), minio.RemoveObjectOptions{}); err != nil {
		return s3Error("remove", from+"/"+last, err)
	}
	staged, err := p.list(ctx, from)
	if err != nil {
		return err
	}
	there, err := p.list(ctx, to)
	if err != nil {
		return err
	}
	if _, ok := there[last]; ok {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(there)) {
		if o, ok := staged[name]; !ok || o.size != there[name].size {
			continue
		}
		same, err := p.same(ctx, from+"/"+name, to+"/"+name)
		if errors.Is(err, fs.ErrNotExist) { // another one undoes the same
			continue
		}
		if err != nil {
			return err
		}
		if !same {
			continue
		}
		// While that was compared, the other one may have sent last again, or its copy of it, under way before, may have come.
		for _, name := range []string{from + "/" + last, to + "/" + last} {
			if _, err := p.core.StatObject(ctx, p.bucket, p.key(name), minio.StatObjectOptions{}); err == nil {
				return fmt.Errorf("%s: %w", name, fs.ErrExist)
			} else if err := s3Error("look at", name, err); !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
		if err := p.core.RemoveObject(ctx, p.bucket, p.key(to+"/"+name), minio.RemoveObjectOptions{}); err != nil {
			return s3Error("remove", to+"/"+name, err)
		}
	}
	return nil
}

// Remove removes the objects of a folder, and uploads to it that were cut.
func (p *s3Place) Remove(ctx context.Context, folder string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	objects := p.core.Client.ListObjects(ctx, p.bucket, minio.ListObjectsOptions{Prefix: p.below(folder), Recursive: true})
	var listing error
	keys := make(chan minio.ObjectInfo)
	go func() {
		defer close(keys)
		for o := range objects {
			if o.Err != nil {
				listing = o.Err
				return
			}
			select {
			case keys <- o:
			case <-ctx.Done():
				return
			}
		}
	}()
	var failed error
	for e := range p.core.RemoveObjects(ctx, p.bucket, keys, minio.RemoveObjectsOptions{}) {
		if failed == nil {
			failed = e.Err
		}
	}
	cancelled := ctx.Err()
	if failed != nil {
		cancel()
		return s3Error("remove", folder, failed)
	}
	if err := errors.Join(listing, cancelled); err != nil {
		return s3Error("remove", folder, err)
	}
	for u := range p.core.ListIncompleteUploads(ctx, p.bucket, p.below(folder), true) {
		if u.Err != nil {
			break
		}
		if err := p.core.AbortMultipartUpload(ctx, p.bucket, u.Key, u.UploadID); err != nil {
			break
		}
	}
	return nil
}
