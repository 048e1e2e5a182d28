package study_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"report/internal/diag"
	"report/internal/study"
)

// unpack writes a txtar archive below a new directory.
func unpack(t testing.TB, archive string) string {
	t.Helper()
	root := t.TempDir()
	for _, f := range txtar.Parse([]byte(archive)).Files {
		path := filepath.Join(root, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

// printed is an error as the command prints it.
func printed(err error) string {
	if err == nil {
		return ""
	}
	var list diag.List
	var b bytes.Buffer
	if errors.As(err, &list) {
		diag.Print(&b, list, false)
	} else {
		diag.Print(&b, err, false)
	}
	return b.String()
}

const whole = `
-- study.yaml --
schema: report/study/1
title: Two tools
tools:
  a: {name: Alpha, version: 3.10}
  b: {name: Beta, version: "2"}
scenarios:
  sum: {name: Sums}
criteria:
  speed: {name: Speed, weight: 62.5}
  ease: {name: Ease, weight: 37.5}
rubric:
  speed:
    metrics:
      seconds:
        from: {experiment: "{tool}-sum", step: work, timing: wall}
        points: {0: 10, 0.5: 5, 60: 0}
      resumes:
        from: {experiment: "{tool}-sum", probe: resume}
-- experiments/a-sum/experiment.yaml --
schema: report/experiment/1
tool: a
scenario: sum
uses: [scenarios/sum]
ports: [web]
parameters: {rows: 1e3, ratio: 0.10}
steps:
  - id: up
    service: [serve, "${REPORT_PORT_WEB}"]
    ready: {port: web}
  - id: work
    run: [work]
    timeout: 1h30m
    env: {PATH: "${PATH}:."}
  - id: resume
    probe: [resume]
    proves: resumes
  - id: page
    screenshot: {url: "http://127.0.0.1:${REPORT_PORT_WEB}/"}
    requires: [chromium]
-- experiments/scenarios/sum/__init__.py --
`

func TestLoadKeepsWhatWasTypedAndFillsDefaults(t *testing.T) {
	root := unpack(t, whole)
	s, err := study.Load(filepath.Join(root, "experiments", "a-sum"))
	if err != nil {
		t.Fatal(printed(err))
	}
	if s.Tool("a").Version != "3.10" || s.Profile != "standard" || s.Profiles[0].ID != "standard" {
		t.Errorf("version %q, profile %q, profiles %v", s.Tool("a").Version, s.Profile, s.Profiles)
	}
	if s.Set("measured") == nil || !s.Set("measured").Rubric || s.Paper != "paper/paper.md" || len(s.Outputs) != 3 {
		t.Errorf("sets %v, paper %q, outputs %v", s.Sets, s.Paper, s.Outputs)
	}
	e := s.Experiment("a-sum")
	if got := e.Parameters[0].Value + " " + e.Parameters[1].Value; got != "1e3 0.10" {
		t.Errorf("parameters are %q, not as they were typed", got)
	}
	up, work, page := e.Step("up"), e.Step("work"), e.Step("page")
	if up.Ready.Timeout.String() != "1m0s" || work.Timeout.String() != "1h30m0s" || up.Timeout.String() != "10m0s" || work.Repeat != 1 {
		t.Errorf("ready %v, timeouts %v and %v, repeat %d", up.Ready.Timeout, work.Timeout, up.Timeout, work.Repeat)
	}
	if page.Screenshot.Width != 1280 || page.Screenshot.Height != 800 || e.Seed != 1 || e.Environment.Kind != "system" {
		t.Errorf("screenshot %+v, seed %d, environment %+v", page.Screenshot, e.Seed, e.Environment)
	}
	if e.ID != "a-sum" || e.Dir != "experiments/a-sum" || e.Source != "experiments/a-sum/experiment.yaml" || work.Pos.Line != 11 {
		t.Errorf("id %q, dir %q, source %q, work at %v", e.ID, e.Dir, e.Source, work.Pos)
	}
	if got := study.Exact(s.Criteria[0].Weight); got != "62.5" {
		t.Errorf("weight %s, not 62.5", got)
	}
}

// The caller's directory of models is asked for as a secret is: passed through
// and taken out of the evidence. Every other name with our prefix is refused.
func TestModelHubIsTheCallers(t *testing.T) {
	hub := strings.Replace(whole, "ports: [web]\n", "ports: [web]\nsecrets: [REPORT_MODEL_HUB]\nenv: {HUB: \"${REPORT_MODEL_HUB}\"}\n", 1)
	if s, err := study.Load(unpack(t, hub)); err != nil || s.Experiment("a-sum").Secrets[0] != "REPORT_MODEL_HUB" {
		t.Errorf("refused: %s", printed(err))
	}
	_, err := study.Load(unpack(t, strings.ReplaceAll(hub, "REPORT_MODEL_HUB", "REPORT_OTHER")))
	if got := printed(err); !strings.Contains(got, "names that begin with REPORT_ are given by report itself") {
		t.Errorf("REPORT_OTHER passed: %q", got)
	}
}

func TestLoadOutsideAStudySaysHowToStartOne(t *testing.T) {
	_, err := study.Load(t.TempDir())
	if !errors.Is(err, study.ErrNoStudy) || !strings.Contains(err.Error(), "hint: report init") {
		t.Errorf("got %v", err)
	}
}

// `report show study` prints what others read: decimals are numbers with all
// their digits, never fractions or rounded doubles.
func TestDecimalsAreExactInJSON(t *testing.T) {
	s, err := study.ParseStudy([]byte(allStudyFields))
	if err != nil {
		t.Fatal(printed(err))
	}
	s.Criteria[0].Weight.SetString("33.333333333333333")
	text := asText(t, s)
	for _, want := range []string{
		`"weight": 33.333333333333333`, `"value": 0.5,`, `"points": 5.5`, `"points": 9.5`, `"percent": 99.5`, `"weight": 2`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in\n%s", want, text)
		}
	}
	if strings.Contains(text, `/2"`) {
		t.Errorf("a fraction in\n%s", text)
	}
}

// A lock is read once, and what is wrong with it is said once, however many
// experiments are built from it.
func TestMistakeOfASharedLockIsSaidOnce(t *testing.T) {
	lock := "environment: {kind: uv, python: \"3.11\", lock: shared.lock}\n"
	other := "-- experiments/b-sum/experiment.yaml --\nschema: report/experiment/1\ntool: b\nscenario: sum\n" + lock + "steps:\n  - {id: work, run: [work]}\n"
	text := strings.Replace(whole, "uses: [scenarios/sum]\n", "uses: [scenarios/sum]\n"+lock, 1) +
		other + "-- shared.lock --\nnumpy==2.0.0\n"
	_, err := study.Load(unpack(t, text))
	if got := printed(err); strings.Count(got, "shared.lock:1:1: numpy==2.0.0 has no hash") != 1 {
		t.Errorf("want the mistake once:\n%s", got)
	}
}
