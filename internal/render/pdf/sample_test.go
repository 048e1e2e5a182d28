package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"report/internal/chart"
	"report/internal/claim"
	"report/internal/document"
)

func text(s string) *document.Text { return &document.Text{Value: s} }

func inl(parts ...any) []document.Inline {
	var out []document.Inline
	for _, p := range parts {
		switch p := p.(type) {
		case string:
			out = append(out, text(p))
		case document.Inline:
			out = append(out, p)
		}
	}
	return out
}

func para(parts ...any) *document.Paragraph { return &document.Paragraph{Text: inl(parts...)} }

func heading(level int, number, id, title string) *document.Heading {
	return &document.Heading{Level: level, Number: number, ID: id, Text: inl(title)}
}

func cells(values ...string) []document.Cell {
	out := make([]document.Cell, len(values))
	for i, v := range values {
		out[i] = document.Cell{Text: inl(v)}
	}
	return out
}

// chartSVG is a bar chart as the chart script draws one, cut down.
const chartSVG = `<svg width="700" height="300" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.1" baseProfile="full" viewBox="0 0 700 300">
<rect width="700" height="300" x="0" y="0" id="0" fill="none" fill-opacity="1"></rect>
<path d="M60.5 250.5L680.5 250.5" fill="none" stroke="#54555a" stroke-linecap="round" class="zr0-cls-1"></path>
<path d="M60 200.5L680 200.5M60 150.5L680 150.5M60 100.5L680 100.5M60 50.5L680 50.5" fill="none" stroke="#dbdee4" stroke-dasharray="4 3"></path>
<g clip-path="url(#zr0-c0)"><path d="M100 250L180 250L180 60L100 60Z" fill="#4269d0"></path><path d="M250 250l80 0l0 -170l-80 0Z" fill="#efb118"></path>
<path d="M400 250A60 60 0 0 1 520 250Z" fill="rgb(108,197,176)" fill-opacity="0.6" stroke="#3ca951" stroke-width="2"></path></g>
<g><rect x="560" y="90" width="90" height="160" fill="url(#zr0-g0)"></rect></g>
<text dominant-baseline="central" text-anchor="middle" style="font-size:12px;font-family:sans-serif;" transform="translate(140 266)" fill="#54555a">MLflow</text>
<text dominant-baseline="central" text-anchor="middle" style="font-size:12px;font-family:sans-serif;" transform="translate(290 266)" fill="#54555a">Metaflow</text>
<text dominant-baseline="central" text-anchor="end" style="font-size:12px;" x="52" y="250" fill="#54555a">0</text>
<text dominant-baseline="central" text-anchor="end" style="font-size:12px;" x="52" y="50" fill="#54555a">10</text>
<text dominant-baseline="central" text-anchor="middle" style="font-size:14px;font-weight:bold;" transform="translate(16 150) rotate(-90)" fill="#333">Points</text>
<defs><clipPath id="zr0-c0"><path d="M60 40l620 0l0 210l-620 0Z" fill="#000"></path></clipPath>
<linearGradient gradientUnits="objectBoundingBox" x1="0" y1="1" x2="0" y2="0" id="zr0-g0"><stop offset="0%" stop-color="#f6efa6"></stop><stop offset="100%" stop-color="#bf444c"></stop></linearGradient></defs>
<style><![CDATA[.zr0-cls-0:hover {fill:red;} .zr0-cls-1 {stroke-width:1.5;}]]></style></svg>`

var bigScreenshot = sync.OnceValue(func() *document.Image { return screenshot(1280, 800) })

