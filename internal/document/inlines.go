package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// reader turns goldmark's tree of one fragment into ours.
type reader struct {
	*builder
	g       fragment
	notes   map[string]*note
	inTable bool
	place   int // where the last piece of text ended
}

// note is a footnote's definition; number is 0 until something refers to it.
type note struct {
	node   ast.Node
	at     int
	in     *reader // of the file that defines it
	number int
}

// text makes the inlines of a piece of running text: a caption, a title.
func (b *builder) text(g fragment) []Inline {
	g.text = normal(g.text)
	root := lineParser().Parse(text.NewReader(mask(g.text)))
	r := b.line(g)
	var out []Inline
	for p := root.FirstChild(); p != nil; p = p.NextSibling() {
		if len(out) > 0 {
			out = append(out, &Break{})
		}
		out = append(out, r.inlines(p)...)
	}
	return out
}

// line reads a piece of running text that stands apart, with the footnotes of
// the file that it stands in.
func (b *builder) line(g fragment) *reader {
	r := &reader{builder: b, g: g}
	if b.flowing != nil {
		r.notes = b.flowing.notes
	}
	return r
}

// inlines makes the running text of a node's children.
func (r *reader) inlines(parent ast.Node) []Inline {
	var out line
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		r.inline(&out, n)
	}
	return out.inlines
}

// line collects inlines, with neighbouring texts as one.
type line struct{ inlines []Inline }

func (l *line) add(all ...Inline) {
	for _, i := range all {
		if t, ok := i.(*Text); ok && len(t.spans) > 0 {
			for k, s := range t.spans {
				end := len(t.Value)
				if k+1 < len(t.spans) {
					end = t.spans[k+1].at
				}
				l.text(t.file, t.Value[s.at:end], s.offset)
			}
			continue
		}
		l.inlines = append(l.inlines, i)
	}
}

// trim takes the blanks off the end of the words so far.
func (l *line) trim() {
	if n := len(l.inlines); n > 0 {
		if t, ok := l.inlines[n-1].(*Text); ok {
			t.Value = strings.TrimRight(t.Value, " ")
			for k := len(t.spans); k > 1 && t.spans[k-1].at > len(t.Value); k-- {
				t.spans = t.spans[:k-1]
			}
		}
	}
}

// text adds words that stand at an offset of the file.
func (l *line) text(f *file, value string, offset int) {
	if value == "" {
		return
	}
	var t *Text
	if n := len(l.inlines); n > 0 {
		t, _ = l.inlines[n-1].(*Text)
	}
	if t == nil {
		t = &Text{file: f}
		l.inlines = append(l.inlines, t)
	}
	if k := len(t.spans); k == 0 || t.spans[k-1].offset+len(t.Value)-t.spans[k-1].at != offset {
		t.spans = append(t.spans, span{len(t.Value), offset})
	}
	t.Value += value
}

func (r *reader) inline(out *line, n ast.Node) {
	switch n := n.(type) {
	case *ast.Text:
		r.words(out, n)
	case *ast.String:
		out.text(r.g.file, string(n.Value), r.g.offset(r.place))
	case *ast.CodeSpan:
		out.add(&Code{Value: r.codeSpan(n)})
	case *ast.Emphasis:
		if n.Level >= 2 {
			out.add(&Strong{Text: r.inlines(n)})
		} else {
			out.add(&Emph{Text: r.inlines(n)})
		}
	case *extast.Strikethrough:
		out.add(&Strike{Text: r.inlines(n)})
	case *ast.Link:
		r.link(out, n, string(n.Destination))
	case *ast.AutoLink:
		r.autoLink(out, n)
	case *ast.Image:
		r.picture(out, n)
	case *ast.RawHTML:
		r.rawInline(out, n)
	case *mark:
		r.mark(out, n)
	case *extast.TaskCheckBox: // the list item carries it
	default:
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			r.inline(out, c)
		}
	}
}

