package typeset

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// decode is the first rune of a text.
func decode(text string) (rune, int) {
	r, n := utf8.DecodeRuneInString(text)
	if r >= 0x80 && r < 0xa0 {
		r = utf8.RuneError // the other control characters
	}
	return r, n
}

// findBreaks marks where the collected word may be broken.
func (p *paragraph) findBreaks() {
	address := p.isAddress()
	for i := 0; i+1 < len(p.word); i++ {
		if p.breaks[i].cost != 0 {
			continue
		}
		code := address || p.spans[p.word[i].span].Code
		p.breaks[i].cost = p.breakCost(i, code)
	}
	if address || p.shape.Hyphens == nil {
		return
	}
	for from := 0; from < len(p.word); {
		to := p.stretch(from)
		if to > from {
			p.hyphenate(from, to)
		}
		from = to + 1
	}
}

// breakCost is what a break after glyph i costs because of what it is.
func (p *paragraph) breakCost(i int, code bool) int16 {
	r, next := p.word[i].r, p.word[i+1].r
	if code {
		switch r {
		case '/':
			if next == '/' {
				return 0
			}
			return slashCost
		case '.', '_', '-', '?', '&', '=', '#', ':', ',', ';', '@', '\\', '|', '+', '~':
			if next == r || strings.ContainsRune("-._~+@", r) && !p.wordBefore(i, r) {
				return 0
			}
			return codeCost
		case '(', '[', '{':
			return codeCost
		}
		return 0
	}
	switch {
	case r == '—' || r == '…' && unicode.IsLetter(next):
		return dashCost
	case (r == '-' || r == '‐' || r == '–') && i > 0 && i+2 < len(p.word):
		before := p.word[i-1].r
		if r == '–' && unicode.IsDigit(before) {
			return rangeCost
		}
		if unicode.IsLetter(before) && unicode.IsLetter(next) {
			return dashCost
		}
	case r == '/' && i > 1 && i+3 < len(p.word):
		return slashCost
	}
	return 0
}

// wordBefore reports whether a letter or digit stands before a mark or a row of
// it: "--" begins a name, of "name--" it is the end.
func (p *paragraph) wordBefore(i int, mark rune) bool {
	for i > 0 && p.word[i].r == mark {
		i--
	}
	return unicode.IsLetter(p.word[i].r) || unicode.IsDigit(p.word[i].r)
}

// isAddress reports whether the word looks like a path or an address.
func (p *paragraph) isAddress() bool {
	slashes := 0
	for i := range p.word {
		switch p.word[i].r {
		case '/', '\\':
			slashes++
		case '@', '_':
			return true
		}
	}
	return slashes > 1
}

// stretch is the end of the letters that start at from, in one span.
func (p *paragraph) stretch(from int) int {
	if s := &p.spans[p.word[from].span]; s.Code || s.Whole || p.word[from].face.mono {
		return from
	}
	to := from
	for to < len(p.word) && p.word[to].span == p.word[from].span && unicode.IsLetter(p.word[to].r) {
		to++
	}
	return to
}

func (p *paragraph) hyphenate(from, to int) {
	if before := from - 1; before >= 0 && (unicode.IsDigit(p.word[before].r) || unicode.IsLetter(p.word[before].r)) {
		return
	}
	if to < len(p.word) && (unicode.IsDigit(p.word[to].r) || unicode.IsLetter(p.word[to].r) || p.word[to].r == ObjectRune) {
		return
	}
	p.letter = p.letter[:0]
	for _, g := range p.word[from:to] {
		if g.r >= 0x80 {
			return
		}
		p.letter = append(p.letter, byte(g.r))
	}
	for _, at := range p.shape.Hyphens.Places(string(p.letter)) {
		p.breaks[from+at-1] = place{hyphenCost, true}
	}
}
