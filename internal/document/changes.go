package document

import (
	"fmt"
	"slices"
	"strings"

	"report/internal/score"
	"report/internal/study"
)

// ruleMark stands behind what a rule gave that was changed after it was written.
const ruleMark = "§"

// ruled reports whether a set has points that the rule of a criterion gave.
func (f *fenced) ruled(set string, rule *study.Rule) bool {
	s := f.env.Study.Set(set)
	if s == nil || !s.Rubric {
		return false
	}
	return slices.ContainsFunc(f.env.Study.Tools, func(t study.Tool) bool { return len(f.basis(set, t.ID, rule.Criterion).Was) > 0 })
}

// changedMark is the mark behind a criterion whose rule was changed, or "".
func (f *fenced) changedMark(set string, c study.Criterion) string {
	if rule := f.env.Study.Rule(c.ID); rule != nil && len(rule.Was) > 0 && f.ruled(set, rule) {
		return ruleMark
	}
	return ""
}

func (f *fenced) changedMarks(sets []string, c study.Criterion) string {
	for _, set := range sets {
		if mark := f.changedMark(set, c); mark != "" {
			return mark
		}
	}
	return ""
}

// changeNotes say of each change of a criterion's rule when and why it was
// made, what the rule was, and what points it gave from the same evidence.
func (f *fenced) changeNotes(d scored, sets []string, c study.Criterion) [][]Inline {
	rule := f.env.Study.Rule(c.ID)
	if rule == nil || f.changedMarks(sets, c) == "" {
		return nil
	}
	var notes [][]Inline
	for i := range rule.Was {
		note := plainly(ruleMark + " " + changed("The rule of "+nameOr(c.Name, c.ID), rule, i))
		for _, set := range sets {
			if f.changedMark(set, c) == "" {
				continue
			}
			lead := " By it, from the same evidence: "
			if len(sets) > 1 {
				lead = fmt.Sprintf(" By it, from the same evidence, %s: ", d.titles[set])
			}
			for _, tool := range d.tools {
				if len(f.basis(set, tool, c.ID).Was) <= i {
					continue
				}
				points := f.cell(f.env.Claims.FormerCell(set, tool, c.ID, i+1, f.pos))
				note = append(append(note, &Text{Value: lead + d.names[tool] + " "}), points.Text...)
				lead = ", "
			}
			if lead == ", " {
				note = append(note, &Text{Value: "."})
			}
		}
		notes = append(notes, note)
	}
	return notes
}

// changed says of one change of a rule when and why, and what was before it.
func changed(subject string, rule *study.Rule, i int) string {
	was := &rule.Was[i]
	until := "Before that, "
	if len(rule.Was) > 1 {
		until = fmt.Sprintf("Before that (change %d of %d), ", i+1, len(rule.Was))
	}
	return fmt.Sprintf("%s was changed %s: %s. %s%s.", subject, score.ChangedWhen(was.On), strings.TrimSuffix(strings.TrimSpace(was.Why), "."), until, score.FormerWords(&was.Rule, rule))
}
