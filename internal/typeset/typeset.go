// Package typeset sets running text in lines: which glyphs, how wide, where a
// line ends. Spans of text in a style and a width come in; lines of glyphs with
// their advances go out. Lines are broken over the whole paragraph at once
// (Knuth and Plass), words are divided by patterns (Liang), glyphs are kerned
// and joined as the fonts say. Pages, colours and file formats are for render.
package typeset

import (
	"fmt"
	"strings"
)

// Span is text set in one way. Lines refer to it by its index.
type Span struct {
	Text  string
	Style Style
	Size  float64
	Rise  float64 // of the baseline, for marks above the line
	// Code is a name, a path or an address: it is never hyphenated and may be
	// broken after its punctuation.
	Code bool
	// Whole words are not divided: the name in a reference, "Section 6".
	Whole bool
	// Object stands in the line instead of text.
	Object *Object
	// Break ends the line here.
	Break bool
}

// Object is something drawn in a line: a formula, a small picture.
type Object struct {
	Width, Height, Depth float64 // Height above, Depth below the baseline
	// Gap is the space to the object behind it, where both share a line, and
	// Break what ending the line between them costs; 0 keeps them together.
	Gap   float64
	Break int
}

// ObjectRune stands for a span's Object among the glyphs.
const ObjectRune = '\uFFFC'

// Align is where lines stand in their width.
type Align uint8

// The alignments. Only justified lines stretch their spaces.
const (
	Justify Align = iota
	Left
	Center
	Right
)

// Shape is the room a paragraph is set in.
type Shape struct {
	Width   float64
	Indent  float64 // of the first line
	Align   Align
	Hyphens *Hyphens // nil divides no word
}

// Glyph is one shape of a line and how far it moves on, in points.
type Glyph struct {
	Rune    rune
	Advance float32
}

// Piece is neighbouring glyphs of one span and face.
type Piece struct {
	Span   int
	Face   *Face
	X      float64 // from the left of the Shape
	Width  float64
	Glyphs []Glyph
}

// Line is one line. Height and Depth are those of its objects, zero without.
type Line struct {
	Pieces        []Piece
	Height, Depth float64
	Hyphenated    bool // a word is divided at its end
	Spaced        bool // a space stood where it ends
}

// Lines sets spans in lines. There is at least one line when there is a span.
func (f *Fonts) Lines(spans []Span, shape Shape) []Line {
	p := &f.scratch
	p.reset(f, spans, shape)
	if shape.Indent != 0 {
		p.items = append(p.items, item{kind: box, width: shape.Indent})
	}
	for i := range spans {
		p.span(i)
	}
	p.endWord()
	for len(p.items) > 0 && p.items[len(p.items)-1].kind == glue {
		p.items = p.items[:len(p.items)-1]
	}
	if len(p.items) == 0 {
		return nil
	}
	p.end()
	return p.set(p.breakLines())
}

// missing notes a rune that no font has.
func (f *Fonts) missing(r rune) {
	if f.Missing == nil {
		f.Missing = map[rune]int{}
	}
	f.Missing[r]++
}

// unsupported is the runes at the start of text that cannot be set, and how
// many bytes they take: those no font has, and those written from right to
// left, which would come out in the wrong order.
func (f *Fonts) unsupported(s Style, text string) ([]rune, int) {
	if text[0] < 0x80 {
		return nil, 0
	}
	var runes []rune
	n := 0
	for _, r := range text {
		if !rightToLeft(r) && (invisible(r) || f.has(s, r)) {
			break
		}
		runes = append(runes, r)
		n += len(string(r))
	}
	return runes, n
}

func (f *Fonts) has(s Style, r rune) bool {
	if r < 0x80 {
		return true
	}
	if r > 0xffff {
		return false
	}
	_, shown := f.pick(s, r)
	return shown == r
}

func invisible(r rune) bool {
	return r == 0xa0 || r == 0xad || r >= 0x200b && r <= 0x200d || r == 0x2060 || r == 0xfeff || r >= 0xfe00 && r <= 0xfe0f
}

func rightToLeft(r rune) bool {
	return r >= 0x590 && r <= 0x8ff || r >= 0xfb1d && r <= 0xfdff || r >= 0xfe70 && r <= 0xfefc
}

// Supported reports whether a text can be set as it is.
func (f *Fonts) Supported(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool {
		return r >= 0x80 && (rightToLeft(r) || !invisible(r) && !f.has(Style{}, r))
	}) < 0
}

// Named is a text with the numbers of what cannot be set in its place, as in
// running text, for code that stands in columns. What it names is counted.
func (f *Fonts) Named(text string, s Style) string {
	if f.Supported(text) {
		return text
	}
	var b strings.Builder
	for at := 0; at < len(text); {
		if runes, n := f.unsupported(s, text[at:]); n > 0 {
			for _, r := range runes {
				fmt.Fprintf(&b, "[U+%04X]", r)
				f.missing(r)
			}
			at += n
			continue
		}
		_, size := decode(text[at:])
		b.WriteString(text[at : at+size])
		at += size
	}
	return b.String()
}

// PlainGlyph is a rune and the face that has it.
type PlainGlyph struct {
	Rune rune
	Face *Face
}

// Plain is a text rune by rune, neither kerned nor joined nor broken, for code
// that stands in columns. What no font has is counted and replaced.
func (f *Fonts) Plain(text string, s Style) []PlainGlyph {
	out := make([]PlainGlyph, 0, len(text))
	text = normal(text)
	for at := 0; at < len(text); {
		r, size := decode(text[at:])
		at += size
		if invisible(r) && r != '\u00a0' {
			continue
		}
		if r == '\u00a0' || r == '\t' || r == '\n' || r == '\r' {
			r = ' '
		}
		face, shown := f.pick(s, r)
		if shown != r {
			f.missing(r)
		}
		out = append(out, PlainGlyph{shown, face})
	}
	return out
}
