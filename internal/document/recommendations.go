package document

import (
	"fmt"
	"math/big"
	"strings"

	"report/internal/claim"
	"report/internal/score"
	"report/internal/study"
)

// recommendations puts in, for each kind of user, who they are, a table with
// the tools, and what the figures let us say about them:
//
//	```{recommendations set=published}
//	contexts: [researcher, small-team]   # all unless said
//	```
func (f *fenced) recommendations(out []Block) []Block {
	o := f.options()
	set := o.get("set")
	if f.noStudy() {
		return out
	}
	contexts := f.some(o.list("contexts"), "usage context", ids(f.env.Study.Contexts, func(c *study.Context) string { return c.ID }))
	o.done()
	known := ids(f.env.Study.Sets, func(s *study.ScoreSet) string { return s.ID })
	switch {
	case set == nil:
		f.failHere("{recommendations set="+strings.Join(known, "}, {recommendations set=")+"}", "this {recommendations} does not say which scores it rests on")
		return out
	case len(f.env.Study.Contexts) == 0:
		f.failHere("declare them under `contexts:` in study.yaml", "the study declares no usage contexts to recommend for")
		return out
	}
	id := f.one(set, "score set", known)
	if id == "" {
		return out
	}
	for _, context := range contexts {
		a, err := f.env.Claims.Advice(id, context)
		if err != nil {
			f.failHere("", "what %s is told by %s cannot be worked out: %v", context, id, err)
			return out
		}
		r := &adviser{fenced: f, advice: a}
		out = append(out, r.who(), r.table(), r.verdict())
		out = append(out, r.more()...)
	}
	return out
}

// adviser puts one advice into words. Every figure is a claim; the words
// around them follow what the advice says.
type adviser struct {
	*fenced
	advice *score.Advice
}

// say makes running text, its figures claims.
func (r *adviser) say(text string, parts ...string) []Inline {
	return r.sayWith(r.figure, text, parts...)
}

// sayWith makes running text: a text's %s are filled in with the parts, each
// words or, after an equals sign, an expression that figure resolves.
func (f *fenced) sayWith(figure func(string) []Inline, text string, parts ...string) []Inline {
	out := []Inline{}
	for i, words := range strings.Split(text, "%s") {
		if words != "" {
			out = append(out, &Text{Value: words})
		}
		if i >= len(parts) {
			continue
		}
		expression, computed := strings.CutPrefix(parts[i], "=")
		if !computed {
			out = append(out, &Text{Value: parts[i]})
			continue
		}
		out = append(out, figure(expression)...)
	}
	return out
}

// figure resolves an expression of the block.
func (r *adviser) figure(expression string) []Inline {
	c, e := r.env.Claims.Resolve(expression, r.pos)
	if e != nil {
		r.fail(r.placed(e))
		return nil
	}
	c.At = r.pos
	if c.Status == claim.Missing && strings.HasPrefix(expression, "advice of=needs") {
		c.Reason = "a probe that this kind of user requires has not been run for the tool; the text below the table names it"
	}
	if c.Status == claim.Missing && (strings.HasPrefix(expression, "total ") || strings.HasPrefix(expression, "advice of=doubt")) {
		c.Reason = "not all criteria have points"
	}
	return r.figured(r.keep(c))
}

// asked is a claim's expression about this context and set.
func (r *adviser) asked(function string, args ...string) string {
	return "=" + strings.Join(append([]string{function, "set=" + r.advice.Set, "context=" + r.advice.Context.ID}, args...), " ")
}

func (r *adviser) name(tool string) string { return r.advice.Option(tool).Name }

func (r *adviser) names(tools []string) string {
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = r.name(tool)
	}
	return listed(names)
}

// listed joins names as a sentence does.
func listed(names []string) string { return joined(names, "and") }

// joined joins names with a word before the last.
func joined(names []string, word string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + word + " " + names[len(names)-1]
}

// who opens a context's part: its name, and who they are.
func (r *adviser) who() Block {
	c := r.advice.Context
	text := []Inline{&Strong{Text: plainly(nameOr(c.Name, c.ID) + ".")}}
	if who := strings.TrimSpace(c.Who); who != "" {
		text = append(text, &Text{Value: " " + strings.TrimSuffix(who, ".") + "."})
	}
	return &Paragraph{Text: text, Pos: r.pos}
}

