package evidence

import (
	"bytes"
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
	v := &verifier{root: s.root}
	for _, shelf := range []string{Committed, Aside} {
		if err := v.list(shelf); err != nil {
			return nil, fmt.Errorf("listing the evidence: %w", err)
		}
	}
	parallel(len(v.runs), func() func(int) { return func(i int) { v.runs[i].open(v) } })
	v.collect()
	parallel(len(v.tasks), v.worker)
	result := &Verification{Files: int(v.files.Load()), Bytes: v.bytes.Load(), Root: v.evidenceRoot()}
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
	root  string
	runs  []*runCheck
	tasks []task
	files atomic.Int64
	bytes atomic.Int64

	mu       sync.Mutex
	problems []Problem
}

// task is one file to read: what it should be, and the line that says so.
type task struct {
	path string // relative to the study's root
	size int64
	want digest.SHA256
	at   string // manifest.json:12
	hint string
}

func (v *verifier) problem(name, hint, format string, args ...any) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.problems = append(v.problems, Problem{name, fmt.Sprintf(format, args...), hint})
}

// list finds the runs of a shelf, and what lies between them.
func (v *verifier) list(shelf string) error {
	s := At(v.root)
	err := s.eachRun(shelf, func(dir string) error {
		v.runs = append(v.runs, &runCheck{dir: dir, shelf: shelf})
		return nil
	})
	if err != nil {
		return err
	}
	err = fs.WalkDir(os.DirFS(v.root), shelf, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && runName.MatchString(d.Name()):
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

// runCheck is one run as it lies on the disk.
type runCheck struct {
	dir      string // relative to the study's root
	shelf    string
	manifest digest.SHA256 // of manifest.json as it is
	tasks    []task
}

// experiment is the experiment's ID.
func (c *runCheck) experiment() string {
	return strings.TrimPrefix(path.Dir(c.dir), c.shelf+"/")
}

// hint says how to get a changed file of the run back.
func (c *runCheck) hint(what string) string {
	restore := "restore it from git: git checkout -- " + c.dir
	if c.shelf == Aside {
		restore = "remove the run: rm -r " + c.dir
	}
	return what + "; " + restore + ", or: report run --force " + c.experiment()
}

// open reads what the run says of itself and lists the files to read.
func (c *runCheck) open(v *verifier) {
	dir := filepath.Join(v.root, filepath.FromSlash(c.dir))
	present, err := c.walk(v, dir)
	if err != nil {
		v.problem(c.dir, "", "%v", err)
		return
	}
	text, manifest := c.readManifest(v, dir)
	sums, sumsText := c.readSums(v, dir)
	if len(sums) == 0 && manifest == nil {
		return
	}
	expected := c.expect(v, text, manifest, sums, sumsText)
	for name, want := range expected {
		size, here := present[name]
		if !here {
			v.problem(path.Join(c.dir, name), c.hint("the file was removed after the run"), "is missing, and %s lists it", want.at)
			continue
		}
		c.tasks = append(c.tasks, task{path.Join(c.dir, name), size, want.sum, want.at, c.hint("the file changed after the run")})
	}
	for name := range present {
		if _, listed := expected[name]; !listed && name != ManifestName && name != SumsName {
			v.problem(path.Join(c.dir, name), "evidence is written once; remove the file: rm "+path.Join(c.dir, name), "was added after the run: %s does not list it", ManifestName)
		}
	}
}

// walk lists the run's files with their sizes.
func (c *runCheck) walk(v *verifier, dir string) (map[string]int64, error) {
	present := map[string]int64{}
	var inner func(prefix string) error
	inner = func(prefix string) error {
		entries, err := os.ReadDir(filepath.Join(dir, filepath.FromSlash(prefix)))
		if err != nil {
			return err
		}
		for _, entry := range entries {
			name := path.Join(prefix, entry.Name())
			switch {
			case entry.IsDir():
				if err := inner(name); err != nil {
					return err
				}
			case !entry.Type().IsRegular():
				v.problem(path.Join(c.dir, name), c.hint("a file was replaced after the run"), "is not a regular file")
				present[name] = -1
			default:
				info, err := entry.Info()
				if err != nil {
					return err
				}
				present[name] = info.Size()
			}
		}
		return nil
	}
	return present, inner("")
}

// readManifest reads and digests the manifest; nil where it is no manifest.
func (c *runCheck) readManifest(v *verifier, dir string) ([]byte, *Manifest) {
	name := path.Join(c.dir, ManifestName)
	text, err := os.ReadFile(filepath.Join(dir, ManifestName))
	if errors.Is(err, fs.ErrNotExist) {
		v.problem(name, c.hint("the file was removed after the run"), "is missing")
		return nil, nil
	}
	if err != nil {
		v.problem(name, "", "%v", err)
		return nil, nil
	}
	v.count(len(text))
	c.manifest = digest.Bytes(text)
	m, err := ParseManifest(text)
	if err == nil && (m.Run != path.Base(c.dir) || m.Experiment != c.experiment()) {
		err = fmt.Errorf("it is the manifest of %s/%s", m.Experiment, m.Run)
	}
	if err != nil {
		v.problem(name, c.hint("the manifest changed after the run"), "%v", err)
		return text, nil
	}
	return text, m
}

// sum is a digest and the line that states it.
type sum struct {
	sum digest.SHA256
	at  string
}

// readSums reads SHA256SUMS.
func (c *runCheck) readSums(v *verifier, dir string) (map[string]sum, []byte) {
	name := path.Join(c.dir, SumsName)
	text, err := os.ReadFile(filepath.Join(dir, SumsName))
	if errors.Is(err, fs.ErrNotExist) {
		v.problem(name, c.hint("the file was removed after the run"), "is missing")
		return nil, nil
	}
	if err != nil {
		v.problem(name, "", "%v", err)
		return nil, nil
	}
	v.count(len(text))
	sums := map[string]sum{}
	number := 0
	for line := range bytes.Lines(text) {
		number++
		hex, file, ok := strings.Cut(strings.TrimSuffix(string(line), "\n"), "  ")
		one, err := digest.Parse(hex)
		if !ok || err != nil || !bytes.HasSuffix(line, []byte("\n")) || !fs.ValidPath(file) {
			v.problem(name, c.hint("the list of sums changed after the run"), "line %d is not one of sha256sum", number)
			continue
		}
		sums[file] = sum{one, fmt.Sprintf("%s:%d", SumsName, number)}
	}
	return sums, text
}

// expect says what each file should be. The manifest does, where the list of
// sums confirms it; else the list of sums, and the manifest is the problem.
func (c *runCheck) expect(v *verifier, text []byte, m *Manifest, sums map[string]sum, sumsText []byte) map[string]sum {
	listed, ok := sums[ManifestName]
	confirmed := ok && listed.sum == c.manifest
	switch {
	case m == nil && len(text) == 0:
	case ok && !confirmed && m != nil:
		v.problem(path.Join(c.dir, ManifestName), c.hint("one of the two changed after the run"), "content does not match %s", listed.at)
	case !ok && len(sums) > 0:
		v.problem(path.Join(c.dir, SumsName), c.hint("the list of sums changed after the run"), "does not list %s", ManifestName)
	}
	delete(sums, ManifestName)
	if m == nil || !confirmed && len(sums) > 0 {
		return sums
	}
	lines := entryLines(text)
	expected := make(map[string]sum, len(m.Files))
	entries := []digest.Entry{{Path: ManifestName, SHA256: c.manifest}}
	for _, f := range m.Files {
		at := ManifestName
		if line := lines[f.Path]; line > 0 {
			at = fmt.Sprintf("%s:%d", ManifestName, line)
		}
		expected[f.Path] = sum{f.SHA256, at}
		entries = append(entries, digest.Entry{Path: f.Path, SHA256: f.SHA256})
	}
	if confirmed && !bytes.Equal(digest.Lines(entries), sumsText) {
		c.compareSums(v, expected, sums)
	}
	return expected
}

// compareSums names the lines in which the list of sums is not the manifest's.
func (c *runCheck) compareSums(v *verifier, expected, sums map[string]sum) {
	name, hint := path.Join(c.dir, SumsName), c.hint("the list of sums changed after the run")
	found := false
	complain := func(format string, args ...any) {
		found = true
		v.problem(name, hint, format, args...)
	}
	for file, want := range expected {
		got, ok := sums[file]
		switch {
		case !ok:
			complain("does not list %s, which %s does", file, want.at)
		case got.sum != want.sum:
			complain("line %s of %s does not match %s", strings.TrimPrefix(got.at, SumsName+":"), file, want.at)
		}
	}
	for file, got := range sums {
		if _, ok := expected[file]; !ok {
			complain("line %s lists %s, which %s does not", strings.TrimPrefix(got.at, SumsName+":"), file, ManifestName)
		}
	}
	if !found {
		v.problem(name, hint, "is not in the order in which it was written")
	}
}

// entryLines are the lines of the manifest on which each file's digest stands.
func entryLines(text []byte) map[string]int {
	lines := map[string]int{}
	number, current := 0, ""
	for line := range bytes.Lines(text) {
		number++
		trimmed := strings.TrimSpace(string(line))
		if rest, ok := strings.CutPrefix(trimmed, `"path": "`); ok {
			current = strings.TrimSuffix(strings.TrimSuffix(rest, ","), `"`)
		} else if strings.HasPrefix(trimmed, `"sha256": "`) && current != "" {
			lines[current] = number
		}
	}
	return lines
}

// count adds a file that was read elsewhere.
func (v *verifier) count(size int) {
	v.files.Add(1)
	v.bytes.Add(int64(size))
}

// collect gathers the files of all runs, the largest first, so that no core is
// left with the longest at the end.
func (v *verifier) collect() {
	for _, c := range v.runs {
		for _, t := range c.tasks {
			if t.size >= 0 {
				v.tasks = append(v.tasks, t)
			}
		}
	}
	sort.SliceStable(v.tasks, func(i, j int) bool { return v.tasks[i].size > v.tasks[j].size })
}

// worker reads files with a buffer and a hash of its own.
func (v *verifier) worker() func(int) {
	buf, h := make([]byte, 1<<20), sha256.New()
	return func(i int) {
		t := &v.tasks[i]
		got, size, err := hashFile(filepath.Join(v.root, filepath.FromSlash(t.path)), h, buf)
		if err != nil {
			v.problem(t.path, "", "could not be read: %v", err)
			return
		}
		v.count(int(size))
		if got != t.want {
			v.problem(t.path, t.hint, "content does not match %s", t.at)
		}
	}
}

// hashFile digests a file with a hash and a buffer that are used again.
func hashFile(name string, h hash.Hash, buf []byte) (sum digest.SHA256, size int64, err error) {
	f, err := os.Open(name)
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
