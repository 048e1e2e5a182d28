package pdf

import (
	"fmt"
	"strings"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
	"report/internal/typeset"
)

// run is inline text on its way to lines: spans, and what each is besides its
// letters.
type run struct {
	spans []typeset.Span
	marks []mark
}

// mark is what a span is besides its letters.
type mark struct {
	colour rgb
	owner  *element
	link   *link
	strike bool
	notes  []int // numbers of the footnotes that are called here
	object func(x, baseline float64)
	pos    diag.Pos // of the formula that the object is of
}

// link is one link, which may go over several spans and lines.
type link struct {
	anchor, address, says string
	claim                 bool
	owner                 *element
}

// tone is how text is set where it stands.
type tone struct {
	style  typeset.Style
	size   float64
	rise   float64
	colour rgb
	owner  *element
	link   *link
	strike bool
	code   bool
}

func (r *renderer) toneOf(f frame) tone {
	return tone{style: typeset.Style{Family: typeset.Serif, Italic: f.italic}, size: f.size, colour: f.colour, owner: f.owner}
}

// run flattens inline text.
func (r *renderer) run(text []document.Inline, t tone) *run {
	out := &run{}
	r.inlines(out, text, t)
	return out
}

func (o *run) add(text string, t tone) *mark {
	o.spans = append(o.spans, typeset.Span{Text: text, Style: t.style, Size: t.size, Rise: t.rise, Code: t.code})
	o.marks = append(o.marks, mark{colour: t.colour, owner: t.owner, link: t.link, strike: t.strike})
	return &o.marks[len(o.marks)-1]
}

func (r *renderer) inlines(o *run, text []document.Inline, t tone) {
	for i := 0; i < len(text); i++ {
		in := text[i]
		if n, ok := in.(*document.NoteRef); ok {
			first := i
			for i+1 < len(text) && follows(text[i+1], n.Number+i-first) {
				i++
			}
			r.noteRefs(o, n.Number, i-first+1, t)
			continue
		}
		if f, ok := in.(*document.Figured); ok && i+1 < len(text) {
			if _, explained := text[i+1].(*document.NoteRef); explained {
				// The footnote says it; a sign beside its number would be read as one.
				r.inline(o, &document.Figured{Claim: f.Claim, Value: f.Value}, t)
				continue
			}
		}
		r.inline(o, in, t)
	}
}

func (r *renderer) inline(o *run, in document.Inline, t tone) {
	switch in := in.(type) {
	case *document.Text:
		o.add(in.Value, t)
	case *document.Emph:
		t.style.Italic = !t.style.Italic
		r.inlines(o, in.Text, t)
	case *document.Strong:
		t.style.Bold = true
		r.inlines(o, in.Text, t)
	case *document.Strike:
		t.strike = true
		r.inlines(o, in.Text, t)
	case *document.Code:
		o.add(in.Value, t.mono())
	case *document.Link:
		r.outside(o, in, t)
	case *document.Figured:
		r.figured(o, in, t)
	case *document.Cite:
		r.cite(o, in, t)
	case *document.Ref:
		o.add(in.Text, r.linked(t, in.ID, in.Text))
		o.spans[len(o.spans)-1].Whole = true
	case *document.Math:
		r.math(o, in, t)
	case *document.Break:
		o.add("", t)
		o.spans[len(o.spans)-1].Break = true
	case *document.Picture:
		r.inlinePicture(o, in, t)
	}
}

func (t tone) mono() tone {
	t.style.Family, t.code = typeset.Mono, true
	t.size *= monoScale
	return t
}

// linked makes a tone lead to an anchor of this document, if there is one.
func (r *renderer) linked(t tone, id, says string) tone {
	if !r.known[id] || t.link != nil {
		return t
	}
	return t.to(&link{anchor: id, says: says}, linkInk)
}

func (t tone) to(l *link, colour rgb) tone {
	l.owner = t.owner.inside("Link")
	t.link, t.owner, t.colour = l, l.owner, colour
	return t
}

