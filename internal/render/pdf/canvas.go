package pdf

import (
	"bytes"
	"fmt"
	"math"
	"runtime"
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"report/internal/typeset"
)

// rgb is a colour, each part 0 to 255.
type rgb [3]uint8

// canvas puts marks on pages. Lengths are points, y counts from the top. It
// writes the pages' text and lines itself, in the smallest form and tagged, and
// leaves fonts, pictures, gradients and the file to the PDF library.
type canvas struct {
	pdf           *fpdf.Fpdf
	width, height float64
	faces         map[*typeset.Face]*fontResource
	fonts         []*fontResource // in order of first use
	images        map[string]*fpdf.ImageInfoType

	out   bytes.Buffer // of the page, not yet handed over
	ended int          // of it, that is followed by something of the library's form
	page  int          // from 0; -1 before the first
	pages []*sheet
	alpha map[float64]int // the library's numbers of opacities, by their value
	packing

	open   *element // whose marked content is open
	marks  int      // MCIDs given on this page
	owners [][]*element

	font    *fontResource
	size    float64
	colour  rgb
	painted bool // colour is set
	links   [][]annotation
	anchors map[string]anchor
}

// annotation is a link: to an anchor or to an address outside.
type annotation struct {
	x, y, w, h float64
	anchor     string
	address    string
	says       string
	owner      *element
}

// anchor is where a link goes.
type anchor struct {
	page int
	y    float64
}

func newCanvas(width, height float64) *canvas {
	p := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: width, Ht: height}})
	p.SetMargins(0, 0, 0)
	p.SetAutoPageBreak(false, 0)
	p.SetCatalogSort(true)
	p.SetCompression(false) // the pages are compressed when they are tagged
	return &canvas{
		pdf: p, width: width, height: height, page: -1,
		faces: map[*typeset.Face]*fontResource{}, images: map[string]*fpdf.ImageInfoType{}, anchors: map[string]anchor{},
		alpha: map[float64]int{}, packing: packing{turns: make(chan struct{}, runtime.GOMAXPROCS(0))},
	}
}

func (c *canvas) newPage() {
	c.endPage()
	c.pdf.AddPage()
	c.page++
	c.pages = append(c.pages, &sheet{})
	c.out.WriteString(opening)
	c.ended = c.out.Len()
	c.owners = append(c.owners, nil)
	c.links = append(c.links, nil)
	c.marks, c.font, c.painted = 0, nil, false
}

// endPage packs what the page holds and lets go of it: a long paper's pages
// take more memory than all the rest of it. One that the library has written on
// waits with the library.
func (c *canvas) endPage() {
	if c.page < 0 {
		return
	}
	c.in(nil)
	if c.pages[c.page].lent {
		c.flush()
		return
	}
	c.end()
	c.pack(c.pages[c.page], bytes.Clone(c.out.Bytes()))
	c.out.Reset()
}

// end ends what is written as the library does what it is handed.
func (c *canvas) end() {
	if c.out.Len() > c.ended {
		c.out.WriteByte('\n')
		c.ended = c.out.Len()
	}
}

// flush hands what is written to the library, before it writes something
// itself; its marks change the colour and font that ours rely on.
func (c *canvas) flush() {
	written, rest := c.out.Bytes(), c.out.Len() > c.ended
	if sheet := c.pages[c.page]; !sheet.lent {
		sheet.lent = true
		written = written[len(opening):] // the library wrote its own
	}
	if !rest {
		written = bytes.TrimSuffix(written, []byte("\n")) // it ends what it is handed
	}
	if len(written) > 0 {
		c.pdf.RawWriteBuf(bytes.NewReader(written))
	}
	c.out.Reset()
	c.ended = 0
}

// setAlpha changes the opacity. The library numbers each when it first meets it,
// and writes that on the page.
func (c *canvas) setAlpha(alpha float64) {
	number, known := c.alpha[alpha]
	if !known {
		c.flush()
		c.pdf.SetAlpha(alpha, "Normal")
		c.alpha[alpha] = len(c.alpha) + 1
		return
	}
	c.end()
	fmt.Fprintf(&c.out, "/GS%d gs\n", number)
	c.ended = c.out.Len()
}

// in says what the following marks belong to.
func (c *canvas) in(e *element) {
	if e == c.open {
		return
	}
	if c.open != nil {
		c.out.WriteString("EMC\n")
	}
	c.open = e
	switch e {
	case nil:
	case artifact:
		c.out.WriteString("/Artifact BMC\n")
	default:
		e.place()
		fmt.Fprintf(&c.out, "/%s <</MCID %d>> BDC\n", e.kind, c.marks)
		e.kids = append(e.kids, kid{page: c.page, content: c.marks})
		c.owners[c.page] = append(c.owners[c.page], e)
		c.marks++
	}
}

// number appends a coordinate with a precision of 1/100 point.
func (c *canvas) number(f float64) {
	b := c.out.AvailableBuffer()
	f = math.Round(f*100) / 100
	if f == 0 {
		f = 0 // no -0
	}
	c.out.Write(strconv.AppendFloat(b, f, 'f', -1, 64))
	c.out.WriteByte(' ')
}

