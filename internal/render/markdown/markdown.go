// Package markdown writes a paper as Markdown that reads well on GitHub. A
// document and its charts' drawings come in; one text, and the pictures that
// it shows, go out. It knows nothing of the other formats.
package markdown

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"

	"report/internal/chart"
	"report/internal/diag"
	"report/internal/document"
)

// Render writes the paper. drawings holds one drawing a chart, by the chart's
// ID; files are the pictures, by their path beside the text. The same
// arguments give the same bytes.
func Render(doc *document.Document, drawings map[string]*chart.Drawing) (text []byte, files map[string][]byte, err error) {
	w := &writer{doc: doc, drawings: drawings, files: map[string][]byte{}, targets: map[string]bool{}}
	document.Walk(doc, nil, func(i document.Inline) {
		if r, ok := i.(*document.Ref); ok {
			w.targets[r.ID] = true
		}
	})
	w.titleBlock()
	w.blocks(doc.Blocks)
	w.footnotes()
	if err := w.problems.Err(); err != nil {
		return nil, nil, err
	}
	return w.out.Bytes(), w.files, nil
}

// writer writes one paper.
type writer struct {
	doc      *document.Document
	drawings map[string]*chart.Drawing
	files    map[string][]byte
	targets  map[string]bool // IDs that references lead to
	out      bytes.Buffer
	indent   string // before every line of the block being written
	started  bool   // something stands before: a blank line parts blocks
	tight    bool   // but not in a tight list
	inTable  bool   // bars are escaped
	problems diag.List
}

// block writes the lines of one block, parted from the block before.
func (w *writer) block(text string) {
	if w.started && !w.tight {
		w.out.WriteString(strings.TrimRight(w.indent, " "))
		w.out.WriteByte('\n')
	}
	w.started = true
	for line := range strings.SplitSeq(text, "\n") {
		w.out.WriteString(strings.TrimRight(w.indent+line, " "))
		w.out.WriteByte('\n')
	}
}

// within writes blocks that stand further in: a list's item, a quotation.
func (w *writer) within(first, rest string, tight bool, write func()) {
	outer, outerTight, before := w.indent, w.tight, w.out.Len()
	if w.started && !outerTight {
		w.out.WriteString(strings.TrimRight(outer, " "))
		w.out.WriteByte('\n')
	}
	start := w.out.Len()
	w.indent, w.tight, w.started = outer+rest, tight, false
	write()
	w.indent, w.tight, w.started = outer, outerTight, true
	if w.out.Len() == start { // nothing inside: the marker alone
		w.out.Truncate(before)
		w.block(strings.TrimRight(first, " "))
		return
	}
	// The first line carries the marker in the place of the indentation.
	inside := strings.TrimPrefix(string(w.out.Bytes()[start:]), outer+rest)
	w.out.Truncate(start)
	w.out.WriteString(outer + first + inside)
}

// titleBlock writes what stands above the text.
func (w *writer) titleBlock() {
	m := w.doc.Meta
	w.block("# " + escape(m.Title))
	if m.Subtitle != "" {
		w.block("*" + escape(m.Subtitle) + "*")
	}
	var authors []string
	for _, a := range m.Authors {
		name := escape(a.Name)
		if a.Affiliation != "" {
			name += " (" + escape(a.Affiliation) + ")"
		}
		authors = append(authors, name)
	}
	if len(authors) > 0 {
		w.block(strings.Join(authors, ", "))
	}
	if m.Date != "" {
		line := "Evidence of " + m.Date
		if m.Root != "" {
			line += ", root `" + m.Root + "`"
		}
		w.block(line)
	}
	if len(m.Abstract) > 0 {
		w.block("**Abstract.** " + w.inlines(m.Abstract))
	}
	if len(m.Keywords) > 0 {
		w.block("**Keywords:** " + escape(strings.Join(m.Keywords, ", ")))
	}
	if len(m.Notes) > 0 {
		lines := []string{"> **What to keep in mind.**", ">"}
		for _, n := range m.Notes {
			lines = append(lines, "> - "+escape(n))
		}
		w.block(strings.Join(lines, "\n"))
	}
}

func (w *writer) blocks(blocks []document.Block) {
	for _, b := range blocks {
		w.one(b)
	}
}

func (w *writer) one(b document.Block) {
	switch b := b.(type) {
	case *document.Heading:
		w.heading(b)
	case *document.Paragraph:
		w.block(guarded(w.inlines(b.Text)))
	case *document.List:
		w.list(b)
	case *document.Definitions:
		w.definitions(b)
	case *document.Quote:
		w.within("> ", "> ", false, func() { w.blocks(b.Blocks) })
	case *document.Rule:
		w.block("---")
	case *document.Table:
		w.table(b)
	case *document.Figure:
		w.figure(b)
	case *document.Listing:
		w.listing(b)
	case *document.Equation:
		w.equation(b)
	case *document.Placeholder:
		w.placeholder(b)
	}
}

