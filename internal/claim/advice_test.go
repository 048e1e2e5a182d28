package claim_test

import (
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// The parts of an advice that prose and the block can name, over the source
// paper's table with one context of its own weights.
func TestAdvice(t *testing.T) {
	in := fixture()
	in.Study.Contexts = []study.Context{{ID: "all", Name: "Everyone", Weights: score.Weights(in.Study),
		Requires: []study.Source{{Experiment: "{tool}-probes", Probe: "resume"}}}}
	env := claim.NewEnv(in)
	for _, c := range []struct{ expr, text, status string }{
		{"of=first", "MLflow", "published"},
		{"of=rank tool=airflow", "2", "published"},
		{"of=doubt tool=mlflow", "7.30–9.30", "published"},
		{"of=needs tool=kubeflow", "unknown", "missing"},
		{"of=cells", "24", "published"},
		{"of=fewest | words", "one", "published"},
		{"of=low criterion=installation", "10.5%", "published"},
		{"of=high criterion=flexibility", "19.0%", "published"},
	} {
		expr := "advice set=published context=all " + c.expr
		got, bad := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad != nil {
			t.Errorf("%s: %v", expr, bad)
			continue
		}
		if got.Text != c.text || string(got.Status) != c.status || c.status == "published" && len(got.Evidence) == 0 {
			t.Errorf("%s: %q, %s, %d sources; want %q, %s", expr, got.Text, got.Status, len(got.Evidence), c.text, c.status)
		}
	}
	for expr, want := range map[string]string{"winner set=published context=all": "no winner", "winner set=published context=all by=points": "MLflow", "winner set=published": "MLflow"} {
		got, bad := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad != nil || got.Text != want || want == "no winner" && (got.Status != claim.Missing ||
			got.Reason != "MLflow is ahead by its points, and whether it does what Everyone requires is not known: the study has no experiment mlflow-probes") {
			t.Errorf("%s: %q, %s, %v; want %q", expr, got.Text, got.Reason, bad, want)
		}
	}
	if _, bad := env.Resolve("winner set=published by=luck", diag.Pos{File: "paper.md", Line: 1, Col: 1}); bad == nil {
		t.Error("by=luck is understood")
	}
	for _, c := range []struct{ expr, message string }{
		{"of=frist", `"frist"`}, {"of=doubt", "needs tool="}, {"of=low", "needs criterion="},
	} {
		_, bad := env.Resolve("advice set=published context=all "+c.expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad == nil || !strings.Contains(bad.Message, c.message) {
			t.Errorf("%s: %v, want a message with %q", c.expr, bad, c.message)
		}
	}
}
