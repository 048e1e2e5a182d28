package svg

import (
	"math"
	"strconv"
)

// pathReader reads path data: letters, each followed by numbers.
type pathReader struct {
	data     string
	segments []Segment
	x, y     float64 // the pen
	sx, sy   float64 // where the subpath began
	cx, cy   float64 // the last control point
	last     byte    // the last command, upper case
	bad      bool
}

// parsePath reads path data up to its first mistake, as browsers do.
func parsePath(data string) []Segment {
	p := &pathReader{data: data}
	command := byte(0)
	for !p.bad {
		p.blank()
		if p.data == "" {
			break
		}
		c := p.data[0]
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			command = c
			p.data = p.data[1:]
		case command == 0 || command == 'Z' || command == 'z':
			return p.segments
		}
		if len(p.segments) > maxShapes {
			return p.segments
		}
		p.step(command)
		switch command {
		case 'M':
			command = 'L'
		case 'm':
			command = 'l'
		}
	}
	return p.segments
}

func (p *pathReader) blank() {
	for p.data != "" && (p.data[0] <= ' ' || p.data[0] == ',') {
		p.data = p.data[1:]
	}
}

func (p *pathReader) number() float64 {
	p.blank()
	n := numberEnd(p.data)
	f, err := strconv.ParseFloat(p.data[:n], 64)
	if err != nil || math.Abs(f) > 1e9 {
		p.bad = true
		return 0
	}
	p.data = p.data[n:]
	return f
}

// flag is one digit, which may stand right before the next number.
func (p *pathReader) flag() bool {
	p.blank()
	if p.data == "" || p.data[0] != '0' && p.data[0] != '1' {
		p.bad = true
		return false
	}
	set := p.data[0] == '1'
	p.data = p.data[1:]
	return set
}

// point reads a point; relative ones count from the pen.
func (p *pathReader) point(relative bool) (x, y float64) {
	x, y = p.number(), p.number()
	if relative {
		x, y = x+p.x, y+p.y
	}
	return x, y
}

// step carries out one command with its numbers; a small letter counts from the
// point that was reached.
func (p *pathReader) step(command byte) {
	relative := command >= 'a'
	upper := command &^ 0x20
	switch upper {
	case 'Z':
		p.segments = append(p.segments, Segment{Op: 'Z'})
		p.x, p.y = p.sx, p.sy
		p.cx, p.cy = p.x, p.y
	case 'M', 'L', 'H', 'V':
		p.straight(upper, relative)
	case 'C', 'S', 'Q', 'T':
		p.curve(upper, relative)
	case 'A':
		p.arc(relative)
	default:
		p.bad = true
	}
	p.last = upper
}

// straight reads one of M, L, H and V: a line, or a move, to a point.
func (p *pathReader) straight(upper byte, relative bool) {
	x, y := p.x, p.y
	switch upper {
	case 'H':
		x = p.number()
		if relative {
			x += p.x
		}
	case 'V':
		y = p.number()
		if relative {
			y += p.y
		}
	default:
		x, y = p.point(relative)
	}
	if p.bad {
		return
	}
	op := byte('L')
	if upper == 'M' {
		op = 'M'
		p.sx, p.sy = x, y
	}
	p.add(op, x, y)
	p.move(x, y)
}

func (p *pathReader) move(x, y float64) {
	p.x, p.y, p.cx, p.cy = x, y, x, y
}

func (p *pathReader) add(op byte, points ...float64) {
	s := Segment{Op: op}
	copy(s.P[:], points)
	p.segments = append(p.segments, s)
}

// curve reads one of C, S, Q and T as a cubic curve. S and T mirror the last
// control point where the command before was a curve of their kind (SVG 1.1, 8.3.6
// and 8.3.7).
func (p *pathReader) curve(upper byte, relative bool) {
	mirrorX, mirrorY := 2*p.x-p.cx, 2*p.y-p.cy
	var x1, y1, x2, y2, x, y float64
	switch upper {
	case 'C':
		x1, y1 = p.point(relative)
		x2, y2 = p.point(relative)
		x, y = p.point(relative)
	case 'S':
		x1, y1 = p.x, p.y
		if p.last == 'C' || p.last == 'S' {
			x1, y1 = mirrorX, mirrorY
		}
		x2, y2 = p.point(relative)
		x, y = p.point(relative)
	default:
		qx, qy := p.x, p.y
		switch {
		case upper == 'Q':
			qx, qy = p.point(relative)
		case p.last == 'Q' || p.last == 'T':
			qx, qy = mirrorX, mirrorY
		}
		x, y = p.point(relative)
		if !p.bad {
			p.add('C', p.x+2*(qx-p.x)/3, p.y+2*(qy-p.y)/3, x+2*(qx-x)/3, y+2*(qy-y)/3, x, y)
			p.x, p.y, p.cx, p.cy = x, y, qx, qy
		}
		return
	}
	if !p.bad {
		p.add('C', x1, y1, x2, y2, x, y)
		p.x, p.y, p.cx, p.cy = x, y, x2, y2
	}
}

