package claim

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"report/internal/diag"
)

// Compared are the comparisons in words ("highest", "both reach", "faster
// than") that no assertion holds to the study: none stands in or right behind
// their sentence, none of their paragraph asks about what they name, and their
// sentence computes no winner, rank or margin, and cites nobody. Only
// sentences that can be about the study count: those that name a tool, a
// criterion or a measure, or two things that were measured, or hold a computed figure.
// Besides, those that the assertion behind them holds the other way round.
func (e *Env) Compared(sentences []Sentence) []Unproved {
	return unproved(sentences, func(s Sentence) []unplaced {
		if s.Cited || s.Title {
			return nil
		}
		if turned := e.reversed(s); len(turned) > 0 {
			return turned
		}
		if slices.ContainsFunc(s.Computed, settles) || slices.ContainsFunc(s.Asserted, func(a Assertion) bool { return a.Here }) {
			return nil
		}
		at := e.comparison(s)
		if at == nil || e.asserted(s) {
			return nil
		}
		words := strings.TrimRight(s.Text[at[0]:at[1]], " .,;)\n")
		said := strings.Join(strings.Fields(words), " ")
		bad := diag.At(diag.Pos{}, "“%s” compares, and no assertion %s", said, missingProof(s))
		bad.Len = utf8.RuneCountInString(words)
		bad.Hint = "behind the sentence, write what must hold: {{ assert (…) > (…) }} (report help expressions)"
		return []unplaced{{at[0], Unproved{bad, said}}}
	})
}

// missingProof says which assertion a comparison lacks.
func missingProof(s Sentence) string {
	if len(s.Asserted) > 0 {
		return "behind it, or about what it names, holds it to the study"
	}
	return "in this paragraph holds it to the study"
}

// settles reports whether a computed figure says itself who is ahead.
func settles(function string) bool {
	return slices.Contains([]string{"winner", "rank", "margin", "advice", "assert"}, function)
}

