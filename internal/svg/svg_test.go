package svg

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

func picture(t *testing.T, inner string) *Picture {
	t.Helper()
	p, err := Parse([]byte(`<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 100 50">` + inner + `</svg>`))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// path prints segments with whole numbers.
func path(segments []Segment) string {
	var b strings.Builder
	for _, s := range segments {
		n := map[byte]int{'M': 2, 'L': 2, 'C': 6}[s.Op]
		b.WriteByte(s.Op)
		for _, v := range s.P[:n] {
			fmt.Fprintf(&b, " %.0f", v+0.001)
		}
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

func TestPathsAreRead(t *testing.T) {
	for data, want := range map[string]string{
		"M1 2L3,4H5V6z":                 "M 1 2 L 3 4 L 5 4 L 5 6 Z",
		"m1 2 3 4-1-1zl1 0":             "M 1 2 L 4 6 L 3 5 Z L 2 2",
		"M0 0C1 2 3 4 5 6S9 10 11 12":   "M 0 0 C 1 2 3 4 5 6 C 7 8 9 10 11 12",
		"M0 0c1 2 3 4 5 6s4 4 6 6":      "M 0 0 C 1 2 3 4 5 6 C 7 8 9 10 11 12",
		"M0 0Q3 3 6 0T12 0":             "M 0 0 C 2 2 4 2 6 0 C 8 -2 10 -2 12 0",
		"M0 0A5 5 0 0 1 10 0":           "M 0 0 C 0 -3 2 -5 5 -5 C 8 -5 10 -3 10 0",
		"M0 0a5 5 0 0110 0":             "M 0 0 C 0 -3 2 -5 5 -5 C 8 -5 10 -3 10 0",
		"M0 0L1e1 .5.5-3":               "M 0 0 L 10 1 L 1 -3",
		"M0 0L5 5 junk L9 9":            "M 0 0 L 5 5",
		"M0 0A0 5 0 0 1 10 0":           "M 0 0 L 10 0",
		"M0 0 L 1 2 L 99999999999999 1": "M 0 0 L 1 2",
		"1 2 3":                         "",
	} {
		if got := path(parsePath(data)); got != want {
			t.Errorf("%s\nread %s\nwant %s", data, got, want)
		}
	}
}

func TestShapesStandWhereTheirTransformsSay(t *testing.T) {
	p := picture(t, `<g transform="translate(10 20) scale(2)"><rect x="1" y="2" width="3" height="4" transform="rotate(90)"/></g>`)
	if got := path(p.Shapes[0].Path); got != "M 6 22 L 6 28 L -2 28 L -2 22 Z" {
		t.Error(got)
	}
	p = picture(t, `<defs><g id="a"><circle r="5"/></g></defs><use xlink:href="#a" x="10" y="10"/><svg x="50" y="0" width="50" height="50" viewBox="0 0 10 10"><line x1="0" y1="0" x2="10" y2="10" stroke="red"/></svg>`)
	if got := path(p.Shapes[0].Path); !strings.HasPrefix(got, "M 5 10") {
		t.Error(got)
	}
	if got := path(p.Shapes[1].Path); got != "M 50 0 L 100 50" || len(p.Shapes[1].Clips) != 1 || math.Abs(p.Shapes[1].Stroke.Width-5) > 0.01 {
		t.Errorf("%s, %+v", got, p.Shapes[1].Stroke)
	}
}

func TestStylesWeighAsInABrowser(t *testing.T) {
	p := picture(t, `<style><![CDATA[.a{fill:#f00}.a:hover{fill:#0f0}.b .a{fill:#00f}]]></style>
		<g fill="green" opacity="0.5"><path d="M0 0L1 1" class="a" fill="blue"/><path d="M0 0L1 1" class="a" style="fill:white;fill-opacity:.5"/><path d="M0 0L1 1" stroke="rgba(1,2,3,0.5)" stroke-width="0" fill="none"/><path d="M0 0L1 1"/><path d="M0 0L1 1" fill="none" stroke="#123" stroke-dasharray="4 2"/></g>`)
	if len(p.Shapes) != 4 {
		t.Fatalf("%d shapes: what paints nothing is left out", len(p.Shapes))
	}
	want := []Paint{{Colour{255, 0, 0}, 0.5, nil}, {Colour{255, 255, 255}, 0.25, nil}, {Colour{0, 128, 0}, 0.5, nil}}
	for i, w := range want {
		if got := *p.Shapes[i].Fill; got != w {
			t.Errorf("shape %d is filled %+v, not %+v", i, got, w)
		}
	}
	if s := p.Shapes[3].Stroke; s.Colour != (Colour{17, 34, 51}) || len(s.Dash) != 2 {
		t.Errorf("%+v", s)
	}
}

func TestGradientFollowsItsShape(t *testing.T) {
	p := picture(t, `<defs><linearGradient id="g" x1="0" y1="1" x2="0" y2="0"><stop offset="0%" stop-color="#fff"/><stop offset="50%" stop-color="#888"/></linearGradient></defs><g transform="translate(10 0)"><rect x="0" y="10" width="20" height="30" fill="url(#g)"/></g>`)
	g := p.Shapes[0].Fill.Gradient
	if g.X1 != 10 || g.Y1 != 40 || g.X2 != 10 || g.Y2 != 10 || g.Stops[1].Offset != 0.5 {
		t.Errorf("%+v", g)
	}
}

func TestTextKeepsItsPlaceAndStyle(t *testing.T) {
	p := picture(t, `<text x="5" y="6" transform="translate(10 10) rotate(-90)" text-anchor="end" dominant-baseline="central" style="font-size:14px;font-weight:bold;font-family:serif" fill="#333">a
		<tspan x="7" dy="2">b</tspan></text>`)
	a := p.Shapes[0].Text
	if x, y := a.Matrix.Apply(0, 0); math.Abs(x-16) > 1e-9 || math.Abs(y-5) > 1e-9 || a.Value != "a" || a.Size != 14 || !a.Bold || a.Anchor != "end" || a.Baseline != "middle" || a.Family != "serif" {
		t.Errorf("%+v at %.1f %.1f", a, x, y)
	}
	if p.Shapes[1].Text.Value != "b" {
		t.Errorf("%+v", p.Shapes[1].Text)
	}
}

func TestHostilePicturesEnd(t *testing.T) {
	deep := strings.Repeat("<g>", 200) + strings.Repeat("</g>", 200)
	var laughs strings.Builder
	laughs.WriteString(`<g id="l0"><path d="M0 0L1 1" stroke="red"/></g>`)
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&laughs, `<g id="l%d">%s</g>`, i, strings.Repeat(fmt.Sprintf(`<use href="#l%d"/>`, i-1), 8))
	}
	for name, inner := range map[string]string{"deep": deep, "itself": `<g id="a"><use href="#a"/></g>`, "laughs": laughs.String()} {
		if _, err := Parse([]byte(`<svg viewBox="0 0 9 9">` + inner + `</svg>`)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	for _, text := range []string{"", "text", "<html/>", "<svg/>", `<svg viewBox="0 0 0 0"/>`, `<svg viewBox="0 0 1e300 1"/>`, `<svg viewBox="0 0 9 9"><g>`} {
		if _, err := Parse([]byte(text)); err == nil {
			t.Errorf("%q: no error", text)
		}
	}
	p := picture(t, `<script>alert(1)</script><image href="http://example.org/x.png"/><foreignObject><b>x</b></foreignObject>`)
	if len(p.Shapes) != 0 {
		t.Errorf("%d shapes of what may not be drawn", len(p.Shapes))
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`<path d="M0 0a5 5 0 0110 0" style="fill:url(#g)" transform="matrix(1 2 3 4 5 6)"/>`)
	f.Add(`<style>.a{fill:red}</style><text class="a" font-size="9">x<tspan>y</tspan></text><polygon points="1 2 3"/>`)
	f.Add(`<clipPath id="c"><rect width="5" height="5"/></clipPath><g clip-path="url(#c)"><ellipse rx="2" ry="1"/></g>`)
	f.Fuzz(func(t *testing.T, inner string) {
		p, err := Parse([]byte(`<svg viewBox="0 0 9 9">` + inner + `</svg>`))
		if err != nil {
			return
		}
		for _, s := range p.Shapes {
			for _, segment := range s.Path {
				for _, v := range segment.P {
					if math.IsNaN(v) {
						t.Fatalf("a coordinate is not a number: %+v", segment)
					}
				}
			}
			if s.Fill != nil && (s.Fill.Opacity < 0 || s.Fill.Opacity > 1) {
				t.Fatalf("opacity %v", s.Fill.Opacity)
			}
		}
	})
}
