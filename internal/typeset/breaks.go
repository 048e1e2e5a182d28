package typeset

import "math"

// The demerits of plain TeX.
const (
	lineDemerits     = 10
	doubleHyphen     = 10000
	finalHyphen      = 5000
	unlikeNeighbours = 10000
	// A last line of one short word looks forgotten.
	shortLast = 8000
	shortest  = 0.1 // of the width
)

// The tolerances of the three tries: without hyphens, with them, and with
// spaces that may grow as much as they must.
const (
	strictTolerance = 100
	normalTolerance = 250
)

// node is a break that some best way to set the paragraph's start ends with.
type node struct {
	at       int // item index of the break; -1 at the start
	start    int // first item of the next line
	line     int
	fitness  int
	demerits float64
	ratio    float64
	previous *node
}

// sums are the widths up to each item.
type sums struct{ width, stretch, shrink float64 }

// breaker looks for the best set of breaks of one paragraph.
type breaker struct {
	*paragraph
	tolerance float64
	hyphens   bool
	emergency float64 // stretch added to every line
	last      bool    // take what there is
}

// breakLines is the chain of breaks, last first.
func (p *paragraph) breakLines() *node {
	b := &breaker{paragraph: p}
	p.totals = append(p.totals[:0], sums{})
	for i := range p.items {
		it, t := &p.items[i], p.totals[i]
		if it.kind != penalty {
			t.width += it.width
			t.stretch += it.stretch
			t.shrink += it.shrink
		}
		p.totals = append(p.totals, t)
	}
	ragged := 0.0
	if p.shape.Align != Justify {
		ragged = min(p.shape.Width/6, 36)
	}
	tries := []struct {
		tolerance float64
		hyphens   bool
		emergency float64
		last      bool
	}{
		{strictTolerance, false, ragged, false},
		{normalTolerance, true, ragged, false},
		{normalTolerance, true, ragged + p.shape.Width/14, false},
		{math.Inf(1), true, ragged + p.shape.Width/4, true},
	}
	for _, t := range tries {
		b.tolerance, b.hyphens, b.emergency, b.last = t.tolerance, t.hyphens, t.emergency, t.last
		if best := b.try(); best != nil {
			return best
		}
	}
	return nil
}

// try runs over the items once; nil when no set of breaks is good enough.
func (b *breaker) try() *node {
	b.active = append(b.active[:0], b.nodes.node(node{at: -1, start: b.skip(0), fitness: 1}))
	for i := range b.items {
		it := &b.items[i]
		switch {
		case it.kind == glue && i > 0 && b.items[i-1].kind == box:
			b.consider(i, 0, false)
		case it.kind == penalty && it.cost < never && (b.hyphens || !it.hyphen), it.tie && b.last:
			b.consider(i, it.cost, it.flagged)
		}
		if len(b.active) == 0 {
			return nil
		}
	}
	var best *node
	for _, n := range b.active {
		if best == nil || n.demerits < best.demerits {
			best = n
		}
	}
	return best
}

// skip is the next item that is printed after a break.
func (b *breaker) skip(i int) int {
	for i < len(b.items)-1 && b.items[i].kind != box && b.items[i].cost != always {
		i++
	}
	return i
}

// consider tries a line from every active break to item i.
func (b *breaker) consider(i int, cost float64, flagged bool) {
	var best [4]*node
	kept := b.active[:0]
	var squeezed *node // the tightest line, when none fits
	for _, a := range b.active {
		ratio := b.ratio(a, i)
		if ratio < -1 || cost == always {
			if ratio < -1 && (squeezed == nil || a.demerits < squeezed.demerits) {
				squeezed = a
			}
		} else {
			kept = append(kept, a)
		}
		if ratio < -1 {
			continue
		}
		if bad := badness(ratio); bad <= b.tolerance {
			b.keepBest(&best, b.line(a, i, ratio, bad, cost, flagged))
		}
	}
	b.active = kept
	if b.last && len(b.active) == 0 && squeezed != nil && best == [4]*node{} {
		best[0] = b.line(squeezed, i, -1, 100, cost, flagged)
	}
	for _, n := range best {
		if n != nil {
			b.active = append(b.active, n)
		}
	}
}

