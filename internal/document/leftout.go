package document

import (
	"math/big"
	"strings"

	"report/internal/claim"
	"report/internal/score"
)

// leftOut puts in what single probes decide: a set's points, totals and ranks
// with each probe left out of its rule in turn, for all tools alike, as a
// paragraph whose words follow the figures and a table:
//
//	```{left-out #tbl-left set=measured}
//	context: researcher      # whose weights; the study's own unless said
//	table: false             # true unless said
//	caption: Points with each probe left out in turn
//	```
func (f *fenced) leftOut(out []Block) []Block {
	o := f.options()
	named, context, shown := o.get("set"), o.get("context"), o.bool("table", true)
	if f.noStudy() {
		return out
	}
	t := &Table{Pos: f.pos}
	t.Caption, t.ID, t.Number = f.caption("tbl", &f.counts.table)
	s := f.sensitive(named, context)
	o.done()
	if s == nil {
		return out
	}
	table, err := f.env.Claims.Table(s.set, s.context)
	if err != nil {
		f.failHere("", "the scores of %s cannot be worked out: %v", s.set, err)
		return out
	}
	left, err := f.env.Claims.LeftOut(s.set, s.context)
	if err != nil {
		f.failHere("", "what the probes of %s decide cannot be worked out: %v", s.set, err)
		return out
	}
	s.table = table
	w := &without{sensitive: s, left: left}
	out = append(out, &Paragraph{Text: trimRight(w.words()), Pos: f.pos})
	if left == nil || !shown {
		return out
	}
	w.fill(t)
	return append(out, t)
}

// without puts into words what each probe decides.
type without struct {
	*sensitive
	left *score.LeftOut // nil where there is nothing to leave out
}

func (w *without) words() []Inline {
	if w.left == nil {
		return plainly("No rule of this set asks a probe beside something else, so that none can be left out.")
	}
	text := w.first()
	if row := w.mostMoved(); row != nil {
		tool := "tool=" + row.ID
		text = append(text, w.say("The total that a single probe moves most is that of %s: %s with all of them, and %s with one left out. ", row.Name, w.asked("total", tool), w.asked("left-out", "of=total", tool))...)
	}
	if row, c := w.mostMovedCell(); row != nil {
		tool, criterion := "tool="+row.ID, "criterion="+c.ID
		points := "=score set=" + w.set + " " + tool + " " + criterion
		text = append(text, w.say("Of the points, those of %s on %s hang most on one probe: %s with all, and %s with one left out. ", row.Name, lowered(c.Name), points,
			w.asked("left-out", "of=points", tool, criterion))...)
	} else {
		text = append(text, plainly("No points change with any of them. ")...)
	}
	return append(text, w.ranks()...)
}

// first says who comes first without each probe.
func (w *without) first() []Inline {
	all := w.asked("left-out", "of=probes") + " | words"
	alike := " is left out of its rule, for all tools alike. "
	if len(w.table.Tools) == 1 {
		return w.say("The rules ask %s probes that can be left out. ", all)
	}
	if len(w.left.Winners) == 1 && w.left.Winners[0] == w.table.Winner {
		if w.table.Winner == "" {
			return w.say("No tool comes first, whichever of the %s probes"+alike, all)
		}
		return w.say("%s comes first, whichever of the %s probes"+alike, w.asked("winner"), all)
	}
	text := w.say("With all of the %s probes no tool comes first. ", all)
	if w.table.Winner != "" {
		text = w.say("With all of the %s probes %s comes first. ", all, w.asked("winner"))
	}
	var parts [][]Inline
	for i := range w.table.Tools {
		if row := &w.table.Tools[i]; w.left.Wins[row.ID] > 0 {
			parts = append(parts, w.say("%s without %s of them", row.Name, w.asked("left-out", "of=first", "tool="+row.ID)+" | words"))
		}
	}
	if w.left.Wins[""] > 0 {
		parts = append(parts, w.say("none without %s", w.asked("left-out", "of=first")+" | words"))
	}
	text = append(text, &Text{Value: "Where one is left out of its rule, for all tools alike, the first is "})
	for i, part := range parts {
		switch {
		case i > 0 && i == len(parts)-1:
			text = append(text, &Text{Value: ", and "})
		case i > 0:
			text = append(text, &Text{Value: ", "})
		}
		text = append(text, part...)
	}
	return append(text, &Text{Value: ". "})
}

// moved is how far what is left can lie from what there is with all probes.
func moved(left, all score.Span) *big.Rat {
	low, high := new(big.Rat).Sub(left.Low, all.Low), new(big.Rat).Sub(left.High, all.High)
	if low.Abs(low); low.Cmp(high.Abs(high)) > 0 {
		return low
	}
	return high
}

