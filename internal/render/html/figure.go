package html

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"report/internal/chart"
	"report/internal/document"
)

// figure writes a picture or a chart with its caption below it.
func (p *page) figure(n *document.Figure) {
	w := &p.body
	class := "picture"
	if n.Chart != nil {
		class = "chart"
	}
	w.raw(`<figure class="`, class, `"`)
	w.attrIf("id", n.ID)
	w.raw(">\n")
	if n.Chart != nil {
		p.chart(n)
	} else {
		p.still(n)
	}
	p.caption("Figure", n.Number, n.Caption, "")
	if n.Chart != nil {
		p.chartData(n)
	} else {
		p.origin(n.Image)
	}
	w.raw("</figure>\n")
}

// still writes a picture.
func (p *page) still(n *document.Figure) {
	w := &p.body
	class := "image"
	if n.Width > 0 {
		class += " " + p.wide(n.Width)
	}
	w.raw(`<div class="`, class, `">`)
	p.picture(n.Image, n.Alt, "", n.Pos)
	w.raw("</div>\n")
}

// wide is the class of what has so many percent of the text's width. The page's
// policy lets no element have a style of its own.
func (p *page) wide(percent int) string {
	p.widths[percent] = true
	return "wide-" + strconv.Itoa(percent)
}

// widthRules are the classes of the widths that the page has.
func (p *page) widthRules() string {
	var rules strings.Builder
	for _, percent := range slices.Sorted(maps.Keys(p.widths)) {
		n := strconv.Itoa(percent)
		rules.WriteString(".wide-" + n + "{width:" + n + "%;margin:0 auto}.wide-" + n + " img{width:100%!important}")
	}
	return rules.String()
}

// origin leads from a picture to what it is evidence of.
func (p *page) origin(image *document.Image) {
	if image == nil || image.Claim == "" {
		return
	}
	w := &p.body
	w.raw(`<p class="origin">`)
	p.figured(&document.Figured{Claim: image.Claim, Value: "Evidence of this picture"})
	w.raw("</p>\n")
}

// chart writes the static drawing, which the chart script replaces where it
// runs. The drawing is one picture to a screen reader: its words are the alt
// text, its figures the table below it.
func (p *page) chart(n *document.Figure) {
	w := &p.body
	drawing := p.drawings[n.Chart.ID]
	alt := n.Alt
	if alt == "" && drawing != nil {
		alt = drawing.Alt
	}
	if drawing == nil || len(drawing.SVG) == 0 {
		w.raw(`<div class="absent">`)
		w.text(alt)
		w.raw("</div>\n")
		return
	}
	p.charts = append(p.charts, n.Chart)
	w.raw(`<div class="drawing" role="img"`)
	w.attr("aria-label", alt)
	if len(drawing.Options) > 0 {
		w.attr("data-chart", n.Chart.ID)
	}
	w.raw(">")
	_, _ = w.Write(inlineSVG(drawing.SVG, "still"+strconv.Itoa(len(p.charts))+"-"))
	w.raw("</div>\n")
}

var svgParts = sync.OnceValue(func() (parts struct{ prologue, style, class, attribute, size *regexp.Regexp }) {
	parts.prologue = regexp.MustCompile(`(?s)^\s*(?:<\?xml.*?\?>)?\s*(?:<!DOCTYPE[^>]*>)?\s*`)
	parts.style = regexp.MustCompile(`(?s)<style[^>]*>.*?</style>`)
	parts.class = regexp.MustCompile(` (?:class="zr[^"]*"|pointer-events="visible")`)
	parts.attribute = regexp.MustCompile(` style="([^"]*)"`)
	parts.size = regexp.MustCompile(`^<svg([^>]*?) width="([0-9.]+)" height="([0-9.]+)"`)
	return
})

// inlineSVG makes our own drawing fit for a page whose policy allows no style
// attributes: they become presentation attributes, which say the same. The
// size becomes a view box, so that the drawing shrinks with the page. Every
// drawing counts its parts anew, so they get a name of their own here.
func inlineSVG(svg []byte, name string) []byte {
	parts := svgParts()
	svg = svg[len(parts.prologue.Find(svg)):]
	svg = parts.style.ReplaceAll(svg, nil)
	svg = parts.class.ReplaceAll(svg, nil)
	svg = bytes.ReplaceAll(svg, []byte(`id="zr0-`), []byte(`id="`+name))
	svg = bytes.ReplaceAll(svg, []byte(`url(#zr0-`), []byte(`url(#`+name))
	svg = parts.attribute.ReplaceAllFunc(svg, func(found []byte) []byte {
		var out bytes.Buffer
		declarations := parts.attribute.FindSubmatch(found)[1]
		for one := range strings.SplitSeq(strings.ReplaceAll(string(declarations), "&quot;", "'"), ";") {
			name, value, ok := strings.Cut(one, ":")
			name, value = strings.TrimSpace(name), strings.TrimSpace(value)
			if ok && presentation[name] {
				out.WriteString(" " + name + `="` + value + `"`)
			}
		}
		return out.Bytes()
	})
	if found := parts.size.FindSubmatch(svg); found != nil {
		view := ""
		if !bytes.Contains(found[0], []byte("viewBox")) && !bytes.Contains(svg[:bytes.IndexByte(svg, '>')], []byte("viewBox")) {
			view = ` viewBox="0 0 ` + string(found[2]) + " " + string(found[3]) + `"`
		}
		head := "<svg" + string(found[1]) + ` width="` + string(found[2]) + `" height="` + string(found[3]) + `"` + view
		svg = append([]byte(head), svg[len(found[0]):]...)
	}
	return svg
}

