package pdf

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"report/internal/chart"
	"report/internal/document"
)

// labelled is a drawing with labels at places of a line.
func labelled(width float64, size int, labels ...string) *chart.Drawing {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="200" viewBox="0 0 %.0f 200">`, width, width)
	for i, l := range labels {
		fmt.Fprintf(&b, `<text x="%d" y="100" font-size="%d" font-family="sans-serif" fill="#000">%s</text>`, 20+i*60, size, l)
	}
	b.WriteString("</svg>")
	return &chart.Drawing{SVG: []byte(b.String()), Width: width, Height: 200}
}

// TestChartsStandInAColumnWhereTheyCanBeRead puts drawings of a page's and of a
// column's width in two columns.
func TestChartsStandInAColumnWhereTheyCanBeRead(t *testing.T) {
	look := newLook(Options{Columns: 2})
	for name, one := range map[string]struct {
		narrow *chart.Drawing
		in     bool
	}{
		"none":     {nil, false},
		"good":     {labelled(430, 12, "one", "two"), true},
		"small":    {labelled(700, 12, "one", "two"), false},
		"touching": {labelled(430, 12, "one that is long", "two"), false},
		"cut":      {labelled(430, 12, "", "", "", "", "", "", "a long one"), false},
	} {
		opts := Options{Columns: 2, Narrow: map[string]*chart.Drawing{}}
		if one.narrow != nil {
			opts.Narrow["f"] = one.narrow
		}
		opts.Date = evidenceDate
		doc := paper(para(prose(4)), &document.Figure{ID: "f", Number: "1", Caption: inl("CAPTION of some length that says it"), Chart: &document.Chart{ID: "f"}}, para(prose(4)))
		out, err := Render(doc, map[string]*chart.Drawing{"f": labelled(700, 12, "page")}, opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range readPages(t, out) {
			if strings.Contains(s.text, "CAPTION") {
				middle := look.left + look.width/2
				if in := s.right < middle || s.x > middle; in != one.in {
					t.Errorf("%s: the caption stands at %.0f to %.0f", name, s.x, s.right)
				}
			}
		}
	}
}

// TestPictureHasTheWidthThatTheTextGives sets a window in half of the text's
// width, so that its caption stands higher by half of its height.
func TestPictureHasTheWidthThatTheTextGives(t *testing.T) {
	caption := func(percent int) float64 {
		shot := screenshot(1280, 400)
		out, err := Render(paper(&document.Figure{ID: "f", Number: "1", Caption: inl("CAPTION"), Image: shot, Width: percent}), nil, Options{Date: evidenceDate})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range readPages(t, out) {
			if strings.Contains(s.text, "CAPTION") {
				return s.y
			}
		}
		t.Fatal("no caption")
		return 0
	}
	whole, half := newLook(Options{}).width*400/1280, caption(50)-caption(100)
	if math.Abs(math.Abs(half)-whole/2) > 1 {
		t.Errorf("the caption moved by %.1f, and half of the picture is %.1f high", half, whole/2)
	}
}
