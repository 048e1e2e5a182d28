package claim

import (
	"fmt"
	"math/big"

	"report/internal/score"
	"report/internal/study"
)

// LeftOut is a set's table with each probe left out of its rule in turn, nil
// where no rule asks a probe beside something else. It is made once.
func (e *Env) LeftOut(set, context string) (*score.LeftOut, error) {
	key := [2]string{set, context}
	if l, made := e.left[key]; made {
		return l, nil
	}
	table, err := e.Table(set, context)
	if err != nil {
		return nil, err
	}
	work := e.leftAhead[key]
	if work == nil {
		work = func() *score.LeftOut { return score.LeaveOut(table) }
	}
	e.left[key] = work()
	return e.left[key], nil
}

// leftOuts are the parts of it that can be claimed.
var leftOuts = []string{"first", "points", "probes", "rank", "total"}

// noProbe is why there is nothing to leave out.
const noProbe = "no rule behind it asks a probe beside something else"

// leftOut is one figure of a table with each probe left out in turn.
func (e *Env) leftOut(c *Call) (*value, error) {
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, err
	}
	left, err := e.LeftOut(set.ID, subject.Context)
	if err != nil {
		return nil, err
	}
	criterion, err := e.criterionOf(c)
	if err != nil {
		return nil, err
	}
	var tool *study.Tool
	if c.Arg("tool") != nil {
		if tool, err = e.toolOf(c); err != nil {
			return nil, err
		}
	}
	on := &leftCall{e, c, table, set, left, criterion, tool, subject}
	switch of := c.Arg("of"); of.Value {
	case "points", "total", "rank":
		return on.ofTool(of.Value)
	case "probes":
		return on.probes()
	case "first":
		return on.first()
	default:
		return nil, unknown(of.ValueAt, len(of.Value), "part of what is left", of.Value, leftOuts)
	}
}

// leftCall is a call with what it is about; criterion and tool may be nil.
type leftCall struct {
	env       *Env
	call      *Call
	table     *score.Table
	set       *study.ScoreSet
	left      *score.LeftOut
	criterion *study.Criterion
	tool      *study.Tool
	subject   Subject
}

const leavingOut = "each probe left out in turn"

// ofTool is what a tool's points, total or rank can come to.
func (on *leftCall) ofTool(of string) (*value, error) {
	if on.tool == nil {
		return nil, wrong(on.call.At, len(on.call.Function), "left-out of=%s needs tool=", of)
	}
	if of == "points" && on.criterion == nil {
		return nil, wrong(on.call.At, len(on.call.Function), "left-out of=points needs criterion=")
	}
	on.subject.Tool = on.tool.ID
	row := on.table.Row(on.tool.ID)
	if row == nil {
		return on.env.outside(on.set, on.tool, on.subject), nil
	}
	if of == "points" {
		return on.points(row), nil
	}
	v := &value{basis: string(row.Basis()), subject: on.subject, usual: two}
	v.what = fmt.Sprintf("%s of %s with %s, %s", of, row.Name, leavingOut, on.subject.in(on.set))
	on.env.support(v, on.set, on.table, row)
	if on.left == nil {
		return v, v.untold(noProbe)
	}
	if of == "total" {
		v.between(on.left.Totals[row.ID].Span)
		return v, nil
	}
	v.usual = Format{}
	if ranks := on.left.Ranks[row.ID]; ranks.High > 0 {
		v.settled()
		v.text, v.key = ranks.Text(), ranks.Text()
		return v, nil
	}
	return v, v.untold("the ranges of the totals overlap, so that no rank can be told")
}

// points are a cell's; one whose rule has no probe beside something else has
// nothing to leave out, which is no measurement that is missing.
func (on *leftCall) points(row *score.Row) *value {
	on.subject.Criterion = on.criterion.ID
	cell := row.Cells[on.criterion.ID]
	v := &value{basis: string(cell.Basis), subject: on.subject, stale: cell.Stale, usual: Format{Name: "fixed", Digits: 1, HasDigits: true}}
	v.what = fmt.Sprintf("points of %s on %s with %s, %s", row.Name, on.criterion.Name, leavingOut, on.subject.in(on.set))
	v.sources = on.env.cellSources(on.set, row, score.Criterion{ID: on.criterion.ID, Name: on.criterion.Name}, cell)
	if v.stale {
		v.reason = "the experiment changed after the run behind it"
	}
	var left score.Left
	if on.left != nil {
		left = on.left.Cells[row.ID][on.criterion.ID]
	}
	if left.Probes == 0 {
		v.outside, v.basis, v.text, v.what = true, "declared", "–", v.what+": "+noProbe
		return v
	}
	switch {
	case cell.Points != nil:
	case left.Exact(): // what is missing is the one that is left out
		v.basis = string(score.Measured)
	default:
		v.missing, v.reason = true, cell.Reason
	}
	v.between(left.Span)
	return v
}

// between makes the value a range or, where whatever is missing was left out
// and all else gives the same, a figure.
func (v *value) between(s score.Span) {
	if s.Exact() {
		v.known(s.Low)
		return
	}
	v.setRange(s)
}

// probes counts what is left out.
func (on *leftCall) probes() (*value, error) {
	v := &value{basis: "declared"} // by the rules: no score is behind it
	n := 0
	if on.left != nil {
		n = on.left.Probes
	}
	v.what = "probes that are left out in turn, " + on.subject.in(on.set)
	if on.criterion != nil {
		n = 0
		v.what = fmt.Sprintf("probes of %s that are left out in turn, %s", on.criterion.Name, on.subject.in(on.set))
		for i := range on.table.Tools {
			if on.left != nil {
				n = max(n, on.left.Cells[on.table.Tools[i].ID][on.criterion.ID].Probes)
			}
		}
	}
	on.declared(v)
	v.number = big.NewRat(int64(n), 1)
	return v, nil
}

// first counts the probes without which a tool, or none, comes first.
func (on *leftCall) first() (*value, error) {
	v := &value{basis: "declared", subject: on.subject}
	for i := range on.table.Tools {
		v.subject.Tools = append(v.subject.Tools, on.table.Tools[i].ID)
		on.env.support(v, on.set, on.table, &on.table.Tools[i])
		v.basis = weaker(v.basis, string(on.table.Tools[i].Basis()))
	}
	if on.left == nil {
		return v, v.untold(noProbe)
	}
	id, words := "", "no tool comes first"
	if on.tool != nil {
		id, words = on.tool.ID, on.tool.Name+" comes first"
	}
	v.known(big.NewRat(int64(on.left.Wins[id]), 1))
	v.what = "probes without each of which " + words + ", " + on.subject.in(on.set)
	return v, nil
}

// declared cites the rules, which the study declares.
func (on *leftCall) declared(v *value) {
	for i := range on.env.in.Study.Rubric {
		rule := &on.env.in.Study.Rubric[i]
		if on.criterion == nil || rule.Criterion == on.criterion.ID {
			v.sources = append(v.sources, on.env.declared(rule.Pos, "rule of "+rule.Criterion))
		}
	}
}
