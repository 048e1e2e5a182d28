package document

import (
	"bytes"
	"fmt"
	"image"
	_ "image/jpeg" // the formats that a paper may hold
	_ "image/png"
	"path"
	"sort"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"

	"report/internal/diag"
	"report/internal/digest"
	"report/internal/svg"
)

func sortStrings(s []string) { sort.Strings(s) }

// figure makes a paragraph that holds nothing but a picture into a figure:
// `![Caption](path){#fig-x alt="…"}`.
func (r *reader) figure(n ast.Node) Block {
	picture, ok := n.FirstChild().(*ast.Image)
	if !ok {
		return nil
	}
	next := picture.NextSibling()
	var attrs attributes
	if m, ok := next.(*mark); ok && m.sort == attributeMark {
		attrs, next = m.attrs, next.NextSibling()
	}
	if next != nil {
		return nil
	}
	f := &Figure{Pos: r.posOf(n)}
	f.Caption = r.inlines(picture)
	f.Alt = plainText(f.Caption)
	if alt := attrs.get("alt"); alt != nil {
		f.Alt = r.plainFigured(r.attributeText(alt))
	}
	r.imageAttributes(attrs)
	f.Image = r.imageAt(picture, attrs)
	if attrs.id != "" || len(f.Caption) > 0 {
		pos := f.Pos
		if attrs.id != "" {
			pos = r.g.pos(attrs.idAt)
		}
		f.ID, f.Number = attrs.id, r.labelled(attrs.id, "fig", &r.counts.figure, r.g.file, pos)
	}
	if f.Image == nil {
		return &Paragraph{Text: []Inline{&Text{Value: f.Alt}}, Pos: f.Pos}
	}
	f.Width = width(attrs)
	return f
}

// attributeText is an attribute's value with its places.
func (r *reader) attributeText(a *attribute) fragment {
	return r.g.slice(a.valueAt, a.valueAt+len(a.value))
}

// imageAttributes refuses attributes that mean nothing for a picture.
func (r *reader) imageAttributes(a attributes) {
	for _, p := range a.pairs {
		switch p.key {
		case "alt":
		case "width":
			if width(a) == 0 {
				r.fail(r.g.errorAt(p.valueAt, len(p.value), "a width is a share of the text's, from 1%% to 100%%").WithHint("width=50%%"))
			}
		default:
			e := r.g.errorAt(p.at, len(p.key), "a picture has no attribute %q", p.key)
			if near := diag.Nearest(p.key, []string{"alt", "width"}); near != "" {
				e.WithHint("did you mean %q?", near)
			} else {
				e.WithHint("it takes alt and width")
			}
			r.fail(e)
		}
	}
}

// width is the `width=50%` of attributes, in percent of the text; 0 for none.
func width(a attributes) int {
	w := a.get("width")
	if w == nil {
		return 0
	}
	digits, found := strings.CutSuffix(w.value, "%")
	n, err := strconv.Atoi(digits)
	if !found || err != nil || n < 1 || n > 100 {
		return 0
	}
	return n
}

// picture makes an image within running text.
func (r *reader) picture(out *line, n *ast.Image) {
	var attrs attributes
	if m, ok := n.NextSibling().(*mark); ok && m.sort == attributeMark {
		attrs = m.attrs
		m.Parent().RemoveChild(m.Parent(), m)
	}
	words := r.inlines(n)
	alt := plainText(words)
	if a := attrs.get("alt"); a != nil {
		alt = r.plainFigured(r.attributeText(a))
	}
	r.imageAttributes(attrs)
	if img := r.imageAt(n, attrs); img != nil {
		out.add(&Picture{Alt: alt, Image: img})
		return
	}
	out.add(words...)
}

// imageAt reads the picture that a Markdown image names.
func (r *reader) imageAt(n *ast.Image, _ attributes) *Image {
	destination := n.Destination
	place := r.destinationPlace(n)
	name := fragment{file: r.g.file, text: destination, spans: []span{{0, r.g.offset(place)}}}
	if bytes.Contains(destination, []byte("://")) || bytes.HasPrefix(destination, []byte("data:")) || bytes.HasPrefix(destination, []byte("//")) {
		r.fail(name.errorAt(0, len(destination), "a picture is a file of the study, not an address").
			WithHint("save it beside the paper and name it by its path, so that the paper needs no network"))
		return nil
	}
	img, e := r.image(name)
	if e != nil {
		r.fail(e)
		return nil
	}
	return img
}

// destinationPlace finds the path of an image in the source, for the caret:
// goldmark keeps the destination without its place.
func (r *reader) destinationPlace(n *ast.Image) int {
	from := r.linkPlace(n)
	if last := n.LastChild(); last != nil {
		if t, ok := last.(*ast.Text); ok {
			from = t.Segment.Stop
		}
	}
	window := r.g.text[from:min(len(r.g.text), from+longest)]
	if i := bytes.Index(window, n.Destination); i >= 0 && len(n.Destination) > 0 {
		return from + i
	}
	return from
}

