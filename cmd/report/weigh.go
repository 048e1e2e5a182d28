package main

import (
	"report/internal/render/html"
	"report/internal/score"
	"report/internal/study"
)

// model is what the page lets its reader weigh anew, or nil where there is
// nothing to weigh.
func (p *pipeline) model() (*html.Model, error) {
	if len(p.study.Criteria) < 2 || len(p.study.Tools) < 2 || len(p.study.Sets) == 0 {
		return nil, nil
	}
	m := &html.Model{}
	for _, set := range p.study.Sets {
		table, err := p.env.Table(set.ID, "")
		if err != nil {
			return nil, err
		}
		m.Sets = append(m.Sets, modelSet(table))
		if len(m.Criteria) > 0 {
			continue
		}
		for _, c := range table.Criteria {
			m.Criteria = append(m.Criteria, html.ModelCriterion{ID: c.ID, Name: c.Name, Weight: score.Decimal(c.Weight)})
		}
	}
	for i := range p.study.Contexts {
		context, err := p.modelContext(&p.study.Contexts[i], m.Criteria)
		if err != nil {
			return nil, err
		}
		m.Contexts = append(m.Contexts, context)
	}
	return m, nil
}

func modelSet(table *score.Table) html.ModelSet {
	set := html.ModelSet{ID: table.Set, Name: table.Name}
	for _, row := range table.Tools {
		tool := html.ModelTool{ID: row.ID, Name: row.Name}
		for _, c := range table.Criteria {
			points := row.Cells[c.ID].Range
			tool.Cells = append(tool.Cells, html.ModelCell{Low: score.Decimal(points.Low), High: score.Decimal(points.High)})
		}
		set.Tools = append(set.Tools, tool)
	}
	return set
}

// modelContext says for a kind of user which tools do not meet what it
// requires, and of which that is not known: what was not run is never a no.
func (p *pipeline) modelContext(c *study.Context, criteria []html.ModelCriterion) (html.ModelContext, error) {
	out := html.ModelContext{ID: c.ID, Name: c.Name, Who: c.Who, RuledOut: map[string]string{}, Unknown: map[string]string{}}
	weights := map[string]string{}
	for _, w := range c.Weights {
		weights[w.Criterion] = score.Decimal(w.Percent)
	}
	for _, criterion := range criteria {
		out.Weights = append(out.Weights, weights[criterion.ID])
	}
	for _, tool := range p.study.Tools {
		needs, err := score.Needs(p.study, p.readings, c, tool.ID)
		if err != nil {
			return out, err
		}
		for _, n := range needs {
			switch n.State {
			case score.Unknown:
				out.Unknown[tool.ID] = n.Why
			case score.RuledOut:
				out.RuledOut[tool.ID] = n.Why
			}
		}
	}
	return out, nil
}
