package pdf

import (
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"report/internal/svg"
	"report/internal/typeset"
)

// image shows an embedded picture.
func (c *canvas) image(name string, x, y, w, h float64) {
	c.flush()
	c.pdf.ImageOptions(name, x, y, w, h, false, fpdf.ImageOptions{}, 0, "")
}

// frame is a fine line around a picture.
func (c *canvas) frame(x, y, w, h float64) {
	c.out.WriteString("q ")
	c.rgb(rgb{170, 170, 170})
	c.out.WriteString("RG 0.4 w ")
	c.numbers(x, c.height-y-h, w, h)
	c.out.WriteString("re S Q\n")
}

// clipped draws inside a rectangle alone.
func (c *canvas) clipped(x, y, w, h float64, draw func()) {
	c.out.WriteString("q ")
	c.numbers(x, c.height-y-h, w, h)
	c.out.WriteString("re W n\n")
	draw()
	c.out.WriteString("Q\n")
	c.font, c.painted = nil, false
}

// pen draws a picture's shapes at a place and scale.
type pen struct {
	*renderer
	x, y, scale float64
	clips       []*svg.Clip // that hold
	alpha       float64
}

// draw shows a picture with its top left corner at (x, y).
func (r *renderer) draw(p *svg.Picture, x, y, scale float64) {
	d := &pen{renderer: r, x: x, y: y, scale: scale, alpha: 1}
	c := r.c
	c.out.WriteString("q\n")
	for i := range p.Shapes {
		s := &p.Shapes[i]
		d.clip(s.Clips)
		if s.Text != nil {
			d.text(s.Text)
			continue
		}
		d.shape(s)
	}
	d.clip(nil)
	d.setAlpha(1)
	c.out.WriteString("Q\n")
	c.font, c.painted = nil, false
}

// clip changes the area that is painted in. Clips only ever narrow, so another
// set means starting over.
func (d *pen) clip(clips []*svg.Clip) {
	if sameClips(d.clips, clips) {
		return
	}
	c := d.c
	if len(d.clips) > 0 {
		d.setAlpha(1)
		c.out.WriteString("Q\n")
		c.font, c.painted = nil, false
	}
	d.clips = clips
	if len(clips) == 0 {
		return
	}
	c.out.WriteString("q ")
	for _, one := range clips {
		if len(one.Path) == 0 {
			c.out.WriteString("0 0 0 0 re ")
		}
		d.path(one.Path)
		c.out.WriteString("W n\n")
	}
}

func sameClips(a, b []*svg.Clip) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func (d *pen) setAlpha(alpha float64) {
	if alpha == d.alpha {
		return
	}
	d.alpha = alpha
	d.c.setAlpha(alpha)
}

func (d *pen) path(path []svg.Segment) {
	for _, s := range path {
		points, op := 0, ""
		switch s.Op {
		case 'M':
			points, op = 2, "m\n"
		case 'L':
			points, op = 2, "l\n"
		case 'C':
			points, op = 6, "c\n"
		case 'Z':
			op = "h\n"
		}
		for k := 0; k < points; k += 2 {
			d.c.numbers(d.x+s.P[k]*d.scale, d.c.height-(d.y+s.P[k+1]*d.scale))
		}
		d.c.out.WriteString(op)
	}
}

func (d *pen) shape(s *svg.Shape) {
	c := d.c
	fill, stroke := s.Fill, s.Stroke
	if fill != nil && fill.Gradient != nil {
		d.gradient(s)
		fill = nil
	}
	if fill != nil && stroke != nil && fill.Opacity != stroke.Opacity {
		only := *s
		only.Stroke = nil
		d.shape(&only)
		fill = nil
	}
	if fill == nil && stroke == nil {
		return
	}
	if fill != nil {
		d.setAlpha(round3(fill.Opacity))
		c.paint(rgb(fill.Colour))
	}
	if stroke != nil {
		d.setAlpha(round3(stroke.Opacity))
		d.stroke(stroke)
	}
	d.path(s.Path)
	switch {
	case fill == nil:
		c.out.WriteString("S\n")
	case stroke == nil && s.EvenOdd:
		c.out.WriteString("f*\n")
	case stroke == nil:
		c.out.WriteString("f\n")
	case s.EvenOdd:
		c.out.WriteString("B*\n")
	default:
		c.out.WriteString("B\n")
	}
}

func round3(f float64) float64 { return math.Round(f*1000) / 1000 }

func (d *pen) stroke(s *svg.Stroke) {
	c := d.c
	c.rgb(rgb(s.Colour))
	c.out.WriteString("RG ")
	c.number(s.Width * d.scale)
	c.out.WriteString("w ")
	switch s.Cap {
	case "round":
		c.out.WriteString("1 J ")
	case "square":
		c.out.WriteString("2 J ")
	default:
		c.out.WriteString("0 J ")
	}
	switch s.Join {
	case "round":
		c.out.WriteString("1 j ")
	case "bevel":
		c.out.WriteString("2 j ")
	default:
		c.out.WriteString("0 j ")
	}
	c.out.WriteByte('[')
	for _, length := range s.Dash {
		c.number(length * d.scale)
	}
	c.out.WriteString("] ")
	c.number(s.Phase * d.scale)
	c.out.WriteString("d\n")
}

