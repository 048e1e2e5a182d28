package latex

import (
	"fmt"
	"slices"
	"strings"

	"report/internal/document"
)

// table writes a table. One that is high repeats its head over the pages; in
// two columns, where LaTeX cannot do that, it is parted by rows. One that is
// too wide in any size is parted by columns, one group below the other.
func (w *writer) table(t *document.Table) {
	l, fits := w.best(t, w.sizes())
	if !fits {
		if parts, layouts := w.groups(t); len(parts) > 0 {
			w.float(t, parts, layouts)
			return
		}
	}
	switch {
	case l.height > textHeight*0.85 && w.opts.Columns != 2:
		w.longTable(t, l)
	case l.height > inTwoHeight*0.8 && w.opts.Columns == 2:
		w.rowwise(t, l)
	default:
		w.float(t, []*document.Table{t}, []layout{l})
	}
}

// longTable may go on over pages.
func (w *writer) longTable(t *document.Table, l layout) {
	w.line("\n\\begingroup%s\\setlength{\\tabcolsep}{%gpt}\n\\begin{longtable}{@{}%s@{}}", l.command, l.gap, l.spec(t))
	if t.Number != "" {
		w.line(`\caption{%s}%s\\`, w.inlines(t.Caption), label(t.ID))
	}
	ends := []string{"firsthead", "head"}
	if t.Number == "" {
		ends = ends[1:]
	}
	for _, end := range ends {
		w.line(`\toprule`)
		if len(t.Head) > 0 {
			w.rows(t.Head, l)
			w.line(`\midrule`)
		}
		w.line(`\end%s`, end)
	}
	w.line("\\bottomrule\n\\endfoot")
	w.rows(t.Body, l)
	w.foot(t, l)
	w.line("\\end{longtable}\n\\endgroup")
	w.below(t)
}

// rowwise writes a table that is higher than a page as several.
func (w *writer) rowwise(t *document.Table, l layout) {
	n := int(l.height/(inTwoHeight*0.8)) + 1
	for k := range n {
		one := *t
		one.Body = t.Body[k*len(t.Body)/n : (k+1)*len(t.Body)/n]
		if k > 0 {
			one.Number, one.ID, one.Caption = "", "", nil
			one.Caption = nil
			if t.Number != "" {
				one.Caption = []document.Inline{&document.Ref{ID: t.ID, Text: "Table " + t.Number}, &document.Text{Value: ", continued"}}
			}
		}
		if k < n-1 {
			one.Foot, one.Notes = nil, nil
		}
		w.float(&one, []*document.Table{&one}, []layout{l})
	}
}

// float writes a table where LaTeX finds room for it, in its parts, or where it
// stands.
func (w *writer) float(t *document.Table, parts []*document.Table, layouts []layout) {
	if inPlace(t) {
		w.line("\n\\begin{center}%s\\setlength{\\tabcolsep}{%gpt}", layouts[0].command, layouts[0].gap)
		w.tabulars(parts, layouts)
		w.below(t)
		w.line(`\end{center}`)
		return
	}
	env := "table"
	if slices.ContainsFunc(layouts, func(l layout) bool { return l.wide }) {
		env = "table*"
		for i := range layouts {
			layouts[i].room = columnsWidth
		}
	}
	w.line("\n\\begin{%s}[htbp]\n\\centering\\abovetable%s", env, layouts[0].command)
	w.captioned(t.Number, t.Caption, t.ID)
	w.line(`\setlength{\tabcolsep}{%gpt}`, layouts[0].gap)
	w.tabulars(parts, layouts)
	w.below(t)
	w.line(`\end{%s}`, env)
}

func (w *writer) tabulars(parts []*document.Table, layouts []layout) {
	for i, one := range parts {
		if i > 0 {
			w.line(`\par\medskip`)
		}
		w.tabular(one, layouts[i])
	}
}

func (w *writer) tabular(t *document.Table, l layout) {
	before, after := "", ""
	if l.tight || unmeasured(t) {
		before, after = "\\fitted{%\n", "}"
	}
	w.line(`%s\begin{tabular}{@{}%s@{}}`, before, l.spec(t))
	w.line(`\toprule`)
	if len(t.Head) > 0 {
		w.rows(t.Head, l)
		w.line(`\midrule`)
	}
	w.rows(t.Body, l)
	w.foot(t, l)
	w.line("\\bottomrule\n\\end{tabular}%s", after)
}

func (w *writer) foot(t *document.Table, l layout) {
	if len(t.Foot) > 0 {
		w.line(`\midrule`)
		w.rows(t.Foot, l)
	}
}

// unmeasured reports whether a table shows what only LaTeX can measure.
func unmeasured(t *document.Table) bool {
	for _, rows := range [][][]document.Cell{t.Head, t.Body, t.Foot} {
		for _, row := range rows {
			for _, cell := range row {
				for _, i := range cell.Text {
					switch i.(type) {
					case *document.Math, *document.Picture:
						return true
					}
				}
			}
		}
	}
	return false
}

func (w *writer) below(t *document.Table) {
	for _, n := range t.Notes {
		w.line("\n\\par\\smallskip{\\footnotesize %s\\par}", w.inlines(n))
	}
}

func (w *writer) rows(rows [][]document.Cell, l layout) {
	for k, row := range rows {
		var cells []string
		for i := 0; i < len(row) && i < len(l.widths); i++ {
			words := w.inlines(row[i].Text)
			if row[i].Strong && words != "" {
				words = `\textbf{` + words + `}`
			}
			if i == 0 { // the line before ends with a command
				words = noOption(words)
			}
			if span := row[i].Span; span > 1 {
				words = fmt.Sprintf(`\multicolumn{%d}{c}{%s}`, span, words)
				i += span - 1
			}
			cells = append(cells, words)
		}
		w.line(`%s \\%s`, strings.Join(cells, " & "), rules(row))
		if k < len(rows)-1 && l.anyWraps() { // rows of several lines are told apart
			w.line(`\addlinespace[2pt]`)
		}
	}
}

// rules are the lines below heads that cover several columns.
func rules(row []document.Cell) string {
	var b strings.Builder
	for i, cell := range row {
		if cell.Span > 1 {
			fmt.Fprintf(&b, ` \cmidrule(lr){%d-%d}`, i+1, i+cell.Span)
		}
	}
	return b.String()
}

// spec gives each column its kind and, where its cells wrap, its width.
func (l *layout) spec(t *document.Table) string {
	var b strings.Builder
	for i, c := range t.Columns {
		right := c.Align == document.Right || c.Align == document.Decimal
		switch {
		case l.wraps[i] || l.tight:
			side := `\raggedright`
			if right {
				side = `\raggedleft`
			} else if c.Align == document.Center {
				side = `\centering`
			}
			fmt.Fprintf(&b, `>{%s\arraybackslash}p{%.3f\linewidth}`, side, l.widths[i]/l.room)
		case right:
			b.WriteByte('r')
		case c.Align == document.Center:
			b.WriteByte('c')
		default:
			b.WriteByte('l')
		}
	}
	return b.String()
}
