package claim

import (
	"regexp"
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
	)
	return &numberWords{
		hint:   regexp.MustCompile(`(?i)teen\b|ty\b|hundred|thousand|illion|per ?cent|%`),
		number: regexp.MustCompile(`(?i)\b` + below100 + `(?:(?:[\s-]` + powers + `)+(?:\s(?:and\s)?` + below100 + `(?:[\s-]` + powers + `)*)*)?\b`),
		large:  regexp.MustCompile(`(?i)\b(?:` + teens + `|` + tens + `|` + powers + `)\b`),
		share:  regexp.MustCompile(`(?i)^[\s\x{a0}-]*(?:%|percent\b|per cent\b)`),
		none:   regexp.MustCompile(`(?i)^(?:(?:nineteen|twenty)\s(?:hundred|(?:` + teens + `|` + tens + `).*)|one\s(?:hundred|thousand|million))$`),
	}
})

// numberWords tell numbers in words: hint is what a text with such a number has,
// large what makes it more than a count that a reader makes, share what gives a
// share of something, none are years and turns of phrase.
type numberWords struct{ hint, number, large, share, none *regexp.Regexp }

// wordNumbers are where numbers in words stand that nobody counts at a glance:
// from thirteen on, or before a percent.
func wordNumbers(text string) [][]int {
	p := wordPatterns()
	if !p.hint.MatchString(text) { // most texts, and cheaper to tell
		return nil
	}
	var out [][]int
	for _, at := range p.number.FindAllStringIndex(text, -1) {
		words := text[at[0]:at[1]]
		switch {
		case p.share.MatchString(text[at[1]:]):
		case !p.large.MatchString(words), p.none.MatchString(words), strings.EqualFold(words, "fifty-fifty"):
			continue
		}
		out = append(out, at)
	}
	return out
}
