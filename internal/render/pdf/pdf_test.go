package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"report/internal/claim"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/golden"
	"report/internal/need"
)

// patterns divide the words of these tests; the shipped ones are built apart.
const patterns = "1tion\n1ra\n1bil\n1i1ty\n1fig\n1u1ra\n1duc\n1pro\n1men\n1ex\n1per\n1vi\n1ron\n"

// prose is running text of about n lines.
func prose(n int) string {
	const line = "Nothing in this paper is typed that could be computed, and what is computed says from where it comes. "
	return strings.TrimSpace(strings.Repeat(line, n))
}

func render(t *testing.T, doc *document.Document, opts Options) []byte {
	t.Helper()
	if opts.Date.IsZero() {
		opts.Date = evidenceDate
	}
	out, err := Render(doc, nil, opts)
	if err != nil {
		t.Fatal(err)
	}
	keep(t, strings.ReplaceAll(t.Name(), "/", "-")+".pdf", out)
	return out
}

func paper(blocks ...document.Block) *document.Document {
	return &document.Document{Meta: document.Meta{Title: "A Test", Lang: "en"}, Blocks: blocks}
}

func TestGoldens(t *testing.T) {
	for name, doc := range map[string]*document.Document{
		"title": {Meta: document.Meta{
			Title: "Title", Subtitle: "Under it", Lang: "en", Date: "2026-11-23", Root: "sha256:" + hash,
			Authors:  []document.Author{{Name: "Ada Example", Affiliation: "Here", Email: "ada@example.org"}, {Name: "Bo Other", Affiliation: "There"}},
			Abstract: inl("In short."), Keywords: []string{"one", "two"}, Notes: []string{"one cell is missing"},
		}},
		"lists": paper(
			&document.List{Tight: true, Items: []document.Item{{Blocks: []document.Block{para("one")}}, {Blocks: []document.Block{para("two"), &document.List{Ordered: true, Start: 3, Tight: true, Items: []document.Item{{Blocks: []document.Block{para("inner")}}}}}}}},
			&document.Definitions{Items: []document.Definition{{Term: inl("term"), Blocks: []document.Block{para("what it means")}}}},
			&document.Quote{Blocks: []document.Block{para("quoted")}}),
		"decimals": paper(&document.Table{ID: "t", Number: "1", Caption: inl("Numbers."), Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}},
			Head: [][]document.Cell{cells("Tool", "Seconds needed")},
			Body: [][]document.Cell{cells("a", "1.25"), cells("b", "104.5"), cells("c", "−3"), cells("d", "not measured")}}),
		"listing": paper(&document.Listing{ID: "l", Number: "1", Caption: inl("Code."), Language: "python", First: 9,
			Code: "def f(x):\n\treturn x  # " + strings.Repeat("long ", 20) + "\n"}),
		"evidence": {Meta: document.Meta{Title: "E", Lang: "en"},
			Claims: []claim.Claim{{ID: "c1", Text: "8.30", Status: claim.Stale}},
			Blocks: []document.Block{para("It is ", &document.Figured{Claim: "c1", Value: "8.30", Mark: "stale"}, "."), &document.Placeholder{Part: "evidence"}, &document.Placeholder{Part: "bibliography"}},
			Evidence: []document.EvidenceRun{{Run: "a/b", ID: "run-a", Status: "succeeded", Manifest: hash,
				Files: []document.EvidenceFile{{Path: "m.json", SHA256: hash, Size: 20000, Claims: []string{"c1"}}}}},
			Bibliography: []document.Entry{{Key: "k", Label: "1", Text: inl("A. Author, “A work.”")}}},
	} {
		t.Run(name, func(t *testing.T) {
			golden.File(t, "testdata/"+name+".golden", listPages(t, render(t, doc, Options{Hyphens: patterns})))
		})
	}
}

func TestSameBytesEverywhere(t *testing.T) {
	zone := time.Local
	defer func() { time.Local = zone }()
	var first []byte
	for _, offset := range []int{0, 9 * 3600, -7 * 3600} {
		time.Local = time.FixedZone("test", offset)
		out, err := Render(sample(1), sampleDrawings(1), Options{Date: evidenceDate.In(time.Local), Hyphens: patterns})
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = out
		}
		if !bytes.Equal(first, out) {
			t.Fatalf("other bytes in zone %d", offset)
		}
	}
}

