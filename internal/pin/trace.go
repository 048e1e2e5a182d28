package pin

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"time"

	"report/internal/digest"
	"report/internal/plainfile"
	"report/internal/study"
)

// Trace remembers every file and directory that an answer was made from, with
// what the system says of each: when all of it is the same, so is the answer.
// A nil Trace remembers nothing and only reads.
type Trace struct {
	root  string
	began time.Time
	mu    sync.Mutex
	nodes map[node]mark
}

// node is one thing that was looked at.
type node struct {
	kind nodeKind
	path string // relative to the study's root, or absolute
}

// nodeKind is what was found there. It is written into caches.
type nodeKind byte

const (
	absentNode nodeKind = 'a'
	fileNode   nodeKind = 'f'
	dirNode    nodeKind = 'd'
	linkNode   nodeKind = 'l' // the link itself, not what it leads to
	placeNode  nodeKind = 'p' // what kind of thing is there, whatever is in it
	textNode   nodeKind = 't' // a file of the paper, of which only the cells count
)

// mark is what tells a node from a changed one: what the system says without
// reading it, and the digest of what is in it.
type mark struct {
	stat
	content digest.SHA256
}

// stat is what the system says of a file: times in nanoseconds.
type stat struct {
	size, modified, changed int64
	inode                   uint64
	mode                    uint32
}

// NewTrace begins to remember for the study in a directory.
func NewTrace(root string) *Trace {
	if real, err := filepath.EvalSymlinks(root); err == nil {
		root = real
	}
	return &Trace{root: root, began: time.Now(), nodes: map[node]mark{}}
}

// Watch lets the pinner remember what it reads. It must be called before the
// pinner has read anything.
func (p *Pinner) Watch(t *Trace) { p.seen = t }

// full is where a name is on the disk.
func (t *Trace) full(name string) string {
	if filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(t.root, filepath.FromSlash(name))
}

// add remembers a node with what the system said before it was read.
func (t *Trace) add(kind nodeKind, name string, before stat, content digest.SHA256) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.nodes[node{kind, name}] = mark{before, content}
}

// absent remembers that nothing was at a place.
func (t *Trace) absent(name string) {
	if t != nil {
		t.add(absentNode, name, stat{}, digest.SHA256{})
	}
}

// link remembers where a symbolic link leads.
func (t *Trace) link(name string) {
	if t == nil {
		return
	}
	before, _ := statOf(t.full(name), false)
	sum, _ := contentOf(linkNode, t.full(name))
	t.add(linkNode, name, before, sum)
}

// file digests a file.
func (t *Trace) file(name, full string) (digest.SHA256, error) {
	if t == nil {
		return contentOf(fileNode, full)
	}
	before, err := statOf(full, true)
	if err != nil {
		return digest.SHA256{}, err
	}
	sum, err := contentOf(fileNode, full)
	if err == nil {
		t.add(fileNode, name, before, sum)
	}
	return sum, err
}

// ReadFile reads a file and remembers it, or that it was not there.
func (t *Trace) ReadFile(name, full string) ([]byte, error) {
	return t.read(fileNode, name, full)
}

// ReadText reads a file of the paper and remembers what experiments hang on in
// it, or that it was not there.
func (t *Trace) ReadText(name, full string) ([]byte, error) {
	return t.read(textNode, name, full)
}

func (t *Trace) read(kind nodeKind, name, full string) ([]byte, error) {
	if t == nil {
		return plainfile.ReadFile(full)
	}
	before, err := statOf(full, true)
	if err == nil {
		var content []byte
		if content, err = plainfile.ReadFile(full); err == nil {
			sum := digest.Bytes(content)
			if kind == textNode {
				sum = digest.Bytes(study.CellText(content))
			}
			t.add(kind, name, before, sum)
			return content, nil
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		t.absent(name)
	}
	return nil, err
}

// ReadDir lists a directory and remembers what is in it, or that it was not
// there.
func (t *Trace) ReadDir(name, full string) ([]fs.DirEntry, error) {
	if t == nil {
		return os.ReadDir(full)
	}
	before, err := statOf(full, true)
	if err == nil {
		var entries []fs.DirEntry
		if entries, err = os.ReadDir(full); err == nil {
			t.add(dirNode, name, before, listing(entries))
			return entries, nil
		}
	}
	if errors.Is(err, fs.ErrNotExist) {
		t.absent(name)
	}
	return nil, err
}

// Hold remembers a file that was read or written without the trace, by the digest
// of its content; Still tells whether one that was read may have changed meanwhile.
func (t *Trace) Hold(name string, content digest.SHA256) error {
	now, err := statOf(t.full(name), true)
	if err == nil {
		t.add(fileNode, name, now, content)
	}
	return err
}

// Inside remembers that no symbolic link is on the way to a name in the study,
// and reports whether that is so: what a link leads to may be the same, and yet
// outside.
func (t *Trace) Inside(name string) bool {
	for ; name != "."; name = path.Dir(name) {
		t.mu.Lock()
		_, known := t.nodes[node{placeNode, name}]
		t.mu.Unlock()
		if known { // with all above it
			break
		}
		full := t.full(name)
		before, err := statOf(full, false)
		if errors.Is(err, fs.ErrNotExist) {
			continue // whoever reads it remembers that
		}
		info, inner := os.Lstat(full)
		if err != nil || inner != nil || info.Mode()&fs.ModeSymlink != 0 {
			return false
		}
		t.add(placeNode, name, before, typeOf(info))
	}
	return true
}

// Still reports whether all that is remembered stayed as it was since the trace
// began, as far as its times tell.
func (t *Trace) Still() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	young := t.began.Add(-coarse).UnixNano()
	for n, k := range t.nodes {
		if n.kind != placeNode && (k.modified >= young || k.changed >= young) {
			return false
		}
	}
	return true
}

// coarse is by how much a file system's clock may lag behind.
const coarse = 100 * time.Millisecond

// Rest remembers all that another answer about the study was made from, as it
// was then, and reports whether that answer is still kept.
func (t *Trace) Rest(question string) bool {
	m, _ := readMemo(t.root, question)
	if m == nil {
		return false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	for i, n := range m.nodes {
		k := m.marks[i]
		if old := m.began - int64(racy); k.modified >= old || k.changed >= old {
			k.inode = 0 // its times prove nothing, here neither
		}
		t.nodes[n] = k
	}
	return true
}

// listing digests the names and types in a directory, which ReadDir sorts.
func listing(entries []fs.DirEntry) digest.SHA256 {
	var text []byte
	for _, e := range entries {
		text = append(append(text, e.Name()...), 0)
		text = append(append(text, e.Type().String()...), 0)
	}
	return digest.Bytes(text)
}

// typeOf digests what kind of thing is at a place.
func typeOf(info fs.FileInfo) digest.SHA256 { return digest.Bytes([]byte(info.Mode().Type().String())) }

// contentOf digests what is in a node now.
func contentOf(kind nodeKind, full string) (digest.SHA256, error) {
	switch kind {
	case dirNode:
		entries, err := os.ReadDir(full)
		return listing(entries), err
	case linkNode:
		target, err := os.Readlink(full)
		return digest.Bytes([]byte(target)), err
	case placeNode:
		info, err := os.Lstat(full)
		if err != nil {
			return digest.SHA256{}, err
		}
		return typeOf(info), nil
	case textNode:
		content, err := plainfile.ReadFile(full)
		return digest.Bytes(study.CellText(content)), err
	}
	sum, _, err := digest.File(full)
	return sum, err
}
