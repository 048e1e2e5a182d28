package pdf

import (
	"fmt"
	"strings"

	"report/internal/document"
	"report/internal/typeset"
)

// grid is a table on its way to rows: what each cell holds and how wide each
// column is.
type grid struct {
	*renderer
	table  *document.Table
	frame  frame
	asks   []content
	widths []float64
	left   []float64 // of decimal columns: the widest part before the point
	right  []float64 // and after it
	x      []float64 // where columns start
	gap    float64
	size   float64
	scales []float64 // that it is tried in
	wide   bool      // it spans the page's columns
	broken bool      // words are broken, since nothing else helps
}

// columnGap is the space between columns, in parts of the size.
const columnGap = 1.25

// Rules, as thick as booktabs has them.
const (
	heavyRule = 0.8
	lightRule = 0.45
	ruleRoom  = 3.4
)

// table sets a table. One with a caption stays in one piece, near its place,
// when it fits on a page, and otherwise goes on over pages with its head
// repeated; one without belongs to the text before it and stands there.
func (r *renderer) table(b *document.Table, f frame) []strip {
	top := f.depth == 0 && f.owner.kind == "Document"
	first := r.grid(b, f, f.owner.child("Table"))
	ways := r.ways(f, top)
	if b.Number == "" && len(b.Caption) == 0 && first.fits(ways[0]) {
		ways = ways[:1]
	}
	grids := first.groups(ways, f)
	wide := grids[0].wide
	inner := f.of(first.frame.owner).sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	if wide {
		inner.width = r.look.width
	}
	caption := r.caption(inner.owner, "Table", b.Number, b.Caption, b.ID, inner)
	sets := make([]*rows, len(grids))
	var whole []strip
	for i, g := range grids {
		set := &rows{grid: g, head: g.section(g.table.Head, "THead", true), body: g.section(g.table.Body, "TBody", false), foot: g.section(g.table.Foot, "TFoot", false)}
		if i == 0 {
			set.caption = caption
		} else {
			set.caption = []strip{{height: f.leading * 0.8, penalty: forbidden}}
		}
		if i == len(grids)-1 {
			set.notes = g.notes(b.Notes)
		}
		sets[i] = set
		whole = append(whole, set.assemble()...)
	}
	float := top && (wide || b.Number != "" || len(b.Caption) > 0)
	most := 0.62
	switch {
	case wide:
		most = 0.85
	case r.look.columns > 1:
		most = 0.95 // of a column
	}
	switch {
	case !top:
		return append(append([]strip{space(f.leading*0.5, 2)}, whole...), space(f.leading*0.5, 2))
	case float && heightOf(whole) < most*r.look.height:
		fl := tableFloat(whole, wide)
		if !wide {
			fl.unfold = func() []strip { return overPages(sets, true) }
		}
		return []strip{{float: fl}}
	case wide:
		var out []strip
		for _, set := range sets {
			out = append(out, set.pages()...)
		}
		return out
	}
	return overPages(sets, float)
}

// overPages are the parts of a table that may go on over columns.
func overPages(sets []*rows, float bool) []strip {
	var out []strip
	for _, set := range sets {
		out = stack(out, set.long(float)...)
	}
	return out
}

func (r *renderer) grid(b *document.Table, f frame, t *element) *grid {
	inner := f.of(t).sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	return &grid{renderer: r, table: b, frame: inner, size: r.look.small, scales: r.look.shrinks()}
}

// ways are the places that a table may be set in.
func (r *renderer) ways(f frame, top bool) []way {
	ways := []way{{room: f.width, cost: 1}}
	switch out := r.look.left * 0.45; {
	case !top:
	case r.look.columns == 1:
		ways = append(ways, way{room: f.width + 2*out, out: out, cost: 1.35})
	default:
		ways = append(ways,
			way{room: r.look.width, cost: 1, wide: true},
			way{room: r.look.width + 2*out, out: out, cost: 1.35, wide: true})
	}
	return ways
}

func (g *grid) width() float64 {
	n := len(g.widths)
	if n == 0 {
		return g.frame.width
	}
	return g.x[n-1] + g.widths[n-1] - g.x[0]
}

func (g *grid) rule(thick float64) strip {
	return strip{height: thick + ruleRoom, penalty: forbidden, draw: func(x, y float64) {
		g.c.in(artifact)
		g.c.rect(x+g.frame.x+g.x[0], y+ruleRoom/2, g.width(), thick, ink)
	}}
}

// section is rows of one part of the table. Without an owner they are an
// artifact.
func (g *grid) section(rows [][]document.Cell, kind string, head bool) []strip {
	if len(rows) == 0 {
		return nil
	}
	var part *element
	if g.frame.owner != nil {
		part = g.frame.owner.child(kind)
	}
	out := make([]strip, 0, len(rows))
	for _, row := range rows {
		out = append(out, g.row(row, part, head))
	}
	return out
}

