package math

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// Piece is a part of a formula that stays on one line.
type Piece struct {
	SVG    []byte
	MathML string  // "" where the markup cannot be divided as the drawing is
	Width  float64 // ex
	Gap    float64 // ex to the next piece where both share a line
	// Cost is what a break behind the piece costs, as TeX counts: least at a
	// relation, more at a sign, most at a comma; 0 behind the last.
	Cost int
}

// The costs of breaks, the first two as in plain TeX.
const (
	RelationCost = 500
	binaryCost   = 700
	commaCost    = 800
	insideCost   = 150 // more, for each bracket that is open
)

// mu is an eighteenth of an em in the units of a drawing, and commaWidth how far
// a comma reaches.
const (
	mu         = 1000.0 / 18
	commaWidth = 278
)

// The signs at which a formula may be divided, and those that say how deep in
// brackets it is. What else there is stands for a term.
const (
	relations = "=<>:≤≥≠≈∼≃≅≡≐∝∈∉∋⊂⊃⊆⊇→←↔⇒⇐⇔↦⟶⟵⟹⟺≪≫≺≻⪯⪰⊢⊨≔≜"
	binaries  = "+−±∓×⋅∗∘∪∩∧∨⊕⊗∖÷"
	opening   = "([{⟨⌈⌊"
	closing   = ")]}⟩⌉⌋"
)

// Pieces are the parts that a formula may be divided into, as TeX does: at
// relations, signs and commas that stand in no fraction, root or matrix. Where
// it stands alone a sign begins the next line; in a sentence it ends its own. A
// formula with no such place is one piece.
func (f *Formula) Pieces() []Piece {
	d, ok := take(f)
	if !ok {
		return []Piece{{SVG: f.SVG, MathML: f.MathML, Width: f.Width}}
	}
	var out []Piece
	from := 0
	for _, b := range d.breaks(f.Display) {
		p := d.piece(from, b.next, b.end)
		p.Gap, p.Cost = (d.parts[b.next].x-b.end)*d.ex, b.cost
		out, from = append(out, p), b.next
	}
	return append(out, d.piece(from, len(d.parts), d.width))
}

// taken is a formula's drawing and markup, taken apart into the terms and signs
// that stand beside one another.
type taken struct {
	before, behind string // of the drawing, around its parts
	parts          []part
	top, height    string  // of the drawing's box
	width          float64 // in units
	ex             float64 // a unit in ex
	size           string  // the height as written, in ex
	align          string
	markup         []string
}

// part is one term or sign.
type part struct {
	drawing string
	x       float64
	sign    rune // of an operator of one letter
	ink     bool
}

var drawn = sync.OnceValue(func() (e struct{ place, sign, box *regexp.Regexp }) {
	e.box = regexp.MustCompile(`^<svg style="([^"]*)"[^>]* width="[^"]*"( height="[^"]*")[^>]* viewBox="0 (\S+) (\S+) ([^"]+)">`)
	e.place = regexp.MustCompile(`^<g [^>]*transform="translate\(([-0-9.]+),`)
	e.sign = regexp.MustCompile(`^<g data-mml-node="mo"[^>]*><path data-c="([0-9A-F]+)"[^>]*></path></g>$`)
	return
})

// take takes a formula apart. It gives up on one with fewer than two parts.
func take(f *Formula) (*taken, bool) {
	drawing := string(f.SVG)
	box := drawn().box.FindStringSubmatch(drawing)
	open := strings.Index(drawing, `<g data-mml-node="math">`)
	if box == nil || open < 0 {
		return nil, false
	}
	d := &taken{align: box[1], size: box[2], top: box[3], height: box[5]}
	d.width, _ = strconv.ParseFloat(box[4], 64)
	d.ex = f.Width / d.width
	from := open + len(`<g data-mml-node="math">`)
	all := elements(drawing[from:])
	// A \displaystyle holds all that follows it.
	for len(all) == 1 && strings.HasPrefix(all[0], `<g data-mml-node="mstyle">`) {
		from += strings.IndexByte(all[0], '>') + 1
		all = elements(drawing[from:])
	}
	to := from
	for _, one := range all {
		to += len(one)
		d.parts = append(d.parts, readPart(one))
	}
	d.before, d.behind = drawing[len(box[0]):from], drawing[to:]
	d.markup = markup(f.MathML)
	return d, len(d.parts) > 2 && d.width > 0
}

// elements are the elements that a piece of XML begins with, until it ends or
// closes one that it did not open.
func elements(xml string) []string {
	var out []string
	depth, from := 0, 0
	for at := 0; at < len(xml); {
		open := strings.IndexByte(xml[at:], '<')
		if open < 0 {
			return out
		}
		open += at
		end := strings.IndexByte(xml[open:], '>')
		if end < 0 {
			return out
		}
		end += open + 1
		switch {
		case strings.HasPrefix(xml[open:], "</"):
			if depth--; depth < 0 {
				return out
			}
		case xml[end-2] != '/':
			depth++
		}
		if depth == 0 {
			out, from = append(out, xml[from:end]), end
		}
		at = end
	}
	return out
}

