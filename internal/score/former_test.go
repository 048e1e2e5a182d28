package score_test

import (
	"math/big"
	"strings"
	"testing"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// changedStudy is a rule of a metric and two probes that was changed twice: it
// was a metric with other anchors and one probe, and before that the probe alone.
func changedStudy(t *testing.T) (*study.Study, score.Fixed) {
	one := big.NewRat(1, 1)
	anchors := func(at int64) []study.Anchor {
		return []study.Anchor{{Value: new(big.Rat), Points: rat(t, "10")}, {Value: big.NewRat(at, 1), Points: new(big.Rat)}}
	}
	seconds := study.RuleMetric{ID: "seconds", Name: "Seconds", Unit: "s", Weight: one, From: study.Source{Experiment: "{tool}-x", Metric: "seconds"}, Points: anchors(100)}
	works := study.RuleMetric{ID: "works", Name: "It works", Weight: one, From: study.Source{Experiment: "{tool}-x", Probe: "works"}}
	resumes := study.RuleMetric{ID: "resumes", Name: "It resumes", Weight: one, From: study.Source{Experiment: "{tool}-x", Probe: "resumes"}}
	was := seconds
	was.Points, was.Weight = anchors(20), big.NewRat(2, 1)
	s := &study.Study{
		Profile:  "standard",
		Tools:    []study.Tool{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}},
		Criteria: []study.Criterion{{ID: "speed", Name: "Speed", Weight: rat(t, "100")}},
		Rubric: []study.Rule{{Criterion: "speed", Metrics: []study.RuleMetric{seconds, works, resumes}, Was: []study.Former{
			{On: "1a2b3c4d5e6f7a8b9c", Why: "a probe alone tells too little", Rule: study.Rule{Criterion: "speed", Metrics: []study.RuleMetric{works}}},
			{On: "2026-11-24", Why: "twenty seconds were too strict", Rule: study.Rule{Criterion: "speed", Metrics: []study.RuleMetric{was, works}}},
		}}},
		Sets:        []study.ScoreSet{{ID: "measured", Name: "Measured", Rubric: true}},
		Experiments: []*study.Experiment{{ID: "a-x"}},
	}
	found := reading("a-x", []run.Metric{metric("seconds", "10", nil)}, nil,
		evidence.StepSummary{ID: "works", Kind: study.Probe, Status: run.Succeeded}, evidence.StepSummary{ID: "resumes", Kind: study.Probe, Status: run.Refused})
	return s, score.Fixed{"a-x": found}
}

func TestPointsByRulesThatWere(t *testing.T) {
	s, readings := changedStudy(t)
	table := apply(t, s, readings, "measured", nil)
	cell := table.Row("a").Cells["speed"]
	// Now (9 + 10 + 0)/3; first 10; then (2·5 + 10)/3.
	if got := score.Decimal(cell.Points); got != "6.3" {
		t.Errorf("points now are %s", got)
	}
	if len(cell.Was) != 2 || score.Decimal(cell.Was[0].Points) != "10" || score.Decimal(cell.Was[1].Points) != "6.7" {
		t.Fatalf("points before: %+v", cell.Was)
	}
	if cell.Was[1].On != "2026-11-24" || cell.Was[1].Why != "twenty seconds were too strict" || len(cell.Was[1].Evidence) == 0 || len(cell.Was[1].Parts) != 2 {
		t.Errorf("the change of 24 November: %+v", cell.Was[1])
	}
	// What is missing now was missing then, as a range.
	other := table.Row("b").Cells["speed"]
	if len(other.Was) != 2 || other.Was[0].Points != nil || other.Was[0].Basis != score.Missing || other.Was[0].Range.Text(1) != "0.0–10.0" {
		t.Errorf("the tool without a run: %+v", other.Was)
	}
	// The old rules move no total.
	s.Rubric[0].Was = nil
	plain := apply(t, s, readings, "measured", nil)
	if plain.Row("a").Total.Low.Cmp(table.Row("a").Total.Low) != 0 || len(plain.Row("a").Cells["speed"].Was) != 0 {
		t.Error("what a rule was changes what it is")
	}
}

func TestWrittenPointsHaveNoRuleBefore(t *testing.T) {
	s, readings := changedStudy(t)
	s.Sets[0].Cells = []study.Cell{{Tool: "a", Criterion: "speed", Points: rat(t, "7"), Basis: "judged", Reason: "so"}}
	if was := apply(t, s, readings, "measured", nil).Row("a").Cells["speed"].Was; was != nil {
		t.Errorf("judged points were %+v", was)
	}
}

func TestFormerRuleInWords(t *testing.T) {
	s, _ := changedStudy(t)
	now := &s.Rubric[0]
	for i, want := range []string{
		"it did not ask for “It resumes”, “Seconds”; the other measurement counted as now",
		"“Seconds” (s) gave 0 → 10, 20 → 0 with weight 2; it did not ask for “It resumes”; the other measurement counted as now",
	} {
		if got := score.FormerWords(&now.Was[i].Rule, now); got != want {
			t.Errorf("%d: %s", i, got)
		}
	}
	dropped := study.Rule{Metrics: append([]study.RuleMetric{{ID: "pages", From: study.Source{Experiment: "{tool}-x", Metric: "pages", Take: "max"},
		Minus: &study.Source{Experiment: "base", Timing: "wall", Step: "run"}, Points: now.Metrics[0].Points}}, now.Metrics...)}
	moved := now.Metrics[1]
	moved.From.Experiment = "elsewhere"
	dropped.Metrics[2] = moved
	want := "it also asked for “pages”, read from {tool}-x, metric pages, max less base, step run, wall time, and gave 0 → 10, 100 → 0; " +
		"“It works”, read from elsewhere, probe works, gave passed → 10; the other 2 measurements counted as now"
	if got := score.FormerWords(&dropped, now); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	worded := study.Rule{Metrics: append([]study.RuleMetric{}, now.Metrics...)}
	worded.Metrics[0].Why = "otherwise"
	if got := score.FormerWords(&worded, now); got != "it gave the same points in other words" {
		t.Error(got)
	}
	if got := score.ChangedWhen(now.Was[0].On) + " " + score.ChangedWhen(now.Was[1].On); got != "by commit 1a2b3c4d5e6f on 2026-11-24" {
		t.Error(got)
	}
	if strings.Contains(score.ChangedWhen("1a2b3c4"), "on") {
		t.Error("a short commit is read as a day")
	}
}

func TestAnchorsOfAQuestionAreInWords(t *testing.T) {
	anchor := func(value, points int64) study.Anchor {
		return study.Anchor{Value: big.NewRat(value, 1), Points: big.NewRat(points, 1)}
	}
	for want, m := range map[string]study.RuleMetric{
		"passed → 10":      {},
		"no → 0, yes → 10": {Points: []study.Anchor{anchor(0, 0), anchor(1, 10)}},
		"0 → 10, 1 → 0":    {Points: []study.Anchor{anchor(0, 10), anchor(1, 0)}},
		"0 → 0, 1 → 10":    {Unit: "s", Points: []study.Anchor{anchor(0, 0), anchor(1, 10)}},
	} {
		if got := score.AnchorWords(&m); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
