package claim

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"

	"report/internal/evidence"
	"report/internal/score"
	"report/internal/study"
)

// two is how totals are shown.
var two = Format{Name: "fixed", Digits: 2, HasDigits: true}

// tableOf is the applied set that a call is about.
func (e *Env) tableOf(c *Call) (*score.Table, *study.ScoreSet, Subject, error) {
	set, err := e.setOf(c)
	if err != nil {
		return nil, nil, Subject{}, err
	}
	context, err := e.contextOf(c)
	if err != nil {
		return nil, nil, Subject{}, err
	}
	subject := Subject{Set: set.ID}
	if context != nil {
		subject.Context = context.ID
	}
	table, err := e.Table(set.ID, subject.Context)
	return table, set, subject, err
}

func (s Subject) in(set *study.ScoreSet) string {
	words := "score set " + set.Name
	if set.Name == "" {
		words = "score set " + set.ID
	}
	if s.Context != "" {
		words += ", weights of " + s.Context
	}
	return words
}

// rowOf is a tool's row of the table that a call is about; nil, with the value
// to give, where the set does not rate the tool.
func (e *Env) rowOf(c *Call) (*score.Table, *score.Row, *value, error) {
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, nil, nil, err
	}
	tool, err := e.toolOf(c)
	if err != nil {
		return nil, nil, nil, err
	}
	subject.Tool = tool.ID
	row := table.Row(tool.ID)
	if row == nil {
		return table, nil, e.outside(set, tool, subject), nil
	}
	v := &value{basis: string(row.Basis()), subject: subject}
	v.what = fmt.Sprintf("%s of %s, %s", c.Function, tool.Name, subject.in(set))
	e.support(v, set, table, row)
	return table, row, v, nil
}

// outside is what there is to say of a tool that a score set does not rate:
// nothing, which is no measurement that is missing.
func (e *Env) outside(set *study.ScoreSet, tool *study.Tool, subject Subject) *value {
	v := &value{outside: true, text: "–", basis: "declared", subject: subject}
	v.what = fmt.Sprintf("%s has no points of %s", subject.in(set), tool.Name)
	v.sources = []Source{e.declared(set.Pos, v.what)}
	return v
}

// support gathers what stands behind a row: each cell's evidence, reasons and
// staleness.
func (e *Env) support(v *value, set *study.ScoreSet, table *score.Table, row *score.Row) {
	var reasons []string
	for _, criterion := range table.Criteria {
		cell := row.Cells[criterion.ID]
		v.stale = v.stale || cell.Stale
		if cell.Basis == score.Missing && criterion.Weight.Sign() != 0 {
			reasons = append(reasons, fmt.Sprintf("%s of %s (%s)", criterion.Name, row.Name, cell.Reason))
		}
		if cell.Basis != score.Missing {
			v.had = weaker(v.had, string(cell.Basis))
		}
	}
	if rows := e.rowSources(set, table, row); len(v.sources) == 0 {
		v.sources = rows
	} else {
		v.sources = slices.Concat(v.sources, rows)
	}
	if len(reasons) > 0 {
		v.missing, v.reason = true, "no points for "+strings.Join(reasons, "; ")
	} else if v.stale {
		v.reason = "the experiment changed after the run behind it"
	}
}

// rowSources are the places behind the cells of a row. Its total, its rank and the
// winner ask for the same, which is answered once.
func (e *Env) rowSources(set *study.ScoreSet, table *score.Table, row *score.Row) []Source {
	known, ok := e.behindRows[row]
	if !ok {
		cells := make([][]Source, len(table.Criteria))
		for i, criterion := range table.Criteria {
			cells[i] = e.cellSources(set, row, criterion, row.Cells[criterion.ID])
		}
		known = slices.Clip(slices.Concat(cells...))
		e.behindRows[row] = known
	}
	return known
}

// restsOn is what cellSources found for a cell with that evidence.
type restsOn struct {
	basis    score.Basis
	points   *big.Rat
	evidence []evidence.Ref
	sources  []Source
}

// cellSources are the places behind a cell: the study's own line for written
// points, the evidence otherwise. Totals, ranks and contexts ask for the same
// cells again, which is answered once.
func (e *Env) cellSources(set *study.ScoreSet, row *score.Row, criterion score.Criterion, cell score.Cell) []Source {
	name := [3]string{set.ID, row.ID, criterion.ID}
	known, same := e.behind[name], false
	if known.basis == cell.Basis && known.points == cell.Points && len(known.evidence) == len(cell.Evidence) {
		same = len(cell.Evidence) == 0 || &known.evidence[0] == &cell.Evidence[0]
	}
	if !same {
		known = restsOn{cell.Basis, cell.Points, cell.Evidence, e.findSources(set, row, criterion, cell)}
		e.behind[name] = known
	}
	return slices.Clip(known.sources)
}

