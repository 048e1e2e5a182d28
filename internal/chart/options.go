package chart

import (
	"math"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"

	"report/internal/document"
)

// The colours of what is not data. They are readable on white; a dark page
// sets its own.
const (
	ink      = "#333333"
	onLight  = "#111111" // text on a coloured ground, which is the same on a dark page
	paper    = "#FEFEFE" // the ground of the page
	faint    = "#777777"
	gridLine = "#E3E3E3"
	fonts    = "Liberation Sans, Arial, Helvetica, sans-serif"
)

// item is one drawn thing of a series. Its label and tooltip are literal texts,
// never functions, so that they mean the same on paper and on the page.
type item struct {
	Name      string          `json:"name,omitempty"`
	Value     any             `json:"value"`
	Label     *opts.Label     `json:"label,omitempty"`
	ItemStyle *opts.ItemStyle `json:"itemStyle,omitempty"`
	Tooltip   *opts.Tooltip   `json:"tooltip,omitempty"`
	Symbol    string          `json:"symbol,omitempty"`
	// Claim is the claim that the page opens where the thing is clicked; Claims
	// are those of a span's ends, or of a polygon's corners.
	Claim  string   `json:"claim,omitempty"`
	Claims []string `json:"claims,omitempty"`
}

// nameCategories sets the names below a horizontal axis again: validating a
// chart of go-echarts puts its own, empty list there.
func (p *plot) nameCategories(o map[string]any) {
	axes, ok := o["xAxis"].([]opts.XAxis)
	if ok && len(axes) > 0 && axes[0].Type == "category" {
		axes[0].Data = p.Categories
	}
	if radar, ok := o["radar"].(opts.RadarComponent); ok {
		o["radar"] = struct {
			opts.RadarComponent
			Radius float64 `json:"radius"`
		}{radar, p.radarIn(p.width, 0).radius}
	}
}

// series adds what go-echarts has no field for.
type series struct {
	charts.SingleSeries
	StackStrategy string `json:"stackStrategy,omitempty"`
}

// stackAcrossZero makes stacked parts add up as numbers: by default what is
// above zero and what is below are two stacks, and a span across zero is torn.
func stackAcrossZero(all any) any {
	multi, ok := all.(charts.MultiSeries)
	if !ok {
		return all
	}
	out := make([]series, len(multi))
	for i, one := range multi {
		out[i] = series{SingleSeries: one}
		if one.Stack != "" {
			out[i].StackStrategy = "all"
		}
	}
	return out
}

// gap is how the script is told that there is nothing.
const gap = "-"

// options is the chart as the script takes it.
func (p *plot) options() map[string]any {
	var c interface {
		Validate()
		JSON() map[string]any
	}
	switch p.Kind {
	case document.Radar:
		c = p.radar()
	case document.HeatMap:
		c = p.heatMap()
	case document.BoxPlot:
		c = p.boxPlot()
	case document.Lines:
		c = p.lines()
	case document.Intervals, document.Tornado:
		c = p.spans()
	default:
		c = p.bars()
	}
	c.Validate()
	o := c.JSON()
	p.nameCategories(o)
	nameSteps(o)
	o["animation"] = false
	o["useUTC"] = true
	o["color"] = palette
	o["textStyle"] = map[string]any{"fontFamily": fonts, "fontSize": 12, "color": ink}
	o["series"] = stackAcrossZero(o["series"])
	delete(o, "toolbox")
	// Rich text is drawn, not parsed: a name with markup in it stays a name.
	o["tooltip"] = map[string]any{"show": true, "trigger": "item", "renderMode": "richText", "confine": true}
	if p.Title == "" {
		delete(o, "title")
	}
	if narrow := p.narrow(); len(narrow) > 0 {
		o["media"] = []any{map[string]any{"query": map[string]any{"maxWidth": narrowWidth}, "option": narrow}}
	}
	return o
}

