package pdf

import (
	"fmt"
	"strings"

	"report/internal/document"
	"report/internal/highlight"
	"report/internal/typeset"
)

// listingPad is the room around code inside its tinted ground.
const listingPad = 5

// listing is code or a log on a pale ground, its lines numbered when it is
// quoted from a place that has numbers. A long line goes on below, marked.
func (r *renderer) listing(b *document.Listing, f frame) []strip {
	inner := f.sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	e := f.owner.child("P")
	out := []strip{space(f.leading*0.75, 2.5)}
	out = append(out, r.caption(f.owner, "Listing", b.Number, b.Caption, b.ID, inner)...)
	w := &codeWriter{renderer: r, frame: f, owner: e.child("Code")}
	w.layout(b)
	lines := w.strips(b)
	for i := range lines {
		// Two lines at least stay with each end; short listings stay whole.
		switch {
		case len(lines) <= 8 || i < 3 || i >= len(lines)-4:
			lines[i].penalty = forbidden
		case len(lines) <= 24:
			lines[i].penalty += inShortListing
		default:
			lines[i].penalty += inListing
		}
	}
	for i := range lines {
		// The ground reaches a little further where a page cuts it.
		ground := func(x, y float64) { w.ground(x, y, listingPad-1) }
		lines[i].resume, lines[i].closing = &strip{height: listingPad - 1, draw: ground}, ground
	}
	if len(lines) > 0 {
		lines[len(lines)-1].penalty = 0
		lines[len(lines)-1].closing = nil
	}
	out = append(out, lines...)
	return append(out, space(f.leading*0.75, 2.5))
}

// codeWriter sets lines of code.
type codeWriter struct {
	*renderer
	frame   frame
	owner   *element
	gutter  float64 // for line numbers
	columns int     // characters that fit
	advance float64
}

func (w *codeWriter) layout(b *document.Listing) {
	w.advance = w.fonts.Width("0", typeset.Style{Family: typeset.Mono}, w.look.code)
	if b.First > 0 {
		last := b.First + strings.Count(strings.TrimSuffix(b.Code, "\n"), "\n")
		w.gutter = w.fonts.Width(fmt.Sprint(last), typeset.Style{Family: typeset.Mono}, w.look.tiny) + 8
	}
	w.columns = max(int((w.frame.width-2*listingPad-w.gutter)/w.advance), 8)
}

func (w *codeWriter) strips(b *document.Listing) []strip {
	var out []strip
	pad := func() strip {
		return strip{height: listingPad - 1, penalty: forbidden, draw: func(x, y float64) { w.ground(x, y, listingPad-1) }}
	}
	out = append(out, pad())
	number := b.First
	for _, line := range codeLines(b.Language, b.Code) {
		for i, t := range line {
			line[i].text = w.fonts.Named(t.text, t.style)
		}
		for i, part := range w.wrap(line) {
			label := ""
			if b.First > 0 && i == 0 {
				label = fmt.Sprint(number)
			}
			if i > 0 {
				out[len(out)-1].penalty = forbidden
			}
			out = append(out, w.line(part, label, i > 0))
		}
		number++
	}
	return append(out, pad())
}

func (w *codeWriter) ground(x, y, height float64) {
	w.c.in(artifact)
	w.c.rect(x+w.frame.x, y, w.frame.width, height+0.2, pale)
}

// token is a piece of code in one tone.
type token struct {
	text   string
	colour rgb
	style  typeset.Style
}

// wrap cuts a line into parts that fit; the later ones stand in by two. It cuts
// behind a blank, or else behind a mark that separates, where one is near.
func (w *codeWriter) wrap(line []token) [][]token {
	var all []rune
	ends := make([]int, len(line)) // where each token ends
	for i, t := range line {
		all = append(all, []rune(strings.ReplaceAll(t.text, "\t", "    "))...)
		ends[i] = len(all)
	}
	var parts [][]token
	room, from := w.columns, 0
	for len(all)-from > room {
		to := from + cutAt(all[from:from+room+1])
		parts = append(parts, between(line, ends, all, from, to))
		room, from = w.columns-2, to
	}
	return append(parts, between(line, ends, all, from, len(all)))
}

