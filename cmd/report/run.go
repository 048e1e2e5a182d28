package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"report/internal/environment"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/run"
	"report/internal/study"
)

// runFlags are what `report run` was asked for.
type runFlags struct {
	jobs     int
	profile  string
	repeat   int
	force    bool
	dryRun   bool
	keepWork bool
	keep     bool
}

func newRun(a *app) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:   "run [EXPERIMENT…]",
		Short: "Carry out the experiments that are missing or stale, and say why",
		Long: `Carry out the experiments that are missing or stale, and say why.

An experiment may be given by a pattern, such as 'mlflow-*'; without any, all
are looked at. What a run leaves is kept under evidence/, also when it failed.
Runs of another profile than the study's are kept aside, under .report/evidence.

Exit codes: 0 done, also with experiments that this machine cannot run (each is
named with what it lacks) · 1 an experiment failed · 2 wrong usage, or a mistake
in the study's files · 130 interrupted: what had finished is kept.`,
		Example: `  report run
  report run 'mlflow-*' --profile smoke
  report run mlflow-mnist --force --keep-work`,
		RunE: func(cmd *cobra.Command, args []string) error { return a.run(cmd.Context(), f, args) },
	}
	cmd.Flags().IntVarP(&f.jobs, "jobs", "j", 1, "how many experiments at a time; timed ones run alone")
	cmd.Flags().StringVar(&f.profile, "profile", "", "the size of run (default the study's)")
	cmd.Flags().IntVar(&f.repeat, "repeat", 1, "carry each experiment out this often, fresh or not")
	cmd.Flags().BoolVar(&f.force, "force", false, "carry out fresh experiments too")
	cmd.Flags().BoolVarP(&f.dryRun, "dry-run", "n", false, "only say what would be carried out, and why")
	cmd.Flags().BoolVar(&f.keepWork, "keep-work", false, "leave the work directories, with a script for each step")
	cmd.Flags().BoolVar(&f.keep, "keep", false, "keep runs of other profiles under evidence/ too")
	return cmd
}

// job is one experiment that is to be carried out.
type job struct {
	experiment *study.Experiment
	pins       *pin.Pins
	why        string
	estimate   time.Duration // from the last run's timings, 0 unknown
}

// session is one `report run`.
type session struct {
	*pipeline
	app      *app
	flags    runFlags
	profile  string
	host     *run.Host
	progress *progress

	mu       sync.Mutex
	failed   []string
	notHere  []string
	finished int
}

// run is the command: select, lock, keep what a killed runner left, carry out.
func (a *app) run(ctx context.Context, f runFlags, args []string) error {
	if f.jobs < 1 || f.repeat < 1 {
		return usage("-j and --repeat count from 1")
	}
	p, err := a.open()
	if err != nil {
		return err
	}
	s := &session{pipeline: p, app: a, flags: f, profile: f.profile}
	if s.profile == "" {
		s.profile = p.study.Profile
	}
	if err := s.checkProfile(); err != nil {
		return err
	}
	chosen, err := s.choose(args)
	if err != nil {
		return err
	}
	s.progress = newProgress(a)
	defer s.progress.close()
	if !f.dryRun {
		unlock, err := s.lock(ctx, args)
		if err != nil {
			return err
		}
		defer unlock()
		if err := s.recover(); err != nil {
			return err
		}
	}
	jobs, err := s.plan(ctx, chosen)
	if err != nil || f.dryRun {
		return err
	}
	return s.carryOut(ctx, jobs)
}

func (s *session) checkProfile() error {
	var known []string
	for _, p := range s.study.Profiles {
		if p.ID == s.profile {
			return nil
		}
		known = append(known, p.ID)
	}
	return unknownName("profile", s.profile, known)
}

// choose finds the experiments that the arguments name, in the study's order.
func (s *session) choose(args []string) ([]*study.Experiment, error) {
	if len(args) == 0 {
		return s.study.Experiments, nil
	}
	picked := map[string]bool{}
	var ids []string
	for _, e := range s.study.Experiments {
		ids = append(ids, e.ID)
	}
	for _, arg := range args {
		arg = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(arg), "experiments/"), "/")
		any := false
		for _, id := range ids {
			if ok, err := path.Match(arg, id); err != nil {
				return nil, usage("%q is not a pattern: %w", arg, err)
			} else if ok {
				picked[id], any = true, true
			}
		}
		if !any {
			return nil, unknownName("experiment", arg, ids)
		}
	}
	var chosen []*study.Experiment
	for _, e := range s.study.Experiments {
		if picked[e.ID] {
			chosen = append(chosen, e)
		}
	}
	return chosen, nil
}

// plan says of each experiment whether it is carried out, and why.
func (s *session) plan(ctx context.Context, chosen []*study.Experiment) ([]job, error) {
	var jobs []job
	fresh := 0
	for _, e := range chosen {
		state, err := s.state(e)
		if err != nil {
			return nil, err
		}
		if state.why == "" && (s.flags.force || s.flags.repeat > 1) {
			state.why = "fresh, but asked for"
		}
		if state.why == "" {
			fresh++
			s.progress.fresh(e.ID, state.newest)
			continue
		}
		if why := s.notHereBecause(ctx, e); why != "" {
			s.notHere = append(s.notHere, e.ID)
			s.progress.notHere(e.ID, why)
			continue
		}
		s.progress.planned(e.ID, state.why)
		jobs = append(jobs, job{e, state.pins, state.why, s.estimate(state.newest)})
	}
	s.progress.plan(len(jobs), fresh, len(s.notHere), s.flags.dryRun)
	return jobs, nil
}