// words adds a text node: escapes and entities become what they mean.
func (r *reader) words(out *line, n *ast.Text) {
	raw := n.Segment.Value(r.g.text)
	at := n.Segment.Start
	for len(raw) > 0 {
		i := bytes.IndexAny(raw, `\&`)
		if i < 0 {
			break
		}
		out.text(r.g.file, string(raw[:i]), r.g.offset(at))
		raw, at = raw[i:], at+i
		if raw[0] == '\\' && len(raw) > 1 && util.IsPunct(raw[1]) {
			out.text(r.g.file, string(raw[1:2]), r.g.offset(at+1))
			raw, at = raw[2:], at+2
			continue
		}
		width, value := 1, string(raw[:1])
		if end := bytes.IndexByte(raw[:min(len(raw), 40)], ';'); raw[0] == '&' && end > 0 {
			resolved := util.ResolveNumericReferences(util.ResolveEntityNames(raw[:end+1]))
			if !bytes.Equal(resolved, raw[:end+1]) {
				width, value = end+1, strings.ToValidUTF8(string(resolved), "\uFFFD")
			}
		}
		out.text(r.g.file, value, r.g.offset(at))
		raw, at = raw[width:], at+width
	}
	out.text(r.g.file, strings.ToValidUTF8(string(raw), "\uFFFD"), r.g.offset(at))
	r.place = n.Segment.Stop
	switch {
	case n.HardLineBreak():
		out.add(&Break{})
	case n.SoftLineBreak():
		out.text(r.g.file, " ", r.g.offset(r.place))
	}
}

func (r *reader) codeSpan(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			value := t.Segment.Value(r.g.text)
			b.WriteString(strings.ToValidUTF8(strings.ReplaceAll(string(value), "\n", " "), "\uFFFD"))
			r.place = t.Segment.Stop
		}
	}
	if r.inTable {
		return strings.ReplaceAll(b.String(), `\|`, "|")
	}
	return b.String()
}

// link keeps links that lead to http, https, mailto or a label; of another
// only its words are printed, because a paper is read where this path is not,
// and because no other scheme may run anything.
func (r *reader) link(out *line, n ast.Node, destination string) {
	words := r.inlines(n)
	at := r.linkPlace(n)
	if anchor, ok := strings.CutPrefix(destination, "#"); ok && anchor != "" {
		ref := &Ref{Text: plainText(words), Pos: r.g.pos(at)}
		out.add(ref)
		r.refs = append(r.refs, pendingRef{ref: ref, id: anchor, named: true, file: r.g.file})
		return
	}
	if url := safeURL(destination); url != "" {
		out.add(&Link{URL: url, Text: words})
		return
	}
	out.add(words...)
	r.doubt(r.g.errorAt(at, 1, "the link to %q is printed as its words alone", destination).
		WithHint("links lead to https, http, mailto or #label"))
}

// linkPlace is where a link begins, as far as goldmark knows.
func (r *reader) linkPlace(n ast.Node) int {
	if p := n.Pos(); p > 0 && p <= len(r.g.text) {
		return p
	}
	return r.place
}

// safeURL is a destination that a renderer may link to, or "".
func safeURL(destination string) string {
	for _, c := range destination {
		if c <= ' ' || c == 0x7f {
			return ""
		}
	}
	lower := strings.ToLower(destination)
	for _, scheme := range []string{"https://", "http://", "mailto:"} {
		if strings.HasPrefix(lower, scheme) && len(lower) > len(scheme) {
			return strings.ToValidUTF8(destination, "\uFFFD")
		}
	}
	return ""
}

func (r *reader) autoLink(out *line, n *ast.AutoLink) {
	label := strings.ToValidUTF8(string(n.Label(r.g.text)), "\uFFFD")
	url := strings.ToValidUTF8(string(n.URL(r.g.text)), "\uFFFD")
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(url, "mailto:") {
		url = "mailto:" + url
	}
	if url = safeURL(url); url == "" {
		out.text(r.g.file, label, r.g.offset(r.place))
		return
	}
	out.add(&Link{URL: url, Text: []Inline{&Text{Value: label}}})
}

