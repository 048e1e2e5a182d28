package study_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"gopkg.in/yaml.v3"

	"report/internal/study"
)

// validator compiles the schema of a kind.
func validator(t *testing.T, kind string) *jsonschema.Resolved {
	t.Helper()
	text, err := study.SchemaJSON(kind)
	if err != nil {
		t.Fatal(err)
	}
	var schema jsonschema.Schema
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	resolved, err := schema.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return resolved
}

// asJSON is YAML as an editor's validator sees it, keys made text.
func asJSON(t *testing.T, text string) any {
	t.Helper()
	var doc any
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return textKeys(doc)
}

func textKeys(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for k := range v {
			v[k] = textKeys(v[k])
		}
	case map[any]any:
		m := map[string]any{}
		for k, x := range v {
			name, err := yaml.Marshal(k)
			if err == nil {
				m[string(name[:len(name)-1])] = textKeys(x)
			}
		}
		return m
	case []any:
		for i := range v {
			v[i] = textKeys(v[i])
		}
	}
	return v
}

const allStudyFields = `
schema: report/study/1
title: All fields
question: What is what?
authors: [{name: The report project, affiliation: None, email: nobody@example.invalid}]
licence: CC-BY-4.0
profile: standard
profiles: {standard: {about: all of it}, smoke: {about: a little}}
tools: {a: {name: Alpha, version: 3.10, homepage: https://example.invalid/, about: the first}}
scenarios: {sum: {name: Sums, about: adds}}
data:
  rows: {url: https://example.invalid/rows.gz, mirror: r/rows.gz, sha256: 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609, size: 12}
  pages: {url: https://example.invalid/p.tar.gz, tree: 440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609, members: "p/**"}
criteria: {speed: {name: Speed, weight: 62.5, about: how fast}, ease: {name: Ease, weight: 37.5}}
rubric:
  speed:
    why: time is short
    metrics:
      seconds:
        name: Seconds
        from: {experiment: "{tool}-sum", step: work, timing: wall, take: median}
        minus: {experiment: base-sum, step: work, timing: wall, take: median}
        weight: 2
        points: {0: 10, 0.5: 5.5, 60: 0}
        unit: s
        why: a minute is too long
      loss:
        from: {experiment: "{tool}-sum", step: work, metric: loss, labels: {model: small}, take: min}
        points: {0: 10, 1: 0}
      resumes:
        from: {experiment: "{tool}-sum", probe: resume}
sets:
  published: {name: Published, source: smith2025, cells: {a: {speed: {points: 9.5, at: Table 2}}}}
  measured: {name: Measured, rubric: true, cells: {a: {ease: {points: 7, basis: judged, reason: seen, by: authors, evidence: [a-sum/r1/work.log#L3]}}}}
contexts:
  hurried: {name: In a hurry, who: everyone, weights: {speed: 99.5, ease: 0.5}, requires: [{experiment: "{tool}-sum", probe: resume}]}
outputs: [md, pdf]
paper: paper/paper.md
`

const allExperimentFields = `
schema: report/experiment/1
title: All fields
notes: A note.
tool: a
scenario: sum
environment: {kind: uv, lock: experiments/a-sum/requirements.lock, python: 3.11}
data: [rows]
uses: [scenarios/sum]
inputs: ["experiments/a-sum/**", "experiments/scenarios/*.py"]
requires: [postgresql]
ports: [web]
parameters: {rows: 10, flag: true, none: ""}
profiles: {smoke: {parameters: {rows: 1}, repeat: 2}}
seed: 42
env: {A: "${REPORT_PARAM_ROWS}"}
secrets: [API_KEY]
steps:
  - {id: get, setup: [get, "-q"], network: true, retries: 2}
  - {id: up, service: [serve], ready: {log: "^ready", timeout: 5s}}
  - {id: up2, service: [serve], ready: {port: web}}
  - {id: up3, service: [serve], ready: {http: "http://127.0.0.1:${REPORT_PORT_WEB}/"}}
  - {id: work, run: [work, 1, true], dir: sub, env: {B: 2}, timeout: 20m, repeat: 10, warmup: 1, timed: true, user: nobody, keep: ["*.json"]}
  - {id: resume, probe: [resume], proves: it resumes, cites: "work --help"}
  - {id: page, screenshot: {url: "http://x/", wait_for: main, click: ["#a"], width: 800, height: 600, theme: dark, full_page: true}, requires: [chromium]}
  - {id: down, teardown: [stop]}
`

