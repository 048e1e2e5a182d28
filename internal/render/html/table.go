package html

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"report/internal/document"
)

// widest is how many columns stay within the text's own width.
const widest = 6

// table writes a table with its caption above it, in a box that scrolls where
// the table is wider than the page.
func (p *page) table(n *document.Table) {
	w := &p.body
	w.raw(`<figure class="table`)
	if len(n.Columns) > widest {
		w.raw(" wide")
	}
	w.raw(`"`)
	w.attrIf("id", n.ID)
	w.raw(">\n")
	p.caption("Table", n.Number, n.Caption, "")
	p.scroll(label("Table", n.Number, n.Caption))
	p.inSans++
	w.raw("<table>\n")
	digits := decimals(n)
	p.rows("thead", n, n.Head, nil)
	p.rows("tbody", n, n.Body, digits)
	p.rows("tfoot", n, n.Foot, digits)
	w.raw("</table></div>\n")
	if len(n.Notes) > 0 {
		w.raw(`<div class="notes">`)
		for _, note := range n.Notes {
			w.raw("<p>")
			p.inlines(note)
			w.raw("</p>")
		}
		w.raw("</div>\n")
	}
	p.inSans--
	w.raw("</figure>\n")
}

// scroll opens a box that can be reached with the keyboard, since it may have
// to be scrolled.
func (p *page) scroll(name string) {
	p.body.raw(`<div class="scroll" tabindex="0" role="region"`)
	p.body.attr("aria-label", name)
	p.body.raw(">")
}

func (p *page) rows(part string, n *document.Table, rows [][]document.Cell, digits []int) {
	if len(rows) == 0 {
		return
	}
	w := &p.body
	w.raw("<", part, ">\n")
	for _, row := range rows {
		w.raw("<tr>")
		for i := 0; i < len(row); i++ {
			cell := row[i]
			align := document.Left
			if i < len(n.Columns) && n.Columns[i].Align != "" {
				align = n.Columns[i].Align
			}
			pad := 0
			if digits != nil && i < len(digits) && align == document.Decimal {
				pad = digits[i]
			}
			span := max(1, min(cell.Span, len(row)-i))
			p.cell(cell, part == "thead", align, pad, span)
			i += span - 1 // what it covers is empty
		}
		w.raw("</tr>\n")
	}
	w.raw("</", part, ">\n")
}

func (p *page) cell(cell document.Cell, head bool, align document.Align, digits, span int) {
	w := &p.body
	tag := "td"
	if head || cell.Head {
		tag = "th"
	}
	if head && plain(cell.Text) == "" {
		tag = "td" // an empty corner heads nothing
	}
	w.raw("<", tag)
	if cell.ID != "" {
		w.attr("id", cell.ID)
		p.anchors[cell.ID] = true
	}
	if tag == "th" {
		scope := "row"
		if head {
			scope = "col"
		}
		w.raw(` scope="`, scope, `"`)
	}
	if span > 1 {
		w.raw(` colspan="`, strconv.Itoa(span), `"`)
		align = document.Center
	}
	if align != document.Left {
		w.raw(` class="`, string(known(align)))
		if tag == "td" && wordy(plain(cell.Text)) {
			w.raw(" words")
		}
		w.raw(`"`)
	}
	w.raw(">")
	if cell.Strong {
		w.raw("<strong>")
	}
	p.inlines(cell.Text)
	if cell.Strong {
		w.raw("</strong>")
	}
	p.pad(plain(cell.Text), digits)
	w.raw("</", tag, ">")
}

// wordy reports whether a cell holds a sentence's worth of words, which need not
// stay on one line as a number with its unit has to.
func wordy(text string) bool {
	return len(strings.Fields(text)) > 3 && !strings.ContainsAny(text, "0123456789")
}

// known keeps an alignment from becoming markup.
func known(align document.Align) document.Align {
	switch align {
	case document.Right, document.Center, document.Decimal:
		return align
	}
	return document.Left
}

// numeral is a decimal with an optional unit behind it.
var numeral = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^[+−-]?[0-9][0-9,\x{2009}\x{202f}]*(?:\.([0-9]+))?(?:[  ]?\D*)?$`)
})

// fraction is how many digits a number has behind its point; ok tells whether
// the text is a number at all.
func fraction(text string) (digits int, ok bool) {
	found := numeral().FindStringSubmatch(strings.TrimSpace(text))
	if found == nil {
		return 0, false
	}
	return utf8.RuneCountInString(found[1]), true
}

// decimals is the longest fraction of each decimal column.
func decimals(n *document.Table) []int {
	digits := make([]int, len(n.Columns))
	for _, rows := range [][][]document.Cell{n.Body, n.Foot} {
		for _, row := range rows {
			for i, cell := range row {
				if i >= len(digits) || n.Columns[i].Align != document.Decimal {
					continue
				}
				if d, ok := fraction(plain(cell.Text)); ok {
					digits[i] = max(digits[i], d)
				}
			}
		}
	}
	return digits
}

// pad fills up a number on the right, so that the points of a column stand
// below each other: the style sheet prints that many invisible digits, which
// are neither copied nor read out.
func (p *page) pad(text string, digits int) {
	have, ok := fraction(text)
	if !ok || have >= digits {
		return
	}
	p.body.raw(`<span class="pad`)
	if have == 0 {
		p.body.raw(" point")
	}
	p.body.raw(`" data-pad="`, strings.Repeat("0", min(digits-have, 12)), `"></span>`)
}

// count writes a whole number with blanks between the thousands.
func count(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "\u202f" + s[i:]
	}
	return s
}
