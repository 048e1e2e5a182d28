package pin

import (
	"crypto/sha1"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"report/internal/plainfile"
	"report/internal/study"
)

// Code is what git says about the inputs of a run before it starts.
type Code struct {
	// Unknown says why git could not be asked; the other fields then hold
	// nothing, and the code counts as neither clean nor dirty.
	Unknown string `json:"unknown,omitempty"`
	Commit  string `json:"commit,omitempty"`
	// Trees are the git objects of the inputs' places in that commit.
	Trees []Tree `json:"trees,omitempty"`
	Dirty bool   `json:"dirty"`
	// Changed are the inputs that differ from the commit, or are not in it.
	Changed []string `json:"changed,omitempty"`
	Diff    string   `json:"diff,omitempty"` // from the commit to what ran, cut where it is long
}

// Tree is one git object: a directory's tree, or a file's blob.
type Tree struct {
	Path string `json:"path"` // relative to the study's root
	ID   string `json:"id"`   // "" where the commit has nothing there
}

// objects reads a commit: by go-git, or by the git command where go-git cannot.
// Paths are relative to the repository's root.
type objects interface {
	commit() string
	// object is the ID of a tree or blob at a path, "" without one.
	object(name string) (string, error)
	// blobs are the IDs of all files at or below a path.
	blobs(name string) (map[string]string, error)
	content(id string) ([]byte, error)
	// all are the IDs of all trees and blobs of the commit.
	all() (map[string]bool, error)
	// history are the IDs of the commit and of all that it descends from, nil
	// where that is not at hand.
	history() (map[string]bool, error)
}

// repository is the study's repository at its HEAD.
type repository struct {
	top     string
	prefix  string // the study's place below top, "" at its root, else with a slash at its end
	objects objects
	unknown string
	held    map[string]bool // all IDs of the commit, read when first asked for
}

// repository opens the study's repository, once.
func (p *Pinner) repository() *repository {
	if p.repo == nil {
		p.repo = openRepository(p.root)
	}
	return p.repo
}

func openRepository(root string) *repository {
	top := gitTop(root)
	if top == "" {
		return &repository{unknown: "the study is not in a git repository"}
	}
	r := &repository{top: top, prefix: prefixOf(top, root)}
	var libraryErr, commandErr error
	if r.objects, libraryErr = openLibrary(top); libraryErr == nil {
		return r
	}
	if r.objects, commandErr = openCommand(top); commandErr == nil {
		return r
	}
	r.unknown = fmt.Sprintf("git could not be read: %v; %v", libraryErr, commandErr)
	return r
}

// prefixOf is a study's place below its repository's root.
func prefixOf(top, root string) string {
	if inside, err := filepath.Rel(top, root); err == nil && inside != "." {
		return filepath.ToSlash(inside) + "/"
	}
	return ""
}

// Code asks git about the inputs that pins name.
func (p *Pinner) Code(e *study.Experiment, pins *Pins) Code {
	p.mu.Lock()
	defer p.mu.Unlock()
	repo := p.repository()
	if repo.unknown != "" {
		return Code{Unknown: repo.unknown}
	}
	code, err := repo.code(p.root, e, pins)
	if err != nil {
		return Code{Unknown: "git could not be read: " + err.Error()}
	}
	return code
}

// code compares the inputs with the commit.
func (r *repository) code(root string, e *study.Experiment, pins *Pins) (Code, error) {
	code := Code{Commit: r.objects.commit()}
	committed := map[string]string{}
	for _, place := range pins.Places {
		id, err := r.objects.object(r.inside(place))
		if err != nil {
			return code, err
		}
		code.Trees = append(code.Trees, Tree{place, id})
		blobs, err := r.objects.blobs(r.inside(place))
		if err != nil {
			return code, err
		}
		for name, blob := range blobs {
			committed[strings.TrimPrefix(name, r.prefix)] = blob
		}
	}
	// The paper around a cell may change; its code is among the inputs by its
	// digest, and what is read of other runs is proved by theirs.
	var names []string
	if e.Cell == nil {
		names = append(names, e.Source)
	}
	if pins.Lock.Path != "" {
		names = append(names, pins.Lock.Path)
	}
	for _, input := range pins.Files() {
		names = append(names, input.Path)
	}
	changed, err := r.changed(root, names, committed)
	if err != nil {
		return code, err
	}
	code.Changed, code.Dirty = changed, len(changed) > 0
	if code.Dirty {
		code.Diff = r.diff(root, changed, committed)
	}
	return code, nil
}

