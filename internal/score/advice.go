package score

import (
	"math/big"
	"slices"

	"report/internal/study"
)

// Advice is what one kind of user is told from one score set.
type Advice struct {
	Context *study.Context // nil of weights that are nobody's
	Set     string
	Table   *Table   // all tools, under the context's weights
	Options []Option // all tools: first those not ruled out, each part best first
	// Field is Table without the tools that are ruled out, ranked among
	// themselves; nil where none is left.
	Field *Table
	// First is the tool that leads the field on the points as they stand, or
	// "": there is none where totals tie or ranges of missing cells overlap.
	First string
	// Winner is First where nothing that is in doubt can unseat it: it meets
	// every requirement, and its Doubt lies wholly above all others'.
	Winner string
	// Rivals are the tools whose Doubt reaches First's, or that the field
	// cannot be told apart by; empty for a sure winner.
	Rivals []string
	Second string // the best of the field after First, "" where First is alone or ""
	Margin Span   // of First over Second
	// Deciding are the differences between First and Second by criterion, in
	// points of the total, the largest first; those without any are left out.
	Deciding []Difference
	// Stable is for each criterion the interval of its weight over which First
	// stays, and Moved what happens when written cells move by a point. Both
	// are nil without a First or where the field has missing cells.
	Stable map[string]Span
	Moved  *Moved
}

// Option is one tool as a kind of user sees it.
type Option struct {
	Tool  string
	Name  string
	Total Span
	// Doubt is where the total can lie when everything that is in doubt is
	// taken together: missing cells from 0 to 10, measurements within their
	// intervals, judged and published points moved by one.
	Doubt Span
	State State
	Needs []Need
}

// Difference is what one criterion contributes to a lead.
type Difference struct {
	Criterion Criterion
	Lead      *big.Rat // points times weight; below zero where the runner-up gains
}

// Advise says what a context's users are told from one score set.
func Advise(s *study.Study, readings Readings, set, context string) (*Advice, error) {
	table, err := underContext(s, readings, set, context)
	if err != nil {
		return nil, err
	}
	return AdviseFrom(s, readings, table, context)
}

// AdviseFrom is Advise from a table that is applied already, under the context's
// weights or others; without a context nothing is required of a tool.
func AdviseFrom(s *study.Study, readings Readings, table *Table, context string) (*Advice, error) {
	a, err := ChooseFrom(s, readings, table, context)
	if err != nil || a.Second == "" {
		return a, err
	}
	if a.Field.complete() {
		a.Stable, a.Moved = map[string]Span{}, moved(a.Field)
		for _, c := range a.Field.Criteria {
			a.Stable[c.ID] = winnerInterval(a.Field, c, a.Field.lines(c))
		}
	}
	return a, nil
}

// Choose is Advise without what takes long: Stable and Moved stay nil.
func Choose(s *study.Study, readings Readings, set, context string) (*Advice, error) {
	table, err := underContext(s, readings, set, context)
	if err != nil {
		return nil, err
	}
	return ChooseFrom(s, readings, table, context)
}

// underContext is a set applied under a context's weights.
func underContext(s *study.Study, readings Readings, set, context string) (*Table, error) {
	weights, err := ContextWeights(s, context)
	if err != nil {
		return nil, err
	}
	return Apply(s, readings, set, weights)
}

// ChooseFrom is Choose from a table that is applied already.
func ChooseFrom(s *study.Study, readings Readings, table *Table, context string) (*Advice, error) {
	a := &Advice{Set: table.Set, Table: table}
	for i := range s.Contexts {
		if s.Contexts[i].ID == context {
			a.Context = &s.Contexts[i]
		}
	}
	if err := a.options(s, readings); err != nil {
		return nil, err
	}
	if a.Field != nil {
		a.verdict()
	}
	return a, nil
}

