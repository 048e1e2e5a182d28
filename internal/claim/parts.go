package claim

import (
	"fmt"
	"math/big"
	"slices"

	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// Part is the claim of one metric of a rule for one tool: of=value, what was
// measured, or of=points, what that is worth.
func (e *Env) Part(set, tool, criterion, metric, of string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "part", Format{}, "criterion", criterion, "metric", metric, "of", of, "set", set, "tool", tool)
}

// PartAround is Part with the interval or the range of its repetitions.
func (e *Env) PartAround(set, tool, criterion, metric string, at diag.Pos) (Claim, *diag.Error) {
	return e.call(at, "part", Format{Name: "interval"}, "criterion", criterion, "metric", metric, "set", set, "tool", tool)
}

// part is what a rule's metric found for a tool. A probe's value is the word
// yes or no.
func (e *Env) part(c *Call) (*value, error) {
	tool, err := e.toolOf(c)
	if err != nil {
		return nil, err
	}
	criterion, err := e.criterionOf(c)
	if err != nil {
		return nil, err
	}
	metric, err := e.ruleMetric(c, criterion)
	if err != nil {
		return nil, err
	}
	set, err := e.rubricSetOf(c)
	if err != nil {
		return nil, err
	}
	table, err := e.Table(set.ID, "")
	if err != nil {
		return nil, err
	}
	cell := table.Row(tool.ID).Cells[criterion.ID]
	i := slices.IndexFunc(cell.Parts, func(p score.Part) bool { return p.ID == metric.ID })
	if i < 0 {
		return nil, wrong(c.At, len(c.Function), "score set %s does not apply the rule for %s to %s", set.ID, criterion.ID, tool.ID).
			mend("a set with rubric: true does")
	}
	found := cell.Parts[i]
	v := &value{basis: string(score.Measured), subject: Subject{Set: set.ID, Tool: tool.ID, Criterion: criterion.ID, Metric: metric.ID}}
	v.what = fmt.Sprintf("%s of %s, %s", found.Name, tool.Name, criterion.Name)
	v.sources = e.partSources(scoreOf{fmt.Sprintf("%s of %s", criterion.Name, tool.Name), cell.Range.Text(1), criterion.ID}, &found)
	if found.Value == nil {
		v.basis, v.missing, v.reason = string(score.Missing), true, found.Reason
		return v, nil
	}
	if cell.Stale {
		v.stale, v.reason = true, "the experiment changed after the run behind it"
	}
	return v, v.ofPart(c, metric, found)
}

func (v *value) ofPart(c *Call, metric *study.RuleMetric, found score.Part) error {
	of := c.Arg("of")
	switch {
	case of != nil && of.Value == "points":
		v.number, v.usual = score.RoundPoints(new(big.Rat).Set(found.Points)), Format{Name: "fixed", Digits: 1, HasDigits: true}
		v.what = "points for " + v.what
	case of != nil && of.Value != "value":
		return unknown(of.ValueAt, len(of.Value), "part", of.Value, []string{"value", "points"})
	case metric.From.Probe != "" && len(metric.Points) == 0:
		v.number, v.key, v.text = nil, "false", "no"
		if found.Value.Sign() > 0 {
			v.key, v.text = "true", "yes"
		}
	default:
		v.number, v.unit = found.Value, found.Unit
		if found.Kind != "" {
			v.low, v.high, v.samples = found.Around.Low, found.Around.High, found.Samples
			v.what += fmt.Sprintf(", %d repetitions with %s", len(found.Samples), found.Kind)
		}
		if !found.Value.IsInt() {
			v.usual = Format{Name: "sig", Digits: 3, HasDigits: true}
		}
	}
	return nil
}

// ruleMetric is the metric that a call names, of the rule for a criterion.
func (e *Env) ruleMetric(c *Call, criterion *study.Criterion) (*study.RuleMetric, error) {
	rule := e.in.Study.Rule(criterion.ID)
	if rule == nil {
		return nil, wrong(c.At, len(c.Function), "the rubric has no rule for %s", criterion.ID)
	}
	return find(c, "metric", "metric of the rule for "+criterion.ID, rule.Metrics, func(m *study.RuleMetric) string { return m.ID })
}

// rubricSetOf is the score set that a call names, or the only one whose cells
// come from the rubric.
func (e *Env) rubricSetOf(c *Call) (*study.ScoreSet, error) {
	var only *study.ScoreSet
	sets := e.in.Study.Sets
	for i := range sets {
		if c.Arg("set") != nil || !sets[i].Rubric {
			continue
		}
		if only != nil {
			return e.setOf(c)
		}
		only = &sets[i]
	}
	if only == nil {
		return e.setOf(c)
	}
	return only, nil
}
