package study

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
	"report/internal/notebook"
)

// checkFiles holds the paths of an experiment against the disk. The root
// refuses symbolic links that lead out of the study.
func (e *Experiment) checkFiles(d *decoder, disk *disk) {
	if d.root == nil {
		return
	}
	if lock := e.Environment.Lock; lock != "" {
		e.checkLock(d, disk, d.find("environment", "lock"), lock)
	}
	for i, use := range e.Uses {
		e.checkUse(d, disk, d.find("uses", i), use)
	}
	for i, pattern := range e.Inputs {
		e.checkInput(d, disk, d.find("inputs", i), pattern)
	}
	for i := range e.Steps {
		if s := &e.Steps[i]; s.Notebook != "" {
			e.checkNotebook(d, disk, d.find("steps", i, "notebook"), s)
		}
	}
	if nested := nestedExperiment(disk, e.Dir); nested != "" {
		d.atLine(1, 1, "%s lies inside the experiment %s", nested, e.ID).WithHint("an experiment's directory holds no other; move it beside this one")
	}
}

func (e *Experiment) checkLock(d *decoder, disk *disk, n *yaml.Node, lock string) {
	info, err := disk.Stat(lock)
	switch {
	case err == nil && info.Mode().IsRegular():
		if mistake, _ := disk.locks.Get(lock, func() (*diag.Error, error) { return disk.unhashed(lock) }); mistake != nil {
			d.errs = append(d.errs, mistake)
		}
	case err == nil:
		d.at(n, "the lock %s is not a file", lock).WithHint("name the file that uv pip compile wrote")
	case !errors.Is(err, fs.ErrNotExist):
		d.at(n, "the lock %s: %s", lock, outside(err)).WithHint("copy the file into the study")
	default:
		mend := d.at(n, "the lock %s does not exist", lock)
		if _, err := disk.Stat(path.Join(e.Dir, lock)); err == nil {
			mend.WithHint("paths begin at the study's root: %s", path.Join(e.Dir, lock))
			return
		}
		mend.WithHint("make it: uv pip compile --universal --generate-hashes --no-header --no-annotate -o %s %s", lock, requirementsOf(disk, lock))
	}
}

