package html

import (
	"fmt"
	"strings"
	"testing"

	"report/internal/chart"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/document"
	"report/internal/golden"
	"report/internal/math"
	"report/internal/script"
)

// body is what a tree becomes between the title block and the scripts.
func body(t *testing.T, doc *document.Document, drawings map[string]*chart.Drawing, opts Options) string {
	t.Helper()
	page := render(t, doc, drawings, opts)
	_, after, found := strings.Cut(page, "</header>\n<main")
	if !found {
		t.Fatal("the page has no main part")
	}
	_, after, _ = strings.Cut(after, "<article>\n")
	inside, rest, found := strings.Cut(after, "</article>")
	if !found {
		t.Fatal("the article does not end")
	}
	if i := strings.Index(rest, `<script type="application/json"`); i >= 0 {
		data, _, _ := strings.Cut(rest[i:], "</script>")
		inside += "\n" + strings.NewReplacer(",\"", ",\n\"", "{", "{\n").Replace(data) + "\n"
	}
	return inside
}

func TestBlocksAsTheirGoldens(t *testing.T) {
	c, drawing := sampleChart()
	for name, blocks := range map[string]bls{
		"headings": {head(1, "a", "1", "One"), head(2, "b", "", "Two"), head(9, "c", "1.0.1", "Deep")},
		"text": {para(tx("a < b & “c” "), &document.Emph{Text: ins{tx("e")}}, &document.Strong{Text: ins{tx("s")}}, &document.Strike{Text: ins{tx("x")}}, &document.Break{}, &document.Code{Value: "f(x)"}, tx(" "),
			&document.Code{Value: "a/path/that/is/long_enough.py"}, &document.Link{URL: "https://example.org/?a=1&b=2", Text: ins{tx("out")}}, &document.Link{URL: "mailto:a@example.org", Text: ins{tx("mail")}}, ref("a", "Section 1"), &document.Math{TeX: "x^2"})},
		"unsafe_links": {para(&document.Link{URL: "javascript:alert(1)", Text: ins{tx("a")}}, &document.Link{URL: "data:text/html,x", Text: ins{tx("b")}}, &document.Link{URL: "//example.org", Text: ins{tx("c")}}, &document.Link{URL: "http://[::1", Text: ins{tx("d")}}, &document.Link{URL: "file:///etc/passwd", Text: ins{tx("e")}})},
		"lists": {&document.List{Tight: true, Items: []document.Item{{Blocks: bls{para(tx("a"))}}, {Task: true, Blocks: bls{para(tx("open"))}}, {Task: true, Done: true, Blocks: bls{para(tx("done"))}}}},
			&document.List{Ordered: true, Start: 3, Items: []document.Item{{Blocks: bls{para(tx("c")), para(tx("more"))}}}}, &document.Definitions{Items: []document.Definition{{Term: ins{tx("t")}, Blocks: bls{para(tx("means"))}}}}, &document.Quote{Blocks: bls{para(tx("q"))}}, &document.Rule{}},
		"table": {&document.Table{ID: "tbl-a", Number: "1", Caption: ins{tx("Points")}, Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Center}},
			Head:  [][]document.Cell{row("", "Points", "c")},
			Body:  [][]document.Cell{row("a", "7", "x"), row("b", "8.25", "y"), row("c", "12.5 %", "z"), row("d", "not measured", ""), row("d", "above in its whole range", "in the middle of a row"), row("e", "6.1–8.4", "")},
			Foot:  [][]document.Cell{{{Text: ins{tx("sum")}, Head: true}, {Text: ins{tx("15.25")}, Strong: true}, {}}},
			Notes: [][]document.Inline{{tx("A note.")}}}},
		"wide_table": {&document.Table{Columns: make([]document.Column, 8), Body: [][]document.Cell{row("a", "b", "c", "d", "e", "f", "g", "h")}}},
		"spanning_head": {&document.Table{Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Decimal}},
			Head: [][]document.Cell{{{Text: ins{tx("Tool")}}, {Text: ins{tx("Points")}, Span: 2}, {}}, row("", "Published", "Measured")}, Body: [][]document.Cell{row("a", "7", "8.5")}}},
		"listing": {&document.Listing{ID: "lst-a", Number: "1", Caption: ins{tx("Code")}, Language: "python", Code: "def f():\n    return 1 < 2\n", First: 9, Source: "a/b.py"}, &document.Listing{Code: "plain & simple\n"}},
		"figure": {&document.Figure{ID: "fig-a", Number: "1", Caption: ins{tx("A dot")}, Alt: "a \"dot\"", Image: &document.Image{Name: "dot.png", MediaType: "image/png", Content: []byte("PNG"), Width: 3, Height: 2}},
			&document.Figure{Alt: "nothing came"}},
		"figure_width": {&document.Figure{Alt: "half", Width: 50, Image: &document.Image{Name: "dot.png", MediaType: "image/png", Content: []byte("PNG"), Width: 3, Height: 2}}},
		"chart":        {&document.Figure{ID: "fig-totals", Number: "2", Caption: ins{tx("Totals")}, Chart: c}},
		"equation":     {&document.Equation{ID: "eq-a", Number: "1", TeX: "a<b"}, &document.Equation{TeX: "\\log x"}},
		"citations":    {para(cite("seed2025", "1"), &document.Cite{Items: []document.CiteItem{{Key: "a b", Prefix: "see", Locator: "p. 3"}, {Key: "c"}}}, &document.Cite{Narrative: true, Items: []document.CiteItem{{Key: "d"}}})},
		"placeholders": {&document.Placeholder{Part: "unknown"}},
	} {
		t.Run(name, func(t *testing.T) {
			opts := Options{Formulas: map[math.Key]*math.Formula{{TeX: `\log x`, Display: true}: {MathML: `<math display="block"><mi style="x">log</mi><mo data-mjx-texclass="NONE">&#x2061;</mo> <mi>x</mi></math>`}}}
			golden.File(t, "testdata/"+name+".html", body(t, &document.Document{Blocks: blocks}, map[string]*chart.Drawing{"fig-totals": {SVG: []byte(`<?xml version="1.0"?><svg width="70" height="36" xmlns="http://www.w3.org/2000/svg"><style>.a:hover{cursor:pointer}</style><text style="font-size:13px;cursor:x;font-family:&quot;A B&quot;, c" fill="#333333">a</text></svg>`), Alt: drawing.Alt}}, opts))
		})
	}
}

