package main

import (
	"io"
	"testing"
	"time"

	"report/internal/run"
)

// A run took as long as it worked: that another had the machine is not its time.
func TestWaitingIsNotWork(t *testing.T) {
	p := newProgress(&app{stdout: io.Discard, stderr: io.Discard}, "")
	p.event(run.Event{Type: run.Waiting, Experiment: "e", Reason: "another"})
	p.running["e"].waits = time.Now().Add(-time.Minute)
	p.event(run.Event{Type: run.StepStarted, Experiment: "e", Step: "s"})
	began := time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC)
	o := &run.Outcome{Experiment: "e", Started: began, Finished: began.Add(90 * time.Second)}
	if got := p.worked(o); got < 25*time.Second || got > 30*time.Second {
		t.Errorf("of 90 seconds, 60 of them waiting, it worked %s", got)
	}
	o.Experiment = "other"
	if got := p.worked(o); got != 90*time.Second {
		t.Errorf("one that did not wait worked %s", got)
	}
}
