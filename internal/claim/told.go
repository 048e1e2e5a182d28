package claim

import (
	"fmt"
	"slices"

	"report/internal/score"
)

// Figures of a context say what its recommendation says. Where they are asked
// by=points, what is required and what is in doubt are left aside.

// byPoints reports whether a call asks by=points.
func byPoints(c *Call) (bool, error) {
	by := c.Arg("by")
	if by != nil && by.Value != "points" {
		return false, unknown(by.ValueAt, len(by.Value), "way to rank", by.Value, []string{"points"})
	}
	return by != nil, nil
}

// chosen is the advice without what takes long.
func (e *Env) chosen(set, context string) (*score.Advice, error) {
	key := [2]string{set, context}
	if a := e.advised[key]; a != nil {
		return a, nil
	}
	if a := e.chose[key]; a != nil {
		return a, nil
	}
	table, err := e.Table(set, context)
	if err != nil {
		return nil, err
	}
	a, err := score.ChooseFrom(e.in.Study, e.in.Readings, table, context)
	if err == nil {
		e.chose[key] = a
	}
	return a, err
}

// toldWinner makes the winner of a table the one that a context's users are told to
// take, or nobody.
func (e *Env) toldWinner(v *value) error {
	a, err := e.chosen(v.subject.Set, v.subject.Context)
	if err != nil {
		return err
	}
	e.requiredOfAll(v, a)
	if a.Winner == "" {
		v.missing, v.text, v.basis, v.reason = true, "no winner", string(score.Missing), noWinner(a)
		return nil
	}
	v.settled()
	v.text, v.key = a.Option(a.Winner).Name, a.Winner
	return nil
}

// Leader is the tool that comes first on the points as they stand, or ""; with a
// context, of those that it does not rule out.
func (e *Env) Leader(set, context string) (string, error) {
	if context == "" {
		table, err := e.Table(set, "")
		if err != nil {
			return "", err
		}
		return table.Winner, nil
	}
	a, err := e.chosen(set, context)
	if err != nil {
		return "", err
	}
	return a.First, nil
}

func (e *Env) requiredOfAll(v *value, a *score.Advice) {
	for i := range a.Options {
		e.required(v, &a.Options[i])
	}
}

// noWinner is why a context's users are told to take nobody.
func noWinner(a *score.Advice) string {
	if a.First == "" {
		return nobodyFirst(a)
	}
	first, whom := a.Option(a.First), nameOf(a.Context.Name, a.Context.ID)
	if first.State == score.Unknown {
		i := slices.IndexFunc(first.Needs, func(n score.Need) bool { return n.State == score.Unknown })
		return fmt.Sprintf("%s is ahead by its points, and whether it does what %s requires is not known: %s", first.Name, whom, first.Needs[i].Why)
	}
	those := "those"
	if len(a.Rivals) == 1 {
		those = "that"
	}
	return fmt.Sprintf("%s is ahead by its points, and with all that is in doubt its range overlaps with %s of %s", first.Name, those, list(a.Names(a.Rivals)))
}

// nobodyFirst is why no tool comes first for a context's users.
func nobodyFirst(a *score.Advice) string {
	switch {
	case a.Field == nil:
		return "every tool fails something that " + nameOf(a.Context.Name, a.Context.ID) + " requires"
	case len(a.Field.Tied) > 0:
		return list(a.Names(a.Field.Tied)) + " come first together"
	}
	return "the ranges of " + list(a.Names(a.Rivals)) + " overlap"
}

// toldOrder are the tools that a context does not rule out, the best first, or why
// nobody can be told to lead. Who is ruled out stands behind the margin.
func (e *Env) toldOrder(v *value, c *Call) (order []*score.Row, why string, err error) {
	a, err := e.chosen(v.subject.Set, v.subject.Context)
	if err != nil {
		return nil, "", err
	}
	e.requiredOfAll(v, a)
	whom := nameOf(a.Context.Name, a.Context.ID)
	for _, o := range a.Options {
		if o.State != score.RuledOut {
			order = append(order, a.Table.Row(o.Tool))
		}
	}
	named := c.Arg("tool")
	if named == nil {
		named = c.Arg("over")
	}
	switch {
	case len(a.Table.Tools) < 2: // told of as a mistake
	case named != nil:
		if !slices.ContainsFunc(order, func(r *score.Row) bool { return r.ID != named.Value }) {
			return nil, "there is no other tool that " + whom + " does not rule out", nil
		}
	case a.First == "" && (a.Field == nil || len(a.Field.Tied) == 0):
		return nil, "no tool comes first for " + whom + ": " + nobodyFirst(a), nil
	case len(order) < 2:
		return nil, order[0].Name + " is the only tool that " + whom + " does not rule out", nil
	}
	return order, "", nil
}
