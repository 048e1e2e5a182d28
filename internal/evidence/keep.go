package evidence

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"time"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
)

// Keeping is what the store needs to keep a run.
type Keeping struct {
	Outcome  *run.Outcome
	Pins     *pin.Pins // at the start
	Code     pin.Code
	Rules    pin.Rules
	Redactor *redact.Redactor
	Command  []string // the command line of report that ran it
	Version  string   // of report
	// Aside puts the run into .report/evidence, where it is not committed.
	Aside bool
}

// Kept is a run in its place, with what was left out of it.
type Kept struct {
	*Run
	// Refused are the files that redaction refused, with their lines: for the
	// terminal, since the lines are what must not be kept.
	Refused diag.List
	// Irregular are what the run left that is no file: links, sockets.
	Irregular []string
}

// keepDir is where runs are written before they are moved to their place.
const keepDir = ".report/keep"

// Keep puts a run into the evidence: it redacts, compresses, digests and lists
// its files, flushes them, and moves the whole directory to its place in one
// step. Until that step nothing is in the evidence, and the staging directory
// is removed only after it.
func (s *Store) Keep(k Keeping) (*Kept, error) {
	o := k.Outcome
	shelf := Committed
	if k.Aside {
		shelf = Aside
	}
	parent := filepath.Join(s.shelf(shelf), filepath.FromSlash(o.Experiment))
	scratch := s.shelf(keepDir)
	if err := errors.Join(os.MkdirAll(parent, 0o755), os.MkdirAll(scratch, 0o755)); err != nil {
		return nil, s.keepError(o, err)
	}
	dir, err := os.MkdirTemp(scratch, o.Name+"-")
	if err != nil {
		return nil, s.keepError(o, err)
	}
	defer os.RemoveAll(dir) // what is left of an attempt that did not end in its place
	if err := os.Chmod(dir, 0o755); err != nil {
		return nil, s.keepError(o, err)
	}
	name, err := freeName(parent, o.Name)
	if err != nil {
		return nil, s.keepError(o, err)
	}
	w := &writer{Keeping: k, dir: dir, name: name, counts: redact.Counts{}, renamed: map[string]string{}}
	defer w.abandon()
	if err := w.write(); err != nil {
		return nil, s.keepError(o, err)
	}
	for {
		err := os.Rename(dir, filepath.Join(parent, w.name))
		if err == nil {
			break
		}
		if !taken(err) {
			return nil, s.keepError(o, err)
		}
		// Another run began in the same second and was quicker.
		if err := w.rename(parent); err != nil {
			return nil, s.keepError(o, err)
		}
	}
	if err := syncDir(parent); err != nil {
		return nil, s.keepError(o, err)
	}
	if err := os.RemoveAll(o.Dir); err != nil {
		return nil, fmt.Errorf("clearing %s: %w", o.Dir, err)
	}
	w.refused.Sort()
	return &Kept{&Run{Manifest: w.manifest, Shelf: shelf, Dir: filepath.Join(parent, w.name)}, w.refused, w.irregular}, nil
}

// Unkept is the error of a run that could not be kept, and is not lost.
type Unkept struct {
	Experiment string
	Place      string // of its files, relative to the study's root
	Err        error
}

func (u *Unkept) Error() string {
	return fmt.Sprintf("keeping the run of %s: %v\nhint: nothing is lost: its files are in %s; make room or mend the permissions, then: report run %s",
		u.Experiment, u.Err, u.Place, u.Experiment)
}

func (u *Unkept) Unwrap() error { return u.Err }

func (s *Store) keepError(o *run.Outcome, err error) error {
	place, relErr := filepath.Rel(s.root, o.Dir)
	if relErr != nil {
		place = o.Dir
	}
	return &Unkept{o.Experiment, filepath.ToSlash(place), err}
}

// taken reports whether a rename failed because the place is taken.
func taken(err error) bool {
	return errors.Is(err, fs.ErrExist) || strings.Contains(err.Error(), "directory not empty")
}

// Name is the name under which a run that begins now will be kept: the one that
// was asked for, or a later second's where it would not be the newest.
func (s *Store) Name(experiment, name string, aside bool) (string, error) {
	shelf := Committed
	if aside {
		shelf = Aside
	}
	free, err := freeName(filepath.Join(s.shelf(shelf), filepath.FromSlash(experiment)), name)
	if errors.Is(err, fs.ErrNotExist) {
		return name, nil // it is the first
	}
	return free, err
}