func TestEvidenceAsItsGolden(t *testing.T) {
	sum := digest.Bytes([]byte("x"))
	lines := []string{"one", "two <b>", "three", "four"}
	doc := &document.Document{
		Meta: document.Meta{Title: "T", Abstract: ins{tx("In short: "), cl("a", "1.5"), tx(".")}},
		Blocks: bls{
			para(cl("a", "1.5"), tx(" "), &document.Figured{Claim: "b", Value: "2", Mark: "stale"}, &document.Figured{Claim: "c", Value: "not measured", Mark: "missing"}, note(1), note(1),
				&document.Link{URL: "https://example.org", Text: ins{tx("with "), cl("b", "2")}}),
			&document.Placeholder{Part: "evidence"},
		},
		Footnotes: []document.Footnote{{Number: 1, Blocks: bls{para(tx("Because."))}}},
		Claims: []claim.Claim{
			{ID: "a", Expr: "metric a | fixed 1", Text: "1.5", Value: "1.5", Basis: "measured", Status: claim.Supported, At: diag.Pos{File: "p.md", Line: 2, Col: 3}, Evidence: []claim.Source{{Run: "e/r", Path: "a.log", SHA256: sum, Line: 12, From: 11, Excerpt: lines, What: "the second line"}}},
			{ID: "b", Expr: "metric b", Text: "2", Value: "2", Basis: "measured", Status: claim.Stale, Reason: "changed", Evidence: []claim.Source{{Run: "e/r", Path: "a.log", SHA256: sum, Line: 13, From: 12, Excerpt: lines[1:]}, {Path: "study.yaml", Pointer: "/a", Excerpt: []string{"loose"}}}},
			{ID: "c", Expr: "metric c", Text: "not measured", Basis: "missing", Status: claim.Missing, Reason: "not run here"},
			{ID: "d", Expr: "assert (metric a) < (metric b)", Basis: "measured", Status: claim.Supported, Evidence: []claim.Source{{Run: "e/r", Path: "a.log", SHA256: sum, Line: 12}}},
		},
		Evidence: []document.EvidenceRun{{Run: "e/r", ID: "run-r", Status: "succeeded", Profile: "standard", Commit: "b739f8cc3e15215aabe896a6ffba463acae8227f", CodeAt: "118:22",
			Code:  []document.Origin{{Name: "experiments/e", Digest: "0d4839b35d54989baea9611e4966d669bc271b4b"}, {Name: "experiments/scenarios/s", Digest: "edf1ab9dc71d8ba12203604c70975bd359dc73a0"}},
			Locks: []document.Origin{{Name: "experiments/e/requirements.lock", Digest: sum.Hex(), At: "66:9"}}, Data: []document.Origin{{Name: "mnist", Digest: sum.Hex()}}, Manifest: sum.Hex(), Files: []document.EvidenceFile{{Path: "a.log", SHA256: sum.Hex(), Size: 1234567, Claims: []string{"a", "b", "d"}}}}},
	}
	golden.File(t, "testdata/evidence.html", body(t, doc, nil, Options{}))
}

