package pdf

import (
	"report/internal/typeset"
)

// strip is a horizontal slice of the text: a line, a row, a picture, or space.
// A page is a stack of them.
type strip struct {
	height  float64
	stretch float64 // how much space may grow to fill a page
	space   bool    // is dropped at the top of a page
	penalty int     // of a page break after it
	draw    func(x, y float64)
	notes   []*note
	float   *float
	mark    string // a section that starts here, for running heads
	table   bool   // a table starts that does not float
	barrier bool   // no float that stands before it in the source comes after it
	// resume is drawn above the strip when a column starts with it; closing is
	// drawn below it when a column ends with it.
	resume  *strip
	closing func(x, y float64)
}

// Penalties of a page break, beside a square of the lines left empty times
// emptyLine.
const (
	forbidden = 1 << 20
	emptyLine = 10
	widow     = 400 // one line alone at the top or bottom of a page
	inListing = 40

	inShortListing = 400 // one that could stand whole elsewhere
	inTable        = 120
	inShortTable   = 2000 // one that stands in the text
	afterIntro     = 250  // between a colon and what it announces
)

// note is a footnote on its way to the foot of the page that calls it.
type note struct {
	strips []strip
	height float64
}

// float is a figure or table that may move to the top of the next page.
type float struct {
	strips []strip
	height float64
	wide   bool // over both columns
	table  bool
	notes  []*note
	unfold func() []strip // a table's rows for the text, where it need not stay whole; or nil
}

func newFloat(strips []strip, wide bool) *float {
	f := &float{strips: strips, height: heightOf(strips), wide: wide}
	for i := range strips {
		f.notes = append(f.notes, strips[i].notes...)
	}
	return f
}

// withNotes is a float's height and that of the notes it calls.
func (f *float) withNotes() float64 {
	if len(f.notes) == 0 {
		return f.height
	}
	return f.height + noteGap + heightOfNotes(f.notes)
}

func heightOfNotes(notes []*note) float64 {
	sum := 0.0
	for _, n := range notes {
		sum += n.height
	}
	return sum
}

func heightOf(strips []strip) float64 {
	sum := 0.0
	for _, s := range strips {
		sum += s.height
	}
	return sum
}

// space is room between blocks; two in a row count as the larger.
func space(height, stretch float64) strip {
	return strip{height: height, stretch: stretch, space: true, penalty: forbidden}
}

// stack appends strips, joining the spaces that meet.
func stack(list []strip, more ...strip) []strip {
	for _, s := range more {
		if n := len(list); s.space && n > 0 && list[n-1].space {
			list[n-1].height = max(list[n-1].height, s.height)
			list[n-1].stretch = max(list[n-1].stretch, s.stretch)
			continue
		}
		list = append(list, s)
	}
	return list
}

// lines sets a run in a frame.
func (r *renderer) lines(o *run, f frame, s set) []typeset.Line {
	r.fit(o, f.width)
	shape := typeset.Shape{Width: f.width, Indent: s.indent, Align: s.align}
	if s.hyphens {
		shape.Hyphens = r.hyphens
	}
	lines := r.fonts.Lines(o.spans, shape)
	if !s.balance || len(lines) < 2 {
		return lines
	}
	// The narrowest width that needs no more lines makes them most alike.
	low, high := shape.Width/2, shape.Width
	for range 8 {
		narrow := shape
		narrow.Width = (low + high) / 2
		if len(r.fonts.Lines(o.spans, narrow)) > len(lines) {
			low = narrow.Width
		} else {
			high = narrow.Width
		}
	}
	narrow := shape
	narrow.Width = high
	lines = r.fonts.Lines(o.spans, narrow)
	if s.align == typeset.Center {
		for i := range lines {
			for k := range lines[i].Pieces {
				lines[i].Pieces[k].X += (shape.Width - high) / 2
			}
		}
	}
	return lines
}

// paragraph is a run as strips, one a line, kept from standing alone.
func (r *renderer) paragraph(o *run, f frame, s set) []strip {
	lines := r.lines(o, f, s)
	strips := make([]strip, len(lines))
	divided := dividedWords(lines)
	for i := range lines {
		strips[i] = r.lineStrip(o, &lines[i], f, divided[i])
	}
	if n := len(strips); n > 1 {
		strips[0].penalty += widow
		strips[n-2].penalty += widow
	}
	return strips
}

// lineStrip is one line with room for what is taller than its letters.
func (r *renderer) lineStrip(o *run, l *typeset.Line, f frame, d divided) strip {
	above, below := f.leading*0.76, f.leading*0.24
	if l.Height > above {
		above = l.Height + 1
	}
	if l.Depth > below {
		below = l.Depth + 1
	}
	s := strip{height: above + below}
	s.draw = func(x, y float64) { r.drawLine(o, l, d, x+f.x, y+above, f.size) }
	for _, p := range l.Pieces {
		for _, n := range o.marks[p.Span].notes {
			if !r.noted[n] {
				r.noted[n] = true
				s.notes = append(s.notes, r.note(n))
			}
		}
	}
	return s
}

// drawLine shows a line from its left end on its baseline.
func (r *renderer) drawLine(o *run, l *typeset.Line, d divided, x, baseline, size float64) {
	c := r.c
	for i := 0; i < len(l.Pieces); i++ {
		p := &l.Pieces[i]
		m, span := &o.marks[p.Span], &o.spans[p.Span]
		c.in(m.owner)
		for _, n := range m.notes {
			c.anchor(callAnchor(n), baseline-size)
		}
		if m.object != nil {
			m.object(x+p.X, baseline-span.Rise)
		} else {
			glyphs := p.Glyphs
			if i == len(l.Pieces)-1 && l.Spaced {
				// Nobody sees it, but who listens or copies needs words apart.
				glyphs = append(glyphs[:len(glyphs):len(glyphs)], typeset.Glyph{Rune: ' '})
			}
			rest, whole := d.parts(i, len(l.Pieces))
			c.dividedText(x+p.X, baseline-span.Rise, p.Face, span.Size, m.colour, glyphs, rest, whole)
		}
		if m.strike {
			c.in(artifact)
			c.rect(x+p.X, baseline-span.Rise-span.Size*0.26, p.Width, span.Size*0.05, m.colour)
		}
		if m.link != nil && (i+1 == len(l.Pieces) || o.marks[l.Pieces[i+1].Span].link != m.link) {
			r.drawLink(o, l, i, x, baseline, size)
		}
	}
}

// drawLink makes the pieces of a link that end with the given one lead there.
func (r *renderer) drawLink(o *run, l *typeset.Line, last int, x, baseline, size float64) {
	to := o.marks[l.Pieces[last].Span].link
	first := last
	for first > 0 && o.marks[l.Pieces[first-1].Span].link == to {
		first--
	}
	from := x + l.Pieces[first].X
	width := l.Pieces[last].X + l.Pieces[last].Width - l.Pieces[first].X
	if to.claim {
		r.c.in(artifact)
		r.c.line(from, baseline+size*0.16, from+width, baseline+size*0.16, 0.45, claimLine, 1.1)
	}
	r.c.link(annotation{
		x: from, y: baseline - size*0.78, w: width, h: size,
		anchor: to.anchor, address: to.address, says: to.says, owner: to.owner,
	})
}