func screenshot(w, h int) *document.Image {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{255, 255, 255, 255}
			if y < h/12 {
				c = color.RGBA{11, 80, 110, 255}
			} else if x < w/6 {
				c = color.RGBA{240, 242, 245, 255}
			} else if y/24%2 == 0 && x > w/5 && x < w*9/10 && y > h/6 {
				c = color.RGBA{225, 230, 236, 255}
			}
			m.Set(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return &document.Image{Name: "page.png", MediaType: "image/png", Content: b.Bytes(), SHA256: strings.Repeat("ab", 32), Width: w, Height: h}
}

const hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

// sample is a paper with every kind of block, times over.
func sample(times int) *document.Document {
	figured := func(v string) *document.Figured { return &document.Figured{Claim: "c1", Value: v} }
	d := &document.Document{
		Meta: document.Meta{
			Title: "Tracking Small Experiments: A Reproducible Comparison of Four Workflow Tools", Lang: "en",
			Authors: []document.Author{
				{Name: "Ada Example", Affiliation: "Institute of Applied Measurement", Email: "ada@example.org"},
				{Name: "Émile Šafář", Affiliation: "Department of Computer Languages and Systems, Example University"},
				{Name: "Grace Third", Affiliation: "Institute of Applied Measurement"}},
			Abstract: inl("We compare four tools for tracking machine-learning experiments on two small workloads. Each figure in this paper is computed from a captured file, and each leads back to it. On the published scores MLflow leads with ", figured("8.30"), " points; measured again on one machine, the order of the first two holds while the distance shrinks. The differences between the tools lie less in their speed than in what they ask of the code that uses them."),
			Keywords: []string{"experiment tracking", "reproducibility", "MLOps", "evaluation"},
			Date:     "2026-11-23", Root: "sha256:" + hash,
			Notes: []string{"two of 24 cells were not measured here"},
		},
		Footnotes: []document.Footnote{
			{Number: 1, Blocks: []document.Block{para("The loopback interface alone was available to the steps; see ", &document.Link{URL: "https://example.org/a/very/long/address/that/goes/on/documentation.html#section-2", Text: inl("https://example.org/a/very/long/address/that/goes/on/documentation.html#section-2")}, ".")}},
			{Number: 2, Blocks: []document.Block{para("Not measured: the step “serve” requires Chromium.")}},
		},
		Claims: []claim.Claim{{ID: "c1", Text: "8.30", Status: claim.Supported}, {ID: "c2", Text: "97.42", Status: claim.Stale}},
		Bibliography: []document.Entry{
			{Key: "knuth", Label: "1", Text: inl("D. E. Knuth and M. F. Plass, “Breaking paragraphs into lines,” ", &document.Emph{Text: inl("Software: Practice and Experience")}, ", vol. 11, no. 11, pp. 1119–1184, 1981.")},
			{Key: "liang", Label: "2", Text: inl("F. M. Liang, “Word Hy-phen-a-tion by Com-put-er,” Ph.D. dissertation, Stanford University, 1983. Available: ", &document.Link{URL: "https://tug.org/docs/liang/liang-thesis.pdf", Text: inl("https://tug.org/docs/liang/liang-thesis.pdf")})},
		},
		Evidence: []document.EvidenceRun{{
			Run: "mlflow-mnist/20261123T141300Z-standard-1a2b3c4d", ID: "run-1", Status: "succeeded", Profile: "standard",
			Started: "2026-11-23T14:13:00Z", Tool: "MLflow 3.17.2", Machine: "2 cores, 8 GB, Linux 6.1", Manifest: hash,
			Files: []document.EvidenceFile{{Path: "metrics.json", SHA256: hash, Size: 18211, Claims: []string{"c1", "c2"}}, {Path: "train.log", SHA256: hash, Size: 420, Claims: nil}},
		}},
	}
	lorem := "Reproducibility of machine-learning experiments is undermined by hidden configuration, undocumented environments and hand-copied figures. A report that is generated executes pinned experiments, captures their evidence with its digest, and takes every number in the text from that evidence. In this evaluation the tools run under identical constraints; installation time, pipeline latency, traceability of artefacts and recovery after deliberately injected failures are measured, and what could not be obtained is said. "
	for k := range times {
		n := fmt.Sprint(k + 1)
		id := func(s string) string { return s + n }
		d.Blocks = append(d.Blocks,
			heading(1, n, id("sec"), "Introduction to the question that the study asks"),
			para(lorem, "Earlier work reached other conclusions ", &document.Cite{Printed: []document.CitePart{{Text: "["}, {Text: "1", Key: "knuth"}, {Text: ", "}, {Text: "2", Key: "liang"}, {Text: "]"}}}, "."),
			para("The AVATAR, “Typography” and To Wave: ", &document.Emph{Text: inl("efficient, affluent, first, flow")}, " and ", &document.Strong{Text: inl("office")}, ". MLflow reached ", figured("8.30"), " and Airflow ", &document.Figured{Claim: "c2", Value: "97.42", Mark: "stale"}, " points", &document.NoteRef{Number: 1}, " in ", &document.Ref{ID: id("tbl"), Text: "Table " + n}, " with ", &document.Code{Value: "mlflow.log_metric(\"accuracy\", value)"}, "; see ", &document.Link{URL: "https://mlflow.org", Text: inl("the project’s site")}, ". ", lorem),
			heading(2, n+".1", id("sub"), "What was measured"),
			para("Three things matter in what follows:"),
			&document.List{Tight: true, Items: []document.Item{
				{Blocks: []document.Block{para("the time that an installation takes from an empty environment, with all packages already in the cache of the machine;")}},
				{Blocks: []document.Block{para("the number of lines that a scenario needs to be tracked;"), &document.List{Tight: true, Items: []document.Item{{Blocks: []document.Block{para("counted without blank lines and comments;")}}}}}},
				{Task: true, Done: true, Blocks: []document.Block{para("what is left after a crash.")}},
			}},
			&document.List{Ordered: true, Start: 9, Items: []document.Item{
				{Blocks: []document.Block{para("First item with ", &document.Math{TeX: "\\alpha_1 + \\beta"}, " in it."), para(lorem)}},
				{Blocks: []document.Block{para("Second item.")}},
			}},
			&document.Table{ID: id("tbl"), Number: n, Caption: inl("Totals of the published scores and of those measured on one machine, in points out of ten."),
				Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Decimal}, {Align: document.Decimal}, {Align: document.Left}},
				Head:    [][]document.Cell{cells("Tool", "Published", "Measured", "Seconds", "Remark")},
				Body: [][]document.Cell{
					{{Text: inl("MLflow"), Head: true, Strong: true}, {Text: inl(figured("8.30")), Strong: true}, {Text: inl("8.1")}, {Text: inl("12.75")}, {Text: inl("tracking server on SQLite")}},
					{{Text: inl("Metaflow"), Head: true}, {Text: inl("7.15")}, {Text: inl("not measured", &document.NoteRef{Number: 2})}, {Text: inl("103.2")}, {Text: inl("local data store, no service, and a rather longer remark that has to wrap in its cell")}},
					{{Text: inl("Apache Airflow"), Head: true}, {Text: inl("8.25")}, {Text: inl("7.95")}, {Text: inl("1204")}, {Text: inl("standalone")}},
				},
				Foot:  [][]document.Cell{cells("Mean", "7.69", "8.03", "440", "")},
				Notes: [][]document.Inline{inl("Seconds are medians of five repetitions.")},
			},
			para(lorem, lorem),
			&document.Figure{ID: id("fig"), Number: n, Caption: inl("Points by tool, with what was not measured left open."), Alt: "Bar chart of points by tool", Chart: &document.Chart{ID: id("fig")}},
			para("As ", &document.Ref{ID: id("fig"), Text: "Figure " + n}, " shows, ", lorem),
			&document.Quote{Blocks: []document.Block{para("A figure that cannot be followed back to a file is an opinion with decimals. ", lorem)}},
			heading(2, n+".2", id("code"), "The scenario"),
			&document.Listing{ID: id("lst"), Number: n, Caption: inl("The training loop, quoted from the scenario."), Language: "python", First: 41, Source: "experiments/scenarios/mnist.py", Code: "def train(model, batches, epochs=2):\n    \"\"\"Trains and yields the loss of each epoch.\"\"\"\n    for epoch in range(epochs):\n        total = 0.0  # summed over the batches\n        for images, labels in batches:\n            optimiser.zero_grad()\n            loss = criterion(model(images), labels)\n            loss.backward()\n            optimiser.step()\n            total += loss.item() * len(images) / float(len(batches.dataset)) + 0.0 * some_other_function(images)\n        yield epoch, total\n"},
			para(lorem),
			&document.Equation{ID: id("eq"), Number: n, TeX: "T = \\sum_i w_i p_i"},
			para("where the weights add up to one hundred. ", lorem),
			&document.Definitions{Items: []document.Definition{{Term: inl("run"), Blocks: []document.Block{para("one execution of an experiment; an experiment may have many")}}, {Term: inl("evidence"), Blocks: []document.Block{para("a file a run left, known by its digest")}}}},
			&document.Figure{ID: id("shot"), Number: n + "b", Caption: inl("The run’s own page in the tracking server."), Alt: "Screenshot of a run page", Image: bigScreenshot()},
			para(lorem, lorem),
			&document.Rule{},
			para(lorem),
		)
	}
	d.Blocks = append(d.Blocks,
		heading(1, "", "references", "References"), &document.Placeholder{Part: "bibliography"},
		heading(1, "A", "evidence", "Evidence"), &document.Placeholder{Part: "evidence"})
	return d
}

