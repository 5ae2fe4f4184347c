//go:build linux

package pipeline

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"huibian/templates"
)

// heavyWorkspace has an edition of so many submissions of half a megabyte each; one is secret, or none.
func heavyWorkspace(t *testing.T, files int, secret bool) Workspace {
	t.Helper()
	w := Workspace{Dir: t.TempDir()}
	if err := templates.Init(w.Dir, templates.Default, false); err != nil {
		t.Fatal(err)
	}
	rng := rand.NewChaCha8([32]byte{20, 9})
	for i := range files {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		class := "全社会"
		if secret && i == 0 {
			class = "涉密" // all others are looked through for its name
		}
		plain := onePower(t, fmt.Sprintf("第%d号事项审批", i+1), class)
		in, err := zip.NewReader(bytes.NewReader(plain), int64(len(plain)))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range in.File {
			if err := z.Copy(f); err != nil {
				t.Fatal(err)
			}
		}
		part, err := z.CreateHeader(&zip.FileHeader{Name: "word/media/image1.jpeg", Method: zip.Store})
		if err != nil {
			t.Fatal(err)
		}
		picture := make([]byte, 500<<10)
		_, _ = rng.Read(picture)                                           // never fails
		picture = bytes.ReplaceAll(picture, []byte{0xFF}, []byte{0xFF, 0}) // as in the scan of a JPEG
		if _, err := io.WriteString(part, "\xff\xd8\xff\xda\x00\x02"+string(picture)+"\xff\xd9"); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		drop(t, w, fmt.Sprintf("第%d科/目录%d.docx", i/20+1, i), b.Bytes())
	}
	ctx := context.Background()
	o := ReleaseOptions{Act: li, Label: "第一版", Program: tester, Anyway: true}
	if err := Approve(ctx, w, li, "莆府法〔2009〕5号", mustOpen(t, w).Notice.Edition.Date); err != nil {
		t.Fatal(err)
	}
	if _, err := Release(ctx, w, o); err != nil {
		t.Fatal(err)
	}
	return w
}

// highWater is the peak of a process's memory so far, in MB: what its end tells counts from the size of this one.
func highWater(pid int) float64 {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	_, rest, _ := bytes.Cut(b, []byte("VmHWM:"))
	var kb float64
	_, _ = fmt.Sscan(string(rest), &kb) // 0 if there is none
	return kb * 1024 / 1e6
}

// TestPackageBudget prints how long it takes to pack 2,000 submissions, 1 GB, beside sha256sum and cp of what is sealed, one
// after the other, and the peak of memory beside that of 200. Like TestBudgets it judges nothing:
//
//	go test ./pipeline -run TestPackageBudget -budgets -v
func TestPackageBudget(t *testing.T) {
	if !*budgets {
		t.Skip("only with -budgets")
	}
	program := filepath.Join(t.TempDir(), "huibian")
	if out, err := exec.Command("go", "build", "-o", program, "huibian").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	pack := func(w Workspace) run {
		t.Helper()
		if err := os.RemoveAll(filepath.Join(w.Output(), packagesFolder)); err != nil {
			t.Fatal(err)
		}
		syscall.Sync()
		start := time.Now()
		cmd := exec.Command(program, "archive", "-C", w.Dir, "--untried", "--by", "王档")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		for r := (run{}); ; {
			select {
			case err := <-ended:
				if err != nil {
					t.Fatal(err)
				}
				r.seconds = time.Since(start).Seconds()
				return r
			case <-time.After(10 * time.Millisecond):
				r.mb = max(r.mb, highWater(cmd.Process.Pid))
			}
		}
	}
	peer := func(w Workspace) float64 {
		t.Helper()
		to := filepath.Join(t.TempDir(), "copy")
		syscall.Sync()
		start := time.Now()
		cmd := exec.Command("sh", "-c", `cd "$0" && find . -type f -exec sha256sum {} + >"$1.sums" && cp -r . "$1"`, w.vault(), to)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		seconds := time.Since(start).Seconds()
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
		return seconds
	}
	for _, secret := range []bool{false, true} {
		few, many := heavyWorkspace(t, 200, secret), heavyWorkspace(t, 2000, secret)
		small := pack(few)
		var ours, theirs []float64
		var peak float64
		for range 3 {
			theirs = append(theirs, peer(many))
			r := pack(many)
			ours, peak = append(ours, r.seconds), max(peak, r.mb)
		}
		slices.Sort(ours)
		slices.Sort(theirs)
		what := map[bool]string{false: "none secret", true: "one secret, for whose name the others are searched"}[secret]
		fmt.Printf("package of 2,000 submissions, 1 GB, %s: %.2f s; sha256sum and cp %.2f s; ratio %.2f (limit 1.30); peak %.0f MB (of 200 submissions %.0f MB)\n",
			what, ours[1], theirs[1], ours[1]/theirs[1], peak, small.mb)
	}
}
