package claim

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// Sentence is a piece of the paper's prose as it was typed: computed figures,
// code, math and citations are already out of Text, each replaced by U+FFFC.
type Sentence struct {
	Text string
	// At is the place in the paper of the byte at an offset of Text.
	At func(offset int) diag.Pos
	// Cited tells that the sentence cites a work, so that figures in quotation
	// marks are that work's.
	Cited bool
	// Computed are the functions of the claims in the sentence, in its order.
	Computed []string
	// Named are those claims that stand for tools, in its order.
	Named []Named
	// Heads are, of a cell of a table, what stands at the head of its row and of
	// its column, and Caption is that of the table.
	Heads   []Sentence
	Caption string
	// Asserted are the assertions of its paragraph, caption or table.
	Asserted []Assertion
	// Title tells a title, heading or alternative text from running text.
	Title bool
}

// Assertion is one that a sentence may rest on.
type Assertion struct {
	Expr string // normalised
	Here bool   // it stands in the sentence or right behind it
}

// prosePatterns are compiled when prose is first checked.
var prosePatterns = sync.OnceValue(func() *patterns {
	return &patterns{
		decimal: regexp.MustCompile(`\d+(?:\.\d+)+`),
		scores:  regexp.MustCompile(`(?i)\b(scor(e|es|ed|ing)|totals?|points?|rat(ing|ings|ed)|grades?|marks?|weighted|averages?|overall|out of (10|ten))\b`),
		totals:  regexp.MustCompile(`(?i)\b(totals?|weighted|averages?|overall)\b`),
		gains: regexp.MustCompile(`(?i)\b(reach(es|ed)?|achiev(e|es|ed)|obtain(s|ed)?|receiv(e|es|ed)|earn(s|ed)?|gets?|got|attain(s|ed)?|` +
			`rank(s|ed)?|lead(s)?|led|ha(s|ve|d))\b`),
		measured: regexp.MustCompile(`(?i)\b(accurac(y|ies)|loss(es)?|precision|recall|f1|auc|rates?|times?|durations?|share|fraction|probability|` +
			`factors?|p-values?|deviation|correlation|error)\b[^,;:]*$`),
		apart: regexp.MustCompile(`(?i)\b(by|within|((margin|lead|gap|difference|distance|threshold|limit|bound|weight)s?\s+(of|is|at)))\s+((only|about|just|at (least|most))\s+)?$`),
		numbered: regexp.MustCompile(`(?i)(\b(version|release|v|python|go|java|node|cuda|sections?|sec\.|chapters?|tables?|fig(ure|ures|\.)?|listings?|` +
			`appendix|eq(uation|\.)?|step|item|page|pp?\.|rfc|iso|pep)|§|#)[\s\x{a0}]*$`),
		unit: regexp.MustCompile(`^[\s\x{a0}]*(%|‰|°|×|x\b|times\b|percent|(k|m|g|t)?i?b(ytes?)?\b|(milli|micro)?seconds?\b|[mµn]?s\b|min(utes?)?\b|h(ours?)?\b|days?\b|` +
			`years?\b|epochs?\b|images?\b|million|billion|[kmg]?hz\b|cores?\b|threads?\b|vcpus?\b|requests?\b|lines?\b|packages?\b|stars?\b)`),
	}
})

// patterns tell a figure that speaks of scores from one that does not: scores
// are the words for them, totals those of them that no cell goes by, gains the verbs that need a figure close to the
// truth, measured the words for other quantities before the figure, apart those
// for how far two lie from each other, numbered and unit what stands right before
// and behind.
type patterns struct{ decimal, scores, totals, gains, measured, apart, numbered, unit *regexp.Regexp }

// CheckProse refuses a typed decimal in a sentence that names a tool, where it
// equals a total or score of the study (it should be computed) or contradicts
// one, and a whole number that contradicts the points of a tool and a criterion
// named with it. In a table the heads of a cell's row and column name it. It leaves versions, section numbers, measurements with a unit and
// quotations from a cited work alone.
func (e *Env) CheckProse(sentences []Sentence) (diag.List, error) {
	var found diag.List
	for _, s := range sentences {
		points, err := e.wrongPoints(s)
		if err != nil {
			return found, err
		}
		found = append(found, points...)
		decimals := e.decimals(s)
		if len(decimals) == 0 {
			continue
		}
		mentions := e.mentions(s)
		for i, d := range decimals {
			about, subjects := s, subjectsOf(mentions, decimals, i)
			if tool := pairedWith(s.Text, mentions, decimals, i); tool != nil {
				subjects = []*study.Tool{tool}
			}
			if len(mentions) == 0 {
				about, subjects = e.inCell(s, d)
			}
			if len(subjects) == 0 {
				continue
			}
			bad, err := e.judge(about, d, subjects)
			if err != nil {
				return found, err
			}
			if bad != nil {
				found = append(found, bad)
			}
		}
	}
	found.Sort()
	return found, nil
}

