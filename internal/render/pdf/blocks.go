package pdf

import (
	"fmt"
	"strings"

	"report/internal/document"
	"report/internal/typeset"
)

// block is one block as strips.
func (r *renderer) block(b document.Block, f frame) []strip {
	switch b.(type) {
	case *document.Paragraph, *document.Figure, *document.Table:
		// What floats does not interrupt the text: its indents go on.
	default:
		defer func() { r.flush = true }()
	}
	switch b := b.(type) {
	case *document.Heading:
		return r.heading(b, f)
	case *document.Paragraph:
		return r.textParagraph(b, f)
	case *document.List:
		return r.list(b, f)
	case *document.Definitions:
		return r.definitions(b, f)
	case *document.Quote:
		return r.quote(b, f)
	case *document.Rule:
		return r.rule(f)
	case *document.Table:
		return r.table(b, f)
	case *document.Figure:
		return r.figure(b, f)
	case *document.Listing:
		return r.listing(b, f)
	case *document.Equation:
		return r.equation(b, f)
	case *document.Placeholder:
		switch b.Part {
		case "bibliography":
			return r.bibliography(f)
		case "evidence":
			return r.evidenceList(f)
		}
	}
	return nil
}

// blocks is a sequence of blocks.
func (r *renderer) blocks(list []document.Block, f frame) []strip {
	var out []strip
	for _, b := range list {
		out = stack(out, r.block(b, f)...)
	}
	return out
}

func (r *renderer) textParagraph(b *document.Paragraph, f frame) []strip {
	p := f.owner.child("P")
	s := set{align: typeset.Justify, hyphens: true}
	if !r.flush && !f.noIndent {
		s.indent = r.look.indent
	}
	out := r.paragraph(r.run(b.Text, r.toneOf(f.of(p))), f, s)
	if strings.HasSuffix(plain(b.Text), ":") && len(out) > 0 {
		out[len(out)-1].penalty += afterIntro
	}
	var gap strip
	switch {
	case f.noIndent && f.tight:
		gap = space(0, 0.2)
	case f.noIndent:
		gap = space(f.leading*0.4, 1)
	default:
		gap = space(0, 0.6)
	}
	r.flush = false
	return append(out, gap)
}

// headingSizes are the letters of the levels, as a part of the text's size.
var headingSizes = []float64{1.34, 1.12, 1, 1}

func (r *renderer) heading(b *document.Heading, f frame) []strip {
	level := max(b.Level, 1)
	// A level that is left out would leave listeners without a way.
	r.level = min(level, r.level+1)
	h := r.section.child(fmt.Sprintf("H%d", min(r.level+1, 6)))
	t := r.toneOf(f.of(h))
	t.size *= headingSizes[min(level, len(headingSizes))-1]
	t.style.Bold = true
	t.style.Italic = level > 3
	hang := 0.0
	if b.Number != "" {
		hang = r.fonts.Width(b.Number, t.style, t.size) + t.size*0.9
	}
	inner := f.in(hang, 0).sized(t.size, t.size*1.2)
	strips := r.paragraph(r.run(b.Text, t), inner, set{align: typeset.Left})
	if len(strips) == 0 {
		return nil
	}
	for i := range strips {
		strips[i].penalty = forbidden
	}
	// Appendices are often tables with a line of text: theirs would pile up below
	// the next ones.
	strips[0].barrier = level == 1 && b.Number != "" && b.Number[0] >= 'A'
	r.openSection(b, &strips[0], level, func(x, y float64) {
		if b.Number != "" {
			r.c.in(h)
			r.label(b.Number+" ", t.style, t.size, t.colour, x+f.x, y+inner.leading*0.76)
		}
	})
	before := [...]float64{1.75, 1.25, 1, 0.9}[min(level, 4)-1] * f.leading
	out := append([]strip{space(before, before*0.5)}, strips...)
	return append(out, space(f.leading*0.42, 1))
}

// openSection makes a heading's first line the place that links, the outline
// and running heads know, and draws its number before it.
func (r *renderer) openSection(b *document.Heading, first *strip, level int, number func(x, y float64)) {
	title := plain(b.Text)
	if b.Number != "" {
		title = b.Number + "\u2002" + title
	}
	if level == 1 {
		first.mark = title
	}
	draw := first.draw
	first.draw = func(x, y float64) {
		r.c.anchor(b.ID, y-4)
		r.outline = min(level-1, r.outline+1)
		r.c.bookmark(title, r.outline, y-4)
		number(x, y)
		draw(x, y)
	}
}

// list sets items with their labels to the left.
func (r *renderer) list(b *document.List, f frame) []strip {
	l := f.owner.child("L")
	l.attributes = "/O /List /ListNumbering /" + numbering(b)
	hang := r.hang(b, f)
	gap := f.leading * 0.35
	if f.depth > 0 && b.Tight {
		gap = 0
	}
	out := []strip{space(gap, 1.5)}
	for i, item := range b.Items {
		out = stack(out, r.item(b, i, item, l, hang, f)...)
		if !b.Tight && i+1 < len(b.Items) {
			out = stack(out, space(f.leading*0.3, 1))
		}
	}
	return stack(out, space(gap, 1.5))
}

