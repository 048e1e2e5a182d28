// Package publish puts finished papers in place in one step, beside the list
// of digests they were made from. The files that the renderers made come in;
// a directory that holds all of them, and never a part, goes out.
package publish

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/plainfile"
)

// Paper is what is put in place.
type Paper struct {
	Files  map[string][]byte        // by path below the output directory, forward slashes
	Inputs map[string]digest.SHA256 // by path below the study's root
	Root   string                   // of the evidence
}

// Sources are the directories that hold what people and the runner write.
type Sources struct {
	Paper  string   // the paper's own folder: papers may be put below it, not into it
	Closed []string // folders into which no paper is put at any depth
}

// Check refuses an output directory that is a source, or holds one, or lies in
// a closed one, also when a symbolic link leads there.
func Check(out string, sources Sources) error {
	real, err := resolve(out)
	if err != nil {
		return fmt.Errorf("output directory %s: %w", out, err)
	}
	for i, s := range append([]string{sources.Paper}, sources.Closed...) {
		source, err := resolve(s)
		if err != nil {
			return err
		}
		if i > 0 && within(source, real) {
			return fmt.Errorf("papers are not written to %s, which is the study's own", out)
		}
		if within(real, source) {
			return fmt.Errorf("papers are not written to %s, which holds the paper's source", out)
		}
	}
	return nil
}

// within reports whether inner is outer or lies below it.
func within(outer, inner string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// resolve follows the links of a path, of which the end may not be there yet.
func resolve(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(abs)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		if _, err := os.Lstat(abs); err == nil {
			return "", fmt.Errorf("%s is a link that leads nowhere", abs)
		}
		parent := filepath.Dir(abs)
		if parent == abs {
			return "", err
		}
		rest, abs = filepath.Join(filepath.Base(abs), rest), parent
	}
}

// Write puts a paper into a directory in one step: the files are written to a
// new directory beside it, flushed, and swapped in. What an earlier render
// left there goes; files that no render made are kept.
func Write(out string, paper Paper) error {
	out, err := resolve(out)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	outputs := paper.outputs()
	sums, err := paper.sums(outputs)
	if err != nil {
		return err
	}
	same, err := isSame(out, sums, outputs)
	if err != nil || same {
		return err
	}
	sweep(filepath.Dir(out), "."+filepath.Base(out)+".")
	staging, err := os.MkdirTemp(filepath.Dir(out), "."+filepath.Base(out)+".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	if err := os.Chmod(staging, 0o755); err != nil {
		return err
	}
	if err := fill(staging, paper.changed(out, staging, outputs), sums); err != nil {
		return err
	}
	if err := keepForeign(out, staging); err != nil {
		return err
	}
	return swap(staging, out)
}

// abandoned is the age at which a directory that a paper is written to beside
// its place belongs to nobody any more: a render takes seconds.
const abandoned = time.Hour

// sweep removes the directories beside a paper's place that renders left which
// were killed.
func sweep(dir, prefix string) {
	entries, _ := os.ReadDir(dir)
	for _, entry := range entries {
		rest, ours := strings.CutPrefix(entry.Name(), prefix)
		if !ours || !entry.IsDir() || !strings.HasPrefix(rest, "new-") {
			continue
		}
		if info, err := entry.Info(); err == nil && time.Since(info.ModTime()) > abandoned {
			_ = os.RemoveAll(filepath.Join(dir, entry.Name())) // who may not has nothing there
		}
	}
}

// outputs are the digests of the files.
func (p Paper) outputs() map[string]digest.SHA256 {
	sums := make(map[string]digest.SHA256, len(p.Files))
	each(p.Files, func(name string, content []byte) func() {
		sum := digest.Bytes(content)
		return func() { sums[name] = sum }
	})
	return sums
}

// each does something with every file, on all cores; what it returns is done
// by one at a time.
func each[T any](files map[string]T, do func(name string, of T) func()) {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for name, of := range files {
		group.Go(func() error {
			then := do(name, of)
			mu.Lock()
			defer mu.Unlock()
			then()
			return nil
		})
	}
	_ = group.Wait()
}

// sums is the list of digests as it is written: sorted, and the same bytes
// for the same paper.
func (p Paper) sums(outputs map[string]digest.SHA256) ([]byte, error) {
	s := evidence.PaperSums{Schema: evidence.SumsSchema, Root: p.Root, Inputs: p.Inputs, Outputs: outputs}
	if s.Inputs == nil {
		s.Inputs = map[string]digest.SHA256{}
	}
	for name := range outputs {
		if !fs.ValidPath(name) || name == evidence.PaperSumsName {
			return nil, fmt.Errorf("%q is no name for an output", name)
		}
	}
	return evidence.WriteJSON(s)
}

