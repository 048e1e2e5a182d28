package claim

import (
	"regexp"
	"slices"
	"strings"
	"sync"
)

// wordPatterns are compiled when numbers in words are first looked for.
var wordPatterns = sync.OnceValue(func() *numberWords {
	const (
		units    = `one|two|three|four|five|six|seven|eight|nine`
		small    = units + `|ten|eleven|twelve`
		teens    = `thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen`
		tens     = `twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety`
		dash     = `[-‐\x{2011}\s]`
		below100 = `(?:(?:` + tens + `)(?:` + dash + `(?:` + units + `))?|` + teens + `|` + small + `)`
		powers   = `(?:hundred|thousand|million|billion)`
		parts    = `(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|hundredth)`
	)
	return &numberWords{
		hint:     regexp.MustCompile(`(?i)teen\b|ty\b|hundred|thousand|illion|per ?cent|%|thirds?\b|quarters?\b|ths?\b|\bpoints?\b|seconds\b|minutes\b|hours\b|bytes\b`),
		number:   regexp.MustCompile(`(?i)\b` + below100 + `(?:(?:[\s-]` + powers + `)+(?:\s(?:and\s)?` + below100 + `(?:[\s-]` + powers + `)*)*)?\b`),
		large:    regexp.MustCompile(`(?i)\b(?:` + teens + `|` + tens + `|` + powers + `)\b`),
		share:    regexp.MustCompile(`(?i)^[\s\x{a0}-]*(?:%|percent\b|per cent\b)`),
		unit:     regexp.MustCompile(`(?i)^[\s\x{a0}]+(?:(?:milli|micro|nano)?seconds|minutes|hours|(?:kilo|mega|giga|tera)bytes|percentage points|points of ten)\b`),
		idle:     regexp.MustCompile(`(?i)^[\s\x{a0}]+[a-z]+\s+(?:after|later|ago|past|before|into|from now)\b`),
		fraction: regexp.MustCompile(`(?i)\b((?:` + units + `|ten)` + dash + parts + `s)\s+of\b|\b((?:an?|one)` + dash + parts + `)\s+of\s+(?:the|all|these|those|our)\b`),
		every:    regexp.MustCompile(`(?i)\b(?:every|each|first|last|next|past)[\s\x{a0}]+$`),
		span:     regexp.MustCompile(`(?i)^\s+of\s+(?:an?|the)\s+(?:hour|minute|second|day|week|month|year|century|decade|million|time)\b`),
		decimal:  regexp.MustCompile(`(?i)\b` + below100 + `\spoint\s(?:zero|` + units + `)(?:\s(?:zero|` + units + `))*\b`),
		none:     regexp.MustCompile(`(?i)^(?:(?:nineteen|twenty)\s(?:hundred|(?:` + teens + `|` + tens + `).*)|one\s(?:hundred|thousand|million))$`),
	}
})

// numberWords tell numbers in words: hint is what a text with such a number has,
// large what makes it more than a count that a reader makes, share what gives a
// share of something, unit what makes it a measurement where it is no turn of
// phrase as idle and every tell, none are years and turns of phrase. A fraction of
// something is none where a span of time follows.
type numberWords struct {
	hint, number, large, share, none, unit, idle, every, fraction, span, decimal *regexp.Regexp
}

// wordNumbers are where numbers in words stand that nobody counts at a glance:
// from thirteen on, before a percent or a unit, and fractions.
func wordNumbers(text string) [][]int {
	p := wordPatterns()
	if !p.hint.MatchString(text) { // most texts, and cheaper to tell
		return nil
	}
	var out [][]int
	for _, at := range p.fraction.FindAllStringSubmatchIndex(text, -1) {
		words := at[2:4]
		if words[0] < 0 {
			words = at[4:6]
		}
		if !p.span.MatchString(text[words[1]:]) {
			out = append(out, words)
		}
	}
	out = append(out, p.decimal.FindAllStringIndex(text, -1)...)
	whole := len(out)
	for _, at := range p.number.FindAllStringIndex(text, -1) {
		words := text[at[0]:at[1]]
		switch {
		case slices.ContainsFunc(out[:whole], func(of []int) bool { return at[0] >= of[0] && at[1] <= of[1] }):
			continue
		case p.share.MatchString(text[at[1]:]):
		case p.measures(text, at):
		case !p.large.MatchString(words), p.none.MatchString(words), strings.EqualFold(words, "fifty-fifty"):
			continue
		}
		out = append(out, at)
	}
	return out
}

// measures reports whether the number in words at a place is one that somebody
// measured: twelve seconds, and not five minutes later or every two hours.
func (p *numberWords) measures(text string, at []int) bool {
	before, after := text[:at[0]], text[at[1]:]
	return !strings.EqualFold(text[at[0]:at[1]], "one") && p.unit.MatchString(after) && !p.idle.MatchString(after) && !p.every.MatchString(before)
}
