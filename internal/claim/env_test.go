package claim_test

import (
	"fmt"
	"math/big"
	"strings"
	"testing"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

const runName = "20261123T141300Z-standard-1a2b3c4d"

// files serves the contents that the tests' sources point into.
type files map[string]string

func (f files) Evidence(experiment, run, path string) ([]byte, error) {
	return f.Study(experiment + "/" + run + "/" + path)
}

func (f files) Study(path string) ([]byte, error) {
	text, ok := f[path]
	if !ok {
		return nil, fmt.Errorf("%s is not there", path)
	}
	return []byte(text), nil
}

// fixture is the source paper's table, and one experiment with a run.
func fixture() claim.Inputs {
	s := &study.Study{Profile: "standard"}
	for i, c := range []struct{ id, name, weight string }{
		{"installation", "Ease of installation", "15"}, {"flexibility", "Configuration flexibility", "15"},
		{"interoperability", "Interoperability", "20"}, {"instrumentation", "Code instrumentation", "15"},
		{"interpretability", "Interpretability", "15"}, {"documentation", "Documentation and support", "20"},
	} {
		weight, _ := new(big.Rat).SetString(c.weight)
		s.Criteria = append(s.Criteria, study.Criterion{ID: c.id, Name: c.name, Weight: weight, Pos: diag.Pos{File: "study.yaml", Line: i + 3, Col: 3}})
	}
	set := study.ScoreSet{ID: "published", Name: "Published", Source: "seed2025"}
	for _, tool := range []struct {
		id, name string
		points   [6]int64
	}{
		{"mlflow", "MLflow", [6]int64{9, 8, 7, 8, 9, 9}}, {"metaflow", "Metaflow", [6]int64{4, 9, 7, 9, 7, 7}},
		{"airflow", "Apache Airflow", [6]int64{8, 9, 9, 6, 8, 9}}, {"kubeflow", "Kubeflow Pipelines", [6]int64{6, 9, 8, 5, 7, 7}},
	} {
		s.Tools = append(s.Tools, study.Tool{ID: tool.id, Name: tool.name, Version: "3.17.2", Pos: diag.Pos{File: "study.yaml", Line: 1}})
		for i, p := range tool.points {
			set.Cells = append(set.Cells, study.Cell{Tool: tool.id, Criterion: s.Criteria[i].ID, Points: big.NewRat(p, 1),
				Basis: "published", At: fmt.Sprintf("section 4.%d", i+1), Pos: diag.Pos{File: "study.yaml", Line: 10 + i}})
		}
	}
	s.Tools[0].Newest = &study.Newest{Version: "3.18.0", On: "2026-11-23", Pos: diag.Pos{File: "study.yaml", Line: 2}}
	s.Sets = []study.ScoreSet{set, {ID: "measured", Name: "Measured", Rubric: true}}
	s.Rubric = []study.Rule{{Criterion: "installation", Metrics: []study.RuleMetric{{
		ID: "time", From: study.Source{Experiment: "{tool}-mnist", Step: "train", Timing: "wall"},
		Points: []study.Anchor{{Value: big.NewRat(0, 1), Points: big.NewRat(10, 1)}, {Value: big.NewRat(10, 1), Points: new(big.Rat)}},
	}}}}
	s.Experiments = []*study.Experiment{
		{ID: "mlflow-mnist", Tool: "mlflow", Parameters: []study.Parameter{{Name: "epochs", Value: "2"}},
			Steps: []study.Step{{ID: "train", Kind: study.Run}, {ID: "resume", Kind: study.Probe}, {ID: "page", Kind: study.Screenshot}}},
		{ID: "metaflow-mnist", Tool: "metaflow", Steps: []study.Step{{ID: "train", Kind: study.Run}, {ID: "resume", Kind: study.Probe}}},
	}
	return claim.Inputs{Study: s, Readings: score.Fixed{"mlflow-mnist": mlflow()}, Files: contents(), Root: "sha256:00", Newest: "2026-11-23"}
}

func mlflow() *score.Reading {
	accuracy := func(value, model string, epoch int64) run.Metric {
		return run.Metric{Name: "test_accuracy", Value: run.Number(value), From: "train", Repetition: 1, Step: &epoch, Labels: map[string]string{"model": model}}
	}
	work := func(repetition int, wall float64) run.Record {
		return run.Record{Step: "train", Kind: study.Run, Repetition: repetition, Status: run.Succeeded, Wall: wall, PeakMemory: 1 << 30, Log: "train.log"}
	}
	return &score.Reading{
		Experiment: "mlflow-mnist", Run: runName,
		Manifest: &evidence.Manifest{
			Parameters: []study.Parameter{{Name: "epochs", Value: "2"}},
			Steps: []evidence.StepSummary{
				{ID: "train", Kind: study.Run, Status: run.Succeeded, Log: "train.log"},
				{ID: "resume", Kind: study.Probe, Status: run.Refused, Log: "resume.log"},
				{ID: "page", Kind: study.Screenshot, Status: run.NotRun, Reason: "chromium is missing"},
			},
			Files: []evidence.File{{Path: "metrics.json", SHA256: digest.Bytes([]byte("m"))}, {Path: "train.log", SHA256: digest.Bytes([]byte("l"))}},
		},
		Metrics: []run.Metric{accuracy("0.91", "CNN", 1), accuracy("0.958412", "CNN", 2), accuracy("0.88", "NN", 2)},
		Timings: []run.Record{work(1, 4.25), work(2, 2.5), work(3, 3)},
	}
}

func contents() files {
	var log strings.Builder
	for i := 1; i <= 30; i++ {
		fmt.Fprintf(&log, "epoch %d loss 0.%d\n", i, i)
	}
	at := "mlflow-mnist/" + runName + "/"
	return files{
		"study.yaml":         strings.Repeat("line\n", 20),
		at + "train.log":     log.String(),
		at + "resume.log":    "no\n",
		at + "metrics.json":  "{\n\"metrics\": [\n{\"value\": 0.91},\n{\"value\": 0.958412},\n{\"value\": 0.88}\n]}\n",
		at + "timings.json":  "{}",
		at + "manifest.json": "{}",
	}
}

func TestResolve(t *testing.T) {
	tests := []struct{ expr, text, value, status string }{
		{"total tool=mlflow set=published", "8.30", "8.30", "published"},
		{"total set=published tool=airflow | fixed 2", "8.25", "8.25", "published"},
		{"total set=published tool=airflow | fixed 1", "8.3", "8.3", "published"},
		{"score tool=metaflow criterion=installation set=published", "4", "4", "published"},
		{"rank tool=airflow set=published", "2", "2", "published"},
		{"rank tool=airflow set=published | ordinal", "second", "2", "published"},
		{"winner set=published", "MLflow", "mlflow", "published"},
		{"margin set=published", "0.05", "0.05", "published"},
		{"margin set=published tool=kubeflow over=mlflow", "−1.25", "-1.25", "published"},
		{"weight criterion=interoperability", "20%", "20", "supported"},
		{"weight criterion=interoperability | percent 1", "20.0%", "20", "supported"},
		{"name tool=airflow", "Apache Airflow", "airflow", "supported"},
		{"version tool=mlflow", "3.17.2", "3.17.2", "supported"},
		{"newest tool=mlflow", "3.18.0", "3.18.0", "supported"},
		{"newest tool=mlflow of=day", "2026-11-23", "2026-11-23", "supported"},
		{"newest tool=airflow", "not measured", "", "missing"},
		{"param experiment=mlflow-mnist name=epochs", "2", "2", "supported"},
		{"param experiment=mlflow-mnist name=epochs | words", "two", "2", "supported"},
		{"metric experiment=mlflow-mnist name=test_accuracy model=CNN | percent 2", "95.84%", "0.958412", "supported"},
		{"metric experiment=mlflow-mnist step=train name=test_accuracy model=CNN at=1", "0.91", "0.91", "supported"},
		{"metric experiment=mlflow-mnist name=test_accuracy take=max | sig 2", "0.96", "0.958412", "supported"},
		{"metric experiment=mlflow-mnist name=test_accuracy take=count", "3", "3", "supported"},
		{"timing experiment=mlflow-mnist step=train", "3.00\u00a0s", "3", "supported"},
		{"timing experiment=mlflow-mnist step=train of=wall | interval 1", "3.0 (range 2.5–4.3)\u00a0s", "3", "supported"},
		{"timing experiment=mlflow-mnist step=train of=memory | si", "1.07\u00a0GB", "1073741824", "supported"},
		{"probe experiment=mlflow-mnist probe=resume", "no", "false", "supported"},
		{`probe experiment=mlflow-mnist probe=resume no="cannot resume"`, "cannot resume", "false", "supported"},
		{"count of=tools | words", "four", "4", "supported"},
		{"count of=runs", "1", "1", "supported"},
		{"count of=probes status=refused", "1", "1", "supported"},
		{"count of=probes status=missing", "1", "1", "supported"},
		{`quote experiment=mlflow-mnist step=train match="epoch 7 loss ([0-9.]+)"`, "0.7", "0.7", "supported"},
		{"quote experiment=mlflow-mnist file=train.log line=2", "epoch 2 loss 0.2", "epoch 2 loss 0.2", "supported"},
		{"evidence of=date", "2026-11-23", "2026-11-23", "supported"},
		{"compute (total tool=mlflow set=published) - 8 | fixed 1", "0.3", "0.3", "published"},
		{"compute (metric experiment=mlflow-mnist name=test_accuracy model=CNN) / (metric experiment=mlflow-mnist name=test_accuracy model=NN) | sig 3", "1.09", "1.089104545455", "supported"},
		{"assert (total tool=mlflow set=published) > (total tool=airflow set=published)", "", "true", "published"},
		{"assert total tool=mlflow set=published > total tool=airflow set=published and rank tool=kubeflow set=published = 4", "", "true", "published"},
		{"assert (total tool=mlflow set=published) = (total tool=airflow set=published)", "", "false", "unsupported"},
		{`assert (winner set=published) = "mlflow"`, "", "true", "published"},
		{"assert (metric experiment=mlflow-mnist name=test_accuracy model=CNN) ≥ 95%", "", "true", "supported"},
		{"assert (compute (metric experiment=mlflow-mnist name=test_accuracy model=CNN) / (metric experiment=mlflow-mnist name=test_accuracy model=NN)) > 1.05", "", "true", "supported"},
		{"assert compute (total tool=mlflow set=published) - 8 > compute (total tool=airflow set=published) - 8", "", "true", "published"},
		{"assert (timing experiment=metaflow-mnist step=train of=wall) > 1", "", "", "missing"},
		{"total tool=mlflow set=measured", "1.05–9.55", "", "missing"},
		{"total tool=metaflow set=measured", "not measured", "", "missing"},
		{"score tool=mlflow criterion=installation set=measured", "7", "7", "supported"},
		{"score tool=metaflow criterion=installation set=measured", "not measured", "", "missing"},
		{"rank tool=mlflow set=measured", "1–4", "", "missing"},
		{"winner set=measured", "no winner", "", "missing"},
		{"metric experiment=metaflow-mnist name=test_accuracy | fixed 3", "not measured", "", "missing"},
		{"quote experiment=mlflow-mnist step=page match=x", "not measured", "", "missing"},
	}
	env := claim.NewEnv(fixture())
	for _, test := range tests {
		c, err := env.Resolve(test.expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if err != nil {
			t.Errorf("%s: %v", test.expr, err)
			continue
		}
		if c.Text != test.text || c.Value != test.value || string(c.Status) != test.status {
			t.Errorf("%s: text %q value %q status %s (%s)", test.expr, c.Text, c.Value, c.Status, c.Reason)
		}
		if c.Status == claim.Missing && c.Reason == "" {
			t.Errorf("%s: nothing says why it is missing", test.expr)
		}
	}
}

// A score set's figures about a tool that it does not rate are dashes, which are
// neither missing nor numbers.
func TestToolOutsideASet(t *testing.T) {
	in := fixture()
	in.Study.Tools = append(in.Study.Tools, study.Tool{ID: "dvc", Name: "DVC"})
	in.Study.Contexts = []study.Context{{ID: "anyone", Name: "Anyone", Weights: score.Weights(in.Study)}}
	env := claim.NewEnv(in)
	for _, expr := range []string{
		"total tool=dvc set=published", "total tool=dvc set=published | fixed 2", "rank tool=dvc set=published | ordinal",
		"score tool=dvc set=published criterion=flexibility", "advice of=needs tool=dvc set=published context=anyone",
		"advice of=doubt tool=dvc set=published context=anyone", "advice of=rank tool=dvc set=published context=anyone",
	} {
		c, err := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		if c.Text != "–" || c.Status != claim.Supported || c.Exact != "" || len(c.Evidence) != 1 {
			t.Errorf("%s: %q, %s, exact %q, %d places", expr, c.Text, c.Status, c.Exact, len(c.Evidence))
		}
	}
	for expr, want := range map[string]string{
		"winner set=published":                  "MLflow",
		"margin set=published":                  "0.05",
		"count of=tools":                        "5",
		"count of=tools set=published | words":  "four",
		"count of=tools set=measured":           "5",
		"total tool=dvc set=measured | fixed 2": "not measured",
	} {
		if c, err := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1}); err != nil || c.Text != want {
			t.Errorf("%s: %q, %v; want %q", expr, c.Text, err, want)
		}
	}
	for expr, want := range map[string]string{
		"margin set=published tool=mlflow over=dvc":  "score set published has no points of DVC",
		"compute (total tool=dvc set=published) + 1": `takes numbers, and "–" is none`,
		"assert (total tool=dvc set=published) < 3":  "compares numbers",
		"count of=criteria set=published":            "takes no set=",
		"count of=runs set=published":                "takes no set=",
		"count of=tools set=publshed":                "published",
	} {
		if _, err := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 1, Col: 1}); err == nil || !strings.Contains(err.Error()+err.Hint, want) {
			t.Errorf("%s: %v, want %q", expr, err, want)
		}
	}
}

