package latex

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"report/internal/document"
)

// long is from how many rows on a table may run over pages.
const long = 28

// table writes a table; one with many rows repeats its head over the pages,
// except in two columns, where LaTeX cannot.
func (w *writer) table(t *document.Table) {
	spec := columns(t)
	over := len(t.Body)+len(t.Foot) > long && w.opts.Columns != 2
	size := `\small`
	if len(t.Columns) > 6 {
		size = `\footnotesize\setlength{\tabcolsep}{3.5pt}`
	}
	if over {
		w.line("\n\\begingroup%s\n\\begin{longtable}{@{}%s@{}}", size, spec)
		if t.Number != "" {
			w.line(`\caption{%s}%s\\`, w.inlines(t.Caption), label(t.ID))
		}
		for _, end := range []string{"firsthead", "head"} {
			w.line(`\toprule`)
			w.rows(t.Head)
			w.line("\\midrule\n\\end%s", end)
		}
		w.line("\\bottomrule\n\\endfoot")
	} else {
		env := "table"
		if w.opts.Columns == 2 && len(t.Columns) > 4 {
			env = "table*"
		}
		w.line("\n\\begin{%s}[htbp]\n\\centering%s", env, size)
		w.captioned(t.Number, t.Caption, t.ID)
		w.line(`\begin{tabular}{@{}%s@{}}`, spec)
		w.line(`\toprule`)
		if len(t.Head) > 0 {
			w.rows(t.Head)
			w.line(`\midrule`)
		}
		defer w.line(`\end{%s}`, env)
	}
	w.rows(t.Body)
	if len(t.Foot) > 0 {
		w.line(`\midrule`)
		w.rows(t.Foot)
	}
	if over {
		w.line("\\end{longtable}\n\\endgroup")
		w.below(t)
		return
	}
	w.line("\\bottomrule\n\\end{tabular}")
	w.below(t)
}

func (w *writer) below(t *document.Table) {
	for _, n := range t.Notes {
		w.line("\n\\par\\smallskip{\\footnotesize %s\\par}", w.inlines(n))
	}
}

func (w *writer) rows(rows [][]document.Cell) {
	for _, row := range rows {
		var cells []string
		for i := 0; i < len(row); i++ {
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
		w.line(`%s \\`, strings.Join(cells, " & "))
	}
}

// columns gives each column its kind. Where the words fit, only a column of
// long ones wraps; where they do not, all share the line by their lengths.
func columns(t *document.Table) string {
	const wraps, full = 26, 92 // characters
	longest := longestCells(t)
	narrow, wide := 0, 0
	for _, n := range longest {
		if n > wraps {
			wide += min(n, 3*wraps)
		} else {
			narrow += n + 2
		}
	}
	tight := narrow > full || wide > 0 && narrow > full/2
	if tight {
		narrow, wide = 0, 0
		for _, n := range longest {
			wide += min(n, 3*wraps) + 2
		}
	}
	room := 1 - float64(narrow)/full - 0.018*float64(len(longest))
	var b strings.Builder
	for i, c := range t.Columns {
		if longest[i] > wraps || tight {
			side := `\raggedright`
			if c.Align == document.Right || c.Align == document.Decimal {
				side = `\raggedleft`
			}
			share := room * float64(min(longest[i], 3*wraps)+2) / float64(wide)
			fmt.Fprintf(&b, `>{%s\arraybackslash}p{%.3f\linewidth}`, side, min(share, room))
			continue
		}
		switch c.Align {
		case document.Center:
			b.WriteByte('c')
		case document.Right, document.Decimal:
			b.WriteByte('r')
		default:
			b.WriteByte('l')
		}
	}
	return b.String()
}

// longestCells is how many characters the longest cell of each column prints.
func longestCells(t *document.Table) []int {
	longest := make([]int, len(t.Columns))
	for _, part := range [][][]document.Cell{t.Head, t.Body, t.Foot} {
		for _, row := range part {
			for i, cell := range row {
				if i < len(longest) && cell.Span < 2 {
					longest[i] = max(longest[i], width(cell.Text))
				}
			}
		}
	}
	return longest
}

// width is how many characters a cell prints, roughly.
func width(inlines []document.Inline) int {
	n := 0
	for _, i := range inlines {
		switch i := i.(type) {
		case *document.Text:
			n += utf8.RuneCountInString(i.Value)
		case *document.Code:
			n += utf8.RuneCountInString(i.Value)
		case *document.Figured:
			n += utf8.RuneCountInString(i.Value)
		case *document.Emph:
			n += width(i.Text)
		case *document.Strong:
			n += width(i.Text)
		case *document.Link:
			n += width(i.Text)
		case *document.Ref:
			n += utf8.RuneCountInString(i.Text)
		case *document.Cite:
			for _, p := range i.Printed {
				n += utf8.RuneCountInString(p.Text)
			}
		default:
			n++
		}
	}
	return n
}
