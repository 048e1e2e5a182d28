package html

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"strings"
	"testing"

	"report/internal/chart"
	"report/internal/claim"
	"report/internal/diag"
	"report/internal/digest"
	"report/internal/document"
	"report/internal/math"
	"report/internal/need"
	"report/internal/script"
)

// Short ways to write trees by hand.
type (
	ins = []document.Inline
	bls = []document.Block
)

func tx(s string) document.Inline                      { return &document.Text{Value: s} }
func para(list ...document.Inline) *document.Paragraph { return &document.Paragraph{Text: list} }
func cl(id, value string) document.Inline              { return &document.Figured{Claim: id, Value: value} }
func ref(id, text string) document.Inline              { return &document.Ref{ID: id, Text: text} }
func note(n int) document.Inline                       { return &document.NoteRef{Number: n} }
func cite(key, text string) document.Inline {
	return &document.Cite{Items: []document.CiteItem{{Key: key}}, Printed: []document.CitePart{{Text: "["}, {Text: text, Key: key}, {Text: "]"}}}
}
func head(level int, id, number, text string) *document.Heading {
	return &document.Heading{Level: level, ID: id, Number: number, Text: ins{tx(text)}}
}
func row(cells ...any) []document.Cell {
	var out []document.Cell
	for i, c := range cells {
		switch c := c.(type) {
		case string:
			out = append(out, document.Cell{Text: ins{tx(c)}, Head: i == 0})
		case document.Inline:
			out = append(out, document.Cell{Text: ins{c}, Head: i == 0})
		case document.Cell:
			out = append(out, c)
		}
	}
	return out
}

const (
	mlflowRun = "mlflow-mnist/20261123T141300Z-standard-1a2b3c4d"
	bareRun   = "baseline-mnist/20261123T135102Z-standard-99ab01cd"
)

// points of the sample's table, tool by tool.
var samplePoints = map[string][]string{
	"MLflow":   {"9.0", "8.0", "7.0", "8.0", "9.0", "9.0"},
	"Metaflow": {"4.0", "9.0", "7.0", "9.0", "7.0", "7.0"},
	"Airflow":  {"8.0", "9.0", "9.0", "6.0", "8.0", "9.0"},
	"Kubeflow": {"6.0", "9.0", "8.0", "5.0", "7.0", "7.0"},
}

var sampleTotals = map[string]string{"MLflow": "8.30", "Metaflow": "7.15", "Airflow": "8.25", "Kubeflow": "7.05"}

