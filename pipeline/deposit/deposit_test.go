package deposit

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testTime = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

func clock() time.Time { return testTime }

// onEach runs a test on each kind of place.
func onEach(t *testing.T, test func(t *testing.T, s *server)) {
	t.Parallel()
	for kind, start := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			test(t, start(t, t.TempDir()))
		})
	}
}

// must deposits.
func must(t testing.TB, place Place, p Package) *Receipt {
	t.Helper()
	r, err := Deposit(t.Context(), place, p, Options{Clock: clock})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func size(p Package) (n int64) {
	for _, f := range p.Files {
		n += f.Size
	}
	return n
}

// TestDeposit puts a package there, and once more: the second time nothing is sent.
func TestDeposit(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		place := s.open(t)
		p := testPackage(t, testName, bagFiles())
		var last int64
		r, err := Deposit(t.Context(), place, p, Options{Clock: clock, Progress: func(done, total int64) {
			if done < last || total != size(p) {
				t.Errorf("progress %d of %d after %d", done, total, last)
			}
			last = done
		}})
		if err != nil {
			t.Fatal(err)
		}
		want := &Receipt{Place: place.String(), Name: p.Name, Digest: p.Digest, Files: len(p.Files), Bytes: size(p), At: testTime, Sent: size(p)}
		if d := cmp.Diff(want, r); d != "" || last != size(p) {
			t.Errorf("progress %d, receipt (-want +got):\n%s", last, d)
		}
		s.exactly(t, p)
		want.Sent = 0
		if d := cmp.Diff(want, must(t, place, p)); d != "" {
			t.Errorf("second receipt (-want +got):\n%s", d)
		}
		s.exactly(t, p)
	})
}

// TestBigFile goes in parts where a place has parts, and beside another package whose name begins alike.
func TestBigFile(t *testing.T) {
	files := bagFiles()
	files["data/big.bin"] = noise(9, 6<<20)
	big := testPackage(t, testName, files)
	onEach(t, func(t *testing.T, s *server) {
		place := s.open(t)
		if p, ok := place.(*s3Place); ok {
			p.part = 5 << 20
		}
		other := testPackage(t, testName+"-0123456789ab", bagFiles())
		must(t, place, other)
		must(t, place, big)
		s.exactly(t, big, other)
	})
}

// TestResume finds half of the files in staging, one of them damaged: it sends what is missing and what is damaged.
func TestResume(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		p := testPackage(t, testName, bagFiles())
		part := partMark + p.Name + "-" + p.Digest[:digestPart]
		const whole, half, damaged = "data/公开版/职权目录汇编.pdf", "data/回执/外资管理科/目录 (1).docx", "manifest-sha256.txt"
		s.put(part+"/files/"+whole, bagFiles()[whole])
		s.put(part+"/files/"+half, bagFiles()[half][:100])
		s.put(part+"/files/"+damaged, noise(77, 900))
		s.put(part+"/"+putMark+"abc", "cut")
		s.put(partMark+p.Name+"-0123456789ab/files/data/old", "of another build")
		s.put(partMark+p.Name+"-0123456789ab.gone-xyz/files/data/old", "of another build")
		s.put(partMark+p.Name+"-other-0123456789ab/files/data/x", "of another package")
		place := s.open(t)
		want := size(p) - 60_000
		if !place.Replaces() {
			want = size(p) // the staging folder goes as a whole
		}
		if r := must(t, place, p); r.Sent != want {
			t.Errorf("sent %d of %d", r.Sent, size(p))
		}
		if err := place.Remove(t.Context(), partMark+p.Name+"-other-0123456789ab"); err != nil {
			t.Fatal(err)
		}
		s.exactly(t, p)
	})
	t.Run("foreign file in staging", func(t *testing.T) {
		onEach(t, func(t *testing.T, s *server) {
			p := testPackage(t, testName, bagFiles())
			s.put(partMark+p.Name+"-"+p.Digest[:digestPart]+"/files/data/foreign", "x")
			must(t, s.open(t), p)
			s.exactly(t, p)
		})
	})
}

