package claim

import (
	"fmt"
	"math/big"
	"strings"

	"report/internal/score"
)

func number(n *Number) (*value, error) {
	text, percent := strings.CutSuffix(n.Text, "%")
	x, err := score.Number(text)
	if err != nil {
		return nil, wrong(n.At, len(n.Text), "%v", err)
	}
	if percent {
		x.Quo(x, big.NewRat(100, 1))
	}
	return &value{number: x, basis: "declared", what: n.Text}, nil
}

// span is the value as a range: a figure is a range of one. ok is false where
// nothing is known of it.
func (v *value) span() (low, high *big.Rat, ok bool) {
	if v.number != nil {
		return v.number, v.number, true
	}
	return v.low, v.high, v.low != nil && v.high != nil
}

// join takes over what stands behind another value.
func (v *value) join(o *value) {
	v.stale = v.stale || o.stale
	v.missing = v.missing || o.missing
	if o.reason != "" && !strings.Contains(v.reason, o.reason) {
		if v.reason != "" {
			v.reason += "; "
		}
		v.reason += o.reason
	}
	v.basis = weaker(v.basis, o.basis)
	switch {
	case o.had != "":
		v.had = weaker(v.had, o.had)
	case o.basis != string(score.Missing):
		v.had = weaker(v.had, o.basis)
	}
	v.sources = append(v.sources, o.sources...)
}

func (e *Env) binary(n *Binary) (*value, error) {
	left, err := e.eval(n.Left)
	if err != nil {
		return nil, err
	}
	right, err := e.eval(n.Right)
	if err != nil {
		return nil, err
	}
	for _, o := range []*value{left, right} {
		if o.number == nil && o.text != "" {
			return nil, wrong(n.At, 1, "%s takes numbers, and %q is none", n.Op, o.text)
		}
	}
	v := &value{basis: "declared", what: left.what + " " + n.Op + " " + right.what}
	v.join(left)
	v.join(right)
	if left.unit == right.unit && (n.Op == "+" || n.Op == "-") {
		v.unit = left.unit
	}
	a, b, known := left.span()
	c, d, also := right.span()
	if !known || !also {
		return v, nil
	}
	if n.Op == "/" && c.Sign() <= 0 && d.Sign() >= 0 {
		if c.Cmp(d) == 0 {
			return nil, wrong(n.At, 1, "division by zero")
		}
		return v, nil // a range around zero: nothing can be told
	}
	low, high := corners(n.Op, a, b, c, d)
	if low.Cmp(high) == 0 {
		v.number = low
	} else {
		v.low, v.high = low, high
	}
	return v, nil
}

// corners is the least and the most that an operation on two ranges gives.
func corners(op string, a, b, c, d *big.Rat) (low, high *big.Rat) {
	for _, x := range []*big.Rat{a, b} {
		for _, y := range []*big.Rat{c, d} {
			z := new(big.Rat)
			switch op {
			case "+":
				z.Add(x, y)
			case "-":
				z.Sub(x, y)
			case "*":
				z.Mul(x, y)
			case "/":
				z.Quo(x, y)
			}
			if low == nil || z.Cmp(low) < 0 {
				low = z
			}
			if high == nil || z.Cmp(high) > 0 {
				high = z
			}
		}
	}
	return low, high
}

func (e *Env) compute(n *Compute) (*value, error) {
	v, err := e.eval(n.Of)
	if err != nil {
		return nil, err
	}
	if v.number == nil && v.text != "" {
		return nil, wrong(0, 0, "compute gives numbers, and %q is none", v.text)
	}
	v.subject = Subject{Function: "compute"}
	v.text, v.key = "", ""
	return v, nil
}

// assert holds when every comparison does, fails when one surely does not, and
// is undecided otherwise: where a value is missing or a range leaves it open.
func (e *Env) assert(n *Assert) (*value, error) {
	v := &value{silent: true, basis: "declared", subject: Subject{Function: "assert"}, key: "true"}
	var failures, open, words []string
	for _, t := range n.Tests {
		left, err := e.eval(t.Left)
		if err != nil {
			return nil, err
		}
		right, err := e.eval(t.Right)
		if err != nil {
			return nil, err
		}
		verdict, err := compare(t, left, right)
		if err != nil {
			return nil, err
		}
		v.join(left)
		v.join(right)
		words = append(words, fmt.Sprintf("%s %s %s", left.what, t.Op, right.what))
		switch verdict {
		case no:
			if len(failures) == 0 {
				v.failed = &t
			}
			one, other := said(left, right)
			failures = append(failures, fmt.Sprintf("%s %s %s", one, denied[t.Op], other))
		case undecided:
			one, other := said(left, right)
			open = append(open, fmt.Sprintf("%s %s %s", one, t.Op, other))
		}
	}
	v.what = strings.Join(words, " and ")
	switch {
	case len(failures) > 0:
		v.key, v.reason = "false", strings.Join(failures, ", and ")
	case len(open) > 0:
		v.key = ""
		if !v.missing {
			v.missing, v.reason = true, "the ranges leave open whether "+strings.Join(open, " and ")
		}
	default:
		v.settled()
	}
	return v, nil
}