func (p *pathReader) arc(relative bool) {
	rx, ry, angle := p.number(), p.number(), p.number()
	large, sweep := p.flag(), p.flag()
	x, y := p.point(relative)
	if p.bad {
		return
	}
	p.segments = append(p.segments, arc(p.x, p.y, rx, ry, angle, large, sweep, x, y)...)
	p.move(x, y)
}

// arc is an elliptical arc as curves, by the formulas of the SVG
// specification's implementation notes (F.6.5).
func arc(x0, y0, rx, ry, angle float64, large, sweep bool, x, y float64) []Segment {
	rx, ry = math.Abs(rx), math.Abs(ry)
	if rx < 1e-9 || ry < 1e-9 || x0 == x && y0 == y {
		return []Segment{{'L', [6]float64{x, y}}}
	}
	sin, cos := math.Sincos(angle * math.Pi / 180)
	dx, dy := (x0-x)/2, (y0-y)/2
	px, py := cos*dx+sin*dy, -sin*dx+cos*dy
	if l := px*px/(rx*rx) + py*py/(ry*ry); l > 1 {
		rx, ry = rx*math.Sqrt(l), ry*math.Sqrt(l)
	}
	k := math.Sqrt(max(0, (rx*rx*ry*ry-rx*rx*py*py-ry*ry*px*px)/(rx*rx*py*py+ry*ry*px*px)))
	if large == sweep {
		k = -k
	}
	ux, uy := k*rx*py/ry, -k*ry*px/rx
	cx, cy := cos*ux-sin*uy+(x0+x)/2, sin*ux+cos*uy+(y0+y)/2
	from := math.Atan2((py-uy)/ry, (px-ux)/rx)
	turn := math.Atan2((-py-uy)/ry, (-px-ux)/rx) - from
	switch {
	case sweep && turn < 0:
		turn += 2 * math.Pi
	case !sweep && turn > 0:
		turn -= 2 * math.Pi
	}
	at := func(a, b float64) (float64, float64) { return cx + cos*rx*a - sin*ry*b, cy + sin*rx*a + cos*ry*b }
	return quarters(from, turn, at)
}

// quarters splits an arc in parts of at most a quarter turn, each one curve.
func quarters(from, turn float64, at func(a, b float64) (float64, float64)) []Segment {
	n := max(1, int(math.Ceil(math.Abs(turn)/(math.Pi/2)-1e-9)))
	part := turn / float64(n)
	t := 4.0 / 3 * math.Tan(part/4)
	out := make([]Segment, 0, n)
	for i := range n {
		sa, ca := math.Sincos(from + float64(i)*part)
		sb, cb := math.Sincos(from + float64(i+1)*part)
		x1, y1 := at(ca-t*sa, sa+t*ca)
		x2, y2 := at(cb+t*sb, sb-t*cb)
		x, y := at(cb, sb)
		out = append(out, Segment{'C', [6]float64{x1, y1, x2, y2, x, y}})
	}
	return out
}

// rectangle is a rectangle, its corners rounded by r.
func rectangle(x, y, w, h, r float64) []Segment {
	p := &pathReader{}
	r = min(r, w/2, h/2)
	if r <= 0 {
		p.add('M', x, y)
		p.add('L', x+w, y)
		p.add('L', x+w, y+h)
		p.add('L', x, y+h)
		p.add('Z')
		return p.segments
	}
	corner := func(x0, y0, x1, y1 float64) {
		p.segments = append(p.segments, arc(x0, y0, r, r, 0, false, true, x1, y1)...)
	}
	p.add('M', x+r, y)
	p.add('L', x+w-r, y)
	corner(x+w-r, y, x+w, y+r)
	p.add('L', x+w, y+h-r)
	corner(x+w, y+h-r, x+w-r, y+h)
	p.add('L', x+r, y+h)
	corner(x+r, y+h, x, y+h-r)
	p.add('L', x, y+r)
	corner(x, y+r, x+r, y)
	p.add('Z')
	return p.segments
}

func ellipse(cx, cy, rx, ry float64) []Segment {
	p := &pathReader{}
	p.add('M', cx-rx, cy)
	p.segments = append(p.segments, arc(cx-rx, cy, rx, ry, 0, false, true, cx+rx, cy)...)
	p.segments = append(p.segments, arc(cx+rx, cy, rx, ry, 0, false, true, cx-rx, cy)...)
	p.add('Z')
	return p.segments
}

func polygon(points []float64, closed bool) []Segment {
	p := &pathReader{}
	for i := 0; i+1 < len(points); i += 2 {
		op := byte('L')
		if i == 0 {
			op = 'M'
		}
		p.add(op, points[i], points[i+1])
	}
	if closed && len(p.segments) > 0 {
		p.add('Z')
	}
	return p.segments
}

// apply moves a path by a transform.
func apply(m Matrix, path []Segment) []Segment {
	out := make([]Segment, len(path))
	for i, s := range path {
		out[i].Op = s.Op
		points := 0
		switch s.Op {
		case 'M', 'L':
			points = 2
		case 'C':
			points = 6
		}
		for k := 0; k < points; k += 2 {
			out[i].P[k], out[i].P[k+1] = m.Apply(s.P[k], s.P[k+1])
		}
	}
	return out
}
