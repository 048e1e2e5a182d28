package run

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"report/internal/digest"
	"report/internal/notebook"
	"report/internal/plainfile"
)

// work is the directories of one attempt, all below one that is removed
// afterwards.
type work struct {
	base    string // holds all the others
	study   string // copies of the inputs at their places: $WORK
	home    string
	tmp     string
	out     string // a folder and a file of metrics a repetition
	scripts string // a script a step, to run it alone
	env     string // the file $REPORT_ENV
	// notebook is the program that executes notebooks.
	notebook string
}

// keptPrefix begins the name of a work directory that --keep-work leaves.
const keptPrefix = "kept-"

// newWork makes an attempt's directories and copies the inputs. The one for
// temporary files lies in the system's, because sockets below it have paths of
// at most 107 bytes and a study may lie deep.
func newWork(plan *Plan) (*work, error) {
	var id [4]byte
	_, _ = rand.Read(id[:]) // never fails
	name := hex.EncodeToString(id[:])
	if plan.KeepWork {
		name = keptPrefix + name
	}
	base := filepath.Join(plan.Scratch, name)
	w := &work{
		base: base, study: filepath.Join(base, "study"), home: filepath.Join(base, "home"),
		out:     filepath.Join(base, "out"),
		scripts: filepath.Join(base, "steps"), env: filepath.Join(base, "env"),
		notebook: filepath.Join(base, "notebook.py"),
	}
	for _, dir := range []string{w.study, w.home, w.out} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return w, err
		}
	}
	var err error
	if w.tmp, err = os.MkdirTemp("", fmt.Sprintf("%s%d-", tmpPrefix, os.Getpid())); err != nil {
		return w, err
	}
	for _, s := range plan.Experiment.Steps {
		if s.Notebook != "" {
			if err := os.WriteFile(w.notebook, notebook.Execute, 0o644); err != nil {
				return w, err
			}
		}
	}
	return w, w.fill(plan.Root, plan.Inputs)
}

// metrics is the file that a repetition may append metrics to.
func (w *work) metrics(repetition string) string {
	return filepath.Join(w.out, repetition+".jsonl")
}

// Ready reports whether runs can have directories for temporary files: without,
// each of them would fail, and be evidence of that.
func Ready() error {
	dir, err := os.MkdirTemp("", fmt.Sprintf("%s%d-", tmpPrefix, os.Getpid()))
	if err != nil {
		return fmt.Errorf("making a directory in %s, for temporary files: %w\nhint: let TMPDIR name a directory that can be written", os.TempDir(), rootCause(err))
	}
	return os.Remove(dir)
}

// tmpPrefix begins the name of every directory for temporary files; the
// process comes next, so that what a killed runner left can be told.
const tmpPrefix = "report-"

// fill copies the inputs to their places.
func (w *work) fill(root string, inputs []Input) error {
	for _, in := range inputs {
		if err := copyInput(root, w.study, in); err != nil {
			return fmt.Errorf("copying %s into the work directory: %w", in.Path, err)
		}
	}
	return nil
}

// ClearScratch removes the work directories that killed runners left below
// scratch, and their temporary files. Nobody else may be running there.
func ClearScratch(scratch string) error {
	left, err := os.ReadDir(scratch)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, d := range left {
		if !strings.HasPrefix(d.Name(), keptPrefix) {
			err = errors.Join(err, removeAll(filepath.Join(scratch, d.Name())))
		}
	}
	stale, _ := filepath.Glob(filepath.Join(os.TempDir(), tmpPrefix+"*-*"))
	for _, dir := range stale {
		id, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), tmpPrefix), "-")
		if pid, numeric := strconv.Atoi(id); numeric == nil && gone(pid) {
			_ = removeAll(dir) // may be another user's
		}
	}
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	return err
}

// Abandoned reports whether there is something below scratch for ClearScratch.
func Abandoned(scratch string) bool {
	left, _ := os.ReadDir(scratch)
	return slices.ContainsFunc(left, func(d os.DirEntry) bool { return !strings.HasPrefix(d.Name(), keptPrefix) })
}

// copyInput copies one file and checks that it is still the one that the
// run's key was made from.
func copyInput(root, to string, in Input) error {
	from, mode, err := in.open(root)
	if err != nil {
		return err
	}
	defer from.Close()
	target := filepath.Join(to, filepath.FromSlash(in.Path))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	dst, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644|mode&0o111)
	if err != nil {
		return err
	}
	sum, _, err := digest.Reader(io.TeeReader(from, dst))
	if err != nil {
		dst.Close()
		return err
	}
	if err := dst.Close(); err != nil {
		return err
	}
	if !in.SHA256.IsZero() && sum != in.SHA256 {
		return fmt.Errorf("the file changed after its digest was taken; run again")
	}
	return nil
}

// open opens an input with its mode.
func (in Input) open(root string) (io.ReadCloser, os.FileMode, error) {
	if in.Open != nil {
		from, err := in.Open()
		return from, 0, err
	}
	from, err := plainfile.Open(filepath.Join(root, filepath.FromSlash(in.Path)))
	if err != nil {
		return nil, 0, err
	}
	info, err := from.Stat()
	if err != nil {
		from.Close()
		return nil, 0, err
	}
	return from, info.Mode(), nil
}

// remove deletes the directories.
func (w *work) remove() error {
	if w == nil {
		return nil
	}
	var err error
	if w.tmp != "" {
		err = removeAll(w.tmp)
	}
	return errors.Join(err, removeAll(w.base))
}

// removeAll deletes a directory, also where a step took its own right to.
func removeAll(dir string) error {
	if err := os.RemoveAll(dir); err == nil {
		return nil
	}
	_ = filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(dir)
}
