package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"report/internal/need"
	"report/internal/script"
)

// specimen is the study of testdata/specimen, which uses every part of a paper:
// its experiments were run, and then one of its scripts was changed, so that
// what beta measured is stale.
type specimen struct{ dir string }

func newSpecimen(t *testing.T) *specimen {
	t.Helper()
	if _, err := script.Source(script.Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
	need.Program(t, "chromium", "chromium")
	need.Program(t, "python3", "python3")
	s := &specimen{filepath.Join(t.TempDir(), "specimen")}
	if err := os.CopyFS(s.dir, os.DirFS("testdata/specimen")); err != nil {
		t.Fatal(err)
	}
	s.report(t, "run")
	stale := filepath.Join(s.dir, "experiments", "beta-work", "experiment.yaml")
	content, err := os.ReadFile(stale)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(stale, bytes.Replace(content, []byte("epochs: 3"), []byte("epochs: 4"), 1), 0o644); err != nil {
		t.Fatal(err)
	}
	return s
}

// report runs the tool in the study, with a home of its own.
func (s *specimen) report(t *testing.T, args ...string) string {
	t.Helper()
	return s.reportIn(t, "UTC", args...)
}

// reportIn is report in a time zone.
func (s *specimen) reportIn(t *testing.T, zone string, args ...string) string {
	t.Helper()
	cmd := exec.Command("report", args...)
	cmd.Dir = s.dir
	cmd.Env = append(os.Environ(), "NO_COLOR=1", "SOURCE_DATE_EPOCH=1795435200", "XDG_CACHE_HOME="+s.dir+"/../cache", "TZ="+zone)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("report %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

func (s *specimen) read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(s.dir, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// everywhere is what a reader of any form has to find.
var everywhere = strings.Fields(`EMPHASIS STRONG STRUCK LINK BROKEN NOTEONE NOTETWO INNOTE NOTETHREE NOTEFOUR BULLET NESTED DEEPER TASKDONE TASKOPEN
	ORDERED TERM DEFINITION QUOTED FOURTH INCLUDED CELLONE TYPEDTABLE WIDETABLE WIDEEND SCORETABLE BESIDETABLE METRICTABLE RULETABLE
	PAIRTABLE CLAIMTABLE WAYFIGURE PAGEFIGURE BARCHART STACKEDCHART RADARCHART HEATCHART BOXCHART LINECHART INTERVALCHART
	TYPEDLISTING LOGLISTING CODEFENCE MOREAPPENDIX ABSTRACT SUBTITLE KEYWORDONE`)

// TestSpecimen renders the specimen in its four forms.
func TestSpecimen(t *testing.T) {
	t.Parallel() // Java and LaTeX take their time
	s := newSpecimen(t)
	said := s.report(t, "render", "--to", "md,html,pdf,tex")
	for _, want := range []string{"figures not measured", "figures stale"} {
		if !strings.Contains(said, want) {
			t.Errorf("render does not say %q:\n%s", want, said)
		}
	}
	const rendered, inTwoColumns = "paper/rendered/", "paper/conference/"
	t.Run("markdown", func(t *testing.T) { s.markdown(t, s.read(t, rendered+"paper.md")) })
	t.Run("html", func(t *testing.T) { s.html(t, s.read(t, rendered+"paper.html")) })
	t.Run("pdf", func(t *testing.T) { s.pdf(t, filepath.Join(s.dir, rendered, "paper.pdf")) })
	t.Run("latex", func(t *testing.T) { s.latex(t, filepath.Join(s.dir, rendered, "tex")) })

	t.Run("again", func(t *testing.T) {
		sums := s.read(t, rendered+"paper.sums.json")
		for _, zone := range []string{"Asia/Tokyo", "America/New_York"} {
			if err := os.RemoveAll(filepath.Join(s.dir, "..", "cache", "report", "drawings")); err != nil {
				t.Fatal(err)
			}
			s.reportIn(t, zone, "render", "--to", "md,html,pdf,tex")
			if again := s.read(t, rendered+"paper.sums.json"); again != sums {
				t.Errorf("other bytes in %s:\n%s", zone, again)
			}
		}
	})

	t.Run("author-year", func(t *testing.T) {
		paper := filepath.Join(s.dir, "paper", "paper.md")
		text := strings.Replace(s.read(t, "paper/paper.md"), "style: numeric", "style: author-year", 1)
		if err := os.WriteFile(paper, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		s.report(t, "render", "--to", "md,html,pdf,tex", "--template", "conference", "--out", inTwoColumns)
		for name, want := range map[string]string{"paper.md": "Seed & Bloom, 2025", "paper.html": ">Seed &amp; Bloom, 2025<", "tex/paper.tex": `\hyperlink{cite.seed2025}`} {
			if text := s.read(t, inTwoColumns+name); !strings.Contains(text, want) {
				t.Errorf("%s does not cite by author and year: %s", name, want)
			}
		}
		s.pdf(t, filepath.Join(s.dir, inTwoColumns, "paper.pdf"))
		need.Compiles(t, filepath.Join(s.dir, inTwoColumns, "tex"))
	})

	t.Run("accessible", func(t *testing.T) {
		need.Accessible(t, filepath.Join(s.dir, rendered, "paper.pdf"), filepath.Join(s.dir, inTwoColumns, "paper.pdf"))
	})
}

// holds wants each word in a text, and no trace of what was not worked out.
func holds(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("%q is missing", w)
		}
	}
}

func (s *specimen) markdown(t *testing.T, text string) {
	holds(t, text, everywhere...)
	holds(t, text, "# 1 Running text", "*EMPHASIS*", "**STRONG**", "~~STRUCK~~", "`code_span()`", "[LINK](https://example.org/page?a=1&b=2)",
		"[^1]", "- [x] TASKDONE", "- [ ] TASKOPEN", "3. ORDERED", "> QUOTED", "| CELLONE |", "```python", "$$", "98.61", "not measured", "\\[[1](#ref-seed2025)\\]", "figures/fig-radar.svg")
	for _, name := range regexp.MustCompile(`\]\((figures/[^)]+)\)`).FindAllStringSubmatch(text, -1) {
		if _, err := os.Stat(filepath.Join(s.dir, "paper/rendered", name[1])); err != nil {
			t.Errorf("a picture is not there: %v", err)
		}
	}
}

func (s *specimen) html(t *testing.T, page string) {
	holds(t, page, everywhere...)
	if len(page) > 2<<20 {
		t.Errorf("the page has %d bytes", len(page))
	}
	ctx := shown(t, "file://"+filepath.Join(s.dir, "paper/rendered/paper.html"))
	// How many of each element there are at least.
	for selector, least := range map[string]int{
		"article em": 1, "article strong": 1, "article s, article del": 1, "article code": 3, "article br": 1, "article math": 3, `article math[display="block"]`: 2,
		".note-ref": 4, "article .cite-link": 5, "article .ref": 6, `article li.task`: 2, `article ol[start="3"]`: 1, "article dl dt": 1,
		"article blockquote li": 1, "article hr": 1, "article table": 12, `th[colspan="2"]`: 2, "article figure svg": 10, "article figure img": 1, "article pre": 3,
		"data.claim": 30, "article h4": 1, "article nav, nav": 1,
	} {
		var n int
		if err := evaluate(ctx, fmt.Sprintf("document.querySelectorAll(%q).length", selector), &n); err != nil || n < least {
			t.Errorf("%d of %s, not %d (%v)", n, selector, least, err)
		}
	}
	var dead []string
	if err := evaluate(ctx, `[...document.querySelectorAll('a[href^="#"]')].map((a) => decodeURIComponent(a.getAttribute("href").slice(1))).filter((id) => id && !document.getElementById(id))`, &dead); err != nil || len(dead) > 0 {
		t.Errorf("links lead nowhere: %v (%v)", dead, err)
	}
	accessible(t, ctx)
}

// shown is the page at an address, in a browser of its own.
func shown(t *testing.T, address string) context.Context {
	t.Helper()
	chromium := need.Program(t, "chromium", "chromium")
	alloc, end := chromedp.NewExecAllocator(context.Background(), append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(chromium), chromedp.NoSandbox, chromedp.DisableGPU)...)
	t.Cleanup(end)
	ctx, end := chromedp.NewContext(alloc)
	t.Cleanup(end)
	ctx, end = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(end)
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

// accessible runs axe-core with the rules of WCAG 2.2 AA on the page shown, in
// light and in dark.
func accessible(t *testing.T, ctx context.Context) {
	t.Helper()
	axe, err := os.ReadFile("../../internal/render/html/testdata/axe/node_modules/axe-core/axe.min.js")
	if err != nil {
		need.Missing(t, need.Axe)
	}
	var done bool
	if err := chromedp.Do(ctx, chromedp.Sleep(300*time.Millisecond)); err != nil { // charts in view are drawn
		t.Fatal(err)
	}
	if err := evaluate(ctx, string(axe)+"\n;true", &done); err != nil {
		t.Fatal(err)
	}
	for _, shade := range []string{"light", "dark"} {
		if err := evaluate(ctx, fmt.Sprintf("document.documentElement.dataset.theme = %q, true", shade), &done); err != nil {
			t.Fatal(err)
		}
		found, err := chromedp.Run(ctx, chromedp.Evaluate[string](`axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
			.then((r) => JSON.stringify(r.violations.map((v) => v.id + ", " + v.nodes.length + " times: " + v.nodes.slice(0, 5).map((n) => n.html.slice(0, 200)).join(" | "))))`, chromedp.EvalAwaitPromise))
		if err != nil {
			t.Fatal(err)
		}
		var violations []string
		if err := json.Unmarshal([]byte(found), &violations); err != nil || len(violations) > 0 {
			t.Errorf("axe, %s: %v %s", shade, err, strings.Join(violations, "\n"))
		}
	}
}

func (s *specimen) pdf(t *testing.T, path string) {
	words, err := exec.Command(need.Program(t, "pdftotext", "poppler-utils"), "-raw", path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(words), everywhere...)
	tree, err := exec.Command("pdfinfo", "-struct", path).CombinedOutput()
	if err != nil {
		t.Fatal(err)
	}
	for tag, least := range map[string]int{"Document": 1, "H1": 1, "H2": 5, "H3": 2, "H4": 1, "H5": 1, "P": 20, "L ": 6, "LI": 10, "Lbl": 8, "LBody": 8, "Table": 12, "TH": 30, "TD": 40, "Caption": 20,
		"Figure": 12, "Formula": 3, "Note": 3, "Reference": 20, "Link": 20, "BlockQuote": 1, "Code": 3} {
		if n := len(regexp.MustCompile(`(?m)^\s*`+strings.TrimSpace(tag)+`\b`).FindAll(tree, -1)); n < least {
			t.Errorf("%d of tag %s, not %d", n, tag, least)
		}
	}
}

func (s *specimen) latex(t *testing.T, dir string) {
	content, err := os.ReadFile(filepath.Join(dir, "paper.tex"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(content), everywhere...)
	holds(t, string(content), `\section{`, `\emph{EMPHASIS}`, `\footnote`, `\cite`, `\ref*{`, `\label{`, `\begin{tabular`, `\includegraphics`, `\begin{itemize}`, `\begin{enumerate}`, `\begin{description}`, `\begin{quote}`, `\sum_{i=1}`)
	need.Compiles(t, dir)
	words, err := exec.Command(need.Program(t, "pdftotext", "poppler-utils"), "-raw", filepath.Join(dir, "paper.pdf"), "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	holds(t, string(words), everywhere...)
}
