package environment

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// lend gives an environment in which nothing is compiled yet the bytecode of
// its neighbours in the cache, for each module that is the very file that they
// have: uv links modules from its own cache, so that one is the same file in
// every environment, and compiling the 5,000 modules of PyTorch anew for each
// took 30 seconds of CPU. Bytecode is linked likewise. Python takes it for the
// size and time of its source, which a link shares, and gives tracebacks the
// path that a module is imported from, whichever it was compiled under. What
// cannot be linked is left to be compiled. Where bytecode lies:
// https://peps.python.org/pep-3147/
func lend(dir, minor string) {
	neighbours := neighbours(dir, minor)
	if len(neighbours) == 0 {
		return
	}
	ending := ".cpython-" + strings.ReplaceAll(minor, ".", "") + ".pyc"
	_ = filepath.WalkDir(dir, func(at string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() || filepath.Ext(at) != ".py" {
			return nil
		}
		within, err := filepath.Rel(dir, at)
		if err != nil {
			return err
		}
		module, err := entry.Info()
		if err != nil {
			return nil
		}
		for i, from := range neighbours {
			theirs := filepath.Join(from, within)
			if info, err := os.Lstat(theirs); err != nil || !os.SameFile(module, info) {
				continue
			}
			if link(compiled(theirs, ending), compiled(at, ending)) == nil {
				neighbours[0], neighbours[i] = neighbours[i], neighbours[0] // most of a package comes from one
				break
			}
		}
		return nil
	})
}

// compiled is where Python keeps what it compiled of a module.
func compiled(module, ending string) string {
	name := strings.TrimSuffix(filepath.Base(module), ".py") + ending
	return filepath.Join(filepath.Dir(module), "__pycache__", name)
}

// link makes a file stand at a second place, and the directory there first.
func link(from, to string) error {
	if err := os.Link(from, to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.Link(from, to)
}

// neighbours are the whole environments beside one, of the same minor version
// of Python.
func neighbours(dir, minor string) []string {
	entries, err := os.ReadDir(filepath.Dir(dir))
	if err != nil {
		return nil
	}
	var found []string
	for _, entry := range entries {
		one := filepath.Join(filepath.Dir(dir), entry.Name())
		if one == dir || !strings.HasPrefix(entry.Name(), "python"+minor+"-") {
			continue
		}
		if _, err := os.Stat(filepath.Join(one, markName)); err == nil {
			found = append(found, one)
		}
	}
	return found
}
