package pdf

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"report/internal/document"
)

var tools = []string{"MLflow", "Metaflow", "Apache Airflow", "Kubeflow Pipelines", "DVC", "Weights & Biases"}

// measurements is a table as the study's own paper has them: what was looked
// at down, six tools across, and a footnote where there is no figure.
func measurements(rows int) *document.Table {
	names := []string{"Installation, offline from wheels, no cache (s)", "Packages added to the baseline", "Commands until the first page of the interface", "Failures on the documented path", "A build server starts a run and learns how it ended", "PostgreSQL holds the metadata"}
	t := &document.Table{ID: "t", Number: "1", Caption: inl("What installing takes."), Columns: []document.Column{{Align: document.Left}}, Head: [][]document.Cell{cells("Measurement")}}
	for _, tool := range tools {
		t.Columns = append(t.Columns, document.Column{Align: document.Center})
		t.Head[0] = append(t.Head[0], document.Cell{Text: inl(tool)})
	}
	for i := range rows {
		row := []document.Cell{{Text: inl(names[i%len(names)]), Head: true}}
		for k := range tools {
			row = append(row, document.Cell{Text: inl("not measured", &document.NoteRef{Number: k + 1})})
		}
		t.Body = append(t.Body, row)
	}
	return t
}

func withNotes(n int, blocks ...document.Block) *document.Document {
	doc := paper(blocks...)
	for i := range n {
		doc.Footnotes = append(doc.Footnotes, document.Footnote{Number: i + 1, Blocks: []document.Block{para("Not measured.")}})
	}
	return doc
}

// cellWords are those of a table's cells.
func cellWords(t *document.Table) map[string]bool {
	out := map[string]bool{}
	for _, part := range [][][]document.Cell{t.Head, t.Body, t.Foot} {
		for _, row := range part {
			for _, cell := range row {
				for w := range strings.FieldsSeq(plain(cell.Text)) {
					out[w] = true
				}
			}
		}
	}
	return out
}

// inCells are the texts of a page's tables, each piece of a line for itself.
func inCells(all []shown) []shown {
	var out []shown
	for _, s := range all {
		if s.kind == "TD" || s.kind == "TH" {
			out = append(out, s)
		}
	}
	return out
}

var ligatures = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl")

func TestTablesBreakNoWord(t *testing.T) {
	spanned := &document.Table{ID: "t", Number: "1", Caption: inl("Side by side."), Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}},
		Head: [][]document.Cell{cells("Criterion", "Weight"), cells("", "")}, Body: [][]document.Cell{cells("Configuration flexibility", "15%"), cells("Documentation and support", "20%")}}
	for _, tool := range tools {
		spanned.Columns = append(spanned.Columns, document.Column{Align: document.Decimal}, document.Column{Align: document.Decimal})
		spanned.Head[0] = append(spanned.Head[0], document.Cell{Text: inl(tool), Span: 2}, document.Cell{})
		spanned.Head[1] = append(spanned.Head[1], cells("Published", "Measured")...)
		for i := range spanned.Body {
			spanned.Body[i] = append(spanned.Body[i], cells("8", "6.7–10.0")...)
		}
	}
	paths := &document.Table{ID: "t", Number: "1", Caption: inl("Files."), Columns: make([]document.Column, 3), Head: [][]document.Cell{cells("Experiment", "What it would do", "What it requires")}}
	for range 4 {
		paths.Body = append(paths.Body, []document.Cell{{Text: inl(&document.Code{Value: "kubeflow-cluster-mnist"}, " ", &document.Code{Value: "kubeflow-cluster-imdb"})},
			{Text: inl("classify reviews with the pretrained model of the compared study")}, {Text: inl("a cluster with Kubeflow Pipelines")}})
	}
	sixteen := &document.Table{ID: "t", Number: "1", Caption: inl("Many columns."), Columns: make([]document.Column, 16), Head: make([][]document.Cell, 1), Body: make([][]document.Cell, 3)}
	for i := range 16 {
		sixteen.Head[0] = append(sixteen.Head[0], document.Cell{Text: inl(fmt.Sprintf("Interoperability%c", 'A'+i))})
		for k := range sixteen.Body {
			sixteen.Body[k] = append(sixteen.Body[k], document.Cell{Text: inl("reproducible configuration"), Head: i == 0})
		}
	}
	for name, table := range map[string]*document.Table{"tools": measurements(8), "long": measurements(80), "spanned": spanned, "paths": paths, "sixteen": sixteen} {
		for _, columns := range []int{1, 2} {
			t.Run(fmt.Sprintf("%s/%d", name, columns), func(t *testing.T) {
				whole := cellWords(table)
				out := inCells(readPages(t, render(t, withNotes(6, para(prose(4)), table, para(prose(4))), Options{Columns: columns, Hyphens: patterns})))
				seen := map[string]bool{}
				for _, s := range out {
					for w := range strings.FieldsSeq(ligatures.Replace(s.text)) {
						if seen[w] = true; !whole[w] {
							t.Errorf("page %d: %q is a part of a word", s.page, w)
						}
					}
				}
				for w := range whole {
					if !seen[w] {
						t.Errorf("%q is missing", w)
					}
				}
			})
		}
	}
}

