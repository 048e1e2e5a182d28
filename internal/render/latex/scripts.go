package latex

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"report/internal/diag"
	"report/internal/document"
)

// unsettable are the characters of one script that the fonts do not have.
type unsettable struct {
	script string // "" for signs that all scripts share
	count  int
	first  rune
	at     diag.Pos
}

// missing are the paper's characters that the fonts do not have, a line each
// script, in the order of the text.
func missing(doc *document.Document) []string {
	c := &counter{}
	c.text(doc.Meta.Title)
	c.text(doc.Meta.Subtitle)
	for _, a := range doc.Meta.Authors {
		c.text(a.Name)
		c.text(a.Affiliation)
	}
	document.Walk(doc, c.block, c.inline)
	c.at = diag.Pos{}
	for _, e := range doc.Bibliography {
		c.inlines(e.Text)
	}
	var out []string
	for _, u := range c.found {
		out = append(out, u.String())
	}
	return out
}

func (u unsettable) String() string {
	what, place, has, numbers := "characters", "", "them", "their numbers stand in their place"
	if u.script == "" {
		what = "signs"
	}
	if u.at.File != "" {
		place = ", the first at " + u.at.String()
	}
	if u.count == 1 {
		what, place = strings.TrimSuffix(what, "s"), strings.Replace(place, ", the first at", ", at", 1)
		has, numbers = "it", "its number stands in its place"
	}
	if u.script != "" {
		what += " of " + u.script
	}
	return fmt.Sprintf("LaTeX: %d %s cannot be set%s (%c, U+%04X: no font of pdflatex has %s; %s)", u.count, what, place, u.first, u.first, has, numbers)
}

// counter counts characters by script.
type counter struct {
	found []*unsettable
	at    diag.Pos
}

func (c *counter) block(b document.Block) {
	switch b := b.(type) {
	case *document.Heading:
		c.at = b.Pos
	case *document.Paragraph:
		c.at = b.Pos
	case *document.Table:
		c.at = b.Pos
	case *document.Figure:
		c.at = b.Pos
	case *document.Listing:
		c.at = b.Pos
		c.text(b.Code)
	}
}

func (c *counter) inlines(list []document.Inline) {
	for _, i := range list {
		c.inline(i)
		switch i := i.(type) {
		case *document.Emph:
			c.inlines(i.Text)
		case *document.Strong:
			c.inlines(i.Text)
		case *document.Link:
			c.inlines(i.Text)
		}
	}
}

func (c *counter) inline(i document.Inline) {
	switch i := i.(type) {
	case *document.Text:
		for at, r := range i.Value {
			c.count(r, func() diag.Pos { return i.Place(at) })
		}
	case *document.Code:
		c.text(i.Value)
	case *document.Figured:
		c.text(i.Value)
	case *document.Ref:
		c.text(i.Text)
	case *document.Cite:
		for _, p := range i.Printed {
			c.text(p.Text)
		}
	}
}

func (c *counter) text(words string) {
	for _, r := range words {
		c.count(r, func() diag.Pos { return diag.Pos{} })
	}
}

// count counts a character that cannot be set. Where it stands is asked for the
// first of its script only.
func (c *counter) count(r rune, place func() diag.Pos) {
	if settable(r) {
		return
	}
	script := scriptOf(r)
	i := slices.IndexFunc(c.found, func(u *unsettable) bool { return u.script == script })
	if i < 0 {
		u := &unsettable{script: script, first: r, at: place()}
		if u.at.File == "" {
			u.at = c.at
		}
		c.found, i = append(c.found, u), len(c.found)
	}
	c.found[i].count++
}

// scriptOf is the name of a character's script, "" for what all share.
func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if unicode.Is(table, r) && name != "Common" && name != "Inherited" {
			return strings.ReplaceAll(name, "_", " ")
		}
	}
	return ""
}
