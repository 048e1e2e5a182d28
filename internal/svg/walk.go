package svg

import (
	"fmt"
	"math"
	"strings"
)

// style is what an element inherits.
type style struct {
	fill, stroke               string
	strokeWidth                float64
	fillOpacity, strokeOpacity float64
	opacity                    float64 // of all groups around, multiplied
	cap, join                  string
	dash                       []float64
	phase                      float64
	fontSize                   float64
	bold, italic               bool
	family, anchor, baseline   string
	evenOdd                    bool
	hidden                     bool
}

var initial = style{fill: "black", stroke: "none", strokeWidth: 1, fillOpacity: 1, strokeOpacity: 1, opacity: 1, fontSize: 16, family: "sans-serif"}

// state is what holds for the children of an element.
type state struct {
	matrix Matrix
	style  style
	clips  []*Clip
}

// walker collects the shapes of a tree.
type walker struct {
	ids     map[string]*element
	rules   map[string][]declaration
	picture *Picture
	visited int
	err     error
}

// index finds what is referred to, and the style sheets.
func (w *walker) index(e *element) {
	if id := e.attrs["id"]; id != "" {
		w.ids[id] = e
	}
	if e.name == "style" {
		w.readRules(e.text)
	}
	for _, c := range e.children {
		w.index(c)
	}
}

func (w *walker) viewBox(e *element) [4]float64 {
	if box := numbers(e.attrs["viewBox"]); len(box) == 4 {
		return [4]float64(box)
	}
	width, _ := number(e.attrs["width"])
	height, _ := number(e.attrs["height"])
	return [4]float64{0, 0, width, height}
}

func (w *walker) children(e *element, s state, depth int) {
	s = w.inherit(e, s)
	for _, c := range e.children {
		w.element(c, s, depth+1)
	}
}

// element draws one element. Depth counts references too, so that a picture
// that uses itself ends.
func (w *walker) element(e *element, s state, depth int) {
	if w.err != nil {
		return
	}
	if w.visited++; w.visited > maxVisited {
		w.err = fmt.Errorf("more than %d elements are drawn", maxVisited)
		return
	}
	if depth > maxDepth {
		w.err = fmt.Errorf("elements nested or used more than %d deep", maxDepth)
		return
	}
	switch e.name {
	case "g", "a":
		w.children(e, s, depth)
	case "svg":
		w.nested(e, s, depth)
	case "use":
		target := w.ids[strings.TrimPrefix(e.attrs["href"], "#")]
		if target != nil {
			s = w.inherit(e, s)
			s.matrix = s.matrix.times(Matrix{1, 0, 0, 1, e.length("x", 0), e.length("y", 0)})
			w.element(target, s, depth+1)
		}
	case "text":
		w.text(e, w.inherit(e, s))
	case "defs", "style", "title", "desc", "clipPath", "linearGradient", "radialGradient", "pattern", "metadata", "script", "foreignObject", "image":
	default:
		if path := outline(e); len(path) > 0 {
			w.paint(path, w.inherit(e, s))
		}
	}
}

// length is an attribute as a number.
func (e *element) length(name string, otherwise float64) float64 {
	if f, ok := number(e.attrs[name]); ok && math.Abs(f) < 1e9 {
		return f
	}
	return otherwise
}

// outline is the path of a basic shape.
func outline(e *element) []Segment {
	switch e.name {
	case "path":
		return parsePath(e.attrs["d"])
	case "rect":
		if e.length("width", 0) > 0 && e.length("height", 0) > 0 {
			return rectangle(e.length("x", 0), e.length("y", 0), e.length("width", 0), e.length("height", 0), e.length("rx", e.length("ry", 0)))
		}
	case "circle":
		if r := e.length("r", 0); r > 0 {
			return ellipse(e.length("cx", 0), e.length("cy", 0), r, r)
		}
	case "ellipse":
		if rx, ry := e.length("rx", 0), e.length("ry", 0); rx > 0 && ry > 0 {
			return ellipse(e.length("cx", 0), e.length("cy", 0), rx, ry)
		}
	case "line":
		return polygon([]float64{e.length("x1", 0), e.length("y1", 0), e.length("x2", 0), e.length("y2", 0)}, false)
	case "polyline", "polygon":
		return polygon(numbers(e.attrs["points"]), e.name == "polygon")
	}
	return nil
}

// nested draws an svg element inside another: its own box, clipped to it.
func (w *walker) nested(e *element, s state, depth int) {
	box := w.viewBox(e)
	width, height := e.length("width", box[2]), e.length("height", box[3])
	if box[2] <= 0 || box[3] <= 0 || width <= 0 || height <= 0 {
		return
	}
	s = w.inherit(e, s)
	s.matrix = s.matrix.times(Matrix{1, 0, 0, 1, e.length("x", 0), e.length("y", 0)}).
		times(Matrix{width / box[2], 0, 0, height / box[3], 0, 0}).
		times(Matrix{1, 0, 0, 1, -box[0], -box[1]})
	if e.attrs["overflow"] != "visible" {
		s.clips = with(s.clips, &Clip{apply(s.matrix, rectangle(box[0], box[1], box[2], box[3], 0))})
	}
	for _, c := range e.children {
		w.element(c, s, depth+1)
	}
}