func TestResolveMistakes(t *testing.T) {
	tests := []struct {
		expr    string
		at      int // column of the mistake
		message string
		hint    string
	}{
		{"totl tool=mlflow", 1, `no function is called "totl"`, "did you mean total?"},
		{"total tool=mlfow set=published", 12, `no tool is called "mlfow"`, "did you mean mlflow?"},
		{"total tool=mlflow set=pblished", 23, `no score set is called "pblished"`, "did you mean published?"},
		{"total tool=mlflow", 1, "total needs set=", "one of: published, measured"},
		{"total set=published", 1, "total needs tool=", "for example: {{ total tool=mlflow }}"},
		{"total tool=mlflow set=published wight=3", 33, `no argument of total is called "wight"`, ""},
		{"score tool=mlflow criterion=instalation set=published", 29, `no criterion is called "instalation"`, "did you mean installation?"},
		{"metric experiment=mlflow-mist name=x", 19, `no experiment is called "mlflow-mist"`, "did you mean mlflow-mnist?"},
		{"metric experiment=mlflow-mnist name=test_acuracy", 37, `the run of mlflow-mnist gave no metric "test_acuracy"`, "did you mean test_accuracy?"},
		{"metric experiment=mlflow-mnist name=test_accuracy model=RNN", 37, `no "test_accuracy" of mlflow-mnist has model=RNN`, "that run has: model=CNN, model=NN"},
		{"metric experiment=mlflow-mnist step=trian name=x", 37, `no step of mlflow-mnist is called "trian"`, "did you mean train?"},
		{"param experiment=mlflow-mnist name=epoch", 36, `no parameter of mlflow-mnist is called "epoch"`, "did you mean epochs?"},
		{"total tool=mlflow set=published | fix 2", 35, `no format is called "fix"`, "did you mean fixed?"},
		{"total tool=mlflow set=published | fixed", 35, "fixed needs a number of digits", "for example: | fixed 2"},
		{"total tool=mlflow set=published | fixed two", 41, `"two" is no number of digits`, ""},
		{"name tool=airflow | fixed 2", 21, "fixed prints numbers, and this is none", ""},
		{"timing experiment=mlflow-mnist step=train of=wal", 46, `no timing is called "wal"`, "did you mean wall?"},
		{"assert (total tool=mlflow set=published) 3", 42, "a comparison is expected here", ""},
		{"assert (winner set=published) > 3", 31, "> compares numbers; names and versions take = or !=", ""},
		{"quote experiment=mlflow-mnist step=train match=zebra", 48, "has no such line", `it has 30 lines; the first is "epoch 1 loss 0.1"`},
		{"quote experiment=mlflow-mnist step=train match=\"(\"", 48, "missing closing )", ""},
		{"assert (assert 1 = 1) = 2", 9, "assert gives no value to compare or to compute with", "it stands first, and joins comparisons by and: assert (total tool=a set=s) > 8 and (total tool=b set=s) < 8"},
		{"assert (compute) > 1", 16, "a function is expected here", ""},
		{"compute 1 / 0", 11, "division by zero", ""},
		{"", 1, "the expression is empty", ""},
		{"total tool = mlflow", 7, `"tool" has no value`, ""},
		{"total tool=mlflow\n  set=publishe", 7, `no score set is called "publishe"`, "did you mean published?"},
	}
	for _, test := range tests {
		_, err := claim.NewEnv(fixture()).Resolve(test.expr, diag.Pos{File: "paper.md", Line: 5, Col: 1})
		if err == nil {
			t.Errorf("%s: no mistake found", test.expr)
			continue
		}
		if err.Col != test.at || !strings.Contains(err.Message, test.message) || test.hint != "" && err.Hint != test.hint {
			t.Errorf("%s:\n%s (hint: %s)", test.expr, err, err.Hint)
		}
	}
}

