package pdf

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"report/internal/document"
	"report/internal/typeset"
)

// bibliography is the cited works, their lines standing in behind the label.
func (r *renderer) bibliography(f frame) []strip {
	l := f.owner.child("L")
	l.attributes = "/O /List /ListNumbering /None"
	inner := f.sized(r.look.small, r.look.smallLeading)
	hang := r.look.small * 1.6
	style := typeset.Style{Family: typeset.Serif}
	for _, e := range r.doc.Bibliography {
		if e.Label != "" {
			hang = max(hang, r.fonts.Width("["+e.Label+"]", style, inner.size)+inner.size*0.6)
		}
	}
	var out []strip
	for _, e := range r.doc.Bibliography {
		out = append(out, r.work(e, l, hang, inner)...)
		out = append(out, space(inner.leading*0.3, 0.8))
	}
	return out
}

func (r *renderer) work(e document.Entry, l *element, hang float64, f frame) []strip {
	li := l.child("LI")
	lbl := li.child("Lbl")
	body := f.of(li.child("LBody"))
	t := r.toneOf(body)
	o := &run{}
	var strips []strip
	if e.Label != "" {
		r.inlines(o, e.Text, t)
		strips = r.paragraph(o, body.in(hang, 0), set{align: typeset.Justify, hyphens: true})
	} else {
		strips = r.hanging(e.Text, t, body, hang)
	}
	if len(strips) == 0 {
		return nil
	}
	draw := strips[0].draw
	strips[0].draw = func(x, y float64) {
		r.c.anchor("cite-"+e.Key, y-4)
		if e.Label != "" {
			r.c.in(lbl)
			label, style := "["+e.Label+"]", typeset.Style{Family: typeset.Serif}
			r.label(label, style, f.size, f.colour, x+f.x+hang-f.size*0.5-r.fonts.Width(label, style, f.size), y+f.leading*0.76)
		}
		draw(x, y)
	}
	return strips
}

// hanging sets a paragraph whose first line stands out to the left: the first
// line's surplus is an indent below zero.
func (r *renderer) hanging(text []document.Inline, t tone, f frame, hang float64) []strip {
	o := r.run(text, t)
	return r.paragraph(o, f.in(hang, 0), set{align: typeset.Justify, hyphens: true, indent: -hang})
}

// evidenceList is the evidence appendix: each run behind a figure, and the
// files of it that figures cite, where their links arrive.
func (r *renderer) evidenceList(f frame) []strip {
	var out []strip
	out = append(out, r.signs(f)...)
	for _, run := range r.doc.Evidence {
		out = stack(out, r.evidenceRun(run, f)...)
	}
	return out
}

// signs explains the signs beside figures, if there are any in the paper.
func (r *renderer) signs(f frame) []strip {
	var says []string
	for _, sign := range []struct{ mark, text string }{
		{"stale", "† the run behind the figure is older than what it should measure"},
		{"missing", "‡ the figure was not measured"},
		{"undecided", "? what it compares was not all measured"},
	} {
		if r.signed[sign.mark] {
			says = append(says, sign.text)
		}
	}
	if len(says) == 0 {
		return nil
	}
	inner := f.sized(r.look.small, r.look.smallLeading).of(f.owner.child("P"))
	return append(r.paragraph(r.run(words(strings.Join(says, "; ")+"."), r.toneOf(inner)), inner, set{align: typeset.Left}), space(f.leading*0.5, 1))
}

