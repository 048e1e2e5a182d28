package typeset

// set turns the chosen breaks into lines of placed glyphs.
func (p *paragraph) set(last *node) []Line {
	if last == nil {
		return nil
	}
	lines := make([]Line, last.line)
	for n := last; n.previous != nil; n = n.previous {
		lines[n.line-1] = p.line(n)
	}
	return lines
}

// line places the glyphs between two breaks.
func (p *paragraph) line(n *node) Line {
	start, end := n.previous.start, n.at
	ratio, shift := p.spacing(start, end)
	l := Line{Hyphenated: p.items[end].hyphen, Spaced: p.items[end].kind == glue}
	s := setter{paragraph: p, line: &l, x: shift}
	for i := start; i < end; i++ {
		switch it := &p.items[i]; it.kind {
		case box:
			if it.from == it.to {
				s.x += it.width // the indent
			}
			for g := it.from; g < it.to; g++ {
				s.put(p.glyphs[g], float64(p.glyphs[g].width))
			}
		case glue:
			if it.from == it.to || i+1 >= end && p.items[end].cost != always {
				continue
			}
			width := it.width
			if ratio > 0 {
				width += ratio * it.stretch
			} else {
				width += ratio * it.shrink
			}
			s.put(p.glyphs[it.from], width)
		}
	}
	if p.items[end].hyphen {
		s.hyphen(p.glyphs[p.items[end-1].to-1])
	}
	s.close()
	return l
}

// spacing is how the spaces of a line change, and where the line starts.
func (p *paragraph) spacing(start, end int) (ratio, shift float64) {
	var width, stretch, shrink float64
	for i := start; i < end; i++ {
		if it := &p.items[i]; it.kind != penalty {
			width += it.width
			shrink += it.shrink
			stretch += it.stretch
		}
	}
	if p.items[end].kind == penalty {
		width += p.items[end].width
	}
	if p.shape.Align == Justify {
		shift = -p.left(start)
	}
	room := p.shape.Width - width
	if p.shape.Align == Justify {
		room += p.left(start) + p.right(end)
	}
	switch {
	case room < 0 && shrink > 0:
		return max(room/shrink, -1), shift
	case p.shape.Align == Justify:
		if stretch > 0 && stretch < 1e5 {
			ratio = room / stretch
		}
	case p.shape.Align == Center:
		shift = max(room/2, 0)
	case p.shape.Align == Right:
		shift = max(room, 0)
	}
	return ratio, shift
}

// setter collects glyphs in pieces.
type setter struct {
	*paragraph
	line *Line
	x    float64
	open bool
}

func (s *setter) put(g glyph, width float64) {
	span := &s.spans[g.span]
	n := len(s.line.Pieces)
	if !s.open || s.line.Pieces[n-1].Span != int(g.span) || s.line.Pieces[n-1].Face != g.face || g.r == ObjectRune {
		s.line.Pieces = append(s.line.Pieces, Piece{Span: int(g.span), Face: g.face, X: s.x})
		n++
		s.open = g.r != ObjectRune
	}
	if span.Object != nil {
		s.line.Height = max(s.line.Height, span.Object.Height+span.Rise)
		s.line.Depth = max(s.line.Depth, span.Object.Depth-span.Rise)
	}
	piece := &s.line.Pieces[n-1]
	if piece.Glyphs == nil {
		piece.Glyphs = make([]Glyph, 0, 24)
	}
	piece.Glyphs = append(piece.Glyphs, Glyph{g.r, float32(width)})
	piece.Width += width
	s.x += width
}

// hyphen ends a divided word with U+00AD, which looks like a hyphen and tells
// a program that copies the text to leave it out.
func (s *setter) hyphen(before glyph) {
	size := s.spans[before.span].Size / 1000
	piece := &s.line.Pieces[len(s.line.Pieces)-1]
	last := &piece.Glyphs[len(piece.Glyphs)-1]
	natural := float32(float64(before.face.Advance(before.r)+before.face.Kern(before.r, '-')) * size)
	s.x += float64(natural - last.Advance)
	piece.Width += float64(natural - last.Advance)
	last.Advance = natural
	s.put(glyph{r: '\u00ad', face: before.face, span: before.span}, float64(before.face.Advance('-'))*size)
}

// close drops the spaces at a line's end.
func (s *setter) close() {
	for n := len(s.line.Pieces); n > 0; n-- {
		piece := &s.line.Pieces[n-1]
		for k := len(piece.Glyphs); k > 0 && piece.Glyphs[k-1].Rune == ' '; k-- {
			piece.Width -= float64(piece.Glyphs[k-1].Advance)
			piece.Glyphs = piece.Glyphs[:k-1]
		}
		if len(piece.Glyphs) > 0 {
			return
		}
		s.line.Pieces = s.line.Pieces[:n-1]
	}
}
