package compare

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// width is the widest line of Text, in runes.
const width = 80

// Text is the comparison for a terminal, no line wider than 80 columns but for
// words that are.
func (d *Diff) Text() string {
	var b strings.Builder
	wrap(&b, "", "", "from "+side(d.From))
	wrap(&b, "", "", "to   "+side(d.To))
	if d.Empty() {
		b.WriteString("\nnothing moved\n")
		return b.String()
	}
	section := func(title string) { fmt.Fprintf(&b, "\n%s\n", title) }
	if len(d.Rules) > 0 {
		section("Declared otherwise")
		for _, c := range d.Rules {
			wrap(&b, "  ", "    ", c.What+": "+c.arrow())
		}
	}
	for _, s := range d.Sets {
		section("Score set " + s.Name)
		s.text(&b)
	}
	if len(d.Advice) > 0 {
		section("Recommendations")
		for _, a := range d.Advice {
			wrap(&b, "  ", "    ", fmt.Sprintf("%s (%s), %s: %s -> %s", a.Name, a.Set, a.What, a.From, a.To))
			because(&b, a.Causes)
		}
	}
	if len(d.Runs) > 0 {
		section("Runs")
		for _, r := range d.Runs {
			wrap(&b, "  ", "    ", r.Experiment+": "+strings.Join(r.Causes, "; "))
		}
	}
	if len(d.Timings) > 0 {
		section("Times, by the interval of their difference")
		for _, t := range d.Timings {
			wrap(&b, "  ", "    ", fmt.Sprintf("%s, %s: %s", t.Experiment, t.label(), t.Words()))
		}
	}
	return b.String()
}

func (s *Set) text(b *strings.Builder) {
	if s.Winner != nil {
		wrap(b, "  ", "    ", "winner: "+s.Winner.arrow())
		because(b, s.Causes)
	}
	for _, m := range s.Totals {
		wrap(b, "  ", "    ", "total of "+m.Name+": "+m.arrow())
		because(b, m.Causes)
	}
	for _, m := range s.Ranks {
		wrap(b, "  ", "    ", "rank of "+m.Name+": "+m.arrow())
	}
	for _, m := range s.Cells {
		wrap(b, "  ", "    ", m.Column+" of "+m.Name+": "+m.arrow())
		because(b, m.Causes)
	}
}

func side(s Side) string {
	if s.About == "" || s.About == s.Name {
		return s.Name
	}
	return s.Name + ", " + s.About
}

func (c Change) arrow() string { return or(c.From, "none") + " -> " + or(c.To, "none") }

func (m Moved) arrow() string {
	text := m.From + " -> " + m.To
	if m.By != "" {
		text += " (" + m.By + ")"
	}
	return text
}

// label says what was timed.
func (t Timing) label() string {
	if t.What == "wall" {
		return "step " + t.Step
	}
	return t.What
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

func because(b *strings.Builder, causes []string) {
	for _, c := range causes {
		wrap(b, "    because ", "            ", c)
	}
}

// wrap writes words in lines of at most 80 columns, the first after one
// prefix, the others after another.
func wrap(b *strings.Builder, first, rest, text string) {
	line, empty := first, true
	for word := range strings.FieldsSeq(text) {
		if !empty && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			b.WriteString(line + "\n")
			line, empty = rest, true
		}
		if !empty {
			line += " "
		}
		line, empty = line+word, false
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}

// Markdown is the comparison as the text of a pull request: headline first,
// tables, and what each change is because of.
func (d *Diff) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "### What moved from %s to %s\n\n", code(d.From.Name), code(d.To.Name))
	if d.Empty() {
		b.WriteString("Nothing moved: no score, total, rank, recommendation or run.\n")
		return b.String()
	}
	d.winners(&b)
	d.declared(&b)
	for _, s := range d.Sets {
		s.markdown(&b)
	}
	d.advice(&b)
	d.runs(&b)
	d.times(&b)
	return b.String()
}

func (d *Diff) winners(b *strings.Builder) {
	for _, s := range d.Sets {
		if s.Winner != nil {
			fmt.Fprintf(b, "**%s: the winner changed, %s.**\n\n", cell(s.Name), cell(s.Winner.arrow()))
		}
	}
}

func (d *Diff) declared(b *strings.Builder) {
	if len(d.Rules) == 0 {
		return
	}
	b.WriteString("| Declared otherwise | Before | Now |\n|---|---|---|\n")
	for _, c := range d.Rules {
		row(b, cell(c.What), cell(or(c.From, "–")), cell(or(c.To, "–")))
	}
	b.WriteByte('\n')
}

func (s *Set) markdown(b *strings.Builder) {
	fmt.Fprintf(b, "#### %s\n\n| What | Before | Now | | Because of |\n|---|---:|---:|---:|---|\n", cell(s.Name))
	for _, m := range s.Totals {
		row(b, "**Total of "+cell(m.Name)+"**", m.From, m.To, m.By, causes(m.Causes))
	}
	for _, m := range s.Ranks {
		row(b, "Rank of "+cell(m.Name), m.From, m.To, "", "")
	}
	for _, m := range s.Cells {
		row(b, cell(m.Column)+" of "+cell(m.Name), m.From, m.To, m.By, causes(m.Causes))
	}
	b.WriteByte('\n')
}

func (d *Diff) advice(b *strings.Builder) {
	if len(d.Advice) == 0 {
		return
	}
	b.WriteString("#### Recommendations\n\n| Context | Set | What | Before | Now | Because of |\n|---|---|---|---|---|---|\n")
	for _, a := range d.Advice {
		row(b, cell(a.Name), cell(a.Set), cell(a.What), cell(a.From), cell(a.To), causes(a.Causes))
	}
	b.WriteByte('\n')
}

func (d *Diff) runs(b *strings.Builder) {
	if len(d.Runs) == 0 {
		return
	}
	b.WriteString("<details><summary>Runs</summary>\n\n| Experiment | What changed |\n|---|---|\n")
	for _, r := range d.Runs {
		row(b, code(r.Experiment), causes(r.Causes))
	}
	b.WriteString("\n</details>\n\n")
}

func (d *Diff) times(b *strings.Builder) {
	if len(d.Timings) == 0 {
		return
	}
	b.WriteString("<details><summary>Times, by the interval of their difference</summary>\n\n| Experiment | What | Difference |\n|---|---|---|\n")
	for _, t := range d.Timings {
		row(b, code(t.Experiment), cell(t.label()), cell(t.Words()))
	}
	b.WriteString("\n</details>\n")
}

func row(b *strings.Builder, cells ...string) {
	b.WriteString("| " + strings.Join(cells, " | ") + " |\n")
}

func causes(list []string) string { return cell(strings.Join(list, "; ")) }

// cell is a text that stands for itself in a table of Markdown.
func cell(text string) string {
	return strings.NewReplacer("\\", "\\\\", "|", "\\|", "<", "&lt;", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "@", "&#64;", "\n", " ").Replace(text)
}

// code is a name in a code span.
func code(text string) string {
	return "`" + strings.NewReplacer("`", "'", "|", "\\|", "\n", " ").Replace(text) + "`"
}
