package run

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"report/internal/environment"
	"report/internal/study"
)

// waitCut is why a run is interrupted that had not got the machine yet.
const waitCut = "interrupted while another run had the machine to itself"

// takeMachine gives the run the machine, to itself or with others. One that has to
// wait says for whom, once. Who asks first comes first, so that a timed run does
// not wait for ever while others share the machine one after the other.
func (r *runner) takeMachine(ctx context.Context, alone bool) error {
	r.release() // never two at once: those who wait to be alone would wait for each other
	r.alone = alone
	if r.plan.Quiet == "" {
		return nil
	}
	waiting := sync.OnceFunc(func() { r.emit(Event{Type: Waiting, Reason: waitingFor(r.plan.Quiet, alone)}) })
	if alone && r.plan.Turn != nil {
		if err := r.plan.Turn(ctx, waiting); err != nil {
			return err
		}
	}
	next, err := environment.Lock(ctx, r.plan.Quiet+".next", false, waiting)
	if err != nil {
		return fmt.Errorf("taking the lock for timed runs: %w", err)
	}
	unlock, err := environment.Lock(ctx, r.plan.Quiet, !alone, waiting)
	next()
	if err != nil {
		return fmt.Errorf("taking the lock for timed runs: %w", err)
	}
	takeDown := r.leaveNote(alone)
	r.unlock = func() { takeDown(); unlock() }
	return nil
}

// release gives back what takeMachine got, if anything.
func (r *runner) release() {
	if r.unlock != nil {
		r.unlock()
		r.unlock = nil
	}
}

// beforeStep takes the machine for a run with a step that wants it alone, once: before
// that step, or before the first service, which would work on beside other runs'
// timed steps while this one waits. What comes earlier has its share only.
func (a *attempt) beforeStep(ctx context.Context, s *study.Step) error {
	if a.alone || !Alone(a.plan.Experiment) || !s.Timed && !s.Alone && s.Kind != study.Service {
		return nil
	}
	err := a.takeMachine(ctx, true)
	if err != nil && ctx.Err() != nil {
		return &failed{step: s.ID, status: Interrupted, reason: waitCut}
	}
	return err
}

// holder is a run that has the machine, alone or with others, as it tells
// those who wait for it.
type holder struct {
	PID        int       `json:"pid"`
	Study      string    `json:"study"` // the name of its directory
	Experiment string    `json:"experiment"`
	Alone      bool      `json:"alone"`
	Since      time.Time `json:"since"`
}

// notes is the directory of the holders of a lock.
func notes(lock string) string { return lock + ".by" }

// brief is how long a run has the lock before it says so: nobody waits long for
// one that is shorter.
const brief = 100 * time.Millisecond

// leaveNote tells who has the lock, in a while, until it is called back. It is a
// courtesy: what cannot be written is not told.
func (r *runner) leaveNote(alone bool) (takeDown func()) {
	name := filepath.Join(notes(r.plan.Quiet), fmt.Sprintf("%d-%s.json", os.Getpid(), filepath.Base(r.plan.Staging)))
	h := holder{os.Getpid(), filepath.Base(r.plan.Root), r.plan.Experiment.ID, alone, r.clock()}
	written := make(chan struct{})
	timer := time.AfterFunc(brief, func() {
		defer close(written)
		b, err := json.Marshal(h)
		if err != nil {
			return
		}
		if os.WriteFile(name, b, 0o600) != nil && os.MkdirAll(notes(r.plan.Quiet), 0o700) == nil {
			_ = os.WriteFile(name, b, 0o600)
		}
	})
	return func() {
		if !timer.Stop() {
			<-written
			_ = os.Remove(name)
		}
	}
}

// waitingFor says for whom a run waits, and why: for the one that is at it
// longest, and how many more.
func waitingFor(lock string, alone bool) string {
	entries, _ := os.ReadDir(notes(lock))
	var who []holder
	for _, entry := range entries {
		var h holder
		name := filepath.Join(notes(lock), entry.Name())
		b, err := os.ReadFile(name)
		if err != nil || json.Unmarshal(b, &h) != nil {
			continue
		}
		if h.PID != os.Getpid() && gone(h.PID) {
			_ = os.Remove(name) // its runner was killed
			continue
		}
		if alone || h.Alone {
			who = append(who, h)
		}
	}
	slices.SortStableFunc(who, func(a, b holder) int { return a.Since.Compare(b.Since) })
	switch {
	case alone && len(who) == 0:
		return "for other runs of this user to end: this run wants the machine to itself"
	case len(who) == 0:
		return "for a run that has the machine to itself"
	}
	words := "for " + who[0].String()
	if more := len(who) - 1; more > 0 {
		words += fmt.Sprintf(" and %d more", more)
	}
	if alone {
		return words + " to end: this run wants the machine to itself"
	}
	return words + " to end: it has the machine to itself"
}

// String names a run to those who wait for it, one of another report by its
// process too.
func (h holder) String() string {
	if h.PID == os.Getpid() {
		return h.Experiment
	}
	return fmt.Sprintf("%s of %s (process %d, since %s)", h.Experiment, h.Study, h.PID, h.Since.Format(time.TimeOnly))
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
