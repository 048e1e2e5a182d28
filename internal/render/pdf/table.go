package pdf

import (
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
	widths []float64
	left   []float64 // of decimal columns: the widest part before the point
	right  []float64 // and after it
	x      []float64 // where columns start
	gap    float64
	size   float64
	margin float64 // how far it may stand out on both sides
}

// columnGap is the space between columns, in parts of the size.
const columnGap = 1.25

// Rules, as thick as booktabs has them.
const (
	heavyRule = 0.8
	lightRule = 0.45
	ruleRoom  = 3.4
)

// table is a table that stays in one piece and near its place when it fits on
// a page, and otherwise goes on over pages with its head repeated.
func (r *renderer) table(b *document.Table, f frame) []strip {
	t := f.owner.child("Table")
	inner := f.of(t).sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	g := &grid{renderer: r, table: b, frame: inner, size: r.look.small}
	floats := f.depth == 0 && f.owner.kind == "Document"
	wide := floats && r.look.columns > 1 && g.natural() > f.width
	if wide {
		g.frame.width = r.look.width
		inner = g.frame
	}
	if floats && (wide || r.look.columns == 1) {
		g.margin = r.look.left * 0.45
	}
	g.measure()
	caption := r.caption(t, "Table", b.Number, b.Caption, b.ID, inner)
	head := g.section(b.Head, "THead", true)
	body := g.section(b.Body, "TBody", false)
	foot := g.section(b.Foot, "TFoot", false)
	notes := g.notes()
	whole := g.assemble(caption, head, body, foot, notes)
	if !floats {
		return append(append([]strip{space(f.leading*0.5, 2)}, whole...), space(f.leading*0.5, 2))
	}
	if fl := newFloat(whole, wide); fl.height < r.look.height*0.62 {
		return []strip{{float: fl}}
	}
	if wide {
		return r.narrow(b, f, t)
	}
	return g.long(caption, head, body, foot, notes)
}

// narrow sets a table that is too long to span the columns in one of them.
func (r *renderer) narrow(b *document.Table, f frame, t *element) []strip {
	t.kids = nil
	inner := f.of(t).sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	g := &grid{renderer: r, table: b, frame: inner, size: r.look.small}
	g.measure()
	caption := r.caption(t, "Table", b.Number, b.Caption, b.ID, inner)
	return g.long(caption, g.section(b.Head, "THead", true), g.section(b.Body, "TBody", false), g.section(b.Foot, "TFoot", false), g.notes())
}

// assemble is the table in one piece.
func (g *grid) assemble(caption, head, body, foot, notes []strip) []strip {
	var out []strip
	out = append(out, caption...)
	out = append(out, g.rule(heavyRule))
	if len(head) > 0 {
		out = append(append(out, head...), g.rule(lightRule))
	}
	out = append(out, body...)
	if len(foot) > 0 {
		out = append(append(out, g.rule(lightRule)), foot...)
	}
	out = append(out, g.rule(heavyRule))
	return append(out, notes...)
}

// long is a table over pages: breaks between rows, the head again after each.
func (g *grid) long(caption, head, body, foot, notes []strip) []strip {
	out := []strip{space(g.frame.leading, 3)}
	whole := g.assemble(caption, head, body, foot, notes)
	first := len(caption) + 1
	if len(head) > 0 {
		first += len(head) + 1
	}
	for i := range whole {
		whole[i].penalty = forbidden
		if i >= first && i < first+len(body)-2 {
			whole[i].penalty = inTable
		}
	}
	again := append(append([]strip{g.rule(heavyRule)}, g.repeated()...), g.rule(lightRule))
	if len(head) == 0 {
		again = []strip{g.rule(heavyRule)}
	}
	height := heightOf(again)
	for i := first; i < first+len(body); i++ {
		whole[i].resume = func(x, y float64) float64 {
			g.flow.drawStrips(again, x, y)
			return height
		}
		whole[i].closing = func(x, y float64) {
			g.c.in(artifact)
			g.c.rect(x+g.frame.x+g.x[0], y+ruleRoom/2, g.width(), lightRule, ink)
		}
	}
	return append(append(out, whole...), space(g.frame.leading, 3))
}

// repeated is the head once more, which is no part of the text.
func (g *grid) repeated() []strip {
	frame := g.frame
	g.frame.owner = nil
	out := g.section(g.table.Head, "THead", true)
	g.frame = frame
	return out
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
	cells := make([]placed, len(g.widths))
	s := strip{}
	for i := range g.widths {
		var cell document.Cell
		if i < len(row) {
			cell = row[i]
		}
		strips := g.cell(cell, i, tr, head)
		h := heightOf(strips)
		cells[i] = placed{strips, h}
		s.height = max(s.height, h)
		for _, line := range strips {
			s.notes = append(s.notes, line.notes...)
		}
	}
	s.height += 2
	s.draw = func(x, y float64) {
		for _, cell := range cells {
			top := y + 1
			if head {
				top += s.height - 2 - cell.height // heads stand on their rule
			}
			g.flow.drawStrips(cell.strips, x, top)
		}
	}
	return s
}

// cell sets one cell in its column.
func (g *grid) cell(cell document.Cell, i int, tr *element, head bool) []strip {
	owner := artifact
	if tr != artifact {
		owner = tr.child(cellKind(cell, head))
		switch {
		case head:
			owner.attributes = "/O /Table /Scope /Column"
		case cell.Head:
			owner.attributes = "/O /Table /Scope /Row"
		}
	}
	o := g.cellRun(cell, head, owner)
	if len(o.spans) == 0 {
		return nil
	}
	f := g.frame
	f.x += g.x[i]
	f.width = g.widths[i] + 0.01
	s := set{align: aligned(g.align(i)), hyphens: true}
	if g.align(i) == document.Decimal {
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
			o.marks[i].owner, o.marks[i].link, o.marks[i].note = artifact, nil, 0
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
func (g *grid) notes() []strip {
	var out []strip
	f := g.frame.sized(g.look.small*0.92, g.look.smallLeading*0.92)
	f.x += g.x[0]
	f.width = max(g.width(), min(g.frame.width, 200))
	for _, text := range g.table.Notes {
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