// with is a copy of files with some changed; "-" removes one.
func with(files map[string]string, changed ...string) map[string]string {
	m := maps.Clone(files)
	for i := 0; i < len(changed); i += 2 {
		if m[changed[i]] = changed[i+1]; changed[i+1] == "-" {
			delete(m, changed[i])
		}
	}
	return m
}

// TestConflict finds something else under the name: nothing is changed there, and it is said what differs.
func TestConflict(t *testing.T) {
	for name, c := range map[string]struct {
		there []string
		want  string
	}{
		"other bytes":        {[]string{"data/空.txt", "x"}, "its data/空.txt differs"},
		"same size":          {[]string{"data/a%20b%2Fc.txt", "b"}, "its data/a%20b%2Fc.txt differs"},
		"another manifest":   {[]string{"manifest-sha256.txt", "x"}, "its manifest-sha256.txt differs"},
		"payload is missing": {[]string{"data/空.txt", "-"}, "its data/空.txt is missing"},
		"payload too many":   {[]string{"data/更多.txt", "x"}, "its data/更多.txt is not in the package"},
		"tag file too many":  {[]string{"signatures/x.p7s", "x"}, "its signatures/x.p7s is not in the package"},
	} {
		t.Run(name, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *server) {
				for n, b := range with(bagFiles(), c.there...) {
					s.put(testName+"/"+n, b)
				}
				before := s.tree()
				_, err := Deposit(t.Context(), s.open(t), testPackage(t, testName, bagFiles()), Options{})
				if !errors.Is(err, ErrConflict) || Retry(err) || !strings.Contains(err.Error(), c.want) {
					t.Errorf("error %v, want a conflict that says %q", err, c.want)
				}
				if d := cmp.Diff(before, s.tree()); d != "" {
					t.Errorf("changed (-before +after):\n%s", d)
				}
			})
		})
	}
}

// recorder notes the order in which files get their names in the package.
type recorder struct {
	Place
	moved []string
}

func (r *recorder) Move(ctx context.Context, from, to string, replace bool) error {
	r.moved = append(r.moved, to)
	return r.Place.Move(ctx, from, to, replace)
}

// TestSupplement adds tag files to a package that is there, tag manifests last.
func TestSupplement(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		place := &recorder{Place: s.open(t)}
		must(t, place, testPackage(t, testName, bagFiles()))
		p := testPackage(t, testName, with(bagFiles(), "tagmanifest-sha256.txt", noise(8, 300), "ts/zz.tsr", "time stamp", "signatures/章.p7s", "signature"))
		if r := must(t, place, p); r.Sent != 300+10+9 {
			t.Errorf("sent %d", r.Sent)
		}
		s.exactly(t, p)
		want := []string{testName + "/signatures/章.p7s", testName + "/ts/zz.tsr", testName + "/tagmanifest-sha256.txt"}
		if d := cmp.Diff(want, place.moved); d != "" {
			t.Errorf("order (-want +got):\n%s", d)
		}
	})
}

// liar stores other bytes than were sent, so often.
type liar struct {
	Place
	file  string
	times int
}

func (l *liar) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	if strings.HasSuffix(name, l.file) && l.times > 0 {
		l.times--
		r = flip{r}
	}
	return l.Place.Put(ctx, name, size, r)
}

type flip struct{ r io.Reader }

func (f flip) Read(p []byte) (int, error) {
	n, err := f.r.Read(p)
	if n > 0 {
		p[0] ^= 1
	}
	return n, err
}

// TestLyingPlace stores wrong bytes: once is mended, twice is an error, and what is wrong never gets the name.
func TestLyingPlace(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		p := testPackage(t, testName, bagFiles())
		const file = "职权目录汇编.pdf"
		var said bytes.Buffer
		_, err := Deposit(t.Context(), &liar{s.open(t), file, 2}, p, Options{Log: slog.New(slog.NewTextHandler(&said, nil))})
		for line := range strings.Lines(said.String()) {
			if strings.Contains(line, "level=WARN") && !strings.Contains(line, file) {
				t.Errorf("another file is named: %s", line)
			}
		}
		if n := strings.Count(said.String(), "level=WARN"); n != 2 {
			t.Errorf("said %d times:\n%s", n, said.String())
		}
		if !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), file) {
			t.Errorf("stored wrong twice: %v", err)
		}
		for name := range s.tree() {
			if strings.HasPrefix(name, p.Name) {
				t.Errorf("%s has its name", name)
			}
		}
		// What lies there wrong is sent again, wrong; then right.
		if r := must(t, &liar{s.open(t), file, 0}, p); s.kind != "webdav" && r.Sent != 60_000 || s.kind == "webdav" && r.Sent != size(p) {
			t.Errorf("sent %d", r.Sent)
		}
		s.exactly(t, p)
	})
}