func (e *Env) findSources(set *study.ScoreSet, row *score.Row, criterion score.Criterion, cell score.Cell) []Source {
	of := scoreOf{fmt.Sprintf("%s of %s", criterion.Name, row.Name), cell.Range.Text(1), criterion.ID}
	var out []Source
	if cell.Basis == score.Published || cell.Basis == score.Judged {
		words := fmt.Sprintf("%s points, %s", score.Decimal(cell.Points), cell.Basis)
		switch {
		case cell.Basis == score.Published && set.Source != "":
			words += " in " + set.Source
			if cell.At != "" {
				words += ", " + cell.At
			}
		case cell.By != "":
			words += " by " + cell.By
		}
		out = append(out, e.declared(e.written[[3]string{set.ID, row.ID, criterion.ID}], words))
	}
	if len(cell.Parts) == 0 {
		out = append(out, e.sources(cell.Evidence, "looked at for it")...)
	}
	for i := range out {
		out[i].Of, out[i].Points = of.words, of.points
	}
	for i := range cell.Parts {
		out = append(out, e.partSources(of, &cell.Parts[i])...)
	}
	return out
}

// scoreOf is the score that a place stands behind.
type scoreOf struct{ words, points, criterion string }

// partSources are the places behind one metric of a score.
func (e *Env) partSources(of scoreOf, part *score.Part) []Source {
	out := e.sources(part.Evidence, partWords(part))
	for i := range out {
		out[i].Of, out[i].Points, out[i].Metric = of.words, of.points, of.criterion+"/"+part.ID
	}
	return out
}

// partWords say what a metric came to: "installation: 13.2 s gives 8.1 points, weighs 2".
func partWords(part *score.Part) string {
	if part.Value == nil {
		return part.Name
	}
	value := withUnit(score.Decimal(part.Value), part.Unit)
	switch {
	case part.Probe && part.Value.Sign() > 0:
		value = "passed"
	case part.Probe:
		value = "did not pass"
	case !part.Value.IsInt():
		value = withUnit(significant(part.Value, 3), part.Unit)
	}
	return fmt.Sprintf("%s: %s gives %s points, weighs %s", part.Name, value, score.Decimal(score.RoundPoints(part.Points)), score.Decimal(part.Weight))
}

func (e *Env) total(c *Call) (*value, error) {
	_, row, v, err := e.rowOf(c)
	if err != nil || row == nil {
		return v, err
	}
	v.usual = two
	if row.Total.Exact() {
		v.known(row.Total.Low)
		return v, nil
	}
	v.setRange(row.Total)
	return v, nil
}

// known makes the value a number, whatever criteria without weight, or cells
// that cannot change it, are missing.
func (v *value) known(x *big.Rat) {
	v.number = x
	v.settled()
}

// settled drops what is missing, because it changes nothing.
func (v *value) settled() {
	if v.missing && !v.stale {
		v.reason = ""
	}
	v.missing = false
	if v.basis == string(score.Missing) && v.had != "" {
		v.basis = v.had
	}
}

// weaker is the weaker of two bases.
func weaker(a, b string) string {
	if slices.Index(bases, b) > slices.Index(bases, a) {
		return b
	}
	return a
}

// setRange makes the value a range, unless the range says nothing at all.
func (v *value) setRange(s score.Span) {
	if s.Low.Sign() != 0 || s.High.Cmp(big.NewRat(10, 1)) != 0 {
		v.low, v.high = s.Low, s.High
	}
}