// isSame reports whether the directory already holds exactly this paper, so
// that a render that changes nothing touches nothing.
func isSame(out string, sums []byte, outputs map[string]digest.SHA256) (bool, error) {
	there, err := plainfile.ReadFile(filepath.Join(out, evidence.PaperSumsName))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if !bytes.Equal(there, sums) {
		return false, nil
	}
	same := true
	each(outputs, func(name string, wanted digest.SHA256) func() {
		sum, _, err := digest.File(filepath.Join(out, filepath.FromSlash(name)))
		return func() { same = same && err == nil && sum == wanted }
	})
	return same, nil
}

// changed are the files that have to be written: all but those that an earlier
// render wrote with the same bytes, which are linked.
func (p Paper) changed(out, staging string, outputs map[string]digest.SHA256) map[string][]byte {
	earlier, err := Read(out)
	if err != nil {
		return p.Files
	}
	files := maps.Clone(p.Files)
	each(outputs, func(name string, wanted digest.SHA256) func() {
		from, to := filepath.Join(out, filepath.FromSlash(name)), filepath.Join(staging, filepath.FromSlash(name))
		same := earlier.Outputs[name] == wanted
		if same {
			sum, _, err := digest.File(from)
			same = err == nil && sum == wanted && os.MkdirAll(filepath.Dir(to), 0o755) == nil && os.Link(from, to) == nil
		}
		return func() {
			if same {
				delete(files, name)
			}
		}
	})
	return files
}

// flushing is how many files are written side by side: each waits for the disk.
const flushing = 8

// fill writes the files and the list, and flushes them.
func fill(dir string, files map[string][]byte, sums []byte) error {
	var group errgroup.Group
	group.SetLimit(flushing)
	for name, content := range files {
		group.Go(func() error { return writeFile(filepath.Join(dir, filepath.FromSlash(name)), content) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return writeFile(filepath.Join(dir, evidence.PaperSumsName), sums)
}

func writeFile(path string, content []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	if _, err = f.Write(content); err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// keepForeign carries over what someone else put into the output directory,
// which a swap would otherwise take away. What the earlier list names is ours.
func keepForeign(out, staging string) error {
	ours := map[string]bool{evidence.PaperSumsName: true}
	earlier, err := Read(out)
	if err != nil {
		return refuseForeign(out)
	}
	for name := range earlier.Outputs {
		ours[name] = true
	}
	return filepath.WalkDir(out, func(path string, d fs.DirEntry, err error) error {
		if path == out && errors.Is(err, fs.ErrNotExist) {
			return filepath.SkipDir
		}
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(out, path)
		if err != nil || ours[filepath.ToSlash(rel)] {
			return err
		}
		to := filepath.Join(staging, rel) // a link to the same bytes, whatever their size
		if _, err := os.Lstat(to); err == nil {
			return fmt.Errorf("%s is in the way and was not written by report\nhint: move it elsewhere, or name another directory with --out", path)
		}
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		return os.Link(path, to)
	})
}

// refuseForeign holds that a directory no render has written is new or empty:
// a swap must never take somebody's home directory with it.
func refuseForeign(out string) error {
	entries, err := os.ReadDir(out)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range entries {
		return fmt.Errorf("%s already holds %s, and no paper of ours\nhint: name a new or empty directory with --out", out, e.Name())
	}
	return nil
}

// swap puts the new directory in the old one's place. Where the system cannot
// exchange the two in one step, the old one is moved aside first and put back
// if the new one cannot take its place.
func swap(staging, out string) error {
	err := os.Rename(staging, out)
	if err == nil {
		return syncDir(filepath.Dir(out))
	}
	if _, statErr := os.Lstat(out); statErr != nil {
		return err
	}
	if exchange(staging, out) == nil { // the old one is removed with the staging directory
		return syncDir(filepath.Dir(out))
	}
	aside, err := os.MkdirTemp(filepath.Dir(out), "."+filepath.Base(out)+".old-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(aside)
	old := filepath.Join(aside, "old")
	if err := os.Rename(out, old); err != nil {
		return err
	}
	if err := os.Rename(staging, out); err != nil {
		return errors.Join(err, os.Rename(old, out))
	}
	return syncDir(filepath.Dir(out))
}

// syncDir flushes a directory's own entries, where the system can.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	_ = d.Sync() // some file systems cannot
	return d.Close()
}

// Read reads the list of digests of a rendered paper.
func Read(dir string) (*evidence.PaperSums, error) {
	path := filepath.Join(dir, evidence.PaperSumsName)
	content, err := plainfile.ReadFile(path)
	if err != nil {
		return nil, err
	}
	sums, err := evidence.ParsePaperSums(content)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return sums, nil
}
