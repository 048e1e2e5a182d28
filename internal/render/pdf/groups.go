package pdf

import "report/internal/document"

// groups is the table as it fits, or its columns in groups that do, each
// beginning with the first column.
func (g *grid) groups(ways []way, f frame) []*grid {
	if g.measure(ways) {
		return []*grid{g}
	}
	widest := ways[len(ways)-1]
	cuts := g.cuts(widest.room)
	if len(cuts) < 2 {
		g.squeeze(widest)
		return []*grid{g}
	}
	out := make([]*grid, len(cuts))
	parent := g.frame.owner.parent
	from, all := 1, g.table
	for i, to := range cuts {
		out[i] = g
		if i > 0 {
			out[i] = g.renderer.grid(all, f, parent.child("Table"))
		}
		out[i].table, out[i].asks = columnsOf(all, from, to), nil
		from = to
	}
	// All groups are set in letters of one size.
	shrinks := g.look.shrinks()
	for n := range shrinks {
		fit := true
		for _, one := range out {
			one.scales = shrinks[n : n+1]
			fit = fit && one.fits(widest)
		}
		if fit {
			break
		}
	}
	for _, one := range out {
		if !one.measure([]way{widest}) {
			one.squeeze(widest)
		}
	}
	return out
}

// cuts is where groups of columns end that each fit beside the first one,
// with much the same number of columns in each. There is a single one when no
// grouping helps.
func (g *grid) cuts(room float64) []int {
	var ends []int // where groups may end: not within a head over several columns
	for i := 2; i <= len(g.asks); i++ {
		if i == len(g.asks) || !g.within(i) {
			ends = append(ends, i)
		}
	}
	shrinks := g.look.shrinks()
	smallest := shrinks[len(shrinks)-1]
	gap := gapOf(g.size*smallest, smallest)
	fits := func(from, to int) bool {
		sum := g.asks[0].part
		for _, a := range g.asks[from:to] {
			sum += a.part
		}
		return sum*smallest+gap*float64(to-from) <= room
	}
	for groups := 2; groups < len(ends); groups++ {
		var cuts []int
		good, from := true, 1
		for k := 1; k <= groups; k++ {
			to := ends[k*len(ends)/groups-1]
			good = good && fits(from, to)
			cuts, from = append(cuts, to), to
		}
		if good {
			return cuts
		}
	}
	if len(ends) > 1 && len(ends) < 4 {
		return ends
	}
	return nil // the first column leaves no room for others
}

// within reports whether a head over several columns covers both a column and
// the one before.
func (g *grid) within(i int) bool {
	for _, row := range g.table.Head {
		for k := range row {
			if span := spanOf(row, k); k < i && i < k+span {
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
			out[i] = append([]document.Cell(nil), row[:min(1, len(row))]...)
			out[i] = append(out[i], row[min(from, len(row)):min(to, len(row))]...)
		}
		return out
	}
	one := *t
	one.Head, one.Body, one.Foot = cut(t.Head), cut(t.Body), cut(t.Foot)
	one.Columns = append([]document.Column(nil), t.Columns[:min(1, len(t.Columns))]...)
	one.Columns = append(one.Columns, t.Columns[min(from, len(t.Columns)):min(to, len(t.Columns))]...)
	return &one
}
