package chart

import (
	"math"
	"strconv"
	"strings"

	"report/internal/document"
)

// narrowWidth is up to which width of a drawing, in CSS pixels, the page lays it
// out for a phone; phone is what it then has on most.
const narrowWidth, phone = 480, 310

// narrow is what a narrow drawing does otherwise: its legend takes more rows,
// its axes have fewer ticks, and names stand slanted where they would overlap.
func (p *plot) narrow() map[string]any {
	out := map[string]any{}
	if legend := brokenLegend(p.names(), phone); legend != nil {
		out["legend"] = []any{legend}
	}
	switch p.Kind {
	case document.Radar:
		r := p.radarIn(phone, 0)
		out["stage"], out["radar"] = r.height, map[string]any{"radius": r.radius, "center": r.center()}
		return out
	case document.HeatMap:
		return map[string]any{"visualMap": []any{map[string]any{"itemWidth": 12, "itemGap": 7, "textGap": 4, "textStyle": map[string]any{"fontSize": 10}}}}
	}
	out["grid"] = map[string]any{"top": strconv.Itoa(p.top(p.names(), phone))}
	if p.horizontal() {
		out["xAxis"] = []any{map[string]any{"splitNumber": p.ticksIn(p.across(phone))}}
		return out
	}
	// What is left of the width beside the labels of the other axis.
	category := map[string]any{}
	room := math.Floor((phone-70)/float64(max(1, len(p.Categories)))) - 4
	if p.widestWord() > room && room < widestLabel*3/5 {
		across := math.Min(widestLabel, p.widestCategory()) + line*float64(p.linesOfCategories(widestLabel))
		category["axisLabel"] = map[string]any{"rotate": 45, "hideOverlap": true}
		category["nameGap"] = 24 + int(math.Ceil(across*math.Sqrt2/2))
	} else {
		category["axisLabel"] = map[string]any{"width": room}
		category["nameGap"] = 17 + 13*p.linesOfCategories(room)
	}
	out["xAxis"] = []any{category}
	return out
}

// across is what a drawing of a width leaves an axis of values along its foot.
func (p *plot) across(width float64) float64 {
	return width - p.left() - 8 - math.Min(widestLabel, p.widestCategory()) - p.right()
}

// line is the height of a line of labels.
const line = 15

// ticksIn is into how many parts an axis of values is divided so that the labels
// of its ticks stand side by side in a width.
func (p *plot) ticksIn(width float64) int {
	low, high := p.spread()
	for parts := 5; parts > 1; parts-- {
		step := roundStep((high - low) / float64(parts))
		ticks := math.Ceil(high/step) - math.Floor(low/step)
		if ticks*(p.widestTick(parts)+8) <= width {
			return parts
		}
	}
	return 1
}

// radarRoom is where a radar chart stands in its drawing.
type radarRoom struct{ x, y, radius, height float64 }

func (r radarRoom) center() []string {
	return []string{strconv.FormatFloat(r.x, 'f', 0, 64), strconv.FormatFloat(r.y, 'f', 0, 64)}
}

// radarIn fits the polygon and the names around it into the width, and into the
// height if that is given: a triangle needs less below than above its middle.
func (p *plot) radarIn(width, height float64) radarRoom {
	const gap, most = 16, 158
	if chosen := float64(p.Chart.Height); chosen > 0 && (height == 0 || chosen < height) {
		height = chosen
	}
	above, below := 1.0, 0.0
	names := 1
	radius := float64(most)
	for i, c := range p.Categories {
		name := inLines(c)
		names = max(names, 1+strings.Count(name, "\n"))
		across, down := math.Sincos(2 * math.Pi * float64(i) / float64(len(p.Categories)))
		below = math.Max(below, -down)
		if side := math.Abs(across); side > 0.1 {
			radius = math.Min(radius, (width/2-gap-widest(strings.Split(name, "\n")))/side)
		}
	}
	room := float64(names*line + gap)
	top := float64(p.top(p.names(), width)) + room - 8
	if height > 0 {
		radius = math.Min(radius, (height-top-room)/(above+below))
	}
	radius = math.Floor(math.Max(radius, 40))
	if height == 0 {
		height = top + radius*(above+below) + room
	}
	return radarRoom{math.Floor(width / 2), math.Round(top + radius), radius, math.Ceil(height)}
}

