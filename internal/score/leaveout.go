package score

import (
	"math/big"
	"strconv"
)

// Left is what a tool's cell, or its total, comes to with each probe left out
// in turn: the least and the most, each with the probe that does it.
type Left struct {
	Span
	Probes int // that were left out, one at a time
}

// LeftOut is each measured cell with each of its probes left out in turn, and
// what that does to the totals and the ranking.
type LeftOut struct {
	Cells  map[string]map[string]Left // by tool and criterion; cells of one metric are not in it
	Totals map[string]Left            // by tool
	Probes int                        // that were left out, over all criteria
	// Winners are the tools that come first when some probe is left out of the
	// rule, for all tools alike, in the order in which they turned up; "" stands
	// for none. Wins counts the probes without which each comes first.
	Winners []string
	Wins    map[string]int
	Ranks   map[string]Ranks // by tool
}

// Ranks are the least and the greatest rank of a tool, 0 where it never has
// one. Untold says that without some probe it has none.
type Ranks struct {
	Low, High int
	Untold    bool
}

// Text is "1", "1–2", "1–2 or none", or a dash.
func (r Ranks) Text() string {
	if r.High == 0 {
		return "–"
	}
	text := strconv.Itoa(r.Low)
	if r.High != r.Low {
		text += "–" + strconv.Itoa(r.High)
	}
	if r.Untold {
		text += " or none"
	}
	return text
}

func (r Ranks) with(rank int) Ranks {
	if rank == 0 {
		r.Untold = true
		return r
	}
	if r.High == 0 {
		r.Low = rank
	}
	r.Low, r.High = min(r.Low, rank), max(r.High, rank)
	return r
}

// LeaveOut leaves each probe of the table's rules out in turn, for all tools at
// once: what a criterion would say had that question not been asked. The
// weights within the rule stay in proportion.
func LeaveOut(t *Table) *LeftOut {
	out := &LeftOut{Cells: map[string]map[string]Left{}, Totals: map[string]Left{}, Wins: map[string]int{}, Ranks: map[string]Ranks{}}
	for _, c := range t.Criteria {
		for _, probe := range t.probesOf(c.ID) {
			out.add(c.ID, t.without(c.ID, probe))
		}
	}
	if len(out.Totals) == 0 {
		return nil
	}
	return out
}

// probesOf are the metrics of a criterion's rule that are probes.
func (t *Table) probesOf(criterion string) []string {
	var probes []string
	for i := range t.Tools {
		parts := t.Tools[i].Cells[criterion].Parts
		if len(parts) < 2 {
			continue
		}
		for _, p := range parts {
			if p.Probe {
				probes = append(probes, p.ID)
			}
		}
		break // a rule's metrics are the same for all tools
	}
	return probes
}

// without is the table had a metric of a criterion not been asked.
func (t *Table) without(criterion, metric string) *Table {
	less := &Table{Set: t.Set, Name: t.Name, Criteria: t.Criteria}
	for i := range t.Tools {
		row := Row{ID: t.Tools[i].ID, Name: t.Tools[i].Name, Cells: map[string]Cell{}}
		low, high := new(big.Rat), new(big.Rat)
		for _, c := range t.Criteria {
			cell := t.Tools[i].Cells[c.ID]
			if c.ID == criterion {
				cell = cell.without(metric)
			}
			row.Cells[c.ID] = cell
			low.Add(low, new(big.Rat).Mul(cell.Range.Low, c.Weight))
			high.Add(high, new(big.Rat).Mul(cell.Range.High, c.Weight))
		}
		row.Total = Span{low.Quo(low, hundred), high.Quo(high, hundred)}
		less.Tools = append(less.Tools, row)
	}
	less.rank()
	return less
}

// without is a measured cell less one metric.
func (c Cell) without(metric string) Cell {
	var kept []Part
	for _, p := range c.Parts {
		if p.ID != metric {
			kept = append(kept, p)
		}
	}
	if len(kept) == len(c.Parts) || len(kept) == 0 {
		return c
	}
	less := Cell{Basis: Measured, Parts: kept}
	low, high, share := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, p := range kept {
		least, most := p.Points, p.Points
		if p.Points == nil {
			least, most, less.Basis = zero, ten, Missing
		}
		low.Add(low, new(big.Rat).Mul(least, p.Weight))
		high.Add(high, new(big.Rat).Mul(most, p.Weight))
		share.Add(share, p.Weight)
	}
	if share.Sign() == 0 {
		return c
	}
	less.Range = Span{RoundPoints(low.Quo(low, share)), RoundPoints(high.Quo(high, share))}
	if less.Basis == Measured {
		less.Points = less.Range.Low
	}
	return less
}

// add takes in the table without one probe of a criterion.
func (o *LeftOut) add(criterion string, t *Table) {
	o.Probes++
	if o.Wins[t.Winner]++; o.Wins[t.Winner] == 1 {
		o.Winners = append(o.Winners, t.Winner)
	}
	for i := range t.Tools {
		row := &t.Tools[i]
		if o.Cells[row.ID] == nil {
			o.Cells[row.ID] = map[string]Left{}
		}
		if cell := row.Cells[criterion]; len(cell.Parts) > 0 {
			o.Cells[row.ID][criterion] = o.Cells[row.ID][criterion].with(cell.Range)
		}
		o.Totals[row.ID] = o.Totals[row.ID].with(row.Total)
		o.Ranks[row.ID] = o.Ranks[row.ID].with(row.Rank)
	}
}

// with widens what was found by one more span.
func (l Left) with(s Span) Left {
	if l.Low == nil || s.Low.Cmp(l.Low) < 0 {
		l.Low = s.Low
	}
	if l.High == nil || s.High.Cmp(l.High) > 0 {
		l.High = s.High
	}
	l.Probes++
	return l
}
