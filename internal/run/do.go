package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"report/internal/study"
)

// runner carries one run through its attempts.
type runner struct {
	plan     *Plan
	host     *Host
	out      *Outcome
	prepared *Prepared
	began    time.Time
	unlock   func() // of the machine, or of this run's share of it; nil without
	alone    bool   // nothing else runs beside
}

// Do carries out one run. Whatever happens to its steps is in the Outcome,
// whose files lie in plan.Staging; an error means that not even that could be
// written. A cancelled context ends the run as interrupted.
func Do(ctx context.Context, host *Host, plan Plan) (*Outcome, error) {
	if plan.LogLimit == 0 {
		plan.LogLimit = DefaultLogLimit
	}
	if plan.Events == nil {
		plan.Events = func(Event) {}
	}
	if err := os.MkdirAll(plan.Staging, 0o755); err != nil {
		return nil, err
	}
	began := time.Now()
	r := &runner{plan: &plan, host: host, began: began, out: &Outcome{
		Schema: journalSchema, Experiment: plan.Experiment.ID, Name: plan.Name, Profile: plan.Profile,
		Parameters: plan.Experiment.Params(plan.Profile), Seed: plan.Experiment.Seed,
		Started: began.UTC(), Machine: machine(), Attempts: []Attempt{}, Dir: plan.Staging,
		Roots: map[string]string{"REPO": plan.Root},
	}}
	if err := r.journal(""); err != nil {
		return nil, err
	}
	r.emit(Event{Type: RunStarted})
	if err := r.attempts(ctx); err != nil {
		return nil, err
	}
	return r.out, r.finish()
}

// attempts tries until one attempt succeeds or no step has retries left.
func (r *runner) attempts(ctx context.Context) error {
	err := r.takeMachine(ctx, false)
	if err != nil && ctx.Err() == nil {
		return err
	}
	if err != nil {
		r.out.Status = Interrupted
		r.out.Failure = &Failure{Attempt: 1, Reason: waitCut}
		return nil
	}
	if r.plan.Later == nil {
		defer r.release()
	} else {
		r.plan.Later(func() error { r.release(); return nil })
	}
	spent := map[string]int{}
	for number := 1; ; number++ {
		a := &attempt{runner: r, number: number, lost: make(chan struct{})}
		failure, err := a.carryOut(ctx)
		if err != nil {
			return err
		}
		last := &r.out.Attempts[number-1]
		if failure == nil {
			r.out.Status, r.out.Failure = Succeeded, nil
			return nil
		}
		r.out.Failure = failure
		r.out.Status = Failed
		if last.Status == Interrupted {
			r.out.Status = Interrupted
			return nil
		}
		step := r.plan.Experiment.Step(failure.Step)
		if step == nil || spent[step.ID] >= step.Retries {
			return nil
		}
		spent[step.ID]++
		r.emit(Event{Type: Retrying, Attempt: number + 1, Step: step.ID, Reason: failure.Reason})
		if err := r.shelve(number); err != nil {
			return err
		}
	}
}

// shelve moves a failed attempt's files out of the way of the next one, to
// attempt-N/, and lets the records point there.
func (r *runner) shelve(number int) error {
	folder := "attempt-" + strconv.Itoa(number)
	entries, err := os.ReadDir(r.out.Dir)
	if err != nil {
		return err
	}
	to := filepath.Join(r.out.Dir, folder)
	if err := os.Mkdir(to, 0o755); err != nil {
		return err
	}
	for _, e := range entries {
		if isShelf(e.Name()) || e.Name() == JournalName || e.Name() == pinsName {
			continue
		}
		if err := os.Rename(filepath.Join(r.out.Dir, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	steps := r.out.Attempts[number-1].Steps
	for i := range steps {
		if steps[i].Log != "" {
			steps[i].Log = folder + "/" + steps[i].Log
		}
		for j := range steps[i].Files {
			steps[i].Files[j] = folder + "/" + steps[i].Files[j]
		}
	}
	return nil
}

// pinsName is the file by which evidence remembers what a run was pinned to;
// it stays where it is.
const pinsName = "pins.json"

// isShelf reports whether a name is that of an earlier attempt's folder.
func isShelf(name string) bool {
	var n int
	_, err := fmt.Sscanf(name, "attempt-%d", &n)
	return err == nil && name == "attempt-"+strconv.Itoa(n)
}

// finish completes the outcome and the files that list it.
func (r *runner) finish() error {
	r.out.Now = ""
	r.out.Finished = r.clock()
	r.emit(Event{Type: RunFinished, Status: r.out.Status, Reason: reasonOf(r.out.Failure), Wall: seconds(time.Since(r.began))})
	return r.journal("")
}

func reasonOf(f *Failure) string {
	if f == nil {
		return ""
	}
	return f.Reason
}

// clock is the start plus the time that passed by the monotonic clock, so that
// a clock set back or forward in between makes no run end before it began.
func (r *runner) clock() time.Time { return r.began.Add(time.Since(r.began)).UTC() }

// journal writes what is known so far, with the step under way.
func (r *runner) journal(now string) error {
	r.out.Now, r.out.Written = now, r.clock()
	return r.out.writeJournal()
}

// emit sends an event with what all of this run's have in common.
func (r *runner) emit(e Event) {
	e.Experiment, e.Run, e.At = r.plan.Experiment.ID, r.plan.Name, r.clock()
	r.plan.Events(e)
}

// has asks whether the machine has all of some capabilities.
func (r *runner) has(ctx context.Context, wanted []string) (string, bool) {
	if r.plan.Has == nil {
		return "", true
	}
	for _, w := range wanted {
		if ok, why := r.plan.Has(ctx, w); !ok {
			return why, false
		}
	}
	return "", true
}

// Alone reports whether a run has a step that wants the machine to itself.
func Alone(e *study.Experiment) bool {
	for _, s := range e.Steps {
		if s.Timed || s.Alone {
			return true
		}
	}
	return false
}

func seconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1e6 }
