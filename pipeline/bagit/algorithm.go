package bagit

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"slices"

	"github.com/emmansun/gmsm/sm3"
)

// Algorithm is a digest algorithm, by its name in manifest-<algorithm>.txt.
type Algorithm string

// What bags are written with.
const (
	SHA256 Algorithm = "sha256"
	SHA512 Algorithm = "sha512"
	SM3    Algorithm = "sm3" // GB/T 32905; beside the others only
)

// algorithms are those that can be verified; bags of others may still have old ones.
var algorithms = map[Algorithm]func() hash.Hash{
	SHA256: sha256.New,
	SHA512: sha512.New,
	SM3:    sm3.New,
	"sha1": sha1.New,
	"md5":  md5.New,
}

// extras are the algorithms that may stand beside those of every bag of ours.
var extras = []Algorithm{SM3}

// bufferSize is what one hand reads at once: it stays in the processor's cache from one digest to the next.
const bufferSize = 128 << 10

// hand takes the digests of one file after the other, with one buffer.
type hand struct {
	buf    []byte
	algs   []Algorithm
	hashes []hash.Hash
}

func newHand(algs []Algorithm) *hand {
	h := &hand{buf: make([]byte, bufferSize), algs: algs}
	for _, a := range algs {
		h.hashes = append(h.hashes, algorithms[a]())
	}
	return h
}

// digest reads to the end, copies to w unless that is nil, and returns size and digests.
func (h *hand) digest(ctx context.Context, w io.Writer, r io.Reader) (int64, map[Algorithm]string, error) {
	for _, d := range h.hashes {
		d.Reset()
	}
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return size, nil, err
		}
		n, err := r.Read(h.buf)
		size += int64(n)
		for _, d := range h.hashes {
			d.Write(h.buf[:n])
		}
		if w != nil && n > 0 {
			if _, err := w.Write(h.buf[:n]); err != nil {
				return size, nil, fmt.Errorf("write: %w", err)
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return size, nil, fmt.Errorf("read: %w", err)
		}
	}
	sums := make(map[Algorithm]string, len(h.algs))
	for i, d := range h.hashes {
		sums[h.algs[i]] = hex.EncodeToString(d.Sum(nil))
	}
	return size, sums, nil
}

// Sum is the digest of a few bytes in hex, by one of the algorithms of this package.
func Sum(a Algorithm, b []byte) string { return sumsOf(b, []Algorithm{a})[a] }

// sumsOf are the digests of a few bytes.
func sumsOf(b []byte, algs []Algorithm) map[Algorithm]string {
	sums := make(map[Algorithm]string, len(algs))
	for _, a := range algs {
		h := algorithms[a]()
		h.Write(b)
		sums[a] = hex.EncodeToString(h.Sum(nil))
	}
	return sums
}

// withExtras are the algorithms of a new bag.
func withExtras(extra []Algorithm) ([]Algorithm, error) {
	algs := []Algorithm{SHA256, SHA512}
	for _, a := range extra {
		if !slices.Contains(extras, a) {
			return nil, fmt.Errorf("%q is no algorithm to have beside SHA-256 and SHA-512", a)
		}
		if !slices.Contains(algs, a) {
			algs = append(algs, a)
		}
	}
	return algs, nil
}
