package document

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"report/internal/claim"
	"report/internal/diag"
)

// object stands in a sentence for what is no prose: a computed figure, code,
// math that is more than a number, a citation, a reference.
const object = '\uFFFC'

// Sentences are the paper's prose, sentence by sentence, with the way back to
// where it was typed: title, abstract, running text, captions and footnotes.
// What a block of the paper put in itself is left out.
func Sentences(doc *Document) []claim.Sentence {
	p := &proseReader{claims: make(map[string]*claim.Claim, len(doc.Claims))}
	for i := range doc.Claims {
		p.claims[doc.Claims[i].ID] = &doc.Claims[i]
	}
	for _, text := range doc.typed {
		p.add(text, claim.Sentence{Title: true})
	}
	p.asserted = doc.vouched
	p.add(doc.Meta.Abstract, claim.Sentence{})
	p.asserted = nil
	Walk(doc, func(b Block) {
		as := claim.Sentence{}
		p.asserted = doc.asserted[b]
		switch b := b.(type) {
		case *Heading:
			p.add(b.Text, claim.Sentence{Title: true})
		case *Paragraph:
			p.add(b.Text, as)
		case *Definitions:
			for _, item := range b.Items {
				p.add(item.Term, as)
			}
		case *Figure:
			p.add(b.Caption, as)
		case *Listing:
			p.add(b.Caption, as)
		case *Table:
			p.add(b.Caption, as)
			p.cells = true
			p.table(b, as)
			p.cells = false
		}
	}, nil)
	return p.out
}

// proseReader gathers sentences; claims are the document's by ID, asserted are
// the assertions of the block that is read.
type proseReader struct {
	out      []claim.Sentence
	claims   map[string]*claim.Claim
	asserted []asserted
	cells    bool // it is a table
}

// table adds the cells of a table, each with the heads of its row and column.
func (r *proseReader) table(t *Table, as claim.Sentence) {
	for _, row := range t.Head {
		for _, cell := range row {
			r.add(cell.Text, as)
		}
	}
	columns := r.columnHeads(t)
	as.Caption = plainText(t.Caption)
	if len(columns) > 0 { // the corner speaks of the whole table
		as.Caption = columns[0].Text + as.Caption
	}
	for _, row := range slices.Concat(t.Body, t.Foot) {
		var first claim.Sentence
		for i, cell := range row {
			if as.Heads = nil; i == 0 {
				first = r.head(cell)
			} else {
				as.Heads = append(as.Heads, first)
			}
			if i < len(columns) {
				as.Heads = append(as.Heads, columns[i])
			}
			r.add(cell.Text, as)
		}
	}
}

// columnHeads are the words over each column of a table: those of all its head
// rows, a head over several columns counting for each.
func (r *proseReader) columnHeads(t *Table) []claim.Sentence {
	out := make([]claim.Sentence, len(t.Columns))
	for _, row := range t.Head {
		over, left := claim.Sentence{}, 0
		for i, cell := range row {
			if left--; left <= 0 {
				over, left = r.head(cell), max(cell.Span, 1)
			}
			if i >= len(out) || over.Text == "" {
				continue
			}
			at := len(out[i].Text)
			out[i].Text += over.Text + "\n"
			for _, n := range over.Named {
				n.At += at
				out[i].Named = append(out[i].Named, n)
			}
		}
	}
	return out
}

// head is a cell's text as one sentence.
func (r *proseReader) head(cell Cell) claim.Sentence {
	run := &proseRun{}
	run.add(cell.Text)
	s := claim.Sentence{Text: run.text.String()}
	r.compute(&s, run, 0, len(s.Text))
	return s
}

// compute notes the claims of a part of a run in the sentence that it is.
func (r *proseReader) compute(s *claim.Sentence, run *proseRun, from, to int) {
	for _, at := range run.claims {
		c := r.claims[at.id]
		if at.at < from || at.at >= to || c == nil {
			continue
		}
		function, _, _ := strings.Cut(c.Expr, " ")
		s.Computed = append(s.Computed, function)
		if named := c.Named(); named.Tools != nil {
			named.At = at.at - from
			s.Named = append(s.Named, named)
		}
	}
}

// run is running text in one string, with what each part of it was.
type proseRun struct {
	text   strings.Builder
	pieces []prosePiece
	cites  []int // offsets of citations
	claims []proseClaim
}

// proseClaim is a computed figure at an offset.
type proseClaim struct {
	at int
	id string
}

// prosePiece says that text from at on is a Text's, or a formula's at pos that is
// only a number, or an object's where there is neither.
type prosePiece struct {
	at   int
	from *Text
	pos  diag.Pos
}

func (p prosePiece) typed() bool { return p.from != nil && p.from.file != nil || p.pos.Line > 0 }

// The parts of a formula that is only a number: what relates it, powers of ten,
// marks of a unit, and what may be left.
var (
	mathRelation = regexp.MustCompile(`^(?:=|<|>|\\(?:approx|sim|simeq|leq?|geq?|pm)\b) *`)
	mathPower    = regexp.MustCompile(`\\(?:times|cdot) *10 *\^ *(?:\{ *[-−]?\d+ *\}|\d)`)
	mathLeft     = regexp.MustCompile(`^ *[-−+]?(?:\d[\d.,]*|\.\d+)(?:[eE][-−+]?\d+)? *%? *(?:± *[\d.]+ *%? *)?$`)
	mathMarks    = strings.NewReplacer(`\%`, " %", `\,`, "  ", `\;`, "  ", `\!`, "  ", "{,}", ",", `\pm`, " ± ", "~", " ")
)

