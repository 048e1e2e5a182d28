package run

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
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
	want := "for slow of first (process " + strconv.Itoa(os.Getpid()) + ", since "
	if len(told) != 1 || !strings.HasPrefix(told[0], want) || !strings.HasSuffix(told[0], "this run is timed and has the machine to itself") {
		t.Errorf("told %q, want %q", told, want)
	}
	if left, _ := os.ReadDir(notes(lock)); len(left) > 0 {
		t.Errorf("notes left: %v", left)
	}
}