// comparing are the words that compare. They are compiled when first asked for.
var comparing = sync.OnceValue(func() *comparingWords {
	const degree = `(?:fast|slow|high|low|large|small|bigg?|great|long|short|cheap|strong|weak|simpl|quick|light|heavi|eas(?:i)|hard|rich|poor|accurate)`
	const than = `[^.;:]{0,60}?\bthan\b`
	const slightly = `(?:(?:much|far|even|clearly|slightly|somewhat|considerably|significantly|again|also|always|usually)\s+)?`
	const needs = `(?:needs?|needed|requires?|required|takes?|took|uses?|used|consumes?|consumed|has|have|had|costs?|asks?\s+for|brings?|brought|gets?|got|earns?|earned)`
	const things = `(?:commands?|packages?|dependencies|time|seconds|minutes|memory|disk|space|storage|lines|code|statements|steps|points|megabytes|resources|effort|configuration|requests|processes|changes|cpu)`
	const quality = `(?:scores?|totals?|ranks?|accurac(?:y|ies)|loss(?:es)?|precision|recall|f1|errors?(?:\s+rates?)?|points|results?|performance|speed|throughput|latenc(?:y|ies)|run-?times?|overhead|footprint|costs?)`
	return &comparingWords{
		strong: regexp.MustCompile(`(?i)\b(?:` + degree + `e?r` + than + `|(?:better|worse|fewer)` + than + `|(?:more|less)\s+[a-z]+(?:ly\s+[a-z]+)?\s+than\b|` +
			`outperform(?:s|ed|ing)?|outscore[sd]?|outrank(?:s|ed)?|surpass(?:es|ed)?|beats?|exceed(?:s|ed)?|(?:leads?|led)\b|wins?|won|trail(?:s|ed)?|lag(?:s|ged)?\s+behind|` +
			`dominat(?:es|ed)|(?:come|comes|came|rank|ranks|ranked)\s+(?:first|second|third|fourth|fifth|sixth|last|top)|(?:is|are|was|were)\s+(?:[a-z]+ly\s+|far\s+|well\s+|just\s+|still\s+)?ahead|` +
			`both\s+(?:reach|achieve|score|obtain|attain|get|gain|receive|earn)|tie[sd]?\s+(?:with|for)|on\s+(?:a\s+)?par\b|` +
			`as\s+(?:fast|slow|accurate|high|low|large|small|good|well)\s+as|twice\s+as|times\s+(?:as|faster|slower|more|less|higher|lower|larger|smaller)|half\s+(?:as|the)|` +
			`no\s+(?:significant\s+)?difference|(?:equal|identical)\s+(?:to|scores?|results?|totals?|accurac\w+))\b`),
		bare: regexp.MustCompile(`(?i)\b(?:` +
			`(?:is|are|was|were|proves?|remains?)\s+` + slightly + `(?:better|worse|` + degree + `e?r|(?:more|less)\s+(?:accurate|efficient|flexible|reliable|stable|precise))|` +
			`loses?\s+to|edge[sd]?\s+out|unmatched|unrivall?ed|(?:does|do|did)\s+not\s+differ|indistinguishable|improve[sd]?\s+(?:on|upon)|(?:is|are|was|were)\s+(?:statistically\s+)?significant|(?:is|was)\s+the\s+only\s+(?:one|tool)|` +
			`(?:superior|inferior|preferable)\s+to|(?:comes?|came|finish(?:es|ed)?|ends?)\s+(?:out\s+|up\s+)?(?:ahead|on\s+top)|ahead\s+of|` +
			`(?:is|are|was|were)\s+the\s+(?:[a-z]+\s+)?(?:winners?|losers?|leaders?|runners?-?up)|` +
			`(?:scor|perform|rank|rat|far)(?:e|es|ed|s)?\s+` + slightly + `(?:(?:exactly|about|nearly)\s+)?(?:the\s+same|equally|alike|better|worse)|` +
			`the\s+same\s+(?:[a-z]+\s+)?(?:` + quality + `|number\s+of\s+` + things + `)|` + needs + `\s+` + slightly + `(?:fewer|more|less)\s+` + things + `|` +
			needs + `\s+(?:an?|the)\s+` + slightly + `(?:better|worse|higher|lower|larger|smaller|longer|shorter)\s+` + quality + `|` +
			`(?:reach|achiev|obtain|attain|show|yield|giv)(?:e|es|ed|s)?\s+(?:an?\s+|the\s+)?` + slightly + `(?:better|worse|higher|lower|larger|smaller)\s+` + quality + `|` +
			`(?:tops?|topped|heads?|headed)\s+the\s+(?:tables?|lists?|rankings?|fields?|others|rest|scores|charts?)|f(?:alls?|ell)\s+(?:far\s+|well\s+)?behind|` +
			`(?:is|are|was|were)\s+(?:equally|just\s+as|comparably)\s+[a-z]+|(?:is|are|was|were)\s+(?:comparable|tied)|(?:perform|scor|behav)(?:e|es|ed|s)?\s+(?:similarly|comparably)|(?:top|first|second|third|fourth|fifth|sixth|last|bottom|\d+(?:st|nd|rd|th))\s+(?:place|rank|position|spot)|` +
			`(?:doubl|halv|tripl|quadrupl)(?:es|ed)\s+(?:the|its|their)|(?:two|three|four|five|six|seven|eight|nine|ten|\d+)-?fold\s+(?:` + degree + `e?r|more|less|better|worse|speed-?ups?|improvements?|reductions?|increases?|gains?)|orders?\s+of\s+magnitude\s+(?:` + degree + `e?r|more|less|better|worse|apart)|` +
			`(?:ranks?|ranked|comes?|came|places?|placed|finish(?:es|ed)?|is|are|was|were)\s+(?:in\s+)?\d+(?:st|nd|rd|th)|(?:ranks?|ranked|has|have|had|holds?|held|takes?|took|at|on|of|reach(?:es|ed)?|gets?|got)\s+(?:the\s+)?(?:rank|place)\s+(?:\d+|one|two|three|four|five|six)|ranks?\s+\d+|` +
			`(?:is|are|was|were)\s+(?:first|second|third|fourth|fifth|sixth|last)(?:\s+(?:of|among|overall|behind|in\s+the\s+(?:ranking|table|list|field|set|published|measured))|[.,;)]|$))(?:\b|$|[^\pL\d])`),
		adverb: regexp.MustCompile(`(?i)\b(?:(?:takes?|took|needs?|needed|lasts?|lasted)\s+` + slightly + `(?:longer|shorter)|` +
			`(?:runs?|ran|works?|worked|trains?|trained|installs?|installed|starts?|started|responds?|responded|finish(?:es|ed)?|loads?|loaded|scores?|scored|ranks?|ranked|performs?|performed|fares?|fared|does|do|did)\s+` +
			slightly + `(?:higher|lower|faster|slower|quicker|sooner|better|worse|longer|more\s+(?:slowly|quickly)))\b`),
		ends: regexp.MustCompile(`(?i)^\s*(?:$|[.,;:!)–—]|(?:to|for|on|in|here|there|and|but|because|with|without|under|at|by|as|while|whereas)\b)`),
		against: regexp.MustCompile(`(?i)\b(?:is|are|was|were|stands?|stood|lies|lay|lands?|landed|comes?|came|stays?|stayed|scores?|scored|ranks?|ranked|places?|placed|finish(?:es|ed)?|ends?|ended)\s+` +
			`(?:up\s+)?(?:(?:just|well|far|slightly|clearly|right)\s+)?(?:above|below|behind)\b`),
		others: regexp.MustCompile(`(?i)^\s+(?:the\s+(?:others?|rest|field|leaders?|first|second|two|three|four|five|remaining)\b|both\b|all\b|every\s+other\b)`),
		plural: regexp.MustCompile(`(?i)(?:^|[,;:(]\s*|\b(?:and|but|while)\s+)(?:both|they|all(?:\s+of\s+them|\s+(?:two|three|four|five|six))?|the\s+(?:two|three|four|five|six|others?|rest))\s+` +
			`(?:both\s+|all\s+)?(?:` + needs + `|(?:reach|achiev|scor|obtain|attain|gain|receiv|perform|rank|show|yield)(?:e|es|ed|s)?|are|were)\b`),
		most: regexp.MustCompile(`(?i)\b(?:` + degree + `e?st|best|worst|fewest|the\s+(?:most|least)\s+[a-z]+)\b`),
		not: regexp.MustCompile(`(?i)\b(?:at\s+(?:best|worst|most|least)|best[\s-](?:practi[cs]es?|effort|known|suited|of|reflects?|describes?|suits?|fits?|matches)|(?:its|their)\s+(?:best|worst)|better\s+(?:known|left)|(?:lower|upper)[\s-]case|ahead\s+of\s+(?:time|schedule|its?\b)|in\s+the\s+first\s+place|one\s+of\s+the\s+most|` +
			`(?:high|low)est\s+(?:quartile|decile|quantile|percentile)|the\s+most\s+(?:of|part|recent|common|popular|important)|leads?\s+(?:to|back|into|out|somewhere)|` +
			`led\s+to|(?:comes?|came)\s+first\s+to\s+mind|second\s+nature|(?:small|larg|great|high|low|short|fast)est\s+possible|best\s+possible|no\s+(?:more|less|better|worse)\s+than|(?:more|less|fewer|higher|lower|larger|smaller|longer|shorter|greater)\s+than\s+(?:\d|one|two|a\b|an\b)|as\s+well\s+as)`),
		open:  regexp.MustCompile(`(?i)\b(?:if|whether|when|where|whoever|may|might|could|would|should|must|can|cannot|unless|suppose|to\s+be|aims?|goal|choose|choosing|only|question\s+(?:is|was)|which\s+(?:tools?|of)|none|neither|nor|no\s+tools?)\b`),
		tools: regexp.MustCompile(`(?i)\b(?:both|all|the\s+(?:two|three|four|five|six|other))\s+(?:of\s+the\s+)?tools\b|^\s*both\s+(?:reach|achieve|score|obtain|attain|gain|receive|earn)\b`),
		measure: regexp.MustCompile(`(?i)\b(?:accurac(?:y|ies)|loss(?:es)?|precision|recall|f1|throughput|latenc(?:y|ies)|run-?times?|time|times|seconds|memory|overhead|scores?|scored|totals?|points?|` +
			`average|performance|error|rates?|speed|cost|size|ranking|result|results)\b`),
	}
})