// anchor is a place that links lead to, which GitHub keeps.
func anchor(id string) string { return `<a id="` + html.EscapeString(id) + `"></a>` }

func (w *writer) heading(h *document.Heading) {
	line := strings.Repeat("#", min(h.Level+1, 6)) + " "
	if h.Number != "" {
		line += h.Number + " "
	}
	line += w.inlines(h.Text)
	if w.targets[h.ID] {
		line = anchor(h.ID) + "\n\n" + line
	}
	w.block(line)
}

func (w *writer) list(l *document.List) {
	for i, item := range l.Items {
		marker := "- "
		if l.Ordered {
			marker = strconv.Itoa(l.Start+i) + ". "
		}
		rest := strings.Repeat(" ", len(marker))
		if item.Task {
			box := "[ ] "
			if item.Done {
				box = "[x] "
			}
			w.task(marker, box, rest, l.Tight, item)
			continue
		}
		// Items of a tight list stand close; the list itself is parted from what is before.
		outer := w.tight
		w.tight = outer || l.Tight && i > 0
		w.within(marker, rest, l.Tight, func() { w.blocks(item.Blocks) })
		w.tight = outer
	}
}

// task puts the box before an item's first words.
func (w *writer) task(marker, box, rest string, tight bool, item document.Item) {
	blocks := append([]document.Block(nil), item.Blocks...)
	if len(blocks) > 0 {
		if p, ok := blocks[0].(*document.Paragraph); ok {
			blocks = blocks[1:]
			w.within(marker, rest, tight, func() {
				w.block(box + w.inlines(p.Text))
				w.blocks(blocks)
			})
			return
		}
	}
	w.within(marker, rest, tight, func() { w.blocks(item.Blocks) })
}

// definitions are a list with the terms in bold, for GitHub knows no other.
func (w *writer) definitions(d *document.Definitions) {
	for _, item := range d.Items {
		w.within("- ", "  ", false, func() {
			w.block("**" + w.inlines(item.Term) + "**")
			w.blocks(item.Blocks)
		})
	}
}

// caption is the line that names a figure, table or listing.
func (w *writer) caption(kind, number string, caption []document.Inline) string {
	words := w.inlines(caption)
	if number == "" {
		return words
	}
	return strings.TrimSpace("**" + kind + " " + number + ".** " + words)
}

// place is the anchor of something labelled, on a line of its own.
func place(id string) string {
	if id == "" {
		return ""
	}
	return anchor(id) + "\n\n"
}

func (w *writer) figure(f *document.Figure) {
	path, alt := "", f.Alt
	switch {
	case f.Chart != nil:
		d := w.drawings[f.Chart.ID]
		if d == nil {
			w.problems = append(w.problems, diag.At(f.Pos, "the chart %s was not drawn", f.Chart.ID))
			return
		}
		path = "figures/" + f.Chart.ID + ".svg"
		w.files[path] = d.SVG
		if alt == "" {
			alt = d.Alt
		}
	case f.Image != nil:
		path = w.picture(f.Image)
	}
	image := "![" + escape(alt) + "](" + path + ")"
	if f.Width > 0 {
		image = fmt.Sprintf(`<img src="%s" alt="%s" width="%d%%">`, html.EscapeString(path), html.EscapeString(alt), f.Width)
	}
	w.block(place(f.ID) + image)
	if c := w.caption("Figure", f.Number, f.Caption); c != "" {
		w.block(c)
	}
}

// picture keeps a picture's bytes and gives its path.
func (w *writer) picture(i *document.Image) string {
	path := "figures/" + i.Name
	w.files[path] = i.Content
	return path
}

func (w *writer) listing(l *document.Listing) {
	fence := "```"
	for strings.Contains(l.Code, fence) {
		fence += "`"
	}
	language := strings.Map(func(r rune) rune {
		if r <= ' ' || r == '`' {
			return -1
		}
		return r
	}, l.Language)
	head := place(l.ID)
	if c := w.caption("Listing", l.Number, l.Caption); c != "" {
		head += c
		if l.Source != "" {
			head += " (" + code(l.Source)
			if l.First > 1 {
				head += ", from line " + strconv.Itoa(l.First)
			}
			head += ")"
		}
		head += "\n\n"
	}
	w.block(head + fence + language + "\n" + l.Code + "\n" + fence)
}

func (w *writer) equation(e *document.Equation) {
	tex := e.TeX
	if e.Number != "" {
		tex += ` \tag{` + e.Number + `}`
	}
	w.block(place(e.ID) + "$$\n" + tex + "\n$$")
}

// footnotes write the notes at the end, where GitHub expects them.
func (w *writer) footnotes() {
	for _, n := range w.doc.Footnotes {
		w.within("[^"+strconv.Itoa(n.Number)+"]: ", "    ", false, func() { w.blocks(n.Blocks) })
	}
}