// rawInline prints HTML as the text that it is: data, which never runs. Only
// a line break is taken at its word, and comments are left out.
func (r *reader) rawInline(out *line, n *ast.RawHTML) {
	var b strings.Builder
	at := r.place
	for i := 0; i < n.Segments.Len(); i++ {
		s := n.Segments.At(i)
		if i == 0 {
			at = s.Start
		}
		b.Write(s.Value(r.g.text))
		r.place = s.Stop
	}
	raw := strings.ToValidUTF8(b.String(), "\uFFFD")
	switch strings.ToLower(strings.ReplaceAll(raw, " ", "")) {
	case "<br>", "<br/>":
		out.add(&Break{})
		return
	}
	if strings.HasPrefix(raw, "<!--") {
		return
	}
	out.text(r.g.file, raw, r.g.offset(at))
	r.doubtHTML(at, raw)
}

func (r *reader) doubtHTML(at int, raw string) {
	first, _, _ := strings.Cut(raw, "\n")
	r.doubt(r.g.errorAt(at, utf8.RuneCountInString(first), "HTML is printed as text").
		WithHint("write Markdown; what is meant as code goes between backquotes"))
}

// mark makes the inline of one of our own marks.
func (r *reader) mark(out *line, m *mark) {
	r.place = m.at + m.width
	pos := r.g.pos(m.at)
	switch m.sort {
	case claimMark:
		r.claim(out, m)
	case attributeMark: // one that belonged to something was taken by it
		out.text(r.g.file, m.content, r.g.offset(m.at))
	case citeMark:
		r.citation(out, m)
	case atMark:
		r.narrative(out, m, pos)
	case noteMark:
		if number := r.noteNumber(m); number > 0 {
			out.add(&NoteRef{Number: number})
		}
	case mathMark:
		tex := m.content
		if r.inTable {
			tex = strings.ReplaceAll(tex, `\|`, "|")
		}
		out.add(&Math{TeX: strings.TrimSpace(strings.ToValidUTF8(tex, "\uFFFD")), Pos: pos})
	}
}

// Words are running text without any marks: claims and references as printed,
// notes and citations left out, with the space before them.
func Words(inlines []Inline) string {
	words := plainText(inlines)
	for _, mark := range []string{" ", ".", ",", ";", ":", ")"} {
		words = strings.ReplaceAll(words, " "+mark, mark)
	}
	return strings.TrimSpace(words)
}

// plainText is running text as typed: no citations, formulas in TeX.
func plainText(inlines []Inline) string {
	return unmarked(inlines, func(*Cite) string { return "" }, func(tex string) string { return tex })
}

// Plain is running text without any marks: claims, references and citations as
// printed, notes left out, TeX as formula says it.
func Plain(inlines []Inline, formula func(tex string) string) string {
	return unmarked(inlines, func(c *Cite) string {
		var words string
		for _, part := range c.Printed {
			words += part.Text
		}
		return words
	}, formula)
}

func unmarked(inlines []Inline, cite func(*Cite) string, formula func(tex string) string) string {
	var b strings.Builder
	w := walker{inline: func(i Inline) {
		switch i := i.(type) {
		case *Text:
			b.WriteString(i.Value)
		case *Code:
			b.WriteString(i.Value)
		case *Figured:
			b.WriteString(i.Value)
		case *Ref:
			b.WriteString(i.Text)
		case *Cite:
			b.WriteString(cite(i))
		case *Math:
			b.WriteString(formula(i.TeX))
		case *Picture:
			b.WriteString(i.Alt)
		case *Break:
			b.WriteByte(' ')
		}
	}}
	w.text(inlines)
	return b.String()
}
