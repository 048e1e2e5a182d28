package publish

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"report/internal/plainfile"
)

// ToDir publishes an edition to a directory: the new version appears whole,
// then the pages that list it, each in one step. It tells the version's
// address and whether anything changed. A directory that holds something else
// is refused, and what other versions hold is never touched.
func ToDir(dir string, e *Edition, front Front) (id string, changed bool, err error) {
	dir, err = resolve(dir)
	if err != nil {
		return "", false, err
	}
	content, err := plainfile.ReadFile(filepath.Join(dir, SiteName))
	if errors.Is(err, fs.ErrNotExist) {
		content, err = nil, refuseForeignSite(dir)
	}
	if err != nil {
		return "", false, err
	}
	site, err := readSite(filepath.Join(dir, SiteName), content)
	if err != nil {
		return "", false, err
	}
	files, err := site.add(e, front)
	if err != nil || len(files) == 0 {
		return e.ID, false, err
	}
	return e.ID, true, place(dir, e.ID, files)
}

func refuseForeignSite(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return os.MkdirAll(dir, 0o755)
	}
	for _, entry := range entries {
		if entry.Name() != ".git" {
			return fmt.Errorf("%s already holds %s, and no site of ours\nhint: name a new or empty directory", dir, entry.Name())
		}
	}
	return err
}

// URLInDir is the address that the site in a directory has said that it is read
// at, "" where it has said none.
func URLInDir(dir string) string {
	content, err := plainfile.ReadFile(filepath.Join(dir, SiteName))
	if err != nil {
		return ""
	}
	site, err := readSite(SiteName, content)
	if err != nil {
		return "" // publishing says it
	}
	return site.URL
}

// siteFiles are what a site has at its root beside its versions; the list
// comes last, because it is what says that a version is there.
var siteFiles = []string{".nojekyll", "index.html", "feed.xml", SiteName}

// place writes the version beside its place and moves it there, then the
// site's own files. Whatever is interrupted, the list never names a version
// that is not whole.
func place(dir, id string, files map[string][]byte) error {
	staging, err := os.MkdirTemp(dir, ".new-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	if err := os.Chmod(staging, 0o755); err != nil {
		return err
	}
	version := false
	for name, content := range files {
		version = version || strings.HasPrefix(name, id+"/")
		if err := writeFile(filepath.Join(staging, filepath.FromSlash(name)), content); err != nil {
			return err
		}
	}
	if version {
		to := filepath.Join(dir, id)
		if err := os.RemoveAll(to); err != nil { // an earlier attempt's, which no list names
			return err
		}
		if err := os.Rename(filepath.Join(staging, id), to); err != nil {
			return err
		}
	}
	for name := range files {
		if first, _, nested := strings.Cut(name, "/"); nested && first != id {
			if err := moveShared(filepath.Join(staging, filepath.FromSlash(name)), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
				return err
			}
		}
	}
	for _, name := range siteFiles {
		if err := os.Rename(filepath.Join(staging, name), filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return syncDir(dir)
}

// moveShared puts a file at its place, in a directory that may be new.
func moveShared(from, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Rename(from, to)
}
