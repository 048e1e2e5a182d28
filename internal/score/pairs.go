package score

import (
	"fmt"
	"math/big"
	"runtime"
	"slices"
	"sort"

	"golang.org/x/sync/errgroup"

	"report/internal/evidence"
)

// Pair is what blocks say of two tools: the paired differences of a value
// that was taken of both in each block, those of A less those of B.
type Pair struct {
	A, B        string
	Differences []*big.Rat // by block, in their order
	Median      *big.Rat
	Low, High   *big.Rat // the median's interval or, of few blocks, the range
	Kind        string   // which of the two, in words
	// P is the chance of differences at least as one-sided where A and B are
	// alike, Holm the same corrected for all pairs of the table.
	P, Holm *big.Rat
	Refs    []evidence.Ref
}

// Differs reports whether the table tells the two apart: at 5 % over all of its
// pairs together, and never by fewer than six blocks.
func (p *Pair) Differs() bool {
	return !IsRange(len(p.Differences)) && p.Holm.Cmp(big.NewRat(1, 20)) < 0
}

// Order is 1 where A's values are above B's, −1 where they are below, and 0
// where the table does not tell them apart.
func (p *Pair) Order() int {
	if !p.Differs() {
		return 0
	}
	return p.Median.Sign()
}

// blocks are the values of one metric: by label and block.
type blocks struct {
	labels  []string // in the order in which they came
	numbers []int64  // of blocks, sorted
	at      map[string]map[int64]Sample
}

// Pairs compares all tools of which an experiment took a metric block by
// block: values that carry the label and the block's number as their step.
// Every pair has an exact Wilcoxon signed-rank test (Individual comparisons by
// ranking methods, 1945), and the table is corrected as by Holm (A simple
// sequentially rejective multiple test procedure, 1979). missing says why
// there is nothing to compare.
func Pairs(q Query, label string, readings Readings) (pairs []Pair, missing string, err error) {
	pairs, missing, err = PairsToTest(q, label, readings)
	if len(pairs) == 0 {
		return nil, missing, err
	}
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range pairs {
		group.Go(func() error { pairs[i].test(); return nil })
	}
	_ = group.Wait()
	holm(pairs)
	return pairs, "", nil
}

// PairsToTest are the pairs that Pairs compares, with their differences and no
// test of them.
func PairsToTest(q Query, label string, readings Readings) (pairs []Pair, missing string, err error) {
	r, err := readings.Reading(q.Experiment)
	if err != nil || r.Missing != "" {
		return nil, r.missingOr(), err
	}
	b, err := blocksOf(q, label, r)
	if err != nil {
		return nil, "", err
	}
	if len(b.labels) < 2 {
		return nil, fmt.Sprintf("the run of %s has no %q of two or more values of %s, block by block", q.Experiment, q.Metric, label), nil
	}
	for i, first := range b.labels {
		for _, second := range b.labels[i+1:] {
			p := b.pair(first, second)
			if len(p.Differences) == 0 {
				return nil, fmt.Sprintf("no block of %s has %q of both %s and %s", q.Experiment, q.Metric, first, second), nil
			}
			pairs = append(pairs, p)
		}
	}
	return pairs, "", nil
}

func (r *Reading) missingOr() string {
	if r == nil {
		return ""
	}
	return r.Missing
}

// blocksOf groups a metric's values by the value of a label and by their step, which
// numbers the block.
func blocksOf(q Query, label string, r *Reading) (*blocks, error) {
	b := &blocks{at: map[string]map[int64]Sample{}}
	for i, m := range r.Metrics {
		name := m.Labels[label]
		if m.Name != q.Metric || m.Step == nil || name == "" || q.Step != "" && m.From != q.Step || !matches(m, q) {
			continue
		}
		value, err := Number(string(m.Value))
		if err != nil {
			return nil, fmt.Errorf("%s/%s/%s: metric %d: %w", r.Experiment, r.Run, evidence.MetricsName, i, err)
		}
		if b.at[name] == nil {
			b.at[name] = map[int64]Sample{}
			b.labels = append(b.labels, name)
		}
		b.at[name][*m.Step] = Sample{value, []evidence.Ref{r.Ref(evidence.MetricsName, pointer("metrics", i, "value"))}}
		if !slices.Contains(b.numbers, *m.Step) {
			b.numbers = append(b.numbers, *m.Step)
		}
	}
	slices.Sort(b.numbers)
	return b, nil
}

