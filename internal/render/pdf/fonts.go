package pdf

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"report/internal/typeset"
)

// fontResource is a face as pages name it. Its glyphs are numbered as they
// are first used: the number is the code on the page, the glyph's place in the
// embedded subset and its entry in the table that says which text it stands
// for. The PDF library would parse and cut every font anew, several
// milliseconds each, and tell two runes of one glyph apart by nothing.
type fontResource struct {
	face  *typeset.Face
	name  string
	runes []rune // by code, from 1
	codes [0x2600]uint16
	rare  map[rune]uint16
}

// code is a rune's number in the subset.
func (r *fontResource) code(u rune) uint16 {
	if u >= 0 && int(u) < len(r.codes) {
		if r.codes[u] == 0 {
			r.runes = append(r.runes, u)
			r.codes[u] = uint16(len(r.runes))
		}
		return r.codes[u]
	}
	code, ok := r.rare[u]
	if !ok {
		r.runes = append(r.runes, u)
		code = uint16(len(r.runes))
		r.rare[u] = code
	}
	return code
}

// addFonts embeds the subsets and makes them known to every page.
func (f *file) addFonts(fonts []*fontResource) error {
	var names strings.Builder
	for _, r := range fonts {
		n, err := f.addFont(r)
		if err != nil {
			return fmt.Errorf("embedding %s: %w", r.face.PostScript, err)
		}
		fmt.Fprintf(&names, "/%s %d 0 R ", r.name, n)
	}
	// Object 2 is the resources that all pages share.
	shared := bytes.Replace(f.objects[2], []byte("/Font <<"), []byte("/Font <<"+names.String()), 1)
	if len(fonts) > 0 && len(shared) == len(f.objects[2]) {
		return errForm
	}
	f.objects[2] = shared
	return nil
}

func (f *file) addFont(r *fontResource) (int, error) {
	cut, err := openTrueType(r.face.TTF)
	if err != nil {
		return 0, err
	}
	glyphs := make([]uint16, 1, len(r.runes)+1)
	for _, u := range r.runes {
		glyphs = append(glyphs, r.face.Glyph(u))
	}
	program, err := cut.subset(glyphs)
	if err != nil {
		return 0, err
	}
	name := subsetName(r)
	embedded := f.add(f.packer.stream(program, fmt.Sprintf(" /Length1 %d", len(program))))
	box, scale := cut.box()
	descriptor := f.add(fmt.Appendf(nil, "<</Type /FontDescriptor /FontName /%s /Flags 4 /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV 80 /FontFile2 %d 0 R>>",
		name, scale(box[0]), scale(box[1]), scale(box[2]), scale(box[3]), cut.italicAngle(), r.face.Ascent, -r.face.Descent, r.face.CapHeight, embedded))
	widths := []byte("[1 [")
	for _, u := range r.runes {
		widths = fmt.Appendf(widths, "%d ", r.face.Advance(u))
	}
	widths = append(widths, "]]"...)
	descendant := f.add(fmt.Appendf(nil, "<</Type /Font /Subtype /CIDFontType2 /BaseFont /%s /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /FontDescriptor %d 0 R /DW 0 /W %s /CIDToGIDMap /Identity>>",
		name, descriptor, widths))
	texts := f.add(f.packer.stream(r.unicode(), ""))
	return f.add(fmt.Appendf(nil, "<</Type /Font /Subtype /Type0 /BaseFont /%s /Encoding /Identity-H /DescendantFonts [%d 0 R] /ToUnicode %d 0 R>>",
		name, descendant, texts)), nil
}

// subsetName is six letters that depend on the glyphs, and the face's name.
func subsetName(r *fontResource) string {
	sum := sha256.Sum256([]byte(string(r.runes)))
	tag := make([]byte, 6)
	for i := range tag {
		tag[i] = 'A' + sum[i]%26
	}
	return string(tag) + "+" + r.face.PostScript
}

// meant is the text that a glyph stands for where it is not its own rune: a
// ligature is copied as its letters.
var meant = map[rune]string{'ﬁ': "fi", 'ﬂ': "fl"}

