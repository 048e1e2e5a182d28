package html

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
)

// longWord is the length from which code in running text may break.
const longWord = 20

// longFigure is the length up to which a figure and its note stay in one line.
const longFigure = 24

// inlines writes running text. The number of a note stays with the figure that
// it explains.
func (p *page) inlines(list []document.Inline) {
	note, kept := false, false
	for i, one := range list {
		_, again := one.(*document.NoteRef)
		if kept && !again {
			p.body.raw("</span>")
			kept = false
		}
		if note && again {
			p.body.raw(`<sup>,</sup><wbr>`)
		}
		if f, ok := one.(*document.Figured); ok && i+1 < len(list) && len(f.Value) <= longFigure {
			if _, kept = list[i+1].(*document.NoteRef); kept {
				p.body.raw(`<span class="noted">`)
			}
		}
		p.inline(one)
		note = again
	}
	if kept {
		p.body.raw("</span>")
	}
}

func (p *page) inline(one document.Inline) {
	w := &p.body
	switch n := one.(type) {
	case *document.Text:
		w.text(n.Value)
	case *document.Emph:
		p.slants(false)
		p.inEmph++
		p.within("em", n.Text)
		p.inEmph--
	case *document.Strong:
		p.within("strong", n.Text)
	case *document.Strike:
		p.within("s", n.Text)
	case *document.Code:
		if p.inEmph > 0 {
			p.slants(true)
		}
		w.raw("<code>")
		if len(n.Value) > longWord {
			p.breakable(n.Value, "/_.,=")
		} else {
			w.text(n.Value)
		}
		w.raw("</code>")
	case *document.Link:
		p.link(n)
	case *document.Figured:
		p.figured(n)
	case *document.Cite:
		p.cite(n)
	case *document.Ref:
		if n.ID == "" {
			p.unresolved(n.Text)
			return
		}
		p.anchor(fragment(n.ID), "ref", "", func() { w.text(n.Text) })
	case *document.NoteRef:
		p.noteRef(n)
	case *document.Math:
		p.math(n.TeX, false)
	case *document.Break:
		w.raw("<br>")
	case *document.Picture:
		p.picture(n.Image, n.Alt, "inline", diag.Pos{})
	}
}

func (p *page) within(tag string, list []document.Inline) {
	p.body.raw("<", tag, ">")
	p.inlines(list)
	p.body.raw("</", tag, ">")
}

// anchor writes a link to a place in the page, or its text alone where a link
// is open already.
func (p *page) anchor(href, class, more string, text func()) {
	if p.inLink > 0 {
		text()
		return
	}
	w := &p.body
	w.raw("<a")
	w.attrIf("class", class)
	w.attr("href", href)
	w.raw(more, ">")
	p.inLink++
	text()
	p.inLink--
	w.raw("</a>")
}

// link writes a link to the outside. Computed figures inside it keep a way to
// their evidence behind it, since links do not nest.
func (p *page) link(n *document.Link) {
	if p.inLink > 0 || !outside(n.URL) {
		p.inlines(n.Text)
		return
	}
	w := &p.body
	w.raw("<a")
	w.attr("href", n.URL)
	w.raw(` rel="noreferrer">`)
	p.inLink++
	p.inlines(n.Text)
	p.inLink--
	w.raw("</a>")
	p.release()
}

// release writes links to the evidence of the figures that stood in a link.
func (p *page) release() {
	held := p.held
	p.held = nil
	for _, id := range held {
		w := &p.body
		w.raw("<sup>")
		p.anchor(fragment("claim:"+id), "claim-link", p.claimLabel(id), func() {
			w.raw(`<span aria-hidden="true">°</span>`)
		})
		w.raw("</sup>")
	}
}

func (p *page) claimLabel(id string) string {
	var w writer
	w.attr("data-claim", id)
	w.attr("aria-label", "Evidence of "+p.claimText(id))
	return w.String()
}

// claimText is a claim as printed. An assertion has no text of its own.
func (p *page) claimText(id string) string {
	i, known := p.claims[id]
	switch {
	case !known:
		return "this figure"
	case p.doc.Claims[i].Text == "":
		return "(asserted)"
	}
	return p.doc.Claims[i].Text
}

