package document

import (
	"math/big"
	"slices"
	"strings"

	"report/internal/claim"
	"report/internal/score"
	"report/internal/study"
)

// sensitivity puts in what a set's verdict hangs on, as a paragraph whose words
// follow the figures, two tables and three charts:
//
//	```{sensitivity set=published}
//	context: researcher      # whose weights; the study's own unless said
//	charts: false            # true unless said
//	label: published         # figures are @fig-published-weights, -lead and -wins, tables @tbl-published-weights and -tools
//	```
func (f *fenced) sensitivity(out []Block) []Block {
	o := f.options()
	charts, label := o.bool("charts", true), o.text("label")
	named, context := o.get("set"), o.get("context")
	if f.noStudy() {
		return out
	}
	s := f.sensitive(named, context)
	o.done()
	if s == nil || !s.look() {
		return out
	}
	s.prefix = label
	out = append(out, &Paragraph{Text: s.words(), Pos: f.pos})
	if s.of == nil || len(s.table.Tools) < 2 {
		return out
	}
	out = append(out, s.weightTable(), s.toolTable())
	if charts {
		out = append(out, s.charts()...)
	}
	return out
}

// sensitive is about the score set that a block names, and the usage context
// where it names one; nil where they are not declared.
func (f *fenced) sensitive(set, context *value) *sensitive {
	known := ids(f.env.Study.Sets, func(s *study.ScoreSet) string { return s.ID })
	if set == nil {
		f.failHere("{"+f.name+" set="+strings.Join(known, "}, {"+f.name+" set=")+"}", "this {%s} does not say of which scores", f.name)
		return nil
	}
	s := &sensitive{fenced: f, set: f.one(set, "score set", known)}
	if context != nil {
		s.context = f.one(context, "usage context", ids(f.env.Study.Contexts, func(c *study.Context) string { return c.ID }))
	}
	if s.set == "" || context != nil && s.context == "" {
		return nil
	}
	return s
}

// sensitive puts one table's sensitivity into words.
type sensitive struct {
	*fenced
	set, context, prefix string
	table                *score.Table
	of                   *score.Sensitivity // nil where cells are missing
}

// look works the sensitivity out.
func (s *sensitive) look() bool {
	var err error
	if s.table, err = s.env.Claims.Table(s.set, s.context); err == nil {
		s.of, err = s.env.Claims.Sensitivity(s.set, s.context)
	}
	if err != nil {
		s.failHere("", "what %s hangs on cannot be worked out: %v", s.set, err)
	}
	return err == nil
}

// asked is an expression about this set and context.
func (s *sensitive) asked(function string, args ...string) string {
	words := []string{"=" + function, "set=" + s.set}
	if s.context != "" {
		words = append(words, "context="+s.context)
		if function == "winner" || function == "margin" { // the block is about points
			words = append(words, "by=points")
		}
	}
	return strings.Join(append(words, args...), " ")
}

func (s *sensitive) say(text string, parts ...string) []Inline {
	return s.sayWith(s.figureOf, text, parts...)
}

// figureOf resolves an expression of the block.
func (s *sensitive) figureOf(expression string) []Inline {
	c, ok := s.claimOf(expression)
	if !ok {
		return nil
	}
	return s.figured(c)
}

func (s *sensitive) claimOf(expression string) (claim.Claim, bool) {
	c, e := s.env.Claims.Resolve(expression, s.pos)
	if e != nil {
		s.fail(s.placed(e))
		return c, false
	}
	c.At = s.pos
	return s.keep(c), true
}

// names are the names of tools, with a word before the last.
func (s *sensitive) names(tools []string, word string) string {
	names := make([]string, len(tools))
	for i, id := range tools {
		names[i] = s.table.Row(id).Name
	}
	return joined(names, word)
}

