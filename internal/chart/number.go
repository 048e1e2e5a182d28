package chart

import (
	"math"
	"math/big"
	"regexp"
	"strings"
	"sync"
)

// Numbers are printed as the tables print them: with a minus and not a hyphen,
// the ends of ranges parted by a dash, or in words, and rounded alike.

// wordy is from how many decimals on values are readings, which stay as given;
// points, percentages and the like have as many decimals as the longest of them.
const wordy = 3

// significant is how many digits of the smaller end of a range are printed.
const significant = 3

// minus prints the sign of a number as typographers do.
func minus(number string) string {
	if rest, negative := strings.CutPrefix(number, "-"); negative {
		return "−" + rest
	}
	return number
}

var negative = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`>-([0-9][0-9.,]*)<`) })

// withMinus does so for the numbers of the axes, which the script prints.
func withMinus(svg string) string { return negative().ReplaceAllString(svg, ">−$1<") }

// number is a value as it was given, with the decimals of the others.
func (p *plot) number(text string) string {
	digits := p.decimals()
	if have := decimalsOf(text); text != "" && digits < wordy && have < digits && !strings.ContainsAny(text, "eE") {
		if have == 0 {
			text += "."
		}
		text += strings.Repeat("0", digits-have)
	}
	return minus(text)
}

// decimals is the most that a value or an end has.
func (p *plot) decimals() int {
	most := 0
	for _, row := range p.points {
		for _, pt := range row {
			most = max(most, decimalsOf(pt.Value), decimalsOf(pt.Low), decimalsOf(pt.High))
		}
	}
	return most
}

func decimalsOf(text string) int {
	_, fraction, _ := strings.Cut(text, ".")
	return len(fraction)
}

// span is a range in words.
func (p *plot) span(pt point) string {
	low := p.rounded(pt.Low)
	return low + Between(low) + p.rounded(pt.High)
}

// Between is what stands between the ends of a range, of which low is the first: a
// dash beside a minus would be read as another.
func Between(low string) string {
	if strings.HasPrefix(low, "−") {
		return " to "
	}
	return "–"
}

// rounded is the end of a range, with the decimals of all ends of the chart.
func (p *plot) rounded(end string) string {
	exact, ok := new(big.Rat).SetString(end)
	if !ok {
		return minus(end)
	}
	return signed(exact.FloatString(p.decimalsOfEnds())) // half up
}

func (p *plot) decimalsOfEnds() int {
	most, digits := p.decimals(), 0
	if most < wordy {
		return most
	}
	for _, row := range p.points {
		for _, pt := range row {
			if pt.ranged {
				digits = max(digits, decimalsFor(pt))
			}
		}
	}
	return min(most, digits)
}

// decimalsFor is how many decimals tell the ends of a range with so many
// significant digits of the smaller one.
func decimalsFor(pt point) int {
	small := math.Abs(pt.low)
	if high := math.Abs(pt.high); small == 0 || high > 0 && high < small {
		small = high
	}
	if small == 0 {
		return 0
	}
	return max(0, significant-1-int(math.Floor(math.Log10(small))))
}

// signed has a minus for a hyphen, and none before a rounded zero.
func signed(number string) string {
	if strings.Trim(number, "-0.") == "" {
		return strings.TrimPrefix(number, "-")
	}
	return minus(number)
}
