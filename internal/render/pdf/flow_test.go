package pdf

import (
	"fmt"
	"strings"
	"testing"

	"report/internal/document"
)

// tallTable is a table of a column that floats, as high as its rows.
func tallTable(n, rows int) *document.Table {
	t := &document.Table{ID: fmt.Sprintf("t%d", n), Number: fmt.Sprint(n), Caption: inl(fmt.Sprintf("CAPTION%d", n)), Columns: make([]document.Column, 2)}
	for i := range rows {
		t.Body = append(t.Body, cells(fmt.Sprint(i), "value"))
	}
	return t
}

// firstPages is the page that a word is first printed on as a text of its own.
func firstPages(all []shown) map[string]int {
	pages := map[string]int{}
	for _, s := range all {
		if word := strings.TrimSpace(s.text); s.kind != "Artifact" && pages[word] == 0 {
			pages[word] = s.page
		}
	}
	return pages
}

// TestNothingStandsAloneBelowFloats has a heading, a caption and a short
// listing come to stand below tables that leave too little room for them.
func TestNothingStandsAloneBelowFloats(t *testing.T) {
	for _, columns := range []int{1, 2} {
		for rows := 8; rows < 28; rows++ {
			var blocks []document.Block
			for range 20 * columns {
				blocks = append(blocks, para(prose(1)))
			}
			for i := range 5 {
				blocks = append(blocks, tallTable(i+1, rows))
			}
			blocks = append(blocks, heading(1, "2", "two", "HEADING"),
				&document.Listing{ID: "l", Number: "1", Caption: inl("Lines."), Code: strings.Repeat("CODE\n", 6)}, para(prose(3)))
			pages := firstPages(readPages(t, render(t, paper(blocks...), Options{Columns: columns})))
			if pages["HEADING"] == 0 || pages["HEADING"] != pages["CODE"] {
				t.Errorf("%d columns, tables of %d rows: the heading is on page %d, its listing on page %d", columns, rows, pages["HEADING"], pages["CODE"])
			}
		}
	}
}

// TestNoRuleWithoutANote has notes of which only the space below would be left
// for the next page.
func TestNoRuleWithoutANote(t *testing.T) {
	r := &renderer{look: newLook(Options{}), c: newCanvas(600, 800)}
	r.c.newPage()
	f := newFlow(r)
	f.top = r.look.top
	drawn := 0
	line := strip{height: 10, draw: func(_, _ float64) { drawn++ }}
	gap := strip{height: 2, space: true}
	f.notes([]strip{line, gap}, 0, 100, 100+noteGap+10)
	if drawn != 1 || len(f.carried) != 0 {
		t.Errorf("%d notes are drawn, %d strips carried", drawn, len(f.carried))
	}
	before := r.c.out.Len()
	f.notes([]strip{gap}, 0, 100, 300)
	f.notes([]strip{gap, line}, 0, 295, 300)
	if r.c.out.Len() != before {
		t.Errorf("a rule is drawn over no note: %s", r.c.out.Bytes()[before:])
	}
	if len(f.carried) != 1 || f.carried[0].space {
		t.Errorf("%d strips are carried, not the note alone", len(f.carried))
	}
}