func (r *renderer) evidenceRun(run document.EvidenceRun, f frame) []strip {
	inner := f.sized(r.look.small, r.look.smallLeading)
	head := inner.of(f.owner.child("P"))
	t := r.toneOf(head)
	bold := t
	bold.style.Bold = true
	bold.code = true
	heading := r.pieces(head, set{align: typeset.Left}, piece{run.Run, bold})
	if len(heading) == 0 {
		return nil
	}
	draw := heading[0].draw
	heading[0].draw = func(x, y float64) {
		r.c.anchor(run.ID, y-4)
		draw(x, y)
	}
	facts := inner.of(f.owner.child("P"))
	out := append([]strip{space(inner.leading*0.9, 2)}, heading...)
	out = append(out, r.pieces(facts, set{align: typeset.Left, hyphens: true}, piece{r.facts(run), r.toneOf(facts)})...)
	digest := facts.of(f.owner.child("P"))
	digest.colour = grey
	td := r.toneOf(digest)
	out = append(out, r.pieces(digest, set{align: typeset.Left}, piece{"manifest ", td}, piece{run.Manifest, r.digestTone(td, digest.width)})...)
	for i := range out {
		out[i].penalty = forbidden
	}
	list := f.owner.child("L")
	for i, file := range run.Files {
		out = append(out, r.evidenceFile(run, i, file, inner.in(inner.size*1.4, 0).of(list.child("LI").child("LBody")))...)
	}
	return out
}

// facts is what is known of a run, in one sentence's worth.
func (r *renderer) facts(run document.EvidenceRun) string {
	var parts []string
	for _, p := range []string{run.Tool, run.Status, run.Profile, run.Started, run.Machine, run.CommitWords()} {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return strings.Join(parts, " · ")
}

// digestTone is as small as a digest needs to stand in one line.
func (r *renderer) digestTone(t tone, width float64) tone {
	t = t.mono()
	t.size = r.look.tiny
	if full := 64 * r.fonts.Width("0", t.style, 1); full*t.size > width {
		t.size = max(width/full, 5)
	}
	return t
}

func (r *renderer) evidenceFile(run document.EvidenceRun, i int, file document.EvidenceFile, f frame) []strip {
	t := r.toneOf(f)
	faint := t
	faint.colour = grey
	out := r.pieces(f, set{align: typeset.Left},
		piece{file.Path, t.mono()}, piece{" " + bytesOf(file.Size) + r.behind(file), faint})
	out = append(out, r.pieces(f, set{align: typeset.Left}, piece{file.SHA256, r.digestTone(faint, f.width)})...)
	for k := range out {
		out[k].penalty = forbidden
	}
	if len(out) == 0 {
		return nil
	}
	draw := out[0].draw
	out[0].draw = func(x, y float64) {
		r.c.anchor(evidenceAnchor(run.ID, i), y-4)
		draw(x, y)
	}
	out[len(out)-1].penalty = 0
	return append(out, space(2, 0.5))
}

// behind says where the figures stand that a file proves: values alone would
// tell nothing.
func (r *renderer) behind(file document.EvidenceFile) string {
	var places []*place
	for _, id := range file.Claims {
		for _, p := range r.places[id] {
			if !slices.Contains(places, p) {
				places = append(places, p)
			}
		}
	}
	slices.SortFunc(places, func(a, b *place) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.order, b.order))
	})
	out := ""
	for i, p := range places {
		first := i == 0 || p.kind != places[i-1].kind
		switch {
		case i == 0:
			out += " · behind "
		case first:
			out += "; "
		default:
			out += ", "
		}
		if first {
			out += p.kind.word(i+1 < len(places) && places[i+1].kind == p.kind)
		}
		out += p.name
	}
	return out
}

func bytesOf(n int64) string {
	switch {
	case n <= 0:
		return ""
	case n >= 10<<20:
		return fmt.Sprintf("%d\u00a0MB", n>>20)
	case n >= 10<<10:
		return fmt.Sprintf("%d\u00a0kB", n>>10)
	}
	return fmt.Sprintf("%d\u00a0bytes", n)
}

// piece is a text in its tone.
type piece struct {
	text string
	tone tone
}

// pieces sets texts of different tones as one paragraph.
func (r *renderer) pieces(f frame, s set, list ...piece) []strip {
	o := &run{}
	for _, p := range list {
		o.add(p.text, p.tone)
	}
	return r.paragraph(o, f, s)
}