func sampleClaims() []claim.Claim {
	at := func(line int) diag.Pos { return diag.Pos{File: "paper/paper.md", Line: line, Col: 7} }
	sum := digest.Bytes([]byte("log"))
	excerpt := func(from int) []string {
		var lines []string
		for i := from; i < from+10; i++ {
			lines = append(lines, fmt.Sprintf("epoch=%d loss=0.%04d accuracy=0.%04d model=CNN_Model", i-100, 9000-i*31, 8800+i*7))
		}
		return lines
	}
	claims := []claim.Claim{
		{ID: "best", Expr: "metric experiment=mlflow-mnist model=CNN_Model name=test_accuracy step=train | percent 2", Text: "98.93 %", Value: "98.93", Basis: "measured", Status: claim.Supported, At: at(12),
			Evidence: []claim.Source{{Run: mlflowRun, Path: "train.log", SHA256: sum, Line: 118, Excerpt: excerpt(113), From: 113, What: "Test accuracy of CNN_Model in step train"}}},
		{ID: "wall", Expr: "metric experiment=mlflow-mnist step=train wall | fixed 1", Text: "41.7", Value: "41.7", Basis: "measured", Status: claim.Stale, Reason: "the scenario's code changed after this run: experiments/scenarios/mnist/train.py", At: at(14),
			Evidence: []claim.Source{{Run: mlflowRun, Path: "timings.json", SHA256: digest.Bytes([]byte("timings")), Line: 41, Pointer: "/records/3/wall_seconds", Excerpt: []string{"    {", `      "step": "train",`, `      "wall_seconds": 41.70312,`, `      "cpu_user_seconds": 78.1`, "    }"}, From: 39, What: "Wall time of step train"}}},
		{ID: "katib", Expr: "metric experiment=kubeflow-cluster step=tune name=trials", Text: "not measured", Basis: "missing", Status: claim.Missing, Reason: "kubeflow-cluster is not run here: it requires a Kubernetes cluster", At: at(19)},
		{ID: "lead", Expr: "total tool=mlflow | fixed 2", Text: "8.30", Value: "8.30", Basis: "published", Status: claim.Published, At: at(9),
			Evidence: []claim.Source{{Path: "study.yaml", SHA256: digest.Bytes([]byte("study")), Line: 88, Excerpt: []string{"      mlflow:", "        installation: {points: 9, at: section 4.1}", "        flexibility: {points: 7, at: section 4.2}"}, From: 87, What: "Published points of MLflow"}}},
		{ID: "page", Expr: "screenshot experiment=mlflow-mnist step=page", Text: "Evidence of this picture", Value: "page.png", Basis: "measured", Status: claim.Supported,
			Evidence: []claim.Source{{Run: mlflowRun, Path: "page.png", SHA256: digest.Bytes([]byte("png")), What: "Screenshot of the run's page"}}},
	}
	for _, tool := range []string{"MLflow", "Airflow", "Metaflow", "Kubeflow"} {
		for i, points := range samplePoints[tool] {
			id := fmt.Sprintf("%s-%d", strings.ToLower(tool), i)
			claims = append(claims, claim.Claim{ID: id, Expr: fmt.Sprintf("score criterion=c%d set=published tool=%s | fixed 1", i, strings.ToLower(tool)), Text: points, Value: points, Basis: "published", Status: claim.Published, At: at(31),
				Evidence: []claim.Source{{Path: "study.yaml", SHA256: digest.Bytes([]byte("study")), Line: 90 + i, Excerpt: []string{"        installation: {points: 9, at: section 4.1}"}, From: 90 + i, What: "Published points of " + tool}}})
		}
		claims = append(claims, claim.Claim{ID: strings.ToLower(tool) + "-total", Expr: "total set=published tool=" + strings.ToLower(tool) + " | fixed 2", Text: sampleTotals[tool], Value: sampleTotals[tool], Basis: "published", Status: claim.Published, At: at(31)})
	}
	total := &claims[len(claims)-1] // of Kubeflow: of two scores, one of two metrics
	for i, part := range []struct{ of, metric, what string }{{"Installation", "installation/wall", "Wall time: 13.2 s gives 8.1 points, weighs 2"},
		{"Installation", "installation/size", "Size: 1 gives 10 points, weighs 1"}, {"Flexibility", "", "9 points, published"}} {
		total.Evidence = append(total.Evidence, claim.Source{Run: mlflowRun, Path: "train.log", SHA256: sum, Line: 120 + i, Excerpt: excerpt(113), From: 113,
			What: part.what, Of: part.of + " of Kubeflow", Points: "8.7", Metric: part.metric})
	}
	return claims
}

func scoreTable() *document.Table {
	t := &document.Table{ID: "tbl-scores", Number: "1", Caption: ins{tx("Points of each tool by criterion, as published, with the weighted total. The leader's total is set bold; every figure opens what it rests on.")},
		Columns: []document.Column{{Align: document.Left}, {Align: document.Decimal}, {Align: document.Decimal}, {Align: document.Decimal}, {Align: document.Decimal}, {Align: document.Decimal}},
		Head:    [][]document.Cell{row("Criterion", "Weight", "MLflow", "Metaflow", "Airflow", "Kubeflow")},
	}
	for i, name := range []string{"Ease of installation", "Configuration flexibility", "Interoperability", "Code instrumentation", "Interpretability", "Documentation and support"} {
		r := row(name, []string{"15", "15", "20", "15", "15", "20"}[i])
		for _, tool := range []string{"MLflow", "Metaflow", "Airflow", "Kubeflow"} {
			r = append(r, document.Cell{Text: ins{cl(fmt.Sprintf("%s-%d", strings.ToLower(tool), i), samplePoints[tool][i])}})
		}
		t.Body = append(t.Body, r)
	}
	foot := row("Total", "100")
	for _, tool := range []string{"MLflow", "Metaflow", "Airflow", "Kubeflow"} {
		foot = append(foot, document.Cell{Text: ins{cl(strings.ToLower(tool)+"-total", sampleTotals[tool])}, Strong: tool == "MLflow"})
	}
	t.Foot = [][]document.Cell{foot}
	t.Notes = [][]document.Inline{{tx("Weights in percent. Source: Table 2 of the study we repeat "), cite("seed2025", "1"), tx(".")}}
	return t
}