// frame is what every chart with axes shares: title, legend, grid, axes.
func (p *plot) frame(legend []string) []charts.GlobalOpts {
	top := strconv.Itoa(p.top(legend, p.width))
	category := axis{kind: "category", name: p.XName, data: p.Categories, widest: min(widestLabel, p.widestCategory()), lines: p.linesOfCategories(widestLabel)}
	value := axis{kind: "value", name: joinUnit(p.YName, p.Unit), min: p.min, max: p.max, widest: p.widestTick(5), lines: 1}
	x, y := category, value
	if p.horizontal() {
		x, y = value, category
		x.parts = p.ticksIn(p.across(p.width))
		y.inverse = true
	}
	return []charts.GlobalOpts{
		charts.WithTitleOpts(opts.Title{Title: p.Title, Left: "center", TitleStyle: &opts.TextStyle{Color: ink, FontSize: 14}}),
		p.legend(legend),
		charts.WithGridOpts(opts.Grid{Left: pixels(p.left()), Right: pixels(p.right()), Top: top, Bottom: bottomOf(p), ContainLabel: opts.Bool(true)}),
		charts.WithXAxisOpts(x.x()),
		charts.WithYAxisOpts(y.y()),
	}
}

// top leaves room for the title and the legend, whose names take more than one
// row where the drawing is narrow.
func (p *plot) top(legend []string, width float64) int {
	top := 16
	if p.Title != "" {
		top = 48
	}
	return top + legendHeight(legend, width)
}

// legendMark is what stands before a name of a legend and behind it.
const legendMark = 45

// brokenLegend breaks names that are wider than the drawing; nil where none is.
func brokenLegend(names []string, width float64) map[string]any {
	room := width - legendMark
	if len(names) < 2 || widest(names) <= room {
		return nil
	}
	return map[string]any{"textStyle": map[string]any{"width": room, "overflow": "break"}}
}

// legendHeight is what the rows of a legend take.
func legendHeight(names []string, width float64) int {
	const rowHeight = 22
	if len(names) < 2 {
		return 0
	}
	if brokenLegend(names, width) != nil {
		rows := 0
		for _, name := range names {
			rows += 8 + line*int(math.Ceil(1.1*widest([]string{name})/(width-legendMark)))
		}
		return 6 + rows
	}
	rows, used := 1, 0.0
	for _, name := range names {
		one := Measure(name, "12px") + legendMark
		if used += one; used > width-10 {
			rows, used = rows+1, one
		}
	}
	return 6 + rows*rowHeight
}

// left and bottomOf leave room for the names of the axes.
func (p *plot) left() float64 {
	if p.horizontal() && p.XName == "" || !p.horizontal() && p.YName == "" && p.Unit == "" {
		return 12
	}
	return 34
}

// pixels is a length as the script takes it.
func pixels(length float64) string { return strconv.FormatFloat(length, 'f', -1, 64) }

// right leaves room for what is printed behind a span.
func (p *plot) right() float64 {
	if p.Kind == document.Intervals || p.Kind == document.Tornado {
		return 96
	}
	return 24
}

func bottomOf(p *plot) string {
	if p.horizontal() && p.YName == "" && p.Unit == "" || !p.horizontal() && p.XName == "" {
		return "12"
	}
	return "34"
}

func (p *plot) legend(names []string) charts.GlobalOpts {
	top := "8"
	if p.Title != "" {
		top = "34"
	}
	return charts.WithLegendOpts(opts.Legend{
		Show: opts.Bool(len(names) > 1), Top: top, Left: "center", Data: names,
		TextStyle: &opts.TextStyle{Color: ink, FontSize: 12},
	})
}

// axis is one axis before it is known which way it runs.
type axis struct {
	kind, name string
	data       []string
	min, max   *float64
	inverse    bool
	widest     float64 // of its labels, in pixels
	lines      int     // that its labels take
	parts      int     // it is divided into about so many, 0: as the script has it
}

// widestLabel is from which width on the name of a category is broken.
const widestLabel = 100

func (a axis) labels() *opts.AxisLabel {
	l := &opts.AxisLabel{Color: ink, FontSize: 12}
	if a.kind == "category" {
		l.Interval = "0" // every category is named
		l.Overflow, l.Width = "break", widestLabel
	} else {
		l.HideOverlap = opts.Bool(true)
	}
	return l
}

func (a axis) split() *opts.SplitLine {
	return &opts.SplitLine{Show: opts.Bool(a.kind == "value"), LineStyle: &opts.LineStyle{Color: gridLine}}
}

