package run

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// openLog is the log of a step that ended while something it had started
// still held its output. It is completed when the cell is closed.
type openLog struct {
	*launched
	rec *Record
}

// drain copies a process's output into its log until nobody can write any more.
func drain(read *os.File, log io.Writer) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer read.Close()
		_, _ = io.Copy(writerOnly{log}, read)
	}()
	return done
}

// both is closed when two are.
func both(one, other <-chan struct{}) <-chan struct{} {
	done := make(chan struct{})
	go func() { defer close(done); <-one; <-other }()
	return done
}

// closeStdout completes the file of the standard output. What a process that
// the step left behind still writes is in the log.
func (l *launched) closeStdout() error {
	if l.stdout == nil {
		return nil
	}
	_, err := l.stdout.close()
	return err
}

// writerOnly hides everything but Write, so that io.Copy uses its own buffer.
type writerOnly struct{ io.Writer }

// closeLog completes a step's log, or leaves it open for what the step left
// running.
func (a *attempt) closeLog(l *launched, rec *Record) error {
	select {
	case <-l.drained:
	default:
		select {
		case <-l.drained:
		case <-time.After(drainGrace):
			a.logs = append(a.logs, &openLog{l, rec})
			return nil
		}
	}
	var err error
	rec.LogCut, err = l.log.close()
	return err
}

// finish completes a log whose last writer is gone with the cell.
func (o *openLog) finish() error {
	select {
	case <-o.drained:
	case <-time.After(5 * time.Second):
		// Only where a process escaped a weaker cell.
	}
	var err error
	o.rec.LogCut, err = o.log.close()
	return err
}

// count takes what the kernel counted over into the record: rusage first, the
// cgroup's counters where there are any.
func (l *launched) count(rec *Record, end ending) {
	rec.CPUUser, rec.CPUSystem, rec.CPUFrom = seconds(end.User), seconds(end.System), "rusage"
	if end.MaxRSS > 0 {
		rec.MaxRSS, rec.PeakMemory, rec.MemoryFrom = end.MaxRSS, end.MaxRSS, "rusage"
	}
	l.group.read(rec)
}

// writeScript leaves a script beside the work directory that runs a step
// alone, in the environment it had. It is of use only with --keep-work.
func (a *attempt) writeScript(name string, sp *spec) error {
	if !a.plan.KeepWork {
		return nil
	}
	var b strings.Builder
	fmt.Fprintf(&b, "#!/bin/sh\n# Runs the step %s alone.\ncd %s || exit 1\nexec env -i", name, quote(sp.Dir))
	for _, e := range sp.Env {
		fmt.Fprintf(&b, " \\\n  %s", quote(e))
	}
	b.WriteString(" \\\n  " + quote(sp.Path))
	for _, arg := range sp.Argv[1:] {
		b.WriteString(" " + quote(arg))
	}
	b.WriteString("\n")
	if err := os.MkdirAll(a.work.scripts, 0o755); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(a.work.scripts, name+".sh"), []byte(b.String()), 0o700)
}

// quote makes one shell word.
func quote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
