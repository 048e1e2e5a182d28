package score_test

import (
	"math/big"
	"reflect"
	"strings"
	"testing"

	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

func rat(t testing.TB, text string) *big.Rat {
	t.Helper()
	value, ok := new(big.Rat).SetString(text)
	if !ok {
		t.Fatalf("%q is no number", text)
	}
	return value
}

// seed is Table 2 of the source paper, as its score set `published`.
func seed(t testing.TB) *study.Study {
	t.Helper()
	s := &study.Study{Profile: "standard"}
	for _, c := range []struct{ id, name, weight string }{
		{"installation", "Ease of installation", "15"}, {"flexibility", "Configuration flexibility", "15"},
		{"interoperability", "Interoperability", "20"}, {"instrumentation", "Code instrumentation", "15"},
		{"interpretability", "Interpretability", "15"}, {"documentation", "Documentation and support", "20"},
	} {
		s.Criteria = append(s.Criteria, study.Criterion{ID: c.id, Name: c.name, Weight: rat(t, c.weight)})
	}
	set := study.ScoreSet{ID: "published", Name: "Published", Source: "seed2025"}
	for _, tool := range []struct {
		id, name string
		points   [6]int64
	}{
		{"mlflow", "MLflow", [6]int64{9, 8, 7, 8, 9, 9}},
		{"metaflow", "Metaflow", [6]int64{4, 9, 7, 9, 7, 7}},
		{"airflow", "Apache Airflow", [6]int64{8, 9, 9, 6, 8, 9}},
		{"kubeflow", "Kubeflow Pipelines", [6]int64{6, 9, 8, 5, 7, 7}},
	} {
		s.Tools = append(s.Tools, study.Tool{ID: tool.id, Name: tool.name, Version: "1"})
		for i, p := range tool.points {
			set.Cells = append(set.Cells, study.Cell{Tool: tool.id, Criterion: s.Criteria[i].ID,
				Points: big.NewRat(p, 1), Basis: "published", At: "Table 2"})
		}
	}
	s.Sets = []study.ScoreSet{set}
	return s
}

func apply(t testing.TB, s *study.Study, readings score.Readings, set string, weights []study.Weight) *score.Table {
	t.Helper()
	table, err := score.Apply(s, readings, set, weights)
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func TestSourcePaperTotals(t *testing.T) {
	table := apply(t, seed(t), score.Fixed{}, "published", nil)
	want := map[string]struct {
		total string
		rank  int
	}{"mlflow": {"8.30", 1}, "metaflow": {"7.15", 3}, "airflow": {"8.25", 2}, "kubeflow": {"7.05", 4}}
	for id, w := range want {
		row := table.Row(id)
		if got := row.Total.Low.FloatString(2); got != w.total || !row.Total.Exact() || row.Rank != w.rank {
			t.Errorf("%s: total %s rank %d, want %s and %d", id, got, row.Rank, w.total, w.rank)
		}
		if row.Basis() != score.Published {
			t.Errorf("%s rests on %s", id, row.Basis())
		}
	}
	if table.Winner != "mlflow" || table.Tied != nil {
		t.Errorf("winner %q, tied %v", table.Winner, table.Tied)
	}
}

// A tool of the study that the source never rated changes nothing: it is no tool
// of the set, neither missing nor last.
func TestToolOutsideASet(t *testing.T) {
	s := seed(t)
	before, err := score.Sensitive(apply(t, s, score.Fixed{}, "published", nil))
	if err != nil {
		t.Fatal(err)
	}
	s.Tools = append(s.Tools, study.Tool{ID: "dvc", Name: "DVC"})
	s.Sets = append(s.Sets, study.ScoreSet{ID: "measured", Rubric: true})
	s.Contexts = []study.Context{{ID: "anyone", Weights: score.Weights(s)}}
	table := apply(t, s, score.Fixed{}, "published", nil)
	if table.Row("dvc") != nil || !reflect.DeepEqual(table.Outside, []string{"dvc"}) || len(table.Tools) != 4 {
		t.Errorf("%d tools, outside %v", len(table.Tools), table.Outside)
	}
	if table.Winner != "mlflow" || !reflect.DeepEqual(table.Contenders(), []string{"mlflow"}) {
		t.Errorf("winner %q, contenders %v", table.Winner, table.Contenders())
	}
	after, err := score.Sensitive(table)
	if err != nil || !reflect.DeepEqual(partsOf(after), partsOf(before)) {
		t.Errorf("sensitivity became %+v (%v), was %+v", after, err, before)
	}
	advice, err := score.Advise(s, score.Fixed{}, "published", "anyone")
	if err != nil || advice.First != "mlflow" || advice.Option("dvc") != nil || len(advice.Options) != 4 {
		t.Errorf("advice %+v (%v)", advice, err)
	}
	// A set that measures has every tool, and a single cell is enough to be in one.
	if measured := apply(t, s, score.Fixed{}, "measured", nil); len(measured.Tools) != 5 || measured.Outside != nil {
		t.Errorf("measured: %d tools, outside %v", len(measured.Tools), measured.Outside)
	}
	s.Sets[0].Cells = append(s.Sets[0].Cells, study.Cell{Tool: "dvc", Criterion: "installation", Points: big.NewRat(9, 1), Basis: "published"})
	row := apply(t, s, score.Fixed{}, "published", nil).Row("dvc")
	if row == nil || row.Cells["documentation"].Basis != score.Missing || row.Total.Exact() {
		t.Errorf("a tool with one cell: %+v", row)
	}
}

func TestRanks(t *testing.T) {
	tests := []struct {
		name    string
		cells   []string // points, or "" for none
		ranks   []int
		winner  string
		tied    []string
		contend []string
	}{
		{"distinct", []string{"9", "7", "8"}, []int{1, 3, 2}, "a", nil, []string{"a"}},
		{"tie at first", []string{"9", "9", "3"}, []int{1, 1, 3}, "", []string{"a", "b"}, []string{"a", "b"}},
		{"tie below", []string{"9", "3", "3"}, []int{1, 2, 2}, "a", nil, []string{"a"}},
		{"all tie", []string{"5", "5", "5"}, []int{1, 1, 1}, "", []string{"a", "b", "c"}, []string{"a", "b", "c"}},
		{"one missing", []string{"9", "", "8"}, []int{0, 0, 0}, "", nil, []string{"a", "b"}},
		{"all missing", []string{"", "", ""}, []int{0, 0, 0}, "", nil, []string{"a", "b", "c"}},
		{"a single tool", []string{"2"}, []int{1}, "a", nil, []string{"a"}},
		{"a single tool with nothing", []string{""}, []int{1}, "a", nil, []string{"a"}},
		// Ten is the most that the missing cell can reach: it may tie, not pass.
		{"missing beside the best", []string{"10", ""}, []int{1, 0}, "", nil, []string{"a", "b"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := &study.Study{Criteria: []study.Criterion{{ID: "c", Weight: big.NewRat(100, 1)}}, Sets: []study.ScoreSet{{ID: "set", Rubric: true}}}
			for i, points := range test.cells {
				id := string(rune('a' + i))
				s.Tools = append(s.Tools, study.Tool{ID: id, Name: id})
				if points != "" {
					s.Sets[0].Cells = append(s.Sets[0].Cells, study.Cell{Tool: id, Criterion: "c", Points: rat(t, points), Basis: "judged"})
				}
			}
			table := apply(t, s, score.Fixed{}, "set", nil)
			var ranks []int
			for _, row := range table.Tools {
				ranks = append(ranks, row.Rank)
			}
			if !reflect.DeepEqual(ranks, test.ranks) || table.Winner != test.winner || !reflect.DeepEqual(table.Tied, test.tied) {
				t.Errorf("ranks %v winner %q tied %v", ranks, table.Winner, table.Tied)
			}
			if got := table.Contenders(); !reflect.DeepEqual(got, test.contend) {
				t.Errorf("contenders %v", got)
			}
		})
	}
}

func reading(experiment string, metrics []run.Metric, timings []run.Record, steps ...evidence.StepSummary) *score.Reading {
	return &score.Reading{
		Experiment: experiment, Run: "20261123T141300Z-standard-1a2b3c4d",
		Manifest: &evidence.Manifest{Experiment: experiment, Steps: steps}, Metrics: metrics, Timings: timings,
	}
}

func metric(name, value string, labels map[string]string) run.Metric {
	return run.Metric{Name: name, Value: run.Number(value), From: "measure", Repetition: 1, Labels: labels}
}

// ruled is a study of one criterion with a rule of three metrics: packages
// less the baseline's, a probe, and the median wall time.
func ruled() *study.Study {
	anchors := func(pairs ...int64) []study.Anchor {
		var out []study.Anchor
		for i := 0; i < len(pairs); i += 2 {
			out = append(out, study.Anchor{Value: big.NewRat(pairs[i], 1), Points: big.NewRat(pairs[i+1], 1)})
		}
		return out
	}
	s := &study.Study{
		Tools:    []study.Tool{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}},
		Criteria: []study.Criterion{{ID: "c", Name: "C", Weight: big.NewRat(100, 1)}},
		Sets:     []study.ScoreSet{{ID: "measured", Rubric: true}},
		Rubric: []study.Rule{{Criterion: "c", Metrics: []study.RuleMetric{
			{ID: "packages", From: study.Source{Experiment: "{tool}-x", Metric: "packages"},
				Minus:  &study.Source{Experiment: "baseline", Metric: "packages"},
				Weight: big.NewRat(2, 1), Points: anchors(0, 10, 50, 5, 200, 0)},
			{ID: "resumes", From: study.Source{Experiment: "{tool}-x", Probe: "resume"}, Weight: big.NewRat(1, 1)},
			{ID: "time", From: study.Source{Experiment: "{tool}-x", Step: "work", Timing: "wall"}, Points: anchors(0, 10, 10, 0)},
		}}},
	}
	for _, id := range []string{"a-x", "b-x", "baseline"} {
		s.Experiments = append(s.Experiments, &study.Experiment{ID: id})
	}
	return s
}

// TestToolInLabel holds a rule that reads one experiment for all tools.
func TestToolInLabel(t *testing.T) {
	s := ruled()
	s.Rubric[0].Metrics = []study.RuleMetric{{
		ID: "overhead", From: study.Source{Experiment: "baseline", Metric: "overhead", Labels: map[string]string{"tool": "{tool}"}},
		Points: []study.Anchor{{Value: big.NewRat(0, 1), Points: big.NewRat(10, 1)}, {Value: big.NewRat(10, 1), Points: big.NewRat(0, 1)}},
	}}
	readings := score.Fixed{"baseline": reading("baseline", []run.Metric{
		metric("overhead", "2", map[string]string{"tool": "a"}), metric("overhead", "7", map[string]string{"tool": "b"}),
	}, nil)}
	table := apply(t, s, readings, "measured", nil)
	for tool, want := range map[string]string{"a": "8", "b": "3"} {
		if got := table.Row(tool).Cells["c"].Points; got == nil || score.Decimal(got) != want {
			t.Errorf("%s: %v, want %s", tool, got, want)
		}
	}
	if got := s.Rubric[0].Metrics[0].From.Labels["tool"]; got != "{tool}" {
		t.Errorf("the rule's own label became %q", got)
	}
}

func TestRuleApplied(t *testing.T) {
	work := func(repetition int, wall float64) run.Record {
		return run.Record{Step: "work", Kind: study.Run, Repetition: repetition, Status: run.Succeeded, Wall: wall, Log: "work.log"}
	}
	retried := work(1, 99)
	retried.Log = "attempt-1/work.log"
	warm := work(1, 77)
	warm.Warmup = true
	readings := score.Fixed{
		"a-x": reading("a-x", []run.Metric{metric("packages", "3", nil), metric("packages", "85", nil)},
			[]run.Record{retried, warm, work(1, 1), work(2, 3), {Step: "resume", Kind: study.Probe, Status: run.Refused, Repetition: 1}},
			evidence.StepSummary{ID: "resume", Kind: study.Probe, Status: run.Refused, Log: "resume.log"}),
		"baseline": reading("baseline", []run.Metric{metric("packages", "10", nil)}, nil),
	}
	readings["a-x"].Stale = "the lock changed"
	table := apply(t, ruled(), readings, "measured", nil)
	a := table.Row("a").Cells["c"]
	// 75 packages: 5 − 25/150·5 = 25/6 points, twice; probe 0; median 2 s: 8. (25/3 + 0 + 8) / 4 = 49/12 = 4.08…
	if a.Points == nil || score.Decimal(a.Points) != "4.1" || a.Basis != score.Measured || !a.Stale {
		t.Fatalf("a: %+v", a)
	}
	var refs []string
	for _, r := range a.Evidence {
		refs = append(refs, strings.Replace(r.String(), "20261123T141300Z-standard-1a2b3c4d", "RUN", 1))
	}
	want := []string{
		"a-x/RUN/metrics.json#/metrics/1/value", "baseline/RUN/metrics.json#/metrics/0/value",
		"a-x/RUN/timings.json#/records/4/status", "a-x/RUN/resume.log",
		"a-x/RUN/timings.json#/records/2/wall_seconds", "a-x/RUN/timings.json#/records/3/wall_seconds",
	}
	if !reflect.DeepEqual(refs, want) {
		t.Errorf("evidence\n%s\nwant\n%s", strings.Join(refs, "\n"), strings.Join(want, "\n"))
	}
	b := table.Row("b").Cells["c"]
	if b.Points != nil || b.Basis != score.Missing || b.Range.Text(1) != "0.0–10.0" || b.Reason != "b-x has not been run" {
		t.Errorf("b: %+v", b)
	}
}

func TestMissingMetricGivesARange(t *testing.T) {
	readings := score.Fixed{
		"a-x": reading("a-x", []run.Metric{metric("packages", "50", nil)}, nil,
			evidence.StepSummary{ID: "resume", Status: run.Succeeded}, evidence.StepSummary{ID: "work", Status: run.NotRun, Reason: "chromium is missing"}),
		"baseline": reading("baseline", []run.Metric{metric("packages", "0", nil)}, nil),
	}
	a := apply(t, ruled(), readings, "measured", nil).Row("a").Cells["c"]
	if a.Points != nil || a.Range.Text(1) != "5.0–7.5" || a.Basis != score.Missing {
		t.Errorf("range %s, %+v", a.Range.Text(1), a)
	}
	if a.Reason != "step work of a-x: not run here: chromium is missing" {
		t.Errorf("reason %q", a.Reason)
	}
}

func TestTake(t *testing.T) {
	readings := score.Fixed{"x": reading("x", []run.Metric{
		metric("m", "3", map[string]string{"model": "cnn"}), metric("m", "1e1", map[string]string{"model": "cnn"}),
		metric("m", "0.5", map[string]string{"model": "nn"}), metric("m", "4", map[string]string{"model": "cnn"}),
	}, nil)}
	for take, want := range map[string]string{"": "4", "last": "4", "first": "3", "min": "3", "max": "10",
		"mean": "5.666666666667", "median": "4", "sum": "17", "count": "3"} {
		f, err := score.Find(score.Query{Source: study.Source{Experiment: "x", Metric: "m", Labels: map[string]string{"model": "cnn"}, Take: take}}, readings)
		if err != nil || score.Decimal(f.Value) != want {
			t.Errorf("take %q: %+v, %v", take, f, err)
		}
	}
	f, err := score.Find(score.Query{Source: study.Source{Experiment: "x", Metric: "m", Labels: map[string]string{"model": "cnm"}}}, readings)
	if err != nil || !f.Unknown || !reflect.DeepEqual(f.Known, []string{"model=cnn", "model=nn"}) {
		t.Errorf("unknown label: %+v, %v", f, err)
	}
}

func TestRoundPointsHalfUp(t *testing.T) {
	for in, want := range map[string]string{"4.05": "4.1", "4.04": "4", "4.1499999": "4.1", "4.15": "4.2", "0": "0", "9.95": "10", "1/3": "0.3"} {
		if got := score.Decimal(score.RoundPoints(rat(t, in))); got != want {
			t.Errorf("%s gives %s, want %s", in, got, want)
		}
	}
}

func TestReweigh(t *testing.T) {
	s := seed(t)
	tests := []struct{ typed, want, wrong string }{
		{"installation=30", "30,12.352941176471,16.470588235294,12.352941176471,12.352941176471,16.470588235294", ""},
		{"documentation=100", "0,0,0,0,0,100", ""},
		{"installation=0", "0,17.647058823529,23.529411764706,17.647058823529,17.647058823529,23.529411764706", ""},
		{"installation=10,flexibility=10,interoperability=20,instrumentation=20,interpretability=20,documentation=20", "10,10,20,20,20,20", ""},
		{"installation=60,flexibility=50", "", "add up to 110 percent"},
		{"installation=-1", "", "negative"},
		{"instalation=10", "", `no criterion is called "instalation"`},
		{"installation=1,installation=2", "", "given twice"},
		{"installation", "", "not criterion=percent"},
		{"installation=ten", "", "a number of percent"},
		{"installation=1e999999999", "", "a number of percent"},
		{"installation=10,flexibility=10,interoperability=20,instrumentation=20,interpretability=20,documentation=10", "", "not 100, and no other"},
	}
	for _, test := range tests {
		fixed, err := score.ParseWeights(test.typed)
		var got []study.Weight
		if err == nil {
			got, err = score.Reweigh(score.Weights(s), fixed)
		}
		if test.wrong != "" {
			if err == nil || !strings.Contains(err.Error(), test.wrong) {
				t.Errorf("%s: error %v, want %q", test.typed, err, test.wrong)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", test.typed, err)
			continue
		}
		var texts []string
		total := new(big.Rat)
		for _, w := range got {
			texts = append(texts, score.Decimal(w.Percent))
			total.Add(total, w.Percent)
		}
		if joined := strings.Join(texts, ","); joined != test.want || total.Cmp(big.NewRat(100, 1)) != 0 {
			t.Errorf("%s gives %s (sum %s)", test.typed, joined, total)
		}
	}
}

func TestUnknownSetOffersTheNearest(t *testing.T) {
	_, err := score.Apply(seed(t), score.Fixed{}, "publshed", nil)
	if err == nil || !strings.Contains(err.Error(), `no score set is called "publshed"`) {
		t.Fatal(err)
	}
}

// partsOf is all that a sensitivity says.
func partsOf(s *score.Sensitivity) []any {
	return []any{s.Winner, s.Stable, s.Order, s.Distance, s.Nearest, s.Moved, s.WinShare()}
}
