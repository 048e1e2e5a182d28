package pdf

import (
	"errors"
	"fmt"
	"os"
	"testing"

	"report/internal/chart"
	"report/internal/document"
	"report/internal/math"
	"report/internal/need"
	"report/internal/script"
)

func values(vs ...string) []document.ChartPoint {
	out := make([]document.ChartPoint, len(vs))
	for i, v := range vs {
		if v != "" {
			out[i] = document.ChartPoint{Value: v, Low: v[:1], High: v + "9", Samples: []string{"1", v, v + "5", "9"}}
		}
	}
	return out
}

// charts is one chart of each kind.
func charts() []*document.Chart {
	series := []document.ChartSeries{
		{Name: "Published", Points: values("8.3", "7.1", "8.2", "7.0")},
		{Name: "Measured", Points: values("8.1", "6.4", "", "5.5")},
	}
	var out []*document.Chart
	for _, kind := range []document.ChartKind{
		document.Bars, document.Radar, document.HeatMap, document.BoxPlot, document.Lines, document.Intervals, document.Tornado,
	} {
		out = append(out, &document.Chart{
			ID: "fig-" + string(kind), Kind: kind, Title: "Points as " + string(kind), XName: "Tool", YName: "Points", Unit: "points",
			Categories: []string{"MLflow", "Metaflow", "Apache Airflow", "Kubeflow Pipelines"}, Series: series,
		})
	}
	return out
}

func TestEveryKindOfChartAndFormulaIsDrawn(t *testing.T) {
	engine := script.New("", nil)
	doc := &document.Document{Meta: document.Meta{Title: "Charts", Lang: "en"}}
	drawings := map[string]*chart.Drawing{}
	for i, c := range charts() {
		d, err := chart.Draw(engine, c)
		if errors.Is(err, script.ErrNotBuilt) {
			need.Missing(t, need.Scripts)
		}
		if err != nil {
			t.Fatal(err)
		}
		drawings[c.ID] = d
		if dir := os.Getenv("REPORT_KEEP_PDF"); dir != "" {
			os.WriteFile(dir+"/"+c.ID+".svg", d.SVG, 0o644)
		}
		doc.Blocks = append(doc.Blocks, &document.Figure{ID: c.ID, Number: fmt.Sprint(i + 1), Caption: inl(c.Title), Alt: d.Alt, Chart: c})
	}
	formulas := map[math.Key]*math.Formula{}
	set := func(tex string, display bool) {
		f, err := math.Set(engine, tex, display)
		if err != nil {
			t.Fatal(err)
		}
		formulas[math.Key{TeX: tex, Display: display}] = f
	}
	inline, shown := `\bar{t} = \frac{1}{n}\sum_i t_i`, `T_k = \sum_{i=1}^{n} \frac{w_i}{100}\, p_{ik}, \qquad \sum_i w_i = 100 \text{ für alle } k`
	set(inline, false)
	set(shown, true)
	set("x^2", false)
	doc.Blocks = append(doc.Blocks,
		para("The mean ", &document.Math{TeX: inline}, " of the times, and ", &document.Math{TeX: "x^2"}, " in a line that goes on for long enough to be broken, so that the room above and below can be seen."),
		&document.Equation{ID: "eq", Number: "1", TeX: shown}, para("after it."))
	var said []string
	out, err := Render(doc, drawings, Options{Date: evidenceDate, Hyphens: patterns, Formulas: formulas, Warn: func(s string) { said = append(said, s) }})
	if err != nil {
		t.Fatal(err)
	}
	if len(said) > 0 {
		t.Errorf("said %q", said)
	}
	keep(t, "charts.pdf", out)
}

// keep writes a file to look at, where REPORT_KEEP_PDF names a directory.
func keep(t *testing.T, name string, content []byte) {
	t.Helper()
	if dir := os.Getenv("REPORT_KEEP_PDF"); dir != "" {
		if err := os.WriteFile(dir+"/"+name, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
