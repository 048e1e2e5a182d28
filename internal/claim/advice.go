package claim

import (
	"fmt"
	"math/big"
	"strings"

	"report/internal/score"
)

// Advice is what a context's users are told from a score set. It is made once.
func (e *Env) Advice(set, context string) (*score.Advice, error) {
	key := [2]string{set, context}
	if a := e.advised[key]; a != nil {
		return a, nil
	}
	table, err := e.Table(set, context)
	if err != nil {
		return nil, err
	}
	a, err := score.AdviseFrom(e.in.Study, e.in.Readings, table, context)
	if err == nil {
		e.advised[key] = a
	}
	return a, err
}

// advices are the parts of an advice that can be claimed.
var advices = []string{"cells", "doubt", "fewest", "first", "high", "kept", "low", "needs", "rank"}

// adviceCall is a call of advice with what it is about.
type adviceCall struct {
	call   *Call
	advice *score.Advice
	value  *value
}

// advice is one part of what a context's users are told: of=first, doubt,
// needs, rank, kept, fewest, cells, low or high.
func (e *Env) advice(c *Call) (*value, error) {
	set, err := e.setOf(c)
	if err != nil {
		return nil, err
	}
	context, err := e.contextOf(c)
	if err != nil {
		return nil, err
	}
	a, err := e.Advice(set.ID, context.ID)
	if err != nil {
		return nil, err
	}
	v := &value{subject: Subject{Set: set.ID, Context: context.ID}, basis: "declared", what: "what " + context.ID + " is told"}
	on := &adviceCall{c, a, v}
	switch of := c.Arg("of"); of.Value {
	case "doubt", "needs", "rank":
		return v, e.advisedTool(on)
	case "first", "kept", "fewest", "cells", "low", "high":
	default:
		return nil, unknown(of.ValueAt, len(of.Value), "part of an advice", of.Value, advices)
	}
	if field := a.Field; field != nil {
		for i := range field.Tools {
			e.support(v, set, field, &field.Tools[i])
			v.basis = weaker(v.basis, string(field.Tools[i].Basis()))
			v.subject.Tools = append(v.subject.Tools, field.Tools[i].ID)
		}
	}
	v.subject.Whole = true
	for i := range a.Options {
		e.required(v, &a.Options[i])
	}
	if a.First == "" {
		v.missing, v.text, v.basis = true, "no winner", string(score.Missing)
		v.reason = "no tool comes first for " + nameOf(context.Name, context.ID)
		return v, nil
	}
	return v, e.advisedFirst(on)
}

// required adds what a context requires of a tool to what is behind a value.
func (e *Env) required(v *value, o *score.Option) {
	if len(o.Needs) == 0 {
		return
	}
	v.subject.Needs = append(v.subject.Needs, o.Tool)
	for _, n := range o.Needs {
		v.sources = append(v.sources, e.sources(n.Evidence, fmt.Sprintf("probe %s of %s", n.Probe, n.Experiment))...)
		if n.Stale && !v.stale {
			v.stale, v.reason = true, "the experiment changed after the run behind it"
		}
	}
}

