package document

// Walk calls block for every block and inline for every piece of text of a
// document, outer before inner, in the order of the text; footnotes come last.
// Either function may be nil.
func Walk(doc *Document, block func(Block), inline func(Inline)) {
	w := walker{block, inline}
	w.text(doc.Meta.Abstract)
	w.blocks(doc.Blocks)
	for _, note := range doc.Footnotes {
		w.blocks(note.Blocks)
	}
}

type walker struct {
	block  func(Block)
	inline func(Inline)
}

func (w walker) blocks(blocks []Block) {
	for _, b := range blocks {
		if w.block != nil {
			w.block(b)
		}
		switch b := b.(type) {
		case *Heading:
			w.text(b.Text)
		case *Paragraph:
			w.text(b.Text)
		case *List:
			for _, item := range b.Items {
				w.blocks(item.Blocks)
			}
		case *Definitions:
			for _, d := range b.Items {
				w.text(d.Term)
				w.blocks(d.Blocks)
			}
		case *Quote:
			w.blocks(b.Blocks)
		case *Table:
			w.table(b)
		case *Figure:
			w.text(b.Caption)
		case *Listing:
			w.text(b.Caption)
		}
	}
}

func (w walker) table(t *Table) {
	w.text(t.Caption)
	for _, part := range [][][]Cell{t.Head, t.Body, t.Foot} {
		for _, row := range part {
			for _, cell := range row {
				w.text(cell.Text)
			}
		}
	}
	for _, note := range t.Notes {
		w.text(note)
	}
}

func (w walker) text(text []Inline) {
	for _, i := range text {
		if w.inline != nil {
			w.inline(i)
		}
		switch i := i.(type) {
		case *Emph:
			w.text(i.Text)
		case *Strong:
			w.text(i.Text)
		case *Strike:
			w.text(i.Text)
		case *Link:
			w.text(i.Text)
		}
	}
}
