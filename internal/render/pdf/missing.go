package pdf

import (
	"fmt"
	"slices"
	"unicode"

	"report/internal/diag"
	"report/internal/document"
)

// lack is what the page cannot show of one script.
type lack struct {
	script string
	count  int
	first  rune
	at     diag.Pos // of the first, where it is known
}

// warnMissing says which scripts no font has: the page shows the numbers of their
// characters.
func (r *renderer) warnMissing() {
	if len(r.fonts.Missing) == 0 {
		return
	}
	for _, l := range r.lacks() {
		what, place, why := "characters of "+l.script, "", ""
		if l.script == "" {
			what = "signs"
		}
		if l.count == 1 {
			what = "character of " + l.script
			if l.script == "" {
				what = "sign"
			}
		}
		if l.at.Line > 0 {
			place = fmt.Sprintf(", the first at %s", l.at)
		}
		if rightToLeft[l.script] {
			why = ": right-to-left text is not set"
		}
		r.warn("PDF: %d %s cannot be set%s (%c)%s; the page shows numbers instead", l.count, what, place, l.first, why)
	}
}

// rightToLeft are the scripts written that way which are still in use.
var rightToLeft = map[string]bool{"Hebrew": true, "Arabic": true, "Syriac": true, "Thaana": true, "Nko": true, "Samaritan": true, "Mandaic": true}

// lacks is what is missing by script, in the order of the text.
func (r *renderer) lacks() []*lack {
	var all []*lack
	found := map[rune]bool{}
	note := func(u rune, count int, at diag.Pos) {
		script := scriptOf(u)
		i := slices.IndexFunc(all, func(l *lack) bool { return l.script == script })
		if i < 0 {
			i = len(all)
			all = append(all, &lack{script: script, first: u, at: at})
		}
		all[i].count += count
	}
	r.eachText(func(text string, at func(int) diag.Pos) {
		for i, u := range text {
			if r.fonts.Missing[u] > 0 {
				found[u] = true
				note(u, 1, at(i))
			}
		}
	})
	var rest []rune // of what is not the author's: evidence, works, drawings
	for u := range r.fonts.Missing {
		if !found[u] {
			rest = append(rest, u)
		}
	}
	slices.Sort(rest)
	for _, u := range rest {
		note(u, r.fonts.Missing[u], diag.Pos{})
	}
	return all
}

// eachText visits what the author typed, with the place of each byte.
func (r *renderer) eachText(visit func(text string, at func(int) diag.Pos)) {
	var block diag.Pos
	here := func(int) diag.Pos { return block }
	visit(r.doc.Meta.Title+r.doc.Meta.Subtitle, here)
	document.Walk(r.doc, func(b document.Block) {
		switch b := b.(type) {
		case *document.Heading:
			block = b.Pos
		case *document.Paragraph:
			block = b.Pos
		case *document.Table:
			block = b.Pos
		case *document.Figure:
			block = b.Pos
		case *document.Listing:
			block = b.Pos
			visit(b.Code, here)
		}
	}, func(in document.Inline) {
		switch in := in.(type) {
		case *document.Text:
			visit(in.Value, func(i int) diag.Pos {
				if at, ok := in.At(i); ok {
					return at
				}
				return block
			})
		case *document.Code:
			visit(in.Value, here)
		case *document.Figured:
			visit(in.Value, here)
		}
	})
}

// scriptOf is the name of a rune's script, "" for signs that belong to none.
func scriptOf(u rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, u) {
			return name
		}
	}
	return ""
}
