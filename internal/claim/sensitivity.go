package claim

import (
	"fmt"
	"math/big"
	"slices"

	"report/internal/score"
	"report/internal/study"
)

// Sensitivity is what a set's verdict hangs on, nil where cells are missing. It
// is made once.
func (e *Env) Sensitivity(set, context string) (*score.Sensitivity, error) {
	key := [2]string{set, context}
	if s, made := e.sensitive[key]; made {
		return s, nil
	}
	table, err := e.Table(set, context)
	if err != nil {
		return nil, err
	}
	work := e.sensitiveAhead[key]
	if work == nil {
		work = func() (*score.Sensitivity, error) { return score.SensitiveKept(table, e.in.Kept) }
	}
	s, err := work()
	if err == nil {
		e.sensitive[key] = s
	}
	return s, err
}

// sensitivities are the parts of a sensitivity that can be claimed: those of a
// criterion, of a tool, and of the whole table.
var (
	sensitiveCriterion = []string{"low", "high", "order-low", "order-high", "lead"}
	sensitiveTool      = []string{"share", "distance"}
	sensitiveTable     = []string{"kept", "fewest", "cells"}
)

// sensitivity is one figure of what a verdict hangs on.
func (e *Env) sensitivity(c *Call) (*value, error) {
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, err
	}
	s, err := e.Sensitivity(set.ID, c.Get("context"))
	if err != nil {
		return nil, err
	}
	subject.Whole = true
	v := &value{subject: subject, usual: two}
	for i := range table.Tools {
		v.subject.Tools = append(v.subject.Tools, table.Tools[i].ID)
		e.support(v, set, table, &table.Tools[i])
		v.basis = weaker(v.basis, string(table.Tools[i].Basis()))
	}
	on := &sensitiveCall{c, table, s, v, subject.in(set)}
	of := c.Arg("of")
	switch {
	case slices.Contains(sensitiveCriterion, of.Value):
		return v, e.sensitiveWeight(on)
	case slices.Contains(sensitiveTool, of.Value):
		return v, e.sensitiveTool(on)
	case slices.Contains(sensitiveTable, of.Value):
		return v, on.moved()
	}
	return nil, unknown(of.ValueAt, len(of.Value), "part of a sensitivity", of.Value, slices.Concat(sensitiveCriterion, sensitiveTool, sensitiveTable))
}

type sensitiveCall struct {
	call  *Call
	table *score.Table
	of    *score.Sensitivity
	value *value
	in    string // "score set Published"
}

// why says why there is no figure: a table with ranges or without a winner.
func (on *sensitiveCall) why(needsWinner bool) string {
	switch {
	case on.of == nil:
		return "cells are missing, so that the totals are ranges"
	case needsWinner && on.of.Winner == "":
		return "no tool comes first alone"
	}
	return ""
}

// sensitiveWeight is about the weight of one criterion.
func (e *Env) sensitiveWeight(on *sensitiveCall) error {
	c, v, of := on.call, on.value, on.call.Get("of")
	criterion, err := e.criterionOf(c)
	if err != nil {
		return err
	}
	if criterion == nil {
		return wrong(c.At, len(c.Function), "sensitivity of=%s needs criterion=", of)
	}
	v.subject.Criterion = criterion.ID
	if why := on.why(of == "low" || of == "high" || of == "lead"); why != "" {
		return v.untold(why)
	}
	if of == "lead" {
		return on.lead(criterion)
	}
	spans, holds := on.of.Stable, "the first tool stays first"
	if of == "order-low" || of == "order-high" {
		spans, holds = on.of.Order, "the whole order stays"
	}
	end, which := spans[criterion.ID].Low, "least"
	if of == "high" || of == "order-high" {
		end, which = spans[criterion.ID].High, "greatest"
	}
	v.unit, v.usual = "%", Format{Name: "percent", Digits: 1, HasDigits: true}
	v.known(end)
	v.what = fmt.Sprintf("%s weight of %s at which %s, %s", which, criterion.Name, holds, on.in)
	return nil
}

