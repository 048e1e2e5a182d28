package latex

import (
	"fmt"

	"report/internal/diag"
	"report/internal/document"
)

// missing are the paper's characters that the fonts do not have, a line each
// script, in the order of the text, and behind it those of the works it cites.
func missing(doc *document.Document) []string {
	all := document.Lacking(doc, func(r rune) bool { return !settable(r) })
	for _, e := range doc.Bibliography {
		for _, r := range plain(e.Text) {
			if !settable(r) {
				all = document.Lacks(all, r, 1, diag.Pos{})
			}
		}
	}
	var out []string
	for _, l := range all {
		first, has, numbers := ", the first at ", "them", "their numbers stand in their place"
		if l.Count == 1 {
			first, has, numbers = ", at ", "it", "its number stands in its place"
		}
		place := ""
		if l.At.File != "" {
			place = first + l.At.String()
		}
		out = append(out, fmt.Sprintf("LaTeX: %s cannot be set%s (%c, U+%04X: no font of pdflatex has %s; %s)", l.Words(), place, l.First, l.First, has, numbers))
	}
	return out
}
