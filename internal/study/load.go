package study

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"

	"gopkg.in/yaml.v3"

	"report/internal/diag"
)

// The names of the two files, and the directory of the experiments.
const (
	FileName           = "study.yaml"
	ExperimentFileName = "experiment.yaml"
	ExperimentsDir     = "experiments"
)

// ErrNoStudy says that neither the directory nor one above it is a study.
var ErrNoStudy = errors.New("no study.yaml in this directory or above it")

// Root walks up from a directory to the one that holds study.yaml.
func Root(dir string) (string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for at := abs; ; at = filepath.Dir(at) {
		if info, err := os.Stat(filepath.Join(at, FileName)); err == nil && !info.IsDir() {
			return at, nil
		}
		if at == filepath.Dir(at) {
			return "", fmt.Errorf("%w\nhint: report init %s starts one", ErrNoStudy, filepath.ToSlash(dir))
		}
	}
}

// Find lists the experiment.yaml files below a study's root, relative to it and
// sorted. Directories beginning with a dot are passed over, symbolic links are
// not followed, and nothing is looked for inside an experiment. A link behind
// which an experiment stands, or nothing, is a mistake: it would vanish without
// a word.
func Find(root string) ([]string, error) {
	if Linked(root, ExperimentsDir) {
		if e := leadsOut(root, ExperimentsDir); e != nil {
			return nil, diag.List{e}
		}
	}
	f := finding{root: root}
	err := f.below(ExperimentsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err == nil {
		f.links.Sort()
		err = f.links.Err()
	}
	sort.Strings(f.found)
	return f.found, err
}

// Linked reports whether a path below the study's root is a symbolic link.
func Linked(root, name string) bool {
	info, err := os.Lstat(filepath.Join(root, filepath.FromSlash(name)))
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}

// leadsOut is the mistake of a link to nothing or out of the study, nil for
// another.
func leadsOut(root, name string) *diag.Error {
	here, err := filepath.EvalSymlinks(root)
	if err != nil {
		return nil
	}
	there, err := filepath.EvalSymlinks(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return noLink(name, err)
	}
	if rel, err := filepath.Rel(here, there); err != nil || !filepath.IsLocal(rel) {
		return diag.At(diag.Pos{File: name}, "a symbolic link leads out of the study").
			WithHint("put the directory itself in its place: a clone elsewhere would have the link alone")
	}
	return nil
}

// noLink is the mistake of a link behind which nothing can be seen.
func noLink(name string, err error) *diag.Error {
	what := "leads nowhere: in a circle, or where nobody may look"
	if errors.Is(err, fs.ErrNotExist) {
		what = "leads to nothing"
	}
	return diag.At(diag.Pos{File: name}, "the symbolic link %s", what).WithHint("put back what it led to, or remove it: rm %s", name)
}

// finding is what was found on the way through the experiments.
type finding struct {
	root  string
	found []string  // experiment.yaml files
	links diag.List // where an experiment should be
}

// below looks through a directory that is no experiment.
func (f *finding) below(rel string) error {
	entries, err := os.ReadDir(filepath.Join(f.root, filepath.FromSlash(rel)))
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasPrefix(name, ".") || name == "__pycache__" || name == "node_modules" {
			continue
		}
		dir := rel + "/" + name
		if e.Type()&fs.ModeSymlink != 0 {
			f.link(dir)
		}
		if !e.IsDir() {
			continue
		}
		file := dir + "/" + ExperimentFileName
		if _, err := os.Lstat(filepath.Join(f.root, filepath.FromSlash(file))); err == nil {
			f.found = append(f.found, file)
			continue
		}
		if err := f.below(dir); err != nil {
			return err
		}
	}
	return nil
}

// link notes a link that stands where an experiment should. Modules and data may
// be links: what of them a run takes is looked at with its inputs.
func (f *finding) link(name string) {
	full := filepath.Join(f.root, filepath.FromSlash(name))
	info, err := os.Stat(full)
	switch {
	case err != nil && strings.HasPrefix(name, ExperimentsDir+"/scenarios/"):
	case err != nil:
		f.links = append(f.links, noLink(name, err))
	case info.IsDir() && holdsExperiment(full):
		f.links = append(f.links, diag.At(diag.Pos{File: name}, "a symbolic link to an experiment, and links are not followed").
			WithHint("put the directory itself in its place: a clone elsewhere would have the link alone"))
	}
}