// words are the paragraph.
func (s *sensitive) words() []Inline {
	t := s.table
	switch {
	case len(t.Tools) == 0:
		return plainly("The set compares no tool, so that there is no verdict to hang on anything.")
	case len(t.Tools) == 1:
		return s.say("%s is the only tool of this set. It comes first under any weights, which says nothing about it.", t.Tools[0].Name)
	case s.of == nil && t.Winner != "":
		return s.say("%s comes first whatever the missing cells hold. How much of that hangs on the weights can be told once they are there.", s.asked("winner"))
	case s.of == nil:
		return s.say("Cells are missing, so that the totals are ranges, and those of %s overlap: what is missing decides between them before any weight does. "+
			"What the verdict hangs on can be told once every cell has points.", s.names(t.Contenders(), "and"))
	case t.Winner == "":
		return append(s.tie(), s.rest()...)
	}
	return append(s.lead(), s.rest()...)
}

// tie is what can be said of several that come first together.
func (s *sensitive) tie() []Inline {
	tied := s.table.Tied
	return s.say("%s come first together, with %s points each: any change of a weight on which they differ parts them. ",
		s.names(tied, "and"), s.asked("total", "tool="+tied[0]))
}

// lead says who leads, and the weight that may change least.
func (s *sensitive) lead() []Inline {
	text := s.say("%s leads by %s. ", s.asked("winner"), s.asked("margin"))
	c := s.tightest()
	if c == nil {
		return append(text, s.say("No single weight, the others in proportion, can end that. ")...)
	}
	criterion := "criterion=" + c.ID
	weight := "=weight " + criterion
	if s.context != "" {
		weight += " context=" + s.context
	}
	low, high := s.asked("sensitivity", "of=low", criterion), s.asked("sensitivity", "of=high", criterion)
	text = append(text, s.say("Of the weights, changed one at a time with the others in proportion, that of %s is nearest to ending it: it is %s, and the order of the first two holds ", lowered(c.Name), weight)...)
	switch span := s.of.Stable[c.ID]; {
	case span.Low.Sign() == 0:
		text = append(text, s.say("up to %s. ", high)...)
	case span.High.Cmp(big.NewRat(100, 1)) == 0:
		text = append(text, s.say("from %s on. ", low)...)
	default:
		text = append(text, s.say("between %s and %s. ", low, high)...)
	}
	return append(text, s.free()...)
}

// free names the criteria whose weight may be anything.
func (s *sensitive) free() []Inline {
	var free []string
	for _, c := range s.table.Criteria {
		if span := s.of.Stable[c.ID]; span.Low.Sign() == 0 && span.High.Cmp(big.NewRat(100, 1)) == 0 {
			free = append(free, lowered(c.Name))
		}
	}
	switch len(free) {
	case 0:
		return nil
	case len(s.table.Criteria):
		return nil // said already: no single weight ends it
	}
	return s.say("The "+plural(free, "weight", "weights")+" of %s may be anything. ", listed(free))
}

// tightest is the criterion whose weight is nearest to where the lead ends.
func (s *sensitive) tightest() *score.Criterion {
	return score.Tightest(s.table.Criteria, s.of.Stable)
}

// rest says how far the others are from the first place, how often each has
// it, and what moving written cells does.
func (s *sensitive) rest() []Inline {
	var near, never []string
	for i := range s.table.Tools {
		id := s.table.Tools[i].ID
		switch d := s.of.Distance[id]; {
		case d == nil:
			never = append(never, id)
		case d.Sign() > 0:
			near = append(near, id)
		}
	}
	slices.SortStableFunc(near, func(a, b string) int { return s.of.Distance[a].Cmp(s.of.Distance[b]) })
	text := s.changes(near, never)
	var shares []Inline
	for i := range s.table.Tools {
		row := &s.table.Tools[i]
		if s.of.WinShare()[row.ID].Value == 0 {
			continue
		}
		if shares != nil {
			shares = append(shares, &Text{Value: ", "})
		}
		shares = append(shares, s.say("%s in %s", row.Name, s.asked("sensitivity", "of=share", "tool="+row.ID))...)
	}
	if shares != nil {
		text = append(text, &Text{Value: "Of all weightings there are, the first place goes to "})
		text = append(append(text, shares...), &Text{Value: ". "})
	}
	return trimRight(append(text, s.cells()...))
}

