package run

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"
	"testing"

	"report/internal/study"
)

// TestStoppedRunSaysWhy: what a successor keeps of a run that could not go on
// tells the reason, and no path of this machine; of one that was not told it, it
// says what may have been.
func TestStoppedRunSaysWhy(t *testing.T) {
	plan := planned(t, study.Step{ID: "s", Command: []string{"exit", "0"}})
	o := do(t, plan)
	o.Status, o.Now = "", "s" // as it was while the step ran
	if err := o.writeJournal(); err != nil {
		t.Fatal(err)
	}
	left, err := ReadJournal(o.Dir)
	if err != nil || left.Status != Interrupted || left.Failure.Step != "s" || !strings.Contains(left.Failure.Reason, "killed, or its disk was full") {
		t.Fatalf("%+v, %v", left.Failure, err)
	}
	full := errors.Join(&fs.PathError{Op: "write", Path: o.Dir + "/s.log", Err: syscall.ENOSPC})
	if err := Stopped(o.Dir, full); err != nil {
		t.Fatal(err)
	}
	left, err = ReadJournal(o.Dir)
	if want := "the runner could not go on: " + syscall.ENOSPC.Error(); err != nil || left.Failure.Reason != want || left.Failure.Step != "s" || left.Status != Interrupted {
		t.Errorf("%+v, %v", left.Failure, err)
	}
}
