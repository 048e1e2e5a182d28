package main

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"report/internal/score"
	"report/internal/study"
)

// width of the tables for a terminal or a pipe, in columns.
const width = 80

// The marks behind points that were not measured, and what they mean.
var basisMarks = []struct {
	basis score.Basis
	mark  string
	words string
}{
	{score.Published, "p", "published in a cited source"},
	{score.Judged, "j", "judged, with a reason in study.yaml"},
	{score.Missing, "?", "not measured; a range is what the points would be at the least and the most"},
}

// scoreText is the table, the ranking and the legend.
func scoreText(t *score.Table, f scoreFlags, s *study.Study, a *score.Advice) string {
	var b strings.Builder
	name := t.Name
	if name == "" {
		name = t.Set
	}
	fmt.Fprintf(&b, "Score set %s (%s)", name, t.Set)
	if f.context != "" {
		fmt.Fprintf(&b, ", weights of %s", f.context)
	}
	b.WriteString("\n\n")
	for _, block := range toolBlocks(t) {
		scoreBlock(&b, t, block)
		b.WriteByte('\n')
	}
	ranking(&b, t, a)
	outside(&b, t, s)
	legend(&b, t, s)
	return b.String()
}

// cellText is a cell as the table shows it.
func cellText(c score.Cell) string {
	mark := " "
	for _, m := range basisMarks {
		if m.basis == c.Basis {
			mark = m.mark
		}
	}
	if c.Stale {
		mark += "*"
	}
	if c.Points == nil {
		return spanText(c.Range, 1) + mark
	}
	return c.Points.FloatString(1) + mark
}

// labelWidth is the room for the criteria's names.
func labelWidth(t *score.Table) int {
	widest := len("Criterion")
	for _, c := range t.Criteria {
		name := utf8.RuneCountInString(c.Name)
		if changed(t, c.ID) {
			name += 2
		}
		widest = max(widest, name)
	}
	return min(widest, 28)
}

// toolBlocks parts the tools so that each part's columns fit the width.
func toolBlocks(t *score.Table) [][]int {
	room := width - labelWidth(t) - weightWidth
	var blocks [][]int
	var block []int
	used := 0
	for i := range t.Tools {
		wide := columnWidth(&t.Tools[i])
		if len(block) > 0 && used+wide > room {
			blocks, block, used = append(blocks, block), nil, 0
		}
		block, used = append(block, i), used+wide
	}
	return append(blocks, block)
}

// weightWidth is the room for the weights, columnWidth for a tool: two blanks,
// then the name or the widest cell.
const weightWidth = 9

func columnWidth(row *score.Row) int {
	widest := 0
	for _, line := range heads(row.Name) {
		widest = max(widest, utf8.RuneCountInString(line)+1)
	}
	for _, c := range row.Cells {
		widest = max(widest, utf8.RuneCountInString(cellText(c)))
	}
	return 2 + max(widest, utf8.RuneCountInString(spanText(row.Total, 2))+1)
}

// heads is a tool's name as a column's head, in lines of about ten columns.
func heads(name string) []string {
	const most = 10
	var lines []string
	for word := range strings.FieldsSeq(name) {
		if last := len(lines) - 1; last >= 0 && utf8.RuneCountInString(lines[last]+" "+word) <= most {
			lines[last] += " " + word
			continue
		}
		lines = append(lines, clip(word, 2*most))
	}
	return lines
}

func clip(text string, most int) string {
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:most-1]) + "…"
}

// spanText is a figure or a range; a dash where nothing at all is known.
func spanText(s score.Span, decimals int) string {
	if s.Low.Sign() == 0 && s.High.Cmp(big.NewRat(10, 1)) == 0 {
		return "–"
	}
	return s.Text(decimals)
}

func pad(text string, wide int) string {
	return strings.Repeat(" ", max(0, wide-utf8.RuneCountInString(text))) + text
}

func scoreBlock(b *strings.Builder, t *score.Table, tools []int) {
	label := labelWidth(t)
	line := func(first, weight string, cell func(*score.Row) string) {
		row := first + strings.Repeat(" ", label-utf8.RuneCountInString(first)) + pad(weight, weightWidth)
		for _, i := range tools {
			row += pad(cell(&t.Tools[i]), columnWidth(&t.Tools[i]))
		}
		b.WriteString(strings.TrimRight(row, " ") + "\n")
	}
	rows := 1
	for _, i := range tools {
		rows = max(rows, len(heads(t.Tools[i].Name)))
	}
	for row := range rows {
		first, weight := "", ""
		if row == rows-1 {
			first, weight = "Criterion", "Weight"
		}
		line(first, weight, func(r *score.Row) string { // names stand on the last line
			if head := heads(r.Name); row >= rows-len(head) {
				return head[row-rows+len(head)] + " "
			}
			return ""
		})
	}
	for _, c := range t.Criteria {
		line(criterionLabel(t, c, label), percent(c.Weight), func(r *score.Row) string { return cellText(r.Cells[c.ID]) })
	}
	line("Total", "100%", func(r *score.Row) string { return spanText(r.Total, 2) + " " })
	line("Rank", "", func(r *score.Row) string { return r.Places.Text() + " " })
}