func (a axis) x() opts.XAxis {
	return opts.XAxis{
		Type: a.kind, Name: a.name, NameLocation: "middle", NameGap: 17 + 13*max(1, a.lines), Data: orNil(a.data),
		Min: orNilFloat(a.min), Max: orNilFloat(a.max), Inverse: opts.Bool(a.inverse), SplitNumber: a.parts,
		AxisLabel: a.labels(), SplitLine: a.split(), AxisLine: &opts.AxisLine{LineStyle: &opts.LineStyle{Color: faint}},
	}
}

func (a axis) y() opts.YAxis {
	x := a.x()
	return opts.YAxis{
		Type: x.Type, Name: x.Name, NameLocation: x.NameLocation, NameGap: 22 + int(math.Ceil(a.widest)), Data: x.Data,
		Min: x.Min, Max: x.Max, Inverse: x.Inverse, AxisLabel: x.AxisLabel, SplitLine: x.SplitLine, AxisLine: x.AxisLine,
	}
}

func orNil(data []string) any {
	if data == nil {
		return nil
	}
	return data
}

func orNilFloat(f *float64) any {
	if f == nil {
		return nil
	}
	return *f
}

// bars are grouped or stacked. A value that is only known to lie in a range is
// a pale bar from low to high; one that is not known at all says so in words.
func (p *plot) bars() *charts.Bar {
	bar := charts.NewBar()
	bar.SetGlobalOptions(p.frame(p.names())...)
	for i, s := range p.Series {
		stack := s.Name
		if p.Stacked {
			stack = "all"
		}
		solid, lift, pale := make([]item, len(p.points[i])), make([]item, len(p.points[i])), make([]item, len(p.points[i]))
		ranges := false
		for j, pt := range p.points[i] {
			what := p.Categories[j] + ", " + s.Name + ": "
			solid[j], lift[j], pale[j] = item{Value: gap}, item{Value: gap}, item{Value: gap}
			switch {
			case pt.known:
				solid[j] = item{Value: pt.value, Claim: pt.Claim, Label: p.barLabel(p.number(pt.Value), readableOn(colour(i))), Tooltip: tip(what + p.unit(p.number(pt.Value)))}
			case pt.ranged && pt.low < pt.high:
				ranges = true
				solid[j] = item{Value: 0} // without it nothing could be stacked on it
				text := p.span(pt)
				lift[j] = item{Value: pt.low, ItemStyle: &opts.ItemStyle{Color: "transparent"}, Tooltip: &opts.Tooltip{Show: opts.Bool(false)}}
				pale[j] = item{Value: pt.high - pt.low, Claim: pt.Claim, Label: p.barLabel("?", onLight), Tooltip: tip(what + "between " + p.unit(text)),
					ItemStyle: &opts.ItemStyle{Color: tint(colour(i), 0.75), BorderColor: colour(i), BorderWidth: 1}}
			default:
				solid[j] = item{Value: 0, Claim: pt.Claim, Label: p.missingLabel(), Tooltip: tip(what + "not measured")}
			}
		}
		bar.MultiSeries = append(bar.MultiSeries, p.barSeries(i, stack, solid))
		if ranges {
			bar.MultiSeries = append(bar.MultiSeries, p.barSeries(i, stack, lift), p.barSeries(i, stack, pale))
		}
	}
	return bar
}

func (p *plot) barSeries(i int, stack string, data []item) charts.SingleSeries {
	return charts.SingleSeries{
		Name: p.Series[i].Name, Type: "bar", Stack: stack, Data: data,
		BarMaxWidth: "34", BarGap: "8%", ItemStyle: &opts.ItemStyle{Color: colour(i)},
	}
}

// barLabel prints the value as it was given at the end of its bar, unless there
// are so many bars that the labels would run into each other; on is its colour
// where it stands inside the bar.
func (p *plot) barLabel(text, on string) *opts.Label {
	crowded := !p.horizontal() && len(p.Categories)*barsPerCategory(p) > 20
	l := &opts.Label{Show: opts.Bool(!crowded || text == "?"), Formatter: text, FontSize: 11, Color: ink, Position: "top"}
	switch {
	case p.Stacked || text == "?":
		l.Position, l.Color = "inside", on
	case p.horizontal():
		l.Position = "right"
	}
	return l
}

