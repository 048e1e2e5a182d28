package claim

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"report/internal/score"
	"report/internal/study"
)

func (e *Env) weight(c *Call) (*value, error) {
	criterion, err := e.criterionOf(c)
	if err != nil {
		return nil, err
	}
	context, err := e.contextOf(c)
	if err != nil {
		return nil, err
	}
	v := &value{number: criterion.Weight, unit: "%", basis: "declared", what: "weight of " + criterion.Name, subject: Subject{Criterion: criterion.ID}}
	pos := criterion.Pos
	if context != nil {
		v.subject.Context = context.ID
		v.what += " for " + context.Name
		for _, w := range context.Weights {
			if w.Criterion == criterion.ID {
				v.number, pos = w.Percent, w.Pos
			}
		}
	}
	v.sources = []Source{e.declared(pos, v.what)}
	return v, nil
}

func (e *Env) name(c *Call) (*value, error) {
	if len(c.Args) != 1 {
		return nil, wrong(c.At, len(c.Function), "name takes one of tool=, criterion=, set=, scenario= and context=").mend("%s", e.example("name", &function{required: []string{"tool"}}))
	}
	v := &value{basis: "declared"}
	set := func(name, id string, source Source) *value {
		v.text, v.key, v.sources = name, id, []Source{source}
		if v.text == "" {
			v.text = id
		}
		return v
	}
	switch v.what = "name of a " + c.Args[0].Name; c.Args[0].Name {
	case "tool":
		t, err := e.toolOf(c)
		if err != nil {
			return nil, err
		}
		return set(t.Name, t.ID, e.declared(t.Pos, v.what)), nil
	case "criterion":
		t, err := e.criterionOf(c)
		if err != nil {
			return nil, err
		}
		return set(t.Name, t.ID, e.declared(t.Pos, v.what)), nil
	case "set":
		t, err := e.setOf(c)
		if err != nil {
			return nil, err
		}
		return set(t.Name, t.ID, e.declared(t.Pos, v.what)), nil
	case "scenario":
		t, err := find(c, "scenario", "scenario", e.in.Study.Scenarios, func(s *study.Scenario) string { return s.ID })
		if err != nil {
			return nil, err
		}
		return set(t.Name, t.ID, e.declared(t.Pos, v.what)), nil
	}
	t, err := e.contextOf(c)
	if err != nil {
		return nil, err
	}
	return set(t.Name, t.ID, e.declared(t.Pos, v.what)), nil
}

func (e *Env) version(c *Call) (*value, error) {
	tool, err := e.toolOf(c)
	if err != nil {
		return nil, err
	}
	what := "pinned version of " + tool.Name
	return &value{text: tool.Version, key: tool.Version, basis: "declared", what: what,
		subject: Subject{Tool: tool.ID}, sources: []Source{e.declared(tool.Pos, what)}}, nil
}

// newest is what study.yaml says of a tool's newest version: a fact of a day.
func (e *Env) newest(c *Call) (*value, error) {
	tool, err := e.toolOf(c)
	if err != nil {
		return nil, err
	}
	v := &value{basis: "declared", subject: Subject{Tool: tool.ID}}
	if tool.Newest == nil {
		v.what = "newest version of " + tool.Name
		v.basis, v.missing, v.reason = string(score.Missing), true, "study.yaml names no newest version of "+tool.Name
		return v, nil
	}
	switch a := c.Arg("of"); {
	case a == nil || a.Value == "version":
		v.text, v.what = tool.Newest.Version, "version of "+tool.Name+" that was the newest on "+tool.Newest.On
	case a.Value == "day":
		v.text, v.what = tool.Newest.On, "day on which the newest version of "+tool.Name+" was looked up"
	default:
		return nil, unknown(a.ValueAt, len(a.Value), "fact of a newest version", a.Value, []string{"day", "version"})
	}
	v.key, v.sources = v.text, []Source{e.declared(tool.Newest.Pos, v.what)}
	return v, nil
}

func (e *Env) evidence(c *Call) (*value, error) {
	v := &value{basis: string(score.Measured)}
	switch a := c.Arg("of"); a.Value {
	case "root":
		v.text, v.what = e.in.Root, "root of the evidence"
	case "date":
		v.text, v.what = e.in.Newest, "day of the newest run"
	default:
		return nil, unknown(a.ValueAt, len(a.Value), "fact of the evidence", a.Value, []string{"date", "root"})
	}
	v.key = v.text
	if v.text == "" {
		v.basis, v.missing, v.reason = string(score.Missing), true, "there is no evidence yet"
	}
	return v, nil
}

// cited is another work's figure: marked as that work's, never computed.
func (e *Env) cited(c *Call) (*value, error) {
	a := c.Arg("source")
	key := strings.TrimPrefix(a.Value, "@")
	if e.works == nil && e.in.Works != nil {
		e.works = e.in.Works()
	}
	pos, known := e.works[key]
	if e.in.Works != nil && !known {
		return nil, unknown(a.ValueAt, len(a.Value), "work", key, slices.Sorted(maps.Keys(e.works)))
	}
	v := &value{basis: string(score.Published), what: fmt.Sprintf("%s, as %s has it", c.Get("value"), key)}
	if at := c.Get("at"); at != "" {
		v.what += ", " + at
	}
	v.typed(c.Get("value"))
	v.sources = []Source{e.declared(pos, v.what)}
	return v, nil
}

// counted are the things that count can count.
var counted = []string{"contexts", "criteria", "data", "experiments", "probes", "runs", "scenarios", "sets", "tools"}

func (e *Env) count(c *Call) (*value, error) {
	a, s := c.Arg("of"), e.in.Study
	v := &value{basis: "declared", what: "number of " + a.Value}
	n := 0
	switch a.Value {
	case "tools":
		return e.countTools(c, v)
	case "criteria":
		n = len(s.Criteria)
	case "scenarios":
		n = len(s.Scenarios)
	case "sets":
		n = len(s.Sets)
	case "contexts":
		n = len(s.Contexts)
	case "data":
		n = len(s.Data)
	case "experiments", "runs", "probes":
		return e.countRuns(c, v)
	default:
		return nil, unknown(a.ValueAt, len(a.Value), "thing to count", a.Value, counted)
	}
	if err := takesNo(c, "tool", "scenario", "status", "set"); err != nil {
		return nil, err
	}
	v.number = big.NewRat(int64(n), 1)
	return v, nil
}

// countTools counts the study's tools, or those that a score set rates.
func (e *Env) countTools(c *Call, v *value) (*value, error) {
	if err := takesNo(c, "tool", "scenario", "status"); err != nil {
		return nil, err
	}
	n := len(e.in.Study.Tools)
	if c.Arg("set") != nil {
		set, err := e.setOf(c)
		if err != nil {
			return nil, err
		}
		table, err := e.Table(set.ID, "")
		if err != nil {
			return nil, err
		}
		n = len(table.Tools)
		v.what += " that score set " + set.ID + " rates"
	}
	v.number = big.NewRat(int64(n), 1)
	return v, nil
}

// takesNo refuses settings that what is counted does not have.
func takesNo(c *Call, names ...string) error {
	for _, name := range names {
		if x := c.Arg(name); x != nil {
			return wrong(x.At, len(name), "count of=%s takes no %s=", c.Get("of"), name)
		}
	}
	return nil
}