func with(clips []*Clip, c *Clip) []*Clip {
	return append(clips[:len(clips):len(clips)], c)
}

// inherit applies an element's own attributes, classes, style and clip.
func (w *walker) inherit(e *element, s state) state {
	if t := e.attrs["transform"]; t != "" {
		s.matrix = s.matrix.times(transform(t))
	}
	// Attributes weigh less than classes, classes less than a style attribute.
	for _, name := range styled {
		if value, ok := e.attrs[name]; ok {
			s.style.set(name, value)
		}
	}
	clip := e.attrs["clip-path"]
	apply := func(ds []declaration) {
		for _, d := range ds {
			s.style.set(d.name, d.value)
			if d.name == "clip-path" {
				clip = d.value
			}
		}
	}
	for class := range strings.FieldsSeq(e.attrs["class"]) {
		apply(w.rules[class])
	}
	apply(declarations(e.attrs["style"]))
	if target := w.reference(clip); target != nil && target.name == "clipPath" {
		s.clips = with(s.clips, w.clip(target, s))
	}
	return s
}

// reference is the element that url(#id) names.
func (w *walker) reference(value string) *element {
	id, ok := strings.CutPrefix(strings.TrimSpace(value), "url(#")
	if !ok {
		return nil
	}
	return w.ids[strings.TrimSuffix(id, ")")]
}

func (w *walker) clip(e *element, s state) *Clip {
	c := &Clip{}
	m := s.matrix.times(transform(e.attrs["transform"]))
	for _, child := range e.children {
		c.Path = append(c.Path, apply(m.times(transform(child.attrs["transform"])), outline(child))...)
	}
	return c
}

// styled are the attributes that are styles too.
var styled = []string{
	"fill", "stroke", "stroke-width", "fill-opacity", "stroke-opacity", "opacity", "stroke-linecap", "stroke-linejoin",
	"stroke-dasharray", "stroke-dashoffset", "font-size", "font-weight", "font-style", "font-family", "text-anchor",
	"dominant-baseline", "fill-rule", "display", "visibility", "font",
}

// set takes one property over; a value that is none of it leaves the style as it is.
func (s *style) set(name, value string) {
	f, isNumber := number(value)
	switch name {
	case "fill":
		s.fill = value
	case "stroke":
		s.stroke = value
	case "stroke-linecap":
		s.cap = value
	case "stroke-linejoin":
		s.join = value
	case "stroke-dasharray":
		s.dash = dashes(value)
	case "font-weight":
		s.bold = value == "bold" || value == "bolder" || isNumber && f >= 600
	case "font-style":
		s.italic = value == "italic" || value == "oblique"
	case "font-family":
		s.family = value
	case "text-anchor":
		s.anchor = value
	case "dominant-baseline":
		s.baseline = baseline(value)
	case "fill-rule":
		s.evenOdd = value == "evenodd"
	case "display":
		s.hidden = s.hidden || value == "none"
	case "visibility":
		s.hidden = value == "hidden"
	}
	if isNumber {
		s.setNumber(name, f)
	}
}

func (s *style) setNumber(name string, f float64) {
	switch name {
	case "stroke-width":
		s.strokeWidth = f
	case "fill-opacity":
		s.fillOpacity = unit(f)
	case "stroke-opacity":
		s.strokeOpacity = unit(f)
	case "opacity":
		s.opacity *= unit(f)
	case "stroke-dashoffset":
		s.phase = f
	case "font-size":
		s.fontSize = f
	}
}

func dashes(value string) []float64 {
	dash := numbers(value)
	sum := 0.0
	for _, d := range dash {
		if d < 0 {
			return nil
		}
		sum += d
	}
	if sum == 0 {
		return nil
	}
	return dash
}

func baseline(value string) string {
	switch value {
	case "central", "middle":
		return "middle"
	case "hanging", "text-before-edge", "text-top":
		return "top"
	}
	return ""
}

// scale is how much a transform widens a line.
func (m Matrix) scale() float64 { return math.Sqrt(math.Abs(m[0]*m[3] - m[1]*m[2])) }

func (w *walker) add(shape Shape) {
	if len(w.picture.Shapes) >= maxShapes {
		w.err = fmt.Errorf("more than %d shapes", maxShapes)
		return
	}
	w.picture.Shapes = append(w.picture.Shapes, shape)
}

