package claim

import (
	"math/big"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"report/internal/diag"
	"report/internal/study"
)

// reversed are the comparisons of a sentence that the assertion behind it holds
// the other way round. Few can be judged, and all others pass: two tools by name
// in one clause, "A … faster than B", and an assertion that compares a quantity of
// the same two that the sentence names as well.
func (e *Env) reversed(s Sentence) []unplaced {
	p := directing()
	if !slices.ContainsFunc(s.Asserted, func(a Assertion) bool { return a.Here }) || !p.any.MatchString(s.Text) {
		return nil
	}
	var tests []ordered
	for _, a := range s.Asserted {
		if a.Here {
			tests = append(tests, e.ordersIn(a.Expr)...)
		}
	}
	said, all := e.saidOrders(s)
	if !all || len(tests) == 0 {
		return nil
	}
	var found []unplaced
	for _, c := range said {
		against := e.against(c, said, tests)
		if against == nil {
			continue
		}
		words := s.Text[c.from:c.to]
		bad := diag.At(diag.Pos{}, "“%s” says the opposite of its assertion, which holds %s of %s %s that of %s", strings.Join(strings.Fields(words), " "),
			against.of.name, against.tool.Name, against.stands(), against.over.Name)
		bad.Len = utf8.RuneCountInString(words)
		bad.Hint = "say what the assertion says or, where the sentence is right, turn the assertion around"
		found = append(found, unplaced{c.from, Unproved{bad, strings.Join(strings.Fields(words), " ")}})
	}
	return found
}

// against is the test that holds the opposite of a comparison; nil where one holds
// the same, or where it belongs to another comparison of the sentence.
func (e *Env) against(c saidOrder, said []saidOrder, tests []ordered) *ordered {
	var against *ordered
	for i := range tests {
		t := &tests[i]
		switch e.agrees(c, t) {
		case 1:
			return nil
		case -1:
			if !slices.ContainsFunc(said, func(o saidOrder) bool { return e.agrees(o, t) > 0 }) {
				against = t
			}
		}
	}
	return against
}

// agrees is 1 where a test holds what a comparison says, -1 where it holds the
// opposite, and 0 where that cannot be told.
func (e *Env) agrees(c saidOrder, t *ordered) int {
	above := t.above
	switch {
	case c.tool == t.over && c.over == t.tool:
		above = -above
	case c.tool != t.tool || c.over != t.over:
		return 0
	}
	return above * e.wants(c, t.of)
}

// ordered is a comparison of an assertion: a quantity of one tool is above (1) or
// below (-1) that of another.
type ordered struct {
	tool, over *study.Tool
	of         quantity
	above      int
}

func (t *ordered) stands() string {
	if t.above > 0 {
		return "above"
	}
	return "below"
}

// kind is what a quantity is, as far as words of more and less depend on it.
type kind int

const (
	ofOther kind = iota
	ofTime
	ofSpeed
	ofMemory
	ofPoints
	ofRank
)

// quantity is what an assertion asks of a tool.
type quantity struct {
	kind      kind
	name      string   // in words
	words     []string // of its name and labels, in lower case
	criterion string   // of points
}

// ordersIn are the comparisons of two tools in an assertion.
func (e *Env) ordersIn(expr string) []ordered {
	parsed, bad := Parse(expr, diag.Pos{})
	if bad != nil {
		return nil
	}
	asserted, ok := parsed.Body.(*Assert)
	if !ok {
		return nil
	}
	var out []ordered
	for _, t := range asserted.Tests {
		if o, ok := e.orderOf(t); ok {
			out = append(out, o)
		}
	}
	return out
}

// turned are the operators with their sides exchanged.
var turned = map[string]string{">": "<", ">=": "<=", "<": ">", "<=": ">=", "=": "=", "!=": "!="}

// orderOf reads a comparison of one quantity of two tools: (a) > (b), (a) / (b) > 1,
// (a) - (b) > 0, and compare and margin, which have both tools in them.
func (e *Env) orderOf(t Comparison) (ordered, bool) {
	left, right, op := t.Left, t.Right, t.Op
	if _, first := left.(*Number); first {
		left, right, op = right, left, turned[op]
	}
	above := map[byte]int{'>': 1, '<': -1}[op[0]]
	switch left := left.(type) {
	case *Call:
		if right, ok := right.(*Call); ok && above != 0 {
			return e.pairOrder(left, right, above)
		}
		return e.callOrder(left, right, op, above)
	case *Binary:
		a, first := left.Left.(*Call)
		b, second := left.Right.(*Call)
		level, known := map[string]int64{"/": 1, "-": 0}[left.Op]
		if first && second && known && beyond(right, level, above) {
			return e.pairOrder(a, b, above)
		}
	}
	return ordered{}, false
}

