package score

import (
	"math/big"
	"slices"
	"sync"
)

// Sensitivity is what a verdict hangs on. Intervals, distances and the share of
// moved tables are exact; the share of weightings is of draws with a fixed seed.
type Sensitivity struct {
	Winner string // "" where the table has none
	// Stable is, for each criterion, the closed interval in percent of its
	// weight over which the winner stays, the others scaled in proportion;
	// Order the same for the whole ranking. Stable is nil without a winner.
	Stable map[string]Span
	Order  map[string]Span
	// Distance is, for each tool, the least sum of absolute changes of the
	// weights after which it is strictly first in the limit, nil where it
	// cannot be; Nearest are those weights by criterion.
	Distance map[string]*big.Rat
	Nearest  map[string]map[string]*big.Rat
	Moved    *Moved // nil where no cell is judged or published, or there is no winner
	shares   func() map[string]Share
}

// WinShare is, for each tool, the share of all weightings under which it is
// first. It is drawn when it is first asked for, because that takes longer than
// all the rest.
func (s *Sensitivity) WinShare() map[string]Share { return s.shares() }

// Share is a share with its standard error, which is 0 where all was counted.
type Share struct {
	Value float64 `json:"value"`
	Error float64 `json:"error"`
}

// Moved is what happens when written cells move by a point.
type Moved struct {
	Cells int // that are judged or published
	// Same is the share of tables that keep the winner: counted over all of
	// them, with no error, or with Drawn over draws.
	Same  Share
	Drawn bool
	// Fewest is the least number of cells whose move by a point ends the lead,
	// 0 where moving all of them does not.
	Fewest int
}

// Sensitive works out what a table's verdict hangs on. A table with ranges has
// no exact totals to vary: it gives nil.
func Sensitive(t *Table) (*Sensitivity, error) {
	for i := range t.Tools {
		for _, c := range t.Criteria {
			if t.Tools[i].Cells[c.ID].Points == nil {
				return nil, nil
			}
		}
	}
	s := &Sensitivity{
		Winner: t.Winner, Order: map[string]Span{}, Distance: map[string]*big.Rat{},
		Nearest: map[string]map[string]*big.Rat{}, shares: sync.OnceValue(func() map[string]Share { return winShares(t) }),
	}
	if t.Winner != "" {
		s.Stable, s.Moved = map[string]Span{}, moved(t)
	}
	for _, c := range t.Criteria {
		lines := t.lines(c)
		s.Order[c.ID] = orderInterval(t, c, lines)
		if t.Winner != "" {
			s.Stable[c.ID] = winnerInterval(t, c, lines)
		}
	}
	for i := range t.Tools {
		weights, distance, err := t.Nearest(t.Tools[i].ID)
		if err != nil {
			return nil, err
		}
		s.Distance[t.Tools[i].ID] = distance
		if distance != nil {
			s.Nearest[t.Tools[i].ID] = weights
		}
	}
	return s, nil
}

// line is a total as one weight t changes: at + slope · t, times 100.
type line struct{ at, slope *big.Rat }

// lines are the tools' totals over the weight of one criterion. It is nil where
// that criterion has all the weight: there is no proportion to scale others in.
func (t *Table) lines(c Criterion) []line {
	rest := new(big.Rat).Sub(hundred, c.Weight)
	if rest.Sign() == 0 {
		return nil
	}
	out := make([]line, len(t.Tools))
	for i := range t.Tools {
		points := t.Tools[i].Cells[c.ID].Points
		others := new(big.Rat).Mul(t.Tools[i].Total.Low, hundred)
		others.Sub(others, new(big.Rat).Mul(c.Weight, points))
		others.Quo(others, rest) // their mean, as if they had all the weight
		out[i] = line{new(big.Rat).Mul(others, hundred), new(big.Rat).Sub(points, others)}
	}
	return out
}

// LeadAt is how far a total lies above another when one weight is t percent (at
// most 100) and the others are scaled in proportion. Both rows need all points.
func LeadAt(t *Table, above, below *Row, c Criterion, percent *big.Rat) *big.Rat {
	if percent.Cmp(hundred) > 0 {
		percent = hundred
	}
	rest := new(big.Rat).Sub(hundred, c.Weight)
	scale := new(big.Rat)
	if rest.Sign() != 0 {
		scale.Quo(new(big.Rat).Sub(hundred, percent), rest)
	}
	lead := new(big.Rat)
	for _, column := range t.Criteria {
		weight := percent
		if column.ID != c.ID {
			weight = new(big.Rat).Mul(column.Weight, scale)
		} else if rest.Sign() == 0 {
			weight = hundred // no other can take what it would give up
		}
		gap := new(big.Rat).Sub(above.Cells[column.ID].Points, below.Cells[column.ID].Points)
		lead.Add(lead, gap.Mul(gap, weight))
	}
	return lead.Quo(lead, hundred)
}

// within narrows an interval to where a lies no lower than b.
func within(s Span, a, b line) Span {
	at, slope := new(big.Rat).Sub(a.at, b.at), new(big.Rat).Sub(a.slope, b.slope)
	if slope.Sign() == 0 {
		return s
	}
	crossing := new(big.Rat).Neg(at)
	crossing.Quo(crossing, slope)
	switch {
	case slope.Sign() > 0 && crossing.Cmp(s.Low) > 0:
		s.Low = crossing
	case slope.Sign() < 0 && crossing.Cmp(s.High) < 0:
		s.High = crossing
	}
	return s
}