func (r *renderer) outside(o *run, in *document.Link, t tone) {
	if t.link == nil {
		t = t.to(&link{address: in.URL, says: in.URL}, linkInk)
	}
	if len(in.Text) == 1 {
		if text, ok := in.Text[0].(*document.Text); ok && strings.Contains(text.Value, "://") {
			t.code = true
		}
	}
	r.inlines(o, in.Text, t)
}

// figured prints a computed figure, which leads to the evidence behind it.
func (r *renderer) figured(o *run, in *document.Figured, t tone) {
	if id := r.evidence[in.Claim]; id != "" && t.link == nil {
		t = t.to(&link{anchor: id, says: "evidence of " + in.Value, claim: true}, t.colour)
	}
	value := in.Value
	switch {
	case strings.Contains(value, " ["):
		// A line may end before an interval; in it only where nothing else helps.
		value = interval.Replace(value)
	case in.Mark == document.MarkMissing || value == "not measured":
		value = strings.ReplaceAll(value, " ", "\u00a0") // "not measured" is one value, too
	}
	o.add(value, t)
	sign := markSign(in.Mark)
	if sign == "" {
		return
	}
	r.signed[in.Mark] = true
	t.size, t.rise, t.colour = t.size*0.72, t.size*0.33, warnInk
	o.add(sign, t)
}

// interval keeps "[0.43, 0.47] s" in one line.
var interval = strings.NewReplacer(", ", ",\u00a0", "] ", "]\u00a0")

// markSign is the sign beside a figure that cannot be fully relied on; the
// evidence appendix explains them.
func markSign(m string) string {
	switch m {
	case "stale":
		return "†"
	case "undecided":
		return "?"
	case "missing":
		return "‡"
	}
	return ""
}

func (r *renderer) cite(o *run, in *document.Cite, t tone) {
	if len(in.Printed) == 0 {
		var keys []string
		for _, item := range in.Items {
			keys = append(keys, item.Key)
		}
		o.add("["+strings.Join(keys, "; ")+"]", t)
		return
	}
	for _, part := range in.Printed {
		if part.Key == "" {
			o.add(part.Text, t)
			continue
		}
		o.add(part.Text, r.linked(t, "cite-"+part.Key, part.Text))
	}
}

// follows reports whether inline text calls the footnote after a number.
func follows(in document.Inline, number int) bool {
	n, ok := in.(*document.NoteRef)
	return ok && n.Number == number+1
}

// noteRefs calls footnotes that follow each other: two are both named, of more
// the first and the last.
func (r *renderer) noteRefs(o *run, number, count int, t tone) {
	// A note's number stands close, also where what it explains prints nothing.
	after := false
	for i := len(o.spans) - 1; i >= 0; i-- {
		o.spans[i].Text = strings.TrimRight(o.spans[i].Text, " ")
		if o.spans[i].Text != "" || o.spans[i].Object != nil {
			after = o.marks[i].notes != nil
			break
		}
	}
	t.size, t.rise, t.style.Italic = t.size*0.7, t.size*0.35, false
	call := func(number, count int) {
		one := t
		one.owner = t.owner.inside("Reference")
		one = one.to(&link{anchor: noteAnchor(number), says: fmt.Sprintf("footnote %d", number)}, linkInk)
		m := o.add(fmt.Sprint(number), one)
		for i := range count {
			m.notes = append(m.notes, number+i)
		}
	}
	if after {
		o.add(",\u200b", t)
	}
	switch {
	case count == 1:
		call(number, 1)
	case count == 2:
		call(number, 1)
		o.add(",\u200b", t)
		call(number+1, 1)
	default:
		call(number, count-1)
		o.add("–", t)
		call(number+count-1, 1)
	}
}

func noteAnchor(number int) string { return fmt.Sprintf("note-%d", number) }
func callAnchor(number int) string { return fmt.Sprintf("note-call-%d", number) }

// plain is the text alone, for outlines, heads and alternative texts.
func plain(text []document.Inline) string {
	return strings.Join(strings.Fields(document.Plain(text, math.Words)), " ")
}