// beyond reports whether "> bound" or "< bound" says which of two is more, of what
// has a level where both are alike: their ratio, their difference.
func beyond(bound Node, level int64, above int) bool {
	n, is := bound.(*Number)
	if !is || above == 0 {
		return false
	}
	v, err := number(n)
	return err == nil && v.number.Cmp(big.NewRat(level, 1))*above >= 0
}

// callOrder reads compare and margin.
func (e *Env) callOrder(c *Call, right Node, op string, above int) (ordered, bool) {
	one, over := e.tools[c.Get("tool")], e.tools[c.Get("over")]
	if one == nil || over == nil || one == over {
		return ordered{}, false
	}
	switch c.Function {
	case "margin":
		if beyond(right, 0, above) {
			return ordered{one, over, quantity{kind: ofPoints, name: "the total"}, above}, true
		}
	case "compare":
		of := e.quantityOf(c)
		if _, is := right.(*Number); is && (c.Get("of") == "" || c.Get("of") == "difference") {
			return ordered{one, over, of, above}, beyond(right, 0, above)
		}
		said, is := right.(*Text)
		if !is || op != "=" {
			break
		}
		above = map[string]int{"above": 1, "more than": 1, "below": -1, "less than": -1}[said.Value]
		return ordered{one, over, of, above}, above != 0
	}
	return ordered{}, false
}

// pairOrder reads two calls that ask the same of two tools.
func (e *Env) pairOrder(a, b *Call, above int) (ordered, bool) {
	one, over := e.askedTool(a), e.askedTool(b)
	if one == nil || over == nil || one == over || a.Function != b.Function || !slices.Equal(besidesTool(a), besidesTool(b)) {
		return ordered{}, false
	}
	switch of := a.Get("of"); a.Function {
	case "total", "score", "part", "rank", "timing", "metric":
	case "advice":
		if of != "doubt" && of != "rank" {
			return ordered{}, false
		}
	default:
		return ordered{}, false
	}
	return ordered{one, over, e.quantityOf(a), above}, true
}

// askedTool is the tool that a call asks about, by its argument or its experiment.
func (e *Env) askedTool(c *Call) *study.Tool {
	if id := c.Get("tool"); id != "" {
		return e.tools[id]
	}
	if x := e.in.Study.Experiment(c.Get("experiment")); x != nil {
		return e.tools[x.Tool]
	}
	return nil
}

func besidesTool(c *Call) []string {
	var out []string
	for _, a := range c.Args {
		if a.Name != "tool" && (a.Name != "experiment" || c.Arg("tool") != nil) {
			out = append(out, a.Name+"="+a.Value)
		}
	}
	return out
}

// quantityOf is what a call asks of a tool.
func (e *Env) quantityOf(c *Call) quantity {
	p := directing()
	criterion := c.Get("criterion")
	switch {
	case c.Function == "rank", c.Function == "advice" && c.Get("of") == "rank":
		return quantity{kind: ofRank, name: "the rank"}
	case c.Function == "total", c.Function == "advice":
		return quantity{kind: ofPoints, name: "the total"}
	case c.Function == "score", c.Function == "part" && c.Get("of") == "points":
		return quantity{kind: ofPoints, name: "the points", criterion: criterion}
	case c.Function == "timing" && c.Get("of") == "memory":
		return quantity{kind: ofMemory, name: "the memory"}
	case c.Function == "timing":
		return quantity{kind: ofTime, name: "the time"}
	}
	names := []string{c.Get("name")}
	if c.Function == "part" {
		names = []string{c.Get("metric")}
		if m := e.metricOfRule(criterion, c.Get("metric")); m != nil {
			names = append(names, m.Name, unitWords[m.Unit])
		}
	}
	for _, a := range c.Args {
		if c.Function == "metric" && a.Name != "tool" && !slices.Contains(metricArgs, a.Name) {
			names = append(names, a.Value)
		}
	}
	of := quantity{name: names[0]}
	of.words = strings.FieldsFunc(strings.ToLower(strings.Join(names, " ")), func(r rune) bool { return r == '_' || !wordRune(r) })
	said := strings.Join(of.words, " ")
	switch {
	case p.speed.MatchString(said):
		of.kind = ofSpeed
	case p.duration.MatchString(said):
		of.kind = ofTime
	case p.memory.MatchString(said):
		of.kind = ofMemory
	}
	return of
}