func (p *plot) missingLabel() *opts.Label {
	l := p.barLabel("n/m", faint)
	l.Show, l.Color = opts.Bool(true), faint
	return l
}

// lines join a series' points; low and high are a pale band behind them.
func (p *plot) lines() *charts.Line {
	line := charts.NewLine()
	line.SetGlobalOptions(p.frame(p.names())...)
	symbols := []string{"circle", "rect", "triangle", "diamond", "roundRect", "pin", "arrow"}
	for i, s := range p.Series {
		data, low, band := make([]item, len(p.points[i])), make([]item, len(p.points[i])), make([]item, len(p.points[i]))
		banded := false
		for j, pt := range p.points[i] {
			data[j], low[j], band[j] = item{Value: gap}, item{Value: gap}, item{Value: gap}
			if pt.known {
				data[j] = item{Value: pt.value, Claim: pt.Claim, Tooltip: tip(s.Name + ", " + p.Categories[j] + ": " + p.unit(p.number(pt.Value)) + p.within(pt))}
			}
			if pt.ranged {
				banded = true
				low[j], band[j] = item{Value: pt.low}, item{Value: pt.high - pt.low}
			}
		}
		if banded {
			line.MultiSeries = append(line.MultiSeries, p.band(i, low, 0), p.band(i, band, 0.18))
		}
		line.MultiSeries = append(line.MultiSeries, charts.SingleSeries{
			Name: s.Name, Type: "line", Data: data, Symbol: symbols[i%len(symbols)], SymbolSize: 7,
			LineStyle: &opts.LineStyle{Color: colour(i), Width: 2}, ItemStyle: &opts.ItemStyle{Color: colour(i)},
		})
	}
	return line
}

func (p *plot) band(i int, data []item, opacity float32) charts.SingleSeries {
	return charts.SingleSeries{
		Name: p.Series[i].Name, Type: "line", Stack: "band " + p.Series[i].Name, Data: data, Symbol: "none",
		LineStyle: &opts.LineStyle{Color: colour(i), Width: 0, Opacity: opts.Float(0)},
		AreaStyle: &opts.AreaStyle{Color: colour(i), Opacity: opts.Float(opacity)},
		ItemStyle: &opts.ItemStyle{Color: colour(i)},
	}
}

// radar has an axis for each category and a polygon for each series; a series
// that lacks a value has no polygon, for there is no honest way to close it.
func (p *plot) radar() *charts.Radar {
	radar := charts.NewRadar()
	top := float32(10)
	if p.max != nil {
		top = float32(*p.max)
	}
	var indicators []*opts.Indicator
	for _, c := range p.Categories {
		indicators = append(indicators, &opts.Indicator{Name: inLines(c), Max: top})
	}
	radar.SetGlobalOptions(
		charts.WithTitleOpts(opts.Title{Title: p.Title, Left: "center"}), p.legend(p.names()),
		charts.WithRadarComponentOpts(opts.RadarComponent{
			Indicator: indicators, SplitNumber: 5, Center: p.radarIn(p.width, 0).center(),
			SplitArea: &opts.SplitArea{Show: opts.Bool(false)},
			SplitLine: &opts.SplitLine{LineStyle: &opts.LineStyle{Color: gridLine}},
			AxisLine:  &opts.AxisLine{LineStyle: &opts.LineStyle{Color: gridLine}},
			AxisName:  &opts.AxisName{Color: ink},
		}))
	for i, s := range p.Series {
		values, claims, text, whole := make([]float64, len(p.points[i])), make([]string, len(p.points[i])), s.Name, true
		for j, pt := range p.points[i] {
			values[j], claims[j] = pt.value, pt.Claim
			whole = whole && pt.known
			text += "\n" + p.Categories[j] + ": " + p.number(pt.Value)
		}
		data := []item{}
		if whole {
			data = append(data, item{Name: s.Name, Value: values, Claims: claims, Tooltip: tip(text)})
		}
		radar.MultiSeries = append(radar.MultiSeries, charts.SingleSeries{
			Name: s.Name, Type: "radar", Data: data, LineStyle: &opts.LineStyle{Color: colour(i), Width: 2},
			ItemStyle: &opts.ItemStyle{Color: colour(i)}, AreaStyle: &opts.AreaStyle{Color: colour(i), Opacity: opts.Float(0.06)},
		})
	}
	return radar
}