// forgetful does what it is asked and does not say so.
type forgetful struct {
	Place
	after string
	times int
}

func (f *forgetful) lose(what string) error {
	if f.after != what || f.times == 0 {
		return nil
	}
	f.times--
	return io.ErrUnexpectedEOF
}

func (f *forgetful) Promote(ctx context.Context, from, to, last string, files map[string]int64) error {
	return errors.Join(f.Place.Promote(ctx, from, to, last, files), f.lose("promote"))
}

func (f *forgetful) Remove(ctx context.Context, folder string) error {
	return errors.Join(f.Place.Remove(ctx, folder), f.lose("remove"))
}

func (f *forgetful) Move(ctx context.Context, from, to string, replace bool) error {
	return errors.Join(f.Place.Move(ctx, from, to, replace), f.lose("move"))
}

// TestLostAnswer has the place do the last step and the connection break before it says so.
func TestLostAnswer(t *testing.T) {
	for _, after := range []string{"promote", "remove", "move"} {
		t.Run(after, func(t *testing.T) {
			onEach(t, func(t *testing.T, s *server) {
				p := testPackage(t, testName, bagFiles())
				if after == "move" { // only a supplement moves
					must(t, s.open(t), p)
					p = testPackage(t, testName, with(bagFiles(), "signatures/章.p7s", "signature", "signatures/乙.p7s", "signature"))
				}
				_, err := Deposit(t.Context(), &forgetful{s.open(t), after, 1}, p, Options{})
				if !Retry(err) {
					t.Fatalf("answer lost: %v", err)
				}
				if r := must(t, s.open(t), p); after != "move" && r.Sent != 0 {
					t.Errorf("sent %d once more", r.Sent)
				}
				s.exactly(t, p)
			})
		})
	}
}

// TestCutOff breaks all connections after each tenth of the bytes of a deposit, in each direction. What was sent before is not
// lost, and in the end there is one package.
func TestCutOff(t *testing.T) {
	for kind, start := range kinds {
		if kind == "folder" {
			continue
		}
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			p := testPackage(t, testName, bagFiles())
			try := func(s *server, most int64, ofDown bool) (*proxy, error) {
				x := newProxy(t, s.addr, most, ofDown, false)
				place, err := Open(t.Context(), s.config(x.addr()))
				if err != nil {
					return x, err
				}
				defer place.Close()
				_, err = Deposit(t.Context(), place, p, Options{})
				return x, err
			}
			all, err := try(start(t, t.TempDir()), -1, false)
			if err != nil {
				t.Fatal(err)
			}
			var spared atomic.Int64
			cut := func(t *testing.T, i int) {
				total, ofDown := all.up.Load(), i%2 == 1
				if ofDown {
					total = all.down.Load()
				}
				s := start(t, t.TempDir())
				if _, err := try(s, total*int64(i/2)/10+total/20, ofDown); !Retry(err) {
					t.Errorf("cut %d: it ends with %v, to be retried", i, err)
				}
				spared.Add(size(p) - must(t, s.open(t), p).Sent)
				s.exactly(t, p)
			}
			t.Run("cuts", func(t *testing.T) {
				for i := range 20 {
					t.Run("", func(t *testing.T) { t.Parallel(); cut(t, i) })
				}
			})
			if spared.Load() == 0 {
				t.Error("all was always sent twice")
			}
		})
	}
}

