package pdf

import (
	"report/internal/document"
	"report/internal/typeset"
)

// measure chooses the columns' widths: what their content asks for when it
// fits, otherwise shares of the room above what their longest words need.
func (g *grid) measure() {
	n := g.count()
	g.gap = g.size * columnGap
	for {
		most, least := g.wants(n)
		room := g.frame.width - g.gap*float64(max(n-1, 0))
		if over := sum(least) - room; over > 0 && g.margin > 0 {
			// Its longest words do not fit: it may stand out into the margins.
			out := min(over/2+1, g.margin)
			g.frame.x, g.frame.width, g.margin = g.frame.x-out, g.frame.width+2*out, 0
			continue
		}
		if over := sum(most) / room; over > 1 && over < 1.1 && g.size > g.look.small*0.9 {
			// A little smaller reads better than names cut in two.
			g.size *= 0.97
			g.gap = g.size * columnGap * 0.9
			g.frame.size, g.frame.leading = g.size, g.size*1.24
			continue
		}
		g.widths = g.share(most, least, room)
		if sum(least) <= room || g.size < g.look.small*0.78 {
			break
		}
		// Then it is set smaller and closer.
		g.size *= 0.94
		g.gap = g.size * columnGap * 0.7
		g.frame.size, g.frame.leading = g.size, g.size*1.24
	}
	g.x = make([]float64, n)
	total := sum(g.widths) + g.gap*float64(max(n-1, 0))
	x := (g.frame.width - total) / 2
	for i, w := range g.widths {
		g.x[i] = x
		x += w + g.gap
	}
	if n == 0 {
		g.x = []float64{0}
	}
}

func (g *grid) count() int {
	n := len(g.table.Columns)
	for _, rows := range [][][]document.Cell{g.table.Head, g.table.Body, g.table.Foot} {
		for _, row := range rows {
			n = max(n, len(row))
		}
	}
	return n
}

// natural is how wide the table stands with nothing wrapped.
func (g *grid) natural() float64 {
	n := g.count()
	most, _ := g.wants(n)
	return sum(most) + g.size*columnGap*float64(max(n-1, 0))
}

func sum(list []float64) float64 {
	s := 0.0
	for _, v := range list {
		s += v
	}
	return s
}

// wants is the width of each column with all its content on one line, and the
// least it can do with.
func (g *grid) wants(n int) (most, least []float64) {
	most, least = make([]float64, n), make([]float64, n)
	g.left = make([]float64, n)
	g.right = make([]float64, n)
	each := func(rows [][]document.Cell, head bool) {
		for _, row := range rows {
			for i, cell := range row {
				one, word := g.cellWidths(cell, head)
				most[i], least[i] = max(most[i], one), max(least[i], word)
				if g.align(i) != document.Decimal {
					continue
				}
				if before, ok := g.beforePoint(cell, head); ok {
					g.left[i], g.right[i] = max(g.left[i], before), max(g.right[i], one-before)
				}
			}
		}
	}
	each(g.table.Head, true)
	each(g.table.Body, false)
	each(g.table.Foot, false)
	for i := range most {
		if both := g.left[i] + g.right[i]; both > 0 {
			// Numbers never wrap; a head wider than them centres them below it.
			least[i] = max(least[i], both)
			most[i] = max(most[i], both)
		}
	}
	return most, least
}

// cellWidths is how wide a cell is on one line, and its widest word.
func (g *grid) cellWidths(cell document.Cell, head bool) (line, word float64) {
	o := g.cellRun(cell, head, artifact)
	for _, l := range g.fonts.Lines(o.spans, typeset.Shape{Width: 1e5, Align: typeset.Left}) {
		width, current := 0.0, 0.0
		for _, p := range l.Pieces {
			width = p.X + p.Width
			for _, glyph := range p.Glyphs {
				if glyph.Rune == ' ' {
					current = 0
					continue
				}
				current += float64(glyph.Advance)
				word = max(word, current)
			}
		}
		line = max(line, width)
	}
	return line, word
}

// share gives each column its content's width, or cuts the widest to a width
// that makes all fit.
func (g *grid) share(most, least []float64, room float64) []float64 {
	if sum(most) <= room {
		return most
	}
	if sum(least) >= room {
		return g.squeeze(least, room)
	}
	// The cut is found by halving: columns below it keep what they want.
	low, high := 0.0, room
	out := make([]float64, len(most))
	for range 40 {
		cut := (low + high) / 2
		for i := range most {
			out[i] = max(least[i], min(most[i], cut))
		}
		if sum(out) > room {
			high = cut
		} else {
			low = cut
		}
	}
	for i := range most {
		out[i] = max(least[i], min(most[i], low))
	}
	return out
}

// squeeze makes columns narrower than their longest words, which are broken
// then. Numbers keep their width as long as words can give way.
func (g *grid) squeeze(least []float64, room float64) []float64 {
	numbers, words := 0.0, 0.0
	for i, w := range least {
		if g.align(i) == document.Decimal {
			numbers += w
		} else {
			words += w
		}
	}
	scale := (room - numbers) / words
	out := make([]float64, len(least))
	for i, w := range least {
		switch {
		case words == 0 || scale < 0.35:
			out[i] = w * room / (numbers + words)
		case g.align(i) == document.Decimal:
			out[i] = w
		default:
			out[i] = w * scale
		}
	}
	return out
}