// heatMap has a row for each series. Steps of colour instead of a slope keep
// the legend readable and the drawing small; the figures stand in the cells.
func (p *plot) heatMap() *charts.HeatMap {
	hm := charts.NewHeatMap()
	low, high := p.extent()
	rows := axis{kind: "category", data: p.names(), inverse: true, name: p.YName, widest: min(widestLabel, widest(p.names()))}
	columns := axis{kind: "category", data: p.Categories, name: p.XName, lines: p.linesOfCategories(widestLabel)}
	hm.SetGlobalOptions(
		charts.WithTitleOpts(opts.Title{Title: p.Title, Left: "center"}), p.legend(nil),
		charts.WithXAxisOpts(columns.x()), charts.WithYAxisOpts(rows.y()),
		charts.WithGridOpts(opts.Grid{Left: "12", Right: "12", Top: "16", Bottom: "44", ContainLabel: opts.Bool(true)}),
		charts.WithVisualMapOpts(opts.VisualMap{
			Type: "piecewise", Min: float32(low), Max: float32(high), Pieces: steps(low, high),
			Orient: "horizontal", Left: "center", Bottom: "6", TextStyle: &opts.TextStyle{Color: ink, FontSize: 11},
		}))
	var data []item
	for i := range p.Series {
		for j, pt := range p.points[i] {
			what := p.Series[i].Name + ", " + p.Categories[j] + ": "
			if !pt.known {
				data = append(data, p.unknownCell(j, i, pt, low, what))
				continue
			}
			text := readableOn(blues[min(int((pt.value-low)/(high-low)*float64(len(blues))), len(blues)-1)])
			data = append(data, item{Value: []any{j, i, pt.value}, Claim: pt.Claim, Tooltip: tip(what + p.unit(p.number(pt.Value))),
				Label: &opts.Label{Show: opts.Bool(true), Formatter: p.number(pt.Value), Color: text}})
		}
	}
	hm.MultiSeries = append(hm.MultiSeries, charts.SingleSeries{Name: p.Title, Type: "heatmap", Data: data})
	return hm
}

// unknownCell is a blank cell that says what is known: its value lies below
// every step of colour, so that it gets none.
func (p *plot) unknownCell(column, row int, pt point, low float64, what string) item {
	text, tooltip := "n/m", "not measured"
	if pt.ranged {
		text = p.span(pt)
		tooltip = "between " + text
	}
	return item{Value: []any{column, row, low - 1}, Claim: pt.Claim, Tooltip: tip(what + tooltip), ItemStyle: &opts.ItemStyle{Color: paper, BorderColor: gridLine, BorderWidth: 1},
		Label: &opts.Label{Show: opts.Bool(true), Formatter: text, Color: ink}}
}

// blues is one hue from light to dark, so that it also reads in grey.
// Text on each has a contrast of 5 and more.
var blues = []string{"#EFF3FB", "#C9DAF0", "#9CC2E5", "#66A0D2", "#1F63A3"}

// piece is a step of colour with the words of its legend. Those of the script
// are rounded to whole numbers, and 8.8 would stand in the step "9 - 10".
type piece struct {
	opts.Piece
	Label string `json:"label"`
}

// nameSteps puts words to the steps of colour.
func nameSteps(o map[string]any) {
	maps, ok := o["visualMap"].([]opts.VisualMap)
	if !ok {
		return
	}
	type named struct {
		opts.VisualMap
		Pieces []piece `json:"pieces"`
	}
	out := make([]named, len(maps))
	for i, one := range maps {
		out[i].VisualMap = one
		for _, step := range one.Pieces {
			from, to := float64(step.Gte), float64(max(step.Lt, step.Lte))
			out[i].Pieces = append(out[i].Pieces, piece{step, oneDecimal(from) + "–" + oneDecimal(to)})
		}
	}
	o["visualMap"] = out
}