func (b *blocks) pair(first, second string) Pair {
	p := Pair{A: first, B: second}
	for _, n := range b.numbers {
		x, hasX := b.at[first][n]
		y, hasY := b.at[second][n]
		if hasX && hasY {
			p.Differences = append(p.Differences, new(big.Rat).Sub(x.Value, y.Value))
			p.Refs = append(append(p.Refs, x.Refs...), y.Refs...)
		}
	}
	return p
}

// test finds what the differences say.
func (p *Pair) test() {
	p.Median = Median(p.Differences)
	p.Low, p.High, p.Kind = Interval(p.Differences)
	p.P = signedRank(p.Differences)
}

// Turned is the pair seen from its other tool.
func (p Pair) Turned() Pair {
	t := p
	t.A, t.B = p.B, p.A
	t.Differences = nil
	for _, d := range p.Differences {
		t.Differences = append(t.Differences, new(big.Rat).Neg(d))
	}
	if p.Median != nil {
		t.Median = new(big.Rat).Neg(p.Median)
		t.Low, t.High = new(big.Rat).Neg(p.High), new(big.Rat).Neg(p.Low)
	}
	return t
}

// PairOf is the pair of two tools, as seen from the first, or nil.
func PairOf(pairs []Pair, a, b string) *Pair {
	for _, p := range pairs {
		switch {
		case p.A == a && p.B == b:
			return &p
		case p.A == b && p.B == a:
			p = p.Turned()
			return &p
		}
	}
	return nil
}

// PairNames are the tools that pairs compare.
func PairNames(pairs []Pair) []string {
	var names []string
	for _, p := range pairs {
		names = append(names, p.A, p.B)
	}
	sort.Strings(names)
	return slices.Compact(names)
}

// signedRank is the two-sided p of the Wilcoxon signed-rank test, exact: the
// share of all ways to give the ranks signs whose sum lies as far from its
// middle. Differences of zero are left out; equal ones share the mean of their
// ranks, kept whole by doubling all.
func signedRank(differences []*big.Rat) *big.Rat {
	sizes := slices.DeleteFunc(slices.Clone(differences), func(d *big.Rat) bool { return d.Sign() == 0 })
	n := len(sizes)
	if n == 0 {
		return big.NewRat(1, 1)
	}
	slices.SortFunc(sizes, func(a, b *big.Rat) int { return new(big.Rat).Abs(a).Cmp(new(big.Rat).Abs(b)) })
	ranks, positive, total := make([]int, n), 0, 0
	for from := 0; from < n; {
		to := from + 1
		for to < n && new(big.Rat).Abs(sizes[to]).Cmp(new(big.Rat).Abs(sizes[from])) == 0 {
			to++
		}
		for k := from; k < to; k++ {
			ranks[k] = from + 1 + to // twice the mean of from+1 … to
			total += ranks[k]
			if sizes[k].Sign() > 0 {
				positive += ranks[k]
			}
		}
		from = to
	}
	ways := make([]*big.Int, total+1) // by the sum of the positive ranks
	for s := range ways {
		ways[s] = new(big.Int)
	}
	ways[0].SetInt64(1)
	for _, r := range ranks {
		for s := total; s >= r; s-- {
			ways[s].Add(ways[s], ways[s-r])
		}
	}
	far := max(2*positive-total, total-2*positive)
	hits := new(big.Int)
	for s, count := range ways {
		if max(2*s-total, total-2*s) >= far {
			hits.Add(hits, count)
		}
	}
	return new(big.Rat).SetFrac(hits, new(big.Int).Lsh(big.NewInt(1), uint(n)))
}

// holm corrects the p of all pairs together.
func holm(pairs []Pair) {
	order := make([]int, len(pairs))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int { return pairs[i].P.Cmp(pairs[j].P) })
	least := new(big.Rat)
	for k, i := range order {
		p := new(big.Rat).Mul(pairs[i].P, big.NewRat(int64(len(pairs)-k), 1))
		if p.Cmp(least) < 0 {
			p = least
		}
		if p.Cmp(one) > 0 {
			p = one
		}
		least, pairs[i].Holm = p, p
	}
}

// Words says what the pair shows, with names for its tools.
func (p *Pair) Words() string {
	switch p.Order() {
	case 1:
		return "more than"
	case -1:
		return "less than"
	}
	return "not to be told from"
}