// TestWhatADraftRefersToInVainIsMarked has a reference and a citation that
// nothing answers to.
func TestWhatADraftRefersToInVainIsMarked(t *testing.T) {
	vain := &document.Cite{Items: []document.CiteItem{{Key: "keynone"}}, Printed: []document.CitePart{{Text: "["}, {Text: "?keynone"}, {Text: "]"}}}
	page := body(t, &document.Document{Blocks: bls{para(ref("", "@fig-nothing"), tx(" "), vain)}}, nil, Options{})
	if want := `<p><mark class="unresolved">@fig-nothing</mark> <span class="cite">[<mark class="unresolved">@keynone</mark>]</span></p>`; !strings.Contains(page, want) {
		t.Errorf("%s\nis not in\n%s", want, page)
	}
}

func TestAFigureIsNotPartedFromItsInterval(t *testing.T) {
	page := body(t, &document.Document{Blocks: bls{para(cl("a", "49.5 [44.1, 54.7] s"))}}, nil, Options{})
	if !strings.Contains(page, ">49.5\u00a0[44.1,\u00a054.7]\u00a0s</data>") {
		t.Errorf("it may break:\n%s", page)
	}
}

func TestNotesStandBeforeTheListOfEvidence(t *testing.T) {
	doc := &document.Document{
		Blocks: bls{head(1, "one", "1", "One"), para(tx("a"), note(1)), head(1, "refs", "", "References"), head(1, "ev", "A", "Evidence"),
			para(tx("All runs.")), &document.List{}, &document.Placeholder{Part: "evidence"}, head(1, "more", "B", "More")},
		Footnotes: []document.Footnote{{Number: 1, Blocks: bls{para(tx("Because."))}}},
	}
	page := body(t, doc, nil, Options{})
	notes, evidence := strings.Index(page, `id="page:notes"`), strings.Index(page, `id="ev"`)
	if notes < 0 || notes > evidence || notes < strings.Index(page, `id="refs"`) || strings.Count(page, `id="page:notes"`) != 1 {
		t.Errorf("the notes do not stand between the references and the evidence:\n%s", page)
	}
}

