package claim

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"report/internal/score"
)

// formats are the ways to print a value; takes tells whether a number may
// follow the name, needs whether it must.
var formats = map[string]struct {
	takes, needs bool
	about        string
}{
	"fixed":    {true, true, "N decimals, rounded half up: 8.30"},
	"sig":      {true, true, "N significant digits: 0.8937"},
	"percent":  {true, false, "times a hundred, N decimals and a percent sign: 89.4%"},
	"si":       {true, false, "with its unit and a prefix, N significant digits (3): 12.3 ms, 1.07 GB"},
	"interval": {true, false, "the value and, in brackets, its 95% interval, N decimals: 12.3 [11.9, 13.0] s; of fewer than six repetitions the smallest and the largest, called a range: 12.3 (range 11.9–13.0) s"},
	"grouped":  {true, false, "N decimals (0), digits in groups of three: 60,000"},
	"duration": {false, false, "a time in minutes and hours: 2 min 5 s"},
	"words":    {false, false, "a whole number up to twelve in words: four"},
	"ordinal":  {false, false, "a rank in words: first"},
}

// FormatNames are the formats' names, sorted.
func FormatNames() []string { return slices.Sorted(maps.Keys(formats)) }

// FormatAbout says in a line what a format prints.
func FormatAbout(name string) string { return formats[name].about }

// blank keeps a number and its unit on one line.
const blank = "\u00a0"

// show prints a number; machine is the same for programs.
func (v *value) show(f Format) (text, machine string, bad *problem) {
	if f.Name == "" {
		f = v.usual
	}
	if f.Name == "" && v.text != "" || v.number == nil && v.low == nil {
		if f != v.usual {
			return "", "", wrong(f.At, len(f.Name), "%s prints numbers, and this is none", f.Name)
		}
		return v.text, v.key, nil
	}
	if v.number == nil {
		low, high := v.low, v.high
		one := func(x *big.Rat) string { return v.print(x, f) }
		if f.Name == "interval" {
			return typographic("[" + one(low) + ", " + one(high) + "]"), "", nil
		}
		return typographic(between(one(low), one(high))), "", nil
	}
	if (f.Name == "words" || f.Name == "ordinal") && !v.number.IsInt() {
		return "", "", wrong(f.At, len(f.Name), "%s prints whole numbers, and this is %s", f.Name, score.Decimal(v.number))
	}
	machine = score.Decimal(v.number)
	if f.Name == "fixed" {
		machine = v.number.FloatString(f.Digits)
	}
	return typographic(v.print(v.number, f)), machine, nil
}

// between is a range; one that begins below zero is said in words, so that no
// dash stands beside a minus.
func between(low, high string) string {
	if strings.HasPrefix(low, "-") {
		return low + " to " + high
	}
	return low + "–" + high
}

func typographic(number string) string { return strings.ReplaceAll(number, "-", "−") }

// print writes one number in a format.
func (v *value) print(x *big.Rat, f Format) string {
	switch f.Name {
	case "fixed":
		return x.FloatString(f.Digits)
	case "sig":
		return significant(x, f.Digits)
	case "percent":
		if v.unit != "%" { // a weight is in percent already
			x = new(big.Rat).Mul(x, big.NewRat(100, 1))
		}
		return x.FloatString(f.Digits) + "%"
	case "si":
		return prefixed(x, v.unit, f)
	case "interval":
		return v.interval(x, f)
	case "grouped":
		return Grouped(x.FloatString(f.Digits))
	case "duration":
		return duration(x)
	case "words":
		return spelled(x, cardinals, "")
	case "ordinal":
		return spelled(x, ordinals, "th")
	}
	return v.plain(x)
}

// plain is the way without a format: the exact decimal where it is short, else
// four significant digits. The sentence says what is counted; only percent
// keeps its sign.
func (v *value) plain(x *big.Rat) string {
	text := score.Decimal(x)
	if exact, ok := new(big.Rat).SetString(text); !ok || exact.Cmp(x) != 0 || len(text) > 9 {
		text = significant(x, 4)
	}
	if v.unit == "%" {
		return withUnit(text, v.unit)
	}
	return text
}

func withUnit(text, unit string) string {
	switch unit {
	case "":
		return text
	case "%":
		return text + "%"
	}
	return text + blank + unit
}

// significant rounds half up to n significant digits.
func significant(x *big.Rat, n int) string {
	if x.Sign() == 0 {
		return "0"
	}
	decimals := n - 1 - exponent(x)
	text := rounded(x, decimals)
	// Rounding up may have added a digit: 9.99 to two is 10, not 10.0.
	if again, _ := new(big.Rat).SetString(text); exponent(again) > exponent(x) {
		text = rounded(x, decimals-1)
	}
	return text
}

