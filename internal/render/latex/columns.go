package latex

import (
	"cmp"
	"math"
	"slices"

	"report/internal/document"
)

// size is one in which tables are set.
type size struct {
	command string
	points  float64
	scale   float64 // of the letters' widths, which are broader the smaller they are
	gap     float64 // half of what parts two columns
}

// sizes are those of tables, the usual one first and the smallest that is read
// without effort last.
func (w *writer) sizes() []size {
	all := []size{{`\small`, 10, 1, 6}, {`\footnotesize`, 9, 0.925, 4}, {`\scriptsize`, 8, 0.851, 3.2}, {`\scriptsize`, 7, 0.798, 2.8}}
	if w.opts.Columns != 2 {
		return all[:3]
	}
	small := all[1:]
	for i, command := range []string{`\small`, `\footnotesize`, `\scriptsize`} {
		small[i].command = command
	}
	return small
}

// What the preamble's margins leave, in TeX's points.
const (
	textWidth    = 415.4
	columnWidth  = 237.6
	columnsWidth = 495.0
	textHeight   = 674.0
	inTwoHeight  = 708.0
)

// layout is one way of setting a table: in the usual size or a smaller one, in
// a column or over both. What costs a reader least is taken.
type layout struct {
	size
	wide   bool
	room   float64
	widths []float64 // of the columns
	wraps  []bool    // whether a column's cells go on in a second line
	height float64
	tight  bool // something is wider than its column all the same
}

// ask is what the cells of a column want, at ten points.
type ask struct {
	most, word, piece float64
	cells             [][]part // by row
}

// asks measures a table's columns.
func asks(t *document.Table) []ask {
	out := make([]ask, len(t.Columns))
	var spans []spanning
	for _, rows := range [][][]document.Cell{t.Head, t.Body, t.Foot} {
		for _, row := range rows {
			for i := range out {
				out[i].cells = append(out[i].cells, nil)
			}
			for i := 0; i < len(row) && i < len(out); i++ {
				f := upright
				if row[i].Strong {
					f = bold
				}
				parts := partsOf(row[i].Text, f)
				if span := min(row[i].Span, len(out)-i); span > 1 {
					spans = append(spans, spanning{i, span, parts})
					i += span - 1
					continue
				}
				a := &out[i]
				word, piece := longest(parts)
				a.most, a.word, a.piece = max(a.most, lineWidth(parts)), max(a.word, word), max(a.piece, piece)
				a.cells[len(a.cells)-1] = parts
			}
		}
	}
	for _, s := range spans {
		s.widen(out)
	}
	return out
}

// spanning is a head over several columns.
type spanning struct {
	first, count int
	parts        []part
}

// widen makes the columns below a head as wide as it is, for it does not wrap.
func (s spanning) widen(asks []ask) {
	below := asks[s.first : s.first+s.count]
	need := lineWidth(s.parts)
	more := func(of func(*ask) *float64) {
		short := need
		for i := range below {
			short -= *of(&below[i])
		}
		for i := range below {
			if short > 0 {
				*of(&below[i]) += short / float64(len(below))
			}
		}
	}
	more(func(a *ask) *float64 { return &a.most })
	more(func(a *ask) *float64 { return &a.word })
	more(func(a *ask) *float64 { return &a.piece })
}

// best is the layout that costs least in one of some sizes: first among those
// that part no word, then among those that part paths and code.
func (w *writer) best(t *document.Table, sizes []size) (layout, bool) {
	columns, rooms := asks(t), w.rooms(t)
	for _, whole := range []bool{true, false} {
		best, cost := layout{}, math.Inf(1)
		for i, room := range rooms {
			for k, s := range sizes {
				l, fits := fit(columns, s, room, whole)
				if !fits {
					continue
				}
				l.wide = i > 0
				c := l.height * (1 + 0.35*float64(k))
				if l.wide { // its place is a page's top, far from the text
					c = c*1.5 + 20
				}
				if c < cost {
					best, cost = l, c
				}
			}
		}
		if !math.IsInf(cost, 1) {
			return best, true
		}
	}
	last := len(rooms) - 1
	l := squeeze(columns, sizes[len(sizes)/2], rooms[last])
	l.wide = last > 0
	return l, false
}

// rooms are the widths of the places that a table may take. One without a
// caption stays where it stands, since no text could refer to it elsewhere.
func (w *writer) rooms(t *document.Table) []float64 {
	switch {
	case inPlace(t) && w.opts.Columns == 2:
		return []float64{columnWidth - w.inset}
	case inPlace(t):
		return []float64{textWidth - w.inset}
	case w.opts.Columns == 2:
		return []float64{columnWidth, columnsWidth}
	}
	return []float64{textWidth}
}

func inPlace(t *document.Table) bool { return t.Number == "" && len(t.Caption) == 0 }

// slack is what the measured widths may be wrong by.
const slack = 1.02

// fit gives each column its width in a room: what its cells want where all
// fits, else what keeps the rows low.
func fit(columns []ask, s size, room float64, whole bool) (layout, bool) {
	l := layout{size: s, room: room, widths: make([]float64, len(columns)), wraps: make([]bool, len(columns))}
	free := room - 2*s.gap*float64(len(columns)-1)
	most := 0.0
	for i, a := range columns {
		l.widths[i] = a.piece * s.scale * slack
		if whole {
			l.widths[i] = a.word * s.scale * slack
		}
		free -= l.widths[i]
		most += max(0, a.most*s.scale*slack-l.widths[i])
	}
	if free < 0 {
		return l, false
	}
	if most <= free {
		for i, a := range columns {
			l.widths[i] = max(l.widths[i], a.most*s.scale*slack)
		}
	} else {
		l.share(columns, free)
	}
	l.trim(columns)
	l.count(columns)
	return l, true
}

