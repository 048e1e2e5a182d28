package pdf

import (
	"fmt"
	"strings"

	"report/internal/document"
	"report/internal/typeset"
)

// titleBlock is the paper's head: title, authors, abstract, keywords, and what
// the figures rest on.
func (r *renderer) titleBlock() {
	m := &r.doc.Meta
	f := r.look.frame(r.root)
	if r.look.columns > 1 {
		f.width = r.look.width
	}
	out := []strip{{height: 10, draw: func(x, y float64) {}}}
	out = append(out, r.titleLines(f)...)
	out = append(out, r.authors(f)...)
	out = append(out, r.basis(f)...)
	if len(m.Abstract) > 0 {
		out = append(out, strip{height: f.leading * 1.3})
		out = append(out, r.abstract(f)...)
	}
	out = append(out, r.keywords(f)...)
	out = append(out, r.doubts(f)...)
	out = append(out, strip{height: f.leading * 0.6})
	for i := range out {
		out[i].penalty = forbidden
	}
	out[len(out)-1].penalty = 0
	if r.look.columns == 1 {
		r.flow.add(out...)
		return
	}
	r.flow.waiting = append(r.flow.waiting, newFloat(out, true))
}

func (r *renderer) centred(text []document.Inline, f frame, t tone) []strip {
	return r.paragraph(r.run(text, t), f, set{align: typeset.Center, balance: true})
}

func words(text string) []document.Inline {
	return []document.Inline{&document.Text{Value: text}}
}

func (r *renderer) titleLines(f frame) []strip {
	m := &r.doc.Meta
	h := r.root.child("H1")
	size := r.look.size * 1.75
	inner := f.in(f.width*0.04, f.width*0.04).sized(size, size*1.2).of(h)
	t := r.toneOf(inner)
	t.style.Bold = true
	out := r.centred(words(m.Title), inner, t)
	if len(out) > 0 {
		draw := out[0].draw
		out[0].draw = func(x, y float64) {
			r.outline = 0
			r.c.bookmark(m.Title, 0, y)
			draw(x, y)
		}
	}
	if m.Subtitle != "" {
		size = r.look.size * 1.15
		sub := f.sized(size, size*1.3).of(r.root.child("P"))
		sub.italic = true
		out = append(append(out, strip{height: 4}), r.centred(words(m.Subtitle), sub, r.toneOf(sub))...)
	}
	return out
}

// authors are names on a line, with letters that lead to their affiliations
// where there are several.
func (r *renderer) authors(f frame) []strip {
	m := &r.doc.Meta
	if len(m.Authors) == 0 {
		return nil
	}
	var places []string
	index := map[string]int{}
	for _, a := range m.Authors {
		if _, known := index[a.Affiliation]; !known && a.Affiliation != "" {
			index[a.Affiliation] = len(places)
			places = append(places, a.Affiliation)
		}
	}
	p := r.root.child("P")
	t := r.toneOf(f.of(p))
	t.size *= 1.05
	o := &run{}
	for i, a := range m.Authors {
		if i > 0 {
			o.add(", ", t)
		}
		o.add(strings.ReplaceAll(a.Name, " ", "\u00a0"), t)
		if len(places) > 1 && a.Affiliation != "" {
			o.add(letter(index[a.Affiliation]), t.raised())
		}
	}
	out := append([]strip{{height: f.leading * 0.9}}, r.paragraph(o, f.sized(t.size, t.size*1.3), set{align: typeset.Center})...)
	small := f.sized(r.look.small, r.look.smallLeading)
	small.italic = true
	for i, place := range places {
		small.owner = r.root.child("P")
		t, o := r.toneOf(small), &run{}
		if len(places) > 1 {
			o.add(letter(i), t.raised())
		}
		o.add(place, t)
		out = append(out, r.paragraph(o, small, set{align: typeset.Center})...)
	}
	return append(out, r.addresses(f)...)
}

func letter(i int) string { return string(rune('a' + i%26)) }

func (t tone) raised() tone {
	t.rise = t.size * 0.33
	t.size *= 0.7
	return t
}

func (r *renderer) addresses(f frame) []strip {
	small := f.sized(r.look.small, r.look.smallLeading)
	var o run
	for _, a := range r.doc.Meta.Authors {
		if a.Email == "" {
			continue
		}
		if len(o.spans) == 0 {
			small.owner = r.root.child("P")
		} else {
			o.add(", ", r.toneOf(small))
		}
		t := r.toneOf(small)
		t.size *= 0.94
		t.code = true
		o.add(a.Email, t.to(&link{address: "mailto:" + a.Email, says: "mail to " + a.Name}, linkInk))
	}
	if len(o.spans) == 0 {
		return nil
	}
	return r.paragraph(&o, small, set{align: typeset.Center})
}

// basis says which evidence the figures rest on.
func (r *renderer) basis(f frame) []strip {
	m := &r.doc.Meta
	if m.Date == "" && m.Root == "" {
		return nil
	}
	small := f.sized(r.look.small*0.9, r.look.smallLeading)
	small.owner, small.colour = r.root.child("P"), grey
	t := r.toneOf(small)
	o := &run{}
	if m.Date != "" {
		o.add("Evidence as of "+m.Date, t)
	}
	if m.Root != "" {
		root := m.Root
		if kind, digits, ok := strings.Cut(root, ":"); ok && len(digits) > 16 {
			root = kind + ":" + digits[:16] + "…"
		}
		if m.Date != "" {
			o.add(" · ", t)
		}
		o.add("root ", t)
		o.add(root, t.mono())
	}
	return append([]strip{{height: f.leading * 0.5}}, r.paragraph(o, small, set{align: typeset.Center})...)
}

func (r *renderer) abstract(f frame) []strip {
	inner := f.in(f.width*0.075, f.width*0.075).sized(r.look.small*1.03, r.look.smallLeading*1.04)
	head := inner.of(r.section.child("P"))
	t := r.toneOf(head)
	t.style.Bold = true
	out := append(r.centred(words("Abstract"), head, t), strip{height: 3})
	inner.owner = r.section.child("P")
	return append(out, r.paragraph(r.run(r.doc.Meta.Abstract, r.toneOf(inner)), inner, set{align: typeset.Justify, hyphens: true})...)
}

func (r *renderer) keywords(f frame) []strip {
	if len(r.doc.Meta.Keywords) == 0 {
		return nil
	}
	inner := f.in(f.width*0.075, f.width*0.075).sized(r.look.small, r.look.smallLeading).of(r.section.child("P"))
	t := r.toneOf(inner)
	o := &run{}
	bold := t
	bold.style.Bold = true
	o.add("Keywords: ", bold)
	o.add(strings.Join(r.doc.Meta.Keywords, ", "), t)
	return append([]strip{{height: 5}}, r.paragraph(o, inner, set{align: typeset.Left, hyphens: true})...)
}

// doubts are what is missing or stale, said before anybody reads a figure.
func (r *renderer) doubts(f frame) []strip {
	var out []strip
	inner := f.in(f.width*0.075, f.width*0.075).sized(r.look.small*0.94, r.look.smallLeading*0.94)
	for i, text := range r.doc.Meta.Notes {
		if i == 0 {
			out = append(out, strip{height: 6})
		}
		inner.owner, inner.colour = r.section.child("P"), warnInk
		out = append(out, r.paragraph(r.run(words(fmt.Sprintf("Note: %s", text)), r.toneOf(inner)), inner, set{align: typeset.Left, hyphens: true})...)
	}
	return out
}
