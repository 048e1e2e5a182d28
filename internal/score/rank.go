package score

import (
	"math/big"
	"slices"
	"sort"
)

// rank gives every tool its rank and names the winner or those that tie.
//
// A rank is told only where every other tool is either surely above (its range
// wholly higher) or surely not above (its highest total no higher than this
// tool's lowest); with exact totals that is always so and equals share a rank.
// The winner's range lies wholly above all others.
func (t *Table) rank() {
	n := len(t.Tools)
	lows, highs := make([]*big.Rat, n), make([]*big.Rat, n)
	for i := range t.Tools {
		lows[i], highs[i] = t.Tools[i].Total.Low, t.Tools[i].Total.High
	}
	slices.SortFunc(lows, (*big.Rat).Cmp)
	slices.SortFunc(highs, (*big.Rat).Cmp)
	var first []int
	for i := range t.Tools {
		row := &t.Tools[i]
		above := over(lows, row.Total.High)
		maybe := over(highs, row.Total.Low)
		if !row.Total.Exact() {
			maybe-- // its own highest total
		}
		row.Rank, row.Places = 0, Ranks{Low: 1 + above, High: 1 + maybe}
		if above == maybe {
			row.Rank = 1 + above
		}
		if row.Rank == 1 {
			first = append(first, i)
		}
	}
	t.crown(first)
}

// over counts the values greater than x in a sorted list.
func over(sorted []*big.Rat, x *big.Rat) int {
	return len(sorted) - sort.Search(len(sorted), func(i int) bool { return sorted[i].Cmp(x) > 0 })
}

func (t *Table) crown(first []int) {
	t.Winner, t.Tied = "", nil
	if len(first) > 1 { // each is surely not above the other: their totals are equal
		for _, i := range first {
			t.Tied = append(t.Tied, t.Tools[i].ID)
		}
		return
	}
	if len(first) == 0 {
		return
	}
	// A lone first may still meet its equal: [8, 9] beside 8 ranks first, yet
	// does not lie wholly above.
	best := &t.Tools[first[0]]
	for i := range t.Tools {
		if i != first[0] && t.Tools[i].Total.High.Cmp(best.Total.Low) >= 0 {
			return
		}
	}
	t.Winner = best.ID
}

// Contenders are the tools that no other tool ranks surely above, in the
// table's order: the winner alone, those that tie, or those whose ranges overlap.
func (t *Table) Contenders() []string {
	var best *big.Rat
	for i := range t.Tools {
		if low := t.Tools[i].Total.Low; best == nil || low.Cmp(best) > 0 {
			best = low
		}
	}
	var ids []string
	for i := range t.Tools {
		if t.Tools[i].Total.High.Cmp(best) >= 0 {
			ids = append(ids, t.Tools[i].ID)
		}
	}
	return ids
}

// Row returns a tool's row, or nil.
func (t *Table) Row(tool string) *Row {
	if t.rows != nil {
		if i, ok := t.rows[tool]; ok {
			return &t.Tools[i]
		}
		return nil
	}
	for i := range t.Tools {
		if t.Tools[i].ID == tool {
			return &t.Tools[i]
		}
	}
	return nil
}

// Basis is the weakest basis among the row's cells: missing, then judged, then
// published; measured only where all are.
func (r *Row) Basis() Basis {
	weakest, worst := Measured, 0
	order := map[Basis]int{Measured: 0, Published: 1, Judged: 2, Missing: 3}
	for _, c := range r.Cells {
		if order[c.Basis] > worst {
			weakest, worst = c.Basis, order[c.Basis]
		}
	}
	return weakest
}
