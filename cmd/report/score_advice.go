package main

import (
	"fmt"
	"math/big"
	"strings"
	"unicode/utf8"

	"report/internal/score"
)

// advice is what the users of --context, or whoever has the weights of --weights,
// are told; nil where neither is asked for.
func (p *pipeline) advice(table *score.Table, f scoreFlags) (*score.Advice, error) {
	if f.context == "" && f.weights == "" {
		return nil, nil
	}
	a, err := score.AdviseFrom(p.study, p.readings, table, f.context)
	return a, p.unreadable(err)
}

func adviceJSON(a *score.Advice) map[string]any {
	tools := []any{}
	for _, o := range a.Options {
		needs := []any{}
		for _, n := range o.Needs {
			refs := []string{}
			for _, r := range n.Evidence {
				refs = append(refs, r.String())
			}
			needs = append(needs, map[string]any{"experiment": n.Experiment, "probe": n.Probe, "state": n.State, "why": n.Why, "stale": n.Stale, "evidence": refs})
		}
		above := a.Above(o.Tool)
		if above == nil {
			above = []string{}
		}
		tools = append(tools, map[string]any{"id": o.Tool, "requirements": o.State, "requires": needs, "range": spanJSON(o.Total), "doubt": spanJSON(o.Doubt), "above": above})
	}
	deciding := []any{}
	for _, d := range a.Deciding {
		deciding = append(deciding, map[string]any{"criterion": d.Criterion.ID, "lead": exactNumber(d.Lead)})
	}
	rivals := a.Rivals
	if rivals == nil {
		rivals = []string{}
	}
	out := map[string]any{
		"first": orNull(a.First), "winner": orNull(a.Winner), "second": orNull(a.Second), "rivals": rivals,
		"margin": nil, "deciding": deciding, "stable": intervals(a.Stable), "moved": nil, "tools": tools,
	}
	open := []any{}
	for _, h := range a.Hinges() {
		open = append(open, map[string]any{"tool": h.Tool, "criterion": h.Criterion.ID, "width": exactNumber(h.Width)})
	}
	out["open"] = open
	if a.Second != "" {
		out["margin"] = spanJSON(a.Margin)
	}
	if a.Moved != nil {
		out["moved"] = movedJSON(a.Moved)
	}
	return out
}

// adviceText is the advice for a terminal.
func adviceText(a *score.Advice) string {
	var b strings.Builder
	b.WriteString("Advice\n")
	widest := 0
	for _, o := range a.Options {
		widest = max(widest, utf8.RuneCountInString(o.Name))
	}
	for _, o := range a.Options {
		needs := ""
		if a.Context != nil && len(a.Context.Requires) > 0 {
			needs = fmt.Sprintf("%-11s  ", o.State)
		}
		fmt.Fprintf(&b, "  %s%s  %swith every doubt %s\n", o.Name, strings.Repeat(" ", widest-utf8.RuneCountInString(o.Name)), needs, o.Doubt.Text(2))
		for _, n := range o.Needs {
			if n.Why != "" {
				paragraph(&b, "    ", n.Probe+": "+n.Why)
			}
		}
	}
	b.WriteByte('\n')
	paragraph(&b, "", adviceVerdict(a))
	if a.Winner == "" {
		for _, o := range a.Options {
			if below := a.Above(o.Tool); len(below) > 0 {
				paragraph(&b, "", fmt.Sprintf("Beyond doubt %s stands above %s.", o.Name, strings.Join(names(a.Table, below), ", ")))
			}
		}
	}
	if words := openText(a); words != "" {
		paragraph(&b, "", words)
	}
	if decide := deciding(a); len(decide) > 0 {
		paragraph(&b, "", "Decided by: "+strings.Join(decide, ", "))
	}
	if c := a.Tightest(); c != nil {
		paragraph(&b, "", fmt.Sprintf("The weight that may change least: %s, now %s, from %s to %s%%.",
			c.ID, percent(c.Weight), fourDecimals(a.Stable[c.ID].Low), fourDecimals(a.Stable[c.ID].High)))
	}
	if a.Moved != nil {
		paragraph(&b, "", movedText(a.Moved, "first tool"))
	}
	return b.String()
}

// deciding are the criteria with what each adds to the lead, as totals are shown;
// those that add less than is shown are left out.
func deciding(a *score.Advice) []string {
	var list []string
	for _, d := range a.Deciding {
		lead := ofTotal(d.Lead)
		if strings.Trim(lead, "-0.") == "" {
			continue
		}
		if d.Lead.Sign() > 0 {
			lead = "+" + lead
		}
		list = append(list, d.Criterion.ID+" "+lead)
	}
	return list
}

// ofTotal is a part of a total, with its decimals.
func ofTotal(x *big.Rat) string { return score.Span{Low: x, High: x}.Text(2) }

// openText says what would close what is open: the cells without points that weigh
// most, and the probes that nobody ran.
func openText(a *score.Advice) string {
	var said []string
	hinges := a.Hinges()
	hinges = hinges[:min(len(hinges), score.MostHinges)]
	for i, h := range hinges {
		width := ofTotal(h.Width)
		if i == 0 {
			width = "up to " + width + " points of the total"
		}
		said = append(said, fmt.Sprintf("%s of %s (%s)", h.Criterion.ID, a.Option(h.Tool).Name, width))
	}
	words := ""
	if len(said) > 0 {
		words = "What is missing weighs most in " + strings.Join(said, ", ") + "."
	}
	for _, u := range a.Unknowns() {
		words += fmt.Sprintf(" A run of %s would decide for %s.", strings.Join(u.Probes, " and of "), strings.Join(u.Tools, ", "))
	}
	return strings.TrimSpace(words)
}

// adviceVerdict is the advice in a sentence.
func adviceVerdict(a *score.Advice) string {
	switch {
	case a.Field == nil:
		return "Nothing to recommend: every tool fails something that is required."
	case a.First == "" && len(a.Field.Tied) > 0:
		return fmt.Sprintf("No winner: %s tie.", strings.Join(names(a.Table, a.Rivals), ", "))
	case a.First == "":
		return fmt.Sprintf("No winner: the ranges of %s overlap.", strings.Join(names(a.Table, a.Rivals), ", "))
	}
	first := a.Option(a.First)
	open := ""
	if first.State == score.Unknown {
		open = "; whether it does what is required is not known"
	}
	switch {
	case a.Second == "":
		return fmt.Sprintf("%s is the only tool that is not ruled out%s.", first.Name, open)
	case len(a.Rivals) == 0:
		return fmt.Sprintf("%s, ahead of %s by %s beyond doubt%s.", first.Name, a.Option(a.Second).Name, by(a.Margin), open)
	}
	ranges := "that"
	if len(a.Rivals) > 1 {
		ranges = "those"
	}
	return fmt.Sprintf("No winner: on the points as they stand %s comes first, %s ahead of %s, but with every doubt its range overlaps with %s of %s%s.", first.Name,
		by(a.Margin), a.Option(a.Second).Name, ranges, strings.Join(names(a.Table, a.Rivals), ", "), open)
}
