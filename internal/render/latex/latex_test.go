package latex_test

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"report/internal/cite"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/golden"
	"report/internal/math"
	"report/internal/need"
	"report/internal/render/latex"
	"report/internal/render/pdf"
	"report/internal/script"
)

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#336699"/></svg>`

func options(warnings *[]string) latex.Options {
	vector := func([]byte) ([]byte, error) { return pdf.Drawing([]byte(drawing), "A drawing", time.Time{}) }
	chart, _ := vector(nil)
	return latex.Options{
		Charts: map[string][]byte{"fig-chart": chart},
		Vector: vector,
		Warn:   func(w string) { *warnings = append(*warnings, w) },
	}
}

// TestGolden writes the paper.md of each testdata/*.txtar.
func TestGolden(t *testing.T) {
	golden.Each(t, "testdata/*.txtar", []string{"want.tex"}, func(t *testing.T, a *golden.Archive) {
		doc := built(t, a.Files)
		got, pictures := rendered(t, doc)
		if again, _ := rendered(t, doc); again != got {
			t.Error("rendered twice, the texts differ")
		}
		a.Hold(t, body(got))
		compiles(t, got, pictures)
	})
}

func built(t *testing.T, files fstest.MapFS) *document.Document {
	t.Helper()
	doc, errs := document.Build(document.Source{Files: files, Path: "paper.md"}, document.Env{})
	lib, more := cite.Read(files, doc.Meta.Bibliography)
	errs = append(append(errs, more...), cite.Resolve(doc, lib, doc.Meta.Style)...)
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return doc
}

func rendered(t *testing.T, doc *document.Document) (string, map[string][]byte) {
	t.Helper()
	return renderedIn(t, doc, 1)
}

func renderedIn(t *testing.T, doc *document.Document, columns int) (string, map[string][]byte) {
	t.Helper()
	var warnings []string
	opts := options(&warnings)
	opts.Columns = columns
	text, files, err := latex.Render(doc, opts)
	if err != nil {
		t.Fatal(err)
	}
	return string(text), files
}

// body leaves out the packages and macros, which are the same in every paper.
func body(text string) string {
	title := strings.Index(text, `\title{`)
	return text[title:]
}

// compiles has LaTeX set a text with its files, and returns the words of its
// pages where pdftotext is at hand.
func compiles(t *testing.T, text string, files map[string][]byte) string {
	t.Helper()
	dir := t.TempDir()
	files = withText(files, text)
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	need.Compiles(t, dir)
	words, _ := exec.Command("pdftotext", "-layout", filepath.Join(dir, "paper.pdf"), "-").Output()
	return string(words)
}

func withText(files map[string][]byte, text string) map[string][]byte {
	all := map[string][]byte{"paper.tex": []byte(text)}
	maps.Copy(all, files)
	return all
}

