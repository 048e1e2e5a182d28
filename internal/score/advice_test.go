package score_test

import (
	"slices"
	"testing"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// probed is a reading in which the probe of an experiment ended as said.
func probed(experiment string, status run.Status) *score.Reading {
	return &score.Reading{Experiment: experiment, Run: "r", Timings: []run.Record{{Step: "resume", Kind: study.Probe, Status: status}},
		Manifest: &evidence.Manifest{Steps: []evidence.StepSummary{{ID: "resume", Kind: study.Probe, Status: status}}}}
}

// asking is the source paper's study with one context, of the study's own
// weights, that requires a probe of every tool.
func asking(t *testing.T) *study.Study {
	s := seed(t)
	for _, tool := range s.Tools {
		s.Experiments = append(s.Experiments, &study.Experiment{ID: tool.ID + "-probes", Tool: tool.ID})
	}
	s.Contexts = []study.Context{{ID: "all", Name: "Everyone", Weights: score.Weights(s),
		Requires: []study.Source{{Experiment: "{tool}-probes", Probe: "resume"}}}}
	return s
}

func advise(t *testing.T, s *study.Study, readings score.Readings, set string) *score.Advice {
	t.Helper()
	a, err := score.Advise(s, readings, set, "all")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// Nothing was probed: MLflow leads on the points, no tool is ruled out, and
// nobody wins.
func TestAdviceWithNothingProbed(t *testing.T) {
	a := advise(t, asking(t), score.Fixed{}, "published")
	if a.First != "mlflow" || a.Winner != "" || a.Second != "airflow" || a.Margin.Low.Cmp(rat(t, "1/20")) != 0 {
		t.Errorf("first %q, winner %q, second %q, margin %v", a.First, a.Winner, a.Second, a.Margin)
	}
	for _, o := range a.Options {
		if o.State != score.Unknown || o.Needs[0].Why != o.Tool+"-probes has not been run" {
			t.Errorf("%s: %s, %s", o.Tool, o.State, o.Needs[0].Why)
		}
	}
	// 9, 8, 7, 8, 9, 9: all can fall by one and rise by one.
	if d := a.Option("mlflow").Doubt; d.Low.Cmp(rat(t, "7.3")) != 0 || d.High.Cmp(rat(t, "9.3")) != 0 {
		t.Errorf("doubt of MLflow: %s", d.Text(2))
	}
	if a.Moved == nil || a.Moved.Fewest != 1 || a.Stable["installation"].Low.Cmp(rat(t, "200/19")) != 0 {
		t.Errorf("moved %+v, stable %v", a.Moved, a.Stable)
	}
	if a.Tightest().ID != "interoperability" { // 900/41 less 20 is 80/41, the least
		t.Errorf("the tightest is %s", a.Tightest().ID)
	}
	// Interoperability is 2 points behind at 20 percent, instrumentation 2 ahead at 15.
	if d := a.Deciding; len(d) != 5 || d[0].Criterion.ID != "interoperability" || d[0].Lead.Cmp(rat(t, "-2/5")) != 0 || d[1].Lead.Cmp(rat(t, "3/10")) != 0 {
		t.Errorf("deciding: %v", d)
	}
}

// A refused probe rules out; the others are ranked among themselves.
func TestAdviceRulesOut(t *testing.T) {
	readings := score.Fixed{"mlflow-probes": probed("mlflow-probes", run.Refused), "airflow-probes": probed("airflow-probes", run.Succeeded)}
	a := advise(t, asking(t), readings, "published")
	if a.First != "airflow" || a.Second != "metaflow" || len(a.Field.Tools) != 3 {
		t.Errorf("first %q, second %q of %d", a.First, a.Second, len(a.Field.Tools))
	}
	if last := a.Options[3]; last.Tool != "mlflow" || last.State != score.RuledOut || last.Needs[0].Why != "does not pass resume of mlflow-probes" || len(last.Needs[0].Evidence) == 0 {
		t.Errorf("last: %+v", last)
	}
	if a.Option("airflow").State != score.Met {
		t.Error("Airflow passed and does not meet what is required")
	}
}

// Every tool refuses: there is no field.
func TestAdviceWithoutField(t *testing.T) {
	readings := score.Fixed{}
	for _, id := range []string{"mlflow", "metaflow", "airflow", "kubeflow"} {
		readings[id+"-probes"] = probed(id+"-probes", run.Refused)
	}
	a := advise(t, asking(t), readings, "published")
	if a.Field != nil || a.First != "" || a.Winner != "" {
		t.Errorf("a field of tools that are all ruled out: %+v", a)
	}
}

// A lead that no doubt reaches, and a requirement that is met, make a winner; a
// requirement that is not known does not.
func TestAdviceWinner(t *testing.T) {
	s := asking(t)
	for i := range s.Sets[0].Cells {
		if c := &s.Sets[0].Cells[i]; c.Tool != "mlflow" {
			c.Points = rat(t, "2")
		} else {
			c.Points = rat(t, "9")
		}
	}
	if a := advise(t, s, score.Fixed{}, s.Sets[0].ID); a.Winner != "" || a.First != "mlflow" || len(a.Rivals) != 0 {
		t.Errorf("not probed: winner %q, first %q, rivals %v", a.Winner, a.First, a.Rivals)
	}
	a := advise(t, s, score.Fixed{"mlflow-probes": probed("mlflow-probes", run.Succeeded)}, s.Sets[0].ID)
	if a.Winner != "mlflow" {
		t.Errorf("winner %q, rivals %v", a.Winner, a.Rivals)
	}
	if a.Field.Tied != nil || len(a.Deciding) != 6 {
		t.Errorf("tied %v, deciding %v", a.Field.Tied, a.Deciding)
	}
}

// Nothing is measured: ranges overlap, and nobody comes first.
func TestAdviceWithNothingMeasured(t *testing.T) {
	s := asking(t)
	s.Sets = append(s.Sets, study.ScoreSet{ID: "empty", Rubric: true})
	a := advise(t, s, score.Fixed{}, "empty")
	if a.First != "" || len(a.Rivals) != 4 || a.Stable != nil || a.Moved != nil || a.Tightest() != nil {
		t.Errorf("first %q, rivals %v", a.First, a.Rivals)
	}
}

// The interval of a measurement becomes doubt about the points: a median of 2
// between 1 and 4 seconds, ten points at none and none at ten.
func TestAdviceIntervals(t *testing.T) {
	s := seed(t)
	s.Rubric = []study.Rule{{Criterion: "installation", Metrics: []study.RuleMetric{{ID: "m",
		From:   study.Source{Experiment: "x", Step: "work", Timing: "wall", Take: "median"},
		Points: []study.Anchor{{Value: rat(t, "0"), Points: rat(t, "10")}, {Value: rat(t, "10"), Points: rat(t, "0")}}}}}}
	s.Sets = append(s.Sets, study.ScoreSet{ID: "timed", Rubric: true})
	s.Experiments = []*study.Experiment{{ID: "x"}}
	reading := &score.Reading{Experiment: "x", Run: "r"}
	for _, wall := range []float64{1, 2, 4} {
		reading.Timings = append(reading.Timings, run.Record{Step: "work", Status: run.Succeeded, Wall: wall})
	}
	cell := apply(t, s, score.Fixed{"x": reading}, "timed", nil).Row("mlflow").Cells["installation"]
	if cell.Points.Cmp(rat(t, "8")) != 0 || cell.Doubt.Low.Cmp(rat(t, "6")) != 0 || cell.Doubt.High.Cmp(rat(t, "9")) != 0 {
		t.Errorf("%s points, doubt %s", cell.Points.RatString(), cell.Doubt.Text(1))
	}
}

// Where ranges overlap, some tools still stand above others, and the missing
// cells that leave most open are known.
func TestAdviceSaysWhatIsCertainWithoutAWinner(t *testing.T) {
	s := asking(t)
	s.Contexts[0].Requires = nil
	for i, c := range s.Sets[0].Cells {
		if c.Tool == "airflow" && (c.Criterion == "installation" || c.Criterion == "interoperability") {
			s.Sets[0].Cells[i].Points = nil
		}
	}
	s.Sets[0].Cells = slices.DeleteFunc(s.Sets[0].Cells, func(c study.Cell) bool { return c.Points == nil })
	a := advise(t, s, score.Fixed{}, "published")
	if a.First != "" || !slices.Contains(a.Rivals, "airflow") {
		t.Fatalf("first %q, rivals %v", a.First, a.Rivals)
	}
	hinges := a.Hinges()
	if len(hinges) != 2 || hinges[0].Tool != "airflow" || hinges[0].Criterion.ID != "interoperability" || hinges[0].Width.Cmp(rat(t, "2")) != 0 {
		t.Errorf("hinges: %+v", hinges)
	}
	// Of the four, the three that are known lie within two points of each other.
	for _, o := range a.Options {
		if above := a.Above(o.Tool); len(above) > 0 {
			t.Errorf("%s stands above %v", o.Tool, above)
		}
	}
	for i, c := range s.Sets[0].Cells {
		if c.Tool == "metaflow" {
			s.Sets[0].Cells[i].Points = rat(t, "1")
		}
	}
	a = advise(t, s, score.Fixed{}, "published")
	if above := a.Above("mlflow"); !slices.Equal(above, []string{"metaflow"}) || len(a.Above("metaflow")) > 0 {
		t.Errorf("MLflow stands above %v", above)
	}
}
