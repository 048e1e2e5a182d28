package pdf

import (
	"fmt"
	"slices"

	"report/internal/diag"
	"report/internal/document"
)

// warnMissing says which scripts no font has: the page shows the numbers of their
// characters.
func (r *renderer) warnMissing() {
	if len(r.fonts.Missing) == 0 {
		return
	}
	for _, l := range r.lacks() {
		place, why := "", ""
		if l.At.Line > 0 {
			place = fmt.Sprintf(", the first at %s", l.At)
		}
		if rightToLeft[l.Script] {
			why = ": right-to-left text is not set"
		}
		r.warn("PDF: %s cannot be set%s (%c)%s; the page shows numbers instead", l.Words(), place, l.First, why)
	}
}

// rightToLeft are the scripts written that way which are still in use.
var rightToLeft = map[string]bool{"Hebrew": true, "Arabic": true, "Syriac": true, "Thaana": true, "Nko": true, "Samaritan": true, "Mandaic": true}

// lacks is what is missing by script, in the order of the text, and behind it
// what only evidence, works and drawings hold.
func (r *renderer) lacks() []document.Lack {
	found := map[rune]bool{}
	all := document.Lacking(r.doc, func(u rune) bool {
		missing := r.fonts.Missing[u] > 0
		found[u] = found[u] || missing
		return missing
	})
	var rest []rune
	for u := range r.fonts.Missing {
		if !found[u] {
			rest = append(rest, u)
		}
	}
	slices.Sort(rest)
	for _, u := range rest {
		all = document.Lacks(all, u, r.fonts.Missing[u], diag.Pos{})
	}
	return all
}