// table lists the tools, those that are ruled out last.
func (r *adviser) table() Block {
	t := &Table{Columns: []Column{{Left}, {Decimal}, {Decimal}, {Decimal}}, Pos: r.pos, Head: [][]Cell{{}}}
	words := []string{"Tool", "Rank", "Total", "With every doubt"}
	needs := len(r.advice.Context.Requires) > 0
	if needs {
		t.Columns, words = append(t.Columns, Column{Left}), append(words, "Requirements")
	}
	for _, w := range words {
		t.Head[0] = append(t.Head[0], Cell{Text: plainly(w)})
	}
	for _, o := range r.advice.Options {
		tool := "tool=" + o.Tool
		row := []Cell{{Text: plainly(o.Name), Head: true, Strong: o.Tool == r.advice.Winner}}
		figures := []string{r.asked("advice of=rank", tool), r.asked("total", tool), r.asked("advice of=doubt", tool)}
		if needs {
			figures = append(figures, r.asked("advice of=needs", tool))
		}
		for _, expression := range figures {
			row = append(row, Cell{Text: r.figure(expression[1:])})
		}
		t.Body = append(t.Body, row)
	}
	return t
}

// verdict says who comes first, and whether that is beyond doubt.
func (r *adviser) verdict() Block {
	a := r.advice
	var text []Inline
	switch {
	case a.Field == nil:
		text = r.say("There is nothing to recommend: every tool fails something that this kind of user requires.")
	case a.First == "" && len(a.Field.Tied) > 0:
		text = r.say("There is no winner: %s come first together, with %s points each.", r.names(a.Rivals), r.asked("total", "tool="+a.Rivals[0]))
	case a.First == "":
		text = r.say("There is no winner: with what is missing at its least and at its most, the totals of %s overlap.", r.names(a.Rivals))
	default:
		text = r.lead()
	}
	return &Paragraph{Text: text, Pos: r.pos}
}

// lead says how far the first tool is ahead, and what stands in the way of
// calling it the winner.
func (r *adviser) lead() []Inline {
	a := r.advice
	first := r.asked("advice of=first")
	var text []Inline
	switch {
	case a.Second == "":
		return r.say("%s is the only tool that is not ruled out"+r.proviso(), first)
	case a.Winner != "":
		text = r.say("Take %s: it leads %s by %s, and nothing that is in doubt reverses that.", first, r.name(a.Second), r.margin())
	case len(a.Rivals) == 0:
		return r.say("%s leads %s by %s, and no doubt about the points reverses that; it is the one to take"+r.proviso(), first, r.name(a.Second), r.margin())
	default:
		text = r.say("On the points as they stand %s comes first, %s ahead of %s. ", first, r.margin(), r.name(a.Second))
		text = append(text, r.say("That is not beyond doubt: with all that may move taken together, its range overlaps with "+
			plural(a.Rivals, "that", "those")+" of %s, so that there is no winner.", r.names(a.Rivals))...)
	}
	return text
}

func plural[T any](list []T, one, several string) string {
	if len(list) == 1 {
		return one
	}
	return several
}

func (r *adviser) margin() string {
	return r.asked("margin", "tool="+r.advice.First, "over="+r.advice.Second)
}

// proviso ends a sentence about the first tool, which may still fail what is
// required.
func (r *adviser) proviso() string {
	if r.advice.Option(r.advice.First).State == score.Met {
		return "."
	}
	return ", provided that it does what is required, which is not known yet."
}

// more says what decides, how robust it is, and what is required.
func (r *adviser) more() []Block {
	var text []Inline
	for _, part := range [][]Inline{r.certain(), r.hinges(), r.decides(), r.weights(), r.cells(), r.ruledOut(), r.open()} {
		if len(part) == 0 {
			continue
		}
		if len(text) > 0 {
			text = append(text, &Text{Value: " "})
		}
		text = append(text, part...)
	}
	if len(text) == 0 {
		return nil
	}
	return []Block{&Paragraph{Text: text, Pos: r.pos}}
}

