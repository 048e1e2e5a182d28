package environment

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// Cached is one thing in the user's cache that can be deleted and made again.
type Cached struct {
	Kind  string `json:"kind"` // environments, data, drawings, packages, status, tools, other
	Name  string `json:"name"`
	Path  string `json:"path"`
	Bytes int64  `json:"bytes"` // on disk, what several share counted once
	Files int    `json:"files"`
}

// kindsOfCache say what lies in each directory of the cache.
var kindsOfCache = map[string]string{
	"environments": "environments", "data": "data", "drawings": "drawings", "status": "status", "uv": "packages", "tools": "tools",
}

// CachedIn lists what a cache holds, by kind and name. Files that are linked
// several times, as packages into environments are, count where they are met
// first, environments before packages: that is what deleting everything frees.
func CachedIn(cache string) ([]Cached, error) {
	tops, err := os.ReadDir(cache)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []Cached
	seen := map[fileID]bool{}
	for _, top := range tops {
		if !top.IsDir() || strings.HasSuffix(top.Name(), ".lock.by") { // notes of who has a lock
			continue
		}
		kind := kindOf(top.Name())
		if kind != "environments" && kind != "data" {
			list = append(list, Cached{Kind: kind, Name: top.Name(), Path: filepath.Join(cache, top.Name())})
			continue
		}
		inner, err := os.ReadDir(filepath.Join(cache, top.Name()))
		if err != nil {
			return nil, err
		}
		for _, d := range inner {
			if d.IsDir() {
				c := Cached{Kind: kind, Name: d.Name(), Path: filepath.Join(cache, top.Name(), d.Name())}
				if kind == "data" {
					c.Name = dataName(c)
				}
				list = append(list, c)
			}
		}
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Kind < list[j].Kind })
	for i := range list {
		if err := measure(&list[i], seen); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// dataName is the start of a data set's digest and the name of its file.
func dataName(c Cached) string {
	inner, err := os.ReadDir(c.Path)
	if err != nil {
		return c.Name
	}
	for _, d := range inner {
		if !strings.HasPrefix(d.Name(), ".") {
			return c.Name[:min(8, len(c.Name))] + " " + d.Name()
		}
	}
	return c.Name
}

// kindOf is the kind of a directory of the cache.
func kindOf(name string) string {
	if kind, known := kindsOfCache[name]; known {
		return kind
	}
	if strings.HasPrefix(name, "uv-") {
		return "tools"
	}
	return "other"
}

// measure adds up a tree, without what was counted before.
func measure(c *Cached, seen map[fileID]bool) error {
	return filepath.WalkDir(c.Path, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // deleted meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if err != nil {
			return err
		}
		id, linked := identity(info)
		if linked && seen[id] {
			return nil
		}
		if linked {
			seen[id] = true
		}
		c.Bytes += info.Size()
		c.Files++
		return nil
	})
}

// Remove deletes one thing of the cache, once nobody builds it.
func (c Cached) Remove(ctx context.Context) error {
	if c.Kind == "environments" {
		unlock, err := Lock(ctx, c.Path+".lock", false, nil)
		if err != nil {
			return err
		}
		defer os.Remove(c.Path + ".lock")
		defer unlock()
		// Without its mark it is not whole, should the deletion be cut short.
		if err := os.Remove(filepath.Join(c.Path, markName)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return os.RemoveAll(c.Path)
}
