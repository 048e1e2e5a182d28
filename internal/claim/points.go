package claim

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"report/internal/diag"
	"report/internal/study"
)

// pointPatterns are compiled when whole numbers are first checked.
var pointPatterns = sync.OnceValue(func() *pointWords {
	return &pointWords{
		whole: regexp.MustCompile(`\d+`),
		words: regexp.MustCompile(`(?i)\b(zero|one|two|three|four|five|six|seven|eight|nine|ten)\s+points?\b`),
		given: regexp.MustCompile(`(?i)\b(scor(e|es|ed|ing)|points?|rat(ing|ed|es)|marks?|grades?|gets?|got|receiv(e|es|ed)|earn(s|ed)?|obtain(s|ed)?|` +
			`achiev(e|es|ed)|reach(es|ed)?|is given|are given|was given|were given|awarded)\b`),
		scale: regexp.MustCompile(`(?i)\bof\s*$`),
		apart: regexp.MustCompile(`(?i)\b(los(e|es|t|ing)|drop(s|ped)?|fell|falls?|gain(s|ed)?|more|less|fewer|below|above|behind|ahead|differ\w*|between|least|most|up to|than|` +
			`within|from|by|lead|margin|gap|median|mean|without|would|could|if|had)\b`),
		behind: regexp.MustCompile(`(?i)^(\s*points?\b)?(\s*(of|out of)\s+(10|ten)\b|\s*/\s*10\b)?\s*($|[.,:](\D|$)|[|;!?)\]–—]|(on|in|for|at|and|but|while|whereas|because|since|as|here|there|too|only)\b)`),
	}
})

// pointWords tell points from other whole numbers: words are those in words,
// given are words for giving
// them, apart those of a difference or a condition, behind what may follow, scale what stands
// before the most there can be.
type pointWords struct{ whole, words, given, scale, apart, behind *regexp.Regexp }

// named is a criterion at its place in a text.
type namedCriterion struct {
	from, to  int
	criterion *study.Criterion
}

// criteriaIn are the criteria that a text names, by name or ID as whole words,
// the longer name where two overlap.
func (e *Env) criteriaIn(text string) []namedCriterion {
	lower := lowerInPlace(text)
	var out []namedCriterion
	for i := range e.in.Study.Criteria {
		c := &e.in.Study.Criteria[i]
		for _, name := range []string{c.Name, c.ID} {
			at := wordsAt(lower, lowerInPlace(name))
			if at >= 0 && !slices.ContainsFunc(out, func(n namedCriterion) bool { return n.criterion == c }) {
				out = append(out, namedCriterion{at, at + len(name), c})
			}
		}
	}
	return out
}

// wordsAt is where a name stands in a text as whole words, or -1.
func wordsAt(text, name string) int {
	for from := 0; name != ""; {
		at := strings.Index(text[from:], name)
		if at < 0 {
			return -1
		}
		at += from
		last, _ := utf8.DecodeLastRuneInString(text[:at])
		next, _ := utf8.DecodeRuneInString(text[at+len(name):])
		if !wordRune(last) && !wordRune(next) {
			return at
		}
		from = at + len(name)
	}
	return -1
}

// wrongPoints refuses a whole number that is given as a tool's points on a
// criterion and is not what any score set has there: MLflow scores 3 on
// installation.
func (e *Env) wrongPoints(s Sentence) (diag.List, error) {
	if !strings.ContainsAny(s.Text, "0123456789") && len(inWords(s.Text)) == 0 {
		return nil, nil
	}
	whole := e.wholes(s)
	if len(whole) == 0 {
		return nil, nil
	}
	var found diag.List
	mentions := e.mentions(s)
	for i, d := range whole {
		about, tools, alone := s, subjectsOf(mentions, whole, i), len(whole) == 1
		if tool := pairedWith(s.Text, mentions, whole, i); tool != nil {
			tools, alone = []*study.Tool{tool}, true
		}
		if tool := e.rightBefore(mentions, d); tool != nil {
			tools, alone = []*study.Tool{tool}, true
		}
		if len(mentions) == 0 {
			about, tools = e.inCell(s, d)
		}
		bad, err := e.judgePoints(about, d, tools, alone)
		if err != nil {
			return found, err
		}
		if bad != nil {
			found = append(found, bad)
		}
	}
	return found, nil
}

// rightBefore is the tool whose name the number follows, where it is no version of
// it: MLflow 7 and Airflow 9.
func (e *Env) rightBefore(mentions []mention, d decimal) *study.Tool {
	for _, m := range mentions {
		if !m.figure && versionOf(m, d) && !e.versions()[d.text] {
			return m.tool
		}
	}
	return nil
}