// Option is a tool's, or nil.
func (a *Advice) Option(tool string) *Option {
	for i := range a.Options {
		if a.Options[i].Tool == tool {
			return &a.Options[i]
		}
	}
	return nil
}

// Names are those of tools, by their IDs.
func (a *Advice) Names(tools []string) []string {
	names := make([]string, len(tools))
	for i, tool := range tools {
		names[i] = a.Option(tool).Name
	}
	return names
}

func (a *Advice) options(s *study.Study, readings Readings) error {
	field := &Table{Set: a.Table.Set, Name: a.Table.Name, Criteria: a.Table.Criteria}
	for i := range a.Table.Tools {
		row := a.Table.Tools[i]
		needs, err := Needs(s, readings, a.Context, row.ID)
		if err != nil {
			return err
		}
		o := Option{Tool: row.ID, Name: row.Name, Total: row.Total, Doubt: a.Table.doubt(&row), State: together(needs), Needs: needs}
		a.Options = append(a.Options, o)
		if o.State != RuledOut {
			field.Tools = append(field.Tools, row)
		}
	}
	slices.SortStableFunc(a.Options, func(x, y Option) int {
		if out := order(x.State) - order(y.State); out != 0 {
			return out
		}
		return y.Total.twice().Cmp(x.Total.twice())
	})
	if len(field.Tools) > 0 {
		field.rank()
		a.Field = field
	}
	return nil
}

// Above are the tools of the field that stand below a tool whatever is in doubt:
// their Doubt lies wholly below its own.
func (a *Advice) Above(tool string) []string {
	var below []string
	of := a.Option(tool)
	if of == nil || of.State == RuledOut {
		return nil
	}
	for _, o := range a.Options {
		if o.State != RuledOut && o.Doubt.High.Cmp(of.Doubt.Low) < 0 {
			below = append(below, o.Tool)
		}
	}
	return below
}

// Hinge is a cell that keeps a total from being known.
type Hinge struct {
	Tool      string
	Criterion Criterion
	Width     *big.Rat // how many points of the total it leaves open
}

// MostHinges is how many of the hinges are named in words.
const MostHinges = 3

// Hinges are the cells without points of the tools that may come first, those
// that leave most open first.
func (a *Advice) Hinges() []Hinge {
	var list []Hinge
	for _, tool := range append(slices.Clone(a.Rivals), a.First) {
		row := a.Table.Row(tool)
		if row == nil {
			continue
		}
		for _, c := range a.Table.Criteria {
			cell := row.Cells[c.ID]
			width := new(big.Rat).Sub(cell.Range.High, cell.Range.Low)
			if width.Mul(width, new(big.Rat).Quo(c.Weight, hundred)).Sign() > 0 {
				list = append(list, Hinge{tool, c, width})
			}
		}
	}
	slices.SortStableFunc(list, func(x, y Hinge) int { return y.Width.Cmp(x.Width) })
	return list
}

// Unknowns are probes that are not known to pass for the same tools, by name.
type Unknowns struct{ Probes, Tools []string }

// Unknowns are the probes whose runs would decide for tools that are not known to
// do what the context requires, in its order.
func (a *Advice) Unknowns() (all []Unknowns) {
	if a.Context == nil {
		return nil
	}
	for i, need := range a.Context.Requires {
		var tools []string
		for _, o := range a.Options {
			if o.State == Unknown && o.Needs[i].State == Unknown {
				tools = append(tools, o.Name)
			}
		}
		at := slices.IndexFunc(all, func(u Unknowns) bool { return slices.Equal(u.Tools, tools) })
		switch {
		case len(tools) == 0:
		case at >= 0:
			all[at].Probes = append(all[at].Probes, need.Probe)
		default:
			all = append(all, Unknowns{[]string{need.Probe}, tools})
		}
	}
	return all
}

func order(s State) int {
	if s == RuledOut {
		return 1
	}
	return 0
}

// twice is twice the middle, by which ranges are put in order.
func (s Span) twice() *big.Rat { return new(big.Rat).Add(s.Low, s.High) }

