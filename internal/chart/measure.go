package chart

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// sans is the face that charts are set in, read when the first text is measured.
var sans = sync.OnceValues(func() (map[bool]*sfnt.Font, error) {
	regular, err := sfnt.Parse(liberationsansregular.TTF)
	if err != nil {
		return nil, err
	}
	bold, err := sfnt.Parse(liberationsansbold.TTF)
	if err != nil {
		return nil, err
	}
	return map[bool]*sfnt.Font{false: regular, true: bold}, nil
})

// sizeOf finds the size in a CSS font such as "bold 12px Arial".
var sizeOf = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`([0-9.]+)px`) })

// Measure is the width of a text in CSS pixels when it is set in the charts'
// face, from the font's own advances; font is CSS, such as "bold 12px Arial".
// A rune that the font lacks counts as one em.
func Measure(text, cssFont string) float64 {
	size := 12.0
	if m := sizeOf().FindStringSubmatch(cssFont); m != nil {
		if f, err := strconv.ParseFloat(m[1], 64); err == nil {
			size = f
		}
	}
	faces, err := sans()
	if err != nil {
		return 0.55 * size * float64(len([]rune(text)))
	}
	face := faces[strings.Contains(cssFont, "bold")]
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