// wholes are the whole numbers of a sentence that may be points.
func (e *Env) wholes(s Sentence) []decimal {
	p := pointPatterns()
	var out []decimal
	all := p.whole.FindAllStringIndex(s.Text, -1)
	for _, at := range inWords(s.Text) {
		all = append(all, at[2:4])
	}
	slices.SortFunc(all, func(a, b []int) int { return a[0] - b[0] })
	for _, at := range all {
		before, after := s.Text[:at[0]], s.Text[at[1]:]
		last, _ := utf8.DecodeLastRuneInString(before)
		value, ok := inDigits(s.Text[at[0]:at[1]])
		switch {
		case !ok || value.Cmp(big.NewRat(10, 1)) > 0,
			before != "" && (wordRune(last) || unicode.IsSymbol(last) && last != '|' || strings.ContainsRune("-–.,/:@#§%'’", last)),
			!p.behind.MatchString(after),
			prosePatterns().numbered.MatchString(before), p.scale.MatchString(before), s.Cited && quotedAt(before):
			continue
		}
		out = append(out, decimal{at[0], at[1], s.Text[at[0]:at[1]], value, 0})
	}
	return out
}

// inWords are the places of points whose number is a word. Few sentences have any,
// and to see that is quicker than to match.
func inWords(text string) [][]int {
	if !strings.Contains(strings.ToLower(text), "point") {
		return nil
	}
	return pointPatterns().words.FindAllStringSubmatchIndex(text, -1)
}

// inDigits is the value of a whole number in digits or, up to ten, in a word.
func inDigits(text string) (*big.Rat, bool) {
	words := []string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
	if i := slices.Index(words, strings.ToLower(text)); i >= 0 {
		return big.NewRat(int64(i), 1), true
	}
	return new(big.Rat).SetString(text)
}

// judgePoints refuses a whole number that contradicts the one criterion that is
// named beside it, for each of the tools where it stands alone, and otherwise
// only where it is none of theirs: 7 and 8 may go to one tool each.
func (e *Env) judgePoints(s Sentence, d decimal, tools []*study.Tool, alone bool) (*diag.Error, error) {
	p := pointPatterns()
	if len(tools) == 0 || !p.given.MatchString(s.Text) || p.apart.MatchString(clauseOf(s.Text, d)) {
		return nil, nil
	}
	criterion := e.criterionBeside(s, d)
	if criterion == nil {
		return nil, nil
	}
	var wrong []fact
	right := false
	for _, tool := range tools {
		cells, err := e.cellsOf(tool, criterion, e.setsMeant(s))
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(cells, d.canBe) {
			right = true
		} else if len(cells) > 0 {
			wrong = append(wrong, d.nearest(cells))
		}
	}
	if len(wrong) == 0 || right && !alone {
		return nil, nil
	}
	truth := wrong[0]
	call := &Call{Function: "score", Args: []Arg{{Name: "tool", Value: truth.tool.ID}, {Name: "set", Value: truth.set.ID}, {Name: "criterion", Value: criterion.ID}}}
	return d.refuse(s, "%s is not %s, which %s", d.text, truth.words(), truth.verb()).
		WithHint("let it be computed: {{ %s }}", (&Expr{Body: call}).String()), nil
}

// clauseOf is the part of a text between commas in which the figure stands.
func clauseOf(text string, d decimal) string {
	const ends = ",;:()|"
	from := strings.LastIndexAny(text[:d.from], ends) + 1
	return text[from : d.to+strings.IndexAny(text[d.to:]+",", ends)]
}

// criterionBeside is the one criterion that a clause with the number names.
func (e *Env) criterionBeside(s Sentence, d decimal) *study.Criterion {
	named := e.criteriaIn(s.Text)
	switch {
	case len(named) == 0:
		return nil
	case len(named) == 1:
		return named[0].criterion
	}
	// Of several, that behind the number and before the next number or clause.
	end := d.to + strings.IndexFunc(s.Text[d.to:]+"0", func(r rune) bool { return unicode.IsDigit(r) || strings.ContainsRune(",;", r) })
	for _, n := range named {
		if n.from >= d.to && n.to <= end {
			return n.criterion
		}
	}
	return nil
}

// cellsOf are a tool's points on a criterion in some sets, or its totals where
// the criterion is nil.
func (e *Env) cellsOf(tool *study.Tool, criterion *study.Criterion, sets []*study.ScoreSet) ([]fact, error) {
	facts, err := e.facts(tool)
	if err != nil {
		return nil, err
	}
	var out []fact
	for _, f := range facts {
		if f.criterion == criterion && slices.Contains(sets, f.set) {
			out = append(out, f)
		}
	}
	return out, nil
}

// canBe reports whether the figure is the fact, or lies in its range.
func (d decimal) canBe(f fact) bool {
	if f.span.Exact() {
		return d.rounds(f.span.Low)
	}
	return f.span.Low.Cmp(d.value) <= 0 && f.span.High.Cmp(d.value) >= 0
}