// changes says what change of weights puts each other tool first.
func (s *sensitive) changes(near, never []string) []Inline {
	var text []Inline
	for i, id := range near {
		words := "; %s needs %s"
		if i == 0 {
			words = "To put %s first, the weights must change by %s points in all"
		}
		text = append(text, s.say(words, s.table.Row(id).Name, s.asked("sensitivity", "of=distance", "tool="+id))...)
	}
	if len(near) > 0 {
		text = append(text, &Text{Value: ". "})
	}
	if len(never) > 0 {
		text = append(text, s.say("No weights put %s first. ", s.names(never, "or"))...)
	}
	return text
}

func (s *sensitive) cells() []Inline {
	m := s.of.Moved
	if m == nil {
		return nil
	}
	ways := "all ways to do so"
	if m.Drawn {
		ways = "the draws"
	}
	each, count := moving(m, "judged or published", s.asked("sensitivity", "of=cells"))
	text := s.say("With "+each+" moved by a point up, down or not at all, the first tool is the same in %s of "+ways+"; ",
		count, s.asked("sensitivity", "of=kept"))
	words, fewest := ending(m, s.asked("sensitivity", "of=fewest"))
	return append(text, s.say(words, fewest...)...)
}

// weightTable lists for each criterion between which weights the first tool and
// the whole order stay.
func (s *sensitive) weightTable() Block {
	t := s.named("weights", "Weights between which the first tool, and the order of all, stay as they are")
	t.Columns = []Column{{Left}, {Decimal}, {Decimal}, {Decimal}, {Decimal}, {Decimal}}
	t.Head = [][]Cell{{{Text: plainly("Criterion")}, {Text: plainly("Weight")}, {Text: plainly("Winner from")}, {Text: plainly("to")}, {Text: plainly("Order from")}, {Text: plainly("to")}}}
	for _, c := range s.table.Criteria {
		criterion := "criterion=" + c.ID
		weight := "weight " + criterion
		if s.context != "" {
			weight += " context=" + s.context
		}
		row := []Cell{{Text: plainly(c.Name), Head: true}, {Text: s.figureOf(weight)}}
		for _, of := range []string{"low", "high", "order-low", "order-high"} {
			if s.of.Winner == "" && !strings.HasPrefix(of, "order") {
				row = append(row, Cell{Text: plainly("–")})
				continue
			}
			row = append(row, Cell{Text: s.figureOf(s.asked("sensitivity", "of="+of, criterion)[1:])})
		}
		t.Body = append(t.Body, row)
	}
	return t
}

// toolTable lists for each tool what puts it first and how often it is.
func (s *sensitive) toolTable() Block {
	t := s.named("tools", "What change of the weights puts each tool first, and how often it is")
	t.Columns = []Column{{Left}, {Decimal}, {Decimal}, {Decimal}}
	t.Head = [][]Cell{{{Text: plainly("Tool")}, {Text: plainly("Total")}, {Text: plainly("Change that puts it first")}, {Text: plainly("First in all weightings")}}}
	for i := range s.table.Tools {
		tool := "tool=" + s.table.Tools[i].ID
		row := []Cell{{Text: plainly(s.table.Tools[i].Name), Head: true, Strong: s.table.Tools[i].ID == s.table.Winner}}
		for _, expression := range []string{s.asked("total", tool), s.asked("sensitivity", "of=distance", tool), s.asked("sensitivity", "of=share", tool)} {
			row = append(row, Cell{Text: s.figureOf(expression[1:])})
		}
		t.Body = append(t.Body, row)
	}
	return t
}

