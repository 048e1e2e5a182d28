package math

import (
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/need"
	"report/internal/script"
)

func needScripts(t *testing.T) {
	t.Helper()
	if _, err := script.Source(script.Formulas); err != nil {
		need.Missing(t, need.Scripts)
	}
}

func TestFormulaHasShapesMarkupAndSize(t *testing.T) {
	needScripts(t)
	f, err := Set(script.New("", nil), `\frac{\sum_i w_i s_i}{100}`, true)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(f.SVG), "<svg") || !strings.Contains(string(f.SVG), "<path") {
		t.Errorf("no shapes: %.60s", f.SVG)
	}
	if !strings.Contains(f.MathML, "<mfrac>") {
		t.Errorf("no fraction in %s", f.MathML)
	}
	if f.Width < 5 || f.Height < 4 || f.Depth <= 0 || f.Depth >= f.Height {
		t.Errorf("size %.2f × %.2f ex, depth %.2f", f.Width, f.Height, f.Depth)
	}
}

func TestMistakesAreFoundAllAtOnceAtTheirPlaces(t *testing.T) {
	needScripts(t)
	doc := &document.Document{Blocks: []document.Block{
		&document.Equation{TeX: `\frac{a}{`, Pos: diag.Pos{File: "paper/paper.md", Line: 7, Col: 1}},
		&document.Paragraph{Text: []document.Inline{&document.Emph{Text: []document.Inline{
			&document.Math{TeX: `x^2`}, &document.Math{TeX: `\nope`, Pos: diag.Pos{File: "paper/paper.md", Line: 9, Col: 5}}}}}},
	}}
	_, err := All(script.New("", nil), doc)
	if err == nil {
		t.Fatal("no complaint")
	}
	for _, want := range []string{"paper/paper.md:7:1: ", "missing close brace", "paper/paper.md:9:5: ", `undefined control sequence \nope`} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q is not in:\n%v", want, err)
		}
	}
}

// TestBorrowedLettersTakeTheirOwnRoom has a letter that the formulas' font lacks.
func TestBorrowedLettersTakeTheirOwnRoom(t *testing.T) {
	needScripts(t)
	asked := ""
	f, err := Set(script.New("", func(text, font string) float64 { asked = text + " in" + font; return 442 }), `\text{für}`, false)
	if err != nil {
		t.Fatal(err)
	}
	// An f is 306 units wide.
	if !strings.Contains(string(f.SVG), "translate(748,0)") {
		t.Errorf("the r does not follow the ü: %s", f.SVG)
	}
	if !strings.HasPrefix(asked, "ü in") || !strings.HasSuffix(asked, "px serif") {
		t.Errorf("measured %q", asked)
	}
}