// exponent is the power of ten of the first digit.
func exponent(x *big.Rat) int {
	abs := new(big.Rat).Abs(x)
	e := len(abs.Num().String()) - len(abs.Denom().String())
	if abs.Cmp(power(e)) < 0 {
		e--
	}
	return e
}

func power(e int) *big.Rat {
	p := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(max(e, -e))), nil))
	if e < 0 {
		return p.Inv(p)
	}
	return p
}

// rounded is x with that many decimals; below zero it rounds to tens, hundreds.
func rounded(x *big.Rat, decimals int) string {
	if decimals >= 0 {
		return x.FloatString(decimals)
	}
	whole, _ := new(big.Rat).SetString(new(big.Rat).Quo(x, power(-decimals)).FloatString(0))
	return whole.Mul(whole, power(-decimals)).FloatString(0)
}

var prefixes = []struct {
	exponent int
	symbol   string
}{{15, "P"}, {12, "T"}, {9, "G"}, {6, "M"}, {3, "k"}, {0, ""}, {-3, "m"}, {-6, "µ"}, {-9, "n"}}

// prefixed scales by thousands. Seconds are not: nobody reads kiloseconds.
func prefixed(x *big.Rat, unit string, f Format) string {
	digits := 3
	if f.HasDigits {
		digits = max(f.Digits, 1)
	}
	if x.Sign() == 0 {
		return withUnit("0", unit)
	}
	for i, p := range prefixes {
		if unit == "s" && p.exponent > 0 || unit == "B" && p.exponent < 0 {
			continue
		}
		if scaled := new(big.Rat).Quo(x, power(p.exponent)); exponent(scaled) >= 0 || i == len(prefixes)-1 || unit == "B" && p.exponent == 0 {
			if unit == "B" && p.exponent == 0 {
				return x.FloatString(0) + blank + unit
			}
			return withUnit(significant(scaled, digits), p.symbol+unit)
		}
	}
	return withUnit(significant(x, digits), unit)
}

// interval is the value with the interval of its samples behind it.
func (v *value) interval(x *big.Rat, f Format) string {
	one := func(y *big.Rat) string {
		if f.HasDigits {
			return y.FloatString(f.Digits)
		}
		return significant(y, 3)
	}
	if v.number == nil || v.low == nil {
		return one(x)
	}
	around := " [" + one(v.low) + ", " + one(v.high) + "]"
	if score.IsRange(len(v.samples)) && len(v.samples) > 0 {
		around = " (range " + between(one(v.low), one(v.high)) + ")"
	}
	return withUnit(one(x)+around, v.unit)
}

// Grouped writes a decimal with commas between the thousands.
func Grouped(text string) string {
	sign := ""
	if strings.HasPrefix(text, "-") {
		sign, text = "-", text[1:]
	}
	whole, rest, found := strings.Cut(text, ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if found {
		rest = "." + rest
	}
	return sign + whole + rest
}

func duration(x *big.Rat) string {
	minute := big.NewRat(60, 1)
	if new(big.Rat).Abs(x).Cmp(minute) < 0 {
		return withUnit(significant(x, 3), "s")
	}
	seconds, _ := strconv.ParseInt(x.FloatString(0), 10, 64)
	h, m, s := seconds/3600, seconds/60%60, seconds%60
	if h != 0 {
		return withUnit(strconv.FormatInt(h, 10), "h") + " " + withUnit(strconv.FormatInt(m, 10), "min")
	}
	return withUnit(strconv.FormatInt(m, 10), "min") + " " + withUnit(strconv.FormatInt(s, 10), "s")
}

var (
	cardinals = strings.Fields("none one two three four five six seven eight nine ten eleven twelve")
	ordinals  = strings.Fields("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
)

func spelled(x *big.Rat, words []string, suffix string) string {
	if n := x.Num(); n.IsInt64() && n.Sign() >= 0 && n.Int64() < int64(len(words)) {
		return words[n.Int64()]
	}
	text := x.FloatString(0)
	if suffix == "" || strings.HasSuffix(text, "11") || strings.HasSuffix(text, "12") || strings.HasSuffix(text, "13") {
		return text + suffix
	}
	switch text[len(text)-1] {
	case '1':
		return text + "st"
	case '2':
		return text + "nd"
	case '3':
		return text + "rd"
	}
	return text + suffix
}