func (b *breaker) keepBest(best *[4]*node, n *node) {
	if old := best[n.fitness]; old == nil || n.demerits < old.demerits {
		best[n.fitness] = n
	}
}

// ratio is how far the spaces of the line from a to i stretch or shrink.
func (b *breaker) ratio(a *node, i int) float64 {
	from, to := b.totals[a.start], b.totals[i]
	width := to.width - from.width
	if b.items[i].kind == penalty {
		width += b.items[i].width
	}
	room := b.shape.Width - width + b.overhang(a.start, i)
	switch {
	case room > 0:
		stretch := to.stretch - from.stretch + b.emergency
		if stretch <= 0 {
			return 1e3
		}
		return room / stretch
	case room < 0:
		if shrink := to.shrink - from.shrink; shrink > 0 {
			return room / shrink
		}
		if room > -0.01 {
			return 0
		}
		return -1e3
	}
	return 0
}

func badness(ratio float64) float64 {
	r := math.Abs(ratio)
	return min(100*r*r*r, 1e8)
}

// line is the node of a line from a to the item i, with the demerits of all lines up
// to its end: the badness, the cost of the break, hyphens in a row, neighbours that
// are set unlike (Knuth and Plass 1981, The TeXbook ch. 14), and a last line that is
// all but empty.
func (b *breaker) line(a *node, i int, ratio, bad, cost float64, flagged bool) *node {
	d := lineDemerits + bad
	d *= d
	switch {
	case cost >= 0:
		d += cost * cost
	case cost > always:
		d -= cost * cost
	}
	if a.at >= 0 && b.items[a.at].flagged {
		switch {
		case flagged:
			d += doubleHyphen
		case i == len(b.items)-1:
			d += finalHyphen
		}
	}
	if cost == always && a.at >= 0 && b.shape.Align == Justify && b.totals[i].width-b.totals[a.start].width < shortest*b.shape.Width {
		d += shortLast
	}
	class := fitness(ratio)
	if diff := class - a.fitness; diff > 1 || diff < -1 {
		d += unlikeNeighbours
	}
	start := i + 1
	if b.items[i].kind == glue || b.items[i].tie || cost == always {
		start = b.skip(i + 1)
	}
	return b.nodes.node(node{at: i, start: start, line: a.line + 1, fitness: class, demerits: a.demerits + d, ratio: ratio, previous: a})
}

// fitness tells tight, decent, loose and very loose lines apart.
func fitness(ratio float64) int {
	switch {
	case ratio < -0.5:
		return 0
	case ratio <= 0.5:
		return 1
	case ratio <= 1:
		return 2
	}
	return 3
}

// overhang is how far the marks at a line's ends may stand out of it: a hyphen
// or a full stop inside the edge makes the edge look dented.
func (b *breaker) overhang(start, end int) float64 {
	if b.shape.Align != Justify {
		return 0
	}
	return b.left(start) + b.right(end)
}

func (p *paragraph) left(start int) float64 {
	it := p.items[start]
	if it.kind != box || it.from == it.to {
		return 0
	}
	g := p.glyphs[it.from]
	return hang(g.r, true) * float64(g.width)
}

func (p *paragraph) right(end int) float64 {
	if p.items[end].cost == always {
		return 0
	}
	if end == 0 || p.items[end-1].kind != box || p.items[end-1].from == p.items[end-1].to {
		return 0
	}
	g := p.glyphs[p.items[end-1].to-1]
	if p.items[end].hyphen {
		return hang('-', false) * float64(g.face.Advance('-')) * p.spans[g.span].Size / 1000
	}
	return hang(g.r, false) * float64(g.width)
}

// hang is the part of a mark that may stand out.
func hang(r rune, left bool) float64 {
	switch r {
	case '-', '‐':
		return 0.5
	case '“', '‘', '”', '’', '"', '\'':
		return 0.5
	case '.', ',':
		if !left {
			return 0.6
		}
	case '–', ';', ':':
		if !left {
			return 0.25
		}
	}
	return 0
}
