package math

import (
	"html"
	"regexp"
	"strings"
	"testing"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/need"
	"report/internal/script"
	"report/internal/svg"
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

// TestFormulasAreDividedWhereTeXDividesThem shows the parts as the signs that
// begin and end them, | standing for a break.
func TestFormulasAreDividedWhereTeXDividesThem(t *testing.T) {
	needScripts(t)
	engine := script.New("", nil)
	for _, c := range []struct {
		tex     string
		display bool
		want    string
	}{
		{`a + b = -c`, false, "a+|b=|−c"},
		{`a + b = -c`, true, "a|+b|=−c"},
		{`f(a - b) \le \frac{a+b}{c}, \quad x`, false, "f(a−|b)≤|a+bc,|x"},
		{`\displaystyle a \to b`, false, "a→|b"},
		{`\left( a + b \right)`, true, "(a+b)"},
		{`\begin{pmatrix} a + b & c \end{pmatrix}`, true, "(a+bc)"},
		{`(-a)`, false, "(−a)"},
		{`\sin a = b`, false, "sin\u2061a=|b"},
	} {
		f, err := Set(engine, c.tex, c.display)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		width := 0.0
		for _, p := range f.Pieces() {
			got = append(got, words(p.MathML))
			width += p.Width + p.Gap
			if d, err := svg.Parse(p.SVG); err != nil || len(d.Shapes) == 0 {
				t.Errorf("%s: a piece is not drawn: %v", c.tex, err)
			}
		}
		if s := strings.Join(got, "|"); s != c.want {
			t.Errorf("%s is divided as %s, not %s", c.tex, s, c.want)
		}
		if width < f.Width-0.01 || width > f.Width+0.01 {
			t.Errorf("%s: the pieces are %.3f ex wide together, not %.3f", c.tex, width, f.Width)
		}
	}
}

// words are the letters of a formula's markup.
func words(mathML string) string {
	return strings.Join(strings.Fields(html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(mathML, ""))), "")
}

func TestFormulasAsWords(t *testing.T) {
	for tex, want := range map[string]string{
		`\alpha + \sum_{i=1}^{n} x_{i}`: "α + ∑_{i=1}^n x_i",
		`\mathrm{F}_1\,\le\,0.9`:        "F_1 ≤ 0.9",
		`\log x`:                        "log x",
		`E = mc^2`:                      "E = mc^2",
		`\frac{a}{b}`:                   "a/b",
		`O(n \log n)`:                   "O(n log n)",
	} {
		if got := Words(tex); got != want {
			t.Errorf("%s reads %q, not %q", tex, got, want)
		}
	}
}