// charts draw the intervals of the weights, the lead over each weight, and how
// often each tool wins.
func (s *sensitive) charts() []Block {
	var out []Block
	if s.of.Winner != "" {
		weights := s.figure("weights", Intervals, "Weights between which the first tool stays, with the weight as it is",
			"For each criterion the interval of its weight over which the first tool stays first")
		weights.Chart.YName, weights.Chart.Min, weights.Chart.Max = "Percent", "0", "100"
		lead := s.figure("lead", Tornado, "Lead of the first tool over the second as one weight goes from half to double",
			"For each criterion how the lead changes when its weight is halved and doubled")
		lead.Chart.YName = "Points"
		w, l := ChartSeries{Name: "Weight"}, ChartSeries{Name: "Lead"}
		for _, c := range s.table.Criteria {
			criterion := "criterion=" + c.ID
			for _, f := range []*Figure{weights, lead} {
				f.Chart.Categories = append(f.Chart.Categories, c.Name)
			}
			w.Points = append(w.Points, s.interval(c))
			l.Points = append(l.Points, s.point(s.asked("sensitivity", "of=lead", criterion), 1, 2))
		}
		weights.Chart.Series, lead.Chart.Series = []ChartSeries{w}, []ChartSeries{l}
		out = append(out, weights, lead)
	}
	wins := s.figure("wins", Bars, "Share of all weightings under which each tool comes first", "For each tool the share of all weightings that put it first")
	wins.Chart.YName, wins.Chart.Horizontal, wins.Chart.Min, wins.Chart.Max = "Percent", true, "0", "100"
	share := ChartSeries{Name: "Share"}
	for i := range s.table.Tools {
		wins.Chart.Categories = append(wins.Chart.Categories, s.table.Tools[i].Name)
		share.Points = append(share.Points, s.point(s.asked("sensitivity", "of=share", "tool="+s.table.Tools[i].ID), 100, 1))
	}
	wins.Chart.Series = []ChartSeries{share}
	return append(out, wins)
}

// interval is a criterion's weight with the ends between which the first tool
// stays, each a claim of its own.
func (s *sensitive) interval(c score.Criterion) ChartPoint {
	expression := "=weight criterion=" + c.ID
	if s.context != "" {
		expression += " context=" + s.context
	}
	p := s.point(expression, 1, 1)
	low := s.point(s.asked("sensitivity", "of=low", "criterion="+c.ID), 1, 1)
	high := s.point(s.asked("sensitivity", "of=high", "criterion="+c.ID), 1, 1)
	p.Low, p.LowClaim, p.High, p.HighClaim = low.Value, low.Claim, high.Value, high.Claim
	return p
}

// point is a claim's value and interval, times a factor and with as many decimals
// as a label has room for; the claim has the rest.
func (s *sensitive) point(expression string, factor int64, decimals int) ChartPoint {
	c, ok := s.claimOf(strings.TrimPrefix(expression, "="))
	if !ok {
		return ChartPoint{}
	}
	drawn := func(exact string) string {
		x, ok := new(big.Rat).SetString(exact)
		if !ok {
			return ""
		}
		return x.Mul(x, big.NewRat(factor, 1)).FloatString(decimals)
	}
	return ChartPoint{Value: drawn(c.Exact), Low: drawn(c.Low), High: drawn(c.High), Claim: c.ID}
}

// named is an empty table with its caption and number: what stands far from the
// words about it, as tables do on paper, has to say what it is.
func (s *sensitive) named(what, caption string) *Table {
	id := ""
	if s.prefix != "" {
		id = "tbl-" + s.prefix + "-" + what
	}
	t := &Table{ID: id, Caption: plainly(caption), Pos: s.pos}
	t.Number = s.labelled(id, "tbl", &s.counts.table, s.g.file, s.pos)
	return t
}

// figure is an empty chart with its caption and number.
func (s *sensitive) figure(what string, kind ChartKind, caption, alt string) *Figure {
	id := ""
	if s.prefix != "" {
		id = "fig-" + s.prefix + "-" + what
	}
	f := &Figure{ID: id, Caption: plainly(caption), Alt: alt, Pos: s.pos}
	f.Number = s.labelled(id, "fig", &s.counts.figure, s.g.file, s.pos)
	f.Chart = &Chart{ID: id, Kind: kind, Categories: []string{}}
	if id == "" {
		s.counts.chart++
		f.Chart.ID = "chart-s" + f.Number
	}
	return f
}
