package score

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/study"
)

// Apply fills one score set's table: written cells as they stand, the others
// by the rubric from the readings. A set without the rubric rates the tools
// that it has a cell for; the others are outside it, not missing. Weights nil
// are the study's own.
func Apply(s *study.Study, readings Readings, set string, weights []study.Weight) (*Table, error) {
	chosen := s.Set(set)
	if chosen == nil {
		return nil, unknownSet(s, set)
	}
	if weights == nil {
		weights = Weights(s)
	}
	columns, err := columns(s, weights)
	if err != nil {
		return nil, err
	}
	a := &application{
		study: s, set: chosen, readings: readings, columns: columns,
		written: map[[2]string]*study.Cell{}, rules: map[string]*study.Rule{}, declared: map[string]bool{},
	}
	for i := range chosen.Cells {
		a.written[[2]string{chosen.Cells[i].Tool, chosen.Cells[i].Criterion}] = &chosen.Cells[i]
	}
	for i := range s.Rubric {
		a.rules[s.Rubric[i].Criterion] = &s.Rubric[i]
	}
	for _, e := range s.Experiments {
		a.declared[e.ID] = true
	}
	rated := map[string]bool{}
	for i := range chosen.Cells {
		rated[chosen.Cells[i].Tool] = true
	}
	table := &Table{Set: chosen.ID, Name: chosen.Name, Criteria: columns, rows: map[string]int{}}
	for i := range s.Tools {
		if !chosen.Rubric && !rated[s.Tools[i].ID] { // as Rates has it, of all tools at once
			table.Outside = append(table.Outside, s.Tools[i].ID)
			continue
		}
		row, err := a.row(&s.Tools[i])
		if err != nil {
			return nil, err
		}
		table.rows[row.ID] = len(table.Tools)
		table.Tools = append(table.Tools, row)
	}
	table.rank()
	return table, nil
}

// Under is the table under other weights, which must fit the study's criteria:
// the cells stay what they are, totals and ranks are made anew.
func (t *Table) Under(s *study.Study, weights []study.Weight) (*Table, error) {
	columns, err := columns(s, weights)
	if err != nil {
		return nil, err
	}
	under := *t
	under.Criteria, under.Tools = columns, slices.Clone(t.Tools)
	for i := range under.Tools {
		under.Tools[i].add(columns)
	}
	under.rank()
	return &under, nil
}

// Rates reports whether a score set says anything about a tool: it computes
// cells, or has one written down.
func Rates(set *study.ScoreSet, tool string) bool {
	return set.Rubric || slices.ContainsFunc(set.Cells, func(c study.Cell) bool { return c.Tool == tool })
}

func unknownSet(s *study.Study, set string) error {
	var known []string
	for _, one := range s.Sets {
		known = append(known, one.ID)
	}
	e := diag.At(diag.Pos{}, "no score set is called %q", set)
	if near := diag.Nearest(set, known); near != "" {
		return e.WithHint("did you mean %s?", near)
	}
	return e.WithHint("study.yaml declares: %s", strings.Join(known, ", "))
}

// application is one set being applied, with its look-ups made once: a study
// may have a thousand tools and a hundred criteria.
type application struct {
	study    *study.Study
	set      *study.ScoreSet
	readings Readings
	columns  []Criterion
	written  map[[2]string]*study.Cell
	rules    map[string]*study.Rule
	declared map[string]bool
}

func (a *application) row(tool *study.Tool) (Row, error) {
	row := Row{ID: tool.ID, Name: tool.Name, Cells: make(map[string]Cell, len(a.columns))}
	for _, c := range a.columns {
		cell, err := a.cell(tool.ID, c.ID)
		if err != nil {
			return row, fmt.Errorf("scoring %s on %s: %w", tool.ID, c.ID, err)
		}
		row.Cells[c.ID] = cell
	}
	row.add(a.columns)
	return row, nil
}

// add makes the total of the cells. Weights are percents, points out of ten:
// the total is out of ten again.
func (r *Row) add(columns []Criterion) {
	low, high, weighed := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, c := range columns {
		within := r.Cells[c.ID].Range
		low.Add(low, weighed.Mul(within.Low, c.Weight))
		high.Add(high, weighed.Mul(within.High, c.Weight))
	}
	r.Total = Span{low.Quo(low, hundred), high.Quo(high, hundred)}
}

func (a *application) cell(tool, criterion string) (Cell, error) {
	if w := a.written[[2]string{tool, criterion}]; w != nil {
		return writtenCell(w)
	}
	rule := a.rules[criterion]
	switch {
	case !a.set.Rubric:
		return missingCell(fmt.Sprintf("score set %s has no points for it", a.set.ID)), nil
	case rule == nil:
		return missingCell(fmt.Sprintf("the rubric has no rule for %s", criterion)), nil
	}
	cell, err := a.measured(rule, tool)
	for i := range rule.Was {
		if err != nil {
			break
		}
		was := Former{On: rule.Was[i].On, Why: rule.Was[i].Why}
		was.Cell, err = a.measured(&rule.Was[i].Rule, tool)
		cell.Was = append(cell.Was, was)
	}
	return cell, err
}

func missingCell(reason string) Cell {
	return Cell{Range: Span{zero, ten}, Basis: Missing, Reason: reason}
}

