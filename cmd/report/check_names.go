package main

import (
	"path"
	"slices"

	"report/internal/diag"
	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

// misnamed warns of an experiment that a rule of the rubric passes over for its
// name alone: {tool}-mnist finds those of other tools on the scenario, of this
// tool there is none of that name, and no rule names the one that there is.
func misnamed(s *study.Study) []warning {
	named := map[string]bool{}      // by a rule, for some tool
	var patterns []string           // with {tool}, in the rubric's order
	scenario := map[string]string{} // of the experiments of a pattern
	for i := range s.Rubric {
		for _, source := range s.Rubric[i].Sources() {
			for _, t := range s.Tools {
				id := score.Expand(source.Experiment, t.ID)
				named[id] = true
				if e := s.Experiment(id); e != nil && id != source.Experiment && e.Scenario != "" {
					scenario[source.Experiment] = e.Scenario
				}
			}
			if !slices.Contains(patterns, source.Experiment) {
				patterns = append(patterns, source.Experiment)
			}
		}
	}
	var out []warning
	for _, e := range s.Experiments {
		for _, pattern := range patterns {
			wanted := score.Expand(pattern, e.Tool)
			if e.Cell != nil || e.Tool == "" || named[e.ID] || wanted == pattern || s.Experiment(wanted) != nil || scenario[pattern] != e.Scenario {
				continue
			}
			w := diag.At(diag.Pos{File: e.Source, Line: 1, Col: 1}, "no rule finds %s: of %s on %s the rules read %s, and there is none", e.ID, e.Tool, e.Scenario, wanted).
				WithHint("give its directory that name: mv %s %s", e.Dir, path.Join(study.ExperimentsDir, wanted))
			out = append(out, warning{"name", e.ID, w})
			break
		}
	}
	return out
}

// neverKept warns of what experiments read of others whose runs are fresh and
// kept no such file: no run will make them ready.
func (p *pipeline) neverKept() []warning {
	var out []warning
	for _, e := range p.study.Experiments {
		for _, read := range e.Reads {
			if p.states()[read.Experiment].State != evidence.Fresh {
				continue
			}
			found, why, err := p.store.Reads(read, p.study.Profile)
			if err != nil || len(found) > 0 || why == "" {
				continue
			}
			w := diag.At(read.Pos, "%s will not run: %s", e.ID, why).WithHint("name a file that the run kept, or let a step keep this one: `keep:`, report help steps")
			if content, err := p.files().Study(read.Pos.File); err == nil {
				w.In(content, len([]rune(read.Experiment+"/"+read.Path)))
			}
			out = append(out, warning{"reads", e.ID, w})
		}
	}
	return out
}
