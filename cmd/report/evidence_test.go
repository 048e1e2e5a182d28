package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"report/internal/evidence"
	"report/internal/pin"
	"report/internal/redact"
	"report/internal/run"
	"report/internal/study"
)

// keeps makes evidence without running anything: `keeps DIR [EXPERIMENT…]`
// keeps a successful run of one log for each experiment as it is now; unless
// named, not for those that read what others left.
func keeps(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: keeps DIR [EXPERIMENT…]")
	}
	ts.Check(keepRuns(ts.MkAbs(args[0]), args[1:]))
}

func keepRuns(dir string, only []string) error {
	s, err := study.Load(dir)
	if err != nil {
		return err
	}
	pinner := pin.For(s)
	start := time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)
	for _, e := range s.Experiments {
		wanted := len(only) == 0 && len(e.Reads) == 0
		for _, id := range only {
			wanted = wanted || id == e.ID
		}
		if !wanted {
			continue
		}
		pins, err := pinner.Pins(e, s.Profile)
		if err != nil {
			return err
		}
		name := start.Format("20060102T150405Z") + "-" + s.Profile + "-" + pins.Key.Short()
		staging := filepath.Join(s.Root, ".report", "staging", name)
		if err := os.MkdirAll(staging, 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(staging, "train.log"), []byte("epoch 1 loss 0.5\nepoch 2 loss 0.25\n"), 0o644); err != nil {
			return err
		}
		outcome := &run.Outcome{
			Experiment: e.ID, Name: name, Profile: s.Profile, Status: run.Succeeded, Started: start, Finished: start.Add(time.Minute), Dir: staging,
			Attempts: []run.Attempt{{Number: 1, Status: run.Succeeded, Started: start, Finished: start.Add(time.Minute), Steps: []run.Record{
				{Step: "train", Kind: study.Run, Repetition: 1, Status: run.Succeeded, Started: start, Wall: 60, Log: "train.log"}}}},
		}
		if _, err := evidence.At(s.Root).Keep(evidence.Keeping{Outcome: outcome, Pins: pins, Code: pinner.Code(e, pins), Redactor: redact.New(redact.Options{})}); err != nil {
			return err
		}
	}
	return nil
}

// BenchmarkStatus is `report status` over 1,000 fresh experiments, from the
// start of the process to its end, with nothing changed since the last time.
func BenchmarkStatus(b *testing.B) {
	root := b.TempDir()
	write := func(name, content string) {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			b.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(content), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	write("study.yaml", `schema: report/study/1
title: Many
authors: [{name: Nobody}]
profile: standard
profiles: {standard: {about: all}}
tools: {echo: {name: echo, version: "1"}}
scenarios: {none: {name: None}}
criteria: {speed: {name: Speed, weight: 100}}
sets: {judged: {name: Judged, cells: {echo: {speed: {points: 5, reason: made up, by: tests}}}}}
outputs: [md]
paper: paper/paper.md
`)
	write("paper/paper.md", "# Many\n")
	for i := range 1000 {
		write(fmt.Sprintf("experiments/e%04d/experiment.yaml", i), fmt.Sprintf("schema: report/experiment/1\ntitle: number %d\ntool: echo\nscenario: none\nenvironment: {kind: system}\nseed: 1\nsteps:\n  - id: train\n    run: [sh, run.sh]\n", i))
		write(fmt.Sprintf("experiments/e%04d/run.sh", i), fmt.Sprintf("echo %d\n", i))
	}
	if err := keepRuns(root, nil); err != nil {
		b.Fatal(err)
	}
	program := filepath.Join(b.TempDir(), "report")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	cache := b.TempDir()
	status := func() {
		cmd := exec.CommandContext(context.Background(), program, "-C", root, "status")
		cmd.Env = append(os.Environ(), "XDG_CACHE_HOME="+cache)
		if out, err := cmd.CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	time.Sleep(2100 * time.Millisecond) // until the files' times prove something
	status()
	if keep := os.Getenv("REPORT_BENCH_KEEP"); keep != "" {
		if out, err := exec.Command("cp", "-a", root, keep).CombinedOutput(); err != nil {
			b.Fatalf("%v\n%s", err, out)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		status()
	}
}