func writtenCell(w *study.Cell) (Cell, error) {
	cell := Cell{Points: w.Points, Range: Span{w.Points, w.Points}, Basis: Basis(w.Basis), At: w.At, Reason: w.Reason, By: w.By}
	for _, text := range w.Evidence {
		ref, err := evidence.ParseRef(text)
		if err != nil {
			return cell, diag.At(w.Pos, "%v", err)
		}
		cell.Evidence = append(cell.Evidence, ref)
	}
	return cell, nil
}

// measured applies a rule: the weighted mean of its metrics' points, rounded.
// Where a metric is missing, the range is what the points would be with all
// missing ones at 0 and at 10.
func (a *application) measured(rule *study.Rule, tool string) (Cell, error) {
	cell := Cell{Basis: Measured}
	low, high, share := new(big.Rat), new(big.Rat), new(big.Rat)
	worst, best := new(big.Rat), new(big.Rat)
	var reasons []string
	for i := range rule.Metrics {
		part, stale, err := a.part(&rule.Metrics[i], tool)
		if err != nil {
			return cell, err
		}
		cell.Parts = append(cell.Parts, part)
		cell.Evidence = append(cell.Evidence, part.Evidence...)
		cell.Stale = cell.Stale || stale
		least, most := part.Points, part.Points
		if part.Points == nil {
			least, most = zero, ten
			reasons = append(reasons, part.Reason)
		}
		low.Add(low, new(big.Rat).Mul(least, part.Weight))
		high.Add(high, new(big.Rat).Mul(most, part.Weight))
		if part.Doubt.Low == nil {
			part.Doubt = Span{least, most}
		}
		worst.Add(worst, new(big.Rat).Mul(part.Doubt.Low, part.Weight))
		best.Add(best, new(big.Rat).Mul(part.Doubt.High, part.Weight))
		share.Add(share, part.Weight)
	}
	if share.Sign() == 0 {
		return missingCell(fmt.Sprintf("the rule for %s has no metric with a weight", rule.Criterion)), nil
	}
	cell.Range = Span{RoundPoints(low.Quo(low, share)), RoundPoints(high.Quo(high, share))}
	cell.Doubt = Span{RoundPoints(worst.Quo(worst, share)), RoundPoints(best.Quo(best, share))}
	if len(reasons) > 0 {
		cell.Basis, cell.Reason = Missing, inARow(reasons)
		return cell, nil
	}
	cell.Points = cell.Range.Low
	return cell, nil
}

func unique(list []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, s := range list {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	return out
}

// part reads one metric of a rule for one tool and gives it points.
func (a *application) part(m *study.RuleMetric, tool string) (Part, bool, error) {
	part := Part{ID: m.ID, Name: m.Name, Unit: m.Unit, Weight: m.Weight, Probe: m.From.Probe != ""}
	if part.Name == "" {
		part.Name = m.ID
	}
	if part.Weight == nil {
		part.Weight = big.NewRat(1, 1)
	}
	found, err := a.find(m.From, tool)
	if err != nil || found.Value == nil {
		part.Reason = found.Missing
		return part, false, err
	}
	value, stale := found.Value, found.Stale != ""
	within := found.interval()
	part.Evidence = found.Evidence
	if m.Minus == nil && len(found.Samples) > 1 && found.Take == "median" {
		part.Samples = found.Values()
		part.Around.Low, part.Around.High, part.Kind = Interval(part.Samples)
	}
	if part.Unit == "" {
		part.Unit = found.Unit
	}
	if m.Minus != nil {
		base, err := a.find(*m.Minus, tool)
		if err != nil || base.Value == nil {
			part.Reason = base.Missing
			return part, false, err
		}
		value = new(big.Rat).Sub(value, base.Value)
		less := base.interval()
		within = Span{new(big.Rat).Sub(within.Low, less.High), new(big.Rat).Sub(within.High, less.Low)}
		part.Evidence = append(part.Evidence[:len(part.Evidence):len(part.Evidence)], base.Evidence...)
		stale = stale || base.Stale != ""
	}
	part.Value, part.Points = value, Interpolate(m.Points, value)
	if part.Points == nil { // a probe without anchors: 1 is 10 points, 0 none
		part.Points = new(big.Rat).Mul(value, ten)
	} else {
		part.Doubt = pointsOver(m.Points, within)
	}
	return part, stale, nil
}

// find looks a rule's source up for one tool.
func (a *application) find(src study.Source, tool string) (Finding, error) {
	src.Experiment = Expand(src.Experiment, tool)
	// Timings of all tools are taken in one experiment, block by block, and
	// told apart by a label.
	labels := make(map[string]string, len(src.Labels))
	for name, value := range src.Labels {
		labels[name] = Expand(value, tool)
	}
	src.Labels = labels
	if !a.declared[src.Experiment] {
		return Finding{Missing: fmt.Sprintf("the study has no experiment %s", src.Experiment)}, nil
	}
	return Find(Query{Source: src}, a.readings)
}

// Expand puts a tool's ID where a rule's experiment or label says {tool}.
func Expand(text, tool string) string {
	return strings.ReplaceAll(text, "{tool}", tool)
}
