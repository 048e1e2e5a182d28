package score

import (
	"math/big"
	"slices"
	"sync"
)

// fewestForInterval is the least number of repetitions that get an interval;
// fewer have a range, of the smallest and the largest.
const fewestForInterval = 6

// mostForBootstrap bounds the resamples that are counted. Beyond it an interval
// by order statistics is as narrow and costs nothing.
const mostForBootstrap = 64

// The words for what surrounds a median.
const (
	bootstrapWords = "its 95% bootstrap interval"
	orderWords     = "its 95% interval by order statistics"
	rangeWords     = "the range of the samples"
)

// Interval is what surrounds the median of repetitions: its 95 % bootstrap
// interval or, of fewer than six, the range. The last value says which.
//
// The interval is the percentile interval of Efron (Bootstrap methods: another
// look at the jackknife, 1979): the 2.5th and the 97.5th percentile of the
// medians of all resamples of the same size, drawn with replacement. They are
// not drawn but counted, all nⁿ of them, from the chance with which each pair
// of order statistics is a resample's middle (as Maritz and Jarrett, A note on
// estimating the variance of the sample median, 1978): there is no seed and no
// error of simulation. A percentile is the least value that reaches the share.
// Of paired differences, such as a tool's seconds less those of the baseline
// in the same block, it is the interval of the median paired difference.
func Interval(values []*big.Rat) (low, high *big.Rat, kind string) {
	n := len(values)
	if n == 0 {
		return nil, nil, ""
	}
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, (*big.Rat).Cmp)
	switch {
	case n < fewestForInterval:
		return sorted[0], sorted[n-1], rangeWords
	case n > mostForBootstrap:
		low, high = orderInterval95(sorted)
		return low, high, orderWords
	}
	low, high = bootstrap(sorted)
	return low, high, bootstrapWords
}

// IsRange reports whether a number of repetitions has a range and no interval.
func IsRange(n int) bool { return n < fewestForInterval }

// middle is a pair of order statistics, from 0, and in how many of all
// resamples it is the middle. Of odd numbers the two are the same.
type middle struct {
	i, j  int
	count *big.Int
}

// middles keeps what middlesOf counted: it hangs on the number alone.
var middles sync.Map

// middlesOf counts for n values which two are the middle of how many resamples.
func middlesOf(n int) []middle {
	if known, ok := middles.Load(n); ok {
		return known.([]middle)
	}
	var list []middle
	h, g := (n+1)/2, n/2+1 // ranks of the middle, from 1: equal for odd n
	for i := 1; i <= n; i++ {
		list = append(list, middle{i - 1, i - 1, bothAt(n, i, h, g)})
		for j := i + 1; j <= n && h < g; j++ {
			// Exactly h lie at i or below, one of them at i, and the others
			// at j or above, one of them at j.
			below := new(big.Int).Sub(powerOf(i, h), powerOf(i-1, h))
			above := new(big.Int).Sub(powerOf(n-j+1, n-h), powerOf(n-j, n-h))
			count := new(big.Int).Binomial(int64(n), int64(h))
			list = append(list, middle{i - 1, j - 1, count.Mul(count, below.Mul(below, above))})
		}
	}
	middles.Store(n, list)
	return list
}

// bothAt counts the resamples whose h-th and g-th value are both the i-th: at
// most h−1 lie below it and at most n−g above.
func bothAt(n, i, h, g int) *big.Int {
	total := new(big.Int)
	for a := range h {
		for c := 0; c <= n-g; c++ {
			ways := new(big.Int).Binomial(int64(n), int64(a))
			ways.Mul(ways, new(big.Int).Binomial(int64(n-a), int64(c)))
			ways.Mul(ways, powerOf(i-1, a))
			total.Add(total, ways.Mul(ways, powerOf(n-i, c)))
		}
	}
	return total
}

func powerOf(base, exponent int) *big.Int {
	return new(big.Int).Exp(big.NewInt(int64(base)), big.NewInt(int64(exponent)), nil)
}

// bootstrap is the percentile interval of the median of sorted values. It counts
// in whole numbers: values over their common denominator, doubled since the
// middle of two values may lie between them.
func bootstrap(sorted []*big.Rat) (low, high *big.Rat) {
	n := len(sorted)
	whole, denominator := overCommon(sorted)
	type mass struct {
		at    *big.Int // twice the middle
		count *big.Int
	}
	all := make([]mass, 0, n*(n+1)/2)
	for _, m := range middlesOf(n) {
		all = append(all, mass{new(big.Int).Add(whole[m.i], whole[m.j]), m.count})
	}
	slices.SortStableFunc(all, func(a, b mass) int { return a.at.Cmp(b.at) })
	middle := func(m mass) *big.Rat { return new(big.Rat).SetFrac(m.at, new(big.Int).Lsh(denominator, 1)) }
	// A share is reached where 1000 times the sum reaches as many nⁿ.
	resamples := powerOf(n, n)
	least, most := new(big.Int).Mul(resamples, big.NewInt(25)), new(big.Int).Mul(resamples, big.NewInt(975))
	sum, thousand, left := new(big.Int), big.NewInt(1000), new(big.Int)
	for _, m := range all {
		left.Mul(sum.Add(sum, m.count), thousand)
		if low == nil && left.Cmp(least) >= 0 {
			low = middle(m)
		}
		if left.Cmp(most) >= 0 {
			return low, middle(m)
		}
	}
	return low, sorted[n-1]
}

// overCommon gives values as numerators over the least denominator that they
// have in common.
func overCommon(values []*big.Rat) (numerators []*big.Int, denominator *big.Int) {
	denominator = big.NewInt(1)
	for _, v := range values {
		shared := new(big.Int).GCD(nil, nil, denominator, v.Denom())
		denominator = new(big.Int).Mul(denominator, shared.Quo(v.Denom(), shared))
	}
	for _, v := range values {
		times := new(big.Int).Quo(denominator, v.Denom())
		numerators = append(numerators, times.Mul(times, v.Num()))
	}
	return numerators, denominator
}

// orderInterval95 is the interval of the median by order statistics, which
// holds for any distribution: the widest pair whose chance to miss is under 5 %.
func orderInterval95(sorted []*big.Rat) (low, high *big.Rat) {
	n, cut := len(sorted), 0
	for tail, k := new(big.Int), int64(0); ; k++ {
		// Chance that fewer than k+1 of n samples lie below the median, both sides, in 1/2^n.
		tail.Add(tail, new(big.Int).Binomial(int64(n), k))
		chance := new(big.Rat).SetFrac(tail, new(big.Int).Lsh(big.NewInt(1), uint(n-1)))
		if chance.Cmp(big.NewRat(1, 20)) > 0 {
			break
		}
		cut = int(k) + 1
	}
	return sorted[cut-1], sorted[n-cut]
}
