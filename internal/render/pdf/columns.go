package pdf

import (
	"math"
	"slices"

	"report/internal/document"
	"report/internal/typeset"
)

// way is one way of setting a table in its place. Lines end at spaces; where
// that makes rows high, the letters get a little smaller or the columns stand
// out into the margins. When no word would fit, names and paths are broken after
// their marks; when that does not help, the columns are set in groups below each
// other. Only what fits in no other way, a digest in a narrow column, is broken
// in its middle.
type way struct {
	room  float64 // for the columns and the gaps between them
	out   float64 // how far it stands out on each side
	scale float64 // of the letters
	cost  float64
	wide  bool // it spans the page's columns
	fit
}

// fit is what came of measuring one way.
type fit struct {
	widths []float64
	height float64 // of the rows, roughly
}

// shrinks are the sizes that a wide table is tried in, down to the smallest
// letters that are read without effort.
func (l *look) shrinks() []float64 {
	all := []float64{1, 0.95, 0.9, 0.85, 0.8, 0.75}
	n := 1
	for n < len(all) && all[n]*l.small >= smallestLetters-0.05 {
		n++
	}
	return all[:n]
}

const smallestLetters = 7

// gapOf is the space between columns: closer in smaller letters.
func gapOf(size, scale float64) float64 {
	if scale < 0.9 {
		return size * columnGap * 0.7
	}
	return size * columnGap
}

// content is what the cells of a column ask for, at the table's full size.
type content struct {
	most        float64          // everything on one line
	word        float64          // the widest word
	part        float64          // the widest part of a word that may stand alone
	left, right float64          // the widest number before and after its point
	cells       [][]typeset.Part // of some rows, by which heights are judged
}

// judged is how many rows are looked at to judge a table's height.
const judged = 40

// ask measures the cells, once.
func (g *grid) ask() {
	g.asks = make([]content, g.count())
	rows := len(g.table.Head) + len(g.table.Body) + len(g.table.Foot)
	every := 1 + rows/judged
	n := 0
	var spans []spanning
	each := func(rows [][]document.Cell, head bool) {
		for _, row := range rows {
			for i := 0; i < len(row); i++ {
				parts := g.askCell(row[i], i, head)
				if span := spanOf(row, i); span > 1 {
					spans = append(spans, spanning{i, span, parts})
					i += span - 1
					continue
				}
				g.asks[i].take(parts)
				if n%every == 0 {
					g.asks[i].cells = append(g.asks[i].cells, parts)
				}
			}
			if n%every == 0 {
				for i := range g.asks { // short rows, and cells below a span
					if k := n/every + 1; len(g.asks[i].cells) < k {
						g.asks[i].cells = append(g.asks[i].cells, nil)
					}
				}
			}
			n++
		}
	}
	each(g.table.Head, true)
	each(g.table.Body, false)
	each(g.table.Foot, false)
	for i := range g.asks {
		// Numbers never wrap; a head wider than them centres them below it.
		a := &g.asks[i]
		both := a.left + a.right
		a.word, a.part, a.most = max(a.word, both), max(a.part, both), max(a.most, both)
	}
	for _, s := range spans {
		s.widen(g.asks, gapOf(g.size, 1))
	}
}

// spanning is a head over several columns.
type spanning struct {
	first, span int
	parts       []typeset.Part
}

// widen makes the columns below a head at least as wide as it needs.
func (s spanning) widen(asks []content, gap float64) {
	var head content
	head.take(s.parts)
	columns := asks[s.first:min(s.first+s.span, len(asks))]
	gaps := gap * float64(len(columns)-1)
	more := func(need float64, of func(*content) *float64) {
		for i := range columns {
			need -= *of(&columns[i])
		}
		for i := range columns {
			if each := (need - gaps) / float64(len(columns)); each > 0 {
				*of(&columns[i]) += each
			}
		}
	}
	more(head.most, func(c *content) *float64 { return &c.most })
	more(head.word, func(c *content) *float64 { return &c.word })
	more(head.part, func(c *content) *float64 { return &c.part })
}

// spanOf is how many columns a cell covers.
func spanOf(row []document.Cell, i int) int {
	return max(1, min(row[i].Span, len(row)-i))
}

// askCell is a cell's parts. A number of a decimal column is one.
func (g *grid) askCell(cell document.Cell, i int, head bool) []typeset.Part {
	parts := g.fonts.Parts(g.cellRun(cell, head, artifact).spans)
	if g.align(i) != document.Decimal {
		return parts
	}
	before, ok := g.beforePoint(cell, head)
	if !ok {
		return parts
	}
	line := lineWidth(parts)
	a := &g.asks[i]
	a.left, a.right = max(a.left, before), max(a.right, line-before)
	return []typeset.Part{{Width: line}}
}

// lineWidth is the widest line of parts that are not wrapped.
func lineWidth(parts []typeset.Part) float64 {
	line, widest := 0.0, 0.0
	for _, p := range parts {
		if p.New {
			line = 0
		}
		line += p.Space + p.Width
		widest = max(widest, line)
	}
	return widest
}

