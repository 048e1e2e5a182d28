package audit

import (
	"fmt"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
)

// Text is the chain for a terminal: a line a link, what hangs below it
// indented. A run that several places lead to is spelled out once.
func (c *Chain) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "claim %s: %s\n", c.Claim.ID, c.Claim.Status)
	w := &writer{b: &b, seen: map[*Link]bool{}}
	w.link(c.Root, 0)
	if c.Break != nil {
		fmt.Fprintf(&b, "\nthe road from %s ends at %s: %s\n", c.Claim.At, c.Break.place(), c.Break.Broken)
		if c.Break.Hint != "" {
			fmt.Fprintf(&b, "hint: %s\n", c.Break.Hint)
		}
	}
	return b.String()
}

// place is where a link stands, or what it is where it stands nowhere.
func (l *Link) place() string {
	if l.At != "" {
		return l.At
	}
	return string(l.Kind) + " (" + l.What + ")"
}

type writer struct {
	b    *strings.Builder
	seen map[*Link]bool
}

func (w *writer) link(l *Link, depth int) {
	indent := strings.Repeat("  ", depth)
	words := l.What
	if l.At != "" {
		words = strings.TrimSuffix(l.At+"  "+l.What, "  ")
	}
	if w.seen[l] {
		return
	}
	w.seen[l] = true
	fmt.Fprintf(w.b, "%s%s  %s\n", indent, l.Kind, words)
	if l.Broken != "" {
		fmt.Fprintf(w.b, "%s  BROKEN: %s\n", indent, l.Broken)
	}
	if l.Doubt != "" {
		fmt.Fprintf(w.b, "%s  doubt: %s\n", indent, l.Doubt)
	}
	for _, next := range l.Next {
		w.link(next, depth+1)
	}
}

// Fault is the chain's break as a mistake at the claim's place, nil where the
// claim holds, is missing or is stale: those print with a mark.
func (c *Chain) Fault() *diag.Error {
	switch c.Claim.Status {
	case claim.Unsupported:
		return c.Claim.Fault()
	case claim.Tampered:
		e := diag.At(c.Claim.At, "the evidence behind %q changed: %s: %s", c.Claim.Text, c.Break.place(), c.Break.Broken)
		e.Hint = c.Break.Hint
		return e
	}
	return nil
}
