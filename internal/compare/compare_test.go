package compare

import (
	"math/big"
	"slices"
	"strings"
	"testing"

	"report/internal/evidence"
	"report/internal/pin"
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

func TestDifferenceIsThatOfTheFiguresShown(t *testing.T) {
	for _, c := range []struct{ a, b, from, to, by string }{
		{"8.30", "8.25", "8.30", "8.25", "-0.05"},
		{"8.296", "8.314", "8.296", "8.314", "+0.018"},
		{"8.3", "8.301", "8.300", "8.301", "+0.001"},
		{"8.305", "8.325", "8.31", "8.33", "+0.02"},
	} {
		exact := func(text string) score.Span {
			x, _ := new(big.Rat).SetString(text)
			return score.Span{Low: x, High: x}
		}
		if from, to, by := figures(exact(c.a), exact(c.b), 2); from != c.from || to != c.to || by != c.by {
			t.Errorf("%s and %s: %s -> %s (%s)", c.a, c.b, from, to, by)
		}
	}
	third := score.Span{Low: big.NewRat(1, 3), High: big.NewRat(1, 3)}
	if _, to, by := figures(score.Span{Low: new(big.Rat), High: new(big.Rat)}, third, 2); to != "0.33" || by != "+0.33" {
		t.Errorf("a third: %s (%s)", to, by)
	}
}

func TestRenamedExperimentIsNotNew(t *testing.T) {
	from, to := edition("run", 1, 3, 9), edition("other", 1, 3, 9)
	to.Study.Experiments[0].ID = "one-y"
	readings := to.Readings.(score.Fixed)
	readings["one-y"] = readings["one-x"]
	delete(readings, "one-x")
	made := func(sum, command string) func(string) (*evidence.Provenance, error) {
		return func(experiment string) (*evidence.Provenance, error) {
			p := &evidence.Provenance{}
			p.Predicate.Definition.External.Steps = []pin.Command{{Step: "train", Command: []string{command}}}
			for file, sum := range map[string]string{"train.py": sum, "experiment.yaml": experiment} {
				p.Predicate.Definition.Resolved = append(p.Predicate.Definition.Resolved,
					evidence.Resource{Name: "input", URI: "experiments/" + experiment + "/" + file, Digest: map[string]string{"sha256": sum}})
			}
			return p, nil
		}
	}
	said := func() map[string]string {
		d, err := Editions(from, to)
		if err != nil {
			t.Fatal(err)
		}
		out := map[string]string{}
		for _, r := range d.Runs {
			out[r.Experiment] = strings.Join(r.Causes, "; ")
		}
		return out
	}
	from.Provenance, to.Provenance = made("a", "train"), made("a", "train")
	if runs := said(); runs["one-y"] != "called one-x before, with the same code" || runs["one-x"] != "called one-y now, with the same code" {
		t.Errorf("%v", runs)
	}
	for _, changed := range []func(string) (*evidence.Provenance, error){made("b", "train"), made("a", "other")} {
		to.Provenance = changed
		if runs := said(); runs["one-y"] != "measured for the first time" {
			t.Errorf("%v", runs)
		}
	}
}