// What only evidence puts into a document: figures that lead to their run,
// a table too long for a page, a head over two columns, notes in a table.
func TestComputed(t *testing.T) {
	text := func(s string) []document.Inline { return []document.Inline{&document.Text{Value: s}} }
	long := &document.Table{ID: "tbl-long", Number: "1", Caption: text("Many rows"),
		Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}},
		Head:    [][]document.Cell{{{Text: text("Row")}, {Text: text("Value")}}}}
	for range 90 {
		long.Body = append(long.Body, []document.Cell{{Text: text("row"), Head: true}, {Text: []document.Inline{&document.Figured{Claim: "c1", Value: "8.30"}}}})
	}
	doc := &document.Document{
		Meta: document.Meta{Title: "T", Date: "2026-11-23", Root: "sha256:" + strings.Repeat("0", 64)},
		Blocks: []document.Block{
			&document.Heading{Level: 1, Number: "1", ID: "sec-a", Text: text("A")},
			&document.Paragraph{Text: []document.Inline{&document.Ref{ID: "tbl-long", Text: "Table 1"}, &document.Text{Value: " and "}, &document.Ref{ID: "tbl-b", Text: "Table 2"}, &document.Text{Value: ": 5 × 3 ≤ ∞, naïve Größe, 日"}}},
			long,
			&document.Table{ID: "tbl-b", Number: "2", Caption: text("Two heads"),
				Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Decimal}},
				Head: [][]document.Cell{{{Text: text("Criterion")}, {Text: text("Alpha"), Span: 2}, {}},
					{{}, {Text: text("Published")}, {Text: text("Measured")}}},
				Body: [][]document.Cell{{{Text: text("Speed"), Head: true}, {Text: text("1")},
					{Text: []document.Inline{&document.Figured{Claim: "c2", Value: "not measured", Mark: document.MarkMissing}, &document.NoteRef{Number: 1}}}}},
				Foot:  [][]document.Cell{{{Text: text("Total"), Head: true}, {Text: text("9"), Strong: true}, {}}},
				Notes: [][]document.Inline{text("A note below.")}},
			&document.Figure{ID: "fig-chart", Number: "1", Caption: text("A chart"), Chart: &document.Chart{ID: "fig-chart"}},
			&document.Heading{Level: 1, Number: "A", ID: "sec-e", Text: text("Evidence")},
			&document.Placeholder{Part: "evidence"},
		},
		Footnotes: []document.Footnote{{Number: 1, Blocks: []document.Block{&document.Paragraph{Text: text("Not measured: 50% & more.")}}}},
		Evidence: []document.EvidenceRun{{Run: "a_b/20261123T141300Z-standard-1a2b3c4d", ID: "run-a", Status: "succeeded", Manifest: strings.Repeat("ab", 32),
			Files: []document.EvidenceFile{{Path: "work_1.log", SHA256: strings.Repeat("cd", 32), Claims: []string{"c1"}}}}},
	}
	var warnings []string
	out, files, err := latex.Render(doc, options(&warnings))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`\claim{run-a}{8.30}`, `\begin{longtable}`, `\multicolumn{2}{c}{Alpha} \\ \cmidrule(lr){2-3}`, `\footnotetext[1]{Not measured: 50\% \& more.}`, `\appendix`} {
		if !bytes.Contains(out, []byte(want)) {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	if len(warnings) != 1 || !strings.Contains(warnings[0], "U+65E5") {
		t.Errorf("warnings: %q", warnings)
	}
	words := compiles(t, string(out), files)
	for _, want := range []string{"Table 1 and Table 2", "Größe", "8.30", "Table 2: Two heads"} {
		if !strings.Contains(words, want) {
			t.Errorf("the pages do not say %q:\n%s", want, words)
		}
	}
}

// Whatever stands in a text or a listing, LaTeX reads it as words.
func FuzzText(f *testing.F) {
	f.Add(`\input{/etc/passwd} $x$ ^^41 %`, "}\\end{Verbatim}\\write18{x}")
	f.Add("--- ``'' ~ {", "\\{\\}")
	f.Fuzz(func(t *testing.T, words, code string) {
		doc := &document.Document{Blocks: []document.Block{
			&document.Paragraph{Text: []document.Inline{&document.Text{Value: words}}},
			&document.Listing{Code: code},
		}}
		var warnings []string
		out, _, err := latex.Render(doc, options(&warnings))
		if err != nil {
			t.Fatal(err)
		}
		text := body(string(out))
		if strings.Count(text, `\end{Verbatim}`) != 1 || strings.Count(text, `\end{document}`) != 1 {
			t.Errorf("an environment was ended from inside:\n%s", text)
		}
		if strings.Contains(text, `\input`) || strings.Contains(text, `\write`) || strings.Contains(text, "^^") {
			t.Errorf("words became a command:\n%s", text)
		}
	})
}

// A footnote is more than its paragraphs.
func TestNotesHoldLists(t *testing.T) {
	doc := built(t, fstest.MapFS{"paper.md": {Data: []byte("Called[^a].\n\n[^a]: FIRST\n\n    - LISTED\n\n    ```\n    CODE_here 100%\n    ```\n\n    > QUOTED\n")}})
	text, files := rendered(t, doc)
	for _, want := range []string{"FIRST", "LISTED", `CODE\_here 100\%`, "QUOTED"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if words := compiles(t, text, files); !strings.Contains(words, "LISTED") {
		t.Errorf("the page does not show it:\n%s", words)
	}
}

// What LaTeX writes to other files first, a caption or a heading, may hold
// whatever running text does.
func TestCaptionsAndHeadingsHoldAnyText(t *testing.T) {
	words := func() []document.Inline {
		return []document.Inline{
			&document.Text{Value: "[MOVED] 50 % & _ "}, &document.Figured{Claim: "c1", Value: "8.30"}, &document.Text{Value: " and "},
			&document.Figured{Claim: "c2", Value: "not measured", Mark: document.MarkMissing}, &document.NoteRef{Number: 1},
			&document.Strike{Text: []document.Inline{&document.Text{Value: "gone"}}}, &document.Code{Value: "a_long/path_to/some_thing.go"},
			&document.Break{}, &document.Link{URL: "https://example.org/a_b%20c#d", Text: []document.Inline{&document.Text{Value: "link"}}},
			&document.Link{URL: "https://example.org/a_b", Text: []document.Inline{&document.Text{Value: "https://example.org/a_b"}}},
			&document.Math{TeX: `\frac{1}{2}`}, &document.Ref{ID: "sec-a", Text: "Section 1"}, &document.Figured{Claim: "c3", Value: "sha256:" + strings.Repeat("ab", 32)},
			&document.Cite{Items: []document.CiteItem{{Key: "doe"}}, Printed: []document.CitePart{{Text: "["}, {Text: "1", Key: "doe"}, {Text: "]"}}},
		}
	}
	cell := []document.Cell{{Text: []document.Inline{&document.Text{Value: "cell"}}}}
	short := &document.Table{ID: "tbl-a", Number: "1", Caption: words(), Columns: make([]document.Column, 1), Body: [][]document.Cell{cell}}
	tall := *short
	tall.ID, tall.Number = "tbl-b", "2"
	for range 40 {
		tall.Body = append(tall.Body, cell)
	}
	doc := &document.Document{
		Blocks: []document.Block{
			&document.Heading{Level: 1, Number: "1", ID: "sec-a", Text: words()},
			&document.Heading{Level: 2, ID: "sec-b", Text: words()},
			&document.Definitions{Items: []document.Definition{{Term: append([]document.Inline{&document.Text{Value: "x]y"}}, words()...)}}},
			short, &tall,
			&document.Figure{ID: "fig-chart", Number: "1", Caption: words(), Chart: &document.Chart{ID: "fig-chart"}},
			&document.Listing{ID: "lst-a", Number: "1", Caption: words(), Code: "code"},
			&document.Placeholder{Part: "bibliography"}, &document.Placeholder{Part: "evidence"},
		},
		Bibliography: []document.Entry{{Key: "doe", Label: "1", Text: []document.Inline{&document.Text{Value: "[Doe]"}}}},
		Footnotes:    []document.Footnote{{Number: 1, Blocks: []document.Block{&document.Paragraph{Text: []document.Inline{&document.Text{Value: "[NOTE]"}}}}}},
		Evidence:     []document.EvidenceRun{{Run: "a/b", ID: "run-a", Files: []document.EvidenceFile{{Path: "work.log", SHA256: strings.Repeat("cd", 32), Claims: []string{"c1", "c3"}}}}},
	}
	text, files := rendered(t, doc)
	if said := compiles(t, text, files); strings.Count(said, "MOVED") < 7 {
		t.Errorf("not every place shows its words:\n%s", said)
	}
}

// What stands behind a command that may take an option is no option.
func TestTextBehindCommandsIsNoOption(t *testing.T) {
	doc := built(t, fstest.MapFS{"paper.md": {Data: []byte(`---
title: "[TITLE] *x*"
subtitle: "[SUBTITLE]"
authors: [{name: "[AUTHOR]", affiliation: "[HOUSE]"}, {name: "*SECOND", affiliation: "*OTHER"}]
abstract: "[ABSTRACT]"
---
[PARAGRAPH] starts.\
[BROKEN] line\
\*STARRED line.

# [SECTION] one

## \*SUBSECTION {-}

- [BULLET] one
- \*ITEM
- 日本 HAN

1. [ORDERED] one

[TERM]
: [MEANING]

TER]M
: [

> [QUOTE]

Note[^n]. [AFTER] it.

[^n]: [NOTE] here

| [HEAD] | \*H |
|---|---|
| [2pt] | [1] |
| \*FIRST | x |
| [CELL] | \*LATER |
| 日本語 | HANCELL |
| **[BOLD]** | *[IT]* |
| ` + "`[CODE]`" + ` | x |
|  | x |

: [CAPTION] {#tbl-a}

` + "```\n[VERBATIM]\n*\n[\n```\n" + `
`)}})
	text, files := rendered(t, doc)
	said := compiles(t, text, files)
	for _, want := range []string{"[TITLE]", "[SUBTITLE]", "[AUTHOR]", "[HOUSE]", "*SECOND", "*OTHER", "[ABSTRACT]", "[PARAGRAPH]", "[BROKEN]", "*STARRED", "[SECTION]", "*SUBSECTION",
		"[BULLET]", "*ITEM", "HAN", "[ORDERED]", "[TERM]", "[MEANING]", "TER]M", "[QUOTE]", "[AFTER]", "[NOTE]", "[HEAD]", "*H", "[2pt]", "*FIRST", "[CELL]", "*LATER", "HANCELL", "[BOLD]", "[CODE]", "[CAPTION]", "[VERBATIM]"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing", want)
		}
	}
	if t.Failed() {
		t.Log(said)
	}
}

// A box stands before its own task, whatever the task begins with.
func TestTasksHaveTheirBoxes(t *testing.T) {
	doc := built(t, fstest.MapFS{"paper.md": {Data: []byte("- [x] DONE\n- [ ] OPEN\n- plain\n\nMore.\n\n- [x] FIRST\n\n  second\n\n- [ ] LAST\n")}})
	text, files := rendered(t, doc)
	for _, want := range []string{`\item[$\boxtimes$] DONE`, `\item[$\square$] OPEN`, `\item plain`, `\item[$\boxtimes$] FIRST`, `\item[$\square$] LAST`} {
		if !strings.Contains(text, want+"\n") {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	said := compiles(t, text, files)
	// The fonts' boxes are read as these letters.
	for _, want := range []string{`\S DONE`, `\S OPEN`, `\S FIRST`, `\S LAST`} {
		if !regexp.MustCompile(want).MatchString(said) {
			t.Errorf("no box stands before %s:\n%s", want, said)
		}
	}
}

// Tables of every shape keep to their place, in one column and in two, and show
// every word whole.
func TestTablesKeepToTheirPlace(t *testing.T) {
	words := strings.Fields("reproducible configuration interoperability documentation instrumentation flexibility installation measurement orchestrator comparison recommendation WIDEEND")
	sentence := strings.Repeat("a sentence that goes on for a while and says little ", 4)
	row := func(cells ...string) string { return "| " + strings.Join(cells, " | ") + " |\n" }
	table := func(caption string, rows ...string) string {
		rule := strings.Repeat("|---", strings.Count(strings.ReplaceAll(rows[0], `\|`, ""), "|")-1) + "|\n"
		return rows[0] + rule + strings.Join(rows[1:], "") + "\n: " + caption + "\n\n"
	}
	digest := "`sha256:" + strings.Repeat("0123456789abcdef", 4) + "`"
	var long []string
	for i := range 90 {
		long = append(long, row(fmt.Sprintf("row%d", i), sentence[:40+i], "1.5"))
	}
	text := table("WIDE {#tbl-wide}", row(words...), row(words...)) +
		table("TWELVE {#tbl-twelve}", row(strings.Split("One Two Three Four Five Six Seven Eight Nine Ten Eleven Twelve", " ")...), row(words...)) +
		table("SENTENCES {#tbl-sentences}", row("Name", "First", "Second"), row("x", sentence, sentence), row("interoperability", "y", sentence)) +
		table("CODE {#tbl-code}", row("Path", "Digest", "Class"), row("`experiments/scenarios/work/some_long_name.py`", digest, "`KubernetesPodOperatorConfigurationError`"),
			row("experiments/scenarios/work/some_long_name.py", "Donaudampfschifffahrtsgesellschaftskapitaen", "<https://example.org/a/long/path/to/a/page.html?with=query>")) +
		table("MATH {#tbl-math}", row("A", "B"), row("$\\frac{\\alpha + \\beta + \\gamma + \\delta}{1 + x^2 + x^3 + x^4 + x^5}$", sentence)) +
		table("MANY {#tbl-many}", row("Key", "Text", "n"), strings.Join(long, "")) +
		table("HAN {#tbl-han}", row("Han", "Text"), row("日本語日本語日本語日本語", "x"))
	for columns := 1; columns <= 2; columns++ {
		t.Run(fmt.Sprint(columns), func(t *testing.T) {
			doc := built(t, fstest.MapFS{"paper.md": {Data: []byte(text)}})
			tex, files := renderedIn(t, doc, columns)
			said := compiles(t, tex, files)
			for _, want := range append(words, "WIDE", "SENTENCES", "CODE", "MATH", "MANY", "HAN", "row0", "row89") {
				if !strings.Contains(said, want) {
					t.Errorf("%q is not shown whole:\n%s", want, said)
				}
			}
		})
	}
}

// A table without a caption stays in its sentence's place: nothing tells of it
// elsewhere.
func TestTablesWithoutCaptionStayInPlace(t *testing.T) {
	text := "BEFORE\n\n| One | Two | Three | Four | Five | Six |\n|---|---|---|---|---|---|\n| interoperability | documentation | instrumentation | flexibility | measurement | comparison |\n\nAFTER\n\n- item\n\n  | A | B |\n  |---|---|\n  | " +
		strings.Repeat("words ", 30) + " | x |\n"
	doc := built(t, fstest.MapFS{"paper.md": {Data: []byte(text)}})
	for columns := 1; columns <= 2; columns++ {
		tex, files := renderedIn(t, doc, columns)
		if strings.Contains(tex, `\begin{table`) {
			t.Errorf("a table floats in\n%s", tex)
		}
		said := compiles(t, tex, files)
		if before, table, after := strings.Index(said, "BEFORE"), strings.Index(said, "interoperability"), strings.Index(said, "AFTER"); before > table || table > after || table < 0 {
			t.Errorf("the table is not in its place:\n%s", said)
		}
	}
}

// A long line of code goes on below, marked; numbers count the lines of the source.
func TestLongLinesOfCodeGoOnBelow(t *testing.T) {
	code := "short\n" + strings.Repeat("word ", 60) + "\n\t" + strings.Repeat("x", 200) + "\nEND"
	doc := &document.Document{Blocks: []document.Block{
		&document.Listing{ID: "lst-a", Number: "1", Caption: []document.Inline{&document.Text{Value: "Code"}}, Code: code, First: 7},
		&document.List{Items: []document.Item{{Blocks: []document.Block{&document.Listing{Code: code}}}}},
	}}
	for columns, most := range []int{1: 84, 2: 52} {
		if columns == 0 {
			continue
		}
		tex, files := renderedIn(t, doc, columns)
		inside := false
		for line := range strings.Lines(tex) {
			plain := regexp.MustCompile(`\\codeline\{\d+\}`).ReplaceAllString(strings.ReplaceAll(line, `\goeson{}`, "xx"), "")
			inside = inside && !strings.HasPrefix(line, `\end{Verbatim}`) || strings.HasPrefix(line, `\begin{Verbatim}`)
			if inside && !strings.HasPrefix(line, `\`) && len(plain) > most+1 {
				t.Errorf("%d columns: %d characters: %s", columns, len(plain), line)
			}
		}
		for _, want := range []string{`\codeline{7}short`, `\codeline{8}word`, `\goeson{}word`, `\codeline{10}END`} {
			if !strings.Contains(tex, want) {
				t.Errorf("%s is not in\n%s", want, tex)
			}
		}
		said := compiles(t, tex, files)
		if n := strings.Count(said, "word"); n != 120 {
			t.Errorf("%d words of 120 are shown:\n%s", n, said)
		}
	}
}

// What the fonts do not have is said once a script, with its place.
func TestMissingScriptsAreToldOnceEach(t *testing.T) {
	doc := built(t, fstest.MapFS{"paper.md": {Data: []byte("---\ntitle: T\n---\nWords, *and 日本* 語.\n\n| السلام | b |\n|---|---|\n| שלום | `中` |\n\n: Caption ☃ {#tbl-a}\n")}})
	var got []string
	if _, _, err := latex.Render(doc, options(&got)); err != nil {
		t.Fatal(err)
	}
	want := []string{
		"LaTeX: 4 characters of Han cannot be set, the first at paper.md:4:13 (日, U+65E5: no font of pdflatex has them; their numbers stand in their place)",
		"LaTeX: 1 sign cannot be set, at paper.md:10:11 (☃, U+2603: no font of pdflatex has it; its number stands in its place)",
		"LaTeX: 6 characters of Arabic cannot be set, the first at paper.md:6:3 (ا, U+0627: no font of pdflatex has them; their numbers stand in their place)",
		"LaTeX: 4 characters of Hebrew cannot be set, the first at paper.md:8:3 (ש, U+05E9: no font of pdflatex has them; their numbers stand in their place)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("said:\n%s\nnot:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestWideFormulasAreDividedInTheSource has a formula that is wider than the
// text, one that fits and one that has no place to divide it at.
func TestWideFormulasAreDividedInTheSource(t *testing.T) {
	if _, err := script.Source(script.Formulas); err != nil {
		t.Skip("the formula script is not built; make scripts builds it")
	}
	sum := strings.Repeat("a_{10} + ", 20) + `\left(b + c\right) \le -f(x, y)`
	doc := &document.Document{Blocks: []document.Block{
		&document.Equation{ID: "eq-a", Number: "1", TeX: sum}, &document.Equation{TeX: "a = b"},
		&document.Equation{TeX: `\frac{` + sum + `}{2}`, Pos: diag.Pos{File: "paper.md", Line: 9, Col: 1}},
	}}
	var warnings []string
	opts := options(&warnings)
	var err error
	if opts.Formulas, err = math.All(script.New("", nil), doc); err != nil {
		t.Fatal(err)
	}
	content, pictures, err := latex.Render(doc, opts)
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	for _, want := range []string{"\\begin{equation}\\label{eq-a}\n\\begin{split}\n& a_{10} + a_{10}", " \\\\\n&\\qquad + ", "\n\\begin{equation*}\na = b\n\\end{equation*}"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, body(text))
		}
	}
	if strings.Count(text, `\begin{split}`) != 1 || strings.Count(text, `\qquad`) < 2 {
		t.Errorf("divided otherwise:\n%s", body(text))
	}
	if want := []string{`LaTeX: paper.md:9:1: the formula is wider than the text and set smaller; break it, as with \begin{aligned} … \\ … \end{aligned}`}; !slices.Equal(warnings, want) {
		t.Errorf("warns %q", warnings)
	}
	compiles(t, text, pictures)
}

// TestPicturesForAColumnAreReadableThere has charts and pictures of two columns that
// are too small for one of them (issue 6).
func TestPicturesForAColumnAreReadableThere(t *testing.T) {
	chart := func(id string) *document.Figure {
		return &document.Figure{ID: id, Number: "1", Chart: &document.Chart{ID: "fig-chart"}}
	}
	image := func(width int) *document.Figure {
		return &document.Figure{ID: "i", Number: "2", Image: &document.Image{Name: "a.png", MediaType: "image/png", Content: []byte("png"), Width: width, Height: 100}}
	}
	for _, one := range []struct {
		figure  *document.Figure
		columns int
		wide    []string
		want    bool
	}{
		{chart("a"), 2, []string{"fig-chart"}, true},
		{chart("a"), 2, nil, false},
		{chart("a"), 1, []string{"fig-chart"}, false},
		{image(1280), 2, nil, true},
		{image(640), 2, nil, false},
		{image(1280), 1, nil, false},
	} {
		var warnings []string
		opts := options(&warnings)
		opts.Columns, opts.Wide = one.columns, one.wide
		text, _, err := latex.Render(&document.Document{Blocks: []document.Block{one.figure}}, opts)
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(string(text), `\begin{figure*}`); got != one.want || strings.Count(string(text), `\end{figure`) != 1 {
			t.Errorf("%+v over both columns: %v", one, got)
		}
	}
}
