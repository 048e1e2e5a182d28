package run

import (
	"context"

	"report/internal/environment"
)

// quiet takes the machine for the run: a run with a timed step has it to
// itself, all others share it.
func (r *runner) quiet(ctx context.Context) (release func(), err error) {
	if r.plan.Quiet == "" {
		return func() {}, nil
	}
	alone := timed(r.plan.Experiment)
	why := "a timed run has the machine to itself"
	if alone {
		why = "other runs are going on, and this one is timed"
	}
	return environment.Lock(ctx, r.plan.Quiet, !alone, func() { r.emit(Event{Type: Waiting, Reason: why}) })
}

// snapshot is what else the machine did until now.
type snapshot struct {
	load      float64
	swapIn    int64
	swapOut   int64
	throttled float64 // seconds
	steal     float64 // seconds
}

// since is what happened from the snapshot to now.
func (s snapshot) since() *Quiet {
	now := takeSnapshot()
	return &Quiet{
		LoadBefore: s.load, LoadAfter: now.load,
		SwapInPages: now.swapIn - s.swapIn, SwapOutPages: now.swapOut - s.swapOut,
		Throttled: round6(now.throttled - s.throttled), StealSeconds: round6(now.steal - s.steal),
	}
}

func round6(f float64) float64 { return float64(int64(f*1e6+0.5)) / 1e6 }
