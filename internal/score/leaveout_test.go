package score_test

import (
	"math/big"
	"testing"

	"report/internal/score"
)

// A rule of three probes, of which the first counts double: without each in
// turn it is 1/2, 2/3 and 1 of ten points for the first tool; the second passes
// the heavy one alone.
func TestLeaveOutOfEachProbeInTurn(t *testing.T) {
	part := func(id string, weight, points int64, probe bool) score.Part {
		return score.Part{ID: id, Weight: big.NewRat(weight, 1), Points: big.NewRat(points, 1), Value: big.NewRat(points/10, 1), Probe: probe}
	}
	row := func(id string, parts ...score.Part) score.Row {
		return score.Row{ID: id, Name: id, Cells: map[string]score.Cell{"c": {Basis: score.Measured, Parts: parts}}}
	}
	table := &score.Table{Criteria: []score.Criterion{{ID: "c", Weight: big.NewRat(100, 1)}}, Tools: []score.Row{
		row("a", part("x", 2, 10, true), part("y", 1, 10, true), part("z", 1, 0, true)),
		row("b", part("x", 2, 10, true), part("y", 1, 0, true), part("z", 1, 0, true)),
	}}
	out := score.LeaveOut(table)
	for tool, want := range map[string][2]string{"a": {"5", "10"}, "b": {"0", "67/10"}} {
		got := out.Cells[tool]["c"]
		if got.Low.RatString() != want[0] || got.High.RatString() != want[1] || got.Probes != 3 {
			t.Errorf("%s: %s to %s over %d probes, want %v", tool, got.Low.RatString(), got.High.RatString(), got.Probes, want)
		}
	}
	// Without y both have 6.7 points: a tie, and no winner.
	if len(out.Winners) != 2 || out.Winners[0] != "a" || out.Winners[1] != "" || out.Ranks["b"] != (score.Ranks{Low: 1, High: 2}) {
		t.Errorf("winners %q, ranks %v", out.Winners, out.Ranks)
	}
	if out.Probes != 3 || out.Wins["a"] != 2 || out.Wins[""] != 1 || out.Wins["b"] != 0 {
		t.Errorf("of %d probes, first are %v", out.Probes, out.Wins)
	}
}

// Without a probe that has an answer, what is missing can overlap.
func TestLeaveOutCanLeaveNoRank(t *testing.T) {
	part := func(id string, points *big.Rat) score.Part {
		return score.Part{ID: id, Weight: big.NewRat(1, 1), Points: points, Probe: true}
	}
	row := func(id string, x, y *big.Rat) score.Row {
		return score.Row{ID: id, Name: id, Cells: map[string]score.Cell{"c": {Basis: score.Missing, Parts: []score.Part{part("x", x), part("y", y)}}}}
	}
	table := &score.Table{Criteria: []score.Criterion{{ID: "c", Weight: big.NewRat(100, 1)}}, Tools: []score.Row{
		row("a", big.NewRat(10, 1), nil), row("b", big.NewRat(5, 1), big.NewRat(5, 1)),
	}}
	out := score.LeaveOut(table)
	// Without x the first can have anything, without y it has all points.
	if got := out.Ranks["a"]; got != (score.Ranks{Low: 1, High: 1, Untold: true}) || got.Text() != "1 or none" {
		t.Errorf("ranks of a: %+v, %s", got, got.Text())
	}
	if got := out.Ranks["b"]; got.Text() != "2 or none" || out.Wins["a"] != 1 || out.Wins[""] != 1 {
		t.Errorf("ranks of b: %s, first: %v", got.Text(), out.Wins)
	}
	if never := (score.Ranks{Untold: true}).Text(); never != "–" {
		t.Error(never)
	}
	if between := (score.Ranks{Low: 2, High: 4}).Text(); between != "2–4" {
		t.Error(between)
	}
}

// A cell of one metric alone has nothing left when that is left out.
func TestLeaveOutNeedsTwoMetrics(t *testing.T) {
	table := &score.Table{Criteria: []score.Criterion{{ID: "c", Weight: big.NewRat(100, 1)}}, Tools: []score.Row{
		{ID: "a", Cells: map[string]score.Cell{"c": {Parts: []score.Part{{ID: "x", Weight: big.NewRat(1, 1), Points: big.NewRat(10, 1), Probe: true}}}}}}}
	if out := score.LeaveOut(table); out != nil {
		t.Errorf("left out: %+v", out)
	}
}
