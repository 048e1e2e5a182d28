package pdf

import (
	"strings"

	"report/internal/document"
	"report/internal/math"
	"report/internal/svg"
	"report/internal/typeset"
)

// exOf is how large an ex is in parts of the letters' size, as the formula
// script is told.
const exOf = 0.5

// longFormula is how wide a formula is, in parts of its letters' size, that may
// be divided between two lines.
const longFormula = 8

// math puts a formula in a line: its drawing, or its source where there is
// none. A long one may end a line at its signs.
func (r *renderer) math(o *run, m *document.Math, t tone) {
	t.owner = t.owner.inside("Formula")
	t.owner.alt = m.TeX
	p, f, ok := r.formula(m.TeX, false)
	if !ok {
		t = t.mono()
		t.style.Italic = true
		o.add(strings.TrimSpace(m.TeX), t)
		return
	}
	if f.Width*exOf > longFormula {
		if pieces := f.Pieces(); len(pieces) > 1 && r.mathPieces(o, m, f, pieces, t) {
			return
		}
	}
	r.object(o, m.TeX, p, f, t).pos = m.Pos
}

// mathPieces puts the parts of a formula in a line. The first stands for the TeX.
func (r *renderer) mathPieces(o *run, m *document.Math, f *math.Formula, pieces []math.Piece, t tone) bool {
	drawings := make([]*svg.Picture, len(pieces))
	for i, p := range pieces {
		var err error
		if drawings[i], err = r.readSVG(p.SVG); err != nil {
			return false
		}
	}
	tex := m.TeX
	for i, p := range pieces {
		r.object(o, tex, drawings[i], &math.Formula{Width: p.Width, Height: f.Height, Depth: f.Depth}, t).pos = m.Pos
		object := o.spans[len(o.spans)-1].Object
		object.Gap, object.Break = p.Gap*t.size*exOf, p.Cost
		tex = ""
	}
	return true
}

// fit makes formulas and pictures that are wider than a line as wide as it, with
// room for a comma or a bracket.
func (r *renderer) fit(o *run, width float64) {
	for i := range o.spans {
		object := o.spans[i].Object
		if object == nil || object.Width <= width {
			continue
		}
		width := max(width-o.spans[i].Size, width/2)
		fits := width / object.Width
		if at := o.marks[i].pos; fits < smallFormula && at.Line > 0 {
			r.warn("PDF: %s: the formula is wider than its line and set at %.0f %% of its size; put it on a line of its own, between $$ and $$", at, 100*fits)
		}
		object.Width, object.Height, object.Depth = width, object.Height*fits, object.Depth*fits
	}
}

func (r *renderer) formula(tex string, display bool) (*svg.Picture, *math.Formula, bool) {
	f := r.opts.Formulas[math.Key{TeX: tex, Display: display}]
	if f == nil || len(f.SVG) == 0 || f.Width <= 0 || f.Height <= 0 {
		return nil, nil, false
	}
	p, err := r.readSVG(f.SVG)
	if err != nil {
		r.warn("PDF: formula %q cannot be drawn: %v", tex, err)
		return nil, nil, false
	}
	return p, f, true
}

// object draws a formula. Its shapes are no text: spaces as wide as it is stand
// for the TeX, which is what a program copies.
func (r *renderer) object(o *run, tex string, p *svg.Picture, f *math.Formula, t tone) *mark {
	ex := t.size * exOf
	object := &typeset.Object{Width: f.Width * ex, Height: (f.Height - f.Depth) * ex, Depth: f.Depth * ex}
	m := o.add("", t)
	o.spans[len(o.spans)-1].Object = object
	face := r.fonts.Face(t.style)
	space := float64(face.Advance(' ')) * t.size / 1000
	m.object = func(x, baseline float64) {
		spaces := []typeset.Glyph{{Rune: ' ', Advance: float32(object.Width - space)}, {Rune: ' ', Advance: float32(space)}}
		r.c.instead(strings.Join(strings.Fields(tex), " "), func() {
			r.c.text(x, baseline, face, t.size, t.colour, spaces)
			r.draw(p, x, baseline-object.Height, object.Width/p.Width)
		})
	}
	return m
}

// smallFormula is the part of its size below which a formula is hard to read
// beside the text.
const smallFormula = 0.9

// equation is a formula on a line of its own, its number at the right.
func (r *renderer) equation(b *document.Equation, f frame) []strip {
	e := f.owner.child("Formula")
	e.alt = b.TeX
	t := r.toneOf(f.of(e))
	inner := f
	if b.Number != "" {
		inner = f.in(20, 20)
	}
	strips := r.equationLines(b, inner, t)
	for i := range strips {
		strips[i].penalty = forbidden
	}
	if n := len(strips); n > 0 {
		strips[n-1].penalty = 0
		first := strips[0].draw
		strips[0].draw = func(x, y float64) {
			r.c.anchor(b.ID, y-4)
			first(x, y)
		}
		if b.Number != "" {
			strips[n-1].draw = r.numbered(strips[n-1], "("+b.Number+")", f)
		}
	}
	gap := space(f.leading*0.55, 2)
	return append(append([]strip{gap}, strips...), gap)
}