// paint adds a shape with what fills and strokes it, unless neither is seen.
func (w *walker) paint(path []Segment, s state) {
	if s.style.hidden {
		return
	}
	shape := Shape{Path: apply(s.matrix, path), Clips: s.clips, EvenOdd: s.style.evenOdd}
	shape.Fill = w.fill(s.style.fill, s.style.fillOpacity*s.style.opacity, path, s)
	width := s.style.strokeWidth * s.matrix.scale()
	if stroke := w.fill(s.style.stroke, s.style.strokeOpacity*s.style.opacity, path, s); stroke != nil && width > 0 {
		st := &Stroke{Paint: *stroke, Width: width, Cap: s.style.cap, Join: s.style.join, Phase: s.style.phase * s.matrix.scale()}
		for _, d := range s.style.dash {
			st.Dash = append(st.Dash, d*s.matrix.scale())
		}
		shape.Stroke = st
	}
	if shape.Fill != nil || shape.Stroke != nil {
		w.add(shape)
	}
}

// fill is the paint that a value names, nil for none.
func (w *walker) fill(value string, opacity float64, path []Segment, s state) *Paint {
	if e := w.reference(value); e != nil {
		if g := w.gradient(e, path, s); g != nil {
			return &Paint{Gradient: g, Opacity: opacity, Colour: g.Stops[0].Colour}
		}
		return nil
	}
	c, own, ok := colour(value)
	if !ok || own*opacity <= 0 {
		return nil
	}
	return &Paint{Colour: c, Opacity: own * opacity}
}

// gradient is a linear gradient in the coordinates of the picture; nil for another
// kind, and for one without stops. Without gradientUnits its places are parts of the
// box around the path.
func (w *walker) gradient(e *element, path []Segment, s state) *Gradient {
	if e.name != "linearGradient" {
		return nil
	}
	g := &Gradient{}
	x1, y1, x2, y2 := e.length("x1", 0), e.length("y1", 0), e.length("x2", 1), e.length("y2", 0)
	m := s.matrix
	if e.attrs["gradientUnits"] != "userSpaceOnUse" {
		left, top, right, bottom := bounds(path)
		m = m.times(Matrix{right - left, 0, 0, bottom - top, left, top})
	}
	m = m.times(transform(e.attrs["gradientTransform"]))
	g.X1, g.Y1 = m.Apply(x1, y1)
	g.X2, g.Y2 = m.Apply(x2, y2)
	last := 0.0
	for _, stop := range e.children {
		if stop.name != "stop" {
			continue
		}
		value := stop.attrs["stop-color"]
		for _, d := range declarations(stop.attrs["style"]) {
			if d.name == "stop-color" {
				value = d.value
			}
		}
		c, _, _ := colour(value)
		last = max(last, unit(stop.length("offset", 0)))
		g.Stops = append(g.Stops, Stop{last, c})
	}
	if len(g.Stops) == 0 {
		return nil
	}
	return g
}

// bounds is the box around the points that a path leads through; a curve between two
// of them may bulge out of it.
func bounds(path []Segment) (left, top, right, bottom float64) {
	left, top, right, bottom = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range path {
		k := 0
		switch s.Op {
		case 'Z':
			continue
		case 'C':
			k = 4
		}
		left, right = min(left, s.P[k]), max(right, s.P[k])
		top, bottom = min(top, s.P[k+1]), max(bottom, s.P[k+1])
	}
	if left > right {
		return 0, 0, 0, 0
	}
	return left, top, right, bottom
}

// text draws a text and its spans that stand at places of their own.
func (w *walker) text(e *element, s state) {
	x, y := e.length("x", 0), e.length("y", 0)
	value := strings.Join(strings.Fields(e.text), " ")
	if value != "" {
		w.oneText(value, x, y, s)
	}
	for _, c := range e.children {
		if c.name == "tspan" {
			inner := w.inherit(c, s)
			if v := strings.Join(strings.Fields(c.text), " "); v != "" {
				w.oneText(v, c.length("x", x)+c.length("dx", 0), c.length("y", y)+c.length("dy", 0), inner)
			}
		}
	}
}

func (w *walker) oneText(value string, x, y float64, s state) {
	c, own, ok := colour(s.style.fill)
	if s.style.hidden || !ok || own*s.style.fillOpacity*s.style.opacity <= 0 {
		return
	}
	w.add(Shape{Clips: s.clips, Text: &Text{
		Value: value, Size: s.style.fontSize, Bold: s.style.bold, Italic: s.style.italic, Family: s.style.family,
		Anchor: s.style.anchor, Baseline: s.style.baseline,
		Matrix: s.matrix.times(Matrix{1, 0, 0, 1, x, y}),
		Fill:   Paint{Colour: c, Opacity: own * s.style.fillOpacity * s.style.opacity},
	}})
}
