package run

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"report/internal/environment"
	"report/internal/notebook"
	"report/internal/study"
)

// The grace that processes get between the request to end and the kill.
const (
	stepGrace    = 5 * time.Second
	serviceGrace = 10 * time.Second
	// drainGrace is how long a step's log is waited for after the step ended:
	// a process it left behind may hold it open until the attempt ends.
	drainGrace = 200 * time.Millisecond
)

// step carries out one step with all its repetitions.
func (a *attempt) step(ctx context.Context, s *study.Step) error {
	if why, ok := a.has(ctx, s.Requires); !ok {
		a.add(&Record{Step: s.ID, Kind: s.Kind, Repetition: 1, Status: NotRun, Reason: why, Started: a.clock()}, 1, nil)
		return nil
	}
	total := s.Warmup + a.repetitions(s)
	for i := 1; i <= total; i++ {
		rep := repetition{step: s, number: i, of: total - s.Warmup}
		if rep.warmup = i <= s.Warmup; !rep.warmup {
			rep.number = i - s.Warmup
		}
		if err := a.repeat(ctx, &rep); err != nil {
			return err
		}
	}
	return nil
}

// repetitions is how often a step runs: a profile may change those that repeat.
func (a *attempt) repetitions(s *study.Step) int {
	n := max(s.Repeat, 1)
	for _, o := range a.plan.Experiment.Overrides {
		if o.Profile == a.plan.Profile && o.Repeat > 0 && s.Repeat > 1 {
			n = o.Repeat
		}
	}
	return n
}

// repetition is one execution of a step.
type repetition struct {
	step   *study.Step
	number int
	of     int
	warmup bool
}

// name is how the repetition's files are called: STEP, then STEP.2; warm-ups
// are STEP.warmup-1.
func (r *repetition) name() string {
	switch {
	case r.warmup:
		return r.step.ID + ".warmup-" + strconv.Itoa(r.number)
	case r.number == 1:
		return r.step.ID
	}
	return r.step.ID + "." + strconv.Itoa(r.number)
}

// repeat carries out one repetition and turns its end into a record.
func (a *attempt) repeat(ctx context.Context, r *repetition) error {
	rec := &Record{Step: r.step.ID, Kind: r.step.Kind, Repetition: r.number, Warmup: r.warmup, Started: a.clock()}
	a.emit(Event{Type: StepStarted, Attempt: a.number, Step: r.step.ID, Kind: r.step.Kind, Repetition: r.number, Of: r.of})
	a.list()
	if err := a.journal(r.step.ID); err != nil {
		return err
	}
	began := time.Now()
	var tail []string
	var err error
	switch r.step.Kind {
	case study.Service:
		tail, err = a.startService(ctx, r, rec)
	case study.Screenshot:
		tail, err = a.screenshot(ctx, r, rec)
	default:
		tail, err = a.command(ctx, r, rec)
	}
	if rec.Wall == 0 {
		rec.Wall = seconds(time.Since(began))
	}
	if err != nil {
		rec.Status, rec.Reason = statusOf(ctx, err), a.without(err)
		if rec.Status == Interrupted {
			rec.Reason = "interrupted"
		}
	}
	a.add(rec, r.of, tail)
	if err != nil && rec.Status != Interrupted {
		if full := a.noRoom(r.step, tail); full != nil {
			return full
		}
	}
	if err != nil {
		return &failed{step: r.step.ID, status: rec.Status, reason: rec.Reason, log: rec.Log, tail: tail}
	}
	return nil
}

// noRoom says of a step that failed that a disk it writes to was full, by what is
// left of it or by what the log ends with: many a program gives back what it
// took. That is no failure of the tool's, and what follows would meet the same.
func (a *attempt) noRoom(s *study.Step, tail []string) error {
	var hint string
	said := slices.ContainsFunc(tail, func(line string) bool {
		return strings.Contains(strings.ToLower(line), syscall.ENOSPC.Error())
	})
	const room, temporary = "make room on the disk of the study", "let TMPDIR name a directory on another disk"
	switch {
	case environment.Full(a.work.base):
		hint = room
	case environment.Full(a.work.tmp):
		hint = "make room on the disk of temporary files, or " + temporary
	case said:
		hint = room + "; or, where temporary files filled another, there, or " + temporary
	default:
		return nil
	}
	return fmt.Errorf("%s: %w\nhint: %s, then: report run", s.ID, syscall.ENOSPC, hint)
}