// inLines breaks a long name near its middle, and a very long one again.
func inLines(name string) string {
	const long, veryLong = 16, 24
	if len(name) < long {
		return name
	}
	at := -1
	for i, r := range name {
		if r == ' ' && (at < 0 || abs(2*i-len(name)) < abs(2*at-len(name))) {
			at = i
		}
	}
	if at < 0 {
		return name
	}
	parts := []string{name[:at], name[at+1:]}
	for i, part := range parts {
		if len(part) > veryLong {
			parts[i] = inLines(part)
		}
	}
	return strings.Join(parts, "\n")
}

func abs(n int) int { return max(n, -n) }

// widest is the width of the widest text in the size of labels.
func widest(texts []string) float64 {
	most := 0.0
	for _, text := range texts {
		most = math.Max(most, Measure(text, "12px"))
	}
	return most
}

func (p *plot) widestCategory() float64 { return widest(p.Categories) }

// widestWord is what cannot be broken of the categories' names.
func (p *plot) widestWord() float64 { return widest(strings.Fields(strings.Join(p.Categories, " "))) }

// linesOfCategories is how many lines of a width the names of categories take.
func (p *plot) linesOfCategories(width float64) int {
	most := 1
	for _, name := range p.Categories {
		lines, used := 1, 0.0
		for _, word := range strings.Fields(name) {
			w := widest([]string{word + " "})
			if used > 0 && used+w > width {
				lines, used = lines+1, 0
			}
			lines += max(0, int(math.Ceil(w/width))-1) // of a word that is broken
			used += w
		}
		most = max(most, lines)
	}
	return most
}

// spread is what the axis of values spans.
func (p *plot) spread() (low, high float64) {
	low, high = p.reach()
	if p.Stacked && p.max == nil {
		high = p.stackedReach()
	}
	return low, high
}

// widestTick is about how wide the numbers along the axis of values are, which the
// script divides by round steps into about so many parts.
func (p *plot) widestTick(parts int) float64 {
	low, high := p.spread()
	step := roundStep((high - low) / float64(parts))
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	var all []string
	for n := math.Floor(low / step); n <= math.Ceil(high/step); n++ {
		text := strconv.FormatFloat(n*step, 'f', digits, 64)
		if strings.Contains(text, ".") {
			text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
		} else if len(text) > 3 {
			text += ","
		}
		all = append(all, text)
	}
	return widest(all)
}

// reach is what the axis of values spans: zero, and all that is drawn.
func (p *plot) reach() (low, high float64) {
	note := func(values ...float64) {
		for _, v := range values {
			low, high = math.Min(low, v), math.Max(high, v)
		}
	}
	for _, row := range p.points {
		for _, pt := range row {
			note(pt.samples...)
			if pt.known {
				note(pt.value)
			}
			if pt.ranged {
				note(pt.low, pt.high)
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
		high = low + 1
	}
	return low, high
}

// stackedReach is the highest stack.
func (p *plot) stackedReach() float64 {
	high := 0.0
	for j := range p.Categories {
		sum := 0.0
		for _, row := range p.points {
			if j < len(row) {
				sum += row[j].value
			}
		}
		high = math.Max(high, sum)
	}
	if high == 0 {
		return 1
	}
	return high
}

// roundStep is 1, 2, 3, 5 or 10 times a power of ten, as the script rounds.
func roundStep(step float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(step)))
	for _, up := range [][2]float64{{1.5, 1}, {2.5, 2}, {4, 3}, {7, 5}} {
		if step/power < up[0] {
			return up[1] * power
		}
	}
	return 10 * power
}