// TestSilence has the server fall silent: it is noticed, and a context ends the wait.
func TestSilence(t *testing.T) {
	for kind, start := range kinds {
		if kind == "folder" {
			continue
		}
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			p := testPackage(t, testName, bagFiles())
			for i := range 4 {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					ofDown, cancelled := i&1 > 0, i&2 > 0
					s := start(t, t.TempDir())
					c := s.config(newProxy(t, s.addr, 30_000, ofDown, true).addr())
					ctx, cancel := context.WithCancel(t.Context())
					if c.Idle = 200 * time.Millisecond; cancelled {
						c.Idle = time.Minute
						time.AfterFunc(200*time.Millisecond, cancel)
					}
					begun := time.Now()
					place, err := Open(ctx, c)
					if err != nil {
						t.Fatal(err)
					}
					_, err = Deposit(ctx, place, p, Options{})
					if took := time.Since(begun); !Retry(err) || took > 10*time.Second || errors.Is(err, context.Canceled) != cancelled {
						t.Errorf("down %v, cancelled %v: %v after %v", ofDown, cancelled, err, took)
					}
					cancel()
					place.Close()
					must(t, s.open(t), p)
					s.exactly(t, p)
				})
			}
		})
	}
}

// quota is a place on which a disk gets full.
type quota struct {
	Place
	left int64
}

func (q *quota) Put(ctx context.Context, name string, size int64, r io.Reader) error {
	return q.Place.Put(ctx, name, size, &quotaReader{r, q})
}

type quotaReader struct {
	r io.Reader
	q *quota
}

func (r *quotaReader) Read(p []byte) (int, error) {
	if r.q.left <= 0 {
		return 0, syscall.ENOSPC
	}
	n, err := r.r.Read(p[:min(int64(len(p)), r.q.left)])
	r.q.left -= int64(n)
	return n, err
}

// TestFull lets the space run out, once where the server says so and once in the middle of a file, and come back.
func TestFull(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		p := testPackage(t, testName, bagFiles())
		if _, err := Deposit(t.Context(), &quota{s.open(t), 10_000}, p, Options{}); !errors.Is(err, syscall.ENOSPC) || !Retry(err) {
			t.Errorf("in the middle of a file: %v", err)
		}
		if s.full != nil {
			s.full(10_000)
			if _, err := Deposit(t.Context(), s.open(t), p, Options{}); !Retry(err) || !strings.Contains(err.Error(), "507") {
				t.Errorf("full: %v", err)
			}
			s.full(-1)
		}
		if r := must(t, s.open(t), p); r.Sent >= size(p) {
			t.Error("all was sent again")
		}
		s.exactly(t, p)
	})
}

// TestTogether has two deposits of one package run at once: each ends in a receipt or an error to be retried.
func TestTogether(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		for i := range 4 {
			p := testPackage(t, fmt.Sprintf("%s-%d", testName, i), bagFiles())
			var wg sync.WaitGroup
			errs := make([]error, 3)
			for j := range errs {
				place := s.open(t)
				wg.Go(func() {
					time.Sleep(time.Duration(i*j) * 3 * time.Millisecond) // they meet at other points
					_, errs[j] = Deposit(t.Context(), place, p, Options{})
				})
			}
			wg.Wait()
			for _, err := range errs {
				if err != nil && !Retry(err) {
					t.Errorf("together: %v", err)
				}
			}
			must(t, s.open(t), p)
			for name, b := range s.tree() { // the packages before this were looked at in their turn
				if rest, ok := strings.CutPrefix(name, p.Name+"/"); ok && b != bagFiles()[rest] || strings.HasPrefix(name, partMark) {
					t.Errorf("%s differs, or is left there", name)
				}
			}
		}
	})
}

// twoBuilds are two builds of one small package: two files differ, though not in size, each has one that the other lacks, and the
// rest is the same.
func twoBuilds(t testing.TB) (a, b Package) {
	both := map[string]string{"bagit.txt": bagFiles()["bagit.txt"], "data/同.txt": noise(12, 2000), "data/异.txt": "a", "manifest-sha256.txt": noise(1, 900)}
	return testPackage(t, testName, with(both, "data/只在甲.txt", "a")),
		testPackage(t, testName, with(both, "data/只在乙.txt", "b", "data/异.txt", "b", "manifest-sha256.txt", noise(11, 900)))
}

