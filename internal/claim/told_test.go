package claim_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// asking is the source paper's table with a context that rules MLflow out, which
// leads by its points; one in which Airflow alone is known to pass; and one that
// requires nothing. A second set has them far apart.
func asking() claim.Inputs {
	in := fixture()
	s := in.Study
	passed := &score.Reading{Experiment: "airflow-probes", Run: runName, Manifest: &evidence.Manifest{
		Steps: []evidence.StepSummary{{ID: "resume", Kind: study.Probe, Status: run.Succeeded, Log: "resume.log"}}}}
	refused := &score.Reading{Experiment: "mlflow-probes", Run: runName, Manifest: &evidence.Manifest{
		Steps: []evidence.StepSummary{{ID: "resume", Kind: study.Probe, Status: run.Refused, Log: "resume.log"}}}}
	for _, tool := range []string{"mlflow", "airflow"} {
		s.Experiments = append(s.Experiments, &study.Experiment{ID: tool + "-probes", Tool: tool, Steps: []study.Step{{ID: "resume", Kind: study.Probe}}})
	}
	in.Readings = score.Fixed{"mlflow-mnist": mlflow(), "mlflow-probes": refused, "airflow-probes": passed}
	s.Contexts = []study.Context{
		{ID: "strict", Name: "Strict ones", Weights: score.Weights(s), Requires: []study.Source{{Experiment: "{tool}-probes", Probe: "resume"}}},
		{ID: "easy", Name: "Easy ones", Weights: score.Weights(s)},
	}
	set := study.ScoreSet{ID: "apart", Name: "Apart"}
	for tool, points := range map[string]int64{"mlflow": 9, "airflow": 6, "metaflow": 2} {
		for _, c := range s.Criteria {
			set.Cells = append(set.Cells, study.Cell{Tool: tool, Criterion: c.ID, Points: big.NewRat(points, 1), Basis: "judged", Reason: "seen", By: "us", Pos: diag.Pos{File: "study.yaml", Line: 10}})
		}
	}
	s.Sets = append(s.Sets, set)
	return in
}

// TestContextsSayWhatTheirUsersAreTold holds rank, margin and winner of a context
// against its recommendation: what is required and what is in doubt count for them
// as they do there. Issue 5.
func TestContextsSayWhatTheirUsersAreTold(t *testing.T) {
	env := claim.NewEnv(asking())
	for _, c := range []struct{ expr, text, reason string }{
		{"rank tool=mlflow set=published", "1", ""},
		{"rank tool=mlflow set=published context=strict", "–", ""},
		{"rank tool=airflow set=published context=strict", "1", ""},
		{"rank tool=metaflow set=published context=strict", "2", ""},
		{"rank tool=airflow set=published context=strict by=points", "2", ""},
		{"rank tool=airflow set=published context=easy", "2", ""},
		{"margin set=published", "0.05", ""},
		{"margin set=published context=strict", "1.10", ""}, // of Airflow over Metaflow
		{"margin set=published context=strict by=points", "0.05", ""},
		{"margin set=published context=strict tool=kubeflow", "−1.20", ""},
		{"margin set=published context=strict over=kubeflow", "1.20", ""},
		{"margin set=published context=strict tool=mlflow over=airflow", "0.05", ""},
		{"margin set=published context=easy", "0.05", ""},
		{"winner set=published context=easy", "no winner", "MLflow is ahead by its points, and with all that is in doubt its range overlaps with those of Apache Airflow, Metaflow and Kubeflow Pipelines"},
		{"winner set=published context=easy by=points", "MLflow", ""},
		{"winner set=published context=strict", "no winner", "Apache Airflow is ahead by its points, and with all that is in doubt its range overlaps with those of Metaflow and Kubeflow Pipelines"},
		{"winner set=apart", "MLflow", ""},
		{"winner set=apart context=easy", "MLflow", ""},
		{"winner set=apart context=strict", "Apache Airflow", ""},
		{"margin set=apart context=strict", "4.00", ""},
		{"rank set=apart context=strict tool=kubeflow", "–", ""},
	} {
		got, bad := env.Resolve(c.expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad != nil || got.Text != c.text || got.Reason != c.reason {
			t.Errorf("%s: %q, %q, %v; want %q, %q", c.expr, got.Text, got.Reason, bad, c.text, c.reason)
		}
		if strings.Contains(c.expr, "context=strict") && !strings.Contains(c.expr, "by=points") && !strings.Contains(c.expr, "over=airflow") &&
			!strings.Contains(c.expr, "tool=kubeflow") && !strings.Contains(fmt.Sprint(got.Evidence), "mlflow-probes") {
			t.Errorf("%s does not rest on what rules MLflow out", c.expr)
		}
	}
	for expr, message := range map[string]string{
		"rank set=published tool=mlflow by=luck": `"luck"`, "margin set=published by=luck": `"luck"`,
	} {
		if _, bad := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1}); bad == nil || !strings.Contains(bad.Message, message) {
			t.Errorf("%s: %v", expr, bad)
		}
	}
}

