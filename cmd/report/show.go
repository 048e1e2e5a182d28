package main

import (
	"encoding/json"
	"slices"

	"github.com/spf13/cobra"

	"report/internal/document"
	"report/internal/run"
	"report/internal/score"
)

// stages are what `report show` can print, in the order of the road.
var stages = []string{"study", "run", "score", "document"}

func newShow(a *app) *cobra.Command {
	return &cobra.Command{
		Use:   "show study|run|score|document",
		Short: "Print what a stage produced, as JSON with sorted keys",
		Long: `Print what one stage of the road handed to the next, as JSON with sorted keys,
so that a fault is placed by looking:

  study     study.yaml and the experiments, with defaults filled in
  run       the run of each experiment that counts, with its metrics and
            timings, or why there is none
  score     every score set applied, each figure with its evidence
  document  the paper's tree, with every claim resolved

Exit codes: 0 done; 1 could not be done; 2 wrong usage or a mistake in the
files.`,
		Args:      cobra.ExactArgs(1),
		ValidArgs: stages,
		RunE:      func(_ *cobra.Command, args []string) error { return a.show(args[0]) },
	}
}

func (a *app) show(stage string) error {
	if !slices.Contains(stages, stage) {
		return unknownName("stage", stage, stages)
	}
	p, err := a.open()
	if err != nil {
		return err
	}
	var v any
	switch stage {
	case "study":
		v, err = withSchema("report/study-show/1", p.study)
	case "run":
		v, err = p.showRuns()
	case "score":
		v, err = p.showScores()
	case "document":
		var doc *document.Document
		if doc, err = p.paper(); err == nil {
			v, err = withSchema("report/document-show/1", doc)
		}
	}
	if err != nil {
		return err
	}
	return a.printSorted(v)
}

// withSchema is a value's JSON with the name of its schema among the fields.
func withSchema(name string, v any) (any, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	fields := map[string]json.RawMessage{}
	if err := json.Unmarshal(raw, &fields); err != nil {
		return nil, err
	}
	fields["schema"], err = json.Marshal(name)
	return fields, err
}

func (p *pipeline) showRuns() (any, error) {
	experiments := []map[string]any{}
	for _, e := range p.study.Experiments {
		r, err := p.readings.Reading(e.ID)
		if err != nil {
			return nil, p.unreadable(err)
		}
		one := map[string]any{"experiment": e.ID}
		if r.Missing != "" {
			one["missing"] = r.Missing
		} else {
			one["run"], one["manifest"] = r.Run, r.Manifest
			one["metrics"], one["timings"] = append([]run.Metric{}, r.Metrics...), append([]run.Record{}, r.Timings...)
		}
		if r.Stale != "" {
			one["stale"] = r.Stale
		}
		experiments = append(experiments, one)
	}
	return map[string]any{"schema": "report/runs/1", "profile": p.study.Profile, "experiments": experiments}, nil
}

func (p *pipeline) showScores() (any, error) {
	sets := []any{}
	for _, s := range p.study.Sets {
		table, err := score.Apply(p.study, p.readings, s.ID, nil)
		if err != nil {
			return nil, p.unreadable(err)
		}
		sets = append(sets, scoreJSON(table, scoreFlags{}))
	}
	return map[string]any{"schema": "report/scores/1", "sets": sets}, nil
}
