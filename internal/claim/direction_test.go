package claim_test

import (
	"testing"

	"report/internal/claim"
	"report/internal/study"
)

// TestDirectionOfAssertions has a sentence refused that the assertion behind it
// holds the other way round, and all others left alone. Issue 5.
func TestDirectionOfAssertions(t *testing.T) {
	const (
		time    = "(timing experiment=mlflow-mnist step=train) %s (timing experiment=metaflow-mnist step=train)"
		memory  = "(timing experiment=mlflow-mnist of=memory step=train) %s (timing experiment=metaflow-mnist of=memory step=train)"
		total   = "(total set=published tool=mlflow) %s (total set=published tool=metaflow)"
		cell    = "(score criterion=installation set=published tool=mlflow) %s (score criterion=installation set=published tool=metaflow)"
		seconds = "(metric experiment=times name=added_seconds tool=mlflow) %s (metric experiment=times name=added_seconds tool=metaflow)"
		errors  = "(metric experiment=mlflow-mnist name=test_errors) %s (metric experiment=metaflow-mnist name=test_errors)"
		right   = "(metric experiment=mlflow-mnist name=test_accuracy) %s (metric experiment=metaflow-mnist name=test_accuracy)"
		rank    = "(rank set=published tool=mlflow) %s (rank set=published tool=metaflow)"
		doubt   = "(advice context=all of=doubt set=published tool=mlflow) %s (advice context=all of=doubt set=published tool=metaflow)"
		rate    = "(metric experiment=mlflow-mnist name=images_per_second) %s (metric experiment=metaflow-mnist name=images_per_second)"
	)
	for _, c := range []struct {
		text, asserted, op string
		found              bool // of the operator as it is; the other way round, nothing is
	}{
		{"MLflow trains faster than Metaflow.", time, ">", true},
		{"Here MLflow is slower than Metaflow.", time, "<=", true},
		{"MLflow takes longer than Metaflow to train.", time, "<", true},
		{"MLflow needs less time than Metaflow does.", time, ">", true},
		{"Training takes less time in MLflow than in Metaflow.", seconds, ">", true},
		{"The time that MLflow adds is lower than that of Metaflow.", seconds, ">", true},
		{"MLflow is clearly faster than Metaflow.", seconds, ">=", true},
		{"MLflow is faster than Metaflow.", rate, "<", true},
		{"MLflow needs more memory than Metaflow.", memory, "<", true},
		{"MLflow has a higher total than Metaflow.", total, "<", true},
		{"MLflow is ahead of Metaflow.", total, "<", true},
		{"Metaflow trails MLflow in the total.", total, "<", true},
		{"MLflow scores higher than Metaflow on installation.", cell, "<", true},
		{"MLflow ranks higher than Metaflow.", rank, ">", true},
		{"MLflow's rank is higher than Metaflow's.", rank, ">", false}, // a place, or its number
		{"Metaflow ranks clearly lower than MLflow.", rank, ">", true},
		{"MLflow stands above Metaflow; below them is Airflow.", doubt, "<", true},
		{"MLflow reaches a higher accuracy than Metaflow.", right, "<", true},
		{"MLflow makes fewer errors than Metaflow.", errors, ">", true},
		// What asks about something else, or cannot be told.
		{"MLflow needs less memory than Metaflow.", time, ">", false},
		{"MLflow trains faster than Metaflow.", cell, "<", false},
		{"MLflow trains faster than Airflow.", time, ">", false},
		{"MLflow loses less accuracy than Metaflow.", right, ">", false},
		{"MLflow is less accurate than Metaflow.", right, ">", false},
		{"MLflow has a higher total than Metaflow.", cell, "<", false},
		{"MLflow scores higher on documentation than Metaflow.", cell, "<", false},
		{"MLflow is not faster than Metaflow.", time, ">", false},
		{"MLflow scores higher on time than Metaflow.", time, "<", false},
		{"MLflow takes more time for less memory than Metaflow.", memory, "<", false},
		{"A higher share of MLflow's images than of Metaflow's failed.", rate, "<", false},
		{"MLflow is no slower than Metaflow.", time, "<", false},
		{"MLflow saves more time than Metaflow.", time, "<", false},
		{"MLflow and Airflow are faster than Metaflow.", time, ">", false},
		{"MLflow would be faster than Metaflow.", time, ">", false},
		{"MLflow, unlike Metaflow, is faster than expected.", time, ">", false},
		{"MLflow trains faster than Metaflow but starts slower than Metaflow.", time, ">", false},
	} {
		for _, op := range []string{c.op, map[string]string{">": "<", ">=": "<=", "<": ">", "<=": ">="}[c.op]} {
			s := sentence(c.text)
			s.Asserted = []claim.Assertion{{Expr: "assert " + replaceOp(c.asserted, op), Here: true}}
			found := claim.NewEnv(directed()).Compared([]claim.Sentence{s})
			if want := c.found && op == c.op; len(found) != 0 != want {
				t.Errorf("%s %s: %v", c.text, s.Asserted[0].Expr, found)
			}
		}
	}
}