// comparingWords: strong ones compare by themselves, and so do bare ones, which
// do not say with what, adverbs where nothing follows that they could belong to,
// and those against others before a tool or the others; most ones where a measure
// or a tool is named; not is what looks like one and is none; open makes a
// sentence a condition or a wish; tools are the study's without their names, and
// so are plural ones where a measure is named.
type comparingWords struct {
	strong, bare, adverb, ends, against, others, most, not, open, measure, tools, plural *regexp.Regexp
}

// comparison is where a sentence compares what the study knows, or nil.
func (e *Env) comparison(s Sentence) []int {
	p := comparing()
	if strings.HasSuffix(s.Text, "?") {
		return nil
	}
	measured := p.measure.MatchString(s.Text)
	mentions := e.mentions(s)
	subject := len(mentions) > 0 || len(e.thingsIn(s.Text)) > 1 || p.tools.MatchString(s.Text) || measured && p.plural.MatchString(s.Text) || slices.ContainsFunc(s.Computed, func(f string) bool {
		return !slices.Contains([]string{"count", "evidence", "cited", "quote", "version", "param", "weight"}, f)
	})
	compares := func(words *regexp.Regexp, at []int) bool {
		switch words {
		case p.adverb:
			return p.ends.MatchString(s.Text[at[1]:])
		case p.against:
			return p.others.MatchString(s.Text[at[1]:]) || slices.ContainsFunc(mentions, func(m mention) bool {
				return !m.figure && strings.TrimSpace(s.Text[at[1]:max(at[1], m.from)]) == "" && m.from > at[1]
			})
		}
		return true
	}
	none := [][2]int(nil)
	for _, words := range []*regexp.Regexp{p.strong, p.bare, p.adverb, p.against, p.most} {
		if !subject && (words != p.most || !measured && !e.namesCriterion(s.Text)) {
			continue
		}
		found := words.FindAllStringIndex(s.Text, -1)
		if len(found) > 0 && none == nil {
			none = spans(s.Text, p.not)
		}
		for _, at := range found {
			clause := s.Text[strings.LastIndexAny(s.Text[:at[0]], ",;:(")+1 : at[0]]
			if compares(words, at) && !within(at, none) && !p.open.MatchString(clause) {
				return at
			}
		}
	}
	return nil
}

func (e *Env) namesCriterion(text string) bool {
	said := spaced(text)
	return slices.ContainsFunc(e.criteria(), func(name string) bool { return strings.Contains(said, name) })
}

// criterionNames are the criteria's names, spaced.
func (e *Env) criterionNames() []string {
	names := make([]string, len(e.in.Study.Criteria))
	for i, c := range e.in.Study.Criteria {
		names[i] = spaced(c.Name)
	}
	return names
}

// within reports whether a match overlaps any of the spans.
func within(at []int, all [][2]int) bool {
	return slices.ContainsFunc(all, func(span [2]int) bool { return at[0] < span[1] && at[1] > span[0] })
}
