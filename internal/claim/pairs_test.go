package claim_test

import (
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/run"
	"report/internal/score"
)

// timedInBlocks are the seconds of three tools in some blocks.
func timedInBlocks(blocks int64) claim.Inputs {
	in := fixture()
	r := mlflow()
	r.Metrics = nil
	for b := int64(1); b <= blocks; b++ {
		step := b
		for tool, value := range map[string]string{"mlflow": "3." + string(rune('0'+b%10)), "airflow": "1.5", "metaflow": "1.4" + string(rune('0'+b%10))} {
			r.Metrics = append(r.Metrics, run.Metric{Name: "seconds", Value: run.Number(value), Unit: "s", Step: &step, From: "train", Repetition: 1,
				Labels: map[string]string{"tool": tool}})
		}
	}
	in.Readings = score.Fixed{"mlflow-mnist": r}
	return in
}

func TestCompareTellsToolsApartByTheirBlocks(t *testing.T) {
	const of = "compare experiment=mlflow-mnist name=seconds "
	for _, test := range []struct {
		blocks           int64
		expression, want string
	}{
		{10, of + "tool=mlflow over=airflow", "1.95"},
		{10, of + "tool=airflow over=mlflow of=words", "less than"},
		{10, of + "tool=mlflow over=airflow of=p", "0.0059"},
		{10, of + "tool=mlflow over=airflow of=blocks", "10"},
		{5, of + "tool=mlflow over=airflow of=order", "level"}, // never by five blocks
		{5, of + "tool=mlflow over=airflow | interval", "1.80 (range 1.60–2.00)\u00a0s"},
		{5, of + "tool=airflow over=mlflow | interval", "−1.80 (range −2.00 to −1.60)\u00a0s"},
	} {
		env := claim.NewEnv(timedInBlocks(test.blocks))
		got, bad := env.Resolve(test.expression, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad != nil || got.Text != test.want {
			t.Errorf("%s: %q (%v), want %q", test.expression, got.Text, bad, test.want)
		}
	}
}

func TestCompareRefusesWhatWasNotTimed(t *testing.T) {
	env := claim.NewEnv(timedInBlocks(8))
	for expression, want := range map[string]string{
		"compare experiment=mlflow-mnist name=seconds tool=mlflow over=airfow":       `no tool with seconds of mlflow-mnist is called "airfow"`,
		"compare experiment=mlflow-mnist name=seconds tool=mlflow over=mlflow":       "mlflow is compared with itself",
		"compare experiment=mlflow-mnist name=seconds tool=mlflow over=airflow of=x": `no part of a comparison is called "x"`,
	} {
		_, bad := env.Resolve(expression, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if bad == nil || !strings.Contains(bad.Error(), want) {
			t.Errorf("%s: %v, want %q", expression, bad, want)
		}
	}
}
