package pdf

import (
	"strings"

	"report/internal/typeset"
)

// divided says how a line's ends are to be read where words go over them: the
// first part of a divided word stands for all of it, the rest for nothing, so
// that the word is copied and spoken whole.
type divided struct {
	whole string // of the word that the line ends with, "" when it is not divided
	rest  bool   // the line starts with the rest of a word
}

// dividedWords finds the words that go over line ends. Those that change their
// style on the way are left as they are.
func dividedWords(lines []typeset.Line) []divided {
	out := make([]divided, len(lines))
	for i := 0; i+1 < len(lines); i++ {
		if !lines[i].Hyphenated || out[i].rest && len(lines[i].Pieces) == 1 && lastSpace(lines[i].Pieces[0].Glyphs) < 0 {
			continue
		}
		last := lines[i].Pieces[len(lines[i].Pieces)-1]
		first := lines[i+1].Pieces[0]
		if last.Span != first.Span || last.Face != first.Face || last.Glyphs[len(last.Glyphs)-1].Rune != softHyphen {
			continue
		}
		from, to := lastSpace(last.Glyphs), firstSpace(first.Glyphs)
		if from < 0 && len(lines[i].Pieces) > 1 || to == len(first.Glyphs) && (len(lines[i+1].Pieces) > 1 || lines[i+1].Hyphenated) {
			continue
		}
		var word strings.Builder
		for _, g := range last.Glyphs[from+1 : len(last.Glyphs)-1] {
			writeMeant(&word, g.Rune)
		}
		for _, g := range first.Glyphs[:to] {
			writeMeant(&word, g.Rune)
		}
		out[i].whole, out[i+1].rest = word.String(), true
	}
	return out
}

const softHyphen = '\u00ad'

func writeMeant(b *strings.Builder, r rune) {
	if text, ok := meant[r]; ok {
		b.WriteString(text)
		return
	}
	b.WriteRune(r)
}

func lastSpace(glyphs []typeset.Glyph) int {
	for i := len(glyphs) - 1; i >= 0; i-- {
		if glyphs[i].Rune == ' ' {
			return i
		}
	}
	return -1
}

func firstSpace(glyphs []typeset.Glyph) int {
	for i, g := range glyphs {
		if g.Rune == ' ' {
			return i
		}
	}
	return len(glyphs)
}

// parts is what holds for piece i of n.
func (d divided) parts(i, n int) (rest bool, whole string) {
	if i == n-1 {
		whole = d.whole
	}
	return d.rest && i == 0, whole
}

// dividedText shows glyphs of which the first word may be the rest of a word
// and the last one the start of one.
func (c *canvas) dividedText(x, y float64, face *typeset.Face, size float64, colour rgb, glyphs []typeset.Glyph, rest bool, whole string) {
	if rest {
		n := firstSpace(glyphs)
		c.instead("", func() { c.text(x, y, face, size, colour, glyphs[:n]) })
		x, glyphs = x+width(glyphs[:n]), glyphs[n:]
	}
	if whole == "" {
		c.text(x, y, face, size, colour, glyphs)
		return
	}
	n := lastSpace(glyphs) + 1
	c.text(x, y, face, size, colour, glyphs[:n])
	c.instead(whole, func() { c.text(x+width(glyphs[:n]), y, face, size, colour, glyphs[n:]) })
}

func width(glyphs []typeset.Glyph) float64 {
	sum := 0.0
	for _, g := range glyphs {
		sum += float64(g.Advance)
	}
	return sum
}

// instead marks what is drawn as standing for a text.
func (c *canvas) instead(text string, draw func()) {
	c.out.WriteString("/Span <</ActualText ")
	c.out.WriteString(textString(text))
	c.out.WriteString(">> BDC\n")
	draw()
	c.out.WriteString("EMC\n")
}
