package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"sync"

	"report/internal/digest"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/run"
)

// The directories that hold evidence, relative to the study's root: what is
// committed, and the runs of other profiles.
const (
	Committed = "evidence"
	Aside     = ".report/evidence"
)

// Store is the evidence of one study.
type Store struct {
	root  string     // of the study
	trace *pin.Trace // remembers what is read, nil for not at all

	mu   sync.Mutex
	runs map[string]*Run // by directory; nil unless Remember was called

	ahead func() map[string]*ahead // what VerifyAhead read, by the run's place; nil without

	unheld bool      // what is read is not held against its manifest
	untrue []Problem // of an unheld store: what newest would have passed over, or nobody can read
}

// At is the store of the study in a directory. Nothing is read or made yet.
func At(root string) *Store { return &Store{root: root} }

// Remember makes the store read each manifest once in its life: for a command
// that asks for the same runs many times. A run is written once, so that what
// was read of it stays so; verifying reads all of it again in any case.
func (s *Store) Remember() *Store {
	s.runs = map[string]*Run{}
	return s
}

// Unheld makes the store give what it reads as it is, also where it is not what
// the manifest says: for an audit, which tells that of each figure, and for
// what no figure hangs on.
func (s *Store) Unheld() *Store {
	s.unheld = true
	return s
}

// Held reports whether what is read is held against its manifest.
func (s *Store) Held() bool { return !s.unheld }

// Run is a run that was kept.
type Run struct {
	Manifest
	Shelf string // Committed or Aside
	Dir   string // the run's directory, absolute

	text []byte // of the manifest
}

// Text is manifest.json as it was read.
func (r *Run) Text() ([]byte, error) {
	if r.text != nil {
		return r.text, nil
	}
	return plainfile.ReadFile(filepath.Join(r.Dir, ManifestName))
}

// Ref points into a file of the run.
func (r *Run) Ref(path, pointer string) Ref {
	return Ref{Experiment: r.Experiment, Run: r.Manifest.Run, Path: path, Pointer: pointer}
}

// Name is EXPERIMENT/RUN.
func (r *Run) Name() string { return r.Experiment + "/" + r.Manifest.Run }

// File is the manifest's entry of a path, or nil.
func (m *Manifest) File(path string) *File {
	i := sort.Search(len(m.Files), func(i int) bool { return m.Files[i].Path >= path })
	if i < len(m.Files) && m.Files[i].Path == path {
		return &m.Files[i]
	}
	return nil
}

// shelf is the absolute directory of a shelf.
func (s *Store) shelf(name string) string { return filepath.Join(s.root, filepath.FromSlash(name)) }

// place is a run's name on a shelf.
type place struct{ shelf, run string }

// places are the runs of an experiment, the oldest first; "" means any profile.
func (s *Store) places(experiment, profile string) ([]place, error) {
	var found []place
	for _, shelf := range []string{Committed, Aside} {
		dir := path.Join(shelf, experiment)
		entries, err := s.trace.ReadDir(dir, s.shelf(dir))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("listing the runs of %s: %w", experiment, err)
		}
		for _, entry := range entries {
			name := entry.Name()
			if IsRunName(name) && entry.IsDir() && (profile == "" || profileOf(name) == profile) {
				found = append(found, place{shelf, name})
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].run < found[j].run })
	return found, nil
}

// profileOf is the profile in a run's name.
func profileOf(name string) string {
	return name[len("20060102T150405Z-") : len(name)-len("-00000000")]
}

// Runs are the runs of an experiment under a profile ("" for all), the oldest
// first.
func (s *Store) Runs(experiment, profile string) ([]*Run, error) {
	places, err := s.places(experiment, profile)
	if err != nil {
		return nil, err
	}
	runs := make([]*Run, 0, len(places))
	for _, p := range places {
		r, err := s.present(p.shelf, experiment, p.run)
		if err != nil {
			return nil, err
		}
		runs = append(runs, r)
	}
	return runs, nil
}

// Newest is the newest successful run of an experiment under a profile, the
// one that scores use; nil without an error when there is none. A run is passed
// over only where its list of sums confirms the manifest that says it failed:
// else the error is a *Changed, and a store that is Unheld takes the run, for an
// audit to tell what changed.
func (s *Store) Newest(experiment, profile string) (*Run, error) {
	return s.newest(experiment, profile, func(r *Run) (bool, error) {
		if r.Status == run.Succeeded {
			return true, nil
		}
		problem := s.unconfirmed(r)
		switch {
		case problem == nil:
			return false, nil
		case !s.unheld:
			return false, &Changed{*problem}
		}
		s.note(*problem)
		return true, nil
	})
}

