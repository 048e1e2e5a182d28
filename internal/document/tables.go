package document

import (
	"slices"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/score"
	"report/internal/study"
)

// table puts in a table that is computed. Of scores, one set or several side
// by side, criteria down and tools across, with weights and totals:
//
//	```{table #tbl-scores}
//	scores: published          # or [published, measured]
//	context: researcher        # whose weights; the study's own unless said
//	tools: [mlflow, airflow]   # all that the sets rate unless said
//	rank: true                 # a row with the ranks
//	caption: The published scores
//	```
//
// Or of anything that can be claimed: each row names itself and what its
// columns' expressions ask for in braces.
//
//	```{table #tbl-accuracy}
//	caption: Accuracy by model
//	rows: [SimpleNN, DeepNN]   # or a list of settings: - name: …
//	head: Model                # over the rows' names
//	columns:
//	  - name: Accuracy
//	    value: metric experiment=mlflow-mnist name=test_accuracy model={row} | percent 2
//	```
//
// What a rule measured, the rule itself, and the pairs of tools that blocks
// compare are tables of their own; see metricTable, ruleTable and pairTable.
func (f *fenced) table(out []Block) []Block {
	o := f.options()
	t := &Table{Pos: f.pos}
	t.Caption, t.ID, t.Number = f.caption("tbl", &f.counts.table)
	scores, columns := o.list("scores"), o.list("columns")
	switch {
	case f.noStudy():
	case scores != nil && columns != nil:
		f.failHere("leave out `scores:` or `columns:`", "a {table} is of scores or of columns, not both")
	case scores != nil:
		f.scoreTable(t, scores)
	case columns != nil:
		f.claimTable(t, columns)
	case o.get("metrics") != nil:
		f.metricTable(t, o.get("metrics"))
	case o.get("pairs") != nil:
		f.pairTable(t, o.get("pairs"))
	case o.get("rubric") != nil:
		f.ruleTable(t, o.get("rubric"))
	default:
		f.failHere("scores: SET, metrics: CRITERION, rubric: CRITERION, pairs: EXPERIMENT, or rows: and columns:", "this {table} does not say what it shows")
	}
	o.done()
	return append(out, t)
}

// noStudy complains where there is nothing to compute from.
func (f *fenced) noStudy() bool {
	if f.env.Claims != nil && f.env.Study != nil {
		return false
	}
	f.failHere("", "there is no study to compute this {%s} from", f.name)
	return true
}

// scored is what a block of scores shows.
type scored struct {
	sets     []string
	context  string
	tools    []string
	criteria []study.Criterion
	names    map[string]string // of tools
	titles   map[string]string // of sets
}

// scored reads the settings that tables and charts of scores share.
func (f *fenced) scored(sets []value) scored {
	o, s := f.options(), f.env.Study
	d := scored{names: map[string]string{}, titles: map[string]string{}, criteria: s.Criteria}
	d.sets = f.some(sets, "score set", ids(s.Sets, func(s *study.ScoreSet) string { return s.ID }))
	named := o.list("tools")
	d.tools = f.some(named, "tool", ids(s.Tools, func(t *study.Tool) string { return t.ID }))
	if named == nil && len(d.sets) > 0 {
		d.tools = slices.DeleteFunc(d.tools, func(tool string) bool { return !d.rated(s, tool) })
	}
	if v := o.get("context"); v != nil {
		d.context = f.one(v, "context", ids(s.Contexts, func(c *study.Context) string { return c.ID }))
	}
	for _, t := range s.Tools {
		d.names[t.ID] = nameOr(t.Name, t.ID)
	}
	for _, set := range s.Sets {
		d.titles[set.ID] = nameOr(set.Name, set.ID)
	}
	return d
}

// rated reports whether one of the sets has points of the tool. A tool without
// any is shown, with empty columns, only where it is named.
func (d *scored) rated(s *study.Study, tool string) bool {
	return slices.ContainsFunc(d.sets, func(set string) bool { return score.Rates(s.Set(set), tool) })
}

func nameOr(name, id string) string {
	if name == "" {
		return id
	}
	return name
}

