package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"report/internal/evidence"
	"report/internal/need"
	"report/internal/run"
	"report/internal/study"
)

var updateCapabilities = flag.Bool("update-capabilities", false, "write what probes found into the experiments that search for it")

// TestDocumentationRules runs the tests of what judges messages and searches
// help texts, since the study's own code is Python.
func TestDocumentationRules(t *testing.T) {
	t.Parallel() // the control goes through all of Python's library
	python := need.Program(t, "python3", "python3")
	experiments, err := filepath.Abs("../../experiments")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-m", "unittest", "discover", "-s", "testdata/documentation")
	cmd.Env = append(os.Environ(), "PYTHONPATH="+experiments, "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// interpretabilityFacts are probed on a page and over the API; a text that
// names one names both.
var interpretabilityFacts = []string{"curve", "comparison", "parameters", "artifacts", "graph", "logs", "versions", "report"}

// TestCapabilitiesAreThoseThatProbesFound holds what the search of a tool's
// texts takes for granted against the evidence of that tool's probes. What no
// kept run tells is not judged.
func TestCapabilitiesAreThoseThatProbesFound(t *testing.T) {
	s, err := study.Load("../..")
	if err != nil {
		t.Fatal(err)
	}
	store := evidence.At(s.Root)
	for _, tool := range s.Tools {
		file := "experiments/" + tool.ID + "-documentation/capabilities.json"
		text, err := os.ReadFile(filepath.Join(s.Root, file))
		if err != nil {
			t.Error(err)
			continue
		}
		var had map[string]string
		if err := json.Unmarshal(text, &had); err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for name, found := range foundByProbes(t, store, s, tool.ID) {
			if had[name] == found {
				continue
			}
			if *updateCapabilities {
				text = bytes.Replace(text, fmt.Appendf(nil, "%q: %q", name, had[name]), fmt.Appendf(nil, "%q: %q", name, found), 1)
				continue
			}
			t.Errorf("%s: %q is %q, but by the kept runs of its probes it is %q: go test ./cmd/report -run %s -update-capabilities, then report run %s-documentation",
				file, name, had[name], found, t.Name(), tool.ID)
		}
		if *updateCapabilities {
			if err := os.WriteFile(filepath.Join(s.Root, file), text, 0o644); err != nil {
				t.Error(err)
			}
		}
	}
}

// foundByProbes answers for each capability whose probes all have a kept run:
// yes, no, or unknown where one was not run here and none passed.
func foundByProbes(t *testing.T, store *evidence.Store, s *study.Study, tool string) map[string]string {
	t.Helper()
	status := map[string]run.Status{} // by criterion/probe
	for _, criterion := range []string{"flexibility", "interoperability", "interpretability"} {
		newest, err := store.Newest(tool+"-"+criterion, s.Profile)
		if err != nil {
			t.Fatal(err)
		}
		if newest == nil {
			continue
		}
		for _, step := range newest.Manifest.Steps {
			if step.Kind == study.Probe {
				status[criterion+"/"+step.ID] = step.Status
			}
		}
	}
	return answers(status)
}

func answers(status map[string]run.Status) map[string]string {
	pairs := map[string]string{} // probe by the fact that it belongs to
	for _, fact := range interpretabilityFacts {
		pairs["interpretability/"+fact+"-page"], pairs["interpretability/"+fact+"-api"] = fact, fact
	}
	byName := map[string][]run.Status{}
	for probe, ended := range status {
		_, name, _ := strings.Cut(probe, "/")
		if fact := pairs[probe]; fact != "" {
			name = fact
		}
		byName[name] = append(byName[name], ended)
	}
	found := map[string]string{}
	for name, ends := range byName {
		answer := "no"
		for _, ended := range ends {
			switch {
			case ended == run.Succeeded:
				answer = "yes"
			case ended == run.NotRun && answer == "no":
				answer = "unknown"
			}
		}
		found[name] = answer
	}
	return found
}

func TestAnswersOfProbes(t *testing.T) {
	found := answers(map[string]run.Status{
		"flexibility/retry":               run.Succeeded,
		"flexibility/timeout":             run.NotRun,
		"interoperability/s3":             run.Refused,
		"interpretability/curve-page":     run.Refused,
		"interpretability/curve-api":      run.Succeeded,
		"interpretability/versions-page":  run.NotRun,
		"interpretability/versions-api":   run.Refused,
		"interpretability/parameters-api": run.Refused,
	})
	var lines []string
	for name, answer := range found {
		lines = append(lines, name+" "+answer)
	}
	sort.Strings(lines)
	want := "curve yes, parameters no, retry yes, s3 no, timeout unknown, versions unknown"
	if got := strings.Join(lines, ", "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
