package publish

import (
	"errors"
	"fmt"
	"io"
	"path"
	"sort"
	"strings"
	"time"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/filemode"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/storer"
)

// Commit is a site's new state in a repository, not yet on its branch.
type Commit struct {
	ID     string // of the version: its address
	Hash   string // of the commit; "" where nothing changed
	Branch string

	repo *git.Repository
	old  *plumbing.Reference // nil for a new branch
}

// Author is by whom and when a site is committed. Both come from the caller, so
// that the same edition on the same branch is the same commit.
type Author struct {
	Name string
	Date time.Time
}

// ToBranch makes the commit that publishes an edition on a branch of the
// repository at top. It writes objects alone: no work tree, no index and no
// branch is touched before Commit.Advance.
func ToBranch(top, branch string, e *Edition, front Front, by Author) (*Commit, error) {
	repo, err := git.PlainOpenWithOptions(top, &git.PlainOpenOptions{EnableDotGitCommonDir: true})
	if err != nil {
		return nil, fmt.Errorf("opening the repository %s: %w", top, err)
	}
	name := plumbing.NewBranchReferenceName(branch)
	if err := name.Validate(); err != nil {
		return nil, fmt.Errorf("%q is no name for a branch: %w", branch, err)
	}
	if head, err := repo.Reference(plumbing.HEAD, false); err == nil && head.Target() == name {
		return nil, fmt.Errorf("branch %s is the one that is checked out\nhint: a site has a branch of its own: --branch gh-pages", branch)
	}
	c := &Commit{Branch: branch, repo: repo}
	root, parents, err := c.tip(name)
	if err != nil {
		return nil, err
	}
	site, err := siteOf(repo, root, branch)
	if err != nil {
		return nil, err
	}
	files, err := site.add(e, front)
	c.ID = e.ID
	if err != nil || len(files) == 0 {
		return c, err
	}
	tree, err := grow(repo.Storer, root, files)
	if err != nil {
		return nil, err
	}
	signed := object.Signature{Name: by.Name, Email: "report@localhost", When: by.Date.UTC()}
	hash, err := store(repo.Storer, &object.Commit{Author: signed, Committer: signed, Message: "publish " + e.ID + "\n", TreeHash: tree, ParentHashes: parents})
	c.Hash = hash.String()
	return c, err
}

// tip is the tree of the branch's last commit; a new branch has none.
func (c *Commit) tip(name plumbing.ReferenceName) (*object.Tree, []plumbing.Hash, error) {
	ref, err := c.repo.Reference(name, true)
	if errors.Is(err, plumbing.ErrReferenceNotFound) {
		return &object.Tree{}, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	c.old = ref
	last, err := c.repo.CommitObject(ref.Hash())
	if err != nil {
		return nil, nil, err
	}
	tree, err := last.Tree()
	return tree, []plumbing.Hash{ref.Hash()}, err
}

// siteOf reads the list of versions on a branch. One that holds something else
// is not ours to write to.
func siteOf(repo *git.Repository, root *object.Tree, branch string) (*Site, error) {
	entry, err := root.FindEntry(SiteName)
	if err != nil {
		if len(root.Entries) > 0 {
			return nil, fmt.Errorf("branch %s already holds %s, and no site of ours\nhint: name a branch of its own: --branch gh-pages", branch, root.Entries[0].Name)
		}
		return readSite(SiteName, nil)
	}
	blob, err := repo.BlobObject(entry.Hash)
	if err != nil {
		return nil, err
	}
	r, err := blob.Reader()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return readSite(branch+":"+SiteName, content)
}

// URLOnBranch is the address that the site on a branch of the repository at top has
// said that it is read at, "" where it has said none.
func URLOnBranch(top, branch string) string {
	repo, err := git.PlainOpenWithOptions(top, &git.PlainOpenOptions{EnableDotGitCommonDir: true})
	if err != nil {
		return ""
	}
	root, _, err := (&Commit{repo: repo}).tip(plumbing.NewBranchReferenceName(branch))
	if err != nil {
		return ""
	}
	site, err := siteOf(repo, root, branch)
	if err != nil {
		return "" // publishing says it
	}
	return site.URL
}

// grow is a tree with files put in or replaced; all else stays as it is.
func grow(s storer.EncodedObjectStorer, root *object.Tree, files map[string][]byte) (plumbing.Hash, error) {
	entries := map[string]object.TreeEntry{}
	for _, e := range root.Entries {
		entries[e.Name] = e
	}
	below := map[string]map[string][]byte{}
	for name, content := range files {
		first, rest, nested := strings.Cut(path.Clean(name), "/")
		if nested {
			if below[first] == nil {
				below[first] = map[string][]byte{}
			}
			below[first][rest] = content
			continue
		}
		o := s.NewEncodedObject()
		o.SetType(plumbing.BlobObject)
		w, err := o.Writer()
		if err != nil {
			return plumbing.ZeroHash, err
		}
		if _, err := w.Write(content); err != nil {
			return plumbing.ZeroHash, err
		}
		if err := w.Close(); err != nil {
			return plumbing.ZeroHash, err
		}
		hash, err := s.SetEncodedObject(o)
		if err != nil {
			return hash, err
		}
		entries[first] = object.TreeEntry{Name: first, Mode: filemode.Regular, Hash: hash}
	}
	for dir, inner := range below { // a version is new: nothing lies there yet
		hash, err := grow(s, &object.Tree{}, inner)
		if err != nil {
			return hash, err
		}
		entries[dir] = object.TreeEntry{Name: dir, Mode: filemode.Dir, Hash: hash}
	}
	tree := &object.Tree{}
	for _, e := range entries {
		tree.Entries = append(tree.Entries, e)
	}
	sort.Sort(object.TreeEntrySorter(tree.Entries))
	return store(s, tree)
}

// store keeps an object and gives its hash.
func store(s storer.EncodedObjectStorer, one interface {
	Encode(plumbing.EncodedObject) error
}) (plumbing.Hash, error) {
	o := s.NewEncodedObject()
	if err := one.Encode(o); err != nil {
		return plumbing.ZeroHash, err
	}
	return s.SetEncodedObject(o)
}

// Tip is the commit that the branch has once it is advanced.
func (c *Commit) Tip() string {
	if c.Hash == "" && c.old != nil {
		return c.old.Hash().String()
	}
	return c.Hash
}

// Advance moves the branch to the commit, if nobody moved it meanwhile.
func (c *Commit) Advance() error {
	if c.Hash == "" {
		return nil
	}
	name := plumbing.NewBranchReferenceName(c.Branch)
	if c.old == nil {
		if _, err := c.repo.Reference(name, true); err == nil {
			return fmt.Errorf("branch %s was made by someone else meanwhile\nhint: publish again", c.Branch)
		}
	}
	err := c.repo.Storer.CheckAndSetReference(plumbing.NewHashReference(name, plumbing.NewHash(c.Hash)), c.old)
	if err != nil {
		return fmt.Errorf("branch %s was moved by someone else meanwhile: %w\nhint: publish again", c.Branch, err)
	}
	return nil
}
