package document

import (
	"bytes"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"

	"report/internal/diag"
)

// findNotes collects the footnotes that the fragment defines.
func (r *reader) findNotes(root ast.Node) {
	r.notes = map[string]*note{}
	_ = ast.Walk(root, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		f, ok := n.(*extast.Footnote)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		name, at := string(f.Ref), n.Pos()
		if first := r.notes[name]; first != nil {
			r.fail(r.g.errorAt(at, len(name)+3, "the footnote %q is already defined in line %d", name, r.g.pos(first.at).Line))
			return ast.WalkContinue, nil
		}
		r.notes[name] = &note{node: n, at: at, in: r}
		return ast.WalkContinue, nil
	})
}

// noteNumber is the number of the footnote that a mark refers to; its text is
// made at its first use.
func (r *reader) noteNumber(m *mark) int {
	n := r.notes[m.content]
	if n == nil || r.bare {
		r.fail(r.noNote(m))
		return 0
	}
	if n.number == 0 {
		n.number = r.footnote()
		table := n.in.inTable
		n.in.inTable = false
		r.doc.Footnotes[n.number-1].Blocks = n.in.blocks(n.node)
		n.in.inTable = table
	}
	return n.number
}

// noNote is the mistake of a mark for a footnote that is not there, or that
// cannot be called where the mark stands.
func (r *reader) noNote(m *mark) *diag.Error {
	if r.bare || r.flowing == nil {
		return r.g.errorAt(m.at, m.width, "no footnote can be called here").
			WithHint("titles, the abstract and alternative texts carry no footnotes; call it in the text or in a caption")
	}
	var known []string
	for name := range r.notes {
		known = append(known, name)
	}
	e := r.g.errorAt(m.at, m.width, "there is no footnote %q", m.content)
	if near := nearestOf(m.content, known); near != "" {
		return e.WithHint("did you mean [^%s]?", near)
	}
	return e.WithHint("define it in a paragraph of its own: [^%s]: its text", m.content)
}

// blocks makes the blocks of a node's children.
func (r *reader) blocks(parent ast.Node) []Block {
	out := []Block{}
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		asserts, made := len(r.asserts), len(out)
		if out = r.block(out, n); len(r.asserts) > asserts {
			r.vouch(out, made, r.asserts[asserts:])
		}
	}
	return out
}

// vouch notes that the blocks from one on carry the assertions; those that stand
// alone, and make no block, vouch for the block before them.
func (b *builder) vouch(out []Block, from int, asserts []asserted) {
	for _, block := range out[max(0, min(from, len(out)-1)):] {
		b.doc.asserted[block] = append(b.doc.asserted[block], asserts...)
	}
}

func (r *reader) block(out []Block, n ast.Node) []Block {
	switch n := n.(type) {
	case *ast.Heading:
		return append(out, r.heading(n))
	case *ast.Paragraph, *ast.TextBlock:
		return r.paragraph(out, n)
	case *ast.List:
		return append(out, r.list(n))
	case *ast.Blockquote:
		return append(out, &Quote{Blocks: r.blocks(n)})
	case *ast.ThematicBreak:
		return append(out, &Rule{})
	case *ast.CodeBlock:
		return append(out, &Listing{Code: r.code(n), Pos: r.posOf(n)})
	case *ast.FencedCodeBlock:
		return r.fence(out, n)
	case *ast.HTMLBlock:
		return r.rawBlock(out, n)
	case *extast.Table:
		return append(out, r.table(n))
	case *extast.DefinitionList:
		return append(out, r.definitions(n))
	case *mathBlock:
		return r.mathBlock(out, n)
	case *extast.FootnoteList, *ast.LinkReferenceDefinition:
		return out
	}
	return append(out, r.blocks(n)...)
}

// placeOf is where a block begins in the fragment.
func (r *reader) placeOf(n ast.Node) int {
	if n.Type() == ast.TypeBlock && n.Lines() != nil && n.Lines().Len() > 0 {
		return n.Lines().At(0).Start
	}
	return max(0, min(n.Pos(), len(r.g.text)))
}

