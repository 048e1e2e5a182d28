package claim

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

// metricArgs are the arguments of metric that are no labels.
var metricArgs = []string{"experiment", "name", "step", "take", "at", "repetition"}

// query is what a call of metric, timing or probe asks for.
func (e *Env) query(c *Call) (score.Query, error) {
	q := score.Query{}
	experiment, err := e.experimentOf(c)
	if err != nil {
		return q, err
	}
	q.Experiment, q.Step, q.Take = experiment.ID, c.Get("step"), c.Get("take")
	if a := c.Arg("step"); a != nil && experiment.Step(a.Value) == nil {
		return q, unknown(a.ValueAt, len(a.Value), "step of "+experiment.ID, a.Value, stepIDs(experiment, ""))
	}
	if a := c.Arg("take"); a != nil && !slices.Contains(score.Takes, a.Value) {
		return q, unknown(a.ValueAt, len(a.Value), "way to take one of several values", a.Value, score.Takes)
	}
	if a := c.Arg("at"); a != nil {
		at, err := strconv.ParseInt(a.Value, 10, 64)
		if err != nil {
			return q, wrong(a.ValueAt, len(a.Value), "at= is the tool's own step, a whole number, not %q", a.Value)
		}
		q.At = &at
	}
	if a := c.Arg("repetition"); a != nil {
		if q.Repetition, err = strconv.Atoi(a.Value); err != nil || q.Repetition < 1 {
			return q, wrong(a.ValueAt, len(a.Value), "repetition= is a whole number from 1, not %q", a.Value)
		}
	}
	return q, nil
}

func stepIDs(experiment *study.Experiment, kind study.StepKind) []string {
	var ids []string
	for _, s := range experiment.Steps {
		if kind == "" || s.Kind == kind {
			ids = append(ids, s.ID)
		}
	}
	return ids
}

// found makes a value of what the evidence holds. A name that a successful run
// does not hold is a slip of the pen at the argument named.
func (e *Env) found(c *Call, q score.Query, arg, what string) (*value, error) {
	f, err := score.Find(q, e.in.Readings)
	if err != nil {
		return nil, err
	}
	if f.Unknown {
		return nil, e.misnamed(c, arg, f)
	}
	v := &value{number: f.Value, unit: f.Unit, basis: string(score.Measured), subject: Subject{Experiment: q.Experiment}}
	if f.Value == nil {
		v.basis, v.missing, v.reason = string(score.Missing), true, f.Missing
	} else if f.Stale != "" {
		v.stale, v.reason = true, f.Stale
	}
	if len(f.Samples) > 1 && (f.Take == "median" || f.Take == "mean") {
		v.samples = f.Values()
		var kind string
		if f.Take == "median" {
			v.low, v.high, kind = score.Interval(v.samples)
		} else {
			v.low, v.high, kind = slices.MinFunc(v.samples, (*big.Rat).Cmp), slices.MaxFunc(v.samples, (*big.Rat).Cmp), "their range"
		}
		what += fmt.Sprintf(", %s of %d with %s", f.Take, len(v.samples), kind)
	}
	v.what = what
	v.sources = e.sources(f.Evidence, what)
	return v, nil
}

func (e *Env) misnamed(c *Call, arg string, f score.Finding) error {
	a := c.Arg(arg)
	bad := wrong(c.At, len(c.Function), "%s", f.Missing)
	if a == nil {
		return bad
	}
	bad.at, bad.width = a.ValueAt, len(a.Value)
	if near := diag.Nearest(a.Value, f.Known); near != "" {
		return bad.mend("did you mean %s?", near)
	}
	if len(f.Known) == 0 {
		return bad.mend("that run recorded none")
	}
	shown := f.Known
	if len(shown) > 12 {
		shown = append(slices.Clone(shown[:12]), "…")
	}
	return bad.mend("that run has: %s", strings.Join(shown, ", "))
}

func (e *Env) metric(c *Call) (*value, error) {
	q, err := e.query(c)
	if err != nil {
		return nil, err
	}
	q.Metric = c.Get("name")
	labels := ""
	for _, a := range c.Args {
		if slices.Contains(metricArgs, a.Name) {
			continue
		}
		if q.Labels == nil {
			q.Labels = map[string]string{}
		}
		q.Labels[a.Name] = a.Value
		labels += ", " + a.Name + " " + a.Value
	}
	if q.At != nil {
		labels += ", at " + c.Get("at")
	}
	return e.found(c, q, "name", fmt.Sprintf("%s of %s%s", q.Metric, q.Experiment, labels))
}

