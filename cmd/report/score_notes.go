package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"report/internal/score"
	"report/internal/study"
)

// ruleMark stands behind a criterion whose rule was changed.
const ruleMark = "§"

// changed reports whether a rule of the table was changed after it was written,
// so that cells also have points by the rule before.
func changed(t *score.Table, criterion string) bool {
	for i := range t.Tools {
		if len(t.Tools[i].Cells[criterion].Was) > 0 {
			return true
		}
	}
	return false
}

// criterionLabel is a criterion's name within the room there is, with its mark.
func criterionLabel(t *score.Table, c score.Criterion, room int) string {
	if !changed(t, c.ID) {
		return clip(c.Name, room)
	}
	return clip(c.Name, room-2) + " " + ruleMark
}

// changesText says of each changed rule when and why, what it was, and what
// points it gave from the same evidence.
func changesText(b *strings.Builder, t *score.Table, s *study.Study) {
	for _, c := range t.Criteria {
		rule := s.Rule(c.ID)
		if rule == nil || !changed(t, c.ID) {
			continue
		}
		for n := range rule.Was {
			was := &rule.Was[n]
			paragraph(b, ruleMark+"  ", fmt.Sprintf("The rule of %s was changed %s: %s. Before that, %s.", c.Name, score.ChangedWhen(was.On),
				strings.TrimSuffix(strings.TrimSpace(was.Why), "."), score.FormerWords(&was.Rule, rule)))
			var points []string
			for i := range t.Tools {
				if cell := t.Tools[i].Cells[c.ID]; n < len(cell.Was) {
					points = append(points, fmt.Sprintf("%s %s (now %s)", t.Tools[i].Name, spanText(cell.Was[n].Range, 1), spanText(cell.Range, 1)))
				}
			}
			paragraph(b, "   ", "By it, from the same evidence: "+strings.Join(points, ", ")+".")
		}
	}
}

// paragraph writes words in lines that fit a terminal, the first after a prefix
// and the others as far in.
func paragraph(b *strings.Builder, prefix, words string) {
	in := utf8.RuneCountInString(prefix)
	for i, line := range wrap(words, width-in) {
		if i > 0 {
			prefix = strings.Repeat(" ", in)
		}
		b.WriteString(prefix + line + "\n")
	}
}

func formerJSON(was []score.Former) []any {
	out := []any{}
	for _, w := range was {
		one := cellJSON(w.Cell)
		one["on"], one["why"] = w.On, w.Why
		out = append(out, one)
	}
	return out
}

// timesText lists the scored measurements that were repeated, each tool's median
// with the interval or the range around it.
func timesText(t *score.Table) string {
	var b strings.Builder
	for _, c := range t.Criteria {
		for _, m := range repeated(t, c.ID) {
			if b.Len() == 0 {
				b.WriteString("\nRepeated measurements that are scored: median, and what lies around it\n")
			}
			name := c.Name + ": " + m.Name
			if m.Unit != "" {
				name += " (" + m.Unit + ")"
			}
			paragraph(&b, "  ", name)
			b.WriteString(repetitionLines(t, c.ID, m.ID))
		}
	}
	return b.String()
}

// repeated are the metrics of a criterion of which some tool has repetitions.
func repeated(t *score.Table, criterion string) []score.Part {
	var out []score.Part
	seen := map[string]bool{}
	for i := range t.Tools {
		for _, p := range t.Tools[i].Cells[criterion].Parts {
			if p.Kind != "" && !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	return out
}

func repetitionLines(t *score.Table, criterion, metric string) string {
	var b strings.Builder
	widest := 0
	for i := range t.Tools {
		widest = max(widest, utf8.RuneCountInString(clip(t.Tools[i].Name, 24)))
	}
	for i := range t.Tools {
		for _, p := range t.Tools[i].Cells[criterion].Parts {
			if p.ID != metric {
				continue
			}
			name := clip(t.Tools[i].Name, 24)
			line := "    " + name + strings.Repeat(" ", widest-utf8.RuneCountInString(name)) + "  "
			switch {
			case p.Value == nil:
				line += "not measured"
			case p.Kind == "":
				line += decimals(p.Value) + "  once"
			default:
				kind := strings.TrimSuffix(strings.TrimPrefix(strings.TrimPrefix(p.Kind, "its "), "the "), " interval")
				line += fmt.Sprintf("%s  %s to %s (%s, %d times)", decimals(p.Value), decimals(p.Around.Low), decimals(p.Around.High), kind, len(p.Samples))
			}
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// decimals shows a measurement with at most three decimals, as a table of
// seconds needs them.
func decimals(x *big.Rat) string {
	text := x.FloatString(3)
	if strings.Contains(text, ".") {
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// aroundJSON adds to a part what lies around its median.
func aroundJSON(one map[string]any, p score.Part) {
	if p.Kind == "" {
		return
	}
	one["around"] = map[string]any{"low": exactNumber(p.Around.Low), "high": exactNumber(p.Around.High), "kind": p.Kind}
	samples := make([]json.Number, len(p.Samples))
	for i, x := range p.Samples {
		samples[i] = exactNumber(x)
	}
	one["samples"] = samples
}
