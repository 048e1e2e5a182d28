package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"report/internal/document"
	"report/internal/golden"
	"report/internal/need"
	"report/internal/script"
	"report/internal/svg"
)

func pts(values ...string) []document.ChartPoint {
	out := make([]document.ChartPoint, len(values))
	for i, v := range values {
		out[i].Value = v
	}
	return out
}

// samples is one chart of every kind, with a gap and a range where it can.
func samples() []*document.Chart {
	criteria := []string{"Ease of installation", "Configuration flexibility", "Interoperability", "Code instrumentation", "Interpretability", "Documentation"}
	tools := []document.ChartSeries{
		{Name: "MLflow", Points: pts("9", "8", "7", "8", "9", "9")},
		{Name: "Metaflow", Points: pts("4", "9", "7", "9", "7", "7")},
		{Name: "Airflow", Points: pts("8", "9", "9", "6", "8", "9")},
	}
	partly := []document.ChartSeries{
		{Name: "MLflow", Points: []document.ChartPoint{{Value: "8.3"}, {Low: "2.5", High: "7.5"}, {}}},
		{Name: "Airflow", Points: []document.ChartPoint{{Value: "7"}, {Value: "6.1"}, {Low: "0", High: "10"}}},
	}
	loss := []document.ChartSeries{{Name: "CNN_Model", Points: []document.ChartPoint{
		{Value: "0.41", Low: "0.38", High: "0.45"}, {Value: "0.12", Low: "0.11", High: "0.14"}, {Value: "0.08", Low: "0.07", High: "0.1"}}}}
	return []*document.Chart{
		{ID: "bars", Kind: document.Bars, Categories: criteria, Series: tools, YName: "points", Min: "0", Max: "10"},
		{ID: "gaps", Kind: document.Bars, Categories: criteria[:3], Series: partly, YName: "points", Min: "0", Max: "10"},
		{ID: "stacked", Kind: document.Bars, Stacked: true, Horizontal: true, Categories: criteria, Series: tools, YName: "points"},
		{ID: "radar", Kind: document.Radar, Categories: criteria, Series: tools, Max: "10"},
		{ID: "heatmap", Kind: document.HeatMap, Categories: criteria, Series: append(tools[:2:2], document.ChartSeries{Name: "Kubeflow",
			Points: []document.ChartPoint{{Value: "6"}, {}, {Low: "1", High: "4"}, {Value: "5"}, {Value: "7"}, {Value: "7"}}}), Min: "0", Max: "10"},
		{ID: "boxplot", Kind: document.BoxPlot, Categories: []string{"baseline", "MLflow"}, Unit: "s", YName: "wall time", Series: []document.ChartSeries{{Name: "train",
			Points: []document.ChartPoint{{Samples: []string{"1.1", "1.2", "1.15", "1.3", "1.9"}}, {Samples: []string{"1.4", "1.5", "1.45"}}}}}},
		{ID: "lines", Kind: document.Lines, Categories: []string{"1", "2", "3"}, Series: loss, XName: "epoch", YName: "loss"},
		{ID: "intervals", Kind: document.Intervals, Categories: criteria[:2], Unit: "%", Series: []document.ChartSeries{{Name: "weight",
			Points: []document.ChartPoint{{Value: "15", Low: "10.5263", High: "100"}, {Value: "15", Low: "0", High: "19.0476"}}}}},
		{ID: "tornado", Kind: document.Tornado, Categories: criteria[:2], Series: []document.ChartSeries{{Name: "lead",
			Points: []document.ChartPoint{{Value: "0.05", Low: "-0.1", High: "0.2"}, {Value: "0.05", Low: "-0.05", High: "0.15"}}}}},
	}
}

func needScripts(t *testing.T) {
	t.Helper()
	if _, err := script.Source(script.Charts); err != nil {
		need.Missing(t, need.Scripts)
	}
}

func TestEveryKindDrawsAsItsGolden(t *testing.T) {
	needScripts(t)
	engine := script.New("", Measure)
	for _, c := range samples() {
		t.Run(c.ID, func(t *testing.T) {
			d, err := Draw(engine, c)
			if err != nil {
				t.Fatal(err)
			}
			again, err := Draw(engine, c)
			if err != nil || string(again.SVG) != string(d.SVG) || string(again.Options) != string(d.Options) {
				t.Fatalf("drawn twice, two drawings (%v)", err)
			}
			golden.File(t, filepath.Join("testdata", c.ID+".svg"), string(d.SVG))
		})
	}
}