func nameOf(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// advisedTool is what one tool is to the context.
func (e *Env) advisedTool(on *adviceCall) error {
	c, v := on.call, on.value
	if c.Arg("tool") == nil {
		return wrong(c.At, len(c.Function), "advice of=%s needs tool=", c.Get("of"))
	}
	tool, err := e.toolOf(c)
	if err != nil {
		return err
	}
	v.subject.Tool = tool.ID
	o := on.advice.Option(tool.ID)
	if o == nil {
		*v = *e.outside(e.in.Study.Set(on.advice.Set), tool, v.subject)
		return nil
	}
	if c.Get("of") == "needs" {
		e.needs(v, on.advice, o)
		return nil
	}
	row := on.advice.Table.Row(tool.ID)
	e.support(v, e.in.Study.Set(on.advice.Set), on.advice.Table, row)
	v.basis, v.usual = string(row.Basis()), two
	if c.Get("of") == "rank" {
		e.advisedRank(v, on.advice, o)
		return nil
	}
	v.what = fmt.Sprintf("where the total of %s can lie with all that is in doubt, weights of %s", tool.Name, on.advice.Context.ID)
	if o.Doubt.Exact() {
		v.known(o.Doubt.Low)
	} else {
		v.setRange(o.Doubt)
	}
	return nil
}

// NoRank is the value of the rank of a tool that a context rules out.
const NoRank = "none"

// advisedRank is a tool's rank among those that are not ruled out; one that is
// ruled out has none. It rests on all that it was ranked among, and on what was
// required of them.
func (e *Env) advisedRank(v *value, a *score.Advice, o *score.Option) {
	v.usual = Format{}
	v.what = fmt.Sprintf("rank of %s among the tools that are not ruled out, weights of %s", o.Name, a.Context.ID)
	if o.State == score.RuledOut {
		v.settled()
		v.text, v.key, v.sources = "–", NoRank, nil
		e.required(v, o)
		return
	}
	row := a.Field.Row(o.Tool)
	e.among(v, a.Field, row)
	e.requiredOfAll(v, a)
	v.ranked(row)
}

// needs says whether a tool does what the context requires.
func (e *Env) needs(v *value, a *score.Advice, o *score.Option) {
	v.what = fmt.Sprintf("whether %s does what %s requires", o.Name, a.Context.ID)
	v.text, v.key = string(o.State), strings.ReplaceAll(string(o.State), " ", "-")
	v.basis = string(score.Measured)
	e.required(v, o)
	var unknown []string
	for _, n := range o.Needs {
		if n.State == score.Unknown {
			unknown = append(unknown, n.Why)
		}
	}
	switch {
	case len(o.Needs) == 0:
		v.basis, v.sources = "declared", []Source{e.declared(a.Context.Pos, v.what)}
	case o.State == score.Unknown:
		v.missing, v.basis, v.reason = true, string(score.Missing), strings.Join(unknown, "; ")
	}
}

// advisedFirst is what the first tool's lead hangs on.
func (e *Env) advisedFirst(on *adviceCall) error {
	c, a, v := on.call, on.advice, on.value
	of, name := c.Get("of"), a.Field.Row(a.First).Name
	if of == "first" {
		v.settled()
		v.text, v.key, v.what = name, a.First, "first for "+a.Context.ID
		return nil
	}
	if of == "low" || of == "high" {
		return e.advisedWeight(on, name)
	}
	if a.Moved == nil {
		return v.untold("the field has no judged or published cell, or cells are missing")
	}
	switch of {
	case "kept":
		share := new(big.Rat)
		share.SetFloat64(a.Moved.Same.Value)
		v.known(share)
		v.what = fmt.Sprintf("share of all tables in which %s stays first, each judged or published cell moved by −1, 0 or +1", name)
	case "fewest":
		v.what = fmt.Sprintf("fewest cells whose move by a point ends the lead of %s", name)
		v.known(big.NewRat(int64(a.Moved.Fewest), 1))
	case "cells":
		v.what = "judged or published cells"
		v.known(big.NewRat(int64(a.Moved.Cells), 1))
	}
	return nil
}

func (e *Env) advisedWeight(on *adviceCall, name string) error {
	c, a, v := on.call, on.advice, on.value
	criterion, err := e.criterionOf(c)
	if err != nil {
		return err
	}
	if criterion == nil {
		return wrong(c.At, len(c.Function), "advice of=%s needs criterion=", c.Get("of"))
	}
	if a.Stable == nil {
		return v.untold("cells are missing, or there is no other tool")
	}
	v.unit, v.subject.Criterion = "%", criterion.ID
	v.usual = Format{Name: "percent", Digits: 1, HasDigits: true}
	end := a.Stable[criterion.ID].Low
	v.what = fmt.Sprintf("least weight of %s at which %s stays first", criterion.Name, name)
	if c.Get("of") == "high" {
		end = a.Stable[criterion.ID].High
		v.what = fmt.Sprintf("greatest weight of %s at which %s stays first", criterion.Name, name)
	}
	v.known(end)
	return nil
}

// untold makes the value a missing one.
func (v *value) untold(why string) error {
	v.missing, v.basis, v.reason = true, string(score.Missing), why
	return nil
}