// mostMoved is the tool whose total moves most, or nil where none does.
func (w *without) mostMoved() *score.Row {
	var most *score.Row
	far := new(big.Rat)
	for i := range w.table.Tools {
		row := &w.table.Tools[i]
		if by := moved(w.left.Totals[row.ID].Span, row.Total); by.Cmp(far) > 0 {
			most, far = row, by
		}
	}
	return most
}

func (w *without) mostMovedCell() (*score.Row, *score.Criterion) {
	var most *score.Row
	var on *score.Criterion
	far := new(big.Rat)
	for k := range w.table.Criteria {
		c := &w.table.Criteria[k]
		for i := range w.table.Tools {
			row := &w.table.Tools[i]
			left, there := w.left.Cells[row.ID][c.ID]
			if !there {
				continue
			}
			if by := moved(left.Span, row.Cells[c.ID].Range); by.Cmp(far) > 0 {
				most, on, far = row, c, by
			}
		}
	}
	return most, on
}

// ranks says whose rank changes.
func (w *without) ranks() []Inline {
	var names []string
	ranked := 0
	for i := range w.table.Tools {
		row := &w.table.Tools[i]
		r := w.left.Ranks[row.ID]
		if row.Rank > 0 {
			ranked++
		}
		if r.High > 0 && (r.Low != row.Rank || r.High != row.Rank || r.Untold) {
			names = append(names, row.ID)
		}
	}
	switch {
	case len(names) == 0 && ranked == len(w.table.Tools):
		return plainly("Every tool keeps its rank.")
	case len(names) == 0 && ranked == 0:
		return plainly("No rank can be told, with any of them or without.")
	case len(names) == 0:
		return plainly("The ranks that can be told stay as they are.")
	}
	var out []Inline
	for i, id := range names {
		lead := ", "
		switch {
		case i == 0:
			lead = "The rank changes for "
		case i == len(names)-1:
			lead = " and "
		}
		out = append(append(out, &Text{Value: lead}), w.say("%s (%s)", w.table.Row(id).Name, w.asked("left-out", "of=rank", "tool="+id))...)
	}
	return append(out, &Text{Value: "."})
}

// anyRank reports whether a tool's rank can be told with some probe left out, or
// with none.
func (w *without) anyRank() bool {
	for i := range w.table.Tools {
		if row := &w.table.Tools[i]; row.Rank > 0 || w.left.Ranks[row.ID].High > 0 {
			return true
		}
	}
	return false
}

// fill makes the table: criteria down, tools across, each with what is left.
func (w *without) fill(t *Table) {
	t.Columns = []Column{{Left}}
	head := []Cell{{Text: plainly("Criterion")}}
	for i := range w.table.Tools {
		row := &w.table.Tools[i]
		t.Columns = append(t.Columns, Column{Center})
		head = append(head, Cell{Text: plainly(nameOr(row.Name, row.ID)), Strong: w.table.Winner == row.ID})
	}
	t.Head, t.Body = [][]Cell{head}, [][]Cell{}
	dash := false
	line := func(name string, there func(tool string) bool, args ...string) []Cell {
		row := []Cell{{Text: plainly(name), Head: true}}
		for i := range w.table.Tools {
			if !there(w.table.Tools[i].ID) {
				row, dash = append(row, Cell{Text: plainly("–")}), true
				continue
			}
			asked := w.asked("left-out", append([]string{"tool=" + w.table.Tools[i].ID}, args...)...)
			c, ok := w.claimOf(strings.TrimPrefix(asked, "="))
			if !ok {
				row = append(row, Cell{Text: []Inline{}})
				continue
			}
			if c.Status == claim.Missing && args[0] == "of=total" {
				c.Reason = "not all criteria have points" // which ones, the column says
			}
			row = append(row, Cell{Text: w.figured(c)})
		}
		return row
	}
	for _, c := range w.table.Criteria {
		row := line(nameOr(c.Name, c.ID), func(tool string) bool { return w.left.Cells[tool][c.ID].Probes > 0 }, "of=points", "criterion="+c.ID)
		t.Body = append(t.Body, row)
	}
	always := func(string) bool { return true }
	t.Foot = [][]Cell{line("Total", always, "of=total")}
	what := "points and total come"
	if w.anyRank() { // the text says where there is none
		t.Foot = append(t.Foot, line("Rank", always, "of=rank"))
		what = "points, total and rank come"
	}
	note := "Least and most of what " + what + " to where one probe is left out of its rule, for all tools alike."
	if dash {
		note += " A dash: nothing to leave out."
	}
	t.Notes = append(t.Notes, plainly(note))
}
