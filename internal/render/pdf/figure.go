package pdf

import (
	"bytes"
	"encoding/binary"
	"encoding/gob"
	"errors"
	"hash/crc32"
	"image"
	_ "image/jpeg" // the other format that figures come in
	"image/png"
	"io"
	"math"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"report/internal/chart"
	"report/internal/diag"
	"report/internal/document"
	"report/internal/svg"
)

// figure keeps a picture and its caption together.
func (r *renderer) figure(b *document.Figure, f frame) []strip {
	e := f.owner.child("Figure")
	e.alt = r.alternative(b)
	floats := f.depth == 0 && f.owner.kind == "Document"
	wide := floats && r.look.columns > 1 && r.needsRoom(b)
	if wide {
		f.width = r.look.width
	}
	inner := f.sized(r.look.small, r.look.smallLeading)
	inner.noIndent = true
	picture, ok := r.picture(b, e, f)
	if !ok {
		return nil
	}
	strips := []strip{picture, {height: 6, penalty: forbidden}}
	strips = append(strips, r.caption(f.owner, "Figure", b.Number, b.Caption, "", inner)...)
	draw := strips[0].draw
	strips[0].draw = func(x, y float64) {
		r.c.anchor(b.ID, y-6)
		draw(x, y)
	}
	if !floats {
		return append(append([]strip{space(f.leading*0.5, 2)}, strips...), space(f.leading*0.5, 2))
	}
	return []strip{{float: newFloat(strips, wide)}}
}

// needsRoom reports whether a picture's letters would be too small to read in
// a column: windows are as wide as a page, and so are charts unless they were
// drawn for a column as well.
func (r *renderer) needsRoom(b *document.Figure) bool {
	if b.Chart != nil {
		return !r.readable(drawingOf(b, r.opts.Narrow))
	}
	return b.Image != nil && b.Image.Width >= 900
}

func (r *renderer) alternative(b *document.Figure) string {
	if b.Alt != "" {
		return b.Alt
	}
	if d := r.drawings[b.ID]; d != nil && d.Alt != "" {
		return d.Alt
	}
	if text := plain(b.Caption); text != "" {
		return text
	}
	return "figure"
}

// picture is what a figure shows, as one strip. What cannot be shown is a
// problem of the paper's source.
func (r *renderer) picture(b *document.Figure, e *element, f frame) (strip, bool) {
	switch {
	case b.Chart != nil:
		return r.chart(b, e, f)
	case b.Image == nil:
		return strip{}, false
	case b.Image.MediaType == "image/svg+xml":
		p, err := r.readSVG(b.Image.Content)
		if err != nil {
			r.problem(b.Pos, b.Image, err)
			return strip{}, false
		}
		return r.vectorStrip(p, e, f, 0.75, b.Width), true
	}
	return r.photograph(b, e, f)
}

func (r *renderer) problem(pos diag.Pos, img *document.Image, err error) {
	r.problems = append(r.problems, diag.At(pos, "picture %s cannot be shown: %v", img.Name, err).
		WithHint("keep it as PNG, JPEG or SVG, or take the figure out"))
}

func (r *renderer) chart(b *document.Figure, e *element, f frame) (strip, bool) {
	d := drawingOf(b, r.drawings)
	if r.look.columns > 1 && f.width <= r.look.column && r.readable(drawingOf(b, r.opts.Narrow)) {
		d = drawingOf(b, r.opts.Narrow)
	}
	if d == nil || len(d.SVG) == 0 {
		r.problems = append(r.problems, diag.At(b.Pos, "chart %q has no drawing", b.Chart.ID))
		return strip{}, false
	}
	p, err := r.readSVG(d.SVG)
	if err != nil {
		r.problems = append(r.problems, diag.At(b.Pos, "chart %q cannot be drawn: %v", b.Chart.ID, err))
		return strip{}, false
	}
	return r.vectorStrip(p, e, f, 1, 0), true
}

func drawingOf(b *document.Figure, drawings map[string]*chart.Drawing) *chart.Drawing {
	if d := drawings[b.ID]; d != nil {
		return d
	}
	return drawings[b.Chart.ID]
}

// readSVG reads a drawing, once for each content.
func (r *renderer) readSVG(content []byte) (*svg.Picture, error) {
	if p, ok := r.pictures[string(content)]; ok {
		return p, nil
	}
	p, err := svg.Parse(content)
	if err == nil {
		r.pictures[string(content)] = p
	}
	return p, err
}

// vectorStrip is a drawing in the middle, as many percent of the frame wide as
// are asked for, or else at most scale points a unit and as the frame allows.
func (r *renderer) vectorStrip(p *svg.Picture, e *element, f frame, scale float64, percent int) strip {
	switch {
	case percent > 0:
		scale = f.width * float64(percent) / 100 / p.Width
	case f.width > r.look.column:
		scale = min(scale, f.width/p.Width, 0.6) // over columns: as large as on a page of one
	default:
		scale = min(scale, f.width/p.Width)
	}
	scale = min(scale, 0.7*r.look.height/p.Height)
	height := p.Height * scale
	return strip{height: height, penalty: forbidden, draw: func(x, y float64) {
		r.c.in(e)
		left := x + f.x + (f.width-p.Width*scale)/2
		r.c.clipped(left, y, p.Width*scale, height, func() { r.draw(p, left, y, scale) })
	}}
}