// settled demands that of two builds, deposited with these errors while the other was, none has a receipt that is not true; and that
// there is one whole copy in the end, or a conflict that says what to remove.
func (s *server) settled(t *testing.T, a, b Package, errA, errB error) (conflict bool) {
	t.Helper()
	for _, err := range []error{errA, errB} {
		if err != nil && !Retry(err) && !errors.Is(err, ErrConflict) {
			t.Errorf("beside another build: %v", err)
		}
	}
	if errA == nil && errB == nil {
		t.Error("both builds have a receipt")
	}
	for p, err := range map[*Package]error{&a: errA, &b: errB} {
		for _, f := range p.Files {
			if got := s.tree()[p.Name+"/"+f.Name]; err == nil && fmt.Sprintf("%x", sha256.Sum256([]byte(got))) != f.SHA256 {
				t.Errorf("there is a receipt, and %s is not there", f.Name)
			}
		}
	}
	_, againA := Deposit(t.Context(), s.open(t), a, Options{})
	_, againB := Deposit(t.Context(), s.open(t), b, Options{})
	remove := fmt.Sprintf("remove all that lies at the place below %s/", a.Name)
	switch {
	case againA == nil && errors.Is(againB, ErrConflict) && errB != nil:
		s.exactly(t, a)
	case againB == nil && errors.Is(againA, ErrConflict) && errA != nil:
		s.exactly(t, b)
	case s.kind == "s3" && errA != nil && errB != nil && errors.Is(againA, ErrConflict) && errors.Is(againB, ErrConflict) &&
		strings.Contains(againA.Error(), remove) && strings.Contains(againB.Error(), remove):
		if _, ok := s.tree()[a.Name+"/"+a.Last]; ok {
			t.Error("what is no package looks like one")
		}
		return true
	default:
		t.Errorf("at first: %v, %v; then: %v, %v", errA, errB, againA, againB)
	}
	return false
}

// TestTwoBuilds has two builds of one package run at once: one gets the name, whole, the other learns of it.
func TestTwoBuilds(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		packages := [2]Package{}
		packages[0], packages[1] = twoBuilds(t)
		errs := [2]error{}
		var wg sync.WaitGroup
		for i, p := range packages {
			place := s.open(t)
			wg.Go(func() { _, errs[i] = Deposit(t.Context(), place, p, Options{}) })
		}
		wg.Wait()
		s.settled(t, packages[0], packages[1], errs[0], errs[1])
	})
}

// TestBuildBetween has a server that renames nothing, and at each request of a deposit another one come between with the whole of its
// own: of another build, or of the same, and then both have their receipts.
func TestBuildBetween(t *testing.T) {
	t.Parallel()
	a, b := twoBuilds(t)
	for name, other := range map[string]Package{"another": b, "the same": a} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for n := int64(1); !t.Failed(); n++ {
				s := s3Server(t, "")
				placeA, placeB := s.open(t), s.open(t)
				var requests atomic.Int64
				var errB error
				s.ask(func(*http.Request) bool {
					if requests.Add(1) == n {
						_, errB = Deposit(t.Context(), placeB, other, Options{})
					}
					return true
				})
				_, errA := Deposit(t.Context(), placeA, a, Options{})
				s.ask(nil)
				if requests.Load() < n {
					break
				}
				if other.Digest == a.Digest {
					if errA != nil || errB != nil {
						t.Errorf("%v, %v", errA, errB)
					}
					s.exactly(t, a)
				} else if s.settled(t, a, b, errA, errB) {
					t.Error("somebody has to remove something")
				}
				if t.Failed() || n > 500 {
					t.Errorf("at request %d", n)
				}
			}
		})
	}
}

