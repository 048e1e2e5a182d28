package claim

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"report/internal/diag"
	"report/internal/evidence"
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

// newestVersion is what study.yaml says of a tool's newest version: a fact of a
// day.
func (e *Env) newestVersion(c *Call) (*value, error) {
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
		for _, m := range e.in.Digested {
			v.sources = append(v.sources, Source{Path: m.Path, SHA256: m.SHA256, What: "a line of what the root digests"})
		}
	case "date":
		v.text, v.what = e.in.Newest, "day of the newest run"
		newest, err := e.newest()
		if err != nil {
			return nil, err
		}
		if newest != nil {
			v.sources = []Source{e.source(evidence.Ref{Experiment: newest.Experiment, Run: newest.Run, Path: evidence.ManifestName, Pointer: "/started"}, "start of the newest run")}
		}
	default:
		return nil, unknown(a.ValueAt, len(a.Value), "fact of the evidence", a.Value, []string{"date", "root"})
	}
	v.key = v.text
	if v.text == "" {
		v.basis, v.missing, v.reason = string(score.Missing), true, "there is no evidence yet"
	}
	return v, nil
}

// newest is the run that began last, nil where there is none.
func (e *Env) newest() (*score.Reading, error) {
	var newest *score.Reading
	for _, experiment := range e.in.Study.Experiments {
		r, err := e.in.Readings.Reading(experiment.ID)
		if err != nil {
			return nil, err
		}
		if r.Manifest != nil && (newest == nil || r.Manifest.Started.After(newest.Manifest.Started)) {
			newest = r
		}
	}
	return newest, nil
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
	switch a.Value {
	case "tools":
		return e.countTools(c, v)
	case "criteria":
		counts(e, v, s.Criteria, func(x *study.Criterion) (string, diag.Pos) { return "criterion " + x.ID, x.Pos })
	case "scenarios":
		counts(e, v, s.Scenarios, func(x *study.Scenario) (string, diag.Pos) { return "scenario " + x.ID, x.Pos })
	case "sets":
		counts(e, v, s.Sets, func(x *study.ScoreSet) (string, diag.Pos) { return "score set " + x.ID, x.Pos })
	case "contexts":
		counts(e, v, s.Contexts, func(x *study.Context) (string, diag.Pos) { return "context " + x.ID, x.Pos })
	case "data":
		counts(e, v, s.Data, func(x *study.DataSet) (string, diag.Pos) { return "data " + x.ID, x.Pos })
	case "experiments", "runs", "probes":
		return e.countRuns(c, v)
	default:
		return nil, unknown(a.ValueAt, len(a.Value), "thing to count", a.Value, counted)
	}
	if err := takesNo(c, "tool", "scenario", "status", "set"); err != nil {
		return nil, err
	}
	return v, nil
}

// counts makes the value how many there are of things that the study declares, each
// at its place.
func counts[T any](e *Env, v *value, list []T, place func(*T) (string, diag.Pos)) {
	for i := range list {
		what, pos := place(&list[i])
		v.sources = append(v.sources, e.declared(pos, what))
	}
	v.number = big.NewRat(int64(len(list)), 1)
}

// countTools counts the study's tools, or those that a score set rates.
func (e *Env) countTools(c *Call, v *value) (*value, error) {
	if err := takesNo(c, "tool", "scenario", "status"); err != nil {
		return nil, err
	}
	tools := e.in.Study.Tools
	if c.Arg("set") != nil {
		set, err := e.setOf(c)
		if err != nil {
			return nil, err
		}
		table, err := e.Table(set.ID, "")
		if err != nil {
			return nil, err
		}
		tools = slices.DeleteFunc(slices.Clone(tools), func(t study.Tool) bool { return table.Row(t.ID) == nil })
		v.what += " that score set " + set.ID + " rates"
	}
	counts(e, v, tools, func(x *study.Tool) (string, diag.Pos) { return "tool " + x.ID, x.Pos })
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