func readPart(drawing string) part {
	p := part{drawing: drawing}
	if m := drawn().place.FindStringSubmatch(drawing); m != nil {
		p.x, _ = strconv.ParseFloat(m[1], 64)
	}
	if m := drawn().sign.FindStringSubmatch(drawing); m != nil {
		n, _ := strconv.ParseInt(m[1], 16, 32)
		p.sign = rune(n)
	}
	for _, shape := range []string{"<path", "<rect", "<text", "<use"} {
		p.ink = p.ink || strings.Contains(drawing, shape)
	}
	return p
}

// markup are the elements of a formula in the order of its drawing's parts.
func markup(mathML string) []string {
	open := strings.IndexByte(mathML, '>')
	if open < 0 {
		return nil
	}
	all := elements(mathML[open+1:])
	for len(all) == 1 && strings.HasPrefix(strings.TrimSpace(all[0]), "<mstyle") {
		inner := strings.TrimSpace(all[0])
		all = elements(inner[strings.IndexByte(inner, '>')+1:])
	}
	return all
}

// place is where a formula may be divided: what ends the line, and the part
// that the next one begins with.
type place struct {
	next int
	end  float64
	cost int
}

func (d *taken) breaks(before bool) []place {
	var out []place
	depth := 0
	term := false // a term stands before, so that a sign is no sign of a number
	for i, p := range d.parts {
		cost, space := 0, 0.0
		switch {
		case !p.ink:
			continue
		case p.sign == 0:
		case strings.ContainsRune(opening, p.sign):
			depth++
		case strings.ContainsRune(closing, p.sign):
			depth = max(depth-1, 0)
		case p.sign == ',' || p.sign == ';':
			cost = commaCost
		case term && strings.ContainsRune(relations, p.sign):
			cost, space = RelationCost, 5*mu
		case term && strings.ContainsRune(binaries, p.sign):
			cost, space = binaryCost, 4*mu
		}
		if cost != 0 {
			if b, ok := d.place(i, before, space); ok {
				b.cost = cost + insideCost*depth
				out = append(out, b)
			}
		}
		term = cost == 0 && (p.sign == 0 || !strings.ContainsRune(opening+relations+binaries, p.sign))
	}
	return out
}

// place is the break at a sign: before one that a space says is no comma, or
// behind it.
func (d *taken) place(i int, before bool, space float64) (place, bool) {
	if before && space > 0 {
		return place{next: i, end: d.parts[i].x - space}, true
	}
	next := i + 1
	for next < len(d.parts) && !d.parts[next].ink {
		next++
	}
	if next >= len(d.parts) {
		return place{}, false
	}
	end := d.parts[i+1].x - space
	if space == 0 {
		end = d.parts[i].x + commaWidth
	}
	return place{next: next, end: end}, true
}

// piece is what stands from one part up to another and ends at a place.
func (d *taken) piece(from, to int, end float64) Piece {
	left := d.parts[from].x
	width := end - left
	p := Piece{Width: width * d.ex}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg style="%s" xmlns="http://www.w3.org/2000/svg" width="%sex"%s viewBox="%s %s %s %s">%s`,
		d.align, short(p.Width), d.size, short(left), d.top, short(width), d.height, d.before)
	for _, one := range d.parts[from:to] {
		b.WriteString(one.drawing)
	}
	b.WriteString(d.behind)
	p.SVG = []byte(b.String())
	if len(d.markup) == len(d.parts) {
		p.MathML = "<math>" + strings.Join(d.markup[from:to], "") + "</math>"
	}
	return p
}

func short(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// Rows shares the parts of a formula among lines of a width in ex, the
// further ones indented. A line ends before a relation rather than before a
// sign, if it is half full by then.
func Rows(pieces []Piece, width, indent float64) [][]Piece {
	var rows [][]Piece
	for len(pieces) > 0 {
		room := width
		if len(rows) > 0 {
			room -= indent
		}
		end, best := 1, 0
		for n := 1; n <= len(pieces) && Width(pieces[:n]) <= room; n++ {
			cost := pieces[n-1].Cost
			if n == len(pieces) {
				cost = 0
			}
			if best == 0 && n == 1 || cost <= best || Width(pieces[:end]) < room/2 {
				end, best = n, cost
			}
		}
		rows, pieces = append(rows, pieces[:end]), pieces[end:]
	}
	return rows
}

// Width is how wide parts of a formula are beside one another, in ex.
func Width(pieces []Piece) float64 {
	width := 0.0
	for i, p := range pieces {
		width += p.Width
		if i < len(pieces)-1 {
			width += p.Gap
		}
	}
	return width
}
