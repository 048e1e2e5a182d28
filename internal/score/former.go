package score

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"

	"report/internal/study"
)

// ChangedWhen says when a rule was changed: "on 2026-11-24", "by commit 1a2b3c4".
func ChangedWhen(on string) string {
	if strings.Contains(on, "-") {
		return "on " + on
	}
	return "by commit " + on[:min(len(on), 12)]
}

// FormerWords describe a rule that was in force before by what is otherwise in
// the one that is: a clause to follow "before that,".
func FormerWords(old, now *study.Rule) string {
	is := map[string]*study.RuleMetric{}
	for i := range now.Metrics {
		is[now.Metrics[i].ID] = &now.Metrics[i]
	}
	var parts []string
	same := 0
	for i := range old.Metrics {
		m := &old.Metrics[i]
		other := is[m.ID]
		delete(is, m.ID)
		switch {
		case other == nil:
			parts = append(parts, "it also asked for "+named(m)+", read from "+source(m.From, m.Minus)+", and gave "+worth(m))
		case bare(*m) == bare(*other):
			same++
		default:
			words := named(m)
			if from := source(m.From, m.Minus); from != source(other.From, other.Minus) {
				words += ", read from " + from + ","
			}
			parts = append(parts, words+" gave "+worth(m))
		}
	}
	var fresh []string
	for _, id := range slices.Sorted(maps.Keys(is)) {
		fresh = append(fresh, "“"+nameOf(is[id])+"”")
	}
	if len(fresh) > 0 {
		parts = append(parts, "it did not ask for "+strings.Join(fresh, ", "))
	}
	switch {
	case len(parts) == 0:
		return "it gave the same points in other words"
	case same == 1:
		parts = append(parts, "the other measurement counted as now")
	case same > 1:
		parts = append(parts, fmt.Sprintf("the other %d measurements counted as now", same))
	}
	return strings.Join(parts, "; ")
}

func nameOf(m *study.RuleMetric) string {
	if m.Name == "" {
		return m.ID
	}
	return m.Name
}

// named is a metric's name with its unit.
func named(m *study.RuleMetric) string {
	words := "“" + nameOf(m) + "”"
	if m.Unit != "" {
		words += " (" + m.Unit + ")"
	}
	return words
}

// worth is what a metric gives: its anchors, and its weight where it has one.
func worth(m *study.RuleMetric) string {
	words := AnchorWords(m)
	if m.Weight != nil && m.Weight.Cmp(big.NewRat(1, 1)) != 0 {
		words += " with weight " + Decimal(m.Weight)
	}
	return words
}

// AnchorWords say what a metric is worth: "5 → 10, 60 → 5", or for a probe
// "passed → 10".
func AnchorWords(m *study.RuleMetric) string {
	if len(m.Points) == 0 {
		return "passed → 10"
	}
	if YesOrNo(m) {
		return "no → 0, yes → 10"
	}
	var words []string
	for _, a := range m.Points {
		words = append(words, Decimal(a.Value)+" → "+Decimal(a.Points))
	}
	return strings.Join(words, ", ")
}

// YesOrNo reports whether a metric answers a question, as a probe does: nothing
// but 0 gives no points and 1 all of them, and it has no unit.
func YesOrNo(m *study.RuleMetric) bool {
	is := func(a study.Anchor, value, points int64) bool {
		return a.Value.Cmp(big.NewRat(value, 1)) == 0 && a.Points.Cmp(big.NewRat(points, 1)) == 0
	}
	return m.Unit == "" && len(m.Points) == 2 && is(m.Points[0], 0, 0) && is(m.Points[1], 1, 10)
}

// source says where a metric is read: "{tool}-install, step install, wall time".
func source(s study.Source, minus *study.Source) string {
	parts := []string{s.Experiment}
	add := func(words, value string) {
		if value != "" {
			parts = append(parts, words+value)
		}
	}
	add("step ", s.Step)
	add("metric ", s.Metric)
	add("probe ", s.Probe)
	add("", timingWords[s.Timing])
	add("", LabelText(s.Labels))
	add("", s.Take)
	words := strings.Join(parts, ", ")
	if minus != nil {
		words += " less " + source(*minus, nil)
	}
	return words
}

// bare is what gives points in a metric, as text to compare.
func bare(m study.RuleMetric) string {
	m.Name, m.Why = "", ""
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Sprint(m)
	}
	return string(raw)
}