func (c *content) take(parts []typeset.Part) {
	c.most = max(c.most, lineWidth(parts))
	word := 0.0
	for _, p := range parts {
		c.part = max(c.part, p.Width)
		if p.Inside {
			word += p.Space + p.Width
		} else {
			word = p.Width
		}
		c.word = max(c.word, word)
	}
}

// lines is how many lines parts need in a width.
func lines(parts []typeset.Part, width float64) int {
	n, line := 1, 0.0
	for i, p := range parts {
		wider, whole := line+p.Space+p.Width, p.Width
		for _, next := range parts[i+1:] {
			if !next.Tied {
				break
			}
			whole += next.Space + next.Width
		}
		tied := whole <= width+0.01 && line+p.Space+whole > width+0.01
		switch {
		case i == 0:
			line = p.Width
		case p.New || tied || wider > width+0.01:
			n++
			line = p.Width
		default:
			line = wider
		}
	}
	return n
}

// measure chooses the columns' widths and the letters' size, and reports
// whether the table fits without breaking a word.
func (g *grid) measure(ways []way) bool {
	if g.asks == nil {
		g.ask()
	}
	best, ok := g.best(ways)
	if ok {
		g.take(best)
	}
	return ok
}

// fits reports whether a way has room for the table.
func (g *grid) fits(w way) bool {
	if g.asks == nil {
		g.ask()
	}
	_, ok := g.best([]way{w})
	return ok
}

// take makes a way the table's.
func (g *grid) take(w way) {
	g.wide = w.wide
	g.frame.x, g.frame.width = g.frame.x-w.out, w.room
	g.size *= w.scale
	g.gap = gapOf(g.size, w.scale)
	if w.scale < 1 {
		g.frame.size, g.frame.leading = g.size, g.size*1.24
	}
	n := len(g.asks)
	g.left, g.right = make([]float64, n), make([]float64, n)
	for i, a := range g.asks {
		g.left[i], g.right[i] = a.left*w.scale, a.right*w.scale
	}
	g.widths, g.x = w.widths, make([]float64, n)
	x := (w.room - sum(g.widths) - g.gap*float64(max(n-1, 0))) / 2
	for i, width := range g.widths {
		g.x[i] = x
		x += width + g.gap
	}
	if n == 0 {
		g.x = []float64{0}
	}
}

// best is the way that costs least, of the first kind that fits at all. Text
// wraps before the letters get smaller or the columns stand out into the
// margins, so that tables look alike. Over the page's columns goes what takes
// less of the page there.
func (g *grid) best(ways []way) (way, bool) {
	for _, words := range []bool{true, false} {
		narrow, wide := math.Inf(1), math.Inf(1)
		var column, page way
		for _, w := range ways {
			one, cost := g.cheapest(w, words)
			switch {
			case w.wide && cost < wide:
				page, wide = one, cost
			case !w.wide && cost < narrow:
				column, narrow = one, cost
			}
		}
		switch {
		case column.widths == nil && page.widths == nil:
		case page.widths == nil || narrow*column.height <= 2*wide*page.height:
			return column, true
		default:
			return page, true
		}
	}
	return way{}, false
}

// cheapest is a way in the letters that cost least: smaller ones do, and high
// rows. Those of a table that holds prose are high by nature; where all cells
// are short, letters that are a little smaller read better than names in three
// lines.
func (g *grid) cheapest(w way, words bool) (way, float64) {
	lines, each := 1.4, 0.5
	if g.prose(w.room) {
		lines, each = 2, 0.25
	}
	n := float64(max(len(g.asks)-1, 0))
	best, cheapest := way{}, math.Inf(1)
	for _, scale := range g.scales {
		letters := w.cost * (1 + 3*(1-scale))
		if letters >= cheapest {
			break
		}
		f, ok := g.fit(w.room-gapOf(g.size*scale, scale)*n, scale, words)
		if !ok {
			continue
		}
		if cost := letters * (1 + each*max(f.height/(g.flat()*scale)-lines, 0)); cost < cheapest {
			best, cheapest = w, cost
			best.scale, best.fit = scale, f
		}
	}
	return best, cheapest
}

// prose reports whether a column would take more than half of a room.
func (g *grid) prose(room float64) bool {
	return slices.ContainsFunc(g.asks, func(c content) bool { return c.most > room/2 })
}

// flat is the height of the judged rows when nothing wraps.
func (g *grid) flat() float64 {
	if len(g.asks) == 0 {
		return 0
	}
	return float64(len(g.asks[0].cells)) * rowHeight(1, g.size)
}

func rowHeight(lines int, size float64) float64 { return float64(lines)*size*1.25 + 2 }

func (g *grid) count() int {
	n := len(g.table.Columns)
	for _, rows := range [][][]document.Cell{g.table.Head, g.table.Body, g.table.Foot} {
		for _, row := range rows {
			n = max(n, len(row))
		}
	}
	return n
}

func sum(list []float64) float64 {
	s := 0.0
	for _, v := range list {
		s += v
	}
	return s
}