// holdsExperiment tells whether a directory is an experiment or a group of some.
func holdsExperiment(dir string) bool {
	for _, pattern := range []string{"", "*"} {
		if found, err := filepath.Glob(filepath.Join(escaped.Replace(dir), pattern, ExperimentFileName)); err == nil && len(found) > 0 {
			return true
		}
	}
	return false
}

// escaped makes a path a pattern of itself alone.
var escaped = strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`)

// ExperimentID is the ID of the experiment that a path from Find describes.
func ExperimentID(file string) string {
	return strings.TrimPrefix(path.Dir(file), ExperimentsDir+"/")
}

// Load finds the study that a directory belongs to, reads its files and checks
// them as a whole. All mistakes come back together, as a diag.List.
func Load(dir string) (*Study, error) {
	root, disk, err := openRoot(dir)
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	files, err := Find(root)
	var links diag.List
	if errors.As(err, &links) { // all else would follow from them
		return nil, links
	}
	if err != nil {
		return nil, fmt.Errorf("looking for experiments: %w", err)
	}
	s, mistakes, err := parseWhole(disk, files)
	if err == nil {
		err = mistakes.Err()
	}
	if err != nil {
		return nil, err
	}
	s.Root = root
	return s, nil
}

// openRoot opens the root of the study that a directory belongs to.
func openRoot(dir string) (root string, d *disk, err error) {
	if root, err = Root(dir); err != nil {
		return "", nil, err
	}
	d, err = openDisk(root)
	return root, d, err
}

// parseWhole reads study.yaml, the experiments of some files and the cells of the
// paper, and holds them against each other. The mistakes are sorted.
func parseWhole(disk *disk, files []string) (*Study, diag.List, error) {
	content, err := readFile(disk, FileName)
	if err != nil {
		return nil, nil, err
	}
	s, d := parseStudy(content)
	all, err := parseAll(disk, files, d)
	if err != nil {
		return nil, nil, err
	}
	sound := map[string]*Experiment{}
	for _, p := range all {
		s.Experiments = append(s.Experiments, p.experiment)
		if len(p.errs) == 0 {
			sound[p.experiment.ID] = p.experiment
		}
	}
	upToEnough(func() { s.check(d, sound) })
	upToEnough(func() { s.checkUses(all) })
	cells, err := s.cellsOf(disk)
	if err != nil {
		return nil, nil, fmt.Errorf("looking for cells: %w", err)
	}
	s.checkCells(cells, all, disk, d)
	all = append(all, cells...)
	s.checkReads(all)
	for _, c := range cells {
		s.Experiments = append(s.Experiments, c.experiment)
	}
	mistakes := d.errs
	for _, p := range all {
		mistakes = append(mistakes, p.errs...)
	}
	mistakes.Sort()
	return s, slices.Compact(mistakes), nil // experiments share locks, and what is wrong with them
}

// Alone reads study.yaml and none of the experiments, whose mistakes are nothing
// to who adds another.
func Alone(dir string) (*Study, error) {
	root, disk, err := openRoot(dir)
	if err != nil {
		return nil, err
	}
	defer disk.Close()
	content, err := readFile(disk, FileName)
	if err != nil {
		return nil, err
	}
	s, err := ParseStudy(content)
	if err != nil {
		return nil, err
	}
	s.Root = root
	return s, nil
}

// ParseStudy reads the content of study.yaml alone: what it says of itself is
// checked, what it says of experiments is not.
func ParseStudy(content []byte) (*Study, error) {
	s, d := parseStudy(content)
	upToEnough(func() { s.check(d, nil) })
	d.errs.Sort()
	return s, d.errs.Err()
}

func parseStudy(content []byte) (*Study, *decoder) {
	s := &Study{}
	d := newDecoder(FileName, Schema, content)
	if d.rightSchema() {
		upToEnough(func() { studyFile().decode(d, d.root, d.root, s) })
	} else {
		d.root = nil
	}
	if n := child(d.root, "paper"); n != nil {
		s.PaperPos = d.pos(n)
	}
	if d.root != nil && d.root.Kind != yaml.MappingNode {
		d.root = nil // one mistake is told; what would follow from it is not
	}
	return s, d
}

// ParseExperiment reads the content of one experiment.yaml, whose path is
// relative to the study's root; nothing else is looked at.
func ParseExperiment(file string, content []byte) (*Experiment, error) {
	p := parseExperiment(file, content)
	p.errs.Sort()
	return p.experiment, p.errs.Err()
}

// parsed is an experiment with what reports mistakes in it.
type parsed struct {
	*decoder
	experiment *Experiment
}

func parseExperiment(file string, content []byte) parsed {
	e := &Experiment{ID: ExperimentID(file), Dir: path.Dir(file), Source: file}
	e.Pos = diag.Pos{File: file, Line: 1, Col: 1}
	d := newDecoder(file, ExperimentSchema, content)
	if d.rightSchema() {
		upToEnough(func() { experimentFile().decode(d, d.root, d.root, e) })
	} else {
		d.root = nil
	}
	upToEnough(func() { e.checkPlace(d) })
	return parsed{d, e}
}

// checkPlace holds the directory that gives an experiment its ID.
func (e *Experiment) checkPlace(d *decoder) {
	if !validExperimentID(e.ID) {
		d.atLine(1, 1, "the directory %q is not an ID", clip(e.ID)).
			WithHint("lower-case letters, digits, - . and _: rename it to %s", asID(e.ID))
	}
	if e.ID == CellsDir || strings.HasPrefix(e.ID, CellsDir+"/") {
		d.atLine(1, 1, "an experiment called %s, as the cells of the paper are", e.ID).WithHint("rename experiments/%s", CellsDir)
	}
	if e.ID == "scenarios" || strings.HasPrefix(e.ID, "scenarios/") {
		d.atLine(1, 1, "an experiment below experiments/scenarios, where the modules are that experiments use").
			WithHint("move it to a directory of its own: experiments/%s", path.Base(e.ID))
	}
}

// rightSchema holds the schema field against the file's kind. A file of another
// schema has other fields, so nothing more is said about it.
func (d *decoder) rightSchema() bool {
	if d.root == nil {
		return false
	}
	n := child(d.root, "schema")
	switch {
	case n == nil:
		return true // a required field: reported with the others
	case n.Value == d.schema:
		return true
	}
	kind, number, _ := strings.Cut(strings.TrimPrefix(n.Value, "report/"), "/")
	wanted, ours, _ := strings.Cut(strings.TrimPrefix(d.schema, "report/"), "/")
	e := d.at(n, "%q is not a schema that this report reads", clip(n.Value)).WithHint("write: schema: %s", d.schema)
	if kind == wanted && len(number) > 0 && number > ours {
		e.WithHint("the file is of a newer report; this one reads %s", d.schema)
	}
	return false
}

// readFile reads a study file that symbolic links do not lead out of the study,
// and no more of it than the parser would look at.
func readFile(disk *disk, name string) ([]byte, error) {
	f, err := disk.Open(name)
	if err != nil {
		return nil, diag.At(diag.Pos{File: name}, "%s", outside(err)).WithHint("study files are plain files inside the study")
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", name, err)
	}
	return content, nil
}

// outside is the reason within a path error, without the machine's own paths.
func outside(err error) string {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		err = pe.Err
	}
	if strings.Contains(err.Error(), "escapes") {
		return "a symbolic link leads out of the study"
	}
	return err.Error()
}

// parseAll reads the experiments on all cores, in the order of files, and holds
// each against the study and the disk.
func parseAll(disk *disk, files []string, study *decoder) ([]parsed, error) {
	all := make([]parsed, len(files))
	errs := make([]error, len(files))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(files)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(files); i = int(next.Add(1)) - 1 {
				content, err := readFile(disk, files[i])
				if errs[i] = err; err != nil {
					continue
				}
				all[i] = parseExperiment(files[i], content)
				upToEnough(func() { all[i].experiment.checkAgainst(all[i].decoder, study) })
				upToEnough(func() { all[i].experiment.checkFiles(all[i].decoder, disk) })
			}
		})
	}
	group.Wait()
	return all, errors.Join(errs...)
}
