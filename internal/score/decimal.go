package score

import (
	"math/big"
	"math/bits"
	"strconv"
	"strings"
)

// most is how many decimals Decimal gives where the figure does not end before.
const most = 12

// Decimal is a rational as a decimal without needless zeros: exact where it
// ends within twelve decimals, else rounded half up there.
func Decimal(x *big.Rat) string {
	text := fixed(x, most)
	text = strings.TrimRight(text, "0")
	text = strings.TrimSuffix(text, ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// fixed is x.FloatString(decimals), which divides numbers of any length; those of
// scores are short.
func fixed(x *big.Rat, decimals int) string {
	num, denom := x.Num(), x.Denom()
	if decimals > most || !num.IsInt64() || !denom.IsInt64() {
		return x.FloatString(decimals)
	}
	n, d := num.Int64(), denom.Int64()
	if n < -quickUpTo || n > quickUpTo || d > quickUpTo {
		return x.FloatString(decimals)
	}
	scale := int64(1)
	for range decimals {
		scale *= 10
	}
	size := max(n, -n)
	whole, rest := size/d, size%d
	high, low := bits.Mul64(uint64(2*rest), uint64(scale))
	low, carry := bits.Add64(low, uint64(d), 0)
	quotient, _ := bits.Div64(high+carry, low, uint64(2*d)) // halves away from zero
	part := int64(quotient)
	if part == scale {
		whole, part = whole+1, 0
	}
	b := make([]byte, 0, 24)
	if n < 0 {
		b = append(b, '-')
	}
	b = strconv.AppendInt(b, whole, 10)
	if decimals == 0 {
		return string(b)
	}
	b = append(b, '.')
	for digit := scale / 10; digit > part && digit > 1; digit /= 10 {
		b = append(b, '0')
	}
	return string(strconv.AppendInt(b, part, 10))
}

// quickUpTo is up to which numerator and denominator fixed does without numbers of
// any length: twice as much is still 64 bits.
const quickUpTo = 1 << 61

// Text shows a span: one figure, or both ends with an en dash between.
func (s Span) Text(decimals int) string {
	if s.Exact() {
		return fixed(s.Low, decimals)
	}
	return fixed(s.Low, decimals) + "–" + fixed(s.High, decimals)
}
