package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"report/internal/data"
	"report/internal/digest"
	"report/internal/environment"
	"report/internal/evidence"
	"report/internal/notebook"
	"report/internal/pin"
	"report/internal/plainfile"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/study"
)

// The places below .report that a run uses.
const (
	stagingDir = "staging"
	workDir    = "work"
	unkeptDir  = "unkept" // what is left of runs that cannot be read
)

// The locks that lie in the cache: by the first timed runs are alone on the
// machine, by the second nothing of the cache is deleted while any report run
// may need it.
const (
	quietLock = "timed.lock"
	usedLock  = "used.lock"
)

func (s *session) scratch(name string) string { return filepath.Join(s.root, ".report", name) }

// look finds out, once, what redaction and package clients have to know of
// this machine.
func (s *session) look() {
	home, err := os.UserHomeDir()
	if err != nil {
		home = ""
	}
	s.clients = environment.Clients()
	s.machine = redact.Machine(append(os.Environ(), s.clients...), home)
}

// one carries out one job. What it left is kept while the next one runs, but
// not beside a timed one, which has the machine only then.
func (s *session) one(ctx context.Context, j job, mine *turn) error {
	if ctx.Err() != nil {
		return nil
	}
	e := j.experiment
	if run.Alone(e) || mine.keeper.experiment == e.ID {
		mine.keeper.wait()
	}
	aside := s.profile != s.study.Profile && !s.flags.keep
	name, err := s.store.Name(e.ID, run.Name(time.Now(), s.profile, j.pins.Key), aside)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.scratch(stagingDir), 0o755); err != nil {
		return fmt.Errorf("beginning %s: %w", e.ID, err)
	}
	staging, err := os.MkdirTemp(s.scratch(stagingDir), name+".")
	if err != nil {
		return fmt.Errorf("beginning %s: %w", e.ID, err)
	}
	rules, err := s.pinner.Rules()
	if err != nil {
		return err
	}
	keeping := evidence.Keeping{Pins: j.pins, Code: s.pinner.Code(e, j.pins), Rules: rules, Command: s.command(),
		Version: version, Aside: aside}
	if err := evidence.Begin(staging, keeping); err != nil {
		return fmt.Errorf("beginning %s: %w", e.ID, err)
	}
	plan, err := s.planOf(e, name, staging)
	if err != nil {
		return err
	}
	plan.Inputs = s.inputsOf(e, j.pins)
	if e.Cell != nil { // kept with what it made: the paper's text goes on changing
		if err := os.WriteFile(filepath.Join(staging, study.CellCode+filepath.Ext(e.Cell.File)), []byte(e.Cell.Code), 0o644); err != nil {
			return err
		}
	}
	var endings []func() error
	plan.Later = func(end func() error) { endings = append(endings, end) }
	if s.flags.jobs > 1 { // else the study's order holds
		plan.Turn = mine.wait
	}
	keeping.Outcome, err = run.Do(ctx, s.host, plan)
	if err != nil {
		why := err
		err = errors.Join(err, sweep(endings))
		_ = run.Stopped(staging, why) // there may be room again; else the successor says that it does not know
		return fmt.Errorf("carrying out %s: %w", e.ID, err)
	}
	s.host.Prepare() // made ready while this one is flushed to disk
	mine.keeper.start(e.ID, func() error { return errors.Join(s.keepRun(keeping), sweep(endings)) })
	return nil
}

// inputsOf is what the work directory of a run holds: files of the study, of
// other runs, and the code of a cell.
func (s *session) inputsOf(e *study.Experiment, pins *pin.Pins) []run.Input {
	open := map[string]func() (io.ReadCloser, error){}
	for _, read := range pins.Reads {
		open[read.Path] = func() (io.ReadCloser, error) { return s.store.OpenRead(read) }
	}
	if e.Cell != nil {
		open[e.Cell.File] = func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(e.Cell.Code)), nil }
	}
	for _, step := range e.Steps {
		if step.Notebook != "" {
			name := path.Join(e.Dir, step.Notebook)
			open[name] = func() (io.ReadCloser, error) { return cleaned(s.study.Root, name, pins) }
		}
	}
	inputs := make([]run.Input, len(pins.Inputs))
	for i, in := range pins.Inputs {
		inputs[i] = run.Input{Path: in.Path, SHA256: in.SHA256, Open: open[in.Path]}
		if path.Ext(in.Path) == ".ipynb" && open[in.Path] != nil {
			inputs[i].SHA256 = digest.SHA256{} // of its code alone; held below
		}
	}
	return inputs
}