// without is what an error says, without the directories that the run's own
// files are written to: they are gone when it is read.
func (a *attempt) without(err error) string {
	return strings.NewReplacer(a.out.Dir+string(filepath.Separator), "", a.work.out+string(filepath.Separator), "").Replace(err.Error())
}

// errTimeout marks a step that took too long.
var errTimeout = errors.New("timed out")

func statusOf(ctx context.Context, err error) Status {
	switch {
	case ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded):
		return Interrupted
	case errors.Is(err, errTimeout):
		return TimedOut
	}
	return Failed
}

// command runs a setup, run, probe or teardown step to its end.
func (a *attempt) command(ctx context.Context, r *repetition, rec *Record) ([]string, error) {
	l, err := a.launch(r, rec)
	if err != nil {
		return nil, err
	}
	var before snapshot
	if r.step.Timed {
		before = takeSnapshot()
	}
	began := l.began
	cause := a.await(ctx, r.step, l.process)
	end := l.process.wait()
	rec.Wall = seconds(time.Since(began))
	if r.step.Timed {
		rec.Timed = before.since()
	}
	l.count(rec, end)
	if err := a.closeLog(l, rec); err != nil {
		return nil, err
	}
	if err := l.closeStdout(); err != nil {
		return nil, err
	}
	tail := l.log.lines(tailLines)
	if cause == nil {
		cause = verdict(r.step, rec, end)
	}
	if cause != nil && r.step.Notebook != "" {
		cause = inNotebook(cause, tail)
	}
	if err := a.collect(r, rec, l, cause == nil); err != nil && cause == nil {
		cause = err
	}
	return tail, cause
}

// inNotebook says in which cell a notebook failed, or was when it was ended.
func inNotebook(cause error, tail []string) error {
	if f := notebook.FailureIn(tail); f != nil {
		return errors.New(f.String())
	}
	if cell := notebook.Begun(tail); cell != "" {
		return fmt.Errorf("%w, in %s", cause, cell)
	}
	return cause
}

// await waits for a step's process, and ends it when its time is over, the run
// is interrupted or a service that it may need is lost. A teardown runs whatever
// happened before.
func (a *attempt) await(ctx context.Context, s *study.Step, p process) error {
	limit := time.NewTimer(s.Timeout)
	defer limit.Stop()
	lost := a.lost
	if s.Kind == study.Teardown {
		lost = nil
	}
	select {
	case <-p.done():
		return nil
	case <-limit.C:
		p.stop(stepGrace)
		return fmt.Errorf("%w after %s", errTimeout, s.Timeout)
	case <-ctx.Done():
		p.stop(stepGrace)
		return errors.New("interrupted")
	case <-lost:
		p.stop(stepGrace)
		return a.lostService()
	}
}

// verdict judges an exit: probes may say that a tool does not do something.
func verdict(s *study.Step, rec *Record, end ending) error {
	rec.Status = Succeeded
	switch {
	case end.Err != nil:
		return end.Err
	case end.Signal != "":
		rec.Signal = end.Signal
		return fmt.Errorf("killed by %s", end.Signal)
	}
	exit := end.Exit
	rec.Exit = &exit
	switch {
	case exit == 0:
		return nil
	case s.Kind == study.Probe && exit == refusedExit:
		rec.Status = Refused
		return nil
	case s.Kind == study.Probe:
		return fmt.Errorf("broken probe: exit %d says neither that the tool does it (0) nor that it does not (%d)", exit, refusedExit)
	}
	return fmt.Errorf("exit %d", exit)
}

// refusedExit is how a probe says that the tool does not do it.
const refusedExit = 10

// collect reads the metrics and copies the kept files of a repetition.
func (a *attempt) collect(r *repetition, rec *Record, l *launched, well bool) error {
	metrics, err := readMetrics(l.metrics, r.step.ID, r.number)
	if err != nil {
		return err
	}
	var kept []string
	if !r.warmup {
		kept, err = keepFiles(l.out, a.out.Dir, r.name(), r.step.Keep)
		rec.Files = append(rec.Files, kept...)
		rec.Metrics = len(metrics)
		a.metrics = append(a.metrics, metrics...)
	}
	if len(metrics) > 0 {
		if err := writeMetrics(a.out.Dir, a.metrics); err != nil {
			return err
		}
	}
	if !well || rec.Status == Refused {
		return nil // what it had to keep may well be missing
	}
	return err
}

// launched is a process with its log and folders.
type launched struct {
	process process
	log     *sink
	drained <-chan struct{}
	stdout  *sink // nil where the standard output goes into the log alone
	group   *group
	out     string
	metrics string
	began   time.Time
}