// freeName is the run's name, or where a run of the same profile is named after
// that second or a later one, the second after the last: the names of an
// experiment's runs tell which is the newest, also where some were dropped.
func freeName(parent, name string) (string, error) {
	const layout = "20060102T150405Z"
	if !IsRunName(name) {
		return "", fmt.Errorf("%q is no name for a run", name)
	}
	start, err := time.Parse(layout, name[:len(layout)])
	if err != nil {
		return "", fmt.Errorf("%q is no name for a run: %w", name, err)
	}
	entries, err := os.ReadDir(parent)
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		if !IsRunName(entry.Name()) || profileOf(entry.Name()) != profileOf(name) {
			continue
		}
		if other, err := time.Parse(layout, entry.Name()[:len(layout)]); err == nil && !other.Before(start) {
			start = other.Add(time.Second)
		}
	}
	return start.Format(layout) + name[len(layout):], nil
}

// syncDir flushes a directory's list of names.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if closeErr := d.Close(); err == nil {
		err = closeErr
	}
	return ignoreUnsupported(err)
}

// ignoreUnsupported passes over systems that cannot flush a directory.
func ignoreUnsupported(err error) error {
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, os.ErrInvalid) || errors.Is(err, fs.ErrPermission) {
		return nil
	}
	return err
}

// writer fills the directory of one run.
type writer struct {
	Keeping
	dir       string
	name      string
	manifest  Manifest
	files     []File
	counts    redact.Counts
	renamed   map[string]string // staged path → kept path, where they differ; "" where it is not kept
	refused   diag.List
	irregular []string
	failures  []string // why files were left out, in order
	failing   string   // the step of the first, "" where none is known
	made      map[string]bool
	pending   []*os.File // written, not yet flushed
}

// write writes all files of the run.
func (w *writer) write() error {
	staged, err := w.staged()
	if err != nil {
		return err
	}
	w.made = map[string]bool{"": true}
	for _, f := range staged {
		if err := w.keep(f); err != nil {
			return err
		}
	}
	if err := w.timings(); err != nil {
		return err
	}
	return w.finish()
}

// rename takes another name for the run, which stands in its own files.
func (w *writer) rename(parent string) error {
	name, err := freeName(parent, w.name)
	if err != nil {
		return err
	}
	w.name = name
	w.files = slices.DeleteFunc(w.files, func(f File) bool { return f.Path == ProvenanceName })
	return w.finish()
}

// stagedFile is a file that the runner left.
type stagedFile struct {
	path string // below the staging directory, with forward slashes
	full string
	role string
	step string
	size int64
}

// own are the files of the staging directory that are no evidence, or that are
// written anew.
var own = map[string]bool{"outcome.json": true, PinsName: true, TimingsName: true, ManifestName: true, SumsName: true, ProvenanceName: true}

