package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"github.com/spf13/cobra"

	"report/internal/score"
	"report/internal/study"
)

type scoreFlags struct {
	set, weights, context string
	sensitivity           bool
}

func newScore(a *app) *cobra.Command {
	var f scoreFlags
	cmd := &cobra.Command{
		Use:   "score",
		Short: "Print the scores, totals and ranking of a score set",
		Long: `Print a score set's table, totals and ranking.

Without --set it is the study's first set. A rule that was changed is marked
with §, and below the table stands when and why, what it was, and the points by
it. Measurements that were repeated are listed with what lies around their
median.

--weights installation=30,flexibility=5 fixes the named weights and scales the
others in proportion to reach 100; --context uses the weights of a kind of user
that study.yaml describes, and both together change those. Each adds what such a
user is told: which tools do what the kind of user requires (a probe that was
not run makes that unknown, never a no), who comes first and by how much, which
criteria decide it, and whether anything that is in doubt could reverse it.

--sensitivity adds what the verdict hangs on: within which weights of each
criterion the winner stays, how far the weights must move to put each other tool
first, which share of all weightings each tool wins (100,000 draws, fixed seed),
what happens when judged or published points move by one, and between what
points and ranks move with each probe left out of its rule in turn (left_out).

Where the ranges of totals overlap, a tool's rank lies between two (1–3); in
JSON its rank is null then, and ranks are the least and the greatest.

Exit codes: 0 done, also with cells missing; 1 could not be done; 2 wrong usage
or a mistake in the study's files.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, name := range []string{"set", "weights", "context"} {
				if given := cmd.Flags().Lookup(name); given.Changed && given.Value.String() == "" {
					return usage("--%s is given and empty\nhint: without it, the study's own count; a variable of the shell may be unset", name)
				}
			}
			return a.score(f)
		},
	}
	cmd.Flags().StringVar(&f.set, "set", "", "the score set (default: the first in study.yaml)")
	cmd.Flags().StringVar(&f.weights, "weights", "", "weights of your own: `criterion=percent,…`")
	cmd.Flags().StringVar(&f.context, "context", "", "the weights of a usage context")
	cmd.Flags().BoolVar(&f.sensitivity, "sensitivity", false, "what the verdict hangs on: weights, weightings, written cells")
	return cmd
}

func (a *app) score(f scoreFlags) error {
	p, err := a.open()
	if err != nil {
		return err
	}
	table, err := p.table(f)
	if err != nil {
		return err
	}
	if err := p.misplaced().Err(); err != nil {
		return err
	}
	var s *score.Sensitivity
	if f.sensitivity {
		if s, err = score.Sensitive(table); err != nil {
			return err
		}
	}
	advice, err := p.advice(table, f)
	if err != nil {
		return err
	}
	agreement := score.Agree(p.study.Set(table.Set))
	if a.json {
		out := scoreJSON(table, f)
		if agreement != nil {
			out["agreement"] = agreement
		}
		if advice != nil {
			out["advice"] = adviceJSON(advice)
			if o := advice.Option(table.Winner); o != nil { // the winner is by points alone
				out["winner_requirements"] = o.State
			}
		}
		if s != nil {
			out["sensitivity"] = sensitivityJSON(s)
		} else if f.sensitivity {
			out["sensitivity"] = nil
		}
		if f.sensitivity {
			out["left_out"] = leftOutJSON(score.LeaveOut(table))
		}
		return a.printSorted(out)
	}
	text := scoreText(table, f, p.study, advice) + timesText(table)
	if agreement != nil {
		text += "\n" + agreementText(agreement)
	}
	if advice != nil {
		text += "\n" + adviceText(advice)
	}
	if f.sensitivity {
		text += "\n" + sensitivityText(table, s) + leftOutText(table, score.LeaveOut(table))
	}
	_, err = fmt.Fprint(a.stdout, text)
	return err
}

// table applies the set with the weights that the flags ask for.
func (p *pipeline) table(f scoreFlags) (*score.Table, error) {
	if f.set == "" {
		if len(p.study.Sets) == 0 {
			return nil, usage("the study has no score set\nhint: declare one under `sets:` in study.yaml")
		}
		f.set = p.study.Sets[0].ID
	}
	if p.study.Set(f.set) == nil {
		return nil, unknownName("score set", f.set, setIDs(p.study))
	}
	weights, err := chosenWeights(p.study, f)
	if err != nil {
		return nil, &exit{exitUsage, err}
	}
	table, err := score.Apply(p.study, p.readings, f.set, weights)
	return table, p.unreadable(err)
}

func chosenWeights(s *study.Study, f scoreFlags) ([]study.Weight, error) {
	weights := score.Weights(s)
	if f.context != "" {
		var err error
		if weights, err = score.ContextWeights(s, f.context); err != nil {
			return nil, err
		}
	}
	if f.weights == "" {
		return weights, nil
	}
	fixed, err := score.ParseWeights(f.weights)
	if err != nil {
		return nil, err
	}
	return score.Reweigh(weights, fixed)
}

// scoreJSON is the shape that the contract gives `score --json`.
func scoreJSON(t *score.Table, f scoreFlags) map[string]any {
	criteria := []any{}
	for _, c := range t.Criteria {
		one := map[string]any{"id": c.ID, "name": c.Name, "weight": exactNumber(c.Weight)}
		if _, ends := c.Weight.FloatPrec(); !ends { // rescaled: 210/17 has no decimal
			one["weight_exact"] = c.Weight.RatString()
		}
		criteria = append(criteria, one)
	}
	tools := []any{}
	for i := range t.Tools {
		tools = append(tools, toolJSON(&t.Tools[i]))
	}
	out := map[string]any{"schema": "report/score/1", "set": t.Set, "name": t.Name, "winner": orNull(t.Winner), "criteria": criteria, "tools": tools}
	if len(t.Tied) > 0 {
		out["tied"] = t.Tied
	}
	if len(t.Outside) > 0 {
		out["outside"] = t.Outside
	}
	if f.context != "" {
		out["context"] = f.context
	}
	return out
}

func toolJSON(row *score.Row) map[string]any {
	cells := map[string]any{}
	for id, c := range row.Cells {
		cells[id] = cellJSON(c)
	}
	out := map[string]any{"id": row.ID, "name": row.Name, "rank": nil, "total": nil, "scores": cells, "basis": row.Basis()}
	if row.Rank > 0 {
		out["rank"] = row.Rank
	} else {
		out["ranks"] = [2]int{row.Places.Low, row.Places.High}
	}
	if row.Total.Exact() {
		out["total"] = exactNumber(row.Total.Low)
	} else {
		out["range"] = spanJSON(row.Total)
	}
	return out
}

func cellJSON(c score.Cell) map[string]any {
	refs := []string{}
	for _, r := range c.Evidence {
		refs = append(refs, r.String())
	}
	out := map[string]any{"points": nil, "basis": c.Basis, "evidence": refs}
	if c.Points != nil {
		out["points"] = exactNumber(c.Points)
	} else {
		out["range"] = spanJSON(c.Range)
	}
	for name, text := range map[string]string{"at": c.At, "reason": c.Reason, "by": c.By} {
		if text != "" {
			out[name] = text
		}
	}
	if c.Stale {
		out["stale"] = true
	}
	if len(c.Parts) > 0 {
		out["metrics"] = partsJSON(c.Parts)
	}
	if len(c.Was) > 0 {
		out["was"] = formerJSON(c.Was)
	}
	return out
}

func partsJSON(parts []score.Part) []any {
	out := []any{}
	for _, p := range parts {
		refs := []string{}
		for _, r := range p.Evidence {
			refs = append(refs, r.String())
		}
		one := map[string]any{"id": p.ID, "name": p.Name, "weight": exactNumber(p.Weight), "value": nil, "points": nil, "evidence": refs}
		if p.Value != nil {
			one["value"], one["points"] = exactNumber(p.Value), exactNumber(p.Points)
		}
		if p.Unit != "" {
			one["unit"] = p.Unit
		}
		if p.Reason != "" {
			one["reason"] = p.Reason
		}
		aroundJSON(one, p)
		out = append(out, one)
	}
	return out
}

func spanJSON(s score.Span) []json.Number {
	return []json.Number{exactNumber(s.Low), exactNumber(s.High)}
}

// exactNumber is a rational as a JSON number, exact where its decimal ends
// within twelve places.
func exactNumber(x *big.Rat) json.Number { return json.Number(score.Decimal(x)) }

func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// printSorted writes one JSON document whose keys are sorted throughout.
func (a *app) printSorted(v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return err
	}
	dec := json.NewDecoder(strings.NewReader(string(raw)))
	dec.UseNumber()
	var sorted any
	if err := dec.Decode(&sorted); err != nil {
		return err
	}
	return a.printJSON(sorted)
}

// agreementText says how far the raters of the set agree.
func agreementText(a *score.Agreement) string {
	if a.Missing != "" {
		return "Agreement of the raters: cannot be told, " + a.Missing + "\n"
	}
	return fmt.Sprintf("Agreement of %d raters over %s: Krippendorff's alpha (%s) %.3f, 95%% interval %.3f to %.3f\n",
		a.Raters, counted(a.Cells, "cell"), a.Level, a.Alpha, a.Low, a.High)
}