// state is what is known about an experiment before it runs.
type state struct {
	pins   *pin.Pins
	newest *evidence.Run // the newest successful run, nil for none
	why    string        // why it has to run; "" when fresh
}

// state compares an experiment with its newest successful run.
func (s *session) state(e *study.Experiment) (*state, error) {
	pins, err := s.pinner.Pins(e, s.profile)
	if err != nil {
		return nil, err
	}
	st := &state{pins: pins}
	if st.newest, err = s.store.Newest(e.ID, s.profile); err != nil {
		return nil, err
	}
	switch {
	case st.newest != nil && st.newest.Key == pins.Key:
	case st.newest != nil:
		st.why = "stale: " + s.whatMoved(st.newest, pins)
	default:
		last, err := s.store.Last(e.ID, s.profile)
		if err != nil {
			return nil, err
		}
		st.why = "missing"
		if last != nil {
			st.why = "the last run failed"
		}
	}
	return st, nil
}

// notHereBecause names what this machine lacks for an experiment as a whole.
func (s *session) notHereBecause(ctx context.Context, e *study.Experiment) string {
	for _, name := range e.Requires {
		if ok, why, _ := environment.Has(ctx, name); !ok {
			return why
		}
	}
	for _, name := range e.Secrets {
		if os.Getenv(name) == "" {
			return "requires the secret " + name + ", which is not set"
		}
	}
	return ""
}

// whatMoved names the pins that differ from those of a run.
func (s *session) whatMoved(r *evidence.Run, pins *pin.Pins) string {
	var moved []string
	if r.Version != pins.Version {
		moved = append(moved, fmt.Sprintf("version %s became %s", r.Version, pins.Version))
	}
	before := map[string]string{}
	for _, p := range r.Parameters {
		before[p.Name] = p.Value
	}
	for _, p := range pins.Parameters {
		if old, was := before[p.Name]; !was {
			moved = append(moved, "parameter "+p.Name+" is new")
		} else if old != p.Value {
			moved = append(moved, fmt.Sprintf("parameter %s was %s, is %s", p.Name, old, p.Value))
		}
		delete(before, p.Name)
	}
	for name := range before {
		moved = append(moved, "parameter "+name+" is gone")
	}
	if r.Seed != pins.Seed {
		moved = append(moved, fmt.Sprintf("the seed was %d, is %d", r.Seed, pins.Seed))
	}
	moved = append(moved, s.whichFiles(r, pins)...)
	if len(moved) == 0 {
		return "its definition changed"
	}
	sort.Strings(moved)
	return listed(moved, 5)
}

// whichFiles names the inputs, the lock and the data sets that changed.
func (s *session) whichFiles(r *evidence.Run, pins *pin.Pins) []string {
	prov, err := s.store.Provenance(r)
	if err != nil {
		return nil
	}
	var moved []string
	before := map[string]string{}
	for _, in := range prov.Named("input") {
		before[in.URI] = in.Digest["sha256"]
	}
	for _, in := range pins.Inputs {
		if old, was := before[in.Path]; !was {
			moved = append(moved, in.Path+" is new")
		} else if old != in.SHA256.Hex() {
			moved = append(moved, in.Path+" changed")
		}
		delete(before, in.Path)
	}
	for name := range before {
		moved = append(moved, name+" is gone")
	}
	for _, d := range pins.Data {
		for _, was := range prov.Named("data/" + d.ID) {
			if was.Digest["sha256"] != d.SHA256.Hex() && was.Digest["dirHash"] != d.Tree.Hex() {
				moved = append(moved, "the pin of data set "+d.ID+" changed")
			}
		}
	}
	return moved
}

// listed joins the first few of a list.
func listed(items []string, most int) string {
	if len(items) > most {
		items = append(items[:most:most], fmt.Sprintf("and %d more", len(items)-most))
	}
	return strings.Join(items, ", ")
}

// estimate is how long a run will take, by the newest one's timings.
func (s *session) estimate(r *evidence.Run) time.Duration {
	if r == nil {
		return 0
	}
	return r.Finished.Sub(r.Started)
}

// carryOut runs the jobs, some at a time, and sums up.
func (s *session) carryOut(ctx context.Context, jobs []job) error {
	if len(jobs) == 0 {
		return ctx.Err()
	}
	s.host = run.Open()
	defer s.host.Close()
	s.progress.begin(jobs, s.flags.repeat)
	queue := make(chan job)
	var workers sync.WaitGroup
	var trouble error
	for range min(s.flags.jobs, len(jobs)*s.flags.repeat) {
		workers.Go(func() {
			for j := range queue {
				if err := s.one(ctx, j); err != nil {
					s.mu.Lock()
					trouble = errors.Join(trouble, err)
					s.mu.Unlock()
				}
			}
		})
	}
	s.feed(ctx, queue, jobs)
	close(queue)
	workers.Wait()
	s.progress.end(s.finished, s.failed, s.notHere)
	switch {
	case ctx.Err() != nil:
		return errors.Join(trouble, &exit{exitInterrupted, errors.New("interrupted; what had finished is kept")})
	case trouble != nil:
		return trouble
	case len(s.failed) > 0:
		return &exit{exitFailed, fmt.Errorf("failed: %s", listed(s.failed, 10))}
	}
	return nil
}

func (s *session) feed(ctx context.Context, queue chan<- job, jobs []job) {
	for range s.flags.repeat {
		for _, j := range jobs {
			select {
			case queue <- j:
			case <-ctx.Done():
				return
			}
		}
	}
}
