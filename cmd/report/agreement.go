package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

// disagreements are what the fresh runs of a scenario had to measure alike and
// did not. A stale run may have measured something else, which status says.
func (p *pipeline) disagreements() ([]score.Disagreement, error) {
	asked := map[string]bool{}
	for _, scenario := range p.study.Scenarios {
		asked[scenario.ID] = len(scenario.Agree) > 0
	}
	var witnesses []score.Witness
	for _, e := range p.study.Experiments {
		if !asked[e.Scenario] {
			continue
		}
		w, err := p.witness(e)
		if err != nil {
			return nil, err
		}
		if w != nil {
			witnesses = append(witnesses, *w)
		}
	}
	return score.Disagreements(p.study, witnesses), nil
}

// witness is an experiment's fresh run, or nil where there is none.
func (p *pipeline) witness(e *study.Experiment) (*score.Witness, error) {
	newest, err := p.store.Newest(e.ID, p.study.Profile)
	if err != nil || newest == nil {
		return nil, err
	}
	if stale, err := p.stale(e, newest); err != nil || stale != "" {
		return nil, err
	}
	metrics, err := p.store.Metrics(newest)
	if err != nil {
		return nil, err
	}
	provenance, err := p.store.Provenance(newest)
	if err != nil {
		return nil, err
	}
	return &score.Witness{Manifest: &newest.Manifest, CPU: provenance.Predicate.Definition.Internal.Machine.CPU, Metrics: metrics}, nil
}

// disagreeingBeside works out the disagreements beside the states under a
// profile. Only the study's own has any: another's runs are nobody's figures.
func disagreeingBeside(profile string) func(*study.Study, []evidence.State) ([]byte, error) {
	return func(s *study.Study, states []evidence.State) ([]byte, error) {
		if profile != "" && profile != s.Profile {
			return nil, nil
		}
		p := pipelineOf(s)
		p.store.Unheld() // a state hangs on keys; what changed must not keep it from being run again
		p.states = func() map[string]evidence.State { return byExperiment(states) }
		found, err := p.disagreements()
		var broken *evidence.Changed
		if errors.As(err, &broken) {
			return nil, nil // for its state to tell, and for what reads evidence
		}
		if err != nil || len(found) == 0 {
			return nil, p.unreadable(err)
		}
		return json.Marshal(found)
	}
}

// differing are the disagreements as mistakes, at the scenario that wants them
// to be none.
func (p *pipeline) differing() (diag.List, error) {
	found, err := p.disagreements()
	if err != nil {
		return nil, p.unreadable(err)
	}
	var list diag.List
	for _, d := range found {
		for _, scenario := range p.study.Scenarios {
			if scenario.ID == d.Scenario {
				list = append(list, diag.At(scenario.Pos, "%s", d).WithHint("compare the runs %s; a tool must not change the result", strings.Join(runsOf(d), " and ")))
			}
		}
	}
	return list, nil
}

func runsOf(d score.Disagreement) []string {
	var runs []string
	for _, v := range d.Values {
		runs = append(runs, v.Experiment+"/"+v.Run)
	}
	return runs
}

// disagreeing is a paragraph for each disagreement, below the table of status.
func disagreeing(found []score.Disagreement) string {
	var b strings.Builder
	for _, d := range found {
		for i, line := range wrap(d.String(), terminalWidth-4) {
			margin := "    "
			if i == 0 {
				margin = ""
			}
			fmt.Fprintln(&b, margin+line)
		}
	}
	return b.String()
}
