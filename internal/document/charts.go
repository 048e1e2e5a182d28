package document

import (
	"slices"
	"strconv"

	"report/internal/claim"
	"report/internal/diag"
)

// chart puts in a chart of what the evidence holds. Of scores:
//
//	```{chart #fig-scores}
//	kind: bars               # stacked, radar, heatmap
//	scores: measured         # bars of several sets compare their totals
//	caption: Points by criterion
//	```
//
// Stacked bars of scores show what each criterion adds to the total. Of
// anything that can be claimed, an expression for each series and category:
//
//	```{chart #fig-time}
//	kind: boxplot            # bars, stacked, lines, intervals, tornado, radar, heatmap
//	y: Seconds
//	categories: [mlflow, airflow]
//	series:
//	  - name: Training
//	    value: timing experiment={category}-mnist step=train of=wall
//	```
//
// Lines without categories follow a metric over the tool's own steps:
//
//	series:
//	  - name: SimpleNN
//	    value: metric experiment=mlflow-mnist name=loss model=SimpleNN
//
// x, y, unit, min, max, height, horizontal, title and alt say the rest.
func (f *fenced) chart(out []Block) []Block {
	o := f.options()
	fig := &Figure{Pos: f.pos}
	fig.Caption, fig.ID, fig.Number = f.caption("fig", &f.counts.figure)
	c := &Chart{ID: fig.ID, Categories: []string{}, Series: []ChartSeries{}}
	kind := o.choice("kind", "bars", "stacked", "radar", "heatmap", "boxplot", "lines", "intervals", "tornado")
	c.Kind = ChartKind(kind)
	if kind == "stacked" {
		c.Kind, c.Stacked = Bars, true
	}
	f.axes(c)
	if v := o.get("alt"); v != nil {
		fig.Alt = f.plainFigured(v.text)
	}
	m := &chartMaker{fenced: f, chart: c}
	scores, series := o.list("scores"), o.list("series")
	var categories []value
	if scores == nil {
		categories = o.list("categories")
	}
	switch {
	case f.noStudy():
	case scores != nil && series != nil:
		f.failHere("leave out `scores:` or `series:`", "a {chart} is of scores or of series, not both")
	case scores != nil:
		m.scores(f.scored(scores))
	case series != nil:
		m.series(series, categories)
	default:
		f.failHere("scores: SET, or series:", "this {chart} does not say what it shows")
	}
	if c.ID == "" {
		f.counts.chart++
		c.ID = "chart-" + strconv.Itoa(f.counts.chart)
	}
	fig.Chart = c
	fig.Caption = append(fig.Caption, m.notes()...)
	o.done()
	return append(out, fig)
}

// axes reads how the chart looks.
func (f *fenced) axes(c *Chart) {
	o := f.options()
	plain := func(key string) string {
		if v := o.get(key); v != nil {
			return f.plainFigured(v.text)
		}
		return ""
	}
	c.Title, c.XName, c.YName, c.Unit = plain("title"), plain("x"), plain("y"), plain("unit")
	c.Horizontal = o.bool("horizontal", false)
	c.Min, c.Max = f.decimal("min"), f.decimal("max")
	if v := o.get("height"); v != nil {
		n, err := strconv.Atoi(v.text.String())
		if err != nil || n < 100 || n > 2000 {
			f.fail(v.text.errorAt(0, len(v.text.text), "a height is 100 to 2000, in pixels of a chart 700 wide"))
		}
		c.Height = n
	}
}

// decimal reads a setting that is a number.
func (f *fenced) decimal(key string) string {
	v := f.options().get(key)
	if v == nil {
		return ""
	}
	text := v.text.String()
	if _, err := strconv.ParseFloat(text, 64); err != nil {
		f.fail(v.text.errorAt(0, max(1, len(text)), "%s is a number, not %q", key, text))
	}
	return text
}

// chartMaker fills a chart with points.
type chartMaker struct {
	*fenced
	chart    *Chart
	doubtful []claim.Claim // what is missing or stale, for notes behind the caption
}

// point is a claim as a chart's point; one that was not measured is a gap.
func (m *chartMaker) point(c claim.Claim) ChartPoint {
	switch c.Status {
	case claim.Missing, claim.Stale, claim.Unsupported:
		if c.Reason != "" {
			m.doubtful = append(m.doubtful, c)
		}
	}
	return ChartPoint{Value: c.Exact, Low: c.Low, High: c.High, Samples: c.Samples, Claim: c.ID}
}

// claimed is the point of a claim that a table's method makes.
func (m *chartMaker) claimed(c claim.Claim, e *diag.Error) ChartPoint {
	if e != nil {
		m.fail(m.placed(e))
		return ChartPoint{}
	}
	return m.point(m.keep(c))
}

// rating is the point of a claim about a tool's points; a gap where the set does
// not rate the tool.
func (m *chartMaker) rating(set, tool string, claimed func() (claim.Claim, *diag.Error)) ChartPoint {
	if !m.rates(set, tool) {
		return ChartPoint{}
	}
	return m.claimed(claimed())
}

// scores draws score sets.
func (m *chartMaker) scores(d scored) {
	c := m.chart
	if c.Min == "" && c.Kind != HeatMap {
		c.Min = "0"
	}
	if c.Max == "" {
		c.Max = "10"
	}
	switch {
	case c.Stacked:
		m.contributions(d)
	case len(d.sets) > 1:
		m.totals(d)
	default:
		m.points(d)
	}
	if c.YName == "" && c.Kind != Radar && c.Kind != HeatMap {
		c.YName = "Points"
	}
}