func (e *Env) cell(c *Call) (*value, error) {
	criterion, err := e.criterionOf(c)
	if err != nil {
		return nil, err
	}
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, err
	}
	tool, err := e.toolOf(c)
	if err != nil {
		return nil, err
	}
	row := table.Row(tool.ID)
	subject.Tool, subject.Criterion = tool.ID, criterion.ID
	if row == nil {
		return e.outside(set, tool, subject), nil
	}
	cell, by := row.Cells[criterion.ID], ""
	if was := c.Arg("was"); was != nil {
		n, err := strconv.Atoi(was.Value)
		if err != nil || n < 1 || n > len(cell.Was) {
			return nil, wrong(was.ValueAt, len(was.Value), "%s of %s has %s", criterion.ID, set.ID, formerRules(len(cell.Was))).
				mend("study.yaml lists them below the rule, as was:")
		}
		former := cell.Was[n-1]
		subject.Was = n
		cell, by = former.Cell, ", by the rule before "+former.On
	}
	v := &value{basis: string(cell.Basis), subject: subject, stale: cell.Stale}
	v.what = fmt.Sprintf("points of %s on %s%s, %s", tool.Name, criterion.Name, by, subject.in(set))
	v.sources = e.cellSources(set, row, score.Criterion{ID: criterion.ID, Name: criterion.Name}, cell)
	switch {
	case cell.Points != nil:
		v.number = cell.Points
		if v.stale {
			v.reason = "the experiment changed after the run behind it"
		}
	default:
		v.missing, v.reason = true, cell.Reason
		v.setRange(cell.Range)
		v.usual = Format{Name: "fixed", Digits: 1, HasDigits: true}
	}
	return v, nil
}

func formerRules(n int) string {
	switch n {
	case 0:
		return "no rule that was in force before"
	case 1:
		return "one rule that was in force before: was=1"
	}
	return fmt.Sprintf("%d rules that were in force before: was=1 to was=%[1]d", n)
}

// rank is a tool's place among all by their points or, with a context, as its
// users are told it: among the tools that are not ruled out.
func (e *Env) rank(c *Call) (*value, error) {
	points, err := byPoints(c)
	if err != nil {
		return nil, err
	}
	table, row, v, err := e.rowOf(c)
	if err != nil || row == nil {
		return v, err
	}
	if v.subject.Context == "" || points {
		e.among(v, table, row)
		v.ranked(row)
		return v, nil
	}
	a, err := e.chosen(v.subject.Set, v.subject.Context)
	if err != nil {
		return nil, err
	}
	e.advisedRank(v, a, a.Option(row.ID))
	return v, nil
}

// mostListed is how many cells are listed behind a place among all tools.
const mostListed = 2000

// among adds to what stands behind a tool's place the other tools that it was
// compared with. Of a very large table none is worth listing.
func (e *Env) among(v *value, table *score.Table, row *score.Row) {
	if len(table.Tools)*len(table.Criteria) > mostListed {
		return
	}
	set := e.in.Study.Set(table.Set)
	rests := [][]Source{v.sources}
	v.subject.Tools = []string{row.ID}
	for i := range table.Tools {
		other := &table.Tools[i]
		if other == row {
			continue
		}
		v.subject.Tools = append(v.subject.Tools, other.ID)
		rests = append(rests, e.rowSources(set, table, other))
		v.basis = weaker(v.basis, string(other.Basis()))
		for _, cell := range other.Cells {
			v.stale = v.stale || cell.Stale
			if cell.Basis != score.Missing {
				v.had = weaker(v.had, string(cell.Basis))
			}
		}
	}
	v.sources = slices.Concat(rests...)
	if v.stale && v.reason == "" {
		v.reason = "an experiment changed after a run behind it"
	}
}

// ranked is a tool's rank, or between which it lies.
func (v *value) ranked(row *score.Row) {
	whole := func(n int) *big.Rat { return big.NewRat(int64(n), 1) }
	if row.Rank == 0 {
		v.missing, v.basis, v.reason = true, string(score.Missing), overlapping
		v.low, v.high = whole(row.Places.Low), whole(row.Places.High)
		return
	}
	v.known(whole(row.Rank))
}

// overlapping is why a rank is not one.
const overlapping = "the ranges of the totals overlap, so that more than one rank is possible"

// winner is who comes first by the points or, with a context, whom its users are
// told to take.
func (e *Env) winner(c *Call) (*value, error) {
	points, err := byPoints(c)
	if err != nil {
		return nil, err
	}
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, err
	}
	v := &value{subject: subject, what: "winner, " + subject.in(set)}
	var names, ids []string
	behind := table.Contenders()
	if len(table.Tools)*len(table.Criteria) <= mostListed {
		behind = nil
		for i := range table.Tools {
			behind = append(behind, table.Tools[i].ID)
		}
	}
	v.subject.Tools = behind
	for i := range table.Tools {
		row := &table.Tools[i]
		for _, cell := range row.Cells {
			v.stale = v.stale || cell.Stale
		}
		if slices.Contains(behind, row.ID) { // of a thousand others, none is worth listing
			e.support(v, set, table, row)
		}
		v.basis = weaker(v.basis, string(row.Basis()))
		if row.ID == table.Winner || slices.Contains(table.Tied, row.ID) {
			names, ids = append(names, row.Name), append(ids, row.ID)
		}
	}
	v.settled()
	if v.stale {
		v.reason = "an experiment changed after a run behind it"
	}
	if subject.Context != "" && !points {
		return v, e.toldWinner(v)
	}
	if len(names) == 0 {
		v.missing, v.text, v.basis = true, "no winner", string(score.Missing)
		v.reason = "the ranges of the totals overlap, so that no winner can be told"
		return v, nil
	}
	v.text, v.key = list(names), strings.Join(ids, ",")
	return v, nil
}

