package score

import (
	"errors"
	"fmt"
	"math/big"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// program is a linear program in standard form: the least c·z with A·z = b and
// z ≥ 0.
type program struct {
	a    [][]*big.Rat
	b, c []*big.Rat
}

// tolerance is for the floating-point solution, which is only a first guess.
const tolerance = 1e-9

// solve gives an exact optimum. gonum finds it in floating point; its basis is
// then stated again in rationals and, should rounding have misled it, pivoted
// on until no reduced cost is negative. Of several optima it is the one that
// is smallest in the variables of `then`, one after the other.
func (p *program) solve(then []int) ([]*big.Rat, error) {
	t := p.restate(p.guess())
	if t == nil {
		var err error
		if t, err = p.feasible(); err != nil {
			return nil, err
		}
	}
	if err := t.minimise(p.c); err != nil {
		return nil, err
	}
	for _, variable := range then {
		t.freeze()
		next := make([]*big.Rat, len(p.c))
		for i := range next {
			next[i] = zero
		}
		next[variable] = one
		if err := t.minimise(next); err != nil {
			return nil, err
		}
	}
	return t.values(len(p.c)), nil
}

// guess is the floating-point optimum, nil where gonum finds none.
func (p *program) guess() (z []float64) {
	// Degenerate programs, whose right sides are mostly zero as here, can make
	// it panic; the exact way then starts from nothing.
	defer func() {
		if recover() != nil {
			z = nil
		}
	}()
	a := mat.NewDense(len(p.a), len(p.c), nil)
	for i, row := range p.a {
		for j, x := range row {
			a.Set(i, j, float(x))
		}
	}
	_, z, err := lp.Simplex(floats(p.c), a, floats(p.b), tolerance, nil)
	if err != nil {
		return nil
	}
	return z
}

func float(x *big.Rat) float64 {
	f, _ := x.Float64()
	return f
}

func floats(list []*big.Rat) []float64 {
	out := make([]float64, len(list))
	for i, x := range list {
		out[i] = float(x)
	}
	return out
}

var one = big.NewRat(1, 1)

// tableau is a program at one of its corners: each row solved for its basic
// variable, the right side in the last column.
type tableau struct {
	rows   [][]*big.Rat
	basis  []int
	cost   []*big.Rat // reduced costs
	frozen []bool     // variables that stay zero
}

func (p *program) tableau() *tableau {
	t := &tableau{basis: make([]int, len(p.a)), frozen: make([]bool, len(p.c))}
	for i, row := range p.a {
		t.rows = append(t.rows, append(slices.Clone(row), p.b[i]))
		t.basis[i] = -1
	}
	return t
}

// restate makes the tableau of the corner that a floating-point solution lies
// at: its positive variables are basic, and zero ones fill up. It is nil where
// that corner breaks z ≥ 0.
func (p *program) restate(z []float64) *tableau {
	if z == nil {
		return nil
	}
	t := p.tableau()
	order := make([]int, len(z))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch {
		case z[i] > z[j]:
			return -1
		case z[i] < z[j]:
			return 1
		}
		return 0
	})
	for _, column := range order {
		for i := range t.rows {
			if t.basis[i] < 0 && t.rows[i][column].Sign() != 0 {
				t.pivot(i, column)
				break
			}
		}
	}
	for i, row := range t.rows {
		if t.basis[i] < 0 || row[len(row)-1].Sign() < 0 {
			return nil
		}
	}
	return t
}

// feasible finds a corner without a guess: artificial variables, one a row,
// are driven to zero.
func (p *program) feasible() (*tableau, error) {
	n, m := len(p.c), len(p.a)
	wide := &program{b: make([]*big.Rat, m), c: make([]*big.Rat, n+m)}
	for j := range wide.c {
		wide.c[j] = zero
		if j >= n {
			wide.c[j] = one
		}
	}
	for i, row := range p.a {
		line := make([]*big.Rat, n+m)
		flip := p.b[i].Sign() < 0
		for j := range line {
			switch {
			case j < n && flip:
				line[j] = new(big.Rat).Neg(row[j])
			case j < n:
				line[j] = row[j]
			case j == n+i:
				line[j] = one
			default:
				line[j] = zero
			}
		}
		wide.a, wide.b[i] = append(wide.a, line), new(big.Rat).Abs(p.b[i])
	}
	t := wide.tableau()
	for i := range t.basis {
		t.basis[i] = n + i
	}
	if err := t.minimise(wide.c); err != nil {
		return nil, err
	}
	return t.withoutArtificial(n)
}

