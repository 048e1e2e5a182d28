package latex

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/document"
)

// face is one of the fonts of the text.
type face int

const (
	upright face = iota
	bold
	italic
	mono
)

// advances are the widths of the characters from blank to tilde in Latin
// Modern at ten points, in thousandths of these.
var advances = [...][95]int{
	upright: {
		333, 278, 374, 833, 500, 833, 778, 278, 389, 389, 500, 778, 278, 333, 278, 500, 500, 500, 500, 500, 500, 500, 500, 500,
		500, 500, 278, 278, 778, 778, 778, 472, 778, 750, 708, 722, 764, 681, 653, 785, 750, 361, 514, 778, 625, 917, 750, 778,
		681, 778, 736, 556, 722, 750, 750, 1028, 750, 750, 611, 278, 500, 278, 556, 750, 278, 500, 556, 444, 556, 444, 306, 500,
		556, 278, 306, 528, 278, 833, 556, 500, 556, 528, 392, 394, 389, 556, 528, 722, 528, 528, 444, 500, 278, 500, 556,
	},
	bold: {
		383, 350, 481, 958, 575, 958, 894, 319, 447, 447, 575, 894, 319, 383, 319, 575, 575, 575, 575, 575, 575, 575, 575, 575,
		575, 575, 319, 319, 894, 894, 894, 543, 894, 869, 818, 831, 882, 756, 724, 904, 900, 436, 594, 901, 692, 1092, 900, 864,
		786, 864, 862, 639, 800, 885, 869, 1189, 869, 869, 703, 319, 575, 319, 556, 869, 319, 559, 639, 511, 639, 527, 351, 575,
		639, 319, 351, 607, 319, 958, 639, 575, 639, 607, 474, 454, 447, 639, 607, 831, 607, 607, 511, 575, 319, 575, 556,
	},
	italic: {
		358, 307, 401, 818, 500, 818, 767, 307, 409, 409, 511, 767, 307, 358, 307, 511, 511, 511, 511, 511, 511, 511, 511, 511,
		511, 511, 307, 307, 778, 767, 778, 511, 767, 743, 704, 716, 755, 678, 653, 774, 743, 386, 525, 769, 627, 897, 743, 767,
		678, 767, 729, 562, 716, 743, 743, 999, 743, 743, 613, 307, 500, 307, 556, 743, 307, 511, 460, 460, 511, 460, 307, 460,
		511, 307, 307, 460, 256, 818, 562, 511, 511, 460, 422, 409, 332, 537, 460, 664, 464, 486, 409, 500, 278, 500, 556,
	},
}

// advance is the width of a character at ten points.
func advance(r rune, f face) float64 {
	switch {
	case !settable(r):
		return float64(len(unset(r))) * 5.5
	case f == mono:
		return 5.25
	case r >= ' ' && r <= '~':
		return float64(advances[f][r-' ']) / 100
	case strings.ContainsRune("—…™½¼¾‰√∑∏", r):
		return 10
	case unicode.IsLower(r):
		return 5.8
	case strings.ContainsRune("·’‘\u202f\u2009", r):
		return 2.8
	case strings.ContainsRune("–“”†‡²³¹°", r):
		return 5.2
	}
	return 7.8
}

// part is a piece of a cell that no line ends in, at ten points.
type part struct {
	width float64
	space float64 // before it, where it is not the first of a line
	glued bool    // it belongs to the word before
	fresh bool    // it begins a line
}

// measurer takes a text apart.
type measurer struct {
	parts []part
	space float64
	glued bool
	fresh bool
}

// partsOf are the pieces of a text.
func partsOf(inlines []document.Inline, f face) []part {
	m := &measurer{}
	m.inlines(inlines, f)
	return m.parts
}

func (m *measurer) inlines(inlines []document.Inline, f face) {
	for _, i := range inlines {
		m.inline(i, f)
	}
}

func (m *measurer) inline(i document.Inline, f face) {
	strong := max(f, bold)
	switch i := i.(type) {
	case *document.Text:
		m.words(i.Value, f, longWord)
	case *document.Code:
		m.words(i.Value, mono, longCode)
	case *document.Figured:
		switch {
		case strings.HasPrefix(i.Value, "sha256:"):
			m.words(i.Value, mono, longCode)
		case i.Mark == document.MarkMissing:
			m.words(i.Value, max(f, italic), longWord)
		case i.Mark == document.MarkStale:
			m.words(i.Value+" (stale)", f, longWord)
		default:
			m.words(i.Value, f, longWord)
		}
	case *document.Emph:
		m.inlines(i.Text, max(f, italic))
	case *document.Strong:
		m.inlines(i.Text, strong)
	case *document.Strike:
		m.words("[struck out: ", f, longWord)
		m.inlines(i.Text, f)
	case *document.Link:
		if plain(i.Text) == i.URL {
			m.words(i.URL, mono, longCode)
			return
		}
		m.inlines(i.Text, f)
	case *document.Ref:
		m.words(i.Text, f, longWord)
	case *document.Cite:
		for _, p := range i.Printed {
			m.words(p.Text, f, longWord)
		}
	case *document.NoteRef:
		m.add(4 * float64(1+i.Number/10))
	case *document.Math:
		m.add(5 * float64(utf8.RuneCountInString(i.TeX)))
	case *document.Picture:
		m.add(40)
	case *document.Break:
		m.fresh, m.glued = true, false
	}
}

// words adds the words of a text, and what is between them.
func (m *measurer) words(text string, f face, long int) {
	for rest := text; rest != ""; {
		word := rest
		if end := strings.IndexAny(rest, " \t\n\r"); end >= 0 {
			word = rest[:end]
		}
		for i, chunk := range chunks(word, long) {
			if i > 0 { // a line may end here, within the word
				m.glued = true
				m.parts = append(m.parts, part{glued: true})
			}
			width := 0.0
			for _, r := range chunk {
				width += advance(r, f)
				if !settable(r) {
					m.add(width)
					m.parts, width = append(m.parts, part{glued: true}), 0
				}
			}
			m.add(width)
		}
		rest = rest[len(word):]
		if rest != "" {
			m.space, m.glued, rest = advance(' ', f), false, rest[1:]
		}
	}
}

// add is what stands close to the piece before, or begins a new one.
func (m *measurer) add(width float64) {
	switch {
	case width == 0:
	case m.glued && len(m.parts) > 0:
		m.parts[len(m.parts)-1].width += width
	default:
		m.parts = append(m.parts, part{width: width, space: m.space, fresh: m.fresh})
		m.space, m.fresh, m.glued = 0, false, true
	}
}

// lineWidth is how wide a text is on one line, or on those it begins itself.
func lineWidth(parts []part) float64 {
	line, widest := 0.0, 0.0
	for _, p := range parts {
		if p.fresh {
			line = 0
		} else {
			line += p.space
		}
		line += p.width
		widest = max(widest, line)
	}
	return widest
}

// longest are the widths of the widest word and of the widest piece of one.
func longest(parts []part) (word, piece float64) {
	whole := 0.0
	for _, p := range parts {
		if !p.glued {
			whole = 0
		}
		whole += p.width
		word, piece = max(word, whole), max(piece, p.width)
	}
	return word, piece
}

// lines is how many lines a text needs in a width.
func lines(parts []part, width float64) int {
	n, line := 1, 0.0
	for i, p := range parts {
		switch wider := line + p.space + p.width; {
		case i == 0:
			line = p.width
		case p.fresh || wider > width+0.01:
			n++
			line = p.width
		default:
			line = wider
		}
	}
	return n
}
