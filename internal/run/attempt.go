package run

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"report/internal/study"
)

// attempt is one try at all the steps, in one work directory and one cell.
type attempt struct {
	*runner
	number   int
	work     *work
	cell     cell
	ports    map[string]int
	services []*service
	lost     chan struct{} // closed when a service ended by itself
	lostOnce sync.Once
	records  []*Record
	metrics  []Metric
	groups   []*group
	logs     []*openLog // of steps whose descendants may still write
}

// failed is a step's end that ends the attempt.
type failed struct {
	step   string
	status Status
	reason string
	log    string
	tail   []string
}

func (f *failed) Error() string { return f.step + ": " + f.reason }

// carryOut runs the steps in order, then what has to happen whatever came
// before. The failure it returns is nil when all went well.
func (a *attempt) carryOut(ctx context.Context) (*Failure, error) {
	began := time.Now()
	a.out.Attempts = append(a.out.Attempts, Attempt{Number: a.number, Started: a.clock(), Steps: []Record{}})
	err := a.setUp(ctx)
	if err == nil {
		err = a.steps(ctx)
		err = errors.Join(err, a.tearDown(ctx))
	}
	err = errors.Join(err, a.cleanUp())
	self := &a.out.Attempts[a.number-1]
	self.Finished = self.Started.Add(time.Since(began))
	self.Status = Succeeded
	var f *failed
	var failure *Failure
	switch {
	case errors.As(err, &f):
		self.Status = f.status
		failure = &Failure{Attempt: a.number, Step: f.step, Reason: f.reason, Log: f.log}
	case err != nil:
		return nil, err
	}
	a.list()
	return failure, writeMetrics(a.out.Dir, a.metrics)
}

// setUp brings environment and data, makes the directories and the cell.
func (a *attempt) setUp(ctx context.Context) error {
	if err := a.prepare(ctx); err != nil {
		return err
	}
	var err error
	a.work, err = newWork(a.plan)
	if err != nil {
		return &failed{step: preparing, status: Failed, reason: err.Error()}
	}
	for name, dir := range map[string]string{"WORK": a.work.study, "WORK-base": a.work.base, "HOME": a.work.home, "TMP": a.work.tmp} {
		if former := a.out.Roots[name]; former != "" { // the logs of the attempt before name it, and are kept
			a.out.Roots[fmt.Sprintf("%s-%d", name, a.number-1)] = former
		}
		a.out.Roots[name] = dir
	}
	if a.ports, err = freePorts(a.plan.Experiment.Ports); err != nil {
		return &failed{step: preparing, status: Failed, reason: err.Error()}
	}
	open, why := a.needsOpenNetwork(ctx)
	if a.cell, err = a.host.cell(ctx, open, Alone(a.plan.Experiment)); err != nil {
		return &failed{step: preparing, status: Failed, reason: err.Error()}
	}
	a.out.Isolation = a.cell.isolation()
	if why != "" {
		a.out.Isolation.Limits = strings.TrimPrefix(a.out.Isolation.Limits+"; "+why, "; ")
	}
	return nil
}

// prepare calls the plan's Prepare once a run and records what it did.
func (a *attempt) prepare(ctx context.Context) error {
	if a.plan.Prepare == nil {
		a.prepared = &Prepared{}
	}
	if a.prepared != nil {
		return nil
	}
	told := &firstWrite{open: func() (*sink, error) {
		a.emit(Event{Type: StepStarted, Attempt: a.number, Step: preparing, Kind: environmentKind, Repetition: 1, Of: 1})
		_ = a.journal(preparing) // the next step's says it if this cannot
		return newSink(filepath.Join(a.out.Dir, preparing+".log"), a.plan.LogLimit)
	}}
	rec := Record{Step: preparing, Kind: environmentKind, Repetition: 1, Started: a.clock(), Status: Succeeded}
	began := time.Now()
	got, failure := a.plan.Prepare(ctx, told)
	if got != nil { // also of a failure: its log names these directories
		maps.Copy(a.out.Roots, got.Roots)
	}
	if failure != nil {
		fmt.Fprintln(told, strings.Join(untold(failure.Error(), told.lines()), "\n"))
	}
	rec.Wall = seconds(time.Since(began))
	var tail []string
	var err error
	if log := told.log; log != nil {
		if rec.LogCut, err = log.close(); err != nil {
			return err
		}
		rec.Log, tail = preparing+".log", log.lines(tailLines)
	}
	if failure == nil && !got.Did {
		a.prepared = got
		if told.log != nil {
			return os.Remove(told.log.path)
		}
		return told.err
	}
	if told.err != nil {
		return told.err
	}
	if failure != nil {
		rec.Status, rec.Reason = Failed, failure.Error()
		if ctx.Err() != nil {
			rec.Status, rec.Reason = Interrupted, "interrupted"
		}
		a.prepared = nil
	} else {
		a.prepared = got
	}
	a.add(&rec, 1, tail)
	if failure != nil {
		return &failed{step: preparing, status: rec.Status, reason: rec.Reason, log: rec.Log}
	}
	return nil
}

