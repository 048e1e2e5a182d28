package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/redact"
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
	cmd.Flags().IntVarP(&f.jobs, "jobs", "j", 1, "how many experiments at a time; steps that want the machine alone come last")
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
	estimate   time.Duration // from the last run's time, 0 unknown
}

// session is one `report run`.
type session struct {
	*pipeline
	app      *app
	root     string
	flags    runFlags
	profile  string
	host     *run.Host
	machine  redact.Options // what redaction knows of this machine
	clients  []string       // settings of the package clients
	progress *progress

	mu       sync.Mutex
	failed   []string
	notHere  []string
	finished int
	cut      int // interrupted
	stuck    []stuck
	unbegun  int // since another was stuck
}

// run is the command: see what there is to do, take the study, keep what a
// killed runner left, carry out. With nothing to do the study's files are not
// even opened.
func (a *app) run(ctx context.Context, f runFlags, args []string) error {
	if f.jobs < 1 || f.repeat < 1 {
		return usage("-j and --repeat count from 1")
	}
	root, err := study.Root(a.dir)
	if err != nil {
		return err
	}
	s := &session{app: a, root: root, flags: f, profile: f.profile, progress: newProgress(a, f.profile)}
	defer s.progress.close()
	due, fresh, err := s.due(ctx, args)
	if err != nil {
		return err
	}
	if f.dryRun || len(due) == 0 && !s.abandoned() {
		s.announce(due, fresh)
		return nil
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if s.pipeline, err = a.open(); err != nil {
		return err
	}
	s.look()
	if err := s.recover(); err != nil {
		return errors.New(s.stuckWords(err, nil))
	}
	// Looked at again: another run may have carried some out meanwhile.
	if due, fresh, err = s.due(ctx, args); err != nil {
		return err
	}
	s.announce(due, fresh)
	jobs, err := s.jobs(due, 0)
	if err != nil {
		return err
	}
	return s.carryOut(ctx, args, jobs)
}

// due are the chosen experiments that have to run, with the reason in Why.
func (s *session) due(ctx context.Context, args []string) (due []evidence.State, fresh []evidence.State, err error) {
	again := s.flags.force || s.flags.repeat > 1
	states, _, err := s.app.statesOf(ctx, s.flags.profile, again)
	if err != nil {
		return nil, nil, err
	}
	if states, err = choose(states, args); err != nil {
		return nil, nil, err
	}
	s.notHere = nil
	for _, state := range states {
		s.profile = state.Profile
		switch {
		case state.Lacks != "":
			s.notHere = append(s.notHere, state.Experiment+": "+state.Lacks)
		case state.State != evidence.Fresh:
			if state.Why = state.State + ": " + state.Why; state.State == evidence.Missing {
				state.Why = evidence.Missing
			}
			due = append(due, state)
		case again:
			state.Why = "fresh, but asked for"
			due = append(due, state)
		default:
			fresh = append(fresh, state)
		}
	}
	return due, fresh, nil
}

// choose finds the experiments that the arguments name, in the study's order.
func choose(states []evidence.State, args []string) ([]evidence.State, error) {
	if len(args) == 0 {
		return states, nil
	}
	ids := make([]string, len(states))
	for i, state := range states {
		ids[i] = state.Experiment
	}
	picked := map[string]bool{}
	for _, arg := range args {
		arg = strings.TrimSuffix(strings.TrimPrefix(filepath.ToSlash(arg), "experiments/"), "/")
		found := false
		for _, id := range ids {
			ok, err := path.Match(arg, id)
			if err != nil {
				return nil, usage("%q is not a pattern: %w", arg, err)
			}
			if ok {
				picked[id], found = true, true
			}
		}
		if !found {
			return nil, unknownName("experiment", arg, ids)
		}
	}
	return slices.DeleteFunc(states, func(state evidence.State) bool { return !picked[state.Experiment] }), nil
}

// abandoned reports whether a killed runner left runs that are not yet kept, or
// what it worked in.
func (s *session) abandoned() bool {
	left, _ := os.ReadDir(s.scratch(stagingDir))
	return len(left) > 0 || run.Abandoned(s.scratch(workDir))
}

// announce says of each experiment whether it is carried out, and why.
func (s *session) announce(due, fresh []evidence.State) {
	for _, state := range fresh {
		s.progress.fresh(state)
	}
	var notHere, planned []word
	for _, words := range s.notHere {
		id, why, _ := strings.Cut(words, ": ")
		notHere = append(notHere, word{id, why})
	}
	for _, state := range due {
		planned = append(planned, word{state.Experiment, state.Why})
	}
	s.progress.each(notHere, "not run here: ", s.flags.dryRun, s.progress.notHere)
	s.progress.each(planned, "", s.flags.dryRun, s.progress.planned)
	s.progress.plan(len(due), len(fresh), len(s.notHere), s.flags.dryRun)
}

// jobs pins the experiments that are due. One whose turn it is, by its depth,
// and that reads what is not there is not run here.
func (s *session) jobs(due []evidence.State, depth int) ([]job, error) {
	var jobs []job
	for _, state := range due {
		e := s.study.Experiment(state.Experiment)
		if e == nil {
			return nil, fmt.Errorf("experiment %s went away while it was looked at; run again", state.Experiment)
		}
		if missing := missingSecret(e); missing != "" {
			s.notHere = append(s.notHere, e.ID)
			s.progress.notHere(e.ID, "requires the secret "+missing+", which is not set")
			continue
		}
		pins, err := s.pinner.Pins(e, s.profile)
		if err != nil {
			return nil, err
		}
		if pins.Unready != "" && s.depth(e) <= depth {
			s.notHere = append(s.notHere, e.ID)
			s.progress.notHere(e.ID, pins.Unready)
			continue
		}
		jobs = append(jobs, job{e, pins, s.estimate(e)})
	}
	return jobs, nil
}

func missingSecret(e *study.Experiment) string {
	for _, name := range e.Secrets {
		if os.Getenv(name) == "" {
			return name
		}
	}
	return ""
}

// estimate is how long a run will take, by the newest that succeeded.
func (s *session) estimate(e *study.Experiment) time.Duration {
	r, err := s.store.Succeeded(e.ID, s.profile)
	if err != nil || r == nil {
		return 0
	}
	return r.Finished.Sub(r.Started)
}

// carryOut runs the jobs, some at a time, and sums up. What reads the runs of
// others waits for them, and is then looked at again.
func (s *session) carryOut(ctx context.Context, args []string, jobs []job) error {
	if len(jobs) == 0 {
		return ctx.Err()
	}
	unlock, err := s.useCache(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	if err := run.Ready(); err != nil {
		return err
	}
	s.host = run.Open()
	defer s.host.Close()
	s.host.Expect(len(jobs) * s.flags.repeat)
	s.progress.begin(jobs, s.flags.repeat)
	defer s.tellOfEnd(ctx)()
	var trouble error
	for depth := 0; ctx.Err() == nil && trouble == nil; depth++ {
		now, later := s.atDepth(jobs, depth)
		trouble = s.wave(ctx, now)
		if !later || trouble != nil || ctx.Err() != nil {
			break
		}
		var err error
		if jobs, err = s.again(ctx, args, jobs, depth+1); err != nil {
			trouble = err
		}
	}
	s.progress.end(s.finished, s.cut, s.unbegun, s.failed, s.notHere)
	switch {
	case ctx.Err() != nil:
		return errors.Join(trouble, &exit{exitInterrupted, errors.New("interrupted; what had finished is kept")})
	case trouble != nil:
		return trouble
	case len(s.failed) > 0:
		return &exit{exitFailed, fmt.Errorf("failed: %s", diag.Few(s.failed, 10))}
	}
	return nil
}

// patience is how long who interrupted waits for an end without a word.
const patience = 300 * time.Millisecond

// tellOfEnd says of an interruption that it was heard, where steps take their
// time to end, until it is called back.
func (s *session) tellOfEnd(ctx context.Context) func() {
	ended := make(chan struct{})
	forget := context.AfterFunc(ctx, func() {
		select {
		case <-ended:
		case <-time.After(patience):
			s.progress.ending()
		}
	})
	return func() { forget(); close(ended) }
}

// wave carries out jobs that do not wait for each other.
func (s *session) wave(ctx context.Context, jobs []job) error {
	if len(jobs) == 0 {
		return nil
	}
	var runs sync.WaitGroup
	note := func(experiment string, err error) {
		if err != nil {
			s.halt(experiment, err)
		}
	}
	order, count := s.ordered(jobs), len(jobs)*s.flags.repeat
	all := newTurns(min(s.flags.jobs, count), count, note)
	for n := range count {
		mine := all.next(ctx)
		if mine == nil {
			break
		}
		if s.halted() { // those that wait to be timed still count on this one
			mine.end()
			continue
		}
		j := order[n%len(order)]
		runs.Go(func() {
			defer mine.end()
			note(j.experiment.ID, s.one(ctx, j, mine))
		})
	}
	runs.Wait()
	all.wait()
	return s.stuckError()
}

// ordered is in which order jobs begin: the study's, when one runs at a time.
// Side by side, those that want the machine to themselves come first: what they
// do before that is done beside the others, and they wait with no place taken.
// Of the rest those that took longest come first, so that none is left to run
// alone at the end.
func (s *session) ordered(jobs []job) []job {
	if s.flags.jobs == 1 {
		return jobs
	}
	return slices.SortedStableFunc(slices.Values(jobs), func(a, b job) int {
		switch aloneA, aloneB := run.Alone(a.experiment), run.Alone(b.experiment); {
		case aloneA && !aloneB:
			return -1
		case aloneB && !aloneA:
			return 1
		}
		return cmp.Compare(b.estimate, a.estimate)
	})
}

// depth is how many runs stand one behind the other in what an experiment
// reads, 0 for one that reads nothing. study.Load has refused circles.
func (s *session) depth(e *study.Experiment) int {
	deepest := 0
	for _, read := range e.Reads {
		if of := s.study.Experiment(read.Experiment); of != nil {
			deepest = max(deepest, 1+s.depth(of))
		}
	}
	return deepest
}

// atDepth are the jobs of a depth; later tells that the study has deeper ones.
func (s *session) atDepth(jobs []job, depth int) (now []job, later bool) {
	for _, j := range jobs {
		if s.depth(j.experiment) == depth {
			now = append(now, j)
		}
	}
	for _, e := range s.study.Experiments {
		later = later || s.depth(e) > depth
	}
	return now, later
}

// again looks at what reads the runs of others, once those are there: their
// content may have made it stale, or made it possible. Those of jobs that are
// still due are announced already.
func (s *session) again(ctx context.Context, args []string, jobs []job, depth int) ([]job, error) {
	left := s.notHere
	due, _, err := s.due(ctx, args)
	if err != nil {
		return nil, err
	}
	s.notHere = left // told already
	known := map[string]bool{}
	for _, j := range jobs {
		known[j.experiment.ID] = true
	}
	due = slices.DeleteFunc(due, func(state evidence.State) bool {
		e := s.study.Experiment(state.Experiment)
		return e == nil || s.depth(e) < depth || state.State == evidence.Failed && !known[e.ID]
	})
	for _, state := range due {
		if !known[state.Experiment] {
			s.progress.planned(state.Experiment, state.Why)
			s.progress.more(s.flags.repeat)
		}
	}
	return s.jobs(due, depth)
}
