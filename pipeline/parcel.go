package pipeline

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
	"huibian/pipeline/catalog"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
)

// Where things are in a package, below data/ (domain §3.7). What belongs to the piece is below its own folder.
const (
	recordsFolder   = "电子档案"
	originalsFolder = "原始申报"
	arrivalsName    = "收件登记.csv" // in originalsFolder
	processFolder   = "过程"
	attachedFolder  = "附件"
	dataFolder      = "数据" // in attachedFolder
	templatesFolder = "其他/通知与模板"
	systemFolder    = "其他/系统"
	sealedFolder    = systemFolder + "/封存" // bytes that have no name of their own, by their SHA-256
	manifestName    = systemFolder + "/版次清单.json"
)

// mainText are the outputs that are the text of the piece, and what they are called there.
var mainText = map[string]string{"公开版/职权目录汇编.pdf": "正本.pdf", "公开版/职权目录汇编.docx": "可编辑.docx"}

// parcel (案卷) is an edition on its way into a package: what of it goes, and where to.
type parcel struct {
	n       *notice.Notice // the edition's own
	policy  notice.Archive // today's
	edition register.Edition
	m       *manifest       // of what goes
	whole   bool            // all that the edition consists of goes
	left    int             // files that were submitted and do not go
	secret  []catalog.Entry // the secret items, where they do not go

	number archive.Number
	apart  string    // the number of the secret volume, where that stays behind; "" if there is none
	at     time.Time // when it was numbered: every date in the package
	filed  int64     // the last event by which it was: of what came later the package knows nothing

	vault   store
	made    map[string][]byte // bytes that are the package's own, by hash
	secrets catalog.Secrets   // what is not told
	hidden  map[int64]bool    // powers that are not told of
	counts  bool              // powers were secret once: their number is not told either
	closed  map[string]bool   // files and hashes that are not

	graded map[notice.Level]int // findings that go, by their levels

	items  []bagit.Item
	wanted map[string]wanted // what items are to be, by their names
	names  map[string]bool   // of items, folded
}

// wanted is what is known of a file before it is in the package.
type wanted struct {
	sum  string
	size int64 // -1: not known
}

// newParcel decides what of an edition goes.
func newParcel(ctx context.Context, policy notice.Archive, reg *register.Register, vault store, e register.Edition) (*parcel, error) {
	full, err := readManifest(vault, e.Manifest)
	if err != nil {
		return nil, err
	}
	n, err := full.notice(vault)
	if err != nil {
		return nil, err
	}
	p := &parcel{n: n, policy: policy, edition: e, m: full, vault: vault, made: map[string][]byte{}, hidden: map[int64]bool{}, closed: map[string]bool{}, names: map[string]bool{}, wanted: map[string]wanted{}}
	if policy.Secret == notice.SecretIncluded {
		p.whole = true
		return p, nil
	}
	if !full.Told {
		return nil, fmt.Errorf("%s: %w", e.Label, ErrUntold)
	}
	if err := p.learnSecrets(ctx, reg); err != nil {
		return nil, err
	}
	if p.whole = len(p.closed) == 0 && len(p.hidden) == 0; p.whole {
		if p.whole, err = p.allTold(ctx, reg); err != nil { // what was secret once is told nobody either
			return nil, err
		}
	}
	if !p.whole {
		p.m, err = p.withhold(full)
	}
	return p, err
}

// keep holds bytes that are the package's own, and returns their hash.
func (p *parcel) keep(b []byte) string {
	sum := sumOf(b)
	p.made[sum] = b
	return sum
}

// Get returns the bytes of a hash.
func (p *parcel) Get(sum string) ([]byte, error) {
	if b, own := p.made[sum]; own {
		return b, nil
	}
	return p.vault.Get(sum)
}

// record is the folder of the piece.
func (p *parcel) record() string {
	return path.Join(recordsFolder, strconv.Itoa(p.number.Year), p.number.Category, p.number.String())
}

// sealedAs adds bytes that lie in the vault, or are the package's own, under a name.
func (p *parcel) sealedAs(name, sum string) {
	w := wanted{sum, -1}
	open := func() (io.ReadCloser, error) { return os.Open(p.vault.Path(sum)) }
	if b, own := p.made[sum]; own {
		open, w.size = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }, int64(len(b))
	} else if info, err := os.Stat(p.vault.Path(sum)); err == nil {
		w.size = info.Size()
	}
	it := bagit.Item{Name: p.free(name), Open: open, SHA256: sum}
	p.items, p.wanted[it.Name] = append(p.items, it), w
}

// text adds what was written for the package.
func (p *parcel) text(name string, b []byte) { p.sealedAs(name, p.keep(b)) }

// unfit are characters that names in a package do not have, so that every system can hold them; 收件登记 and the manifest
// know the name as it was.
const unfit = `\:*?"<>|%`

// free is a name that no other item has, on any system.
func (p *parcel) free(name string) string {
	parts := strings.Split(name, "/")
	for i, x := range parts {
		x = strings.Map(func(r rune) rune {
			if strings.ContainsRune(unfit, r) || r < ' ' || r == 0x7f {
				return '_'
			}
			return r
		}, norm.NFC.String(x))
		if x = strings.TrimRight(x, ". "); bagit.CheckName(x) != nil {
			x = "_" + x
		}
		parts[i] = x
	}
	folder, last := path.Join(parts[:len(parts)-1]...), parts[len(parts)-1]
	ending := path.Ext(last)
	stem := strings.TrimSuffix(last, ending)
	name = path.Join(folder, short(stem, ending))
	for i := 2; p.names[folded(name)]; i++ {
		name = path.Join(folder, short(stem, fmt.Sprintf("（%d）%s", i, ending)))
	}
	p.names[folded(name)] = true
	return name
}

// longest is how many bytes a part of a name has at most, on most systems.
const longest = 255

// short is a stem with what comes after it, of which as much is left as there is room for.
func short(stem, rest string) string {
	for stem != "" && len(stem)+len(rest) > longest {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return stem + rest
}

// folded is what a name is to a system that knows no case.
func folded(name string) string { return strings.ToLower(norm.NFKC.String(name)) }