func oneDecimal(f float64) string { return signed(strconv.FormatFloat(f, 'f', 1, 64)) }

func steps(low, high float64) []opts.Piece {
	width := (high - low) / float64(len(blues))
	pieces := make([]opts.Piece, len(blues))
	for i := range blues {
		pieces[i] = opts.Piece{Gte: float32(low + float64(i)*width), Lt: float32(low + float64(i+1)*width), Color: blues[i]}
	}
	last := &pieces[len(pieces)-1]
	last.Lt, last.Lte = 0, float32(high)
	return pieces
}

// extent is the range of the values, or the bounds that the chart gives.
func (p *plot) extent() (low, high float64) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, row := range p.points {
		for _, pt := range row {
			if pt.known {
				low, high = math.Min(low, pt.value), math.Max(high, pt.value)
			}
		}
	}
	if p.min != nil {
		low = *p.min
	}
	if p.max != nil {
		high = *p.max
	}
	if !(low < high) {
		if math.IsInf(low, 0) {
			low = 0
		}
		high = low + 1
	}
	return low, high
}

// boxPlot draws quartiles by the rule of Tukey's hinges on sorted samples, with
// whiskers to the smallest and largest: every repetition lies inside.
func (p *plot) boxPlot() *charts.BoxPlot {
	box := charts.NewBoxPlot()
	box.SetGlobalOptions(p.frame(p.names())...)
	for i, s := range p.Series {
		data := make([]item, len(p.points[i]))
		for j, pt := range p.points[i] {
			if len(pt.samples) == 0 {
				data[j] = item{Value: gap}
				continue
			}
			five := fiveNumbers(pt.samples)
			text := s.Name + ", " + p.Categories[j] + "\nlargest " + short(five[4]) + "\nupper hinge " + short(five[3]) +
				"\nmedian " + short(five[2]) + "\nlower hinge " + short(five[1]) + "\nsmallest " + short(five[0]) +
				"\n" + strconv.Itoa(len(pt.samples)) + " repetitions"
			data[j] = item{Value: five, Claim: pt.Claim, Tooltip: tip(text)}
		}
		box.MultiSeries = append(box.MultiSeries, charts.SingleSeries{
			Name: s.Name, Type: "boxplot", Data: data,
			ItemStyle: &opts.ItemStyle{Color: paper, BorderColor: colour(i), BorderWidth: 1.5},
		})
	}
	box.MultiSeries = append(box.MultiSeries, p.unmeasured(func(pt point) bool { return len(pt.samples) > 0 })...)
	return box
}

// fiveNumbers is Tukey's summary: smallest, lower hinge, median, upper hinge,
// largest; a hinge is the median of a half, the middle value in both halves.
// Source: J. W. Tukey, Exploratory Data Analysis, 1977, chapter 2.
func fiveNumbers(samples []float64) []float64 {
	s := slices.Clone(samples)
	sort.Float64s(s)
	half := (len(s) + 1) / 2
	return []float64{s[0], median(s[:half]), median(s), median(s[len(s)-half:]), s[len(s)-1]}
}

func median(sorted []float64) float64 {
	n := len(sorted)
	if n%2 == 1 {
		return sorted[n/2]
	}
	return (sorted[n/2-1] + sorted[n/2]) / 2
}