// figured writes a computed figure: the element that the contract names, in a
// link to its entry in the appendix, which the script turns into its evidence
// in place.
func (p *page) figured(n *document.Figured) {
	if n.Mark == document.MarkUnresolved {
		p.unresolved(n.Value)
		return
	}
	if p.inLink > 0 {
		p.value(n)
		p.held = append(p.held, n.Claim)
		return
	}
	more := ""
	if !p.used[n.Claim] {
		p.used[n.Claim] = true
		var id writer
		id.attr("id", "use:"+n.Claim)
		more = id.String()
	}
	class := "claim-link"
	if n.Mark == "missing" {
		class += " missing"
	}
	p.anchor(fragment("claim:"+n.Claim), class, more, func() { p.value(n) })
	p.mark(n.Mark)
}

// unresolved marks what a draft says and nothing answers to.
func (p *page) unresolved(text string) {
	p.body.raw(`<mark class="unresolved">`)
	p.body.text(text)
	p.body.raw("</mark>")
}

func (p *page) value(n *document.Figured) {
	w := &p.body
	value := ""
	if i, known := p.claims[n.Claim]; known {
		value = p.doc.Claims[i].Value
	}
	w.raw(`<data class="claim"`)
	w.attr("value", value)
	w.attr("data-claim", n.Claim)
	w.raw(">")
	w.text(unbroken(n.Value))
	w.raw("</data>")
}

// longInterval is up to which length a figure with its interval stays in one line.
const longInterval = 40

// unbroken keeps a figure and its interval together: "49.5 [44.1, 54.7] s".
func unbroken(value string) string {
	if strings.Contains(value, "[") && len(value) <= longInterval {
		return strings.ReplaceAll(value, " ", "\u00a0")
	}
	return value
}

// mark says in a word what is the matter with a figure. A missing one says so
// itself, and gets a colour only.
func (p *page) mark(mark string) {
	if mark == "" || mark == "missing" {
		return
	}
	w := &p.body
	w.raw(`<span class="mark">`)
	w.text(mark)
	w.raw("</span>")
}

// cite writes a citation with each work linked to its entry.
func (p *page) cite(n *document.Cite) {
	w := &p.body
	if len(n.Printed) == 0 {
		p.bareCite(n)
		return
	}
	w.raw(`<span class="cite">`)
	for _, part := range n.Printed {
		key, doubtful := strings.CutPrefix(part.Text, "?")
		switch {
		case part.Key != "":
			p.citeKey(part.Key, part.Text)
		case doubtful && slices.ContainsFunc(n.Items, func(i document.CiteItem) bool { return i.Key == key }):
			p.unresolved("@" + key)
		default:
			w.text(part.Text)
		}
	}
	w.raw("</span>")
}

// bareCite prints the keys themselves, where nobody formatted the citation.
func (p *page) bareCite(n *document.Cite) {
	w := &p.body
	w.raw(`<span class="cite">`)
	if !n.Narrative {
		w.raw("[")
	}
	for i, item := range n.Items {
		if i > 0 {
			w.raw("; ")
		}
		if item.Prefix != "" {
			w.text(item.Prefix + " ")
		}
		p.citeKey(item.Key, item.Key)
		if item.Locator != "" {
			w.text(", " + item.Locator)
		}
	}
	if !n.Narrative {
		w.raw("]")
	}
	w.raw("</span>")
}

func (p *page) citeKey(key, text string) {
	p.anchor(fragment("cite:"+key), "cite-link", ` role="doc-biblioref"`, func() { p.body.text(text) })
}

// noteRef writes the raised number of a note; the first one to a note is where
// the note leads back to.
func (p *page) noteRef(n *document.NoteRef) {
	if n.Number < 1 || n.Number > len(p.doc.Footnotes) {
		return
	}
	number := strconv.Itoa(n.Number)
	var more writer
	more.attr("role", "doc-noteref")
	more.attr("aria-label", "Note "+number)
	if p.cited[number]++; p.cited[number] == 1 {
		more.attr("id", "noteref:"+number)
	}
	p.body.raw(`<sup class="note-ref">`)
	p.anchor(fragment("note:"+number), "note-link", more.String(), func() { p.body.raw(number) })
	p.body.raw("</sup>")
}