// cutAt is where to cut a line of code that is one rune longer than its room:
// in the last third, behind the last blank, comma or the like, else at the end.
func cutAt(runes []rune) int {
	room := len(runes) - 1
	for _, marks := range []string{" ", ",;", "(){}[]=|&/.:"} {
		for at := room; at > room*2/3; at-- {
			// Blanks that a line starts with are no place to cut it.
			if strings.ContainsRune(marks, runes[at-1]) && strings.TrimSpace(string(runes[:at])) != "" {
				return at
			}
		}
	}
	return room
}

// between is the tokens of a stretch of a line.
func between(line []token, ends []int, all []rune, from, to int) []token {
	var out []token
	start := 0
	for i, t := range line {
		if a, b := max(start, from), min(ends[i], to); a < b {
			t.text = string(all[a:b])
			out = append(out, t)
		}
		start = ends[i]
	}
	return out
}

// continued marks a line that goes on from the one above.
const continued = "↪"

func (w *codeWriter) line(part []token, number string, goesOn bool) strip {
	height := w.look.codeLeading
	return strip{height: height, draw: func(x, y float64) {
		w.ground(x, y, height)
		left := x + w.frame.x + listingPad
		baseline := y + height*0.74
		mono := typeset.Style{Family: typeset.Mono}
		if number != "" {
			w.label(number, mono, w.look.tiny, rgb{150, 150, 150}, left+w.gutter-8-w.fonts.Width(number, mono, w.look.tiny), baseline)
		}
		left += w.gutter
		if goesOn {
			w.label(continued, mono, w.look.code, rgb{150, 150, 150}, left, baseline)
			left += 2 * w.advance
		}
		w.c.in(w.owner)
		for _, t := range part {
			left += w.code(t, left, baseline)
		}
	}}
}

// code shows a token, blanks and all, and says how wide it is.
func (w *codeWriter) code(t token, x, baseline float64) float64 {
	size := w.look.code
	glyphs, face := make([]typeset.Glyph, 0, len(t.text)), (*typeset.Face)(nil)
	start, at := x, x
	show := func() {
		if len(glyphs) > 0 {
			w.c.text(start, baseline, face, size, t.colour, glyphs)
		}
		glyphs, start = glyphs[:0], at
	}
	for _, r := range w.fonts.Plain(t.text, t.style) {
		if r.Face != face {
			show()
			face = r.Face
		}
		// Code stands in columns: a glyph of another font takes a column too.
		glyphs = append(glyphs, typeset.Glyph{Rune: r.Rune, Advance: float32(w.advance)})
		at += w.advance
	}
	show()
	return at - x
}

// codeLines tells the parts of code apart. On paper weight and slant say it
// first; the colours are dark enough to be read in grey.
func codeLines(language, code string) [][]token {
	var out [][]token
	for _, line := range highlight.Lines(language, code) {
		tokens := make([]token, len(line))
		for i, t := range line {
			tokens[i] = token{text: strings.TrimSuffix(t.Text, "\r"), colour: ink, style: typeset.Style{Family: typeset.Mono}}
			tokens[i].dress(t.Class)
		}
		out = append(out, tokens)
	}
	return out
}

func (t *token) dress(class highlight.Class) {
	switch class {
	case highlight.Keyword, highlight.Prompt:
		t.style.Bold = true
		if class == highlight.Keyword {
			t.colour = rgb{38, 52, 106}
		}
	case highlight.Comment:
		t.style.Italic, t.colour = true, rgb{95, 100, 108}
	case highlight.String, highlight.Inserted:
		t.colour = rgb{30, 92, 58}
	case highlight.Number, highlight.Constant:
		t.colour = rgb{130, 60, 16}
	case highlight.Builtin, highlight.Meta, highlight.Key, highlight.Variable:
		t.colour = rgb{84, 44, 110}
	case highlight.Function:
		t.colour = rgb{20, 70, 120}
	case highlight.Deleted:
		t.colour = rgb{140, 28, 28}
	case highlight.Output:
		t.colour = rgb{60, 60, 60}
	}
}