func screenshot() *document.Image {
	const w, h = 1200, 700
	m := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{color.White, color.RGBA{0xf0, 0xf3, 0xf7, 255}, color.RGBA{0x1f, 0x6f, 0xb5, 255}, color.RGBA{0x9a, 0xa3, 0xad, 255}})
	for y := range h {
		for x := range w {
			c := uint8(0)
			switch {
			case y < 56:
				c = 2
			case x < 220:
				c = 1
			case y > 120 && y%48 < 14 && x > 260 && x < 260+(y*37)%700:
				c = 3
			}
			m.SetColorIndex(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		panic(err)
	}
	return &document.Image{Name: "page.png", MediaType: "image/png", Content: b.Bytes(), SHA256: digest.Bytes(b.Bytes()).Hex(), Width: w, Height: h, Source: mlflowRun + "/page.png", Claim: "page"}
}

func sampleChart() (*document.Chart, *chart.Drawing) {
	c := &document.Chart{ID: "fig-totals", Kind: document.Bars, XName: "Tool", YName: "Points", Categories: []string{"MLflow", "Metaflow", "Airflow", "Kubeflow"},
		Series: []document.ChartSeries{{Name: "Published"}, {Name: "Measured"}}}
	var svg strings.Builder
	svg.WriteString(`<svg width="700" height="360" xmlns="http://www.w3.org/2000/svg" version="1.1" baseProfile="full" viewBox="0 0 700 360">` + "\n" + `<rect width="700" height="360" x="0" y="0" fill="none"></rect>`)
	for i, tool := range c.Categories {
		v := sampleTotals[tool]
		c.Series[0].Points = append(c.Series[0].Points, document.ChartPoint{Value: v, Claim: strings.ToLower(tool) + "-total"})
		c.Series[1].Points = append(c.Series[1].Points, document.ChartPoint{Low: "6.1", High: "8.4"})
		height := 30 * float64(v[0]-'0')
		fmt.Fprintf(&svg, `<path d="M%d 310l70 0l0 -%g l-70 0Z" fill="#0072b2"></path><text x="%d" y="332" text-anchor="middle" style="font-size:13px;font-family:sans-serif;" fill="#555">%s</text>`, 70+i*150, height, 105+i*150, tool)
	}
	svg.WriteString(`<path d="M40 310L680 310" stroke="#666" fill="none"></path></svg>`)
	options := `{"xAxis":{"type":"category","data":["MLflow","Metaflow","Airflow","Kubeflow"]},"yAxis":{"type":"value","name":"Points"},"series":[{"type":"bar","name":"Published","data":[8.3,7.15,8.25,7.05]}],"tooltip":{}}`
	return c, &chart.Drawing{SVG: []byte(svg.String()), Width: 700, Height: 360, Options: []byte(options), Alt: "Bars: published totals of MLflow 8.30, Metaflow 7.15, Airflow 8.25, Kubeflow 7.05."}
}

// sampleHeatMap has names of two lines, and figures that are ranges.
func sampleHeatMap() *document.Chart {
	c := &document.Chart{ID: "fig-heat", Kind: document.HeatMap, Categories: []string{"Ease of installation", "Configuration flexibility", "Interoperability", "Code instrumentation", "Interpretability", "Documentation and support"}}
	for _, tool := range []string{"MLflow", "Metaflow", "Airflow", "Kubeflow"} {
		series := document.ChartSeries{Name: tool}
		for i, points := range samplePoints[tool] {
			point := document.ChartPoint{Value: points, Claim: fmt.Sprintf("%s-%d", strings.ToLower(tool), i)}
			if tool == "Kubeflow" && i > 2 {
				point.Value, point.Low, point.High = "", points, "10.0"
			}
			series.Points = append(series.Points, point)
		}
		c.Series = append(c.Series, series)
	}
	return c
}

// sampleModel is the sample's table with a second set, whose cells are ranges,
// and a kind of user.
func sampleModel() *Model {
	m := &Model{Sets: []ModelSet{{ID: "published", Name: "Published"}, {ID: "measured", Name: "Measured"}},
		Contexts: []ModelContext{{ID: "team", Name: "A small team", Who: "Three people who start.", Weights: []string{"40", "10", "10", "20", "10", "10"},
			RuledOut: map[string]string{"airflow": "does not resume from a failed step"}, Unknown: map[string]string{"kubeflow": "resume was not run here"}}}}
	for i, id := range []string{"installation", "flexibility", "interoperability", "instrumentation", "interpretability", "documentation"} {
		m.Criteria = append(m.Criteria, ModelCriterion{ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Weight: []string{"15", "15", "20", "15", "15", "20"}[i]})
	}
	for _, name := range []string{"MLflow", "Metaflow", "Airflow", "Kubeflow"} {
		published := ModelTool{ID: strings.ToLower(name), Name: name}
		measured := published
		for _, points := range samplePoints[name] {
			published.Cells = append(published.Cells, ModelCell{points, points})
			measured.Cells = append(measured.Cells, ModelCell{points, "10"})
		}
		m.Sets[0].Tools = append(m.Sets[0].Tools, published)
		m.Sets[1].Tools = append(m.Sets[1].Tools, measured)
	}
	return m
}

const sampleCode = `@contextmanager
def tracked(name: str, parameters: dict[str, float]):
    """Open a run, log its parameters, close it whatever happens."""
    with mlflow.start_run(run_name=name) as run:
        mlflow.log_params(parameters)  # once, before the first epoch
        yield run
    logger.info("run %s took %.1f s", run.info.run_id, time.monotonic() - started)
`

// sample is a paper that uses every part of the tree.
func sample() (*document.Document, map[string]*chart.Drawing) {
	c, drawing := sampleChart()
	sum := digest.Bytes([]byte("manifest"))
	doc := &document.Document{
		Meta: document.Meta{
			Title: "Four workflow tools on one small machine", Subtitle: "What installation, probes and timings say, and what they cannot",
			Authors:  []document.Author{{Name: "The report project", Affiliation: "Institute for Reproducible Comparisons", Email: "paper@example.org"}, {Name: "A. Reader", Affiliation: "University of Somewhere"}},
			Abstract: ins{tx("Evaluations of software are written by hand from runs that nobody can repeat. We run four tools on two workloads, keep what happened, and give points by rules written before. MLflow leads with "), cl("lead", "8.30"), tx(" of 10 points; its CNN reaches "), cl("best", "98.93 %"), tx(" test accuracy. Every figure leads back to a captured file.")},
			Keywords: []string{"machine learning workflows", "reproducibility", "evaluation"}, Lang: "en", Date: "2026-11-23",
			Root:  "sha256:" + digest.Bytes([]byte("root")).Hex(),
			Notes: []string{"One figure is stale: the scenario's code changed after its run.", "One experiment is not run here: it requires a Kubernetes cluster."},
		},
		Claims: sampleClaims(),
		Footnotes: []document.Footnote{
			{Number: 1, Blocks: bls{para(tx("Two torch threads, one interop thread, deterministic algorithms; see "), ref("sec-method", "Section 2"), tx("."))}},
			{Number: 2, Blocks: bls{para(tx("Katib was not run here: "), &document.Code{Value: "requires: [kubernetes]"}, tx("."))}},
		},
		Bibliography: []document.Entry{
			{Key: "seed2025", Label: "1", Text: ins{tx("A. Author and B. Writer, “Comparing workflow tools for machine learning,” "), &document.Emph{Text: ins{tx("Journal of Comparisons")}}, tx(", vol. 4, no. 2, pp. 11–32, 2025. "), &document.Link{URL: "https://doi.org/10.0000/example", Text: ins{tx("doi:10.0000/example")}}, tx(".")}},
			{Key: "lecun1998", Label: "2", Text: ins{tx("Y. LeCun, L. Bottou, Y. Bengio, and P. Haffner, “Gradient-based learning applied to document recognition,” "), &document.Emph{Text: ins{tx("Proceedings of the IEEE")}}, tx(", vol. 86, no. 11, pp. 2278–2324, 1998.")}},
		},
		Evidence: []document.EvidenceRun{
			{Run: mlflowRun, ID: "run-1a2b3c4d", Status: "succeeded", Profile: "standard", Started: "2026-11-23T14:13:00Z", Tool: "mlflow 3.17.2", Machine: "2 cores, 24 GiB, Linux 6.1", Manifest: sum.Hex(),
				Files: []document.EvidenceFile{{Path: "train.log", SHA256: digest.Bytes([]byte("log")).Hex(), Size: 48211, Claims: []string{"best"}}, {Path: "timings.json", SHA256: digest.Bytes([]byte("timings")).Hex(), Size: 3120, Claims: []string{"wall"}}, {Path: "page.png", SHA256: digest.Bytes([]byte("png")).Hex(), Size: 91230, Claims: []string{"page"}}}},
			{Run: bareRun, ID: "run-99ab01cd", Status: "succeeded", Profile: "standard", Started: "2026-11-23T13:51:02Z", Machine: "2 cores, 24 GiB, Linux 6.1", Manifest: sum.Hex()},
		},
	}
	doc.Blocks = bls{
		head(1, "introduction", "1", "Introduction"),
		para(tx("Four tools that promise order in machine learning work are compared here: MLflow, Metaflow, Airflow and Kubeflow Pipelines. An earlier study "), cite("seed2025", "1"), tx(" gave each of them points from its authors’ experience. A reader who disagrees with one cell of that table has nothing to look at. "), ref("tbl-scores", "Table 1"), tx(" repeats it; "), ref("fig-totals", "Figure 1"), tx(" draws the totals, of which the highest is "), cl("mlflow-total", "8.30"), tx("."), note(1)),
		para(tx("We run the tools, keep what happened, and give points by rules written before the runs. The convolutional network of the workload "), cite("lecun1998", "2"), tx(" reaches a test accuracy of "), cl("best", "98.93 %"), tx(" after two epochs, which take "), &document.Figured{Claim: "wall", Value: "41.7", Mark: "stale"}, tx(" seconds. The number of Katib’s trials is "), &document.Figured{Claim: "katib", Value: "not measured", Mark: "missing"}, tx("."), note(2), tx(" Where only judgement can do, the paper says so beside the figure, and a "), &document.Link{URL: "https://example.org/study", Text: ins{tx("link with "), cl("lead", "8.30"), tx(" in it")}}, tx(" leads outside.")),
		&document.List{Tight: true, Items: []document.Item{
			{Blocks: bls{para(&document.Strong{Text: ins{tx("Rules first.")}}, tx(" Thresholds are absolute, never the best or worst of the tools compared."))}},
			{Blocks: bls{para(&document.Strong{Text: ins{tx("Evidence kept.")}}, tx(" Logs, timings and screenshots are listed with their digests."))}},
			{Task: true, Done: true, Blocks: bls{para(tx("Repeat the published table."))}},
		}},
		&document.Quote{Blocks: bls{para(tx("Both tools reached a total of 8.30 points."), &document.Break{}, tx("A sentence that a computed paper cannot contain."))}},
		scoreTable(),
		head(1, "sec-method", "2", "Method"),
		head(2, "sec-scenario", "2.1", "Scenario and machine"),
		para(tx("The loss over a batch of size "), &document.Math{TeX: "n"}, tx(" is the mean cross entropy of "), ref("eq-loss", "Equation 1"), tx(", and the code of "), ref("lst-track", "Listing 1"), tx(" is all that a tracked run needs. The file is "), &document.Code{Value: "experiments/scenarios/mnist/a_rather_long_module_name_that_must_break_somewhere.py"}, tx(".")),
		&document.Equation{ID: "eq-loss", Number: "1", TeX: `L = -\frac{1}{n}\sum_{i=1}^{n} \log p_{y_i}`},
		&document.Listing{ID: "lst-track", Number: "1", Caption: ins{tx("A run is opened and closed in one place, quoted from the scenario by marker.")}, Language: "python", Code: sampleCode, First: 41, Source: "experiments/mlflow-mnist/train.py"},
		&document.Definitions{Items: []document.Definition{{Term: ins{tx("Evidence")}, Blocks: bls{para(tx("A file that a run left, known by its digest."))}}, {Term: ins{tx("Claim")}, Blocks: bls{para(tx("A figure in the text, bound to what proves it."))}}}},
		head(2, "sec-rules", "2.2", "Rules"),
		&document.List{Ordered: true, Start: 1, Items: []document.Item{{Blocks: bls{para(tx("Install offline from wheels fetched before."))}}, {Blocks: bls{para(tx("Run the same list of probes for all tools.")), &document.List{Tight: true, Items: []document.Item{{Blocks: bls{para(tx("A probe that cannot fail is a defect."))}}}}}}}},
		head(1, "sec-results", "3", "Results"),
		para(tx("Totals lie close together. The leader’s margin over the second is five hundredths of a point, which says more about the weights than about the tools.")),
		&document.Figure{ID: "fig-totals", Number: "1", Caption: ins{tx("Published totals. MLflow leads with "), cl("mlflow-total", "8.30"), tx("; measured totals are ranges where cells are missing.")}, Chart: c},
		para(tx("The tracking page of a run, in "), ref("fig-page", "Figure 2"), tx(", shows parameters and metrics beside each other.")),
		&document.Figure{ID: "fig-page", Number: "2", Alt: "The page of a run in MLflow: parameters on the left, accuracy by epoch on the right", Caption: ins{tx("The run’s page in the tracking server.")}, Image: screenshot()},
		&document.Figure{ID: "fig-span", Number: "4", Caption: ins{tx("A span whose ends are claims of their own.")}, Chart: &document.Chart{ID: "fig-span", Kind: document.Intervals, Categories: []string{"Weight"},
			Series: []document.ChartSeries{{Name: "Span", Points: []document.ChartPoint{{Value: "50", Low: "9.0", High: "93.0", Claim: "lead", LowClaim: "mlflow-0", HighClaim: "metaflow-1"}}}}}},
		&document.Figure{ID: "fig-heat", Number: "3", Caption: ins{tx("Points, criteria by tools.")}, Chart: sampleHeatMap()},
		&document.Table{ID: "tbl-probes", Number: "2", Caption: ins{tx("What was asked of all.")}, Columns: make([]document.Column, 5),
			Head: [][]document.Cell{row("Probe", "MLflow", "Metaflow", "Airflow", "Kubeflow")},
			Body: [][]document.Cell{row("An old run is carried out again with its own code", "yes", "no", "yes",
				document.Cell{Text: ins{&document.Figured{Claim: "katib", Value: "not measured", Mark: "missing"}, note(2)}})}},
		head(2, "sec-deep", "3.1", "A longer look"),
		&document.Listing{Language: "console", Code: "$ report run mlflow-mnist --profile smoke\nmlflow-mnist: stale: train.py changed\n"},
		&document.Rule{},
		para(tx("Thresholds are "), &document.Strike{Text: ins{tx("relative")}}, tx(" "), &document.Emph{Text: ins{tx("absolute")}}, tx(".")),
		&document.Heading{Level: 1, ID: "references", Text: ins{tx("References")}},
		&document.Placeholder{Part: "bibliography"},
		&document.Heading{Level: 1, ID: "sec-evidence", Number: "A", Text: ins{tx("Evidence")}},
		para(tx("Each run behind a figure of this paper, with the files that figures rest on.")),
		&document.Placeholder{Part: "evidence"},
	}
	return doc, map[string]*chart.Drawing{"fig-totals": drawing}
}

func render(t testing.TB, doc *document.Document, drawings map[string]*chart.Drawing, opts Options) string {
	t.Helper()
	out, err := Render(doc, drawings, opts)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestRenderIsTheSameTwice(t *testing.T) {
	one, drawings := sample()
	two, _ := sample()
	if render(t, one, drawings, Options{}) != render(t, two, drawings, Options{}) {
		t.Error("two pages of one paper differ")
	}
}

// built is the sample with its chart drawn and the real scripts, fonts and formulas, where they are built.
func built(t testing.TB) (*document.Document, map[string]*chart.Drawing, Options) {
	t.Helper()
	doc, drawings := sample()
	fonts, err := script.Fonts()
	if err != nil {
		need.Missing(t, need.Scripts)
	}
	pack, _ := script.Packed(script.Charts)
	source, err := script.Source(script.Charts)
	if err != nil {
		t.Fatal(err)
	}
	engine := script.New("", chart.Measure)
	formulas, err := math.All(engine, doc)
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range doc.Blocks {
		if figure, ok := block.(*document.Figure); ok && figure.Chart != nil {
			if drawings[figure.Chart.ID], err = chart.Draw(engine, figure.Chart); err != nil {
				t.Fatal(err)
			}
		}
	}
	return doc, drawings, Options{ChartScript: source, ChartPack: pack, Fonts: fonts, Formulas: formulas, Model: sampleModel()}
}