// lead is how far the first tool leads the second, with the interval over the
// weight of a criterion from half of what it is to twice that, the others in
// proportion.
func (on *sensitiveCall) lead(criterion *study.Criterion) error {
	v := on.value
	first := on.table.Row(on.of.Winner)
	second := runnerUp(on.table, first)
	if second == nil {
		return v.untold("there is no other tool")
	}
	v.known(new(big.Rat).Sub(first.Total.Low, second.Total.Low))
	v.low, v.high = new(big.Rat).Set(v.number), new(big.Rat).Set(v.number)
	for _, column := range on.table.Criteria {
		if column.ID != criterion.ID {
			continue
		}
		for _, factor := range []*big.Rat{big.NewRat(1, 2), big.NewRat(2, 1)} {
			at := score.LeadAt(on.table, first, second, column, new(big.Rat).Mul(column.Weight, factor))
			if at.Cmp(v.low) < 0 {
				v.low = at
			}
			if at.Cmp(v.high) > 0 {
				v.high = at
			}
		}
	}
	v.what = fmt.Sprintf("lead of %s over %s with the weight of %s from half to double, %s", first.Name, second.Name, criterion.Name, on.in)
	return nil
}

// runnerUp is the best of the other tools, or nil.
func runnerUp(t *score.Table, first *score.Row) *score.Row {
	var second *score.Row
	for i := range t.Tools {
		row := &t.Tools[i]
		if row.ID != first.ID && (second == nil || row.Total.Low.Cmp(second.Total.Low) > 0) {
			second = row
		}
	}
	return second
}

// sensitiveTool is about one tool.
func (e *Env) sensitiveTool(on *sensitiveCall) error {
	c, v, of := on.call, on.value, on.call.Get("of")
	if c.Arg("tool") == nil {
		return wrong(c.At, len(c.Function), "sensitivity of=%s needs tool=", of)
	}
	tool, err := e.toolOf(c)
	if err != nil {
		return err
	}
	v.subject.Tool = tool.ID
	if why := on.why(false); why != "" {
		return v.untold(why)
	}
	if on.table.Row(tool.ID) == nil {
		return v.untold(tool.Name + " has no row in the table")
	}
	if of == "share" {
		share := new(big.Rat)
		share.SetFloat64(on.of.WinShare()[tool.ID].Value)
		v.known(share)
		v.usual = Format{Name: "percent", Digits: 1, HasDigits: true}
		v.what = fmt.Sprintf("share of all weightings under which %s comes first, %s", tool.Name, on.in)
		return nil
	}
	v.what = fmt.Sprintf("least change of the weights that puts %s first, in points of weight, %s", tool.Name, on.in)
	if d := on.of.Distance[tool.ID]; d != nil {
		v.known(d)
		v.usual = Format{Name: "fixed", Digits: 1, HasDigits: true}
		return nil
	}
	v.settled()
	v.text, v.key = "none does", "none"
	return nil
}

// moved is what moving written cells by a point does.
func (on *sensitiveCall) moved() error {
	v := on.value
	if why := on.why(true); why != "" {
		return v.untold(why)
	}
	m := on.of.Moved
	if m == nil {
		return v.untold("no cell is judged or published")
	}
	switch on.call.Get("of") {
	case "kept":
		share := new(big.Rat)
		share.SetFloat64(m.Same.Value)
		v.known(share)
		v.usual = Format{Name: "percent", Digits: 1, HasDigits: true}
		v.what = "share of all tables that keep the first tool, each judged or published cell moved by −1, 0 or +1, " + on.in
	case "fewest":
		v.known(big.NewRat(int64(m.Fewest), 1))
		v.usual = Format{}
		v.what = "fewest cells whose move by a point ends the lead, " + on.in
	case "cells":
		v.known(big.NewRat(int64(m.Cells), 1))
		v.usual = Format{}
		v.what = "judged or published cells, " + on.in
	}
	return nil
}