// TestPicturesOfOneWidthAreWrittenInOrder has four of them, of different heights:
// an order of theirs that is not settled shows within a few tries.
func TestPicturesOfOneWidthAreWrittenInOrder(t *testing.T) {
	var blocks []document.Block
	for i := range 4 {
		shot := screenshot(40, 30+i)
		shot.Name = fmt.Sprintf("%d.png", i)
		shot.SHA256 = fmt.Sprintf("%064d", i)
		blocks = append(blocks, &document.Figure{ID: shot.Name, Number: fmt.Sprint(i + 1), Caption: inl("A picture."), Image: shot})
	}
	first := render(t, paper(blocks...), Options{})
	for range 12 {
		if !bytes.Equal(first, render(t, paper(blocks...), Options{})) {
			t.Fatal("other bytes the next time")
		}
	}
}

// onPage is the texts of a page that belong to the text, line by line.
func onPage(all []shown, page int) []shown {
	var out []shown
	for _, s := range all {
		if s.page == page && s.kind != "Artifact" {
			if n := len(out); n > 0 && math.Abs(out[n-1].y-s.y) < 0.1 {
				out[n-1].text += s.text
				out[n-1].right = s.right
				continue
			}
			out = append(out, s)
		}
	}
	return out
}

func TestNoLineStandsAloneAtAPageEnd(t *testing.T) {
	// Whatever the text before, the last paragraph's five lines never leave one
	// alone on a page.
	for lines := 35; lines < 50; lines++ {
		var blocks []document.Block
		for range lines {
			blocks = append(blocks, para("A line."))
		}
		blocks = append(blocks, para("START ", prose(5), " END"))
		all := readPages(t, render(t, paper(blocks...), Options{}))
		counts := map[int]int{}
		within := false
		for _, page := range []int{1, 2} {
			for _, l := range onPage(all, page) {
				within = within || strings.HasPrefix(l.text, "START")
				if within {
					counts[page]++
				}
			}
		}
		if counts[1] == 1 || counts[2] == 1 {
			t.Errorf("%d lines before: the paragraph has %d lines on page 1 and %d on page 2", lines, counts[1], counts[2])
		}
	}
}

func TestHeadingStaysWithItsText(t *testing.T) {
	for lines := 36; lines < 48; lines++ {
		var blocks []document.Block
		for range lines {
			blocks = append(blocks, para("A line."))
		}
		blocks = append(blocks, heading(1, "1", "s", "HEADING"), para(prose(4)))
		for _, page := range []int{1, 2} {
			texts := onPage(readPages(t, render(t, paper(blocks...), Options{})), page)
			for i, l := range texts {
				if strings.Contains(l.text, "HEADING") && (len(texts) < i+3) {
					t.Errorf("%d lines before: the heading is stranded on page %d", lines, page)
				}
			}
		}
	}
}

func TestNoLineLeavesTheTextBlock(t *testing.T) {
	doc := paper(
		para("A word longer than the line: ", strings.Repeat("abcdefghij", 20), " and an address https://example.org/", strings.Repeat("path/", 40), " after it."),
		para(&document.Code{Value: strings.Repeat("identifier_", 30)}, " ", &document.Code{Value: hash + hash + hash}),
		&document.Table{Columns: make([]document.Column, 9), Body: [][]document.Cell{cells(strings.Repeat("unbreakable", 6), "b b b", "c", "d", "e", "f", strings.Repeat("more", 20), "h", "i")}},
		&document.Listing{Code: strings.Repeat("x", 400)},
		heading(1, "1", "s", strings.Repeat("Heading ", 30)))
	for _, columns := range []int{1, 2} {
		opts := Options{Columns: columns, Hyphens: patterns}
		look := newLook(opts)
		for _, s := range readPages(t, render(t, doc, opts)) {
			// Marks at a line's end may stand out by half of themselves, and a
			// table too wide for the text into the margins.
			room := 5.0
			if s.kind == "TD" || s.kind == "TH" {
				room = look.left*0.45 + 3
			}
			if s.x < look.left-room || s.right > look.left+look.width+room {
				t.Errorf("%d columns: %q from %.1f to %.1f leaves %.1f to %.1f", columns, s.text, s.x, s.right, look.left, look.left+look.width)
			}
		}
	}
}