// TestWhatIsDrawnNamesItsClaim holds the options of every kind to it: the page
// opens what was clicked.
func TestWhatIsDrawnNamesItsClaim(t *testing.T) {
	for _, c := range samples() {
		for i, s := range c.Series {
			for j := range s.Points {
				s.Points[j].Claim = fmt.Sprintf("claim-%d-%d", i, j)
			}
		}
		p, err := read(c)
		if err != nil {
			t.Fatal(err)
		}
		options, err := json.Marshal(p.options())
		if err != nil {
			t.Fatal(err)
		}
		for i, s := range c.Series {
			for j, point := range s.Points {
				drawn := point.Value != "" || point.Low != "" || len(point.Samples) > 0
				if claim := fmt.Sprintf("%q", point.Claim); drawn && !strings.Contains(string(options), claim) {
					t.Errorf("%s: nothing is drawn for %s, point %d of series %d", c.ID, claim, j, i)
				}
			}
		}
	}
}

func TestMissingValueIsNeverDrawnAsZero(t *testing.T) {
	p, err := read(samples()[1])
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(p.options())
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"between 2.5–7.5", "not measured", "n/m"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("options do not say %q", want)
		}
	}
	if a := alt(samples()[1]); !strings.Contains(a, "Interoperability not measured") || !strings.Contains(a, "between 2.5 and 7.5") {
		t.Errorf("alternative text hides what is missing: %s", a)
	}
}

func TestNamesAreDataNotMarkup(t *testing.T) {
	needScripts(t)
	c := &document.Chart{ID: "x", Kind: document.Bars, Categories: []string{"</script><b>{b}"},
		Series: []document.ChartSeries{{Name: "<img onerror=alert(1)>", Points: pts("1")}, {Name: "b", Points: pts("2")}}}
	d, err := Draw(script.New("", Measure), c)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(d.Options), "</script") || strings.Contains(string(d.SVG), "<img") || strings.Contains(string(d.SVG), "<b>") {
		t.Error("a name became markup")
	}
}

func TestNotADecimalIsRefused(t *testing.T) {
	c := &document.Chart{ID: "x", Kind: document.Bars, Categories: []string{"a"}, Series: []document.ChartSeries{{Name: "s", Points: pts("fast")}}}
	if _, err := Draw(script.New("", nil), c); err == nil || !strings.Contains(err.Error(), `"fast" is not a decimal`) {
		t.Errorf("got %v", err)
	}
}

// TestTextOnColourIsReadable holds labels on every colour to the contrast that
// WCAG asks of text.
func TestTextOnColourIsReadable(t *testing.T) {
	grounds := append(slices.Clone(palette), blues...)
	for _, c := range palette {
		grounds = append(grounds, tint(c, 0.75), tint(c, 0.45))
	}
	for _, ground := range grounds {
		if got := contrast(readableOn(ground), ground); got < 4.5 {
			t.Errorf("%s on %s has a contrast of %.2f", readableOn(ground), ground, got)
		}
	}
	for _, c := range palette {
		if got := contrast(onLight, tint(c, 0.75)); got < 4.5 {
			t.Errorf("%s on the pale %s has a contrast of %.2f", onLight, c, got)
		}
	}
}

// TestNumbersAreSetAsInTables has a minus, a dash, and ends rounded alike.
func TestNumbersAreSetAsInTables(t *testing.T) {
	of := func(points ...document.ChartPoint) *plot {
		p, err := read(&document.Chart{ID: "x", Kind: document.Intervals, Categories: make([]string, len(points)), Series: []document.ChartSeries{{Name: "s", Points: points}}})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for want, points := range map[string][]document.ChartPoint{
		"−0.46 to 0.31":     {{Low: "-0.46", High: "0.31"}},
		"8.8–10.0":          {{Low: "8.8", High: "10"}},
		"0.000917–0.001155": {{Low: "0.000917", High: "0.0011545"}, {Low: "0.0008865", High: "0.001225"}},
		"10.5–100.0":        {{Low: "10.5263", High: "100"}, {Low: "0", High: "19.0476"}},
		"−0.01 to 0.50":     {{Low: "-0.01", High: "0.5"}, {Low: "0.1", High: "0.3"}},
	} {
		p := of(points...)
		if got := p.span(p.points[0][0]); got != want {
			t.Errorf("%v is %s, not %s", points[0], got, want)
		}
	}
	if p := of(pts("9.5", "10", "-1")...); p.number("10") != "10.0" || p.number("-1") != "−1.0" {
		t.Errorf("values are %s and %s", p.number("10"), p.number("-1"))
	}
	needScripts(t)
	d, err := Draw(script.New("", Measure), samples()[8])
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(d.SVG), ">-0") || !strings.Contains(string(d.SVG), ">−0.1<") {
		t.Error("the axis has hyphens for minus signs")
	}
}