// inside is a study's path in the repository.
func (r *repository) inside(name string) string {
	return strings.TrimSuffix(strings.TrimSuffix(r.prefix+name, "/."), "/")
}

// changed are the names whose content is not the commit's, and the committed
// files that are gone.
func (r *repository) changed(root string, names []string, committed map[string]string) ([]string, error) {
	found := map[string]bool{}
	for _, name := range names {
		if name == "" {
			continue
		}
		want, err := committed[name], error(nil)
		if want == "" {
			if want, err = r.objects.object(r.inside(name)); err != nil {
				return nil, err
			}
			committed[name] = want
		}
		same, err := r.same(filepath.Join(root, filepath.FromSlash(name)), r.inside(name), want)
		if err != nil {
			return nil, err
		}
		if !same {
			found[name] = true
		}
	}
	for name := range committed {
		if _, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name))); os.IsNotExist(err) {
			found[name] = true
		}
	}
	list := make([]string, 0, len(found))
	for name := range found {
		list = append(list, name)
	}
	sort.Strings(list)
	return list, nil
}

// same reports whether a file on disk is the blob of the commit. Where the
// bytes differ, git itself is asked, since it may store a file filtered or with
// other line ends; without git the file counts as changed.
func (r *repository) same(full, name, want string) (bool, error) {
	if want == "" {
		return false, nil
	}
	content, err := readBlob(full)
	if os.IsNotExist(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if blobID(content, len(want)) == want {
		return true, nil
	}
	id, err := gitOutput(r.top, "hash-object", "--path="+name, "--", full)
	return err == nil && strings.TrimSpace(id) == want, nil
}

// readBlob is a file's content as git stores it: of a link, its target.
func readBlob(full string) ([]byte, error) {
	info, err := os.Lstat(full)
	if err != nil {
		return nil, err
	}
	if info.Mode()&fs.ModeSymlink != 0 {
		target, err := os.Readlink(full)
		return []byte(filepath.ToSlash(target)), err
	}
	return plainfile.ReadFile(full)
}

// blobID is git's name of a file's content, in the hash of the repository.
func blobID(content []byte, digits int) string {
	h := sha1.New()
	if digits == sha256.Size*2 {
		h = sha256.New()
	}
	fmt.Fprintf(h, "blob %d\x00", len(content))
	h.Write(content)
	return hex.EncodeToString(h.Sum(nil))
}

// Ahead begins to read what Holds asks of the commit; whoever asks meanwhile waits
// for it.
func (p *Pinner) Ahead() {
	p.mu.Lock()
	go func() {
		defer p.mu.Unlock()
		repo := p.repository()
		for _, e := range p.study.Experiments {
			if repo.unknown == "" {
				_, _ = repo.objects.object(repo.inside(e.Source)) // what is wrong is said to who asks again
			}
		}
	}()
}

// Link is how the code at hand stands to the code that ran.
type Link string

// What a link to code can be.
const (
	Holds    Link = "holds"    // HEAD contains the same trees
	Differs  Link = "differs"  // it does not, or the run's code was not committed
	NotKnown Link = "unknown"  // git cannot be asked, or could not be then
	Unpinned Link = "unpinned" // the run names no tree
)

// Holds reports whether HEAD contains the trees that a run was made from, also
// where their commit is gone. The same place is looked at first, then all of HEAD.
func (p *Pinner) Holds(code Code) (Link, string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	repo := p.repository()
	switch {
	case code.Unknown != "":
		return NotKnown, "when it ran, " + code.Unknown
	case repo.unknown != "":
		return NotKnown, repo.unknown
	case code.Dirty:
		return Differs, "it ran with changes that were not committed: " + strings.Join(code.Changed, ", ")
	case len(code.Trees) == 0:
		return Unpinned, "the run names no tree"
	}
	for _, tree := range code.Trees {
		held, err := repo.holds(tree)
		if err != nil {
			return NotKnown, "git could not be read: " + err.Error()
		}
		if !held {
			return Differs, fmt.Sprintf("%s is not the one that ran (%.10s)", tree.Path, tree.ID)
		}
	}
	return Holds, ""
}

func (r *repository) holds(tree Tree) (bool, error) {
	now, err := r.objects.object(r.inside(tree.Path))
	if err != nil || tree.ID != "" && now == tree.ID {
		return err == nil, err
	}
	if tree.ID == "" {
		return false, nil
	}
	if r.held == nil {
		if r.held, err = r.objects.all(); err != nil {
			return false, err
		}
	}
	return r.held[tree.ID], nil
}
