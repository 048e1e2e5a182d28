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

// math puts a formula in a line: its drawing, or its source where there is
// none.
func (r *renderer) math(o *run, tex string, t tone) {
	t.owner = t.owner.inside("Formula")
	t.owner.alt = tex
	if p, f, ok := r.formula(tex, false); ok {
		r.object(o, tex, p, f, t)
		return
	}
	t = t.mono()
	t.style.Italic = true
	o.add(strings.TrimSpace(tex), t)
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
func (r *renderer) object(o *run, tex string, p *svg.Picture, f *math.Formula, t tone) {
	ex := t.size * exOf
	width, height, depth := f.Width*ex, (f.Height-f.Depth)*ex, f.Depth*ex
	m := o.add("", t)
	o.spans[len(o.spans)-1].Object = &typeset.Object{Width: width, Height: height, Depth: depth}
	face := r.fonts.Face(t.style)
	space := float64(face.Advance(' ')) * t.size / 1000
	spaces := []typeset.Glyph{{Rune: ' ', Advance: float32(width - space)}, {Rune: ' ', Advance: float32(space)}}
	m.object = func(x, baseline float64) {
		r.c.instead(strings.Join(strings.Fields(tex), " "), func() {
			r.c.text(x, baseline, face, t.size, t.colour, spaces)
			r.draw(p, x, baseline-height, width/p.Width)
		})
	}
}

// smallFormula is the part of its size below which a formula is hard to read
// beside the text.
const smallFormula = 0.9

// equation is a formula on a line of its own, its number at the right.
func (r *renderer) equation(b *document.Equation, f frame) []strip {
	e := f.owner.child("Formula")
	e.alt = b.TeX
	t := r.toneOf(f.of(e))
	o := &run{}
	inner := f
	if b.Number != "" {
		inner = f.in(20, 20)
	}
	if p, formula, ok := r.formula(b.TeX, true); ok {
		// One wider than the column is set smaller, never over the edge.
		if fits := inner.width / (formula.Width * t.size * exOf); fits < 1 {
			t.size *= fits
			if fits < smallFormula {
				r.warn(`PDF: %s: the formula is wider than the text and set at %.0f %% of its size; break it, as with \begin{aligned} … \\ … \end{aligned}`, b.Pos, 100*fits)
			}
		}
		r.object(o, b.TeX, p, formula, t)
	} else {
		m := t.mono()
		m.style.Italic = true
		o.add(strings.TrimSpace(b.TeX), m)
	}
	strips := r.paragraph(o, inner, set{align: typeset.Center})
	number := ""
	if b.Number != "" {
		number = "(" + b.Number + ")"
	}
	for i := range strips {
		strips[i].penalty = forbidden
	}
	if len(strips) > 0 {
		strips[len(strips)-1].penalty = 0
		draw, height := strips[0].draw, strips[0].height
		strips[0].draw = func(x, y float64) {
			r.c.anchor(b.ID, y-4)
			draw(x, y)
			if number != "" {
				style := typeset.Style{Family: typeset.Serif}
				r.label(number, style, f.size, f.colour, x+f.x+f.width-r.fonts.Width(number, style, f.size), y+height/2+f.size*0.3)
			}
		}
	}
	gap := space(f.leading*0.55, 2)
	return append(append([]strip{gap}, strips...), gap)
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
	var show func(x, y float64)
	if in.Image.MediaType == "image/svg+xml" {
		p, err := r.readSVG(in.Image.Content)
		if err != nil {
			r.warn("PDF: picture %s cannot be shown: %v", in.Image.Name, err)
			fallback()
			return
		}
		scale := min(0.75, t.size*1.4/p.Height)
		width, height = p.Width*scale, p.Height*scale
		show = func(x, y float64) { r.draw(p, x, y, scale) }
	} else {
		name, size, err := r.register(in.Image)
		if err != nil {
			r.warn("PDF: picture %s cannot be shown: %v", in.Image.Name, err)
			fallback()
			return
		}
		height = min(float64(size.Y)*0.75, t.size*1.4)
		width = height * float64(size.X) / float64(size.Y)
		show = func(x, y float64) { r.c.image(name, x, y, width, height) }
	}
	m := o.add("", t)
	o.spans[len(o.spans)-1].Object = &typeset.Object{Width: width, Height: height * 0.8, Depth: height * 0.2}
	m.object = func(x, baseline float64) { show(x, baseline-height*0.8) }
}