// steps are the tool's own steps at which a metric was logged, in order.
func (e *Env) steps(c *Call) ([]int64, error) {
	q, err := e.query(c)
	if err != nil {
		return nil, err
	}
	reading, err := e.in.Readings.Reading(q.Experiment)
	if err != nil {
		return nil, err
	}
	var steps []int64
	for _, m := range reading.Metrics {
		if m.Step == nil || m.Name != c.Get("name") || q.Step != "" && m.From != q.Step || !labelled(c, m.Labels) {
			continue
		}
		steps = append(steps, *m.Step)
	}
	slices.Sort(steps)
	return slices.Compact(steps), nil
}

func labelled(c *Call, labels map[string]string) bool {
	for _, a := range c.Args {
		if !slices.Contains(metricArgs, a.Name) && labels[a.Name] != a.Value {
			return false
		}
	}
	return true
}

func (e *Env) timing(c *Call) (*value, error) {
	q, err := e.query(c)
	if err != nil {
		return nil, err
	}
	q.Timing = "wall"
	if a := c.Arg("of"); a != nil {
		if !slices.Contains(score.TimingFields, a.Value) {
			return nil, unknown(a.ValueAt, len(a.Value), "timing", a.Value, score.TimingFields)
		}
		q.Timing = a.Value
	}
	v, err := e.found(c, q, "step", fmt.Sprintf("%s of step %s of %s", score.TimingWords(q.Timing), q.Step, q.Experiment))
	if v != nil {
		v.usual = Format{Name: "si"}
	}
	return v, err
}

func (e *Env) probe(c *Call) (*value, error) {
	q, err := e.query(c)
	if err != nil {
		return nil, err
	}
	experiment, a := e.in.Study.Experiment(q.Experiment), c.Arg("probe")
	step := experiment.Step(a.Value)
	if step == nil || step.Kind != study.Probe {
		return nil, unknown(a.ValueAt, len(a.Value), "probe of "+q.Experiment, a.Value, stepIDs(experiment, study.Probe))
	}
	q.Probe = a.Value
	v, err := e.found(c, q, "probe", fmt.Sprintf("probe %s of %s", q.Probe, q.Experiment))
	if err != nil || v.missing {
		return v, err
	}
	v.key, v.text = "false", "no"
	if own := c.Arg("no"); own != nil {
		v.text = own.Value
	}
	if v.number.Sign() > 0 {
		v.key, v.text = "true", "yes"
		if own := c.Arg("yes"); own != nil {
			v.text = own.Value
		}
	}
	return v, nil
}

// param is a parameter as the run had it; what experiment.yaml says now does
// not tell what was measured.
func (e *Env) param(c *Call) (*value, error) {
	experiment, err := e.experimentOf(c)
	if err != nil {
		return nil, err
	}
	a := c.Arg("name")
	var known []string
	for _, p := range experiment.Parameters {
		known = append(known, p.Name)
	}
	if !slices.Contains(known, a.Value) {
		return nil, unknown(a.ValueAt, len(a.Value), "parameter of "+experiment.ID, a.Value, known)
	}
	v := &value{basis: string(score.Measured), what: fmt.Sprintf("parameter %s of %s", a.Value, experiment.ID), subject: Subject{Experiment: experiment.ID}}
	reading, err := e.in.Readings.Reading(experiment.ID)
	if err != nil {
		return nil, err
	}
	if reading.Missing == "" {
		for i, p := range reading.Manifest.Parameters {
			if p.Name == a.Value {
				v.typed(p.Value)
				v.sources = e.sources([]evidence.Ref{reading.Ref(evidence.ManifestName, "/parameters/"+strconv.Itoa(i)+"/value")}, v.what)
				v.stale, v.reason = reading.Stale != "", reading.Stale
				return v, nil
			}
		}
	}
	v.basis, v.missing, v.reason = string(score.Missing), true, reading.Missing
	if v.reason == "" {
		v.reason = fmt.Sprintf("the run of %s did not have the parameter yet", experiment.ID)
	}
	return v, nil
}

// typed takes a value as it was written, and as a number where it is one.
func (v *value) typed(text string) {
	v.text, v.key = text, text
	if number, err := score.Number(text); err == nil {
		v.number = number
	}
}

// facts

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
	pos, known := e.in.Works[key]
	if e.in.Works != nil && !known {
		return nil, unknown(a.ValueAt, len(a.Value), "work", key, slices.Sorted(maps.Keys(e.in.Works)))
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
		n = len(s.Tools)
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
	for _, name := range []string{"tool", "scenario", "status"} {
		if x := c.Arg(name); x != nil {
			return nil, wrong(x.At, len(name), "count of=%s takes no %s=", a.Value, name)
		}
	}
	v.number = big.NewRat(int64(n), 1)
	return v, nil
}
