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
	"slices"
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

// receipts stages the receipt of every drop, and what goes back with comments.
func (s *state) receipts(ctx context.Context, press *answer.Press, h *house, set *outputSet) error {
	about, items := s.findingsByFile(), s.itemsByFile()
	names := s.answerNames()
	g, each := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, d := range s.drops {
		g.Go(func() error {
			if each.Err() != nil {
				return context.Cause(each)
			}
			r := &answer.Receipt{
				Notice: s.n, Section: s.sectionOf(i), File: belowFolder(d.File), Size: d.Size, Reading: s.readings[i],
				Items: shown(items[d.File]), Findings: about[d.File], Arrivals: s.history(d.File), Closed: s.closed[d.File],
			}
			mode := modeOf(r.Closed)
			sum := s.answered.sumOfReceipt(r, names[i])
			if still := s.answered.still(set.dir, d.File, h, r.Reading, sum); still != nil {
				set.keep(still...)
				return nil
			}
			var b bytes.Buffer
			back := returned(d, s.readings[i], about[d.File])
			if back != nil {
				r.Returned = path.Base(names[i].returned)
			}
			err := press.Write(&b, r)
			if err != nil {
				return fmt.Errorf("write %s: %w", names[i].receipt, err)
			}
			outputs := make([]Output, 0, 2)
			for _, a := range []struct {
				name string
				body []byte
			}{{names[i].receipt, b.Bytes()}, {names[i].returned, back}} {
				if a.body == nil {
					continue
				}
				out, err := set.put(a.name, mode, func(w io.Writer) (int, error) {
					_, err := w.Write(a.body)
					return 0, err
				})
				if err != nil {
					return err
				}
				outputs = append(outputs, out)
			}
			s.answered.note(d.File, h, r.Reading, sum, outputs)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return s.answerSheets(press, set)
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

// shown are the items that stand in a book.
func shown(items []catalog.Item) []catalog.Item {
	return slices.DeleteFunc(slices.Clone(items), func(it catalog.Item) bool { return it.Shelved() })
}

// belowFolder is the path of a submission below the folder of its section.
func belowFolder(file string) string {
	if _, below, ok := strings.Cut(file, "/"); ok {
		return below
	}
	return file
}

// answerName is where the answer to a drop lies, below output/.
type answerName struct {
	receipt  string
	returned string // the file with comments, if it gets any
}

// answerNames are the names of the answers, one a drop: 回执/外资管理科/职权目录.docx.回执.docx, 回执/外资管理科/职权目录.批注.docx.
// Folders below that of the section become part of the name. No two are the same, also to file systems that do not tell
// capitals from small letters.
func (s *state) answerNames() []answerName {
	n := answerNamer{}
	out := make([]answerName, len(s.drops))
	for i, d := range s.drops {
		out[i] = n.name(receiptFolder+fileName(s.sectionOf(i), "")+"/", d.File)
	}
	return out
}

// answerNamer gives out names, each once; it knows which are taken.
type answerNamer map[string]bool

func (n answerNamer) name(folder, file string) answerName {
	below := belowFolder(file)
	text, ending := asReturn(below)
	return answerName{n.free(folder, below, receiptEnding), n.free(folder, text, ending)}
}

func (n answerNamer) free(folder, text, ending string) string {
	for i := 1; ; i++ {
		end := ending
		if i > 1 {
			end = fmt.Sprintf("（%d）%s", i, ending)
		}
		name := folder + fileName(text, end)
		key := strings.ToLower(norm.NFKC.String(name))
		if !n[key] {
			n[key] = true
			return name
		}
	}
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

// answers are the answers and opinions that a build made, by its account: those that the next does not make again are of
// files that are gone, or have nothing to correct. Nothing else below 回执 and 审核意见 is ours to remove.
func (a account) answers() []string {
	var out []string
	for _, o := range a.Outputs {
		if IsReceipt(o.File) || IsReturn(o.File) || IsOpinion(o.File) {
			out = append(out, o.File)
		}
	}
	return out
}

// IsReceipt reports whether an output is a receipt: 回执/<科室>/<file>.回执.docx and nothing that leads elsewhere.
func IsReceipt(name string) bool { return isAnswer(name) && strings.HasSuffix(name, receiptEnding) }

// IsReturn reports whether an output is a file with comments: 回执/<科室>/<file>.批注.docx.
func IsReturn(name string) bool {
	ext := path.Ext(name)
	return isAnswer(name) && slices.Contains(wordEndings, ext) && strings.HasSuffix(strings.TrimSuffix(name, ext), returnMark)
}

func isAnswer(name string) bool {
	return strings.HasPrefix(name, receiptFolder) && path.Clean(name) == name && strings.Count(name, "/") == 2 &&
		filepath.IsLocal(filepath.FromSlash(name))
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