// withoutArtificial drops the artificial variables, from the nth on.
func (t *tableau) withoutArtificial(n int) (*tableau, error) {
	var rows [][]*big.Rat
	var basis []int
	for i := range t.rows {
		if t.basis[i] >= n {
			if t.rows[i][len(t.rows[i])-1].Sign() != 0 {
				return nil, errors.New("no weights fulfil the conditions")
			}
			column := slices.IndexFunc(t.rows[i][:n], func(x *big.Rat) bool { return x.Sign() != 0 })
			if column < 0 {
				continue // the row follows from the others
			}
			t.pivot(i, column)
		}
		rows, basis = append(rows, t.rows[i]), append(basis, t.basis[i])
	}
	for i, row := range rows {
		rows[i] = append(slices.Clone(row[:n]), row[len(row)-1])
	}
	return &tableau{rows: rows, basis: basis, frozen: make([]bool, n)}, nil
}

// pivot solves a row for a variable and takes it out of the other rows.
func (t *tableau) pivot(row, column int) {
	t.basis[row] = column
	pivot := t.rows[row]
	inverse := new(big.Rat).Inv(pivot[column])
	for j, x := range pivot {
		if x.Sign() != 0 {
			pivot[j] = new(big.Rat).Mul(x, inverse)
		}
	}
	for i := range t.rows {
		if i != row {
			eliminate(t.rows[i], pivot, column)
		}
	}
	if t.cost != nil {
		eliminate(t.cost, pivot, column)
	}
}

func eliminate(row, pivot []*big.Rat, column int) {
	factor := row[column]
	if factor.Sign() == 0 {
		return
	}
	for j, x := range pivot {
		if x.Sign() != 0 {
			product := new(big.Rat).Mul(factor, x)
			row[j] = product.Sub(row[j], product)
		}
	}
}

// minimise pivots until no reduced cost is negative. The lowest variable goes
// first (Bland's rule), so that it never turns in a circle.
func (t *tableau) minimise(c []*big.Rat) error {
	t.cost = append(slices.Clone(c), zero)
	for i, column := range t.basis {
		eliminate(t.cost, t.rows[i], column)
	}
	for {
		column := -1
		for j := range c {
			if t.cost[j].Sign() < 0 && !t.frozen[j] {
				column = j
				break
			}
		}
		if column < 0 {
			return nil
		}
		row := t.leaving(column)
		if row < 0 {
			return fmt.Errorf("the least change has no bound")
		}
		t.pivot(row, column)
	}
}

// leaving is the row whose variable reaches zero first when one grows.
func (t *tableau) leaving(column int) int {
	best, row := new(big.Rat), -1
	for i, line := range t.rows {
		if line[column].Sign() <= 0 {
			continue
		}
		ratio := new(big.Rat).Quo(line[len(line)-1], line[column])
		if c := ratio.Cmp(best); row < 0 || c < 0 || c == 0 && t.basis[i] < t.basis[row] {
			best, row = ratio, i
		}
	}
	return row
}

// freeze keeps to the optima found: a variable with a reduced cost stays zero.
func (t *tableau) freeze() {
	for j := range t.frozen {
		t.frozen[j] = t.frozen[j] || t.cost[j].Sign() > 0
	}
}

func (t *tableau) values(n int) []*big.Rat {
	z := make([]*big.Rat, n)
	for j := range z {
		z[j] = new(big.Rat)
	}
	for i, column := range t.basis {
		if column < n {
			z[column] = t.rows[i][len(t.rows[i])-1]
		}
	}
	return z
}
