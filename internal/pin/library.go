package pin

import (
	"errors"
	"io"
	"path"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
)

// library reads HEAD by go-git, without starting a process.
type library struct {
	repo *git.Repository
	head *object.Commit
	tree *object.Tree
	dirs map[string]*object.Tree // of the tree, by their paths
}

// openLibrary reads the commit that is checked out; without one it is an error.
func openLibrary(top string) (objects, error) {
	repo, err := git.PlainOpenWithOptions(top, &git.PlainOpenOptions{EnableDotGitCommonDir: true})
	if err != nil {
		return nil, err
	}
	ref, err := repo.Head()
	if err != nil {
		return nil, err
	}
	head, err := repo.CommitObject(ref.Hash())
	if err != nil {
		return nil, err
	}
	tree, err := head.Tree()
	if err != nil {
		return nil, err
	}
	return &library{repo, head, tree, map[string]*object.Tree{}}, nil
}

func (l *library) commit() string { return l.head.Hash.String() }

func (l *library) object(name string) (string, error) {
	if name == "" || name == "." {
		return l.tree.Hash.String(), nil
	}
	entry, err := l.find(name)
	if missing(err) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	return entry.Hash.String(), nil
}

// find is the entry of a path. The trees above it are read once.
func (l *library) find(name string) (*object.TreeEntry, error) {
	above, err := l.dir(path.Dir(name))
	if err != nil {
		return nil, err
	}
	return above.FindEntry(path.Base(name))
}

// dir is the tree of a directory, read once.
func (l *library) dir(name string) (*object.Tree, error) {
	if name == "." {
		return l.tree, nil
	}
	if known := l.dirs[name]; known != nil {
		return known, nil
	}
	entry, err := l.find(name)
	if err != nil {
		return nil, err
	}
	if entry.Mode != filemode.Dir {
		return nil, object.ErrDirectoryNotFound
	}
	tree, err := l.repo.TreeObject(entry.Hash)
	if err != nil {
		return nil, err
	}
	l.dirs[name] = tree
	return tree, nil
}

// missing tells "not in the commit" from "cannot be read".
func missing(err error) bool {
	return errors.Is(err, object.ErrEntryNotFound) || errors.Is(err, object.ErrDirectoryNotFound) ||
		errors.Is(err, object.ErrFileNotFound)
}

// blobs are the files at and below a path, with the IDs of their content; none where
// the commit has no such path. Submodules are passed over.
func (l *library) blobs(name string) (map[string]string, error) {
	found := map[string]string{}
	tree, prefix := l.tree, ""
	if name != "" && name != "." {
		entry, err := l.find(name)
		if missing(err) {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if entry.Mode != filemode.Dir {
			found[name] = entry.Hash.String()
			return found, nil
		}
		if tree, err = l.repo.TreeObject(entry.Hash); err != nil {
			return nil, err
		}
		prefix = name + "/"
	}
	walker := object.NewTreeWalker(tree, true, nil)
	defer walker.Close()
	for {
		inner, entry, err := walker.Next()
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
		if entry.Mode != filemode.Dir && entry.Mode != filemode.Submodule {
			found[prefix+inner] = entry.Hash.String()
		}
	}
}

func (l *library) content(id string) ([]byte, error) {
	blob, err := l.repo.BlobObject(plumbing.NewHash(id))
	if err != nil {
		return nil, err
	}
	r, err := blob.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func (l *library) all() (map[string]bool, error) {
	ids := map[string]bool{l.tree.Hash.String(): true}
	walker := object.NewTreeWalker(l.tree, true, nil)
	defer walker.Close()
	for {
		_, entry, err := walker.Next()
		if err == io.EOF {
			return ids, nil
		}
		if err != nil {
			return nil, err
		}
		ids[entry.Hash.String()] = true
	}
}
