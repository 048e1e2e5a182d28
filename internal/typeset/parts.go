package typeset

import "math"

// Part is text that stands on one line: it may end only where a Part does.
type Part struct {
	Width  float64
	Space  float64 // between it and the part before, when both share a line
	Inside bool    // it goes on a word that the part before began
	Tied   bool    // it stays on the part before's line where there is room
	New    bool    // it starts a line of its own
}

// Parts is where spans may be broken without dividing a word: at spaces, and
// inside compounds, paths and names after their marks.
func (f *Fonts) Parts(spans []Span) []Part {
	p := &f.scratch
	p.reset(f, spans, Shape{Width: math.Inf(1), Align: Left})
	for i := range spans {
		p.span(i)
	}
	p.endWord()
	var out []Part
	next := Part{}
	open, tied := false, false
	for i := range p.items {
		switch it := &p.items[i]; {
		case it.kind == box && open:
			out[len(out)-1].Width += it.width
		case it.kind == box:
			next.Width = it.width
			out = append(out, next)
			next, open = Part{}, true
		case it.kind == penalty && it.cost == always:
			next, open = Part{New: true}, false
		case it.kind == penalty && it.cost == never:
			tied = it.tie
		case it.kind == penalty && it.hyphen: // divides a word
		case it.kind == penalty:
			next, open = Part{Inside: true}, false
		case tied:
			tied = false
			if open {
				next, open = Part{Space: it.width, Inside: true, Tied: true}, false
			}
		case open:
			next, open = Part{Space: it.width}, false
		}
	}
	return out
}