// spans draws an interval for each category and a dot at its value: stability
// of weights, effects with their intervals, a tornado's swings.
func (p *plot) spans() *charts.Bar {
	bar := charts.NewBar()
	bar.SetGlobalOptions(p.frame(p.names())...)
	for i, s := range p.Series {
		lift, span, dots := make([]item, len(p.points[i])), make([]item, len(p.points[i])), make([]item, len(p.points[i]))
		for j, pt := range p.points[i] {
			lift[j], span[j], dots[j] = item{Value: gap}, item{Value: gap}, item{Value: gap}
			what := p.Categories[j] + ", " + s.Name + ": "
			if pt.ranged {
				lift[j] = item{Value: pt.low, ItemStyle: &opts.ItemStyle{Color: "transparent"}, Tooltip: &opts.Tooltip{Show: opts.Bool(false)}}
				span[j] = item{Value: pt.high - pt.low, Claims: ends(pt), Tooltip: tip(what + p.unit(p.rounded(pt.Low)+" to "+p.rounded(pt.High))),
					Label: &opts.Label{Show: opts.Bool(true), Position: "right", Formatter: p.span(pt), Color: ink, FontSize: 11}}
			}
			if pt.known {
				dots[j] = item{Value: pt.value, Claim: pt.Claim, Tooltip: tip(what + p.unit(p.number(pt.Value)))}
			}
		}
		stack := "span " + s.Name
		bar.MultiSeries = append(bar.MultiSeries,
			charts.SingleSeries{Name: s.Name, Type: "bar", Stack: stack, Data: lift, BarMaxWidth: "14"},
			charts.SingleSeries{Name: s.Name, Type: "bar", Stack: stack, Data: span, BarMaxWidth: "14",
				ItemStyle: &opts.ItemStyle{Color: tint(colour(i), 0.45)}},
			charts.SingleSeries{Name: s.Name, Type: "scatter", Data: dots, Symbol: "diamond", SymbolSize: 11,
				ItemStyle: &opts.ItemStyle{Color: ink}})
	}
	bar.MultiSeries = append(bar.MultiSeries, p.unmeasured(func(pt point) bool { return pt.known || pt.ranged })...)
	return bar
}

// unmeasured says at the foot of a category what is missing there: an empty
// place could also be a value that is too small to be seen.
func (p *plot) unmeasured(has func(point) bool) []charts.SingleSeries {
	data, any := make([]item, len(p.Categories)), false
	foot := 0.0
	if p.min != nil {
		foot = *p.min
	}
	for j, category := range p.Categories {
		var missing []string
		for i := range p.Series {
			if j < len(p.points[i]) && !has(p.points[i][j]) {
				missing = append(missing, p.Series[i].Name)
			}
		}
		data[j] = item{Value: gap}
		if len(missing) == 0 {
			continue
		}
		any = true
		text := "not measured"
		if len(missing) < len(p.Series) {
			text = strings.Join(missing, ", ") + ": " + text
		}
		label := &opts.Label{Show: opts.Bool(true), Position: "right", Formatter: literal(text), Color: faint, FontSize: 11}
		if !p.horizontal() {
			label.Position = "top"
			if len(p.Categories) > 6 {
				label.Formatter = "n/m"
			}
		}
		data[j] = item{Value: foot, Label: label, ItemStyle: &opts.ItemStyle{Color: "transparent"}, Tooltip: tip(category + ": " + text)}
	}
	if !any {
		return nil
	}
	return []charts.SingleSeries{{Type: "scatter", Data: data, SymbolSize: 1}}
}

// ends are the claims of a span's ends: the point's own, or one each.
func ends(pt point) []string {
	switch {
	case pt.LowClaim != "" && pt.HighClaim != "":
		return []string{pt.LowClaim, pt.HighClaim}
	case pt.Claim != "":
		return []string{pt.Claim, pt.Claim}
	}
	return nil
}

func (p *plot) names() []string {
	names := make([]string, len(p.Series))
	for i, s := range p.Series {
		names[i] = s.Name
	}
	return names
}

// unit adds the chart's unit to a value.
func (p *plot) unit(value string) string {
	switch p.Unit {
	case "":
		return value
	case "%":
		return value + p.Unit
	}
	return value + " " + p.Unit
}

func (p *plot) within(pt point) string {
	if !pt.ranged {
		return ""
	}
	return " [" + p.rounded(pt.Low) + ", " + p.rounded(pt.High) + "]"
}

func tip(text string) *opts.Tooltip {
	return &opts.Tooltip{Formatter: types.FuncStr(literal(text))}
}

// literal keeps the script from reading {b} or {style|text} out of a name.
func literal(text string) string { return strings.ReplaceAll(text, "{", "\uFF5B") }

func joinUnit(name, unit string) string {
	switch {
	case unit == "":
		return name
	case name == "":
		return unit
	}
	return name + " (" + unit + ")"
}

func short(f float64) string { return minus(strconv.FormatFloat(f, 'g', 4, 64)) }
