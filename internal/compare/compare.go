// Package compare says what moved between two editions of a study, and because
// of what: scores, totals, ranks and recommendations, each with what changed
// under it (the tool's version, scenario code, environment, machine, rubric,
// weights), and timings by the interval of their difference. Two studies with
// their readings come in, a Diff goes out; where editions are read from (a
// commit, a bundle, a run) is for the command.
package compare

import (
	"fmt"
	"math/big"
	"slices"

	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

// Edition is one side of a comparison.
type Edition struct {
	Name     string // as it was asked for: HEAD~1, edition.zip
	About    string // what it is: "commit 1a2b3c4d of 2026-11-23"
	Study    *study.Study
	Readings score.Readings
	// Provenance is how an experiment's run came about; nil without a run.
	Provenance func(experiment string) (*evidence.Provenance, error)
}

// Diff is what moved from one edition to another. Lists are in the order of
// the newer study, what it no longer has last; what did not move is left out.
type Diff struct {
	Schema  string    `json:"schema"`
	From    Side      `json:"from"`
	To      Side      `json:"to"`
	Rules   []Change  `json:"rules"` // weights, rules, tools and sets that were declared otherwise
	Sets    []Set     `json:"sets"`
	Advice  []Advice  `json:"recommendations"`
	Runs    []RunMove `json:"runs"` // experiments whose run is another, and what differs
	Timings []Timing  `json:"timings"`
}

// Side names an edition.
type Side struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// Change is something that was declared otherwise: From or To is "" where it
// was not there.
type Change struct {
	What string `json:"what"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// Set is what moved in a score set.
type Set struct {
	ID     string   `json:"set"`
	Name   string   `json:"name"`
	Winner *Change  `json:"winner,omitempty"`
	Totals []Moved  `json:"totals"`
	Ranks  []Moved  `json:"ranks"`
	Cells  []Moved  `json:"scores"`
	Causes []string `json:"causes"` // of all of it, each once
}

// Moved is a figure that moved, and because of what.
type Moved struct {
	Tool      string   `json:"tool"`
	Name      string   `json:"name"`
	Criterion string   `json:"criterion,omitempty"`
	Column    string   `json:"criterion_name,omitempty"`
	From      string   `json:"from"`
	To        string   `json:"to"`
	By        string   `json:"by,omitempty"` // the difference, where both are exact
	Causes    []string `json:"causes"`
}

// Advice is a recommendation that moved: who comes first for a kind of user,
// or what a tool is ruled out by.
type Advice struct {
	Set     string   `json:"set"`
	Context string   `json:"context"`
	Name    string   `json:"name"`
	What    string   `json:"what"`
	From    string   `json:"from"`
	To      string   `json:"to"`
	Causes  []string `json:"causes"`
}

// RunMove is an experiment that counts by another run than before.
type RunMove struct {
	Experiment string   `json:"experiment"`
	From       string   `json:"from,omitempty"`
	To         string   `json:"to,omitempty"`
	Causes     []string `json:"causes"`
}

// Empty reports whether nothing moved.
func (d *Diff) Empty() bool {
	return len(d.Rules)+len(d.Sets)+len(d.Advice)+len(d.Runs)+len(d.Timings) == 0
}

// Editions compares two editions of a study.
func Editions(from, to Edition) (*Diff, error) {
	c := &comparison{from: from, to: to, runs: map[string]*RunMove{}}
	c.diff = &Diff{Schema: "report/diff/1", From: Side{from.Name, from.About}, To: Side{to.Name, to.About},
		Rules: []Change{}, Sets: []Set{}, Advice: []Advice{}, Runs: []RunMove{}, Timings: []Timing{}}
	for _, step := range []func() error{c.rules, c.allRuns, c.sets, c.advice, c.timings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return c.diff, nil
}

// ownWeights is a cause of totals, but not of what contexts are told: these
// have weights of their own.
const ownWeights = "the study's weights changed"

// comparison is the work of one Editions.
type comparison struct {
	from, to Edition
	diff     *Diff
	runs     map[string]*RunMove // by experiment, those that moved
	weights  bool                // the study's own weights changed
	rubric   map[string]Change   // criteria whose rule changed
	contexts map[string]Change   // contexts that changed
}

// sets compares every score set that both editions have.
func (c *comparison) sets() error {
	for _, set := range c.to.Study.Sets {
		if c.from.Study.Set(set.ID) == nil {
			continue
		}
		old, err := score.Apply(c.from.Study, c.from.Readings, set.ID, nil)
		if err != nil {
			return fmt.Errorf("scoring %s of %s: %w", set.ID, c.from.Name, err)
		}
		now, err := score.Apply(c.to.Study, c.to.Readings, set.ID, nil)
		if err != nil {
			return fmt.Errorf("scoring %s of %s: %w", set.ID, c.to.Name, err)
		}
		if moved := c.set(old, now); moved != nil {
			c.diff.Sets = append(c.diff.Sets, *moved)
		}
	}
	return nil
}

// set is what moved between two tables of a set, nil for nothing.
func (c *comparison) set(old, now *score.Table) *Set {
	s := &Set{ID: now.Set, Name: now.Name, Totals: []Moved{}, Ranks: []Moved{}, Cells: []Moved{}, Causes: []string{}}
	for i := range now.Tools {
		row := &now.Tools[i]
		was := old.Row(row.ID)
		if was == nil {
			s.Totals = append(s.Totals, Moved{Tool: row.ID, Name: row.Name, From: "not compared", To: span(row.Total, 2), Causes: []string{"the tool is new in the study"}})
			continue
		}
		causes := c.cells(s, now, was, row)
		if !same(was.Total, row.Total) {
			if c.weights {
				causes = union(causes, []string{ownWeights})
			}
			from, to, by := figures(was.Total, row.Total, 2)
			s.Totals = append(s.Totals, Moved{Tool: row.ID, Name: row.Name, From: from, To: to, By: by, Causes: causes})
		}
		if was.Rank != row.Rank {
			s.Ranks = append(s.Ranks, Moved{Tool: row.ID, Name: row.Name, From: place(was.Rank), To: place(row.Rank), Causes: []string{}})
		}
	}
	for i := range old.Tools {
		if row := &old.Tools[i]; now.Row(row.ID) == nil {
			s.Totals = append(s.Totals, Moved{Tool: row.ID, Name: row.Name, From: span(row.Total, 2), To: "not compared", Causes: []string{"the tool is no longer in the study"}})
		}
	}
	for _, m := range s.Totals {
		s.Causes = union(s.Causes, m.Causes)
	}
	for i := range s.Ranks { // a rank moves by the totals of all
		s.Ranks[i].Causes = s.Causes
	}
	if old.Winner != now.Winner || !slices.Equal(old.Tied, now.Tied) {
		s.Winner = &Change{What: "winner", From: first(old), To: first(now)}
	}
	if s.Winner == nil && len(s.Totals)+len(s.Ranks)+len(s.Cells) == 0 {
		return nil
	}
	return s
}

// cells adds the cells of a row that moved, and gives the causes of all.
func (c *comparison) cells(s *Set, now *score.Table, was, row *score.Row) []string {
	all := []string{}
	for _, column := range now.Criteria {
		before, known := was.Cells[column.ID]
		after := row.Cells[column.ID]
		m := Moved{Tool: row.ID, Name: row.Name, Criterion: column.ID, Column: column.Name, To: span(after.Range, 1)}
		switch {
		case !known:
			m.From, m.Causes = "not judged", []string{"the criterion is new in the study"}
		case same(before.Range, after.Range) && before.Basis == after.Basis:
			continue
		default:
			m.From, m.To, m.By = figures(before.Range, after.Range, 1)
			m.Causes = c.causes(column.ID, before, after)
			if same(before.Range, after.Range) {
				m.From, m.To = m.From+" ("+string(before.Basis)+")", m.To+" ("+string(after.Basis)+")"
			}
		}
		s.Cells = append(s.Cells, m)
		all = union(all, m.Causes)
	}
	return all
}

// advice compares what each kind of user is told.
func (c *comparison) advice() error {
	for _, set := range c.to.Study.Sets {
		for i := range c.to.Study.Contexts {
			if c.from.Study.Set(set.ID) == nil {
				continue
			}
			if err := c.advise(set.ID, &c.to.Study.Contexts[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *comparison) advise(set string, context *study.Context) error {
	now, err := score.Choose(c.to.Study, c.to.Readings, set, context.ID)
	if err != nil {
		return err
	}
	add := func(what, from, to string, causes []string) {
		if change, is := c.contexts[context.ID]; is && change.From != "" {
			causes = union(causes, []string{"the context's weights or requirements changed"})
		}
		c.diff.Advice = append(c.diff.Advice, Advice{Set: set, Context: context.ID, Name: context.Name, What: what, From: from, To: to, Causes: causes})
	}
	known := false
	for _, x := range c.from.Study.Contexts {
		known = known || x.ID == context.ID
	}
	if !known {
		add("first", "not asked", advised(now), []string{"the context is new in the study"})
		return nil
	}
	old, err := score.Choose(c.from.Study, c.from.Readings, set, context.ID)
	if err != nil {
		return err
	}
	if before, after := advised(old), advised(now); before != after && !alike(old, now) {
		causes := []string{}
		for _, s := range c.diff.Sets {
			if s.ID == set {
				causes = union(causes, slices.DeleteFunc(slices.Clone(s.Causes), func(c string) bool { return c == ownWeights }))
			}
		}
		add("first", before, after, union(causes, c.doubtCauses(old, now), c.needCauses(old, now)))
	}
	for _, o := range now.Options {
		was := old.Option(o.Tool)
		if was == nil || was.State == o.State {
			continue
		}
		add(o.Name, string(was.State), string(o.State), c.needsOf(was, &o))
	}
	return nil
}

// advised is who comes first for a kind of user, in words.
func advised(a *score.Advice) string {
	switch {
	case a.Winner != "":
		return a.Option(a.Winner).Name + ", whatever is in doubt"
	case a.First != "":
		return a.Option(a.First).Name + ", on the points as they stand"
	case len(a.Options) == 0 || a.Field == nil:
		return "none: all are ruled out"
	}
	return "none: the totals cannot be told apart"
}

// alike reports whether two advices name the same tool as surely, whatever it is
// called.
func alike(a, b *score.Advice) bool {
	return a.First != "" && a.First == b.First && a.Winner == b.Winner
}

// first is who a table names first, in words.
func first(t *score.Table) string {
	switch {
	case t.Winner != "":
		return t.Row(t.Winner).Name
	case len(t.Tied) > 0:
		names := ""
		for i, id := range t.Tied {
			if i > 0 {
				names += " = "
			}
			names += t.Row(id).Name
		}
		return names + " (tie)"
	}
	return "none (ranges overlap)"
}

// span is a figure or a range, with so many decimals.
func span(s score.Span, decimals int) string { return s.Text(decimals) }

func same(a, b score.Span) bool { return a.Low.Cmp(b.Low) == 0 && a.High.Cmp(b.High) == 0 }

// mostDigits are as many as a figure that moved is given.
const mostDigits = 8

// figures are two figures and by how much they differ, with as many digits more
// as it takes for them to look different and for the difference to be theirs.
func figures(a, b score.Span, decimals int) (from, to, gap string) {
	for ; ; decimals++ {
		from, to, gap = span(a, decimals), span(b, decimals), by(a, b, decimals)
		if decimals >= mostDigits || same(a, b) || from != to && (gap == "" || adds(from, gap, to)) {
			return from, to, gap
		}
	}
}

// adds reports whether two printed figures differ by the printed difference.
func adds(from, gap, to string) bool {
	a, _ := new(big.Rat).SetString(from)
	d, _ := new(big.Rat).SetString(gap)
	b, _ := new(big.Rat).SetString(to)
	return a != nil && d != nil && b != nil && a.Add(a, d).Cmp(b) == 0
}

// by is the difference of two exact figures, with its sign.
func by(a, b score.Span, decimals int) string {
	if !a.Exact() || !b.Exact() {
		return ""
	}
	gap := new(big.Rat).Sub(b.Low, a.Low)
	text := gap.FloatString(decimals)
	if gap.Sign() > 0 {
		text = "+" + text
	}
	return text
}

func place(rank int) string {
	if rank == 0 {
		return "not told"
	}
	return fmt.Sprint(rank)
}

// union joins lists, keeping the order and each once.
func union(lists ...[]string) []string {
	out := []string{}
	seen := map[string]bool{}
	for _, list := range lists {
		for _, one := range list {
			if !seen[one] {
				seen[one] = true
				out = append(out, one)
			}
		}
	}
	return out
}