// scoreTable fills a table with the cells of one or more score sets.
func (f *fenced) scoreTable(t *Table, sets []value) {
	rank := f.options().bool("rank", false)
	d := f.scored(sets)
	winners := map[string]string{}
	for _, set := range d.sets {
		leader, err := f.env.Claims.Leader(set, d.context)
		if err != nil {
			f.failHere("", "the scores of %s cannot be worked out: %v", set, err)
			return
		}
		winners[set] = leader
	}
	f.scoreHead(t, d, winners)
	for _, c := range d.criteria {
		row := []Cell{{Text: plainly(nameOr(c.Name, c.ID) + f.changedMarks(d.sets, c)), Head: true}, f.cell(f.env.Claims.Weight(d.context, c.ID, f.pos))}
		f.eachColumn(d, func(tool, set string) {
			row = append(row, f.scoreCell(set, tool, c))
		})
		t.Body = append(t.Body, row)
	}
	t.Foot = append(t.Foot, f.totals(d, winners))
	var barred []string
	if rank {
		var row []Cell
		row, barred = f.ranks(d)
		t.Foot = append(t.Foot, row)
	}
	t.Notes = f.basisNotes(d)
	if len(barred) > 0 {
		t.Notes = append(t.Notes, plainly("Rank: "+listed(barred)+plural(barred, " does", " do")+" not do what this kind of user requires."))
	}
	for _, c := range d.criteria {
		t.Notes = append(t.Notes, f.changeNotes(d, d.sets, c)...)
	}
}

// ranks is the row of ranks, and which tools have none because the context rules
// them out.
func (f *fenced) ranks(d scored) (row []Cell, barred []string) {
	row = []Cell{{Text: plainly("Rank"), Head: true}, {Text: []Inline{}}}
	f.eachColumn(d, func(tool, set string) {
		if !f.rates(set, tool) {
			row = append(row, Cell{Text: []Inline{}})
			return
		}
		c, e := f.env.Claims.Rank(set, d.context, tool, f.pos)
		row = append(row, f.cell(c, e))
		if name := d.names[tool]; e == nil && c.Value == claim.NoRank && !slices.Contains(barred, name) {
			barred = append(barred, name)
		}
	})
	return row, barred
}

// eachColumn visits the columns of figures: tool by tool, each set beside the
// other.
func (f *fenced) eachColumn(d scored, visit func(tool, set string)) {
	for _, tool := range d.tools {
		for _, set := range d.sets {
			visit(tool, set)
		}
	}
}

func plainly(words string) []Inline { return []Inline{&Text{Value: words}} }

// scoreHead names the tools and, where there are several, the sets below them.
func (f *fenced) scoreHead(t *Table, d scored, winners map[string]string) {
	t.Columns = []Column{{Left}, {Decimal}}
	first := []Cell{{Text: plainly("Criterion")}, {Text: plainly("Weight")}}
	second := []Cell{{Text: []Inline{}}, {Text: []Inline{}}}
	several := len(d.sets) > 1
	f.eachColumn(d, func(tool, set string) {
		t.Columns = append(t.Columns, Column{Decimal})
		head := Cell{Text: []Inline{}}
		if set == d.sets[0] {
			head.Text, head.Strong = plainly(d.names[tool]), !several && winners[set] == tool
			if several {
				head.Span = len(d.sets)
			}
		}
		first = append(first, head)
		second = append(second, Cell{Text: plainly(d.titles[set])})
	})
	t.Head = [][]Cell{first}
	if several {
		t.Head = append(t.Head, second)
	}
	t.Body = [][]Cell{}
}

func (f *fenced) totals(d scored, winners map[string]string) []Cell {
	row := []Cell{{Text: plainly("Total"), Head: true}, {Text: []Inline{}}}
	f.eachColumn(d, func(tool, set string) {
		if !f.rates(set, tool) {
			row = append(row, Cell{Text: []Inline{}})
			return
		}
		c, e := f.env.Claims.Total(set, d.context, tool, f.pos)
		if e == nil && c.Status == claim.Missing {
			f.keep(c)
			c.Reason = "not all criteria have points" // which ones, the column says
			row = append(row, Cell{Text: f.figured(c), Strong: winners[set] == tool})
			return
		}
		cell := f.cell(c, e)
		cell.Strong = winners[set] == tool
		row = append(row, cell)
	})
	return row
}