func replaceOp(expr, op string) string {
	for i := range len(expr) - 1 {
		if expr[i:i+2] == "%s" {
			return expr[:i] + op + expr[i+2:]
		}
	}
	return expr
}

// directed is the fixture with an experiment of several tools.
func directed() claim.Inputs {
	in := fixture()
	in.Study.Experiments = append(in.Study.Experiments, &study.Experiment{ID: "times", Steps: []study.Step{{ID: "work", Kind: study.Run}}})
	return in
}

// TestNamesBehindLettersThatGrow finds a tool where it stands though letters before
// it have another length in lower case, at which offsets once lay beyond the text.
func TestNamesBehindLettersThatGrow(t *testing.T) {
	for text, col := range map[string]int{
		"MLflow ȺȺȺȺȺȺȺȺ İİ is faster than Metaflow": 23, "MLflow \xff\xff\xff\xff is faster than Metaflow": 16,
	} {
		s := sentence(text)
		s.Asserted = []claim.Assertion{{Expr: "assert (timing experiment=mlflow-mnist step=train) > (timing experiment=metaflow-mnist step=train)", Here: true}}
		found := claim.NewEnv(directed()).Compared([]claim.Sentence{s})
		if len(found) != 1 || found[0].Col != col || found[0].Words != "faster than Metaflow" {
			t.Errorf("%q: %v", text, found)
		}
	}
}

// TestDirectionOfTwoInOne reads compare, margin, ratios and differences, numbers
// on the left, and several comparisons of a sentence.
func TestDirectionOfTwoInOne(t *testing.T) {
	for _, c := range []struct {
		text, asserted string
		found          bool
	}{
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds of=order over=metaflow tool=mlflow) = "above"`, true},
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds of=order over=metaflow tool=mlflow) = "below"`, false},
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds of=order over=mlflow tool=metaflow) = "below"`, true},
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds of=differs over=metaflow tool=mlflow) = "yes"`, false},
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds over=metaflow tool=mlflow) > 0`, true},
		{"MLflow is faster than Metaflow.", `(compare experiment=times name=added_seconds over=metaflow tool=mlflow) > -1`, false},
		{"MLflow has more points than Metaflow.", `(margin over=metaflow set=published tool=mlflow) < 0`, true},
		{"MLflow has more points than Metaflow.", `0 > (margin over=metaflow set=published tool=mlflow)`, true},
		{"MLflow has more points than Metaflow.", `(margin over=metaflow set=published tool=mlflow) < 1`, false},
		{"MLflow has more points than Metaflow.", `((total set=published tool=mlflow) - (total set=published tool=metaflow)) < 0`, true},
		{"MLflow has more points than Metaflow.", `((total set=published tool=metaflow) / (total set=published tool=mlflow)) > 1`, true},
		{"MLflow has more points than Metaflow.", `((total set=published tool=metaflow) / (total set=published tool=mlflow)) > 0.5`, false},
		{"MLflow has more points than Metaflow and fewer points than Airflow.", `(total set=published tool=mlflow) < (total set=published tool=airflow)`, false},
		{"MLflow has more points than Metaflow, and MLflow has fewer points than Airflow.",
			`(total set=published tool=mlflow) > (total set=published tool=metaflow) and (total set=published tool=mlflow) > (total set=published tool=airflow)`, true},
		{"MLflow has more points than Metaflow.", `(total set=published tool=mlflow) != (total set=published tool=metaflow)`, false},
	} {
		s := sentence(c.text)
		s.Asserted = []claim.Assertion{{Expr: "assert " + c.asserted, Here: true}}
		found := claim.NewEnv(directed()).Compared([]claim.Sentence{s})
		if len(found) != 0 != c.found {
			t.Errorf("%s %s: %v", c.text, c.asserted, found)
		}
	}
	s := sentence("MLflow trains faster than Metaflow.")
	s.Asserted = []claim.Assertion{{Expr: "assert (timing experiment=mlflow-mnist step=train) > (timing experiment=metaflow-mnist step=train)", Here: true}}
	found := claim.NewEnv(directed()).Compared([]claim.Sentence{s})
	if len(found) != 1 || found[0].Message != "“faster than Metaflow” says the opposite of its assertion, which holds the time of MLflow above that of Metaflow" || found[0].Col != 15 {
		t.Errorf("%v", found)
	}
}