func TestIDs(t *testing.T) {
	env := claim.NewEnv(fixture())
	id := func(expr string) string {
		c, err := env.Resolve(expr, diag.Pos{File: "paper.md", Line: 3, Col: 9})
		if err != nil {
			t.Fatal(err)
		}
		return c.ID
	}
	first := id("total tool=mlflow set=published")
	if first != digest.Bytes([]byte("total set=published tool=mlflow")).Short() {
		t.Errorf("id %s is not made of the normalised expression", first)
	}
	if second := id("total  set='published' tool=mlflow"); second != first+"-2" {
		t.Errorf("second use: %s", second)
	}
	if named := id("#best total tool=mlflow set=published"); named != "best" {
		t.Errorf("named: %s", named)
	}
	if third := id("total tool=mlflow set=published"); third != first+"-3" {
		t.Errorf("third use: %s", third)
	}
	_, err := env.Resolve("#best winner set=published", diag.Pos{File: "paper.md", Line: 9, Col: 1})
	if err == nil || err.Message != "claim #best is already at paper.md:3:9" {
		t.Errorf("twice: %v", err)
	}
}

func TestSources(t *testing.T) {
	env := claim.NewEnv(fixture())
	c, err := env.Resolve("metric experiment=mlflow-mnist name=test_accuracy model=CNN", diag.Pos{})
	if err != nil || len(c.Evidence) != 1 {
		t.Fatal(err, c.Evidence)
	}
	s := c.Evidence[0]
	if s.Run != "mlflow-mnist/"+runName || s.Path != "metrics.json" || s.Pointer != "/metrics/1/value" || s.Line != 4 ||
		s.SHA256 != digest.Bytes([]byte("m")) || len(s.Excerpt) != 6 || s.From != 1 {
		t.Errorf("metric: %+v", s)
	}
	c, err = env.Resolve(`quote experiment=mlflow-mnist step=train match="epoch 20 "`, diag.Pos{})
	if err != nil {
		t.Fatal(err)
	}
	if s = c.Evidence[0]; s.Line != 20 || len(s.Excerpt) != 10 || s.Excerpt[20-s.From] != "epoch 20 loss 0.20" {
		t.Errorf("quote: %+v", s)
	}
	c, err = env.Total("published", "", "mlflow", diag.Pos{File: "paper.md", Line: 1})
	if err != nil || len(c.Evidence) != 6 || c.Evidence[2].Path != "study.yaml" || c.Evidence[2].Line != 12 ||
		c.Evidence[2].Words() != "Interoperability of MLflow: 7 points, published in seed2025, section 4.3" {
		t.Errorf("total: %v %+v", err, c.Evidence)
	}
}