// A word that is wider than the page is broken; those beside it stay whole.
func TestALongWordBreaksNoOther(t *testing.T) {
	long := strings.Repeat("Qz", 120)
	table := &document.Table{ID: "t", Number: "1", Caption: inl("Files."), Columns: make([]document.Column, 3), Head: [][]document.Cell{cells("Experiment", "What it wrote", "Interoperability")}}
	for range 3 {
		table.Body = append(table.Body, cells("kubeflowinterpretability", long, "reproducible configuration"))
	}
	whole := cellWords(table)
	for _, columns := range []int{1, 2} {
		out := inCells(readPages(t, render(t, withNotes(0, para(prose(4)), table), Options{Columns: columns, Hyphens: patterns})))
		for _, s := range out {
			for w := range strings.FieldsSeq(ligatures.Replace(s.text)) {
				if !whole[w] && !strings.Contains(long, w) {
					t.Errorf("%d columns: %q is a part of a word", columns, w)
				}
			}
		}
	}
}

// TestWideTablesAreReadAcross holds that the first column, which says what a
// row is about, is not squeezed to a word a line.
func TestWideTablesAreReadAcross(t *testing.T) {
	for _, columns := range []int{1, 2} {
		table := measurements(6)
		lines := map[string]map[float64]bool{}
		row := ""
		for _, s := range inCells(readPages(t, render(t, withNotes(6, table), Options{Columns: columns, Hyphens: patterns}))) {
			if s.kind != "TH" {
				continue
			}
			if s.size < 7 {
				t.Errorf("%q is set in %.1f points", s.text, s.size)
			}
			for _, r := range table.Body {
				if first := ligatures.Replace(s.text); strings.HasPrefix(plain(r[0].Text), strings.TrimSpace(first)) {
					row = plain(r[0].Text)
				}
			}
			if row == "" {
				continue
			}
			if lines[row] == nil {
				lines[row] = map[float64]bool{}
			}
			lines[row][math.Round(s.y*10)] = true
		}
		for name, at := range lines {
			if len(at) > 3 {
				t.Errorf("%d columns: %q takes %d lines", columns, name, len(at))
			}
		}
		if len(lines) != 6 {
			t.Errorf("%d columns: %d rows found", columns, len(lines))
		}
	}
}