// cleaned is a notebook without outputs, still the one that its key was made
// from.
func cleaned(root, name string, pins *pin.Pins) (io.ReadCloser, error) {
	content, err := plainfile.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		return nil, err
	}
	book, err := notebook.Parse(name, content)
	if err != nil {
		return nil, err
	}
	for _, in := range pins.Inputs {
		if in.Path == name && in.SHA256 != book.Key() {
			return nil, errors.New("the notebook changed after its digest was taken; run again")
		}
	}
	return io.NopCloser(bytes.NewReader(book.Clean())), nil
}

// sweep ends a run: its directories are removed, and the machine is given back.
func sweep(endings []func() error) error {
	var err error
	for _, end := range slices.Backward(endings) {
		err = errors.Join(err, end())
	}
	return err
}

// keeper keeps one run at a time behind the back of a worker that already
// carries out the next: one waits for the disk while the other computes.
type keeper struct {
	note       func(experiment string, err error) // what went wrong
	experiment string
	done       chan error // nil when nothing is under way
}

// start waits for what is under way, and begins to keep a run.
func (k *keeper) start(experiment string, keep func() error) {
	k.wait()
	k.experiment, k.done = experiment, make(chan error, 1)
	go func() { k.done <- keep() }()
}

// wait waits for what is under way.
func (k *keeper) wait() {
	if k.done != nil {
		k.note(k.experiment, <-k.done)
		k.experiment, k.done = "", nil
	}
}

// command is how report was called, for the provenance.
func (s *session) command() []string { return append([]string{"report"}, os.Args[1:]...) }

// useCache keeps the cache from being deleted until it is called back.
func (s *session) useCache(ctx context.Context) (func(), error) {
	cache, err := environment.Cache()
	if err != nil {
		return nil, err
	}
	unlock, err := environment.Lock(ctx, filepath.Join(cache, usedLock), true, func() { s.progress.waiting("report clean") })
	switch {
	case err != nil && ctx.Err() != nil:
		return nil, &exit{exitInterrupted, errors.New("interrupted while the cache was cleaned")}
	case err != nil:
		return nil, fmt.Errorf("locking the cache: %w\nhint: REPORT_CACHE names another directory for it", err)
	}
	return unlock, nil
}

// planOf is what run.Do needs to know.
func (s *session) planOf(e *study.Experiment, name, staging string) (run.Plan, error) {
	cache, err := environment.Cache()
	if err != nil {
		return run.Plan{}, err
	}
	plan := run.Plan{
		Experiment: e, Name: name, Profile: s.profile, Root: s.study.Root, Staging: staging,
		Scratch: s.scratch(workDir), KeepWork: s.flags.keepWork, Quiet: filepath.Join(cache, quietLock),
		Events: s.progress.event,
		Has: func(ctx context.Context, capability string) (bool, string) {
			ok, why, _ := environment.Has(ctx, capability)
			return ok, why
		},
		Given:   environment.Given,
		Prepare: func(ctx context.Context, log io.Writer) (*run.Prepared, error) { return s.prepare(ctx, cache, e, log) },
		Redact: func(roots map[string]string) func(string) string {
			r := s.redactor(e, roots)
			return func(text string) string {
				clean, _ := r.Safe(text)
				return clean
			}
		},
	}
	for _, name := range e.Secrets {
		plan.Secrets = append(plan.Secrets, name+"="+os.Getenv(name))
	}
	return plan, nil
}

// prepare brings an experiment's environment and data. With an error it still
// tells the directories it worked in, which the log of the failure names.
func (s *session) prepare(ctx context.Context, cache string, e *study.Experiment, log io.Writer) (*run.Prepared, error) {
	p := &run.Prepared{Data: map[string]string{}, Clients: s.clients,
		Roots: map[string]string{"CACHE": cache, "DATA": filepath.Join(cache, "data")}}
	if mirror := os.Getenv(data.MirrorVariable); mirror != "" {
		p.Roots["DATA-mirror"] = mirror
	}
	kind, err := environment.For(e.Environment.Kind)
	if err != nil {
		return p, err
	}
	built, err := kind.Build(ctx, s.study.Root, e.Environment, log)
	if built != nil {
		for i, dir := range built.Roots {
			p.Roots[fmt.Sprintf("ENV-%d", i+2)] = dir
		}
	}
	if err != nil {
		return p, err
	}
	p.Bin, p.Env, p.Path, p.Tools, p.Did = built.Bin, built.Env, built.Path, built.Tools, built.Did
	if built.Dir != "" {
		p.Roots["ENV"] = built.Dir
	}
	for _, id := range e.Data {
		set, err := data.Bring(ctx, cache, s.study.DataSet(id), log)
		if err != nil {
			return p, err
		}
		p.Data[id] = set.Path
		p.Did = p.Did || set.Did
	}
	return p, nil
}

