package typeset

import (
	"sync"

	"github.com/go-fonts/dejavu/dejavusans"
	"github.com/go-fonts/dejavu/dejavusansbold"
	"github.com/go-fonts/dejavu/dejavusansmono"
	"github.com/go-fonts/dejavu/dejavusansmonobold"
	"github.com/go-fonts/dejavu/dejavusansmonooblique"
	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansbolditalic"
	"github.com/go-fonts/liberation/liberationsansitalic"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifbolditalic"
	"github.com/go-fonts/liberation/liberationserifitalic"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Family is a kind of letter.
type Family uint8

// The families. Fallback has what the others lack.
const (
	Serif Family = iota
	Sans
	Mono
	Fallback
)

// Style picks a face: a family in one weight and slant.
type Style struct {
	Family Family
	Bold   bool
	Italic bool
}

// cut is a face as it is shipped.
type cut struct {
	name       string
	postScript string
	ttf        []byte
}

// cuts are the faces there are; a style without its own takes a neighbour's.
func cuts(s Style) cut {
	switch s {
	case Style{Serif, false, false}:
		return cut{"serif", "LiberationSerif", liberationserifregular.TTF}
	case Style{Serif, true, false}:
		return cut{"serifbold", "LiberationSerif-Bold", liberationserifbold.TTF}
	case Style{Serif, false, true}:
		return cut{"serifitalic", "LiberationSerif-Italic", liberationserifitalic.TTF}
	case Style{Serif, true, true}:
		return cut{"serifbolditalic", "LiberationSerif-BoldItalic", liberationserifbolditalic.TTF}
	case Style{Sans, false, false}:
		return cut{"sans", "LiberationSans", liberationsansregular.TTF}
	case Style{Sans, true, false}:
		return cut{"sansbold", "LiberationSans-Bold", liberationsansbold.TTF}
	case Style{Sans, false, true}:
		return cut{"sansitalic", "LiberationSans-Italic", liberationsansitalic.TTF}
	case Style{Sans, true, true}:
		return cut{"sansbolditalic", "LiberationSans-BoldItalic", liberationsansbolditalic.TTF}
	case Style{Mono, true, false}, Style{Mono, true, true}:
		return cut{"monobold", "DejaVuSansMono-Bold", dejavusansmonobold.TTF}
	case Style{Mono, false, true}:
		return cut{"monoitalic", "DejaVuSansMono-Oblique", dejavusansmonooblique.TTF}
	case Style{Mono, false, false}:
		return cut{"mono", "DejaVuSansMono", dejavusansmono.TTF}
	case Style{Fallback, true, false}, Style{Fallback, true, true}:
		return cut{"fallbackbold", "DejaVuSans-Bold", dejavusansbold.TTF}
	}
	return cut{"fallback", "DejaVuSans", dejavusans.TTF}
}

// quick is how many runes have their measures in a table: Latin, Greek,
// Cyrillic, punctuation, arrows and operators.
const quick = 0x2600

// Face is one cut of a family with its measures, in thousandths of the size,
// rounded as a PDF states them: what is computed is what a viewer advances.
type Face struct {
	Name       string // ours, short and without punctuation
	PostScript string // the font's own
	TTF        []byte
	Ascent     int
	Descent    int // below the baseline, positive
	XHeight    int
	CapHeight  int

	mono     bool
	font     *sfnt.Font
	buf      sfnt.Buffer
	upem     int
	advances [quick]int16 // 0 is not asked yet, -1 no glyph, otherwise 1 + advance
	rare     map[rune]int16
	kerns    map[uint32]int16
}

// Fonts are the faces of one document. It is not safe for use by two
// goroutines: the faces keep what they were asked.
type Fonts struct {
	// Missing counts the runes that no font has.
	Missing map[rune]int
	faces   map[string]*Face
	byKey   [16]*Face
	scratch paragraph
}

// NewFonts has no face yet; each is read when it is first asked for.
func NewFonts() *Fonts { return &Fonts{faces: map[string]*Face{}} }

// parsed keeps the tables of contents of the shipped fonts, which are the same
// for every document.
var parsed sync.Map

// Face is the face of a style.
func (f *Fonts) Face(s Style) *Face {
	key := int(s.Family) * 4
	if s.Bold {
		key++
	}
	if s.Italic {
		key += 2
	}
	if face := f.byKey[key]; face != nil {
		return face
	}
	c := cuts(s)
	face, ok := f.faces[c.name]
	if !ok {
		face = open(c)
		f.faces[c.name] = face
	}
	f.byKey[key] = face
	return face
}

func open(c cut) *Face {
	known, ok := parsed.Load(c.name)
	if !ok {
		font, err := sfnt.Parse(c.ttf)
		if err != nil {
			panic("typeset: shipped font " + c.name + ": " + err.Error())
		}
		known, _ = parsed.LoadOrStore(c.name, font)
	}
	face := &Face{Name: c.name, PostScript: c.postScript, TTF: c.ttf, font: known.(*sfnt.Font), kerns: map[uint32]int16{}, rare: map[rune]int16{}}
	face.upem = int(face.font.UnitsPerEm())
	face.mono = c.name == "mono" || c.name == "monobold" || c.name == "monoitalic"
	m, err := face.font.Metrics(&face.buf, fixed.I(1000), font.HintingNone)
	if err == nil {
		face.Ascent, face.Descent = m.Ascent.Round(), m.Descent.Round()
		face.XHeight, face.CapHeight = abs(m.XHeight.Round()), abs(m.CapHeight.Round())
	}
	return face
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}

// Has reports whether the face has a glyph for a rune.
func (f *Face) Has(r rune) bool { return f.lookup(r) > 0 }

// Advance is the width of a rune, or of nothing when there is no glyph.
func (f *Face) Advance(r rune) int {
	if a := f.lookup(r); a > 0 {
		return int(a) - 1
	}
	return 0
}

func (f *Face) lookup(r rune) int16 {
	if r >= 0 && r < quick {
		if f.advances[r] == 0 {
			f.advances[r] = f.measure(r)
		}
		return f.advances[r]
	}
	a, ok := f.rare[r]
	if !ok {
		a = f.measure(r)
		f.rare[r] = a
	}
	return a
}

func (f *Face) measure(r rune) int16 {
	index, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil || index == 0 {
		return -1
	}
	// At a size of the em every design unit is one pixel: no rounding but ours.
	units, err := f.font.GlyphAdvance(&f.buf, index, fixed.I(f.upem), font.HintingNone)
	if err != nil {
		return -1
	}
	return int16((units.Round()*1000+f.upem/2)/f.upem) + 1
}

// Glyph is the number of a rune's glyph in the font file, 0 without one.
func (f *Face) Glyph(r rune) uint16 {
	index, err := f.font.GlyphIndex(&f.buf, r)
	if err != nil {
		return 0
	}
	return uint16(index)
}

// Kern is the correction between two neighbours, mostly negative.
func (f *Face) Kern(a, b rune) int {
	if f.mono || a > 0xffff || b > 0xffff || a < 0 || b < 0 {
		return 0
	}
	key := uint32(a)<<16 | uint32(b)
	if k, ok := f.kerns[key]; ok {
		return int(k)
	}
	k := f.kern(a, b)
	f.kerns[key] = k
	return int(k)
}

func (f *Face) kern(a, b rune) int16 {
	ia, errA := f.font.GlyphIndex(&f.buf, a)
	ib, errB := f.font.GlyphIndex(&f.buf, b)
	if errA != nil || errB != nil {
		return 0
	}
	k, err := f.font.Kern(&f.buf, ia, ib, fixed.I(f.upem), font.HintingNone)
	if err != nil {
		return 0
	}
	units := k.Round()
	if units < 0 {
		return int16(-((-units*1000 + f.upem/2) / f.upem))
	}
	return int16((units*1000 + f.upem/2) / f.upem)
}

// Width is how wide a text stands in a style at a size, kerned, with the runes
// that the style lacks taken from the fallback.
func (f *Fonts) Width(text string, s Style, size float64) float64 {
	sum := 0
	var last *Face
	previous := rune(-1)
	for _, r := range text {
		face, r := f.pick(s, r)
		if face == last {
			sum += face.Kern(previous, r)
		}
		sum += face.Advance(r)
		last, previous = face, r
	}
	return float64(sum) * size / 1000
}

// pick is the face that has a rune, and the rune to show.
func (f *Fonts) pick(s Style, r rune) (*Face, rune) {
	face := f.Face(s)
	if face.Has(r) {
		return face, r
	}
	if r <= 0xffff {
		if other := f.Face(Style{Fallback, s.Bold, s.Italic}); other.Has(r) {
			return other, r
		}
		if other := f.Face(Style{Mono, s.Bold, s.Italic}); other.Has(r) {
			return other, r
		}
	}
	return f.Face(Style{Fallback, s.Bold, s.Italic}), '\uFFFD'
}
