package study_test

import (
	"strings"
	"testing"

	"report/internal/study"
)

const wordsStudy = `
-- study.yaml --
schema: report/study/1
title: Words
authors: [{name: A. Author}]
profile: standard
profiles: {standard: {}}
tools: {a: {name: Alpha, version: "1.0"}}
scenarios: {s: {name: A scenario}}
criteria: {speed: {name: Speed, weight: 100}}
sets: {published: {name: Published, source: doe, cells: {a: {speed: {points: 9, at: "section 1"}}}}}
-- experiments/words/experiment.yaml --
schema: report/experiment/1
tool: a
scenario: s
environment: {kind: system}
requires: [chromium]
seed: 7
steps: [{id: work, run: ["true"]}]
-- experiments/words/more/x --
`

func TestCells(t *testing.T) {
	s, err := study.Load(unpack(t, wordsStudy+"-- paper/paper.md --\r\n---\r\ntitle: T\r\n---\r\n"+strings.ReplaceAll(`
Text.

<!--
~~~{cell}
name: within-a-comment
~~~
-->

~~~~
~~~{cell}
name: within-code
~~~~

   ~~~ {cell #fig-x width=50%}
   experiment: words
   caption: It's "quoted": {{ and }} free
   language: awk
   reads:
     - words/metrics.json
     - words/work/*
   ---
   BEGIN {
       print "---"

   }
   ~~~

~~~{include}
parts/more.md
../other.md
~~~
`, "\n", "\r\n")+"\n-- paper/parts/more.md --\n````{cell}\nname: last\nexperiment: words\ncommand: [sh, -eu]\n---\n```\n````\n"))
	if err != nil {
		t.Fatal(printed(err))
	}
	if len(s.Experiments) != 3 {
		t.Fatalf("%d experiments", len(s.Experiments))
	}
	x, last := s.Experiment("cells/fig-x"), s.Experiment("cells/last")
	if x.Cell.Code != "BEGIN {\n    print \"---\"\n\n}\n" || x.Cell.Place(2).String() != "paper/paper.md:27:4" || x.Cell.Pos.String() != "paper/paper.md:18:8" {
		t.Errorf("code %q, its second line at %s, cell at %s", x.Cell.Code, x.Cell.Place(2), x.Cell.Pos)
	}
	if got := strings.Join(x.Steps[0].Command, " "); got != "awk -f cells/fig-x.awk" {
		t.Errorf("command %q", got)
	}
	if x.Seed != 7 || len(x.Requires) != 1 || len(x.Reads) != 2 || x.Reads[1].Experiment != "words" || x.Reads[1].Path != "work/*" {
		t.Errorf("seed %d, requires %v, reads %v", x.Seed, x.Requires, x.Reads)
	}
	if got := strings.Join(last.Steps[0].Command, " "); got != "sh -eu cells/last.py" || last.Cell.Code != "```\n" || last.Source != "paper/parts/more.md" {
		t.Errorf("command %q, code %q of %s", got, last.Cell.Code, last.Source)
	}
	for name, there := range map[string]bool{"paper/paper.md": true, "paper/parts/more.md": true, "other.md": false} {
		if sum, known := s.Texts[name]; !known || sum.IsZero() == there {
			t.Errorf("%s: known %v, digest %s", name, known, sum)
		}
	}
}

func TestFault(t *testing.T) {
	c := &study.CodeCell{Name: "x", File: "cells/x.py", Source: "paper/paper.md", Line: 40, Indent: 2,
		Code: "def f(n):\n    return 1 / n\n\nprint(f(0))\n"}
	python := []string{"Traceback (most recent call last):",
		`  File "$WORK/cells/x.py", line 4, in <module>`, "    print(f(0))", "          ^^^^",
		`  File "$WORK/cells/x.py", line 2, in f`, "    return 1 / n", "           ~~^~~",
		`  File "/usr/lib/python3/x.py", line 900, in g`, "ZeroDivisionError: division by zero"}
	for _, test := range []struct {
		log        []string
		at, says   string
		source     string
		width, col int
	}{
		{python, "paper/paper.md:41:14", "the cell x failed: ZeroDivisionError: division by zero", "      return 1 / n", 5, 14},
		{[]string{"cells/x.py: line 4: foo: command not found"}, "paper/paper.md:43:3", "the cell x failed: cells/x.py: line 4: foo: command not found", "  print(f(0))", 11, 3},
		{[]string{"/w/cells/x.py:1", "SyntaxError: bad"}, "paper/paper.md:40:3", "the cell x failed: SyntaxError: bad", "  def f(n):", 9, 3},
		{[]string{"killed"}, "-", "the cell x failed: killed", "", 1, 0},
		{nil, "-", "the cell x failed: timed out", "", 1, 0},
	} {
		e := c.Fault(test.log, "timed out")
		if test.at != "-" && e.Pos.String() != test.at || e.Message != test.says || e.Source != test.source || e.Len != test.width || e.Col != test.col {
			t.Errorf("%v: %s %q %q, %d wide", test.log, e.Pos, e.Message, e.Source, e.Len)
		}
	}
}
