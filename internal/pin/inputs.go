package pin

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/notebook"
	"report/internal/plainfile"
	"report/internal/study"
)

// inputs are the files of an experiment with their digests, sorted by path,
// and the places they were selected from.
func (p *Pinner) inputs(e *study.Experiment) ([]digest.Entry, []string, error) {
	if p.ignore == nil {
		p.ignore = newIgnorer(p.root, p.seen)
	}
	c := &collector{pinner: p, experiment: e, found: map[string]digest.SHA256{}}
	patterns := e.Inputs
	if len(patterns) == 0 && e.Cell == nil {
		patterns = []string{e.Dir}
	}
	var places []string
	for i, pattern := range patterns {
		place, err := c.pattern(pattern)
		if err != nil {
			var m *diag.Error
			if i < len(e.InputPos) && errors.As(err, &m) && m.Pos == c.place() { // it is about the entry
				m.Pos = e.InputPos[i]
				if content, err := plainfile.ReadFile(filepath.Join(p.root, filepath.FromSlash(e.Source))); err == nil {
					m.In(content, len([]rune(pattern)))
				}
			}
			return nil, nil, err
		}
		places = append(places, place)
	}
	for _, module := range e.Uses {
		place, err := c.module(module)
		if err != nil {
			return nil, nil, err
		}
		places = append(places, place)
	}
	if err := c.notebooks(); err != nil {
		return nil, nil, err
	}
	entries := make([]digest.Entry, 0, len(c.found))
	for name, sum := range c.found {
		// experiment.yaml counts by what it says, so that title and notes do not.
		if name != e.Source {
			entries = append(entries, digest.Entry{Path: name, SHA256: sum})
		}
	}
	sort.Slice(entries, func(i, j int) bool { return entries[i].Path < entries[j].Path })
	sort.Strings(places)
	return entries, compact(places), nil
}

// notebooks puts in the place of a notebook's digest that of what can change
// its outcome: outputs and prose are not in it.
func (c *collector) notebooks() error {
	for _, s := range c.experiment.Steps {
		if s.Notebook == "" {
			continue
		}
		name := path.Join(c.experiment.Dir, s.Notebook)
		if _, err := c.pinner.file(name); err != nil { // noted, so that a change of any kind is looked at
			return fmt.Errorf("reading the notebook of %s: %w", c.experiment.ID, err)
		}
		content, err := plainfile.ReadFile(filepath.Join(c.pinner.root, filepath.FromSlash(name)))
		if err != nil {
			return fmt.Errorf("reading the notebook of %s: %w", c.experiment.ID, err)
		}
		book, err := notebook.Parse(name, content)
		if err != nil {
			return err
		}
		c.found[name] = book.Key()
	}
	return nil
}

// compact drops repeated neighbours.
func compact(sorted []string) []string {
	kept := sorted[:0]
	for i, s := range sorted {
		if i == 0 || s != sorted[i-1] {
			kept = append(kept, s)
		}
	}
	return kept
}

// collector gathers the input files of one experiment.
type collector struct {
	pinner     *Pinner
	experiment *study.Experiment
	found      map[string]digest.SHA256
}

// pattern adds what one entry of `inputs:` selects and returns the place it
// starts from: the file or directory named, or the part before the first glob.
func (c *collector) pattern(pattern string) (string, error) {
	clean := path.Clean(pattern)
	if !fs.ValidPath(clean) {
		return "", c.mistake("input %q leads out of the study", pattern).
			WithHint("name files below the study's root, without .. and without a slash in front")
	}
	if !study.IsPattern(clean) {
		found, err := c.add(clean, "")
		if err == nil && !found {
			err = c.unselected(pattern, clean)
		}
		return clean, err
	}
	segments := strings.Split(clean, "/")
	fixed := 0
	for !study.IsPattern(segments[fixed]) {
		fixed++
	}
	start := path.Join(append([]string{"."}, segments[:fixed]...)...)
	if !study.ValidPattern(clean) {
		return "", c.mistake("input %q is no pattern", pattern)
	}
	found, err := c.add(start, clean)
	if err == nil && !found {
		err = c.unselected(pattern, start)
	}
	return start, err
}

