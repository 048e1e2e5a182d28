package pdf

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
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