// decimal is a typed figure that may be a score.
type decimal struct {
	from, to int
	text     string
	value    *big.Rat
	places   int // digits after the point
}

// decimals are the figures of a sentence between 0 and 10, less what is
// plainly something else.
func (e *Env) decimals(s Sentence) []decimal {
	p := prosePatterns()
	var out []decimal
	for _, at := range p.decimal.FindAllStringIndex(s.Text, -1) {
		text, before, after := s.Text[at[0]:at[1]], s.Text[:at[0]], s.Text[at[1]:]
		last, _ := utf8.DecodeLastRuneInString(before)
		next, _ := utf8.DecodeRuneInString(after)
		switch {
		case strings.Count(text, ".") > 1, // a version, a date
			before != "" && (unicode.IsLetter(last) || strings.ContainsRune("_-.$€£/:@", last)),
			after != "" && (unicode.IsLetter(next) || next == '_' || next == '-' && len(after) > 1 && !unicode.IsSpace(rune(after[1]))),
			p.numbered.MatchString(before), p.unit.MatchString(strings.ToLower(after)),
			s.Cited && quotedAt(before):
			continue
		}
		value, err := score.Number(text)
		if err != nil || value.Cmp(big.NewRat(10, 1)) > 0 {
			continue
		}
		_, fraction, _ := strings.Cut(text, ".")
		out = append(out, decimal{at[0], at[1], text, value, len(fraction)})
	}
	return out
}

// quotedAt reports whether a quotation is open at the end of the text.
func quotedAt(before string) bool {
	return strings.Count(before, "“") > strings.Count(before, "”") || strings.Count(before, `"`)%2 == 1
}

// meant reports whether a sentence can mean the fact: one about totals means
// points only where it names their criterion.
func (f fact) meant(text string) bool {
	if f.criterion == nil || !prosePatterns().totals.MatchString(text) {
		return true
	}
	said := spaced(text)
	return strings.Contains(said, spaced(f.criterion.Name)) || strings.Contains(said, spaced(f.criterion.ID))
}

// spaced is a text's words in lower case, with one blank around each.
func spaced(text string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !wordRune(r) })
	return " " + strings.Join(words, " ") + " "
}

// fact is a figure of the study that a typed one may mean.
type fact struct {
	tool      *study.Tool
	set       *study.ScoreSet
	criterion *study.Criterion // nil for a total
	span      score.Span
}

// words name the fact: "the total of MLflow in the score set Published".
func (f fact) words() string {
	where := " in the " + Subject{}.in(f.set)
	if f.criterion == nil {
		return "the total of " + f.tool.Name + where
	}
	return fmt.Sprintf("the points of %s on %s%s", f.tool.Name, f.criterion.Name, where)
}

// verb says what it is: "is 8.25", "are 9".
func (f fact) verb() string {
	if f.criterion == nil {
		return "is " + f.span.Text(2)
	}
	return "are " + f.points()
}

// points are the points with no more digits than they have.
func (f fact) points() string {
	if f.span.Exact() {
		return score.Decimal(f.span.Low)
	}
	return f.span.Text(1)
}

// facts are a tool's totals and points in every score set, totals first.
func (e *Env) facts(tool *study.Tool) ([]fact, error) {
	if known, ok := e.known[tool.ID]; ok {
		return known, nil
	}
	var totals, cells []fact
	for i := range e.in.Study.Sets {
		set := &e.in.Study.Sets[i]
		table, err := e.Table(set.ID, "")
		if err != nil {
			return nil, err
		}
		row := table.Row(tool.ID)
		if row == nil { // the set does not rate it
			continue
		}
		totals = append(totals, fact{tool, set, nil, row.Total})
		for k, c := range table.Criteria {
			if cell := row.Cells[c.ID]; cell.Points != nil {
				cells = append(cells, fact{tool, set, &e.in.Study.Criteria[k], cell.Range})
			}
		}
	}
	e.known[tool.ID] = append(totals, cells...)
	return e.known[tool.ID], nil
}

