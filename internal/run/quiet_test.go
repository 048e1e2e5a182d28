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
	if len(told) != 1 || told[0] != "for slow to end: this run is timed alone" {
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
	want := fmt.Sprintf("for early of second (process %d, since 00:00:10) and 1 more to end: this run is timed alone", os.Getppid())
	if got := waitingFor(lock, true); got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	if got := waitingFor(lock, false); got != "for late to end: it is timed alone" {
		t.Errorf("told %q", got)
	}
}