func (r *fontResource) unicode() []byte {
	var b bytes.Buffer
	b.WriteString("/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n")
	for from := 0; from < len(r.runes); from += 100 {
		part := r.runes[from:min(from+100, len(r.runes))]
		fmt.Fprintf(&b, "%d beginbfchar\n", len(part))
		for i, u := range part {
			text, ok := meant[u]
			if !ok {
				text = string(u)
			}
			fmt.Fprintf(&b, "<%04X> <", from+i+1)
			for _, unit := range utf16.Encode([]rune(text)) {
				fmt.Fprintf(&b, "%04X", unit)
			}
			b.WriteString(">\n")
		}
		b.WriteString("endbfchar\n")
	}
	b.WriteString("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend")
	return b.Bytes()
}

// trueType is a font file's tables.
type trueType struct {
	tables map[string][]byte
	long   bool // offsets of glyphs take four bytes
	upem   int
}

var errFont = errors.New("not a TrueType font that can be cut")

func openTrueType(ttf []byte) (*trueType, error) {
	if len(ttf) < 12 {
		return nil, errFont
	}
	t := &trueType{tables: map[string][]byte{}}
	for i := range int(binary.BigEndian.Uint16(ttf[4:])) {
		entry := ttf[12+16*i:]
		from, size := binary.BigEndian.Uint32(entry[8:]), binary.BigEndian.Uint32(entry[12:])
		if uint64(from)+uint64(size) > uint64(len(ttf)) {
			return nil, errFont
		}
		t.tables[string(entry[:4])] = ttf[from : from+size]
	}
	for _, name := range []string{"head", "hhea", "hmtx", "maxp", "loca", "glyf"} {
		if len(t.tables[name]) == 0 {
			return nil, errFont
		}
	}
	t.long = t.tables["head"][51] != 0
	t.upem = int(binary.BigEndian.Uint16(t.tables["head"][18:]))
	return t, nil
}

// box is the font's bounding box, and how its units become thousandths.
func (t *trueType) box() (box [4]int, scale func(int) int) {
	for i := range box {
		box[i] = int(int16(binary.BigEndian.Uint16(t.tables["head"][36+2*i:])))
	}
	return box, func(v int) int { return v * 1000 / t.upem }
}

func (t *trueType) italicAngle() int {
	post := t.tables["post"]
	if len(post) < 8 {
		return 0
	}
	return int(int32(binary.BigEndian.Uint32(post[4:])) >> 16)
}

// outline is a glyph's data.
func (t *trueType) outline(glyph uint16) []byte {
	loca, glyf := t.tables["loca"], t.tables["glyf"]
	var from, to int
	if t.long {
		if int(glyph)*4+8 > len(loca) {
			return nil
		}
		from, to = int(binary.BigEndian.Uint32(loca[int(glyph)*4:])), int(binary.BigEndian.Uint32(loca[int(glyph)*4+4:]))
	} else {
		if int(glyph)*2+4 > len(loca) {
			return nil
		}
		from, to = 2*int(binary.BigEndian.Uint16(loca[int(glyph)*2:])), 2*int(binary.BigEndian.Uint16(loca[int(glyph)*2+2:]))
	}
	if from >= to || to > len(glyf) {
		return nil
	}
	return glyf[from:to]
}

// metric is a glyph's advance and left side bearing.
func (t *trueType) metric(glyph uint16) []byte {
	hmtx := t.tables["hmtx"]
	count := int(binary.BigEndian.Uint16(t.tables["hhea"][34:]))
	if int(glyph) < count && int(glyph)*4+4 <= len(hmtx) {
		return hmtx[int(glyph)*4 : int(glyph)*4+4]
	}
	out := make([]byte, 4)
	copy(out, hmtx[(count-1)*4:count*4-2])
	if at := count*4 + (int(glyph)-count)*2; at+2 <= len(hmtx) {
		copy(out[2:], hmtx[at:at+2])
	}
	return out
}

// Flags of a part of a composed glyph.
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fullScale     = 1 << 7
)