// TestTheSameFigureHasOneEntry has every place of it lead there.
func TestTheSameFigureHasOneEntry(t *testing.T) {
	one := claim.Claim{ID: "a", Expr: "count of=criteria | words", Text: "six", Status: claim.Supported, Basis: "declared"}
	again, other := one, one
	again.ID, other.ID, other.Expr = "a-2", "b", "count of=tools | words"
	page := body(t, &document.Document{Blocks: bls{para(cl("a", "six"), cl("a-2", "six"), cl("b", "six"))}, Claims: []claim.Claim{one, other, again}}, nil, Options{})
	for _, want := range []string{
		`<li id="claim:a"><b><a href="#use:a">six</a> <a id="claim:a-2" href="#use:a-2">place 2</a></b><div><i>declared</i> <code>count of=criteria | words</code></div></li>`,
		`<li id="claim:b"><b><a href="#use:b">six</a></b>`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s\nis not in\n%s", want, page)
		}
	}
}

// TestFontsThatNothingIsSetInStayOut looks for the slanted ones.
func TestFontsThatNothingIsSetInStayOut(t *testing.T) {
	fonts := []script.Font{{Family: serif, Italic: true, Weights: "400"}, {Family: sans, Italic: true, Weights: "400"}, {Family: mono, Italic: true, Weights: "400"}}
	emph := &document.Emph{Text: ins{tx("so"), &document.Code{Value: "f()"}}}
	for name, c := range map[string]struct {
		block document.Block
		want  string
	}{
		"running text": {para(&document.Emph{Text: ins{tx("so")}}), "1 0 0"},
		"code in it":   {para(emph), "1 0 1"},
		"a caption":    {&document.Listing{Caption: ins{emph}}, "1 1 1"},
		"a table":      {&document.Table{Columns: make([]document.Column, 1), Body: [][]document.Cell{row(emph)}}, "1 1 1"},
		"a comment":    {&document.Listing{Language: "python", Code: "x = 1  # why"}, "1 0 1"},
	} {
		page := render(t, &document.Document{Blocks: bls{c.block}}, nil, Options{Fonts: fonts})
		has := func(family string) int { return strings.Count(page, `font-family:"`+family+`";font-style:italic`) }
		if got := fmt.Sprint(has(serif), has(sans), has(mono)); got != c.want {
			t.Errorf("%s: slanted serif, sans, mono are there %s times, not %s", name, got, c.want)
		}
	}
}

func TestTitleBlockAsItsGolden(t *testing.T) {
	doc := &document.Document{Meta: document.Meta{Title: "A < B", Subtitle: "S", Authors: []document.Author{{Name: "N", Affiliation: "A", Email: "n@example.org"}}, Abstract: ins{tx("abstract")}, Keywords: []string{"k", "l"}, Date: "2026-11-23", Root: "sha256:abcd", Notes: []string{"note"}},
		Blocks: bls{head(1, "one", "1", "One"), head(2, "two", "1.1", "Two"), head(1, "three", "2", "Three")}}
	page := render(t, doc, nil, Options{})
	start, end := strings.Index(page, "<body>"), strings.Index(page, `<div class="live"`)
	golden.File(t, "testdata/title.html", page[start:end])
}

// TestPaperSaysHowItIsCited unless nobody is to know whose it is.
func TestPaperSaysHowItIsCited(t *testing.T) {
	meta := document.Meta{Title: "Costs & {needs}", Subtitle: "100 %", Date: "2026-11-23", Authors: []document.Author{{Name: "Ada Álvarez-Roe"}, {Name: "B. Poe"}}}
	want := "@misc{lvarezroe2026,\n  author = {Ada Álvarez-Roe and B. Poe},\n  title = {{Costs \\& \\{needs\\}: 100 \\%}},\n  year = {2026}\n}\n"
	if got := bibTeX(meta); got != want {
		t.Errorf("got\n%s", got)
	}
	doc := &document.Document{Meta: meta}
	if page := body(t, doc, nil, Options{}); !strings.Contains(page, `id="page:cite"`) {
		t.Error("the page does not say how it is cited")
	}
	doc.Anonymous()
	if page := body(t, doc, nil, Options{}); strings.Contains(page, `id="page:cite"`) {
		t.Error("the page of an anonymous paper says how it is cited")
	}
}