// unselected is the mistake of an input that selects nothing, with what there is.
// That the part before the first wildcard is there, study has seen to.
func (c *collector) unselected(pattern, start string) error {
	m := c.mistake("input %q selects no file", pattern)
	entries, err := os.ReadDir(filepath.Join(c.pinner.root, filepath.FromSlash(start)))
	switch {
	case err != nil || start == path.Clean(pattern):
		return m.WithHint("it is not there, empty, or git ignores it; git check-ignore -v %s tells which rule", start)
	case len(entries) == 0:
		return m.WithHint("%s/ is empty", start)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	if near := diag.Nearest(path.Base(pattern), names); near != "" {
		return m.WithHint("did you mean %s?", path.Join(start, near))
	}
	return m.WithHint("%s/ holds %s; what git ignores does not count", start, diag.Few(names, 6))
}

// module adds a module below experiments/: a directory, or a file with or
// without its .py. A package above it is imported with it, so its __init__.py
// counts too.
func (c *collector) module(module string) (string, error) {
	base := path.Join("experiments", module)
	if !fs.ValidPath(base) || !strings.HasPrefix(base, "experiments/") {
		return "", c.mistake("module %q leads out of experiments/", module)
	}
	for dir := path.Dir(base); dir != "experiments" && dir != "."; dir = path.Dir(dir) {
		if _, err := c.add(dir+"/__init__.py", ""); err != nil {
			return "", err
		}
	}
	for _, candidate := range []string{base, base + ".py"} {
		found, err := c.add(candidate, "")
		if err != nil || found {
			return candidate, err
		}
	}
	return "", c.mistake("module %q is not below experiments/", module).
		WithHint("`uses: [scenarios/mnist]` is experiments/scenarios/mnist/ or experiments/scenarios/mnist.py")
}

// mistake is an error at the experiment's own place.
func (c *collector) mistake(format string, args ...any) *diag.Error {
	return diag.At(c.place(), format, args...)
}

// place is the experiment's file.
func (c *collector) place() diag.Pos {
	pos := c.experiment.Pos
	if pos.File == "" {
		pos.File = c.experiment.Source
	}
	return pos
}

// add takes a file, or a directory with all below it that a glob selects ("" is
// all), and reports whether there was any.
func (c *collector) add(name, glob string) (bool, error) {
	info, err := os.Lstat(filepath.Join(c.pinner.root, filepath.FromSlash(name)))
	if errors.Is(err, fs.ErrNotExist) {
		c.pinner.seen.absent(name)
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("reading the inputs of %s: %w", c.experiment.ID, err)
	}
	if c.pinner.ignore.above(name, info.IsDir()) {
		return false, nil
	}
	return c.entry(name, info.Mode(), glob, nil)
}

// entry takes one directory entry that git does not ignore. outer are the
// directories it was reached through, resolved, so that links cannot turn.
func (c *collector) entry(name string, mode fs.FileMode, glob string, outer []string) (bool, error) {
	switch {
	case mode&fs.ModeSymlink != 0:
		return c.link(name, glob, outer)
	case mode.IsDir():
		return c.directory(name, glob, outer)
	case !mode.IsRegular():
		return false, c.mistake("input %s is neither a file nor a directory", name).WithHint("%s", elsewhere)
	}
	if glob != "" && !study.Selects(glob, name) {
		return false, nil
	}
	sum, err := c.pinner.file(name)
	if err != nil {
		return false, fmt.Errorf("reading the inputs of %s: %w", c.experiment.ID, err)
	}
	c.found[name] = sum
	return true, nil
}

// elsewhere mends what cannot be an input.
const elsewhere = "take it out of the experiment's directory, let git ignore it, or name the files that count under `inputs:`"

// link follows a symbolic link that stays inside the study.
func (c *collector) link(name, glob string, outer []string) (bool, error) {
	full := filepath.Join(c.pinner.root, filepath.FromSlash(name))
	target, err := filepath.EvalSymlinks(full)
	if err != nil {
		what := "to nothing"
		if !errors.Is(err, fs.ErrNotExist) { // links are followed 255 times
			what = "that leads nowhere: in a circle, or where nobody may look"
		}
		return false, c.mistake("input %s is a symbolic link %s", name, what).WithHint("%s", elsewhere)
	}
	inside, err := filepath.Rel(c.pinner.root, target)
	if err != nil || !filepath.IsLocal(inside) {
		return false, c.mistake("input %s is a symbolic link that leads out of the study", name).
			WithHint("copy the file into the study, or declare it under `data:`")
	}
	c.pinner.seen.link(name)
	info, err := os.Stat(full)
	if err != nil {
		return false, err
	}
	return c.entry(name, info.Mode(), glob, outer)
}

// directory takes all below a directory that git does not ignore.
func (c *collector) directory(name, glob string, outer []string) (bool, error) {
	full := filepath.Join(c.pinner.root, filepath.FromSlash(name))
	resolved, err := filepath.EvalSymlinks(full)
	if err != nil {
		return false, err
	}
	if slices.Contains(outer, resolved) {
		return false, c.mistake("input %s is a symbolic link to a directory above it", name).WithHint("%s", elsewhere)
	}
	entries, err := c.pinner.seen.ReadDir(name, full)
	if err != nil {
		return false, fmt.Errorf("reading the inputs of %s: %w", c.experiment.ID, err)
	}
	any := false
	for _, entry := range entries {
		inner := path.Join(name, entry.Name())
		if ours(inner) || c.pinner.ignore.match(inner, entry.IsDir()) {
			continue
		}
		found, err := c.entry(inner, entry.Type(), glob, append(outer, resolved))
		if err != nil {
			return false, err
		}
		any = any || found
	}
	return any, nil
}

// ours reports whether a path holds what the tool or git writes: never input.
func ours(name string) bool {
	switch name {
	case "evidence", ".report", "paper/rendered":
		return true
	}
	return path.Base(name) == ".git"
}

// file digests a file of the study, once.
func (p *Pinner) file(name string) (digest.SHA256, error) {
	if sum, ok := p.files[name]; ok {
		return sum, nil
	}
	sum, err := p.seen.file(name, filepath.Join(p.root, filepath.FromSlash(name)))
	if err == nil {
		p.files[name] = sum
	}
	return sum, err
}
