package html

import (
	"strconv"

	"report/internal/document"
	"report/internal/highlight"
)

// blocks writes one block after the other.
func (p *page) blocks(list []document.Block) {
	for _, one := range list {
		p.block(one)
	}
}

func (p *page) block(one document.Block) {
	w := &p.body
	switch n := one.(type) {
	case *document.Heading:
		p.heading(n)
	case *document.Paragraph:
		w.raw("<p>")
		p.inlines(n.Text)
		w.raw("</p>\n")
	case *document.List:
		p.list(n)
	case *document.Definitions:
		p.definitions(n)
	case *document.Quote:
		w.raw("<blockquote>\n")
		p.blocks(n.Blocks)
		w.raw("</blockquote>\n")
	case *document.Rule:
		w.raw("<hr>\n")
	case *document.Table:
		p.table(n)
	case *document.Figure:
		p.figure(n)
	case *document.Listing:
		p.listing(n)
	case *document.Equation:
		p.equation(n)
	case *document.Placeholder:
		p.placeholder(n.Part)
	}
}

// heading writes a section's head, one level below the paper's title, and
// notes it for the contents.
func (p *page) heading(n *document.Heading) {
	level := min(max(n.Level, 1), 5)
	text := plain(n.Text)
	p.contents = append(p.contents, entry{level, n.ID, n.Number, n.Text})
	w := &p.body
	tag := "h" + strconv.Itoa(level+1)
	w.raw("<", tag)
	w.attrIf("id", n.ID)
	w.raw(">")
	if n.Number != "" {
		w.raw(`<span class="number">`)
		w.text(n.Number)
		w.raw("</span> ")
	}
	p.inlines(n.Text)
	if n.ID != "" {
		w.raw(` <a class="anchor"`)
		w.attr("href", fragment(n.ID))
		w.attr("aria-label", "Link to section "+text)
		w.raw(`><span aria-hidden="true">#</span></a>`)
	}
	w.raw("</", tag, ">\n")
}

func (p *page) list(n *document.List) {
	w := &p.body
	tag := "ul"
	if n.Ordered {
		tag = "ol"
	}
	w.raw("<", tag)
	if n.Tight {
		w.raw(` class="tight"`)
	}
	if n.Ordered && n.Start != 1 {
		w.attr("start", strconv.Itoa(n.Start))
	}
	w.raw(">\n")
	for _, item := range n.Items {
		p.item(item, n.Tight)
	}
	w.raw("</", tag, ">\n")
}

func (p *page) item(item document.Item, tight bool) {
	w := &p.body
	w.raw("<li")
	if item.Task {
		w.raw(` class="task"`)
	}
	w.raw(">")
	if item.Task {
		mark, word := "☐", "open"
		if item.Done {
			mark, word = "☑", "done"
		}
		w.raw(`<span class="box" role="img" aria-label="`, word, `">`, mark, "</span> ")
	}
	if tight {
		p.tight(item.Blocks)
	} else {
		p.blocks(item.Blocks)
	}
	w.raw("</li>\n")
}

// tight writes an item's paragraphs without their own margins.
func (p *page) tight(list []document.Block) {
	for _, one := range list {
		if paragraph, ok := one.(*document.Paragraph); ok {
			p.inlines(paragraph.Text)
			continue
		}
		p.body.raw("\n")
		p.block(one)
	}
}

func (p *page) definitions(n *document.Definitions) {
	w := &p.body
	w.raw("<dl>\n")
	for _, d := range n.Items {
		w.raw("<dt>")
		p.inlines(d.Term)
		w.raw("</dt>\n<dd>")
		p.tight(d.Blocks)
		w.raw("</dd>\n")
	}
	w.raw("</dl>\n")
}

// caption writes "Table 2." and its words. It tells whether there was any.
func (p *page) caption(kind, number string, text []document.Inline, id string) bool {
	if number == "" && len(text) == 0 {
		return false
	}
	w := &p.body
	w.raw("<figcaption")
	w.attrIf("id", id)
	w.raw(">")
	if number != "" {
		w.raw(`<span class="label">`, kind, " ")
		w.text(number)
		w.raw(".</span> ")
	}
	p.inSans++
	p.inlines(text)
	p.inSans--
	w.raw("</figcaption>\n")
	return true
}

// label names a figure, table or listing for those who do not see its place.
func label(kind, number string, caption []document.Inline) string {
	name := kind
	if number != "" {
		name += " " + number
	}
	if text := plain(caption); text != "" {
		name += ": " + text
	}
	return name
}

// equation writes displayed math with its number.
func (p *page) equation(n *document.Equation) {
	w := &p.body
	w.raw(`<div class="equation"`)
	w.attrIf("id", n.ID)
	w.raw(`><div class="scroll" tabindex="0" role="region"`)
	w.attr("aria-label", label("Equation", n.Number, nil))
	w.raw(">")
	p.math(n.TeX, true)
	w.raw("</div>")
	if n.Number != "" {
		w.raw(`<span class="number">(`)
		w.text(n.Number)
		w.raw(")</span>")
	}
	w.raw("</div>\n")
}

// listing writes code with its lines numbered by the style sheet, so that
// copying takes the code alone.
func (p *page) listing(n *document.Listing) {
	w := &p.body
	w.raw(`<figure class="listing"`)
	w.attrIf("id", n.ID)
	w.raw(">\n")
	p.caption("Listing", n.Number, n.Caption, "")
	w.raw(`<div class="code">`)
	if n.Source != "" {
		w.raw(`<span class="source">`)
		w.text(n.Source)
		w.raw("</span>")
	}
	w.raw(`<pre tabindex="0" role="region"`)
	w.attr("aria-label", label("Listing", n.Number, n.Caption))
	w.raw("><code")
	if n.First > 0 {
		w.raw(` class="numbered"`)
	}
	w.raw(">")
	p.code(n)
	w.raw("</code></pre></div>\n</figure>\n")
}

func (p *page) code(n *document.Listing) {
	w := &p.body
	for i, line := range highlight.Lines(n.Language, n.Code) {
		if n.First > 0 {
			w.raw(`<span class="line" data-n="`, strconv.Itoa(n.First+i), `">`)
		}
		for _, token := range line {
			if token.Class == highlight.Plain {
				w.text(token.Text)
				continue
			}
			if token.Class == highlight.Comment {
				p.slants(true)
			}
			w.raw(`<span class="`, string(token.Class), `">`)
			w.text(token.Text)
			w.raw("</span>")
		}
		if n.First > 0 {
			w.raw("</span>")
		}
		w.raw("\n")
	}
}
