package run

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
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

// A runner that is killed while it writes leaves half a line: the one before
// counts. A journal that has grown long begins anew.
func TestJournalOfLastWholeLine(t *testing.T) {
	o := do(t, planned(t, study.Step{ID: "s", Command: []string{"exit", "0"}}))
	o.Status, o.Now = "", "s"
	if err := o.writeJournal(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(o.Dir, JournalName)
	appendTo(t, path, `{"schema":"report/outc`)
	left, err := ReadJournal(o.Dir)
	if err != nil || left.Failure.Step != "s" {
		t.Fatalf("%+v, %v", left, err)
	}
	if err := Stopped(o.Dir, syscall.ENOSPC); err != nil {
		t.Fatal(err)
	}
	if left, err = ReadJournal(o.Dir); err != nil || !strings.HasPrefix(left.Failure.Reason, "the runner could not go on") {
		t.Fatalf("%+v, %v", left, err)
	}
	appendTo(t, path, strings.Repeat(" ", mostJournal))
	o.Now = "next"
	if err := o.writeJournal(); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Size() > mostJournal {
		t.Fatalf("the journal has %d bytes, %v", info.Size(), err)
	}
	if left, err = ReadJournal(o.Dir); err != nil || left.Failure.Step != "next" {
		t.Errorf("%+v, %v", left, err)
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.WriteString(text); err != nil {
		t.Fatal(err)
	}
}