// Files that use every field pass both the decoder and the schema.
func TestSchemaAndDecoderAgreeOnAllFields(t *testing.T) {
	if _, err := study.ParseStudy([]byte(allStudyFields)); err != nil {
		t.Error(printed(err))
	}
	if err := validator(t, "study").Validate(asJSON(t, allStudyFields)); err != nil {
		t.Error(err)
	}
	if _, err := study.ParseExperiment("experiments/a-sum/experiment.yaml", []byte(allExperimentFields)); err != nil {
		t.Error(printed(err))
	}
	if err := validator(t, "experiment").Validate(asJSON(t, allExperimentFields)); err != nil {
		t.Error(err)
	}
}

// What is wrong with a field alone is refused by decoder and schema alike.
func TestSchemaAndDecoderRefuseAlike(t *testing.T) {
	const head = "schema: report/experiment/1\n"
	for name, text := range map[string]string{
		"unknown key":        head + "steps: [{id: a, run: [x], colour: red}]",
		"no steps":           head + "title: x",
		"no schema":          "steps: [{id: a, run: [x]}]",
		"other schema":       "schema: report/experiment/9\nsteps: [{id: a, run: [x]}]",
		"two kinds":          head + "steps: [{id: a, run: [x], probe: [x]}]",
		"no kind":            head + "steps: [{id: a}]",
		"duration":           head + "steps: [{id: a, run: [x], timeout: 90}]",
		"upper case":         head + "steps: [{id: A, run: [x]}]",
		"dot in a step":      head + "steps: [{id: a.2, run: [x]}]",
		"command as text":    head + "steps: [{id: a, run: x}]",
		"repeat zero":        head + "steps: [{id: a, run: [x], repeat: 0}]",
		"repeat as text":     head + "steps: [{id: a, run: [x], repeat: many}]",
		"climbing out":       head + "steps: [{id: a, run: [x], keep: [../x]}]",
		"absolute":           head + "uses: [/etc]\nsteps: [{id: a, run: [x]}]",
		"boolean as text":    head + "steps: [{id: a, run: [x], timed: \"yes\"}]",
		"theme":              head + "steps: [{id: a, screenshot: {url: x, theme: blue}}]",
		"variable":           head + "env: {1A: x}\nsteps: [{id: a, run: [x]}]",
		"parameter is a map": head + "parameters: {a: {b: c}}\nsteps: [{id: a, run: [x]}]",
	} {
		if _, err := study.ParseExperiment("experiments/x/experiment.yaml", []byte(text)); err == nil {
			t.Errorf("%s: the decoder took it", name)
		}
		if err := validator(t, "experiment").Validate(asJSON(t, text)); err == nil {
			t.Errorf("%s: the schema took it", name)
		}
	}
}

func TestModelineLeadsToTheSchema(t *testing.T) {
	for file, want := range map[string]string{
		"study.yaml":                          "# yaml-language-server: $schema=experiments/.schema/study.schema.json",
		"experiments/a/experiment.yaml":       "# yaml-language-server: $schema=../.schema/experiment.schema.json",
		"experiments/deep/a/experiment.yaml":  "# yaml-language-server: $schema=../../.schema/experiment.schema.json",
		"experiments/x/y/z/w/experiment.yaml": "# yaml-language-server: $schema=../../../../.schema/experiment.schema.json",
	} {
		if got := study.Modeline(file); got != want {
			t.Errorf("%s\n got %s\nwant %s", file, got, want)
		}
	}
}

// This repository is a study itself: its schemas are the ones made here, and
// its files and those of a new study name them.
func TestCommittedSchemasAreCurrent(t *testing.T) {
	for _, kind := range study.Kinds {
		want, err := study.SchemaJSON(kind)
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("..", "..", filepath.FromSlash(study.SchemaDir), study.SchemaFile(kind))
		if got, err := os.ReadFile(path); err != nil || string(got) != string(want) {
			t.Errorf("%s is not what the fields make (%v); write it: report schema --out %s", path, err, study.SchemaDir)
		}
	}
}

func TestStudiesOfThisRepositoryNameTheirSchemas(t *testing.T) {
	for _, root := range []string{filepath.Join("..", ".."), filepath.Join("..", "..", "cmd", "report", "starter")} {
		files, err := study.Find(root)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %d experiments, %v", root, len(files), err)
		}
		for _, file := range append(files, study.FileName) {
			content, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(file)))
			if err != nil {
				t.Fatal(err)
			}
			if first, _, _ := strings.Cut(string(content), "\n"); first != study.Modeline(file) {
				t.Errorf("%s begins with %q\nwant %q", file, first, study.Modeline(file))
			}
		}
		if _, err := study.Load(root); err != nil {
			t.Error(printed(err))
		}
	}
}