func TestPlacesBehindAScoreNameTheirMetric(t *testing.T) {
	for _, expression := range []string{"score criterion=installation set=measured tool=mlflow", "part criterion=installation metric=time tool=mlflow"} {
		c, err := claim.NewEnv(fixture()).Resolve(expression, diag.Pos{})
		if err != nil || len(c.Evidence) == 0 {
			t.Fatal(err, c.Evidence)
		}
		if s := c.Evidence[0]; s.Words() != "Ease of installation of MLflow: time: 3\u00a0s gives 7 points, weighs 1" || s.Points != "7.0" || s.Metric != "installation/time" {
			t.Errorf("%s: %q, %s points, by %q", expression, s.Words(), s.Points, s.Metric)
		}
	}
}

func TestStaleIsMarked(t *testing.T) {
	in := fixture()
	in.Readings.(score.Fixed)["mlflow-mnist"].Stale = "experiments/mlflow-mnist/train.py changed"
	c, err := claim.NewEnv(in).Resolve("metric experiment=mlflow-mnist name=test_accuracy model=CNN", diag.Pos{})
	if err != nil || c.Status != claim.Stale || c.Text != "0.958412" || c.Reason != "experiments/mlflow-mnist/train.py changed" {
		t.Errorf("%v %+v", err, c)
	}
}

