package catalog

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// Digest is 16 hex digits that stand for all that the section says of the power: declared class, category, section, name
// and every field but the running number and the code. What is taken on it holds as long as it stays the same. It is that
// of the items of a catalog, not of a view's, which say less.
func (it *Item) Digest() string {
	texts := []string{string(it.Declared), it.Category, it.Section, it.Name}
	for _, key := range slices.Sorted(maps.Keys(it.Fields)) {
		if text := it.Fields[key]; text != "" && key != "seq" && key != "code" {
			texts = append(texts, key, text)
		}
	}
	var b []byte
	for _, text := range texts {
		b = binary.AppendUvarint(b, uint64(len(text))) // so that no two contents run together as one
		b = append(b, text...)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// Check (核对码) is the beginning of the digest, six hex digits in capitals, as a table shows it to people.
func (it *Item) Check() string { return strings.ToUpper(it.Digest()[:6]) }

// Describe says how a power is called now, for it to be recognised by later.
func Describe(it *Item) Description {
	basis := []string{}
	for _, b := range it.Basis {
		if b.Named() && b.Key != "" {
			basis = append(basis, b.Key)
		}
	}
	slices.Sort(basis)
	return Description{
		Section:  it.Section,
		Category: it.Category,
		Name:     it.Name,
		Subitem:  it.Fields["subitem"],
		Class:    it.Class,
		Basis:    slices.Compact(basis),
		Digest:   it.Digest(),
	}
}

// Digest stands for everything the view says of its items, but not where they came from: hex SHA-256. What is approved, and
// what an edition froze, is told by it.
func (v View) Digest() string {
	h := sha256.New()
	var b []byte
	say := func(texts ...string) {
		for _, text := range texts {
			b = binary.AppendUvarint(b, uint64(len(text)))
			b = append(b, text...)
		}
	}
	for i := range v.Items {
		it := &v.Items[i]
		b = b[:0]
		say(it.Code, it.Name, it.Category, it.CategoryName, it.Section, string(it.Class))
		for _, key := range slices.Sorted(maps.Keys(it.Fields)) {
			say(key, it.Fields[key])
		}
		say("")
		h.Write(b)
	}
	return hex.EncodeToString(h.Sum(nil))
}
