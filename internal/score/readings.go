package score

import (
	"report/internal/evidence"
	"report/internal/run"
)

// Readings gives what experiments measured. It is the only way by which
// evidence reaches this package, so that scores stay a function of their
// arguments; FromStore reads the committed evidence.
type Readings interface {
	// Reading is the newest successful run of an experiment under the study's
	// profile. An experiment without one gives a Reading that says why; an
	// error is for evidence that cannot be read.
	Reading(experiment string) (*Reading, error)
}

// Reading is one run's measurements, in the order of its files, so that an
// index is also the place of a JSON pointer.
type Reading struct {
	Experiment string
	Run        string // "" where there is no run to read
	Manifest   *evidence.Manifest
	Metrics    []run.Metric // metrics.json, /metrics
	Timings    []run.Record // timings.json, /records
	// Missing says in prose why there is no run, Stale why the run is not the
	// one that the study now asks for; "" when neither is so.
	Missing string
	Stale   string
	// Changed is what is wrong with the evidence where it cannot be read for
	// that: only of a store that is Unheld, and Missing says it too.
	Changed *evidence.Problem
}

// Ref points into a file of the reading's run.
func (r *Reading) Ref(path, pointer string) evidence.Ref {
	return evidence.Ref{Experiment: r.Experiment, Run: r.Run, Path: path, Pointer: pointer}
}

// Step is how a step of the run's last attempt ended, or nil.
func (r *Reading) Step(id string) *evidence.StepSummary {
	if r.Manifest == nil {
		return nil
	}
	for i := range r.Manifest.Steps {
		if r.Manifest.Steps[i].ID == id {
			return &r.Manifest.Steps[i]
		}
	}
	return nil
}

// Fixed is a set of readings at hand: what tests and other callers that have
// read the evidence themselves pass to Apply. Experiments it does not hold
// have not been run.
type Fixed map[string]*Reading

// Reading returns the reading held for the experiment.
func (f Fixed) Reading(experiment string) (*Reading, error) {
	if r, ok := f[experiment]; ok {
		return r, nil
	}
	return &Reading{Experiment: experiment, Missing: experiment + " has not been run"}, nil
}