// cell prints a claim that a table's cell makes.
func (f *fenced) cell(c claim.Claim, e *diag.Error) Cell {
	if e != nil {
		f.fail(f.placed(e))
		return Cell{Text: []Inline{}}
	}
	return Cell{Text: f.figured(f.keep(c))}
}

// placed gives a mistake of a block the block's line.
func (f *fenced) placed(e *diag.Error) *diag.Error {
	if e.File == "" || e.Line == 0 {
		e.Pos = f.pos
	}
	return f.quoted(e)
}

// The marks behind points that were not measured in a set that measures.
const (
	judgedMark    = "†"
	publishedMark = "‡"
)

// scoreCell prints the points of one tool on one criterion, with a mark where
// they are not what the set's other cells are.
func (f *fenced) scoreCell(set, tool string, c study.Criterion) Cell {
	if !f.rates(set, tool) {
		return Cell{Text: []Inline{}}
	}
	points, mistake := f.env.Claims.Cell(set, tool, c.ID, f.pos)
	basis := f.basis(set, tool, c.ID).Basis
	if basis == score.Measured && points.Status != claim.Missing && !strings.Contains(points.Text, ".") {
		points.Text += ".0" // rules give tenths: 8.0 stands below 8.1
	}
	cell := f.cell(points, mistake)
	switch basis {
	case score.Judged:
		cell.Text = append(cell.Text, &Text{Value: judgedMark})
	case score.Published:
		if s := f.env.Study.Set(set); s != nil && s.Rubric {
			cell.Text = append(cell.Text, &Text{Value: publishedMark})
		}
	}
	return cell
}

// rates reports whether a score set has points of a tool; where it has none, the
// tool's column is empty.
func (f *fenced) rates(set, tool string) bool { return score.Rates(f.env.Study.Set(set), tool) }

// basis is a cell of a score set as it was worked out.
func (f *fenced) basis(set, tool, criterion string) score.Cell {
	table, err := f.env.Claims.Table(set, "")
	if err != nil || table.Row(tool) == nil {
		return score.Cell{}
	}
	return table.Row(tool).Cells[criterion]
}

// basisNotes explain the marks below a table, and say where points that were
// published come from.
func (f *fenced) basisNotes(d scored) [][]Inline {
	var notes [][]Inline
	for _, id := range d.sets {
		set := f.env.Study.Set(id)
		marked := false
		var without []string
		for _, tool := range d.tools {
			if !f.rates(id, tool) {
				without = append(without, d.names[tool])
			}
			for _, c := range d.criteria {
				cell := f.basis(id, tool, c.ID)
				where := d.names[tool] + ", " + nameOr(c.Name, c.ID)
				switch {
				case cell.Basis == score.Judged:
					notes = append(notes, plainly(judgedMark+" Judged"+by(cell.By)+": "+where+reasonOf(cell.Reason)))
				case cell.Basis == score.Published && set.Rubric:
					notes = append(notes, plainly(publishedMark+" Published: "+where+reasonOf(cell.At)))
				case cell.Basis == score.Published:
					marked = true
				}
			}
		}
		if len(without) > 0 {
			notes = append(notes, plainly(d.titles[id]+": no points of "+listed(without)+", which it does not rate."))
		}
		if marked && set.Source != "" {
			note := plainly(d.titles[id] + ": points as given by ")
			notes = append(notes, append(note, &Cite{Narrative: true, Items: []CiteItem{{Key: set.Source, Pos: f.pos}}, Pos: f.pos}, &Text{Value: "."}))
		}
	}
	return notes
}

func by(who string) string {
	if who == "" {
		return ""
	}
	return " by " + who
}

func reasonOf(reason string) string {
	if reason == "" {
		return "."
	}
	return ": " + strings.TrimSuffix(reason, ".") + "."
}