// unitWords say in a word what is counted in a unit.
var unitWords = map[string]string{"s": "seconds", "ms": "seconds", "min": "minutes", "h": "hours", "B": "memory", "kB": "memory", "MB": "memory", "GB": "memory"}

func (e *Env) metricOfRule(criterion, metric string) *study.RuleMetric {
	rule := e.in.Study.Rule(criterion)
	if rule == nil {
		return nil
	}
	i := slices.IndexFunc(rule.Metrics, func(m study.RuleMetric) bool { return m.ID == metric })
	if i < 0 {
		return nil
	}
	return &rule.Metrics[i]
}

// saidOrder is a comparison in words, "A … faster … than B".
type saidOrder struct {
	from, to   int // in the text, from the comparing word to the second tool
	tool, over *study.Tool
	word       string // in lower case
	about      string // the clause up to "than", in lower case
	rest       string // and behind the second tool
}

// saidOrders are the comparisons in words of a sentence, and whether all that
// compare in it could be read.
func (e *Env) saidOrders(s Sentence) (out []saidOrder, all bool) {
	p, q := directing(), comparing()
	mentions := e.mentions(s)
	for _, at := range p.any.FindAllStringSubmatchIndex(s.Text, -1) {
		word, than := at[2:4], true
		if word[0] < 0 {
			word, than = at[4:6], false
		}
		start := 0
		for _, end := range p.clause.FindAllStringIndex(s.Text[:word[0]], -1) {
			start = end[1]
		}
		var before []*study.Tool
		var behind *mention
		for i, m := range mentions {
			switch {
			case m.from >= start && m.to <= at[1] && !slices.Contains(before, m.tool):
				before = append(before, m.tool)
			case m.from >= at[1] && behind == nil:
				behind = &mentions[i]
			}
		}
		about := strings.ToLower(s.Text[start:at[1]])
		if len(before) != 1 || behind == nil || before[0] == behind.tool || !p.gap.MatchString(s.Text[at[1]:behind.from]) ||
			p.not.MatchString(about) || q.open.MatchString(about) || len(p.words.FindAllStringIndex(about, 2)) > 1 {
			if than {
				return nil, false
			}
			continue // seen below, led to
		}
		rest := strings.ToLower(s.Text[behind.to:])
		if end := p.clause.FindStringIndex(rest); end != nil {
			rest = rest[:end[0]]
		}
		out = append(out, saidOrder{word[0], behind.to, before[0], behind.tool, strings.ToLower(strings.Fields(s.Text[word[0]:word[1]])[0]), about, rest})
	}
	return out, len(out) > 0
}

// wants is 1 where a comparison says that the quantity of its first tool is above
// that of its second, -1 where it is below, and 0 where that cannot be told.
func (e *Env) wants(c saidOrder, of quantity) int {
	p := directing()
	if of.kind == ofPoints || of.kind == ofRank {
		named := e.criteriaIn(c.about)
		fits := func(n namedCriterion) bool { return n.criterion.ID == of.criterion }
		if len(named) > 0 && !slices.ContainsFunc(named, fits) || of.criterion != "" && strings.Contains(c.about, "total") {
			return 0
		}
	}
	more, known := p.more[c.word]
	turns := func(words *regexp.Regexp, text string) bool { // and is no part of what is asked
		return words.MatchString(text) && !slices.ContainsFunc(of.words, words.MatchString)
	}
	switch {
	case !known, turns(p.less, c.about+" "+c.rest), of.kind != ofPoints && of.kind != ofRank && turns(p.scored, c.about):
		return 0
	case of.kind == ofRank:
		if p.rank.MatchString(c.about) || p.points[c.word] {
			return -more
		}
		return 0
	case p.points[c.word]: // better, ahead of: no word of time or size
		if of.kind == ofPoints {
			return more
		}
		return 0
	case p.pace[c.word]:
		return map[kind]int{ofTime: -more, ofSpeed: more}[of.kind]
	}
	if saysOf(c.about, of) || of.kind == ofTime && p.lasting[c.word] && p.lasts.MatchString(c.about) {
		return more
	}
	return 0
}

// saysOf reports whether a clause names a quantity.
func saysOf(about string, of quantity) bool {
	p := directing()
	switch of.kind {
	case ofPoints:
		return p.scored.MatchString(about)
	case ofTime:
		return p.duration.MatchString(about) && !p.speed.MatchString(about) && !p.memory.MatchString(about)
	case ofSpeed:
		return p.speed.MatchString(about) && !p.duration.MatchString(about)
	case ofMemory:
		return p.memory.MatchString(about)
	}
	return slices.ContainsFunc(of.words, func(word string) bool {
		stem := strings.TrimSuffix(word, "s")
		return len(stem) > 3 && (wordsAt(about, stem) >= 0 || wordsAt(about, stem+"s") >= 0)
	})
}

