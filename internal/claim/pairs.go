package claim

import (
	"fmt"
	"math/big"
	"slices"

	"report/internal/diag"
	"report/internal/score"
)

// pairArgs are the arguments of compare that are no labels.
var pairArgs = []string{"experiment", "name", "step", "tool", "over", "by", "of"}

// pairParts are what can be asked of a pair, sorted.
var pairParts = []string{"blocks", "difference", "differs", "order", "p", "words"}

// Pair is a part of what the blocks of an experiment say of two tools; of
// "difference" comes with its interval.
func (e *Env) Pair(experiment, name, tool, over, of string, at diag.Pos) (Claim, *diag.Error) {
	f := Format{}
	if of == "difference" {
		f.Name = "interval"
	}
	return e.call(at, "compare", f, "experiment", experiment, "name", name, "of", of, "over", over, "tool", tool)
}

// pair is what blocks say of two tools: of=difference (unless said) is the
// median paired difference with its interval; differs, order and words are by
// the test of all pairs together.
func (e *Env) pair(c *Call) (*value, error) {
	q, err := e.query(c)
	if err != nil {
		return nil, err
	}
	q.Metric, q.Labels = c.Get("name"), map[string]string{}
	for _, a := range c.Args {
		if !slices.Contains(pairArgs, a.Name) {
			q.Labels[a.Name] = a.Value
		}
	}
	by := "tool"
	if a := c.Arg("by"); a != nil {
		by = a.Value
	}
	all, err := e.pairsOf(q, by)
	if err != nil {
		return nil, err
	}
	pairs, missing := all.pairs, all.missing
	reading, err := e.in.Readings.Reading(q.Experiment)
	if err != nil {
		return nil, err
	}
	v := &value{basis: string(score.Measured), subject: Subject{Experiment: q.Experiment, Tools: []string{c.Get("tool"), c.Get("over")}}}
	v.what = fmt.Sprintf("paired differences of %s, %s less %s", q.Metric, c.Get("tool"), c.Get("over"))
	if missing != "" {
		v.basis, v.missing, v.reason = string(score.Missing), true, missing
		return v, nil
	}
	for _, name := range []string{"tool", "over"} {
		a := c.Arg(name)
		if known := score.PairNames(pairs); !slices.Contains(known, a.Value) {
			return nil, unknown(a.ValueAt, len(a.Value), by+" with "+q.Metric+" of "+q.Experiment, a.Value, known)
		}
	}
	p := score.PairOf(pairs, c.Get("tool"), c.Get("over"))
	if p == nil {
		a := c.Arg("over")
		return nil, wrong(a.ValueAt, len(a.Value), "%s is compared with itself", a.Value)
	}
	v.stale, v.reason = reading.Stale != "", reading.Stale
	v.sources = e.sources(p.Refs, v.what)
	return v, v.ofPair(c, p, all.unit, len(pairs))
}

// paired is what score.Pairs answered, and the unit in which the metric was
// recorded.
type paired struct {
	pairs         []score.Pair
	missing, unit string
}

// pairsOf compares all tools once, however many of their pairs are asked for.
func (e *Env) pairsOf(q score.Query, by string) (*paired, error) {
	at := int64(-1)
	if q.At != nil {
		at = *q.At
	}
	question := fmt.Sprintf("%q %q %q %q %d %d %q", q.Experiment, q.Step, q.Metric, q.Labels, at, q.Repetition, by)
	if known := e.pairs[question]; known != nil {
		return known, nil
	}
	p := &paired{}
	var err error
	if p.pairs, p.missing, err = score.Pairs(q, by, e.in.Readings); err != nil {
		return nil, err
	}
	if f, err := score.Find(q, e.in.Readings); err == nil {
		p.unit = f.Unit
	}
	e.pairs[question] = p
	return p, nil
}

func (v *value) ofPair(c *Call, p *score.Pair, unit string, pairs int) error {
	of := "difference"
	if a := c.Arg("of"); a != nil {
		of = a.Value
		if !slices.Contains(pairParts, of) {
			return unknown(a.ValueAt, len(a.Value), "part of a comparison", of, pairParts)
		}
	}
	tested := fmt.Sprintf(", exact Wilcoxon signed-rank test of %d blocks, corrected by Holm for %d pairs", len(p.Differences), pairs)
	switch of {
	case "difference":
		v.number, v.unit, v.low, v.high, v.samples = p.Median, unit, p.Low, p.High, p.Differences
		v.what += fmt.Sprintf(", median of %d blocks with %s", len(p.Differences), p.Kind)
		if !p.Median.IsInt() {
			v.usual = Format{Name: "sig", Digits: 3, HasDigits: true}
		}
	case "p":
		v.number, v.usual = p.Holm, Format{Name: "sig", Digits: 2, HasDigits: true}
		v.what = "p of " + v.what + tested
	case "blocks":
		v.number = big.NewRat(int64(len(p.Differences)), 1)
	case "differs":
		v.text, v.key = "no", "false"
		if p.Differs() {
			v.text, v.key = "yes", "true"
		}
		v.what = "whether " + v.what + ", are told apart" + tested
	case "order":
		v.text = map[int]string{1: "above", 0: "level", -1: "below"}[p.Order()]
		v.key, v.what = v.text, "order by "+v.what+tested
	case "words":
		v.text = p.Words()
		v.key, v.what = v.text, "order by "+v.what+tested
	}
	return nil
}
