package score

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"report/internal/study"
)

var (
	zero    = new(big.Rat)
	half    = big.NewRat(1, 2)
	ten     = big.NewRat(10, 1)
	hundred = big.NewRat(100, 1)
)

// longest is how many digits a number in evidence may have, its exponent
// spelled out; more is no measurement, and exact arithmetic on it would not end.
const longest = 400

// Number reads a JSON number exactly.
func Number(text string) (*big.Rat, error) {
	mantissa, exponent, scientific := strings.Cut(strings.ToLower(text), "e")
	if scientific {
		n, err := strconv.Atoi(exponent)
		if err != nil || n > longest || n < -longest {
			return nil, fmt.Errorf("%q is not a number that can be computed with", text)
		}
	}
	plain := strings.Trim(mantissa, "+-0123456789.") == ""
	value, ok := new(big.Rat).SetString(text)
	if !ok || !plain || len(mantissa) > longest {
		return nil, fmt.Errorf("%q is not a number that can be computed with", text)
	}
	return value, nil
}

// RoundPoints rounds half up to one decimal, as points are kept.
func RoundPoints(x *big.Rat) *big.Rat {
	scaled := new(big.Rat).Mul(x, ten)
	scaled.Add(scaled, half)
	// Div floors for a positive divisor, which is what half up needs below zero too.
	whole := new(big.Int).Div(scaled.Num(), scaled.Denom())
	return new(big.Rat).SetFrac(whole, big.NewInt(10))
}

// Interpolate gives the points of a value: on the line between the two anchors
// around it, and at the outermost anchor's points beyond.
func Interpolate(anchors []study.Anchor, value *big.Rat) *big.Rat {
	if len(anchors) == 0 {
		return nil
	}
	if value.Cmp(anchors[0].Value) <= 0 {
		return anchors[0].Points
	}
	for i := 1; i < len(anchors); i++ {
		low, high := anchors[i-1], anchors[i]
		if value.Cmp(high.Value) > 0 {
			continue
		}
		width := new(big.Rat).Sub(high.Value, low.Value)
		if width.Sign() == 0 {
			return high.Points
		}
		share := new(big.Rat).Sub(value, low.Value)
		share.Quo(share, width)
		rise := new(big.Rat).Sub(high.Points, low.Points)
		return rise.Add(low.Points, rise.Mul(rise, share))
	}
	return anchors[len(anchors)-1].Points
}

// pointsOver is the least and the most points that values of a span get. The
// line between anchors turns only at an anchor, so that the ends and the
// anchors between them are enough.
func pointsOver(anchors []study.Anchor, s Span) Span {
	at := []*big.Rat{Interpolate(anchors, s.Low), Interpolate(anchors, s.High)}
	for _, a := range anchors {
		if a.Value.Cmp(s.Low) > 0 && a.Value.Cmp(s.High) < 0 {
			at = append(at, a.Points)
		}
	}
	return Span{slices.MinFunc(at, (*big.Rat).Cmp), slices.MaxFunc(at, (*big.Rat).Cmp)}
}