// TestWhatIsMissingIsSaidInEveryKind also where a gap would be drawn.
func TestWhatIsMissingIsSaidInEveryKind(t *testing.T) {
	for _, kind := range []document.ChartKind{document.Bars, document.HeatMap, document.BoxPlot, document.Intervals} {
		c := &document.Chart{ID: "x", Kind: kind, Categories: []string{"Alpha", "Gamma"}, Series: []document.ChartSeries{{Name: "s",
			Points: []document.ChartPoint{{Value: "1", Low: "0", High: "2", Samples: []string{"1", "2"}}, {}}}}}
		if kind == document.BoxPlot || kind == document.Intervals {
			c.Series[0].Points[0].Value = ""
		}
		p, err := read(c)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(p.options())
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(text), "not measured") {
			t.Errorf("%s does not say what is missing: %s", kind, text)
		}
	}
}

// TestRadarKeepsItsNamesInside on a page and on a phone.
func TestRadarKeepsItsNamesInside(t *testing.T) {
	p, err := read(samples()[3])
	if err != nil {
		t.Fatal(err)
	}
	for _, room := range []struct{ width, height float64 }{{drawingWidth, 0}, {phone, 0}, {phone, 300}} {
		r := p.radarIn(room.width, room.height)
		for i, c := range p.Categories {
			across := math.Sin(2 * math.Pi * float64(i) / float64(len(p.Categories)))
			if end := r.x + math.Abs(across)*r.radius + widest(strings.Split(inLines(c), "\n")); math.Abs(across) > 0.1 && end > room.width {
				t.Errorf("%q ends at %.0f of %.0f", c, end, room.width)
			}
		}
		if r.y-r.radius < 50 || r.y+r.radius > r.height {
			t.Errorf("in %v the radar reaches from %.0f to %.0f of %.0f", room, r.y-r.radius, r.y+r.radius, r.height)
		}
	}
}

// TestPhonesNameTheirAxes: ticks are as many as their labels have room for, and
// very long names are broken before they take the drawing's place.
func TestPhonesNameTheirAxes(t *testing.T) {
	long := strings.Repeat("Donaudampfschiff", 4)
	for _, c := range []struct {
		low, high string
		want      []string // of the labels
	}{
		{"0", "100", []string{"0", "50", "100"}},
		{"0.00211", "0.0107", []string{"0", "0.01", "0.02"}},
		{"0", "12000", []string{"0", "10,000", "20,000"}},
		{"-0.66", "1.45", []string{"-1", "0", "1", "2"}},
	} {
		p, err := read(&document.Chart{Kind: document.Intervals, Categories: []string{long, "b"},
			Series: []document.ChartSeries{{Name: "s", Points: []document.ChartPoint{{Low: c.low, High: c.high}, {}}}}})
		if err != nil {
			t.Fatal(err)
		}
		parts := p.narrow()["xAxis"].([]any)[0].(map[string]any)["splitNumber"].(int)
		low, high := p.spread()
		step := roundStep((high - low) / float64(parts))
		if ticks := int(math.Ceil(high/step)-math.Floor(low/step)) + 1; ticks != len(c.want) {
			t.Errorf("%s to %s has %d ticks, not %q", c.low, c.high, ticks, c.want)
		}
		if room := 310 - 12 - 100 - 8 - 96.0; widest(c.want)*float64(len(c.want)-1) > room {
			t.Errorf("%s to %s: %q does not fit into %.0f", c.low, c.high, c.want, room)
		}
	}
	for _, categories := range [][]string{{long, "b"}, {long, "b", "c", "d", long}} {
		p, err := read(&document.Chart{Kind: document.Bars, Categories: categories, Series: []document.ChartSeries{
			{Name: long, Points: pts(make([]string, len(categories))...)}, {Name: "s", Points: pts(make([]string, len(categories))...)}}})
		if err != nil {
			t.Fatal(err)
		}
		narrow := p.narrow()
		label := narrow["xAxis"].([]any)[0].(map[string]any)["axisLabel"].(map[string]any)
		if width, given := label["width"]; given && width == nil || (label["rotate"] != nil) != (len(categories) > 4) {
			t.Errorf("%d names, one of them very long: %v", len(categories), label)
		}
		legend, _ := narrow["legend"].([]any)
		if len(legend) == 0 || legend[0].(map[string]any)["textStyle"].(map[string]any)["overflow"] != "break" {
			t.Errorf("a legend of very long names: %v", narrow["legend"])
		}
	}
	for _, part := range strings.Split(inLines("Help and documentation and community support of every kind"), "\n") {
		if len(part) > 24 {
			t.Errorf("%q is not broken", part)
		}
	}
}

func TestFiveNumbersAreTukeysHinges(t *testing.T) {
	for _, c := range []struct{ in, want []float64 }{
		{[]float64{1}, []float64{1, 1, 1, 1, 1}},
		{[]float64{4, 1, 3, 2}, []float64{1, 1.5, 2.5, 3.5, 4}},
		{[]float64{5, 1, 4, 2, 3}, []float64{1, 2, 3, 4, 5}},
	} {
		got := fiveNumbers(c.in)
		for i := range got {
			if got[i] != c.want[i] {
				t.Errorf("fiveNumbers(%v) = %v, want %v", c.in, got, c.want)
				break
			}
		}
	}
}