// image reads a picture of the study, named in the text.
func (b *builder) image(name fragment) (*Image, *diag.Error) {
	full, e := b.inside(name)
	if e != nil {
		return nil, e
	}
	return b.imageFile(name, full)
}

// imageFile reads the picture at a path from the study's root; the text that
// named it is for mistakes.
func (b *builder) imageFile(name fragment, full string) (*Image, *diag.Error) {
	if img := b.images[full]; img != nil {
		return img, nil
	}
	content, err := b.input(full)
	if err != nil {
		return nil, unread(b.source.Files, full, err, name.errorAt(0, len(name.text), "the picture %s cannot be read: %s", full, plain(err)))
	}
	img, err := b.newImage(full, full, content)
	if err != nil {
		return nil, name.errorAt(0, len(name.text), "the picture %s cannot be used: %s", full, err)
	}
	return img, nil
}

// largestPicture is the most pixels that a picture may have.
const largestPicture = 50_000_000

// newImage makes an image of bytes, under a name that is unique in the paper.
func (b *builder) newImage(key, source string, content []byte) (*Image, error) {
	sum := digest.Bytes(content)
	img := &Image{Content: content, SHA256: sum.Hex(), Source: source}
	head := bytes.TrimLeft(content[:min(len(content), 1024)], " \t\r\n\ufeff")
	if bytes.HasPrefix(head, []byte("<")) && bytes.Contains(head, []byte("<svg")) {
		if _, err := svg.Parse(content); err != nil {
			return nil, fmt.Errorf("it cannot be drawn: %w", err)
		}
		img.MediaType = "image/svg+xml"
		img.Width, img.Height = svgSize(head)
	} else {
		config, format, err := image.DecodeConfig(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("it is no PNG, JPEG or SVG, or is broken")
		}
		if config.Width*config.Height > largestPicture || config.Width <= 0 || config.Height <= 0 {
			return nil, fmt.Errorf("it has %d × %d pixels, more than %d million in all", config.Width, config.Height, largestPicture/1_000_000)
		}
		if err := b.whole(content, sum); err != nil {
			return nil, fmt.Errorf("it is broken: %w", err)
		}
		img.MediaType, img.Width, img.Height = "image/"+format, config.Width, config.Height
	}
	img.Name = b.imageName(path.Base(source), img.SHA256)
	b.images[key] = img
	return img, nil
}

// wholeKey begins what the key of a whole picture digests.
const wholeKey = "report/picture/1\n"

// whole decodes a picture to see that no part of it is broken, unless one of
// the same bytes was whole before: to decode a screenshot takes 20 ms.
func (b *builder) whole(content []byte, sum digest.SHA256) error {
	key := digest.Bytes([]byte(wholeKey + sum.Hex()))
	if _, known := b.env.Kept.Get(key); known {
		return nil
	}
	_, _, err := image.Decode(bytes.NewReader(content))
	if err == nil {
		b.env.Kept.Put(key, "whole")
	}
	return err
}

// imageName is a file name below figures/ that no other picture has.
func (b *builder) imageName(base, sum string) string {
	var s strings.Builder
	for _, c := range base {
		if c < 0x80 && (isWordByte(byte(c)) || c == '-' || c == '.') {
			s.WriteRune(c)
		} else {
			s.WriteByte('-')
		}
	}
	name := strings.TrimLeft(s.String(), ".-")
	for _, other := range b.images {
		if other.Name == name {
			ext := path.Ext(name)
			return strings.TrimSuffix(name, ext) + "-" + sum[:8] + ext
		}
	}
	return name
}

// svgSize reads the width and height of an SVG's root, in pixels, or 0.
func svgSize(head []byte) (width, height int) {
	_, tag, _ := bytes.Cut(head, []byte("<svg"))
	tag, _, _ = bytes.Cut(tag, []byte(">"))
	read := func(name string) int {
		_, rest, found := strings.Cut(string(tag), " "+name+`="`)
		if !found {
			return 0
		}
		digits, _, _ := strings.Cut(rest, `"`)
		f, err := strconv.ParseFloat(strings.TrimSuffix(digits, "px"), 64)
		if err != nil || f <= 0 || f > 1e5 {
			return 0
		}
		return int(f + 0.5)
	}
	width, height = read("width"), read("height")
	if width > 0 && height > 0 {
		return width, height
	}
	_, rest, _ := strings.Cut(string(tag), ` viewBox="`)
	box, _, _ := strings.Cut(rest, `"`)
	fields := strings.Fields(strings.ReplaceAll(box, ",", " "))
	if len(fields) == 4 {
		w, _ := strconv.ParseFloat(fields[2], 64)
		h, _ := strconv.ParseFloat(fields[3], 64)
		if w > 0 && h > 0 && w < 1e5 && h < 1e5 {
			return int(w + 0.5), int(h + 0.5)
		}
	}
	return 0, 0
}