func winnerInterval(t *Table, c Criterion, lines []line) Span {
	if lines == nil {
		return Span{hundred, hundred}
	}
	s := Span{zero, hundred}
	best := slices.IndexFunc(t.Tools, func(r Row) bool { return r.ID == t.Winner })
	for i := range lines {
		if i != best {
			s = within(s, lines[best], lines[i])
		}
	}
	return s
}

// orderInterval is where every tool keeps its rank. Equal totals stay equal
// only where their lines are the same.
func orderInterval(t *Table, c Criterion, lines []line) Span {
	if lines == nil {
		return Span{hundred, hundred}
	}
	order := make([]int, len(t.Tools))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return t.Tools[j].Total.Low.Cmp(t.Tools[i].Total.Low) })
	s := Span{zero, hundred}
	for k := 1; k < len(order); k++ {
		above, below := order[k-1], order[k]
		s = within(s, lines[above], lines[below])
		if t.Tools[above].Total.Low.Cmp(t.Tools[below].Total.Low) == 0 {
			s = within(s, lines[below], lines[above])
		}
	}
	return s
}

// Nearest are the weights closest to the table's own at which a tool is
// strictly first in the limit, and how far they are; nil where it cannot be.
// Of several, the lexicographically smallest in the table's order of criteria.
// Every cell of the table must have points.
func (t *Table) Nearest(tool string) (map[string]*big.Rat, *big.Rat, error) {
	leads := t.leads(slices.IndexFunc(t.Tools, func(r Row) bool { return r.ID == tool }))
	if can, err := canLead(t, leads); err != nil || !can {
		return nil, nil, err
	}
	n := len(t.Criteria)
	// Variables: the n weights, what each grows by, what it shrinks by, and
	// the lead over each other tool.
	p := &program{c: make([]*big.Rat, 3*n+len(leads))}
	for j := range p.c {
		p.c[j] = zero
		if j >= n && j < 3*n {
			p.c[j] = one
		}
	}
	for k, c := range t.Criteria {
		p.row(c.Weight, map[int]*big.Rat{k: one, n + k: minus, 2*n + k: one})
	}
	sum := map[int]*big.Rat{}
	for k := range n {
		sum[k] = one
	}
	p.row(hundred, sum)
	for j, lead := range leads {
		row := map[int]*big.Rat{3*n + j: minus}
		for k, x := range lead {
			row[k] = x
		}
		p.row(zero, row)
	}
	then := make([]int, n)
	for k := range then {
		then[k] = k
	}
	z, err := p.solve(then)
	if err != nil {
		return nil, nil, err
	}
	weights, distance := map[string]*big.Rat{}, new(big.Rat)
	for k, c := range t.Criteria {
		weights[c.ID] = z[k]
		change := new(big.Rat).Sub(z[k], c.Weight)
		distance.Add(distance, change.Abs(change))
	}
	return weights, distance, nil
}

var minus = big.NewRat(-1, 1)

// row adds an equation; coefficients that are not named are zero.
func (p *program) row(b *big.Rat, coefficients map[int]*big.Rat) {
	row := make([]*big.Rat, len(p.c))
	for j := range row {
		row[j] = zero
	}
	for j, x := range coefficients {
		row[j] = x
	}
	p.a, p.b = append(p.a, row), append(p.b, b)
}

// leads are a tool's points less each other tool's, by criterion.
func (t *Table) leads(tool int) [][]*big.Rat {
	var leads [][]*big.Rat
	for i := range t.Tools {
		if i == tool {
			continue
		}
		lead := make([]*big.Rat, len(t.Criteria))
		for k, c := range t.Criteria {
			lead[k] = new(big.Rat).Sub(t.Tools[tool].Cells[c.ID].Points, t.Tools[i].Cells[c.ID].Points)
		}
		leads = append(leads, lead)
	}
	return leads
}

// canLead reports whether some weights put the tool strictly first: whether the
// greatest least lead is above zero. Only then are the weights at which it is
// no worse than first the limit of those at which it is first.
func canLead(t *Table, leads [][]*big.Rat) (bool, error) {
	if len(leads) == 0 {
		return true, nil
	}
	n := len(t.Criteria)
	// Variables: the n weights, the least lead as a difference of two, and what
	// each lead is above it.
	p := &program{c: make([]*big.Rat, n+2+len(leads))}
	for j := range p.c {
		p.c[j] = zero
	}
	p.c[n], p.c[n+1] = minus, one
	sum := map[int]*big.Rat{}
	for k := range n {
		sum[k] = one
	}
	p.row(hundred, sum)
	for j, lead := range leads {
		row := map[int]*big.Rat{n: minus, n + 1: one, n + 2 + j: minus}
		for k, x := range lead {
			row[k] = x
		}
		p.row(zero, row)
	}
	z, err := p.solve(nil)
	if err != nil {
		return false, err
	}
	return z[n].Cmp(z[n+1]) > 0, nil
}