// denied says in words that a comparison is false.
var denied = map[string]string{">": "is not above", ">=": "is below", "<": "is not below", "<=": "is above", "=": "is not", "!=": "is"}

// said is two values that are compared, each with what it is: as they are
// printed elsewhere, or with as many decimals as tell them apart.
func said(left, right *value) (one, other string) {
	a, b, known := left.span()
	c, d, also := right.span()
	if !known || !also {
		return left.says(left.shown()), right.says(right.shown())
	}
	pairs := [][2]*big.Rat{{a, c}, {a, d}, {b, c}, {b, d}}
	told := func(one, other func(*big.Rat) string) bool {
		for _, p := range pairs {
			x, isX := leading(one(p[0]))
			y, isY := leading(other(p[1]))
			if isX && isY && x.Cmp(y) != p[0].Cmp(p[1]) {
				return false
			}
		}
		return true
	}
	usual := func(v *value) func(*big.Rat) string {
		return func(x *big.Rat) string { return v.print(x, v.usual) }
	}
	if told(usual(left), usual(right)) {
		return left.says(left.shown()), right.says(right.shown())
	}
	decimals := func(n int) func(*big.Rat) string {
		return func(x *big.Rat) string { return exactly(x, n) }
	}
	const most = 60 // beyond these, a fraction is shorter
	n := 1
	for n <= most && !told(decimals(n), decimals(n)) {
		n++
	}
	in := func(v *value) string {
		low, high, _ := v.span()
		if v.number != nil {
			return typographic(withUnit(exactly(low, n), v.unit))
		}
		return typographic(between(exactly(low, n), exactly(high, n)))
	}
	return left.says(in(left)), right.says(in(right))
}

// exactly is the whole decimal where it has no more than n places, else as many
// places; beyond 60, the fraction.
func exactly(x *big.Rat, n int) string {
	if n > 60 {
		return x.RatString()
	}
	text := x.FloatString(n)
	if back, ok := new(big.Rat).SetString(text); ok && back.Cmp(x) == 0 && strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return text
}

// leading is the number that a printed value begins with.
func leading(text string) (*big.Rat, bool) {
	text = strings.NewReplacer("−", "-", ",", "").Replace(text)
	end := strings.IndexFunc(text, func(r rune) bool { return !strings.ContainsRune("-.0123456789", r) })
	if end >= 0 {
		text = text[:end]
	}
	return new(big.Rat).SetString(text)
}

// shown is the value as it is printed without a format.
func (v *value) shown() string {
	text, _, bad := v.show(Format{})
	if bad != nil || text == "" {
		return "not measured"
	}
	return text
}

// says is the value's text with what it is, for an assertion's failure.
func (v *value) says(text string) string {
	if v.what == "" || v.what == text || len(v.sources) == 0 {
		return text
	}
	return fmt.Sprintf("%s (%s)", text, v.what)
}

type verdict int

const (
	yes verdict = iota
	no
	undecided
)

func compare(t Comparison, left, right *value) (verdict, error) {
	if left.number == nil && left.low == nil && !left.missing || right.number == nil && right.low == nil && !right.missing {
		return compareText(t, left, right)
	}
	a, b, known := left.span()
	c, d, also := right.span()
	if !known || !also {
		return undecided, nil
	}
	switch t.Op {
	case ">":
		return decide(a.Cmp(d) > 0, b.Cmp(c) <= 0), nil
	case ">=":
		return decide(a.Cmp(d) >= 0, b.Cmp(c) < 0), nil
	case "<":
		return decide(b.Cmp(c) < 0, a.Cmp(d) >= 0), nil
	case "<=":
		return decide(b.Cmp(c) <= 0, a.Cmp(d) > 0), nil
	}
	apart := b.Cmp(c) < 0 || a.Cmp(d) > 0
	equal := a.Cmp(b) == 0 && c.Cmp(d) == 0 && a.Cmp(c) == 0
	if t.Op == "=" {
		return decide(equal, apart), nil
	}
	return decide(apart, equal), nil
}

func decide(surely, surelyNot bool) verdict {
	switch {
	case surely:
		return yes
	case surelyNot:
		return no
	}
	return undecided
}

// compareText compares names and versions, by = and != alone.
func compareText(t Comparison, left, right *value) (verdict, error) {
	if t.Op != "=" && t.Op != "!=" {
		return undecided, wrong(t.At, len(t.Op), "%s compares numbers; names and versions take = or !=", t.Op)
	}
	if left.missing || right.missing {
		return undecided, nil
	}
	if left.number != nil && left.text == "" || right.number != nil && right.text == "" {
		return undecided, wrong(t.At, len(t.Op), "a number is compared with a text")
	}
	same := left.key == right.key || left.text == right.text
	return decide(same == (t.Op == "="), same != (t.Op == "=")), nil
}