// fit gives each column its width in a room: what its content asks for when
// all fits, otherwise what makes the rows least high.
func (g *grid) fit(room, scale float64, words bool) (fit, bool) {
	most, least := make([]float64, len(g.asks)), make([]float64, len(g.asks))
	for i, a := range g.asks {
		most[i], least[i] = a.most*scale, a.word*scale
		if !words {
			least[i] = a.part * scale
		}
	}
	if sum(least) > room+0.01 {
		return fit{}, false
	}
	if sum(most) <= room {
		return fit{most, g.flat() * scale}, true
	}
	b := balance{asks: g.asks, least: least, scale: scale}
	b.start(share(most, least, room))
	b.improve()
	b.start(proportional(most, least, room))
	b.improve()
	b.trim()
	return fit{b.best, b.height(g.size * scale)}, true
}

// share gives each column its content's width, or cuts the widest to a width
// that makes all fit.
func share(most, least []float64, room float64) []float64 {
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

// proportional gives each column what it needs and a part of the rest that
// grows with what it would like.
func proportional(most, least []float64, room float64) []float64 {
	part := (room - sum(least)) / (sum(most) - sum(least))
	out := make([]float64, len(most))
	for i := range most {
		out[i] = least[i] + (most[i]-least[i])*part
	}
	return out
}

// balance moves room from column to column as long as the rows get lower.
type balance struct {
	asks   []content
	least  []float64
	scale  float64
	widths []float64
	lines  [][]int // by column and row
	best   []float64
	cost   float64 // of the best
}

func (b *balance) start(widths []float64) {
	b.widths = widths
	b.lines = make([][]int, len(widths))
	for i := range widths {
		b.lines[i] = b.count(i, widths[i])
	}
	b.keep(b.costs(-1, nil, -1, nil))
}

func (b *balance) keep(cost float64) {
	if b.best == nil || cost < b.cost {
		b.best, b.cost = append([]float64(nil), b.widths...), cost
	}
}

// count is the lines of a column's cells in a width.
func (b *balance) count(i int, width float64) []int {
	out := make([]int, len(b.asks[i].cells))
	for k, parts := range b.asks[i].cells {
		out[k] = lines(parts, width/b.scale)
	}
	return out
}

// costs is the height of all rows in lines, with the lines of two columns
// replaced; of two widths as high, the one with fewer lines in all is better.
func (b *balance) costs(i int, is []int, k int, ks []int) float64 {
	cost := 0.0
	for row := range b.lines[0] {
		high, all := 0, 0
		for c := range b.lines {
			n := b.lines[c][row]
			switch c {
			case i:
				n = is[row]
			case k:
				n = ks[row]
			}
			high, all = max(high, n), all+n
		}
		cost += float64(high) + 0.05*float64(all)
	}
	return cost
}

func (b *balance) improve() {
	cost := b.costs(-1, nil, -1, nil)
	for _, step := range []float64{24, 8, 3} {
		for range 4 {
			better := false
			for to := range b.widths {
				wider := b.count(to, b.widths[to]+step)
				if same(wider, b.lines[to]) {
					continue
				}
				for from := range b.widths {
					if from == to || b.widths[from]-step < b.least[from] {
						continue
					}
					narrower := b.count(from, b.widths[from]-step)
					if c := b.costs(to, wider, from, narrower); c < cost {
						cost, better = c, true
						b.widths[to], b.widths[from] = b.widths[to]+step, b.widths[from]-step
						b.lines[to], b.lines[from] = wider, narrower
						wider = b.count(to, b.widths[to]+step)
					}
				}
			}
			if !better {
				break
			}
		}
	}
	b.keep(cost)
}

func same(a, b []int) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// trim takes from each column what none of its lines uses.
func (b *balance) trim() {
	b.widths = b.best
	for i := range b.best {
		want := b.count(i, b.best[i])
		low, high := b.least[i], b.best[i]
		for high-low > 0.5 {
			middle := (low + high) / 2
			if same(want, b.count(i, middle)) {
				high = middle
			} else {
				low = middle
			}
		}
		b.best[i] = high
		b.lines[i] = want
	}
}

func (b *balance) height(size float64) float64 {
	height := 0.0
	for row := range b.lines[0] {
		high := 0
		for c := range b.lines {
			high = max(high, b.lines[c][row])
		}
		height += rowHeight(high, size)
	}
	return height
}

// squeeze makes columns narrower than their longest words, which are broken
// then.
func (g *grid) squeeze(w way) {
	w.scale = 0.9
	w.widths = g.squeezed(w.room-gapOf(g.size*w.scale, w.scale)*float64(max(len(g.asks)-1, 0)), w.scale)
	g.broken = true
	g.take(w)
}

// squeezed is widths whose sum is the room: the widest columns give way, so that
// one long word breaks no other. Numbers keep theirs as long as words can.
func (g *grid) squeezed(room, scale float64) []float64 {
	asked, least := make([]float64, len(g.asks)), make([]float64, len(g.asks))
	for i, a := range g.asks {
		asked[i] = a.part * scale
		if g.align(i) == document.Decimal {
			least[i] = asked[i]
		}
	}
	if sum(least) > 0.65*room {
		clear(least)
	}
	return share(asked, least, room)
}