// points are one set's cells: criteria as categories, tools as series.
func (m *chartMaker) points(d scored) {
	for _, criterion := range d.criteria {
		m.chart.Categories = append(m.chart.Categories, nameOr(criterion.Name, criterion.ID))
	}
	for _, set := range d.sets {
		for _, tool := range d.tools {
			s := ChartSeries{Name: d.names[tool]}
			for _, criterion := range d.criteria {
				s.Points = append(s.Points, m.rating(set, tool, func() (claim.Claim, *diag.Error) {
					return m.env.Claims.Cell(set, tool, criterion.ID, m.pos)
				}))
			}
			m.chart.Series = append(m.chart.Series, s)
		}
	}
}

// totals compare several sets: tools as categories, sets as series.
func (m *chartMaker) totals(d scored) {
	for _, tool := range d.tools {
		m.chart.Categories = append(m.chart.Categories, d.names[tool])
	}
	for _, set := range d.sets {
		s := ChartSeries{Name: d.titles[set]}
		for _, tool := range d.tools {
			s.Points = append(s.Points, m.rating(set, tool, func() (claim.Claim, *diag.Error) {
				return m.env.Claims.Total(set, d.context, tool, m.pos)
			}))
		}
		m.chart.Series = append(m.chart.Series, s)
	}
}

// contributions stack what each criterion adds to a tool's total.
func (m *chartMaker) contributions(d scored) {
	for _, tool := range d.tools {
		m.chart.Categories = append(m.chart.Categories, d.names[tool])
	}
	if len(d.sets) == 0 {
		return
	}
	inContext := ""
	if d.context != "" {
		inContext = " context=" + d.context
	}
	for _, criterion := range d.criteria {
		s := ChartSeries{Name: nameOr(criterion.Name, criterion.ID)}
		for _, tool := range d.tools {
			expr := "compute (score criterion=" + criterion.ID + " set=" + d.sets[0] + " tool=" + tool + ") * (weight" +
				inContext + " criterion=" + criterion.ID + ") / 100"
			s.Points = append(s.Points, m.rating(d.sets[0], tool, func() (claim.Claim, *diag.Error) { return m.env.Claims.Resolve(expr, m.pos) }))
		}
		m.chart.Series = append(m.chart.Series, s)
	}
}

// series draws expressions: one for each category, or over a metric's steps.
func (m *chartMaker) series(values, named []value) {
	categories := m.rows(named, "category")
	for _, c := range categories {
		m.chart.Categories = append(m.chart.Categories, m.nameOfTool(c.words))
	}
	var over []stepped
	for _, v := range values {
		o := &options{b: m.builder, what: "a series", all: v.settings}
		name, expr := o.get("name"), o.get("value")
		o.done()
		if name == nil || expr == nil {
			m.fail(v.text.errorAt(0, 1, "a series has a name and a value").WithHint("- name: …\n  value: EXPRESSION"))
			continue
		}
		s := ChartSeries{Name: m.plainFigured(name.text)}
		switch {
		case len(categories) > 0:
			for _, c := range categories {
				if got, ok := m.expression(expr.text, c.vars); ok {
					s.Points = append(s.Points, m.point(got))
				}
			}
			m.chart.Series = append(m.chart.Series, s)
		case m.chart.Kind == Lines:
			over = append(over, m.stepped(s, expr.text))
		default:
			m.failHere("categories: [a, b], which stand in each value for {category}; or kind: lines, of a metric over its steps", "this {chart} has no categories")
			return
		}
	}
	m.join(over)
}

// nameOfTool is how the paper calls a tool where a category is its ID.
func (m *chartMaker) nameOfTool(category string) string {
	for _, tool := range m.env.Study.Tools {
		if tool.ID == category {
			return nameOr(tool.Name, tool.ID)
		}
	}
	return category
}

// stepped is a series by the tool's own steps, before all series' steps are known.
type stepped struct {
	series ChartSeries
	points map[int64]ChartPoint
}

func (m *chartMaker) stepped(s ChartSeries, g fragment) stepped {
	out := stepped{series: s, points: map[int64]ChartPoint{}}
	text, ok := m.expanded(g, nil)
	if !ok {
		return out
	}
	points, whole, e := m.env.Claims.Series(text, g.pos(0))
	if e != nil {
		m.fail(m.placed(e))
		return out
	}
	if len(points) == 0 {
		m.point(m.keep(whole))
	}
	for _, p := range points {
		out.points[p.Step] = m.point(m.keep(p.Claim))
	}
	return out
}

// join lines up series by their steps; one that has no value at a step has a
// gap there.
func (m *chartMaker) join(all []stepped) {
	var steps []int64
	for _, s := range all {
		for step := range s.points {
			steps = append(steps, step)
		}
	}
	slices.Sort(steps)
	steps = slices.Compact(steps)
	for _, step := range steps {
		m.chart.Categories = append(m.chart.Categories, strconv.FormatInt(step, 10))
	}
	for _, s := range all {
		for _, step := range steps {
			s.series.Points = append(s.series.Points, s.points[step])
		}
		m.chart.Series = append(m.chart.Series, s.series)
	}
}
