package score_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"
	"time"

	"report/internal/score"
	"report/internal/study"
)

func sensitive(t testing.TB, table *score.Table) *score.Sensitivity {
	t.Helper()
	s, err := score.Sensitive(table)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// The figures that were worked out by hand for the source paper's table.
func TestSourcePaperSensitivity(t *testing.T) {
	s := sensitive(t, apply(t, seed(t), score.Fixed{}, "published", nil))
	for id, want := range map[string][2]string{
		"installation": {"200/19", "100"}, "flexibility": {"0", "400/21"}, "interoperability": {"0", "900/41"},
		"instrumentation": {"500/39", "2600/43"}, "interpretability": {"200/19", "100"}, "documentation": {"0", "100"},
	} {
		got := s.Stable[id]
		if got.Low.Cmp(rat(t, want[0])) != 0 || got.High.Cmp(rat(t, want[1])) != 0 {
			t.Errorf("%s: [%s, %s], want %v", id, got.Low.RatString(), got.High.RatString(), want)
		}
		order := s.Order[id]
		if order.Low.Cmp(got.Low) < 0 || order.High.Cmp(got.High) > 0 || order.Low.Cmp(order.High) >= 0 {
			t.Errorf("%s: the order holds in [%s, %s], outside the winner's", id, order.Low.RatString(), order.High.RatString())
		}
	}
	for id, want := range map[string]string{"mlflow": "0", "airflow": "5/2", "metaflow": "140/3", "kubeflow": ""} {
		got := s.Distance[id]
		if want == "" && got != nil || want != "" && (got == nil || got.Cmp(rat(t, want)) != 0) {
			t.Errorf("distance of %s: %v, want %q", id, got, want)
		}
	}
	sum := 0.0
	for id, share := range s.WinShare() {
		sum += share.Value
		if id == "kubeflow" && share.Value != 0 {
			t.Errorf("kubeflow cannot win, and wins %v", share)
		}
		if want := math.Sqrt(share.Value * (1 - share.Value) / score.Draws); math.Abs(share.Error-want) > 1e-12 {
			t.Errorf("%s: error %g, want %g", id, share.Error, want)
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		t.Errorf("the shares add up to %g", sum)
	}
	// MLflow leads by 0.05, less than the least weight times a point.
	if s.Moved.Cells != 24 || s.Moved.Fewest != 1 || s.Moved.Same.Value < 0.3 || s.Moved.Same.Value > 0.7 {
		t.Errorf("moved: %+v", s.Moved)
	}
}

// At the nearest weights the tool is first, level with another; a little
// further on the same way it leads; and less change does not do.
func TestNearestWeightsPutTheToolFirst(t *testing.T) {
	source := rand.New(rand.NewPCG(7, 7))
	for range 40 {
		st := random(source, 2+source.IntN(4), 1+source.IntN(5))
		table := apply(t, st, score.Fixed{}, "set", nil)
		for _, tool := range table.Tools {
			weights, distance := nearest(t, table, tool.ID)
			if distance == nil {
				continue
			}
			var moved []study.Weight
			sum := new(big.Rat)
			for _, c := range table.Criteria {
				moved = append(moved, study.Weight{Criterion: c.ID, Percent: weights[c.ID]})
				change := new(big.Rat).Sub(weights[c.ID], c.Weight)
				sum.Add(sum, change.Abs(change))
			}
			if sum.Cmp(distance) != 0 {
				t.Fatalf("%s: weights lie %s away, not %s", tool.ID, sum.RatString(), distance.RatString())
			}
			if row := apply(t, st, score.Fixed{}, "set", moved).Row(tool.ID); row.Rank != 1 {
				t.Fatalf("%s ranks %d at its nearest weights", tool.ID, row.Rank)
			}
		}
	}
}

func nearest(t *testing.T, table *score.Table, tool string) (map[string]*big.Rat, *big.Rat) {
	t.Helper()
	weights, distance, err := table.Nearest(tool)
	if err != nil {
		t.Fatal(err)
	}
	return weights, distance
}

func random(source *rand.Rand, tools, criteria int) *study.Study {
	s := &study.Study{Sets: []study.ScoreSet{{ID: "set"}}}
	left := int64(100)
	for k := range criteria {
		w := left
		if k < criteria-1 {
			w = source.Int64N(left + 1)
		}
		left -= w
		s.Criteria = append(s.Criteria, study.Criterion{ID: string(rune('p' + k)), Weight: big.NewRat(w, 1)})
	}
	for i := range tools {
		id := string(rune('a' + i))
		s.Tools = append(s.Tools, study.Tool{ID: id, Name: id})
		for _, c := range s.Criteria {
			s.Sets[0].Cells = append(s.Sets[0].Cells, study.Cell{Tool: id, Criterion: c.ID, Points: big.NewRat(source.Int64N(101), 10), Basis: "judged"})
		}
	}
	return s
}

// By brute force over a grid of weights: no point of it that puts a tool first
// lies nearer than the distance found.
func TestDistanceIsTheLeast(t *testing.T) {
	source := rand.New(rand.NewPCG(3, 9))
	for range 15 {
		st := random(source, 3, 3)
		table := apply(t, st, score.Fixed{}, "set", nil)
		distances := map[string]*big.Rat{}
		for _, tool := range table.Tools {
			_, distances[tool.ID] = nearest(t, table, tool.ID)
		}
		for a := int64(0); a <= 100; a += 4 {
			for b := int64(0); a+b <= 100; b += 4 {
				weights := []*big.Rat{big.NewRat(a, 1), big.NewRat(b, 1), big.NewRat(100-a-b, 1)}
				moved, change := []study.Weight{}, new(big.Rat)
				for k, c := range table.Criteria {
					moved = append(moved, study.Weight{Criterion: c.ID, Percent: weights[k]})
					step := new(big.Rat).Sub(weights[k], c.Weight)
					change.Add(change, step.Abs(step))
				}
				winner := apply(t, st, score.Fixed{}, "set", moved).Winner
				if winner != "" && (distances[winner] == nil || change.Cmp(distances[winner]) < 0) {
					t.Fatalf("%s wins after %s, its distance is %v", winner, change.RatString(), distances[winner])
				}
			}
		}
	}
}

func TestSensitivityOfEdges(t *testing.T) {
	single := seed(t)
	single.Tools, single.Sets[0].Cells = single.Tools[:1], single.Sets[0].Cells[:6]
	s := sensitive(t, apply(t, single, score.Fixed{}, "published", nil))
	if s.Winner != "mlflow" || s.Distance["mlflow"].Sign() != 0 || s.WinShare()["mlflow"].Value != 1 ||
		s.Stable["installation"].Low.Sign() != 0 || s.Stable["installation"].High.Cmp(big.NewRat(100, 1)) != 0 || s.Moved.Fewest != 0 {
		t.Errorf("a single tool: %+v", s)
	}
	tie := seed(t)
	s = sensitive(t, apply(t, tie, score.Fixed{}, "published", []study.Weight{
		{Criterion: "installation", Percent: new(big.Rat)}, {Criterion: "flexibility", Percent: new(big.Rat)},
		{Criterion: "interoperability", Percent: new(big.Rat)}, {Criterion: "instrumentation", Percent: new(big.Rat)},
		{Criterion: "interpretability", Percent: new(big.Rat)}, {Criterion: "documentation", Percent: big.NewRat(100, 1)},
	}))
	// All the weight on documentation: MLflow and Airflow tie, and each is
	// strictly first in the limit of no change at all.
	if s.Winner != "" || s.Stable != nil || s.Moved != nil || s.Distance["mlflow"].Sign() != 0 || s.Distance["airflow"].Sign() != 0 {
		t.Errorf("a tie: %+v", s)
	}
	if o := s.Order["documentation"]; o.Low.Cmp(big.NewRat(100, 1)) != 0 || o.High.Cmp(big.NewRat(100, 1)) != 0 {
		t.Errorf("a weight of 100: %+v", o)
	}
	open := seed(t)
	open.Sets[0].Cells = open.Sets[0].Cells[1:]
	if s := sensitive(t, apply(t, open, score.Fixed{}, "published", nil)); s != nil {
		t.Errorf("a table with a missing cell has no exact totals to vary: %+v", s)
	}
	twin := random(rand.New(rand.NewPCG(2, 2)), 2, 2)
	for i := range 2 {
		twin.Sets[0].Cells[2+i].Points = twin.Sets[0].Cells[i].Points
	}
	if s := sensitive(t, apply(t, twin, score.Fixed{}, "set", nil)); s.Distance["a"] != nil || s.Distance["b"] != nil {
		t.Errorf("of two equal tools none can be strictly first: %+v", s.Distance)
	}
}

func BenchmarkSensitivity10x10(b *testing.B) {
	st := random(rand.New(rand.NewPCG(5, 5)), 10, 10)
	table := apply(b, st, score.Fixed{}, "set", nil)
	b.ResetTimer()
	for range b.N {
		start := time.Now()
		if _, err := score.Sensitive(table); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(time.Since(start).Seconds(), "s/table")
	}
}
