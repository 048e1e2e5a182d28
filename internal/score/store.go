package score

import (
	"fmt"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/study"
)

// FromStore reads the evidence of a study: of each experiment the newest
// successful run under the study's profile. Stale says why a run is not the
// one that the study now asks for, "" when it is; it may be called by several
// goroutines. Each run is read once.
func FromStore(store *evidence.Store, s *study.Study, stale func(*study.Experiment, *evidence.Run) (string, error)) Readings {
	r := &stored{store: store, study: s, stale: stale, experiments: map[string]*study.Experiment{}, read: map[string]*Reading{}}
	for _, e := range s.Experiments {
		r.experiments[e.ID] = e
	}
	return r
}

type stored struct {
	store       *evidence.Store
	study       *study.Study
	stale       func(*study.Experiment, *evidence.Run) (string, error)
	experiments map[string]*study.Experiment

	mu   sync.Mutex
	read map[string]*Reading
}

// Reading reads the experiment's newest successful run.
func (s *stored) Reading(experiment string) (*Reading, error) {
	s.mu.Lock()
	known := s.read[experiment]
	s.mu.Unlock()
	if known != nil {
		return known, nil
	}
	r, err := s.load(experiment)
	if err != nil {
		r, err = s.changed(experiment, err)
	}
	if err == nil {
		s.mu.Lock()
		s.read[experiment] = r
		s.mu.Unlock()
	}
	return r, err
}

// Warm reads what experiments measured on all cores, where all of it will be
// asked for one by one. What cannot be read is told when it is asked for.
func Warm(readings Readings, experiments []string) {
	s, ok := readings.(*stored)
	if !ok {
		return
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, id := range experiments {
		group.Go(func() error {
			_, _ = s.Reading(id)
			return nil
		})
	}
	_ = group.Wait()
}

func (s *stored) load(experiment string) (*Reading, error) {
	r := &Reading{Experiment: experiment}
	newest, err := s.store.Newest(experiment, s.study.Profile)
	if err != nil {
		return nil, err
	}
	if newest == nil {
		r.Missing, err = s.missing(experiment)
		return r, err
	}
	r.Run, r.Manifest = newest.Manifest.Run, &newest.Manifest
	if r.Metrics, err = s.store.Metrics(newest); err != nil {
		return nil, err
	}
	if r.Timings, err = s.store.Timings(newest); err != nil {
		return nil, err
	}
	if e := s.experiments[experiment]; e != nil && s.stale != nil {
		r.Stale, err = s.stale(e, newest)
	}
	return r, err
}

// changed is the reading of an experiment whose evidence cannot be read since it
// changed, for an audit to tell of each figure; else the error stays.
func (s *stored) changed(experiment string, err error) (*Reading, error) {
	p := s.store.Unreadable(experiment)
	if p == nil {
		return nil, err
	}
	return &Reading{Experiment: experiment, Missing: p.Path + " " + p.Problem, Changed: p}, nil
}

// missing says why there is no run to read.
func (s *stored) missing(experiment string) (string, error) {
	e := s.experiments[experiment]
	if e == nil {
		return "the study has no experiment " + experiment, nil
	}
	last, err := s.store.Last(experiment, s.study.Profile)
	if err != nil {
		return "", err
	}
	if last != nil {
		return ended(last), nil
	}
	why := experiment + " has not been run"
	if len(e.Requires) > 0 {
		why += " (it requires " + strings.Join(e.Requires, ", ") + ")"
	}
	return why, nil
}

// ended says how a run that does not count ended.
func ended(r *evidence.Run) string {
	if r.Status == run.NotRun {
		why := r.Experiment + " was not run here"
		if r.Failure != nil {
			why += ": " + run.Said(r.Failure.Reason)
		}
		return why
	}
	why := fmt.Sprintf("the newest run of %s %s", r.Experiment, r.Status)
	if r.Failure != nil {
		if r.Failure.Step != "" {
			why += " at step " + r.Failure.Step
		}
		why += ": " + run.Said(r.Failure.Reason)
	}
	return why
}
