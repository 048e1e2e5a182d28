package evidence

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"report/internal/digest"
)

// Verification is what reading every byte again found.
type Verification struct {
	Files    int           // of evidence that were read
	Bytes    int64         // in them
	Root     digest.SHA256 // of the committed evidence
	Problems []Problem     // sorted by path
	Notes    []string      // what does not break the proof: a paper older than its sources
}

// Problem is one file that is not what it was.
type Problem struct {
	Path    string `json:"path"` // relative to the study's root
	Problem string `json:"problem"`
	Hint    string `json:"hint,omitempty"`
}

// Verify reads every byte of the evidence again, on all cores, and compares it
// with the manifests and the lists of sums; then the rendered papers.
// It trusts no cache.
func (s *Store) Verify() (*Verification, error) {
	return (&verifier{files: os.DirFS(s.root), root: s.root}).all()
}

// Summed is a file system that knows the digests of its files, because it
// just read them: a bundle.
type Summed interface {
	fs.FS
	Sum(name string) (digest.SHA256, int64, error)
}

// VerifyFS is Verify of a study that lies in a file system. One that is Summed
// is asked for digests instead of being read a second time.
func VerifyFS(files fs.FS) (*Verification, error) { return (&verifier{files: files}).all() }

// all verifies every run, then the papers.
func (v *verifier) all() (*Verification, error) {
	for _, shelf := range []string{Committed, Aside} {
		if err := v.list(shelf); err != nil {
			return nil, fmt.Errorf("listing the evidence: %w", err)
		}
	}
	if err := v.pruned(); err != nil {
		return nil, err
	}
	parallel(len(v.runs), func() func(int) { return func(i int) { v.runs[i].open(v) } })
	v.collect()
	v.readAll()
	result := &Verification{Files: int(v.read.Load()), Bytes: v.bytes.Load(), Root: v.evidenceRoot()}
	notes, err := v.papers(result.Root)
	if err != nil {
		return nil, err
	}
	result.Notes = notes
	sort.SliceStable(v.problems, func(i, j int) bool { return v.problems[i].Path < v.problems[j].Path })
	result.Problems = v.problems
	return result, nil
}

// parallel does n things on all cores. Each worker has what make gives it.
func parallel(n int, make func() func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		group.Go(func() {
			do := make()
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				do(int(i))
			}
		})
	}
	group.Wait()
}

type verifier struct {
	files fs.FS  // of the study
	root  string // its directory, "" where files are not on the disk
	runs  []*runCheck
	tasks []task
	read  atomic.Int64 // files
	bytes atomic.Int64

	mu       sync.Mutex
	problems []Problem
}

// task is one file of a run to read.
type task struct {
	run *runCheck
	expected
}

// name is the file's path relative to the study's root.
func (t *task) name() string { return t.run.dir + "/" + t.path }

func (v *verifier) problem(name, hint, format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.problems = append(v.problems, Problem{name, fmt.Sprintf(format, args...), hint})
}

// list finds the runs of a shelf, and what lies between them.
func (v *verifier) list(shelf string) error {
	err := fs.WalkDir(v.files, shelf, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && IsRunName(d.Name()):
			v.runs = append(v.runs, &runCheck{dir: name, shelf: shelf})
			return fs.SkipDir
		case !d.IsDir() && !besideRuns[strings.TrimPrefix(name, shelf+"/")]:
			v.problem(name, "evidence/ is written by report alone; move the file elsewhere", "belongs to no run")
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// besideRuns are the files of evidence/ that are of no run.
var besideRuns = map[string]bool{"PRUNED": true, "ROOT.sig": true, ".gitattributes": true, ".gitignore": true, ".gitkeep": true, "README.md": true}

// count adds a file that was read elsewhere.
func (v *verifier) count(size int) {
	v.read.Add(1)
	v.bytes.Add(int64(size))
}

// collect gathers the files of all runs, the largest first, so that no core is
// left with the longest at the end.
func (v *verifier) collect() {
	for _, c := range v.runs {
		v.tasks = append(v.tasks, c.tasks...)
	}
	sort.SliceStable(v.tasks, func(i, j int) bool { return v.tasks[i].size > v.tasks[j].size })
}

// A run of so many files is worth opening its directory; so many are open at a
// time.
const (
	manyFiles   = 16
	mostFolders = 128
)

// readAll reads and compares all files. Where they lie on the disk, the
// directory of a run of many is opened once and its files by their names in it:
// a path of ten parts takes as long to look up as a small file to read.
func (v *verifier) readAll() {
	if v.root != "" {
		open := 0
		for _, c := range v.runs {
			worth := len(c.tasks) >= manyFiles && open < mostFolders
			c.folder = newFolder(filepath.Join(v.root, filepath.FromSlash(c.dir)), worth)
			defer c.folder.close()
			if worth {
				open++
			}
		}
	}
	parallel(len(v.tasks), v.worker)
}

// digest reads a file, and digests it with a hash and a buffer that are used
// again.
func (t *task) digest(files fs.FS, h hash.Hash, buf []byte) (digest.SHA256, int64, error) {
	if t.run.folder == nil {
		return hashFile(files, t.name(), h, buf)
	}
	return t.run.folder.hash(t.path, h, buf)
}

// worker reads files with a buffer and a hash of its own.
func (v *verifier) worker() func(int) {
	buf, h := make([]byte, 1<<20), sha256.New()
	return func(i int) {
		t := &v.tasks[i]
		got, size, err := t.digest(v.files, h, buf)
		if err != nil {
			v.problem(t.name(), "", "could not be read: %v", err)
			return
		}
		v.count(int(size))
		if got != t.sum {
			v.problem(t.name(), t.run.hint("the file changed after the run"), "content does not match %s", t.at())
		}
	}
}

// hashFile digests a file with a hash and a buffer that are used again.
func hashFile(files fs.FS, name string, h hash.Hash, buf []byte) (sum digest.SHA256, size int64, err error) {
	if known, ok := files.(Summed); ok {
		return known.Sum(name)
	}
	f, err := files.Open(name)
	if err != nil {
		return sum, 0, err
	}
	defer f.Close()
	h.Reset()
	for {
		n, err := f.Read(buf)
		h.Write(buf[:n])
		size += int64(n)
		if err == io.EOF {
			h.Sum(sum[:0])
			return sum, size, nil
		}
		if err != nil {
			return sum, size, err
		}
	}
}

// evidenceRoot is the root as Store.Root has it, from the manifests just read.
func (v *verifier) evidenceRoot() digest.SHA256 {
	var entries []digest.Entry
	for _, c := range v.runs {
		if c.shelf == Committed && !c.manifest.IsZero() {
			entries = append(entries, digest.Entry{Path: path.Join(c.dir, ManifestName), SHA256: c.manifest})
		}
	}
	return digest.Tree(entries)
}
