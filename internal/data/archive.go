package data

import (
	"archive/tar"
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"report/internal/digest"
	"report/internal/study"
)

// unpacker writes the selected members of an archive below a directory and
// digests them.
type unpacker struct {
	root    *os.Root // so that no member leaves the directory, whatever its name
	pattern string
	most    int64 // bytes still allowed
	entries []digest.Entry
	seen    map[string]bool
	made    map[string]bool // directories
}

// unpack unpacks the members of a tar (gzip or plain) or zip archive that the
// data set's pattern selects, and gives their tree digest.
func unpack(to string, from *source, name string, d *study.DataSet) (digest.SHA256, error) {
	if !study.ValidPattern(d.Member) {
		return digest.SHA256{}, fmt.Errorf("%s: members: %q is not a pattern", d.Pos, d.Member)
	}
	if err := os.Mkdir(to, 0o755); err != nil {
		return digest.SHA256{}, err
	}
	root, err := os.OpenRoot(to)
	if err != nil {
		return digest.SHA256{}, err
	}
	defer root.Close()
	u := &unpacker{root: root, pattern: d.Member, most: limit(d), seen: map[string]bool{}, made: map[string]bool{}}
	if strings.HasSuffix(strings.ToLower(name), ".zip") {
		err = u.zip(from, filepath.Dir(to))
	} else {
		err = u.tar(from)
	}
	if err != nil {
		return digest.SHA256{}, err
	}
	if len(u.entries) == 0 {
		return digest.SHA256{}, fmt.Errorf("no member matches %q", d.Member)
	}
	return digest.Tree(u.entries), nil
}

// tar goes through a tar archive, gzip or plain, as it comes.
func (u *unpacker) tar(from io.Reader) error {
	content, err := unwrapped(from)
	if err != nil {
		return err
	}
	archive := tar.NewReader(content)
	for count := 0; ; count++ {
		h, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading the archive: %w", err)
		}
		if count > mostMembers {
			return fmt.Errorf("the archive has more than %d members", mostMembers)
		}
		if h.Typeflag == tar.TypeDir {
			continue
		}
		if err := u.member(h.Name, h.FileInfo().Mode(), archive); err != nil {
			return err
		}
	}
}

// zip spools the archive first: its list stands at the end.
func (u *unpacker) zip(from io.Reader, dir string) error {
	spool, err := os.CreateTemp(dir, "zip-")
	if err != nil {
		return err
	}
	defer os.Remove(spool.Name())
	defer spool.Close()
	size, err := io.Copy(spool, io.LimitReader(from, largest))
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(spool, size)
	if err != nil {
		return fmt.Errorf("reading the archive: %w", err)
	}
	for _, f := range archive.File {
		if f.FileInfo().IsDir() {
			continue
		}
		content, err := f.Open()
		if err != nil {
			return err
		}
		err = u.member(f.Name, f.Mode(), content)
		content.Close()
		if err != nil {
			return err
		}
	}
	return nil
}

// member writes one member if the pattern selects it. A selected member that
// is a link, or whose name leads outside, makes the archive unfit.
func (u *unpacker) member(name string, mode fs.FileMode, content io.Reader) error {
	clean := strings.TrimPrefix(name, "./")
	if !study.Fits(u.pattern, clean) {
		return nil
	}
	switch {
	case !filepath.IsLocal(filepath.FromSlash(clean)) || strings.ContainsRune(clean, '\\') || path.Clean(clean) != clean:
		return fmt.Errorf("member %q would lie outside of the data set's directory", name)
	case !mode.IsRegular():
		return fmt.Errorf("member %q is %s, not a regular file", name, kindOf(mode))
	case u.seen[clean]:
		return fmt.Errorf("member %q is in the archive twice", name)
	}
	u.seen[clean] = true
	if dir := path.Dir(clean); !u.made[dir] {
		if err := u.root.MkdirAll(filepath.FromSlash(dir), 0o755); err != nil {
			return err
		}
		u.made[dir] = true
	}
	f, err := u.root.OpenFile(filepath.FromSlash(clean), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o444)
	if err != nil {
		return err
	}
	defer f.Close()
	sum, n, err := digest.Reader(io.TeeReader(io.LimitReader(content, u.most+1), f))
	if err != nil {
		return fmt.Errorf("member %q: %w", name, err)
	}
	if u.most -= n; u.most < 0 {
		return fmt.Errorf("the members are longer than the %d bytes they may have together", u.most+n)
	}
	u.entries = append(u.entries, digest.Entry{Path: clean, SHA256: sum})
	return f.Close()
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeSymlink != 0:
		return "a link"
	case mode&fs.ModeDevice != 0:
		return "a device"
	}
	return "a special file"
}