func (r *reader) posOf(n ast.Node) diag.Pos { return r.g.pos(r.placeOf(n)) }

// trailing takes the attributes off the end of a node's children.
func trailing(n ast.Node) *mark {
	m, ok := n.LastChild().(*mark)
	if !ok || m.sort != attributeMark {
		return nil
	}
	n.RemoveChild(n, m)
	return m
}

func (r *reader) heading(n *ast.Heading) Block {
	h := &Heading{Level: n.Level, Pos: r.posOf(n)}
	attrs := trailing(n)
	h.Text = trimRight(r.inlines(n))
	bare, appendix := r.unnumber, false
	if attrs != nil {
		h.ID = attrs.attrs.id
		bare = bare || attrs.attrs.bare || attrs.attrs.has("unnumbered")
		appendix = attrs.attrs.has("appendix")
	}
	if appendix && r.appendix == nil {
		r.appendix = h
	}
	words := plainText(h.Text)
	label := "“" + words + "”"
	if !bare {
		h.Number = r.counts.section(n.Level, appendix)
		word := "Section"
		if r.counts.appendix {
			word = "Appendix"
		}
		label = word + "\u00a0" + h.Number
	}
	if h.ID == "" {
		r.nameless = append(r.nameless, named{h, words, label})
		return h
	}
	pos := r.g.pos(attrs.attrs.idAt)
	r.define(h.ID, label, r.g.file, pos)
	return h
}

// named is a heading that gets its anchor from its words, once the labels that
// the text sets are all known.
type named struct {
	heading      *Heading
	words, label string
}

