// Package math sets one formula. TeX comes in; the formula as SVG with its size
// for print and as MathML for the browser goes out. Where it stands on a page
// is for render.
package math

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"report/internal/diag"
	"report/internal/document"
	"report/internal/script"
)

// Formula is one formula, set. Sizes are in ex of the text around it; an ex is
// half an em here.
type Formula struct {
	TeX     string
	Display bool
	SVG     []byte
	MathML  string
	Width   float64 // ex
	Height  float64 // ex, above and below the baseline together
	Depth   float64 // ex below the baseline
}

// Set sets a formula; the same TeX gives the same bytes on every machine. It
// fails with the parser's own message on TeX that cannot be read.
func Set(engine *script.Engine, tex string, display bool) (*Formula, error) {
	shown := strconv.FormatBool(display)
	svg, err := engine.Call(script.Formulas, "formulaSVG", tex, shown)
	if err != nil {
		return nil, err
	}
	mathML, err := engine.Call(script.Formulas, "formulaMathML", tex, shown)
	if err != nil {
		return nil, err
	}
	f := &Formula{TeX: tex, Display: display, SVG: []byte(svg), MathML: mathML}
	sizes := attributes()
	f.Width, f.Height = number(sizes.width, svg), number(sizes.height, svg)
	f.Depth = -number(sizes.align, svg)
	return f, nil
}

// Key finds a formula again among those of a document.
type Key struct {
	TeX     string
	Display bool
}

// All sets every formula of a document. A formula that cannot be read is a
// mistake at its place in the text; all of them are returned together.
func All(engine *script.Engine, doc *document.Document) (map[Key]*Formula, error) {
	formulas := map[Key]*Formula{}
	var mistakes diag.List
	var broken error
	set := func(tex string, display bool, at diag.Pos) {
		key := Key{tex, display}
		if formulas[key] != nil || broken != nil {
			return
		}
		f, err := Set(engine, tex, display)
		switch {
		case err == script.ErrNotBuilt:
			broken = err
		case err != nil:
			first, _, _ := strings.Cut(tex, "\n")
			mistake := diag.At(at, "the formula \"%s\" cannot be set: %s", first, strings.ToLower(err.Error())).
				WithHint(`TeX with the commands of amsmath is understood, such as \frac{a}{b}, \sum_{i=1}^n and \begin{aligned} … \end{aligned}`)
			doc.Quote(mistake)
			mistakes = append(mistakes, mistake)
		default:
			formulas[key] = f
		}
	}
	document.Walk(doc, func(b document.Block) {
		if e, ok := b.(*document.Equation); ok {
			set(e.TeX, true, e.Pos)
		}
	}, func(i document.Inline) {
		if m, ok := i.(*document.Math); ok {
			set(m.TeX, false, m.Pos)
		}
	})
	if broken != nil {
		return nil, fmt.Errorf("setting formulas: %w", broken)
	}
	return formulas, mistakes.Err()
}

// places finds the sizes that MathJax writes on the outermost element.
type places struct{ width, height, align *regexp.Regexp }

var attributes = sync.OnceValue(func() places {
	return places{
		width:  regexp.MustCompile(`^<svg[^>]* width="([-0-9.]+)ex"`),
		height: regexp.MustCompile(`^<svg[^>]* height="([-0-9.]+)ex"`),
		align:  regexp.MustCompile(`^<svg[^>]*vertical-align: ([-0-9.]+)ex`),
	}
})

func number(place *regexp.Regexp, svg string) float64 {
	m := place.FindStringSubmatch(svg)
	if m == nil {
		return 0
	}
	f, _ := strconv.ParseFloat(m[1], 64)
	return f
}