// The largest picture that is read: more is a mistake or an attack.
const maxPixels = 100 << 20

// photograph is a picture of pixels with a fine frame around it: screenshots
// are mostly white.
func (r *renderer) photograph(b *document.Figure, e *element, f frame) (strip, bool) {
	info, size, err := r.register(b.Image)
	if err != nil {
		r.problem(b.Pos, b.Image, err)
		return strip{}, false
	}
	w := min(f.width, float64(size.X)*0.75)
	switch {
	case b.Width > 0:
		w = f.width * float64(b.Width) / 100
	case f.width > r.look.column:
		w = min(w, f.width*0.85)
	}
	h := w * float64(size.Y) / float64(size.X)
	if most := 0.62 * r.look.height; h > most {
		w, h = w*most/h, most
	}
	return strip{height: h + 1, penalty: forbidden, draw: func(x, y float64) {
		left := x + f.x + (f.width-w)/2
		r.c.in(e)
		r.c.image(info, left, y, w, h)
		r.c.frame(left, y, w, h)
	}}, true
}

// register hands a picture to the PDF library after reading it ourselves: the
// library's own complaints name nothing.
func (r *renderer) register(img *document.Image) (string, image.Point, error) {
	config, format, err := image.DecodeConfig(bytes.NewReader(img.Content))
	if err != nil {
		return "", image.Point{}, err
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width*config.Height > maxPixels {
		return "", image.Point{}, errTooLarge
	}
	name := img.SHA256
	if name == "" {
		name = img.Name
	}
	if r.c.images[name] == nil {
		if err := r.embed(name, img.Content, format); err != nil {
			return "", image.Point{}, err
		}
	}
	return name, image.Pt(config.Width, config.Height), nil
}

var errTooLarge = errors.New("it has more than 100 million pixels")

// embed puts a picture in the file. Kinds of PNG that the library does not
// read, such as interlaced ones, are written anew.
func (r *renderer) embed(name string, content []byte, format string) error {
	if err := intact(content, format); err != nil {
		return err
	}
	try := func(content []byte) error {
		info := r.c.pdf.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: strings.ToUpper(format)}, bytes.NewReader(content))
		err := r.c.pdf.Error()
		r.c.pdf.ClearError()
		if err != nil {
			return err
		}
		r.c.images[name] = info
		return r.c.setApart(info)
	}
	err := try(content)
	if err == nil || format != "png" {
		return err
	}
	picture, err := png.Decode(bytes.NewReader(content))
	if err != nil {
		return err
	}
	var again bytes.Buffer
	if err := png.Encode(&again, picture); err != nil {
		return err
	}
	return try(again.Bytes())
}

// intact checks a picture's bytes: a PNG by its own checksums, which is faster
// than decoding a screenshot, a JPEG by decoding it.
func intact(content []byte, format string) error {
	if format != "png" {
		_, _, err := image.Decode(bytes.NewReader(content))
		return err
	}
	for rest := content[8:]; ; {
		if len(rest) < 12 {
			return io.ErrUnexpectedEOF
		}
		size := binary.BigEndian.Uint32(rest)
		if uint64(size)+12 > uint64(len(rest)) {
			return io.ErrUnexpectedEOF
		}
		end := int(size) + 8
		if crc32.ChecksumIEEE(rest[4:end]) != binary.BigEndian.Uint32(rest[end:]) {
			return png.FormatError("checksum does not match")
		}
		if string(rest[4:8]) == "IEND" {
			return nil
		}
		rest = rest[end+4:]
	}
}

// setApart makes a picture a little wider than those of its width before it,
// by less than a pixel altogether. The library writes pictures in the order of
// their widths and those of one width in any order, so that a file would have
// other bytes each time; of a width it prints the whole pixels. It lets nobody
// set one, but reads what it has written.
func (c *canvas) setApart(info *fpdf.ImageInfoType) error {
	before := -1 // itself
	for _, other := range c.images {
		if math.Floor(other.Width()) == info.Width() {
			before++
		}
	}
	if before == 0 {
		return nil
	}
	written, err := info.GobEncode()
	if err != nil {
		return err
	}
	var (
		data, mask, palette []byte
		number, bits        int
		width, height       float64
		space, filter, more string
		transparent         []int
		scale, density      float64
		again               bytes.Buffer
	)
	fields := []any{&data, &mask, &number, &width, &height, &space, &palette, &bits, &filter, &more, &transparent, &scale, &density}
	from, to := gob.NewDecoder(bytes.NewReader(written)), gob.NewEncoder(&again)
	for _, field := range fields {
		if err := from.Decode(field); err != nil {
			return err
		}
	}
	width += float64(before) / (1 << 20)
	for _, field := range fields {
		if err := to.Encode(field); err != nil {
			return err
		}
	}
	return info.GobDecode(again.Bytes())
}
