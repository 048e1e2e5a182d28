package chart

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is the one of a CSS font, read when the first text is measured: the
// charts' own sans, or the serif that formulas borrow letters from.
func face(cssFont string) (*sfnt.Font, error) {
	parse := sans()
	if strings.HasSuffix(cssFont, " serif") {
		parse = serif()
	}
	return parse[strings.Contains(cssFont, "bold")]()
}

type faces map[bool]func() (*sfnt.Font, error) // by whether it is bold

var sans = sync.OnceValue(func() faces {
	return faces{false: parsed(liberationsansregular.TTF), true: parsed(liberationsansbold.TTF)}
})

var serif = sync.OnceValue(func() faces {
	return faces{false: parsed(liberationserifregular.TTF), true: parsed(liberationserifbold.TTF)}
})

func parsed(ttf []byte) func() (*sfnt.Font, error) {
	return sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(ttf) })
}

// sizeOf finds the size in a CSS font such as "bold 12px Arial".
var sizeOf = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([0-9.]+)px`) })

// Measure is the width of a text in CSS pixels when it is set in the charts'
// face, from the font's own advances; font is CSS, such as "bold 12px Arial". One
// that ends with "serif" is that of formulas.
// A rune that the font lacks counts as one em.
func Measure(text, cssFont string) float64 {
	size := 12.0
	if m := sizeOf().FindStringSubmatch(cssFont); m != nil {
		if f, err := strconv.ParseFloat(m[1], 64); err == nil {
			size = f
		}
	}
	face, err := face(cssFont)
	if err != nil {
		return 0.55 * size * float64(len([]rune(text)))
	}
	const unitsPerEm = 2048
	var buf sfnt.Buffer
	width := 0.0
	for _, r := range text {
		index, err := face.GlyphIndex(&buf, r)
		if err != nil || index == 0 {
			width += size
			continue
		}
		advance, err := face.GlyphAdvance(&buf, index, fixed.I(unitsPerEm), font.HintingNone)
		if err != nil {
			width += size
			continue
		}
		width += float64(advance) / 64 / unitsPerEm * size
	}
	return width
}
