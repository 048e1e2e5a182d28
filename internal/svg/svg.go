// Package svg reads the vector pictures that charts and formulas come as. SVG
// bytes come in; a flat list of shapes, with transforms, styles and references
// already applied, goes out. It knows what the chart and formula scripts emit:
// paths, simple shapes, text, groups, clips, linear gradients, dashes, style
// classes. Anything that would run or be fetched is not read. Drawing is for
// render.
package svg

import (
	"fmt"
)

// Picture is a drawing of Width by Height units, y downwards from the top left.
type Picture struct {
	Width, Height float64
	Shapes        []Shape
}

// Shape is a painted path or a text.
type Shape struct {
	Path   []Segment
	Fill   *Paint // nil paints nothing
	Stroke *Stroke
	Text   *Text
	// Clips are the areas that all bound the shape, outermost first; shapes of
	// one group share them.
	Clips   []*Clip
	EvenOdd bool
}

// Clip is an area outside which nothing is painted.
type Clip struct{ Path []Segment }

// Segment is one step of a path: 'M', 'L' and 'C' with one or three points, or
// 'Z'.
type Segment struct {
	Op byte
	P  [6]float64
}

// Colour is red, green and blue, 0 to 255.
type Colour [3]uint8

// Paint is a colour with its opacity, or a gradient.
type Paint struct {
	Colour   Colour
	Opacity  float64
	Gradient *Gradient
}

// Gradient runs from (X1, Y1) to (X2, Y2).
type Gradient struct {
	X1, Y1, X2, Y2 float64
	Stops          []Stop
}

// Stop is a colour at 0 to 1 of a gradient's way.
type Stop struct {
	Offset float64
	Colour Colour
}

// Stroke is a line along a path.
type Stroke struct {
	Paint
	Width     float64
	Cap, Join string
	Dash      []float64
	Phase     float64
}

// Text is one line of letters. Matrix takes its own space, with the baseline's
// start at the origin and y downwards, to the picture's.
type Text struct {
	Value  string
	Size   float64
	Bold   bool
	Italic bool
	Family string // as the picture names it
	Anchor string // start, middle, end
	// Baseline is where the origin stands in the letters: "" on their baseline,
	// middle, or top.
	Baseline string
	Matrix   Matrix
	Fill     Paint
}

// Matrix is a transform: x' = M0·x + M2·y + M4, y' = M1·x + M3·y + M5.
type Matrix [6]float64

var identity = Matrix{1, 0, 0, 1, 0, 0}

// times applies n first, then m.
func (m Matrix) times(n Matrix) Matrix {
	return Matrix{
		m[0]*n[0] + m[2]*n[1], m[1]*n[0] + m[3]*n[1],
		m[0]*n[2] + m[2]*n[3], m[1]*n[2] + m[3]*n[3],
		m[0]*n[4] + m[2]*n[5] + m[4], m[1]*n[4] + m[3]*n[5] + m[5],
	}
}

// Apply is where a point goes.
func (m Matrix) Apply(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// The most that a picture may hold: one made to exhaust memory is refused.
const (
	maxShapes  = 200_000
	maxVisited = 300_000
	maxDepth   = 64
	maxBytes   = 32 << 20
)

// Parse reads a picture. Its size is its viewBox, or its width and height.
func Parse(content []byte) (*Picture, error) {
	if len(content) > maxBytes {
		return nil, fmt.Errorf("svg: picture of %d MB is larger than %d MB", len(content)>>20, maxBytes>>20)
	}
	root, err := parseXML(content)
	if err != nil {
		return nil, fmt.Errorf("svg: %w", err)
	}
	if root == nil || root.name != "svg" {
		return nil, fmt.Errorf("svg: no svg element")
	}
	w := &walker{ids: map[string]*element{}, rules: map[string][]declaration{}}
	w.index(root)
	box := w.viewBox(root)
	if !(box[2] > 0 && box[3] > 0 && box[2] < 1e7 && box[3] < 1e7) {
		return nil, fmt.Errorf("svg: no size: neither viewBox nor width and height say one")
	}
	w.picture = &Picture{Width: box[2], Height: box[3]}
	w.children(root, state{matrix: Matrix{1, 0, 0, 1, -box[0], -box[1]}, style: initial}, 0)
	if w.err != nil {
		return nil, fmt.Errorf("svg: %w", w.err)
	}
	return w.picture, nil
}