// gradient fills a shape by strips between its stops, inside the shape. Stops
// of one colour make one strip, so that a legend's hundred stops stay few.
func (d *pen) gradient(s *svg.Shape) {
	c, g := d.c, s.Fill.Gradient
	d.setAlpha(round3(s.Fill.Opacity))
	c.out.WriteString("q ")
	d.path(s.Path)
	c.out.WriteString("W n\n")
	x1, y1, x2, y2 := d.x+g.X1*d.scale, d.y+g.Y1*d.scale, d.x+g.X2*d.scale, d.y+g.Y2*d.scale
	first, last := g.Stops[0], g.Stops[len(g.Stops)-1]
	// A large rectangle in a space whose x runs along the gradient from 0 to 1.
	if length := math.Hypot(x2-x1, y2-y1); length > 1e-6 {
		dx, dy := (x2-x1)/length, (y2-y1)/length
		along := func(t, across float64) (float64, float64) {
			return x1 + dx*t*length - dy*across, c.height - (y1 + dy*t*length + dx*across)
		}
		band := func(from, to float64, colour svg.Colour) {
			c.paint(rgb(colour))
			const far = 4000
			for i, p := range [4][2]float64{{from, -far}, {to, -far}, {to, far}, {from, far}} {
				px, py := along(p[0], p[1])
				c.numbers(px, py)
				c.out.WriteString([]string{"m ", "l ", "l ", "l "}[i])
			}
			c.out.WriteString("f\n")
		}
		far := 4000 / length
		band(-far, first.Offset, first.Colour)
		for i := 1; i < len(g.Stops); i++ {
			d.blend(g.Stops[i-1], g.Stops[i], band)
		}
		band(last.Offset, far, last.Colour)
	} else {
		c.paint(rgb(last.Colour))
		c.numbers(0, 0, c.width, c.height)
		c.out.WriteString("re f\n")
	}
	c.out.WriteString("Q\n")
	c.painted = false
}

// blend paints the way between two stops in steps that the eye does not see.
func (d *pen) blend(a, b svg.Stop, band func(from, to float64, colour svg.Colour)) {
	steps := 1
	for i := range a.Colour {
		steps = max(steps, abs(int(a.Colour[i])-int(b.Colour[i]))/2)
	}
	for i := range steps {
		t := (float64(i) + 0.5) / float64(steps)
		var mixed svg.Colour
		for k := range mixed {
			mixed[k] = uint8(math.Round(float64(a.Colour[k])*(1-t) + float64(b.Colour[k])*t))
		}
		width := (b.Offset - a.Offset) / float64(steps)
		from := a.Offset + width*float64(i)
		band(from, from+width*1.5, mixed)
	}
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// text shows a chart's or formula's letters.
func (d *pen) text(t *svg.Text) {
	style := typeset.Style{Family: typeset.Sans, Bold: t.Bold, Italic: t.Italic}
	switch {
	case strings.Contains(t.Family, "mono"):
		style.Family = typeset.Mono
	case strings.Contains(t.Family, "serif") && !strings.Contains(t.Family, "sans"):
		style.Family = typeset.Serif
	}
	lines := d.fonts.Lines([]typeset.Span{{Text: t.Value, Style: style, Size: t.Size}}, typeset.Shape{Width: 1e6, Align: typeset.Left})
	if len(lines) == 0 {
		return
	}
	pieces := lines[0].Pieces
	width := 0.0
	for _, p := range pieces {
		width = p.X + p.Width
	}
	dx, dy := 0.0, 0.0
	switch t.Anchor {
	case "middle":
		dx = -width / 2
	case "end":
		dx = -width
	}
	face := d.fonts.Face(style)
	switch t.Baseline {
	case "middle":
		dy = t.Size * float64(face.Ascent-face.Descent) / 2000
	case "top":
		dy = t.Size * float64(face.Ascent) / 1000
	}
	d.setAlpha(round3(t.Fill.Opacity))
	m := t.Matrix
	// A matrix that mirrors (formulas draw upwards) mirrors the letters' own
	// upwards axis back; otherwise letters, which draw upwards, are turned over.
	for _, p := range pieces {
		x, y := m.Apply(dx+p.X, dy)
		d.c.glyphs(p.Face, t.Size, rgb(t.Fill.Colour), p.Glyphs, [6]float64{
			m[0] * d.scale, -m[1] * d.scale, -m[2] * d.scale, m[3] * d.scale,
			d.x + x*d.scale, d.c.height - (d.y + y*d.scale),
		})
	}
}