// TestColumnsInGroups sets more columns than any page has room for.
func TestColumnsInGroups(t *testing.T) {
	table := &document.Table{ID: "t", Number: "1", Caption: inl("Many."), Columns: make([]document.Column, 25), Head: make([][]document.Cell, 1), Body: make([][]document.Cell, 2)}
	for i := range 25 {
		table.Head[0] = append(table.Head[0], document.Cell{Text: inl(fmt.Sprintf("Configuration%d", i))})
		for k := range table.Body {
			table.Body[k] = append(table.Body[k], document.Cell{Text: inl(fmt.Sprintf("cell%d/%d", k, i)), Head: i == 0})
		}
	}
	for _, columns := range []int{1, 2} {
		opts := Options{Columns: columns, Hyphens: patterns}
		look := newLook(opts)
		count := map[string]int{}
		for _, s := range inCells(readPages(t, render(t, paper(table), opts))) {
			count[strings.TrimSpace(ligatures.Replace(s.text))]++
			if s.x < look.left*0.5 || s.right > look.left*1.5+look.width {
				t.Errorf("%q stands at %.0f to %.0f", s.text, s.x, s.right)
			}
		}
		groups := count["Configuration0"]
		if groups < 2 || count["cell0/0"] != groups || count["cell1/0"] != groups {
			t.Errorf("%d columns: the first column stands %d, %d and %d times", columns, groups, count["cell0/0"], count["cell1/0"])
		}
		for i := 1; i < 25; i++ {
			for _, want := range []string{fmt.Sprintf("Configuration%d", i), fmt.Sprintf("cell0/%d", i), fmt.Sprintf("cell1/%d", i)} {
				if count[want] != 1 {
					t.Errorf("%d columns: %q stands %d times", columns, want, count[want])
				}
			}
		}
	}
}

// TestNotesOfLongTablesArePrinted holds for tables over the page's columns.
func TestNotesOfLongTablesArePrinted(t *testing.T) {
	doc := withNotes(6, measurements(90), para(prose(4)))
	for i := range doc.Footnotes {
		doc.Footnotes[i].Blocks = []document.Block{para(fmt.Sprintf("NOTE%d", i+1))}
	}
	for _, columns := range []int{1, 2} {
		count := map[string]int{}
		for _, s := range readPages(t, render(t, doc, Options{Columns: columns, Hyphens: patterns})) {
			if strings.HasPrefix(s.text, "NOTE") {
				count[s.text]++
			}
		}
		for i := range 6 {
			if n := count[fmt.Sprintf("NOTE%d", i+1)]; n != 1 {
				t.Errorf("%d columns: note %d is printed %d times", columns, i+1, n)
			}
		}
	}
}

// TestTablesWithoutACaptionStayInTheText holds that they belong to their place.
func TestTablesWithoutACaptionStayInTheText(t *testing.T) {
	var blocks []document.Block
	for i := range 24 {
		table := &document.Table{Columns: make([]document.Column, 5), Head: [][]document.Cell{cells("Tool", "Rank", "Total", "With every doubt", "Requirements")}}
		for k := range 5 {
			table.Body = append(table.Body, cells(fmt.Sprintf("T%02d", i), fmt.Sprint(k), "8.29–9.08", "8.15–9.21", "it is ruled out by a probe that it does not pass, and by others"))
		}
		blocks = append(blocks, para(fmt.Sprintf("P%02d. ", i), prose(2)), table)
	}
	for _, columns := range []int{1, 2} {
		var order []string
		for _, s := range readPages(t, render(t, paper(blocks...), Options{Columns: columns, Hyphens: patterns})) {
			if s.kind == "Artifact" || len(s.text) < 3 || s.text[0] != 'P' && s.text[0] != 'T' || s.text[1] < '0' || s.text[1] > '9' {
				continue
			}
			if name := s.text[:3]; len(order) == 0 || order[len(order)-1] != name {
				order = append(order, name)
			}
		}
		for i := range 24 {
			if len(order) != 48 || order[2*i] != fmt.Sprintf("P%02d", i) || order[2*i+1] != fmt.Sprintf("T%02d", i) {
				t.Fatalf("%d columns: the order is %v", columns, order)
			}
		}
	}
}

