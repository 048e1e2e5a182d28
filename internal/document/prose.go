package document

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/claim"
	"report/internal/diag"
)

// object stands in a sentence for what is no prose: a computed figure, code,
// math, a citation, a reference.
const object = '\uFFFC'

// Sentences are the paper's prose, sentence by sentence, with the way back to
// where it was typed: title, abstract, running text, captions and footnotes.
// What a block of the paper put in itself is left out.
func Sentences(doc *Document) []claim.Sentence {
	var out []claim.Sentence
	for _, text := range doc.typed {
		out = append(out, sentences(text)...)
	}
	out = append(out, sentences(doc.Meta.Abstract)...)
	Walk(doc, func(b Block) {
		switch b := b.(type) {
		case *Heading:
			out = append(out, sentences(b.Text)...)
		case *Paragraph:
			out = append(out, sentences(b.Text)...)
		case *Definitions:
			for _, item := range b.Items {
				out = append(out, sentences(item.Term)...)
			}
		case *Figure:
			out = append(out, sentences(b.Caption)...)
		case *Listing:
			out = append(out, sentences(b.Caption)...)
		case *Table:
			out = append(out, sentences(b.Caption)...)
			for _, part := range [][][]Cell{b.Head, b.Body, b.Foot} {
				for _, row := range part {
					for _, cell := range row {
						out = append(out, sentences(cell.Text)...)
					}
				}
			}
		}
	}, nil)
	return out
}

// run is running text in one string, with what each part of it was.
type proseRun struct {
	text   strings.Builder
	pieces []prosePiece
	cites  []int // offsets of citations
}

// prosePiece says that text from at on is a Text's, or an object's where there
// is none.
type prosePiece struct {
	at   int
	from *Text
}

func (p *proseRun) add(inlines []Inline) {
	for _, i := range inlines {
		switch i := i.(type) {
		case *Text:
			p.piece(i, i.Value)
		case *Emph:
			p.add(i.Text)
		case *Strong:
			p.add(i.Text)
		case *Strike:
			p.add(i.Text)
		case *Link:
			if strings.Contains(i.URL, plainText(i.Text)) {
				p.piece(nil, string(object))
			} else {
				p.add(i.Text)
			}
		case *Break:
			p.piece(nil, "\n")
		case *NoteRef: // it parts no words
		case *Cite:
			p.cites = append(p.cites, p.text.Len())
			p.piece(nil, string(object))
		default:
			p.piece(nil, string(object))
		}
	}
}

func (p *proseRun) piece(from *Text, text string) {
	p.pieces = append(p.pieces, prosePiece{p.text.Len(), from})
	p.text.WriteString(text)
}

// place is where a byte of the run stands in its file; an object is placed
// behind the words before it.
func (p *proseRun) place(offset int) diag.Pos {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].at > offset }) - 1
	inside := offset
	for ; i >= 0; i-- {
		piece := p.pieces[i]
		if piece.from != nil && piece.from.file != nil {
			return piece.from.pos(min(inside-piece.at, len(piece.from.Value)))
		}
		inside = piece.at
	}
	for _, piece := range p.pieces {
		if piece.from != nil && piece.from.file != nil {
			return piece.from.pos(0)
		}
	}
	return diag.Pos{}
}

// pos is where a byte of the text was typed.
func (v *Text) pos(at int) diag.Pos {
	g := fragment{file: v.file, spans: v.spans}
	return v.file.pos(g.offset(at))
}

// sentences parts running text; text that nobody typed gives none.
func sentences(inlines []Inline) []claim.Sentence {
	p := &proseRun{}
	p.add(inlines)
	typed := false
	for _, piece := range p.pieces {
		typed = typed || piece.from != nil && piece.from.file != nil
	}
	if !typed {
		return nil
	}
	text := p.text.String()
	var out []claim.Sentence
	for from := 0; from < len(text); {
		end := from + sentenceEnd(text[from:])
		s := claim.Sentence{Text: strings.TrimRight(text[from:end], " \n")}
		start := from
		s.At = func(offset int) diag.Pos { return p.place(start + offset) }
		for _, c := range p.cites {
			s.Cited = s.Cited || c >= from && c < end
		}
		if strings.Trim(s.Text, " \n"+string(object)) != "" {
			out = append(out, s)
		}
		for from = end; from < len(text) && (text[from] == ' ' || text[from] == '\n'); {
			from++
		}
	}
	return out
}

// sentenceEnd is the length of the first sentence: up to a full stop, question
// or exclamation mark behind which blank and a capital or a figure follow.
func sentenceEnd(text string) int {
	for i, r := range text {
		if r != '.' && r != '!' && r != '?' && r != '…' {
			continue
		}
		end := i + utf8.RuneLen(r)
		for end < len(text) {
			c, size := utf8.DecodeRuneInString(text[end:])
			if !strings.ContainsRune("”’\"')]", c) {
				break
			}
			end += size
		}
		next := strings.TrimLeft(text[end:], " \n\u00a0")
		if len(next) == len(text[end:]) && next != "" {
			continue // no blank: a decimal, a version, a name
		}
		first, _ := utf8.DecodeRuneInString(next)
		if next == "" || !unicode.IsLower(first) && !(r == '.' && isAbbreviation(text[:i])) {
			return end
		}
	}
	return len(text)
}

// abbreviations end in a stop that ends no sentence.
var abbreviations = map[string]bool{"e.g": true, "i.e": true, "cf": true, "vs": true, "fig": true, "figs": true, "sec": true,
	"eq": true, "no": true, "vol": true, "pp": true, "p": true, "al": true, "approx": true, "ca": true, "dr": true, "mr": true,
	"ms": true, "prof": true, "resp": true, "st": true, "tab": true, "ed": true, "eds": true, "ch": true}

func isAbbreviation(before string) bool {
	word := before[strings.LastIndexAny(before, " \n\u00a0(")+1:]
	word = strings.TrimLeft(word, "“‘\"'[\u00a0")
	if utf8.RuneCountInString(word) == 1 {
		r, _ := utf8.DecodeRuneInString(word)
		return unicode.IsUpper(r) // an initial
	}
	return abbreviations[strings.ToLower(word)]
}