func numbering(b *document.List) string {
	if b.Ordered {
		return "Decimal"
	}
	return "Disc"
}

// hang is how far items stand in: enough for their widest label.
func (r *renderer) hang(b *document.List, f frame) float64 {
	if !b.Ordered {
		return f.size * 1.5
	}
	last := fmt.Sprintf("%d.", b.Start+len(b.Items)-1)
	return max(f.size*1.8, r.fonts.Width(last, typeset.Style{}, f.size)+f.size*0.7)
}

func (r *renderer) item(b *document.List, i int, item document.Item, l *element, hang float64, f frame) []strip {
	li := l.child("LI")
	lbl := li.child("Lbl")
	inner := f.in(hang, 0).of(li.child("LBody"))
	inner.depth, inner.tight, inner.noIndent = f.depth+1, b.Tight, true
	strips := r.blocks(item.Blocks, inner)
	label := r.itemLabel(b, i, item, f)
	for k := range strips {
		if strips[k].space || strips[k].draw == nil {
			continue
		}
		draw := strips[k].draw
		strips[k].draw = func(x, y float64) {
			r.c.in(lbl)
			label(x+f.x+hang-f.size*0.45, y+f.leading*0.76)
			draw(x, y)
		}
		break
	}
	return strips
}

// itemLabel draws an item's label, ending at a place.
func (r *renderer) itemLabel(b *document.List, i int, item document.Item, f frame) func(x, baseline float64) {
	style := typeset.Style{Family: typeset.Serif}
	text := [...]string{"•", "–", "·"}[min(f.depth, 2)]
	switch {
	case item.Task && item.Done:
		text, style.Family = "☑", typeset.Fallback
	case item.Task:
		text, style.Family = "☐", typeset.Fallback
	case b.Ordered:
		text = fmt.Sprintf("%d.", b.Start+i)
	}
	return func(x, baseline float64) {
		r.label(text, style, f.size, f.colour, x-r.fonts.Width(text, style, f.size), baseline)
	}
}

func (r *renderer) definitions(b *document.Definitions, f frame) []strip {
	l := f.owner.child("L")
	out := []strip{space(f.leading*0.35, 1.5)}
	for _, d := range b.Items {
		li := l.child("LI")
		t := r.toneOf(f.of(li.child("Lbl")))
		t.style.Bold = true
		term := r.paragraph(r.run(d.Term, t), f, set{align: typeset.Left})
		for i := range term {
			term[i].penalty = forbidden
		}
		inner := f.in(f.size*1.6, 0).of(li.child("LBody"))
		inner.noIndent, inner.tight = true, true
		out = stack(out, term...)
		out = stack(out, r.blocks(d.Blocks, inner)...)
		out = stack(out, space(f.leading*0.3, 1))
	}
	return out
}

func (r *renderer) quote(b *document.Quote, f frame) []strip {
	inner := f.in(f.size*1.8, f.size*1.8).of(f.owner.child("BlockQuote"))
	inner.noIndent = true
	inner.size, inner.leading = f.size*0.96, f.leading*0.96
	out := []strip{space(f.leading*0.5, 2)}
	out = stack(out, r.blocks(b.Blocks, inner)...)
	return stack(out, space(f.leading*0.5, 2))
}

func (r *renderer) rule(f frame) []strip {
	return []strip{space(f.leading*0.6, 2), {height: f.leading, draw: func(x, y float64) {
		r.c.in(artifact)
		r.c.rect(x+f.x+f.width*0.35, y+f.leading/2, f.width*0.3, 0.5, grey)
	}}, space(f.leading*0.6, 2)}
}

// note is a footnote, set for the foot of a page.
func (r *renderer) note(number int) *note {
	l := &r.look
	f := frame{width: l.column, size: l.small, leading: l.smallLeading, colour: ink, noIndent: true, tight: true}
	n := r.section.child("Note")
	n.id = noteAnchor(number)
	lbl := n.child("Lbl")
	f.owner = n
	if number > len(r.doc.Footnotes) {
		return &note{}
	}
	flush := r.flush
	label := fmt.Sprint(number)
	hang := max(l.small*0.9, r.fonts.Width(label, typeset.Style{}, l.small*0.72)+3.5)
	strips := r.blocks(r.doc.Footnotes[number-1].Blocks, f.in(hang, 0))
	r.flush = flush
	for len(strips) > 0 && strips[len(strips)-1].space {
		strips = strips[:len(strips)-1]
	}
	if len(strips) > 0 {
		draw := strips[0].draw
		strips[0].draw = func(x, y float64) {
			r.c.anchor(noteAnchor(number), y-2)
			back := lbl.inside("Link")
			r.c.in(back)
			size := l.small * 0.72
			r.label(label, typeset.Style{}, size, linkInk, x, y+l.smallLeading*0.76-l.small*0.33)
			w := r.fonts.Width(label, typeset.Style{}, size)
			r.c.link(annotation{x: x, y: y, w: w + 2, h: l.smallLeading, anchor: callAnchor(number), says: "back to the text", owner: back})
			if draw != nil {
				draw(x, y)
			}
		}
		strips = append(strips, strip{height: 2, space: true})
	}
	return &note{strips: strips, height: heightOf(strips)}
}
