package document

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"report/internal/diag"
)

// Lack is the characters of one script that a form of the paper cannot show.
type Lack struct {
	Script string // as Unicode calls it; "" for signs that all scripts share
	Count  int
	First  rune
	At     diag.Pos // of the first, or of the block it stands in; may be zero
}

// Words are how many characters of what: "4 characters of Han", "1 sign".
func (l Lack) Words() string {
	what := "sign"
	if l.Script != "" {
		what = "character"
	}
	if l.Count != 1 {
		what += "s"
	}
	if l.Script != "" {
		what += " of " + l.Script
	}
	return fmt.Sprintf("%d %s", l.Count, what)
}

// Lacking are the characters of the paper's text and code that a form has no
// letters for, by script, in the order of the text.
func Lacking(doc *Document, lacks func(rune) bool) []Lack {
	l := &lacking{lacks: lacks}
	l.text(doc.Meta.Title)
	l.text(doc.Meta.Subtitle)
	for _, a := range doc.Meta.Authors {
		l.text(a.Name)
		l.text(a.Affiliation)
	}
	Walk(doc, l.block, l.inline)
	return l.found
}

// Lacks adds characters of a script to a list.
func Lacks(list []Lack, r rune, count int, at diag.Pos) []Lack {
	script := scriptOf(r)
	i := slices.IndexFunc(list, func(l Lack) bool { return l.Script == script })
	if i < 0 {
		i = len(list)
		list = append(list, Lack{Script: script, First: r, At: at})
	}
	list[i].Count += count
	return list
}

// lacking gathers what cannot be shown.
type lacking struct {
	found []Lack
	lacks func(rune) bool
	at    diag.Pos // of the block
}

func (l *lacking) block(b Block) {
	switch b := b.(type) {
	case *Heading:
		l.at = b.Pos
	case *Paragraph:
		l.at = b.Pos
	case *Table:
		l.at = b.Pos
	case *Figure:
		l.at = b.Pos
	case *Listing:
		l.at = b.Pos
		l.text(b.Code)
	}
}

func (l *lacking) inline(i Inline) {
	switch i := i.(type) {
	case *Text:
		for at, r := range i.Value {
			if l.lacks(r) {
				pos, typed := i.At(at)
				if !typed {
					pos = l.at
				}
				l.found = Lacks(l.found, r, 1, pos)
			}
		}
	case *Code:
		l.text(i.Value)
	case *Figured:
		l.text(i.Value)
	case *Ref:
		l.text(i.Text)
	case *Cite:
		for _, p := range i.Printed {
			l.text(p.Text)
		}
	}
}

// text is words that stand somewhere in the block.
func (l *lacking) text(words string) {
	for _, r := range words {
		if l.lacks(r) {
			l.found = Lacks(l.found, r, 1, l.at)
		}
	}
}

// scriptOf is the name of a character's script, "" for what all share.
func scriptOf(r rune) string {
	for name, table := range unicode.Scripts {
		if name != "Common" && name != "Inherited" && unicode.Is(table, r) {
			return strings.ReplaceAll(name, "_", " ")
		}
	}
	return ""
}
