package main

import (
	"math/big"
	"strings"
	"testing"

	"report/internal/score"
)

func TestLeadIsNeverNone(t *testing.T) {
	for lead, want := range map[*big.Rat]string{
		big.NewRat(1, 1000): "A comes first, less than 0.01 ahead of B",
		big.NewRat(1, 2):    "A comes first, 0.50 ahead of B",
	} {
		table := &score.Table{Tools: []score.Row{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}}}
		advice := &score.Advice{Table: table, Field: table, First: "a", Second: "b", Rivals: []string{"b"}, Margin: score.Span{Low: lead, High: lead},
			Options: []score.Option{{Tool: "a", Name: "A", State: score.Met}, {Tool: "b", Name: "B", State: score.Met}}}
		if got := adviceVerdict(advice); !strings.Contains(got, want) {
			t.Errorf("%s: %s", lead, got)
		}
	}
}