func TestWidthsComeFromTheFont(t *testing.T) {
	if wide, narrow := Measure("WWWW", "12px Arial"), Measure("iiii", "12px Arial"); wide < 3*narrow {
		t.Errorf("W %.1f, i %.1f: not the font's own widths", wide, narrow)
	}
	if plain, bold := Measure("score", "12px x"), Measure("score", "bold 12px x"); bold <= plain {
		t.Errorf("bold %.2f is not wider than plain %.2f", bold, plain)
	}
}

// TestColumnsHoldRadarsAndLegends: a drawing for a column has room for all of its
// labels, side by side, however it was laid out for a page.
func TestColumnsHoldRadarsAndLegends(t *testing.T) {
	needScripts(t)
	engine := script.New("", Measure)
	legend := samples()[1]
	legend.Series = nil
	for _, name := range []string{"A first name that is long", "A second one that is longer", "A third one", "And the last of the four"} {
		legend.Series = append(legend.Series, document.ChartSeries{Name: name, Points: pts("10", "10", "10")})
	}
	low := *samples()[3]
	low.Height = 300
	for _, c := range []*document.Chart{samples()[3], &low, legend} {
		d, err := Narrow(engine, c)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := svg.Parse(d.SVG)
		if err != nil {
			t.Fatal(err)
		}
		type label struct {
			text                     string
			left, right, top, bottom float64
		}
		var seen []label
		for _, s := range picture.Shapes {
			if s.Text == nil || s.Text.Matrix[1] != 0 {
				continue // none, or the upright name of an axis
			}
			width := Measure(s.Text.Value, fmt.Sprintf("%gpx", s.Text.Size))
			x, y := s.Text.Matrix.Apply(map[string]float64{"middle": -width / 2, "end": -width}[s.Text.Anchor], 0)
			one := label{s.Text.Value, x, x + width, y - s.Text.Size/3, y + s.Text.Size/3}
			if one.left < 0 || one.right > d.Width || one.top < 0 || one.bottom > d.Height {
				t.Errorf("%s: %q stands outside of %.0f × %.0f: %+v", c.ID, one.text, d.Width, d.Height, one)
			}
			for _, other := range seen {
				if one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom {
					t.Errorf("%s: %q stands on %q", c.ID, one.text, other.text)
				}
			}
			seen = append(seen, one)
		}
	}
}

func TestNarrowDrawingsKeepTheirLetters(t *testing.T) {
	needScripts(t)
	engine := script.New("", Measure)
	for _, c := range samples()[:2] {
		page, err := Draw(engine, c)
		if err != nil {
			t.Fatal(err)
		}
		column, err := Narrow(engine, c)
		if err != nil {
			t.Fatal(err)
		}
		if column.Width >= page.Width || column.Height >= page.Height || !strings.Contains(string(column.SVG), "font-size:12px") {
			t.Errorf("%s: %.0f × %.0f beside %.0f × %.0f", c.ID, column.Width, column.Height, page.Width, page.Height)
		}
	}
}

// TestAxesInAColumnAreDividedEvenly has labels that are too wide for five parts in
// a column: fewer are printed, none is left out between two.
func TestAxesInAColumnAreDividedEvenly(t *testing.T) {
	for _, high := range []string{"0.0014", "0.0024", "0.0027", "0.0033", "12000"} {
		ticks := ticksOf(t, high)
		for i := 2; i < len(ticks); i++ {
			if math.Abs(ticks[i]-2*ticks[i-1]+ticks[i-2]) > 1e-9 {
				t.Errorf("up to %s the axis is labelled %v", high, ticks)
				break
			}
		}
		if len(ticks) < 3 {
			t.Errorf("up to %s the axis is labelled %v", high, ticks)
		}
	}
}

// ticksOf are the labels of the axis of a chart for a column whose values go up to high.
func ticksOf(t *testing.T, high string) (ticks []float64) {
	t.Helper()
	c := &document.Chart{ID: "fig-x", Kind: document.Intervals, Categories: []string{"sorting with one core", "b"},
		Series: []document.ChartSeries{{Name: "s", Points: []document.ChartPoint{{Value: "0.0011", Low: "0.0004", High: high}, {Value: "0.001", Low: "0.0009", High: "0.0012"}}}}}
	d, err := Narrow(script.New("", Measure), c)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`fill="#333333">([0-9.,]+)</text>`).FindAllSubmatch(d.SVG, -1) {
		tick, err := strconv.ParseFloat(strings.ReplaceAll(string(m[1]), ",", ""), 64)
		if err != nil {
			t.Fatal(err)
		}
		ticks = append(ticks, tick)
	}
	return ticks
}