func sampleDrawings(times int) map[string]*chart.Drawing {
	m := map[string]*chart.Drawing{}
	for k := range times {
		m[fmt.Sprintf("fig%d", k+1)] = &chart.Drawing{SVG: []byte(chartSVG), Width: 700, Height: 300, Alt: "bars"}
	}
	return m
}

var evidenceDate = time.Date(2026, 11, 23, 14, 13, 0, 0, time.UTC)

// hyphens are the built patterns, "" where the scripts are not built.
func hyphens() string {
	b, _ := os.ReadFile("../../script/dist/hyphen-en-us.txt")
	return string(b)
}

func TestSample(t *testing.T) {
	out, err := Render(sample(2), sampleDrawings(2), Options{Date: evidenceDate, Hyphens: hyphens()})
	if err != nil {
		t.Fatal(err)
	}
	if pages := bytes.Count(out, []byte("/Type /Page\n")); pages < 7 || pages > 9 {
		t.Errorf("the sample has %d pages", pages)
	}
	keep(t, "sample.pdf", out)
}

func TestSampleInTwoColumns(t *testing.T) {
	out, err := Render(sample(2), sampleDrawings(2), Options{Date: evidenceDate, Hyphens: hyphens(), Columns: 2, Paper: Letter})
	if err != nil {
		t.Fatal(err)
	}
	keep(t, "two.pdf", out)
}

func BenchmarkRender(b *testing.B) {
	for _, times := range []int{1, 10, 100} {
		d, drawings, patterns := sample(times), sampleDrawings(times), hyphens()
		b.Run(fmt.Sprint(times), func(b *testing.B) {
			for b.Loop() {
				out, err := Render(d, drawings, Options{Date: evidenceDate, Hyphens: patterns})
				if err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(float64(bytes.Count(out, []byte("/Type /Page\n"))), "pages")
			}
		})
	}
}
