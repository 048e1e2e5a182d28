package document_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"report/internal/claim"
	"report/internal/document"
)

// sentences are those of a paper that is this text.
func sentences(t *testing.T, text string) []claim.Sentence {
	t.Helper()
	doc, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(text)}}, Path: "paper.md"},
		document.Env{Claims: stub{}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	return document.Sentences(doc)
}

func TestSentencesKeepTheirPlaces(t *testing.T) {
	text := "---\ntitle: Airflow at 8.25\n---\n" +
		"# On *Airflow* 2.1\n\n" +
		"Tools, e.g. Airflow, reach 8.30. See Fig. 3 by A. Doe; “really.” Then\n`8.1` and {{ value 8.2 }} \\*8.4\\* end [@a].\n\n" +
		"| Airflow | 7.5 |\n|---|---|\n\n: Caption 6.5\n\nNote[^n].\n\n[^n]: In note 5.5.\n"
	var got []string
	for _, s := range sentences(t, text) {
		line := s.Text
		if i := strings.IndexAny(line, "0123456789"); i >= 0 {
			line += " @" + strings.TrimPrefix(s.At(i).String(), "paper.md:")
		}
		if s.Cited {
			line += " cited"
		}
		got = append(got, line)
	}
	want := []string{
		"Airflow at 8.25 @2:19",
		"On Airflow 2.1 @4:16",
		"Tools, e.g. Airflow, reach 8.30. @6:28",
		"See Fig. 3 by A. Doe; “really.” @6:43",
		"Then \uFFFC and \uFFFC *8.4* end \uFFFC. @7:29 cited",
		"Caption 6.5 @12:11",
		"Airflow", "7.5 @9:13",
		"Note.",
		"In note 5.5. @16:15",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestBracesInAValueDoNotEndItsClaim(t *testing.T) {
	text := "It is {{ value match=\"}}|\" | x }} at 8.5, {{ value match='a }} b'\ny=\"}}\" }} at 7.5.\n\n" +
		"| A {{ value match=\"}}|\" | x }} b | 6.5 |\n|---|---|\n"
	var got []string
	for _, s := range sentences(t, text) {
		line := s.Text
		for i := range line {
			if i > 0 && strings.HasPrefix(line[i:], ".5") {
				line += " @" + strings.TrimPrefix(s.At(i-1).String(), "paper.md:")
			}
		}
		got = append(got, line)
	}
	want := "It is \uFFFC at 8.5, \uFFFC at 7.5. @1:38 @2:14\nA \uFFFC b\n6.5 @4:37"
	if strings.Join(got, "\n") != want {
		t.Errorf("got\n%s\nnot\n%s", strings.Join(got, "\n"), want)
	}
}

// FuzzBuild holds that no text breaks the reader, that every place it reports
// lies inside the file, and that the same text gives the same tree.
func FuzzBuild(f *testing.F) {
	for _, seed := range []string{
		"---\ntitle: {{ value 1 }}\nauthors:\n  - name: x\n---\n# A {#sec-a}\n\n{{ value | x }} [@a; -@b, p. 3] @sec-a $x$ $$y$$ {#eq-a}\n",
		"{{ value x=\"}}\" }} and {{ value x='a|b }}'\ny=\"}}\" }}\n\n| a |\n|---|\n| {{ value x=\"}}|\" | b }} |\n",
		"| a |\n|---|\n| {{ value | b }} |\n: cap {#tbl-a}\n\n```{table #x scores=y}\na:\n  - b: c\n```\n",
		"[^a]\n\n[^a]: x\n\n    y\n\n> $$\n> a\n> $$ {#eq-b}\n\n- [x] `{{`\n\nT\n: d\n",
		"```{include}\npaper.md\n```\n![x](a.png){#fig-a alt=\"{{ value }}\"}\n<b>x</b>\n[a](javascript:b)",
		"---\na: |\n  b\n\n  c\nd: [e, \"f\"]\n'g': 'h''i'\n---\n\x00\x1e\xff",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		make := func() *document.Document {
			doc, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(text)}}, Path: "paper.md"},
				document.Env{Claims: stub{}})
			lines := strings.Split(text, "\n")
			for _, e := range append(errs, doc.Doubts...) {
				if e.Line < 1 || e.Line > len(lines) || e.Col > len([]rune(lines[e.Line-1]))+1 {
					t.Errorf("%s lies outside the file of %d lines", e, len(lines))
				}
			}
			for _, c := range doc.Claims {
				if c.At.Line < 1 || c.At.Line > len(lines) {
					t.Errorf("claim at %s", c.At)
				}
			}
			for _, s := range document.Sentences(doc) {
				if at := s.At(len(s.Text) / 2); at.Line < 1 || at.Line > len(lines) {
					t.Errorf("%q at %s", s.Text, at)
				}
			}
			return doc
		}
		if a, b := compact(t, make()), compact(t, make()); a != b {
			t.Errorf("built twice:\n%s\n%s", a, b)
		}
	})
}

func TestFormulasThatAreNumbersAreProse(t *testing.T) {
	text := "It is $0.98$, up $97.3\\%$ by $\\approx 1.2 \\times 10^{-3}$ or $5 \\pm 0.2$ of $10{,}000$.\n\n" +
		"Not $p < 0.05$, $k = 5$, $\\alpha = 0.1$, $[0, 1]$, $x_2$, $1$ or $2^{10}$.\n"
	doc, errs := document.Build(document.Source{Files: fstest.MapFS{"paper.md": {Data: []byte(text)}}, Path: "paper.md"},
		document.Env{Claims: stub{}})
	if len(errs) > 0 {
		t.Fatal(errs)
	}
	got := document.Sentences(doc)
	want := []string{
		"It is 0.98, up 97.3 % by         1.2" + strings.Repeat(" ", len(` \times 10^{-3}`)) + " or 5  ±  0.2 of 10,000.",
		"Not \uFFFC, \uFFFC, \uFFFC, \uFFFC, \uFFFC, \uFFFC or \uFFFC.",
	}
	if len(got) != len(want) || got[0].Text != want[0] || got[1].Text != want[1] {
		t.Fatalf("%d sentences, %q", len(got), got[0].Text)
	}
	for _, number := range []string{"0.98", "97.3", "1.2", "0.2"} {
		at := got[0].At(strings.Index(got[0].Text, number))
		if at.Line != 1 || !strings.HasPrefix(text[at.Col-1:], number) {
			t.Errorf("%s is said to be at %s", number, at)
		}
	}
}

func TestAbbreviationsEndNoSentence(t *testing.T) {
	text := "See p. 12, Eqs. (4)–(6), Sect. 3 and refs. [2]. J. Doe agrees. It ends here. So does this p."
	var got []string
	for _, s := range sentences(t, text) {
		got = append(got, s.Text)
	}
	want := "See p. 12, Eqs. (4)–(6), Sect. 3 and refs. [2].|J. Doe agrees.|It ends here.|So does this p."
	if strings.Join(got, "|") != want {
		t.Errorf("%q", got)
	}
}

// TestWordsLeaveNoGapsOfCitations has what is left out at the end of a sentence, and
// within one (issue 6).
func TestWordsLeaveNoGapsOfCitations(t *testing.T) {
	text := []document.Inline{&document.Text{Value: "We take up "}, &document.Cite{}, &document.Text{Value: " of two tools, as asked "}, &document.Cite{}, &document.Text{Value: "."}}
	if got, want := document.Words(text), "We take up of two tools, as asked."; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
