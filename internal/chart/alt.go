package chart

import (
	"fmt"
	"strings"

	"report/internal/document"
)

// kinds names each kind of chart for people who hear it.
var kinds = map[document.ChartKind]string{
	document.Bars:      "Bar chart",
	document.Radar:     "Radar chart",
	document.HeatMap:   "Heat map",
	document.BoxPlot:   "Box plot",
	document.Lines:     "Line chart",
	document.Intervals: "Chart of intervals",
	document.Tornado:   "Tornado chart",
}

// alt says in words what a chart shows: its kind, then every series with its
// values, for a small chart, or its extremes, for a large one.
func alt(c *document.Chart) string {
	var b strings.Builder
	b.WriteString(kinds[c.Kind])
	if c.Title != "" {
		fmt.Fprintf(&b, ": %s", c.Title)
	}
	if name := joinUnit(c.YName, c.Unit); name != "" {
		fmt.Fprintf(&b, ", %s", name)
	}
	b.WriteString(".")
	for _, s := range c.Series {
		fmt.Fprintf(&b, " %s: %s.", s.Name, strings.Join(describe(c, s), ", "))
	}
	return b.String()
}

// describe gives a series' values in words.
func describe(c *document.Chart, s document.ChartSeries) []string {
	const most = 12
	var words []string
	for j, p := range s.Points {
		if j >= len(c.Categories) {
			break
		}
		if j == most {
			words = append(words, fmt.Sprintf("and %d more", len(s.Points)-most))
			break
		}
		words = append(words, c.Categories[j]+" "+valueInWords(p))
	}
	return words
}

func valueInWords(p document.ChartPoint) string {
	switch {
	case len(p.Samples) > 0:
		return fmt.Sprintf("%d repetitions", len(p.Samples))
	case p.Value != "" && p.Low != "" && p.High != "":
		return fmt.Sprintf("%s (%s to %s)", minus(p.Value), minus(p.Low), minus(p.High))
	case p.Value != "":
		return minus(p.Value)
	case p.Low != "" && p.High != "":
		return fmt.Sprintf("between %s and %s", minus(p.Low), minus(p.High))
	}
	return "not measured"
}
