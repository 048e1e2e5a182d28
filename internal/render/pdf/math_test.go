package pdf

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/math"
	"report/internal/need"
)

// drawn is a formula of a width in ex.
func drawn(tex string, display bool, width float64) map[math.Key]*math.Formula {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" width="10ex" height="2ex" viewBox="0 0 1000 200"><path d="M0 0L1000 0L1000 200Z"/></svg>`
	return map[math.Key]*math.Formula{{TeX: tex, Display: display}: {TeX: tex, Display: display, SVG: []byte(svg), Width: width, Height: 2, Depth: 0.5}}
}

func TestWideFormulasAreNamed(t *testing.T) {
	equation := &document.Equation{TeX: "a = b", Pos: diag.Pos{File: "paper.md", Line: 7, Col: 1}}
	for width, want := range map[float64][]string{
		60:  nil,
		146: {"PDF: paper.md:7:1: the formula is wider than the text and set at 50 % of its size; break it, as with \\begin{aligned} … \\\\ … \\end{aligned}"},
	} {
		var said []string
		render(t, paper(equation), Options{Hyphens: patterns, Formulas: drawn("a = b", true, width), Warn: func(s string) { said = append(said, s) }})
		if !slices.Equal(said, want) {
			t.Errorf("a width of %.0f ex: %q", width, said)
		}
	}
}

func TestFormulasAreCopiedAsTheyWereTyped(t *testing.T) {
	tool := need.Program(t, "pdftotext", "poppler-utils")
	formulas := drawn("\\alpha_1 + 2", false, 8)
	maps.Copy(formulas, drawn("T = \\sum_i\nw_i", true, 20))
	out := render(t, paper(para("Here ", &document.Math{TeX: "\\alpha_1 + 2"}, " stands."), &document.Equation{TeX: "T = \\sum_i\nw_i"}), Options{Hyphens: patterns, Formulas: formulas})
	path := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(path, out, 0o644); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command(tool, path, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"Here \\alpha_1 + 2 stands.", "T = \\sum_i w_i"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is not copied: %s", want, text)
		}
	}
}

// longSum is a formula as the formula script draws it, of n terms that are an em
// wide each and stand 2 em apart: a + a + … = a.
func longSum(tex string, display bool, n int) map[math.Key]*math.Formula {
	var svg strings.Builder
	width := n*2000 - 1000
	fmt.Fprintf(&svg, `<svg style="vertical-align: -0.5ex;" xmlns="http://www.w3.org/2000/svg" width="%dex" height="2ex" role="img" focusable="false" viewBox="0 -750 %d 1000"><g stroke="currentColor" fill="currentColor" stroke-width="0" transform="scale(1,-1)"><g data-mml-node="math">`, width/500, width)
	for i := range n {
		fmt.Fprintf(&svg, `<g data-mml-node="mi" transform="translate(%d,0)"><path data-c="61" d="M0 0L1000 0L1000 500Z"></path></g>`, i*2000)
		if sign := map[bool]string{true: "3D", false: "2B"}[i == n-2]; i < n-1 {
			fmt.Fprintf(&svg, `<g data-mml-node="mo" transform="translate(%d,0)"><path data-c="%s" d="M0 0L500 0L500 500Z"></path></g>`, i*2000+1250, sign)
		}
	}
	svg.WriteString("</g></g></svg>")
	return map[math.Key]*math.Formula{{TeX: tex, Display: display}: {TeX: tex, Display: display, SVG: []byte(svg.String()), Width: float64(width) / 500, Height: 2, Depth: 0.5}}
}

// TestWideFormulasAreDividedAtTheirSigns has formulas of twice a line's width:
// none may leave the column, nor be set smaller.
func TestWideFormulasAreDividedAtTheirSigns(t *testing.T) {
	for name, page := range map[string]struct {
		display bool
		blocks  []document.Block
	}{
		"alone":         {true, []document.Block{&document.Equation{TeX: "a + a", ID: "eq-a", Number: "1"}}},
		"in a sentence": {false, []document.Block{para("A sum is ", &document.Math{TeX: "a + a"}, ", and on.")}},
	} {
		t.Run(name, func(t *testing.T) {
			out := render(t, paper(page.blocks...), Options{Hyphens: patterns, Formulas: longSum("a + a", page.display, 40),
				Warn: func(s string) { t.Errorf("warns: %s", s) }})
			box := placedShapes(t, out)
			if box.left < 95.6 || box.right > 499.7 {
				t.Errorf("the formula stands from %.1f to %.1f points", box.left, box.right)
			}
			if box.lines < 2 {
				t.Errorf("the formula takes %d lines", box.lines)
			}
		})
	}
}

// TestFormulasThatCannotBeDividedStayInTheirLine has one in a sentence.
func TestFormulasThatCannotBeDividedStayInTheirLine(t *testing.T) {
	var said []string
	out := render(t, paper(para("A word and ", &document.Math{TeX: "a", Pos: diag.Pos{File: "paper.md", Line: 3, Col: 12}}, ".")),
		Options{Hyphens: patterns, Formulas: drawn("a", false, 146), Warn: func(s string) { said = append(said, s) }})
	if box := placedShapes(t, out); box.left < 95.6 || box.right > 499.7 {
		t.Errorf("the formula stands from %.1f to %.1f points", box.left, box.right)
	}
	want := []string{"PDF: paper.md:3:12: the formula is wider than its line and set at 49 % of its size; put it on a line of its own, between $$ and $$"}
	if !slices.Equal(said, want) {
		t.Errorf("%q", said)
	}
}

// shapes is where the paths of a file stand, and on how many lines they begin.
type shapes struct {
	left, right float64
	lines       int
}

func placedShapes(t *testing.T, pdf []byte) shapes {
	t.Helper()
	f, err := readFile(pdf)
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, file: f}
	out, starts := shapes{left: 1e6}, map[string]bool{}
	for _, page := range f.pages {
		content := string(r.content(number(contents.FindSubmatch(f.objects[page])[1])))
		for _, m := range regexp.MustCompile(`(\S+) (\S+) ([ml])\b`).FindAllStringSubmatch(content, -1) {
			x, _ := strconv.ParseFloat(m[1], 64)
			out.left, out.right = min(out.left, x), max(out.right, x)
			if m[3] == "m" {
				starts[m[2]] = true
			}
		}
	}
	out.lines = len(starts)
	return out
}