// bases from the strongest to the weakest.
var bases = []string{"declared", string(score.Measured), string(score.Published), string(score.Judged), string(score.Missing)}

// list joins names as a sentence does.
func list(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// margin is the lead of a total over another: of the first over the second, or
// of `tool` over `over`. With a context, first and second are those that its users
// are told of.
func (e *Env) margin(c *Call) (*value, error) {
	points, err := byPoints(c)
	if err != nil {
		return nil, err
	}
	table, set, subject, err := e.tableOf(c)
	if err != nil {
		return nil, err
	}
	v := &value{subject: subject, usual: two, basis: "declared", what: "lead of the first tool, " + subject.in(set)}
	order := byTotal(table)
	if subject.Context != "" && !points && (c.Arg("tool") == nil || c.Arg("over") == nil) {
		var why string
		if order, why, err = e.toldOrder(v, c); err != nil {
			return nil, err
		}
		if why != "" {
			return v, v.untold(why)
		}
	}
	first, second, err := rivals(c, table, order, e.in.Study)
	if err != nil {
		return nil, err
	}
	v.subject.Tools = []string{first.ID, second.ID}
	v.basis = weaker(string(first.Basis()), string(second.Basis()))
	v.what = fmt.Sprintf("lead of %s over %s, %s", first.Name, second.Name, subject.in(set))
	e.support(v, set, table, first)
	e.support(v, set, table, second)
	low := new(big.Rat).Sub(first.Total.Low, second.Total.High)
	high := new(big.Rat).Sub(first.Total.High, second.Total.Low)
	if low.Cmp(high) == 0 {
		v.known(low)
	} else {
		v.low, v.high = low, high
	}
	return v, nil
}

// byTotal are a table's rows, those that can have most first.
func byTotal(table *score.Table) []*score.Row {
	rows := make([]*score.Row, len(table.Tools))
	for i := range table.Tools {
		rows[i] = &table.Tools[i]
	}
	slices.SortStableFunc(rows, func(a, b *score.Row) int { return b.Total.High.Cmp(a.Total.High) })
	return rows
}

// rivals are the two tools of a margin: those that are named, and else the first
// in the order that is another.
func rivals(c *Call, table *score.Table, order []*score.Row, s *study.Study) (first, second *score.Row, err error) {
	if len(table.Tools) < 2 {
		return nil, nil, wrong(c.At, len(c.Function), "a margin needs two tools, and score set %s has %d", table.Set, len(table.Tools)).mend("leave it out, or name a set of several: set=")
	}
	named := func(name string) *score.Row {
		a := c.Arg(name)
		if a == nil || err != nil {
			return nil
		}
		row := table.Row(a.Value)
		if row == nil {
			var tool *study.Tool
			tool, err = find(&Call{Args: []Arg{{Name: "tool", Value: a.Value, ValueAt: a.ValueAt}}}, "tool", "tool", s.Tools,
				func(t *study.Tool) string { return t.ID })
			if err == nil {
				err = wrong(a.ValueAt, len(a.Value), "score set %s has no points of %s", table.Set, tool.Name).mend("the tools it has points of: %s", strings.Join(rated(table), ", "))
			}
		}
		return row
	}
	other := func(than *score.Row) *score.Row {
		for _, row := range order {
			if than == nil || row.ID != than.ID {
				return row
			}
		}
		return nil
	}
	first, second = named("tool"), named("over")
	if first == nil {
		first = other(second)
	}
	if second == nil {
		second = other(first)
	}
	return first, second, err
}

// rated are the tools that a table has rows of.
func rated(table *score.Table) []string {
	ids := make([]string, len(table.Tools))
	for i := range table.Tools {
		ids[i] = table.Tools[i].ID
	}
	return ids
}