// presentation are the properties that SVG also takes as attributes. The style
// sheet sets the family.
var presentation = map[string]bool{
	"font-size": true, "font-weight": true, "font-style": true, "fill": true, "stroke": true,
	"text-anchor": true, "dominant-baseline": true, "opacity": true, "fill-opacity": true, "stroke-opacity": true, "stroke-width": true,
}

// chartData writes the figures behind a chart, each leading to its evidence.
func (p *page) chartData(n *document.Figure) {
	c := n.Chart
	if len(c.Series) == 0 {
		return
	}
	w := &p.body
	w.raw(`<details class="data"><summary>Figures of this chart</summary>`)
	p.scroll("Data of " + label("figure", n.Number, nil))
	w.raw("<table>\n<thead><tr>")
	if c.XName == "" {
		w.raw("<td></td>")
	} else {
		w.raw(`<th scope="col">`)
		w.text(c.XName)
		w.raw("</th>")
	}
	for _, series := range c.Series {
		w.raw(`<th scope="col" class="right">`)
		w.text(withUnit(series.Name, c.Unit))
		w.raw("</th>")
	}
	w.raw("</tr></thead>\n<tbody>\n")
	for i, category := range c.Categories {
		w.raw(`<tr><th scope="row">`)
		w.text(category)
		w.raw("</th>")
		for _, series := range c.Series {
			w.raw(`<td class="right">`)
			if i < len(series.Points) {
				p.point(series.Points[i])
			}
			w.raw("</td>")
		}
		w.raw("</tr>\n")
	}
	w.raw("</tbody></table></div></details>\n")
}

func withUnit(name, unit string) string {
	if unit == "" {
		return name
	}
	return name + " (" + unit + ")"
}

// interval writes the ends of a point, which are one claim or one each.
func (p *page) interval(point document.ChartPoint) {
	w := &p.body
	switch {
	case point.LowClaim != "" && point.HighClaim != "":
		p.figured(&document.Figured{Claim: point.LowClaim, Value: point.Low})
		w.raw(chart.Between(point.Low))
		p.figured(&document.Figured{Claim: point.HighClaim, Value: point.High})
	case point.Claim != "":
		p.figured(&document.Figured{Claim: point.Claim, Value: point.Low + chart.Between(point.Low) + point.High})
	default:
		w.text(point.Low + chart.Between(point.Low) + point.High)
	}
}

// point writes one value of a chart with its interval or its samples.
func (p *page) point(point document.ChartPoint) {
	w := &p.body
	point = typeset(point)
	text := point.Value
	if text == "" && len(point.Samples) == 0 && point.Low == "" {
		text = "not measured"
	}
	switch {
	case text == "":
	case point.Claim != "":
		p.figured(&document.Figured{Claim: point.Claim, Value: text})
	default:
		w.text(text)
	}
	if point.Low != "" && point.High != "" {
		w.raw(` <span class="interval">`)
		p.interval(point)
		w.raw("</span>")
	}
	if len(point.Samples) > 0 {
		w.raw(` <span class="interval">`)
		samples := strings.Join(point.Samples, ", ")
		if text == "" && point.Claim != "" {
			p.figured(&document.Figured{Claim: point.Claim, Value: samples})
		} else {
			w.text(samples)
		}
		w.raw("</span>")
	}
}

// typeset gives the numbers of a point a minus for a hyphen, as tables have it.
func typeset(point document.ChartPoint) document.ChartPoint {
	minus := func(number string) string {
		if rest, negative := strings.CutPrefix(number, "-"); negative {
			return "−" + rest
		}
		return number
	}
	point.Value, point.Low, point.High = minus(point.Value), minus(point.Low), minus(point.High)
	point.Samples = slices.Clone(point.Samples)
	for i, one := range point.Samples {
		point.Samples[i] = minus(one)
	}
	return point
}