// Succeeded is Newest by what the manifests say: for what a run needs before it
// is made, which nothing that changed may hinder.
func (s *Store) Succeeded(experiment, profile string) (*Run, error) {
	return s.newest(experiment, profile, func(r *Run) (bool, error) { return r.Status == run.Succeeded, nil })
}

// Last is the newest run, however it ended; nil when there is none.
func (s *Store) Last(experiment, profile string) (*Run, error) {
	return s.newest(experiment, profile, func(*Run) (bool, error) { return true, nil })
}

func (s *Store) newest(experiment, profile string, fits func(*Run) (bool, error)) (*Run, error) {
	places, err := s.places(experiment, profile)
	if err != nil {
		return nil, err
	}
	for i := len(places) - 1; i >= 0; i-- {
		r, err := s.present(places[i].shelf, experiment, places[i].run)
		if err != nil {
			return nil, err
		}
		if ok, err := fits(r); ok || err != nil {
			return r, err
		}
	}
	return nil, nil
}

// unconfirmed is what is wrong with a manifest that its list of sums does not
// confirm, nil where it does. Only then are the run's other files read.
func (s *Store) unconfirmed(r *Run) *Problem {
	line := digest.Lines([]digest.Entry{{Path: ManifestName, SHA256: digest.Bytes(r.text)}})
	sums, err := plainfile.ReadFile(filepath.Join(r.Dir, SumsName))
	if at := bytes.Index(sums, line); err == nil && at >= 0 && (at == 0 || sums[at-1] == '\n') {
		return nil
	}
	c := &runCheck{dir: r.Place(), shelf: r.Shelf}
	found := Problem{c.dir + "/" + ManifestName, "content does not match " + SumsName, c.hint("one of the two changed after the run")}
	for _, p := range s.verifyRuns([]*Run{r}) {
		if p.Path == found.Path || p.Path == c.dir+"/"+SumsName {
			return &p
		}
	}
	return &found
}

// Unreadable is what changed in the evidence of an experiment that could not be
// read, of a store that is Unheld; nil where all of it is as its manifests say,
// so that something else is wrong.
func (s *Store) Unreadable(experiment string) *Problem {
	if !s.unheld {
		return nil
	}
	found, err := s.Verify()
	if err != nil {
		return nil
	}
	for _, p := range found.Problems {
		if strings.HasPrefix(p.Path, path.Join(Committed, experiment)+"/") || strings.HasPrefix(p.Path, path.Join(Aside, experiment)+"/") {
			s.note(p)
			return &p
		}
	}
	return nil
}

// note adds to what an unheld store knows to be untrue.
func (s *Store) note(p Problem) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !slices.Contains(s.untrue, p) {
		s.untrue = append(s.untrue, p)
	}
}

// Untrue are the manifests that Newest took though they say that their run did
// not succeed, since their lists of sums do not confirm them, and what was found
// Unreadable: of a store that is Unheld.
func (s *Store) Untrue() []Problem {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.untrue)
}

// ErrNoRun is the error of a run that is nowhere.
var ErrNoRun = errors.New("there is no run")

// Load reads the manifest of a run, wherever it is kept.
func (s *Store) Load(experiment, name string) (*Run, error) {
	for _, shelf := range []string{Committed, Aside} {
		r, err := s.load(shelf, experiment, name)
		if !errors.Is(err, fs.ErrNotExist) {
			return r, err
		}
	}
	return nil, fmt.Errorf("%w %s/%s in %s/ or %s/", ErrNoRun, experiment, name, Committed, Aside)
}

// present loads a run whose directory is there. Where its manifest is not, only
// a part of the run is left, which is a *Changed.
func (s *Store) present(shelf, experiment, name string) (*Run, error) {
	r, err := s.load(shelf, experiment, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return r, err
	}
	c := &runCheck{dir: path.Join(shelf, experiment, name), shelf: shelf}
	return nil, &Changed{Problem{c.dir + "/" + ManifestName, "is missing", c.lost("the file was removed after the run")}}
}

func (s *Store) load(shelf, experiment, name string) (*Run, error) {
	if s.runs == nil || s.trace != nil { // a trace has to see all that is read
		return s.parse(shelf, experiment, name)
	}
	key := path.Join(shelf, experiment, name)
	s.mu.Lock()
	known := s.runs[key]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	r, err := s.parse(shelf, experiment, name)
	if err == nil {
		s.mu.Lock()
		s.runs[key] = r
		s.mu.Unlock()
	}
	return r, err
}