// TestNobodyLeadsWhereNobodyComesFirst has no margin of a context whose
// recommendation names nobody as first.
func TestNobodyLeadsWhereNobodyComesFirst(t *testing.T) {
	in := asking()
	env := claim.NewEnv(in)
	resolve := func(expr string) claim.Claim {
		got, bad := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad != nil {
			t.Fatal(bad)
		}
		return got
	}
	if got := resolve("margin set=measured context=easy"); got.Text != "not measured" || got.Status != claim.Missing || !strings.HasPrefix(got.Reason, "no tool comes first for Easy ones: the ranges of ") {
		t.Errorf("%q, %q", got.Text, got.Reason)
	}
	if got := resolve("rank set=measured context=easy tool=metaflow"); got.Text != "1–4" {
		t.Errorf("%q, %q", got.Text, got.Reason)
	}
	for i := range in.Study.Sets[2].Cells {
		in.Study.Sets[2].Cells[i].Points = big.NewRat(5, 1)
	}
	env = claim.NewEnv(in)
	if got := resolve("margin set=apart context=easy"); got.Text != "0.00" {
		t.Errorf("tied: %q, %q", got.Text, got.Reason)
	}
	if got := resolve("winner set=apart context=easy"); got.Text != "no winner" || got.Reason != "MLflow, Metaflow and Apache Airflow come first together" {
		t.Errorf("tied: %q, %q", got.Text, got.Reason)
	}
	in.Study.Contexts[0].Requires = []study.Source{{Experiment: "mlflow-probes", Probe: "resume"}} // fails whoever asks
	env = claim.NewEnv(in)
	for _, expr := range []string{"margin set=published context=strict", "winner set=published context=strict"} {
		if got := resolve(expr); got.Status != claim.Missing || !strings.HasSuffix(got.Reason, "every tool fails something that Strict ones requires") {
			t.Errorf("%s: %q, %q", expr, got.Text, got.Reason)
		}
	}
}

// TestRankIsAsSureAsWhatItIsAmong has a measured tool's rank judged where another
// of the table is.
func TestRankIsAsSureAsWhatItIsAmong(t *testing.T) {
	in := fixture()
	in.Study.Sets = append(in.Study.Sets, study.ScoreSet{ID: "both", Name: "Both"})
	set := &in.Study.Sets[2]
	for tool, basis := range map[string]string{"mlflow": "published", "airflow": "judged"} {
		for i, c := range in.Study.Criteria {
			set.Cells = append(set.Cells, study.Cell{Tool: tool, Criterion: c.ID, Points: big.NewRat(int64(len(tool)), 1), Basis: basis, Reason: "seen", By: "us", Pos: diag.Pos{File: "study.yaml", Line: 10 + i}})
		}
	}
	env := claim.NewEnv(in)
	for expr, want := range map[string]claim.Status{"total tool=mlflow set=both": claim.Published, "rank tool=mlflow set=both": claim.Judged, "winner set=both": claim.Judged} {
		if got, bad := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1}); bad != nil || got.Status != want {
			t.Errorf("%s: %s, %v; want %s", expr, got.Status, bad, want)
		}
	}
}