// certain says which tools stand above which others all the same, where there
// is no winner.
func (r *adviser) certain() []Inline {
	a := r.advice
	if a.Field == nil || a.Winner != "" || len(a.Rivals) == 0 {
		return nil
	}
	var told []string
	for _, o := range a.Options {
		if below := a.Above(o.Tool); len(below) > 0 {
			told = append(told, o.Name+" stands above "+r.names(below))
		}
	}
	if len(told) == 0 {
		return nil
	}
	return r.say("Beyond doubt is this much: " + strings.Join(told, "; ") + ".")
}

// hinges names the cells that leave most open about who comes first.
func (r *adviser) hinges() []Inline {
	hinges := r.advice.Hinges()
	if hinges = hinges[:min(len(hinges), score.MostHinges)]; len(hinges) == 0 {
		return nil
	}
	var tools []string
	criteria := map[string][]string{} // by tool
	for _, h := range hinges {
		if criteria[h.Tool] == nil {
			tools = append(tools, h.Tool)
		}
		criteria[h.Tool] = append(criteria[h.Tool], "the "+lowered(h.Criterion.Name))
	}
	var cells []string
	for _, tool := range tools {
		cells = append(cells, listed(criteria[tool])+" of "+r.name(tool))
	}
	words := listed(cells)
	if len(cells) > 1 && len(cells) < len(hinges) { // one of them has an "and" of its own
		words = strings.Join(cells, ", and ")
	}
	return r.say("What is missing weighs most in " + words + ".")
}

// decides names the criteria that carry the lead and the one that most speaks
// against it.
func (r *adviser) decides() []Inline {
	a := r.advice
	var gains []score.Difference
	var loss *score.Difference
	for i, d := range a.Deciding {
		switch {
		case d.Lead.Sign() > 0 && len(gains) < 2:
			gains = append(gains, d)
		case d.Lead.Sign() < 0 && loss == nil:
			loss = &a.Deciding[i]
		}
	}
	if len(gains) == 0 {
		return nil
	}
	text := r.say("Most of the lead of %s comes from %s (%s)", r.name(a.First), lowered(gains[0].Criterion.Name), r.difference(gains[0], a.First, a.Second))
	if len(gains) > 1 {
		text = append(text, r.say(" and %s (%s)", lowered(gains[1].Criterion.Name), r.difference(gains[1], a.First, a.Second))...)
	}
	if loss != nil {
		text = append(text, r.say("; %s gains most on %s (%s)", r.name(a.Second), lowered(loss.Criterion.Name), r.difference(*loss, a.Second, a.First))...)
	}
	return append(text, &Text{Value: "."})
}

// lowered is a criterion's name within a sentence.
func lowered(name string) string {
	if len(name) > 1 && name[1] >= 'a' && name[1] <= 'z' {
		return strings.ToLower(name[:1]) + name[1:]
	}
	return name
}

// difference is what a criterion adds to one tool's lead over another.
func (r *adviser) difference(d score.Difference, tool, over string) string {
	points := "(score set=" + r.advice.Set + " criterion=" + d.Criterion.ID + " tool="
	return fmt.Sprintf("=compute (%s%s) - %s%s)) * (weight context=%s criterion=%s) / 100 | fixed 2", points, tool, points, over, r.advice.Context.ID, d.Criterion.ID)
}

// weights says which weight may change least.
func (r *adviser) weights() []Inline {
	c := r.advice.Tightest()
	if c == nil {
		return nil
	}
	criterion := "criterion=" + c.ID
	text := r.say("The weight that may change least is that of %s, now %s: ", lowered(c.Name), "=weight context="+r.advice.Context.ID+" "+criterion)
	first, low, high := r.name(r.advice.First), r.asked("advice of=low", criterion), r.asked("advice of=high", criterion)
	switch span := r.advice.Stable[c.ID]; {
	case span.Low.Sign() == 0:
		return append(text, r.say("%s stays first up to %s.", first, high)...)
	case span.High.Cmp(big.NewRat(100, 1)) == 0:
		return append(text, r.say("%s stays first from %s on.", first, low)...)
	}
	return append(text, r.say("%s stays first while it is between %s and %s.", first, low, high)...)
}

