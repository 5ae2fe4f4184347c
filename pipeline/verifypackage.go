package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"huibian/pipeline/archive"
	"huibian/pipeline/bagit"
)

// VerifiedPackage is what VerifyPackage looked at, and what is wrong.
type VerifiedPackage struct {
	Number  string // as the package says
	Edition string
	Files   int // of the payload
	Bytes   int64
	Content string   // SHA-256 of the list of the payload
	Seals   []string // outside seals in it, which only who made them can verify
	Wrong   []string // what is not as it should be: Chinese, with the file
}

// IsPackage says whether a folder is a package, or was one.
func IsPackage(dir string) bool {
	for _, name := range []string{"bagit.txt", "bag-info.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"} {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && info.Mode().IsRegular() {
			return true
		}
	}
	return false
}

var problemWords = map[bagit.Kind]string{
	bagit.Damaged: "内容与清单不符", bagit.Missing: "缺少", bagit.Extra: "清单以外的文件", bagit.Renamed: "已改名", bagit.Malformed: "格式不对", bagit.Unreadable: "读不出",
}

// VerifyPackage checks a package wherever it lies: that every file has its hashes, that none is missing, renamed or there
// besides, and that its directory, metadata and EEP are as the standards want them. It needs no workspace.
func VerifyPackage(ctx context.Context, dir string, p Progress) (*VerifiedPackage, error) {
	if p == nil {
		p = silent{}
	}
	p.Stage("核对归档包")
	v := &VerifiedPackage{}
	report, err := bagit.Verify(ctx, dir, 0)
	if errors.Is(err, bagit.ErrNotBag) {
		v.Wrong = []string{"缺少：bagit.txt，其余没有核对"}
		return v, nil
	}
	if err != nil {
		return nil, err
	}
	v.Files, v.Bytes = report.Files, report.Bytes
	for _, x := range report.Wrong {
		text := problemWords[x.Kind] + "：" + x.File
		if x.Was != "" {
			text += "（原名" + x.Was + "）"
		}
		if x.Note != "" {
			text += "（" + x.Note + "）"
		}
		v.Wrong = append(v.Wrong, text)
	}
	bag, err := bagit.Open(dir)
	if err != nil {
		return v, nil // what is malformed has been told
	}
	v.Number, v.Edition, v.Content = bag.Info("External-Identifier"), bag.Info("Huibian-Edition"), bag.Digest()
	for name := range bag.Tags(bagit.SHA256) {
		if strings.HasPrefix(name, sealsFolder+"/") {
			v.Seals = append(v.Seals, name)
		}
	}
	v.forms(dir, bag)
	return v, nil
}

// forms reads the forms of a package of ours.
func (v *VerifiedPackage) forms(dir string, bag *bagit.Bag) {
	if v.Edition == "" {
		return // somebody else's
	}
	root, err := os.OpenRoot(filepath.Join(dir, "data"))
	if err != nil {
		return // told by the list
	}
	defer root.Close()
	read := func(name string, check func(io.Reader) ([]string, error)) {
		info, err := root.Lstat(name)
		if errors.Is(err, fs.ErrNotExist) || err == nil && !info.Mode().IsRegular() {
			return // told by the list, or by what follows; a pipe would keep us waiting for ever
		}
		var f *os.File
		if err == nil {
			f, err = root.Open(name)
		}
		if err == nil {
			defer f.Close()
			var problems []string
			problems, err = check(f)
			for _, x := range problems {
				v.Wrong = append(v.Wrong, name+"："+x)
			}
		}
		text := problemWords[bagit.Unreadable] + "：data/" + name
		if err != nil && !slices.ContainsFunc(v.Wrong, func(w string) bool { return strings.HasPrefix(w, text) }) {
			v.Wrong = append(v.Wrong, fmt.Sprintf("%s（%v）", text, err))
		}
	}
	read(directoryName, func(r io.Reader) ([]string, error) {
		if _, err := archive.ReadDirectory(r); err != nil {
			return []string{err.Error()}, nil
		}
		return nil, nil
	})
	forms := map[string]func(io.Reader) ([]string, error){
		"元数据.xml": archive.CheckMetadata, "eep.xml": archive.CheckEEP, "四性检测报告.xml": archive.CheckReport,
	}
	found := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(bag.Manifest(bagit.SHA256))) {
		check := forms[path.Base(name)]
		if check == nil || path.Base(path.Dir(name)) != v.Number && path.Dir(name) != "其他" {
			continue
		}
		found[path.Base(name)] = true
		read(name, check)
	}
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		if !found[name] {
			v.Wrong = append(v.Wrong, fmt.Sprintf("缺少：%s", name))
		}
	}
}