func TestTableGoesOnWithItsHead(t *testing.T) {
	table := &document.Table{ID: "t", Number: "1", Caption: inl("Long."), Columns: make([]document.Column, 2), Head: [][]document.Cell{cells("Name", "Value")}}
	for i := range 150 {
		table.Body = append(table.Body, cells(fmt.Sprintf("row %d", i), fmt.Sprint(i)))
	}
	table.Foot = [][]document.Cell{cells("Sum", "11175")}
	all := readPages(t, render(t, paper(para("Before."), table), Options{}))
	heads, rows, pages := map[int]int{}, 0, 0
	for _, s := range all {
		if strings.HasPrefix(s.text, "Name") {
			heads[s.page]++
			if (s.kind == "Artifact") != (s.page > 1) {
				t.Errorf("head on page %d is read as %s", s.page, s.kind)
			}
		}
		if strings.HasPrefix(s.text, "row ") {
			rows++
		}
		pages = max(pages, s.page)
	}
	if pages < 3 || rows != 150 {
		t.Fatalf("%d rows on %d pages", rows, pages)
	}
	for page := 1; page <= pages; page++ {
		if heads[page] != 1 {
			t.Errorf("page %d has %d heads", page, heads[page])
		}
	}
}

func TestFootnotesStandAtTheFootOfTheirPage(t *testing.T) {
	doc := paper(para("First", &document.NoteRef{Number: 1}, " page. ", prose(70)), para("LATER", &document.NoteRef{Number: 2}, "."))
	doc.Footnotes = []document.Footnote{
		{Number: 1, Blocks: []document.Block{para("NOTE one.")}}, {Number: 2, Blocks: []document.Block{para("NOTE two.")}},
	}
	all := readPages(t, render(t, doc, Options{}))
	look := newLook(Options{})
	for _, s := range all {
		if strings.HasPrefix(s.text, "NOTE") {
			if foot := look.top + look.height; s.y < foot-30 || s.y > foot {
				t.Errorf("%q is at %.1f, the foot at %.1f", s.text, s.y, foot)
			}
			if want := map[string]int{"NOTE one.": 1, "NOTE two.": 2}[s.text]; s.page != want {
				t.Errorf("%q is on page %d", s.text, s.page)
			}
		}
	}
}

func TestLongFootnoteGoesOn(t *testing.T) {
	doc := paper(para("Called", &document.NoteRef{Number: 1}, " here. ", prose(10)))
	doc.Footnotes = []document.Footnote{{Number: 1, Blocks: []document.Block{para(prose(80), " LAST")}}}
	all := readPages(t, render(t, doc, Options{}))
	if last := all[len(all)-1]; last.page < 2 {
		t.Errorf("a note of 80 lines ends on page %d", last.page)
	}
	found := false
	for _, s := range all {
		found = found || strings.Contains(s.text, "LAST")
	}
	if !found {
		t.Error("the note's end is missing")
	}
}

func TestDividedWordsAndLigaturesAreCopiedWhole(t *testing.T) {
	tool := need.Program(t, "pdftotext", "poppler-utils")
	text := "The reproducibility of configuration " + strings.Repeat("efficient reproduction environments configuration first experiments ", 12) + "so on."
	path := t.TempDir() + "/a.pdf"
	out := render(t, paper(para(text)), Options{Hyphens: patterns, Columns: 2})
	if !bytes.Contains(out, []byte("%PDF-1.7")) {
		t.Fatal("no PDF")
	}
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := exec.Command(tool, "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if flat := strings.Join(strings.Fields(string(got)), " "); !strings.Contains(flat, text) {
		t.Errorf("copied text:\n%s", got)
	}
	divided := 0
	for _, s := range readPages(t, out) {
		if strings.HasSuffix(s.text, "\u00ad") {
			divided++
		}
	}
	if divided == 0 {
		t.Error("no word was divided, so nothing was tested")
	}
}

func TestRunesWithoutAFontAreNamed(t *testing.T) {
	var said []string
	text := para("log \U0001F600 and 日本 and שלום, \x1b[31mred")
	text.Pos = diag.Pos{File: "paper.md", Line: 73, Col: 1}
	doc := paper(text)
	doc.Bibliography = []document.Entry{{Key: "k", Text: inl("Ж. ไทย")}}
	doc.Blocks = append(doc.Blocks, &document.Placeholder{Part: "bibliography"})
	out := render(t, doc, Options{Hyphens: patterns, Warn: func(s string) { said = append(said, s) }})
	var page strings.Builder
	for _, s := range onPage(readPages(t, out), 1) {
		page.WriteString(s.text)
	}
	for _, want := range []string{"[U+1F600]", "[U+65E5][U+672C]", "[U+05E9][U+05DC]", "^[[31mred"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say %s: %s", want, page.String())
		}
	}
	want := []string{
		"PDF: 1 sign cannot be set, the first at paper.md:73:1 (\U0001F600); the page shows numbers instead",
		"PDF: 2 characters of Han cannot be set, the first at paper.md:73:1 (日); the page shows numbers instead",
		"PDF: 4 characters of Hebrew cannot be set, the first at paper.md:73:1 (ש): right-to-left text is not set; the page shows numbers instead",
		"PDF: 3 characters of Thai cannot be set (ท); the page shows numbers instead",
	}
	if !slices.Equal(said, want) {
		t.Errorf("said %q", said)
	}
}