// section is the next number at a level; an appendix counts in letters from
// its first heading on.
func (c *counters) section(level int, appendix bool) string {
	level = min(level, len(c.sections))
	if appendix && !c.appendix {
		c.appendix, c.sections = true, [6]int{}
	}
	c.sections[level-1]++
	clear(c.sections[level:])
	first := 0
	for first < level-1 && c.sections[first] == 0 {
		first++ // a paper whose sections start at the second level
	}
	var parts []string
	for i, n := range c.sections[first:level] {
		part := strconv.Itoa(n)
		if c.appendix && i == 0 && n >= 1 && n <= 26 {
			part = string(rune('A' + n - 1))
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ".")
}

// slug is an anchor made from words, as GitHub makes it, and unique.
func (b *builder) slug(words string) string {
	var s strings.Builder
	for _, c := range strings.ToLower(words) {
		switch {
		case unicode.IsLetter(c) || unicode.IsDigit(c) || c == '-' || c == '_':
			s.WriteRune(c)
		case c == ' ' || c == '\u00a0':
			s.WriteByte('-')
		}
	}
	base := s.String()
	if base == "" {
		base = "section"
	}
	id := base
	for b.slugs[id] > 0 || b.labels[id] != nil {
		id = base + "-" + strconv.Itoa(b.slugs[base])
		b.slugs[base]++
	}
	b.slugs[id]++
	return id
}

// paragraph makes a paragraph, or what stands alone in one: a picture, a
// table's caption, displayed math.
func (r *reader) paragraph(out []Block, n ast.Node) []Block {
	if f := r.figure(n); f != nil {
		return append(out, f)
	}
	if len(out) > 0 {
		if t, ok := out[len(out)-1].(*Table); ok && t.Caption == nil && r.caption(t, n) {
			return out
		}
	}
	var run line
	pos := r.posOf(n)
	flush := func() {
		if words := trimRight(run.inlines); len(words) > 0 {
			out = append(out, &Paragraph{Text: words, Pos: pos})
		}
		run = line{}
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		m, ok := c.(*mark)
		if !ok || m.sort != mathMark || !m.display {
			r.inline(&run, c)
			continue
		}
		flush()
		e := &Equation{TeX: strings.TrimSpace(m.content), Pos: r.g.pos(m.at)}
		if a := labelBehind(c); a != nil {
			r.equation(e, a.attrs)
			c = a
		}
		out = append(out, e)
	}
	flush()
	return out
}

// labelBehind is the attributes that follow a node, blanks between.
func labelBehind(n ast.Node) *mark {
	next := n.NextSibling()
	if t, ok := next.(*ast.Text); ok && t.Segment.Len() <= 1 && next.NextSibling() != nil {
		next = next.NextSibling()
	}
	if m, ok := next.(*mark); ok && m.sort == attributeMark {
		return m
	}
	return nil
}

func (r *reader) equation(e *Equation, a attributes) {
	if a.id == "" {
		return
	}
	e.ID = a.id
	e.Number = r.labelled(a.id, "eq", &r.counts.equation, r.g.file, r.g.pos(a.idAt))
}

func (r *reader) mathBlock(out []Block, n *mathBlock) []Block {
	if !n.closed {
		r.fail(r.g.errorAt(n.at, 2, "this $$ is never closed").WithHint("close the formula with $$"))
		return out
	}
	e := &Equation{TeX: strings.TrimSpace(strings.ToValidUTF8(string(n.tex), "\uFFFD")), Pos: r.g.pos(n.at)}
	tail := n.tail.Value(r.g.text)
	if i := bytes.IndexByte(tail, '{'); i >= 0 {
		end := attributesEnd(tail[i:])
		if end > 0 {
			if a, ok := parseAttributes(tail[i+1:i+end], n.tail.Start+i+1); ok {
				r.equation(e, a)
				return append(out, e)
			}
		}
		r.fail(r.g.errorAt(n.tail.Start+i, 1, "this is no label").WithHint("$$ … $$ {#eq-name}"))
	}
	return append(out, e)
}

// trimRight takes blanks off the end of running text.
func trimRight(in []Inline) []Inline {
	for len(in) > 0 {
		t, ok := in[len(in)-1].(*Text)
		if !ok {
			break
		}
		if t.Value = strings.TrimRight(t.Value, " \t\n"); t.Value != "" {
			break
		}
		in = in[:len(in)-1]
	}
	return in
}

func (r *reader) list(n *ast.List) Block {
	l := &List{Ordered: n.IsOrdered(), Tight: n.IsTight}
	if l.Ordered {
		l.Start = n.Start
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		item := Item{}
		if box := checkBox(c); box != nil {
			item.Task, item.Done = true, box.IsChecked
		}
		item.Blocks = r.blocks(c)
		l.Items = append(l.Items, item)
	}
	return l
}

func checkBox(item ast.Node) *extast.TaskCheckBox {
	if first := item.FirstChild(); first != nil {
		if box, ok := first.FirstChild().(*extast.TaskCheckBox); ok {
			return box
		}
	}
	return nil
}

func (r *reader) definitions(n ast.Node) Block {
	d := &Definitions{}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c.(type) {
		case *extast.DefinitionTerm:
			d.Items = append(d.Items, Definition{Term: r.inlines(c), Blocks: []Block{}})
		case *extast.DefinitionDescription:
			if k := len(d.Items); k > 0 {
				d.Items[k-1].Blocks = append(d.Items[k-1].Blocks, r.blocks(c)...)
			}
		}
	}
	return d
}

// code is the text of a code block.
func (r *reader) code(n ast.Node) string {
	var b strings.Builder
	lines := n.Lines()
	for i := 0; i < lines.Len(); i++ {
		s := lines.At(i)
		b.Write(s.Value(r.g.text))
	}
	code := strings.ReplaceAll(b.String(), "\r\n", "\n")
	return strings.TrimRight(strings.ToValidUTF8(code, "\uFFFD"), "\n")
}

// rawBlock prints a block of HTML as the text that it is; comments are left out.
func (r *reader) rawBlock(out []Block, n *ast.HTMLBlock) []Block {
	raw := r.code(n)
	if n.HasClosure() {
		raw += "\n" + string(n.ClosureLine.Value(r.g.text))
	}
	raw = strings.TrimSpace(raw)
	if raw == "" || strings.HasPrefix(raw, "<!--") && strings.Index(raw, "-->") == len(raw)-3 {
		return out
	}
	place := r.placeOf(n)
	r.doubtHTML(place, raw)
	var l line
	l.text(r.g.file, strings.Join(strings.Fields(raw), " "), r.g.offset(place))
	return append(out, &Paragraph{Text: l.inlines, Pos: r.g.pos(place)})
}

