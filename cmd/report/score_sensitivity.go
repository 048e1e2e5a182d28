package main

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"

	"report/internal/score"
)

// sensitivityJSON is the shape that the contract gives `score --sensitivity`.
func sensitivityJSON(s *score.Sensitivity) map[string]any {
	distance, exact, nearest := map[string]any{}, map[string]string{}, map[string]any{}
	for id, d := range s.Distance {
		distance[id] = nil
		if d == nil {
			continue
		}
		distance[id], exact[id] = exactNumber(d), d.RatString()
		weights := map[string]json.Number{}
		for criterion, w := range s.Nearest[id] {
			weights[criterion] = exactNumber(w)
		}
		nearest[id] = weights
	}
	shares, errors := map[string]float64{}, map[string]float64{}
	for id, share := range s.WinShare() {
		shares[id], errors[id] = share.Value, share.Error
	}
	out := map[string]any{
		"winner": orNull(s.Winner), "stable": intervals(s.Stable), "order_stable": intervals(s.Order),
		"distance": distance, "distance_exact": exact, "nearest_weights": nearest,
		"win_share": shares, "win_share_error": errors, "draws": score.Draws,
	}
	if s.Moved != nil {
		out["moved"] = movedJSON(s.Moved)
	}
	return out
}

func movedJSON(m *score.Moved) map[string]any {
	return map[string]any{"cells": m.Cells, "same_winner": m.Same.Value, "error": m.Same.Error, "drawn": m.Drawn, "fewest": fewestOrNull(m)}
}

func fewestOrNull(m *score.Moved) any {
	if m.Fewest == 0 {
		return nil
	}
	return m.Fewest
}

// intervals are in percent, to four decimals.
func intervals(spans map[string]score.Span) map[string][]json.Number {
	out := map[string][]json.Number{}
	for id, s := range spans {
		out[id] = []json.Number{fourDecimals(s.Low), fourDecimals(s.High)}
	}
	return out
}

func fourDecimals(x *big.Rat) json.Number {
	text := strings.TrimRight(x.FloatString(4), "0")
	return json.Number(strings.TrimSuffix(text, "."))
}

func sensitivityText(t *score.Table, s *score.Sensitivity) string {
	var b strings.Builder
	b.WriteString("Sensitivity\n")
	if s == nil {
		paragraph(&b, "", "Cells are missing: the totals are ranges, and what they would hang on cannot be told.")
		return b.String()
	}
	if len(t.Tools) == 1 {
		paragraph(&b, "", t.Tools[0].Name+" is the only tool of this set. It comes first under any weights, which says nothing about it.")
		return b.String()
	}
	if s.Winner != "" {
		fmt.Fprintf(&b, "\n%s stays first while one weight, the others in proportion, is within:\n", t.Row(s.Winner).Name)
	} else {
		b.WriteString("\nThe ranking stays while one weight, the others in proportion, is within:\n")
	}
	label := labelWidth(t)
	for _, c := range t.Criteria {
		order := s.Order[c.ID]
		line := fmt.Sprintf("  %-*s  now %s", label, clip(c.Name, label), percent(c.Weight))
		if s.Winner != "" {
			stable := s.Stable[c.ID]
			line = fmt.Sprintf("%-*s  %s to %s%%", label+18, line, fourDecimals(stable.Low), fourDecimals(stable.High))
			if order.Low.Cmp(stable.Low) != 0 || order.High.Cmp(stable.High) != 0 {
				line += fmt.Sprintf("\n%*s(whole order: %s to %s%%)", label+12, "", fourDecimals(order.Low), fourDecimals(order.High))
			}
		} else {
			line = fmt.Sprintf("%-*s  %s to %s%%", label+18, line, fourDecimals(order.Low), fourDecimals(order.High))
		}
		b.WriteString(line + "\n")
	}
	distances(&b, t, s)
	return b.String()
}

func distances(b *strings.Builder, t *score.Table, s *score.Sensitivity) {
	b.WriteString("\nTo come first, the weights must change by at least (sum of points); share of\nall weightings won:\n")
	for i := range t.Tools {
		row := &t.Tools[i]
		share := s.WinShare()[row.ID]
		fmt.Fprintf(b, "  %-20s  %-12s  wins %.1f%% ± %.1f\n", clip(row.Name, 20), distanceText(s.Distance[row.ID]), share.Value*100, share.Error*100)
	}
	if tied := tiedShare(s); tied > 0 {
		fmt.Fprintf(b, "  in %.1f%% of them several tools tie for the first place\n", tied*100)
	}
	for i := range t.Tools {
		row := &t.Tools[i]
		if d := s.Distance[row.ID]; d != nil && d.Sign() > 0 {
			paragraph(b, "  ", row.Name+": "+shifts(t, s.Nearest[row.ID]))
		}
	}
	if s.Moved != nil {
		b.WriteByte('\n')
		paragraph(b, "", movedText(s.Moved, "winner"))
	}
}

// tiedShare is the share of weightings that no tool wins alone; 0 for less than
// one in a thousand, which is not worth a line.
func tiedShare(s *score.Sensitivity) float64 {
	tied := 1.0
	for _, share := range s.WinShare() {
		tied -= share.Value
	}
	if tied < 0.001 {
		return 0
	}
	return tied
}

// movedText says what moving written cells by a point does to the winner, or
// whoever comes first.
func movedText(m *score.Moved, whom string) string {
	share := fmt.Sprintf("%.1f%% of all ways to do so", m.Same.Value*100)
	if m.Drawn {
		share = fmt.Sprintf("%.1f%% ± %.1f of draws", m.Same.Value*100, m.Same.Error*100)
	}
	cells := fmt.Sprintf("each of the %d judged or published cells", m.Cells)
	if m.Cells == 1 {
		cells = "the one judged or published cell"
	}
	text := fmt.Sprintf("With %s moved by -1, 0 or +1, the %s stays in %s; ", cells, whom, share)
	switch {
	case m.Fewest == 0 && m.Cells == 1:
		return text + "moving it cannot unseat it."
	case m.Fewest == 0:
		return text + "moving all of them cannot unseat it."
	case m.Fewest == 1:
		return text + "moving one cell can unseat it."
	}
	return text + fmt.Sprintf("it takes %d cells to unseat it.", m.Fewest)
}

func distanceText(d *big.Rat) string {
	switch {
	case d == nil:
		return "cannot win"
	case d.Sign() == 0:
		return "0"
	}
	return string(fourDecimals(d))
}

// shifts are the weights that must change, from and to.
func shifts(t *score.Table, weights map[string]*big.Rat) string {
	var parts []string
	for _, c := range t.Criteria {
		if to := weights[c.ID]; to.Cmp(c.Weight) != 0 {
			parts = append(parts, fmt.Sprintf("%s %s to %s", c.ID, percent(c.Weight), percent(to)))
		}
	}
	return strings.Join(parts, ", ")
}
