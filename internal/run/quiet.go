package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// quiet takes the machine for the run: a run with a timed step has it to
// itself, all others share it. The lock is the kernel's, so that a killed
// runner leaves none behind.
func (r *runner) quiet(ctx context.Context) (release func(), err error) {
	if r.plan.Quiet == "" {
		return func() {}, nil
	}
	if err := os.MkdirAll(filepath.Dir(r.plan.Quiet), 0o755); err != nil {
		return nil, err
	}
	flag := os.O_RDONLY | os.O_CREATE
	if timed(r.plan.Experiment) {
		flag = os.O_RDWR | os.O_CREATE
	}
	type result struct {
		file *lockedfile.File
		err  error
	}
	got := make(chan result, 1)
	go func() {
		f, err := lockedfile.OpenFile(r.plan.Quiet, flag, 0o644)
		got <- result{f, err}
	}()
	slow := time.NewTimer(300 * time.Millisecond)
	defer slow.Stop()
	for {
		select {
		case g := <-got:
			if g.err != nil {
				return nil, fmt.Errorf("taking the lock for timed runs: %w", g.err)
			}
			return func() { g.file.Close() }, nil
		case <-slow.C:
			why := "a timed run has the machine to itself"
			if flag&os.O_RDWR != 0 {
				why = "other runs are going on, and this one is timed"
			}
			r.emit(Event{Type: Waiting, Reason: why})
		case <-ctx.Done():
			go func() { // the lock may still come
				if g := <-got; g.err == nil {
					g.file.Close()
				}
			}()
			return nil, ctx.Err()
		}
	}
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