// table makes a Markdown table.
func (r *reader) table(n *extast.Table) Block {
	t := &Table{Pos: r.posOf(n), Head: [][]Cell{}, Body: [][]Cell{}}
	for _, a := range n.Alignments {
		t.Columns = append(t.Columns, Column{Align: alignments[a]})
	}
	r.inTable = true
	defer func() { r.inTable = false }()
	for row := n.FirstChild(); row != nil; row = row.NextSibling() {
		if row.NextSibling() == nil && r.captionRow(t, row) {
			break
		}
		var cells []Cell
		for c := row.FirstChild(); c != nil; c = c.NextSibling() {
			cells = append(cells, Cell{Text: r.inlines(c)})
		}
		if _, head := row.(*extast.TableHeader); head {
			t.Head = append(t.Head, cells)
		} else {
			t.Body = append(t.Body, cells)
		}
	}
	decimals(t)
	return t
}

var alignments = map[extast.Alignment]Align{
	extast.AlignLeft: Left, extast.AlignRight: Right, extast.AlignCenter: Center, extast.AlignNone: Left,
}

// decimals lines up columns of figures by their points: those set right in
// which most cells are numbers.
func decimals(t *Table) {
	for i := range t.Columns {
		numbers, others := 0, 0
		for _, row := range t.Body {
			if i >= len(row) {
				continue
			}
			words := strings.TrimSpace(plainText(row[i].Text))
			if _, err := strconv.ParseFloat(strings.TrimSuffix(words, "%"), 64); err == nil {
				numbers++
			} else if words != "" && words != "not measured" {
				others++
			}
		}
		if numbers > others && t.Columns[i].Align == Right {
			t.Columns[i].Align = Decimal
		}
	}
}

// caption takes `: Caption {#tbl-x}` behind a table.
func (r *reader) caption(t *Table, n ast.Node) bool {
	lines := n.Lines()
	if lines == nil || lines.Len() == 0 {
		return false
	}
	from, to := lines.At(0).Start, lines.At(lines.Len()-1).Stop
	rest, found := bytes.CutPrefix(r.g.text[from:to], []byte(": "))
	if !found {
		rest, found = bytes.CutPrefix(r.g.text[from:to], []byte("Table: "))
	}
	if found {
		r.captionText(t, r.g.slice(to-len(rest), to))
	}
	return found
}

// captionRow takes a caption that stands right below its table, which
// goldmark reads as a row.
func (r *reader) captionRow(t *Table, row ast.Node) bool {
	first := row.FirstChild()
	if first == nil || first.Lines() == nil || first.Lines().Len() == 0 {
		return false
	}
	at := first.Lines().At(0).Start
	if !bytes.HasPrefix(r.g.text[at:], []byte(": ")) {
		return false
	}
	end := bytes.IndexByte(r.g.text[at:], '\n')
	if end < 0 {
		end = len(r.g.text) - at
	}
	r.captionText(t, r.g.slice(at+2, at+end))
	return true
}

func (r *reader) captionText(t *Table, g fragment) {
	words, attrs := r.labelledText(g)
	t.Caption = words
	if attrs != nil {
		t.ID = attrs.id
	}
	pos := g.pos(0)
	if t.ID != "" {
		pos = g.pos(attrs.idAt)
	}
	t.Number = r.labelled(t.ID, "tbl", &r.counts.table, g.file, pos)
}

// labelledText is running text with the attributes at its end, whose places
// are in the fragment given.
func (b *builder) labelledText(g fragment) ([]Inline, *attributes) {
	g.text = normal(g.text)
	root := lineParser().Parse(text.NewReader(mask(g.text)))
	r := b.line(g)
	p := root.FirstChild()
	if p == nil {
		return nil, nil
	}
	m := trailing(p)
	words := trimRight(r.inlines(p))
	if m == nil {
		return words, nil
	}
	return words, &m.attrs
}

func nearestOf(typed string, known []string) string {
	sortStrings(known)
	return diag.Nearest(typed, known)
}