// cells says what moving judged or published points by one does.
func (r *adviser) cells() []Inline {
	m := r.advice.Moved
	if m == nil {
		return nil
	}
	kind := "judged or published"
	if s := r.env.Study.Set(r.advice.Set); !s.Rubric && s.Source != "" {
		kind = "published"
	}
	of := "all ways to do so"
	if m.Drawn {
		of = "the draws"
	}
	each, count := moving(m, kind, r.asked("advice of=cells"))
	text := r.say("With "+each+" moved by a point up, down or not at all, %s stays first in %s of "+of+"; ", count, r.name(r.advice.First), r.asked("advice of=kept")+" | percent 1")
	words, fewest := ending(m, r.asked("advice of=fewest"))
	return append(text, r.say(words, fewest...)...)
}

// moving are the cells that are moved, in words with a place for their count.
func moving(m *score.Moved, kind, count string) (words, expression string) {
	if m.Cells == 1 {
		return "the %s " + kind + " cell", count + " | words"
	}
	return "each of the %s " + kind + " cells", count
}

// ending says what ends the lead, with a place for the fewest cells where they are
// several.
func ending(m *score.Moved, fewest string) (words string, expressions []string) {
	switch {
	case m.Fewest == 0 && m.Cells == 1:
		return "moving it cannot end its lead.", nil
	case m.Fewest == 0:
		return "moving all of them cannot end its lead.", nil
	case m.Cells == 1:
		return "moving it can end its lead.", nil
	case m.Fewest == 1:
		return "one of them can end its lead.", nil
	}
	return "it takes %s of them to end its lead.", []string{fewest + " | words"}
}

// ruledOut names the tools that fail what is required, each with the probes that
// it refuses.
func (r *adviser) ruledOut() []Inline {
	var text []Inline
	for _, o := range r.advice.Options {
		var experiments []string
		refused := map[string][]string{} // by experiment
		for _, n := range o.Needs {
			if n.State != score.RuledOut {
				continue
			}
			if refused[n.Experiment] == nil {
				experiments = append(experiments, n.Experiment)
			}
			refused[n.Experiment] = append(refused[n.Experiment], n.Probe)
		}
		for i, experiment := range experiments {
			switch {
			case i > 0:
				text = append(text, &Text{Value: ", and "})
			case len(text) > 0:
				text = append(text, r.say(" %s is ruled out: it refuses ", o.Name)...)
			default:
				text = r.say("%s is ruled out: it refuses ", o.Name)
			}
			text = append(text, r.refusals(experiment, refused[experiment])...)
		}
		if len(experiments) > 0 {
			text = append(text, &Text{Value: "."})
		}
	}
	return text
}

// refusals names probes that a tool refuses, each name leading to how it did.
func (r *adviser) refusals(experiment string, probes []string) []Inline {
	text := []Inline{&Text{Value: plural(probes, "the probe ", "the probes ")}}
	for i, probe := range probes {
		switch {
		case i > 0 && i == len(probes)-1:
			text = append(text, &Text{Value: " and "})
		case i > 0:
			text = append(text, &Text{Value: ", "})
		}
		text = append(text, r.figure("probe experiment="+experiment+" probe="+probe+" no="+probe)...)
	}
	return append(text, &Text{Value: " in "}, &Code{Value: experiment})
}

// open names the probes whose runs would decide for the tools that are not
// known to do what is required.
func (r *adviser) open() []Inline {
	var text []Inline
	for _, part := range r.advice.Unknowns() {
		between := ", and of "
		if text == nil {
			between = "Not every tool is known to do what is required, and not known is not a no: a run of "
		}
		text = append(text, &Text{Value: between})
		for i, probe := range part.Probes {
			if i > 0 {
				text = append(text, &Text{Value: " and of "})
			}
			text = append(text, &Code{Value: probe})
		}
		whom := listed(part.Tools)
		if len(part.Tools) == len(r.advice.Options) {
			whom = "each of them"
		}
		text = append(text, &Text{Value: " would decide for " + whom})
	}
	if text == nil {
		return nil
	}
	return append(text, &Text{Value: "."})
}