// directionWords tell which way a comparison goes: any is a word with than, or one
// that needs none; more is its direction, pace words are of time, points words of
// scores alone, lasting ones of time where something lasts. not denies it, less turns it round, gap is what may stand before the
// second tool, words those that compare, of which one clause has one, and clause what
// ends a clause.
type directionWords struct {
	any, words, gap, clause, not, less, duration, speed, memory, scored, rank, lasts *regexp.Regexp

	more                  map[string]int
	pace, points, lasting map[string]bool
}

// directing are the words of direction, compiled when first asked for.
var directing = sync.OnceValue(func() *directionWords {
	w := &directionWords{
		any: regexp.MustCompile(`(?i)\b(?:(faster|quicker|sooner|slower|longer|shorter|lower|higher|fewer|less|more|smaller|larger|bigger|greater|better|worse)\b[^.;:,()]{0,60}?\bthan\b|` +
			`(outscore[sd]?|outrank(?:s|ed)?|beats?|ahead\s+of|above|behind|below|leads|led|trail(?:s|ed)?)\b)`),
		words:    regexp.MustCompile(`(?i)\b(?:faster|quicker|sooner|slower|longer|shorter|lower|higher|fewer|less|more|smaller|larger|bigger|greater|better|worse)\b`),
		gap:      regexp.MustCompile(`(?i)^\s*(?:(?:that|those|the\s+ones?)\s+of\s+|(?:does|do|did|is|was|with|in|on|for|of|by|the|[a-z]+ing)\s+)?$`),
		clause:   regexp.MustCompile(`(?i)[,;:()–—]|\b(?:but|while|whereas|although|though|because|where|which|who)\b`),
		not:      regexp.MustCompile(`(?i)\b(?:not|no|never|neither|nor|hardly|scarcely|barely|nobody|none|nothing|without|instead|rather|seems?|seemed|appears?|appeared|claims?|claimed|expect(?:s|ed)?|used\s+to|less\s+often|more\s+often)\b|n['’]t\b`),
		less:     regexp.MustCompile(`(?i)\b(?:loss(?:es)?|errors?|drops?|dropp(?:ed|ing)|penalt(?:y|ies)|fail(?:s|ed|ures?|ing)?|miss(?:es|ed|ing)?|lacks?|lacked|lose[sd]?|lost|saves?|saved|saving|avoids?|avoided|reduc(?:es|ed|ing)|cuts?|gains?|gained)\b`),
		duration: regexp.MustCompile(`(?i)\b(?:times?|run-?times?|seconds?|milliseconds?|minutes?|hours?|durations?|latenc(?:y|ies)|overhead)\b`),
		speed:    regexp.MustCompile(`(?i)\b(?:speed|throughput|rates?|per[ _](?:second|minute|hour)|qps|rps)\b`),
		memory:   regexp.MustCompile(`(?i)\b(?:memory|ram|rss|resident)\b`),
		scored:   regexp.MustCompile(`(?i)\b(?:points?|scor(?:es?|ed|ing)|totals?|marks?|ranks?|ranked)\b`),
		rank:     regexp.MustCompile(`(?i)\b(?:ranks?|ranked|placed)\s+(?:(?:[a-z]+ly|far|much|even)\s+)?(?:higher|lower)\b`),
		lasts:    regexp.MustCompile(`(?i)\b(?:takes?|took|lasts?|lasted|waits?|waited|runs?|ran)\b`),
		more:     map[string]int{},
		lasting:  map[string]bool{"longer": true, "shorter": true},
		pace:     map[string]bool{},
		points:   map[string]bool{},
	}
	for way, words := range map[int]string{
		1:  "faster quicker sooner longer higher more larger bigger greater better outscores outscore outscored outranks outrank outranked beats beat ahead above leads led",
		-1: "slower shorter lower fewer less smaller worse behind below trails trail trailed",
	} {
		for word := range strings.FieldsSeq(words) {
			w.more[word] = way
		}
	}
	for word := range strings.FieldsSeq("faster quicker sooner slower") {
		w.pace[word] = true
	}
	for word := range strings.FieldsSeq("better worse outscores outscore outscored outranks outrank outranked beats beat ahead above behind below leads led trails trail trailed") {
		w.points[word] = true
	}
	return w
})
