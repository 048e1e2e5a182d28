package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// manyExperiments writes a study of n experiments with one trivial step each.
func (b *bench) manyExperiments(name string, n int) (string, error) {
	dir := filepath.Join(b.dir, name)
	study := `schema: report/study/1
title: Many experiments
profile: standard
profiles: {standard: {about: the only one}}
tools: {shell: {name: Shell, version: system}}
scenarios: {nothing: {name: Nothing}}
criteria: {speed: {name: Speed, weight: 100}}
rubric:
  speed:
    metrics:
      wall: {from: {experiment: e0000, step: nothing, timing: wall}, points: {0: 10, 1: 0}}
sets: {measured: {name: Measured, rubric: true}}
`
	files := map[string]string{"study.yaml": study, "paper/paper.md": "# Nothing\n", ".gitignore": ".report/\npaper/rendered/\n"}
	for i := range n {
		id := fmt.Sprintf("e%04d", i)
		files["experiments/"+id+"/experiment.yaml"] = "schema: report/experiment/1\ntitle: " + id +
			"\ntool: shell\nscenario: nothing\nenvironment: {kind: system}\nseed: 1\nsteps:\n  - id: nothing\n    run: [\"true\"]\n"
		files["experiments/"+id+"/note.txt"] = "input of " + id + "\n"
	}
	return dir, write(dir, files)
}

// write puts files below a directory.
func write(dir string, files map[string]string) error {
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// snakefile is as many rules as there are experiments, for the peer.
func (b *bench) snakefile(n int) (string, error) {
	dir := filepath.Join(b.dir, "snakemake")
	var s strings.Builder
	s.WriteString("rule all:\n    input: expand(\"out/{i}.txt\", i=range(" + fmt.Sprint(n) + "))\n")
	files := map[string]string{}
	for i := range n {
		fmt.Fprintf(&s, "rule r%d:\n    input: \"in/%d.txt\"\n    output: \"out/%d.txt\"\n    shell: \"cp {input} {output}\"\n", i, i, i)
		files[fmt.Sprintf("in/%d.txt", i)] = "input\n"
	}
	if err := write(dir, files); err != nil {
		return dir, err
	}
	outputs := map[string]string{"Snakefile": s.String()}
	for i := range n {
		outputs[fmt.Sprintf("out/%d.txt", i)] = "input\n"
	}
	return dir, write(dir, outputs)
}