// subset is a font of the given glyphs in their order, followed by the parts
// that composed ones need.
func (t *trueType) subset(glyphs []uint16) ([]byte, error) {
	place := map[uint16]uint16{} // of parts
	var glyf, loca, hmtx []byte
	for i := 0; i < len(glyphs); i++ {
		loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
		hmtx = append(hmtx, t.metric(glyphs[i])...)
		data := t.outline(glyphs[i])
		if len(data) >= 10 && int16(binary.BigEndian.Uint16(data)) < 0 {
			data = bytes.Clone(data)
			err := eachPart(data, func(number []byte) {
				part := binary.BigEndian.Uint16(number)
				if place[part] == 0 {
					glyphs = append(glyphs, part)
					place[part] = uint16(len(glyphs) - 1)
				}
				binary.BigEndian.PutUint16(number, place[part])
			})
			if err != nil {
				return nil, err
			}
		}
		glyf = append(glyf, data...)
		for len(glyf)%4 != 0 {
			glyf = append(glyf, 0)
		}
	}
	loca = binary.BigEndian.AppendUint32(loca, uint32(len(glyf)))
	return t.assemble(glyf, loca, hmtx, len(glyphs)), nil
}

// eachPart calls part with the number of every part of a composed glyph.
func eachPart(data []byte, part func(number []byte)) error {
	for at, more := 10, true; more; {
		if at+4 > len(data) {
			return errFont
		}
		flags := binary.BigEndian.Uint16(data[at:])
		part(data[at+2 : at+4])
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fullScale != 0:
			at += 8
		}
		more = flags&moreParts != 0
	}
	return nil
}

// assemble writes a font file of the tables that a PDF needs.
func (t *trueType) assemble(glyf, loca, hmtx []byte, count int) []byte {
	head, hhea, maxp := bytes.Clone(t.tables["head"]), bytes.Clone(t.tables["hhea"]), bytes.Clone(t.tables["maxp"])
	binary.BigEndian.PutUint32(head[8:], 0)
	binary.BigEndian.PutUint16(head[50:], 1)
	binary.BigEndian.PutUint16(hhea[34:], uint16(count))
	binary.BigEndian.PutUint16(maxp[4:], uint16(count))
	tables := []struct {
		name    string
		content []byte
	}{
		{"cvt ", t.tables["cvt "]}, {"fpgm", t.tables["fpgm"]}, {"glyf", glyf}, {"head", head}, {"hhea", hhea},
		{"hmtx", hmtx}, {"loca", loca}, {"maxp", maxp}, {"prep", t.tables["prep"]},
	}
	out := make([]byte, 12+16*len(tables))
	copy(out, "\x00\x01\x00\x00")
	binary.BigEndian.PutUint16(out[4:], uint16(len(tables)))
	binary.BigEndian.PutUint16(out[6:], 8*16)
	binary.BigEndian.PutUint16(out[8:], 3)
	binary.BigEndian.PutUint16(out[10:], uint16(len(tables)*16-8*16))
	headAt := 0
	for i, table := range tables {
		entry := out[12+16*i:]
		copy(entry, table.name)
		binary.BigEndian.PutUint32(entry[4:], checksum(table.content))
		binary.BigEndian.PutUint32(entry[8:], uint32(len(out)))
		binary.BigEndian.PutUint32(entry[12:], uint32(len(table.content)))
		if table.name == "head" {
			headAt = len(out)
		}
		out = append(out, table.content...)
		for len(out)%4 != 0 {
			out = append(out, 0)
		}
	}
	binary.BigEndian.PutUint32(out[headAt+8:], 0xb1b0afba-checksum(out))
	return out
}

func checksum(table []byte) uint32 {
	sum := uint32(0)
	for len(table) >= 4 {
		sum += binary.BigEndian.Uint32(table)
		table = table[4:]
	}
	if len(table) > 0 {
		var last [4]byte
		copy(last[:], table)
		sum += binary.BigEndian.Uint32(last[:])
	}
	return sum
}