func (c *canvas) numbers(fs ...float64) {
	for _, f := range fs {
		c.number(f)
	}
}

// paint sets the colour of letters and areas.
func (c *canvas) paint(colour rgb) {
	if c.painted && c.colour == colour {
		return
	}
	c.colour, c.painted = colour, true
	c.rgb(colour)
	c.out.WriteString("rg\n")
}

func (c *canvas) rgb(colour rgb) {
	for _, v := range colour {
		b := c.out.AvailableBuffer()
		c.out.Write(strconv.AppendFloat(b, math.Round(float64(v)/255*1000)/1000, 'f', -1, 64))
		c.out.WriteByte(' ')
	}
}

// rect fills a rectangle; rules are rectangles too.
func (c *canvas) rect(x, y, w, h float64, colour rgb) {
	c.paint(colour)
	c.numbers(x, c.height-y-h, w, h)
	c.out.WriteString("re f\n")
}

// line strokes a line, dotted when dash is not zero.
func (c *canvas) line(x1, y1, x2, y2, width float64, colour rgb, dash float64) {
	c.out.WriteString("q ")
	c.rgb(colour)
	c.out.WriteString("RG ")
	c.number(width)
	c.out.WriteString("w ")
	if dash > 0 {
		c.out.WriteByte('[')
		c.number(width)
		c.number(dash)
		c.out.WriteString("] 0 d ")
	}
	c.numbers(x1, c.height-y1)
	c.out.WriteString("m ")
	c.numbers(x2, c.height-y2)
	c.out.WriteString("l S Q\n")
}

// resource is a face's name on the pages.
func (c *canvas) resource(face *typeset.Face) *fontResource {
	r, ok := c.faces[face]
	if !ok {
		r = &fontResource{face: face, name: fmt.Sprintf("T%d", len(c.fonts)+1), rare: map[rune]uint16{}}
		c.faces[face] = r
		c.fonts = append(c.fonts, r)
	}
	return r
}

// text shows glyphs from a baseline's start. The advances that differ from the
// font's own, by kerning and by justified spaces, go between the glyphs.
func (c *canvas) text(x, y float64, face *typeset.Face, size float64, colour rgb, glyphs []typeset.Glyph) {
	c.glyphs(face, size, colour, glyphs, [6]float64{1, 0, 0, 1, x, c.height - y})
}

func (c *canvas) glyphs(face *typeset.Face, size float64, colour rgb, glyphs []typeset.Glyph, m [6]float64) {
	if len(glyphs) == 0 {
		return
	}
	r := c.resource(face)
	c.paint(colour)
	c.out.WriteString("BT ")
	if c.font != r || c.size != size {
		c.font, c.size = r, size
		c.out.WriteByte('/')
		c.out.WriteString(r.name)
		c.out.WriteByte(' ')
		c.number(size)
		c.out.WriteString("Tf ")
	}
	if m[0] == 1 && m[1] == 0 && m[2] == 0 && m[3] == 1 {
		c.numbers(m[4], m[5])
		c.out.WriteString("Td [(")
	} else {
		for _, f := range m[:4] {
			b := c.out.AvailableBuffer()
			c.out.Write(strconv.AppendFloat(b, math.Round(f*1e5)/1e5, 'f', -1, 64))
			c.out.WriteByte(' ')
		}
		c.numbers(m[4], m[5])
		c.out.WriteString("Tm [(")
	}
	c.show(r, size, glyphs)
	c.out.WriteString(")] TJ ET\n")
}

// show writes the string of a TJ. Sums are carried, so that rounding to
// thousandths never moves a line's end.
func (c *canvas) show(r *fontResource, size float64, glyphs []typeset.Glyph) {
	owed := 0.0
	last := len(glyphs) - 1
	for i, g := range glyphs {
		code := r.code(g.Rune)
		c.code(byte(code >> 8))
		c.code(byte(code))
		owed += float64(g.Advance)*1000/size - float64(r.face.Advance(g.Rune))
		if move := math.Round(owed); move != 0 && i < last {
			c.out.WriteByte(')')
			b := c.out.AvailableBuffer()
			c.out.Write(strconv.AppendInt(b, int64(-move), 10))
			c.out.WriteByte('(')
			owed -= move
		}
	}
}

func (c *canvas) code(b byte) {
	switch b {
	case '(', ')', '\\':
		c.out.WriteByte('\\')
		c.out.WriteByte(b)
	case '\r':
		c.out.WriteString(`\r`)
	case '\n':
		c.out.WriteString(`\n`)
	default:
		c.out.WriteByte(b)
	}
}

// link makes an area of the page lead somewhere.
func (c *canvas) link(a annotation) {
	a.owner.place()
	a.owner.kids = append(a.owner.kids, kid{page: c.page, annotation: len(c.links[c.page]), annotated: true})
	c.links[c.page] = append(c.links[c.page], a)
}

// anchor is a place that links go to.
func (c *canvas) anchor(id string, y float64) {
	if _, taken := c.anchors[id]; id != "" && !taken {
		c.anchors[id] = anchor{c.page, y}
	}
}

// bookmark adds a line to the outline. Levels count from 0 and never jump.
func (c *canvas) bookmark(text string, level int, y float64) {
	c.pdf.Bookmark(text, level, y)
}