// TestRebuilt cuts a promotion that works file by file, after each file, and the package is built anew: the new build finds what the
// cut one has left, takes it back, and is there whole. Cut while it takes back, it does so the next time.
func TestRebuilt(t *testing.T) {
	t.Parallel()
	a, b := twoBuilds(t)
	cut := func(s *server, p Package, method string, copies bool, n int64) (int64, error) {
		place := s.open(t)
		var seen atomic.Int64
		s.ask(func(r *http.Request) bool {
			return r.Method != method || copies != (r.Header.Get("X-Amz-Copy-Source") != "") || seen.Add(1) <= n
		})
		_, err := Deposit(t.Context(), place, p, Options{})
		s.ask(nil)
		return seen.Load(), err
	}
	for n := range int64(len(a.Files)) {
		s := s3Server(t, "")
		if _, err := cut(s, a, http.MethodPut, true, n); !Retry(err) {
			t.Fatalf("cut after %d copies: %v", n, err)
		}
		cuts := int64(0)
		for n > 2 { // cut while that is taken back
			seen, err := cut(s, b, http.MethodDelete, false, 1+cuts%3)
			if err == nil || seen <= 1+cuts%3 || cuts > 20 {
				break
			}
			cuts++
		}
		if n > 2 && cuts == 0 {
			t.Error("it was not cut while it was taken back")
		}
		must(t, s.open(t), b)
		s.exactly(t, b)
	}
	// Nothing shows any more what it is a part of: then it is not touched, and it is said what is to be done.
	s := s3Server(t, "")
	if _, err := cut(s, a, http.MethodPut, true, 3); !Retry(err) {
		t.Fatal(err)
	}
	if err := s.open(t).Remove(t.Context(), partMark+a.Name+"-"+a.Digest[:digestPart]); err != nil {
		t.Fatal(err)
	}
	before := s.tree()
	_, err := Deposit(t.Context(), s.open(t), b, Options{})
	if !errors.Is(err, ErrConflict) || !strings.Contains(err.Error(), "remove all that lies at the place below "+a.Name+"/") {
		t.Errorf("half of something: %v", err)
	}
	if d := cmp.Diff(before, s.tree()); d != "" {
		t.Errorf("changed (-before +after):\n%s", d)
	}
}

// TestHalfPromoted finds what is left of a promotion that was cut: S3 goes on, other places have no such thing.
func TestHalfPromoted(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		p := testPackage(t, testName, bagFiles())
		n := 0
		for _, f := range p.Files {
			if f.Name != p.Last && n < 4 {
				s.put(p.Name+"/"+f.Name, bagFiles()[f.Name])
				n++
			}
		}
		_, err := Deposit(t.Context(), s.open(t), p, Options{})
		if s.kind == "s3" {
			if err != nil {
				t.Fatal(err)
			}
			s.exactly(t, p)
		} else if !errors.Is(err, ErrConflict) {
			t.Errorf("half a package under its name: %v", err)
		}
	})
}

// TestPlace are the words of the interface that a deposit alone does not show.
func TestPlace(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		place, ctx := s.open(t), t.Context()
		if m, err := place.List(ctx, "nothing"); !errors.Is(err, fs.ErrNotExist) && len(m) > 0 {
			t.Errorf("list of nothing: %v, %v", m, err)
		}
		if _, err := place.Get(ctx, "nothing/x"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("get nothing: %v", err)
		}
		if err := place.Remove(ctx, ".part-nothing"); err != nil {
			t.Errorf("remove nothing: %v", err)
		}
		if err := place.Promote(ctx, ".part-nothing/files", "x", "l", nil); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("promote nothing: %v", err)
		}
		s.put("there/l", "old")
		s.put(".part-x/files/l", "new")
		if err := place.Promote(ctx, ".part-x/files", "there", "l", map[string]int64{"l": 3}); !errors.Is(err, fs.ErrExist) {
			t.Errorf("promote to what is there: %v", err)
		}
		if d := cmp.Diff(map[string]string{"there/l": "old", ".part-x/files/l": "new"}, files(s.tree())); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
		if err := place.Move(ctx, ".part-x/files/l", "there/l", false); !place.Replaces() && !errors.Is(err, fs.ErrExist) {
			t.Errorf("move to what is there: %v", err)
		}
		if place.Piecemeal() {
			s.put(".part-x/files/l", "new")
			for _, was := range []map[string]int64{{"l": 3, "m": 1}, {"l": 4}} {
				if err := place.Promote(ctx, ".part-x/files", "less", "l", was); !errors.Is(err, fs.ErrNotExist) {
					t.Errorf("promote less than there was: %v", err)
				}
			}
			s.put(".part-x/files/m", "m")
			if err := place.Promote(ctx, ".part-x/files", "more", "l", map[string]int64{"l": 3}); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("promote more than there was: %v", err)
			}
		} else {
			if err := os.Mkdir(filepath.Join(s.dir, "empty"), 0o755); err != nil {
				t.Fatal(err)
			}
			s.put(".part-x/files/l", "new")
			if err := place.Promote(ctx, ".part-x/files", "empty", "l", nil); !errors.Is(err, fs.ErrExist) {
				t.Errorf("promote to an empty folder: %v", err)
			}
		}
		if err := place.Remove(ctx, ".part-x"); err != nil {
			t.Error(err)
		}
		cancelled, cancel := context.WithCancel(ctx)
		cancel()
		if err := s.open(t).Put(cancelled, ".part-x/files/c", 3, strings.NewReader("top")); !errors.Is(err, context.Canceled) {
			t.Errorf("put when cancelled: %v", err)
		}
		for _, b := range []string{"top", "new"} { // the second finds the first
			if err := place.Put(ctx, ".part-x/files/l", 3, strings.NewReader(b)); err != nil {
				t.Error(err)
			}
		}
		if b := s.tree()[".part-x/files/l"]; b != map[bool]string{false: "top", true: "new"}[place.Replaces()] {
			t.Errorf("put twice: %s", b)
		}
		if err := place.Move(ctx, ".part-x/files/l", "there/l", true); err != nil {
			t.Error(err)
		}
		if err := place.Put(ctx, ".part-x/files/short", 5, strings.NewReader("top")); err == nil {
			t.Error("three bytes of five were taken")
		}
		if err := place.Remove(ctx, ".part-x"); err != nil {
			t.Error(err)
		}
		if d := cmp.Diff(map[string]string{"there/l": map[bool]string{false: "top", true: "new"}[place.Replaces()]}, s.tree()); d != "" {
			t.Errorf("(-want +got):\n%s", d)
		}
	})
}

