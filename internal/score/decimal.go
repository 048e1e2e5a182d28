package score

import (
	"math/big"
	"strings"
)

// most is how many decimals Decimal gives where the figure does not end before.
const most = 12

// Decimal is a rational as a decimal without needless zeros: exact where it
// ends within twelve decimals, else rounded half up there.
func Decimal(x *big.Rat) string {
	text := x.FloatString(most)
	text = strings.TrimRight(text, "0")
	text = strings.TrimSuffix(text, ".")
	if text == "-0" {
		return "0"
	}
	return text
}

// Fixed2 shows a total as tables do: two decimals, rounded half up.
func Fixed2(x *big.Rat) string { return x.FloatString(2) }

// Text shows a span: one figure, or both ends with an en dash between.
func (s Span) Text(decimals int) string {
	if s.Exact() {
		return s.Low.FloatString(decimals)
	}
	return s.Low.FloatString(decimals) + "–" + s.High.FloatString(decimals)
}