// is reports whether the typed figure is the fact, at the digits typed.
func (d decimal) is(f fact) bool {
	return f.span.Exact() && (f.span.Low.Cmp(d.value) == 0 || d.apart(f).Cmp(big.NewRat(1, 2)) < 0 && d.rounds(f.span.Low))
}

// rounds reports whether a number reads as the typed one at its digits.
func (d decimal) rounds(x *big.Rat) bool {
	return x.FloatString(d.places) == d.value.FloatString(d.places)
}

// judge refuses a figure, or returns nil where it is no score at all.
func (e *Env) judge(s Sentence, d decimal, subjects []*study.Tool) (*diag.Error, error) {
	sets := e.setsMeant(s)
	right, wrong, err := e.sides(s, d, subjects, sets)
	if err != nil {
		return nil, err
	}
	wrong, err = e.rated(wrong, sets)
	if err != nil || len(right)+len(wrong) == 0 { // no set that is meant rates them: nothing to hold it against
		return nil, err
	}
	spoken, err := e.spoken(s, d, wrong, sets)
	if err != nil {
		return nil, err
	}
	spoken = spoken && !s.gives(wrong)
	if len(right) == 0 && !spoken {
		other, err := e.another(d)
		if err != nil || !other {
			return nil, err
		}
	}
	if len(wrong) == 0 || !spoken && len(right) > 0 {
		others, err := e.elsewhere(right[0], sets)
		if err != nil {
			return nil, err
		}
		return d.refuse(s, "%s is typed; it is %s%s", d.text, right[0].words(), others).
			WithHint("let it be computed: %s", d.expression(right[0])), nil
	}
	truth, err := e.truth(s, wrong[0], d, right, sets)
	if err != nil {
		return nil, err
	}
	message := fmt.Sprintf("%s is not %s, which %s", d.text, truth.words(), truth.verb())
	hint := "let it be computed: " + d.expression(truth)
	if len(right) > 0 {
		message += "; it is " + right[0].words()
		hint += ", and " + d.expression(right[0])
	}
	return d.refuse(s, "%s", message).WithHint("%s", hint), nil
}

// setsMeant are the score sets that a sentence names or computes figures of, or
// all where there are none.
func (e *Env) setsMeant(s Sentence) []*study.ScoreSet {
	meant := e.setsNamed(s.Text)
	var all []*study.ScoreSet
	for i := range e.in.Study.Sets {
		set := &e.in.Study.Sets[i]
		all = append(all, set)
		if !slices.Contains(meant, set) && slices.ContainsFunc(s.Named, func(n Named) bool { return n.Set == set.ID }) {
			meant = append(meant, set)
		}
	}
	if meant == nil {
		return all
	}
	return meant
}

// setsNamed are the score sets that a text names.
func (e *Env) setsNamed(text string) []*study.ScoreSet {
	var named []*study.ScoreSet
	said := spaced(text)
	for i := range e.in.Study.Sets {
		set := &e.in.Study.Sets[i]
		if strings.Contains(said, spaced(set.Name)) || strings.Contains(said, spaced(set.ID)) {
			named = append(named, set)
		}
	}
	return named
}

// sides are the facts of the tools that the typed figure is, and the tools of
// which it is none: those of the one set where it is right for the most tools,
// because a sentence speaks of one table.
func (e *Env) sides(s Sentence, d decimal, subjects []*study.Tool, sets []*study.ScoreSet) ([]fact, []*study.Tool, error) {
	var right []fact
	wrong := subjects
	for _, set := range sets {
		var in []fact
		var out []*study.Tool
		for _, tool := range subjects {
			facts, err := e.facts(tool)
			if err != nil {
				return nil, nil, err
			}
			if i := slices.IndexFunc(facts, func(f fact) bool { return f.set == set && d.is(f) && f.meant(s.Text) }); i >= 0 {
				in = append(in, facts[i])
			} else {
				out = append(out, tool)
			}
		}
		if len(in) > len(right) {
			right, wrong = in, out
		}
	}
	return right, wrong, nil
}

// elsewhere says what a total is in the other sets that could be meant.
func (e *Env) elsewhere(f fact, sets []*study.ScoreSet) (string, error) {
	totals, err := e.totals(f.tool, sets)
	if err != nil || f.criterion != nil {
		return "", err
	}
	var out strings.Builder
	for _, other := range totals {
		if other.set != f.set && other.span.Exact() && other.span.Low.Cmp(f.span.Low) != 0 {
			fmt.Fprintf(&out, "; in the %s it is %s", Subject{}.in(other.set), other.span.Text(2))
		}
	}
	return out.String(), nil
}

