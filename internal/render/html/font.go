package html

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/document"
	"report/internal/script"
)

// The families of a paper's text, as script names them.
const serif, sans, mono = "Paper Serif", "Paper Sans", "Paper Mono"

// fontFaces declares the fonts whose range has a character of the text, and the
// slanted ones of a family that the paper slants. The others would only make the
// page larger.
func fontFaces(fonts []script.Font, text []rune, slanted map[string]bool) string {
	var b strings.Builder
	for _, f := range fonts {
		if !needed(f.Range, text) || f.Italic && (f.Family == sans || f.Family == mono) && !slanted[f.Family] {
			continue
		}
		style := "normal"
		if f.Italic {
			style = "italic"
		}
		b.WriteString("@font-face{font-family:" + strconv.Quote(f.Family) + ";font-style:" + style + ";font-weight:" + f.Weights +
			";font-display:swap;src:url(data:font/woff2;base64," + base64.StdEncoding.EncodeToString(f.Content) + `) format("woff2")`)
		if f.Range != "" {
			b.WriteString(";unicode-range:" + f.Range)
		}
		b.WriteString("}\n")
	}
	return b.String()
}

// needed reports whether a unicode-range ("U+0000-00FF,U+2122") has one of the
// characters; an empty range has all.
func needed(ranges string, text []rune) bool {
	if ranges == "" {
		return true
	}
	for one := range strings.SplitSeq(ranges, ",") {
		first, last, isRange := strings.Cut(strings.TrimPrefix(strings.TrimSpace(one), "U+"), "-")
		if !isRange {
			last = first
		}
		low, errLow := strconv.ParseInt(first, 16, 32)
		high, errHigh := strconv.ParseInt(last, 16, 32)
		if errLow != nil || errHigh != nil {
			continue
		}
		for _, r := range text {
			if int64(r) >= low && int64(r) <= high {
				return true
			}
		}
	}
	return false
}

// runes are the letters of the page, each once. Combining marks and signs that
// several files share do not call for a file: only letters do.
func (p *page) runes() []rune {
	seen := map[rune]bool{}
	list := []rune{'a'}
	note := func(r rune) {
		if r > unicode.MaxLatin1 && !seen[r] && unicode.IsLetter(r) {
			seen[r] = true
			list = append(list, r)
		}
	}
	for text := p.body.Bytes(); len(text) > 0; {
		if text[0] < utf8.RuneSelf {
			text = text[1:]
			continue
		}
		r, size := utf8.DecodeRune(text)
		note(r)
		text = text[size:]
	}
	for _, r := range p.doc.Meta.Title + p.doc.Meta.Subtitle + string(p.abstract) + names(p.doc.Meta.Authors) {
		note(r)
	}
	return list
}

// slants notes that the family of running text here, or that of code, is slanted.
func (p *page) slants(code bool) {
	switch {
	case code:
		p.slanted[mono] = true
	case p.inSans > 0:
		p.slanted[sans] = true
	}
}

func names(authors []document.Author) string {
	var b strings.Builder
	for _, a := range authors {
		b.WriteString(a.Name + a.Affiliation)
	}
	return b.String()
}