func TestSlidersStandBeforeTheBackMatter(t *testing.T) {
	end := bls{head(1, "end", "", "References"), &document.Placeholder{Part: "bibliography"}}
	for name, c := range map[string]struct {
		blocks bls
		at     int
	}{
		"before its heading":         {append(bls{para(tx("a"))}, end...), 1},
		"at the end without any":     {bls{para(tx("a")), para(tx("b"))}, 2},
		"after a section's own text": {bls{head(1, "x", "1", "X"), para(tx("a")), para(tx("b")), &document.Placeholder{Part: "bibliography"}}, 3},
	} {
		got := withWeighing(c.blocks)
		if part, ok := got[c.at].(*document.Placeholder); !ok || part.Part != weighing || len(got) != len(c.blocks)+1 {
			t.Errorf("%s: not at %d", name, c.at)
		}
	}
	placed := append(bls{&document.Placeholder{Part: weighing}}, end...)
	if got := withWeighing(placed); len(got) != len(placed) {
		t.Error("the sliders stand twice")
	}
}

func TestPictureOfAnotherTypeIsRefusedWithItsPlace(t *testing.T) {
	doc := &document.Document{Blocks: bls{&document.Figure{Image: &document.Image{Name: "a.tiff", MediaType: "image/tiff", Content: []byte("x")}, Pos: diag.Pos{File: "paper/paper.md", Line: 4, Col: 1}}}}
	_, err := Render(doc, nil, Options{})
	if err == nil || !strings.Contains(err.Error(), `paper/paper.md:4:1: picture "a.tiff" is of type "image/tiff"`) {
		t.Errorf("got %v", err)
	}
}

func TestDrawingsKeepTheirClipsApart(t *testing.T) {
	svg := []byte(`<svg><clipPath id="zr0-c0"/><path class="zr0-cls-1" clip-path="url(#zr0-c0)"/></svg>`)
	want := `<svg><clipPath id="still2-c0"/><path clip-path="url(#still2-c0)"/></svg>`
	if got := string(inlineSVG(svg, "still2-")); got != want {
		t.Errorf("got %s", got)
	}
}

func TestFraction(t *testing.T) {
	for text, want := range map[string]int{"8.30": 2, "8": 0, "−1.5": 1, "1,234.125": 3, "12.5 %": 1, "3.25 s": 2, "x": -1, "6.1–8.4": -1, "1.2.3": -1, "": -1} {
		got, ok := fraction(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q has %d digits, not %d", text, got, want)
		}
	}
}

func TestExcerptsStayWithinTheirBudget(t *testing.T) {
	doc := &document.Document{}
	for i := range 3000 {
		lines := make([]string, 10)
		for j := range lines {
			lines[j] = strings.Repeat("x", 300)
		}
		doc.Claims = append(doc.Claims, claim.Claim{ID: string(rune('a'+i%26)) + strings.Repeat("i", i/26), Evidence: []claim.Source{{Run: "r", Path: "p", Line: i*10 + 6, From: i*10 + 1, Excerpt: lines}}})
	}
	p := newPage(doc, nil, Options{})
	got := p.proof()
	size := 0
	for _, f := range got.Files {
		for _, line := range f.Lines {
			size += len(line)
		}
	}
	if size > 3000*(widestLine+4) || len(got.Claims) != 3000 {
		t.Errorf("%d bytes of excerpts are embedded for %d claims", size, len(got.Claims))
	}
	if s := got.Places[got.Lists[got.Claims["a"].List][0]]; s.From != 6 || s.To != 6 {
		t.Errorf("lines %d to %d are kept, not the one meant", s.From, s.To)
	}
}

func BenchmarkThirtyPages(b *testing.B) {
	doc, drawings := sample()
	blocks := doc.Blocks[:len(doc.Blocks)-4]
	long := append(bls{}, blocks...)
	for range 9 {
		long = append(long, blocks...)
	}
	doc.Blocks = append(long, doc.Blocks[len(blocks):]...)
	for b.Loop() {
		if _, err := Render(doc, drawings, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
