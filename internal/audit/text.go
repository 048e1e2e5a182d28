package audit

import (
	"fmt"
	"strings"

	"report/internal/claim"
	"report/internal/diag"
)

// Text is the chain for a terminal: a line a link, what hangs below it
// indented. A run that several places lead to is spelled out once. Lines end
// within so many columns; 0 gives each link one line, however long.
func (c *Chain) Text(columns int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "claim %s: %s\n", c.Claim.ID, c.Claim.Status)
	w := &writer{b: &b, columns: columns, seen: map[*Link]bool{}}
	w.link(c.Root, 0)
	if c.Break != nil {
		b.WriteByte('\n')
		w.line("", "", fmt.Sprintf("the road from %s ends at %s: %s", c.Claim.At, c.Break.place(), c.Break.Broken))
		if c.Break.Hint != "" {
			w.line("", "hint: ", c.Break.Hint)
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
	b       *strings.Builder
	columns int
	seen    map[*Link]bool
}

// line writes a link's kind, or "", and words behind an indent; where they do not
// fit, further lines are set in by four more.
func (w *writer) line(indent, kind, words string) {
	in, words := indent, kind+words
	for first := len(kind); w.columns > 0; first = 0 {
		cut := breakAt([]rune(words), first, w.columns-len(in))
		if cut < 0 {
			break
		}
		head := string([]rune(words)[:cut])
		w.b.WriteString(in + strings.TrimRight(head, " ") + "\n")
		words, in = strings.TrimLeft(words[len(head):], " "), indent+"    "
	}
	w.b.WriteString(in + words + "\n")
}

// breakAt is the blank, from the first on, at which words that are wider than the
// room are broken: the last that fits, or the next; -1 where there is none or no
// need.
func breakAt(words []rune, first, room int) int {
	if len(words) <= room {
		return -1
	}
	for at := min(max(room, first), len(words)-1); at > first; at-- {
		if words[at] == ' ' {
			return at
		}
	}
	for at := max(room, first) + 1; at < len(words); at++ {
		if words[at] == ' ' {
			return at
		}
	}
	return -1
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
	w.line(indent, string(l.Kind)+"  ", words)
	if l.Broken != "" {
		w.line(indent+"  ", "BROKEN: ", l.Broken)
	}
	if l.Doubt != "" {
		w.line(indent+"  ", "doubt: ", l.Doubt)
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
