package pdf

import (
	"math"
	"slices"

	"report/internal/chart"
	"report/internal/svg"
	"report/internal/typeset"
)

// smallestLabel is the size of the smallest letters in a chart that are read
// without effort, in points.
const smallestLabel = 6

// InColumn reports whether a drawing can be read in a column so many points wide.
func InColumn(d *chart.Drawing, width float64) bool {
	r := &renderer{fonts: typeset.NewFonts(), look: look{column: width}, pictures: map[string]*svg.Picture{}}
	return r.readable(d)
}

// readable reports whether a drawing as wide as a column has letters that are
// large enough, and none that touch others or the edge.
func (r *renderer) readable(d *chart.Drawing) bool {
	if d == nil {
		return false
	}
	p, err := r.readSVG(d.SVG)
	if err != nil {
		return false
	}
	scale := min(1, r.look.column/p.Width)
	var seen []area
	for _, s := range p.Shapes {
		if s.Text == nil {
			continue
		}
		a := r.areaOf(s.Text)
		if a.letters*scale < smallestLabel || a.left < -2 || a.right > p.Width+2 {
			return false
		}
		if slices.ContainsFunc(seen, a.overlaps) {
			return false
		}
		seen = append(seen, a)
	}
	return true
}

// area is where a label stands in a picture, and the size of its letters.
type area struct{ left, right, top, bottom, letters float64 }

func (a area) overlaps(b area) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

// areaOf is the area of a label's letters, without the room of their line but with
// a space before and after them.
func (r *renderer) areaOf(t *svg.Text) area {
	face := typeset.Style{Family: typeset.Sans, Bold: t.Bold, Italic: t.Italic}
	width := r.fonts.Width(t.Value, face, t.Size)
	from := map[string]float64{"middle": -width / 2, "end": -width}[t.Anchor]
	top := -0.7 * t.Size
	switch t.Baseline {
	case "middle":
		top = -0.35 * t.Size
	case "top":
		top = 0.2 * t.Size
	}
	x1, y1 := t.Matrix.Apply(from, top)
	x2, y2 := t.Matrix.Apply(from+width, top+0.7*t.Size)
	size := t.Size * math.Hypot(t.Matrix[2], t.Matrix[3])
	return area{min(x1, x2) - size*0.15, max(x1, x2) + size*0.15, min(y1, y2), max(y1, y2), size}
}
