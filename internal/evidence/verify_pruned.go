package evidence

import (
	"errors"
	"io/fs"
	"path"
	"strings"
	"syscall"

	"report/internal/digest"
	"report/internal/plainfile"
)

// pruned reads the lines on dropped runs: each has the form in which Prune
// writes it, for it is all that is left of a run.
func (v *verifier) pruned() error {
	name := path.Join(Committed, PrunedName)
	content, err := plainfile.ReadIn(v.files, name)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) { // list tells what stands in its place
		return nil
	}
	if err != nil {
		return err
	}
	text := string(content)
	for number := 1; text != ""; number++ {
		line, rest, ended := strings.Cut(text, "\n")
		if !isPruned(line) || !ended {
			v.problem(name, "report prune alone writes it; take it from git: git checkout -- "+name, "line %d does not say which run was dropped and what superseded it", number)
			return nil
		}
		text = rest
	}
	return nil
}

// isPruned reports whether a line is one that Prune writes.
func isPruned(line string) bool {
	parts := strings.Split(line, "  ")
	if len(parts) != 3 {
		return false
	}
	sum, err := digest.Parse(parts[0])
	status, by, found := strings.Cut(parts[2], ", superseded by ")
	dir, named := strings.CutSuffix(parts[1], "/"+ManifestName)
	return err == nil && sum.Hex() == parts[0] && named && fs.ValidPath(dir) && strings.HasPrefix(dir, Committed+"/") &&
		IsRunName(path.Base(dir)) && found && status != "" && IsRunName(by)
}