// totals are a tool's totals in some sets, without those that do not rate it.
func (e *Env) totals(tool *study.Tool, sets []*study.ScoreSet) ([]fact, error) {
	return e.cellsOf(tool, nil, sets)
}

// spoken reports whether the sentence gives the figure as a score: with a word
// for scores, or with a verb and a figure close to a tool's total.
func (e *Env) spoken(s Sentence, d decimal, tools []*study.Tool, sets []*study.ScoreSet) (bool, error) {
	p := prosePatterns()
	if d.places > 2 || p.measured.MatchString(s.Text[:d.from]) || p.apart.MatchString(s.Text[:d.from]) {
		return false, nil
	}
	if p.scores.MatchString(s.Text) {
		return true, nil
	}
	if !p.gains.MatchString(s.Text) {
		return false, nil
	}
	for _, tool := range tools {
		truth, err := e.truth(Sentence{}, tool, d, nil, sets)
		if err != nil || truth.span.Exact() && d.apart(truth).Cmp(big.NewRat(1, 2)) <= 0 {
			return err == nil, err
		}
	}
	return false, nil
}

func (d decimal) refuse(s Sentence, format string, args ...any) *diag.Error {
	bad := diag.At(s.At(d.from), format, args...)
	bad.Len = len(d.text)
	return bad
}

// expression computes the fact with the digits that were typed.
func (d decimal) expression(f fact) string {
	call := &Call{Function: "total", Args: []Arg{{Name: "tool", Value: f.tool.ID}, {Name: "set", Value: f.set.ID}}}
	if f.criterion != nil {
		call.Function = "score"
		call.Args = append(call.Args, Arg{Name: "criterion", Value: f.criterion.ID})
	}
	e := Expr{Body: call, Format: Format{Name: "fixed", Digits: d.places, HasDigits: true}}
	return "{{ " + e.String() + " }}"
}

// another reports whether the figure, which is no total of the tools that the
// sentence is about, is that of another: a slip between two rows of the table.
func (e *Env) another(d decimal) (bool, error) {
	printed := e.printed[d.places]
	if printed == nil {
		printed = map[string]bool{}
		for _, set := range e.in.Study.Sets {
			table, err := e.Table(set.ID, "")
			if err != nil {
				return false, err
			}
			for i := range table.Tools {
				if total := table.Tools[i].Total; total.Exact() {
					printed[total.Low.FloatString(d.places)] = true
				}
			}
		}
		e.printed[d.places] = printed
	}
	return printed[d.value.FloatString(d.places)], nil
}

// truth is what a wrong figure should have been: the tool's total in the set
// where another tool has the figure typed, or else the one nearest to it; where
// the sentence is about one criterion, the points on that.
func (e *Env) truth(s Sentence, tool *study.Tool, d decimal, right []fact, sets []*study.ScoreSet) (fact, error) {
	totals, err := e.totals(tool, sets)
	if err != nil {
		return fact{}, err
	}
	if len(right) > 0 {
		if i := slices.IndexFunc(totals, func(f fact) bool { return f.set == right[0].set }); i >= 0 && right[0].criterion == nil {
			return totals[i], nil
		}
	}
	if named := e.criteriaIn(s.Text); len(named) == 1 && !prosePatterns().totals.MatchString(s.Text) {
		cells, err := e.cellsOf(tool, named[0].criterion, sets)
		if err != nil || len(cells) > 0 {
			return d.nearest(cells), err
		}
	}
	return d.nearest(totals), nil
}

// nearest is the fact that is closest to the figure, an exact one before a range.
func (d decimal) nearest(facts []fact) fact {
	if len(facts) == 0 {
		return fact{}
	}
	best := facts[0]
	for _, f := range facts[1:] {
		if !best.span.Exact() || f.span.Exact() && d.apart(f).Cmp(d.apart(best)) < 0 {
			best = f
		}
	}
	return best
}

// rated are the tools that at least one of the sets rates.
func (e *Env) rated(tools []*study.Tool, sets []*study.ScoreSet) ([]*study.Tool, error) {
	var out []*study.Tool
	for _, tool := range tools {
		totals, err := e.totals(tool, sets)
		if err != nil {
			return nil, err
		}
		if len(totals) > 0 {
			out = append(out, tool)
		}
	}
	return out, nil
}

func (d decimal) apart(f fact) *big.Rat {
	gap := new(big.Rat).Sub(f.span.Low, d.value)
	return gap.Abs(gap)
}
