package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"
	"golang.org/x/text/unicode/norm"

	"huibian/pipeline/answer"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
)

// Where receipts go, and what their names end in.
const (
	receiptFolder = "回执/"
	receiptEnding = ".回执.docx"
)

// receiptsAtOnce is how many receipts are on their way to the disk at once: half of their time they wait for it.
const receiptsAtOnce = 8

// receipts stages the receipt of every drop.
func (s *state) receipts(ctx context.Context, h *house, set *outputSet) error {
	press, err := answer.NewPress(h.sheet)
	if err != nil {
		return fmt.Errorf("receipts: %w", err)
	}
	about, items := s.findingsByFile(), s.itemsByFile()
	names := s.receiptNames()
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(receiptsAtOnce)
	processors := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, d := range s.drops {
		g.Go(func() error {
			if each.Err() != nil {
				return context.Cause(each)
			}
			r := &answer.Receipt{
				Notice: s.n, Section: s.sectionOf(i), File: belowFolder(d.File), Size: d.Size, Reading: s.readings[i],
				Items: items[d.File], Findings: about[d.File], Arrivals: s.history(d.File), Closed: s.closed[d.File],
			}
			mode := modeOpen
			if r.Closed {
				mode = modeSecret
			}
			var b bytes.Buffer
			processors <- struct{}{}
			err := press.Write(&b, r)
			<-processors
			if err != nil {
				return fmt.Errorf("write %s: %w", names[i], err)
			}
			return set.create(names[i], mode, func(w io.Writer) (int, error) {
				_, err := b.WriteTo(w)
				return 0, err
			})
		})
	}
	return g.Wait()
}

func (s *state) findingsByFile() map[string][]notice.Finding {
	out := map[string][]notice.Finding{}
	for _, f := range s.findings {
		out[f.Place.File] = append(out[f.Place.File], f)
	}
	return out
}

func (s *state) itemsByFile() map[string][]catalog.Item {
	out := map[string][]catalog.Item{}
	for _, it := range s.catalog.Items {
		out[it.Source.File] = append(out[it.Source.File], it)
	}
	return out
}

// belowFolder is the path of a submission below the folder of its section.
func belowFolder(file string) string {
	if _, below, ok := strings.Cut(file, "/"); ok {
		return below
	}
	return file
}

// receiptNames are the names of the receipts, one a drop: 回执/外资管理科/职权目录.docx.回执.docx. Folders below that of the
// section become part of the name. No two are the same, also to file systems that do not tell capitals from small letters.
func (s *state) receiptNames() []string {
	out := make([]string, len(s.drops))
	taken := map[string]bool{}
	for i, d := range s.drops {
		folder := receiptFolder + fileName(s.sectionOf(i), "")
		for n := 1; ; n++ {
			ending := receiptEnding
			if n > 1 {
				ending = fmt.Sprintf("（%d）%s", n, receiptEnding)
			}
			out[i] = folder + "/" + fileName(belowFolder(d.File), ending)
			key := strings.ToLower(norm.NFKC.String(out[i]))
			if !taken[key] {
				taken[key] = true
				break
			}
		}
	}
	return out
}

// longestFileName is how many bytes a name may have on the file systems of offices.
const longestFileName = 240

// forbidden are the characters that no name may have on Windows, as the ones to be used instead.
var forbidden = strings.NewReplacer("/", "／", `\`, "＼", ":", "：", "*", "＊", "?", "？", `"`, "＂", "<", "＜", ">", "＞", "|", "｜")

// reserved are names of devices on Windows.
var reserved = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}

// fileName makes one name that every file system takes of a text and an ending. A long one is cut, and has the beginning of
// its hash instead.
func fileName(text, ending string) string {
	name := forbidden.Replace(strings.ToValidUTF8(text, "□"))
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return '_'
		}
		return r
	}, name)
	if ending == "" {
		name = strings.TrimRight(name, ". ")
	}
	device, _, _ := strings.Cut(strings.ToLower(name), ".")
	if name == "" || strings.HasPrefix(name, ".") || reserved[device] || len(device) == 4 && (device[:3] == "com" || device[:3] == "lpt") {
		name = "＿" + name
	}
	if len(name)+len(ending) > longestFileName {
		sum := sha256.Sum256([]byte(text))
		tail := "…" + hex.EncodeToString(sum[:4])
		name = name[:longestFileName-len(ending)-len(tail)]
		for !utf8.ValidString(name) {
			name = name[:len(name)-1]
		}
		name += tail
	}
	return name + ending
}

// lastReceipts are the receipts of the last build, by what it wrote into build.json: those this build does not make again
// are of files that are gone. Nothing else below 回执 is ours to remove.
func (w Workspace) lastReceipts() []string {
	var out []string
	for _, o := range w.lastAccount().Outputs {
		if IsReceipt(o.File) {
			out = append(out, o.File)
		}
	}
	return out
}

// IsReceipt reports whether an output is a receipt: 回执/<科室>/<file>.回执.docx and nothing that leads elsewhere.
func IsReceipt(name string) bool {
	return strings.HasPrefix(name, receiptFolder) && strings.HasSuffix(name, receiptEnding) && path.Clean(name) == name &&
		strings.Count(name, "/") == 2 && filepath.IsLocal(filepath.FromSlash(name))
}

// submissions are the drops as the status page counts them.
func (s *state) submissions() []answer.Submission {
	about, items := s.findingsByFile(), s.itemsByFile()
	out := make([]answer.Submission, len(s.drops))
	for i, d := range s.drops {
		out[i] = answer.Submission{
			Section: s.sectionOf(i), Reading: s.readings[i], Items: len(items[d.File]), Findings: about[d.File],
			Closed: s.closed[d.File], Secret: s.holdsSecrets(i, items[d.File]), Arrivals: s.history(d.File),
		}
	}
	return out
}

// holdsSecrets reports whether a closed file is a list of secret items, by what it holds or by its name.
func (s *state) holdsSecrets(i int, items []catalog.Item) bool {
	if !s.closed[s.drops[i].File] {
		return false
	}
	for _, it := range items {
		if it.Class == notice.Secret {
			return true
		}
	}
	return s.readings[i].Zero || namedSecret(s.n, s.drops[i].File) || listsSecrets(s.readings[i])
}

func listsSecrets(r *form.Reading) bool {
	for i := range r.Tables {
		if r.Tables[i].Form == notice.FormSecret {
			return true
		}
	}
	return false
}
