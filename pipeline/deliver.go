package pipeline

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// delivery puts the receipts where the sections see them: into a folder 回执 inside their own. It remembers what it put
// there, and touches nothing else: a receipt that somebody wrote into is left alone, and the new one laid beside it.
type delivery struct {
	inputs, output string
	root           *os.Root          // inputs, while it delivers: a link must not lead us to write elsewhere
	file           string            // where it is kept between runs
	put            map[string]string // path below inputs/ → SHA-256
	seen           map[string]sighted
	unsaved        bool // and not so in file
	log            func(about string, level slog.Level, msg string, args ...any)
}

func newDelivery(w Workspace) *delivery {
	d := &delivery{inputs: w.Inputs(), output: w.Output(), file: filepath.Join(w.store(), "delivered.json"), put: map[string]string{}, seen: map[string]sighted{}}
	if b, err := os.ReadFile(d.file); err == nil {
		_ = json.Unmarshal(b, &d.put) // what is not known is not touched
	}
	return d
}

// letter is one receipt on its way.
type letter struct {
	from, sha256 string      // below output/
	mode         fs.FileMode // that of the submission: who may read that may read this
	returned     string      // the submission, if this is that, with comments
}

// lettersFrom are the receipts to be there, by their path below inputs/.
func (s *state) lettersFrom(drops map[string]taken, outputs []Output) map[string]letter {
	sums := map[string]string{}
	for _, o := range outputs {
		sums[o.File] = o.SHA256
	}
	out := map[string]letter{}
	post := func(file string, names answerName) {
		mode := modeSecret
		if info, err := os.Stat(drops[file].drop.Path); err == nil {
			mode = info.Mode().Perm()
		}
		dir := path.Join(topFolder(file), receiptFolder)
		if sum := sums[names.receipt]; sum != "" {
			out[path.Join(dir, path.Base(names.receipt))] = letter{names.receipt, sum, mode, ""}
		}
		if sum := sums[names.returned]; sum != "" {
			out[path.Join(dir, path.Base(names.returned))] = letter{names.returned, sum, mode, file}
		}
	}
	for i, names := range s.answerNames() {
		post(s.drops[i].File, names)
	}
	for i, names := range s.sheetNames() {
		post(s.sheets[i].drop.File, names)
	}
	return out
}

// deliver makes the folders hold these letters. What cannot be written now is tried again at the next look; done says
// whether nothing is left to do.
func (d *delivery) deliver(letters map[string]letter) (done bool) {
	var err error
	if d.root, err = os.OpenRoot(d.inputs); err != nil {
		d.log("receipts", slog.LevelWarn, "receipts cannot be put into the shared folder; trying again", "err", err)
		return false
	}
	defer d.root.Close()
	before := maps.Clone(d.put)
	done = true
	for _, to := range slices.Sorted(maps.Keys(letters)) {
		l := letters[to]
		if d.put[to] == l.sha256 && d.exists(to) {
			continue
		}
		if err := d.one(to, l); err != nil {
			done = false
			d.log("receipt "+to, slog.LevelWarn, "a receipt could not be put into its section's folder; trying again", "file", to, "err", err)
		}
	}
	wanted := map[string]bool{}
	for to := range letters {
		wanted[to], wanted[beside(to, 1)] = true, true
	}
	for _, to := range slices.Sorted(maps.Keys(d.put)) {
		if wanted[to] {
			continue
		}
		if err := d.takeBack(to); err != nil {
			done = false
			d.log("receipt "+to, slog.LevelWarn, "an outdated receipt could not be removed; trying again", "file", to, "err", err)
		}
	}
	if d.unsaved = d.unsaved || !maps.Equal(before, d.put); d.unsaved {
		if err := d.save(); err != nil {
			done = false
			d.log("delivered", slog.LevelWarn, "what was delivered could not be written down; trying again", "err", err)
		}
	}
	return done
}

// edited are the submissions that somebody has corrected in the copy with comments, where nothing is read. It looks into a
// copy again only when its size or time has changed.
func (d *delivery) edited(letters map[string]letter) []string {
	out := map[string]bool{}
	for to, l := range letters {
		if l.returned == "" || d.put[to] == "" {
			continue
		}
		file := filepath.Join(d.inputs, filepath.FromSlash(to))
		now, ok := lookAt(file)
		if !ok {
			continue
		}
		if was := d.seen[to]; was.look != now {
			b, err := os.ReadFile(file)
			if err != nil {
				continue
			}
			d.seen[to] = sighted{now, sumOf(b)}
		}
		if sum := d.seen[to].sum; sum != d.put[to] && sum != l.sha256 {
			out[l.returned] = true
		}
	}
	return slices.Sorted(maps.Keys(out))
}

// sighted is a delivered file as it was last looked into.
type sighted struct {
	look
	sum string
}

// save writes down what was put where. On a full disk the last list stays whole: without it, receipts of ours would be
// taken for those of others.
func (d *delivery) save() error {
	b, err := json.Marshal(d.put)
	if err != nil {
		return err
	}
	temp := d.file + ".tmp"
	if err := os.WriteFile(temp, b, 0o600); err != nil {
		return errors.Join(err, os.Remove(temp))
	}
	if err := os.Rename(temp, d.file); err != nil {
		return err
	}
	d.unsaved = false
	return nil
}

func (d *delivery) exists(to string) bool {
	_, err := d.root.Lstat(to)
	return err == nil
}

// besideMark is in the name of a file that was laid beside the one it should replace.
const besideMark = "（新）"

// one puts a letter in place, or beside what is not ours.
func (d *delivery) one(to string, l letter) error {
	b, err := os.ReadFile(filepath.Join(d.output, filepath.FromSlash(l.from)))
	if err != nil {
		return err
	}
	if sum := sumOf(b); sum != l.sha256 {
		return fmt.Errorf("%s has the hash %s, want %s", l.from, sum, l.sha256)
	}
	if there, err := d.root.ReadFile(to); err == nil && sumOf(there) != d.put[to] && sumOf(there) != l.sha256 {
		d.log("edited "+to, slog.LevelWarn, "a receipt has been changed by someone; the new one is laid beside it", "file", to)
		if err := d.write(beside(to, 1), b, l.mode); err != nil {
			return err
		}
		d.put[beside(to, 1)], d.put[to] = l.sha256, l.sha256
		return nil
	}
	if err := d.write(to, b, l.mode); err != nil {
		return err
	}
	d.put[to] = l.sha256
	return nil
}

// write makes a file appear whole.
func (d *delivery) write(to string, b []byte, mode fs.FileMode) error {
	if err := d.root.MkdirAll(path.Dir(to), 0o755); err != nil {
		return err
	}
	temp := path.Join(path.Dir(to), ".huibian-"+sumOf([]byte(to))[:12]+".tmp")
	f, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(b)
	err = errors.Join(err, f.Close())
	if err == nil {
		_ = d.root.Chmod(temp, mode) // some shares know no modes
		err = d.root.Rename(temp, to)
	}
	if err != nil {
		return errors.Join(err, d.root.Remove(temp))
	}
	return nil
}

// takeBack removes a receipt whose submission is gone, unless someone changed it, and the folder it leaves empty.
func (d *delivery) takeBack(to string) error {
	there, err := d.root.ReadFile(to)
	if err == nil && sumOf(there) == d.put[to] {
		err = d.root.Remove(to)
		_ = d.root.Remove(path.Dir(to)) // the folder, if that was the last one
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	delete(d.put, to)
	return nil
}

func sumOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