// numbered draws a line of a formula with the number at the right.
func (r *renderer) numbered(s strip, number string, f frame) func(x, y float64) {
	return func(x, y float64) {
		s.draw(x, y)
		style := typeset.Style{Family: typeset.Serif}
		r.label(number, style, f.size, f.colour, x+f.x+f.width-r.fonts.Width(number, style, f.size), y+s.height/2+f.size*0.3)
	}
}

// equationLines sets a formula in the middle of a frame. One that is wider is
// divided before its signs; what cannot be divided is set smaller, never over
// the edge.
func (r *renderer) equationLines(b *document.Equation, f frame, t tone) []strip {
	o := &run{}
	p, formula, ok := r.formula(b.TeX, true)
	if !ok {
		m := t.mono()
		m.style.Italic = true
		o.add(strings.TrimSpace(b.TeX), m)
		return r.paragraph(o, f, set{align: typeset.Center})
	}
	fits := f.width / (formula.Width * t.size * exOf)
	if fits < 1 {
		if strips := r.dividedEquation(b, formula, f, t); strips != nil {
			return strips
		}
		t.size *= fits
		if fits < smallFormula {
			r.warn(`PDF: %s: the formula is wider than the text and set at %.0f %% of its size; break it, as with \begin{aligned} … \\ … \end{aligned}`, b.Pos, 100*fits)
		}
	}
	r.object(o, b.TeX, p, formula, t)
	return r.paragraph(o, f, set{align: typeset.Center})
}

// equationIndent is how far the further lines of a divided formula stand in, in
// parts of its letters' size.
const equationIndent = 2

// dividedEquation sets a formula in several lines, or not at all where one of
// its parts is wider than a line.
func (r *renderer) dividedEquation(b *document.Equation, formula *math.Formula, f frame, t tone) []strip {
	ex := t.size * exOf
	indent := min(equationIndent*t.size, f.width/8)
	lines := math.Rows(formula.Pieces(), f.width/ex, indent/ex)
	widest := 0.0
	for i, line := range lines {
		width := math.Width(line) * ex
		if i > 0 {
			width += indent
		}
		widest = max(widest, width)
	}
	if len(lines) == 0 || widest > f.width {
		return nil
	}
	var strips []strip
	tex := b.TeX
	left := (f.width - widest) / 2
	for i, line := range lines {
		o := &run{}
		if !r.mathPieces(o, &document.Math{TeX: tex, Pos: b.Pos}, formula, line, t) {
			return nil
		}
		for k := range o.spans {
			o.spans[k].Object.Break = 0
		}
		at := left
		if i > 0 {
			at += indent
		}
		strips = append(strips, r.paragraph(o, f.in(at, 0), set{align: typeset.Left})...)
		tex = ""
	}
	return strips
}

// inlinePicture is a small picture in a line.
func (r *renderer) inlinePicture(o *run, in *document.Picture, t tone) {
	t.owner = t.owner.inside("Figure")
	t.owner.alt = in.Alt
	if t.owner.alt == "" {
		t.owner.alt = "picture"
	}
	fallback := func() { o.add("["+t.owner.alt+"]", t) }
	if in.Image == nil {
		fallback()
		return
	}
	var width, height float64
	var show func(x, y, width float64)
	if in.Image.MediaType == "image/svg+xml" {
		p, err := r.readSVG(in.Image.Content)
		if err != nil {
			r.warn("PDF: picture %s cannot be shown: %v", in.Image.Name, err)
			fallback()
			return
		}
		scale := min(0.75, t.size*1.4/p.Height)
		width, height = p.Width*scale, p.Height*scale
		show = func(x, y, width float64) { r.draw(p, x, y, width/p.Width) }
	} else {
		name, size, err := r.register(in.Image)
		if err != nil {
			r.warn("PDF: picture %s cannot be shown: %v", in.Image.Name, err)
			fallback()
			return
		}
		height = min(float64(size.Y)*0.75, t.size*1.4)
		width = height * float64(size.X) / float64(size.Y)
		show = func(x, y, width float64) {
			r.c.image(name, x, y, width, width*float64(size.Y)/float64(size.X))
		}
	}
	m := o.add("", t)
	object := &typeset.Object{Width: width, Height: height * 0.8, Depth: height * 0.2}
	o.spans[len(o.spans)-1].Object = object
	m.object = func(x, baseline float64) { show(x, baseline-object.Height, object.Width) }
}
