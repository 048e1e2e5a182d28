package run

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"report/internal/study"
)

// A run that waits says for whom and why; one that need not wait says nothing.
func TestWaitingNamesWhoHasTheMachine(t *testing.T) {
	lock := filepath.Join(t.TempDir(), "timed.lock")
	var told []string
	of := func(id string, timed bool) *runner {
		return &runner{began: time.Now(), plan: &Plan{
			Experiment: &study.Experiment{ID: id, Steps: []study.Step{{ID: "s", Timed: timed}}},
			Root:       "/studies/first", Staging: "/staging/" + id, Quiet: lock,
			Events: func(e Event) { told = append(told, e.Reason) },
		}}
	}
	slow, beside := of("slow", false), of("beside", false)
	if err := slow.takeMachine(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	for left, _ := os.ReadDir(notes(lock)); len(left) == 0; left, _ = os.ReadDir(notes(lock)) {
		time.Sleep(time.Millisecond) // it says so when it is no brief one
	}
	ctx, cancel := context.WithTimeout(t.Context(), 600*time.Millisecond)
	defer cancel()
	if err := beside.takeMachine(ctx, false); err != nil || len(told) > 0 {
		t.Fatalf("a run beside another: %v, told %q", err, told)
	}
	beside.release()
	if err := of("exact", true).takeMachine(ctx, true); err == nil {
		t.Fatal("a timed run began beside another")
	}
	slow.release()
	if len(told) != 1 || told[0] != "for slow to end: this run wants the machine to itself" {
		t.Errorf("told %q", told)
	}
	if left, _ := os.ReadDir(notes(lock)); len(left) > 0 {
		t.Errorf("notes left: %v", left)
	}
	// Of many, the one that is at it longest is named; another report's by its process.
	for i, h := range []holder{{os.Getpid(), "first", "late", true, time.Unix(20, 0)}, {os.Getppid(), "second", "early", false, time.Unix(10, 0).UTC()}} {
		b, err := json.Marshal(h)
		if err == nil {
			err = os.WriteFile(filepath.Join(notes(lock), strconv.Itoa(i)+".json"), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	want := fmt.Sprintf("for early of second (process %d, since 00:00:10) and 1 more to end: this run wants the machine to itself", os.Getppid())
	if got := waitingFor(lock, true); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if got := waitingFor(lock, false); got != "for late to end: it has the machine to itself" {
		t.Errorf("told %q", got)
	}
}

// A step that wants to be alone gets the machine as a timed one does, and no
// word is kept of what else went on: its times do not matter.
func TestStepAloneHasTheMachineToItself(t *testing.T) {
	for name, c := range map[string]struct {
		step  study.Step
		alone bool
	}{
		"alone":  {study.Step{ID: "s", Alone: true}, true},
		"timed":  {study.Step{ID: "s", Timed: true}, true},
		"beside": {study.Step{ID: "s"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			plan := planned(t, c.step)
			plan.Quiet = filepath.Join(t.TempDir(), "timed.lock")
			a := &attempt{runner: &runner{began: time.Now(), plan: &plan}}
			if err := a.takeMachine(t.Context(), false); err != nil {
				t.Fatal(err)
			}
			defer a.release()
			if err := a.beforeStep(t.Context(), &c.step); err != nil {
				t.Fatal(err)
			}
			if a.alone != c.alone {
				t.Errorf("alone: %t, want %t", a.alone, c.alone)
			}
		})
	}
}
