package markdown

import (
	"fmt"
	"strconv"
	"strings"

	"report/internal/document"
)

// table writes a GitHub table: one head row, however many the table has, and
// totals in bold below.
func (w *writer) table(t *document.Table) {
	head := place(t.ID)
	if c := w.caption("Table", t.Number, t.Caption); c != "" {
		head += c + "\n\n"
	}
	w.inTable = true
	lines := []string{w.row(w.joined(t), len(t.Columns)), rule(t.Columns)}
	for _, row := range t.Body {
		lines = append(lines, w.row(w.cells(row, false), len(t.Columns)))
	}
	for _, row := range t.Foot {
		lines = append(lines, w.row(w.cells(row, true), len(t.Columns)))
	}
	w.inTable = false
	w.block(head + strings.Join(lines, "\n"))
	for _, note := range t.Notes {
		w.block(w.inlines(note))
	}
}

// joined makes one head row of several: a head over several columns is
// repeated in each.
func (w *writer) joined(t *document.Table) []string {
	out := make([]string, len(t.Columns))
	for _, row := range t.Head {
		over, left := "", 0
		for i, cell := range row[:min(len(row), len(out))] {
			words := w.inlines(cell.Text)
			if cell.Span > 1 {
				over, left = words, cell.Span
			}
			if left > 0 {
				words = over
				left--
			}
			out[i] = strings.TrimSpace(out[i] + " " + words)
		}
	}
	return out
}

func (w *writer) cells(row []document.Cell, foot bool) []string {
	out := make([]string, len(row))
	for i, c := range row {
		out[i] = w.inlines(c.Text)
		if c.Strong || foot && c.Head {
			out[i] = strong(out[i])
		}
	}
	return out
}

// strong sets a cell bold, but not its footnote's mark.
func strong(cell string) string {
	words, note, found := strings.Cut(cell, "[^")
	if found {
		note = "[^" + note
	}
	return marked("**", words) + note
}

func (w *writer) row(cells []string, columns int) string {
	for len(cells) < columns {
		cells = append(cells, "")
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

func rule(columns []document.Column) string {
	marks := map[document.Align]string{document.Left: ":---", document.Right: "---:", document.Decimal: "---:", document.Center: ":---:"}
	var b strings.Builder
	b.WriteByte('|')
	for _, c := range columns {
		mark := marks[c.Align]
		if mark == "" {
			mark = "---"
		}
		b.WriteString(" " + mark + " |")
	}
	return b.String()
}

func (w *writer) placeholder(p *document.Placeholder) {
	switch p.Part {
	case "bibliography":
		w.bibliography()
	case "evidence":
		w.evidence()
	}
}

// bibliography lists the cited works, each where its citations lead.
func (w *writer) bibliography() {
	var lines []string
	for _, e := range w.doc.Bibliography {
		marker := "- "
		if e.Label != "" {
			marker = e.Label + ". "
		}
		lines = append(lines, marker+anchor(workID(e.Key))+w.inlines(e.Text))
	}
	if len(lines) > 0 {
		w.block(strings.Join(lines, "\n"))
	}
}

// evidence lists the runs behind the paper's figures with the files cited.
func (w *writer) evidence() {
	for _, run := range w.doc.Evidence {
		words := []string{}
		for _, part := range []string{run.Tool, run.Profile, run.Status, run.Started, run.Machine, run.CommitWords()} {
			if part != "" {
				words = append(words, escape(part))
			}
		}
		w.block(anchor(run.ID) + "**" + escape(run.Run) + "**<br>" + strings.Join(words, " · "))
		if run.Manifest != "" {
			w.block("Manifest `sha256:" + run.Manifest + "`")
		}
		lines := []string{"| File | SHA-256 | Bytes | Figures |", "| :--- | :--- | ---: | ---: |"}
		for _, f := range run.Files {
			sum := ""
			if f.SHA256 != "" {
				sum = code(f.SHA256)
			}
			lines = append(lines, fmt.Sprintf("| %s | %s | %s | %d |", strings.ReplaceAll(code(f.Path), "|", `\|`), sum, size(f.Size), len(f.Claims)))
		}
		w.block(strings.Join(lines, "\n"))
	}
}

func size(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return strconv.FormatInt(bytes, 10)
}