// mathNumber is a formula that is only a number as running text, each part about
// where it was typed; "" is any other, and the 0 and 1 that formulas are full of.
func mathNumber(tex string) string {
	blank := func(part string) string { return strings.Repeat(" ", len(part)) }
	text := mathPower.ReplaceAllStringFunc(mathRelation.ReplaceAllStringFunc(tex, blank), blank)
	text = mathMarks.Replace(text)
	if !mathLeft.MatchString(text) || strings.Contains("0 1 -1 −1", strings.TrimSpace(text)) {
		return ""
	}
	return text
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
		case *Figured:
			p.claims = append(p.claims, proseClaim{p.text.Len(), i.Claim})
			p.piece(nil, string(object))
		case *Math:
			if number := mathNumber(i.TeX); number != "" {
				p.pieces = append(p.pieces, prosePiece{at: p.text.Len(), pos: i.Pos})
				p.text.WriteString(number)
			} else {
				p.piece(nil, string(object))
			}
		case *Cite:
			p.cites = append(p.cites, p.text.Len())
			p.piece(nil, string(object))
		default:
			p.piece(nil, string(object))
		}
	}
}

func (p *proseRun) piece(from *Text, text string) {
	p.pieces = append(p.pieces, prosePiece{at: p.text.Len(), from: from})
	p.text.WriteString(text)
}

// place is where a byte of the run stands in its file; an object is placed
// behind the words before it.
func (p *proseRun) place(offset int) diag.Pos {
	i := sort.Search(len(p.pieces), func(i int) bool { return p.pieces[i].at > offset }) - 1
	inside := offset
	for ; i >= 0; i-- {
		piece := p.pieces[i]
		if piece.pos.Line > 0 {
			at := piece.pos
			at.Col += 1 + utf8.RuneCountInString(p.text.String()[piece.at:min(inside, p.text.Len())]) // behind the $
			return at
		}
		if piece.typed() {
			return piece.from.pos(min(inside-piece.at, len(piece.from.Value)))
		}
		inside = piece.at
	}
	for _, piece := range p.pieces {
		if piece.pos.Line > 0 {
			return piece.pos
		}
		if piece.typed() {
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

// add parts running text; text that nobody typed gives no sentences. What they
// share is in `as`.
func (r *proseReader) add(inlines []Inline, as claim.Sentence) {
	p := &proseRun{}
	p.add(inlines)
	typed := false
	for _, piece := range p.pieces {
		typed = typed || piece.typed()
	}
	if !typed {
		return
	}
	text, first := p.text.String(), len(r.out)
	var starts []diag.Pos
	for from := 0; from < len(text); {
		end := from + sentenceEnd(text[from:])
		s, start := as, from
		s.Text = strings.TrimRight(text[from:end], " \n")
		s.At = func(offset int) diag.Pos { return p.place(start + offset) }
		for _, c := range p.cites {
			s.Cited = s.Cited || c >= from && c < end
		}
		r.compute(&s, p, from, end)
		if strings.Trim(s.Text, " \n"+string(object)) != "" {
			r.out, starts = append(r.out, s), append(starts, r.begins(p, from))
		}
		for from = end; from < len(text) && (text[from] == ' ' || text[from] == '\n'); {
			from++
		}
	}
	r.vouch(r.out[first:], starts)
}

// vouch gives the sentences of one text the block's assertions: each stands
// behind the last sentence that begins before it, in a table if that is on its line.
func (r *proseReader) vouch(sentences []claim.Sentence, starts []diag.Pos) {
	if len(r.asserted) == 0 {
		return
	}
	for i := range sentences {
		for _, a := range r.asserted {
			here := (i == 0 || !before(a.at, starts[i])) && (i+1 == len(starts) || before(a.at, starts[i+1]))
			here = here && (!r.cells || a.at.Line == starts[i].Line)
			sentences[i].Asserted = append(sentences[i].Asserted, claim.Assertion{Expr: a.expr, Here: here})
		}
	}
}

func before(a, b diag.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col < b.Col }

// begins is where the first word or claim from an offset on was written.
func (r *proseReader) begins(p *proseRun, from int) diag.Pos {
	for i, piece := range p.pieces {
		end := p.text.Len()
		if i+1 < len(p.pieces) {
			end = p.pieces[i+1].at
		}
		if end <= from {
			continue
		}
		if piece.typed() {
			return p.place(max(from, piece.at))
		}
		for _, c := range p.claims {
			if known := r.claims[c.id]; c.at == piece.at && known != nil {
				return known.At
			}
		}
	}
	return p.place(from)
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
	"secs": true, "sect": true, "sects": true, "eq": true, "eqs": true, "eqn": true, "eqns": true, "alg": true, "thm": true, "def": true,
	"ref": true, "refs": true, "tabs": true, "no": true, "nos": true, "vol": true, "vols": true, "pp": true, "p": true, "al": true, "approx": true, "ca": true, "dr": true, "mr": true,
	"ms": true, "prof": true, "resp": true, "st": true, "tab": true, "ed": true, "eds": true, "ch": true}

func isAbbreviation(before string) bool {
	word := before[strings.LastIndexAny(before, " \n\u00a0(")+1:]
	word = strings.TrimLeft(word, "“‘\"'[\u00a0")
	if r, _ := utf8.DecodeRuneInString(word); utf8.RuneCountInString(word) == 1 && unicode.IsUpper(r) {
		return true // an initial
	}
	return abbreviations[strings.ToLower(word)]
}
