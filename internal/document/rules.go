package document

import (
	"math/big"
	"strings"

	"report/internal/claim"
	"report/internal/score"
	"report/internal/study"
)

// metricTable shows what a rule measured: the rule's metrics down, the tools
// across, and last the points that come of it.
//
//	```{table #tbl-installation}
//	metrics: installation
//	set: measured              # the only set with rubric: true unless said
//	tools: [mlflow, airflow]   # all unless said
//	intervals: true            # what lies around a median of repetitions
//	```
func (f *fenced) metricTable(t *Table, criterion *value) {
	rule, c := f.rule(criterion)
	set := f.rubricSet()
	if rule == nil || set == "" {
		return
	}
	d := f.scored([]value{})
	t.Columns = []Column{{Left}}
	head := []Cell{{Text: plainly("Measurement")}}
	for _, tool := range d.tools {
		t.Columns = append(t.Columns, Column{Center})
		head = append(head, Cell{Text: plainly(d.names[tool])})
	}
	t.Head, t.Body = [][]Cell{head}, [][]Cell{}
	anchored, probed, around, intervals := false, false, false, f.options().bool("intervals", false)
	for i := range rule.Metrics {
		m := &rule.Metrics[i]
		row := []Cell{{Text: plainly(measured(m)), Head: true}}
		for _, tool := range d.tools {
			part, e := f.env.Claims.Part(set, tool, c.ID, m.ID, "", f.pos)
			if found := f.partOf(set, tool, c.ID, m.ID); intervals && found != nil && found.Kind != "" {
				part, e = f.env.Claims.PartAround(set, tool, c.ID, m.ID, f.pos)
				part.Text = strings.TrimSuffix(part.Text, "\u00a0"+m.Unit) // the row names it
				around = true
			}
			part.Reason = withoutStep(part.Reason)
			if score.YesOrNo(m) {
				part.Text = yesOrNo(part)
			}
			cell := f.cell(part, e)
			probed = probed || len(m.Points) == 0
			if len(m.Points) > 0 {
				anchored = f.worth(&cell, set, tool, c.ID, m.ID) || anchored
			}
			row = append(row, cell)
		}
		t.Body = append(t.Body, row)
	}
	foot := []Cell{{Text: plainly("Points" + f.changedMark(set, *c)), Head: true}}
	for _, tool := range d.tools {
		foot = append(foot, f.scoreCell(set, tool, *c))
	}
	t.Foot = append(t.Foot, foot)
	t.Notes = append(t.Notes, f.changeNotes(d, []string{set}, *c)...)
	if anchored {
		note := "In brackets: the points that a measurement is worth."
		if around {
			note = "In round brackets: the points that a measurement is worth; in square ones: the interval of a median."
		}
		if probed {
			note += " A probe that passed is worth 10."
		}
		t.Notes = append(t.Notes, plainly(note))
	}
}

// yesOrNo is the text of a measurement that answers a question.
func yesOrNo(c claim.Claim) string {
	switch c.Exact {
	case "0":
		return "no"
	case "1":
		return "yes"
	}
	return c.Text
}

// withoutStep leaves out of a reason which step of which experiment it is
// about, where the cell's row and column say so: many cells share a footnote.
func withoutStep(reason string) string {
	_, why, found := strings.Cut(reason, ": not run here: ")
	if !found || strings.Contains(why, "; ") {
		return reason
	}
	return "not run here, " + why
}

// worth adds to a measured cell the points that it gives, in brackets.
func (f *fenced) worth(cell *Cell, set, tool, criterion, metric string) bool {
	if part := f.partOf(set, tool, criterion, metric); part == nil || part.Points == nil {
		return false
	}
	points := f.cell(f.env.Claims.Part(set, tool, criterion, metric, "points", f.pos))
	cell.Text = append(append(append(cell.Text, &Text{Value: " ("}), points.Text...), &Text{Value: ")"})
	return true
}

// partOf is what a rule's metric found for a tool, or nil.
func (f *fenced) partOf(set, tool, criterion, metric string) *score.Part {
	table, err := f.env.Claims.Table(set, "")
	if err != nil {
		return nil
	}
	parts := table.Row(tool).Cells[criterion].Parts
	for i := range parts {
		if parts[i].ID == metric {
			return &parts[i]
		}
	}
	return nil
}

// measured is a metric's name with its unit.
func measured(m *study.RuleMetric) string {
	name := nameOr(m.Name, m.ID)
	if m.Unit != "" {
		name += " (" + m.Unit + ")"
	}
	return name
}

// ruleTable prints a rule as study.yaml has it: each metric with its weight
// within the rule, its anchors and the reason for them.
//
//	```{table #tbl-rule-installation}
//	rubric: installation
//	```
func (f *fenced) ruleTable(t *Table, criterion *value) {
	rule, _ := f.rule(criterion)
	if rule == nil {
		return
	}
	t.Columns = []Column{{Left}, {Decimal}, {Left}, {Left}}
	t.Head = [][]Cell{{{Text: plainly("Measurement")}, {Text: plainly("Weight")}, {Text: plainly("Points")}, {Text: plainly("Why")}}}
	t.Body = [][]Cell{}
	for i := range rule.Metrics {
		m := &rule.Metrics[i]
		weight := m.Weight
		if weight == nil {
			weight = big.NewRat(1, 1)
		}
		t.Body = append(t.Body, []Cell{
			{Text: plainly(measured(m)), Head: true, ID: f.ruleAnchor(rule.Criterion + "/" + m.ID)},
			{Text: plainly(score.Decimal(weight))},
			{Text: plainly(strings.ReplaceAll(score.AnchorWords(m), " → ", "\u00a0→\u00a0"))}, // a line ends between pairs
			{Text: plainly(m.Why)},
		})
	}
	for i := range rule.Was {
		t.Notes = append(t.Notes, plainly(changed("The rule", rule, i)))
	}
}

// ruleAnchor is what leads to a metric of a rule, in the first table that prints
// it.
func (b *builder) ruleAnchor(metric string) string {
	if b.ruled[metric] {
		return ""
	}
	b.ruled[metric] = true
	return "rule:" + metric
}

// rule is the rule for the criterion that a block names.
func (f *fenced) rule(named *value) (*study.Rule, *study.Criterion) {
	s := f.env.Study
	id := f.one(named, "criterion", ids(s.Criteria, func(c *study.Criterion) string { return c.ID }))
	for i := range s.Rubric {
		if s.Rubric[i].Criterion != id {
			continue
		}
		for j := range s.Criteria {
			if s.Criteria[j].ID == id {
				return &s.Rubric[i], &s.Criteria[j]
			}
		}
	}
	if id != "" {
		f.failHere("", "the rubric has no rule for %s", id)
	}
	return nil, nil
}

// rubricSet is the set whose cells come from the rubric: the one that the
// block names, or the only one there is.
func (f *fenced) rubricSet() string {
	s := f.env.Study
	var known []string
	for i := range s.Sets {
		if s.Sets[i].Rubric {
			known = append(known, s.Sets[i].ID)
		}
	}
	if v := f.options().get("set"); v != nil {
		return f.one(v, "score set with rubric: true", known)
	}
	if len(known) != 1 {
		f.failHere("set: NAME", "this {table} needs the score set; with rubric: true are: %s", strings.Join(known, ", "))
		return ""
	}
	return known[0]
}