// row is one row, column or line that expressions are asked for: its name and
// what `{name}` in an expression stands for.
type row struct {
	name  []Inline
	words string
	vars  map[string]string
}

// rows reads a list of names, or of settings of which `name` is printed and
// all may be used in expressions.
func (f *fenced) rows(values []value, itself string) (all []row) {
	for _, v := range values {
		if v.settings == nil {
			all = append(all, row{name: f.builder.text(v.text), words: f.plainFigured(v.text), vars: map[string]string{itself: v.text.String()}})
			continue
		}
		r := row{vars: map[string]string{}}
		for _, s := range v.settings {
			r.vars[s.key.String()] = strings.TrimSpace(s.value.text.String())
			if s.key.String() == "name" {
				r.name, r.words = f.builder.text(s.value.text), f.plainFigured(s.value.text)
			}
		}
		if r.name == nil {
			f.fail(v.text.errorAt(0, 1, "this item has no name").WithHint("- name: …"))
		}
		if r.vars[itself] == "" {
			r.vars[itself] = r.words
		}
		all = append(all, r)
	}
	return all
}

// claimTable fills a table with an expression for each row and column.
func (f *fenced) claimTable(t *Table, columns []value) {
	o := f.options()
	rows := f.rows(o.list("rows"), "row")
	head := []Cell{{Text: []Inline{}}}
	if v := o.get("head"); v != nil {
		head[0].Text = f.builder.text(v.text)
	}
	t.Columns = []Column{{Left}}
	t.Body = make([][]Cell, len(rows))
	for i, r := range rows {
		t.Body[i] = []Cell{{Text: r.name, Head: true}}
	}
	for _, c := range columns {
		co := &options{b: f.builder, what: "a column", all: c.settings}
		name, value := co.get("name"), co.get("value")
		align := Align(co.choice("align", string(Decimal), string(Left), string(Right), string(Center)))
		co.done()
		if name == nil || value == nil {
			f.fail(c.text.errorAt(0, 1, "a column has a name and a value").WithHint("- name: …\n  value: EXPRESSION"))
			continue
		}
		t.Columns = append(t.Columns, Column{align})
		head = append(head, Cell{Text: f.builder.text(name.text)})
		for i, r := range rows {
			t.Body[i] = append(t.Body[i], f.expressionCell(value.text, r.vars))
		}
	}
	if len(rows) == 0 {
		f.failHere("rows: [SimpleNN, DeepNN]", "this {table} has no rows")
	}
	t.Head = [][]Cell{head}
}

// expressionCell resolves an expression in which `{name}` stands for a row's
// settings.
func (f *fenced) expressionCell(g fragment, vars map[string]string) Cell {
	c, ok := f.expression(g, vars)
	if !ok {
		return Cell{Text: []Inline{}}
	}
	return Cell{Text: f.figured(c)}
}

func (f *fenced) expression(g fragment, vars map[string]string) (claim.Claim, bool) {
	text, ok := f.expanded(g, vars)
	if !ok {
		return claim.Claim{}, false
	}
	c, e := f.env.Claims.Resolve(text, g.pos(0))
	if e != nil {
		f.fail(f.placed(e))
		return c, false
	}
	return f.keep(c), true
}

// expanded puts a row's settings into an expression. The braces around the
// whole, as in running text, may be left on.
func (f *fenced) expanded(g fragment, vars map[string]string) (string, bool) {
	text := strings.TrimSpace(g.String())
	if strings.HasPrefix(text, "{{") && strings.HasSuffix(text, "}}") {
		text = strings.TrimSpace(text[2 : len(text)-2])
	}
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String(), true
		}
		name, after, closed := strings.Cut(rest, "}")
		value, known := vars[name]
		if !closed || !known {
			e := g.errorAt(strings.Index(g.String(), "{"+name), len(name)+2, "{%s} stands for nothing here", name)
			if near := nearestOf(name, keysOf(vars)); near != "" {
				e.WithHint("did you mean {%s}?", near)
			}
			f.fail(e)
			return "", false
		}
		out.WriteString(value)
		text = after
	}
}

func keysOf(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sortStrings(keys)
	return keys
}