// staged lists what the runner left, sorted by path.
func (w *writer) staged() ([]stagedFile, error) {
	step, role := w.roles()
	var list []stagedFile
	err := filepath.WalkDir(w.Outcome.Dir, func(full string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(w.Outcome.Dir, full)
		name := filepath.ToSlash(rel)
		if err != nil || d.IsDir() || own[name] || strings.HasSuffix(name, ".new") && own[strings.TrimSuffix(name, ".new")] {
			return err
		}
		if !d.Type().IsRegular() {
			w.irregular = append(w.irregular, name)
			w.leaveOut(name, step[name], "is not a regular file")
			return nil
		}
		if !run.Keepable(name) {
			w.leaveOut(strconv.Quote(name), step[name], run.Unkeepable)
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		f := stagedFile{path: name, full: full, role: role[name], step: step[name], size: info.Size()}
		if f.role == "" {
			f.role = guessRole(name)
		}
		list = append(list, f)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil // a run that ended before it left anything
	}
	sort.Slice(list, func(i, j int) bool { return list[i].path < list[j].path })
	return list, err
}

// roles are the steps and roles of the files that the records name.
func (w *writer) roles() (step, role map[string]string) {
	step, role = map[string]string{}, map[string]string{}
	for _, a := range w.Outcome.Attempts {
		for _, r := range a.Steps {
			if r.Log != "" {
				step[r.Log], role[r.Log] = r.Step, RoleLog
			}
			for _, name := range r.Files {
				step[name], role[name] = r.Step, RoleKept
				if r.Kind == "screenshot" {
					role[name] = RoleScreenshot
					if path.Ext(name) == ".txt" {
						role[name] = RoleText
					}
				}
			}
		}
	}
	return step, role
}

// guessRole is the role of a file that no record names: of a killed step.
func guessRole(name string) string {
	switch {
	case path.Base(name) == MetricsName:
		return RoleMetrics
	case path.Ext(name) == ".log":
		return RoleLog
	}
	return RoleKept
}

// leaveOut notes a file of a step that is not kept, which makes the run a failed
// one.
func (w *writer) leaveOut(name, step, why string) {
	if len(w.failures) == 0 {
		w.failing = step
	}
	w.failures = append(w.failures, name+" "+why+" and was left out")
}

// timings writes timings.json from the outcome, with its sentences redacted
// and its logs by the names under which they are kept.
func (w *writer) timings() error {
	records := []run.Record{}
	for _, a := range w.Outcome.Attempts {
		for _, r := range a.Steps {
			r.Reason = w.safe(r.Reason)
			r.Log = w.kept(r.Log)
			records = append(records, r)
		}
	}
	if err := w.json(TimingsName, RoleTimings, struct {
		Schema  string       `json:"schema"`
		Records []run.Record `json:"records"`
	}{"report/timings/1", records}); err != nil {
		return err
	}
	for _, f := range w.files {
		if f.Path == MetricsName {
			return nil
		}
	}
	return w.json(MetricsName, RoleMetrics, struct {
		Schema  string       `json:"schema"`
		Metrics []run.Metric `json:"metrics"`
	}{"report/metrics/1", []run.Metric{}})
}

// kept is the path under which a staged file is kept, "" where it was refused.
func (w *writer) kept(name string) string {
	if to, ok := w.renamed[name]; ok {
		return to
	}
	return name
}

// safe redacts a sentence of the runner's.
func (w *writer) safe(text string) string {
	if text == "" {
		return ""
	}
	clean, counts := w.Redactor.Safe(text)
	w.counts.Add(counts)
	return clean
}

// quiet is safe without counting, for a sentence that another file has too.
func (w *writer) quiet(text string) string {
	clean, _ := w.Redactor.Safe(text)
	return clean
}

// finish writes the files that hold the run's name, and flushes the directories.
func (w *writer) finish() error {
	counted := maps.Clone(w.counts)
	defer func() { w.counts = counted }() // under another name all is counted again
	if err := w.provenance(); err != nil {
		return err
	}
	w.manifest = w.summary()
	content, err := WriteJSON(w.manifest)
	if err != nil {
		return err
	}
	if err := w.put(ManifestName, content); err != nil {
		return err
	}
	entries := []digest.Entry{{Path: ManifestName, SHA256: digest.Bytes(content)}}
	for _, f := range w.files {
		entries = append(entries, digest.Entry{Path: f.Path, SHA256: f.SHA256})
	}
	if err := w.put(SumsName, digest.Lines(entries)); err != nil {
		return err
	}
	if err := w.flush(); err != nil {
		return err
	}
	for dir := range w.made {
		if err := syncDir(filepath.Join(w.dir, filepath.FromSlash(dir))); err != nil {
			return err
		}
	}
	return nil
}

// summary is the manifest of what was written.
func (w *writer) summary() Manifest {
	o, p := w.Outcome, w.Pins
	m := Manifest{
		Schema: Schema, Experiment: o.Experiment, Run: w.name, Profile: o.Profile, Key: p.Key,
		Tool: p.Tool, Version: p.Version, Scenario: p.Scenario, Parameters: p.Parameters, Seed: p.Seed,
		Status: o.Status, Started: o.Started.UTC(), Finished: o.Finished.UTC(), Attempts: len(o.Attempts),
		Steps: w.steps(), Files: w.files, Redacted: w.counts,
	}
	if o.Failure != nil {
		failure := *o.Failure
		failure.Reason, failure.Log = w.quiet(failure.Reason), w.kept(failure.Log)
		m.Failure = &failure
	}
	// A run that was interrupted or ran out of time has failed, too.
	if m.Status != run.Succeeded {
		m.Status = run.Failed
	}
	if len(w.failures) > 0 {
		m.Status = run.Failed
		if m.Failure == nil {
			m.Failure = &run.Failure{Attempt: m.Attempts, Step: w.failing}
		} else {
			m.Failure.Reason += "; "
		}
		m.Failure.Reason += strings.Join(w.failures, "; ")
	}
	sort.Slice(m.Files, func(i, j int) bool { return m.Files[i].Path < m.Files[j].Path })
	return m
}

// steps sums up the last attempt's repetitions: the first that did not succeed
// says how the step ended.
func (w *writer) steps() []StepSummary {
	list := []StepSummary{}
	if len(w.Outcome.Attempts) == 0 {
		return list
	}
	at := map[string]int{}
	for _, r := range w.Outcome.Attempts[len(w.Outcome.Attempts)-1].Steps {
		i, known := at[r.Step]
		if !known {
			i = len(list)
			at[r.Step] = i
			list = append(list, StepSummary{ID: r.Step, Kind: r.Kind, Status: run.Succeeded, Log: w.kept(r.Log)})
		}
		if list[i].Status == run.Succeeded && r.Status != run.Succeeded {
			list[i].Status, list[i].Reason, list[i].Log = r.Status, w.quiet(r.Reason), w.kept(r.Log)
		}
	}
	return list
}
