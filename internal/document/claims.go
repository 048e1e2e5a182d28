package document

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
)

// The marks of a Figured: why it is not simply a supported figure.
const (
	MarkMissing     = "missing"
	MarkStale       = "stale"
	MarkUndecided   = "undecided"   // an assertion over something that is missing
	MarkUnsupported = "unsupported" // an assertion that is false
	MarkUnresolved  = "unresolved"  // in a draft: the expression, which has a mistake
)

// claim prints a computed figure, with a footnote where there is a doubt.
func (r *reader) claim(out *line, m *mark) {
	if m.unclosed {
		r.fail(r.g.errorAt(m.at, 2, "this {{ is never closed").
			WithHint(`close it with }}, or write \{{ where braces are meant`))
		return
	}
	c, ok := r.resolve(m, r.g)
	if !ok {
		if r.env.Draft {
			out.add(&Figured{Value: strings.TrimSpace(m.content), Mark: MarkUnresolved})
		}
		return
	}
	if isAssertion(c.Expr) && (len(c.Evidence) > 0 || c.Status == claim.Missing) { // one of numbers alone proves nothing
		r.asserts = append(r.asserts, asserted{c.Expr, c.At})
	}
	words := r.figured(c)
	if _, printed := first(words).(*Figured); !printed {
		out.trim() // an assertion leaves no blank of its own
	}
	out.add(words...)
}

func first(inlines []Inline) Inline {
	if len(inlines) == 0 {
		return nil
	}
	return inlines[0]
}

// resolve asks the study for a claim and keeps it, placed at its braces. An
// error gets the line.
func (b *builder) resolve(m *mark, g fragment) (claim.Claim, bool) {
	inner := len(m.content) - len(strings.TrimLeft(m.content, " \t\n"))
	expr := strings.TrimSpace(m.content)
	if b.env.Claims == nil {
		b.fail(g.errorAt(m.at, m.width, "there is no study to compute this from"))
		return claim.Claim{}, false
	}
	c, e := b.env.Claims.Resolve(expr, g.pos(m.place(inner)))
	if e != nil {
		b.fail(b.quoted(e))
		return c, false
	}
	c.At = g.pos(m.at)
	return b.keep(c), true
}

// quoted adds the line to a mistake in one of the sources.
func (b *builder) quoted(e *diag.Error) *diag.Error {
	b.doc.Quote(e)
	return e
}

// keep adds a claim to the document's.
func (b *builder) keep(c claim.Claim) claim.Claim {
	b.doc.Claims = append(b.doc.Claims, c)
	return c
}

// figured is a claim as it is printed: its words and the note that says what
// is doubtful about it. A claim without words, such as an assertion that
// holds, leaves nothing in the text.
func (b *builder) figured(c claim.Claim) []Inline {
	out := []Inline{}
	f := &Figured{Claim: c.ID, Value: c.Text}
	switch {
	case c.Status == claim.Missing && isAssertion(c.Expr):
		f.Mark = MarkUndecided
	case c.Status == claim.Missing:
		f.Mark = MarkMissing
	case c.Status == claim.Stale:
		f.Mark = MarkStale
	case c.Status == claim.Unsupported:
		f.Mark = MarkUnsupported
	}
	if f.Value != "" {
		out = append(out, f)
	}
	if f.Mark != "" && c.Reason != "" {
		out = append(out, b.reason(doubtWords(f.Mark)+c.Reason)...)
	}
	return out
}

func isAssertion(expr string) bool {
	return expr == "assert" || strings.HasPrefix(expr, "assert ")
}

func doubtWords(mark string) string {
	switch mark {
	case MarkMissing:
		return "Not measured: "
	case MarkStale:
		return "Stale: "
	case MarkUndecided:
		return "Undecided: "
	case MarkUnsupported:
		return "Does not hold: "
	}
	return ""
}

// reason is the footnote that says why a figure is doubtful; equal words share
// one. Text that can carry no footnote leaves a note under the title.
func (b *builder) reason(words string) []Inline {
	if !strings.HasSuffix(words, ".") {
		words += "."
	}
	if b.bare {
		if !slices.Contains(b.doc.Meta.Notes, words) {
			b.doc.Meta.Notes = append(b.doc.Meta.Notes, words)
		}
		return nil
	}
	n := b.reasons[words]
	if n == 0 {
		n = b.footnote()
		b.doc.Footnotes[n-1].Blocks = []Block{&Paragraph{Text: []Inline{&Text{Value: words}}}}
		b.reasons[words] = n
	}
	return []Inline{&NoteRef{Number: n}}
}

// summary says under the title how much of the paper is doubtful; the
// footnotes say why.
func (b *builder) summary() {
	missing, stale := 0, 0
	for _, c := range b.doc.Claims {
		switch c.Status {
		case claim.Missing:
			missing++
		case claim.Stale:
			stale++
		}
	}
	say := func(n int, words string) {
		if n > 0 {
			line := fmt.Sprintf("Of the %s computed figures in this paper, %s %s; footnotes say why.", claim.Grouped(strconv.Itoa(len(b.doc.Claims))), claim.Grouped(strconv.Itoa(n)), words)
			b.doc.Meta.Notes = append(b.doc.Meta.Notes, line)
		}
	}
	say(missing, "could not be measured")
	if stale == 1 {
		say(stale, "comes from a run that is no longer up to date")
	} else {
		say(stale, "come from runs that are no longer up to date")
	}
}

// footnote takes the next number.
func (b *builder) footnote() int {
	n := len(b.doc.Footnotes) + 1
	b.doc.Footnotes = append(b.doc.Footnotes, Footnote{Number: n})
	return n
}

// plainFigured is text in which claims are only their words, for a title or an
// alternative text; what is doubtful is said under the paper's title.
func (b *builder) plainFigured(g fragment) string {
	words, _ := b.headline(g)
	return words
}

// headline is plainFigured with what the words are made of.
func (b *builder) headline(g fragment) (string, []Inline) {
	before := b.bare
	b.bare = true
	defer func() { b.bare = before }()
	words := b.text(g)
	b.doc.typed = append(b.doc.typed, words)
	return strings.TrimSpace(plainText(words)), words
}
