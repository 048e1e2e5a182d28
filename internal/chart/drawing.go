// Package chart draws one figure's series as shapes. A document.Chart comes
// in; its drawing as SVG, the same as options for the interactive script, and
// words that say what it shows go out. Where it stands on a page is for render.
package chart

import (
	"encoding/json"
	"fmt"
	"math"
	"strconv"

	"report/internal/document"
	"report/internal/script"
)

// Drawing is one chart, drawn.
type Drawing struct {
	SVG     []byte   // static, no script
	Width   float64  // CSS pixels
	Height  float64  // CSS pixels
	Options []byte   // JSON that the embedded chart script takes, safe inside <script>
	Alt     string   // what it shows, in words, from the data
	Palette []string // CSS colours by series, in order
}

// The size of a drawing in CSS pixels, unless the chart says its height.
const (
	drawingWidth  = 700
	columnWidth   = 430 // for a column of a page
	drawingHeight = 380
)

// palette is Okabe and Ito's, which people with any colour vision can tell
// apart, in an order whose neighbours also differ in lightness; yellow is left
// out, for it cannot be seen on white.
var palette = []string{"#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#5A5A5A"}

// Draw draws a chart. The same chart gives the same bytes on every machine.
// It fails on a value that is no decimal, and where the binary was built
// without the chart script.
func Draw(engine *script.Engine, c *document.Chart) (*Drawing, error) {
	return drawn(engine, c, drawingWidth)
}

// Narrow draws a chart for a column of a page: in letters of the same size, on
// less room.
func Narrow(engine *script.Engine, c *document.Chart) (*Drawing, error) {
	return drawn(engine, c, columnWidth)
}

// drawn draws a chart at a width in pixels of the chart script.
func drawn(engine *script.Engine, c *document.Chart, width float64) (*Drawing, error) {
	p, err := read(c)
	if err != nil {
		return nil, err
	}
	p.width = width
	options, err := json.Marshal(p.options())
	if err != nil {
		return nil, fmt.Errorf("chart %s: %w", c.ID, err)
	}
	d := &Drawing{Width: width, Height: p.height(), Options: options, Alt: alt(c)}
	if !p.listed() && p.Kind != document.Radar {
		d.Height = math.Round(d.Height * math.Sqrt(width/drawingWidth)) // no higher than wide
	}
	for i := range c.Series {
		d.Palette = append(d.Palette, colour(i))
	}
	svg, err := engine.Call(script.Charts, "drawChart", string(options),
		strconv.FormatFloat(width, 'f', -1, 64), strconv.FormatFloat(d.Height, 'f', -1, 64))
	if err != nil {
		return nil, fmt.Errorf("chart %s: %w", c.ID, err)
	}
	d.SVG = []byte(withMinus(svg))
	return d, nil
}

// colour is the palette's, again from the start when it runs out.
func colour(i int) string { return palette[i%len(palette)] }

// channels reads a colour written #RRGGBB.
func channels(css string) [3]float64 {
	var rgb [3]float64
	for i := range rgb {
		n, _ := strconv.ParseUint(css[1+2*i:3+2*i], 16, 8)
		rgb[i] = float64(n)
	}
	return rgb
}

// tint mixes a colour with white, 0 none and 1 all. Opacity would do the same,
// but it also fades the labels.
func tint(css string, white float64) string {
	out := "#"
	for _, c := range channels(css) {
		out += fmt.Sprintf("%02X", int(math.Round(c+(255-c)*white)))
	}
	return out
}

// readableOn is the one of ink and white that has more contrast on a colour.
func readableOn(css string) string {
	if contrast("#FFFFFF", css) > contrast(onLight, css) {
		return "#FFFFFF"
	}
	return onLight
}

// contrast is the ratio of the luminances of two colours, 1 to 21.
// Source: contrast ratio and relative luminance, WCAG 2.2.
func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(css string) float64 {
	sum := 0.0
	for i, c := range channels(css) {
		c /= 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += c * []float64{0.2126, 0.7152, 0.0722}[i]
	}
	return sum
}

// plot is a chart with its decimals read.
type plot struct {
	*document.Chart
	width  float64   // of the drawing, in CSS pixels
	points [][]point // by series and category
	min    *float64  // of the value axis, nil: chosen by the script
	max    *float64
}

// point is one value with floats for drawing; the decimals as given stay the
// labels.
type point struct {
	document.ChartPoint
	value, low, high float64
	known, ranged    bool // has a value; has low and high
	samples          []float64
}

// read parses every decimal of a chart.
func read(c *document.Chart) (*plot, error) {
	p := &plot{Chart: c, width: drawingWidth}
	for _, s := range c.Series {
		if len(s.Points) != len(c.Categories) && c.Kind != document.Radar {
			return nil, fmt.Errorf("chart %s: series %q has %d points for %d categories", c.ID, s.Name, len(s.Points), len(c.Categories))
		}
		row := make([]point, len(s.Points))
		for j, raw := range s.Points {
			one, err := readPoint(raw)
			if err != nil {
				return nil, fmt.Errorf("chart %s: series %q: %w", c.ID, s.Name, err)
			}
			row[j] = one
		}
		p.points = append(p.points, row)
	}
	var err error
	if p.min, err = bound(c.Min); err != nil {
		return nil, fmt.Errorf("chart %s: min: %w", c.ID, err)
	}
	if p.max, err = bound(c.Max); err != nil {
		return nil, fmt.Errorf("chart %s: max: %w", c.ID, err)
	}
	return p, nil
}

// readPoint takes the decimals of a point as numbers; what is not known stays so.
func readPoint(raw document.ChartPoint) (point, error) {
	p := point{ChartPoint: raw, known: raw.Value != "", ranged: raw.Low != "" && raw.High != ""}
	for _, field := range []struct {
		text string
		into *float64
	}{{raw.Value, &p.value}, {raw.Low, &p.low}, {raw.High, &p.high}} {
		if field.text == "" {
			continue
		}
		f, err := strconv.ParseFloat(field.text, 64)
		if err != nil {
			return p, fmt.Errorf("%q is not a decimal", field.text)
		}
		*field.into = f
	}
	for _, s := range raw.Samples {
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return p, fmt.Errorf("%q is not a decimal", s)
		}
		p.samples = append(p.samples, f)
	}
	return p, nil
}

func bound(text string) (*float64, error) {
	if text == "" {
		return nil, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return nil, fmt.Errorf("%q is not a decimal", text)
	}
	return &f, nil
}

// height grows with the rows of a chart that lists its categories downwards.
func (p *plot) height() float64 {
	rows := 0
	switch {
	case p.Chart.Height > 0:
		return float64(p.Chart.Height)
	case p.Kind == document.HeatMap:
		return float64(120 + len(p.Series)*38)
	case p.horizontal():
		rows = len(p.Categories) * max(1, barsPerCategory(p))
	case p.Kind == document.Radar:
		return p.radarIn(p.width, 0).height
	default:
		return drawingHeight
	}
	return float64(110 + rows*30)
}

// listed reports whether a chart is as high as its rows need.
func (p *plot) listed() bool {
	return p.Chart.Height == 0 && (p.Kind == document.HeatMap || p.horizontal())
}

// barsPerCategory is how many bars stand side by side.
func barsPerCategory(p *plot) int {
	if p.Stacked || p.Kind != document.Bars {
		return 1
	}
	return len(p.Series)
}

// horizontal reports whether categories run down the side.
func (p *plot) horizontal() bool {
	return p.Horizontal || p.Kind == document.Intervals || p.Kind == document.Tornado
}
