package compare

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// edition has the tools one, which takes so many seconds, and two, with seven.
func edition(runName string, walls ...float64) Edition {
	ten := big.NewRat(10, 1)
	s := &study.Study{
		Tools:    []study.Tool{{ID: "one", Name: "One", Version: "1"}, {ID: "two", Name: "Two", Version: "1"}},
		Criteria: []study.Criterion{{ID: "speed", Name: "Speed", Weight: big.NewRat(100, 1)}},
		Contexts: []study.Context{{ID: "all", Name: "All", Weights: []study.Weight{{Criterion: "speed", Percent: big.NewRat(100, 1)}}}},
		Sets:     []study.ScoreSet{{ID: "measured", Name: "Measured", Rubric: true}},
		Rubric: []study.Rule{{Criterion: "speed", Metrics: []study.RuleMetric{{ID: "time", From: study.Source{Experiment: "{tool}-x", Step: "train", Timing: "wall"},
			Points: []study.Anchor{{Value: new(big.Rat), Points: ten}, {Value: ten, Points: new(big.Rat)}}}}}},
		Experiments: []*study.Experiment{{ID: "one-x", Tool: "one", Steps: []study.Step{{ID: "train", Kind: study.Run}}}, {ID: "two-x", Tool: "two", Steps: []study.Step{{ID: "train", Kind: study.Run}}}},
	}
	reading := func(experiment, name string, walls ...float64) *score.Reading {
		r := &score.Reading{Experiment: experiment, Run: name, Manifest: &evidence.Manifest{Steps: []evidence.StepSummary{{ID: "train", Kind: study.Run, Status: run.Succeeded}}}}
		for i, wall := range walls {
			r.Timings = append(r.Timings, run.Record{Step: "train", Kind: study.Run, Repetition: i + 1, Status: run.Succeeded, Wall: wall})
		}
		return r
	}
	return Edition{Name: runName, Study: s,
		Readings:   score.Fixed{"one-x": reading("one-x", runName, walls...), "two-x": reading("two-x", "always", 7, 7, 7)},
		Provenance: func(string) (*evidence.Provenance, error) { return &evidence.Provenance{}, nil }}
}

func TestAdviceThatMovedByItsDoubtHasACause(t *testing.T) {
	d, err := Editions(edition("before", 3, 3, 3), edition("after", 1, 3, 9))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sets) != 0 || len(d.Advice) != 1 {
		t.Fatalf("sets %+v, advice %+v", d.Sets, d.Advice)
	}
	a := d.Advice[0]
	if a.From != "One, whatever is in doubt" || a.To != "One, on the points as they stand" ||
		!slices.Equal(a.Causes, []string{"one-x: measured again, with nothing else changed"}) {
		t.Errorf("%+v", a)
	}
}

func TestToolThatIsGoneIsDeclaredOtherwise(t *testing.T) {
	from, to := edition("run", 1, 3, 9), edition("run", 1, 3, 9)
	to.Study.Tools = to.Study.Tools[:1]
	d, err := Editions(from, to)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(d.Rules, Change{What: "version of Two", From: "1"}) {
		t.Errorf("declared otherwise: %+v", d.Rules)
	}
	if len(d.Advice) != 1 || !slices.Equal(d.Advice[0].Causes, []string{"the tool is no longer in the study"}) {
		t.Errorf("advice %+v", d.Advice)
	}
}

func TestWhatIsNewOrGoneIsNotCalledAnother(t *testing.T) {
	from, to := edition("run", 1, 3, 9), edition("run", 1, 3, 9)
	to.Study.Contexts[0].ID, to.Study.Contexts[0].Name = "some", "Some"
	to.Study.Rubric, to.Study.Sets = nil, nil
	d, err := Editions(from, to)
	if err != nil {
		t.Fatal(err)
	}
	want := []Change{{"rule of speed", "there", ""}, {"context all", "there", ""}, {"context some", "", "new"}, {"score set Measured", "there", ""}}
	if !slices.Equal(d.Rules, want) {
		t.Errorf("declared otherwise: %+v", d.Rules)
	}
	to = edition("run", 1, 3, 9)
	to.Study.Contexts = append(to.Study.Contexts, study.Context{ID: "some", Name: "Some", Weights: to.Study.Contexts[0].Weights})
	if d, err = Editions(from, to); err != nil {
		t.Fatal(err)
	}
	if len(d.Advice) != 1 || !slices.Equal(d.Advice[0].Causes, []string{"the context is new in the study"}) {
		t.Errorf("advice %+v", d.Advice)
	}
}

func TestChangedRuleSaysWhereItChanged(t *testing.T) {
	from, to := edition("run", 1, 3, 9), edition("run", 1, 3, 9)
	to.Study.Rubric[0].Metrics[0].Points[1].Value = big.NewRat(5, 1)
	to.Study.Rubric[0].Metrics[0].From.Timing = "cpu"
	d, err := Editions(from, to)
	if err != nil {
		t.Fatal(err)
	}
	want := Change{"rule of speed", "metrics[0].from.timing wall", "cpu, and 1 more"}
	if !slices.Contains(d.Rules, want) {
		t.Errorf("declared otherwise: %+v, want %+v", d.Rules, want)
	}
}

func TestToolThatIsCalledOtherwiseHasNotMoved(t *testing.T) {
	from, to := edition("run", 1, 3, 9), edition("run", 1, 3, 9)
	to.Study.Tools[0].Name = "Uno | <b>"
	d, err := Editions(from, to)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Sets)+len(d.Advice) > 0 || !slices.Equal(d.Rules, []Change{{"name of one", "One", "Uno | <b>"}}) {
		t.Errorf("%+v", d)
	}
	if text := d.Markdown(); !strings.Contains(text, `| name of one | One | Uno \| &lt;b> |`) {
		t.Error(text)
	}
}

func TestWhatARunReadsIsNotItsCode(t *testing.T) {
	cell := func(sum, run string) *evidence.Provenance {
		p := &evidence.Provenance{}
		p.Predicate.Definition.Resolved = []evidence.Resource{
			{Name: "input", URI: "cells/tbl-left.sh", Digest: map[string]string{"sha256": "code"}},
			{Name: "input", URI: "evidence/one-x/count.log", Digest: map[string]string{"sha256": sum}},
			{Name: "read", URI: "one-x/" + run + "/count.log", Digest: map[string]string{"sha256": sum}},
		}
		return p
	}
	const first, second = "20261123T141300Z-standard-1a2b3c4d", "20261124T141300Z-standard-1a2b3c4d"
	if causes := Causes(cell("a", first), cell("b", second)); !slices.Equal(causes, []string{"what it reads of one-x changed"}) {
		t.Error(causes)
	}
	if causes := Causes(cell("a", first), cell("a", second)); !slices.Equal(causes, []string{"measured again, with nothing else changed"}) {
		t.Error(causes)
	}
}
