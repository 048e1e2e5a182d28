package run

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"report/internal/digest"
)

// work is the directories of one attempt, all below one that is removed
// afterwards.
type work struct {
	base    string // holds all the others
	study   string // copies of the inputs at their places: $WORK
	home    string
	tmp     string
	out     string // a folder a repetition
	metrics string // a file a repetition
	scripts string // a script a step, to run it alone
	env     string // the file $REPORT_ENV
}

// newWork makes an attempt's directories and copies the inputs. The name is
// short because sockets below it have paths of at most 107 bytes.
func newWork(scratch, root string, inputs []Input) (*work, error) {
	var id [4]byte
	_, _ = rand.Read(id[:]) // never fails
	base := filepath.Join(scratch, hex.EncodeToString(id[:]))
	w := &work{
		base: base, study: filepath.Join(base, "study"), home: filepath.Join(base, "home"),
		tmp: filepath.Join(base, "tmp"), out: filepath.Join(base, "out"),
		metrics: filepath.Join(base, "metrics"), scripts: filepath.Join(base, "steps"),
		env: filepath.Join(base, "env"),
	}
	for _, dir := range []string{w.study, w.home, w.tmp, w.out, w.metrics} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			return w, err
		}
	}
	for _, in := range inputs {
		if err := copyInput(root, w.study, in); err != nil {
			return w, fmt.Errorf("copying %s into the work directory: %w", in.Path, err)
		}
	}
	return w, nil
}

// copyInput copies one file and checks that it is still the one that the
// run's key was made from.
func copyInput(root, to string, in Input) error {
	from, err := os.Open(filepath.Join(root, filepath.FromSlash(in.Path)))
	if err != nil {
		return err
	}
	defer from.Close()
	info, err := from.Stat()
	if err != nil {
		return err
	}
	target := filepath.Join(to, filepath.FromSlash(in.Path))
	if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	dst, err := os.OpenFile(target, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644|info.Mode()&0o111)
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

// remove deletes the directories, also where a step took its own right to.
func (w *work) remove() error {
	if w == nil {
		return nil
	}
	if err := os.RemoveAll(w.base); err == nil {
		return nil
	}
	_ = filepath.WalkDir(w.base, func(path string, d os.DirEntry, err error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(path, 0o700)
		}
		return nil
	})
	return os.RemoveAll(w.base)
}