func TestRunesWithoutAFontAreNamedInCode(t *testing.T) {
	listing := &document.Listing{Code: "print(\"é 日本 שלום\")  # ✓ \xff\n"}
	out := render(t, paper(listing), Options{Hyphens: patterns, Warn: func(string) {}})
	var page strings.Builder
	for _, s := range onPage(readPages(t, out), 1) {
		page.WriteString(s.text)
	}
	for _, want := range []string{"é [U+65E5][U+672C] [U+05E9]", "✓ \uFFFD"} {
		if !strings.Contains(page.String(), want) {
			t.Errorf("the page does not say %s: %s", want, page.String())
		}
	}
}

func TestBrokenPicturesAreMistakesAtTheirPlace(t *testing.T) {
	at := diag.Pos{File: "paper/paper.md", Line: 7, Col: 1}
	good := screenshot(40, 30).Content
	flipped := bytes.Clone(good)
	flipped[len(flipped)/2] ^= 1
	for name, content := range map[string][]byte{"empty": nil, "text": []byte("not a picture"), "cut": good[:len(good)-20], "flipped": flipped} {
		img := &document.Image{Name: "x.png", MediaType: "image/png", Content: content}
		_, err := Render(paper(&document.Figure{ID: "f", Image: img, Pos: at}), nil, Options{})
		var list diag.List
		if !errors.As(err, &list) || len(list) != 1 || list[0].Line != 7 {
			t.Errorf("%s: %v", name, err)
		}
	}
	img := &document.Image{Name: "x.svg", MediaType: "image/svg+xml", Content: []byte("<svg")}
	if _, err := Render(paper(&document.Figure{ID: "f", Image: img, Pos: at}), nil, Options{}); err == nil {
		t.Error("a broken SVG is taken")
	}
	if _, err := Render(paper(&document.Figure{ID: "f", Chart: &document.Chart{ID: "f"}, Pos: at}), nil, Options{}); err == nil || !strings.Contains(err.Error(), "no drawing") {
		t.Errorf("a chart without a drawing: %v", err)
	}
}

func TestEveryLinkArrives(t *testing.T) {
	out := render(t, sampleWithoutChart(), Options{Hyphens: patterns})
	f, err := readFile(out)
	if err != nil {
		t.Fatal(err)
	}
	links, outside := 0, 0
	for _, o := range f.objects {
		if !bytes.Contains(o, []byte("/Subtype /Link")) {
			continue
		}
		links++
		if bytes.Contains(o, []byte("/URI (https://")) || bytes.Contains(o, []byte("/URI (mailto:")) {
			outside++
		} else if !bytes.Contains(o, []byte("/Dest [")) {
			t.Errorf("a link leads nowhere: %s", o)
		}
	}
	if links < 15 || outside < 4 {
		t.Errorf("%d links, %d of them outside", links, outside)
	}
	r := &renderer{doc: sampleWithoutChart(), known: map[string]bool{}, evidence: map[string]string{}}
	r.findAnchors(r.doc.Blocks)
	if r.evidence["c1"] != "run-1-file-0" {
		t.Errorf("the claim leads to %q", r.evidence["c1"])
	}
}

func sampleWithoutChart() *document.Document {
	d := sample(1)
	var blocks []document.Block
	for _, b := range d.Blocks {
		if f, ok := b.(*document.Figure); !ok || f.Chart == nil {
			blocks = append(blocks, b)
		}
	}
	d.Blocks = blocks
	return d
}

func TestEmptyDocumentIsAPage(t *testing.T) {
	out := render(t, &document.Document{}, Options{})
	if n := bytes.Count(out, []byte("/Type /Page\n")); n != 1 {
		t.Errorf("%d pages", n)
	}
}

