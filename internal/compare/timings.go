package compare

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"report/internal/run"
	"report/internal/score"
)

// Timing is a step's time in both editions, and the interval in which the
// difference lies.
type Timing struct {
	Experiment string    `json:"experiment"`
	Step       string    `json:"step"`
	What       string    `json:"what"` // wall, cpu, memory, or the name of a metric
	Unit       string    `json:"unit"`
	From       []float64 `json:"from"` // the samples
	To         []float64 `json:"to"`
	// Shift is the Hodges–Lehmann estimate of what was added, To less From; Low
	// and High are its 95 % interval, nil where there are too few samples.
	Shift   float64  `json:"shift"`
	Low     *float64 `json:"low"`
	High    *float64 `json:"high"`
	Verdict string   `json:"verdict"` // more, less, undecided
	Causes  []string `json:"causes"`
}

// The verdicts on a difference.
const (
	More      = "more"      // the interval lies above zero
	Less      = "less"      // the interval lies below zero
	Undecided = "undecided" // the interval holds zero, or there is none
)

// timings compares the wall time of every step, and what its metrics measured
// in seconds, of experiments that count by another run.
func (c *comparison) timings() error {
	for _, m := range c.diff.Runs {
		if m.From == "" || m.To == "" {
			continue
		}
		old, err := c.from.Readings.Reading(m.Experiment)
		if err != nil {
			return err
		}
		now, err := c.to.Readings.Reading(m.Experiment)
		if err != nil {
			return err
		}
		before, after := samples(old), samples(now)
		for _, key := range after.order {
			if len(before.values[key]) == 0 {
				continue
			}
			t := Between(before.values[key], after.values[key])
			t.Experiment, t.Step, t.What, t.Unit, t.Causes = m.Experiment, key.step, key.what, "s", m.Causes
			if !slices.Equal(t.From, t.To) {
				c.diff.Timings = append(c.diff.Timings, t)
			}
		}
	}
	return nil
}

type timed struct{ step, what string }

type sampled struct {
	order  []timed
	values map[timed][]float64
}

func (s *sampled) add(key timed, value float64) {
	if s.values[key] == nil {
		s.order = append(s.order, key)
	}
	s.values[key] = append(s.values[key], value)
}

// samples are a run's times: of its steps that succeeded, warm-ups aside, and
// of metrics in seconds, by their labels.
func samples(r *score.Reading) *sampled {
	s := &sampled{values: map[timed][]float64{}}
	for _, record := range r.Timings {
		if record.Status == run.Succeeded && !record.Warmup && !score.Earlier(record) {
			s.add(timed{record.Step, "wall"}, record.Wall)
		}
	}
	for _, m := range r.Metrics {
		if m.Unit != "s" || m.Step != nil {
			continue
		}
		value, err := score.Number(string(m.Value))
		if err != nil {
			continue
		}
		f, _ := value.Float64()
		what := m.Name
		if text := score.LabelText(m.Labels); text != "" {
			what += " " + text
		}
		s.add(timed{m.From, what}, f)
	}
	return s
}

// Between estimates by how much a second sample lies above a first: the median
// of all differences (Hodges and Lehmann 1963), with the distribution-free
// interval that the Mann–Whitney test turned round gives (Hollander, Wolfe and
// Chicken, Nonparametric Statistical Methods, 3rd ed., section 4.3). It assumes
// that the two differ by a shift alone. Nothing is drawn, so that equal samples
// give equal bytes. Two runs share no blocks; what was timed in the same blocks
// of one run is compared within these, by score.Pairs.
func Between(from, to []float64) Timing {
	t := Timing{From: from, To: to, Verdict: Undecided}
	differences := make([]float64, 0, len(from)*len(to))
	for _, a := range from {
		for _, b := range to {
			differences = append(differences, b-a)
		}
	}
	slices.Sort(differences)
	n := len(differences)
	if n == 0 {
		return t
	}
	t.Shift = round((differences[(n-1)/2] + differences[n/2]) / 2)
	cut := cutOff(len(from), len(to))
	if cut == 0 {
		return t
	}
	low, high := round(differences[cut-1]), round(differences[n-cut])
	t.Low, t.High = &low, &high
	switch {
	case low > 0:
		t.Verdict = More
	case high < 0:
		t.Verdict = Less
	}
	return t
}

// cutOff is how many of the smallest and of the largest differences a 95 %
// interval leaves out, plus one: the largest c with P(U < c) at most 2.5 %. It
// is 0 where there are too few samples. Large samples use the normal
// approximation, whose error is then far below one difference in a hundred.
func cutOff(m, n int) int {
	if m*n > 900 {
		mean, sd := float64(m*n)/2, math.Sqrt(float64(m*n*(m+n+1))/12)
		return max(0, int(math.Floor(mean-1.959964*sd-0.5))+1)
	}
	counts := orders(m, n)
	all := new(big.Int).Binomial(int64(m+n), int64(m))
	sum, cut := new(big.Int), 0
	for u := range counts {
		sum.Add(sum, counts[u])
		// 2.5 % is one in forty.
		if new(big.Int).Mul(sum, big.NewInt(40)).Cmp(all) > 0 {
			break
		}
		cut = u + 1
	}
	return cut
}

// orders counts, for each value u of the Mann–Whitney statistic, the orders of
// m and n samples that give it: the coefficients of the Gaussian binomial.
func orders(m, n int) []*big.Int {
	if m > n {
		m, n = n, m
	}
	c := make([]*big.Int, m*n+1)
	for i := range c {
		c[i] = new(big.Int)
	}
	c[0].SetInt64(1)
	for k := 1; k <= m; k++ { // times (1 - q^(n+k)), divided by (1 - q^k)
		for u := len(c) - 1; u >= n+k; u-- {
			c[u].Sub(c[u], c[u-n-k])
		}
		for u := k; u < len(c); u++ {
			c[u].Add(c[u], c[u-k])
		}
	}
	return c
}

// round keeps a microsecond, which is what timings are measured in.
func round(x float64) float64 { return math.Round(x*1e6) / 1e6 }

// Words is the verdict in a sentence.
func (t Timing) Words() string {
	if t.Low == nil {
		return fmt.Sprintf("%s by %s; %d and %d samples are too few for an interval", direction(t.Shift), seconds(math.Abs(t.Shift)), len(t.From), len(t.To))
	}
	between := fmt.Sprintf("95%% interval %s to %s", signed(*t.Low), signed(*t.High))
	switch t.Verdict {
	case More:
		return fmt.Sprintf("longer by %s, %s", seconds(t.Shift), between)
	case Less:
		return fmt.Sprintf("shorter by %s, %s", seconds(-t.Shift), between)
	}
	return "no difference shown, " + between
}

func direction(shift float64) string {
	if shift < 0 {
		return "shorter"
	}
	return "longer"
}

func seconds(x float64) string {
	if x >= 100 {
		return fmt.Sprintf("%.0f s", x)
	}
	return fmt.Sprintf("%.3g s", x)
}

func signed(x float64) string {
	if x < 0 {
		return "−" + seconds(-x)
	}
	return "+" + seconds(x)
}