// untold are the lines of a failure that its log does not end with already: an
// error of a program quotes what the program said there.
func untold(failure string, log []string) []string {
	said := map[string]bool{}
	for _, line := range log {
		said[strings.TrimSpace(line)] = true
	}
	lines := strings.Split(failure, "\n")
	return append(lines[:1:1], slices.DeleteFunc(lines[1:], func(line string) bool { return said[strings.TrimSpace(line)] })...)
}

// firstWrite opens a log when something is written at all: what lies ready in
// the cache is not worth a word.
type firstWrite struct {
	open func() (*sink, error)
	once sync.Once
	log  *sink
	err  error
}

func (f *firstWrite) Write(p []byte) (int, error) {
	f.once.Do(func() { f.log, f.err = f.open() })
	if f.err != nil {
		return 0, f.err
	}
	return f.log.Write(p)
}

// lines are the last lines so far.
func (f *firstWrite) lines() []string {
	if f.log == nil {
		return nil
	}
	return f.log.lines(tailLines)
}

// steps runs every step but the teardowns until one fails.
func (a *attempt) steps(ctx context.Context) error {
	a.out.Tools = a.prepared.Tools
	for i := range a.plan.Experiment.Steps {
		s := &a.plan.Experiment.Steps[i]
		if s.Kind == study.Teardown {
			continue
		}
		if ctx.Err() != nil {
			return &failed{step: s.ID, status: Interrupted, reason: "interrupted before it began"}
		}
		if err := a.beforeStep(ctx, s); err != nil {
			return err
		}
		if err := a.step(ctx, s); err != nil {
			return err
		}
	}
	return a.lostService()
}

// tearDown runs the teardown steps and stops the services, also after a
// failure or an interruption; those get a moment of their own.
func (a *attempt) tearDown(ctx context.Context) error {
	var first error
	for i := range a.plan.Experiment.Steps {
		s := &a.plan.Experiment.Steps[i]
		if s.Kind != study.Teardown {
			continue
		}
		own, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.Timeout)
		if ctx.Err() != nil {
			cancel()
			own, cancel = context.WithTimeout(context.WithoutCancel(ctx), interruptedTeardown)
		}
		err := a.step(own, s)
		cancel()
		if first == nil {
			first = err
		}
	}
	for i := len(a.services) - 1; i >= 0; i-- {
		if err := a.stopService(a.services[i]); err != nil && first == nil {
			first = err
		}
	}
	return first
}

// interruptedTeardown is what a teardown step gets after Ctrl-C.
const interruptedTeardown = 10 * time.Second

// cleanUp ends the cell and removes the directories.
func (a *attempt) cleanUp() error {
	var err error
	if a.cell != nil {
		err = a.host.release(a.cell)
	}
	for _, g := range a.groups {
		g.remove() // only now: what a step left running counts as its own until the end
	}
	for _, l := range a.logs {
		err = errors.Join(err, l.finish())
	}
	if a.plan.KeepWork {
		if a.work != nil {
			a.out.Work = a.work.base
		}
		return err
	}
	if a.plan.Later != nil {
		a.plan.Later(a.work.remove)
		return err
	}
	return errors.Join(err, a.work.remove())
}

// add lists a finished record. The journal is written when the next step
// begins or the run ends, which is at once.
func (a *attempt) add(rec *Record, of int, tail []string) {
	a.records = append(a.records, rec)
	e := Event{Type: StepFinished, Attempt: a.number, Step: rec.Step, Kind: rec.Kind, Repetition: rec.Repetition,
		Of: of, Status: rec.Status, Reason: rec.Reason, Wall: rec.Wall}
	if rec.Status == Failed || rec.Status == TimedOut {
		e.Tail = tail
	}
	a.emit(e)
}

// list copies the records into the outcome; services' still change.
func (a *attempt) list() {
	self := &a.out.Attempts[a.number-1]
	self.Steps = self.Steps[:0]
	for _, r := range a.records {
		self.Steps = append(self.Steps, *r)
	}
}
