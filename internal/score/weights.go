package score

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"report/internal/diag"
	"report/internal/study"
)

// Weights are the study's own weights.
func Weights(s *study.Study) []study.Weight {
	weights := make([]study.Weight, len(s.Criteria))
	for i, c := range s.Criteria {
		weights[i] = study.Weight{Criterion: c.ID, Percent: c.Weight, Pos: c.Pos}
	}
	return weights
}

// ContextWeights are the weights of a usage context.
func ContextWeights(s *study.Study, context string) ([]study.Weight, error) {
	var known []string
	for _, c := range s.Contexts {
		if c.ID == context {
			return c.Weights, nil
		}
		known = append(known, c.ID)
	}
	e := diag.At(diag.Pos{}, "no usage context is called %q", context)
	if near := diag.Nearest(context, known); near != "" {
		return nil, e.WithHint("did you mean %s?", near)
	}
	if len(known) == 0 {
		return nil, e.WithHint("study.yaml declares no contexts")
	}
	return nil, e.WithHint("study.yaml declares: %s", strings.Join(known, ", "))
}

// weightsMend is how weights are typed.
const weightsMend = "weights are percents from 0 to 100: speed=40,memory=25.5"

// ParseWeights reads `criterion=percent,…` as typed on a command line.
func ParseWeights(text string) ([]study.Weight, error) {
	var weights []study.Weight
	for field := range strings.SplitSeq(text, ",") {
		name, value, found := strings.Cut(strings.TrimSpace(field), "=")
		if !found {
			return nil, fmt.Errorf("%q is not criterion=percent\nhint: %s", strings.TrimSpace(field), weightsMend)
		}
		percent, err := Number(strings.TrimSuffix(strings.TrimSpace(value), "%"))
		if err != nil {
			return nil, fmt.Errorf("the weight of %s is a number of percent, not %q\nhint: %s", name, value, weightsMend)
		}
		weights = append(weights, study.Weight{Criterion: strings.TrimSpace(name), Percent: percent})
	}
	return weights, nil
}

// Reweigh fixes the named weights and scales the base's others in proportion,
// exactly, so that all add up to 100 again.
func Reweigh(base, fixed []study.Weight) ([]study.Weight, error) {
	named := map[string]*big.Rat{}
	taken := new(big.Rat)
	for _, w := range fixed {
		if err := checkFixed(base, named, w); err != nil {
			return nil, err
		}
		named[w.Criterion] = w.Percent
		taken.Add(taken, w.Percent)
	}
	for _, w := range fixed {
		if w.Percent.Cmp(hundred) > 0 { // not printed: it may have hundreds of digits
			return nil, fmt.Errorf("the weight of %s is more than 100 percent\nhint: weights are percents that add up to 100", w.Criterion)
		}
	}
	if taken.Cmp(hundred) > 0 {
		return nil, fmt.Errorf("the named weights add up to %s percent, more than 100\nhint: take %s percent off them", Decimal(taken), Decimal(new(big.Rat).Sub(taken, hundred)))
	}
	others := new(big.Rat)
	for _, w := range base {
		if named[w.Criterion] == nil {
			others.Add(others, w.Percent)
		}
	}
	left := new(big.Rat).Sub(hundred, taken)
	if others.Sign() == 0 && left.Sign() != 0 {
		return nil, fmt.Errorf("the named weights add up to %s percent, not 100, and no other criterion has weight to take the rest\nhint: let the named weights add up to 100", Decimal(taken))
	}
	out := slices.Clone(base)
	for i := range out {
		if p := named[out[i].Criterion]; p != nil {
			out[i].Percent = p
			continue
		}
		out[i].Percent = new(big.Rat)
		if others.Sign() != 0 {
			out[i].Percent.Mul(base[i].Percent, new(big.Rat).Quo(left, others))
		}
	}
	return out, nil
}

func checkFixed(base []study.Weight, named map[string]*big.Rat, w study.Weight) error {
	var known []string
	for _, b := range base {
		known = append(known, b.Criterion)
	}
	switch {
	case !slices.Contains(known, w.Criterion):
		hint := "the criteria are: " + strings.Join(known, ", ")
		if near := diag.Nearest(w.Criterion, known); near != "" {
			hint = "did you mean " + near + "?"
		}
		return diag.At(diag.Pos{}, "no criterion is called %q", w.Criterion).WithHint("%s", hint)
	case named[w.Criterion] != nil:
		return fmt.Errorf("the weight of %s is given twice\nhint: name each criterion once", w.Criterion)
	case w.Percent.Sign() < 0:
		return fmt.Errorf("the weight of %s is negative\nhint: %s", w.Criterion, weightsMend)
	}
	return nil
}

// columns joins the study's criteria with weights, which must cover each once,
// be no less than zero and add up to 100.
func columns(s *study.Study, weights []study.Weight) ([]Criterion, error) {
	percent := map[string]*big.Rat{}
	total := new(big.Rat)
	for _, w := range weights {
		if w.Percent == nil || w.Percent.Sign() < 0 {
			return nil, diag.At(w.Pos, "the weight of %q is not a number of percent", w.Criterion)
		}
		if percent[w.Criterion] != nil {
			return nil, diag.At(w.Pos, "the weight of %q is given twice", w.Criterion)
		}
		percent[w.Criterion] = w.Percent
		total.Add(total, w.Percent)
	}
	out := make([]Criterion, len(s.Criteria))
	for i, c := range s.Criteria {
		if percent[c.ID] == nil {
			return nil, diag.At(c.Pos, "criterion %q has no weight", c.ID)
		}
		out[i] = Criterion{ID: c.ID, Name: c.Name, Weight: percent[c.ID]}
	}
	if len(percent) != len(out) {
		return nil, fmt.Errorf("%d weights for %d criteria", len(percent), len(out))
	}
	if total.Cmp(hundred) != 0 {
		return nil, fmt.Errorf("weights add up to %s percent, not 100", Decimal(total))
	}
	return out, nil
}
