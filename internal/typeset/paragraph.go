package typeset

import (
	"fmt"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// glyph is a shape before its line is known.
type glyph struct {
	r     rune
	face  *Face
	span  int32
	width float32 // with the kern to its neighbour
}

type itemKind uint8

const (
	box itemKind = iota
	glue
	penalty
)

// never and always are the costs of a break that must not and must be taken.
const (
	never  = 10000
	always = -10000
)

// item is what the breaker sees: glyphs, space, or a place to break.
type item struct {
	kind     itemKind
	hyphen   bool // a penalty that prints a hyphen
	flagged  bool // two lines after another should not both end here
	tie      bool // before a space that should not be broken at, but may if it must
	from, to int32
	width    float64 // of a penalty: what the break adds
	stretch  float64
	shrink   float64
	cost     float64
}

// Dividing costs, as in plain TeX where it has them.
const (
	hyphenCost    = 50
	dashCost      = 40
	slashCost     = 60
	codeCost      = 90
	rangeCost     = 600 // 4–6 is read as one
	emergencyCost = 900 // anywhere in a word longer than the line
)

// paragraph is one paragraph on its way to lines.
type paragraph struct {
	fonts  *Fonts
	spans  []Span
	shape  Shape
	glyphs []glyph
	items  []item
	word   []glyph
	breaks []place // parallel to word: what may happen after each glyph
	letter []byte  // scratch: the letters of a stretch of word
	totals []sums
	active []*node
	nodes  arena
}

// reset makes a paragraph of the last one's memory: a document has thousands.
func (p *paragraph) reset(f *Fonts, spans []Span, shape Shape) {
	p.fonts, p.spans, p.shape = f, spans, shape
	p.glyphs, p.items, p.word, p.breaks = p.glyphs[:0], p.items[:0], p.word[:0], p.breaks[:0]
	p.nodes.used = 0
}

// arena hands out nodes that live as long as one paragraph.
type arena struct {
	chunks [][]node
	used   int
}

const chunk = 256

func (a *arena) node(n node) *node {
	if a.used == len(a.chunks)*chunk {
		a.chunks = append(a.chunks, make([]node, chunk))
	}
	at := &a.chunks[a.used/chunk][a.used%chunk]
	a.used++
	*at = n
	return at
}

// place is a possible break after a glyph; cost zero is none.
type place struct {
	cost   int16
	hyphen bool
}

// end closes the paragraph: a space that fills the line, then a forced break.
func (p *paragraph) end() {
	p.items = append(p.items,
		item{kind: penalty, cost: never},
		item{kind: glue, stretch: 1e6},
		item{kind: penalty, cost: always})
}

// span adds the items of a span: a forced break, an object, or text.
func (p *paragraph) span(i int) {
	s := &p.spans[i]
	switch {
	case s.Break:
		p.endWord()
		p.end()
		return
	case s.Object != nil:
		p.word = append(p.word, glyph{ObjectRune, p.fonts.Face(s.Style), int32(i), float32(s.Object.Width + s.Object.Gap)})
		p.breaks = append(p.breaks, place{cost: int16(s.Object.Break)})
		return
	}
	text := normal(s.Text)
	for at := 0; at < len(text); {
		r, size := decode(text[at:])
		if unsupported, n := p.fonts.unsupported(s.Style, text[at:]); n > 0 {
			p.unsupported(i, unsupported)
			at += n
			continue
		}
		at += size
		p.rune(i, r)
	}
}

// normal composes letters and their marks, which the fonts have as one glyph,
// and writes control characters as ^X, so that a log's escape codes are seen
// and not obeyed.
func normal(text string) string {
	marks, controls := false, false
	for i := 0; i < len(text); i++ {
		c := text[i]
		marks = marks || c == 0xcc || c == 0xcd // U+0300 to U+036F
		controls = controls || isControl(c)
	}
	if controls {
		var b strings.Builder
		for i := 0; i < len(text); i++ {
			if isControl(text[i]) {
				b.WriteByte('^')
				b.WriteByte(text[i] ^ 0x40)
				continue
			}
			b.WriteByte(text[i])
		}
		text = b.String()
	}
	if marks {
		text = norm.NFC.String(text)
	}
	return text
}

func isControl(c byte) bool {
	return c < ' ' && c != '\n' && c != '\t' && c != '\r' || c == 0x7f
}

// rune adds one letter, blank or place where a word may be divided.
func (p *paragraph) rune(i int, r rune) {
	s := &p.spans[i]
	switch r {
	case ' ', '\n', '\t', '\r':
		p.endWord()
		p.space(i, false)
	case '\u00a0':
		p.endWord()
		p.space(i, true)
	case '\u00ad':
		p.mayBreak(place{hyphenCost, true})
	case '\u200b':
		p.mayBreak(place{1, false})
	case '\u200c', '\u200d', '\u2060', '\ufeff':
	default:
		if r >= 0xfe00 && r <= 0xfe0f {
			return // variation selectors have no shape of their own
		}
		face, shown := p.fonts.pick(s.Style, r)
		p.word = append(p.word, glyph{r: shown, face: face, span: int32(i)})
		p.breaks = append(p.breaks, place{})
	}
}

func (p *paragraph) mayBreak(at place) {
	if len(p.breaks) > 0 {
		p.breaks[len(p.breaks)-1] = at
	}
}

// unsupported prints the numbers of runes that no font has, so that the page
// says what is missing instead of showing empty boxes.
func (p *paragraph) unsupported(i int, runes []rune) {
	face := p.fonts.Face(Style{Mono, p.spans[i].Style.Bold, false})
	put := func(text string) {
		for _, r := range text {
			p.word = append(p.word, glyph{r: r, face: face, span: int32(i)})
			p.breaks = append(p.breaks, place{})
		}
	}
	for _, r := range runes {
		put(fmt.Sprintf("[U+%04X]", r))
		p.mayBreak(place{codeCost, false})
		p.fonts.missing(r)
	}
}

func (p *paragraph) space(i int, fixed bool) {
	s := &p.spans[i]
	if n := len(p.items); n == 0 || p.items[n-1].kind == glue {
		return
	}
	face := p.fonts.Face(s.Style)
	w := float64(face.Advance(' ')) * s.Size / 1000
	g := item{kind: glue, width: w, stretch: w / 2, shrink: w / 3, from: int32(len(p.glyphs)), to: int32(len(p.glyphs) + 1)}
	if p.shape.Align != Justify {
		g.stretch, g.shrink = 0, w/8
	}
	if s.Code {
		g.stretch, g.shrink = 0, 0 // code stands as it was typed
	}
	if fixed {
		p.items = append(p.items, item{kind: penalty, cost: never, tie: true})
	}
	p.glyphs = append(p.glyphs, glyph{' ', face, int32(i), float32(w)})
	p.items = append(p.items, g)
}

// endWord turns the collected word into boxes with places to break between.
func (p *paragraph) endWord() {
	if len(p.word) == 0 {
		return
	}
	p.findBreaks()
	p.join()
	p.kern()
	p.breakLong()
	base := int32(len(p.glyphs))
	p.glyphs = append(p.glyphs, p.word...)
	from, width := 0, 0.0
	for i := range p.word {
		width += float64(p.word[i].width)
		last := i == len(p.word)-1
		if !last && p.breaks[i].cost == 0 {
			continue
		}
		p.items = append(p.items, item{kind: box, width: width, from: base + int32(from), to: base + int32(i+1)})
		if !last {
			p.items = append(p.items, p.penaltyAfter(i))
		}
		from, width = i+1, 0
	}
	p.word, p.breaks = p.word[:0], p.breaks[:0]
}

func (p *paragraph) penaltyAfter(i int) item {
	at, g := p.breaks[i], p.word[i]
	size := p.spans[g.span].Size / 1000
	it := item{kind: penalty, hyphen: at.hyphen, cost: float64(at.cost), flagged: at.hyphen || g.r == '-'}
	if g.r == ObjectRune {
		it.width = -p.spans[g.span].Object.Gap
	} else if p.word[i+1].face == g.face {
		it.width = -float64(g.face.Kern(g.r, p.word[i+1].r)) * size
	}
	if at.hyphen {
		it.width += float64(g.face.Advance('-')+g.face.Kern(g.r, '-')) * size
	}
	return it
}

// kern gives each glyph its width, with the correction to the next one.
func (p *paragraph) kern() {
	for i := range p.word {
		g := &p.word[i]
		if g.r == ObjectRune {
			continue
		}
		w := g.face.Advance(g.r)
		if i+1 < len(p.word) {
			next := &p.word[i+1]
			if next.face == g.face && p.spans[next.span].Size == p.spans[g.span].Size && p.spans[next.span].Rise == p.spans[g.span].Rise {
				w += g.face.Kern(g.r, next.r)
			}
		}
		g.width = float32(float64(w) * p.spans[g.span].Size / 1000)
	}
}

// join puts the ligatures that the fonts have in place of their letters.
func (p *paragraph) join() {
	to := 0
	for i := 0; i < len(p.word); i++ {
		g, at := p.word[i], p.breaks[i]
		if g.r == 'f' && i+1 < len(p.word) && !g.face.mono && !p.spans[g.span].Code {
			next := p.word[i+1]
			joined := map[rune]rune{'i': 'ﬁ', 'l': 'ﬂ'}[next.r]
			if joined != 0 && next.span == g.span && next.face == g.face && g.face.Has(joined) {
				g.r, at = joined, p.breaks[i+1]
				i++
			}
		}
		p.word[to], p.breaks[to] = g, at
		to++
	}
	p.word, p.breaks = p.word[:to], p.breaks[:to]
}

// breakLong lets a part of a word that takes most of a line be broken anywhere:
// a digest must neither leave the page nor tear holes in the line before it. A
// ragged line has no holes: there only what is longer than the line is broken.
// What stands against an object, such as a comma behind a formula, stays there.
func (p *paragraph) breakLong() {
	most := p.shape.Width
	if p.shape.Align == Justify {
		most *= 0.55
	}
	from, width := 0, 0.0
	for i := range p.word {
		width += float64(p.word[i].width)
		if i < len(p.word)-1 && p.breaks[i].cost == 0 {
			continue
		}
		if width > most {
			for k := from; k < i; k++ {
				if p.word[k].r == ObjectRune || p.word[k+1].r == ObjectRune {
					continue
				}
				p.breaks[k] = place{emergencyCost, false}
			}
		}
		from, width = i+1, 0
	}
}
