package score

import (
	"maps"
	"math/big"
	"slices"
	"strconv"
	"sync"

	"report/internal/recall"
)

// SensitiveKept is Sensitive, kept from one command to the next by all that it
// is worked out from. Its shares, which are still drawn only when asked for, are
// kept apart.
func SensitiveKept(t *Table, kept *recall.Cache) (*Sensitivity, error) {
	parts := sensitiveParts(t)
	s := new(Sensitivity)
	if !kept.Recall("report/sensitivity/1", parts, s) {
		made, err := Sensitive(t)
		if err != nil || made == nil {
			return made, err
		}
		s = made
		kept.Remember("report/sensitivity/1", parts, s)
	}
	s.shares = sync.OnceValue(func() map[string]Share {
		var shares map[string]Share
		if !kept.Recall("report/win-shares/1", parts, &shares) {
			shares = winShares(t)
			kept.Remember("report/win-shares/1", parts, shares)
		}
		return shares
	})
	return s, nil
}

// sensitiveParts are what Sensitive reads of a table, in the table's order.
func sensitiveParts(t *Table) []string {
	exact := func(x *big.Rat) string {
		if x == nil {
			return "-"
		}
		return x.RatString()
	}
	parts := []string{t.Winner, strconv.Itoa(len(t.Criteria))}
	for _, c := range t.Criteria {
		parts = append(parts, c.ID, exact(c.Weight))
	}
	for i := range t.Tools {
		row := &t.Tools[i]
		parts = append(parts, row.ID, exact(row.Total.Low), strconv.Itoa(len(row.Cells)))
		for _, criterion := range slices.Sorted(maps.Keys(row.Cells)) {
			cell := row.Cells[criterion]
			parts = append(parts, criterion, string(cell.Basis), exact(cell.Points))
		}
	}
	return parts
}
