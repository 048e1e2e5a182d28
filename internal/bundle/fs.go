package bundle

import (
	"io"
	"io/fs"
	"path"
	"sort"
	"time"

	"report/internal/digest"
)

// tree is the directories of a bundle: the names in each, sorted.
type tree struct {
	dirs  map[string][]node
	files map[string]int // index into Manifest.Files
}

// node is one name in a directory.
type node struct {
	name string
	file int // index into Manifest.Files, -1 for a directory
}

// grow makes the directories of files that are sorted by path.
func grow(files []File) tree {
	t := tree{dirs: map[string][]node{".": nil}, files: make(map[string]int, len(files))}
	for i, f := range files {
		t.files[f.Path] = i
		name, leaf := f.Path, i
		for {
			dir := path.Dir(name)
			_, known := t.dirs[dir]
			t.dirs[dir] = append(t.dirs[dir], node{path.Base(name), leaf})
			if known {
				break
			}
			name, leaf = dir, -1
		}
	}
	for _, list := range t.dirs {
		sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	}
	return t
}

// FS is the study in the bundle. Call Check before trusting it: the digests
// that it hands out are those of bundle.json.
func (b *Bundle) FS() fs.FS { return filesOf{b} }

type filesOf struct{ b *Bundle }

// Sum is a file's digest, which Check has proved.
func (f filesOf) Sum(name string) (digest.SHA256, int64, error) {
	i, ok := f.b.tree().files[name]
	if !ok {
		return digest.SHA256{}, 0, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return f.b.Manifest.Files[i].SHA256, f.b.Manifest.Files[i].Size, nil
}

// Open opens a file or a directory.
func (f filesOf) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	if i, ok := f.b.tree().files[name]; ok {
		e := f.b.entries[i+1]
		return &opened{f.stat(name, i), io.NewSectionReader(f.b.file, e.offset, e.size)}, nil
	}
	if list, ok := f.b.tree().dirs[name]; ok {
		return &openedDir{f: f, info: f.stat(name, -1), dir: name, left: list}, nil
	}
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
}

func (f filesOf) stat(name string, i int) info {
	at := info{name: path.Base(name), mode: fs.ModeDir | 0o555, date: f.b.Manifest.Date}
	if i >= 0 {
		at.mode, at.size = 0o444, f.b.Manifest.Files[i].Size
	}
	return at
}

type opened struct {
	info
	*io.SectionReader
}

func (o *opened) Stat() (fs.FileInfo, error) { return o.info, nil }
func (o *opened) Close() error               { return nil }
func (o *opened) Size() int64                { return o.info.size }

type openedDir struct {
	f    filesOf
	info info
	dir  string
	left []node
}

func (d *openedDir) Stat() (fs.FileInfo, error) { return d.info, nil }
func (d *openedDir) Close() error               { return nil }
func (d *openedDir) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: d.dir, Err: fs.ErrInvalid}
}

// ReadDir lists the directory, as fs.ReadDirFile asks.
func (d *openedDir) ReadDir(n int) ([]fs.DirEntry, error) {
	take := len(d.left)
	if n > 0 {
		if take == 0 {
			return nil, io.EOF
		}
		take = min(take, n)
	}
	list := make([]fs.DirEntry, take)
	for i, one := range d.left[:take] {
		list[i] = fs.FileInfoToDirEntry(d.f.stat(one.name, one.file))
	}
	d.left = d.left[take:]
	return list, nil
}

type info struct {
	name string
	size int64
	mode fs.FileMode
	date time.Time
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return i.size }
func (i info) Mode() fs.FileMode  { return i.mode }
func (i info) ModTime() time.Time { return i.date }
func (i info) IsDir() bool        { return i.mode.IsDir() }
func (i info) Sys() any           { return nil }