// row sets a row's cells side by side.
func (g *grid) row(row []document.Cell, part *element, head bool) strip {
	tr := artifact
	if part != nil {
		tr = part.child("TR")
	}
	type placed struct {
		strips []strip
		height float64
	}
	cells := make([]placed, 0, len(g.widths))
	var over [][2]float64 // where heads over several columns begin and end
	s := strip{}
	for i := 0; i < len(g.widths); i++ {
		var cell document.Cell
		span := 1
		if i < len(row) {
			cell, span = row[i], min(spanOf(row, i), len(g.widths)-i)
		}
		strips := g.cell(cell, i, span, tr, head)
		h := heightOf(strips)
		cells = append(cells, placed{strips, h})
		s.height = max(s.height, h)
		for _, line := range strips {
			s.notes = append(s.notes, line.notes...)
		}
		if i += span - 1; span > 1 {
			over = append(over, [2]float64{g.x[i-span+1], g.x[i] + g.widths[i]})
		}
	}
	s.height += 2
	tall := s.height
	if len(over) > 0 {
		s.height += 2
	}
	s.draw = func(x, y float64) {
		for _, cell := range cells {
			top := y + 1
			if head {
				top += tall - 2 - cell.height // heads stand on their rule
			}
			g.flow.drawStrips(cell.strips, x, top)
		}
		for _, one := range over {
			g.c.in(artifact)
			g.c.rect(x+g.frame.x+one[0], y+tall, one[1]-one[0], lightRule, ink)
		}
	}
	return s
}

// cell sets one cell in the columns that it covers.
func (g *grid) cell(cell document.Cell, i, span int, tr *element, head bool) []strip {
	owner := artifact
	if tr != artifact {
		owner = tr.child(cellKind(cell, head))
		switch {
		case head:
			owner.attributes = "/O /Table /Scope /Column"
		case cell.Head:
			owner.attributes = "/O /Table /Scope /Row"
		}
		if span > 1 {
			owner.attributes += fmt.Sprintf(" /ColSpan %d", span)
		}
	}
	o := g.cellRun(cell, head, owner)
	if len(o.spans) == 0 {
		return nil
	}
	f := g.frame
	f.x += g.x[i]
	last := i + span - 1
	f.width = g.x[last] + g.widths[last] - g.x[i] + 0.01
	s := set{align: aligned(g.align(i)), hyphens: g.broken}
	switch {
	case span > 1:
		s.align = typeset.Center
	case g.align(i) == document.Decimal:
		s.align = typeset.Center
		if before, ok := g.beforePoint(cell, head); ok {
			// The numbers stand as a block in the middle, below a wider head.
			s.align = typeset.Left
			in := (g.widths[i]-g.left[i]-g.right[i])/2 + g.left[i] - before
			f.x += in
			f.width -= in
		}
	}
	return g.paragraph(o, f, s)
}

func cellKind(cell document.Cell, head bool) string {
	if head || cell.Head {
		return "TH"
	}
	return "TD"
}

func (g *grid) cellRun(cell document.Cell, head bool, owner *element) *run {
	f := g.frame
	f.size = g.size
	t := g.toneOf(f.of(owner))
	t.style.Bold = cell.Strong || head
	if owner == artifact {
		o := &run{}
		g.inlines(o, cell.Text, t)
		for i := range o.marks {
			o.marks[i].owner, o.marks[i].link, o.marks[i].notes = artifact, nil, nil
		}
		return o
	}
	return g.run(cell.Text, t)
}

func (g *grid) align(i int) document.Align {
	if i < len(g.table.Columns) {
		return g.table.Columns[i].Align
	}
	return document.Left
}

func aligned(a document.Align) typeset.Align {
	switch a {
	case document.Right, document.Decimal:
		return typeset.Right
	case document.Center:
		return typeset.Center
	}
	return typeset.Left
}

// beforePoint is how wide a number stands before its decimal point.
func (g *grid) beforePoint(cell document.Cell, head bool) (float64, bool) {
	text := strings.TrimSpace(plain(cell.Text))
	if head || text == "" || !strings.ContainsAny(text[:1], "0123456789+-−.") && !strings.HasPrefix(text, "−") {
		return 0, false
	}
	whole, _, _ := strings.Cut(text, ".")
	if i := strings.IndexAny(whole, " \u00a0–["); i > 0 {
		whole = whole[:i]
	}
	return g.fonts.Width(whole, typeset.Style{Family: typeset.Serif, Bold: cell.Strong}, g.size), true
}

// notes are the remarks below the table.
func (g *grid) notes(notes [][]document.Inline) []strip {
	var out []strip
	size := min(g.look.small*0.92, g.size) // never larger than the table's
	f := g.frame.sized(size, size*g.look.smallLeading/g.look.small)
	f.x += g.x[0]
	f.width = max(g.width(), min(g.frame.width, 200))
	for _, text := range notes {
		p := g.frame.owner.parent.child("P")
		out = append(out, g.paragraph(g.run(text, g.toneOf(f.of(p))), f, set{align: typeset.Left, hyphens: true})...)
	}
	return out
}

// caption is "Table 2. Words." above or below what it names; one line stands
// in the middle.
func (r *renderer) caption(parent *element, kind, number string, text []document.Inline, id string, f frame) []strip {
	anchor := strip{draw: func(_, y float64) { r.c.anchor(id, y-6) }, penalty: forbidden}
	if number == "" && len(text) == 0 {
		return []strip{anchor}
	}
	f.owner = parent.child("Caption")
	t := r.toneOf(f)
	o := &run{}
	if number != "" {
		bold := t
		bold.style.Bold = true
		o.add(kind+" "+number+".", bold)
		if len(text) > 0 {
			o.add(" ", t)
		}
	}
	r.inlines(o, text, t)
	s := set{align: typeset.Justify, hyphens: true}
	if lines := r.lines(o, f, s); len(lines) <= 2 {
		s.align, s.balance, s.hyphens = typeset.Center, true, false
	}
	strips := r.paragraph(o, f, s)
	for i := range strips {
		strips[i].penalty = forbidden
	}
	return append(append([]strip{anchor}, strips...), strip{height: 3, penalty: forbidden})
}