// math writes a formula as MathML, or as its TeX where nobody set it.
func (p *page) math(tex string, display bool) {
	w := &p.body
	if set := p.opts.Formulas[math.Key{TeX: tex, Display: display}]; set != nil && set.MathML != "" {
		if !display && set.Width > longFormula {
			p.longMath(set)
			return
		}
		w.raw(mathML(set.MathML))
		return
	}
	p.slants(true)
	w.raw(`<code class="math">`)
	w.text(tex)
	w.raw("</code>")
}

// longFormula is how wide a formula in a sentence is, in ex, that a narrow page
// may have no room for: 10 em.
const longFormula = 20

// longMath writes a formula that may be wider than its line in the parts that
// it may be divided into, as no browser does by itself. One that cannot be
// divided scrolls, so that the page need not.
func (p *page) longMath(set *math.Formula) {
	w := &p.body
	pieces := set.Pieces()
	if pieces[0].MathML == "" {
		pieces = []math.Piece{{MathML: set.MathML, Width: set.Width}}
	}
	for i, piece := range pieces {
		if i > 0 {
			w.raw("<wbr>")
		}
		if piece.Width > longFormula {
			w.raw(`<span class="long-math" tabindex="0" role="group" aria-label="Formula">`)
		}
		part := mathML(piece.MathML)
		if piece.Cost > 0 { // A browser takes a sign at the end for one behind a term, and sets it close.
			part = mathParts().last.ReplaceAllString(part, `<mo form="infix"$1`)
		}
		w.raw(part)
		if piece.Width > longFormula {
			w.raw("</span>")
		}
	}
}

var mathParts = sync.OnceValue(func() (parts struct{ style, applied, last *regexp.Regexp }) {
	parts.style = regexp.MustCompile(` style="[^"]*"`)
	parts.applied = regexp.MustCompile(`<mo[^>]*>(?:&#x2061;|\x{2061})</mo>(\s*<m[infs])`)
	parts.last = regexp.MustCompile(`<mo\b([^>]*>[^<]*</mo>\s*</math>)$`)
	return
})

// mathML makes a formula of ours fit for the page: its policy allows no style
// attributes, and browsers set no space between a function and its argument,
// where TeX sets a thin one unless a bracket follows.
func mathML(set string) string {
	parts := mathParts()
	set = parts.style.ReplaceAllString(set, "")
	return parts.applied.ReplaceAllString(set, `<mo rspace="0.1667em">&#x2061;</mo>$1`)
}

// shown are the pictures that every browser draws. SVG in an img element runs
// no script and loads nothing.
var shown = map[string]bool{"image/png": true, "image/jpeg": true, "image/gif": true, "image/webp": true, "image/svg+xml": true}

// picture writes an image with its bytes inside the page.
func (p *page) picture(image *document.Image, alt, class string, pos diag.Pos) {
	w := &p.body
	if image == nil || len(image.Content) == 0 {
		p.slants(false)
		w.raw(`<span class="absent">`)
		w.text(alt)
		w.raw("</span>")
		return
	}
	if !shown[image.MediaType] {
		p.problem(pos, "picture %q is of type %q, which browsers do not show", image.Name, image.MediaType).
			WithHint("PNG, JPEG, GIF, WebP and SVG are shown")
		return
	}
	w.raw("<img")
	w.attrIf("class", class)
	w.raw(` src="data:`, image.MediaType, ";base64,")
	encoded := base64.StdEncoding.AppendEncode(w.AvailableBuffer(), image.Content)
	_, _ = w.Write(encoded)
	w.raw(`"`)
	w.attr("alt", alt)
	w.number("width", image.Width)
	w.number("height", image.Height)
	w.raw(` decoding="async">`)
}

// plain is running text without its marks, for the contents and for labels.
func plain(list []document.Inline) string { return document.Plain(list, math.Words) }
