package claim

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"report/internal/digest"
	"report/internal/evidence"
	"report/internal/run"
	"report/internal/score"
	"report/internal/study"
)

// countRuns counts experiments, those with a run, or probes by how they ended.
func (e *Env) countRuns(c *Call, v *value) (*value, error) {
	if _, err := e.toolOf(c); err != nil {
		return nil, err
	}
	if _, err := find(c, "scenario", "scenario", e.in.Study.Scenarios, func(s *study.Scenario) string { return s.ID }); err != nil {
		return nil, err
	}
	if err := takesNo(c, "set"); err != nil {
		return nil, err
	}
	of, status := c.Get("of"), c.Arg("status")
	states := []string{"missing", "passed", "refused"}
	if status != nil && of != "probes" {
		return nil, wrong(status.At, len("status"), "count of=%s takes no status=", of)
	}
	if status != nil && !slices.Contains(states, status.Value) {
		return nil, unknown(status.ValueAt, len(status.Value), "end of a probe", status.Value, states)
	}
	n := 0
	for _, experiment := range e.in.Study.Experiments {
		if experiment.Cell != nil { // how the paper is made, not what it is about
			continue
		}
		if tool := c.Get("tool"); tool != "" && tool != experiment.Tool {
			continue
		}
		if scenario := c.Get("scenario"); scenario != "" && scenario != experiment.Scenario {
			continue
		}
		got, err := e.countOne(of, c.Get("status"), experiment, v)
		if err != nil {
			return nil, err
		}
		n += got
	}
	v.number = big.NewRat(int64(n), 1)
	return v, nil
}

func (e *Env) countOne(of, status string, experiment *study.Experiment, v *value) (int, error) {
	switch of {
	case "experiments":
		v.sources = append(v.sources, e.declared(experiment.Pos, "experiment "+experiment.ID))
		return 1, nil
	case "runs":
		r, err := e.in.Readings.Reading(experiment.ID)
		if err != nil || r.Missing != "" {
			return 0, err
		}
		v.basis = string(score.Measured)
		v.sources = append(v.sources, e.source(evidence.Ref{Experiment: r.Experiment, Run: r.Run, Path: evidence.ManifestName}, "run of "+r.Experiment))
		return 1, nil
	}
	n := 0
	for _, id := range stepIDs(experiment, study.Probe) {
		if status == "" {
			v.sources = append(v.sources, e.declared(experiment.Step(id).Pos, fmt.Sprintf("probe %s of %s", id, experiment.ID)))
			n++
			continue
		}
		f, err := score.Find(score.Query{Source: study.Source{Experiment: experiment.ID, Probe: id}}, e.in.Readings)
		if err != nil {
			return 0, err
		}
		state := "missing"
		switch {
		case f.Value != nil && f.Passed():
			state = "passed"
		case f.Value != nil:
			state = "refused"
		}
		if state != status {
			continue
		}
		n++
		v.basis = string(score.Measured)
		v.stale = v.stale || f.Stale != ""
		v.sources = append(v.sources, e.sources(f.Evidence, fmt.Sprintf("probe %s of %s", id, experiment.ID))...)
	}
	if v.stale {
		v.reason = "an experiment changed after the run behind it"
	}
	return n, nil
}

// quote is a line of a run's log or file, or of a file of the study, found by
// its number or by a pattern, of which parentheses cut out a part.
func (e *Env) quote(c *Call) (*value, error) {
	pattern, line, err := e.place(c)
	if err != nil {
		return nil, err
	}
	v := &value{basis: "declared"}
	text, label, source, err := e.quotable(c, v)
	if err != nil || v.missing {
		return v, err
	}
	at, words := text.match(pattern, line)
	if at == 0 {
		a := c.Arg("match")
		if a == nil {
			a = c.Arg("line")
		}
		return nil, wrong(a.ValueAt, len(a.Value), "%s has no such line", label).
			mend("it has %d lines; the first is %.60q", text.text.Lines(), text.line(1))
	}
	v.typed(words)
	v.what = fmt.Sprintf("line %d of %s", at, label)
	v.sources = []Source{source(at, v.what)}
	return v, nil
}

// quotable is the file a quotation is from: its lines, its name in words, and
// what makes a source of one of its lines.
func (e *Env) quotable(c *Call, v *value) (*content, string, func(int, string) Source, error) {
	if path := c.Arg("path"); path != nil {
		text := e.studyFile(path.Value)
		if text.err != nil {
			return nil, "", nil, wrong(path.ValueAt, len(path.Value), "reading %s: %v", path.Value, text.err)
		}
		if e.quoted == nil {
			e.quoted = map[string]digest.SHA256{}
		}
		e.quoted[path.Value] = text.sum()
		return text, path.Value, func(line int, what string) Source {
			s := Source{Path: path.Value, SHA256: text.sum(), Line: line, What: what}
			s.Excerpt, s.From = text.excerpt(line)
			return s
		}, nil
	}
	experiment, err := e.experimentOf(c)
	if err != nil {
		return nil, "", nil, err
	}
	if experiment == nil {
		return nil, "", nil, wrong(c.At, len(c.Function), "quote needs experiment= with step= or file=, or path= of a file of the study")
	}
	v.basis, v.subject.Experiment = string(score.Measured), experiment.ID
	r, err := e.in.Readings.Reading(experiment.ID)
	if err != nil {
		return nil, "", nil, err
	}
	if r.Missing != "" {
		v.basis, v.missing, v.reason = string(score.Missing), true, r.Missing
		return nil, "", nil, nil
	}
	v.stale, v.reason = r.Stale != "", r.Stale
	path, err := e.logOf(c, experiment, r, v)
	if err != nil || v.missing {
		return nil, "", nil, err
	}
	ref := evidence.Ref{Experiment: r.Experiment, Run: r.Run, Path: path}
	text := e.evidenceFile(ref)
	if text.err != nil {
		return nil, "", nil, text.err
	}
	return text, ref.String(), func(line int, what string) Source {
		ref.Line = line
		return e.source(ref, what)
	}, nil
}

// logOf is the path below the run of the file that step= or file= names.
func (e *Env) logOf(c *Call, experiment *study.Experiment, r *score.Reading, v *value) (string, error) {
	if a := c.Arg("file"); a != nil {
		var known []string
		for _, f := range r.Manifest.Files {
			if known = append(known, f.Path); f.Path == a.Value {
				return a.Value, nil
			}
		}
		return "", unknown(a.ValueAt, len(a.Value), "file of the run of "+experiment.ID, a.Value, known)
	}
	a := c.Arg("step")
	if a == nil {
		return "", wrong(c.At, len(c.Function), "quote needs step= or file=").mend("steps of %s: %s", experiment.ID, strings.Join(stepIDs(experiment, ""), ", "))
	}
	if experiment.Step(a.Value) == nil {
		return "", unknown(a.ValueAt, len(a.Value), "step of "+experiment.ID, a.Value, stepIDs(experiment, ""))
	}
	if step := r.Step(a.Value); step != nil && step.Log != "" {
		return step.Log, nil
	}
	v.basis, v.missing, v.reason = string(score.Missing), true, fmt.Sprintf("step %s of %s left no log", a.Value, experiment.ID)
	if step := r.Step(a.Value); step != nil && step.Reason != "" {
		v.reason += ": " + run.Said(step.Reason)
	}
	return "", nil
}