// TestNotesInARow holds that the numbers of several footnotes are told apart.
func TestNotesInARow(t *testing.T) {
	calls := func(numbers ...int) []any {
		out := []any{"Called"}
		for _, n := range numbers {
			out = append(out, &document.NoteRef{Number: n})
		}
		return append(out, " here.")
	}
	for want, numbers := range map[string][]int{"Called1,3 here.": {1, 3}, "Called1,2 here.": {1, 2}, "Called1–4,6 here.": {1, 2, 3, 4, 6}} {
		doc := withNotes(6, para(calls(numbers...)...))
		for i := range doc.Footnotes {
			doc.Footnotes[i].Blocks = []document.Block{para(fmt.Sprintf("NOTE%d", i+1))}
		}
		var text strings.Builder
		notes := 0
		for _, s := range readPages(t, render(t, doc, Options{Hyphens: patterns})) {
			if strings.HasPrefix(s.text, "NOTE") {
				notes++
			}
			text.WriteString(s.text)
		}
		if !strings.Contains(text.String(), want) || notes != len(numbers) {
			t.Errorf("%v: %d notes, %q", numbers, notes, text.String())
		}
	}
}

// TestFloatsStayOnTheirPage puts tables of a column below pictures that take
// most of the page.
func TestFloatsStayOnTheirPage(t *testing.T) {
	var blocks []document.Block
	for i := range 4 {
		narrow := &document.Table{ID: fmt.Sprintf("n%d", i), Number: fmt.Sprint(2*i + 1), Caption: inl("Narrow."), Columns: make([]document.Column, 2)}
		for k := range 22 {
			narrow.Body = append(narrow.Body, cells(fmt.Sprint(k), "value"))
		}
		wide := measurements(16)
		wide.ID, wide.Number = fmt.Sprintf("w%d", i), fmt.Sprint(2*i+2)
		blocks = append(blocks, para(prose(3)), narrow, wide)
	}
	look := newLook(Options{Columns: 2})
	for _, s := range readPages(t, render(t, withNotes(6, append(blocks, para(prose(30)))...), Options{Columns: 2, Hyphens: patterns})) {
		if s.kind != "Artifact" && s.y > look.top+look.height+2 {
			t.Errorf("page %d: %q stands at %.0f, below the text's end at %.0f", s.page, s.text, s.y, look.top+look.height)
		}
	}
}

// TestTextStaysAboveTheFootOfThePage has tables whose notes are carried to
// later pages, where further tables stand among the text.
func TestTextStaysAboveTheFootOfThePage(t *testing.T) {
	var blocks []document.Block
	for i := range 8 {
		noted := measurements(10)
		noted.ID, noted.Number = fmt.Sprintf("a%d", i), fmt.Sprint(2*i+1)
		for k := range tools { // notes of its own
			noted.Body[0][k+1] = document.Cell{Text: inl("no", &document.NoteRef{Number: 7 + 6*i + k})}
		}
		plain := &document.Table{ID: fmt.Sprintf("b%d", i), Number: fmt.Sprint(2*i + 2), Caption: inl("Plain."), Columns: make([]document.Column, 2)}
		for k := range 4 + 3*i {
			plain.Body = append(plain.Body, cells(fmt.Sprint(k), "value"))
		}
		blocks = append(blocks, para(prose(6)), noted, para(prose(2)), plain, para(prose(8)))
	}
	doc := withNotes(60, append(blocks, para(prose(30)))...)
	for i := range doc.Footnotes {
		doc.Footnotes[i].Blocks = []document.Block{para(prose(4))}
	}
	look := newLook(Options{})
	for _, s := range readPages(t, render(t, doc, Options{Hyphens: patterns})) {
		if s.kind != "Artifact" && s.y > look.top+look.height+2 {
			t.Errorf("page %d: %q stands at %.0f, below the text's end at %.0f", s.page, s.text, s.y, look.top+look.height)
		}
	}
}

