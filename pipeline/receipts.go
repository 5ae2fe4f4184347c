package pipeline

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"huibian/pipeline/answer"
	"huibian/pipeline/catalog"
	"huibian/pipeline/form"
	"huibian/pipeline/notice"
	"huibian/pipeline/register"
	"huibian/pipeline/typeset"
	"huibian/pipeline/word"
)

// receiptFolder is where receipts lie, below output/ and, under watch, below each section's folder, where nothing is read.
const receiptFolder = "回执"

// IsReceipt says whether an output, by its name below output/, is a receipt.
func IsReceipt(name string) bool { return strings.HasPrefix(name, receiptFolder+"/") }

// receipts stages the receipt of every submission.
func (s *state) receipts(ctx context.Context, h *house, set *outputSet) error {
	found := map[string][]notice.Finding{}
	for _, f := range s.findings {
		found[f.Place.File] = append(found[f.Place.File], f)
	}
	items := map[string][]*catalog.Item{}
	for i := range s.catalog.Items {
		it := &s.catalog.Items[i]
		items[it.Source.File] = append(items[it.Source.File], it)
	}
	secrets := s.secretNames()
	names := s.receiptNames()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, r := range s.readings {
		file := r.Source.File
		receipt := answer.Receipt{Notice: s.n, Reading: r, Section: s.sectionOf(i), Items: items[file],
			Findings: hush(found[file], secrets, file), Arrivals: s.history(file)}
		g.Go(func() error {
			b := receipt.Book()
			l, err := typeset.Lay(ctx, b, h.sheet, h.fonts)
			if err != nil {
				return err
			}
			return set.create(names[i], s.receiptMode(r, receipt.Items), func(w io.Writer) (int, error) {
				return len(l.Pages), word.Write(w, b, h.sheet, l)
			})
		})
	}
	return g.Wait()
}

// receiptNames are the names of the receipts, below output/, one a reading and no two the same where capitals do not count.
func (s *state) receiptNames() []string {
	taken := map[string]bool{}
	out := make([]string, len(s.drops))
	for i, d := range s.drops {
		below := d.File
		if _, rest, nested := strings.Cut(d.File, "/"); nested {
			below = rest
		}
		name := path.Join(receiptFolder, s.sectionOf(i), path.Dir(below), fitting(path.Base(below)))
		for taken[strings.ToLower(name)] {
			name += "′" // two folders of one section, a file of each of one name
		}
		taken[strings.ToLower(name)] = true
		out[i] = name + ".回执.docx"
	}
	return out
}

// fitting cuts a name that would be too long for file systems with what is added to it.
func fitting(name string) string {
	const most = 220 // of 255 bytes
	if len(name) <= most {
		return name
	}
	cut := most
	for !utf8.RuneStart(name[cut]) {
		cut--
	}
	return name[:cut] + "…"
}

// secretWords in the name of a file or folder say that what lies there is for few.
var secretWords = regexp.MustCompile(`涉密|[秘机绝]密|保密`)

// receiptMode is the mode of a receipt: it quotes its file, and is as secret as that may be.
func (s *state) receiptMode(r *form.Reading, items []*catalog.Item) fs.FileMode {
	secret := r.Rejected || otherWords(r) || secretWords.MatchString(r.Source.File)
	for _, it := range items {
		secret = secret || it.Class == notice.Secret
	}
	for _, rec := range r.Records {
		secret = secret || rec.Class == notice.Secret || rec.Form == notice.FormSecret
	}
	for _, t := range r.Tables {
		secret = secret || t.Form == notice.FormSecret
	}
	if secret {
		return modeSecret
	}
	return modeOpen
}

// secretNames are the names of secret items, by the file they came from.
func (s *state) secretNames() map[string][]string {
	out := map[string][]string{}
	for i := range s.catalog.Items {
		if it := &s.catalog.Items[i]; it.Class == notice.Secret && it.Name != "" {
			out[it.Source.File] = append(out[it.Source.File], it.Name)
		}
	}
	return out
}

// hush takes the words out of findings that name a secret item of another file, for the receipt may be read by more people
// than that file.
func hush(findings []notice.Finding, secrets map[string][]string, file string) []notice.Finding {
	out := make([]notice.Finding, len(findings))
	for i, f := range findings {
		for other, names := range secrets {
			for _, name := range names {
				if other != file && strings.Contains(notice.Fold(f.Message+f.Advice+f.Item), notice.Fold(name)) {
					f.Message, f.Advice, f.Item = "与另一份不宜在此说明的材料有关", "请向汇编人员了解具体情况。", ""
				}
			}
		}
		out[i] = f
	}
	return out
}

// kinds are the words for what an arrival was.
var kinds = map[register.Kind]string{
	register.New: "首次收到", register.Changed: "收到新版本", register.Again: "收到（与另一文件内容相同）",
	register.Renamed: "改名", register.Withdrawn: "文件被移走", register.Returned: "重新收到",
}

// history is what the register says of a file, in the words of a receipt.
func (s *state) history(file string) []answer.Arrival {
	var out []answer.Arrival
	for _, a := range s.arrivals[file] {
		kind := cmp.Or(kinds[a.Kind], string(a.Kind))
		if a.Was != "" {
			kind += "，原名“" + path.Base(a.Was) + "”"
		}
		out = append(out, answer.Arrival{At: a.At.In(china), Kind: kind, SHA256: a.SHA256, Note: a.Note})
	}
	return out
}

// lastReceipts are the receipts that the last build made: those that this one does not make again are removed.
func lastReceipts(output string) (out []string) {
	b, err := os.ReadFile(filepath.Join(output, accountFile))
	var last account
	if err != nil || json.Unmarshal(b, &last) != nil {
		return nil
	}
	for _, o := range last.Outputs {
		if IsReceipt(o.File) && filepath.IsLocal(filepath.FromSlash(o.File)) {
			out = append(out, o.File)
		}
	}
	return out
}
