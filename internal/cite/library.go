// Package cite draws one bibliography: works in BibTeX or CSL-JSON and a
// document's citations come in, the words of each citation and the list of
// the works cited go out, in a numeric or an author–year style. Where the
// citations stand is for document, how the list is set for render.
package cite

import (
	"io/fs"
	"path"
	"sort"

	"report/internal/diag"
	"report/internal/plainfile"
)

// Work is one thing that can be cited, with its fields in plain Unicode.
type Work struct {
	Key     string
	Type    string // as BibTeX calls it: article, inproceedings, book, misc …
	Authors []Name
	Editors []Name
	Fields  map[string]string // by BibTeX's name, lower case
	Pos     diag.Pos
}

// Name is a person's, or an organisation's in Last alone.
type Name struct {
	First, Von, Last, Junior string
}

// family is the name's part that citations print.
func (n Name) family() string {
	if n.Von != "" {
		return n.Von + " " + n.Last
	}
	return n.Last
}

// Library is the works that a paper may cite.
type Library struct {
	works map[string]*Work
	keys  []string
}

// Get returns the work with a key, or nil.
func (l *Library) Get(key string) *Work { return l.works[key] }

// Keys are the keys of all works, sorted.
func (l *Library) Keys() []string {
	sorted := append([]string(nil), l.keys...)
	sort.Strings(sorted)
	return sorted
}

func newLibrary() *Library { return &Library{works: map[string]*Work{}} }

// add keeps a work; a second one with its key is a mistake.
func (l *Library) add(w *Work) *diag.Error {
	if first := l.works[w.Key]; first != nil {
		return diag.At(w.Pos, "the key %q is already used at %s", w.Key, first.Pos)
	}
	l.works[w.Key] = w
	l.keys = append(l.keys, w.Key)
	return nil
}

// Read reads the files of works, BibTeX unless a name ends in .json. With
// mistakes the library holds what could be read.
func Read(files fs.FS, paths []string) (*Library, diag.List) {
	lib := newLibrary()
	var all diag.List
	for _, p := range paths {
		content, err := plainfile.ReadIn(files, p)
		if err != nil {
			all = append(all, diag.At(diag.Pos{File: p}, "the bibliography cannot be read: %v", err))
			continue
		}
		if path.Ext(p) == ".json" {
			all = append(all, readCSL(lib, p, content)...)
		} else {
			all = append(all, readBibTeX(lib, p, content)...)
		}
	}
	return lib, all
}