// TestUndo takes back only what is the same on both sides, and nothing of what is whole.
func TestUndo(t *testing.T) {
	t.Parallel()
	s := s3Server(t, "")
	place := s.open(t)
	for _, whole := range []bool{true, false} {
		want := map[string]string{".part-x/files/same": "a", ".part-x/files/other": "a", "there/same": "a", "there/other": "b", "there/own": "c"}
		if whole {
			want["there/l"] = "l"
		}
		for name, b := range want {
			s.put(name, b)
		}
		s.put(".part-x/files/l", "l")
		if err := place.Undo(t.Context(), ".part-x/files", "there", "l"); err != nil {
			t.Fatal(err)
		}
		if !whole {
			delete(want, "there/same")
		}
		if d := cmp.Diff(want, s.tree()); d != "" {
			t.Errorf("whole %v (-want +got):\n%s", whole, d)
		}
		for _, folder := range []string{".part-x", "there"} {
			if err := place.Remove(t.Context(), folder); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestMixture has other bytes put under the name while a package is copied there file by file: whenever it happens up to the last copy,
// there is no receipt, unless it was mended. And it is noticed when another build has undone the Promote before it ends.
func TestMixture(t *testing.T) {
	t.Parallel()
	a, _ := twoBuilds(t)
	isLast := func(r *http.Request) bool {
		return r.Header.Get("X-Amz-Copy-Source") != "" && strings.HasSuffix(r.URL.Path, "/"+a.Last)
	}
	for file, wrong := range map[string]string{"data/异.txt": "x", "data/外.txt": "x"} {
		failed := 0
		for n, over := int64(1), false; !over; n++ {
			s := s3Server(t, "")
			place := s.open(t)
			var requests atomic.Int64
			begun := false
			s.ask(func(r *http.Request) bool {
				if begun = begun || r.Header.Get("X-Amz-Copy-Source") != ""; !begun {
					return true
				}
				over = over || isLast(r) && requests.Load()+1 == n
				if requests.Add(1) == n {
					s.put(testName+"/"+file, wrong)
				}
				return true
			})
			if _, err := Deposit(t.Context(), place, a, Options{}); err != nil {
				failed++
			} else {
				s.exactly(t, a)
			}
			if n > 500 {
				t.Fatal("it has no end")
			}
		}
		if failed < 2 {
			t.Errorf("only %d were noticed", failed)
		}
	}
	s := s3Server(t, "")
	place := s.open(t)
	staged := ".part-x/files"
	s.put(staged+"/"+a.Last, "l")
	s.put(staged+"/data/x", "x")
	copied := false
	s.ask(func(r *http.Request) bool {
		if copied && r.Method == http.MethodGet {
			s.remove(staged + "/" + a.Last)
		}
		copied = copied || isLast(r)
		return true
	})
	if err := place.Promote(t.Context(), staged, "x", a.Last, map[string]int64{a.Last: 1, "data/x": 1}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("undone before it ended: %v", err)
	}
}

// TestCutBetween has another build cut in its promotion while a deposit sends its files: it takes back what that one has left.
func TestCutBetween(t *testing.T) {
	t.Parallel()
	a, b := twoBuilds(t)
	s := s3Server(t, "")
	placeA, placeB := s.open(t), s.open(t)
	copies, begun := 0, false
	var errB error
	s.ask(func(r *http.Request) bool {
		switch {
		case !begun && r.Method == http.MethodPut:
			begun = true
			_, errB = Deposit(t.Context(), placeB, b, Options{})
		case r.Header.Get("X-Amz-Copy-Source") != "":
			copies++
			return copies != 4
		}
		return true
	})
	if _, err := Deposit(t.Context(), placeA, a, Options{}); err != nil || !Retry(errB) {
		t.Errorf("%v, after another ended with %v", err, errB)
	}
	s.exactly(t, a)
}

// sneak does something before the staging folder is listed for so manieth time.
type sneak struct {
	Place
	nth int
	do  func()
}

func (s *sneak) List(ctx context.Context, folder string) (map[string]int64, error) {
	if strings.HasSuffix(folder, "/files") {
		if s.nth--; s.nth == 0 {
			s.do()
		}
	}
	return s.Place.List(ctx, folder)
}

// TestStagedChanges has the staging folder change after it was read back: it does not get the name.
func TestStagedChanges(t *testing.T) {
	onEach(t, func(t *testing.T, s *server) {
		p := testPackage(t, testName, bagFiles())
		part := partMark + p.Name + "-" + p.Digest[:digestPart]
		for name, b := range map[string]string{"data/foreign": "x", "data/空.txt": "not empty"} {
			_, err := Deposit(t.Context(), &sneak{s.open(t), 2, func() { s.put(part+"/files/"+name, b) }}, p, Options{})
			if !Retry(err) {
				t.Errorf("%s: %v", name, err)
			}
			for there := range s.tree() {
				if strings.HasPrefix(there, p.Name) {
					t.Errorf("%s: %s has its name", name, there)
				}
			}
		}
		must(t, s.open(t), p)
		s.exactly(t, p)
	})
}

// files leaves out folders.
func files(tree map[string]string) map[string]string {
	maps.DeleteFunc(tree, func(name, _ string) bool { return strings.HasSuffix(name, "/") })
	return tree
}

// TestPlainSFTP has a server without posix-rename: nothing is replaced in staging, and a tag manifest in a package is.
func TestPlainSFTP(t *testing.T) {
	t.Parallel()
	s := sftpServer(t, t.TempDir())
	place := s.open(t)
	place.(*sftpPlace).posix = false
	s.put("there", "old")
	s.put("new", "new")
	if err := place.Move(t.Context(), "new", "there", false); !errors.Is(err, fs.ErrExist) || s.tree()["there"] != "old" {
		t.Errorf("moved to what is there: %v", err)
	}
	if err := errors.Join(os.Remove(filepath.Join(s.dir, "there")), os.Remove(filepath.Join(s.dir, "new"))); err != nil {
		t.Fatal(err)
	}
	p := testPackage(t, testName, bagFiles())
	s.put(partMark+p.Name+"-"+p.Digest[:digestPart]+"/files/manifest-sha256.txt", noise(77, 900))
	if r := must(t, place, p); r.Sent != 2*size(p)-900 {
		t.Errorf("sent %d of %d", r.Sent, size(p))
	}
	p = testPackage(t, testName, with(bagFiles(), "tagmanifest-sha256.txt", noise(8, 300), "signatures/章.p7s", "signature"))
	must(t, place, p)
	s.exactly(t, p)
}
