package score

import (
	"encoding/json"
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
	if !recalled(kept, "report/sensitivity/1", parts, s) {
		made, err := Sensitive(t)
		if err != nil || made == nil {
			return made, err
		}
		s = made
		keep(kept, "report/sensitivity/1", parts, s)
	}
	s.shares = sync.OnceValue(func() map[string]Share {
		var shares map[string]Share
		if !recalled(kept, "report/win-shares/1", parts, &shares) {
			shares = winShares(t)
			keep(kept, "report/win-shares/1", parts, shares)
		}
		return shares
	})
	return s, nil
}

// recalled reads what was kept of a kind that was worked out from parts.
func recalled(kept *recall.Cache, kind string, parts []string, into any) bool {
	key, ok := recall.Key(kind, parts...)
	if !ok {
		return false
	}
	text, known := kept.Get(key)
	return known && json.Unmarshal([]byte(text), into) == nil
}

func keep(kept *recall.Cache, kind string, parts []string, made any) {
	key, ok := recall.Key(kind, parts...)
	text, err := json.Marshal(made)
	if ok && err == nil {
		kept.Put(key, string(text))
	}
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