// keepRun puts a finished run into the evidence and says how it ended.
func (s *session) keepRun(k evidence.Keeping) error {
	o := k.Outcome
	k.Version = version
	k.Redactor = s.redactor(s.study.Experiment(o.Experiment), o.Roots)
	kept, err := s.store.Keep(k)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if o.Status == run.Interrupted {
		s.cut++
	} else {
		s.finished++
		if kept.Status != run.Succeeded {
			s.failed = append(s.failed, o.Experiment)
		}
	}
	s.progress.kept(o, kept, s.study.Experiment(o.Experiment), o.Status == run.Interrupted && s.answered(kept.Manifest))
	return nil
}

// answered reports whether another run of the same key succeeded, so that the
// next report run begins none. What cannot be read answers nothing.
func (s *session) answered(cut evidence.Manifest) bool {
	other, err := s.store.Succeeded(cut.Experiment, cut.Profile)
	return err == nil && other != nil && other.Key == cut.Key
}

// redactor knows what must not be kept of a run on this machine.
func (s *session) redactor(e *study.Experiment, roots map[string]string) *redact.Redactor {
	o := s.machine
	o.Secrets = maps.Clone(s.machine.Secrets)
	o.Roots = roots
	if e != nil {
		for _, name := range e.Secrets {
			o.Secrets[name] = os.Getenv(name)
		}
	}
	return redact.New(o)
}

// recover keeps what a killed runner left as interrupted runs. The study's
// lock is held, so nobody else is writing there.
func (s *session) recover() error {
	left, err := os.ReadDir(s.scratch(stagingDir))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, d := range left {
		if err := s.recoverOne(filepath.Join(s.scratch(stagingDir), d.Name())); err != nil {
			return err
		}
	}
	return errors.Join(s.store.Clear(), run.ClearScratch(s.scratch(workDir)))
}

// recoverOne keeps the run of one staging directory. What cannot be read is put
// aside: it must not stop the runs that are to come, and may still be of use.
func (s *session) recoverOne(dir string) error {
	o, err := run.ReadJournal(dir)
	if errors.Is(err, os.ErrNotExist) { // it had not begun
		return os.RemoveAll(dir)
	}
	var k *evidence.Keeping
	if err == nil {
		k, err = evidence.Begun(dir)
	}
	if err == nil && k == nil {
		err = fmt.Errorf("%s is not there", evidence.PinsName)
	}
	if err != nil {
		aside := filepath.Join(s.scratch(unkeptDir), filepath.Base(dir))
		if err := errors.Join(os.MkdirAll(filepath.Dir(aside), 0o755), os.RemoveAll(aside), os.Rename(dir, aside)); err != nil {
			return err
		}
		s.progress.unkept(path.Join(".report", unkeptDir, filepath.Base(dir)), err)
		return nil
	}
	k.Outcome = o
	held, err := s.store.KeptAs(o)
	if err != nil {
		return err
	}
	if held != nil {
		return os.RemoveAll(dir)
	}
	k.Redactor = s.redactor(s.study.Experiment(o.Experiment), o.Roots)
	k.Version = version
	kept, err := s.store.Keep(*k)
	if err != nil {
		return err
	}
	s.progress.recovered(o, kept)
	return nil
}

// holder is who has the study's lock.
type holder struct {
	PID     int       `json:"pid"`
	Command []string  `json:"command"`
	Since   time.Time `json:"since"`
}

// lock takes the study for this run. Another one is waited for, and named.
func (s *session) lock(ctx context.Context) (func(), error) {
	by := s.scratch("run.by.json")
	unlock, err := environment.Lock(ctx, s.scratch("run.lock"), false, func() {
		who := holder{}
		words := "another report run in this study"
		if b, err := os.ReadFile(by); err == nil && json.Unmarshal(b, &who) == nil {
			words = fmt.Sprintf("%s (process %d, since %s)", strings.Join(who.Command, " "), who.PID, who.Since.Format(time.TimeOnly))
		}
		s.progress.waiting(words)
	})
	if err != nil && ctx.Err() != nil {
		return nil, &exit{exitInterrupted, errors.New("interrupted while waiting for another run")}
	}
	if err != nil {
		return nil, fmt.Errorf("locking the study: %w", err)
	}
	// A note for those who will wait.
	b, err := json.Marshal(holder{os.Getpid(), s.command(), time.Now().UTC()})
	if err == nil {
		err = os.WriteFile(by, b, 0o644)
	}
	if err != nil {
		unlock()
		return nil, err
	}
	return func() { os.Remove(by); unlock() }, nil
}