// TestUnusualPapers sets what a careful author would not write; it is looked at
// with REPORT_KEEP_PDF and must only end and stay inside the page.
// TestFileSaysWhereItsFiguresStand has one figure in all kinds of places.
func TestFileSaysWhereItsFiguresStand(t *testing.T) {
	figured := func() document.Inline { return &document.Figured{Claim: "c1", Value: "8.30"} }
	table := &document.Table{ID: "t", Number: "7", Caption: inl("T."), Columns: make([]document.Column, 2), Body: [][]document.Cell{{{Text: inl("a")}, {Text: inl(figured())}}}}
	plain := &document.Table{Columns: make([]document.Column, 1), Body: [][]document.Cell{{{Text: inl(figured())}}}}
	section := func(number, id, title string) document.Block {
		return &document.Heading{Level: 1, Number: number, ID: id, Text: inl(title)}
	}
	doc := &document.Document{
		Meta:     document.Meta{Title: "E", Lang: "en", Abstract: inl("So: ", figured(), ".")},
		Evidence: []document.EvidenceRun{{Run: "a/b", ID: "run-1", Files: []document.EvidenceFile{{Path: "m.json", Claims: []string{"c1", "unused"}}, {Path: "n.json", Claims: []string{"unused"}}}}},
		Blocks: []document.Block{
			section("1", "one", "One"), para("It is ", figured(), " and again ", figured(), "."), table,
			section("4.2", "two", "Two"), plain,
			section("A", "app", "More"), para(figured()),
			section("", "end", "The end"), para(figured()), &document.Placeholder{Part: "evidence"}},
	}
	var text strings.Builder
	for _, s := range readPages(t, render(t, doc, Options{})) {
		if s.kind == "LBody" {
			text.WriteString(s.text)
		}
	}
	const want = "m.json · behind Table\u00a07; Sections\u00a01, 4.2; Appendix\u00a0A; the abstract, “The end”n.json"
	if got := strings.Join(strings.Fields(strings.ReplaceAll(text.String(), "\u00a0", " ")), " "); !strings.Contains(got, strings.ReplaceAll(want, "\u00a0", " ")) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

// TestIntervalsStayWhole shifts an interval over the line's end, and has it in
// the cells of a table.
func TestIntervalsStayWhole(t *testing.T) {
	var blocks []document.Block
	for i := range 40 {
		blocks = append(blocks, para(strings.Repeat("it was ", 6+i/5)+strings.Repeat("x", i%5)+" with ",
			&document.Figured{Claim: "c", Value: "0.47 [0.43, 0.51] s"}, strings.Repeat(" and so on it goes", 12)+"."))
	}
	table := measurements(6)
	for i := range table.Body {
		for k := range tools {
			table.Body[i][k+1] = document.Cell{Text: inl(&document.Figured{Claim: "c", Value: "10.47 [0.43, 0.51] s"}, " (8.9)")}
		}
	}
	for _, s := range readPages(t, render(t, withNotes(6, append(blocks, table)...), Options{Hyphens: patterns})) {
		if strings.HasSuffix(s.text, "[0.43,") || strings.HasSuffix(s.text, "[0.43, ") || strings.HasSuffix(strings.TrimSpace(s.text), "0.51]") {
			t.Errorf("a line ends with %q", s.text)
		}
	}
}

// TestDigestsStandInOneLine has them in a column of a conference.
func TestDigestsStandInOneLine(t *testing.T) {
	sum := strings.Repeat("0123456789abcdef", 4)
	doc := paper(&document.Placeholder{Part: "evidence"})
	doc.Evidence = []document.EvidenceRun{{Run: "a/b", ID: "run-1", Manifest: sum, Files: []document.EvidenceFile{{Path: "m.json", SHA256: sum}}}}
	for _, options := range []Options{{}, {Columns: 2, Paper: Letter, Size: 9.6, Measure: 508}} {
		whole := 0
		for _, s := range readPages(t, render(t, doc, options)) {
			if s.text == sum {
				whole++
			}
		}
		if whole != 2 {
			t.Errorf("%d columns: %d of two digests are whole", options.Columns, whole)
		}
	}
}

func TestCodeIsCutWhereItIsRead(t *testing.T) {
	for line, want := range map[string]string{
		"abcdefghij klmnopqrst u":   "abcdefghij klmnopqrst |u",
		"call(first,second,third)":  "call(first,second,|third)",
		"a_very_long_name_of_one.x": "a_very_long_name_of_one|.x",
		"            deeply_in_it_": "            deeply_in_i|t_",
	} {
		room := 22
		if strings.Contains(want, "name") || strings.Contains(want, "deeply") {
			room = 23
		}
		at := cutAt([]rune(line)[:room+1])
		if got := line[:at] + "|" + line[at:]; got != want {
			t.Errorf("%q is cut as %q, not %q", line, got, want)
		}
	}
	// What is cut is all there, in its tones.
	w := &codeWriter{columns: 20}
	line := []token{{text: "for "}, {text: "epoch"}, {text: " in range(1, settings.epochs + 1):\t# all of them"}}
	text, first := "", true
	for _, part := range w.wrap(line) {
		length := 0
		for _, t := range part {
			text += t.text
			length += len(t.text)
		}
		if room := map[bool]int{true: 20, false: 18}[first]; length > room || length == 0 {
			t.Errorf("a part has %d characters", length)
		}
		first = false
	}
	if want := "for epoch in range(1, settings.epochs + 1):    # all of them"; text != want {
		t.Errorf("got %q, want %q", text, want)
	}
}

func TestUnusualPapers(t *testing.T) {
	many := &document.Table{ID: "many", Number: "1", Caption: inl("A table with more columns than a page has room for, and a caption that needs a second line to say all that it has to say."), Columns: make([]document.Column, 14)}
	many.Head = append(many.Head, nil)
	for i := range 14 {
		many.Columns[i].Align = []document.Align{document.Left, document.Decimal, document.Right, document.Center}[i%4]
		many.Head[0] = append(many.Head[0], document.Cell{Text: inl(fmt.Sprintf("Criterion %d", i))})
	}
	for i := range 90 {
		many.Body = append(many.Body, cells("Installation", fmt.Sprint(float64(i)*1.5), "12", "yes", "a longer text", "3.25", "7", "no", "b", "104.125", "8", "-", "configuration", "0.5"))
	}
	doc := paper(
		heading(1, "1", "a", "Heading one"), heading(2, "1.1", "b", "Heading right below"), heading(3, "1.1.1", "c", "And a third"), heading(4, "", "d", "A run of four"),
		para("See ", &document.Ref{ID: "many", Text: "Table 1"}, ". ", &document.Strike{Text: inl("Struck out")}, ", ", &document.Strong{Text: inl("bold ", &document.Emph{Text: inl("and italic")})}, ", H₂O, x², ½, 5 × 10⁻³ ≤ y → ∞, naïve façade, Łódź, Ελληνικά, Кириллица, ✓ ✗ ☑. ", prose(3)),
		many,
		&document.Quote{Blocks: []document.Block{para(prose(2)), &document.List{Ordered: true, Start: 1, Tight: true, Items: []document.Item{{Blocks: []document.Block{para("inside"), &document.Table{Columns: make([]document.Column, 2), Head: [][]document.Cell{cells("a", "b")}, Body: [][]document.Cell{cells("1", "2")}}}}, {Blocks: []document.Block{&document.Listing{Language: "json", Code: "{\"a\": 1}\n"}}}}}}},
		&document.Listing{Number: "1", Caption: inl("A long log."), Code: strings.Repeat("2026-11-23T14:13:00Z step train: epoch 1, loss 0.25, └── ok ✓\n", 120)},
		&document.Placeholder{Part: "bibliography"},
	)
	doc.Bibliography = []document.Entry{
		{Key: "a", Text: inl("Knuth, D. E., & Plass, M. F. (1981). Breaking paragraphs into lines. ", &document.Emph{Text: inl("Software: Practice and Experience")}, ", 11(11), 1119–1184. ", &document.Link{URL: "https://doi.org/10.1002/spe.4380111102", Text: inl("https://doi.org/10.1002/spe.4380111102")})},
		{Key: "b", Text: inl("Liang, F. M. (1983). ", &document.Emph{Text: inl("Word Hy-phen-a-tion by Com-put-er")}, " [Doctoral dissertation, Stanford University].")}}
	for _, columns := range []int{1, 2} {
		opts := Options{Hyphens: patterns, Columns: columns}
		look := newLook(opts)
		out := render(t, doc, opts)
		keep(t, fmt.Sprintf("unusual%d.pdf", columns), out)
		for _, s := range readPages(t, out) {
			if s.right > look.left*1.5+look.width || s.x < look.left*0.5 || s.y > look.pageHeight-40 {
				t.Errorf("%d columns, page %d: %q at %.1f–%.1f, %.1f", columns, s.page, s.text, s.x, s.right, s.y)
			}
		}
	}
}
