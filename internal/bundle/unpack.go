package bundle

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// Unpack writes the study in a bundle into a directory that is there and
// empty. Nothing is written outside of it. Call Check before.
func (b *Bundle) Unpack(dir string) error {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	for i, f := range b.Manifest.Files {
		if err := b.unpackOne(root, f, b.entries[i+1]); err != nil {
			return fmt.Errorf("unpacking %s: %w", f.Path, err)
		}
	}
	return nil
}

func (b *Bundle) unpackOne(root *os.Root, f File, e entry) error {
	if dir := path.Dir(f.Path); dir != "." {
		if err := root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return err
		}
	}
	mode := os.FileMode(0o644)
	if f.Executable {
		mode = 0o755
	}
	out, err := root.OpenFile(filepath.FromSlash(f.Path), os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, io.NewSectionReader(b.file, e.offset, e.size))
	return errors.Join(err, out.Close())
}