// TestAppendicesKeepTheirTables has appendices of a line and tables that take
// more than a page: each stands before the next appendix, in one column and two.
func TestAppendicesKeepTheirTables(t *testing.T) {
	var blocks []document.Block
	var want []string
	n := 0
	for _, letter := range []string{"A", "B", "C"} {
		blocks = append(blocks, &document.Heading{Level: 1, Number: letter, ID: "app-" + letter, Text: inl("APPENDIX" + letter)}, para(prose(1)))
		want = append(want, "APPENDIX"+letter)
		for range 3 {
			n++
			table := measurements(14)
			if n%2 == 0 {
				table = &document.Table{Columns: make([]document.Column, 2)}
				for k := range 20 {
					table.Body = append(table.Body, cells(fmt.Sprint(k), "value"))
				}
			}
			table.ID, table.Number, table.Caption = fmt.Sprintf("t%d", n), fmt.Sprint(n), inl(fmt.Sprintf("CAPTION%d", n))
			blocks = append(blocks, table)
			want = append(want, fmt.Sprintf("CAPTION%d", n))
		}
	}
	for _, columns := range []int{1, 2} {
		place := map[string]float64{}
		look := newLook(Options{Columns: columns})
		for _, s := range readPages(t, render(t, withNotes(6, append([]document.Block{para(prose(12))}, blocks...)...), Options{Columns: columns, Hyphens: patterns})) {
			for _, w := range want {
				if strings.HasPrefix(s.text, w) {
					column := 0.0
					if columns == 2 && s.x > look.left+look.column {
						column = 0.5
					}
					place[w] = float64(s.page) + column + s.y/10000
				}
			}
		}
		appendix := ""
		for i, w := range want {
			if place[w] == 0 {
				t.Errorf("%d columns: %s is not printed", columns, w)
			}
			if strings.HasPrefix(w, "APPENDIX") {
				for _, before := range want[:i] {
					if columns == 1 && place[before] > place[w] || int(place[before]) > int(place[w]) {
						t.Errorf("%d columns: %s, of %s, stands at %.4f, after %s at %.4f", columns, before, appendix, place[before], w, place[w])
					}
				}
				appendix = w
			}
		}
	}
}

// rule is a table of a rubric: short columns, and one of text.
func rule(n int, why string) *document.Table {
	t := &document.Table{ID: fmt.Sprintf("t%d", n), Number: fmt.Sprint(n), Caption: inl("A rule."), Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Left}, {Align: document.Left}},
		Head: [][]document.Cell{cells("Measurement", "Weight", "Points", "Why")}}
	for range 8 {
		t.Body = append(t.Body, cells("A step that hangs is ended", "1", "passed → 10", why))
	}
	return t
}

// TestTablesOfAKindLookAlike holds that text wraps before the letters get
// smaller and before the columns leave the text block.
func TestTablesOfAKindLookAlike(t *testing.T) {
	look := newLook(Options{})
	long := rule(1, "below five seconds nobody waits; a minute is a pause; five minutes are another task, and more is a reason to do it all at night")
	for _, s := range inCells(readPages(t, render(t, paper(long, rule(2, "a mistake is undone"), rule(3, "the same code must train with another learning rate without an edit")), Options{Hyphens: patterns}))) {
		if math.Abs(s.size-look.small) > 0.01 || s.x < look.left-0.5 || s.right > look.left+look.width+0.5 {
			t.Errorf("page %d: %q stands in %.1f points at %.0f to %.0f", s.page, s.text, s.size, s.x, s.right)
		}
	}
}

func TestNotesOfTablesAreNotLargerThanTheTable(t *testing.T) {
	small := measurements(4)
	for i := range small.Body {
		for k := range tools {
			small.Body[i][k+1] = document.Cell{Text: inl("incomprehensible")}
		}
	}
	small.Notes = [][]document.Inline{inl("NOTE")}
	var cell, note float64
	for _, s := range readPages(t, render(t, paper(small), Options{Hyphens: patterns})) {
		switch {
		case s.text == "NOTE":
			note = s.size
		case s.kind == "TD":
			cell = s.size
		}
	}
	if cell >= newLook(Options{}).small || note > cell || note == 0 {
		t.Errorf("the note is set in %.2f points, the table in %.2f", note, cell)
	}
}