func TestSeries(t *testing.T) {
	points, whole, err := claim.NewEnv(fixture()).Series("metric experiment=mlflow-mnist name=test_accuracy model=CNN", diag.Pos{})
	if err != nil || len(points) != 2 || points[0].Step != 1 || points[0].Claim.Value != "0.91" || points[1].Claim.Value != "0.958412" || whole.Value != "0.958412" {
		t.Errorf("%v %+v", err, points)
	}
	_, _, err = claim.NewEnv(fixture()).Series("timing experiment=mlflow-mnist step=train", diag.Pos{File: "paper.md", Line: 5, Col: 1})
	if err == nil || err.Hint != "write metric experiment=… name=…, or give the chart categories:" {
		t.Errorf("a time has no steps to follow: %v", err)
	}
	points, whole, err = claim.NewEnv(fixture()).Series("metric experiment=metaflow-mnist name=loss", diag.Pos{})
	if err != nil || points != nil || whole.Status != claim.Missing {
		t.Errorf("%v %+v %+v", err, points, whole)
	}
}

// What an assertion says of two figures tells them apart, and its place is the
// comparison that is false.
func TestFalseAssertionTellsFiguresApart(t *testing.T) {
	for expr, want := range map[string]struct {
		reason   string
		col, len int
	}{
		"assert 0.49283 = 0.49281":                                 {"0.49283 is not 0.49281", 8, 17},
		"assert 1 < 2 and (1/3) > 0.33333333333333334":             {"0.33333333333333333 is not above 0.33333333333333334", 18, 27},
		"assert 100000.01 <= 100000":                               {"100000.01 is above 100000", 8, 19},
		"assert 2/3 = 0.6667":                                      {"0.66667 is not 0.6667", 8, 12},
		"assert (total set=published tool=mlflow) = 8.299":         {"8.30 (total of MLflow, score set Published) is not 8.299", 8, 41},
		"assert (total set=published tool=mlflow) < 8.3":           {"8.30 (total of MLflow, score set Published) is not below 8.3", 8, 39},
		"assert (total set=published tool=metaflow) ≥ 8 and 2 > 3": {"7.15 (total of Metaflow, score set Published) is below 8, and 2 is not above 3", 8, 39},
	} {
		c, err := claim.NewEnv(fixture()).Resolve(expr, diag.Pos{File: "paper.md", Line: 7, Col: 1})
		if err != nil {
			t.Errorf("%s: %v", expr, err)
			continue
		}
		e := c.Fault()
		if e == nil || c.Reason != want.reason || e.Pos != (diag.Pos{File: "paper.md", Line: 7, Col: want.col}) || e.Len != want.len {
			t.Errorf("%s: %q at %v, %d long", expr, c.Reason, c.Broken, c.BrokenLen)
		}
	}
}