// parse reads and checks a manifest. One that is none of this run has changed.
func (s *Store) parse(shelf, experiment, name string) (*Run, error) {
	inner := path.Join(shelf, experiment, name)
	dir := s.shelf(inner)
	content, err := s.trace.ReadFile(path.Join(inner, ManifestName), filepath.Join(dir, ManifestName))
	if err != nil {
		return nil, fmt.Errorf("reading manifest of %s/%s: %w", experiment, name, err)
	}
	m, err := ParseManifest(content)
	if err == nil && (m.Experiment != experiment || m.Run != name) {
		err = fmt.Errorf("it is the manifest of %s/%s", m.Experiment, m.Run)
	}
	if errors.Is(err, errSchema) {
		return nil, fmt.Errorf("reading manifest of %s/%s: %w", experiment, name, err)
	}
	if err != nil {
		c := &runCheck{dir: inner, shelf: shelf}
		return nil, &Changed{Problem{inner + "/" + ManifestName, err.Error(), c.lost("the manifest changed after the run")}}
	}
	return &Run{*m, shelf, dir, content}, nil
}

// errSchema is the error of a manifest that another report wrote.
var errSchema = errors.New("is not known to this version of report")

// ParseManifest reads a manifest of any schema that there was.
func ParseManifest(content []byte) (*Manifest, error) {
	var m Manifest
	if err := ReadJSON(content, &m); err != nil {
		return nil, fmt.Errorf("%s is no JSON of a manifest: %w", ManifestName, err)
	}
	if m.Schema != Schema {
		return nil, fmt.Errorf("schema %q %w (it knows %s)", m.Schema, errSchema, Schema)
	}
	for i, f := range m.Files {
		if !fs.ValidPath(f.Path) || f.Path == "." || strings.Contains(f.Path, `\`) {
			return nil, fmt.Errorf("path %q leads out of the run", f.Path)
		}
		if i > 0 && m.Files[i-1].Path >= f.Path {
			return nil, fmt.Errorf("paths are not in order: %q before %q", m.Files[i-1].Path, f.Path)
		}
	}
	return &m, nil
}

// Metrics reads a run's metrics.json; an index is also the place of its
// pointer, /metrics/INDEX.
func (s *Store) Metrics(r *Run) ([]run.Metric, error) {
	var file struct {
		Metrics []run.Metric `json:"metrics"`
	}
	return file.Metrics, s.decode(r, MetricsName, &file)
}

// Timings reads a run's timings.json; an index is also the place of its
// pointer, /records/INDEX.
func (s *Store) Timings(r *Run) ([]run.Record, error) {
	var file struct {
		Records []run.Record `json:"records"`
	}
	return file.Records, s.decode(r, TimingsName, &file)
}

// decode reads a JSON file of a run into a value. A run that failed early has
// none, and is then left empty.
func (s *Store) decode(r *Run, name string, into any) error {
	if r.File(name) == nil {
		return nil
	}
	content, err := s.read(r, name)
	if err == nil {
		err = ReadJSON(content, into)
	}
	if err != nil {
		return fmt.Errorf("reading %s/%s: %w", r.Name(), name, err)
	}
	return nil
}

// Root digests all evidence that is committed: the SHA-256 of a line for each
// manifest, its path relative to the study's root. It is what
// `sha256sum evidence/*/*/manifest.json | sha256sum` prints, in byte order.
func (s *Store) Root() (digest.SHA256, error) {
	entries, err := s.Digested()
	return digest.Tree(entries), err
}

// Digested is what Root digests, in its order.
func (s *Store) Digested() ([]digest.Entry, error) {
	var entries []digest.Entry
	err := s.eachRun(Committed, func(dir string) error {
		name := path.Join(dir, ManifestName)
		s.mu.Lock()
		known := s.runs[dir]
		s.mu.Unlock()
		if known != nil {
			entries = append(entries, digest.Entry{Path: name, SHA256: digest.Bytes(known.text)})
			return nil
		}
		sum, _, err := digest.File(filepath.Join(s.root, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		entries = append(entries, digest.Entry{Path: name, SHA256: sum})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the evidence: %w", err)
	}
	return entries, nil
}

// eachRun calls with each run's directory below a shelf, relative to the
// study's root, in order.
func (s *Store) eachRun(shelf string, use func(dir string) error) error {
	err := fs.WalkDir(os.DirFS(s.root), shelf, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && IsRunName(d.Name()) {
			if err := use(name); err != nil {
				return err
			}
			return fs.SkipDir
		}
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