// launch starts the command of a repetition.
func (a *attempt) launch(r *repetition, rec *Record) (*launched, error) {
	name := r.name()
	l := &launched{out: filepath.Join(a.work.out, name), metrics: a.work.metrics(name)}
	if err := os.MkdirAll(l.out, 0o755); err != nil {
		return nil, err
	}
	env, err := a.environment(r.step, l.out, l.metrics)
	if err != nil {
		return nil, err
	}
	sp, err := a.spec(r.step, env)
	if err != nil {
		return nil, err
	}
	if err := a.writeScript(name, sp); err != nil {
		return nil, err
	}
	rec.Log = name + ".log"
	if l.log, err = newSink(filepath.Join(a.out.Dir, rec.Log), a.plan.LogLimit); err != nil {
		return nil, err
	}
	if r.step.Stdout != "" {
		if l.stdout, err = newSink(filepath.Join(l.out, r.step.Stdout), a.plan.LogLimit); err != nil {
			_, _ = l.log.close()
			return nil, err
		}
	}
	l.group = a.host.groups.make(name)
	a.groups = append(a.groups, l.group)
	sp.Group = l.group
	if err := a.launchInto(l, sp); err != nil {
		_, _ = l.log.close()
		return nil, fmt.Errorf("starting %s: %w", r.step.Command[0], err)
	}
	return l, nil
}

// launchInto starts the process with its output on a pipe into the log; where
// the standard output is kept apart, on two.
func (a *attempt) launchInto(l *launched, sp *spec) error {
	read, write, err := os.Pipe()
	if err != nil {
		return err
	}
	ours, theirs := []*os.File{read}, []*os.File{write}
	if l.stdout != nil {
		read, write, err := os.Pipe()
		if err != nil {
			return errors.Join(err, closeAll(ours), closeAll(theirs))
		}
		ours, theirs = append(ours, read), append(theirs, write)
	}
	null, err := os.Open(os.DevNull)
	if err != nil {
		return errors.Join(err, closeAll(ours), closeAll(theirs))
	}
	sp.Files = []*os.File{null, theirs[len(theirs)-1], theirs[0]}
	l.began = time.Now()
	l.process, err = a.cell.start(*sp)
	null.Close()
	_ = closeAll(theirs)
	if err != nil {
		return errors.Join(err, closeAll(ours))
	}
	l.drained = drain(ours[0], l.log)
	if l.stdout != nil {
		l.drained = both(l.drained, drain(ours[1], io.MultiWriter(l.stdout, l.log)))
	}
	return nil
}

func closeAll(files []*os.File) error {
	var err error
	for _, f := range files {
		err = errors.Join(err, f.Close())
	}
	return err
}

// spec resolves a step's command, directory and user.
func (a *attempt) spec(s *study.Step, env variables) (*spec, error) {
	argv, err := env.expandAll(s.Command)
	if err != nil {
		return nil, err
	}
	dir := filepath.Join(a.work.study, filepath.FromSlash(a.plan.Experiment.Dir), filepath.FromSlash(s.Dir))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	path, err := findProgram(argv[0], dir, env["PATH"])
	if err != nil {
		return nil, err
	}
	sp := &spec{Path: path, Argv: argv, Env: env.list(), Dir: dir, Open: s.Network}
	if s.User != "" {
		if sp.Account, err = a.handOver(s.User); err != nil {
			return nil, err
		}
	}
	return sp, nil
}

// findProgram looks a program up as a shell in the step would.
func findProgram(name, dir, path string) (string, error) {
	if strings.ContainsRune(name, '/') || runtime.GOOS == "windows" && strings.ContainsRune(name, '\\') {
		full := name
		if !filepath.IsAbs(full) {
			full = filepath.Join(dir, name)
		}
		found, err := exec.LookPath(full)
		if err != nil {
			return "", fmt.Errorf("%s cannot be run: %w", name, rootCause(err))
		}
		return found, nil
	}
	for _, d := range filepath.SplitList(path) {
		if found, err := exec.LookPath(filepath.Join(d, name)); err == nil && filepath.IsAbs(found) {
			return found, nil
		}
	}
	// PATH itself is left out: it names directories of this machine, and what
	// names one is not kept.
	return "", fmt.Errorf("program %q is not on the PATH of the steps\nhint: install it; what a machine may lack goes under requires: (report help steps)", name)
}

// rootCause is an error without the names of this machine's programs and files.
func rootCause(err error) error {
	var program *exec.Error
	if errors.As(err, &program) {
		err = program.Err
	}
	var file *fs.PathError
	if errors.As(err, &file) {
		err = file.Err
	}
	return err
}
