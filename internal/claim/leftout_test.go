package claim_test

import (
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

// probing is a study of two tools with a rule of three probes, of which the
// first tool passes two and the second one.
func probing() claim.Inputs {
	one := big.NewRat(1, 1)
	s := &study.Study{Profile: "standard",
		Tools:    []study.Tool{{ID: "a", Name: "Alpha"}, {ID: "b", Name: "Beta"}, {ID: "c", Name: "Gamma"}},
		Criteria: []study.Criterion{{ID: "ease", Name: "Ease", Weight: big.NewRat(100, 1)}},
		Sets: []study.ScoreSet{{ID: "measured", Name: "Measured", Rubric: true},
			{ID: "written", Name: "Written", Cells: []study.Cell{{Tool: "a", Criterion: "ease", Points: one, Basis: "judged", Reason: "so"}}}},
	}
	rule := study.Rule{Criterion: "ease"}
	for _, id := range []string{"x", "y", "z"} {
		rule.Metrics = append(rule.Metrics, study.RuleMetric{ID: id, Weight: one, From: study.Source{Experiment: "{tool}-p", Probe: id}})
	}
	s.Rubric = []study.Rule{rule}
	readings := score.Fixed{}
	for id, passes := range map[string]string{"a": "xy", "b": "x", "c": ""} {
		e := id + "-p"
		s.Experiments = append(s.Experiments, &study.Experiment{ID: e})
		r := &score.Reading{Experiment: e, Run: runName, Manifest: &evidence.Manifest{Experiment: e}}
		for _, m := range rule.Metrics {
			status := run.Refused
			if strings.Contains(passes, m.ID) {
				status = run.Succeeded
			}
			r.Manifest.Steps = append(r.Manifest.Steps, evidence.StepSummary{ID: m.ID, Kind: study.Probe, Status: status, Log: m.ID + ".log"})
		}
		readings[e] = r
	}
	return claim.Inputs{Study: s, Readings: readings, Files: files{}}
}

func TestLeftOut(t *testing.T) {
	env := claim.NewEnv(probing())
	at := diag.Pos{File: "paper.md", Line: 1, Col: 1}
	for _, c := range []struct{ expr, text, status string }{
		{"of=points tool=a criterion=ease set=measured", "5.0–10.0", "supported"},
		{"of=points tool=c criterion=ease set=measured", "0.0", "supported"},
		{"of=total tool=b set=measured", "0.00–5.00", "supported"},
		{"of=rank tool=a set=measured", "1", "supported"},
		{"of=rank tool=b set=measured", "1–2", "supported"},
		{"of=probes set=measured | words", "three", "supported"},
		{"of=probes criterion=ease set=measured", "3", "supported"},
		{"of=first tool=a set=measured", "2", "supported"},
		{"of=first tool=b set=measured", "0", "supported"},
		{"of=first set=measured", "1", "supported"},
		{"of=probes set=written", "0", "supported"},
		{"of=points tool=a criterion=ease set=written", "–", "supported"},
		{"of=total tool=a set=written", "not measured", "missing"},
		{"of=total tool=b set=written", "–", "supported"},
		{"of=first tool=a set=written", "not measured", "missing"},
	} {
		got, bad := env.Resolve("left-out "+c.expr, at)
		if bad != nil {
			t.Errorf("%s: %v", c.expr, bad)
			continue
		}
		if got.Text != c.text || string(got.Status) != c.status {
			t.Errorf("%s: %q, %s; want %q, %s", c.expr, got.Text, got.Status, c.text, c.status)
		}
	}
	for _, c := range []struct{ expr, message string }{
		{"of=pionts set=measured", `"pionts"`}, {"of=total set=measured", "needs tool="}, {"of=points tool=a set=measured", "needs criterion="},
		{"of=total tool=d set=measured", `"d"`},
	} {
		if _, bad := env.Resolve("left-out "+c.expr, at); bad == nil || !strings.Contains(bad.Message, c.message) {
			t.Errorf("%s: %v, want a message with %q", c.expr, bad, c.message)
		}
	}
}