// trim takes from each column what none of its lines uses.
func (l *layout) trim(columns []ask) {
	for i, a := range columns {
		want := l.lines(columns, i)
		least := a.piece * l.scale * slack
		for l.widths[i]-1 > least {
			l.widths[i]--
			if !slices.Equal(l.lines(columns, i), want) {
				l.widths[i]++
				break
			}
		}
	}
}

// share hands out what room is free, in small steps, each to the column whose
// cells make the rows highest.
func (l *layout) share(columns []ask, free float64) {
	const step = 6.0
	free -= l.short(columns, free*0.4)
	counts := make([][]int, len(columns))
	for i := range columns {
		counts[i] = l.lines(columns, i)
	}
	for ; free >= step; free -= step {
		most, to := 0.0, -1
		for i, a := range columns {
			if l.widths[i] >= a.most*l.scale*slack {
				continue
			}
			if high := highest(counts, i); high > most {
				most, to = high, i
			}
		}
		if to < 0 {
			return
		}
		l.widths[to] += step
		counts[to] = l.lines(columns, to)
	}
}

// short lets the columns that want little more have it, out of some room, and
// tells how much they took.
func (l *layout) short(columns []ask, room float64) (taken float64) {
	order := make([]int, len(columns))
	for i := range order {
		order[i] = i
	}
	want := func(i int) float64 { return max(0, columns[i].most*l.scale*slack-l.widths[i]) }
	slices.SortStableFunc(order, func(i, k int) int { return cmp.Compare(want(i), want(k)) })
	for _, i := range order {
		more := want(i)
		if taken+more > room {
			break
		}
		l.widths[i] += more
		taken += more
	}
	return taken
}

// highest is how many lines a column adds to the rows that it makes high, with
// a little for every line at all.
func highest(counts [][]int, column int) float64 {
	high := 0.0
	for row, n := range counts[column] {
		others := 1
		for i := range counts {
			if i != column {
				others = max(others, counts[i][row])
			}
		}
		high += float64(max(0, n-others)) + 0.3*float64(n-1)
		if n == others && n > 1 {
			high += 0.4
		}
	}
	return high
}

// lines is how many lines each cell of a column needs.
func (l *layout) lines(columns []ask, i int) []int {
	out := make([]int, len(columns[i].cells))
	for row, parts := range columns[i].cells {
		out[row] = lines(parts, l.widths[i]/l.scale/slack)
	}
	return out
}

// count adds up the rows' heights and marks the columns that wrap.
func (l *layout) count(columns []ask) {
	if len(columns) == 0 {
		return
	}
	rows := make([]int, len(columns[0].cells))
	for i := range columns {
		for row, n := range l.lines(columns, i) {
			rows[row] = max(rows[row], n)
			l.wraps[i] = l.wraps[i] || n > 1
		}
	}
	for _, n := range rows {
		l.height += float64(max(1, n))*l.points*1.2 + 1
	}
}

func (l *layout) anyWraps() bool { return slices.Contains(l.wraps, true) }

// squeeze makes columns narrower than the longest pieces of their words.
func squeeze(columns []ask, s size, room float64) layout {
	l := layout{size: s, room: room, widths: make([]float64, len(columns)), wraps: make([]bool, len(columns)), tight: true}
	all := 0.0
	for _, a := range columns {
		all += a.piece
	}
	free := room - 2*s.gap*float64(len(columns)-1)
	for i, a := range columns {
		l.widths[i] = max(1, free*a.piece/max(1, all))
	}
	l.count(columns)
	return l
}

// groups are the columns of a table that is too wide for any layout, parted
// into tables that each begin with the first column, in letters of one size;
// nothing where that does not help.
func (w *writer) groups(t *document.Table) ([]*document.Table, []layout) {
	var ends []int // where a group may end: not within a head over several columns
	for i := 2; i <= len(t.Columns); i++ {
		if !within(t.Head, i) {
			ends = append(ends, i)
		}
	}
	for n := 2; n <= len(ends); n++ {
		var out []*document.Table
		from := 1
		for k := 1; k <= n; k++ {
			to := ends[k*len(ends)/n-1]
			out, from = append(out, columnsOf(t, from, to)), to
		}
		sizes := w.sizes()
		for i := range sizes {
			if layouts, fit := w.all(out, sizes[i:i+1]); fit {
				return out, layouts
			}
		}
	}
	return nil, nil
}

// all are the best layouts of some tables, and whether there is one for each.
func (w *writer) all(tables []*document.Table, sizes []size) ([]layout, bool) {
	layouts := make([]layout, len(tables))
	for i, one := range tables {
		var fits bool
		if layouts[i], fits = w.best(one, sizes); !fits {
			return nil, false
		}
	}
	return layouts, true
}

// within reports whether a head covers both a column and the one before.
func within(head [][]document.Cell, i int) bool {
	for _, row := range head {
		for k, cell := range row {
			if k < i && i < k+cell.Span {
				return true
			}
		}
	}
	return false
}

// columnsOf is a table's first column and those from one up to another.
func columnsOf(t *document.Table, from, to int) *document.Table {
	cut := func(rows [][]document.Cell) [][]document.Cell {
		out := make([][]document.Cell, len(rows))
		for i, row := range rows {
			out[i] = append(out[i], row[:min(1, len(row))]...)
			out[i] = append(out[i], row[min(from, len(row)):min(to, len(row))]...)
		}
		return out
	}
	one := *t
	one.Head, one.Body, one.Foot = cut(t.Head), cut(t.Body), cut(t.Foot)
	one.Columns = append(append([]document.Column(nil), t.Columns[:1]...), t.Columns[from:to]...)
	return &one
}