// percent is a weight, to four decimals where it has that many.
func percent(w *big.Rat) string {
	text := w.FloatString(4)
	return strings.TrimRight(strings.TrimRight(text, "0"), ".") + "%"
}

func ranking(b *strings.Builder, t *score.Table, a *score.Advice) {
	rows := ranked(t)
	widest := 0
	for _, r := range rows {
		widest = max(widest, utf8.RuneCountInString(r.Name))
	}
	b.WriteString("Ranking\n")
	for _, r := range rows {
		fmt.Fprintf(b, "%4s  %s%s  %s\n", r.Places.Text(), r.Name, strings.Repeat(" ", widest-utf8.RuneCountInString(r.Name)), spanText(r.Total, 2))
	}
	b.WriteByte('\n')
	words := verdict(t, rows)
	if a != nil && a.Winner != t.Winner { // the advice says why
		points := "on the points as they stand"
		if a.Field == nil || len(a.Field.Tools) < len(t.Tools) {
			points = "on points alone, whatever is required"
		}
		words = strings.Replace(words, "Winner: ", "First "+points+": ", 1)
		words = strings.Replace(words, "No winner: ", "No winner "+points+": ", 1)
	}
	paragraph(b, "", words)
}

// outside names the tools that the set does not rate; they have no column.
func outside(b *strings.Builder, t *score.Table, s *study.Study) {
	if len(t.Outside) == 0 {
		return
	}
	list := make([]string, len(t.Outside))
	for i, id := range t.Outside {
		list[i] = s.Tool(id).Name
	}
	paragraph(b, "", "Not in this set: "+strings.Join(list, ", "))
}

// ranked are a table's rows by the middle of their totals' ranges.
func ranked(t *score.Table) []*score.Row {
	rows := make([]*score.Row, len(t.Tools))
	for i := range t.Tools {
		rows[i] = &t.Tools[i]
	}
	slices.SortStableFunc(rows, func(x, y *score.Row) int {
		return new(big.Rat).Add(y.Total.Low, y.Total.High).Cmp(new(big.Rat).Add(x.Total.Low, x.Total.High))
	})
	return rows
}

// by is a lead, which is never none.
func by(lead score.Span) string {
	text := lead.Text(2)
	if text == "0.00" {
		return "less than 0.01"
	}
	return text
}

// verdict is the winner in a sentence.
func verdict(t *score.Table, rows []*score.Row) string {
	switch {
	case t.Winner != "" && len(rows) == 1:
		return fmt.Sprintf("%s is the only tool.", rows[0].Name)
	case t.Winner != "" && rows[0].Total.Exact() && rows[1].Total.Exact():
		lead := new(big.Rat).Sub(rows[0].Total.Low, rows[1].Total.Low)
		return fmt.Sprintf("Winner: %s, ahead by %s.", t.Row(t.Winner).Name, by(score.Span{Low: lead, High: lead}))
	case t.Winner != "":
		return fmt.Sprintf("Winner: %s.", t.Row(t.Winner).Name)
	case len(t.Tied) > 0:
		return fmt.Sprintf("No winner: %s tie.", strings.Join(names(t, t.Tied), ", "))
	}
	return fmt.Sprintf("No winner: the ranges of %s overlap.", strings.Join(names(t, t.Contenders()), ", "))
}

func names(t *score.Table, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = t.Row(id).Name
	}
	return out
}

// legend explains the marks that the table has, and lists once each why
// something is not measured.
func legend(b *strings.Builder, t *score.Table, s *study.Study) {
	used, stale := map[score.Basis]bool{}, false
	var reasons []string
	seen := map[string]bool{}
	for i := range t.Tools {
		for _, c := range t.Criteria {
			cell := t.Tools[i].Cells[c.ID]
			used[cell.Basis] = true
			stale = stale || cell.Stale
			if cell.Basis == score.Missing && !seen[cell.Reason] {
				seen[cell.Reason] = true
				reasons = append(reasons, cell.Reason)
			}
		}
	}
	for _, m := range basisMarks {
		if !used[m.basis] {
			continue
		}
		words := m.words
		if set := s.Set(t.Set); m.basis == score.Published && set.Source != "" {
			words = "published in " + set.Source
		}
		paragraph(b, m.mark+"  ", words)
	}
	if stale {
		b.WriteString("*  the experiment changed after the run behind it\n")
	}
	const most = 12
	for i, r := range reasons {
		if i == most {
			fmt.Fprintf(b, "   and %d more reasons; --json has them all\n", len(reasons)-most)
			break
		}
		paragraph(b, "   ", r)
	}
	changesText(b, t, s)
}
