package score

import (
	"math/big"
	"math/rand/v2"
	"testing"
)

// The quick way prints what the exact one does: halves, signs, zeros behind the
// point, and numbers that are too long for it.
func TestFixedIsWhatRatPrints(t *testing.T) {
	draw := rand.New(rand.NewPCG(1, 2))
	check := func(n, d int64) {
		x := big.NewRat(n, d)
		for _, decimals := range []int{0, 1, 2, 4, most, most + 1} {
			if got, want := fixed(x, decimals), x.FloatString(decimals); got != want {
				t.Fatalf("%d/%d with %d decimals is %q, want %q", n, d, decimals, got, want)
			}
		}
	}
	for _, one := range [][2]int64{{0, 1}, {1, 2}, {-1, 2}, {5, 100}, {-5, 100}, {9999, 1000}, {19, 20}, {199, 200}, {999_999, 1_000_000}, {quickUpTo, 1}, {quickUpTo + 1, 1}, {-quickUpTo, 3}, {1, quickUpTo}, {1, quickUpTo + 7}, {1 << 60, 7}} {
		check(one[0], one[1])
	}
	for range 20_000 {
		check(draw.Int64N(2*quickUpTo)-quickUpTo, 1+draw.Int64N(quickUpTo))
		check(draw.Int64N(2001)-1000, 1+draw.Int64N(200))
	}
}