// doubt is a row's total with everything that is in doubt taken together.
func (t *Table) doubt(row *Row) Span {
	low, high := new(big.Rat), new(big.Rat)
	for _, c := range t.Criteria {
		cell := row.Cells[c.ID]
		s := cell.Range
		switch {
		case cell.Basis == Judged || cell.Basis == Published:
			down, up := reach(cell.Points)
			s = Span{new(big.Rat).Sub(cell.Points, down), new(big.Rat).Add(cell.Points, up)}
		case cell.Doubt.Low != nil:
			s = cell.Doubt
		}
		low.Add(low, new(big.Rat).Mul(s.Low, c.Weight))
		high.Add(high, new(big.Rat).Mul(s.High, c.Weight))
	}
	return Span{low.Quo(low, hundred), high.Quo(high, hundred)}
}

// verdict fills in who comes first and what that hangs on.
func (a *Advice) verdict() {
	a.First = a.Field.Winner
	if a.First == "" {
		if a.Rivals = a.Field.Tied; len(a.Rivals) == 0 {
			a.Rivals = a.Field.Contenders()
		}
		return
	}
	best := a.Option(a.First)
	for _, o := range a.Options {
		if o.Tool == a.First || o.State == RuledOut {
			continue
		}
		if a.Second == "" {
			a.Second = o.Tool
			a.Margin = Span{new(big.Rat).Sub(best.Total.Low, o.Total.High), new(big.Rat).Sub(best.Total.High, o.Total.Low)}
		}
		if o.Doubt.High.Cmp(best.Doubt.Low) >= 0 {
			a.Rivals = append(a.Rivals, o.Tool)
		}
	}
	if len(a.Rivals) == 0 && best.State == Met {
		a.Winner = a.First
	}
	a.deciding()
}

// complete reports whether every cell has points.
func (t *Table) complete() bool {
	for i := range t.Tools {
		for _, c := range t.Criteria {
			if t.Tools[i].Cells[c.ID].Points == nil {
				return false
			}
		}
	}
	return true
}

// deciding compares First and Second where both have points.
func (a *Advice) deciding() {
	if a.Second == "" {
		return
	}
	first, second := a.Field.Row(a.First), a.Field.Row(a.Second)
	for _, c := range a.Field.Criteria {
		x, y := first.Cells[c.ID].Points, second.Cells[c.ID].Points
		if x == nil || y == nil {
			continue
		}
		lead := new(big.Rat).Sub(x, y)
		lead.Mul(lead, new(big.Rat).Quo(c.Weight, hundred))
		if lead.Sign() != 0 {
			a.Deciding = append(a.Deciding, Difference{c, lead})
		}
	}
	slices.SortStableFunc(a.Deciding, func(x, y Difference) int {
		return new(big.Rat).Abs(y.Lead).Cmp(new(big.Rat).Abs(x.Lead))
	})
}

// Tightest is the criterion whose weight is nearest to an end of its interval
// beyond which First no longer leads, or nil where no single weight ends it.
func (a *Advice) Tightest() *Criterion {
	if a.Stable == nil {
		return nil
	}
	return Tightest(a.Field.Criteria, a.Stable)
}

// Tightest is the criterion whose weight is nearest to an end of its interval
// beyond which weights lie, or nil where there is none.
func Tightest(criteria []Criterion, stable map[string]Span) *Criterion {
	var tightest *Criterion
	var least *big.Rat
	for i, c := range criteria {
		s := stable[c.ID]
		for _, end := range []*big.Rat{s.Low, s.High} {
			if end.Sign() == 0 || end.Cmp(hundred) == 0 {
				continue // no weight lies beyond
			}
			room := new(big.Rat).Sub(end, c.Weight)
			if room.Abs(room); least == nil || room.Cmp(least) < 0 {
				tightest, least = &criteria[i], room
			}
		}
	}
	return tightest
}
