package browser

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
)

// largestPicture bounds a picture: evidence is committed to git.
const largestPicture = 1 << 20

// shrink writes a picture as small as it gets without a loss: with a palette
// where 256 colours do, else without the alpha that a page does not have. Only
// one that is still too large loses the lowest bits of its colours.
func shrink(raw []byte) ([]byte, error) {
	img, err := png.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("the browser's picture: %w", err)
	}
	for bits := 8; bits >= 4; bits-- {
		small, err := encode(img, bits)
		if err != nil {
			return nil, err
		}
		if len(small) <= largestPicture {
			return small, nil
		}
	}
	b := img.Bounds()
	return nil, fmt.Errorf("the picture of %d by %d pixels is larger than %d bytes; lower width and height, or leave full_page out", b.Dx(), b.Dy(), largestPicture)
}

// encode writes a picture whose colours keep that many bits a channel.
func encode(img image.Image, bits int) ([]byte, error) {
	mask := uint8(0xff << (8 - bits))
	b := img.Bounds()
	opaque := image.NewNRGBA(image.Rect(0, 0, b.Dx(), b.Dy()))
	seen := map[color.NRGBA]uint8{}
	var colours color.Palette
	for y := range b.Dy() {
		for x := range b.Dx() {
			r, g, bl, _ := img.At(b.Min.X+x, b.Min.Y+y).RGBA()
			c := color.NRGBA{lift(uint8(r>>8), mask), lift(uint8(g>>8), mask), lift(uint8(bl>>8), mask), 0xff}
			opaque.SetNRGBA(x, y, c)
			if len(colours) <= 256 {
				if _, known := seen[c]; !known {
					seen[c] = uint8(len(colours))
					colours = append(colours, c)
				}
			}
		}
	}
	var out image.Image = opaque
	if len(colours) <= 256 {
		paletted := image.NewPaletted(opaque.Rect, colours)
		for i := range paletted.Pix {
			p := opaque.Pix[i*4:]
			paletted.Pix[i] = seen[color.NRGBA{p[0], p[1], p[2], 0xff}]
		}
		out = paletted
	}
	var file bytes.Buffer
	enc := png.Encoder{CompressionLevel: png.BestCompression}
	err := enc.Encode(&file, out)
	return file.Bytes(), err
}

// lift drops low bits but leaves white white.
func lift(v, mask uint8) uint8 {
	if v == 0xff {
		return v
	}
	return v & mask
}
