package pdf

import (
	"fmt"
	"unicode/utf8"

	"report/internal/typeset"
)

// heads prints the running head and the page number of the page that ends.
// They are not part of the text.
func (f *flow) heads() {
	r, l := f.r, &f.r.look
	c := r.c
	number := fmt.Sprint(c.page + 1)
	style := typeset.Style{Family: typeset.Serif}
	foot := l.top + l.height + 34
	c.in(artifact)
	r.label(number, style, l.small, ink, l.left+(l.width-r.fonts.Width(number, style, l.small))/2, foot)
	if c.page == 0 {
		return
	}
	head := l.top - 26
	style.Italic = true
	section := f.opened
	if section == "" {
		section = f.section
	}
	section = r.shorten(section, style, l.small, l.width*0.46)
	title := r.shorten(r.doc.Meta.Title, style, l.small, l.width*0.5)
	r.label(title, style, l.small, grey, l.left, head)
	r.label(section, style, l.small, grey, l.left+l.width-r.fonts.Width(section, style, l.small), head)
	c.rect(l.left, head+5, l.width, 0.4, rgb{190, 190, 190})
}

// label prints a text on one line from its left end.
func (r *renderer) label(text string, style typeset.Style, size float64, colour rgb, x, baseline float64) {
	for _, line := range r.fonts.Lines([]typeset.Span{{Text: text, Style: style, Size: size}}, typeset.Shape{Width: 1e5, Align: typeset.Left}) {
		for _, p := range line.Pieces {
			r.c.text(x+p.X, baseline, p.Face, size, colour, p.Glyphs)
		}
	}
}

// shorten cuts a text that is wider than width at a word, or in one that would
// leave less than half of the width.
func (r *renderer) shorten(text string, style typeset.Style, size, width float64) string {
	key := fmt.Sprint(text, style, size, width)
	if known, ok := r.short[key]; ok {
		return known
	}
	r.short[key] = r.cut(text, style, size, width)
	return r.short[key]
}

func (r *renderer) cut(text string, style typeset.Style, size, width float64) string {
	if r.fonts.Width(text, style, size) <= width {
		return text
	}
	for i := len(text) - 1; i > 0; i-- {
		if text[i] != ' ' {
			continue
		}
		cut := text[:i] + " …"
		if wide := r.fonts.Width(cut, style, size); wide < width/2 {
			break
		} else if wide <= width {
			return cut
		}
	}
	for i := len(text) - 1; i > 0; i-- {
		if cut := text[:i] + "…"; utf8.RuneStart(text[i]) && r.fonts.Width(cut, style, size) <= width {
			return cut
		}
	}
	return ""
}
