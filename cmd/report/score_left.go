package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"report/internal/score"
)

// leftOutJSON is what leaving out each probe in turn does, null where the
// table has no rule of several probes.
func leftOutJSON(o *score.LeftOut) any {
	if o == nil {
		return nil
	}
	between := func(l score.Left) []json.Number {
		return []json.Number{fourDecimals(l.Low), fourDecimals(l.High)}
	}
	tools := map[string]any{}
	for tool, total := range o.Totals {
		cells := map[string][]json.Number{}
		for criterion, l := range o.Cells[tool] {
			cells[criterion] = between(l)
		}
		one := map[string]any{"total": between(total), "ranks": nil, "rank_untold": o.Ranks[tool].Untold, "first": o.Wins[tool], "scores": cells}
		if r := o.Ranks[tool]; r.High > 0 {
			one["ranks"] = []int{r.Low, r.High}
		}
		tools[tool] = one
	}
	winners := make([]any, len(o.Winners))
	for i, w := range o.Winners {
		winners[i] = orNull(w)
	}
	return map[string]any{"probes": o.Probes, "winners": winners, "tools": tools}
}

// leftOutText says the same in a table; nothing where there is nothing to say.
func leftOutText(t *score.Table, o *score.LeftOut) string {
	if o == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nWith each probe left out of its rule in turn, for all tools alike:\n")
	for i := range t.Tools {
		row := &t.Tools[i]
		total := o.Totals[row.ID]
		fmt.Fprintf(&b, "  %s: total %s, rank %s\n", row.Name, spanText(total.Span, 2), o.Ranks[row.ID].Text())
		for _, c := range t.Criteria {
			if l, ok := o.Cells[row.ID][c.ID]; ok {
				fmt.Fprintf(&b, "    %s: %s, now %s (%s)\n", c.Name, spanText(l.Span, 1), strings.TrimSpace(cellText(row.Cells[c.ID])), counted(l.Probes, "probe"))
			}
		}
	}
	return b.String()
}
