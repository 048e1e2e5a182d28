package bundle

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"time"

	"golang.org/x/sync/errgroup"

	"report/internal/digest"
)

// Contents is what a bundle is made of.
type Contents struct {
	Study string // the study's root directory
	Title string
	Root  digest.SHA256 // of the evidence
	Date  time.Time     // of the archive's entries
	Files []string      // paths relative to the study's root, in any order, also repeated
}

// Write packs a study into one file, which appears whole or not at all. The
// same contents give the same bytes.
func Write(out string, c Contents) (m *Manifest, err error) {
	root, err := os.OpenRoot(c.Study)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	m = &Manifest{Schema: Schema, Title: c.Title, Root: c.Root, Date: c.Date.UTC().Truncate(2 * time.Second)}
	entries, err := m.measure(root, c.Files)
	if err != nil {
		return nil, err
	}
	text, err := m.encode()
	if err != nil {
		return nil, err
	}
	if len(text) > mostManifest {
		return nil, fmt.Errorf("a bundle's list may have %d MB; with %d files it would have more", mostManifest>>20, len(m.Files))
	}
	_, crc, _ := sums(bytesReader(text))
	entries = append([]entry{{path: ManifestName, size: int64(len(text)), crc: crc}}, entries...)
	f, err := os.CreateTemp(filepath.Dir(out), ".bundle-*")
	if err != nil {
		return nil, err
	}
	err = lay(f, entries, m.Date, func(i int, to io.Writer) error {
		if i == 0 {
			_, err := to.Write(text)
			return err
		}
		return pack(root, entries[i], m.Files[i-1], to)
	})
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), out)
	}
	if err != nil {
		return nil, errors.Join(err, os.Remove(f.Name()))
	}
	return m, nil
}

// measure reads every file once, on all cores, for its digests and size.
func (m *Manifest) measure(root *os.Root, names []string) ([]entry, error) {
	sorted := append([]string(nil), names...)
	sort.Strings(sorted)
	for i, name := range sorted {
		if i > 0 && sorted[i-1] == name {
			continue
		}
		if why := unsafe(name); why != "" {
			return nil, fmt.Errorf("%s cannot be in a bundle: its path %s", name, why)
		}
		m.Files = append(m.Files, File{Path: name})
	}
	entries := make([]entry, len(m.Files))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range m.Files {
		group.Go(func() error { return measureOne(root, &m.Files[i], &entries[i]) })
	}
	return entries, group.Wait()
}

// measureOne reads a file once for its digest, checksum and size in bytes.
func measureOne(root *os.Root, f *File, e *entry) error {
	file, err := root.Open(filepath.FromSlash(f.Path))
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("packing: %s is not a regular file", f.Path)
	}
	f.Executable = info.Mode()&0o100 != 0
	if f.SHA256, e.crc, err = sums(counting(file, &f.Size)); err != nil {
		return fmt.Errorf("packing %s: %w", f.Path, err)
	}
	if f.Size >= math.MaxUint32 {
		return fmt.Errorf("packing: %s has %d bytes; a file of a bundle may have 4 GB", f.Path, f.Size)
	}
	e.path, e.size, e.executable = f.Path, f.Size, f.Executable
	return nil
}

// pack copies a file into the archive and refuses one that has changed since
// it was measured.
func pack(root *os.Root, e entry, f File, to io.Writer) error {
	file, err := root.Open(filepath.FromSlash(e.path))
	if err != nil {
		return fmt.Errorf("packing: %w", err)
	}
	defer file.Close()
	var size int64
	sum, _, err := sums(io.TeeReader(counting(io.LimitReader(file, e.size+1), &size), to))
	if err == nil && (size != e.size || sum != f.SHA256) {
		err = errors.New("it changed while it was packed; try again when nothing writes to the study")
	}
	if err != nil {
		return fmt.Errorf("packing %s: %w", e.path, err)
	}
	return nil
}
