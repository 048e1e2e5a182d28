package claim

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"

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
	v := &value{number: f.Value, unit: f.Unit, basis: string(score.Measured), subject: Subject{Experiment: q.Experiment, Metric: q.Metric}}
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
	return bad.mend("that run has: %s", diag.Few(f.Known, 12))
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
