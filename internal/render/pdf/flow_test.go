package pdf

import (
	"fmt"
	"strings"
	"testing"

	"report/internal/document"
	"report/internal/typeset"
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

// TestHeadingsStayAboveTextThatFloatsInterrupt has a table that has no room
// left between a heading and its text.
func TestHeadingsStayAboveTextThatFloatsInterrupt(t *testing.T) {
	for lines := 30; lines < 46; lines++ {
		var blocks []document.Block
		for range lines {
			blocks = append(blocks, para("A line."))
		}
		blocks = append(blocks, heading(1, "2", "two", "HEADING"), tallTable(1, 25), para("TEXT"), para(prose(20)))
		pages := firstPages(readPages(t, render(t, paper(blocks...), Options{})))
		if pages["HEADING"] != pages["TEXT"] {
			t.Errorf("after %d lines the heading is on page %d, its text on page %d", lines, pages["HEADING"], pages["TEXT"])
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

// TestFloatsKeepTheirOrder has tables and figures of a column and of the page's
// width by turns: a later one of a kind stands neither on an earlier page nor
// above one before it, except in the column beside it.
func TestFloatsKeepTheirOrder(t *testing.T) {
	for length := 1; length < 24; length += 2 {
		blocks := []document.Block{para(prose(length))}
		for i := range 8 {
			wide := measurements(4 + i)
			wide.ID, wide.Number, wide.Caption = fmt.Sprintf("w%d", i), fmt.Sprint(2*i+2), inl("Wide.")
			shot := screenshot(400+600*(i%3/2), 200)
			shot.Name, shot.SHA256 = fmt.Sprintf("%d.png", i), fmt.Sprintf("%064d", i)
			blocks = append(blocks, para(prose(length)), tallTable(2*i+1, 6+i), wide,
				&document.Figure{ID: shot.Name, Number: fmt.Sprint(i + 1), Caption: inl("A picture."), Image: shot})
		}
		last := map[string]shown{}
		count := 0
		for _, s := range readPages(t, render(t, withNotes(6, append(blocks, para(prose(length)))...), Options{Columns: 2})) {
			kind, _, _ := strings.Cut(s.text, " ")
			if s.kind != "Caption" || kind != "Table" && kind != "Figure" {
				continue
			}
			count++
			var number, before int
			fmt.Sscanf(s.text, kind+" %d.", &number)
			fmt.Sscanf(last[kind].text, kind+" %d.", &before)
			if number != before+1 {
				t.Errorf("%d lines between: %s follows %q on page %d", length, s.text, last[kind].text, s.page)
			}
			last[kind] = s
		}
		if count != 24 {
			t.Errorf("%d lines between: %d captions", length, count)
		}
	}
}

// TestTextOverAWideTableFillsItsColumns has an appendix of some lines and a table
// over the columns that has to stand before the next one.
func TestTextOverAWideTableFillsItsColumns(t *testing.T) {
	for length := 4; length < 9; length++ {
		pages := firstPages(readPages(t, render(t, withNotes(6, heading(1, "A", "a", "FIRST"), para(prose(length)), para(prose(length)), para(prose(length)),
			measurements(10), heading(1, "B", "b", "SECOND"), para(prose(4))), Options{Columns: 2})))
		if pages["Table 1."] != 1 || pages["SECOND"] == 0 {
			t.Errorf("%d lines: the table is on page %d, the next appendix on page %d", length, pages["Table 1."], pages["SECOND"])
		}
	}
}

// TestColumnsDoNotStayEmptyBeforeAnAppendix has a picture of the page's width wait,
// behind which other figures have to keep their order: the appendix begins where
// otherwise more than half of a column were left.
func TestColumnsDoNotStayEmptyBeforeAnAppendix(t *testing.T) {
	for length := 1; length < 30; length += 2 {
		blocks := []document.Block{para(prose(length))}
		for i, width := range []int{400, 400, 400, 400, 1200, 400, 400} {
			shot := screenshot(width, width*3/4)
			shot.Name, shot.SHA256 = fmt.Sprintf("%d.png", i), fmt.Sprintf("%064d", i)
			blocks = append(blocks, para(prose(length)), &document.Figure{ID: shot.Name, Number: fmt.Sprint(i + 1), Caption: inl("A picture."), Image: shot})
		}
		blocks = append(blocks, heading(1, "A", "a", "APPENDIX"), para(prose(60)))
		opts := Options{Columns: 2}
		l := newLook(opts)
		all := readPages(t, render(t, paper(blocks...), opts))
		lowest := map[[2]int]float64{} // of each column of a page
		for _, s := range all {
			if s.kind == "Artifact" {
				continue
			}
			for column := range 2 {
				if left := l.left + float64(column)*(l.column+l.gap); s.x < left+l.column && s.right > left {
					lowest[[2]int{s.page, column}] = max(lowest[[2]int{s.page, column}], s.y)
				}
			}
		}
		for page := 1; page < all[len(all)-1].page; page++ {
			for column := range 2 {
				if low := lowest[[2]int{page, column}]; low < l.top+0.4*l.height {
					t.Errorf("%d lines between: column %d of page %d ends at %.0f", length, column+1, page, low)
				}
			}
		}
	}
}

// TestNotesAreNotCarriedOverPagesOfTables has the end of a note come to a page that
// a table fills but for a few lines.
func TestNotesAreNotCarriedOverPagesOfTables(t *testing.T) {
	r := &renderer{doc: paper(), look: newLook(Options{Columns: 2}), c: newCanvas(600, 842), fonts: typeset.NewFonts(), short: map[string]string{}}
	f := newFlow(r)
	f.carried = []strip{{height: 30, draw: func(_, _ float64) {}}}
	for range 2 {
		f.waiting = append(f.waiting, newFloat([]strip{{height: 0.85 * r.look.height}}, true))
	}
	f.newPage()
	if r.c.page != 0 || len(f.waiting) != 1 {
		t.Errorf("%d pages before the note", r.c.page)
	}
}

// TestHeadsAreCutAtWords and within one that is longer than half of its room.
func TestHeadsAreCutAtWords(t *testing.T) {
	r := &renderer{fonts: typeset.NewFonts(), short: map[string]string{}}
	for text, want := range map[string]string{
		"Short":                        "Short",
		"Some words that are too long": "Some words that …",
		"A Donaudampfschiffäääääää":    "A Donaudampfsch…",
		"Donaudampfschifffahrtsgesell": "Donaudampfschiff…",
	} {
		if got := r.shorten(text, typeset.Style{Family: typeset.Serif}, 10, 86); got != want {
			t.Errorf("%q is cut to %q, not %q", text, got, want)
		}
	}
}

// TestATableInTheTextMayEndAPage has one that fits, with no room for the text below
// it (issue 6): the page before it has no more room left than it would need.
func TestATableInTheTextMayEndAPage(t *testing.T) {
	for lines := 20; lines < 50; lines++ {
		var blocks []document.Block
		for range lines {
			blocks = append(blocks, para("A line."))
		}
		table := tallTable(1, 6)
		table.Number, table.Caption = "", nil
		blocks = append(blocks, table, para(prose(6)))
		l := newLook(Options{})
		low, height, start := 0.0, 0.0, 0
		for _, s := range readPages(t, render(t, paper(blocks...), Options{})) {
			switch {
			case s.kind == "P" && s.page == 1 && s.text == "A line.":
				low = max(low, s.y)
			case s.kind == "TD":
				start = max(start, s.page)
				height = s.y
			}
		}
		if need := height - l.top + 2*l.leading; start == 2 && low+need < l.top+l.height {
			t.Errorf("after %d lines: the table is on page 2, and %.0f points below the text of page 1 are empty", lines, l.top+l.height-low)
		}
	}
}

// TestNoLineIsLeftOfATextUnderFloats has a float at the top of a page leave room for
// a heading and two of the three lines below it (issue 6).
func TestNoLineIsLeftOfATextUnderFloats(t *testing.T) {
	r := &renderer{doc: paper(), look: newLook(Options{}), c: newCanvas(600, 842), fonts: typeset.NewFonts(), short: map[string]string{}}
	f := newFlow(r)
	leading := r.look.leading
	f.waiting = []*float{newFloat([]strip{{height: r.look.height - floatGap - 4.2*leading}}, false)}
	var pages []int
	line := strip{height: leading, draw: func(_, _ float64) { pages = append(pages, r.c.page) }}
	heading, first, second := line, line, line
	heading.height, heading.penalty = 1.6*leading, forbidden
	first.penalty, second.penalty = widow, widow
	f.add(heading, first, second, line, space(0, 1))
	for range 50 {
		f.add(line)
	}
	f.end()
	if pages[1] != pages[3] || pages[0] != pages[1] {
		t.Errorf("the heading and its three lines are on the pages %v", pages[:4])
	}
}

// TestATableIsPartedBeforeMuchOfAPageStaysEmpty has tables of half a page with no
// text between them: each stays whole where what is above it fills most of the
// page, and begins there, to go on with its head on the next, where not.
func TestATableIsPartedBeforeMuchOfAPageStaysEmpty(t *testing.T) {
	l := newLook(Options{})
	for lines := 6; lines < 40; lines += 2 {
		var blocks []document.Block
		for range lines {
			blocks = append(blocks, para("A line."))
		}
		blocks = append(blocks, tallTable(1, 20), tallTable(2, 20), tallTable(3, 20))
		low, most := map[int]float64{}, 0
		for _, s := range readPages(t, render(t, paper(blocks...), Options{})) {
			if s.kind != "Artifact" {
				low[s.page], most = max(low[s.page], s.y), max(most, s.page)
			}
		}
		for page := 1; page < most; page++ {
			if empty := l.top + l.height - low[page]; empty > (mostBare+0.05)*l.height {
				t.Errorf("after %d lines: %.0f points below page %d are empty", lines, empty, page)
			}
		}
	}
}