// unhashed is the mistake of a lock that pins packages without a hash: what
// would be installed could be another file than the one that was measured. A
// lock that cannot be read has none; it is told of elsewhere.
func (d *disk) unhashed(lock string) (*diag.Error, error) {
	bare, first, err := d.bare(lock)
	if err != nil || bare == 0 {
		return nil, err
	}
	content, err := d.ReadFile(lock)
	if err != nil {
		return nil, err
	}
	pos := diag.Offset(lock, content, first)
	source := diag.Line(content, pos.Line)
	name, _, _ := strings.Cut(strings.TrimRight(source, ` \`), " ")
	others := ""
	switch {
	case bare == 2:
		others = ", nor has one other"
	case bare > 2:
		others = fmt.Sprintf(", nor have %d others", bare-1)
	}
	mistake := diag.At(pos, "%s has no hash%s", clip(name), others).
		WithHint("make the lock with its hashes: uv pip compile --universal --generate-hashes --no-header --no-annotate -o %s %s", lock, requirementsOf(d, lock))
	return mistake.In(content, utf8.RuneCountInString(name)), nil
}

// bare counts the packages of a lock that have no hash, and gives the offset of
// the first. Locks are long: no more than a line of one is held at once.
func (d *disk) bare(lock string) (count, first int, err error) {
	file, err := d.Open(lock)
	if err != nil {
		return 0, 0, err
	}
	defer file.Close()
	room := lineRoom.Get().(*[]byte)
	defer lineRoom.Put(room)
	lines := bufio.NewScanner(file)
	lines.Buffer(*room, longestLine)
	lines.Split(withEnd)
	at, begins, names, hashed := 0, true, false, false
	for lines.Scan() {
		line := bytes.TrimRight(lines.Bytes(), " \t\r\n")
		if begins {
			hashed = false
			text := bytes.TrimLeft(line, " \t")
			if names = len(text) > 0 && text[0] != '#' && text[0] != '-'; names && count == 0 {
				first = at
			}
		}
		hashed = hashed || names && bytes.Contains(line, []byte("--hash="))
		if begins = !bytes.HasSuffix(line, []byte(`\`)); begins && names && !hashed { // else it goes on
			count++
		}
		at += len(lines.Bytes())
	}
	if !begins && names && !hashed {
		count++
	}
	return count, first, lines.Err()
}

// lineRoom is where the lines of one lock after the other are read into.
var lineRoom = sync.Pool{New: func() any { room := make([]byte, 64<<10); return &room }}

// longestLine bounds what is held of a lock; one of uv's has less than a hundred
// bytes.
const longestLine = 16 << 20

// withEnd splits text into lines that keep their end, so that their lengths add up.
func withEnd(data []byte, atEOF bool) (advance int, token []byte, err error) {
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return end + 1, data[:end+1], nil
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}

// requirementsOf is the file that a lock is made from, as far as it is called
// like it and there.
func requirementsOf(disk *disk, lock string) string {
	name := strings.TrimSuffix(lock, path.Ext(lock)) + ".in"
	if _, err := disk.Stat(name); err != nil {
		return "REQUIREMENTS"
	}
	return name
}

// checkNotebook reads the notebook of a step and looks for what executes it in
// the lock.
func (e *Experiment) checkNotebook(d *decoder, disk *disk, n *yaml.Node, s *Step) {
	full := path.Join(e.Dir, s.Notebook)
	content, err := disk.ReadFile(full)
	if err != nil {
		mend := d.at(n, "the notebook %s: %s", full, outside(err))
		if near := nearest(path.Base(full), siblings(disk, path.Dir(full))); near != "" {
			mend.WithHint("did you mean %s?", near)
		} else {
			mend.WithHint("a notebook is named by its path from %s; report import FILE.ipynb brings one", e.Dir)
		}
		return
	}
	if len(content) == 0 {
		return // an edition that is compared has names alone; an empty notebook is refused where it is pinned
	}
	book, err := notebook.Parse(full, content)
	var mistake *diag.Error
	if errors.As(err, &mistake) {
		d.errs = append(d.errs, mistake)
		return
	}
	lock := e.Environment.Lock
	if lock == "" {
		return
	}
	locked, err := disk.ReadFile(lock)
	if err != nil || len(locked) == 0 {
		return // told at the lock
	}
	wanted := []string{"nbclient"}
	if book.Language == "python" {
		wanted = append(wanted, "ipykernel")
	}
	var missing []string
	for _, name := range wanted {
		if !locks(locked, name) {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		d.at(n, "the lock %s has no %s, which a notebook needs", lock, strings.Join(missing, " and no ")).
			WithHint("add %s to the requirements and make the lock again: uv pip compile --universal --generate-hashes --no-header --no-annotate -o %s %s", strings.Join(missing, " and "), lock, requirementsOf(disk, lock))
	}
}

// locks reports whether a lock pins a package.
func locks(lock []byte, name string) bool {
	for line := range bytes.SplitSeq(lock, []byte("\n")) {
		pinned, _, found := bytes.Cut(line, []byte("=="))
		if found && strings.EqualFold(strings.ReplaceAll(string(pinned), "_", "-"), name) {
			return true
		}
	}
	return false
}

func (e *Experiment) checkUse(d *decoder, disk *disk, n *yaml.Node, use string) {
	full := path.Join(ExperimentsDir, use)
	if full == e.Dir || strings.HasPrefix(e.Dir, full+"/") {
		d.at(n, "the experiment uses %s, which it lies in", use).WithHint("its own directory is always there; remove it")
		return
	}
	_, err := disk.Stat(full)
	if errors.Is(err, fs.ErrNotExist) {
		_, err = disk.Stat(full + ".py")
	}
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		d.at(n, "the module %s: %s", use, outside(err)).WithHint("copy the module into the study")
	default:
		mend := d.at(n, "no module %s below experiments/", use)
		if near := nearest(path.Base(use), siblings(disk, path.Dir(full))); near != "" {
			mend.WithHint("did you mean %s?", path.Join(path.Dir(use), near))
			return
		}
		if _, err := disk.Stat(use); err == nil && strings.HasPrefix(use, ExperimentsDir+"/") {
			mend.WithHint("modules are named from experiments/: %s", strings.TrimPrefix(use, ExperimentsDir+"/"))
			return
		}
		mend.WithHint("modules that experiments share lie in experiments/scenarios/NAME")
	}
}

// nearPath is a path that is there up to the first part that is not, with the
// name there that is nearest to that; "" where none is.
func nearPath(disk *disk, name string) string {
	there := "."
	for part := range strings.SplitSeq(name, "/") {
		next := path.Join(there, part)
		if _, err := disk.Stat(next); err == nil {
			there = next
			continue
		}
		f, err := disk.Open(there)
		if err != nil {
			return ""
		}
		defer f.Close()
		names, _ := f.Readdirnames(1000)
		if near := nearest(part, names); near != "" {
			return path.Join(there, near)
		}
		return ""
	}
	return ""
}

// siblings are the names in a directory, for hints.
func siblings(disk *disk, dir string) []string {
	f, err := disk.Open(dir)
	if err != nil {
		return nil
	}
	defer f.Close()
	names, _ := f.Readdirnames(1000)
	var seen []string
	for _, name := range names {
		if !strings.HasPrefix(name, ".") && !strings.HasPrefix(name, "__") {
			seen = append(seen, strings.TrimSuffix(name, ".py"))
		}
	}
	return seen
}

// checkInput holds the part of a pattern before its first wildcard against the
// disk: a directory that is not there makes a pattern that can match nothing.
func (e *Experiment) checkInput(d *decoder, disk *disk, n *yaml.Node, pattern string) {
	fixed := pattern
	if at := strings.IndexAny(pattern, `*?[`); at >= 0 {
		fixed = path.Dir(pattern[:at] + "x")
	}
	_, err := disk.Stat(fixed)
	switch {
	case err == nil:
	case !errors.Is(err, fs.ErrNotExist):
		d.at(n, "the input %s: %s", pattern, outside(err)).WithHint("copy what it leads to into the study")
	default:
		mend := d.at(n, "the input %s does not exist", fixed)
		if _, err := disk.Stat(path.Join(e.Dir, fixed)); err == nil {
			mend.WithHint("patterns begin at the study's root: %s", path.Join(e.Dir, pattern))
			return
		}
		if near := nearPath(disk, fixed); near != "" {
			mend.WithHint("did you mean %s?", near)
			return
		}
		mend.WithHint("patterns begin at the study's root, such as %s/**", e.Dir)
	}
}

// nestedExperiment finds an experiment.yaml below another's directory. Only
// directories are looked into, and a name with a dot in front is passed over.
func nestedExperiment(disk *disk, dir string) string {
	below, _ := disk.dirs(dir)
	return nestedBelow(disk, dir, below)
}

func nestedBelow(disk *disk, dir string, names []string) string {
	for _, name := range names {
		if strings.HasPrefix(name, ".") {
			continue
		}
		at := path.Join(dir, name)
		below, isExperiment := disk.dirs(at)
		if isExperiment {
			return path.Join(at, ExperimentFileName)
		}
		if found := nestedBelow(disk, at, below); found != "" {
			return found
		}
	}
	return ""
}

// checkUses finds experiments that use each other's directories in a circle.
func (s *Study) checkUses(all []parsed) {
	next := map[string][]string{}
	ids := map[string]bool{}
	for _, p := range all {
		ids[p.experiment.ID] = true
	}
	for _, p := range all {
		for _, use := range p.experiment.Uses {
			if ids[use] {
				next[p.experiment.ID] = append(next[p.experiment.ID], use)
			}
		}
	}
	for _, p := range all {
		for i, use := range p.experiment.Uses {
			if use == p.experiment.ID || next[p.experiment.ID] == nil {
				continue
			}
			if round := cycle(p.experiment.ID, next); round != nil && round[1] == use {
				p.at(p.find("uses", i), "experiments use each other in a circle: %s", strings.Join(round, " → ")).
					WithHint("move what they share to experiments/scenarios/NAME and use that")
				return
			}
		}
	}
}
